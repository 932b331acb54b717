#include "harness/stream/fold.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/grow.h"

/* Equal items in a row and equal levels that are worth folding, and the most items that make up one
 * level. */
enum { ROW_MIN = 16, LEVELS_MIN = 16, PERIOD_MAX = 6 };

/* What is known of a node while folding, by its id. */
struct mark {
    uint64_t hash;        /* of the node and all below it */
    uint64_t shell;       /* of the node and all below it but its heavy child */
    uint32_t size;        /* nodes, itself included */
    sluice_node_id heavy; /* the child with the most nodes below it, or NONE */
};

struct folder {
    struct sluice_program *program;
    struct mark *marks;
    sluice_node_id *order; /* parents before children */
    size_t count;
};

/* --- hashes ----------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

/* A node without its role and its links. One that carries a label is like no other. */
static uint64_t hash_node(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = &program->nodes[id];
    struct sluice_bytes bytes = sluice_program_bytes(program, id);
    uint64_t hash = mix(node->kind, (uint64_t)node->marks << 8 | node->code);

    hash = mix(hash, node->label != 0 ? UINT64_C(0x100000000) + id : 0);
    hash = mix(hash, node->target);
    hash = mix(hash, (uint64_t)node->number);
    hash = mix(hash, (uint64_t)node->claim);
    hash = mix(hash, (uint64_t)node->length << 32 | node->times);
    for (size_t i = 0; i < bytes.length; i++) {
        hash = mix(hash, bytes.data[i]);
    }
    return hash;
}

/* The children of a node are marked already. */
static void mark_node(struct folder *folder, sluice_node_id id)
{
    const struct sluice_node *nodes = folder->program->nodes;
    struct mark *mark = &folder->marks[id];
    sluice_node_id child;

    mark->size = 1;
    mark->heavy = SLUICE_NODE_NONE;
    for (child = nodes[id].first; child != SLUICE_NODE_NONE; child = nodes[child].next) {
        mark->size += folder->marks[child].size;
        if (mark->heavy == SLUICE_NODE_NONE ||
            folder->marks[child].size > folder->marks[mark->heavy].size) {
            mark->heavy = child;
        }
    }
    mark->hash = hash_node(folder->program, id);
    mark->shell = mark->hash;
    for (child = nodes[id].first; child != SLUICE_NODE_NONE; child = nodes[child].next) {
        const struct mark *below = &folder->marks[child];

        mark->hash = mix(mix(mark->hash, nodes[child].role), below->hash);
        mark->shell = mix(mix(mark->shell, nodes[child].role),
                          child == mark->heavy ? UINT64_MAX : below->hash);
    }
}

/* Marks all nodes, children before parents. False: out of memory. */
static bool mark_all(struct folder *folder)
{
    struct sluice_program *program = folder->program;
    sluice_node_id id = SLUICE_NODE_ROOT;

    free(folder->marks);
    free(folder->order);
    folder->marks = calloc((size_t)program->node_count + 1, sizeof *folder->marks);
    folder->order = calloc((size_t)program->node_count + 1, sizeof *folder->order);
    folder->count = 0;
    if (folder->marks == NULL || folder->order == NULL) {
        return false;
    }
    for (; id != SLUICE_NODE_NONE; id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        folder->order[folder->count++] = id;
    }
    for (size_t i = folder->count; i-- > 0;) {
        mark_node(folder, folder->order[i]);
    }
    return true;
}

/* --- comparison: hashes may lie, bytes must not ----------------------------------------------- */

/* The next node of a walk below `top` that leaves out what is below `skip`. */
static sluice_node_id walk_around(const struct sluice_program *program, sluice_node_id top,
                                  sluice_node_id id, sluice_node_id skip)
{
    return id == skip ? sluice_program_walk_past(program, top, id)
                      : sluice_program_walk(program, top, id);
}

/* Equal in all that is written, the tops' roles and places aside. `skip_a` and `skip_b` stand for
 * each other, whatever they are. */
static bool is_same(const struct folder *folder, sluice_node_id a, sluice_node_id skip_a,
                    sluice_node_id b, sluice_node_id skip_b)
{
    const struct sluice_program *program = folder->program;
    sluice_node_id x = a;
    sluice_node_id y = b;

    while (x != SLUICE_NODE_NONE && y != SLUICE_NODE_NONE) {
        const struct sluice_node *p = &program->nodes[x];
        const struct sluice_node *q = &program->nodes[y];
        bool is_top = x == a;

        if ((x == skip_a) != (y == skip_b) || (x == a) != (y == b) ||
            (!is_top && (p->role != q->role ||
                         (p->next == SLUICE_NODE_NONE) != (q->next == SLUICE_NODE_NONE)))) {
            return false;
        }
        if (x != skip_a && (p->label != 0 || q->label != 0 ||
                            (p->first == SLUICE_NODE_NONE) != (q->first == SLUICE_NODE_NONE) ||
                            !sluice_tree_same_node(program, x, program, y))) {
            return false;
        }
        x = walk_around(program, a, x, skip_a);
        y = walk_around(program, b, y, skip_b);
    }
    return x == y;
}

