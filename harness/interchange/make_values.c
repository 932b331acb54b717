/* Built values that hold no others: numbers, dates, text. */
#include "harness/interchange/pool.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int64_t some_integer(struct sluice_pool *pool)
{
    static const int64_t edges[] = {0,     1,     -1,        127,       128,       -129,
                                    32767, 65536, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    if (sluice_pool_one_in(pool, 2)) {
        return edges[sluice_pool_below(pool, sizeof edges / sizeof edges[0])];
    }
    return (int64_t)sluice_pool_bits(pool);
}

static double some_floating(struct sluice_pool *pool)
{
    const double edges[] = {0.0, -0.0, 1.5, -INFINITY, INFINITY, 4.9e-324, 1.7e308, 0.1};
    return edges[sluice_pool_below(pool, sizeof edges / sizeof edges[0])];
}

static void make_box(struct sluice_pool *pool)
{
    static const char *const names[] = {"Byte", "Character", "Short", "Integer", "Long", "Boolean"};
    char name[32];
    struct sluice_text text = {0};
    int64_t number = some_integer(pool);
    const uint32_t choice = sluice_pool_below(pool, 6);
    switch (choice) {
    case 0:
        number = (int8_t)number;
        break;
    case 1:
        number = (uint16_t)number;
        break;
    case 2:
        number = (int16_t)number;
        break;
    case 3:
        number = (int32_t)number;
        break;
    case 5:
        number &= 1;
        break;
    default:
        break;
    }
    (void)snprintf(name, sizeof name, "java.lang.%s", names[choice]);
    sluice_text_format(&text, "%s:%" PRId64, name, number);
    sluice_build_begin(pool->builder, name);
    sluice_build_integer(pool->builder, "value", number);
    sluice_pool_finish(pool, &text, true);
}

static void make_floating(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    const double number = some_floating(pool);
    if (sluice_pool_one_in(pool, 2)) {
        const float narrow = (float)number;
        uint32_t bits = 0;
        memcpy(&bits, &narrow, sizeof bits);
        sluice_text_format(&text, "java.lang.Float:%" PRIx32, bits);
        sluice_build_begin(pool->builder, "java.lang.Float");
        sluice_build_floating(pool->builder, "value", (double)narrow);
    } else {
        uint64_t bits = 0;
        memcpy(&bits, &number, sizeof bits);
        sluice_text_format(&text, "java.lang.Double:%" PRIx64, bits);
        sluice_build_begin(pool->builder, "java.lang.Double");
        sluice_build_floating(pool->builder, "value", number);
    }
    sluice_pool_finish(pool, &text, true);
}

static void make_primitives(struct sluice_pool *pool)
{
    static const char letters[] = "BCDFIJSZ";
    static const uint32_t widths[] = {1, 2, 8, 4, 4, 8, 2, 1};
    uint8_t bytes[8 * 40];
    struct sluice_text text = {0};
    struct sluice_value value = {0};
    const uint32_t choice = sluice_pool_below(pool, 8);
    const uint32_t count = sluice_pool_below(pool, 40);
    for (uint32_t i = 0; i < count * widths[choice]; i++) {
        bytes[i] = (uint8_t)sluice_pool_bits(pool);
        if (letters[choice] == 'Z') {
            bytes[i] &= 1;
        } else if ((letters[choice] == 'D' || letters[choice] == 'F') && i % 4 == 0) {
            bytes[i] = 0x3F; /* no NaN, whose bits a JDK may change */
        }
    }
    sluice_text_format(&text, "[%c:", letters[choice]);
    sluice_text_hex(&text, bytes, (size_t)count * widths[choice]);
    sluice_build_primitives(pool->builder, letters[choice], bytes, count, &value);
    (void)sluice_pool_add(pool, value, &text, true);
    sluice_text_free(&text);
}

static void make_constant(struct sluice_pool *pool)
{
    static const char *const constants[][2] = {
        {"sluice.interchange.Own$Color", "RED"},    {"sluice.interchange.Own$Color", "BLUE"},
        {"sluice.interchange.Own$Sign", "MINUS"},   {"sluice.interchange.Own$Many", "M69"},
        {"java.util.concurrent.TimeUnit", "HOURS"}, {"java.math.RoundingMode", "HALF_UP"},
        {"java.time.DayOfWeek", "FRIDAY"},
    };
    static const char *const classes[] = {"int",
                                          "void",
                                          "[I",
                                          "java.lang.String",
                                          "[[Ljava.lang.String;",
                                          "sluice.interchange.Own$Leaf",
                                          "java.util.ArrayList",
                                          "sluice.interchange.Own$Color"};
    struct sluice_text text = {0};
    struct sluice_value value = {0};
    if (sluice_pool_one_in(pool, 2)) {
        const char *const *constant =
            constants[sluice_pool_below(pool, sizeof constants / sizeof constants[0])];
        sluice_text_format(&text, "%s.%s", constant[0], constant[1]);
        sluice_build_enum(pool->builder, constant[0], constant[1], &value);
    } else {
        const char *name = classes[sluice_pool_below(pool, sizeof classes / sizeof classes[0])];
        sluice_text_format(&text, "class %s", name);
        sluice_build_class(pool->builder, name, &value);
    }
    (void)sluice_pool_add(pool, value, &text, false);
    sluice_text_free(&text);
}

/* Adds the magnitude, without leading zeros, and its text. */
static struct sluice_value make_magnitude(struct sluice_pool *pool, struct sluice_text *text,
                                          bool *is_zero)
{
    uint8_t bytes[24];
    struct sluice_value value = {0};
    const uint32_t count = sluice_pool_below(pool, sizeof bytes);
    for (uint32_t i = 0; i < count; i++) {
        bytes[i] = (uint8_t)sluice_pool_bits(pool);
    }
    if (count > 0) {
        bytes[0] |= 0x10;
    }
    *is_zero = count == 0;
    sluice_text_hex(text, bytes, count);
    sluice_build_primitives(pool->builder, 'B', bytes, count, &value);
    return value;
}

static void make_number(struct sluice_pool *pool)
{
    struct sluice_text hex = {0};
    struct sluice_text text = {0};
    struct sluice_value whole = {0};
    bool is_zero = false;
    const bool negative = sluice_pool_one_in(pool, 2);
    const struct sluice_value magnitude = make_magnitude(pool, &hex, &is_zero);
    sluice_build_begin(pool->builder, "java.math.BigInteger");
    sluice_build_integer(pool->builder, "signum", is_zero ? 0 : negative ? -1 : 1);
    sluice_build_value(pool->builder, "magnitude", magnitude);
    sluice_build_end(pool->builder, &whole);
    const char *sign = negative && !is_zero ? "-" : "";
    const char *digits = is_zero ? "0" : sluice_text_get(&hex);
    if (sluice_pool_one_in(pool, 2)) {
        sluice_text_format(&text, "java.math.BigInteger:%s%s", sign, digits);
        (void)sluice_pool_add(pool, whole, &text, true);
        sluice_text_free(&text);
    } else {
        const int32_t scale = (int32_t)some_integer(pool);
        sluice_text_format(&text, "java.math.BigDecimal:%s%s,%" PRId32, sign, digits, scale);
        sluice_build_begin(pool->builder, "java.math.BigDecimal");
        sluice_build_integer(pool->builder, "scale", scale);
        sluice_build_value(pool->builder, "intVal", whole);
        sluice_pool_finish(pool, &text, true);
    }
    sluice_text_free(&hex);
}

static void put(uint8_t *out, size_t *length, int64_t number, size_t width)
{
    for (size_t i = 0; i < width; i++) {
        out[(*length)++] = (uint8_t)((uint64_t)number >> 8 * (width - 1 - i));
    }
}

/* As java.time.Ser writes them: a byte with the class, then its data. */
static void make_time(struct sluice_pool *pool)
{
    uint8_t bytes[16];
    size_t length = 0;
    struct sluice_text text = {0};
    const int64_t seconds = (int32_t)sluice_pool_bits(pool);
    const int32_t nano = (int32_t)sluice_pool_below(pool, 1000000000);
    const int32_t year = (int32_t)sluice_pool_below(pool, 4000) - 1000;
    const int32_t month = 1 + (int32_t)sluice_pool_below(pool, 12);
    const int32_t day = 1 + (int32_t)sluice_pool_below(pool, 28);
    switch (sluice_pool_below(pool, 6)) {
    case 0:
    case 1:
        put(bytes, &length, sluice_pool_one_in(pool, 2) ? 1 : 2, 1);
        put(bytes, &length, seconds, 8);
        put(bytes, &length, nano, 4);
        sluice_text_format(&text, "java.time.%s:%" PRId64 ",%" PRId32,
                           bytes[0] == 1 ? "Duration" : "Instant", seconds, nano);
        break;
    case 2:
        put(bytes, &length, 3, 1);
        put(bytes, &length, year, 4);
        put(bytes, &length, month, 1);
        put(bytes, &length, day, 1);
        sluice_text_format(&text, "java.time.LocalDate:%d,%d,%d", (int)year, (int)month, (int)day);
        break;
    case 3:
        put(bytes, &length, 4, 1);
        put(bytes, &length, ~(int64_t)(month - 1), 1);
        sluice_text_format(&text, "java.time.LocalTime:%d", (int)month - 1);
        break;
    case 4:
        put(bytes, &length, 8, 1);
        put(bytes, &length, month, 1);
        sluice_text_format(&text, "java.time.ZoneOffset:%d", (int)month * 900);
        break;
    default:
        put(bytes, &length, 14, 1);
        put(bytes, &length, year, 4);
        put(bytes, &length, month, 4);
        put(bytes, &length, -day, 4);
        sluice_text_format(&text, "java.time.Period:%d,%d,%d", (int)year, (int)month, (int)-day);
        break;
    }
    sluice_build_begin(pool->builder, "java.time.Ser");
    sluice_build_custom_bytes(pool->builder, "java.time.Ser", bytes, length);
    sluice_pool_finish(pool, &text, false);
}

static void make_date(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    const int64_t seconds = (int32_t)sluice_pool_bits(pool);
    const int64_t millis = seconds * 1000 + sluice_pool_below(pool, 1000);
    const int32_t nanos = (int32_t)sluice_pool_below(pool, 1000000000);
    switch (sluice_pool_below(pool, 3)) {
    case 0:
        sluice_text_format(&text, "java.util.Date:%" PRId64, millis);
        sluice_build_begin(pool->builder, "java.util.Date");
        sluice_build_integer(pool->builder, "time", millis);
        break;
    case 1:
        sluice_text_format(&text, "java.sql.Time:%" PRId64, millis);
        sluice_build_begin(pool->builder, "java.sql.Time");
        sluice_build_integer(pool->builder, "time", millis);
        break;
    default:
        sluice_text_format(&text, "java.sql.Timestamp:%" PRId64 ",%" PRId32, seconds, nanos);
        sluice_build_begin(pool->builder, "java.sql.Timestamp");
        sluice_build_integer(pool->builder, "time", seconds * 1000);
        sluice_build_integer(pool->builder, "nanos", nanos);
        break;
    }
    sluice_pool_finish(pool, &text, true);
}

/* Sets a field to a new ASCII string. */
static void set_ascii(struct sluice_pool *pool, const char *field, const char *text)
{
    const struct sluice_made *made = sluice_pool_ascii(pool, text);
    sluice_build_value(pool->builder, field, made->value);
}

static void make_name(struct sluice_pool *pool)
{
    static const char *const places[][2] = {{"de", "AT"}, {"en", "US"}, {"fr", "CA"}, {"es", "MX"}};
    static const char *const currencies[] = {"EUR", "USD", "JPY"};
    static const char *const uris[] = {"urn:isbn:0", "http://example.org/a?b#c", "a/b",
                                       "mailto:x@example.org"};
    struct sluice_text text = {0};
    const uint32_t choice = sluice_pool_below(pool, 3);
    const char *const *place = places[sluice_pool_below(pool, 4)];
    switch (sluice_pool_below(pool, 4)) {
    case 0:
        sluice_text_format(&text, "java.util.Locale:%s-%s", place[0], place[1]);
        sluice_build_begin(pool->builder, "java.util.Locale");
        set_ascii(pool, "language", place[0]);
        set_ascii(pool, "country", place[1]);
        set_ascii(pool, "variant", "");
        set_ascii(pool, "script", "");
        set_ascii(pool, "extensions", "");
        sluice_pool_finish(pool, &text, false);
        break;
    case 1:
        sluice_text_format(&text, "java.util.Currency:%s", currencies[choice]);
        sluice_build_begin(pool->builder, "java.util.Currency");
        set_ascii(pool, "currencyCode", currencies[choice]);
        sluice_pool_finish(pool, &text, false);
        break;
    case 2:
        sluice_text_format(&text, "java.net.URI:%s", uris[choice]);
        sluice_build_begin(pool->builder, "java.net.URI");
        set_ascii(pool, "string", uris[choice]);
        sluice_pool_finish(pool, &text, true);
        break;
    default:
        sluice_text_string(&text, "java.net.URL:https://example.org:8443/file?q#ref");
        sluice_build_begin(pool->builder, "java.net.URL");
        set_ascii(pool, "protocol", "https");
        set_ascii(pool, "host", "example.org");
        sluice_build_integer(pool->builder, "port", 8443);
        set_ascii(pool, "authority", "example.org:8443");
        set_ascii(pool, "file", "/file?q");
        set_ascii(pool, "ref", "ref");
        sluice_pool_finish(pool, &text, true);
        break;
    }
}

static void make_atomic(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    const int64_t number = some_integer(pool);
    if (sluice_pool_one_in(pool, 2)) {
        sluice_text_format(&text, "java.util.concurrent.atomic.AtomicLong:%" PRId64, number);
        sluice_build_begin(pool->builder, "java.util.concurrent.atomic.AtomicLong");
        sluice_build_integer(pool->builder, "value", number);
    } else {
        sluice_text_format(&text, "java.util.concurrent.atomic.AtomicBoolean:%d",
                           (int)(number & 1));
        sluice_build_begin(pool->builder, "java.util.concurrent.atomic.AtomicBoolean");
        sluice_build_integer(pool->builder, "value", number & 1);
    }
    sluice_pool_finish(pool, &text, true);
}

static void make_bits(struct sluice_pool *pool)
{
    uint8_t words[16] = {0};
    struct sluice_text text = {0};
    struct sluice_value bits = {0};
    const uint32_t bit = sluice_pool_below(pool, 64);
    words[7 - bit / 8] |= (uint8_t)(1U << bit % 8);
    words[15] = 1; /* bit 64 */
    sluice_text_format(&text, "java.util.BitSet:{%u, 64}", (unsigned)bit);
    sluice_build_primitives(pool->builder, 'J', words, 2, &bits);
    sluice_build_begin(pool->builder, "java.util.BitSet");
    sluice_build_value(pool->builder, "bits", bits);
    sluice_pool_finish(pool, &text, true);
}

static void make_uuid(struct sluice_pool *pool)
{
    struct sluice_text text = {0};
    const uint64_t most = sluice_pool_bits(pool);
    const uint64_t least = sluice_pool_bits(pool);
    sluice_text_format(&text, "java.util.UUID:%" PRIx64 ",%" PRIx64, most, least);
    sluice_build_begin(pool->builder, "java.util.UUID");
    sluice_build_integer(pool->builder, "mostSigBits", (int64_t)most);
    sluice_build_integer(pool->builder, "leastSigBits", (int64_t)least);
    sluice_pool_finish(pool, &text, true);
}

static void make_builder(struct sluice_pool *pool)
{
    static const uint8_t chars[] = {0, 'a', 0, 'b', 0, 0, 0, 0};
    struct sluice_text text = {0};
    struct sluice_value value = {0};
    const uint32_t count = sluice_pool_below(pool, 3);
    sluice_text_format(&text, "java.lang.StringBuilder:\"%.*s\"", (int)count, "ab");
    sluice_build_primitives(pool->builder, 'C', chars, 4, &value);
    sluice_build_begin(pool->builder, "java.lang.StringBuilder");
    sluice_build_integer(pool->builder, "count", count);
    sluice_build_value(pool->builder, "value", value);
    sluice_pool_finish(pool, &text, true);
}

static void make_string(struct sluice_pool *pool)
{
    (void)sluice_pool_some_string(pool);
}

void sluice_make_value(struct sluice_pool *pool)
{
    static void (*const makers[])(struct sluice_pool *) = {
        make_string,     make_string,   make_box,    make_box,  make_floating,
        make_primitives, make_constant, make_number, make_time, make_date,
        make_name,       make_atomic,   make_bits,   make_uuid, make_builder,
    };
    makers[sluice_pool_below(pool, sizeof makers / sizeof makers[0])](pool);
}
