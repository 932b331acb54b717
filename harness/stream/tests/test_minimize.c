/* The minimizer: large streams with one interesting thing in them come down to that thing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stream/minimize.h"
#include "harness/stream/tests/support.h"

/* --- what is looked for ----------------------------------------------------------------------- */

struct hunt {
    bool (*shows)(const struct sluice_program *program, struct sluice_bytes bytes,
                  const char *what);
    const char *what;
    size_t most_bytes; /* no candidate may be longer */
    uint64_t asked;
    uint64_t told;
    uint64_t stop_after; /* 0: never */
};

static bool holds(struct sluice_bytes bytes, const void *what, size_t length)
{
    for (size_t i = 0; i + length <= bytes.length; i++) {
        if (memcmp(bytes.data + i, what, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool shows_text(const struct sluice_program *program, struct sluice_bytes bytes,
                       const char *what)
{
    (void)program;
    return holds(bytes, what, strlen(what));
}

/* What cannot be read is raw; the bytes of block data are too. */
static bool has_unreadable(const struct sluice_program *program)
{
    sluice_node_id id = SLUICE_NODE_ROOT;

    while (id != SLUICE_NODE_NONE && (sluice_program_peek(program, id)->kind != SLUICE_NODE_RAW ||
                                      sluice_program_peek(program, id)->role == SLUICE_ROLE_PART)) {
        id = sluice_program_walk(program, SLUICE_NODE_ROOT, id);
    }
    return id != SLUICE_NODE_NONE;
}

/* By its bytes alone, as a target would see it: an object with a reference to an array in it. */
static bool shows_reference(const struct sluice_program *program, struct sluice_bytes bytes,
                            const char *what)
{
    struct sluice_program *read = sluice_disassemble(bytes.data, bytes.length);
    bool found = false;

    (void)program;
    (void)what;
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(read, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = sluice_program_peek(read, id);

        if (node->kind == SLUICE_NODE_REFERENCE && node->target != 0 &&
            node->role == SLUICE_ROLE_VALUE) {
            const sluice_node_id item = sluice_program_labeled(read, node->target);

            found = found || sluice_program_peek(read, item)->kind == SLUICE_NODE_ARRAY;
        }
    }
    sluice_program_free(read);
    return found;
}

static bool shows_nulls(const struct sluice_program *program, struct sluice_bytes bytes,
                        const char *what)
{
    uint8_t nulls[64];
    const size_t count = (size_t)strtoul(what, NULL, 10);

    (void)program;
    memset(nulls, 0x70, sizeof nulls);
    return holds(bytes, nulls, count);
}

/* So many TC_ARRAY, so many levels. */
static bool shows_arrays(const struct sluice_program *program, struct sluice_bytes bytes,
                         const char *what)
{
    size_t arrays = 0;

    (void)program;
    for (size_t i = 0; i < bytes.length; i++) {
        arrays += bytes.data[i] == 0x75;
    }
    return arrays >= strtoul(what, NULL, 10);
}

static bool shows_whole_stream(const struct sluice_program *program, struct sluice_bytes bytes,
                               const char *what)
{
    struct sluice_program *read = sluice_disassemble(bytes.data, bytes.length);
    const bool whole = !has_unreadable(read) && shows_text(program, bytes, what);

    sluice_program_free(read);
    return whole;
}

/* All that was asked for in one run, by its hash: nothing may be asked for twice. */
static uint64_t asked[SLUICE_MINIMIZE_TRIALS];

static uint64_t hash_of(struct sluice_bytes bytes)
{
    uint64_t hash = bytes.length;

    for (size_t i = 0; i < bytes.length; i++) {
        hash = (hash ^ bytes.data[i]) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    return hash;
}

static void expect_new(const struct hunt *hunt, struct sluice_bytes bytes)
{
    const uint64_t hash = hash_of(bytes);

    for (uint64_t i = 0; i < hunt->asked; i++) {
        assert_true(asked[i] != hash);
    }
    asked[hunt->asked] = hash;
}

static enum sluice_minimize_answer still(void *context, const struct sluice_program *candidate,
                                         struct sluice_bytes bytes)
{
    struct hunt *hunt = context;

    expect_new(hunt, bytes);
    hunt->asked++;
    assert_true(bytes.length <= hunt->most_bytes);
    struct sluice_assembly assembly = assemble(candidate);
    assert_int_equal(assembly.length, bytes.length);
    assert_memory_equal(assembly.bytes, bytes.data, bytes.length);
    sluice_assembly_free(&assembly);
    if (hunt->stop_after != 0 && hunt->asked >= hunt->stop_after) {
        return SLUICE_MINIMIZE_STOP;
    }
    return hunt->shows(candidate, bytes, hunt->what) ? SLUICE_MINIMIZE_KEPT : SLUICE_MINIMIZE_LOST;
}

static void progress(void *context, const struct sluice_minimize_state *state)
{
    struct hunt *hunt = context;

    hunt->told++;
    assert_int_equal(state->trials, hunt->asked);
    assert_true(state->bytes <= hunt->most_bytes);
    assert_true(state->nodes > 0);
}

static struct sluice_minimized run(const struct sluice_program *program, struct hunt *hunt,
                                   uint64_t max_trials)
{
    const struct sluice_minimize_settings settings = {
        .still = still, .progress = progress, .context = hunt, .max_trials = max_trials};
    struct sluice_assembly before = assemble(program);
    struct sluice_minimized result;
    struct sluice_yaml_error error = {0};

    hunt->most_bytes = before.length;
    hunt->asked = 0;
    hunt->told = 0;
    assert_true(
        hunt->shows(program, (struct sluice_bytes){before.bytes, before.length}, hunt->what));
    assert_true(sluice_minimize(program, &settings, &result, &error));
    assert_int_equal(result.state.trials, hunt->asked);
    assert_int_equal(hunt->told, hunt->asked);
    sluice_assembly_free(&before);
    return result;
}

/* What holds of every result. */
static void expect_sound(const struct sluice_minimized *result, const struct hunt *hunt)
{
    struct sluice_assembly assembly = assemble(result->program);
    const struct sluice_bytes bytes = {assembly.bytes, assembly.length};
    struct sluice_program *again = sluice_disassemble(assembly.bytes, assembly.length);

    assert_true(assembly.length <= hunt->most_bytes);
    assert_int_equal(assembly.length, result->state.bytes);
    assert_true(hunt->shows(result->program, bytes, hunt->what));
    assert_true(sluice_program_equal(again, result->program));
    sluice_program_free(again);
    sluice_assembly_free(&assembly);
}

static void expect_same(const struct sluice_minimized *result, const char *yaml)
{
    struct sluice_program *program = load(yaml);
    struct sluice_assembly wanted = assemble(program);
    struct sluice_assembly got = assemble(result->program);

    if (got.length != wanted.length || memcmp(got.bytes, wanted.bytes, got.length) != 0) {
        struct sluice_text text = {0};
        assert_true(sluice_program_print(result->program, &text));
        print_error("not the smallest:\n%s\n", sluice_text_get(&text));
        fail();
    }
    sluice_assembly_free(&wanted);
    sluice_assembly_free(&got);
    sluice_program_free(program);
}

/* Minimizes and compares with what must be left; and again, which must change nothing. */
static void expect_least(const char *yaml, struct hunt hunt, const char *least)
{
    struct sluice_program *program = load(yaml);
    struct sluice_minimized result = run(program, &hunt, 0);
    struct sluice_minimized same = run(program, &hunt, 0);

    expect_sound(&result, &hunt);
    expect_same(&result, least);
    assert_true(result.complete);
    assert_true(sluice_program_equal(result.program, same.program));
    assert_int_equal(result.state.trials, same.state.trials);
    sluice_program_free(same.program);

    same = run(result.program, &hunt, 0);
    assert_true(sluice_program_equal(result.program, same.program));
    sluice_program_free(same.program);
    sluice_program_free(result.program);
    sluice_program_free(program);
}

/* --- one thing among many --------------------------------------------------------------------- */

#define NOISE(label)                                                                               \
    "\"noise\", {block: {hex: 0102, times: 300}}, {array: {type: \"[I\", elements: [1, 2, 3]}},"   \
    "{object: {class: {name: a.Noise, label: " label ", fields: {i: I, s: Ljava/lang/String;}},"   \
    "  fields: {i: 7, s: \"x\"}}}, {object: {class: {ref: " label "}, fields: {i: 8}}},"           \
    "{enum: {class: {name: a.Color}, constant: RED}}, {repeat: {times: 1000, body: [null]}},"

static void test_text(void **state)
{
    (void)state;
    expect_least(
        "[" NOISE(
            "N1") " {array: {type: \"[Ljava.lang.Object;\", elements: [null, \"x\","
                  "  {array: {type: \"[Ljava.lang.Object;\", elements: [\"haneedle\"]}}, null]}}," NOISE(
                      "N2") " null]",
        (struct hunt){.shows = shows_text, .what = ""}, "[{header: none}]");
    expect_least(
        "[" NOISE(
            "N3") " {array: {type: \"[Ljava.lang.Object;\", elements: [null, \"x\","
                  "  {array: {type: \"[Ljava.lang.Object;\", elements: [\"haneedle\"]}}, null]}}," NOISE(
                      "N4") " null]",
        (struct hunt){.shows = shows_whole_stream, .what = "needle"}, "[\"needle\"]");
}

static void test_reference_takes_its_item_along(void **state)
{
    (void)state;
    expect_least(
        "[" NOISE(
            "N5") " {array: {type: \"[I\", elements: [1, 2], label: A}}, \"between\","
                  "{object: {class: {name: a.b.Holder, suid: 99, flags: [serializable, write-method],"
                  "  fields: {x: I, o: Ljava/lang/Object;, long: J}, super: {name: a.b.Base, fields:"
                  "  {y: I}}}, fields: {x: 5, o: {ref: A}}, data: [{block: 00}, null]}}," NOISE(
                      "N6") "null]",
        (struct hunt){.shows = shows_reference},
        "[{array: {class: null, label: A}},"
        "{object: {class: {name: A, fields: [{name: o, type: L, signature: {string: \"\"}}]},"
        "  values: [{ref: A}]}}]");
}

static void test_counts(void **state)
{
    (void)state;
    expect_least("[" NOISE("N7") "{repeat: {times: 5000, body: [null]}}]",
                 (struct hunt){.shows = shows_nulls, .what = "37"},
                 "[{header: none}, {repeat: {times: 37, body: [null]}}]");
    expect_least("[" NOISE("N8") "{repeat: {times: 9, body: [null]}}]",
                 (struct hunt){.shows = shows_nulls, .what = "9"},
                 "[{header: none}, {repeat: {times: 9, body: [null]}}]");
}

static void test_levels(void **state)
{
    (void)state;
    struct hunt hunt = {.shows = shows_arrays, .what = "40"};
    struct sluice_program *program = load(
        "[" NOISE("N9") "{nest: {times: 3000, around: {array: {type: \"[Ljava.lang.Object;\","
                        " elements: [hole]}}, inside: {string: {text: x, times: 60000}}}}]");
    struct sluice_minimized result = run(program, &hunt, 0);

    expect_sound(&result, &hunt);
    assert_true(result.complete);
    assert_true(result.state.bytes <= 440);
    sluice_program_free(result.program);
    sluice_program_free(program);
}

/* --- classes ---------------------------------------------------------------------------------- */

/* The value of one field of an object that is otherwise whole. */
static void test_fields_go_with_their_values(void **state)
{
    (void)state;
    expect_least(
        "[{object: {class: {name: org.example.Long, suid: 77, label: C, flags: [serializable,"
        "  write-method], fields: {a: I, needle: I, c: J, d: Ljava/lang/String;, e: \"[I\"},"
        "  super: {name: org.example.Base, fields: {z: I}, super: {name: org.example.Top, fields:"
        "  {t: I}}}}, fields: {a: 1, needle: 0x4E45454C, c: 3, d: \"text\"}, data: [null, {block: 00}]}},"
        "{object: {class: {ref: C}, fields: {a: 2}}}]",
        (struct hunt){.shows = shows_whole_stream, .what = "NEEL"},
        "[{object: {class: {name: A, fields: [{name: a, type: I}]}, fields:"
        "  {a: 0x4E45454C}}}]");
}

/* The descriptor stands in an object that is not needed, and is. */
static void test_descriptors_move(void **state)
{
    (void)state;
    expect_least("[{object: {class: {name: A, label: C, fields: {a: I}}, fields: {a: 1}}}, null,"
                 "{object: {class: {ref: C}, fields: {a: 0x4E45454C}}}]",
                 (struct hunt){.shows = shows_whole_stream, .what = "NEEL"},
                 "[{object: {class: {name: A, fields: {a: I}}, fields: {a: 0x4E45454C}}}]");
}

/* A name that has to stay is left as it is, those beside it become letters. */
static bool shows_two_classes(const struct sluice_program *program, struct sluice_bytes bytes,
                              const char *what)
{
    struct sluice_program *read = sluice_disassemble(bytes.data, bytes.length);
    size_t named = 0;

    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(read, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = sluice_program_peek(read, id);

        named += node->role == SLUICE_ROLE_NAME && node->length > 0 &&
                 sluice_program_peek(read, node->parent)->kind == SLUICE_NODE_CLASSDESC;
    }
    sluice_program_free(read);
    return named == 2 && shows_whole_stream(program, bytes, what);
}

static void test_names(void **state)
{
    (void)state;
    struct hunt hunt = {.shows = shows_two_classes, .what = "a.Kept"};
    struct sluice_program *program = load(
        "[{object: {class: {name: org.example.Other, fields: {next: Lorg/example/Other;,"
        " all: \"[Lorg/example/Other;\"}}}}, {object: {class: {name: a.Kept}}}]");
    struct sluice_minimized result = run(program, &hunt, 0);
    struct sluice_assembly assembly = assemble(result.program);
    const struct sluice_bytes bytes = {assembly.bytes, assembly.length};

    expect_sound(&result, &hunt);
    assert_false(holds(bytes, "example", 7));
    assert_true(holds(bytes, "\0\1A", 3));
    sluice_assembly_free(&assembly);
    sluice_program_free(result.program);
    sluice_program_free(program);
}

/* A class with a field of its own type. */
static bool shows_own_type(const struct sluice_program *program, struct sluice_bytes bytes,
                           const char *what)
{
    struct sluice_program *read = sluice_disassemble(bytes.data, bytes.length);
    bool found = false;

    (void)program;
    (void)what;
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(read, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = sluice_program_peek(read, id);
        const struct sluice_bytes type = sluice_program_bytes(read, id);

        if (node->role == SLUICE_ROLE_TYPE && type.length > 2) {
            const struct sluice_node *field = sluice_program_peek(read, node->parent);
            const sluice_node_id desc = sluice_program_peek(read, field->parent)->first;
            const struct sluice_bytes name = sluice_program_bytes(read, desc);

            bool same = name.length + 2 == type.length;
            for (size_t i = 0; same && i < name.length; i++) {
                same = type.data[i + 1] == (name.data[i] == '.' ? '/' : name.data[i]);
            }
            found = found || same;
        }
    }
    sluice_program_free(read);
    return found;
}

static void test_types_follow_names(void **state)
{
    (void)state;
    struct hunt hunt = {.shows = shows_own_type};
    struct sluice_program *program = load(
        "[{object: {class: {name: a.Node, fields: {next: La/Node;, i: I}}}},"
        "{object: {class: {name: b.Node, fields: {next: Lb/Node;}}}}]");
    struct sluice_minimized result = run(program, &hunt, 0);
    struct sluice_assembly assembly = assemble(result.program);

    expect_sound(&result, &hunt);
    assert_true(holds((struct sluice_bytes){assembly.bytes, assembly.length}, "\0\3LA;", 5));
    sluice_assembly_free(&assembly);
    sluice_program_free(result.program);
    sluice_program_free(program);
}

static bool shows_two(const struct sluice_program *program, struct sluice_bytes bytes,
                      const char *what)
{
    return shows_whole_stream(program, bytes, what) && shows_text(program, bytes, "pin");
}

/* Two things stand in one container: it goes, and both of them stay. */
static void test_containers_open(void **state)
{
    (void)state;
    expect_least("[{array: {class: {name: \"[Ljava.lang.Object;\"}, elements: [\"needle\", null,"
                 "\"pin\"]}}]",
                 (struct hunt){.shows = shows_two, .what = "needle"}, "[\"needle\", \"pin\"]");
}

static bool shows_claim(const struct sluice_program *program, struct sluice_bytes bytes,
                        const char *what)
{
    (void)what;
    struct sluice_program *read = sluice_disassemble(bytes.data, bytes.length);
    bool lies = false;

    (void)program;
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(read, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = sluice_program_peek(read, id);

        lies = lies || (node->kind == SLUICE_NODE_ARRAY && (node->marks & SLUICE_NODE_CLAIM) != 0);
    }
    sluice_program_free(read);
    return lies;
}

/* A lie shrinks to the smallest one, or stays as large as it is, as the caller likes. */
static void test_claims(void **state)
{
    (void)state;
    struct sluice_program *program = load(
        "[null, {array: {type: \"[I\", length: 1000000, elements: [1, 2, 3]}}]");
    struct hunt hunt = {.shows = shows_claim, .most_bytes = 1000};
    struct sluice_minimize_settings settings = {.still = still, .context = &hunt};

    for (int keep = 0; keep <= 1; keep++) {
        struct sluice_minimized result;
        struct sluice_yaml_error error = {0};

        hunt.asked = 0;
        settings.keep_claims = keep == 1;
        assert_true(sluice_minimize(program, &settings, &result, &error));
        expect_sound(&result, &hunt);
        expect_same(&result, keep == 1 ? "[{array: {class: null, length: 1000000, elements: []}}]"
                                       : "[{array: {class: null, length: 1, elements: []}}]");
        sluice_program_free(result.program);
    }
    sluice_program_free(program);
}

static void test_true_claims_are_none(void **state)
{
    (void)state;
    struct sluice_program *program = load(
        "[{array: {type: \"[Ljava.lang.Object;\", length: 1, elements: ["
        "{array: {type: \"[I\", length: 9, elements: [1]}}]}}]");
    struct sluice_program *wanted = load("[{array: {type: \"[Ljava.lang.Object;\", elements: ["
                                         "{array: {type: \"[I\", length: 9, elements: [1]}}]}}]");
    struct sluice_text text = {0};
    struct sluice_text wanted_text = {0};

    assert_true(sluice_minimize_tidy(program));
    assert_true(sluice_program_print(program, &text));
    assert_true(sluice_program_print(wanted, &wanted_text));
    assert_string_equal(sluice_text_get(&text), sluice_text_get(&wanted_text));
    sluice_text_free(&text);
    sluice_text_free(&wanted_text);
    sluice_program_free(wanted);
    sluice_program_free(program);
}

/* --- whatever it is given --------------------------------------------------------------------- */

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

/* Some five bytes that stand together in it. */
static bool shows_bytes(const struct sluice_program *program, struct sluice_bytes bytes,
                        const char *what)
{
    (void)program;
    return holds(bytes, what, 5);
}

/* Streams that were broken anywhere, with whatever stands at one place of them. */
static void test_broken_streams(void **state)
{
    (void)state;
    struct sluice_program *whole = load(
        "[" NOISE("N10") NOISE("N11") " {proxydesc: {interfaces: [a.I, a.J]}},"
                                      "{exception: \"x\"}, reset, {class: {name: a.K}}]");
    struct sluice_assembly assembly = assemble(whole);
    uint32_t seed = 4;

    for (int i = 0; i < 40; i++) {
        const size_t broken = 4 + next_random(&seed) % (assembly.length - 4);
        const size_t at = next_random(&seed) % (assembly.length - 5);
        const uint8_t old = assembly.bytes[broken];

        assembly.bytes[broken] = (uint8_t)next_random(&seed);
        char what[5];
        memcpy(what, assembly.bytes + at, sizeof what);
        struct hunt hunt = {.shows = shows_bytes, .what = what};
        struct sluice_program *program = sluice_disassemble(assembly.bytes, assembly.length);
        struct sluice_minimized result = run(program, &hunt, 0);
        expect_sound(&result, &hunt);
        assert_true(result.state.bytes <= 12);
        sluice_program_free(result.program);
        sluice_program_free(program);
        assembly.bytes[broken] = old;
    }
    sluice_assembly_free(&assembly);
    sluice_program_free(whole);
}

static void test_bounds(void **state)
{
    (void)state;
    struct hunt hunt = {.shows = shows_whole_stream, .what = "needle"};
    struct sluice_program *program = load("[" NOISE("N12") "\"needle\"," NOISE("N13") "null]");

    for (uint64_t trials = 1; trials < 30; trials += 4) {
        struct sluice_minimized result = run(program, &hunt, trials);
        expect_sound(&result, &hunt);
        assert_false(result.complete);
        assert_int_equal(result.state.trials, trials);
        sluice_program_free(result.program);

        hunt.stop_after = trials;
        result = run(program, &hunt, 0);
        expect_sound(&result, &hunt);
        assert_false(result.complete);
        assert_int_equal(result.state.trials, trials);
        sluice_program_free(result.program);
        hunt.stop_after = 0;
    }
    sluice_program_free(program);
}

static void test_what_cannot_be_assembled(void **state)
{
    (void)state;
    struct sluice_program *program = load("[{ref: X}, {repeat: {times: 0, body: [{string: {text: x,"
                                          " label: X}}]}}]");
    struct hunt hunt = {.shows = shows_text, .what = ""};
    const struct sluice_minimize_settings settings = {.still = still, .context = &hunt};
    struct sluice_minimized result;
    struct sluice_yaml_error error = {0};

    assert_false(sluice_minimize(program, &settings, &result, &error));
    assert_null(result.program);
    assert_non_null(strstr(error.message, "never gets a handle"));
    sluice_program_free(program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_reference_takes_its_item_along),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_fields_go_with_their_values),
        cmocka_unit_test(test_descriptors_move),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_types_follow_names),
        cmocka_unit_test(test_containers_open),
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_true_claims_are_none),
        cmocka_unit_test(test_broken_streams),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_what_cannot_be_assembled),
    };
    return cmocka_run_group_tests_name("minimize", tests, NULL, NULL);
}
