#include "harness/stream/variants_wrap.h"

#include "harness/stream/chain.h"

#include <stdio.h>
#include <string.h>

/* --- what can be wrapped ---------------------------------------------------------------------- */

static bool is_value(const struct sluice_node *node)
{
    static const uint8_t kinds[] = {SLUICE_NODE_NULL,  SLUICE_NODE_REFERENCE, SLUICE_NODE_STRING,
                                    SLUICE_NODE_ARRAY, SLUICE_NODE_OBJECT,    SLUICE_NODE_ENUM,
                                    SLUICE_NODE_CLASS};
    return memchr(kinds, node->kind, sizeof kinds) != NULL;
}

/* An item of the stream, or a repetition of such items. */
static bool can_be_value(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    if (node->kind != SLUICE_NODE_REPEAT && node->kind != SLUICE_NODE_NEST) {
        return is_value(node);
    }
    for (sluice_node_id child = node->first; child != SLUICE_NODE_NONE;
         child = sluice_program_peek(program, child)->next) {
        if (!is_value(sluice_program_peek(program, child))) {
            return false;
        }
    }
    return node->first != SLUICE_NODE_NONE;
}

/* Handles move up when something is put around the items; only what goes by label follows. */
static bool goes_by_label(const struct sluice_program *program)
{
    for (sluice_node_id id = sluice_program_walk(program, SLUICE_NODE_ROOT, SLUICE_NODE_ROOT);
         id != SLUICE_NODE_NONE; id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = sluice_program_peek(program, id);
        if (node->kind == SLUICE_NODE_RAW || node->kind == SLUICE_NODE_RESET ||
            node->kind == SLUICE_NODE_EXCEPTION ||
            (node->kind == SLUICE_NODE_REFERENCE && node->target == 0)) {
            return false;
        }
    }
    return true;
}

/* The first item behind the header; NONE if there is no ordinary header, or nothing behind it. */
static sluice_node_id first_item(const struct sluice_program *program)
{
    const struct sluice_node *root = sluice_program_peek(program, SLUICE_NODE_ROOT);
    if (root->first == SLUICE_NODE_NONE) {
        return SLUICE_NODE_NONE;
    }
    const struct sluice_node *magic = sluice_program_peek(program, root->first);
    static const uint8_t header[] = {0xAC, 0xED, 0, 5};
    const struct sluice_bytes bytes = sluice_program_bytes(program, root->first);
    if (magic->kind != SLUICE_NODE_MAGIC || bytes.length != sizeof header ||
        memcmp(bytes.data, header, sizeof header) != 0) {
        return SLUICE_NODE_NONE;
    }
    return magic->next;
}

static bool can_be_wrapped(const struct sluice_program *program)
{
    const sluice_node_id first = first_item(program);
    for (sluice_node_id id = first; id != SLUICE_NODE_NONE;
         id = sluice_program_peek(program, id)->next) {
        if (!can_be_value(program, id)) {
            return false;
        }
    }
    return first != SLUICE_NODE_NONE && goes_by_label(program);
}

/* --- the class of an item ----------------------------------------------------------------------- */

enum { NAME = 1024 };

/* The only item, if it is one value; NONE if there are several, or repetitions. */
static sluice_node_id single_item(const struct sluice_program *program)
{
    const sluice_node_id first = first_item(program);
    return first != SLUICE_NODE_NONE &&
                   sluice_program_peek(program, first)->next == SLUICE_NODE_NONE &&
                   sluice_program_peek(program, first)->kind != SLUICE_NODE_REPEAT
               ? first
               : SLUICE_NODE_NONE;
}

/* How the class of a value is named in the name of an array's class: "Ljava.lang.String;", "[I". False:
 * it is not known. */
