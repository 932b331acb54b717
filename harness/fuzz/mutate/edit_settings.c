/* Operators on the settings in front of a stream. */
#include "harness/fuzz/mutate/mutation.h"

#include "harness/fuzz/policies.h"

#include <string.h>

void sluice_mutation_find_classes(struct sluice_mutation *mutation)
{
    static const struct sluice_kin none;
    const struct sluice_kin *kin = sluice_kin_of(mutation->settings.policy);
    mutation->failed = mutation->failed || kin == NULL;
    mutation->kin = kin != NULL ? kin : &none;
    mutation->classes = mutation->kin->classes;
    mutation->class_count = mutation->kin->count;
}

/* Another policy; what the stream holds may or may not be allowed by it. */
bool sluice_op_policy(struct sluice_mutation *mutation)
{
    const size_t count = sluice_fuzz_policy_count();
    mutation->settings.policy = (uint16_t)sluice_random_below(
        &mutation->random, count < UINT16_MAX ? (uint32_t)count : UINT16_MAX);
    mutation->bare = false;
    sluice_mutation_find_classes(mutation);
    return true;
}

/* One limit goes, becomes small, or moves by one step; or all of them go. */
bool sluice_op_limit(struct sluice_mutation *mutation)
{
    const size_t which = sluice_random_below(&mutation->random, SLUICE_FUZZ_LIMITS);
    uint8_t *code = &mutation->settings.limits[which];
    mutation->bare = false;
    switch (sluice_random_below(&mutation->random, 6)) {
    case 0:
        *code = 0;
        break;
    case 1:
        memset(mutation->settings.limits, 0, sizeof mutation->settings.limits);
        break;
    case 2:
        *code = (uint8_t)(1 + sluice_random_below(&mutation->random, 16));
        break;
    case 3:
        *code = (uint8_t)(1 + sluice_random_below(&mutation->random, UINT8_MAX));
        break;
    case 4:
        *code = (uint8_t)(*code + (*code != 0 && *code < UINT8_MAX ? 1 : 0));
        break;
    default:
        *code = (uint8_t)(*code > 1 ? *code - 1 : 160);
        break;
    }
    return true;
}

bool sluice_op_flags(struct sluice_mutation *mutation)
{
    const unsigned flag = 1U << sluice_random_below(&mutation->random, 3);
    mutation->settings.flags = (uint8_t)((mutation->settings.flags ^ flag) & SLUICE_FUZZ_FLAGS);
    mutation->bare = false;
    return true;
}

bool sluice_op_choice(struct sluice_mutation *mutation)
{
    const uint64_t number = sluice_random_next(&mutation->random);
    mutation->settings.choice = (uint32_t)(sluice_random_one_in(&mutation->random, 2)
                                               ? number & 0xFF
                                               : number & UINT32_MAX);
    mutation->bare = false;
    return true;
}
