#include "rules/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *sluice_rules_resize(const struct sluice_rules_memory *memory, void *block, size_t size)
{
    return memory != NULL ? memory->resize(memory->context, block, size) : realloc(block, size);
}

void *sluice_rules_zeros(const struct sluice_rules_memory *memory, size_t count, size_t size)
{
    if (count >= SIZE_MAX / size) {
        return NULL;
    }
    void *zeros = sluice_rules_resize(memory, NULL, (count + 1) * size);
    if (zeros != NULL) {
        memset(zeros, 0, (count + 1) * size);
    }
    return zeros;
}

void sluice_rules_release(const struct sluice_rules_memory *memory, void *block)
{
    if (memory == NULL) {
        free(block);
    } else if (block != NULL) {
        (void)memory->resize(memory->context, block, 0);
    }
}
