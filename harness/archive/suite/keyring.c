#define _DEFAULT_SOURCE

#include "harness/archive/suite/keyring.h"
#include "harness/archive/suite/key_file.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- identities, made once ------------------------------------------------------------------------- */

struct made {
    struct made *next;
    char *plan;
    char *name;
    const char *kind; /* static */
    struct sluice_identity identity;
};

static struct made *all_made;

/* Keys that are kept from run to run: the text of a file, as it was and as it will be. */
static struct {
    const char *path; /* NULL: none are kept */
    struct sluice_text text;
    bool is_read;
    bool is_new; /* a key was made that is not in it */
} kept;

static void read_kept(void)
{
    if (!kept.is_read) {
        kept.is_read = true;
        kept.path = getenv("SLUICE_ARCHIVE_KEYS");
        if (kept.path != NULL) {
            sluice_key_file_read(kept.path, &kept.text);
        }
    }
}

static const char *or_usual(const char *text, const char *usual)
{
    return text == NULL ? usual : text;
}

/* Everything that makes an identity another one. Two names have two keys, and a name has one of a kind. */
static void describe(const char *name, const struct sluice_certificate_plan *plan,
                     struct sluice_text *out)
{
    sluice_text_format(out, "%s %s %s %lld %lld %s %s %ld %d", name, or_usual(plan->key, "-"),
                       or_usual(plan->name, "-"), (long long)plan->not_before,
                       (long long)plan->not_after, or_usual(plan->usage, "-"),
                       or_usual(plan->extended, "-"), plan->serial, plan->authority);
    sluice_text_format(out, " %p", plan->issuer == NULL ? NULL : (void *)plan->issuer->certificate);
}

/* The key that a name has got before, with another certificate or in another run, to be freed; NULL:
 * none. To make one takes long. */
static EVP_PKEY *find_key(const char *name, const char *kind)
{
    for (const struct made *one = all_made; one != NULL; one = one->next) {
        if (strcmp(one->name, name) == 0 && strcmp(one->kind, kind) == 0 &&
            EVP_PKEY_up_ref(one->identity.key) == 1) {
            return one->identity.key;
        }
    }
    read_kept();
    return sluice_key_file_find(&kept.text, name, kind);
}

static void keep_key(const char *name, const char *kind, const EVP_PKEY *key)
{
    if (kept.path != NULL) {
        sluice_key_file_add(&kept.text, name, kind, key);
        kept.is_new = true;
    }
}

static const struct sluice_identity *make(const char *name,
                                          const struct sluice_certificate_plan *asked)
{
    struct sluice_certificate_plan plan = *asked;
    struct sluice_text text = {0};
    describe(name, &plan, &text);
    for (struct made *one = all_made; one != NULL; one = one->next) {
        if (!text.failed && strcmp(one->plan, text.data) == 0) {
            sluice_text_free(&text);
            return &one->identity;
        }
    }
    struct made *one = calloc(1, sizeof *one);
    char *own_name = strdup(name);
    plan.made = find_key(name, plan.key);
    const bool good = one != NULL && own_name != NULL && !text.failed &&
                      sluice_identity_make(&one->identity, &plan);
    if (good && plan.made == NULL) {
        keep_key(name, plan.key, one->identity.key);
    }
    EVP_PKEY_free(plan.made);
    if (!good) {
        free(own_name);
        free(one);
        sluice_text_free(&text);
        return NULL;
    }
    one->plan = text.data;
    one->name = own_name;
    one->kind = plan.key;
    one->next = all_made;
    all_made = one;
    return &one->identity;
}

void sluice_keyring_end(void)
{
    if (kept.is_new) {
        sluice_key_file_write(kept.path, &kept.text);
    }
    sluice_text_free(&kept.text);
    kept.is_read = false;
    kept.is_new = false;
    while (all_made != NULL) {
        struct made *one = all_made;
        all_made = one->next;
        sluice_identity_free(&one->identity);
        free(one->plan);
        free(one->name);
        free(one);
    }
}

/* --- plans -------------------------------------------------------------------------------------------- */

