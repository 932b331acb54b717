#include "harness/fuzz/archive/unzip.h"

#define ZLIB_CONST
#include <zlib.h>

#include <string.h>

enum { LOCAL = 30, RECORD = 46, END = 22, MOST_DATA = 16 << 20 };
enum { LOCAL_MARK = 0x04034B50, RECORD_MARK = 0x02014B50, END_MARK = 0x06054B50 };
static const uint32_t descriptor_mark = 0x08074B50;

bool sluice_unzip_same(struct sluice_bytes one, struct sluice_bytes other)
{
    return one.length == other.length &&
           (one.length == 0 || memcmp(one.data, other.data, one.length) == 0);
}

void sluice_unzip_clear(struct sluice_unzip *unzip)
{
    unzip->count = 0;
    unzip->accounted = 0;
    unzip->fault = NULL;
    unzip->too_many = false;
}

static bool stop(struct sluice_unzip *unzip, const char *fault)
{
    unzip->fault = fault;
    return false;
}

static struct sluice_unzip_entry *add_entry(struct sluice_unzip *unzip)
{
    if (unzip->count == SLUICE_UNZIP_ENTRIES) {
        unzip->too_many = true;
        unzip->fault = "too many entries";
        return NULL;
    }
    struct sluice_unzip_entry *entry = &unzip->entries[unzip->count++];
    sluice_text_clear(&entry->data);
    *entry = (struct sluice_unzip_entry){.data = entry->data};
    return entry;
}

/* Inflates until the data ends by itself; returns how many bytes that took, SIZE_MAX if it has no end. */
static size_t inflate_all(struct sluice_unzip *unzip, struct sluice_bytes packed,
                          struct sluice_text *out)
{
    static uint8_t buffer[16384];
    static z_stream stream; /* made once, since that takes longer than most entries do */
    static bool made;
    made = made || inflateInit2(&stream, -MAX_WBITS) == Z_OK;
    int result = made ? inflateReset(&stream) : Z_MEM_ERROR;
    stream.next_in = packed.data;
    stream.avail_in = (uInt)packed.length;
    while (result == Z_OK && out->length <= MOST_DATA) {
        stream.next_out = buffer;
        stream.avail_out = sizeof buffer;
        result = inflate(&stream, Z_NO_FLUSH);
        const size_t some = sizeof buffer - stream.avail_out;
        sluice_text_add(out, buffer, some);
        if (result == Z_BUF_ERROR || (result == Z_OK && some == 0 && stream.avail_in == 0)) {
            break;
        }
    }
    unzip->too_many = unzip->too_many || out->length > MOST_DATA;
    return result == Z_STREAM_END ? packed.length - stream.avail_in : SIZE_MAX;
}

/* The bytes of an entry, by method, packed and unpacked size. */
static bool expand(struct sluice_unzip *unzip, struct sluice_unzip_entry *entry, uint32_t method,
                   struct sluice_bytes packed, size_t size)
{
    if (method == 0) {
        sluice_text_add(&entry->data, packed.data, packed.length);
        entry->expanded = packed.length == size;
    } else if (method == 8) {
        entry->expanded = inflate_all(unzip, packed, &entry->data) == packed.length &&
                          entry->data.length == size;
    }
    return entry->expanded;
}

/* --- from the front ------------------------------------------------------------------------------ */

/* Behind inflated bytes: a descriptor with its mark, or without. Returns its length, 0 if there is none. */
static size_t read_descriptor(struct sluice_bytes archive, size_t at, size_t packed, size_t size,
                              uint32_t crc)
{
    const size_t skip = sluice_unzip_u32(archive, at) == descriptor_mark ? 4 : 0;
    const bool fits = at + skip + 12 <= archive.length &&
                      sluice_unzip_u32(archive, at + skip) == crc &&
                      sluice_unzip_u32(archive, at + skip + 4) == packed &&
                      sluice_unzip_u32(archive, at + skip + 8) == size;
    return fits ? skip + 12 : 0;
}

static uint32_t crc_of(const struct sluice_text *data)
{
    return (uint32_t)crc32(0, (const uint8_t *)sluice_text_get(data), (uInt)data->length);
}

/* The data of an entry whose sizes stand behind it. */
static bool read_streamed(struct sluice_unzip *unzip, struct sluice_unzip_entry *entry,
                          struct sluice_bytes archive, size_t at)
{
    const struct sluice_bytes rest = {archive.data + at, archive.length - at};
    const size_t packed = inflate_all(unzip, rest, &entry->data);
    if (packed == SIZE_MAX) {
        return stop(unzip, "inflated data without an end");
    }
    const size_t descriptor = read_descriptor(archive, at + packed, packed, entry->data.length,
                                              crc_of(&entry->data));
    entry->to = at + packed + descriptor;
    entry->expanded = descriptor > 0;
    return descriptor > 0 || stop(unzip, "no data descriptor that fits");
}

static bool read_local(struct sluice_unzip *unzip, struct sluice_bytes archive, size_t at)
{
    struct sluice_unzip_entry *entry = add_entry(unzip);
    if (entry == NULL) {
        return false;
    }
    const size_t name = sluice_unzip_u16(archive, at + 26);
    const size_t data = at + LOCAL + name + sluice_unzip_u16(archive, at + 28);
    if (data > archive.length) {
        return stop(unzip, "local header cut off");
    }
    const uint32_t method = sluice_unzip_u16(archive, at + 8);
    entry->name = (struct sluice_bytes){archive.data + at + LOCAL, name};
    entry->from = at;
    if ((sluice_unzip_u16(archive, at + 6) & 8) != 0) {
        return method == 8 ? read_streamed(unzip, entry, archive, data)
                           : stop(unzip, "data of unknown length");
    }
    const size_t packed = sluice_unzip_u32(archive, at + 18);
    if (packed > archive.length - data) {
        return stop(unzip, "data cut off");
    }
    entry->to = data + packed;
    return (expand(unzip, entry, method, (struct sluice_bytes){archive.data + data, packed},
                   sluice_unzip_u32(archive, at + 22)) &&
            crc_of(&entry->data) == sluice_unzip_u32(archive, at + 14)) ||
           stop(unzip, "data that is not as the local header says");
}

