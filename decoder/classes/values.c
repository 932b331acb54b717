/* UUID, Locale, Currency, BitSet, File, atomics, common enums. */
#include <string.h>

#include "characters.h"
#include "classes_internal.h"
#include "order.h"
#include "sluice/get_arg.h"
#include "sluice/readings.h"

static int compare_halves(const struct sluice_graph *graph, struct sluice_value a,
                          struct sluice_value b, const char *half)
{
    int64_t one;
    int64_t other;
    return sluice_value_integer(graph, a, half, &one) == SLUICE_GET_OK &&
                   sluice_value_integer(graph, b, half, &other) == SLUICE_GET_OK
               ? sluice_by_number(one, other)
               : 0;
}

/* As UUID.compareTo() has it: both halves signed, the upper one first. */
static int compare_uuids(const struct sluice_graph *graph, struct sluice_value a,
                         struct sluice_value b)
{
    const int order = compare_halves(graph, a, b, "mostSigBits");
    return order != 0 ? order : compare_halves(graph, a, b, "leastSigBits");
}

/* Three capital letters; whether there is such a currency is not looked up. */
static bool check_currency(const struct sluice_get_arg *argument, void *context)
{
    struct sluice_bytes code;
    (void)context;
    if (sluice_get_string(argument, "currencyCode", &code) != SLUICE_GET_OK || code.length != 3) {
        return false;
    }
    for (size_t i = 0; i < code.length; i++) {
        if (code.data[i] < 'A' || code.data[i] > 'Z') {
            return false;
        }
    }
    return true;
}

static bool is_alphanumeric(const uint8_t *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const uint8_t c = text[i];
        const bool is_digit = c >= '0' && c <= '9';
        const bool is_capital = c >= 'A' && c <= 'Z';
        const bool is_small = c >= 'a' && c <= 'z';
        if (!is_digit && !is_capital && !is_small) {
            return false;
        }
    }
    return true;
}

/* Extensions as in a language tag: one letter or digit, then what it announces; behind x anything does. */
static bool check_locale(const struct sluice_get_arg *argument, void *context)
{
    enum { LONGEST = 8 };
    struct sluice_bytes rest;
    bool is_begun = false;
    bool is_owed = false; /* what has been announced */
    bool is_private = false;
    (void)context;
    const enum sluice_get found = sluice_get_string(argument, "extensions", &rest);
    if (found != SLUICE_GET_OK || rest.length == 0) {
        return found == SLUICE_GET_OK || found == SLUICE_GET_NULL;
    }
    for (;;) {
        const uint8_t *dash = memchr(rest.data, '-', rest.length);
        const size_t length = dash != NULL ? (size_t)(dash - rest.data) : rest.length;
        const bool announces = length == 1 && !is_private;
        if (length == 0 || length > LONGEST || !is_alphanumeric(rest.data, length) ||
            (announces ? is_owed : !is_begun)) {
            return false;
        }
        is_begun = true;
        is_owed = announces;
        is_private = is_private || (announces && (rest.data[0] | 0x20) == 'x');
        if (dash == NULL) {
            return !is_owed;
        }
        rest.data += length + 1;
        rest.length -= length + 1;
    }
}

/* A path that ends for C where it does not end for Java names two files. */
static bool check_file(const struct sluice_get_arg *argument, void *context)
{
    struct sluice_bytes path;
    uint32_t unit;
    (void)context;
    if (sluice_get_string(argument, "path", &path) != SLUICE_GET_OK) {
        return false;
    }
    while (sluice_next_unit(&path, &unit)) {
        if (unit == 0) {
            return false;
        }
    }
    return true;
}

static const char *stands_for_adder(const struct sluice_graph *graph, struct sluice_value object)
{
    (void)graph;
    (void)object;
    return "java.util.concurrent.atomic.LongAdder";
}

#define STRING "Ljava/lang/String;"
#define NUMBER .parent = "java.lang.Number"
#define ATOMIC(class_name, number, type)                                                           \
    CLASS("java.util.concurrent.atomic." class_name, number), .is_mutable = true,                  \
                                                              FIELDS(NEEDED("value", type))
#define ATOMIC_ARRAY(class_name, number, type)                                                     \
    CLASS("java.util.concurrent.atomic." class_name, number),                                      \
        .is_mutable = true, FIELDS(NEEDED("array", type)), CHECKS(NOT_NULL("array"))

