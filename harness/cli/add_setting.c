#include "harness/cli/add_setting.h"

#include "harness/cli/cases.h"
#include "harness/cli/command.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char models_folder[] = "corpora/models";

/* --- options ---------------------------------------------------------------------------------- */

bool sluice_add_setting_mode(struct sluice_add_setting *setting, const char *word)
{
    static const enum sluice_target_mode modes[] = {SLUICE_MODE_DECODE, SLUICE_MODE_INSPECT,
                                                    SLUICE_MODE_REWRITE};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        if (strcmp(word, sluice_target_mode_name(modes[i])) == 0) {
            setting->mode = modes[i];
            setting->has_mode = true;
            return true;
        }
    }
    (void)sluice_complain("--mode takes decode, inspect or rewrite, not %s", word);
    return false;
}

bool sluice_add_setting_use(struct sluice_add_setting *setting, const char *names)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "_-.,";
    if (names[strspn(names, allowed)] != '\0' || strstr(names, ",,") != NULL || names[0] == ',' ||
        names[strlen(names) - 1] == ',') {
        (void)sluice_complain("--use takes names with commas between them, such as "
                              "collections,boxes, not \"%s\"",
                              names);
        return false;
    }
    sluice_text_clear(&setting->use);
    sluice_text_string(&setting->use, "[");
    for (; *names != '\0'; names++) {
        sluice_text_add(&setting->use, names, 1);
        sluice_text_string(&setting->use, *names == ',' ? " " : "");
    }
    sluice_text_string(&setting->use, "]");
    setting->has_models = true;
    return true;
}

bool sluice_add_setting_models(struct sluice_add_setting *setting, const char *path)
{
    if (setting->models_path != NULL) {
        (void)sluice_complain("--models may be given once, not for %s and %s", setting->models_path,
                              path);
        return false;
    }
    setting->models_path = path;
    setting->has_models = true;
    return true;
}

/* --- class models ----------------------------------------------------------------------------- */

/* The names stand in no file, so that a place in one would say nothing. */
static bool add_use(struct sluice_add_setting *setting)
{
    const char *list = sluice_text_get(&setting->use);
    struct sluice_yaml *names = NULL;
    struct sluice_yaml_error error = {0};
    bool good = setting->use.length == 0 ||
                (sluice_yaml_parse(list, setting->use.length, "--use", &names, &error) &&
                 sluice_models_add_use(setting->models, sluice_yaml_root(names), &error));
    if (!good) {
        (void)sluice_complain("--use %s: %s", list, error.message);
    }
    sluice_yaml_free(names);
    return good;
}

/* The file is loaded a second time for its text, which goes into the case. */
static bool add_models(struct sluice_add_setting *setting, struct sluice_yaml_error *error)
{
    return setting->models_path == NULL ||
           (sluice_models_add_file(setting->models, setting->models_path, error) &&
            sluice_yaml_load(setting->models_path, &setting->document, error));
}

static bool add_policy(struct sluice_add_setting *setting, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *use = sluice_yaml_get(setting->policy, "use");
    const struct sluice_yaml_node *classes = sluice_yaml_get(setting->policy, "classes");
    setting->has_models = use != NULL || classes != NULL;
    return (use == NULL || sluice_models_add_use(setting->models, use, error)) &&
           (classes == NULL || sluice_models_add_classes(setting->models, classes, error));
}

static bool name_classes(struct sluice_add_setting *setting)
{
    enum { MOST = 64 };
    size_t count;
    size_t named = 0;
    const struct sluice_class_model *models = sluice_models_array(setting->models, &count);
    setting->class_names = calloc(MOST + 1, sizeof *setting->class_names);
    for (size_t i = 0; setting->class_names != NULL && i < count && named < MOST; i++) {
        if (models[i].construct == SLUICE_CONSTRUCT_ATOMIC ||
            models[i].construct == SLUICE_CONSTRUCT_STATELESS) {
            setting->class_names[named++] = models[i].name;
        }
    }
    return setting->class_names != NULL;
}

/* --- the lines of the case -------------------------------------------------------------------- */

