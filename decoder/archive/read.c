/* What was verified, handed out: compared once more, so that bytes which changed stay here. */
#include "digest.h"
#include "set.h"
#include "zip.h"

#include <openssl/crypto.h>

#include <string.h>

static const struct member *member_of(const struct sluice_archive_set *set, size_t archive)
{
    return archive < set->count ? &set->members[archive] : NULL;
}

size_t sluice_archive_entry_count(const struct sluice_archive_set *set, size_t archive)
{
    const struct member *member = member_of(set, archive);
    return member == NULL ? 0 : member->run.zip.count;
}

bool sluice_archive_entry(const struct sluice_archive_set *set, size_t archive, size_t index,
                          struct sluice_archive_entry *entry)
{
    if (index >= sluice_archive_entry_count(set, archive)) {
        return false;
    }
    const struct member *member = &set->members[archive];
    const struct zip_entry *found = &member->run.zip.entries[index];
    entry->name = sluice_name_of(&member->run, found);
    entry->size = found->usize;
    entry->directory = found->role == ROLE_DIRECTORY;
    memcpy(entry->sha256, member->hashes + index * SLUICE_ARCHIVE_HASH_SIZE, sizeof entry->sha256);
    return true;
}

size_t sluice_archive_find(const struct sluice_archive_set *set, size_t archive, const char *name)
{
    const struct member *member = member_of(set, archive);
    if (member == NULL) {
        return SIZE_MAX;
    }
    const struct sluice_bytes bytes = {(const uint8_t *)name, strlen(name)};
    const int64_t index = sluice_zip_find(&member->run, bytes);
    return index < 0 ? SIZE_MAX : (size_t)index;
}

static enum sluice_archive_reason expand_to(struct expander *expander,
                                            const struct zip_entry *entry, uint8_t *buffer)
{
    sluice_expand(expander, entry);
    size_t used = 0;
    enum expanded result = EXPANDED_PIECE;
    while (result == EXPANDED_PIECE) {
        struct sluice_bytes piece;
        result = sluice_expand_next(expander, &piece);
        if (result == EXPANDED_PIECE && buffer != NULL) {
            memcpy(buffer + used, piece.data, piece.length);
            used += piece.length;
        }
    }
    if (expander->reason == SLUICE_ARCHIVE_OUT_OF_MEMORY) {
        return expander->reason;
    }
    return result == EXPANDED_END ? SLUICE_ARCHIVE_OK : SLUICE_ARCHIVE_CHANGED;
}

enum sluice_archive_reason sluice_archive_read(const struct sluice_archive_set *set, size_t archive,
                                               size_t index, void *buffer, size_t capacity)
{
    if (index >= sluice_archive_entry_count(set, archive)) {
        return SLUICE_ARCHIVE_BAD_ARGUMENT;
    }
    const struct member *member = &set->members[archive];
    const struct zip_entry *entry = &member->run.zip.entries[index];
    if (capacity < entry->usize || (buffer == NULL && entry->usize > 0)) {
        return SLUICE_ARCHIVE_BAD_ARGUMENT;
    }
    /* A heap of its own: reading does not change the set. */
    struct heap heap;
    sluice_archive_heap_init(&heap, &set->heap.allocator, set->policy.limits.heap);
    struct expander expander;
    if (!sluice_expander_init(&expander, &heap, member->run.bytes)) {
        return heap.over_limit ? SLUICE_ARCHIVE_LIMIT_HEAP : SLUICE_ARCHIVE_OUT_OF_MEMORY;
    }
    enum sluice_archive_reason reason = expand_to(&expander, entry, buffer);
    if (reason == SLUICE_ARCHIVE_OUT_OF_MEMORY && heap.over_limit) {
        reason = SLUICE_ARCHIVE_LIMIT_HEAP;
    }
    sluice_expander_free(&expander);
    uint8_t hash[SLUICE_ARCHIVE_HASH_SIZE];
    if (reason == SLUICE_ARCHIVE_OK && EVP_Digest(buffer == NULL ? "" : buffer, entry->usize, hash,
                                                  NULL, EVP_sha256(), NULL) != 1) {
        reason = SLUICE_ARCHIVE_CRYPTO_FAILED;
    }
    if (reason == SLUICE_ARCHIVE_OK &&
        memcmp(hash, member->hashes + index * SLUICE_ARCHIVE_HASH_SIZE, sizeof hash) != 0) {
        reason = SLUICE_ARCHIVE_CHANGED;
    }
    if (reason != SLUICE_ARCHIVE_OK && buffer != NULL) {
        OPENSSL_cleanse(buffer, entry->usize);
    }
    return reason;
}
