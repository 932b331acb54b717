#include <inttypes.h>
#include <string.h>

#include "harness/stream/print.h"
#include "harness/stream/value.h"

/* Bytes of a primitive array that are printed as numbers; longer ones as hexadecimal. */
enum { PACKED_MAX = 4096 };

static void print_label(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    uint32_t label = printer->program->nodes[task->node].label;

    if (label != 0) {
        sluice_print_line(printer, task->column, "label", "%s",
                          sluice_program_label_name(printer->program, label));
    }
}

/* --- values of fields ------------------------------------------------------------------------- */

/* Task: one `name: value` of a level; `node` is the value, `desc` the field in its descriptor. */
static void print_field_value(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    const struct sluice_program *program = printer->program;
    const struct sluice_node *node = &program->nodes[task->node];
    struct sluice_print_task value = *task;

    sluice_print_indent(printer, task->column);
    sluice_print_word(printer, sluice_stream_name_of(program, task->desc), false);
    if (node->kind == SLUICE_NODE_VALUES && node->times == 1 &&
        node->code == program->nodes[task->desc].code &&
        node->length == sluice_stream_value_size(node->code)) {
        sluice_text_string(printer->text, ": ");
        sluice_print_values(printer, task->node, task->column);
        sluice_text_string(printer->text, "\n");
        return;
    }
    value.key = "";
    printer->at_dash = true; /* the cursor is where the key stands */
    sluice_print_item(printer, &value);
}

/* By the name of a field of numbers, a text would be read as one of them. */
static bool is_text_for_number(const struct sluice_program *program, sluice_node_id value,
                               sluice_node_id field)
{
    return program->nodes[value].kind == SLUICE_NODE_STRING &&
           sluice_stream_value_size(program->nodes[field].code) > 0;
}

/* True if the values of a level can be given by the names of the fields. */
static bool has_named_values(const struct sluice_program *program, sluice_node_id level,
                             const struct sluice_chain_level *class)
{
    sluice_node_id value = sluice_tree_child(program, level, SLUICE_ROLE_VALUE);
    struct sluice_fields fields;
    struct sluice_stream_names names;
    bool ok = true;

    if (!class->fields || !sluice_chain_is_listed(program, class->desc)) {
        return false;
    }
    memset(&names, 0, sizeof names);
    sluice_fields_begin(&fields, program, class->desc);
    for (; ok && fields.at != SLUICE_NODE_NONE; sluice_fields_next(&fields)) {
        struct sluice_bytes name = sluice_stream_name_of(program, fields.at);

        ok = value != SLUICE_NODE_NONE && !is_text_for_number(program, value, fields.at) &&
             sluice_print_is_name(program,
                                  sluice_tree_child(program, fields.at, SLUICE_ROLE_NAME)) &&
             sluice_stream_names_find(&names, name.data, name.length) == 0 &&
             sluice_stream_names_add(&names, name.data, name.length) != 0;
        value = value != SLUICE_NODE_NONE ? sluice_tree_next(program, value) : value;
    }
    sluice_stream_names_free(&names);
    return ok && value == SLUICE_NODE_NONE;
}

static void print_named_values(struct sluice_printer *printer, const struct sluice_print_task *task,
                               sluice_node_id level, sluice_node_id desc)
{
    const struct sluice_program *program = printer->program;
    sluice_node_id value = sluice_tree_child(program, level, SLUICE_ROLE_VALUE);
    struct sluice_fields fields;

    sluice_print_indent(printer, task->column);
    sluice_text_string(printer->text, "fields:\n");
    sluice_fields_begin(&fields, program, desc);
    for (; fields.at != SLUICE_NODE_NONE; sluice_fields_next(&fields)) {
        struct sluice_print_task entry = {print_field_value,
                                          value,
                                          task->column + 2,
                                          task->depth + 1,
                                          SLUICE_ROLE_VALUE,
                                          false,
                                          NULL,
                                          fields.at,
                                          false,
                                          false};

        sluice_print_push(printer, entry);
        value = sluice_tree_next(program, value);
    }
}

