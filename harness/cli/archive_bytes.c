#define ZLIB_CONST

#include "harness/cli/archive_bytes.h"

#include <string.h>
#include <zlib.h>

/* Of a directory record and a local header. */
enum { RECORD_SIZE = 46, LOCAL_SIZE = 30 };

static uint32_t read_number(const uint8_t *at, unsigned bytes)
{
    uint32_t value = 0;
    for (unsigned i = bytes; i > 0; i--) {
        value = value << 8 | at[i - 1];
    }
    return value;
}

/* Compressed bytes of the entry; data NULL when the directory does not lead there. */
static struct sluice_bytes find(const struct sluice_archive_input *input, struct sluice_bytes name,
                                bool *stored)
{
    const struct sluice_bytes none = {NULL, 0};
    const uint8_t *bytes = input->bytes;
    if (name.data == NULL || name.data < bytes + RECORD_SIZE || name.data > bytes + input->length) {
        return none;
    }
    const uint8_t *record = name.data - RECORD_SIZE;
    const uint64_t local = read_number(record + 42, 4);
    const uint64_t length = read_number(record + 20, 4);
    if (memcmp(record, "PK\1\2", 4) != 0 || local + LOCAL_SIZE > input->length) {
        return none;
    }
    *stored = read_number(record + 10, 2) == 0;
    const uint64_t data = local + LOCAL_SIZE + read_number(bytes + local + 26, 2) +
                          read_number(bytes + local + 28, 2);
    return data + length <= input->length ? (struct sluice_bytes){bytes + data, (size_t)length}
                                          : none;
}

/* Keeps of a piece that begins at `at` what lies at `offset` and behind it. */
static size_t keep(const uint8_t *piece, size_t length, uint64_t at, uint64_t offset, uint8_t *out,
                   size_t room)
{
    if (at + length <= offset || room == 0) {
        return 0;
    }
    const size_t skipped = offset > at ? (size_t)(offset - at) : 0;
    const size_t kept = length - skipped < room ? length - skipped : room;
    memcpy(out, piece + skipped, kept);
    return kept;
}

static size_t expand(struct sluice_bytes packed, uint64_t offset, uint8_t *out, size_t room)
{
    uint8_t piece[4096];
    z_stream stream = {.next_in = packed.data, .avail_in = (uInt)packed.length};
    size_t used = 0;
    uint64_t at = 0;
    if (inflateInit2(&stream, -15) != Z_OK) {
        return 0;
    }
    int result = Z_OK;
    while (result == Z_OK && used < room) {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        result = inflate(&stream, Z_NO_FLUSH);
        const size_t made = sizeof piece - stream.avail_out;
        used += keep(piece, made, at, offset, out + used, room - used);
        at += made;
    }
    (void)inflateEnd(&stream);
    return used;
}

size_t sluice_archive_entry_bytes(const struct sluice_archive_input *input,
                                  struct sluice_bytes name, uint64_t offset, uint8_t *out,
                                  size_t room)
{
    bool stored = false;
    const struct sluice_bytes packed = find(input, name, &stored);
    if (packed.data == NULL) {
        return 0;
    }
    return stored ? keep(packed.data, packed.length, 0, offset, out, room)
                  : expand(packed, offset, out, room);
}
