/* Where a container of a document has its elements: in an array field or in its custom data, as its
 * model says. */
#include "contents.h"
#include "write_document.h"

static bool is_map(enum sluice_container container)
{
    return (sluice_safe_needs(container) & (SLUICE_ADMITS_MAP | SLUICE_ADMITS_SORTED_MAP)) != 0;
}

/* The value of an earlier int piece; false when there is none of that name. */
static bool named_int(const struct sluice_class_model *model, size_t before, const int64_t *ints,
                      const char *name, int64_t *out)
{
    for (size_t i = 0; i < before; i++) {
        const char *piece = model->layout[i].name;
        if (piece != NULL && strcmp(piece, name) == 0) {
            *out = ints[i];
            return true;
        }
    }
    return false;
}

/* Items before the first null where an item (a key) begins; all of them without one. */
static uint32_t before_null(const struct sluice_cursor *cursor, uint32_t each)
{
    uint32_t i = cursor->item;
    while (i < cursor->count && cursor->items[i] != SLUICE_SLOT_NULL) {
        i += each;
    }
    return i - cursor->item;
}

enum { MOST_PIECES = 16 };

/* A list piece: how many words its items have. */
static bool count_list(const struct sluice_cursor *cursor, const struct sluice_class_model *model,
                       size_t piece, const int64_t *ints, uint32_t *count)
{
    const struct sluice_layout_item *at = &model->layout[piece];
    const uint32_t each = at->kind == SLUICE_LAYOUT_PAIRS ? 2 : 1;
    const uint32_t left = cursor->count - cursor->item;
    int64_t claimed = 0;
    if (at->count != NULL) {
        /* A negative one is more than there can be. */
        if (!named_int(model, piece, ints, at->count, &claimed) ||
            (uint64_t)claimed > left / each) {
            return false;
        }
        *count = (uint32_t)claimed * each;
        return true;
    }
    *count = at->until_null ? before_null(cursor, each) : left;
    return *count <= left && *count % each == 0;
}

/* A primitive or UTF piece; an int goes to `*value`. */
static bool take_bytes(struct sluice_cursor *cursor, const struct sluice_layout_item *piece,
                       int64_t *value)
{
    uint8_t bytes[8];
    if (piece->kind == SLUICE_LAYOUT_UTF) {
        return false; /* no container has one */
    }
    const uint32_t size = sluice_primitive_size((uint8_t)piece->type);
    if (!sluice_cursor_take(cursor, bytes, size)) {
        return false;
    }
    *value = piece->type == 'I' ? (int32_t)sluice_be32(bytes) : -1;
    return true;
}

static bool is_named(const char *piece, const char *name)
{
    return piece != NULL && name != NULL && strcmp(piece, name) == 0;
}

/* One piece that is no list; false when the data is of another form. `*value` receives an int. */
static bool take_piece(struct sluice_cursor *cursor, const struct sluice_layout_item *piece,
                       const char *comparator, int64_t *value,
                       struct sluice_write_plan_items *items)
{
    uint32_t slot;
    switch (piece->kind) {
    case SLUICE_LAYOUT_PRIMITIVE:
    case SLUICE_LAYOUT_UTF:
        return take_bytes(cursor, piece, value);
    case SLUICE_LAYOUT_OBJECT:
        if (!sluice_cursor_object(cursor, &slot)) {
            return false;
        }
        if (is_named(piece->name, comparator)) {
            items->comparator = slot;
        } else {
            items->holds_more |= slot != SLUICE_SLOT_NULL;
        }
        return true;
    case SLUICE_LAYOUT_OBJECTS:
    case SLUICE_LAYOUT_PAIRS:
        break;
    }
    return false;
}

/* What stands behind the items: the pieces that the model says, without a value, and nothing else. */
static void look_behind(struct sluice_cursor *cursor, const struct sluice_class_model *model,
                        size_t list, struct sluice_write_plan_items *items)
{
    int64_t unused;
    uint32_t end;
    bool good = !model->layout[list].until_null || sluice_cursor_object(cursor, &end);
    for (size_t i = list + 1; good && i < model->layout_count; i++) {
        good = take_piece(cursor, &model->layout[i], NULL, &unused, items);
    }
    items->holds_more |= !good || !sluice_cursor_at_end(cursor);
}

