/* Bytes as programs of archives have them: texts with digests in them, hexadecimal digits, classes,
 * repetitions, other archives. */
#include "harness/archive/class_program.h"
#include "harness/archive/suite/build.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 64 * 1048576, MENTIONS_MAX = 64, DEPTH_MAX = 8 };

static const char *const forms[] = {"hex",   "class", "mentions", "version", "zeros",   "repeat",
                                    "times", "join",  "zip",      "keep",    "size-of", NULL};

bool sluice_archive_keep(struct sluice_archive_build *build, const struct sluice_text *text,
                         const struct sluice_yaml_node *node, struct sluice_bytes *out)
{
    char *copy = text->failed
                     ? NULL
                     : sluice_arena_text(&build->arena, sluice_text_get(text), text->length);
    if (copy == NULL) {
        return sluice_yaml_fail(build->error, node, "out of memory");
    }
    *out = (struct sluice_bytes){(const uint8_t *)copy, text->length};
    return true;
}

/* --- digests in texts ------------------------------------------------------------------------------- */

/* Bytes of an entry as it is now; false: there is none. */
static bool find_entry(const struct sluice_archive_build *build, struct sluice_bytes name,
                       struct sluice_bytes *out)
{
    const struct sluice_jar_program *jar = build->jar;
    const struct sluice_zip_item *items = build->has_items ? jar->items : jar->entries;
    const size_t count = build->has_items ? jar->zip.count : jar->count;
    for (size_t i = 0; i < count; i++) {
        if (items[i].name.length == name.length &&
            memcmp(items[i].name.data, name.data, name.length) == 0) {
            *out = items[i].data;
            return true;
        }
    }
    return false;
}

/* What "of" names: an entry, "a text", `archive`, `key NAME`. */
static bool find_bytes(struct sluice_archive_build *build, const struct sluice_yaml_node *node,
                       struct sluice_bytes of, struct sluice_text *made, struct sluice_bytes *out)
{
    static const char archive[] = "archive";
    if (of.length >= 2 && of.data[0] == '"' && of.data[of.length - 1] == '"') {
        *out = (struct sluice_bytes){of.data + 1, of.length - 2};
        return true;
    }
    if (of.length == sizeof archive - 1 && memcmp(of.data, archive, of.length) == 0) {
        *out = (struct sluice_bytes){(const uint8_t *)sluice_text_get(&build->out),
                                     build->out.length};
        return true;
    }
    if (of.length > 4 && memcmp(of.data, "key ", 4) == 0) {
        char name[64] = "";
        memcpy(name, of.data + 4, of.length - 4 < sizeof name ? of.length - 4 : 0);
        const struct sluice_identity *identity = sluice_keyring_get(build->keys, name);
        unsigned char *der = NULL;
        const int length = identity == NULL ? -1 : i2d_X509(identity->certificate, &der);
        if (length > 0) {
            sluice_text_add(made, der, (size_t)length);
        }
        OPENSSL_free(der);
        *out = (struct sluice_bytes){(const uint8_t *)sluice_text_get(made), made->length};
        return length > 0 ||
               sluice_yaml_fail(build->error, node, "there is no key %s to make a digest of", name);
    }
    return find_entry(build, of, out) ||
           sluice_yaml_fail(build->error, node,
                            "there is no entry %.*s to make a digest of: name one of this "
                            "archive, or write a text in double quotes",
                            (int)of.length, (const char *)of.data);
}

static bool add_hex_digest(const char *kind, struct sluice_bytes of, struct sluice_text *out)
{
    static const struct {
        const char *name;
        const char *known;
    } kinds[] = {{"SHA-256", "SHA256"}, {"SHA-512", "SHA512"}, {"SHA-1", "SHA1"}, {"MD5", "MD5"}};
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].name, kind) == 0) {
            const EVP_MD *known = EVP_get_digestbyname(kinds[i].known);
            const bool made = EVP_Digest(of.data, of.length, digest, &size, known, NULL) == 1;
            sluice_text_hex(out, digest, made ? size : 0);
            return made;
        }
    }
    return false;
}

