#include "harness/fuzz/archive/codebase.h"

#include <openssl/evp.h>

#include <string.h>

enum { MOST_CERTIFICATE = 2048 };

/* How a URL is written: around the digest, and what is wrong with it. */
static const struct form {
    const char *before;
    const char *algorithm; /* as the URL names it */
    const char *digest;    /* as libcrypto does; NULL: there is none */
    uint32_t bit;
    const char *behind;
    const char *fault; /* of the form; NULL: none */
} forms[] = {
#define GOOD(before, algorithm, digest, bit, behind)                                               \
    {                                                                                              \
        before, algorithm, digest, bit, behind, NULL                                               \
    }
    GOOD("httpmd://host/x.jar;", "SHA-256", "SHA256", SLUICE_DIGEST_SHA256, ""),
    GOOD("HTTPMD://host/x.jar;", "sha-512", "SHA512", SLUICE_DIGEST_SHA512, ""),
    GOOD("httpmd://host/x.jar;", "SHA-384", "SHA384", SLUICE_DIGEST_SHA384, ",a comment"),
    GOOD("httpmd://host/x.jar;", "SHA-1", "SHA1", SLUICE_DIGEST_SHA1, ""),
    GOOD("httpmd://host/x.jar;", "MD5", "MD5", SLUICE_DIGEST_MD5, ""),
#undef GOOD
    {"http://host/x.jar;", "SHA-256", "SHA256", SLUICE_DIGEST_SHA256, "", "another scheme"},
    {"https://host/x.jar;", "SHA-256", "SHA256", SLUICE_DIGEST_SHA256, "", "another scheme"},
    {"httpmd://host/x.jar", "", NULL, 0, "", "no digest"},
    {"httpmd://host/x.jar;", "SHA-256=", NULL, 0, "", "an empty digest"},
    {"httpmd://host/x.jar;", "SHA-256", "SHA256", SLUICE_DIGEST_SHA256, "00", "a longer digest"},
    {"httpmd://host/x.jar;", "SHA-256", "SHA384", SLUICE_DIGEST_SHA256, "", "a longer digest"},
    {"httpmd://host/x.jar;", "SHA-384", "SHA256", SLUICE_DIGEST_SHA384, "", "a shorter digest"},
    {"httpmd://host/x.jar;", "SHA-256", "SHA256", SLUICE_DIGEST_SHA256, "?x", "a query behind it"},
    {"httpmd://host/x.jar?y;", "SHA-256", "SHA256", SLUICE_DIGEST_SHA256, "", "a query before it"},
    {"httpmd://host/x.jar;", "SHA-256", "SHA256", SLUICE_DIGEST_SHA256, ";x=y", "two parameters"},
    {"httpmd://host/x;y/x.jar;", "SHA-256", "SHA256", SLUICE_DIGEST_SHA256, "", "two parameters"},
};
enum { FORMS = sizeof forms / sizeof forms[0], WRONG_DIGEST = 1 };

static void add_hash(struct sluice_text *out, const char *digest, struct sluice_bytes bytes)
{
    uint8_t hash[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_Digest(bytes.data, bytes.length, hash, &length, EVP_get_digestbyname(digest), NULL) ==
        1) {
        sluice_text_hex(out, hash, length);
    }
}

static void copy_hash(char out[2 * SLUICE_ARCHIVE_HASH_SIZE + 1], struct sluice_bytes bytes,
                      bool wrong)
{
    struct sluice_text hash = {0};
    add_hash(&hash, "SHA256", bytes);
    memcpy(out, sluice_text_get(&hash), hash.length < 64 ? 0 : 65);
    if (wrong) {
        out[63] = out[63] == '0' ? '1' : '0';
    }
    sluice_text_free(&hash);
}

static void write_url(struct sluice_fuzz_codebase *codebase, const struct form *form, bool wrong,
                      struct sluice_bytes archive)
{
    struct sluice_text *url = &codebase->url;
    sluice_text_clear(url);
    sluice_text_string(url, form->before);
    sluice_text_string(url, form->algorithm);
    if (form->digest != NULL) {
        sluice_text_string(url, "=");
        add_hash(url, form->digest, archive);
        if (wrong) {
            char *last = &url->data[url->length - 1];
            *last = *last == '0' ? '1' : '0';
        }
    }
    sluice_text_string(url, form->behind);
}

/* Of each member of the grant a digit in base 3 says that it is not asked for, is right, or is not. */
static void make_grant(struct sluice_fuzz_codebase *codebase, unsigned digits,
                       const struct sluice_built *built)
{
    const unsigned url = digits % 3;
    const unsigned signer = digits / 3 % 3;
    const unsigned hash = digits / 9 % 3;
    uint8_t certificate[MOST_CERTIFICATE];
    const size_t length = sluice_fuzz_certificate(&sluice_fuzz_signer(built->signer)->identity,
                                                  certificate, sizeof certificate);
    copy_hash(codebase->signer, (struct sluice_bytes){certificate, length}, signer == 2);
    copy_hash(codebase->archive, sluice_built_bytes(built), hash == 2);
    codebase->grant = (struct sluice_archive_grant){
        .codebase = url == 0   ? NULL
                    : url == 1 ? sluice_text_get(&codebase->url)
                               : "httpmd://host/other.jar",
        .signer = signer == 0 ? NULL : codebase->signer,
        .archive_sha = hash == 0 ? NULL : codebase->archive,
    };
    if (url == 2 || signer == 2 || hash == 2) {
        codebase->fault = "a grant for another codebase, signer or archive";
    }
}

static void follow(struct sluice_fuzz_codebase *codebase, const struct sluice_program_step *step,
                   const struct sluice_built *built, struct sluice_archive_policy *policy)
{
    enum { NO_GRANT = 27, GRANTS };
    const uint32_t usual = SLUICE_DIGEST_SHA256 | SLUICE_DIGEST_SHA384 | SLUICE_DIGEST_SHA512;
    const struct form *form = &forms[step->field % FORMS];
    const bool wrong = (step->value & WRONG_DIGEST) != 0 && form->digest != NULL;
    write_url(codebase, form, wrong, sluice_built_bytes(built));
    codebase->fault = form->fault;
    if (wrong) {
        codebase->fault = "a digest of another archive";
    } else if ((form->bit & (policy->digests == 0 ? usual : policy->digests)) == 0) {
        codebase->fault = "a digest that is not approved";
    }
    policy->grant_count = 0;
    if (step->item % GRANTS == NO_GRANT) {
        codebase->fault = "no grant";
        return;
    }
    make_grant(codebase, step->item % GRANTS, built);
    policy->grants = &codebase->grant;
    policy->grant_count = 1;
}

const char *sluice_fuzz_codebase(struct sluice_fuzz_codebase *codebase,
                                 const struct sluice_archive_program_input *program,
                                 const struct sluice_built *built,
                                 struct sluice_archive_policy *policy)
{
    const char *url = NULL;
    codebase->fault = NULL;
    for (size_t i = 0; i < program->count; i++) {
        if (program->steps[i].kind == SLUICE_STEP_CODEBASE) {
            follow(codebase, &program->steps[i], built, policy);
            url = sluice_text_get(&codebase->url);
        }
    }
    return url;
}
