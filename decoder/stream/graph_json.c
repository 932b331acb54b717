/* The canonical JSON of a graph, and its compact form.
 *
 *   GRAPH := {"content":[VALUE,...]}
 *   VALUE := null | {"ref":N}                 the value printed with "id":N, once more
 *          | {"copy":N,"id":M}                a private copy of what was printed with "id":N
 *          | {"string":"...","id":N} | {"data":"hex"} | {"reset":true}
 *          | {"array":"[B","id":N,"bytes":"hex"} | {"array":"[I","id":N,"values":[...]}
 *          | {"object":"name","id":N,"fields":[["name",FIELD],...]}
 *          | {"proxy":["iface",...],"id":N,"handler":VALUE}
 *          | {"enum":"name","id":N,"constant":"NAME"} | {"class":"name","id":N}
 *   FIELD := VALUE | integer | true | false | "hex bits" of a float or double
 *          | {"text":"..."}                   a string in custom data
 *          | {"items":[VALUE,...]}            a list or pairs in custom data
 *
 * Custom data that a class reads by code of its own is the field "#data", with all its items.
 *
 * Ids count from 0 in the order of printing. Fields are those of the class model, defaults included,
 * from the topmost class down, then its named pieces of custom data. */
#include "check.h"
#include "output.h"

#include <string.h>

enum task_kind {
    TASK_VALUE = SLUICE_TASK_TEXT + 1,
    TASK_CONTENTS, /* top-level values from `a` on */
    TASK_ELEMENTS, /* elements of array node `item` from `a` on */
    TASK_ITEMS,    /* items of piece `b` of model `a` of object node `item`, from `c` on */
    TASK_DATA,     /* items of contents node `item` from `a` on */
    TASK_FIELDS    /* fields of object node `item`: `a` models below the topmost, member `b`; `c`:
                      something was written */
};

struct writer {
    struct sluice_output output;
    const struct sluice_result *result;
    uint32_t *own;     /* by handle: 1 + id under which the value itself was printed */
    uint32_t *content; /* by handle: 1 + id under which its content was printed first */
    uint32_t next_id;
};

static void later(struct writer *writer, struct sluice_task task)
{
    sluice_output_push(&writer->output, task);
}

static void later_text(struct writer *writer, const char *text)
{
    sluice_output_push_text(&writer->output, text);
}

static void put_id(struct writer *writer, uint32_t id)
{
    sluice_put(&writer->output, ",\"id\":");
    sluice_put_integer(&writer->output, id);
}

/* Decides how a value with a handle is printed: true when its content follows, under `*id`. */
static bool enter(struct writer *writer, uint32_t slot, uint32_t *id)
{
    struct sluice_output *output = &writer->output;
    uint32_t handle;
    memcpy(&handle,
           (const uint8_t *)sluice_store_at(&writer->result->store, slot & ~SLUICE_SLOT_COPY) + 4,
           sizeof handle);
    const bool is_copy = (slot & SLUICE_SLOT_COPY) != 0;
    if (!is_copy && writer->own[handle] != 0) {
        sluice_put(output, output->compact ? "@" : "{\"ref\":");
        sluice_put_integer(output, writer->own[handle] - 1);
        sluice_put(output, output->compact ? "" : "}");
        return false;
    }
    *id = writer->next_id++;
    if (!is_copy) {
        writer->own[handle] = *id + 1;
    }
    if (writer->content[handle] != 0) {
        sluice_put(output, output->compact ? "copy@" : "{\"copy\":");
        sluice_put_integer(output, writer->content[handle] - 1);
        if (!output->compact) {
            put_id(writer, *id);
            sluice_put_char(output, '}');
        }
        return false;
    }
    writer->content[handle] = *id + 1;
    return true;
}

static void put_name(struct writer *writer, const char *key, struct sluice_bytes name)
{
    if (writer->output.compact) {
        sluice_put_short_name(&writer->output, name);
    } else {
        sluice_put(&writer->output, key);
        sluice_put_string(&writer->output, name);
    }
}

