/* policies.yaml as a part of the program; made by embed.cmake. */
#ifndef SLUICE_FUZZ_POLICIES_TEXT_H
#define SLUICE_FUZZ_POLICIES_TEXT_H

#include <stddef.h>

extern const char sluice_fuzz_policies_text[];
extern const size_t sluice_fuzz_policies_length;

#endif
