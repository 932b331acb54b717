#include "zip_program.h"

#define ZLIB_CONST
#include <zlib.h>

#include <stdlib.h>
#include <string.h>

enum { TIME = 0x5C210000, UTF8 = 0x800, DESCRIPTOR = 8 };

/* What an item comes to before any field of it is set. */
struct natural {
    struct sluice_text packed;
    uint32_t crc;
    uint32_t usize;
    uint16_t flags;
    uint16_t method;
    size_t offset;
};

struct sluice_bytes sluice_bytes_of(const char *string)
{
    return (struct sluice_bytes){(const uint8_t *)string, strlen(string)};
}

static void add(struct sluice_text *out, struct sluice_bytes bytes)
{
    if (bytes.length > 0) {
        sluice_text_add(out, bytes.data, bytes.length);
    }
}

static void add_field(struct sluice_text *out, struct sluice_field field, uint64_t natural,
                      size_t size)
{
    const uint64_t value = field.set ? field.value : natural;
    for (size_t i = 0; i < size; i++) {
        const uint8_t byte = (uint8_t)(value >> (8 * i));
        sluice_text_add(out, &byte, 1);
    }
}

/* The deflater is made once: its memory is large, and most entries are small. */
static void deflate_all(struct sluice_bytes data, struct sluice_text *out)
{
    static z_stream stream;
    static bool made;
    uint8_t buffer[4096];
    made = made || deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    if (!made) {
        out->failed = true;
        return;
    }
    stream.next_in = data.data;
    stream.avail_in = (uInt)data.length;
    int result = Z_OK;
    while (result == Z_OK) {
        stream.next_out = buffer;
        stream.avail_out = sizeof buffer;
        result = deflate(&stream, Z_FINISH);
        sluice_text_add(out, buffer, sizeof buffer - stream.avail_out);
    }
    (void)deflateReset(&stream);
}

