#include "harness/stream/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/grow.h"
#include "harness/stream/tree.h"

/* --- life ------------------------------------------------------------------------------------- */

struct sluice_program *sluice_program_create(void)
{
    struct sluice_program *program = calloc(1, sizeof *program);

    if (program == NULL) {
        return NULL;
    }
    if (sluice_program_add(program, SLUICE_NODE_NONE, SLUICE_ROLE_ITEM, SLUICE_NODE_STREAM) ==
        SLUICE_NODE_NONE) {
        sluice_program_free(program);
        return NULL;
    }
    return program;
}

/* A copy of `length` bytes of memory; one byte more, so that nothing is not an error. */
static void *duplicate(const void *data, size_t length)
{
    void *copy = malloc(length + 1);

    if (copy != NULL && length > 0) {
        memcpy(copy, data, length);
    }
    return copy;
}

struct sluice_program *sluice_program_copy(const struct sluice_program *program)
{
    struct sluice_program *copy = calloc(1, sizeof *copy);

    if (copy == NULL) {
        return NULL;
    }
    copy->node_count = program->node_count;
    copy->node_capacity = (size_t)program->node_count + 1;
    copy->byte_count = program->byte_count;
    copy->byte_capacity = program->byte_count;
    memcpy(copy->file, program->file, sizeof copy->file);
    copy->nodes = duplicate(program->nodes, copy->node_capacity * sizeof *copy->nodes);
    copy->bytes = duplicate(program->bytes, program->byte_count);
    if (copy->nodes == NULL || copy->bytes == NULL ||
        !sluice_stream_names_copy(&copy->labels, &program->labels)) {
        sluice_program_free(copy);
        return NULL;
    }
    return copy;
}

void sluice_program_free(struct sluice_program *program)
{
    if (program == NULL) {
        return;
    }
    free(program->nodes);
    free(program->bytes);
    sluice_stream_names_free(&program->labels);
    free(program);
}

/* --- nodes ------------------------------------------------------------------------------------ */

uint32_t sluice_program_node_count(const struct sluice_program *program)
{
    return program->node_count;
}

struct sluice_node *sluice_program_node(struct sluice_program *program, sluice_node_id id)
{
    return &program->nodes[id];
}

const struct sluice_node *sluice_program_peek(const struct sluice_program *program,
                                              sluice_node_id id)
{
    return &program->nodes[id];
}

sluice_node_id sluice_program_add(struct sluice_program *program, sluice_node_id parent,
                                  enum sluice_node_role role, enum sluice_node_kind kind)
{
    sluice_node_id id = program->node_count + 1;
    struct sluice_node *nodes;

    if (id == UINT32_MAX) {
        return SLUICE_NODE_NONE;
    }
    nodes = sluice_grow(program->nodes, &program->node_capacity, (size_t)id + 1, sizeof *nodes);
    if (nodes == NULL) {
        return SLUICE_NODE_NONE;
    }
    program->nodes = nodes;
    program->node_count = id;
    memset(&nodes[id], 0, sizeof nodes[id]);
    nodes[id].kind = (uint8_t)kind;
    nodes[id].role = (uint8_t)role;
    nodes[id].times = 1;
    if (parent != SLUICE_NODE_NONE) {
        sluice_program_insert(program, parent, SLUICE_NODE_NONE, id);
    }
    return id;
}

void sluice_program_detach(struct sluice_program *program, sluice_node_id id)
{
    struct sluice_node *nodes = program->nodes;
    struct sluice_node *node = &nodes[id];

    if (node->parent == SLUICE_NODE_NONE) {
        return;
    }
    if (node->previous != SLUICE_NODE_NONE) {
        nodes[node->previous].next = node->next;
    } else {
        nodes[node->parent].first = node->next;
    }
    if (node->next != SLUICE_NODE_NONE) {
        nodes[node->next].previous = node->previous;
    } else {
        nodes[node->parent].last = node->previous;
    }
    node->parent = SLUICE_NODE_NONE;
    node->previous = SLUICE_NODE_NONE;
    node->next = SLUICE_NODE_NONE;
}

void sluice_program_insert(struct sluice_program *program, sluice_node_id parent,
                           sluice_node_id before, sluice_node_id id)
{
    struct sluice_node *nodes = program->nodes;
    struct sluice_node *node = &nodes[id];

    node->parent = parent;
    node->next = before;
    node->previous = before != SLUICE_NODE_NONE ? nodes[before].previous : nodes[parent].last;
    if (node->previous != SLUICE_NODE_NONE) {
        nodes[node->previous].next = id;
    } else {
        nodes[parent].first = id;
    }
    if (before != SLUICE_NODE_NONE) {
        nodes[before].previous = id;
    } else {
        nodes[parent].last = id;
    }
}

