#include "harness/fuzz/mutate/kinds.h"

#include "harness/fuzz/mutate/breaks.h"
#include "harness/fuzz/mutate/bytes.h"
#include "harness/fuzz/mutate/examples.h"
#include "harness/fuzz/mutate/mutation.h"

#include "harness/fuzz/policies.h"

#include <string.h>

/* --- the operators ------------------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    uint32_t weight;
    sluice_operator_fn edit;
} operators[] = {
#define X(name, weight, function) {name, weight, function},
    SLUICE_MUTATE_OPERATORS(X)
#undef X
};

enum {
    OPERATORS = sizeof operators / sizeof operators[0],
#define X(name, weight, function) +(weight)
    WEIGHT = 0 SLUICE_MUTATE_OPERATORS(X)
#undef X
};

_Static_assert((int)OPERATORS <= (int)SLUICE_MUTATE_MARKS, "a bit for each operator");

static struct {
    struct sluice_mutate_trace last;
} statistics;

const char *sluice_mutate_operator_name(size_t index)
{
    return index < OPERATORS ? operators[index].name : NULL;
}

const struct sluice_mutate_trace *sluice_mutate_last_trace(void)
{
    return &statistics.last;
}

static size_t pick_operator(struct sluice_random *random)
{
    uint32_t roll = sluice_random_below(random, WEIGHT);
    size_t index = 0;
    while (roll >= operators[index].weight) {
        roll -= operators[index++].weight;
    }
    return index;
}

/* A few edits, most often one. */
static bool edit(struct sluice_mutation *mutation)
{
    enum { MOST_EDITS = 6, TRIES = 12 };
    uint32_t done = 0;
    for (uint32_t tries = 0; tries < TRIES && done < MOST_EDITS && !mutation->failed; tries++) {
        const size_t index = pick_operator(&mutation->random);
        if (!operators[index].edit(mutation)) {
            continue;
        }
        statistics.last.operators |= UINT64_C(1) << index;
        done++;
        if (!sluice_random_one_in(&mutation->random, 3)) {
            break;
        }
    }
    return done > 0 && !mutation->failed;
}

/* --- inputs and programs --------------------------------------------------------------------------------------- */

static bool is_empty(const struct sluice_program *program)
{
    return sluice_program_peek(program, SLUICE_NODE_ROOT)->first == SLUICE_NODE_NONE;
}

/* A stream of a few items, under one of the policies: often one that there are examples of, such as that which knows all
 * classes that come with the decoder, which are more than all others together. */
static void grow(struct sluice_mutation *mutation)
{
    static const uint8_t magic[] = {0xAC, 0xED, 0, 5};
    enum { ONE_IN = 4 };
    const uint32_t examples = (uint32_t)sluice_example_count();
    if (sluice_random_one_in(&mutation->random, ONE_IN)) {
        mutation->settings.policy =
            sluice_example_at(sluice_random_below(&mutation->random, examples))->policy;
        mutation->bare = false;
        sluice_mutation_find_classes(mutation);
    } else {
        (void)sluice_op_policy(mutation);
    }
    mutation->omits = sluice_random_one_in(&mutation->random, ONE_IN)
                          ? sluice_random_next(&mutation->random)
                          : 0;
    (void)sluice_add_bytes(mutation, SLUICE_NODE_ROOT, SLUICE_ROLE_ITEM, SLUICE_NODE_MAGIC, magic,
                           sizeof magic);
    for (uint32_t items = 1 + sluice_random_below(&mutation->random, 3); items > 0; items--) {
        sluice_node_id id = sluice_random_one_in(&mutation->random, ONE_IN)
                                ? sluice_make_example(mutation)
                                : SLUICE_NODE_NONE;
        if (id == SLUICE_NODE_NONE) {
            id = sluice_new_place(mutation);
            sluice_make_value(mutation, id, (struct sluice_bytes){NULL, 0});
        }
        sluice_put_into_list(mutation, SLUICE_NODE_ROOT, id);
    }
}

/* Bytes that no stream begins with: it is no use to keep them. */
static bool is_hopeless(const struct sluice_program *program)
{
    const sluice_node_id first = sluice_program_peek(program, SLUICE_NODE_ROOT)->first;
    return first == SLUICE_NODE_NONE ||
           sluice_program_peek(program, first)->kind != SLUICE_NODE_MAGIC;
}