/* Whether a text is of this form, in which 0 stands for any digit. */
static bool is_of_form(const char *text, const char *form)
{
    size_t i = 0;
    while (form[i] != '\0' &&
           (form[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == form[i])) {
        i++;
    }
    return form[i] == '\0' && text[i] == '\0';
}

static int number_at(const char *text, size_t digits)
{
    int number = 0;
    for (size_t i = 0; i < digits; i++) {
        number = 10 * number + (text[i] - '0');
    }
    return number;
}

/* Of at most 18 digits, which fit. */
static bool read_seconds(const char *text, int64_t *out)
{
    const size_t digits = strspn(text, "0123456789");
    *out = 0;
    for (size_t i = 0; i < digits && digits <= 18; i++) {
        *out = *out * 10 + (text[i] - '0');
    }
    return digits > 0 && digits <= 18 && text[digits] == '\0';
}

bool sluice_archive_time_read(const char *text, int64_t *out)
{
    if (read_seconds(text, out)) {
        return true;
    }
    if (!is_of_form(text, "0000-00-00T00:00:00Z")) {
        return false;
    }
    struct tm parts = {.tm_year = number_at(text, 4) - 1900,
                       .tm_mon = number_at(text + 5, 2) - 1,
                       .tm_mday = number_at(text + 8, 2),
                       .tm_hour = number_at(text + 11, 2),
                       .tm_min = number_at(text + 14, 2),
                       .tm_sec = number_at(text + 17, 2)};
    const struct tm asked = parts;
    *out = (int64_t)timegm(&parts);
    /* A day or hour that there is not has become another one. */
    return parts.tm_mon == asked.tm_mon && parts.tm_mday == asked.tm_mday &&
           parts.tm_hour == asked.tm_hour && parts.tm_min == asked.tm_min && *out >= 0;
}

bool sluice_archive_time(const struct sluice_yaml_node *node, int64_t *out,
                         struct sluice_yaml_error *error)
{
    const char *text = sluice_yaml_text(node, NULL);
    return (text != NULL && sluice_archive_time_read(text, out)) ||
           sluice_yaml_fail(error, node,
                            "expected a time: seconds since 1970, or one such as "
                            "2026-01-01T00:00:00Z");
}

static bool load_kind(const struct sluice_yaml_node *node, const char **out,
                      struct sluice_yaml_error *error)
{
    static const char *const names[] = {
        "rsa-2048", "rsa-3072", "rsa-4096", "rsa-1024", "rsa-512",          "ec-p256", "ec-p384",
        "dsa-2048", "ed25519",  "ed448",    "ec-k256",  "ec-p256-explicit", NULL};
    static const char *const kinds[] = {"RSA-2048", "RSA-3072", "RSA-4096",    "RSA-1024",
                                        "RSA-512",  "EC-256",   "EC-384",      "DSA-2048",
                                        "ED-25519", "ED-448",   "KOBLITZ-256", "EXPLICIT-256"};
    size_t chosen = 0;
    if (node != NULL && !sluice_yaml_choice(node, "key", names, &chosen, error)) {
        return false;
    }
    *out = kinds[chosen];
    return true;
}

static bool load_texts(const struct sluice_yaml_node *map, struct sluice_certificate_plan *plan,
                       struct sluice_yaml_error *error)
{
    const struct {
        const char *key;
        const char **out;
    } texts[] = {{"name", &plan->name}, {"usage", &plan->usage}, {"extended", &plan->extended}};
    const struct {
        const char *key;
        int64_t *out;
    } times[] = {{"not-before", &plan->not_before}, {"not-after", &plan->not_after}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct sluice_yaml_node *node = sluice_yaml_get(map, texts[i].key);
        if (node != NULL && !sluice_yaml_string(node, texts[i].out, error)) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        const struct sluice_yaml_node *node = sluice_yaml_get(map, times[i].key);
        if (node != NULL && !sluice_archive_time(node, times[i].out, error)) {
            return false;
        }
    }
    return true;
}

static bool load_plan(const struct sluice_keyring *keyring, const struct sluice_yaml_node *map,
                      struct sluice_certificate_plan *plan, struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"key",   "name",     "serial", "not-before", "not-after",
                                       "usage", "extended", "issuer", "authority",  NULL};
    int64_t serial = plan->serial;
    if (!sluice_yaml_check_keys(map, keys, error)) {
        return false;
    }
    const struct sluice_yaml_node *number = sluice_yaml_get(map, "serial");
    const struct sluice_yaml_node *issuer = sluice_yaml_get(map, "issuer");
    const struct sluice_yaml_node *authority = sluice_yaml_get(map, "authority");
    if (!load_kind(sluice_yaml_get(map, "key"), &plan->key, error) ||
        !load_texts(map, plan, error) ||
        (number != NULL && !sluice_yaml_integer(number, 1, INT32_MAX, &serial, error)) ||
        (authority != NULL && !sluice_yaml_bool(authority, &plan->authority, error))) {
        return false;
    }
    plan->serial = (long)serial;
    if (issuer != NULL) {
        plan->issuer = sluice_keyring_find(keyring, issuer, error);
    }
    return issuer == NULL || plan->issuer != NULL;
}

