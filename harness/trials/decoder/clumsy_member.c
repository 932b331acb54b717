/* Mistakes in the fields and pieces of an object, member by member. */
#include "harness/trials/decoder/clumsy_parts.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- the members -------------------------------------------------------------------------------- */

bool sluice_clumsy_is_list(const struct sluice_layout_item *piece)
{
    return piece->kind == SLUICE_LAYOUT_OBJECTS || piece->kind == SLUICE_LAYOUT_PAIRS;
}

static bool is_count(const struct sluice_class_model *owner, const char *name)
{
    for (size_t i = 0; i < owner->layout_count; i++) {
        if (owner->layout[i].count != NULL && strcmp(owner->layout[i].count, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Fields do not stand in the data of a class that writes all by itself. */
static bool is_written(const struct sluice_class_model *model,
                       const struct sluice_class_model *owner, bool is_field)
{
    return (model->form != SLUICE_FORM_EXTERNAL || owner == model) &&
           (is_field ? owner->form == SLUICE_FORM_FIELDS || owner->form == SLUICE_FORM_BOTH
                     : owner->form != SLUICE_FORM_FIELDS);
}

static size_t add_member(struct sluice_clumsy_member *members, size_t count,
                         struct sluice_clumsy_member member)
{
    bool hidden = member.name == NULL || count == SLUICE_CLUMSY_MEMBERS;
    for (size_t i = 0; !hidden && i < count; i++) {
        hidden = strcmp(members[i].name, member.name) == 0;
    }
    if (hidden) {
        return count;
    }
    members[count] = member;
    return count + 1;
}

size_t sluice_clumsy_members(const struct sluice_clumsy *clumsy,
                             const struct sluice_class_model *model,
                             struct sluice_clumsy_member members[SLUICE_CLUMSY_MEMBERS])
{
    size_t count = 0;
    for (const struct sluice_class_model *at = model; at != NULL;
         at = sluice_clumsy_above(clumsy, at)) {
        for (size_t i = 0; i < at->field_count; i++) {
            const struct sluice_field_model *field = &at->fields[i];
            const char type = field->signature[0] == '[' ? 'L' : field->signature[0];
            count = add_member(
                members, count,
                (struct sluice_clumsy_member){.owner = at,
                                              .field = field,
                                              .name = field->name,
                                              .type = type,
                                              .is_written = is_written(model, at, true)});
        }
        for (size_t i = 0; i < at->layout_count; i++) {
            const struct sluice_layout_item *piece = &at->layout[i];
            const bool is_number = piece->kind == SLUICE_LAYOUT_PRIMITIVE;
            const bool counts = piece->name != NULL && is_count(at, piece->name);
            count = add_member(
                members, count,
                (struct sluice_clumsy_member){.owner = at,
                                              .piece = piece,
                                              .name = piece->name,
                                              .type = (char)(is_number ? piece->type : 'L'),
                                              .is_count = counts,
                                              .is_written = is_written(model, at, false)});
        }
    }
    return count;
}

/* --- one call ----------------------------------------------------------------------------------- */

enum way { INTEGER, FLOATING, VALUE, UTF, ITEMS };

enum { WAYS = ITEMS + 1 };

static enum way way_of(const struct sluice_clumsy_member *member)
{
    if (member->type != 'L') {
        return member->type == 'F' || member->type == 'D' ? FLOATING : INTEGER;
    }
    if (member->piece == NULL || member->piece->kind == SLUICE_LAYOUT_OBJECT) {
        return VALUE;
    }
    return member->piece->kind == SLUICE_LAYOUT_UTF ? UTF : ITEMS;
}

static enum sluice_reason set(struct sluice_clumsy *clumsy, enum way way, const char *name)
{
    struct sluice_builder *builder = clumsy->builder;
    switch (way) {
    case INTEGER:
        return sluice_build_integer(builder, name, 0);
    case FLOATING:
        return sluice_build_floating(builder, name, 0);
    case VALUE:
        return sluice_build_value(builder, name, (struct sluice_value){0});
    case UTF:
        return sluice_build_utf(builder, name, "", 0);
    case ITEMS:
        break;
    }
    return sluice_build_items(builder, name, NULL, 0);
}

static bool is_refused(struct sluice_clumsy *clumsy, enum sluice_reason got, const char *what,
                       const struct sluice_class_model *model, const char *name)
{
    const struct sluice_clumsy_refusal expected = {
        .what = what, .reason = SLUICE_BAD_ARGUMENT, .class_name = model->name, .member = name};
    return sluice_clumsy_is_refused(clumsy, got, &expected);
}

static bool try_other_ways(struct sluice_clumsy *clumsy, const struct sluice_class_model *model,
                           const struct sluice_clumsy_member *member)
{
    static const char *const what[WAYS] = {
        "a whole number for something else", "a floating number for something else",
        "an object for something else", "a text of data for something else",
        "a list for something else"};
    bool good = true;
    for (uint32_t i = 0; good && i < WAYS; i++) {
        const enum way way = (enum way)i;
        good = way == way_of(member) ||
               (sluice_clumsy_begin_object(clumsy, model->name) &&
                is_refused(clumsy, set(clumsy, way, member->name), what[way], model, member->name));
    }
    return good;
}

/* --- what does not fit -------------------------------------------------------------------------- */

static bool try_integers(struct sluice_clumsy *clumsy, const struct sluice_class_model *model,
                         const struct sluice_clumsy_member *member)
{
    static const struct {
        char type;
        int64_t below;
        int64_t above;
    } bounds[] = {
        {'B', -129, 128},     {'C', -1, 65536},
        {'S', -32769, 32768}, {'I', INT64_C(-2147483649), INT64_C(2147483648)},
        {'Z', -1, 2},
    };
    for (size_t i = 0; i < COUNT(bounds); i++) {
        if (bounds[i].type == member->type) {
            return sluice_clumsy_begin_object(clumsy, model->name) &&
                   is_refused(clumsy,
                              sluice_build_integer(clumsy->builder, member->name, bounds[i].below),
                              "a number that is too small", model, member->name) &&
                   sluice_clumsy_begin_object(clumsy, model->name) &&
                   is_refused(clumsy,
                              sluice_build_integer(clumsy->builder, member->name, bounds[i].above),
                              "a number that is too large", model, member->name);
        }
    }
    return true;
}

static bool try_values(struct sluice_clumsy *clumsy, const struct sluice_class_model *model,
                       const struct sluice_clumsy_member *member)
{
    return sluice_clumsy_begin_object(clumsy, model->name) &&
           is_refused(clumsy,
                      sluice_build_value(clumsy->builder, member->name,
                                         (struct sluice_value){clumsy->text.id + 1}),
                      "what is no value", model, member->name);
}

static bool try_utf(struct sluice_clumsy *clumsy, const struct sluice_class_model *model,
                    const struct sluice_clumsy_member *member)
{
    const struct sluice_clumsy_refusal bad = {.what = "a text of data that is none",
                                              .reason = SLUICE_BAD_UTF,
                                              .class_name = model->name,
                                              .member = member->name};
    return sluice_clumsy_begin_object(clumsy, model->name) &&
           sluice_clumsy_is_refused(
               clumsy, sluice_build_utf(clumsy->builder, member->name, "a\xFF", 2), &bad) &&
           sluice_clumsy_begin_object(clumsy, model->name) &&
           is_refused(
               clumsy,
               sluice_build_utf(clumsy->builder, member->name, clumsy->letters, SLUICE_CLUMSY_LONG),
               "a text of data that is too long", model, member->name);
}

static bool try_items(struct sluice_clumsy *clumsy, const struct sluice_class_model *model,
                      const struct sluice_clumsy_member *member, const char *what,
                      const struct sluice_value *items, uint32_t count)
{
    return is_refused(clumsy, sluice_build_items(clumsy->builder, member->name, items, count), what,
                      model, member->name);
}

static bool try_lists(struct sluice_clumsy *clumsy, const struct sluice_class_model *model,
                      const struct sluice_clumsy_member *member)
{
    const bool pairs = member->piece->kind == SLUICE_LAYOUT_PAIRS;
    bool good = sluice_clumsy_begin_object(clumsy, model->name);
    struct sluice_value items[4] = {
        clumsy->text, clumsy->text, {clumsy->text.id + 1}, clumsy->text};
    good = good &&
           try_items(clumsy, model, member, "a list of what is no value", items, pairs ? 4 : 3) &&
           sluice_clumsy_begin_object(clumsy, model->name) &&
           try_items(clumsy, model, member, "a list that begins with no value", items + 2, 2) &&
           sluice_clumsy_begin_object(clumsy, model->name) &&
           try_items(clumsy, model, member, "a longer list than can be", items,
                     UINT32_C(0x80000000));
    items[2] = (struct sluice_value){0};
    return good &&
           (!pairs || (sluice_clumsy_begin_object(clumsy, model->name) &&
                       try_items(clumsy, model, member, "a key without a value", items, 3))) &&
           (!member->piece->until_null ||
            (sluice_clumsy_begin_object(clumsy, model->name) &&
             try_items(clumsy, model, member, "null in a list that null ends", items, 4)));
}

/* The number of items that was said is another than there are. */
static bool try_count(struct sluice_clumsy *clumsy, const struct sluice_class_model *model,
                      const struct sluice_clumsy_member *count)
{
    const struct sluice_clumsy_refusal expected = {.what = "a number of items that is another",
                                                   .reason = SLUICE_BAD_ARGUMENT,
                                                   .class_name = count->owner->name,
                                                   .member = count->name};
    return sluice_clumsy_begin_object(clumsy, model->name) &&
           sluice_clumsy_note(clumsy,
                              sluice_build_integer(clumsy->builder, count->name, 1) == SLUICE_OK,
                              "a number of items cannot be said", model->name, count->name) &&
           sluice_clumsy_is_refused(
               clumsy, sluice_build_end(clumsy->builder, sluice_clumsy_out(clumsy)), &expected);
}

static bool try_member(struct sluice_clumsy *clumsy, const struct sluice_class_model *model,
                       const struct sluice_clumsy_member *member)
{
    if (!member->is_written) {
        return sluice_clumsy_begin_object(clumsy, model->name) &&
               is_refused(clumsy, set(clumsy, way_of(member), member->name),
                          "a member that is never written", model, member->name);
    }
    if (!try_other_ways(clumsy, model, member) ||
        (member->is_count && !try_count(clumsy, model, member))) {
        return false;
    }
    switch (way_of(member)) {
    case INTEGER:
        return try_integers(clumsy, model, member);
    case VALUE:
        return try_values(clumsy, model, member);
    case UTF:
        return try_utf(clumsy, model, member);
    case ITEMS:
        return try_lists(clumsy, model, member);
    case FLOATING:
        break;
    }
    return true;
}

/* --- an object ---------------------------------------------------------------------------------- */

static bool try_names(struct sluice_clumsy *clumsy, const struct sluice_class_model *model)
{
    static const char *const names[] = {"noSuchMember", NULL, ""};
    bool good = true;
    for (uint32_t i = 0; good && i < 2U * WAYS; i++) {
        const char *name = names[i % COUNT(names)];
        good = sluice_clumsy_begin_object(clumsy, model->name) &&
               is_refused(clumsy, set(clumsy, (enum way)(i % WAYS), name),
                          "a member that there is not", model, name);
    }
    return good;
}

/* True if `other` is the class, or above it, and reads data that the class writes. */
static bool reads(const struct sluice_clumsy *clumsy, const struct sluice_class_model *model,
                  const struct sluice_class_model *other)
{
    const bool is_heard = model == other || model->form != SLUICE_FORM_EXTERNAL;
    while (model != NULL && model != other) {
        model = sluice_clumsy_above(clumsy, model);
    }
    return model != NULL && is_heard && other->read != NULL;
}

static bool try_custom_data(struct sluice_clumsy *clumsy, const struct sluice_class_model *model)
{
    const uint8_t byte = 0;
    const struct sluice_clumsy_refusal unknown = {.what = "custom data of an unknown class",
                                                  .reason = SLUICE_BAD_ARGUMENT,
                                                  .class_name = "no.such.Class"};
    const struct sluice_clumsy_refusal nameless = {.what = "custom data of no class",
                                                   .reason = SLUICE_BAD_ARGUMENT};
    bool good = sluice_clumsy_begin_object(clumsy, model->name) &&
                sluice_clumsy_is_refused(
                    clumsy, sluice_build_custom_bytes(clumsy->builder, "no.such.Class", &byte, 1),
                    &unknown) &&
                sluice_clumsy_begin_object(clumsy, model->name) &&
                sluice_clumsy_is_refused(
                    clumsy, sluice_build_custom_bytes(clumsy->builder, NULL, &byte, 1), &nameless);
    /* Of each class that does not read it itself, or is none of the object's. */
    for (size_t i = 0; good && i < clumsy->model_count && i < 4; i++) {
        const struct sluice_class_model *other = &clumsy->models[i];
        if (!reads(clumsy, model, other)) {
            good = sluice_clumsy_begin_object(clumsy, model->name) &&
                   is_refused(
                       clumsy,
                       i % 2 == 0
                           ? sluice_build_custom_bytes(clumsy->builder, other->name, &byte, 1)
                           : sluice_build_custom_value(clumsy->builder, other->name, clumsy->text),
                       "custom data that the class does not read", other, NULL);
        }
    }
    return good && sluice_clumsy_begin_object(clumsy, model->name) &&
           is_refused(clumsy,
                      sluice_build_custom_value(clumsy->builder, model->name,
                                                (struct sluice_value){clumsy->text.id + 1}),
                      "custom data that is no value", model, NULL);
}

/* An object that is never ended, alone and within another one. */
static bool try_unfinished(struct sluice_clumsy *clumsy, const struct sluice_class_model *model)
{
    bool good = true;
    for (uint32_t i = 0; good && i < 2; i++) {
        struct sluice_graph *graph = NULL;
        struct sluice_status status;
        good = sluice_clumsy_begin_object(clumsy, model->name) &&
               (i == 0 || sluice_build_begin(clumsy->builder, model->name) == SLUICE_OK);
        if (good) {
            const enum sluice_reason reason = sluice_builder_finish(clumsy->builder, &graph,
                                                                    &status);
            good = sluice_clumsy_note(
                clumsy,
                reason == SLUICE_BAD_ARGUMENT && status.reason == reason && graph == NULL &&
                    strcmp(status.path, "root") == 0 &&
                    strncmp(status.class_name, model->name, SLUICE_NAME_SIZE - 1) == 0 &&
                    clumsy->heap.live == 0,
                "an object is finished that was not ended", model->name, NULL);
        }
    }
    return good;
}

bool sluice_clumsy_object(struct sluice_clumsy *clumsy, const struct sluice_class_model *model)
{
    struct sluice_clumsy_member members[SLUICE_CLUMSY_MEMBERS];
    const char *concerned;
    if (sluice_clumsy_refusal_of(clumsy, model, &concerned) != SLUICE_OK) {
        return true;
    }
    const size_t count = sluice_clumsy_members(clumsy, model, members);
    bool good = try_names(clumsy, model) && try_custom_data(clumsy, model) &&
                try_unfinished(clumsy, model);
    for (size_t i = 0; good && i < count; i++) {
        good = try_member(clumsy, model, &members[i]);
    }
    return good;
}
