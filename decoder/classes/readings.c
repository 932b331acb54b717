/* Readings of single values. */
#include "readings_internal.h"

#include <string.h>

struct sluice_bytes sluice_text_field(const struct sluice_graph *graph, struct sluice_value object,
                                      const char *field)
{
    return sluice_value_text(graph, sluice_object_in(graph, object, field));
}

/* The same; without bytes, but never without data. */
static struct sluice_bytes part_of(const struct sluice_graph *graph, struct sluice_value object,
                                   const char *field)
{
    const struct sluice_bytes text = sluice_text_field(graph, object, field);
    return text.data != NULL ? text : (struct sluice_bytes){(const uint8_t *)"", 0};
}

/* An object of this class; the class itself is none. */
static bool is_of(const struct sluice_graph *graph, struct sluice_value value,
                  const char *class_name)
{
    const struct sluice_bytes name = sluice_value_class(graph, value);
    return sluice_value_kind(graph, value) == SLUICE_VALUE_OBJECT &&
           name.length == strlen(class_name) && memcmp(name.data, class_name, name.length) == 0;
}

/* --- numbers ---------------------------------------------------------------------------------- */

enum sluice_get sluice_as_boxed(const struct sluice_graph *graph, struct sluice_value value,
                                struct sluice_boxed *out)
{
    static const struct {
        const char *name;
        char type;
    } boxes[] = {
        {"java.lang.Integer", 'I'},
        {"java.lang.Long", 'J'},
        {"java.lang.Boolean", 'Z'},
        {"java.lang.Double", 'D'},
        {"java.lang.Character", 'C'},
        {"java.lang.Byte", 'B'},
        {"java.lang.Short", 'S'},
        {"java.lang.Float", 'F'},
        {"java.util.concurrent.atomic.AtomicInteger", 'I'},
        {"java.util.concurrent.atomic.AtomicLong", 'J'},
        {"java.util.concurrent.atomic.AtomicBoolean", 'Z'},
    };
    for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
        if (is_of(graph, value, boxes[i].name)) {
            *out = (struct sluice_boxed){.type = boxes[i].type};
            return out->type == 'D' || out->type == 'F'
                       ? sluice_value_floating(graph, value, "value", &out->floating)
                       : sluice_value_integer(graph, value, "value", &out->integer);
        }
    }
    return sluice_not_read(graph, value);
}

/* The bytes of an array of primitives of this type. */
static bool get_array(const struct sluice_graph *graph, struct sluice_value object,
                      const char *field, char type, struct sluice_bytes *out)
{
    struct sluice_value array;
    char found = 0;
    if (sluice_value_field(graph, object, field, &array) != SLUICE_GET_OK ||
        sluice_value_kind(graph, array) != SLUICE_VALUE_PRIMITIVES) {
        return false;
    }
    *out = sluice_value_bytes(graph, array, &found);
    return found == type;
}

enum sluice_get sluice_as_big_integer(const struct sluice_graph *graph, struct sluice_value value,
                                      struct sluice_big_integer *out)
{
    int64_t sign;
    struct sluice_bytes magnitude;
    if (!is_of(graph, value, "java.math.BigInteger") ||
        sluice_value_integer(graph, value, "signum", &sign) != SLUICE_GET_OK ||
        !get_array(graph, value, "magnitude", 'B', &magnitude)) {
        return sluice_not_read(graph, value);
    }
    *out = (struct sluice_big_integer){(int)sign, magnitude};
    return SLUICE_GET_OK;
}

enum sluice_get sluice_as_big_decimal(const struct sluice_graph *graph, struct sluice_value value,
                                      struct sluice_big_decimal *out)
{
    int64_t scale;
    struct sluice_value unscaled;
    struct sluice_big_integer number;
    if (!is_of(graph, value, "java.math.BigDecimal") ||
        sluice_value_integer(graph, value, "scale", &scale) != SLUICE_GET_OK ||
        sluice_value_field(graph, value, "intVal", &unscaled) != SLUICE_GET_OK ||
        sluice_as_big_integer(graph, unscaled, &number) != SLUICE_GET_OK) {
        return sluice_not_read(graph, value);
    }
    *out = (struct sluice_big_decimal){number, (int32_t)scale};
    return SLUICE_GET_OK;
}