/* --- rows ------------------------------------------------------------------------------------- */

/* Lists in which a repeat can stand for its items. */
static bool is_list(uint8_t role)
{
    return role == SLUICE_ROLE_ITEM || role == SLUICE_ROLE_ELEMENT || role == SLUICE_ROLE_DATA ||
           role == SLUICE_ROLE_ANNOTATION || role == SLUICE_ROLE_CONTENT ||
           role == SLUICE_ROLE_BODY;
}

/* Items from `first` on that are equal to it, itself included. */
static uint32_t row_of(const struct folder *folder, sluice_node_id first)
{
    const struct sluice_node *nodes = folder->program->nodes;
    sluice_node_id next = nodes[first].next;
    uint32_t count = 1;

    while (next != SLUICE_NODE_NONE && nodes[next].role == nodes[first].role &&
           folder->marks[next].hash == folder->marks[first].hash &&
           is_same(folder, first, SLUICE_NODE_NONE, next, SLUICE_NODE_NONE)) {
        count++;
        next = nodes[next].next;
    }
    return count;
}

/* Puts a repeat in the place of `count` items. */
static bool fold_row(struct sluice_program *program, sluice_node_id first, uint32_t count)
{
    sluice_node_id parent = program->nodes[first].parent;
    sluice_node_id repeat = sluice_program_add(program, SLUICE_NODE_NONE,
                                               (enum sluice_node_role)program->nodes[first].role,
                                               SLUICE_NODE_REPEAT);

    if (repeat == SLUICE_NODE_NONE) {
        return false;
    }
    for (uint32_t i = 1; i < count; i++) {
        sluice_program_detach(program, program->nodes[first].next);
    }
    sluice_program_insert(program, parent, first, repeat);
    sluice_program_detach(program, first);
    program->nodes[first].role = SLUICE_ROLE_BODY;
    program->nodes[repeat].number = count;
    sluice_program_insert(program, repeat, SLUICE_NODE_NONE, first);
    return true;
}

static bool fold_rows(struct folder *folder)
{
    struct sluice_program *program = folder->program;
    sluice_node_id id = SLUICE_NODE_ROOT;

    if (!mark_all(folder)) {
        return false;
    }
    for (; id != SLUICE_NODE_NONE; id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        sluice_node_id child = program->nodes[id].first;

        while (child != SLUICE_NODE_NONE) {
            /* What the folding has made is not marked, and has nothing equal beside it. */
            uint32_t count = is_list(program->nodes[child].role) ? row_of(folder, child) : 1;
            sluice_node_id next = child;

            for (uint32_t i = 0; i < count; i++) {
                next = program->nodes[next].next;
            }
            if (count >= ROW_MIN && !fold_row(program, child, count)) {
                return false;
            }
            child = next;
        }
    }
    return true;
}

/* --- levels ----------------------------------------------------------------------------------- */

/* A path from some node down through heavy children. */
struct path {
    sluice_node_id *nodes;
    size_t count;
    size_t capacity;
};

static bool collect_path(const struct folder *folder, sluice_node_id id, struct path *path)
{
    path->count = 0;
    for (; id != SLUICE_NODE_NONE; id = folder->marks[id].heavy) {
        sluice_node_id *nodes = sluice_grow(path->nodes, &path->capacity, path->count + 1,
                                            sizeof *nodes);

        if (nodes == NULL) {
            return false;
        }
        path->nodes = nodes;
        nodes[path->count++] = id;
    }
    return true;
}

/* Levels of `period` nodes each, equal to that which begins at `start`, itself included. */
static size_t levels_from(const struct folder *folder, const struct path *path, size_t start,
                          size_t period)
{
    size_t at = start;

    /* The last node of a level needs a child for the hole, hence the one more that must be
     * there. */
    while (at + period + 1 < path->count &&
           folder->marks[path->nodes[at]].shell == folder->marks[path->nodes[at + period]].shell &&
           is_same(folder, path->nodes[at], path->nodes[at + 1], path->nodes[at + period],
                   path->nodes[at + period + 1])) {
        at++;
    }
    return (at - start) / period + 1;
}

/* Only what is an item can stand around a nest. */
static bool is_item(uint8_t kind)
{
    return kind == SLUICE_NODE_ARRAY || kind == SLUICE_NODE_OBJECT || kind == SLUICE_NODE_ENUM ||
           kind == SLUICE_NODE_CLASS || kind == SLUICE_NODE_CLASSDESC ||
           kind == SLUICE_NODE_PROXYDESC || kind == SLUICE_NODE_EXCEPTION;
}

