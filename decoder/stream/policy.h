/* The compiled form of a policy: models by name, parents by index. */
#ifndef SLUICE_STREAM_POLICY_H
#define SLUICE_STREAM_POLICY_H

#include "heap.h"
#include "sluice/policy.h"

struct sluice_compiled_model {
    uint32_t parent; /* 1 + index, 0 = none */
    uint32_t depth;  /* models above it */
};

struct sluice_policy {
    struct sluice_heap heap;
    const struct sluice_class_model *models;
    size_t count;
    struct sluice_compiled_model *compiled;
    uint32_t *slots; /* open addressing: 1 + index by hash of the name */
    uint32_t capacity;
    uint64_t key[2];
};

/* 1 + index of the model with this name; 0 if there is none. */
uint32_t sluice_policy_find(const struct sluice_policy *policy, struct sluice_bytes name);

/* True when model `index` is `ancestor` or stands below it (indexes count from 0). */
bool sluice_policy_descends(const struct sluice_policy *policy, uint32_t index, uint32_t ancestor);

/* True when model `index` is, extends or implements the class `name`. */
bool sluice_policy_is_a(const struct sluice_policy *policy, uint32_t index,
                        struct sluice_bytes name);

static inline struct sluice_bytes sluice_text(const char *text)
{
    return (struct sluice_bytes){(const uint8_t *)text, __builtin_strlen(text)};
}

static inline bool sluice_same(struct sluice_bytes a, struct sluice_bytes b)
{
    return a.length == b.length && __builtin_memcmp(a.data, b.data, a.length) == 0;
}

#endif
