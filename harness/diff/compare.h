/* The comparison of two trees. Private to this room. */
#ifndef SLUICE_DIFF_COMPARE_H
#define SLUICE_DIFF_COMPARE_H

#include "harness/diff/align.h"
#include "harness/diff/diff.h"
#include "harness/diff/show.h"

/* Two nodes that are to be compared, or one that only one tree has. */
struct sluice_diff_task {
    uint32_t a; /* SLUICE_DIFF_NONE: not there */
    uint32_t b;
};

struct sluice_diff_run {
    struct sluice_diff_names names;
    struct sluice_diff_tree a;
    struct sluice_diff_tree b;
    const struct sluice_diff_options *options;
    uint64_t count; /* of differences */
    bool stopped;
    bool failed; /* out of memory */
    /* what is still to be compared, the next on top */
    struct sluice_diff_task *tasks;
    size_t task_count;
    size_t task_capacity;
    struct sluice_diff_slots told; /* pairs of classes whose differences were told */
    uint32_t
        *marks; /* by number of a text: 1 + index of the field of that name, while it is needed */
    uint32_t *places[2]; /* by field of the level at hand: see compare_object.c */
    size_t place_capacity[2];
    /* the texts of a difference */
    struct sluice_text class_name;
    struct sluice_text path[2];
    struct sluice_text value[2];
};

/* --- telling ---------------------------------------------------------------------------------- */

/* Counts a difference. True when it is told, too: then its texts are made (they are empty at first)
 * and sluice_diff_tell() is called. */
SLUICE_NODISCARD bool sluice_diff_begin(struct sluice_diff_run *run);

/* Tells the texts that were made; a text that is empty stands for what is not there. */
void sluice_diff_tell(struct sluice_diff_run *run, enum sluice_diff_aspect aspect,
                      uint64_t offset_a, uint64_t offset_b);

/* Fills in paths and the owner's class, for nodes of which one may be SLUICE_DIFF_NONE. */
void sluice_diff_tell_places(struct sluice_diff_run *run, uint32_t a, uint32_t b);

/* The whole difference of two nodes of which one may be SLUICE_DIFF_NONE: what stands there. */
void sluice_diff_tell_nodes(struct sluice_diff_run *run, enum sluice_diff_aspect aspect, uint32_t a,
                            uint32_t b);

/* The whole difference of form between two nodes, in words. */
void sluice_diff_tell_form(struct sluice_diff_run *run, uint32_t a, uint32_t b, const char *in_a,
                           const char *in_b);

/* --- tasks ------------------------------------------------------------------------------------ */

/* Adds a task to be done after those added before it, once sluice_diff_order() was called with the
 * count of tasks at the start. */
void sluice_diff_add(struct sluice_diff_run *run, uint32_t a, uint32_t b);
void sluice_diff_order(struct sluice_diff_run *run, size_t from);

/* --- parts ------------------------------------------------------------------------------------ */

/* Aligns parts of two nodes and adds tasks for them. */
struct sluice_diff_part {
    uint32_t node;  /* SLUICE_DIFF_NONE: no parts */
    uint32_t first; /* the first of its parts to be aligned; its last is the last */
};
void sluice_diff_compare_lists(struct sluice_diff_run *run, struct sluice_diff_part a,
                               struct sluice_diff_part b);

/* The objects' own parts, levels, and the fields and custom data of a level. */
void sluice_diff_compare_objects(struct sluice_diff_run *run, uint32_t a, uint32_t b);
void sluice_diff_compare_levels(struct sluice_diff_run *run, uint32_t a, uint32_t b);

/* Arrays of primitives, and block data. */
void sluice_diff_compare_primitives(struct sluice_diff_run *run, uint32_t a, uint32_t b);
void sluice_diff_compare_blocks(struct sluice_diff_run *run, uint32_t a, uint32_t b);

/* Tells how two classes, 1 + number each, and their superclasses differ, once for each pair. The
 * nodes are where they were met. */
void sluice_diff_compare_classes(struct sluice_diff_run *run, uint32_t a, uint32_t b,
                                 uint32_t node_a, uint32_t node_b);

/* True when two classes, 1 + number each, have the same name. */
bool sluice_diff_same_name(const struct sluice_diff_run *run, uint32_t a, uint32_t b);

/* Exact comparison: how the descriptors of two nodes are written, if they have any. */
void sluice_diff_compare_written(struct sluice_diff_run *run, uint32_t a, uint32_t b);

/* Exact comparison: whether two objects or arrays are there to their ends. */
void sluice_diff_compare_ends(struct sluice_diff_run *run, uint32_t a, uint32_t b);

/* Exact comparison: the lengths that two arrays claim, where one of them ends before its last element; those of
 * whole ones are told by their elements. */
void sluice_diff_compare_claims(struct sluice_diff_run *run, uint32_t a, uint32_t b);

/* Tells two references by their numbers. */
void sluice_diff_tell_handles(struct sluice_diff_run *run, uint32_t a, uint32_t b,
                              struct sluice_item in_a, struct sluice_item in_b);

/* Exact comparison: the parts of two descriptors that stand in the streams. */
void sluice_diff_compare_descriptors(struct sluice_diff_run *run, uint32_t a, uint32_t b);

/* Sets run->marks for fields, or clears them. False: out of memory. */
SLUICE_NODISCARD bool sluice_diff_mark_fields(struct sluice_diff_run *run,
                                              const struct sluice_diff_field *fields,
                                              uint32_t count, bool set);

#endif
