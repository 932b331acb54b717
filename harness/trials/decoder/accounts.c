#include "harness/trials/decoder/accounts.h"

#include <sluice/limits.h>
#include <string.h>

/* The decoder and the writers count the memory that they take as their allocator does. Of a run that
 * was refused some the status tells another part; what a program builds in between is told by none. */
static bool counts_memory(const struct sluice_account *account)
{
    const struct sluice_status *status = account->status;
    const struct sluice_counting_heap *heap = account->heap;
    if (heap->refused || status->reason == SLUICE_OUT_OF_MEMORY || account->rebuilt) {
        return true;
    }
    if (account->writing != NULL) {
        return account->writing->peak_heap == heap->peak - account->held &&
               account->writing->allocations == heap->calls - status->allocations;
    }
    return status->allocations == heap->calls && status->peak_heap == heap->peak;
}

/* The reason of a limit that is reached names the limit, and no other reason names one. */
static bool names_its_limit(const struct sluice_account *account)
{
    const char *reason = sluice_reason_name(account->status->reason);
    const char *limit = sluice_limit_of_reason(account->status->reason);
    const size_t head = sizeof "limit-" - 1;
    if (limit == NULL || strncmp(reason, "limit-", head) != 0) {
        return limit == NULL && strncmp(reason, "limit-", head) != 0;
    }
    reason += head;
    while (*reason != '\0' && (*reason == *limit || (*reason == '-' && *limit == '_'))) {
        reason++;
        limit++;
    }
    return *reason == *limit;
}

/* A run that went well has nothing to say of a place or a class; one that failed says where. */
static bool says_where(const struct sluice_account *account)
{
    const struct sluice_status *status = account->status;
    if (status->reason != SLUICE_OK) {
        return account->rebuilt || status->at[0] != '\0';
    }
    return status->at[0] == '\0' && status->path[0] == '\0' && status->class_name[0] == '\0' &&
           status->offset == status->consumed && (status->steps > 0) == (status->consumed > 4);
}

/* A writer does some work for each object. If it writes what was read, it counts as the reader did; but
 * claims that were never made good count for the writer alone. */
static bool writer_counts(const struct sluice_account *account)
{
    const struct sluice_status *writing = account->writing;
    const struct sluice_status *status = account->status;
    if (writing == NULL) {
        return true;
    }
    return (writing->steps > 0 || writing->objects == 0) &&
           (!account->same ||
            (writing->depth == status->depth && writing->objects == status->objects &&
             writing->elements >= status->elements));
}

/* As for reading; the header alone stands in no value. */
static bool writer_says_where(const struct sluice_account *account)
{
    const struct sluice_status *writing = account->writing;
    if (writing == NULL || account->heap->refused) {
        return true;
    }
    const bool is_failure = writing->reason != SLUICE_OK;
    return (writing->at[0] != '\0') == is_failure &&
           (is_failure || (writing->path[0] == '\0' && writing->class_name[0] == '\0')) &&
           writing->offset == writing->consumed;
}

/* The most of what was shown while it was read, since the last time that reading began anew. */
struct tally {
    uint64_t objects;
    uint64_t elements;
    uint32_t depth;
};

static struct tally tally_of(const struct sluice_observation *seen)
{
    struct tally tally = {0};
    for (size_t i = 0; i < seen->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->trace[i];
        if (event->type == SLUICE_TRACE_RESTARTED) {
            tally = (struct tally){0};
        }
        if (event->type == SLUICE_TRACE_COUNTER_CHARGED) {
            uint64_t *most = event->name[0] == 'o' ? &tally.objects : &tally.elements;
            *most = event->total > *most ? event->total : *most;
        }
        tally.depth = event->depth > tally.depth ? event->depth : tally.depth;
    }
    return tally;
}

/* Nothing is shown within a descriptor that holds nothing. What is one too many is not shown as charged. */
static bool counts_as_shown(const struct sluice_account *account)
{
    const struct sluice_status *status = account->status;
    if (!account->traced || account->seen->trace_dropped > 0) {
        return true;
    }
    const struct tally tally = tally_of(account->seen);
    return status->objects == tally.objects + (status->reason == SLUICE_LIMIT_OBJECTS) &&
           status->elements == tally.elements && status->depth >= tally.depth &&
           status->depth <= tally.depth + 1;
}

const char *sluice_account_fault(const struct sluice_account *account)
{
    return !counts_memory(account)     ? "the count that was kept of memory is not right"
           : !names_its_limit(account) ? "the reason of the decoder names another limit, or none"
           : !says_where(account) ? "the decoder says where it failed, and did not, or the reverse"
           : !writer_counts(account) ? "a writer counts otherwise than the reader did"
           : !writer_says_where(account)
               ? "a writer says where it failed, and did not, or the reverse"
           : !counts_as_shown(account)
               ? "the decoder counts other objects, elements or depths than it shows"
               : NULL;
}
