/* Items, each from the value of its key. */
#include <string.h>

#include "harness/stream/load.h"
#include "harness/stream/value.h"

bool sluice_load_is_word(const struct sluice_yaml_node *yaml, const char *word)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(yaml, &length);

    return text != NULL && sluice_yaml_is_plain(yaml) && strcmp(text, word) == 0;
}

/* Items that are words; null has other spellings too. */
static const char *const words[] = {"null", "end", "reset", "hole", "none"};

enum { WORDS = sizeof words / sizeof words[0] };

bool sluice_load_is_item_word(const struct sluice_yaml_node *yaml)
{
    for (size_t i = 1; i < WORDS; i++) {
        if (sluice_load_is_word(yaml, words[i])) {
            return true;
        }
    }
    return false;
}

static struct sluice_node *become(struct sluice_loader *loader, sluice_node_id id,
                                  enum sluice_node_kind kind)
{
    struct sluice_node *node = sluice_program_node(loader->program, id);

    node->kind = (uint8_t)kind;
    return node;
}

static bool load_string(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                        sluice_node_id id)
{
    static const char *const keys[] = {"text", "hex",  "times", "counter", "length",
                                       "long", "once", "label", NULL};

    become(loader, id, SLUICE_NODE_STRING);
    if (sluice_yaml_kind(yaml) == SLUICE_YAML_MAPPING &&
        (!sluice_yaml_check_keys(yaml, keys, loader->error) ||
         !sluice_load_form(loader, yaml, id) || !sluice_load_once(loader, yaml, id) ||
         !sluice_load_label(loader, yaml, id))) {
        return false;
    }
    return sluice_load_text(loader, yaml, id);
}

static bool load_handle(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                        struct sluice_node *node)
{
    return sluice_yaml_integer(yaml, INT32_MIN, UINT32_MAX, &node->number, loader->error);
}

static bool load_ref(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                     sluice_node_id id)
{
    static const char *const keys[] = {"label", "offset", "handle", NULL};
    struct sluice_node *node = become(loader, id, SLUICE_NODE_REFERENCE);
    const struct sluice_yaml_node *label = yaml;
    const struct sluice_yaml_node *offset = NULL;

    if (sluice_yaml_looks_like_integer(yaml)) {
        return load_handle(loader, yaml, node);
    }
    if (sluice_yaml_kind(yaml) == SLUICE_YAML_MAPPING) {
        const struct sluice_yaml_node *handle = sluice_yaml_get(yaml, "handle");

        if (!sluice_yaml_check_keys(yaml, keys, loader->error)) {
            return false;
        }
        label = sluice_yaml_get(yaml, "label");
        offset = sluice_yaml_get(yaml, "offset");
        if ((label == NULL) == (handle == NULL) || (handle != NULL && offset != NULL)) {
            return sluice_yaml_fail(
                loader->error, yaml,
                "expected either a handle, as in {handle: 0x7E0005}, or a label, as in "
                "{label: S, offset: 1}");
        }
        if (handle != NULL) {
            return load_handle(loader, handle, node);
        }
    }
    return (offset == NULL || load_handle(loader, offset, node)) &&
           sluice_load_label_name(loader, label, &node->target);
}

/* A part of block data: bytes that need no counting. */
static bool load_part(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id id)
{
    const struct sluice_node *node;

    if (!sluice_load_item(loader, yaml, id)) {
        return false;
    }
    node = sluice_program_peek(loader->program, id);
    if (node->kind != SLUICE_NODE_VALUES && node->kind != SLUICE_NODE_UTF &&
        node->kind != SLUICE_NODE_RAW) {
        return sluice_yaml_fail(
            loader->error, yaml,
            "block data consists of primitive values, utf and raw, as in {int: 42}");
    }
    return true;
}

static bool load_parts_of_block(struct sluice_loader *loader, const struct sluice_yaml_node *list,
                                sluice_node_id id)
{
    const struct sluice_yaml_node *yaml = sluice_yaml_first(list);

    for (; yaml != NULL; yaml = sluice_yaml_next(yaml)) {
        sluice_node_id part = sluice_load_child(loader, id, SLUICE_ROLE_PART, SLUICE_NODE_NULL,
                                                yaml);

        if (part == SLUICE_NODE_NONE || !sluice_load_push(loader, load_part, yaml, part)) {
            return false;
        }
    }
    return true;
}

