/* Members set as they should be: not at all, to the one end of what they hold, to the other. */
#include "harness/trials/decoder/clumsy_parts.h"

#include <string.h>

enum how { NOT_AT_ALL, LEAST, MOST };

/* --- what a member is set to -------------------------------------------------------------------- */

static int64_t integer_of(char type, enum how how)
{
    const bool most = how == MOST;
    switch (type) {
    case 'B':
        return most ? INT8_MAX : INT8_MIN;
    case 'C':
        return most ? UINT16_MAX : 0;
    case 'S':
        return most ? INT16_MAX : INT16_MIN;
    case 'I':
        return most ? INT32_MAX : INT32_MIN;
    case 'J':
        return most ? INT64_MAX : INT64_MIN;
    default:
        return most ? 1 : 0;
    }
}

static double floating_of(enum how how)
{
    return how == MOST ? 1.5 : -0.25;
}

static bool takes_text(const struct sluice_clumsy_member *member)
{
    static const char *const types[] = {"Ljava/lang/String;", "Ljava/lang/Object;",
                                        "Ljava/lang/CharSequence;", "Ljava/io/Serializable;"};
    bool takes = member->field == NULL;
    for (size_t i = 0; !takes && i < sizeof types / sizeof types[0]; i++) {
        takes = strcmp(member->field->signature, types[i]) == 0;
    }
    return takes;
}

static struct sluice_value value_of(const struct sluice_clumsy *clumsy,
                                    const struct sluice_clumsy_member *member, enum how how)
{
    return how == MOST && takes_text(member) ? clumsy->text : (struct sluice_value){0};
}

static uint32_t items_of(enum how how)
{
    return how == MOST ? 4 : 0;
}

/* The value of the first pair may be null, even where a null key ends the list. */
static struct sluice_value second_of(const struct sluice_clumsy *clumsy,
                                     const struct sluice_clumsy_member *member)
{
    const bool pairs = member->piece != NULL && member->piece->kind == SLUICE_LAYOUT_PAIRS;
    return pairs ? (struct sluice_value){0} : clumsy->text;
}

static size_t length_of(enum how how)
{
    return how == MOST ? SLUICE_CLUMSY_LONG - 1 : 0;
}

/* --- setting it --------------------------------------------------------------------------------- */

static enum sluice_reason set(struct sluice_clumsy *clumsy,
                              const struct sluice_clumsy_member *member, enum how how)
{
    struct sluice_builder *builder = clumsy->builder;
    const struct sluice_value items[4] = {clumsy->text, second_of(clumsy, member), clumsy->text,
                                          clumsy->text};
    if (member->is_count || !member->is_written) {
        return SLUICE_OK; /* by the list; by nobody */
    }
    if (member->type == 'F' || member->type == 'D') {
        return sluice_build_floating(builder, member->name, floating_of(how));
    }
    if (member->type != 'L') {
        return sluice_build_integer(builder, member->name, integer_of(member->type, how));
    }
    if (member->piece == NULL || member->piece->kind == SLUICE_LAYOUT_OBJECT) {
        return sluice_build_value(builder, member->name, value_of(clumsy, member, how));
    }
    if (member->piece->kind == SLUICE_LAYOUT_UTF) {
        return sluice_build_utf(builder, member->name, clumsy->letters, length_of(how));
    }
    return sluice_build_items(builder, member->name, items, items_of(how));
}

/* Twice: what was set first is forgotten. */
static bool set_all(struct sluice_clumsy *clumsy, const struct sluice_clumsy_member *members,
                    size_t count, enum how how)
{
    for (size_t i = 0; how != NOT_AT_ALL && i < count; i++) {
        const bool good = set(clumsy, &members[i], how == MOST ? LEAST : MOST) == SLUICE_OK &&
                          set(clumsy, &members[i], how) == SLUICE_OK;
        if (!sluice_clumsy_note(clumsy, good, "a member cannot be set", members[i].owner->name,
                                members[i].name)) {
            return false;
        }
    }
    return true;
}

/* --- what stands in the graph ------------------------------------------------------------------- */

static uint32_t count_of(const struct sluice_clumsy_member *member, enum how how)
{
    for (size_t i = 0; i < member->owner->layout_count; i++) {
        const struct sluice_layout_item *list = &member->owner->layout[i];
        if (list->count != NULL && strcmp(list->count, member->name) == 0) {
            return items_of(how) / (list->kind == SLUICE_LAYOUT_PAIRS ? 2 : 1);
        }
    }
    return 0;
}

static bool is_integer(const struct sluice_graph *graph, struct sluice_value object,
                       const struct sluice_clumsy_member *member, enum how how)
{
    int64_t found;
    int64_t wanted = integer_of(member->type, how);
    if (how == NOT_AT_ALL) {
        wanted = member->field != NULL ? member->field->default_integer : 0;
    }
    if (member->is_count) {
        wanted = count_of(member, how);
    }
    return sluice_value_integer(graph, object, member->name, &found) == SLUICE_GET_OK &&
           found == wanted;
}

static bool is_floating(const struct sluice_graph *graph, struct sluice_value object,
                        const struct sluice_clumsy_member *member, enum how how)
{
    double found;
    double wanted = floating_of(how);
    if (how == NOT_AT_ALL) {
        wanted = member->field != NULL ? member->field->default_floating : 0;
    }
    wanted = member->type == 'F' ? (float)wanted : wanted;
    return sluice_value_floating(graph, object, member->name, &found) == SLUICE_GET_OK &&
           !(found < wanted) && !(found > wanted);
}

