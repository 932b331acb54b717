#include "harness/trials/judge/watched_memory.h"

#include <stdlib.h>

static void *resize(void *context, void *block, size_t size)
{
    struct sluice_watched_memory *watched = context;
    if (size == 0) {
        watched->live--;
        free(block);
        return NULL;
    }
    if (++watched->calls == watched->fail) {
        return NULL;
    }
    void *larger = realloc(block, size);
    watched->live += larger != NULL && block == NULL ? 1 : 0;
    return larger;
}

struct sluice_rules_memory sluice_watched_memory_of(struct sluice_watched_memory *watched)
{
    return (struct sluice_rules_memory){resize, watched};
}
