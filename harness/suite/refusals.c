#include "harness/suite/refusals.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t affordable(const struct sluice_resources *plain,
                           const struct sluice_refusal_budget *budget)
{
    uint64_t runs = budget->at_most;
    if (plain->steps != SLUICE_NOT_MEASURED && plain->steps > 0) {
        runs = budget->steps / plain->steps;
    }
    runs = runs < budget->at_least ? budget->at_least : runs;
    return runs < budget->at_most ? runs : budget->at_most;
}

static bool make_room(struct sluice_refusals *out, size_t count)
{
    if (count <= out->capacity) {
        return true;
    }
    sluice_refusals_free(out);
    out->failures = calloc(count, sizeof *out->failures);
    out->names = calloc(count, sizeof *out->names);
    out->capacity = count;
    return out->failures != NULL && out->names != NULL;
}

bool sluice_refusals_one(const struct sluice_target *target,
                         const struct sluice_target_request *request,
                         struct sluice_observation *observation,
                         struct sluice_allocation_failure *out)
{
    struct sluice_target_facts facts;
    sluice_observation_clear(observation);
    if (!target->run(target->context, request, observation, &facts)) {
        return false;
    }
    *out = (struct sluice_allocation_failure){
        .index = request->fail_allocation,
        .reached = facts.refused,
        .outcome = observation->answer.outcome,
        .java_class = observation->answer.java_class,
        .returned_result = facts.returned_result,
        .live_after = observation->resources.live_after_free,
    };
    return true;
}

static bool refuse_one(const struct sluice_target *target,
                       const struct sluice_target_request *plain, uint64_t index,
                       struct sluice_observation *observation, struct sluice_refusals *out)
{
    struct sluice_target_request request = *plain;
    struct sluice_allocation_failure *failure = &out->failures[out->count];
    request.fail_allocation = index;
    if (!sluice_refusals_one(target, &request, observation, failure)) {
        return false;
    }
    char *name = out->names[out->count++];
    const char *java_class = failure->java_class;
    (void)snprintf(name, SLUICE_REFUSAL_NAME, "%s", java_class != NULL ? java_class : "");
    failure->java_class = java_class != NULL ? name : NULL;
    return true;
}

bool sluice_refusals_run(const struct sluice_target *target,
                         const struct sluice_target_request *request,
                         const struct sluice_resources *plain,
                         const struct sluice_refusal_budget *budget, struct sluice_refusals *out,
                         const char **why)
{
    const uint64_t allocations = plain->allocations;
    out->count = 0;
    if (allocations == SLUICE_NOT_MEASURED || allocations == 0) {
        return true;
    }
    const uint64_t most = affordable(plain, budget);
    const uint64_t count = allocations < most ? allocations : most;
    if (!make_room(out, (size_t)count)) {
        *why = "out of memory for the refused allocations";
        return false;
    }
    struct sluice_observation observation;
    sluice_observation_init(&observation);
    bool good = true;
    for (uint64_t i = 0; good && i < count; i++) {
        /* From the first to the last, evenly. */
        const uint64_t index = count == 1 ? 1 : 1 + i * (allocations - 1) / (count - 1);
        good = refuse_one(target, request, index, &observation, out);
    }
    if (!good) {
        *why = "the target failed when an allocation was refused";
    }
    sluice_observation_free(&observation);
    return good;
}

void sluice_refusals_free(struct sluice_refusals *refusals)
{
    free(refusals->failures);
    free(refusals->names);
    *refusals = (struct sluice_refusals){0};
}
