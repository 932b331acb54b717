#include "harness/base/text.h"
#include "harness/fuzz/checks.h"
#include "harness/suite/deliveries.h"

#include <inttypes.h>
#include <stdio.h>

enum {
    NAME_SIZE = 64,
    MOST_PIECE = 24,
    MOST_WORK =
        1 << 21, /* bytes that are read in one way, at different places, when all are tried */
    VALUE_ONE_IN = 4,
    EVENTS_ONE_IN = 32
};

/* A way to deliver the stream. */
enum way { ONE_BYTE, SPLIT, PIECES, FAILS, BOASTS, FALLS_SHORT, WAYS };

struct delivery {
    enum way way;
    bool hidden;    /* the length */
    uint64_t place; /* of the cut, or of the byte that fails, from 1 */
    uint32_t number;
};

struct reading {
    struct sluice_execution *execution;
    const struct sluice_observation *whole;
    struct sluice_observation parts;
    bool value;
};

static struct sluice_target_request request_of(const struct reading *reading,
                                               const struct delivery *how)
{
    struct sluice_target_request request = sluice_execution_request(reading->execution);
    request.value = reading->value;
    request.hide_length = how->hidden;
    request.chunk = how->way == PIECES ? 1 + how->number % MOST_PIECE : 1;
    request.vary = how->way == PIECES ? how->number | 1 : 0;
    if (how->way != ONE_BYTE && how->way != PIECES) {
        request.split = (size_t)how->place;
    }
    if (how->way == FAILS || how->way == BOASTS) {
        request.fail_source = how->place;
        request.boasts = how->way == BOASTS;
        request.split = reading->execution->input.stream.length + 1;
    }
    if (how->way == FALLS_SHORT) {
        request.hide_length = false;
        request.falls_short = true;
    }
    return request;
}

/* What the delivery does not change is counted the same; but for what is claimed and released, of which it
 * is known only with the length of the stream that it does not come. */
static bool counts_alike(const struct reading *reading, const struct delivery *how)
{
    const struct sluice_resources *whole = &reading->whole->resources;
    const struct sluice_resources *parts = &reading->parts.resources;
    return reading->whole->answer.outcome != SLUICE_OUTCOME_ACCEPT ||
           reading->parts.answer.outcome != SLUICE_OUTCOME_ACCEPT ||
           (whole->consumed == parts->consumed && whole->objects == parts->objects &&
            (how->hidden || whole->elements == parts->elements));
}

static bool may_reach_limit(const struct reading *reading, const struct delivery *how)
{
    const struct sluice_execution *execution = reading->execution;
    return how->hidden &&
           sluice_deliveries_may_reach_limit(&execution->question->context, &reading->parts);
}

static bool is_same(struct reading *reading, const struct delivery *how)
{
    char name[NAME_SIZE];
    (void)snprintf(name, sizeof name, "%s %" PRIu64 "%s",
                   how->way == ONE_BYTE ? "bytewise"
                   : how->way == SPLIT  ? "split at"
                                        : "pieces by number",
                   how->way == PIECES ? how->number : how->place,
                   how->hidden ? ", length unknown" : "");
    const struct sluice_chunk_run run = {
        .cut = name,
        .length_known = !how->hidden,
        .answer = reading->parts.answer,
        .peak_heap = reading->parts.resources.peak_heap,
        .live_after_free = reading->parts.resources.live_after_free,
    };
    const struct sluice_observation_set set = {
        .run = reading->whole, .chunks = &run, .chunk_count = 1};
    return sluice_check_runs(reading->execution, &set) &&
           (counts_alike(reading, how) ||
            sluice_finding_note(
                reading->execution->finding, "BOUND-CHUNKS",
                "delivered as \"%s\" the stream is counted otherwise: %" PRIu64 " objects, %" PRIu64
                " elements, %" PRIu64 " bytes, not %" PRIu64 ", %" PRIu64 ", %" PRIu64,
                name, reading->parts.resources.objects, reading->parts.resources.elements,
                reading->parts.resources.consumed, reading->whole->resources.objects,
                reading->whole->resources.elements, reading->whole->resources.consumed));
}

