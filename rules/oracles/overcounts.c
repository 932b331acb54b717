/* IN-10: no element is counted that the stream does not hold, or of which it is known that it will never come. */
#include "rules/oracles/overcounts.h"

/* How far the trace and the entries of the map have been followed. */
struct account {
    const struct sluice_case *seen;
    uint32_t next;    /* entry: those before have been met */
    uint64_t there;   /* since the last reset: what may have been counted */
    uint64_t longest; /* array of those: what of it may have been counted */
    uint64_t charged;
};

static bool is_judged(const struct sluice_case *seen)
{
    return seen->map.status == SLUICE_MAP_COMPLETE && !seen->map.guessed &&
           sluice_case_raises(seen, SLUICE_SHOWS(SLUICE_TRACE_COUNTER_CHARGED) |
                                        SLUICE_SHOWS(SLUICE_TRACE_RESET));
}

static bool is_charge(const struct sluice_trace_event *event)
{
    return event->type == SLUICE_TRACE_COUNTER_CHARGED && sluice_same_text(event->name, "elements");
}

static void meet_array(struct account *account, uint64_t elements)
{
    account->there += elements;
    account->longest = elements > account->longest ? elements : account->longest;
    account->next++;
}

/* Meets the arrays of which more than the length was read before `offset`: of those what had begun. With `counts`
 * the one whose length is read there is met, too, as a whole. */
static void meet_arrays(struct account *account, uint64_t offset, bool counts)
{
    const struct sluice_stream_map *map = &account->seen->map;
    while (account->next < map->entry_count) {
        const struct sluice_map_entry *entry = &map->entries[account->next];
        if (entry->kind != SLUICE_MAP_ARRAY) {
            account->next++;
        } else if (entry->content < offset) {
            meet_array(account, entry->length - entry->left);
        } else {
            if (counts && entry->start <= offset) {
                meet_array(account, entry->length);
            }
            return;
        }
    }
}

/* True, after saying so, if by now more was counted than there is. */
static bool is_too_much(const struct account *account, struct sluice_judged *out, size_t index)
{
    if (account->charged > account->there) {
        sluice_violated_at(
            account->seen, out, index, "%llu array elements are counted, but there are %llu",
            (unsigned long long)account->charged, (unsigned long long)account->there);
    }
    return sluice_is_violated(out);
}

/* True, after saying so, if a run ends at a limit that the arrays met by then do not reach. Where the whole stream
 * does not reach it BOUND-COUNTERS says so, but of exceptions it says nothing. */
static bool is_in_vain(const struct account *account, struct sluice_judged *out)
{
    const struct sluice_answer *answer = &account->seen->run->answer;
    const struct sluice_stream_map *map = &account->seen->map;
    const bool is_sum = sluice_same_text(answer->reason, "limit-elements");
    const bool is_one = sluice_same_text(answer->reason, "limit-array-length");
    const uint64_t most = is_sum ? map->most.elements : map->most.array_length;
    const uint64_t there = is_sum ? account->there : account->longest;
    uint64_t limit;
    if (answer->outcome == SLUICE_OUTCOME_LIMIT && (is_sum || is_one) &&
        sluice_case_limit(account->seen, is_sum ? "elements" : "array_length", &limit) &&
        there <= limit && (map->has_exception || most > limit)) {
        sluice_violated(out, answer->offset, "refused as %s at %llu, but by then there are %llu",
                        answer->reason, (unsigned long long)limit, (unsigned long long)there);
    }
    return sluice_is_violated(out);
}

bool sluice_overcounts_elements(const struct sluice_case *seen, struct sluice_judged *out)
{
    struct account account = {.seen = seen};
    if (!is_judged(seen)) {
        return false;
    }
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        const bool is_reset = event->type == SLUICE_TRACE_RESET;
        const bool is_failure = event->type == SLUICE_TRACE_FAILED;
        const bool counts = is_failure || is_charge(event);
        if (!is_reset && !counts) {
            continue;
        }
        if (!sluice_is_placed(event)) {
            return false;
        }
        meet_arrays(&account, event->offset, counts);
        if (is_failure) {
            return is_in_vain(&account, out);
        }
        account.charged += event->amount;
        if (is_reset) {
            account.there = account.longest = account.charged = 0;
        } else if (is_too_much(&account, out, i)) {
            return true;
        }
    }
    return false;
}
