package sluice.adapter;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One class model: what the receiver knows of a class. See harness/models/FORMAT.md. */
final class Model {
    private static final Set<String> KEYS = Set.of("name", "construct", "suid", "parent", "implements", "mutable",
            "form", "fields", "layout", "check", "resolve", "equality", "container", "code", "careless", "constants");
    private static final Set<String> FIELD_KEYS =
            Set.of("name", "type", "required", "shared", "holds", "of", "self-is-null", "default");
    private static final Set<String> PIECE_KEYS = Set.of("count", "holds", "of", "until-null", "shared");
    private static final Set<String> PIECES = Set.of("byte", "char", "double", "float", "int", "long", "short",
            "boolean", "utf", "object", "objects", "pairs");
    private static final Set<String> GROUNDS = Set.of("denied", "atomic", "stateless", "permitted", "enum", "interface",
            "abstract", "not-serializable", "absent");
    private static final Set<String> FORMS = Set.of("fields", "data", "both", "external");

    /** A serializable field; `standard` is its default, null unless stated. */
    record Field(String name, String type, boolean required, boolean selfIsNull, JsonValue standard) {
    }

    /** A piece of custom data; `name` is null where it does not matter. */
    record Piece(String kind, String name, String count, boolean untilNull) {
    }

    final String name;
    final String construct;
    final String form;
    final Long suid;
    final String parent;
    final List<String> interfaces;
    final List<Field> fields = new ArrayList<>();
    final List<Piece> layout = new ArrayList<>();
    final List<JsonObject> checks = new ArrayList<>();
    final List<String> constants;
    final boolean mutable;
    final boolean byFields;
    /** "refuse", or the member that takes the object's place behind a colon; null: no readResolve. */
    final String resolve;
    /** What of it cannot be made a class; null: nothing. Held against it when a stream names it. */
    String unknown;

    Model(JsonObject json) {
        name = json.getString("name", "");
        construct = json.getString("construct", "");
        form = json.getString("form", "fields");
        suid = json.get("suid") == null ? null : Long.valueOf(json.get("suid").asLong());
        parent = text(json.get("parent"));
        interfaces = texts(json.get("implements"));
        constants = texts(json.get("constants"));
        mutable = json.getBoolean("mutable", false);
        byFields = "fields".equals(json.getString("equality", ""));
        resolve = resolveOf(json.get("resolve"));
        readKeys(json);
        readFields(json.get("fields"));
        readLayout(json.get("layout"));
        readChecks(json.get("check"));
    }

    boolean isBuilt() {
        return switch (construct) {
            case "atomic", "stateless", "permitted", "enum" -> true;
            default -> false;
        };
    }

    /** True if there is something that its data can break: then, and only then, it checks. */
    boolean hasInvariants() {
        return !checks.isEmpty() || fields.stream().anyMatch(Field::required);
    }

    /** True if an object of it can be refused when it exists already: then it shows what its finalizer gets. */
    boolean canBeRefused() {
        return hasInvariants() || "refuse".equals(resolve);
    }

    /** True if a developer has to write a readObject for it; the stream reads the others' fields by itself. */
    boolean needsReadObject() {
        return hasInvariants() || !form.equals("fields")
                || fields.stream().anyMatch(field -> field.selfIsNull() || field.standard() != null);
    }

    /** True if a policy that keeps to the setting lets the name of the class pass. */
    boolean isNamed() {
        return isBuilt() || construct.equals("interface") || construct.equals("abstract");
    }

    private void readKeys(JsonObject json) {
        for (String key : json.names()) {
            require(KEYS.contains(key), "key " + key);
        }
        require(!name.isEmpty() && GROUNDS.contains(construct), "construct " + construct);
        require(FORMS.contains(form), "form " + form);
        require(json.get("code") == null, "code");
        require(json.get("careless") == null, "careless");
    }

    private void readFields(JsonValue value) {
        if (value == null) {
            return;
        }
        for (JsonValue item : value.asArray()) {
            JsonObject field = item.asObject();
            for (String key : field.names()) {
                require(FIELD_KEYS.contains(key), "field key " + key);
            }
            String member = field.getString("name", "");
            require(!member.isEmpty() && member.chars().noneMatch(c -> ".;[/".indexOf(c) >= 0), "field " + member);
            fields.add(new Field(member, field.getString("type", ""), field.getBoolean("required", false),
                    field.getBoolean("self-is-null", false), field.get("default")));
        }
    }

    private void readLayout(JsonValue value) {
        if (value == null) {
            return;
        }
        for (JsonValue item : value.asArray()) {
            JsonObject piece = item.asObject();
            String kind = null;
            for (String key : piece.names()) {
                if (PIECES.contains(key)) {
                    kind = key;
                } else {
                    require(PIECE_KEYS.contains(key), "piece key " + key);
                }
            }
            if (kind == null) {
                require(false, "piece without a type");
                return;
            }
            JsonValue named = piece.get(kind);
            layout.add(new Piece(kind, text(named), text(piece.get("count")),
                    piece.getBoolean("until-null", false)));
        }
    }

    private void readChecks(JsonValue value) {
        if (value == null) {
            return;
        }
        for (JsonValue item : value.asArray()) {
            for (String key : item.asObject().names()) {
                require(Checks.KINDS.contains(key), "check " + key);
            }
            checks.add(item.asObject());
        }
    }

    private static String resolveOf(JsonValue value) {
        if (value == null) {
            return null;
        }
        return value.isString() ? value.asString() : ":" + value.asObject().getString("field", "");
    }

    /** Null where there is none, or null. */
    private static String text(JsonValue value) {
        return value == null || value.isNull() ? null : value.asString();
    }

    private static List<String> texts(JsonValue value) {
        List<String> texts = new ArrayList<>();
        if (value != null) {
            value.asArray().forEach(item -> texts.add(item.asString()));
        }
        return texts;
    }

    private void require(boolean known, String what) {
        if (!known && unknown == null) {
            unknown = what + " of " + name;
        }
    }
}
