#include "harness/fuzz/archive/keys.h"

#include "harness/fuzz/archive/chance.h"
#include "harness/fuzz/archive/pool.h"

#include <openssl/pkcs12.h>

#include <stdlib.h>

enum {
    YEAR_1990 = 631152000,
    YEAR_2000 = 946684800,
    YEAR_2020 = 1577836800,
    YEAR_2025 = 1735689600
};
static const int64_t year_2030 = 1893456000;
static const int64_t year_2100 = 4102444800;
static const int64_t year_2200 = 7258118400;

static struct {
    struct sluice_identity
        authority; /* it is trusted itself; those that it issued are not for that */
    struct sluice_fuzz_signer_facts signers[SLUICE_FUZZ_SIGNER_COUNT];
    struct sluice_identity stampers[2]; /* the second is not trusted */
    struct sluice_trust *stores[SLUICE_FUZZ_STORES];
    struct sluice_trust *stamping;
    bool made;
} keys;

static void demand(bool good)
{
    if (!good) {
        abort(); /* without keys nothing can be fuzzed */
    }
}

static struct sluice_certificate_plan plan_of(enum sluice_fuzz_signer signer, const char *key)
{
    struct sluice_certificate_plan plan = {.key = key, .serial = (long)signer + 1};
    switch (signer) {
    case SLUICE_FUZZ_SIGNER_LEAF:
    case SLUICE_FUZZ_SIGNER_OTHER_LEAF:
        plan.issuer = &keys.authority;
        break;
    case SLUICE_FUZZ_SIGNER_EXPIRED:
        plan.not_before = YEAR_2000;
        plan.not_after = YEAR_2025;
        break;
    case SLUICE_FUZZ_SIGNER_NOT_YET:
        plan.not_before = year_2030;
        break;
    case SLUICE_FUZZ_SIGNER_USAGE:
        plan.usage = "keyEncipherment";
        break;
    case SLUICE_FUZZ_SIGNER_EXTENDED:
        plan.extended = "serverAuth";
        break;
    case SLUICE_FUZZ_SIGNER_SOUND:
    case SLUICE_FUZZ_SIGNER_RSA:
    case SLUICE_FUZZ_SIGNER_EC_384:
    case SLUICE_FUZZ_SIGNER_ATTACKER:
    case SLUICE_FUZZ_SIGNER_WEAK:
    case SLUICE_FUZZ_SIGNER_EDWARDS:
    case SLUICE_FUZZ_SIGNER_EDWARDS_448:
    case SLUICE_FUZZ_SIGNER_DSA:
    case SLUICE_FUZZ_SIGNER_KOBLITZ:
    case SLUICE_FUZZ_SIGNER_COUNT:
        break;
    }
    return plan;
}

static void make_signers(void)
{
    static const struct {
        const char *alias;
        const char *key;
        const char *fault;
    } table[] = {
#define X(member, alias, key, fault) {alias, key, fault},
        SLUICE_FUZZ_SIGNERS(X)
#undef X
    };
    const struct sluice_certificate_plan authority = {
        .key = "EC-256", .name = "Authority", .authority = true};
    demand(sluice_identity_make(&keys.authority, &authority));
    for (unsigned i = 0; i < SLUICE_FUZZ_SIGNER_COUNT; i++) {
        struct sluice_fuzz_signer_facts *facts = &keys.signers[i];
        const struct sluice_certificate_plan plan = plan_of((enum sluice_fuzz_signer)i,
                                                            table[i].key);
        demand(sluice_identity_make(&facts->identity, &plan));
        facts->alias = table[i].alias;
        facts->key = table[i].key;
        facts->extension = sluice_identity_kind(&facts->identity);
        facts->fault = table[i].fault;
        facts->not_before = plan.not_before == 0 ? YEAR_2020 : plan.not_before;
        facts->not_after = plan.not_after == 0 ? year_2100 : plan.not_after;
    }
}

static void add_pem(struct sluice_trust *store, const char *alias,
                    const struct sluice_identity *identity)
{
    struct sluice_text pem = {0};
    sluice_identity_pem(identity, &pem);
    demand(sluice_trust_add_pem(store, alias, pem.data, pem.length) == SLUICE_ARCHIVE_OK);
    sluice_text_free(&pem);
}

