/* What an item of a document is not is shown empty: views of its other kinds. */
#include "harness/trials/decoder/views.h"

#include <sluice/document.h>

static bool is_none(const struct sluice_document *document, struct sluice_item item)
{
    return sluice_item_kind(document, item) == SLUICE_ITEM_NONE;
}

static bool has_no_list(const struct sluice_document *document, struct sluice_item item)
{
    return sluice_item_count(document, item) == 0 &&
           is_none(document, sluice_item_at(document, item, 0));
}

static bool has_no_text(const struct sluice_document *document, struct sluice_item item)
{
    const struct sluice_string_view view = sluice_string_view(document, item);
    return view.text.data == NULL && view.text.length == 0 && !view.is_long;
}

static bool has_no_blocks(const struct sluice_document *document, struct sluice_item item)
{
    const struct sluice_blocks_view view = sluice_blocks_view(document, item);
    return view.wire.data == NULL && view.wire.length == 0 && view.payload == 0 && !view.is_raw;
}

static bool is_no_array(const struct sluice_document *document, struct sluice_item item)
{
    const struct sluice_array_view view = sluice_array_view(document, item);
    return is_none(document, view.descriptor) && view.type == 0 && !view.has_length &&
           view.length == 0 && view.elements.length == 0;
}

static bool is_no_descriptor(const struct sluice_document *document, struct sluice_item item)
{
    const struct sluice_class_desc_view view = sluice_class_desc_view(document, item);
    const struct sluice_field_view field = sluice_field_view(document, item, 0);
    return view.name.data == NULL && view.field_count == 0 && is_none(document, view.super) &&
           field.name.data == NULL && is_none(document, field.signature);
}

static bool is_no_proxy(const struct sluice_document *document, struct sluice_item item)
{
    const struct sluice_proxy_desc_view view = sluice_proxy_desc_view(document, item);
    return view.interface_count == 0 && view.interfaces.length == 0 &&
           is_none(document, view.super);
}

static bool is_no_object(const struct sluice_document *document, struct sluice_item item)
{
    const struct sluice_object_view view = sluice_object_view(document, item);
    const struct sluice_level_view one = {.reference_count = 1};
    struct sluice_level_cursor cursor = {.object = item};
    struct sluice_level_view level;
    return is_none(document, view.descriptor) && !view.is_external &&
           !sluice_level_next(document, &cursor, &level) &&
           is_none(document, sluice_level_reference(document, item, &one, 0));
}

static bool is_no_pair(const struct sluice_document *document, struct sluice_item item,
                       enum sluice_item_kind kind)
{
    const struct sluice_enum_view constant = sluice_enum_view(document, item);
    return (kind == SLUICE_ITEM_ENUM ||
            (is_none(document, constant.descriptor) && is_none(document, constant.constant))) &&
           (kind == SLUICE_ITEM_CLASS || is_none(document, sluice_class_view(document, item))) &&
           (kind == SLUICE_ITEM_EXCEPTION ||
            is_none(document, sluice_exception_view(document, item)));
}

static bool has_handle(enum sluice_item_kind kind)
{
    return kind != SLUICE_ITEM_NONE && kind != SLUICE_ITEM_NULL && kind != SLUICE_ITEM_BLOCKS &&
           kind != SLUICE_ITEM_RESET && kind != SLUICE_ITEM_EXCEPTION &&
           kind != SLUICE_ITEM_CONTENTS;
}

bool sluice_document_item_is_itself(const struct sluice_document *document, struct sluice_item item)
{
    const enum sluice_item_kind kind = sluice_item_kind(document, item);
    const bool is_array = kind == SLUICE_ITEM_ARRAY;
    return (is_array || kind == SLUICE_ITEM_CONTENTS || has_no_list(document, item)) &&
           (kind == SLUICE_ITEM_STRING || has_no_text(document, item)) &&
           (kind == SLUICE_ITEM_BLOCKS || has_no_blocks(document, item)) &&
           (is_array || is_no_array(document, item)) &&
           (kind == SLUICE_ITEM_CLASS_DESC || is_no_descriptor(document, item)) &&
           (kind == SLUICE_ITEM_PROXY_DESC || is_no_proxy(document, item)) &&
           (kind == SLUICE_ITEM_OBJECT || is_no_object(document, item)) &&
           is_no_pair(document, item, kind) &&
           (kind == SLUICE_ITEM_REFERENCE ||
            is_none(document, sluice_item_target(document, item))) &&
           (has_handle(kind) || sluice_item_handle(document, item) == 0);
}
