#include "harness/fuzz/archive/need.h"

#include <string.h>

enum { MANIFEST, SIGNATURE_FILE, BLOCK };

/* Deeper blocks are not signed here. */
enum { DEEPEST = 64 };

static uint64_t larger(uint64_t one, uint64_t other)
{
    return one > other ? one : other;
}

/* --- entries -------------------------------------------------------------------------------------- */

static void need_entries(const struct sluice_unzip *unzip, struct sluice_archive_limits *needs)
{
    uint64_t total = 0;
    for (size_t i = 0; i < unzip->count; i++) {
        const struct sluice_unzip_entry *entry = &unzip->entries[i];
        total += entry->data.length;
        needs->name_bytes = larger(needs->name_bytes, entry->name.length);
        needs->entry_bytes = larger(needs->entry_bytes, entry->data.length);
    }
    needs->entries = larger(needs->entries, unzip->count);
    needs->total_bytes = larger(needs->total_bytes, total);
}

static void need_text(const struct sluice_text_form *text, struct sluice_archive_limits *needs)
{
    needs->sections = larger(needs->sections, text->section_count);
    for (size_t i = 0; i < text->section_count; i++) {
        needs->attributes = larger(needs->attributes, text->sections[i].count);
    }
}

/* --- blocks --------------------------------------------------------------------------------------- */

/* Where the content of the element at a place begins, and where it ends. */
static size_t open_element(struct sluice_bytes block, size_t at, size_t *end)
{
    size_t length = at + 1 < block.length ? block.data[at + 1] : 0;
    size_t from = at + 2;
    if (length > 0x80) {
        const size_t octets = length & 0x7F;
        length = 0;
        for (size_t i = 0; i < octets && from < block.length; i++) {
            length = length << 8 | block.data[from++];
        }
    }
    *end = from + length;
    return from;
}

/* Elements one by one, those that hold others before these. */
static void need_elements(struct sluice_bytes block, struct sluice_archive_limits *needs)
{
    size_t ends[DEEPEST];
    size_t depth = 0;
    uint64_t elements = 0;
    size_t at = 0;
    while (at < block.length && depth < DEEPEST) {
        size_t end = 0;
        const size_t from = open_element(block, at, &end);
        elements++;
        if ((block.data[at] & 0x20) != 0) {
            ends[depth++] = end;
            needs->block_depth = larger(needs->block_depth, depth);
            at = from;
        } else {
            at = end;
        }
        while (depth > 0 && at >= ends[depth - 1]) {
            depth--;
        }
    }
    needs->block_elements = larger(needs->block_elements, elements);
}

static void need_block(const struct sluice_model_archive *archive,
                       struct sluice_archive_limits *needs)
{
    const struct sluice_built *built = archive->built;
    const struct sluice_bytes block = sluice_unzip_data(archive->files[BLOCK]);
    const bool has_issuer = sluice_fuzz_signer(built->signer)->identity.issuer != NULL;
    const uint64_t certificates = built->plan.no_certificate
                                      ? 0
                                      : 1U + has_issuer + (built->plan.other != NULL);
    needs->block_bytes = larger(needs->block_bytes, block.length);
    needs->block_certificates = larger(needs->block_certificates, certificates);
    need_elements(block, needs);
}

/* --- all of it ------------------------------------------------------------------------------------ */

static void need_archive(const struct sluice_model_archive *archive,
                         struct sluice_archive_limits *needs)
{
    needs->archive_bytes = larger(needs->archive_bytes, archive->bytes.length);
    needs->packages += archive->package_count;
    need_entries(&archive->backward, needs);
    need_text(&archive->manifest, needs);
    need_text(&archive->signature_file, needs);
    for (int file = MANIFEST; file <= SIGNATURE_FILE; file++) {
        needs->manifest_bytes = larger(needs->manifest_bytes, archive->files[file]->data.length);
    }
    need_block(archive, needs);
}

void sluice_need_fill(const struct sluice_model_archive *const *archives, size_t count,
                      uint64_t needs[SLUICE_NEED_LIMITS])
{
    struct sluice_archive_limits limits = {.archives = count};
    for (size_t i = 0; i < count; i++) {
        need_archive(archives[i], &limits);
    }
    for (size_t i = 0; i < sluice_archive_limit_count() && i < SLUICE_NEED_LIMITS; i++) {
        needs[i] = *sluice_archive_limit_by_name(&limits, sluice_archive_limit_name(i));
    }
}
