#include "harness/cli/cases.h"

#include "harness/cli/command.h"
#include "harness/yaml/faults.h"

/* So many are shown: more than that would scroll the first ones away. */
enum { SHOWN_MAX = 20 };

int sluice_complain_about(struct sluice_yaml_error *error)
{
    char text[SLUICE_YAML_ERROR_TEXT];
    const struct sluice_yaml_faults *faults = error->faults;
    sluice_yaml_faults_finish(error);
    if (faults == NULL || faults->count == 0) {
        return sluice_complain("%s", sluice_yaml_error_text(error, text));
    }
    for (size_t i = 0; i < faults->count && i < SHOWN_MAX; i++) {
        sluice_say("%s", sluice_yaml_error_text(&faults->items[i], text));
    }
    if (faults->count > SHOWN_MAX) {
        sluice_say("and %zu more", faults->count - SHOWN_MAX);
    }
    if (faults->count > 1) {
        (void)sluice_complain("%zu places are to be changed", faults->count);
    }
    return SLUICE_EXIT_USAGE;
}

int sluice_cases_load(struct sluice_suite *suite, const char *const *paths, size_t path_count)
{
    struct sluice_yaml_faults faults = {0};
    struct sluice_yaml_error error = {.faults = &faults};
    int status = SLUICE_EXIT_ACCEPTED;
    if (!sluice_suite_load(suite, paths, path_count, &error)) {
        status = sluice_complain_about(&error);
    }
    sluice_yaml_faults_free(&faults);
    return status;
}