/* Puts `put` in the place of `old`, in its role. */
static void replace(struct sluice_program *program, sluice_node_id old, sluice_node_id put)
{
    program->nodes[put].role = program->nodes[old].role;
    sluice_program_insert(program, program->nodes[old].parent, old, put);
    sluice_program_detach(program, old);
}

static bool fold_levels(struct sluice_program *program, const struct path *path, size_t start,
                        size_t period, size_t levels)
{
    sluice_node_id outer = path->nodes[start];
    sluice_node_id second = path->nodes[start + period];
    sluice_node_id inside = path->nodes[start + period * levels];
    sluice_node_id nest = sluice_program_add(program, SLUICE_NODE_NONE, SLUICE_ROLE_ITEM,
                                             SLUICE_NODE_NEST);
    sluice_node_id hole = sluice_program_add(program, SLUICE_NODE_NONE, SLUICE_ROLE_ITEM,
                                             SLUICE_NODE_HOLE);

    if (nest == SLUICE_NODE_NONE || hole == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_program_detach(program, inside);
    replace(program, second, hole);
    replace(program, outer, nest);
    program->nodes[nest].number = (int64_t)levels;
    program->nodes[outer].role = SLUICE_ROLE_AROUND;
    program->nodes[inside].role = SLUICE_ROLE_INSIDE;
    sluice_program_insert(program, nest, SLUICE_NODE_NONE, outer);
    sluice_program_insert(program, nest, SLUICE_NODE_NONE, inside);
    return true;
}

static bool fold_path(struct folder *folder, const struct path *path)
{
    size_t at = 0;

    while (at < path->count) {
        size_t step = 1;

        for (size_t period = 1; period <= PERIOD_MAX && at + period < path->count; period++) {
            size_t levels;

            if (!is_item(folder->program->nodes[path->nodes[at]].kind) ||
                folder->marks[path->nodes[at]].shell !=
                    folder->marks[path->nodes[at + period]].shell) {
                continue;
            }
            levels = levels_from(folder, path, at, period);
            if (levels >= LEVELS_MIN) {
                if (!fold_levels(folder->program, path, at, period, levels)) {
                    return false;
                }
                step = period * levels;
                break;
            }
        }
        at += step;
    }
    return true;
}

/* Each node lies on one path, which begins where a node is not its parent's heavy child. */
static bool is_head(const struct folder *folder, sluice_node_id id)
{
    sluice_node_id parent = folder->program->nodes[id].parent;

    return folder->marks[id].size > LEVELS_MIN &&
           (parent == SLUICE_NODE_NONE || folder->marks[parent].heavy != id);
}

static bool fold_nests(struct folder *folder)
{
    struct path path = {NULL, 0, 0};
    bool ok = mark_all(folder);
    size_t heads = 0;

    /* Found before anything moves: what has been folded away must not begin new paths. */
    for (size_t i = 0; ok && i < folder->count; i++) {
        if (is_head(folder, folder->order[i])) {
            folder->order[heads++] = folder->order[i];
        }
    }
    for (size_t i = 0; ok && i < heads; i++) {
        ok = collect_path(folder, folder->order[i], &path) && fold_path(folder, &path);
    }
    free(path.nodes);
    return ok;
}

/* Whether some list is long enough for a row, or some path for levels: mostly none is, which is seen much
 * faster than it is marked. */
static bool is_foldable(const struct sluice_program *program)
{
    const struct sluice_node *nodes = program->nodes;
    sluice_node_id id = SLUICE_NODE_ROOT;
    size_t depth = 0;
    bool found = false;

    while (!found && id != SLUICE_NODE_NONE) {
        if (nodes[id].first != SLUICE_NODE_NONE) {
            size_t children = 0;

            for (sluice_node_id child = nodes[id].first; child != SLUICE_NODE_NONE;
                 child = nodes[child].next) {
                children++;
            }
            depth++;
            found = children >= ROW_MIN || depth >= LEVELS_MIN;
            id = nodes[id].first;
            continue;
        }
        while (id != SLUICE_NODE_ROOT && nodes[id].next == SLUICE_NODE_NONE) {
            id = nodes[id].parent;
            depth--;
        }
        id = id == SLUICE_NODE_ROOT ? SLUICE_NODE_NONE : nodes[id].next;
    }
    return found;
}

bool sluice_stream_fold(struct sluice_program *program)
{
    struct folder folder = {program, NULL, NULL, 0};

    if (!is_foldable(program)) {
        return true;
    }
    bool ok = fold_rows(&folder) && fold_nests(&folder);

    free(folder.marks);
    free(folder.order);
    return ok;
}