sluice_node_id sluice_program_walk_past(const struct sluice_program *program, sluice_node_id top,
                                        sluice_node_id id)
{
    const struct sluice_node *nodes = program->nodes;

    while (id != top) {
        if (nodes[id].next != SLUICE_NODE_NONE) {
            return nodes[id].next;
        }
        id = nodes[id].parent;
    }
    return SLUICE_NODE_NONE;
}

sluice_node_id sluice_program_walk(const struct sluice_program *program, sluice_node_id top,
                                   sluice_node_id id)
{
    const sluice_node_id first = program->nodes[id].first;

    return first != SLUICE_NODE_NONE ? first : sluice_program_walk_past(program, top, id);
}

uint32_t sluice_tree_count(const struct sluice_program *program, sluice_node_id id,
                           enum sluice_node_role role)
{
    uint32_t count = 0;
    sluice_node_id child = sluice_tree_child(program, id, role);

    for (; child != SLUICE_NODE_NONE; child = sluice_tree_next(program, child)) {
        count++;
    }
    return count;
}

sluice_node_id sluice_tree_child(const struct sluice_program *program, sluice_node_id id,
                                 enum sluice_node_role role)
{
    sluice_node_id child = program->nodes[id].first;

    while (child != SLUICE_NODE_NONE && program->nodes[child].role != role) {
        child = program->nodes[child].next;
    }
    return child;
}

sluice_node_id sluice_tree_next(const struct sluice_program *program, sluice_node_id id)
{
    sluice_node_id next = program->nodes[id].next;

    return next != SLUICE_NODE_NONE && program->nodes[next].role == program->nodes[id].role
               ? next
               : SLUICE_NODE_NONE;
}

/* --- bytes ------------------------------------------------------------------------------------ */

struct sluice_bytes sluice_program_bytes(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = &program->nodes[id];
    struct sluice_bytes bytes = {NULL, 0};

    if (node->length > 0) {
        bytes.data = program->bytes + node->bytes;
        bytes.length = node->length;
    }
    return bytes;
}

bool sluice_tree_reserve(struct sluice_program *program, size_t length, uint32_t *offset)
{
    size_t used = program->byte_count;
    uint8_t *bytes;

    if (length > UINT32_MAX - used) {
        return false;
    }
    bytes = sluice_grow(program->bytes, &program->byte_capacity, used + length, 1);
    if (bytes == NULL) {
        return false;
    }
    program->bytes = bytes;
    *offset = (uint32_t)used;
    program->byte_count = (uint32_t)(used + length);
    return true;
}

void sluice_tree_set_range(struct sluice_program *program, sluice_node_id id, uint32_t offset,
                           uint32_t length)
{
    program->nodes[id].bytes = offset;
    program->nodes[id].length = length;
}

bool sluice_program_set_bytes(struct sluice_program *program, sluice_node_id id, const void *data,
                              size_t length)
{
    uint32_t offset;

    if (!sluice_tree_reserve(program, length, &offset)) {
        return false;
    }
    if (length > 0) {
        memcpy(program->bytes + offset, data, length);
    }
    sluice_tree_set_range(program, id, offset, (uint32_t)length);
    return true;
}

/* --- labels ----------------------------------------------------------------------------------- */

uint32_t sluice_program_label(struct sluice_program *program, const char *name, size_t length)
{
    return sluice_stream_names_add(&program->labels, name, length);
}

uint32_t sluice_program_label_of(struct sluice_program *program, sluice_node_id id)
{
    struct sluice_node *node = sluice_program_node(program, id);
    if (node->label == 0) {
        char name[16];
        const int length = snprintf(name, sizeof name, "m%lu", (unsigned long)id);
        node->label = sluice_program_label(program, name, (size_t)length);
    }
    return node->label;
}

const char *sluice_program_label_name(const struct sluice_program *program, uint32_t label)
{
    return sluice_stream_names_text(&program->labels, label);
}

sluice_node_id sluice_program_labeled(const struct sluice_program *program, uint32_t label)
{
    sluice_node_id id = SLUICE_NODE_ROOT;

    while (id != SLUICE_NODE_NONE && program->nodes[id].label != label) {
        id = sluice_program_walk(program, SLUICE_NODE_ROOT, id);
    }
    return id;
}

/* --- whole trees ------------------------------------------------------------------------------ */