void sluice_unzip_forward(struct sluice_unzip *unzip, struct sluice_bytes archive)
{
    sluice_unzip_clear(unzip);
    size_t at = 0;
    while (sluice_unzip_u32(archive, at) == LOCAL_MARK) {
        if (!read_local(unzip, archive, at)) {
            return;
        }
        at = unzip->entries[unzip->count - 1].to;
    }
    size_t records = 0;
    while (sluice_unzip_u32(archive, at) == RECORD_MARK) {
        at += RECORD + sluice_unzip_u16(archive, at + 28) + sluice_unzip_u16(archive, at + 30) +
              sluice_unzip_u16(archive, at + 32);
        records++;
    }
    unzip->accounted = at;
    if (records != unzip->count) {
        (void)stop(unzip, "another number of directory records than of local headers");
    } else if (sluice_unzip_u32(archive, at) != END_MARK || at + END > archive.length) {
        (void)stop(unzip, "no end record behind the directory");
    } else {
        unzip->accounted = at + END + sluice_unzip_u16(archive, at + 20);
    }
}

/* --- from the back ------------------------------------------------------------------------------- */

static bool read_record(struct sluice_unzip *unzip, struct sluice_bytes archive, size_t *record)
{
    const size_t at = *record;
    struct sluice_unzip_entry *entry = add_entry(unzip);
    if (entry == NULL) {
        return false;
    }
    if (sluice_unzip_u32(archive, at) != RECORD_MARK || at + RECORD > archive.length) {
        return stop(unzip, "no directory record");
    }
    const size_t name = sluice_unzip_u16(archive, at + 28);
    *record = at + RECORD + name + sluice_unzip_u16(archive, at + 30) +
              sluice_unzip_u16(archive, at + 32);
    const size_t local = sluice_unzip_u32(archive, at + 42);
    const size_t data = local + LOCAL + sluice_unzip_u16(archive, local + 26) +
                        sluice_unzip_u16(archive, local + 28);
    const size_t packed = sluice_unzip_u32(archive, at + 20);
    if (*record > archive.length || sluice_unzip_u32(archive, local) != LOCAL_MARK ||
        data > archive.length || packed > archive.length - data) {
        return stop(unzip, "an entry outside of the archive");
    }
    entry->name = (struct sluice_bytes){archive.data + at + RECORD, name};
    entry->from = local;
    entry->to = data + packed;
    if ((sluice_unzip_u16(archive, at + 8) & 8) != 0) {
        entry->to += sluice_unzip_u32(archive, data + packed) == descriptor_mark ? 16 : 12;
    }
    return (expand(unzip, entry, sluice_unzip_u16(archive, at + 10),
                   (struct sluice_bytes){archive.data + data, packed},
                   sluice_unzip_u32(archive, at + 24)) &&
            crc_of(&entry->data) == sluice_unzip_u32(archive, at + 16)) ||
           stop(unzip, "data that is not as the directory says");
}

void sluice_unzip_backward(struct sluice_unzip *unzip, struct sluice_bytes archive)
{
    sluice_unzip_clear(unzip);
    size_t end = archive.length < END ? 0 : archive.length - END;
    while (end > 0 && sluice_unzip_u32(archive, end) != END_MARK) {
        end--;
    }
    if (sluice_unzip_u32(archive, end) != END_MARK) {
        (void)stop(unzip, "no end record");
        return;
    }
    const size_t count = sluice_unzip_u16(archive, end + 10);
    size_t record = sluice_unzip_u32(archive, end + 16);
    const size_t directory = record;
    for (size_t i = 0; i < count; i++) {
        if (!read_record(unzip, archive, &record)) {
            return;
        }
    }
    unzip->accounted = record - directory + END + sluice_unzip_u16(archive, end + 20);
    for (size_t i = 0; i < unzip->count; i++) {
        unzip->accounted += unzip->entries[i].to - unzip->entries[i].from;
    }
}

/* --- both ---------------------------------------------------------------------------------------- */

const char *sluice_unzip_difference(const struct sluice_unzip *forward,
                                    const struct sluice_unzip *backward,
                                    struct sluice_bytes archive)
{
    if (forward->fault != NULL || backward->fault != NULL) {
        return forward->fault != NULL ? forward->fault : backward->fault;
    }
    if (forward->count != backward->count) {
        return "read from the front there are other entries than by the directory";
    }
    for (size_t i = 0; i < forward->count; i++) {
        const struct sluice_unzip_entry *one = &forward->entries[i];
        const struct sluice_unzip_entry *other = &backward->entries[i];
        if (!sluice_unzip_same(one->name, other->name)) {
            return "an entry has two names";
        }
        if (!sluice_unzip_same(sluice_unzip_data(one), sluice_unzip_data(other))) {
            return "an entry has two contents";
        }
    }
    if (forward->accounted != archive.length || backward->accounted != archive.length) {
        return "bytes that belong to nothing, or to two things";
    }
    return NULL;
}

const struct sluice_unzip_entry *sluice_unzip_find(const struct sluice_unzip *unzip,
                                                   struct sluice_bytes name)
{
    for (size_t i = 0; i < unzip->count; i++) {
        if (sluice_unzip_same(unzip->entries[i].name, name)) {
            return &unzip->entries[i];
        }
    }
    return NULL;
}
