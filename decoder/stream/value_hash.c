#include "value_hash.h"

#include "hash.h"
#include "known.h"
#include "own.h"

#include <string.h>

enum {
    CHEAP = 64,       /* bytes of data that are hashed again each time, rather than remembered */
    MOST_OBJECTS = 16 /* that are looked into for one value; others in it count by identity */
};

/* What a hash begins with, so that "A" is no constant A. The bits above have the class. */
enum tag { TAG_IDENTITY, TAG_TEXT, TAG_ENUM, TAG_CLASS, TAG_BOX, TAG_BYTES, TAG_OBJECT };

/* --- leaves ------------------------------------------------------------------------------------ */

struct sluice_hashing sluice_hashing_of(struct sluice_engine *engine, bool by_identity, bool again)
{
    const uint64_t *key = engine->policy->key;
    struct sluice_hashing hashing = {engine, {key[0], key[1]}, by_identity, !again};
    if (again) {
        hashing.key[0] = sluice_hash(key, (const uint8_t *)key, sizeof engine->policy->key);
        hashing.key[1] = ~key[1];
    }
    return hashing;
}

/* A primitive value as Java's equals() sees it: NaN is one value, a boolean is 0 or 1. */
static uint64_t word_of(const struct sluice_subject *subject)
{
    uint64_t word = (uint64_t)subject->integer;
    if (subject->kind == SLUICE_SUBJECT_FLOATING) {
        const double number = subject->floating;
        memcpy(&word, &number, sizeof word);
        /* All NaNs are equal; 0.0 and -0.0 are not. */
        return __builtin_isnan(number) ? UINT64_C(0x7FF8000000000000) : word;
    }
    return word;
}

/* The hash of a large node or of a part of it, if it is remembered. */
static bool recall(const struct sluice_hashing *hashing, uint32_t id, uint32_t part, uint64_t *hash)
{
    return hashing->remembers && sluice_recall(hashing->engine, id, part, hash);
}

static bool remember(const struct sluice_hashing *hashing, uint32_t id, uint32_t part,
                     uint64_t hash)
{
    return !hashing->remembers || sluice_remember(hashing->engine, id, part, hash);
}

static uint64_t hash_words(const struct sluice_hashing *hashing, uint64_t tag, uint64_t word)
{
    struct sluice_hash_state state;
    sluice_hash_begin(&state, hashing->key);
    sluice_hash_word(&state, tag);
    sluice_hash_word(&state, word);
    return sluice_hash_end(&state);
}

static uint64_t hash_text(const struct sluice_hashing *hashing, uint64_t tag,
                          struct sluice_bytes text)
{
    struct sluice_hash_state state;
    sluice_hash_begin(&state, hashing->key);
    sluice_hash_word(&state, tag);
    sluice_hash_text(&state, text.data, text.length);
    hashing->engine->steps += text.length / CHEAP;
    return sluice_hash_end(&state);
}

/* The bytes of a primitive array, with what Java takes for equal made equal. */
static uint64_t hash_primitives(const struct sluice_hashing *hashing,
                                const struct sluice_primitives *array)
{
    const char type = (char)array->node.small;
    const uint32_t size = sluice_primitive_size((uint8_t)type);
    const uint8_t *bytes = hashing->engine->result->bytes + array->offset;
    struct sluice_hash_state state;
    sluice_hash_begin(&state, hashing->key);
    sluice_hash_word(&state, (uint64_t)(uint8_t)type << 8 | TAG_BYTES);
    if (type == 'F' || type == 'D' || type == 'Z') {
        for (uint32_t i = 0; i < array->length; i++, bytes += size) {
            const struct sluice_subject subject = sluice_primitive_subject(type, bytes);
            sluice_hash_word(&state, word_of(&subject));
        }
    }
    sluice_hash_bytes(&state, bytes,
                      type == 'F' || type == 'D' || type == 'Z' ? 0 : (size_t)array->length * size);
    hashing->engine->steps += (uint64_t)array->length * size / CHEAP;
    return sluice_hash_end(&state);
}

uint64_t sluice_leaf_size(const struct sluice_result *result, uint32_t slot)
{
    if (slot < SLUICE_SLOT_FIRST_NODE) {
        return 0;
    }
    const void *node = sluice_store_at(&result->store, slot);
    const struct sluice_string *string = node;
    const struct sluice_primitives *array = node;
    return string->node.kind == SLUICE_NODE_STRING ? string->length
           : string->node.kind == SLUICE_NODE_PRIMITIVES
               ? (uint64_t)array->length * sluice_primitive_size((uint8_t)array->node.small)
               : 0;
}

