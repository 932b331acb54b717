/* Frames between the runner and a program of tier 1 (CONTRACT.md): length, kind, body. Private to the
 * targets. */
#ifndef SLUICE_TARGETS_FRAMES_H
#define SLUICE_TARGETS_FRAMES_H

#include "harness/base/text.h"

enum {
    SLUICE_FRAMES_HEAD = 5,                     /* length and kind */
    SLUICE_FRAMES_MOST = 256 * 1024 * 1024,     /* what a frame may say of its length */
    SLUICE_FRAMES_MOST_BACK = 64 * 1024 * 1024, /* the same, from a program */
    SLUICE_FRAMES_MODE = 255                    /* bytes of a mode */
};

/** Adds a number of four bytes. */
void sluice_frames_add_number(struct sluice_text *out, uint32_t number);

/** The number of four bytes at `data`. */
uint32_t sluice_frames_number(const uint8_t *data);

/** The number of eight bytes at `data`. */
uint64_t sluice_frames_long(const uint8_t *data);

/** Adds a frame. False if it is too long, or without memory. */
SLUICE_NODISCARD bool sluice_frames_add(struct sluice_text *out, char kind,
                                        struct sluice_bytes body);

/** A frame as it came. */
struct sluice_frame_in {
    char kind;
    struct sluice_bytes body;
};

enum sluice_frames_next {
    SLUICE_FRAMES_FRAME,
    SLUICE_FRAMES_MORE, /* is to come */
    SLUICE_FRAMES_BAD   /* what came is none */
};

/** Takes the next frame from `in`, beginning at *at, which is moved behind it. */
enum sluice_frames_next sluice_frames_next(const struct sluice_text *in, size_t *at,
                                           struct sluice_frame_in *out);

#endif
