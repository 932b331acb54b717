/* Check, construct, publish: in this order, and nothing of the object exists before its check.
 *
 * Rules: IN-1, IN-2, IN-5, IN-7, IN-11, CON-2, DEV-13, GOLD-3, GOLD-4. Each act raises its event here,
 * when it happens. */
#include "class_code.h"
#include "gate.h"
#include "places.h"

#include <string.h>

/* Takes the custom data of each class of the chain apart before anything is checked. */
static bool bind_layouts(struct sluice_engine *engine, struct sluice_object_at *object,
                         uint32_t leaf)
{
    const struct sluice_policy *policy = engine->policy;
    for (uint32_t at = leaf + 1; at != 0; at = policy->compiled[at - 1].parent) {
        const struct sluice_class_model *model = &policy->models[at - 1];
        uint32_t word;
        if (model->layout_count == 0) {
            continue;
        }
        if (!sluice_object_custom_word(object, at - 1, &word)) {
            continue; /* the stream has no such level: its pieces are absent */
        }
        uint32_t *slot = sluice_words_at(&engine->values, word);
        uint32_t pieces;
        if (!sluice_bind_layout(engine, model, *slot, &pieces)) {
            return false;
        }
        *slot = pieces;
    }
    return true;
}

/* Lets the code of the classes take their custom data, and makes room for what it leaves. */
static bool read_custom(struct sluice_engine *engine, struct sluice_get_arg *argument,
                        uint32_t leaf)
{
    const struct sluice_policy *policy = engine->policy;
    const bool reads = policy->compiled[leaf].has_read;
    if (!reads && policy->models[leaf].instance_size == 0) {
        return true;
    }
    return sluice_own_begin(engine, argument, leaf) &&
           (!reads || sluice_read_custom(engine, argument, leaf));
}

/* Makes the object's node, with what the code of its classes has left. */
static bool make_object(struct sluice_engine *engine, const struct sluice_get_arg *argument,
                        uint32_t *slot)
{
    if (argument->own == 0) {
        return sluice_make_object(engine, slot);
    }
    if (!sluice_push_value(engine, argument->own) || !sluice_make_object(engine, slot)) {
        return false;
    }
    sluice_own_keep(engine->result, *slot);
    return true;
}

/* GOLD-3, GOLD-4: what an atomic object keeps is its own. A graph never changes, so a private copy
 * costs a mark and no memory; it is a different object from the original all the same. */
static void copy_mutable(struct sluice_engine *engine, uint32_t *slot,
                         const struct sluice_class_model *model)
{
    if (sluice_slot_is_mutable(engine->result, *slot)) {
        uint32_t handle;
        memcpy(&handle, (const uint8_t *)sluice_store_at(&engine->result->store, *slot) + 4,
               sizeof handle);
        *slot |= SLUICE_SLOT_COPY;
        SLUICE_EMIT(engine, .type = SLUICE_EVENT_COPIED, .handle = handle,
                    .name = sluice_text(model->name));
    }
}

/* Where the value of a piece of custom data stands; NULL if the object has no such data. */
static uint32_t *piece_slot(struct sluice_engine *engine, const struct sluice_object_at *object,
                            uint32_t model, size_t piece)
{
    uint32_t word;
    if (!sluice_object_custom_word(object, model, &word)) {
        return NULL;
    }
    const uint32_t pieces = *sluice_words_at(&engine->values, word);
    return sluice_node_words_of(sluice_store_at(&engine->result->store, pieces)) + 1 + 2 * piece;
}

/* What `leaf` and its superclasses keep in fields and in pieces of their custom data. */
static void copy_mutables(struct sluice_engine *engine, const struct sluice_object_at *object,
                          uint32_t leaf)
{
    const struct sluice_policy *policy = engine->policy;
    for (uint32_t at = leaf + 1; at != 0; at = policy->compiled[at - 1].parent) {
        const struct sluice_class_model *model = &policy->models[at - 1];
        const struct sluice_brought brought = sluice_object_brought(object, at - 1);
        for (uint32_t i = 0; i < brought.count; i++) {
            const uint32_t field = sluice_brought_at(&brought, i);
            uint32_t word;
            if (policy->compiled[at - 1].fields[field].is_own &&
                sluice_object_field_word(object, at - 1, field, &word)) {
                copy_mutable(engine, sluice_words_at(&engine->values, word), model);
            }
        }
        for (size_t i = 0; i < model->layout_count; i++) {
            uint32_t *slot = sluice_piece_is_own(&model->layout[i])
                                 ? piece_slot(engine, object, at - 1, i)
                                 : NULL;
            if (slot != NULL) {
                copy_mutable(engine, slot, model);
            }
        }
    }
}

