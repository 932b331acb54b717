#include <inttypes.h>
#include <string.h>

#include "harness/stream/print.h"
#include "harness/stream/value.h"

/* --- keys of both kinds of descriptor --------------------------------------------------------- */

static void print_common(struct sluice_printer *printer, const struct sluice_print_task *task,
                         const char *count_key)
{
    const struct sluice_node *node = &printer->program->nodes[task->node];

    if (sluice_tree_marked(node, SLUICE_NODE_CLAIM)) {
        sluice_print_line(printer, task->column, count_key, "%" PRId64, node->claim);
    }
    if (sluice_tree_marked(node, SLUICE_NODE_NO_END)) {
        sluice_print_line(printer, task->column, "end", "false");
    }
    if (node->label != 0) {
        sluice_print_line(printer, task->column, "label", "%s",
                          sluice_program_label_name(printer->program, node->label));
    }
    if (sluice_tree_marked(node, SLUICE_NODE_ONCE)) {
        sluice_print_line(printer, task->column, "once", "true");
    }
}

static void push_annotation(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    if (sluice_tree_child(printer->program, task->node, SLUICE_ROLE_ANNOTATION) !=
        SLUICE_NODE_NONE) {
        sluice_print_push_list(printer, task, "annotation", task->node, SLUICE_ROLE_ANNOTATION);
    }
}

/* A slot that holds just TC_NULL. */
static bool has_null_super(const struct sluice_program *program, sluice_node_id id)
{
    sluice_node_id super = sluice_tree_child(program, id, SLUICE_ROLE_SUPER);

    return super != SLUICE_NODE_NONE && program->nodes[super].kind == SLUICE_NODE_NULL &&
           sluice_tree_next(program, super) == SLUICE_NODE_NONE;
}

/* --- fields ----------------------------------------------------------------------------------- */

/* The type string of a field, if it is one that `type:` stands for. */
static bool is_usual_type(const struct sluice_program *program, const struct sluice_node *field,
                          sluice_node_id type)
{
    const struct sluice_node *node = &program->nodes[type];

    return node->kind == SLUICE_NODE_STRING && node->marks == SLUICE_NODE_ONCE &&
           node->label == 0 && node->times == 1 && node->length > 1 && node->length <= 200 &&
           program->bytes[node->bytes] == field->code && sluice_print_is_text(program, type);
}

/* True if a field is said by its name and its type: `x: I`. */
static bool is_usual_field(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *field = &program->nodes[id];
    sluice_node_id type = sluice_tree_child(program, id, SLUICE_ROLE_TYPE);
    char letter[2] = {(char)field->code, '\0'};

    if (field->kind != SLUICE_NODE_FIELD) {
        return false;
    }
    if (type == SLUICE_NODE_NONE) {
        return strpbrk(letter, "BCDFIJSZ") != NULL && field->code != 0;
    }
    return (field->code == 'L' || field->code == '[') &&
           sluice_tree_next(program, type) == SLUICE_NODE_NONE &&
           is_usual_type(program, field, type);
}

static void print_type(struct sluice_printer *printer, sluice_node_id field)
{
    const struct sluice_program *program = printer->program;
    sluice_node_id type = sluice_tree_child(program, field, SLUICE_ROLE_TYPE);
    char letter[2] = {(char)program->nodes[field].code, '\0'};

    if (type == SLUICE_NODE_NONE) {
        sluice_text_string(printer->text, letter);
    } else {
        sluice_print_word(printer, sluice_program_bytes(program, type), false);
    }
}

/* Names must be keys, and the order that of a map: primitive fields first. */
static bool are_map_fields(const struct sluice_program *program, sluice_node_id desc)
{
    sluice_node_id field = sluice_tree_child(program, desc, SLUICE_ROLE_FIELD);
    struct sluice_stream_names names;
    bool references = false;
    bool ok = true;

    memset(&names, 0, sizeof names);
    for (; ok && field != SLUICE_NODE_NONE; field = sluice_tree_next(program, field)) {
        sluice_node_id name = sluice_tree_child(program, field, SLUICE_ROLE_NAME);
        struct sluice_bytes bytes = sluice_stream_name_of(program, field);
        bool primitive = sluice_stream_value_size(program->nodes[field].code) > 0;

        ok = is_usual_field(program, field) && sluice_print_is_name(program, name) &&
             !(references && primitive) &&
             sluice_stream_names_find(&names, bytes.data, bytes.length) == 0 &&
             sluice_stream_names_add(&names, bytes.data, bytes.length) != 0;
        references = references || !primitive;
    }
    sluice_stream_names_free(&names);
    return ok;
}