static void put_array_name(struct writer *writer, uint32_t descriptor, uint32_t length)
{
    const struct sluice_bytes name = sluice_class_name(writer->result, descriptor);
    if (writer->output.compact) {
        sluice_put_array_name(&writer->output, name, length);
    } else {
        put_name(writer, "{\"array\":", name);
    }
}

static void put_primitives(struct writer *writer, const struct sluice_primitives *array,
                           uint32_t id)
{
    struct sluice_output *output = &writer->output;
    const uint8_t type = (uint8_t)array->node.small;
    const uint32_t size = sluice_primitive_size(type);
    const struct sluice_bytes bytes = {writer->result->bytes + array->offset,
                                       (size_t)array->length * size};
    put_array_name(writer, array->descriptor, array->length);
    if (output->compact) {
        sluice_put_char(output, '{');
    } else {
        put_id(writer, id);
        sluice_put(output, type == 'B' ? ",\"bytes\":\"" : ",\"values\":[");
    }
    if (type == 'B') {
        sluice_put_hex(output, bytes);
        sluice_put(output, output->compact ? "}" : "\"}");
        return;
    }
    for (size_t at = 0; at < bytes.length; at += size) {
        sluice_put(output, at > 0 ? "," : "");
        sluice_put_primitive(output, type, bytes.data + at);
    }
    sluice_put(output, output->compact ? "}" : "]}");
}

static void put_proxy(struct writer *writer, uint32_t slot, uint32_t descriptor, uint32_t id)
{
    struct sluice_output *output = &writer->output;
    const struct sluice_result *result = writer->result;
    const struct sluice_proxy *proxy = sluice_store_at(&result->store, descriptor);
    const uint8_t *names = result->bytes + proxy->offset + 5;
    const uint32_t count = sluice_be32(names - 4);
    sluice_put(output, output->compact ? "Proxy[" : "{\"proxy\":[");
    for (uint32_t i = 0; i < count; i++) {
        const struct sluice_bytes name = {names + 2, sluice_be16(names)};
        sluice_put(output, i > 0 ? "," : "");
        put_name(writer, "", name);
        names += 2 + name.length;
    }
    sluice_put_char(output, ']');
    if (output->compact) {
        sluice_put(output, "{h=");
    } else {
        put_id(writer, id);
        sluice_put(output, ",\"handler\":");
    }
    struct sluice_level_words level;
    const struct sluice_object_at object = sluice_object_at_node(result, slot & ~SLUICE_SLOT_COPY,
                                                                 &level);
    later_text(writer, "}");
    later(writer, (struct sluice_task){.kind = TASK_VALUE, .item = sluice_object_handler(&object)});
}

static void put_object(struct writer *writer, uint32_t slot, const struct sluice_words_node *node,
                       uint32_t id)
{
    struct sluice_output *output = &writer->output;
    const struct sluice_bytes name = sluice_class_name(writer->result, node->descriptor);
    if (name.data == NULL) {
        put_proxy(writer, slot, node->descriptor, id);
        return;
    }
    put_name(writer, "{\"object\":", name);
    if (output->compact) {
        sluice_put_char(output, '{');
        later_text(writer, "}");
    } else {
        put_id(writer, id);
        sluice_put(output, ",\"fields\":[");
        later_text(writer, "]}");
    }
    later(writer, (struct sluice_task){.kind = TASK_FIELDS, .item = slot & ~SLUICE_SLOT_COPY});
}

static void put_blocks(struct writer *writer, uint32_t slot)
{
    struct sluice_output *output = &writer->output;
    const struct sluice_blocks *blocks = sluice_store_at(&writer->result->store, slot);
    struct sluice_bytes wire = {writer->result->bytes + blocks->start, blocks->end - blocks->start};
    struct sluice_bytes payload;
    bool is_long;
    sluice_put(output, output->compact ? "data:" : "{\"data\":\"");
    while (sluice_block_next(&wire, &payload, &is_long)) {
        sluice_put_hex(output, payload);
    }
    sluice_put(output, output->compact ? "" : "\"}");
}

