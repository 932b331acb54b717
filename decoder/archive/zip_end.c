#include "zip.h"

static const uint32_t end_signature = 0x06054B50;
static const uint32_t record_signature = 0x02014B50;
static const uint32_t locator_signature = 0x07064B50;

static bool refuse_end(struct run *run, enum sluice_archive_reason reason, const char *at)
{
    return sluice_refuse(run, reason, at, sluice_at(run->zip.end, END_SIZE));
}

static bool stands_at(const struct run *run, uint64_t offset, uint32_t signature)
{
    return offset + 4 <= run->length && sluice_le32(run->bytes + offset) == signature;
}

bool sluice_zip_has_other_end(struct run *run, uint32_t limit)
{
    sluice_step(run, limit);
    for (uint32_t i = 0; i < limit && i + (uint64_t)END_SIZE <= limit; i++) {
        if (run->bytes[i] != 'P' || sluice_le32(run->bytes + i) != end_signature) {
            continue;
        }
        const uint64_t size = sluice_le32(run->bytes + i + 12);
        const uint64_t directory = sluice_le32(run->bytes + i + 16);
        if (directory + size == i && (size == 0 || stands_at(run, directory, record_signature))) {
            return true;
        }
    }
    return false;
}

/* Where an end record may begin at the earliest, given where one may begin: a comment has at most 65,535 bytes. */
static size_t lowest_end(size_t room)
{
    return room > 65536 ? room - 65536 : 0;
}

/* The last end record that has room. */
static bool find_last(struct run *run)
{
    const uint8_t *bytes = run->bytes;
    const size_t room = run->length < END_SIZE ? 0 : run->length - END_SIZE + 1;
    const size_t lowest = lowest_end(room);
    for (size_t at = room; at > lowest; at--) {
        sluice_step(run, 1);
        if (sluice_le32(bytes + at - 1) == end_signature) {
            run->zip.end = (uint32_t)(at - 1);
            return true;
        }
    }
    return sluice_refuse(run, SLUICE_ARCHIVE_ZIP_NOEOCD, "end record", sluice_at(0, run->length));
}

/* PK and two small numbers begin every structure of a ZIP file; some readers look for them. */
static bool has_signature(struct run *run, struct place place)
{
    const uint8_t *at = run->bytes + place.offset;
    sluice_step(run, place.length);
    for (uint64_t i = 0; i + 2 < place.length; i++) {
        if (at[i] == 'P' && at[i + 1] == 'K' && at[i + 2] < 0x10) {
            return true;
        }
    }
    return false;
}

static bool check_comment(struct run *run)
{
    const size_t after = run->length - run->zip.end - END_SIZE;
    const uint16_t claimed = sluice_le16(run->bytes + run->zip.end + 20);
    const struct place rest = sluice_at(run->zip.end + (uint64_t)END_SIZE, after);
    if (claimed != after) {
        return claimed < after ? sluice_refuse(run, SLUICE_ARCHIVE_ZIP_EOCD_NOT_LAST,
                                               "after the end record", rest)
                               : refuse_end(run, SLUICE_ARCHIVE_ZIP_COMMENT, "comment length");
    }
    if (after > 0 && !run->policy->allow_comment) {
        return sluice_refuse(run, SLUICE_ARCHIVE_ZIP_COMMENT, "comment of the archive", rest);
    }
    return !has_signature(run, rest) ||
           sluice_refuse(run, SLUICE_ARCHIVE_ZIP_EOCD_AMBIG, "comment of the archive", rest);
}

/* Whether an end record before the last one takes all that follows for its comment: who looks for it from the front
 * reads another archive, and nothing that is left over. */
static bool has_rival(struct run *run, uint32_t *offset)
{
    const uint32_t end = run->zip.end;
    const size_t lowest = lowest_end(run->length - END_SIZE + 1);
    sluice_step(run, (end - lowest) / 16);
    for (size_t at = lowest; at < end; at++) {
        const uint8_t *bytes = run->bytes + at;
        if (bytes[0] == 'P' && sluice_le32(bytes) == end_signature &&
            at + END_SIZE + sluice_le16(bytes + 20) == run->length) {
            *offset = (uint32_t)at;
            return true;
        }
    }
    return false;
}

/* The directory does not end where the end record begins: says which claim is wrong. */
static bool refuse_misfit(struct run *run, uint32_t size, uint32_t directory)
{
    const uint32_t end = run->zip.end;
    if (sluice_zip_has_other_end(run, end)) {
        return refuse_end(run, SLUICE_ARCHIVE_ZIP_EOCD_AMBIG, "an end record before this one");
    }
    if (directory < end && stands_at(run, directory, record_signature)) {
        return refuse_end(run, SLUICE_ARCHIVE_ZIP_CDSIZE, "size of the directory");
    }
    if (size == 0 && directory == 0) {
        return sluice_refuse(run, SLUICE_ARCHIVE_ZIP_PREFIX, "before the end record",
                             sluice_at(0, end));
    }
    return refuse_end(run, SLUICE_ARCHIVE_ZIP_CDOFF, "offset of the directory");
}

bool sluice_zip_find_end(struct run *run)
{
    run->check = SLUICE_ARCHIVE_CHECK_END_RECORD;
    if (!find_last(run) || !check_comment(run)) {
        return false;
    }
    const uint8_t *at = run->bytes + run->zip.end;
    const uint32_t size = sluice_le32(at + 12);
    const uint32_t directory = sluice_le32(at + 16);
    if ((run->zip.end >= 20 && sluice_le32(at - 20) == locator_signature) ||
        sluice_le16(at + 10) == UINT16_MAX || size == UINT32_MAX || directory == UINT32_MAX) {
        return refuse_end(run, SLUICE_ARCHIVE_ZIP_ZIP64, "end record");
    }
    if (sluice_le16(at + 4) != 0 || sluice_le16(at + 6) != 0) {
        return refuse_end(run, SLUICE_ARCHIVE_ZIP_MULTIDISK, "disk numbers");
    }
    if ((uint64_t)directory + size != run->zip.end) {
        return refuse_misfit(run, size, directory);
    }
    uint32_t rival = 0;
    if (has_rival(run, &rival)) {
        return sluice_refuse(run, SLUICE_ARCHIVE_ZIP_EOCD_AMBIG, "an end record before this one",
                             sluice_at(rival, END_SIZE));
    }
    run->zip.directory = directory;
    return sluice_passed(run, sluice_at(run->zip.end, run->length - run->zip.end));
}
