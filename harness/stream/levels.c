#include "harness/stream/levels.h"

#include <stdlib.h>

/* --- the objects of a class ------------------------------------------------------------------- */

/* Visits the LEVEL that each object of a program has for one descriptor. */
struct levels {
    struct sluice_program *program;
    struct sluice_definitions definitions;
    struct sluice_chain *chain; /* too large for the stack */
    sluice_node_id desc;
    sluice_node_id object;
};

static bool begin_levels(struct levels *levels, struct sluice_program *program, sluice_node_id desc)
{
    *levels = (struct levels){.program = program, .desc = desc, .object = SLUICE_NODE_ROOT};
    levels->chain = malloc(sizeof *levels->chain);
    return levels->chain != NULL && sluice_definitions_collect(&levels->definitions, program);
}

static void end_levels(struct levels *levels)
{
    sluice_definitions_free(&levels->definitions);
    free(levels->chain);
}

/* The LEVEL of the object that is looked at, or NONE: it is no object of the class, or its data does
 * not follow its descriptor. */
static sluice_node_id level_of(struct levels *levels)
{
    const struct sluice_program *program = levels->program;
    sluice_node_id level = sluice_tree_child(program, levels->object, SLUICE_ROLE_LEVEL);

    if (level == SLUICE_NODE_NONE) {
        return SLUICE_NODE_NONE;
    }
    sluice_chain_of(program, &levels->definitions,
                    sluice_tree_child(program, levels->object, SLUICE_ROLE_DESC), levels->chain);
    if (levels->chain->count != sluice_tree_count(program, levels->object, SLUICE_ROLE_LEVEL)) {
        return SLUICE_NODE_NONE;
    }
    for (size_t i = 0; i < levels->chain->count; i++, level = sluice_tree_next(program, level)) {
        if (levels->chain->levels[i].desc == levels->desc) {
            return level;
        }
    }
    return SLUICE_NODE_NONE;
}

/* The next level; NONE at the end. */
static sluice_node_id next_level(struct levels *levels)
{
    const struct sluice_program *program = levels->program;

    for (;;) {
        levels->object = sluice_program_walk(program, SLUICE_NODE_ROOT, levels->object);
        if (levels->object == SLUICE_NODE_NONE) {
            return SLUICE_NODE_NONE;
        }
        if (program->nodes[levels->object].kind == SLUICE_NODE_OBJECT) {
            const sluice_node_id level = level_of(levels);

            if (level != SLUICE_NODE_NONE) {
                return level;
            }
        }
    }
}

bool sluice_levels_of(struct sluice_program *program, sluice_node_id desc, sluice_node_id **found,
                      size_t *count)
{
    struct levels levels;
    sluice_node_id level;
    bool good = begin_levels(&levels, program, desc);

    *count = 0;
    *found = good ? calloc((size_t)program->node_count + 1, sizeof **found) : NULL;
    while (*found != NULL && (level = next_level(&levels)) != SLUICE_NODE_NONE) {
        (*found)[(*count)++] = level;
    }
    end_levels(&levels);
    return *found != NULL;
}

uint32_t sluice_levels_value_number(const struct sluice_program *program, sluice_node_id desc,
                                    sluice_node_id field)
{
    struct sluice_fields fields;
    uint32_t number = 0;

    sluice_fields_begin(&fields, program, desc);
    while (fields.at != SLUICE_NODE_NONE && fields.at != field) {
        sluice_fields_next(&fields);
        number++;
    }
    return number;
}
