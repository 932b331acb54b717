#include "harness/fuzz/checks.h"
#include "harness/suite/refusals.h"

#include <inttypes.h>

enum { FEW = 4, MOST = 4000 };

struct refusing {
    struct sluice_execution *execution;
    struct sluice_target_request request;
    const struct sluice_observation *whole; /* when nothing is refused */
    struct sluice_observation seen;
};

static bool refuse(struct refusing *refusing, uint64_t index, bool for_good)
{
    struct sluice_execution *execution = refusing->execution;
    struct sluice_target_request request = refusing->request;
    struct sluice_allocation_failure failure;
    const struct sluice_observation_set set = {
        .run = refusing->whole, .failures = &failure, .failure_count = 1};
    request.fail_allocation = index;
    request.fail_for_good = for_good;
    if (!sluice_refusals_one(execution->target, &request, &refusing->seen, &failure)) {
        return sluice_execution_failed(execution, refusing->seen.process.adapter_error);
    }
    const char *fault = sluice_models_code_fault(execution->item.models);
    if (fault != NULL) {
        return sluice_finding_note(execution->finding, "code", "%s", fault);
    }
    return sluice_check_runs(execution, &set) &&
           (failure.reached ||
            sluice_finding_note(execution->finding, "BOUND-ALLOCATION",
                                "allocation %" PRIu64 " of %" PRIu64 " is not asked for again",
                                index, refusing->whole->resources.allocations));
}

/* Nothing of a run without memory shows in the next one. */
static bool is_as_before(struct refusing *refusing)
{
    struct sluice_execution *execution = refusing->execution;
    struct sluice_target_facts facts;
    if (!sluice_execution_run(execution, &refusing->request, &refusing->seen, &facts)) {
        return false;
    }
    const char *difference = sluice_answer_difference(&refusing->whole->answer,
                                                      &refusing->seen.answer);
    if (difference == NULL &&
        (refusing->seen.resources.allocations != refusing->whole->resources.allocations ||
         refusing->seen.resources.peak_heap != refusing->whole->resources.peak_heap)) {
        difference = "use of memory";
    }
    return difference == NULL ||
           sluice_finding_note(execution->finding, "BOUND-ALLOCATION",
                               "the run after one without memory has another %s", difference);
}

static bool refuse_chosen(struct refusing *refusing, uint64_t count)
{
    const struct sluice_execution *execution = refusing->execution;
    const bool for_good = sluice_execution_choose(execution, SLUICE_CHOICE_ALLOCATION_KIND, 2) != 0;
    if (count > FEW) {
        const uint64_t chosen = sluice_execution_choose(execution, SLUICE_CHOICE_ALLOCATION, count);
        return refuse(refusing, 1 + chosen, for_good);
    }
    bool good = true;
    for (uint64_t index = 1; good && index <= count; index++) {
        good = refuse(refusing, index, for_good);
    }
    return good;
}

static bool refuse_all(struct refusing *refusing, uint64_t count)
{
    const uint64_t step = 1 + count / MOST;
    bool good = true;
    for (uint64_t index = 1; good && index <= count; index += step) {
        good = refuse(refusing, index, false) && refuse(refusing, index, true);
    }
    return good;
}

static bool check(struct refusing *refusing)
{
    const uint64_t count = refusing->whole->resources.allocations;
    return (sluice_fuzz_thorough ? refuse_all(refusing, count) : refuse_chosen(refusing, count)) &&
           is_as_before(refusing);
}

/* Of what was built, the writer asks for memory too. */
static bool check_written(struct refusing *refusing)
{
    struct sluice_observation whole;
    struct sluice_target_facts facts;
    refusing->request.write_back = true;
    refusing->whole = &whole;
    sluice_observation_init(&whole);
    const bool good = sluice_execution_run(refusing->execution, &refusing->request, &whole,
                                           &facts) &&
                      check(refusing);
    refusing->whole = &refusing->execution->plain;
    sluice_observation_free(&whole);
    return good;
}

bool sluice_check_allocations(struct sluice_execution *execution)
{
    struct refusing refusing = {.execution = execution,
                                .request = sluice_execution_request(execution),
                                .whole = &execution->plain};
    const bool written = execution->item.mode == SLUICE_MODE_DECODE &&
                         sluice_execution_is_accepted(execution) &&
                         (sluice_fuzz_thorough ||
                          sluice_execution_choose(execution, SLUICE_CHOICE_ALLOCATION_KIND, 4) < 2);
    sluice_observation_init(&refusing.seen);
    const bool good = ((written && !sluice_fuzz_thorough) || check(&refusing)) &&
                      (!written || check_written(&refusing));
    sluice_observation_free(&refusing.seen);
    return good;
}
