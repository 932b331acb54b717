/* Paths for error messages, "root.entries[3].value", put together step by step. */
#ifndef SLUICE_STREAM_PATH_TEXT_H
#define SLUICE_STREAM_PATH_TEXT_H

#include "sluice/base.h"

struct sluice_path_text {
    char *to;
    size_t room; /* bytes left, the terminator included */
};

/* Deep paths keep their first and last steps. */
enum { SLUICE_PATH_FIRST_STEPS = 6, SLUICE_PATH_LAST_STEPS = 8 };

/* Room for a path before it is cut to size. */
enum { SLUICE_PATH_WHOLE = 1280 };

void sluice_path_put(struct sluice_path_text *text, const char *piece);

/* A name from a stream: printable ASCII as it is, all else as '?'. */
void sluice_path_put_name(struct sluice_path_text *text, struct sluice_bytes name);

/* The name of a field, cut if it is very long, behind a dot. */
void sluice_path_put_field(struct sluice_path_text *text, struct sluice_bytes name);

/* "before[index]". */
void sluice_path_put_index(struct sluice_path_text *text, const char *before, uint32_t index);

/* Copies a path; one that is too long keeps its first and last characters. */
void sluice_path_cut(const char *whole, char *path, size_t size);

#endif
