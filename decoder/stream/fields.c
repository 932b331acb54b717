#include "fields.h"

#include "utf.h"

#include <stddef.h>
#include <string.h>

static uint32_t word_at(const struct sluice_object_at *object, uint32_t index)
{
    return object->stack != NULL ? *sluice_words_at(object->stack, object->base + index)
                                 : object->words[object->base + index];
}

struct sluice_object_at sluice_object_at_node(const struct sluice_result *result, uint32_t id,
                                              struct sluice_level_words *level)
{
    *level = (struct sluice_level_words){0};
    const struct sluice_words_node *node = sluice_store_at(&result->store, id);
    return (struct sluice_object_at){
        .result = result,
        .policy = result->policy,
        .words = sluice_node_words(node),
        .count = node->count,
        .descriptor = node->descriptor,
        .level = level,
    };
}

uint32_t sluice_object_model(const struct sluice_object_at *object)
{
    const struct sluice_descriptor *descriptor = sluice_store_at(&object->result->store,
                                                                 object->descriptor);
    return descriptor->base.node.kind == SLUICE_NODE_DESCRIPTOR ? descriptor->model - 1
                                                                : UINT32_MAX;
}

uint32_t sluice_model_of(const struct sluice_result *result, uint32_t slot)
{
    if (slot < SLUICE_SLOT_FIRST_NODE) {
        return 0;
    }
    const struct sluice_node *node = sluice_store_at(&result->store, slot);
    if (node->kind != SLUICE_NODE_OBJECT && node->kind != SLUICE_NODE_ENUM) {
        return 0;
    }
    uint32_t id;
    memcpy(&id, (const uint8_t *)node + offsetof(struct sluice_words_node, descriptor), sizeof id);
    const struct sluice_descriptor *descriptor = sluice_store_at(&result->store, id);
    return descriptor->base.node.kind == SLUICE_NODE_DESCRIPTOR ? descriptor->model : 0;
}

static bool lacks_fields(const struct sluice_result *result, uint32_t custom)
{
    if (custom < SLUICE_SLOT_FIRST_NODE) {
        return custom == SLUICE_SLOT_SKIPPED_NO_FIELDS;
    }
    const struct sluice_node *node = sluice_store_at(&result->store, custom);
    return (node->flags & SLUICE_NODE_NO_FIELDS) != 0;
}

/* Walks the levels from the top down to the one of `model`; for a proxy, to that of Proxy itself. */
static const struct sluice_level_words *find_level_slow(const struct sluice_object_at *object,
                                                        uint32_t model, bool proxy)
{
    const struct sluice_store *store = &object->result->store;
    const struct sluice_proxy *base = sluice_store_at(store, object->descriptor);
    if (base->data == 0 || (base->node.small & SC_EXTERNALIZABLE) != 0) {
        return NULL;
    }
    const uint32_t levels =
        ((const struct sluice_descriptor *)sluice_store_at(store, base->data))->data_depth + 1;
    uint32_t at = 0;
    uint64_t steps = 0;
    for (uint32_t i = 0; i < levels; i++) {
        const struct sluice_descriptor *level = sluice_level_at(store, base->data, i, &steps);
        struct sluice_level_words words = {
            .descriptor = level, .model = level->model, .has_fields = true};
        if ((level->base.node.small & SC_WRITE_METHOD) != 0) {
            words.has_custom = true;
            words.custom = at;
            words.has_fields = !lacks_fields(object->result, word_at(object, at));
            at++;
        }
        words.primitives = at;
        words.references = at + (level->primitive_bytes != 0);
        if (words.has_fields) {
            at = words.references + level->reference_count;
        }
        if (proxy ? level->reference_count != 0 && level->model == 0 &&
                        sluice_same(sluice_class_name(object->result, level->base.named),
                                    sluice_text("java.lang.reflect.Proxy"))
                  : level->model == model + 1) {
            *object->level = words;
            return object->level;
        }
    }
    return NULL;
}

void sluice_object_know_flat(const struct sluice_object_at *object,
                             const struct sluice_descriptor *descriptor)
{
    struct sluice_level_words *level = object->level;
    level->descriptor = descriptor;
    level->model = descriptor->model;
    level->has_fields = true;
    level->references = descriptor->primitive_bytes != 0;
}

static inline const struct sluice_level_words *find_level(const struct sluice_object_at *object,
                                                          uint32_t model)
{
    return object->level->model == model + 1 ? object->level
                                             : find_level_slow(object, model, false);
}

const struct sluice_level_words *sluice_object_level(const struct sluice_object_at *object,
                                                     uint32_t model)
{
    return find_level(object, model);
}

