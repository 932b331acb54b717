#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/stream/load.h"
#include "harness/stream/value.h"

/* --- marks and labels ------------------------------------------------------------------------- */

bool sluice_load_claim(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                       const char *key, sluice_node_id id)
{
    const struct sluice_yaml_node *yaml = sluice_yaml_get(map, key);
    struct sluice_node *node = sluice_program_node(loader->program, id);

    if (yaml == NULL) {
        return true;
    }
    if (!sluice_yaml_integer(yaml, INT64_MIN, INT64_MAX, &node->claim, loader->error)) {
        return false;
    }
    node->marks |= SLUICE_NODE_CLAIM;
    return true;
}

/* Reads the truth value of a key; leaves `out` alone if the key is not there. */
static bool load_bool(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                      const char *key, bool *out)
{
    const struct sluice_yaml_node *yaml = sluice_yaml_get(map, key);

    return yaml == NULL || sluice_yaml_bool(yaml, out, loader->error);
}

static void set_mark(struct sluice_loader *loader, sluice_node_id id, unsigned mark)
{
    struct sluice_node *node = sluice_program_node(loader->program, id);

    node->marks = (uint8_t)(node->marks | mark);
}

bool sluice_load_end(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                     sluice_node_id id)
{
    bool end = true;

    if (!load_bool(loader, map, "end", &end)) {
        return false;
    }
    if (!end) {
        set_mark(loader, id, SLUICE_NODE_NO_END);
    }
    return true;
}

bool sluice_load_form(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                      sluice_node_id id)
{
    bool is_long = false;

    if (sluice_yaml_get(map, "long") == NULL) {
        return true;
    }
    if (!load_bool(loader, map, "long", &is_long)) {
        return false;
    }
    set_mark(loader, id, is_long ? SLUICE_NODE_LONG : SLUICE_NODE_SHORT);
    return true;
}

bool sluice_load_once(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                      sluice_node_id id)
{
    bool once = false;

    if (!load_bool(loader, map, "once", &once)) {
        return false;
    }
    if (once) {
        set_mark(loader, id, SLUICE_NODE_ONCE);
    }
    return true;
}

bool sluice_load_label_name(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                            uint32_t *label)
{
    const char *name;

    if (!sluice_yaml_string(yaml, &name, loader->error)) {
        return false;
    }
    for (const char *c = name; *c != '\0'; c++) {
        if (isalnum((unsigned char)*c) == 0 && strchr("_.$-", *c) == NULL) {
            return sluice_yaml_fail(loader->error, yaml,
                                    "a label consists of letters, digits and _ . $ -, as in S1");
        }
    }
    if (isalpha((unsigned char)name[0]) == 0 && name[0] != '_') {
        return sluice_yaml_fail(loader->error, yaml, "a label starts with a letter, as in S1");
    }
    *label = sluice_program_label(loader->program, name, strlen(name));
    return *label != 0 || sluice_load_no_memory(loader, yaml);
}

/* A label may be carried twice only by one and the same place of the file (a part that is used
 * twice). */
bool sluice_load_label(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                       sluice_node_id id)
{
    const struct sluice_yaml_node *yaml = sluice_yaml_get(map, "label");
    sluice_node_id other;
    uint32_t label = 0;

    if (yaml == NULL) {
        return true;
    }
    if (!sluice_load_label_name(loader, yaml, &label)) {
        return false;
    }
    other = sluice_definitions_find(&loader->definitions, label);
    if (other != SLUICE_NODE_NONE) {
        const struct sluice_node *a = sluice_program_peek(loader->program, other);
        const struct sluice_node *b = sluice_program_peek(loader->program, id);

        if (a->line != b->line || a->column != b->column) {
            return sluice_yaml_fail(
                loader->error, yaml,
                "the label %s is taken: it stands at line %u already; choose another",
                sluice_program_label_name(loader->program, label), a->line);
        }
    }
    sluice_program_node(loader->program, id)->label = label;
    return sluice_definitions_add(&loader->definitions, label, id) ||
           sluice_load_no_memory(loader, yaml);
}

/* --- texts ------------------------------------------------------------------------------------ */

