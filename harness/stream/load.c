/* The loader: tasks, the list of the stream, and what must hold in the end. */
#include "harness/stream/load.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/grow.h"
#include "harness/yaml/faults.h"

/* Nodes of one program: far more than any case needs, few enough for the memory of a machine. */
enum { NODES_MAX = 8000000 };

/* --- tasks and nodes -------------------------------------------------------------------------- */

bool sluice_load_no_memory(struct sluice_loader *loader, const struct sluice_yaml_node *yaml)
{
    return sluice_yaml_fail(loader->error, yaml, "out of memory");
}

sluice_node_id sluice_load_child(struct sluice_loader *loader, sluice_node_id parent,
                                 enum sluice_node_role role, enum sluice_node_kind kind,
                                 const struct sluice_yaml_node *yaml)
{
    sluice_node_id id;

    if (loader->program->node_count >= NODES_MAX) {
        (void)sluice_yaml_fail(loader->error, yaml,
                               "the program has more than %d parts: write many as {repeat: ...}",
                               (int)NODES_MAX);
        return SLUICE_NODE_NONE;
    }
    id = sluice_program_add(loader->program, parent, role, kind);
    if (id == SLUICE_NODE_NONE) {
        (void)sluice_load_no_memory(loader, yaml);
        return SLUICE_NODE_NONE;
    }
    loader->program->nodes[id].line = sluice_yaml_line(yaml);
    loader->program->nodes[id].column = sluice_yaml_column(yaml);
    return id;
}

static bool push(struct sluice_loader *loader, struct sluice_task **stack, size_t *count,
                 size_t *capacity, struct sluice_task task)
{
    struct sluice_task *grown = sluice_grow(*stack, capacity, *count + 1, sizeof *grown);

    if (grown == NULL) {
        return sluice_load_no_memory(loader, task.yaml);
    }
    *stack = grown;
    grown[(*count)++] = task;
    return true;
}

bool sluice_load_push(struct sluice_loader *loader, sluice_task_fn run,
                      const struct sluice_yaml_node *yaml, sluice_node_id id)
{
    return push(loader, &loader->tasks, &loader->task_count, &loader->task_capacity,
                (struct sluice_task){run, yaml, id});
}

bool sluice_load_later(struct sluice_loader *loader, sluice_task_fn run,
                       const struct sluice_yaml_node *yaml, sluice_node_id id)
{
    return push(loader, &loader->later, &loader->later_count, &loader->later_capacity,
                (struct sluice_task){run, yaml, id});
}

bool sluice_load_item_child(struct sluice_loader *loader, sluice_node_id parent,
                            enum sluice_node_role role, const struct sluice_yaml_node *yaml)
{
    sluice_node_id id = sluice_load_child(loader, parent, role, SLUICE_NODE_PENDING, yaml);

    return id != SLUICE_NODE_NONE && sluice_load_push(loader, sluice_load_item, yaml, id);
}

bool sluice_load_items(struct sluice_loader *loader, sluice_node_id parent,
                       enum sluice_node_role role, const char *what,
                       const struct sluice_yaml_node *list)
{
    const struct sluice_yaml_node *yaml = sluice_yaml_first(list);

    if (list != NULL && !sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, what, loader->error)) {
        return false;
    }
    for (; yaml != NULL; yaml = sluice_yaml_next(yaml)) {
        if (!sluice_load_item_child(loader, parent, role, yaml)) {
            return false;
        }
    }
    return true;
}

/* Forgets what is left of an item of the stream in which something is wrong. */
static void drop_item(struct sluice_loader *loader)
{
    loader->broken = true;
    while (loader->task_count > 0) {
        const struct sluice_task *task = &loader->tasks[loader->task_count - 1];

        if (task->run == sluice_load_item &&
            sluice_program_peek(loader->program, task->id)->parent == SLUICE_NODE_ROOT) {
            return;
        }
        loader->task_count--;
    }
}

/* Runs the tasks, those that a task has pushed before the older ones and in the order of
 * pushing. */
static bool run_tasks(struct sluice_loader *loader)
{
    bool good = true;

    while (loader->task_count > 0) {
        struct sluice_task task = loader->tasks[--loader->task_count];
        size_t low = loader->task_count;
        const bool done = task.run(loader, task.yaml, task.id);

        if (!sluice_yaml_tried(done, &good, loader->error)) {
            return false;
        }
        if (!done) {
            drop_item(loader);
            continue;
        }
        for (size_t high = loader->task_count; high > low + 1; low++) {
            struct sluice_task swap = loader->tasks[low];

            loader->tasks[low] = loader->tasks[--high];
            loader->tasks[high] = swap;
        }
    }
    return good;
}