/* "hex SHA-256 of data.txt" */
static bool add_digest(struct sluice_archive_build *build, const struct sluice_yaml_node *node,
                       struct sluice_bytes words, struct sluice_text *out)
{
    const bool is_hex = words.length > 4 && memcmp(words.data, "hex ", 4) == 0;
    const char *text = (const char *)words.data + (is_hex ? 4 : 0);
    size_t length = words.length - (is_hex ? 4 : 0);
    char kind[16] = "";
    size_t used = 0;
    while (used < length && used + 1 < sizeof kind && text[used] != ' ') {
        kind[used] = text[used];
        used++;
    }
    if (length < used + 4 || memcmp(text + used, " of ", 4) != 0) {
        return sluice_yaml_fail(build->error, node,
                                "expected ${SHA-256 of data.txt} or ${hex SHA-256 of archive}");
    }
    struct sluice_text made = {0};
    struct sluice_bytes of;
    bool good = find_bytes(
        build, node, (struct sluice_bytes){(const uint8_t *)text + used + 4, length - used - 4},
        &made, &of);
    if (good && is_hex) {
        good = add_hex_digest(kind, of, out);
    } else if (good) {
        good = sluice_digest_add(kind, of, out);
    }
    sluice_text_free(&made);
    return good || sluice_yaml_fail(build->error, node, "there is no digest %s", kind);
}

static bool load_text(struct sluice_archive_build *build, const struct sluice_yaml_node *node,
                      struct sluice_bytes *out)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(node, &length);
    struct sluice_text made = {0};
    size_t at = 0;
    bool good = true;
    while (good && at < length) {
        const char *end = at + 1 < length && text[at] == '$' && text[at + 1] == '{'
                              ? memchr(text + at, '}', length - at)
                              : NULL;
        if (end == NULL) {
            sluice_text_add(&made, text + at++, 1);
            continue;
        }
        good = add_digest(
            build, node,
            (struct sluice_bytes){(const uint8_t *)text + at + 2, (size_t)(end - text) - at - 2},
            &made);
        at = (size_t)(end - text) + 1;
    }
    good = good && sluice_archive_keep(build, &made, node, out);
    sluice_text_free(&made);
    return good;
}

/* --- other forms ------------------------------------------------------------------------------------- */

static int digit(char letter)
{
    static const char digits[] = "0123456789abcdef";
    const char lower = (char)(letter >= 'A' && letter <= 'F' ? letter - 'A' + 'a' : letter);
    const char *found = lower == '\0' ? NULL : strchr(digits, lower);
    return found == NULL ? -1 : (int)(found - digits);
}

static bool add_hex(struct sluice_archive_build *build, const struct sluice_yaml_node *node,
                    struct sluice_text *out)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(node, &length);
    int high = -1;
    for (size_t i = 0; text != NULL && i < length; i++) {
        const int value = digit(text[i]);
        if (text[i] == ' ' && high < 0) {
            continue;
        }
        if (value < 0) {
            text = NULL;
        } else if (high < 0) {
            high = value;
        } else {
            const uint8_t byte = (uint8_t)(high << 4 | value);
            sluice_text_add(out, &byte, 1);
            high = -1;
        }
    }
    return (text != NULL && high < 0) ||
           sluice_yaml_fail(build->error, node,
                            "expected pairs of hexadecimal digits, in quotes if they are all "
                            "decimal: hex: \"504b0102\"");
}

static bool add_class(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                      struct sluice_text *out)
{
    struct sluice_bytes mentions[MENTIONS_MAX] = {sluice_bytes_of("Code")};
    struct sluice_class_program program = {.mentions = mentions, .mention_count = 1};
    const struct sluice_yaml_node *list = sluice_yaml_get(map, "mentions");
    const struct sluice_yaml_node *version = sluice_yaml_get(map, "version");
    int64_t number = SLUICE_CLASS_VERSION;
    const char *text = NULL;
    if (!sluice_yaml_string(sluice_yaml_get(map, "class"), &text, build->error) ||
        (version != NULL && !sluice_yaml_integer(version, 1, 65535, &number, build->error)) ||
        (list != NULL &&
         !sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of names, as in [second/Main]",
                             build->error))) {
        return false;
    }
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        if (program.mention_count == MENTIONS_MAX) {
            return sluice_yaml_fail(build->error, item, "a class mentions at most %d names",
                                    MENTIONS_MAX - 1);
        }
        if (!load_text(build, item, &mentions[program.mention_count++])) {
            return false;
        }
    }
    program.name = sluice_bytes_of(text);
    program.version = (uint16_t)number;
    sluice_class_assemble(&program, out);
    return true;
}

static bool add_repeated(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                         struct sluice_text *out)
{
    struct sluice_bytes one = {0};
    uint64_t times = 1;
    const struct sluice_yaml_node *number = sluice_yaml_require(map, "times", "1000", build->error);
    if (number == NULL || !sluice_yaml_unsigned(number, BYTES_MAX, &times, build->error) ||
        !build->nested(build, sluice_yaml_get(map, "repeat"), &one)) {
        return false;
    }
    if (one.length > 0 && times > BYTES_MAX / one.length) {
        return sluice_yaml_fail(build->error, number, "that is more than 64 MiB");
    }
    for (uint64_t i = 0; i < times; i++) {
        sluice_text_add(out, one.data, one.length);
    }
    return true;
}

