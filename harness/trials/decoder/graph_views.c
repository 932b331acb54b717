/* A graph is looked at through every accessor: each value is shown as what it is, and as nothing else.
 * What the values are is seen elsewhere: by building the graph once more through the same accessors. */
#include "harness/trials/decoder/rebuild_parts.h"
#include "harness/trials/decoder/view_parts.h"
#include "harness/trials/decoder/views.h"

#include <sluice/classes.h>
#include <sluice/graph.h>
#include <string.h>

enum { MOST_VALUES = 96, LONGEST_NAME = 512 };

struct looking {
    const struct sluice_graph *graph;
    struct sluice_value values[MOST_VALUES]; /* those before `next` have been looked at */
    size_t count;
    size_t next;
    const struct sluice_class_model *last; /* of the object that was looked at last */
    const char *fault;
};

static void expect(struct looking *looking, bool good, const char *fault)
{
    if (!good && looking->fault == NULL) {
        looking->fault = fault;
    }
}

/* Values are looked at once; of large graphs, some. */
static void later(struct looking *looking, struct sluice_value value)
{
    bool is_new = looking->count < MOST_VALUES;
    for (size_t i = 0; is_new && i < looking->count; i++) {
        is_new = looking->values[i].id != value.id;
    }
    if (is_new) {
        looking->values[looking->count++] = value;
    }
}

static bool is_null(const struct sluice_graph *graph, struct sluice_value value)
{
    return sluice_value_kind(graph, value) == SLUICE_VALUE_NULL;
}

static bool is_empty(struct sluice_bytes bytes)
{
    return bytes.data == NULL && bytes.length == 0;
}

/* --- members ------------------------------------------------------------------------------------ */

/* A name is a field of one type, a text, a list or pairs, or none of these. */
static void look_at_member(struct looking *looking, struct sluice_value object, const char *name,
                           bool is_known)
{
    const struct sluice_graph *graph = looking->graph;
    struct sluice_value value = {0};
    struct sluice_bytes utf;
    int64_t integer;
    double floating;
    const enum sluice_get as_utf = sluice_value_utf(graph, object, name, &utf);
    const enum sluice_get as_integer = sluice_value_integer(graph, object, name, &integer);
    const enum sluice_get as_floating = sluice_value_floating(graph, object, name, &floating);
    const enum sluice_get as_value = sluice_value_field(graph, object, name, &value);
    const int64_t items = sluice_value_items(graph, object, name);
    expect(looking, items >= -1, "there are fewer items than none");
    const bool is_value = as_value == SLUICE_GET_OK || as_value == SLUICE_GET_NULL;
    const int kinds = (as_integer == SLUICE_GET_OK) + (as_floating == SLUICE_GET_OK) + is_value +
                      (items >= 0) + (as_utf == SLUICE_GET_OK);
    expect(looking, kinds <= (is_known ? 1 : 0), "a member of an object is of two kinds");
    const enum sluice_get other = is_known ? SLUICE_GET_WRONG_TYPE : SLUICE_GET_ABSENT;
    expect(looking,
           (as_integer == SLUICE_GET_OK || as_integer == other) &&
               (as_floating == SLUICE_GET_OK || as_floating == other) &&
               (as_utf == SLUICE_GET_OK || as_utf == other) && (is_value || as_value == other),
           "a member of an object is missing, or is there without being declared");
    expect(looking, (as_value == SLUICE_GET_NULL) == (is_value && is_null(graph, value)),
           "a field that is null is not said to be, or is");
    expect(looking,
           is_null(graph, sluice_value_item(graph, object, name, items < 0 ? 0 : (uint32_t)items)),
           "a list has an item too many");
    if (is_value) {
        later(looking, value);
    }
    for (int64_t i = 0; i < items && looking->count < MOST_VALUES; i++) {
        later(looking, sluice_value_item(graph, object, name, (uint32_t)i));
    }
}

static void look_at_members(struct looking *looking, struct sluice_value object,
                            const struct sluice_class_model *model)
{
    for (size_t i = 0; i < model->field_count; i++) {
        look_at_member(looking, object, model->fields[i].name, true);
    }
}

/* What its lists and pairs hold, and its objects. */
static void look_at_items(struct looking *looking, struct sluice_value object,
                          const struct sluice_class_model *model)
{
    const struct sluice_graph *graph = looking->graph;
    for (size_t i = 0; i < model->layout_count; i++) {
        const char *name = model->layout[i].name;
        struct sluice_value value;
        if (name == NULL) {
            continue;
        }
        if (sluice_value_field(graph, object, name, &value) == SLUICE_GET_OK) {
            later(looking, value);
        }
        const int64_t items = sluice_value_items(graph, object, name);
        expect(looking,
               items < 0 || is_null(graph, sluice_value_item(graph, object, name, (uint32_t)items)),
               "a list has an item behind its last");
        for (int64_t at = 0; at < items && looking->count < MOST_VALUES; at++) {
            later(looking, sluice_value_item(graph, object, name, (uint32_t)at));
        }
    }
}