/* Runs what had to wait. A round that defines nothing new is the last one. */
static bool run_later(struct sluice_loader *loader)
{
    while (loader->later_count > 0) {
        struct sluice_task *waiting = loader->later;
        size_t count = loader->later_count;
        bool ok = true;

        loader->later = NULL;
        loader->later_count = 0;
        loader->later_capacity = 0;
        for (size_t i = 0; ok && i < count; i++) {
            ok = waiting[i].run(loader, waiting[i].yaml, waiting[i].id) && run_tasks(loader);
        }
        free(waiting);
        if (!ok) {
            return false;
        }
        loader->last_round = loader->later_count >= count;
    }
    return true;
}

/* --- the stream ------------------------------------------------------------------------------- */

/* The value of a map with one key if the key is this one, else NULL. */
static const struct sluice_yaml_node *only(const struct sluice_yaml_node *yaml, const char *key)
{
    return sluice_yaml_count(yaml) == 1 ? sluice_yaml_get(yaml, key) : NULL;
}

static bool collect_parts(struct sluice_loader *loader, const struct sluice_yaml_node *map)
{
    const struct sluice_yaml_node *yaml = sluice_yaml_first(map);

    if (!sluice_yaml_expect(map, SLUICE_YAML_MAPPING,
                            "a map from names to items, as in {inner: null}", loader->error)) {
        return false;
    }
    for (; yaml != NULL; yaml = sluice_yaml_next(yaml)) {
        const char *name = sluice_yaml_key_text(yaml);
        uint32_t before = loader->part_names.count;
        uint32_t number = sluice_stream_names_add(&loader->part_names, name, strlen(name));
        struct sluice_part *parts = sluice_grow(loader->parts, &loader->part_capacity,
                                                (size_t)number + 1, sizeof *parts);

        if (number == 0 || parts == NULL) {
            return sluice_load_no_memory(loader, yaml);
        }
        loader->parts = parts;
        if (number <= before) {
            return sluice_yaml_fail(loader->error, yaml,
                                    "the part %s is given twice: give one of them another name",
                                    name);
        }
        parts[number].yaml = yaml;
        parts[number].open = false;
    }
    return true;
}

/* The header that is written unless the first item says otherwise. */
static bool add_magic(struct sluice_loader *loader, const struct sluice_yaml_node *stream)
{
    static const uint8_t magic[] = {0xAC, 0xED, 0x00, 0x05};
    sluice_node_id id = sluice_load_child(loader, SLUICE_NODE_ROOT, SLUICE_ROLE_ITEM,
                                          SLUICE_NODE_MAGIC, stream);

    return id != SLUICE_NODE_NONE &&
           (sluice_program_set_bytes(loader->program, id, magic, sizeof magic) ||
            sluice_load_no_memory(loader, stream));
}

static bool load_stream(struct sluice_loader *loader, const struct sluice_yaml_node *stream,
                        sluice_node_id id)
{
    const struct sluice_yaml_node *item = sluice_yaml_first(stream);
    const struct sluice_yaml_node *header = only(item, "header");

    if (!sluice_yaml_expect(stream, SLUICE_YAML_SEQUENCE,
                            "a list of stream items, as in [{string: home}]", loader->error)) {
        return false;
    }
    if (header != NULL) {
        if (!sluice_load_is_word(header, "none")) {
            return sluice_yaml_fail(
                loader->error, header,
                "header can only be none: another header is written {magic: ACED0006}");
        }
        item = sluice_yaml_next(item);
    } else if (only(item, "magic") == NULL && !add_magic(loader, stream)) {
        return false;
    }
    for (; item != NULL; item = sluice_yaml_next(item)) {
        const struct sluice_yaml_node *parts = only(item, "parts");

        if (parts != NULL ? !collect_parts(loader, parts)
                          : !sluice_load_item_child(loader, id, SLUICE_ROLE_ITEM, item)) {
            return false;
        }
    }
    return true;
}

/* --- what must hold when all is loaded -------------------------------------------------------- */

static bool fail_at_node(struct sluice_loader *loader, const struct sluice_node *node,
                         const char *text, const char *name)
{
    return sluice_yaml_fail_at(loader->error, loader->program->file, node->line, node->column,
                               "%s %s", text, name);
}

