#include "harness/diff/walk.h"

#include "harness/base/grow.h"

#include <string.h>

enum { STREAM_HEADER = 4, REFERENCE_BYTES = 5 };

/* --- handles ---------------------------------------------------------------------------------- */

void sluice_diff_take_handle(struct sluice_diff_walk *walk, struct sluice_item item, uint32_t node)
{
    const uint32_t handle = sluice_item_handle(walk->tree->document, item);
    if (handle == 0) {
        walk->base = walk->handle_count;
    }
    const size_t index = walk->base + handle;
    uint32_t *handles = sluice_grow(walk->handles, &walk->handle_capacity, index + 1,
                                    sizeof *handles);
    if (handles == NULL) {
        walk->failed = true;
        return;
    }
    walk->handles = handles;
    /* What a malformed stream abandoned has left gaps. */
    while (walk->handle_count <= index) {
        handles[walk->handle_count++] = SLUICE_DIFF_NONE;
    }
    handles[index] = node;
}

uint32_t sluice_diff_find(const struct sluice_diff_walk *walk, struct sluice_item item)
{
    const struct sluice_document *document = walk->tree->document;
    const size_t index = walk->base + sluice_item_handle(document, item);
    if (sluice_item_kind(document, item) == SLUICE_ITEM_REFERENCE) {
        item = sluice_item_target(document, item);
    }
    const uint32_t node = index < walk->handle_count ? walk->handles[index] : SLUICE_DIFF_NONE;
    if (node == SLUICE_DIFF_NONE || walk->tree->nodes[node].item != item.id) {
        return SLUICE_DIFF_NONE;
    }
    return node;
}

/* --- nodes ------------------------------------------------------------------------------------ */

static uint32_t add_node(struct sluice_diff_walk *walk, uint8_t kind, struct sluice_item item,
                         uint32_t place)
{
    struct sluice_diff_tree *tree = walk->tree;
    struct sluice_diff_node *nodes = sluice_grow(tree->nodes, &tree->capacity,
                                                 (size_t)tree->count + 1, sizeof *nodes);
    if (nodes == NULL) {
        walk->failed = true;
        return SLUICE_DIFF_NONE;
    }
    tree->nodes = nodes;
    if (tree->count == SLUICE_DIFF_NONE - 1) {
        walk->failed = true; /* numbers have run out */
        return SLUICE_DIFF_NONE;
    }
    const uint32_t node = tree->count++;
    nodes[node] = (struct sluice_diff_node){.digest = walk->depth,
                                            .item = item.id,
                                            .offset = walk->offset,
                                            .place = place,
                                            .kind = kind};
    if (walk->depth > 0) {
        nodes[node].parent = sluice_diff_top(walk)->node;
        nodes[node].flags = sluice_diff_top(walk)->silent ? SLUICE_DIFF_SILENT : 0;
    }
    return node;
}

/* All parts are there: the node gets its digest, and so does what it is a part of. */
static void end_node(struct sluice_diff_walk *walk, uint32_t node, uint64_t digest)
{
    struct sluice_diff_node *ended = &walk->tree->nodes[node];
    ended->digest = digest;
    ended->end = walk->tree->count;
    if (walk->depth > 0 && !sluice_diff_top(walk)->silent &&
        !sluice_diff_is_form(walk->tree, node)) {
        struct sluice_diff_frame *top = sluice_diff_top(walk);
        top->digest = sluice_diff_mix(&walk->tree->names->texts.key, top->digest, digest);
    }
}

void sluice_diff_open(struct sluice_diff_walk *walk, uint8_t kind, struct sluice_item item,
                      uint32_t place)
{
    const uint32_t node = add_node(walk, kind, item, place);
    struct sluice_diff_frame *frames = sluice_grow(walk->frames, &walk->capacity, walk->depth + 1,
                                                   sizeof *frames);
    if (frames == NULL) {
        walk->failed = true;
        return;
    }
    walk->frames = frames;
    if (node == SLUICE_DIFF_NONE) {
        return;
    }
    frames[walk->depth++] = (struct sluice_diff_frame){.node = node, .digest = kind};
}

void sluice_diff_close(struct sluice_diff_walk *walk)
{
    const struct sluice_diff_frame *top = sluice_diff_top(walk);
    const uint32_t node = top->node;
    const uint64_t digest = top->digest;
    walk->depth--;
    end_node(walk, node, digest);
}

/* --- leaves ----------------------------------------------------------------------------------- */

