/* A set of byte strings, each with a small number: labels, part names, what was written once. */
#ifndef SLUICE_STREAM_NAMES_H
#define SLUICE_STREAM_NAMES_H

#include "sluice/base.h"

struct sluice_stream_name {
    size_t offset; /* in the set's bytes; a NUL stands behind the name */
    size_t length;
    uint32_t hash;
};

/** Zero-initialize before use. Names are numbered from 1 in the order in which they came. */
struct sluice_stream_names {
    struct sluice_stream_name *list;
    uint32_t count;
    uint32_t capacity;
    uint32_t *slots; /* numbers of names by hash; 0: free */
    uint32_t slot_count;
    char *bytes;
    size_t used;
    size_t room;
};

/** The number of a name, 0 if it is not in the set. */
uint32_t sluice_stream_names_find(const struct sluice_stream_names *names, const void *data,
                                  size_t length);

/** The number of a name, which is added if it is new. 0: out of memory. */
uint32_t sluice_stream_names_add(struct sluice_stream_names *names, const void *data,
                                 size_t length);

/** The name of a number, NUL-terminated; "" for 0. Valid until a name is added. */
const char *sluice_stream_names_text(const struct sluice_stream_names *names, uint32_t number);

/** Makes `to`, which must be empty, equal to `from`. False: out of memory; `to` is empty then. */
SLUICE_NODISCARD bool sluice_stream_names_copy(struct sluice_stream_names *to,
                                               const struct sluice_stream_names *from);

/** Frees the set and makes it empty. */
void sluice_stream_names_free(struct sluice_stream_names *names);

#endif
