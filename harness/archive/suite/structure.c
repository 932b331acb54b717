/* The ZIP structure of a program: fields of records, and what stands around entries. */
#include "harness/archive/suite/build.h"

#include <string.h>

const char *const sluice_archive_structure_keys[] = {
    "stored",          "descriptor", "no-local",   "no-record",   "local",  "record", "both",
    "data-descriptor", "packed",     "tail",       "before",      "behind", "extra",  "local-extra",
    "record-extra",    "comment",    "local-name", "record-name", NULL};

/* Fields of a record, as the X lists name them. */
struct named_field {
    const char *name;
    struct sluice_field *field;
};

enum { FIELDS_MAX = 24 };

static bool load_field(struct sluice_archive_build *build, const struct sluice_yaml_node *value,
                       struct sluice_field *field)
{
    static const char *const keys[] = {"offset-of", "nth", "plus", NULL};
    uint64_t number = 0;
    if (sluice_yaml_kind(value) != SLUICE_YAML_MAPPING) {
        if (!sluice_yaml_unsigned(value, UINT64_MAX, &number, build->error)) {
            return false;
        }
    } else {
        const struct sluice_yaml_node *plus = sluice_yaml_get(value, "plus");
        const char *of = sluice_yaml_text(sluice_yaml_get(value, "offset-of"), NULL);
        const struct sluice_zip_item *item = NULL;
        const bool is_end = of != NULL && strcmp(of, "archive") == 0;
        if (!sluice_yaml_check_keys(value, keys, build->error) ||
            (plus != NULL && !sluice_yaml_unsigned(plus, UINT32_MAX, &number, build->error)) ||
            (!is_end && (item = sluice_archive_item_named(build, value, "offset-of")) == NULL)) {
            return false;
        }
        number += is_end ? build->out.length
                         : sluice_zip_offset_of(&build->jar->zip,
                                                (size_t)(item - build->jar->zip.items));
    }
    *field = (struct sluice_field){true, number};
    return true;
}

static bool load_fields(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                        const struct named_field *fields)
{
    const char *names[FIELDS_MAX + 1] = {NULL};
    size_t count = 0;
    for (; fields[count].name != NULL; count++) {
        names[count] = fields[count].name;
    }
    if (map == NULL) {
        return true;
    }
    if (!sluice_yaml_check_keys(map, names, build->error)) {
        return false;
    }
    for (const struct sluice_yaml_node *value = sluice_yaml_first(map); value != NULL;
         value = sluice_yaml_next(value)) {
        for (size_t i = 0; i < count; i++) {
            if (strcmp(fields[i].name, sluice_yaml_key_text(value)) == 0 &&
                !load_field(build, value, fields[i].field)) {
                return false;
            }
        }
    }
    return true;
}

static bool load_local(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                       struct sluice_loc *loc)
{
    const struct named_field fields[] = {
#define X(member, bytes) {#member, &loc->member},
        SLUICE_LOC_FIELDS(X)
#undef X
            {NULL, NULL}};
    return load_fields(build, map, fields);
}

static bool load_record(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                        struct sluice_cen *cen)
{
    const struct named_field fields[] = {
#define X(member, bytes) {#member, &cen->member},
        SLUICE_CEN_FIELDS(X)
#undef X
            {NULL, NULL}};
    return load_fields(build, map, fields);
}

/* What local header and record have in common. */
static bool load_both(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                      struct sluice_zip_item *item)
{
    if (map == NULL) {
        return true;
    }
    return load_local(build, map, &item->loc) && load_record(build, map, &item->cen);
}

static bool load_descriptor(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                            struct sluice_dd *dd)
{
    const struct named_field fields[] = {
#define X(member, bytes) {#member, &dd->member},
        SLUICE_DD_FIELDS(X)
#undef X
            {NULL, NULL}};
    return load_fields(build, map, fields);
}

static bool load_end(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                     struct sluice_eocd *eocd)
{
    const struct named_field fields[] = {
#define X(member, bytes) {#member, &eocd->member},
        SLUICE_EOCD_FIELDS(X)
#undef X
            {NULL, NULL}};
    return load_fields(build, map, fields);
}

static bool load_flags(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                       struct sluice_zip_item *item)
{
    const struct {
        const char *key;
        bool *out;
    } flags[] = {{"stored", &item->stored},
                 {"descriptor", &item->descriptor},
                 {"no-local", &item->no_local},
                 {"no-record", &item->no_record}};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        const struct sluice_yaml_node *node = sluice_yaml_get(map, flags[i].key);
        if (node != NULL && !sluice_yaml_bool(node, flags[i].out, build->error)) {
            return false;
        }
    }
    return true;
}

bool sluice_archive_structure(struct sluice_archive_build *build,
                              const struct sluice_yaml_node *map, struct sluice_zip_item *item)
{
    const struct {
        const char *key;
        struct sluice_bytes *out;
    } parts[] = {
        {"packed", &item->packed},
        {"tail", &item->tail},
        {"before", &item->before},
        {"behind", &item->after},
        {"extra", &item->extra},
        {"local-extra", &item->loc_extra},
        {"record-extra", &item->cen_extra},
        {"comment", &item->comment},
        {"local-name", &item->loc_name},
        {"record-name", &item->cen_name},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!sluice_archive_bytes_at(build, map, parts[i].key, parts[i].out)) {
            return false;
        }
    }
    return load_flags(build, map, item) && load_both(build, sluice_yaml_get(map, "both"), item) &&
           load_local(build, sluice_yaml_get(map, "local"), &item->loc) &&
           load_record(build, sluice_yaml_get(map, "record"), &item->cen) &&
           load_descriptor(build, sluice_yaml_get(map, "data-descriptor"), &item->dd);
}

