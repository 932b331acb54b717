#include "harness/suite/deliveries.h"

#include "harness/base/text.h"
#include "harness/suite/rulings.h"
#include "harness/suite/sweeps.h"
#include "rules/stream_map.h"

#include <inttypes.h>
#include <string.h>

/* Longer streams are read often enough; allocations refused at most. */
enum { LONGEST = 160 * 1024, MOST_REFUSED = 60 };

/* A limit that holds for the buffer of the bytes, too. */
static const char heap[] = "limit-heap";

struct reading {
    const struct sluice_case *item;
    const struct sluice_target *target;
    const struct sluice_observation_set *set;
    struct sluice_judged *results;
    const struct sluice_judge_context *context;
    struct sluice_bytes stream;
    struct sluice_observation seen;
    struct sluice_target_facts facts;
    const char *why;
};

static bool run(struct reading *reading, const struct sluice_target_request *request)
{
    const struct sluice_target *target = reading->target;
    sluice_observation_clear(&reading->seen);
    const bool good = target->run(target->context, request, &reading->seen, &reading->facts);
    if (!good) {
        const char *error = reading->seen.process.adapter_error;
        reading->why = error != NULL ? error : "the target failed when it read in another way";
    }
    return good;
}

static bool is_accepted(const struct reading *reading)
{
    return reading->set->run->answer.outcome == SLUICE_OUTCOME_ACCEPT;
}

/* --- sources that fail -------------------------------------------------------------------------- */

bool sluice_deliveries_may_reach_limit(const struct sluice_judge_context *context,
                                       const struct sluice_observation *seen)
{
    struct sluice_stream_map map;
    if (seen->answer.outcome != SLUICE_OUTCOME_LIMIT || context->mode != SLUICE_JUDGE_INSPECT) {
        return false;
    }
    if (!sluice_stream_map_make(context, &map)) {
        return true; /* nobody can tell */
    }
    /* What follows upon data of two readings is not known. */
    const bool may = map.has_exception || map.status != SLUICE_MAP_COMPLETE;
    sluice_stream_map_free(&map);
    return may;
}

bool sluice_deliveries_failed_well(const struct sluice_observation *seen,
                                   const struct sluice_target_facts *facts, bool accepted)
{
    return seen->answer.outcome != SLUICE_OUTCOME_ACCEPT && !facts->returned_result &&
           seen->resources.live_after_free == 0 &&
           (!accepted || sluice_text_same(seen->answer.reason, "source-failed") ||
            sluice_text_same(seen->answer.reason, heap));
}

/* An inspection that finds no end one way reads data of an unknown class the other way, and what came furthest
 * is the answer: it may be at a claim that cannot come. */
bool sluice_deliveries_fell_short_well(const struct sluice_case *item,
                                       const struct sluice_observation *seen,
                                       const struct sluice_target_facts *facts)
{
    const char *reason = seen->answer.reason;
    return seen->answer.outcome != SLUICE_OUTCOME_ACCEPT && !facts->returned_result &&
           (sluice_text_same(reason, "truncated") || sluice_text_same(reason, "truncated-block") ||
            (item->mode != SLUICE_MODE_DECODE && sluice_text_same(reason, "claim-exceeds-input")) ||
            seen->answer.outcome == SLUICE_OUTCOME_LIMIT); /* of what is claimed, or the buffer */
}

static bool judge_failing(struct reading *reading, const struct sluice_target_request *request)
{
    const struct sluice_answer *answer = &reading->seen.answer;
    if (!run(reading, request)) {
        return false;
    }
    const bool excused = request->hide_length &&
                         sluice_deliveries_may_reach_limit(reading->context, &reading->seen);
    if (!sluice_deliveries_failed_well(&reading->seen, &reading->facts,
                                       is_accepted(reading) && !excused)) {
        sluice_rulings_violate(reading->results, "BOUND-CHUNKS", answer->offset,
                               "a source that fails in place of byte %" PRIu64
                               " comes to %s (%s), with %" PRIu64 " bytes that stay",
                               request->fail_source, sluice_outcome_name(answer->outcome),
                               answer->reason != NULL ? answer->reason : "no reason",
                               reading->seen.resources.live_after_free);
    }
    return true;
}

