/* Writing value graphs: what its parts share.
 *
 *   write_graph.c         the run: records, and the loop over the work stack
 *   write_graph_plan.c    per class of the stream: where each value of an object stands
 *   write_graph_object.c  objects: levels, fields, custom data
 *   write_graph_stack.c   the work stack
 *   write_graph_safe.c    containers that are replaced
 *   write_class.c         class descriptors */
#ifndef SLUICE_STREAM_WRITE_GRAPH_H
#define SLUICE_STREAM_WRITE_GRAPH_H

#include "fields.h"
#include "write_class.h"
#include "write_safe.h"

/* Bytes that are copied from the primitive fields as they were read to those that are written. */
struct sluice_plan_run {
    uint32_t from;
    uint32_t to;
    uint32_t length;
};

struct sluice_plan_reference {
    uint32_t place; /* 1 + index among the reference fields as they were read; 0: there is none */
    bool self_is_null;
    uint8_t admits; /* which containers may be replaced there; see write_safe.h */
};

/* One class of an object's chain. */
struct sluice_plan_level {
    uint32_t model; /* 0-based */
    bool writes_fields;
    bool has_custom;
    bool has_data;   /* the stream has a level for it: the words below name its values */
    uint32_t custom; /* words of the object's node, unless the plan is `moving` */
    uint32_t primitives;
    uint32_t references;
    const struct sluice_wire_class *class;
    const uint8_t *defaults; /* of all primitive bytes; NULL: the runs cover them */
    const struct sluice_plan_run *runs;
    uint32_t run_count;
    const struct sluice_plan_reference *fields;
    uint32_t reference_count;
};

/* How objects of one descriptor of the stream are written. */
struct sluice_plan {
    struct sluice_wire_class *class;
    struct sluice_plan_level *levels; /* those that have something to be written, topmost first */
    uint32_t level_count;
    bool moving;       /* the words of a level stand elsewhere in each object */
    bool is_flat;      /* one level, of fields only, that does not move */
    size_t flat_bytes; /* then: most bytes, if all that it refers to is written already */
};

/* What is known of a descriptor of the stream. */
struct sluice_plan_entry {
    struct sluice_wire_class *level; /* as a class of a chain, with `super` as in the last one */
    struct sluice_plan *plan;        /* as the class of objects */
    struct sluice_wire_class *other; /* as the class of arrays, enums, and class objects */
    uint32_t proxy;                  /* number of its handle, for a proxy */
};

enum sluice_write_task {
    SLUICE_WRITE_SLOTS,      /* a list in custom data */
    SLUICE_WRITE_ARRAY,      /* the same, then the array is closed */
    SLUICE_WRITE_OBJECT,     /* levels of an object; then it is closed */
    SLUICE_WRITE_REFERENCES, /* reference fields of a level */
    SLUICE_WRITE_PIECES,     /* custom data by its layout */
    SLUICE_WRITE_CONTENTS,   /* custom data as it was read */
    SLUICE_WRITE_PROXY,      /* the handler of a proxy; then it is closed */
    SLUICE_WRITE_COMPARATOR, /* of what stands for a container */
    SLUICE_WRITE_SIZE,
    SLUICE_WRITE_ITEMS /* its items; then it is closed */
};

/* What is still to be written of a container that is open. */
struct sluice_write_frame {
    uint8_t task;
    uint8_t form;    /* of what stands for a container; see write_safe.h */
    bool closes;     /* reference fields: nothing else of the object follows */
    uint8_t shift;   /* items: 1 if every other slot is one */
    uint32_t node;   /* of the object, or of the custom data; the slot of a comparator */
    uint32_t number; /* of the object's handle; of that inside what stands for a container */
    uint32_t next;   /* level, field, piece or item */
    uint32_t count;
    const uint32_t *slots; /* items, or reference fields as they were read */
    union {
        const struct sluice_plan *plan;        /* objects */
        const struct sluice_plan_level *level; /* their fields and custom data */
    };
};

struct sluice_write_block;

struct sluice_graph_writer {
    struct sluice_emitter emitter;
    struct sluice_wire_classes classes;
    const struct sluice_result *result;
    /* By handle of the graph: of a value, the number of its handle in what is written; of a
     * descriptor, its entry in the memory of `classes`. */
    uint32_t *numbers;
    size_t numbers_size;
    uint32_t last_descriptor; /* asked for last: objects of one class come in runs; 0: none */
    const struct sluice_plan *last_plan;
    struct sluice_write_block *block; /* the topmost of the work stack */
    uint32_t in_block;                /* frames in it */
    uint64_t steps;                   /* units of work */
    const struct sluice_policy
        *safe_policy; /* NULL: nothing is replaced, and the rest is not used */
    struct sluice_safe safe;
    uint8_t *marks; /* by handle; see write_graph_safe.c */
    struct sluice_words to_visit;
};

