/* Reports of sanitizers: what they are about and where. Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_STACK_H
#define SLUICE_CLI_TRIAGE_STACK_H

#include "harness/base/text.h"

/** Functions that a key names. */
enum { SLUICE_STACK_FRAMES = 3 };

/**
 * Reads a report.
 *
 * @param report begins with the line that says what is wrong.
 * @param kind   receives "heap-buffer-overflow", "runtime error: index # out of bounds" ...
 * @param frames receives the topmost functions of this project in the first stack, "f < g < h"; of any
 *               code if there are none; empty without a stack.
 */
void sluice_triage_report_read(const char *report, struct sluice_text *kind,
                               struct sluice_text *frames);

#endif
