#include "harness/fuzz/archive/model.h"

#include "harness/archive/zip_program.h"
#include "harness/fuzz/archive/form.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char signed_archives[] = "SEC06-J";
static const char sealed_code[] = "ENV01-J";

enum { MANIFEST, SIGNATURE_FILE, BLOCK };

static const int64_t year_2200 = 7258118400;

enum {
    USUAL_DIGESTS = SLUICE_DIGEST_SHA256 | SLUICE_DIGEST_SHA384 | SLUICE_DIGEST_SHA512 |
                    SLUICE_DIGEST_SHA3_256 | SLUICE_DIGEST_SHA3_384 | SLUICE_DIGEST_SHA3_512
};

/* Rooms for what the signers of keys.h make: bytes. */
enum { MOST_CERTIFICATE = 2048, MOST_BLOCK = 8192 };

/* The run of the model over one archive. */
struct model {
    struct sluice_model_archive *archive;
    const struct sluice_archive_policy *policy;
    struct sluice_model_answer answer;
};

static bool refuse(struct model *model, const char *rule, const char *fault)
{
    model->answer.rule = rule;
    model->answer.fault = fault;
    return false;
}

static bool unsigned_for(struct model *model, const char *fault)
{
    return refuse(model, signed_archives, fault);
}

static bool has_end(struct sluice_bytes name, const char *end)
{
    const size_t length = strlen(end);
    return name.length >= length &&
           strncasecmp((const char *)name.data + name.length - length, end, length) == 0;
}

static bool has_start(struct sluice_bytes name, const char *start)
{
    const size_t length = strlen(start);
    return name.length >= length && strncasecmp((const char *)name.data, start, length) == 0;
}

static bool is_called(struct sluice_bytes name, const char *text)
{
    return sluice_unzip_same(name, sluice_bytes_of(text));
}

static bool is_directory(struct sluice_bytes name)
{
    return name.length > 0 && name.data[name.length - 1] == '/';
}

/* --- the ZIP file -------------------------------------------------------------------------------- */

static bool sizes_stand(struct model *model)
{
    const struct sluice_archive_limits *limits = &model->policy->limits;
    for (size_t i = 0; i < model->archive->backward.count; i++) {
        const struct sluice_unzip_entry *entry = &model->archive->backward.entries[i];
        const uint64_t size = entry->data.length;
        /* Header and name are more than nothing: what is near the border is left open. */
        const uint64_t room = entry->to - entry->from;
        if (size > limits->ratio_floor && size / limits->ratio > room) {
            return unsigned_for(model, "an entry that expands too far");
        }
        model->answer.unsure = model->answer.unsure ||
                               (size > limits->ratio_floor && size / limits->ratio > room / 2);
    }
    return true;
}

static bool zip_stands(struct model *model)
{
    struct sluice_model_archive *archive = model->archive;
    const struct sluice_form_answer form = sluice_form_of_archive(archive->bytes, model->policy);
    model->answer.unsure = form.unsure;
    sluice_unzip_forward(&archive->forward, archive->bytes);
    sluice_unzip_backward(&archive->backward, archive->bytes);
    if (archive->forward.too_many || archive->backward.too_many) {
        model->answer.unsure = true;
        return form.fault == NULL || unsigned_for(model, form.fault);
    }
    const char *difference = sluice_unzip_difference(&archive->forward, &archive->backward,
                                                     archive->bytes);
    const char *fault = form.fault != NULL ? form.fault : difference;
    return (fault == NULL || unsigned_for(model, fault)) && sizes_stand(model);
}

/* --- the files of META-INF ----------------------------------------------------------------------- */

enum { LIKE_ONE = 3, FOLDER, NEITHER };

/* Longer names are not refused for what they stand for. */
enum { MOST_NAME = 1024 };

/* With the two letters beyond ASCII whose upper case is in it, which Java takes them for; else the name itself. */
static struct sluice_bytes in_ascii(struct sluice_bytes name, uint8_t room[MOST_NAME])
{
    size_t used = 0;
    for (size_t i = 0; i < name.length && name.length <= MOST_NAME; i++) {
        const bool is_i = i + 1 < name.length && memcmp(name.data + i, "\xC4\xB1", 2) == 0;
        const bool is_s = i + 1 < name.length && memcmp(name.data + i, "\xC5\xBF", 2) == 0;
        room[used++] = is_i ? 'I' : is_s ? 'S' : name.data[i];
        i += is_i || is_s;
    }
    return used == name.length || used == 0 ? name : (struct sluice_bytes){room, used};
}