/* IN-11: runs on objects that are constructed, before anybody can refer to them. */
static bool read_resolve(struct sluice_engine *engine, uint32_t leaf, uint32_t *slot)
{
    const struct sluice_class_model *model = &engine->policy->models[leaf];
    if (model->resolve == SLUICE_RESOLVE_NONE) {
        return true;
    }
    if (model->resolve == SLUICE_RESOLVE_REFUSE) {
        SLUICE_EMIT(engine, .type = SLUICE_EVENT_RESOLVED, .reason = SLUICE_RESOLVE_REFUSED,
                    .handle = engine->top->handle, .name = sluice_text(model->name));
        return sluice_fail_class(engine, SLUICE_RESOLVE_REFUSED, engine->top->start,
                                 "object.resolve", sluice_text(model->name));
    }
    struct sluice_level_words level;
    const struct sluice_object_at object = sluice_object_at_node(engine->result, *slot, &level);
    const struct sluice_subject subject = sluice_object_subject(&object,
                                                                sluice_text(model->resolve_field));
    if (subject.kind != SLUICE_SUBJECT_SLOT) {
        return sluice_fail_class(engine, SLUICE_RESOLVE_REFUSED, engine->top->start,
                                 "object.resolve", sluice_text(model->name));
    }
    *slot = subject.slot & ~SLUICE_SLOT_COPY;
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_RESOLVED, .handle = engine->top->handle,
                .name = sluice_text(model->name));
    return true;
}

/* DEV-13: the handler is an object of an atomic class that is an InvocationHandler. */
static bool check_proxy(struct sluice_engine *engine, const struct sluice_object_at *object)
{
    const uint32_t model = sluice_model_of(engine->result, sluice_object_handler(object));
    if (model != 0 && engine->policy->models[model - 1].construct == SLUICE_CONSTRUCT_ATOMIC &&
        sluice_policy_is_a(engine->policy, model - 1,
                           sluice_text("java.lang.reflect.InvocationHandler"))) {
        return true;
    }
    engine->fails_whole = true;
    engine->failed_member = sluice_text("h");
    return sluice_fail_class(engine, SLUICE_PROXY_HANDLER, engine->top->start, "object.check",
                             sluice_text("java.lang.reflect.Proxy"));
}

/* Classes without checks of their own, and an object that is one level: only the types of its
 * references remain to be checked. A class that has some is bound with their places. False when one
 * of them needs a closer look, or few of many fields have a place. */
static bool types_hold(struct sluice_engine *engine, const struct sluice_descriptor *descriptor,
                       const struct sluice_compiled_model *compiled)
{
    const struct sluice_store *store = &engine->result->store;
    const uint32_t first = engine->top->base + (descriptor->primitive_bytes != 0) - 1;
    if (compiled->typed_count == 0) {
        return true;
    }
    const struct sluice_words_node *node = sluice_store_at(store, descriptor->places);
    if (sluice_places_are_list(node)) {
        return false;
    }
    const uint32_t *places = sluice_node_words(node);
    for (uint32_t typed = 0; typed < compiled->typed_count; typed++) {
        const uint32_t field = compiled->typed[typed];
        if (places[field] == 0) {
            continue;
        }
        const uint32_t slot = *sluice_words_at(&engine->values, first + places[field]);
        const bool is_string = compiled->fields[field].is_string &&
                               slot >= SLUICE_SLOT_FIRST_NODE &&
                               sluice_store_kind(store, slot) == SLUICE_NODE_STRING;
        if (slot != SLUICE_SLOT_NULL && !is_string) {
            return false;
        }
    }
    engine->steps += compiled->typed_count;
    return true;
}

static bool construct_plain(struct sluice_engine *engine, struct sluice_bytes name, uint32_t *slot)
{
    const uint32_t handle = engine->top->handle;
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CHECK_BEGAN, .handle = handle, .name = name);
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CHECK_ENDED, .handle = handle, .name = name);
    if (!sluice_make_object(engine, slot)) {
        return false;
    }
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CONSTRUCTED, .handle = handle, .name = name);
    return true;
}

/* A proxy has no data of its own but its handler. */
static bool construct_proxy(struct sluice_engine *engine, const struct sluice_object_at *object,
                            uint32_t *slot)
{
    const uint32_t handle = engine->top->handle;
    const struct sluice_bytes name = sluice_text("java.lang.reflect.Proxy");
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CHECK_BEGAN, .handle = handle, .name = name);
    engine->in_check = name;
    if (!check_proxy(engine, object)) {
        return false;
    }
    engine->in_check = (struct sluice_bytes){0};
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CHECK_ENDED, .handle = handle, .name = name);
    if (!sluice_make_object(engine, slot)) {
        return false;
    }
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CONSTRUCTED, .handle = handle, .name = name);
    return true;
}

