#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "harness/suite/probe.h"

#include "harness/suite/attempt.h"
#include "harness/suite/outcome.h"
#include "harness/suite/pool.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* The stream that is next, in memory that the worker sees too. */
struct shared {
    size_t length;
    uint8_t bytes[];
};

struct sluice_probe {
    struct sluice_probe_settings settings;
    struct sluice_pool_settings pool_settings;
    struct sluice_pool *pool;
    struct sluice_control_runs control; /* the worker's own */
    struct shared *shared;
    size_t shared_size;
    struct sluice_probed *out; /* of the stream that is being run */
    bool good;
};

/* --- the record of a run: fixed characters, then texts, each ended by NUL ----------------------- */

static void add_text(struct sluice_text *out, const char *text)
{
    if (text != NULL) {
        sluice_text_string(out, text);
    }
    sluice_text_add(out, "", 1);
}

static const char *first_detail(const struct sluice_judged *results)
{
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        if (results[i].ruling == SLUICE_RULING_VIOLATED) {
            return results[i].detail;
        }
    }
    return NULL;
}

static bool pack(const struct sluice_attempt *attempt, struct sluice_text *out)
{
    const struct sluice_answer *answer = &attempt->plain.answer;
    sluice_text_clear(out);
    sluice_text_format(out, "%c%c", 'A' + (int)attempt->verdict.verdict,
                       'A' + (int)answer->outcome);
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        sluice_text_format(out, "%c", '0' + (int)attempt->results[i].ruling);
    }
    add_text(out, NULL);
    add_text(out, answer->java_class);
    add_text(out, answer->reason);
    add_text(out, answer->at);
    add_text(out, answer->path);
    add_text(out, answer->compact);
    add_text(out, first_detail(attempt->results));
    return !out->failed;
}

/* The text at `*at`; moves on behind it. NULL: there is none. */
static const char *next_text(const struct sluice_text *text, size_t *at)
{
    const char *start = sluice_text_get(text) + *at;
    const char *end = *at < text->length ? memchr(start, '\0', text->length - *at) : NULL;
    *at += end != NULL ? (size_t)(end - start) + 1 : 0;
    return end != NULL ? start : NULL;
}

/* Before the reason why there is no record: the harness is at a loss, or has found a fault of its own. */
enum { AT_A_LOSS = '!' };

/* Lets `out` point into its text. False: it is no record. */
static bool unpack(struct sluice_probed *out)
{
    size_t at = 0;
    const char *head = next_text(&out->text, &at);
    if (head != NULL && head[0] == AT_A_LOSS) {
        out->verdict = SLUICE_VERDICT_ADAPTER_ERROR;
        out->end = head + 1;
        return true;
    }
    if (head == NULL || strlen(head) != sluice_rule_count() + 2) {
        return false;
    }
    out->verdict = (enum sluice_verdict)(head[0] - 'A');
    out->outcome = (enum sluice_outcome)(head[1] - 'A');
    out->rulings = head + 2;
    out->java_class = next_text(&out->text, &at);
    out->reason = next_text(&out->text, &at);
    out->at = next_text(&out->text, &at);
    out->path = next_text(&out->text, &at);
    out->value = next_text(&out->text, &at);
    out->detail = next_text(&out->text, &at);
    out->answered = out->detail != NULL;
    return out->answered;
}

static void begin(struct sluice_probed *out)
{
    struct sluice_text text = out->text;
    sluice_text_clear(&text);
    *out = (struct sluice_probed){.verdict = SLUICE_VERDICT_NOT_RUN,
                                  .java_class = "",
                                  .reason = "",
                                  .at = "",
                                  .path = "",
                                  .value = "",
                                  .end = "",
                                  .rulings = "",
                                  .detail = "",
                                  .text = text};
}

/* --- one run ---------------------------------------------------------------------------------- */

