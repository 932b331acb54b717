/* How new values are made: each is put on a list of what is wanted, so that what they hold can be made
 * after them and nothing has to call itself. */
#ifndef SLUICE_FUZZ_MAKE_H
#define SLUICE_FUZZ_MAKE_H

#include "harness/fuzz/mutate/slots.h"

enum { SLUICE_WANTS = 96, SLUICE_WANT_DEPTH = 4, SLUICE_WANT_NODES = 160, SLUICE_TEXT_ROOM = 1200 };

/** What is to stand at a node that is a null now. */
struct sluice_want {
    sluice_node_id node;
    struct sluice_bytes what;               /* class; empty: any */
    struct sluice_bytes of;                 /* of the elements of an array */
    const struct sluice_class_model *model; /* the very class, or NULL */
    const struct sluice_class_model *type;  /* whose class it is, if it is one; NULL: anybody's */
    const char *text;                       /* a string or constant, or NULL: any */
    bool needed;                            /* not null */
    bool is_sized;                          /* an array or string of this size */
    bool is_long;                           /* any string or array of numbers had better be long */
    uint32_t size;
    uint32_t ordinal;
    uint8_t depth;
};

struct sluice_maker {
    struct sluice_mutation *mutation;
    struct sluice_want wants[SLUICE_WANTS];
    size_t count;
    struct sluice_slots slots;
};

/** Something more is wanted; where there is no room for it, null remains. */
void sluice_maker_want(struct sluice_maker *maker, const struct sluice_want *want);

/** Makes an object of a model, or one of its constants. */
void sluice_maker_object(struct sluice_maker *maker, const struct sluice_want *want,
                         const struct sluice_class_model *model);

/** --- make_time.c: the model of what is written in place of an object of a class; NULL: there is none. */
const struct sluice_class_model *sluice_maker_serial_form(const struct sluice_maker *maker,
                                                          struct sluice_bytes what);

/** The data of an object of such a model, in its level. Other models: nothing. */
void sluice_maker_time(struct sluice_maker *maker, const struct sluice_want *want,
                       const struct sluice_class_model *model, sluice_node_id level);

/** Any well-formed text, in modified UTF-8, a long one if it is to be. Returns its length. */
size_t sluice_maker_text(struct sluice_mutation *mutation, char text[SLUICE_TEXT_ROOM],
                         bool is_long);

/** A string. */
void sluice_maker_string(struct sluice_maker *maker, const struct sluice_want *want);

#endif
