#include "harness/diff/show.h"

#include <string.h>

enum { FIRST_STEPS = 10, LAST_STEPS = 16, NESTING = 5, WIDTH = 100, WORK = 256 };

/* --- classes ---------------------------------------------------------------------------------- */

static void show_class(struct sluice_text *text, const struct sluice_diff_names *names,
                       uint32_t number, bool is_short)
{
    const struct sluice_diff_class *one = &names->classes.list[number];
    if (one->name == SLUICE_DIFF_PROXY) {
        const struct sluice_diff_field *interfaces = sluice_diff_fields(&names->classes, number);
        sluice_text_string(text, "Proxy[");
        for (uint32_t i = 0; i < one->field_count && i < 3; i++) {
            sluice_text_string(text, i > 0 ? "," : "");
            sluice_diff_show_name(text, names->texts.list[interfaces[i].name]);
        }
        sluice_text_string(text, one->field_count > 3 ? ",...]" : "]");
        return;
    }
    struct sluice_bytes name = names->texts.list[one->name];
    for (size_t i = name.length; is_short && i > 0; i--) {
        if (name.data[i - 1] == '.') {
            name.data += i;
            name.length -= i;
            break;
        }
    }
    sluice_diff_show_name(text, name);
}

void sluice_diff_show_class(struct sluice_text *text, const struct sluice_diff_names *names,
                            uint32_t class_number)
{
    show_class(text, names, class_number, false);
}

static void show_class_of(struct sluice_text *text, const struct sluice_diff_tree *tree,
                          uint32_t node)
{
    const uint32_t link = tree->nodes[node].link;
    if (link == 0) {
        sluice_text_string(text, "?");
    } else {
        show_class(text, tree->names, link - 1, true);
    }
}

/* "[Ljava.lang.Object;" of 2 is Object[2], "[[I" of 3 is int[3][]. */
static void show_array_class(struct sluice_text *text, const struct sluice_diff_tree *tree,
                             uint32_t node, uint32_t length)
{
    static const char *const primitives[] = {"Bbyte", "Cchar", "Ddouble", "Ffloat",
                                             "Iint",  "Jlong", "Sshort",  "Zboolean"};
    const uint32_t link = tree->nodes[node].link;
    struct sluice_bytes name = {NULL, 0};
    size_t dimensions = 0;
    if (link != 0 && tree->names->classes.list[link - 1].name != SLUICE_DIFF_PROXY) {
        name = tree->names->texts.list[tree->names->classes.list[link - 1].name];
    }
    for (; name.length > 0 && name.data[0] == '['; dimensions++) {
        name.data++;
        name.length--;
    }
    if (name.length == 1) {
        for (size_t i = 0; i < sizeof primitives / sizeof primitives[0]; i++) {
            if (name.data[0] == (uint8_t)primitives[i][0]) {
                name = (struct sluice_bytes){(const uint8_t *)primitives[i] + 1,
                                             strlen(primitives[i]) - 1};
                break;
            }
        }
    } else if (name.length > 2 && name.data[0] == 'L') {
        name.data++;
        name.length -= 2;
        for (size_t i = name.length; i > 0; i--) {
            if (name.data[i - 1] == '.') {
                name.data += i;
                name.length -= i;
                break;
            }
        }
    }
    sluice_diff_show_name(text, name);
    sluice_text_format(text, "[%u]", length);
    for (size_t i = 1; i < dimensions && i < 4; i++) {
        sluice_text_string(text, "[]");
    }
}

void sluice_diff_show_owner(struct sluice_text *text, const struct sluice_diff_tree *tree,
                            uint32_t node)
{
    while (node != 0) {
        node = tree->nodes[node].parent;
        const uint8_t kind = tree->nodes[node].kind;
        if ((kind == SLUICE_DIFF_LEVEL || kind == SLUICE_ITEM_OBJECT || kind == SLUICE_ITEM_ARRAY ||
             kind == SLUICE_ITEM_CLASS_DESC) &&
            tree->nodes[node].link != 0) {
            sluice_diff_show_class(text, tree->names, tree->nodes[node].link - 1);
            return;
        }
    }
}

/* --- paths ------------------------------------------------------------------------------------ */

