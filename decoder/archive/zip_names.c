/* Rule: a name means one thing on every system, and only one entry has it. */
#include "text.h"
#include "zip.h"

/* The segments between slashes; a slash at the end is a directory's mark. */
static enum sluice_archive_reason check_segments(struct sluice_bytes name)
{
    enum sluice_archive_reason host = SLUICE_ARCHIVE_OK;
    size_t start = 0;
    for (size_t i = 0; i <= name.length; i++) {
        if (i < name.length && name.data[i] != '/') {
            continue;
        }
        const uint8_t *segment = name.data + start;
        const size_t length = i - start;
        const bool last = i == name.length;
        start = i + 1;
        if (length == 0) {
            if (!last) {
                return SLUICE_ARCHIVE_ZIP_NAME_DBLSLASH;
            }
        } else if (length == 2 && segment[0] == '.' && segment[1] == '.') {
            return SLUICE_ARCHIVE_ZIP_NAME_DOTDOT;
        } else if (length == 1 && segment[0] == '.') {
            host = SLUICE_ARCHIVE_ZIP_NAME_DOT;
        } else if (host == SLUICE_ARCHIVE_OK &&
                   (segment[length - 1] == '.' || segment[length - 1] == ' ')) {
            host = SLUICE_ARCHIVE_ZIP_NAME_HOST;
        }
    }
    return host;
}

static enum sluice_archive_reason check_characters(struct sluice_bytes name, bool *ascii)
{
    enum sluice_archive_reason reason = SLUICE_ARCHIVE_OK;
    *ascii = true;
    const uint8_t *at = name.data;
    for (const uint8_t *end = at + name.length; at < end;) {
        const uint32_t character = sluice_utf8_next(&at, end);
        if (character == UINT32_MAX) {
            return SLUICE_ARCHIVE_ZIP_NAME_UTF8;
        }
        *ascii = *ascii && character < 0x80;
        if (reason != SLUICE_ARCHIVE_OK) {
            continue;
        }
        if (character == 0) {
            reason = SLUICE_ARCHIVE_ZIP_NAME_NUL;
        } else if (character < 0x20 || (character >= 0x7F && character < 0xA0) ||
                   character == 0x2028 || character == 0x2029) {
            reason = SLUICE_ARCHIVE_ZIP_NAME_CTRL;
        } else if (character == '\\') {
            reason = SLUICE_ARCHIVE_ZIP_NAME_BACKSLASH;
        } else if (character == ':') {
            reason = SLUICE_ARCHIVE_ZIP_NAME_DRIVE;
        }
    }
    return reason;
}

enum sluice_archive_reason sluice_zip_check_name(struct sluice_bytes name, bool says_utf8)
{
    if (name.length == 0) {
        return SLUICE_ARCHIVE_ZIP_NAME_EMPTY;
    }
    bool ascii = true;
    enum sluice_archive_reason reason = check_characters(name, &ascii);
    if (reason != SLUICE_ARCHIVE_OK) {
        return reason;
    }
    if (name.data[0] == '/') {
        return SLUICE_ARCHIVE_ZIP_NAME_ABS;
    }
    reason = check_segments(name);
    if (reason != SLUICE_ARCHIVE_OK || ascii) {
        return reason;
    }
    /* Without the mark it could be read in another character set. */
    if (!says_utf8) {
        return SLUICE_ARCHIVE_ZIP_NAME_UTF8;
    }
    return sluice_utf8_composed(name) ? SLUICE_ARCHIVE_OK : SLUICE_ARCHIVE_ZIP_NAME_FORM;
}

/* A regular file or a directory, as the name says; most writers say nothing. */
static bool mode_fits(const uint8_t *record, bool directory)
{
    const uint32_t attributes = sluice_le32(record + 38);
    const uint32_t type = attributes >> 28;
    const bool dos_directory = (attributes & 0x10) != 0;
    /* Some writers of old say -1 of directories, which is no mode at all. */
    return (directory && attributes >> 16 == UINT16_MAX) ||
           ((type == 0 || type == (directory ? 4U : 8U)) && (!dos_directory || directory));
}

static bool check_entry(struct run *run, const struct zip_entry *entry)
{
    const struct sluice_bytes name = sluice_name_of(run, entry);
    const struct place place = sluice_at_entry(entry, entry->record + UINT64_C(46),
                                               entry->name_length);
    if (name.length > run->policy->limits.name_bytes) {
        return sluice_refuse_limit(run, SLUICE_ARCHIVE_ZIP_LIMIT, "name_bytes", place);
    }
    const enum sluice_archive_reason reason = sluice_zip_check_name(
        name, (entry->flags & FLAG_UTF8) != 0);
    if (reason != SLUICE_ARCHIVE_OK) {
        return sluice_refuse(run, reason, "name", place);
    }
    const bool directory = sluice_zip_is_directory(run, entry);
    if (!mode_fits(run->bytes + entry->record, directory)) {
        return sluice_refuse(run, SLUICE_ARCHIVE_ZIP_MODE_SYMLINK, "external attributes",
                             sluice_at_entry(entry, entry->record + UINT64_C(38), 4));
    }
    if (directory && entry->usize != 0) {
        return sluice_refuse(run, SLUICE_ARCHIVE_ZIP_DIRDATA, "size of a directory",
                             sluice_at_entry(entry, entry->record + UINT64_C(24), 4));
    }
    return sluice_passed(run, place);
}

bool sluice_zip_check_names(struct run *run)
{
    run->check = SLUICE_ARCHIVE_CHECK_NAME;
    for (uint32_t i = 0; i < run->zip.count; i++) {
        if (!check_entry(run, &run->zip.entries[i])) {
            return false;
        }
        sluice_step(run, 1 + run->zip.entries[i].name_length / 16U);
    }
    return true;
}
