#include "harness/stream/print.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/grow.h"
#include "harness/stream/value.h"

/* Items inside each other before one is printed elsewhere, as a part: keeps lines short and the
 * text linear in the program, and within what the loader accepts. A part begins at PART_DEPTH. */
enum { DEPTH_MAX = 16, PART_DEPTH = 8 };

/* --- tools ------------------------------------------------------------------------------------ */

void sluice_print_push(struct sluice_printer *printer, struct sluice_print_task task)
{
    struct sluice_print_task *tasks = sluice_grow(printer->tasks, &printer->task_capacity,
                                                  printer->task_count + 1, sizeof *tasks);

    if (tasks == NULL) {
        printer->failed = true;
        return;
    }
    printer->tasks = tasks;
    tasks[printer->task_count++] = task;
}

void sluice_print_indent(struct sluice_printer *printer, unsigned column)
{
    if (printer->at_dash) {
        printer->at_dash = false;
        return;
    }
    sluice_text_format(printer->text, "%*s", (int)column, "");
}

void sluice_print_line(struct sluice_printer *printer, unsigned column, const char *key,
                       const char *format, ...)
{
    char value[128];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(value, sizeof value, format, arguments);
    va_end(arguments);
    sluice_print_indent(printer, column);
    sluice_text_format(printer->text, "%s: %s\n", key, value);
}

/* Task: `key:` for a slot that holds no node or several. */
static void print_group(struct sluice_printer *printer, const struct sluice_print_task *task);

void sluice_print_push_slot(struct sluice_printer *printer, const struct sluice_print_task *at,
                            const char *key, sluice_node_id parent, uint8_t role)
{
    const struct sluice_program *program = printer->program;
    sluice_node_id child = sluice_tree_child(program, parent, (enum sluice_node_role)role);
    struct sluice_print_task task = {
        sluice_print_item, child, at->column, at->depth + 1, role, false, key, 0, false, false};

    if (child == SLUICE_NODE_NONE || sluice_tree_next(program, child) != SLUICE_NODE_NONE) {
        task.run = print_group;
    } else if (role == SLUICE_ROLE_DESC) {
        task.is_enum = program->nodes[parent].kind == SLUICE_NODE_ENUM;
    }
    sluice_print_push(printer, task);
}

/* Task: one entry of a list, and after it the entries behind it. */
static void print_entry(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    struct sluice_print_task item = *task;
    struct sluice_print_task rest = *task;

    sluice_print_indent(printer, task->column);
    sluice_text_string(printer->text, "- ");
    printer->at_dash = true;
    item.run = sluice_print_item;
    item.column += 2;
    item.key = NULL;
    sluice_print_push(printer, item);
    rest.node = sluice_tree_next(printer->program, task->node);
    if (rest.node != SLUICE_NODE_NONE) {
        sluice_print_push(printer, rest);
    }
}

void sluice_print_push_entries(struct sluice_printer *printer, const struct sluice_print_task *at,
                               sluice_node_id node)
{
    struct sluice_print_task task = *at;

    task.run = print_entry;
    task.node = node;
    task.key = NULL;
    if (node != SLUICE_NODE_NONE) {
        sluice_print_push(printer, task);
    }
}

/* The same one level further in. */
static void push_entries(struct sluice_printer *printer, const struct sluice_print_task *at,
                         sluice_node_id node, uint8_t role)
{
    struct sluice_print_task task = *at;

    task.column += 2;
    task.depth++;
    task.role = role;
    sluice_print_push_entries(printer, &task, node);
}

/* Task: the line `key:` of a list, whose first entry is `node`. */
static void print_list(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    sluice_print_indent(printer, task->column);
    sluice_text_format(printer->text, "%s:%s\n", task->key,
                       task->node == SLUICE_NODE_NONE ? " []" : "");
    push_entries(printer, task, task->node, task->role);
}

void sluice_print_push_list(struct sluice_printer *printer, const struct sluice_print_task *at,
                            const char *key, sluice_node_id parent, uint8_t role)
{
    sluice_node_id first = sluice_tree_child(printer->program, parent, (enum sluice_node_role)role);

    sluice_print_push(printer, (struct sluice_print_task){print_list, first, at->column, at->depth,
                                                          role, false, key, 0, false, false});
}

