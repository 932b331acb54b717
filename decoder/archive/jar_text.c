#include "jar_text.h"
#include "sort.h"
#include "text.h"
#include "zip.h"

#include <string.h>
#include <strings.h>

enum { LINE_MAX_BYTES = 72, LINE_LONG_BYTES = 512 };

/* Reading goes over the text twice: it counts, then it fills. */
struct reading {
    struct run *run;
    struct jar_text *text;
    uint32_t at;   /* in the raw bytes */
    uint32_t used; /* of the unfolded values */
    uint32_t headers;
    uint32_t sections;
    bool fills;
};

/* One line without its end. */
struct line {
    uint32_t start;
    uint32_t length;
};

static bool refuse(struct reading *reading, enum sluice_archive_reason reason, const char *at,
                   struct line line)
{
    return sluice_refuse(reading->run, reason, at,
                         sluice_in_entry(reading->text->entry, line.start, line.length));
}

static bool is_end(const struct reading *reading)
{
    return reading->at == reading->text->length;
}

static bool next_line(struct reading *reading, struct line *line)
{
    const uint8_t *raw = reading->text->raw;
    const uint32_t length = reading->text->length;
    const struct sluice_archive_policy *policy = reading->run->policy;
    uint32_t at = reading->at;
    while (at < length && raw[at] != '\r' && raw[at] != '\n') {
        at++;
    }
    *line = (struct line){reading->at, at - reading->at};
    if (at == length) {
        return refuse(reading, SLUICE_ARCHIVE_JAR_MF_SYNTAX, "line without an end", *line);
    }
    const bool both = raw[at] == '\r' && at + 1 < length && raw[at + 1] == '\n';
    if (!both && policy->demand_crlf) {
        return refuse(reading, SLUICE_ARCHIVE_JAR_MF_SYNTAX, "end of a line", *line);
    }
    if (line->length > (policy->allow_long_lines ? LINE_LONG_BYTES : LINE_MAX_BYTES)) {
        return refuse(reading, SLUICE_ARCHIVE_JAR_MF_LINE, "line", *line);
    }
    sluice_step(reading->run, line->length + UINT64_C(1));
    reading->at = at + (both ? 2 : 1);
    return true;
}

static bool is_letter_or_digit(uint8_t byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9');
}

/* Bytes of the name that a line begins with; 0 when it begins with none and ": ". */
static uint32_t name_length(const uint8_t *line, uint32_t length)
{
    uint32_t i = 0;
    while (i < length &&
           (is_letter_or_digit(line[i]) || (i > 0 && (line[i] == '-' || line[i] == '_')))) {
        i++;
    }
    return i <= 70 && length - i >= 2 && line[i] == ':' && line[i + 1] == ' ' ? i : 0;
}

static void add_text(struct reading *reading, uint32_t start, uint32_t length)
{
    if (reading->fills && length > 0) {
        memcpy(reading->text->unfolded + reading->used, reading->text->raw + start, length);
    }
    reading->used += length;
}

/* The lines that carry a value on, behind its first part. */
static bool read_folds(struct reading *reading, struct header *header)
{
    const uint32_t start = reading->used;
    add_text(reading, header->value, header->value_length);
    do {
        struct line more;
        if (!next_line(reading, &more)) {
            return false;
        }
        add_text(reading, more.start + 1, more.length - 1);
    } while (!is_end(reading) && reading->text->raw[reading->at] == ' ');
    /* A value of nothing but folds is empty, which is not the same as absent. */
    if (reading->used > start) {
        header->value = reading->text->length + start;
        header->value_length = reading->used - start;
    }
    return true;
}

/* One header: its line, and those that carry it on. */
static bool read_header(struct reading *reading, struct line line)
{
    const uint8_t *raw = reading->text->raw;
    const uint32_t length = name_length(raw + line.start, line.length);
    if (length == 0) {
        return refuse(reading, SLUICE_ARCHIVE_JAR_MF_SYNTAX, "line without name and colon", line);
    }
    struct header header = {.name = line.start,
                            .name_length = length,
                            .value = line.start + length + 2,
                            .value_length = line.length - length - 2};
    if (!is_end(reading) && raw[reading->at] == ' ' && !read_folds(reading, &header)) {
        return false;
    }
    if (reading->fills) {
        reading->text->headers[reading->headers] = header;
    }
    reading->headers++;
    return true;
}

