/* The gate of decode: what may be built, and the order check, construct, publish.
 *
 * Rules: IN-1..IN-7, IN-11, CON-1..4, DEV-12, DEV-13, GOLD-3..5. Each act raises its event here, when
 * it happens. */
#include "check.h"

#include <string.h>

/* --- deciding on classes ---------------------------------------------------------------------- */

static bool refuse_class(struct sluice_engine *engine, enum sluice_reason reason,
                         uint32_t offset, struct sluice_bytes name)
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
static enum sluice_reason construct_refusal(enum sluice_construct construct)
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

/* A superclass takes part in the construction of its subclass. */
static enum sluice_reason parent_refusal(enum sluice_construct construct)
{
    return construct == SLUICE_CONSTRUCT_ABSTRACT ? SLUICE_OK : construct_refusal(construct);
}

static enum sluice_reason flags_refusal(const struct sluice_class_model *model, uint16_t flags)
{
    const bool external = (flags & SC_EXTERNALIZABLE) != 0;
    if ((flags & SC_ENUM) != 0 || (!external && (flags & SC_SERIALIZABLE) == 0) ||
        external != (model->form == SLUICE_FORM_EXTERNAL)) {
        return SLUICE_KIND_MISMATCH;
    }
    return SLUICE_OK;
}

/* --- matching stream fields with model fields ------------------------------------------------- */

static uint32_t find_field(const struct sluice_class_model *model, struct sluice_bytes name)
{
    for (uint32_t i = 0; i < model->field_count; i++) {
        if (sluice_same(name, sluice_text(model->fields[i].name))) {
            return i + 1;
        }
    }
    return 0;
}

static bool is_reference(char type)
{
    return type == 'L' || type == '[';
}

/* Finds the place of each model field in the level's data. Of fields with one name the first counts,
 * as in the JDK (protocol facts 2.5). */
static bool match_fields(struct sluice_engine *engine, struct sluice_descriptor *level,
                         const struct sluice_class_model *model, uint32_t *places)
{
    const struct sluice_result *result = engine->result;
    uint32_t primitive = 0;
    uint32_t reference = 0;
    bool all = true;
    for (uint32_t i = 0; i < level->field_count; i++) {
        struct sluice_field field = sluice_field_at(result, level, i);
        const uint8_t *bytes = result->bytes + field.name;
        const struct sluice_bytes name = {bytes + 2, sluice_be16(bytes)};
        const bool object = is_reference((char)field.type);
        uint32_t found = find_field(model, name);
        engine->steps++;
        if (found != 0 && places[found - 1] == 0) {
            const char declared = model->fields[found - 1].signature[0];
            if (object ? !is_reference(declared) : declared != (char)field.type) {
                engine->failed_member = name;
                engine->fails_whole = true;
                return sluice_fail_class(engine, SLUICE_FIELD_TYPE_MISMATCH, field.name - 1,
                                         "field.type", sluice_text(model->name));
            }
            places[found - 1] = 1 + (object ? reference : primitive);
        } else {
            found = 0;
        }
        sluice_bind_field(engine->result, level, i, (uint16_t)(found != 0));
        all = all && found != 0;
        if (object) {
            reference++;
        } else {
            primitive += sluice_primitive_size(field.type);
        }
    }
    if (all) {
        level->base.node.flags |= SLUICE_NODE_ALL_FIELDS;
    }
    return true;
}

