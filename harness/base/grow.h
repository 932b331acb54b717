/* Arrays that grow: the one place where their sizes are computed. */
#ifndef SLUICE_BASE_GROW_H
#define SLUICE_BASE_GROW_H

#include <stdlib.h>

#include "sluice/base.h"

/* What an array has room for at first, at least: few stay smaller, and to move them takes longer. */
enum { SLUICE_GROW_ELEMENTS = 16, SLUICE_GROW_BYTES = 256 };

/**
 * Gives an array room for `needed` elements of `size` bytes, at least doubling it.
 * @param capacity elements that fit; updated.
 * @return the array, perhaps moved, or NULL (the old one is untouched): out of memory.
 */
static inline void *sluice_grow(void *array, size_t *capacity, size_t needed, size_t size)
{
    const size_t least = size > 0 && size < SLUICE_GROW_BYTES / SLUICE_GROW_ELEMENTS
                             ? SLUICE_GROW_BYTES / size
                             : SLUICE_GROW_ELEMENTS;
    size_t wanted = *capacity < least ? least : *capacity;

    if (needed <= *capacity && array != NULL) {
        return array;
    }
    while (wanted < needed) {
        if (wanted > SIZE_MAX / 2) {
            return NULL;
        }
        wanted *= 2;
    }
    if (wanted > SIZE_MAX / size) {
        return NULL;
    }
    array = realloc(array, wanted * size);
    if (array != NULL) {
        *capacity = wanted;
    }
    return array;
}

#endif
