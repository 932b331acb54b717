/* What is written where there is no room. Into a buffer that cannot get more: whole records and nothing
 * else (OUT-3), wherever in a record the room ends. For a reader that does not go as deep: nothing. */
#include "harness/trials/decoder/views.h"

#include <sluice/write.h>
#include <stdlib.h>
#include <string.h>

/* Each case tries some rooms; which ones depends on its length, so that together they see every place.
 * Safe containers are few, and have their own ways: there every room is tried, unless there are so many
 * that it would take longer than all the rest. */
enum { ROOMS = 8, ROOMS_OF_SAFE = 256 };

static void *refuse(void *context, size_t bytes)
{
    (void)context;
    (void)bytes;
    return NULL;
}

/* The memory is not the buffer's. */
static void keep(void *context, void *memory, size_t bytes)
{
    (void)context;
    (void)memory;
    (void)bytes;
}

static enum sluice_reason write(const struct sluice_viewed *viewed,
                                const struct sluice_write_options *options,
                                struct sluice_buffer *buffer, struct sluice_status *status)
{
    const struct sluice_sink sink = sluice_sink_buffer(buffer);
    return viewed->graph != NULL ? sluice_write_graph(viewed->graph, &sink, options, status)
                                 : sluice_write_document(viewed->document, &sink, options, status);
}

static bool fits_or_stops(const struct sluice_viewed *viewed,
                          const struct sluice_write_options *options,
                          const struct sluice_buffer *whole, uint8_t *memory, size_t room)
{
    const struct sluice_allocator none = {refuse, keep, NULL};
    struct sluice_buffer tight = {memory, 0, room, &none};
    struct sluice_status status;
    const enum sluice_reason reason = write(viewed, options, &tight, &status);
    const bool fits = reason == SLUICE_OK && tight.length == whole->length;
    return (fits || (reason == SLUICE_OUT_OF_MEMORY && tight.length <= room)) &&
           status.reason == reason && status.consumed == tight.length && tight.bytes == memory &&
           memcmp(memory, whole->bytes, tight.length) == 0;
}

static bool is_all_or_nothing(const struct sluice_viewed *viewed, const struct sluice_policy *safe,
                              const struct sluice_limits *reader)
{
    struct sluice_buffer whole = {0};
    struct sluice_status status;
    struct sluice_write_report report;
    const struct sluice_write_options options = {.safe = safe, .reader = reader, .report = &report};
    bool good = true;
    if (write(viewed, &options, &whole, &status) == SLUICE_OK) {
        uint8_t *memory = malloc(whole.length);
        const size_t rooms = report.replaced == 0 ? ROOMS : ROOMS_OF_SAFE;
        const size_t step = whole.length / rooms + 1;
        for (size_t room = 1 + whole.length % step; memory != NULL && good && room <= whole.length;
             room += step) {
            good = fits_or_stops(viewed, &options, &whole, memory, room);
        }
        free(memory);
    }
    sluice_buffer_free(&whole);
    return good;
}

/* OUT-1: a reader that follows one object less deep is refused, one that follows as deep is not. */
static bool depth_is_exact(const struct sluice_viewed *viewed, const struct sluice_policy *safe)
{
    enum { DEEPEST = 8 };
    struct sluice_status status;
    struct sluice_limits reader = {0};
    const struct sluice_write_options options = {.safe = safe, .reader = &reader};
    struct sluice_buffer buffer = {0};
    bool good = write(viewed, &options, &buffer, &status) == SLUICE_OK;
    const uint64_t need = good ? status.depth : 0;
    for (reader.depth = need; good && reader.depth > 0 && reader.depth + DEEPEST > need;
         reader.depth--) {
        buffer.length = 0;
        good = write(viewed, &options, &buffer, &status) ==
               (reader.depth < need ? SLUICE_LIMIT_DEPTH : SLUICE_OK);
    }
    sluice_buffer_free(&buffer);
    return good || need == 0;
}

/* A record that has passed the reader's bytes is not made to its end. */
static bool stops_early(const struct sluice_viewed *viewed)
{
    enum { ROOM = 8 };
    static const struct sluice_limits reader = {.bytes = 1};
    const struct sluice_allocator none = {refuse, keep, NULL};
    const struct sluice_write_options options = {.reader = &reader};
    uint8_t memory[ROOM];
    struct sluice_buffer tight = {memory, 0, ROOM, &none};
    struct sluice_status status;
    const enum sluice_reason reason = write(viewed, &options, &tight, &status);
    return (reason != SLUICE_OK || status.consumed <= ROOM) && tight.bytes == memory;
}

const char *sluice_tight_fault(const struct sluice_viewed *viewed)
{
    /* Block data goes out in pieces, too. */
    static const struct sluice_limits pieces = {.block_bytes = 3};
    return is_all_or_nothing(viewed, NULL, NULL) &&
                   is_all_or_nothing(viewed, viewed->containers, NULL) &&
                   is_all_or_nothing(viewed, viewed->containers, &pieces) && stops_early(viewed)
               ? NULL
               : "a buffer without room takes part of a record";
}

const char *sluice_shallow_fault(const struct sluice_viewed *viewed)
{
    return depth_is_exact(viewed, NULL) && depth_is_exact(viewed, viewed->containers)
               ? NULL
               : "what is too deep for a reader is written, or what is not is refused";
}
