#include "harness/targets/tier0.h"

#include "harness/base/sanitizer_report.h"
#include "harness/targets/process.h"
#include "harness/targets/said.h"

#include <stdio.h>
#include <sys/wait.h>

enum { EXIT_ACCEPTED = 0, EXIT_REFUSED = 1, EXIT_UNSUPPORTED = 89 };

/* Gives it the stream, and takes what it says until it has ended. False: it has not, in time. */
static bool feed(struct sluice_process *process, unsigned deadline, struct sluice_bytes stream)
{
    const uint64_t start = sluice_process_clock();
    size_t written = 0;
    for (;;) {
        const bool ended = sluice_process_has_ended(process);
        if (!sluice_process_write(process, stream, &written) || written == stream.length) {
            sluice_process_close_input(process);
        }
        const bool any = sluice_process_read(process, NULL);
        const uint64_t spent = sluice_process_clock() - start;
        if (ended || spent >= deadline) {
            return ended;
        }
        if (!any) {
            sluice_process_wait(process, process->input >= 0, deadline - spent);
        }
    }
}

static void take_end(int status, struct sluice_observation *out)
{
    char text[80];
    switch (WIFEXITED(status) ? WEXITSTATUS(status) : -1) {
    case EXIT_ACCEPTED:
        out->answer.outcome = SLUICE_OUTCOME_ACCEPT;
        return;
    case EXIT_REFUSED:
        out->answer.outcome = SLUICE_OUTCOME_REJECT;
        return;
    case EXIT_UNSUPPORTED:
        out->answer.outcome = SLUICE_OUTCOME_UNSUPPORTED;
        return;
    default:
        break;
    }
    if (WIFSIGNALED(status)) {
        out->process.signal = WTERMSIG(status);
        return;
    }
    (void)snprintf(text, sizeof text, "it ended with status %d, which is none of 0, 1 and 89",
                   WEXITSTATUS(status));
    out->process.adapter_error = sluice_observation_keep(out, text);
}

bool sluice_tier0_run(const char *const *command, unsigned deadline, struct sluice_bytes stream,
                      struct sluice_observation *out, struct sluice_text *notes)
{
    struct sluice_process process;
    int status;
    sluice_process_init(&process);
    sluice_text_clear(notes);
    if (!sluice_process_start(&process, command, notes)) {
        out->process.adapter_error = sluice_observation_keep(out, sluice_text_get(notes));
    } else if (!feed(&process, deadline, stream)) {
        (void)sluice_process_end(&process, 0, &status);
        out->process.hang = true;
    } else {
        (void)sluice_process_end(&process, 0, &status);
        take_end(status, out);
    }
    const char *report = sluice_sanitizer_report(sluice_text_get(&process.said));
    if (report != NULL) {
        out->process.sanitizer = sluice_observation_keep(out, report);
    }
    if (out->answer.outcome == SLUICE_OUTCOME_NONE) {
        sluice_said_keep(sluice_text_get(&process.said), out);
    }
    const bool good = !process.said.failed && !notes->failed;
    sluice_process_free(&process);
    return good;
}
