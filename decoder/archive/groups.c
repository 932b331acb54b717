/* ENV01-J-EX0, first condition: groups of security-sensitive code do not depend on each other.
 *
 * Packages are nodes; what the constant pool of a class names, in whatever form, are edges. Names in
 * plain strings count, too: they may be meant for reflection. */
#include "class_file.h"
#include "set.h"

#include <string.h>

enum { TEXT_BYTES = 65535 };

struct graph {
    struct run *run; /* of the archive that is being read */
    struct sluice_archive_set *set;
    const struct package **nodes; /* ascending by path */
    uint32_t count;
    uint64_t *edges; /* one row of bits a node */
    size_t row;      /* words */
    uint32_t from;   /* the package of the class that is being read */
    uint8_t *path;   /* a name with slashes, TEXT_BYTES */
};

static uint32_t find_node(const struct graph *graph, struct sluice_bytes path)
{
    uint32_t low = 0;
    uint32_t high = graph->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = sluice_compare_bytes(graph->nodes[middle]->path, path);
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return UINT32_MAX;
}

static void add_edge(struct graph *graph, struct sluice_bytes path)
{
    const uint32_t to = find_node(graph, path);
    if (to != UINT32_MAX) {
        graph->edges[graph->from * graph->row + to / 64] |= UINT64_C(1) << to % 64;
    }
}

static bool is_part(uint8_t byte)
{
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == '_' || byte == '$' || byte == '-';
}

/* One run of name characters, with slashes: a name, or a descriptor with an L in front. */
static void add_name(struct graph *graph, size_t length)
{
    const struct sluice_bytes path = sluice_package_of((struct sluice_bytes){graph->path, length});
    if (path.length == 0) {
        return;
    }
    add_edge(graph, path);
    if (path.length > 1 && path.data[0] == 'L') {
        add_edge(graph, (struct sluice_bytes){path.data + 1, path.length - 1});
    }
}

static void add_text(void *context, struct sluice_bytes text)
{
    struct graph *graph = context;
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        const uint8_t byte = text.data[i];
        if (is_part(byte)) {
            graph->path[length++] = byte;
        } else if (byte == '/' || byte == '.') {
            graph->path[length++] = '/';
        } else {
            add_name(graph, length);
            length = 0;
        }
    }
    add_name(graph, length);
    sluice_step(graph->run, 1 + text.length);
}

static bool read_class(struct graph *graph, struct expander *expander, struct class_reader *reader,
                       const struct class_watcher *watcher, const struct zip_entry *entry)
{
    struct sluice_bytes name;
    bool versioned = false;
    if (!sluice_jar_class_name(sluice_name_of(graph->run, entry), &name, &versioned)) {
        return true;
    }
    graph->from = find_node(graph, sluice_package_of(name));
    sluice_class_begin(reader, name, watcher);
    sluice_expand(expander, entry);
    enum expanded result = EXPANDED_PIECE;
    while (result == EXPANDED_PIECE) {
        struct sluice_bytes piece;
        result = sluice_expand_next(expander, &piece);
        if (result == EXPANDED_PIECE) {
            sluice_class_add(reader, piece);
        }
    }
    sluice_step(graph->run, expander->given);
    if (expander->reason == SLUICE_ARCHIVE_OUT_OF_MEMORY) {
        return sluice_refuse_memory(graph->run);
    }
    return result == EXPANDED_END ||
           sluice_refuse(graph->run, SLUICE_ARCHIVE_CHANGED, "class",
                         sluice_at_entry(entry, entry->data, entry->csize));
}

static bool read_archive(struct graph *graph, struct class_reader *reader,
                         const struct class_watcher *watcher)
{
    struct run *run = graph->run;
    struct expander expander;
    if (!sluice_expander_init(&expander, run->heap, run->bytes)) {
        return sluice_refuse_memory(run);
    }
    bool read = true;
    for (uint32_t i = 0; i < run->zip.count && read; i++) {
        read = read_class(graph, &expander, reader, watcher, &run->zip.entries[i]);
    }
    sluice_expander_free(&expander);
    return read;
}

static bool read_all(struct graph *graph)
{
    struct heap *heap = &graph->set->heap;
    struct class_reader *reader = NULL;
    struct class_watcher watcher = {add_text, graph, NULL};
    bool read = (reader = sluice_archive_get(heap, 1, sizeof *reader)) != NULL &&
                (watcher.text = sluice_archive_get(heap, TEXT_BYTES, 1)) != NULL &&
                (graph->path = sluice_archive_get(heap, TEXT_BYTES, 1)) != NULL;
    if (!read) {
        (void)sluice_refuse_memory(graph->run);
    }
    for (size_t i = 0; i < graph->set->count && read; i++) {
        graph->run = &graph->set->members[i].run;
        graph->run->check = SLUICE_ARCHIVE_CHECK_SET;
        read = read_archive(graph, reader, &watcher);
    }
    sluice_archive_put(heap, graph->path, TEXT_BYTES, 1);
    sluice_archive_put(heap, watcher.text, TEXT_BYTES, 1);
    sluice_archive_put(heap, reader, 1, sizeof *reader);
    return read;
}