/* Where a field stands in the stream's data of its level; 0 if the stream does not have it. */
static uint32_t place_in(const struct sluice_object_at *object,
                         const struct sluice_level_words *level, size_t field)
{
    return level != NULL && level->has_fields
               ? sluice_place_of(&object->result->store, level->descriptor, (uint32_t)field)
               : 0;
}

struct sluice_brought sluice_object_brought(const struct sluice_object_at *object, uint32_t model)
{
    const struct sluice_level_words *level = find_level(object, model);
    if (level == NULL || !level->has_fields || level->descriptor->places == 0) {
        return (struct sluice_brought){0};
    }
    const struct sluice_words_node *places = sluice_store_at(&object->result->store,
                                                             level->descriptor->places);
    return sluice_places_are_list(places)
               ? (struct sluice_brought){sluice_node_words(places),
                                         places->count / SLUICE_PLACES_PAIR}
               : (struct sluice_brought){NULL, places->count};
}

uint32_t sluice_object_reference(const struct sluice_object_at *object, uint32_t model,
                                 size_t field)
{
    const struct sluice_level_words *level = find_level(object, model);
    const uint32_t place = place_in(object, level, field);
    return place != 0 ? word_at(object, level->references + place - 1) : (uint32_t)SLUICE_SLOT_NULL;
}

bool sluice_object_field_word(const struct sluice_object_at *object, uint32_t model, size_t field,
                              uint32_t *word)
{
    const struct sluice_level_words *level = find_level(object, model);
    const uint32_t place = place_in(object, level, field);
    if (place == 0) {
        return false;
    }
    *word = object->base + level->references + place - 1;
    return true;
}

bool sluice_object_custom_word(const struct sluice_object_at *object, uint32_t model,
                               uint32_t *word)
{
    const struct sluice_proxy *base = sluice_store_at(&object->result->store, object->descriptor);
    if ((base->node.small & SC_EXTERNALIZABLE) != 0) {
        *word = object->base;
        return sluice_object_model(object) == model;
    }
    const struct sluice_level_words *level = find_level(object, model);
    if (level == NULL || !level->has_custom) {
        return false;
    }
    *word = object->base + level->custom;
    return true;
}

uint32_t sluice_object_contents(const struct sluice_object_at *object, uint32_t model)
{
    uint32_t word;
    if (!sluice_object_custom_word(object, model, &word)) {
        return SLUICE_SLOT_NULL;
    }
    const uint32_t slot = word_at(object, word - object->base);
    if (slot < SLUICE_SLOT_FIRST_NODE) {
        return SLUICE_SLOT_NULL;
    }
    const struct sluice_store *store = &object->result->store;
    return sluice_store_kind(store, slot) == SLUICE_NODE_PIECES
               ? sluice_node_words(sluice_store_at(store, slot))[0]
               : slot;
}

struct sluice_subject sluice_primitive_subject(char type, const uint8_t *at)
{
    struct sluice_subject subject = {.kind = SLUICE_SUBJECT_INTEGER, .type = type};
    switch (type) {
    case 'B':
        subject.integer = (int8_t)at[0];
        break;
    case 'Z':
        subject.integer = at[0] != 0;
        break;
    case 'S':
        subject.integer = (int16_t)sluice_be16(at);
        break;
    case 'C':
        subject.integer = sluice_be16(at);
        break;
    case 'I':
        subject.integer = (int32_t)sluice_be32(at);
        break;
    case 'J':
        subject.integer = (int64_t)sluice_be64(at);
        break;
    case 'F': {
        const uint32_t bits = sluice_be32(at);
        float single;
        memcpy(&single, &bits, sizeof single);
        subject.kind = SLUICE_SUBJECT_FLOATING;
        subject.floating = (double)single;
        break;
    }
    default: {
        const uint64_t bits = sluice_be64(at);
        memcpy(&subject.floating, &bits, sizeof bits);
        subject.kind = SLUICE_SUBJECT_FLOATING;
        break;
    }
    }
    return subject;
}

static struct sluice_subject default_subject(const struct sluice_field_model *field)
{
    struct sluice_subject subject = {.type = field->signature[0]};
    if (subject.type == 'L' || subject.type == '[') {
        subject.kind = SLUICE_SUBJECT_SLOT;
    } else if (subject.type == 'F' || subject.type == 'D') {
        subject.kind = SLUICE_SUBJECT_FLOATING;
        subject.floating = field->default_floating;
    } else {
        subject.kind = SLUICE_SUBJECT_INTEGER;
        subject.integer = field->default_integer;
    }
    return subject;
}

