package sluice.corpus;

import java.util.Collection;
import java.util.Map;

/** The small part of JSON that the views and the index need, ASCII only. */
final class Json {
    private static final String HEX = "0123456789abcdef";

    private Json() {
    }

    /** Appends a sequence of UTF-16 code units; all but printable ASCII is escaped. */
    static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == '"' || unit == '\\') {
                out.append('\\').append(unit);
            } else if (unit < 0x20 || unit > 0x7E) {
                out.append(String.format("\\u%04x", (int) unit));
            } else {
                out.append(unit);
            }
        }
        out.append('"');
    }

    static void hex(StringBuilder out, byte[] bytes) {
        out.append('"');
        for (byte b : bytes) {
            out.append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
        }
        out.append('"');
    }

    /** Appends a value made of maps, collections, strings and numbers, without white space. */
    static void value(StringBuilder out, Object value) {
        if (value instanceof Map<?, ?> map) {
            char separator = '{';
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                quote(out, (String) entry.getKey());
                out.append(':');
                value(out, entry.getValue());
                separator = ',';
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Collection<?> items) {
            char separator = '[';
            for (Object item : items) {
                out.append(separator);
                value(out, item);
                separator = ',';
            }
            out.append(items.isEmpty() ? "[]" : "]");
        } else if (value instanceof String text) {
            quote(out, text);
        } else {
            out.append(value);
        }
    }
}
