#include "crypto_memory.h"

#include <openssl/crypto.h>

#include <stddef.h>
#include <stdlib.h>

/* Stands in front of what libcrypto is given; so what it forgets, when it fails, is not lost. */
union header {
    struct {
        union header *next;
        union header *previous;
    } links;
    max_align_t align;
};

static struct {
    uint64_t calls;
    uint64_t fail;
    enum crypto_memory_mode mode;
    bool pauses;
    int64_t live;
    union header all;
} crypto;

static bool refuses(void)
{
    if (crypto.pauses) {
        return false;
    }
    crypto.calls++;
    return (crypto.mode == CRYPTO_MEMORY_FAILS_ONCE && crypto.calls == crypto.fail) ||
           (crypto.mode == CRYPTO_MEMORY_FAILS_FROM && crypto.calls >= crypto.fail);
}

static void link_block(union header *block)
{
    block->links.previous = &crypto.all;
    block->links.next = crypto.all.links.next;
    if (block->links.next != NULL) {
        block->links.next->links.previous = block;
    }
    crypto.all.links.next = block;
}

static void unlink_block(union header *block)
{
    block->links.previous->links.next = block->links.next;
    if (block->links.next != NULL) {
        block->links.next->links.previous = block->links.previous;
    }
}

static void *crypto_malloc(size_t bytes, const char *file, int line)
{
    (void)file;
    (void)line;
    if (bytes == 0 || refuses()) {
        return NULL;
    }
    union header *block = malloc(sizeof *block + bytes);
    if (block == NULL) {
        abort(); /* the machine's own memory */
    }
    crypto.live++;
    link_block(block);
    return block + 1;
}

static void crypto_free(void *memory, const char *file, int line)
{
    (void)file;
    (void)line;
    if (memory != NULL) {
        union header *block = (union header *)memory - 1;
        crypto.live--;
        unlink_block(block);
        free(block);
    }
}

static void *crypto_realloc(void *memory, size_t bytes, const char *file, int line)
{
    if (memory == NULL) {
        return crypto_malloc(bytes, file, line);
    }
    if (bytes == 0) {
        crypto_free(memory, file, line);
        return NULL;
    }
    if (refuses()) {
        return NULL;
    }
    union header *block = (union header *)memory - 1;
    unlink_block(block);
    block = realloc(block, sizeof *block + bytes);
    if (block == NULL) {
        abort(); /* the machine's own memory */
    }
    link_block(block);
    return block + 1;
}

bool crypto_memory_install(void)
{
    return CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc, crypto_free) == 1;
}

void crypto_memory_begin(enum crypto_memory_mode mode, uint64_t call)
{
    crypto.mode = mode;
    crypto.fail = call;
    crypto.calls = 0;
}

void crypto_memory_pause(void)
{
    crypto.pauses = true;
}

void crypto_memory_go_on(void)
{
    crypto.pauses = false;
}

uint64_t crypto_memory_calls(void)
{
    return crypto.calls;
}

int64_t crypto_memory_live(void)
{
    return crypto.live;
}
