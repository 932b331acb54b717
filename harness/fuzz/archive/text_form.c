#include "harness/fuzz/archive/text_form.h"

#include "harness/archive/signing.h"
#include "harness/fuzz/archive/form.h"
#include "harness/fuzz/archive/unzip.h"

#include <string.h>
#include <strings.h>

enum { LINE = 72, LONG_LINE = 512, NAME = 70 };

bool sluice_text_form_is(struct sluice_bytes value, const char *word)
{
    return value.data != NULL && value.length == strlen(word) &&
           strncasecmp((const char *)value.data, word, value.length) == 0;
}

/* --- lines --------------------------------------------------------------------------------------- */

struct lines {
    struct sluice_bytes rest;
    struct sluice_bytes line; /* the last one, without its end */
    const struct sluice_archive_policy *policy;
    const char *fault;
};

/* Takes a line; false when there is none, or one that may not be. */
static bool take_line(struct lines *lines)
{
    const uint8_t *data = lines->rest.data;
    size_t length = 0;
    while (length < lines->rest.length && data[length] != '\r' && data[length] != '\n') {
        length++;
    }
    if (length == lines->rest.length) {
        lines->fault = length > 0 ? "a line without an end" : NULL;
        return false;
    }
    const bool both = lines->rest.length - length >= 2 && memcmp(data + length, "\r\n", 2) == 0;
    if (!both && lines->policy->demand_crlf) {
        lines->fault = "a line that does not end in CR LF";
    } else if (length > (lines->policy->allow_long_lines ? LONG_LINE : LINE)) {
        lines->fault = "a line that is too long";
    }
    lines->line = (struct sluice_bytes){data, length};
    length += both ? 2 : 1;
    lines->rest = (struct sluice_bytes){data + length, lines->rest.length - length};
    return lines->fault == NULL;
}

static bool may_name(uint8_t byte, bool first)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || (!first && (byte == '-' || byte == '_'));
}

/* --- sections ------------------------------------------------------------------------------------ */

static void break_form(struct sluice_text_form *form, const char *fault)
{
    form->fault = form->fault == NULL ? fault : form->fault;
}

static void add_header(struct sluice_text_form *form, struct sluice_bytes line)
{
    size_t length = 0;
    while (length < line.length && may_name(line.data[length], length == 0)) {
        length++;
    }
    if (length == 0 || length > NAME || line.length < length + 2 ||
        memcmp(line.data + length, ": ", 2) != 0) {
        break_form(form, "a line without name and colon");
    } else if (form->header_count == SLUICE_TEXT_HEADERS) {
        form->unsure = true;
    } else {
        struct sluice_text_header *header = &form->headers[form->header_count++];
        header->name = (struct sluice_bytes){line.data, length};
        sluice_text_clear(&header->value);
        sluice_text_add(&header->value, line.data + length + 2, line.length - length - 2);
    }
}

/* Lines up to an empty one; false when there are no more. */
static bool read_section(struct sluice_text_form *form, struct lines *lines)
{
    const uint8_t *start = lines->rest.data;
    const size_t first = form->header_count;
    bool open = true;
    while (open && form->fault == NULL && take_line(lines)) {
        const struct sluice_bytes line = lines->line;
        open = line.length > 0;
        if (open && line.data[0] == ' ' && form->header_count > first) {
            sluice_text_add(&form->headers[form->header_count - 1].value, line.data + 1,
                            line.length - 1);
        } else if (open) {
            add_header(form, line);
        }
    }
    if (lines->fault != NULL) {
        break_form(form, lines->fault);
    }
    if (form->header_count == first) {
        break_form(form, "an empty section");
    }
    if (form->header_count - first > lines->policy->limits.attributes) {
        break_form(form, "too many attributes");
    }
    if (open && !lines->policy->allow_open_section) {
        break_form(form, "a section without an empty line");
    }
    if (form->section_count == SLUICE_TEXT_SECTIONS) {
        form->unsure = true;
        return false;
    }
    form->sections[form->section_count++] = (struct sluice_text_section){
        .raw = {start, (size_t)(lines->rest.data - start)},
        .first = first,
        .count = form->header_count - first,
    };
    return form->fault == NULL && lines->rest.length > 0;
}

