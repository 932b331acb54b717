#define _POSIX_C_SOURCE 200809L

#include "harness/suite/frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { HEADER_SIZE = 12, READ_SIZE = 64 * 1024 };

/* Both ends are one program on one machine: numbers travel as they stand in memory. */
struct header {
    uint32_t mark;
    uint32_t kind;
    uint32_t length;
};

static const uint32_t frame_mark = 0x53A7C0DEU;

_Static_assert(sizeof(struct header) == HEADER_SIZE, "a header has no padding");

static bool send_all(int socket, const void *data, size_t length)
{
    const uint8_t *bytes = data;
    while (length > 0) {
        ssize_t sent = send(socket, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

bool sluice_frame_add(struct sluice_text *unsent, enum sluice_frame_kind kind, const void *data,
                      size_t length)
{
    if (length > SLUICE_FRAME_MAXIMUM) {
        return false;
    }
    const struct header header = {frame_mark, (uint32_t)kind, (uint32_t)length};
    sluice_text_add(unsent, &header, sizeof header);
    sluice_text_add(unsent, data, length);
    return !unsent->failed;
}

bool sluice_frame_send(int socket, struct sluice_text *unsent)
{
    const bool sent = send_all(socket, unsent->data, unsent->length);
    sluice_text_clear(unsent);
    return sent;
}

/* Moves what is left to the front and makes room for another read. */
static bool make_room(struct sluice_frame_reader *reader)
{
    if (reader->start > 0) {
        memmove(reader->data, reader->data + reader->start, reader->length - reader->start);
        reader->length -= reader->start;
        reader->start = 0;
    }
    if (reader->capacity - reader->length >= READ_SIZE) {
        return true;
    }
    size_t capacity = reader->length + reader->length / 2 + READ_SIZE;
    uint8_t *data = realloc(reader->data, capacity);
    if (data == NULL) {
        return false;
    }
    reader->data = data;
    reader->capacity = capacity;
    return true;
}

enum sluice_frame_fill sluice_frame_fill(struct sluice_frame_reader *reader, int socket)
{
    if (!make_room(reader)) {
        return SLUICE_FILL_FAILED;
    }
    ssize_t got;
    do {
        got = recv(socket, reader->data + reader->length, reader->capacity - reader->length, 0);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
        reader->length += (size_t)got;
        return SLUICE_FILL_SOME;
    }
    if (got == 0 || errno == ECONNRESET) {
        return SLUICE_FILL_END;
    }
    return errno == EAGAIN ? SLUICE_FILL_NOTHING : SLUICE_FILL_FAILED;
}

enum sluice_frame_next sluice_frame_next(struct sluice_frame_reader *reader,
                                         struct sluice_frame *frame)
{
    size_t available = reader->length - reader->start;
    struct header header;
    if (available < sizeof header) {
        return SLUICE_NEXT_INCOMPLETE;
    }
    memcpy(&header, reader->data + reader->start, sizeof header);
    if (header.mark != frame_mark || header.kind >= SLUICE_FRAME_KINDS ||
        header.length > SLUICE_FRAME_MAXIMUM) {
        return SLUICE_NEXT_NOISE;
    }
    if (available - sizeof header < header.length) {
        return SLUICE_NEXT_INCOMPLETE;
    }
    frame->kind = (enum sluice_frame_kind)header.kind;
    frame->data = reader->data + reader->start + sizeof header;
    frame->length = header.length;
    reader->start += sizeof header + header.length;
    return SLUICE_NEXT_FRAME;
}

void sluice_frame_reader_free(struct sluice_frame_reader *reader)
{
    free(reader->data);
    *reader = (struct sluice_frame_reader){0};
}
