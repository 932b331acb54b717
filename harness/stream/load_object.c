#include <stdlib.h>
#include <string.h>

#include "harness/base/grow.h"
#include "harness/stream/load.h"
#include "harness/stream/value.h"

/* --- fields by name --------------------------------------------------------------------------- */

/* The entries of a `fields` map, by name. */
struct given {
    struct sluice_stream_names names;
    const struct sluice_yaml_node **values; /* by number of the name, from 1 */
    bool *used;
};

static void free_given(struct given *given)
{
    sluice_stream_names_free(&given->names);
    free(given->values);
    free(given->used);
}

/* Keys are compared with the field names as these stand on the wire. */
static bool collect_given(struct given *given, const struct sluice_yaml_node *map)
{
    const struct sluice_yaml_node *value = sluice_yaml_first(map);
    size_t count = sluice_yaml_count(map);

    given->values = calloc(count + 1, sizeof *given->values);
    given->used = calloc(count + 1, sizeof *given->used);
    if (given->values == NULL || given->used == NULL) {
        return false;
    }
    for (; value != NULL; value = sluice_yaml_next(value)) {
        const char *key = sluice_yaml_key_text(value);
        size_t length = strlen(key);
        uint8_t *encoded = malloc(2 * length + 1);
        uint32_t number;

        if (encoded == NULL) {
            return false;
        }
        length = sluice_stream_utf_encode(key, length, encoded);
        number = sluice_stream_names_add(&given->names, encoded, length);
        free(encoded);
        if (number == 0) {
            return false;
        }
        given->values[number] = value;
    }
    return true;
}

/* A primitive value of zero bytes. */
static bool load_zero(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id id, uint8_t code)
{
    static const uint8_t zeros[SLUICE_STREAM_VALUE_MAX] = {0};
    struct sluice_node *node = sluice_program_node(loader->program, id);

    node->kind = SLUICE_NODE_VALUES;
    node->code = code;
    return sluice_program_set_bytes(loader->program, id, zeros, sluice_stream_value_size(code)) ||
           sluice_load_no_memory(loader, yaml);
}

/* True for what a primitive value can be written as; the words are items as everywhere. */
static bool is_value(const struct sluice_yaml_node *yaml)
{
    return sluice_yaml_kind(yaml) == SLUICE_YAML_SCALAR && !sluice_yaml_is_null(yaml) &&
           !sluice_load_is_item_word(yaml);
}

/* The value of one field; NULL: its default. */
static bool load_field_value(struct sluice_loader *loader, const struct sluice_yaml_node *value,
                             const struct sluice_yaml_node *place, sluice_node_id level,
                             uint8_t code)
{
    sluice_node_id id = sluice_load_child(loader, level, SLUICE_ROLE_VALUE,
                                          value != NULL ? SLUICE_NODE_PENDING : SLUICE_NODE_NULL,
                                          value != NULL ? value : place);

    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    if (sluice_stream_value_size(code) > 0) {
        if (value == NULL) {
            return load_zero(loader, place, id, code);
        }
        if (is_value(value)) {
            return sluice_load_values(loader, value, id, code);
        }
    }
    return value == NULL || sluice_load_push(loader, sluice_load_item, value, id);
}

/* The entry is for a field that the descriptor does not have. */
static bool fail_given(struct sluice_loader *loader, const struct sluice_yaml_node *key,
                       sluice_node_id desc)
{
    struct sluice_bytes name = sluice_stream_name_of(loader->program, desc);
    struct sluice_stream_names known = {0};
    struct sluice_fields fields;
    char quoted[SLUICE_YAML_QUOTE];
    char hint[SLUICE_LOAD_HINT];
    bool ok = true;

    sluice_fields_begin(&fields, loader->program, desc);
    for (; ok && fields.at != SLUICE_NODE_NONE; sluice_fields_next(&fields)) {
        struct sluice_bytes field = sluice_stream_name_of(loader->program, fields.at);

        ok = sluice_stream_names_add(&known, field.data, field.length) != 0;
    }
    sluice_load_hint(&known, sluice_yaml_text(key, NULL), hint);
    sluice_stream_names_free(&known);
    (void)sluice_yaml_quote((const char *)name.data, name.length, quoted);
    return sluice_yaml_fail(loader->error, key, "the descriptor of %s has no field %s%s%s", quoted,
                            sluice_yaml_text(key, NULL), hint,
                            hint[0] == '\0' ? "; declare it there, as in fields: {i: I}" : "");
}

