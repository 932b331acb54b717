/* Classes that the clumsy program brings along: with members of each kind, with custom data that the class
 * reads itself, and of each kind that cannot be built. */
#include "harness/trials/decoder/clumsy_parts.h"

#include <sluice/custom_data.h>
#include <sluice/get_arg.h>
#include <sluice/write.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- the classes -------------------------------------------------------------------------------- */

static const char *const colors[] = {"RED", "REX", "RE"};
static const struct sluice_field_model base_fields[] = {
    {.name = "z", .signature = "Z", .default_integer = 1},
    {.name = "o", .signature = "Ljava/lang/Object;"},
    {.name = "i", .signature = "J"},
};
static const struct sluice_field_model all_fields[] = {
    {.name = "t", .signature = "Ljava/lang/String;"},
    {.name = "b", .signature = "B", .default_integer = -3},
    {.name = "c", .signature = "C", .default_integer = 7},
    {.name = "d", .signature = "D", .default_floating = 0.5},
    {.name = "f", .signature = "F", .default_floating = -0.25},
    {.name = "a", .signature = "[I"},
    {.name = "i", .signature = "I", .default_integer = 70000},
    {.name = "j", .signature = "J", .default_integer = -1},
    {.name = "s", .signature = "S", .default_integer = -300},
};
static const struct sluice_layout_item bag_layout[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'J', .name = "stamp"},
    {.kind = SLUICE_LAYOUT_UTF, .name = "label"},
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "owner"},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'S', .name = NULL},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "count"},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'D', .name = "weight"},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'F', .name = "share"},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'Z', .name = "set"},
    {.kind = SLUICE_LAYOUT_UTF, .name = NULL},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "items", .count = "count"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "names", .until_null = true},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "size"},
    {.kind = SLUICE_LAYOUT_PAIRS, .name = "map", .count = "size"},
    {.kind = SLUICE_LAYOUT_PAIRS, .name = "pairs", .until_null = true},
    {.kind = SLUICE_LAYOUT_PAIRS, .name = "rest"},
};
static const struct sluice_layout_item two_lists[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "count"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "left", .count = "count"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "right", .count = "count"},
};
static const struct sluice_field_model range_fields[] = {
    {.name = "value", .signature = "I", .default_integer = 1},
    {.name = "times", .signature = "[J"},
};
static const struct sluice_invariant range_invariants[] = {
    {.kind = SLUICE_INVARIANT_RANGE, .field = "value", .minimum = 1, .maximum = 10},
};

static const char *const labels[] = {"label"};
static const struct sluice_layout_item label_layout[] = {
    {.kind = SLUICE_LAYOUT_UTF, .name = "label"},
};
static const struct sluice_invariant label_invariants[] = {
    {.kind = SLUICE_INVARIANT_ONE_OF,
     .field = "label",
     .names = labels,
     .name_count = COUNT(labels)},
};

enum { STATE = 16 };

/* An int, an object, and a short. */
static bool read_log(struct sluice_custom_data *data, void *state, void *context)
{
    int64_t numbers[2];
    struct sluice_value value;
    (void)context;
    _Static_assert(sizeof numbers == STATE, "the state holds both");
    const bool good = sluice_custom_integer(data, 'I', &numbers[0]) &&
                      sluice_custom_object(data, NULL, &value) &&
                      sluice_custom_integer(data, 'S', &numbers[1]);
    if (good) {
        memcpy(state, numbers, sizeof numbers);
    }
    return good;
}

