/* Where the rules take their memory from. */
#ifndef SLUICE_RULES_MEMORY_H
#define SLUICE_RULES_MEMORY_H

#include <stddef.h>

/** A caller's own memory. It outlives whatever was made with it. */
struct sluice_rules_memory {
    /* A block of `size` bytes that begins as `block` does (NULL: with anything), in its place; NULL
       when there is none, then `block` stays. Size 0 takes `block` back. */
    void *(*resize)(void *context, void *block, size_t size);
    void *context;
};

/** `block` with another size, never 0; NULL `memory`: that of malloc. */
void *sluice_rules_resize(const struct sluice_rules_memory *memory, void *block, size_t size)
    __attribute__((warn_unused_result));

/** Zeros for `count` things and a spare one, so that no size is 0; NULL when there is no memory. */
void *sluice_rules_zeros(const struct sluice_rules_memory *memory, size_t count, size_t size)
    __attribute__((warn_unused_result));

/** Gives a block back; NULL is allowed. */
void sluice_rules_release(const struct sluice_rules_memory *memory, void *block);

#endif
