#include "harness/interchange/variants.h"

#include "harness/base/text.h"
#include "sluice/json.h"

#include <inttypes.h>
#include <string.h>

/* The streams are trusted to be long and deep: only the variant with resets is about limits. */
#define ALL UINT32_MAX

static const struct sluice_limits wide = {
    .stream_bytes = ALL,
    .bytes = ALL,
    .objects = ALL,
    .elements = ALL,
    .array_length = ALL,
    .string_bytes = ALL,
    .depth = ALL,
    .hierarchy = ALL,
    .fields = ALL,
    .interfaces = ALL,
    .block_bytes = ALL,
    .heap = UINT64_MAX,
};

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
    if (inspect(frame->bytes, frame->length, policy, &wide, &document, &status) != SLUICE_OK) {
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

/* Takes the first power of two that one record fits, of handles or of bytes: so there is a reset
 * between records wherever two of them do not fit together. */
static enum sluice_outcome write_with_resets(struct sluice_attempt *attempt,
                                             const struct sluice_graph *graph,
                                             const struct sluice_policy *safe)
{
    struct sluice_limits limits = {0};
    struct sluice_limits reader = wide;
    struct sluice_status status = {0};
    struct sluice_document *again = NULL;
    const bool by_objects = attempt->frame->seed % 2 == 0;
    uint64_t *limit = by_objects ? &limits.objects : &limits.bytes;
    const enum sluice_reason reached = by_objects ? SLUICE_LIMIT_OBJECTS : SLUICE_LIMIT_BYTES;
    enum sluice_reason reason = reached;
    for (*limit = 4; reason == reached && *limit < ALL;) {
        *limit *= 2;
        reason = write_again(attempt, graph, &limits, safe, &status);
    }
    if (reason != SLUICE_OK) {
        return fail(attempt, "write with limits", &status);
    }
    *(by_objects ? &reader.objects : &reader.bytes) = *limit;
    reason = inspect(attempt->written.bytes, attempt->written.length, attempt->policy, &reader,
                     &again, &status);
    sluice_document_free(again);
    if (reason != SLUICE_OK) {
        return fail(attempt, "read with the limits that it was written for", &status);
    }
    return SLUICE_OUTCOME_WRITTEN;
}

static enum sluice_reason decode(const void *bytes, size_t length,
                                 const struct sluice_policy *policy, struct sluice_graph **out,
                                 struct sluice_status *status)
{
    const struct sluice_source source = sluice_source_memory(bytes, length);
    const struct sluice_options options = {.limits = &wide};
    return sluice_decode(&source, policy, &options, out, status);
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
    const enum sluice_reason reason = decode(attempt->written.bytes, attempt->written.length,
                                             attempt->policy, &again, &status);
    sluice_graph_free(again);
    if (reason != SLUICE_OK && !is_refused_rightly(attempt, reason)) {
        return fail(attempt, "decode what has safe containers", &status);
    }
    return SLUICE_OUTCOME_WRITTEN;
}

static bool add_text(void *context, const char *text, size_t length)
{
    sluice_text_add(context, text, length);
    return true;
}

static bool is_same_graph(const struct sluice_graph *one, const struct sluice_graph *other)
{
    struct sluice_text texts[2] = {{0}, {0}};
    const bool made = sluice_graph_json(one, NULL, add_text, &texts[0]) == SLUICE_OK &&
                      sluice_graph_json(other, NULL, add_text, &texts[1]) == SLUICE_OK &&
                      !texts[0].failed && !texts[1].failed;
    const bool same = made && strcmp(sluice_text_get(&texts[0]), sluice_text_get(&texts[1])) == 0;
    sluice_text_free(&texts[0]);
    sluice_text_free(&texts[1]);
    return same;
}

static enum sluice_outcome check_graph(struct sluice_attempt *attempt,
                                       const struct sluice_graph *graph)
{
    struct sluice_status status = {0};
    struct sluice_graph *again = NULL;
    if (decode(attempt->written.bytes, attempt->written.length, attempt->policy, &again, &status) !=
        SLUICE_OK) {
        return fail(attempt, "decode what was written", &status);
    }
    const bool same = is_same_graph(graph, again);
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
        const enum sluice_reason reason = decode(attempt->frame->bytes, attempt->frame->length,
                                                 attempt->policy, &graph, &status);
        if (reason != SLUICE_OK) {
            const enum sluice_outcome outcome = fail(attempt, "decode", &status);
            return is_refused_rightly(attempt, reason) ? SLUICE_OUTCOME_NONE : outcome;
        }
    }
    const enum sluice_outcome outcome = make(variant, attempt, graph);
    sluice_graph_free(graph);
    return outcome;
}
