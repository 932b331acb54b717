/* Which elements are equal, and in which order they stand: the invariants no-duplicates, ascending and
 * heap-order, over every kind of value. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SUID "0000000000000001"

/* M has a list, an int that conditions look at, and a field for a comparator. */
static const struct sluice_field_model fields[] = {
    {.name = "n", .signature = "I"},
    {.name = "order", .signature = "Ljava/lang/Object;"},
};
static const struct sluice_layout_item layout[] = {{.kind = SLUICE_LAYOUT_OBJECTS, .name = "list"}};

/* Values: boxes, an enum, classes with fields that count, one with an order of its own, two that
 * inherit it, one that is equal to itself only. */
static const struct sluice_field_model integer[] = {{.name = "value", .signature = "I"}};
static const struct sluice_field_model long_integer[] = {{.name = "value", .signature = "J"}};
static const struct sluice_field_model boolean[] = {{.name = "value", .signature = "Z"}};
static const struct sluice_field_model floating[] = {{.name = "value", .signature = "D"}};
static const struct sluice_field_model pair[] = {
    {.name = "i", .signature = "I"},
    {.name = "a", .signature = "Ljava/lang/Object;"},
    {.name = "b", .signature = "Ljava/lang/Object;"},
};
static const struct sluice_layout_item label[] = {{.kind = SLUICE_LAYOUT_UTF, .name = "label"}};
static const char *const colors[] = {"RED", "GREEN", "BLUE"};

static int compare_sizes(const struct sluice_graph *graph, struct sluice_value a,
                         struct sluice_value b)
{
    int64_t one = 0;
    int64_t other = 0;
    assert_int_equal(sluice_value_integer(graph, a, "value", &one), SLUICE_GET_OK);
    assert_int_equal(sluice_value_integer(graph, b, "value", &other), SLUICE_GET_OK);
    return (one > other) - (one < other);
}

#define CLASS(class_name) .name = (class_name), .construct = SLUICE_CONSTRUCT_ATOMIC
#define FIELDS(list) .fields = (list), .field_count = COUNT(list)

enum { MODEL_COUNT = 14 };

static const struct sluice_class_model values[MODEL_COUNT - 1] = {
    {CLASS("java.lang.Integer"), FIELDS(integer)},
    {CLASS("java.lang.Long"), FIELDS(long_integer)},
    {CLASS("java.lang.Boolean"), FIELDS(boolean)},
    {CLASS("java.lang.Double"), FIELDS(floating)},
    {.name = "E", .construct = SLUICE_CONSTRUCT_ENUM, .constants = colors, .constant_count = 3},
    {CLASS("P"), FIELDS(pair), .equality = SLUICE_EQUAL_FIELDS},
    {CLASS("L"), .form = SLUICE_FORM_BOTH, .layout = label, .layout_count = 1,
     .equality = SLUICE_EQUAL_FIELDS},
    {CLASS("S"), FIELDS(integer), .compare = compare_sizes},
    {CLASS("T"), .parent = "S"},
    {CLASS("U"), .parent = "S", .compare = compare_sizes},
    {CLASS("X")},
    {.name = "java.util.Collections$ReverseComparator", .construct = SLUICE_CONSTRUCT_STATELESS},
    {.name = "C", .construct = SLUICE_CONSTRUCT_STATELESS},
};

/* The classes of all, as class objects at the top level: a class takes the handle of its descriptor and
 * the next one. */