static void print_map_fields(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    const struct sluice_program *program = printer->program;
    sluice_node_id field = sluice_tree_child(program, task->node, SLUICE_ROLE_FIELD);

    sluice_print_indent(printer, task->column);
    sluice_text_string(printer->text, "fields:\n");
    for (; field != SLUICE_NODE_NONE; field = sluice_tree_next(program, field)) {
        sluice_print_indent(printer, task->column + 2);
        sluice_print_word(printer, sluice_stream_name_of(program, field), false);
        sluice_text_string(printer->text, ": ");
        print_type(printer, field);
        sluice_text_string(printer->text, "\n");
    }
}

static void print_code(struct sluice_printer *printer, uint8_t code)
{
    if ((code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z')) {
        sluice_text_format(printer->text, "%c", (int)code);
    } else if (code == '[') {
        sluice_text_string(printer->text, "\"[\"");
    } else {
        sluice_text_format(printer->text, "0x%02X", (unsigned)code);
    }
}

void sluice_print_field(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    const struct sluice_program *program = printer->program;
    sluice_node_id name = sluice_tree_child(program, task->node, SLUICE_ROLE_NAME);
    sluice_node_id type = sluice_tree_child(program, task->node, SLUICE_ROLE_TYPE);
    unsigned column = task->column;

    sluice_print_indent(printer, column);
    if (is_usual_field(program, task->node)) {
        sluice_text_string(printer->text, "{name: ");
        sluice_print_text(printer, name, column);
        sluice_text_string(printer->text, ", type: ");
        print_type(printer, task->node);
        sluice_text_string(printer->text, "}\n");
        return;
    }
    sluice_text_string(printer->text, "name: ");
    sluice_print_text(printer, name, column);
    sluice_text_format(printer->text, "\n%*scode: ", (int)column, "");
    print_code(printer, program->nodes[task->node].code);
    sluice_text_string(printer->text, "\n");
    if (type != SLUICE_NODE_NONE) {
        sluice_print_push_slot(printer, task, "signature", task->node, SLUICE_ROLE_TYPE);
    }
}

static void print_fields(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    if (sluice_tree_child(printer->program, task->node, SLUICE_ROLE_FIELD) == SLUICE_NODE_NONE) {
        return;
    }
    if (are_map_fields(printer->program, task->node)) {
        print_map_fields(printer, task);
    } else {
        sluice_print_push_list(printer, task, "fields", task->node, SLUICE_ROLE_FIELD);
    }
}

/* --- class descriptors ------------------------------------------------------------------------ */

static void print_flags(struct sluice_printer *printer, const struct sluice_print_task *task,
                        uint8_t flags)
{
    static const char *const names[] = {"write-method", "serializable", "externalizable",
                                        "block-data", "enum"};
    const char *separator = "";

    if (flags == 0 || flags > 0x1F) {
        sluice_print_line(printer, task->column, "flags", "0x%02X", (unsigned)flags);
        return;
    }
    sluice_print_indent(printer, task->column);
    sluice_text_string(printer->text, "flags: [");
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((flags & 1u << i) != 0) {
            sluice_text_format(printer->text, "%s%s", separator, names[i]);
            separator = ", ";
        }
    }
    sluice_text_string(printer->text, "]\n");
}

/* The serialVersionUID that a descriptor has when none is given. */
static int64_t usual_suid(struct sluice_bytes name, bool is_enum)
{
    if (name.length > 0 && name.data[0] == '[') {
        return sluice_array_suid(name.data, name.length);
    }
    return is_enum ? 0 : 1;
}

