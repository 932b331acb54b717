#include "jar_program.h"

#include <string.h>

static const char line_end[] = "\r\n";

static const char *digest_of(const struct sluice_jar_program *jar)
{
    return jar->digest == NULL ? "SHA-256" : jar->digest;
}

struct sluice_zip_item *sluice_jar_add(struct sluice_jar_program *jar, const char *name,
                                       struct sluice_bytes data)
{
    if (jar->count == SLUICE_JAR_ITEMS) {
        return NULL;
    }
    struct sluice_zip_item *item = &jar->entries[jar->count++];
    *item = (struct sluice_zip_item){.name = sluice_bytes_of(name), .data = data};
    return item;
}

void sluice_jar_add_attribute(struct sluice_text *text, const char *name, struct sluice_bytes value)
{
    size_t room = 72 - strlen(name) - 2;
    sluice_text_format(text, "%s: ", name);
    while (value.length > room) {
        sluice_text_add(text, value.data, room);
        sluice_text_string(text, "\r\n ");
        value.data += room;
        value.length -= room;
        room = 71;
    }
    sluice_text_add(text, value.data, value.length);
    sluice_text_string(text, line_end);
}

/* One attribute with a digest as its value. */
static bool add_digest(struct sluice_text *text, const char *kind, const char *suffix,
                       struct sluice_bytes bytes)
{
    struct sluice_text name = {0};
    struct sluice_text value = {0};
    sluice_text_format(&name, "%s%s", kind, suffix);
    const bool added = sluice_digest_add(kind, bytes, &value);
    sluice_jar_add_attribute(text, sluice_text_get(&name),
                             (struct sluice_bytes){(const uint8_t *)value.data, value.length});
    sluice_text_free(&name);
    sluice_text_free(&value);
    return added && !text->failed;
}

bool sluice_jar_make_manifest(struct sluice_jar_program *jar)
{
    sluice_text_clear(&jar->manifest);
    sluice_text_string(&jar->manifest, jar->main);
    sluice_text_string(&jar->manifest, line_end);
    for (size_t i = 0; i < jar->count; i++) {
        const struct sluice_zip_item *item = &jar->entries[i];
        const bool directory = item->name.length > 0 &&
                               item->name.data[item->name.length - 1] == '/';
        if (jar->unlisted[i] || directory) {
            continue;
        }
        sluice_jar_add_attribute(&jar->manifest, "Name", item->name);
        if (!add_digest(&jar->manifest, digest_of(jar), "-Digest", item->data)) {
            return false;
        }
        sluice_text_string(&jar->manifest, line_end);
    }
    return !jar->manifest.failed;
}

/* The last byte of a line end: CR LF, LF or CR. */
static bool is_line_end(const struct sluice_text *text, size_t at)
{
    return text->data[at] == '\n' || (text->data[at] == '\r' && text->data[at + 1] != '\n');
}

/* The end of the section that begins at `start`, its empty line included. */
static size_t end_of_section(const struct sluice_text *text, size_t start)
{
    size_t line = start;
    for (size_t i = start; i < text->length; i++) {
        if (!is_line_end(text, i)) {
            continue;
        }
        const size_t length = i - line - (i > line && text->data[i - 1] == '\r' ? 1 : 0);
        if (length == 0) {
            return i + 1;
        }
        line = i + 1;
    }
    return text->length;
}

static void add_name(struct sluice_text *out, const struct sluice_text *from, size_t start)
{
    size_t end = start;
    while (end < from->length && (!is_line_end(from, end) || from->data[end + 1] == ' ')) {
        end++;
    }
    sluice_text_add(out, from->data + start, end + 1 - start);
}

static struct sluice_bytes part_of(const struct sluice_text *text, size_t start, size_t end)
{
    return (struct sluice_bytes){(const uint8_t *)text->data + start, end - start};
}

bool sluice_jar_make_signature_file(struct sluice_jar_program *jar)
{
    const struct sluice_text *manifest = &jar->manifest;
    struct sluice_text *out = &jar->signature_file;
    size_t at = end_of_section(manifest, 0);
    sluice_text_clear(out);
    sluice_text_string(out, "Signature-Version: 1.0\r\n");
    bool made = add_digest(out, digest_of(jar), "-Digest-Manifest-Main-Attributes",
                           part_of(manifest, 0, at)) &&
                add_digest(out, digest_of(jar), "-Digest-Manifest",
                           part_of(manifest, 0, manifest->length));
    sluice_text_string(out, line_end);
    while (made && at < manifest->length) {
        const size_t end = end_of_section(manifest, at);
        add_name(out, manifest, at);
        made = add_digest(out, digest_of(jar), "-Digest", part_of(manifest, at, end));
        sluice_text_string(out, line_end);
        at = end;
    }
    return made && !out->failed;
}

bool sluice_jar_make_block(struct sluice_jar_program *jar, const struct sluice_identity *identity,
                           const struct sluice_block_plan *plan)
{
    sluice_text_clear(&jar->block);
    return sluice_block_make(
        identity, plan, part_of(&jar->signature_file, 0, jar->signature_file.length), &jar->block);
}

bool sluice_jar_make_items(struct sluice_jar_program *jar)
{
    const char *base = jar->base == NULL ? "SIGNER" : jar->base;
    sluice_text_clear(&jar->names);
    sluice_text_format(&jar->names, "META-INF/%s.SF", base);
    const size_t first = jar->names.length;
    sluice_text_format(&jar->names, "META-INF/%s.%s", base,
                       jar->extension == NULL ? "RSA" : jar->extension);
    if (jar->names.failed) {
        return false;
    }
    jar->items[0] = (struct sluice_zip_item){
        .name = sluice_bytes_of("META-INF/MANIFEST.MF"),
        .data = part_of(&jar->manifest, 0, jar->manifest.length),
    };
    jar->items[1] = (struct sluice_zip_item){
        .name = part_of(&jar->names, 0, first),
        .data = part_of(&jar->signature_file, 0, jar->signature_file.length),
    };
    jar->items[2] = (struct sluice_zip_item){
        .name = part_of(&jar->names, first, jar->names.length),
        .data = part_of(&jar->block, 0, jar->block.length),
    };
    for (size_t i = 0; i < jar->count; i++) {
        jar->items[3 + i] = jar->entries[i];
    }
    jar->zip = (struct sluice_zip_program){.items = jar->items, .count = jar->count + 3};
    return true;
}

bool sluice_jar_make(struct sluice_jar_program *jar, const struct sluice_identity *identity)
{
    const struct sluice_block_plan plan = {0};
    return sluice_jar_make_manifest(jar) && sluice_jar_make_signature_file(jar) &&
           sluice_jar_make_block(jar, identity, &plan) && sluice_jar_make_items(jar);
}

void sluice_jar_free(struct sluice_jar_program *jar)
{
    sluice_text_free(&jar->manifest);
    sluice_text_free(&jar->signature_file);
    sluice_text_free(&jar->block);
    sluice_text_free(&jar->names);
}

bool sluice_jar_replace(struct sluice_text *text, const char *from, const char *to)
{
    char *found = text->data == NULL ? NULL : strstr(text->data, from);
    if (found == NULL) {
        return false;
    }
    struct sluice_text changed = {0};
    sluice_text_add(&changed, text->data, (size_t)(found - text->data));
    sluice_text_string(&changed, to);
    sluice_text_string(&changed, found + strlen(from));
    const bool replaced = !changed.failed;
    sluice_text_free(text);
    *text = changed;
    return replaced;
}