/* The first entry that no field has taken is an error. */
static bool check_given(struct sluice_loader *loader, const struct given *given,
                        sluice_node_id desc)
{
    for (uint32_t i = 1; i <= given->names.count; i++) {
        if (!given->used[i]) {
            return fail_given(loader, sluice_yaml_key(given->values[i]), desc);
        }
    }
    return true;
}

/* All fields of a level in wire order; `map` NULL: with their defaults. */
static bool load_given(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                       const struct sluice_yaml_node *place, sluice_node_id level,
                       sluice_node_id desc, struct given *given)
{
    struct sluice_fields fields;

    if (!collect_given(given, map)) {
        return sluice_load_no_memory(loader, place);
    }
    sluice_fields_begin(&fields, loader->program, desc);
    for (; fields.at != SLUICE_NODE_NONE; sluice_fields_next(&fields)) {
        struct sluice_bytes name = sluice_stream_name_of(loader->program, fields.at);
        uint32_t number = sluice_stream_names_find(&given->names, name.data, name.length);

        given->used[number] = true;
        if (!load_field_value(loader, given->values[number], place, level,
                              loader->program->nodes[fields.at].code)) {
            return false;
        }
    }
    return check_given(loader, given, desc);
}

/* --- levels ----------------------------------------------------------------------------------- */

/* Reports that a level cannot have its fields given by name; `place` is where to say so. */
static bool fail_fields(struct sluice_loader *loader, const struct sluice_yaml_node *place,
                        const struct sluice_chain_level *class)
{
    if (class == NULL && loader->broken) {
        return false;
    }
    if (class == NULL) {
        return sluice_yaml_fail(loader->error, place,
                                "fields need a descriptor that is written in this stream: give "
                                "values in wire order");
    }
    if (class->external) {
        return sluice_yaml_fail(loader->error, place,
                                "an externalizable class has no fields in the stream: give data");
    }
    return sluice_yaml_fail(loader->error, place,
                            "the descriptor's fields are not listed one by one: give values in "
                            "wire order");
}

/* `fields` and `values` of a level. */
static bool load_level_values(struct sluice_loader *loader, const struct sluice_yaml_node *entry,
                              const struct sluice_yaml_node *place, sluice_node_id level,
                              const struct sluice_chain_level *class)
{
    const struct sluice_yaml_node *fields = sluice_yaml_get(entry, "fields");
    const struct sluice_yaml_node *values = sluice_yaml_get(entry, "values");
    struct given given;
    bool ok;

    if (fields != NULL && values != NULL) {
        return sluice_yaml_fail(loader->error, values,
                                "give either fields or values: take one of them away");
    }
    if (values != NULL) {
        return sluice_load_items(loader, level, SLUICE_ROLE_VALUE, "a list of items, as in [null]",
                                 values);
    }
    if ((fields != NULL && sluice_load_is_word(fields, "none")) ||
        (fields == NULL && (class == NULL || !class->fields))) {
        return true;
    }
    if (class == NULL || class->external || !sluice_chain_is_listed(loader->program, class->desc)) {
        return fail_fields(loader, fields != NULL ? fields : place, class);
    }
    if (fields != NULL &&
        !sluice_yaml_expect(fields, SLUICE_YAML_MAPPING,
                            "a map from field names to values, as in {i: 5}, or none",
                            loader->error)) {
        return false;
    }
    memset(&given, 0, sizeof given);
    ok = load_given(loader, fields, place, level, class->desc, &given);
    free_given(&given);
    return ok;
}

