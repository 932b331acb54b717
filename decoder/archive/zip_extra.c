#include "zip.h"

/* The `jar` tool puts an empty field of this kind on its first entry; nothing else is allowed. */
enum { JAR_MARK = 0xCAFE, ZIP64 = 1, UNICODE_PATH = 0x7075, UNICODE_COMMENT = 0x6375 };

enum sluice_archive_reason sluice_zip_check_extra(const uint8_t *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        if (length - at < 4) {
            return SLUICE_ARCHIVE_ZIP_EXTRA;
        }
        const uint16_t kind = sluice_le16(bytes + at);
        const uint16_t size = sluice_le16(bytes + at + 2);
        if (kind == ZIP64) {
            return SLUICE_ARCHIVE_ZIP_ZIP64;
        }
        if (kind == UNICODE_PATH || kind == UNICODE_COMMENT) {
            return SLUICE_ARCHIVE_ZIP_UPATH;
        }
        if (kind != JAR_MARK || size != 0 || length != 4) {
            return SLUICE_ARCHIVE_ZIP_EXTRA;
        }
        at += 4;
    }
    return SLUICE_ARCHIVE_OK;
}
