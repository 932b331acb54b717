#include "expand.h"
#include "zip.h"

static const uint32_t local_signature = 0x04034B50;
static const uint32_t descriptor_signature = 0x08074B50;

static bool is_local(const struct run *run, uint64_t at)
{
    return at + LOCAL_SIZE <= run->zip.directory && sluice_le32(run->bytes + at) == local_signature;
}

static bool refuse(struct run *run, enum sluice_archive_reason reason, const char *at,
                   const struct zip_entry *entry)
{
    return sluice_refuse(run, reason, at, sluice_at_entry(entry, entry->local, LOCAL_SIZE));
}

/* The bytes from `from` to `to` belong to no entry that the directory names there. */
static bool refuse_unnamed(struct run *run, uint32_t from, uint32_t to)
{
    const struct place place = sluice_at(from, to - from);
    for (uint32_t i = 0; i < run->zip.count; i++) {
        if (run->zip.entries[i].local == from) {
            return sluice_refuse(run, SLUICE_ARCHIVE_ZIP_ORDER, "order of the directory", place);
        }
    }
    if (sluice_zip_has_other_end(run, to)) {
        return sluice_refuse(run, SLUICE_ARCHIVE_ZIP_EOCD_AMBIG,
                             "an archive before the first entry", place);
    }
    if (is_local(run, from)) {
        return sluice_refuse(run, SLUICE_ARCHIVE_ZIP_HIDDEN_LOC, "local header", place);
    }
    return from == 0
               ? sluice_refuse(run, SLUICE_ARCHIVE_ZIP_PREFIX, "before the first entry", place)
               : sluice_refuse(run, SLUICE_ARCHIVE_ZIP_GAP, "between entries", place);
}

/* The bytes of the entry fit; only the descriptor that the directory claims behind them has no place. */
static bool refuse_descriptor(struct run *run, const struct zip_entry *entry)
{
    const uint16_t flags = sluice_le16(run->bytes + entry->local + 6);
    const bool is_encrypted = (flags & FLAG_ENCRYPTED) != 0;
    if (is_encrypted || ((flags ^ entry->flags) & FLAG_DESCRIPTOR) != 0) {
        return refuse(run, is_encrypted ? SLUICE_ARCHIVE_ZIP_ENC : SLUICE_ARCHIVE_ZIP_LOC_CEN_FIELD,
                      "local header", entry);
    }
    const uint64_t at = entry->data + (uint64_t)entry->csize;
    const uint64_t left = run->zip.directory - at;
    return sluice_refuse(
        run, SLUICE_ARCHIVE_ZIP_DD, "data descriptor",
        sluice_at_entry(entry, at, left < DESCRIPTOR_SIZE ? left : DESCRIPTOR_SIZE));
}

/* Where the bytes of the entry are: headers first, of the lengths that the record states. */
static bool locate(struct run *run, struct zip_entry *entry)
{
    const uint8_t *record = run->bytes + entry->record;
    const uint8_t *local = run->bytes + entry->local;
    if (!is_local(run, entry->local)) {
        return refuse(run, SLUICE_ARCHIVE_ZIP_LOCSIG, "local header", entry);
    }
    const uint16_t extra = sluice_le16(local + 28);
    if (sluice_le16(local + 26) != entry->name_length) {
        return refuse(run, SLUICE_ARCHIVE_ZIP_LOC_CEN_NAME, "length of the name", entry);
    }
    const uint64_t end_of_name = entry->local + UINT64_C(30) + entry->name_length;
    if (end_of_name + extra > run->zip.directory) {
        return refuse(run, SLUICE_ARCHIVE_ZIP_EXTRA, "length of the extra field", entry);
    }
    const enum sluice_archive_reason reason = sluice_zip_check_extra(run, run->bytes + end_of_name,
                                                                     extra, false);
    if (reason != SLUICE_ARCHIVE_OK) {
        return refuse(run, reason, "extra field", entry);
    }
    /* Only times have a form of their own in either place. */
    if (extra != sluice_le16(record + 30) && !run->policy->allow_time_fields) {
        return refuse(run, SLUICE_ARCHIVE_ZIP_EXTRA, "extra field", entry);
    }
    entry->data = (uint32_t)(end_of_name + extra);
    const uint64_t behind = (entry->flags & FLAG_DESCRIPTOR) != 0 ? DESCRIPTOR_SIZE : 0;
    if (entry->csize > run->zip.directory - entry->data) {
        return refuse(run, SLUICE_ARCHIVE_ZIP_OVERLAP, "compressed bytes", entry);
    }
    if (entry->csize + behind > run->zip.directory - entry->data) {
        return refuse_descriptor(run, entry);
    }
    return true;
}

