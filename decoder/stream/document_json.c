/* The canonical JSON of a document, and its compact form.
 *
 *   DOC   := {"content":[ITEM,...]}
 *   ITEM  := null | {"ref":N} | {"string":"...","handle":N} | {"data":"hex"}
 *          | {"array":DESC,"handle":N,"bytes":"hex"}          byte[]
 *          | {"array":DESC,"handle":N,"values":[...]}
 *          | {"object":DESC,"handle":N,"data":[LEVEL,...]}
 *          | {"object":DESC,"handle":N,"external":[ITEM,...]}
 *          | {"enum":DESC,"handle":N,"constant":"NAME"} | {"class":DESC,"handle":N}
 *          | DESC | {"reset":true} | {"exception":ITEM}
 *   DESC  := null | {"ref":N}
 *          | {"classdesc":"name","handle":N,"suid":"-1","flags":2,"fields":[["name","SIG"],...],
 *             "annotation":[ITEM,...],"super":DESC}
 *          | {"proxydesc":["iface",...],"handle":N,"annotation":[ITEM,...],"super":DESC}
 *   LEVEL := {"class":"name","fields":[["name",VALUE],...],"custom":[ITEM,...]}
 *            without "fields" when writeObject skipped them, without "custom" when the class has no
 *            SC_WRITE_METHOD
 *
 * A run of blocks without a byte is left out, and so is what TC_EXCEPTION interrupted: the exception
 * itself stands at the top level. */
#include "engine.h"
#include "output.h"

enum task_kind {
    TASK_ITEM = SLUICE_TASK_TEXT + 1,
    TASK_LIST,   /* contents or elements from index `a` on; b: something was written */
    TASK_CUSTOM, /* the key of custom data; a: it follows fields */
    TASK_TAIL,   /* what stands behind the descriptor of item */
    TASK_LEVELS, /* levels of item from cursor (a, b) on; c: something was written */
    TASK_FIELDS /* fields of the level at cursor (a, b) from index c on; primitives used d, references
                    used e */
};

struct writer {
    struct sluice_output output;
    const struct sluice_document *document;
};

static void later(struct writer *writer, enum task_kind kind, struct sluice_item item, uint32_t a)
{
    sluice_output_push(&writer->output,
                       (struct sluice_task){.kind = (uint32_t)kind, .item = item.id, .a = a});
}

static void later_text(struct writer *writer, const char *text)
{
    sluice_output_push_text(&writer->output, text);
}

static void put_handle(struct writer *writer, struct sluice_item item)
{
    sluice_put(&writer->output, ",\"handle\":");
    sluice_put_integer(&writer->output, sluice_item_handle(writer->document, item));
}

static void put_payload(struct writer *writer, struct sluice_item item)
{
    struct sluice_blocks_view view = sluice_blocks_view(writer->document, item);
    sluice_put(&writer->output, writer->output.compact ? "data:" : "{\"data\":\"");
    if (view.is_raw) {
        sluice_put_hex(&writer->output, view.wire);
    } else {
        struct sluice_bytes payload;
        bool is_long;
        while (sluice_block_next(&view.wire, &payload, &is_long)) {
            sluice_put_hex(&writer->output, payload);
        }
    }
    sluice_put(&writer->output, writer->output.compact ? "" : "\"}");
}

static void put_primitives(struct writer *writer, char type, struct sluice_bytes elements)
{
    const uint32_t size = sluice_primitive_size((uint8_t)type);
    for (size_t at = 0; at < elements.length; at += size) {
        if (at > 0) {
            sluice_put_char(&writer->output, ',');
        }
        sluice_put_primitive(&writer->output, (uint8_t)type, elements.data + at);
    }
}

/* --- descriptors ------------------------------------------------------------------------------ */

