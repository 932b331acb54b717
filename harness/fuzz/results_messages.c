#include "harness/fuzz/results.h"
#include "harness/suite/frame.h"

#include <stdlib.h>
#include <string.h>

/* What was seen of the messages in so many bytes. */
struct seen {
    uint64_t frames;
    uint64_t bytes; /* in their bodies */
    enum sluice_frame_next end;
};

/* Puts bytes behind those that have arrived, as sluice_frame_fill() does with what a socket has. */
static bool arrive(struct sluice_frame_reader *reader, const uint8_t *bytes, size_t length)
{
    const size_t capacity = reader->length + length;
    uint8_t *data = realloc(reader->data, capacity > 0 ? capacity : 1);
    if (data == NULL) {
        return false;
    }
    reader->data = data;
    reader->capacity = capacity;
    if (length > 0) {
        memcpy(data + reader->length, bytes, length);
    }
    reader->length = capacity;
    return true;
}

/* The first and the last byte of a body are there to be read. */
static void take(struct sluice_frame_reader *reader, struct seen *seen)
{
    struct sluice_frame frame;
    while ((seen->end = sluice_frame_next(reader, &frame)) == SLUICE_NEXT_FRAME) {
        seen->frames++;
        seen->bytes += frame.length;
        for (size_t i = 0; i<frame.length; i += frame.length> 1 ? frame.length - 1 : 1) {
            seen->bytes += frame.data[i] & 1;
        }
    }
}

static bool read_in(struct sluice_bytes bytes, size_t piece, struct seen *seen)
{
    struct sluice_frame_reader reader = {0};
    bool good = true;
    *seen = (struct seen){.end = SLUICE_NEXT_INCOMPLETE};
    for (size_t at = 0; good && at < bytes.length && seen->end != SLUICE_NEXT_NOISE; at += piece) {
        const size_t left = bytes.length - at;
        good = arrive(&reader, bytes.data + at, left < piece ? left : piece);
        if (good) {
            take(&reader, seen);
        }
    }
    sluice_frame_reader_free(&reader);
    return good;
}

bool sluice_results_messages(struct sluice_bytes bytes, struct sluice_finding *finding)
{
    enum { PIECE = 7 };
    struct seen whole;
    struct seen parts;
    if (bytes.length == 0 || !read_in(bytes, bytes.length, &whole) ||
        !read_in(bytes, PIECE, &parts)) {
        return true;
    }
    return (whole.frames == parts.frames && whole.bytes == parts.bytes && whole.end == parts.end) ||
           sluice_finding_note(finding, "harness",
                               "%llu messages of %llu bytes, and in pieces %llu of %llu",
                               (unsigned long long)whole.frames, (unsigned long long)whole.bytes,
                               (unsigned long long)parts.frames, (unsigned long long)parts.bytes);
}
