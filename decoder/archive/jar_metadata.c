/* Which files of META-INF/ are related to signatures: what any reader takes for one counts. */
#include "jar.h"
#include "text.h"
#include "zip.h"

#include <string.h>
#include <strings.h>

enum kind {
    KIND_OTHER,
    KIND_DIRECTORY,
    KIND_MANIFEST,
    KIND_SIGNATURE_FILE,
    KIND_BLOCK,
    KIND_STRAY
};

/* A name right below META-INF/, in upper case. */
struct file_name {
    bool direct;
    bool upper;        /* it was in upper case already */
    char start[12];    /* the first characters behind META-INF/ */
    size_t length;     /* characters behind META-INF/ */
    bool has_dot;      /* the last one ends at `extension` */
    char extension[5]; /* its first characters */
    size_t extension_length;
};

/* As the JDK does it: two characters outside ASCII have an upper case inside it. */
static uint32_t to_upper(uint32_t character)
{
    if (character >= 'a' && character <= 'z') {
        return character - 32;
    }
    return character == 0x131 ? 'I' : character == 0x17F ? 'S' : character;
}

static void add_character(struct file_name *name, uint32_t character)
{
    const char byte = character < 0x80 ? (char)character : '?';
    if (name->length < sizeof name->start) {
        name->start[name->length] = byte;
    }
    name->length++;
    if (byte == '.') {
        name->has_dot = true;
        name->extension_length = 0;
    } else if (name->has_dot) {
        if (name->extension_length < sizeof name->extension) {
            name->extension[name->extension_length] = byte;
        }
        name->extension_length++;
    }
}

static struct file_name read_name(struct sluice_bytes bytes)
{
    static const char folder[] = "META-INF/";
    struct file_name name = {.upper = true};
    const uint8_t *at = bytes.data;
    const uint8_t *end = at + bytes.length;
    size_t position = 0;
    while (at < end) {
        const uint32_t character = sluice_utf8_next(&at, end);
        const uint32_t upper = to_upper(character);
        name.upper = name.upper && upper == character;
        if (position < sizeof folder - 1) {
            if (upper != (uint32_t)folder[position]) {
                return name;
            }
            position++;
        } else if (upper == '/') {
            return name;
        } else {
            add_character(&name, upper);
        }
    }
    name.direct = position == sizeof folder - 1;
    return name;
}

static bool has_extension(const struct file_name *name, const char *extension)
{
    return name->has_dot && name->extension_length == strlen(extension) &&
           memcmp(name->extension, extension, name->extension_length) == 0;
}