static bool load_characters(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                            sluice_node_id id)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(yaml, &length);
    uint32_t offset;

    if (text == NULL || sluice_yaml_is_null(yaml)) {
        return sluice_yaml_fail(
            loader->error, yaml,
            "expected a text, or a map with text or hex (put quotes around a text "
            "that is empty or reads null)");
    }
    if (!sluice_tree_reserve(loader->program, 2 * length, &offset)) {
        return sluice_load_no_memory(loader, yaml);
    }
    length = sluice_stream_utf_encode(text, length, loader->program->bytes + offset);
    loader->program->byte_count = offset + (uint32_t)length;
    sluice_tree_set_range(loader->program, id, offset, (uint32_t)length);
    return true;
}

bool sluice_load_hex(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                     sluice_node_id id)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(yaml, &length);
    uint32_t offset;
    uint32_t used = 0;
    int high = -1;
    uint8_t *out;

    if (text == NULL || sluice_yaml_is_null(yaml)) {
        return sluice_yaml_fail(loader->error, yaml,
                                "expected hexadecimal digits, as in 7372 0001");
    }
    if (!sluice_tree_reserve(loader->program, length / 2 + 1, &offset)) {
        return sluice_load_no_memory(loader, yaml);
    }
    out = loader->program->bytes + offset;
    for (size_t i = 0; i < length; i++) {
        int digit = sluice_stream_hex_digit(text[i]);

        if (digit < 0) {
            if (isspace((unsigned char)text[i]) != 0 && high < 0) {
                continue;
            }
            return sluice_yaml_fail(loader->error, yaml,
                                    "expected pairs of hexadecimal digits, as in 7372 0001; "
                                    "character %zu is none, or stands inside of a pair",
                                    i + 1);
        }
        if (high < 0) {
            high = digit;
        } else {
            out[used++] = (uint8_t)(high << 4 | digit);
            high = -1;
        }
    }
    if (high >= 0) {
        return sluice_yaml_fail(loader->error, yaml,
                                "an odd number of hexadecimal digits: a byte takes two, as in 0A");
    }
    loader->program->byte_count = offset + used;
    sluice_tree_set_range(loader->program, id, offset, used);
    return true;
}

/* `times` of a text. */
static bool load_times(struct sluice_loader *loader, const struct sluice_yaml_node *map,
                       sluice_node_id id)
{
    const struct sluice_yaml_node *yaml = sluice_yaml_get(map, "times");
    int64_t times = 1;

    if (yaml != NULL && !sluice_yaml_integer(yaml, 0, UINT32_MAX, &times, loader->error)) {
        return false;
    }
    sluice_program_node(loader->program, id)->times = (uint32_t)times;
    return true;
}

bool sluice_load_text(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id id)
{
    const struct sluice_yaml_node *text;
    const struct sluice_yaml_node *hex;
    bool counter = false;

    if (sluice_yaml_kind(yaml) != SLUICE_YAML_MAPPING) {
        return load_characters(loader, yaml, id);
    }
    text = sluice_yaml_get(yaml, "text");
    hex = sluice_yaml_get(yaml, "hex");
    if ((text == NULL) == (hex == NULL)) {
        return sluice_yaml_fail(loader->error, yaml,
                                "expected one of the keys text and hex, as in {text: abc}");
    }
    if (!load_bool(loader, yaml, "counter", &counter) || !load_times(loader, yaml, id) ||
        !sluice_load_claim(loader, yaml, "length", id)) {
        return false;
    }
    if (counter) {
        set_mark(loader, id, SLUICE_NODE_COUNTER);
    }
    return text != NULL ? load_characters(loader, text, id) : sluice_load_hex(loader, hex, id);
}

bool sluice_load_plain_text(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                            sluice_node_id id)
{
    static const char *const keys[] = {"text", "hex", "times", "counter", "length", NULL};

    return (sluice_yaml_kind(yaml) != SLUICE_YAML_MAPPING ||
            sluice_yaml_check_keys(yaml, keys, loader->error)) &&
           sluice_load_text(loader, yaml, id);
}

bool sluice_load_utf_child(struct sluice_loader *loader, sluice_node_id parent,
                           enum sluice_node_role role, const struct sluice_yaml_node *yaml)
{
    sluice_node_id id = sluice_load_child(loader, parent, role, SLUICE_NODE_UTF, yaml);

    return id != SLUICE_NODE_NONE && sluice_load_plain_text(loader, yaml, id);
}

/* --- primitive values ------------------------------------------------------------------------- */