/* The bytes of a block that is given as HEX or TEXT. */
static bool load_block_bytes(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                             sluice_node_id id)
{
    sluice_node_id raw = sluice_load_child(loader, id, SLUICE_ROLE_PART, SLUICE_NODE_RAW, yaml);
    struct sluice_node *node;

    if (raw == SLUICE_NODE_NONE) {
        return false;
    }
    if (sluice_yaml_kind(yaml) != SLUICE_YAML_MAPPING) {
        return sluice_load_hex(loader, yaml, raw);
    }
    if (!sluice_load_text(loader, yaml, raw)) {
        return false;
    }
    node = sluice_program_node(loader->program, raw); /* `length` is that of the block */
    node->marks &= (uint8_t)~SLUICE_NODE_CLAIM;
    node->claim = 0;
    return true;
}

static bool load_block(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                       sluice_node_id id)
{
    static const char *const keys[] = {"parts",   "text",   "hex",  "times",
                                       "counter", "length", "long", NULL};
    const struct sluice_yaml_node *parts;

    become(loader, id, SLUICE_NODE_BLOCK);
    if (sluice_yaml_kind(yaml) == SLUICE_YAML_SEQUENCE) {
        return load_parts_of_block(loader, yaml, id);
    }
    if (sluice_yaml_kind(yaml) == SLUICE_YAML_MAPPING) {
        if (!sluice_yaml_check_keys(yaml, keys, loader->error) ||
            !sluice_load_claim(loader, yaml, "length", id) || !sluice_load_form(loader, yaml, id)) {
            return false;
        }
        parts = sluice_yaml_get(yaml, "parts");
        if (parts != NULL) {
            return sluice_yaml_expect(parts, SLUICE_YAML_SEQUENCE,
                                      "a list of parts, as in [{int: 42}]", loader->error) &&
                   load_parts_of_block(loader, parts, id);
        }
        if (sluice_yaml_get(yaml, "hex") == NULL && sluice_yaml_get(yaml, "text") == NULL) {
            return sluice_yaml_fail(
                loader->error, yaml,
                "expected one of the keys parts, hex and text, as in {hex: 0000002A}");
        }
    }
    return load_block_bytes(loader, yaml, id);
}

static bool load_enum(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id id)
{
    static const char *const keys[] = {"class", "constant", "label", NULL};
    const struct sluice_yaml_node *constant;
    const struct sluice_yaml_node *desc;
    sluice_node_id child;

    become(loader, id, SLUICE_NODE_ENUM);
    if (!sluice_yaml_check_keys(yaml, keys, loader->error) ||
        !sluice_load_label(loader, yaml, id)) {
        return false;
    }
    desc = sluice_yaml_require(yaml, "class", "{name: a.Color}", loader->error);
    constant = sluice_yaml_require(yaml, "constant", "RED", loader->error);
    if (desc == NULL || constant == NULL) {
        return false;
    }
    child = sluice_load_child(loader, id, SLUICE_ROLE_DESC, SLUICE_NODE_PENDING, desc);
    if (child == SLUICE_NODE_NONE ||
        !sluice_load_push(loader, sluice_load_enum_desc, desc, child)) {
        return false;
    }
    child = sluice_load_child(loader, id, SLUICE_ROLE_CONSTANT, SLUICE_NODE_STRING, constant);
    if (child == SLUICE_NODE_NONE) {
        return false;
    }
    if (sluice_yaml_kind(constant) == SLUICE_YAML_SCALAR && !sluice_yaml_is_null(constant) &&
        !sluice_load_is_item_word(constant)) {
        return sluice_load_text(loader, constant, child);
    }
    return sluice_load_push(loader, sluice_load_item, constant, child);
}

