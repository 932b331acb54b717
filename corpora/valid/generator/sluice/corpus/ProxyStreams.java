package sluice.corpus;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Dynamic proxies. */
final class ProxyStreams {
    private ProxyStreams() {
    }

    static final class Handler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1;
        final String name;
        Object target;

        Handler(String name) {
            this.name = name;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return switch (method.getName()) {
                case "hashCode" -> 1;
                case "equals" -> proxy == arguments[0];
                case "toString" -> name;
                default -> null;
            };
        }
    }

    enum EnumHandler implements InvocationHandler {
        ONLY;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return null;
        }
    }

    interface Hidden {
        void hide();
    }

    interface SerializableHandler extends InvocationHandler, Serializable {
    }

    static final class Holder implements Serializable {
        private static final long serialVersionUID = 1;
        Runnable runnable;
        Object again;

        Holder(Runnable runnable) {
            this.runnable = runnable;
            again = runnable;
        }
    }

    static Object proxy(InvocationHandler handler, Class<?>... interfaces) {
        return Proxy.newProxyInstance(ProxyStreams.class.getClassLoader(), interfaces, handler);
    }

    static void declare(Catalog catalog) {
        catalog.object("proxy-one-interface", "a proxy of one interface",
                proxy(new Handler("one"), Runnable.class));
        catalog.object("proxy-no-interface", "a proxy of no interface", proxy(new Handler("none")));
        catalog.object("proxy-four-interfaces", "a proxy of four interfaces",
                proxy(new Handler("four"), Runnable.class, Comparator.class, Map.class,
                        Comparable.class));
        catalog.object("proxy-hidden-interface", "a proxy of an interface that is not public",
                proxy(new Handler("hidden"), Hidden.class));
        catalog.object("proxy-serializable-interface", "a proxy of Serializable itself",
                proxy(new Handler("serializable"), Serializable.class));
        Handler cyclic = new Handler("cyclic");
        cyclic.target = proxy(cyclic, Runnable.class);
        catalog.object("proxy-cycle", "a proxy in a field of its handler", cyclic.target);
        catalog.object("proxy-cycle-from-handler", "the same, from the handler", cyclic);
        Handler shared = new Handler("shared");
        catalog.object("proxy-shared-handler", "two proxies of one class with one handler",
                new Object[] {proxy(shared, Runnable.class), proxy(shared, Runnable.class)});
        catalog.object("proxy-two-classes", "proxies of two classes", new Object[] {
            proxy(new Handler("a"), Runnable.class), proxy(new Handler("b"), Comparable.class)});
        Handler outer = new Handler("outer");
        outer.target = proxy(new Handler("inner"), List.class);
        catalog.object("proxy-nested", "a proxy in the handler of another",
                proxy(outer, Map.class));
        catalog.object("proxy-enum-handler", "a handler that is an enum constant",
                proxy(EnumHandler.ONLY, Runnable.class));
        catalog.object("proxy-lambda-handler", "a handler that is a lambda",
                proxy((SerializableHandler) (self, method, arguments) -> null, Runnable.class));
        catalog.object("proxy-in-fields", "one proxy in two fields",
                new Holder((Runnable) proxy(new Handler("field"), Runnable.class)));
        catalog.object("proxy-in-array", "an array of the proxy's interface", new Runnable[] {
            (Runnable) proxy(new Handler("element"), Runnable.class), null});
        catalog.add("proxy-reset", "a proxy on both sides of a reset", out -> {
            Object value = proxy(new Handler("again"), Runnable.class);
            out.writeObject(value);
            out.writeObject(value);
            out.reset();
            out.writeObject(value);
        });
    }
}
