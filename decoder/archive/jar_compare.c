/* Whether manifest, signature file and entries speak of the same things. */
#include "jar.h"
#include "zip.h"

static struct sluice_bytes raw_section(const struct jar_text *text, uint32_t section)
{
    return (struct sluice_bytes){text->raw + text->sections[section].raw,
                                 text->sections[section].raw_length};
}

/* What one section of the signature file says of some bytes of the manifest. */
struct statement {
    uint32_t section;   /* of the signature file */
    const char *suffix; /* of the attributes' names */
    enum sluice_archive_reason missing;
    enum sluice_archive_reason mismatch;
    struct place place;
};

static bool check_statement(struct run *run, struct digests *digests,
                            const struct jar_text *signature_file,
                            const struct statement *statement, struct sluice_bytes bytes)
{
    struct claims claims;
    return sluice_claims_read(run, signature_file, statement->section, statement->suffix,
                              &claims) &&
           sluice_claims_check(run, &claims, statement->missing,
                               sluice_section_place(signature_file, statement->section)) &&
           sluice_digests_of(run, digests, claims.known, bytes) &&
           sluice_claims_compare(run, &claims, digests, statement->mismatch, statement->place) &&
           sluice_passed(run, statement->place);
}

static bool compare_main(struct run *run, struct digests *digests, const struct jar_text *manifest,
                         const struct jar_text *signature_file)
{
    run->check = SLUICE_ARCHIVE_CHECK_MAIN_DIGEST;
    const struct statement statement = {
        .suffix = "-Digest-Manifest-Main-Attributes",
        .missing = SLUICE_ARCHIVE_JAR_SF_DIGEST_MAIN_MISSING,
        .mismatch = SLUICE_ARCHIVE_JAR_SF_MAIN_MISMATCH,
        .place = sluice_section_place(manifest, 0),
    };
    return check_statement(run, digests, signature_file, &statement, raw_section(manifest, 0));
}

static bool compare_sections(struct run *run, struct digests *digests,
                             const struct jar_text *manifest, const struct jar_text *signature_file)
{
    run->check = SLUICE_ARCHIVE_CHECK_SECTION_DIGEST;
    for (uint32_t i = 1; i < signature_file->section_count; i++) {
        const uint32_t section = sluice_section_find(manifest,
                                                     sluice_section_name(signature_file, i));
        if (section == 0) {
            return sluice_refuse(run, SLUICE_ARCHIVE_JAR_SF_SECTION_MISMATCH,
                                 "section that the manifest lacks",
                                 sluice_section_place(signature_file, i));
        }
        const struct statement statement = {
            .section = i,
            .suffix = "-Digest",
            .missing = SLUICE_ARCHIVE_JAR_NO_DIGEST,
            .mismatch = SLUICE_ARCHIVE_JAR_SF_SECTION_MISMATCH,
            .place = sluice_section_place(manifest, section),
        };
        if (!check_statement(run, digests, signature_file, &statement,
                             raw_section(manifest, section))) {
            return false;
        }
    }
    return true;
}

/* All of the manifest, but its main section, is sections: none may be there that was not signed. */
static bool is_covered_by_sections(struct run *run, const struct jar_text *manifest,
                                   const struct jar_text *signature_file)
{
    for (uint32_t i = 1; i < manifest->section_count; i++) {
        if (sluice_section_find(signature_file, sluice_section_name(manifest, i)) == 0) {
            return sluice_refuse(run, SLUICE_ARCHIVE_JAR_SF_MANIFEST_MISMATCH,
                                 "section that was not signed", sluice_section_place(manifest, i));
        }
    }
    return sluice_passed(run, sluice_in_entry(manifest->entry, 0, manifest->length));
}

static bool compare_whole(struct run *run, struct digests *digests, const struct jar_text *manifest,
                          const struct jar_text *signature_file)
{
    run->check = SLUICE_ARCHIVE_CHECK_MANIFEST_DIGEST;
    struct claims claims;
    if (!sluice_claims_read(run, signature_file, 0, "-Digest-Manifest", &claims)) {
        return false;
    }
    if (claims.known == 0 && !claims.unknown && run->policy->allow_sections_only) {
        return is_covered_by_sections(run, manifest, signature_file);
    }
    const struct statement statement = {
        .suffix = "-Digest-Manifest",
        .missing = SLUICE_ARCHIVE_JAR_SF_MANIFEST_MISMATCH,
        .mismatch = SLUICE_ARCHIVE_JAR_SF_MANIFEST_MISMATCH,
        .place = sluice_in_entry(manifest->entry, 0, manifest->length),
    };
    return check_statement(run, digests, signature_file, &statement,
                           (struct sluice_bytes){manifest->raw, manifest->length});
}

bool sluice_jar_compare(struct run *run, struct digests *digests, const struct jar_text *manifest,
                        const struct jar_text *signature_file)
{
    return compare_main(run, digests, manifest, signature_file) &&
           compare_sections(run, digests, manifest, signature_file) &&
           compare_whole(run, digests, manifest, signature_file);
}

/* A section for something that is no entry. */
static bool refuse_absent(struct run *run, const struct jar_text *manifest, uint32_t section)
{
    /* It seals nothing: a package's name ends in a slash. */
    const bool seals = sluice_attribute(manifest, section, "Sealed").data != NULL;
    return sluice_refuse(
        run, seals ? SLUICE_ARCHIVE_POLICY_UNSEALED : SLUICE_ARCHIVE_JAR_ENTRY_MISSING,
        seals ? "sealed name without a slash" : "section", sluice_section_place(manifest, section));
}