static uint32_t end_of(const struct zip_entry *entry)
{
    return entry->data + entry->csize +
           ((entry->flags & FLAG_DESCRIPTOR) != 0 ? (uint32_t)DESCRIPTOR_SIZE : 0);
}

/* Both were checked alone. With times, they need not be of one length: what tells no time is in both all the same. */
static bool same_extra(const struct run *run, size_t name, const uint8_t *local,
                       const uint8_t *record)
{
    const uint8_t *one = local + LOCAL_SIZE + name;
    const uint8_t *other = record + RECORD_SIZE + name;
    const size_t length = sluice_le16(local + 28);
    return run->policy->allow_time_fields
               ? sluice_zip_has_jar_mark(one, length) ==
                     sluice_zip_has_jar_mark(other, sluice_le16(record + 30))
               : __builtin_memcmp(one, other, length) == 0;
}

/* All but CRC and sizes; OK, or what differs. */
static enum sluice_archive_reason compare_fields(const struct run *run, const uint8_t *local,
                                                 const uint8_t *record)
{
    const uint16_t flags = sluice_le16(local + 6);
    const size_t name = sluice_le16(local + 26);
    if ((flags & FLAG_ENCRYPTED) != 0) {
        return SLUICE_ARCHIVE_ZIP_ENC;
    }
    if (__builtin_memcmp(local + LOCAL_SIZE, record + RECORD_SIZE, name) != 0) {
        return SLUICE_ARCHIVE_ZIP_LOC_CEN_NAME;
    }
    if (sluice_le16(local + 8) != sluice_le16(record + 10)) {
        return SLUICE_ARCHIVE_ZIP_LOC_CEN_METHOD;
    }
    if ((flags & FLAG_DESCRIPTOR) != 0 && sluice_le16(local + 8) == METHOD_STORED) {
        return SLUICE_ARCHIVE_ZIP_DD_STORED;
    }
    /* Version needed, flags, time and date. */
    if (sluice_le16(local + 4) != sluice_le16(record + 6) || flags != sluice_le16(record + 8) ||
        sluice_le32(local + 10) != sluice_le32(record + 12)) {
        return SLUICE_ARCHIVE_ZIP_LOC_CEN_FIELD;
    }
    return same_extra(run, name, local, record) ? SLUICE_ARCHIVE_OK : SLUICE_ARCHIVE_ZIP_EXTRA;
}

/* CRC, compressed and expanded size, as three words. */
static enum sluice_archive_reason compare_sizes(const uint8_t *words, const struct zip_entry *entry)
{
    if (sluice_le32(words + 4) != entry->csize || sluice_le32(words + 8) != entry->usize) {
        return SLUICE_ARCHIVE_ZIP_LOC_CEN_SIZE;
    }
    return sluice_le32(words) != entry->crc ? SLUICE_ARCHIVE_ZIP_LOC_CEN_CRC : SLUICE_ARCHIVE_OK;
}

/* The directory and the entry's own header disagree: whoever does not fit the bytes lies. */
static bool refuse_liar(struct run *run, const struct zip_entry *entry,
                        enum sluice_archive_reason reason, const char *at, uint64_t offset,
                        uint64_t length)
{
    const struct sluice_archive_limits *limits = &run->policy->limits;
    struct expander expander;
    /* Bytes that are expanded here are bounded like all others. */
    if (entry->usize <= limits->entry_bytes &&
        (entry->usize <= limits->ratio_floor || entry->usize / limits->ratio <= entry->csize)) {
        if (!sluice_expander_init(&expander, run->heap, run->bytes)) {
            return sluice_refuse_memory(run);
        }
        const enum sluice_archive_reason fault = sluice_expand_check(&expander, entry);
        run->verdict->inflated += expander.given;
        sluice_step(run, (uint64_t)expander.taken + expander.given);
        sluice_expander_free(&expander);
        if (fault == SLUICE_ARCHIVE_OUT_OF_MEMORY) {
            return sluice_refuse_memory(run);
        }
        if (fault == SLUICE_ARCHIVE_ZIP_USIZE || fault == SLUICE_ARCHIVE_ZIP_CRC) {
            return sluice_refuse(run, fault, "directory record",
                                 sluice_at_entry(entry, entry->record, RECORD_SIZE));
        }
    }
    return sluice_refuse(run, reason, at, sluice_at_entry(entry, offset, length));
}

