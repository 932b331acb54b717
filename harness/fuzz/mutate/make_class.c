/* Class descriptors, as the models have them or as somebody might send them. */
#include "harness/fuzz/mutate/mutation.h"
#include "harness/fuzz/mutate/slots.h"

#include "harness/stream/chain.h"
#include "harness/stream/value.h"

#include <string.h>

struct sluice_bytes sluice_text_bytes(const char *text)
{
    return (struct sluice_bytes){(const uint8_t *)text, strlen(text)};
}

/* --- models ---------------------------------------------------------------------------------------- */

const struct sluice_class_model *sluice_model_named(const struct sluice_mutation *mutation,
                                                    struct sluice_bytes class_name)
{
    const size_t index = sluice_kin_find(mutation->kin, class_name);
    return index < mutation->class_count ? &mutation->classes[index] : NULL;
}

bool sluice_model_is_built(const struct sluice_class_model *model)
{
    switch (model->construct) {
    case SLUICE_CONSTRUCT_ATOMIC:
    case SLUICE_CONSTRUCT_STATELESS:
    case SLUICE_CONSTRUCT_PERMITTED:
    case SLUICE_CONSTRUCT_ENUM:
        return true;
    case SLUICE_CONSTRUCT_DENIED:
    case SLUICE_CONSTRUCT_INTERFACE:
    case SLUICE_CONSTRUCT_ABSTRACT:
    case SLUICE_CONSTRUCT_NOT_SERIALIZABLE:
    case SLUICE_CONSTRUCT_ABSENT:
        break;
    }
    return false;
}

/* Whether a class names an interface, or what is like one, that has no model itself. */
static bool is_listed(const struct sluice_class_model *model, struct sluice_bytes name)
{
    for (size_t i = 0; i < model->interface_count; i++) {
        const char *interface = model->interfaces[i];
        size_t at = 0;
        while (at < name.length && interface[at] != '\0' &&
               interface[at] == (name.data[at] == '/' ? '.' : (char)name.data[at])) {
            at++;
        }
        if (at == name.length && interface[at] == '\0') {
            return true;
        }
    }
    return false;
}

const struct sluice_class_model *sluice_pick_model(struct sluice_mutation *mutation,
                                                   struct sluice_bytes class_name)
{
    const size_t count = mutation->class_count;
    const size_t wanted = class_name.length > 0 ? sluice_kin_find(mutation->kin, class_name) : 0;
    const bool is_known = wanted < count;
    if (count == 0) {
        return NULL;
    }
    /* From a random one on, so that the first that fits will do. A policy's own classes are few, and what it
     * is there for. */
    const size_t own = mutation->kin->own;
    const bool among_own = own > 0 && sluice_random_one_in(&mutation->random, 2);
    size_t at = sluice_random_below(&mutation->random, (uint32_t)(among_own ? own : count));
    for (size_t i = 0; i < count; i++) {
        if (sluice_model_is_built(&mutation->classes[at]) &&
            (class_name.length == 0 ||
             (is_known ? sluice_kin_is(mutation->kin, at, wanted)
                       : is_listed(&mutation->classes[at], class_name)))) {
            return &mutation->classes[at];
        }
        at = at + 1 < count ? at + 1 : 0;
    }
    return NULL;
}

const struct sluice_class_model *sluice_pick_enum(struct sluice_mutation *mutation)
{
    const size_t count = mutation->class_count;
    size_t at = sluice_random_below(&mutation->random, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        if (mutation->classes[at].construct == SLUICE_CONSTRUCT_ENUM) {
            return &mutation->classes[at];
        }
        at = at + 1 < count ? at + 1 : 0;
    }
    return NULL;
}

/* --- descriptors ------------------------------------------------------------------------------------ */

/* A descriptor without fields, and with a null above it. */
static void make_class(struct sluice_mutation *mutation, sluice_node_id id,
                       struct sluice_bytes name, int64_t suid, unsigned flags)
{
    sluice_clear(mutation, id);
    struct sluice_node *node = sluice_at(mutation, id);
    node->kind = SLUICE_NODE_CLASSDESC;
    node->marks = SLUICE_NODE_ONCE;
    node->number = suid;
    node->code = (uint8_t)flags;
    (void)sluice_add_bytes(mutation, id, SLUICE_ROLE_NAME, SLUICE_NODE_UTF, name.data, name.length);
    (void)sluice_add(mutation, id, SLUICE_ROLE_SUPER, SLUICE_NODE_NULL);
}

void sluice_make_plain_class(struct sluice_mutation *mutation, sluice_node_id id, const char *name,
                             int64_t suid, uint8_t flags)
{
    make_class(mutation, id, sluice_text_bytes(name), suid, flags);
}

void sluice_make_array_class(struct sluice_mutation *mutation, sluice_node_id id, const char *name,
                             size_t length)
{
    make_class(mutation, id, (struct sluice_bytes){(const uint8_t *)name, length},
               sluice_array_suid(name, length), SLUICE_FLAG_SERIALIZABLE);
}

void sluice_make_enum_class(struct sluice_mutation *mutation, sluice_node_id id, const char *name)
{
    const unsigned flags = SLUICE_FLAG_SERIALIZABLE | SLUICE_FLAG_ENUM;
    make_class(mutation, id, sluice_text_bytes(name), 0, flags);
    make_class(mutation, sluice_child(mutation->program, id, SLUICE_ROLE_SUPER),
               sluice_text_bytes("java.lang.Enum"), 0, flags);
}