struct sluice_subject sluice_object_field(const struct sluice_object_at *object, uint32_t model,
                                          size_t field)
{
    const struct sluice_field_model *declared = &object->policy->models[model].fields[field];
    const struct sluice_level_words *level = find_level(object, model);
    const uint32_t place = place_in(object, level, field);
    if (place == 0) {
        return default_subject(declared);
    }
    const char type = declared->signature[0];
    if (type == 'L' || type == '[') {
        return (struct sluice_subject){.kind = SLUICE_SUBJECT_SLOT,
                                       .type = type,
                                       .slot = word_at(object, level->references + place - 1)};
    }
    const uint8_t *bytes = object->result->bytes + word_at(object, level->primitives);
    return sluice_primitive_subject(type, bytes + place - 1);
}

static struct sluice_subject list_subject(const struct sluice_result *result, uint32_t contents,
                                          const uint32_t *pair, bool pairs)
{
    struct sluice_subject subject = {.kind = pairs ? SLUICE_SUBJECT_PAIRS : SLUICE_SUBJECT_LIST};
    if (contents >= SLUICE_SLOT_FIRST_NODE) {
        subject.items = sluice_node_words(sluice_store_at(&result->store, contents)) + pair[0];
    }
    subject.item_count = pair[1];
    return subject;
}

struct sluice_subject sluice_piece_at(const struct sluice_result *result, uint32_t pieces,
                                      const struct sluice_layout_item *declared, size_t piece)
{
    const uint32_t *words = sluice_node_words(sluice_store_at(&result->store, pieces));
    const uint32_t *pair = words + 1 + 2 * piece;
    struct sluice_subject subject = {.kind = SLUICE_SUBJECT_ABSENT};
    switch (declared->kind) {
    case SLUICE_LAYOUT_PRIMITIVE: {
        uint8_t bytes[8];
        memcpy(bytes, pair, sizeof bytes);
        return sluice_primitive_subject(declared->type, bytes);
    }
    case SLUICE_LAYOUT_UTF:
        subject.kind = SLUICE_SUBJECT_TEXT;
        subject.text.length = pair[1];
        subject.text.data = (pair[0] & SLUICE_SLOT_COPY) == 0
                                ? result->bytes + pair[0]
                                : (const uint8_t *)sluice_node_words(
                                      sluice_store_at(&result->store, pair[0] & ~SLUICE_SLOT_COPY));
        return subject;
    case SLUICE_LAYOUT_OBJECT:
        subject.kind = SLUICE_SUBJECT_SLOT;
        subject.type = 'L';
        subject.slot = pair[0];
        return subject;
    case SLUICE_LAYOUT_OBJECTS:
        return list_subject(result, words[0], pair, false);
    case SLUICE_LAYOUT_PAIRS:
        return list_subject(result, words[0], pair, true);
    }
    return subject;
}

struct sluice_subject sluice_object_piece(const struct sluice_object_at *object, uint32_t model,
                                          size_t piece)
{
    const struct sluice_subject absent = {.kind = SLUICE_SUBJECT_ABSENT};
    uint32_t word;
    if (!sluice_object_custom_word(object, model, &word)) {
        return absent;
    }
    /* Custom data of a class with a layout is taken apart before anybody asks for its pieces. */
    return sluice_piece_at(object->result, word_at(object, word - object->base),
                           &object->policy->models[model].layout[piece], piece);
}

/* A member of a class or of one above it. */
static struct sluice_compiled_name find_member(const struct sluice_policy *policy, uint32_t model,
                                               struct sluice_bytes name)
{
    for (uint32_t at = model + 1; at != 0; at = policy->compiled[at - 1].parent) {
        const struct sluice_class_model *declared = &policy->models[at - 1];
        for (uint32_t i = 0; i < declared->field_count; i++) {
            if (sluice_same(name, sluice_text(declared->fields[i].name))) {
                return (struct sluice_compiled_name){SLUICE_NAME_FIELD, at - 1, i};
            }
        }
        for (uint32_t i = 0; i < declared->layout_count; i++) {
            if (declared->layout[i].name != NULL &&
                sluice_same(name, sluice_text(declared->layout[i].name))) {
                return (struct sluice_compiled_name){SLUICE_NAME_PIECE, at - 1, i};
            }
        }
    }
    return (struct sluice_compiled_name){.kind = SLUICE_NAME_PATH};
}

struct sluice_subject sluice_object_subject_from(const struct sluice_object_at *object,
                                                 uint32_t model, struct sluice_bytes name)
{
    const struct sluice_compiled_name member = find_member(object->policy, model, name);
    switch (member.kind) {
    case SLUICE_NAME_FIELD:
        return sluice_object_field(object, member.model, member.index);
    case SLUICE_NAME_PIECE:
        return sluice_object_piece(object, member.model, member.index);
    case SLUICE_NAME_PATH:
        break;
    }
    return (struct sluice_subject){.kind = SLUICE_SUBJECT_ABSENT};
}

