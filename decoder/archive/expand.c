#include "expand.h"

/* zlib does not say the size when it gives memory back, so it stands in front. */
union header {
    size_t bytes;
    max_align_t align;
};

static voidpf get_for_zlib(voidpf context, uInt items, uInt size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow((size_t)items, (size_t)size, &bytes) ||
        __builtin_add_overflow(bytes, sizeof(union header), &bytes)) {
        return NULL;
    }
    union header *header = sluice_archive_get(context, 1, bytes);
    if (header == NULL) {
        return NULL;
    }
    header->bytes = bytes;
    return header + 1;
}

static void put_for_zlib(voidpf context, voidpf memory)
{
    if (memory != NULL) {
        union header *header = (union header *)memory - 1;
        sluice_archive_put(context, header, 1, header->bytes);
    }
}

bool sluice_expander_init(struct expander *expander, struct heap *heap, const uint8_t *bytes)
{
    *expander = (struct expander){.heap = heap, .bytes = bytes};
    expander->stream.zalloc = get_for_zlib;
    expander->stream.zfree = put_for_zlib;
    expander->stream.opaque = heap;
    expander->piece = sluice_archive_get(heap, EXPAND_PIECE, 1);
    /* A negative window: no header, no trailer, only the deflated bytes. */
    if (expander->piece == NULL || inflateInit2(&expander->stream, -15) != Z_OK) {
        sluice_expander_free(expander);
        return false;
    }
    expander->has_stream = true;
    return true;
}

void sluice_expander_free(struct expander *expander)
{
    if (expander->has_stream) {
        (void)inflateEnd(&expander->stream);
        expander->has_stream = false;
    }
    sluice_archive_put(expander->heap, expander->piece, EXPAND_PIECE, 1);
    expander->piece = NULL;
}

void sluice_expand(struct expander *expander, const struct zip_entry *entry)
{
    expander->entry = entry;
    expander->taken = 0;
    expander->given = 0;
    expander->crc = 0;
    expander->spare = 0;
    expander->reason = SLUICE_ARCHIVE_OK;
    if (entry->method == METHOD_DEFLATED) {
        (void)inflateReset(&expander->stream);
    }
}

static enum expanded fail(struct expander *expander, enum sluice_archive_reason reason)
{
    expander->reason = reason;
    return EXPANDED_FAILED;
}

/* All bytes are out, as far as the compressed data goes. */
static enum expanded finish(struct expander *expander)
{
    const struct zip_entry *entry = expander->entry;
    if (expander->taken != entry->csize) {
        return fail(expander, SLUICE_ARCHIVE_ZIP_DEFLATE_TRAIL);
    }
    if (expander->spare > 0 &&
        expander->bytes[entry->data + entry->csize - 1] >> (8 - expander->spare) != 0) {
        return fail(expander, SLUICE_ARCHIVE_ZIP_DEFLATE_TRAIL);
    }
    if (expander->given != entry->usize) {
        return fail(expander, SLUICE_ARCHIVE_ZIP_USIZE);
    }
    return expander->crc == entry->crc ? EXPANDED_END : fail(expander, SLUICE_ARCHIVE_ZIP_CRC);
}

static enum expanded give(struct expander *expander, const uint8_t *data, uint32_t length,
                          struct sluice_bytes *piece)
{
    expander->given += length;
    expander->crc = (uint32_t)crc32(expander->crc, data, length);
    *piece = (struct sluice_bytes){data, length};
    return EXPANDED_PIECE;
}

static enum expanded next_stored(struct expander *expander, struct sluice_bytes *piece)
{
    const uint32_t left = expander->entry->csize - expander->taken;
    if (left == 0) {
        return finish(expander);
    }
    const uint8_t *data = expander->bytes + expander->entry->data + expander->taken;
    const uint32_t length = left < EXPAND_PIECE ? left : EXPAND_PIECE;
    expander->taken += length;
    return give(expander, data, length, piece);
}

/* Goes on as far as one piece, or the end of a block; `*made` are the bytes of the piece. */
static int inflate_some(struct expander *expander, uint32_t room, uint32_t *made)
{
    z_stream *stream = &expander->stream;
    const uint32_t left = expander->entry->csize - expander->taken;
    stream->next_in = expander->bytes + expander->entry->data + expander->taken;
    stream->avail_in = left;
    stream->next_out = expander->piece;
    stream->avail_out = room;
    const int result = inflate(stream, Z_BLOCK);
    /* Behind the last block, zlib says how many bits are left; later it has dropped them. */
    if ((stream->data_type & 0xC0) == 0xC0) {
        expander->spare = (uint32_t)stream->data_type & 7;
    }
    expander->taken += left - stream->avail_in;
    *made = room - stream->avail_out;
    return result;
}

static enum expanded next_deflated(struct expander *expander, struct sluice_bytes *piece)
{
    /* One byte more than is due shows an entry that is larger than it says. */
    const uint32_t due = expander->entry->usize - expander->given;
    const uint32_t room = due < EXPAND_PIECE ? due + 1 : EXPAND_PIECE;
    uint32_t made = 0;
    int result = Z_OK;
    while (result == Z_OK && made == 0) {
        result = inflate_some(expander, room, &made);
    }
    if (result == Z_MEM_ERROR) {
        return fail(expander, SLUICE_ARCHIVE_OUT_OF_MEMORY);
    }
    if (result != Z_OK && result != Z_STREAM_END) {
        return fail(expander, SLUICE_ARCHIVE_ZIP_DEFLATE);
    }
    if (made > due) {
        return fail(expander, SLUICE_ARCHIVE_ZIP_USIZE);
    }
    /* At the end of the data, the next call finds that again, and nothing more. */
    return made > 0 ? give(expander, expander->piece, made, piece) : finish(expander);
}

enum expanded sluice_expand_next(struct expander *expander, struct sluice_bytes *piece)
{
    return expander->entry->method == METHOD_STORED ? next_stored(expander, piece)
                                                    : next_deflated(expander, piece);
}

enum sluice_archive_reason sluice_expand_check(struct expander *expander,
                                               const struct zip_entry *entry)
{
    sluice_expand(expander, entry);
    enum expanded result = EXPANDED_PIECE;
    while (result == EXPANDED_PIECE) {
        struct sluice_bytes piece;
        result = sluice_expand_next(expander, &piece);
    }
    return expander->reason;
}
