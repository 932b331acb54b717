/* Class descriptors by number: descriptors of both streams that are the same in every part have the
 * same number. Private to this room. */
#ifndef SLUICE_DIFF_CLASSES_H
#define SLUICE_DIFF_CLASSES_H

#include "harness/diff/texts.h"

#define SLUICE_DIFF_PROXY UINT32_MAX /* the name of a proxy's descriptor, which has none */

/* A field, or an interface of a proxy: then there is a name only. */
struct sluice_diff_field {
    uint32_t name;  /* number of the text */
    uint32_t type;  /* the type string */
    uint8_t code;   /* as on the wire */
    uint8_t letter; /* what it means: the first letter of the type string */
    uint8_t size;   /* bytes; 0 for a reference */
};

struct sluice_diff_class {
    int64_t suid;
    uint32_t name; /* number of the text, or SLUICE_DIFF_PROXY */
    uint32_t first_field;
    uint32_t field_count;
    uint32_t super; /* 1 + number; 0: none */
    uint32_t told;  /* differences to how many others were told */
    uint8_t flags;
};

struct sluice_diff_classes {
    struct sluice_diff_class *list;
    uint32_t count;
    size_t capacity;
    struct sluice_diff_field *fields;
    size_t field_count;
    size_t field_capacity;
    struct sluice_diff_slots slots;
};

void sluice_diff_classes_free(struct sluice_diff_classes *classes);

/* Adds a field of the class that comes next. False: out of memory. */
SLUICE_NODISCARD bool sluice_diff_classes_field(struct sluice_diff_classes *classes,
                                                struct sluice_diff_field field);

/* The number of a class with the fields that were added. False: out of memory. */
SLUICE_NODISCARD bool sluice_diff_classes_number(struct sluice_diff_classes *classes,
                                                 const struct sluice_diff_key *key,
                                                 struct sluice_diff_class wanted, uint32_t *number);

static inline const struct sluice_diff_field *
sluice_diff_fields(const struct sluice_diff_classes *classes, uint32_t number)
{
    /* No class may have any field yet, and then there is no array to point into. */
    return classes->fields != NULL ? classes->fields + classes->list[number].first_field : NULL;
}

/* Bytes of a primitive of a type letter; 0 for anything else. */
uint8_t sluice_diff_primitive_size(uint8_t letter);

#endif
