/* Messages between the runner and a worker, over a local stream socket: a header with a mark, a
 * kind and a length, then that many bytes. The mark tells a worker's messages from noise that
 * something in it wrote to the same socket. */
#ifndef SLUICE_SUITE_FRAME_H
#define SLUICE_SUITE_FRAME_H

#include "harness/base/text.h"

#include <sluice/base.h>

enum sluice_frame_kind {
    SLUICE_FRAME_READY,   /* worker: started, or done with a job */
    SLUICE_FRAME_LEAVING, /* worker: done with a job, and not fit for another */
    SLUICE_FRAME_JOB,     /* runner: do this job; the body is a 64-bit number */
    SLUICE_FRAME_NOTE,    /* worker: kept even when it dies before its answer */
    SLUICE_FRAME_ANSWER,  /* worker: the result of the job */
    SLUICE_FRAME_COUNT,   /* worker: how much of the job is done; the body is a 64-bit number */
    SLUICE_FRAME_KINDS
};

/* A body longer than this is noise. */
enum { SLUICE_FRAME_MAXIMUM = 256 * 1024 * 1024 };

struct sluice_frame {
    enum sluice_frame_kind kind;
    const uint8_t *data;
    size_t length;
};

/** Adds a frame to those that are to be sent together. False when it is too long, or without memory. */
SLUICE_NODISCARD bool sluice_frame_add(struct sluice_text *unsent, enum sluice_frame_kind kind,
                                       const void *data, size_t length);

/** Sends what was added, and empties it; blocks. False when the other end is gone. Raises no SIGPIPE. */
SLUICE_NODISCARD bool sluice_frame_send(int socket, struct sluice_text *unsent);

/** What has arrived of a worker's frames. Zero-initialize. */
struct sluice_frame_reader {
    uint8_t *data;
    size_t start; /* first byte not yet handed out */
    size_t length;
    size_t capacity;
};

enum sluice_frame_fill {
    SLUICE_FILL_SOME,    /* bytes were added */
    SLUICE_FILL_NOTHING, /* none there now */
    SLUICE_FILL_END,     /* the other end is closed */
    SLUICE_FILL_FAILED   /* read error or no memory */
};

/** Reads once what is there; `socket` is non-blocking in the runner, blocking in a worker. */
SLUICE_NODISCARD enum sluice_frame_fill sluice_frame_fill(struct sluice_frame_reader *reader,
                                                          int socket);

enum sluice_frame_next {
    SLUICE_NEXT_FRAME,      /* `frame` is filled; valid until the next fill */
    SLUICE_NEXT_INCOMPLETE, /* more bytes are needed */
    SLUICE_NEXT_NOISE       /* what stands there is no frame */
};

/** Takes the next frame out of what has arrived. */
SLUICE_NODISCARD enum sluice_frame_next sluice_frame_next(struct sluice_frame_reader *reader,
                                                          struct sluice_frame *frame);

/** Frees the buffer and makes the reader empty. */
void sluice_frame_reader_free(struct sluice_frame_reader *reader);

#endif