enum { WORD = 8, BYTE = 8 };

enum sluice_get sluice_as_bits(const struct sluice_graph *graph, struct sluice_value value,
                               struct sluice_bits *out)
{
    struct sluice_bytes words;
    if (!is_of(graph, value, "java.util.BitSet") || !get_array(graph, value, "bits", 'J', &words)) {
        return sluice_not_read(graph, value);
    }
    static const uint8_t zero[WORD] = {0};
    while (words.length > 0 && memcmp(words.data + words.length - WORD, zero, WORD) == 0) {
        words.length -= WORD;
    }
    *out = (struct sluice_bits){.words = words, .length = (uint64_t)words.length * BYTE};
    while (out->length > 0 && !sluice_bit_at(out, out->length - 1)) {
        out->length--;
    }
    return SLUICE_GET_OK;
}

bool sluice_bit_at(const struct sluice_bits *bits, uint64_t index)
{
    const uint64_t word = index / ((uint64_t)WORD * BYTE);
    if (word >= bits->words.length / WORD) {
        return false;
    }
    const uint64_t byte = WORD - 1 - index / BYTE % WORD;
    return (bits->words.data[word * WORD + byte] >> (index % BYTE) & 1) != 0;
}

/* --- dates ------------------------------------------------------------------------------------ */

enum sluice_get sluice_as_date(const struct sluice_graph *graph, struct sluice_value value,
                               struct sluice_date *out)
{
    int64_t millis;
    int64_t nanos;
    if ((!sluice_value_is(graph, value, "java.util.Date") &&
         !sluice_value_is(graph, value, "java.util.Calendar")) ||
        sluice_value_integer(graph, value, "time", &millis) != SLUICE_GET_OK) {
        return sluice_not_read(graph, value);
    }
    if (sluice_value_integer(graph, value, "nanos", &nanos) == SLUICE_GET_OK) {
        millis += nanos / 1000000;
    } else {
        nanos = (millis % 1000 + 1000) % 1000 * 1000000;
    }
    *out = (struct sluice_date){millis, (int32_t)nanos};
    return SLUICE_GET_OK;
}

/* --- text ------------------------------------------------------------------------------------- */

/* The first `count` chars. A model of the user's own need not check what ours does. */
static enum sluice_get builder_text(const struct sluice_graph *graph, struct sluice_value value,
                                    struct sluice_characters *out)
{
    int64_t count;
    struct sluice_bytes chars;
    if (sluice_value_integer(graph, value, "count", &count) != SLUICE_GET_OK ||
        !get_array(graph, value, "value", 'C', &chars) || count < 0 ||
        (uint64_t)count > chars.length / 2) {
        return SLUICE_GET_WRONG_TYPE;
    }
    chars.length = (size_t)count * 2;
    *out = (struct sluice_characters){chars, true};
    return SLUICE_GET_OK;
}

enum sluice_get sluice_as_text(const struct sluice_graph *graph, struct sluice_value value,
                               struct sluice_characters *out)
{
    static const char *const fields[][2] = {{"java.net.URI", "string"},
                                            {"java.io.File", "path"},
                                            {"java.util.Currency", "currencyCode"},
                                            {"java.util.regex.Pattern", "pattern"}};
    if (sluice_value_kind(graph, value) == SLUICE_VALUE_STRING) {
        *out = (struct sluice_characters){sluice_value_text(graph, value), false};
        return SLUICE_GET_OK;
    }
    if (is_of(graph, value, "java.lang.StringBuilder") ||
        is_of(graph, value, "java.lang.StringBuffer")) {
        return builder_text(graph, value, out);
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (is_of(graph, value, fields[i][0])) {
            *out = (struct sluice_characters){part_of(graph, value, fields[i][1]), false};
            return SLUICE_GET_OK;
        }
    }
    return sluice_not_read(graph, value);
}