static bool load_class(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                       sluice_node_id id)
{
    static const char *const keys[] = {"of", "label", NULL};
    const struct sluice_yaml_node *desc = yaml;
    sluice_node_id child;

    become(loader, id, SLUICE_NODE_CLASS);
    if (sluice_yaml_get(yaml, "of") != NULL) {
        desc = sluice_yaml_get(yaml, "of");
        if (!sluice_yaml_check_keys(yaml, keys, loader->error) ||
            !sluice_load_label(loader, yaml, id)) {
            return false;
        }
    }
    child = sluice_load_child(loader, id, SLUICE_ROLE_DESC, SLUICE_NODE_PENDING, desc);
    return child != SLUICE_NODE_NONE && sluice_load_push(loader, sluice_load_desc, desc, child);
}

static bool load_exception(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                           sluice_node_id id)
{
    become(loader, id, SLUICE_NODE_EXCEPTION);
    return sluice_load_item_child(loader, id, SLUICE_ROLE_EXCEPTION, yaml);
}

static bool load_raw(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                     sluice_node_id id)
{
    static const char *const keys[] = {"text", "hex", "times", "counter", "handles", "label", NULL};
    const struct sluice_yaml_node *handles = sluice_yaml_get(yaml, "handles");
    struct sluice_node *node = become(loader, id, SLUICE_NODE_RAW);

    if (sluice_yaml_kind(yaml) != SLUICE_YAML_MAPPING) {
        return sluice_load_hex(loader, yaml, id);
    }
    if (!sluice_yaml_check_keys(yaml, keys, loader->error) ||
        (handles != NULL &&
         !sluice_yaml_integer(handles, 0, INT32_MAX, &node->number, loader->error)) ||
        !sluice_load_label(loader, yaml, id)) {
        return false;
    }
    if (node->label != 0 && node->number == 0) {
        return sluice_yaml_fail(
            loader->error, yaml,
            "a label of raw bytes needs handles, how many handles they take: add "
            "handles: 1");
    }
    return sluice_load_text(loader, yaml, id);
}

static bool load_utf(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                     sluice_node_id id)
{
    become(loader, id, SLUICE_NODE_UTF);
    return sluice_load_plain_text(loader, yaml, id);
}

static bool load_magic(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                       sluice_node_id id)
{
    become(loader, id, SLUICE_NODE_MAGIC);
    return sluice_load_hex(loader, yaml, id);
}

static bool load_repeat(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                        sluice_node_id id)
{
    static const char *const keys[] = {"times", "body", NULL};
    struct sluice_node *node = become(loader, id, SLUICE_NODE_REPEAT);
    const struct sluice_yaml_node *times;
    const struct sluice_yaml_node *body;

    if (!sluice_yaml_check_keys(yaml, keys, loader->error)) {
        return false;
    }
    times = sluice_yaml_require(yaml, "times", "1000", loader->error);
    body = sluice_yaml_require(yaml, "body", "[null]", loader->error);
    return times != NULL && body != NULL &&
           sluice_yaml_integer(times, 0, UINT32_MAX, &node->number, loader->error) &&
           sluice_load_items(loader, id, SLUICE_ROLE_BODY, "a list of items, as in [null]", body);
}

static bool load_sequence(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                          sluice_node_id id)
{
    become(loader, id, SLUICE_NODE_REPEAT)->number = 1;
    return sluice_load_items(loader, id, SLUICE_ROLE_BODY, "a list of items, as in [null]", yaml);
}

static bool load_nest(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id id)
{
    static const char *const keys[] = {"times", "around", "inside", NULL};
    struct sluice_node *node = become(loader, id, SLUICE_NODE_NEST);
    const struct sluice_yaml_node *times;
    const struct sluice_yaml_node *around;
    const struct sluice_yaml_node *inside;

    if (!sluice_yaml_check_keys(yaml, keys, loader->error)) {
        return false;
    }
    times = sluice_yaml_require(yaml, "times", "1000", loader->error);
    around = sluice_yaml_require(
        yaml, "around", "{array: {type: '[Ljava.lang.Object;', elements: [hole]}}", loader->error);
    inside = sluice_yaml_require(yaml, "inside", "null", loader->error);
    return times != NULL && around != NULL && inside != NULL &&
           sluice_yaml_integer(times, 0, UINT32_MAX, &node->number, loader->error) &&
           sluice_load_item_child(loader, id, SLUICE_ROLE_AROUND, around) &&
           sluice_load_item_child(loader, id, SLUICE_ROLE_INSIDE, inside);
}

