/* Many streams in one file: what the generator, this program and the readers hand on to each other.
 *
 * A frame is a long with the seed that its values are made from, an int with the state, an int with
 * the length, all big endian, and that many bytes. java/sluice/interchange/Frames.java does the same. */
#ifndef SLUICE_INTERCHANGE_FRAMES_H
#define SLUICE_INTERCHANGE_FRAMES_H

#include <stdio.h>

#include "sluice/base.h"

enum sluice_frame_state {
    SLUICE_FRAME_STREAM,  /* the bytes are a stream */
    SLUICE_FRAME_CYCLIC,  /* the same, and its values hold themselves */
    SLUICE_FRAME_FOREIGN, /* the same, and it has classes that are not among the well-known ones */
    SLUICE_FRAME_NONE     /* there is no stream, as it should be; the bytes say why */
};

struct sluice_frame {
    int64_t seed;
    enum sluice_frame_state state;
    uint8_t *bytes;
    size_t length;
    size_t capacity;
};

enum sluice_frame_read { SLUICE_FRAME_READ, SLUICE_FRAME_END, SLUICE_FRAME_BROKEN };

/** Reads the next frame over the last one; zero-initialize before the first. */
SLUICE_NODISCARD enum sluice_frame_read sluice_frame_read(FILE *in, struct sluice_frame *frame);

/** Writes a frame of these; false when the file takes no more. */
SLUICE_NODISCARD bool sluice_frame_write(FILE *out, int64_t seed, enum sluice_frame_state state,
                                         const void *bytes, size_t length);

void sluice_frame_free(struct sluice_frame *frame);

#endif
