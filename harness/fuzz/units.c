#include "harness/fuzz/units.h"

enum { MOST_UNIT = 16 * 1024 };

/* --- what is repeated ----------------------------------------------------------------------------- */

bool sluice_unit_is_repeatable(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    switch (node->role) {
    case SLUICE_ROLE_ITEM:
        return node->kind != SLUICE_NODE_MAGIC;
    case SLUICE_ROLE_PART:
    case SLUICE_ROLE_ELEMENT:
    case SLUICE_ROLE_DATA:
    case SLUICE_ROLE_CONTENT:
    case SLUICE_ROLE_ANNOTATION:
    case SLUICE_ROLE_FIELD:
    case SLUICE_ROLE_INTERFACE:
        return true;
    default:
        return false;
    }
}

/* What a node can stand around once more in its own place: a value inside a value, a descriptor above a descriptor. */
static sluice_node_id around_of(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    const bool is_super = node->role == SLUICE_ROLE_SUPER;
    if (!is_super && node->role != SLUICE_ROLE_ELEMENT && node->role != SLUICE_ROLE_VALUE &&
        node->role != SLUICE_ROLE_DATA && node->role != SLUICE_ROLE_CONTENT &&
        node->role != SLUICE_ROLE_ANNOTATION) {
        return SLUICE_NODE_NONE;
    }
    sluice_node_id at = node->parent;
    for (; at != SLUICE_NODE_NONE; at = sluice_program_peek(program, at)->parent) {
        const uint8_t kind = sluice_program_peek(program, at)->kind;
        if (is_super ? kind == SLUICE_NODE_CLASSDESC || kind == SLUICE_NODE_PROXYDESC
                     : kind == SLUICE_NODE_OBJECT || kind == SLUICE_NODE_ARRAY) {
            break;
        }
    }
    return at;
}

static bool is_nestable(const struct sluice_program *program, sluice_node_id id)
{
    return around_of(program, id) != SLUICE_NODE_NONE;
}

void sluice_unit_keep_single(struct sluice_program *program)
{
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        struct sluice_node *node = sluice_program_node(program, id);
        if ((node->kind == SLUICE_NODE_REPEAT || node->kind == SLUICE_NODE_NEST) &&
            node->number > 1) {
            node->number = 1;
        }
    }
}

uint64_t sluice_unit_count(const struct sluice_program *program, sluice_node_id top,
                           sluice_unit_test *test)
{
    uint64_t count = 0;
    for (sluice_node_id id = top; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, top, id)) {
        count += test(program, id);
    }
    return count;
}

sluice_node_id sluice_unit_at(const struct sluice_program *program, sluice_node_id top,
                              sluice_unit_test *test, uint64_t index)
{
    sluice_node_id id = top;
    while (id != SLUICE_NODE_NONE && !(test(program, id) && index-- == 0)) {
        id = sluice_program_walk(program, top, id);
    }
    return id;
}

sluice_node_id sluice_unit_choose(const struct sluice_execution *execution,
                                  const struct sluice_program *program, bool nests)
{
    sluice_unit_test *test = nests ? is_nestable : sluice_unit_is_repeatable;
    const uint64_t count = sluice_unit_count(program, SLUICE_NODE_ROOT, test);
    const uint64_t index = sluice_execution_choose(execution, SLUICE_CHOICE_UNIT, count);
    return sluice_unit_at(program, SLUICE_NODE_ROOT, test, index);
}

/* --- the program that grows ----------------------------------------------------------------------- */

/* Puts a new group of a kind in the place of a node, which is then detached; NONE without memory. */
static sluice_node_id put_group(struct sluice_program *program, sluice_node_id id,
                                enum sluice_node_kind kind)
{
    const struct sluice_node node = *sluice_program_peek(program, id);
    const sluice_node_id group = sluice_program_add(program, SLUICE_NODE_NONE,
                                                    (enum sluice_node_role)node.role, kind);
    if (group != SLUICE_NODE_NONE) {
        sluice_program_insert(program, node.parent, id, group);
        sluice_program_detach(program, id);
    }
    return group;
}

static void put_inside(struct sluice_program *program, sluice_node_id group, sluice_node_id id,
                       enum sluice_node_role role)
{
    sluice_program_node(program, id)->role = (uint8_t)role;
    sluice_program_insert(program, group, SLUICE_NODE_NONE, id);
}

sluice_node_id sluice_unit_repeat(struct sluice_program *program, sluice_node_id id)
{
    const sluice_node_id group = put_group(program, id, SLUICE_NODE_REPEAT);
    if (group != SLUICE_NODE_NONE) {
        put_inside(program, group, id, SLUICE_ROLE_BODY);
    }
    return group;
}

/* True if the hole of a nest around it is in there: with a hole of its own beside that, it would not nest but branch, and
 * take as long as a stream may be at most. */
static bool has_open_hole(const struct sluice_program *program, sluice_node_id top)
{
    size_t holes = 0;
    size_t nests = 0;
    for (sluice_node_id id = top; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, top, id)) {
        holes += sluice_program_peek(program, id)->kind == SLUICE_NODE_HOLE;
        nests += sluice_program_peek(program, id)->kind == SLUICE_NODE_NEST;
    }
    return holes > nests;
}

sluice_node_id sluice_unit_nest(struct sluice_program *program, sluice_node_id id)
{
    const sluice_node_id around = around_of(program, id);
    if (around == SLUICE_NODE_NONE || has_open_hole(program, around)) {
        return SLUICE_NODE_NONE;
    }
    const sluice_node_id hole = put_group(program, id, SLUICE_NODE_HOLE);
    const sluice_node_id group = hole != SLUICE_NODE_NONE
                                     ? put_group(program, around, SLUICE_NODE_NEST)
                                     : SLUICE_NODE_NONE;
    if (group != SLUICE_NODE_NONE) {
        put_inside(program, group, around, SLUICE_ROLE_AROUND);
        put_inside(program, group, id, SLUICE_ROLE_INSIDE);
    }
    return group;
}

static size_t length_of(const struct sluice_program *program)
{
    const struct sluice_assembly_options options = {.max_bytes = 2 * (size_t)MOST_UNIT +
                                                                 2 * (size_t)SLUICE_FUZZ_MAX_INPUT};
    struct sluice_assembly assembly;
    if (!sluice_assemble(program, &options, &assembly, NULL)) {
        return 0;
    }
    const size_t length = assembly.length;
    sluice_assembly_free(&assembly);
    return length;
}

size_t sluice_unit_bytes(struct sluice_program *program, sluice_node_id group)
{
    sluice_program_node(program, group)->number = 1;
    const size_t one = length_of(program);
    sluice_program_node(program, group)->number = 2;
    const size_t two = length_of(program);
    const size_t unit = one != 0 && two > one ? two - one : 0;
    return unit <= MOST_UNIT ? unit : 0;
}
