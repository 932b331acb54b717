/* A document is told byte by byte through its views: what they show is the stream, all of it, in order,
 * with the handles, the nesting and the counts that a reader has. Whatever is open stands on a work
 * stack: no function calls itself on account of the stream. */
#include "harness/trials/decoder/telling.h"
#include "harness/trials/decoder/views.h"

#include <stdlib.h>

/* --- containers --------------------------------------------------------------------------------- */

static void put_array(struct sluice_telling *telling, struct sluice_item item)
{
    const struct sluice_document *document = telling->document;
    const struct sluice_array_view view = sluice_array_view(document, item);
    sluice_telling_expect(telling, view.has_length || sluice_item_is_partial(document, item),
                          "an array of a document has no length");
    if (!view.has_length) {
        return;
    }
    sluice_telling_number(telling, view.length, 4);
    sluice_telling_handle(telling, item);
    /* A claim that the input cannot hold is not charged until its elements come. */
    telling->has_claims |= sluice_item_is_partial(document, item);
    telling->elements += view.length;
    if (view.type == 'L') {
        sluice_telling_expect(telling,
                              sluice_item_count(document, item) == view.length ||
                                  sluice_item_is_partial(document, item),
                              "an array of a document has another number of elements");
        sluice_telling_later(telling, SLUICE_TELLING_LIST, item);
    } else {
        sluice_telling_expect(telling, sluice_item_count(document, item) == 0,
                              "an array of primitives is shown as a list");
        sluice_telling_bytes(telling, view.elements);
    }
}

static void put_object(struct sluice_telling *telling, struct sluice_item item)
{
    const struct sluice_document *document = telling->document;
    const struct sluice_object_view view = sluice_object_view(document, item);
    struct sluice_level_cursor cursor = {.object = item};
    struct sluice_level_view level;
    sluice_telling_handle(telling, item);
    if (view.is_external) {
        sluice_telling_put_contents(telling, view.external, !view.external_is_raw);
        sluice_telling_expect(telling, !sluice_level_next(document, &cursor, &level),
                              "an external object of a document has levels");
    } else {
        sluice_telling_expect(telling,
                              sluice_item_kind(document, view.external) == SLUICE_ITEM_NULL,
                              "an object of a document is external");
        sluice_telling_push(telling, (struct sluice_telling_task){.kind = SLUICE_TELLING_LEVELS,
                                                                  .item = item,
                                                                  .cursor = cursor});
    }
}

static void put_level(struct sluice_telling *telling, const struct sluice_telling_task *task)
{
    const struct sluice_document *document = telling->document;
    const bool is_whole = !sluice_item_is_partial(document, task->item);
    struct sluice_level_cursor cursor = task->cursor;
    struct sluice_level_view level;
    if (!sluice_level_next(document, &cursor, &level)) {
        return;
    }
    const struct sluice_class_desc_view class = sluice_class_desc_view(document, level.descriptor);
    const bool has_method = (class.flags & 1) != 0;
    sluice_telling_expect(
        telling,
        (class.field_count != 0 || has_method) && (level.has_fields || has_method) &&
            (!level.has_custom || has_method) && (level.has_custom == has_method || !is_whole),
        "a level of a document has no data, or too much");
    sluice_telling_bytes(telling, level.primitives);
    sluice_telling_push(telling, (struct sluice_telling_task){.kind = SLUICE_TELLING_LEVELS,
                                                              .item = task->item,
                                                              .cursor = cursor});
    if (level.has_custom) {
        sluice_telling_put_contents(telling, level.custom, true);
    }
    sluice_telling_push(telling, (struct sluice_telling_task){.kind = SLUICE_TELLING_REFERENCES,
                                                              .item = task->item,
                                                              .cursor = task->cursor});
}

