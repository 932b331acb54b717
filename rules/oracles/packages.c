/* ENV01-J: security-sensitive code is in one archive, sealed, and of one signer. */
#include "rules/oracles/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A class of the set. */
struct class
{
    size_t archive;
    const struct sluice_archive_fact *entry;
    size_t package; /* length of the path's folder */
    size_t group;   /* index, or SIZE_MAX */
    bool reached;   /* from the group that is looked at */
};

struct classes {
    struct class *items;
    size_t count;
};

static bool is_class(const struct sluice_archive_fact *entry)
{
    static const char end[] = ".class";
    const size_t length = entry->name.length;
    return length > sizeof end - 1 &&
           memcmp(entry->name.data + length - (sizeof end - 1), end, sizeof end - 1) == 0 &&
           (length < 9 || memcmp(entry->name.data, "META-INF/", 9) != 0);
}

static size_t package_length(const struct sluice_archive_fact *entry)
{
    size_t length = entry->name.length;
    while (length > 0 && entry->name.data[length - 1] != '/') {
        length--;
    }
    return length > 0 ? length - 1 : 0;
}

/* Whether a package with dots is that of a path. */
static bool is_package(const struct class *item, const char *package)
{
    if (strlen(package) != item->package) {
        return false;
    }
    for (size_t i = 0; i < item->package; i++) {
        const char wanted = package[i] == '.' ? '/' : package[i];
        if ((char)item->entry->name.data[i] != wanted) {
            return false;
        }
    }
    return true;
}

static size_t group_of(const struct sluice_archive_question *question, const struct class *item)
{
    for (size_t i = 0; i < question->group_count; i++) {
        for (size_t j = 0; j < question->groups[i].count; j++) {
            if (is_package(item, question->groups[i].packages[j])) {
                return i;
            }
        }
    }
    return SIZE_MAX;
}

static bool collect(const struct sluice_archive_question *question, struct classes *out)
{
    size_t room = 1;
    for (size_t i = 0; i < question->count; i++) {
        room += question->archives[i].entry_count;
    }
    out->items = calloc(room, sizeof *out->items);
    for (size_t i = 0; out->items != NULL && i < question->count; i++) {
        for (size_t j = 0; j < question->archives[i].entry_count; j++) {
            const struct sluice_archive_fact *entry = &question->archives[i].entries[j];
            if (is_class(entry)) {
                struct class *item = &out->items[out->count++];
                *item = (struct class){
                    .archive = i, .entry = entry, .package = package_length(entry)};
                item->group = group_of(question, item);
            }
        }
    }
    return out->items != NULL;
}

static bool same_package(const struct class *a, const struct class *b)
{
    return a->package == b->package &&
           (a->package == 0 || memcmp(a->entry->name.data, b->entry->name.data, a->package) == 0);
}

/* The path without ".class" must be the name that the class declares. */
static bool declares_another(const struct class *item)
{
    const char *name = item->entry->class_name;
    const size_t length = item->entry->name.length - 6;
    return name == NULL || strlen(name) != length ||
           memcmp(name, item->entry->name.data, length) != 0;
}

static const char *class_breach(const struct sluice_archive_question *question,
                                const struct classes *classes, const struct class *item)
{
    const bool is_sensitive = item->group != SIZE_MAX;
    const bool needs_seal = question->seals == SLUICE_SEALS_ALL ||
                            (question->seals == SLUICE_SEALS_SENSITIVE && is_sensitive);
    if (declares_another(item)) {
        return "is not the class that its path says";
    }
    if (needs_seal && !item->entry->is_sealed) {
        return "is in a package that is not sealed";
    }
    for (size_t i = 0; i < classes->count; i++) {
        const struct class *other = &classes->items[i];
        if (other->archive == item->archive) {
            continue;
        }
        if (same_package(item, other) && (needs_seal || !question->may_split)) {
            return "is in a package that is in two archives";
        }
        if (is_sensitive && other->group == item->group) {
            return "is of a group that is in two archives";
        }
    }
    return NULL;
}

/* --- groups that depend on each other ----------------------------------------------------------- */

static bool is_word(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '/' || byte == '.';
}

static bool is_name_at(const uint8_t *text, const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] != (uint8_t)name[i] && !(name[i] == '/' && text[i] == '.')) {
            return false;
        }
    }
    return true;
}