static void put_class_desc(struct writer *writer, struct sluice_item item)
{
    struct sluice_output *output = &writer->output;
    const struct sluice_class_desc_view view = sluice_class_desc_view(writer->document, item);
    if (output->compact) {
        sluice_put(output, "classdesc ");
        sluice_put_short_name(output, view.name);
        return;
    }
    sluice_put(output, "{\"classdesc\":");
    sluice_put_string(output, view.name);
    put_handle(writer, item);
    sluice_put(output, ",\"suid\":\"");
    sluice_put_integer(output, view.suid);
    sluice_put(output, "\",\"flags\":");
    sluice_put_integer(output, view.flags);
    sluice_put(output, ",\"fields\":[");
    for (uint32_t i = 0; i < view.field_count; i++) {
        const struct sluice_field_view field = sluice_field_view(writer->document, item, i);
        sluice_put(output, i > 0 ? ",[" : "[");
        sluice_put_string(output, field.name);
        sluice_put_char(output, ',');
        sluice_put_string(output, field.text);
        sluice_put_char(output, ']');
    }
    sluice_put(output, "],\"annotation\":[");
    later_text(writer, "}");
    later(writer, TASK_ITEM, view.super, 0);
    later_text(writer, ",\"super\":");
    later_text(writer, "]");
    later(writer, TASK_LIST, view.annotation, 0);
}

static void put_proxy_desc(struct writer *writer, struct sluice_item item)
{
    struct sluice_output *output = &writer->output;
    struct sluice_proxy_desc_view view = sluice_proxy_desc_view(writer->document, item);
    struct sluice_bytes name;
    bool first = true;
    sluice_put(output, output->compact ? "proxydesc[" : "{\"proxydesc\":[");
    while (sluice_interface_next(&view.interfaces, &name)) {
        sluice_put(output, first ? "" : ",");
        if (output->compact) {
            sluice_put_short_name(output, name);
        } else {
            sluice_put_string(output, name);
        }
        first = false;
    }
    sluice_put_char(output, ']');
    if (output->compact) {
        return;
    }
    put_handle(writer, item);
    sluice_put(output, ",\"annotation\":[");
    later_text(writer, "}");
    later(writer, TASK_ITEM, view.super, 0);
    later_text(writer, ",\"super\":");
    later_text(writer, "]");
    later(writer, TASK_LIST, view.annotation, 0);
}

/* Compact: the class of a container, by its descriptor; arrays with their length. */
static void put_class_of(struct writer *writer, struct sluice_item item,
                         struct sluice_item descriptor)
{
    if (sluice_item_kind(writer->document, descriptor) == SLUICE_ITEM_REFERENCE) {
        descriptor = sluice_item_target(writer->document, descriptor);
    }
    if (sluice_item_kind(writer->document, descriptor) == SLUICE_ITEM_PROXY_DESC) {
        put_proxy_desc(writer, descriptor);
    } else if (sluice_item_kind(writer->document, item) == SLUICE_ITEM_ARRAY) {
        sluice_put_array_name(&writer->output,
                              sluice_class_desc_view(writer->document, descriptor).name,
                              sluice_array_view(writer->document, item).length);
    } else {
        sluice_put_short_name(&writer->output,
                              sluice_class_desc_view(writer->document, descriptor).name);
    }
}

/* --- containers ------------------------------------------------------------------------------- */

/* Writes {"key":DESC and leaves the rest for later. */
static void open_container(struct writer *writer, const char *key, struct sluice_item item,
                           struct sluice_item descriptor)
{
    if (writer->output.compact) {
        put_class_of(writer, item, descriptor);
        later(writer, TASK_TAIL, item, 0);
        return;
    }
    sluice_put(&writer->output, key);
    later(writer, TASK_TAIL, item, 0);
    later(writer, TASK_ITEM, descriptor, 0);
}

static void put_array_tail(struct writer *writer, struct sluice_item item)
{
    struct sluice_output *output = &writer->output;
    const struct sluice_array_view view = sluice_array_view(writer->document, item);
    const bool compact = output->compact;
    if (compact) {
        sluice_put_char(output, '{');
    } else {
        put_handle(writer, item);
    }
    if (view.type == 'L') {
        sluice_put(output, compact ? "" : ",\"values\":[");
        later_text(writer, compact ? "}" : "]}");
        later(writer, TASK_LIST, item, 0);
    } else if (view.type == 'B') {
        sluice_put(output, compact ? "" : ",\"bytes\":\"");
        sluice_put_hex(output, view.elements);
        sluice_put(output, compact ? "}" : "\"}");
    } else {
        sluice_put(output, compact ? "" : ",\"values\":[");
        put_primitives(writer, view.type, view.elements);
        sluice_put(output, compact ? "}" : "]}");
    }
}

