/* Neighbors: two inputs of which one keeps a rule and the other one breaks it, and nothing else.
 *
 * Where the mutator says that it has made such an input, the one that it was made from is run, too, before
 * the engine watches again; if it is accepted, the other one must be refused, for one of the reasons that
 * the mutator names. How often that was seen is counted for each rule. Only where the engine mutates in the
 * process that runs the inputs: libFuzzer.
 *
 * The counts are left in the file that SLUICE_FUZZ_MATRIX names, if it does, as JSON:
 * {"IN-1":{"accepting":3,"rejecting":3},...}. A rule with a 0 was not put to the test. */
#ifndef SLUICE_FUZZ_NEIGHBORS_H
#define SLUICE_FUZZ_NEIGHBORS_H

#include "harness/fuzz/target.h"

/** To be called after each mutation. */
void sluice_neighbors_made(void);

/** Holds the answer to an input against what was said of it when it was made, if anything was. False with
 * a finding. NULL in programs whose engine mutates in a process of its own. */
bool sluice_neighbors_judge(struct sluice_bytes bytes, const struct sluice_fuzz_answer *answer,
                            struct sluice_finding *finding) __attribute__((weak));

#endif