/* One LEVEL. `entry` NULL: nothing is given; `class` NULL: the class is not known. */
static bool load_level(struct sluice_loader *loader, const struct sluice_yaml_node *entry,
                       const struct sluice_yaml_node *place, sluice_node_id object,
                       const struct sluice_chain_level *class)
{
    const struct sluice_yaml_node *end = sluice_yaml_get(entry, "end");
    bool has_end = class != NULL && class->end;
    sluice_node_id level = sluice_load_child(loader, object, SLUICE_ROLE_LEVEL, SLUICE_NODE_LEVEL,
                                             entry != NULL ? entry : place);

    if (level == SLUICE_NODE_NONE ||
        (end != NULL && !sluice_yaml_bool(end, &has_end, loader->error))) {
        return false;
    }
    loader->program->nodes[level].marks = has_end ? 0 : SLUICE_NODE_NO_END;
    return load_level_values(loader, entry, place, level, class) &&
           sluice_load_items(loader, level, SLUICE_ROLE_DATA, "a list of items, as in [null]",
                             sluice_yaml_get(entry, "data"));
}

/* True if `class` of an entry of `levels` names this class. */
static bool is_class(struct sluice_loader *loader, const struct sluice_yaml_node *entry,
                     sluice_node_id desc)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(sluice_yaml_get(entry, "class"), &length);
    struct sluice_bytes name = sluice_stream_name_of(loader->program, desc);
    uint8_t *encoded = malloc(2 * length + 1);
    bool same;

    if (encoded == NULL || text == NULL) {
        free(encoded);
        return false;
    }
    length = sluice_stream_utf_encode(text, length, encoded);
    same = length == name.length && (length == 0 || memcmp(encoded, name.data, length) == 0);
    free(encoded);
    return same;
}

/* Checks the entries of `levels`; sets whether they name their classes. */
static bool check_levels(struct sluice_loader *loader, const struct sluice_yaml_node *list,
                         bool *named)
{
    static const char *const keys[] = {"class", "fields", "values", "data", "end", NULL};
    const struct sluice_yaml_node *entry = sluice_yaml_first(list);

    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE,
                            "a list of levels, topmost class first, as in "
                            "[{class: a.A, fields: {x: 1}}]",
                            loader->error)) {
        return false;
    }
    *named = entry != NULL && sluice_yaml_get(entry, "class") != NULL;
    for (; entry != NULL; entry = sluice_yaml_next(entry)) {
        const struct sluice_yaml_node *class = sluice_yaml_get(entry, "class");
        const char *name;

        if (!sluice_yaml_check_keys(entry, keys, loader->error) ||
            (class != NULL && !sluice_yaml_string(class, &name, loader->error))) {
            return false;
        }
        if ((class != NULL) != *named) {
            return sluice_yaml_fail(
                loader->error, entry,
                "either all levels name their class or none does: add class: a.B");
        }
    }
    return true;
}

/* A level of a class that the object does not have, or not at this place. */
static bool fail_level(struct sluice_loader *loader, const struct sluice_yaml_node *class)
{
    const struct sluice_chain *chain = &loader->chain;
    struct sluice_stream_names known = {0};
    char hint[SLUICE_LOAD_HINT];
    bool ok = true;

    for (size_t i = 0; ok && i < chain->count; i++) {
        struct sluice_bytes name = sluice_stream_name_of(loader->program, chain->levels[i].desc);

        ok = sluice_stream_names_add(&known, name.data, name.length) != 0;
    }
    sluice_load_hint(&known, NULL, hint);
    sluice_stream_names_free(&known);
    return sluice_yaml_fail(
        loader->error, class,
        "the object has no such class with data at this place of its superclass "
        "chain, topmost first%s",
        hint[0] == '\0' ? "; take the level away" : hint);
}

