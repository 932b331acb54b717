#define _GNU_SOURCE /* memmem: Linux */

#include "harness/suite/derived_state.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_MODELS = 2 * SLUICE_WRAP_COUNT };

struct sluice_wrapping {
    unsigned kinds;
    struct sluice_class_model models[MOST_MODELS]; /* of containers, beside those of the case */
    size_t model_count;
    struct sluice_policy *joined; /* NULL: the case's own will do */
    const struct sluice_policy *policy;
    struct sluice_question question;
};

/* --- the classes of containers -------------------------------------------------------------------- */

static const struct sluice_field_model value_field = {
    .name = "value", .signature = "Ljava/lang/Object;", .required = true};
static const struct sluice_field_model target_field = {
    .name = "target", .signature = "Ljava/lang/Object;", .required = true};
static const struct sluice_layout_item data_layout[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "count"},
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "value"},
};
static const char *const handler_interface = "java.lang.reflect.InvocationHandler";

/* Those that are in no group of well-known classes. */
static const struct sluice_class_model own_models[] = {
    {.name = "sluice.wrap.Holder",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .fields = &value_field,
     .field_count = 1},
    {.name = "sluice.wrap.Data",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .form = SLUICE_FORM_BOTH,
     .layout = data_layout,
     .layout_count = 2},
    {.name = "sluice.wrap.External",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .form = SLUICE_FORM_EXTERNAL,
     .layout = data_layout,
     .layout_count = 2},
    {.name = "sluice.wrap.Plain", .construct = SLUICE_CONSTRUCT_INTERFACE},
    {.name = "sluice.wrap.Handler",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .interfaces = &handler_interface,
     .interface_count = 1,
     .fields = &target_field,
     .field_count = 1},
    {.name = "java.lang.reflect.InvocationHandler", .construct = SLUICE_CONSTRUCT_INTERFACE},
};

static const struct sluice_class_model *find(const struct sluice_class_model *models, size_t count,
                                             const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(models[i].name, name) == 0) {
            return &models[i];
        }
    }
    return NULL;
}

/* The model that a container needs; NULL if nobody has it. */
static const struct sluice_class_model *needed_model(const char *name)
{
    struct sluice_model_set sets[SLUICE_GROUP_SETS_MAX];
    const size_t count = sluice_group_sets(SLUICE_GROUP_COLLECTIONS | SLUICE_GROUP_VALUES, sets);
    const struct sluice_class_model *found = find(own_models,
                                                  sizeof own_models / sizeof own_models[0], name);
    for (size_t i = 0; i < count && found == NULL; i++) {
        found = find(sets[i].models, sets[i].count, name);
    }
    return found;
}

/* True if the case knows the class as the container does. */
static bool same_class(const struct sluice_class_model *a, const struct sluice_class_model *b)
{
    return a->construct == b->construct && a->form == b->form && a->suid == b->suid &&
           a->fields == b->fields && a->layout == b->layout && a->invariants == b->invariants &&
           a->check == b->check && a->resolve == b->resolve;
}

static bool names_it(const struct sluice_assembly *base, const char *name)
{
    return memmem(base->bytes, base->length, name, strlen(name)) != NULL;
}

/* --- which containers there is room for -------------------------------------------------------------- */

/* A class that the case knows otherwise, or that its stream names although the case does not know it,
 * would no longer mean what the case is about. */
static bool is_free(const struct sluice_case *item, const struct sluice_assembly *base,
                    const char *name)
{
    size_t count = 0;
    const struct sluice_class_model *models = sluice_models_array(item->models, &count);
    const struct sluice_class_model *known = find(models, count, name);
    const struct sluice_class_model *needed = needed_model(name);
    if (known != NULL) {
        return needed != NULL && same_class(known, needed);
    }
    return item->mode != SLUICE_MODE_DECODE || (needed != NULL && !names_it(base, name));
}

static bool is_possible(const struct sluice_case *item, const struct sluice_assembly *base,
                        enum sluice_wrap_kind kind)
{
    if (item->mode == SLUICE_MODE_DECODE && (SLUICE_WRAP_NOBODYS & 1U << kind) != 0) {
        return false;
    }
    for (const char *const *name = sluice_wrap_classes(kind); *name != NULL; name++) {
        if (!is_free(item, base, *name)) {
            return false;
        }
    }
    return true;
}

/* Notes the models that the case lacks for a kind of container. */
static void add_models(struct sluice_wrapping *wrapping, const struct sluice_case *item,
                       enum sluice_wrap_kind kind)
{
    size_t count = 0;
    const struct sluice_class_model *models = sluice_models_array(item->models, &count);
    for (const char *const *name = sluice_wrap_classes(kind); *name != NULL; name++) {
        const struct sluice_class_model *needed = needed_model(*name);
        if (needed != NULL && find(models, count, *name) == NULL &&
            find(wrapping->models, wrapping->model_count, *name) == NULL) {
            wrapping->models[wrapping->model_count++] = *needed;
        }
    }
}

/* --- all of it --------------------------------------------------------------------------------------- */

static bool join(struct sluice_wrapping *wrapping, const struct sluice_case *item)
{
    size_t count = 0;
    const struct sluice_class_model *models = sluice_models_array(item->models, &count);
    const struct sluice_model_set sets[] = {{models, count},
                                            {wrapping->models, wrapping->model_count}};
    wrapping->policy = sluice_models_policy(item->models);
    if (wrapping->model_count == 0 || item->mode != SLUICE_MODE_DECODE) {
        return true;
    }
    struct sluice_policy_error error;
    const enum sluice_reason reason = sluice_policy_create_from(sets, 2, NULL, &wrapping->joined,
                                                                &error);
    if (reason == SLUICE_BAD_ARGUMENT) {
        /* The case's classes do not go with those of containers: arrays need none. */
        wrapping->kinds = 1U << SLUICE_WRAP_ARRAY | 1U << SLUICE_WRAP_TYPED_ARRAY;
        wrapping->model_count = 0;
        return true;
    }
    wrapping->policy = wrapping->joined;
    return reason == SLUICE_OK;
}

struct sluice_wrapping *sluice_wrapping_make(const struct sluice_case *item,
                                             const struct sluice_assembly *base)
{
    struct sluice_wrapping *wrapping = calloc(1, sizeof *wrapping);
    if (wrapping == NULL) {
        return NULL;
    }
    for (unsigned kind = 0; kind < SLUICE_WRAP_COUNT; kind++) {
        if (is_possible(item, base, (enum sluice_wrap_kind)kind)) {
            wrapping->kinds |= 1U << kind;
            add_models(wrapping, item, (enum sluice_wrap_kind)kind);
        }
    }
    const struct sluice_bytes stream = {base->bytes, base->length};
    if (!join(wrapping, item) ||
        !sluice_question_make_beside(item, stream, wrapping->models, wrapping->model_count,
                                     &wrapping->question)) {
        sluice_wrapping_free(wrapping);
        return NULL;
    }
    return wrapping;
}

unsigned sluice_wrapping_kinds(const struct sluice_wrapping *wrapping)
{
    return wrapping->kinds;
}

const struct sluice_policy *sluice_wrapping_policy(const struct sluice_wrapping *wrapping)
{
    return wrapping->policy;
}

struct sluice_judge_context *sluice_wrapping_context(struct sluice_wrapping *wrapping)
{
    return &wrapping->question.context;
}

void sluice_wrapping_free(struct sluice_wrapping *wrapping)
{
    if (wrapping != NULL) {
        sluice_policy_free(wrapping->joined);
        sluice_question_free(&wrapping->question);
        free(wrapping);
    }
}
