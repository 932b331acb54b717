/* Nodes: what has been read, in memory. A node is named by a 32-bit id, stands in a block that never
 * moves, and is written when all its bytes have arrived, so nothing is ever sized by a claim.
 *
 * A slot is a word that stands for a value: a node id, one of the small constants below, or, in a
 * document, a back reference (SLUICE_SLOT_REFERENCE with a handle counted over the whole stream).
 * In a graph the same bit marks a private copy of the node (GOLD-3, GOLD-4). */
#ifndef SLUICE_STREAM_STORE_H
#define SLUICE_STREAM_STORE_H

#include "heap.h"

enum {
    SLUICE_SLOT_NULL = 0,
    SLUICE_SLOT_NONE = 1,    /* not there: the unread part of a partial document */
    SLUICE_SLOT_RESET = 2,   /* TC_RESET, at the top level only */
    SLUICE_SLOT_SKIPPED = 3, /* decode: passed over, never built */
    /* states of a handle that has no value yet */
    SLUICE_SLOT_OPEN_DESCRIPTOR = 4,
    SLUICE_SLOT_OPEN_OBJECT = 5,
    SLUICE_SLOT_SKIPPED_NO_FIELDS = 6, /* decode: custom data passed over, without default fields */
    SLUICE_SLOT_FIRST_NODE = 8
};
#define SLUICE_SLOT_REFERENCE UINT32_C(0x80000000)
#define SLUICE_SLOT_COPY UINT32_C(0x80000000)

enum sluice_node_kind {
    SLUICE_NODE_STRING = 1,
    SLUICE_NODE_BLOCKS,
    SLUICE_NODE_PRIMITIVES, /* an array of a primitive type */
    SLUICE_NODE_ARRAY,      /* an array of objects */
    SLUICE_NODE_OBJECT,
    SLUICE_NODE_ENUM,
    SLUICE_NODE_CLASS,
    SLUICE_NODE_EXCEPTION,
    SLUICE_NODE_CONTENTS, /* an annotation, custom data, or the top level */
    SLUICE_NODE_PIECES,   /* decode: custom data taken apart by its layout; see fields.h */
    SLUICE_NODE_DESCRIPTOR,
    SLUICE_NODE_PROXY
};

enum {
    SLUICE_NODE_LONG = 1,        /* string: TC_LONGSTRING */
    SLUICE_NODE_RESERVED = 1,    /* descriptor: the protocol has a form of its own for the class */
    SLUICE_NODE_ALL_FIELDS = 8,  /* descriptor: the class has every field of it */
    SLUICE_NODE_RAW = 1,         /* blocks, contents: external data of protocol 1 */
    SLUICE_NODE_PARTIAL = 2,     /* the stream ended, failed or was aborted inside */
    SLUICE_NODE_OUTSIDE = 4,     /* the words stand in a block of their own */
    SLUICE_NODE_OWN = 8,         /* object: a word behind its words names a node; see own.h */
    SLUICE_NODE_NO_FIELDS = 8,   /* contents: writeObject skipped the default fields */
    SLUICE_NODE_REPEATED = 16,   /* descriptor: its class stands in its own superclass chain */
    SLUICE_NODE_GATED = 32,      /* descriptor: the policy has allowed objects of it */
    SLUICE_NODE_GATED_ARRAY = 4, /* descriptor: the policy has allowed arrays of it */
    SLUICE_NODE_GATED_CLASS =
        2,                  /* descriptor: the same of Class objects; partial ones have no policy */
    SLUICE_NODE_BOUND = 64, /* descriptor: matched with its model */
    SLUICE_NODE_FLAT = 128  /* descriptor: see flat.c */
};

/* Every node starts like this. */
struct sluice_node {
    uint8_t kind;
    uint8_t flags;
    uint16_t small; /* by kind: see below */
};

struct sluice_string {
    struct sluice_node node;
    uint32_t handle;
    uint32_t offset; /* of the bytes */
    uint32_t length; /* bytes */
};

struct sluice_blocks {
    struct sluice_node node;
    uint32_t start; /* offset of the first block's type code */
    uint32_t end;   /* offset behind the last block */
    uint32_t bytes; /* payload of all blocks together */
};

struct sluice_primitives {
    struct sluice_node node; /* small: element type, a letter */
    uint32_t handle;
    uint32_t descriptor; /* slot */
    uint32_t length;     /* elements */
    uint32_t offset;     /* of the first element */
};

/* Arrays, objects and contents: a header and words. */
struct sluice_words_node {
    struct sluice_node node;
    uint32_t handle;
    uint32_t descriptor; /* slot; contents: 0 */
    uint32_t count;      /* words; a partial array's claimed length stands behind them */
    uint32_t words[];    /* or, with SLUICE_NODE_OUTSIDE, a pointer to them */
};

