/* libcrypto's memory, which is counted, and fails when a test says so. Private to these tests. */
#ifndef SLUICE_ARCHIVE_CRYPTO_MEMORY_H
#define SLUICE_ARCHIVE_CRYPTO_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* Which calls get nothing. */
enum crypto_memory_mode {
    CRYPTO_MEMORY_HOLDS,
    CRYPTO_MEMORY_FAILS_ONCE, /* one call */
    CRYPTO_MEMORY_FAILS_FROM  /* that call and all behind it */
};

/** Gives libcrypto this memory: before it has asked for any. What it forgets when it fails is kept. */
bool crypto_memory_install(void);

/** Counts calls anew, from 1; `call` is of no account where memory holds. */
void crypto_memory_begin(enum crypto_memory_mode mode, uint64_t call);

/** Between the two, memory holds, and calls do not count. */
void crypto_memory_pause(void);
void crypto_memory_go_on(void);

/** Calls since then. */
uint64_t crypto_memory_calls(void);

/** Blocks that are held. */
int64_t crypto_memory_live(void);

#endif
