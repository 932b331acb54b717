/* The gate of decode: which classes may be built, which data is passed over, and what a back
 * reference yields. Rules: IN-1..IN-6, CON-1..4, DEV-12, GOLD-5. */
#include "gate.h"

#include <string.h>

/* --- deciding on classes ---------------------------------------------------------------------- */

bool sluice_refuse_class(struct sluice_engine *engine, enum sluice_reason reason, uint32_t offset,
                         struct sluice_bytes name)
{
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CLASS_CHECKED, .reason = reason, .name = name);
    return sluice_fail_class(engine, reason, offset, "class.name", name);
}

static bool allow_class(struct sluice_engine *engine, struct sluice_bytes name)
{
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CLASS_CHECKED, .name = name);
    return true;
}

/* Why objects of a class cannot be built whatever their data is; SLUICE_OK if they can. */
enum sluice_reason sluice_construct_refusal(enum sluice_construct construct)
{
    switch (construct) {
    case SLUICE_CONSTRUCT_ATOMIC:
    case SLUICE_CONSTRUCT_STATELESS:
    case SLUICE_CONSTRUCT_PERMITTED:
        return SLUICE_OK;
    case SLUICE_CONSTRUCT_DENIED:
        return SLUICE_NOT_PERMITTED;
    case SLUICE_CONSTRUCT_NOT_SERIALIZABLE:
        return SLUICE_NOT_SERIALIZABLE;
    case SLUICE_CONSTRUCT_ABSENT:
        return SLUICE_CLASS_ABSENT;
    case SLUICE_CONSTRUCT_ENUM:
    case SLUICE_CONSTRUCT_INTERFACE:
    case SLUICE_CONSTRUCT_ABSTRACT:
        return SLUICE_KIND_MISMATCH;
    }
    return SLUICE_NOT_PERMITTED;
}

static bool is_built_in_interface(struct sluice_bytes name)
{
    static const char *const names[] = {"java.io.Serializable", "java.lang.Comparable",
                                        "java.lang.CharSequence", "java.lang.Cloneable"};
    return sluice_is_one_of(name, names, sizeof names / sizeof names[0]);
}

/* Does the interface stand among those before it? A policy knows few, so this is no long search. */
static bool stands_before(struct sluice_engine *engine, const uint8_t *first,
                          struct sluice_bytes name)
{
    for (const uint8_t *at = first; at + 2 < name.data;) {
        const struct sluice_bytes other = {at + 2, sluice_be16(at)};
        engine->steps++;
        if (sluice_same(other, name)) {
            return true;
        }
        at += 2 + other.length;
    }
    return false;
}

/* DEV-12: a proxy of interfaces that the policy names, each of them once, since there is no class of
 * one that stands twice; its handler is checked when it is built. */
static bool gate_proxy(struct sluice_engine *engine, uint32_t id)
{
    const struct sluice_result *result = engine->result;
    struct sluice_proxy *proxy = sluice_store_at(&result->store, id);
    const uint8_t *const first = result->bytes + proxy->offset + 5;
    const uint8_t *at = first;
    const uint32_t count = sluice_be32(at - 4);
    for (uint32_t i = 0; i < count; i++) {
        const struct sluice_bytes name = {at + 2, sluice_be16(at)};
        const uint32_t model = sluice_policy_find(engine->policy, name);
        const uint32_t offset = (uint32_t)(at - result->bytes);
        if (model == 0 && !is_built_in_interface(name)) {
            return sluice_refuse_class(engine, SLUICE_CLASS_NOT_IN_POLICY, offset, name);
        }
        if (model != 0 &&
            engine->policy->models[model - 1].construct != SLUICE_CONSTRUCT_INTERFACE) {
            return sluice_refuse_class(engine, SLUICE_KIND_MISMATCH, offset, name);
        }
        if (stands_before(engine, first, name)) {
            return sluice_refuse_class(engine, SLUICE_CLASS_ABSENT, offset, name);
        }
        at += 2 + name.length;
    }
    proxy->node.flags |= SLUICE_NODE_GATED;
    return allow_class(engine, sluice_text("java.lang.reflect.Proxy"));
}

