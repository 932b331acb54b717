#include "sluice/graph.h"

#include "own.h"

#include <string.h>

static const struct sluice_result *result_of(const struct sluice_graph *graph)
{
    return (const struct sluice_result *)(const void *)graph;
}

/* The node behind a value if it is of that kind, else NULL. */
static const void *node_of(const struct sluice_graph *graph, struct sluice_value value,
                           enum sluice_node_kind kind)
{
    const uint32_t id = value.id & ~SLUICE_SLOT_COPY;
    if (id < SLUICE_SLOT_FIRST_NODE) {
        return NULL;
    }
    const struct sluice_node *node = sluice_store_at(&result_of(graph)->store, id);
    return node->kind == (uint8_t)kind ? node : NULL;
}

static const struct sluice_words_node *contents_of(const struct sluice_graph *graph)
{
    return node_of(graph, (struct sluice_value){result_of(graph)->top}, SLUICE_NODE_CONTENTS);
}

uint32_t sluice_graph_count(const struct sluice_graph *graph)
{
    const struct sluice_words_node *contents = contents_of(graph);
    return contents != NULL ? contents->count : 0;
}

struct sluice_value sluice_graph_at(const struct sluice_graph *graph, uint32_t index)
{
    const struct sluice_words_node *contents = contents_of(graph);
    if (contents == NULL || index >= contents->count) {
        return (struct sluice_value){SLUICE_SLOT_NULL};
    }
    return (struct sluice_value){sluice_node_words(contents)[index]};
}

struct sluice_value sluice_graph_root(const struct sluice_graph *graph)
{
    return sluice_graph_at(graph, 0);
}

enum sluice_value_kind sluice_value_kind(const struct sluice_graph *graph,
                                         struct sluice_value value)
{
    static const uint8_t kinds[] = {
        [SLUICE_NODE_STRING] = SLUICE_VALUE_STRING,
        [SLUICE_NODE_BLOCKS] = SLUICE_VALUE_BLOCKS,
        [SLUICE_NODE_PRIMITIVES] = SLUICE_VALUE_PRIMITIVES,
        [SLUICE_NODE_ARRAY] = SLUICE_VALUE_ARRAY,
        [SLUICE_NODE_OBJECT] = SLUICE_VALUE_OBJECT,
        [SLUICE_NODE_ENUM] = SLUICE_VALUE_ENUM,
        [SLUICE_NODE_CLASS] = SLUICE_VALUE_CLASS,
        [SLUICE_NODE_EXCEPTION] = SLUICE_VALUE_SKIPPED,
        [SLUICE_NODE_CONTENTS] = SLUICE_VALUE_SKIPPED,
        [SLUICE_NODE_PIECES] = SLUICE_VALUE_SKIPPED,
        [SLUICE_NODE_DESCRIPTOR] = SLUICE_VALUE_SKIPPED,
        [SLUICE_NODE_PROXY] = SLUICE_VALUE_SKIPPED,
    };
    const uint32_t id = value.id & ~SLUICE_SLOT_COPY;
    switch (id) {
    case SLUICE_SLOT_NULL:
        return SLUICE_VALUE_NULL;
    case SLUICE_SLOT_RESET:
        return SLUICE_VALUE_RESET;
    default:
        return id < SLUICE_SLOT_FIRST_NODE
                   ? SLUICE_VALUE_SKIPPED
                   : (enum sluice_value_kind)kinds[sluice_store_kind(&result_of(graph)->store, id)];
    }
}

bool sluice_value_same(struct sluice_value a, struct sluice_value b)
{
    return a.id == b.id && (a.id & SLUICE_SLOT_COPY) == 0;
}

struct sluice_bytes sluice_value_class(const struct sluice_graph *graph, struct sluice_value value)
{
    const struct sluice_result *result = result_of(graph);
    const struct sluice_pair_node *pair = node_of(graph, value, SLUICE_NODE_CLASS);
    if (pair != NULL) {
        const struct sluice_bytes name = sluice_class_name(result, pair->descriptor);
        return name.data != NULL ? name : sluice_text("java.lang.reflect.Proxy");
    }
    return (value.id & ~SLUICE_SLOT_COPY) < SLUICE_SLOT_FIRST_NODE
               ? (struct sluice_bytes){0}
               : sluice_class_of(result, value.id);
}

