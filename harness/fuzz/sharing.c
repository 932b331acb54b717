#include "harness/fuzz/sharing.h"

#include "harness/stream/value.h"

#include <string.h>

enum { MOST_COUNTS = 64, WORD = 4 };

static bool has_handle(const struct sluice_node *node)
{
    return node->kind == SLUICE_NODE_STRING || node->kind == SLUICE_NODE_ARRAY ||
           node->kind == SLUICE_NODE_OBJECT || node->kind == SLUICE_NODE_ENUM ||
           node->kind == SLUICE_NODE_CLASS || node->kind == SLUICE_NODE_CLASSDESC ||
           node->kind == SLUICE_NODE_PROXYDESC;
}

/* A detached reference to a node; NONE without memory. */
static sluice_node_id refer(struct sluice_program *program, sluice_node_id id,
                            enum sluice_node_role role)
{
    const uint32_t label = sluice_program_label_of(program, id);
    const sluice_node_id made = label != 0 ? sluice_program_add(program, SLUICE_NODE_NONE, role,
                                                                SLUICE_NODE_REFERENCE)
                                           : SLUICE_NODE_NONE;
    if (made != SLUICE_NODE_NONE) {
        sluice_program_node(program, made)->target = label;
    }
    return made;
}

/* The child behind another of a node, its first one behind NONE. */
static sluice_node_id child_behind(const struct sluice_program *program, sluice_node_id parent,
                                   sluice_node_id id)
{
    return id == SLUICE_NODE_NONE ? sluice_program_peek(program, parent)->first
                                  : sluice_program_peek(program, id)->next;
}

/* Puts references to the values of a node into the place of those of its copy. */
static bool refer_to_values(struct sluice_program *program, sluice_node_id original,
                            sluice_node_id copy)
{
    sluice_node_id from = child_behind(program, original, SLUICE_NODE_NONE);
    sluice_node_id to = child_behind(program, copy, SLUICE_NODE_NONE);
    while (from != SLUICE_NODE_NONE && to != SLUICE_NODE_NONE) {
        const struct sluice_node *node = sluice_program_peek(program, from);
        const sluice_node_id next = child_behind(program, copy, to);
        if (has_handle(node)) {
            const sluice_node_id reference = refer(program, from,
                                                   (enum sluice_node_role)node->role);
            if (reference == SLUICE_NODE_NONE) {
                return false;
            }
            sluice_program_insert(program, copy, to, reference);
            sluice_program_detach(program, to);
        }
        from = child_behind(program, original, from);
        to = next;
    }
    return true;
}

/* The same for an object, which has its values in levels. */
static bool refer_to_all(struct sluice_program *program, sluice_node_id original,
                         sluice_node_id copy)
{
    sluice_node_id from = child_behind(program, original, SLUICE_NODE_NONE);
    sluice_node_id to = child_behind(program, copy, SLUICE_NODE_NONE);
    bool good = true;
    while (good && from != SLUICE_NODE_NONE && to != SLUICE_NODE_NONE) {
        if (sluice_program_peek(program, from)->kind == SLUICE_NODE_LEVEL) {
            good = refer_to_values(program, from, to);
        }
        from = child_behind(program, original, from);
        to = child_behind(program, copy, to);
    }
    return good && refer_to_values(program, original, copy);
}

/* An object like another, with the very same values. */
static sluice_node_id make_anew(struct sluice_program *program, sluice_node_id id)
{
    const sluice_node_id copy = sluice_program_graft(program, program, id);
    if (copy == SLUICE_NODE_NONE || !refer_to_all(program, id, copy)) {
        return SLUICE_NODE_NONE;
    }
    sluice_program_node(program, copy)->label = 0;
    return copy;
}

