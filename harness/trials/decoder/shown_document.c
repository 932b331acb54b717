/* The JSON of a document, once more from its views. */
#include "harness/trials/decoder/shown.h"
#include "harness/trials/decoder/shown_text.h"

#include <stdlib.h>

enum { MOST_TASKS = 2048 };

enum kind { TEXT, ITEM, BEHIND, LIST, LEVELS, FIELDS };

/* What comes next. */
struct task {
    enum kind kind;
    const char *text;
    struct sluice_item item;
    struct sluice_level_cursor cursor;
    struct sluice_level_view level;
    uint32_t index;      /* in a list, or among fields */
    uint32_t references; /* fields of objects before it */
    size_t primitives;   /* bytes of fields before it */
    bool is_first;
};

struct showing {
    struct sluice_shown_text text;
    const struct sluice_document *document;
    size_t count;
    struct task tasks[MOST_TASKS]; /* the last is the next */
};

static void later(struct showing *showing, const struct task *task)
{
    if (showing->count == MOST_TASKS) {
        showing->text.is_unsure = true;
        return;
    }
    showing->tasks[showing->count++] = *task;
}

static void later_text(struct showing *showing, const char *text)
{
    later(showing, &(struct task){.kind = TEXT, .text = text});
}

static void later_item(struct showing *showing, enum kind kind, struct sluice_item item)
{
    later(showing, &(struct task){.kind = kind, .item = item, .is_first = true});
}

static void show_handle(struct showing *showing, struct sluice_item item)
{
    sluice_shown_member(&showing->text,
                        ",\"handle\":", sluice_item_handle(showing->document, item));
}

static void show_blocks(struct showing *showing, struct sluice_item item)
{
    struct sluice_blocks_view view = sluice_blocks_view(showing->document, item);
    struct sluice_bytes payload;
    bool is_long;
    sluice_shown_expect(&showing->text, "{\"data\":\"");
    if (view.is_raw) {
        sluice_shown_hex(&showing->text, view.wire);
    } else {
        while (sluice_block_next(&view.wire, &payload, &is_long)) {
            sluice_shown_hex(&showing->text, payload);
        }
    }
    sluice_shown_expect(&showing->text, "\"}");
}

/* The annotation of a descriptor and what is above it. */
static void later_above(struct showing *showing, struct sluice_item annotation,
                        struct sluice_item super)
{
    later_text(showing, "}");
    later_item(showing, ITEM, super);
    later_text(showing, "],\"super\":");
    later_item(showing, LIST, annotation);
    later_text(showing, ",\"annotation\":[");
}

static void show_class(struct showing *showing, struct sluice_item item)
{
    struct sluice_shown_text *text = &showing->text;
    const struct sluice_class_desc_view view = sluice_class_desc_view(showing->document, item);
    sluice_shown_expect(text, "{\"classdesc\":");
    sluice_shown_string(text, view.name);
    show_handle(showing, item);
    sluice_shown_member(text, ",\"suid\":\"", view.suid);
    sluice_shown_member(text, "\",\"flags\":", view.flags);
    sluice_shown_expect(text, ",\"fields\":[");
    for (uint32_t i = 0; i < view.field_count; i++) {
        const struct sluice_field_view field = sluice_field_view(showing->document, item, i);
        sluice_shown_expect(text, i == 0 ? "[" : ",[");
        sluice_shown_string(text, field.name);
        sluice_shown_expect(text, ",");
        sluice_shown_string(text, field.text);
        sluice_shown_expect(text, "]");
    }
    sluice_shown_expect(text, "]");
    later_above(showing, view.annotation, view.super);
}

static void show_proxy(struct showing *showing, struct sluice_item item)
{
    struct sluice_proxy_desc_view view = sluice_proxy_desc_view(showing->document, item);
    struct sluice_bytes name;
    sluice_shown_expect(&showing->text, "{\"proxydesc\":[");
    for (uint32_t i = 0; sluice_interface_next(&view.interfaces, &name); i++) {
        sluice_shown_expect(&showing->text, i == 0 ? "" : ",");
        sluice_shown_string(&showing->text, name);
    }
    sluice_shown_expect(&showing->text, "]");
    show_handle(showing, item);
    later_above(showing, view.annotation, view.super);
}

