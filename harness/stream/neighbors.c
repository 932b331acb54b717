#include "harness/stream/neighbors.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/stream/chain.h"
#include "harness/stream/minimize_parts.h"

enum { WHAT_SIZE = 200 };

/* An edit of one node: makes the `number`-th change of its kind, and says which in `what`. */
struct edit {
    struct sluice_program *program; /* a copy */
    sluice_node_id id;
    unsigned number;
    const char *const *classes;
    bool failed; /* out of memory */
    char what[WHAT_SIZE];
};

/* False: there is no such change of this node. */
typedef bool (*edit_fn)(struct edit *edit);

static struct sluice_node *node_of(const struct edit *edit)
{
    return sluice_program_node(edit->program, edit->id);
}

static const char *word_of(uint8_t kind)
{
    switch (kind) {
    case SLUICE_NODE_REFERENCE:
        return "reference";
    case SLUICE_NODE_STRING:
        return "string";
    case SLUICE_NODE_BLOCK:
        return "block data";
    case SLUICE_NODE_ARRAY:
        return "array";
    case SLUICE_NODE_OBJECT:
        return "object";
    case SLUICE_NODE_ENUM:
        return "enum constant";
    case SLUICE_NODE_CLASS:
        return "class object";
    case SLUICE_NODE_CLASSDESC:
    case SLUICE_NODE_PROXYDESC:
        return "class descriptor";
    case SLUICE_NODE_EXCEPTION:
        return "exception";
    case SLUICE_NODE_RAW:
        return "bytes that are no item";
    case SLUICE_NODE_UTF:
        return "text";
    case SLUICE_NODE_FIELD:
        return "field";
    default:
        return "item";
    }
}

static const char *article_of(uint8_t kind)
{
    switch (kind) {
    case SLUICE_NODE_ARRAY:
    case SLUICE_NODE_OBJECT:
    case SLUICE_NODE_ENUM:
    case SLUICE_NODE_EXCEPTION:
        return "an ";
    case SLUICE_NODE_RAW:
        return "the ";
    case SLUICE_NODE_BLOCK:
        return "";
    default:
        return word_of(kind)[0] == 'i' ? "an " : "a ";
    }
}

/* --- the edits -------------------------------------------------------------------------------- */

static bool tell_the_truth(struct edit *edit)
{
    struct sluice_node *node = node_of(edit);
    const char *what = node->kind == SLUICE_NODE_CLASSDESC   ? "number of fields"
                       : node->kind == SLUICE_NODE_PROXYDESC ? "number of interfaces"
                                                             : "length";

    if (edit->number > 0 || !sluice_tree_marked(node, SLUICE_NODE_CLAIM)) {
        return false;
    }
    (void)snprintf(edit->what, sizeof edit->what, "with the real %s of the %s instead of %" PRId64,
                   what, word_of(node->kind), node->claim);
    node->marks &= (uint8_t)~SLUICE_NODE_CLAIM;
    return true;
}

static bool end_it(struct edit *edit)
{
    struct sluice_node *node = node_of(edit);

    if (edit->number > 0 || !sluice_tree_marked(node, SLUICE_NODE_NO_END)) {
        return false;
    }
    node->marks &= (uint8_t)~SLUICE_NODE_NO_END;
    (void)snprintf(edit->what, sizeof edit->what, "with the end mark that is missing in it");
    return true;
}

static bool repeat_less(struct edit *edit)
{
    struct sluice_node *node = node_of(edit);
    const int64_t fewer[] = {node->number - 1, node->number / 2, 1};

    if ((node->kind != SLUICE_NODE_REPEAT && node->kind != SLUICE_NODE_NEST) ||
        edit->number >= sizeof fewer / sizeof fewer[0] || node->number < 3) {
        return false;
    }
    (void)snprintf(edit->what, sizeof edit->what, "with %" PRId64 " %s instead of %" PRId64,
                   fewer[edit->number], node->kind == SLUICE_NODE_NEST ? "levels" : "items",
                   node->number);
    node->number = fewer[edit->number];
    return true;
}