static void print_group(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    sluice_print_indent(printer, task->column);
    if (task->node == SLUICE_NODE_NONE) {
        sluice_text_format(printer->text, "%s: none\n", task->key);
        return;
    }
    sluice_text_format(printer->text, "%s:\n%*ssequence:\n", task->key, (int)task->column + 2, "");
    push_entries(printer, task, task->node, task->role);
    printer->tasks[printer->task_count - 1].column += 2;
}

/* --- items ------------------------------------------------------------------------------------ */

/* The name of an item that is printed over several lines. */
static const char *word_of(const struct sluice_node *node)
{
    switch ((enum sluice_node_kind)node->kind) {
    case SLUICE_NODE_ARRAY:
        return "array";
    case SLUICE_NODE_OBJECT:
        return "object";
    case SLUICE_NODE_ENUM:
        return "enum";
    case SLUICE_NODE_CLASS:
        return "class";
    case SLUICE_NODE_CLASSDESC:
        return "classdesc";
    case SLUICE_NODE_PROXYDESC:
        return "proxydesc";
    case SLUICE_NODE_EXCEPTION:
        return "exception";
    case SLUICE_NODE_REPEAT:
        return node->number == 1 ? "sequence" : "repeat";
    case SLUICE_NODE_NEST:
        return "nest";
    case SLUICE_NODE_STREAM:
    case SLUICE_NODE_MAGIC:
    case SLUICE_NODE_NULL:
    case SLUICE_NODE_REFERENCE:
    case SLUICE_NODE_STRING:
    case SLUICE_NODE_BLOCK:
    case SLUICE_NODE_END:
    case SLUICE_NODE_RESET:
    case SLUICE_NODE_LEVEL:
    case SLUICE_NODE_FIELD:
    case SLUICE_NODE_VALUES:
    case SLUICE_NODE_UTF:
    case SLUICE_NODE_RAW:
    case SLUICE_NODE_HOLE:
        break;
    }
    return "none";
}

static void print_label(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    uint32_t label = printer->program->nodes[task->node].label;

    if (label != 0) {
        sluice_print_line(printer, task->column, "label", "%s",
                          sluice_program_label_name(printer->program, label));
    }
}

/* The keys of a repeat or nest. */
static void print_repetition(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    const struct sluice_node *node = &printer->program->nodes[task->node];

    sluice_print_line(printer, task->column, "times", "%" PRId64,
                      node->number > 0 ? node->number : 0);
    if (node->kind == SLUICE_NODE_NEST) {
        sluice_print_push_slot(printer, task, "around", task->node, SLUICE_ROLE_AROUND);
        sluice_print_push_slot(printer, task, "inside", task->node, SLUICE_ROLE_INSIDE);
    } else {
        sluice_print_push(printer, (struct sluice_print_task){print_list, node->first, task->column,
                                                              task->depth, task->role, false,
                                                              "body", 0, false, false});
    }
}

/* The keys of an item, or its list. */
static void print_body(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    const struct sluice_node *node = &printer->program->nodes[task->node];

    switch (node->kind) {
    case SLUICE_NODE_ARRAY:
        sluice_print_array(printer, task);
        break;
    case SLUICE_NODE_OBJECT:
        sluice_print_object(printer, task);
        break;
    case SLUICE_NODE_ENUM:
        print_label(printer, task);
        sluice_print_push_slot(printer, task, "class", task->node, SLUICE_ROLE_DESC);
        sluice_print_push_slot(printer, task, "constant", task->node, SLUICE_ROLE_CONSTANT);
        break;
    case SLUICE_NODE_CLASS:
        print_label(printer, task);
        sluice_print_push_slot(printer, task, "of", task->node, SLUICE_ROLE_DESC);
        break;
    case SLUICE_NODE_CLASSDESC:
        sluice_print_classdesc(printer, task);
        break;
    case SLUICE_NODE_PROXYDESC:
        sluice_print_proxydesc(printer, task);
        break;
    default:
        print_repetition(printer, task);
        break;
    }
}

static void print_part_number(struct sluice_printer *printer, size_t number)
{
    sluice_text_format(printer->text, "{part: p%zu}\n", number);
}

/* Keeps an item for the parts at the end and prints its name instead. */
static void print_part_name(struct sluice_printer *printer, sluice_node_id id)
{
    sluice_node_id *parts = sluice_grow(printer->parts, &printer->part_capacity,
                                        printer->part_count + 1, sizeof *parts);

    if (parts == NULL) {
        printer->failed = true;
        return;
    }
    printer->parts = parts;
    parts[printer->part_count++] = id;
    print_part_number(printer, printer->part_count);
}

