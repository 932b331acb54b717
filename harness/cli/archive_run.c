#include "harness/base/sanitized.h"
#include "harness/cli/archive_cases.h"
#include "harness/cli/run_cases.h"

int sluice_archive_run(const struct sluice_command *command, int count, char **words)
{
    static const struct sluice_run_kind archives = {
        .name = "archive run",
        .usual_path = SLUICE_ARCHIVE_CASES,
        .more = "--thorough",
        .seconds = SLUICE_SANITIZED ? 120 : 60,
        .more_seconds = SLUICE_SANITIZED ? 120 : 60,
        .archives = true,
        .load = sluice_archive_cases_load,
        .release = sluice_archive_cases_free,
    };
    return sluice_run_cases(&archives, command, count, words);
}
