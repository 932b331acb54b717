/* A case of archives on a program of another maker. Private to the suite of archives. */
#ifndef SLUICE_ARCHIVE_SUITE_FOREIGN_H
#define SLUICE_ARCHIVE_SUITE_FOREIGN_H

#include "harness/archive/suite/archive_case.h"
#include "harness/suite/verdict.h"

/**
 * Asks a target of archives (harness/targets/CONTRACT.md, Archives) what it makes of a scene, and judges that.
 * It is held to whether the case accepts; of what it cannot be told it is not asked: unsupported.
 */
void sluice_archive_foreign_run(const struct sluice_case *item,
                                const struct sluice_archive_scene *scene,
                                const struct sluice_target *target,
                                struct sluice_case_verdict *verdict, struct sluice_text *members);

#endif
