#include "packages.h"
#include "sort.h"

#include <string.h>
#include <strings.h>

static bool starts_with(struct sluice_bytes bytes, const char *text)
{
    const size_t length = strlen(text);
    return bytes.data != NULL && bytes.length >= length && memcmp(bytes.data, text, length) == 0;
}

/* Bytes of "META-INF/versions/17/"; 0 when the name does not begin so. */
static size_t version_prefix(struct sluice_bytes name)
{
    static const char folder[] = "META-INF/versions/";
    size_t at = sizeof folder - 1;
    if (!starts_with(name, folder)) {
        return 0;
    }
    while (at < name.length && name.data[at] >= '0' && name.data[at] <= '9') {
        at++;
    }
    return at > sizeof folder - 1 && at < name.length && name.data[at] == '/' ? at + 1 : 0;
}

bool sluice_jar_class_name(struct sluice_bytes name, struct sluice_bytes *class_name,
                           bool *versioned)
{
    static const char extension[] = ".class";
    const size_t prefix = version_prefix(name);
    *versioned = prefix > 0;
    if (name.data == NULL || name.length <= prefix + sizeof extension - 1 ||
        memcmp(name.data + name.length - (sizeof extension - 1), extension, sizeof extension - 1) !=
            0) {
        return false;
    }
    *class_name = (struct sluice_bytes){name.data + prefix,
                                        name.length - prefix - (sizeof extension - 1)};
    return true;
}

struct sluice_bytes sluice_package_of(struct sluice_bytes class_name)
{
    size_t length = class_name.length;
    while (length > 0 && class_name.data[length - 1] != '/') {
        length--;
    }
    return (struct sluice_bytes){class_name.data, length > 0 ? length - 1 : 0};
}

static int compare_packages(const void *context, uint32_t left, uint32_t right)
{
    const struct packages *packages = context;
    return sluice_compare_bytes(packages->items[left].path, packages->items[right].path);
}

/* One item for each class. */
static bool list_classes(struct run *run, struct packages *packages)
{
    struct sluice_bytes name;
    bool versioned = false;
    for (uint32_t i = 0; i < run->zip.count; i++) {
        packages->room += sluice_jar_class_name(sluice_name_of(run, &run->zip.entries[i]), &name,
                                                &versioned);
    }
    if (packages->room == 0) {
        return true;
    }
    packages->items = sluice_archive_get(run->heap, packages->room, sizeof *packages->items);
    if (packages->items == NULL) {
        return sluice_refuse_memory(run);
    }
    for (uint32_t i = 0; i < run->zip.count; i++) {
        if (sluice_jar_class_name(sluice_name_of(run, &run->zip.entries[i]), &name, &versioned)) {
            packages->items[packages->count++] = (struct package){
                .path = sluice_package_of(name), .entry = i, .archive = (uint32_t)run->archive};
        }
    }
    return true;
}

/* Leaves one item for each package, in ascending order. */
static bool keep_packages(struct run *run, struct packages *packages, const uint32_t *order)
{
    struct package *kept = sluice_archive_get(run->heap, packages->room, sizeof *kept);
    if (kept == NULL) {
        return sluice_refuse_memory(run);
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < packages->room; i++) {
        const struct package *item = &packages->items[order[i]];
        if (count == 0 || sluice_compare_bytes(kept[count - 1].path, item->path) != 0) {
            kept[count++] = *item;
        }
    }
    sluice_archive_put(run->heap, packages->items, packages->room, sizeof *kept);
    packages->items = kept;
    packages->count = count;
    return true;
}

bool sluice_packages_find(struct run *run, struct packages *packages)
{
    *packages = (struct packages){0};
    if (!list_classes(run, packages)) {
        return false;
    }
    if (packages->room == 0) {
        return true;
    }
    uint32_t *order = sluice_archive_get(run->heap, packages->room, sizeof *order);
    if (order == NULL) {
        return sluice_refuse_memory(run);
    }
    for (uint32_t i = 0; i < packages->room; i++) {
        order[i] = i;
    }
    const bool found = sluice_sort(run, order, packages->room,
                                   (struct sorting){compare_packages, packages}) &&
                       keep_packages(run, packages, order);
    sluice_archive_put(run->heap, order, packages->room, sizeof *order);
    return found;
}

void sluice_packages_free(struct heap *heap, struct packages *packages)
{
    sluice_archive_put(heap, packages->items, packages->room, sizeof *packages->items);
    *packages = (struct packages){0};
}

bool sluice_package_is(struct sluice_bytes path, const char *name)
{
    if (strlen(name) != path.length) {
        return false;
    }
    for (size_t i = 0; i < path.length; i++) {
        if ((path.data[i] == '/' ? '.' : (char)path.data[i]) != name[i]) {
            return false;
        }
    }
    return true;
}

size_t sluice_group_of(const struct sluice_archive_policy *policy, struct sluice_bytes path)
{
    for (size_t i = 0; i < policy->group_count; i++) {
        for (size_t j = 0; j < policy->groups[i].package_count; j++) {
            if (sluice_package_is(path, policy->groups[i].packages[j])) {
                return i;
            }
        }
    }
    return SIZE_MAX;
}