static uint64_t blocks_digest(const struct sluice_diff_walk *walk, struct sluice_blocks_view view)
{
    const struct sluice_diff_key *key = &walk->tree->names->texts.key;
    uint64_t digest = SLUICE_ITEM_BLOCKS;
    uint64_t word = view.payload;
    struct sluice_bytes payload = view.wire;
    bool is_long;
    unsigned used = 0;
    /* Cuts do not count, so bytes are gathered in words over them. */
    while (view.is_raw || sluice_block_next(&view.wire, &payload, &is_long)) {
        for (size_t i = 0; i < payload.length; i++) {
            word = word << 8 | payload.data[i];
            if (++used % 8 == 0) {
                digest = sluice_diff_mix(key, digest, word);
            }
        }
        if (view.is_raw) {
            break;
        }
    }
    return sluice_diff_mix(key, digest, used % 8 == 0 ? view.payload : word);
}

/* References to what is open are told by how far up it is, others by what they refer to. */
static uint64_t reference_digest(const struct sluice_diff_walk *walk, uint32_t target)
{
    const struct sluice_diff_key *key = &walk->tree->names->texts.key;
    if (target == SLUICE_DIFF_NONE) {
        return SLUICE_ITEM_REFERENCE;
    }
    const struct sluice_diff_node *node = &walk->tree->nodes[target];
    return node->end != 0 ? node->digest
                          : sluice_diff_mix(key, SLUICE_ITEM_REFERENCE, walk->depth - node->digest);
}

static void put_string(struct sluice_diff_walk *walk, struct sluice_item item, uint32_t node)
{
    const struct sluice_string_view view = sluice_string_view(walk->tree->document, item);
    walk->offset += (view.is_long ? 9U : 3U) + (uint32_t)view.text.length;
    sluice_diff_take_handle(walk, item, node);
    end_node(walk, node, sluice_diff_text_digest(&walk->tree->names->texts, view.text));
}

static void put_leaf(struct sluice_diff_walk *walk, enum sluice_item_kind kind,
                     struct sluice_item item, uint32_t place)
{
    const uint32_t node = add_node(walk, (uint8_t)kind, item, place);
    if (node == SLUICE_DIFF_NONE) {
        return;
    }
    if (kind == SLUICE_ITEM_STRING) {
        put_string(walk, item, node);
    } else if (kind == SLUICE_ITEM_REFERENCE) {
        const uint32_t target = sluice_diff_find(walk, item);
        walk->tree->nodes[node].link = target + 1;
        walk->offset += REFERENCE_BYTES;
        end_node(walk, node, reference_digest(walk, target));
    } else if (kind == SLUICE_ITEM_BLOCKS) {
        const struct sluice_blocks_view view = sluice_blocks_view(walk->tree->document, item);
        walk->offset += (uint32_t)view.wire.length;
        end_node(walk, node, blocks_digest(walk, view));
    } else {
        walk->offset += kind == SLUICE_ITEM_NONE ? 0 : 1;
        walk->base = kind == SLUICE_ITEM_RESET ? walk->handle_count : walk->base;
        end_node(walk, node, kind);
    }
}

void sluice_diff_put(struct sluice_diff_walk *walk, struct sluice_item item, uint32_t place)
{
    const enum sluice_item_kind kind = sluice_item_kind(walk->tree->document, item);
    switch (kind) {
    case SLUICE_ITEM_NONE:
    case SLUICE_ITEM_NULL:
    case SLUICE_ITEM_REFERENCE:
    case SLUICE_ITEM_STRING:
    case SLUICE_ITEM_BLOCKS:
    case SLUICE_ITEM_RESET:
        put_leaf(walk, kind, item, place);
        return;
    case SLUICE_ITEM_ARRAY:
    case SLUICE_ITEM_OBJECT:
    case SLUICE_ITEM_ENUM:
    case SLUICE_ITEM_CLASS:
    case SLUICE_ITEM_CLASS_DESC:
    case SLUICE_ITEM_PROXY_DESC:
    case SLUICE_ITEM_EXCEPTION:
    case SLUICE_ITEM_CONTENTS:
        sluice_diff_open(walk, (uint8_t)kind, item, place);
        return;
    }
}

/* --- the walk --------------------------------------------------------------------------------- */

static void step_list(struct sluice_diff_walk *walk)
{
    const struct sluice_item list = sluice_diff_item(walk->tree, sluice_diff_top(walk)->node);
    const uint32_t count = sluice_item_count(walk->tree->document, list);
    const size_t depth = walk->depth;
    while (walk->depth == depth && !walk->failed) {
        const uint32_t index = sluice_diff_top(walk)->index++;
        if (index >= count) {
            sluice_diff_close(walk);
            return;
        }
        sluice_diff_put(walk, sluice_item_at(walk->tree->document, list, index), index);
    }
}