/* In the middle, and where the end is due. */
static bool judge_failures(struct reading *reading)
{
    struct sluice_target_request request = sluice_sweep_request(reading->item);
    request.chunk = reading->stream.length;
    request.fail_source = reading->stream.length / 2 + 1;
    if (!judge_failing(reading, &request)) {
        return false;
    }
    request.fail_source = reading->stream.length + 1;
    request.hide_length = true;
    request.boasts = true;
    return judge_failing(reading, &request);
}

/* A source that ends too early, where the stream might have ended. */
static bool judge_short(struct reading *reading)
{
    struct sluice_target_request request = sluice_sweep_request(reading->item);
    const struct sluice_answer *answer = &reading->seen.answer;
    request.chunk = reading->stream.length;
    request.falls_short = true;
    if (!is_accepted(reading)) {
        return true;
    }
    if (!run(reading, &request)) {
        return false;
    }
    if (!sluice_deliveries_fell_short_well(reading->item, &reading->seen, &reading->facts)) {
        sluice_rulings_violate(reading->results, "BOUND-CHUNKS", answer->offset,
                               "a source with one byte less than it promised comes to %s (%s)",
                               sluice_outcome_name(answer->outcome),
                               answer->reason != NULL ? answer->reason : "no reason");
    }
    return true;
}

/* --- the same events ---------------------------------------------------------------------------- */

/* Bytes and memory come otherwise when they come in pieces. */
static size_t next_act(const struct sluice_observation *seen, size_t at)
{
    while (at < seen->trace_count && (seen->trace[at].type == SLUICE_TRACE_BYTES_PULLED ||
                                      seen->trace[at].type == SLUICE_TRACE_MEMORY_GROWN)) {
        at++;
    }
    return at;
}

/* An object that opens nothing has a frame, and a handle behind its first bytes, if they do not come all at
 * once: so no event has the same depth, and that of a handle or reference not the same offset. */
static bool is_same_event(const struct sluice_trace_event *a, const struct sluice_trace_event *b)
{
    const bool is_placed = a->type != SLUICE_TRACE_HANDLE_ASSIGNED &&
                           a->type != SLUICE_TRACE_COUNTER_CHARGED &&
                           a->type != SLUICE_TRACE_REFERENCED;
    return a->type == b->type && a->ok == b->ok && a->handle == b->handle &&
           (!is_placed || a->offset == b->offset) && a->amount == b->amount &&
           a->total == b->total && sluice_text_same(a->name, b->name) &&
           sluice_text_same(a->reason, b->reason);
}

static const char *event_name(const struct sluice_observation *seen, size_t at)
{
    return at < seen->trace_count ? sluice_trace_name(seen->trace[at].type) : "none";
}

static void compare_events(struct reading *reading)
{
    const struct sluice_observation *whole = reading->set->run;
    const struct sluice_observation *parts = &reading->seen;
    size_t i = next_act(whole, 0);
    size_t k = next_act(parts, 0);
    while (i < whole->trace_count && k < parts->trace_count &&
           is_same_event(&whole->trace[i], &parts->trace[k])) {
        i = next_act(whole, i + 1);
        k = next_act(parts, k + 1);
    }
    if (i < whole->trace_count || k < parts->trace_count) {
        sluice_rulings_violate(reading->results, "BOUND-CHUNKS", SLUICE_NOT_MEASURED,
                               "in two halves, event %zu is another: %s, not %s", i,
                               event_name(parts, k), event_name(whole, i));
    }
}

/* Each byte that is used has come before, and none came twice. An inspection may have begun anew, and then
 * shows nothing of what came before. */
