/* A keyed hash (SipHash-1-3) for tables whose keys come from the stream. */
#ifndef SLUICE_STREAM_HASH_H
#define SLUICE_STREAM_HASH_H

#include "sluice/base.h"

/* Fills the key from the system's random bytes; without them, from addresses and the clock. */
void sluice_hash_key(uint64_t key[2]);

uint64_t sluice_hash(const uint64_t key[2], const uint8_t *bytes, size_t length);

/* The same in parts: equal parts, taken in the same order, give equal hashes. */
struct sluice_hash_state {
    uint64_t a, b, c, d;
};

void sluice_hash_begin(struct sluice_hash_state *state, const uint64_t key[2]);
void sluice_hash_word(struct sluice_hash_state *state, uint64_t word);
void sluice_hash_bytes(struct sluice_hash_state *state, const uint8_t *bytes, size_t length);
/* Well-formed modified UTF-8: equal for equal strings, however they are encoded. */
void sluice_hash_text(struct sluice_hash_state *state, const uint8_t *bytes, size_t length);
uint64_t sluice_hash_end(struct sluice_hash_state *state);

#endif
