#include "harness/fuzz/archive/pool.h"

#include <openssl/crypto.h>

#include <stdlib.h>
#include <string.h>

/* Sizes are powers of two from 32 bytes to 64 KiB; what is larger is left to malloc(). */
enum { SMALLEST = 5, CLASSES = 12, AT_ONCE = 1 << 18 };

/* Stands in front of each block. */
union block {
    struct {
        size_t size;       /* that was asked for */
        union block *next; /* of those that are free */
    } own;
    max_align_t align;
};

static struct {
    union block *free[CLASSES];
    char *room; /* that was never used */
    size_t left;
} pool;

static size_t class_of(size_t size)
{
    size_t found = 0;
    while (found < CLASSES && ((size_t)1 << (SMALLEST + found)) < size) {
        found++;
    }
    return found;
}

static union block *take_new(size_t bytes)
{
    if (pool.left < bytes) {
        pool.room = malloc(AT_ONCE);
        pool.left = pool.room == NULL ? 0 : AT_ONCE;
    }
    if (pool.left < bytes) {
        return NULL;
    }
    union block *block = (union block *)(void *)pool.room;
    pool.room += bytes;
    pool.left -= bytes;
    return block;
}

static void *get(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    const size_t found = class_of(size);
    union block *block = NULL;
    if (size == 0) {
        return NULL;
    }
    if (found == CLASSES) {
        block = malloc(sizeof *block + size);
    } else if (pool.free[found] != NULL) {
        block = pool.free[found];
        pool.free[found] = block->own.next;
    } else {
        block = take_new(sizeof *block + ((size_t)1 << (SMALLEST + found)));
    }
    if (block == NULL) {
        return NULL;
    }
    block->own.size = size;
    return block + 1;
}

static void put(void *memory, const char *file, int line)
{
    (void)file;
    (void)line;
    if (memory == NULL) {
        return;
    }
    union block *block = (union block *)memory - 1;
    const size_t found = class_of(block->own.size);
    if (found == CLASSES) {
        free(block);
        return;
    }
    block->own.next = pool.free[found];
    pool.free[found] = block;
}

static void *resize(void *memory, size_t size, const char *file, int line)
{
    void *other = get(size, file, line);
    if (memory != NULL && other != NULL) {
        const size_t before = ((union block *)memory - 1)->own.size;
        memcpy(other, memory, before < size ? before : size);
    }
    if (other != NULL || size == 0) {
        put(memory, file, line);
    }
    return other;
}

void sluice_pool_serve_libcrypto(void)
{
    if (CRYPTO_set_mem_functions(get, resize, put) != 1) {
        abort();
    }
}