static bool bind_level(struct sluice_engine *engine, uint32_t id)
{
    struct sluice_result *result = engine->result;
    struct sluice_descriptor *level = sluice_store_at(&result->store, id);
    const struct sluice_bytes name = sluice_class_name(result, id);
    level->base.node.flags |= SLUICE_NODE_BOUND;
    level->model = sluice_policy_find(engine->policy, name);
    if (level->model == 0) {
        return true;
    }
    const struct sluice_class_model *model = &engine->policy->models[level->model - 1];
    const int64_t suid = (int64_t)sluice_be64(name.data + name.length);
    if (model->has_suid && suid != model->suid) {
        return sluice_fail_class(engine, SLUICE_SUID_MISMATCH,
                                 (uint32_t)(name.data + name.length - result->bytes),
                                 "class.suid", name);
    }
    if (model->field_count == 0) {
        return true;
    }
    uint32_t *places;
    struct sluice_words_node *node =
        sluice_store_add_words(&result->store, &result->heap, (uint32_t)model->field_count,
                               &level->places, &places);
    if (node == NULL) {
        return sluice_fail_memory(engine);
    }
    node->node.kind = SLUICE_NODE_CONTENTS;
    memset(places, 0, model->field_count * sizeof *places);
    return match_fields(engine, level, model, places);
}

/* DEV-10: does the chain of `leaf` hold a level of this model with all that it requires? */
static bool has_required(struct sluice_engine *engine, uint32_t leaf, uint32_t model,
                         const char **missing)
{
    const struct sluice_result *result = engine->result;
    const struct sluice_class_model *declared = &engine->policy->models[model];
    const uint32_t *places = NULL;
    for (uint32_t id = leaf; id != 0;) {
        const struct sluice_descriptor *level = sluice_store_at(&result->store, id);
        engine->steps++;
        if (level->model == model + 1 && level->places != 0) {
            places = sluice_node_words(sluice_store_at(&result->store, level->places));
            break;
        }
        id = level->data_above;
    }
    for (size_t i = 0; i < declared->field_count; i++) {
        if (declared->fields[i].required && (places == NULL || places[i] == 0)) {
            *missing = declared->fields[i].name;
            return false;
        }
    }
    return true;
}

static bool check_chain(struct sluice_engine *engine, const struct sluice_proxy *descriptor,
                        uint32_t model)
{
    const struct sluice_policy *policy = engine->policy;
    for (uint32_t id = descriptor->named; id != 0;) {
        const struct sluice_descriptor *level = sluice_store_at(&engine->result->store, id);
        engine->steps++;
        if ((level->base.node.flags & SLUICE_NODE_BOUND) == 0 && !bind_level(engine, id)) {
            return false;
        }
        id = level->named_above;
    }
    for (uint32_t at = model + 1; at != 0; at = policy->compiled[at - 1].parent) {
        const struct sluice_class_model *declared = &policy->models[at - 1];
        const char *missing;
        if (at != model + 1) {
            const enum sluice_reason reason = parent_refusal(declared->construct);
            if (reason != SLUICE_OK) {
                return refuse_class(engine, reason, descriptor->offset,
                                    sluice_text(declared->name));
            }
        }
        if (!has_required(engine, descriptor->data, at - 1, &missing)) {
            engine->failed_member = sluice_text(missing);
            engine->fails_whole = true;
            return sluice_fail_class(engine, SLUICE_FIELD_MISSING, descriptor->offset,
                                     "class.fields", sluice_text(declared->name));
        }
    }
    return true;
}

