/* A program of an archive from its making to its judgment. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_JUDGE_H
#define SLUICE_FUZZ_JUDGE_H

#include "harness/fuzz/archive/build.h"
#include "harness/fuzz/target.h"

/**
 * Makes and signs the archive, has it verified, and compares the verdict with what follows from its bytes and from
 * what was signed.
 *
 * @param choice which runs that are made of a few inputs only are made of this one.
 * @return true if nothing was found.
 */
bool sluice_judge_program(const struct sluice_archive_program_input *program, uint64_t choice,
                          struct sluice_fuzz_answer *answer, struct sluice_finding *finding);

#endif