/* --- levels ----------------------------------------------------------------------------------- */

/* What a level needs to have printed. */
struct level_keys {
    bool named;   /* fields: by name */
    bool skipped; /* fields: none */
    bool values;  /* values: in wire order */
    bool data;
    bool end; /* end: other than the class has it */
};

static struct level_keys keys_of(const struct sluice_program *program, sluice_node_id level,
                                 const struct sluice_chain_level *class)
{
    bool has_end = !sluice_tree_marked(&program->nodes[level], SLUICE_NODE_NO_END);
    bool has_values = sluice_tree_child(program, level, SLUICE_ROLE_VALUE) != SLUICE_NODE_NONE;
    struct level_keys keys;

    memset(&keys, 0, sizeof keys);
    keys.named = class != NULL && has_values && has_named_values(program, level, class);
    keys.values = has_values && !keys.named;
    keys.skipped = !has_values && class != NULL && class->fields;
    keys.data = sluice_tree_child(program, level, SLUICE_ROLE_DATA) != SLUICE_NODE_NONE;
    keys.end = has_end != (class != NULL && class->end);
    return keys;
}

static void print_level(struct sluice_printer *printer, const struct sluice_print_task *task,
                        sluice_node_id level, const struct sluice_chain_level *class)
{
    struct level_keys keys = keys_of(printer->program, level, class);

    if (keys.end) {
        sluice_print_line(printer, task->column, "end", "%s",
                          sluice_tree_marked(&printer->program->nodes[level], SLUICE_NODE_NO_END)
                              ? "false"
                              : "true");
    }
    if (keys.skipped) {
        sluice_print_line(printer, task->column, "fields", "none");
    }
    if (keys.named) {
        print_named_values(printer, task, level, class->desc);
    }
    if (keys.values) {
        sluice_print_push_list(printer, task, "values", level, SLUICE_ROLE_VALUE);
    }
    if (keys.data) {
        sluice_print_push_list(printer, task, "data", level, SLUICE_ROLE_DATA);
    }
}

/* Task: one entry of `levels`; `desc` is the descriptor of its class, or NONE. */
static void print_level_entry(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    const struct sluice_program *program = printer->program;
    struct sluice_chain_level class;
    struct level_keys keys;
    struct sluice_print_task body = *task;
    bool known = task->desc != SLUICE_NODE_NONE;

    memset(&class, 0, sizeof class);
    if (known) {
        (void)sluice_chain_level_of(program, task->desc, task->is_super, &class);
    }
    keys = keys_of(program, task->node, known ? &class : NULL);
    sluice_print_indent(printer, task->column);
    sluice_text_string(printer->text, "- ");
    body.column += 2;
    if (task->is_named) {
        sluice_text_string(printer->text, "class: ");
        sluice_print_word(printer, sluice_stream_name_of(program, task->desc), false);
        sluice_text_string(printer->text, "\n");
    } else if (!keys.named && !keys.skipped && !keys.values && !keys.data && !keys.end) {
        sluice_text_string(printer->text, "{}\n");
    } else {
        printer->at_dash = true;
    }
    print_level(printer, &body, task->node, known ? &class : NULL);
}

static void print_levels(struct sluice_printer *printer, const struct sluice_print_task *task,
                         bool known)
{
    const struct sluice_program *program = printer->program;
    const struct sluice_chain *chain = &printer->chain;
    sluice_node_id level = sluice_tree_child(program, task->node, SLUICE_ROLE_LEVEL);
    bool named = known;

    for (size_t i = 0; i < chain->count; i++) {
        named = named &&
                sluice_print_is_name(
                    program, sluice_tree_child(program, chain->levels[i].desc, SLUICE_ROLE_NAME));
    }
    sluice_print_indent(printer, task->column);
    sluice_text_string(printer->text, "levels:\n");
    for (size_t i = 0; level != SLUICE_NODE_NONE; i++, level = sluice_tree_next(program, level)) {
        struct sluice_print_task entry = {print_level_entry,
                                          level,
                                          task->column + 2,
                                          task->depth + 1,
                                          SLUICE_ROLE_LEVEL,
                                          false,
                                          NULL,
                                          known ? chain->levels[i].desc : SLUICE_NODE_NONE,
                                          named,
                                          known && !chain->levels[i].external};

        sluice_print_push(printer, entry);
    }
}

