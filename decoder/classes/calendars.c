/* Calendars and time zones. A zone is what its writer knew of it: its id is never looked up. */
#include "classes_internal.h"
#include "sluice/get_arg.h"
#include "sluice/graph.h"

/* An array's bytes, with `count` elements; none if it is null. */
static struct sluice_bytes get_array(const struct sluice_get_arg *argument, const char *field,
                                     size_t *count)
{
    const struct sluice_graph *graph = sluice_get_graph(argument);
    struct sluice_value array;
    char type;
    const bool is_there = sluice_get_value(argument, field, &array) == SLUICE_GET_OK;
    *count = is_there ? sluice_value_length(graph, array) : 0;
    return sluice_value_bytes(graph, array, &type);
}

/* Each transition names two offsets in the lowest bits of its last byte. */
static bool check_zone(const struct sluice_get_arg *argument, void *context)
{
    enum { LONG = 8 };
    size_t count;
    size_t offset_count;
    uint64_t parameters;
    (void)context;
    const struct sluice_bytes transitions = get_array(argument, "transitions", &count);
    (void)get_array(argument, "offsets", &offset_count);
    sluice_count_looked_at(argument, count);
    for (size_t i = 0; i < count; i++) {
        const unsigned low = transitions.data[i * LONG + LONG - 1];
        if ((low & 15) >= offset_count || low >> 4 >= offset_count) {
            return false;
        }
    }
    const enum sluice_get found = sluice_get_size(argument, "simpleTimeZoneParams", &parameters);
    return found == SLUICE_GET_NULL ||
           (found == SLUICE_GET_OK && (parameters == 8 || parameters == 10));
}

enum { FIELD_COUNT = 17, RULE_BYTES = 6, MONTHS = 12 };

#define BYTE PRIMITIVE('B', NULL)
#define INT(field) NEEDED(field, "I")

static const struct sluice_class_model models[] = {
    {
        ABSTRACT("java.util.TimeZone", 3581463369166924961),
        IMPLEMENTS("java.lang.Cloneable"),
        .is_mutable = true,
        FIELDS(NEEDED("ID", "Ljava/lang/String;")),
        CHECKS(NOT_NULL("ID")),
    },
    {
        /* Since Java 1.4 the rules follow once more, and exactly, in six bytes and an array: if the
           version says so. */
        CLASS("java.util.SimpleTimeZone", -403250971215465050),
        IMPLEMENTS("java.lang.Cloneable"),
        .parent = "java.util.TimeZone",
        .is_mutable = true,
        FIELDS(INT("dstSavings"), INT("endDay"), INT("endDayOfWeek"), INT("endMode"),
               INT("endMonth"), INT("endTime"), INT("endTimeMode"), INT("rawOffset"),
               INT("serialVersionOnStream"), INT("startDay"), INT("startDayOfWeek"),
               INT("startMode"), INT("startMonth"), INT("startTime"), INT("startTimeMode"),
               INT("startYear"), NEEDED("useDaylight", "Z"), NEEDED("monthLength", "[B")),
        LAYOUT(BOTH, PRIMITIVE('I', "ruleBytes"), BYTE, BYTE, BYTE, BYTE, BYTE, BYTE,
               OBJECT("times")),
        CHECKS(RANGE("serialVersionOnStream", 2, 2), RANGE("ruleBytes", RULE_BYTES, RULE_BYTES),
               NOT_NULL("times"), TYPE("times", "[I"), SIZE("times", 2, 2), NOT_NULL("monthLength"),
               SIZE("monthLength", MONTHS, MONTHS), RANGE("startMonth", 0, MONTHS - 1),
               RANGE("endMonth", 0, MONTHS - 1), RANGE("startMode", 0, 4), RANGE("endMode", 0, 4),
               RANGE("startTimeMode", 0, 2), RANGE("endTimeMode", 0, 2),
               RANGE("dstSavings", 0, INFINITY)),
    },
    {
        CLASS("sun.util.calendar.ZoneInfo", 2653134537216586139),
        .parent = "java.util.TimeZone",
        .is_mutable = true,
        FIELDS(INT("checksum"), INT("dstSavings"), INT("rawOffset"), INT("rawOffsetDiff"),
               NEEDED("willGMTOffsetChange", "Z"), NEEDED("offsets", "[I"),
               NEEDED("simpleTimeZoneParams", "[I"), NEEDED("transitions", "[J")),
        .check = check_zone,
    },
    {
        /* What follows is the zone once more, if it is not a simple one, or null. */
        ABSTRACT("java.util.Calendar", -1807547505821590642),
        IMPLEMENTS("java.lang.Comparable", "java.lang.Cloneable"),
        .is_mutable = true,
        FIELDS(NEEDED("areFieldsSet", "Z"), INT("firstDayOfWeek"), NEEDED("isTimeSet", "Z"),
               NEEDED("lenient", "Z"), INT("minimalDaysInFirstWeek"), INT("nextStamp"),
               INT("serialVersionOnStream"), NEEDED("time", "J"), NEEDED("fields", "[I"),
               NEEDED("isSet", "[Z"), NEEDED("zone", "Ljava/util/TimeZone;")),
        LAYOUT(BOTH, OBJECT("zoneInfo")),
        CHECKS(NOT_NULL("fields"), NOT_NULL("isSet"), NOT_NULL("zone"),
               SIZE("fields", FIELD_COUNT, FIELD_COUNT), SIZE("isSet", FIELD_COUNT, FIELD_COUNT),
               RANGE("firstDayOfWeek", 1, 7), RANGE("minimalDaysInFirstWeek", 1, 7),
               TYPE("zoneInfo", "sun.util.calendar.ZoneInfo")),
    },
    {
        CLASS("java.util.GregorianCalendar", -8125100834729963327),
        .parent = "java.util.Calendar",
        .is_mutable = true,
        FIELDS(NEEDED("gregorianCutover", "J")),
    },
};
SLUICE_CLASSES(calendars, models);
