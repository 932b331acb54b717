#include "harness/archive/suite/verify.h"

#include "harness/base/counting_heap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS_MAX = 500 };

/* --- what the verifier does ------------------------------------------------------------------------------- */

static void on_check(void *context, const struct sluice_archive_event *event)
{
    struct sluice_archive_seen *seen = context;
    if (seen->trace_count++ >= EVENTS_MAX) {
        return;
    }
    struct sluice_text *out = &seen->trace;
    sluice_text_format(out, "%s{\"event\":\"%s\",\"offset\":%" PRIu64,
                       seen->trace_count > 1 ? "," : "", sluice_archive_check_name(event->check),
                       event->offset);
    if (event->entry.length > 0) {
        sluice_text_string(out, ",\"name\":");
        sluice_text_json(out, (const char *)event->entry.data, event->entry.length);
    }
    if (event->reason != SLUICE_ARCHIVE_OK) {
        sluice_text_format(out, ",\"reason\":\"%s\"", sluice_archive_reason_name(event->reason));
    }
    sluice_text_string(out, "}");
}

static bool verify(const struct sluice_archive_scene *scene, const struct sluice_trust *trust,
                   struct sluice_counting_heap *heap, struct sluice_archive_seen *seen,
                   struct sluice_archive_verdict *verdict)
{
    const struct sluice_allocator allocator = sluice_counting_heap_allocator(heap);
    const struct sluice_archive_observer observer = {on_check, seen};
    return sluice_archive_set_verify(scene->inputs, scene->count, trust, &scene->policy, &allocator,
                                     seen != NULL ? &observer : NULL,
                                     seen != NULL ? seen->verdicts : NULL, verdict);
}

/* A refusal that the archives earn even when there is memory for all of it. */
static bool is_earned(const struct sluice_archive_seen *seen, size_t count,
                      enum sluice_archive_reason reason)
{
    bool earned = seen->verdict.reason == reason;
    for (size_t i = 0; i < count; i++) {
        earned = earned || seen->verdicts[i].reason == reason;
    }
    return earned && reason != SLUICE_ARCHIVE_OK;
}

/* Each allocation refused in turn: out of memory, or the refusal that came before it, and nothing left
 * behind. */
static void refuse_each(const struct sluice_archive_scene *scene, const struct sluice_trust *trust,
                        struct sluice_archive_seen *seen)
{
    struct sluice_counting_heap heap = {0};
    struct sluice_archive_verdict verdict;
    for (uint64_t i = 1; i <= seen->calls && seen->broken[0] == '\0'; i++) {
        sluice_counting_heap_begin(&heap, i);
        const bool accepted = verify(scene, trust, &heap, NULL, &verdict);
        seen->refused++;
        const bool right = verdict.reason == SLUICE_ARCHIVE_OUT_OF_MEMORY ||
                           is_earned(seen, scene->count, verdict.reason);
        if (accepted || !right || heap.live > 0) {
            (void)snprintf(seen->broken, sizeof seen->broken,
                           "with allocation %" PRIu64 " refused the answer is %s, and %" PRIu64
                           " bytes are left",
                           i, sluice_archive_reason_name(verdict.reason), heap.live);
        }
    }
}

/* --- the judge ------------------------------------------------------------------------------------------------- */

static bool judge(const struct sluice_archive_case *item, const struct sluice_archive_scene *scene,
                  struct sluice_archive_seen *seen)
{
    uint8_t(*signers)[32] = calloc(scene->count + 1, sizeof *signers);
    seen->results = calloc(sluice_rule_count() + 1, sizeof *seen->results);
    if (signers == NULL || seen->results == NULL) {
        free(signers);
        return false;
    }
    for (size_t i = 0; i < scene->count; i++) {
        const uint8_t *named = item->lies ? scene->facts[i].signer : seen->verdicts[i].signer;
        memcpy(signers[i], named, sizeof signers[i]);
    }
    const enum sluice_archive_range range = sluice_archive_reason_range(seen->verdict.reason);
    const struct sluice_archive_answer answer = {.answered = range !=
                                                                 SLUICE_ARCHIVE_RANGE_ENVIRONMENT &&
                                                             range != SLUICE_ARCHIVE_RANGE_TRUST,
                                                 .accepted = seen->accepted,
                                                 .signers = (const uint8_t(*)[32])signers};
    sluice_judge_archives(&scene->question, &answer, seen->results);
    free(signers);
    return true;
}

bool sluice_archive_verify_scene(const struct sluice_archive_case *item,
                                 const struct sluice_archive_scene *scene, bool thorough,
                                 struct sluice_archive_seen *seen, const char **why)
{
    struct sluice_counting_heap heap = {0};
    enum sluice_archive_reason reason = SLUICE_ARCHIVE_OK;
    struct sluice_trust *trust = sluice_archive_scene_trust(item, scene, &reason);
    *why = "out of memory";
    seen->verdicts = calloc(scene->count + 1, sizeof *seen->verdicts);
    if (seen->verdicts == NULL || reason == SLUICE_ARCHIVE_OUT_OF_MEMORY) {
        sluice_trust_free(trust);
        return false;
    }
    if (trust == NULL) {
        /* Whoever cannot open the store verifies nothing. */
        seen->verdict = (struct sluice_archive_verdict){.reason = reason, .at = "trust store"};
        return judge(item, scene, seen);
    }
    seen->accepted = verify(scene, trust, &heap, seen, &seen->verdict);
    seen->peak = heap.peak;
    seen->calls = heap.calls;
    seen->left = heap.live;
    if (thorough) {
        refuse_each(scene, trust, seen);
    }
    sluice_trust_free(trust);
    if (item->lies) {
        seen->accepted = true;
        seen->verdict.reason = SLUICE_ARCHIVE_OK;
    }
    return judge(item, scene, seen);
}

void sluice_archive_seen_free(struct sluice_archive_seen *seen)
{
    free(seen->verdicts);
    free(seen->results);
    sluice_text_free(&seen->trace);
    *seen = (struct sluice_archive_seen){.accepted = false};
}

enum sluice_outcome sluice_archive_outcome(const struct sluice_archive_seen *seen)
{
    if (seen->accepted) {
        return SLUICE_OUTCOME_ACCEPT;
    }
    return sluice_archive_reason_range(seen->verdict.reason) == SLUICE_ARCHIVE_RANGE_LIMIT
               ? SLUICE_OUTCOME_LIMIT
               : SLUICE_OUTCOME_REJECT;
}
