/* Keys, certificates and signature blocks, made when a test runs, with fixed dates. */
#ifndef SLUICE_ARCHIVE_SIGNING_H
#define SLUICE_ARCHIVE_SIGNING_H

#include "harness/base/text.h"

#include <openssl/x509.h>

/** A key and its certificate, of which it has one share each. */
struct sluice_identity {
    EVP_PKEY *key;
    X509 *certificate;
    const struct sluice_identity *issuer; /* NULL: signed by itself */
};

/** What a certificate is to say. Members that are 0 or NULL mean the usual. */
struct sluice_certificate_plan {
    const char *
        key; /* "RSA-3072" (usual), "RSA-1024", "EC-256", "KOBLITZ-256", "EXPLICIT-256", "DSA-2048", "PSS-3072", "ED-25519", "ED-448" */
    EVP_PKEY *made;       /* a key that is there already, instead; NULL: it is made */
    const char *name;     /* common name; "Signer" */
    int64_t not_before;   /* seconds since 1970; 2020-01-01 */
    int64_t not_after;    /* 2100-01-01 */
    const char *usage;    /* as openssl x509v3_config has it; "digitalSignature"; "" for none */
    const char *extended; /* "codeSigning"; "" for none */
    long serial;          /* 1 */
    const struct sluice_identity *issuer;
    bool authority; /* of others */
};

/** Makes a key and a certificate; false when libcrypto does not. */
SLUICE_NODISCARD bool sluice_identity_make(struct sluice_identity *identity,
                                           const struct sluice_certificate_plan *plan);

void sluice_identity_free(struct sluice_identity *identity);

/** What sort of key it is, as file names of blocks have it: "RSA", "DSA", "EC". */
const char *sluice_identity_kind(const struct sluice_identity *identity);

/** The certificate as PEM. */
void sluice_identity_pem(const struct sluice_identity *identity, struct sluice_text *out);

struct sluice_timestamp_plan;

/** How a block is made. All false and NULL: detached, SHA-256, signed attributes, the certificate. */
struct sluice_block_plan {
    const char *digest; /* "SHA256" */
    int64_t signed_at;  /* as the signer says, seconds since 1970; by the clock */
    bool no_attributes;
    bool embedded;
    bool no_certificate;
    bool key_identifier;
    bool pss;
    const char *mask;     /* with pss: its mask is made with this digest: "SHA1" */
    bool other_type;      /* the signed attributes say that signed data were signed, not data */
    const char *protects; /* an RSA signer's attributes name this digest: "SHA256" */
    bool protects_other;  /* and an algorithm of signatures that is not the signer's */
    bool two_values; /* an attribute that is signed, and that nobody asks for, has two values */
    bool indefinite; /* BER with lengths that are told later; embedded, too */
    const struct sluice_identity *second;          /* signs, too */
    const struct sluice_identity *other;           /* whose certificate is added */
    const struct sluice_timestamp_plan *timestamp; /* over the signature (stamping.h) */
};

/** Adds a signature block over `content` to `out`; false when libcrypto fails. */
SLUICE_NODISCARD bool sluice_block_make(const struct sluice_identity *identity,
                                        const struct sluice_block_plan *plan,
                                        struct sluice_bytes content, struct sluice_text *out);

/** Adds a digest in base64, as manifests have it; `name` as in manifests. */
SLUICE_NODISCARD bool sluice_digest_add(const char *name, struct sluice_bytes bytes,
                                        struct sluice_text *out);

#endif
