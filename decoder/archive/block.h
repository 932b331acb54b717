/* The signature block: its structure, looked at before libcrypto is, and its signature. */
#ifndef SLUICE_ARCHIVE_BLOCK_H
#define SLUICE_ARCHIVE_BLOCK_H

#include "run.h"

struct block {
    struct sluice_bytes bytes;
    struct sluice_bytes version; /* content of an integer */
    struct sluice_bytes issuer;  /* by which the signer is named; empty if by key identifier */
    struct sluice_bytes digest_algorithms; /* of all signers, as the block lists them */
    struct sluice_bytes digest_algorithm;  /* the signer's, without its tag */
    struct sluice_bytes certificates;      /* one behind another; empty if none */
    struct sluice_bytes signed_attributes; /* the whole element; empty if there are none */
    struct sluice_bytes message_digest;    /* what they say of the content */
    struct sluice_bytes protection; /* the algorithms that they name; data NULL if they do not */
    struct sluice_bytes signature;
    struct sluice_bytes timestamp; /* the token over it; empty if there is none, or no single one */
    bool has_signed_attributes;
    bool has_timestamp;
};

/* Structure: signed data in DER, detached, with one signer, whose attributes are as they must be. */
SLUICE_NODISCARD bool sluice_block_read(struct run *run, struct sluice_bytes bytes,
                                        struct block *block);

/* Whether the signer's digest algorithm is among those that the block lists. */
bool sluice_block_lists_digest(const struct block *block);

/* Algorithms, certificate and signature over `content`; fills in the verdict's signer. */
SLUICE_NODISCARD bool sluice_block_verify(struct run *run, const struct block *block,
                                          struct sluice_bytes content);

#endif