static bool try_delivery(struct reading *reading, const struct delivery *how)
{
    const struct sluice_target_request request = request_of(reading, how);
    const bool accepted = reading->whole->answer.outcome == SLUICE_OUTCOME_ACCEPT;
    struct sluice_target_facts facts;
    if (how->way == FALLS_SHORT && !accepted) {
        return true;
    }
    if (!sluice_execution_run(reading->execution, &request, &reading->parts, &facts)) {
        return false;
    }
    const struct sluice_answer *answer = &reading->parts.answer;
    const char *fails = how->way == FALLS_SHORT ? "is one byte short" : "fails";
    if (how->way != FAILS && how->way != BOASTS && how->way != FALLS_SHORT) {
        return may_reach_limit(reading, how) || is_same(reading, how);
    }
    return (how->way == FALLS_SHORT
                ? sluice_deliveries_fell_short_well(&reading->execution->item, &reading->parts,
                                                    &facts)
                : sluice_deliveries_failed_well(&reading->parts, &facts,
                                                accepted && !may_reach_limit(reading, how))) ||
           sluice_finding_note(reading->execution->finding, "BOUND-CHUNKS",
                               "a source that %s at byte %" PRIu64 "%s comes to %s (%s)", fails,
                               how->place, how->hidden ? ", length unknown," : "",
                               sluice_outcome_name(answer->outcome),
                               answer->reason != NULL ? answer->reason : "no reason");
}

/* A source without a length is asked again where the end is due, and may fail there. */
static uint64_t places_of(const struct reading *reading, const struct delivery *how)
{
    const uint64_t length = reading->execution->input.stream.length;
    const bool fails = how->way == FAILS || how->way == BOASTS;
    return fails && how->hidden ? length + 1 : length;
}

static bool try_chosen(struct reading *reading)
{
    const struct sluice_execution *execution = reading->execution;
    const uint64_t way = sluice_execution_choose(execution, SLUICE_CHOICE_DELIVERY,
                                                 UINT64_C(2) * WAYS);
    struct delivery how = {.way = (enum way)(way / 2), .hidden = way % 2 != 0};
    how.place = 1 + sluice_execution_choose(execution, SLUICE_CHOICE_DELIVERY_PLACE,
                                            places_of(reading, &how));
    how.number = (uint32_t)sluice_execution_choose(execution, SLUICE_CHOICE_DELIVERY_SIZE,
                                                   UINT32_MAX);
    return try_delivery(reading, &how);
}

static bool try_all(struct reading *reading)
{
    bool good = true;
    for (int way = ONE_BYTE; good && way < 2 * WAYS; way++) {
        struct delivery how = {.way = (enum way)(way / 2), .hidden = way % 2 != 0};
        const uint64_t places = places_of(reading, &how);
        const uint64_t step = 1 + places * places / MOST_WORK;
        for (uint64_t place = 1; good && place <= places; place += step) {
            how.place = place;
            how.number = (uint32_t)place;
            good = try_delivery(reading, &how);
            if (how.way == ONE_BYTE || how.way == FALLS_SHORT) {
                break;
            }
        }
    }
    return good;
}

/* The deliveries of the suite: the same events in two halves, and what is kept when memory is refused. The
 * suite inspects with the layouts of all classes, and that is no other delivery of what is read without. */
static bool try_events(struct sluice_execution *execution)
{
    const struct sluice_observation_set set = {.run = &execution->plain};
    const char *why = NULL;
    if (sluice_execution_request(execution).policy == NULL ||
        (!sluice_fuzz_thorough &&
         sluice_execution_choose(execution, SLUICE_CHOICE_DELIVERY_EVENTS, EVENTS_ONE_IN) != 0)) {
        return true;
    }
    return sluice_deliveries_judge(&execution->item, execution->target,
                                   &execution->question->context, &set, execution->results, &why)
               ? sluice_execution_accuse(execution, execution->results, sluice_rule_count())
               : sluice_execution_failed(execution, why);
}

/* With its value, for which the plain run was not asked. */
static bool read_whole(struct sluice_execution *execution, struct sluice_observation *whole)
{
    struct sluice_target_request request = sluice_execution_request(execution);
    struct sluice_target_facts facts;
    request.value = true;
    return sluice_execution_run(execution, &request, whole, &facts);
}

bool sluice_check_chunks(struct sluice_execution *execution)
{
    struct sluice_observation whole;
    struct reading reading = {.execution = execution, .whole = &execution->plain};
    if (execution->input.stream.length == 0 || execution->item.mode == SLUICE_MODE_REWRITE) {
        return true;
    }
    sluice_observation_init(&whole);
    sluice_observation_init(&reading.parts);
    reading.value = sluice_fuzz_thorough ||
                    sluice_execution_choose(execution, SLUICE_CHOICE_DELIVERY_VALUE,
                                            VALUE_ONE_IN) == 0;
    bool good = true;
    if (reading.value) {
        reading.whole = &whole;
        good = read_whole(execution, &whole);
    }
    good = good && (sluice_fuzz_thorough ? try_all(&reading) : try_chosen(&reading)) &&
           try_events(execution);
    sluice_observation_free(&reading.parts);
    sluice_observation_free(&whole);
    return good;
}
