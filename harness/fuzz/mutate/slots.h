/* The values of an object that is to be made: what its fields and pieces of custom data shall be, so that
 * its class's invariants hold as far as they are declared. */
#ifndef SLUICE_FUZZ_SLOTS_H
#define SLUICE_FUZZ_SLOTS_H

#include "harness/fuzz/mutate/mutation.h"

/* A class with more members, or with more classes above it, is not made: it would lack what it declares. */
enum { SLUICE_SLOTS = 320, SLUICE_SLOT_LEVELS = 12 };

/** One field or piece. */
struct sluice_slot {
    const char *name; /* NULL: a piece without one */
    char type;        /* B C D F I J S Z, 'L' or '[': a value; 'U': text in block data; 'O': a
                                 list, 'P': pairs; */
    bool needed;      /* not null */
    bool is_sized;    /* `size` was asked for */
    struct sluice_bytes what; /* class of the value */
    struct sluice_bytes of;   /* classes of elements or keys, and of values */
    struct sluice_bytes of_values;
    const char *text;                         /* a string or constant that it shall be, or NULL */
    const struct sluice_class_model *type_of; /* the class that it shall be, if it is one */
    const char *same_as;                      /* the field that holds the same, or NULL */
    size_t
        twin; /* 1 + the number of a slot before it that holds the very same object; 0: none does */
    sluice_node_id node; /* where its value has been put */
    int64_t number;      /* integers */
    double floating;     /* D, F */
    uint32_t size;       /* elements, pairs or characters */
    uint32_t
        crowd; /* a list: all of its items are so many things, again and again; 0: each is another */
    bool until_null;
};

/** A class of the object, the topmost first. */
struct sluice_slot_level {
    const struct sluice_class_model *model;
    size_t fields; /* index of the first */
    size_t pieces;
    size_t end;
};

struct sluice_slots {
    struct sluice_slot list[SLUICE_SLOTS];
    size_t count;
    bool is_cut; /* there are more */
    struct sluice_slot_level levels[SLUICE_SLOT_LEVELS];
    size_t level_count;
    /* Where several values are made that must not be equal and are best in order: a number for each. */
    uint32_t ordinal;
};

/** The slot of that name that the class of a level sees: its own, or one above. NULL: none. */
struct sluice_slot *sluice_slots_find(struct sluice_slots *slots,
                                      const struct sluice_slot_level *level, const char *name);

/** --- slots_alike.c: settles which values are the same, or go together. */
void sluice_slots_be_alike(struct sluice_slots *slots, struct sluice_mutation *mutation);

/** Settles the values of an object of a model; `sluice_slots.ordinal` has been set. */
void sluice_slots_settle(struct sluice_slots *slots, struct sluice_mutation *mutation,
                         const struct sluice_class_model *model);

#endif
