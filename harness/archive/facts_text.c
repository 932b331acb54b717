/* Manifests and signature files, read plainly. */
#include "harness/archive/facts.h"
#include "harness/yaml/arena.h"

#include <string.h>
#include <strings.h>

bool sluice_fact_is(struct sluice_bytes bytes, const char *text, bool any_case)
{
    const size_t length = strlen(text);
    return bytes.length == length &&
           (length == 0 || (any_case ? strncasecmp((const char *)bytes.data, text, length) == 0
                                     : memcmp(bytes.data, text, length) == 0));
}

bool sluice_fact_is_utf8(struct sluice_bytes bytes)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    for (size_t i = 0; i < bytes.length;) {
        const uint8_t first = bytes.data[i++];
        const size_t more = first < 0x80             ? 0
                            : (first & 0xE0) == 0xC0 ? 1
                            : (first & 0xF0) == 0xE0 ? 2
                            : (first & 0xF8) == 0xF0 ? 3
                                                     : 4;
        uint32_t value = more == 0 ? first : first & (0x3FU >> more);
        if (more == 4 || bytes.length - i < more) {
            return false;
        }
        for (size_t j = 0; j < more; j++, i++) {
            if ((bytes.data[i] & 0xC0) != 0x80) {
                return false;
            }
            value = value << 6 | (bytes.data[i] & 0x3FU);
        }
        if (value < least[more] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
            return false;
        }
    }
    return true;
}

/* --- lines --------------------------------------------------------------------------------------------- */

struct lines {
    struct sluice_bytes text;
    size_t at;
    uint32_t odd;
};

/* The next line without its end; false behind the last one. */
static bool next_line(struct lines *lines, struct sluice_bytes *out)
{
    const uint8_t *data = lines->text.data;
    const size_t length = lines->text.length;
    if (lines->at >= length) {
        return false;
    }
    size_t end = lines->at;
    while (end < length && data[end] != '\r' && data[end] != '\n') {
        end++;
    }
    *out = (struct sluice_bytes){data + lines->at, end - lines->at};
    lines->odd |= out->length > 72 ? SLUICE_ODD(LONG_LINES) : 0;
    if (end == length) {
        lines->odd |= SLUICE_ODD(TEXT);
    } else if (data[end] == '\r' && end + 1 < length && data[end + 1] == '\n') {
        end++;
    } else {
        lines->odd |= SLUICE_ODD(LINE_ENDS);
    }
    lines->at = end + 1;
    return true;
}

/* The next attribute with the lines that go on with it, unfolded into `room`; an empty line ends a section. */
static bool next_attribute(struct lines *lines, uint8_t *room, struct sluice_bytes *out)
{
    struct sluice_bytes line;
    if (!next_line(lines, &line)) {
        return false;
    }
    *out = (struct sluice_bytes){room, line.length};
    if (line.length == 0) {
        return true;
    }
    memcpy(room, line.data, line.length);
    while (lines->at < lines->text.length && lines->text.data[lines->at] == ' ') {
        (void)next_line(lines, &line);
        memcpy(room + out->length, line.data + 1, line.length - 1);
        out->length += line.length - 1;
    }
    return true;
}

/* --- attributes ------------------------------------------------------------------------------------------ */

static bool is_name_byte(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
}

/* "Name: value"; what is no attribute makes the text odd. */
static uint32_t split(struct sluice_bytes line, struct sluice_fact_attribute *out)
{
    size_t colon = 0;
    uint32_t odd = 0;
    while (colon < line.length && is_name_byte(line.data[colon])) {
        colon++;
    }
    for (size_t i = 0; i < line.length; i++) {
        odd |= line.data[i] < 0x20 || line.data[i] == 0x7F ? SLUICE_ODD(TEXT) : 0;
    }
    odd |= sluice_fact_is_utf8(line) ? 0 : SLUICE_ODD(TEXT);
    out->name = (struct sluice_bytes){line.data, colon};
    if (colon == 0 || colon + 1 >= line.length || line.data[colon] != ':' ||
        line.data[colon + 1] != ' ') {
        out->value = (struct sluice_bytes){line.data + line.length, 0};
        return odd | SLUICE_ODD(TEXT);
    }
    out->value = (struct sluice_bytes){line.data + colon + 2, line.length - colon - 2};
    return odd;
}

