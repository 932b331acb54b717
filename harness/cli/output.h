/* Standard output, and files that are written. What cannot be written is noticed and said.
 * Private to the command line. */
#ifndef SLUICE_CLI_OUTPUT_H
#define SLUICE_CLI_OUTPUT_H

#include <sluice/base.h>

/** Writes a NUL-terminated text to standard output. Failure is noticed at the end. */
void sluice_output_text(const char *text);

/** Writes a piece of text to standard output; a sluice_write_fn. False: it cannot be written. */
bool sluice_output_piece(void *context, const char *text, size_t length);

/**
 * Ends standard output. Returns 0, or, after a complaint, SLUICE_EXIT_USAGE when something that was
 * written did not get through.
 */
SLUICE_NODISCARD int sluice_output_finish(void);

/**
 * Writes bytes to a file, or to standard output when `path` is NULL or "-", but not to a terminal.
 * Returns 0, or SLUICE_EXIT_USAGE after a complaint.
 */
SLUICE_NODISCARD int sluice_output_binary(const char *path, const void *data, size_t length);

/**
 * As sluice_output_binary(), but a file is replaced whole: by one that is written beside it and takes
 * its name, so that a failure leaves it as it was.
 */
SLUICE_NODISCARD int sluice_output_replace(const char *path, const void *data, size_t length);

#endif