/* Before a descriptor these three are zero; whoever reads them takes others for the entry's own. */
static enum sluice_archive_reason check_left_out(const uint8_t *words,
                                                 const struct zip_entry *entry)
{
    const uint32_t crc = sluice_le32(words);
    const uint32_t csize = sluice_le32(words + 4);
    const uint32_t usize = sluice_le32(words + 8);
    if ((csize != 0 && csize != entry->csize) || (usize != 0 && usize != entry->usize)) {
        return SLUICE_ARCHIVE_ZIP_LOC_CEN_SIZE;
    }
    if (crc != 0 && crc != entry->crc) {
        return SLUICE_ARCHIVE_ZIP_LOC_CEN_CRC;
    }
    return (crc | csize | usize) != 0 ? SLUICE_ARCHIVE_ZIP_DD : SLUICE_ARCHIVE_OK;
}

static bool check_sizes(struct run *run, const struct zip_entry *entry)
{
    const uint8_t *words = run->bytes + entry->local + 14;
    if ((entry->flags & FLAG_DESCRIPTOR) == 0) {
        const enum sluice_archive_reason reason = compare_sizes(words, entry);
        return reason == SLUICE_ARCHIVE_OK ||
               refuse_liar(run, entry, reason, "CRC and sizes", entry->local + UINT64_C(14), 12);
    }
    const enum sluice_archive_reason reason = check_left_out(words, entry);
    if (reason != SLUICE_ARCHIVE_OK) {
        return refuse(run, reason, "CRC and sizes before a descriptor", entry);
    }
    run->check = SLUICE_ARCHIVE_CHECK_DESCRIPTOR;
    const uint32_t at = entry->data + entry->csize;
    if (sluice_le32(run->bytes + at) != descriptor_signature ||
        compare_sizes(run->bytes + at + 4, entry) != SLUICE_ARCHIVE_OK) {
        return refuse_liar(run, entry, SLUICE_ARCHIVE_ZIP_DD, "data descriptor", at,
                           DESCRIPTOR_SIZE);
    }
    return sluice_passed(run, sluice_at_entry(entry, at, DESCRIPTOR_SIZE));
}

static bool check_local(struct run *run, struct zip_entry *entry)
{
    const enum sluice_archive_reason reason = compare_fields(run, run->bytes + entry->local,
                                                             run->bytes + entry->record);
    if (reason != SLUICE_ARCHIVE_OK) {
        return refuse(run, reason, "local header", entry);
    }
    (void)sluice_passed(run, sluice_at_entry(entry, entry->local, entry->data - entry->local));
    return check_sizes(run, entry);
}

/* An offset below the end of what came before: the bytes are another entry's, unless they are where only its
 * descriptor was to be. */
static bool check_offset(struct run *run, const struct zip_entry *before,
                         const struct zip_entry *entry, uint32_t expected)
{
    if (entry->local == expected) {
        return true;
    }
    if (entry->local < expected) {
        if (before != NULL && (before->flags & FLAG_DESCRIPTOR) != 0 &&
            entry->local >= before->data + before->csize) {
            return refuse_descriptor(run, before);
        }
        return refuse(run, SLUICE_ARCHIVE_ZIP_OVERLAP, "offset of the local header", entry);
    }
    if (entry->local >= run->zip.directory) {
        return refuse(run, SLUICE_ARCHIVE_ZIP_LOCSIG, "offset of the local header", entry);
    }
    return refuse_unnamed(run, expected, entry->local);
}

bool sluice_zip_check_locals(struct run *run)
{
    /* All places first: what lies between entries is not taken for a fault of one. */
    run->check = SLUICE_ARCHIVE_CHECK_LOCAL_HEADER;
    uint32_t expected = 0;
    for (uint32_t i = 0; i < run->zip.count; i++) {
        struct zip_entry *entry = &run->zip.entries[i];
        if (!check_offset(run, i == 0 ? NULL : entry - 1, entry, expected) || !locate(run, entry)) {
            return false;
        }
        expected = end_of(entry);
        sluice_step(run, 1);
    }
    if (expected != run->zip.directory) {
        return refuse_unnamed(run, expected, run->zip.directory);
    }
    for (uint32_t i = 0; i < run->zip.count; i++) {
        run->check = SLUICE_ARCHIVE_CHECK_LOCAL_HEADER;
        if (!check_local(run, &run->zip.entries[i])) {
            return false;
        }
        sluice_step(run, 1 + run->zip.entries[i].name_length / 64U);
    }
    return true;
}