static const struct sluice_class_model models[] = {
    {
        CLASS("java.util.UUID", -4856846361193249489),
        IMPLEMENTS("java.lang.Comparable"),
        FIELDS(NEEDED("leastSigBits", "J"), NEEDED("mostSigBits", "J")),
        .equality = SLUICE_EQUAL_FIELDS,
        .compare = compare_uuids,
    },
    {
        /* `hashcode` is written and means nothing; script and extensions are there since Java 7. */
        CLASS("java.util.Locale", 9149081749638150636),
        IMPLEMENTS("java.lang.Cloneable"),
        FIELDS(NEEDED("language", STRING), NEEDED("country", STRING), NEEDED("variant", STRING),
               OPTIONAL("script", STRING), OPTIONAL("extensions", STRING)),
        CHECKS(NOT_NULL("language"), NOT_NULL("country"), NOT_NULL("variant")),
        .check = check_locale,
        .equality = SLUICE_EQUAL_FIELDS,
    },
    {
        CLASS("java.util.Currency", -158308464356906721),
        FIELDS(NEEDED("currencyCode", STRING)),
        CHECKS(NOT_NULL("currencyCode")),
        .check = check_currency,
        .equality = SLUICE_EQUAL_FIELDS,
    },
    {
        /* Words of 0 at the end are written when the set was made with a size. */
        CLASS("java.util.BitSet", 7997698588986878753),
        IMPLEMENTS("java.lang.Cloneable"),
        .is_mutable = true,
        FIELDS(NEEDED("bits", "[J")),
        CHECKS(NOT_NULL("bits")),
        .equality = SLUICE_EQUAL_FIELDS,
    },
    {
        /* A name only: whoever opens it decides what it may name. `separator` is the writer's. */
        CLASS("java.io.File", 301077366599181567),
        IMPLEMENTS("java.lang.Comparable"),
        FIELDS(NEEDED("path", STRING)),
        LAYOUT(BOTH, PRIMITIVE('C', "separator")),
        CHECKS(NOT_NULL("path")),
        .check = check_file,
        .equality = SLUICE_EQUAL_FIELDS,
    },
    {
        /* Numbers that are no secret: whoever wrote it knows all that will come. */
        CLASS("java.util.Random", 3905348978240129619),
        .is_mutable = true,
        FIELDS(NEEDED("seed", "J"), NEEDED("nextNextGaussian", "D"),
               NEEDED("haveNextNextGaussian", "Z")),
        CHECKS(RANGE("seed", 0, (double)((INT64_C(1) << 48) - 1))),
    },
    /* What an event is about is not written. */
    {STATELESS("java.util.EventObject", 5516075349620653480)},
    {
        CLASS("java.util.concurrent.atomic.AtomicBoolean", 4654671469794556979),
        .is_mutable = true,
        FIELDS(NEEDED("value", "I")),
        CHECKS(RANGE("value", 0, 1)),
    },
    {ATOMIC("AtomicInteger", 6214790243416807050, "I"), NUMBER},
    {ATOMIC("AtomicLong", 1927816293512124184, "J"), NUMBER},
    {ATOMIC("AtomicReference", -1848883965231344442, "Ljava/lang/Object;")},
    {ATOMIC_ARRAY("AtomicIntegerArray", 2862133569453604235, "[I")},
    {ATOMIC_ARRAY("AtomicLongArray", -2308431214976778248, "[J")},
    {ATOMIC_ARRAY("AtomicReferenceArray", -6209656149925076980, "[Ljava/lang/Object;")},
    /* What it writes in its place. */
    {ATOMIC("LongAdder$SerializationProxy", 7249069246863182397, "J"),
     .stands_for = stands_for_adder},
    {MODEL(ABSTRACT, "java.util.concurrent.atomic.LongAdder"), NUMBER},
    {ENUM("java.util.concurrent.TimeUnit", "NANOSECONDS", "MICROSECONDS", "MILLISECONDS", "SECONDS",
          "MINUTES", "HOURS", "DAYS")},
    {ENUM("java.lang.Thread$State", "NEW", "RUNNABLE", "BLOCKED", "WAITING", "TIMED_WAITING",
          "TERMINATED")},
    {ENUM("java.lang.annotation.RetentionPolicy", "SOURCE", "CLASS", "RUNTIME")},
    {ENUM("java.lang.annotation.ElementType", "TYPE", "FIELD", "METHOD", "PARAMETER", "CONSTRUCTOR",
          "LOCAL_VARIABLE", "ANNOTATION_TYPE", "PACKAGE", "TYPE_PARAMETER", "TYPE_USE", "MODULE",
          "RECORD_COMPONENT")},
    {ENUM("java.nio.file.StandardOpenOption", "READ", "WRITE", "APPEND", "TRUNCATE_EXISTING",
          "CREATE", "CREATE_NEW", "DELETE_ON_CLOSE", "SPARSE", "SYNC", "DSYNC")},
    {ENUM("java.nio.file.StandardCopyOption", "REPLACE_EXISTING", "COPY_ATTRIBUTES",
          "ATOMIC_MOVE")},
    {ENUM("java.nio.file.LinkOption", "NOFOLLOW_LINKS")},
    {ENUM("java.nio.file.AccessMode", "READ", "WRITE", "EXECUTE")},
    {ENUM("java.net.Proxy$Type", "DIRECT", "HTTP", "SOCKS")},
    {ENUM("java.util.Locale$Category", "DISPLAY", "FORMAT")},
};
SLUICE_CLASSES(values, models);
