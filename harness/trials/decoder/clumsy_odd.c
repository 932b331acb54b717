/* Containers that nobody would declare like this: without items, around others that are none, with more
 * beside their items. Whatever the writer makes of them, it reads as what was there. */
#include "harness/trials/decoder/clumsy_parts.h"

#include <sluice/custom_data.h>
#include <sluice/decode.h>
#include <sluice/document.h>
#include <sluice/write.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ANY "Ljava/lang/Object;"

static const struct sluice_field_model one[] = {{.name = "o", .signature = ANY}};
static const struct sluice_field_model two[] = {
    {.name = "n", .signature = "I"},
    {.name = "c", .signature = ANY},
    {.name = "o", .signature = ANY},
};
static const struct sluice_field_model array[] = {
    {.name = "n", .signature = "I"},
    {.name = "o", .signature = "[Ljava/lang/Object;"},
};
static const struct sluice_field_model three[] = {
    {.name = "c", .signature = ANY},
    {.name = "o", .signature = ANY},
    {.name = "z", .signature = ANY},
};
static const struct sluice_field_model unwritten[] = {
    {.name = "k", .signature = "I", .default_integer = 3},
    {.name = "q", .signature = ANY},
};
static const struct sluice_layout_item ring[] = {{.kind = SLUICE_LAYOUT_OBJECTS, .name = "o"}};
static const struct sluice_field_model related[] = {
    {.name = "n", .signature = "I", .default_integer = 1},
    {.name = "o", .signature = "[Ljava/lang/Object;"},
};
static const struct sluice_layout_item beside[] = {{.kind = SLUICE_LAYOUT_OBJECTS, .name = "r"}};
static const struct sluice_invariant relations[] = {
    {.kind = SLUICE_INVARIANT_RELATION,
     .relation = SLUICE_EQUAL,
     .left = {.kind = SLUICE_OPERAND_SIZE, .field = "o"},
     .right = {.kind = SLUICE_OPERAND_FIELD, .field = "n"}},
};
static const struct sluice_layout_item listed[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = NULL},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "m"},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "n"},
    {.kind = SLUICE_LAYOUT_OBJECT, .name = NULL},
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "c"},
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "d"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "o", .count = "n"},
};
static const struct sluice_layout_item second[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "n"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "p", .count = "n"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "o"},
};
static const struct sluice_layout_item paired[] = {
    {.kind = SLUICE_LAYOUT_PAIRS, .name = "o", .until_null = true},
};

/* Of a type that there is not. */
static bool read_nothing(struct sluice_custom_data *data, void *state, void *context)
{
    (void)context;
    return !sluice_custom_integer(data, 'Q', state) && sluice_custom_integer(data, 'J', state);
}

#define BUILT .construct = SLUICE_CONSTRUCT_ATOMIC, .has_suid = true
#define LIST BUILT, .container = SLUICE_CONTAINER_LIST
#define MAP BUILT, .container = SLUICE_CONTAINER_MAP
#define FIELDS(of) .fields = (of), .field_count = COUNT(of)
#define LAYOUT(of) .form = SLUICE_FORM_BOTH, .layout = (of), .layout_count = COUNT(of)
static const struct sluice_class_model models[] = {
    {.name = "odd.Bare", LIST, FIELDS(one)},
    {.name = "odd.BareData", LIST, LAYOUT(paired)},
    {.name = "odd.Around", LIST, FIELDS(one), .items = "o"},
    {.name = "odd.MapAround", MAP, FIELDS(one), .items = "o"},
    {.name = "odd.Beside", LIST, FIELDS(two), .items = "o"},
    {.name = "odd.Sorted", LIST, FIELDS(two), .items = "o", .comparator = "c"},
    {.name = "odd.Array", LIST, FIELDS(array), .items = "o"},
    {.name = "odd.Counted", LIST, FIELDS(array), .items = "o", .item_count = "n"},
    {.name = "odd.Listed", LIST, LAYOUT(listed), .items = "o", .comparator = "c"},
    {.name = "odd.Second", LIST, LAYOUT(second), .items = "o"},
    {.name = "odd.Paired", MAP, LAYOUT(paired), .items = "o"},
    {.name = "odd.Empty", LIST},
    {.name = "odd.Below", LIST, FIELDS(one), .items = "o", .parent = "odd.Plain"},
    {.name = "odd.Plain", BUILT, FIELDS(two)},
    /* Boxes with more or other fields than the boxes of the JDK are none. */
    {.name = "java.lang.Integer", BUILT, FIELDS(two)},
    {.name = "java.lang.Long", BUILT, FIELDS(one)},
    {.name = "odd.Code",
     BUILT,
     .form = SLUICE_FORM_BOTH,
     .read = read_nothing,
     .state_size = sizeof(int64_t)},
    {.name = "odd.External",
     LIST,
     .form = SLUICE_FORM_EXTERNAL,
     .layout = ring,
     .layout_count = 1,
     .items = "o"},
    {.name = "odd.Related",
     LIST,
     FIELDS(related),
     LAYOUT(beside),
     .items = "r",
     .invariants = relations,
     .invariant_count = 1},
    {.name = "odd.Three", LIST, FIELDS(three), .items = "o", .comparator = "c"},
    {.name = "odd.Alone",
     LIST,
     FIELDS(unwritten),
     .form = SLUICE_FORM_DATA,
     .layout = ring,
     .layout_count = 1,
     .items = "o"},
    {.name = "odd.State", .construct = SLUICE_CONSTRUCT_STATELESS, .has_suid = true},
    {.name = "odd.BelowState", LIST, FIELDS(one), .items = "o", .parent = "odd.State"},
};

