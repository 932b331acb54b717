/* jdk: reads the stream as inspect does, and has the JDK read it, too. What they do not agree about, and
 * decoder/DIVERGENCES.md does not tell of, is a finding. */
#include "harness/fuzz/target.h"
#include "harness/fuzz/input.h"
#include "harness/fuzz/jdk/divergences.h"
#include "harness/fuzz/jdk/skips.h"
#include "harness/fuzz/jdk/tally.h"

#include <sluice/decode.h>
#include <sluice/json.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many streams the JDK is given before its answers are looked at. A fuzzer learns of a finding that much
 * later; a replay waits for each. */
#ifndef SLUICE_JDK_BATCH
#define SLUICE_JDK_BATCH 1
#endif

enum { AROUND = 40, STATISTICS_EACH = 1 << 12, NAME = 160, FILLING = 1 << 16 };

/* While one batch is read by the JDK, the next is made. An input may have two streams. */
enum { ROOM = 2 * SLUICE_JDK_BATCH + 1 };

/* A stream that was given to the JDK. */
struct asked {
    struct sluice_own_reading own;
    bool refused_for_itself; /* not at a limit, and not for want of memory */
    uint64_t digest;
    struct sluice_text skipping;
    struct sluice_text input;  /* settings and all */
    size_t stream;             /* where in it */
    struct sluice_text filled; /* a stream with more behind it; empty: it is that of the input */
};

static struct {
    struct asked asked[ROOM];
    size_t first;
    size_t count;
    struct sluice_text text; /* of the last document */
    struct sluice_text shown;
    uint64_t compared;
    uint64_t filled; /* of them: once more, with more behind a claim */
    uint64_t read;   /* by both, with the same in it */
    uint64_t blind;  /* by both; the JDK cannot tell what was in it */
    uint64_t no_opinion;
    uint64_t known;
    uint64_t kept;
    bool at_exit;
} jdk;

/* --- our reading ------------------------------------------------------------------------------- */

static bool collect(void *context, const char *text, size_t length)
{
    struct sluice_text *out = context;
    sluice_text_add(out, text, length);
    return !out->failed;
}

static void read_here(struct sluice_bytes stream, struct asked *asked)
{
    const struct sluice_source source = sluice_source_memory(stream.data, stream.length);
    struct sluice_document *document = NULL;
    struct sluice_status status;
    sluice_text_clear(&jdk.text);
    /* What was read before a fault tells how the decoder took it. */
    const struct sluice_options options = {.keep_partial = true};
    asked->own.reason = sluice_inspect(&source, &options, &document, &status);
    asked->own.offset = status.offset;
    asked->refused_for_itself = !sluice_reason_is_limit(asked->own.reason) &&
                                asked->own.reason != SLUICE_OUT_OF_MEMORY;
    if (document != NULL) {
        const enum sluice_reason written = sluice_document_json(document, NULL, collect, &jdk.text);
        if (written != SLUICE_OK) {
            abort(); /* no memory for a text */
        }
        asked->digest = sluice_jdk_digest(
            (struct sluice_bytes){(const uint8_t *)sluice_text_get(&jdk.text), jdk.text.length});
        sluice_skips_find(document, &asked->skipping);
        asked->own.skips = asked->skipping.length > 0;
        asked->own.aborts = strstr(sluice_text_get(&jdk.text), "{\"exception\":") != NULL;
    }
    sluice_document_free(document);
}

/* --- statistics --------------------------------------------------------------------------------- */

/* Again and again, since an engine may be killed. */
static void print_statistics(void)
{
    const char *path = getenv("SLUICE_JDK_STATISTICS"); /* NOLINT(concurrency-mt-unsafe) */
    FILE *file = path == NULL ? NULL : fopen(path, "w");
    if (file == NULL) {
        return;
    }
    (void)fprintf(file,
                  "{\"compared\":%llu,\"filled\":%llu,\"same\":%llu,\"blind\":%llu,"
                  "\"no_opinion\":%llu,\"known\":%llu,\"kept\":%llu,\"rows\":{",
                  (unsigned long long)jdk.compared, (unsigned long long)jdk.filled,
                  (unsigned long long)jdk.read, (unsigned long long)jdk.blind,
                  (unsigned long long)jdk.no_opinion, (unsigned long long)jdk.known,
                  (unsigned long long)jdk.kept);
    const struct sluice_divergence *row;
    for (size_t i = 0; (row = sluice_divergence_at(i)) != NULL; i++) {
        (void)fprintf(file, "%s\"%s\":%llu", i > 0 ? "," : "", row->id,
                      (unsigned long long)row->seen);
    }
    (void)fprintf(file, "},\"why\":");
    sluice_tally_write(file);
    (void)fprintf(file, "}\n");
    (void)fclose(file);
}

