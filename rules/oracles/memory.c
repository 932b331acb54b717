/* GOLD-1, GOLD-2, BOUND-HEAP: memory follows the bytes that have arrived, never a claim. */
#include "rules/growth.h"
#include "rules/registry.h"

/* A walk over the growth of memory, each with the bytes that had arrived by then. */
struct growth {
    size_t index; /* of the event */
    size_t next;  /* the event that tells how far the run was at `index` */
    uint64_t pulled;
    uint64_t arrived;
};

/* Bytes that had arrived when memory grew at `index`. An allocator need not know the offset: then the
 * next event that does bounds it from above, since reading only goes forward. */
static uint64_t arrived_by(const struct sluice_case *seen, struct growth *walk)
{
    const struct sluice_observation *run = seen->run;
    uint64_t used = run->trace[walk->index].offset;
    if (used == 0) {
        if (walk->next <= walk->index) {
            walk->next = walk->index + 1;
        }
        while (walk->next < run->trace_count &&
               run->trace[walk->next].type == SLUICE_TRACE_MEMORY_GROWN) {
            walk->next++;
        }
        used = walk->next < run->trace_count ? run->trace[walk->next].offset
                                             : seen->context->length;
    }
    return used > walk->pulled ? used : walk->pulled;
}

/* Moves on to the next growth; false at the end. */
static bool next_growth(const struct sluice_case *seen, struct growth *walk, bool first)
{
    const struct sluice_observation *run = seen->run;
    for (size_t i = first ? 0 : walk->index + 1; i < run->trace_count; i++) {
        if (run->trace[i].type == SLUICE_TRACE_BYTES_PULLED) {
            walk->pulled = run->trace[i].total;
        } else if (run->trace[i].type == SLUICE_TRACE_MEMORY_GROWN) {
            walk->index = i;
            walk->arrived = arrived_by(seen, walk);
            return true;
        }
    }
    return false;
}

/* A target without a trace of its memory still shows its peak: above the bound for the whole input,
 * with a claim that the input does not meet, it was the claim that was allocated. */
static bool judge_peak_of_claim(const struct sluice_case *seen, struct sluice_judged *out)
{
    const uint64_t peak = seen->run->resources.peak_heap;
    if (!seen->map.unmet_claim || peak == SLUICE_NOT_MEASURED) {
        return false;
    }
    if (peak > sluice_case_heap_bound(seen, seen->context->length)) {
        sluice_violated(out, seen->map.unmet_offset,
                        "a length that the stream does not hold, and %llu bytes held for it",
                        (unsigned long long)peak);
    }
    return true;
}

SLUICE_ORACLE(sluice_oracle_claimed_size)
{
    struct growth walk = {0};
    uint64_t count = 0;
    for (bool first = true; next_growth(seen, &walk, first); first = false) {
        const uint64_t amount = seen->run->trace[walk.index].amount;
        count++;
        if (amount > sluice_case_heap_bound(seen, walk.arrived)) {
            sluice_violated_at(seen, out, walk.index,
                               "%llu bytes are allocated at once when %llu have arrived",
                               (unsigned long long)amount, (unsigned long long)walk.arrived);
            return;
        }
    }
    const bool by_peak = judge_peak_of_claim(seen, out);
    if (sluice_is_violated(out)) {
        return;
    }
    if (by_peak && count == 0) {
        sluice_held(out, "an unmet claim costs no more than the bytes that came with it");
        return;
    }
    sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_MEMORY_GROWN), count, "allocations");
}

/* GOLD-2: all memory together, so that nested arrays cannot each claim the same bytes again. */
SLUICE_ORACLE(sluice_oracle_array_creation)
{
    struct growth walk = {0};
    uint64_t count = 0;
    for (bool first = true; next_growth(seen, &walk, first); first = false) {
        const uint64_t total = seen->run->trace[walk.index].total;
        count++;
        if (total > sluice_case_heap_bound(seen, walk.arrived)) {
            sluice_violated_at(seen, out, walk.index, "%llu bytes are held when %llu have arrived",
                               (unsigned long long)total, (unsigned long long)walk.arrived);
            return;
        }
    }
    for (uint32_t h = 0; h < seen->map.entry_count; h++) {
        const struct sluice_map_entry *entry = &seen->map.entries[h];
        const size_t shown = sluice_case_life(seen, h)->published;
        if (entry->kind == SLUICE_MAP_ARRAY && shown != SLUICE_NO_EVENT && entry->end == 0 &&
            seen->map.status == SLUICE_MAP_MALFORMED) {
            sluice_violated_at(seen, out, shown, "array %u is created, but its elements never came",
                               h);
            return;
        }
    }
    sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_MEMORY_GROWN), count, "allocations");
}

static uint64_t heap_of(const struct sluice_scaled_run *run)
{
    return run->peak_heap;
}

/* The runs in pieces and those of other sizes: what each of them held. */
static bool judge_other_peaks(const struct sluice_case *seen, struct sluice_judged *out)
{
    const uint64_t bound = sluice_case_heap_bound(seen, seen->context->length);
    for (size_t i = 0; i < seen->set->chunk_count; i++) {
        const struct sluice_chunk_run *run = &seen->set->chunks[i];
        if (run->peak_heap != SLUICE_NOT_MEASURED && run->peak_heap > bound) {
            sluice_violated(
                out, SLUICE_NOT_MEASURED,
                "%llu bytes were held at the peak, delivered as \"%s\", the bound is %llu",
                (unsigned long long)run->peak_heap, run->cut, (unsigned long long)bound);
            return false;
        }
    }
    for (size_t i = 0; i < seen->set->growth_count; i++) {
        const struct sluice_scaled_run *run = &seen->set->growth[i];
        if (run->peak_heap != SLUICE_NOT_MEASURED &&
            run->peak_heap > sluice_case_heap_bound(seen, run->bytes)) {
            sluice_violated(out, SLUICE_NOT_MEASURED,
                            "%llu bytes were held for %llu bytes of the same shape",
                            (unsigned long long)run->peak_heap, (unsigned long long)run->bytes);
            return false;
        }
    }
    return true;
}

SLUICE_ORACLE(sluice_oracle_heap)
{
    const uint64_t bound = sluice_case_heap_bound(seen, seen->context->length);
    const uint64_t peak = seen->run->resources.peak_heap;
    uint64_t exponents = 0;
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (event->type == SLUICE_TRACE_MEMORY_GROWN && event->total > bound) {
            sluice_violated_at(seen, out, i, "%llu bytes are held, the bound is %llu",
                               (unsigned long long)event->total, (unsigned long long)bound);
            return;
        }
    }
    if (!judge_other_peaks(seen, out)) {
        return;
    }
    if (peak != SLUICE_NOT_MEASURED && peak > bound) {
        sluice_violated(out, SLUICE_NOT_MEASURED,
                        "%llu bytes were held at the peak, the bound is %llu",
                        (unsigned long long)peak, (unsigned long long)bound);
        return;
    }
    const struct sluice_cost cost = {"heap", heap_of};
    sluice_judge_growth(seen->set, &cost, out, &exponents);
    if (sluice_is_violated(out)) {
        return;
    }
    if (peak == SLUICE_NOT_MEASURED) {
        sluice_not_applicable(out, "the peak of the heap was not measured");
    } else {
        sluice_held(out, "%llu bytes at the peak, the bound is %llu", (unsigned long long)peak,
                    (unsigned long long)bound);
    }
}
