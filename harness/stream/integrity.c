#include "harness/stream/integrity.h"

#include "harness/stream/tree.h"

/* --- one node --------------------------------------------------------------------------------- */

#define ROLE(name) (UINT32_C(1) << SLUICE_ROLE_##name)

/* The roles that children of a kind may have. */
static const uint32_t roles_in[] = {
    [SLUICE_NODE_STREAM] = ROLE(ITEM),
    [SLUICE_NODE_BLOCK] = ROLE(PART),
    [SLUICE_NODE_ARRAY] = ROLE(DESC) | ROLE(ELEMENT),
    [SLUICE_NODE_OBJECT] = ROLE(DESC) | ROLE(LEVEL) | ROLE(CONTENT),
    [SLUICE_NODE_LEVEL] = ROLE(VALUE) | ROLE(DATA),
    [SLUICE_NODE_ENUM] = ROLE(DESC) | ROLE(CONSTANT),
    [SLUICE_NODE_CLASS] = ROLE(DESC),
    [SLUICE_NODE_CLASSDESC] = ROLE(NAME) | ROLE(FIELD) | ROLE(ANNOTATION) | ROLE(SUPER),
    [SLUICE_NODE_FIELD] = ROLE(NAME) | ROLE(TYPE),
    [SLUICE_NODE_PROXYDESC] = ROLE(INTERFACE) | ROLE(ANNOTATION) | ROLE(SUPER),
    [SLUICE_NODE_EXCEPTION] = ROLE(EXCEPTION),
    [SLUICE_NODE_REPEAT] = ROLE(BODY),
    [SLUICE_NODE_NEST] = ROLE(AROUND) | ROLE(INSIDE),
    [SLUICE_NODE_HOLE] = 0,
};

static bool is_linked_inside(const struct sluice_program *program, const struct sluice_node *node)
{
    const uint32_t most = program->node_count;

    return node->parent <= most && node->first <= most && node->last <= most &&
           node->previous <= most && node->next <= most;
}

static const char *fault_of_content(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = &program->nodes[id];

    if (node->kind > SLUICE_NODE_HOLE || node->role > SLUICE_ROLE_INSIDE) {
        return "there is no such kind or role";
    }
    if ((node->kind == SLUICE_NODE_STREAM) != (id == SLUICE_NODE_ROOT)) {
        return "the root is a stream, and no other node is";
    }
    if (node->label > program->labels.count || node->target > program->labels.count) {
        return "there is no such label";
    }
    if (node->length > program->byte_count || node->bytes > program->byte_count - node->length) {
        return "its bytes are not the program's";
    }
    return is_linked_inside(program, node) ? NULL : "it is linked to what was never written";
}

/* --- links ------------------------------------------------------------------------------------ */

static const char *fault_of_children(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *nodes = program->nodes;
    const struct sluice_node *node = &nodes[id];

    if (node->first == SLUICE_NODE_NONE || node->last == SLUICE_NODE_NONE) {
        return node->first == node->last ? NULL : "it has a first child or a last one, not both";
    }
    if (nodes[node->first].parent != id || nodes[node->last].parent != id) {
        return "its first or last child has another parent";
    }
    return nodes[node->first].previous == SLUICE_NODE_NONE &&
                   nodes[node->last].next == SLUICE_NODE_NONE
               ? NULL
               : "there is a sibling before its first child, or behind its last one";
}

static const char *fault_of_place(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *nodes = program->nodes;
    const struct sluice_node *node = &nodes[id];
    const struct sluice_node *parent = &nodes[node->parent];

    if (node->parent == SLUICE_NODE_NONE) {
        return node->previous == SLUICE_NODE_NONE && node->next == SLUICE_NODE_NONE
                   ? NULL
                   : "it has siblings and no parent";
    }
    if ((roles_in[parent->kind] >> node->role & 1) == 0) {
        return "its parent has no children in its role";
    }
    if (node->previous == SLUICE_NODE_NONE
            ? parent->first != id
            : nodes[node->previous].next != id || nodes[node->previous].parent != node->parent) {
        return "what stands before it does not know it";
    }
    if (node->next == SLUICE_NODE_NONE
            ? parent->last != id
            : nodes[node->next].previous != id || nodes[node->next].parent != node->parent) {
        return "what stands behind it does not know it";
    }
    return NULL;
}

/* All nodes can be walked to from those that have no parent: rings can not. Each link has been found to be mutual, so
 * no walk comes to a node twice. */
static bool is_free_of_rings(const struct sluice_program *program)
{
    uint32_t met = 0;

    for (sluice_node_id top = SLUICE_NODE_ROOT; top <= program->node_count; top++) {
        if (program->nodes[top].parent != SLUICE_NODE_NONE) {
            continue;
        }
        for (sluice_node_id id = top; id != SLUICE_NODE_NONE;
             id = sluice_program_walk(program, top, id)) {
            met++;
        }
    }
    return met == program->node_count;
}

/* --- all -------------------------------------------------------------------------------------- */

typedef const char *(*fault_fn)(const struct sluice_program *program, sluice_node_id id);

const char *sluice_integrity_fault(const struct sluice_program *program, sluice_node_id *where)
{
    /* Each may rely on what those before it have found of all nodes. */
    static const fault_fn looks[] = {fault_of_content, fault_of_children, fault_of_place};
    sluice_node_id unused;

    where = where != NULL ? where : &unused;
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        for (*where = SLUICE_NODE_ROOT; *where <= program->node_count; ++*where) {
            const char *fault = looks[i](program, *where);
            if (fault != NULL) {
                return fault;
            }
        }
    }
    *where = SLUICE_NODE_NONE;
    if (program->nodes[SLUICE_NODE_ROOT].parent != SLUICE_NODE_NONE) {
        *where = SLUICE_NODE_ROOT;
        return "the root has a parent";
    }
    return is_free_of_rings(program) ? NULL : "some nodes stand in a ring";
}
