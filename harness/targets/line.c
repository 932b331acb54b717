#include "harness/targets/line.h"

#include "harness/base/sanitizer_report.h"
#include "harness/targets/said.h"

#include <string.h>
#include <sys/wait.h>

enum {
    GRACE = 500,       /* milliseconds for a program that is about to end by itself */
    STARTS_AT_MOST = 3 /* in a row that fail; then it is not tried again */
};

/* --- what went wrong -------------------------------------------------------------------------- */

static void forget_process(struct sluice_line *line)
{
    sluice_text_clear(&line->said);
    sluice_text_string(&line->said, sluice_text_get(&line->process.said));
    sluice_text_clear(&line->outbox);
    sluice_text_clear(&line->inbox);
    line->written = 0;
    line->taken = 0;
    line->greeted = false;
}

/* "; it wrote: ..." with the line that says most. */
static void add_words(struct sluice_text *why, const char *said)
{
    size_t length = 0;
    const char *line = sluice_said_line(said, &length);
    if (length > 0) {
        sluice_text_string(why, "; it wrote: ");
        sluice_text_add(why, line, length);
    }
}

/* Ends the process. `end` is how it is to be called if the process did not end by itself within the grace. */
struct sluice_line_trouble sluice_line_end(struct sluice_line *line, enum sluice_client_end end,
                                           uint64_t grace)
{
    struct sluice_line_trouble trouble = {end, 0};
    int status = 0;
    const bool by_itself = sluice_process_end(&line->process, grace, &status);
    if (by_itself && WIFSIGNALED(status)) {
        trouble = (struct sluice_line_trouble){SLUICE_CLIENT_SIGNALED, WTERMSIG(status)};
        sluice_text_clear(&line->why);
        sluice_text_format(&line->why, "the program was killed by signal %d", trouble.signal);
    } else if (by_itself && grace > 0) {
        sluice_text_clear(&line->why);
        sluice_text_format(&line->why, "the program ended with status %d %s", WEXITSTATUS(status),
                           line->greeted ? "in the middle of a case" : "before its hello");
        add_words(&line->why, sluice_text_get(&line->process.said));
    }
    const char *report = sluice_sanitizer_report(sluice_text_get(&line->process.said));
    if (report != NULL) {
        trouble.end = SLUICE_CLIENT_REPORTED;
        sluice_text_clear(&line->why);
        sluice_text_add(&line->why, report, strcspn(report, "\n"));
    }
    forget_process(line);
    return trouble;
}

struct sluice_line_trouble sluice_line_broke(struct sluice_line *line, const char *why)
{
    sluice_text_clear(&line->why);
    sluice_text_string(&line->why, why);
    return sluice_line_end(line, SLUICE_CLIENT_BROKE, 0);
}

static struct sluice_line_trouble hung(struct sluice_line *line, const char *what,
                                       unsigned deadline)
{
    sluice_text_clear(&line->why);
    sluice_text_format(&line->why, "no %s within %u ms", what, deadline);
    return sluice_line_end(line, SLUICE_CLIENT_HUNG, 0);
}

/* --- listening -------------------------------------------------------------------------------- */

static bool has_reported(const struct sluice_line *line)
{
    return line->process.said.length > 0 &&
           sluice_sanitizer_report(sluice_text_get(&line->process.said)) != NULL;
}

/* Moves what is behind `gone` bytes to the beginning. */
static void compact(struct sluice_text *box, size_t *gone)
{
    if (*gone > 0) {
        memmove(box->data, box->data + *gone, box->length - *gone);
        box->length -= *gone;
        *gone = 0;
    }
}

void sluice_line_compact(struct sluice_line *line)
{
    compact(&line->outbox, &line->written);
}