static bool add_zeros(struct sluice_archive_build *build, const struct sluice_yaml_node *node,
                      struct sluice_text *out)
{
    uint64_t size = 0;
    if (!sluice_yaml_size(node, BYTES_MAX, &size, build->error)) {
        return false;
    }
    char *zeros = calloc(1, size + 1);
    if (zeros == NULL) {
        out->failed = true;
        return true;
    }
    sluice_text_add(out, zeros, size);
    free(zeros);
    return true;
}

static bool add_joined(struct sluice_archive_build *build, const struct sluice_yaml_node *list,
                       struct sluice_text *out)
{
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of bytes", build->error)) {
        return false;
    }
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        struct sluice_bytes part = {0};
        if (!build->nested(build, item, &part)) {
            return false;
        }
        sluice_text_add(out, part.data, part.length);
    }
    return true;
}

/* How many bytes an entry has, in as many as ZIP64 takes for that. */
static bool add_size(struct sluice_archive_build *build, const struct sluice_yaml_node *node,
                     struct sluice_text *out)
{
    size_t length = 0;
    const char *name = sluice_yaml_text(node, &length);
    struct sluice_bytes entry = {0};
    if (!find_entry(build, (struct sluice_bytes){(const uint8_t *)name, length}, &entry)) {
        return sluice_yaml_fail(build->error, node, "there is no entry of this name");
    }
    for (size_t i = 0; i < 8; i++) {
        const uint8_t byte = (uint8_t)((uint64_t)entry.length >> 8 * i);
        sluice_text_add(out, &byte, 1);
    }
    return true;
}

static bool add_form(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                     struct sluice_text *out)
{
    const struct sluice_yaml_node *node = NULL;
    if ((node = sluice_yaml_get(map, "hex")) != NULL) {
        return add_hex(build, node, out);
    }
    if (sluice_yaml_get(map, "class") != NULL) {
        return add_class(build, map, out);
    }
    if ((node = sluice_yaml_get(map, "zeros")) != NULL) {
        return add_zeros(build, node, out);
    }
    if (sluice_yaml_get(map, "repeat") != NULL) {
        return add_repeated(build, map, out);
    }
    if ((node = sluice_yaml_get(map, "join")) != NULL) {
        return add_joined(build, node, out);
    }
    if ((node = sluice_yaml_get(map, "zip")) != NULL) {
        return build->plain(build, node, out);
    }
    if ((node = sluice_yaml_get(map, "size-of")) != NULL) {
        return add_size(build, node, out);
    }
    return sluice_yaml_fail(build->error, map,
                            "expected bytes: a text, or one of {hex: ..}, {class: ..}, "
                            "{zeros: ..}, {repeat: .., times: ..}, {join: [..]}, {zip: ..}, "
                            "{size-of: ..}");
}

bool sluice_archive_bytes(struct sluice_archive_build *build, const struct sluice_yaml_node *node,
                          struct sluice_bytes *out)
{
    if (sluice_yaml_kind(node) == SLUICE_YAML_SCALAR) {
        return load_text(build, node, out);
    }
    const struct sluice_yaml_node *kept = sluice_yaml_get(node, "keep");
    struct sluice_text made = {0};
    uint64_t keep = UINT64_MAX;
    if (build->depth == DEPTH_MAX) {
        return sluice_yaml_fail(build->error, node, "bytes are made of others at most %d deep",
                                DEPTH_MAX);
    }
    build->depth++;
    bool good = sluice_yaml_check_keys(node, forms, build->error) &&
                (kept == NULL || sluice_yaml_unsigned(kept, BYTES_MAX, &keep, build->error)) &&
                add_form(build, node, &made);
    if (good && keep < made.length) {
        made.length = keep;
    }
    good = good && sluice_archive_keep(build, &made, node, out);
    sluice_text_free(&made);
    build->depth--;
    return good;
}

bool sluice_archive_bytes_at(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                             const char *key, struct sluice_bytes *out)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(map, key);
    return node == NULL || sluice_archive_bytes(build, node, out);
}

bool sluice_archive_class_of(struct sluice_archive_build *build, struct sluice_bytes path,
                             const char *mention, const struct sluice_yaml_node *node,
                             struct sluice_bytes *out)
{
    struct sluice_text made = {0};
    path.length -= sizeof ".class" - 1;
    sluice_class_make(&made, path, sluice_bytes_of(mention));
    const bool good = sluice_archive_keep(build, &made, node, out);
    sluice_text_free(&made);
    return good;
}
