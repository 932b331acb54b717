package sluice.adapter;

import java.lang.reflect.Field;
import java.util.Map;

/** What the JDK keeps of one case and would hold against the next. */
final class Remains {
    private static final Map<?, ?> ENDPOINTS = endpoints();

    private Remains() {
    }

    /** Forgets whom a stub has called: RMI calls home for the first reference to an object of another machine only. */
    static void forget() {
        if (ENDPOINTS != null) {
            synchronized (ENDPOINTS) {
                ENDPOINTS.clear();
            }
        }
    }

    /** Null where the JDK has none, or does not show it. */
    private static Map<?, ?> endpoints() {
        try {
            Field table = Class.forName("sun.rmi.transport.DGCClient$EndpointEntry").getDeclaredField("endpointTable");
            return table.trySetAccessible() ? (Map<?, ?>) table.get(null) : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
