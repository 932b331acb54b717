/* What java.time.Ser and java.time.chrono.Ser write: their data is read by code of theirs, so that no layout says
 * what it is. */
#include "harness/fuzz/mutate/make.h"

#include <string.h>

/* Parts:
 *   s  seconds          m  month            O  offset from UTC
 *   n  nanoseconds      d  day              Z  zone: an offset, once more, or a region
 *   y  year             e  era              R  region
 *   T  time of day      p  period           c  chronology */
static const struct time_form {
    const char *stands_for;
    bool chrono;
    int8_t type;
    const char *parts;
} forms[] = {
    {"java.time.Duration", false, 1, "sn"},
    {"java.time.Instant", false, 2, "sn"},
    {"java.time.LocalDate", false, 3, "ymd"},
    {"java.time.LocalTime", false, 4, "T"},
    {"java.time.LocalDateTime", false, 5, "ymdT"},
    {"java.time.ZonedDateTime", false, 6, "ymdTOZ"},
    {"java.time.ZoneRegion", false, 7, "R"},
    {"java.time.ZoneOffset", false, 8, "O"},
    {"java.time.OffsetTime", false, 9, "TO"},
    {"java.time.OffsetDateTime", false, 10, "ymdTO"},
    {"java.time.Year", false, 11, "y"},
    {"java.time.YearMonth", false, 12, "ym"},
    {"java.time.MonthDay", false, 13, "md"},
    {"java.time.Period", false, 14, "p"},
    {"java.time.chrono.AbstractChronology", true, 1, "c"},
    {"java.time.chrono.JapaneseDate", true, 4, "ymd"},
    {"java.time.chrono.JapaneseEra", true, 5, "e"},
    {"java.time.chrono.MinguoDate", true, 7, "ymd"},
    {"java.time.chrono.ThaiBuddhistDate", true, 8, "ymd"},
    {"java.time.chrono.ChronoPeriodImpl", true, 9, "cp"},
};

enum { FORMS = sizeof forms / sizeof forms[0] };

/* What is being written. */
struct writing {
    struct sluice_mutation *mutation;
    sluice_node_id block;
    int64_t offset; /* the last one, in quarters of an hour */
};

static void put(const struct writing *writing, char type, int64_t value)
{
    (void)sluice_add_number(writing->mutation, writing->block, SLUICE_ROLE_PART, type, value);
}

static void put_text(const struct writing *writing, const char *const *texts, uint32_t count)
{
    const char *text = texts[sluice_random_below(&writing->mutation->random, count)];
    (void)sluice_add_bytes(writing->mutation, writing->block, SLUICE_ROLE_PART, SLUICE_NODE_UTF,
                           text, strlen(text));
}

/* From `least` to `most`, now and then at an edge, or one behind it. */
static int64_t between(const struct writing *writing, int64_t least, int64_t most)
{
    struct sluice_random *random = &writing->mutation->random;
    switch (sluice_random_below(random, 24)) {
    case 0:
        return least;
    case 1:
        return most;
    case 2:
        return sluice_random_one_in(random, 2) ? most + 1 : least - 1;
    default:
        return least + sluice_random_below(random, (uint32_t)(most - least + 1));
    }
}

/* Hour, minute, second, nanoseconds; the last that is not 0 ends it, complemented. */
static void put_time_of_day(const struct writing *writing)
{
    static const uint8_t most[] = {23, 59, 59};
    const uint32_t last = sluice_random_below(&writing->mutation->random, 4);
    for (uint32_t i = 0; i < sizeof most; i++) {
        const int64_t number = between(writing, 0, most[i]);
        put(writing, 'B', i == last ? ~number : number);
        if (i == last) {
            return;
        }
    }
    put(writing, 'I', between(writing, 0, 999999999));
}

static void put_offset(struct writing *writing)
{
    enum { IN_SECONDS = 127, QUARTER = 900, MOST = 72 };
    writing->offset = between(writing, -MOST, MOST);
    if (sluice_random_one_in(&writing->mutation->random, 6)) {
        put(writing, 'B', IN_SECONDS);
        put(writing, 'I', writing->offset * QUARTER);
    } else {
        put(writing, 'B', writing->offset);
    }
}

