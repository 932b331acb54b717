#include "zip.h"

/* Places in a directory record. */
enum {
    AT_VERSION = 6,
    AT_FLAGS = 8,
    AT_METHOD = 10,
    AT_CRC = 16,
    AT_CSIZE = 20,
    AT_USIZE = 24,
    AT_NAME = 28,
    AT_EXTRA = 30,
    AT_COMMENT = 32,
    AT_DISK = 34,
    AT_LOCAL = 42
};

static const uint32_t record_signature = 0x02014B50;

/* Bytes of the record at `at`, or 0 when it is none or does not fit. */
static uint32_t record_length(const struct run *run, uint32_t at)
{
    const uint32_t left = run->zip.end - at;
    const uint8_t *record = run->bytes + at;
    if (left < RECORD_SIZE || sluice_le32(record) != record_signature) {
        return 0;
    }
    const uint32_t length = (uint32_t)RECORD_SIZE + sluice_le16(record + AT_NAME) +
                            sluice_le16(record + AT_EXTRA) + sluice_le16(record + AT_COMMENT);
    return length <= left ? length : 0;
}

/* Counts the records that are really there. */
static bool count_records(struct run *run)
{
    uint32_t at = run->zip.directory;
    uint32_t count = 0;
    while (at < run->zip.end) {
        const uint32_t length = record_length(run, at);
        if (length == 0) {
            return sluice_refuse(run, SLUICE_ARCHIVE_ZIP_CENSIG, "directory record",
                                 sluice_at(at, run->zip.end - at));
        }
        if (count == run->policy->limits.entries) {
            return sluice_refuse_limit(run, SLUICE_ARCHIVE_ZIP_LIMIT, "entries",
                                       sluice_at(at, length));
        }
        count++;
        at += length;
        sluice_step(run, 1);
    }
    const uint8_t *end = run->bytes + run->zip.end;
    if (sluice_le16(end + 8) != count || sluice_le16(end + 10) != count) {
        return sluice_refuse(run, SLUICE_ARCHIVE_ZIP_COUNT, "number of entries",
                             sluice_at(run->zip.end + UINT64_C(8), 4));
    }
    run->zip.count = count;
    run->verdict->entries = count;
    return true;
}

static enum sluice_archive_reason check_flags(uint16_t flags, uint16_t method)
{
    if ((flags & (FLAG_ENCRYPTED | 0x40 | 0x2000)) != 0) {
        return SLUICE_ARCHIVE_ZIP_ENC;
    }
    if (method != METHOD_STORED && method != METHOD_DEFLATED) {
        return SLUICE_ARCHIVE_ZIP_METHOD;
    }
    /* The bits 1 and 2 say how hard the deflater tried. */
    if ((flags & ~(FLAG_DESCRIPTOR | FLAG_UTF8 | 6)) != 0) {
        return SLUICE_ARCHIVE_ZIP_FLAGS;
    }
    return (flags & FLAG_DESCRIPTOR) != 0 && method == METHOD_STORED ? SLUICE_ARCHIVE_ZIP_DD_STORED
                                                                     : SLUICE_ARCHIVE_OK;
}

/* What one record alone is refused as. */
static enum sluice_archive_reason check_record(const struct run *run, const uint8_t *record,
                                               const char **at)
{
    const uint16_t method = sluice_le16(record + AT_METHOD);
    *at = "flags and method";
    enum sluice_archive_reason reason = check_flags(sluice_le16(record + AT_FLAGS), method);
    if (reason != SLUICE_ARCHIVE_OK) {
        return reason;
    }
    *at = "comment of an entry";
    if (sluice_le16(record + AT_COMMENT) != 0) {
        return SLUICE_ARCHIVE_ZIP_COMMENT;
    }
    *at = "disk number";
    if (sluice_le16(record + AT_DISK) != 0) {
        return SLUICE_ARCHIVE_ZIP_MULTIDISK;
    }
    *at = "extra field";
    reason = sluice_zip_check_extra(run, record + RECORD_SIZE + sluice_le16(record + AT_NAME),
                                    sluice_le16(record + AT_EXTRA), true);
    if (reason != SLUICE_ARCHIVE_OK) {
        return reason;
    }
    *at = "sizes";
    const uint32_t csize = sluice_le32(record + AT_CSIZE);
    const uint32_t usize = sluice_le32(record + AT_USIZE);
    if (csize == UINT32_MAX || usize == UINT32_MAX ||
        sluice_le32(record + AT_LOCAL) == UINT32_MAX) {
        return SLUICE_ARCHIVE_ZIP_ZIP64;
    }
    if (method == METHOD_STORED && csize != usize) {
        return SLUICE_ARCHIVE_ZIP_USIZE;
    }
    /* 4.5 is what ZIP64 asks for; some readers pass over entries that ask for more than they know. */
    *at = "version needed";
    return sluice_le16(record + AT_VERSION) > 45 ? SLUICE_ARCHIVE_ZIP_VERSION : SLUICE_ARCHIVE_OK;
}

static struct zip_entry entry_of(const struct run *run, uint32_t at)
{
    const uint8_t *record = run->bytes + at;
    return (struct zip_entry){
        .record = at,
        .local = sluice_le32(record + AT_LOCAL),
        .csize = sluice_le32(record + AT_CSIZE),
        .usize = sluice_le32(record + AT_USIZE),
        .crc = sluice_le32(record + AT_CRC),
        .name_length = sluice_le16(record + AT_NAME),
        .flags = sluice_le16(record + AT_FLAGS),
        .method = sluice_le16(record + AT_METHOD),
    };
}

bool sluice_zip_read_directory(struct run *run)
{
    run->check = SLUICE_ARCHIVE_CHECK_DIRECTORY;
    if (!count_records(run)) {
        return false;
    }
    if (run->zip.count == 0) {
        return true;
    }
    run->zip.entries = sluice_archive_get(run->heap, run->zip.count, sizeof *run->zip.entries);
    if (run->zip.entries == NULL) {
        return sluice_refuse_memory(run);
    }
    uint32_t at = run->zip.directory;
    for (uint32_t i = 0; i < run->zip.count; i++) {
        struct zip_entry *entry = &run->zip.entries[i];
        *entry = entry_of(run, at);
        const uint32_t length = record_length(run, at);
        const char *what = NULL;
        const enum sluice_archive_reason reason = check_record(run, run->bytes + at, &what);
        if (reason != SLUICE_ARCHIVE_OK) {
            return sluice_refuse(run, reason, what, sluice_at_entry(entry, at, length));
        }
        at += length;
    }
    return sluice_passed(run, sluice_at(run->zip.directory, run->zip.end - run->zip.directory));
}

void sluice_zip_free(struct run *run)
{
    sluice_archive_put(run->heap, run->zip.entries, run->zip.count, sizeof *run->zip.entries);
    sluice_archive_put(run->heap, run->zip.by_name, run->zip.count, sizeof *run->zip.by_name);
    run->zip = (struct zip){0};
}