void sluice_print_classdesc(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    const struct sluice_program *program = printer->program;
    const struct sluice_node *node = &program->nodes[task->node];
    unsigned usual_flags = SLUICE_FLAG_SERIALIZABLE | (task->is_enum ? SLUICE_FLAG_ENUM : 0u);

    sluice_print_indent(printer, task->column);
    sluice_text_string(printer->text, "name: ");
    sluice_print_text(printer, sluice_tree_child(program, task->node, SLUICE_ROLE_NAME),
                      task->column);
    sluice_text_string(printer->text, "\n");
    if (node->number != usual_suid(sluice_stream_name_of(program, task->node), task->is_enum)) {
        sluice_print_line(printer, task->column, "suid", "%" PRId64, node->number);
    }
    if (node->code != usual_flags) {
        print_flags(printer, task, node->code);
    }
    print_common(printer, task, "field-count");
    print_fields(printer, task);
    push_annotation(printer, task);
    if (!has_null_super(program, task->node)) {
        sluice_print_push_slot(printer, task, "super", task->node, SLUICE_ROLE_SUPER);
    }
}

bool sluice_print_is_array_type(const struct sluice_program *program, sluice_node_id desc)
{
    const struct sluice_node *node = &program->nodes[desc];
    sluice_node_id name = node->first;
    struct sluice_bytes bytes;

    if (desc == SLUICE_NODE_NONE || node->kind != SLUICE_NODE_CLASSDESC ||
        node->marks != SLUICE_NODE_ONCE || node->label != 0 ||
        node->code != SLUICE_FLAG_SERIALIZABLE || !has_null_super(program, desc) ||
        !sluice_print_is_name(program, name) || program->nodes[name].next != node->last) {
        return false;
    }
    bytes = sluice_program_bytes(program, name);
    return node->number == sluice_array_suid(bytes.data, bytes.length);
}

/* --- proxy descriptors ------------------------------------------------------------------------ */

/* True if the super is the one that a proxydesc has when none is given. */
static bool is_usual_super(const struct sluice_program *program, sluice_node_id id)
{
    static const char name[] = "java.lang.reflect.Proxy";
    static const char type[] = "Ljava/lang/reflect/InvocationHandler;";
    sluice_node_id super = sluice_tree_child(program, id, SLUICE_ROLE_SUPER);
    const struct sluice_node *node = &program->nodes[super];
    sluice_node_id field = sluice_tree_child(program, super, SLUICE_ROLE_FIELD);
    sluice_node_id child;
    struct sluice_bytes bytes;

    if (super == SLUICE_NODE_NONE || node->kind != SLUICE_NODE_CLASSDESC || node->next != 0 ||
        node->marks != SLUICE_NODE_ONCE || node->label != 0 ||
        node->code != SLUICE_FLAG_SERIALIZABLE || field == SLUICE_NODE_NONE ||
        node->number != INT64_C(-2222568056686623797) || !has_null_super(program, super) ||
        program->nodes[field].next != node->last || !is_usual_field(program, field)) {
        return false;
    }
    child = sluice_tree_child(program, super, SLUICE_ROLE_NAME);
    bytes = sluice_program_bytes(program, child);
    if (!sluice_print_is_name(program, child) || bytes.length != sizeof name - 1 ||
        memcmp(bytes.data, name, bytes.length) != 0) {
        return false;
    }
    child = sluice_tree_child(program, field, SLUICE_ROLE_TYPE);
    bytes = sluice_program_bytes(program, child);
    if (child == SLUICE_NODE_NONE || bytes.length != sizeof type - 1 ||
        memcmp(bytes.data, type, bytes.length) != 0) {
        return false;
    }
    child = sluice_tree_child(program, field, SLUICE_ROLE_NAME);
    bytes = sluice_program_bytes(program, child);
    return sluice_print_is_name(program, child) && bytes.length == 1 && bytes.data[0] == 'h';
}

void sluice_print_proxydesc(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    print_common(printer, task, "count");
    sluice_print_push_list(printer, task, "interfaces", task->node, SLUICE_ROLE_INTERFACE);
    push_annotation(printer, task);
    if (!is_usual_super(printer->program, task->node)) {
        sluice_print_push_slot(printer, task, "super", task->node, SLUICE_ROLE_SUPER);
    }
}
