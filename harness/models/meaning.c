/* What the developer of a class means: the types of what it holds, the code that it has, and how
 * careless he was. */
#include <stdio.h>
#include <string.h>

#include "harness/models/build.h"
#include "harness/models/names.h"
#include "harness/yaml/faults.h"

const char *const sluice_models_code_names[] = {
#define X(member, name) name,
    SLUICE_MODELS_CODE(X)
#undef X
        NULL};

const char *const sluice_models_careless_names[] = {
#define X(member, name) name,
    SLUICE_MODELS_CARELESS(X)
#undef X
        NULL};

static bool has(unsigned bits, unsigned bit)
{
    return (bits & 1U << bit) != 0;
}

/* --- types ------------------------------------------------------------------------------------ */

static bool read_class(struct sluice_models *models, const struct sluice_yaml_node *node,
                       const char **out, struct sluice_yaml_error *error)
{
    if (!sluice_models_copy(models, node, out, error)) {
        return false;
    }
    return (*out)[0] == '[' || sluice_models_is_built_in(*out) ||
           sluice_models_find(models, *out) != NULL ||
           sluice_models_unknown_class(models, node, "class", error);
}

/* A class, or [class of the keys, class of the values]. */
static bool read_of(struct sluice_models *models, const struct sluice_yaml_node *node,
                    struct sluice_models_meaning *out, struct sluice_yaml_error *error)
{
    if (sluice_yaml_kind(node) != SLUICE_YAML_SEQUENCE) {
        return read_class(models, node, &out->of, error);
    }
    const struct sluice_yaml_node *keys = sluice_yaml_first(node);
    if (sluice_yaml_count(node) != 2) {
        return sluice_yaml_fail(error, node,
                                "expected the class of the elements, or two, of keys and values: "
                                "[java.lang.String, java.util.Date]");
    }
    return read_class(models, keys, &out->of, error) &&
           read_class(models, sluice_yaml_next(keys), &out->of_values, error);
}

static bool read_meaning(struct sluice_models *models, const struct sluice_yaml_node *map,
                         struct sluice_models_meaning *out, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *holds = sluice_yaml_get(map, "holds");
    const struct sluice_yaml_node *of = sluice_yaml_get(map, "of");
    const struct sluice_yaml_node *same = sluice_yaml_get(map, "same-as");
    return (holds == NULL || read_class(models, holds, &out->holds, error)) &&
           (of == NULL || read_of(models, of, out, error)) &&
           (same == NULL || sluice_models_copy(models, same, &out->same_as, error));
}

/* The type of field that can hold the same as a piece. */
static bool can_be_same(const struct sluice_layout_item *piece,
                        const struct sluice_field_model *field)
{
    const char type = field->signature[0];
    switch (piece->kind) {
    case SLUICE_LAYOUT_PRIMITIVE:
        return type == piece->type;
    case SLUICE_LAYOUT_UTF:
        return strcmp(field->signature, "Ljava/lang/String;") == 0;
    case SLUICE_LAYOUT_OBJECT:
        return type == 'L' || type == '[';
    case SLUICE_LAYOUT_OBJECTS:
    case SLUICE_LAYOUT_PAIRS:
        break;
    }
    return false;
}

/* `same-as` names a field of the class that can hold what the piece holds. */
static bool check_same(const struct sluice_class_model *model,
                       const struct sluice_layout_item *piece, const char *name,
                       const struct sluice_yaml_node *node, struct sluice_yaml_error *error)
{
    for (size_t i = 0; i < model->field_count; i++) {
        if (strcmp(model->fields[i].name, name) == 0) {
            return can_be_same(piece, &model->fields[i]) ||
                   sluice_yaml_fail(error, node,
                                    "the field %s is of another type than this piece: name one "
                                    "that can hold the same",
                                    name);
        }
    }
    char quoted[SLUICE_YAML_QUOTE];
    return sluice_yaml_fail(error, node, "the class has no field %s: name one of its fields",
                            sluice_yaml_quote(name, strlen(name), quoted));
}

/* The items of a list of fields or pieces; fields in the short form mean nothing more. */
static bool read_list(struct sluice_models *models, const struct sluice_yaml_node *list,
                      const struct sluice_models_meaning **out, struct sluice_yaml_error *error)
{
    if (list == NULL || sluice_yaml_kind(list) != SLUICE_YAML_SEQUENCE) {
        return true;
    }
    struct sluice_models_meaning *meanings = sluice_arena_get(
        &models->arena, sluice_yaml_count(list), sizeof *meanings);
    if (meanings == NULL) {
        return sluice_models_no_memory(list, error);
    }
    *out = meanings;
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        if (!read_meaning(models, item, meanings++, error)) {
            return false;
        }
    }
    return true;
}

/* --- code ------------------------------------------------------------------------------------- */

static bool read_bits(const struct sluice_yaml_node *list, const char *what,
                      const char *const *names, unsigned *out, struct sluice_yaml_error *error)
{
    if (list == NULL) {
        return true;
    }
    char example[80];
    (void)snprintf(example, sizeof example, "a list, as in [%s]", names[0]);
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, example, error)) {
        return false;
    }
    if (sluice_yaml_count(list) == 0) {
        return sluice_yaml_fail(error, list,
                                "the list is empty: expected a %s such as %s, or no %s", what,
                                names[0], sluice_yaml_key_text(list));
    }
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        size_t index = 0;
        if (!sluice_yaml_choice(item, what, names, &index, error)) {
            return false;
        }
        if ((*out & 1U << index) != 0) {
            return sluice_yaml_fail(error, item, "%s is named twice: keep one", names[index]);
        }
        *out |= 1U << index;
    }
    return true;
}