static void put_object_tail(struct writer *writer, struct sluice_item item)
{
    struct sluice_output *output = &writer->output;
    const struct sluice_object_view view = sluice_object_view(writer->document, item);
    if (output->compact) {
        sluice_put_char(output, '{');
        later_text(writer, "}");
    } else {
        put_handle(writer, item);
        sluice_put(output, view.is_external ? ",\"external\":[" : ",\"data\":[");
        later_text(writer, "]}");
    }
    if (view.is_external) {
        later(writer, TASK_LIST, view.external, 0);
    } else {
        later(writer, TASK_LEVELS, item, 0);
    }
}

static void put_tail(struct writer *writer, struct sluice_item item)
{
    struct sluice_output *output = &writer->output;
    switch (sluice_item_kind(writer->document, item)) {
    case SLUICE_ITEM_ARRAY:
        put_array_tail(writer, item);
        return;
    case SLUICE_ITEM_OBJECT:
        put_object_tail(writer, item);
        return;
    case SLUICE_ITEM_ENUM: {
        const struct sluice_enum_view view = sluice_enum_view(writer->document, item);
        const struct sluice_bytes name = sluice_string_view(writer->document, view.constant).text;
        if (output->compact) {
            sluice_put_char(output, '.');
            sluice_put_short_name(output, name);
            return;
        }
        put_handle(writer, item);
        sluice_put(output, ",\"constant\":");
        sluice_put_string(output, name);
        sluice_put_char(output, '}');
        return;
    }
    case SLUICE_ITEM_CLASS:
        if (output->compact) {
            sluice_put(output, ".class");
            return;
        }
        put_handle(writer, item);
        sluice_put_char(output, '}');
        return;
    case SLUICE_ITEM_NONE:
    case SLUICE_ITEM_NULL:
    case SLUICE_ITEM_REFERENCE:
    case SLUICE_ITEM_STRING:
    case SLUICE_ITEM_BLOCKS:
    case SLUICE_ITEM_CLASS_DESC:
    case SLUICE_ITEM_PROXY_DESC:
    case SLUICE_ITEM_RESET:
    case SLUICE_ITEM_EXCEPTION:
    case SLUICE_ITEM_CONTENTS:
        return;
    }
}

static void put_item(struct writer *writer, struct sluice_item item)
{
    struct sluice_output *output = &writer->output;
    const struct sluice_document *document = writer->document;
    switch (sluice_item_kind(document, item)) {
    case SLUICE_ITEM_NONE:
    case SLUICE_ITEM_NULL:
    case SLUICE_ITEM_CONTENTS:
        sluice_put(output, "null");
        return;
    case SLUICE_ITEM_REFERENCE:
        sluice_put(output, output->compact ? "@" : "{\"ref\":");
        sluice_put_integer(output, sluice_item_handle(document, item));
        sluice_put(output, output->compact ? "" : "}");
        return;
    case SLUICE_ITEM_STRING:
        sluice_put(output, output->compact ? "" : "{\"string\":");
        sluice_put_string(output, sluice_string_view(document, item).text);
        if (!output->compact) {
            put_handle(writer, item);
            sluice_put_char(output, '}');
        }
        return;
    case SLUICE_ITEM_BLOCKS:
        put_payload(writer, item);
        return;
    case SLUICE_ITEM_ARRAY:
        open_container(writer, "{\"array\":", item, sluice_array_view(document, item).descriptor);
        return;
    case SLUICE_ITEM_OBJECT:
        open_container(writer, "{\"object\":", item, sluice_object_view(document, item).descriptor);
        return;
    case SLUICE_ITEM_ENUM:
        open_container(writer, "{\"enum\":", item, sluice_enum_view(document, item).descriptor);
        return;
    case SLUICE_ITEM_CLASS:
        open_container(writer, "{\"class\":", item, sluice_class_view(document, item));
        return;
    case SLUICE_ITEM_CLASS_DESC:
        put_class_desc(writer, item);
        return;
    case SLUICE_ITEM_PROXY_DESC:
        put_proxy_desc(writer, item);
        return;
    case SLUICE_ITEM_RESET:
        sluice_put(output, output->compact ? "reset" : "{\"reset\":true}");
        return;
    case SLUICE_ITEM_EXCEPTION:
        sluice_put(output, output->compact ? "exception " : "{\"exception\":");
        if (!output->compact) {
            later_text(writer, "}");
        }
        later(writer, TASK_ITEM, sluice_exception_view(document, item), 0);
        return;
    }
}