/* Waits for the next frame, writing meanwhile what is to be written. */
bool sluice_line_next(struct sluice_line *line, const char *what, unsigned deadline,
                      struct sluice_frame_in *out, struct sluice_line_trouble *trouble)
{
    struct sluice_process *process = &line->process;
    for (;;) {
        const enum sluice_frames_next next = sluice_frames_next(&line->inbox, &line->taken, out);
        if (next == SLUICE_FRAMES_BAD) {
            *trouble = sluice_line_broke(
                line, "what came is no frame: its length is 0, or more than 64 MiB");
            return false;
        }
        if (line->inbox.failed || line->outbox.failed) {
            *trouble = sluice_line_broke(line, "out of memory");
            trouble->end = SLUICE_CLIENT_NO_MEMORY;
            return false;
        }
        if (next == SLUICE_FRAMES_FRAME && !has_reported(line)) {
            return true;
        }
        if (next == SLUICE_FRAMES_FRAME) {
            *trouble = sluice_line_broke(line, ""); /* the report says it */
            return false;
        }
        compact(&line->inbox, &line->taken);
        const bool ended = sluice_process_has_ended(process);
        const struct sluice_bytes out_bytes = {(const uint8_t *)sluice_text_get(&line->outbox),
                                               line->outbox.length};
        const bool open = sluice_process_write(process, out_bytes, &line->written);
        if (sluice_process_read(process, &line->inbox)) {
            continue;
        }
        if (ended || process->output < 0) {
            sluice_text_clear(&line->why);
            sluice_text_string(&line->why, "the program closed its output in the middle of a case");
            *trouble = sluice_line_end(line, SLUICE_CLIENT_BROKE, GRACE);
            return false;
        }
        const uint64_t spent = sluice_process_clock() - line->since;
        if (spent >= deadline) {
            *trouble = hung(line, what, deadline);
            return false;
        }
        sluice_process_wait(process, open && line->written < line->outbox.length, deadline - spent);
    }
}

/* --- starting --------------------------------------------------------------------------------- */

static bool greet(struct sluice_line *line, struct sluice_line_trouble *trouble)
{
    struct sluice_frame_in frame;
    line->since = sluice_process_clock();
    if (!sluice_line_next(line, "hello", line->settings->start_deadline, &frame, trouble)) {
        return false;
    }
    if (frame.kind != 'H') {
        *trouble = sluice_line_broke(line, "its first frame is no hello");
        return false;
    }
    sluice_text_clear(&line->why);
    if (!sluice_hello_read(frame.body, &line->hello, &line->why)) {
        *trouble = sluice_line_end(line, SLUICE_CLIENT_BROKE, 0);
        return false;
    }
    line->greeted = true;
    return true;
}

bool sluice_line_start(struct sluice_line *line, struct sluice_line_trouble *trouble)
{
    if (line->process.pid != 0 && line->greeted) {
        return true;
    }
    bool good = false;
    if (line->failed_starts < STARTS_AT_MOST) {
        sluice_text_clear(&line->why);
        sluice_text_clear(&line->said);
        good = sluice_process_start(&line->process, line->settings->command, &line->why) &&
               greet(line, trouble);
        line->failed_starts = good ? 0 : line->failed_starts + 1;
    }
    if (!good) {
        /* Whatever befell it: it was no case's fault. */
        *trouble = (struct sluice_line_trouble){SLUICE_CLIENT_NOT_STARTED, 0};
    }
    return good;
}

/* --- the rest --------------------------------------------------------------------------------- */

void sluice_line_init(struct sluice_line *line, const struct sluice_client_settings *settings)
{
    *line = (struct sluice_line){.settings = settings};
    sluice_process_init(&line->process);
}

bool sluice_line_finish(struct sluice_line *line, uint64_t grace, int *status)
{
    sluice_process_close_input(&line->process);
    const bool by_itself = sluice_process_end(&line->process, grace, status);
    forget_process(line);
    return by_itself;
}

void sluice_line_free(struct sluice_line *line)
{
    int status;
    (void)sluice_process_end(&line->process, 0, &status);
    sluice_process_free(&line->process);
    sluice_text_free(&line->outbox);
    sluice_text_free(&line->inbox);
    sluice_text_free(&line->why);
    sluice_text_free(&line->said);
}