static bool use_plain_value(struct edit *edit)
{
    const struct sluice_node *node = node_of(edit);
    uint8_t value[8] = {0};
    const size_t length = node->length;

    if (node->kind != SLUICE_NODE_VALUES || edit->number > 1 || length == 0 ||
        length > sizeof value) {
        return false;
    }
    value[length - 1] = (uint8_t)(1 - edit->number);
    (void)snprintf(edit->what, sizeof edit->what, "with a value of %u", 1 - edit->number);
    edit->failed = !sluice_program_set_bytes(edit->program, edit->id, value, length);
    return true;
}

static bool use_plain_class(struct edit *edit)
{
    struct sluice_node *node = node_of(edit);

    if (node->kind != SLUICE_NODE_CLASSDESC || edit->number > 3) {
        return false;
    }
    if (edit->number < 2) {
        (void)snprintf(edit->what, sizeof edit->what,
                       "with serialVersionUID %u instead of %" PRId64, 1 - edit->number,
                       node->number);
        node->number = 1 - (int64_t)edit->number;
        return true;
    }
    const uint8_t code = (uint8_t)(edit->number == 2
                                       ? SLUICE_FLAG_SERIALIZABLE
                                       : SLUICE_FLAG_SERIALIZABLE | SLUICE_FLAG_WRITE_METHOD);
    (void)snprintf(edit->what, sizeof edit->what, "with the class flags %u instead of %u", code,
                   node->code);
    node->code = code;
    return true;
}

static bool use_known_class(struct edit *edit)
{
    const struct sluice_node *node = node_of(edit);
    const struct sluice_bytes name = sluice_program_bytes(edit->program, edit->id);
    size_t count = 0;

    while (edit->classes != NULL && edit->classes[count] != NULL) {
        count++;
    }
    if (node->kind != SLUICE_NODE_UTF || node->role != SLUICE_ROLE_NAME ||
        sluice_program_peek(edit->program, node->parent)->kind != SLUICE_NODE_CLASSDESC ||
        edit->number >= count) {
        return false;
    }
    (void)snprintf(edit->what, sizeof edit->what, "with class %.60s instead of %.*s",
                   edit->classes[edit->number], (int)(name.length < 60 ? name.length : 60),
                   name.data != NULL ? (const char *)name.data : "");
    edit->failed = !sluice_program_set_bytes(edit->program, edit->id, edit->classes[edit->number],
                                             strlen(edit->classes[edit->number]));
    return true;
}

static bool use_plain_text(struct edit *edit)
{
    if (edit->number > 0 || node_of(edit)->kind != SLUICE_NODE_STRING) {
        return false;
    }
    (void)snprintf(edit->what, sizeof edit->what, "with the string \"a\" in it");
    node_of(edit)->times = 1;
    node_of(edit)->marks &= (uint8_t)~SLUICE_NODE_CLAIM;
    edit->failed = !sluice_program_set_bytes(edit->program, edit->id, "a", 1);
    return true;
}

/* References and bytes before items: they are the smaller loss. */
static bool use_null_if(struct edit *edit, bool of_item)
{
    const struct sluice_node *node = node_of(edit);
    const bool is_item = node->kind == SLUICE_NODE_STRING || node->kind == SLUICE_NODE_ARRAY ||
                         node->kind == SLUICE_NODE_OBJECT || node->kind == SLUICE_NODE_ENUM ||
                         node->kind == SLUICE_NODE_CLASS || node->kind == SLUICE_NODE_EXCEPTION;
    const bool is_small = node->kind == SLUICE_NODE_REFERENCE || node->kind == SLUICE_NODE_RAW;
    const bool is_place = node->role != SLUICE_ROLE_TYPE && node->role != SLUICE_ROLE_PART &&
                          node->role != SLUICE_ROLE_AROUND && node->role != SLUICE_ROLE_CONSTANT;

    if (edit->number > 0 || !is_place || !(of_item ? is_item : is_small)) {
        return false;
    }
    (void)snprintf(edit->what, sizeof edit->what, "with null instead of %s%s",
                   article_of(node->kind), word_of(node->kind));
    sluice_minimize_to_null(edit->program, edit->id);
    return true;
}