/* The label of `program` that has the name of a label of `from`. False: out of memory. */
static bool same_label(struct sluice_program *program, const struct sluice_program *from,
                       uint32_t label, uint32_t *out)
{
    const char *name = sluice_program_label_name(from, label);

    *out = label;
    if (label == 0 || program == from) {
        return true;
    }
    *out = sluice_program_label(program, name, strlen(name));
    return *out != 0;
}

/* A copy of one node without its links, as the last child of `parent`. */
static sluice_node_id graft_node(struct sluice_program *program, sluice_node_id parent,
                                 const struct sluice_program *from, sluice_node_id id)
{
    struct sluice_node original = from->nodes[id];
    sluice_node_id copy = sluice_program_add(program, parent, (enum sluice_node_role)original.role,
                                             (enum sluice_node_kind)original.kind);
    struct sluice_node *node;

    if (copy == SLUICE_NODE_NONE) {
        return SLUICE_NODE_NONE;
    }
    node = &program->nodes[copy];
    if (!same_label(program, from, original.label, &node->label) ||
        !same_label(program, from, original.target, &node->target)) {
        return SLUICE_NODE_NONE;
    }
    node->marks = original.marks;
    node->code = original.code;
    node->line = original.line;
    node->column = original.column;
    node->number = original.number;
    node->claim = original.claim;
    node->times = original.times;
    if (program == from) {
        sluice_tree_set_range(program, copy, original.bytes, original.length);
    } else if (original.length > 0 &&
               !sluice_program_set_bytes(program, copy, from->bytes + original.bytes,
                                         original.length)) {
        return SLUICE_NODE_NONE;
    }
    return copy;
}

sluice_node_id sluice_program_graft(struct sluice_program *program,
                                    const struct sluice_program *from, sluice_node_id id)
{
    sluice_node_id top = graft_node(program, SLUICE_NODE_NONE, from, id);
    sluice_node_id parent = top; /* the copy of the parent of `at` */
    sluice_node_id at = from->nodes[id].first;

    while (top != SLUICE_NODE_NONE && at != SLUICE_NODE_NONE) {
        sluice_node_id copy = graft_node(program, parent, from, at);

        if (copy == SLUICE_NODE_NONE) {
            return SLUICE_NODE_NONE;
        }
        if (from->nodes[at].first != SLUICE_NODE_NONE) {
            at = from->nodes[at].first;
            parent = copy;
            continue;
        }
        while (at != id && from->nodes[at].next == SLUICE_NODE_NONE) {
            at = from->nodes[at].parent;
            parent = program->nodes[parent].parent;
        }
        at = at == id ? SLUICE_NODE_NONE : from->nodes[at].next;
    }
    return top;
}

static bool same_bytes(struct sluice_bytes a, struct sluice_bytes b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

bool sluice_tree_same_node(const struct sluice_program *a, sluice_node_id x,
                           const struct sluice_program *b, sluice_node_id y)
{
    const struct sluice_node *p = &a->nodes[x];
    const struct sluice_node *q = &b->nodes[y];

    return p->kind == q->kind && p->marks == q->marks && p->code == q->code &&
           p->number == q->number && p->claim == q->claim && p->times == q->times &&
           strcmp(sluice_program_label_name(a, p->label), sluice_program_label_name(b, q->label)) ==
               0 &&
           strcmp(sluice_program_label_name(a, p->target),
                  sluice_program_label_name(b, q->target)) == 0 &&
           same_bytes(sluice_program_bytes(a, x), sluice_program_bytes(b, y));
}

/* Two nodes below others, in their place: what they are to those, and whether anything is behind them. */
static bool same_place(const struct sluice_node *p, const struct sluice_node *q)
{
    return p->role == q->role && (p->next == SLUICE_NODE_NONE) == (q->next == SLUICE_NODE_NONE);
}

bool sluice_tree_same(const struct sluice_program *a, sluice_node_id x,
                      const struct sluice_program *b, sluice_node_id y)
{
    sluice_node_id i = x;
    sluice_node_id j = y;

    while (i != SLUICE_NODE_NONE && j != SLUICE_NODE_NONE) {
        const struct sluice_node *p = &a->nodes[i];
        const struct sluice_node *q = &b->nodes[j];

        if ((i != x && !same_place(p, q)) ||
            (p->first == SLUICE_NODE_NONE) != (q->first == SLUICE_NODE_NONE) ||
            !sluice_tree_same_node(a, i, b, j)) {
            return false;
        }
        i = sluice_program_walk(a, x, i);
        j = sluice_program_walk(b, y, j);
    }
    return i == j;
}

bool sluice_program_equal(const struct sluice_program *a, const struct sluice_program *b)
{
    return sluice_tree_same(a, SLUICE_NODE_ROOT, b, SLUICE_NODE_ROOT);
}
