/* java.util.Date and java.sql's dates. */
#include "classes_internal.h"
#include "order.h"
#include "sluice/get_arg.h"
#include "sluice/readings.h"

/* By time, then, for timestamps, by the nanoseconds. */
static int compare_dates(const struct sluice_graph *graph, struct sluice_value a,
                         struct sluice_value b)
{
    struct sluice_date one;
    struct sluice_date other;
    if (sluice_as_date(graph, a, &one) != SLUICE_GET_OK ||
        sluice_as_date(graph, b, &other) != SLUICE_GET_OK) {
        return 0;
    }
    const int order = sluice_by_number(one.millis, other.millis);
    return order != 0 ? order : sluice_by_number(one.nanos, other.nanos);
}

/* A timestamp's date has whole seconds; the rest is in its nanoseconds. */
static bool check_timestamp(const struct sluice_get_arg *argument, void *context)
{
    int64_t time;
    (void)context;
    return sluice_get_integer(argument, "time", &time) == SLUICE_GET_OK && time % 1000 == 0;
}

#define DATE(class_name, number)                                                                   \
    CLASS(class_name, number), .is_mutable = true, .equality = SLUICE_EQUAL_FIELDS,                \
                               .compare = compare_dates

static const struct sluice_class_model models[] = {
    {
        DATE("java.util.Date", 7523967970034938905),
        IMPLEMENTS("java.lang.Comparable", "java.lang.Cloneable"),
        LAYOUT(BOTH, PRIMITIVE('J', "time")),
    },
    {DATE("java.sql.Date", 1511598038487230103), .parent = "java.util.Date"},
    {DATE("java.sql.Time", 8397324403548013681), .parent = "java.util.Date"},
    {
        DATE("java.sql.Timestamp", 2745179027874758501),
        .parent = "java.util.Date",
        FIELDS(NEEDED("nanos", "I")),
        CHECKS(RANGE("nanos", 0, 999999999)),
        .check = check_timestamp,
    },
};
SLUICE_CLASSES(dates, models);
