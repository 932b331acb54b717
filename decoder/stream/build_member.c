/* The object that is open: its fields and its pieces of custom data, by name. */
#include "build_parts.h"
#include "gate.h"
#include "utf.h"

#include <string.h>

static const struct sluice_class_model *model_at(const struct sluice_builder *builder,
                                                 uint32_t model)
{
    return &builder->engine.policy->models[model];
}

/* The class above, 1 + index; 0 if there is none. */
static uint32_t above(const struct sluice_builder *builder, uint32_t model)
{
    return builder->engine.policy->compiled[model].parent;
}

static size_t member_count(const struct sluice_builder *builder, uint32_t model)
{
    size_t count = 0;
    for (uint32_t at = model + 1; at != 0; at = above(builder, at - 1)) {
        count += model_at(builder, at - 1)->field_count + model_at(builder, at - 1)->layout_count;
    }
    return count;
}

struct sluice_build_member *sluice_build_members(const struct sluice_builder *builder,
                                                 struct sluice_build_object *object, uint32_t model)
{
    struct sluice_build_member *members = object->members;
    for (uint32_t at = object->model; at != model; at = above(builder, at) - 1) {
        members += model_at(builder, at)->field_count + model_at(builder, at)->layout_count;
    }
    return members;
}

static bool is_external(const struct sluice_builder *builder, uint32_t model)
{
    return model_at(builder, model)->form == SLUICE_FORM_EXTERNAL;
}

bool sluice_build_has_fields(const struct sluice_builder *builder, uint32_t model)
{
    const enum sluice_form form = model_at(builder, model)->form;
    return !is_external(builder, builder->open->model) &&
           (form == SLUICE_FORM_FIELDS || form == SLUICE_FORM_BOTH);
}

bool sluice_build_has_custom(const struct sluice_builder *builder, uint32_t model)
{
    const uint32_t leaf = builder->open->model;
    return is_external(builder, leaf) ? model == leaf
                                      : sluice_wire_has_custom(model_at(builder, model));
}

/* --- begin and end ---------------------------------------------------------------------------- */

static enum sluice_reason refusal_of(const struct sluice_builder *builder, uint32_t model)
{
    return model == 0 ? SLUICE_CLASS_NOT_IN_POLICY
                      : sluice_construct_refusal(model_at(builder, model - 1)->construct);
}

enum sluice_reason sluice_build_begin(struct sluice_builder *builder, const char *class_name)
{
    if (!sluice_build_goes_on(builder)) {
        return builder->status.reason;
    }
    if (!sluice_build_is_name(class_name)) {
        return sluice_build_refuse(builder, SLUICE_BAD_ARGUMENT, "class.name", class_name, NULL);
    }
    const uint32_t model = sluice_policy_find(builder->engine.policy, sluice_text(class_name));
    const enum sluice_reason refusal = refusal_of(builder, model);
    if (refusal != SLUICE_OK) {
        return sluice_build_refuse(builder, refusal, "class.name", class_name, NULL);
    }
    if (sluice_build_class_of(builder, model - 1) == NULL) {
        return builder->status.reason;
    }
    const size_t count = member_count(builder, model - 1);
    const size_t size = sizeof(struct sluice_build_object) +
                        count * sizeof(struct sluice_build_member);
    struct sluice_build_object *object = sluice_heap_get(&builder->engine.result->heap, size);
    if (object == NULL) {
        return sluice_build_fails_memory(builder);
    }
    memset(object, 0, size);
    object->size = size;
    object->model = model - 1;
    object->below = builder->open;
    builder->open = object;
    return SLUICE_OK;
}

void sluice_build_drop(struct sluice_builder *builder)
{
    struct sluice_heap *heap = &builder->engine.result->heap;
    struct sluice_build_object *object = builder->open;
    builder->open = object->below;
    for (struct sluice_build_chunk *chunk = object->first; chunk != NULL;) {
        struct sluice_build_chunk *next = chunk->next;
        sluice_heap_put(heap, chunk, chunk->size);
        chunk = next;
    }
    sluice_heap_put(heap, object, object->size);
}

/* --- finding members -------------------------------------------------------------------------- */

/* A member by its name; one of the two models is NULL. */
struct found {
    struct sluice_build_member *member;
    const struct sluice_field_model *field;
    const struct sluice_layout_item *piece;
};

static bool is_named(const char *name, const char *wanted)
{
    return name != NULL && strcmp(name, wanted) == 0;
}