static bool is_listed(struct sluice_bytes name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (sluice_same(name, sluice_text(names[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_built_in_interface(struct sluice_bytes name)
{
    static const char *const names[] = {"java.io.Serializable", "java.lang.Comparable",
                                        "java.lang.CharSequence", "java.lang.Cloneable"};
    return is_listed(name, names, sizeof names / sizeof names[0]);
}

/* DEV-12: a proxy of interfaces that the policy names; its handler is checked when it is built. */
static bool gate_proxy(struct sluice_engine *engine, uint32_t id)
{
    const struct sluice_result *result = engine->result;
    struct sluice_proxy *proxy = sluice_store_at(&result->store, id);
    const uint8_t *at = result->bytes + proxy->offset + 5;
    const uint32_t count = sluice_be32(at - 4);
    for (uint32_t i = 0; i < count; i++) {
        const struct sluice_bytes name = {at + 2, sluice_be16(at)};
        const uint32_t model = sluice_policy_find(engine->policy, name);
        const uint32_t offset = (uint32_t)(at - result->bytes);
        if (model == 0 && !is_built_in_interface(name)) {
            return refuse_class(engine, SLUICE_CLASS_NOT_IN_POLICY, offset, name);
        }
        if (model != 0 &&
            engine->policy->models[model - 1].construct != SLUICE_CONSTRUCT_INTERFACE) {
            return refuse_class(engine, SLUICE_KIND_MISMATCH, offset, name);
        }
        at += 2 + name.length;
    }
    for (uint32_t level = proxy->data; level != 0;) {
        struct sluice_descriptor *descriptor = sluice_store_at(&result->store, level);
        descriptor->base.node.flags |= SLUICE_NODE_BOUND;
        level = descriptor->data_above;
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
    if (name.length > 0 && name.data[0] == '[') {
        return refuse_class(engine, SLUICE_KIND_MISMATCH, descriptor->offset, name);
    }
    const uint32_t model = sluice_policy_find(engine->policy, name);
    if (model == 0) {
        return refuse_class(engine, SLUICE_CLASS_NOT_IN_POLICY, descriptor->offset, name);
    }
    const struct sluice_class_model *declared = &engine->policy->models[model - 1];
    enum sluice_reason reason = construct_refusal(declared->construct);
    if (reason == SLUICE_OK) {
        reason = flags_refusal(declared, descriptor->node.small);
    }
    if (reason == SLUICE_OK && declared->construct == SLUICE_CONSTRUCT_STATELESS &&
        (descriptor->data != 0 || (descriptor->node.small & SC_EXTERNALIZABLE) != 0)) {
        reason = SLUICE_NOT_PERMITTED;
    }
    if (reason != SLUICE_OK) {
        return refuse_class(engine, reason, descriptor->offset, name);
    }
    if (!check_chain(engine, descriptor, model - 1)) {
        return false;
    }
    descriptor->node.flags |= SLUICE_NODE_GATED;
    return allow_class(engine, name);
}

/* Classes that need no model to be named: those of the language itself. */
static bool is_built_in(struct sluice_bytes name)
{
    static const char *const names[] = {
        "java.lang.Object", "java.lang.String", "java.lang.Class", "java.lang.Enum", "boolean",
        "byte", "char", "short", "int", "long", "float", "double", "void"};
    return is_listed(name, names, sizeof names / sizeof names[0]) || is_built_in_interface(name);
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
    if (array.length == 1 && strchr("BCDFIJSZ", array.data[0]) != NULL) {
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
        return refuse_class(engine, SLUICE_CLASS_NOT_IN_POLICY, offset, name);
    }
    if (base.length == 0 && name.length != 0) {
        return allow_class(engine, name);
    }
    const uint32_t model = sluice_policy_find(engine->policy, base);
    if (model == 0 && !is_built_in(base)) {
        return refuse_class(engine, SLUICE_CLASS_NOT_IN_POLICY, offset, base);
    }
    if (model != 0 && engine->policy->models[model - 1].construct == SLUICE_CONSTRUCT_ABSENT) {
        return refuse_class(engine, SLUICE_CLASS_ABSENT, offset, base);
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
    if (name.length == 0 || name.data[0] != '[') {
        return refuse_class(engine, SLUICE_KIND_MISMATCH, descriptor->offset, name);
    }
    if ((descriptor->node.small & (SC_EXTERNALIZABLE | SC_ENUM)) != 0) {
        return refuse_class(engine, SLUICE_KIND_MISMATCH, descriptor->offset, name);
    }
    if (!gate_name(engine, descriptor->offset, name)) {
        return false;
    }
    descriptor->node.flags |= SLUICE_NODE_GATED_ARRAY;
    return true;
}

bool sluice_gate_class(struct sluice_engine *engine, uint32_t id)
{
    const struct sluice_proxy *descriptor = sluice_store_at(&engine->result->store, id);
    if (descriptor->node.kind == SLUICE_NODE_PROXY) {
        return gate_proxy(engine, id);
    }
    return gate_name(engine, descriptor->offset, sluice_class_name(engine->result, id));
}

bool sluice_gate_enum(struct sluice_engine *engine, uint32_t id, uint32_t name)
{
    const struct sluice_result *result = engine->result;
    struct sluice_descriptor *descriptor = sluice_store_at(&result->store, id);
    const struct sluice_bytes class_name = sluice_class_name(result, id);
    const uint32_t model = sluice_policy_find(engine->policy, class_name);
    if (model == 0) {
        return refuse_class(engine, SLUICE_CLASS_NOT_IN_POLICY, descriptor->base.offset,
                            class_name);
    }
    const struct sluice_class_model *declared = &engine->policy->models[model - 1];
    if (declared->construct != SLUICE_CONSTRUCT_ENUM) {
        enum sluice_reason reason = construct_refusal(declared->construct);
        return refuse_class(engine, reason != SLUICE_OK ? reason : SLUICE_KIND_MISMATCH,
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

static bool is_proxy_level(const struct sluice_engine *engine,
                           const struct sluice_descriptor *level)
{
    const uint32_t id = sluice_descriptor_of(engine->result, engine->top->descriptor);
    return sluice_store_kind(&engine->result->store, id) == SLUICE_NODE_PROXY &&
           sluice_same(sluice_class_name(engine->result, level->base.named),
                       sluice_text("java.lang.reflect.Proxy"));
}

void sluice_gate_level(struct sluice_engine *engine, const struct sluice_descriptor *level)
{
    struct sluice_frame *top = engine->top;
    const uint32_t model = object_model(engine);
    if ((top->flags & SLUICE_FRAME_SKIP) != 0) {
        return;
    }
    if (model == 0) {
        top->flags |= is_proxy_level(engine, level)
                          ? SLUICE_FRAME_CUSTOM_DROPPED
                          : SLUICE_FRAME_LEVEL_DROPPED;
        return;
    }
    if (level->model == 0 ||
        (level->model != model &&
         !sluice_policy_descends(engine->policy, model - 1, level->model - 1))) {
        top->flags |= SLUICE_FRAME_LEVEL_DROPPED;
        return;
    }
    if (engine->policy->models[level->model - 1].layout_count == 0) {
        top->flags |= SLUICE_FRAME_CUSTOM_DROPPED;
    }
    if ((level->base.node.flags & SLUICE_NODE_ALL_FIELDS) != 0) {
        top->flags |= SLUICE_FRAME_ALL_FIELDS;
    }
}

bool sluice_gate_field_dropped(const struct sluice_engine *engine)
{
    const struct sluice_frame *top = engine->top;
    uint64_t steps = 0;
    const struct sluice_descriptor *level =
        sluice_level_at(&engine->result->store, top->leaf, top->level, &steps);
    /* The field under way is counted off already. */
    const struct sluice_field field =
        sluice_field_at(engine->result, level, level->field_count - top->remaining - 1);
    if (object_model(engine) == 0) {
        const uint8_t *name = engine->result->bytes + field.name;
        return sluice_be16(name) != 1 || name[2] != 'h';
    }
    return field.binding == 0;
}

const struct sluice_class_model *sluice_layout_model(const struct sluice_engine *engine,
                                                     const struct sluice_descriptor *level)
{
    if (engine->layouts == NULL) {
        return NULL;
    }
    uint32_t model = level->model;
    if ((level->base.node.flags & SLUICE_NODE_BOUND) == 0) {
        model = sluice_policy_find(engine->layouts,
                                   sluice_class_name(engine->result, level->base.named));
    }
    return model != 0 ? &engine->layouts->models[model - 1] : NULL;
}

/* --- check, construct, publish ---------------------------------------------------------------- */

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

static bool is_mutable(const struct sluice_engine *engine, uint32_t slot)
{
    const struct sluice_store *store = &engine->result->store;
    if (slot < SLUICE_SLOT_FIRST_NODE || (slot & SLUICE_SLOT_COPY) != 0) {
        return false;
    }
    switch (sluice_store_kind(store, slot)) {
    case SLUICE_NODE_PRIMITIVES:
    case SLUICE_NODE_ARRAY:
        return true;
    case SLUICE_NODE_OBJECT: {
        const struct sluice_words_node *object = sluice_store_at(store, slot);
        const struct sluice_descriptor *descriptor = sluice_store_at(store, object->descriptor);
        return descriptor->base.node.kind == SLUICE_NODE_DESCRIPTOR && descriptor->model != 0 &&
               engine->policy->models[descriptor->model - 1].is_mutable;
    }
    default:
        return false;
    }
}

/* GOLD-3, GOLD-4: what an atomic object keeps is its own. A graph never changes, so a private copy
 * costs a mark and no memory; it is a different object from the original all the same. */
static void copy_mutables(struct sluice_engine *engine, const struct sluice_object_at *object,
                          uint32_t leaf)
{
    const struct sluice_policy *policy = engine->policy;
    for (uint32_t at = leaf + 1; at != 0; at = policy->compiled[at - 1].parent) {
        const struct sluice_class_model *model = &policy->models[at - 1];
        for (size_t i = 0; i < model->field_count; i++) {
            uint32_t word;
            if (!policy->compiled[at - 1].fields[i].is_own ||
                !sluice_object_field_word(object, at - 1, i, &word)) {
                continue;
            }
            uint32_t *slot = sluice_words_at(&engine->values, word);
            if (is_mutable(engine, *slot)) {
                uint32_t handle;
                memcpy(&handle,
                       (const uint8_t *)sluice_store_at(&engine->result->store, *slot) + 4,
                       sizeof handle);
                *slot |= SLUICE_SLOT_COPY;
                SLUICE_EMIT(engine, .type = SLUICE_EVENT_COPIED, .handle = handle,
                            .name = sluice_text(model->name));
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
        engine->fails_whole = true;
        return sluice_fail_class(engine, SLUICE_RESOLVE_REFUSED, engine->top->start,
                                 "object.resolve", sluice_text(model->name));
    }
    struct sluice_level_words level;
    const struct sluice_object_at object = sluice_object_at_node(engine->result, *slot, &level);
    const struct sluice_subject subject =
        sluice_object_subject(&object, sluice_text(model->resolve_field));
    if (subject.kind != SLUICE_SUBJECT_SLOT) {
        engine->fails_whole = true;
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
    const struct sluice_store *store = &engine->result->store;
    const uint32_t handler = sluice_object_handler(object);
    if (handler >= SLUICE_SLOT_FIRST_NODE &&
        sluice_store_kind(store, handler) == SLUICE_NODE_OBJECT) {
        const struct sluice_words_node *node = sluice_store_at(store, handler);
        const struct sluice_descriptor *descriptor = sluice_store_at(store, node->descriptor);
        if (descriptor->base.node.kind == SLUICE_NODE_DESCRIPTOR && descriptor->model != 0 &&
            engine->policy->models[descriptor->model - 1].construct == SLUICE_CONSTRUCT_ATOMIC &&
            sluice_policy_is_a(engine->policy, descriptor->model - 1,
                               sluice_text("java.lang.reflect.InvocationHandler"))) {
            return true;
        }
    }
    engine->fails_whole = true;
    engine->failed_member = sluice_text("h");
    return sluice_fail_class(engine, SLUICE_PROXY_HANDLER, engine->top->start, "object.check",
                             sluice_text("java.lang.reflect.Proxy"));
}

bool sluice_gate_construct(struct sluice_engine *engine, uint32_t *slot)
{
    const struct sluice_frame *top = engine->top;
    struct sluice_level_words level = {0};
    struct sluice_get_arg argument = {
        .object = {.level = &level,
                   .result = engine->result,
                   .policy = engine->policy,
                   .stack = &engine->values,
                   .base = top->base,
                   .count = engine->values.count - top->base,
                   .descriptor = sluice_descriptor_of(engine->result, top->descriptor)}};
    const uint32_t leaf = sluice_object_model(&argument.object);
    const bool is_proxy = leaf == UINT32_MAX;
    const struct sluice_bytes name =
        is_proxy ? sluice_text("java.lang.reflect.Proxy")
                 : sluice_class_name(engine->result, argument.object.descriptor);
    const struct sluice_descriptor *descriptor =
        sluice_store_at(&engine->result->store, argument.object.descriptor);
    if ((descriptor->base.node.flags & SLUICE_NODE_FLAT) != 0) {
        sluice_object_know_flat(&argument.object, descriptor);
    }
    if (!is_proxy && engine->policy->compiled[leaf].has_layout &&
        !bind_layouts(engine, &argument.object, leaf)) {
        return false;
    }
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CHECK_BEGAN, .handle = top->handle, .name = name);
    engine->in_check = name;
    if (!(is_proxy ? check_proxy(engine, &argument.object)
                   : sluice_check_object(engine, &argument))) {
        return false;
    }
    engine->in_check = (struct sluice_bytes){0};
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CHECK_ENDED, .handle = top->handle, .name = name);
    if (!is_proxy && engine->policy->compiled[leaf].has_own &&
        engine->policy->models[leaf].construct == SLUICE_CONSTRUCT_ATOMIC) {
        copy_mutables(engine, &argument.object, leaf);
    }
    if (!sluice_make_object(engine, slot)) {
        return false;
    }
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_CONSTRUCTED, .handle = top->handle, .name = name);
    return is_proxy || read_resolve(engine, leaf, slot);
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
    for (uint32_t i = 0; i < top->level; i++) {
        engine->steps++;
        if (!sluice_fits_class(engine->result, *sluice_words_at(&engine->values, top->base + i),
                               name)) {
            engine->failed_member = sluice_text(sluice_index_text(
                i, engine->failed_index, sizeof engine->failed_index));
            engine->fails_whole = true;
            return sluice_fail_class(engine, SLUICE_VALUE_TYPE, top->start, "array.elements",
                                     name);
        }
    }
    return true;
}

/* --- back references -------------------------------------------------------------------------- */

/* The class of the open object that has this handle. */
static struct sluice_bytes open_class(const struct sluice_engine *engine, uint32_t handle)
{
    for (uint32_t i = engine->frames.count; i > 1; i--) {
        const struct sluice_frame *frame = sluice_frames_at(&engine->frames, i - 1);
        const uint32_t id = sluice_descriptor_of(engine->result, frame->descriptor);
        if (frame->handle == handle && frame->descriptor != SLUICE_SLOT_NONE && id != 0) {
            return sluice_class_name(engine->result, id);
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
    if (*slot == SLUICE_SLOT_OPEN_OBJECT) {
        reason = SLUICE_REFERENCE_UNDER_CONSTRUCTION;
    } else if (*slot == SLUICE_SLOT_SKIPPED) {
        reason = SLUICE_REFERENCE_NOT_BUILT;
    } else if (*slot == SLUICE_SLOT_OPEN_DESCRIPTOR ||
               (*slot >= SLUICE_SLOT_FIRST_NODE &&
                sluice_store_kind(&result->store, *slot) >= SLUICE_NODE_DESCRIPTOR)) {
        reason = SLUICE_VALUE_TYPE;
    }
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_REFERENCED, .handle = handle, .reason = reason);
    return reason == SLUICE_OK ||
           sluice_fail_class(engine, reason, offset, "reference.handle",
                             reason == SLUICE_REFERENCE_UNDER_CONSTRUCTION
                                 ? open_class(engine, handle)
                                 : (struct sluice_bytes){0});
}
