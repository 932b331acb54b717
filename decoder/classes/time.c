/* java.time: its values are all written as java.time.Ser (or java.time.chrono.Ser), which stands for
 * them. The classes themselves are only types of fields; their readObject refuses. */
#include "classes_internal.h"
#include "sluice/get_arg.h"
#include "time_form.h"

static const struct sluice_time_type time_types[] = {
    [1] = {SLUICE_TIME_DURATION, "sn", "java.time.Duration"},
    [2] = {SLUICE_TIME_INSTANT, "snI", "java.time.Instant"},
    [3] = {SLUICE_TIME_LOCAL_DATE, "ymd", "java.time.LocalDate"},
    [4] = {SLUICE_TIME_LOCAL_TIME, "T", "java.time.LocalTime"},
    [5] = {SLUICE_TIME_LOCAL_DATE_TIME, "ymdT", "java.time.LocalDateTime"},
    [6] = {SLUICE_TIME_ZONED_DATE_TIME, "ymdTOZ", "java.time.ZonedDateTime"},
    [7] = {SLUICE_TIME_ZONE_REGION, "R", "java.time.ZoneRegion"},
    [8] = {SLUICE_TIME_ZONE_OFFSET, "O", "java.time.ZoneOffset"},
    [9] = {SLUICE_TIME_OFFSET_TIME, "TO", "java.time.OffsetTime"},
    [10] = {SLUICE_TIME_OFFSET_DATE_TIME, "ymdTO", "java.time.OffsetDateTime"},
    [11] = {SLUICE_TIME_YEAR, "y", "java.time.Year"},
    [12] = {SLUICE_TIME_YEAR_MONTH, "ym", "java.time.YearMonth"},
    [13] = {SLUICE_TIME_MONTH_DAY, "md", "java.time.MonthDay"},
    [14] = {SLUICE_TIME_PERIOD, "p", "java.time.Period"},
};

/* Types 2, 3 and 6 hold objects: local and zoned times of other calendars, and Hijrah dates, whose
 * days are counted by tables. They are refused. */
static const struct sluice_time_type chrono_types[] = {
    [1] = {SLUICE_TIME_CHRONOLOGY, "c", "java.time.chrono.AbstractChronology"},
    [4] = {SLUICE_TIME_JAPANESE_DATE, "ymd", "java.time.chrono.JapaneseDate"},
    [5] = {SLUICE_TIME_JAPANESE_ERA, "e", "java.time.chrono.JapaneseEra"},
    [7] = {SLUICE_TIME_MINGUO_DATE, "ymd", "java.time.chrono.MinguoDate"},
    [8] = {SLUICE_TIME_THAI_BUDDHIST_DATE, "ymd", "java.time.chrono.ThaiBuddhistDate"},
    [9] = {SLUICE_TIME_CHRONO_PERIOD, "cp", "java.time.chrono.ChronoPeriodImpl"},
};

#define FAMILY(types)                                                                              \
    {                                                                                              \
        types, sizeof(types) / sizeof(types)[0]                                                    \
    }
static struct sluice_time_family time_family = FAMILY(time_types);
static struct sluice_time_family chrono_family = FAMILY(chrono_types);

#define TIME_SER "java.time.Ser"
#define CHRONO_SER "java.time.chrono.Ser"

static const struct sluice_time_type *type_of(const struct sluice_time_family *family, uint8_t kind)
{
    for (size_t i = 0; i < family->count; i++) {
        if (family->types[i].parts != NULL && (uint8_t)family->types[i].kind == kind) {
            return &family->types[i];
        }
    }
    return NULL;
}

static const struct sluice_time_state *state_of(const struct sluice_graph *graph,
                                                struct sluice_value value)
{
    const struct sluice_time_state *state = sluice_value_state(graph, value, TIME_SER);
    return state != NULL ? state : sluice_value_state(graph, value, CHRONO_SER);
}

static bool check_time(const struct sluice_get_arg *argument, void *context)
{
    const struct sluice_time_state *state = sluice_get_state(argument);
    const struct sluice_time_type *type = type_of(context, state->kind);
    return type != NULL && sluice_is_time_sound(state, type->parts);
}

static int compare_times(const struct sluice_graph *graph, struct sluice_value a,
                         struct sluice_value b)
{
    const struct sluice_time_state *one = state_of(graph, a);
    const struct sluice_time_state *other = state_of(graph, b);
    return one != NULL && other != NULL ? sluice_compare_times(one, other) : 0;
}

static const char *time_stands_for(const struct sluice_graph *graph, struct sluice_value object)
{
    const struct sluice_time_state *state = state_of(graph, object);
    const struct sluice_time_type *type = NULL;
    if (state != NULL) {
        type = type_of(&time_family, state->kind);
        type = type != NULL ? type : type_of(&chrono_family, state->kind);
    }
    return type != NULL ? type->name : NULL;
}

