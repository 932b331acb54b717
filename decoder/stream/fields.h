/* The fields of an object by the names of its class, wherever the stream put them: while the object
 * is only a run of slots on the value stack (its check), and when it is a node (the graph). */
#ifndef SLUICE_STREAM_FIELDS_H
#define SLUICE_STREAM_FIELDS_H

#include "engine.h"
#include "places.h"
#include "policy.h"

/* Where the slots of one level of an object stand. */
struct sluice_level_words {
    const struct sluice_descriptor *descriptor;
    uint32_t model; /* 1 + index of the model; 0: nothing here */
    bool has_custom;
    bool has_fields;
    uint32_t custom;     /* index of the slot of the custom data */
    uint32_t primitives; /* index of the offset of the primitive bytes */
    uint32_t references; /* index of the first reference field */
};

struct sluice_object_at {
    const struct sluice_result *result;
    const struct sluice_policy *policy;
    const struct sluice_words *stack; /* or NULL, then: */
    const uint32_t *words;
    uint32_t base; /* index of the first slot in either */
    uint32_t count;
    uint32_t descriptor;              /* node id */
    struct sluice_level_words *level; /* the level that was looked up last; zero at first */
};

/* A field or a piece of custom data. */
enum sluice_subject_kind {
    SLUICE_SUBJECT_ABSENT, /* the class has no such field */
    SLUICE_SUBJECT_INTEGER,
    SLUICE_SUBJECT_FLOATING,
    SLUICE_SUBJECT_SLOT,
    SLUICE_SUBJECT_TEXT, /* a UTF piece */
    SLUICE_SUBJECT_LIST, /* objects in turn; pairs: keys and values in turn */
    SLUICE_SUBJECT_PAIRS
};

struct sluice_subject {
    enum sluice_subject_kind kind;
    char type; /* primitive: its letter */
    int64_t integer;
    double floating;
    uint32_t slot;
    struct sluice_bytes text;
    const uint32_t *items; /* lists: the slots */
    uint32_t item_count;
};

/* A constructed object; `level` is room for what was looked up last. */
struct sluice_object_at sluice_object_at_node(const struct sluice_result *result, uint32_t id,
                                              struct sluice_level_words *level);

/* Enters the only level of a flat object (flat.c), so that it need not be looked for. */
void sluice_object_know_flat(const struct sluice_object_at *object,
                             const struct sluice_descriptor *descriptor);

/* 0-based index of the model of an object; UINT32_MAX for a proxy. */
uint32_t sluice_object_model(const struct sluice_object_at *object);

/* Looks in class `model` (0-based; of the object's chain) first, then upward. */
struct sluice_subject sluice_object_subject_from(const struct sluice_object_at *object,
                                                 uint32_t model, struct sluice_bytes name);

/* The same from the object's own class. */
struct sluice_subject sluice_object_subject(const struct sluice_object_at *object,
                                            struct sluice_bytes name);

/* A value of a primitive type, by its letter, at its bytes on the wire. */
struct sluice_subject sluice_primitive_subject(char type, const uint8_t *at);

/* The same for field `field` of model `model` (0-based) only. */
struct sluice_subject sluice_object_field(const struct sluice_object_at *object, uint32_t model,
                                          size_t field);
struct sluice_subject sluice_object_piece(const struct sluice_object_at *object, uint32_t model,
                                          size_t piece);

/* The fields of a class that an object may have brought: no other has a place in its data. */
struct sluice_brought {
    const uint32_t *list; /* of places.h; NULL: the first `count` fields of the class */
    uint32_t count;
};

struct sluice_brought sluice_object_brought(const struct sluice_object_at *object, uint32_t model);

/* The index of the `i`-th of them; they ascend. */
static inline uint32_t sluice_brought_at(const struct sluice_brought *brought, uint32_t i)
{
    return brought->list != NULL ? brought->list[(size_t)SLUICE_PLACES_PAIR * i] : i;
}

/* The slot of a reference field; null if the stream does not have it. */
uint32_t sluice_object_reference(const struct sluice_object_at *object, uint32_t model,
                                 size_t field);

/* Where on the value stack (or in the node) a reference field stands; false if it does not. */
bool sluice_object_field_word(const struct sluice_object_at *object, uint32_t model, size_t field,
                              uint32_t *word);

/* One piece of the custom data behind a SLUICE_NODE_PIECES node. */
struct sluice_subject sluice_piece_at(const struct sluice_result *result, uint32_t pieces,
                                      const struct sluice_layout_item *declared, size_t piece);

/* Where the values of the level of `model` stand; NULL if the stream has no such level. */
const struct sluice_level_words *sluice_object_level(const struct sluice_object_at *object,
                                                     uint32_t model);

/* The slot of a proxy's invocation handler. */
uint32_t sluice_object_handler(const struct sluice_object_at *object);

/* First slot of the custom data of `model`; false if the stream has no such level. */
bool sluice_object_custom_word(const struct sluice_object_at *object, uint32_t model,
                               uint32_t *word);

/* The contents node of the custom data of `model`, taken apart by a layout or not; null if it has none. */
uint32_t sluice_object_contents(const struct sluice_object_at *object, uint32_t model);

/* True for a field of class `model` or one above it that has its default because the stream does not
 * have it. */
bool sluice_object_lacks(const struct sluice_object_at *object, uint32_t model,
                         struct sluice_bytes name);

/* True for a field of class `model` or one above it whose declared type is no array: what stands there is one value, even
 * where that value is an array. */
bool sluice_object_holds_one(const struct sluice_object_at *object, uint32_t model,
                             struct sluice_bytes name);

/* The elements of an array of objects, or the items of a list or pairs; false for other values. */
bool sluice_subject_items(const struct sluice_result *result, const struct sluice_subject *subject,
                          const uint32_t **items, uint32_t *count);

/* What a field holds several of. */
struct sluice_contained {
    const uint32_t *items;
    uint32_t count; /* of pairs: twice their number */
    bool is_pairs;  /* keys and values in turn */
};

/* contained.c: the same, and what an object of a container class holds. */
bool sluice_subject_contains(const struct sluice_result *result,
                             const struct sluice_subject *subject,
                             struct sluice_contained *contained);

/* Is a value of the kind that an object must not share: an array, or an object of a class that the
 * policy calls mutable? A private copy is not asked about. */
bool sluice_slot_is_mutable(const struct sluice_result *result, uint32_t slot);

/* Elements of an array, items of a list, pairs, UTF-16 units of a string; false for other values. */
bool sluice_subject_size(const struct sluice_result *result, const struct sluice_subject *subject,
                         uint64_t *size);

/* Takes custom data apart by its layout: `*pieces` is a node with one pair of words a piece. Fails
 * the run if the data does not have the layout. */
SLUICE_NODISCARD bool sluice_bind_layout(struct sluice_engine *engine,
                                         const struct sluice_class_model *model, uint32_t contents,
                                         uint32_t *pieces);

/* 1 + index of the model of an object or an enum constant; 0 for other values, and proxies. */
uint32_t sluice_model_of(const struct sluice_result *result, uint32_t slot);

#endif
