#include "sort.h"

#include <string.h>

static uint32_t least(uint64_t left, uint32_t right)
{
    return left < right ? (uint32_t)left : right;
}

/* Merges two runs that stand one behind the other. */
static void merge(const uint32_t *from, uint32_t *to, uint32_t middle, uint32_t end,
                  struct sorting sorting)
{
    uint32_t left = 0;
    uint32_t right = middle;
    for (uint32_t i = 0; i < end; i++) {
        const bool take_left = left < middle &&
                               (right == end ||
                                sorting.compare(sorting.context, from[left], from[right]) <= 0);
        to[i] = take_left ? from[left++] : from[right++];
    }
}

bool sluice_sort(struct run *run, uint32_t *indices, uint32_t count, struct sorting sorting)
{
    if (count < 2) {
        return true;
    }
    uint32_t *spare = sluice_archive_get(run->heap, count, sizeof *spare);
    if (spare == NULL) {
        return sluice_refuse_memory(run);
    }
    uint32_t *from = indices;
    uint32_t *to = spare;
    for (uint64_t width = 1; width < count; width *= 2) {
        for (uint64_t start = 0; start < count; start += 2 * width) {
            const uint32_t middle = least(start + width, count);
            const uint32_t end = least(start + 2 * width, count);
            merge(from + start, to + start, middle - (uint32_t)start, end - (uint32_t)start,
                  sorting);
        }
        uint32_t *swap = from;
        from = to;
        to = swap;
        sluice_step(run, count);
    }
    if (from != indices) {
        memcpy(indices, from, count * sizeof *indices);
    }
    sluice_archive_put(run->heap, spare, count, sizeof *spare);
    return true;
}
