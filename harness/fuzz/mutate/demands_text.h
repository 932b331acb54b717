/* demands.txt as a part of the program; made by harness/fuzz/embed.cmake. */
#ifndef SLUICE_FUZZ_DEMANDS_TEXT_H
#define SLUICE_FUZZ_DEMANDS_TEXT_H

#include <stddef.h>

extern const char sluice_fuzz_demands_text[];
extern const size_t sluice_fuzz_demands_length;

#endif
