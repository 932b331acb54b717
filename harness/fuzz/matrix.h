/* The matrix of the rules: for each that the mutator can break, how many inputs were seen that break
 * it, made from inputs that were accepted, and how many of them were refused for it.
 *
 * Kept as long as the process lives. If the environment names a file in SLUICE_FUZZ_MATRIX, the matrix is
 * written to it now and then and at the end, as JSON:
 *
 *     {"rules": {"IN-1": {"tried": 12, "accepted": 9, "refused": 9}, ...}}
 *
 * where `tried` counts all inputs that were made to break the rule, `accepted` those of them that were made
 * from an accepted one, and `refused` those of these that were refused for it. So a rule with neither 0
 * was seen from both sides: an accepting neighbor, and a rejecting one. Not thread-safe. Private to
 * harness/fuzz. */
#ifndef SLUICE_FUZZ_MATRIX_H
#define SLUICE_FUZZ_MATRIX_H

#include <stdbool.h>

/** Lets these rules have a row, ended by NULL, static texts: also those that nothing is noted of. */
void sluice_matrix_expect(const char *const *rules);

/** Notes an input that was made to break a rule. `rule` is static text. */
void sluice_matrix_note(const char *rule, bool accepted, bool refused);

#endif