bool sluice_gate_object(struct sluice_engine *engine, uint32_t id)
{
    struct sluice_proxy *descriptor = sluice_store_at(&engine->result->store, id);
    if ((descriptor->node.flags & SLUICE_NODE_GATED) != 0) {
        return true;
    }
    if (descriptor->node.kind == SLUICE_NODE_PROXY) {
        return gate_proxy(engine, id);
    }
    const struct sluice_bytes name = sluice_class_name(engine->result, id);
    if (sluice_is_array_name(name)) {
        return sluice_refuse_class(engine, SLUICE_KIND_MISMATCH, descriptor->offset, name);
    }
    const uint32_t model = sluice_policy_find(engine->policy, name);
    if (model == 0) {
        return sluice_refuse_class(engine, SLUICE_CLASS_NOT_IN_POLICY, descriptor->offset, name);
    }
    const struct sluice_class_model *declared = &engine->policy->models[model - 1];
    enum sluice_reason reason = sluice_construct_refusal(declared->construct);
    const uint16_t flags = descriptor->node.small;
    if (reason == SLUICE_OK && (flags & (SC_SERIALIZABLE | SC_EXTERNALIZABLE)) == 0) {
        reason = SLUICE_KIND_MISMATCH;
    }
    if (reason == SLUICE_OK && declared->construct == SLUICE_CONSTRUCT_STATELESS &&
        (descriptor->data != 0 || (flags & SC_EXTERNALIZABLE) != 0)) {
        reason = SLUICE_NOT_PERMITTED;
    }
    if (reason != SLUICE_OK) {
        return sluice_refuse_class(engine, reason, descriptor->offset, name);
    }
    if (!sluice_bind_chain(engine, descriptor, model - 1)) {
        return false;
    }
    descriptor->node.flags |= SLUICE_NODE_GATED;
    return allow_class(engine, name);
}

bool sluice_is_built_in(struct sluice_bytes name)
{
    static const char *const names[] = {"java.lang.Object",
                                        "java.lang.String",
                                        "java.lang.Class",
                                        "java.lang.Enum",
                                        "boolean",
                                        "byte",
                                        "char",
                                        "short",
                                        "int",
                                        "long",
                                        "float",
                                        "double",
                                        "void"};
    return sluice_is_one_of(name, names, sizeof names / sizeof names[0]) ||
           is_built_in_interface(name);
}

/* The language has no arrays of more; types of elements are compared dimension by dimension. */
enum { MOST_DIMENSIONS = 255 };

/* The class of the innermost elements: "[[Lx;" gives x; primitives give an empty name. */
static bool element_class(struct sluice_bytes array, struct sluice_bytes *out)
{
    size_t dimensions = 0;
    while (array.length > 0 && array.data[0] == '[') {
        array.data++;
        array.length--;
        dimensions++;
    }
    if (dimensions > MOST_DIMENSIONS) {
        return false;
    }
    if (array.length == 1 && sluice_primitive_size(array.data[0]) != 0) {
        *out = (struct sluice_bytes){array.data, 0};
        return true;
    }
    if (array.length > 2 && array.data[0] == 'L' && array.data[array.length - 1] == ';') {
        *out = (struct sluice_bytes){array.data + 1, array.length - 2};
        return true;
    }
    return false;
}

/* A class that is only named: as a Class object, or as the element class of an array. */
static bool gate_name(struct sluice_engine *engine, uint32_t offset, struct sluice_bytes name)
{
    struct sluice_bytes base = name;
    if (name.length > 0 && name.data[0] == '[' && !element_class(name, &base)) {
        return sluice_refuse_class(engine, SLUICE_CLASS_NOT_IN_POLICY, offset, name);
    }
    if (base.length == 0 && name.length != 0) {
        return allow_class(engine, name);
    }
    const uint32_t model = sluice_policy_find(engine->policy, base);
    if (model == 0 && !sluice_is_built_in(base)) {
        return sluice_refuse_class(engine, SLUICE_CLASS_NOT_IN_POLICY, offset, base);
    }
    if (model != 0 && engine->policy->models[model - 1].construct == SLUICE_CONSTRUCT_ABSENT) {
        return sluice_refuse_class(engine, SLUICE_CLASS_ABSENT, offset, base);
    }
    return allow_class(engine, name);
}

bool sluice_gate_array(struct sluice_engine *engine, uint32_t id)
{
    struct sluice_proxy *descriptor = sluice_store_at(&engine->result->store, id);
    const struct sluice_bytes name = sluice_class_name(engine->result, id);
    if ((descriptor->node.flags & SLUICE_NODE_GATED_ARRAY) != 0) {
        return true;
    }
    if (!sluice_is_array_name(name) || !sluice_is_array_kind(descriptor->node.small)) {
        return sluice_refuse_class(engine, SLUICE_KIND_MISMATCH, descriptor->offset, name);
    }
    if (!gate_name(engine, descriptor->offset, name)) {
        return false;
    }
    descriptor->node.flags |= SLUICE_NODE_GATED_ARRAY;
    return true;
}

