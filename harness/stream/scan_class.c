#include <stdlib.h>
#include <string.h>

#include "harness/base/grow.h"
#include "harness/stream/scan.h"
#include "harness/stream/value.h"

uint32_t sluice_scan_class(struct sluice_scan *scan, sluice_node_id desc)
{
    struct sluice_scan_class *classes = sluice_grow(scan->classes, &scan->class_capacity,
                                                    scan->class_count + 1, sizeof *classes);

    if (classes == NULL) {
        scan->failed = true;
        return SLUICE_NO_CLASS;
    }
    scan->classes = classes;
    memset(&classes[scan->class_count], 0, sizeof *classes);
    classes[scan->class_count].desc = desc;
    classes[scan->class_count].super = SLUICE_NO_CLASS;
    return (uint32_t)scan->class_count++;
}

void sluice_scan_finish_class(struct sluice_scan *scan, uint32_t class, uint32_t super,
                              bool is_null)
{
    if (class == SLUICE_NO_CLASS) {
        return;
    }
    scan->classes[class].super = super;
    scan->classes[class].complete = is_null ||
                                    (super != SLUICE_NO_CLASS && scan->classes[super].complete);
}

/* --- classes with data ------------------------------------------------------------------------ */

/* The classes of a chain that have data, the class itself first. False: the chain is not known. */
static bool collect_levels(const struct sluice_scan *scan, uint32_t class, uint32_t *levels,
                           uint32_t *count)
{
    struct sluice_chain_level level;

    *count = 0;
    for (uint32_t steps = 0; class != SLUICE_NO_CLASS; steps++) {
        const struct sluice_scan_class *entry = &scan->classes[class];
        const struct sluice_node *node = &scan->program->nodes[entry->desc];

        if (steps + 1 >= SLUICE_CHAIN_MAX) {
            return false;
        }
        if (sluice_chain_level_of(scan->program, entry->desc, steps > 0, &level)) {
            levels[(*count)++] = class;
        }
        if (steps == 0 && node->kind == SLUICE_NODE_CLASSDESC &&
            (node->code & SLUICE_FLAG_EXTERNALIZABLE) != 0) {
            return true;
        }
        if (!entry->complete) {
            return false;
        }
        class = entry->super;
    }
    return true;
}

bool sluice_scan_levels(struct sluice_scan *scan, uint32_t class)
{
    struct sluice_scan_class *entry = &scan->classes[class];
    uint32_t levels[SLUICE_CHAIN_MAX];
    uint32_t count;

    if (entry->has_levels) {
        return true;
    }
    entry->has_levels = true;
    if (!collect_levels(scan, class, levels, &count) || count == 0) {
        return true;
    }
    entry->levels = malloc(count * sizeof *entry->levels);
    if (entry->levels == NULL) {
        scan->failed = true;
        return false;
    }
    entry->level_count = count;
    for (uint32_t i = 0; i < count; i++) {
        entry->levels[i] = levels[count - 1 - i];
    }
    return true;
}

/* --- writeObject without default fields ------------------------------------------------------- */

/* The stream does not say whether a class with SC_WRITE_METHOD has written its default fields.
 * They are taken to be there unless what would follow them cannot, and custom data can begin at
 * once. */

static bool starts_object(const struct sluice_scan *scan, uint64_t at)
{
    return at < scan->length && ((scan->bytes[at] >= 0x70 && scan->bytes[at] <= 0x76) ||
                                 (scan->bytes[at] >= 0x7B && scan->bytes[at] <= 0x7E));
}

static bool starts_data(const struct sluice_scan *scan, uint64_t at)
{
    return at < scan->length && scan->bytes[at] >= 0x70 && scan->bytes[at] <= 0x7E &&
           scan->bytes[at] != 0x79;
}

/* Adds up the primitive fields of a class, the first time that it matters. */
static void count_fields(const struct sluice_scan *scan, struct sluice_scan_class *class)
{
    struct sluice_fields fields;

    class->is_counted = true;
    sluice_fields_begin(&fields, scan->program, class->desc);
    for (; fields.at != SLUICE_NODE_NONE && !fields.references; sluice_fields_next(&fields)) {
        class->primitive += sluice_stream_value_size(scan->program->nodes[fields.at].code);
    }
    class->has_references = fields.references && fields.at != SLUICE_NODE_NONE;
}

bool sluice_scan_skips_fields(const struct sluice_scan *scan, struct sluice_scan_class *class)
{
    if (!starts_data(scan, scan->at)) {
        return false;
    }
    if (!class->is_counted) {
        count_fields(scan, class);
    }
    return class->has_references ? !starts_object(scan, scan->at + class->primitive)
                                 : !starts_data(scan, scan->at + class->primitive);
}

/* --- what is written once --------------------------------------------------------------------- */