#define BUILT .construct = SLUICE_CONSTRUCT_ATOMIC, .has_suid = true
static const struct sluice_class_model models[] = {
    {.name = "own.Log",
     BUILT,
     .suid = 3,
     .form = SLUICE_FORM_BOTH,
     .parent = "own.LogBase",
     .read = read_log,
     .state_size = STATE},
    {.name = "own.All",
     BUILT,
     .suid = -1,
     .parent = "own.Base",
     .fields = all_fields,
     .field_count = COUNT(all_fields)},
    {.name = "own.Bag",
     BUILT,
     .suid = 2,
     .form = SLUICE_FORM_BOTH,
     .parent = "own.Base",
     .layout = bag_layout,
     .layout_count = COUNT(bag_layout),
     .is_mutable = true},
    {.name = "own.Color",
     .construct = SLUICE_CONSTRUCT_ENUM,
     .constants = colors,
     .constant_count = COUNT(colors)},
    {.name = "own.UnderNoSuid", BUILT, .suid = 4, .parent = "own.NoSuid"},
    {.name = "own.Denied", .construct = SLUICE_CONSTRUCT_DENIED, .has_suid = true},
    {.name = "own.Service", .construct = SLUICE_CONSTRUCT_INTERFACE},
    {.name = "own.Plain", .construct = SLUICE_CONSTRUCT_NOT_SERIALIZABLE},
    /* Not tried one by one. */
    {.name = "own.Base",
     .construct = SLUICE_CONSTRUCT_ABSTRACT,
     .has_suid = true,
     .suid = 11,
     .fields = base_fields,
     .field_count = COUNT(base_fields)},
    {.name = "own.LogBase",
     BUILT,
     .suid = 5,
     .form = SLUICE_FORM_DATA,
     .read = read_log,
     .state_size = STATE},
    {.name = "own.NoSuid", .construct = SLUICE_CONSTRUCT_ATOMIC},
    {.name = "own.External",
     BUILT,
     .suid = 6,
     .form = SLUICE_FORM_EXTERNAL,
     .layout = two_lists,
     .layout_count = COUNT(two_lists)},
    {.name = "own.Range",
     BUILT,
     .suid = 7,
     .fields = range_fields,
     .field_count = COUNT(range_fields),
     .invariants = range_invariants,
     .invariant_count = COUNT(range_invariants)},
    {.name = "own.Label",
     BUILT,
     .suid = 9,
     .form = SLUICE_FORM_DATA,
     .layout = label_layout,
     .layout_count = COUNT(label_layout),
     .invariants = label_invariants,
     .invariant_count = COUNT(label_invariants)},
    {.name = "own.Quiet",
     BUILT,
     .suid = 12,
     .form = SLUICE_FORM_DATA,
     .fields = base_fields,
     .field_count = COUNT(base_fields),
     .read = read_log,
     .state_size = STATE},
    {.name = "own.Shout",
     BUILT,
     .suid = 13,
     .form = SLUICE_FORM_EXTERNAL,
     .parent = "own.Quiet",
     .layout = two_lists,
     .layout_count = COUNT(two_lists)},
    {.name = "own.Gone", .construct = SLUICE_CONSTRUCT_ABSENT},
    {.name = "own.UnderDenied", BUILT, .suid = 8, .parent = "own.Denied"},
};

struct sluice_policy *sluice_clumsy_own_policy(void)
{
    struct sluice_policy *policy = NULL;
    return sluice_policy_create(models, COUNT(models), NULL, &policy, NULL) == SLUICE_OK ? policy
                                                                                         : NULL;
}

static const struct sluice_class_model *model(const struct sluice_clumsy *clumsy, const char *name)
{
    return sluice_clumsy_model(clumsy, name);
}

/* --- checks, when an object ends ---------------------------------------------------------------- */

static bool try_check(struct sluice_clumsy *clumsy)
{
    const struct sluice_clumsy_refusal range = {.what = "a number out of its range",
                                                .reason = SLUICE_BROKEN_RANGE,
                                                .class_name = "own.Range",
                                                .member = "value"};
    const struct sluice_clumsy_refusal type = {.what = "a text for an array",
                                               .reason = SLUICE_VALUE_TYPE,
                                               .class_name = "own.Range",
                                               .member = "times"};
    bool good = true;
    for (uint32_t i = 0; good && i < 2; i++) {
        good = sluice_clumsy_begin_object(clumsy, "own.All") &&
               sluice_clumsy_note(clumsy,
                                  sluice_build_begin(clumsy->builder, "own.Range") == SLUICE_OK &&
                                      (i == 0 ? sluice_build_integer(clumsy->builder, "value", 11)
                                              : sluice_build_value(clumsy->builder, "times",
                                                                   clumsy->text)) == SLUICE_OK,
                                  "an object within another cannot be begun", "own.Range", NULL) &&
               sluice_clumsy_is_refused(
                   clumsy, sluice_build_end(clumsy->builder, sluice_clumsy_out(clumsy)),
                   i == 0 ? &range : &type);
    }
    return good;
}

