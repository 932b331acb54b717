/* Passes over class descriptors: what goes out of one goes out of all objects of the class. */
#include <stdlib.h>

#include "harness/stream/levels.h"
#include "harness/stream/minimize_parts.h"

/* --- fields ----------------------------------------------------------------------------------- */

static void drop_value(struct sluice_program *program, sluice_node_id level, uint32_t number,
                       uint32_t fields)
{
    sluice_node_id value = sluice_tree_child(program, level, SLUICE_ROLE_VALUE);

    if (sluice_tree_count(program, level, SLUICE_ROLE_VALUE) != fields) {
        return; /* it ends too early, or the class wrote no default fields */
    }
    for (; number > 0 && value != SLUICE_NODE_NONE; number--) {
        value = sluice_tree_next(program, value);
    }
    if (value != SLUICE_NODE_NONE) {
        sluice_program_detach(program, value);
    }
    if (program->nodes[level].first == SLUICE_NODE_NONE &&
        sluice_tree_marked(&program->nodes[level], SLUICE_NODE_NO_END)) {
        sluice_program_detach(program, level);
    }
}

/* One field, with its value in every object. */
static bool drop_field(struct sluice_minimizer *minimizer, sluice_node_id desc,
                       sluice_node_id field)
{
    struct sluice_program *copy = sluice_minimize_copy(minimizer);
    sluice_node_id *levels = NULL;
    size_t count = 0;

    if (copy == NULL) {
        return false;
    }
    if (sluice_chain_is_listed(copy, desc)) {
        const uint32_t fields = sluice_tree_count(copy, desc, SLUICE_ROLE_FIELD);
        const uint32_t number = sluice_levels_value_number(copy, desc, field);

        if (!sluice_levels_of(copy, desc, &levels, &count)) {
            return sluice_minimize_give_up(minimizer, copy);
        }
        for (size_t i = 0; i < count; i++) {
            drop_value(copy, levels[i], number, fields);
        }
        free(levels);
    }
    sluice_program_detach(copy, field);
    return sluice_minimize_offer(minimizer, copy);
}

bool sluice_minimize_drop_fields(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    sluice_node_id field;
    bool any = false;

    if (minimizer->best->nodes[id].kind != SLUICE_NODE_CLASSDESC) {
        return false;
    }
    field = sluice_tree_child(minimizer->best, id, SLUICE_ROLE_FIELD);
    while (field != SLUICE_NODE_NONE && !minimizer->over) {
        const sluice_node_id next = sluice_tree_next(minimizer->best, field);

        any = drop_field(minimizer, id, field) || any;
        field = next;
    }
    return any;
}

/* --- superclasses ----------------------------------------------------------------------------- */

/* Takes the levels of a descriptor out of all objects. False: out of memory. */
static bool drop_levels(struct sluice_program *program, sluice_node_id desc)
{
    sluice_node_id *levels;
    size_t count;
    const bool good = sluice_levels_of(program, desc, &levels, &count);

    for (size_t i = 0; good && i < count; i++) {
        sluice_program_detach(program, levels[i]);
    }
    free(levels);
    return good;
}

/* A superclass goes, with its data; its own superclass takes its place. */
static bool drop_super(struct sluice_minimizer *minimizer, sluice_node_id super)
{
    struct sluice_program *copy = sluice_minimize_copy(minimizer);
    sluice_node_id above;

    if (copy == NULL) {
        return false;
    }
    if (!drop_levels(copy, super)) {
        return sluice_minimize_give_up(minimizer, copy);
    }
    above = sluice_tree_child(copy, super, SLUICE_ROLE_SUPER);
    if (above == SLUICE_NODE_NONE) {
        sluice_minimize_to_null(copy, super);
    } else {
        sluice_minimize_replace(copy, super, above);
    }
    return sluice_minimize_offer(minimizer, copy);
}

bool sluice_minimize_drop_super(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    bool any = false;

    if (minimizer->best->nodes[id].kind != SLUICE_NODE_CLASSDESC) {
        return false;
    }
    for (;;) {
        const sluice_node_id super = sluice_tree_child(minimizer->best, id, SLUICE_ROLE_SUPER);

        if (super == SLUICE_NODE_NONE || minimizer->over ||
            minimizer->best->nodes[super].kind != SLUICE_NODE_CLASSDESC ||
            !drop_super(minimizer, super)) {
            return any;
        }
        any = true;
    }
}

/* --- custom data ------------------------------------------------------------------------------ */

static void drop_data_of(struct sluice_program *program, sluice_node_id level)
{
    sluice_node_id data;

    while ((data = sluice_tree_child(program, level, SLUICE_ROLE_DATA)) != SLUICE_NODE_NONE) {
        sluice_program_detach(program, data);
    }
    program->nodes[level].marks |= SLUICE_NODE_NO_END;
    if (program->nodes[level].first == SLUICE_NODE_NONE) {
        sluice_program_detach(program, level);
    }
}

/* The class writes no data of its own any more. */
bool sluice_minimize_drop_data(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    const struct sluice_node *node = &minimizer->best->nodes[id];
    sluice_node_id *levels;
    size_t count;

    if (node->kind != SLUICE_NODE_CLASSDESC || (node->code & SLUICE_FLAG_WRITE_METHOD) == 0) {
        return false;
    }
    struct sluice_program *copy = sluice_minimize_copy(minimizer);
    if (copy == NULL) {
        return false;
    }
    if (!sluice_levels_of(copy, id, &levels, &count)) {
        return sluice_minimize_give_up(minimizer, copy);
    }
    for (size_t i = 0; i < count; i++) {
        drop_data_of(copy, levels[i]);
    }
    free(levels);
    copy->nodes[id].code &= (uint8_t)~SLUICE_FLAG_WRITE_METHOD;
    return sluice_minimize_offer(minimizer, copy);
}