void sluice_diff_show_field(struct sluice_text *text, const struct sluice_diff_tree *tree,
                            uint32_t class_number, uint32_t field)
{
    const struct sluice_diff_names *names = tree->names;
    sluice_text_string(text, ".");
    if (field < names->classes.list[class_number].field_count) {
        sluice_diff_show_name(
            text, names->texts.list[sluice_diff_fields(&names->classes, class_number)[field].name]);
    }
}

/* The field that is the `place`-th reference of a level: references stand behind the primitives. */
static uint32_t reference_field(const struct sluice_diff_tree *tree, uint32_t class_number,
                                uint32_t place)
{
    const struct sluice_diff_field *fields = sluice_diff_fields(&tree->names->classes,
                                                                class_number);
    uint32_t low = 0;
    uint32_t high = tree->names->classes.list[class_number].field_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (fields[middle].size != 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low + place;
}

static const char *list_name(const struct sluice_diff_tree *tree, uint32_t list)
{
    if (list == 0) {
        return "root";
    }
    switch (tree->nodes[tree->nodes[list].parent].kind) {
    case SLUICE_DIFF_LEVEL:
        return ".custom";
    case SLUICE_ITEM_OBJECT:
        return ".external";
    default:
        return ".annotation";
    }
}

/* The step from a node's parent to it. */
static void show_step(struct sluice_text *text, const struct sluice_diff_tree *tree, uint32_t node)
{
    const struct sluice_diff_node *at = &tree->nodes[node];
    const struct sluice_diff_node *parent = &tree->nodes[at->parent];
    const bool is_descriptor = at->kind == SLUICE_ITEM_CLASS_DESC ||
                               at->kind == SLUICE_ITEM_PROXY_DESC;
    switch (parent->kind) {
    case SLUICE_ITEM_CONTENTS:
        sluice_text_string(text, list_name(tree, at->parent));
        if (at->parent != 0 || at->place != 0) {
            sluice_text_format(text, "[%u]", at->place);
        }
        return;
    case SLUICE_DIFF_LEVEL:
        if (at->kind != SLUICE_ITEM_CONTENTS && parent->link != 0) {
            sluice_diff_show_field(text, tree, parent->link - 1,
                                   reference_field(tree, parent->link - 1, at->place));
        }
        return;
    case SLUICE_ITEM_ARRAY:
        if ((at->flags & SLUICE_DIFF_SILENT) != 0) {
            sluice_text_string(text, ".class");
        } else {
            sluice_text_format(text, "[%u]", at->place);
        }
        return;
    case SLUICE_ITEM_OBJECT:
    case SLUICE_ITEM_CLASS:
        sluice_text_string(text, is_descriptor ? ".class" : "");
        return;
    case SLUICE_ITEM_ENUM:
        sluice_text_string(text, is_descriptor ? ".class" : ".constant");
        return;
    case SLUICE_ITEM_CLASS_DESC:
    case SLUICE_ITEM_PROXY_DESC:
        if (is_descriptor) {
            sluice_text_string(text, ".super");
        } else if (at->kind != SLUICE_ITEM_CONTENTS) {
            sluice_text_format(text, ".fields[%u]", at->place);
        }
        return;
    default:
        sluice_text_string(text, ".exception");
        return;
    }
}

bool sluice_diff_show_path(struct sluice_text *text, const struct sluice_diff_tree *tree,
                           uint32_t node)
{
    uint32_t first[FIRST_STEPS]; /* a ring: the last ones on the way up */
    uint32_t last[LAST_STEPS];
    uint32_t count = 0;
    for (; node != 0; node = tree->nodes[node].parent, count++) {
        if (count < LAST_STEPS) {
            last[count] = node;
        } else {
            first[count % FIRST_STEPS] = node;
        }
    }
    sluice_text_string(text, count == 0 ? "stream" : "");
    for (uint32_t at = count; at > LAST_STEPS; at--) {
        if (at > LAST_STEPS + FIRST_STEPS && count - at == FIRST_STEPS) {
            sluice_text_string(text, "...");
            break;
        }
        show_step(text, tree, first[(at - 1) % FIRST_STEPS]);
    }
    for (uint32_t at = count < LAST_STEPS ? count : LAST_STEPS; at > 0; at--) {
        show_step(text, tree, last[at - 1]);
    }
    return count <= LAST_STEPS + FIRST_STEPS;
}

/* A reference, by the path of what it refers to. */
static void show_target(struct sluice_text *text, const struct sluice_diff_tree *tree,
                        uint32_t target)
{
    sluice_text_string(text, "@");
    if (target != SLUICE_DIFF_NONE && !sluice_diff_show_path(text, tree, target)) {
        sluice_text_format(text, " (offset %u)", tree->nodes[target].offset);
    }
}

/* --- values ----------------------------------------------------------------------------------- */

/* A container that is being shown. */
struct open {
    uint32_t node;
    uint32_t next;      /* part */
    uint32_t field;     /* of a level */
    uint32_t primitive; /* of a level: where the next one is */
    bool first;
};

struct shower {
    struct sluice_text *text;
    const struct sluice_diff_tree *tree;
    struct open open[NESTING];
    unsigned depth;
};

static void push(struct shower *shower, uint32_t node)
{
    const struct sluice_diff_node *at = &shower->tree->nodes[node];
    if (shower->depth == NESTING) {
        sluice_text_string(shower->text, at->kind == SLUICE_DIFF_LEVEL ? "..." : "...}");
        return;
    }
    shower->open[shower->depth++] = (struct open){
        .node = node, .next = node + 1, .primitive = at->item, .first = true};
}

static void show_blocks(const struct shower *shower, uint32_t node)
{
    struct sluice_blocks_view view = sluice_blocks_view(shower->tree->document,
                                                        sluice_diff_item(shower->tree, node));
    struct sluice_bytes payload = view.wire;
    bool is_long;
    sluice_text_string(shower->text, "data:");
    if (view.is_raw || sluice_block_next(&view.wire, &payload, &is_long)) {
        sluice_diff_show_primitives(shower->text, 'B', payload);
        if (payload.length > 32 || payload.length < view.payload) {
            sluice_text_format(shower->text, " (%llu bytes)", (unsigned long long)view.payload);
        }
    }
}

static void show_enum(const struct shower *shower, uint32_t node)
{
    const struct sluice_document *document = shower->tree->document;
    const struct sluice_item constant =
        sluice_enum_view(document, sluice_diff_item(shower->tree, node)).constant;
    show_class_of(shower->text, shower->tree, node);
    sluice_text_string(shower->text, ".");
    sluice_diff_show_name(shower->text, sluice_string_view(document, constant).text);
}

static void show_array(struct shower *shower, uint32_t node)
{
    const struct sluice_array_view view = sluice_array_view(shower->tree->document,
                                                            sluice_diff_item(shower->tree, node));
    show_array_class(shower->text, shower->tree, node, view.length);
    sluice_text_string(shower->text, "{");
    if (view.type != 'L') {
        sluice_diff_show_primitives(shower->text, (uint8_t)view.type, view.elements);
        sluice_text_string(shower->text, "}");
        return;
    }
    push(shower, node);
}

static void show_node(struct shower *shower, uint32_t node)
{
    struct sluice_text *text = shower->text;
    const struct sluice_diff_tree *tree = shower->tree;
    const struct sluice_diff_node *at = &tree->nodes[node];
    if (at->kind == SLUICE_ITEM_REFERENCE) {
        const uint32_t target = sluice_diff_resolve(tree, node);
        const uint8_t kind = target != SLUICE_DIFF_NONE ? tree->nodes[target].kind
                                                        : (uint8_t)SLUICE_ITEM_NONE;
        if (kind == SLUICE_ITEM_OBJECT || kind == SLUICE_ITEM_ARRAY || kind == SLUICE_ITEM_NONE) {
            show_target(text, tree, target);
            return;
        }
        node = target;
        at = &tree->nodes[node];
    }
    switch (at->kind) {
    case SLUICE_ITEM_NONE:
        sluice_text_string(text, "(missing)");
        return;
    case SLUICE_ITEM_NULL:
        sluice_text_string(text, "null");
        return;
    case SLUICE_ITEM_STRING:
        sluice_diff_show_string(
            text, sluice_string_view(tree->document, sluice_diff_item(tree, node)).text, 0);
        return;
    case SLUICE_ITEM_BLOCKS:
        show_blocks(shower, node);
        return;
    case SLUICE_ITEM_RESET:
        sluice_text_string(text, "reset");
        return;
    case SLUICE_ITEM_ENUM:
        show_enum(shower, node);
        return;
    case SLUICE_ITEM_CLASS:
        show_class_of(text, tree, node);
        sluice_text_string(text, ".class");
        return;
    case SLUICE_ITEM_CLASS_DESC:
    case SLUICE_ITEM_PROXY_DESC:
        sluice_text_string(text, "class descriptor ");
        show_class_of(text, tree, node);
        return;
    case SLUICE_ITEM_ARRAY:
        show_array(shower, node);
        return;
    case SLUICE_ITEM_OBJECT:
        show_class_of(text, tree, node);
        sluice_text_string(text, "{");
        push(shower, node);
        return;
    case SLUICE_ITEM_EXCEPTION:
        sluice_text_string(text, "exception{");
        push(shower, node);
        return;
    case SLUICE_ITEM_CONTENTS:
        sluice_text_string(text, "data={");
        push(shower, node);
        return;
    default: /* a level */
        push(shower, node);
        return;
    }
}

/* Names the next field of a level and shows it if it is a primitive. False: it is a reference. */
static bool show_next_field(struct shower *shower, struct open *open,
                            const struct sluice_diff_class *one)
{
    const struct sluice_diff_names *names = shower->tree->names;
    const struct sluice_diff_field *field =
        &names->classes.fields[one->first_field + open->field++];
    sluice_diff_show_name(shower->text, names->texts.list[field->name]);
    sluice_text_string(shower->text, "=");
    if (field->size == 0) {
        return false;
    }
    sluice_diff_show_primitive(shower->text, field->letter, shower->tree->bytes + open->primitive);
    open->primitive += field->size;
    return true;
}

/* Shows the next part of a level's fields. False: there is none. */
static bool show_level_part(struct shower *shower, struct open *open)
{
    const struct sluice_diff_node *level = &shower->tree->nodes[open->node];
    if (level->link == 0 || (level->flags & SLUICE_DIFF_HAS_FIELDS) == 0) {
        return false;
    }
    const struct sluice_diff_class *one = &shower->tree->names->classes.list[level->link - 1];
    if (open->field >= one->field_count) {
        return false;
    }
    const bool is_primitive =
        shower->tree->names->classes.fields[one->first_field + open->field].size != 0;
    if (is_primitive ? (level->flags & SLUICE_DIFF_HAS_PRIMITIVES) == 0
                     : open->next >= level->end) {
        return false;
    }
    sluice_text_string(shower->text, open->first ? "" : " ");
    open->first = false;
    if (!show_next_field(shower, open, one)) {
        const uint32_t value = open->next;
        open->next = shower->tree->nodes[value].end;
        show_node(shower, value);
    }
    return true;
}

static void show_part(struct shower *shower)
{
    struct open *open = &shower->open[shower->depth - 1];
    const struct sluice_diff_node *nodes = shower->tree->nodes;
    const uint8_t kind = nodes[open->node].kind;
    if (kind == SLUICE_DIFF_LEVEL && show_level_part(shower, open)) {
        return;
    }
    while (open->next < nodes[open->node].end &&
           (nodes[open->next].flags & SLUICE_DIFF_SILENT) != 0 &&
           (nodes[open->node].flags & SLUICE_DIFF_SILENT) == 0) {
        open->next = nodes[open->next].end; /* the descriptor */
    }
    if (open->next >= nodes[open->node].end) {
        sluice_text_string(shower->text, kind == SLUICE_DIFF_LEVEL ? "" : "}");
        shower->depth--;
        return;
    }
    sluice_text_string(shower->text, open->first ? "" : kind == SLUICE_ITEM_OBJECT ? " " : ",");
    open->first = false;
    const uint32_t part = open->next;
    open->next = nodes[part].end;
    show_node(shower, part);
}

void sluice_diff_show_value(struct sluice_text *text, const struct sluice_diff_tree *tree,
                            uint32_t node)
{
    struct shower shower = {.text = text, .tree = tree};
    const size_t start = text->length;
    show_node(&shower, node);
    for (unsigned i = 0; shower.depth > 0; i++) {
        if (text->length - start > WIDTH || i == WORK || text->failed) {
            sluice_text_string(text, "...");
            return;
        }
        show_part(&shower);
    }
}