/* Which of the three a name stands for, by what any reader takes it for; or that it is like one of them, or the
 * folder that they are in. */
static int role_of(struct sluice_bytes entry, bool *usual)
{
    static const char folder[] = "META-INF/";
    uint8_t room[MOST_NAME];
    const struct sluice_bytes name = in_ascii(entry, room);
    if (!has_start(name, folder) ||
        memchr(name.data + sizeof folder - 1, '/', name.length - (sizeof folder - 1)) != NULL) {
        return NEITHER;
    }
    const struct sluice_bytes own = {name.data + sizeof folder - 1,
                                     name.length - (sizeof folder - 1)};
    *usual = name.data == entry.data;
    for (size_t i = 0; i < name.length; i++) {
        *usual = *usual && !(name.data[i] >= 'a' && name.data[i] <= 'z');
    }
    if (own.length == 0) {
        return FOLDER;
    }
    if (own.length == 11 && has_end(own, "MANIFEST.MF")) {
        return MANIFEST;
    }
    if (has_end(own, ".SF")) {
        return SIGNATURE_FILE;
    }
    if (has_end(own, ".RSA") || has_end(own, ".DSA") || has_end(own, ".EC")) {
        return BLOCK;
    }
    const uint8_t *dot = own.data + own.length;
    while (dot > own.data && dot[-1] != '.') {
        dot--;
    }
    const size_t extension = (size_t)(own.data + own.length - dot);
    bool plain = extension >= 1 && extension <= 3;
    for (size_t i = 0; plain && i < extension; i++) {
        plain = isalnum(dot[i]) != 0;
    }
    return has_start(own, "SIG-") && (dot == own.data || plain) ? LIKE_ONE : NEITHER;
}