/* write_graph.c: writes a null, a string, or a reference to what is written already. */
enum sluice_leaf {
    SLUICE_LEAF_DONE,
    SLUICE_LEAF_CONTAINER, /* it is none of these; nothing was written */
    SLUICE_LEAF_FAILED
};
SLUICE_NODISCARD enum sluice_leaf sluice_put_leaf(struct sluice_graph_writer *writer,
                                                  uint32_t slot);

/* write_graph.c: writes a value, or begins to: then frames are pushed. */
SLUICE_NODISCARD bool sluice_put_value(struct sluice_graph_writer *writer, uint32_t slot);

/* write_graph.c: block data, cut anew; the caller ends it. */
SLUICE_NODISCARD bool sluice_put_blocks(struct sluice_graph_writer *writer, uint32_t id);

/* write_graph_stack.c: a frame on top of the work stack, NULL when memory is refused; the top one, NULL
 * when there is none. */
struct sluice_write_frame *sluice_push_task(struct sluice_graph_writer *writer,
                                            enum sluice_write_task task);
struct sluice_write_frame *sluice_top_task(const struct sluice_graph_writer *writer);
void sluice_pop_task(struct sluice_graph_writer *writer);
void sluice_drop_tasks(struct sluice_graph_writer *writer);
void sluice_free_tasks(struct sluice_graph_writer *writer);

/* write_graph_object.c: the descriptor of what is no object: an array, an enum, a class object. */
SLUICE_NODISCARD bool sluice_put_class_of(struct sluice_graph_writer *writer, uint32_t descriptor);

/* write_graph_object.c: an object that is not written yet. */
SLUICE_NODISCARD bool sluice_put_object(struct sluice_graph_writer *writer, uint32_t id);

/* write_graph_object.c: the next step of the top frame, if it belongs to an object. */
SLUICE_NODISCARD bool sluice_object_step(struct sluice_graph_writer *writer);

/* write_graph_object.c: where the words of a level stand in an object. */
struct sluice_plan_level sluice_level_in(const struct sluice_graph_writer *writer, uint32_t id,
                                         const struct sluice_plan *plan,
                                         const struct sluice_plan_level *level);

/* write_graph_safe.c: decides which containers are replaced. */
SLUICE_NODISCARD bool sluice_safe_plan(struct sluice_graph_writer *writer,
                                       const struct sluice_graph *graph);
void sluice_safe_plan_free(struct sluice_graph_writer *writer);
bool sluice_is_replaced(const struct sluice_graph_writer *writer, uint32_t handle);

/* write_graph_safe.c: begins what stands for a container; what precedes its items. */
SLUICE_NODISCARD bool sluice_put_replacement(struct sluice_graph_writer *writer, uint32_t id,
                                             uint32_t handle);
SLUICE_NODISCARD bool sluice_safe_step(struct sluice_graph_writer *writer);

/* write_graph_plan.c: what is known of a descriptor; NULL when memory is refused. */
struct sluice_plan_entry *sluice_plan_entry(struct sluice_graph_writer *writer,
                                            uint32_t descriptor);

/* write_graph_plan.c: the plan for objects of a descriptor; NULL when memory is refused. */
const struct sluice_plan *sluice_plan_of(struct sluice_graph_writer *writer, uint32_t descriptor);

/* write_graph_plan.c: the description for what is no object; NULL when memory is refused. */
struct sluice_wire_class *sluice_plan_class(struct sluice_graph_writer *writer,
                                            uint32_t descriptor);

/* The handle of a value, or of a descriptor. */
static inline uint32_t sluice_handle_of(const struct sluice_graph_writer *writer, uint32_t id)
{
    uint32_t handle;
    memcpy(&handle, (const uint8_t *)sluice_store_at(&writer->result->store, id) + 4,
           sizeof handle);
    return handle;
}

static inline bool sluice_write_fails_memory(struct sluice_graph_writer *writer)
{
    return sluice_emit_fail(&writer->emitter, sluice_heap_refusal(&writer->emitter.heap));
}

#endif
