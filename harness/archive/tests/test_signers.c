/* Authorities in blocks, and blocks of Ed25519 keys: what cases in YAML cannot say. The rest is in
 * corpora/archives. */
#include "fixture.h"

#include "harness/archive/der_edit.h"

#include <openssl/evp.h>

#include <stdlib.h>
#include <string.h>

#define C(member) SLUICE_ARCHIVE_CMS_##member

/* --- blocks ---------------------------------------------------------------------------------------- */

static struct sluice_text *block_of(struct work *work)
{
    return &work->jar.block;
}

static void edited_file(struct work *work)
{
    work->jar.signature_file.data[work->jar.signature_file.length - 5] ^= 1;
}

/* The place of the first `bytes`. */
static char *find_in_block(struct work *work, const char *bytes, size_t length)
{
    struct sluice_text *block = block_of(work);
    for (size_t i = 0; i + length <= block->length; i++) {
        if (memcmp(block->data + i, bytes, length) == 0) {
            return block->data + i;
        }
    }
    fail();
    return block->data;
}

static void signature_bit(struct work *work)
{
    block_of(work)->data[block_of(work)->length - 1] ^= 1;
}

/* The last certificate in the block is the root, and ends in its own signature; then come the signers
 * with the digest of the content. */
static void root_changed(struct work *work)
{
    char *end = find_in_block(work, "\x31\x82", 2);
    struct sluice_text *block = block_of(work);
    for (char *at = end; at + 6 < block->data + block->length; at++) {
        /* SET of SignerInfo: SEQUENCE, version 1, sid. */
        if (memcmp(at, "\x31\x82", 2) == 0 && memcmp(at + 4, "\x30\x82", 2) == 0 &&
            memcmp(at + 8, "\2\1\1", 3) == 0) {
            end = at;
        }
    }
    end[-1] = (char)(end[-1] ^ 1);
}

/* Where the root names its signature's algorithm: what follows is its own name twice. */
static void old_root(struct work *work)
{
    struct sluice_text *block = block_of(work);
    bool in_root = false;
    for (char *at = block->data; at + 200 < block->data + block->length; at++) {
        if (memcmp(at, "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B", 9) != 0) {
            continue;
        }
        size_t names = 0;
        for (const char *name = at; name < at + 110; name++) {
            names += memcmp(name, "Authority", 9) == 0;
        }
        if (names == 2 || in_root) {
            at[8] = 2; /* MD2 */
            in_root = !in_root;
        }
    }
    assert_false(in_root);
}

/* --- signers --------------------------------------------------------------------------------------- */

static enum sluice_archive_reason
verify_with(const struct sluice_trust *trust, const struct fixture *fixture,
            const struct attack *attack, const struct sluice_identity *identity)
{
    static struct work work;
    work_make(&work, fixture, attack, identity);
    struct sluice_archive_policy policy = policy_now();
    if (attack->policy != NULL) {
        attack->policy(&policy);
    }
    struct sluice_archive_verdict verdict;
    const bool accepted = sluice_archive_verify(work.out.data, work.out.length, trust, &policy,
                                                NULL, NULL, &verdict);
    assert_int_equal(accepted, verdict.reason == SLUICE_ARCHIVE_OK);
    work_free(&work);
    return verdict.reason;
}

/* A store that holds exactly one identity. */
static struct sluice_trust *pin(const struct sluice_identity *identity)
{
    struct sluice_text pem = {0};
    struct sluice_trust *trust = sluice_trust_new(NULL);
    sluice_identity_pem(identity, &pem);
    assert_int_equal(sluice_trust_add_pem(trust, "pinned", pem.data, pem.length),
                     SLUICE_ARCHIVE_OK);
    sluice_text_free(&pem);
    return trust;
}

static const char *extension_now;

static void set_extension(struct work *work)
{
    work->jar.extension = extension_now;
}

/* A50: "is the signer", not "was issued by". */
static void an_authority_is_no_signer(void **state)
{
    const struct fixture *fixture = *state;
    const struct sluice_certificate_plan authority = {
        .key = "RSA-2048", .name = "Authority", .serial = 5, .authority = true};
    struct sluice_identity ca;
    assert_true(sluice_identity_make(&ca, &authority));
    const struct sluice_certificate_plan leaf = {
        .key = "RSA-2048", .name = "Leaf", .serial = 6, .issuer = &ca};
    struct sluice_identity one;
    assert_true(sluice_identity_make(&one, &leaf));
    const struct attack attack = {.id = "A50"};
    /* Of the authority's certificate, the name alone would be easy to have. */
    const struct sluice_certificate_plan impostor = {
        .key = "RSA-2048", .name = "Authority", .serial = 5, .authority = true};
    struct sluice_identity other;
    assert_true(sluice_identity_make(&other, &impostor));
    const struct sluice_identity *const real = one.issuer;
    struct sluice_trust *authorities = pin(&ca);
    struct sluice_trust *leaves = pin(&one);
    assert_int_equal(verify_with(authorities, fixture, &attack, &one), C(SIGNER_UNKNOWN));
    /* The leaf itself is enough, with its authority in the block. */
    assert_int_equal(verify_with(leaves, fixture, &attack, &one), SLUICE_ARCHIVE_OK);
    one.issuer = &other;
    assert_int_equal(verify_with(leaves, fixture, &attack, &one), C(OTHER_CERTIFICATE));
    one.issuer = real;
    const struct attack forged = {.id = "root changed", .late = root_changed};
    assert_int_equal(verify_with(leaves, fixture, &forged, &one), C(OTHER_CERTIFICATE));
    /* A root of old cannot be asked, which its issuing can. */
    const struct attack old = {.id = "root of old", .late = old_root};
    assert_int_equal(verify_with(leaves, fixture, &old, &one), SLUICE_ARCHIVE_OK);
    sluice_identity_free(&other);
    /* A50x */
    const struct sluice_certificate_plan expired = {
        .key = "RSA-2048", .name = "Late", .serial = 8, .issuer = &ca, .not_after = NOW - 1};
    struct sluice_identity late;
    assert_true(sluice_identity_make(&late, &expired));
    struct sluice_trust *past = pin(&late);
    assert_int_equal(verify_with(authorities, fixture, &attack, &late), C(SIGNER_UNKNOWN));
    assert_int_equal(verify_with(past, fixture, &attack, &late), C(CERT_EXPIRED));
    sluice_trust_free(past);
    sluice_identity_free(&late);
    sluice_trust_free(authorities);
    sluice_trust_free(leaves);
    sluice_identity_free(&one);
    sluice_identity_free(&ca);
}