static bool run(const struct sluice_probe_settings *settings, struct sluice_control_runs *control,
                struct sluice_bytes stream, struct sluice_text *record)
{
    struct sluice_case item = *settings->item;
    item.program = sluice_disassemble(stream.data, stream.length);
    item.growth = false;
    struct sluice_attempt attempt = {.item = &item,
                                     .target = settings->target,
                                     .control = control,
                                     .clumsy = true,
                                     .is_probe = true};
    struct sluice_text why = {0};
    const char *reason = NULL;
    bool good = item.program != NULL && sluice_attempt_assemble(&attempt, &why);
    if (good && sluice_attempt_run(&attempt, &reason)) {
        good = pack(&attempt, record);
    } else if (good) {
        sluice_text_clear(record);
        sluice_text_format(record, "%c%s", AT_A_LOSS, reason != NULL ? reason : "no reason given");
        add_text(record, NULL);
        good = !record->failed;
    }
    sluice_text_free(&why);
    sluice_attempt_free(&attempt);
    sluice_program_free(item.program);
    return good;
}

bool sluice_probe_here(const struct sluice_probe_settings *settings, struct sluice_bytes stream,
                       struct sluice_probed *out)
{
    struct sluice_control_runs control = {0};
    begin(out);
    bool good = run(settings, &control, stream, &out->text) && unpack(out);
    sluice_control_end(&control);
    return good;
}

/* --- in the worker ---------------------------------------------------------------------------- */

static bool work(void *context, size_t job, const struct sluice_pool_line *line)
{
    struct sluice_probe *probe = context;
    const struct sluice_bytes stream = {probe->shared->bytes, probe->shared->length};
    struct sluice_text record = {0};
    (void)job;
    bool good = run(&probe->settings, &probe->control, stream, &record) &&
                sluice_pool_answer(line, sluice_text_get(&record), record.length);
    /* What a stream has done to the process must not be held against the next one. */
    bool fit = good && record.data[0] != 'A' + (int)SLUICE_VERDICT_SIDE_EFFECT &&
               record.data[0] != AT_A_LOSS;
    sluice_text_free(&record);
    return fit;
}

/* "heap-buffer-overflow" of "ERROR: AddressSanitizer: heap-buffer-overflow on address ...", and
 * "runtime error: index 4 out of bounds" of a line that begins with a place. */
static void add_report(struct sluice_text *out, const char *report)
{
    static const char runtime[] = "runtime error: ";
    static const char sanitizer[] = "Sanitizer: ";
    const char *found = strstr(report, runtime);
    if (found != NULL && found < report + strcspn(report, "\n")) {
        sluice_text_add(out, found, strcspn(found, "0123456789\n"));
        return;
    }
    found = strstr(report, sanitizer);
    found = found != NULL ? found + sizeof sanitizer - 1 : report;
    sluice_text_add(out, found, strcspn(found, " \n"));
}

static void say_end(struct sluice_probed *out, const struct sluice_job_outcome *outcome)
{
    const char *report = sluice_sanitizer_report(outcome->errors);
    sluice_text_clear(&out->text);
    if (report != NULL) {
        out->verdict = SLUICE_VERDICT_SANITIZER;
        sluice_text_string(&out->text, "");
        add_report(&out->text, report);
    } else if (outcome->end == SLUICE_JOB_SIGNALED) {
        out->verdict = SLUICE_VERDICT_CRASH;
        sluice_text_format(&out->text, "killed by %s", sluice_signal_name(outcome->signal));
    } else if (outcome->end == SLUICE_JOB_HUNG) {
        out->verdict = SLUICE_VERDICT_HANG;
        sluice_text_string(&out->text, "no answer in time");
    } else if (outcome->end == SLUICE_JOB_EXITED) {
        out->verdict = SLUICE_VERDICT_ADAPTER_ERROR;
        sluice_text_format(&out->text, "ended with status %d", outcome->exit_status);
    } else {
        out->verdict = SLUICE_VERDICT_ADAPTER_ERROR;
        sluice_text_string(&out->text, "said what no worker says");
    }
    out->end = sluice_text_get(&out->text);
}

static void done(void *context, size_t job, const struct sluice_job_outcome *outcome)
{
    struct sluice_probe *probe = context;
    struct sluice_probed *out = probe->out;
    (void)job;
    begin(out);
    if (outcome->end == SLUICE_JOB_NOT_RUN) {
        return;
    }
    if (outcome->end == SLUICE_JOB_ANSWERED && sluice_sanitizer_report(outcome->errors) == NULL) {
        sluice_text_add(&out->text, outcome->answer.data, outcome->answer.length);
        probe->good = !out->text.failed && unpack(out);
        return;
    }
    say_end(out, outcome);
    /* A worker that leaves without a word has had no memory, or could not run its target. */
    probe->good = !out->text.failed && outcome->end != SLUICE_JOB_NOISE;
}