/* Left out: blocks without a byte, and what an exception interrupted. */
static bool is_shown(const struct writer *writer, struct sluice_item item)
{
    switch (sluice_item_kind(writer->document, item)) {
    case SLUICE_ITEM_BLOCKS:
        return sluice_blocks_view(writer->document, item).payload != 0;
    case SLUICE_ITEM_NONE:
        return false;
    case SLUICE_ITEM_NULL:
    case SLUICE_ITEM_REFERENCE:
    case SLUICE_ITEM_STRING:
    case SLUICE_ITEM_ARRAY:
    case SLUICE_ITEM_OBJECT:
    case SLUICE_ITEM_ENUM:
    case SLUICE_ITEM_CLASS:
    case SLUICE_ITEM_CLASS_DESC:
    case SLUICE_ITEM_PROXY_DESC:
    case SLUICE_ITEM_RESET:
    case SLUICE_ITEM_EXCEPTION:
    case SLUICE_ITEM_CONTENTS:
        break;
    }
    return !sluice_item_is_partial(writer->document, item) ||
           sluice_document_is_partial(writer->document);
}

static void put_list(struct writer *writer, struct sluice_task task)
{
    const struct sluice_item list = {task.item};
    const uint32_t count = sluice_item_count(writer->document, list);
    while (task.a < count) {
        const struct sluice_item item = sluice_item_at(writer->document, list, task.a++);
        if (is_shown(writer, item)) {
            sluice_put(&writer->output, task.b != 0 ? "," : "");
            task.b = 1;
            if (task.a < count) {
                sluice_output_push(&writer->output, task);
            }
            put_item(writer, item);
            return;
        }
    }
}

static void put_levels(struct writer *writer, struct sluice_task task)
{
    struct sluice_output *output = &writer->output;
    struct sluice_level_cursor cursor = {{task.item}, task.a, task.b};
    struct sluice_task fields = {.kind = TASK_FIELDS, .item = task.item, .a = task.a, .b = task.b};
    struct sluice_level_view level;
    if (!sluice_level_next(writer->document, &cursor, &level)) {
        return;
    }
    sluice_put(output, task.c == 0 ? "" : output->compact ? " " : ",");
    struct sluice_level_cursor rest = cursor;
    struct sluice_level_view next;
    if (sluice_level_next(writer->document, &rest, &next)) {
        sluice_output_push(output, (struct sluice_task){.kind = TASK_LEVELS,
                                                        .item = task.item,
                                                        .a = cursor.level,
                                                        .b = cursor.word,
                                                        .c = 1});
    }
    if (!output->compact) {
        sluice_put(output, "{\"class\":");
        sluice_put_string(output, sluice_class_desc_view(writer->document, level.descriptor).name);
        later_text(writer, "}");
    }
    const bool has_declared =
        sluice_class_desc_view(writer->document, level.descriptor).field_count != 0;
    if (level.has_custom) {
        later_text(writer, output->compact ? "}" : "]");
        later(writer, TASK_LIST, level.custom, 0);
        later(writer, TASK_CUSTOM, level.descriptor, level.has_fields && has_declared);
    }
    if (level.has_fields) {
        sluice_put(output, output->compact ? "" : ",\"fields\":[");
        if (!output->compact) {
            later_text(writer, "]");
        }
        sluice_output_push(output, fields);
    }
}