bool sluice_write_plan_find_custom(struct sluice_document_writer *writer,
                                   const struct sluice_class_model *model, uint32_t contents,
                                   const char *name, const char *comparator,
                                   struct sluice_write_plan_items *items)
{
    int64_t ints[MOST_PIECES] = {0};
    struct sluice_cursor cursor = sluice_cursor_at(writer->document, contents);
    size_t list = 0;
    if (model->layout_count > MOST_PIECES) {
        return false;
    }
    while (list < model->layout_count && model->layout[list].kind != SLUICE_LAYOUT_OBJECTS &&
           model->layout[list].kind != SLUICE_LAYOUT_PAIRS) {
        if (!take_piece(&cursor, &model->layout[list], comparator, &ints[list], items)) {
            return false;
        }
        list++;
    }
    if (list == model->layout_count || !is_named(model->layout[list].name, name) ||
        sluice_cursor_has_bytes(&cursor) ||
        !count_list(&cursor, model, list, ints, &items->count)) {
        return false;
    }
    items->is_found = true;
    items->node = contents >= SLUICE_SLOT_FIRST_NODE ? contents : 0;
    items->from = cursor.item;
    cursor.item += items->count;
    look_behind(&cursor, model, list, items);
    return true;
}

/* The int field of a level by its name; -1 without one, or without fields. */
static int64_t int_field(const struct sluice_document_writer *writer,
                         const struct sluice_descriptor *level, const uint8_t *primitives,
                         const char *name)
{
    const uint32_t count = primitives != NULL ? level->field_count - level->reference_count : 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct sluice_field field = sluice_field_at(writer->document, level, i);
        const uint8_t *text = writer->document->bytes + field.name;
        if (field.type == 'I' &&
            sluice_same((struct sluice_bytes){text + 2, sluice_be16(text)}, sluice_text(name))) {
            return (int32_t)sluice_be32(primitives);
        }
        primitives += sluice_primitive_size(field.type);
    }
    return -1;
}

/* The node behind a slot, or 0. */
static uint32_t node_behind(const struct sluice_document_writer *writer, uint32_t slot)
{
    if ((slot & SLUICE_SLOT_REFERENCE) != 0) {
        slot = sluice_write_target(writer, slot & ~SLUICE_SLOT_REFERENCE);
    }
    return slot >= SLUICE_SLOT_FIRST_NODE ? slot : 0;
}

/* The elements stand in an array field, all of them or as many as another field says; or in another
 * container. Either must be what the class says, and stand there itself: of what stands elsewhere, each
 * container that refers to it would write the elements once more. */
static bool find_in_field(const struct sluice_document_writer *writer,
                          const struct sluice_class_model *model, uint32_t slot, int64_t wanted,
                          struct sluice_write_plan_items *items)
{
    if (slot < SLUICE_SLOT_FIRST_NODE || (slot & SLUICE_SLOT_REFERENCE) != 0) {
        return false;
    }
    const struct sluice_words_node *array = sluice_write_node(writer, slot);
    const bool is_object = array->node.kind == SLUICE_NODE_OBJECT;
    if ((!is_object && array->node.kind != SLUICE_NODE_ARRAY) ||
        !sluice_safe_takes_part(
            writer->plan.policy, model,
            sluice_class_name(writer->document,
                              sluice_descriptor_of(writer->document, array->descriptor)))) {
        return false;
    }
    if (is_object) {
        items->inside = slot;
        return true;
    }
    /* The array is whole: what interrupts it interrupts the container, too. */
    if (model->item_count != NULL && (wanted < 0 || wanted > array->count)) {
        return false;
    }
    items->is_found = true;
    items->node = slot;
    items->count = model->item_count != NULL ? (uint32_t)wanted : array->count;
    return true;
}