enum sluice_get sluice_as_url(const struct sluice_graph *graph, struct sluice_value value,
                              struct sluice_url *out)
{
    int64_t port;
    if (!is_of(graph, value, "java.net.URL") ||
        sluice_value_integer(graph, value, "port", &port) != SLUICE_GET_OK) {
        return sluice_not_read(graph, value);
    }
    *out = (struct sluice_url){
        .protocol = part_of(graph, value, "protocol"),
        .authority = part_of(graph, value, "authority"),
        .host = part_of(graph, value, "host"),
        .file = part_of(graph, value, "file"),
        .ref = part_of(graph, value, "ref"),
        .port = (int32_t)port,
    };
    return SLUICE_GET_OK;
}

enum sluice_get sluice_as_locale(const struct sluice_graph *graph, struct sluice_value value,
                                 struct sluice_locale *out)
{
    if (!is_of(graph, value, "java.util.Locale")) {
        return sluice_not_read(graph, value);
    }
    *out = (struct sluice_locale){
        .language = part_of(graph, value, "language"),
        .script = part_of(graph, value, "script"),
        .country = part_of(graph, value, "country"),
        .variant = part_of(graph, value, "variant"),
        .extensions = part_of(graph, value, "extensions"),
    };
    return SLUICE_GET_OK;
}

enum sluice_get sluice_as_uuid(const struct sluice_graph *graph, struct sluice_value value,
                               struct sluice_uuid *out)
{
    int64_t half[2];
    if (!is_of(graph, value, "java.util.UUID") ||
        sluice_value_integer(graph, value, "mostSigBits", &half[0]) != SLUICE_GET_OK ||
        sluice_value_integer(graph, value, "leastSigBits", &half[1]) != SLUICE_GET_OK) {
        return sluice_not_read(graph, value);
    }
    for (size_t i = 0; i < sizeof out->bytes; i++) {
        out->bytes[i] = (uint8_t)((uint64_t)half[i / WORD] >> (BYTE * (WORD - 1 - i % WORD)));
    }
    return SLUICE_GET_OK;
}

/* --- exceptions ------------------------------------------------------------------------------- */

enum sluice_get sluice_as_throwable(const struct sluice_graph *graph, struct sluice_value value,
                                    struct sluice_throwable *out)
{
    if (!sluice_value_is(graph, value, "java.lang.Throwable")) {
        return sluice_not_read(graph, value);
    }
    *out = (struct sluice_throwable){
        .class_name = sluice_value_class(graph, value),
        .message = sluice_text_field(graph, value, "detailMessage"),
        .cause = sluice_object_in(graph, value, "cause"),
        .suppressed = sluice_object_in(graph, value, "suppressedExceptions"),
        .frames = sluice_object_in(graph, value, "stackTrace"),
    };
    out->frame_count = sluice_value_length(graph, out->frames);
    return SLUICE_GET_OK;
}

enum sluice_get sluice_throwable_frame(const struct sluice_graph *graph,
                                       const struct sluice_throwable *throwable, uint32_t index,
                                       struct sluice_stack_frame *out)
{
    int64_t line;
    if (index >= throwable->frame_count) {
        return SLUICE_GET_ABSENT;
    }
    const struct sluice_value frame = sluice_value_element(graph, throwable->frames, index);
    if (sluice_value_integer(graph, frame, "lineNumber", &line) != SLUICE_GET_OK) {
        return SLUICE_GET_WRONG_TYPE;
    }
    *out = (struct sluice_stack_frame){
        .class_name = sluice_text_field(graph, frame, "declaringClass"),
        .method = sluice_text_field(graph, frame, "methodName"),
        .file = sluice_text_field(graph, frame, "fileName"),
        .module = sluice_text_field(graph, frame, "moduleName"),
        .line = (int32_t)line,
    };
    return SLUICE_GET_OK;
}