#define PLAIN(length, text) "76 72 " length " " text " " SUID " 02 "
#define HEAD                                                                                            \
    PLAIN("0011", "6a6176612e6c616e672e496e7465676572")                                                 \
    "0001 49 0005 76616c7565 78 70"                                                   /* 00 */          \
        PLAIN("000e", "6a6176612e6c616e672e4c6f6e67") "0001 4a 0005 76616c7565 78 70" /* 02 */          \
        PLAIN("0011",                                                                                   \
              "6a6176612e6c616e672e426f6f6c65616e") "0001 5a 0005 76616c7565 78 70" /* 04 */            \
        PLAIN(                                                                                          \
            "0010",                                                                                     \
            "6a6176612e6c616e672e446f75626c65") "0001 44 0005 76616c7565 78 70" /* 06 */                \
                                                "76 72 0001 45 0000000000000000 12 0000 78 70" /* 08 */ \
        PLAIN("0001", "50") "0003 49 0001 69"                                         /* 0a */          \
                            "4c 0001 61 74 0012 4c6a6176612f6c616e672f4f626a6563743b" /* 0b */          \
                            "4c 0001 62 71 007e000b 78 70"                                              \
                            "76 72 0001 4c" SUID "03 0000 78 70" /* 0d */                               \
        PLAIN("0001", "53") "0001 49 0005 76616c7565 78 70"      /* 0f */                               \
        PLAIN("0001", "54") "0000 78 71 007e000f"                /* 11 */                               \
        PLAIN("0001", "55") "0000 78 71 007e000f"                /* 13 */                               \
        PLAIN("0001", "58") "0000 78 70"                         /* 15 */                               \
        PLAIN("0027", "6a6176612e7574696c2e436f6c6c656374696f6e73245265766572736543"                    \
                      "6f6d70617261746f72") "0000 78 70" /* 17 */                                       \
        PLAIN("0001", "43") "0000 78 70"                 /* 19 */                                       \
                            "76 72 0001 4d" SUID                                                        \
                            "03 0002 49 0001 6e 4c 0005 6f72646572 71 007e000b 78 70" /* 1b */          \
                            "75 72 0002 5b42" SUID "02 0000 78 70 00000001 07"        /* 1d, 1e */

/* M is handle 1f, its first element 20 unless a comparator comes before. */
#define FIRST "71 007e0020"
#define SECOND "71 007e0021"

#define I(value) "73 71 007e0000 " value
#define J(value) "73 71 007e0002 " value
#define Z(value) "73 71 007e0004 " value
#define D(value) "73 71 007e0006 " value
#define E(text) "7e 71 007e0008 74 " text
#define RED E("0003 524544")
#define GREEN E("0005 475245454e")
#define BLUE E("0004 424c5545")
#define P(i, a, b) "73 71 007e000a " i a b
#define L(text) "73 71 007e000d 77 " text " 78"
#define S(value) "73 71 007e000f " value
#define T(value) "73 71 007e0011 " value
#define U(value) "73 71 007e0013 " value
#define X "73 71 007e0015"
#define BYTES(value) "75 71 007e001d 00000001 " value

enum kind { DISTINCT, BY_IDENTITY, IN_PAIRS, ASCENDING, REVERSE, OTHER_ORDER, HEAP };

static const struct sluice_invariant invariants[] = {
    [DISTINCT] = {.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "list"},
    [BY_IDENTITY] = {.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "list", .by_identity = true},
    [IN_PAIRS] = {.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "list", .in_pairs = true},
    [ASCENDING] = {.kind = SLUICE_INVARIANT_ASCENDING, .field = "list", .comparator = "order"},
    [REVERSE] = {.kind = SLUICE_INVARIANT_ASCENDING, .field = "list", .comparator = "order"},
    [OTHER_ORDER] = {.kind = SLUICE_INVARIANT_ASCENDING, .field = "list", .comparator = "order"},
    [HEAP] = {.kind = SLUICE_INVARIANT_HEAP_ORDER, .field = "list"},
};

static enum sluice_reason run(const struct sluice_invariant *invariant, const char *n,
                              const char *order, const char *list)
{
    struct sluice_class_model models[MODEL_COUNT];
    memcpy(models, values, sizeof values);
    models[MODEL_COUNT - 1] = (struct sluice_class_model){
        CLASS("M"),        FIELDS(fields),          .form = SLUICE_FORM_BOTH, .layout = layout,
        .layout_count = 1, .invariants = invariant, .invariant_count = 1,
    };
    struct sluice_policy *policy = policy_of(models, MODEL_COUNT);
    struct stream stream = stream_begin();
    put_hex(&stream, HEAD "73 71 007e001b");
    put_hex(&stream, n);
    put_hex(&stream, order);
    put_hex(&stream, list);
    put_hex(&stream, "78");
    struct built built = decode(&stream, policy, NULL);
    const enum sluice_reason reason = built.reason;
    if (reason != SLUICE_OK && reason != SLUICE_BROKEN_DUPLICATE && reason != SLUICE_BROKEN_ORDER &&
        reason != SLUICE_BROKEN_NULL && reason != SLUICE_BROKEN_TYPE) {
        fail_msg("%s: %s at %s", list, sluice_reason_name(reason), built.status.path);
    }
    built_free(&built);
    stream_free(&stream);
    sluice_policy_free(policy);
    return reason;
}

