/* Passes that take items out and put others in their place. */
#include <stdlib.h>

#include "harness/stream/minimize_parts.h"

/* --- children, in halves ---------------------------------------------------------------------- */

/* Roles whose items stand in lists. */
static bool is_list(uint8_t role)
{
    switch (role) {
    case SLUICE_ROLE_DESC:
    case SLUICE_ROLE_NAME:
    case SLUICE_ROLE_TYPE:
    case SLUICE_ROLE_SUPER:
    case SLUICE_ROLE_CONSTANT:
    case SLUICE_ROLE_EXCEPTION:
    case SLUICE_ROLE_AROUND:
    case SLUICE_ROLE_INSIDE:
        return false;
    default:
        return true;
    }
}

/* The children of a node in one role, from `first` on. */
static uint32_t count_from(const struct sluice_program *program, sluice_node_id first)
{
    uint32_t count = 0;

    for (; first != SLUICE_NODE_NONE; first = sluice_tree_next(program, first)) {
        count++;
    }
    return count;
}

static struct sluice_program *without(struct sluice_minimizer *minimizer, sluice_node_id first,
                                      uint32_t count)
{
    struct sluice_program *copy = sluice_minimize_copy(minimizer);

    for (uint32_t i = 0; copy != NULL && i < count && first != SLUICE_NODE_NONE; i++) {
        const sluice_node_id next = sluice_tree_next(copy, first);

        sluice_program_detach(copy, first);
        first = next;
    }
    return copy;
}

static sluice_node_id skip(const struct sluice_program *program, sluice_node_id id, uint32_t count)
{
    for (; id != SLUICE_NODE_NONE && count > 0; count--) {
        id = sluice_tree_next(program, id);
    }
    return id;
}

/* Drops runs of `size` children of a role, one run after another. */
static bool drop_runs(struct sluice_minimizer *minimizer, sluice_node_id parent,
                      enum sluice_node_role role, uint32_t size)
{
    sluice_node_id at = sluice_tree_child(minimizer->best, parent, role);
    bool any = false;

    while (at != SLUICE_NODE_NONE && !minimizer->over) {
        const sluice_node_id next = skip(minimizer->best, at, size);

        any = sluice_minimize_offer(minimizer, without(minimizer, at, size)) || any;
        at = next;
    }
    return any;
}

static bool drop_role(struct sluice_minimizer *minimizer, sluice_node_id parent,
                      enum sluice_node_role role)
{
    uint32_t size = count_from(minimizer->best, sluice_tree_child(minimizer->best, parent, role));
    bool any = false;

    for (; size > 0 && !minimizer->over; size /= 2) {
        any = drop_runs(minimizer, parent, role, size) || any;
    }
    return any;
}

/* Fields and the values of objects belong together: minimize_class.c drops them so. */
static bool goes_with_class(uint8_t role)
{
    return role == SLUICE_ROLE_FIELD || role == SLUICE_ROLE_VALUE || role == SLUICE_ROLE_LEVEL;
}

static bool drop_lists(struct sluice_minimizer *minimizer, sluice_node_id id, bool with_class)
{
    uint32_t roles = 0; /* bits: each role once */
    bool any = false;

    for (sluice_node_id child = minimizer->best->nodes[id].first; child != SLUICE_NODE_NONE;
         child = minimizer->best->nodes[child].next) {
        roles |= UINT32_C(1) << minimizer->best->nodes[child].role;
    }
    for (unsigned role = 0; role <= SLUICE_ROLE_INSIDE; role++) {
        if ((roles & UINT32_C(1) << role) != 0 && is_list((uint8_t)role) &&
            goes_with_class((uint8_t)role) == with_class) {
            any = drop_role(minimizer, id, (enum sluice_node_role)role) || any;
        }
    }
    return any;
}

bool sluice_minimize_drop_children(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    return drop_lists(minimizer, id, false);
}

bool sluice_minimize_drop_alone(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    return drop_lists(minimizer, id, true);
}

/* --- null in the place of an item ------------------------------------------------------------- */

/* Where any item can stand. */
static bool is_item_place(uint8_t role)
{
    switch (role) {
    case SLUICE_ROLE_NAME:
    case SLUICE_ROLE_FIELD:
    case SLUICE_ROLE_INTERFACE:
    case SLUICE_ROLE_LEVEL:
    case SLUICE_ROLE_PART:
    case SLUICE_ROLE_TYPE:
    case SLUICE_ROLE_AROUND:
        return false;
    default:
        return true;
    }
}

