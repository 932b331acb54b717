/* The code of a class, as a developer who knows the rules writes it: here its check, which looks at every
 * field and what is meant of it, and what code the class is given. */
#include <sluice/get_arg.h>
#include <string.h>

#include "harness/models/build.h"

/* --- the check (DEV-1..3, DEV-10) ---------------------------------------------------------------- */

/* The types that are meant, wherever the elements of a container stand (DEV-2, DEV-3). */
static bool is_as_meant(const struct sluice_get_arg *argument, const char *field,
                        const struct sluice_models_meaning *meant)
{
    struct sluice_value value;
    if (sluice_get_value(argument, field, &value) != SLUICE_GET_OK) {
        return true;
    }
    if (meant->holds != NULL && !sluice_is_instance(argument, field, meant->holds, true)) {
        return false;
    }
    if (meant->of_values != NULL) {
        return sluice_are_keys(argument, field, meant->of, true) &&
               sluice_are_values(argument, field, meant->of_values, true);
    }
    return meant->of == NULL || sluice_are_elements(argument, field, meant->of, true);
}

static bool checks_types(const struct sluice_models_declared *declared)
{
    return declared->fields != NULL &&
           (declared->careless & 1U << SLUICE_MODELS_CARELESS_NO_TYPE_CHECK) == 0;
}

void sluice_models_ask(const struct sluice_models_code *code)
{
    enum { OF_ONE_FIELD = 8 };
    code->ledger->asked += OF_ONE_FIELD * (uint64_t)code->declared->model->field_count;
}

bool sluice_models_check(const struct sluice_get_arg *argument, void *context)
{
    const struct sluice_models_code *code = context;
    const struct sluice_models_declared *declared = code->declared;
    const struct sluice_class_model *model = declared->model;
    sluice_models_ask(code);
    if (!sluice_models_view_fits(argument, model)) {
        return false;
    }
    for (size_t i = 0; i < model->field_count; i++) {
        const struct sluice_field_model *field = &model->fields[i];
        if ((field->required && sluice_get_is_defaulted(argument, field->name)) ||
            (checks_types(declared) && !is_as_meant(argument, field->name, &declared->fields[i]))) {
            return false;
        }
    }
    const struct sluice_models_state *state = sluice_get_state(argument);
    return state == NULL || (state->pieces == model->layout_count &&
                             sluice_models_is_same(argument, declared, state));
}

/* --- attaching ---------------------------------------------------------------------------------- */

/* Classes above, as declared. */
static size_t depth_of(const struct sluice_models *models, size_t index)
{
    size_t depth = 0;
    for (size_t at = models->entries[index].parent; at != SIZE_MAX;
         at = models->entries[at].parent) {
        depth++;
    }
    return depth;
}

static bool has_code(const struct sluice_models_declared *declared, enum sluice_models_code_bit bit)
{
    return (declared->code & 1U << bit) != 0;
}

/* The part of the nearest class from `index` upward that has a constructor. */
static size_t constructed_part(const struct sluice_models *models, size_t index)
{
    size_t at = index;
    while (at != SIZE_MAX && !has_code(&models->declared[at], SLUICE_MODELS_CODE_CONSTRUCTOR)) {
        at = models->entries[at].parent;
    }
    return at != SIZE_MAX ? depth_of(models, at) : SLUICE_MODELS_NO_PART;
}

/* The same above a class, unless its developer forgot its superclass. */
static size_t part_above(const struct sluice_models *models, size_t index)
{
    const size_t parent = models->entries[index].parent;
    const unsigned forgotten = 1U << SLUICE_MODELS_CARELESS_NO_SUPERCLASS;
    return parent == SIZE_MAX || (models->declared[index].careless & forgotten) != 0
               ? SLUICE_MODELS_NO_PART
               : constructed_part(models, parent);
}

bool sluice_models_attach_code(struct sluice_models *models, size_t index)
{
    const struct sluice_models_declared *declared = &models->declared[index];
    struct sluice_class_model *model = &models->array[index];
    if (constructed_part(models, index) != SLUICE_MODELS_NO_PART) {
        model->instance_size = (depth_of(models, index) + 1) * sizeof(struct sluice_models_part);
    }
    if (declared->code == 0 && declared->careless == 0) {
        return true;
    }
    struct sluice_models_code *code = sluice_arena_get(&models->arena, 1, sizeof *code);
    if (code == NULL) {
        return false;
    }
    *code = (struct sluice_models_code){.declared = declared,
                                        .part = depth_of(models, index),
                                        .above = part_above(models, index),
                                        .ledger = &models->ledger};
    model->context = code;
    if (has_code(declared, SLUICE_MODELS_CODE_CHECK)) {
        model->check = sluice_models_check;
    }
    if (has_code(declared, SLUICE_MODELS_CODE_CONSTRUCTOR)) {
        model->constructor = sluice_models_construct;
        model->destructor = sluice_models_destroy;
    }
    if (has_code(declared, SLUICE_MODELS_CODE_READ)) {
        model->read = sluice_models_read;
        model->state_size = sizeof(struct sluice_models_state);
        model->layout = NULL;
        model->layout_count = 0;
    }
    return sluice_models_be_careless(models, model, declared);
}
