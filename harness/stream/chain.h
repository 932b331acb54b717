/* What a program says about an object's class: its descriptors from the topmost superclass down,
 * and the data that each of them announces (protocol: classdata). */
#ifndef SLUICE_STREAM_CHAIN_H
#define SLUICE_STREAM_CHAIN_H

#include "harness/stream/tree.h"

/* Flags of a class descriptor. */
enum {
    SLUICE_FLAG_WRITE_METHOD = 1,
    SLUICE_FLAG_SERIALIZABLE = 2,
    SLUICE_FLAG_EXTERNALIZABLE = 4,
    SLUICE_FLAG_BLOCK_DATA = 8,
    SLUICE_FLAG_ENUM = 0x10
};

/* Longer superclass chains are treated as unknown: walking them for each object is too slow. */
enum { SLUICE_CHAIN_MAX = 1024 };

/** Which node carries each label, by label; found with sluice_definitions_find(). */
struct sluice_definitions {
    sluice_node_id *nodes; /* NONE: no node carries the label */
    size_t capacity;
};

/** Notes that a node carries a label. False: out of memory. */
SLUICE_NODISCARD bool sluice_definitions_add(struct sluice_definitions *definitions, uint32_t label,
                                             sluice_node_id id);

/** The node that carries a label, or NONE. */
sluice_node_id sluice_definitions_find(const struct sluice_definitions *definitions,
                                       uint32_t label);

/** Notes all labels of a program. False: out of memory. */
SLUICE_NODISCARD bool sluice_definitions_collect(struct sluice_definitions *definitions,
                                                 const struct sluice_program *program);

void sluice_definitions_free(struct sluice_definitions *definitions);

/** What stands behind a DESC or SUPER node, seen through references by label. */
enum sluice_desc {
    SLUICE_DESC_UNKNOWN,
    SLUICE_DESC_LATER, /* a label that no node carries yet, or a node that is not filled yet */
    SLUICE_DESC_NULL,
    SLUICE_DESC_FOUND /* a CLASSDESC or PROXYDESC */
};

enum sluice_desc sluice_desc_resolve(const struct sluice_program *program,
                                     const struct sluice_definitions *definitions,
                                     sluice_node_id id, sluice_node_id *out);

/** How the data of a class stands on the wire. */
struct sluice_chain_level {
    sluice_node_id desc;
    bool fields;   /* announces default fields, at least one */
    bool external; /* writes custom data and no fields */
    bool data;     /* custom data may follow */
    bool end;      /* an end mark follows by the class's flags */
};

/** The classes of an object that announce data, topmost first. */
struct sluice_chain {
    bool known; /* false: the descriptor cannot be followed; count is 0 then */
    bool later; /* ... but may be known when more has been loaded */
    size_t count;
    struct sluice_chain_level levels[SLUICE_CHAIN_MAX];
};

/** Fills `chain` for the descriptor of an object, `id` its DESC node. */
void sluice_chain_of(const struct sluice_program *program,
                     const struct sluice_definitions *definitions, sluice_node_id id,
                     struct sluice_chain *chain);

/** What one descriptor of a chain announces. False: nothing. */
bool sluice_chain_level_of(const struct sluice_program *program, sluice_node_id desc, bool is_super,
                           struct sluice_chain_level *level);

/** True if the fields of a descriptor are given one by one, so that their values can be named. */
bool sluice_chain_is_listed(const struct sluice_program *program, sluice_node_id desc);

/** The fields of a level in the order of their values: primitives, then references. */
struct sluice_fields {
    const struct sluice_program *program;
    sluice_node_id desc;
    sluice_node_id at; /* the field node; NONE at the end */
    bool references;
};

void sluice_fields_begin(struct sluice_fields *fields, const struct sluice_program *program,
                         sluice_node_id desc);
void sluice_fields_next(struct sluice_fields *fields);

/** The name of a descriptor or field (its NAME child); empty if it has none. */
struct sluice_bytes sluice_stream_name_of(const struct sluice_program *program, sluice_node_id id);

/** The serialVersionUID that the JDK gives an array class; 0 if it is not in the list. */
int64_t sluice_array_suid(const void *name, size_t length);

#endif
