#include "sluice/document.h"

#include "engine.h"
#include "utf.h"

#include <string.h>

static const struct sluice_result *result_of(const struct sluice_document *document)
{
    return (const struct sluice_result *)(const void *)document;
}

/* The node behind an item if it is of one of two kinds, else NULL. */
static const void *node_of(const struct sluice_document *document, struct sluice_item item,
                           enum sluice_node_kind kind, enum sluice_node_kind other)
{
    if (item.id < SLUICE_SLOT_FIRST_NODE || (item.id & SLUICE_SLOT_REFERENCE) != 0) {
        return NULL;
    }
    const struct sluice_node *node = sluice_store_at(&result_of(document)->store, item.id);
    return node->kind == (uint8_t)kind || node->kind == (uint8_t)other ? node : NULL;
}

enum sluice_item_kind sluice_item_kind(const struct sluice_document *document,
                                       struct sluice_item item)
{
    static const uint8_t kinds[] = {
        [SLUICE_NODE_STRING] = SLUICE_ITEM_STRING,
        [SLUICE_NODE_BLOCKS] = SLUICE_ITEM_BLOCKS,
        [SLUICE_NODE_PRIMITIVES] = SLUICE_ITEM_ARRAY,
        [SLUICE_NODE_ARRAY] = SLUICE_ITEM_ARRAY,
        [SLUICE_NODE_OBJECT] = SLUICE_ITEM_OBJECT,
        [SLUICE_NODE_ENUM] = SLUICE_ITEM_ENUM,
        [SLUICE_NODE_CLASS] = SLUICE_ITEM_CLASS,
        [SLUICE_NODE_EXCEPTION] = SLUICE_ITEM_EXCEPTION,
        [SLUICE_NODE_CONTENTS] = SLUICE_ITEM_CONTENTS,
        [SLUICE_NODE_DESCRIPTOR] = SLUICE_ITEM_CLASS_DESC,
        [SLUICE_NODE_PROXY] = SLUICE_ITEM_PROXY_DESC,
    };
    if ((item.id & SLUICE_SLOT_REFERENCE) != 0) {
        return SLUICE_ITEM_REFERENCE;
    }
    switch (item.id) {
    case SLUICE_SLOT_NULL:
        return SLUICE_ITEM_NULL;
    case SLUICE_SLOT_RESET:
        return SLUICE_ITEM_RESET;
    default:
        return item.id < SLUICE_SLOT_FIRST_NODE
                   ? SLUICE_ITEM_NONE
                   : (enum sluice_item_kind)
                         kinds[sluice_store_kind(&result_of(document)->store, item.id)];
    }
}

bool sluice_item_is_partial(const struct sluice_document *document, struct sluice_item item)
{
    if (item.id < SLUICE_SLOT_FIRST_NODE || (item.id & SLUICE_SLOT_REFERENCE) != 0) {
        return false;
    }
    const struct sluice_node *node = sluice_store_at(&result_of(document)->store, item.id);
    return (node->flags & SLUICE_NODE_PARTIAL) != 0;
}