bool sluice_must_be_sealed(const struct sluice_archive_policy *policy, struct sluice_bytes path)
{
    return policy->seal == SLUICE_SEAL_ALL ||
           (policy->seal == SLUICE_SEAL_SENSITIVE && sluice_group_of(policy, path) != SIZE_MAX);
}

/* As the JDK reads it: without case, and without trimming. */
static bool is_word(struct sluice_bytes value, const char *word)
{
    return value.data != NULL && value.length == strlen(word) &&
           strncasecmp((const char *)value.data, word, value.length) == 0;
}

/* Whether a section that says something of sealing takes a seal away. */
static bool check_override(struct run *run, const struct jar_text *manifest, uint32_t section,
                           bool main_seals)
{
    const struct sluice_bytes value = sluice_attribute(manifest, section, "Sealed");
    if (value.data == NULL || is_word(value, "true") || (!main_seals && !is_word(value, "false"))) {
        return true;
    }
    struct sluice_bytes path = sluice_section_name(manifest, section);
    path.length -= path.data[path.length - 1] == '/' ? 1 : 0;
    if (run->policy->allow_unseal_override && !sluice_must_be_sealed(run->policy, path)) {
        return true;
    }
    return sluice_refuse(run, SLUICE_ARCHIVE_POLICY_UNSEAL_OVERRIDE, "Sealed",
                         sluice_section_place(manifest, section));
}

bool sluice_packages_seal(struct run *run, const struct jar_text *manifest,
                          struct packages *packages)
{
    run->check = SLUICE_ARCHIVE_CHECK_SEALING;
    const bool main_seals = is_word(sluice_attribute(manifest, 0, "Sealed"), "true");
    for (uint32_t i = 1; i < manifest->section_count; i++) {
        if (!check_override(run, manifest, i, main_seals)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < packages->count; i++) {
        struct package *package = &packages->items[i];
        /* The unnamed package is never sealed; the slash behind others stands in the archive. */
        if (package->path.length == 0) {
            continue;
        }
        const struct sluice_bytes name = {package->path.data, package->path.length + 1};
        const uint32_t section = sluice_section_find(manifest, name);
        const struct sluice_bytes own = section == 0
                                            ? (struct sluice_bytes){NULL, 0}
                                            : sluice_attribute(manifest, section, "Sealed");
        package->sealed = own.data == NULL ? main_seals : is_word(own, "true");
        sluice_step(run, 1);
    }
    return true;
}

static bool check_main(struct run *run, const struct jar_text *manifest)
{
    const struct sluice_archive_policy *policy = run->policy;
    const struct {
        const char *name;
        bool allowed;
        enum sluice_archive_reason reason;
    } table[] = {
        {"Class-Path", policy->allow_class_path, SLUICE_ARCHIVE_POLICY_CLASSPATH},
        {"Launcher-Agent-Class", policy->allow_agent, SLUICE_ARCHIVE_POLICY_AGENT},
        {"Premain-Class", policy->allow_agent, SLUICE_ARCHIVE_POLICY_AGENT},
        {"Agent-Class", policy->allow_agent, SLUICE_ARCHIVE_POLICY_AGENT},
        {"Add-Opens", policy->allow_module_attributes, SLUICE_ARCHIVE_POLICY_ATTRIBUTE},
        {"Add-Exports", policy->allow_module_attributes, SLUICE_ARCHIVE_POLICY_ATTRIBUTE},
        {"Enable-Native-Access", policy->allow_module_attributes, SLUICE_ARCHIVE_POLICY_ATTRIBUTE},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if (!table[i].allowed && sluice_attribute(manifest, 0, table[i].name).data != NULL) {
            return sluice_refuse(run, table[i].reason, table[i].name,
                                 sluice_section_place(manifest, 0));
        }
    }
    return policy->allow_multi_release ||
           !is_word(sluice_attribute(manifest, 0, "Multi-Release"), "true") ||
           sluice_refuse(run, SLUICE_ARCHIVE_POLICY_MULTIRELEASE, "Multi-Release",
                         sluice_section_place(manifest, 0));
}

bool sluice_check_attributes(struct run *run, const struct jar_text *manifest)
{
    run->check = SLUICE_ARCHIVE_CHECK_ATTRIBUTES;
    static const char index_list[] = "META-INF/INDEX.LIST";
    if (!check_main(run, manifest)) {
        return false;
    }
    for (uint32_t i = 0; i < run->zip.count; i++) {
        const struct zip_entry *entry = &run->zip.entries[i];
        const struct sluice_bytes name = sluice_name_of(run, entry);
        const struct place place = sluice_at_entry(entry, entry->record + UINT64_C(46),
                                                   entry->name_length);
        if (is_word(name, index_list) && !run->policy->allow_index_list) {
            return sluice_refuse(run, SLUICE_ARCHIVE_POLICY_INDEX_LIST, "index of archives", place);
        }
        struct sluice_bytes class_name;
        bool versioned = false;
        if (sluice_jar_class_name(name, &class_name, &versioned) && versioned &&
            !run->policy->allow_multi_release) {
            return sluice_refuse(run, SLUICE_ARCHIVE_POLICY_MULTIRELEASE, "class for a version",
                                 place);
        }
    }
    return sluice_passed(run, sluice_section_place(manifest, 0));
}
