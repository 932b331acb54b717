#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "harness/stream/print.h"
#include "harness/stream/value.h"

/* Characters of a long text on one line. */
enum { LINE = 96 };

/* --- texts ------------------------------------------------------------------------------------ */

/* True if a word needs no quotes, neither as a text nor inside braces. */
static bool is_plain(const char *text, size_t length)
{
    static const char *const words[] = {"null",  "none", "hole", "end", "reset", "true",
                                        "false", "yes",  "no",   "on",  "off",   NULL};
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    static const char more[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$/;-";

    if (length == 0 || memchr(letters, text[0], sizeof letters - 1) == NULL) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (memchr(more, text[i], sizeof more - 1) == NULL) {
            return false;
        }
    }
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strlen(words[i]) == length && memcmp(words[i], text, length) == 0) {
            return false;
        }
    }
    return true;
}

static void print_quoted(struct sluice_text *out, const char *text, size_t length)
{
    sluice_text_string(out, "\"");
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"' || text[i] == '\\') {
            sluice_text_string(out, "\\");
        }
        sluice_text_add(out, text + i, 1);
    }
    sluice_text_string(out, "\"");
}

void sluice_print_hex(struct sluice_printer *printer, struct sluice_bytes bytes, unsigned column)
{
    sluice_text_string(printer->text, "\"");
    for (size_t i = 0; i < bytes.length; i += LINE / 2) {
        size_t piece = bytes.length - i < LINE / 2 ? bytes.length - i : LINE / 2;

        if (i > 0) {
            sluice_text_format(printer->text, "\n%*s", (int)column + 2, "");
        }
        sluice_text_hex(printer->text, bytes.data + i, piece);
    }
    sluice_text_string(printer->text, "\"");
}

/* Text if it is printable, else hexadecimal. */
static void print_bytes(struct sluice_printer *printer, sluice_node_id id, unsigned column,
                        const char *text_key, const char *hex_key, bool quote)
{
    struct sluice_bytes bytes = sluice_program_bytes(printer->program, id);
    char *text = malloc(bytes.length + 1);
    size_t length = 0;

    if (text == NULL) {
        printer->failed = true;
    } else if (sluice_stream_utf_decode(bytes.data, bytes.length, text, &length)) {
        sluice_text_string(printer->text, text_key);
        if (!quote && is_plain(text, length)) {
            sluice_text_add(printer->text, text, length);
        } else {
            print_quoted(printer->text, text, length);
        }
    } else {
        sluice_text_string(printer->text, hex_key);
        sluice_print_hex(printer, bytes, column);
    }
    free(text);
}

void sluice_print_word(struct sluice_printer *printer, struct sluice_bytes bytes, bool quote)
{
    char *text = malloc(bytes.length + 1);
    size_t length = 0;

    if (text == NULL || !sluice_stream_utf_decode(bytes.data, bytes.length, text, &length)) {
        printer->failed = true;
    } else if (!quote && is_plain(text, length)) {
        sluice_text_add(printer->text, text, length);
    } else {
        print_quoted(printer->text, text, length);
    }
    free(text);
}

bool sluice_print_is_text(const struct sluice_program *program, sluice_node_id id)
{
    struct sluice_bytes bytes = sluice_program_bytes(program, id);
    char *text = malloc(bytes.length + 1);
    size_t length = 0;
    bool ok = text != NULL && sluice_stream_utf_decode(bytes.data, bytes.length, text, &length);

    free(text);
    return ok;
}

bool sluice_print_is_name(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = &program->nodes[id];

    return id != SLUICE_NODE_NONE && node->length > 0 && node->length <= 200 && node->times == 1 &&
           node->marks == 0 && sluice_print_is_text(program, id);
}