/* The first handle of the epoch that a handle belongs to. */
static uint32_t epoch_of(const struct sluice_result *result, uint32_t handle)
{
    uint32_t low = 0;
    uint32_t high = result->epochs.count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (*sluice_words_at(&result->epochs, middle) <= handle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? 0 : *sluice_words_at(&result->epochs, low - 1);
}

uint32_t sluice_item_handle(const struct sluice_document *document, struct sluice_item item)
{
    const struct sluice_result *result = result_of(document);
    uint32_t handle = 0;
    if ((item.id & SLUICE_SLOT_REFERENCE) != 0) {
        handle = item.id & ~SLUICE_SLOT_REFERENCE;
    } else {
        switch (sluice_item_kind(document, item)) {
        case SLUICE_ITEM_STRING:
        case SLUICE_ITEM_ARRAY:
        case SLUICE_ITEM_OBJECT:
        case SLUICE_ITEM_ENUM:
        case SLUICE_ITEM_CLASS:
        case SLUICE_ITEM_CLASS_DESC:
        case SLUICE_ITEM_PROXY_DESC:
            /* All nodes with a handle have it in the second word. */
            memcpy(&handle, (const uint8_t *)sluice_store_at(&result->store, item.id) + 4,
                   sizeof handle);
            break;
        case SLUICE_ITEM_NONE:
        case SLUICE_ITEM_NULL:
        case SLUICE_ITEM_REFERENCE:
        case SLUICE_ITEM_BLOCKS:
        case SLUICE_ITEM_RESET:
        case SLUICE_ITEM_EXCEPTION:
        case SLUICE_ITEM_CONTENTS:
            return 0;
        }
    }
    return handle - epoch_of(result, handle);
}

struct sluice_item sluice_document_contents(const struct sluice_document *document)
{
    return (struct sluice_item){result_of(document)->top};
}

bool sluice_document_is_partial(const struct sluice_document *document)
{
    return result_of(document)->partial;
}

uint64_t sluice_document_length(const struct sluice_document *document)
{
    return result_of(document)->length;
}

struct sluice_item sluice_item_target(const struct sluice_document *document,
                                      struct sluice_item reference)
{
    const struct sluice_result *result = result_of(document);
    uint32_t slot = SLUICE_SLOT_NONE;
    if ((reference.id & SLUICE_SLOT_REFERENCE) != 0) {
        slot = *sluice_words_at(&result->handles, reference.id & ~SLUICE_SLOT_REFERENCE);
    }
    return (struct sluice_item){slot >= SLUICE_SLOT_FIRST_NODE ? slot : (uint32_t)SLUICE_SLOT_NONE};
}

uint32_t sluice_item_count(const struct sluice_document *document, struct sluice_item list)
{
    const struct sluice_words_node *node = node_of(document, list, SLUICE_NODE_CONTENTS,
                                                   SLUICE_NODE_ARRAY);
    return node != NULL ? node->count : 0;
}

struct sluice_item sluice_item_at(const struct sluice_document *document, struct sluice_item list,
                                  uint32_t index)
{
    const struct sluice_words_node *node = node_of(document, list, SLUICE_NODE_CONTENTS,
                                                   SLUICE_NODE_ARRAY);
    if (node == NULL || index >= node->count) {
        return (struct sluice_item){SLUICE_SLOT_NONE};
    }
    return (struct sluice_item){sluice_node_words(node)[index]};
}

struct sluice_string_view sluice_string_view(const struct sluice_document *document,
                                             struct sluice_item item)
{
    const struct sluice_string *string = node_of(document, item, SLUICE_NODE_STRING,
                                                 SLUICE_NODE_STRING);
    if (string == NULL) {
        return (struct sluice_string_view){0};
    }
    return (struct sluice_string_view){
        .text = {result_of(document)->bytes + string->offset, string->length},
        .is_long = (string->node.flags & SLUICE_NODE_LONG) != 0,
    };
}

struct sluice_blocks_view sluice_blocks_view(const struct sluice_document *document,
                                             struct sluice_item item)
{
    const struct sluice_blocks *blocks = node_of(document, item, SLUICE_NODE_BLOCKS,
                                                 SLUICE_NODE_BLOCKS);
    if (blocks == NULL) {
        return (struct sluice_blocks_view){0};
    }
    return (struct sluice_blocks_view){
        .wire = {result_of(document)->bytes + blocks->start, blocks->end - blocks->start},
        .payload = blocks->bytes,
        .is_raw = (blocks->node.flags & SLUICE_NODE_RAW) != 0,
    };
}

bool sluice_block_next(struct sluice_bytes *wire, struct sluice_bytes *payload, bool *is_long)
{
    if (wire->length < 2) {
        return false;
    }
    *is_long = wire->data[0] == TC_BLOCKDATALONG;
    const size_t head = *is_long ? 5 : 2;
    const size_t length = *is_long ? sluice_be32(wire->data + 1) : wire->data[1];
    *payload = (struct sluice_bytes){wire->data + head, length};
    wire->data += head + length;
    wire->length -= head + length;
    return true;
}

struct sluice_array_view sluice_array_view(const struct sluice_document *document,
                                           struct sluice_item item)
{
    const struct sluice_words_node *array = node_of(document, item, SLUICE_NODE_ARRAY,
                                                    SLUICE_NODE_ARRAY);
    if (array != NULL) {
        return (struct sluice_array_view){
            .descriptor = {array->descriptor},
            .type = 'L',
            .has_length = array->node.small == 0,
            .length = (array->node.flags & SLUICE_NODE_PARTIAL) != 0
                          ? sluice_node_words(array)[array->count]
                          : array->count,
        };
    }
    const struct sluice_primitives *primitives = node_of(document, item, SLUICE_NODE_PRIMITIVES,
                                                         SLUICE_NODE_PRIMITIVES);
    if (primitives == NULL) {
        return (struct sluice_array_view){.descriptor = {SLUICE_SLOT_NONE}};
    }
    const uint8_t type = (uint8_t)primitives->node.small;
    return (struct sluice_array_view){
        .descriptor = {primitives->descriptor},
        .type = (char)type,
        .has_length = true,
        .length = primitives->length,
        .elements = {result_of(document)->bytes + primitives->offset,
                     (size_t)primitives->length * sluice_primitive_size(type)},
    };
}

struct sluice_enum_view sluice_enum_view(const struct sluice_document *document,
                                         struct sluice_item item)
{
    const struct sluice_pair_node *pair = node_of(document, item, SLUICE_NODE_ENUM,
                                                  SLUICE_NODE_ENUM);
    if (pair == NULL) {
        return (struct sluice_enum_view){{SLUICE_SLOT_NONE}, {SLUICE_SLOT_NONE}};
    }
    return (struct sluice_enum_view){{pair->descriptor}, {pair->value}};
}

struct sluice_item sluice_class_view(const struct sluice_document *document,
                                     struct sluice_item item)
{
    const struct sluice_pair_node *pair = node_of(document, item, SLUICE_NODE_CLASS,
                                                  SLUICE_NODE_CLASS);
    return (struct sluice_item){pair != NULL ? pair->descriptor : (uint32_t)SLUICE_SLOT_NONE};
}

struct sluice_item sluice_exception_view(const struct sluice_document *document,
                                         struct sluice_item item)
{
    const struct sluice_pair_node *pair = node_of(document, item, SLUICE_NODE_EXCEPTION,
                                                  SLUICE_NODE_EXCEPTION);
    return (struct sluice_item){pair != NULL ? pair->value : (uint32_t)SLUICE_SLOT_NONE};
}

struct sluice_class_desc_view sluice_class_desc_view(const struct sluice_document *document,
                                                     struct sluice_item item)
{
    const struct sluice_descriptor *descriptor = node_of(document, item, SLUICE_NODE_DESCRIPTOR,
                                                         SLUICE_NODE_DESCRIPTOR);
    if (descriptor == NULL) {
        return (struct sluice_class_desc_view){.super = {SLUICE_SLOT_NONE}};
    }
    const struct sluice_bytes name = sluice_class_name(result_of(document), item.id);
    return (struct sluice_class_desc_view){
        .name = name,
        .suid = (int64_t)sluice_be64(name.data + name.length),
        .flags = (uint8_t)descriptor->base.node.small,
        .field_count = descriptor->field_count,
        .annotation = {descriptor->base.annotation},
        .super = {descriptor->base.super},
    };
}

struct sluice_field_view sluice_field_view(const struct sluice_document *document,
                                           struct sluice_item class_desc, uint32_t index)
{
    const struct sluice_result *result = result_of(document);
    const struct sluice_descriptor *descriptor = node_of(
        document, class_desc, SLUICE_NODE_DESCRIPTOR, SLUICE_NODE_DESCRIPTOR);
    if (descriptor == NULL || index >= descriptor->field_count) {
        return (struct sluice_field_view){.signature = {SLUICE_SLOT_NONE}};
    }
    const struct sluice_field field = sluice_field_at(result, descriptor, index);
    const uint8_t *name = result->bytes + field.name;
    struct sluice_field_view view = {
        .name = {name + 2, sluice_be16(name)},
        .code = field.code,
        .type = field.type,
        .signature = {field.signature},
        .text = {name - 1, 1},
    };
    if (field.signature != 0) {
        const struct sluice_item text = (field.signature & SLUICE_SLOT_REFERENCE) != 0
                                            ? sluice_item_target(document, view.signature)
                                            : view.signature;
        view.text = sluice_string_view(document, text).text;
    }
    return view;
}

struct sluice_proxy_desc_view sluice_proxy_desc_view(const struct sluice_document *document,
                                                     struct sluice_item item)
{
    const struct sluice_result *result = result_of(document);
    const struct sluice_proxy *proxy = node_of(document, item, SLUICE_NODE_PROXY,
                                               SLUICE_NODE_PROXY);
    if (proxy == NULL) {
        return (struct sluice_proxy_desc_view){.super = {SLUICE_SLOT_NONE}};
    }
    const uint8_t *names = result->bytes + proxy->offset + 5;
    const uint32_t count = sluice_be32(names - 4);
    const uint8_t *end = names;
    for (uint32_t i = 0; i < count; i++) {
        end += 2 + sluice_be16(end);
    }
    return (struct sluice_proxy_desc_view){
        .interface_count = count,
        .interfaces = {names, (size_t)(end - names)},
        .annotation = {proxy->annotation},
        .super = {proxy->super},
    };
}

bool sluice_interface_next(struct sluice_bytes *interfaces, struct sluice_bytes *name)
{
    if (interfaces->length < 2) {
        return false;
    }
    *name = (struct sluice_bytes){interfaces->data + 2, sluice_be16(interfaces->data)};
    interfaces->data += 2 + name->length;
    interfaces->length -= 2 + name->length;
    return true;
}

struct sluice_object_view sluice_object_view(const struct sluice_document *document,
                                             struct sluice_item item)
{
    const struct sluice_result *result = result_of(document);
    const struct sluice_words_node *object = node_of(document, item, SLUICE_NODE_OBJECT,
                                                     SLUICE_NODE_OBJECT);
    struct sluice_object_view view = {.descriptor = {SLUICE_SLOT_NONE}};
    if (object == NULL) {
        return view;
    }
    view.descriptor.id = object->descriptor;
    const uint32_t id = sluice_descriptor_of(result, object->descriptor);
    if (id == 0) {
        return view;
    }
    const struct sluice_proxy *descriptor = sluice_store_at(&result->store, id);
    view.is_external = (descriptor->node.small & SC_EXTERNALIZABLE) != 0;
    view.external_is_raw = (descriptor->node.small & SC_BLOCK_DATA) == 0;
    if (view.is_external) {
        view.external.id = object->count != 0 ? sluice_node_words(object)[0]
                                              : (uint32_t)SLUICE_SLOT_NONE;
    }
    return view;
}

bool sluice_level_next(const struct sluice_document *document, struct sluice_level_cursor *cursor,
                       struct sluice_level_view *level)
{
    const struct sluice_result *result = result_of(document);
    const struct sluice_words_node *object = node_of(document, cursor->object, SLUICE_NODE_OBJECT,
                                                     SLUICE_NODE_OBJECT);
    const uint32_t id = object != NULL ? sluice_descriptor_of(result, object->descriptor) : 0;
    if (id == 0) {
        return false;
    }
    const struct sluice_proxy *descriptor = sluice_store_at(&result->store, id);
    if ((descriptor->node.small & SC_EXTERNALIZABLE) != 0 || descriptor->data == 0) {
        return false;
    }
    const struct sluice_descriptor *leaf = sluice_store_at(&result->store, descriptor->data);
    const bool partial = (object->node.flags & SLUICE_NODE_PARTIAL) != 0;
    if (cursor->level > leaf->data_depth || (partial && cursor->word >= object->count)) {
        return false;
    }
    uint64_t steps = 0;
    const struct sluice_descriptor *at = sluice_level_at(&result->store, descriptor->data,
                                                         cursor->level, &steps);
    const uint32_t *words = sluice_node_words(object);
    uint32_t word = cursor->word;
    *level = (struct sluice_level_view){.descriptor = {at->base.named}, .has_fields = true};
    if ((at->base.node.small & SC_WRITE_METHOD) != 0) {
        level->custom.id = words[word++];
        level->has_custom = level->custom.id != SLUICE_SLOT_NONE;
        if (level->custom.id >= SLUICE_SLOT_FIRST_NODE) {
            const struct sluice_node *contents = sluice_store_at(&result->store, level->custom.id);
            level->has_fields = (contents->flags & SLUICE_NODE_NO_FIELDS) == 0;
        }
    }
    if (level->has_fields) {
        if (at->primitive_bytes != 0 && word < object->count) {
            level->primitives = (struct sluice_bytes){result->bytes + words[word++],
                                                      at->primitive_bytes};
        }
        level->first = word;
        level->reference_count = at->reference_count;
        if (level->reference_count > object->count - word) {
            level->reference_count = object->count - word;
        }
        word += level->reference_count;
    }
    cursor->word = word;
    cursor->level++;
    return true;
}

struct sluice_item sluice_level_reference(const struct sluice_document *document,
                                          struct sluice_item object,
                                          const struct sluice_level_view *level, uint32_t index)
{
    const struct sluice_words_node *node = node_of(document, object, SLUICE_NODE_OBJECT,
                                                   SLUICE_NODE_OBJECT);
    if (node == NULL || index >= level->reference_count) {
        return (struct sluice_item){SLUICE_SLOT_NONE};
    }
    return (struct sluice_item){sluice_node_words(node)[level->first + index]};
}