/* What an object's reference "o" is given; an array for arrays, items for lists. */
enum given { NOTHING, A_TEXT, AN_ARRAY, OF_BEFORE, KINDS };

static bool reads_as(const struct sluice_policy *policy, const struct sluice_buffer *bytes)
{
    const struct sluice_source source = sluice_source_memory(bytes->bytes, bytes->length);
    const struct sluice_options options = {.layouts = policy};
    struct sluice_document *document = NULL;
    const bool good = sluice_inspect(&source, &options, &document, NULL) == SLUICE_OK;
    sluice_document_free(document);
    return good;
}

/* Nothing is lost if nothing is replaced, and what is replaced is whole. */
static bool is_written(const struct sluice_policy *policy, const struct sluice_document *document,
                       const struct sluice_graph *graph, const struct sluice_buffer *plain)
{
    struct sluice_buffer safe = {0};
    struct sluice_write_report report;
    const struct sluice_sink sink = sluice_sink_buffer(&safe);
    const struct sluice_write_options options = {.safe = policy, .report = &report};
    const enum sluice_reason reason = graph != NULL
                                          ? sluice_write_graph(graph, &sink, &options, NULL)
                                          : sluice_write_document(document, &sink, &options, NULL);
    const bool good = reason == SLUICE_OK && reads_as(policy, &safe) &&
                      (report.replaced != 0 ||
                       (safe.length == plain->length &&
                        memcmp(safe.bytes, plain->bytes, safe.length) == 0));
    sluice_buffer_free(&safe);
    return good;
}

static bool holds(const struct sluice_policy *policy, const struct sluice_graph *graph)
{
    struct sluice_buffer plain = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&plain);
    const struct sluice_options options = {.layouts = policy};
    struct sluice_document *document = NULL;
    bool good = sluice_write_graph(graph, &sink, NULL, NULL) == SLUICE_OK;
    const struct sluice_source source = sluice_source_memory(plain.bytes, plain.length);
    good = good && sluice_inspect(&source, &options, &document, NULL) == SLUICE_OK &&
           is_written(policy, NULL, graph, &plain) && is_written(policy, document, NULL, &plain);
    sluice_document_free(document);
    sluice_buffer_free(&plain);
    return good;
}

/* The object of the model; whether what it is given fits is for the builder to say. */
static enum sluice_reason build(struct sluice_builder *builder,
                                const struct sluice_class_model *model, struct sluice_value given,
                                struct sluice_value *made)
{
    struct sluice_value text;
    (void)sluice_build_string(builder, "x", 1, &text);
    (void)sluice_build_begin(builder, model->name);
    for (size_t i = 0; i < model->field_count; i++) {
        if (strcmp(model->fields[i].name, "o") == 0) {
            (void)sluice_build_value(builder, "o", given);
        }
    }
    for (size_t i = 0; i < model->layout_count; i++) {
        const struct sluice_layout_item *piece = &model->layout[i];
        const struct sluice_value pair[] = {given, text};
        if (piece->kind == SLUICE_LAYOUT_OBJECT && piece->name != NULL) {
            (void)sluice_build_value(builder, piece->name, given);
        } else if (piece->kind == SLUICE_LAYOUT_OBJECTS) {
            (void)sluice_build_items(builder, piece->name, &text, 1);
        } else if (piece->kind == SLUICE_LAYOUT_PAIRS) {
            (void)sluice_build_items(builder, piece->name, pair, given.id != 0 ? 2 : 0);
        }
    }
    return sluice_build_end(builder, made);
}

/* An object, and one of another class that is given it, twice. */
static bool try_pair(struct sluice_clumsy *clumsy, const struct sluice_policy *policy,
                     const struct sluice_class_model *inner, const struct sluice_class_model *outer,
                     enum given given)
{
    struct sluice_builder *builder = NULL;
    struct sluice_graph *graph = NULL;
    struct sluice_value value = {0};
    struct sluice_value text;
    struct sluice_value made;
    bool good = sluice_builder_create(policy, NULL, &builder) == SLUICE_OK;
    (void)sluice_build_string(builder, "a", 1, &text);
    if (given == A_TEXT) {
        value = text;
    } else if (given == AN_ARRAY) {
        (void)sluice_build_array(builder, "[Ljava.lang.Object;", &text, 1, &value);
    } else if (given == OF_BEFORE) {
        (void)build(builder, outer, (struct sluice_value){0}, &value);
    }
    if (build(builder, inner, value, &made) == SLUICE_OK) {
        (void)build(builder, outer, made, &value);
        (void)sluice_build_add(builder, value);
        (void)sluice_build_add(builder, made);
        (void)build(builder, outer, made, &value);
    }
    (void)sluice_build_add(builder, value);
    const enum sluice_reason reason = sluice_builder_finish(builder, &graph, NULL);
    good = good && (reason != SLUICE_OK || holds(policy, graph));
    sluice_graph_free(graph);
    return sluice_clumsy_note(clumsy, good, "a container is written as something else", outer->name,
                              inner->name);
}

bool sluice_clumsy_odd(struct sluice_clumsy *clumsy)
{
    struct sluice_policy *policy = NULL;
    struct sluice_policy_error error;
    bool good = sluice_clumsy_note(
        clumsy, sluice_policy_create(models, COUNT(models), NULL, &policy, &error) == SLUICE_OK,
        "no policy with odd containers", NULL, NULL);
    for (size_t i = 0; good && i < COUNT(models) * COUNT(models); i++) {
        for (enum given given = NOTHING; good && given < KINDS; given++) {
            good = try_pair(clumsy, policy, &models[i % COUNT(models)], &models[i / COUNT(models)],
                            given);
        }
    }
    sluice_policy_free(policy);
    return good;
}
