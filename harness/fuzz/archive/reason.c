#include "harness/fuzz/archive/reason.h"

#include "harness/base/sha256.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MANIFEST, SIGNATURE_FILE, BLOCK };

/* --- where ---------------------------------------------------------------------------------------- */

/* The stage of a check; SLUICE_MODEL_ALL for those of a set, and of more than one. */
static enum sluice_model_stage stage_of(enum sluice_archive_check check)
{
    switch (check) {
    case SLUICE_ARCHIVE_CHECK_END_RECORD:
    case SLUICE_ARCHIVE_CHECK_DIRECTORY:
    case SLUICE_ARCHIVE_CHECK_LOCAL_HEADER:
    case SLUICE_ARCHIVE_CHECK_DESCRIPTOR:
    case SLUICE_ARCHIVE_CHECK_NAME:
    case SLUICE_ARCHIVE_CHECK_UNIQUE_NAMES:
    case SLUICE_ARCHIVE_CHECK_SIZES:
        return SLUICE_MODEL_ZIP;
    case SLUICE_ARCHIVE_CHECK_METADATA:
        return SLUICE_MODEL_FILES;
    case SLUICE_ARCHIVE_CHECK_BLOCK:
    case SLUICE_ARCHIVE_CHECK_SIGNER:
    case SLUICE_ARCHIVE_CHECK_SIGNATURE:
        return SLUICE_MODEL_SIGNATURE;
    case SLUICE_ARCHIVE_CHECK_SIGNATURE_FILE:
    case SLUICE_ARCHIVE_CHECK_MANIFEST:
        return SLUICE_MODEL_TEXTS;
    case SLUICE_ARCHIVE_CHECK_MAIN_DIGEST:
    case SLUICE_ARCHIVE_CHECK_SECTION_DIGEST:
    case SLUICE_ARCHIVE_CHECK_MANIFEST_DIGEST:
        return SLUICE_MODEL_MANIFEST;
    case SLUICE_ARCHIVE_CHECK_COVERAGE:
    case SLUICE_ARCHIVE_CHECK_ENTRY:
        return SLUICE_MODEL_ENTRIES;
    case SLUICE_ARCHIVE_CHECK_CLASS:
    case SLUICE_ARCHIVE_CHECK_ATTRIBUTES:
        return SLUICE_MODEL_CLASSES;
    case SLUICE_ARCHIVE_CHECK_SEALING:
    case SLUICE_ARCHIVE_CHECK_CODEBASE:
    case SLUICE_ARCHIVE_CHECK_SET:
        break;
    }
    return SLUICE_MODEL_ALL;
}

/* What is looked at first is refused first. Seals are looked at with classes, and in the set; that all sections were
 * signed, where that has to do for a digest of the whole manifest, and once more. */
static const char *stage_fault(enum sluice_model_stage stands,
                               const struct sluice_verify_told *told)
{
    const enum sluice_model_stage refused = stage_of(told->check);
    const bool of_classes = stands == SLUICE_MODEL_CLASSES && refused == SLUICE_MODEL_ALL;
    const bool of_sections = stands == SLUICE_MODEL_ENTRIES &&
                             told->check == SLUICE_ARCHIVE_CHECK_MANIFEST_DIGEST;
    if (refused > stands && !of_classes) {
        return "what is looked at before does not stand";
    }
    return refused < stands && !of_sections ? "what is looked at there stands" : NULL;
}

/* --- signatures ----------------------------------------------------------------------------------- */

static unsigned bits_of(const struct sluice_fuzz_signer_facts *signer)
{
    const char *dash = strchr(signer->key, '-');
    return dash == NULL ? 0 : (unsigned)strtoul(dash + 1, NULL, 10);
}

