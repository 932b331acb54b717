/* Entry points: sets of archives, and single ones as sets of one. */
#include "set.h"
#include "zip.h"

#include <string.h>

void sluice_archive_policy_signed(struct sluice_archive_policy *policy)
{
    *policy = (struct sluice_archive_policy){
        .now = policy->now,
        .seal = SLUICE_SEAL_NONE,
        .allow_comment = true,
        .allow_time_fields = true,
        .allow_sections_only = true,
        .allow_multi_release = true,
        .allow_unseal_override = true,
        .allow_mixed_signers = true,
    };
}

static void fill_policy(struct sluice_archive_policy *policy)
{
#define X(member, normal, text)                                                                    \
    policy->limits.member = policy->limits.member == 0 ? (normal) : policy->limits.member;
    SLUICE_ARCHIVE_LIMITS(X)
#undef X
    if (policy->digests == 0) {
        policy->digests = SLUICE_DIGEST_SHA256 | SLUICE_DIGEST_SHA384 | SLUICE_DIGEST_SHA512 |
                          SLUICE_DIGEST_SHA3_256 | SLUICE_DIGEST_SHA3_384 | SLUICE_DIGEST_SHA3_512;
    }
    /* What libcrypto is given has a length in an int. */
    if (policy->limits.manifest_bytes > INT32_MAX) {
        policy->limits.manifest_bytes = INT32_MAX;
    }
    policy->min_rsa_bits = policy->min_rsa_bits == 0 ? 2048 : policy->min_rsa_bits;
    policy->min_dsa_bits = policy->min_dsa_bits == 0 ? 2048 : policy->min_dsa_bits;
    policy->min_ec_bits = policy->min_ec_bits == 0 ? 256 : policy->min_ec_bits;
}

void sluice_archive_set_free(struct sluice_archive_set *set)
{
    if (set == NULL) {
        return;
    }
    for (size_t i = 0; i < set->count && set->members != NULL; i++) {
        struct member *member = &set->members[i];
        sluice_archive_put(&set->heap, member->hashes, member->run.zip.count,
                           SLUICE_ARCHIVE_HASH_SIZE);
        sluice_packages_free(&set->heap, &member->packages);
        sluice_zip_free(&member->run);
    }
    sluice_archive_put(&set->heap, set->members, set->count, sizeof *set->members);
    struct heap heap = set->heap;
    sluice_archive_put(&heap, set, 1, sizeof *set);
}

/* NULL without memory; all members are empty yet. The policy is filled. */
static struct sluice_archive_set *make_set(size_t count, const struct sluice_archive_policy *policy,
                                           const struct sluice_allocator *allocator)
{
    struct heap heap;
    sluice_archive_heap_init(&heap, allocator, policy->limits.heap);
    struct sluice_archive_set *set = sluice_archive_get(&heap, 1, sizeof *set);
    if (set == NULL) {
        return NULL;
    }
    *set = (struct sluice_archive_set){.heap = heap, .policy = *policy, .count = count};
    set->members = sluice_archive_get(&set->heap, count, sizeof *set->members);
    if (set->members == NULL) {
        set->count = 0;
        sluice_archive_set_free(set);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        set->members[i] = (struct member){0};
    }
    return set;
}

/* What an entry point was asked. */
struct request {
    const struct sluice_archive_input *inputs;
    size_t count;
    const struct sluice_trust *trust;
    const struct sluice_archive_policy *policy;
    const struct sluice_allocator *allocator;
    const struct sluice_archive_observer *observer;
    bool keep; /* entries will be read */
};

/* All members, one by one; the number of the first that is refused, or how many there are. */
static size_t verify_members(struct sluice_archive_set *set, const struct request *request)
{
    size_t refused = request->count;
    for (size_t i = 0; i < request->count; i++) {
        struct member *member = &set->members[i];
        member->verdict.archive = i;
        member->verdict.at = "";
        member->run = (struct run){.bytes = request->inputs[i].bytes,
                                   .length = request->inputs[i].length,
                                   .policy = &set->policy,
                                   .trust = request->trust,
                                   .observer = request->observer,
                                   .heap = &set->heap,
                                   .verdict = &member->verdict,
                                   .archive = i};
        const uint64_t calls = set->heap.calls;
        if (!sluice_member_verify(member, request->inputs[i].codebase, request->keep) &&
            refused == request->count) {
            refused = i;
        }
        member->verdict.peak_heap = set->heap.peak;
        member->verdict.allocations = set->heap.calls - calls;
    }
    return refused;
}

