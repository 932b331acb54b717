#include "harness/fuzz/scratch.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1024 * 1024 };

/* In front of each piece. */
struct piece {
    alignas(max_align_t) size_t size;
    struct piece *next; /* of those that did not fit and have memory of their own */
};

static struct {
    alignas(max_align_t) uint8_t block[BLOCK];
    size_t used;
    struct piece *others;
} scratch;

static struct piece *take(size_t size)
{
    struct piece *piece;
    if (size > SIZE_MAX - sizeof *piece - alignof(max_align_t)) {
        return NULL;
    }
    const size_t whole = (sizeof *piece + size + alignof(max_align_t) - 1) / alignof(max_align_t) *
                         alignof(max_align_t);
    if (whole <= BLOCK - scratch.used) {
        piece = (void *)(scratch.block + scratch.used);
        scratch.used += whole;
    } else {
        piece = malloc(whole);
        if (piece == NULL) {
            return NULL;
        }
        piece->next = scratch.others;
        scratch.others = piece;
    }
    piece->size = size;
    return piece;
}

static void *resize(void *context, void *block, size_t size)
{
    (void)context;
    struct piece *old = block != NULL ? (struct piece *)block - 1 : NULL;
    if (size == 0 || (old != NULL && size <= old->size)) {
        return size == 0 ? NULL : block;
    }
    struct piece *made = take(size);
    if (made == NULL) {
        return NULL;
    }
    if (old != NULL) {
        memcpy(made + 1, block, old->size);
    }
    return made + 1;
}

const struct sluice_rules_memory *sluice_scratch(void)
{
    static const struct sluice_rules_memory memory = {resize, NULL};
    return &memory;
}

void sluice_scratch_reset(void)
{
    while (scratch.others != NULL) {
        struct piece *next = scratch.others->next;
        free(scratch.others);
        scratch.others = next;
    }
    scratch.used = 0;
}
