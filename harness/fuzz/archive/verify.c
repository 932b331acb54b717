#include "harness/fuzz/archive/verify.h"

#include "harness/base/counting_heap.h"
#include "harness/base/sha256.h"
#include "harness/fuzz/archive/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char signed_archives[] = "SEC06-J";

/* Of how many inputs a run is made of one. */
enum {
    STORES_IN = 4,
    LIMITS_IN = 4,
    FAILURES_IN = 4,
    READING_IN = 2,
    TWICE_IN = 2,
    CHANGES_IN = 4
};

uint64_t sluice_verify_choice(struct sluice_bytes bytes)
{
    uint64_t choice = bytes.length;
    for (size_t i = 0; i < bytes.length; i++) {
        choice = (choice ^ bytes.data[i]) * UINT64_C(0x100000001B3);
    }
    return choice ^ choice >> 29;
}

static bool chosen(const struct sluice_verify_question *question, unsigned what, unsigned one_in)
{
    const uint64_t mixed = (question->choice + what) * UINT64_C(0x9E3779B97F4A7C15);
    return sluice_fuzz_thorough || (mixed >> 40) % one_in == 0;
}

/* --- one run ------------------------------------------------------------------------------------- */

/* What the observer sees. */
struct seen {
    bool structure_stands;
    size_t archive;
    struct sluice_verify_told *told;
};

static void see(void *context, const struct sluice_archive_event *event)
{
    struct seen *seen = context;
    if (event->archive != seen->archive) {
        seen->archive = event->archive;
        seen->structure_stands = false;
    }
    if (event->check == SLUICE_ARCHIVE_CHECK_UNIQUE_NAMES && event->reason == SLUICE_ARCHIVE_OK) {
        seen->structure_stands = true;
    }
    struct sluice_verify_told *told = &seen->told[event->archive];
    if (event->reason != SLUICE_ARCHIVE_OK) {
        told->check = event->check;
    } else if (event->check == SLUICE_ARCHIVE_CHECK_SIGNATURE) {
        told->signature_stands = true;
    }
}

/* Once more, under a policy and a store. */
static bool run_again(const struct sluice_verify_question *question,
                      const struct sluice_archive_policy *policy, const struct sluice_trust *store,
                      struct sluice_counting_heap *heap, struct sluice_archive_verdict *verdict)
{
    const struct sluice_allocator allocator = sluice_counting_heap_allocator(heap);
    return sluice_archive_set_verify(question->inputs, question->count, store, policy, &allocator,
                                     NULL, NULL, verdict);
}

static bool same_verdict(const struct sluice_archive_verdict *one,
                         const struct sluice_archive_verdict *other)
{
    return one->reason == other->reason && one->offset == other->offset &&
           one->length == other->length && one->archive == other->archive &&
           strcmp(one->entry, other->entry) == 0 &&
           memcmp(one->signer, other->signer, sizeof one->signer) == 0;
}

/* --- what must hold ------------------------------------------------------------------------------ */

static bool check_again(const struct sluice_verify_question *question,
                        const struct sluice_verify_answer *answer, struct sluice_finding *finding)
{
    struct sluice_counting_heap heap = {0};
    struct sluice_archive_verdict verdict;
    (void)run_again(question, &question->policy, sluice_fuzz_store(0), &heap, &verdict);
    return (same_verdict(&verdict, &answer->verdict) && verdict.steps == answer->verdict.steps &&
            verdict.peak_heap == answer->verdict.peak_heap) ||
           sluice_finding_note(finding, signed_archives,
                               "the second time the verdict is %s, not %s",
                               sluice_archive_reason_name(verdict.reason),
                               sluice_archive_reason_name(answer->verdict.reason));
}

static bool check_stores(const struct sluice_verify_question *question,
                         const struct sluice_verify_answer *answer, struct sluice_finding *finding)
{
    for (size_t i = 1; i < SLUICE_FUZZ_STORES; i++) {
        struct sluice_counting_heap heap = {0};
        struct sluice_archive_verdict verdict;
        (void)run_again(question, &question->policy, sluice_fuzz_store(i), &heap, &verdict);
        if (!same_verdict(&verdict, &answer->verdict)) {
            return sluice_finding_note(
                finding, signed_archives,
                "the verdict is %s when the store is filled in another way, not %s",
                sluice_archive_reason_name(verdict.reason),
                sluice_archive_reason_name(answer->verdict.reason));
        }
    }
    return true;
}