/* One section and the empty line that ends it. */
static bool read_section(struct reading *reading)
{
    struct section section = {.raw = reading->at, .first = reading->headers};
    bool open = true;
    while (open && !is_end(reading)) {
        struct line line;
        if (!next_line(reading, &line)) {
            return false;
        }
        if (line.length == 0) {
            open = false;
        } else if (reading->headers - section.first == reading->run->policy->limits.attributes) {
            return sluice_refuse_limit(
                reading->run, SLUICE_ARCHIVE_JAR_SIZE_LIMIT, "attributes",
                sluice_in_entry(reading->text->entry, line.start, line.length));
        } else if (!read_header(reading, line)) {
            return false;
        }
    }
    section.raw_length = reading->at - section.raw;
    section.count = reading->headers - section.first;
    const struct line whole = {section.raw, section.raw_length};
    if (section.count == 0) {
        return refuse(reading, SLUICE_ARCHIVE_JAR_MF_SYNTAX, "empty section", whole);
    }
    if (open && !reading->run->policy->allow_open_section) {
        return refuse(reading, SLUICE_ARCHIVE_JAR_MF_SYNTAX, "section without an empty line",
                      whole);
    }
    if (reading->fills) {
        reading->text->sections[reading->sections] = section;
    }
    reading->sections++;
    return true;
}

static bool read_all(struct reading *reading)
{
    const struct sluice_archive_limits *limits = &reading->run->policy->limits;
    do {
        if (reading->sections == limits->sections) {
            return sluice_refuse_limit(reading->run, SLUICE_ARCHIVE_JAR_SIZE_LIMIT, "sections",
                                       sluice_in_entry(reading->text->entry, reading->at, 0));
        }
        if (!read_section(reading)) {
            return false;
        }
    } while (!is_end(reading));
    return true;
}

struct sluice_bytes sluice_header_name(const struct jar_text *text, const struct header *header)
{
    return (struct sluice_bytes){text->raw + header->name, header->name_length};
}

struct sluice_bytes sluice_header_value(const struct jar_text *text, const struct header *header)
{
    const uint8_t *value = header->value < text->length
                               ? text->raw + header->value
                               : text->unfolded + (header->value - text->length);
    return (struct sluice_bytes){value, header->value_length};
}

static bool is_called(const struct jar_text *text, const struct header *header, const char *name)
{
    return strlen(name) == header->name_length &&
           strncasecmp(name, (const char *)text->raw + header->name, header->name_length) == 0;
}

static bool has_control(struct sluice_bytes value)
{
    for (size_t i = 0; i < value.length && value.data != NULL; i++) {
        if ((value.data[i] < 0x20 && value.data[i] != '\t') || value.data[i] == 0x7F) {
            return true;
        }
    }
    return false;
}

/* Headers of one section among themselves. */
static enum sluice_archive_reason check_headers(const struct jar_text *text,
                                                const struct section *section)
{
    for (uint32_t i = 0; i < section->count; i++) {
        const struct header *header = &text->headers[section->first + i];
        const struct sluice_bytes value = sluice_header_value(text, header);
        if (has_control(value) || !sluice_utf8_valid(value)) {
            return SLUICE_ARCHIVE_JAR_MF_SYNTAX;
        }
        if (is_called(text, header, "Magic")) {
            return SLUICE_ARCHIVE_JAR_MAGIC;
        }
        for (uint32_t j = 0; j < i; j++) {
            const struct header *other = &text->headers[section->first + j];
            if (header->name_length == other->name_length &&
                strncasecmp((const char *)text->raw + header->name,
                            (const char *)text->raw + other->name, header->name_length) == 0) {
                return SLUICE_ARCHIVE_JAR_MF_DUP_ATTR;
            }
        }
    }
    return SLUICE_ARCHIVE_OK;
}

static enum sluice_archive_reason check_section(const struct run *run, const struct jar_text *text,
                                                uint32_t index)
{
    const struct section *section = &text->sections[index];
    const enum sluice_archive_reason reason = check_headers(text, section);
    if (reason != SLUICE_ARCHIVE_OK) {
        return reason;
    }
    const struct header *first = &text->headers[section->first];
    if (index == 0) {
        return sluice_attribute(text, 0, "Name").data == NULL ? SLUICE_ARCHIVE_OK
                                                              : SLUICE_ARCHIVE_JAR_MF_SYNTAX;
    }
    const bool usual = memcmp(text->raw + first->name, "Name", 4) == 0;
    if (!is_called(text, first, "Name") || !(usual || run->policy->allow_name_case)) {
        return SLUICE_ARCHIVE_JAR_MF_SYNTAX;
    }
    return sluice_zip_check_name(sluice_header_value(text, first), true) == SLUICE_ARCHIVE_OK
               ? SLUICE_ARCHIVE_OK
               : SLUICE_ARCHIVE_JAR_NAME;
}

static int compare_sections(const void *context, uint32_t left, uint32_t right)
{
    return sluice_compare_bytes(sluice_section_name(context, left),
                                sluice_section_name(context, right));
}