/* An item that begins with its class; the rest of it comes behind that. */
static void begin(struct showing *showing, const char *key, struct sluice_item item,
                  struct sluice_item descriptor)
{
    sluice_shown_expect(&showing->text, key);
    later_item(showing, BEHIND, item);
    later_item(showing, ITEM, descriptor);
}

static void show_item(struct showing *showing, struct sluice_item item)
{
    const struct sluice_document *document = showing->document;
    struct sluice_shown_text *text = &showing->text;
    switch (sluice_item_kind(document, item)) {
    case SLUICE_ITEM_NONE:
    case SLUICE_ITEM_NULL:
    case SLUICE_ITEM_CONTENTS:
        sluice_shown_expect(text, "null");
        return;
    case SLUICE_ITEM_REFERENCE:
        sluice_shown_member(text, "{\"ref\":", sluice_item_handle(document, item));
        sluice_shown_expect(text, "}");
        return;
    case SLUICE_ITEM_STRING:
        sluice_shown_expect(text, "{\"string\":");
        sluice_shown_string(text, sluice_string_view(document, item).text);
        show_handle(showing, item);
        sluice_shown_expect(text, "}");
        return;
    case SLUICE_ITEM_BLOCKS:
        show_blocks(showing, item);
        return;
    case SLUICE_ITEM_ARRAY:
        begin(showing, "{\"array\":", item, sluice_array_view(document, item).descriptor);
        return;
    case SLUICE_ITEM_OBJECT:
        begin(showing, "{\"object\":", item, sluice_object_view(document, item).descriptor);
        return;
    case SLUICE_ITEM_ENUM:
        begin(showing, "{\"enum\":", item, sluice_enum_view(document, item).descriptor);
        return;
    case SLUICE_ITEM_CLASS:
        begin(showing, "{\"class\":", item, sluice_class_view(document, item));
        return;
    case SLUICE_ITEM_CLASS_DESC:
        show_class(showing, item);
        return;
    case SLUICE_ITEM_PROXY_DESC:
        show_proxy(showing, item);
        return;
    case SLUICE_ITEM_RESET:
        sluice_shown_expect(text, "{\"reset\":true}");
        return;
    case SLUICE_ITEM_EXCEPTION:
        sluice_shown_expect(text, "{\"exception\":");
        later_text(showing, "}");
        later_item(showing, ITEM, sluice_exception_view(document, item));
        return;
    }
}

static void show_array(struct showing *showing, struct sluice_item item)
{
    const struct sluice_array_view view = sluice_array_view(showing->document, item);
    struct sluice_shown_text *text = &showing->text;
    if (view.type == 'B') {
        sluice_shown_expect(text, ",\"bytes\":\"");
        sluice_shown_hex(text, view.elements);
        sluice_shown_expect(text, "\"}");
        return;
    }
    sluice_shown_expect(text, ",\"values\":[");
    sluice_shown_primitives(text, view.type, view.elements);
    later_text(showing, "]}");
    if (view.type == 'L') {
        later_item(showing, LIST, item);
    }
}

static void show_object(struct showing *showing, struct sluice_item item)
{
    const struct sluice_object_view view = sluice_object_view(showing->document, item);
    sluice_shown_expect(&showing->text, view.is_external ? ",\"external\":[" : ",\"data\":[");
    later_text(showing, "]}");
    if (view.is_external) {
        later_item(showing, LIST, view.external);
    } else {
        later(showing,
              &(struct task){.kind = LEVELS, .cursor = {.object = item}, .is_first = true});
    }
}

/* What stands behind the class of an item. */
static void show_behind(struct showing *showing, struct sluice_item item)
{
    const enum sluice_item_kind kind = sluice_item_kind(showing->document, item);
    show_handle(showing, item);
    if (kind == SLUICE_ITEM_ARRAY) {
        show_array(showing, item);
    } else if (kind == SLUICE_ITEM_OBJECT) {
        show_object(showing, item);
    } else if (kind == SLUICE_ITEM_ENUM) {
        const struct sluice_item name = sluice_enum_view(showing->document, item).constant;
        sluice_shown_expect(&showing->text, ",\"constant\":");
        sluice_shown_string(&showing->text, sluice_string_view(showing->document, name).text);
        sluice_shown_expect(&showing->text, "}");
    } else {
        sluice_shown_expect(&showing->text, "}");
    }
}