/* The keys of a TEXT that is a map, behind text or hex. */
static void print_text_keys(struct sluice_printer *printer, sluice_node_id id)
{
    const struct sluice_node *node = &printer->program->nodes[id];

    if (node->times != 1) {
        sluice_text_format(printer->text, ", times: %" PRIu32, node->times);
    }
    if (sluice_tree_marked(node, SLUICE_NODE_COUNTER)) {
        sluice_text_string(printer->text, ", counter: true");
    }
    if (sluice_tree_marked(node, SLUICE_NODE_CLAIM)) {
        sluice_text_format(printer->text, ", length: %" PRId64, node->claim);
    }
}

void sluice_print_text(struct sluice_printer *printer, sluice_node_id id, unsigned column)
{
    const struct sluice_node *node = &printer->program->nodes[id];

    if (node->marks == 0 && node->times == 1 && sluice_print_is_text(printer->program, id)) {
        print_bytes(printer, id, column, "", "", false);
        return;
    }
    print_bytes(printer, id, column, "{text: ", "{hex: ", false);
    print_text_keys(printer, id);
    sluice_text_string(printer->text, "}");
}

/* --- values ----------------------------------------------------------------------------------- */

void sluice_print_values(struct sluice_printer *printer, sluice_node_id id, unsigned column)
{
    const struct sluice_node *node = &printer->program->nodes[id];
    struct sluice_bytes bytes = sluice_program_bytes(printer->program, id);
    size_t size = sluice_stream_value_size(node->code);
    char text[SLUICE_STREAM_VALUE_TEXT];
    size_t on_line = 0;

    for (size_t i = 0; size > 0 && i + size <= bytes.length; i += size) {
        sluice_stream_value_print(node->code, bytes.data + i, text);
        if (on_line + strlen(text) > LINE) {
            sluice_text_format(printer->text, ",\n%*s", (int)column, "");
            on_line = 0;
        } else if (i > 0) {
            sluice_text_string(printer->text, ", ");
        }
        sluice_text_string(printer->text, text);
        on_line += strlen(text) + 2;
    }
}

/* `{int: 5}`, `{int: [1, 2]}`; what is no whole value, or written several times, in its own way. */
static void print_values_item(struct sluice_printer *printer, sluice_node_id id, unsigned column)
{
    const struct sluice_node *node = &printer->program->nodes[id];
    size_t size = sluice_stream_value_size(node->code);
    bool one = node->length == size;

    if (size == 0 || node->length % size != 0) {
        sluice_text_string(printer->text, "{raw: {hex: ");
        sluice_print_hex(printer, sluice_program_bytes(printer->program, id), column);
        print_text_keys(printer, id);
        sluice_text_string(printer->text, "}}");
        return;
    }
    if (node->times != 1) {
        sluice_text_format(printer->text, "{repeat: {times: %" PRIu32 ", body: [", node->times);
    }
    sluice_text_format(printer->text, "{%s: %s", sluice_stream_value_word(node->code),
                       one ? "" : "[");
    sluice_print_values(printer, id, column);
    sluice_text_string(printer->text, one ? "}" : "]}");
    if (node->times != 1) {
        sluice_text_string(printer->text, "]}}");
    }
}

/* --- other leaves ----------------------------------------------------------------------------- */

static void print_reference(struct sluice_printer *printer, const struct sluice_node *node)
{
    const char *name = sluice_program_label_name(printer->program, node->target);

    if (node->target == 0) {
        sluice_text_format(printer->text, "{ref: 0x%08" PRIX32 "}",
                           (uint32_t)(uint64_t)node->number);
    } else if (node->number == 0) {
        sluice_text_format(printer->text, "{ref: %s}", name);
    } else {
        sluice_text_format(printer->text, "{ref: {label: %s, offset: %" PRId64 "}}", name,
                           node->number);
    }
}

