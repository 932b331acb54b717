#include "class_code.h"

#include "watch.h"

static bool refuse(struct sluice_engine *engine, const struct sluice_class_model *model,
                   enum sluice_reason reason, const char *at)
{
    engine->fails_whole = true;
    return sluice_fail_class(engine, reason, engine->top->start, at, sluice_text(model->name));
}

bool sluice_code_broken(struct sluice_engine *engine, const struct sluice_class_model *model,
                        const char *what)
{
    sluice_called(engine, model, what, SLUICE_CLASS_CODE_BROKEN);
    return refuse(engine, model, SLUICE_CLASS_CODE_BROKEN, what);
}

/* --- custom data ------------------------------------------------------------------------------ */

static bool read_class(struct sluice_engine *engine, struct sluice_get_arg *argument,
                       uint32_t index)
{
    const struct sluice_class_model *model = &engine->policy->models[index];
    struct sluice_custom_data data = {
        .engine = engine,
        .cursor = sluice_cursor_at(engine->result,
                                   sluice_object_contents(&argument->object, index))};
    void *state = sluice_own_state(engine->result, argument->own, index);
    bool accepted;
    if (!SLUICE_WATCHED_READ(engine, model, &data, state, &accepted)) {
        return false;
    }
    if (!accepted && data.failure == SLUICE_OK) {
        data.failure = SLUICE_OPTIONAL_DATA;
    }
    sluice_called(engine, model, "read-object", data.failure);
    /* What was left unread is passed over, like a readObject's. */
    return data.failure == SLUICE_OK || refuse(engine, model, data.failure, "object.custom");
}

bool sluice_read_custom(struct sluice_engine *engine, struct sluice_get_arg *argument,
                        uint32_t leaf)
{
    const struct sluice_policy *policy = engine->policy;
    for (uint32_t below = 0; below <= policy->compiled[leaf].depth; below++) {
        const uint32_t index = sluice_policy_at(policy, leaf, below);
        if (policy->models[index].read != NULL && !read_class(engine, argument, index)) {
            return false;
        }
    }
    return true;
}

/* --- the check -------------------------------------------------------------------------------- */

bool sluice_call_check(struct sluice_engine *engine, struct sluice_get_arg *argument,
                       uint32_t index)
{
    const struct sluice_class_model *model = &engine->policy->models[index];
    bool holds;
    argument->model = index;
    if (!SLUICE_WATCHED_CHECK(engine, model, argument, &holds)) {
        return false;
    }
    enum sluice_reason reason = holds ? SLUICE_OK : SLUICE_CHECK_FAILED;
    if (sluice_looks_too_often(engine)) {
        reason = SLUICE_LOOKED_TOO_OFTEN;
    }
    sluice_called(engine, model, "check", reason);
    return reason == SLUICE_OK || refuse(engine, model, reason, "object.check");
}

/* --- constructors ----------------------------------------------------------------------------- */

/* The constructor of the class `below` steps under the topmost. A class that says that its part is made
 * will be destroyed, whatever is found wrong with it. */
static bool call_constructor(struct sluice_engine *engine, struct sluice_get_arg *argument,
                             struct sluice_instance *instance, uint32_t below)
{
    const uint32_t index = sluice_policy_at(engine->policy, instance->model, below);
    const struct sluice_class_model *model = &engine->policy->models[index];
    bool made = true;
    argument->model = index;
    if (model->constructor != NULL &&
        !SLUICE_WATCHED_CONSTRUCTOR(engine, model, argument, instance, &made)) {
        instance->finished += made;
        return false;
    }
    instance->finished += made;
    if (model->constructor == NULL) {
        return true;
    }
    enum sluice_reason reason = engine->refused_copy;
    if (reason == SLUICE_OK && !made) {
        reason = SLUICE_CHECK_FAILED;
    }
    sluice_called(engine, model, "constructor", reason);
    return reason == SLUICE_OK ||
           refuse(engine, model, reason,
                  engine->refused_copy != SLUICE_OK ? "memory" : "object.constructor");
}

bool sluice_construct_instance(struct sluice_engine *engine, struct sluice_get_arg *argument,
                               uint32_t leaf)
{
    struct sluice_instance *instance = sluice_own_make_instance(engine->result, argument->own,
                                                                leaf);
    if (instance == NULL) {
        return sluice_fail_memory(engine);
    }
    argument->constructing = true;
    for (uint32_t below = 0; below <= engine->policy->compiled[leaf].depth; below++) {
        if (!call_constructor(engine, argument, instance, below)) {
            return false;
        }
    }
    return true;
}
