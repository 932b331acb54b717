/* BOUND-ALLOCATION and BOUND-CHUNKS: what several runs over the same bytes show. */
#include "rules/registry.h"

#include <string.h>

/* --- BOUND-ALLOCATION ------------------------------------------------------------------------------ */

static void judge_refused_allocation(struct sluice_judged *out,
                                     const struct sluice_allocation_failure *failure)
{
    const unsigned long long k = (unsigned long long)failure->index;
    if (failure->signal != 0) {
        sluice_violated(out, SLUICE_NOT_MEASURED, "signal %d when allocation %llu is refused",
                        failure->signal, k);
    } else if (failure->live_after != SLUICE_NOT_MEASURED && failure->live_after > 0) {
        sluice_violated(out, SLUICE_NOT_MEASURED,
                        "%llu bytes stay behind when allocation %llu is refused",
                        (unsigned long long)failure->live_after, k);
    } else if (failure->returned_result) {
        sluice_violated(out, SLUICE_NOT_MEASURED,
                        "a result is handed out although allocation %llu is refused", k);
    } else if (failure->outcome == SLUICE_OUTCOME_ACCEPT) {
        sluice_violated(out, SLUICE_NOT_MEASURED, "accepted although allocation %llu is refused",
                        k);
    } else if (!sluice_same_text(failure->java_class, "OutOfMemoryError")) {
        sluice_violated(
            out, SLUICE_NOT_MEASURED, "%s, not OutOfMemoryError, when allocation %llu is refused",
            failure->java_class != NULL ? failure->java_class : "no exception class", k);
    }
}

/* Returns how many runs in pieces were counted: the buffer of a source that is not memory is freed too. */
static uint64_t judge_pieces(const struct sluice_case *seen, struct sluice_judged *out)
{
    uint64_t count = 0;
    for (size_t i = 0; i < seen->set->chunk_count && !sluice_is_violated(out); i++) {
        const struct sluice_chunk_run *run = &seen->set->chunks[i];
        if (run->live_after_free == SLUICE_NOT_MEASURED) {
            continue;
        }
        count++;
        if (run->live_after_free > 0) {
            sluice_violated(out, SLUICE_NOT_MEASURED,
                            "%llu bytes are never freed, delivered as \"%s\"",
                            (unsigned long long)run->live_after_free, run->cut);
        }
    }
    return count;
}

SLUICE_ORACLE(sluice_oracle_allocation)
{
    const struct sluice_resources *resources = &seen->run->resources;
    uint64_t count = 0;
    if (resources->live_after_free != SLUICE_NOT_MEASURED) {
        count++;
        if (resources->live_after_free > 0) {
            sluice_violated(out, SLUICE_NOT_MEASURED, "%llu bytes are never freed",
                            (unsigned long long)resources->live_after_free);
            return;
        }
    }
    if (resources->live_after_run != SLUICE_NOT_MEASURED && sluice_case_builds(seen) &&
        sluice_case_rejected(seen)) {
        count++;
        if (resources->live_after_run > 0) {
            sluice_violated(out, SLUICE_NOT_MEASURED, "%llu bytes stay behind after the refusal",
                            (unsigned long long)resources->live_after_run);
            return;
        }
    }
    count += judge_pieces(seen, out);
    for (size_t i = 0; i < seen->set->failure_count && !sluice_is_violated(out); i++) {
        if (seen->set->failures[i].reached) {
            count++;
            judge_refused_allocation(out, &seen->set->failures[i]);
        }
    }
    if (!sluice_is_violated(out)) {
        sluice_conclude(seen, out, 0, count, "runs whose memory was counted");
    }
}

/* --- BOUND-CHUNKS ---------------------------------------------------------------------------------- */

static bool is_end_of_input(const char *reason)
{
    return sluice_same_text(reason, "truncated") || sluice_same_text(reason, "truncated-block");
}

/* The runs are judged without a map of the stream: it is made where it is asked for. */
static bool has_two_readings(const struct sluice_case *seen)
{
    struct sluice_stream_map map;
    if (!sluice_stream_map_make(seen->context, &map)) {
        return true; /* nobody can tell */
    }
    const bool has_two = map.has_two_readings;
    sluice_stream_map_free(&map);
    return has_two;
}

/* A source that is no memory needs a buffer, and the limit on memory holds for both together.
 *
 * A source that does not tell its length lets a claim be refused only at the end of the input, or at
 * the first fault before it; and a claim that cannot come reaches a limit that it would not reach if
 * that were known: if the bytes can be read in another way, too, nobody finds out. A reader that builds
 * nothing can begin again when it has come to the end: then it knows the length. */
static bool may_differ(const struct sluice_case *seen, const struct sluice_chunk_run *run)
{
    const struct sluice_answer *whole = &seen->set->run->answer;
    if (sluice_same_text(run->answer.reason, "limit-heap")) {
        return true;
    }
    if (run->length_known || run->answer.outcome == SLUICE_OUTCOME_ACCEPT ||
        run->answer.outcome == SLUICE_OUTCOME_NONE) {
        return false;
    }
    if (sluice_same_text(whole->reason, "claim-exceeds-input")) {
        return sluice_case_builds(seen) || !is_end_of_input(run->answer.reason);
    }
    return run->answer.outcome == SLUICE_OUTCOME_LIMIT &&
           (whole->outcome == SLUICE_OUTCOME_REJECT || whole->outcome == SLUICE_OUTCOME_LIMIT ||
            (!sluice_case_builds(seen) && has_two_readings(seen)));
}

SLUICE_ORACLE(sluice_oracle_chunks)
{
    const struct sluice_answer *whole = &seen->set->run->answer;
    for (size_t i = 0; i < seen->set->chunk_count; i++) {
        const struct sluice_chunk_run *run = &seen->set->chunks[i];
        const char *difference = sluice_answer_difference(whole, &run->answer);
        if (difference != NULL && !may_differ(seen, run)) {
            sluice_violated(out, run->answer.offset,
                            "delivered as \"%s\" the stream gives another %s (%s, not %s)",
                            run->cut, difference, sluice_outcome_name(run->answer.outcome),
                            sluice_outcome_name(whole->outcome));
            return;
        }
    }
    sluice_conclude(seen, out, 0, seen->set->chunk_count, "deliveries in pieces");
}
