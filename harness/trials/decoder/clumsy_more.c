/* What a program does often: many values, the same ones again, more than there is memory for. */
#include "harness/trials/decoder/clumsy_parts.h"

#include <string.h>

enum { MANY = 1500 };

/* --- each number as a value --------------------------------------------------------------------- */

/* Descriptors, what lies in the middle of something, and what comes after all are no values. */
static bool try_numbers(struct sluice_clumsy *clumsy)
{
    bool good = true;
    uint32_t last = UINT32_MAX;
    for (uint32_t id = 1; good && id < last; id++) {
        const struct sluice_value value = {id};
        struct sluice_graph *graph = NULL;
        good = sluice_clumsy_begin_object(clumsy, "own.All") &&
               sluice_clumsy_note(clumsy,
                                  sluice_build_end(clumsy->builder, &clumsy->made) == SLUICE_OK,
                                  "an object cannot be built", "own.All", NULL);
        last = clumsy->made.id + 24;
        const enum sluice_reason reason = good ? sluice_build_add(clumsy->builder, value)
                                               : SLUICE_OK;
        if (good && reason == SLUICE_OK) {
            good = sluice_builder_finish(clumsy->builder, &graph, NULL) == SLUICE_OK;
            const enum sluice_value_kind kind = good ? sluice_value_kind(graph, value)
                                                     : SLUICE_VALUE_NULL;
            good = sluice_clumsy_note(clumsy,
                                      kind == SLUICE_VALUE_STRING ||
                                          (kind == SLUICE_VALUE_OBJECT && id == clumsy->made.id),
                                      "what is no value stands at the top", NULL, NULL) &&
                   sluice_clumsy_end(clumsy, graph);
        } else if (good) {
            good = sluice_clumsy_note(clumsy,
                                      reason == SLUICE_BAD_ARGUMENT && id != clumsy->made.id &&
                                          id != clumsy->text.id,
                                      "a value is none", NULL, NULL);
            sluice_builder_free(clumsy->builder);
        }
    }
    return good;
}

/* --- refused allocations ------------------------------------------------------------------------ */

/* Everything that takes memory; true once none of it was refused. */
static bool use_memory(struct sluice_clumsy *clumsy, uint64_t refused, bool *ends)
{
    struct sluice_graph *graph = NULL;
    struct sluice_value value = {0};
    sluice_counting_heap_begin(&clumsy->heap, refused);
    clumsy->allocator = sluice_counting_heap_allocator(&clumsy->heap);
    enum sluice_reason reason = sluice_builder_create(clumsy->policy, &clumsy->allocator,
                                                      &clumsy->builder);
    if (reason == SLUICE_OK) {
        struct sluice_builder *builder = clumsy->builder;
        (void)sluice_build_string(builder, "text", 4, &clumsy->text);
        (void)sluice_build_begin(builder, "own.Bag");
        (void)sluice_build_utf(builder, "label", "label", 5);
        (void)sluice_build_items(builder, "items", &clumsy->text, 1);
        (void)sluice_clumsy_log(clumsy, &value);
        (void)sluice_build_value(builder, "owner", value);
        (void)sluice_build_end(builder, &value);
        (void)sluice_build_array(builder, "[Lown.Bag;", &value, 1, &value);
        (void)sluice_build_string(builder, clumsy->letters, SLUICE_CLUMSY_LONG, &clumsy->text);
        (void)sluice_build_add(builder, value);
        (void)sluice_build_enum(builder, "own.Color", "RED", &value);
        (void)sluice_build_class(builder, "[[Lown.Bag;", &value);
        (void)sluice_build_primitives(builder, 'I', (const uint8_t *)"\0\0\0\1", 1, &value);
        for (uint32_t i = 0; i < MANY; i++) {
            (void)sluice_build_add(builder, value);
        }
        reason = sluice_builder_finish(builder, &graph, NULL);
    } else {
        *ends = clumsy->builder != NULL;
    }
    const bool good = reason == (clumsy->heap.refused ? SLUICE_OUT_OF_MEMORY : SLUICE_OK) &&
                      (graph != NULL) == (reason == SLUICE_OK) && !*ends;
    *ends = !clumsy->heap.refused;
    sluice_graph_free(graph);
    return sluice_clumsy_note(clumsy, good && clumsy->heap.live == 0,
                              "a builder whose memory is refused", NULL, NULL);
}

static bool try_memory(struct sluice_clumsy *clumsy)
{
    bool ends = false;
    bool good = true;
    for (uint64_t refused = 1; good && !ends; refused++) {
        good = use_memory(clumsy, refused, &ends);
    }
    return good;
}

/* --- many values -------------------------------------------------------------------------------- */

/* Nothing grows when the same constant, class object and class are asked for again. */
static bool try_again_and_again(struct sluice_clumsy *clumsy)
{
    enum { OBJECTS = 64 };
    struct sluice_value value;
    struct sluice_graph *graph = NULL;
    struct sluice_status status;
    uint64_t calls = 0;
    bool good = sluice_clumsy_begin(clumsy);
    for (uint32_t i = 0; good && i < MANY; i++) {
        struct sluice_builder *builder = clumsy->builder;
        calls = i == 1 ? clumsy->heap.calls : calls;
        good = sluice_build_enum(builder, "own.Color", "RED", &value) == SLUICE_OK &&
               sluice_build_class(builder, "[[Lown.Bag;", &value) == SLUICE_OK;
    }
    good = sluice_clumsy_note(clumsy, good && clumsy->heap.calls == calls,
                              "the same constant again takes memory again", "own.Color", NULL);
    for (uint32_t i = 0; good && i < OBJECTS; i++) {
        good = sluice_build_begin(clumsy->builder, "own.Range") == SLUICE_OK &&
               sluice_build_end(clumsy->builder, &value) == SLUICE_OK;
    }
    const enum sluice_reason reason = sluice_builder_finish(clumsy->builder, &graph, &status);
    return sluice_clumsy_note(clumsy, good && reason == SLUICE_OK && status.objects < OBJECTS + 20,
                              "each object of a class describes the class", "own.Range", NULL) &&
           sluice_clumsy_end(clumsy, graph);
}