static bool begin(struct sluice_mutation *mutation, struct sluice_bytes bytes, uint64_t seed)
{
    const struct sluice_fuzz_input input = sluice_fuzz_input_read(bytes);
    *mutation = (struct sluice_mutation){
        .random = {seed}, .settings = input.settings, .bare = input.bare};
    mutation->settings.flags &= SLUICE_FUZZ_FLAGS;
    mutation->program = sluice_disassemble(input.stream.data, input.stream.length);
    if (mutation->program != NULL && is_hopeless(mutation->program) &&
        (is_empty(mutation->program) || sluice_random_one_in(&mutation->random, 4))) {
        sluice_program_free(mutation->program);
        mutation->program = sluice_program_create();
    }
    if (mutation->program == NULL) {
        return false;
    }
    sluice_mutation_find_classes(mutation);
    if (!mutation->failed && is_empty(mutation->program)) {
        grow(mutation);
    }
    return !mutation->failed;
}

/* Nothing of an input but that it has settings: what the best inputs have not got to is still made as often. */
static bool begin_anew(struct sluice_mutation *mutation, uint64_t seed)
{
    *mutation = (struct sluice_mutation){.random = {seed}, .program = sluice_program_create()};
    mutation->settings.choice = (uint32_t)sluice_random_next(&mutation->random);
    mutation->settings.flags = (uint8_t)sluice_random_below(&mutation->random,
                                                            SLUICE_FUZZ_FLAGS + 1);
    if (mutation->program == NULL) {
        return false;
    }
    grow(mutation);
    return !mutation->failed;
}

/* The input as bytes; 0: it has become too long, or cannot be written. */
static size_t finish(const struct sluice_mutation *mutation, uint8_t *out, size_t max)
{
    const size_t settings = mutation->bare ? 0 : SLUICE_FUZZ_SETTINGS;
    struct sluice_assembly assembly;
    struct sluice_yaml_error error = {0};
    if (max <= settings) {
        return 0;
    }
    const struct sluice_assembly_options options = {.max_bytes = max - settings};
    if (!sluice_assemble(mutation->program, &options, &assembly, &error)) {
        return 0;
    }
    if (!mutation->bare) {
        sluice_fuzz_settings_write(&mutation->settings, out);
    }
    memcpy(out + settings, assembly.bytes, assembly.length);
    const size_t length = assembly.length;
    sluice_assembly_free(&assembly);
    return length > 0 ? settings + length : 0;
}

size_t sluice_mutation_finish(struct sluice_mutation *mutation, uint8_t *out, size_t max)
{
    if (!mutation->failed && !mutation->keep_links) {
        sluice_mend_links(mutation);
    }
    return mutation->failed ? 0 : finish(mutation, out, max);
}

/* Short inputs run faster and are easier to mutate on: most that are made are not much longer than what they
 * were made from, and long ones lose something. */
static size_t most_of(struct sluice_mutation *mutation, size_t size, size_t max)
{
    enum { SHORT = 600, LONG = 1000, MOST_DROPPED = 4 };
    const size_t most = size + size / 4 + (size < LONG ? SHORT : 0);
    if (size > LONG && sluice_random_one_in(&mutation->random, 2)) {
        for (uint32_t i = sluice_random_below(&mutation->random, MOST_DROPPED) + 1; i > 0; i--) {
            (void)sluice_op_delete(mutation);
        }
    }
    return most < max && !sluice_random_one_in(&mutation->random, 6) ? most : max;
}

/* Now and then the end is missing, most often little of it. */
static size_t cut(struct sluice_mutation *mutation, size_t size)
{
    enum { ONE_IN = 24, LITTLE = 12 };
    const size_t settings = mutation->bare ? 0 : SLUICE_FUZZ_SETTINGS;
    const size_t length = size > settings ? size - settings : 0;
    if (length == 0 || !sluice_random_one_in(&mutation->random, ONE_IN)) {
        return size;
    }
    const size_t most = length > LITTLE && !sluice_random_one_in(&mutation->random, 4) ? LITTLE
                                                                                       : length;
    return size - 1 - sluice_random_below(&mutation->random, (uint32_t)most);
}