/* One after another, from the first or from the last. */
static struct sluice_trust *make_store(bool backward)
{
    struct sluice_trust *store = sluice_trust_new(NULL);
    demand(store != NULL);
    if (backward) {
        add_pem(store, "authority", &keys.authority);
    }
    for (unsigned i = 0; i < SLUICE_FUZZ_SIGNER_COUNT; i++) {
        const unsigned at = backward ? SLUICE_FUZZ_SIGNER_COUNT - 1 - i : i;
        if (keys.signers[at].alias[0] != '\0') {
            add_pem(store, keys.signers[at].alias, &keys.signers[at].identity);
        }
    }
    if (!backward) {
        add_pem(store, "authority", &keys.authority);
    }
    return store;
}

static void make_stampers(void)
{
    for (unsigned i = 0; i < 2; i++) {
        const struct sluice_certificate_plan plan = {.key = "EC-256",
                                                     .name = i == 0 ? "Stamper" : "Other",
                                                     .extended = "critical,timeStamping",
                                                     .not_before = YEAR_1990,
                                                     .not_after = year_2200,
                                                     .serial = 100 + (long)i};
        demand(sluice_identity_make(&keys.stampers[i], &plan));
    }
    keys.stamping = sluice_trust_new(NULL);
    demand(keys.stamping != NULL);
    add_pem(keys.stamping, "stamper", &keys.stampers[0]);
}

static void push_named(STACK_OF(X509) * all, X509 *certificate, const char *alias)
{
    X509 *named = X509_dup(certificate);
    demand(named != NULL && X509_alias_set1(named, (const unsigned char *)alias, -1) == 1 &&
           sk_X509_push(all, named) > 0);
}

/* All in one file, as `keytool` would have it. */
static struct sluice_trust *make_store_of_one_file(void)
{
    struct sluice_trust *store = sluice_trust_new(NULL);
    STACK_OF(X509) *all = sk_X509_new_null();
    demand(store != NULL && all != NULL);
    push_named(all, keys.authority.certificate, "authority");
    for (unsigned i = 0; i < SLUICE_FUZZ_SIGNER_COUNT; i++) {
        if (keys.signers[i].alias[0] != '\0') {
            push_named(all, keys.signers[i].identity.certificate, keys.signers[i].alias);
        }
    }
    PKCS12 *file = PKCS12_create("secret", NULL, NULL, NULL, all, 0, 0, 1, 1, 0);
    unsigned char *bytes = NULL;
    const int length = file == NULL ? 0 : i2d_PKCS12(file, &bytes);
    demand(length > 0 &&
           sluice_trust_add_pkcs12(store, bytes, (size_t)length, "secret") == SLUICE_ARCHIVE_OK);
    OPENSSL_free(bytes);
    PKCS12_free(file);
    sk_X509_pop_free(all, X509_free);
    return store;
}

void sluice_fuzz_keys_make(void)
{
    if (keys.made) {
        return;
    }
#ifdef SLUICE_POOLED_LIBCRYPTO
    sluice_pool_serve_libcrypto();
#endif
    sluice_chance_serve_libcrypto();
    sluice_chance_begin();
    make_signers();
    keys.stores[0] = make_store(false);
    keys.stores[1] = make_store(true);
    keys.stores[2] = make_store_of_one_file();
    make_stampers();
    keys.made = true;
}

bool sluice_fuzz_is_edwards(enum sluice_fuzz_signer signer)
{
    return signer == SLUICE_FUZZ_SIGNER_EDWARDS || signer == SLUICE_FUZZ_SIGNER_EDWARDS_448;
}

const struct sluice_fuzz_signer_facts *sluice_fuzz_signer(enum sluice_fuzz_signer signer)
{
    return &keys.signers[signer];
}

const struct sluice_identity *sluice_fuzz_stamper(bool untrusted)
{
    return &keys.stampers[untrusted];
}

const struct sluice_trust *sluice_fuzz_stampers(void)
{
    return keys.stamping;
}

size_t sluice_fuzz_certificate(const struct sluice_identity *identity, uint8_t *room, size_t size)
{
    const int length = i2d_X509(identity->certificate, NULL);
    demand(length > 0 && (size_t)length <= size &&
           i2d_X509(identity->certificate, &room) == length);
    return (size_t)length;
}

const struct sluice_trust *sluice_fuzz_store(size_t index)
{
    return keys.stores[index];
}
