package sluice.adapter;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;

import java.io.InvalidObjectException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The checks of a class model, put to one object. What one of them asks for and is not known is unsupported. */
final class Checks {
    static final Set<String> KINDS = Set.of("when", "not-null", "range", "relation", "type", "elements", "keys", "values",
            "size", "one-of", "no-duplicates", "ascending", "heap-order");
    private static final String[] OPERATORS = {"<=", ">=", "==", "!=", "<", ">"};

    private final Case now;
    private final Object self;
    private final Class<?> level;
    /** JGDMS: the fields of the class, before there is an object. */
    private final Object[] early;
    private final Equality equality;

    Checks(Case now, Object self, Class<?> level) {
        this.now = now;
        this.self = self;
        this.level = level;
        this.early = null;
        this.equality = new Equality(now);
    }

    Checks(Case now, Class<?> level, Object[] early) {
        this.now = now;
        this.self = null;
        this.level = level;
        this.early = early;
        this.equality = new Equality(now);
    }

    void run(Model model) throws InvalidObjectException, ClassNotFoundException {
        for (JsonObject check : model.checks) {
            if (!isMeant(check.get("when"))) {
                continue;
            }
            for (JsonObject.Member member : check) {
                if (!member.getName().equals("when") && !holds(member.getName(), member.getValue())) {
                    throw new InvalidObjectException(
                            "the check " + member.getName() + ": " + member.getValue() + " of " + model.name);
                }
            }
        }
    }

    /** The value of a field, of a named piece, or of what a dotted path leads to. */
    Object member(String path) {
        String[] names = path.split("\\.");
        Object value = early == null ? of(self, level, names[0]) : early(names[0]);
        for (int i = 1; i < names.length && value != null; i++) {
            value = inside(value, names[i]);
        }
        return value;
    }

    private Object early(String name) {
        Model model = now.classes.model(level);
        int fields = model.fields.size();
        for (int i = 0; i < fields; i++) {
            if (model.fields.get(i).name().equals(name)) {
                return early[i];
            }
        }
        if (fields < early.length && early[fields] instanceof AtomicReader reader && reader.pieces != null) {
            for (int i = 0; i < reader.pieces.length; i++) {
                if (name.equals(model.layout.get(i).name())) {
                    return reader.pieces[i];
                }
            }
        }
        throw now.unsupported("the member " + name + " before the object exists");
    }

    private Object of(Object object, Class<?> from, String name) {
        for (Class<?> each = from; each != null && now.classes.model(each) != null; each = each.getSuperclass()) {
            Members members = now.members(each);
            if (members.has(name)) {
                return members.get(object, name);
            }
        }
        throw now.unsupported("the member " + name + " of " + from.getName());
    }

    private Object inside(Object value, String name) {
        if (now.classes.model(value.getClass()) != null) {
            return of(value, value.getClass(), name);
        }
        if (value instanceof java.util.Date date && name.equals("time")) {
            return date.getTime();
        }
        if (value instanceof Collection<?> items && (name.equals("elements") || name.equals("size"))) {
            return name.equals("size") ? items.size() : items.toArray();
        }
        if (value instanceof Map<?, ?> map && (name.equals("entries") || name.equals("size"))) {
            return name.equals("size") ? map.size() : pairs(map);
        }
        if ((value instanceof Number || value instanceof Character || value instanceof Boolean) && name.equals("value")) {
            return value;
        }
        if (value instanceof BigDecimal number && name.equals("scale")) {
            return number.scale();
        }
        if (value instanceof BigInteger number && name.equals("signum")) {
            return number.signum();
        }
        if (value instanceof Pattern pattern && name.equals("pattern")) {
            return pattern.pattern();
        }
        throw now.unsupported("the member " + name + " of " + value.getClass().getName());
    }

