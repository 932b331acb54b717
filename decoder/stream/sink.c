/* Sinks that come with the library. */
#include "heap.h"
#include "sluice/write.h"

#include <string.h>

enum { FIRST_BUFFER = 4096 };

/* Appends all of the bytes, or none. */
static bool append(void *context, const uint8_t *bytes, size_t length)
{
    struct sluice_buffer *buffer = context;
    if (buffer->capacity - buffer->length < length) {
        struct sluice_heap heap;
        size_t capacity = buffer->capacity != 0 ? buffer->capacity : FIRST_BUFFER;
        while (capacity - buffer->length < length) {
            if (capacity > SIZE_MAX / 2) {
                return false;
            }
            capacity *= 2;
        }
        sluice_heap_init(&heap, buffer->allocator, UINT64_MAX, NULL);
        uint8_t *grown = sluice_heap_get(&heap, capacity);
        if (grown == NULL) {
            return false;
        }
        if (buffer->bytes != NULL) {
            memcpy(grown, buffer->bytes, buffer->length);
        }
        sluice_heap_put(&heap, buffer->bytes, buffer->capacity);
        buffer->bytes = grown;
        buffer->capacity = capacity;
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    return true;
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
