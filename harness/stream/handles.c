#include "harness/stream/handles.h"

#include <stdlib.h>

#include "harness/base/grow.h"

bool sluice_stream_once_find(const struct sluice_stream_once *once, const void *text, size_t length,
                             uint32_t *handle)
{
    uint32_t number = sluice_stream_names_find(&once->names, text, length);

    if (number == 0) {
        return false;
    }
    *handle = once->handles[number];
    return true;
}

bool sluice_stream_once_add(struct sluice_stream_once *once, const void *text, size_t length,
                            uint32_t handle)
{
    uint32_t number = sluice_stream_names_add(&once->names, text, length);
    uint32_t *handles = sluice_grow(once->handles, &once->capacity, (size_t)number + 1,
                                    sizeof *handles);

    if (handles == NULL) {
        return false;
    }
    once->handles = handles;
    if (number == 0) {
        return false;
    }
    handles[number] = handle;
    return true;
}

void sluice_stream_once_clear(struct sluice_stream_once *once)
{
    if (once->names.count > 0 || once->capacity > 0) {
        sluice_stream_names_free(&once->names);
        free(once->handles);
        once->handles = NULL;
        once->capacity = 0;
    }
}
