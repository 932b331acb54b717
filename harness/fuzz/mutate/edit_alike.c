/* Operators on two values: how one is like another. The very same, a copy, equal though it is written in another way,
 * unlike though it looks the same: in one container, or wherever the class of the one is wanted. */
#include "harness/fuzz/mutate/examples.h"

#include "harness/stream/chain.h"

#include <string.h>

/* --- two of one container ------------------------------------------------------------------------------- */

static bool is_item(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_is_listed(program, id) && sluice_is_value(program, id);
}

/* One that has another one behind it. */
static bool has_fellow(const struct sluice_program *program, sluice_node_id id)
{
    const sluice_node_id next = sluice_program_peek(program, id)->next;
    return is_item(program, id) && next != SLUICE_NODE_NONE && is_item(program, next);
}

/* One of the few behind an item: of a map the next key is the second. */
static sluice_node_id fellow_of(struct sluice_mutation *mutation, sluice_node_id id)
{
    enum { FAR = 3 };
    sluice_node_id fellow = sluice_at(mutation, id)->next;
    for (uint32_t steps = sluice_random_below(&mutation->random, FAR); steps > 0; steps--) {
        const sluice_node_id next = sluice_at(mutation, fellow)->next;
        fellow = next != SLUICE_NODE_NONE && is_item(mutation->program, next) ? next : fellow;
    }
    return fellow;
}

/* Families of values, as examples.txt writes them: two of a family are easily taken for each other, or for different. */
static const char *const families[][4] = {
    {"\"\\x00\"", "\"\\xC0\\x80\"", "\"\""},
    {"\"a\\x00b\"", "\"a\\xC0\\x80b\"", "\"a\""},
    {"\"\\xEF\\xBF\\xBF\"", "\"\\xED\\xA0\\xBD\\xED\\xB8\\x80\"", "\"\\x7F\"", "\"\\xC2\\x80\""},
    {"\"Aa\"", "\"BB\"", "\"aa\"", "\"Aab\""},
    {"-0.0d", "0d", "0d"},
    {"nand", "#FFF8000000000001d", "infd", "-infd"},
    {"-0.0f", "0f", "0f"},
    {"nanf", "#7FC00001f", "inff", "#00000001f"},
    {"1i", "1l", "1s", "1b"},
    {"1i", "1z", "1c", "1d"},
    {"-1i", "255i", "-1b", "65535c"},
    {"2147483647i", "-2147483648i", "2147483647l", "4294967295l"},
    {"<java.lang.String>", "\"java.lang.String\""},
    {"<int>", "<[I>", "\"int\"", "<java.lang.Integer>"},
    {"@java.util.concurrent.TimeUnit:DAYS", "@java.time.temporal.ChronoUnit:DAYS", "\"DAYS\""},
    {"@java.util.concurrent.TimeUnit:SECONDS", "@java.util.concurrent.TimeUnit:DAYS",
     "@java.util.concurrent.TimeUnit:NANOSECONDS"},
    {"B[1]", "Z[1]", "Z[2]"},
    {"D[nan]", "D[#FFF8000000000001]", "D[0]", "D[-0.0]"},
    {"I[]", "java.lang.Object[]", "java.lang.String[]"},
    {"java.lang.Object[I[1]]", "java.lang.Object[\"a\"]", "java.lang.Object[null]", "I[1]"},
    {"java.math.BigDecimal{scale=0 intVal=java.math.BigInteger{signum=1 magnitude=B[9]}}",
     "java.math.BigDecimal{scale=1 intVal=java.math.BigInteger{signum=1 magnitude=B[90]}}",
     "java.math.BigDecimal{scale=1 intVal=java.math.BigInteger{signum=1 magnitude=B[91]}}",
     "java.math.BigDecimal{scale=2 intVal=java.math.BigInteger{signum=1 magnitude=B[3 -24]}}"},
};

static bool be_of_family(struct sluice_mutation *mutation, sluice_node_id one, sluice_node_id other)
{
    const char *const *family =
        families[sluice_random_below(&mutation->random, sizeof families / sizeof families[0])];
    uint32_t count = 0;
    while (count < sizeof families[0] / sizeof families[0][0] && family[count] != NULL) {
        count++;
    }
    if (count < 2) {
        return false;
    }
    const uint32_t first = sluice_random_below(&mutation->random, count);
    const uint32_t second = (first + 1 + sluice_random_below(&mutation->random, count - 1)) % count;
    /* Containers in order have the lesser one first. */
    const bool in_order = first < second || sluice_random_one_in(&mutation->random, 2);
    return sluice_examples_put(mutation, one,
                               sluice_text_bytes(family[in_order ? first : second])) &&
           sluice_examples_put(mutation, other,
                               sluice_text_bytes(family[in_order ? second : first]));
}

/* --- the same once more ----------------------------------------------------------------------------------- */

static bool refer(struct sluice_mutation *mutation, sluice_node_id one, sluice_node_id other)
{
    if (!sluice_takes_handle(mutation->program, one)) {
        return false;
    }
    const uint32_t label = sluice_label_of(mutation, one);
    sluice_clear(mutation, other);
    sluice_at(mutation, other)->kind = SLUICE_NODE_REFERENCE;
    sluice_at(mutation, other)->target = label;
    return true;
}

