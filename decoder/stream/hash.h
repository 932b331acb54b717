/* A keyed hash (SipHash-1-3) for tables whose keys come from the stream. */
#ifndef SLUICE_STREAM_HASH_H
#define SLUICE_STREAM_HASH_H

#include "sluice/base.h"

/* Fills the key from the system's random bytes; without them, from addresses and the clock. */
void sluice_hash_key(uint64_t key[2]);

/* The same for modified UTF-8: equal for equal strings, however they are encoded. */
uint64_t sluice_hash_text(const uint64_t key[2], const uint8_t *bytes, size_t length);

uint64_t sluice_hash(const uint64_t key[2], const uint8_t *bytes, size_t length);

#endif
