/* SHA-256 (FIPS 180-4), to tell whether the bytes of a case are still the ones it was written for.
 * Not for secrets. */
#ifndef SLUICE_BASE_SHA256_H
#define SLUICE_BASE_SHA256_H

#include <sluice/base.h>

/* Characters of a digest in hexadecimal, NUL included. */
enum { SLUICE_SHA256_TEXT = 65 };

/** A digest under way. */
struct sluice_sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes taken so far */
    uint8_t block[64];
};

/** Begins a digest. */
void sluice_sha256_begin(struct sluice_sha256 *digest);

/** Takes more bytes. */
void sluice_sha256_add(struct sluice_sha256 *digest, const void *data, size_t length);

/** Ends the digest and writes it as 64 lower-case hexadecimal digits. */
void sluice_sha256_end(struct sluice_sha256 *digest, char out[SLUICE_SHA256_TEXT]);

/** The three in one. */
void sluice_sha256_of(const void *data, size_t length, char out[SLUICE_SHA256_TEXT]);

#endif