/* --- the signer's certificate, once more ------------------------------------------------------------- */

static const struct sluice_identity *copied;

/* Behind the certificates in the block. */
static void certificate_again(struct work *work)
{
    static const int64_t path[] = {1, 0, 3};
    unsigned char *bytes = NULL;
    const int length = i2d_X509(copied->certificate, &bytes);
    assert_true(length > 0);
    assert_null(sluice_der_edit(block_of(work), path, 3, SLUICE_DER_APPEND,
                                (struct sluice_bytes){bytes, (size_t)length}));
    OPENSSL_free(bytes);
}

static void allow_others(struct sluice_archive_policy *policy)
{
    policy->allow_other_certificates = true;
}

/* A copy tells of no other signer; somebody of the same name and number does. */
static void the_signer_may_be_there_twice(void **state)
{
    const struct fixture *fixture = *state;
    struct sluice_trust *trust = pin(&fixture->signer);
    const struct attack strict = {.id = "twice", .late = certificate_again};
    const struct attack lenient = {
        .id = "twice", .late = certificate_again, .policy = allow_others};
    copied = &fixture->signer;
    assert_int_equal(verify_with(trust, fixture, &strict, &fixture->signer), C(OTHER_CERTIFICATE));
    assert_int_equal(verify_with(trust, fixture, &lenient, &fixture->signer), SLUICE_ARCHIVE_OK);
    const struct sluice_certificate_plan plan = {.key = "EC-256", .serial = 1};
    struct sluice_identity namesake;
    assert_true(sluice_identity_make(&namesake, &plan));
    assert_int_equal(X509_issuer_and_serial_cmp(namesake.certificate, copied->certificate), 0);
    copied = &namesake;
    assert_int_equal(verify_with(trust, fixture, &lenient, &fixture->signer), C(SIGNER_UNKNOWN));
    sluice_identity_free(&namesake);
    sluice_trust_free(trust);
}

/* --- keys that libcrypto's CMS is not asked about ------------------------------------------------------ */

/* They are refused all the same. */
static void other_digest_algorithm(struct work *work)
{
    char *oid = find_in_block(work, "\x60\x86\x48\x01\x65\x03\x04\x02\x03\xA0", 10);
    oid[8] = 2;
}

static void wrong_digest(struct work *work)
{
    char *type = find_in_block(work, "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x04\x31\x42\x04\x40", 13);
    type[13] = (char)(type[13] ^ 1);
}

static void wrong_attribute(struct work *work)
{
    char *digest = find_in_block(work, "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x03", 9);
    digest[8] = 2;
}

static void edwards_keys_are_checked(void **state)
{
    const struct fixture *fixture = *state;
    const struct sluice_certificate_plan plan = {.key = "ED-25519"};
    struct sluice_identity identity;
    assert_true(sluice_identity_make(&identity, &plan));
    struct sluice_trust *trust = pin(&identity);
    static const struct {
        change *late;
        bool bare;
        enum sluice_archive_reason reason;
    } changes[] = {
        {signature_bit, false, C(SIG_BAD)},
        {signature_bit, true, C(SIG_BAD)},
        {edited_file, false, C(SIG_BAD)},
        {edited_file, true, C(SIG_BAD)},
        {other_digest_algorithm, false, C(WEAK_SIG)},
        {wrong_digest, false, C(SIG_BAD)},
        {wrong_attribute, false, C(ATTRS)},
    };
    extension_now = "EC";
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const struct attack attack = {.id = "Ed25519",
                                      .block = {.no_attributes = changes[i].bare},
                                      .entries = set_extension,
                                      .late = changes[i].late};
        assert_int_equal(verify_with(trust, fixture, &attack, &identity), changes[i].reason);
    }
    sluice_trust_free(trust);
    sluice_identity_free(&identity);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_authority_is_no_signer),
        cmocka_unit_test(the_signer_may_be_there_twice),
        cmocka_unit_test(edwards_keys_are_checked),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
