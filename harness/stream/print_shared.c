/* Items that stand in several places with one label: a part that is used again, or a value by name of two fields that
 * are called the same. A label can be written down once only, so they are printed as a part. */
#include <stdlib.h>

#include "harness/stream/print.h"

bool sluice_print_find_shared(struct sluice_printer *printer)
{
    const struct sluice_program *program = printer->program;
    sluice_node_id id = SLUICE_NODE_ROOT;

    printer->shared = calloc((size_t)program->labels.count + 1, sizeof *printer->shared);
    if (printer->shared == NULL) {
        return false;
    }
    /* Of the nodes with a label, the definitions have one. */
    for (; id != SLUICE_NODE_NONE; id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        const uint32_t label = program->nodes[id].label;
        const sluice_node_id other = sluice_definitions_find(&printer->definitions, label);

        if (label != 0 && other != id) {
            printer->shared[label] = SLUICE_PRINT_SHARED;
        }
    }
    return true;
}

uint32_t sluice_print_shared_label(const struct sluice_printer *printer, sluice_node_id id)
{
    const struct sluice_node *nodes = printer->program->nodes;

    if (nodes[id].kind == SLUICE_NODE_BLOCK) {
        /* What is in a block is no item of its own. */
        sluice_node_id part = nodes[id].first;

        while (part != SLUICE_NODE_NONE && printer->shared[nodes[part].label] == 0) {
            part = nodes[part].next;
        }
        return part != SLUICE_NODE_NONE ? nodes[part].label : 0;
    }
    return printer->shared[nodes[id].label] != 0 ? nodes[id].label : 0;
}
