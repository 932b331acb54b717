#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */

#include "harness/targets/painted_stack.h"

#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { PAINT = 0xC7 };

/* Address space only: a page costs memory when it is written to. */
static const size_t arena_size = (size_t)1024 * 1024 * 1024;

static void do_nothing(void *argument)
{
    (void)argument;
}

bool sluice_painted_stack_create(struct sluice_painted_stack *stack)
{
    long page = sysconf(_SC_PAGESIZE);
    if (page <= 0 || SLUICE_SANITIZED) {
        return false;
    }
    size_t size = SLUICE_PAINTED_STACK_SIZE + (size_t)page;
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void *mapping = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);
    void *arena = mmap(NULL, arena_size, PROT_READ | PROT_WRITE, flags, -1, 0);
    stack->mapping = mapping == MAP_FAILED ? NULL : mapping;
    stack->mapping_size = size;
    stack->arena = arena == MAP_FAILED ? NULL : arena;
    if (stack->mapping == NULL || stack->arena == NULL ||
        mprotect(stack->mapping, (size_t)page, PROT_NONE) != 0) {
        sluice_painted_stack_free(stack);
        return false;
    }
    stack->low = stack->mapping + page;
    stack->bare = SLUICE_PAINTED_STACK_SIZE;
    stack->baseline = 0;
    stack->baseline = sluice_painted_stack_run(stack, do_nothing, NULL);
    return true;
}

void sluice_painted_stack_free(struct sluice_painted_stack *stack)
{
    if (stack->mapping != NULL) {
        (void)munmap(stack->mapping, stack->mapping_size);
    }
    if (stack->arena != NULL) {
        (void)munmap(stack->arena, arena_size);
    }
    *stack = (struct sluice_painted_stack){0};
}

/* makecontext() hands on ints only: where a call finds its function and argument. */
struct entry {
    void (*call)(void *argument);
    void *argument;
};

static void enter(unsigned high, unsigned low)
{
    uintptr_t address = (uintptr_t)((uint64_t)high << 32 | low);
    const struct entry *entry = (const struct entry *)address;
    entry->call(entry->argument);
}

/* Stacks grow down: what is clean stands below what was used. Looked at in large pieces first. */
static size_t used_bytes(const struct sluice_painted_stack *stack)
{
    enum { PIECE = 1024 };
    uint8_t paint[PIECE];
    size_t clean = 0;
    memset(paint, PAINT, sizeof paint);
    while (clean < SLUICE_PAINTED_STACK_SIZE && memcmp(stack->low + clean, paint, PIECE) == 0) {
        clean += PIECE;
    }
    while (clean < SLUICE_PAINTED_STACK_SIZE && stack->low[clean] == PAINT) {
        clean++;
    }
    return SLUICE_PAINTED_STACK_SIZE - clean;
}

static void forget_arena(struct sluice_painted_stack *stack)
{
    if (stack->arena_used > 0) {
        (void)madvise(stack->arena, arena_size, MADV_DONTNEED);
    }
    stack->arena_used = 0;
}

uint64_t sluice_painted_stack_run(struct sluice_painted_stack *stack, void (*call)(void *argument),
                                  void *argument)
{
    struct entry entry = {call, argument};
    uint64_t address = (uint64_t)(uintptr_t)&entry;
    ucontext_t here;
    ucontext_t there;
    memset(stack->low + SLUICE_PAINTED_STACK_SIZE - stack->bare, PAINT, stack->bare);
    if (getcontext(&there) != 0) {
        return 0;
    }
    there.uc_stack.ss_sp = stack->low;
    there.uc_stack.ss_size = SLUICE_PAINTED_STACK_SIZE;
    there.uc_link = &here;
    /* The parameter types that makecontext() is specified to call with are ints. */
    makecontext(&there, (void (*)(void))enter, 2, (unsigned)(address >> 32), (unsigned)address);
    if (swapcontext(&here, &there) != 0) {
        return 0;
    }
    forget_arena(stack);
    stack->bare = used_bytes(stack);
    const uint64_t used = stack->bare > stack->baseline ? stack->bare - stack->baseline : 0;
    return used / SLUICE_PAINTED_STACK_FRAME_COST;
}

static void *get(void *context, size_t bytes)
{
    struct sluice_painted_stack *stack = context;
    if (bytes > arena_size - 16 || stack->arena_used > arena_size - 16 - bytes) {
        return NULL;
    }
    uint8_t *memory = stack->arena + stack->arena_used;
    stack->arena_used += (bytes + 15) / 16 * 16;
    return memory;
}

static void put(void *context, void *memory, size_t bytes)
{
    struct sluice_painted_stack *stack = context;
    /* What was given out last can be given out again: buffers that grow end here mostly. */
    size_t room = (bytes + 15) / 16 * 16;
    if ((uint8_t *)memory + room == stack->arena + stack->arena_used) {
        stack->arena_used -= room;
    }
}

struct sluice_allocator sluice_painted_stack_allocator(struct sluice_painted_stack *stack)
{
    return (struct sluice_allocator){get, put, stack};
}