/* --- comparing --------------------------------------------------------------------------------- */

/* True for a fault that is seen in a single byte, behind which neither reads on. */
static bool is_of_one_byte(enum sluice_reason reason)
{
    return reason == SLUICE_BAD_TYPE_CODE || reason == SLUICE_UNEXPECTED_BLOCK_DATA ||
           reason == SLUICE_UNEXPECTED_END || reason == SLUICE_UNEXPECTED_RESET ||
           reason == SLUICE_STRAY_END;
}

static enum sluice_divergence_how compare_refusals(const struct asked *asked,
                                                   const struct sluice_jdk_answer *answer)
{
    const char *name = sluice_java_class_name(sluice_reason_java_class(asked->own.reason));
    if (asked->own.offset > answer->offset) {
        return SLUICE_HOW_LATER;
    }
    if (strcmp(name, answer->error) != 0) {
        return SLUICE_HOW_NAMES;
    }
    return is_of_one_byte(asked->own.reason) && answer->offset > asked->own.offset + 1
               ? SLUICE_HOW_SOONER
               : SLUICE_HOW_AGREES;
}

static enum sluice_divergence_how compare(const struct asked *asked,
                                          const struct sluice_jdk_answer *answer)
{
    const bool accepted = asked->own.reason == SLUICE_OK;
    switch (answer->verdict) {
    case SLUICE_JDK_NO_OPINION:
        jdk.no_opinion++;
        sluice_tally_add(answer->error);
        return accepted && strcmp(answer->error, "NoOpinion") == 0 ? SLUICE_HOW_ACCEPTS
                                                                   : SLUICE_HOW_AGREES;
    case SLUICE_JDK_ENDED:
        return SLUICE_HOW_ACCEPTS;
    case SLUICE_JDK_REFUSES:
        return accepted ? SLUICE_HOW_ACCEPTS : compare_refusals(asked, answer);
    case SLUICE_JDK_ACCEPTS:
        break;
    }
    if (!accepted) {
        return SLUICE_HOW_REFUSES;
    }
    if (!answer->has_digest) {
        jdk.blind++;
        sluice_tally_add(answer->words);
        return SLUICE_HOW_AGREES;
    }
    jdk.read++;
    return answer->digest == asked->digest ? SLUICE_HOW_AGREES : SLUICE_HOW_READS;
}

static struct sluice_bytes stream_of(const struct asked *asked)
{
    if (asked->filled.length > 0) {
        return (struct sluice_bytes){(const uint8_t *)sluice_text_get(&asked->filled),
                                     asked->filled.length};
    }
    const uint8_t *input = (const uint8_t *)sluice_text_get(&asked->input);
    return (struct sluice_bytes){input + asked->stream, asked->input.length - asked->stream};
}

static size_t first_difference(const char *a, const char *b)
{
    size_t at = 0;
    while (a[at] != '\0' && a[at] == b[at]) {
        at++;
    }
    return at > AROUND ? at - AROUND : 0;
}

/* Has both read it once more, with all the words. */
static void describe_reading(struct asked *asked, struct sluice_text *out)
{
    struct sluice_jdk_answer answer;
    struct sluice_text why = {0};
    sluice_text_clear(&asked->skipping);
    read_here(stream_of(asked), asked);
    if (sluice_jdk_send(stream_of(asked), sluice_text_get(&asked->skipping), true, &why) &&
        sluice_jdk_receive(&answer, &why)) {
        const char *here = sluice_text_get(&jdk.text);
        const char *there = sluice_text_get(&answer.text);
        const size_t at = first_difference(here, there);
        sluice_text_format(out, "the decoder reads %.120s, the JDK %.120s", here + at, there + at);
        sluice_text_free(&answer.text);
    }
    sluice_text_free(&why);
}

