/* The graph: objects that were checked, constructed and published. What sluice_decode() yields.
 *
 * A graph is immutable. Values are small numbers, valid until the graph is freed. Every accessor
 * takes a value of the kind it names; for another kind it gives an empty result. */
#ifndef SLUICE_GRAPH_H
#define SLUICE_GRAPH_H

#include "sluice/decode.h"

enum sluice_value_kind {
    SLUICE_VALUE_NULL,
    SLUICE_VALUE_STRING,
    SLUICE_VALUE_BLOCKS,     /* block data, at the top level and in custom data */
    SLUICE_VALUE_PRIMITIVES, /* an array of a primitive type */
    SLUICE_VALUE_ARRAY,      /* an array of objects */
    SLUICE_VALUE_OBJECT,     /* of a class with a model; dynamic proxies too */
    SLUICE_VALUE_ENUM,
    SLUICE_VALUE_CLASS,
    SLUICE_VALUE_RESET,  /* at the top level: the stream was reset here */
    SLUICE_VALUE_SKIPPED /* data that the class does not have; never inside a field of a model */
};

/** Number of top-level values, and the i-th, in stream order. */
SLUICE_API uint32_t sluice_graph_count(const struct sluice_graph *graph);
SLUICE_API struct sluice_value sluice_graph_at(const struct sluice_graph *graph, uint32_t index);

/** The first top-level value; the null value if there is none. */
SLUICE_API struct sluice_value sluice_graph_root(const struct sluice_graph *graph);

SLUICE_API enum sluice_value_kind sluice_value_kind(const struct sluice_graph *graph,
                                                    struct sluice_value value);

/** True when two values are one and the same object. A private copy is not its original. */
SLUICE_API bool sluice_value_same(struct sluice_value a, struct sluice_value b);

/** The class name of an object, enum, array ("[I") or, for a class value, the class it names. */
SLUICE_API struct sluice_bytes sluice_value_class(const struct sluice_graph *graph,
                                                  struct sluice_value value);

/**
 * True if a value is of this class, of a subclass or of an implementor; a serial proxy is of the class
 * that it stands for. `class_name` is with dots, an array's as Class.getName() gives it. Null is not.
 */
SLUICE_API bool sluice_value_is(const struct sluice_graph *graph, struct sluice_value value,
                                const char *class_name);

/** The model of an object's class; NULL for a proxy and for what is no object. */
SLUICE_API const struct sluice_class_model *sluice_value_model(const struct sluice_graph *graph,
                                                               struct sluice_value value);

/** The model of the class that a class value names; NULL for a class without one, and for what is no class. */
SLUICE_API const struct sluice_class_model *sluice_named_model(const struct sluice_graph *graph,
                                                               struct sluice_value value);

/** The model of the superclass of a class of the graph, or NULL. */
SLUICE_API const struct sluice_class_model *
sluice_model_parent(const struct sluice_graph *graph, const struct sluice_class_model *model);

/** Modified UTF-8 of a string, or the name of an enum constant. */
SLUICE_API struct sluice_bytes sluice_value_text(const struct sluice_graph *graph,
                                                 struct sluice_value value);

/** Elements of an array; 0 for anything else. */
SLUICE_API uint32_t sluice_value_length(const struct sluice_graph *graph,
                                        struct sluice_value value);

/** The i-th element of an array of objects. */
SLUICE_API struct sluice_value sluice_value_element(const struct sluice_graph *graph,
                                                    struct sluice_value value, uint32_t index);

/** The bytes of a primitive array, big endian as on the wire, and its element type letter. */
SLUICE_API struct sluice_bytes sluice_value_bytes(const struct sluice_graph *graph,
                                                  struct sluice_value value, char *type);

/** An object's field as the class declares it; superclass fields too, the subclass's first. */
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_value_integer(const struct sluice_graph *graph,
                                                                 struct sluice_value object,
                                                                 const char *field, int64_t *out);
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_value_floating(const struct sluice_graph *graph,
                                                                  struct sluice_value object,
                                                                  const char *field, double *out);
SLUICE_API SLUICE_NODISCARD enum sluice_get
sluice_value_field(const struct sluice_graph *graph, struct sluice_value object, const char *field,
                   struct sluice_value *out);

/** A UTF piece of an object's custom data: a view of its modified UTF-8. */
SLUICE_API SLUICE_NODISCARD enum sluice_get
sluice_value_utf(const struct sluice_graph *graph, struct sluice_value object, const char *piece,
                 struct sluice_bytes *out);

/** Items of a list or pairs piece of an object's custom data (keys and values in turn), or -1. */
SLUICE_API int64_t sluice_value_items(const struct sluice_graph *graph, struct sluice_value object,
                                      const char *piece);
SLUICE_API struct sluice_value sluice_value_item(const struct sluice_graph *graph,
                                                 struct sluice_value object, const char *piece,
                                                 uint32_t index);

/** The instance that the class's constructors made (sluice_class_model.constructor), or NULL; it lives
 * as long as the graph. A private copy of a mutable object has none: what can be changed has one owner
 * (GOLD-4). */
SLUICE_API void *sluice_value_instance(const struct sluice_graph *graph,
                                       struct sluice_value object);

/** What `read` of class `class_name`, of the object's chain, has filled in (DEV-8), or NULL. */
SLUICE_API const void *sluice_value_state(const struct sluice_graph *graph,
                                          struct sluice_value object, const char *class_name);

#endif