/* Each allocation, or one of them, fails. Of a set, an archive before that one may be refused anyway. */
static bool check_failures(const struct sluice_verify_question *question,
                           const struct sluice_verify_answer *answer, uint64_t calls,
                           struct sluice_finding *finding)
{
    const uint64_t step = sluice_fuzz_thorough || calls == 0 ? 1 : calls;
    const uint64_t first = step == 1 ? 1 : 1 + question->choice % calls;
    for (uint64_t i = first; i <= calls; i += step) {
        struct sluice_counting_heap heap = {0};
        struct sluice_archive_verdict verdict;
        sluice_counting_heap_begin(&heap, i);
        const bool accepted = run_again(question, &question->policy, sluice_fuzz_store(0), &heap,
                                        &verdict);
        const bool told = verdict.reason == SLUICE_ARCHIVE_OUT_OF_MEMORY ||
                          (question->count > 1 && !answer->accepted);
        if (accepted || !told || heap.live != 0) {
            return sluice_finding_note(
                finding, "BOUND-ALLOCATION",
                "allocation %llu of %llu fails: the verdict is %s, and %llu bytes are not freed",
                (unsigned long long)i, (unsigned long long)calls,
                sluice_archive_reason_name(verdict.reason), (unsigned long long)heap.live);
        }
    }
    return true;
}

/* What was accepted is so with a limit that just suffices, and refused with one less. */
static bool check_limits(const struct sluice_verify_question *question,
                         const struct sluice_verify_answer *answer, struct sluice_finding *finding)
{
    const size_t limit = question->choice % sluice_archive_limit_count();
    const char *name = sluice_archive_limit_name(limit);
    const uint64_t known = question->needs == NULL ? 0 : question->needs[limit];
    const uint64_t need = strcmp(name, "heap") == 0 ? answer->verdict.peak_heap : known;
    for (uint64_t less = 0; less < 2 && need > 1; less++) {
        struct sluice_archive_policy policy = question->policy;
        struct sluice_counting_heap heap = {0};
        struct sluice_archive_verdict verdict;
        *sluice_archive_limit_by_name(&policy.limits, name) = need - less;
        const bool accepted = run_again(question, &policy, sluice_fuzz_store(0), &heap, &verdict);
        const bool told = verdict.limit != NULL && strcmp(verdict.limit, name) == 0;
        if (accepted != (less == 0) || (less == 1 && !told) || heap.live != 0) {
            return sluice_finding_note(
                finding, "BOUND-COUNTERS", "under the limit %s=%llu, of which %llu are needed: %s",
                name, (unsigned long long)(need - less), (unsigned long long)need,
                sluice_archive_reason_name(verdict.reason));
        }
    }
    return true;
}

/* What is handed out: as many entries as there were, each of which can be read, in no smaller room. */
static bool check_reading(const struct sluice_verify_question *question,
                          const struct sluice_verify_answer *answer, struct sluice_finding *finding)
{
    struct sluice_counting_heap heap = {0};
    const struct sluice_allocator allocator = sluice_counting_heap_allocator(&heap);
    struct sluice_archive_verdict verdict;
    struct sluice_archive_set *set = sluice_archive_set_open(
        question->inputs, question->count, sluice_fuzz_store(0), &question->policy, &allocator,
        NULL, NULL, &verdict);
    bool good = (set != NULL) == answer->accepted;
    for (size_t i = 0; set != NULL && good && i < question->count; i++) {
        const size_t count = sluice_archive_entry_count(set, i);
        good = count == answer->verdicts[i].entries;
        for (size_t j = 0; good && j < count; j++) {
            struct sluice_archive_entry entry;
            good = sluice_archive_entry(set, i, j, &entry);
            uint8_t *room = good ? malloc(entry.size + 1) : NULL;
            good = room != NULL &&
                   sluice_archive_read(set, i, j, room, entry.size) == SLUICE_ARCHIVE_OK;
            free(room);
        }
    }
    sluice_archive_set_free(set);
    return (good && heap.live == 0) ||
           sluice_finding_note(finding, signed_archives,
                               "what was verified cannot be read, or memory is not given back");
}

/* An entry whose bytes have changed is as it was, or is not handed out: then nothing of it is in the room. */
static bool is_kept_back(const struct sluice_archive_set *set, size_t index, uint8_t *room,
                         uint64_t size)
{
    struct sluice_archive_entry entry;
    char text[SLUICE_SHA256_TEXT];
    char said[SLUICE_SHA256_TEXT];
    memset(room, 1, size);
    const enum sluice_archive_reason reason = sluice_archive_read(set, 0, index, room, size);
    if (reason == SLUICE_ARCHIVE_OK) {
        if (!sluice_archive_entry(set, 0, index, &entry)) {
            return false;
        }
        sluice_sha256_of(room, size, text);
        for (size_t i = 0; i < SLUICE_ARCHIVE_HASH_SIZE; i++) {
            (void)snprintf(said + 2 * i, sizeof said - 2 * i, "%02x", entry.sha256[i]);
        }
        return memcmp(text, said, SLUICE_SHA256_TEXT - 1) == 0;
    }
    for (uint64_t i = 0; i < size; i++) {
        if (room[i] != 0) {
            return false;
        }
    }
    return reason == SLUICE_ARCHIVE_CHANGED;
}

