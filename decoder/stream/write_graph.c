/* Writing value graphs: the run, and values one by one. Containers that are open stand on a work stack:
 * no function calls itself on account of the graph. */
#include "write_graph.h"

#include "sluice/document.h"

#include <stdio.h>

/* --- values ----------------------------------------------------------------------------------- */

static struct sluice_bytes text_at(const struct sluice_graph_writer *writer, uint32_t id)
{
    const struct sluice_string *string = sluice_store_at(&writer->result->store, id);
    return (struct sluice_bytes){writer->result->bytes + string->offset, string->length};
}

enum sluice_leaf sluice_put_leaf(struct sluice_graph_writer *writer, uint32_t slot)
{
    struct sluice_emitter *emitter = &writer->emitter;
    const uint32_t id = slot & ~SLUICE_SLOT_COPY;
    bool done;
    writer->steps++;
    if (id < SLUICE_SLOT_FIRST_NODE) {
        done = id == SLUICE_SLOT_NULL ? sluice_emit_byte(emitter, TC_NULL)
                                      : sluice_emit_fail(emitter, SLUICE_NOT_SERIALIZABLE);
        return done ? SLUICE_LEAF_DONE : SLUICE_LEAF_FAILED;
    }
    const uint8_t kind = sluice_store_kind(&writer->result->store, id);
    /* All that is a value has a handle; block data is not written here. */
    uint32_t *number = &writer->numbers[sluice_handle_of(writer, id)];
    if (sluice_emit_is_live(emitter, *number)) {
        done = sluice_emit_reference(emitter, *number);
    } else if (kind == SLUICE_NODE_STRING) {
        done = sluice_emit_string(emitter, text_at(writer, id), number);
    } else {
        return SLUICE_LEAF_CONTAINER;
    }
    return done ? SLUICE_LEAF_DONE : SLUICE_LEAF_FAILED;
}

static bool put_enum(struct sluice_graph_writer *writer, const struct sluice_pair_node *pair)
{
    struct sluice_emitter *emitter = &writer->emitter;
    if (!sluice_emit_byte(emitter, TC_ENUM) || !sluice_emit_open(emitter) ||
        !sluice_put_class_of(writer, pair->descriptor) ||
        !sluice_emit_handle(emitter, &writer->numbers[pair->handle]) ||
        !sluice_emit_string(emitter, text_at(writer, pair->value),
                            &writer->numbers[sluice_handle_of(writer, pair->value)])) {
        return false;
    }
    sluice_emit_close(emitter);
    return true;
}

static bool put_class_object(struct sluice_graph_writer *writer,
                             const struct sluice_pair_node *pair)
{
    struct sluice_emitter *emitter = &writer->emitter;
    if (!sluice_emit_byte(emitter, TC_CLASS) || !sluice_emit_open(emitter) ||
        !sluice_put_class_of(writer, pair->descriptor) ||
        !sluice_emit_handle(emitter, &writer->numbers[pair->handle])) {
        return false;
    }
    sluice_emit_close(emitter);
    return true;
}

static bool begin_array(struct sluice_graph_writer *writer, uint32_t descriptor, uint32_t length,
                        uint32_t handle)
{
    struct sluice_emitter *emitter = &writer->emitter;
    return sluice_emit_byte(emitter, TC_ARRAY) && sluice_emit_open(emitter) &&
           sluice_put_class_of(writer, descriptor) &&
           sluice_emit_array(emitter, length, &writer->numbers[handle]);
}

static bool put_primitives(struct sluice_graph_writer *writer,
                           const struct sluice_primitives *array)
{
    const size_t bytes = (size_t)array->length * sluice_primitive_size((uint8_t)array->node.small);
    if (!begin_array(writer, array->descriptor, array->length, array->handle) ||
        !sluice_emit_bytes(&writer->emitter, writer->result->bytes + array->offset, bytes)) {
        return false;
    }
    sluice_emit_close(&writer->emitter);
    return true;
}

static bool put_array(struct sluice_graph_writer *writer, const struct sluice_words_node *array)
{
    if (!begin_array(writer, array->descriptor, array->count, array->handle)) {
        return false;
    }
    struct sluice_write_frame *frame = sluice_push_task(writer, SLUICE_WRITE_ARRAY);
    if (frame == NULL) {
        return false;
    }
    frame->slots = sluice_node_words(array);
    frame->count = array->count;
    return true;
}

