#include "harness/fuzz/archive/change_element.h"

#include "harness/archive/der_edit.h"

#include <string.h>

/* A literal, which may hold NULs. */
#define BYTES(literal)                                                                             \
    {                                                                                              \
        (const uint8_t *)(literal), sizeof(literal) - 1                                            \
    }

/* Where: content info, [0], signed data, then its version, digests, content, certificates, signers. */
#define SIGNED_DATA 1, 0
#define SIGNER SIGNED_DATA, -1, 0

enum { PATH = 5 };

struct way {
    int64_t path[PATH];
    size_t depth;
    enum sluice_der_change change;
    struct sluice_bytes bytes;
};

static const struct way ways[] = {
    /* no digest algorithms */
    {{SIGNED_DATA, 1}, 3, SLUICE_DER_BECOMES, BYTES("\x31\0")},
    /* versions of signers that are named by key identifier */
    {{SIGNED_DATA, 0}, 3, SLUICE_DER_BECOMES, BYTES("\2\1\3")},
    {{SIGNER, 0}, 5, SLUICE_DER_BECOMES, BYTES("\2\1\3")},
    /* signed data are signed, not data */
    {{SIGNED_DATA, 2, 0}, 4, SLUICE_DER_BECOMES, BYTES("\6\x09*\x86H\x86\xF7\r\1\7\2")},
    /* something behind what belongs there */
    {{0}, 0, SLUICE_DER_APPEND, BYTES("\5\0")},
    {{1}, 1, SLUICE_DER_APPEND, BYTES("\5\0")},
    {{SIGNED_DATA}, 2, SLUICE_DER_APPEND, BYTES("\5\0")},
    {{SIGNED_DATA, 2}, 3, SLUICE_DER_APPEND, BYTES("\xA0\2\4\0")},
    {{SIGNER}, 4, SLUICE_DER_APPEND, BYTES("\5\0")},
    /* an attribute that is not signed, and is no timestamp */
    {{SIGNER}, 4, SLUICE_DER_APPEND, BYTES("\xA1\x0A\x30\x08\6\2*\3\x31\2\5\0")},
    /* signers: none, and one that is nobody */
    {{SIGNED_DATA, -1}, 3, SLUICE_DER_BECOMES, BYTES("\x31\0")},
    {{SIGNED_DATA, -1}, 3, SLUICE_DER_APPEND, BYTES("\x30\0")},
    /* another digest */
    {{SIGNER, 2}, 5, SLUICE_DER_BECOMES, BYTES("\x30\7\6\5+\x0E\3\2\x1A")},
    {{SIGNER, 2}, 5, SLUICE_DER_BECOMES, BYTES("\x30\x0B\6\x09`\x86H\1e\3\4\2\x0A")},
    {{SIGNER, 2}, 5, SLUICE_DER_BECOMES, BYTES("\x30\x0F\6\x09`\x86H\1e\3\4\2\x12\2\2\1\0")},
    /* signatures that say nothing */
    {{SIGNER, -1}, 5, SLUICE_DER_BECOMES, BYTES("\4\0")},
    {{SIGNER, -1}, 5, SLUICE_DER_BECOMES, BYTES("\4\x08\x30\6\2\1\0\2\1\0")},
    /* lengths in more bytes than they need */
    {{0}, 0, SLUICE_DER_LONG_LENGTH, {NULL, 0}},
    {{SIGNED_DATA, 1}, 3, SLUICE_DER_LONG_LENGTH, {NULL, 0}},
    {{SIGNER}, 4, SLUICE_DER_LONG_LENGTH, {NULL, 0}},
    /* a list of digests without that of the signer */
    {{SIGNED_DATA, 1}, 3, SLUICE_DER_BECOMES, BYTES("\x31\x09\x30\7\6\5+\x0E\3\2\x1A")},
};

enum { WAYS = sizeof ways / sizeof ways[0], ALGORITHM = WAYS, SERIAL, ALL_WAYS };

/* Algorithms of signatures, by the beginning of the keys that they are for. */
static const struct {
    const char *key;
    struct sluice_bytes bytes;
} algorithms[] = {
    {"EC-", BYTES("\x30\x0A\6\x08*\x86H\xCE=\4\3\2")},           /* ecdsa-with-SHA256 */
    {"EC-", BYTES("\x30\x0A\6\x08*\x86H\xCE=\4\3\4")},           /* ecdsa-with-SHA512 */
    {"RSA-", BYTES("\x30\r\6\x09*\x86H\x86\xF7\r\1\1\1\5\0")},   /* rsaEncryption */
    {"RSA-", BYTES("\x30\r\6\x09*\x86H\x86\xF7\r\1\1\x0B\5\0")}, /* sha256WithRSAEncryption */
    {"DSA-", BYTES("\x30\x0B\6\x09`\x86H\1e\3\4\3\2")},          /* dsa-with-SHA256 */
    {"ED-25519", BYTES("\x30\5\6\3+ep")},
    {"ED-448", BYTES("\x30\5\6\3+eq")},
};

unsigned sluice_change_element_ways(void)
{
    return ALL_WAYS;
}

/* The algorithm of another kind of key; of the same, some are other words for what is there. */
static void change_algorithm(struct sluice_text *block, unsigned item, const char *key)
{
    static const int64_t path[] = {SIGNER, -2};
    const size_t chosen = item % (sizeof algorithms / sizeof algorithms[0]);
    const char *own = algorithms[chosen].key;
    /* Those on a Koblitz curve are of the same kind. */
    const char *kind = key[0] == 'K' ? "EC-" : key;
    if (strncmp(kind, own, strlen(own)) != 0) {
        (void)sluice_der_edit(block, path, sizeof path / sizeof path[0], SLUICE_DER_BECOMES,
                              algorithms[chosen].bytes);
    }
}

/* The signer is named by another serial number, which may be somebody else's. */
static void change_serial(struct sluice_text *block, uint32_t value)
{
    static const int64_t path[] = {SIGNER, 1, 1};
    const uint8_t serial[] = {2, 1, (uint8_t)(value % 24)};
    (void)sluice_der_edit(block, path, sizeof path / sizeof path[0], SLUICE_DER_BECOMES,
                          (struct sluice_bytes){serial, sizeof serial});
}

void sluice_change_element(struct sluice_text *block, const struct sluice_program_step *step,
                           const char *key)
{
    const unsigned chosen = step->field % ALL_WAYS;
    if (chosen == ALGORITHM) {
        change_algorithm(block, step->item, key);
    } else if (chosen == SERIAL) {
        change_serial(block, step->value);
    } else {
        const struct way *way = &ways[chosen];
        (void)sluice_der_edit(block, way->path, way->depth, way->change, way->bytes);
    }
}
