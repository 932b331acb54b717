/* Blocks that are not what they should be, and signers who are not whom they should be. */
#include "fixture.h"

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

static void random_block(struct work *work)
{
    struct sluice_text *block = block_of(work);
    uint32_t state = 12345;
    for (size_t i = 0; i < block->length; i++) {
        state = state * 1664525 + 1013904223;
        block->data[i] = (char)(state >> 24);
    }
}

static void cut_block(struct work *work)
{
    block_of(work)->length -= 10;
}

static void empty_block(struct work *work)
{
    block_of(work)->length = 0;
}

static void trailing(struct work *work)
{
    sluice_text_add(block_of(work), "\0", 1);
}

static void other_type(struct work *work)
{
    char *type = block_of(work)->data + 4 + 2;
    assert_memory_equal(type, "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02", 9);
    type[8] = 3; /* enveloped data */
}

static void pem_block(struct work *work)
{
    unsigned char text[8192];
    struct sluice_text *block = block_of(work);
    const int length = EVP_EncodeBlock(text, (unsigned char *)block->data, (int)block->length);
    sluice_text_clear(block);
    sluice_text_string(block, "-----BEGIN PKCS7-----\n");
    sluice_text_add(block, text, (size_t)length);
    sluice_text_string(block, "\n-----END PKCS7-----\n");
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

/* The structure stays as long as it was: an algorithm becomes an attribute that is not expected. */
static void empty_algorithms(struct work *work)
{
    /* SET { SEQUENCE { sha256 } } right behind the version becomes an empty SET and a gap. */
    static const char set[] = "\x02\x01\x01\x31\x0D\x30\x0B";
    static const char plain[] = "\x02\x01\x01\x31\x0F\x30\x0D";
    struct sluice_text *block = block_of(work);
    char *at = NULL;
    for (size_t i = 0; i + 7 < block->length && at == NULL; i++) {
        if (memcmp(block->data + i, set, 7) == 0 || memcmp(block->data + i, plain, 7) == 0) {
            at = block->data + i + 3;
        }
    }
    if (at == NULL) {
        fail();
        return;
    }
    const size_t cut = (size_t)at[1];
    at[1] = 0;
    memmove(at + 2, at + 2 + cut, block->length - (size_t)(at + 2 + cut - block->data));
    block->length -= cut;
    /* Three lengths around it, of two bytes each: content info, wrapping, signed data. */
    const size_t places[] = {2, 17, 21};
    for (size_t i = 0; i < 3; i++) {
        unsigned char *length = (unsigned char *)block->data + places[i];
        const size_t value = (size_t)(length[0] << 8 | length[1]) - cut;
        length[0] = (unsigned char)(value >> 8);
        length[1] = (unsigned char)value;
    }
}

/* The type of the content inside the signed attributes. */
static void unknown_algorithms(struct work *work)
{
    /* The first object identifier of SHA-256 is that of the set. */
    char *oid = find_in_block(work, "\x60\x86\x48\x01\x65\x03\x04\x02\x01", 9);
    oid[8] = 0x7E;
}

static void wrong_content_type(struct work *work)
{
    char *type = find_in_block(work,
                               "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x03\x31\x0B\x06\x09\x2A"
                               "\x86\x48\x86\xF7\x0D\x01\x07\x01",
                               24);
    type[23] = 2;
}

static void no_content_type(struct work *work)
{
    char *type = find_in_block(work, "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x03", 9);
    type[8] = 6;
}

static void second_digest_attribute(struct work *work)
{
    char *type = find_in_block(work, "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x05", 9);
    type[8] = 4;
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

/* A length in more bytes than it needs. */
static void long_length(struct work *work)
{
    char *version = find_in_block(work, "\x02\x01\x01\x31", 4);
    struct sluice_text *block = block_of(work);
    const size_t at = (size_t)(version - block->data) + 1;
    sluice_text_add(block, "\0", 1);
    memmove(block->data + at + 1, block->data + at, block->length - at - 1);
    block->data[at] = (char)0x81;
    const size_t places[] = {2, 17, 21};
    for (size_t i = 0; i < 3; i++) {
        unsigned char *length = (unsigned char *)block->data + places[i];
        const size_t value = (size_t)(length[0] << 8 | length[1]) + 1;
        length[0] = (unsigned char)(value >> 8);
        length[1] = (unsigned char)value;
    }
}

static void bare_header(struct work *work)
{
    sluice_text_clear(&work->jar.signature_file);
    sluice_text_string(&work->jar.signature_file, "Signature-Version: 1.0\r\n\r\n");
}

static void deep(struct work *work)
{
    struct sluice_text *block = block_of(work);
    sluice_text_clear(block);
    for (int i = 0; i < 40; i++) {
        const char head[2] = {0x30, (char)(2 * (39 - i))};
        sluice_text_add(block, head, 2);
    }
}

static void want_attributes(struct sluice_archive_policy *policy)
{
    policy->demand_signed_attributes = true;
}

static void let_key_identifier(struct sluice_archive_policy *policy)
{
    policy->allow_key_identifier = true;
}

static void let_no_certificate(struct sluice_archive_policy *policy)
{
    policy->allow_no_certificate = true;
}

static void limit_block(struct sluice_archive_policy *policy)
{
    policy->limits.block_bytes = 100;
}

static void limit_elements(struct sluice_archive_policy *policy)
{
    policy->limits.block_elements = 10;
}

static void another_alias(struct sluice_archive_policy *policy)
{
    static const char *const aliases[] = {"somebody"};
    policy->pinned = aliases;
    policy->pinned_count = 1;
}

static void own_alias(struct sluice_archive_policy *policy)
{
    static const char *const aliases[] = {"somebody", "SIGNER"};
    policy->pinned = aliases;
    policy->pinned_count = 2;
}

static void late_clock(struct sluice_archive_policy *policy)
{
    policy->now = 4102444801;
}

static void early_clock(struct sluice_archive_policy *policy)
{
    policy->now = 1577836799;
}

static void last_second(struct sluice_archive_policy *policy)
{
    policy->now = 4102444800;
}

static void large_keys(struct sluice_archive_policy *policy)
{
    policy->min_rsa_bits = 2049;
}

static const struct attack rows[] = {
    {"A01b", {SLUICE_ARCHIVE_OK}, .block = {.no_attributes = true}},
    {"A01b not allowed", {C(ATTRS)}, .block = {.no_attributes = true}, .policy = want_attributes},
    {"SHA-384", {SLUICE_ARCHIVE_OK}, .block = {.digest = "SHA384"}},
    {"A12", {C(SIG_BAD)}, .late = edited_file},
    {"A13", {C(PARSE)}, .late = random_block},
    {"A14", {C(PARSE)}, .late = cut_block},
    {"empty block", {C(PARSE)}, .late = empty_block},
    {"A24c", {C(WEAK_SIG)}, .block = {.digest = "MD5"}},
    {"A25c", {C(WEAK_SIG)}, .block = {.digest = "SHA1"}},
    {"A31a", {C(EMBEDDED)}, .block = {.embedded = true}},
    {"A31b", {C(EMBEDDED)}, .block = {.embedded = true}, .late = bare_header},
    {"P02", {C(NO_CERTIFICATE)}, .block = {.no_certificate = true}},
    {"P02 allowed",
     {SLUICE_ARCHIVE_OK},
     .block = {.no_certificate = true},
     .policy = let_no_certificate},
    {"P04", {C(TRAILING)}, .late = trailing},
    {"P05", {C(NOT_DER)}, .block = {.indefinite = true}},
    {"P06", {C(SID)}, .block = {.key_identifier = true}},
    {"P06 allowed",
     {SLUICE_ARCHIVE_OK},
     .block = {.key_identifier = true},
     .policy = let_key_identifier},
    {"P07", {C(PARSE)}, .late = pem_block},
    {"P09", {C(PARSE)}, .late = empty_algorithms},
    {"P09 with an unknown one", {C(SIG_BAD)}, .late = unknown_algorithms},
    {"enveloped data", {C(PARSE)}, .late = other_type},
    {"wrong content type", {C(ATTRS)}, .late = wrong_content_type},
    {"no content type", {C(NOT_DER), C(ATTRS)}, .late = no_content_type},
    {"two message digests", {C(NOT_DER), C(ATTRS)}, .late = second_digest_attribute},
    {"signature changed", {C(SIG_BAD)}, .late = signature_bit},
    {"long length", {C(NOT_DER)}, .late = long_length},
    {"deep", {C(LIMIT)}, .late = deep},
    {"limit block_bytes", {SLUICE_ARCHIVE_JAR_SIZE_LIMIT}, .policy = limit_block},
    {"limit block_elements", {C(LIMIT)}, .policy = limit_elements},
    {"another alias", {C(SIGNER_UNKNOWN)}, .policy = another_alias},
    {"own alias", {SLUICE_ARCHIVE_OK}, .policy = own_alias},
    {"expired", {C(CERT_EXPIRED)}, .policy = late_clock},
    {"not yet valid", {C(CERT_NOTYET)}, .policy = early_clock},
    {"last second", {SLUICE_ARCHIVE_OK}, .policy = last_second},
    {"key too short", {C(WEAK_KEY)}, .policy = large_keys},
};

static void each_row_has_its_reason(void **state)
{
    check_attacks(*state, rows, sizeof rows / sizeof rows[0]);
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

struct signer_row {
    const char *id;
    struct sluice_certificate_plan plan;
    struct sluice_block_plan block;
    const char *extension;
    enum sluice_archive_reason reason; /* when the signer itself is pinned */
};

static const char *extension_now;

static void set_extension(struct work *work)
{
    work->jar.extension = extension_now;
}

static const struct signer_row signers[] = {
    {.id = "A20 K1", .plan = {.not_after = NOW - 1}, .reason = C(CERT_EXPIRED)},
    {.id = "A21 K1", .plan = {.not_before = NOW + 1}, .reason = C(CERT_NOTYET)},
    {.id = "A22", .plan = {.extended = "serverAuth"}, .reason = C(EKU)},
    {.id = "A23", .plan = {.usage = "keyEncipherment"}, .reason = C(KU)},
    {.id = "no usage", .plan = {.usage = "", .extended = ""}, .reason = SLUICE_ARCHIVE_OK},
    {.id = "A26", .plan = {.key = "RSA-1024"}, .reason = C(WEAK_KEY)},
    {.id = "A26b", .plan = {.key = "RSA-512"}, .reason = C(WEAK_KEY)},
    {.id = "RSA-3072", .plan = {.key = "RSA-3072"}, .reason = SLUICE_ARCHIVE_OK},
    {.id = "P00", .plan = {.key = "EC-256"}, .extension = "EC", .reason = SLUICE_ARCHIVE_OK},
    {.id = "EC-384", .plan = {.key = "EC-384"}, .extension = "EC", .reason = SLUICE_ARCHIVE_OK},
    {.id = "EC named RSA", .plan = {.key = "EC-256"}, .reason = C(EXT)},
    {.id = "DSA", .plan = {.key = "DSA-2048"}, .extension = "DSA", .reason = SLUICE_ARCHIVE_OK},
    {.id = "Ed25519", .plan = {.key = "ED-25519"}, .extension = "EC", .reason = SLUICE_ARCHIVE_OK},
    {.id = "Ed25519, bare",
     .plan = {.key = "ED-25519"},
     .block = {.no_attributes = true},
     .extension = "EC",
     .reason = SLUICE_ARCHIVE_OK},
    {.id = "Ed25519 named RSA", .plan = {.key = "ED-25519"}, .reason = C(EXT)},
    {.id = "PSS", .block = {.pss = true}, .reason = SLUICE_ARCHIVE_OK},
};

static void signers_have_their_reasons(void **state)
{
    const struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof signers / sizeof signers[0]; i++) {
        const struct signer_row *row = &signers[i];
        struct sluice_certificate_plan plan = row->plan;
        plan.key = plan.key == NULL ? "RSA-2048" : plan.key;
        plan.serial = 77;
        struct sluice_identity identity;
        assert_true(sluice_identity_make(&identity, &plan));
        extension_now = row->extension;
        const struct attack attack = {.id = row->id, .block = row->block, .entries = set_extension};
        struct sluice_trust *trust = pin(&identity);
        const enum sluice_archive_reason reason = verify_with(trust, fixture, &attack, &identity);
        if (reason != row->reason) {
            fail_msg("%s: %s", row->id, sluice_archive_reason_name(reason));
        }
        /* Whoever is not pinned stays unknown, whatever else is wrong. */
        assert_int_equal(verify_with(fixture->trust, fixture, &attack, &identity),
                         C(SIGNER_UNKNOWN));
        sluice_trust_free(trust);
        sluice_identity_free(&identity);
    }
}

/* A16: the same name, another key; also under the trusted one's serial number. */
static void the_same_name_is_not_enough(void **state)
{
    const struct fixture *fixture = *state;
    const struct attack plain = {.id = "A16"};
    const struct attack embedded = {.id = "A31c", .block = {.embedded = true}};
    assert_int_equal(verify_with(fixture->trust, fixture, &plain, &fixture->attacker),
                     C(SIGNER_UNKNOWN));
    assert_int_equal(verify_with(fixture->trust, fixture, &embedded, &fixture->attacker),
                     C(EMBEDDED));
    const struct sluice_certificate_plan twin = {.key = "RSA-2048", .serial = 1};
    struct sluice_identity identity;
    assert_true(sluice_identity_make(&identity, &twin));
    assert_int_equal(verify_with(fixture->trust, fixture, &plain, &identity), C(SIGNER_UNKNOWN));
    const struct attack bare = {.id = "twin without its certificate",
                                .block = {.no_certificate = true},
                                .policy = let_no_certificate};
    assert_int_equal(verify_with(fixture->trust, fixture, &bare, &identity), C(SIG_BAD));
    sluice_identity_free(&identity);
}

/* A32a, and with one of the two signatures broken A32b; P03. */
static void one_signer_only(void **state)
{
    const struct fixture *fixture = *state;
    const struct attack two = {.id = "A32a", .block = {.second = &fixture->attacker}};
    const struct attack broken = {
        .id = "A32b", .block = {.second = &fixture->attacker}, .late = signature_bit};
    const struct attack more = {.id = "P03", .block = {.other = &fixture->attacker}};
    assert_int_equal(verify_with(fixture->trust, fixture, &two, &fixture->signer), C(NSIGNERS));
    assert_int_equal(verify_with(fixture->trust, fixture, &broken, &fixture->signer), C(NSIGNERS));
    assert_int_equal(verify_with(fixture->trust, fixture, &more, &fixture->signer),
                     C(OTHER_CERTIFICATE));
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

/* What libcrypto's CMS is not asked about is refused all the same. */
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

static void want_usage(struct sluice_archive_policy *policy)
{
    policy->demand_usage = true;
}

static void usage_can_be_demanded(void **state)
{
    const struct fixture *fixture = *state;
    const struct sluice_certificate_plan plan = {
        .key = "RSA-2048", .usage = "", .extended = "codeSigning"};
    struct sluice_identity identity;
    assert_true(sluice_identity_make(&identity, &plan));
    struct sluice_trust *trust = pin(&identity);
    const struct attack attack = {.id = "no key usage", .policy = want_usage};
    assert_int_equal(verify_with(trust, fixture, &attack, &identity), C(KU));
    sluice_trust_free(trust);
    sluice_identity_free(&identity);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_has_its_reason),     cmocka_unit_test(signers_have_their_reasons),
        cmocka_unit_test(the_same_name_is_not_enough), cmocka_unit_test(one_signer_only),
        cmocka_unit_test(an_authority_is_no_signer),   cmocka_unit_test(usage_can_be_demanded),
        cmocka_unit_test(edwards_keys_are_checked),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