static bool copy(struct sluice_mutation *mutation, sluice_node_id one, sluice_node_id other)
{
    const sluice_node_id made = sluice_program_graft(mutation->program, mutation->program, one);
    mutation->failed = mutation->failed || made == SLUICE_NODE_NONE;
    if (made != SLUICE_NODE_NONE) {
        sluice_replace(mutation, other, made);
    }
    return made != SLUICE_NODE_NONE;
}

bool sluice_op_alike(struct sluice_mutation *mutation)
{
    const sluice_node_id one = sluice_pick(mutation, has_fellow);
    const sluice_node_id other = one != SLUICE_NODE_NONE ? fellow_of(mutation, one)
                                                         : SLUICE_NODE_NONE;
    if (one == SLUICE_NODE_NONE) {
        return false;
    }
    switch (sluice_random_below(&mutation->random, 6)) {
    case 0:
        return refer(mutation, one, other);
    case 1:
        return copy(mutation, one, other);
    default:
        return be_of_family(mutation, one, other);
    }
}

/* --- one that several have ----------------------------------------------------------------------------------- */

/* An object, array or string; of those that have one, the name of its class. */
static bool is_thing(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_is_value(program, id) && sluice_takes_handle(program, id);
}

/* The class of a thing, or its reference to that. */
static sluice_node_id class_of(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_child(program, id, SLUICE_ROLE_DESC);
}

static bool same_class(const struct sluice_program *program, sluice_node_id a, sluice_node_id b)
{
    const sluice_node_id one = class_of(program, a);
    const sluice_node_id other = class_of(program, b);
    const struct sluice_node *left = sluice_program_peek(program, one);
    const struct sluice_node *right = sluice_program_peek(program, other);
    if (sluice_program_peek(program, a)->kind != sluice_program_peek(program, b)->kind) {
        return false;
    }
    if (one == SLUICE_NODE_NONE || other == SLUICE_NODE_NONE) {
        return one == other; /* strings */
    }
    if (left->kind == SLUICE_NODE_REFERENCE || right->kind == SLUICE_NODE_REFERENCE) {
        const uint32_t mine = left->kind == SLUICE_NODE_REFERENCE ? left->target : left->label;
        return mine != 0 &&
               mine == (right->kind == SLUICE_NODE_REFERENCE ? right->target : right->label);
    }
    const struct sluice_bytes name = sluice_stream_name_of(program, one);
    const struct sluice_bytes wanted = sluice_stream_name_of(program, other);
    return name.length == wanted.length && name.length > 0 &&
           memcmp(name.data, wanted.data, name.length) == 0;
}

/* Two that could hold the same do: the one that comes later is the one before. */
bool sluice_op_share(struct sluice_mutation *mutation)
{
    const struct sluice_program *program = mutation->program;
    const sluice_node_id one = sluice_pick(mutation, is_thing);
    sluice_node_id other = SLUICE_NODE_NONE;
    bool is_before = one != SLUICE_NODE_NONE;
    bool other_is_before = false;
    uint32_t seen = 0;
    for (sluice_node_id id = SLUICE_NODE_ROOT; one != SLUICE_NODE_NONE && id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        is_before = is_before && id != one;
        if (id != one && is_thing(program, id) && same_class(program, one, id) &&
            !sluice_is_within(program, id, one) && !sluice_is_within(program, one, id) &&
            sluice_random_one_in(&mutation->random, ++seen)) {
            other = id;
            other_is_before = is_before;
        }
    }
    if (other == SLUICE_NODE_NONE) {
        return false;
    }
    return other_is_before ? refer(mutation, other, one) : refer(mutation, one, other);
}

/* --- one that is seen from outside ---------------------------------------------------------------------------- */

static bool is_inside(const struct sluice_program *program, sluice_node_id id)
{
    return is_thing(program, id) && sluice_program_peek(program, id)->parent != SLUICE_NODE_ROOT &&
           sluice_program_peek(program, id)->role != SLUICE_ROLE_CONSTANT;
}

/* The item of the stream that has a node. */
static sluice_node_id item_of(const struct sluice_program *program, sluice_node_id id)
{
    while (sluice_program_peek(program, id)->parent != SLUICE_NODE_ROOT) {
        id = sluice_program_peek(program, id)->parent;
    }
    return id;
}

/* What somebody holds stands by itself, too, where nobody else keeps it: behind its holder, or before it. */
bool sluice_op_show(struct sluice_mutation *mutation)
{
    const sluice_node_id thing = sluice_pick(mutation, is_inside);
    if (thing == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id item = item_of(mutation->program, thing);
    const sluice_node_id made = sluice_new_place(mutation);
    if (!refer(mutation, thing, made)) {
        return false;
    }
    sluice_at(mutation, made)->role = SLUICE_ROLE_ITEM;
    if (!sluice_random_one_in(&mutation->random, 4)) {
        sluice_program_insert(mutation->program, SLUICE_NODE_ROOT, sluice_at(mutation, item)->next,
                              made);
    } else {
        const uint8_t role = sluice_at(mutation, thing)->role;
        sluice_replace(mutation, thing, made);
        sluice_at(mutation, made)->role = role;
        sluice_at(mutation, thing)->role = SLUICE_ROLE_ITEM;
        sluice_program_insert(mutation->program, SLUICE_NODE_ROOT, item, thing);
    }
    return true;
}
