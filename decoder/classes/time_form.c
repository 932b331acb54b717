#include "time_form.h"

#include <string.h>

#include "order.h"

/* Parts:
 *   s  seconds, long                       y  year, int
 *   n  nanoseconds of the second, int      m  month, byte
 *   T  time of day, as short as it goes    d  day, byte
 *   O  offset: quarters of an hour in      c  name of a chronology
 *      a byte, or 127 and seconds          p  years, months, days of a period
 *   Z  region or offset, with its type     e  era, byte
 *   R  region, text
 *   I  nothing: the seconds are those of an instant */

/* --- reading ---------------------------------------------------------------------------------- */

static bool read_int(struct sluice_custom_data *data, char type, int32_t *out)
{
    int64_t number = 0;
    const bool found = sluice_custom_integer(data, type, &number);
    *out = (int32_t)number;
    return found;
}

/* Hour, minute, second and nanoseconds; the last that is not 0 ends it, complemented. */
static bool read_time_of_day(struct sluice_custom_data *data, struct sluice_time_state *state)
{
    uint8_t *const parts[] = {&state->hour, &state->minute, &state->second};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        int32_t part;
        if (!read_int(data, 'B', &part)) {
            return false;
        }
        *parts[i] = (uint8_t)(part < 0 ? ~part : part);
        if (part < 0) {
            return true;
        }
    }
    return read_int(data, 'I', &state->nano);
}

enum { QUARTER = 900, OFFSET_IN_SECONDS = 127, REGION = 7, OFFSET = 8 };

static bool read_offset(struct sluice_custom_data *data, int32_t *offset)
{
    int32_t quarters;
    if (!read_int(data, 'B', &quarters)) {
        return false;
    }
    *offset = quarters * QUARTER;
    return quarters != OFFSET_IN_SECONDS || read_int(data, 'I', offset);
}

static bool read_text(struct sluice_custom_data *data, struct sluice_time_state *state)
{
    size_t length;
    if (!sluice_custom_utf(data, state->zone, sizeof state->zone, &length)) {
        return false;
    }
    state->zone_length = (uint8_t)length;
    return true;
}

static bool read_zone(struct sluice_custom_data *data, struct sluice_time_state *state)
{
    int32_t type;
    int32_t offset;
    if (!read_int(data, 'B', &type)) {
        return false;
    }
    if (type == REGION) {
        return read_text(data, state);
    }
    if (type != OFFSET || !read_offset(data, &offset)) {
        return false;
    }
    state->zone_differs = offset != state->offset;
    return true;
}

static bool read_part(struct sluice_custom_data *data, char part, struct sluice_time_state *state)
{
    switch (part) {
    case 's':
        return sluice_custom_integer(data, 'J', &state->seconds);
    case 'n':
        return read_int(data, 'I', &state->nano);
    case 'y':
        return read_int(data, 'I', &state->calendar.year);
    case 'm':
        return read_int(data, 'B', &state->calendar.month);
    case 'd':
    case 'e':
        return read_int(data, 'B', &state->day);
    case 'p':
        return read_int(data, 'I', &state->calendar.year) &&
               read_int(data, 'I', &state->calendar.month) && read_int(data, 'I', &state->day);
    case 'T':
        return read_time_of_day(data, state);
    case 'O':
        return read_offset(data, &state->offset);
    case 'Z':
        return read_zone(data, state);
    case 'R':
    case 'c':
        return read_text(data, state);
    default:
        return true;
    }
}

bool sluice_read_time(struct sluice_custom_data *data, void *state, void *context)
{
    const struct sluice_time_family *family = context;
    struct sluice_time_state *time = state;
    int64_t type;
    if (!sluice_custom_integer(data, 'B', &type) || (size_t)type >= family->count ||
        family->types[type].parts == NULL) {
        return false;
    }
    time->kind = (uint8_t)family->types[type].kind;
    for (const char *part = family->types[type].parts; *part != '\0'; part++) {
        if (!read_part(data, *part, time)) {
            return false;
        }
    }
    return true;
}

/* --- checking --------------------------------------------------------------------------------- */

