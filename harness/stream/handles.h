/* Wire handles as the protocol assigns them (protocol: handle numbering), and which item has
 * which. */
#ifndef SLUICE_STREAM_HANDLES_H
#define SLUICE_STREAM_HANDLES_H

#include "harness/stream/names.h"

/* baseWireHandle of the protocol. */
#define SLUICE_BASE_HANDLE UINT32_C(0x7E0000)

/** The handles of what was written once, by its text. */
struct sluice_stream_once {
    struct sluice_stream_names names;
    uint32_t *handles; /* by number of the name, from 1 */
    size_t capacity;
};

/** Looks for a text. False: it has not been written since the last reset. */
SLUICE_NODISCARD bool sluice_stream_once_find(const struct sluice_stream_once *once,
                                              const void *text, size_t length, uint32_t *handle);

/** Notes the handle of a text. False: out of memory. */
SLUICE_NODISCARD bool sluice_stream_once_add(struct sluice_stream_once *once, const void *text,
                                             size_t length, uint32_t handle);

/** Forgets everything. */
void sluice_stream_once_clear(struct sluice_stream_once *once);

#endif