/* --- keyrings ------------------------------------------------------------------------------------------- */

static bool add(struct sluice_keyring *keyring, const char *name,
                const struct sluice_certificate_plan *plan, const struct sluice_yaml_node *node,
                struct sluice_yaml_error *error)
{
    const struct sluice_identity *identity = make(name, plan);
    if (identity == NULL) {
        return sluice_yaml_fail(error, node, "the key %s cannot be made", name);
    }
    keyring->items[keyring->count++] = (struct sluice_key){name, *identity};
    return true;
}

bool sluice_keyring_load(struct sluice_keyring *keyring, const struct sluice_yaml_node *keys,
                         struct sluice_yaml_error *error)
{
    const struct sluice_certificate_plan signer = {.key = "RSA-2048", .serial = 1};
    const struct sluice_certificate_plan attacker = {.key = "RSA-2048", .serial = 2};
    if (keys != NULL && !sluice_yaml_expect(keys, SLUICE_YAML_MAPPING,
                                            "a map of keys, as in late: {key: rsa-2048}", error)) {
        return false;
    }
    keyring->count = 0;
    keyring->items = calloc(sluice_yaml_count(keys) + 2, sizeof *keyring->items);
    if (keyring->items == NULL) {
        return sluice_yaml_fail(error, keys, "out of memory");
    }
    for (const struct sluice_yaml_node *node = sluice_yaml_first(keys); node != NULL;
         node = sluice_yaml_next(node)) {
        const char *name = sluice_yaml_key_text(node);
        struct sluice_certificate_plan plan = {.serial = (long)(10 + keyring->count)};
        if (!load_plan(keyring, node, &plan, error) || !add(keyring, name, &plan, node, error)) {
            return false;
        }
    }
    return (sluice_yaml_get(keys, "signer") != NULL ||
            add(keyring, "signer", &signer, keys, error)) &&
           (sluice_yaml_get(keys, "attacker") != NULL ||
            add(keyring, "attacker", &attacker, keys, error));
}

const struct sluice_identity *sluice_keyring_get(const struct sluice_keyring *keyring,
                                                 const char *name)
{
    for (size_t i = 0; i < keyring->count; i++) {
        if (strcmp(keyring->items[i].name, name) == 0) {
            return &keyring->items[i].identity;
        }
    }
    return NULL;
}

const struct sluice_identity *sluice_keyring_find(const struct sluice_keyring *keyring,
                                                  const struct sluice_yaml_node *node,
                                                  struct sluice_yaml_error *error)
{
    const char *name = NULL;
    if (!sluice_yaml_string(node, &name, error)) {
        return NULL;
    }
    const struct sluice_identity *identity = sluice_keyring_get(keyring, name);
    if (identity == NULL) {
        (void)sluice_yaml_fail(error, node,
                               "there is no key %s: write signer, attacker or one that stands "
                               "before it under keys",
                               name);
    }
    return identity;
}

bool sluice_identity_hash(const struct sluice_identity *identity, uint8_t out[32])
{
    unsigned length = 0;
    return X509_digest(identity->certificate, EVP_sha256(), out, &length) == 1 && length == 32;
}

void sluice_keyring_free(struct sluice_keyring *keyring)
{
    free(keyring->items);
    *keyring = (struct sluice_keyring){0};
}