/* SIG- and no extension, or one of up to three letters and digits: the JDK asks no signature of it. */
static bool is_stray(const struct file_name *name)
{
    if (name->length < 4 || memcmp(name->start, "SIG-", 4) != 0) {
        return false;
    }
    if (!name->has_dot) {
        return true;
    }
    bool plain = name->extension_length >= 1 && name->extension_length <= 3;
    for (size_t i = 0; plain && i < name->extension_length; i++) {
        const char byte = name->extension[i];
        plain = (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
    }
    return plain;
}

static enum kind kind_of(const struct file_name *name)
{
    if (!name->direct) {
        return KIND_OTHER;
    }
    if (name->length == 0) {
        return KIND_DIRECTORY;
    }
    if (name->length == 11 && memcmp(name->start, "MANIFEST.MF", 11) == 0) {
        return KIND_MANIFEST;
    }
    if (has_extension(name, "SF")) {
        return KIND_SIGNATURE_FILE;
    }
    if (has_extension(name, "RSA") || has_extension(name, "DSA") || has_extension(name, "EC")) {
        return KIND_BLOCK;
    }
    return is_stray(name) ? KIND_STRAY : KIND_OTHER;
}

/* Whether a signature file or block is of another signature than the one that the policy names. */
static bool is_other(const struct run *run, enum kind kind, struct sluice_bytes name)
{
    const char *wanted = run->policy->signature;
    if (wanted == NULL || (kind != KIND_SIGNATURE_FILE && kind != KIND_BLOCK)) {
        return false;
    }
    const uint8_t *base = name.data + strlen("META-INF/");
    size_t length = name.length - strlen("META-INF/");
    while (base[length - 1] != '.') {
        length--;
    }
    return length - 1 != strlen(wanted) || strncasecmp((const char *)base, wanted, length - 1) != 0;
}

/* What was found. */
struct found {
    uint32_t counts[KIND_STRAY + 1];
    const struct zip_entry *last[KIND_STRAY + 1];
    uint32_t pairs;
};

static struct place place_of(const struct zip_entry *entry)
{
    return sluice_at_entry(entry, entry->record + UINT64_C(46), entry->name_length);
}

static bool classify(struct run *run, struct found *found)
{
    for (uint32_t i = 0; i < run->zip.count; i++) {
        struct zip_entry *entry = &run->zip.entries[i];
        const struct file_name name = read_name(sluice_name_of(run, entry));
        const enum kind kind = kind_of(&name);
        entry->role = sluice_zip_is_directory(run, entry) ? ROLE_DIRECTORY : ROLE_PAYLOAD;
        sluice_step(run, 1);
        if (kind == KIND_OTHER) {
            continue;
        }
        if (!name.upper && !run->policy->allow_metadata_case) {
            return sluice_refuse(run, SLUICE_ARCHIVE_JAR_META_CASE, "name of a signature's file",
                                 place_of(entry));
        }
        if (is_other(run, kind, sluice_name_of(run, entry))) {
            entry->role = ROLE_OTHER_SIGNATURE;
            continue;
        }
        found->counts[kind]++;
        found->last[kind] = entry;
    }
    return true;
}

/* The blocks that belong to a signature file: those of its name with another extension. */
static void count_pairs(struct run *run, const struct zip_entry *entry, struct found *found)
{
    static const char *const extensions[] = {"RSA", "DSA", "EC", "rsa", "dsa", "ec"};
    char name[1024];
    const struct sluice_bytes own = sluice_name_of(run, entry);
    if (own.length + 1 > sizeof name) {
        return;
    }
    memcpy(name, own.data, own.length);
    for (size_t i = 0; i < COUNT_OF(extensions); i++) {
        const size_t length = strlen(extensions[i]);
        memcpy(name + own.length - 2, extensions[i], length);
        const struct sluice_bytes block = {(const uint8_t *)name, own.length - 2 + length};
        const int64_t index = sluice_zip_find(run, block);
        if (index >= 0) {
            found->pairs++;
            run->signature_file = entry;
            run->block = &run->zip.entries[index];
        }
    }
}

static bool find_pair(struct run *run, struct found *found)
{
    for (uint32_t i = 0; i < run->zip.count; i++) {
        const struct zip_entry *entry = &run->zip.entries[i];
        const struct file_name name = read_name(sluice_name_of(run, entry));
        if (kind_of(&name) == KIND_SIGNATURE_FILE && entry->role != ROLE_OTHER_SIGNATURE) {
            count_pairs(run, entry, found);
        }
    }
    if (found->pairs == 0) {
        return sluice_refuse(run, SLUICE_ARCHIVE_JAR_NO_BLOCK, "signature block",
                             place_of(found->last[KIND_SIGNATURE_FILE]));
    }
    return found->pairs == 1 || sluice_refuse(run, SLUICE_ARCHIVE_JAR_MULTI_SIG, "signature",
                                              place_of(run->signature_file));
}

static bool check_counts(struct run *run, struct found *found)
{
    const uint32_t files = found->counts[KIND_SIGNATURE_FILE];
    const uint32_t blocks = found->counts[KIND_BLOCK];
    const struct place all = sluice_at(run->zip.directory, run->zip.end - run->zip.directory);
    if (found->counts[KIND_MANIFEST] == 0) {
        return sluice_refuse(run, SLUICE_ARCHIVE_JAR_NO_MANIFEST, "manifest", all);
    }
    if (files == 0) {
        const char *wanted = run->policy->signature == NULL ? "signature"
                                                            : "signature of the name asked for";
        return blocks == 0 ? sluice_refuse(run, SLUICE_ARCHIVE_JAR_UNSIGNED, wanted, all)
                           : sluice_refuse(run, SLUICE_ARCHIVE_JAR_NO_SF, "signature file",
                                           place_of(found->last[KIND_BLOCK]));
    }
    if (!find_pair(run, found)) {
        return false;
    }
    if (files > 1 || blocks > 1 || found->counts[KIND_STRAY] > 0) {
        const enum kind kind = found->counts[KIND_STRAY] > 0 ? KIND_STRAY
                               : files > 1                   ? KIND_SIGNATURE_FILE
                                                             : KIND_BLOCK;
        return sluice_refuse(run, SLUICE_ARCHIVE_JAR_STRAY_SIG, "file of META-INF/",
                             place_of(found->last[kind]));
    }
    run->manifest = found->last[KIND_MANIFEST];
    return true;
}

/* A reader that takes the archive as a stream must meet the signature before what is signed. */
static bool check_order(struct run *run)
{
    const struct zip_entry *at = run->zip.entries;
    if (sluice_bytes_are(sluice_name_of(run, at), "META-INF/")) {
        at++;
    }
    bool in_front = run->manifest == at++;
    for (unsigned found = 0; in_front && found < 2; at++) {
        const bool own = at == run->signature_file || at == run->block;
        found += own;
        in_front = own || at->role == ROLE_OTHER_SIGNATURE;
    }
    return in_front || run->policy->allow_metadata_anywhere ||
           sluice_refuse(run, SLUICE_ARCHIVE_JAR_ORDER, "order of entries",
                         place_of(run->manifest));
}

bool sluice_jar_find_metadata(struct run *run)
{
    run->check = SLUICE_ARCHIVE_CHECK_METADATA;
    struct found found = {0};
    if (!classify(run, &found) || !check_counts(run, &found) || !check_order(run)) {
        return false;
    }
    run->zip.entries[run->manifest - run->zip.entries].role = ROLE_MANIFEST;
    run->zip.entries[run->signature_file - run->zip.entries].role = ROLE_SIGNATURE_FILE;
    run->zip.entries[run->block - run->zip.entries].role = ROLE_BLOCK;
    return sluice_passed(run, place_of(run->manifest)) &&
           sluice_passed(run, place_of(run->signature_file)) &&
           sluice_passed(run, place_of(run->block));
}
