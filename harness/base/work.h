/* What the decoder does, counted by the compiler and not by the decoder.
 *
 * In a build for libFuzzer (cmake/SluiceFlags.cmake) each piece of straight code of the decoder has a counter of how
 * often it was entered, and what memcpy() and its like go through is counted in bytes (counted_moves.h). The
 * compiler's front end places the counters, so that neither the optimizer nor the machine changes what they say; another
 * version of the compiler may, a little. */
#ifndef SLUICE_BASE_WORK_H
#define SLUICE_BASE_WORK_H

#include <stdbool.h>
#include <stdint.h>

/** Whether anything is counted in this build. */
bool sluice_work_is_counted(void);

/** Pieces of code that were entered in this process, with SLUICE_WORK_BYTES moved bytes as one more; 0 if nothing is
 * counted. */
uint64_t sluice_work_done(void);

enum { SLUICE_WORK_BYTES = 8 };

#endif