/* Looks in the class first, then upward; without a member if there is none of the name, or if it would
 * not be written. */
static struct found find(const struct sluice_builder *builder, const char *name)
{
    struct sluice_build_object *object = builder->open;
    struct sluice_build_member *member = object->members;
    for (uint32_t at = object->model + 1; at != 0; at = above(builder, at - 1)) {
        const struct sluice_class_model *model = model_at(builder, at - 1);
        for (size_t i = 0; i < model->field_count; i++, member++) {
            if (is_named(model->fields[i].name, name)) {
                return (struct found){.field = &model->fields[i],
                                      .member = sluice_build_has_fields(builder, at - 1) ? member
                                                                                         : NULL};
            }
        }
        for (size_t i = 0; i < model->layout_count; i++, member++) {
            if (is_named(model->layout[i].name, name)) {
                return (struct found){.piece = &model->layout[i],
                                      .member = sluice_build_has_custom(builder, at - 1) ? member
                                                                                         : NULL};
            }
        }
    }
    return (struct found){.member = NULL};
}

static enum sluice_reason refuse_member(struct sluice_builder *builder, enum sluice_reason reason,
                                        const char *name)
{
    const struct sluice_build_object *open = builder->open;
    return sluice_build_refuse(builder, reason, "build.member",
                               open != NULL ? model_at(builder, open->model)->name : NULL, name);
}

/* True when the call may go on: an object is open and has the member. */
static bool begin_member(struct sluice_builder *builder, const char *name, struct found *found)
{
    if (sluice_build_goes_on(builder) && builder->open != NULL && name != NULL) {
        *found = find(builder, name);
        if (found->member != NULL) {
            return true;
        }
    }
    (void)refuse_member(builder, SLUICE_BAD_ARGUMENT, name);
    return false;
}

/* The letter of a primitive member, else 'L'. */
static char type_of(const struct found *found)
{
    if (found->field != NULL) {
        return found->field->signature[0] == '[' ? 'L' : found->field->signature[0];
    }
    return found->piece->kind == SLUICE_LAYOUT_PRIMITIVE ? found->piece->type : 'L';
}

/* --- setting members -------------------------------------------------------------------------- */

static enum sluice_reason set(const struct found *found, uint64_t bits)
{
    found->member->is_set = true;
    found->member->bits = bits;
    return SLUICE_OK;
}

static bool holds(char type, int64_t value)
{
    switch (type) {
    case 'B':
        return value >= INT8_MIN && value <= INT8_MAX;
    case 'C':
        return value >= 0 && value <= UINT16_MAX;
    case 'S':
        return value >= INT16_MIN && value <= INT16_MAX;
    case 'I':
        return value >= INT32_MIN && value <= INT32_MAX;
    case 'J':
        return true;
    case 'Z':
        return value == 0 || value == 1;
    default:
        return false;
    }
}

enum sluice_reason sluice_build_integer(struct sluice_builder *builder, const char *name,
                                        int64_t value)
{
    struct found found;
    if (!begin_member(builder, name, &found)) {
        return builder->status.reason;
    }
    return holds(type_of(&found), value) ? set(&found, (uint64_t)value)
                                         : refuse_member(builder, SLUICE_BAD_ARGUMENT, name);
}

enum sluice_reason sluice_build_floating(struct sluice_builder *builder, const char *name,
                                         double value)
{
    struct found found;
    if (!begin_member(builder, name, &found)) {
        return builder->status.reason;
    }
    const char type = type_of(&found);
    if (type != 'F' && type != 'D') {
        return refuse_member(builder, SLUICE_BAD_ARGUMENT, name);
    }
    return set(&found, sluice_floating_bits(type, value));
}

enum sluice_reason sluice_build_value(struct sluice_builder *builder, const char *name,
                                      struct sluice_value value)
{
    struct found found;
    if (!begin_member(builder, name, &found)) {
        return builder->status.reason;
    }
    const bool fits = type_of(&found) == 'L' &&
                      (found.piece == NULL || found.piece->kind == SLUICE_LAYOUT_OBJECT);
    return fits && sluice_build_is_value(builder, value.id)
               ? set(&found, value.id)
               : refuse_member(builder, SLUICE_BAD_ARGUMENT, name);
}

/* --- what has a length ------------------------------------------------------------------------ */