bool sluice_value_is(const struct sluice_graph *graph, struct sluice_value value,
                     const char *class_name)
{
    return (value.id & ~SLUICE_SLOT_COPY) != SLUICE_SLOT_NULL &&
           sluice_fits_class(result_of(graph), value.id, sluice_text(class_name));
}

const struct sluice_class_model *sluice_value_model(const struct sluice_graph *graph,
                                                    struct sluice_value value)
{
    if (node_of(graph, value, SLUICE_NODE_OBJECT) == NULL) {
        return NULL;
    }
    struct sluice_level_words level;
    const struct sluice_object_at object = sluice_object_at_node(
        result_of(graph), value.id & ~SLUICE_SLOT_COPY, &level);
    const uint32_t model = sluice_object_model(&object);
    return model != UINT32_MAX ? &result_of(graph)->policy->models[model] : NULL;
}

const struct sluice_class_model *sluice_named_model(const struct sluice_graph *graph,
                                                    struct sluice_value value)
{
    const struct sluice_policy *policy = result_of(graph)->policy;
    const uint32_t model = node_of(graph, value, SLUICE_NODE_CLASS) != NULL
                               ? sluice_policy_find(policy, sluice_value_class(graph, value))
                               : 0;
    return model != 0 ? &policy->models[model - 1] : NULL;
}

const struct sluice_class_model *sluice_model_parent(const struct sluice_graph *graph,
                                                     const struct sluice_class_model *model)
{
    const struct sluice_policy *policy = result_of(graph)->policy;
    const uint32_t parent = model->parent != NULL
                                ? sluice_policy_find(policy, sluice_text(model->parent))
                                : 0;
    return parent != 0 ? &policy->models[parent - 1] : NULL;
}

struct sluice_bytes sluice_value_text(const struct sluice_graph *graph, struct sluice_value value)
{
    const struct sluice_result *result = result_of(graph);
    const struct sluice_pair_node *pair = node_of(graph, value, SLUICE_NODE_ENUM);
    if (pair != NULL) {
        value.id = pair->value;
    }
    const struct sluice_string *string = node_of(graph, value, SLUICE_NODE_STRING);
    return string != NULL ? (struct sluice_bytes){result->bytes + string->offset, string->length}
                          : (struct sluice_bytes){0};
}

uint32_t sluice_value_length(const struct sluice_graph *graph, struct sluice_value value)
{
    const struct sluice_words_node *array = node_of(graph, value, SLUICE_NODE_ARRAY);
    if (array != NULL) {
        return array->count;
    }
    const struct sluice_primitives *primitives = node_of(graph, value, SLUICE_NODE_PRIMITIVES);
    return primitives != NULL ? primitives->length : 0;
}

struct sluice_value sluice_value_element(const struct sluice_graph *graph,
                                         struct sluice_value value, uint32_t index)
{
    const struct sluice_words_node *array = node_of(graph, value, SLUICE_NODE_ARRAY);
    if (array == NULL || index >= array->count) {
        return (struct sluice_value){SLUICE_SLOT_NULL};
    }
    return (struct sluice_value){sluice_node_words(array)[index]};
}

struct sluice_bytes sluice_value_bytes(const struct sluice_graph *graph, struct sluice_value value,
                                       char *type)
{
    const struct sluice_result *result = result_of(graph);
    const struct sluice_primitives *primitives = node_of(graph, value, SLUICE_NODE_PRIMITIVES);
    if (primitives != NULL) {
        *type = (char)primitives->node.small;
        return (struct sluice_bytes){result->bytes + primitives->offset,
                                     (size_t)primitives->length *
                                         sluice_primitive_size((uint8_t)*type)};
    }
    const struct sluice_blocks *blocks = node_of(graph, value, SLUICE_NODE_BLOCKS);
    *type = 'B';
    return blocks != NULL
               ? (struct sluice_bytes){result->bytes + blocks->start, blocks->end - blocks->start}
               : (struct sluice_bytes){0};
}

static struct sluice_subject subject_of(const struct sluice_graph *graph, struct sluice_value value,
                                        const char *name)
{
    if (node_of(graph, value, SLUICE_NODE_OBJECT) == NULL) {
        return (struct sluice_subject){.kind = SLUICE_SUBJECT_ABSENT};
    }
    struct sluice_level_words level;
    const struct sluice_object_at object = sluice_object_at_node(
        result_of(graph), value.id & ~SLUICE_SLOT_COPY, &level);
    if (sluice_object_model(&object) == UINT32_MAX && strcmp(name, "h") == 0) {
        return (struct sluice_subject){.kind = SLUICE_SUBJECT_SLOT,
                                       .slot = sluice_object_handler(&object)};
    }
    return sluice_object_subject(&object, sluice_text(name));
}

