#define _POSIX_C_SOURCE 200809L

#include "harness/suite/outcome.h"

#include "harness/suite/record.h"

#include <string.h>

const char *sluice_signal_name(int number)
{
    static const struct {
        int number;
        const char *name;
    } rows[] = {
        {SIGSEGV, "SIGSEGV"}, {SIGABRT, "SIGABRT"}, {SIGBUS, "SIGBUS"},   {SIGFPE, "SIGFPE"},
        {SIGILL, "SIGILL"},   {SIGKILL, "SIGKILL"}, {SIGTRAP, "SIGTRAP"}, {SIGSYS, "SIGSYS"},
        {SIGTERM, "SIGTERM"}, {SIGPIPE, "SIGPIPE"}, {SIGXCPU, "SIGXCPU"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].number == number) {
            return rows[i].name;
        }
    }
    return "signal";
}

/* "; it wrote: ..." with the first line of what the process wrote. */
static void add_first_line(struct sluice_text *message, const char *errors)
{
    size_t length = strcspn(errors, "\n");
    if (length > 0) {
        sluice_text_string(message, "; it wrote: ");
        sluice_text_add(message, errors, length < 300 ? length : 300);
    }
}

static void take_answer(struct sluice_cell_result *result, struct sluice_bytes answer)
{
    struct sluice_bytes message;
    struct sluice_bytes members;
    struct sluice_record_head head;
    if (!sluice_record_unpack(answer, &head, &message, &members)) {
        result->verdict = SLUICE_VERDICT_ADAPTER_ERROR;
        result->pass = false;
        sluice_text_string(&result->message, "the worker's answer makes no sense");
        return;
    }
    result->verdict = head.verdict;
    result->pass = head.pass;
    result->accepted = head.accepted;
    result->key = head.key;
    memcpy(result->derived, head.derived, sizeof result->derived);
    result->signal = head.signal;
    sluice_text_add(&result->sanitizer, head.sanitizer.data, head.sanitizer.length);
    sluice_text_add(&result->said, head.said.data, head.said.length);
    sluice_text_add(&result->message, message.data, message.length);
    sluice_text_add(&result->run, members.data, members.length);
}

static void take_end(struct sluice_cell_result *result, const struct sluice_job_outcome *outcome,
                     unsigned deadline)
{
    struct sluice_text *message = &result->message;
    switch (outcome->end) {
    case SLUICE_JOB_ANSWERED:
        take_answer(result, outcome->answer);
        return;
    case SLUICE_JOB_SIGNALED:
        result->verdict = SLUICE_VERDICT_CRASH;
        result->signal = outcome->signal;
        sluice_text_format(message, "the process was killed by signal %d (%s)", outcome->signal,
                           sluice_signal_name(outcome->signal));
        break;
    case SLUICE_JOB_EXITED:
        result->verdict = SLUICE_VERDICT_ADAPTER_ERROR;
        sluice_text_format(message, "the process ended with status %d in the middle of the case",
                           outcome->exit_status);
        break;
    case SLUICE_JOB_HUNG:
        result->verdict = SLUICE_VERDICT_HANG;
        sluice_text_format(message, "no answer within %u ms", deadline);
        break;
    case SLUICE_JOB_NOISE:
        result->verdict = SLUICE_VERDICT_ADAPTER_ERROR;
        sluice_text_string(message, "the process said what no worker says");
        break;
    case SLUICE_JOB_NOT_RUN:
        result->verdict = SLUICE_VERDICT_NOT_RUN;
        sluice_text_string(message, "the run was stopped before this case");
        return;
    }
    add_first_line(message, outcome->errors);
    sluice_text_string(&result->said, outcome->errors);
}

void sluice_cell_take(struct sluice_cell_result *result, const struct sluice_job_outcome *outcome,
                      unsigned deadline)
{
    result->ended = true;
    result->pass = false;
    result->microseconds = outcome->microseconds;
    sluice_text_add(&result->stream, outcome->note.data, outcome->note.length);
    take_end(result, outcome, deadline);

    const char *report = sluice_sanitizer_report(outcome->errors);
    if (report != NULL && outcome->end != SLUICE_JOB_NOT_RUN) {
        result->verdict = SLUICE_VERDICT_SANITIZER;
        result->pass = false;
        sluice_text_string(&result->sanitizer, report);
        sluice_text_free(&result->message);
        sluice_text_add(&result->message, report, strcspn(report, "\n"));
    }
}

void sluice_cell_shrink(struct sluice_cell_result *result)
{
    sluice_text_free(&result->stream);
    sluice_text_free(&result->run);
    sluice_text_free(&result->sanitizer);
    sluice_text_free(&result->said);
}

void sluice_cell_free(struct sluice_cell_result *result)
{
    sluice_cell_shrink(result);
    sluice_text_free(&result->message);
}
