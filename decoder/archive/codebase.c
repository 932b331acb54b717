/* Downloaded archives: the URL carries a digest (httpmd), and a grant names URL and signer. */
#include "set.h"

#include <string.h>
#include <strings.h>

static bool refuse(struct run *run, enum sluice_archive_reason reason, const char *at)
{
    return sluice_refuse(run, reason, at, sluice_at(0, run->length));
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    const char lower = (char)(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Exactly `length` bytes in hexadecimal, at the end of the text or before a comment. */
static bool read_hex(const char *text, uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const int high = hex_value(text[2 * i]);
        const int low = high < 0 ? -1 : hex_value(text[2 * i + 1]);
        if (low < 0) {
            return false;
        }
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return text[2 * length] == 0 || text[2 * length] == ',';
}

/* The digest is the one parameter of the whole URL, and ends it but for a comment. */
static bool check_digest(struct run *run, struct digests *digests, const char *codebase)
{
    const char *parameter = strchr(codebase, ';');
    if (strncasecmp(codebase, "httpmd:", 7) != 0 || parameter == NULL ||
        strchr(parameter, '=') == NULL) {
        return refuse(run, SLUICE_ARCHIVE_POLICY_CODEBASE_NOHASH, "codebase");
    }
    const char *equals = strchr(parameter, '=');
    const struct sluice_bytes name = {(const uint8_t *)parameter + 1,
                                      (size_t)(equals - parameter - 1)};
    const uint32_t bit = sluice_digest_by_name(name) & run->policy->digests;
    if (bit == 0 || strpbrk(parameter + 1, ";/?#") != NULL || strpbrk(codebase, "?#") != NULL) {
        return refuse(run, SLUICE_ARCHIVE_POLICY_CODEBASE_HASH, "digest of the codebase");
    }
    const unsigned index = (unsigned)__builtin_ctz(bit);
    uint8_t expected[DIGEST_MAX];
    if (!read_hex(equals + 1, expected, sluice_digest_size(index))) {
        return refuse(run, SLUICE_ARCHIVE_POLICY_CODEBASE_HASH, "digest of the codebase");
    }
    const struct sluice_bytes all = {run->bytes, run->length};
    return sluice_digests_of(run, digests, bit, all) &&
           (memcmp(digests->values[index], expected, sluice_digest_size(index)) == 0 ||
            refuse(run, SLUICE_ARCHIVE_POLICY_CODEBASE_HASH, "digest of the codebase"));
}

static bool is_hash(const char *text, const uint8_t *hash)
{
    uint8_t bytes[SLUICE_ARCHIVE_HASH_SIZE];
    return text == NULL ||
           (strlen(text) == 2 * sizeof bytes && read_hex(text, bytes, sizeof bytes) &&
            memcmp(bytes, hash, sizeof bytes) == 0);
}

bool sluice_check_codebase(struct run *run, struct digests *digests, const char *codebase)
{
    run->check = SLUICE_ARCHIVE_CHECK_CODEBASE;
    if (codebase == NULL) {
        return true;
    }
    if (!check_digest(run, digests, codebase)) {
        return false;
    }
    for (size_t i = 0; i < run->policy->grant_count; i++) {
        const struct sluice_archive_grant *grant = &run->policy->grants[i];
        if ((grant->codebase == NULL || strcmp(grant->codebase, codebase) == 0) &&
            is_hash(grant->signer, run->verdict->signer) &&
            is_hash(grant->archive_sha, run->verdict->sha256)) {
            return sluice_passed(run, sluice_at(0, run->length));
        }
    }
    return refuse(run, SLUICE_ARCHIVE_POLICY_DLPERM, "grant");
}
