/* IN-9, IN-10, BOUND-COUNTERS: what is counted, and that the limits hold. */
#include "rules/oracles/overcounts.h"
#include "rules/registry.h"

#include <string.h>

/* A counter that runs until reset: how the trace, the limits and the bytes name it. */
struct counter {
    const char *name;   /* in the trace, and the limit of the same name */
    const char *reason; /* of the refusal */
    uint64_t most;      /* by the bytes, when the map is complete */
};

static bool is_charge(const struct sluice_trace_event *event, const char *name)
{
    return event->type == SLUICE_TRACE_COUNTER_CHARGED && sluice_same_text(event->name, name);
}

/* True if nothing but memory is taken between `index` and FAILED. */
static bool fails_next(const struct sluice_observation *run, size_t index)
{
    for (size_t i = index + 1; i < run->trace_count; i++) {
        if (run->trace[i].type != SLUICE_TRACE_MEMORY_GROWN) {
            return run->trace[i].type == SLUICE_TRACE_FAILED;
        }
    }
    return false;
}

static bool is_known(const struct sluice_case *seen)
{
    return seen->map.status == SLUICE_MAP_COMPLETE && !seen->map.has_exception;
}

/* --- IN-9 and IN-10 ------------------------------------------------------------------------------ */

/* Returns how many charges the trace has. */
static uint64_t judge_charges(const struct sluice_case *seen, struct sluice_judged *out,
                              const char *name, uint64_t limit)
{
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count && !sluice_is_violated(out); i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (is_charge(event, name)) {
            count++;
            if (event->total > limit && !fails_next(seen->run, i)) {
                sluice_violated_at(seen, out, i,
                                   "%llu %s are charged and the run goes on, at a "
                                   "limit of %llu",
                                   (unsigned long long)event->total, name,
                                   (unsigned long long)limit);
            }
        }
    }
    return count;
}

static void judge_counter(const struct sluice_case *seen, struct sluice_judged *out,
                          const struct counter *counter, uint64_t charged)
{
    const struct sluice_answer *answer = &seen->run->answer;
    uint64_t limit;
    if (!sluice_case_limit(seen, counter->name, &limit)) {
        sluice_not_applicable(out, "no limit on %s is in force", counter->name);
        return;
    }
    charged += judge_charges(seen, out, counter->name, limit);
    if (sluice_is_violated(out)) {
        return;
    }
    const bool too_many = is_known(seen) && counter->most > limit;
    if (too_many && sluice_case_accepted(seen)) {
        sluice_violated(out, SLUICE_NOT_MEASURED,
                        "accepted with %llu %s between two resets, at a limit of %llu",
                        (unsigned long long)counter->most, counter->name,
                        (unsigned long long)limit);
    } else if (answer->outcome == SLUICE_OUTCOME_LIMIT &&
               sluice_same_text(answer->reason, counter->reason) &&
               !sluice_same_text(answer->java_class, "StreamCorruptedException")) {
        sluice_violated(out, answer->offset,
                        "the limit is reported as %s, not as "
                        "StreamCorruptedException",
                        answer->java_class != NULL ? answer->java_class : "no exception class");
    } else if (too_many && sluice_case_rejected(seen)) {
        sluice_held(out, "refused: the stream holds %llu %s at a limit of %llu",
                    (unsigned long long)counter->most, counter->name, (unsigned long long)limit);
    } else {
        sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_COUNTER_CHARGED), charged,
                        "charges below the limit");
    }
}

/* Every handle must have been counted by the time that it is assigned. */
static void judge_handles_counted(const struct sluice_case *seen, struct sluice_judged *out)
{
    uint64_t handles = 0;
    uint64_t charged = 0;
    if (!sluice_case_raises(seen, SLUICE_SHOWS(SLUICE_TRACE_COUNTER_CHARGED) |
                                      SLUICE_SHOWS(SLUICE_TRACE_HANDLE_ASSIGNED) |
                                      SLUICE_SHOWS(SLUICE_TRACE_RESET))) {
        return;
    }
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (event->type == SLUICE_TRACE_RESET) {
            handles = charged = 0;
        } else if (is_charge(event, "objects")) {
            charged += event->amount;
        } else if (event->type == SLUICE_TRACE_HANDLE_ASSIGNED && ++handles > charged) {
            sluice_violated_at(seen, out, i, "handle %u is assigned but not counted",
                               event->handle);
            return;
        }
    }
}

