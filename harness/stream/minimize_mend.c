/* References whose item was edited away, and claims that are none. */
#include <string.h>

#include "harness/stream/chain.h"
#include "harness/stream/minimize_parts.h"

void sluice_minimize_to_null(struct sluice_program *program, sluice_node_id id)
{
    struct sluice_node *node = &program->nodes[id];

    while (node->first != SLUICE_NODE_NONE) {
        sluice_program_detach(program, node->first);
    }
    node->kind = SLUICE_NODE_NULL;
    node->marks = 0;
    node->code = 0;
    node->label = 0;
    node->target = 0;
    node->number = 0;
    node->claim = 0;
    node->length = 0;
    node->times = 1;
}

void sluice_minimize_replace(struct sluice_program *program, sluice_node_id old, sluice_node_id put)
{
    const uint8_t role = program->nodes[old].role;

    sluice_program_detach(program, put);
    sluice_program_insert(program, program->nodes[old].parent, old, put);
    sluice_program_detach(program, old);
    program->nodes[put].role = role;
}

static bool is_lost(const struct sluice_program *program,
                    const struct sluice_definitions *definitions, sluice_node_id id)
{
    const struct sluice_node *node = &program->nodes[id];

    return node->kind == SLUICE_NODE_REFERENCE && node->target != 0 &&
           sluice_definitions_find(definitions, node->target) == SLUICE_NODE_NONE;
}

bool sluice_minimize_count_lost(const struct sluice_program *program, size_t *lost)
{
    struct sluice_definitions definitions = {0};
    bool good = sluice_definitions_collect(&definitions, program);
    sluice_node_id id = SLUICE_NODE_ROOT;

    *lost = 0;
    for (; good && id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        *lost += is_lost(program, &definitions, id);
    }
    sluice_definitions_free(&definitions);
    return good;
}

/* Notes what an item that has come back carries with it. */
static bool note_labels(struct sluice_definitions *definitions,
                        const struct sluice_program *program, sluice_node_id top)
{
    sluice_node_id id = top;

    for (; id != SLUICE_NODE_NONE; id = sluice_program_walk(program, top, id)) {
        const uint32_t label = program->nodes[id].label;

        if (label != 0 && !sluice_definitions_add(definitions, label, id)) {
            return false;
        }
    }
    return true;
}

/* Puts the item of a label back in the place of the first reference to it. False: out of memory. */
static bool move_here(struct sluice_program *program, struct sluice_definitions *definitions,
                      const struct sluice_definitions *before, sluice_node_id *id)
{
    const struct sluice_node *node = &program->nodes[*id];
    const sluice_node_id item = sluice_definitions_find(before, node->target);

    if (item == SLUICE_NODE_NONE || node->number != 0 ||
        program->nodes[item].label != node->target) {
        sluice_minimize_to_null(program, *id);
        return true;
    }
    sluice_minimize_replace(program, *id, item);
    *id = item;
    return note_labels(definitions, program, item);
}

bool sluice_minimize_mend_lost(struct sluice_program *program, const struct sluice_program *before,
                               enum sluice_minimize_mend how)
{
    struct sluice_definitions now = {0};
    struct sluice_definitions then = {0};
    bool good = sluice_definitions_collect(&now, program) &&
                sluice_definitions_collect(&then, before);
    sluice_node_id id = SLUICE_NODE_ROOT;

    for (; good && id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        if (!is_lost(program, &now, id)) {
            continue;
        }
        if (how == SLUICE_MEND_BY_NULL) {
            sluice_minimize_to_null(program, id);
        } else {
            good = move_here(program, &now, &then, &id);
        }
    }
    sluice_definitions_free(&now);
    sluice_definitions_free(&then);
    return good;
}

/* Without its claim the node writes the same. */
static bool is_true(struct sluice_program *program, sluice_node_id id,
                    const struct sluice_assembly *assembly)
{
    struct sluice_assembly other;
    struct sluice_yaml_error error = {0};

    program->nodes[id].marks &= (uint8_t)~SLUICE_NODE_CLAIM;
    if (!sluice_assemble(program, NULL, &other, &error)) {
        return false;
    }
    const bool same = other.length == assembly->length &&
                      memcmp(other.bytes, assembly->bytes, other.length) == 0;
    sluice_assembly_free(&other);
    return same;
}

bool sluice_minimize_tidy(struct sluice_program *program)
{
    struct sluice_assembly assembly;
    struct sluice_yaml_error error = {0};

    if (!sluice_assemble(program, NULL, &assembly, &error)) {
        return false;
    }
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        if (sluice_tree_marked(&program->nodes[id], SLUICE_NODE_CLAIM) &&
            !is_true(program, id, &assembly)) {
            program->nodes[id].marks |= SLUICE_NODE_CLAIM;
        }
    }
    sluice_assembly_free(&assembly);
    return true;
}