/* `levels` of an object whose classes are known; a class that is not named has its defaults. */
static bool load_levels(struct sluice_loader *loader, const struct sluice_yaml_node *list,
                        sluice_node_id object)
{
    const struct sluice_yaml_node *entry = sluice_yaml_first(list);
    const struct sluice_chain *chain = &loader->chain;
    bool named;

    if (!check_levels(loader, list, &named)) {
        return false;
    }
    if (!named && sluice_yaml_count(list) != chain->count) {
        return sluice_yaml_fail(
            loader->error, list,
            "expected %zu levels, one for each class of the object that has data, found "
            "%zu: give all of them, or name their classes",
            chain->count, sluice_yaml_count(list));
    }
    for (size_t i = 0; i < chain->count; i++) {
        bool match = !named || (entry != NULL && is_class(loader, entry, chain->levels[i].desc));

        if (!load_level(loader, match ? entry : NULL, list, object, &chain->levels[i])) {
            return false;
        }
        if (match) {
            entry = sluice_yaml_next(entry);
        }
    }
    return entry == NULL || fail_level(loader, sluice_yaml_get(entry, "class"));
}

/* `levels` of an object whose classes are not known. */
static bool load_unknown_levels(struct sluice_loader *loader, const struct sluice_yaml_node *list,
                                sluice_node_id object)
{
    const struct sluice_yaml_node *entry = sluice_yaml_first(list);
    bool named;

    if (!check_levels(loader, list, &named)) {
        return false;
    }
    for (; entry != NULL; entry = sluice_yaml_next(entry)) {
        if (!load_level(loader, entry, list, object, NULL)) {
            return false;
        }
    }
    return true;
}

static bool has_own_data(const struct sluice_yaml_node *map)
{
    return sluice_yaml_get(map, "fields") != NULL || sluice_yaml_get(map, "values") != NULL ||
           sluice_yaml_get(map, "data") != NULL || sluice_yaml_get(map, "end") != NULL;
}

/* `fields` and `data` beside `class`: they belong to the class itself, the last of its chain; of a
 * proxy to java.lang.reflect.Proxy, since the proxy class has no data of its own. */
static bool load_own_level(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                           sluice_node_id object, sluice_node_id own)
{
    const struct sluice_chain *chain = &loader->chain;
    const struct sluice_yaml_node *fields = sluice_yaml_get(map, "fields");
    bool is_proxy = own != SLUICE_NODE_NONE &&
                    loader->program->nodes[own].kind == SLUICE_NODE_PROXYDESC;
    bool done = !has_own_data(map);

    for (size_t i = 0; i < chain->count; i++) {
        const struct sluice_chain_level *level = &chain->levels[i];
        bool is_own = level->desc == own || (is_proxy && i + 1 == chain->count);

        done = done || is_own;
        if (!load_level(loader, is_own ? map : NULL, map, object, level)) {
            return false;
        }
    }
    if (!done && sluice_yaml_count(fields) > 0) {
        return sluice_yaml_fail(
            loader->error, fields,
            "the descriptor of the class has no fields: declare them there, as in "
            "class: {name: a.B, fields: {i: I}}");
    }
    return done || load_level(loader, map, map, object, NULL);
}

/* --- objects ---------------------------------------------------------------------------------- */

/* Task: what follows the descriptor, when the descriptor has been loaded. */
static bool load_layout(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                        sluice_node_id id)
{
    const struct sluice_yaml_node *levels = sluice_yaml_get(map, "levels");
    const struct sluice_yaml_node *content = sluice_yaml_get(map, "content");
    sluice_node_id desc = sluice_tree_child(loader->program, id, SLUICE_ROLE_DESC);
    sluice_node_id own;

    if ((content != NULL) + (levels != NULL) + has_own_data(map) > 1) {
        return sluice_yaml_fail(
            loader->error, map,
            "give content alone, or levels alone, or fields, values, data and end");
    }
    if (content != NULL) {
        return sluice_load_items(loader, id, SLUICE_ROLE_CONTENT, "a list of items, as in [null]",
                                 content);
    }
    sluice_chain_of(loader->program, &loader->definitions, desc, &loader->chain);
    if (loader->chain.later) {
        return loader->last_round || sluice_load_later(loader, load_layout, map, id);
    }
    if (!loader->chain.known) {
        if (levels != NULL) {
            return load_unknown_levels(loader, levels, id);
        }
        return !has_own_data(map) || load_level(loader, map, map, id, NULL);
    }
    if (levels != NULL) {
        return load_levels(loader, levels, id);
    }
    (void)sluice_desc_resolve(loader->program, &loader->definitions, desc, &own);
    return load_own_level(loader, map, id, own);
}

