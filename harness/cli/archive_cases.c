#include "harness/cli/archive_cases.h"

#include "harness/archive/suite/archive_case.h"
#include "harness/cli/cases.h"

#include <stdio.h>
#include <string.h>

int sluice_archive_cases_load(struct sluice_suite *suite, const char *const *paths, size_t count)
{
    suite->kind = &sluice_archive_case_kind;
    return sluice_cases_load(suite, paths, count);
}

const struct sluice_case *sluice_archive_case_find(struct sluice_suite *suite, const char *folder,
                                                   const char *id)
{
    char path[512];
    const size_t family = strcspn(id, "/");
    if (id[family] != '/') {
        (void)sluice_complain("%s is no id of a case: expected FAMILY/NAME", id);
        return NULL;
    }
    (void)snprintf(path, sizeof path, "%s/%.*s.yaml",
                   folder != NULL ? folder : SLUICE_ARCHIVE_CASES, (int)family, id);
    const char *const paths[] = {path};
    if (sluice_archive_cases_load(suite, paths, 1) != SLUICE_EXIT_ACCEPTED) {
        return NULL;
    }
    const size_t index = sluice_suite_find(suite, id);
    if (index == SLUICE_NO_CASE) {
        (void)sluice_complain("%s has no case %s; `sluice archive run --list %s` lists them", path,
                              id, path);
        return NULL;
    }
    return &suite->cases[index];
}

void sluice_archive_cases_free(struct sluice_suite *suite)
{
    sluice_suite_free(suite);
    sluice_keyring_end();
}