/* A string, or a primitive array. */
static bool hash_leaf(const struct sluice_hashing *hashing, uint32_t id, uint64_t *hash)
{
    const struct sluice_result *result = hashing->engine->result;
    const void *node = sluice_store_at(&result->store, id);
    const struct sluice_string *string = node;
    const uint64_t size = sluice_leaf_size(result, id);
    if (size > CHEAP && recall(hashing, id, SLUICE_KNOWN_HASH, hash)) {
        return true;
    }
    *hash = string->node.kind == SLUICE_NODE_STRING
                ? hash_text(hashing, TAG_TEXT,
                            (struct sluice_bytes){result->bytes + string->offset, string->length})
                : hash_primitives(hashing, node);
    return size <= CHEAP || remember(hashing, id, SLUICE_KNOWN_HASH, *hash);
}

/* --- objects ----------------------------------------------------------------------------------- */

/* A hash under way: the object itself, and those in its fields that it is equal by, in the order in
 * which they were met. */
struct walk {
    const struct sluice_hashing *hashing;
    struct sluice_hash_state state;
    uint32_t objects[MOST_OBJECTS];
    uint32_t count;
};

static bool has_equal_fields(const struct sluice_hashing *hashing, uint32_t slot)
{
    const struct sluice_result *result = hashing->engine->result;
    const uint32_t model = sluice_model_of(result, slot); /* of an object, or of a constant */
    return model != 0 && result->policy->compiled[model - 1].box == '\0' &&
           result->policy->models[model - 1].construct != SLUICE_CONSTRUCT_ENUM &&
           result->policy->models[model - 1].equality == SLUICE_EQUAL_FIELDS;
}

/* Any value but an object that is equal by its fields. */
static bool hash_plain(const struct sluice_hashing *hashing, uint32_t slot, bool arrays,
                       uint64_t *hash);

static bool take_reference(struct walk *walk, uint32_t slot)
{
    uint64_t hash = slot;
    slot &= ~SLUICE_SLOT_COPY;
    if (has_equal_fields(walk->hashing, slot)) {
        const bool fits = walk->count < MOST_OBJECTS;
        sluice_hash_word(&walk->state, fits ? TAG_OBJECT : (uint64_t)slot << 8 | TAG_IDENTITY);
        if (fits) {
            walk->objects[walk->count++] = slot;
        }
        return true;
    }
    if (!hash_plain(walk->hashing, slot, true, &hash)) {
        return false;
    }
    sluice_hash_word(&walk->state, hash);
    return true;
}

/* Text or a list in custom data, which may be large. What is in a list counts by identity. */
static bool take_part(struct walk *walk, const struct sluice_subject *subject, uint32_t id,
                      uint32_t part)
{
    const struct sluice_hashing *hashing = walk->hashing;
    const bool is_text = subject->kind == SLUICE_SUBJECT_TEXT;
    const size_t size = is_text ? subject->text.length
                                : subject->item_count * sizeof subject->items[0];
    uint64_t hash;
    if (size <= CHEAP || !recall(hashing, id, part, &hash)) {
        hash = is_text ? hash_text(hashing, TAG_TEXT, subject->text)
                       : sluice_hash(hashing->key, (const uint8_t *)subject->items, size);
        hashing->engine->steps += size / CHEAP;
        if (size > CHEAP && !remember(hashing, id, part, hash)) {
            return false;
        }
    }
    sluice_hash_word(&walk->state, hash);
    return true;
}

static bool take_subject(struct walk *walk, const struct sluice_subject *subject, uint32_t id,
                         uint32_t part)
{
    switch (subject->kind) {
    case SLUICE_SUBJECT_INTEGER:
    case SLUICE_SUBJECT_FLOATING:
        sluice_hash_word(&walk->state, word_of(subject));
        return true;
    case SLUICE_SUBJECT_SLOT:
        return take_reference(walk, subject->slot);
    case SLUICE_SUBJECT_TEXT:
    case SLUICE_SUBJECT_LIST:
    case SLUICE_SUBJECT_PAIRS:
        return take_part(walk, subject, id, part);
    case SLUICE_SUBJECT_ABSENT:
        break;
    }
    return true;
}