    private static Object[] pairs(Map<?, ?> map) {
        Object[] pairs = new Object[2 * map.size()];
        int i = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            pairs[i++] = entry.getKey();
            pairs[i++] = entry.getValue();
        }
        return pairs;
    }

    private boolean isMeant(JsonValue when) {
        if (when == null) {
            return true;
        }
        String name = when.asObject().names().get(0);
        return member(name) instanceof Number number && number.longValue() == when.asObject().get(name).asLong();
    }

    private boolean holds(String kind, JsonValue value) throws ClassNotFoundException {
        if (kind.equals("not-null")) {
            return value.isString() ? member(value.asString()) != null : allThere(value);
        }
        if (kind.equals("relation")) {
            return value.isString() ? relates(value.asString()) : allRelate(value);
        }
        if (!value.isObject()) {
            JsonObject bare = new JsonObject().add("field", value);
            return value.isString() ? holds(kind, bare) : unknown(kind);
        }
        JsonObject check = value.asObject();
        Object field = member(check.getString("field", ""));
        return switch (kind) {
            case "range" -> field == null || isWithin(check, number(field));
            case "type" -> field == null || isOne(field, check.get("is"));
            case "elements" -> field == null || areAll(items(field), 0, 1, check);
            case "keys" -> field == null || areAll(items(field), 0, 2, check);
            case "values" -> field == null || areAll(items(field), 1, 2, check);
            case "size" -> field == null || isWithin(check, size(check.getString("field", ""), field));
            case "one-of" -> field == null || isAmong(field, check.get("values"));
            case "no-duplicates" -> field == null || areDistinct(field, check);
            case "ascending" -> field == null || isOrdered(field, check, false);
            case "heap-order" -> field == null || isOrdered(field, check, true);
            default -> unknown(kind);
        };
    }

    private boolean unknown(String what) {
        throw now.unsupported("the check " + what);
    }

    private boolean allThere(JsonValue names) {
        for (JsonValue name : names.asArray()) {
            if (member(name.asString()) == null) {
                return false;
            }
        }
        return true;
    }

    private boolean allRelate(JsonValue relations) {
        for (JsonValue relation : relations.asArray()) {
            if (!relates(relation.asString())) {
                return false;
            }
        }
        return true;
    }

    private boolean relates(String text) {
        for (String operator : OPERATORS) {
            int at = text.indexOf(operator);
            if (at > 0) {
                Object left = operand(text.substring(0, at).trim());
                Object right = operand(text.substring(at + operator.length()).trim());
                return left == null || right == null || compares(number(left), operator, number(right));
            }
        }
        return unknown("relation " + text);
    }

    /** NaN, which is no number, is in no relation. */
    private static boolean compares(BigDecimal left, String operator, BigDecimal right) {
        if (left == null || right == null) {
            return false;
        }
        int order = left.compareTo(right);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case ">=" -> order >= 0;
            default -> order > 0;
        };
    }

    private Object operand(String text) {
        if (text.startsWith("size(") && text.endsWith(")")) {
            String path = text.substring(5, text.length() - 1).trim();
            Object value = member(path);
            BigDecimal size = value == null ? null : size(path, value);
            return value == null || size != null ? size : Double.NaN;
        }
        char first = text.charAt(0);
        return first == '-' || first >= '0' && first <= '9' ? new BigDecimal(text) : member(text);
    }

    private BigDecimal number(Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        }
        if (value instanceof Character unit) {
            return BigDecimal.valueOf(unit);
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (Double.isInfinite(number)) {
                return new BigDecimal(number > 0 ? "1e400" : "-1e400");
            }
            return Double.isNaN(number) ? null : new BigDecimal(number);
        }
        if (value instanceof Boolean flag) {
            return flag ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        if (value instanceof Number number) {
            return BigDecimal.valueOf(number.longValue());
        }
        throw now.unsupported("the number of a " + value.getClass().getName());
    }

    private static boolean isWithin(JsonObject bounds, BigDecimal number) {
        JsonValue min = bounds.get("min");
        JsonValue max = bounds.get("max");
        return number != null && (min == null || number.compareTo(new BigDecimal(min.toString())) >= 0)
                && (max == null || number.compareTo(new BigDecimal(max.toString())) <= 0);
    }

    private boolean isOne(Object value, JsonValue names) throws ClassNotFoundException {
        for (JsonValue name : names.asArray()) {
            if (Class.forName(name.asString(), false, now.classes).isInstance(value)) {
                return true;
            }
        }
        return false;
    }

    /** Null of what has none. */
    private static Object[] items(Object value) {
        if (value instanceof Object[] items) {
            return items;
        }
        if (value instanceof Collection<?> items) {
            return items.toArray();
        }
        if (!value.getClass().isArray()) {
            return null;
        }
        Object[] items = new Object[Array.getLength(value)];
        for (int i = 0; i < items.length; i++) {
            items[i] = Array.get(value, i);
        }
        return items;
    }

    private boolean areAll(Object[] items, int first, int step, JsonObject check) throws ClassNotFoundException {
        if (items == null) {
            return false;
        }
        for (int i = first; i < items.length; i += step) {
            if (items[i] == null ? !check.getBoolean("allow-null", false) : !isOne(items[i], check.get("is"))) {
                return false;
            }
        }
        return true;
    }

    /** Null of what has none: that is in no range, and in no relation. */
    private BigDecimal size(String path, Object value) {
        if (value instanceof String text) {
            return BigDecimal.valueOf(text.length());
        }
        if (value instanceof Collection<?> items) {
            return BigDecimal.valueOf(items.size());
        }
        if (value.getClass().isArray()) {
            int length = Array.getLength(value);
            return BigDecimal.valueOf(isPairs(path) ? length / 2 : length);
        }
        return null;
    }

    /** Pieces of this kind hold keys and values in turn. */
    private boolean isPairs(String path) {
        Model model = now.classes.model(level);
        return model.layout.stream().anyMatch(piece -> piece.kind().equals("pairs") && path.equals(piece.name()));
    }

    private boolean isAmong(Object value, JsonValue values) {
        for (JsonValue each : values.asArray()) {
            boolean same = each.isString()
                    ? each.asString().equals(value instanceof Enum<?> constant ? constant.name() : value)
                    : value instanceof Character || value instanceof Number
                            ? number(value).compareTo(BigDecimal.valueOf(each.asLong())) == 0 : false;
            if (same) {
                return true;
            }
        }
        return false;
    }

    private int step(JsonObject check) {
        return check.getBoolean("in-pairs", false) || isPairs(check.getString("field", "")) ? 2 : 1;
    }

    private boolean areDistinct(Object field, JsonObject check) {
        Object[] items = items(field);
        if (items == null) {
            return false;
        }
        int step = step(check);
        boolean identity = check.getString("by", "equality").equals("identity");
        if (items.length > 5000) {
            throw now.unsupported("so many elements to compare");
        }
        for (int i = 0; i < items.length; i += step) {
            for (int k = 0; k < i; k += step) {
                if (items[i] == items[k] || !identity && equality.isEqual(items[i], items[k])) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isBefore(Comparator<Object> order, Object left, Object right, boolean orEqual) {
        try {
            int compared = order.compare(left, right);
            return orEqual ? compared <= 0 : compared < 0;
        } catch (ClassCastException e) {
            return false;
        }
    }

    private boolean isOrdered(Object field, JsonObject check, boolean heap) {
        Comparator<Object> order = equality.natural();
        String name = check.getString("comparator", null);
        Object given = name == null ? null : member(name);
        if (given != null) {
            if (given != Collections.reverseOrder()) {
                return true;
            }
            order = order.reversed();
        }
        Object[] items = items(field);
        if (items == null) {
            return false;
        }
        int step = step(check);
        for (int i = step; i < items.length; i += step) {
            Object before = items[heap ? (i - 1) / 2 : i - step];
            if (before == null || items[i] == null || !isBefore(order, before, items[i], heap)) {
                return false;
            }
        }
        return items.length == 0 || items[0] != null;
    }
}