enum sluice_get sluice_as_time(const struct sluice_graph *graph, struct sluice_value value,
                               struct sluice_time *out)
{
    const struct sluice_time_state *state = state_of(graph, value);
    if (state == NULL) {
        return sluice_value_kind(graph, value) == SLUICE_VALUE_NULL ? SLUICE_GET_NULL
                                                                    : SLUICE_GET_WRONG_TYPE;
    }
    const bool has_seconds = state->kind == SLUICE_TIME_DURATION ||
                             state->kind == SLUICE_TIME_INSTANT;
    *out = (struct sluice_time){
        .kind = (enum sluice_time_kind)state->kind,
        .seconds = has_seconds ? state->seconds : 0,
        .nano = state->nano,
        .year = has_seconds ? 0 : state->calendar.year,
        .month = has_seconds ? 0 : state->calendar.month,
        .day = state->day,
        .hour = state->hour,
        .minute = state->minute,
        .second = state->second,
        .offset = state->offset,
        .zone = {(const uint8_t *)state->zone, state->zone_length},
    };
    return SLUICE_GET_OK;
}

#define SER(class_name, number, family)                                                            \
    CLASS(class_name, number),                                                                     \
        .form = SLUICE_FORM_EXTERNAL, .read = sluice_read_time,                                    \
        .state_size = sizeof(struct sluice_time_state), .check = check_time, .context = &(family), \
        .equality = SLUICE_EQUAL_FIELDS, .compare = compare_times, .stands_for = time_stands_for
/* A class that is only a type. */
#define TIME(class_name, ...) MODEL(ABSTRACT, class_name), IMPLEMENTS(__VA_ARGS__)
#define TEMPORAL                                                                                   \
    "java.time.temporal.Temporal", "java.time.temporal.TemporalAccessor",                          \
        "java.time.temporal.TemporalAdjuster", "java.lang.Comparable"
#define ACCESSOR                                                                                   \
    "java.time.temporal.TemporalAccessor", "java.time.temporal.TemporalAdjuster",                  \
        "java.lang.Comparable"
#define DATE TEMPORAL, "java.time.chrono.ChronoLocalDate"
#define ERA                                                                                        \
    "java.time.chrono.Era", "java.time.temporal.TemporalAccessor",                                 \
        "java.time.temporal.TemporalAdjuster"
#define CLOCK IMPLEMENTS("java.time.Clock")
#define AMOUNT "java.time.temporal.TemporalAmount"