enum { MOST_YEARS = 999999999, MOST_NANOS = 999999999, MOST_OFFSET = 18 * 3600 };
#define FIRST_INSTANT INT64_C(-31557014167219200)
#define LAST_INSTANT INT64_C(31556889864403199)

static bool is_in(int64_t number, int64_t least, int64_t most)
{
    return number >= least && number <= most;
}

/* The year before the common calendar's that `kind` counts from. */
static int64_t common_year(const struct sluice_time_state *state)
{
    switch (state->kind) {
    case SLUICE_TIME_MINGUO_DATE:
        return (int64_t)state->calendar.year + 1911;
    case SLUICE_TIME_THAI_BUDDHIST_DATE:
        return (int64_t)state->calendar.year - 543;
    default:
        return state->calendar.year;
    }
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Of a month that has been looked at. A day without a year may be the 29th of February. */
static bool is_day(const struct sluice_time_state *state, bool has_year)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int32_t month = state->calendar.month;
    const bool leap = month == 2 && (!has_year || is_leap(common_year(state)));
    return is_in(state->day, 1, days[month - 1] + leap);
}

static bool is_year(const struct sluice_time_state *state)
{
    return is_in(common_year(state), -MOST_YEARS, MOST_YEARS) &&
           (state->kind != SLUICE_TIME_JAPANESE_DATE || state->calendar.year >= 1873);
}

static bool is_id_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("~/._+-", c) != NULL);
}

/* Behind "UTC+" and the like: hh:mm or hh:mm:ss, as short as it goes. */
static bool is_offset_text(const char *text, size_t length)
{
    enum { MOST = 59 }; /* of minutes and seconds; that of hours is in the sum */
    int32_t offset = 0;
    int32_t number = 0;
    if (length != sizeof "hh:mm" - 1 && length != sizeof "hh:mm:ss" - 1) {
        return false;
    }
    for (size_t i = 0; i < length; i += 3) {
        if (text[i] < '0' || text[i] > '9' || text[i + 1] < '0' || text[i + 1] > '9' ||
            (i + 2 < length && text[i + 2] != ':')) {
            return false;
        }
        number = (text[i] - '0') * 10 + text[i + 1] - '0';
        if (i > 0 && number > MOST) {
            return false;
        }
        offset = offset * 60 + number;
    }
    const bool has_seconds = length > sizeof "hh:mm" - 1;
    return offset > 0 && offset <= (has_seconds ? MOST_OFFSET : MOST_OFFSET / 60) &&
           (!has_seconds || number > 0);
}

/* "Europe/Paris", or an offset behind UTC, GMT or UT. Whether there is such a zone is not looked up. */
static bool is_zone_id(const char *id, size_t length)
{
    static const char *const fixed[] = {"UTC", "GMT", "UT"};
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        const size_t size = strlen(fixed[i]);
        if (length > size && memcmp(id, fixed[i], size) == 0 &&
            (id[size] == '+' || id[size] == '-')) {
            return is_offset_text(id + size + 1, length - size - 1);
        }
    }
    for (size_t i = 1; i < length; i++) {
        if (!is_id_character(id[i])) {
            return false;
        }
    }
    return length >= 2 && (id[0] | 0x20) >= 'a' && (id[0] | 0x20) <= 'z';
}