/* Task: the mark at the end of a level that is printed as `content`. */
static void print_content_end(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    sluice_print_indent(printer, task->column);
    sluice_text_string(printer->text, "- end\n");
}

/* Task: an entry of `content`: an item, or a level taken apart; after it the entries behind it. */
static void print_content_entry(struct sluice_printer *printer,
                                const struct sluice_print_task *task)
{
    const struct sluice_program *program = printer->program;
    const struct sluice_node *node = &program->nodes[task->node];
    struct sluice_print_task next = *task;

    if (node->kind == SLUICE_NODE_LEVEL) {
        sluice_print_push_entries(printer, task,
                                  sluice_tree_child(program, task->node, SLUICE_ROLE_VALUE));
        sluice_print_push_entries(printer, task,
                                  sluice_tree_child(program, task->node, SLUICE_ROLE_DATA));
        if (!sluice_tree_marked(node, SLUICE_NODE_NO_END)) {
            next.run = print_content_end;
            sluice_print_push(printer, next);
        }
        next.node = node->next;
    } else {
        sluice_print_push_entries(printer, task, task->node);
        next.node = SLUICE_NODE_NONE; /* the entries behind it have the same role */
    }
    next.run = print_content_entry;
    if (next.node != SLUICE_NODE_NONE) {
        sluice_print_push(printer, next);
    }
}

/* True if these entries are levels that write nothing. */
static bool are_empty(const struct sluice_program *program, sluice_node_id first)
{
    while (first != SLUICE_NODE_NONE && program->nodes[first].kind == SLUICE_NODE_LEVEL &&
           program->nodes[first].first == SLUICE_NODE_NONE &&
           sluice_tree_marked(&program->nodes[first], SLUICE_NODE_NO_END)) {
        first = program->nodes[first].next;
    }
    return first == SLUICE_NODE_NONE;
}

static void push_content(struct sluice_printer *printer, const struct sluice_print_task *task,
                         sluice_node_id first)
{
    struct sluice_print_task entry = *task;
    const bool empty = are_empty(printer->program, first);

    sluice_print_indent(printer, task->column);
    sluice_text_format(printer->text, "content:%s\n", empty ? " []" : "");
    entry.run = print_content_entry;
    entry.node = first;
    entry.column += 2;
    entry.depth += 1;
    entry.role = SLUICE_ROLE_CONTENT;
    if (!empty) {
        sluice_print_push(printer, entry);
    }
}

/* --- objects ---------------------------------------------------------------------------------- */

/* Task: what follows the descriptor. */
static void print_layout(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    const struct sluice_program *program = printer->program;
    struct sluice_chain *chain = &printer->chain;
    sluice_node_id desc = sluice_tree_child(program, task->node, SLUICE_ROLE_DESC);
    sluice_node_id levels = sluice_tree_child(program, task->node, SLUICE_ROLE_LEVEL);
    sluice_node_id content = sluice_tree_child(program, task->node, SLUICE_ROLE_CONTENT);
    uint32_t count = sluice_tree_count(program, task->node, SLUICE_ROLE_LEVEL);
    sluice_node_id own;

    sluice_chain_of(program, &printer->definitions, desc, chain);
    if (content == SLUICE_NODE_NONE && count == 0 && chain->count == 0) {
        return;
    }
    if (content != SLUICE_NODE_NONE || count == 0 || (chain->known && chain->count != count)) {
        push_content(printer, task, levels != SLUICE_NODE_NONE ? levels : content);
        return;
    }
    (void)sluice_desc_resolve(program, &printer->definitions, desc, &own);
    if (chain->known && count == 1 &&
        (chain->levels[0].desc == own || program->nodes[own].kind == SLUICE_NODE_PROXYDESC)) {
        struct sluice_chain_level level = chain->levels[0];

        print_level(printer, task, levels, &level);
        return;
    }
    print_levels(printer, task, chain->known);
}