static enum sluice_get other_kind(const struct sluice_subject *subject)
{
    return subject->kind == SLUICE_SUBJECT_ABSENT ? SLUICE_GET_ABSENT : SLUICE_GET_WRONG_TYPE;
}

enum sluice_get sluice_value_integer(const struct sluice_graph *graph, struct sluice_value object,
                                     const char *field, int64_t *out)
{
    const struct sluice_subject subject = subject_of(graph, object, field);
    if (subject.kind != SLUICE_SUBJECT_INTEGER) {
        return other_kind(&subject);
    }
    *out = subject.integer;
    return SLUICE_GET_OK;
}

enum sluice_get sluice_value_floating(const struct sluice_graph *graph, struct sluice_value object,
                                      const char *field, double *out)
{
    const struct sluice_subject subject = subject_of(graph, object, field);
    if (subject.kind != SLUICE_SUBJECT_FLOATING) {
        return other_kind(&subject);
    }
    *out = subject.floating;
    return SLUICE_GET_OK;
}

enum sluice_get sluice_value_field(const struct sluice_graph *graph, struct sluice_value object,
                                   const char *field, struct sluice_value *out)
{
    const struct sluice_subject subject = subject_of(graph, object, field);
    if (subject.kind != SLUICE_SUBJECT_SLOT) {
        return other_kind(&subject);
    }
    out->id = subject.slot;
    return subject.slot == SLUICE_SLOT_NULL ? SLUICE_GET_NULL : SLUICE_GET_OK;
}

enum sluice_get sluice_value_utf(const struct sluice_graph *graph, struct sluice_value object,
                                 const char *piece, struct sluice_bytes *out)
{
    const struct sluice_subject subject = subject_of(graph, object, piece);
    if (subject.kind != SLUICE_SUBJECT_TEXT) {
        return other_kind(&subject);
    }
    *out = subject.text;
    return SLUICE_GET_OK;
}

void *sluice_value_instance(const struct sluice_graph *graph, struct sluice_value object)
{
    const struct sluice_words_node *node = node_of(graph, object, SLUICE_NODE_OBJECT);
    return node != NULL && (object.id & SLUICE_SLOT_COPY) == 0
               ? sluice_own_instance(result_of(graph), sluice_own_of(node))
               : NULL;
}

const void *sluice_value_state(const struct sluice_graph *graph, struct sluice_value object,
                               const char *class_name)
{
    const struct sluice_result *result = result_of(graph);
    const struct sluice_words_node *node = node_of(graph, object, SLUICE_NODE_OBJECT);
    const uint32_t model = sluice_policy_find(result->policy, sluice_text(class_name));
    if (node == NULL || model == 0) {
        return NULL;
    }
    struct sluice_level_words level;
    const struct sluice_object_at at = sluice_object_at_node(result, object.id & ~SLUICE_SLOT_COPY,
                                                             &level);
    const uint32_t leaf = sluice_object_model(&at);
    return leaf != UINT32_MAX && sluice_policy_descends(result->policy, leaf, model - 1)
               ? sluice_own_state(result, sluice_own_of(node), model - 1)
               : NULL;
}

int64_t sluice_value_items(const struct sluice_graph *graph, struct sluice_value object,
                           const char *piece)
{
    const struct sluice_subject subject = subject_of(graph, object, piece);
    return subject.kind == SLUICE_SUBJECT_LIST || subject.kind == SLUICE_SUBJECT_PAIRS
               ? (int64_t)subject.item_count
               : -1;
}

struct sluice_value sluice_value_item(const struct sluice_graph *graph, struct sluice_value object,
                                      const char *piece, uint32_t index)
{
    const struct sluice_subject subject = subject_of(graph, object, piece);
    if ((subject.kind != SLUICE_SUBJECT_LIST && subject.kind != SLUICE_SUBJECT_PAIRS) ||
        index >= subject.item_count) {
        return (struct sluice_value){SLUICE_SLOT_NULL};
    }
    return (struct sluice_value){subject.items[index]};
}
