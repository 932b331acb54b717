/* Values side by side in containers that have each once, or in order: unlike ones are taken, though they look the same;
 * equal ones are not, though they are written in another way; wherever they stand, and however many others there are.
 *
 * What is equal and what comes first is said here, a second time beside the decoder. */
#include "harness/fuzz/mutate/breaks.h"
#include "harness/fuzz/mutate/examples.h"

#include "harness/stream/chain.h"

#include <stdio.h>
#include <string.h>

/* --- values ------------------------------------------------------------------------------------------------------ */

/* A value as examples.txt has it, and one that is equal to it; NULL: itself. */
struct value {
    const char *text;
    const char *same;
};

/* Values that are all unlike, each less than the next, unless they are of classes that have no order. */
struct values {
    bool mixed;
    struct value list[14];
};

#define BIG(sign, bytes) "java.math.BigInteger{signum=" sign " magnitude=B[" bytes "]}"
#define DECIMAL(scale, bytes) "java.math.BigDecimal{scale=" scale " intVal=" BIG("1", bytes) "}"
#define UNIT(name) "@java.util.concurrent.TimeUnit:" name
#define DATE(time) "java.util.Date{time=" time "}"

static const struct values values[] = {
    {false,
     {{"\"\"", NULL},
      {"\"\\x00\"", "\"\\xC0\\x80\""},
      {"\"\\x00\\x00\"", "\"\\xC0\\x80\\x00\""},
      {"\"A\"", "\"\\xC1\\x81\""},
      {"\"Aa\"", "\"\\xE0\\x81\\x81a\""},
      {"\"BB\"", NULL},
      {"\"a\\x00b\"", "\"a\\xC0\\x80b\""},
      {"\"ab\"", NULL},
      {"\"\\xC2\\x80\"", "\"\\xE0\\x82\\x80\""},
      {"\"\\xDF\\xBF\"", NULL},
      {"\"\\xE0\\xA0\\x80\"", NULL},
      {"\"\\xED\\xA0\\xBD\\xED\\xB8\\x80\"", NULL},
      {"\"\\xEF\\xBF\\xBF\"", NULL}}},
    {false,
     {{"-infd", NULL},
      {"-1d", NULL},
      {"-4.9e-324d", NULL},
      {"-0.0d", NULL},
      {"0d", NULL},
      {"4.9e-324d", NULL},
      {"1d", NULL},
      {"infd", NULL},
      {"nand", "#FFF8000000000001d"}}},
    {false,
     {{"-inff", NULL},
      {"-1f", NULL},
      {"-0.0f", NULL},
      {"0f", NULL},
      {"1e-45f", NULL},
      {"1f", NULL},
      {"inff", NULL},
      {"nanf", "#FFC00001f"}}},
    {false,
     {{"-9223372036854775808l", NULL},
      {"-4294967296l", NULL},
      {"-1l", NULL},
      {"0l", NULL},
      {"4294967295l", NULL},
      {"4294967296l", NULL},
      {"9223372036854775807l", NULL}}},
    {false,
     {{"-2147483648i", NULL},
      {"-65536i", NULL},
      {"-1i", NULL},
      {"0i", NULL},
      {"65536i", NULL},
      {"2147483647i", NULL}}},
    {false, {{"-32768s", NULL}, {"-1s", NULL}, {"0s", NULL}, {"255s", NULL}, {"32767s", NULL}}},
    {false, {{"-128b", NULL}, {"-1b", NULL}, {"0b", NULL}, {"127b", NULL}}},
    {false, {{"0c", NULL}, {"1c", NULL}, {"32767c", NULL}, {"32768c", NULL}, {"65535c", NULL}}},
    {false, {{"0z", NULL}, {"1z", NULL}}},
    {false,
     {{UNIT("NANOSECONDS"), NULL},
      {UNIT("MICROSECONDS"), NULL},
      {UNIT("SECONDS"), NULL},
      {UNIT("DAYS"), NULL}}},
    {false,
     {{BIG("-1", "1 0"), NULL},
      {BIG("-1", "1"), NULL},
      {BIG("0", ""), NULL},
      {BIG("1", "1"), NULL},
      {BIG("1", "-1"), NULL},
      {BIG("1", "1 0"), NULL}}},
    {false,
     {{DECIMAL("2", "9"), NULL},
      {DECIMAL("1", "1"), NULL},
      {DECIMAL("1", "89"), NULL},
      {DECIMAL("0", "9"), NULL},
      {DECIMAL("1", "91"), NULL},
      {DECIMAL("2", "3 -24"), NULL},
      {DECIMAL("0", "11"), NULL},
      {DECIMAL("-1", "2"), NULL}}},
    {false, {{DATE("-1"), NULL}, {DATE("0"), NULL}, {DATE("4294967296"), NULL}}},
    {true,
     {{"1i", NULL},
      {"1l", NULL},
      {"1s", NULL},
      {"1b", NULL},
      {"1c", NULL},
      {"1f", NULL},
      {"1d", NULL},
      {"1z", NULL},
      {"\"1\"", NULL}}},
    {true,
     {{"java.util.AbstractMap$SimpleEntry{key=1i value=2i}", NULL},
      {"java.util.AbstractMap$SimpleEntry{key=1i value=3i}", NULL},
      {"java.util.AbstractMap$SimpleImmutableEntry{key=3i value=\"a\"}", NULL},
      {"java.util.AbstractMap$SimpleImmutableEntry{key=3i value=\"b\"}", NULL},
      {"java.util.UUID{mostSigBits=1 leastSigBits=2}", NULL},
      {"java.util.UUID{mostSigBits=2 leastSigBits=1}", NULL},
      {"java.util.BitSet{bits=J[1]}", NULL},
      {"java.util.BitSet{bits=J[2]}", NULL}}},
    {true,
     {{UNIT("DAYS"), NULL}, {"@java.time.temporal.ChronoUnit:DAYS", NULL}, {"\"DAYS\"", NULL}}},
    {true,
     {{"<java.lang.String>", NULL},
      {"\"java.lang.String\"", NULL},
      {"<java.util.Date>", NULL},
      {"\"java.util.Date\"", NULL}}},
};

