#include "harness/archive/facts.h"

#include "harness/archive/edwards_block.h"
#include "harness/yaml/arena.h"

#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <strings.h>

/* What facts are made of. */
struct making {
    const struct sluice_made_archive *made;
    const struct sluice_made_trust *trust;
    struct sluice_arena *arena;
    struct sluice_archive_facts *out;
    struct sluice_archive_fact *entries;
    struct sluice_fact_manifest manifest;
    struct sluice_fact_manifest signature_file;
};

static bool same_bytes(struct sluice_bytes a, struct sluice_bytes b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static enum sluice_known known(bool is_so)
{
    return is_so ? SLUICE_KNOWN_YES : SLUICE_KNOWN_NO;
}

/* --- the files that sign ------------------------------------------------------------------------------- */

enum part { PART_NONE, PART_MANIFEST, PART_FILE, PART_BLOCK, PART_STRAY };

struct scan {
    const struct sluice_zip_item *parts[PART_STRAY + 1]; /* the first of each */
    size_t counts[PART_STRAY + 1];
};

static bool ends_in(struct sluice_bytes name, const char *end, bool any_case)
{
    const size_t length = strlen(end);
    return name.length >= length &&
           sluice_fact_is((struct sluice_bytes){name.data + name.length - length, length}, end,
                          any_case);
}

static enum part part_of(struct sluice_bytes name, bool any_case)
{
    static const char folder[] = "META-INF/";
    const size_t lead = sizeof folder - 1;
    if (name.length <= lead ||
        !sluice_fact_is((struct sluice_bytes){name.data, lead}, folder, any_case) ||
        memchr(name.data + lead, '/', name.length - lead) != NULL) {
        return PART_NONE;
    }
    const struct sluice_bytes rest = {name.data + lead, name.length - lead};
    if (sluice_fact_is(rest, "MANIFEST.MF", any_case)) {
        return PART_MANIFEST;
    }
    if (rest.length > 4 && sluice_fact_is((struct sluice_bytes){rest.data, 4}, "SIG-", any_case)) {
        const uint8_t *dot = memchr(rest.data, '.', rest.length);
        const size_t extension = dot == NULL ? 0 : rest.length - (size_t)(dot - rest.data) - 1;
        return extension <= 3 ? PART_STRAY : PART_NONE;
    }
    if (ends_in(rest, ".SF", any_case)) {
        return PART_FILE;
    }
    return ends_in(rest, ".RSA", any_case) || ends_in(rest, ".DSA", any_case) ||
                   ends_in(rest, ".EC", any_case)
               ? PART_BLOCK
               : PART_NONE;
}

static size_t base_length(struct sluice_bytes name)
{
    size_t length = name.length;
    while (length > 0 && name.data[length - 1] != '.') {
        length--;
    }
    return length;
}

static bool belong_together(const struct sluice_zip_item *file, const struct sluice_zip_item *block)
{
    return file != NULL && block != NULL && base_length(file->name) == base_length(block->name) &&
           strncasecmp((const char *)file->name.data, (const char *)block->name.data,
                       base_length(file->name)) == 0;
}

/* A file of the signature that the policy names. */
static bool counts_alone(const struct making *making, enum part part, struct sluice_bytes name)
{
    static const size_t lead = sizeof "META-INF/" - 1;
    const char *wanted = making->trust->policy->signature;
    const size_t length = base_length(name);
    return wanted != NULL && (part == PART_FILE || part == PART_BLOCK) &&
           length == lead + strlen(wanted) + 1 &&
           strncasecmp((const char *)name.data + lead, wanted, strlen(wanted)) == 0;
}

static uint32_t look_at_parts(const struct making *making, struct scan *scan)
{
    const struct sluice_zip_program *zip = making->made->zip;
    uint32_t odd = 0;
    for (size_t i = 0; i < zip->count; i++) {
        const enum part part = part_of(zip->items[i].name, true);
        if (part != part_of(zip->items[i].name, false)) {
            odd |= SLUICE_ODD(METADATA_CASE);
        }
        if (part == PART_NONE) {
            continue;
        }
        if (scan->counts[part] == 0 || counts_alone(making, part, zip->items[i].name)) {
            scan->parts[part] = &zip->items[i];
        }
        scan->counts[part]++;
        if (part != PART_STRAY && scan->counts[part] == 1 && i > 2) {
            odd |= SLUICE_ODD(METADATA_ORDER);
        }
    }
    odd |= scan->counts[PART_STRAY] > 0 ? SLUICE_ODD(STRAY) : 0;
    odd |= scan->counts[PART_FILE] > 1 || scan->counts[PART_BLOCK] > 1 ||
                   scan->counts[PART_MANIFEST] > 1
               ? SLUICE_ODD(SIGNATURES)
               : 0;
    return odd;
}

/* Nobody, or somebody who stands above the signer. */
static bool is_above(const struct sluice_identity *other, const struct sluice_identity *signer)
{
    bool above = other == NULL;
    for (const struct sluice_identity *up = signer->issuer; up != NULL; up = up->issuer) {
        above = above || up->certificate == other->certificate;
    }
    return above;
}

/* A block says by its name which kind of key it is of. */
static uint32_t look_at_block(const struct making *making, const struct sluice_zip_item *block)
{
    const struct sluice_block_plan *plan = making->made->plan;
    const char *kind = sluice_identity_kind(making->made->signer);
    const bool fits = block == NULL ||
                      (ends_in(block->name, kind, true) &&
                       block->name.data[block->name.length - strlen(kind) - 1] == '.');
    return (fits ? 0 : SLUICE_ODD(BLOCK_NAME)) |
           (plan->embedded || plan->indefinite || plan->second != NULL ? SLUICE_ODD(BLOCK) : 0) |
           (plan->key_identifier ? SLUICE_ODD(KEY_IDENTIFIER) : 0) |
           (plan->no_certificate ? SLUICE_ODD(NO_CERTIFICATE) : 0) |
           (is_above(plan->other, making->made->signer) ? 0 : SLUICE_ODD(OTHER_CERTIFICATE)) |
           (plan->no_attributes ? SLUICE_ODD(NO_ATTRIBUTES) : 0);
}

/* --- digests ---------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    uint32_t bit;
} digests[] = {{"MD5", SLUICE_DIGEST_MD5},          {"SHA", SLUICE_DIGEST_SHA1},
               {"SHA1", SLUICE_DIGEST_SHA1},        {"SHA-1", SLUICE_DIGEST_SHA1},
               {"SHA-224", SLUICE_DIGEST_SHA224},   {"SHA-256", SLUICE_DIGEST_SHA256},
               {"SHA-384", SLUICE_DIGEST_SHA384},   {"SHA-512", SLUICE_DIGEST_SHA512},
               {"SHA3-256", SLUICE_DIGEST_SHA3_256}};

uint32_t sluice_fact_approved(const struct sluice_archive_policy *policy)
{
    return policy->digests != 0
               ? policy->digests
               : SLUICE_DIGEST_SHA256 | SLUICE_DIGEST_SHA384 | SLUICE_DIGEST_SHA512 |
                     SLUICE_DIGEST_SHA3_256 | SLUICE_DIGEST_SHA3_384 | SLUICE_DIGEST_SHA3_512;
}

/* What the attributes of one section say of some bytes. */
struct opinion {
    bool is_covered; /* there is an approved digest */
    bool differs;    /* from one of them */
    bool is_unknown; /* there is one of an unknown kind */
};

/* `suffix`: what stands behind the kind, "-Digest". */
static struct opinion ask(const struct making *making, const struct sluice_fact_manifest *manifest,
                          size_t section, const char *suffix, struct sluice_bytes bytes)
{
    struct opinion opinion = {.is_covered = false};
    for (size_t i = 0; i < manifest->count; i++) {
        const struct sluice_fact_attribute *item = &manifest->items[i];
        if (item->section != section || !ends_in(item->name, suffix, true)) {
            continue;
        }
        const struct sluice_bytes kind = {item->name.data, item->name.length - strlen(suffix)};
        size_t j = 0;
        while (j < sizeof digests / sizeof digests[0] &&
               !sluice_fact_is(kind, digests[j].name, true)) {
            j++;
        }
        if (j == sizeof digests / sizeof digests[0]) {
            opinion.is_unknown = true;
            continue;
        }
        struct sluice_text value = {0};
        const bool made = sluice_digest_add(digests[j].name, bytes, &value);
        const bool same = made &&
                          same_bytes(item->value, (struct sluice_bytes){(const uint8_t *)value.data,
                                                                        value.length});
        sluice_text_free(&value);
        opinion.differs = opinion.differs || !same;
        opinion.is_covered = opinion.is_covered ||
                             (sluice_fact_approved(making->trust->policy) & digests[j].bit) != 0;
    }
    return opinion;
}

/* The main section of a manifest with the empty line behind it. */
static struct sluice_bytes main_section(struct sluice_bytes text)
{
    size_t line = 0;
    for (size_t i = 0; i < text.length; i++) {
        const bool ends = text.data[i] == '\n' ||
                          (text.data[i] == '\r' &&
                           (i + 1 == text.length || text.data[i + 1] != '\n'));
        if (!ends) {
            continue;
        }
        const size_t bare = i > line && text.data[i] == '\n' && text.data[i - 1] == '\r' ? 1 : 0;
        if (i - bare == line) {
            return (struct sluice_bytes){text.data, i + 1};
        }
        line = i + 1;
    }
    return text;
}

/* --- entries ------------------------------------------------------------------------------------------------ */

static bool is_sealed(const struct making *making, struct sluice_bytes name)
{
    size_t length = name.length;
    while (length > 0 && name.data[length - 1] != '/') {
        length--;
    }
    if (length == 0) {
        return false; /* the unnamed package */
    }
    const size_t section = sluice_fact_section(&making->manifest,
                                               (struct sluice_bytes){name.data, length});
    struct sluice_bytes value = {NULL, 0};
    if (section > 0) {
        value = sluice_fact_attribute(&making->manifest, section, "Sealed");
    }
    if (value.data == NULL) {
        value = sluice_fact_attribute(&making->manifest, 0, "Sealed");
    }
    return value.data != NULL && sluice_fact_is(value, "true", true);
}

static bool take_entry(struct making *making, const struct sluice_zip_item *item, enum part part)
{
    struct sluice_archive_fact *entry = &making->entries[making->out->entry_count++];
    const size_t section = sluice_fact_section(&making->manifest, item->name);
    const struct opinion opinion = section == 0 ? (struct opinion){.is_covered = false}
                                                : ask(making, &making->manifest, section, "-Digest",
                                                      item->data);
    *entry = (struct sluice_archive_fact){
        .name = {item->name.data, item->name.length},
        .is_metadata = part == PART_MANIFEST || part == PART_FILE || part == PART_BLOCK,
        .is_directory = item->name.length > 0 && item->name.data[item->name.length - 1] == '/',
        .is_covered = opinion.is_covered &&
                      sluice_fact_section(&making->signature_file, item->name) > 0,
        .is_as_signed = !opinion.differs,
        .is_sealed = is_sealed(making, item->name)};
    making->out->odd |= opinion.is_unknown ? SLUICE_ODD(UNKNOWN_DIGESTS) : 0;
    return sluice_fact_class_read(item->data, making->arena, entry);
}

static bool take_entries(struct making *making)
{
    const struct sluice_zip_program *zip = making->made->zip;
    making->entries = sluice_arena_get(making->arena, zip->count + 1, sizeof *making->entries);
    if (making->entries == NULL) {
        return false;
    }
    making->out->entries = making->entries;
    for (size_t i = 0; i < zip->count; i++) {
        if (!take_entry(making, &zip->items[i], part_of(zip->items[i].name, true))) {
            return false;
        }
    }
    return true;
}

static bool is_there(const struct making *making, struct sluice_bytes name)
{
    for (size_t i = 0; i < making->out->entry_count; i++) {
        const struct sluice_archive_text *there = &making->entries[i].name;
        if (same_bytes(name, (struct sluice_bytes){there->data, there->length})) {
            return true;
        }
    }
    return false;
}

/* Sections of no entry, and what sections say of packages. */
static void look_at_sections(struct making *making)
{
    for (size_t i = 0; i < making->manifest.count; i++) {
        const struct sluice_fact_attribute *item = &making->manifest.items[i];
        if (item->section == 0) {
            continue;
        }
        if (sluice_fact_is(item->name, "Sealed", true) &&
            !sluice_fact_is(item->value, "true", true)) {
            making->out->odd |= SLUICE_ODD(UNSEALS);
        }
        if (sluice_fact_is(item->name, "Name", true) && !ends_in(item->value, "/", false) &&
            sluice_fact_attribute(&making->manifest, item->section, "Sealed").data == NULL) {
            making->out->missing += is_there(making, item->value) ? 0 : 1;
        }
    }
}

/* --- attributes and names that bring others along --------------------------------------------------------------- */

static uint32_t look_at_attributes(const struct making *making)
{
    static const struct {
        const char *name;
        uint32_t odd;
    } names[] = {
        {"Class-Path", SLUICE_ODD(CLASS_PATH)},      {"Multi-Release", SLUICE_ODD(RELEASES)},
        {"Launcher-Agent-Class", SLUICE_ODD(AGENT)}, {"Premain-Class", SLUICE_ODD(AGENT)},
        {"Agent-Class", SLUICE_ODD(AGENT)},          {"Add-Opens", SLUICE_ODD(MODULES)},
        {"Add-Exports", SLUICE_ODD(MODULES)},        {"Enable-Native-Access", SLUICE_ODD(MODULES)}};
    static const char releases[] = "META-INF/versions/";
    const struct sluice_zip_program *zip = making->made->zip;
    uint32_t odd = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        odd |= sluice_fact_attribute(&making->manifest, 0, names[i].name).data != NULL
                   ? names[i].odd
                   : 0;
    }
    for (size_t i = 0; i < zip->count; i++) {
        const struct sluice_bytes name = zip->items[i].name;
        const struct sluice_bytes lead = {name.data, sizeof releases - 1};
        odd |= sluice_fact_is(name, "META-INF/INDEX.LIST", true) ? SLUICE_ODD(INDEX) : 0;
        odd |= name.length > lead.length && sluice_fact_is(lead, releases, true)
                   ? SLUICE_ODD(RELEASES)
                   : 0;
    }
    return odd;
}