bool sluice_minimize_nullify(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    const struct sluice_node *node = &minimizer->best->nodes[id];

    if (!is_item_place(node->role) || id == SLUICE_NODE_ROOT || node->kind == SLUICE_NODE_NULL ||
        node->kind == SLUICE_NODE_VALUES || node->kind == SLUICE_NODE_MAGIC) {
        return false;
    }
    struct sluice_program *copy = sluice_minimize_copy(minimizer);
    if (copy != NULL) {
        sluice_minimize_to_null(copy, id);
    }
    return sluice_minimize_offer(minimizer, copy);
}

/* --- a child in the place of its parent ------------------------------------------------------- */

/* Items below one node that are tried in its place. */
enum { HOISTED_MAX = 24 };

static bool is_value(uint8_t kind)
{
    return kind == SLUICE_NODE_OBJECT || kind == SLUICE_NODE_ARRAY || kind == SLUICE_NODE_ENUM ||
           kind == SLUICE_NODE_CLASS || kind == SLUICE_NODE_EXCEPTION || kind == SLUICE_NODE_NEST ||
           kind == SLUICE_NODE_REPEAT || kind == SLUICE_NODE_STRING || kind == SLUICE_NODE_BLOCK;
}

/* Only items of the same kind of place: a value for a value, a descriptor for a descriptor. */
static bool can_hoist(const struct sluice_program *program, sluice_node_id top, sluice_node_id id)
{
    const struct sluice_node *over = &program->nodes[top];
    const struct sluice_node *node = &program->nodes[id];
    const bool is_desc = over->kind == SLUICE_NODE_CLASSDESC || over->kind == SLUICE_NODE_PROXYDESC;

    if (!is_item_place(node->role)) {
        return node->role == SLUICE_ROLE_AROUND;
    }
    if (is_desc || over->role == SLUICE_ROLE_DESC || over->role == SLUICE_ROLE_SUPER) {
        return node->kind == SLUICE_NODE_CLASSDESC || node->kind == SLUICE_NODE_PROXYDESC;
    }
    return is_value(node->kind);
}

static bool hoist_one(struct sluice_minimizer *minimizer, sluice_node_id top, sluice_node_id id)
{
    struct sluice_program *copy = sluice_minimize_copy(minimizer);

    if (copy != NULL) {
        sluice_minimize_replace(copy, top, id);
    }
    return sluice_minimize_offer(minimizer, copy);
}

/* All that a container holds takes its place, in a list. */
static bool splice(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    struct sluice_program *copy = sluice_minimize_copy(minimizer);
    const uint8_t role = minimizer->best->nodes[id].role;
    size_t moved = 0;

    for (sluice_node_id child = copy != NULL ? copy->nodes[id].first : SLUICE_NODE_NONE;
         child != SLUICE_NODE_NONE;) {
        const sluice_node_id next = copy->nodes[child].next;

        if (copy->nodes[child].role == SLUICE_ROLE_ELEMENT ||
            copy->nodes[child].role == SLUICE_ROLE_BODY) {
            sluice_program_detach(copy, child);
            sluice_program_insert(copy, copy->nodes[id].parent, id, child);
            copy->nodes[child].role = role;
            moved++;
        }
        child = next;
    }
    if (moved < 2) {
        sluice_program_free(copy);
        return false;
    }
    sluice_program_detach(copy, id);
    return sluice_minimize_offer(minimizer, copy);
}

bool sluice_minimize_hoist(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    const struct sluice_program *best = minimizer->best;
    sluice_node_id found[HOISTED_MAX];
    size_t count = 0;

    if (id == SLUICE_NODE_ROOT || !is_item_place(best->nodes[id].role) ||
        best->nodes[id].first == SLUICE_NODE_NONE) {
        return false;
    }
    for (sluice_node_id below = sluice_program_walk(best, id, id);
         below != SLUICE_NODE_NONE && count < HOISTED_MAX;
         below = sluice_program_walk(best, id, below)) {
        if (can_hoist(best, id, below)) {
            found[count++] = below;
        }
    }
    for (size_t i = 0; i < count && !minimizer->over; i++) {
        if (hoist_one(minimizer, id, found[i])) {
            return true;
        }
    }
    return is_list(minimizer->best->nodes[id].role) && !minimizer->over && splice(minimizer, id);
}
