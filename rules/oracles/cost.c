/* BOUND-STEPS and BOUND-STACK: what a stream may cost besides memory. */
#include "rules/registry.h"

/* Steps may grow by a tenth more than the bytes: 11 times for a stream ten times as long. */
static bool grows_in_line(const struct sluice_scaled_run *small,
                          const struct sluice_scaled_run *large, uint64_t small_cost,
                          uint64_t large_cost)
{
    if (small->bytes > UINT64_MAX / 10 || large->bytes > UINT64_MAX / 11) {
        return false;
    }
    return sluice_products_ordered(large_cost, small->bytes * 10, small_cost, large->bytes * 11);
}

SLUICE_ORACLE(sluice_oracle_steps)
{
    const uint64_t steps = seen->run->resources.steps;
    uint64_t count = 0;
    if (steps != SLUICE_NOT_MEASURED) {
        const uint64_t length = seen->context->length;
        count++;
        if (steps > SLUICE_BOUND_STEPS_FIXED &&
            (steps - SLUICE_BOUND_STEPS_FIXED) / SLUICE_BOUND_STEPS_PER_BYTE > length) {
            sluice_violated(out, SLUICE_NOT_MEASURED, "%llu steps for %llu bytes",
                            (unsigned long long)steps, (unsigned long long)length);
            return;
        }
    }
    for (size_t i = 1; i < seen->set->growth_count; i++) {
        const struct sluice_scaled_run *small = &seen->set->growth[i - 1];
        const struct sluice_scaled_run *large = &seen->set->growth[i];
        if (small->steps == SLUICE_NOT_MEASURED || large->steps == SLUICE_NOT_MEASURED ||
            small->outcome != large->outcome) {
            continue;
        }
        count++;
        if (!grows_in_line(small, large, small->steps, large->steps)) {
            sluice_violated(out, SLUICE_NOT_MEASURED,
                            "%llu bytes cost %llu steps, but %llu bytes of the same shape %llu",
                            (unsigned long long)small->bytes, (unsigned long long)small->steps,
                            (unsigned long long)large->bytes, (unsigned long long)large->steps);
            return;
        }
    }
    sluice_conclude(seen, out, 0, count, "measurements of steps");
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
