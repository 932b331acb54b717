/* What mutators do to sound archives that takes several steps, or a signer of some kind. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_SPOIL_H
#define SLUICE_FUZZ_SPOIL_H

#include "harness/fuzz/archive/program.h"
#include "harness/fuzz/mutate/random.h"

/** Fills a step that is about what the head of a program has no room for: settings, signing, codebases... */
void sluice_archive_spoil_fill(struct sluice_random *random, struct sluice_program_step *step);

/** Spoils a sound program in some way; it may stay sound. */
void sluice_archive_spoil(struct sluice_random *random,
                          struct sluice_archive_program_input *program);

#endif