static bool is_short(const struct sluice_fuzz_signer_facts *signer,
                     const struct sluice_archive_policy *policy)
{
    const char kind = signer->key[0];
    const unsigned set = kind == 'R'   ? policy->min_rsa_bits
                         : kind == 'D' ? policy->min_dsa_bits
                                       : policy->min_ec_bits;
    const unsigned least = set != 0 ? set : kind == 'R' || kind == 'D' ? 2048 : 256;
    return kind == 'K' || (strncmp(signer->key, "ED-", 3) != 0 && bits_of(signer) < least);
}

static bool is_trusted(const struct sluice_fuzz_signer_facts *signer,
                       const struct sluice_archive_policy *policy)
{
    bool pinned = policy->pinned_count == 0;
    for (size_t i = 0; i < policy->pinned_count; i++) {
        pinned = pinned || strcasecmp(policy->pinned[i], signer->alias) == 0;
    }
    return pinned && signer->alias[0] != '\0';
}

static bool has_end(struct sluice_bytes name, const char *end)
{
    const size_t length = strlen(end);
    return name.length > length && name.data[name.length - length - 1] == '.' &&
           strncasecmp((const char *)name.data + name.length - length, end, length) == 0;
}

/* Of a block that is as its signer made it. */
static bool signature_is_so(enum sluice_archive_reason reason,
                            const struct sluice_model_archive *archive,
                            const struct sluice_archive_policy *policy)
{
    const struct sluice_fuzz_signer_facts *signer = sluice_fuzz_signer(archive->built->signer);
    const struct sluice_block_plan *plan = &archive->built->plan;
    const struct sluice_timestamp_plan *stamp = plan->timestamp;
    const struct sluice_bytes file = {
        (const uint8_t *)sluice_text_get(&archive->built->signed_file),
        archive->built->signed_file.length};
    switch ((unsigned)reason) {
    case SLUICE_ARCHIVE_CMS_EMBEDDED:
        return plan->embedded;
    case SLUICE_ARCHIVE_CMS_NSIGNERS:
        return plan->second != NULL;
    case SLUICE_ARCHIVE_CMS_SID:
        return plan->key_identifier && !policy->allow_key_identifier;
    case SLUICE_ARCHIVE_CMS_ATTRS:
        return plan->other_type || plan->two_values || plan->protects != NULL ||
               (plan->no_attributes && policy->demand_signed_attributes);
    case SLUICE_ARCHIVE_CMS_EXT:
        return !has_end(archive->files[BLOCK]->name, signer->extension);
    case SLUICE_ARCHIVE_CMS_SIG_BAD:
        return !sluice_unzip_same(sluice_unzip_data(archive->files[SIGNATURE_FILE]), file);
    case SLUICE_ARCHIVE_CMS_SIGNER_UNKNOWN:
        return !is_trusted(signer, policy);
    case SLUICE_ARCHIVE_CMS_CERT_EXPIRED:
        return policy->now > signer->not_after;
    case SLUICE_ARCHIVE_CMS_CERT_NOTYET:
        return policy->now < signer->not_before;
    case SLUICE_ARCHIVE_CMS_KU:
        return archive->built->signer == SLUICE_FUZZ_SIGNER_USAGE;
    case SLUICE_ARCHIVE_CMS_EKU:
        return archive->built->signer == SLUICE_FUZZ_SIGNER_EXTENDED;
    case SLUICE_ARCHIVE_CMS_WEAK_KEY:
        return is_short(signer, policy);
    case SLUICE_ARCHIVE_CMS_WEAK_SIG:
        return plan->pss || plan->digest != NULL || policy->digests != 0;
    case SLUICE_ARCHIVE_CMS_NO_CERTIFICATE:
        return plan->no_certificate;
    case SLUICE_ARCHIVE_CMS_OTHER_CERTIFICATE:
        return plan->other != NULL;
    case SLUICE_ARCHIVE_CMS_TIMESTAMP:
        return stamp != NULL && stamp->stamped.data != NULL;
    case SLUICE_ARCHIVE_CMS_TIMESTAMP_UNKNOWN:
        return stamp != NULL && stamp->by != sluice_fuzz_stamper(false);
    case SLUICE_ARCHIVE_CMS_TIMESTAMP_TIME:
        return stamp != NULL && (stamp->at < signer->not_before || stamp->at > signer->not_after ||
                                 stamp->at > policy->now);
    case SLUICE_ARCHIVE_CMS_TIMESTAMP_WEAK:
        return stamp != NULL;
    default:
        return false; /* it is well formed, and no timestamper's certificate has expired */
    }
}