/* Carelessness is about something that the class has. */
static bool check_careless(const struct sluice_models_declared *declared,
                           const struct sluice_yaml_node *node, struct sluice_yaml_error *error)
{
    static const struct {
        unsigned careless;
        unsigned code;
    } needs[] = {
        {SLUICE_MODELS_CARELESS_CHECKS_IN_CONSTRUCTOR, SLUICE_MODELS_CODE_CONSTRUCTOR},
        {SLUICE_MODELS_CARELESS_NO_CHECK, SLUICE_MODELS_CODE_CHECK},
        {SLUICE_MODELS_CARELESS_NO_READER, SLUICE_MODELS_CODE_READ},
        {SLUICE_MODELS_CARELESS_READS_DEFAULT_FIELDS, SLUICE_MODELS_CODE_READ},
        {SLUICE_MODELS_CARELESS_MISREADS, SLUICE_MODELS_CODE_READ},
        {SLUICE_MODELS_CARELESS_IGNORES_FAILURES, SLUICE_MODELS_CODE_READ},
    };
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
        if (has(declared->careless, needs[i].careless) && !has(declared->code, needs[i].code)) {
            return sluice_yaml_fail(
                error, node, "careless: %s needs code: [%s]; add it, or take the carelessness away",
                sluice_models_careless_names[needs[i].careless],
                sluice_models_code_names[needs[i].code]);
        }
    }
    const bool looks = has(declared->code, SLUICE_MODELS_CODE_READ) ||
                       has(declared->code, SLUICE_MODELS_CODE_CHECK);
    return looks || !has(declared->careless, SLUICE_MODELS_CARELESS_NO_TYPE_CHECK) ||
           sluice_yaml_fail(error, node,
                            "careless: no-type-check needs code: [read] or [check]; add one, or "
                            "take the carelessness away");
}

/* What was forgotten must be there to be forgotten. */
static bool check_forgotten(const struct sluice_class_model *model,
                            const struct sluice_models_declared *declared,
                            const struct sluice_yaml_node *node, struct sluice_yaml_error *error)
{
    bool has_required = false;
    for (size_t i = 0; i < model->field_count; i++) {
        has_required = has_required || model->fields[i].required;
    }
    if (has(declared->careless, SLUICE_MODELS_CARELESS_NO_SUPERCLASS) && model->parent == NULL) {
        return sluice_yaml_fail(error, node,
                                "careless: no-superclass needs a parent; add it, or take the "
                                "carelessness away");
    }
    return has_required || !has(declared->careless, SLUICE_MODELS_CARELESS_NO_REQUIRED_CHECK) ||
           sluice_yaml_fail(
               error, node,
               "careless: no-required-check needs a field with required: true; add it, "
               "or take the carelessness away");
}

static bool check_sameness(const struct sluice_models_entry *entry,
                           const struct sluice_yaml_node *layout, struct sluice_yaml_error *error)
{
    const struct sluice_models_declared *declared = &entry->declared;
    const struct sluice_yaml_node *item = sluice_yaml_first(layout);
    for (size_t i = 0; declared->pieces != NULL && i < entry->model.layout_count; i++) {
        const char *field = declared->pieces[i].same_as;
        const struct sluice_yaml_node *node = sluice_yaml_get(item, "same-as");
        item = sluice_yaml_next(item);
        if (field == NULL) {
            continue;
        }
        if (!has(declared->code, SLUICE_MODELS_CODE_READ) ||
            !has(declared->code, SLUICE_MODELS_CODE_CHECK)) {
            return sluice_yaml_fail(error, sluice_yaml_key(node),
                                    "same-as is for what a class reads and checks itself: add "
                                    "code: [read, check]");
        }
        if (!check_same(&entry->model, &entry->model.layout[i], field, node, error)) {
            return false;
        }
    }
    return true;
}

static bool check_code(const struct sluice_class_model *model,
                       const struct sluice_models_declared *declared,
                       const struct sluice_yaml_node *node, struct sluice_yaml_error *error)
{
    return !has(declared->code, SLUICE_MODELS_CODE_READ) || model->layout_count > 0 ||
           sluice_yaml_fail(error, node,
                            "code: [read] needs a layout to read: add one, and form: both");
}

bool sluice_models_read_meanings(struct sluice_models *models, struct sluice_models_entry *entry,
                                 struct sluice_yaml_error *error)
{
    struct sluice_models_declared *declared = &entry->declared;
    const struct sluice_yaml_node *code = sluice_yaml_get(entry->node, "code");
    const struct sluice_yaml_node *careless = sluice_yaml_get(entry->node, "careless");
    const struct sluice_yaml_node *layout = sluice_yaml_get(entry->node, "layout");
    return read_list(models, sluice_yaml_get(entry->node, "fields"), &declared->fields, error) &&
           read_list(models, layout, &declared->pieces, error) &&
           read_bits(code, "kind of code", sluice_models_code_names, &declared->code, error) &&
           read_bits(careless, "carelessness", sluice_models_careless_names, &declared->careless,
                     error) &&
           check_code(&entry->model, declared, code, error) &&
           check_sameness(entry, layout, error) && check_careless(declared, careless, error) &&
           check_forgotten(&entry->model, declared, careless, error);
}
