/* What values are read as, held to the accessors of a graph: each is read as what it is, and as nothing
 * else. */
#include "harness/trials/decoder/view_parts.h"
#include "harness/trials/decoder/views.h"

#include <sluice/readings.h>
#include <string.h>

static bool same_bytes(struct sluice_bytes a, struct sluice_bytes b)
{
    return a.data == b.data && a.length == b.length;
}

static struct sluice_bytes text_in(const struct sluice_graph *graph, struct sluice_value object,
                                   const char *name)
{
    return sluice_value_text(graph, sluice_part_value(graph, object, name));
}

static struct sluice_bytes array_in(const struct sluice_graph *graph, struct sluice_value object,
                                    const char *name)
{
    char type;
    return sluice_value_bytes(graph, sluice_part_value(graph, object, name), &type);
}

/* A model of the user's own may hold other things in its fields than the library's. */
static bool has_array(const struct sluice_graph *graph, struct sluice_value object,
                      const char *name, char type)
{
    const struct sluice_value array = sluice_part_value(graph, object, name);
    char found = '\0';
    (void)sluice_value_bytes(graph, array, &found);
    return sluice_value_kind(graph, array) == SLUICE_VALUE_PRIMITIVES && found == type;
}

static bool has_number(const struct sluice_graph *graph, struct sluice_value object,
                       const char *name)
{
    int64_t number;
    return sluice_value_integer(graph, object, name, &number) == SLUICE_GET_OK;
}

static bool has_big_integer(const struct sluice_graph *graph, struct sluice_value value)
{
    return sluice_value_kind(graph, value) == SLUICE_VALUE_OBJECT &&
           sluice_part_is(sluice_value_class(graph, value), "java.math.BigInteger") &&
           has_number(graph, value, "signum") && has_array(graph, value, "magnitude", 'B');
}

/* Only what is of the class is read; null is told from the rest. */
static bool answers(const struct sluice_graph *graph, struct sluice_value value,
                    enum sluice_get got, bool is_one)
{
    const bool is_null = sluice_value_kind(graph, value) == SLUICE_VALUE_NULL;
    return got == (is_one ? SLUICE_GET_OK : is_null ? SLUICE_GET_NULL : SLUICE_GET_WRONG_TYPE);
}

static uint64_t bits_of(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

/* --- numbers ---------------------------------------------------------------------------------- */

static bool boxed_holds(const struct sluice_graph *graph, struct sluice_value value)
{
    static const char *const names[] = {"Boolean", "Character", "Byte",  "Short",
                                        "Integer", "Long",      "Float", "Double"};
    static const char types[] = "ZCBSIJFD";
    const struct sluice_bytes name = sluice_value_class(graph, value);
    struct sluice_boxed boxed;
    char type = '\0';
    if (sluice_value_kind(graph, value) == SLUICE_VALUE_OBJECT) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            const size_t length = strlen(names[i]);
            const size_t head = sizeof "java.lang." - 1;
            if (name.length == head + length && memcmp(name.data, "java.lang.", head) == 0 &&
                memcmp(name.data + head, names[i], length) == 0) {
                type = types[i];
            }
        }
        type = sluice_part_is(name, "java.util.concurrent.atomic.AtomicInteger")   ? 'I'
               : sluice_part_is(name, "java.util.concurrent.atomic.AtomicLong")    ? 'J'
               : sluice_part_is(name, "java.util.concurrent.atomic.AtomicBoolean") ? 'Z'
                                                                                   : type;
    }
    const enum sluice_get got = sluice_as_boxed(graph, value, &boxed);
    if (got != SLUICE_GET_OK || type == '\0') {
        return answers(graph, value, got, type != '\0');
    }
    double floating = 0;
    if (sluice_value_floating(graph, value, "value", &floating) != SLUICE_GET_OK) {
        floating = 0;
    }
    return boxed.type == type && boxed.integer == sluice_part_number(graph, value, "value", 0) &&
           bits_of(boxed.floating) == bits_of(floating);
}

