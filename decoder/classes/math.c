/* java.math. */
#include "classes_internal.h"
#include "decimal.h"
#include "sluice/get_arg.h"
#include "sluice/readings.h"

/* The magnitude is the shortest, so that equal numbers have equal bytes; that of 0 is empty. */
static bool check_big_integer(const struct sluice_get_arg *argument, void *context)
{
    int64_t sign;
    struct sluice_value magnitude;
    char type;
    (void)context;
    if (sluice_get_integer(argument, "signum", &sign) != SLUICE_GET_OK ||
        sluice_get_value(argument, "magnitude", &magnitude) != SLUICE_GET_OK) {
        return false;
    }
    const struct sluice_bytes bytes = sluice_value_bytes(sluice_get_graph(argument), magnitude,
                                                         &type);
    return sign == 0 ? bytes.length == 0 : bytes.length != 0 && bytes.data[0] != 0;
}

static int compare_big_integers(const struct sluice_graph *graph, struct sluice_value a,
                                struct sluice_value b)
{
    struct sluice_big_integer one;
    struct sluice_big_integer other;
    if (sluice_as_big_integer(graph, a, &one) != SLUICE_GET_OK ||
        sluice_as_big_integer(graph, b, &other) != SLUICE_GET_OK) {
        return 0;
    }
    return sluice_compare_big_integers(&one, &other);
}

static int compare_big_decimals(const struct sluice_graph *graph, struct sluice_value a,
                                struct sluice_value b)
{
    struct sluice_big_decimal one;
    struct sluice_big_decimal other;
    if (sluice_as_big_decimal(graph, a, &one) != SLUICE_GET_OK ||
        sluice_as_big_decimal(graph, b, &other) != SLUICE_GET_OK) {
        return 0;
    }
    return sluice_compare_big_decimals(&one, &other);
}

#define NUMBER(class_name, number)                                                                 \
    CLASS(class_name, number), .parent = "java.lang.Number", IMPLEMENTS("java.lang.Comparable"),   \
                               .equality = SLUICE_EQUAL_FIELDS

static const struct sluice_class_model models[] = {
    {
        /* bitCount, bitLength, firstNonzeroByteNum and lowestSetBit are written for readers of older
           versions and mean nothing. */
        NUMBER("java.math.BigInteger", -8287574255936472291),
        FIELDS(NEEDED("signum", "I"), NEEDED("magnitude", "[B")),
        CHECKS(RANGE("signum", -1, 1), NOT_NULL("magnitude")),
        .check = check_big_integer,
        .compare = compare_big_integers,
    },
    {
        NUMBER("java.math.BigDecimal", 6108874887143696463),
        FIELDS(NEEDED("scale", "I"), NEEDED("intVal", "Ljava/math/BigInteger;")),
        CHECKS(NOT_NULL("intVal")),
        .compare = compare_big_decimals,
    },
    {
        CLASS("java.math.MathContext", 5579720004786848255),
        FIELDS(NEEDED("precision", "I"), NEEDED("roundingMode", "Ljava/math/RoundingMode;")),
        CHECKS(RANGE("precision", 0, INFINITY), NOT_NULL("roundingMode")),
        .equality = SLUICE_EQUAL_FIELDS,
    },
    {ENUM("java.math.RoundingMode", "UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN",
          "HALF_EVEN", "UNNECESSARY")},
};
SLUICE_CLASSES(math, models);
