package sluice.adapter;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a case is read under: class models by name, and limits. Immutable but for the bytes of the classes. */
final class Setting {
    private static final Set<String> LIMITS = Set.of("stream_bytes", "bytes", "objects", "elements", "array_length",
            "string_bytes", "depth", "hierarchy", "fields", "interfaces", "block_bytes", "heap");

    final Map<String, Model> models = new LinkedHashMap<>();
    final Map<String, Long> limits = new LinkedHashMap<>();
    /** Classes are made once and defined anew for each case, so that each sees its own static initializers. */
    final Map<String, byte[]> made = new HashMap<>();
    /** Why no case can be read under it; null: it can. */
    final String unknown;

    Setting(String text) {
        String why = null;
        try {
            read(Json.parse(text).asObject());
        } catch (Unsupported e) {
            why = e.getMessage();
        } catch (RuntimeException e) {
            why = "a setting that cannot be read: " + e.getMessage();
        }
        unknown = why;
    }

    private void read(JsonObject json) {
        for (JsonObject.Member member : json) {
            switch (member.getName()) {
            case "classes" -> readClasses(member.getValue());
            case "limits" -> readLimits(member.getValue().asObject());
            default -> throw new Unsupported("key " + member.getName());
            }
        }
    }

    private void readClasses(JsonValue classes) {
        for (JsonValue item : classes.asArray()) {
            Model model = new Model(item.asObject());
            models.put(model.name, model);
        }
    }

    private void readLimits(JsonObject json) {
        for (JsonObject.Member limit : json) {
            if (!LIMITS.contains(limit.getName())) {
                throw new Unsupported("limit " + limit.getName());
            }
            limits.put(limit.getName(), limit.getValue().asLong());
        }
    }
}
