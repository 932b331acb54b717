/* What the directory claims is bounded before a byte of it is expanded. */
#include "zip.h"

static bool check_entry(struct run *run, const struct zip_entry *entry, uint64_t *total)
{
    const struct sluice_archive_limits *limits = &run->policy->limits;
    const struct place place = sluice_at_entry(entry, entry->data, entry->csize);
    const bool exceeds = entry->usize > limits->ratio_floor &&
                         entry->usize / limits->ratio > entry->csize;
    if (exceeds) {
        return sluice_refuse_limit(run, SLUICE_ARCHIVE_ZIP_BOMB_RATIO, "ratio", place);
    }
    if (entry->usize > limits->entry_bytes) {
        return sluice_refuse_limit(run, SLUICE_ARCHIVE_ZIP_LIMIT, "entry_bytes", place);
    }
    *total += entry->usize;
    if (*total > limits->total_bytes) {
        return sluice_refuse_limit(run, SLUICE_ARCHIVE_ZIP_LIMIT, "total_bytes", place);
    }
    return true;
}

/* Manifest, signature file and block are held whole, so their limits are tighter. */
static bool check_metadata(struct run *run, const struct zip_entry *entry, uint64_t limit,
                           const char *name)
{
    return entry->usize <= limit ||
           sluice_refuse_limit(run, SLUICE_ARCHIVE_JAR_SIZE_LIMIT, name,
                               sluice_at_entry(entry, entry->data, entry->csize));
}

bool sluice_zip_check_sizes(struct run *run)
{
    run->check = SLUICE_ARCHIVE_CHECK_SIZES;
    const struct sluice_archive_limits *limits = &run->policy->limits;
    if (!check_metadata(run, run->manifest, limits->manifest_bytes, "manifest_bytes") ||
        !check_metadata(run, run->signature_file, limits->manifest_bytes, "manifest_bytes") ||
        !check_metadata(run, run->block, limits->block_bytes, "block_bytes")) {
        return false;
    }
    uint64_t total = 0;
    for (uint32_t i = 0; i < run->zip.count; i++) {
        if (!check_entry(run, &run->zip.entries[i], &total)) {
            return false;
        }
    }
    sluice_step(run, run->zip.count);
    return sluice_passed(run, sluice_at(run->zip.directory, run->zip.end - run->zip.directory));
}