static bool refuse_reached(struct graph *graph, const struct package *package)
{
    struct run *run = &graph->set->members[package->archive].run;
    const struct zip_entry *entry = &run->zip.entries[package->entry];
    run->check = SLUICE_ARCHIVE_CHECK_SET;
    return sluice_refuse(run, SLUICE_ARCHIVE_POLICY_GROUP_DEPENDENCY, "package",
                         sluice_at_entry(entry, entry->record + UINT64_C(46), entry->name_length));
}

/* Follows the edges from one group; `queue` has room for all nodes, `seen` for a bit of each. */
static bool follow_group(struct graph *graph, size_t group, uint32_t *queue, uint64_t *seen)
{
    const struct sluice_archive_policy *policy = &graph->set->policy;
    uint32_t end = 0;
    memset(seen, 0, graph->row * sizeof *seen);
    for (uint32_t i = 0; i < graph->count; i++) {
        if (sluice_group_of(policy, graph->nodes[i]->path) == group) {
            queue[end++] = i;
            seen[i / 64] |= UINT64_C(1) << i % 64;
        }
    }
    for (uint32_t at = 0; at < end; at++) {
        const size_t own = sluice_group_of(policy, graph->nodes[queue[at]]->path);
        if (own != SIZE_MAX && own != group) {
            return refuse_reached(graph, graph->nodes[queue[at]]);
        }
        const uint64_t *edges = graph->edges + queue[at] * graph->row;
        for (uint32_t i = 0; i < graph->count; i++) {
            const uint64_t bit = UINT64_C(1) << i % 64;
            if ((edges[i / 64] & bit) != 0 && (seen[i / 64] & bit) == 0) {
                seen[i / 64] |= bit;
                queue[end++] = i;
            }
        }
        sluice_step(graph->run, graph->count);
    }
    return true;
}

static bool follow_all(struct graph *graph)
{
    struct heap *heap = &graph->set->heap;
    uint32_t *queue = sluice_archive_get(heap, graph->count, sizeof *queue);
    uint64_t *seen = queue != NULL ? sluice_archive_get(heap, graph->row, sizeof *seen) : NULL;
    bool apart = seen != NULL;
    if (!apart) {
        (void)sluice_refuse_memory(graph->run);
    }
    for (size_t i = 0; i < graph->set->policy.group_count && apart; i++) {
        apart = follow_group(graph, i, queue, seen);
    }
    sluice_archive_put(heap, seen, graph->row, sizeof *seen);
    sluice_archive_put(heap, queue, graph->count, sizeof *queue);
    return apart;
}

/* Merges the packages of all archives; one that stands in several has one node. */
static void merge_nodes(struct graph *graph, uint32_t *next)
{
    const struct sluice_archive_set *set = graph->set;
    graph->count = 0;
    for (;;) {
        const struct package *least = NULL;
        for (size_t i = 0; i < set->count; i++) {
            const struct packages *packages = &set->members[i].packages;
            if (packages->items != NULL && next[i] < packages->count &&
                (least == NULL ||
                 sluice_compare_bytes(packages->items[next[i]].path, least->path) < 0)) {
                least = &packages->items[next[i]];
            }
        }
        if (least == NULL) {
            return;
        }
        for (size_t i = 0; i < set->count; i++) {
            const struct packages *packages = &set->members[i].packages;
            if (packages->items != NULL && next[i] < packages->count &&
                sluice_compare_bytes(packages->items[next[i]].path, least->path) == 0) {
                next[i]++;
            }
        }
        graph->nodes[graph->count++] = least;
    }
}

static bool judge(struct graph *graph, uint32_t room)
{
    struct heap *heap = &graph->set->heap;
    graph->row = (room + UINT32_C(63)) / 64;
    const size_t row_size = graph->row * sizeof *graph->edges;
    uint32_t *next = NULL;
    bool apart = (next = sluice_archive_get(heap, graph->set->count, sizeof *next)) != NULL &&
                 (graph->nodes = sluice_archive_get(heap, room, sizeof *graph->nodes)) != NULL &&
                 (graph->edges = sluice_archive_get(heap, room, row_size)) != NULL;
    if (apart) {
        memset(next, 0, graph->set->count * sizeof *next);
        memset(graph->edges, 0, room * row_size);
        merge_nodes(graph, next);
        apart = read_all(graph) && follow_all(graph);
    } else {
        (void)sluice_refuse_memory(graph->run);
    }
    sluice_archive_put(heap, graph->edges, room, row_size);
    sluice_archive_put(heap, graph->nodes, room, sizeof *graph->nodes);
    sluice_archive_put(heap, next, graph->set->count, sizeof *next);
    return apart;
}

bool sluice_check_groups(struct sluice_archive_set *set)
{
    uint32_t room = 0;
    for (size_t i = 0; i < set->count; i++) {
        room += set->members[i].packages.count;
    }
    if (set->policy.group_count < 2 || room == 0) {
        return true;
    }
    struct graph graph = {.run = &set->members[0].run, .set = set};
    return judge(&graph, room);
}
