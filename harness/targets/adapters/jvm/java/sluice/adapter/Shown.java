package sluice.adapter;

import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The compact form of what was built (harness/suite/FORMAT.md, Values), as far as it can be told from the objects
 * alone. It cannot where a class of the JDK keeps its data in its own way, and where one object was met twice of which
 * a careful reader would have made a copy.
 */
final class Shown {
    /** What stands between the objects of a stream. */
    record Passed(String text) {
    }

    private static final int LONGEST = 256 * 1024;
    /** Less than a stack of 1 MiB holds: as with Reserve, no class may be first used where it ends. */
    private static final int DEEPEST = 1000;
    private static final int DIGITS = 17;

    /** There is no telling. */
    private static final class UnknownException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownException() {
            super(null, null, false, false);
        }
    }

    private final Case now;
    private final View out = new View();
    private final Map<Object, Integer> ids = new IdentityHashMap<>();
    private int depth;

    private Shown(Case now) {
        this.now = now;
    }

    /** Null where it cannot be told. */
    static byte[] of(Case now, List<Object> items) {
        Shown shown = new Shown(now);
        try {
            for (int i = 0; i < items.size(); i++) {
                shown.out.put(i > 0 ? "," : "");
                shown.value(items.get(i));
            }
        } catch (UnknownException e) {
            return null;
        }
        byte[] text = shown.out.bytes();
        return text.length > LONGEST ? null : text;
    }

    private void value(Object value) {
        if (value == null) {
            out.put("null");
        } else if (value instanceof Passed passed) {
            out.put(passed.text());
        } else if (isNew(value)) {
            if (++depth > DEEPEST) {
                throw new UnknownException();
            }
            content(value);
            depth--;
        }
    }

    private boolean isNew(Object value) {
        Integer id = ids.putIfAbsent(value, ids.size());
        if (id == null) {
            return true;
        }
        Model model = now.classes.model(value.getClass());
        boolean resolves = now.classes.setting().models.values().stream().anyMatch(each -> each.resolve != null);
        // Of a constant there is one, however often a stream names it, and of a text without letters.
        if ("".equals(value) || !(value instanceof String) && (model == null || model.mutable || resolves || value instanceof Enum<?>)) {
            throw new UnknownException();
        }
        out.put('@').put(id);
        return false;
    }

    private void content(Object value) {
        Class<?> of = value.getClass();
        if (value instanceof String text) {
            out.quote(text);
        } else if (of.isArray()) {
            array(value);
        } else if (value instanceof Enum<?> constant) {
            out.put(plain(shortName(constant.getDeclaringClass().getName()))).put('.').put(plain(constant.name()));
        } else if (value instanceof Class<?> named && !named.isArray()) {
            out.put(Proxy.isProxyClass(named) ? "Proxy" : plain(shortName(named.getName()))).put(".class");
        } else if (Proxy.isProxyClass(of)) {
            proxy(value);
        } else if (now.classes.model(of) != null) {
            out.put(plain(shortName(of.getName()))).put('{');
            fields(value);
            out.put('}');
        } else if (value instanceof Number || value instanceof Boolean || value instanceof Character) {
            boxed(of, value);
        } else if (of == Date.class) {
            out.put("Date{time=").put(((Date) value).getTime()).put('}');
        } else {
            throw new UnknownException();
        }
    }

    private void boxed(Class<?> of, Object value) {
        if (of == Boolean.class || of == Character.class || Number.class == of.getSuperclass()
                && of.getPackageName().equals("java.lang")) {
            out.put(of.getSimpleName()).put("{value=");
            primitive(value);
            out.put('}');
        } else {
            throw new UnknownException();
        }
    }

    private void array(Object array) {
        int length = Array.getLength(array);
        Class<?> base = array.getClass();
        int dimensions = 0;
        for (; base.isArray(); base = base.getComponentType()) {
            dimensions++;
        }
        out.put(plain(shortName(base.getName()))).put('[').put(length).put(']').put("[]".repeat(dimensions - 1)).put('{');
        if (array instanceof byte[] bytes) {
            out.hex(bytes, 0, length).put('}');
            return;
        }
        boolean primitive = array.getClass().getComponentType().isPrimitive();
        for (int i = 0; i < length; i++) {
            out.put(i > 0 ? "," : "");
            if (primitive) {
                primitive(Array.get(array, i));
            } else {
                value(Array.get(array, i));
            }
        }
        out.put('}');
    }

    private void proxy(Object proxy) {
        Object handler;
        try {
            handler = Proxy.getInvocationHandler(proxy);
        } catch (NullPointerException e) {
            handler = null; // as a JDK before 21 says it
        }
        out.put("Proxy[");
        String between = "";
        for (Class<?> each : proxy.getClass().getInterfaces()) {
            out.put(between).put(plain(shortName(each.getName())));
            between = ",";
        }
        out.put("]{h=");
        value(handler);
        out.put('}');
    }

    /** Those of the topmost class first, and of each its named pieces of custom data behind its fields. */
    private void fields(Object object) {
        Deque<Members> chain = new ArrayDeque<>();
        for (Class<?> each = object.getClass(); now.classes.model(each) != null; each = each.getSuperclass()) {
            chain.push(now.members(each));
        }
        String between = "";
        for (Members members : chain) {
            for (Model.Field field : members.model.fields) {
                out.put(between).put(plain(field.name())).put('=');
                between = " ";
                Object held = members.get(object, field.name());
                if (field.type().length() == 1) {
                    primitive(held);
                } else {
                    value(held);
                }
            }
            Object[] pieces = members.pieces(object);
            for (int i = 0; i < members.model.layout.size(); i++) {
                Model.Piece piece = members.model.layout.get(i);
                if (piece.name() != null) {
                    out.put(between).put(plain(piece.name())).put('=');
                    between = " ";
                    piece(piece.kind(), pieces == null ? null : pieces[i]);
                }
            }
        }
    }

    private void piece(String kind, Object held) {
        switch (kind) {
        case "utf" -> out.quote((String) known(held));
        case "object" -> value(held);
        case "objects", "pairs" -> {
            out.put('{');
            Object[] items = (Object[]) known(held);
            for (int i = 0; i < items.length; i++) {
                out.put(i > 0 ? "," : "");
                value(items[i]);
            }
            out.put('}');
        }
        default -> primitive(known(held));
        }
    }

    /** What was never read has a value that only the reader of the stream knows. */
    private static Object known(Object held) {
        if (held == null) {
            throw new UnknownException();
        }
        return held;
    }

    private void primitive(Object value) {
        if (value instanceof Double || value instanceof Float) {
            decimal(((Number) value).doubleValue());
        } else if (value instanceof Character unit) {
            out.put((long) unit);
        } else {
            out.put(value.toString());
        }
    }

    /** As "%.17g" has it, where that is the number itself and needs no exponent. */
    private void decimal(double number) {
        if (!Double.isFinite(number) || number == 0 && 1 / number < 0) {
            throw new UnknownException();
        }
        BigDecimal exact = new BigDecimal(number).stripTrailingZeros();
        if (exact.precision() > DIGITS || number != 0 && (Math.abs(number) < 1e-4 || Math.abs(number) >= 1e17)) {
            throw new UnknownException();
        }
        out.put(number == 0 ? "0" : exact.toPlainString());
    }

    private static String shortName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** A name goes into the text as it is: only one of plain letters does. */
    private static String plain(String name) {
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        if (!name.equals(new String(ascii, StandardCharsets.US_ASCII)) || name.chars().anyMatch(c -> c < ' ' || c == '"'
                || c == '\\' || c == 0x7F)) {
            throw new UnknownException();
        }
        return name;
    }
}
