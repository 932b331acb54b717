/* What is written for readers whose limits are at the very border. Which limits an input has matters little
 * then: a limit that is chosen blindly hardly ever meets the border of what is written. */
#include "harness/fuzz/checks.h"
#include "harness/fuzz/scratch.h"
#include "harness/suite/sweeps.h"
#include "rules/stream_map.h"

#include <string.h>

/* Below, at and above the border. */
enum { AROUND = 3 };

enum { HEADER_BYTES = 4, RESET_BYTES = 1 };

/* The border of a limit on what is written, and how much of it lets a writer write each record behind a reset of its
 * own. */
struct border {
    uint64_t most;
    uint64_t enough; /* UINT64_MAX: nobody knows */
};

static bool is_record(const struct sluice_map_edge *edge)
{
    return edge->owner == SLUICE_MAP_NONE && edge->place == SLUICE_MAP_AT_TOP;
}

/* Records that refer to nothing are as long wherever they stand. */
static bool are_independent(const struct sluice_stream_map *map)
{
    bool refers = false;
    for (uint32_t i = 0; i < map->mark_count; i++) {
        refers = refers || map->marks[i].kind != SLUICE_MAP_MARK_BLOCK;
    }
    return !refers && map->status == SLUICE_MAP_COMPLETE && !map->has_exception;
}

/* Where one of the records ends that were written: bytes that a reader takes if a reset follows there, and bytes
 * that it just does not take. */
static struct border border_of_records(const struct sluice_execution *execution,
                                       const struct sluice_stream_map *map)
{
    const uint64_t end = execution->plain.answer.written_length;
    struct border border = {.most = end};
    uint64_t from = 0;
    uint64_t longest = HEADER_BYTES;
    uint32_t count = 0;
    for (uint32_t i = 0; i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        if (!is_record(edge) || edge->start <= HEADER_BYTES) {
            continue;
        }
        longest = edge->start - from > longest ? edge->start - from : longest;
        from = edge->start;
        if (sluice_execution_choose(execution, SLUICE_CHOICE_READER_RECORD, ++count) == 0) {
            border.most = edge->start;
        }
    }
    longest = end - from > longest ? end - from : longest;
    border.enough = are_independent(map) ? longest + RESET_BYTES : UINT64_MAX;
    return border;
}

/* A limit, and its border. */
static uint64_t *choose_limit(const struct sluice_execution *execution,
                              const struct sluice_stream_map *map, struct sluice_limits *limits,
                              struct border *border)
{
    struct sluice_byte_limit known[SLUICE_BYTE_LIMITS];
    const uint64_t choice = sluice_execution_choose(execution, SLUICE_CHOICE_READER_LIMIT,
                                                    2 * (uint64_t)SLUICE_BYTE_LIMITS);
    if (choice >= SLUICE_BYTE_LIMITS) {
        *border = border_of_records(execution, map);
        return &limits->bytes;
    }
    sluice_byte_limits_of(map, known);
    *border = (struct border){known[choice].most, UINT64_MAX};
    return sluice_limit_by_name(limits, known[choice].limit);
}

static bool judge(struct sluice_execution *execution, const struct sluice_observation *seen,
                  const struct sluice_observation *reread)
{
    const bool is_read = reread->answer.outcome != SLUICE_OUTCOME_NONE &&
                         !sluice_text_same(reread->answer.reason, "limit-heap");
    const struct sluice_observation_set set = {.run = seen,
                                               .reread = is_read ? &reread->answer : NULL};
    const struct sluice_judge_context *context = &execution->question->context;
    sluice_scratch_reset();
    return !sluice_judge_all(context, &set, execution->results) ||
           sluice_execution_accuse(execution, execution->results, sluice_rule_count());
}

/* Whoever could write each record behind a reset writes it. */
static bool is_written(struct sluice_execution *execution, const struct sluice_answer *answer,
                       bool is_enough)
{
    return !is_enough || !sluice_text_same(answer->reason, "limit-bytes") ||
           sluice_finding_note(
               execution->finding, "OUT-1",
               "refused as limit-bytes, though each record would fit behind a reset");
}

/* Writes for that reader, reads what was written, and judges both. */
static bool write_for(struct sluice_execution *execution, bool is_enough)
{
    struct sluice_observation seen;
    struct sluice_observation reread;
    struct sluice_target_facts facts;
    const char *why = NULL;
    struct sluice_target_request request = sluice_execution_request(execution);
    const struct sluice_target *target = execution->target;
    request.trace = true;
    sluice_observation_init(&seen);
    sluice_observation_init(&reread);
    const bool good = target->load(target->context, execution->input.stream) &&
                      sluice_execution_run(execution, &request, &seen, &facts) &&
                      is_written(execution, &seen.answer, is_enough) &&
                      (sluice_sweep_read_written(&execution->item, target, &seen, &reread, &why)
                           ? judge(execution, &seen, &reread)
                           : sluice_execution_failed(execution, why));
    sluice_observation_free(&seen);
    sluice_observation_free(&reread);
    return good;
}

bool sluice_check_reader(struct sluice_execution *execution)
{
    const struct sluice_answer *plain = &execution->plain.answer;
    const struct sluice_limits before = execution->item.limits;
    struct sluice_judge_context context = execution->question->context;
    struct sluice_stream_map map;
    struct border border = {0};
    bool good = true;
    if (execution->item.mode != SLUICE_MODE_REWRITE || plain->outcome != SLUICE_OUTCOME_ACCEPT ||
        plain->written_length == 0) {
        return true;
    }
    context.bytes = plain->written;
    context.length = plain->written_length;
    sluice_scratch_reset();
    if (!sluice_stream_map_make(&context, &map)) {
        return true;
    }
    uint64_t *limit = choose_limit(execution, &map, &execution->item.limits, &border);
    sluice_stream_map_free(&map);
    const uint64_t chosen = sluice_execution_choose(execution, SLUICE_CHOICE_READER_SIDE, AROUND);
    for (uint64_t i = 0; i < AROUND && good; i++) {
        if (border.most + i > 1 && (i == chosen || sluice_fuzz_thorough)) {
            *limit = border.most + i - 1;
            sluice_question_limit(&execution->item, execution->question);
            good = write_for(execution, *limit >= border.enough);
        }
    }
    execution->item.limits = before;
    sluice_question_limit(&execution->item, execution->question);
    return execution->target->load(execution->target->context, execution->input.stream) && good;
}
