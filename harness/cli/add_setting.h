/* Under which class models, limits and mode a stream is looked at, and how the case says so.
 * Private to `sluice add`. */
#ifndef SLUICE_CLI_ADD_SETTING_H
#define SLUICE_CLI_ADD_SETTING_H

#include "harness/cli/adding.h"
#include "harness/cli/reading.h"

/** Zero-initialize; free with sluice_add_setting_free(). */
struct sluice_add_setting {
    enum sluice_target_mode mode;
    bool has_mode;
    struct sluice_limits limits;
    struct sluice_models *models;
    bool has_models;
    /* A mapping with `use` and `classes`, and the text that it stands in; NULL: none. In place of the
       three below. */
    const struct sluice_yaml_node *policy;
    const char *policy_text;
    struct sluice_text use;       /* "[collections, boxes]"; empty: none */
    const char *models_path;      /* NULL: none */
    struct sluice_yaml *document; /* of that file */
    const char **class_names;     /* that may be built, ended by NULL */
    struct sluice_text lines;     /* the keys of the case */
};

/* What options say. False after a complaint. */

bool sluice_add_setting_mode(struct sluice_add_setting *setting, const char *word);
bool sluice_add_setting_use(struct sluice_add_setting *setting, const char *names);
bool sluice_add_setting_models(struct sluice_add_setting *setting, const char *path);

/** Makes the models and the lines; `adding` has begun. False after a complaint. */
SLUICE_NODISCARD bool sluice_add_setting_finish(struct sluice_add_setting *setting,
                                                const struct sluice_adding *adding);

/** A case with this setting and without a stream; valid as long as the setting. */
struct sluice_case sluice_add_setting_case(const struct sluice_add_setting *setting,
                                           const char *id);

/** Frees all that it holds. */
void sluice_add_setting_free(struct sluice_add_setting *setting);

#endif
