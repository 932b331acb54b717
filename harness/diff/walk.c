/* Descriptors, objects and their levels: the parts of the walk that know in which order a stream has
 * them. */
#include "harness/diff/walk.h"

enum { REFERENCE_BYTES = 5 };

static enum sluice_item_kind kind_of(const struct sluice_diff_walk *walk, struct sluice_item item)
{
    return sluice_item_kind(walk->tree->document, item);
}

/* --- descriptors ------------------------------------------------------------------------------ */

void sluice_diff_put_descriptor(struct sluice_diff_walk *walk, struct sluice_item item)
{
    const enum sluice_item_kind kind = kind_of(walk, item);
    if (kind == SLUICE_ITEM_CLASS_DESC || kind == SLUICE_ITEM_PROXY_DESC) {
        sluice_diff_put(walk, item, 0);
    } else if (kind == SLUICE_ITEM_REFERENCE) {
        walk->offset += REFERENCE_BYTES;
    } else if (kind == SLUICE_ITEM_NULL) {
        walk->offset++;
    }
}

uint32_t sluice_diff_class_of(const struct sluice_diff_walk *walk, struct sluice_item descriptor)
{
    const enum sluice_item_kind kind = kind_of(walk, descriptor);
    if (kind != SLUICE_ITEM_REFERENCE && kind != SLUICE_ITEM_CLASS_DESC &&
        kind != SLUICE_ITEM_PROXY_DESC) {
        return 0;
    }
    const uint32_t node = sluice_diff_find(walk, descriptor);
    return node != SLUICE_DIFF_NONE ? walk->tree->nodes[node].link : 0;
}

/* A list that belongs to a node, and the mark that ends it. */
static void put_list(struct sluice_diff_walk *walk, struct sluice_item list, bool has_end)
{
    if (kind_of(walk, list) == SLUICE_ITEM_CONTENTS) {
        sluice_diff_top(walk)->step++;
        sluice_diff_put(walk, list, 0);
        return;
    }
    sluice_diff_top(walk)->step += 2;
    walk->offset += has_end && kind_of(walk, list) == SLUICE_ITEM_NULL ? 1 : 0;
}

/* The step after a list that had items. */
static void end_list(struct sluice_diff_walk *walk, struct sluice_item list, bool has_end)
{
    sluice_diff_top(walk)->step++;
    walk->offset += has_end && !sluice_item_is_partial(walk->tree->document, list) ? 1 : 0;
}

static void put_fields(struct sluice_diff_walk *walk, struct sluice_item item, uint32_t count)
{
    for (uint32_t i = 0; i < count && !walk->failed; i++) {
        const struct sluice_field_view field = sluice_field_view(walk->tree->document, item, i);
        walk->offset += 3 + (uint32_t)field.name.length;
        if (field.code != 'L' && field.code != '[') {
            continue;
        }
        if (kind_of(walk, field.signature) == SLUICE_ITEM_STRING) {
            sluice_diff_put(walk, field.signature, i);
        } else {
            walk->offset += REFERENCE_BYTES;
        }
    }
}

static void begin_class_desc(struct sluice_diff_walk *walk, uint32_t node, struct sluice_item item)
{
    const struct sluice_class_desc_view view = sluice_class_desc_view(walk->tree->document, item);
    const uint32_t name = walk->offset + 3;
    if (walk->tree->bytes == NULL && view.name.data != NULL) {
        walk->tree->bytes = view.name.data - name;
    }
    walk->offset = name + (uint32_t)view.name.length + 8 + 3;
    sluice_diff_take_handle(walk, item, node);
    put_fields(walk, item, view.field_count);
}

static void begin_proxy_desc(struct sluice_diff_walk *walk, uint32_t node, struct sluice_item item)
{
    const struct sluice_proxy_desc_view view = sluice_proxy_desc_view(walk->tree->document, item);
    walk->offset += 5 + (uint32_t)view.interfaces.length;
    sluice_diff_take_handle(walk, item, node);
}

/* The number of a field's type string. Strings that many fields refer to are read once. */
static bool type_number(struct sluice_diff_walk *walk, const struct sluice_field_view *field,
                        uint32_t *number)
{
    if (field->code == 'L' || field->code == '[') {
        const uint32_t node = sluice_diff_find(walk, field->signature);
        if (node != SLUICE_DIFF_NONE && walk->tree->nodes[node].kind == SLUICE_ITEM_STRING) {
            return sluice_diff_string_number(walk->tree, node, number);
        }
    }
    return sluice_diff_text_number(&walk->tree->names->texts, field->text, number);
}

static bool number_fields(struct sluice_diff_walk *walk, struct sluice_item item, uint32_t count)
{
    struct sluice_diff_names *names = walk->tree->names;
    for (uint32_t i = 0; i < count; i++) {
        const struct sluice_field_view view = sluice_field_view(walk->tree->document, item, i);
        struct sluice_diff_field field = {
            .code = view.code, .letter = view.type, .size = sluice_diff_primitive_size(view.type)};
        if (!sluice_diff_text_number(&names->texts, view.name, &field.name) ||
            !type_number(walk, &view, &field.type) ||
            !sluice_diff_classes_field(&names->classes, field)) {
            return false;
        }
    }
    return true;
}