/* What a reader would count of it: two classes, two arrays and the text; the elements of both arrays. */
static bool try_accounts(struct sluice_clumsy *clumsy)
{
    struct sluice_graph *graph = NULL;
    struct sluice_status status = {.reason = SLUICE_BAD_ARGUMENT};
    bool good = sluice_clumsy_begin(clumsy);
    const struct sluice_value items[2] = {clumsy->text, {0}};
    good = good &&
           sluice_build_primitives(clumsy->builder, 'B', (const uint8_t *)"abc", 3,
                                   &clumsy->made) == SLUICE_OK &&
           sluice_build_array(clumsy->builder, "[Ljava.lang.Object;", items, 2, &clumsy->made) ==
               SLUICE_OK &&
           sluice_builder_finish(clumsy->builder, &graph, &status) == SLUICE_OK;
    return sluice_clumsy_note(clumsy, good && status.objects == 5 && status.elements == 5,
                              "the objects or elements that were built are counted wrongly", NULL,
                              NULL) &&
           sluice_clumsy_end(clumsy, graph);
}

/* The first text stays what it is when there are so many values that memory for them moves. */
static bool try_many(struct sluice_clumsy *clumsy)
{
    struct sluice_graph *graph = NULL;
    struct sluice_value last = {0};
    bool good = sluice_clumsy_begin(clumsy);
    for (uint32_t i = 0; good && i < MANY; i++) {
        good = sluice_build_string(clumsy->builder, clumsy->letters, i % 7, &last) == SLUICE_OK &&
               sluice_build_add(clumsy->builder, last) == SLUICE_OK &&
               sluice_build_add(clumsy->builder, clumsy->text) == SLUICE_OK;
    }
    return sluice_clumsy_note(clumsy, good && clumsy->heap.calls < 64,
                              "many texts take more allocations than memory grows", NULL, NULL) &&
           sluice_clumsy_finish(clumsy, NULL, &graph) &&
           sluice_clumsy_note(
               clumsy,
               sluice_graph_count(graph) == 2 * MANY + 1 &&
                   sluice_value_same(sluice_graph_at(graph, 2 * MANY), clumsy->text) &&
                   sluice_value_text(graph, last).length == (MANY - 1) % 7,
               "many texts are others", NULL, NULL) &&
           sluice_clumsy_end(clumsy, graph);
}

/* The name of a constant that is known may be what moves the bytes of all texts. */
static bool try_moved(struct sluice_clumsy *clumsy)
{
    enum { NAME = 250, TEXT = 100, FIRST = 30, LAST = 42 };
    char name[NAME];
    bool good = true;
    memset(name, '[', sizeof name);
    name[NAME - 2] = 'I';
    name[NAME - 1] = '\0';
    for (uint32_t count = FIRST; good && count < LAST; count++) {
        struct sluice_graph *graph = NULL;
        struct sluice_value text = {0};
        good = sluice_clumsy_begin(clumsy) &&
               sluice_build_class(clumsy->builder, name, &clumsy->made) == SLUICE_OK;
        for (uint32_t i = 0; good && i < count; i++) {
            good = sluice_build_string(clumsy->builder, clumsy->letters, TEXT, &text) ==
                       SLUICE_OK &&
                   sluice_build_add(clumsy->builder, text) == SLUICE_OK;
        }
        good = sluice_clumsy_note(
                   clumsy, good && sluice_build_class(clumsy->builder, name, &text) == SLUICE_OK,
                   "a class object is not made again", NULL, NULL) &&
               sluice_clumsy_finish(clumsy, NULL, &graph) &&
               sluice_clumsy_note(clumsy, sluice_value_same(text, clumsy->made),
                                  "a class object is another", NULL, NULL) &&
               sluice_clumsy_end(clumsy, graph);
    }
    return good;
}

/* Names of which one begins like the other. */
static bool try_alike(struct sluice_clumsy *clumsy)
{
    static const char *const names[] = {"RED", "REX", "RE"};
    struct sluice_graph *graph = NULL;
    struct sluice_value values[3] = {{0}};
    bool good = sluice_clumsy_begin(clumsy);
    for (uint32_t i = 0; good && i < 6; i++) {
        struct sluice_value value;
        good = sluice_build_enum(clumsy->builder, "own.Color", names[i % 3], &value) == SLUICE_OK &&
               (i < 3 || sluice_value_same(value, values[i % 3]));
        values[i % 3] = value;
    }
    good = good && !sluice_value_same(values[0], values[1]) &&
           !sluice_value_same(values[0], values[2]) && !sluice_value_same(values[1], values[2]);
    return sluice_clumsy_note(clumsy, good, "constants are taken for each other", "own.Color",
                              NULL) &&
           sluice_clumsy_finish(clumsy, "own.Color", &graph) && sluice_clumsy_end(clumsy, graph);
}

bool sluice_clumsy_more(struct sluice_clumsy *clumsy)
{
    return try_numbers(clumsy) && try_memory(clumsy) && try_again_and_again(clumsy) &&
           try_accounts(clumsy) && try_many(clumsy) && try_moved(clumsy) && try_alike(clumsy);
}
