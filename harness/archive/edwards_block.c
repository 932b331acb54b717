#include "edwards_block.h"

#include <openssl/evp.h>

#include <string.h>

/* The version, algorithms and types that never differ, in DER. */
#define SIGNED_DATA "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"
#define DATA "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"
#define CONTENT_TYPE "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x03"
#define MESSAGE_DIGEST "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x04"
#define SHA512 "\x30\x0B\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03"
#define SHAKE256 "\x30\x0F\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x12\x02\x02\x02\x00"
#define ED25519 "\x30\x05\x06\x03\x2B\x65\x70"
#define ED448 "\x30\x05\x06\x03\x2B\x65\x71"
#define VERSION "\x02\x01\x01"

#define ADD(out, literal) sluice_text_add((out), (literal), sizeof(literal) - 1)

bool sluice_key_is_edwards(const EVP_PKEY *key)
{
    const int kind = EVP_PKEY_get_base_id(key);
    return kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448;
}

static bool is_448(const struct sluice_identity *identity)
{
    return EVP_PKEY_get_base_id(identity->key) == EVP_PKEY_ED448;
}

static void add_digest_name(const struct sluice_identity *identity, struct sluice_text *out)
{
    if (is_448(identity)) {
        ADD(out, SHAKE256);
    } else {
        ADD(out, SHA512);
    }
}

/* 64 bytes of what the key's kind goes with. */
static bool make_digest(const struct sluice_identity *identity, struct sluice_bytes content,
                        unsigned char out[64])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const EVP_MD *kind = is_448(identity) ? EVP_shake256() : EVP_sha512();
    const bool made = context != NULL && EVP_DigestInit(context, kind) == 1 &&
                      EVP_DigestUpdate(context, content.data, content.length) == 1 &&
                      (is_448(identity) ? EVP_DigestFinalXOF(context, out, 64)
                                        : EVP_DigestFinal(context, out, NULL)) == 1;
    EVP_MD_CTX_free(context);
    return made;
}

/* Puts what `inner` holds under a tag, and empties it. */
static void wrap(struct sluice_text *out, char tag, struct sluice_text *inner)
{
    const char head[4] = {tag, (char)0x82, (char)(inner->length >> 8), (char)inner->length};
    if (inner->length >= 256) {
        sluice_text_add(out, head, 4);
    } else if (inner->length >= 128) {
        const char medium[3] = {tag, (char)0x81, (char)inner->length};
        sluice_text_add(out, medium, 3);
    } else {
        const char small[2] = {tag, (char)inner->length};
        sluice_text_add(out, small, 2);
    }
    sluice_text_add(out, inner->data, inner->length);
    sluice_text_clear(inner);
}

/* One attribute with one value. */
static void add_attribute(struct sluice_text *out, const char *type, struct sluice_text *value)
{
    struct sluice_text attribute = {0};
    sluice_text_add(&attribute, type, 11);
    wrap(&attribute, 0x31, value);
    wrap(out, 0x30, &attribute);
    sluice_text_free(&attribute);
}

/* The signed attributes without tag and length, in the order of a SET OF. */
static bool make_attributes(const struct sluice_identity *identity, struct sluice_bytes content,
                            struct sluice_text *out)
{
    unsigned char digest[64] = {0};
    struct sluice_text value = {0};
    ADD(&value, DATA);
    add_attribute(out, CONTENT_TYPE, &value);
    const bool made = make_digest(identity, content, digest);
    struct sluice_text octets = {0};
    sluice_text_add(&octets, digest, sizeof digest);
    wrap(&value, 0x04, &octets);
    add_attribute(out, MESSAGE_DIGEST, &value);
    sluice_text_free(&octets);
    sluice_text_free(&value);
    return made;
}

static bool add_signature(const struct sluice_identity *identity, struct sluice_bytes bytes,
                          struct sluice_text *out)
{
    unsigned char signature[114];
    size_t length = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const bool made = context != NULL &&
                      EVP_DigestSignInit(context, NULL, NULL, NULL, identity->key) == 1 &&
                      EVP_DigestSign(context, signature, &length, bytes.data, bytes.length) == 1;
    EVP_MD_CTX_free(context);
    struct sluice_text octets = {0};
    sluice_text_add(&octets, signature, length);
    wrap(out, 0x04, &octets);
    sluice_text_free(&octets);
    return made;
}

/* Issuer and serial number of the certificate. */
static void add_name(const struct sluice_identity *identity, struct sluice_text *out)
{
    unsigned char *name = NULL;
    unsigned char *serial = NULL;
    struct sluice_text both = {0};
    const int name_length = i2d_X509_NAME(X509_get_issuer_name(identity->certificate), &name);
    const int serial_length = i2d_ASN1_INTEGER(X509_get0_serialNumber(identity->certificate),
                                               &serial);
    sluice_text_add(&both, name, name_length > 0 ? (size_t)name_length : 0);
    sluice_text_add(&both, serial, serial_length > 0 ? (size_t)serial_length : 0);
    wrap(out, 0x30, &both);
    sluice_text_free(&both);
    OPENSSL_free(name);
    OPENSSL_free(serial);
}

static bool make_signer(const struct sluice_identity *identity,
                        const struct sluice_block_plan *plan, struct sluice_bytes content,
                        struct sluice_text *out)
{
    struct sluice_text attributes = {0};
    struct sluice_text set = {0};
    bool made = true;
    ADD(out, VERSION);
    add_name(identity, out);
    add_digest_name(identity, out);
    if (!plan->no_attributes) {
        made = make_attributes(identity, content, &attributes);
        wrap(&set, 0x31, &attributes);
        content = (struct sluice_bytes){(const uint8_t *)set.data, set.length};
        set.data[0] = (char)0xA0;
        sluice_text_add(out, set.data, set.length);
        set.data[0] = 0x31;
    }
    if (is_448(identity)) {
        ADD(out, ED448);
    } else {
        ADD(out, ED25519);
    }
    made = made && add_signature(identity, content, out);
    sluice_text_free(&attributes);
    sluice_text_free(&set);
    return made;
}

bool sluice_edwards_block_make(const struct sluice_identity *identity,
                               const struct sluice_block_plan *plan, struct sluice_bytes content,
                               struct sluice_text *out)
{
    struct sluice_text part = {0};
    struct sluice_text data = {0};
    unsigned char *certificate = NULL;
    const int length = i2d_X509(identity->certificate, &certificate);
    bool made = length > 0;
    ADD(&data, VERSION);
    add_digest_name(identity, &part);
    wrap(&data, 0x31, &part);
    ADD(&data, "\x30\x0B" DATA);
    sluice_text_add(&part, certificate, made ? (size_t)length : 0);
    wrap(&data, (char)0xA0, &part);
    made = made && make_signer(identity, plan, content, &part);
    struct sluice_text signer = {0};
    wrap(&signer, 0x30, &part);
    wrap(&data, 0x31, &signer);
    wrap(&part, 0x30, &data);
    ADD(&data, SIGNED_DATA);
    wrap(&data, (char)0xA0, &part);
    wrap(out, 0x30, &data);
    made = made && !out->failed && !data.failed && !part.failed && !signer.failed;
    OPENSSL_free(certificate);
    sluice_text_free(&signer);
    sluice_text_free(&data);
    sluice_text_free(&part);
    return made;
}