static void put_field_name(struct writer *writer, struct sluice_bytes name, bool first)
{
    struct sluice_output *output = &writer->output;
    if (output->compact) {
        sluice_put(output, first ? "" : " ");
        sluice_put_short_name(output, name);
        sluice_put_char(output, '=');
    } else {
        sluice_put(output, first ? "[" : ",[");
        sluice_put_string(output, name);
        sluice_put_char(output, ',');
    }
}

/* Primitive fields at once; stops at each reference field, whose value is written in between. */
static void put_fields(struct writer *writer, struct sluice_task task)
{
    struct sluice_output *output = &writer->output;
    struct sluice_level_cursor cursor = {{task.item}, task.a, task.b};
    struct sluice_level_view level;
    (void)sluice_level_next(writer->document, &cursor, &level);
    const uint32_t count = sluice_class_desc_view(writer->document, level.descriptor).field_count;
    while (task.c < count) {
        const struct sluice_field_view field = sluice_field_view(writer->document, level.descriptor,
                                                                 task.c);
        const uint32_t size = sluice_primitive_size(field.type);
        if (size != 0 && task.d + size > level.primitives.length) {
            return;
        }
        if (size == 0 && task.e >= level.reference_count) {
            return;
        }
        put_field_name(writer, field.name, task.c == 0);
        task.c++;
        if (size == 0) {
            const struct sluice_item value = sluice_level_reference(
                writer->document, (struct sluice_item){task.item}, &level, task.e++);
            if (task.c < count) {
                sluice_output_push(output, task);
            }
            if (!output->compact) {
                later_text(writer, "]");
            }
            put_item(writer, value);
            return;
        }
        sluice_put_primitive(output, field.type, level.primitives.data + task.d);
        sluice_put(output, output->compact ? "" : "]");
        task.d += size;
    }
}

static void put_custom_key(struct writer *writer, bool follows_fields)
{
    if (writer->output.compact) {
        sluice_put(&writer->output, follows_fields ? " data={" : "data={");
    } else {
        sluice_put(&writer->output, ",\"custom\":[");
    }
}

static void run_task(struct writer *writer, struct sluice_task task)
{
    switch ((enum task_kind)task.kind) {
    case TASK_ITEM:
        put_item(writer, (struct sluice_item){task.item});
        return;
    case TASK_LIST:
        put_list(writer, task);
        return;
    case TASK_CUSTOM:
        put_custom_key(writer, task.a != 0);
        return;
    case TASK_TAIL:
        put_tail(writer, (struct sluice_item){task.item});
        return;
    case TASK_LEVELS:
        put_levels(writer, task);
        return;
    case TASK_FIELDS:
        put_fields(writer, task);
        return;
    }
}

static enum sluice_reason write_document(const struct sluice_document *document,
                                         const struct sluice_allocator *allocator,
                                         sluice_write_fn write, void *context, bool compact)
{
    struct writer writer = {.document = document};
    struct sluice_task task;
    sluice_output_init(&writer.output, allocator, write, context, compact);
    sluice_put(&writer.output, compact ? "" : "{\"content\":[");
    if (!compact) {
        later_text(&writer, "]}");
    }
    later(&writer, TASK_LIST, sluice_document_contents(document), 0);
    while (sluice_output_pop(&writer.output, &task)) {
        if (task.kind == SLUICE_TASK_TEXT) {
            sluice_output_put_text(&writer.output, &task);
        } else {
            run_task(&writer, task);
        }
    }
    return sluice_output_end(&writer.output);
}

enum sluice_reason sluice_document_json(const struct sluice_document *document,
                                        const struct sluice_allocator *allocator,
                                        sluice_write_fn write, void *context)
{
    return write_document(document, allocator, write, context, false);
}

enum sluice_reason sluice_document_compact(const struct sluice_document *document,
                                           const struct sluice_allocator *allocator,
                                           sluice_write_fn write, void *context)
{
    return write_document(document, allocator, write, context, true);
}