static const char *signature_fault(enum sluice_archive_reason reason,
                                   const struct sluice_model_archive *archive,
                                   const struct sluice_archive_policy *policy)
{
    const struct sluice_bytes made = {(const uint8_t *)sluice_text_get(&archive->built->block),
                                      archive->built->block.length};
    return !sluice_unzip_same(sluice_unzip_data(archive->files[BLOCK]), made) ||
                   signature_is_so(reason, archive, policy)
               ? NULL
               : "the block as its signer made it, and the signer, are not so";
}

/* --- digests -------------------------------------------------------------------------------------- */

/* Whether the reason may be given for claims like that. */
static bool claims_are_so(enum sluice_archive_reason reason,
                          const struct sluice_text_claims *claims)
{
    switch ((unsigned)reason) {
    case SLUICE_ARCHIVE_JAR_NO_DIGEST:
    case SLUICE_ARCHIVE_JAR_SF_DIGEST_MAIN_MISSING:
        return !claims->any;
    case SLUICE_ARCHIVE_JAR_WEAK_DIGEST:
        return claims->any && !claims->approved;
    case SLUICE_ARCHIVE_JAR_DIGEST_UNKNOWN:
        return claims->unknown;
    case SLUICE_ARCHIVE_JAR_DIGEST_CONFLICT:
        return claims->wrong;
    default:
        return claims->approved_wrong; /* one of the mismatches */
    }
}

/* Claims of a package, of which nothing else is asked. */
static bool package_is_so(enum sluice_archive_reason reason,
                          const struct sluice_text_claims *claims)
{
    return claims->wrong && (reason == SLUICE_ARCHIVE_JAR_DIGEST_CONFLICT ||
                             (reason == SLUICE_ARCHIVE_JAR_ENTRY_DIGEST && claims->approved_wrong));
}

/* In the signature file: of which bytes a section speaks. */
static bool statement_is_so(enum sluice_archive_reason reason,
                            const struct sluice_model_archive *archive,
                            const struct sluice_archive_policy *policy, size_t section,
                            enum sluice_archive_check check)
{
    const struct sluice_text_form *file = &archive->signature_file;
    const struct sluice_text_form *manifest = &archive->manifest;
    struct sluice_bytes bytes = manifest->sections[0].raw;
    const char *suffix = "-Digest-Manifest-Main-Attributes";
    if (check == SLUICE_ARCHIVE_CHECK_MANIFEST_DIGEST) {
        bytes = sluice_unzip_data(archive->files[MANIFEST]);
        suffix = "-Digest-Manifest";
    } else if (check == SLUICE_ARCHIVE_CHECK_SECTION_DIGEST) {
        const size_t other = sluice_text_form_find(manifest, sluice_text_form_name(file, section));
        bytes = manifest->sections[other].raw;
        suffix = "-Digest";
        if (other == 0) {
            return reason == SLUICE_ARCHIVE_JAR_SF_SECTION_MISMATCH;
        }
    }
    const struct sluice_text_claims claims = sluice_text_form_claims(file, section, suffix, bytes,
                                                                     policy);
    const bool of_whole = reason == SLUICE_ARCHIVE_JAR_SF_MANIFEST_MISMATCH;
    return claims_are_so(reason, &claims) || (of_whole && !claims.any);
}

static bool is_of_signature(const struct sluice_model_archive *archive,
                            const struct sluice_unzip_entry *entry)
{
    return entry == archive->files[MANIFEST] || entry == archive->files[SIGNATURE_FILE] ||
           entry == archive->files[BLOCK];
}