/* --- the probe -------------------------------------------------------------------------------- */

struct sluice_probe *sluice_probe_open(const struct sluice_probe_settings *settings)
{
    struct sluice_probe *probe = calloc(1, sizeof *probe);
    if (probe == NULL || settings->max_bytes > SIZE_MAX - sizeof *probe->shared) {
        free(probe);
        return NULL;
    }
    probe->settings = *settings;
    probe->shared_size = sizeof *probe->shared + settings->max_bytes;
    probe->shared = mmap(NULL, probe->shared_size, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    probe->pool_settings = (struct sluice_pool_settings){.workers = 1,
                                                         .deadline = settings->deadline,
                                                         .stop = settings->stop,
                                                         .work = work,
                                                         .done = done,
                                                         .context = probe};
    probe->pool = probe->shared != MAP_FAILED ? sluice_pool_open(&probe->pool_settings) : NULL;
    if (probe->pool == NULL) {
        sluice_probe_close(probe);
        return NULL;
    }
    return probe;
}

bool sluice_probe_ask(struct sluice_probe *probe, struct sluice_bytes stream,
                      struct sluice_probed *out)
{
    begin(out);
    if (stream.length > probe->settings.max_bytes) {
        return false;
    }
    memcpy(probe->shared->bytes, stream.data, stream.length);
    probe->shared->length = stream.length;
    probe->out = out;
    probe->good = true;
    return (sluice_pool_next(probe->pool, 1) || out->verdict != SLUICE_VERDICT_NOT_RUN ||
            (probe->settings.stop != NULL && *probe->settings.stop != 0)) &&
           probe->good;
}

void sluice_probe_close(struct sluice_probe *probe)
{
    if (probe == NULL) {
        return;
    }
    sluice_pool_close(probe->pool);
    if (probe->shared != NULL && probe->shared != MAP_FAILED) {
        (void)munmap(probe->shared, probe->shared_size);
    }
    free(probe);
}

void sluice_probed_free(struct sluice_probed *probed)
{
    sluice_text_free(&probed->text);
    *probed = (struct sluice_probed){0};
}

/* --- what it says ----------------------------------------------------------------------------- */

enum sluice_ruling sluice_probed_ruling(const struct sluice_probed *probed, size_t rule)
{
    return probed->answered && rule < sluice_rule_count()
               ? (enum sluice_ruling)(probed->rulings[rule] - '0')
               : SLUICE_RULING_NOT_APPLICABLE;
}

size_t sluice_probed_violated(const struct sluice_probed *probed, size_t rule)
{
    while (rule < sluice_rule_count() &&
           sluice_probed_ruling(probed, rule) != SLUICE_RULING_VIOLATED) {
        rule++;
    }
    return rule;
}

static void add_part(struct sluice_text *out, const char *before, const char *text)
{
    if (text[0] != '\0') {
        sluice_text_format(out, ", %s%s", before, text);
    }
}

void sluice_probed_say(const struct sluice_probed *probed, size_t rule, struct sluice_text *out)
{
    if (sluice_probed_ruling(probed, rule) == SLUICE_RULING_VIOLATED) {
        sluice_text_format(out, "rule %s is violated", sluice_rule_id(rule));
        add_part(out, "", probed->reason);
        add_part(out, "at ", probed->at);
        return;
    }
    if (!probed->answered) {
        sluice_text_format(out, "%s, %s", sluice_verdict_name(probed->verdict), probed->end);
        return;
    }
    sluice_text_string(out, sluice_outcome_name(probed->outcome));
    add_part(out, "", probed->java_class);
    add_part(out, "", probed->reason);
    add_part(out, "at ", probed->at);
    if (!sluice_verdict_is_targets_own(probed->verdict)) {
        add_part(out, "but verdict ", sluice_verdict_name(probed->verdict));
    }
    if (sluice_probed_ruling(probed, rule) == SLUICE_RULING_HELD) {
        sluice_text_format(out, ", with %s put to the test", sluice_rule_id(rule));
    }
}
