package sluice.adapter;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Set;

/**
 * Stands between what is read and the world outside: names are not resolved, sockets not opened, and either
 * is recorded. Where the JDK still has a security manager, files and processes are behind it, too.
 */
final class Guard {
    private static final Set<String> LOCAL = Set.of("file", "jar", "jrt");

    private Guard() {
    }

    @SuppressWarnings("deprecation")
    static void put() {
        try {
            URL.setURLStreamHandlerFactory(protocol -> LOCAL.contains(protocol) ? null : new Handler());
            Socket.setSocketImplFactory(() -> {
                throw refused("a socket was opened");
            });
            ServerSocket.setSocketFactory(() -> {
                throw refused("a server socket was opened");
            });
            DatagramSocket.setDatagramSocketImplFactory(() -> {
                throw refused("a datagram socket was opened");
            });
        } catch (IOException e) {
            throw new IllegalStateException("the network cannot be shut off", e);
        }
    }

    private static SecurityException refused(String what) {
        Case.effect(what);
        return new SecurityException(what);
    }

    private static final class Handler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            Case.effect("a connection to " + url.getHost() + " was opened");
            throw new SocketException("no network here");
        }

        @Override
        protected InetAddress getHostAddress(URL url) {
            Case.effect("the host " + url.getHost() + " was looked up");
            return null;
        }
    }
}