uint8_t sluice_scan_element(const struct sluice_scan *scan, uint32_t class)
{
    struct sluice_bytes name;

    if (class == SLUICE_NO_CLASS) {
        return 0;
    }
    name = sluice_stream_name_of(scan->program, scan->classes[class].desc);
    return name.length >= 2 && name.data[0] == '[' && sluice_stream_value_size(name.data[1]) > 0
               ? name.data[1]
               : 0;
}

/* Notes an item that is written once. False: an equal one is noted already, or it is too long. */
static bool note_once(struct sluice_scan *scan, struct sluice_stream_once *once,
                      struct sluice_bytes text, uint32_t handle)
{
    uint32_t other;

    if (text.length > 200 || sluice_stream_once_find(once, text.data, text.length, &other)) {
        return false;
    }
    if (!sluice_stream_once_add(once, text.data, text.length, handle)) {
        scan->failed = true;
        return false;
    }
    return true;
}

void sluice_scan_mark_type(struct sluice_scan *scan, sluice_node_id string)
{
    struct sluice_node *node = &scan->program->nodes[string];

    if (node->marks == 0 &&
        note_once(scan, &scan->strings, sluice_program_bytes(scan->program, string),
                  (uint32_t)scan->handle_count - 1)) {
        node->marks |= SLUICE_NODE_ONCE;
    }
}

void sluice_scan_mark_array(struct sluice_scan *scan, sluice_node_id desc)
{
    struct sluice_node *node = &scan->program->nodes[desc];
    struct sluice_bytes name = sluice_stream_name_of(scan->program, desc);
    sluice_node_id super = sluice_tree_child(scan->program, desc, SLUICE_ROLE_SUPER);

    /* Nothing within it takes a handle, so its own is the latest. */
    if (node->kind == SLUICE_NODE_CLASSDESC && node->marks == 0 &&
        node->code == SLUICE_FLAG_SERIALIZABLE && name.length > 1 && name.data[0] == '[' &&
        node->number == sluice_array_suid(name.data, name.length) &&
        scan->program->nodes[node->first].next == node->last && super != SLUICE_NODE_NONE &&
        scan->program->nodes[super].kind == SLUICE_NODE_NULL &&
        note_once(scan, &scan->descriptors, name, (uint32_t)scan->handle_count - 1)) {
        node->marks |= SLUICE_NODE_ONCE;
    }
}

/* A descriptor as `type` of an array makes it. */
static void recall_array(struct sluice_scan *scan, sluice_node_id id, sluice_node_id desc)
{
    struct sluice_node original = scan->program->nodes[desc];
    struct sluice_node name = scan->program->nodes[original.first];
    sluice_node_id copy = sluice_scan_add(scan, id, SLUICE_ROLE_NAME, SLUICE_NODE_UTF);

    if (copy == SLUICE_NODE_NONE ||
        sluice_scan_add(scan, id, SLUICE_ROLE_SUPER, SLUICE_NODE_NULL) == SLUICE_NODE_NONE) {
        return;
    }
    sluice_tree_set_range(scan->program, copy, name.bytes, name.length);
    scan->program->nodes[id].kind = SLUICE_NODE_CLASSDESC;
    scan->program->nodes[id].marks = SLUICE_NODE_ONCE;
    scan->program->nodes[id].code = original.code;
    scan->program->nodes[id].number = original.number;
}

void sluice_scan_recall(struct sluice_scan *scan, sluice_node_id reference, uint32_t wire)
{
    const struct sluice_scan_handle *handle = sluice_scan_find(scan, wire);
    struct sluice_node *node = &scan->program->nodes[reference];
    const struct sluice_node *target;
    struct sluice_bytes text;
    uint32_t noted;

    if (handle == NULL) {
        return;
    }
    target = &scan->program->nodes[handle->node];
    if (!sluice_tree_marked(target, SLUICE_NODE_ONCE)) {
        return;
    }
    if (node->role == SLUICE_ROLE_TYPE && target->kind == SLUICE_NODE_STRING) {
        text = sluice_program_bytes(scan->program, handle->node);
        if (sluice_stream_once_find(&scan->strings, text.data, text.length, &noted) &&
            noted == wire - SLUICE_BASE_HANDLE) {
            node->kind = SLUICE_NODE_STRING;
            node->marks = SLUICE_NODE_ONCE;
            sluice_tree_set_range(scan->program, reference, target->bytes, target->length);
        }
    } else if (node->role == SLUICE_ROLE_DESC && target->kind == SLUICE_NODE_CLASSDESC &&
               scan->program->nodes[node->parent].kind == SLUICE_NODE_ARRAY) {
        text = sluice_stream_name_of(scan->program, handle->node);
        if (sluice_stream_once_find(&scan->descriptors, text.data, text.length, &noted) &&
            noted == wire - SLUICE_BASE_HANDLE) {
            recall_array(scan, reference, handle->node);
        }
    }
}