bool sluice_object_lacks(const struct sluice_object_at *object, uint32_t model,
                         struct sluice_bytes name)
{
    const struct sluice_compiled_name member = find_member(object->policy, model, name);
    return member.kind == SLUICE_NAME_FIELD &&
           place_in(object, find_level(object, member.model), member.index) == 0;
}

bool sluice_object_holds_one(const struct sluice_object_at *object, uint32_t model,
                             struct sluice_bytes name)
{
    const struct sluice_compiled_name member = find_member(object->policy, model, name);
    return member.kind == SLUICE_NAME_FIELD &&
           object->policy->models[member.model].fields[member.index].signature[0] != '[';
}

struct sluice_subject sluice_object_subject(const struct sluice_object_at *object,
                                            struct sluice_bytes name)
{
    const uint32_t model = sluice_object_model(object);
    return model != UINT32_MAX ? sluice_object_subject_from(object, model, name)
                               : (struct sluice_subject){.kind = SLUICE_SUBJECT_ABSENT};
}

uint32_t sluice_object_handler(const struct sluice_object_at *object)
{
    const struct sluice_level_words *level = find_level_slow(object, 0, true);
    if (level == NULL || !level->has_fields) {
        return SLUICE_SLOT_NULL;
    }
    for (uint32_t i = 0, reference = 0; i < level->descriptor->field_count; i++) {
        const struct sluice_field field = sluice_field_at(object->result, level->descriptor, i);
        const bool is_reference = sluice_is_reference((char)field.type);
        if (field.binding != 0) {
            return is_reference ? word_at(object, level->references + reference) : SLUICE_SLOT_NULL;
        }
        reference += is_reference;
    }
    return SLUICE_SLOT_NULL;
}

bool sluice_subject_size(const struct sluice_result *result, const struct sluice_subject *subject,
                         uint64_t *size)
{
    if (subject->kind == SLUICE_SUBJECT_TEXT) {
        *size = sluice_utf_units(subject->text.data, subject->text.length);
        return true;
    }
    if (subject->kind == SLUICE_SUBJECT_LIST || subject->kind == SLUICE_SUBJECT_PAIRS) {
        *size = subject->kind == SLUICE_SUBJECT_PAIRS ? subject->item_count / 2
                                                      : subject->item_count;
        return true;
    }
    const uint32_t slot = subject->slot & ~SLUICE_SLOT_COPY;
    if (subject->kind != SLUICE_SUBJECT_SLOT || slot < SLUICE_SLOT_FIRST_NODE) {
        return false;
    }
    const void *node = sluice_store_at(&result->store, slot);
    switch (((const struct sluice_node *)node)->kind) {
    case SLUICE_NODE_STRING: {
        const struct sluice_string *string = node;
        *size = sluice_utf_units(result->bytes + string->offset, string->length);
        return true;
    }
    case SLUICE_NODE_PRIMITIVES:
        *size = ((const struct sluice_primitives *)node)->length;
        return true;
    case SLUICE_NODE_ARRAY:
        *size = ((const struct sluice_words_node *)node)->count;
        return true;
    default:
        return false;
    }
}

bool sluice_subject_items(const struct sluice_result *result, const struct sluice_subject *subject,
                          const uint32_t **items, uint32_t *count)
{
    *items = subject->items;
    *count = subject->item_count;
    if (subject->kind == SLUICE_SUBJECT_LIST || subject->kind == SLUICE_SUBJECT_PAIRS) {
        return true;
    }
    const uint32_t slot = subject->slot & ~SLUICE_SLOT_COPY;
    if (subject->kind != SLUICE_SUBJECT_SLOT || slot < SLUICE_SLOT_FIRST_NODE ||
        sluice_store_kind(&result->store, slot) != SLUICE_NODE_ARRAY) {
        return false;
    }
    const struct sluice_words_node *array = sluice_store_at(&result->store, slot);
    *items = sluice_node_words(array);
    *count = array->count;
    return true;
}

bool sluice_slot_is_mutable(const struct sluice_result *result, uint32_t slot)
{
    if (slot < SLUICE_SLOT_FIRST_NODE) {
        return false;
    }
    switch (sluice_store_kind(&result->store, slot)) {
    case SLUICE_NODE_PRIMITIVES:
    case SLUICE_NODE_ARRAY:
        return true;
    case SLUICE_NODE_OBJECT: {
        const uint32_t model = sluice_model_of(result, slot);
        return model != 0 && result->policy->models[model - 1].is_mutable;
    }
    default:
        return false;
    }
}
