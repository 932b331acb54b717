/* The check of an object before it exists: types of its fields, invariants, the class's own check. */
#ifndef SLUICE_STREAM_CHECK_H
#define SLUICE_STREAM_CHECK_H

#include "fields.h"
#include "sluice/get_arg.h"

struct sluice_get_arg {
    struct sluice_object_at object;
    uint32_t model; /* 0-based: the class whose code is running */
    uint32_t own;   /* node of what the code of its classes leaves (own.h); 0: nothing */
    struct sluice_engine *engine;
    bool constructing; /* copies can be had */
#ifdef SLUICE_KIT_CHECKS
    struct sluice_watch *watch;
    bool is_over; /* the call that this view was made for */
#endif
};

/* Checks look at whole strings and containers, which many objects may share. How many bytes and
 * elements they may look at for each byte of the stream: far more than any writer needs, and few
 * enough for time to be linear. */
enum {
    SLUICE_MOST_LOOKED_AT = 256,
    SLUICE_LOOKED_AT_FIRST = 1 << 20,
    SLUICE_LOOK_AT_ELEMENT = 16 /* what an element costs, in bytes of text */
};

/* Notes that so much is looked at. */
static inline void sluice_look(struct sluice_engine *engine, uint64_t amount)
{
    engine->looked_at += amount;
    engine->steps += amount / 64;
}

static inline void sluice_look_at_elements(struct sluice_engine *engine, uint64_t count)
{
    sluice_look(engine, count * SLUICE_LOOK_AT_ELEMENT);
}

static inline bool sluice_looks_too_often(const struct sluice_engine *engine)
{
    return engine->looked_at >
           SLUICE_LOOKED_AT_FIRST +
               SLUICE_MOST_LOOKED_AT * (uint64_t)sluice_reader_offset(&engine->reader);
}

/* Is the value behind a slot (null included) of the field type `signature` ("[I", "Ljava/...;")? */
bool sluice_fits_signature(const struct sluice_result *result, uint32_t slot,
                           struct sluice_bytes signature);

/* Is a value of a class, or an array by its name, of the field type `signature`, as the policy tells? */
bool sluice_fits_type(const struct sluice_policy *policy, struct sluice_bytes class_name,
                      struct sluice_bytes signature);

/* The same as the first for a class by name, with dots, an array's as Class.getName() gives it. */
bool sluice_fits_class(const struct sluice_result *result, uint32_t slot, struct sluice_bytes name);

/* The class name of a value that is not null. */
struct sluice_bytes sluice_class_of(const struct sluice_result *result, uint32_t slot);

/* All checks of the top frame's object. On failure the run has failed. */
SLUICE_NODISCARD bool sluice_check_object(struct sluice_engine *engine,
                                          struct sluice_get_arg *argument);

/* invariant.c: one declared invariant of model `model` (0-based). */
SLUICE_NODISCARD bool sluice_check_invariant(struct sluice_engine *engine,
                                             const struct sluice_get_arg *argument, uint32_t model,
                                             size_t invariant);

#endif