/* The label for which an item is printed elsewhere, 0 if it is not: only where an item may stand, and not in the place of
 * another one. */
static uint32_t shared_label(const struct sluice_printer *printer,
                             const struct sluice_print_task *task)
{
    const struct sluice_program *program = printer->program;
    const bool may_be = task->node != printer->whole && task->role != SLUICE_ROLE_FIELD &&
                        task->role != SLUICE_ROLE_INTERFACE;
    const uint32_t label = may_be ? sluice_print_shared_label(printer, task->node) : 0;
    const uint32_t part = printer->shared[label];

    return part == SLUICE_PRINT_SHARED ||
                   (part != 0 &&
                    sluice_tree_same(program, printer->parts[part - 1], program, task->node))
               ? label
               : 0;
}

/* Prints the name of an item that stands elsewhere, too, with the same label; a label is written down once. */
static void print_shared_name(struct sluice_printer *printer, sluice_node_id id, uint32_t label)
{
    if (printer->shared[label] == SLUICE_PRINT_SHARED) {
        print_part_name(printer, id);
        printer->shared[label] = (uint32_t)printer->part_count;
    } else {
        print_part_number(printer, printer->shared[label]);
    }
}

/* True if this item is best printed elsewhere: only real items, and only where an item may
 * stand. */
static bool is_too_deep(const struct sluice_print_task *task, const struct sluice_node *node)
{
    return task->depth > DEPTH_MAX && node->kind != SLUICE_NODE_FIELD &&
           node->kind != SLUICE_NODE_LEVEL && task->role != SLUICE_ROLE_FIELD &&
           task->role != SLUICE_ROLE_INTERFACE;
}

/* An item over several lines; the cursor stands behind a dash or at the start of a line. */
static void print_container(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    const struct sluice_node *node = &printer->program->nodes[task->node];
    struct sluice_print_task body = *task;

    body.key = NULL;
    sluice_print_indent(printer, task->column);
    if (node->kind == SLUICE_NODE_EXCEPTION) {
        printer->at_dash = true;
        sluice_print_push_slot(printer, task, "exception", task->node, SLUICE_ROLE_EXCEPTION);
        return;
    }
    sluice_text_format(printer->text, "%s:\n", word_of(node));
    body.column += 2;
    if (node->kind == SLUICE_NODE_REPEAT && node->number == 1 && task->role != SLUICE_ROLE_FIELD) {
        body.column -= 2;
        push_entries(printer, &body, node->first, task->role);
        return;
    }
    print_body(printer, &body);
}

/* A descriptor where one is due: its keys without its name. */
static bool is_bare_desc(const struct sluice_print_task *task, const struct sluice_node *node)
{
    return task->key != NULL &&
           (task->role == SLUICE_ROLE_DESC || task->role == SLUICE_ROLE_SUPER) &&
           (node->kind == SLUICE_NODE_CLASSDESC || node->kind == SLUICE_NODE_PROXYDESC);
}

/* A leaf; where numbers or names are meant, without the word for its kind. */
static void print_one_line(struct sluice_printer *printer, const struct sluice_print_task *task,
                           unsigned column)
{
    const struct sluice_node *node = &printer->program->nodes[task->node];

    if (node->role == SLUICE_ROLE_INTERFACE && node->kind == SLUICE_NODE_UTF) {
        sluice_print_text(printer, task->node, column);
    } else if (node->kind == SLUICE_NODE_STRING && node->marks == 0 && node->label == 0 &&
               (task->role == SLUICE_ROLE_DESC || task->role == SLUICE_ROLE_SUPER)) {
        /* A text in quotes would read like the name of a class here. */
        sluice_text_string(printer->text, "{string: ");
        sluice_print_text(printer, task->node, column);
        sluice_text_string(printer->text, "}");
    } else {
        sluice_print_leaf(printer, task->node, column);
    }
}