static void put_text_value(struct writer *writer, const char *open, struct sluice_bytes name,
                           const char *key, struct sluice_bytes text, uint32_t id)
{
    struct sluice_output *output = &writer->output;
    put_name(writer, open, name);
    if (output->compact) {
        sluice_put_char(output, '.');
        sluice_put_short_name(output, text);
        return;
    }
    put_id(writer, id);
    sluice_put(output, key);
    sluice_put_string(output, text);
    sluice_put_char(output, '}');
}

static void put_node(struct writer *writer, uint32_t slot, uint32_t id)
{
    struct sluice_output *output = &writer->output;
    const struct sluice_result *result = writer->result;
    const void *node = sluice_store_at(&result->store, slot & ~SLUICE_SLOT_COPY);
    switch (((const struct sluice_node *)node)->kind) {
    case SLUICE_NODE_STRING: {
        const struct sluice_string *string = node;
        sluice_put(output, output->compact ? "" : "{\"string\":");
        sluice_put_string(output,
                          (struct sluice_bytes){result->bytes + string->offset, string->length});
        if (!output->compact) {
            put_id(writer, id);
            sluice_put_char(output, '}');
        }
        return;
    }
    case SLUICE_NODE_PRIMITIVES:
        put_primitives(writer, node, id);
        return;
    case SLUICE_NODE_ARRAY: {
        const struct sluice_words_node *array = node;
        put_array_name(writer, array->descriptor, array->count);
        if (output->compact) {
            sluice_put_char(output, '{');
        } else {
            put_id(writer, id);
            sluice_put(output, ",\"values\":[");
        }
        later_text(writer, output->compact ? "}" : "]}");
        later(writer,
              (struct sluice_task){.kind = TASK_ELEMENTS, .item = slot & ~SLUICE_SLOT_COPY});
        return;
    }
    case SLUICE_NODE_OBJECT:
        put_object(writer, slot, node, id);
        return;
    case SLUICE_NODE_ENUM: {
        const struct sluice_pair_node *pair = node;
        const struct sluice_string *name = sluice_store_at(&result->store, pair->value);
        put_text_value(writer, "{\"enum\":", sluice_class_name(result, pair->descriptor),
                       ",\"constant\":",
                       (struct sluice_bytes){result->bytes + name->offset, name->length}, id);
        return;
    }
    case SLUICE_NODE_CLASS: {
        const struct sluice_pair_node *pair = node;
        struct sluice_bytes name = sluice_class_name(result, pair->descriptor);
        if (name.data == NULL) {
            name = sluice_text("java.lang.reflect.Proxy");
        }
        put_name(writer, "{\"class\":", name);
        if (output->compact) {
            sluice_put(output, ".class");
        } else {
            put_id(writer, id);
            sluice_put_char(output, '}');
        }
        return;
    }
    default:
        sluice_put(output, "null");
        return;
    }
}

static void put_value(struct writer *writer, uint32_t slot)
{
    struct sluice_output *output = &writer->output;
    const uint32_t id = slot & ~SLUICE_SLOT_COPY;
    if (id == SLUICE_SLOT_RESET) {
        sluice_put(output, output->compact ? "reset" : "{\"reset\":true}");
        return;
    }
    if (id < SLUICE_SLOT_FIRST_NODE) {
        sluice_put(output, "null");
        return;
    }
    if (sluice_store_kind(&writer->result->store, id) == SLUICE_NODE_BLOCKS) {
        put_blocks(writer, id);
        return;
    }
    uint32_t printed;
    if (enter(writer, slot, &printed)) {
        put_node(writer, slot, printed);
    }
}

/* --- fields ----------------------------------------------------------------------------------- */

static void put_number(struct writer *writer, const struct sluice_subject *subject)
{
    uint8_t bytes[8];
    if (subject->kind == SLUICE_SUBJECT_INTEGER) {
        if (subject->type == 'Z') {
            sluice_put(&writer->output, subject->integer != 0 ? "true" : "false");
        } else {
            sluice_put_integer(&writer->output, subject->integer);
        }
        return;
    }
    uint64_t bits;
    if (subject->type == 'F') {
        const float single = (float)subject->floating;
        uint32_t narrow;
        memcpy(&narrow, &single, sizeof narrow);
        bits = (uint64_t)narrow << 32;
    } else {
        memcpy(&bits, &subject->floating, sizeof bits);
    }
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(bits >> (56 - 8 * i));
    }
    sluice_put_primitive(&writer->output, (uint8_t)subject->type, bytes);
}

