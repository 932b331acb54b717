/* The code of a class, as a developer writes it who does not know the rules, or forgot one. Only what
 * the decoder lets happen: a check that keeps its view, or a reader that is used too late, would end in
 * undefined conduct, and is caught where the decoder checks the code itself. */
#include <sluice/custom_data.h>
#include <sluice/get_arg.h>
#include <string.h>

#include "harness/models/build.h"

static bool is(const struct sluice_models_declared *declared, enum sluice_models_careless_bit bit)
{
    return (declared->careless & 1U << bit) != 0;
}

/* Takes the fields from the channel, as defaultReadObject() would, and then the custom data. */
static bool read_default_fields(struct sluice_custom_data *data, void *state, void *context)
{
    const struct sluice_models_code *code = context;
    const struct sluice_class_model *model = code->declared->model;
    for (size_t i = 0; i < model->field_count; i++) {
        int64_t integer;
        if (model->fields[i].signature[0] == 'I' && !sluice_custom_integer(data, 'I', &integer)) {
            return false;
        }
    }
    return sluice_models_read(data, state, context);
}

/* The invariants that a constructor can see for itself: ranges of integers, and null. */
static bool holds(const struct sluice_get_arg *argument, const struct sluice_invariant *invariant)
{
    struct sluice_value value;
    int64_t number;
    if (invariant->kind == SLUICE_INVARIANT_RANGE) {
        return sluice_get_integer(argument, invariant->field, &number) == SLUICE_GET_OK &&
               (double)number >= invariant->minimum && (double)number <= invariant->maximum;
    }
    return invariant->kind != SLUICE_INVARIANT_NOT_NULL ||
           sluice_get_value(argument, invariant->field, &value) == SLUICE_GET_OK;
}

static bool check_in_constructor(const struct sluice_get_arg *argument, void *instance,
                                 void *context)
{
    const struct sluice_models_code *code = context;
    const struct sluice_class_model *model = code->declared->model;
    for (size_t i = 0; i < model->invariant_count; i++) {
        if (!holds(argument, &model->invariants[i])) {
            return false;
        }
    }
    return sluice_models_construct(argument, instance, context);
}

/* --- attaching -------------------------------------------------------------------------------- */

static bool be_careless_with_fields(struct sluice_models *models, struct sluice_class_model *model,
                                    const struct sluice_models_declared *declared)
{
    struct sluice_field_model *fields = sluice_arena_get(&models->arena, model->field_count,
                                                         sizeof *fields);
    if (fields == NULL) {
        return false;
    }
    for (size_t i = 0; i < model->field_count; i++) {
        fields[i] = model->fields[i];
        fields[i].shared = fields[i].shared || is(declared, SLUICE_MODELS_CARELESS_SHARES);
        fields[i].required = fields[i].required &&
                             !is(declared, SLUICE_MODELS_CARELESS_NO_REQUIRED_CHECK);
    }
    model->fields = fields;
    return true;
}

static bool be_careless_with_pieces(struct sluice_models *models, struct sluice_class_model *model,
                                    const struct sluice_models_declared *declared)
{
    if (!is(declared, SLUICE_MODELS_CARELESS_SHARES)) {
        return true;
    }
    struct sluice_layout_item *pieces = sluice_arena_get(&models->arena, model->layout_count,
                                                         sizeof *pieces);
    if (pieces == NULL) {
        return false;
    }
    for (size_t i = 0; i < model->layout_count; i++) {
        pieces[i] = model->layout[i];
        pieces[i].shared = true;
    }
    model->layout = pieces;
    return true;
}

static void be_careless_with_checks(struct sluice_class_model *model,
                                    const struct sluice_models_declared *declared)
{
    if (is(declared, SLUICE_MODELS_CARELESS_CHECKS_IN_CONSTRUCTOR)) {
        model->check = NULL;
        model->invariant_count = 0;
        model->constructor = check_in_constructor;
    }
    if (is(declared, SLUICE_MODELS_CARELESS_NO_CHECK)) {
        model->check = NULL;
        model->invariant_count = 0;
    }
}

static void be_careless_with_data(struct sluice_class_model *model,
                                  const struct sluice_models_declared *declared)
{
    if (is(declared, SLUICE_MODELS_CARELESS_NO_READER)) {
        model->read = NULL;
        model->state_size = 0;
    }
    if (is(declared, SLUICE_MODELS_CARELESS_READS_DEFAULT_FIELDS)) {
        model->read = read_default_fields;
    }
}

bool sluice_models_be_careless(struct sluice_models *models, struct sluice_class_model *model,
                               const struct sluice_models_declared *declared)
{
    be_careless_with_checks(model, declared);
    be_careless_with_data(model, declared);
    if (is(declared, SLUICE_MODELS_CARELESS_NO_SUPERCLASS)) {
        model->parent = NULL;
    }
    return be_careless_with_fields(models, model, declared) &&
           be_careless_with_pieces(models, model, declared);
}
