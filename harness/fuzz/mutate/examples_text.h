/* examples.txt as a part of the program; made by harness/fuzz/embed.cmake. */
#ifndef SLUICE_FUZZ_EXAMPLES_TEXT_H
#define SLUICE_FUZZ_EXAMPLES_TEXT_H

#include <stddef.h>

extern const char sluice_fuzz_examples_text[];
extern const size_t sluice_fuzz_examples_length;

#endif
