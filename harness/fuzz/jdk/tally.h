/* How often which words were said. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_TALLY_H
#define SLUICE_FUZZ_TALLY_H

#include "harness/fuzz/jdk/jdk.h"

#include <stdio.h>

/** Counts the words once more. What comes after many others is not counted by itself. */
void sluice_tally_add(const char *words);

/** Writes a JSON object of all words with their counts. */
void sluice_tally_write(FILE *file);

#endif