static const struct sluice_class_model models[] = {
    {SER(TIME_SER, -7683839454370182990, time_family)},
    {SER(CHRONO_SER, -6103370247208168577, chrono_family)},
    {TIME("java.time.Duration", AMOUNT, "java.lang.Comparable")},
    {TIME("java.time.Instant", TEMPORAL)},
    {TIME("java.time.LocalDate", DATE)},
    {TIME("java.time.LocalTime", TEMPORAL)},
    {TIME("java.time.LocalDateTime", TEMPORAL, "java.time.chrono.ChronoLocalDateTime")},
    {TIME("java.time.ZonedDateTime", TEMPORAL, "java.time.chrono.ChronoZonedDateTime")},
    {MODEL(ABSTRACT, "java.time.ZoneId")},
    {MODEL(ABSTRACT, "java.time.ZoneRegion"), .parent = "java.time.ZoneId"},
    {TIME("java.time.ZoneOffset", ACCESSOR), .parent = "java.time.ZoneId"},
    {TIME("java.time.OffsetTime", TEMPORAL)},
    {TIME("java.time.OffsetDateTime", TEMPORAL)},
    {TIME("java.time.Year", TEMPORAL)},
    {TIME("java.time.YearMonth", TEMPORAL)},
    {TIME("java.time.MonthDay", ACCESSOR)},
    {TIME("java.time.Period", AMOUNT, "java.time.chrono.ChronoPeriod")},
    {TIME("java.time.chrono.AbstractChronology", "java.time.chrono.Chronology",
          "java.lang.Comparable")},
    {TIME("java.time.chrono.JapaneseDate", DATE)},
    {TIME("java.time.chrono.JapaneseEra", ERA)},
    {TIME("java.time.chrono.MinguoDate", DATE)},
    {TIME("java.time.chrono.ThaiBuddhistDate", DATE)},
    {TIME("java.time.chrono.ChronoPeriodImpl", AMOUNT, "java.time.chrono.ChronoPeriod")},
    {ENUM("java.time.DayOfWeek", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY",
          "SUNDAY"),
     IMPLEMENTS(ACCESSOR)},
    {ENUM("java.time.Month", "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY",
          "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"),
     IMPLEMENTS(ACCESSOR)},
    {ENUM("java.time.temporal.ChronoUnit", "NANOS", "MICROS", "MILLIS", "SECONDS", "MINUTES",
          "HOURS", "HALF_DAYS", "DAYS", "WEEKS", "MONTHS", "YEARS", "DECADES", "CENTURIES",
          "MILLENNIA", "ERAS", "FOREVER"),
     IMPLEMENTS("java.time.temporal.TemporalUnit")},
    {ENUM("java.time.temporal.ChronoField", "NANO_OF_SECOND", "NANO_OF_DAY", "MICRO_OF_SECOND",
          "MICRO_OF_DAY", "MILLI_OF_SECOND", "MILLI_OF_DAY", "SECOND_OF_MINUTE", "SECOND_OF_DAY",
          "MINUTE_OF_HOUR", "MINUTE_OF_DAY", "HOUR_OF_AMPM", "CLOCK_HOUR_OF_AMPM", "HOUR_OF_DAY",
          "CLOCK_HOUR_OF_DAY", "AMPM_OF_DAY", "DAY_OF_WEEK", "ALIGNED_DAY_OF_WEEK_IN_MONTH",
          "ALIGNED_DAY_OF_WEEK_IN_YEAR", "DAY_OF_MONTH", "DAY_OF_YEAR", "EPOCH_DAY",
          "ALIGNED_WEEK_OF_MONTH", "ALIGNED_WEEK_OF_YEAR", "MONTH_OF_YEAR", "PROLEPTIC_MONTH",
          "YEAR_OF_ERA", "YEAR", "ERA", "INSTANT_SECONDS", "OFFSET_SECONDS"),
     IMPLEMENTS("java.time.temporal.TemporalField")},
    {ENUM("java.time.chrono.IsoEra", "BCE", "CE"), IMPLEMENTS(ERA)},
    {ENUM("java.time.chrono.ThaiBuddhistEra", "BEFORE_BE", "BE"), IMPLEMENTS(ERA)},
    {ENUM("java.time.chrono.MinguoEra", "BEFORE_ROC", "ROC"), IMPLEMENTS(ERA)},
    {ENUM("java.time.format.FormatStyle", "FULL", "LONG", "MEDIUM", "SHORT")},
    {ENUM("java.time.format.ResolverStyle", "STRICT", "SMART", "LENIENT")},
    {ENUM("java.time.format.SignStyle", "NORMAL", "ALWAYS", "NEVER", "NOT_NEGATIVE",
          "EXCEEDS_PAD")},
    {ENUM("java.time.format.TextStyle", "FULL", "FULL_STANDALONE", "SHORT", "SHORT_STANDALONE",
          "NARROW", "NARROW_STANDALONE")},
    {
        CLASS("java.time.Clock$SystemClock", 6740630888130243051),
        CLOCK,
        FIELDS(NEEDED("zone", "Ljava/time/ZoneId;")),
        CHECKS(NOT_NULL("zone")),
    },
    {
        CLASS("java.time.Clock$FixedClock", 7430389292664866958),
        CLOCK,
        FIELDS(NEEDED("instant", "Ljava/time/Instant;"), NEEDED("zone", "Ljava/time/ZoneId;")),
        CHECKS(NOT_NULL("instant"), NOT_NULL("zone")),
    },
    {
        CLASS("java.time.Clock$OffsetClock", 2007484719125426256),
        CLOCK,
        FIELDS(NEEDED("baseClock", "Ljava/time/Clock;"), NEEDED("offset", "Ljava/time/Duration;")),
        CHECKS(NOT_NULL("baseClock"), NOT_NULL("offset")),
    },
    {
        CLASS("java.time.Clock$TickClock", 6504659149906368850),
        CLOCK,
        FIELDS(NEEDED("baseClock", "Ljava/time/Clock;"), NEEDED("tickNanos", "J")),
        CHECKS(NOT_NULL("baseClock"), RANGE("tickNanos", 1, INFINITY)),
    },
    {
        CLASS("java.time.temporal.ValueRange", -7317881728594519368),
        FIELDS(NEEDED("minSmallest", "J"), NEEDED("minLargest", "J"), NEEDED("maxSmallest", "J"),
               NEEDED("maxLargest", "J")),
        CHECKS(RELATION(FIELD("minSmallest"), LESS_EQUAL, FIELD("minLargest")),
               RELATION(FIELD("maxSmallest"), LESS_EQUAL, FIELD("maxLargest")),
               RELATION(FIELD("minLargest"), LESS_EQUAL, FIELD("maxLargest"))),
        .equality = SLUICE_EQUAL_FIELDS,
    },
    {
        CLASS("java.time.temporal.WeekFields", -1177360819670808121),
        FIELDS(NEEDED("firstDayOfWeek", "Ljava/time/DayOfWeek;"), NEEDED("minimalDays", "I")),
        CHECKS(NOT_NULL("firstDayOfWeek"), RANGE("minimalDays", 1, 7)),
        .equality = SLUICE_EQUAL_FIELDS,
    },
};
SLUICE_CLASSES(time, models);