static bool number_interfaces(struct sluice_diff_walk *walk, struct sluice_bytes interfaces)
{
    struct sluice_diff_names *names = walk->tree->names;
    struct sluice_diff_field field = {0};
    struct sluice_bytes name;
    while (sluice_interface_next(&interfaces, &name)) {
        if (!sluice_diff_text_number(&names->texts, name, &field.name) ||
            !sluice_diff_classes_field(&names->classes, field)) {
            return false;
        }
    }
    return true;
}

static void end_descriptor(struct sluice_diff_walk *walk, uint32_t node, struct sluice_item item,
                           struct sluice_item super)
{
    struct sluice_diff_names *names = walk->tree->names;
    struct sluice_diff_class one = {.name = SLUICE_DIFF_PROXY,
                                    .super = sluice_diff_class_of(walk, super)};
    bool good;
    if (walk->tree->nodes[node].kind == SLUICE_ITEM_CLASS_DESC) {
        const struct sluice_class_desc_view view = sluice_class_desc_view(walk->tree->document,
                                                                          item);
        one.suid = view.suid;
        one.flags = view.flags;
        good = sluice_diff_text_number(&names->texts, view.name, &one.name) &&
               number_fields(walk, item, view.field_count);
    } else {
        good = number_interfaces(walk,
                                 sluice_proxy_desc_view(walk->tree->document, item).interfaces);
    }
    uint32_t number = 0;
    if (!good || !sluice_diff_classes_number(&names->classes, &names->texts.key, one, &number)) {
        walk->failed = true;
        return;
    }
    walk->tree->nodes[node].link = number + 1;
    sluice_diff_top(walk)->digest = sluice_diff_mix(&names->texts.key, SLUICE_ITEM_CLASS_DESC,
                                                    one.name);
    sluice_diff_close(walk);
}

void sluice_diff_step_descriptor(struct sluice_diff_walk *walk)
{
    struct sluice_diff_frame *top = sluice_diff_top(walk);
    const uint32_t node = top->node;
    const struct sluice_item item = sluice_diff_item(walk->tree, node);
    const bool is_class = walk->tree->nodes[node].kind == SLUICE_ITEM_CLASS_DESC;
    const struct sluice_item annotation =
        is_class ? sluice_class_desc_view(walk->tree->document, item).annotation
                 : sluice_proxy_desc_view(walk->tree->document, item).annotation;
    const struct sluice_item super = is_class
                                         ? sluice_class_desc_view(walk->tree->document, item).super
                                         : sluice_proxy_desc_view(walk->tree->document, item).super;
    switch (top->step) {
    case 0:
        top->step++;
        top->silent = true;
        if (is_class) {
            begin_class_desc(walk, node, item);
        } else {
            begin_proxy_desc(walk, node, item);
        }
        return;
    case 1:
        put_list(walk, annotation, true);
        return;
    case 2:
        end_list(walk, annotation, true);
        return;
    case 3:
        top->step++;
        sluice_diff_put_descriptor(walk, super);
        return;
    default:
        end_descriptor(walk, node, item, super);
        return;
    }
}

/* --- objects, arrays, enums, classes ---------------------------------------------------------- */

static struct sluice_item descriptor_of(const struct sluice_diff_walk *walk, uint8_t kind,
                                        struct sluice_item item)
{
    switch (kind) {
    case SLUICE_ITEM_OBJECT:
        return sluice_object_view(walk->tree->document, item).descriptor;
    case SLUICE_ITEM_ARRAY:
        return sluice_array_view(walk->tree->document, item).descriptor;
    case SLUICE_ITEM_ENUM:
        return sluice_enum_view(walk->tree->document, item).descriptor;
    default:
        return sluice_class_view(walk->tree->document, item);
    }
}

/* The descriptor has been passed: now the handle is taken, and the class is known. */
static void begin_data(struct sluice_diff_walk *walk, uint32_t node, struct sluice_item item)
{
    struct sluice_diff_names *names = walk->tree->names;
    struct sluice_diff_node *opened = &walk->tree->nodes[node];
    opened->link = sluice_diff_class_of(walk, descriptor_of(walk, opened->kind, item));
    sluice_diff_take_handle(walk, item, node);
    struct sluice_diff_frame *top = sluice_diff_top(walk);
    top->silent = false;
    top->cursor.object = item;
    if (opened->link != 0) {
        top->digest = sluice_diff_mix(&names->texts.key, top->digest,
                                      names->classes.list[opened->link - 1].name);
    }
}