static void print_string(struct sluice_printer *printer, sluice_node_id id, unsigned column)
{
    const struct sluice_node *node = &printer->program->nodes[id];
    const bool is_plain = node->marks == 0 && node->times == 1 && node->label == 0;

    /* Among numbers, a text by itself would be read as one of them. */
    if (is_plain && !sluice_print_is_among_numbers(printer, id)) {
        print_bytes(printer, id, column, "", "{string: {hex: ", true);
        sluice_text_string(printer->text, sluice_print_is_text(printer->program, id) ? "" : "}}");
        return;
    }
    print_bytes(printer, id, column, "{string: {text: ", "{string: {hex: ", false);
    print_text_keys(printer, id);
    if (sluice_tree_marked(node, SLUICE_NODE_LONG | SLUICE_NODE_SHORT)) {
        sluice_text_format(printer->text, ", long: %s",
                           sluice_tree_marked(node, SLUICE_NODE_LONG) ? "true" : "false");
    }
    if (sluice_tree_marked(node, SLUICE_NODE_ONCE)) {
        sluice_text_string(printer->text, ", once: true");
    }
    if (node->label != 0) {
        sluice_text_format(printer->text, ", label: %s",
                           sluice_program_label_name(printer->program, node->label));
    }
    sluice_text_string(printer->text, "}}");
}

static void print_raw(struct sluice_printer *printer, sluice_node_id id, unsigned column)
{
    const struct sluice_node *node = &printer->program->nodes[id];
    unsigned marks = node->marks & ~(unsigned)SLUICE_NODE_CLAIM;

    if (marks == 0 && node->times == 1 && node->number == 0) {
        sluice_text_string(printer->text, "{raw: ");
        sluice_print_hex(printer, sluice_program_bytes(printer->program, id), column);
        sluice_text_string(printer->text, "}");
        return;
    }
    sluice_text_string(printer->text, "{raw: {hex: ");
    sluice_print_hex(printer, sluice_program_bytes(printer->program, id), column);
    if (node->times != 1) {
        sluice_text_format(printer->text, ", times: %" PRIu32, node->times);
    }
    if (sluice_tree_marked(node, SLUICE_NODE_COUNTER)) {
        sluice_text_string(printer->text, ", counter: true");
    }
    if (node->number > 0) {
        sluice_text_format(printer->text, ", handles: %" PRId64, node->number);
    }
    if (node->label != 0) {
        sluice_text_format(printer->text, ", label: %s",
                           sluice_program_label_name(printer->program, node->label));
    }
    sluice_text_string(printer->text, "}}");
}

static void print_utf(struct sluice_printer *printer, sluice_node_id id, unsigned column)
{
    sluice_text_string(printer->text, "{utf: ");
    sluice_print_text(printer, id, column);
    sluice_text_string(printer->text, "}");
}

/* Block data has no other parts; one that an edit has left there is printed as no bytes. */
static void print_part(struct sluice_printer *printer, sluice_node_id id, unsigned column)
{
    switch (printer->program->nodes[id].kind) {
    case SLUICE_NODE_VALUES:
        print_values_item(printer, id, column);
        break;
    case SLUICE_NODE_UTF:
        print_utf(printer, id, column);
        break;
    case SLUICE_NODE_RAW:
        print_raw(printer, id, column);
        break;
    default:
        sluice_text_string(printer->text, "{raw: \"\"}");
        break;
    }
}

static void print_block_parts(struct sluice_printer *printer, sluice_node_id id, unsigned column)
{
    sluice_node_id part = printer->program->nodes[id].first;

    sluice_text_string(printer->text, "[");
    for (; part != SLUICE_NODE_NONE; part = printer->program->nodes[part].next) {
        print_part(printer, part, column);
        if (printer->program->nodes[part].next != SLUICE_NODE_NONE) {
            sluice_text_string(printer->text, ", ");
        }
    }
    sluice_text_string(printer->text, "]");
}

