#include "harness/targets/frames.h"

void sluice_frames_add_number(struct sluice_text *out, uint32_t number)
{
    const uint8_t bytes[] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16),
                             (uint8_t)(number >> 8), (uint8_t)number};
    sluice_text_add(out, bytes, sizeof bytes);
}

uint32_t sluice_frames_number(const uint8_t *data)
{
    return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

uint64_t sluice_frames_long(const uint8_t *data)
{
    return (uint64_t)sluice_frames_number(data) << 32 | sluice_frames_number(data + 4);
}

bool sluice_frames_add(struct sluice_text *out, char kind, struct sluice_bytes body)
{
    if (body.length >= SLUICE_FRAMES_MOST) {
        return false;
    }
    sluice_frames_add_number(out, (uint32_t)body.length + 1);
    sluice_text_add(out, &kind, 1);
    sluice_text_add(out, body.data, body.length);
    return !out->failed;
}

enum sluice_frames_next sluice_frames_next(const struct sluice_text *in, size_t *at,
                                           struct sluice_frame_in *out)
{
    const uint8_t *data = (const uint8_t *)sluice_text_get(in) + *at;
    const size_t left = in->length - *at;
    if (left < 4) {
        return SLUICE_FRAMES_MORE;
    }
    const uint32_t length = sluice_frames_number(data);
    if (length == 0 || length > SLUICE_FRAMES_MOST_BACK) {
        return SLUICE_FRAMES_BAD;
    }
    if (left - 4 < length) {
        return SLUICE_FRAMES_MORE;
    }
    out->kind = (char)data[4];
    out->body = (struct sluice_bytes){data + SLUICE_FRAMES_HEAD, length - 1};
    *at += 4 + (size_t)length;
    return SLUICE_FRAMES_FRAME;
}
