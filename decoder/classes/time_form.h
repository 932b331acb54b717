/* What java.time.Ser and java.time.chrono.Ser hold: a type byte, then the parts of that type. */
#ifndef SLUICE_CLASSES_TIME_FORM_H
#define SLUICE_CLASSES_TIME_FORM_H

#include "sluice/custom_data.h"
#include "sluice/readings.h"

/* The longest zone id is a third shorter. */
enum { ZONE_LONGEST = 38 };

/* Parts that a type does not have are 0, so that equal values have equal states. */
struct sluice_time_state {
    union {
        int64_t seconds; /* of a duration or an instant */
        struct {
            int32_t year; /* of a period: years, months */
            int32_t month;
        } calendar;
    };
    int32_t day;
    int32_t nano;
    int32_t offset; /* seconds */
    uint8_t kind;   /* enum sluice_time_kind; 0: there is none such */
    uint8_t hour;
    uint8_t minute;
    uint8_t second;
    bool zone_differs; /* the zone is an offset, and not the one that was given before it */
    uint8_t zone_length;
    char zone[ZONE_LONGEST];
};

_Static_assert(sizeof(struct sluice_time_state) <= (size_t)SLUICE_STATE_MAX, "a state is small");

/* The types of one of the two classes: index is the type byte. */
struct sluice_time_type {
    enum sluice_time_kind kind;
    const char *parts; /* one letter each; see time_form.c. NULL: no such type */
    const char *name;  /* of the class that it stands for */
};

struct sluice_time_family {
    const struct sluice_time_type *types;
    size_t count;
};

/* Takes the parts; the family is the context of the model. */
bool sluice_read_time(struct sluice_custom_data *data, void *state, void *context);

/* Are all parts in the ranges that the type demands? */
bool sluice_is_time_sound(const struct sluice_time_state *state, const char *parts);

/* The natural order of values of one kind; 0 for kinds without one and for different kinds. */
int sluice_compare_times(const struct sluice_time_state *a, const struct sluice_time_state *b);

#endif