static bool sort_sections(struct run *run, struct jar_text *text)
{
    text->named = text->section_count - 1;
    if (text->named == 0) {
        return true;
    }
    text->by_name = sluice_archive_get(run->heap, text->named, sizeof *text->by_name);
    if (text->by_name == NULL) {
        return sluice_refuse_memory(run);
    }
    for (uint32_t i = 0; i < text->named; i++) {
        text->by_name[i] = i + 1;
    }
    if (!sluice_sort(run, text->by_name, text->named, (struct sorting){compare_sections, text})) {
        return false;
    }
    for (uint32_t i = 1; i < text->named; i++) {
        if (compare_sections(text, text->by_name[i - 1], text->by_name[i]) == 0) {
            return sluice_refuse(run, SLUICE_ARCHIVE_JAR_MF_DUP_SECTION, "section",
                                 sluice_section_place(text, text->by_name[i]));
        }
    }
    return true;
}

static bool get_tables(struct run *run, struct jar_text *text, const struct reading *counted)
{
    text->header_count = counted->headers;
    text->section_count = counted->sections;
    text->unfolded_length = counted->used;
    text->headers = sluice_archive_get(run->heap, counted->headers, sizeof *text->headers);
    if (text->headers == NULL) {
        return sluice_refuse_memory(run);
    }
    text->sections = sluice_archive_get(run->heap, counted->sections, sizeof *text->sections);
    if (text->sections == NULL) {
        return sluice_refuse_memory(run);
    }
    if (counted->used > 0) {
        text->unfolded = sluice_archive_get(run->heap, counted->used, 1);
    }
    return counted->used == 0 || text->unfolded != NULL || sluice_refuse_memory(run);
}

static bool read_text(struct run *run, struct jar_text *text)
{
    struct reading counting = {.run = run, .text = text};
    if (!read_all(&counting) || !get_tables(run, text, &counting)) {
        return false;
    }
    struct reading filling = {.run = run, .text = text, .fills = true};
    if (!read_all(&filling)) {
        return false;
    }
    for (uint32_t i = 0; i < text->section_count; i++) {
        const enum sluice_archive_reason reason = check_section(run, text, i);
        if (reason != SLUICE_ARCHIVE_OK) {
            return sluice_refuse(run, reason, "section", sluice_section_place(text, i));
        }
    }
    return sort_sections(run, text);
}

bool sluice_jar_text_read(struct run *run, struct jar_text *text, const struct zip_entry *entry,
                          uint8_t *raw) /* NOLINT(readability-non-const-parameter): it is kept */
{
    *text = (struct jar_text){.entry = entry, .raw = raw, .length = entry->usize};
    if (text->length == 0) {
        return sluice_refuse(run, SLUICE_ARCHIVE_JAR_MF_SYNTAX, "empty file",
                             sluice_in_entry(entry, 0, 0));
    }
    if (read_text(run, text)) {
        return true;
    }
    sluice_jar_text_free(run, text);
    return false;
}

void sluice_jar_text_free(struct run *run, struct jar_text *text)
{
    sluice_archive_put(run->heap, text->by_name, text->named, sizeof *text->by_name);
    sluice_archive_put(run->heap, text->sections, text->section_count, sizeof *text->sections);
    sluice_archive_put(run->heap, text->headers, text->header_count, sizeof *text->headers);
    sluice_archive_put(run->heap, text->unfolded, text->unfolded_length, 1);
    sluice_archive_put(run->heap, text->raw, text->length, 1);
    *text = (struct jar_text){0};
}

struct sluice_bytes sluice_section_name(const struct jar_text *text, uint32_t section)
{
    return sluice_header_value(text, &text->headers[text->sections[section].first]);
}

uint32_t sluice_section_find(const struct jar_text *text, struct sluice_bytes name)
{
    uint32_t low = 0;
    uint32_t high = text->named;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = sluice_compare_bytes(sluice_section_name(text, text->by_name[middle]),
                                               name);
        if (order == 0) {
            return text->by_name[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

struct sluice_bytes sluice_attribute(const struct jar_text *text, uint32_t section,
                                     const char *name)
{
    const struct section *where = &text->sections[section];
    for (uint32_t i = 0; i < where->count; i++) {
        const struct header *header = &text->headers[where->first + i];
        if (is_called(text, header, name)) {
            return sluice_header_value(text, header);
        }
    }
    return (struct sluice_bytes){NULL, 0};
}

struct place sluice_section_place(const struct jar_text *text, uint32_t section)
{
    return sluice_in_entry(text->entry, text->sections[section].raw,
                           text->sections[section].raw_length);
}
