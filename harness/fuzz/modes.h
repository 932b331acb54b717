/* In which ways an input is read: in those that a target is about, or the one of them that the input
 * chooses. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_MODES_H
#define SLUICE_FUZZ_MODES_H

#include "harness/fuzz/execution.h"

/** A check of checks.h, or several. */
typedef bool (*sluice_fuzz_check_fn)(struct sluice_execution *execution);

/* Modes: bits, 1 << enum sluice_target_mode. */
enum {
    SLUICE_MODES_READING = 1 << SLUICE_MODE_DECODE | 1 << SLUICE_MODE_INSPECT,
    SLUICE_MODES_ALL = SLUICE_MODES_READING | 1 << SLUICE_MODE_REWRITE
};

/** Those that an input is read in: with sluice_fuzz_thorough all of `modes`, else the one that the input
 * chooses. */
unsigned sluice_modes_of(struct sluice_bytes bytes, unsigned modes);

/** Makes the plain run in the chosen ones of `modes`, each followed by the check. The answer is that of the
 * first. */
SLUICE_NODISCARD bool sluice_modes_run(struct sluice_bytes bytes, unsigned modes,
                                       struct sluice_fuzz_answer *answer,
                                       struct sluice_finding *finding, sluice_fuzz_check_fn check);

#endif