static bool use_null(struct edit *edit)
{
    return use_null_if(edit, false);
}

static bool use_null_for_item(struct edit *edit)
{
    return use_null_if(edit, true);
}

static bool leave_out(struct edit *edit)
{
    const struct sluice_node *node = node_of(edit);

    switch (node->role) {
    case SLUICE_ROLE_ITEM:
    case SLUICE_ROLE_PART:
    case SLUICE_ROLE_FIELD:
    case SLUICE_ROLE_INTERFACE:
    case SLUICE_ROLE_ANNOTATION:
    case SLUICE_ROLE_ELEMENT:
    case SLUICE_ROLE_CONTENT:
    case SLUICE_ROLE_VALUE:
    case SLUICE_ROLE_DATA:
    case SLUICE_ROLE_BODY:
        break;
    default:
        return false;
    }
    if (edit->number > 0 || edit->id == SLUICE_NODE_ROOT || node->kind == SLUICE_NODE_MAGIC) {
        return false;
    }
    (void)snprintf(edit->what, sizeof edit->what, "without %s%s in it", article_of(node->kind),
                   word_of(node->kind));
    sluice_program_detach(edit->program, edit->id);
    return true;
}

static const edit_fn edits[] = {
    tell_the_truth, end_it,   repeat_less,     use_plain_value,   use_plain_class,
    use_plain_text, use_null, use_known_class, use_null_for_item, leave_out,
};

/* --- handing out ------------------------------------------------------------------------------ */

struct tour {
    const struct sluice_program *program;
    const char *const *classes;
    sluice_neighbor_fn each;
    void *context;
    bool enough;
    bool failed;
};

static void hand_out(struct tour *tour, const struct edit *edit)
{
    struct sluice_assembly assembly;
    struct sluice_yaml_error error = {0};

    if (!sluice_assemble(edit->program, NULL, &assembly, &error)) {
        return;
    }
    const struct sluice_neighbor neighbor = {
        edit->program, {assembly.bytes, assembly.length}, edit->what};
    tour->enough = !tour->each(tour->context, &neighbor);
    sluice_assembly_free(&assembly);
}

/* One change of one node. False: there is none with that number. */
static bool visit(struct tour *tour, edit_fn change, sluice_node_id id, unsigned number)
{
    struct edit edit = {.program = sluice_program_copy(tour->program),
                        .id = id,
                        .number = number,
                        .classes = tour->classes};
    bool is_one = false;

    if (edit.program == NULL) {
        tour->failed = true;
        return false;
    }
    is_one = change(&edit);
    if (is_one) {
        tour->failed = edit.failed || !sluice_minimize_mend_lost(edit.program, tour->program,
                                                                 SLUICE_MEND_BY_MOVING);
    }
    if (is_one && !tour->failed) {
        hand_out(tour, &edit);
    }
    sluice_program_free(edit.program);
    return is_one;
}

/* What is deep inside comes first: it is the smaller change. */
static void visit_all(struct tour *tour, const sluice_node_id *order, size_t count, edit_fn change)
{
    for (size_t i = count; i-- > 0 && !tour->enough && !tour->failed;) {
        unsigned number = 0;

        while (!tour->enough && !tour->failed && visit(tour, change, order[i], number)) {
            number++;
        }
    }
}

bool sluice_neighbors_each(const struct sluice_program *program, const char *const *classes,
                           sluice_neighbor_fn each, void *context)
{
    struct tour tour = {.program = program, .classes = classes, .each = each, .context = context};
    sluice_node_id *order = calloc((size_t)program->node_count + 1, sizeof *order);
    size_t count = 0;

    if (order == NULL) {
        return false;
    }
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        order[count++] = id;
    }
    for (size_t i = 0; i < sizeof edits / sizeof edits[0] && !tour.enough && !tour.failed; i++) {
        visit_all(&tour, order, count, edits[i]);
    }
    free(order);
    return !tour.failed;
}