static bool big_numbers_hold(const struct sluice_graph *graph, struct sluice_value value)
{
    const struct sluice_bytes name = sluice_value_class(graph, value);
    const bool is_object = sluice_value_kind(graph, value) == SLUICE_VALUE_OBJECT;
    const bool is_integer = has_big_integer(graph, value);
    const bool is_decimal = is_object && sluice_part_is(name, "java.math.BigDecimal") &&
                            has_number(graph, value, "scale") &&
                            has_big_integer(graph, sluice_part_value(graph, value, "intVal"));
    struct sluice_big_integer integer;
    struct sluice_big_decimal decimal;
    if (!answers(graph, value, sluice_as_big_integer(graph, value, &integer), is_integer) ||
        !answers(graph, value, sluice_as_big_decimal(graph, value, &decimal), is_decimal)) {
        return false;
    }
    if (is_decimal) {
        const struct sluice_value unscaled = sluice_part_value(graph, value, "intVal");
        return decimal.scale == sluice_part_number(graph, value, "scale", 0) &&
               decimal.unscaled.sign == sluice_part_number(graph, unscaled, "signum", 0) &&
               same_bytes(decimal.unscaled.magnitude, array_in(graph, unscaled, "magnitude"));
    }
    return !is_integer || (integer.sign == sluice_part_number(graph, value, "signum", 0) &&
                           same_bytes(integer.magnitude, array_in(graph, value, "magnitude")));
}

static bool bits_hold(const struct sluice_graph *graph, struct sluice_value value)
{
    const bool is_one = sluice_value_kind(graph, value) == SLUICE_VALUE_OBJECT &&
                        sluice_part_is(sluice_value_class(graph, value), "java.util.BitSet") &&
                        has_array(graph, value, "bits", 'J');
    struct sluice_bits bits;
    const enum sluice_get got = sluice_as_bits(graph, value, &bits);
    if (!is_one || got != SLUICE_GET_OK) {
        return answers(graph, value, got, is_one);
    }
    const struct sluice_bytes words = array_in(graph, value, "bits");
    uint64_t length = 0;
    bool good = bits.words.data == words.data && bits.words.length <= words.length;
    for (uint64_t i = 0; i < (uint64_t)words.length * 8 + 64 && good; i++) {
        const uint64_t at = i / 64 * 8 + 7 - i % 64 / 8;
        const bool is_set = at < words.length && (words.data[at] >> (i % 8) & 1) != 0;
        length = is_set ? i + 1 : length;
        good = sluice_bit_at(&bits, i) == is_set;
    }
    return good && bits.length == length && bits.words.length == (length + 63) / 64 * 8;
}

/* --- dates ------------------------------------------------------------------------------------ */

static bool date_holds(const struct sluice_graph *graph, struct sluice_value value)
{
    const bool is_one = (sluice_value_is(graph, value, "java.util.Date") ||
                         sluice_value_is(graph, value, "java.util.Calendar")) &&
                        has_number(graph, value, "time");
    struct sluice_date date;
    const enum sluice_get got = sluice_as_date(graph, value, &date);
    if (!is_one || got != SLUICE_GET_OK) {
        return answers(graph, value, got, is_one);
    }
    const int64_t time = sluice_part_number(graph, value, "time", 0);
    if (sluice_value_is(graph, value, "java.sql.Timestamp")) {
        return date.nanos == sluice_part_number(graph, value, "nanos", 0) &&
               date.millis == time + date.nanos / 1000000;
    }
    return date.millis == time && date.nanos >= 0 && date.nanos < 1000000000 &&
           date.nanos % 1000000 == 0 && (time % 1000 + 1000) % 1000 == date.nanos / 1000000;
}