static void print_block(struct sluice_printer *printer, sluice_node_id id, unsigned column)
{
    const struct sluice_node *node = &printer->program->nodes[id];
    const struct sluice_node *part = &printer->program->nodes[node->first];
    bool bytes = node->first != SLUICE_NODE_NONE && part->next == SLUICE_NODE_NONE &&
                 part->kind == SLUICE_NODE_RAW && part->marks == 0 && part->times == 1 &&
                 part->number == 0;

    sluice_text_string(printer->text, node->marks == 0 ? "{block: " : "{block: {");
    if (bytes) {
        sluice_text_string(printer->text, node->marks == 0 ? "" : "hex: ");
        sluice_print_hex(printer, sluice_program_bytes(printer->program, node->first), column);
    } else {
        sluice_text_string(printer->text, node->marks == 0 ? "" : "parts: ");
        print_block_parts(printer, id, column);
    }
    if (sluice_tree_marked(node, SLUICE_NODE_CLAIM)) {
        sluice_text_format(printer->text, ", length: %" PRId64, node->claim);
    }
    if (sluice_tree_marked(node, SLUICE_NODE_LONG | SLUICE_NODE_SHORT)) {
        sluice_text_format(printer->text, ", long: %s",
                           sluice_tree_marked(node, SLUICE_NODE_LONG) ? "true" : "false");
    }
    sluice_text_string(printer->text, node->marks == 0 ? "}" : "}}");
}

/* --- dispatch --------------------------------------------------------------------------------- */

bool sluice_print_is_leaf(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = &program->nodes[id];

    switch ((enum sluice_node_kind)node->kind) {
    case SLUICE_NODE_MAGIC:
    case SLUICE_NODE_NULL:
    case SLUICE_NODE_REFERENCE:
    case SLUICE_NODE_STRING:
    case SLUICE_NODE_BLOCK:
    case SLUICE_NODE_END:
    case SLUICE_NODE_RESET:
    case SLUICE_NODE_VALUES:
    case SLUICE_NODE_UTF:
    case SLUICE_NODE_RAW:
    case SLUICE_NODE_HOLE:
        return true;
    case SLUICE_NODE_REPEAT:
        return node->first == SLUICE_NODE_NONE && node->number == 1;
    case SLUICE_NODE_STREAM:
    case SLUICE_NODE_ARRAY:
    case SLUICE_NODE_OBJECT:
    case SLUICE_NODE_LEVEL:
    case SLUICE_NODE_ENUM:
    case SLUICE_NODE_CLASS:
    case SLUICE_NODE_CLASSDESC:
    case SLUICE_NODE_FIELD:
    case SLUICE_NODE_PROXYDESC:
    case SLUICE_NODE_EXCEPTION:
    case SLUICE_NODE_NEST:
        break;
    }
    return false;
}

void sluice_print_leaf(struct sluice_printer *printer, sluice_node_id id, unsigned column)
{
    const struct sluice_node *node = &printer->program->nodes[id];

    switch (node->kind) {
    case SLUICE_NODE_MAGIC:
        sluice_text_string(printer->text, "{magic: ");
        sluice_print_hex(printer, sluice_program_bytes(printer->program, id), column);
        sluice_text_string(printer->text, "}");
        break;
    case SLUICE_NODE_NULL:
        sluice_text_string(printer->text, "null");
        break;
    case SLUICE_NODE_REFERENCE:
        print_reference(printer, node);
        break;
    case SLUICE_NODE_STRING:
        print_string(printer, id, column);
        break;
    case SLUICE_NODE_BLOCK:
        print_block(printer, id, column);
        break;
    case SLUICE_NODE_END:
        sluice_text_string(printer->text, "end");
        break;
    case SLUICE_NODE_RESET:
        sluice_text_string(printer->text, "reset");
        break;
    case SLUICE_NODE_VALUES:
        print_values_item(printer, id, column);
        break;
    case SLUICE_NODE_UTF:
        print_utf(printer, id, column);
        break;
    case SLUICE_NODE_RAW:
        print_raw(printer, id, column);
        break;
    case SLUICE_NODE_HOLE:
        sluice_text_string(printer->text, "hole");
        break;
    default:
        sluice_text_string(printer->text, "none");
        break;
    }
}
