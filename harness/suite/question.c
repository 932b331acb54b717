#include "harness/suite/question.h"

#include <stdlib.h>

static const enum sluice_ground grounds[] = {
    [SLUICE_CONSTRUCT_DENIED] = SLUICE_GROUND_DENIED,
    [SLUICE_CONSTRUCT_ATOMIC] = SLUICE_GROUND_ATOMIC,
    [SLUICE_CONSTRUCT_STATELESS] = SLUICE_GROUND_STATELESS,
    [SLUICE_CONSTRUCT_PERMITTED] = SLUICE_GROUND_PERMITTED,
    [SLUICE_CONSTRUCT_ENUM] = SLUICE_GROUND_ENUM,
    [SLUICE_CONSTRUCT_INTERFACE] = SLUICE_GROUND_INTERFACE,
    [SLUICE_CONSTRUCT_ABSTRACT] = SLUICE_GROUND_ABSTRACT,
    [SLUICE_CONSTRUCT_NOT_SERIALIZABLE] = SLUICE_GROUND_NOT_SERIALIZABLE,
    [SLUICE_CONSTRUCT_ABSENT] = SLUICE_GROUND_ABSENT,
};

static struct sluice_judge_class class_of(const struct sluice_class_model *model,
                                          struct sluice_judge_field *fields)
{
    for (size_t i = 0; i < model->field_count; i++) {
        fields[i] = (struct sluice_judge_field){
            .name = model->fields[i].name,
            .signature = model->fields[i].signature,
            .shared = model->fields[i].shared,
        };
    }
    return (struct sluice_judge_class){
        .name = model->name,
        .ground = grounds[model->construct],
        .parent = model->parent,
        .is_mutable = model->is_mutable,
        .resolves = model->resolve != SLUICE_RESOLVE_NONE,
        .skips_fields = model->form == SLUICE_FORM_DATA,
        .reads_data = model->layout_count > 0,
        .fields = fields,
        .field_count = model->field_count,
    };
}

static bool make_classes(const struct sluice_case *item, struct sluice_question *out)
{
    size_t count;
    const struct sluice_class_model *models = sluice_models_array(item->models, &count);
    size_t field_count = 0;
    for (size_t i = 0; i < count; i++) {
        field_count += models[i].field_count;
    }
    out->classes = calloc(count + 1, sizeof *out->classes);
    out->fields = calloc(field_count + 1, sizeof *out->fields);
    if (out->classes == NULL || out->fields == NULL) {
        return false;
    }
    struct sluice_judge_field *fields = out->fields;
    for (size_t i = 0; i < count; i++) {
        out->classes[i] = class_of(&models[i], fields);
        fields += models[i].field_count;
    }
    out->context.classes = out->classes;
    out->context.class_count = count;
    return true;
}

static bool make_limits(const struct sluice_case *item, struct sluice_question *out)
{
    struct sluice_limits given = item->limits;
    struct sluice_limits defaults = item->mode == SLUICE_MODE_INSPECT ? sluice_limits_inspect
                                                                      : sluice_limits_decode;
    size_t count = sluice_limit_count();
    out->limits = calloc(count + 1, sizeof *out->limits);
    if (out->limits == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = sluice_limit_name(i);
        const uint64_t *value = sluice_limit_by_name(&given, name);
        if (*value == 0) {
            value = sluice_limit_by_name(&defaults, name);
        }
        out->limits[i] = (struct sluice_judge_limit){name, *value};
    }
    out->context.limits = out->limits;
    out->context.limit_count = count;
    return true;
}

bool sluice_question_make(const struct sluice_case *item, struct sluice_bytes stream,
                          struct sluice_question *out)
{
    bool inspect = item->mode == SLUICE_MODE_INSPECT;
    *out = (struct sluice_question){0};
    out->context.bytes = stream.data;
    out->context.length = stream.length;
    out->context.mode = inspect ? SLUICE_JUDGE_INSPECT : SLUICE_JUDGE_DECODE;
    return (inspect || make_classes(item, out)) && make_limits(item, out);
}

void sluice_question_free(struct sluice_question *question)
{
    free(question->classes);
    free(question->fields);
    free(question->limits);
    *question = (struct sluice_question){0};
}