static void judge_pulls(struct reading *reading)
{
    const struct sluice_observation *seen = &reading->seen;
    uint64_t arrived = 0;
    const bool is_whole = reading->item->mode == SLUICE_MODE_DECODE;
    for (size_t i = 0; is_whole && i < seen->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->trace[i];
        const bool pulled = event->type == SLUICE_TRACE_BYTES_PULLED;
        arrived += pulled ? event->amount : 0;
        if (event->offset > arrived || (pulled && event->total != arrived)) {
            sluice_rulings_violate(reading->results, "BOUND-CHUNKS", event->offset,
                                   "%" PRIu64 " bytes have come, event %zu knows of %" PRIu64,
                                   arrived, i, pulled ? event->total : event->offset);
            return;
        }
    }
}

static bool judge_halves(struct reading *reading)
{
    struct sluice_target_request request = sluice_sweep_request(reading->item);
    request.trace = true;
    request.chunk = reading->stream.length / 2 + 1;
    if (reading->set->run->trace_dropped > 0) {
        return true;
    }
    if (!run(reading, &request)) {
        return false;
    }
    if (!sluice_text_same(reading->seen.answer.reason, heap) &&
        !sluice_text_same(reading->set->run->answer.reason, heap)) {
        compare_events(reading);
    }
    judge_pulls(reading);
    return true;
}

/* --- what is kept ------------------------------------------------------------------------------- */

/* What is handed out when memory is refused, if anything is, is the whole of it. */
static void judge_kept(struct reading *reading, const struct sluice_answer *whole, uint64_t refused)
{
    const struct sluice_answer *answer = &reading->seen.answer;
    const bool without = sluice_text_same(answer->java_class, "OutOfMemoryError");
    /* What is refused when all is read does not change why the stream was. */
    const bool is_read = refused > reading->set->run->resources.allocations;
    if (reading->seen.resources.live_after_free != 0 || (without && is_read) ||
        (without ? answer->value != NULL : !sluice_text_same(answer->reason, whole->reason)) ||
        (answer->value != NULL && !sluice_text_same(answer->value, whole->value))) {
        sluice_rulings_violate(reading->results, "BOUND-ALLOCATION", answer->offset,
                               "with allocation %" PRIu64
                               " refused, something else is kept of a malformed stream",
                               refused);
    }
}

static bool judge_keeping(struct reading *reading)
{
    struct sluice_target_request request = sluice_sweep_request(reading->item);
    struct sluice_observation whole;
    struct sluice_target_facts facts;
    request.keep_partial = true;
    request.value = true;
    if (reading->item->mode != SLUICE_MODE_INSPECT || is_accepted(reading)) {
        return true;
    }
    sluice_observation_init(&whole);
    bool good = reading->target->run(reading->target->context, &request, &whole, &facts);
    const uint64_t allocations = whole.resources.allocations;
    for (uint64_t k = 1; good && k <= allocations && k <= MOST_REFUSED; k++) {
        request.fail_allocation = k;
        good = run(reading, &request);
        judge_kept(reading, &whole.answer, k);
    }
    sluice_observation_free(&whole);
    return good;
}

/* --- all ---------------------------------------------------------------------------------------- */

bool sluice_deliveries_judge(const struct sluice_case *item, const struct sluice_target *target,
                             const struct sluice_judge_context *context,
                             const struct sluice_observation_set *set,
                             struct sluice_judged *results, const char **why)
{
    const struct sluice_bytes stream = {context->bytes, context->length};
    struct reading reading = {.item = item,
                              .target = target,
                              .set = set,
                              .results = results,
                              .context = context,
                              .stream = stream};
    if (item->mode == SLUICE_MODE_REWRITE || stream.length > LONGEST || stream.length == 0 ||
        (target->capabilities & SLUICE_CAN_FAIL_SOURCE) == 0) {
        return true;
    }
    if (!target->load(target->context, stream)) {
        *why = "out of memory for the stream";
        return false;
    }
    sluice_observation_init(&reading.seen);
    const bool good = judge_failures(&reading) && judge_short(&reading) && judge_halves(&reading) &&
                      judge_keeping(&reading);
    sluice_observation_free(&reading.seen);
    *why = reading.why;
    return good;
}