static bool element_name(const struct sluice_program *program, sluice_node_id item, char out[NAME])
{
    const struct sluice_node *node = sluice_program_peek(program, item);
    if (node->kind == SLUICE_NODE_STRING) {
        (void)snprintf(out, NAME, "Ljava.lang.String;");
        return true;
    }
    const struct sluice_node *desc = sluice_program_peek(program, node->first);
    if ((node->kind != SLUICE_NODE_OBJECT && node->kind != SLUICE_NODE_ARRAY &&
         node->kind != SLUICE_NODE_ENUM) ||
        node->first == SLUICE_NODE_NONE || desc->kind != SLUICE_NODE_CLASSDESC) {
        return false;
    }
    const struct sluice_bytes name = sluice_stream_name_of(program, node->first);
    if (name.length == 0 || name.length > NAME - 3 || memchr(name.data, 0, name.length) != NULL ||
        sluice_program_peek(program, desc->first)->times != 1) {
        return false;
    }
    const bool array = name.data[0] == '[';
    (void)snprintf(out, NAME, "%s%.*s%s", array ? "" : "L", (int)name.length,
                   (const char *)name.data, array ? "" : ";");
    return true;
}

/* Lets an array be one of `brackets` dimensions of elements of that name. */
static bool set_type(struct sluice_program *program, sluice_node_id array, uint32_t brackets,
                     const char *element)
{
    char name[NAME + 64];
    const size_t length = strlen(element);
    const sluice_node_id desc = sluice_program_peek(program, array)->first;
    memset(name, '[', brackets);
    memcpy(name + brackets, element, length);
    sluice_program_node(program, desc)->number = sluice_array_suid(name, brackets + length);
    return sluice_program_set_bytes(program, sluice_program_peek(program, desc)->first, name,
                                    brackets + length);
}

/* --- the containers ------------------------------------------------------------------------------ */

enum { MOST_LABELS = 32 };

struct wrapper {
    struct sluice_program *program; /* the copy */
    const struct sluice_containers *containers;
    sluice_node_id hole;          /* where the next goes; NONE: at the top */
    uint32_t labels[MOST_LABELS]; /* of the classes that stand there already */
    size_t label_count;
};

/* Puts a detached node where the hole is. */
static void fill_hole(struct wrapper *wrapper, sluice_node_id id)
{
    struct sluice_program *program = wrapper->program;
    uint8_t role = SLUICE_ROLE_ITEM;
    sluice_node_id parent = SLUICE_NODE_ROOT;
    if (wrapper->hole != SLUICE_NODE_NONE) {
        role = sluice_program_peek(program, wrapper->hole)->role;
        parent = sluice_program_peek(program, wrapper->hole)->parent;
    }
    sluice_program_insert(program, parent, wrapper->hole, id);
    sluice_program_node(program, id)->role = role;
}

static bool is_known(const struct wrapper *wrapper, uint32_t label)
{
    for (size_t i = 0; i < wrapper->label_count; i++) {
        if (wrapper->labels[i] == label) {
            return true;
        }
    }
    return false;
}

/* A class that stands in an outer container already is referred to. False: out of memory. */
static bool refer(struct wrapper *wrapper, sluice_node_id desc, sluice_node_id *next)
{
    struct sluice_program *program = wrapper->program;
    const struct sluice_node old = *sluice_program_peek(program, desc);
    const sluice_node_id reference = sluice_program_add(
        program, SLUICE_NODE_NONE, (enum sluice_node_role)old.role, SLUICE_NODE_REFERENCE);
    if (reference == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_program_node(program, reference)->target = old.label;
    sluice_program_insert(program, old.parent, desc, reference);
    sluice_program_node(program, reference)->role = old.role;
    sluice_program_detach(program, desc);
    *next = reference;
    return true;
}

/* Looks through a container that has just been put in: its classes, and where its hole is. */
static bool settle(struct wrapper *wrapper, sluice_node_id top)
{
    struct sluice_program *program = wrapper->program;
    const uint32_t hole = sluice_program_label(program, SLUICE_CONTAINER_HOLE,
                                               strlen(SLUICE_CONTAINER_HOLE));
    if (hole == 0) {
        return false;
    }
    for (sluice_node_id id = sluice_program_walk(program, top, top); id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, top, id)) {
        const uint32_t label = sluice_program_peek(program, id)->label;
        if (label == hole) {
            wrapper->hole = id;
        } else if (label != 0 && is_known(wrapper, label)) {
            if (!refer(wrapper, id, &id)) {
                return false;
            }
        } else if (label != 0 && wrapper->label_count < MOST_LABELS) {
            wrapper->labels[wrapper->label_count++] = label;
        }
    }
    return true;
}