bool sluice_put_blocks(struct sluice_graph_writer *writer, uint32_t id)
{
    static const uint8_t empty[] = {TC_BLOCKDATA, 0};
    struct sluice_emitter *emitter = &writer->emitter;
    const struct sluice_blocks *blocks = sluice_store_at(&writer->result->store, id);
    struct sluice_bytes wire = {writer->result->bytes + blocks->start, blocks->end - blocks->start};
    struct sluice_bytes payload;
    bool is_long;
    if ((blocks->node.flags & SLUICE_NODE_RAW) != 0) {
        return sluice_emit_data(emitter, wire.data, wire.length);
    }
    if (blocks->bytes == 0) {
        return sluice_emit_bytes(emitter, empty, sizeof empty);
    }
    while (sluice_block_next(&wire, &payload, &is_long)) {
        if (!sluice_emit_data(emitter, payload.data, payload.length)) {
            return false;
        }
    }
    return true;
}

static bool put_container(struct sluice_graph_writer *writer, uint32_t id)
{
    const void *node = sluice_store_at(&writer->result->store, id);
    switch (((const struct sluice_node *)node)->kind) {
    case SLUICE_NODE_PRIMITIVES:
        return put_primitives(writer, node);
    case SLUICE_NODE_ARRAY:
        return put_array(writer, node);
    case SLUICE_NODE_OBJECT:
        return sluice_put_object(writer, id);
    case SLUICE_NODE_ENUM:
        return put_enum(writer, node);
    default:
        return put_class_object(writer, node);
    }
}

bool sluice_put_value(struct sluice_graph_writer *writer, uint32_t slot)
{
    switch (sluice_put_leaf(writer, slot)) {
    case SLUICE_LEAF_DONE:
        return true;
    case SLUICE_LEAF_CONTAINER:
        return put_container(writer, slot & ~SLUICE_SLOT_COPY);
    case SLUICE_LEAF_FAILED:
        break;
    }
    return false;
}

/* Elements of an array, or items of a list, up to the first that opens a container. */
static bool slots_step(struct sluice_graph_writer *writer)
{
    struct sluice_write_frame *top = sluice_top_task(writer);
    while (top->next < top->count) {
        const uint32_t slot = top->slots[top->next++ << top->shift];
        switch (sluice_put_leaf(writer, slot)) {
        case SLUICE_LEAF_DONE:
            break;
        case SLUICE_LEAF_CONTAINER:
            return put_container(writer, slot & ~SLUICE_SLOT_COPY);
        case SLUICE_LEAF_FAILED:
            return false;
        }
    }
    const enum sluice_write_task task = (enum sluice_write_task)top->task;
    const struct sluice_safe_object safe = {(enum sluice_safe_form)top->form, top->number};
    sluice_pop_task(writer);
    if (task == SLUICE_WRITE_ITEMS) {
        return sluice_safe_end(&writer->emitter, &safe);
    }
    if (task == SLUICE_WRITE_ARRAY) {
        sluice_emit_close(&writer->emitter);
    }
    return true;
}

static bool step(struct sluice_graph_writer *writer, uint8_t task)
{
    const bool slots = task == SLUICE_WRITE_SLOTS || task == SLUICE_WRITE_ARRAY ||
                       task == SLUICE_WRITE_ITEMS;
    return slots ? slots_step(writer) : sluice_object_step(writer);
}

/* --- the run ---------------------------------------------------------------------------------- */

/* One top-level value. */
static bool put_item(struct sluice_graph_writer *writer, uint32_t slot)
{
    if (slot == SLUICE_SLOT_RESET) {
        return sluice_emit_reset(&writer->emitter);
    }
    if (slot >= SLUICE_SLOT_FIRST_NODE &&
        sluice_store_kind(&writer->result->store, slot & ~SLUICE_SLOT_COPY) == SLUICE_NODE_BLOCKS) {
        return sluice_put_blocks(writer, slot);
    }
    sluice_drop_tasks(writer); /* of a record that did not fit */
    if (!sluice_put_value(writer, slot)) {
        return false;
    }
    const struct sluice_write_frame *top;
    while ((top = sluice_top_task(writer)) != NULL) {
        if (!step(writer, top->task)) {
            return false;
        }
    }
    return true;
}