/* The DESC of an item, from its key `class`. */
static bool load_desc_of(struct sluice_loader *loader, const struct sluice_yaml_node *desc,
                         sluice_node_id id)
{
    sluice_node_id child = sluice_load_child(loader, id, SLUICE_ROLE_DESC, SLUICE_NODE_PENDING,
                                             desc);

    return child != SLUICE_NODE_NONE && sluice_load_push(loader, sluice_load_desc, desc, child);
}

bool sluice_load_object(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                        sluice_node_id id)
{
    static const char *const keys[] = {"class", "label",  "fields",  "values", "data",
                                       "end",   "levels", "content", NULL};
    static const struct sluice_yaml_home homes[] = {
        {"name", "in its class, as in class: {name: a.B}"},
        {"suid", "in its class, as in class: {name: a.B, suid: 1}"},
        {"flags", "in its class, as in class: {name: a.B, flags: [serializable]}"},
        {"super", "in its class, as in class: {name: a.B, super: {name: a.A}}"},
        {"annotation", "in its class, as in class: {name: a.B, annotation: []}"},
        {NULL, NULL},
    };
    const struct sluice_yaml_node *desc;

    sluice_program_node(loader->program, id)->kind = SLUICE_NODE_OBJECT;
    if (!sluice_yaml_check_keys_at(yaml, keys, homes, loader->error) ||
        !sluice_load_label(loader, yaml, id)) {
        return false;
    }
    desc = sluice_yaml_require(yaml, "class", "{name: a.B, fields: {i: I}}", loader->error);
    return desc != NULL && load_desc_of(loader, desc, id) &&
           sluice_load_push(loader, load_layout, yaml, id);
}

/* --- arrays ----------------------------------------------------------------------------------- */

/* A run of numbers, as one node; `yaml` moves behind it. */
static bool load_run(struct sluice_loader *loader, const struct sluice_yaml_node **yaml,
                     sluice_node_id array, uint8_t code)
{
    size_t size = sluice_stream_value_size(code);
    size_t count = 0;
    sluice_node_id id = sluice_load_child(loader, array, SLUICE_ROLE_ELEMENT, SLUICE_NODE_VALUES,
                                          *yaml);
    uint32_t offset;

    for (const struct sluice_yaml_node *at = *yaml; is_value(at); at = sluice_yaml_next(at)) {
        count++;
    }
    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    if (!sluice_tree_reserve(loader->program, count * size, &offset)) {
        return sluice_load_no_memory(loader, *yaml);
    }
    sluice_program_node(loader->program, id)->code = code;
    sluice_tree_set_range(loader->program, id, offset, (uint32_t)(count * size));
    for (size_t i = 0; i < count; i++, *yaml = sluice_yaml_next(*yaml)) {
        if (!sluice_load_primitive(loader, *yaml, code,
                                   loader->program->bytes + offset + i * size)) {
            return false;
        }
    }
    return true;
}

/* `hex` of an array. */
static bool load_packed(struct sluice_loader *loader, const struct sluice_yaml_node *hex,
                        sluice_node_id array, uint8_t code)
{
    size_t size = sluice_stream_value_size(code);
    sluice_node_id id = sluice_load_child(loader, array, SLUICE_ROLE_ELEMENT, SLUICE_NODE_VALUES,
                                          hex);

    if (id == SLUICE_NODE_NONE || !sluice_load_hex(loader, hex, id)) {
        return false;
    }
    if (size == 0 || loader->program->nodes[id].length % size != 0) {
        return sluice_yaml_fail(loader->error, hex, "%s",
                                size == 0
                                    ? "hex needs a primitive array: write {raw: ...} among the "
                                      "elements"
                                    : "the bytes are no whole number of elements: write {raw: ...} "
                                      "among the elements");
    }
    loader->program->nodes[id].code = code;
    return true;
}