/* True for another object, such as the defaults of Properties: it would be lost. */
static bool is_object(const struct sluice_document_writer *writer, uint32_t slot)
{
    slot = node_behind(writer, slot);
    return slot != 0 && sluice_store_kind(&writer->document->store, slot) == SLUICE_NODE_OBJECT;
}

/* One level of an object on the way through its words. */
struct level {
    const struct sluice_descriptor *descriptor;
    const struct sluice_class_model *own; /* NULL: none that the container's class has above it */
    const uint32_t *words;
    const uint8_t *primitives;
    uint32_t references; /* index of the first */
};

/* The reference fields of a level. */
static bool look_at_fields(struct sluice_document_writer *writer, const struct level *level,
                           const struct sluice_class_model *model,
                           struct sluice_write_plan_items *items)
{
    const struct sluice_descriptor *descriptor = level->descriptor;
    const uint32_t first = descriptor->field_count - descriptor->reference_count;
    for (uint32_t i = 0; i < descriptor->reference_count; i++) {
        const struct sluice_field field = sluice_field_at(writer->document, descriptor, first + i);
        const uint8_t *text = writer->document->bytes + field.name;
        const struct sluice_bytes name = {text + 2, sluice_be16(text)};
        const uint32_t slot = level->words[level->references + i];
        if (sluice_same(name, sluice_text(model->items)) &&
            sluice_safe_has_items_field(model, level->own)) {
            const int64_t wanted = model->item_count != NULL
                                       ? int_field(writer, descriptor, level->primitives,
                                                   model->item_count)
                                       : 0;
            if (!find_in_field(writer, model, slot, wanted, items)) {
                return false;
            }
        } else if (model->comparator != NULL && sluice_same(name, sluice_text(model->comparator))) {
            items->comparator = slot;
        } else if (is_object(writer, slot)) {
            return false;
        }
    }
    return true;
}

/* False when the class says that a field tells how many items there are, and it tells otherwise. */
static bool are_as_many(const struct sluice_document_writer *writer,
                        const struct sluice_class_model *own, const struct level *level,
                        const struct sluice_write_plan_items *items)
{
    const uint32_t many = is_map(own->container) ? items->count / 2 : items->count;
    for (size_t i = 0; i < own->invariant_count; i++) {
        const struct sluice_invariant *check = &own->invariants[i];
        if (check->kind == SLUICE_INVARIANT_RELATION && check->relation == SLUICE_EQUAL &&
            check->left.kind == SLUICE_OPERAND_SIZE && check->right.kind == SLUICE_OPERAND_FIELD &&
            is_named(check->left.field, own->items) &&
            int_field(writer, level->descriptor, level->primitives, check->right.field) != many) {
            return false;
        }
    }
    return true;
}

/* The custom data of a level. */
static bool look_at_custom(struct sluice_document_writer *writer, uint32_t custom,
                           const struct sluice_class_model *own,
                           const struct sluice_class_model *model,
                           struct sluice_write_plan_items *items)
{
    if (own == NULL || own->layout_count == 0) {
        struct sluice_cursor cursor = sluice_cursor_at(writer->document, custom);
        items->holds_more |= !sluice_cursor_at_end(&cursor);
        return true;
    }
    return sluice_write_plan_find_custom(writer, own, custom, model->items, model->comparator,
                                         items);
}

/* The model of a level, if the container's class or one above it is of that name. */
static const struct sluice_class_model *level_model(struct sluice_document_writer *writer,
                                                    const struct sluice_descriptor *descriptor,
                                                    const struct sluice_class_model *model)
{
    const struct sluice_policy *policy = writer->plan.policy;
    const struct sluice_class_model *own = sluice_write_plan_model(writer, descriptor);
    const bool is_above = own != NULL &&
                          sluice_policy_descends(policy, (uint32_t)(model - policy->models),
                                                 (uint32_t)(own - policy->models));
    return is_above ? own : NULL;
}