static uint32_t count_values(const struct values *from)
{
    uint32_t count = 0;
    while (count < sizeof from->list / sizeof from->list[0] && from->list[count].text != NULL) {
        count++;
    }
    return count;
}

/* --- containers --------------------------------------------------------------------------------------------------- */

enum kind { UNLIKE, ASCENDING, HEAP };

static const struct container {
    const char *class_name;
    const char *before;
    enum kind kind;
    bool pairs;
} containers[] = {
    {"java.util.HashSet", "capacity=1 loadFactor=0.75 elements=(", UNLIKE, false},
    {"java.util.LinkedHashSet", "capacity=1 loadFactor=0.75 elements=(", UNLIKE, false},
    {"java.util.HashMap", "loadFactor=0.75 buckets=1 entries=(", UNLIKE, true},
    {"java.util.TreeSet", "comparator=null elements=(", ASCENDING, false},
    {"java.util.TreeMap", "comparator=null entries=(", ASCENDING, true},
    {"java.util.PriorityQueue", "comparator=null capacity=100 elements=(", HEAP, false},
};

enum { MOST_OTHERS = 65, ROOM = 4096 };

/* What has been chosen: two values of a family, in a container with others. */
static struct {
    const struct container *container;
    const struct values *from;
    uint32_t first;
    uint32_t second; /* greater than the first */
    uint32_t others;
    uint32_t at; /* so many of the others stand before the first */
    bool
        is_long; /* the others are texts, too long for whoever does not want to look at them twice */
    bool writes; /* the classes of values say that they write data of their own, and write none */
} chosen;

static void append(char text[ROOM], const char *more)
{
    const size_t length = strlen(text);
    (void)snprintf(text + length, ROOM - length, "%s", more);
}

static void append_item(char text[ROOM], const char *item)
{
    append(text, item);
    append(text, chosen.container->pairs ? " null " : " ");
}

/* One of the others: a number, or a text with a number at its end. */
static void append_other(char text[ROOM], uint32_t number)
{
    enum { LETTERS = 66 };
    char item[LETTERS + 16] = "\"";
    if (chosen.is_long) {
        memset(item + 1, 'w', LETTERS);
        (void)snprintf(item + 1 + LETTERS, sizeof item - 1 - LETTERS, "%u\"", 1000U + number);
    } else {
        (void)snprintf(item, sizeof item, "%ui", 1000U + number);
    }
    append_item(text, item);
}

/* Objects in the container whose classes have default fields only. */
static void write_nothing(struct sluice_mutation *mutation, sluice_node_id container)
{
    const struct sluice_program *program = mutation->program;
    for (sluice_node_id id = sluice_program_walk(program, container, container);
         id != SLUICE_NODE_NONE; id = sluice_program_walk(program, container, id)) {
        const sluice_node_id desc = sluice_child(program, id, SLUICE_ROLE_DESC);
        const sluice_node_id level = sluice_program_peek(program, id)->last;
        if (sluice_program_peek(program, id)->kind == SLUICE_NODE_OBJECT &&
            sluice_program_peek(program, desc)->kind == SLUICE_NODE_CLASSDESC &&
            sluice_program_peek(program, desc)->code == SLUICE_FLAG_SERIALIZABLE) {
            sluice_at(mutation, desc)->code |= SLUICE_FLAG_WRITE_METHOD;
            sluice_at(mutation, level)->marks &= (uint8_t)~SLUICE_NODE_NO_END;
        }
    }
}

