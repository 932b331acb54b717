#include "harness/base/text.h"
#include "harness/fuzz/checks.h"
#include "harness/fuzz/scratch.h"
#include "harness/suite/sweeps.h"
#include "rules/stream_map.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What the stream of an execution needs of one limit. */
struct need {
    const char *limit;
    const char *rule;
    char reason[32]; /* of a refusal: "limit-array-length" */
    uint64_t most;
    bool known;
};

static const char *rule_of(const char *limit)
{
    return strcmp(limit, "objects") == 0    ? "IN-9"
           : strcmp(limit, "elements") == 0 ? "IN-10"
                                            : "BOUND-COUNTERS";
}

static struct need new_need(const char *limit)
{
    struct need need = {.limit = limit, .rule = rule_of(limit)};
    (void)snprintf(need.reason, sizeof need.reason, "limit-%s", limit);
    for (char *at = need.reason; *at != '\0'; at++) {
        *at = (char)(*at == '_' ? '-' : *at);
    }
    return need;
}

/* The bytes themselves tell of most limits, the allocator of the heap. */
static struct need need_of(const char *limit, const struct sluice_execution *execution,
                           const struct sluice_stream_map *map,
                           const struct sluice_resources *resources)
{
    struct need need = new_need(limit);
    struct sluice_byte_limit known[SLUICE_BYTE_LIMITS];
    sluice_byte_limits_of(map, known);
    for (size_t i = 0; i < SLUICE_BYTE_LIMITS; i++) {
        if (strcmp(known[i].limit, limit) == 0) {
            need.known = map->status == SLUICE_MAP_COMPLETE && known[i].exact && !map->guessed;
            need.most = known[i].most;
        }
    }
    if (strcmp(limit, "stream_bytes") == 0) {
        /* Where two readings are possible, the bytes that a limit hides help to choose. */
        need.known = !map->has_two_readings;
        need.most = execution->input.stream.length;
    } else if (strcmp(limit, "heap") == 0) {
        need.known = !map->has_two_readings;
        need.most = resources->peak_heap;
    }
    return need;
}

static bool run_at(struct sluice_execution *execution, const struct need *need, uint64_t value,
                   struct sluice_observation *seen)
{
    struct sluice_target_request request = sluice_execution_request(execution);
    struct sluice_limits limits = execution->item.limits;
    struct sluice_target_facts facts;
    *sluice_limit_by_name(&limits, need->limit) = value;
    request.limits = &limits;
    return sluice_execution_run(execution, &request, seen, &facts);
}

static bool is_as_before(const struct sluice_observation *a, const struct sluice_observation *b)
{
    return a->answer.outcome == SLUICE_OUTCOME_ACCEPT &&
           a->resources.consumed == b->resources.consumed &&
           a->resources.objects == b->resources.objects &&
           a->resources.elements == b->resources.elements;
}

static bool accepts(struct sluice_execution *execution, const struct need *need, uint64_t value,
                    struct sluice_observation *seen)
{
    if (value == 0) { /* which means the default */
        return true;
    }
    if (!run_at(execution, need, value, seen)) {
        return false;
    }
    return is_as_before(seen, &execution->plain) ||
           sluice_finding_note(
               execution->finding, need->rule,
               "a stream that needs %" PRIu64 " of the limit %s comes to %s (%s) "
               "when it is %" PRIu64,
               need->most, need->limit, sluice_outcome_name(seen->answer.outcome),
               seen->answer.reason != NULL ? seen->answer.reason : "counted otherwise", value);
}

static bool refuses(struct sluice_execution *execution, const struct need *need, uint64_t value,
                    struct sluice_observation *seen)
{
    if (value == 0) {
        return true;
    }
    if (!run_at(execution, need, value, seen)) {
        return false;
    }
    return (seen->answer.outcome == SLUICE_OUTCOME_LIMIT &&
            sluice_text_same(seen->answer.reason, need->reason)) ||
           sluice_finding_note(execution->finding, need->rule,
                               "a stream that needs %" PRIu64 " of the limit %s comes to %s (%s) "
                               "when it is %" PRIu64,
                               need->most, need->limit, sluice_outcome_name(seen->answer.outcome),
                               seen->answer.reason != NULL ? seen->answer.reason : "no reason",
                               value);
}

static bool is_exact(struct sluice_execution *execution, const struct need *need,
                     struct sluice_observation *seen)
{
    return !need->known || ((need->most == 0 || refuses(execution, need, need->most - 1, seen)) &&
                            accepts(execution, need, need->most, seen) &&
                            accepts(execution, need, need->most + 1, seen));
}