void sluice_print_object(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    struct sluice_print_task layout = *task;

    print_label(printer, task);
    sluice_print_push_slot(printer, task, "class", task->node, SLUICE_ROLE_DESC);
    layout.run = print_layout;
    sluice_print_push(printer, layout);
}

/* --- arrays ----------------------------------------------------------------------------------- */

/* The type of the elements if numbers can stand for them: that of a primitive array. */
static uint8_t element_code(const struct sluice_printer *printer, sluice_node_id desc)
{
    sluice_node_id found;
    struct sluice_bytes name;

    if (sluice_desc_resolve(printer->program, &printer->definitions, desc, &found) !=
        SLUICE_DESC_FOUND) {
        return 0;
    }
    name = sluice_stream_name_of(printer->program, found);
    return name.length == 2 && name.data[0] == '[' && sluice_stream_value_size(name.data[1]) > 0
               ? name.data[1]
               : 0;
}

bool sluice_print_is_among_numbers(const struct sluice_printer *printer, sluice_node_id id)
{
    const struct sluice_program *program = printer->program;
    const struct sluice_node *node = &program->nodes[id];

    return node->role == SLUICE_ROLE_ELEMENT &&
           program->nodes[node->parent].kind == SLUICE_NODE_ARRAY &&
           element_code(printer, sluice_tree_child(program, node->parent, SLUICE_ROLE_DESC)) != 0;
}

/* Task: the elements, when all of them are values of the element type. */
static void print_packed(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    sluice_node_id values = sluice_tree_child(printer->program, task->node, SLUICE_ROLE_ELEMENT);
    const struct sluice_node *node = &printer->program->nodes[values];

    sluice_print_indent(printer, task->column);
    if (node->code == 'B' || node->length > PACKED_MAX) {
        sluice_text_string(printer->text, "hex: ");
        sluice_print_hex(printer, sluice_program_bytes(printer->program, values), task->column);
        sluice_text_string(printer->text, "\n");
        return;
    }
    sluice_text_string(printer->text, "elements: [");
    sluice_print_values(printer, values, task->column + 2);
    sluice_text_string(printer->text, "]\n");
}

static bool is_packed(const struct sluice_program *program, sluice_node_id array, uint8_t code)
{
    sluice_node_id values = sluice_tree_child(program, array, SLUICE_ROLE_ELEMENT);
    const struct sluice_node *node = &program->nodes[values];
    size_t size = sluice_stream_value_size(code);

    return values != SLUICE_NODE_NONE && size > 0 && node->kind == SLUICE_NODE_VALUES &&
           node->code == code && node->times == 1 && node->length % size == 0 && node->length > 0 &&
           node->next == SLUICE_NODE_NONE;
}

void sluice_print_array(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    const struct sluice_program *program = printer->program;
    const struct sluice_node *node = &program->nodes[task->node];
    sluice_node_id desc = sluice_tree_child(program, task->node, SLUICE_ROLE_DESC);
    struct sluice_print_task packed = *task;

    print_label(printer, task);
    if (sluice_tree_marked(node, SLUICE_NODE_CLAIM)) {
        sluice_print_line(printer, task->column, "length", "%" PRId64, node->claim);
    }
    if (sluice_print_is_array_type(program, desc)) {
        sluice_print_indent(printer, task->column);
        sluice_text_string(printer->text, "type: ");
        sluice_print_word(printer, sluice_stream_name_of(program, desc), true);
        sluice_text_string(printer->text, "\n");
    } else {
        sluice_print_push_slot(printer, task, "class", task->node, SLUICE_ROLE_DESC);
    }
    if (is_packed(program, task->node, element_code(printer, desc))) {
        packed.run = print_packed;
        sluice_print_push(printer, packed);
    } else {
        sluice_print_push_list(printer, task, "elements", task->node, SLUICE_ROLE_ELEMENT);
    }
}
