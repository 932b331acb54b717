#include "class_file.h"
#include "jar.h"
#include "set.h"

#include <string.h>

/* The first class that is not what its path says; it speaks after all digests. */
struct class_fault {
    enum sluice_archive_reason reason;
    const struct zip_entry *entry;
};

struct entry_pass {
    struct member *member;
    struct expander *expander;
    struct digests *digests;
    struct class_reader *reader;
    struct class_fault fault;
};

/* Expands one entry into the digests that are due, and the class reader if it is a class. */
static bool expand(struct entry_pass *pass, const struct zip_entry *entry, uint32_t bits,
                   bool is_class)
{
    struct run *run = &pass->member->run;
    if (!sluice_digests_begin(run, pass->digests, bits)) {
        return false;
    }
    sluice_expand(pass->expander, entry);
    enum expanded result = EXPANDED_PIECE;
    while (result == EXPANDED_PIECE) {
        struct sluice_bytes piece;
        result = sluice_expand_next(pass->expander, &piece);
        if (result == EXPANDED_PIECE) {
            if (!sluice_digests_add(run, pass->digests, piece)) {
                return false;
            }
            if (is_class) {
                sluice_class_add(pass->reader, piece);
            }
        }
    }
    run->verdict->inflated += pass->expander->given;
    sluice_step(run, 1 + (uint64_t)pass->expander->taken + pass->expander->given);
    if (result == EXPANDED_FAILED) {
        return pass->expander->reason == SLUICE_ARCHIVE_OUT_OF_MEMORY
                   ? sluice_refuse_memory(run)
                   : sluice_refuse(run, pass->expander->reason, "compressed bytes",
                                   sluice_at_entry(entry, entry->data, entry->csize));
    }
    return sluice_digests_end(run, pass->digests);
}

static void keep_hash(struct entry_pass *pass, uint32_t index)
{
    const unsigned sha256 = (unsigned)__builtin_ctz(SLUICE_DIGEST_SHA256);
    if (pass->member->hashes != NULL) {
        memcpy(pass->member->hashes + (size_t)index * SLUICE_ARCHIVE_HASH_SIZE,
               pass->digests->values[sha256], SLUICE_ARCHIVE_HASH_SIZE);
    }
}

static bool check_payload(struct entry_pass *pass, const struct zip_entry *entry,
                          const struct jar_text *manifest, uint32_t section, uint32_t more)
{
    struct run *run = &pass->member->run;
    struct claims claims;
    const struct place place = sluice_section_place(manifest, section);
    if (!sluice_claims_read(run, manifest, section, "-Digest", &claims) ||
        !sluice_claims_check(run, &claims, SLUICE_ARCHIVE_JAR_NO_DIGEST, place)) {
        return false;
    }
    struct sluice_bytes name;
    bool versioned = false;
    const bool is_class = sluice_jar_class_name(sluice_name_of(run, entry), &name, &versioned);
    if (is_class) {
        sluice_class_begin(pass->reader, name, NULL);
    }
    const struct place bytes = sluice_at_entry(entry, entry->data, entry->csize);
    if (!expand(pass, entry, claims.known | more, is_class) ||
        !sluice_claims_compare(run, &claims, pass->digests, SLUICE_ARCHIVE_JAR_ENTRY_DIGEST,
                               bytes)) {
        return false;
    }
    if (is_class && pass->fault.reason == SLUICE_ARCHIVE_OK) {
        pass->fault.reason = sluice_class_end(pass->reader);
        pass->fault.entry = entry;
    }
    return sluice_passed(run, bytes);
}

static bool check_all(struct entry_pass *pass, const struct jar_text *manifest,
                      const uint32_t *sections)
{
    struct run *run = &pass->member->run;
    const uint32_t more = pass->member->hashes != NULL ? SLUICE_DIGEST_SHA256 : 0U;
    for (uint32_t i = 0; i < run->zip.count; i++) {
        const struct zip_entry *entry = &run->zip.entries[i];
        if (entry->role == ROLE_PAYLOAD ? !check_payload(pass, entry, manifest, sections[i], more)
                                        : !expand(pass, entry, more, false)) {
            return false;
        }
        keep_hash(pass, i);
    }
    run->check = SLUICE_ARCHIVE_CHECK_CLASS;
    if (pass->fault.reason != SLUICE_ARCHIVE_OK) {
        const struct zip_entry *entry = pass->fault.entry;
        return sluice_refuse(run, pass->fault.reason, "declared name",
                             sluice_in_entry(entry, 0, entry->usize));
    }
    return true;
}

bool sluice_check_entries(struct member *member, struct expander *expander, struct digests *digests,
                          const struct jar_text *manifest, const uint32_t *sections)
{
    struct run *run = &member->run;
    run->check = SLUICE_ARCHIVE_CHECK_ENTRY;
    struct entry_pass pass = {.member = member, .expander = expander, .digests = digests};
    pass.reader = sluice_archive_get(run->heap, 1, sizeof *pass.reader);
    if (pass.reader == NULL) {
        return sluice_refuse_memory(run);
    }
    const bool passed = check_all(&pass, manifest, sections);
    sluice_archive_put(run->heap, pass.reader, 1, sizeof *pass.reader);
    return passed;
}
