#include "harness/trials/decoder/policies.h"

#include "harness/base/counting_heap.h"

#include <string.h>

#define ANYWHERE SIZE_MAX

enum { MOST_MODELS = 12, MOST_ALLOCATIONS = 16 };

/* --- each allocation refused ------------------------------------------------------------------- */

static const char *fault_without_memory(const struct sluice_class_model *models, size_t count)
{
    for (uint64_t refused = 1; refused <= MOST_ALLOCATIONS; refused++) {
        struct sluice_counting_heap heap;
        const struct sluice_allocator allocator = sluice_counting_heap_allocator(&heap);
        struct sluice_policy_error error;
        struct sluice_policy *made = (struct sluice_policy *)(void *)&heap;
        sluice_counting_heap_begin(&heap, refused);
        const enum sluice_reason reason = sluice_policy_create(models, count, &allocator, &made,
                                                               &error);
        if (heap.refused && (reason != SLUICE_OUT_OF_MEMORY || made != NULL)) {
            return "a policy is made although its memory is refused";
        }
        if (!heap.refused && (reason != SLUICE_OK || made == NULL)) {
            return "a policy is not made a second time";
        }
        sluice_policy_free(reason == SLUICE_OK ? made : NULL);
        if (heap.live != 0) {
            return "a policy leaves memory behind";
        }
        if (!heap.refused) {
            return NULL;
        }
    }
    return "a policy takes more allocations than it needs";
}

/* --- spoiled models ---------------------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text);
    const size_t tail = strlen(end);
    return length > tail + 2 && strcmp(text + length - tail, end) == 0 &&
           memcmp(text + length - tail - 2, ": ", 2) == 0;
}

static bool is_said(const struct sluice_policy_error *error, size_t index, const char *member)
{
    return (index == ANYWHERE || error->model == index) &&
           strncmp(error->message, "class ", 6) == 0 && strstr(error->message, "(null)") == NULL &&
           (member == NULL || ends_with(error->message, member) ||
            strlen(error->message) + 1 == sizeof error->message);
}

static const char *fault_of(const struct sluice_class_model *models, size_t count, size_t index,
                            const char *member)
{
    struct sluice_counting_heap heap;
    const struct sluice_allocator allocator = sluice_counting_heap_allocator(&heap);
    struct sluice_policy_error error = {.model = SIZE_MAX};
    struct sluice_policy *made = (struct sluice_policy *)(void *)&heap;
    sluice_counting_heap_begin(&heap, 0);
    const enum sluice_reason reason = sluice_policy_create(models, count, &allocator, &made,
                                                           &error);
    const bool refused = reason == SLUICE_BAD_ARGUMENT && made == NULL;
    sluice_policy_free(reason == SLUICE_OK ? made : NULL);
    return !refused                          ? "a policy is made of a spoiled model"
           : heap.live != 0                  ? "a policy that is refused leaves memory behind"
           : !is_said(&error, index, member) ? "a policy does not say which model is spoiled"
                                             : NULL;
}

static const char *fault_when_spoiled(const struct sluice_class_model *models, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t way = 0; way < sluice_spoil_ways; way++) {
            struct sluice_class_model spoiled[MOST_MODELS];
            struct sluice_spare spare;
            memcpy(spoiled, models, count * sizeof *models);
            if (sluice_spoil(way, &spoiled[i], &spare)) {
                const char *fault = fault_of(spoiled, count, spare.elsewhere ? ANYWHERE : i,
                                             spare.member);
                if (fault != NULL) {
                    return fault;
                }
            }
        }
    }
    return NULL;
}

/* What is no array of models at all; and nobody has to ask what is wrong. */
static const char *fault_of_none(const struct sluice_class_model *models)
{
    enum { TOO_MANY = (1 << 20) + 1 };
    struct sluice_class_model nameless = models[0];
    struct sluice_policy_error error = {.model = SIZE_MAX};
    struct sluice_policy *made = NULL;
    nameless.name = NULL;
    const bool refused = sluice_policy_create(NULL, 1, NULL, &made, &error) ==
                             SLUICE_BAD_ARGUMENT &&
                         made == NULL && is_said(&error, 0, NULL) &&
                         sluice_policy_create(models, TOO_MANY, NULL, &made, &error) ==
                             SLUICE_BAD_ARGUMENT &&
                         made == NULL &&
                         sluice_policy_create(&nameless, 1, NULL, &made, NULL) ==
                             SLUICE_BAD_ARGUMENT &&
                         made == NULL;
    const bool empty = sluice_policy_create(NULL, 0, NULL, &made, &error) == SLUICE_OK &&
                       made != NULL;
    sluice_policy_free(made);
    return refused && empty ? NULL : "a policy is made of what is none, or not of nothing";
}

static const char *fault_of_twins(const struct sluice_class_model *models, size_t count)
{
    struct sluice_class_model twins[MOST_MODELS];
    if (count < 2) {
        return NULL;
    }
    memcpy(twins, models, count * sizeof *models);
    twins[count - 1].name = models[0].name;
    return fault_of(twins, count, count - 1, NULL);
}

const char *sluice_policies_fault(const struct sluice_policy *policy)
{
    size_t count;
    const struct sluice_class_model *models = sluice_policy_models(policy, &count);
    if (count > MOST_MODELS) {
        return NULL;
    }
    const char *fault = fault_without_memory(models, count);
    fault = fault != NULL || count == 0 ? fault : fault_of_none(models);
    fault = fault != NULL ? fault : fault_of_twins(models, count);
    return fault != NULL ? fault : fault_when_spoiled(models, count);
}