/* Two lists that share the number of their items, which is set or not. */
static bool try_two_lists(struct sluice_clumsy *clumsy, bool is_set, uint32_t count)
{
    const struct sluice_clumsy_refusal other = {.what = "two numbers for one number of items",
                                                .reason = SLUICE_BAD_ARGUMENT,
                                                .class_name = "own.External",
                                                .member = "count"};
    struct sluice_graph *graph = NULL;
    bool good = sluice_clumsy_begin_object(clumsy, "own.External");
    struct sluice_builder *builder = clumsy->builder;
    const struct sluice_value items[2] = {clumsy->text, clumsy->text};
    good = good &&
           sluice_clumsy_note(clumsy,
                              (!is_set || sluice_build_integer(builder, "count", 2) == SLUICE_OK) &&
                                  sluice_build_items(builder, "right", items, count) == SLUICE_OK &&
                                  sluice_build_items(builder, "left", items, 2) == SLUICE_OK,
                              "two lists cannot be set", "own.External", NULL);
    if (!good) {
        return false;
    }
    const enum sluice_reason end = sluice_build_end(builder, sluice_clumsy_out(clumsy));
    if (count == 1) {
        return sluice_clumsy_is_refused(clumsy, end, &other);
    }
    return sluice_clumsy_note(
               clumsy, end == SLUICE_OK && sluice_build_add(builder, clumsy->made) == SLUICE_OK,
               "two lists cannot be built", "own.External", NULL) &&
           sluice_clumsy_finish(clumsy, "own.External", &graph) &&
           sluice_clumsy_note(clumsy,
                              sluice_value_items(graph, clumsy->made, "left") == 2 &&
                                  sluice_value_items(graph, clumsy->made, "right") == 2,
                              "two lists are others", "own.External", NULL) &&
           sluice_clumsy_end(clumsy, graph);
}

/* What a class does not write cannot be set: its fields when it has custom data alone, and all of its
 * superclasses when it is external. */
static bool try_unwritten(struct sluice_clumsy *clumsy)
{
    static const char *const classes[] = {"own.Quiet", "own.Shout"};
    const uint8_t byte = 0;
    const struct sluice_clumsy_refusal data = {.what = "data of a class that writes none",
                                               .reason = SLUICE_BAD_ARGUMENT,
                                               .class_name = "own.Quiet"};
    bool good = true;
    for (size_t i = 0; good && i < COUNT(classes); i++) {
        const struct sluice_clumsy_refusal field = {.what = "a field that is never written",
                                                    .reason = SLUICE_BAD_ARGUMENT,
                                                    .class_name = classes[i],
                                                    .member = "i"};
        good = sluice_clumsy_begin_object(clumsy, classes[i]) &&
               sluice_clumsy_is_refused(clumsy, sluice_build_integer(clumsy->builder, "i", 1),
                                        &field);
    }
    return good && sluice_clumsy_begin_object(clumsy, "own.Shout") &&
           sluice_clumsy_is_refused(
               clumsy, sluice_build_custom_bytes(clumsy->builder, "own.Quiet", &byte, 1), &data);
}

