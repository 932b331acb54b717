/* Classes as they are described on the wire, made from models: what the writer of graphs and the
 * builder have in common. A description is written once until the next reset, and then referred to. */
#ifndef SLUICE_STREAM_WRITE_CLASS_H
#define SLUICE_STREAM_WRITE_CLASS_H

#include "emit.h"
#include "policy.h"
#include "store.h"

/* A type string: equal ones are one string, as in a JVM. */
struct sluice_wire_type {
    struct sluice_wire_type *next;
    const char *signature;
    uint32_t number; /* of its handle; see emit.h */
};

struct sluice_wire_field {
    const struct sluice_field_model *model;
    struct sluice_wire_type *type; /* NULL: primitive */
    uint32_t index;                /* among the fields of its model */
};

struct sluice_wire_class {
    struct sluice_bytes name;
    int64_t suid;
    uint8_t flags;
    uint32_t field_count;
    uint32_t primitive_count; /* fields; they come first */
    uint32_t primitive_bytes;
    const struct sluice_wire_field *fields; /* in the JDK's order */
    struct sluice_wire_class *super;        /* or NULL */
    uint32_t above;                         /* classes above it */
    uint32_t number;                        /* of its handle; see emit.h */
};

/* All classes of a run; they are freed together. */
struct sluice_wire_classes {
    struct sluice_store memory;
    struct sluice_heap *heap;
    struct sluice_wire_type *types;
    struct sluice_wire_class *enum_class;  /* java.lang.Enum, once it was asked for */
    struct sluice_wire_class *proxy_class; /* java.lang.reflect.Proxy */
};

/* Zeroed memory that lives as long as the classes; NULL when it is refused. */
void *sluice_wire_room(struct sluice_wire_classes *classes, size_t bytes);

void sluice_wire_classes_free(struct sluice_wire_classes *classes);

/* A description with the fields of `model` (NULL: without fields). NULL when memory is refused. */
struct sluice_wire_class *sluice_wire_class_new(struct sluice_wire_classes *classes,
                                                const struct sluice_wire_class *head,
                                                const struct sluice_class_model *model);

/* The superclass of all enums, and that of all proxies. */
struct sluice_wire_class *sluice_wire_enum_class(struct sluice_wire_classes *classes);
struct sluice_wire_class *sluice_wire_proxy_class(struct sluice_wire_classes *classes);

/* A floating value of type F or D, and the default of a primitive field, as bits: the lowest bytes are
 * those on the wire. */
uint64_t sluice_floating_bits(char type, double value);
uint64_t sluice_default_bits(const struct sluice_field_model *field);

/* The flags of a class with a model. `has_custom`: its objects have custom data. */
uint8_t sluice_wire_flags(const struct sluice_class_model *model, bool has_custom);

/* Do objects of a class have custom data, by its model? */
bool sluice_wire_has_custom(const struct sluice_class_model *model);

/* Writes the description with those above it, or a reference to it; NULL is TC_NULL. */
SLUICE_NODISCARD bool sluice_put_class(struct sluice_emitter *emitter,
                                       struct sluice_wire_class *class);

#endif
