/* The bytes: one contiguous view of everything read so far, whatever the source.
 * The only bounds test is in sluice_reader_need(); refilling is out of line, so memory sources pay
 * one comparison an element. */
#ifndef SLUICE_STREAM_READER_H
#define SLUICE_STREAM_READER_H

#include "heap.h"
#include "sluice/source.h"

struct sluice_reader {
    const uint8_t *current;
    const uint8_t *end;        /* readable now; never past `stop` */
    const uint8_t *base;       /* byte 0 of the stream */
    const uint8_t **base_copy; /* kept equal to `base` */
    struct sluice_source source;
    struct sluice_heap *heap;
    const struct sluice_observer *observer;
    uint8_t *buffer; /* callback source: owns the bytes from 0 on */
    size_t capacity;
    uint64_t received;          /* callback source: bytes in the buffer */
    uint64_t stop;              /* offset that limits forbid to pass */
    enum sluice_reason at_stop; /* the limit behind `stop` */
    enum sluice_reason over; /* why no more bytes come from the callback; SLUICE_OK while they do */
    enum sluice_reason failure; /* why need() said no */
};

void sluice_reader_init(struct sluice_reader *reader, const struct sluice_source *source,
                        struct sluice_heap *heap, const struct sluice_observer *observer,
                        const uint8_t **base_copy);

/* Forbids reading past offset `stop`; `reason` is given when the stream goes on beyond it. */
void sluice_reader_stop_at(struct sluice_reader *reader, uint64_t stop, enum sluice_reason reason);

/* Slow path of need(). */
SLUICE_NODISCARD bool sluice_reader_fill(struct sluice_reader *reader, size_t bytes);

/* Makes `bytes` bytes readable at `current`. On false, `failure` says why. */
SLUICE_NODISCARD static inline bool sluice_reader_need(struct sluice_reader *reader, size_t bytes)
{
    return (size_t)(reader->end - reader->current) >= bytes || sluice_reader_fill(reader, bytes);
}

/* True if no more bytes come, though the stream need not be over. */
static inline bool sluice_reader_failed(const struct sluice_reader *reader)
{
    return reader->over != SLUICE_OK && reader->over != SLUICE_TRUNCATED;
}

static inline uint32_t sluice_reader_offset(const struct sluice_reader *reader)
{
    return (uint32_t)(reader->current - reader->base);
}

/* Bytes that are still to come, or SLUICE_UNKNOWN_LENGTH. */
static inline uint64_t sluice_reader_remaining(const struct sluice_reader *reader)
{
    return reader->source.length == SLUICE_UNKNOWN_LENGTH
               ? SLUICE_UNKNOWN_LENGTH
               : reader->source.length - (uint64_t)(reader->current - reader->base);
}

static inline uint16_t sluice_be16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t sluice_be32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static inline uint64_t sluice_be64(const uint8_t *at)
{
    return (uint64_t)sluice_be32(at) << 32 | sluice_be32(at + 4);
}

#endif