static void step_exception(struct sluice_diff_walk *walk)
{
    struct sluice_diff_frame *top = sluice_diff_top(walk);
    if (top->step++ == 0) {
        walk->offset++;
        sluice_diff_put(
            walk,
            sluice_exception_view(walk->tree->document, sluice_diff_item(walk->tree, top->node)),
            0);
    } else {
        walk->base = walk->handle_count; /* the writer forgets its handles */
        sluice_diff_close(walk);
    }
}

static void step(struct sluice_diff_walk *walk)
{
    switch (walk->tree->nodes[sluice_diff_top(walk)->node].kind) {
    case SLUICE_ITEM_CLASS_DESC:
    case SLUICE_ITEM_PROXY_DESC:
        sluice_diff_step_descriptor(walk);
        return;
    case SLUICE_DIFF_LEVEL:
        sluice_diff_step_level(walk);
        return;
    case SLUICE_ITEM_CONTENTS:
        step_list(walk);
        return;
    case SLUICE_ITEM_EXCEPTION:
        step_exception(walk);
        return;
    default:
        sluice_diff_step_object(walk);
        return;
    }
}

bool sluice_diff_tree_build(struct sluice_diff_tree *tree, const struct sluice_document *document,
                            struct sluice_diff_names *names)
{
    *tree = (struct sluice_diff_tree){.document = document, .names = names};
    struct sluice_diff_walk walk = {.tree = tree, .offset = STREAM_HEADER};
    sluice_diff_open(&walk, SLUICE_ITEM_CONTENTS, sluice_document_contents(document), 0);
    while (walk.depth > 0 && !walk.failed) {
        step(&walk);
    }
    tree->length = walk.offset;
    free(walk.frames);
    free(walk.handles);
    return !walk.failed;
}

void sluice_diff_tree_free(struct sluice_diff_tree *tree)
{
    free(tree->nodes);
    *tree = (struct sluice_diff_tree){0};
}

/* --- questions -------------------------------------------------------------------------------- */

bool sluice_diff_is_form(const struct sluice_diff_tree *tree, uint32_t node)
{
    const uint8_t kind = tree->nodes[node].kind;
    return kind == SLUICE_ITEM_RESET ||
           (kind == SLUICE_ITEM_BLOCKS &&
            sluice_blocks_view(tree->document, sluice_diff_item(tree, node)).payload == 0);
}

struct sluice_bytes sluice_diff_primitives(const struct sluice_diff_tree *tree, uint32_t level)
{
    const struct sluice_diff_node *at = &tree->nodes[level];
    struct sluice_bytes bytes = {NULL, 0};
    if (at->link == 0 || (at->flags & SLUICE_DIFF_HAS_PRIMITIVES) == 0) {
        return bytes;
    }
    const struct sluice_diff_class *one = &tree->names->classes.list[at->link - 1];
    const struct sluice_diff_field *fields = sluice_diff_fields(&tree->names->classes,
                                                                at->link - 1);
    bytes.data = tree->bytes + at->item;
    for (uint32_t i = 0; i < one->field_count && fields[i].size != 0; i++) {
        bytes.length += fields[i].size;
    }
    return bytes;
}

uint32_t sluice_diff_own_descriptor(const struct sluice_diff_tree *tree, uint32_t node)
{
    const uint32_t first = node + 1;
    if (first >= tree->nodes[node].end || (tree->nodes[first].kind != SLUICE_ITEM_CLASS_DESC &&
                                           tree->nodes[first].kind != SLUICE_ITEM_PROXY_DESC)) {
        return SLUICE_DIFF_NONE;
    }
    /* An element of an array may be a descriptor, too. */
    return (tree->nodes[first].flags & SLUICE_DIFF_SILENT) != 0 ? first : SLUICE_DIFF_NONE;
}

bool sluice_diff_string_number(const struct sluice_diff_tree *tree, uint32_t node, uint32_t *number)
{
    struct sluice_diff_node *string = &tree->nodes[node];
    if (string->link == 0) {
        if (!sluice_diff_text_number(
                &tree->names->texts,
                sluice_string_view(tree->document, sluice_diff_item(tree, node)).text, number)) {
            return false;
        }
        string->link = *number + 1;
    }
    *number = string->link - 1;
    return true;
}
