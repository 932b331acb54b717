package sluice.adapter;

import java.security.CodeSource;
import java.security.Permission;
import java.security.PermissionCollection;
import java.security.Permissions;
import java.security.Policy;
import java.security.ProtectionDomain;

/**
 * The security manager of a JDK that still has one: refuses files, processes, sockets and the end of the
 * program to code of a stream, and records the attempt. All else is allowed, but that classes of models are
 * deserialized only where their model grants it.
 */
@SuppressWarnings({"deprecation", "removal"})
final class Manager extends SecurityManager {
    private static final String BUILDS = "org.apache.river.api.io.DeSerializationPermission";

    private final Thread mine = Thread.currentThread();

    /** False where the JDK has none, or was not started so that there can be one. */
    static boolean put() {
        try {
            Policy.setPolicy(new Grants());
            System.setSecurityManager(new Manager());
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    @Override
    public void checkPermission(Permission permission) {
        if (permission.getClass().getName().equals(BUILDS)) {
            super.checkPermission(permission);
        }
    }

    @Override
    public void checkPermission(Permission permission, Object context) {
        if (permission.getClass().getName().equals(BUILDS)) {
            super.checkPermission(permission, context);
        }
    }

    @Override
    public void checkExec(String command) {
        refuse("a process was started: " + command);
    }

    @Override
    public void checkWrite(String file) {
        refuse("a file was written: " + file);
    }

    @Override
    public void checkDelete(String file) {
        refuse("a file was deleted: " + file);
    }

    @Override
    public void checkConnect(String host, int port) {
        refuse("a connection was made to " + host);
    }

    @Override
    public void checkListen(int port) {
        refuse("a port was opened");
    }

    @Override
    public void checkExit(int status) {
        refuse("the program was to end");
    }

    /** To whatever thread a case has started; the adapter itself may do all of it. */
    private void refuse(String what) {
        if (Thread.currentThread() != mine) {
            Case.effect(what);
            throw new SecurityException(what);
        }
    }

    private static final class Grants extends Policy {
        @Override
        public PermissionCollection getPermissions(CodeSource source) {
            return new Permissions();
        }

        @Override
        public PermissionCollection getPermissions(ProtectionDomain domain) {
            return new Permissions();
        }

        @Override
        public boolean implies(ProtectionDomain domain, Permission permission) {
            CodeSource source = domain.getCodeSource();
            return !permission.getClass().getName().equals(BUILDS)
                    || Permits.isGranted(source == null ? null : source.getLocation());
        }
    }
}
