/* Calls of a class's own code: its check, its constructors, and the read of its custom data. Debug
 * builds watch what that code does (watch.h). */
#ifndef SLUICE_STREAM_CLASS_CODE_H
#define SLUICE_STREAM_CLASS_CODE_H

#include "own.h"

/* Raises the event that code of a class ran. */
static inline void sluice_called(struct sluice_engine *engine,
                                 const struct sluice_class_model *model, const char *what,
                                 enum sluice_reason reason)
{
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CALLED, .reason = reason,
                .handle = engine->top->handle, .name = sluice_text(model->name), .what = what);
}

/* The code of `model` has broken its contract: `what` is static text. Fails the run. */
bool sluice_code_broken(struct sluice_engine *engine, const struct sluice_class_model *model,
                        const char *what);

/* `read` of each class of the chain that has one, from the topmost down (DEV-7). On failure the run
 * has failed; so with all that follow. */
SLUICE_NODISCARD bool sluice_read_custom(struct sluice_engine *engine,
                                         struct sluice_get_arg *argument, uint32_t leaf);

/* The check of model `index` (0-based), which has one. */
SLUICE_NODISCARD bool sluice_call_check(struct sluice_engine *engine,
                                        struct sluice_get_arg *argument, uint32_t index);

/* The instance of class `leaf`, which wants one, and the constructors of its chain, superclasses first
 * (DEV-5, DEV-11). All checks of the chain have passed. */
SLUICE_NODISCARD bool sluice_construct_instance(struct sluice_engine *engine,
                                                struct sluice_get_arg *argument, uint32_t leaf);

#endif