bool sluice_gate_class(struct sluice_engine *engine, uint32_t id)
{
    struct sluice_proxy *descriptor = sluice_store_at(&engine->result->store, id);
    if (descriptor->node.kind == SLUICE_NODE_PROXY) {
        return gate_proxy(engine, id);
    }
    return gate_name(engine, descriptor->offset, sluice_class_name(engine->result, id)) &&
           sluice_bind_class(engine, descriptor);
}

bool sluice_gate_enum(struct sluice_engine *engine, uint32_t id, uint32_t name)
{
    const struct sluice_result *result = engine->result;
    struct sluice_descriptor *descriptor = sluice_store_at(&result->store, id);
    const struct sluice_bytes class_name = sluice_class_name(result, id);
    const uint32_t model = sluice_policy_find(engine->policy, class_name);
    if (model == 0) {
        return sluice_refuse_class(engine, SLUICE_CLASS_NOT_IN_POLICY, descriptor->base.offset,
                                   class_name);
    }
    const struct sluice_class_model *declared = &engine->policy->models[model - 1];
    if (declared->construct != SLUICE_CONSTRUCT_ENUM) {
        enum sluice_reason reason = sluice_construct_refusal(declared->construct);
        return sluice_refuse_class(engine, reason != SLUICE_OK ? reason : SLUICE_KIND_MISMATCH,
                                   descriptor->base.offset, class_name);
    }
    descriptor->model = model;
    if (!allow_class(engine, class_name)) {
        return false;
    }
    const struct sluice_string *string = sluice_store_at(&result->store, name);
    const struct sluice_bytes text = {result->bytes + string->offset, string->length};
    for (size_t i = 0; i < declared->constant_count; i++) {
        engine->steps++;
        if (sluice_same(text, sluice_text(declared->constants[i]))) {
            return true;
        }
    }
    return sluice_fail_class(engine, SLUICE_UNKNOWN_CONSTANT, string->offset, "enum.constant",
                             class_name);
}

/* --- levels of an object ---------------------------------------------------------------------- */

/* 1 + index of the model of the top frame's object; 0 for a proxy or in skipped data. */
static uint32_t object_model(const struct sluice_engine *engine)
{
    const uint32_t id = sluice_descriptor_of(engine->result, engine->top->descriptor);
    const struct sluice_descriptor *descriptor = sluice_store_at(&engine->result->store, id);
    return descriptor->base.node.kind == SLUICE_NODE_DESCRIPTOR ? descriptor->model : 0;
}

/* Is this, in the chain of a proxy, the class that has its handler? */
static bool is_proxy_level(const struct sluice_engine *engine,
                           const struct sluice_descriptor *level)
{
    return sluice_same(sluice_class_name(engine->result, level->base.named),
                       sluice_text("java.lang.reflect.Proxy"));
}

/* Of fields called h the first is the handler, whatever its type. */
static void bind_handler(struct sluice_engine *engine, uint32_t id)
{
    struct sluice_descriptor *level = sluice_store_at(&engine->result->store, id);
    for (uint32_t i = 0; i < level->field_count; i++) {
        const struct sluice_field field = sluice_field_at(engine->result, level, i);
        const uint8_t *name = engine->result->bytes + field.name;
        engine->steps++;
        if (sluice_be16(name) == 1 && name[2] == 'h') {
            sluice_bind_field(engine->result, level, i, true);
            return;
        }
    }
}

/* A proxy keeps its handler, and nothing else. */
static void gate_proxy_level(struct sluice_engine *engine, const struct sluice_descriptor *level)
{
    if (is_proxy_level(engine, level)) {
        bind_handler(engine, level->base.named);
        engine->top->flags |= SLUICE_FRAME_CUSTOM_DROPPED;
    } else {
        engine->top->flags |= SLUICE_FRAME_LEVEL_DROPPED;
    }
}

void sluice_gate_level(struct sluice_engine *engine, const struct sluice_descriptor *level)
{
    struct sluice_frame *top = engine->top;
    const uint32_t model = object_model(engine);
    if ((top->flags & SLUICE_FRAME_SKIP) != 0) {
        return;
    }
    if (model == 0) {
        gate_proxy_level(engine, level);
        return;
    }
    if (level->model == 0 ||
        (level->model != model &&
         !sluice_policy_descends(engine->policy, model - 1, level->model - 1))) {
        top->flags |= SLUICE_FRAME_LEVEL_DROPPED;
        return;
    }
    if (engine->policy->models[level->model - 1].layout_count == 0 &&
        engine->policy->models[level->model - 1].read == NULL) {
        top->flags |= SLUICE_FRAME_CUSTOM_DROPPED;
    }
    if ((level->base.node.flags & SLUICE_NODE_ALL_FIELDS) != 0) {
        top->flags |= SLUICE_FRAME_ALL_FIELDS;
    }
}

