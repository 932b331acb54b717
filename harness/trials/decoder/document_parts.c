/* What a document is told in: references, strings, block data, lists and class descriptors. */
#include "harness/trials/decoder/telling.h"

enum { BASE_HANDLE = 0x7E0000 };

/* --- leaves ------------------------------------------------------------------------------------- */

void sluice_telling_put_reference(struct sluice_telling *telling, struct sluice_item item)
{
    const struct sluice_document *document = telling->document;
    const struct sluice_item target = sluice_item_target(document, item);
    const uint32_t handle = sluice_item_handle(document, item);
    sluice_telling_byte(telling, 0x71);
    sluice_telling_number(telling, BASE_HANDLE + (uint64_t)handle, 4);
    sluice_telling_expect(telling,
                          sluice_telling_is_none(document, target) ||
                              (sluice_item_handle(document, target) == handle &&
                               !sluice_item_is_partial(document, item)),
                          "a reference of a document stands for something else");
}

void sluice_telling_put_string(struct sluice_telling *telling, struct sluice_item item)
{
    const struct sluice_string_view view = sluice_string_view(telling->document, item);
    sluice_telling_byte(telling, view.is_long ? 0x7C : 0x74);
    sluice_telling_number(telling, view.text.length, view.is_long ? 8 : 2);
    sluice_telling_bytes(telling, view.text);
    sluice_telling_handle(telling, item);
}

void sluice_telling_put_blocks(struct sluice_telling *telling, struct sluice_item item)
{
    const struct sluice_blocks_view view = sluice_blocks_view(telling->document, item);
    struct sluice_bytes wire = view.wire;
    struct sluice_bytes payload;
    uint64_t total = view.is_raw ? wire.length : 0;
    bool is_long;
    if (view.is_raw) {
        sluice_telling_bytes(telling, wire);
    }
    while (!view.is_raw && sluice_block_next(&wire, &payload, &is_long)) {
        sluice_telling_byte(telling, is_long ? 0x7A : 0x77);
        sluice_telling_number(telling, payload.length, is_long ? 4 : 1);
        sluice_telling_bytes(telling, payload);
        total += payload.length;
    }
    sluice_telling_expect(telling, total == view.payload && (view.is_raw || wire.length == 0),
                          "block data of a document has another length");
}

/* --- descriptors -------------------------------------------------------------------------------- */

static void put_field(struct sluice_telling *telling, struct sluice_item descriptor, uint32_t index)
{
    const struct sluice_document *document = telling->document;
    const struct sluice_field_view field = sluice_field_view(document, descriptor, index);
    struct sluice_item text = field.signature;
    sluice_telling_byte(telling, field.code);
    sluice_telling_name(telling, field.name);
    if (field.code == 'L' || field.code == '[') {
        if (sluice_item_kind(document, text) == SLUICE_ITEM_REFERENCE) {
            sluice_telling_put_reference(telling, text);
            text = sluice_item_target(document, text);
        } else {
            sluice_telling_put_string(telling, text);
        }
        const struct sluice_bytes type = sluice_string_view(document, text).text;
        sluice_telling_expect(telling,
                              field.text.data == type.data && field.text.length == type.length,
                              "a field of a document has another type");
    } else {
        sluice_telling_expect(telling, sluice_item_kind(document, text) == SLUICE_ITEM_NULL,
                              "a primitive field of a document has a type string");
    }
    sluice_telling_expect(telling, field.text.length > 0 && field.text.data[0] == field.type,
                          "a field of a document is of another type than its type string");
}

static void put_class_head(struct sluice_telling *telling, struct sluice_item item)
{
    const struct sluice_class_desc_view view = sluice_class_desc_view(telling->document, item);
    sluice_telling_byte(telling, 0x72);
    sluice_telling_name(telling, view.name);
    sluice_telling_number(telling, (uint64_t)view.suid, 8);
    sluice_telling_handle(telling, item);
    sluice_telling_byte(telling, view.flags);
    sluice_telling_number(telling, view.field_count, 2);
    for (uint32_t i = 0; i < view.field_count; i++) {
        put_field(telling, item, i);
    }
    const struct sluice_field_view none = sluice_field_view(telling->document, item,
                                                            view.field_count);
    sluice_telling_expect(telling,
                          none.name.data == NULL &&
                              sluice_telling_is_none(telling->document, none.signature),
                          "a descriptor of a document has a field too many");
}

static void put_proxy_head(struct sluice_telling *telling, struct sluice_item item)
{
    struct sluice_proxy_desc_view view = sluice_proxy_desc_view(telling->document, item);
    struct sluice_bytes name;
    uint32_t count = 0;
    sluice_telling_byte(telling, 0x7D);
    sluice_telling_handle(telling, item);
    sluice_telling_number(telling, view.interface_count, 4);
    while (sluice_interface_next(&view.interfaces, &name)) {
        sluice_telling_name(telling, name);
        count++;
    }
    sluice_telling_expect(telling, count == view.interface_count && view.interfaces.length == 0,
                          "a proxy of a document has another number of interfaces");
}

/* A list with its end; nothing where it was not reached. */
void sluice_telling_put_contents(struct sluice_telling *telling, struct sluice_item list,
                                 bool has_end)
{
    const struct sluice_document *document = telling->document;
    const bool is_whole = !sluice_item_is_partial(document, list);
    if (sluice_telling_is_none(document, list)) {
        return;
    }
    if (has_end && is_whole) {
        sluice_telling_later(telling, SLUICE_TELLING_END, list);
    }
    sluice_telling_later(telling, SLUICE_TELLING_LIST, list);
}

struct sluice_item sluice_telling_super_of(const struct sluice_document *document,
                                           struct sluice_item item)
{
    return sluice_item_kind(document, item) == SLUICE_ITEM_PROXY_DESC
               ? sluice_proxy_desc_view(document, item).super
               : sluice_class_desc_view(document, item).super;
}

/* An object without a whole descriptor has nothing else. */
bool sluice_telling_is_whole_class(const struct sluice_document *document,
                                   struct sluice_item descriptor)
{
    while (sluice_item_kind(document, descriptor) == SLUICE_ITEM_CLASS_DESC ||
           sluice_item_kind(document, descriptor) == SLUICE_ITEM_PROXY_DESC) {
        descriptor = sluice_telling_super_of(document, descriptor);
    }
    return !sluice_telling_is_none(document, descriptor);
}

void sluice_telling_put_descriptor(struct sluice_telling *telling, struct sluice_item item)
{
    const struct sluice_document *document = telling->document;
    sluice_telling_expect(telling,
                          sluice_item_is_partial(document, item) !=
                              sluice_telling_is_whole_class(document, item),
                          "a descriptor of a document is partial and whole, or neither");
    const bool is_proxy = sluice_item_kind(document, item) == SLUICE_ITEM_PROXY_DESC;
    if (is_proxy) {
        put_proxy_head(telling, item);
    } else {
        put_class_head(telling, item);
    }
    sluice_telling_open(telling);
    sluice_telling_later(telling, SLUICE_TELLING_CLOSE, item);
    sluice_telling_later(telling, SLUICE_TELLING_SUPER, item);
    sluice_telling_put_contents(telling,
                                is_proxy ? sluice_proxy_desc_view(document, item).annotation
                                         : sluice_class_desc_view(document, item).annotation,
                                true);
}
