/* BOUND-STEPS and BOUND-STACK: what a stream may cost besides memory. */
#include "rules/growth.h"
#include "rules/registry.h"

static uint64_t steps_of(const struct sluice_scaled_run *run)
{
    return run->steps;
}

/* True if there are too many, after saying so. */
static bool judge_steps(uint64_t steps, uint64_t length, struct sluice_judged *out, uint64_t *count)
{
    if (steps == SLUICE_NOT_MEASURED) {
        return false;
    }
    (*count)++;
    if (steps <= SLUICE_BOUND_STEPS_FIXED ||
        (steps - SLUICE_BOUND_STEPS_FIXED) / SLUICE_BOUND_STEPS_PER_BYTE <= length) {
        return false;
    }
    sluice_violated(out, SLUICE_NOT_MEASURED, "%llu steps for %llu bytes",
                    (unsigned long long)steps, (unsigned long long)length);
    return true;
}

bool sluice_is_too_much_work(uint64_t work, uint64_t steps, uint64_t length)
{
    /* Whoever tells of more steps than there may be is found out by that. */
    return work != SLUICE_NOT_MEASURED && steps <= UINT32_MAX &&
           work > SLUICE_BOUND_WORK_FIXED + SLUICE_BOUND_WORK_PER_STEP * steps +
                      SLUICE_BOUND_WORK_PER_BYTE * length;
}

/* True if there is more work than the steps stand for, after saying so. */
static bool judge_work(uint64_t work, uint64_t steps, uint64_t length, struct sluice_judged *out,
                       uint64_t *count)
{
    (*count) += work != SLUICE_NOT_MEASURED && steps != SLUICE_NOT_MEASURED;
    if (!sluice_is_too_much_work(work, steps, length)) {
        return false;
    }
    sluice_violated(out, SLUICE_NOT_MEASURED, "%llu pieces of code for %llu steps and %llu bytes",
                    (unsigned long long)work, (unsigned long long)steps,
                    (unsigned long long)length);
    return true;
}

/* Steps but for some that are not the decoder's doing. */
static uint64_t less(uint64_t steps, uint64_t of_others)
{
    if (steps == SLUICE_NOT_MEASURED || of_others == SLUICE_NOT_MEASURED) {
        return steps;
    }
    return steps - (of_others < steps ? of_others : steps);
}

/* What the code of classes asks is its doing; of what it has copied, a step or less for each byte. */
static uint64_t own_steps(const struct sluice_resources *used)
{
    return less(less(used->steps, used->copied), used->asked);
}

SLUICE_ORACLE(sluice_oracle_steps)
{
    const struct sluice_resources *used = &seen->run->resources;
    uint64_t count = 0;
    if (judge_steps(own_steps(used), seen->context->length, out, &count) ||
        judge_work(used->work, used->steps, seen->context->length, out, &count)) {
        return;
    }
    for (size_t i = 0; i < seen->set->growth_count; i++) {
        const struct sluice_scaled_run *run = &seen->set->growth[i];
        if (judge_steps(less(run->steps, run->asked), run->bytes, out, &count) ||
            judge_work(run->work, run->steps, run->bytes, out, &count)) {
            return;
        }
    }
    const struct sluice_cost cost = {"steps", steps_of};
    sluice_judge_growth(seen->set, &cost, out, &count);
    if (!sluice_is_violated(out)) {
        sluice_conclude(seen, out, 0, count, "measurements of steps");
    }
}

/* The deepest and the shallowest stack of the runs that were measured. */
static bool judge_depths(const struct sluice_case *seen, struct sluice_judged *out, uint64_t *count)
{
    const struct sluice_scaled_run *least = NULL;
    const struct sluice_scaled_run *most = NULL;
    for (size_t i = 0; i < seen->set->stack_count; i++) {
        const struct sluice_scaled_run *run = &seen->set->stacks[i];
        if (run->stack == SLUICE_NOT_MEASURED) {
            continue;
        }
        (*count)++;
        if (run->stack > SLUICE_BOUND_STACK) {
            sluice_violated(out, SLUICE_NOT_MEASURED, "%llu bytes of stack at depth %llu",
                            (unsigned long long)run->stack, (unsigned long long)run->scale);
            return false;
        }
        least = least == NULL || run->stack < least->stack ? run : least;
        most = most == NULL || run->stack > most->stack ? run : most;
    }
    if (least != NULL && most->stack - least->stack > SLUICE_BOUND_STACK_SLACK) {
        sluice_violated(out, SLUICE_NOT_MEASURED,
                        "%llu bytes of stack at depth %llu, but %llu at depth %llu",
                        (unsigned long long)least->stack, (unsigned long long)least->scale,
                        (unsigned long long)most->stack, (unsigned long long)most->scale);
        return false;
    }
    return true;
}

SLUICE_ORACLE(sluice_oracle_stack)
{
    const uint64_t stack = seen->run->resources.stack;
    uint64_t count = 0;
    if (stack != SLUICE_NOT_MEASURED) {
        count++;
        if (stack > SLUICE_BOUND_STACK) {
            sluice_violated(out, SLUICE_NOT_MEASURED, "%llu bytes of stack, the bound is %llu",
                            (unsigned long long)stack, (unsigned long long)SLUICE_BOUND_STACK);
            return;
        }
    }
    if (judge_depths(seen, out, &count)) {
        sluice_conclude(seen, out, 0, count, "measurements of the stack");
    }
}
