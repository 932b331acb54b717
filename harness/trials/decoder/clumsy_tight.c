/* A builder that gets no memory for the rest of a record, wherever in it that is: names of classes fill
 * the first room of a record up to there. */
#include "harness/trials/decoder/clumsy_parts.h"

#include <sluice/custom_data.h>
#include <stdio.h>
#include <string.h>

/* The builder's first room, and the longest that may stand behind a name in a record. */
enum { ROOM = 4096, BEHIND = 160, NAME = ROOM + 8, STATE = 8, LONG_TEXT = 1500 };

enum kind { AN_OBJECT, A_CONSTANT, AN_ARRAY, A_CLASS, NUMBERS, KINDS };

static const char *const constants[] = {"LEFT"};
static const struct sluice_field_model up_fields[] = {{.name = "b", .signature = "B"}};
static const struct sluice_field_model fields[] = {
    {.name = "n", .signature = "I"},
    {.name = "o", .signature = "Ljava/lang/Object;"},
};
static const struct sluice_layout_item layout[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "i"},
    {.kind = SLUICE_LAYOUT_UTF, .name = "label"},
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "owner"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "items", .until_null = true},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'J', .name = "last"},
};

static bool read_up(struct sluice_custom_data *data, void *state, void *context)
{
    struct sluice_value value;
    (void)context;
    return sluice_custom_integer(data, 'I', state) && sluice_custom_object(data, NULL, &value);
}

/* An allocator that refuses one of the requests for the first room or for twice of it. */
struct tight {
    struct sluice_allocator inner;
    uint32_t until; /* the one that is refused, from 1 */
    bool refused;
};

static void *get(void *context, size_t bytes)
{
    struct tight *tight = context;
    const bool is_room = bytes == ROOM || bytes == 2 * (size_t)ROOM;
    if (is_room && tight->until > 0 && --tight->until == 0) {
        tight->refused = true;
        return NULL;
    }
    return tight->inner.get(tight->inner.context, bytes);
}

static void put(void *context, void *memory, size_t bytes)
{
    const struct tight *tight = context;
    tight->inner.put(tight->inner.context, memory, bytes);
}

/* The shorter the name, the longer a text in the custom data, which goes out in blocks. */
static void build_object(struct sluice_builder *builder, const char *name,
                         struct sluice_value *value)
{
    const size_t label = strlen(name) > ROOM - BEHIND ? 5 : LONG_TEXT;
    struct sluice_value text;
    (void)sluice_build_string(builder, "t", 1, &text);
    (void)sluice_build_begin(builder, name);
    (void)sluice_build_value(builder, "o", text);
    (void)sluice_build_utf(builder, "label", name, label);
    (void)sluice_build_value(builder, "owner", text);
    (void)sluice_build_items(builder, "items", &text, 1);
    (void)sluice_build_custom_bytes(builder, "own.Up", (const uint8_t *)"\0\0\0\1", 4);
    (void)sluice_build_custom_value(builder, "own.Up", text);
    (void)sluice_build_end(builder, value);
}

static void build(struct sluice_builder *builder, enum kind kind, const char *name)
{
    char array[NAME + 4];
    struct sluice_value value = {0};
    (void)snprintf(array, sizeof array, "[L%s;", name);
    switch (kind) {
    case AN_OBJECT:
        build_object(builder, name, &value);
        break;
    case A_CONSTANT:
        (void)sluice_build_enum(builder, name, "LEFT", &value);
        break;
    case AN_ARRAY:
        (void)sluice_build_array(builder, array, NULL, 0, &value);
        break;
    case A_CLASS:
        (void)sluice_build_class(builder, name, &value);
        break;
    case NUMBERS:
    case KINDS:
        (void)sluice_build_primitives(builder, 'I', NULL, 0, &value);
        break;
    }
    (void)sluice_build_add(builder, value);
}

/* `*refused`: it came to that. */
static bool is_all_or_nothing(struct sluice_clumsy *clumsy, const struct sluice_policy *policy,
                              enum kind kind, const char *name, uint32_t until, bool *refused)
{
    struct sluice_builder *builder;
    struct sluice_graph *graph = NULL;
    sluice_counting_heap_begin(&clumsy->heap, 0);
    struct tight tight = {sluice_counting_heap_allocator(&clumsy->heap), until, false};
    const struct sluice_allocator allocator = {get, put, &tight};
    enum sluice_reason reason = sluice_builder_create(policy, &allocator, &builder);
    if (reason == SLUICE_OK) {
        build(builder, kind, name);
        reason = sluice_builder_finish(builder, &graph, NULL);
    }
    const bool good = reason == (tight.refused ? SLUICE_OUT_OF_MEMORY : SLUICE_OK) &&
                      (graph != NULL) == (reason == SLUICE_OK);
    sluice_graph_free(graph);
    *refused = tight.refused;
    return good && clumsy->heap.live == 0;
}

static bool try_name(struct sluice_clumsy *clumsy, enum kind kind, const char *name)
{
    const bool is_enum = kind == A_CONSTANT;
    const struct sluice_class_model models[] = {
        {.name = name,
         .construct = is_enum ? SLUICE_CONSTRUCT_ENUM : SLUICE_CONSTRUCT_ATOMIC,
         .has_suid = !is_enum,
         .suid = is_enum ? 0 : 1,
         .form = is_enum ? SLUICE_FORM_FIELDS : SLUICE_FORM_BOTH,
         .parent = is_enum ? NULL : "own.Up",
         .constants = is_enum ? constants : NULL,
         .constant_count = is_enum ? 1 : 0,
         .fields = fields,
         .field_count = is_enum ? 0 : sizeof fields / sizeof fields[0],
         .layout = layout,
         .layout_count = is_enum ? 0 : sizeof layout / sizeof layout[0]},
        {.name = "own.Up",
         .construct = SLUICE_CONSTRUCT_ATOMIC,
         .has_suid = true,
         .suid = 2,
         .form = SLUICE_FORM_BOTH,
         .fields = up_fields,
         .field_count = 1,
         .read = read_up,
         .state_size = STATE},
    };
    struct sluice_policy *policy = NULL;
    bool refused = sluice_policy_create(models, 2, NULL, &policy, NULL) == SLUICE_OK;
    bool good = refused;
    for (uint32_t until = 1; good && refused; until++) {
        good = is_all_or_nothing(clumsy, policy, kind, name, until, &refused);
    }
    sluice_policy_free(policy);
    return good;
}

bool sluice_clumsy_tight(struct sluice_clumsy *clumsy)
{
    bool good = true;
    for (size_t length = ROOM - BEHIND - LONG_TEXT; good && length < ROOM;
         length += length < ROOM - BEHIND ? LONG_TEXT / 20 : 1) {
        for (enum kind kind = AN_OBJECT; good && kind < KINDS; kind++) {
            good = try_name(clumsy, kind, clumsy->letters + SLUICE_CLUMSY_LONG - length);
        }
    }
    return sluice_clumsy_note(clumsy, good, "a record that there is no memory for", NULL, NULL);
}
