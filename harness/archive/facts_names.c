/* Names of entries that readers may take differently, and whether an archive is as plain as can be. */
#include "harness/archive/facts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool segment_is_odd(struct sluice_bytes segment)
{
    return segment.length == 0 || segment.data[segment.length - 1] == '.' ||
           segment.data[segment.length - 1] == ' ';
}

static bool name_is_odd(struct sluice_bytes name)
{
    size_t start = 0;
    if (name.length == 0 || !sluice_fact_is_utf8(name)) {
        return true;
    }
    for (size_t i = 0; i < name.length; i++) {
        const uint8_t byte = name.data[i];
        if (byte < 0x20 || byte == 0x7F || byte == '\\' || byte == ':') {
            return true;
        }
        if (byte == '/') {
            if (segment_is_odd((struct sluice_bytes){name.data + start, i - start})) {
                return true;
            }
            start = i + 1;
        }
    }
    return start < name.length &&
           segment_is_odd((struct sluice_bytes){name.data + start, name.length - start});
}

/* The same name but for case, or the folder of the other. */
static bool names_meet(struct sluice_bytes a, struct sluice_bytes b)
{
    const size_t shorter = a.length < b.length ? a.length : b.length;
    const struct sluice_bytes longer = a.length < b.length ? b : a;
    if (shorter == 0 || strncasecmp((const char *)a.data, (const char *)b.data, shorter) != 0) {
        return false;
    }
    return a.length == b.length ||
           (longer.data[shorter] == '/' && longer.length > shorter + 1 &&
            longer.data[shorter - 1] != '/') ||
           (longer.length == shorter + 1 && longer.data[shorter] == '/');
}

static bool are_twins(struct sluice_bytes a, struct sluice_bytes b)
{
    return a.length == b.length && memcmp(a.data, b.data, a.length) != 0;
}

uint32_t sluice_fact_names(const struct sluice_zip_program *zip)
{
    uint32_t odd = 0;
    for (size_t i = 0; i < zip->count; i++) {
        const struct sluice_bytes name = zip->items[i].name;
        odd |= name_is_odd(name) ? SLUICE_ODD(NAMES) : 0;
        for (size_t j = 0; j < i; j++) {
            const struct sluice_bytes other = zip->items[j].name;
            if (names_meet(name, other)) {
                odd |= are_twins(name, other) ? SLUICE_ODD(CASE_TWINS) : SLUICE_ODD(NAMES);
            }
        }
    }
    return odd;
}

/* --- plain archives -------------------------------------------------------------------------------------- */

static bool is_jar_mark(struct sluice_bytes extra)
{
    return extra.length == 4 && memcmp(extra.data, "\xFE\xCA\0\0", 4) == 0;
}

/* The same entry as a plain writer has it. */
static struct sluice_zip_item plain_item(const struct sluice_zip_item *item, bool keep_extras)
{
    struct sluice_zip_item plain = {.name = item->name,
                                    .data = item->data,
                                    .stored = item->stored,
                                    .descriptor = item->descriptor && !item->stored};
    if (keep_extras || is_jar_mark(item->extra)) {
        plain.extra = item->extra;
    }
    if (keep_extras) {
        plain.loc_extra = item->loc_extra;
        plain.cen_extra = item->cen_extra;
    }
    const uint64_t mode = item->cen.external.value >> 28;
    if (item->cen.external.set && (mode == 8 || mode == 4)) { /* a file, a folder */
        plain.cen.made_by = item->cen.made_by;
        plain.cen.external = item->cen.external;
    }
    return plain;
}

static bool has_end_record(struct sluice_bytes comment)
{
    for (size_t i = 0; i + 4 <= comment.length; i++) {
        if (memcmp(comment.data + i, "PK\5\6", 4) == 0) {
            return true;
        }
    }
    return false;
}

/* Several end records whose comments end with the archive. */
static bool has_two_ends(struct sluice_bytes bytes)
{
    unsigned ends = 0;
    for (size_t i = 0; i + 22 <= bytes.length; i++) {
        const uint8_t *at = bytes.data + i;
        const size_t comment = (size_t)(at[20] | at[21] << 8);
        ends += memcmp(at, "PK\5\6", 4) == 0 && i + 22 + comment == bytes.length;
    }
    return ends > 1;
}

static bool same_bytes(struct sluice_bytes a, const struct sluice_text *b)
{
    return a.length == b->length && memcmp(a.data, sluice_text_get(b), a.length) == 0;
}

/* A folder with bytes is no plain one. */
static bool has_full_folder(const struct sluice_zip_program *zip)
{
    for (size_t i = 0; i < zip->count; i++) {
        const struct sluice_bytes name = zip->items[i].name;
        if (name.length > 0 && name.data[name.length - 1] == '/' && zip->items[i].data.length > 0) {
            return true;
        }
    }
    return false;
}

bool sluice_fact_is_plain(const struct sluice_zip_program *zip, struct sluice_bytes bytes,
                          bool keep_extras, bool *comment, bool *failed)
{
    struct sluice_zip_item *items = calloc(zip->count + 1, sizeof *items);
    struct sluice_zip_program plain = {.items = items, .count = zip->count};
    struct sluice_text made = {0};
    *comment = zip->comment.length > 0 && !has_end_record(zip->comment);
    *failed = items == NULL;
    if (items == NULL || has_full_folder(zip)) {
        free(items);
        return false;
    }
    for (size_t i = 0; i < zip->count; i++) {
        items[i] = plain_item(&zip->items[i], keep_extras);
    }
    if (*comment) {
        plain.comment = zip->comment;
    }
    sluice_zip_assemble(&plain, &made);
    *failed = made.failed;
    const bool same = !made.failed && same_bytes(bytes, &made) && !has_two_ends(bytes);
    sluice_text_free(&made);
    free(items);
    return same;
}