/* Task: a part has been loaded. `yaml` is its name. */
static bool close_part(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                       sluice_node_id id)
{
    size_t length = 0;
    const char *name = sluice_yaml_text(yaml, &length);

    (void)id;
    loader->parts[sluice_stream_names_find(&loader->part_names, name, length)].open = false;
    return true;
}

static bool load_part_by_name(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                              sluice_node_id id)
{
    const char *name;
    uint32_t number;
    struct sluice_part *part;

    if (!sluice_yaml_string(yaml, &name, loader->error)) {
        return false;
    }
    number = sluice_stream_names_find(&loader->part_names, name, strlen(name));
    if (number == 0) {
        char hint[SLUICE_LOAD_HINT];

        sluice_load_hint(&loader->part_names, name, hint);
        return sluice_yaml_fail(loader->error, yaml, "no part is named %s%s%s", name, hint,
                                hint[0] == '\0' ? ": give it in the list of the stream, as in "
                                                  "{parts: {inner: null}}"
                                                : "");
    }
    part = &loader->parts[number];
    if (part->open) {
        return sluice_yaml_fail(loader->error, yaml,
                                "the part %s contains itself: write another item here", name);
    }
    part->open = true;
    loader->program->nodes[id].line = sluice_yaml_line(part->yaml);
    loader->program->nodes[id].column = sluice_yaml_column(part->yaml);
    return sluice_load_push(loader, sluice_load_item, part->yaml, id) &&
           sluice_load_push(loader, close_part, yaml, id);
}

static bool load_parts(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                       sluice_node_id id)
{
    (void)id;
    return sluice_yaml_fail(loader->error, yaml,
                            "parts can stand only in the list of the stream: move it there");
}

static bool load_header(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                        sluice_node_id id)
{
    (void)id;
    return sluice_yaml_fail(
        loader->error, yaml,
        "header: none can stand only as the first item of the stream: move it there");
}

static const struct {
    const char *name;
    sluice_task_fn load;
} kinds[] = {{"string", load_string},
             {"ref", load_ref},
             {"block", load_block},
             {"array", sluice_load_array},
             {"object", sluice_load_object},
             {"enum", load_enum},
             {"class", load_class},
             {"classdesc", sluice_load_classdesc},
             {"proxydesc", sluice_load_proxydesc},
             {"exception", load_exception},
             {"raw", load_raw},
             {"utf", load_utf},
             {"repeat", load_repeat},
             {"nest", load_nest},
             {"sequence", load_sequence},
             {"part", load_part_by_name},
             {"parts", load_parts},
             {"magic", load_magic},
             {"header", load_header}};

enum { KINDS = sizeof kinds / sizeof kinds[0], PRIMITIVES = 8 };

/* All names of items: the words, then the keys. Ends with NULL. */
static void list_names(const char *names[WORDS + KINDS + PRIMITIVES + 1])
{
    static const char codes[] = "BCDFIJSZ";
    size_t count = 0;

    for (size_t i = 0; i < WORDS; i++) {
        names[count++] = words[i];
    }
    for (size_t i = 0; i < KINDS; i++) {
        names[count++] = kinds[i].name;
    }
    for (size_t i = 0; i < PRIMITIVES; i++) {
        names[count++] = sluice_stream_value_word((uint8_t)codes[i]);
    }
    names[count] = NULL;
}

static bool is_word(const char *text)
{
    for (size_t i = 0; i < WORDS; i++) {
        if (strcmp(words[i], text) == 0) {
            return true;
        }
    }
    return false;
}