static bool put_items(struct sluice_graph_writer *writer, const struct sluice_graph *graph,
                      uint32_t *index)
{
    const uint32_t count = sluice_graph_count(graph);
    for (*index = 0; *index < count; (*index)++) {
        const uint32_t slot = sluice_graph_at(graph, *index).id;
        enum sluice_emit_end end;
        do {
            (void)(sluice_emit_begin(&writer->emitter) && put_item(writer, slot));
            end = sluice_emit_end(&writer->emitter, *index + 1 < count);
        } while (end == SLUICE_EMIT_AGAIN);
        if (end != SLUICE_EMIT_DONE) {
            return false;
        }
    }
    return true;
}

/* The class of an object that was begun or is half written; NULL for other containers. */
static const struct sluice_wire_class *class_of(const struct sluice_write_frame *frame)
{
    switch ((enum sluice_write_task)frame->task) {
    case SLUICE_WRITE_OBJECT:
        return frame->plan->class;
    case SLUICE_WRITE_REFERENCES:
    case SLUICE_WRITE_PIECES:
    case SLUICE_WRITE_CONTENTS:
        return frame->level->class;
    case SLUICE_WRITE_SLOTS:
    case SLUICE_WRITE_ARRAY:
    case SLUICE_WRITE_PROXY:
    case SLUICE_WRITE_COMPARATOR:
    case SLUICE_WRITE_SIZE:
    case SLUICE_WRITE_ITEMS:
        break;
    }
    return NULL;
}

/* The item, and the class of the innermost object that was open. */
static void name_failure(struct sluice_graph_writer *writer, uint32_t index,
                         struct sluice_status *status)
{
    const struct sluice_wire_class *class = NULL;
    (void)snprintf(status->path, sizeof status->path, index == 0 ? "root" : "root[%u]", index);
    for (const struct sluice_write_frame *top;
         class == NULL && (top = sluice_top_task(writer)) != NULL; sluice_pop_task(writer)) {
        class = class_of(top);
    }
    if (class != NULL) {
        (void)snprintf(status->class_name, sizeof status->class_name, "%.*s",
                       (int)class->name.length, (const char *)class->name.data);
    }
}

static void free_writer(struct sluice_graph_writer *writer)
{
    struct sluice_heap *heap = &writer->emitter.heap;
    sluice_free_tasks(writer);
    sluice_wire_classes_free(&writer->classes);
    sluice_safe_plan_free(writer);
    sluice_heap_put(heap, writer->numbers, writer->numbers_size);
}

static bool begin_writer(struct sluice_graph_writer *writer, const struct sluice_result *result)
{
    writer->result = result;
    writer->classes.heap = &writer->emitter.heap;
    writer->numbers_size = ((size_t)result->handles.count + 1) * sizeof *writer->numbers;
    writer->numbers = sluice_heap_get(&writer->emitter.heap, writer->numbers_size);
    if (writer->numbers == NULL) {
        return sluice_write_fails_memory(writer);
    }
    memset(writer->numbers, 0, writer->numbers_size);
    return true;
}

enum sluice_reason
sluice_write_graph(const struct sluice_graph *graph, const struct sluice_sink *sink,
                   const struct sluice_write_options *options, struct sluice_status *status)
{
    struct sluice_status unused;
    struct sluice_status *to = status != NULL ? status : &unused;
    struct sluice_graph_writer writer = {0};
    uint32_t index = 0;
    *to = (struct sluice_status){.at = ""};
    writer.safe_policy = options != NULL ? options->safe : NULL;
    sluice_emitter_init(&writer.emitter, sink, options);
    if (!begin_writer(&writer, (const struct sluice_result *)(const void *)graph) ||
        !sluice_safe_plan(&writer, graph) || !put_items(&writer, graph, &index)) {
        to->at = "write";
        name_failure(&writer, index, to);
    }
    free_writer(&writer);
    const enum sluice_reason reason = sluice_emitter_finish(&writer.emitter, to);
    if (reason != SLUICE_OK && to->at[0] == '\0') {
        to->at = "header"; /* of a stream without items */
    }
    to->steps = writer.steps;
    if (options != NULL && options->report != NULL) {
        *options->report = writer.emitter.report;
    }
    return reason;
}