/* One try at a mutation; 0: it came to nothing. */
static size_t mutate_once(struct sluice_bytes bytes, const struct sluice_program *other,
                          uint8_t *out, size_t max, uint64_t seed)
{
    struct sluice_mutation mutation;
    size_t size = 0;
    statistics.last.operators = 0;
    const bool good = begin(&mutation, bytes, seed);
    mutation.other = other;
    mutation.keep_links = sluice_random_one_in(&mutation.random, 12);
    const size_t most = good ? most_of(&mutation, bytes.length, max) : max;
    if (good && other != NULL) {
        (void)sluice_op_splice(&mutation);
    }
    if (good && (other != NULL || edit(&mutation))) {
        size = cut(&mutation, sluice_mutation_finish(&mutation, out, mutation.roomy ? max : most));
    }
    sluice_program_free(mutation.program);
    return size;
}

/* A stream that owes nothing to an input, as it has grown or with a few edits. */
static size_t make_anew(uint8_t *out, size_t max, uint64_t seed)
{
    struct sluice_mutation mutation;
    size_t size = 0;
    statistics.last.operators = 0;
    const bool good = begin_anew(&mutation, seed);
    if (good && (sluice_random_one_in(&mutation.random, 2) || edit(&mutation))) {
        size = cut(&mutation, sluice_mutation_finish(&mutation, out, max));
    }
    sluice_program_free(mutation.program);
    return size;
}

static bool same(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size)
{
    return a_size == b_size && memcmp(a, b, a_size) == 0;
}

/* --- what engines call ------------------------------------------------------------------------------------------- */

enum { TRIES = 3 };

/* Of so many inputs this many are made in each way, the rest by edits. */
enum { ALL = 24, BREAKS = 7, BYTES = 2, ANEW = 3 };

/* Results are made here: what does not fit, or changes nothing, must not have changed the input. */
static uint8_t result[SLUICE_FUZZ_MAX_INPUT];

static size_t mutate_bytes(uint8_t *data, size_t size, size_t max, struct sluice_random *random,
                           sluice_mutate_bytes_fn bytes)
{
    statistics.last = (struct sluice_mutate_trace){.bytes = true};
    return sluice_mutate_bytes(random, data, size, max, bytes);
}

size_t sluice_mutate(uint8_t *data, size_t size, size_t max, uint32_t seed,
                     sluice_mutate_bytes_fn bytes)
{
    struct sluice_random random = {seed};
    const size_t room = max < sizeof result ? max : sizeof result;
    sluice_breaks_forget();
    statistics.last = (struct sluice_mutate_trace){0};
    if (max == 0) {
        return 0;
    }
    const uint32_t roll = sluice_random_below(&random, ALL);
    if (size > 0 && size <= room && roll < BREAKS) {
        const size_t made = sluice_breaks_make((struct sluice_bytes){data, size}, result, room,
                                               sluice_random_next(&random));
        if (made > 0) {
            memcpy(data, result, made);
            statistics.last.breaks = true;
            return made;
        }
    }
    const bool by_bytes = roll < BREAKS + BYTES && size > 0;
    const bool anew = roll >= ALL - ANEW;
    for (size_t i = 0; size <= room && i < TRIES && !by_bytes; i++) {
        const uint64_t number = sluice_random_next(&random);
        const size_t made = anew ? make_anew(result, room, number)
                                 : mutate_once((struct sluice_bytes){data, size}, NULL, result,
                                               room, number);
        if (made > 0 && !same(result, made, data, size)) {
            memcpy(data, result, made);
            return made;
        }
    }
    return mutate_bytes(data, size < max ? size : max, max, &random, bytes);
}

size_t sluice_mutate_cross(struct sluice_bytes first, struct sluice_bytes second, uint8_t *out,
                           size_t max, uint32_t seed)
{
    const struct sluice_fuzz_input input = sluice_fuzz_input_read(second);
    const size_t room = max < sizeof result ? max : sizeof result;
    struct sluice_random random = {seed};
    size_t made = 0;
    sluice_breaks_forget();
    statistics.last = (struct sluice_mutate_trace){0};
    struct sluice_program *other = sluice_disassemble(input.stream.data, input.stream.length);
    for (size_t i = 0; other != NULL && i < TRIES && made == 0; i++) {
        made = mutate_once(first, other, result, room, sluice_random_next(&random));
    }
    sluice_program_free(other);
    if (made == 0) {
        made = first.length < max ? first.length : max;
        if (made > 0) {
            memmove(out, first.data, made);
        }
        return made;
    }
    memcpy(out, result, made);
    return made;
}

const struct sluice_mutate_kind sluice_mutate_streams = {sluice_mutate, sluice_mutate_cross};
