#include "harness/fuzz/jdk/skips.h"

#include "harness/base/grow.h"
#include "harness/base/unit.h"

#include <sluice/json.h>

#include <stdlib.h>

/* A walk over all items of a document, in any order but for the resets, which stand at the top level. */
struct walk {
    const struct sluice_document *document;
    struct sluice_item *waiting;
    size_t count;
    size_t capacity;
    uint64_t resets;
    struct sluice_text *out;
};

static void visit_later(struct walk *walk, struct sluice_item item)
{
    const enum sluice_item_kind kind = sluice_item_kind(walk->document, item);
    if (kind == SLUICE_ITEM_NONE || kind == SLUICE_ITEM_NULL || kind == SLUICE_ITEM_REFERENCE ||
        kind == SLUICE_ITEM_STRING || kind == SLUICE_ITEM_BLOCKS) {
        return;
    }
    struct sluice_item *waiting = sluice_grow(walk->waiting, &walk->capacity, walk->count + 1,
                                              sizeof *waiting);
    if (waiting == NULL) {
        walk->out->failed = true;
        return;
    }
    walk->waiting = waiting;
    waiting[walk->count++] = item;
}

static void visit_list(struct walk *walk, struct sluice_item list)
{
    const uint32_t count = sluice_item_count(walk->document, list);
    for (uint32_t i = 0; i < count; i++) {
        visit_later(walk, sluice_item_at(walk->document, list, i));
    }
}

/* As the JDK has the name: the strings of a document are modified UTF-8, which JSON has not. */
static void add_name(struct sluice_text *out, struct sluice_bytes name)
{
    const uint8_t *at = name.data;
    while (at != NULL && at < name.data + name.length) {
        const uint16_t unit = sluice_unit_take(&at);
        const char plain = (char)unit;
        if (unit < 0x20 || unit > 0x7e || plain == '"' || plain == '\\') {
            sluice_text_format(out, "\\u%04x", (unsigned)unit);
        } else {
            sluice_text_add(out, &plain, 1);
        }
    }
}

static void note(struct walk *walk, struct sluice_item object, struct sluice_bytes name)
{
    sluice_text_format(walk->out, "%s\"%llu.%lu:", walk->out->length > 0 ? "," : "",
                       (unsigned long long)walk->resets,
                       (unsigned long)sluice_item_handle(walk->document, object));
    add_name(walk->out, name);
    sluice_text_string(walk->out, "\"");
}

static void visit_object(struct walk *walk, struct sluice_item item)
{
    const struct sluice_object_view view = sluice_object_view(walk->document, item);
    visit_later(walk, view.descriptor);
    visit_later(walk, view.external);
    struct sluice_level_cursor cursor = {.object = item};
    struct sluice_level_view level;
    while (sluice_level_next(walk->document, &cursor, &level)) {
        const struct sluice_class_desc_view class_desc = sluice_class_desc_view(walk->document,
                                                                                level.descriptor);
        if (!level.has_fields && class_desc.field_count > 0) {
            note(walk, item, class_desc.name);
        }
        for (uint32_t i = 0; i < level.reference_count; i++) {
            visit_later(walk, sluice_level_reference(walk->document, item, &level, i));
        }
        visit_later(walk, level.custom);
    }
}

static void visit(struct walk *walk, struct sluice_item item)
{
    const struct sluice_document *document = walk->document;
    switch (sluice_item_kind(document, item)) {
    case SLUICE_ITEM_ARRAY:
        visit_later(walk, sluice_array_view(document, item).descriptor);
        visit_list(walk, item);
        break;
    case SLUICE_ITEM_CONTENTS:
        visit_list(walk, item);
        break;
    case SLUICE_ITEM_OBJECT:
        visit_object(walk, item);
        break;
    case SLUICE_ITEM_ENUM:
        visit_later(walk, sluice_enum_view(document, item).descriptor);
        break;
    case SLUICE_ITEM_CLASS:
        visit_later(walk, sluice_class_view(document, item));
        break;
    case SLUICE_ITEM_CLASS_DESC:
        visit_later(walk, sluice_class_desc_view(document, item).annotation);
        visit_later(walk, sluice_class_desc_view(document, item).super);
        break;
    case SLUICE_ITEM_PROXY_DESC:
        visit_later(walk, sluice_proxy_desc_view(document, item).annotation);
        visit_later(walk, sluice_proxy_desc_view(document, item).super);
        break;
    case SLUICE_ITEM_EXCEPTION:
        visit_later(walk, sluice_exception_view(document, item));
        break;
    case SLUICE_ITEM_RESET:
        walk->resets++;
        break;
    case SLUICE_ITEM_NONE:
    case SLUICE_ITEM_NULL:
    case SLUICE_ITEM_REFERENCE:
    case SLUICE_ITEM_STRING:
    case SLUICE_ITEM_BLOCKS:
        break;
    }
}

void sluice_skips_find(const struct sluice_document *document, struct sluice_text *out)
{
    struct walk walk = {.document = document, .out = out};
    const struct sluice_item top = sluice_document_contents(document);
    const uint32_t count = sluice_item_count(document, top);
    for (uint32_t i = 0; i < count; i++) {
        visit_later(&walk, sluice_item_at(document, top, i));
        while (walk.count > 0) {
            visit(&walk, walk.waiting[--walk.count]);
        }
    }
    free(walk.waiting);
}