/* The type of the elements: the second letter of the class name of a primitive array, or 0. */
static uint8_t element_code(struct sluice_bytes name)
{
    return name.length == 2 && name.data[0] == '[' && sluice_stream_value_size(name.data[1]) > 0
               ? name.data[1]
               : 0;
}

/* Task: the elements, when the descriptor has been loaded. */
static bool load_elements(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                          sluice_node_id id)
{
    const struct sluice_yaml_node *elements = sluice_yaml_get(map, "elements");
    const struct sluice_yaml_node *hex = sluice_yaml_get(map, "hex");
    const struct sluice_yaml_node *type = sluice_yaml_get(map, "type");
    const struct sluice_yaml_node *yaml = sluice_yaml_first(elements);
    sluice_node_id desc = sluice_tree_child(loader->program, id, SLUICE_ROLE_DESC);
    struct sluice_bytes name = {NULL, 0};
    uint8_t code;

    if (elements != NULL && hex != NULL) {
        return sluice_yaml_fail(loader->error, hex,
                                "give either elements or hex: take one of them away");
    }
    if (type != NULL) {
        name.data = (const uint8_t *)sluice_yaml_text(type, &name.length);
    } else if (sluice_desc_resolve(loader->program, &loader->definitions, desc, &desc) ==
               SLUICE_DESC_LATER) {
        return loader->last_round || sluice_load_later(loader, load_elements, map, id);
    } else if (desc != SLUICE_NODE_NONE) {
        name = sluice_stream_name_of(loader->program, desc);
    }
    code = element_code(name);
    if (hex != NULL) {
        return load_packed(loader, hex, id, code);
    }
    if (elements != NULL &&
        !sluice_yaml_expect(elements, SLUICE_YAML_SEQUENCE, "a list of elements, as in [1, 2]",
                            loader->error)) {
        return false;
    }
    while (yaml != NULL) {
        if (code != 0 && is_value(yaml)) {
            if (!load_run(loader, &yaml, id, code)) {
                return false;
            }
            continue;
        }
        if (!sluice_load_item_child(loader, id, SLUICE_ROLE_ELEMENT, yaml)) {
            return false;
        }
        yaml = sluice_yaml_next(yaml);
    }
    return true;
}

bool sluice_load_array(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                       sluice_node_id id)
{
    static const char *const keys[] = {"type", "class", "length", "elements", "hex", "label", NULL};
    const struct sluice_yaml_node *type;
    const struct sluice_yaml_node *desc;
    const char *text;

    sluice_program_node(loader->program, id)->kind = SLUICE_NODE_ARRAY;
    if (!sluice_yaml_check_keys(yaml, keys, loader->error) ||
        !sluice_load_claim(loader, yaml, "length", id) || !sluice_load_label(loader, yaml, id)) {
        return false;
    }
    type = sluice_yaml_get(yaml, "type");
    desc = sluice_yaml_get(yaml, "class");
    if (type == NULL && desc == NULL) {
        return sluice_yaml_fail(loader->error, yaml,
                                "the array needs a type, as in type: \"[I\", or a class: add one");
    }
    if (type != NULL && desc != NULL) {
        return sluice_yaml_fail(loader->error, type,
                                "give either type or class: take one of them away");
    }
    if (type != NULL && !sluice_yaml_string(type, &text, loader->error)) {
        return false;
    }
    return (desc != NULL ? load_desc_of(loader, desc, id)
                         : sluice_load_array_type(loader, id, type)) &&
           sluice_load_push(loader, load_elements, yaml, id);
}