sluice_node_id sluice_make_field(struct sluice_mutation *mutation, sluice_node_id desc,
                                 const char *name, size_t length, struct sluice_bytes signature)
{
    const sluice_node_id field = sluice_add(mutation, SLUICE_NODE_NONE, SLUICE_ROLE_FIELD,
                                            SLUICE_NODE_FIELD);
    const uint8_t code = signature.length > 0 ? signature.data[0] : (uint8_t)'I';
    sluice_at(mutation, field)->code = code;
    (void)sluice_add_bytes(mutation, field, SLUICE_ROLE_NAME, SLUICE_NODE_UTF, name, length);
    const bool refers = code == 'L' || code == '[';
    if (refers) {
        const sluice_node_id type = sluice_add_bytes(mutation, field, SLUICE_ROLE_TYPE,
                                                     SLUICE_NODE_STRING, signature.data,
                                                     signature.length);
        sluice_at(mutation, type)->marks = SLUICE_NODE_ONCE;
    }
    /* Primitive fields come first, so a new one of them stands in front, any other at the end. */
    sluice_node_id before = sluice_child(mutation->program, desc, SLUICE_ROLE_FIELD);
    while (before != SLUICE_NODE_NONE && sluice_at(mutation, before)->role == SLUICE_ROLE_FIELD &&
           (refers || sluice_at(mutation, before)->first == sluice_at(mutation, before)->last)) {
        before = sluice_at(mutation, before)->next;
    }
    if (before == SLUICE_NODE_NONE) {
        before = sluice_child(mutation->program, desc, SLUICE_ROLE_ANNOTATION);
    }
    if (before == SLUICE_NODE_NONE) {
        before = sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER);
    }
    sluice_program_insert(mutation->program, desc, before, field);
    return field;
}

bool sluice_miscode_field(struct sluice_mutation *mutation, sluice_node_id field)
{
    const uint8_t letter = sluice_at(mutation, field)->code;
    if (sluice_stream_value_size(letter) == 0 ||
        sluice_child(mutation->program, field, SLUICE_ROLE_TYPE) != SLUICE_NODE_NONE) {
        return false;
    }
    (void)sluice_add_bytes(mutation, field, SLUICE_ROLE_TYPE, SLUICE_NODE_STRING, &letter, 1);
    sluice_at(mutation, field)->code = sluice_random_one_in(&mutation->random, 2) ? 'L' : '[';
    return true;
}

static unsigned flags_of(const struct sluice_class_model *model)
{
    switch (model->form) {
    case SLUICE_FORM_FIELDS:
        return SLUICE_FLAG_SERIALIZABLE;
    case SLUICE_FORM_DATA:
    case SLUICE_FORM_BOTH:
        return SLUICE_FLAG_SERIALIZABLE | SLUICE_FLAG_WRITE_METHOD;
    case SLUICE_FORM_EXTERNAL:
        return SLUICE_FLAG_EXTERNALIZABLE | SLUICE_FLAG_BLOCK_DATA;
    }
    return SLUICE_FLAG_SERIALIZABLE;
}

bool sluice_is_omitted(const struct sluice_mutation *mutation,
                       const struct sluice_field_model *field)
{
    enum { ONE_IN = 3, FEW_IN = 4, KEPT_IN = 6 };
    const bool few = mutation->omits % FEW_IN == 0; /* most are missing */
    struct sluice_random random = {mutation->omits};
    for (const char *at = field->name; *at != '\0'; at++) {
        random.state ^= sluice_random_next(&random) + (uint8_t)*at;
    }
    return mutation->omits != 0 && !field->required &&
           (few ? !sluice_random_one_in(&random, KEPT_IN) : sluice_random_one_in(&random, ONE_IN));
}

/* Primitive fields first, as a JDK writes them. */
static void add_fields(struct sluice_mutation *mutation, sluice_node_id desc,
                       const struct sluice_class_model *model, bool references)
{
    for (size_t i = 0; i < model->field_count; i++) {
        const struct sluice_field_model *field = &model->fields[i];
        if ((strchr("L[", field->signature[0]) != NULL) == references &&
            !sluice_is_omitted(mutation, field)) {
            (void)sluice_make_field(mutation, desc, field->name, strlen(field->name),
                                    sluice_text_bytes(field->signature));
        }
    }
}

void sluice_make_class(struct sluice_mutation *mutation, sluice_node_id id,
                       const struct sluice_class_model *model)
{
    for (size_t i = 0; i < SLUICE_SLOT_LEVELS && model != NULL; i++) {
        if (model->construct == SLUICE_CONSTRUCT_ENUM) {
            sluice_make_enum_class(mutation, id, model->name);
            return;
        }
        make_class(mutation, id, sluice_text_bytes(model->name), model->has_suid ? model->suid : 1,
                   flags_of(model));
        if (model->form == SLUICE_FORM_FIELDS || model->form == SLUICE_FORM_BOTH) {
            add_fields(mutation, id, model, false);
            add_fields(mutation, id, model, true);
        }
        id = sluice_child(mutation->program, id, SLUICE_ROLE_SUPER);
        model = model->parent != NULL
                    ? sluice_model_named(mutation, sluice_text_bytes(model->parent))
                    : NULL;
    }
}
