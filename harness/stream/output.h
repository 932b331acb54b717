/* The bytes that the assembler has written so far, and what each range of them is. */
#ifndef SLUICE_STREAM_OUTPUT_H
#define SLUICE_STREAM_OUTPUT_H

#include "harness/stream/program.h"

struct sluice_stream_output {
    uint8_t *bytes;
    size_t length;
    size_t capacity;
    uint64_t max_bytes;
    struct sluice_layout_row *rows;
    size_t row_count;
    size_t row_capacity;
    size_t max_rows;
    uint64_t rows_dropped;
    bool too_long; /* max_bytes reached; else a failure means out of memory */
};

/** Appends `times` times `length` bytes. False: see too_long. */
SLUICE_NODISCARD bool sluice_stream_output_add(struct sluice_stream_output *output,
                                               const void *data, size_t length, uint64_t times);

/**
 * Labels what was added since `start`; nothing if nothing was.
 * @return the row, whose path is still empty; NULL if the row is not kept, or `*ok` is false.
 */
struct sluice_layout_row *sluice_stream_output_label(struct sluice_stream_output *output,
                                                     size_t start, const char *label, bool *ok);

/** Frees what an output holds. */
void sluice_stream_output_free(struct sluice_stream_output *output);

#endif