static bool accuse(struct asked *asked, enum sluice_divergence_how how,
                   const struct sluice_jdk_answer *answer, struct sluice_finding *finding)
{
    struct sluice_text text = {0};
    const char *reason = sluice_reason_name(asked->own.reason);
    if (how == SLUICE_HOW_READS && sluice_jdk_waiting() == 0) {
        describe_reading(asked, &text);
    } else {
        sluice_text_format(&text, "the decoder says %s at %llu, the JDK %s at %llu: %s", reason,
                           (unsigned long long)asked->own.offset,
                           answer->error[0] != '\0' ? answer->error : "accepts",
                           (unsigned long long)answer->offset, answer->words);
    }
    (void)sluice_finding_note(finding, "jdk", "%s: %s", sluice_divergence_word(how),
                              sluice_text_get(&text));
    sluice_text_free(&text);
    if (jdk.count > 1) {
        sluice_text_clear(&jdk.shown);
        sluice_text_add(&jdk.shown, sluice_text_get(&asked->input), asked->input.length);
        finding->input = (struct sluice_bytes){(const uint8_t *)sluice_text_get(&jdk.shown),
                                               jdk.shown.length};
    }
    return false;
}

/* In a long run nobody waits for the first finding: the environment may name a folder for inputs that show one,
 * by what is said of it; then the run goes on. */
static bool keep(const struct asked *asked, const struct sluice_finding *finding)
{
    const char *folder = getenv("SLUICE_JDK_FINDINGS"); /* NOLINT(concurrency-mt-unsafe) */
    if (folder == NULL) {
        return false;
    }
    struct sluice_text path = {0};
    sluice_text_format(&path, "%s/", folder);
    const char *end = strstr(finding->detail, ": the decoder reads");
    const size_t length = end == NULL ? strlen(finding->detail) : (size_t)(end - finding->detail);
    for (size_t i = 0; i < length && i < NAME; i++) {
        const char each = finding->detail[i];
        if (isalpha((unsigned char)each) || each == '-') {
            sluice_text_add(&path, &each, 1);
        } else if (path.data[path.length - 1] != '_') {
            sluice_text_add(&path, "_", 1);
        }
    }
    FILE *file = fopen(sluice_text_get(&path), "wbx");
    if (file != NULL) {
        (void)fwrite(sluice_text_get(&asked->input), 1, asked->input.length, file);
        (void)fclose(file);
    }
    jdk.kept++;
    sluice_text_free(&path);
    return true;
}

/* The rule of a finding that a row tells of. */
static const char known[] = "known";

/* Whoever counts the rows wants to see each difference. */
static bool is_tolerated(const struct sluice_divergence *row, struct sluice_finding *finding)
{
    return getenv("SLUICE_JDK_KNOWN") == NULL || /* NOLINT(concurrency-mt-unsafe) */
           sluice_finding_note(finding, known, "%s", row->id);
}

/* Takes the first answer that is missing. */
static bool receive(struct sluice_finding *finding)
{
    struct sluice_jdk_answer answer;
    struct sluice_text why = {0};
    if (!sluice_jdk_receive(&answer, &why)) {
        (void)sluice_finding_note(finding, "harness", "%s", sluice_text_get(&why));
        sluice_text_free(&why);
        return false;
    }
    struct asked *asked = &jdk.asked[jdk.first];
    bool good = true;
    jdk.compared++;
    if (asked->refused_for_itself) {
        const enum sluice_divergence_how how = compare(asked, &answer);
        if (how != SLUICE_HOW_AGREES) {
            const struct sluice_divergence *row = sluice_divergence_find(how, &asked->own, &answer);
            jdk.known += row != NULL ? 1 : 0;
            good = row != NULL ? is_tolerated(row, finding) : accuse(asked, how, &answer, finding);
            if (!good && keep(asked, finding)) {
                *finding = (struct sluice_finding){0};
                good = true;
            }
        }
    }
    jdk.first = (jdk.first + 1) % (size_t)ROOM;
    jdk.count--;
    if (jdk.compared % STATISTICS_EACH == 0) {
        print_statistics();
    }
    sluice_text_free(&answer.text);
    return good;
}

