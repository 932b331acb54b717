#include "harness/suite/load_case.h"
#include "harness/suite/load_words.h"

#include <stdlib.h>

static struct sluice_models *build_models(const struct sluice_yaml_node *use,
                                          const struct sluice_yaml_node *classes,
                                          const char *directory, struct sluice_yaml_error *error)
{
    struct sluice_models *models = sluice_models_new(directory);
    if (models == NULL) {
        (void)sluice_yaml_fail(error, use != NULL ? use : classes, "out of memory");
        return NULL;
    }
    if ((use != NULL && !sluice_models_add_use(models, use, error)) ||
        (classes != NULL && !sluice_models_add_classes(models, classes, error)) ||
        !sluice_models_finish(models, error)) {
        sluice_models_free(models);
        return NULL;
    }
    return models;
}

/* Classes that are written in the case file count as models of their own, each by its name. */
static bool add_class_names(const struct sluice_yaml_node *classes, struct sluice_case *out,
                            struct sluice_yaml_error *error)
{
    size_t room = out->model_name_count + sluice_yaml_count(classes);
    if (room == 0) {
        return true;
    }
    const char **names = realloc(out->model_names, room * sizeof *names);
    if (names == NULL) {
        return sluice_yaml_fail(error, classes, "out of memory");
    }
    out->model_names = names;
    const struct sluice_yaml_node *model = sluice_yaml_first(classes);
    for (; model != NULL; model = sluice_yaml_next(model)) {
        const char *name = sluice_yaml_text(sluice_yaml_get(model, "name"), NULL);
        if (name != NULL) {
            out->model_names[out->model_name_count++] = name;
        }
    }
    return true;
}

bool sluice_case_load_models(const struct sluice_yaml_node *node,
                             const struct sluice_case_defaults *defaults, struct sluice_case *out,
                             struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *use = sluice_yaml_get(node, "use");
    const struct sluice_yaml_node *classes = sluice_yaml_get(node, "classes");
    const struct sluice_yaml_node *file_use = sluice_yaml_get(defaults->file_node, "use");
    const struct sluice_yaml_node *file_classes = sluice_yaml_get(defaults->file_node, "classes");
    static const struct sluice_suite_words names = {.what = "group or model file",
                                                    .example = "collections"};
    bool own = use != NULL || classes != NULL;
    use = use != NULL ? use : file_use;
    classes = classes != NULL ? classes : file_classes;
    if ((use != NULL &&
         !sluice_suite_load_words(use, &names, &out->model_names, &out->model_name_count, error)) ||
        !add_class_names(classes, out, error)) {
        return false;
    }
    struct sluice_models **models = own ? &out->own_models : defaults->models;
    if (*models == NULL) {
        *models = build_models(use, classes, defaults->models_directory, error);
    }
    out->models = *models;
    return out->models != NULL;
}