/* Puts a container where the hole is, and finds the hole in it. */
static bool enter(struct wrapper *wrapper, enum sluice_wrap_kind kind, uint32_t brackets,
                  const char *element)
{
    struct sluice_program *program = wrapper->program;
    const sluice_node_id id = sluice_program_graft(program, wrapper->containers->programs[kind],
                                                   wrapper->containers->items[kind]);
    if (id == SLUICE_NODE_NONE ||
        (kind == SLUICE_WRAP_TYPED_ARRAY && !set_type(program, id, brackets, element))) {
        return false;
    }
    fill_hole(wrapper, id);
    const sluice_node_id old = wrapper->hole;
    if (old != SLUICE_NODE_NONE) {
        sluice_program_detach(program, old);
    }
    return settle(wrapper, id);
}

/* The kind that comes after one in a turn; a typed array would have to know what comes next. */
static enum sluice_wrap_kind next_kind(unsigned mixed, uint32_t turn)
{
    static const unsigned left_out = 1U << SLUICE_WRAP_TYPED_ARRAY;
    unsigned kinds[SLUICE_WRAP_COUNT];
    uint32_t count = 0;
    for (unsigned kind = 0; kind < SLUICE_WRAP_COUNT; kind++) {
        if ((mixed & ~left_out & 1U << kind) != 0) {
            kinds[count++] = kind;
        }
    }
    return count > 0 ? (enum sluice_wrap_kind)kinds[turn % count] : SLUICE_WRAP_ARRAY;
}

static bool enter_all(struct wrapper *wrapper, enum sluice_wrap_kind kind, unsigned mixed,
                      uint32_t depth, bool several, const char *element)
{
    enum sluice_wrap_kind innermost = kind;
    for (uint32_t i = 0; i < depth; i++) {
        innermost = kind == SLUICE_WRAP_MIXED ? next_kind(mixed, i) : kind;
        if (!enter(wrapper, innermost, depth - i, element)) {
            return false;
        }
    }
    return !several || innermost == SLUICE_WRAP_ARRAY || enter(wrapper, SLUICE_WRAP_ARRAY, 1, NULL);
}

/* Moves all items that stood in the program into the hole. */
static void move_items(struct wrapper *wrapper, sluice_node_id first, sluice_node_id last)
{
    struct sluice_program *program = wrapper->program;
    sluice_node_id item = first;
    for (bool more = true; more;) {
        const sluice_node_id next = sluice_program_peek(program, item)->next;
        more = item != last;
        sluice_program_detach(program, item);
        fill_hole(wrapper, item);
        item = next;
    }
    sluice_program_detach(program, wrapper->hole);
}

bool sluice_variant_wrap(const struct sluice_program *program,
                         const struct sluice_containers *containers, enum sluice_wrap_kind kind,
                         unsigned mixed, uint32_t depth, struct sluice_program **out)
{
    char element[NAME] = "";
    *out = NULL;
    const sluice_node_id single = single_item(program);
    if (!can_be_wrapped(program) ||
        (kind == SLUICE_WRAP_TYPED_ARRAY &&
         (single == SLUICE_NODE_NONE || !element_name(program, single, element)))) {
        return true;
    }
    struct wrapper wrapper = {.program = sluice_program_copy(program), .containers = containers};
    if (wrapper.program == NULL) {
        return false;
    }
    const sluice_node_id first = first_item(program);
    const sluice_node_id last = sluice_program_peek(program, SLUICE_NODE_ROOT)->last;
    if (!enter_all(&wrapper, kind, mixed, depth, single == SLUICE_NODE_NONE, element)) {
        sluice_program_free(wrapper.program);
        return false;
    }
    move_items(&wrapper, first, last);
    *out = wrapper.program;
    return true;
}