/* The container with one value or two; NULL: nothing. */
static bool fill(struct sluice_mutation *mutation, sluice_node_id id, const char *one,
                 const char *other)
{
    const struct sluice_class_model *model = sluice_model_named(
        mutation, sluice_text_bytes(chosen.container->class_name));
    char text[ROOM] = "";
    if (model == NULL || !sluice_model_is_built(model)) {
        return false;
    }
    if (chosen.container->kind == HEAP) {
        append(text, other != NULL ? "size=2 " : "size=1 ");
    }
    append(text, chosen.container->before);
    for (uint32_t i = 0; i <= chosen.others; i++) {
        if (i == chosen.at) {
            append_item(text, one);
        }
        if (i < chosen.others) {
            append_other(text, i);
        }
    }
    if (other != NULL) {
        append_item(text, other);
    }
    append(text, ")");
    sluice_clear(mutation, id);
    sluice_examples_make(mutation, id, model);
    const bool good = sluice_examples_apply(mutation, id, model, sluice_text_bytes(text));
    if (chosen.writes) {
        write_nothing(mutation, id);
    }
    return good;
}

/* Constants and Class objects are written whether the policy has their classes or not. */
static bool knows_all(const struct sluice_mutation *mutation)
{
    static const char *const names[] = {"java.util.concurrent.TimeUnit",
                                        "java.time.temporal.ChronoUnit", "java.util.Date"};
    size_t known = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        known += sluice_model_named(mutation, sluice_text_bytes(names[i])) != NULL;
    }
    return known == sizeof names / sizeof names[0];
}

static bool choose(struct sluice_mutation *mutation, bool in_order)
{
    static const uint8_t others[] = {0, 0, 0, 0, 1, 14, 30, 31, 32, 40, 46, 62, 63, MOST_OTHERS};
    static const uint8_t long_others[] = {1, 11, 12, 13, 24, 25, 31, 32, 33, 36, 37, 40};
    enum { TRIES = 16 };
    struct sluice_random *random = &mutation->random;
    for (uint32_t i = 0; i < TRIES && knows_all(mutation); i++) {
        chosen.container =
            &containers[sluice_random_below(random, sizeof containers / sizeof containers[0])];
        chosen.from = &values[sluice_random_below(random, sizeof values / sizeof values[0])];
        const bool ordered = chosen.container->kind != UNLIKE;
        if (ordered ? chosen.from->mixed : in_order) {
            continue;
        }
        const uint32_t count = count_values(chosen.from);
        chosen.first = sluice_random_below(random, count - 1);
        chosen.second = sluice_random_one_in(random, 2)
                            ? chosen.first + 1
                            : chosen.first + 1 +
                                  sluice_random_below(random, count - chosen.first - 1);
        chosen.is_long = sluice_random_one_in(random, 4);
        chosen.others = ordered ? 0
                        : chosen.is_long
                            ? long_others[sluice_random_below(random, sizeof long_others)]
                            : others[sluice_random_below(random, sizeof others)];
        chosen.at = sluice_random_below(random, chosen.others + 1);
        chosen.writes = sluice_random_one_in(random, 6);
        return true;
    }
    return false;
}

static const char *text_of(uint32_t index)
{
    return chosen.from->list[index].text;
}

/* --- two that are unlike -------------------------------------------------------------------------------------------- */

static bool prepare_one(struct sluice_mutation *mutation, sluice_node_id id)
{
    return sluice_break_is_by_labels(mutation->program) && choose(mutation, false) &&
           fill(mutation, id, text_of(chosen.first), NULL);
}

static bool add_another(struct sluice_mutation *mutation, sluice_node_id id)
{
    const bool turned = chosen.container->kind == UNLIKE &&
                        sluice_random_one_in(&mutation->random, 2);
    return fill(mutation, id, text_of(turned ? chosen.second : chosen.first),
                text_of(turned ? chosen.first : chosen.second));
}

/* --- the same twice ------------------------------------------------------------------------------------------------- */

static bool prepare_once(struct sluice_mutation *mutation, sluice_node_id id)
{
    return prepare_one(mutation, id) && chosen.container->kind != HEAP;
}

static bool add_again(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct value *value = &chosen.from->list[chosen.first];
    const char *same = value->same != NULL ? value->same : value->text;
    const bool turned = sluice_random_one_in(&mutation->random, 2);
    return fill(mutation, id, turned ? same : value->text, turned ? value->text : same);
}

/* --- out of order ---------------------------------------------------------------------------------------------------- */

static bool prepare_order(struct sluice_mutation *mutation, sluice_node_id id)
{
    return choose(mutation, true) &&
           fill(mutation, id, text_of(chosen.first), text_of(chosen.second));
}

static bool turn(struct sluice_mutation *mutation, sluice_node_id id)
{
    return fill(mutation, id, text_of(chosen.second), text_of(chosen.first));
}

/* --- the list -------------------------------------------------------------------------------------------------------- */

/* clang-format off */
#define DECODE true, false
static const struct sluice_break breaks[] = {
    {"DEV-2", "unlike-fellows", DECODE, prepare_one, add_another, {SLUICE_OK}},
    {"DEV-2", "equal-fellows", DECODE, prepare_once, add_again, {SLUICE_BROKEN_DUPLICATE}},
    {"DEV-2", "fellows-turned", DECODE, prepare_order, turn, {SLUICE_BROKEN_ORDER}},
};
/* clang-format on */

const struct sluice_breaks sluice_breaks_of_fellows = {breaks, sizeof breaks / sizeof breaks[0]};