/* --- classes ------------------------------------------------------------------------------------ */

static bool is_of(const struct sluice_graph *graph, struct sluice_value value,
                  struct sluice_bytes name)
{
    char text[LONGEST_NAME];
    if (name.length >= sizeof text) {
        return true;
    }
    memcpy(text, name.data, name.length);
    text[name.length] = '\0';
    return sluice_value_is(graph, value, text);
}

/* The chain of an object's classes, as their models name each other. */
static void look_at_chain(struct looking *looking, struct sluice_value object,
                          const struct sluice_class_model *leaf)
{
    const struct sluice_graph *graph = looking->graph;
    for (const struct sluice_class_model *model = leaf; model != NULL;) {
        const struct sluice_class_model *parent = sluice_model_parent(graph, model);
        const bool has_state = sluice_value_state(graph, object, model->name) != NULL;
        look_at_members(looking, object, model);
        look_at_items(looking, object, model);
        expect(looking,
               (parent == NULL) == (model->parent == NULL) &&
                   (parent == NULL || strcmp(parent->name, model->parent) == 0),
               "the superclass of a model is another one");
        expect(looking, has_state == (model->state_size != 0),
               "an object has no state of a class, or one that the class does not have");
        model = parent;
    }
}

static bool has_class(const struct sluice_graph *graph, const struct sluice_class_model *leaf,
                      const struct sluice_class_model *wanted)
{
    while (leaf != NULL && leaf != wanted) {
        leaf = sluice_model_parent(graph, leaf);
    }
    return leaf != NULL;
}

/* State of a class that an object is not of, though another one is. */
static void look_at_other(struct looking *looking, struct sluice_value object,
                          const struct sluice_class_model *leaf)
{
    const struct sluice_graph *graph = looking->graph;
    const struct sluice_class_model *other = looking->last;
    expect(looking,
           other == NULL || has_class(graph, leaf, other) ||
               sluice_value_state(graph, object, other->name) == NULL,
           "an object has state of a class that it is not of");
    looking->last = leaf;
}

static void look_at_object(struct looking *looking, struct sluice_value object)
{
    const struct sluice_graph *graph = looking->graph;
    const struct sluice_class_model *model = sluice_value_model(graph, object);
    look_at_member(looking, object, "no such member", false);
    if (sluice_value_model(graph, object) == NULL) {
        look_at_member(looking, object, "h", true); /* a proxy's handler */
    }
    if (model == NULL) {
        expect(looking,
               looking->last == NULL ||
                   sluice_value_state(graph, object, looking->last->name) == NULL,
               "a proxy has state of a class");
        return;
    }
    expect(looking, sluice_part_is(sluice_value_class(graph, object), model->name),
           "an object is of another class than its model");
    expect(looking,
           sluice_value_instance(graph, object) == NULL ||
               (model->instance_size != 0 && sluice_value_same(object, object)),
           "there is an instance that nobody made, or a copy has one");
    look_at_chain(looking, object, model);
    look_at_other(looking, object, model);
}

/* --- values ------------------------------------------------------------------------------------- */

static void look_at_array(struct looking *looking, struct sluice_value value,
                          enum sluice_value_kind kind)
{
    const struct sluice_graph *graph = looking->graph;
    const uint32_t length = sluice_value_length(graph, value);
    const struct sluice_bytes name = sluice_value_class(graph, value);
    char type = 0;
    const struct sluice_bytes bytes = sluice_value_bytes(graph, value, &type);
    expect(looking, name.length >= 2 && name.data[0] == '[', "an array is of a class that is none");
    if (kind == SLUICE_VALUE_PRIMITIVES) {
        expect(looking,
               type == (char)name.data[1] && bytes.data != NULL &&
                   (length == 0 ? bytes.length == 0
                                : bytes.length % length == 0 && bytes.length / length <= 8),
               "an array of primitives has another length or type");
    }
    for (uint32_t i = 0; kind == SLUICE_VALUE_ARRAY && i < length; i++) {
        later(looking, sluice_value_element(graph, value, i));
    }
    expect(looking, is_null(graph, sluice_value_element(graph, value, length)),
           "an array has an element too many");
}

/* Whole blocks, one behind the other. */
static bool are_blocks(struct sluice_bytes bytes)
{
    enum { BLOCK = 0x77, LONG_BLOCK = 0x7A };
    uint64_t at = 0;
    while (at + 2 <= bytes.length) {
        const uint8_t *head = bytes.data + at;
        if (head[0] == BLOCK) {
            at += 2 + (uint64_t)head[1];
        } else if (head[0] == LONG_BLOCK && at + 5 <= bytes.length) {
            at += 5 + ((uint64_t)head[1] << 24 | (uint64_t)head[2] << 16 | (uint64_t)head[3] << 8 |
                       head[4]);
        } else {
            return false;
        }
    }
    return at == bytes.length;
}

