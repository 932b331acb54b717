/* Operators that break one rule of an input, and nothing else: neighbors with a known verdict.
 *
 * Each puts a sound item into the stream, at a place between its items that is certain: that is the base.
 * Then it breaks the item, and leaves the rest as it is. So whatever stands behind, the broken item is the
 * first thing that is wrong when the base is accepted. */
#ifndef SLUICE_FUZZ_BREAKS_H
#define SLUICE_FUZZ_BREAKS_H

#include "harness/fuzz/mutate/mutation.h"

#include <sluice/error.h>

/** There is no neighbor any more. */
void sluice_breaks_forget(void);

/* The number of a way of breaking, with any seed: the choice of inputs with SLUICE_FUZZ_NEIGHBOR. */
struct sluice_break;
uint32_t sluice_break_choice(const struct sluice_break *broken, uint32_t seed);

/** Makes an input that breaks a rule of another one; see sluice_mutate_last_neighbor(). 0: this one cannot
 * be broken in the way that was chosen. */
size_t sluice_breaks_make(struct sluice_bytes input, uint8_t *out, size_t max, uint64_t seed);

/* --- the inside --------------------------------------------------------------------------------------- */

enum { SLUICE_BREAK_REASONS = 32 };

struct sluice_break {
    const char *rule;
    const char *name;
    bool decode; /* who must refuse it */
    bool inspect;
    /* Makes a node, a null that stands at the top, a sound item; NULL: null is one. False: the policy has
       nothing to make it of. */
    bool (*prepare)(struct sluice_mutation *mutation, sluice_node_id id);
    /* Breaks the item, or the settings. False: this one cannot be broken. */
    bool (*spoil)(struct sluice_mutation *mutation, sluice_node_id id);
    enum sluice_reason reasons[SLUICE_BREAK_REASONS]; /* ended by SLUICE_OK; none: it must be
                                                        accepted like the sound one */
};

struct sluice_breaks {
    const struct sluice_break *list;
    size_t count;
};

extern const struct sluice_breaks sluice_breaks_of_protocol;   /* breaks_protocol.c */
extern const struct sluice_breaks sluice_breaks_of_limits;     /* breaks_limits.c */
extern const struct sluice_breaks sluice_breaks_of_classes;    /* breaks_classes.c */
extern const struct sluice_breaks sluice_breaks_of_checks;     /* breaks_checks.c */
extern const struct sluice_breaks sluice_breaks_of_data;       /* breaks_data.c */
extern const struct sluice_breaks sluice_breaks_of_demands;    /* breaks_demands.c */
extern const struct sluice_breaks sluice_breaks_of_examples;   /* breaks_examples.c */
extern const struct sluice_breaks sluice_breaks_of_arrays;     /* breaks_arrays.c */
extern const struct sluice_breaks sluice_breaks_of_roles;      /* breaks_roles.c */
extern const struct sluice_breaks sluice_breaks_of_fellows;    /* breaks_fellows.c */
extern const struct sluice_breaks sluice_breaks_that_are_none; /* breaks_harmless.c */

/** --- breaks_harmless.c: whether all that follows an item means the same when the item takes more handles, or takes
 * them in another order. */
bool sluice_break_is_by_labels(const struct sluice_program *program);

/** --- breaks_checks.c: the node of a field of an object that was made, in the descriptor of its own class, and of its
 * value. False: it has none of that name. */
bool sluice_break_find_field(const struct sluice_mutation *mutation, sluice_node_id id,
                             const char *name, sluice_node_id *field, sluice_node_id *value);

/** One of the models that pass; NULL if the policy has none. */
const struct sluice_class_model *
sluice_break_find_model(struct sluice_mutation *mutation,
                        bool (*passes)(const struct sluice_class_model *model));

/** Makes a node an object of a class that has no model, without data; its descriptor. */
sluice_node_id sluice_break_object(struct sluice_mutation *mutation, sluice_node_id id,
                                   const char *class_name, unsigned flags);

/** Makes a node an Object[], its descriptor written out. */
void sluice_break_array(struct sluice_mutation *mutation, sluice_node_id id,
                        const char *class_name);

/** --- breaks_classes.c: makes a node a proxy of an interface that every receiver knows, with null for a handler. Its
 * level, which has that null. */
sluice_node_id sluice_break_proxy(struct sluice_mutation *mutation, sluice_node_id id);

/** Makes a node a Class object of java.lang.String; its descriptor. */
sluice_node_id sluice_break_class(struct sluice_mutation *mutation, sluice_node_id id);

/** Makes a node a mere group of items. */
void sluice_break_group(struct sluice_mutation *mutation, sluice_node_id id);

/** Makes a node a string. */
void sluice_break_string(struct sluice_mutation *mutation, sluice_node_id id, const char *text,
                         size_t length);

/** Makes a node a reference to another one. */
void sluice_break_refer(struct sluice_mutation *mutation, sluice_node_id id, sluice_node_id item);

#endif