/* Blocks without a byte are left out, and so is what an exception interrupted. */
static bool is_left_out(const struct showing *showing, struct sluice_item item)
{
    const struct sluice_document *document = showing->document;
    const enum sluice_item_kind kind = sluice_item_kind(document, item);
    if (kind == SLUICE_ITEM_BLOCKS) {
        return sluice_blocks_view(document, item).payload == 0;
    }
    return kind == SLUICE_ITEM_NONE ||
           (sluice_item_is_partial(document, item) && !sluice_document_is_partial(document));
}

static void show_list(struct showing *showing, struct task task)
{
    const uint32_t count = sluice_item_count(showing->document, task.item);
    while (task.index < count) {
        const struct sluice_item item = sluice_item_at(showing->document, task.item, task.index);
        task.index++;
        if (!is_left_out(showing, item)) {
            sluice_shown_expect(&showing->text, task.is_first ? "" : ",");
            task.is_first = false;
            later(showing, &task);
            show_item(showing, item);
            return;
        }
    }
}

static void show_levels(struct showing *showing, struct task task)
{
    struct sluice_shown_text *text = &showing->text;
    struct sluice_level_view level;
    if (!sluice_level_next(showing->document, &task.cursor, &level)) {
        return;
    }
    sluice_shown_expect(text, task.is_first ? "{\"class\":" : ",{\"class\":");
    sluice_shown_string(text, sluice_class_desc_view(showing->document, level.descriptor).name);
    task.is_first = false;
    later(showing, &task);
    later_text(showing, "}");
    if (level.has_custom) {
        later_text(showing, "]");
        later_item(showing, LIST, level.custom);
        later_text(showing, ",\"custom\":[");
    }
    if (level.has_fields) {
        sluice_shown_expect(text, ",\"fields\":[");
        later_text(showing, "]");
        later(showing, &(struct task){.kind = FIELDS, .item = task.cursor.object, .level = level});
    }
}

/* Fields up to the first that holds an object; those that are missing from a partial one end them. */
static void show_fields(struct showing *showing, struct task task)
{
    struct sluice_shown_text *text = &showing->text;
    const struct sluice_document *document = showing->document;
    const struct sluice_item class = task.level.descriptor;
    const uint32_t count = sluice_class_desc_view(document, class).field_count;
    while (task.index < count && sluice_shown_goes_on(text)) {
        const struct sluice_field_view field = sluice_field_view(document, class, task.index);
        const size_t width = sluice_shown_width((char)field.type);
        if (width != 0 ? task.primitives + width > task.level.primitives.length
                       : task.references == task.level.reference_count) {
            return;
        }
        sluice_shown_expect(text, task.index == 0 ? "[" : ",[");
        sluice_shown_string(text, field.name);
        sluice_shown_expect(text, ",");
        task.index++;
        if (width == 0) {
            const struct sluice_item value = sluice_level_reference(document, task.item,
                                                                    &task.level, task.references++);
            later(showing, &task);
            later_text(showing, "]");
            show_item(showing, value);
            return;
        }
        sluice_shown_primitive(text, (char)field.type,
                               task.level.primitives.data + task.primitives);
        sluice_shown_expect(text, "]");
        task.primitives += width;
    }
}

static void show_next(struct showing *showing)
{
    const struct task task = showing->tasks[--showing->count];
    switch (task.kind) {
    case TEXT:
        sluice_shown_expect(&showing->text, task.text);
        return;
    case ITEM:
        show_item(showing, task.item);
        return;
    case BEHIND:
        show_behind(showing, task.item);
        return;
    case LIST:
        show_list(showing, task);
        return;
    case LEVELS:
        show_levels(showing, task);
        return;
    case FIELDS:
        show_fields(showing, task);
        return;
    }
}

const char *sluice_document_shown_fault(const struct sluice_document *document)
{
    struct sluice_text whole = {0};
    struct showing *showing = malloc(sizeof *showing);
    bool is_right = true;
    if (showing != NULL) {
        showing->document = document;
        showing->count = 0;
        if (sluice_shown_begin(document, NULL, &whole, &showing->text)) {
            sluice_shown_expect(&showing->text, "{\"content\":[");
            later_text(showing, "]}");
            later_item(showing, LIST, sluice_document_contents(document));
            while (showing->count > 0 && sluice_shown_goes_on(&showing->text)) {
                show_next(showing);
            }
            is_right = sluice_shown_is_right(&showing->text);
        }
    }
    sluice_text_free(&whole);
    free(showing);
    return is_right ? NULL : "a document is shown as what it is not";
}