static struct sluice_bytes value_of(const struct sluice_text_header *header)
{
    return (struct sluice_bytes){(const uint8_t *)sluice_text_get(&header->value),
                                 header->value.length};
}

static bool value_stands(struct sluice_bytes value)
{
    for (size_t i = 0; i < value.length; i++) {
        if ((value.data[i] < ' ' && value.data[i] != '\t') || value.data[i] == 0x7F) {
            return false;
        }
    }
    return sluice_form_is_utf8(value);
}

static bool is_named_as(const struct sluice_text_header *one,
                        const struct sluice_text_header *other)
{
    return one->name.length == other->name.length &&
           strncasecmp((const char *)one->name.data, (const char *)other->name.data,
                       one->name.length) == 0;
}

static void check_headers(struct sluice_text_form *form, const struct sluice_text_section *section)
{
    const struct sluice_text_header *headers = form->headers + section->first;
    for (size_t i = 0; i < section->count; i++) {
        if (!value_stands(value_of(&headers[i]))) {
            break_form(form, "a value with control characters, or that is not UTF-8");
        }
        if (sluice_text_form_is(headers[i].name, "Magic")) {
            break_form(form, "a Magic attribute");
        }
        for (size_t j = 0; j < i; j++) {
            if (is_named_as(&headers[i], &headers[j])) {
                break_form(form, "an attribute that is there twice");
            }
        }
    }
}

struct sluice_bytes sluice_text_form_name(const struct sluice_text_form *form, size_t section)
{
    return value_of(&form->headers[form->sections[section].first]);
}

static void check_name(struct sluice_text_form *form, size_t index,
                       const struct sluice_archive_policy *policy)
{
    const struct sluice_bytes own = form->headers[form->sections[index].first].name;
    const bool usual = own.length == 4 && memcmp(own.data, "Name", 4) == 0;
    if (!(usual || (policy->allow_name_case && sluice_text_form_is(own, "Name")))) {
        break_form(form, "a section that does not begin with its name");
        return;
    }
    const struct sluice_bytes name = sluice_text_form_name(form, index);
    const struct sluice_form_answer answer = sluice_form_of_name(name, true);
    form->unsure = form->unsure || answer.unsure;
    break_form(form, answer.fault);
    for (size_t i = 1; i < index; i++) {
        if (sluice_unzip_same(sluice_text_form_name(form, i), name)) {
            break_form(form, "a section that is there twice");
        }
    }
}

void sluice_text_form_read(struct sluice_text_form *form, struct sluice_bytes text,
                           const struct sluice_archive_policy *policy)
{
    struct lines lines = {.rest = text, .policy = policy};
    form->header_count = 0;
    form->section_count = 0;
    form->fault = NULL;
    form->unsure = false;
    while (read_section(form, &lines)) {
    }
    for (size_t i = 0; form->fault == NULL && i < form->section_count; i++) {
        check_headers(form, &form->sections[i]);
        if (i > 0) {
            check_name(form, i, policy);
        } else if (sluice_text_form_get(form, 0, "Name").data != NULL) {
            break_form(form, "a name of the main section");
        }
    }
}

struct sluice_bytes sluice_text_form_get(const struct sluice_text_form *form, size_t section,
                                         const char *name)
{
    const struct sluice_text_section *where = &form->sections[section];
    for (size_t i = 0; i < where->count; i++) {
        if (sluice_text_form_is(form->headers[where->first + i].name, name)) {
            return value_of(&form->headers[where->first + i]);
        }
    }
    return (struct sluice_bytes){NULL, 0};
}

size_t sluice_text_form_find(const struct sluice_text_form *form, struct sluice_bytes name)
{
    for (size_t i = 1; i < form->section_count; i++) {
        if (sluice_unzip_same(sluice_text_form_name(form, i), name)) {
            return i;
        }
    }
    return 0;
}