/* How many answers are taken behind an input: a replay takes all; a fuzzer takes a batch when there is no room
 * for the two streams of another input. */
static size_t due_now(void)
{
#if SLUICE_JDK_BATCH == 1
    return jdk.count;
#else
    return jdk.count + 2 > ROOM ? SLUICE_JDK_BATCH : 0;
#endif
}

/* Takes so many answers. What is not known yet is told rather than what is. */
static bool receive_all(size_t due, struct sluice_finding *finding)
{
    bool good = true;
    for (size_t i = 0; i < due; i++) {
        struct sluice_finding one = {0};
        if (!receive(&one)) {
            *finding = good || strcmp(finding->rule, known) == 0 ? one : *finding;
            good = false;
        }
    }
    return good;
}

/* What still waits when an engine has had enough. */
static void finish(void)
{
    struct sluice_finding finding = {0};
    while (jdk.count > 0 && receive(&finding)) {
    }
    if (finding.rule != NULL) {
        (void)fprintf(stderr, "\nSLUICE-FINDING target=jdk rule=%s: %s\n", finding.rule,
                      finding.detail);
    }
    print_statistics();
}

/* --- the target --------------------------------------------------------------------------------- */

static void tell(const struct sluice_own_reading *own, bool refused_for_itself,
                 struct sluice_fuzz_answer *answer)
{
    const bool accepted = own->reason == SLUICE_OK;
    answer->verdict = accepted ? "accept" : refused_for_itself ? "reject" : "limit";
    answer->reason = accepted ? NULL : sluice_reason_name(own->reason);
    answer->offset = accepted ? UINT64_MAX : own->offset;
}

/* Has the stream of an input read here, with so many zeros behind it, and hands it over. NULL: it cannot be. */
static const struct asked *ask(struct sluice_bytes bytes, size_t filling,
                               struct sluice_finding *finding)
{
    static const char zeros[FILLING];
    const struct sluice_fuzz_input input = sluice_fuzz_input_read(bytes);
    struct asked *asked = &jdk.asked[(jdk.first + jdk.count) % (size_t)ROOM];
    struct sluice_text why = {0};
    sluice_text_clear(&asked->skipping);
    sluice_text_clear(&asked->filled);
    sluice_text_clear(&asked->input);
    sluice_text_add(&asked->input, bytes.data, bytes.length);
    asked->stream = bytes.length - input.stream.length;
    if (filling > 0) {
        sluice_text_add(&asked->filled, input.stream.data, input.stream.length);
        sluice_text_add(&asked->filled, zeros, filling);
        jdk.filled++;
    }
    asked->own = (struct sluice_own_reading){0};
    read_here(stream_of(asked), asked);
    if (!sluice_jdk_send(stream_of(asked), sluice_text_get(&asked->skipping), false, &why)) {
        (void)sluice_finding_note(finding, "harness", "%s", sluice_text_get(&why));
        sluice_text_free(&why);
        return NULL;
    }
    jdk.count++;
    return asked;
}

/* A claim that cannot come true is refused at once, and hides what else is wrong: with so much behind it that most
 * claims come true, the stream is read by both once more, and is a stream like any other. */
static bool ask_all(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                    struct sluice_finding *finding)
{
    const struct asked *asked = ask(bytes, 0, finding);
    if (asked == NULL) {
        return false;
    }
    tell(&asked->own, asked->refused_for_itself, answer);
    return asked->own.reason != SLUICE_CLAIM_EXCEEDS_INPUT || ask(bytes, FILLING, finding) != NULL;
}

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    *answer = (struct sluice_fuzz_answer){.offset = UINT64_MAX};
    if (!ask_all(bytes, answer, finding)) {
        return false;
    }
    if (!jdk.at_exit) {
        jdk.at_exit = true;
        if (atexit(finish) != 0) {
            abort();
        }
    }
    return receive_all(due_now(), finding);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "jdk",
    .text = "compares how a stream is read with how the JDK reads it",
    .on_streams = true,
    .run = run,
};
