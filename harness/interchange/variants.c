#include "harness/interchange/variants.h"

#include "harness/diff/diff.h"
#include "harness/interchange/graphs.h"

#include <inttypes.h>

static const struct sluice_variant variants[SLUICE_VARIANT_COUNT] = {
    {"document", false, false, false}, {"resets", false, false, true},
    {"safe", false, true, false},      {"safe-resets", false, true, true},
    {"graph", true, false, false},     {"graph-resets", true, false, true},
    {"graph-safe", true, true, false},
};

const struct sluice_variant *sluice_variant_at(size_t index)
{
    return index < SLUICE_VARIANT_COUNT ? &variants[index] : NULL;
}

static void describe(char *note, size_t size, const char *what, const struct sluice_status *status)
{
    (void)snprintf(note, size, "%s: %s at offset %" PRIu64 ", %s%s%s", what,
                   sluice_reason_name(status->reason), status->offset,
                   status->path[0] == '\0' ? "top level" : status->path,
                   status->class_name[0] == '\0' ? "" : ", class ", status->class_name);
}

static enum sluice_outcome fail(struct sluice_attempt *attempt, const char *what,
                                const struct sluice_status *status)
{
    describe(attempt->note, sizeof attempt->note, what, status);
    return SLUICE_OUTCOME_FAILED;
}

static enum sluice_reason inspect(const void *bytes, size_t length,
                                  const struct sluice_policy *policy,
                                  const struct sluice_limits *limits, struct sluice_document **out,
                                  struct sluice_status *status)
{
    const struct sluice_source source = sluice_source_memory(bytes, length);
    const struct sluice_options options = {.limits = limits, .layouts = policy};
    return sluice_inspect(&source, &options, out, status);
}

struct sluice_document *sluice_variant_inspect(const struct sluice_frame *frame,
                                               const struct sluice_policy *policy, char *note,
                                               size_t size)
{
    struct sluice_document *document = NULL;
    struct sluice_status status = {0};
    if (inspect(frame->bytes, frame->length, policy, &sluice_wide_limits, &document, &status) !=
        SLUICE_OK) {
        describe(note, size, "inspect", &status);
    }
    return document;
}

/* Writes the graph, or without one the document. */
static enum sluice_reason
write_again(struct sluice_attempt *attempt, const struct sluice_graph *graph,
            const struct sluice_limits *reader, const struct sluice_policy *safe,
            struct sluice_status *status)
{
    const struct sluice_sink sink = sluice_sink_buffer(&attempt->written);
    const struct sluice_write_options options = {
        .reader = reader, .safe = safe, .report = &attempt->report};
    attempt->written.length = 0;
    return graph != NULL ? sluice_write_graph(graph, &sink, &options, status)
                         : sluice_write_document(attempt->document, &sink, &options, status);
}

static enum sluice_outcome check_bytes(struct sluice_attempt *attempt)
{
    const struct sluice_frame *frame = attempt->frame;
    const struct sluice_buffer *written = &attempt->written;
    size_t same = 0;
    while (same < frame->length && same < written->length &&
           frame->bytes[same] == written->bytes[same]) {
        same++;
    }
    if (same < frame->length || same < written->length) {
        (void)snprintf(attempt->note, sizeof attempt->note,
                       "not the same bytes: %zu read, %zu written, the first %zu are equal",
                       frame->length, written->length, same);
        return SLUICE_OUTCOME_FAILED;
    }
    return SLUICE_OUTCOME_WRITTEN;
}

/* What was written before a reset is written again behind it, so it is not shared any more. */
static bool note_difference(void *context, const struct sluice_difference *difference)
{
    struct sluice_attempt *attempt = context;
    if (difference->aspect == SLUICE_DIFF_SHARING) {
        return true;
    }
    (void)snprintf(attempt->note, sizeof attempt->note, "another document: %s: %s, written %s",
                   difference->a.path == NULL ? "nothing" : difference->a.path,
                   difference->a.value == NULL ? "nothing" : difference->a.value,
                   difference->b.value == NULL ? "nothing" : difference->b.value);
    return false;
}

static bool has_difference(struct sluice_attempt *attempt, const struct sluice_document *again)
{
    uint64_t count = 0;
    const struct sluice_diff_options options = {
        .most = UINT64_MAX, .tell = note_difference, .context = attempt};
    if (sluice_diff(attempt->document, again, &options, &count) != SLUICE_OK) {
        (void)snprintf(attempt->note, sizeof attempt->note, "memory is short");
    }
    return attempt->note[0] != '\0';
}

/* Takes the first power of two that one record fits, of handles or of bytes: so there is a reset
 * between records wherever two of them do not fit together. */