/* A text of data is the one that was set last; the class takes no other. */
static bool try_label(struct sluice_clumsy *clumsy)
{
    const struct sluice_clumsy_refusal other = {.what = "a label that is another",
                                                .reason = SLUICE_BROKEN_ONE_OF,
                                                .class_name = "own.Label",
                                                .member = "label"};
    struct sluice_graph *graph = NULL;
    return sluice_clumsy_begin_object(clumsy, "own.Label") &&
           sluice_clumsy_note(clumsy,
                              sluice_build_utf(clumsy->builder, "label", "", 0) == SLUICE_OK &&
                                  sluice_build_utf(clumsy->builder, "label", "label", 5) ==
                                      SLUICE_OK &&
                                  sluice_build_end(clumsy->builder, &clumsy->made) == SLUICE_OK &&
                                  sluice_build_add(clumsy->builder, clumsy->made) == SLUICE_OK,
                              "a label cannot be set", "own.Label", NULL) &&
           sluice_clumsy_finish(clumsy, "own.Label", &graph) && sluice_clumsy_end(clumsy, graph) &&
           sluice_clumsy_begin_object(clumsy, "own.Label") &&
           sluice_clumsy_is_refused(
               clumsy, sluice_build_end(clumsy->builder, sluice_clumsy_out(clumsy)), &other);
}

/* --- custom data that is read by the class itself ----------------------------------------------- */

struct part {
    const char *of;
    const char *bytes; /* NULL: the text of the builder */
    size_t length;
};

/* The parts of each class in any order between each other, and its bytes in any portions. */
static const struct part whole[] = {
    {"own.Log", "\0\0", 2},   {"own.LogBase", "\1\2\3\4", 4}, {"own.Log", "\0\7", 2},
    {"own.LogBase", NULL, 0}, {"own.Log", NULL, 0},           {"own.LogBase", "\0", 1},
    {"own.Log", "", 0},       {"own.LogBase", "\2", 1},       {"own.Log", "\xFF\xFE", 2},
};

static enum sluice_reason add_parts(struct sluice_clumsy *clumsy, size_t count)
{
    const struct part *parts = whole;
    enum sluice_reason reason = SLUICE_OK;
    for (size_t i = 0; i < count; i++) {
        reason = parts[i].bytes != NULL
                     ? sluice_build_custom_bytes(clumsy->builder, parts[i].of,
                                                 (const uint8_t *)parts[i].bytes, parts[i].length)
                     : sluice_build_custom_value(clumsy->builder, parts[i].of, clumsy->text);
    }
    return reason;
}

static bool holds(const struct sluice_graph *graph, struct sluice_value object, const char *name,
                  int64_t first, int64_t second)
{
    const int64_t *state = sluice_value_state(graph, object, name);
    return state != NULL && state[0] == first && state[1] == second;
}

enum sluice_reason sluice_clumsy_log(struct sluice_clumsy *clumsy, struct sluice_value *out)
{
    const enum sluice_reason begun = sluice_build_begin(clumsy->builder, "own.Log");
    const enum sluice_reason reason = add_parts(clumsy, COUNT(whole));
    const enum sluice_reason ended = sluice_build_end(clumsy->builder, out);
    return begun != SLUICE_OK ? begun : reason != SLUICE_OK ? reason : ended;
}

static bool try_custom_data(struct sluice_clumsy *clumsy)
{
    struct sluice_graph *graph = NULL;
    const bool good = sluice_clumsy_begin_object(clumsy, "own.Log") &&
                      sluice_clumsy_note(
                          clumsy,
                          add_parts(clumsy, COUNT(whole)) == SLUICE_OK &&
                              sluice_build_end(clumsy->builder, &clumsy->made) == SLUICE_OK &&
                              sluice_build_add(clumsy->builder, clumsy->made) == SLUICE_OK,
                          "custom data cannot be built", "own.Log", NULL) &&
                      sluice_clumsy_finish(clumsy, "own.Log", &graph);
    return good &&
           sluice_clumsy_note(clumsy,
                              holds(graph, clumsy->made, "own.Log", 7, -2) &&
                                  holds(graph, clumsy->made, "own.LogBase", 0x01020304, 2),
                              "custom data is another", "own.Log", NULL) &&
           sluice_clumsy_end(clumsy, graph);
}