static void put_region(const struct writing *writing)
{
    static const char *const regions[] = {"UTC",       "GMT", "Europe/Paris", "UTC+01:00",
                                          "GMT-18:00", "Z",   "A/b_c-d",      "UT+00:30:15"};
    put_text(writing, regions, sizeof regions / sizeof regions[0]);
}

static void put_zone(const struct writing *writing)
{
    enum { REGION = 7, OFFSET = 8 };
    const bool region = sluice_random_one_in(&writing->mutation->random, 2);
    put(writing, 'B', region ? REGION : OFFSET);
    if (region) {
        put_region(writing);
    } else {
        put(writing, 'B', writing->offset + sluice_random_one_in(&writing->mutation->random, 8));
    }
}

static void put_part(struct writing *writing, char part)
{
    static const char *const chronologies[] = {"ISO", "Japanese", "Minguo", "ThaiBuddhist",
                                               "Hijrah-umalqura"};
    enum { NANOS = 999999999, SECONDS = 100000, FIRST_YEAR = 1873, LAST_YEAR = 3000 };
    switch (part) {
    case 's':
        put(writing, 'J', between(writing, -SECONDS, SECONDS));
        break;
    case 'n':
        put(writing, 'I', between(writing, 0, NANOS));
        break;
    case 'y':
        put(writing, 'I',
            sluice_random_one_in(&writing->mutation->random, 8)
                ? between(writing, -NANOS, NANOS)
                : between(writing, FIRST_YEAR, LAST_YEAR));
        break;
    case 'm':
        put(writing, 'B', between(writing, 1, 12));
        break;
    case 'd':
        put(writing, 'B',
            between(writing, 1, 28 + sluice_random_below(&writing->mutation->random, 4)));
        break;
    case 'e':
        put(writing, 'B', between(writing, -1, 3));
        break;
    case 'T':
        put_time_of_day(writing);
        break;
    case 'O':
        put_offset(writing);
        break;
    case 'Z':
        put_zone(writing);
        break;
    case 'R':
        put_region(writing);
        break;
    case 'c':
        put_text(writing, chronologies, sizeof chronologies / sizeof chronologies[0]);
        break;
    default:
        for (int i = 0; i < 3; i++) {
            put(writing, 'I', between(writing, -SECONDS, SECONDS));
        }
        break;
    }
}

static const char *serial_class(const struct time_form *form)
{
    return form->chrono ? "java.time.chrono.Ser" : "java.time.Ser";
}

/* Whether an object of the form is what is wanted. */
static bool is_wanted(const struct sluice_mutation *mutation, const struct time_form *form,
                      struct sluice_bytes what)
{
    const struct sluice_kin *kin = mutation->kin;
    const size_t wanted = sluice_kin_find(kin, what);
    const size_t own = sluice_kin_find(kin, sluice_text_bytes(form->stands_for));
    return wanted < kin->count && own < kin->count && sluice_kin_is(kin, own, wanted);
}

const struct sluice_class_model *sluice_maker_serial_form(const struct sluice_maker *maker,
                                                          struct sluice_bytes what)
{
    for (size_t i = 0; i < FORMS; i++) {
        if (is_wanted(maker->mutation, &forms[i], what)) {
            return sluice_model_named(maker->mutation, sluice_text_bytes(serial_class(&forms[i])));
        }
    }
    return NULL;
}

void sluice_maker_time(struct sluice_maker *maker, const struct sluice_want *want,
                       const struct sluice_class_model *model, sluice_node_id level)
{
    struct sluice_mutation *mutation = maker->mutation;
    size_t at = sluice_random_below(&mutation->random, FORMS);
    const struct time_form *found = NULL;
    bool fits = false;
    for (size_t i = 0; i < FORMS && !fits; i++) {
        const struct time_form *form = &forms[at];
        if (strcmp(model->name, serial_class(form)) == 0) {
            found = found != NULL ? found : form;
            fits = is_wanted(mutation, form, want->what);
            found = fits ? form : found;
        }
        at = at + 1 < FORMS ? at + 1 : 0;
    }
    if (found == NULL) {
        return;
    }
    struct writing writing = {.mutation = mutation};
    writing.block = sluice_add(mutation, level, SLUICE_ROLE_DATA, SLUICE_NODE_BLOCK);
    put(&writing, 'B', found->type);
    for (const char *part = found->parts; *part != '\0'; part++) {
        put_part(&writing, *part);
    }
}