/* What a section of the manifest says of the entry of its name. */
static bool section_is_so(enum sluice_archive_reason reason,
                          const struct sluice_model_archive *archive,
                          const struct sluice_archive_policy *policy, size_t section)
{
    const struct sluice_bytes name = sluice_text_form_name(&archive->manifest, section);
    const struct sluice_unzip_entry *entry = sluice_unzip_find(&archive->backward, name);
    const bool is_package = name.length > 0 && name.data[name.length - 1] == '/';
    const struct sluice_bytes nothing = {(const uint8_t *)"", 0};
    const struct sluice_text_claims claims = sluice_text_form_claims(
        &archive->manifest, section, "-Digest",
        entry == NULL || is_package ? nothing : sluice_unzip_data(entry), policy);
    switch ((unsigned)reason) {
    case SLUICE_ARCHIVE_JAR_ENTRY_NOT_IN_SF:
        return sluice_text_form_find(&archive->signature_file, name) == 0;
    case SLUICE_ARCHIVE_JAR_ENTRY_MISSING:
    case SLUICE_ARCHIVE_POLICY_UNSEALED:
        return entry == NULL && !is_package;
    case SLUICE_ARCHIVE_JAR_NAME:
        return entry != NULL && is_of_signature(archive, entry);
    default:
        return is_package ? package_is_so(reason, &claims)
                          : entry != NULL && claims_are_so(reason, &claims);
    }
}