struct row {
    enum kind kind;
    const char *list;
    enum sluice_reason reason;
};

#define OK SLUICE_OK
#define TWICE SLUICE_BROKEN_DUPLICATE
#define ORDER SLUICE_BROKEN_ORDER

static const struct row rows[] = {
    /* nothing, one, nulls */
    {DISTINCT, "", OK},
    {DISTINCT, "70", OK},
    {DISTINCT, "7070", TWICE},
    {DISTINCT, "70 740000", OK},
    {ASCENDING, "", OK},
    {ASCENDING, "70", SLUICE_BROKEN_NULL},
    {ASCENDING, "74 0001 61 70", SLUICE_BROKEN_NULL},
    {OTHER_ORDER, "70 74 0001 61", OK},
    {OTHER_ORDER, "70 70", TWICE},
    {HEAP, "74 0001 61 70", SLUICE_BROKEN_NULL},
    /* boxes are equal by value and class; a true is a true, a NaN a NaN */
    {DISTINCT, I("00000007") I("00000008"), OK},
    {DISTINCT, I("00000007") I("00000007"), TWICE},
    {DISTINCT, I("00000007") J("0000000000000007"), OK},
    {DISTINCT, I("00000007") I("00000008") FIRST, TWICE},
    {DISTINCT, Z("00") Z("01"), OK},
    {DISTINCT, Z("07") Z("01"), TWICE},
    {DISTINCT, D("7ff8000000000000") D("fff8000000000001"), TWICE},
    {DISTINCT, D("0000000000000000") D("8000000000000000"), OK},
    {DISTINCT, D("3ff0000000000000") D("3ff0000000000000"), TWICE},
    /* strings by their units, constants by enum and name, classes by name, arrays by identity */
    {DISTINCT, "74 0001 41 74 0002 c181", TWICE},
    {DISTINCT, "74 0001 00 74 0002 c080", TWICE},
    {DISTINCT, "74 0003 524544" RED, OK},
    {DISTINCT, RED GREEN, OK},
    {DISTINCT, RED RED, TWICE},
    {DISTINCT, "76 71 007e0000 76 71 007e0002", OK},
    {DISTINCT, "76 71 007e0000 76 71 007e0000", TWICE},
    {DISTINCT, BYTES("01") BYTES("01"), OK},
    {DISTINCT, BYTES("01") FIRST, TWICE},
    {DISTINCT, X X, OK},
    {DISTINCT, X FIRST, TWICE},
    /* by fields: numbers, strings, arrays, constants, boxes, objects like that one */
    {DISTINCT, P("00000001", "70", "70") P("00000002", "70", "70"), OK},
    {DISTINCT, P("00000001", "70", "70") P("00000001", "70", "70"), TWICE},
    {DISTINCT, P("00000001", "74 0001 61", "70") P("00000001", "74 0001 61", "70"), TWICE},
    {DISTINCT, P("00000001", "74 0001 61", "70") P("00000001", "70", "74 0001 61"), OK},
    {DISTINCT, P("00000001", BYTES("01"), "70") P("00000001", BYTES("01"), "70"), TWICE},
    {DISTINCT, P("00000001", BYTES("01"), "70") P("00000001", BYTES("02"), "70"), OK},
    {DISTINCT, P("00000001", RED, "70") P("00000001", RED, "70"), TWICE},
    {DISTINCT, P("00000001", I("00000005"), "70") P("00000001", I("00000005"), "70"), TWICE},
    {DISTINCT, P("00000001", X, "70") P("00000001", X, "70"), OK},
    {DISTINCT, P("00000001", X, "70") P("00000001", SECOND, "70"), TWICE},
    {DISTINCT,
     P("00000001", P("00000002", "74 0001 61", "70"), "70")
         P("00000001", P("00000002", "74 0001 61", "70"), "70"),
     TWICE},
    {DISTINCT,
     P("00000001", P("00000002", "74 0001 61", "70"), "70")
         P("00000001", P("00000002", "74 0001 62", "70"), "70"),
     OK},
    /* an object inside is not its fields beside it */
    {DISTINCT,
     P("00000001", P("00000002", "70", "70"), "70") P("00000001", "70", P("00000002", "70", "70")),
     OK},
    {DISTINCT, L("03 0001 61") L("03 0001 61"), TWICE},
    {DISTINCT, L("03 0001 61") L("03 0001 62"), OK},
    {DISTINCT, L("03 0001 61") L("02 0000"), OK},
    /* by identity: all but constants and classes */
    {BY_IDENTITY, I("00000007") I("00000007") "74 0001 61 74 0001 61", OK},
    {BY_IDENTITY, P("00000001", "70", "70") P("00000001", "70", "70"), OK},
    {BY_IDENTITY, I("00000007") FIRST, TWICE},
    {BY_IDENTITY, RED RED, TWICE},
    {BY_IDENTITY, "76 71 007e0000 76 71 007e0000", TWICE},
    {BY_IDENTITY, "7070", TWICE},
    /* keys and values in turn */
    {IN_PAIRS, "74 0001 61 74 0001 78 74 0001 62 74 0001 78", OK},
    {IN_PAIRS, "74 0001 61 74 0001 78 74 0001 61 74 0001 79", TWICE},
    {IN_PAIRS, "74 0001 61 74 0001 61", OK},
    {IN_PAIRS, "74 0001 61", SLUICE_BROKEN_TYPE},
    /* strings: NUL first, then by unit: U+FFFF comes after a surrogate, whose bytes are lower */
    {ASCENDING, "74 0000 74 0002 c080 74 0001 61 74 0002 6161 74 0001 62", OK},
    {ASCENDING, "74 0001 01 74 0002 c080", ORDER},
    {ASCENDING, "74 0002 c080 74 0001 01", OK},
    {ASCENDING, "74 0002 c181 74 0001 42", OK},
    {ASCENDING, "74 0002 c182 74 0001 41", ORDER},
    {ASCENDING, "74 0001 41 74 0002 c181", TWICE},
    {ASCENDING, "74 0006 eda080edb080 74 0003 efbfbf", OK},
    {ASCENDING, "74 0003 efbfbf 74 0006 eda080edb080", ORDER},
    {ASCENDING, "74 0003 78c3a4 74 0003 78c3a5", OK},
    {ASCENDING, "74 0003 78c3a5 74 0003 78c3a4", ORDER},
    {ASCENDING, "74 0004 78e08081 74 0003 7802 61", OK}, /* x U+0001, x U+0002 a */
    {ASCENDING, "74 0002 6162 74 0001 61", ORDER},
    /* numbers by value, NaN last, -0.0 before 0.0 */
    {ASCENDING, I("80000000") I("ffffffff") I("00000000") I("7fffffff"), OK},
    {ASCENDING, I("00000000") I("ffffffff"), ORDER},
    {ASCENDING, I("00000000") I("00000000"), TWICE},
    {ASCENDING, I("00000000") J("0000000000000001"), ORDER},
    {ASCENDING, I("00000000") "74 0001 61", ORDER},
    {ASCENDING, Z("00") Z("02"), OK},
    {ASCENDING, Z("02") Z("03"), TWICE},
    {ASCENDING,
     D("fff0000000000000") D("8000000000000000") D("0000000000000000") D("7ff0000000000000")
         D("fff8000000000001"),
     OK},
    {ASCENDING, D("0000000000000000") D("8000000000000000"), ORDER},
    {ASCENDING, D("7ff8000000000000") D("7ff0000000000000"), ORDER},
    {ASCENDING, D("7ff8000000000000") D("fff8000000000001"), TWICE},
    /* constants as the model lists them */
    {ASCENDING, RED GREEN BLUE, OK},
    {ASCENDING, BLUE GREEN, ORDER},
    {ASCENDING, RED RED, TWICE},
    /* an order that the topmost class has, for it and all below */
    {ASCENDING, S("00000001") T("00000002") U("00000003"), OK},
    {ASCENDING, S("00000001") T("00000001"), TWICE},
    {ASCENDING, T("00000002") U("00000001"), ORDER},
    {ASCENDING, S("00000001") I("00000002"), ORDER},
    /* no order is known: of one class, and not twice */
    {ASCENDING, X X, OK},
    {ASCENDING, X FIRST, TWICE},
    {ASCENDING, P("00000002", "70", "70") P("00000001", "70", "70"), OK},
    {ASCENDING, P("00000001", "70", "70") P("00000001", "70", "70"), TWICE},
    {ASCENDING, X P("00000001", "70", "70"), ORDER},
    {ASCENDING, RED X, ORDER},
    /* other comparators: the reverse order, one that is not known */
    {REVERSE, I("00000003") I("00000002"), OK},
    {REVERSE, I("00000002") I("00000003"), ORDER},
    {REVERSE, I("00000002") I("00000002"), TWICE},
    {OTHER_ORDER, I("00000002") I("00000003") I("00000001"), OK},
    {OTHER_ORDER, I("00000002") I("00000003") I("00000002"), TWICE},
    {OTHER_ORDER, I("00000002") X RED, OK},
    /* heaps */
    {HEAP, I("00000001") I("00000005") I("00000002") I("00000006") I("00000005"), OK},
    {HEAP, I("00000001") I("00000005") I("00000002") I("00000006") I("00000004"), ORDER},
    {HEAP, I("00000001") I("00000001"), OK},
    {HEAP, I("00000001") J("0000000000000001"), ORDER},
    {HEAP, X X FIRST, OK},
    {HEAP, X RED, ORDER},
};