static bool time_holds(const struct sluice_graph *graph, struct sluice_value value)
{
    static const char *const names[] = {NULL,
                                        "java.time.Duration",
                                        "java.time.Instant",
                                        "java.time.LocalDate",
                                        "java.time.LocalTime",
                                        "java.time.LocalDateTime",
                                        "java.time.ZonedDateTime",
                                        "java.time.ZoneRegion",
                                        "java.time.ZoneOffset",
                                        "java.time.OffsetTime",
                                        "java.time.OffsetDateTime",
                                        "java.time.Year",
                                        "java.time.YearMonth",
                                        "java.time.MonthDay",
                                        "java.time.Period",
                                        "java.time.chrono.AbstractChronology",
                                        "java.time.chrono.JapaneseDate",
                                        "java.time.chrono.JapaneseEra",
                                        "java.time.chrono.MinguoDate",
                                        "java.time.chrono.ThaiBuddhistDate",
                                        "java.time.chrono.ChronoPeriodImpl"};
    const struct sluice_bytes name = sluice_value_class(graph, value);
    const bool is_one = sluice_value_kind(graph, value) == SLUICE_VALUE_OBJECT &&
                        (sluice_part_is(name, "java.time.Ser") ||
                         sluice_part_is(name, "java.time.chrono.Ser"));
    struct sluice_time time;
    const enum sluice_get got = sluice_as_time(graph, value, &time);
    if (!is_one || got != SLUICE_GET_OK) {
        return answers(graph, value, got, is_one);
    }
    const bool has_seconds = time.kind <= SLUICE_TIME_INSTANT;
    return time.kind >= SLUICE_TIME_DURATION && time.kind <= SLUICE_TIME_CHRONO_PERIOD &&
           sluice_value_is(graph, value, names[time.kind]) &&
           (has_seconds ? time.year == 0 && time.month == 0 && time.day == 0 : time.seconds == 0);
}

/* --- text ------------------------------------------------------------------------------------- */

static bool text_holds(const struct sluice_graph *graph, struct sluice_value value)
{
    static const char *const fields[][2] = {{"java.net.URI", "string"},
                                            {"java.io.File", "path"},
                                            {"java.util.Currency", "currencyCode"},
                                            {"java.util.regex.Pattern", "pattern"}};
    const enum sluice_value_kind kind = sluice_value_kind(graph, value);
    const struct sluice_bytes name = sluice_value_class(graph, value);
    const bool is_object = kind == SLUICE_VALUE_OBJECT;
    const bool is_builder = is_object && (sluice_part_is(name, "java.lang.StringBuilder") ||
                                          sluice_part_is(name, "java.lang.StringBuffer"));
    struct sluice_bytes expected = sluice_value_text(graph, value);
    bool is_one = kind == SLUICE_VALUE_STRING || is_builder;
    for (size_t i = 0; is_object && i < sizeof fields / sizeof fields[0]; i++) {
        if (sluice_part_is(name, fields[i][0])) {
            expected = text_in(graph, value, fields[i][1]);
            is_one = true;
        }
    }
    if (is_builder) {
        const int64_t count = sluice_part_number(graph, value, "count", -1);
        expected = array_in(graph, value, "value");
        is_one = has_array(graph, value, "value", 'C') && count >= 0 &&
                 (uint64_t)count <= expected.length / 2;
        expected.length = (size_t)count * 2;
    }
    struct sluice_characters text;
    const enum sluice_get got = sluice_as_text(graph, value, &text);
    return answers(graph, value, got, is_one) &&
           (!is_one || (same_bytes(text.bytes, expected) && text.is_utf16 == is_builder));
}

/* A part that is there, or an empty one that is no NULL. */
static bool is_part(const struct sluice_graph *graph, struct sluice_value object, const char *name,
                    struct sluice_bytes part)
{
    const struct sluice_bytes text = text_in(graph, object, name);
    return text.data != NULL ? same_bytes(part, text) : part.data != NULL && part.length == 0;
}