/* Whether the file says something for all its cases: then a case that means otherwise has to say so. */
static bool file_says(const struct sluice_adding *adding, const char *key)
{
    for (size_t i = 0; i < adding->suite.case_count; i++) {
        const struct sluice_case *item = &adding->suite.cases[i];
        if (strcmp(item->family, adding->family) == 0) {
            const struct sluice_yaml_node *list = sluice_yaml_parent(item->node);
            return sluice_yaml_get(sluice_yaml_parent(list), key) != NULL;
        }
    }
    return false;
}

static void add_limits(struct sluice_add_setting *setting, bool always)
{
    size_t written = 0;
    for (size_t i = 0; i < sluice_limit_count(); i++) {
        const char *name = sluice_limit_name(i);
        const uint64_t value = *sluice_limit_by_name(&setting->limits, name);
        if (value != 0) {
            sluice_text_format(&setting->lines, "%s%s: %" PRIu64,
                               written++ == 0 ? "    limits: {" : ", ", name, value);
        }
    }
    if (written > 0 || always) {
        sluice_text_string(&setting->lines, written > 0 ? "}\n" : "    limits: {}\n");
    }
}

/* What a mapping uses and declares; `has_use`: the former stands in the case already. */
static void copy_models(struct sluice_add_setting *setting, const struct sluice_yaml_node *map,
                        const char *text, bool has_use)
{
    static const char *const keys[] = {"use", "classes"};
    for (size_t i = has_use ? 1 : 0; i < 2; i++) {
        const struct sluice_yaml_node *value = sluice_yaml_get(map, keys[i]);
        if (value != NULL) {
            sluice_scaffold_copy_key(text, value, &setting->lines);
        }
    }
}

static bool add_file(struct sluice_add_setting *setting, struct sluice_yaml_error *error)
{
    struct sluice_text text = {0};
    bool good = sluice_scaffold_read(setting->models_path, &text, error);
    if (good) {
        copy_models(setting, sluice_yaml_root(setting->document), sluice_text_get(&text),
                    setting->use.length > 0);
    }
    sluice_text_free(&text);
    return good;
}

static bool write_lines(struct sluice_add_setting *setting, const struct sluice_adding *adding,
                        struct sluice_yaml_error *error)
{
    if (setting->mode != SLUICE_MODE_DECODE || file_says(adding, "mode")) {
        sluice_text_format(&setting->lines, "    mode: %s\n",
                           sluice_target_mode_name(setting->mode));
    }
    if (setting->use.length > 0) {
        sluice_text_format(&setting->lines, "    use: %s\n", sluice_text_get(&setting->use));
    }
    if (setting->models_path != NULL && !add_file(setting, error)) {
        return false;
    }
    if (setting->policy != NULL) {
        copy_models(setting, setting->policy, setting->policy_text, false);
    }
    if (!setting->has_models && (file_says(adding, "use") || file_says(adding, "classes"))) {
        sluice_text_string(&setting->lines, "    classes: []\n");
    }
    add_limits(setting, file_says(adding, "limits"));
    return !setting->lines.failed;
}

bool sluice_add_setting_finish(struct sluice_add_setting *setting,
                               const struct sluice_adding *adding)
{
    struct sluice_yaml_error error = {0};
    if (!setting->has_mode && !setting->has_models) {
        setting->mode = SLUICE_MODE_INSPECT;
    }
    setting->models = sluice_models_new(models_folder);
    if (setting->models == NULL) {
        (void)sluice_complain("out of memory for the class models");
        return false;
    }
    if (!add_use(setting)) {
        return false;
    }
    if ((setting->policy != NULL && !add_policy(setting, &error)) || !add_models(setting, &error) ||
        !sluice_models_finish(setting->models, &error) || !name_classes(setting) ||
        !write_lines(setting, adding, &error)) {
        if (error.set) {
            (void)sluice_complain_about(&error);
        } else {
            (void)sluice_complain("out of memory for the class models");
        }
        return false;
    }
    return true;
}

struct sluice_case sluice_add_setting_case(const struct sluice_add_setting *setting, const char *id)
{
    return (struct sluice_case){.id = id,
                                .mode = setting->mode,
                                .limits = setting->limits,
                                .models = setting->models,
                                .twin = SLUICE_NO_CASE,
                                .budget = SLUICE_NO_BUDGET};
}

void sluice_add_setting_free(struct sluice_add_setting *setting)
{
    sluice_models_free(setting->models);
    sluice_yaml_free(setting->document);
    free(setting->class_names);
    sluice_text_free(&setting->use);
    sluice_text_free(&setting->lines);
}