static void put_list_items(struct writer *writer, struct sluice_task task)
{
    struct sluice_level_words level;
    const struct sluice_object_at object = sluice_object_at_node(writer->result, task.item, &level);
    const struct sluice_subject subject = sluice_object_piece(&object, task.a, task.b);
    if (task.c < subject.item_count) {
        const uint32_t slot = subject.items[task.c];
        sluice_put(&writer->output, task.c > 0 ? "," : "");
        task.c++;
        later(writer, task);
        put_value(writer, slot);
    }
}

static void put_data_items(struct writer *writer, struct sluice_task task)
{
    if (task.item < SLUICE_SLOT_FIRST_NODE) {
        return;
    }
    const struct sluice_words_node *contents = sluice_store_at(&writer->result->store, task.item);
    if (task.a < contents->count) {
        const uint32_t slot = sluice_node_words(contents)[task.a];
        sluice_put(&writer->output, task.a > 0 ? "," : "");
        task.a++;
        later(writer, task);
        put_value(writer, slot);
    }
}

/* A list whose items `items` prints. */
static void put_items(struct writer *writer, struct sluice_task items)
{
    struct sluice_output *output = &writer->output;
    sluice_put(output, output->compact ? "{" : "{\"items\":[");
    later_text(writer, output->compact ? "}" : "]}");
    later(writer, items);
}

static void put_subject(struct writer *writer, const struct sluice_subject *subject,
                        struct sluice_task items)
{
    struct sluice_output *output = &writer->output;
    switch (subject->kind) {
    case SLUICE_SUBJECT_INTEGER:
    case SLUICE_SUBJECT_FLOATING:
        put_number(writer, subject);
        return;
    case SLUICE_SUBJECT_SLOT:
        put_value(writer, subject->slot);
        return;
    case SLUICE_SUBJECT_TEXT:
        sluice_put(output, output->compact ? "" : "{\"text\":");
        sluice_put_string(output, subject->text);
        sluice_put(output, output->compact ? "" : "}");
        return;
    case SLUICE_SUBJECT_LIST:
    case SLUICE_SUBJECT_PAIRS:
        put_items(writer, items);
        return;
    case SLUICE_SUBJECT_ABSENT:
        sluice_put(output, "null");
        return;
    }
}

/* The name of member `index` of a class: its fields, its pieces of custom data, then the data that it
 * reads itself. NULL for a piece without a name; false behind the last. */
static bool member_name(const struct sluice_class_model *model, uint32_t index, const char **name)
{
    if (index < model->field_count) {
        *name = model->fields[index].name;
        return true;
    }
    index -= (uint32_t)model->field_count;
    *name = index < model->layout_count ? model->layout[index].name : "#data";
    return index < model->layout_count || (index == model->layout_count && model->read != NULL);
}

static void put_member(struct writer *writer, const struct sluice_object_at *object,
                       struct sluice_task task, uint32_t model, uint32_t index)
{
    const struct sluice_class_model *declared = &writer->result->policy->models[model];
    struct sluice_subject subject;
    if (index < declared->field_count) {
        subject = sluice_object_field(object, model, index);
    } else if (index - declared->field_count < declared->layout_count) {
        subject = sluice_object_piece(object, model, index - declared->field_count);
    } else {
        put_items(writer, (struct sluice_task){.kind = TASK_DATA,
                                               .item = sluice_object_contents(object, model)});
        return;
    }
    put_subject(writer, &subject,
                (struct sluice_task){.kind = TASK_ITEMS,
                                     .item = task.item,
                                     .a = model,
                                     .b = index - (uint32_t)declared->field_count});
}