static bool is_ascii(struct sluice_bytes name)
{
    for (size_t i = 0; i < name.length; i++) {
        if (name.data[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

static void make_natural(const struct sluice_zip_item *item, struct natural *natural)
{
    *natural = (struct natural){.usize = (uint32_t)item->data.length,
                                .method = item->stored ? 0 : 8};
    natural->crc = (uint32_t)crc32(0, item->data.data, (uInt)item->data.length);
    natural->flags = (uint16_t)((is_ascii(item->name) ? 0 : UTF8) |
                                (item->descriptor ? DESCRIPTOR : 0));
    if (item->packed.data != NULL) {
        add(&natural->packed, item->packed);
    } else if (item->stored) {
        add(&natural->packed, item->data);
    } else {
        deflate_all(item->data, &natural->packed);
    }
    add(&natural->packed, item->tail);
}

static struct sluice_bytes either(struct sluice_bytes own, struct sluice_bytes common)
{
    return own.data != NULL ? own : common;
}

static void add_local(const struct sluice_zip_item *item, const struct natural *natural,
                      struct sluice_text *out)
{
    const struct sluice_bytes name = either(item->loc_name, item->name);
    const struct sluice_bytes extra = either(item->loc_extra, item->extra);
    const struct sluice_loc *loc = &item->loc;
    const bool later = item->descriptor;
    add_field(out, loc->signature, 0x04034B50, 4);
    add_field(out, loc->version, 20, 2);
    add_field(out, loc->flags, natural->flags, 2);
    add_field(out, loc->method, natural->method, 2);
    add_field(out, loc->time, TIME, 4);
    add_field(out, loc->crc, later ? 0 : natural->crc, 4);
    add_field(out, loc->csize, later ? 0 : natural->packed.length, 4);
    add_field(out, loc->usize, later ? 0 : natural->usize, 4);
    add_field(out, loc->name_length, name.length, 2);
    add_field(out, loc->extra_length, extra.length, 2);
    add(out, name);
    add(out, extra);
    add(out, (struct sluice_bytes){(const uint8_t *)natural->packed.data, natural->packed.length});
    if (later) {
        add_field(out, item->dd.signature, 0x08074B50, 4);
        add_field(out, item->dd.crc, natural->crc, 4);
        add_field(out, item->dd.csize, natural->packed.length, 4);
        add_field(out, item->dd.usize, natural->usize, 4);
    }
}

static void add_record(const struct sluice_zip_item *item, const struct natural *natural,
                       struct sluice_text *out)
{
    const struct sluice_bytes name = either(item->cen_name, item->name);
    const struct sluice_bytes extra = either(item->cen_extra, item->extra);
    const struct sluice_cen *cen = &item->cen;
    add_field(out, cen->signature, 0x02014B50, 4);
    add_field(out, cen->made_by, 20, 2);
    add_field(out, cen->version, 20, 2);
    add_field(out, cen->flags, natural->flags, 2);
    add_field(out, cen->method, natural->method, 2);
    add_field(out, cen->time, TIME, 4);
    add_field(out, cen->crc, natural->crc, 4);
    add_field(out, cen->csize, natural->packed.length, 4);
    add_field(out, cen->usize, natural->usize, 4);
    add_field(out, cen->name_length, name.length, 2);
    add_field(out, cen->extra_length, extra.length, 2);
    add_field(out, cen->comment_length, item->comment.length, 2);
    add_field(out, cen->disk, 0, 2);
    add_field(out, cen->internal, 0, 2);
    add_field(out, cen->external, 0, 4);
    add_field(out, cen->offset, natural->offset, 4);
    add(out, name);
    add(out, extra);
    add(out, item->comment);
}

static size_t add_directory(const struct sluice_zip_program *program,
                            const struct natural *naturals, struct sluice_text *out)
{
    size_t count = 0;
    for (size_t i = 0; i < program->count; i++) {
        const size_t item = program->directory_order != NULL ? program->directory_order[i] : i;
        if (!program->items[item].no_record) {
            add_record(&program->items[item], &naturals[item], out);
            count++;
        }
    }
    return count;
}

static void add_end(const struct sluice_zip_program *program, size_t count, size_t size,
                    size_t offset, struct sluice_text *out)
{
    const struct sluice_eocd *eocd = &program->eocd;
    add_field(out, eocd->signature, 0x06054B50, 4);
    add_field(out, eocd->disk, 0, 2);
    add_field(out, eocd->directory_disk, 0, 2);
    add_field(out, eocd->count_here, count, 2);
    add_field(out, eocd->count, count, 2);
    add_field(out, eocd->size, size, 4);
    add_field(out, eocd->offset, offset, 4);
    add_field(out, eocd->comment_length, program->comment.length, 2);
    add(out, program->comment);
}

void sluice_zip_assemble(const struct sluice_zip_program *program, struct sluice_text *out)
{
    const size_t begin = out->length;
    struct natural *naturals = calloc(program->count + 1, sizeof *naturals);
    if (naturals == NULL) {
        out->failed = true;
        return;
    }
    add(out, program->prefix);
    const size_t base = program->offsets_skip ? out->length : begin;
    for (size_t i = 0; i < program->count; i++) {
        const struct sluice_zip_item *item = &program->items[i];
        make_natural(item, &naturals[i]);
        add(out, item->before);
        naturals[i].offset = out->length - base;
        if (!item->no_local) {
            add_local(item, &naturals[i], out);
        }
        add(out, item->after);
        out->failed = out->failed || naturals[i].packed.failed;
    }
    add(out, program->gap);
    const size_t directory = out->length;
    const size_t count = add_directory(program, naturals, out);
    add_end(program, count, out->length - directory, directory - base, out);
    add(out, program->suffix);
    for (size_t i = 0; i < program->count; i++) {
        sluice_text_free(&naturals[i].packed);
    }
    free(naturals);
}

size_t sluice_zip_offset_of(const struct sluice_zip_program *program, size_t item)
{
    struct sluice_text out = {0};
    size_t offset = program->offsets_skip ? 0 : program->prefix.length;
    for (size_t i = 0; i <= item; i++) {
        struct natural natural;
        offset += program->items[i].before.length;
        if (i < item && !program->items[i].no_local) {
            make_natural(&program->items[i], &natural);
            add_local(&program->items[i], &natural, &out);
            sluice_text_free(&natural.packed);
        }
        offset += i < item ? program->items[i].after.length : 0;
    }
    offset += out.length;
    sluice_text_free(&out);
    return offset;
}
