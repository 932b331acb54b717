/* The inside of a program, for the files of this room. */
#ifndef SLUICE_STREAM_TREE_H
#define SLUICE_STREAM_TREE_H

#include "harness/stream/names.h"
#include "harness/stream/program.h"

/* A node whose place is known and that the loader has yet to fill. */
#define SLUICE_NODE_PENDING ((enum sluice_node_kind)255)

struct sluice_program {
    struct sluice_node *nodes; /* by id; nodes[0] is not used */
    size_t node_capacity;
    uint32_t node_count; /* ids in use */
    uint8_t *bytes;      /* what all nodes' `bytes` point into */
    size_t byte_capacity;
    uint32_t byte_count;
    struct sluice_stream_names labels;
    char file[256]; /* for messages */
};

/** Makes room for `length` bytes and gives their offset. False: out of memory or over 4 GiB. */
SLUICE_NODISCARD bool sluice_tree_reserve(struct sluice_program *program, size_t length,
                                          uint32_t *offset);

/** Lets a node's bytes be a range that is in the program's bytes already. */
void sluice_tree_set_range(struct sluice_program *program, sluice_node_id id, uint32_t offset,
                           uint32_t length);

/** The number of children in a role. */
uint32_t sluice_tree_count(const struct sluice_program *program, sluice_node_id id,
                           enum sluice_node_role role);

/** The first child in a role, or NONE. */
sluice_node_id sluice_tree_child(const struct sluice_program *program, sluice_node_id id,
                                 enum sluice_node_role role);

/** The sibling after a node that has the same role, or NONE: children of a role stand together. */
sluice_node_id sluice_tree_next(const struct sluice_program *program, sluice_node_id id);

/** True if two nodes write the same, apart from what is below them; roles and links aside. */
bool sluice_tree_same_node(const struct sluice_program *a, sluice_node_id x,
                           const struct sluice_program *b, sluice_node_id y);

/** The same of all that is below them, too, whose roles count. */
bool sluice_tree_same(const struct sluice_program *a, sluice_node_id x,
                      const struct sluice_program *b, sluice_node_id y);

static inline bool sluice_tree_marked(const struct sluice_node *node, unsigned mark)
{
    return (node->marks & mark) != 0;
}

#endif
