/* The builder: a value graph made by a program instead of read from a stream, for sluice_write_graph().
 *
 * Values are made from the leaves up, each once, and never change, so a graph has no cycles. An object
 * is begun, given its fields and its pieces of custom data by name, and ended; ending it runs the
 * same checks that decode runs, so a builder cannot make what a reader with the same policy refuses.
 *
 *     sluice_builder_create(policy, NULL, &builder);
 *     sluice_build_string(builder, "hello", 5, &text);
 *     sluice_build_begin(builder, "org.example.Message");
 *     sluice_build_integer(builder, "number", 7);
 *     sluice_build_value(builder, "text", text);
 *     sluice_build_end(builder, &message);
 *     sluice_build_add(builder, message);
 *     sluice_builder_finish(builder, &graph, &status);
 *
 * The first failure sticks: later calls do nothing and return the same reason, so a program may test
 * only the last one. What they were to make is the null value. The status of the builder names the
 * class concerned and, as a path from the root, the field or piece.
 *
 * A class name that is NULL, empty, or longer than 65,535 bytes, a number that is no value of this builder, and
 * more elements, items or bytes than there can be, are SLUICE_BAD_ARGUMENT. */
#ifndef SLUICE_BUILD_H
#define SLUICE_BUILD_H

#include "sluice/graph.h"

struct sluice_builder;

/**
 * @param policy    not NULL; must live until the graph made here is freed.
 * @param allocator NULL: malloc/free.
 * @return SLUICE_OK or SLUICE_OUT_OF_MEMORY.
 */
SLUICE_API SLUICE_NODISCARD enum sluice_reason
sluice_builder_create(const struct sluice_policy *policy, const struct sluice_allocator *allocator,
                      struct sluice_builder **out);

/** Gives up what was built; NULL is allowed. Not needed after sluice_builder_finish(). */
SLUICE_API void sluice_builder_free(struct sluice_builder *builder);

/** A string of `length` bytes of modified UTF-8; SLUICE_BAD_UTF if it is not. Copied. */
SLUICE_API enum sluice_reason sluice_build_string(struct sluice_builder *builder, const char *text,
                                                  size_t length, struct sluice_value *out);

/** An array of `count` primitives of `type` (one of B C D F I J S Z), big endian. Copied. */
SLUICE_API enum sluice_reason sluice_build_primitives(struct sluice_builder *builder, char type,
                                                      const uint8_t *bytes, uint32_t count,
                                                      struct sluice_value *out);

/** An array of objects; `class_name` as Class.getName() gives it: "[Ljava.lang.Object;". */
SLUICE_API enum sluice_reason
sluice_build_array(struct sluice_builder *builder, const char *class_name,
                   const struct sluice_value *elements, uint32_t count, struct sluice_value *out);

/** A constant of an enum that the policy names: the same value each time, as for class objects. */
SLUICE_API enum sluice_reason sluice_build_enum(struct sluice_builder *builder,
                                                const char *class_name, const char *constant,
                                                struct sluice_value *out);

/** A class object of a class that the policy names, of a primitive type, or of an array of those. */
SLUICE_API enum sluice_reason sluice_build_class(struct sluice_builder *builder,
                                                 const char *class_name, struct sluice_value *out);

/** Begins an object of a class that the policy allows to be built and whose model, like those of its
 * superclasses, has a suid (else SLUICE_NOT_SERIALIZABLE). Another may be begun before it ends. */
SLUICE_API enum sluice_reason sluice_build_begin(struct sluice_builder *builder,
                                                 const char *class_name);

/* The fields and pieces of the object begun last, of its class or of a superclass; what is not set
 * has its default. A wrong name or type is SLUICE_BAD_ARGUMENT, and so is what the class does not
 * write: a field of the form SLUICE_FORM_DATA, all of a superclass of SLUICE_FORM_EXTERNAL. */
SLUICE_API enum sluice_reason sluice_build_integer(struct sluice_builder *builder, const char *name,
                                                   int64_t value);
SLUICE_API enum sluice_reason sluice_build_floating(struct sluice_builder *builder,
                                                    const char *name, double value);
SLUICE_API enum sluice_reason sluice_build_value(struct sluice_builder *builder, const char *name,
                                                 struct sluice_value value);
/** A UTF piece. */
SLUICE_API enum sluice_reason sluice_build_utf(struct sluice_builder *builder, const char *name,
                                               const char *text, size_t length);
/** A list piece, or a pairs piece with keys and values in turn. Its count piece is set when the object
 * ends; one that was set to something else is SLUICE_BAD_ARGUMENT. */
SLUICE_API enum sluice_reason sluice_build_items(struct sluice_builder *builder, const char *name,
                                                 const struct sluice_value *items, uint32_t count);

/** More custom data of class `class_name`, of the object's chain, which reads it itself
 * (sluice_class_model.read): bytes of block data, and objects. */
SLUICE_API enum sluice_reason sluice_build_custom_bytes(struct sluice_builder *builder,
                                                        const char *class_name,
                                                        const uint8_t *bytes, size_t length);
SLUICE_API enum sluice_reason sluice_build_custom_value(struct sluice_builder *builder,
                                                        const char *class_name,
                                                        struct sluice_value value);

/** Checks and constructs the object begun last. */
SLUICE_API enum sluice_reason sluice_build_end(struct sluice_builder *builder,
                                               struct sluice_value *out);

/** Adds a top-level value. */
SLUICE_API enum sluice_reason sluice_build_add(struct sluice_builder *builder,
                                               struct sluice_value value);

/**
 * The graph of all top-level values; the builder is gone, whatever the result.
 * @param status may be NULL; filled in every case: the first failure of the builder.
 */
SLUICE_API SLUICE_NODISCARD enum sluice_reason sluice_builder_finish(struct sluice_builder *builder,
                                                                     struct sluice_graph **out,
                                                                     struct sluice_status *status);

#endif