static bool fail_unknown(struct sluice_loader *loader, const struct sluice_yaml_node *at,
                         const char *word)
{
    const char *names[WORDS + KINDS + PRIMITIVES + 1];
    const char *nearest;
    char quoted[SLUICE_YAML_QUOTE];
    char list[400];

    list_names(names);
    nearest = sluice_yaml_nearest(word, names);
    (void)sluice_yaml_quote(word, strlen(word), quoted);
    if (nearest != NULL && strcmp(nearest, word) == 0) {
        return is_word(word)
                   ? sluice_yaml_fail(loader->error, at,
                                      "%s is an item by itself: take away what follows it", word)
                   : sluice_yaml_fail(loader->error, at, "%s needs a value: write {%s: ...}", word,
                                      word);
    }
    if (nearest != NULL) {
        return sluice_yaml_fail(loader->error, at, "%s is no item; did you mean %s?", quoted,
                                nearest);
    }
    sluice_yaml_join(names, list, sizeof list);
    return sluice_yaml_fail(
        loader->error, at,
        "%s is no item: a string stands in quotes or is {string: ...}; the others "
        "are %s",
        quoted, list);
}

bool sluice_load_is_item_key(const char *key)
{
    const char *names[WORDS + KINDS + PRIMITIVES + 1];
    size_t at = WORDS;

    list_names(names);
    while (names[at] != NULL && strcmp(names[at], key) != 0) {
        at++;
    }
    return names[at] != NULL;
}

/* A map with no key, or with several. */
static bool fail_count(struct sluice_loader *loader, const struct sluice_yaml_node *map)
{
    const struct sluice_yaml_node *item = sluice_yaml_first(map);
    const struct sluice_yaml_node *other = item;

    while (item != NULL && !sluice_load_is_item_key(sluice_yaml_key_text(item))) {
        item = sluice_yaml_next(item);
    }
    if (item == NULL) {
        return sluice_yaml_fail(
            loader->error, map,
            "an item is a map with one key that names it, such as {string: home}: "
            "this one has %zu, none of them known",
            sluice_yaml_count(map));
    }
    if (other == item) {
        other = sluice_yaml_next(item);
    }
    return sluice_yaml_fail(
        loader->error, sluice_yaml_key(other),
        "an item is a map with one key, here %s: indent %s more to have it inside "
        "of that, or begin another item",
        sluice_yaml_key_text(item), sluice_yaml_key_text(other));
}

static bool load_word(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id id)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(yaml, &length);

    if (!sluice_yaml_is_plain(yaml)) {
        return load_string(loader, yaml, id);
    }
    if (sluice_yaml_is_null(yaml)) {
        become(loader, id, SLUICE_NODE_NULL);
    } else if (strcmp(text, "end") == 0) {
        become(loader, id, SLUICE_NODE_END);
    } else if (strcmp(text, "reset") == 0) {
        become(loader, id, SLUICE_NODE_RESET);
    } else if (strcmp(text, "hole") == 0) {
        become(loader, id, SLUICE_NODE_HOLE);
    } else if (strcmp(text, "none") == 0) {
        become(loader, id, SLUICE_NODE_REPEAT)->number = 1;
    } else if (sluice_yaml_looks_like_integer(yaml)) {
        return sluice_yaml_fail(loader->error, yaml,
                                "a number needs its type here, as in {int: %s}", text);
    } else {
        return fail_unknown(loader, yaml, text);
    }
    return true;
}

bool sluice_load_item(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id id)
{
    const struct sluice_yaml_node *value = sluice_yaml_first(yaml);
    const char *name;
    uint8_t code;

    if (sluice_yaml_kind(yaml) == SLUICE_YAML_SCALAR) {
        return load_word(loader, yaml, id);
    }
    if (sluice_yaml_kind(yaml) == SLUICE_YAML_SEQUENCE) {
        return sluice_yaml_fail(loader->error, yaml,
                                "expected an item, found a list: a group of items is {sequence: "
                                "[...]}");
    }
    if (sluice_yaml_count(yaml) != 1) {
        return fail_count(loader, yaml);
    }
    name = sluice_yaml_key_text(value);
    for (size_t i = 0; i < KINDS; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            return kinds[i].load(loader, value, id);
        }
    }
    code = sluice_stream_value_code(name);
    return code != 0 ? sluice_load_values(loader, value, id, code)
                     : fail_unknown(loader, sluice_yaml_key(value), name);
}