/* A package's section: if it has a digest, that of nothing. */
static bool check_directory(struct run *run, struct digests *digests,
                            const struct jar_text *manifest, uint32_t section)
{
    struct claims claims;
    const struct place place = sluice_section_place(manifest, section);
    if (!sluice_claims_read(run, manifest, section, "-Digest", &claims)) {
        return false;
    }
    return claims.known == 0 ||
           (sluice_digests_of(run, digests, claims.known,
                              (struct sluice_bytes){(const uint8_t *)"", 0}) &&
            sluice_claims_compare(run, &claims, digests, SLUICE_ARCHIVE_JAR_ENTRY_DIGEST, place));
}

static bool check_sections(struct run *run, struct digests *digests,
                           const struct jar_text *manifest, const struct jar_text *signature_file,
                           uint32_t *sections)
{
    for (uint32_t i = 1; i < manifest->section_count; i++) {
        const struct sluice_bytes name = sluice_section_name(manifest, i);
        const struct place place = sluice_section_place(manifest, i);
        const int64_t index = sluice_zip_find(run, name);
        if (sluice_section_find(signature_file, name) == 0) {
            return sluice_refuse(run, SLUICE_ARCHIVE_JAR_ENTRY_NOT_IN_SF, "section", place);
        }
        if (index >= 0) {
            sections[index] = i;
        }
        if (name.data[name.length - 1] == '/') {
            if (!check_directory(run, digests, manifest, i)) {
                return false;
            }
        } else if (index < 0) {
            return refuse_absent(run, manifest, i);
        } else if (run->zip.entries[index].role != ROLE_PAYLOAD) {
            return sluice_refuse(run, SLUICE_ARCHIVE_JAR_NAME, "section for a signature's file",
                                 place);
        }
        sluice_step(run, 1);
    }
    return true;
}

bool sluice_jar_check_coverage(struct run *run, struct digests *digests,
                               const struct jar_text *manifest,
                               const struct jar_text *signature_file, uint32_t *sections)
{
    run->check = SLUICE_ARCHIVE_CHECK_COVERAGE;
    for (uint32_t i = 0; i < run->zip.count; i++) {
        sections[i] = 0;
    }
    if (!check_sections(run, digests, manifest, signature_file, sections)) {
        return false;
    }
    for (uint32_t i = 0; i < run->zip.count; i++) {
        const struct zip_entry *entry = &run->zip.entries[i];
        if (entry->role == ROLE_PAYLOAD && sections[i] == 0) {
            return sluice_refuse(
                run, SLUICE_ARCHIVE_JAR_ENTRY_NOT_IN_MF, "entry",
                sluice_at_entry(entry, entry->record + UINT64_C(46), entry->name_length));
        }
    }
    return sluice_passed(run, sluice_in_entry(manifest->entry, 0, manifest->length));
}

/* Of the bytes of an entry that is held: why they cannot be. */
static void refuse_expanded(struct run *run, const struct expander *expander,
                            const struct zip_entry *entry)
{
    if (expander->reason == SLUICE_ARCHIVE_OUT_OF_MEMORY) {
        (void)sluice_refuse_memory(run);
    } else {
        (void)sluice_refuse(run, expander->reason, "compressed bytes",
                            sluice_at_entry(entry, entry->data, entry->csize));
    }
}

static void count_expanded(struct run *run, const struct expander *expander)
{
    run->verdict->inflated += expander->given;
    sluice_step(run, (uint64_t)expander->taken + expander->given);
}

/* Memory is not taken for a claim alone: one that goes far beyond the compressed bytes is held against them before. */
static bool is_as_large_as_claimed(struct run *run, struct expander *expander,
                                   const struct zip_entry *entry)
{
    enum { USUAL_RATIO = 4 };
    if (entry->usize / USUAL_RATIO <= entry->csize) {
        return true;
    }
    const enum sluice_archive_reason reason = sluice_expand_check(expander, entry);
    count_expanded(run, expander);
    if (reason != SLUICE_ARCHIVE_OK) {
        refuse_expanded(run, expander, entry);
    }
    return reason == SLUICE_ARCHIVE_OK;
}

uint8_t *sluice_jar_load(struct run *run, struct expander *expander, const struct zip_entry *entry,
                         bool *empty)
{
    uint8_t *bytes = NULL;
    *empty = entry->usize == 0;
    if (!is_as_large_as_claimed(run, expander, entry)) {
        return NULL;
    }
    if (!*empty) {
        bytes = sluice_archive_get(run->heap, entry->usize, 1);
        if (bytes == NULL) {
            (void)sluice_refuse_memory(run);
            return NULL;
        }
    }
    sluice_expand(expander, entry);
    uint32_t used = 0;
    enum expanded result = EXPANDED_PIECE;
    while (result == EXPANDED_PIECE) {
        struct sluice_bytes piece;
        result = sluice_expand_next(expander, &piece);
        if (result == EXPANDED_PIECE && bytes != NULL) {
            __builtin_memcpy(bytes + used, piece.data, piece.length);
            used += (uint32_t)piece.length;
        }
    }
    count_expanded(run, expander);
    if (result == EXPANDED_FAILED) {
        refuse_expanded(run, expander, entry);
        sluice_archive_put(run->heap, bytes, entry->usize, 1);
        *empty = false;
        return NULL;
    }
    return bytes;
}
