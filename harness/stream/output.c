#include "harness/stream/output.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/grow.h"

bool sluice_stream_output_add(struct sluice_stream_output *output, const void *data, size_t length,
                              uint64_t times)
{
    uint64_t room = output->max_bytes - output->length;
    uint8_t *bytes;
    size_t total;

    if (length == 0 || times == 0) {
        return true;
    }
    if (length > room || times > room / length) {
        output->too_long = true;
        return false;
    }
    total = length * (size_t)times;
    bytes = sluice_grow(output->bytes, &output->capacity, output->length + total, 1);
    if (bytes == NULL) {
        return false;
    }
    output->bytes = bytes;
    bytes += output->length;
    memcpy(bytes, data, length);
    for (size_t done = length; done < total;) {
        size_t piece = done < total - done ? done : total - done;

        memcpy(bytes + done, bytes, piece);
        done += piece;
    }
    output->length += total;
    return true;
}

struct sluice_layout_row *sluice_stream_output_label(struct sluice_stream_output *output,
                                                     size_t start, const char *label, bool *ok)
{
    struct sluice_layout_row *rows;
    struct sluice_layout_row *row;

    *ok = true;
    if (output->length == start) {
        return NULL;
    }
    if (output->row_count >= output->max_rows) {
        output->rows_dropped++;
        return NULL;
    }
    rows = sluice_grow(output->rows, &output->row_capacity, output->row_count + 1, sizeof *rows);
    if (rows == NULL) {
        *ok = false;
        return NULL;
    }
    output->rows = rows;
    row = &rows[output->row_count++];
    row->start = start;
    row->end = output->length;
    row->label = label;
    row->path[0] = '\0';
    return row;
}

void sluice_stream_output_free(struct sluice_stream_output *output)
{
    free(output->bytes);
    free(output->rows);
    memset(output, 0, sizeof *output);
}
