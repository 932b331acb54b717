/* The input of a target, placed so that reading past its end or writing to it kills the process.
 * Private to the targets. */
#ifndef SLUICE_TARGETS_GUARDED_INPUT_H
#define SLUICE_TARGETS_GUARDED_INPUT_H

#include <sluice/base.h>

/** Zero-initialize. */
struct sluice_guarded_input {
    uint8_t *mapping; /* NULL: nothing placed */
    size_t mapping_size;
    struct sluice_bytes bytes; /* read-only; the byte after the last one is not mapped */
};

/** Places a copy of `bytes`, in the stead of what was placed before. False without memory. */
SLUICE_NODISCARD bool sluice_guarded_input_place(struct sluice_guarded_input *input,
                                                 struct sluice_bytes bytes);

/** Takes the input away. */
void sluice_guarded_input_free(struct sluice_guarded_input *input);

#endif