static void test_rows(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *order = rows[i].kind == REVERSE       ? "73 71 007e0017"
                            : rows[i].kind == OTHER_ORDER ? "73 71 007e0019"
                                                          : "70";
        const enum sluice_reason reason = run(&invariants[rows[i].kind], "00000000", order,
                                              rows[i].list);
        if (reason != rows[i].reason) {
            print_error("row %zu: %s: %s, not %s\n", i, rows[i].list, sluice_reason_name(reason),
                        sluice_reason_name(rows[i].reason));
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* An invariant with a condition is for objects only that meet it. */
static void test_conditions(void **state)
{
    const struct sluice_invariant invariant = {
        .kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "list", .when = "n", .when_is = -3};
    (void)state;
    assert_int_equal(run(&invariant, "fffffffd", "70", "7070"), TWICE);
    assert_int_equal(run(&invariant, "fffffffc", "70", "7070"), OK);
    assert_int_equal(run(&invariant, "00000000", "70", "7070"), OK);
}

/* More of each than fit the table on the C stack. */
static void test_many(void **state)
{
    (void)state;
    for (unsigned last = 0; last < 2; last++) {
        char *hex = malloc(12000);
        size_t at = 0;
        assert_non_null(hex);
        for (unsigned i = 0; i < 200; i++) {
            at += (size_t)snprintf(hex + at, 40, "73 71 007e0000 %08x",
                                   i == 199 && last == 1 ? 197 : i);
        }
        assert_int_equal(run(&invariants[DISTINCT], "00000000", "70", hex), last ? TWICE : OK);
        assert_int_equal(run(&invariants[ASCENDING], "00000000", "70", hex), last ? ORDER : OK);
        free(hex);
    }
}

static void assert_unusable(const struct sluice_invariant *invariant)
{
    const struct sluice_class_model model = {
        CLASS("M"),        FIELDS(fields),          .form = SLUICE_FORM_BOTH, .layout = layout,
        .layout_count = 1, .invariants = invariant, .invariant_count = 1,
    };
    struct sluice_policy_error error = {0};
    struct sluice_policy *policy = NULL;
    assert_int_equal(sluice_policy_create(&model, 1, NULL, &policy, &error), SLUICE_BAD_ARGUMENT);
    assert_string_equal(error.message, "class M: an invariant names a comparator, or a condition, "
                                       "that the class does not have: list");
}

static void test_unusable_models(void **state)
{
    const struct sluice_invariant no_comparator = {
        .kind = SLUICE_INVARIANT_ASCENDING, .field = "list", .comparator = "cmp"};
    const struct sluice_invariant no_condition = {
        .kind = SLUICE_INVARIANT_ASCENDING, .field = "list", .when = "m"};
    (void)state;
    assert_unusable(&no_comparator);
    assert_unusable(&no_condition);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_unusable_models),
    };
    return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
