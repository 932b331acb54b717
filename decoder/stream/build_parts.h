/* The builder. What it builds it writes down as a record of a stream of its own, and the engine of
 * decode reads the record at once: so what is checked, constructed and kept is what a reader would
 * check, construct and keep, and there is one piece of code for it.
 *
 *   build.c         life; strings, arrays, enum constants, class objects; the top-level values
 *   build_record.c  records: from the emitter through the engine into the graph; names that stand
 *                   for values
 *   build_member.c  the object that is open: its fields and pieces of custom data
 *   build_object.c  its record */
#ifndef SLUICE_STREAM_BUILD_PARTS_H
#define SLUICE_STREAM_BUILD_PARTS_H

#include "engine.h"
#include "policy.h"
#include "sluice/build.h"
#include "write_class.h"

/* Something of variable length that belongs to an open object. */
struct sluice_build_chunk {
    struct sluice_build_chunk *next;
    size_t size;    /* of all of it, in memory */
    uint32_t model; /* custom data: of which class, 0-based; else UINT32_MAX */
    bool is_value;  /* custom data: one slot, not bytes */
    size_t length;  /* bytes */
    uint32_t contents[];
};

/* A field, or a piece of custom data with a layout. */
struct sluice_build_member {
    bool is_set;                            /* a primitive */
    uint64_t bits;                          /* a primitive as on the wire, or a slot */
    const struct sluice_build_chunk *chunk; /* text, or the slots of a list */
};

/* An object that was begun. Its members are the fields of its class, its pieces, those of the
 * superclass, and so on upward. */
struct sluice_build_object {
    struct sluice_build_object *below; /* begun before */
    size_t size;
    uint32_t model; /* 0-based */
    struct sluice_build_chunk *first;
    struct sluice_build_chunk *last;
    struct sluice_build_member members[];
};

struct sluice_builder {
    struct sluice_engine engine;
    struct sluice_status status;
    struct sluice_emitter emitter;
    struct sluice_wire_classes classes;
    struct sluice_wire_class **models; /* by model; NULL: not described yet */
    /* Array classes, enum constants, class objects: the text stands in the graph's bytes, with the
     * number or slot that it stands for in the four bytes before it. */
    struct sluice_names names;
    struct sluice_words added; /* top-level values */
    struct sluice_build_object *open;
};

/* --- build_record.c --------------------------------------------------------------------------- */

/* Refuses a call; `member` NULL: none is concerned. Returns the builder's reason, as all do. */
enum sluice_reason sluice_build_refuse(struct sluice_builder *builder, enum sluice_reason reason,
                                       const char *at, const char *class_name, const char *member);

enum sluice_reason sluice_build_fails_memory(struct sluice_builder *builder);

/* True when nothing has failed so far. */
static inline bool sluice_build_goes_on(const struct sluice_builder *builder)
{
    return builder->status.reason == SLUICE_OK;
}

/* Begins a record; what is put into the emitter until sluice_build_record() is its one value. */
SLUICE_NODISCARD bool sluice_build_begin_record(struct sluice_builder *builder);

/* Reads the record. `good`: all of it could be put. */
enum sluice_reason sluice_build_record(struct sluice_builder *builder, bool good,
                                       struct sluice_value *out);

/* Is it a value of this builder, or null? */
bool sluice_build_is_value(const struct sluice_builder *builder, uint32_t slot);

/* Puts a reference to a value, or null. */
SLUICE_NODISCARD bool sluice_build_put_value(struct sluice_builder *builder, uint32_t slot);

/* False for no name, and for one that is longer than its length bytes can say. */
bool sluice_build_is_name(const char *name);

/* What `text` (two parts, a zero byte between them) stands for: `*number` is 0 if nothing yet. */
SLUICE_NODISCARD bool sluice_build_name(struct sluice_builder *builder, const char *text,
                                        const char *more, uint32_t *place, uint32_t *number);
void sluice_build_set_name(struct sluice_builder *builder, uint32_t place, uint32_t number);

/* The description of a class with a model, and of its superclasses. NULL when one of them has no
 * serialVersionUID, or memory is refused: the builder has failed. */
struct sluice_wire_class *sluice_build_class_of(struct sluice_builder *builder, uint32_t model);

/* --- build_member.c --------------------------------------------------------------------------- */

/* Where the members of class `model` (0-based, of the object's chain) begin. */
struct sluice_build_member *sluice_build_members(const struct sluice_builder *builder,
                                                 struct sluice_build_object *object,
                                                 uint32_t model);

/* Whether the record of the open object has the fields, and the custom data, of class `model` of its
 * chain. An external class writes all of its data itself, and nothing of its superclasses. */
bool sluice_build_has_fields(const struct sluice_builder *builder, uint32_t model);
bool sluice_build_has_custom(const struct sluice_builder *builder, uint32_t model);

/* Takes the open object away. */
void sluice_build_drop(struct sluice_builder *builder);

#endif
