#include "zip.h"

/* The `jar` tool puts an empty field of the first kind on its first entry; times and owners are what
 * other writers add, and no reader of an entry's bytes or name asks for them. */
enum {
    JAR_MARK = 0xCAFE,
    UNIX_TIMES = 0x5455,
    UNIX_OWNERS = 0x7875,
    NTFS_TIMES = 0x000A,
    OLD_UNIX_TIMES = 0x5855,
    OLD_UNIX_OWNERS = 0x7855,
    ZIP64 = 1,
    UNICODE_PATH = 0x7075,
    UNICODE_COMMENT = 0x6375
};

/* Flags say which of three times follow; a directory record may keep back all but the first. */
static bool are_unix_times(const uint8_t *bytes, size_t size, bool in_directory)
{
    if (size == 0 || bytes[0] > 7) {
        return false;
    }
    const size_t told = 4 * (size_t)__builtin_popcount(bytes[0]);
    const size_t first = (bytes[0] & 1) != 0 ? 4 : 0;
    return size == 1 + told || (in_directory && size == 1 + first);
}

/* Version 1, and two numbers, each behind its size. */
static bool are_unix_owners(const uint8_t *bytes, size_t size)
{
    if (size < 3 || bytes[0] != 1) {
        return false;
    }
    const size_t user = bytes[1];
    return user <= 8 && user + 3 <= size && bytes[2 + user] <= 8 &&
           size == 3 + user + bytes[2 + user];
}

/* Four bytes of nothing, and one attribute of three times. */
static bool are_ntfs_times(const uint8_t *bytes, size_t size)
{
    return size == 32 && sluice_le32(bytes) == 0 && sluice_le16(bytes + 4) == 1 &&
           sluice_le16(bytes + 6) == 24;
}

/* The bit of a kind that is allowed and well formed, or 0. */
static unsigned check_field(const struct sluice_archive_policy *policy, uint16_t kind,
                            const uint8_t *bytes, size_t size, bool in_directory)
{
    if (kind == JAR_MARK) {
        return size == 0 ? 1U : 0U;
    }
    if (!policy->allow_time_fields) {
        return 0;
    }
    switch (kind) {
    case UNIX_TIMES:
        return are_unix_times(bytes, size, in_directory) ? 2U : 0U;
    case UNIX_OWNERS:
        return are_unix_owners(bytes, size) ? 4U : 0U;
    case NTFS_TIMES:
        return are_ntfs_times(bytes, size) ? 8U : 0U;
    case OLD_UNIX_TIMES: /* two times, and perhaps two owners */
        return size == 8 || size == 12 ? 16U : 0U;
    case OLD_UNIX_OWNERS: /* which the directory leaves out */
        return size == 4 || (in_directory && size == 0) ? 32U : 0U;
    default:
        return 0;
    }
}

enum sluice_archive_reason sluice_zip_check_extra(const struct run *run, const uint8_t *bytes,
                                                  size_t length, bool in_directory)
{
    unsigned seen = 0;
    size_t at = 0;
    while (at < length) {
        if (length - at < 4) {
            return SLUICE_ARCHIVE_ZIP_EXTRA;
        }
        const uint16_t kind = sluice_le16(bytes + at);
        const size_t size = sluice_le16(bytes + at + 2);
        if (kind == ZIP64) {
            return SLUICE_ARCHIVE_ZIP_ZIP64;
        }
        if (kind == UNICODE_PATH || kind == UNICODE_COMMENT) {
            return SLUICE_ARCHIVE_ZIP_UPATH;
        }
        at += 4;
        if (size > length - at) {
            return SLUICE_ARCHIVE_ZIP_EXTRA;
        }
        const unsigned bit = check_field(run->policy, kind, bytes + at, size, in_directory);
        if (bit == 0 || (seen & bit) != 0) {
            return SLUICE_ARCHIVE_ZIP_EXTRA;
        }
        seen |= bit;
        at += size;
    }
    return SLUICE_ARCHIVE_OK;
}

bool sluice_zip_has_jar_mark(const uint8_t *bytes, size_t length)
{
    size_t at = 0;
    while (at < length && sluice_le16(bytes + at) != JAR_MARK) {
        at += 4 + (size_t)sluice_le16(bytes + at + 2);
    }
    return at < length;
}
