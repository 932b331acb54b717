#include "harness/fuzz/archive/truth.h"

#include "harness/fuzz/archive/form.h"
#include "harness/fuzz/archive/unzip.h"

#include <string.h>

enum { LOCAL = 30, RECORD = 46, END = 22 };
enum { RECORD_MARK = 0x02014B50, END_MARK = 0x06054B50 };
/* Flags: those of encryption, and those that are allowed. */
enum { ENCRYPTION = 0x2041, ALLOWED = 0x80E, DESCRIPTOR = 8 };

/* --- names --------------------------------------------------------------------------------------- */

static bool has_byte(struct sluice_bytes name, uint8_t byte)
{
    return name.length > 0 && memchr(name.data, byte, name.length) != NULL;
}

static bool is_ascii(struct sluice_bytes name)
{
    bool ascii = true;
    for (size_t i = 0; i < name.length; i++) {
        ascii = ascii && name.data[i] < 0x80;
    }
    return ascii;
}

static bool has_control(struct sluice_bytes name)
{
    for (size_t i = 0; i < name.length; i++) {
        const uint8_t byte = name.data[i];
        if ((byte > 0 && byte < 0x20) || byte == 0x7F || byte >= 0x80) {
            return true; /* beyond ASCII it may be one */
        }
    }
    return false;
}

/* Whether some segment is of a kind. */
static bool has_segment(struct sluice_bytes name,
                        bool (*is_so)(const uint8_t *segment, size_t length))
{
    size_t start = 0;
    for (size_t i = 0; i <= name.length; i++) {
        if (i == name.length || name.data[i] == '/') {
            if (is_so(name.data + start, i - start)) {
                return true;
            }
            start = i + 1;
        }
    }
    return false;
}

static bool is_dot(const uint8_t *segment, size_t length)
{
    return length == 1 && segment[0] == '.';
}

static bool is_dotdot(const uint8_t *segment, size_t length)
{
    return length == 2 && memcmp(segment, "..", 2) == 0;
}

static bool is_cut_by_hosts(const uint8_t *segment, size_t length)
{
    return length > 0 && (segment[length - 1] == '.' || segment[length - 1] == ' ') &&
           !is_dot(segment, length) && !is_dotdot(segment, length);
}

static bool is_nothing(const uint8_t *segment, size_t length)
{
    (void)segment;
    return length == 0;
}

static bool name_is_so(enum sluice_archive_reason reason, struct sluice_bytes name)
{
    switch ((unsigned)reason) {
    case SLUICE_ARCHIVE_ZIP_NAME_EMPTY:
        return name.length == 0;
    case SLUICE_ARCHIVE_ZIP_NAME_UTF8:
    case SLUICE_ARCHIVE_ZIP_NAME_FORM:
        return !is_ascii(name);
    case SLUICE_ARCHIVE_ZIP_NAME_NUL:
        return has_byte(name, 0);
    case SLUICE_ARCHIVE_ZIP_NAME_CTRL:
        return has_control(name);
    case SLUICE_ARCHIVE_ZIP_NAME_BACKSLASH:
        return has_byte(name, '\\');
    case SLUICE_ARCHIVE_ZIP_NAME_DRIVE:
        return has_byte(name, ':');
    case SLUICE_ARCHIVE_ZIP_NAME_ABS:
        return name.length > 0 && name.data[0] == '/';
    case SLUICE_ARCHIVE_ZIP_NAME_DOTDOT:
        return has_segment(name, is_dotdot);
    case SLUICE_ARCHIVE_ZIP_NAME_DOT:
        return has_segment(name, is_dot) && !has_segment(name, is_dotdot);
    case SLUICE_ARCHIVE_ZIP_NAME_HOST:
        return has_segment(name, is_cut_by_hosts) && !has_segment(name, is_dotdot);
    case SLUICE_ARCHIVE_ZIP_NAME_DBLSLASH:
        return has_segment(name, is_nothing);
    default:
        return true;
    }
}

/* --- headers ------------------------------------------------------------------------------------- */

static bool same(struct sluice_bytes archive, size_t one, size_t other, size_t length)
{
    return one + length <= archive.length && other + length <= archive.length &&
           memcmp(archive.data + one, archive.data + other, length) == 0;
}

/* The records of a directory, one behind the other. */
struct records {
    struct sluice_bytes archive;
    size_t at;
    size_t end;
};

static struct records records_of(struct sluice_bytes archive)
{
    size_t end = archive.length < END ? 0 : archive.length - END;
    while (end > 0 && sluice_unzip_u32(archive, end) != END_MARK) {
        end--;
    }
    return (struct records){archive, sluice_unzip_u32(archive, end + 16), end};
}

/* The next one, 0 behind the last. */
static size_t next_record(struct records *records)
{
    const struct sluice_bytes archive = records->archive;
    const size_t at = records->at;
    if (at + RECORD > records->end || sluice_unzip_u32(archive, at) != RECORD_MARK) {
        return 0;
    }
    records->at += RECORD + sluice_unzip_u16(archive, at + 28) +
                   sluice_unzip_u16(archive, at + 30) + sluice_unzip_u16(archive, at + 32);
    return at;
}

/* The record of the entry whose local header is there; 0 if it is none's. */
static size_t record_of(struct sluice_bytes archive, size_t local)
{
    struct records records = records_of(archive);
    size_t at = next_record(&records);
    while (at != 0 && sluice_unzip_u32(archive, at + 42) != local) {
        at = next_record(&records);
    }
    return at;
}