/* A byte of the first archive changes behind its verification. */
static bool check_changes(const struct sluice_verify_question *question,
                          struct sluice_finding *finding)
{
    struct sluice_archive_input inputs[SLUICE_VERIFY_ARCHIVES];
    struct sluice_archive_verdict verdict;
    memcpy(inputs, question->inputs, sizeof inputs);
    uint8_t *copy = malloc(inputs[0].length);
    if (copy == NULL) {
        return true; /* without memory nobody is accused */
    }
    memcpy(copy, inputs[0].bytes, inputs[0].length);
    inputs[0].bytes = copy;
    struct sluice_archive_set *set = sluice_archive_set_open(
        inputs, question->count, sluice_fuzz_store(0), &question->policy, NULL, NULL, NULL,
        &verdict);
    const size_t changed = (size_t)(question->choice >> 8) % inputs[0].length;
    bool good = set != NULL;
    copy[changed] ^= (uint8_t)(1U << (question->choice & 7));
    for (size_t i = 0; good && i < sluice_archive_entry_count(set, 0); i++) {
        struct sluice_archive_entry entry;
        good = sluice_archive_entry(set, 0, i, &entry);
        uint8_t *room = good ? malloc(entry.size + 1) : NULL;
        good = room == NULL || is_kept_back(set, i, room, entry.size);
        free(room);
    }
    sluice_archive_set_free(set);
    free(copy);
    return good || sluice_finding_note(finding, signed_archives,
                                       "bytes that changed behind the verification are handed out");
}

static bool check_heap(const struct sluice_verify_question *question, uint64_t held,
                       const struct sluice_counting_heap *heap,
                       const struct sluice_archive_verdict *verdict, struct sluice_finding *finding)
{
    uint64_t read = held;
    for (size_t i = 0; i < question->count; i++) {
        read += question->inputs[i].length;
    }
    if (heap->live != 0) {
        return sluice_finding_note(finding, "BOUND-ALLOCATION", "%llu bytes are not freed",
                                   (unsigned long long)heap->live);
    }
    if (heap->peak > SLUICE_ARCHIVE_HEAP_SUM + SLUICE_ARCHIVE_HEAP_FACTOR * read) {
        return sluice_finding_note(finding, "BOUND-HEAP", "%llu bytes of memory for %llu",
                                   (unsigned long long)heap->peak, (unsigned long long)read);
    }
    /* Members of a set share their memory, and each tells of its own. */
    return question->count > 1 || heap->calls == verdict->allocations ||
           sluice_finding_note(finding, "accounts", "%llu allocations, %llu of them are told of",
                               (unsigned long long)heap->calls,
                               (unsigned long long)verdict->allocations);
}

bool sluice_verify(const struct sluice_verify_question *question, uint64_t held,
                   struct sluice_verify_answer *answer, struct sluice_finding *finding)
{
    struct sluice_counting_heap heap = {0};
    const struct sluice_allocator allocator = sluice_counting_heap_allocator(&heap);
    struct seen seen = {.archive = SIZE_MAX, .told = answer->told};
    const struct sluice_archive_observer observer = {see, &seen};
    memset(answer, 0, sizeof *answer);
    answer->accepted = sluice_archive_set_verify(
        question->inputs, question->count, sluice_fuzz_store(0), &question->policy, &allocator,
        &observer, answer->verdicts, &answer->verdict);
    for (size_t i = 0; i < question->count; i++) {
        answer->told[i].verdict = &answer->verdicts[i];
    }
    answer->structure_stands = seen.structure_stands;
    if (answer->accepted != (answer->verdict.reason == SLUICE_ARCHIVE_OK)) {
        return sluice_finding_note(finding, "accounts", "accepted, and a reason against it");
    }
    return check_heap(question, held, &heap, &answer->verdict, finding) &&
           (!chosen(question, 1, TWICE_IN) || check_again(question, answer, finding)) &&
           (!chosen(question, 2, STORES_IN) || check_stores(question, answer, finding)) &&
           (!chosen(question, 3, FAILURES_IN) ||
            check_failures(question, answer, heap.calls, finding)) &&
           (!answer->accepted || !chosen(question, 4, LIMITS_IN) ||
            check_limits(question, answer, finding)) &&
           (!chosen(question, 5, READING_IN) || check_reading(question, answer, finding)) &&
           (!answer->accepted || !chosen(question, 6, CHANGES_IN) ||
            check_changes(question, finding));
}

struct sluice_fuzz_answer sluice_verify_say(const struct sluice_verify_answer *answer)
{
    const enum sluice_archive_reason reason = answer->verdict.reason;
    const bool limit = sluice_archive_reason_range(reason) == SLUICE_ARCHIVE_RANGE_LIMIT;
    return (struct sluice_fuzz_answer){
        .verdict = answer->accepted ? "accept"
                   : limit          ? "limit"
                                    : "reject",
        .reason = answer->accepted ? NULL : sluice_archive_reason_name(reason),
        .offset = UINT64_MAX,
    };
}
