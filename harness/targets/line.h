/* The line to a program of tier 1: starts it, writes to it, takes its frames, and says how it came to an end.
 * Knows nothing of cases. Private to the client. */
#ifndef SLUICE_TARGETS_LINE_H
#define SLUICE_TARGETS_LINE_H

#include "harness/targets/client.h"
#include "harness/targets/frames.h"
#include "harness/targets/process.h"

/** Set up by sluice_line_init(). */
struct sluice_line {
    const struct sluice_client_settings *settings;
    struct sluice_process process; /* its pid is 0 while none runs */
    struct sluice_hello hello;
    bool greeted;
    unsigned failed_starts; /* in a row */
    struct sluice_text outbox;
    size_t written; /* of it */
    struct sluice_text inbox;
    size_t taken;            /* of it */
    uint64_t since;          /* milliseconds: from when a deadline counts */
    struct sluice_text why;  /* it came to its end, in a sentence */
    struct sluice_text said; /* the last of what it wrote to standard error before that */
};

/** How the process came to its end, as far as it is known; `why` of the line says more. */
struct sluice_line_trouble {
    enum sluice_client_end end;
    int signal;
};

/** A line to nobody. The settings must outlive it. */
void sluice_line_init(struct sluice_line *line, const struct sluice_client_settings *settings);

/** Starts the program, if it does not run, and takes its hello. False: `trouble` is NOT_STARTED. */
SLUICE_NODISCARD bool sluice_line_start(struct sluice_line *line,
                                        struct sluice_line_trouble *trouble);

/**
 * Waits for the next frame, writing meanwhile what is in the outbox. If there is none within `deadline`
 * milliseconds, or the program comes to its end, or a sanitizer reports, it is ended.
 *
 * @param what is waited for: "answer".
 * @return true with a frame that is valid until the next call; false with the trouble.
 */
SLUICE_NODISCARD bool sluice_line_next(struct sluice_line *line, const char *what,
                                       unsigned deadline, struct sluice_frame_in *out,
                                       struct sluice_line_trouble *trouble);

/** Forgets what of the outbox is written: to be called before more is added, which may be long before all is. */
void sluice_line_compact(struct sluice_line *line);

/**
 * Ends the process. `end` is how that is to be called if the process has not ended by itself within `grace`
 * milliseconds.
 */
struct sluice_line_trouble sluice_line_end(struct sluice_line *line, enum sluice_client_end end,
                                           uint64_t grace);

/** Ends the process, since it has broken the contract: `why` is the sentence. */
struct sluice_line_trouble sluice_line_broke(struct sluice_line *line, const char *why);

/** Ends the input of the program and waits for its end. True if it ends by itself, with its status. */
SLUICE_NODISCARD bool sluice_line_finish(struct sluice_line *line, uint64_t grace, int *status);

/** Ends the process and frees the line. */
void sluice_line_free(struct sluice_line *line);

#endif