static void put_fields(struct writer *writer, struct sluice_task task)
{
    struct sluice_output *output = &writer->output;
    const struct sluice_policy *policy = writer->result->policy;
    struct sluice_level_words level;
    const struct sluice_object_at object = sluice_object_at_node(writer->result, task.item, &level);
    const uint32_t leaf = sluice_object_model(&object);
    while (task.a <= policy->compiled[leaf].depth) {
        const uint32_t model = sluice_policy_at(policy, leaf, task.a);
        const uint32_t index = task.b++;
        const char *name;
        if (!member_name(&policy->models[model], index, &name)) {
            task.a++;
            task.b = 0;
            continue;
        }
        if (name == NULL) {
            continue;
        }
        if (output->compact) {
            sluice_put(output, task.c != 0 ? " " : "");
            sluice_put(output, name);
            sluice_put_char(output, '=');
        } else {
            sluice_put(output, task.c != 0 ? ",[" : "[");
            sluice_put_string(output, sluice_text(name));
            sluice_put_char(output, ',');
        }
        task.c = 1;
        later(writer, task);
        if (!output->compact) {
            later_text(writer, "]");
        }
        put_member(writer, &object, task, model, index);
        return;
    }
}

static void put_elements(struct writer *writer, struct sluice_task task)
{
    const struct sluice_words_node *array = sluice_store_at(&writer->result->store, task.item);
    if (task.a < array->count) {
        const uint32_t slot = sluice_node_words(array)[task.a];
        sluice_put(&writer->output, task.a > 0 ? "," : "");
        task.a++;
        if (task.a < array->count) {
            later(writer, task);
        }
        put_value(writer, slot);
    }
}

static void put_contents(struct writer *writer, struct sluice_task task)
{
    const struct sluice_graph *graph = (const struct sluice_graph *)(const void *)writer->result;
    if (task.a < sluice_graph_count(graph)) {
        const uint32_t slot = sluice_graph_at(graph, task.a).id;
        sluice_put(&writer->output, task.a > 0 ? "," : "");
        task.a++;
        later(writer, task);
        put_value(writer, slot);
    }
}

static void run_task(struct writer *writer, struct sluice_task task)
{
    switch ((enum task_kind)task.kind) {
    case TASK_VALUE:
        put_value(writer, task.item);
        return;
    case TASK_CONTENTS:
        put_contents(writer, task);
        return;
    case TASK_ELEMENTS:
        put_elements(writer, task);
        return;
    case TASK_ITEMS:
        put_list_items(writer, task);
        return;
    case TASK_DATA:
        put_data_items(writer, task);
        return;
    case TASK_FIELDS:
        put_fields(writer, task);
        return;
    }
}

static enum sluice_reason write_graph(const struct sluice_graph *graph,
                                      const struct sluice_allocator *allocator,
                                      sluice_write_fn write, void *context, bool compact)
{
    struct writer writer = {.result = (const struct sluice_result *)(const void *)graph};
    struct sluice_task task;
    sluice_output_init(&writer.output, allocator, write, context, compact);
    const size_t bytes = ((size_t)writer.result->handles.count + 1) * 2 * sizeof *writer.own;
    writer.own = sluice_heap_get(&writer.output.heap, bytes);
    if (writer.own == NULL) {
        return SLUICE_OUT_OF_MEMORY;
    }
    memset(writer.own, 0, bytes);
    writer.content = writer.own + writer.result->handles.count + 1;
    sluice_put(&writer.output, compact ? "" : "{\"content\":[");
    if (!compact) {
        later_text(&writer, "]}");
    }
    later(&writer, (struct sluice_task){.kind = TASK_CONTENTS});
    while (sluice_output_pop(&writer.output, &task)) {
        if (task.kind == SLUICE_TASK_TEXT) {
            sluice_output_put_text(&writer.output, &task);
        } else {
            run_task(&writer, task);
        }
    }
    sluice_heap_put(&writer.output.heap, writer.own, bytes);
    return sluice_output_end(&writer.output);
}

enum sluice_reason sluice_graph_json(const struct sluice_graph *graph,
                                     const struct sluice_allocator *allocator,
                                     sluice_write_fn write, void *context)
{
    return write_graph(graph, allocator, write, context, false);
}

enum sluice_reason sluice_graph_compact(const struct sluice_graph *graph,
                                        const struct sluice_allocator *allocator,
                                        sluice_write_fn write, void *context)
{
    return write_graph(graph, allocator, write, context, true);
}