static enum sluice_outcome write_with_resets(struct sluice_attempt *attempt,
                                             const struct sluice_graph *graph,
                                             const struct sluice_policy *safe)
{
    struct sluice_limits limits = {0};
    struct sluice_limits reader = sluice_wide_limits;
    struct sluice_status status = {0};
    struct sluice_document *again = NULL;
    const bool by_objects = attempt->frame->seed % 2 == 0;
    uint64_t *limit = by_objects ? &limits.objects : &limits.bytes;
    const enum sluice_reason reached = by_objects ? SLUICE_LIMIT_OBJECTS : SLUICE_LIMIT_BYTES;
    enum sluice_reason reason = reached;
    for (*limit = 4; reason == reached && *limit < UINT32_MAX;) {
        *limit *= 2;
        reason = write_again(attempt, graph, &limits, safe, &status);
    }
    if (reason != SLUICE_OK) {
        return fail(attempt, "write with limits", &status);
    }
    *(by_objects ? &reader.objects : &reader.bytes) = *limit;
    if (inspect(attempt->written.bytes, attempt->written.length, attempt->policy, &reader, &again,
                &status) != SLUICE_OK) {
        return fail(attempt, "read with the limits that it was written for", &status);
    }
    const bool differs = graph == NULL && safe == NULL && has_difference(attempt, again);
    sluice_document_free(again);
    return differs ? SLUICE_OUTCOME_FAILED : SLUICE_OUTCOME_WRITTEN;
}

/* A value that holds itself is never built (IN-1), nor is one of a class without a model (IN-3); the
 * model of java.time.chrono.Ser refuses what it does not know. */
static bool is_refused_rightly(const struct sluice_attempt *attempt, enum sluice_reason reason)
{
    switch (attempt->frame->state) {
    case SLUICE_FRAME_CYCLIC:
        return reason == SLUICE_REFERENCE_UNDER_CONSTRUCTION;
    case SLUICE_FRAME_FOREIGN:
        return reason == SLUICE_CLASS_NOT_IN_POLICY || reason == SLUICE_OPTIONAL_DATA;
    case SLUICE_FRAME_STREAM:
    case SLUICE_FRAME_NONE:
        break;
    }
    return false;
}

static enum sluice_outcome check_safe(struct sluice_attempt *attempt)
{
    struct sluice_status status = {0};
    struct sluice_graph *again = NULL;
    const enum sluice_reason reason = sluice_graph_decode(
        attempt->written.bytes, attempt->written.length, attempt->policy, &again, &status);
    sluice_graph_free(again);
    if (reason != SLUICE_OK && !is_refused_rightly(attempt, reason)) {
        return fail(attempt, "decode what has safe containers", &status);
    }
    return SLUICE_OUTCOME_WRITTEN;
}

static enum sluice_outcome check_graph(struct sluice_attempt *attempt,
                                       const struct sluice_graph *graph)
{
    struct sluice_status status = {0};
    struct sluice_graph *again = NULL;
    if (sluice_graph_decode(attempt->written.bytes, attempt->written.length, attempt->policy,
                            &again, &status) != SLUICE_OK) {
        return fail(attempt, "decode what was written", &status);
    }
    const bool same = sluice_graph_is_same(graph, again);
    sluice_graph_free(again);
    if (!same) {
        (void)snprintf(attempt->note, sizeof attempt->note,
                       "decoding what was written gives another graph");
        return SLUICE_OUTCOME_FAILED;
    }
    return SLUICE_OUTCOME_WRITTEN;
}

/* `graph` is NULL for variants of the document. */
static enum sluice_outcome make(const struct sluice_variant *variant,
                                struct sluice_attempt *attempt, const struct sluice_graph *graph)
{
    struct sluice_status status = {0};
    const struct sluice_policy *safe = variant->safe ? attempt->policy : NULL;
    if (variant->resets) {
        const enum sluice_outcome outcome = write_with_resets(attempt, graph, safe);
        if (outcome != SLUICE_OUTCOME_WRITTEN) {
            return outcome;
        }
    } else if (write_again(attempt, graph, NULL, safe, &status) != SLUICE_OK) {
        return fail(attempt, "write", &status);
    }
    if (variant->safe) {
        return check_safe(attempt);
    }
    if (variant->resets) {
        return SLUICE_OUTCOME_WRITTEN;
    }
    return variant->from_graph ? check_graph(attempt, graph) : check_bytes(attempt);
}

enum sluice_outcome sluice_variant_make(const struct sluice_variant *variant,
                                        struct sluice_attempt *attempt)
{
    struct sluice_status status = {0};
    struct sluice_graph *graph = NULL;
    attempt->note[0] = '\0';
    attempt->report = (struct sluice_write_report){0};
    attempt->written.length = 0;
    if (variant->from_graph) {
        const enum sluice_reason reason = sluice_graph_decode(
            attempt->frame->bytes, attempt->frame->length, attempt->policy, &graph, &status);
        if (reason != SLUICE_OK) {
            const enum sluice_outcome outcome = fail(attempt, "decode", &status);
            return is_refused_rightly(attempt, reason) ? SLUICE_OUTCOME_NONE : outcome;
        }
    }
    const enum sluice_outcome outcome = make(variant, attempt, graph);
    sluice_graph_free(graph);
    return outcome;
}