/* The fields and the custom data that class `model` of the object has. */
static bool take_class(struct walk *walk, const struct sluice_object_at *object, uint32_t id,
                       uint32_t model)
{
    const struct sluice_result *result = object->result;
    const struct sluice_class_model *declared = &object->policy->models[model];
    for (size_t i = 0; i < declared->field_count; i++) {
        const struct sluice_subject subject = sluice_object_field(object, model, i);
        if (!take_subject(walk, &subject, id, SLUICE_KNOWN_HASH)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < declared->layout_count; i++) {
        const struct sluice_subject subject = sluice_object_piece(object, model, i);
        if (!take_subject(walk, &subject, id, SLUICE_KNOWN_PIECES + (model << 8) + i)) {
            return false;
        }
    }
    const struct sluice_words_node *node = sluice_store_at(&result->store, id);
    const void *state = sluice_own_state(result, sluice_own_of(node), model);
    if (state != NULL) {
        sluice_hash_bytes(&walk->state, state, declared->state_size);
    }
    return true;
}

/* Goes through the objects as they are met; `walk.objects` is its own work list. */
static bool hash_object(const struct sluice_hashing *hashing, uint32_t id, uint64_t *hash)
{
    const struct sluice_result *result = hashing->engine->result;
    struct walk walk = {.hashing = hashing, .objects = {id}, .count = 1};
    sluice_hash_begin(&walk.state, hashing->key);
    for (uint32_t i = 0; i < walk.count; i++) {
        struct sluice_level_words level;
        const struct sluice_object_at object = sluice_object_at_node(result, walk.objects[i],
                                                                     &level);
        const uint32_t leaf = sluice_object_model(&object);
        hashing->engine->steps++;
        sluice_hash_word(&walk.state, (uint64_t)leaf << 8 | TAG_OBJECT);
        for (uint32_t at = leaf + 1; at != 0; at = object.policy->compiled[at - 1].parent) {
            if (!take_class(&walk, &object, walk.objects[i], at - 1)) {
                return false;
            }
        }
    }
    *hash = sluice_hash_end(&walk.state);
    return true;
}

/* --- values ------------------------------------------------------------------------------------ */

/* Most boxes have nothing in the stream but their one primitive; custom data would stand before it. */
struct sluice_subject sluice_box_value(const struct sluice_result *result, uint32_t id)
{
    const uint32_t model = sluice_model_of(result, id) - 1;
    const char type = result->policy->compiled[model].box;
    const struct sluice_words_node *object = sluice_store_at(&result->store, id);
    const struct sluice_descriptor *leaf = sluice_store_at(&result->store, object->descriptor);
    if (leaf->data_depth == 0 && (leaf->base.node.small & SC_WRITE_METHOD) == 0 &&
        leaf->primitive_bytes == sluice_primitive_size((uint8_t)type)) {
        return sluice_primitive_subject(type, result->bytes + sluice_node_words(object)[0]);
    }
    struct sluice_level_words level;
    const struct sluice_object_at at = sluice_object_at_node(result, id, &level);
    return sluice_object_field(&at, model, 0);
}

static bool hash_plain(const struct sluice_hashing *hashing, uint32_t slot, bool arrays,
                       uint64_t *hash)
{
    const struct sluice_result *result = hashing->engine->result;
    const void *node = slot < SLUICE_SLOT_FIRST_NODE ? NULL : sluice_store_at(&result->store, slot);
    const uint8_t kind = node == NULL ? 0 : ((const struct sluice_node *)node)->kind;
    if (kind == SLUICE_NODE_ENUM) {
        const struct sluice_pair_node *constant = node;
        const struct sluice_string *name = sluice_store_at(&result->store, constant->value);
        *hash = hash_text(hashing, (uint64_t)sluice_model_of(result, slot) << 8 | TAG_ENUM,
                          (struct sluice_bytes){result->bytes + name->offset, name->length});
        return true;
    }
    if (kind == SLUICE_NODE_CLASS) {
        *hash = hash_text(
            hashing, TAG_CLASS,
            sluice_class_name(result, ((const struct sluice_pair_node *)node)->descriptor));
        return true;
    }
    if (!hashing->by_identity &&
        (kind == SLUICE_NODE_STRING || (arrays && kind == SLUICE_NODE_PRIMITIVES))) {
        return hash_leaf(hashing, slot, hash);
    }
    if (!hashing->by_identity && kind == SLUICE_NODE_OBJECT) {
        const uint32_t model = sluice_model_of(result, slot);
        if (model != 0 && result->policy->compiled[model - 1].box != '\0') {
            const struct sluice_subject value = sluice_box_value(result, slot);
            *hash = hash_words(hashing, (uint64_t)model << 8 | TAG_BOX, word_of(&value));
            return true;
        }
    }
    *hash = hash_words(hashing, TAG_IDENTITY, slot);
    return true;
}

bool sluice_hash_value(const struct sluice_hashing *hashing, uint32_t slot, uint64_t *hash)
{
    slot &= ~SLUICE_SLOT_COPY;
    return !hashing->by_identity && has_equal_fields(hashing, slot)
               ? hash_object(hashing, slot, hash)
               : hash_plain(hashing, slot, false, hash);
}

uint64_t sluice_hash_primitive(const struct sluice_hashing *hashing,
                               const struct sluice_subject *subject)
{
    return hash_words(hashing, TAG_BOX, word_of(subject));
}