/* One level; moves `*word` behind it. */
static bool
look_at_level(struct sluice_document_writer *writer, const struct sluice_words_node *object,
              const struct sluice_descriptor *descriptor, const struct sluice_class_model *model,
              uint32_t *word, struct sluice_write_plan_items *items)
{
    const uint32_t *words = sluice_node_words(object);
    const struct sluice_class_model *own = level_model(writer, descriptor, model);
    struct level level = {.descriptor = descriptor, .own = own, .words = words};
    bool has_fields = true;
    if ((descriptor->base.node.small & SC_WRITE_METHOD) != 0) {
        const uint32_t custom = words[(*word)++];
        if (custom >= SLUICE_SLOT_FIRST_NODE) {
            const struct sluice_node *node = sluice_write_node(writer, custom);
            has_fields = (node->flags & SLUICE_NODE_NO_FIELDS) == 0;
        }
        if (!look_at_custom(writer, custom, own, model, items)) {
            return false;
        }
    }
    if (has_fields) {
        if (descriptor->primitive_bytes != 0) {
            level.primitives = writer->document->bytes + words[(*word)++];
        }
        level.references = *word;
        *word += descriptor->reference_count;
        if (!look_at_fields(writer, &level, model, items)) {
            return false;
        }
    }
    items->holds_more |= own != NULL && !are_as_many(writer, own, &level, items);
    return true;
}

/* Finds nulls; false when there is block data among the items. */
static bool look_at_items(const struct sluice_document_writer *writer,
                          struct sluice_write_plan_items *items)
{
    const uint32_t *words = sluice_node_words(sluice_write_node(writer, items->node));
    for (uint32_t i = 0; i < items->count; i++) {
        const uint32_t slot = words[items->from + i * items->stride];
        items->has_nulls |= slot == SLUICE_SLOT_NULL;
        if (slot >= SLUICE_SLOT_FIRST_NODE && (slot & SLUICE_SLOT_REFERENCE) == 0 &&
            sluice_store_kind(&writer->document->store, slot) == SLUICE_NODE_BLOCKS) {
            return false;
        }
    }
    return true;
}

/* Looks at all levels of an object. */
static bool look_at_object(struct sluice_document_writer *writer, uint32_t object,
                           const struct sluice_class_model *model,
                           struct sluice_write_plan_items *items)
{
    const struct sluice_words_node *node = sluice_write_node(writer, object);
    const struct sluice_proxy *class = sluice_write_node(
        writer, sluice_descriptor_of(writer->document, node->descriptor));
    if (model->items == NULL || class->data == 0 || (class->node.small & SC_EXTERNALIZABLE) != 0) {
        return false;
    }
    const struct sluice_descriptor *leaf = sluice_write_node(writer, class->data);
    uint32_t word = 0;
    for (uint32_t i = 0; i <= leaf->data_depth; i++) {
        const struct sluice_descriptor *level = sluice_level_at(&writer->document->store,
                                                                class->data, i, &writer->steps);
        if (!look_at_level(writer, node, level, model, &word, items)) {
            return false;
        }
    }
    return true;
}

/* The items are those of a container inside: its elements, or the keys of a map for a set. */
static bool look_inside(struct sluice_document_writer *writer,
                        const struct sluice_class_model *model,
                        struct sluice_write_plan_items *items)
{
    const struct sluice_class_model *inner = sluice_write_plan_container(
        writer, sluice_write_node(writer, items->inside));
    if (inner == NULL || is_map(model->container) ||
        !look_at_object(writer, items->inside, inner, items)) {
        return false;
    }
    if (is_map(inner->container)) {
        items->stride = 2;
        items->count /= 2;
    }
    return true;
}

bool sluice_write_plan_find(struct sluice_document_writer *writer, uint32_t object,
                            const struct sluice_class_model *model,
                            struct sluice_write_plan_items *items)
{
    *items = (struct sluice_write_plan_items){.stride = 1};
    if (!look_at_object(writer, object, model, items) ||
        (items->inside != 0 && !look_inside(writer, model, items)) || !items->is_found ||
        items->holds_more) {
        return false;
    }
    /* Without any custom data there is no node of it, and no word to be read. */
    items->node = items->node != 0 ? items->node : object;
    return look_at_items(writer, items);
}
