#include "sort.h"
#include "text.h"
#include "zip.h"

static struct sluice_bytes name_at(const struct run *run, uint32_t index)
{
    return sluice_name_of(run, &run->zip.entries[index]);
}

/* A name without the mark of a directory. */
static struct folding fold_name(struct sluice_bytes name)
{
    if (name.length > 0 && name.data[name.length - 1] == '/') {
        name.length--;
    }
    return sluice_fold(name);
}

/* Slashes come before all else, so that what is in a directory stands right behind it. */
static uint32_t rank(uint32_t character)
{
    return character == '/' ? 1 : character;
}

static int compare_folded(const void *context, uint32_t left, uint32_t right)
{
    struct folding a = fold_name(name_at(context, left));
    struct folding b = fold_name(name_at(context, right));
    for (;;) {
        const uint32_t one = rank(sluice_fold_next(&a));
        const uint32_t other = rank(sluice_fold_next(&b));
        if (one != other || one == 0) {
            return one == other ? 0 : one < other ? -1 : 1;
        }
    }
}

static int compare_exact(const void *context, uint32_t left, uint32_t right)
{
    return sluice_compare_bytes(name_at(context, left), name_at(context, right));
}

/* True when `inner` is `outer` and more, from a slash on, without case. */
static bool is_below(struct sluice_bytes outer, struct sluice_bytes inner)
{
    struct folding a = fold_name(outer);
    struct folding b = fold_name(inner);
    for (;;) {
        const uint32_t one = sluice_fold_next(&a);
        const uint32_t other = sluice_fold_next(&b);
        if (one != other) {
            return one == 0 && other == '/';
        }
        if (one == 0) {
            return false;
        }
    }
}

/* OK, or why two names that follow each other in folded order cannot both be. */
static enum sluice_archive_reason check_pair(const struct run *run, uint32_t first, uint32_t second)
{
    const struct sluice_bytes one = name_at(run, first);
    const struct sluice_bytes other = name_at(run, second);
    const bool one_is_file = one.data[one.length - 1] != '/';
    const bool other_is_file = other.data[other.length - 1] != '/';
    if (compare_folded(run, first, second) != 0) {
        return one_is_file && is_below(one, other) ? SLUICE_ARCHIVE_ZIP_FILEDIR_CONFLICT
                                                   : SLUICE_ARCHIVE_OK;
    }
    if (one_is_file != other_is_file) {
        return SLUICE_ARCHIVE_ZIP_FILEDIR_CONFLICT;
    }
    return sluice_compare_bytes(one, other) == 0 ? SLUICE_ARCHIVE_ZIP_DUPNAME
                                                 : SLUICE_ARCHIVE_ZIP_DUPNAME_CASE;
}

static bool refuse(struct run *run, enum sluice_archive_reason reason, uint32_t index)
{
    const struct zip_entry *entry = &run->zip.entries[index];
    return sluice_refuse(run, reason, "names of two entries",
                         sluice_at_entry(entry, entry->record + UINT64_C(46), entry->name_length));
}

static bool check_neighbors(struct run *run, const uint32_t *indices)
{
    for (uint32_t i = 1; i < run->zip.count; i++) {
        const enum sluice_archive_reason reason = check_pair(run, indices[i - 1], indices[i]);
        const bool allowed = reason == SLUICE_ARCHIVE_OK ||
                             (reason == SLUICE_ARCHIVE_ZIP_DUPNAME_CASE &&
                              run->policy->allow_case_twins);
        if (!allowed) {
            return refuse(run, reason, indices[i]);
        }
    }
    return true;
}

/* The same name, which other cases of it may have kept apart from its like. */
static bool check_exact(struct run *run, const uint32_t *indices)
{
    for (uint32_t i = 1; i < run->zip.count; i++) {
        if (compare_exact(run, indices[i - 1], indices[i]) == 0) {
            return refuse(run, SLUICE_ARCHIVE_ZIP_DUPNAME, indices[i]);
        }
    }
    return true;
}

bool sluice_zip_check_unique(struct run *run)
{
    run->check = SLUICE_ARCHIVE_CHECK_UNIQUE_NAMES;
    const uint32_t count = run->zip.count;
    if (count == 0) {
        return true;
    }
    uint32_t *indices = sluice_archive_get(run->heap, count, sizeof *indices);
    if (indices == NULL) {
        return sluice_refuse_memory(run);
    }
    run->zip.by_name = indices;
    for (uint32_t i = 0; i < count; i++) {
        indices[i] = i;
    }
    return sluice_sort(run, indices, count, (struct sorting){compare_folded, run}) &&
           check_neighbors(run, indices) &&
           sluice_sort(run, indices, count, (struct sorting){compare_exact, run}) &&
           check_exact(run, indices) &&
           sluice_passed(run, sluice_at(run->zip.directory, run->zip.end - run->zip.directory));
}

int64_t sluice_zip_find(const struct run *run, struct sluice_bytes name)
{
    uint32_t low = 0;
    uint32_t high = run->zip.count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = sluice_compare_bytes(name_at(run, run->zip.by_name[middle]), name);
        if (order == 0) {
            return run->zip.by_name[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return -1;
}