/* Beyond ASCII a letter may stand for another one. */
static bool is_ascii(struct sluice_bytes name)
{
    for (size_t i = 0; i < name.length; i++) {
        if (name.data[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

static bool pair_fits(const struct sluice_model_archive *archive)
{
    const struct sluice_bytes file = archive->files[SIGNATURE_FILE]->name;
    const struct sluice_bytes block = archive->files[BLOCK]->name;
    const size_t stem = file.length - 2;
    return block.length > stem && memcmp(file.data, block.data, stem) == 0 &&
           (has_end(block, ".EC") ? block.length == stem + 2 : block.length == stem + 3);
}

static bool metadata_stands(struct model *model)
{
    struct sluice_model_archive *archive = model->archive;
    size_t counts[NEITHER] = {0};
    bool in_front = true;
    memset((void *)archive->files, 0, sizeof archive->files);
    for (size_t i = 0; i < archive->backward.count; i++) {
        const struct sluice_unzip_entry *entry = &archive->backward.entries[i];
        bool usual = true;
        const int role = role_of(entry->name, &usual);
        const bool skipped = i > 0 && is_called(archive->backward.entries[0].name, "META-INF/");
        model->answer.unsure = model->answer.unsure || !is_ascii(entry->name);
        if (role == NEITHER) {
            continue;
        }
        if (!usual && !model->policy->allow_metadata_case) {
            return unsigned_for(model, "a file of the signature whose name is not in upper case");
        }
        model->answer.unsure = model->answer.unsure || !usual;
        in_front = in_front && (role == FOLDER || i < 3 + (skipped ? 1U : 0U)) &&
                   (role != MANIFEST || i == (skipped ? 1U : 0U));
        counts[role]++;
        if (role < LIKE_ONE) {
            archive->files[role] = entry;
        }
    }
    if (counts[MANIFEST] != 1 || counts[SIGNATURE_FILE] != 1 || counts[BLOCK] != 1 ||
        counts[LIKE_ONE] != 0 || !pair_fits(archive)) {
        return unsigned_for(model, "not one manifest, one signature file and its block");
    }
    return in_front || model->policy->allow_metadata_anywhere ||
           unsigned_for(model, "manifest and signature behind what they are about");
}

/* --- the signer ---------------------------------------------------------------------------------- */

static bool is_pinned(const struct sluice_archive_policy *policy, const char *alias)
{
    for (size_t i = 0; i < policy->pinned_count; i++) {
        if (strcasecmp(policy->pinned[i], alias) == 0) {
            return true;
        }
    }
    return policy->pinned_count == 0 && alias[0] != '\0';
}

/* Keys that are as long as they must be, digests that are approved, and that agree wherever they are named. */
static const char *algorithm_fault(const struct sluice_archive_policy *policy, const char *key,
                                   const struct sluice_block_plan *plan)
{
    static const struct {
        const char *name;
        uint32_t bit;
    } digests[] = {{"SHA256", SLUICE_DIGEST_SHA256},
                   {"SHA384", SLUICE_DIGEST_SHA384},
                   {"SHA512", SLUICE_DIGEST_SHA512},
                   {"SHA1", SLUICE_DIGEST_SHA1}};
    const unsigned long bits = strtoul(strchr(key, '-') + 1, NULL, 10);
    const bool is_edwards = strncmp(key, "ED-", 3) == 0;
    const char *digest = plan->digest == NULL ? "SHA256" : plan->digest;
    const uint32_t least = key[0] == 'R' ? (policy->min_rsa_bits == 0 ? 2048 : policy->min_rsa_bits)
                           : key[0] == 'D'
                               ? (policy->min_dsa_bits == 0 ? 2048 : policy->min_dsa_bits)
                           : policy->min_ec_bits == 0 ? 256
                                                      : policy->min_ec_bits;
    const uint32_t approved = policy->digests == 0 ? USUAL_DIGESTS : policy->digests;
    uint32_t bit = bits == 448 ? SLUICE_DIGEST_SHA3_512 : SLUICE_DIGEST_SHA512;
    for (size_t i = 0; i < sizeof digests / sizeof digests[0] && !is_edwards; i++) {
        bit = strcmp(digests[i].name, digest) == 0 ? digests[i].bit : bit;
    }
    if (!is_edwards && bits < least) {
        return "a key that is too short";
    }
    if ((bit & approved) == 0) {
        return "a signature whose digest is not approved";
    }
    if (plan->pss && plan->mask != NULL && strcmp(plan->mask, digest) != 0) {
        return "a mask of another digest";
    }
    return plan->protects != NULL &&
                   (plan->pss || plan->protects_other || strcmp(plan->protects, digest) != 0)
               ? "attributes that name other algorithms"
               : NULL;
}

/* Whether somebody trusted says that the signature is older than the end of its certificate. */
static bool is_stamped(const struct sluice_archive_policy *policy,
                       const struct sluice_fuzz_signer_facts *signer,
                       const struct sluice_timestamp_plan *stamp)
{
    const uint32_t approved = policy->digests == 0 ? USUAL_DIGESTS : policy->digests;
    return policy->timestampers != NULL && stamp != NULL &&
           stamp->by == sluice_fuzz_stamper(false) && stamp->digest == NULL &&
           (approved & SLUICE_DIGEST_SHA256) != 0 && policy->min_ec_bits <= 256 &&
           stamp->stamped.data == NULL && stamp->at >= signer->not_before &&
           stamp->at <= signer->not_after && stamp->at <= policy->now;
}

static const char *signer_fault(const struct model *model)
{
    const struct sluice_archive_policy *policy = model->policy;
    const struct sluice_built *built = model->archive->built;
    const struct sluice_fuzz_signer_facts *signer = sluice_fuzz_signer(built->signer);
    const struct sluice_block_plan *plan = &built->plan;
    if (!is_pinned(policy, signer->alias)) {
        return "a signer that is not pinned";
    }
    if (policy->now < signer->not_before ||
        (policy->now > signer->not_after && !is_stamped(policy, signer, plan->timestamp))) {
        return "a certificate that is not valid at this time";
    }
    if (signer->fault[0] != '\0' && built->signer != SLUICE_FUZZ_SIGNER_EXPIRED &&
        built->signer != SLUICE_FUZZ_SIGNER_NOT_YET) {
        return signer->fault;
    }
    if (plan->embedded || plan->second != NULL || plan->other_type || plan->two_values) {
        return "content in the block, a second signer, another type of content, or two values";
    }
    const char *fault = algorithm_fault(policy, signer->key, plan);
    if (fault != NULL) {
        return fault;
    }
    if ((plan->no_attributes && policy->demand_signed_attributes) ||
        (plan->no_certificate && !policy->allow_no_certificate) ||
        (plan->key_identifier && !policy->allow_key_identifier) ||
        (plan->other != NULL && !policy->allow_other_certificates)) {
        return "a block that the policy does not allow";
    }
    if (!policy->allow_block_name &&
        !has_end(model->archive->files[BLOCK]->name, signer->extension)) {
        return "a block whose extension is not that of its key";
    }
    return NULL;
}

/* Makes what stands in the place of a certificate in the block as it was made into nothing, there and in another. */
static void blank(const struct sluice_identity *identity, struct sluice_bytes made, uint8_t *one,
                  uint8_t *other)
{
    uint8_t certificate[MOST_CERTIFICATE];
    const size_t length = identity == NULL
                              ? 0
                              : sluice_fuzz_certificate(identity, certificate, sizeof certificate);
    for (size_t i = 0; length > 0 && i + length <= made.length; i++) {
        if (memcmp(made.data + i, certificate, length) == 0) {
            memset(one + i, 0, length);
            memset(other + i, 0, length);
        }
    }
}

/* Makes the timestamp into nothing, which stands last, and is not looked at unless it is needed. */
static void blank_timestamp(struct sluice_bytes made, uint8_t *one, uint8_t *other)
{
    static const uint8_t type[] = {0x06, 0x0B, 0x2A, 0x86, 0x48, 0x86, 0xF7,
                                   0x0D, 0x01, 0x09, 0x10, 0x02, 0x0E};
    for (size_t i = 0; i + sizeof type <= made.length; i++) {
        if (memcmp(made.data + i, type, sizeof type) == 0) {
            memset(one + i, 0, made.length - i);
            memset(other + i, 0, made.length - i);
            return;
        }
    }
}

/* True if blocks differ at most in certificates that nothing is believed for: of those who stand above the signer,
 * which need only belong there, and of others where they are allowed. */
static bool differ_beside_signer(const struct model *model, struct sluice_bytes made,
                                 struct sluice_bytes found)
{
    const struct sluice_built *built = model->archive->built;
    uint8_t one[MOST_BLOCK];
    uint8_t other[MOST_BLOCK];
    if (made.length != found.length || made.length > MOST_BLOCK) {
        return false;
    }
    memcpy(one, made.data, made.length);
    memcpy(other, found.data, made.length);
    blank(sluice_fuzz_signer(built->signer)->identity.issuer, made, one, other);
    blank(model->policy->allow_other_certificates ? built->plan.other : NULL, made, one, other);
    if (built->plan.timestamp != NULL) {
        blank_timestamp(made, one, other);
    }
    return memcmp(one, other, made.length) == 0;
}

static bool signature_stands(struct model *model)
{
    const struct sluice_model_archive *archive = model->archive;
    const struct sluice_built *built = archive->built;
    const struct sluice_bytes file = {(const uint8_t *)sluice_text_get(&built->signed_file),
                                      built->signed_file.length};
    const struct sluice_bytes block = {(const uint8_t *)sluice_text_get(&built->block),
                                       built->block.length};
    const struct sluice_bytes found = sluice_unzip_data(archive->files[BLOCK]);
    if (!sluice_unzip_same(found, block)) {
        if (!differ_beside_signer(model, block, found)) {
            return unsigned_for(model, "another block than the signer's");
        }
        model->answer.unsure = true;
    }
    if (!sluice_unzip_same(sluice_unzip_data(archive->files[SIGNATURE_FILE]), file)) {
        return unsigned_for(model, "another signature file than was signed");
    }
    const char *fault = signer_fault(model);
    /* Then those who stamp have expired, too. */
    model->answer.unsure = model->answer.unsure ||
                           (built->plan.timestamp != NULL && model->policy->now > year_2200);
    return fault == NULL || unsigned_for(model, fault);
}

/* --- what it covers ------------------------------------------------------------------------------ */

static bool texts_stand(struct model *model)
{
    struct sluice_model_archive *archive = model->archive;
    struct sluice_text_form *file = &archive->signature_file;
    struct sluice_text_form *manifest = &archive->manifest;
    sluice_text_form_read(file, sluice_unzip_data(archive->files[SIGNATURE_FILE]), model->policy);
    sluice_text_form_read(manifest, sluice_unzip_data(archive->files[MANIFEST]), model->policy);
    model->answer.unsure = model->answer.unsure || file->unsure || manifest->unsure;
    const char *fault = file->fault != NULL ? file->fault : manifest->fault;
    if (fault != NULL) {
        return unsigned_for(model, fault);
    }
    if (!is_called(sluice_text_form_get(file, 0, "Signature-Version"), "1.0")) {
        return unsigned_for(model, "a signature file of another version");
    }
    return model->policy->allow_no_version ||
           is_called(manifest->headers[0].name, "Manifest-Version") ||
           unsigned_for(model, "a manifest that does not begin with its version");
}

/* One statement of the signature file on bytes of the manifest. */
static bool statement_stands(struct model *model, size_t section, const char *suffix,
                             struct sluice_bytes bytes)
{
    const struct sluice_text_claims claims = sluice_text_form_claims(
        &model->archive->signature_file, section, suffix, bytes, model->policy);
    if (!claims.any) {
        return unsigned_for(model, "no digest in the signature file");
    }
    return claims.fault == NULL || unsigned_for(model, claims.fault);
}

/* The manifest as a whole; where the policy can do without, its sections have been signed each. */
static bool whole_is_signed(struct model *model)
{
    const struct sluice_bytes all = sluice_unzip_data(model->archive->files[MANIFEST]);
    const struct sluice_text_claims claims = sluice_text_form_claims(
        &model->archive->signature_file, 0, "-Digest-Manifest", all, model->policy);
    return (model->policy->allow_sections_only && !claims.any && !claims.unknown) ||
           statement_stands(model, 0, "-Digest-Manifest", all);
}

static bool manifest_is_signed(struct model *model)
{
    const struct sluice_text_form *manifest = &model->archive->manifest;
    const struct sluice_text_form *file = &model->archive->signature_file;
    if (!statement_stands(model, 0, "-Digest-Manifest-Main-Attributes",
                          manifest->sections[0].raw) ||
        !whole_is_signed(model)) {
        return false;
    }
    for (size_t i = 1; i < file->section_count; i++) {
        const size_t section = sluice_text_form_find(manifest, sluice_text_form_name(file, i));
        if (section == 0) {
            return unsigned_for(model, "a signed section that the manifest lacks");
        }
        if (!statement_stands(model, i, "-Digest", manifest->sections[section].raw)) {
            return false;
        }
    }
    return true;
}

static bool section_stands(struct model *model, size_t section)
{
    const struct sluice_text_form *manifest = &model->archive->manifest;
    const struct sluice_bytes name = sluice_text_form_name(manifest, section);
    const struct sluice_unzip_entry *entry = sluice_unzip_find(&model->archive->backward, name);
    if (sluice_text_form_find(&model->archive->signature_file, name) == 0) {
        return unsigned_for(model, "a section that was not signed");
    }
    if (is_directory(name)) {
        const struct sluice_bytes none = {(const uint8_t *)"", 0};
        return !sluice_text_form_claims(manifest, section, "-Digest", none, model->policy).wrong ||
               unsigned_for(model, "a digest of a directory that is not that of nothing");
    }
    if (entry == NULL || entry == model->archive->files[MANIFEST] ||
        entry == model->archive->files[SIGNATURE_FILE] || entry == model->archive->files[BLOCK]) {
        return unsigned_for(model, "a section for no entry, or for one of the signature");
    }
    const struct sluice_text_claims claims = sluice_text_form_claims(
        manifest, section, "-Digest", sluice_unzip_data(entry), model->policy);
    if (!claims.any) {
        return unsigned_for(model, "an entry without a digest");
    }
    return claims.fault == NULL || unsigned_for(model, claims.fault);
}

static bool entries_are_covered(struct model *model)
{
    const struct sluice_model_archive *archive = model->archive;
    for (size_t i = 1; i < archive->manifest.section_count; i++) {
        if (!section_stands(model, i)) {
            return false;
        }
    }
    for (size_t i = 0; i < archive->backward.count; i++) {
        const struct sluice_unzip_entry *entry = &archive->backward.entries[i];
        const bool of_signature = entry == archive->files[MANIFEST] ||
                                  entry == archive->files[SIGNATURE_FILE] ||
                                  entry == archive->files[BLOCK];
        if (!of_signature && !is_directory(entry->name) &&
            sluice_text_form_find(&archive->manifest, entry->name) == 0) {
            return unsigned_for(model, "an entry that the manifest does not name");
        }
    }
    return true;
}

/* --- classes and packages ------------------------------------------------------------------------ */

/* Bytes of "META-INF/versions/9/" in front of a name. */
static size_t version_length(struct sluice_bytes name)
{
    static const char folder[] = "META-INF/versions/";
    size_t at = sizeof folder - 1;
    if (name.length < at || memcmp(name.data, folder, at) != 0) {
        return 0;
    }
    while (at < name.length && name.data[at] >= '0' && name.data[at] <= '9') {
        at++;
    }
    return at > sizeof folder - 1 && at < name.length && name.data[at] == '/' ? at + 1 : 0;
}

static bool mentions_other(struct sluice_bytes bytes, struct sluice_bytes package)
{
    static const char *const packages[] = {"trusted", "other"};
    for (size_t i = 0; i < 2; i++) {
        const size_t length = strlen(packages[i]);
        for (size_t at = 0; !is_called(package, packages[i]) && at + length < bytes.length; at++) {
            if (memcmp(bytes.data + at, packages[i], length) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool add_package(struct model *model, struct sluice_bytes path)
{
    struct sluice_model_archive *archive = model->archive;
    for (size_t i = 0; i < archive->package_count; i++) {
        if (sluice_unzip_same(archive->packages[i].path, path)) {
            return true;
        }
    }
    if (archive->package_count == SLUICE_MODEL_PACKAGES) {
        model->answer.unsure = true;
        return true;
    }
    archive->packages[archive->package_count++] = (struct sluice_model_package){.path = path};
    return true;
}

static bool class_stands(struct model *model, const struct sluice_unzip_entry *entry)
{
    const size_t version = version_length(entry->name);
    struct sluice_bytes name = {entry->name.data + version, entry->name.length - version};
    static const char extension[] = ".class";
    const size_t tail = sizeof extension - 1;
    if (name.length <= tail || memcmp(name.data + name.length - tail, extension, tail) != 0) {
        return true;
    }
    name.length -= tail;
    if (version > 0 && !model->policy->allow_multi_release) {
        return refuse(model, sealed_code, "a class that depends on the version of Java");
    }
    bool unsure = false;
    const struct sluice_bytes bytes = sluice_unzip_data(entry);
    const struct sluice_bytes declared = sluice_class_form_name(bytes, &unsure);
    model->answer.unsure = model->answer.unsure || unsure;
    if (!unsure && (declared.data == NULL || !sluice_unzip_same(declared, name))) {
        return refuse(model, sealed_code, "a class that is not what its path says");
    }
    while (name.length > 0 && name.data[name.length - 1] != '/') {
        name.length--;
    }
    name.length -= name.length > 0 ? 1 : 0;
    model->archive->depends = model->archive->depends || mentions_other(bytes, name);
    sluice_class_form_depend(&model->archive->dependencies, name, bytes);
    return add_package(model, name);
}

static bool main_attributes_stand(struct model *model)
{
    const struct sluice_archive_policy *policy = model->policy;
    const struct {
        const char *name;
        bool allowed;
    } table[] = {
        {"Class-Path", policy->allow_class_path},
        {"Launcher-Agent-Class", policy->allow_agent},
        {"Premain-Class", policy->allow_agent},
        {"Agent-Class", policy->allow_agent},
        {"Add-Opens", policy->allow_module_attributes},
        {"Add-Exports", policy->allow_module_attributes},
        {"Enable-Native-Access", policy->allow_module_attributes},
    };
    const struct sluice_text_form *manifest = &model->archive->manifest;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (!table[i].allowed && sluice_text_form_get(manifest, 0, table[i].name).data != NULL) {
            return refuse(model, sealed_code, "an attribute that pulls in other code");
        }
    }
    if (!policy->allow_multi_release &&
        sluice_text_form_is(sluice_text_form_get(manifest, 0, "Multi-Release"), "true")) {
        return refuse(model, sealed_code, "classes that depend on the version of Java");
    }
    for (size_t i = 0; i < model->archive->backward.count && !policy->allow_index_list; i++) {
        if (sluice_text_form_is(model->archive->backward.entries[i].name, "META-INF/INDEX.LIST")) {
            return refuse(model, sealed_code, "an index of other archives");
        }
    }
    return true;
}

/* Whether a package is one of the groups of a policy, which name it with dots. */
static bool is_sensitive(const struct sluice_archive_policy *policy, struct sluice_bytes path)
{
    for (size_t i = 0; i < policy->group_count; i++) {
        for (size_t j = 0; j < policy->groups[i].package_count; j++) {
            if (is_called(path, policy->groups[i].packages[j])) {
                return true; /* those of the groups here have no dots */
            }
        }
    }
    return false;
}

static bool must_be_sealed(const struct sluice_archive_policy *policy, struct sluice_bytes path)
{
    return policy->seal == SLUICE_SEAL_ALL ||
           (policy->seal == SLUICE_SEAL_SENSITIVE && is_sensitive(policy, path));
}

static bool seals_stand(struct model *model)
{
    struct sluice_model_archive *archive = model->archive;
    const struct sluice_text_form *manifest = &archive->manifest;
    const bool main_seals = sluice_text_form_is(sluice_text_form_get(manifest, 0, "Sealed"),
                                                "true");
    for (size_t i = 1; i < manifest->section_count; i++) {
        const struct sluice_bytes value = sluice_text_form_get(manifest, i, "Sealed");
        struct sluice_bytes path = sluice_text_form_name(manifest, i);
        path.length -= is_directory(path) ? 1 : 0;
        const bool takes_away = value.data != NULL && !sluice_text_form_is(value, "true") &&
                                (main_seals || sluice_text_form_is(value, "false"));
        if (takes_away &&
            (!model->policy->allow_unseal_override || must_be_sealed(model->policy, path))) {
            return refuse(model, sealed_code, "a section that takes a seal away");
        }
    }
    for (size_t i = 0; i < archive->package_count; i++) {
        struct sluice_model_package *package = &archive->packages[i];
        const struct sluice_bytes name = {package->path.data, package->path.length + 1};
        const size_t section = package->path.length == 0 ? 0
                                                         : sluice_text_form_find(manifest, name);
        const struct sluice_bytes own = section == 0
                                            ? (struct sluice_bytes){NULL, 0}
                                            : sluice_text_form_get(manifest, section, "Sealed");
        package->sealed = package->path.length > 0 &&
                          (own.data == NULL ? main_seals : sluice_text_form_is(own, "true"));
    }
    return true;
}

static bool classes_stand(struct model *model)
{
    struct sluice_model_archive *archive = model->archive;
    for (size_t i = 0; i < archive->backward.count; i++) {
        if (!class_stands(model, &archive->backward.entries[i])) {
            return false;
        }
    }
    return main_attributes_stand(model) && seals_stand(model);
}

struct sluice_model_answer sluice_model_archive(struct sluice_model_archive *archive,
                                                const struct sluice_built *built,
                                                const struct sluice_archive_policy *policy)
{
    struct model model = {.archive = archive, .policy = policy};
    archive->built = built;
    memset((void *)archive->files, 0, sizeof archive->files);
    archive->package_count = 0;
    archive->depends = false;
    archive->dependencies.count = 0;
    archive->bytes = sluice_built_bytes(built);
    static bool (*const stages[])(struct model * model) = {
        [SLUICE_MODEL_ZIP] = zip_stands,
        [SLUICE_MODEL_FILES] = metadata_stands,
        [SLUICE_MODEL_SIGNATURE] = signature_stands,
        [SLUICE_MODEL_TEXTS] = texts_stand,
        [SLUICE_MODEL_MANIFEST] = manifest_is_signed,
        [SLUICE_MODEL_ENTRIES] = entries_are_covered,
        [SLUICE_MODEL_CLASSES] = classes_stand,
    };
    archive->stage = SLUICE_MODEL_ZIP;
    while (archive->stage < SLUICE_MODEL_ALL && stages[archive->stage](&model) &&
           !archive->backward.too_many && !archive->forward.too_many) {
        archive->stage = (enum sluice_model_stage)(archive->stage + 1);
    }
    return model.answer;
}

/* --- the set ------------------------------------------------------------------------------------- */

static const struct sluice_model_package *find_package(const struct sluice_model_archive *archive,
                                                       struct sluice_bytes path)
{
    for (size_t i = 0; i < archive->package_count; i++) {
        if (sluice_unzip_same(archive->packages[i].path, path)) {
            return &archive->packages[i];
        }
    }
    return NULL;
}

static const char *split_fault(const struct sluice_model_archive *const *archives, size_t count,
                               const struct sluice_archive_policy *policy)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < archives[i]->package_count; j++) {
            const struct sluice_model_package *package = &archives[i]->packages[j];
            const bool must = must_be_sealed(policy, package->path);
            if (must && !package->sealed) {
                return "a package that is not sealed";
            }
            for (size_t k = 0; k < i; k++) {
                if ((must || !policy->allow_split_packages) &&
                    find_package(archives[k], package->path) != NULL) {
                    return "a package in two archives";
                }
            }
        }
    }
    return NULL;
}

/* Each group in one archive, and none of its packages missing. */
static const char *group_fault(const struct sluice_model_archive *const *archives, size_t count,
                               const struct sluice_archive_group *group)
{
    size_t homes = 0;
    for (size_t i = 0; i < count; i++) {
        size_t here = 0;
        for (size_t j = 0; j < group->package_count; j++) {
            here += find_package(archives[i], sluice_bytes_of(group->packages[j])) != NULL;
        }
        if (here > 0 && here < group->package_count) {
            return "a group of packages that is spread, or not there as a whole";
        }
        homes += here > 0;
    }
    return homes == 1 ? NULL : "a group of packages in no archive, or in several";
}

/* Whether a package is one of a group. */
static bool is_of_group(const struct sluice_archive_group *group, struct sluice_bytes path)
{
    for (size_t i = 0; i < group->package_count; i++) {
        if (is_called(path, group->packages[i])) {
            return true;
        }
    }
    return false;
}

/* Whether a group depends on another, by way of others, too: packages are added to it until there are no more. */
static const char *dependency_fault(const struct sluice_model_archive *const *archives,
                                    size_t count, const struct sluice_archive_policy *policy,
                                    size_t group)
{
    struct sluice_bytes reached[2 * SLUICE_CLASS_FORM_DEPENDENCIES];
    size_t reached_count = 0;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < count; i++) {
            const struct sluice_class_form_dependencies *all = &archives[i]->dependencies;
            for (size_t j = 0; j < all->count; j++) {
                bool from = is_of_group(&policy->groups[group], all->list[j].from);
                bool to = false;
                for (size_t k = 0; k < reached_count; k++) {
                    from = from || sluice_unzip_same(reached[k], all->list[j].from);
                    to = to || sluice_unzip_same(reached[k], all->list[j].to);
                }
                if (from && !to && reached_count < sizeof reached / sizeof reached[0]) {
                    reached[reached_count++] = all->list[j].to;
                    more = true;
                }
            }
        }
    }
    for (size_t i = 0; i < reached_count; i++) {
        for (size_t j = 0; j < policy->group_count; j++) {
            if (j != group && is_of_group(&policy->groups[j], reached[i])) {
                return "a group of packages that depends on another";
            }
        }
    }
    return NULL;
}

struct sluice_model_answer sluice_model_set(const struct sluice_model_archive *const *archives,
                                            size_t count,
                                            const struct sluice_archive_policy *policy)
{
    struct sluice_model_answer answer = {0};
    answer.fault = split_fault(archives, count, policy);
    for (size_t i = 0; i < policy->group_count && answer.fault == NULL; i++) {
        answer.fault = group_fault(archives, count, &policy->groups[i]);
    }
    for (size_t i = 0; policy->group_count > 1 && i < policy->group_count && answer.fault == NULL;
         i++) {
        answer.fault = dependency_fault(archives, count, policy, i);
    }
    for (size_t i = 1; i < count && answer.fault == NULL && !policy->allow_mixed_signers; i++) {
        if (archives[i]->built->signer != archives[0]->built->signer) {
            answer.fault = "archives of different signers";
        }
    }
    for (size_t i = 0; i < count; i++) {
        /* Names may stand in other texts than those of classes. */
        answer.unsure = answer.unsure || (policy->group_count > 1 && archives[i]->depends);
    }
    answer.rule = answer.fault == NULL ? NULL : sealed_code;
    return answer;
}