/* A signed or unsigned integer of `size` bytes. */
static bool load_integer(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                         size_t size, uint64_t *out)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(yaml, &length);
    int64_t most = size == 8 ? INT64_MAX : (INT64_C(1) << (8 * size)) - 1;
    int64_t least = size == 8 ? INT64_MIN : -(INT64_C(1) << (8 * size - 1));
    int64_t number = 0;

    if (size == 8 && text != NULL && text[0] != '-') {
        return sluice_yaml_unsigned(yaml, UINT64_MAX, out, loader->error);
    }
    if (!sluice_yaml_integer(yaml, least, most, &number, loader->error)) {
        return false;
    }
    *out = (uint64_t)number;
    return true;
}

/* One character of 16 bits, or its number. */
static bool load_char(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      uint64_t *out)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(yaml, &length);
    const uint8_t *bytes = (const uint8_t *)text;

    if (text == NULL || (length > 0 && sluice_yaml_looks_like_integer(yaml))) {
        return load_integer(loader, yaml, 2, out);
    }
    if (length == 1) {
        *out = bytes[0];
        return true;
    }
    if (length == 2 && bytes[0] >= 0xC0) {
        *out = (bytes[0] & 0x1Fu) << 6 | (bytes[1] & 0x3Fu);
        return true;
    }
    if (length == 3 && bytes[0] >= 0xE0) {
        *out = (bytes[0] & 0x0Fu) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu);
        return true;
    }
    return sluice_yaml_fail(
        loader->error, yaml,
        "expected one character of at most 16 bits, or a number from 0 to 65535");
}

static bool load_floating(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                          uint8_t code, uint64_t *out)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(yaml, &length);
    double value;
    float single;
    uint32_t narrow;

    if (text != NULL && strncmp(text, "0x", 2) == 0) {
        return load_integer(loader, yaml, sluice_stream_value_size(code), out);
    }
    if (!sluice_yaml_double(yaml, &value, loader->error)) {
        return false;
    }
    if (code == 'D') {
        memcpy(out, &value, sizeof value);
        *out = isnan(value) ? UINT64_C(0x7FF8000000000000) : *out;
        return true;
    }
    single = (float)value;
    memcpy(&narrow, &single, sizeof narrow);
    *out = isnan(value) ? 0x7FC00000 : narrow;
    return true;
}

static bool load_boolean(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                         uint64_t *out)
{
    bool truth;

    if (sluice_yaml_looks_like_integer(yaml)) {
        return load_integer(loader, yaml, 1, out);
    }
    if (!sluice_yaml_bool(yaml, &truth, loader->error)) {
        return false;
    }
    *out = truth ? 1 : 0;
    return true;
}

bool sluice_load_primitive(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                           uint8_t code, uint8_t *out)
{
    uint64_t bits = 0;
    bool ok;

    switch (code) {
    case 'C':
        ok = load_char(loader, yaml, &bits);
        break;
    case 'D':
    case 'F':
        ok = load_floating(loader, yaml, code, &bits);
        break;
    case 'Z':
        ok = load_boolean(loader, yaml, &bits);
        break;
    default:
        ok = load_integer(loader, yaml, sluice_stream_value_size(code), &bits);
        break;
    }
    sluice_stream_value_put(out, bits, sluice_stream_value_size(code));
    return ok;
}

bool sluice_load_values(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                        sluice_node_id id, uint8_t code)
{
    bool list = sluice_yaml_kind(yaml) == SLUICE_YAML_SEQUENCE;
    const struct sluice_yaml_node *value = list ? sluice_yaml_first(yaml) : yaml;
    size_t size = sluice_stream_value_size(code);
    struct sluice_node *node = sluice_program_node(loader->program, id);
    uint32_t offset;
    uint32_t used = 0;

    node->kind = SLUICE_NODE_VALUES;
    node->code = code;
    if (!sluice_tree_reserve(loader->program, (list ? sluice_yaml_count(yaml) : 1) * size,
                             &offset)) {
        return sluice_load_no_memory(loader, yaml);
    }
    for (; value != NULL; value = list ? sluice_yaml_next(value) : NULL) {
        if (!sluice_load_primitive(loader, value, code, loader->program->bytes + offset + used)) {
            return false;
        }
        used += (uint32_t)size;
    }
    sluice_tree_set_range(loader->program, id, offset, used);
    return true;
}