/* Nothing is counted that gets no handle, and that the stream does not hold either. */
static void judge_objects_there(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_observation *run = seen->run;
    uint64_t handles = 0;
    uint64_t charged = 0;
    if (seen->map.status != SLUICE_MAP_COMPLETE || seen->map.guessed || run->trace_dropped != 0) {
        return;
    }
    for (size_t i = 0; i < run->trace_count; i++) {
        handles += run->trace[i].type == SLUICE_TRACE_HANDLE_ASSIGNED;
        charged += is_charge(&run->trace[i], "objects") ? run->trace[i].amount : 0;
    }
    const bool is_assigned = sluice_case_raises(seen, SLUICE_SHOWS(SLUICE_TRACE_HANDLE_ASSIGNED)) &&
                             charged <= handles;
    if (sluice_case_accepted(seen) && !is_assigned && charged > seen->map.entry_count) {
        sluice_violated(out, SLUICE_NOT_MEASURED, "%llu objects are counted, but there are %u",
                        (unsigned long long)charged, seen->map.entry_count);
    }
}

SLUICE_ORACLE(sluice_oracle_object_count)
{
    const struct counter objects = {
        .name = "objects", .reason = "limit-objects", .most = seen->map.most.objects};
    judge_handles_counted(seen, out);
    if (!sluice_is_violated(out)) {
        judge_objects_there(seen, out);
    }
    if (!sluice_is_violated(out)) {
        judge_counter(seen, out, &objects, 0);
    }
}

/* Adds the elements of the arrays that, by the bytes, end before `offset`. */
static uint64_t elements_before(const struct sluice_stream_map *map, uint64_t offset,
                                uint32_t *next)
{
    uint64_t ended = 0;
    while (*next < map->ended_count && map->entries[map->ended_arrays[*next]].end < offset) {
        ended += map->entries[map->ended_arrays[(*next)++]].length;
    }
    return ended;
}

/* Every element of an array that is over must have been counted: at each event those of the arrays
 * that end before it, and when all is read those of all. */
static void judge_elements_counted(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_stream_map *map = &seen->map;
    const size_t count = seen->run->trace_count;
    uint64_t ended = 0;
    uint64_t charged = 0;
    uint32_t next = 0;
    if (!sluice_case_raises(seen, SLUICE_SHOWS(SLUICE_TRACE_COUNTER_CHARGED) |
                                      SLUICE_SHOWS(SLUICE_TRACE_RESET))) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        const bool is_last = i + 1 == count && seen->run->trace_dropped == 0 &&
                             sluice_case_accepted(seen);
        const uint64_t here = sluice_is_placed(event) ? event->offset : 0;
        ended += elements_before(map, is_last ? UINT64_MAX : here, &next);
        if (is_charge(event, "elements")) {
            charged += event->amount;
        }
        if (ended > charged) {
            sluice_violated_at(seen, out, i, "%llu array elements are read, but %llu counted",
                               (unsigned long long)ended, (unsigned long long)charged);
            return;
        }
        if (event->type == SLUICE_TRACE_RESET) {
            ended = charged = 0;
        }
    }
}

SLUICE_ORACLE(sluice_oracle_element_count)
{
    const struct counter elements = {
        .name = "elements", .reason = "limit-elements", .most = seen->map.most.elements};
    judge_elements_counted(seen, out);
    if (!sluice_is_violated(out) && !sluice_overcounts_elements(seen, out)) {
        judge_counter(seen, out, &elements, 0);
    }
}

/* --- BOUND-COUNTERS ------------------------------------------------------------------------------ */