/* --- the signer ---------------------------------------------------------------------------------------------------- */

bool sluice_fact_is_strong(const EVP_PKEY *key, const struct sluice_archive_policy *policy)
{
    const int kind = EVP_PKEY_get_base_id(key);
    const uint32_t least = kind == EVP_PKEY_EC    ? policy->min_ec_bits
                           : kind == EVP_PKEY_DSA ? policy->min_dsa_bits
                                                  : policy->min_rsa_bits;
    const uint32_t usual = kind == EVP_PKEY_EC ? 256 : 2048;
    return sluice_key_is_edwards(key) ||
           EVP_PKEY_get_bits(key) >= (int)(least == 0 ? usual : least);
}

static bool is_strong(const struct making *making)
{
    const char *hash = making->made->plan->digest;
    const bool weak = hash != NULL && (strcmp(hash, "MD5") == 0 || strcmp(hash, "SHA1") == 0);
    return !weak && sluice_fact_is_strong(making->made->signer->key, making->trust->policy);
}

static bool may_sign(const struct making *making)
{
    X509 *certificate = making->made->signer->certificate;
    const time_t now = (time_t)making->trust->policy->now;
    const uint32_t flags = X509_get_extension_flags(certificate);
    const bool use = (flags & EXFLAG_KUSAGE) == 0 ||
                     (X509_get_key_usage(certificate) & KU_DIGITAL_SIGNATURE) != 0;
    const bool extended = (flags & EXFLAG_XKUSAGE) == 0 ||
                          (X509_get_extended_key_usage(certificate) & XKU_CODE_SIGN) != 0;
    const bool stated = (flags & EXFLAG_KUSAGE) != 0 && (flags & EXFLAG_XKUSAGE) != 0;
    return use && extended && (stated || !making->trust->policy->demand_usage) &&
           ASN1_TIME_cmp_time_t(X509_get0_notBefore(certificate), now) <= 0 &&
           (ASN1_TIME_cmp_time_t(X509_get0_notAfter(certificate), now) >= 0 ||
            sluice_fact_is_stamped(making->made, making->trust));
}