/* Copies bytes to the open object; NULL, and the builder has failed, when memory is refused. */
static struct sluice_build_chunk *add_chunk(struct sluice_builder *builder, const void *bytes,
                                            size_t length)
{
    struct sluice_build_object *open = builder->open;
    const size_t size = sizeof(struct sluice_build_chunk) + length;
    struct sluice_build_chunk *chunk = sluice_heap_get(&builder->engine.result->heap, size);
    if (chunk == NULL) {
        (void)sluice_build_fails_memory(builder);
        return NULL;
    }
    *chunk = (struct sluice_build_chunk){.size = size, .length = length, .model = UINT32_MAX};
    if (length != 0) {
        memcpy(chunk->contents, bytes, length);
    }
    *(open->last != NULL ? &open->last->next : &open->first) = chunk;
    open->last = chunk;
    return chunk;
}

static enum sluice_reason set_chunk(struct sluice_builder *builder, const struct found *found,
                                    const void *bytes, size_t length)
{
    const struct sluice_build_chunk *chunk = add_chunk(builder, bytes, length);
    if (chunk == NULL) {
        return builder->status.reason;
    }
    found->member->chunk = chunk;
    return SLUICE_OK;
}

enum sluice_reason sluice_build_utf(struct sluice_builder *builder, const char *name,
                                    const char *text, size_t length)
{
    struct found found;
    if (!begin_member(builder, name, &found)) {
        return builder->status.reason;
    }
    if (found.piece == NULL || found.piece->kind != SLUICE_LAYOUT_UTF || length > UINT16_MAX) {
        return refuse_member(builder, SLUICE_BAD_ARGUMENT, name);
    }
    if (!sluice_utf_valid((const uint8_t *)text, length)) {
        return refuse_member(builder, SLUICE_BAD_UTF, name);
    }
    return set_chunk(builder, &found, text, length);
}

enum sluice_reason sluice_build_items(struct sluice_builder *builder, const char *name,
                                      const struct sluice_value *items, uint32_t count)
{
    struct found found;
    if (!begin_member(builder, name, &found)) {
        return builder->status.reason;
    }
    const bool pairs = found.piece != NULL && found.piece->kind == SLUICE_LAYOUT_PAIRS;
    const bool is_list = pairs ||
                         (found.piece != NULL && found.piece->kind == SLUICE_LAYOUT_OBJECTS);
    if (!is_list || (pairs && count % 2 != 0) || count > INT32_MAX) {
        return refuse_member(builder, SLUICE_BAD_ARGUMENT, name);
    }
    for (uint32_t i = 0; i < count; i++) {
        const bool ends = found.piece->until_null && items[i].id == SLUICE_SLOT_NULL &&
                          (!pairs || i % 2 == 0);
        if (ends || !sluice_build_is_value(builder, items[i].id)) {
            return refuse_member(builder, SLUICE_BAD_ARGUMENT, name);
        }
    }
    return set_chunk(builder, &found, items, count * sizeof *items);
}

/* --- custom data that the class reads itself -------------------------------------------------- */

static enum sluice_reason add_custom(struct sluice_builder *builder, const char *class_name,
                                     bool is_value, const void *bytes, size_t length)
{
    const struct sluice_policy *policy = builder->engine.policy;
    const uint32_t model = sluice_build_is_name(class_name)
                               ? sluice_policy_find(policy, sluice_text(class_name))
                               : 0;
    if (!sluice_build_goes_on(builder)) {
        return builder->status.reason;
    }
    if (builder->open == NULL || model == 0 || model_at(builder, model - 1)->read == NULL ||
        !sluice_policy_descends(policy, builder->open->model, model - 1) ||
        !sluice_build_has_custom(builder, model - 1)) {
        return sluice_build_refuse(builder, SLUICE_BAD_ARGUMENT, "build.custom", class_name, NULL);
    }
    struct sluice_build_chunk *chunk = add_chunk(builder, bytes, length);
    if (chunk != NULL) {
        chunk->model = model - 1;
        chunk->is_value = is_value;
    }
    return builder->status.reason;
}

enum sluice_reason sluice_build_custom_bytes(struct sluice_builder *builder, const char *class_name,
                                             const uint8_t *bytes, size_t length)
{
    return add_custom(builder, class_name, false, bytes, length);
}

enum sluice_reason sluice_build_custom_value(struct sluice_builder *builder, const char *class_name,
                                             struct sluice_value value)
{
    if (!sluice_build_is_value(builder, value.id)) {
        return sluice_build_refuse(builder, SLUICE_BAD_ARGUMENT, "build.custom", class_name, NULL);
    }
    return add_custom(builder, class_name, true, &value.id, sizeof value.id);
}