/* Of a local header and its record. */
static bool header_is_so(enum sluice_archive_reason reason, struct sluice_bytes archive,
                         size_t local, size_t record)
{
    const uint32_t flags = sluice_unzip_u16(archive, local + 6);
    const size_t name = sluice_unzip_u16(archive, local + 26);
    switch ((unsigned)reason) {
    case SLUICE_ARCHIVE_ZIP_LOC_CEN_NAME:
        return !same(archive, local + 26, record + 28, 2) ||
               !same(archive, local + LOCAL, record + RECORD, name);
    case SLUICE_ARCHIVE_ZIP_LOC_CEN_METHOD:
        return !same(archive, local + 8, record + 10, 2);
    case SLUICE_ARCHIVE_ZIP_LOC_CEN_FIELD:
        return (!same(archive, local + 4, record + 6, 4) ||
                !same(archive, local + 10, record + 12, 4)) &&
               (flags & 1) == 0;
    case SLUICE_ARCHIVE_ZIP_DD_STORED:
        return (flags & DESCRIPTOR) != 0 && sluice_unzip_u16(archive, local + 8) == 0;
    case SLUICE_ARCHIVE_ZIP_LOC_CEN_SIZE:
        return !same(archive, local + 18, record + 20, 8);
    case SLUICE_ARCHIVE_ZIP_LOC_CEN_CRC:
        return !same(archive, local + 14, record + 16, 4) &&
               ((flags & DESCRIPTOR) != 0 || same(archive, local + 18, record + 20, 8));
    default:
        return true;
    }
}

/* Of a record alone, whatever local header it names, and whichever record names its own place. */
static bool record_is_so(enum sluice_archive_reason reason, struct sluice_bytes archive,
                         size_t record)
{
    const uint32_t flags = sluice_unzip_u16(archive, record + 8);
    return reason == SLUICE_ARCHIVE_ZIP_FLAGS
               ? (flags & ~(uint32_t)ALLOWED) != 0 && (flags & ENCRYPTION) == 0
               : (flags & DESCRIPTOR) != 0 && sluice_unzip_u16(archive, record + 10) == 0;
}

const char *sluice_truth_fault(struct sluice_bytes archive,
                               const struct sluice_archive_verdict *verdict)
{
    const enum sluice_archive_reason reason = verdict->reason;
    if (verdict->in_entry || verdict->offset + verdict->length > archive.length) {
        return NULL;
    }
    const size_t at = (size_t)verdict->offset;
    if (reason >= SLUICE_ARCHIVE_ZIP_NAME_EMPTY && reason <= SLUICE_ARCHIVE_ZIP_NAME_FORM) {
        const struct sluice_bytes name = {archive.data + at, (size_t)verdict->length};
        return name_is_so(reason, name) ? NULL : "the name is not as the reason says";
    }
    const bool is_of_record = reason == SLUICE_ARCHIVE_ZIP_FLAGS ||
                              reason == SLUICE_ARCHIVE_ZIP_DD_STORED;
    if (is_of_record && sluice_unzip_u32(archive, at) == RECORD_MARK) {
        return record_is_so(reason, archive, at) ? NULL : "the flags are not as the reason says";
    }
    if (reason == SLUICE_ARCHIVE_ZIP_GAP || reason == SLUICE_ARCHIVE_ZIP_PREFIX ||
        reason == SLUICE_ARCHIVE_ZIP_HIDDEN_LOC) {
        return record_of(archive, at) == 0 ? NULL : "the directory names what is there";
    }
    /* CRC and sizes are told with their own place. */
    const size_t local = verdict->length == 12 && at >= 14 ? at - 14 : at;
    const size_t record = record_of(archive, local);
    return record == 0 || header_is_so(reason, archive, local, record)
               ? NULL
               : "local header and directory are not as the reason says";
}

static bool has_start(struct sluice_bytes name, const char *start)
{
    return name.length >= strlen(start) && memcmp(name.data, start, strlen(start)) == 0;
}

/* The name of the entry of a record; cut off it is empty. */
static struct sluice_bytes name_of(struct sluice_bytes archive, size_t record)
{
    const size_t length = sluice_unzip_u16(archive, record + 28);
    return (struct sluice_bytes){archive.data + record + RECORD,
                                 length <= archive.length - record - RECORD ? length : 0};
}

/* The folder of a class, with its slash; data NULL for what is none. */
static struct sluice_bytes package_of(struct sluice_bytes name)
{
    static const char extension[] = ".class";
    const size_t tail = sizeof extension - 1;
    const bool is_class = name.length > tail &&
                          memcmp(name.data + name.length - tail, extension, tail) == 0;
    name.length -= is_class ? tail : name.length;
    const bool has_name = name.length > 0 && name.data[name.length - 1] != '/';
    while (name.length > 0 && name.data[name.length - 1] != '/') {
        name.length--;
    }
    return has_name ? name : (struct sluice_bytes){NULL, 0};
}

/* Whether there is a class in a folder. */
static bool has_package(struct sluice_bytes archive, struct sluice_bytes package, bool *unsure)
{
    struct records records = records_of(archive);
    bool has = false;
    for (size_t at = next_record(&records); at != 0; at = next_record(&records)) {
        const struct sluice_bytes name = name_of(archive, at);
        const struct sluice_bytes own = package_of(name);
        *unsure = *unsure || has_start(name, "META-INF/versions/");
        has = has || (own.data != NULL && sluice_unzip_same(own, package));
    }
    return has;
}

bool sluice_truth_share(struct sluice_bytes one, struct sluice_bytes other, bool *unsure)
{
    struct records records = records_of(one);
    bool share = false;
    for (size_t at = next_record(&records); at != 0; at = next_record(&records)) {
        const struct sluice_bytes name = name_of(one, at);
        const struct sluice_bytes package = package_of(name);
        *unsure = *unsure || has_start(name, "META-INF/versions/");
        share = share || (package.data != NULL && has_package(other, package, unsure));
    }
    return share;
}
