/* What a class's own code leaves with an object: the states that `read` of its classes has filled in,
 * the instance that its constructors have made, and the memory that they have copied. */
#ifndef SLUICE_STREAM_OWN_H
#define SLUICE_STREAM_OWN_H

#include "check.h"

#include <stddef.h>

/* States and the pointer to the instance stand in one node beside the object: the pointer (or NULL),
 * then the states of the chain, topmost class first, each aligned for 8 bytes. */
enum { SLUICE_OWN_POINTER_WORDS = 2 };

/* Bytes on both sides of an instance that nobody may write to. */
#ifdef SLUICE_KIT_CHECKS
enum { SLUICE_INSTANCE_GUARD = 32 };
#else
enum { SLUICE_INSTANCE_GUARD = 0 };
#endif
enum { SLUICE_GUARD_BYTE = 0xBD };

/* An instance; a graph has a list of them, the newest first. */
struct sluice_instance {
    struct sluice_instance *next;
    size_t size;    /* bytes of the instance */
    uint32_t model; /* 0-based */
    uint32_t
        finished; /* classes of its chain, from the topmost down, whose constructors are done */
    max_align_t data[];
};

/* Memory that a constructor has copied to. */
struct sluice_copied {
    struct sluice_copied *next;
    size_t bytes; /* all of it */
    max_align_t data[];
};

static inline uint8_t *sluice_instance_bytes(struct sluice_instance *instance)
{
    return (uint8_t *)instance->data + SLUICE_INSTANCE_GUARD;
}

/* Room for what the code of the class `leaf` may leave, zeroed; its node goes to `argument->own`. */
SLUICE_NODISCARD bool sluice_own_begin(struct sluice_engine *engine,
                                       struct sluice_get_arg *argument, uint32_t leaf);

/* The last word of the object that was just made names that node: takes it out of the object's own. */
void sluice_own_keep(struct sluice_result *result, uint32_t object);

/* The node of a constructed object; 0 if it has none. */
uint32_t sluice_own_of(const struct sluice_words_node *object);

/* The state of class `model` (0-based) of the object's chain; NULL if it keeps none. */
void *sluice_own_state(const struct sluice_result *result, uint32_t own, uint32_t model);

/* The instance; NULL if there is none. */
void *sluice_own_instance(const struct sluice_result *result, uint32_t own);

/* A new instance of class `leaf`, zeroed; NULL when memory is refused. */
SLUICE_NODISCARD struct sluice_instance *sluice_own_make_instance(struct sluice_result *result,
                                                                  uint32_t own, uint32_t leaf);

/* Room for `count` elements of `size` bytes (neither 0) that lives as long as the graph; NULL when
 * memory is refused. */
SLUICE_NODISCARD void *sluice_own_copy(struct sluice_result *result, size_t count, size_t size);

/* Calls the destructors of all instances and frees what the code of classes has left. */
void sluice_own_free(struct sluice_result *result, struct sluice_heap *heap);

#endif