void sluice_print_item(struct sluice_printer *printer, const struct sluice_print_task *task)
{
    const struct sluice_node *node = &printer->program->nodes[task->node];
    struct sluice_print_task body = *task;
    const uint32_t shared = shared_label(printer, task);
    bool is_leaf;

    if (task->key != NULL) {
        sluice_print_indent(printer, task->column);
        sluice_text_format(printer->text, "%s:", task->key);
        body.column += 2;
    }
    is_leaf = sluice_print_is_leaf(printer->program, task->node);
    if (is_leaf || shared != 0 || is_too_deep(task, node)) {
        sluice_text_string(printer->text, task->key != NULL ? " " : "");
        printer->at_dash = false;
        if (shared != 0) {
            print_shared_name(printer, task->node, shared);
            return;
        }
        if (!is_leaf) {
            print_part_name(printer, task->node);
            return;
        }
        print_one_line(printer, task, body.column);
        sluice_text_string(printer->text, "\n");
        return;
    }
    if (node->kind == SLUICE_NODE_FIELD) {
        sluice_print_field(printer, task);
        return;
    }
    if (task->key != NULL) {
        sluice_text_string(printer->text, "\n");
    }
    if (is_bare_desc(task, node)) {
        print_body(printer, &body);
        return;
    }
    body.is_enum = false;
    print_container(printer, &body);
}

/* --- the stream ------------------------------------------------------------------------------- */

static void run_tasks(struct sluice_printer *printer)
{
    while (printer->task_count > 0 && !printer->failed && !printer->text->failed) {
        struct sluice_print_task task = printer->tasks[--printer->task_count];
        size_t low = printer->task_count;

        task.run(printer, &task);
        for (size_t high = printer->task_count; high > low + 1; low++) {
            struct sluice_print_task swap = printer->tasks[low];

            printer->tasks[low] = printer->tasks[--high];
            printer->tasks[high] = swap;
        }
    }
}

/* Items that were too deep, or are shared; printing them may add more. */
static void print_parts(struct sluice_printer *printer)
{
    if (printer->part_count > 0) {
        sluice_text_string(printer->text, "  - parts:\n");
    }
    for (size_t i = 0; i < printer->part_count; i++) {
        char key[24];

        (void)snprintf(key, sizeof key, "p%zu", i + 1);
        printer->whole = printer->parts[i];
        sluice_print_push(printer, (struct sluice_print_task){sluice_print_item, printer->parts[i],
                                                              6, PART_DEPTH, SLUICE_ROLE_ITEM,
                                                              false, key, 0, false, false});
        run_tasks(printer);
    }
}

static bool is_usual_magic(struct sluice_bytes bytes)
{
    static const uint8_t magic[] = {0xAC, 0xED, 0x00, 0x05};

    return bytes.length == sizeof magic && memcmp(bytes.data, magic, sizeof magic) == 0;
}

/* The usual header is not printed, unless another one stands behind it, which would be taken for it. */
static bool is_left_out(const struct sluice_program *program, sluice_node_id magic)
{
    const sluice_node_id next = program->nodes[magic].next;

    return is_usual_magic(sluice_program_bytes(program, magic)) &&
           (next == SLUICE_NODE_NONE || program->nodes[next].kind != SLUICE_NODE_MAGIC);
}

static void print_stream(struct sluice_printer *printer)
{
    const struct sluice_program *program = printer->program;
    sluice_node_id first = program->nodes[SLUICE_NODE_ROOT].first;
    bool has_magic = first != SLUICE_NODE_NONE && program->nodes[first].kind == SLUICE_NODE_MAGIC;
    struct sluice_print_task top = {
        NULL, SLUICE_NODE_ROOT, 0, 0, SLUICE_ROLE_ITEM, false, NULL, 0, false, false};

    if (has_magic && is_left_out(program, first)) {
        first = program->nodes[first].next;
        if (first == SLUICE_NODE_NONE) {
            sluice_text_string(printer->text, "stream: []\n");
            return;
        }
    }
    sluice_text_string(printer->text, "stream:\n");
    if (!has_magic) {
        sluice_text_string(printer->text, "  - header: none\n");
    }
    if (first != SLUICE_NODE_NONE) {
        push_entries(printer, &top, first, SLUICE_ROLE_ITEM);
        run_tasks(printer);
    }
    print_parts(printer);
}

bool sluice_program_print(const struct sluice_program *program, struct sluice_text *out)
{
    struct sluice_printer *printer = calloc(1, sizeof *printer);
    bool ok;

    if (printer == NULL) {
        return false;
    }
    printer->program = program;
    printer->text = out;
    printer->failed = !sluice_definitions_collect(&printer->definitions, program) ||
                      !sluice_print_find_shared(printer);
    if (!printer->failed) {
        print_stream(printer);
    }
    ok = !printer->failed && !out->failed;
    free(printer->tasks);
    free(printer->parts);
    free(printer->shared);
    sluice_definitions_free(&printer->definitions);
    free(printer);
    return ok;
}
