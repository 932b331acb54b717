/* A document laid flat: its items in stream order, each with the place where its parts end, its
 * offset, and a digest of its meaning. Private to this room. */
#ifndef SLUICE_DIFF_TREE_H
#define SLUICE_DIFF_TREE_H

#include "harness/diff/classes.h"

#include <sluice/document.h>

/* Kinds of nodes: those of items (a list is SLUICE_ITEM_CONTENTS), and one more. */
enum { SLUICE_DIFF_LEVEL = SLUICE_ITEM_CONTENTS + 1 };

/* Parts of a node stand behind it, up to `end`:
 *   class descriptor  the type strings that stand here, its annotation, its superclass
 *   proxy descriptor  its annotation, its superclass
 *   object            its descriptor, its levels or its external data
 *   level             its reference fields, its custom data
 *   array             its descriptor, its elements
 *   enum, class       its descriptor; an enum's constant
 *   exception         the object
 *   list              its items
 * Descriptors that are referred to, no superclass, and lists without items are no nodes. */
struct sluice_diff_node {
    uint64_t digest; /* of the meaning; the depth while the node is open */
    uint32_t item;   /* of a level: where its primitive fields are, from `bytes` of the tree */
    uint32_t offset; /* in the stream; of a level: where its data begin */
    uint32_t end;    /* the node behind its parts; 0 while it is open */
    uint32_t parent;
    uint32_t place; /* index in a list, of an element, of a field */
    uint32_t twin;  /* 1 + the node of the other tree that it corresponds to */
    uint32_t link;  /* 1 + number: by kind the class, the text, or the node referred to; 0: none */
    uint8_t kind;
    uint8_t flags;
};

enum {
    SLUICE_DIFF_HAS_FIELDS = 1, /* level: default fields were written */
    SLUICE_DIFF_HAS_PRIMITIVES = 2,
    SLUICE_DIFF_SILENT = 4 /* not a part of the meaning: descriptors and their parts */
};

/* What the trees of two documents share. */
struct sluice_diff_names {
    struct sluice_diff_texts texts;
    struct sluice_diff_classes classes;
};

struct sluice_diff_tree {
    const struct sluice_document *document;
    struct sluice_diff_names *names;
    struct sluice_diff_node *nodes;
    uint32_t count;
    size_t capacity;
    const uint8_t *bytes; /* start of the stream */
    uint32_t length;      /* bytes that the nodes stand for, the header included */
};

/* Lays a document flat; node 0 is the top-level list. False: out of memory. */
SLUICE_NODISCARD bool sluice_diff_tree_build(struct sluice_diff_tree *tree,
                                             const struct sluice_document *document,
                                             struct sluice_diff_names *names);

void sluice_diff_tree_free(struct sluice_diff_tree *tree);

static inline struct sluice_diff_node *sluice_diff_node(const struct sluice_diff_tree *tree,
                                                        uint32_t node)
{
    return &tree->nodes[node];
}

static inline struct sluice_item sluice_diff_item(const struct sluice_diff_tree *tree,
                                                  uint32_t node)
{
    return (struct sluice_item){tree->nodes[node].item};
}

/* The node that a reference refers to, or SLUICE_DIFF_NONE; any other node itself. */
static inline uint32_t sluice_diff_resolve(const struct sluice_diff_tree *tree, uint32_t node)
{
    if (tree->nodes[node].kind != SLUICE_ITEM_REFERENCE) {
        return node;
    }
    return tree->nodes[node].link - 1; /* 0 - 1 is SLUICE_DIFF_NONE */
}

/* The primitive fields of a level, as on the wire. */
struct sluice_bytes sluice_diff_primitives(const struct sluice_diff_tree *tree, uint32_t level);

/* True for what has no meaning in a list: resets, and blocks without a byte. */
bool sluice_diff_is_form(const struct sluice_diff_tree *tree, uint32_t node);

/* The descriptor's own node among the parts of a node, or SLUICE_DIFF_NONE. */
uint32_t sluice_diff_own_descriptor(const struct sluice_diff_tree *tree, uint32_t node);

/* The number of the text of a string node. False: out of memory. */
SLUICE_NODISCARD bool sluice_diff_string_number(const struct sluice_diff_tree *tree, uint32_t node,
                                                uint32_t *number);

#endif