static void sum_up(const struct sluice_archive_set *set, struct sluice_archive_verdict *verdicts,
                   struct sluice_archive_verdict *verdict)
{
    uint64_t steps = 0;
    uint64_t entries = 0;
    uint64_t inflated = 0;
    for (size_t i = 0; i < set->count; i++) {
        const struct sluice_archive_verdict *each = &set->members[i].verdict;
        steps += each->steps;
        entries += each->entries;
        inflated += each->inflated;
        if (verdicts != NULL) {
            verdicts[i] = *each;
        }
    }
    verdict->steps = steps;
    verdict->entries = entries;
    verdict->inflated = inflated;
    verdict->peak_heap = set->heap.peak;
    verdict->allocations = set->heap.calls;
}

static bool verify_set(struct sluice_archive_set *set, const struct request *request,
                       struct sluice_archive_verdict *verdict)
{
    size_t refused = verify_members(set, request);
    if (refused == set->count) {
        if (sluice_set_check(set)) {
            *verdict = set->members[0].verdict;
            return true;
        }
        for (refused = 0; set->members[refused].verdict.reason == SLUICE_ARCHIVE_OK;) {
            refused++;
        }
        *verdict = set->members[refused].verdict;
        return false;
    }
    const size_t intruder = sluice_set_intruder(set);
    *verdict = set->members[intruder != SIZE_MAX ? intruder : refused].verdict;
    if (intruder != SIZE_MAX) {
        verdict->reason = SLUICE_ARCHIVE_POLICY_LOAD_ORDER;
        verdict->at = "order of archives";
        verdict->limit = NULL;
    }
    return false;
}

static bool are_arguments(const struct request *request)
{
    if (request->inputs == NULL || request->count == 0 || request->trust == NULL ||
        request->policy == NULL) {
        return false;
    }
    for (size_t i = 0; i < request->count; i++) {
        if (request->inputs[i].bytes == NULL) {
            return false;
        }
    }
    return true;
}

static struct sluice_archive_set *open_set(const struct request *request,
                                           struct sluice_archive_verdict *verdicts,
                                           struct sluice_archive_verdict *verdict)
{
    *verdict = (struct sluice_archive_verdict){.at = ""};
    if (!are_arguments(request)) {
        verdict->reason = SLUICE_ARCHIVE_BAD_ARGUMENT;
        return NULL;
    }
    struct sluice_archive_policy policy = *request->policy;
    fill_policy(&policy);
    if (request->count > policy.limits.archives) {
        verdict->reason = SLUICE_ARCHIVE_LIMIT_SET;
        verdict->at = verdict->limit = "archives";
        return NULL;
    }
    struct sluice_archive_set *set = make_set(request->count, &policy, request->allocator);
    if (set == NULL) {
        verdict->reason = SLUICE_ARCHIVE_OUT_OF_MEMORY;
        verdict->at = "memory";
        return NULL;
    }
    const bool accepted = verify_set(set, request, verdict);
    sum_up(set, verdicts, verdict);
    if (!accepted) {
        sluice_archive_set_free(set);
        return NULL;
    }
    return set;
}

struct sluice_archive_set *sluice_archive_set_open(const struct sluice_archive_input *inputs,
                                                   size_t count, const struct sluice_trust *trust,
                                                   const struct sluice_archive_policy *policy,
                                                   const struct sluice_allocator *allocator,
                                                   const struct sluice_archive_observer *observer,
                                                   struct sluice_archive_verdict *verdicts,
                                                   struct sluice_archive_verdict *verdict)
{
    const struct request request = {inputs, count, trust, policy, allocator, observer, true};
    return open_set(&request, verdicts, verdict);
}

bool sluice_archive_set_verify(const struct sluice_archive_input *inputs, size_t count,
                               const struct sluice_trust *trust,
                               const struct sluice_archive_policy *policy,
                               const struct sluice_allocator *allocator,
                               const struct sluice_archive_observer *observer,
                               struct sluice_archive_verdict *verdicts,
                               struct sluice_archive_verdict *verdict)
{
    const struct request request = {inputs, count, trust, policy, allocator, observer, false};
    struct sluice_archive_set *set = open_set(&request, verdicts, verdict);
    sluice_archive_set_free(set);
    return set != NULL;
}

bool sluice_archive_verify(const void *bytes, size_t length, const struct sluice_trust *trust,
                           const struct sluice_archive_policy *policy,
                           const struct sluice_allocator *allocator,
                           const struct sluice_archive_observer *observer,
                           struct sluice_archive_verdict *verdict)
{
    const struct sluice_archive_input input = {.bytes = bytes, .length = length};
    return sluice_archive_set_verify(&input, 1, trust, policy, allocator, observer, NULL, verdict);
}