/* --- digests ------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *known; /* to sluice_digest_add() */
    uint32_t bit;
} kinds[] = {
    {"MD5", "MD5", SLUICE_DIGEST_MD5},
    {"SHA", "SHA-1", SLUICE_DIGEST_SHA1},
    {"SHA1", "SHA-1", SLUICE_DIGEST_SHA1},
    {"SHA-1", "SHA-1", SLUICE_DIGEST_SHA1},
    {"SHA-224", "SHA-224", SLUICE_DIGEST_SHA224},
    {"SHA-256", "SHA-256", SLUICE_DIGEST_SHA256},
    {"SHA-384", "SHA-384", SLUICE_DIGEST_SHA384},
    {"SHA-512", "SHA-512", SLUICE_DIGEST_SHA512},
    {"SHA3-256", "SHA3-256", SLUICE_DIGEST_SHA3_256},
    {"SHA3-384", "SHA3-384", SLUICE_DIGEST_SHA3_384},
    {"SHA3-512", "SHA3-512", SLUICE_DIGEST_SHA3_512},
};

static bool ends_in(struct sluice_bytes name, const char *suffix)
{
    const size_t length = strlen(suffix);
    return name.length > length &&
           strncasecmp((const char *)name.data + name.length - length, suffix, length) == 0;
}

/* A digest in some other form: there is "-Digest-" in the name of the attribute. */
static bool is_of_another_form(struct sluice_bytes name)
{
    for (size_t i = 0; i + 8 <= name.length; i++) {
        if (strncasecmp((const char *)name.data + i, "-Digest-", 8) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_digest_of(struct sluice_bytes value, const char *kind, struct sluice_bytes bytes)
{
    struct sluice_text right = {0};
    const bool same = sluice_digest_add(kind, bytes, &right) && right.length == value.length &&
                      memcmp(right.data, value.data, value.length) == 0;
    sluice_text_free(&right);
    return same;
}

struct sluice_text_claims
sluice_text_form_claims(const struct sluice_text_form *form, size_t section, const char *suffix,
                        struct sluice_bytes bytes, const struct sluice_archive_policy *policy)
{
    struct sluice_text_claims claims = {0};
    const uint32_t usual = SLUICE_DIGEST_SHA256 | SLUICE_DIGEST_SHA384 | SLUICE_DIGEST_SHA512 |
                           SLUICE_DIGEST_SHA3_256 | SLUICE_DIGEST_SHA3_384 | SLUICE_DIGEST_SHA3_512;
    const uint32_t approved = policy->digests == 0 ? usual : policy->digests;
    uint32_t bits = 0;
    bool unknown = false;
    for (size_t i = 0; i < form->sections[section].count; i++) {
        const struct sluice_text_header *header = &form->headers[form->sections[section].first + i];
        struct sluice_bytes name = header->name;
        if (!ends_in(name, suffix)) {
            unknown = unknown || (section > 0 && is_of_another_form(name));
            continue;
        }
        name.length -= strlen(suffix);
        size_t kind = 0;
        while (kind < sizeof kinds / sizeof kinds[0] &&
               !sluice_text_form_is(name, kinds[kind].name)) {
            kind++;
        }
        if (kind == sizeof kinds / sizeof kinds[0]) {
            unknown = true;
            continue;
        }
        bits |= kinds[kind].bit;
        if (!is_digest_of(value_of(header), kinds[kind].known, bytes)) {
            claims.wrong = true;
            claims.approved_wrong = claims.approved_wrong || (kinds[kind].bit & approved) != 0;
        }
    }
    claims.any = bits != 0;
    claims.approved = (bits & approved) != 0;
    claims.unknown = unknown;
    if (claims.wrong) {
        claims.fault = "a digest that is not that of the bytes";
    } else if (claims.any && !claims.approved) {
        claims.fault = "no digest that is approved";
    } else if (unknown && !policy->allow_unknown_digests) {
        claims.fault = "a digest of an unknown kind";
    }
    return claims;
}