static bool look_at_signer(struct making *making)
{
    struct sluice_archive_facts *out = making->out;
    unsigned length = 0;
    if (X509_digest(making->made->signer->certificate, EVP_sha256(), out->signer, &length) != 1) {
        return false;
    }
    bool pinned = false;
    for (size_t i = 0; i < making->trust->pinned_count; i++) {
        pinned = pinned || memcmp(making->trust->pinned[i], out->signer, 32) == 0;
    }
    out->is_trusted = known(pinned);
    out->is_usable = known(may_sign(making) && is_strong(making));
    return true;
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

static struct sluice_bytes data_of(const struct sluice_zip_item *item)
{
    return item != NULL ? item->data : (struct sluice_bytes){NULL, 0};
}

/* Manifest and signature file are those that were signed, and fit each other. */
static bool parts_fit(const struct making *making, const struct scan *scan)
{
    const struct sluice_made_archive *made = making->made;
    const struct sluice_fact_manifest *file = &making->signature_file;
    static const char whole[] = "-Digest-Manifest";
    static const char main[] = "-Digest-Manifest-Main-Attributes";
    const struct opinion of_whole = ask(making, file, 0, whole, made->manifest);
    /* The manifest is what was signed, to the byte: what its sections say of each other was true then. */
    const bool by_sections = making->trust->policy->allow_sections_only && !of_whole.is_covered &&
                             !of_whole.differs && !of_whole.is_unknown;
    const struct opinion of_main = ask(making, file, 0, main, main_section(made->manifest));
    return same_bytes(data_of(scan->parts[PART_MANIFEST]), made->manifest) &&
           same_bytes(data_of(scan->parts[PART_FILE]), made->signature_file) &&
           sluice_fact_is(sluice_fact_attribute(file, 0, "Signature-Version"), "1.0", false) &&
           (by_sections || (of_whole.is_covered && !of_whole.differs)) && of_main.is_covered &&
           !of_main.differs;
}

static bool read_texts(struct making *making)
{
    return sluice_fact_manifest_read(making->made->manifest, "Manifest-Version", making->arena,
                                     &making->manifest) &&
           sluice_fact_manifest_read(making->made->signature_file, "Signature-Version",
                                     making->arena, &making->signature_file);
}

bool sluice_archive_facts_make(const struct sluice_made_archive *made,
                               const struct sluice_made_trust *trust, struct sluice_arena *arena,
                               struct sluice_archive_facts *out)
{
    struct making making = {.made = made, .trust = trust, .arena = arena, .out = out};
    struct scan scan = {.counts = {0}};
    bool comment = false;
    bool failed = false;
    *out = (struct sluice_archive_facts){.is_granted = made->is_granted};
    if (!read_texts(&making) || !take_entries(&making) || !look_at_signer(&making)) {
        return false;
    }
    look_at_sections(&making);
    out->odd |= look_at_parts(&making, &scan) | look_at_block(&making, scan.parts[PART_BLOCK]) |
                look_at_attributes(&making) | making.manifest.odd | making.signature_file.odd;
    out->odd |= sluice_fact_names(made->zip);
    out->odd |= sluice_fact_is_plain(made->zip, made->bytes, trust->policy->allow_time_fields,
                                     &comment, &failed)
                    ? 0
                    : SLUICE_ODD(STRUCTURE);
    out->odd |= comment ? SLUICE_ODD(COMMENT) : 0;
    out->is_signed = known(scan.counts[PART_MANIFEST] > 0 &&
                           belong_together(scan.parts[PART_FILE], scan.parts[PART_BLOCK]));
    out->is_manifest = known(parts_fit(&making, &scan));
    out->is_sound = known(same_bytes(data_of(scan.parts[PART_BLOCK]), made->block) &&
                          same_bytes(data_of(scan.parts[PART_FILE]), made->signature_file));
    return !failed;
}

uint32_t sluice_archive_facts_tolerated(const struct sluice_archive_policy *policy)
{
    const struct {
        bool allowed;
        uint32_t odd;
    } rows[] = {
        {policy->allow_comment, SLUICE_ODD(COMMENT)},
        {policy->allow_case_twins, SLUICE_ODD(CASE_TWINS)},
        {policy->signature != NULL, SLUICE_ODD(SIGNATURES) | SLUICE_ODD(STRAY)},
        {policy->allow_metadata_case, SLUICE_ODD(METADATA_CASE)},
        {policy->allow_metadata_anywhere, SLUICE_ODD(METADATA_ORDER)},
        {policy->allow_long_lines, SLUICE_ODD(LONG_LINES)},
        {policy->allow_open_section, SLUICE_ODD(OPEN_SECTION)},
        {policy->allow_name_case, SLUICE_ODD(NAME_CASE)},
        {policy->allow_no_version, SLUICE_ODD(NO_VERSION)},
        {!policy->demand_crlf, SLUICE_ODD(LINE_ENDS)},
        {policy->allow_unknown_digests, SLUICE_ODD(UNKNOWN_DIGESTS)},
        {policy->allow_block_name, SLUICE_ODD(BLOCK_NAME)},
        {policy->allow_key_identifier, SLUICE_ODD(KEY_IDENTIFIER)},
        {policy->allow_no_certificate, SLUICE_ODD(NO_CERTIFICATE)},
        {policy->allow_other_certificates, SLUICE_ODD(OTHER_CERTIFICATE)},
        {!policy->demand_signed_attributes, SLUICE_ODD(NO_ATTRIBUTES)},
        {policy->allow_class_path, SLUICE_ODD(CLASS_PATH)},
        {policy->allow_index_list, SLUICE_ODD(INDEX)},
        {policy->allow_multi_release, SLUICE_ODD(RELEASES)},
        {policy->allow_agent, SLUICE_ODD(AGENT)},
        {policy->allow_module_attributes, SLUICE_ODD(MODULES)},
        {policy->allow_unseal_override, SLUICE_ODD(UNSEALS)},
    };
    uint32_t tolerated = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tolerated |= rows[i].allowed ? rows[i].odd : 0;
    }
    return tolerated;
}