/* A reference to a label that no item has. */
static bool fail_label(struct sluice_loader *loader, const struct sluice_node *reference)
{
    struct sluice_program *program = loader->program;
    struct sluice_stream_names defined = {0};
    const char *name = sluice_program_label_name(program, reference->target);
    char hint[SLUICE_LOAD_HINT] = "";
    bool ok = true;

    for (uint32_t label = 1; ok && label <= program->labels.count; label++) {
        const char *other = sluice_program_label_name(program, label);

        ok = sluice_definitions_find(&loader->definitions, label) == SLUICE_NODE_NONE ||
             sluice_stream_names_add(&defined, other, strlen(other)) != 0;
    }
    sluice_load_hint(&defined, name, hint);
    sluice_stream_names_free(&defined);
    return sluice_yaml_fail_at(loader->error, program->file, reference->line, reference->column,
                               "no item has the label %s%s%s", name, hint,
                               hint[0] == '\0' ? ": give it to one, as in {string: {text: home, "
                                                 "label: S}}"
                                               : "");
}

/* The nest whose level a hole continues, or NONE. */
static sluice_node_id nest_of(const struct sluice_program *program, sluice_node_id hole)
{
    sluice_node_id id = hole;

    while (id != SLUICE_NODE_NONE && program->nodes[id].role != SLUICE_ROLE_AROUND) {
        id = program->nodes[id].parent;
    }
    return id == SLUICE_NODE_NONE ? id : program->nodes[id].parent;
}

/* Every reference has its label, every hole its nest, every nest exactly one hole. `holes` counts
 * by node. */
static bool check_nodes(struct sluice_loader *loader, uint8_t *holes)
{
    struct sluice_program *program = loader->program;
    sluice_node_id id = SLUICE_NODE_ROOT;

    for (; id != SLUICE_NODE_NONE; id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = &program->nodes[id];

        if (node->kind == SLUICE_NODE_REFERENCE && node->target != 0 &&
            sluice_definitions_find(&loader->definitions, node->target) == SLUICE_NODE_NONE) {
            return fail_label(loader, node);
        }
        if (node->kind == SLUICE_NODE_HOLE) {
            sluice_node_id nest = nest_of(program, id);

            if (nest == SLUICE_NODE_NONE) {
                return fail_at_node(loader, node, "a hole can stand only",
                                    "inside around of a nest: write an item such as null");
            }
            holes[nest] = holes[nest] < 2 ? (uint8_t)(holes[nest] + 1) : holes[nest];
        }
    }
    for (id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = &program->nodes[id];

        if (node->kind == SLUICE_NODE_NEST && holes[id] != 1) {
            return fail_at_node(loader, node, "around of a nest needs exactly one hole,",
                                holes[id] == 0 ? "and this has none: write hole where the next "
                                                 "level goes"
                                               : "and this has more: write null for the others");
        }
    }
    return true;
}

static bool check_program(struct sluice_loader *loader)
{
    uint8_t *holes = calloc((size_t)loader->program->node_count + 1, 1);
    bool ok;

    if (holes == NULL) {
        return sluice_load_no_memory(loader, NULL);
    }
    ok = check_nodes(loader, holes);
    free(holes);
    return ok;
}

/* --- entry points ----------------------------------------------------------------------------- */

static void free_loader(struct sluice_loader *loader)
{
    free(loader->tasks);
    free(loader->later);
    free(loader->parts);
    sluice_stream_names_free(&loader->part_names);
    sluice_definitions_free(&loader->definitions);
    free(loader);
}

bool sluice_program_load(const struct sluice_yaml_node *stream, struct sluice_program **out,
                         struct sluice_yaml_error *error)
{
    struct sluice_loader *loader = calloc(1, sizeof *loader);
    bool ok;

    *out = NULL;
    if (loader == NULL) {
        return sluice_yaml_fail(error, stream, "out of memory");
    }
    loader->error = error;
    loader->program = sluice_program_create();
    if (loader->program == NULL) {
        free(loader);
        return sluice_yaml_fail(error, stream, "out of memory");
    }
    strncpy(loader->program->file, sluice_yaml_node_file(stream), sizeof loader->program->file - 1);
    ok = sluice_load_push(loader, load_stream, stream, SLUICE_NODE_ROOT) && run_tasks(loader) &&
         run_later(loader) && check_program(loader);
    if (ok) {
        *out = loader->program;
    } else {
        sluice_program_free(loader->program);
    }
    free_loader(loader);
    return ok;
}

bool sluice_program_load_file(const char *path, struct sluice_program **out,
                              struct sluice_yaml_error *error)
{
    struct sluice_yaml *document;
    const struct sluice_yaml_node *root;
    bool ok;

    *out = NULL;
    if (!sluice_yaml_load(path, &document, error)) {
        return false;
    }
    root = sluice_yaml_root(document);
    if (sluice_yaml_kind(root) == SLUICE_YAML_MAPPING) {
        root = sluice_yaml_require(root, "stream", "[{string: home}]", error);
    }
    ok = root != NULL && sluice_program_load(root, out, error);
    sluice_yaml_free(document);
    return ok;
}
