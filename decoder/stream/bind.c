/* Matching the classes of a stream with the models of the policy: for each field of a model, where it
 * stands in the data. Done once a descriptor, before the first object of it. Rules: DEV-3, DEV-10,
 * IN-6 (what the stream lacks has its default). */
#include "gate.h"
#include "places.h"

#include <string.h>

/* A superclass takes part in the construction of its subclass. */
static enum sluice_reason parent_refusal(enum sluice_construct construct)
{
    return construct == SLUICE_CONSTRUCT_ABSTRACT ? SLUICE_OK : sluice_construct_refusal(construct);
}

static uint32_t find_field(const struct sluice_class_model *model, struct sluice_bytes name)
{
    for (uint32_t i = 0; i < model->field_count; i++) {
        if (sluice_same(name, sluice_text(model->fields[i].name))) {
            return i + 1;
        }
    }
    return 0;
}

/* Finds the place of each model field in the level's data. Of fields with one name the first counts,
 * as in the JDK (protocol facts 2.5). */
static bool match_fields(struct sluice_engine *engine, struct sluice_descriptor *level,
                         const struct sluice_class_model *model, struct sluice_words_node *places)
{
    const struct sluice_result *result = engine->result;
    uint32_t primitive = 0;
    uint32_t reference = 0;
    bool all = true;
    for (uint32_t i = 0; i < level->field_count; i++) {
        struct sluice_field field = sluice_field_at(result, level, i);
        const uint8_t *bytes = result->bytes + field.name;
        const struct sluice_bytes name = {bytes + 2, sluice_be16(bytes)};
        const bool object = sluice_is_reference((char)field.type);
        const uint32_t found = find_field(model, name);
        engine->steps++;
        uint32_t *place = found != 0 ? sluice_places_add(places, found - 1) : NULL;
        if (place != NULL) {
            const char declared = model->fields[found - 1].signature[0];
            if (object ? !sluice_is_reference(declared) : declared != (char)field.type) {
                engine->failed_member = name;
                engine->fails_whole = true;
                return sluice_fail_class(engine, SLUICE_FIELD_TYPE_MISMATCH, field.name - 1,
                                         "field.type", sluice_text(model->name));
            }
            *place = 1 + (object ? reference : primitive);
        }
        sluice_bind_field(engine->result, level, i, place != NULL);
        all = all && place != NULL;
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

/* DEV-12: proxies and constants have forms of their own; an ordinary object has neither class above it. */
static bool is_of_own_form(struct sluice_bytes name)
{
    static const char *const names[] = {"java.lang.reflect.Proxy", "java.lang.Enum"};
    return sluice_is_one_of(name, names, sizeof names / sizeof names[0]);
}

/* A class is an enum or it is none, whether objects of it can be sent or not. Of one that the receiver lacks
 * nobody can tell. */
static bool is_enum_or_not(const struct sluice_class_model *model, uint16_t flags)
{
    return model->construct == SLUICE_CONSTRUCT_ABSENT ||
           ((flags & SC_ENUM) != 0) == (model->construct == SLUICE_CONSTRUCT_ENUM);
}

/* Do the flags fit the class? It stands as what it is, above another class too. */
static bool is_of_its_kind(const struct sluice_class_model *model, uint16_t flags)
{
    const enum sluice_construct construct = model->construct;
    if (!is_enum_or_not(model, flags)) {
        return false;
    }
    if (construct == SLUICE_CONSTRUCT_NOT_SERIALIZABLE || construct == SLUICE_CONSTRUCT_ABSENT ||
        construct == SLUICE_CONSTRUCT_INTERFACE ||
        (flags & (SC_SERIALIZABLE | SC_EXTERNALIZABLE)) == 0) {
        return true; /* as in the JDK, what cannot be serialized may be sent as either */
    }
    return ((flags & SC_EXTERNALIZABLE) != 0) == (model->form == SLUICE_FORM_EXTERNAL);
}

/* The same of a class without a model: arrays and the classes of the language are known to every receiver, and so are
 * those with a form of their own. */
static bool is_of_plain_kind(struct sluice_bytes name, uint16_t flags)
{
    if (sluice_is_array_name(name)) {
        return sluice_is_array_kind(flags);
    }
    return (!sluice_is_built_in(name) && !is_of_own_form(name)) ||
           ((flags & SC_ENUM) != 0) == sluice_same(name, sluice_text("java.lang.Enum"));
}

/* What can be serialized without a model, with its version. */
static const struct {
    const char *name;
    int64_t suid;
} plain_versions[] = {
    {"java.lang.String", INT64_C(-6849794470754667710)},
    {"java.lang.Class", INT64_C(3206093459760846163)},
    {"java.io.Serializable", INT64_C(1196656838076753133)},
};

/* Why the class of the language is none that the receiver knows; SLUICE_OK if nothing speaks against it. */
static enum sluice_reason plain_refusal(struct sluice_bytes name, uint16_t flags)
{
    if (!is_of_plain_kind(name, flags)) {
        return SLUICE_KIND_MISMATCH;
    }
    for (size_t i = 0; i < sizeof plain_versions / sizeof plain_versions[0]; i++) {
        if (sluice_same(name, sluice_text(plain_versions[i].name)) &&
            (flags & (SC_SERIALIZABLE | SC_EXTERNALIZABLE)) != 0) {
            const int64_t suid = (int64_t)sluice_be64(name.data + name.length);
            return (flags & SC_EXTERNALIZABLE) != 0 ? SLUICE_KIND_MISMATCH
                   : suid != plain_versions[i].suid ? SLUICE_SUID_MISMATCH
                                                    : SLUICE_OK;
        }
    }
    return SLUICE_OK;
}

/* Its version stands behind the name. */
static bool refuse_version(struct sluice_engine *engine, struct sluice_bytes name)
{
    return sluice_fail_class(engine, SLUICE_SUID_MISMATCH,
                             (uint32_t)(name.data + name.length - engine->result->bytes),
                             "class.suid", name);
}

/* Is what the stream describes the class that the receiver knows by this name? */
static bool is_same_class(struct sluice_engine *engine, const struct sluice_descriptor *level,
                          const struct sluice_class_model *model, struct sluice_bytes name)
{
    if (!is_of_its_kind(model, level->base.node.small)) {
        return sluice_refuse_class(engine, SLUICE_KIND_MISMATCH, level->base.offset, name);
    }
    const int64_t suid = (int64_t)sluice_be64(name.data + name.length);
    return !model->has_suid || suid == model->suid || refuse_version(engine, name);
}

static bool bind_level(struct sluice_engine *engine, uint32_t id)
{
    struct sluice_result *result = engine->result;
    struct sluice_descriptor *level = sluice_store_at(&result->store, id);
    const struct sluice_bytes name = sluice_class_name(result, id);
    if (is_of_own_form(name)) {
        return sluice_refuse_class(engine, SLUICE_KIND_MISMATCH, level->base.offset, name);
    }
    level->base.node.flags |= SLUICE_NODE_BOUND;
    level->model = sluice_policy_find(engine->policy, name);
    if (level->model == 0) {
        return true;
    }
    const struct sluice_class_model *model = &engine->policy->models[level->model - 1];
    if (!is_same_class(engine, level, model, name)) {
        return false;
    }
    if (model->field_count == 0) {
        return true;
    }
    struct sluice_words_node *places = sluice_places_new(&result->store, &result->heap, level,
                                                         model->field_count);
    return places != NULL ? match_fields(engine, level, model, places) : sluice_fail_memory(engine);
}

/* As in the JDK, the version of a class is compared only if both sides serialize it. */
static bool is_compared(const struct sluice_class_model *model, uint16_t flags)
{
    const enum sluice_construct construct = model->construct;
    return (flags & (SC_SERIALIZABLE | SC_EXTERNALIZABLE)) != 0 &&
           construct != SLUICE_CONSTRUCT_NOT_SERIALIZABLE &&
           construct != SLUICE_CONSTRUCT_INTERFACE && construct != SLUICE_CONSTRUCT_ABSENT;
}

/* One class of those that a Class object names. */
static bool bind_named(struct sluice_engine *engine, const struct sluice_descriptor *level,
                       struct sluice_bytes name)
{
    const uint16_t flags = level->base.node.small;
    const uint32_t index = sluice_policy_find(engine->policy, name);
    const struct sluice_class_model *model = index != 0 && !is_of_own_form(name)
                                                 ? &engine->policy->models[index - 1]
                                                 : NULL;
    if (model == NULL) {
        const enum sluice_reason reason = plain_refusal(name, flags);
        if (reason == SLUICE_SUID_MISMATCH) {
            return refuse_version(engine, name);
        }
        return reason == SLUICE_OK || sluice_refuse_class(engine, reason, level->base.offset, name);
    }
    if (!is_enum_or_not(model, flags)) {
        return sluice_refuse_class(engine, SLUICE_KIND_MISMATCH, level->base.offset, name);
    }
    return !is_compared(model, flags) || is_same_class(engine, level, model, name);
}

bool sluice_bind_class(struct sluice_engine *engine, struct sluice_proxy *descriptor)
{
    if ((descriptor->node.flags & SLUICE_NODE_GATED_CLASS) != 0) {
        return true;
    }
    for (uint32_t id = descriptor->named; id != 0;) {
        const struct sluice_descriptor *level = sluice_store_at(&engine->result->store, id);
        engine->steps++;
        if (!bind_named(engine, level, sluice_class_name(engine->result, id))) {
            return false;
        }
        id = level->named_above;
    }
    descriptor->node.flags |= SLUICE_NODE_GATED_CLASS;
    return true;
}

/* DEV-10: does the chain of `leaf` hold a level of this model with all that it requires? */
static bool has_required(struct sluice_engine *engine, uint32_t leaf, uint32_t model,
                         const char **missing)
{
    const struct sluice_result *result = engine->result;
    const struct sluice_class_model *declared = &engine->policy->models[model];
    const struct sluice_words_node *places = NULL;
    for (uint32_t id = leaf; id != 0;) {
        const struct sluice_descriptor *level = sluice_store_at(&result->store, id);
        engine->steps++;
        if (level->model == model + 1 && level->places != 0) {
            places = sluice_store_at(&result->store, level->places);
            break;
        }
        id = level->data_above;
    }
    for (uint32_t i = 0; i < declared->field_count; i++) {
        if (declared->fields[i].required && (places == NULL || sluice_place_in(places, i) == 0)) {
            *missing = declared->fields[i].name;
            return false;
        }
    }
    return true;
}

/* Only a list that takes all that follows may be nothing, and it stands last; so what stands first tells
 * (a list with a count has that before it). */
static bool needs_custom_data(const struct sluice_class_model *model)
{
    const struct sluice_layout_item *first = model->layout;
    return model->layout_count > 0 && (first->until_null || (first->kind != SLUICE_LAYOUT_OBJECTS &&
                                                             first->kind != SLUICE_LAYOUT_PAIRS));
}

/* DEV-7: a class of the object that stands in the stream without the custom data that its reader wants.
 * One that does not stand there at all has none to read. */
static bool lacks_custom_data(const struct sluice_policy *policy, uint32_t leaf,
                              const struct sluice_descriptor *level)
{
    return level->model != 0 &&
           (level->base.node.small & (SC_WRITE_METHOD | SC_EXTERNALIZABLE)) == 0 &&
           needs_custom_data(&policy->models[level->model - 1]) &&
           sluice_policy_descends(policy, leaf, level->model - 1);
}

bool sluice_bind_chain(struct sluice_engine *engine, const struct sluice_proxy *descriptor,
                       uint32_t model)
{
    const struct sluice_policy *policy = engine->policy;
    /* An externalizable object has no fields in the stream, whatever its descriptors declare. */
    const bool is_external = (descriptor->node.small & SC_EXTERNALIZABLE) != 0;
    const uint32_t data = is_external ? 0 : descriptor->data;
    for (uint32_t id = descriptor->named; id != 0;) {
        const struct sluice_descriptor *level = sluice_store_at(&engine->result->store, id);
        engine->steps++;
        if ((level->base.node.flags & SLUICE_NODE_BOUND) == 0 && !bind_level(engine, id)) {
            return false;
        }
        if (!is_external && lacks_custom_data(policy, model, level)) {
            return sluice_fail_class(engine, SLUICE_OPTIONAL_DATA, level->base.offset,
                                     "class.flags", sluice_class_name(engine->result, id));
        }
        id = level->named_above;
    }
    for (uint32_t at = model + 1; at != 0; at = policy->compiled[at - 1].parent) {
        const struct sluice_class_model *declared = &policy->models[at - 1];
        const char *missing;
        if (at != model + 1) {
            const bool own = is_of_own_form(sluice_text(declared->name));
            const enum sluice_reason reason = own ? SLUICE_KIND_MISMATCH
                                                  : parent_refusal(declared->construct);
            if (reason != SLUICE_OK) {
                return sluice_refuse_class(engine, reason, descriptor->offset,
                                           sluice_text(declared->name));
            }
        }
        if (!has_required(engine, data, at - 1, &missing)) {
            engine->failed_member = sluice_text(missing);
            engine->fails_whole = true;
            return sluice_fail_class(engine, SLUICE_FIELD_MISSING, descriptor->offset,
                                     "class.fields", sluice_text(declared->name));
        }
    }
    return true;
}