static bool try_less_custom_data(struct sluice_clumsy *clumsy)
{
    bool good = true;
    for (size_t less = 1; good && less < 4; less++) {
        const struct sluice_clumsy_refusal expected = {.what = "custom data that is too short",
                                                       .reason = SLUICE_OPTIONAL_DATA,
                                                       .class_name = less == 1 ? "own.Log"
                                                                               : "own.LogBase"};
        const size_t count = COUNT(whole) - less;
        good = sluice_clumsy_begin_object(clumsy, "own.Log") &&
               sluice_clumsy_note(clumsy, add_parts(clumsy, count) == SLUICE_OK,
                                  "custom data cannot be added", "own.Log", NULL) &&
               sluice_clumsy_is_refused(
                   clumsy, sluice_build_end(clumsy->builder, sluice_clumsy_out(clumsy)), &expected);
    }
    return good;
}

/* --- all ---------------------------------------------------------------------------------------- */

/* What does not fit a reader's limits is named by the innermost object that was begun. */
static bool try_limits(struct sluice_clumsy *clumsy)
{
    static const uint8_t eight[8];
    const struct sluice_limits limits = {.depth = 3};
    const struct sluice_write_options options = {.reader = &limits};
    struct sluice_graph *graph = NULL;
    struct sluice_buffer bytes = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&bytes);
    struct sluice_status status = {0};
    struct sluice_value array;
    struct sluice_value inner;
    bool good = sluice_clumsy_begin(clumsy);
    struct sluice_builder *builder = clumsy->builder;
    good = good &&
           sluice_clumsy_note(clumsy,
                              sluice_build_primitives(builder, 'J', eight, 1, &array) ==
                                      SLUICE_OK &&
                                  sluice_build_begin(builder, "own.Range") == SLUICE_OK &&
                                  sluice_build_value(builder, "times", array) == SLUICE_OK &&
                                  sluice_build_end(builder, &inner) == SLUICE_OK &&
                                  sluice_build_begin(builder, "own.All") == SLUICE_OK &&
                                  sluice_build_value(builder, "o", inner) == SLUICE_OK &&
                                  sluice_build_end(builder, &clumsy->made) == SLUICE_OK &&
                                  sluice_build_add(builder, clumsy->made) == SLUICE_OK,
                              "an object in another cannot be built", "own.All", NULL) &&
           sluice_clumsy_finish(clumsy, "own.All", &graph) &&
           sluice_clumsy_note(
               clumsy,
               sluice_write_graph(graph, &sink, &options, &status) == SLUICE_LIMIT_DEPTH &&
                   strcmp(status.class_name, "own.Range") == 0 &&
                   strcmp(status.path, "root[1]") == 0,
               "an object that is too deep is said to be another", "own.Range", NULL) &&
           sluice_clumsy_end(clumsy, graph);
    sluice_buffer_free(&bytes);
    return good;
}

bool sluice_clumsy_own(struct sluice_clumsy *clumsy)
{
    static const char *const others[] = {"own.Gone", "own.UnderDenied", "own.NoSuid",
                                         "own.External", "own.Range"};
    bool good = true;
    for (size_t i = 0; good && i < COUNT(others); i++) {
        good = sluice_clumsy_names(clumsy, model(clumsy, others[i])) &&
               sluice_clumsy_right(clumsy, model(clumsy, others[i]));
    }
    return good && try_check(clumsy) && try_two_lists(clumsy, true, 1) &&
           try_two_lists(clumsy, true, 2) && try_two_lists(clumsy, false, 1) &&
           try_two_lists(clumsy, false, 2) && try_custom_data(clumsy) &&
           try_less_custom_data(clumsy) && try_unwritten(clumsy) && try_label(clumsy) &&
           sluice_clumsy_more(clumsy) && sluice_clumsy_bytes(clumsy) && try_limits(clumsy) &&
           sluice_clumsy_containers(clumsy) && sluice_clumsy_limits(clumsy) &&
           sluice_clumsy_tight(clumsy) && sluice_clumsy_odd(clumsy) && sluice_clumsy_full(clumsy);
}