/* The running totals restart at each reset and add up. */
static uint64_t judge_totals(const struct sluice_case *seen, struct sluice_judged *out)
{
    static const char *const names[] = {"objects", "elements"};
    uint64_t totals[] = {0, 0};
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count && !sluice_is_violated(out); i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        for (size_t c = 0; c < 2; c++) {
            if (event->type == SLUICE_TRACE_RESET) {
                totals[c] = 0;
            } else if (is_charge(event, names[c])) {
                count++;
                totals[c] += event->amount;
                if (totals[c] != event->total) {
                    sluice_violated_at(seen, out, i, "the count of %s stands at %llu, not at %llu",
                                       names[c], (unsigned long long)event->total,
                                       (unsigned long long)totals[c]);
                }
            }
        }
    }
    return count;
}

/* Limits on what every event shows. */
static void judge_event_limits(const struct sluice_case *seen, struct sluice_judged *out)
{
    uint64_t depth = UINT64_MAX;
    uint64_t stream = UINT64_MAX;
    uint64_t bytes = UINT64_MAX;
    uint64_t heap = UINT64_MAX;
    (void)sluice_case_limit(seen, "depth", &depth);
    (void)sluice_case_limit(seen, "stream_bytes", &stream);
    (void)sluice_case_limit(seen, "bytes", &bytes);
    (void)sluice_case_limit(seen, "heap", &heap);
    uint64_t reset_at = 0;
    for (size_t i = 0; i < seen->run->trace_count && !sluice_is_violated(out); i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        const bool grows = event->type == SLUICE_TRACE_MEMORY_GROWN;
        const uint64_t here = sluice_is_placed(event) ? event->offset : reset_at;
        if (event->type == SLUICE_TRACE_RESET) {
            reset_at = here;
        }
        if (event->depth > depth) {
            sluice_violated_at(seen, out, i, "depth %u passes the limit of %llu", event->depth,
                               (unsigned long long)depth);
        } else if (here > stream) {
            sluice_violated_at(seen, out, i, "the run is past the limit of %llu bytes",
                               (unsigned long long)stream);
        } else if (here > reset_at && here - reset_at > bytes) {
            sluice_violated_at(seen, out, i, "the run is past the limit of %llu bytes until reset",
                               (unsigned long long)bytes);
        } else if (grows && event->total > heap) {
            sluice_violated_at(seen, out, i, "%llu bytes are held at a limit of %llu",
                               (unsigned long long)event->total, (unsigned long long)heap);
        }
    }
}

/* Limits that the bytes alone let one judge: none is passed, and none is reported in vain. */
static uint64_t judge_byte_limits(const struct sluice_case *seen, struct sluice_judged *out)
{
    struct sluice_byte_limit known[SLUICE_BYTE_LIMITS];
    sluice_byte_limits_of(&seen->map, known);
    uint64_t judged = 0;
    for (size_t i = 0; i < SLUICE_BYTE_LIMITS; i++) {
        uint64_t limit;
        if (!sluice_case_limit(seen, known[i].limit, &limit)) {
            continue;
        }
        const bool too_much = known[i].most > limit;
        judged += too_much && sluice_case_rejected(seen);
        if (too_much && sluice_case_accepted(seen)) {
            sluice_violated(out, SLUICE_NOT_MEASURED, "accepted with %llu at a limit %s of %llu",
                            (unsigned long long)known[i].most, known[i].limit,
                            (unsigned long long)limit);
        } else if (sluice_is_in_vain(&seen->run->answer, &known[i], limit)) {
            sluice_violated(out, seen->run->answer.offset,
                            "%s is reported, though the stream never holds more than %llu between "
                            "two resets",
                            known[i].reason, (unsigned long long)known[i].most);
        }
    }
    return judged;
}

SLUICE_ORACLE(sluice_oracle_counters)
{
    const uint64_t charges = judge_totals(seen, out);
    if (!sluice_is_violated(out)) {
        judge_event_limits(seen, out);
    }
    uint64_t limits = 0;
    if (!sluice_is_violated(out) && is_known(seen)) {
        limits = judge_byte_limits(seen, out);
    }
    if (sluice_is_violated(out)) {
        return;
    }
    if (limits > 0) {
        sluice_held(out, "a stream that passes a limit is refused");
        return;
    }
    sluice_conclude(seen, out,
                    SLUICE_SHOWS(SLUICE_TRACE_COUNTER_CHARGED) | SLUICE_SHOWS(SLUICE_TRACE_RESET),
                    charges, "charges");
}
