#include "harness/interchange/frames.h"

#include "harness/base/grow.h"

enum { HEAD = 16, MOST_BYTES = 1 << 30 };

static uint64_t take(const uint8_t *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

static void put(uint8_t *bytes, uint64_t value, size_t count)
{
    for (size_t i = count; i > 0; i--) {
        bytes[i - 1] = (uint8_t)value;
        value >>= 8;
    }
}

enum sluice_frame_read sluice_frame_read(FILE *in, struct sluice_frame *frame)
{
    uint8_t head[HEAD];
    const size_t got = fread(head, 1, sizeof head, in);
    if (got == 0 && feof(in) != 0) {
        return SLUICE_FRAME_END;
    }
    const uint64_t state = take(head + 8, 4);
    const uint64_t length = take(head + 12, 4);
    if (got != sizeof head || state > SLUICE_FRAME_NONE || length > MOST_BYTES) {
        return SLUICE_FRAME_BROKEN;
    }
    uint8_t *bytes = sluice_grow(frame->bytes, &frame->capacity, (size_t)length, 1);
    if (bytes == NULL) {
        return SLUICE_FRAME_BROKEN;
    }
    frame->bytes = bytes;
    frame->seed = (int64_t)take(head, 8);
    frame->state = (enum sluice_frame_state)state;
    frame->length = (size_t)length;
    return fread(bytes, 1, frame->length, in) == frame->length ? SLUICE_FRAME_READ
                                                               : SLUICE_FRAME_BROKEN;
}

bool sluice_frame_write(FILE *out, int64_t seed, enum sluice_frame_state state, const void *bytes,
                        size_t length)
{
    uint8_t head[HEAD];
    if (length > MOST_BYTES) {
        return false;
    }
    put(head, (uint64_t)seed, 8);
    put(head + 8, (uint64_t)state, 4);
    put(head + 12, length, 4);
    return fwrite(head, 1, sizeof head, out) == sizeof head &&
           fwrite(bytes, 1, length, out) == length;
}

void sluice_frame_free(struct sluice_frame *frame)
{
    free(frame->bytes);
    *frame = (struct sluice_frame){0};
}
