/* Entries of a program, and what somebody does to them after they were signed. */
#include "harness/archive/suite/build.h"
#include "harness/yaml/faults.h"

#include <string.h>

static bool ends_in(struct sluice_bytes name, const char *end)
{
    const size_t length = strlen(end);
    return name.length > length && memcmp(name.data + name.length - length, end, length) == 0;
}

/* --- loading ----------------------------------------------------------------------------------------- */

static bool load_members(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                         struct sluice_zip_item *out, bool *unlisted)
{
    const struct sluice_yaml_node *hidden = sluice_yaml_get(map, "unlisted");
    if (!sluice_archive_bytes_at(build, map, "data", &out->data) ||
        !sluice_archive_structure(build, map, out)) {
        return false;
    }
    if (hidden != NULL && unlisted == NULL) {
        return sluice_yaml_fail(build->error, hidden, "nothing here is listed anywhere");
    }
    return hidden == NULL || sluice_yaml_bool(hidden, unlisted, build->error);
}

static bool check_entry_keys(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                             const char *name_key)
{
    const char *keys[32] = {name_key, "data", "unlisted", "nth", "to"};
    size_t count = 5;
    for (size_t i = 0; sluice_archive_structure_keys[i] != NULL; i++) {
        keys[count++] = sluice_archive_structure_keys[i];
    }
    return sluice_yaml_check_keys(map, keys, build->error);
}

bool sluice_archive_entry_load(struct sluice_archive_build *build,
                               const struct sluice_yaml_node *map, const char *name_key,
                               struct sluice_zip_item *out, bool *unlisted)
{
    const struct sluice_yaml_node *name = NULL;
    if (!check_entry_keys(build, map, name_key) ||
        (name = sluice_yaml_require(map, name_key, "data.txt", build->error)) == NULL ||
        !sluice_archive_bytes(build, name, &out->name)) {
        return false;
    }
    if (sluice_yaml_get(map, "data") == NULL && ends_in(out->name, ".class") &&
        !sluice_archive_class_of(build, out->name, "Code", map, &out->data)) {
        return false;
    }
    return load_members(build, map, out, unlisted);
}

/* --- finding ------------------------------------------------------------------------------------------- */

static struct sluice_zip_item *find(const struct sluice_archive_build *build,
                                    struct sluice_bytes name, int64_t nth)
{
    struct sluice_zip_item *items = build->has_items ? build->jar->items : build->jar->entries;
    const size_t count = build->has_items ? build->jar->zip.count : build->jar->count;
    for (size_t i = 0; i < count; i++) {
        if (items[i].name.length == name.length &&
            memcmp(items[i].name.data, name.data, name.length) == 0 && --nth == 0) {
            return &items[i];
        }
    }
    return NULL;
}

struct sluice_zip_item *sluice_archive_item_named(struct sluice_archive_build *build,
                                                  const struct sluice_yaml_node *map,
                                                  const char *key)
{
    const struct sluice_yaml_node *node = sluice_yaml_require(map, key, "data.txt", build->error);
    const struct sluice_yaml_node *number = sluice_yaml_get(map, "nth");
    struct sluice_bytes name = {0};
    int64_t nth = 1;
    if (node == NULL || !sluice_archive_bytes(build, node, &name) ||
        (number != NULL && !sluice_yaml_integer(number, 1, SLUICE_JAR_ITEMS, &nth, build->error))) {
        return NULL;
    }
    struct sluice_zip_item *item = find(build, name, nth);
    if (item == NULL) {
        (void)sluice_yaml_fail(build->error, node,
                               "there is no entry of this name; `sluice archive explain` lists "
                               "those that there are");
    }
    return item;
}

/* --- steps ----------------------------------------------------------------------------------------------- */

/* Where an entry goes: first, last (usual), or a number. */
static bool load_place(struct sluice_archive_build *build, const struct sluice_yaml_node *node,
                       size_t last, size_t *out)
{
    const char *word = sluice_yaml_text(node, NULL);
    int64_t number = 0;
    *out = last;
    if (node == NULL || (word != NULL && strcmp(word, "last") == 0)) {
        return true;
    }
    if (word != NULL && strcmp(word, "first") == 0) {
        *out = 0;
        return true;
    }
    if (!sluice_yaml_integer(node, 0, (int64_t)last, &number, build->error)) {
        return false;
    }
    *out = (size_t)number;
    return true;
}

static void take_out(struct sluice_zip_program *zip, size_t index)
{
    memmove(zip->items + index, zip->items + index + 1,
            (zip->count - index - 1) * sizeof *zip->items);
    zip->count--;
}

static void put_in(struct sluice_zip_program *zip, size_t index, const struct sluice_zip_item *item)
{
    memmove(zip->items + index + 1, zip->items + index, (zip->count - index) * sizeof *zip->items);
    zip->items[index] = *item;
    zip->count++;
}

