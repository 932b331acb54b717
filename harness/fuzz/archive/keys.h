/* The signers of fuzzed archives, made once in a process, and the stores that trust some of them. Private to
 * harness/fuzz. */
#ifndef SLUICE_FUZZ_KEYS_H
#define SLUICE_FUZZ_KEYS_H

#include "harness/archive/signing.h"
#include "sluice/archive.h"

/* X(member, alias in the stores ("" when it is in none), key, what is wrong with it ("" when nothing is)) */
#define SLUICE_FUZZ_SIGNERS(X)                                                                     \
    X(SOUND, "ec", "EC-256", "")                                                                   \
    X(RSA, "rsa", "RSA-2048", "")                                                                  \
    X(EC_384, "ec-384", "EC-384", "")                                                              \
    X(LEAF, "leaf", "EC-256", "")                                                                  \
    X(ATTACKER, "", "EC-256", "is not trusted")                                                    \
    X(OTHER_LEAF, "", "EC-256", "is issued by a trusted one, but not trusted")                     \
    X(EXPIRED, "expired", "EC-256", "has expired")                                                 \
    X(NOT_YET, "not-yet", "EC-256", "is not valid yet")                                            \
    X(USAGE, "usage", "EC-256", "may not sign")                                                    \
    X(EXTENDED, "extended", "EC-256", "may not sign code")                                         \
    X(WEAK, "weak", "RSA-1024", "")                                                                \
    X(EDWARDS, "edwards", "ED-25519", "")                                                          \
    X(EDWARDS_448, "edwards-448", "ED-448", "")                                                    \
    X(DSA, "dsa", "DSA-2048", "")                                                                  \
    X(KOBLITZ, "koblitz", "KOBLITZ-256", "has a key on a curve that Java gave up")

enum sluice_fuzz_signer {
#define X(member, alias, key, fault) SLUICE_FUZZ_SIGNER_##member,
    SLUICE_FUZZ_SIGNERS(X)
#undef X
        SLUICE_FUZZ_SIGNER_COUNT
};

/* The clock of fuzzed archives, unless they ask for another: 2026-01-01. */
enum { SLUICE_FUZZ_NOW = 1767225600 };

/** What is known of a signer. */
struct sluice_fuzz_signer_facts {
    struct sluice_identity identity;
    const char *alias;
    const char *key;       /* "EC-256" */
    const char *extension; /* of its blocks: "EC" */
    const char *fault;     /* "" when nothing is wrong at any time within its dates */
    int64_t not_before;
    int64_t not_after;
};

/** The same certificates in stores that were filled in different ways. */
enum { SLUICE_FUZZ_STORES = 3 };

/** Makes all keys and stores; ends the process when libcrypto cannot. Called again, it does nothing. */
void sluice_fuzz_keys_make(void);

/** Whether it signs with a key on an Edwards curve, which has one way to do so. */
bool sluice_fuzz_is_edwards(enum sluice_fuzz_signer signer);

/** A signer. */
const struct sluice_fuzz_signer_facts *sluice_fuzz_signer(enum sluice_fuzz_signer signer);

/** Who stamps signatures: one who is trusted with that, or another one. Their certificates are valid from 1990 to 2200. */
const struct sluice_identity *sluice_fuzz_stamper(bool untrusted);

/** The store of those who may stamp. */
const struct sluice_trust *sluice_fuzz_stampers(void);

/** The bytes of a certificate, into a room that they fit; how many there are. */
size_t sluice_fuzz_certificate(const struct sluice_identity *identity, uint8_t *room, size_t size);

/** A store: one certificate after another, all in one text the other way round, or PKCS#12. */
const struct sluice_trust *sluice_fuzz_store(size_t index);

#endif
