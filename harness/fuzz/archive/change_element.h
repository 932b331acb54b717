/* One element of a signature block, changed as an attacker would who knows its structure. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_CHANGE_ELEMENT_H
#define SLUICE_FUZZ_CHANGE_ELEMENT_H

#include "harness/base/text.h"
#include "harness/fuzz/archive/program.h"

/**
 * Changes an element, and the lengths around it: `field` says which and how, `item` and `value` with what. What comes
 * of it is the same block, or one that nobody may accept.
 *
 * @param key of the signer: "EC-256".
 */
void sluice_change_element(struct sluice_text *block, const struct sluice_program_step *step,
                           const char *key);

/** How many ways there are. */
unsigned sluice_change_element_ways(void);

#endif