struct sluice_pair_node { /* enum: name; class, exception: 0 or the object */
    struct sluice_node node;
    uint32_t handle;
    uint32_t descriptor;
    uint32_t value;
};

/* One field of a descriptor: three words. */
struct sluice_field {
    uint32_t name;      /* offset of its two length bytes */
    uint32_t signature; /* slot of the type string; 0 for a primitive type code */
    uint8_t code;       /* as on the wire */
    uint8_t type;       /* what it means: the first letter of the type string */
    uint16_t binding;   /* decode: not 0 if the class has this field */
};

/* What class and proxy descriptors share. */
struct sluice_proxy {
    struct sluice_node node; /* small: wire flags; proxies: 0 */
    uint32_t handle;
    uint32_t super;      /* slot */
    uint32_t annotation; /* contents node */
    uint32_t data;       /* nearest descriptor with data, itself included; 0 if none */
    uint32_t named;      /* nearest class descriptor, itself included; 0 if none */
    uint32_t depth;      /* descriptors above it */
    uint32_t offset;     /* of the type code */
};

struct sluice_descriptor {
    struct sluice_proxy base;
    uint64_t owed;        /* fewest bytes that its data and that of all above it can take */
    uint32_t name_number; /* see names.h */
    uint32_t named_above; /* nearest class descriptor above it; 0 if none */
    uint32_t primitive_bytes;
    uint16_t field_count;
    uint16_t reference_count;
    uint32_t data_above; /* nearest descriptor with data above it; 0 if none */
    uint32_t data_jump;  /* one further up, for sluice_level_at() */
    uint32_t data_depth; /* descriptors with data above it */
    uint32_t fields;     /* node of struct sluice_field; 0 if it has none */
    uint32_t model;      /* decode: 1 + index of its model; 0 = none, or not looked up */
    uint32_t places;     /* decode: node of places.h; 0 = none */
};

enum { SLUICE_STORE_BLOCK = 16384, SLUICE_STORE_SHIFT = 11, SLUICE_STORE_UNITS = 1 << 11 };

struct sluice_outside;

struct sluice_store {
    uint8_t **blocks;
    uint32_t block_count;
    uint32_t block_capacity;
    uint32_t used; /* units of 8 bytes in the last block */
    struct sluice_outside *outside;
};

/* Adds a block; false when memory is refused. */
SLUICE_NODISCARD bool sluice_store_add_block(struct sluice_store *store, struct sluice_heap *heap);

/* A node with `count` words behind its header, wherever they fit; `*words` is where they go. */
SLUICE_NODISCARD struct sluice_words_node *
sluice_store_add_words(struct sluice_store *store, struct sluice_heap *heap, uint32_t count,
                       uint32_t *id, uint32_t **words);

void sluice_store_free(struct sluice_store *store, struct sluice_heap *heap);

static inline void *sluice_store_at(const struct sluice_store *store, uint32_t id)
{
    return store->blocks[id >> SLUICE_STORE_SHIFT] + (id & (SLUICE_STORE_UNITS - 1)) * (size_t)8;
}

/* Room for a node of `bytes` (at most 4096) bytes; its id goes to `*id`. NULL when memory is refused.
 * The room is not initialized. */
SLUICE_NODISCARD static inline void *
sluice_store_add(struct sluice_store *store, struct sluice_heap *heap, size_t bytes, uint32_t *id)
{
    const uint32_t units = (uint32_t)((bytes + 7) / 8);
    if ((store->block_count == 0 || store->used + units > SLUICE_STORE_UNITS) &&
        !sluice_store_add_block(store, heap)) {
        return NULL;
    }
    const uint32_t last = store->block_count - 1;
    void *room = store->blocks[last] + store->used * (size_t)8;
    *id = last << SLUICE_STORE_SHIFT | store->used;
    store->used += units;
    return room;
}

static inline uint8_t sluice_store_kind(const struct sluice_store *store, uint32_t id)
{
    return ((const struct sluice_node *)sluice_store_at(store, id))->kind;
}

/* The words of a node made by sluice_store_add_words(). */
static inline uint32_t *sluice_node_words_of(struct sluice_words_node *node)
{
    if ((node->node.flags & SLUICE_NODE_OUTSIDE) == 0) {
        return node->words;
    }
    uint32_t *outside;
    __builtin_memcpy(&outside, node->words, sizeof outside);
    return outside;
}

static inline const uint32_t *sluice_node_words(const struct sluice_words_node *node)
{
    if ((node->node.flags & SLUICE_NODE_OUTSIDE) == 0) {
        return node->words;
    }
    const uint32_t *outside;
    __builtin_memcpy(&outside, node->words, sizeof outside);
    return outside;
}

#endif