static bool has_unsigned_section(const struct sluice_model_archive *archive)
{
    for (size_t i = 1; i < archive->manifest.section_count; i++) {
        const struct sluice_bytes name = sluice_text_form_name(&archive->manifest, i);
        if (sluice_text_form_find(&archive->signature_file, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_unnamed_entry(const struct sluice_model_archive *archive, size_t index)
{
    const struct sluice_unzip_entry *entry = &archive->backward.entries[index];
    return !is_of_signature(archive, entry) &&
           sluice_text_form_find(&archive->manifest, entry->name) == 0;
}

/* --- which one ------------------------------------------------------------------------------------ */

/* Whether the place is that of a section in the file that was read, or the reason's entry is of its name. */
static bool is_there(const struct sluice_archive_verdict *verdict, struct sluice_bytes text,
                     struct sluice_bytes section, struct sluice_bytes name)
{
    if (verdict->in_entry) {
        return (size_t)(section.data - text.data) == verdict->offset;
    }
    return strlen(verdict->entry) == name.length &&
           memcmp(verdict->entry, name.data, name.length) == 0;
}

static bool digest_is_so(const struct sluice_model_archive *archive,
                         const struct sluice_archive_policy *policy,
                         const struct sluice_verify_told *told)
{
    const enum sluice_archive_reason reason = told->verdict->reason;
    const struct sluice_text_form *file = &archive->signature_file;
    const struct sluice_text_form *manifest = &archive->manifest;
    if (told->check == SLUICE_ARCHIVE_CHECK_MAIN_DIGEST ||
        told->check == SLUICE_ARCHIVE_CHECK_MANIFEST_DIGEST) {
        return statement_is_so(reason, archive, policy, 0, told->check) ||
               (reason == SLUICE_ARCHIVE_JAR_SF_MANIFEST_MISMATCH && policy->allow_sections_only &&
                has_unsigned_section(archive));
    }
    if (told->check == SLUICE_ARCHIVE_CHECK_SECTION_DIGEST) {
        for (size_t i = 1; i < file->section_count; i++) {
            if (statement_is_so(reason, archive, policy, i, told->check)) {
                return true;
            }
        }
        return false;
    }
    if (reason == SLUICE_ARCHIVE_JAR_ENTRY_NOT_IN_MF) {
        for (size_t i = 0; i < archive->backward.count; i++) {
            if (is_unnamed_entry(archive, i)) {
                return true;
            }
        }
        return false;
    }
    const struct sluice_bytes text = sluice_unzip_data(archive->files[MANIFEST]);
    for (size_t i = 1; i < manifest->section_count; i++) {
        if (is_there(told->verdict, text, manifest->sections[i].raw,
                     sluice_text_form_name(manifest, i)) &&
            section_is_so(reason, archive, policy, i)) {
            return true;
        }
    }
    return false;
}

const char *sluice_reason_fault(const struct sluice_model_archive *archive,
                                const struct sluice_archive_policy *policy,
                                const struct sluice_verify_told *told)
{
    const enum sluice_archive_reason reason = told->verdict->reason;
    const enum sluice_archive_range range = sluice_archive_reason_range(reason);
    if (range == SLUICE_ARCHIVE_RANGE_ENVIRONMENT || range == SLUICE_ARCHIVE_RANGE_TRUST) {
        return "nothing of the kind has happened";
    }
    /* Bytes are expanded when they are needed, which may be late; limits are told elsewhere. */
    if (reason == SLUICE_ARCHIVE_OK || range == SLUICE_ARCHIVE_RANGE_LIMIT ||
        range == SLUICE_ARCHIVE_RANGE_ZIP || archive->stage == SLUICE_MODEL_ZIP) {
        return NULL;
    }
    const char *fault = stage_fault(archive->stage, told);
    if (fault != NULL) {
        return fault;
    }
    switch (archive->stage) {
    case SLUICE_MODEL_SIGNATURE:
        return signature_fault(reason, archive, policy);
    case SLUICE_MODEL_MANIFEST:
    case SLUICE_MODEL_ENTRIES:
        return reason == SLUICE_ARCHIVE_JAR_MF_SYNTAX || digest_is_so(archive, policy, told)
                   ? NULL
                   : "digests and names are not so";
    case SLUICE_MODEL_ZIP:
    case SLUICE_MODEL_FILES:
    case SLUICE_MODEL_TEXTS:
    case SLUICE_MODEL_CLASSES:
    case SLUICE_MODEL_ALL:
        break;
    }
    return NULL;
}

/* --- what else is told ---------------------------------------------------------------------------- */

static bool is_hash(const uint8_t hash[SLUICE_ARCHIVE_HASH_SIZE], const void *bytes, size_t length)
{
    char text[SLUICE_SHA256_TEXT];
    char said[SLUICE_SHA256_TEXT];
    sluice_sha256_of(bytes, length, text);
    for (size_t i = 0; i < SLUICE_ARCHIVE_HASH_SIZE; i++) {
        (void)snprintf(said + 2 * i, sizeof said - 2 * i, "%02x", hash[i]);
    }
    return memcmp(text, said, SLUICE_SHA256_TEXT - 1) == 0;
}

const char *sluice_reason_facts_fault(const struct sluice_model_archive *archive, int64_t now,
                                      const struct sluice_verify_told *told)
{
    static const uint8_t none[SLUICE_ARCHIVE_HASH_SIZE];
    enum { MOST_CERTIFICATE = 2048 };
    const struct sluice_archive_verdict *verdict = told->verdict;
    const struct sluice_fuzz_signer_facts *signer = sluice_fuzz_signer(archive->built->signer);
    uint8_t certificate[MOST_CERTIFICATE];
    if (!is_hash(verdict->sha256, archive->bytes.data, archive->bytes.length)) {
        return "the archive has another digest";
    }
    const bool is_needed = told->signature_stands && now > signer->not_after;
    if (verdict->stamped != (is_needed ? archive->built->stamp.at : 0)) {
        return "the time of a timestamp is another, or none was needed";
    }
    if (!told->signature_stands) {
        return verdict->alias[0] == '\0' && memcmp(verdict->signer, none, sizeof none) == 0
                   ? NULL
                   : "a signer is named though no signature was verified";
    }
    const size_t length = sluice_fuzz_certificate(&signer->identity, certificate,
                                                  sizeof certificate);
    return strcmp(verdict->alias, signer->alias) == 0 &&
                   is_hash(verdict->signer, certificate, length)
               ? NULL
               : "somebody else has signed";
}
