#include "reader.h"

#include <string.h>

enum { FIRST_BUFFER = 4096 };

struct sluice_source sluice_source_memory(const void *bytes, size_t length)
{
    return (struct sluice_source){.bytes = length ? bytes : (const uint8_t *)"", .length = length};
}

struct sluice_source sluice_source_callback(sluice_read_fn read, void *context, uint64_t length)
{
    return (struct sluice_source){.read = read, .context = context, .length = length};
}

void sluice_reader_init(struct sluice_reader *reader, const struct sluice_source *source,
                        struct sluice_heap *heap, const struct sluice_observer *observer,
                        const uint8_t **base_copy)
{
    static const uint8_t nothing[1];
    *reader = (struct sluice_reader){
        .source = *source,
        .heap = heap,
        .observer = observer,
        .stop = UINT64_MAX - 1, /* so that one more can be counted */
        .base_copy = base_copy,
    };
    reader->base = source->bytes != NULL ? source->bytes : nothing;
    *base_copy = reader->base;
    reader->current = reader->base;
    reader->end = source->bytes != NULL ? source->bytes + source->length : reader->base;
    reader->received = source->bytes != NULL ? source->length : 0;
}

/* What is in the buffer and may be read. */
static void set_end(struct sluice_reader *reader)
{
    const uint64_t readable = reader->received < reader->stop ? reader->received : reader->stop;
    reader->end = reader->base + readable;
}

void sluice_reader_stop_at(struct sluice_reader *reader, uint64_t stop, enum sluice_reason reason)
{
    reader->stop = stop;
    reader->at_stop = reason;
    set_end(reader);
}

/* Doubles the buffer. It grows when bytes have filled it, never because a length asks for it. */
static bool grow_buffer(struct sluice_reader *reader)
{
    const size_t capacity = reader->capacity ? reader->capacity * 2 : FIRST_BUFFER;
    uint8_t *buffer = sluice_heap_get(reader->heap, capacity);
    if (buffer == NULL) {
        reader->over = sluice_heap_refusal(reader->heap);
        return false;
    }
    const ptrdiff_t offset = reader->current - reader->base;
    if (reader->buffer != NULL) {
        memcpy(buffer, reader->buffer, reader->received);
        sluice_heap_put(reader->heap, reader->buffer, reader->capacity);
    }
    reader->buffer = buffer;
    reader->capacity = capacity;
    reader->base = buffer;
    *reader->base_copy = buffer;
    reader->current = buffer + offset;
    return true;
}

/* Asks the callback once. False at the end of the input and on errors, once and for all: whoever asks
 * again, because it could do without, is told the same. */
static bool pull(struct sluice_reader *reader)
{
    uint64_t want = reader->source.length == SLUICE_UNKNOWN_LENGTH
                        ? UINT64_MAX
                        : reader->source.length - reader->received;
    if (want == 0) {
        reader->over = SLUICE_TRUNCATED;
    }
    if (reader->over != SLUICE_OK ||
        (reader->received == reader->capacity && !grow_buffer(reader))) {
        return false;
    }
    const size_t room = reader->capacity - (size_t)reader->received;
    want = want < room ? want : room;
    /* One byte past the stop is enough to know that the stream goes on. */
    if (want > reader->stop + 1 - reader->received) {
        want = reader->stop + 1 - reader->received;
    }
    const int64_t got = reader->source.read(reader->source.context,
                                            reader->buffer + reader->received, (size_t)want);
    if (got <= 0 || (uint64_t)got > want) {
        reader->over = got == 0 ? SLUICE_TRUNCATED : SLUICE_SOURCE_FAILED;
        return false;
    }
    reader->received += (uint64_t)got;
    if (reader->observer != NULL) {
        const struct sluice_event event = {.type = SLUICE_EVENT_BYTES_PULLED,
                                           .offset = (uint64_t)(reader->current - reader->base),
                                           .amount = (uint64_t)got,
                                           .total = reader->received};
        reader->observer->on_event(reader->observer->context, &event);
    }
    set_end(reader);
    return true;
}

bool sluice_reader_fill(struct sluice_reader *reader, size_t bytes)
{
    for (;;) {
        if (reader->received > reader->stop) {
            reader->failure = reader->at_stop;
            return false;
        }
        if (reader->source.read == NULL) {
            reader->failure = SLUICE_TRUNCATED;
            return false;
        }
        if (!pull(reader)) {
            reader->failure = reader->over;
            return false;
        }
        if ((size_t)(reader->end - reader->current) >= bytes) {
            return true;
        }
    }
}