/* The name as a whole word: "second/Main", "[Lsecond/Main;", "second.Main". */
static bool mentions(struct sluice_archive_text text, const char *name)
{
    const size_t length = strlen(name);
    for (size_t i = 0; length > 0 && i + length <= text.length; i++) {
        const bool begins = i == 0 || !is_word(text.data[i - 1]) || text.data[i - 1] == 'L';
        if (begins && (i + length == text.length || !is_word(text.data[i + length])) &&
            is_name_at(text.data + i, name, length)) {
            return true;
        }
    }
    return false;
}

static bool depends(const struct class *from, const struct class *on)
{
    for (size_t i = 0; on->entry->class_name != NULL && i < from->entry->mention_count; i++) {
        if (mentions(from->entry->mentions[i], on->entry->class_name)) {
            return true;
        }
    }
    return false;
}

/* Whether classes of a group lead to a class of another one. */
static bool leads_elsewhere(const struct classes *classes, size_t group)
{
    bool more = true;
    for (size_t i = 0; i < classes->count; i++) {
        classes->items[i].reached = classes->items[i].group == group;
    }
    while (more) {
        more = false;
        for (size_t i = 0; i < classes->count; i++) {
            for (size_t j = 0; classes->items[i].reached && j < classes->count; j++) {
                struct class *on = &classes->items[j];
                if (on->reached || !depends(&classes->items[i], on)) {
                    continue;
                }
                if (on->group != SIZE_MAX && on->group != group) {
                    return true;
                }
                on->reached = true;
                more = true;
            }
        }
    }
    return false;
}

static const char *group_breach(const struct sluice_archive_question *question,
                                const struct classes *classes)
{
    for (size_t i = 0; i < question->group_count; i++) {
        for (size_t j = 0; j < question->groups[i].count; j++) {
            bool there = false;
            for (size_t k = 0; k < classes->count; k++) {
                there = there || is_package(&classes->items[k], question->groups[i].packages[j]);
            }
            if (!there) {
                return "a security-sensitive package is in no archive";
            }
        }
        if (leads_elsewhere(classes, i)) {
            return "a security-sensitive group depends on another one";
        }
    }
    return NULL;
}

/* --- the set -------------------------------------------------------------------------------------- */

static bool find_breach(const struct sluice_archive_question *question,
                        const struct classes *classes, char *out, size_t size)
{
    const struct sluice_archive_facts *archives = question->archives;
    for (size_t i = 0; i < question->count; i++) {
        const char *odd = sluice_archive_odd(&archives[i], question->tolerated, true);
        if (odd == NULL && !question->may_mix &&
            memcmp(archives[i].signer, archives[0].signer, sizeof archives[0].signer) != 0) {
            odd = "its signer is not that of the first one";
        }
        if (odd != NULL) {
            (void)snprintf(out, size, "archive %zu: %s", i, odd);
            return true;
        }
    }
    for (size_t i = 0; i < classes->count; i++) {
        const struct class *item = &classes->items[i];
        const char *fault = class_breach(question, classes, item);
        if (fault != NULL) {
            (void)snprintf(out, size, "%.*s of archive %zu %s", (int)item->entry->name.length,
                           (const char *)item->entry->name.data, item->archive, fault);
            return true;
        }
    }
    const char *fault = group_breach(question, classes);
    if (fault != NULL) {
        (void)snprintf(out, size, "%s", fault);
    }
    return fault != NULL;
}

SLUICE_ARCHIVE_ORACLE(sluice_oracle_sealed_packages)
{
    char why[SLUICE_DETAIL_SIZE - 32] = "";
    struct classes classes = {0};
    if (!answer->answered) {
        sluice_not_applicable(out, "the verifier gave no answer about the archives");
    } else if (!collect(question, &classes)) {
        sluice_not_applicable(out, "the judge ran out of memory");
    } else if (find_breach(question, &classes, why, sizeof why)) {
        if (answer->accepted) {
            sluice_violated(out, SLUICE_NOT_MEASURED, "accepted: %s", why);
        } else {
            sluice_held(out, "refused: %s", why);
        }
    } else if (answer->accepted) {
        sluice_held(out, "%zu classes, each package in one archive and sealed as demanded",
                    classes.count);
    } else {
        sluice_not_applicable(out, "no package is split, unsealed or mixed");
    }
    free(classes.items);
}