/* What a value is not is shown empty. */
static void look_at_others(struct looking *looking, struct sluice_value value,
                           enum sluice_value_kind kind)
{
    const struct sluice_graph *graph = looking->graph;
    const bool is_array = kind == SLUICE_VALUE_ARRAY || kind == SLUICE_VALUE_PRIMITIVES;
    const bool has_text = kind == SLUICE_VALUE_STRING || kind == SLUICE_VALUE_ENUM;
    const bool has_bytes = kind == SLUICE_VALUE_PRIMITIVES || kind == SLUICE_VALUE_BLOCKS;
    const bool is_object = kind == SLUICE_VALUE_OBJECT;
    char type = 0;
    const struct sluice_bytes bytes = sluice_value_bytes(graph, value, &type);
    expect(
        looking,
        is_empty(sluice_value_text(graph, value)) == !has_text &&
            (has_bytes ? bytes.data != NULL : is_empty(bytes)) &&
            (kind == SLUICE_VALUE_PRIMITIVES || type == 'B') &&
            (is_array || sluice_value_length(graph, value) == 0) &&
            (kind == SLUICE_VALUE_ARRAY || is_null(graph, sluice_value_element(graph, value, 0))),
        "a value is shown as what it is not");
    expect(looking, kind != SLUICE_VALUE_BLOCKS || are_blocks(bytes),
           "what stands in blocks is cut out of the stream at the wrong place");
    expect(looking,
           is_object || (sluice_value_model(graph, value) == NULL &&
                         sluice_value_instance(graph, value) == NULL),
           "what is no object has a model, or an instance");
    expect(looking, kind == SLUICE_VALUE_CLASS || sluice_named_model(graph, value) == NULL,
           "what is no class object names a model");
    expect(looking, sluice_value_state(graph, value, "no.such.Class") == NULL,
           "there is state of a class that is none");
}

static void look_at_value(struct looking *looking, struct sluice_value value)
{
    const struct sluice_graph *graph = looking->graph;
    const enum sluice_value_kind kind = sluice_value_kind(graph, value);
    const struct sluice_bytes name = sluice_value_class(graph, value);
    const bool is_nothing = kind == SLUICE_VALUE_NULL || kind == SLUICE_VALUE_RESET ||
                            kind == SLUICE_VALUE_SKIPPED || kind == SLUICE_VALUE_BLOCKS;
    look_at_others(looking, value, kind);
    const char *misread = sluice_reading_fault(graph, value);
    expect(looking, misread == NULL, misread);
    expect(looking, !sluice_value_is(graph, value, "no.such.Class"), "a value is of any class");
    expect(looking, kind == SLUICE_VALUE_SKIPPED || is_empty(name) == is_nothing,
           "a value has no class, or one that it cannot have");
    if (!is_nothing && kind != SLUICE_VALUE_CLASS && kind != SLUICE_VALUE_OBJECT) {
        expect(looking, is_of(graph, value, name), "a value is not of its own class");
    }
    if (is_nothing) {
        expect(looking, !sluice_value_is(graph, value, "java.lang.Object"), "null is an object");
    }
    expect(looking, sluice_value_same(value, value) == ((value.id & SLUICE_PRIVATE_COPY) == 0),
           "a value is not the same as itself, or a private copy is");
    if (looking->last != NULL && kind != SLUICE_VALUE_OBJECT) {
        expect(looking, sluice_value_state(graph, value, looking->last->name) == NULL,
               "what is no object has the state of one");
    }
    if (kind == SLUICE_VALUE_ARRAY || kind == SLUICE_VALUE_PRIMITIVES) {
        look_at_array(looking, value, kind);
    } else if (kind == SLUICE_VALUE_OBJECT) {
        look_at_object(looking, value);
    } else {
        look_at_member(looking, value, "value", false);
    }
}

const char *sluice_graph_views_fault(const struct sluice_graph *graph)
{
    struct looking looking = {.graph = graph};
    const uint32_t count = sluice_graph_count(graph);
    for (uint32_t i = 0; i < count && looking.count < MOST_VALUES; i++) {
        later(&looking, sluice_graph_at(graph, i));
    }
    expect(&looking,
           is_null(graph, sluice_graph_at(graph, count)) &&
               sluice_graph_root(graph).id == sluice_graph_at(graph, 0).id,
           "a graph has a value too many, or another root");
    while (looking.next < looking.count && looking.fault == NULL) {
        look_at_value(&looking, looking.values[looking.next++]);
    }
    return looking.fault;
}