static bool stands(const struct sluice_clumsy *clumsy, const struct sluice_graph *graph,
                   const struct sluice_clumsy_member *member, enum how how)
{
    const struct sluice_value object = clumsy->made;
    struct sluice_value found = {0};
    if (member->type == 'F' || member->type == 'D') {
        return is_floating(graph, object, member, how);
    }
    if (member->type != 'L') {
        return is_integer(graph, object, member, how);
    }
    if (member->piece == NULL || member->piece->kind == SLUICE_LAYOUT_OBJECT) {
        const enum sluice_get got = sluice_value_field(graph, object, member->name, &found);
        const struct sluice_value wanted = value_of(clumsy, member, how);
        return sluice_value_same(found, wanted) &&
               got == (wanted.id == 0 ? SLUICE_GET_NULL : SLUICE_GET_OK);
    }
    if (member->piece->kind == SLUICE_LAYOUT_UTF) {
        struct sluice_bytes text;
        return sluice_value_utf(graph, object, member->name, &text) == SLUICE_GET_OK &&
               text.length == length_of(how) &&
               (text.length == 0 || memcmp(text.data, clumsy->letters, text.length) == 0);
    }
    const int64_t items = items_of(how);
    return sluice_value_items(graph, object, member->name) == items &&
           (items == 0 ||
            sluice_value_same(sluice_value_item(graph, object, member->name, 3), clumsy->text));
}

/* --- one object --------------------------------------------------------------------------------- */

static bool may_stand(enum sluice_construct construct)
{
    return construct == SLUICE_CONSTRUCT_ATOMIC || construct == SLUICE_CONSTRUCT_PERMITTED ||
           construct == SLUICE_CONSTRUCT_ABSTRACT;
}

static bool needs_fields(const struct sluice_class_model *model)
{
    bool needs = false;
    for (size_t i = 0; i < model->field_count; i++) {
        needs = needs || model->fields[i].required;
    }
    return needs;
}

/* True for a class that takes whatever its fields take. What an Externalizable writes has no place for fields of
 * its superclasses. */
static bool takes_all(const struct sluice_clumsy *clumsy, const struct sluice_class_model *model)
{
    const bool external = model->form == SLUICE_FORM_EXTERNAL;
    bool takes = true;
    for (; takes && model != NULL; model = sluice_clumsy_above(clumsy, model)) {
        takes = may_stand(model->construct) && model->invariant_count == 0 &&
                model->check == NULL && model->read == NULL && model->constructor == NULL &&
                model->resolve == SLUICE_RESOLVE_NONE && model->stands_for == NULL &&
                !(external && needs_fields(model));
    }
    return takes;
}

/* What the class's own checks refuse is refused as decode does. */
static bool is_refused(struct sluice_clumsy *clumsy, const struct sluice_class_model *model,
                       enum sluice_reason reason)
{
    struct sluice_graph *graph = NULL;
    const bool good = (int)reason >= 100 && !takes_all(clumsy, model) && clumsy->made.id == 0 &&
                      sluice_builder_finish(clumsy->builder, &graph, NULL) == reason &&
                      graph == NULL && clumsy->heap.live == 0;
    return sluice_clumsy_note(clumsy, good, "an object is refused without cause", model->name,
                              sluice_reason_name(reason));
}

static bool try_how(struct sluice_clumsy *clumsy, const struct sluice_class_model *model,
                    const struct sluice_clumsy_member *members, size_t count, enum how how)
{
    struct sluice_graph *graph = NULL;
    if (!sluice_clumsy_begin_object(clumsy, model->name) || !set_all(clumsy, members, count, how)) {
        return false;
    }
    const enum sluice_reason reason = sluice_build_end(clumsy->builder, sluice_clumsy_out(clumsy));
    if (reason != SLUICE_OK) {
        return is_refused(clumsy, model, reason);
    }
    bool good = sluice_clumsy_note(clumsy,
                                   sluice_build_add(clumsy->builder, clumsy->made) == SLUICE_OK,
                                   "an object cannot be added", model->name, NULL) &&
                sluice_clumsy_finish(clumsy, model->name, &graph);
    for (size_t i = 0; good && model->resolve == SLUICE_RESOLVE_NONE && i < count; i++) {
        good = !members[i].is_written ||
               sluice_clumsy_note(clumsy, stands(clumsy, graph, &members[i], how),
                                  "a member is not what was set", model->name, members[i].name);
    }
    return good && sluice_clumsy_end(clumsy, graph);
}

bool sluice_clumsy_right(struct sluice_clumsy *clumsy, const struct sluice_class_model *model)
{
    struct sluice_clumsy_member members[SLUICE_CLUMSY_MEMBERS];
    const char *concerned;
    if (sluice_clumsy_refusal_of(clumsy, model, &concerned) != SLUICE_OK) {
        return true;
    }
    const size_t count = sluice_clumsy_members(clumsy, model, members);
    bool good = true;
    for (uint32_t how = NOT_AT_ALL; good && how <= MOST; how++) {
        good = try_how(clumsy, model, members, count, (enum how)how);
    }
    return good;
}