/* As `getId()` of the JDK's chronologies names them. */
static bool is_chronology(const struct sluice_time_state *state)
{
    static const char *const names[] = {"ISO", "Hijrah-umalqura", "Japanese", "Minguo",
                                        "ThaiBuddhist"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (state->zone_length == strlen(names[i]) &&
            memcmp(state->zone, names[i], state->zone_length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_part_sound(const struct sluice_time_state *state, char part, bool has_year)
{
    switch (part) {
    case 'n':
        return is_in(state->nano, 0, MOST_NANOS);
    case 'I':
        return is_in(state->seconds, FIRST_INSTANT, LAST_INSTANT);
    case 'y':
        return is_year(state);
    case 'm':
        return is_in(state->calendar.month, 1, 12);
    case 'd':
        return is_day(state, has_year);
    case 'e':
        return is_in(state->day, -1, 3);
    case 'T':
        return state->hour < 24 && state->minute < 60 && state->second < 60 &&
               is_in(state->nano, 0, MOST_NANOS);
    case 'O':
        return is_in(state->offset, -MOST_OFFSET, MOST_OFFSET);
    case 'Z':
        return !state->zone_differs &&
               (state->zone_length == 0 || is_zone_id(state->zone, state->zone_length));
    case 'R':
        return is_zone_id(state->zone, state->zone_length);
    case 'c':
        return is_chronology(state);
    default:
        return true;
    }
}

bool sluice_is_time_sound(const struct sluice_time_state *state, const char *parts)
{
    const bool has_year = strchr(parts, 'y') != NULL;
    for (const char *part = parts; *part != '\0'; part++) {
        if (!is_part_sound(state, *part, has_year)) {
            return false;
        }
    }
    return true;
}

/* --- order ------------------------------------------------------------------------------------ */

/* Days since 0000-03-01 of the common calendar: years that begin in March end with the leap day. */
static int64_t day_number(const struct sluice_time_state *state)
{
    const int64_t year = common_year(state) - (int64_t)(state->calendar.month <= 2);
    const int64_t month = (state->calendar.month + 9) % 12;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t in_era = year - era * 400;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + (153 * month + 2) / 5 +
           state->day;
}

static int64_t second_of_day(const struct sluice_time_state *state)
{
    return state->hour * INT64_C(3600) + state->minute * INT64_C(60) + state->second;
}

/* A date alone, of whichever calendar. */
static bool is_date(const struct sluice_time_state *state)
{
    return state->kind == SLUICE_TIME_LOCAL_DATE || state->kind == SLUICE_TIME_JAPANESE_DATE ||
           state->kind == SLUICE_TIME_MINGUO_DATE || state->kind == SLUICE_TIME_THAI_BUDDHIST_DATE;
}

/* What is written, most significant first. */
static int64_t local_order(const struct sluice_time_state *state)
{
    return (((int64_t)state->calendar.year * 16 + state->calendar.month) * 32 + state->day) *
               86400 +
           second_of_day(state);
}

/* What a kind is ordered by first. */
static int64_t first_order(const struct sluice_time_state *state)
{
    switch (state->kind) {
    case SLUICE_TIME_DURATION:
    case SLUICE_TIME_INSTANT:
        return state->seconds;
    case SLUICE_TIME_ZONE_OFFSET:
        return -(int64_t)state->offset; /* the later time of day comes first */
    case SLUICE_TIME_OFFSET_TIME:
        return second_of_day(state) - state->offset;
    case SLUICE_TIME_OFFSET_DATE_TIME:
    case SLUICE_TIME_ZONED_DATE_TIME:
        return day_number(state) * 86400 + second_of_day(state) - state->offset;
    default:
        return local_order(state);
    }
}

/* That of an offset is "Z", or it begins with a sign, which comes before all letters. */
static const char *zone_id(const struct sluice_time_state *state)
{
    return state->zone_length != 0 ? state->zone : state->offset == 0 ? "Z" : "+";
}

/* By the day, then by the name of the calendar: the kinds are in the order of these names. */
static int compare_dates(const struct sluice_time_state *a, const struct sluice_time_state *b)
{
    const int order = sluice_by_number(day_number(a), day_number(b));
    return order != 0 ? order : sluice_by_number(a->kind, b->kind);
}

int sluice_compare_times(const struct sluice_time_state *a, const struct sluice_time_state *b)
{
    if (is_date(a) && is_date(b)) {
        return compare_dates(a, b);
    }
    if (a->kind != b->kind || a->kind == SLUICE_TIME_PERIOD || a->kind == SLUICE_TIME_ZONE_REGION ||
        a->kind > SLUICE_TIME_CHRONOLOGY) {
        return 0;
    }
    int order = sluice_by_number(first_order(a), first_order(b));
    order = order != 0 ? order : sluice_by_number(a->nano, b->nano);
    if (order == 0 && a->kind != SLUICE_TIME_DURATION && a->kind != SLUICE_TIME_INSTANT) {
        order = sluice_by_number(local_order(a), local_order(b));
    }
    return order != 0 ? order : strncmp(zone_id(a), zone_id(b), ZONE_LONGEST);
}