static bool check_accepted(struct sluice_execution *execution, const struct sluice_stream_map *map,
                           struct sluice_observation *seen)
{
    const size_t count = sluice_limit_count();
    const size_t chosen = (size_t)sluice_execution_choose(execution, SLUICE_CHOICE_LIMIT, count);
    for (size_t i = 0; i < count; i++) {
        if (i != chosen && !sluice_fuzz_thorough) {
            continue;
        }
        const struct need need = need_of(sluice_limit_name(i), execution, map,
                                         &execution->plain.resources);
        if (!is_exact(execution, &need, seen)) {
            return false;
        }
    }
    return true;
}

/* What is refused at a limit, and accepted without it, needs more. */
static bool check_refused(struct sluice_execution *execution, const struct sluice_stream_map *map,
                          struct sluice_observation *seen)
{
    for (size_t i = 0; i < sluice_limit_count(); i++) {
        const char *limit = sluice_limit_name(i);
        const uint64_t value = execution->question->limits[i].value;
        struct sluice_limits none = sluice_sweep_no_limits();
        struct need need = new_need(limit);
        if (!sluice_text_same(execution->plain.answer.reason, need.reason)) {
            continue;
        }
        if (!run_at(execution, &need, *sluice_limit_by_name(&none, limit), seen)) {
            return false;
        }
        if (seen->answer.outcome == SLUICE_OUTCOME_ACCEPT) {
            need = need_of(limit, execution, map, &seen->resources);
            return !need.known || need.most > value ||
                   sluice_finding_note(execution->finding, need.rule,
                                       "refused as %s at %" PRIu64 ", and it needs %" PRIu64,
                                       need.reason, value, need.most);
        }
    }
    return true;
}

/* Bytes between two resets, as the last reading of the plain run has shown them. */
static uint64_t longest_epoch(const struct sluice_observation *plain)
{
    uint64_t longest = 0;
    uint64_t from = 0;
    for (size_t i = 0; i < plain->trace_count; i++) {
        const struct sluice_trace_event *event = &plain->trace[i];
        if (event->type == SLUICE_TRACE_RESTARTED) {
            from = longest = 0;
        } else if (event->type == SLUICE_TRACE_RESET) {
            longest = event->offset - from > longest ? event->offset - from : longest;
            from = event->offset;
        }
    }
    const uint64_t last = plain->resources.consumed - from;
    return last > longest ? last : longest;
}

/* What can be read in two ways tells of no limit by itself. But however it is read, with a byte less than the reading took
 * that was accepted, none may go further. */
static bool check_two_readings(struct sluice_execution *execution, struct sluice_observation *seen)
{
    const struct sluice_limits before = execution->item.limits;
    const uint64_t most = longest_epoch(&execution->plain);
    struct sluice_target_request request = sluice_execution_request(execution);
    struct sluice_limits limits = before;
    struct sluice_target_facts facts;
    if (most < 2 || execution->plain.trace_dropped != 0) {
        return true;
    }
    limits.bytes = most - 1;
    request.limits = &limits;
    request.trace = true;
    if (!sluice_execution_run(execution, &request, seen, &facts)) {
        return false;
    }
    const struct sluice_observation_set set = {.run = seen};
    execution->item.limits = limits;
    sluice_question_limit(&execution->item, execution->question);
    sluice_scratch_reset();
    const bool good = !sluice_judge_all(&execution->question->context, &set, execution->results) ||
                      sluice_execution_accuse(execution, execution->results, sluice_rule_count());
    execution->item.limits = before;
    sluice_question_limit(&execution->item, execution->question);
    return good;
}

bool sluice_check_limits(struct sluice_execution *execution)
{
    const enum sluice_outcome outcome = execution->plain.answer.outcome;
    const bool refused = outcome == SLUICE_OUTCOME_LIMIT;
    struct sluice_stream_map map;
    struct sluice_observation seen;
    if ((outcome != SLUICE_OUTCOME_ACCEPT && !refused) ||
        execution->item.mode == SLUICE_MODE_REWRITE ||
        !sluice_stream_map_make(&execution->question->context, &map)) {
        return true;
    }
    sluice_observation_init(&seen);
    const bool has_two = map.has_two_readings;
    bool good = refused ? check_refused(execution, &map, &seen)
                        : check_accepted(execution, &map, &seen);
    sluice_stream_map_free(&map); /* whose memory the judge takes */
    good = good && (refused || !has_two || check_two_readings(execution, &seen));
    sluice_observation_free(&seen);
    return good;
}
