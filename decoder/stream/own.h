/* What a class's own code leaves with an object: the states that `read` of its classes has filled in,
 * and the instance that its constructors have made. Both stand in one node beside the object. */
#ifndef SLUICE_STREAM_OWN_H
#define SLUICE_STREAM_OWN_H

#include "check.h"

/* The node's words: a pointer to the instance (or NULL), then the states of the chain, topmost class
 * first, each aligned for 8 bytes. */
enum { SLUICE_OWN_POINTER_WORDS = 2 };

/* Room for what the code of the class of `argument` may leave, zeroed; its node goes to
 * `argument->own`. */
SLUICE_NODISCARD bool sluice_own_begin(struct sluice_engine *engine,
                                       struct sluice_get_arg *argument, uint32_t leaf);

/* The last word of the object that was just made names that node: takes it out of the object's own. */
void sluice_own_keep(struct sluice_result *result, uint32_t object);

/* The node of a constructed object; 0 if it has none. */
uint32_t sluice_own_of(const struct sluice_words_node *object);

/* The state of class `model` (0-based) of the object's chain; NULL if it keeps none. */
void *sluice_own_state(const struct sluice_result *result, uint32_t own, uint32_t model);

/* custom_reader.c: calls `read` of each class of the chain, from the topmost down (DEV-7). On failure
 * the run has failed. */
SLUICE_NODISCARD bool sluice_read_custom(struct sluice_engine *engine,
                                         struct sluice_get_arg *argument, uint32_t leaf);

/* Raises the event that code of a class ran. */
static inline void sluice_called(struct sluice_engine *engine,
                                 const struct sluice_class_model *model, const char *what,
                                 enum sluice_reason reason)
{
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CALLED, .reason = reason,
                .handle = engine->top->handle, .name = sluice_text(model->name), .what = what);
}

#endif