/* An object of class `leaf` that has passed its check. */
static bool construct_checked(struct sluice_engine *engine, struct sluice_get_arg *argument,
                              uint32_t leaf, uint32_t *slot)
{
    const struct sluice_class_model *model = &engine->policy->models[leaf];
    if (engine->policy->compiled[leaf].has_own && model->construct == SLUICE_CONSTRUCT_ATOMIC) {
        copy_mutables(engine, &argument->object, leaf);
    }
    if (model->instance_size != 0 && !sluice_construct_instance(engine, argument, leaf)) {
        return false;
    }
    if (!make_object(engine, argument, slot)) {
        return false;
    }
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CONSTRUCTED, .handle = engine->top->handle,
                .name = sluice_text(model->name));
    return read_resolve(engine, leaf, slot);
}

/* Apart from the plain case, which would pay for the room that this one needs. */
static __attribute__((noinline)) bool construct(struct sluice_engine *engine, uint32_t id,
                                                uint32_t *slot)
{
    const struct sluice_frame *top = engine->top;
    const struct sluice_descriptor *descriptor = sluice_store_at(&engine->result->store, id);
    struct sluice_level_words level = {0};
    struct sluice_get_arg argument = {.engine = engine,
                                      .object = {.level = &level,
                                                 .result = engine->result,
                                                 .policy = engine->policy,
                                                 .stack = &engine->values,
                                                 .base = top->base,
                                                 .count = engine->values.count - top->base,
                                                 .descriptor = id}};
    const uint32_t leaf = sluice_object_model(&argument.object);
    if (leaf == UINT32_MAX) {
        return construct_proxy(engine, &argument.object, slot);
    }
    const struct sluice_bytes name = sluice_class_name(engine->result, id);
    if ((descriptor->base.node.flags & SLUICE_NODE_FLAT) != 0) {
        sluice_object_know_flat(&argument.object, descriptor);
    }
    if (engine->policy->compiled[leaf].has_layout &&
        !bind_layouts(engine, &argument.object, leaf)) {
        return false;
    }
    if (!read_custom(engine, &argument, leaf)) {
        return false;
    }
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CHECK_BEGAN, .handle = top->handle, .name = name);
    engine->in_check = name;
    if (!sluice_check_object(engine, &argument)) {
        return false;
    }
    engine->in_check = (struct sluice_bytes){0};
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CHECK_ENDED, .handle = top->handle, .name = name);
    return construct_checked(engine, &argument, leaf, slot);
}

bool sluice_gate_construct(struct sluice_engine *engine, uint32_t *slot)
{
    const uint32_t id = sluice_descriptor_of(engine->result, engine->top->descriptor);
    const struct sluice_descriptor *plain = sluice_store_at(&engine->result->store, id);
    if ((plain->base.node.flags & SLUICE_NODE_FLAT) != 0 &&
        engine->policy->compiled[plain->model - 1].is_plain &&
        types_hold(engine, plain, &engine->policy->compiled[plain->model - 1])) {
        return construct_plain(engine, sluice_class_name(engine->result, id), slot);
    }
    return construct(engine, id, slot);
}

bool sluice_gate_elements(struct sluice_engine *engine)
{
    const struct sluice_frame *top = engine->top;
    const uint32_t id = sluice_descriptor_of(engine->result, top->descriptor);
    struct sluice_bytes name = sluice_class_name(engine->result, id);
    /* "[Lx;" holds x, "[[I" holds "[I". */
    name.data++;
    name.length--;
    if (name.data[0] == 'L') {
        name.data++;
        name.length -= 2;
    }
    if (sluice_same(name, sluice_text("java.lang.Object"))) {
        return true;
    }
    const bool strings = sluice_same(name, sluice_text("java.lang.String"));
    for (uint32_t i = 0; i < top->level; i++) {
        const uint32_t slot = *sluice_words_at(&engine->values, top->base + i);
        engine->steps++;
        if (strings && slot >= SLUICE_SLOT_FIRST_NODE &&
            sluice_store_kind(&engine->result->store, slot) == SLUICE_NODE_STRING) {
            continue;
        }
        if (!sluice_fits_class(engine->result, slot, name)) {
            engine->failed_member = sluice_text(
                sluice_index_text(i, engine->failed_index, sizeof engine->failed_index));
            engine->fails_whole = true;
            return sluice_fail_class(engine, SLUICE_VALUE_TYPE, top->start, "array.elements", name);
        }
    }
    return true;
}