static bool add(struct sluice_archive_build *build, const struct sluice_yaml_node *step)
{
    struct sluice_zip_program *zip = &build->jar->zip;
    struct sluice_zip_item item = {.stored = false};
    size_t place = 0;
    if (zip->count == SLUICE_JAR_ITEMS) {
        return sluice_yaml_fail(build->error, step, "at most %d entries", SLUICE_JAR_ITEMS);
    }
    if (!sluice_archive_entry_load(build, step, "add", &item, NULL) ||
        !load_place(build, sluice_yaml_get(step, "to"), zip->count, &place)) {
        return false;
    }
    put_in(zip, place, &item);
    return true;
}

/* Behind the signature that is there, unless it is said. */
static bool sign_too(struct sluice_archive_build *build, const struct sluice_yaml_node *step)
{
    enum { USUAL = 3 };
    struct sluice_zip_program *zip = &build->jar->zip;
    struct sluice_zip_item items[2];
    size_t place = zip->count < USUAL ? zip->count : USUAL;
    if (zip->count + 2 > SLUICE_JAR_ITEMS) {
        return sluice_yaml_fail(build->error, step, "at most %d entries", SLUICE_JAR_ITEMS);
    }
    if (!sluice_archive_sign_too(build, step, items) ||
        (sluice_yaml_get(step, "to") != NULL &&
         !load_place(build, sluice_yaml_get(step, "to"), zip->count, &place))) {
        return false;
    }
    put_in(zip, place, &items[1]);
    put_in(zip, place, &items[0]);
    return true;
}

static bool remove_one(struct sluice_archive_build *build, const struct sluice_yaml_node *step)
{
    static const char *const keys[] = {"remove", "nth", NULL};
    const struct sluice_zip_item *item = NULL;
    if (!sluice_yaml_check_keys(step, keys, build->error) ||
        (item = sluice_archive_item_named(build, step, "remove")) == NULL) {
        return false;
    }
    take_out(&build->jar->zip, (size_t)(item - build->jar->zip.items));
    return true;
}

static bool rename_one(struct sluice_archive_build *build, const struct sluice_yaml_node *step)
{
    static const char *const keys[] = {"rename", "nth", "to", NULL};
    struct sluice_zip_item *item = NULL;
    return sluice_yaml_check_keys(step, keys, build->error) &&
           (item = sluice_archive_item_named(build, step, "rename")) != NULL &&
           sluice_yaml_require(step, "to", "META-INF/SIGNER.DSA", build->error) != NULL &&
           sluice_archive_bytes_at(build, step, "to", &item->name);
}

static bool replace_one(struct sluice_archive_build *build, const struct sluice_yaml_node *step)
{
    static const char *const keys[] = {"replace", "nth", "data", NULL};
    struct sluice_zip_item *item = NULL;
    if (!sluice_yaml_check_keys(step, keys, build->error) ||
        (item = sluice_archive_item_named(build, step, "replace")) == NULL) {
        return false;
    }
    if (sluice_yaml_get(step, "data") != NULL) {
        return sluice_archive_bytes_at(build, step, "data", &item->data);
    }
    return ends_in(item->name, ".class")
               ? sluice_archive_class_of(build, item->name, "evil", step, &item->data)
               : sluice_yaml_fail(build->error, step,
                                  "what is no class is replaced by data: add data: BYTES");
}

static bool move_one(struct sluice_archive_build *build, const struct sluice_yaml_node *step)
{
    static const char *const keys[] = {"move", "nth", "to", NULL};
    struct sluice_zip_program *zip = &build->jar->zip;
    const struct sluice_zip_item *item = NULL;
    size_t place = 0;
    if (!sluice_yaml_check_keys(step, keys, build->error) ||
        (item = sluice_archive_item_named(build, step, "move")) == NULL ||
        !load_place(build, sluice_yaml_get(step, "to"), zip->count - 1, &place)) {
        return false;
    }
    const struct sluice_zip_item moved = *item;
    take_out(zip, (size_t)(item - zip->items));
    put_in(zip, place, &moved);
    return true;
}

bool sluice_archive_steps(struct sluice_archive_build *build, const struct sluice_yaml_node *list)
{
    static const struct {
        const char *key;
        bool (*take)(struct sluice_archive_build *build, const struct sluice_yaml_node *step);
    } steps[] = {{"add", add},           {"remove", remove_one},
                 {"rename", rename_one}, {"replace", replace_one},
                 {"move", move_one},     {"sign", sign_too}};
    enum { STEPS = sizeof steps / sizeof steps[0] };
    if (list != NULL &&
        !sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE,
                            "a list of steps, as in [{remove: data.txt}]", build->error)) {
        return false;
    }
    for (const struct sluice_yaml_node *step = sluice_yaml_first(list); step != NULL;
         step = sluice_yaml_next(step)) {
        size_t i = 0;
        while (i < STEPS && sluice_yaml_get(step, steps[i].key) == NULL) {
            i++;
        }
        if (i == STEPS) {
            return sluice_yaml_fail(build->error, step,
                                    "expected a step: add, remove, rename, replace, move or sign");
        }
        if (!steps[i].take(build, step)) {
            return false;
        }
    }
    return true;
}