static void step_array(struct sluice_diff_walk *walk, struct sluice_item item)
{
    const struct sluice_array_view view = sluice_array_view(walk->tree->document, item);
    const uint32_t count = sluice_item_count(walk->tree->document, item);
    const size_t depth = walk->depth;
    if (sluice_diff_top(walk)->step == 2) {
        sluice_diff_top(walk)->step++;
        walk->offset += view.has_length ? 4 : 0;
    }
    if (view.type != 'L') {
        struct sluice_diff_frame *top = sluice_diff_top(walk);
        top->digest = sluice_diff_mix_bytes(&walk->tree->names->texts.key, top->digest,
                                            view.elements);
        walk->offset += (uint32_t)view.elements.length;
        sluice_diff_close(walk);
        return;
    }
    while (walk->depth == depth && !walk->failed) {
        const uint32_t index = sluice_diff_top(walk)->index++;
        if (index >= count) {
            sluice_diff_close(walk);
            return;
        }
        sluice_diff_put(walk, sluice_item_at(walk->tree->document, item, index), index);
    }
}

/* The next level, or the end. */
static void next_level(struct sluice_diff_walk *walk)
{
    struct sluice_diff_frame *top = sluice_diff_top(walk);
    const uint32_t level = top->cursor.level;
    struct sluice_level_view view;
    if (!sluice_level_next(walk->tree->document, &top->cursor, &view)) {
        sluice_diff_close(walk);
        return;
    }
    sluice_diff_open(walk, SLUICE_DIFF_LEVEL, (struct sluice_item){0}, level);
    if (walk->failed) {
        return;
    }
    sluice_diff_top(walk)->level = view;
}

static void step_data(struct sluice_diff_walk *walk, struct sluice_item item, uint8_t kind)
{
    const struct sluice_object_view view = sluice_object_view(walk->tree->document, item);
    struct sluice_diff_frame *top = sluice_diff_top(walk);
    if (kind == SLUICE_ITEM_ARRAY) {
        step_array(walk, item);
    } else if (kind == SLUICE_ITEM_OBJECT && !view.is_external) {
        next_level(walk);
    } else if (kind == SLUICE_ITEM_OBJECT && top->step == 2) {
        put_list(walk, view.external, !view.external_is_raw);
    } else if (kind == SLUICE_ITEM_OBJECT && top->step == 3) {
        end_list(walk, view.external, !view.external_is_raw);
    } else if (kind == SLUICE_ITEM_ENUM && top->step == 2) {
        top->step++;
        sluice_diff_put(walk, sluice_enum_view(walk->tree->document, item).constant, 0);
    } else {
        sluice_diff_close(walk);
    }
}

void sluice_diff_step_object(struct sluice_diff_walk *walk)
{
    struct sluice_diff_frame *top = sluice_diff_top(walk);
    const uint32_t node = top->node;
    const uint8_t kind = walk->tree->nodes[node].kind;
    const struct sluice_item item = sluice_diff_item(walk->tree, node);
    switch (top->step) {
    case 0:
        top->step++;
        top->silent = true;
        walk->offset++;
        sluice_diff_put_descriptor(walk, descriptor_of(walk, kind, item));
        return;
    case 1:
        top->step++;
        begin_data(walk, node, item);
        return;
    default:
        step_data(walk, item, kind);
        return;
    }
}

/* --- levels ----------------------------------------------------------------------------------- */

static void begin_level(struct sluice_diff_walk *walk)
{
    struct sluice_diff_frame *top = sluice_diff_top(walk);
    const struct sluice_level_view *level = &top->level;
    struct sluice_diff_names *names = walk->tree->names;
    struct sluice_diff_node *node = &walk->tree->nodes[top->node];
    node->link = sluice_diff_class_of(walk, level->descriptor);
    if (node->link != 0) {
        top->digest = sluice_diff_mix(&names->texts.key, top->digest,
                                      names->classes.list[node->link - 1].name);
    }
    node->flags |= level->has_fields ? SLUICE_DIFF_HAS_FIELDS : 0;
    if (level->primitives.length != 0 && walk->tree->bytes != NULL) {
        node->flags |= SLUICE_DIFF_HAS_PRIMITIVES;
        node->item = (uint32_t)(level->primitives.data - walk->tree->bytes);
        top->digest = sluice_diff_mix_bytes(&names->texts.key, top->digest, level->primitives);
    }
    walk->offset += (uint32_t)level->primitives.length;
}

void sluice_diff_step_level(struct sluice_diff_walk *walk)
{
    struct sluice_diff_frame *top = sluice_diff_top(walk);
    const struct sluice_level_view level = top->level;
    const struct sluice_item object = sluice_diff_item(walk->tree,
                                                       walk->tree->nodes[top->node].parent);
    const size_t depth = walk->depth;
    switch (top->step) {
    case 0:
        top->step++;
        begin_level(walk);
        return;
    case 1:
        while (walk->depth == depth && !walk->failed &&
               sluice_diff_top(walk)->index < level.reference_count) {
            const uint32_t index = sluice_diff_top(walk)->index++;
            sluice_diff_put(
                walk, sluice_level_reference(walk->tree->document, object, &level, index), index);
        }
        if (walk->depth == depth) {
            sluice_diff_top(walk)->step++;
        }
        return;
    case 2:
        if (level.has_custom) {
            put_list(walk, level.custom, true);
        } else {
            top->step += 2;
        }
        return;
    case 3:
        end_list(walk, level.custom, true);
        return;
    default:
        sluice_diff_close(walk);
        return;
    }
}