/* The reference fields of a level one by one: each may open a container. */
static void put_level_reference(struct sluice_telling *telling, struct sluice_telling_task task)
{
    const struct sluice_document *document = telling->document;
    struct sluice_level_cursor cursor = task.cursor;
    struct sluice_level_view level;
    (void)sluice_level_next(document, &cursor, &level);
    const struct sluice_item item = sluice_level_reference(document, task.item, &level, task.at);
    if (task.at == level.reference_count) {
        sluice_telling_expect(telling, sluice_telling_is_none(document, item),
                              "a level of a document has a field too many");
        return;
    }
    task.at++;
    sluice_telling_push(telling, task);
    sluice_telling_later(telling, SLUICE_TELLING_ITEM, item);
}

static void put_list_item(struct sluice_telling *telling, struct sluice_telling_task task)
{
    const struct sluice_document *document = telling->document;
    const struct sluice_item item = sluice_item_at(document, task.item, task.at);
    if (task.at == sluice_item_count(document, task.item)) {
        sluice_telling_expect(telling, sluice_telling_is_none(document, item),
                              "a list of a document has an item too many");
        return;
    }
    task.at++;
    sluice_telling_push(telling, task);
    sluice_telling_later(telling, SLUICE_TELLING_ITEM, item);
}

/* What follows the descriptor. */
static void put_behind(struct sluice_telling *telling, struct sluice_item item)
{
    const struct sluice_document *document = telling->document;
    const enum sluice_item_kind kind = sluice_item_kind(document, item);
    if (telling->left.length == 0 && sluice_item_is_partial(document, item)) {
        return; /* its class may be what was refused */
    }
    if (kind == SLUICE_ITEM_ARRAY) {
        put_array(telling, item);
    } else if (kind == SLUICE_ITEM_OBJECT) {
        put_object(telling, item);
    } else {
        sluice_telling_handle(telling, item);
    }
    if (kind == SLUICE_ITEM_ENUM) {
        sluice_telling_later(telling, SLUICE_TELLING_ITEM,
                             sluice_enum_view(document, item).constant);
    }
}

/* TC_ARRAY and the like: the descriptor, then the rest. */
static void put_container(struct sluice_telling *telling, uint8_t code, struct sluice_item item,
                          struct sluice_item descriptor)
{
    sluice_telling_byte(telling, code);
    sluice_telling_open(telling);
    sluice_telling_later(telling, SLUICE_TELLING_CLOSE, item);
    if (sluice_telling_is_whole_class(telling->document, descriptor)) {
        sluice_telling_later(telling, SLUICE_TELLING_BEHIND, item);
    }
    sluice_telling_later(telling, SLUICE_TELLING_ITEM, descriptor);
}

static void put_exception(struct sluice_telling *telling, struct sluice_item item)
{
    sluice_telling_byte(telling, 0x7B);
    sluice_telling_open(telling);
    telling->handles = 0;
    sluice_telling_later(telling, SLUICE_TELLING_CLOSE, item);
    sluice_telling_later(telling, SLUICE_TELLING_FORGET, item);
    sluice_telling_later(telling, SLUICE_TELLING_ITEM,
                         sluice_exception_view(telling->document, item));
}

/* Behind TC_EXCEPTION nothing is open, unless another one has interrupted it. */
static void forget(struct sluice_telling *telling, struct sluice_item exception)
{
    if (!sluice_item_is_partial(telling->document, exception)) {
        telling->handles = 0;
        telling->depth = 1;
    }
}

static void put_reset(struct sluice_telling *telling)
{
    sluice_telling_byte(telling, 0x79);
    sluice_telling_note(telling);
    telling->handles = 0;
    telling->objects = 0;
    telling->elements = 0;
}