/* --- around the entries -------------------------------------------------------------------------- */

static bool load_entries(struct sluice_archive_build *build, const struct sluice_yaml_node *list)
{
    const char *keys[24] = {"entry", "nth"};
    size_t count = 2;
    for (size_t i = 0; sluice_archive_structure_keys[i] != NULL; i++) {
        keys[count++] = sluice_archive_structure_keys[i];
    }
    if (list != NULL &&
        !sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE,
                            "a list, as in [{entry: data.txt, stored: true}]", build->error)) {
        return false;
    }
    for (const struct sluice_yaml_node *map = sluice_yaml_first(list); map != NULL;
         map = sluice_yaml_next(map)) {
        struct sluice_zip_item *item = NULL;
        if (!sluice_yaml_check_keys(map, keys, build->error) ||
            (item = sluice_archive_item_named(build, map, "entry")) == NULL ||
            !sluice_archive_structure(build, map, item)) {
            return false;
        }
    }
    return true;
}

/* Item numbers in the order in which names stand. */
static bool load_order(struct sluice_archive_build *build, const struct sluice_yaml_node *list)
{
    struct sluice_zip_program *zip = &build->jar->zip;
    if (list == NULL) {
        return true;
    }
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of all entries", build->error)) {
        return false;
    }
    size_t *order = sluice_arena_get(&build->arena, zip->count + 1, sizeof *order);
    if (order == NULL || sluice_yaml_count(list) != zip->count) {
        return sluice_yaml_fail(build->error, list, "order names all %zu entries", zip->count);
    }
    size_t used = 0;
    for (const struct sluice_yaml_node *name = sluice_yaml_first(list); name != NULL;
         name = sluice_yaml_next(name)) {
        struct sluice_bytes wanted = {0};
        if (!sluice_archive_bytes(build, name, &wanted)) {
            return false;
        }
        size_t i = 0;
        while (i < zip->count &&
               (zip->items[i].name.length != wanted.length ||
                memcmp(zip->items[i].name.data, wanted.data, wanted.length) != 0)) {
            i++;
        }
        if (i == zip->count) {
            return sluice_yaml_fail(build->error, name, "there is no entry of this name");
        }
        order[used++] = i;
    }
    zip->directory_order = order;
    return true;
}

bool sluice_archive_framing(struct sluice_archive_build *build, const struct sluice_yaml_node *map)
{
    static const char *const keys[] = {"entries", "prefix", "suffix",  "gap", "skip-prefix",
                                       "order",   "end",    "comment", NULL};
    struct sluice_zip_program *zip = &build->jar->zip;
    if (map == NULL) {
        return true;
    }
    if (!sluice_yaml_check_keys(map, keys, build->error)) {
        return false;
    }
    const struct sluice_yaml_node *skip = sluice_yaml_get(map, "skip-prefix");
    return sluice_archive_bytes_at(build, map, "prefix", &zip->prefix) &&
           sluice_archive_bytes_at(build, map, "suffix", &zip->suffix) &&
           sluice_archive_bytes_at(build, map, "gap", &zip->gap) &&
           sluice_archive_bytes_at(build, map, "comment", &zip->comment) &&
           (skip == NULL || sluice_yaml_bool(skip, &zip->offsets_skip, build->error)) &&
           load_entries(build, sluice_yaml_get(map, "entries")) &&
           load_order(build, sluice_yaml_get(map, "order")) &&
           load_end(build, sluice_yaml_get(map, "end"), &zip->eocd);
}

/* --- an archive inside bytes ------------------------------------------------------------------------ */

bool sluice_archive_plain(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                          struct sluice_text *out)
{
    static const char *const keys[] = {"entries", "prefix",  "suffix", "gap",
                                       "end",     "comment", NULL};
    enum { ITEMS = 16 };
    struct sluice_zip_item items[ITEMS] = {{.stored = false}};
    struct sluice_zip_program zip = {.items = items};
    if (!sluice_yaml_check_keys(map, keys, build->error)) {
        return false;
    }
    const struct sluice_yaml_node *list = sluice_yaml_require(map, "entries", "[{name: a.txt}]",
                                                              build->error);
    if (list == NULL ||
        !sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of entries", build->error)) {
        return false;
    }
    for (const struct sluice_yaml_node *node = sluice_yaml_first(list); node != NULL;
         node = sluice_yaml_next(node)) {
        if (zip.count == ITEMS) {
            return sluice_yaml_fail(build->error, node, "at most %d entries here", ITEMS);
        }
        if (!sluice_archive_entry_load(build, node, "name", &items[zip.count++], NULL)) {
            return false;
        }
    }
    if (!sluice_archive_bytes_at(build, map, "prefix", &zip.prefix) ||
        !sluice_archive_bytes_at(build, map, "suffix", &zip.suffix) ||
        !sluice_archive_bytes_at(build, map, "gap", &zip.gap) ||
        !sluice_archive_bytes_at(build, map, "comment", &zip.comment) ||
        !load_end(build, sluice_yaml_get(map, "end"), &zip.eocd)) {
        return false;
    }
    sluice_zip_assemble(&zip, out);
    return true;
}
