/* One archive, check by check, in the order that sluice/archive.h states. */
#include "block.h"
#include "jar.h"
#include "set.h"
#include "zip.h"

#include <string.h>

/* What verification holds while it runs. */
struct work {
    struct expander expander;
    struct digests digests;
    struct jar_text manifest;
    struct jar_text signature_file;
    uint32_t *sections;
};

static bool check_length(struct run *run)
{
    run->check = SLUICE_ARCHIVE_CHECK_END_RECORD;
    const uint64_t limit = run->policy->limits.archive_bytes;
    return (run->length <= limit && run->length < UINT32_MAX) ||
           sluice_refuse_limit(run, SLUICE_ARCHIVE_ZIP_LIMIT, "archive_bytes",
                               sluice_at(0, run->length));
}

static bool hash_archive(struct run *run, struct digests *digests)
{
    const struct sluice_bytes all = {run->bytes, run->length};
    if (!sluice_digests_of(run, digests, SLUICE_DIGEST_SHA256, all)) {
        return false;
    }
    memcpy(run->verdict->sha256, digests->values[__builtin_ctz(SLUICE_DIGEST_SHA256)],
           sizeof run->verdict->sha256);
    return true;
}

static bool check_zip(struct run *run)
{
    return sluice_zip_find_end(run) && sluice_zip_read_directory(run) &&
           sluice_zip_check_locals(run) && sluice_zip_check_names(run) &&
           sluice_zip_check_unique(run) && sluice_jar_find_metadata(run) &&
           sluice_zip_check_sizes(run);
}

/* Nothing of manifest and signature file is read before the signature stands. */
static bool check_signature(struct run *run, struct work *work, const uint8_t *signature_file)
{
    run->check = SLUICE_ARCHIVE_CHECK_BLOCK;
    bool empty = false;
    uint8_t *bytes = sluice_jar_load(run, &work->expander, run->block, &empty);
    if (bytes == NULL && !empty) {
        return false;
    }
    struct block block;
    const struct sluice_bytes whole = {bytes, run->block->usize};
    const struct sluice_bytes content = {signature_file, run->signature_file->usize};
    const bool stands = sluice_block_read(run, whole, &block) &&
                        sluice_block_verify(run, &block, content);
    sluice_archive_put(run->heap, bytes, run->block->usize, 1);
    return stands;
}

/* The first attribute of a manifest is its version. */
static bool check_manifest_version(struct run *run, const struct jar_text *manifest)
{
    const struct sluice_bytes name = sluice_header_name(manifest, &manifest->headers[0]);
    return sluice_bytes_are(name, "Manifest-Version") || run->policy->allow_no_version ||
           sluice_refuse(run, SLUICE_ARCHIVE_JAR_MF_SYNTAX, "Manifest-Version",
                         sluice_section_place(manifest, 0));
}

static bool read_signature_file(struct run *run, struct work *work, uint8_t *bytes)
{
    run->check = SLUICE_ARCHIVE_CHECK_SIGNATURE_FILE;
    struct jar_text *text = &work->signature_file;
    if (!sluice_jar_text_read(run, text, run->signature_file, bytes)) {
        return false;
    }
    const struct sluice_bytes version = sluice_attribute(text, 0, "Signature-Version");
    if (version.data == NULL || !sluice_bytes_are(version, "1.0")) {
        return sluice_refuse(run, SLUICE_ARCHIVE_JAR_SF_VERSION, "Signature-Version",
                             sluice_section_place(text, 0));
    }
    return sluice_passed(run, sluice_in_entry(run->signature_file, 0, text->length));
}

static bool read_manifest(struct run *run, struct work *work)
{
    run->check = SLUICE_ARCHIVE_CHECK_MANIFEST;
    bool empty = false;
    uint8_t *bytes = sluice_jar_load(run, &work->expander, run->manifest, &empty);
    if (bytes == NULL && !empty) {
        return false;
    }
    return sluice_jar_text_read(run, &work->manifest, run->manifest, bytes) &&
           check_manifest_version(run, &work->manifest) &&
           sluice_passed(run, sluice_in_entry(run->manifest, 0, work->manifest.length));
}

static bool check_texts(struct run *run, struct work *work)
{
    run->check = SLUICE_ARCHIVE_CHECK_SIGNATURE_FILE;
    bool empty = false;
    uint8_t *bytes = sluice_jar_load(run, &work->expander, run->signature_file, &empty);
    if (bytes == NULL && !empty) {
        return false;
    }
    if (!check_signature(run, work, bytes)) {
        sluice_archive_put(run->heap, bytes, run->signature_file->usize, 1);
        return false;
    }
    return read_signature_file(run, work, bytes) && read_manifest(run, work) &&
           sluice_jar_compare(run, &work->digests, &work->manifest, &work->signature_file);
}

/* What is known of sections is held no longer than it serves. */
static bool check_coverage(struct run *run, struct work *work)
{
    work->sections = sluice_archive_get(run->heap, run->zip.count, sizeof *work->sections);
    if (work->sections == NULL) {
        return sluice_refuse_memory(run);
    }
    const bool covered = sluice_jar_check_coverage(run, &work->digests, &work->manifest,
                                                   &work->signature_file, work->sections);
    sluice_jar_text_free(run, &work->signature_file);
    return covered;
}

static bool get_hashes(struct member *member, bool keep)
{
    struct run *run = &member->run;
    if (!keep) {
        return true;
    }
    member->hashes = sluice_archive_get(run->heap, run->zip.count, SLUICE_ARCHIVE_HASH_SIZE);
    return member->hashes != NULL || sluice_refuse_memory(run);
}

static bool verify(struct member *member, struct work *work, const char *codebase, bool keep)
{
    struct run *run = &member->run;
    if (!check_length(run) || !hash_archive(run, &work->digests) || !check_zip(run)) {
        return false;
    }
    if (!sluice_expander_init(&work->expander, run->heap, run->bytes)) {
        return sluice_refuse_memory(run);
    }
    return check_texts(run, work) && check_coverage(run, work) && get_hashes(member, keep) &&
           sluice_check_entries(member, &work->expander, &work->digests, &work->manifest,
                                work->sections) &&
           sluice_check_attributes(run, &work->manifest) &&
           sluice_packages_find(run, &member->packages) &&
           sluice_packages_seal(run, &work->manifest, &member->packages) &&
           sluice_check_codebase(run, &work->digests, codebase);
}

bool sluice_member_verify(struct member *member, const char *codebase, bool keep)
{
    struct run *run = &member->run;
    struct work work = {0};
    work.expander.heap = run->heap;
    const bool stands = verify(member, &work, codebase, keep);
    sluice_archive_put(run->heap, work.sections, run->zip.count, sizeof *work.sections);
    sluice_jar_text_free(run, &work.manifest);
    sluice_jar_text_free(run, &work.signature_file);
    sluice_expander_free(&work.expander);
    sluice_digests_free(&work.digests);
    return stands;
}