static bool same_text(struct sluice_bytes a, struct sluice_bytes b, bool any_case)
{
    return a.length == b.length &&
           (a.length == 0 ||
            (any_case ? strncasecmp((const char *)a.data, (const char *)b.data, a.length) == 0
                      : memcmp(a.data, b.data, a.length) == 0));
}

/* What is odd about the last attribute beside those before it. */
static uint32_t oddity_of(const struct sluice_fact_manifest *manifest, bool is_first,
                          const char *version)
{
    const struct sluice_fact_attribute *last = &manifest->items[manifest->count - 1];
    uint32_t odd = 0;
    if (is_first && last->section == 0) {
        odd |= sluice_fact_is(last->name, version, false) ? 0 : SLUICE_ODD(NO_VERSION);
    } else if (is_first && !sluice_fact_is(last->name, "Name", false)) {
        odd |= sluice_fact_is(last->name, "Name", true) ? SLUICE_ODD(NAME_CASE) : SLUICE_ODD(TEXT);
    }
    odd |= sluice_fact_is(last->name, "Magic", true) ? SLUICE_ODD(TEXT) : 0;
    for (size_t i = 0; i + 1 < manifest->count; i++) {
        const struct sluice_fact_attribute *other = &manifest->items[i];
        const bool twice = other->section == last->section &&
                           same_text(other->name, last->name, true);
        const bool section_twice = is_first && other->section != last->section &&
                                   other->section > 0 &&
                                   sluice_fact_is(other->name, "Name", true) &&
                                   same_text(other->value, last->value, false);
        odd |= twice || section_twice ? SLUICE_ODD(TEXT) : 0;
    }
    return odd;
}

static size_t count_lines(struct sluice_bytes text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.length; i++) {
        count += text.data[i] == '\n' || text.data[i] == '\r' ? 1 : 0;
    }
    return count;
}

bool sluice_fact_manifest_read(struct sluice_bytes text, const char *version,
                               struct sluice_arena *arena, struct sluice_fact_manifest *out)
{
    struct lines lines = {.text = text};
    struct sluice_bytes line;
    uint8_t *room = sluice_arena_get(arena, text.length + 1, 1);
    bool is_first = true;
    bool is_empty = false;
    *out = (struct sluice_fact_manifest){.sections = 1};
    out->items = sluice_arena_get(arena, count_lines(text), sizeof *out->items);
    if (room == NULL || out->items == NULL) {
        return false;
    }
    while (next_attribute(&lines, room, &line)) {
        room += line.length;
        if (line.length == 0) {
            lines.odd |= is_empty || out->count == 0 ? SLUICE_ODD(TEXT) : 0;
            is_empty = true;
            is_first = true;
            continue;
        }
        out->sections += is_empty ? 1 : 0;
        is_empty = false;
        struct sluice_fact_attribute *item = &out->items[out->count++];
        lines.odd |= split(line, item);
        item->section = out->sections - 1;
        lines.odd |= oddity_of(out, is_first, version);
        is_first = false;
    }
    lines.odd |= out->count == 0 ? SLUICE_ODD(TEXT) : 0;
    lines.odd |= is_empty ? 0 : SLUICE_ODD(OPEN_SECTION);
    out->odd = lines.odd;
    return true;
}

struct sluice_bytes sluice_fact_attribute(const struct sluice_fact_manifest *manifest,
                                          size_t section, const char *name)
{
    for (size_t i = 0; i < manifest->count; i++) {
        if (manifest->items[i].section == section &&
            sluice_fact_is(manifest->items[i].name, name, true)) {
            return manifest->items[i].value;
        }
    }
    return (struct sluice_bytes){NULL, 0};
}

size_t sluice_fact_section(const struct sluice_fact_manifest *manifest, struct sluice_bytes name)
{
    for (size_t i = 0; i < manifest->count; i++) {
        if (manifest->items[i].section > 0 &&
            sluice_fact_is(manifest->items[i].name, "Name", true) &&
            same_text(manifest->items[i].value, name, false)) {
            return manifest->items[i].section;
        }
    }
    return 0;
}
