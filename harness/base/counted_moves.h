/* Included in front of each file of the decoder in a build that counts work (harness/base/work.h): what the functions
 * of <string.h> go through is counted, since they are not instrumented themselves. */
#ifndef SLUICE_BASE_COUNTED_MOVES_H
#define SLUICE_BASE_COUNTED_MOVES_H

#include <stdint.h>
#include <string.h>

/* Of this file; all of them stand side by side. */
static uint64_t sluice_moved_here
    __attribute__((used, section("sluice_moved"), no_sanitize("address")));

/* What is always of one size goes with the code around it. */
static inline __attribute__((always_inline)) void sluice_note_moved(size_t size)
{
    if (!__builtin_constant_p(size)) {
        sluice_moved_here += size;
    }
}

static inline __attribute__((always_inline)) void *sluice_counted_memcpy(void *to, const void *from,
                                                                         size_t size)
{
    sluice_note_moved(size);
    return memcpy(to, from, size);
}

static inline __attribute__((always_inline)) void *
sluice_counted_memmove(void *to, const void *from, size_t size)
{
    sluice_note_moved(size);
    return memmove(to, from, size);
}

static inline __attribute__((always_inline)) void *sluice_counted_memset(void *to, int byte,
                                                                         size_t size)
{
    sluice_note_moved(size);
    return memset(to, byte, size);
}

static inline __attribute__((always_inline)) int
sluice_counted_memcmp(const void *one, const void *other, size_t size)
{
    sluice_note_moved(size);
    return memcmp(one, other, size);
}

static inline __attribute__((always_inline)) const void *
sluice_counted_memchr(const void *from, int byte, size_t size)
{
    sluice_note_moved(size);
    return memchr(from, byte, size);
}

static inline __attribute__((always_inline)) size_t sluice_counted_strlen(const char *text)
{
    const size_t length = strlen(text);
    sluice_note_moved(length);
    return length;
}

#define memcpy sluice_counted_memcpy
#define memmove sluice_counted_memmove
#define memset sluice_counted_memset
#define memcmp sluice_counted_memcmp
#define memchr sluice_counted_memchr
#define strlen sluice_counted_strlen

#endif
