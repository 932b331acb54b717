/* The read channel for custom data: what a class's `read` may take from the stream (DEV-7).
 *
 * It gives the custom data of one class, in order: primitive values and UTF from block data, objects
 * that are built already. There is no way from here to the default fields (DEV-9), to another class's
 * data, or beyond its end. The first call that fails sticks: later ones fail too, and the object is
 * refused even if `read` returns true. */
#ifndef SLUICE_CUSTOM_DATA_H
#define SLUICE_CUSTOM_DATA_H

#include "sluice/policy.h"

/** The next integer, char or boolean, of `type` (one of B C I J S Z). */
SLUICE_API SLUICE_NODISCARD bool sluice_custom_integer(struct sluice_custom_data *data, char type,
                                                       int64_t *out);

/** The next float or double, of `type` (F or D). */
SLUICE_API SLUICE_NODISCARD bool sluice_custom_floating(struct sluice_custom_data *data, char type,
                                                        double *out);

/** The next `length` bytes of block data, copied to `out`. */
SLUICE_API SLUICE_NODISCARD bool sluice_custom_bytes(struct sluice_custom_data *data, uint8_t *out,
                                                     size_t length);

/**
 * The next string as writeUTF() writes it: its modified UTF-8 is copied to `out`, and its length in
 * bytes to `*length`. Fails if it is longer than `capacity`.
 */
SLUICE_API SLUICE_NODISCARD bool sluice_custom_utf(struct sluice_custom_data *data, char *out,
                                                   size_t capacity, size_t *length);

/**
 * The next object, or null, which is of the class `class_name` (NULL: of any). It may be kept in the
 * state as a value of the graph; what is mutable comes as a private copy (GOLD-4).
 */
SLUICE_API SLUICE_NODISCARD bool sluice_custom_object(struct sluice_custom_data *data,
                                                      const char *class_name,
                                                      struct sluice_value *out);

/** True when nothing is left: no block data and no object. */
SLUICE_API bool sluice_custom_at_end(const struct sluice_custom_data *data);

/** The objects built so far, for a closer look at one of them. Valid during the call. */
SLUICE_API const struct sluice_graph *sluice_custom_graph(const struct sluice_custom_data *data);

#endif