/* The reference field under way; it is counted off already. */
static struct sluice_field field_under_way(const struct sluice_engine *engine,
                                           const struct sluice_descriptor **level)
{
    const struct sluice_frame *top = engine->top;
    uint64_t steps = 0;
    *level = sluice_level_at(&engine->result->store, top->leaf, top->level, &steps);
    return sluice_field_at(engine->result, *level, (*level)->field_count - top->remaining - 1);
}

bool sluice_gate_field_dropped(const struct sluice_engine *engine)
{
    const struct sluice_descriptor *level;
    return field_under_way(engine, &level).binding == 0;
}

/* Is a reference to `handle` the object's own in a field where that means null? */
static bool is_self_for_null(const struct sluice_engine *engine, uint32_t handle)
{
    if (engine->top->handle != handle || engine->top->state != SLUICE_STATE_REFERENCES) {
        return false;
    }
    const struct sluice_descriptor *level;
    const struct sluice_field field = field_under_way(engine, &level);
    const uint8_t *bytes = engine->result->bytes + field.name;
    const struct sluice_bytes name = {bytes + 2, sluice_be16(bytes)};
    if (level->model == 0) {
        return false;
    }
    const struct sluice_class_model *model = &engine->policy->models[level->model - 1];
    for (size_t i = 0; i < model->field_count; i++) {
        if (model->fields[i].self_is_null &&
            sluice_same(name, sluice_text(model->fields[i].name))) {
            return true;
        }
    }
    return false;
}

/* Is the open object a proxy? Of the classes above it only Proxy is one of its own. */
static bool is_of_proxy(const struct sluice_engine *engine)
{
    const uint32_t id = sluice_descriptor_of(engine->result, engine->top->descriptor);
    return sluice_store_kind(&engine->result->store, id) == SLUICE_NODE_PROXY;
}

const struct sluice_class_model *sluice_layout_model(const struct sluice_engine *engine,
                                                     const struct sluice_descriptor *level)
{
    if (engine->layouts == NULL || (engine->top->flags & SLUICE_FRAME_LEVEL_DROPPED) != 0 ||
        is_of_proxy(engine)) {
        return NULL;
    }
    uint32_t model = level->model;
    if ((level->base.node.flags & SLUICE_NODE_BOUND) == 0) {
        model = sluice_policy_find(engine->layouts,
                                   sluice_class_name(engine->result, level->base.named));
    }
    return model != 0 ? &engine->layouts->models[model - 1] : NULL;
}

/* --- back references -------------------------------------------------------------------------- */

/* The class of the open object that has this handle: more than 0, which frames without one have. */
static struct sluice_bytes open_class(const struct sluice_engine *engine, uint32_t handle)
{
    for (uint32_t i = engine->frames.count; i > 1; i--) {
        const struct sluice_frame *frame = sluice_frames_at(&engine->frames, i - 1);
        if (frame->handle == handle) {
            return sluice_class_name(engine->result,
                                     sluice_descriptor_of(engine->result, frame->descriptor));
        }
    }
    return (struct sluice_bytes){0};
}

bool sluice_gate_reference(struct sluice_engine *engine, uint32_t handle, uint32_t offset,
                           uint32_t *slot)
{
    if (sluice_next_is_skipped(engine)) {
        *slot = SLUICE_SLOT_SKIPPED;
        return true;
    }
    const struct sluice_result *result = engine->result;
    enum sluice_reason reason = SLUICE_OK;
    *slot = *sluice_words_at(&result->handles, handle);
    if (*slot == SLUICE_SLOT_OPEN_OBJECT && is_self_for_null(engine, handle)) {
        *slot = SLUICE_SLOT_NULL;
        return true;
    }
    switch (*slot) {
    case SLUICE_SLOT_OPEN_OBJECT:
        reason = SLUICE_REFERENCE_UNDER_CONSTRUCTION;
        break;
    case SLUICE_SLOT_SKIPPED:
    case SLUICE_SLOT_OPEN_DESCRIPTOR: /* what is inside one is skipped itself */
        reason = SLUICE_REFERENCE_NOT_BUILT;
        break;
    case SLUICE_SLOT_NULL:
        break;
    default:
        reason = sluice_store_kind(&result->store, *slot) >= SLUICE_NODE_DESCRIPTOR
                     ? SLUICE_VALUE_TYPE
                     : SLUICE_OK;
        break;
    }
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_REFERENCED, .handle = handle, .reason = reason);
    return reason == SLUICE_OK || sluice_fail_class(engine, reason, offset, "reference.handle",
                                                    reason == SLUICE_REFERENCE_UNDER_CONSTRUCTION
                                                        ? open_class(engine, handle)
                                                        : (struct sluice_bytes){0});
}