static bool parts_hold(const struct sluice_graph *graph, struct sluice_value value)
{
    const struct sluice_bytes name = sluice_value_class(graph, value);
    const bool is_object = sluice_value_kind(graph, value) == SLUICE_VALUE_OBJECT;
    const bool is_url = is_object && sluice_part_is(name, "java.net.URL") &&
                        has_number(graph, value, "port");
    const bool is_locale = is_object && sluice_part_is(name, "java.util.Locale");
    const bool is_uuid = is_object && sluice_part_is(name, "java.util.UUID") &&
                         has_number(graph, value, "mostSigBits") &&
                         has_number(graph, value, "leastSigBits");
    struct sluice_url url;
    struct sluice_locale locale;
    enum { MARK = 0xA5 };
    struct sluice_uuid mark;
    struct sluice_uuid uuids[2];
    memset(&mark, MARK, sizeof mark);
    memset(uuids, MARK, sizeof uuids); /* nothing goes into the second */
    bool good = answers(graph, value, sluice_as_url(graph, value, &url), is_url) &&
                answers(graph, value, sluice_as_locale(graph, value, &locale), is_locale) &&
                answers(graph, value, sluice_as_uuid(graph, value, uuids), is_uuid) &&
                memcmp(&uuids[1], &mark, sizeof mark) == 0;
    if (good && is_url) {
        good = is_part(graph, value, "protocol", url.protocol) &&
               is_part(graph, value, "authority", url.authority) &&
               is_part(graph, value, "host", url.host) && is_part(graph, value, "file", url.file) &&
               is_part(graph, value, "ref", url.ref) &&
               url.port == sluice_part_number(graph, value, "port", 0);
    }
    if (good && is_locale) {
        good = is_part(graph, value, "language", locale.language) &&
               is_part(graph, value, "script", locale.script) &&
               is_part(graph, value, "country", locale.country) &&
               is_part(graph, value, "variant", locale.variant) &&
               is_part(graph, value, "extensions", locale.extensions);
    }
    for (size_t i = 0; good && is_uuid && i < sizeof mark.bytes; i++) {
        const uint64_t half = (uint64_t)sluice_part_number(
            graph, value, i < 8 ? "mostSigBits" : "leastSigBits", 0);
        good = uuids[0].bytes[i] == (half >> (56 - i % 8 * 8) & 0xFF);
    }
    return good;
}

/* --- exceptions ------------------------------------------------------------------------------- */

static bool throwable_holds(const struct sluice_graph *graph, struct sluice_value value)
{
    const bool is_one = sluice_value_is(graph, value, "java.lang.Throwable");
    struct sluice_throwable throwable;
    struct sluice_stack_frame frame;
    const enum sluice_get got = sluice_as_throwable(graph, value, &throwable);
    if (!is_one || got != SLUICE_GET_OK) {
        return answers(graph, value, got, is_one);
    }
    const struct sluice_value frames = sluice_part_value(graph, value, "stackTrace");
    const uint32_t count = sluice_value_length(graph, frames);
    bool good = same_bytes(throwable.class_name, sluice_value_class(graph, value)) &&
                same_bytes(throwable.message, text_in(graph, value, "detailMessage")) &&
                throwable.cause.id == sluice_part_value(graph, value, "cause").id &&
                throwable.suppressed.id ==
                    sluice_part_value(graph, value, "suppressedExceptions").id &&
                throwable.frames.id == frames.id && throwable.frame_count == count &&
                sluice_throwable_frame(graph, &throwable, count, &frame) == SLUICE_GET_ABSENT;
    for (uint32_t i = 0; i < count && i < 4 && good; i++) {
        const struct sluice_value element = sluice_value_element(graph, frames, i);
        good = sluice_throwable_frame(graph, &throwable, i, &frame) == SLUICE_GET_OK &&
               same_bytes(frame.class_name, text_in(graph, element, "declaringClass")) &&
               same_bytes(frame.method, text_in(graph, element, "methodName")) &&
               same_bytes(frame.file, text_in(graph, element, "fileName")) &&
               same_bytes(frame.module, text_in(graph, element, "moduleName")) &&
               frame.line == sluice_part_number(graph, element, "lineNumber", 0);
    }
    return good;
}

const char *sluice_reading_fault(const struct sluice_graph *graph, struct sluice_value value)
{
    return !boxed_holds(graph, value)        ? "a boxed value is read as another"
           : !big_numbers_hold(graph, value) ? "a big number is read as another"
           : !bits_hold(graph, value)        ? "a set of bits is read as another"
           : !date_holds(graph, value)       ? "a date is read as another"
           : !time_holds(graph, value)       ? "a time is read as another"
           : !text_holds(graph, value)       ? "a text is read as another"
           : !parts_hold(graph, value)       ? "a URL, locale or UUID is read as another"
           : !throwable_holds(graph, value)  ? "an exception is read as another"
                                             : sluice_container_fault(graph, value);
}