static void put_item(struct sluice_telling *telling, struct sluice_item item)
{
    const struct sluice_document *document = telling->document;
    sluice_telling_expect(telling, sluice_document_item_is_itself(document, item),
                          "an item of a document is shown as what it is not");
    switch (sluice_item_kind(document, item)) {
    case SLUICE_ITEM_NONE:
        return;
    case SLUICE_ITEM_NULL:
        sluice_telling_byte(telling, 0x70);
        return;
    case SLUICE_ITEM_REFERENCE:
        sluice_telling_put_reference(telling, item);
        return;
    case SLUICE_ITEM_STRING:
        sluice_telling_put_string(telling, item);
        return;
    case SLUICE_ITEM_BLOCKS:
        sluice_telling_put_blocks(telling, item);
        return;
    case SLUICE_ITEM_ARRAY:
        put_container(telling, 0x75, item, sluice_array_view(document, item).descriptor);
        return;
    case SLUICE_ITEM_OBJECT:
        put_container(telling, 0x73, item, sluice_object_view(document, item).descriptor);
        return;
    case SLUICE_ITEM_ENUM:
        put_container(telling, 0x7E, item, sluice_enum_view(document, item).descriptor);
        return;
    case SLUICE_ITEM_CLASS:
        put_container(telling, 0x76, item, sluice_class_view(document, item));
        return;
    case SLUICE_ITEM_CLASS_DESC:
    case SLUICE_ITEM_PROXY_DESC:
        sluice_telling_put_descriptor(telling, item);
        return;
    case SLUICE_ITEM_RESET:
        put_reset(telling);
        return;
    case SLUICE_ITEM_EXCEPTION:
        put_exception(telling, item);
        return;
    case SLUICE_ITEM_CONTENTS:
        break;
    }
    sluice_telling_fail(telling, "a list of a document stands where an item is due");
}

/* --- all ---------------------------------------------------------------------------------------- */

static void take_task(struct sluice_telling *telling)
{
    const struct sluice_telling_task task = telling->tasks[--telling->count];
    switch (task.kind) {
    case SLUICE_TELLING_ITEM:
        put_item(telling, task.item);
        return;
    case SLUICE_TELLING_BEHIND:
        put_behind(telling, task.item);
        return;
    case SLUICE_TELLING_LIST:
        put_list_item(telling, task);
        return;
    case SLUICE_TELLING_END:
        sluice_telling_byte(telling, 0x78);
        return;
    case SLUICE_TELLING_SUPER:
        sluice_telling_later(telling, SLUICE_TELLING_ITEM,
                             sluice_telling_super_of(telling->document, task.item));
        return;
    case SLUICE_TELLING_LEVELS:
        put_level(telling, &task);
        return;
    case SLUICE_TELLING_REFERENCES:
        put_level_reference(telling, task);
        return;
    case SLUICE_TELLING_FORGET:
        forget(telling, task.item);
        return;
    case SLUICE_TELLING_CLOSE:
        telling->depth -= !sluice_item_is_partial(telling->document, task.item);
        return;
    }
}

/* What a whole document stands for is the whole stream, and is counted as the reader counts it. */
static void look_at_counts(struct sluice_telling *telling, const struct sluice_status *status)
{
    sluice_telling_note(telling);
    if (sluice_document_is_partial(telling->document)) {
        return;
    }
    sluice_telling_expect(telling,
                          status->depth == telling->deepest &&
                              status->objects == telling->most_objects &&
                              (status->elements == telling->most_elements || telling->has_claims),
                          "a document is counted otherwise than its stream");
}

const char *sluice_document_views_fault(const struct sluice_document *document,
                                        struct sluice_bytes stream,
                                        const struct sluice_status *status)
{
    const uint64_t length = sluice_document_length(document);
    struct sluice_telling telling = {.document = document, .left = {stream.data, length}};
    const struct sluice_item top = sluice_document_contents(document);
    static const uint8_t head[] = {0xAC, 0xED, 0x00, 0x05};
    if (length > stream.length || (length < sizeof head && length != 0)) {
        return "a document stands for more than its stream, or for half a header";
    }
    if (length == 0) {
        return NULL;
    }
    sluice_telling_bytes(&telling, (struct sluice_bytes){head, sizeof head});
    sluice_telling_later(&telling, SLUICE_TELLING_LIST, top);
    while (telling.count > 0 && telling.fault == NULL) {
        take_task(&telling);
    }
    free(telling.tasks);
    sluice_telling_expect(&telling, telling.left.length == 0,
                          "a document stands for more than it shows");
    sluice_telling_expect(&telling,
                          sluice_document_is_partial(document) == (status->reason != SLUICE_OK) &&
                              (length == stream.length || sluice_document_is_partial(document)),
                          "a document is not said to be partial, or is");
    look_at_counts(&telling, status);
    return telling.fault;
}
