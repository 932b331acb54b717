/* The get-argument view: what a class's own code sees of an object that does not exist yet.
 *
 * Rules: DEV-1, DEV-2, DEV-3, DEV-4, DEV-6, DEV-8, DEV-10. Getters look for a field or a named piece of
 * custom data in the class whose code is running, then upward.
 *
 * A view is valid during the call that it was given to. Each getter says SLUICE_GET_ABSENT for a field
 * that the class does not have, SLUICE_GET_NULL for a reference that is null whatever was asked for,
 * and SLUICE_GET_WRONG_TYPE for anything else that it does not give. */
#ifndef SLUICE_GET_ARG_H
#define SLUICE_GET_ARG_H

#include "sluice/policy.h"

/** Integer, char or boolean field (or its default, if the stream does not have it). */
SLUICE_API SLUICE_NODISCARD enum sluice_get
sluice_get_integer(const struct sluice_get_arg *argument, const char *field, int64_t *out);

/** Float or double field. */
SLUICE_API SLUICE_NODISCARD enum sluice_get
sluice_get_floating(const struct sluice_get_arg *argument, const char *field, double *out);

/** String field or UTF piece: a view of its modified UTF-8, valid during the call. */
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_get_string(const struct sluice_get_arg *argument,
                                                              const char *field,
                                                              struct sluice_bytes *out);

/** Elements of an array, a list or a container, pairs of a map, or UTF-16 units of a string. A container
 * is an object of a class whose model says so (sluice_class_model.container) and holds an array, a
 * list or pairs; for wrappers and the like there is sluice/readings.h. */
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_get_size(const struct sluice_get_arg *argument,
                                                            const char *field, uint64_t *out);

/** The value of an object, array or string field, for sluice_get_graph(). It may be kept: values are
 * numbers, and graphs never change. In the constructor of an atomic class what is mutable is a
 * private copy already (GOLD-4). SLUICE_GET_NULL with the null value when it is null. */
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_get_value(const struct sluice_get_arg *argument,
                                                             const char *field,
                                                             struct sluice_value *out);

/** The i-th element of an array of objects, a list or a container; of pairs and maps, key and value in
 * turn. Past the end SLUICE_GET_ABSENT. */
SLUICE_API SLUICE_NODISCARD enum sluice_get
sluice_get_element(const struct sluice_get_arg *argument, const char *field, uint64_t index,
                   struct sluice_value *out);

/** The objects built so far, for a closer look at a value. Valid during the call. */
SLUICE_API const struct sluice_graph *sluice_get_graph(const struct sluice_get_arg *argument);

/**
 * Counts the elements that a check looks at by way of sluice_get_graph(). Getters and helpers count by
 * themselves. When all checks of the run have looked at more than 256 bytes of text for each byte of
 * the stream so far, and a million on top, where an element counts as 16 bytes, the object is refused
 * (SLUICE_LOOKED_TOO_OFTEN) whatever its check says: objects that share one large value would otherwise take quadratic time.
 */
SLUICE_API void sluice_count_looked_at(const struct sluice_get_arg *argument, uint64_t elements);

/** What `read` of the class whose code is running has filled in (DEV-8); NULL if it keeps no state. It
 * stays where it is as long as the graph. */
SLUICE_API const void *sluice_get_state(const struct sluice_get_arg *argument);

/** True if the value that the getters give for `field` is the default, because the stream does not
 * have it (DEV-10). */
SLUICE_API bool sluice_get_is_defaulted(const struct sluice_get_arg *argument, const char *field);

/* --- helpers for checks ------------------------------------------------------------------------
 *
 * Each returns true when the condition holds; false also for a field that is absent or of another
 * kind. Null satisfies none of them but the two that say so. `class_name` is with dots, an array's as
 * Class.getName() gives it; subclasses and implementors count. */

SLUICE_API bool sluice_is_in_range(const struct sluice_get_arg *argument, const char *field,
                                   int64_t minimum, int64_t maximum);
SLUICE_API bool sluice_is_size_in(const struct sluice_get_arg *argument, const char *field,
                                  uint64_t minimum, uint64_t maximum);
/** DEV-3. */
SLUICE_API bool sluice_is_instance(const struct sluice_get_arg *argument, const char *field,
                                   const char *class_name, bool allow_null);
/** DEV-2: all elements of an array, a list or a container; all keys, all values of pairs or a map. The
 * field itself is not null. */
SLUICE_API bool sluice_are_elements(const struct sluice_get_arg *argument, const char *field,
                                    const char *class_name, bool allow_null);
SLUICE_API bool sluice_are_keys(const struct sluice_get_arg *argument, const char *field,
                                const char *class_name, bool allow_null);
SLUICE_API bool sluice_are_values(const struct sluice_get_arg *argument, const char *field,
                                  const char *class_name, bool allow_null);

/* --- copies, for constructors (DEV-4, GOLD-3, GOLD-4) --------------------------------------------
 *
 * Memory is counted against the run's heap limit, belongs to the graph and is freed with it. It comes
 * on top of what decoding itself needs: a stream may refer to one large array from many objects, each
 * of which copies it, so a check bounds the size of what its constructor will copy. They work in
 * constructors only; in a check they give SLUICE_GET_WRONG_TYPE. When memory is refused they give
 * SLUICE_GET_ABSENT, and the run ends as out-of-memory, or limit-heap, whatever the constructor
 * returns. On anything but SLUICE_GET_OK `*out` is NULL. */

/** A string field as modified UTF-8 with a terminating 0; `*length` (may be NULL) is without it. */
SLUICE_API SLUICE_NODISCARD enum sluice_get
sluice_copy_string(const struct sluice_get_arg *argument, const char *field, char **out,
                   size_t *length);

/** A primitive array in the machine's byte order, of element type `type` (one of B C D F I J S Z;
 * a Z takes one byte, 0 or 1). NULL and 0 for an empty one. */
SLUICE_API SLUICE_NODISCARD enum sluice_get
sluice_copy_primitives(const struct sluice_get_arg *argument, const char *field, char type,
                       void **out, size_t *count);

/** The elements of an array of objects, a list or a container (of pairs and maps: keys and values in
 * turn) as values of the graph, valid until it is freed; those that are mutable as private copies. */
SLUICE_API SLUICE_NODISCARD enum sluice_get
sluice_copy_elements(const struct sluice_get_arg *argument, const char *field,
                     struct sluice_value **out, size_t *count);

#endif
