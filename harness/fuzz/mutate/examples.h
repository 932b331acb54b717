/* Objects of certain classes with certain values, as examples.txt tells of them. */
#ifndef SLUICE_FUZZ_EXAMPLES_H
#define SLUICE_FUZZ_EXAMPLES_H

#include "harness/fuzz/mutate/mutation.h"

/** Makes a node an object of a model, or one of its constants, without references to anything. */
void sluice_examples_make(struct sluice_mutation *mutation, sluice_node_id id,
                          const struct sluice_class_model *model);

/**
 * Gives members of an object that was made as its model has it the values that a text tells of:
 * `member=value member=value`, as the head of examples.txt describes it.
 *
 * @param id    the object, made by sluice_examples_make().
 * @param model the class of the object.
 * @return false: the text is none, or tells of what the class does not have.
 */
bool sluice_examples_apply(struct sluice_mutation *mutation, sluice_node_id id,
                           const struct sluice_class_model *model, struct sluice_bytes text);

/** Makes a node one value, as a text tells of it. False: the text is none, or the policy does not have its class. */
bool sluice_examples_put(struct sluice_mutation *mutation, sluice_node_id id,
                         struct sluice_bytes text);

/** --- edit_example.c: a detached object of the list, a sound one; NONE if there is none of the policy. */
sluice_node_id sluice_make_example(struct sluice_mutation *mutation);

/* --- examples_list.c: the list ----------------------------------------------------------------------- */

enum sluice_example_kind {
    SLUICE_EXAMPLE_SOUND,
    SLUICE_EXAMPLE_BROKEN,
    SLUICE_EXAMPLE_NEVER /* of its class there are no objects */
};

/** One of examples.txt: an object that is sound, or what breaks one. */
struct sluice_example {
    enum sluice_example_kind kind;
    struct sluice_bytes class_name;
    struct sluice_bytes sound;  /* makes it sound */
    struct sluice_bytes broken; /* then breaks it */
    uint16_t policy;            /* that has its class, and those of what it holds */
};

/** How many there are; the example at an index below that. */
size_t sluice_example_count(void);
const struct sluice_example *sluice_example_at(size_t index);

/** The model of its class, or NULL if the input has another policy, or no such objects are built. */
const struct sluice_class_model *sluice_example_model(const struct sluice_mutation *mutation,
                                                      const struct sluice_example *example);

/** Makes a node an object of a class of which there are none: as its model would have it, or without data and without
 * what is above it. */
bool sluice_example_make_never(struct sluice_mutation *mutation, sluice_node_id id,
                               const struct sluice_class_model *model);

/* --- members.c ----------------------------------------------------------------------------------------- */

/* Where a member of an object stands. */
struct sluice_member {
    sluice_node_id desc;  /* of its class */
    sluice_node_id level; /* the data of its class */
    sluice_node_id field; /* in the descriptor; NONE: it is a piece of custom data */
    sluice_node_id value; /* NONE: a list */
    const struct sluice_class_model *model;
    const struct sluice_layout_item *piece; /* NULL: it is a field */
};

/** Finds a member of an object by its name: of its own class, or of the nearest one above. False: there is none. */
bool sluice_member_find(const struct sluice_mutation *mutation, sluice_node_id id,
                        const struct sluice_class_model *model, struct sluice_bytes name,
                        struct sluice_member *out);

/** Of a list: empties it. What comes behind its items, or NONE. */
sluice_node_id sluice_member_clear(struct sluice_mutation *mutation,
                                   const struct sluice_member *list);

#endif
