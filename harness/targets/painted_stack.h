/* A stack of its own for a call, painted beforehand, so that the paint that is gone afterwards tells
 * how deep the call went. Private to the targets. */
#ifndef SLUICE_TARGETS_PAINTED_STACK_H
#define SLUICE_TARGETS_PAINTED_STACK_H

#include "harness/base/sanitized.h"

#include <sluice/memory.h>

/* Bytes of the stack; a call that needs more is killed by the guard page below it. */
enum { SLUICE_PAINTED_STACK_SIZE = 256 * 1024 };

/**
 * Bytes of stack in this build for each byte that the code takes in a plain one, which is what bounds are
 * about. The checks of sanitizers keep variables apart and functions inlined across them share one frame:
 * the suite's cases take 2.2 times as much then (median), 17.6 kB instead of 7.2 kB at most.
 */
enum { SLUICE_PAINTED_STACK_FRAME_COST = SLUICE_SANITIZED_BUILD ? 2 : 1 };

/** Zero-initialize. */
struct sluice_painted_stack {
    uint8_t *mapping;
    size_t mapping_size;
    uint8_t *low;      /* lowest usable byte */
    uint64_t baseline; /* bytes that an empty call takes */
    size_t bare;       /* bytes, from the highest down, that have lost their paint */
    uint8_t *arena;    /* memory for the measured call */
    size_t arena_used;
};

/** False where stacks cannot be measured: without memory, or if this file is instrumented, too, and looks
    at the stack through the sanitizer's eyes. */
SLUICE_NODISCARD bool sluice_painted_stack_create(struct sluice_painted_stack *stack);

/** Frees the stack; a zero-initialized one too. */
void sluice_painted_stack_free(struct sluice_painted_stack *stack);

/** Runs `call` on the stack and returns how many bytes of it the call used, in those of a plain build. */
uint64_t sluice_painted_stack_run(struct sluice_painted_stack *stack, void (*call)(void *argument),
                                  void *argument);

/**
 * An allocator that uses next to no stack, for the measured call, so that the C library's own malloc
 * is not measured with it. What is put back is not used again during the call.
 */
struct sluice_allocator sluice_painted_stack_allocator(struct sluice_painted_stack *stack);

#endif
