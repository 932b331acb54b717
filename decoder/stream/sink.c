#include "sink.h"

#include "heap.h"

#include <string.h>

enum { FIRST_BUFFER = 4096 };

bool sluice_buffer_reserve(struct sluice_buffer *buffer, size_t bytes)
{
    struct sluice_heap heap;
    size_t capacity = buffer->capacity != 0 ? buffer->capacity : FIRST_BUFFER;
    while (capacity - buffer->length < bytes) {
        if (capacity > SIZE_MAX / 2) {
            return false;
        }
        capacity *= 2;
    }
    if (capacity == buffer->capacity) {
        return true;
    }
    sluice_heap_init(&heap, buffer->allocator, UINT64_MAX, NULL);
    uint8_t *grown = sluice_heap_get(&heap, capacity);
    if (grown == NULL) {
        return false;
    }
    if (buffer->bytes != NULL) {
        memcpy(grown, buffer->bytes, buffer->length);
        sluice_heap_put(&heap, buffer->bytes, buffer->capacity);
    }
    buffer->bytes = grown;
    buffer->capacity = capacity;
    return true;
}

/* Appends all of the bytes, or none. */
static bool append(void *context, const uint8_t *bytes, size_t length)
{
    struct sluice_buffer *buffer = context;
    if (!sluice_buffer_reserve(buffer, length)) {
        return false;
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    return true;
}

struct sluice_buffer *sluice_sink_target(const struct sluice_sink *sink)
{
    return sink->write == append ? sink->context : NULL;
}

struct sluice_sink sluice_sink_buffer(struct sluice_buffer *buffer)
{
    return (struct sluice_sink){append, buffer};
}

void sluice_buffer_free(struct sluice_buffer *buffer)
{
    struct sluice_heap heap;
    sluice_heap_init(&heap, buffer->allocator, UINT64_MAX, NULL);
    sluice_heap_put(&heap, buffer->bytes, buffer->capacity);
    buffer->bytes = NULL;
    buffer->length = 0;
    buffer->capacity = 0;
}
