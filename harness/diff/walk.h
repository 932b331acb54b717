/* The walk over a document that lays it flat. Private to this room. */
#ifndef SLUICE_DIFF_WALK_H
#define SLUICE_DIFF_WALK_H

#include "harness/diff/tree.h"

/* A node that is open. */
struct sluice_diff_frame {
    uint64_t digest;
    uint32_t node;
    uint32_t index; /* of the next part of a list */
    uint8_t step;
    bool silent; /* the parts that come now do not count for the meaning */
    struct sluice_level_cursor cursor;
    struct sluice_level_view level;
};

struct sluice_diff_walk {
    struct sluice_diff_tree *tree;
    struct sluice_diff_frame *frames;
    size_t depth;
    size_t capacity;
    uint32_t *handles; /* nodes, over the whole stream */
    size_t handle_count;
    size_t handle_capacity;
    size_t base; /* the first handle since the last reset */
    uint32_t offset;
    bool failed; /* out of memory */
};

/* Adds an item as the next part of the topmost frame: leaves at once, others as a frame. */
void sluice_diff_put(struct sluice_diff_walk *walk, struct sluice_item item, uint32_t place);

/* Adds a node with a frame. */
void sluice_diff_open(struct sluice_diff_walk *walk, uint8_t kind, struct sluice_item item,
                      uint32_t place);

/* Ends the topmost frame's node. */
void sluice_diff_close(struct sluice_diff_walk *walk);

static inline struct sluice_diff_frame *sluice_diff_top(const struct sluice_diff_walk *walk)
{
    return &walk->frames[walk->depth - 1];
}

/* Notes the handle that an item takes now. */
void sluice_diff_take_handle(struct sluice_diff_walk *walk, struct sluice_item item, uint32_t node);

/* The node of an item with a handle, or of what a reference refers to; or SLUICE_DIFF_NONE. */
uint32_t sluice_diff_find(const struct sluice_diff_walk *walk, struct sluice_item item);

/* The next step of the topmost frame, by what it is. */
void sluice_diff_step_descriptor(struct sluice_diff_walk *walk);
void sluice_diff_step_object(struct sluice_diff_walk *walk);
void sluice_diff_step_level(struct sluice_diff_walk *walk);

/* Adds a descriptor: a node when it stands here, else only its bytes are counted. */
void sluice_diff_put_descriptor(struct sluice_diff_walk *walk, struct sluice_item item);

/* The class of a descriptor that has been passed: 1 + number; 0: none. */
uint32_t sluice_diff_class_of(const struct sluice_diff_walk *walk, struct sluice_item descriptor);

#endif
