/* What a value is equal by, as a hash: strings by their text, boxed values, enum constants and classes
 * by what they are, objects of classes with SLUICE_EQUAL_FIELDS by their data, all others by identity.
 *
 * It is keyed at random, so that nobody can prepare values that collide, and it takes time linear in
 * the stream however often a large value is shared: what costs more than a little is remembered. */
#ifndef SLUICE_STREAM_VALUE_HASH_H
#define SLUICE_STREAM_VALUE_HASH_H

#include "fields.h"

/* How a value is to be hashed. */
struct sluice_hashing {
    struct sluice_engine *engine;
    uint64_t key[2];
    bool by_identity; /* strings, boxed values and objects: only one and the same counts */
    bool remembers;   /* with the key of the policy, which is the same during a run */
};

/* The hashing of a run; `again`: with another key, independent of the first. */
struct sluice_hashing sluice_hashing_of(struct sluice_engine *engine, bool by_identity, bool again);

/* False: the run has failed for want of memory. */
SLUICE_NODISCARD bool sluice_hash_value(const struct sluice_hashing *hashing, uint32_t slot,
                                        uint64_t *hash);

/* An element of a primitive array. */
uint64_t sluice_hash_primitive(const struct sluice_hashing *hashing,
                               const struct sluice_subject *subject);

/* What a boxed value holds; `id` is an object of a class whose compiled model has a `box`. */
struct sluice_subject sluice_box_value(const struct sluice_result *result, uint32_t id);

/* Bytes of a string or of a primitive array; 0 for other values. */
uint64_t sluice_leaf_size(const struct sluice_result *result, uint32_t slot);

#endif
