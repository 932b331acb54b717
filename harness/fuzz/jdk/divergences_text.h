/* decoder/DIVERGENCES.md as a part of the program; made by embed.cmake. */
#ifndef SLUICE_FUZZ_DIVERGENCES_TEXT_H
#define SLUICE_FUZZ_DIVERGENCES_TEXT_H

#include <stddef.h>

extern const char sluice_fuzz_divergences_text[];
extern const size_t sluice_fuzz_divergences_length;

#endif