sluice_node_id sluice_share(struct sluice_program *program, sluice_node_id id, bool anew)
{
    const struct sluice_node node = *sluice_program_peek(program, id);
    if (!has_handle(&node)) {
        return SLUICE_NODE_NONE;
    }
    const enum sluice_node_role role = (enum sluice_node_role)node.role;
    const sluice_node_id again = anew && node.kind == SLUICE_NODE_OBJECT ? make_anew(program, id)
                                                                         : refer(program, id, role);
    if (again == SLUICE_NODE_NONE) {
        return SLUICE_NODE_NONE;
    }
    sluice_program_node(program, again)->role = (uint8_t)role;
    sluice_program_insert(program, node.parent, node.next, again);
    return sluice_unit_repeat(program, again);
}

/* --- size ---------------------------------------------------------------------------------------- */

/* Text of a value, or numbers of an array. */
static bool can_be_long(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    if (node->kind == SLUICE_NODE_STRING) {
        return node->role != SLUICE_ROLE_TYPE && node->role != SLUICE_ROLE_CONSTANT &&
               node->length > 0;
    }
    return node->kind == SLUICE_NODE_VALUES && node->role == SLUICE_ROLE_ELEMENT &&
           node->length > 0;
}

static bool can_be_shared(const struct sluice_program *program, sluice_node_id id)
{
    return has_handle(sluice_program_peek(program, id)) && sluice_unit_is_repeatable(program, id) &&
           sluice_unit_count(program, id, can_be_long) > 0;
}

sluice_node_id sluice_share_choose(const struct sluice_execution *execution,
                                   const struct sluice_program *program)
{
    const uint64_t count = sluice_unit_count(program, SLUICE_NODE_ROOT, can_be_shared);
    const uint64_t index = sluice_execution_choose(execution, SLUICE_CHOICE_UNIT, count);
    return sluice_unit_at(program, SLUICE_NODE_ROOT, can_be_shared, index);
}

void sluice_share_more(struct sluice_program *program, sluice_node_id top, uint64_t pick,
                       size_t bytes)
{
    const uint64_t count = sluice_unit_count(program, top, can_be_long);
    if (count > 0) {
        struct sluice_node *node = sluice_program_node(
            program, sluice_unit_at(program, top, can_be_long, pick % count));
        node->times = (uint32_t)(1 + bytes / node->length);
    }
}

/* --- counts -------------------------------------------------------------------------------------- */

/* Numbers of four bytes in a node. */
static void replace(struct sluice_program *program, sluice_node_id id, uint32_t before,
                    uint32_t after)
{
    uint8_t bytes[MOST_COUNTS];
    const struct sluice_bytes old = sluice_program_bytes(program, id);
    if (old.length == 0 || old.length > sizeof bytes) {
        return;
    }
    const size_t length = old.length;
    bool found = false;
    memcpy(bytes, old.data, length);
    for (size_t at = 0; at + WORD <= length; at += WORD) {
        if (sluice_stream_value_get(bytes + at, WORD) == before) {
            sluice_stream_value_put(bytes + at, after, WORD);
            found = true;
        }
    }
    if (found && !sluice_program_set_bytes(program, id, bytes, length)) {
        return; /* as it was */
    }
}

static bool is_value(const struct sluice_node *node)
{
    return has_handle(node) || node->kind == SLUICE_NODE_NULL ||
           node->kind == SLUICE_NODE_REFERENCE;
}

void sluice_share_recount(struct sluice_program *program, sluice_node_id group)
{
    const struct sluice_node node = *sluice_program_peek(program, group);
    uint32_t before = 0;
    if (node.parent == SLUICE_NODE_NONE || node.role != SLUICE_ROLE_DATA) {
        return;
    }
    for (sluice_node_id id = sluice_program_peek(program, node.parent)->first;
         id != SLUICE_NODE_NONE; id = sluice_program_peek(program, id)->next) {
        const struct sluice_node *one = sluice_program_peek(program, id);
        before += one->role == SLUICE_ROLE_DATA && is_value(one);
    }
    const uint32_t after = before + (uint32_t)node.number;
    for (sluice_node_id id = node.parent; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, node.parent, id)) {
        const struct sluice_node *one = sluice_program_peek(program, id);
        if (one->kind == SLUICE_NODE_VALUES || one->kind == SLUICE_NODE_RAW) {
            replace(program, id, before, after);
        }
    }
}
