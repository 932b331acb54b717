#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/models/models.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char directory[] = "../../corpora/models";

/* Adds the `use` and `classes` of a text; the set is finished when both are good. */
static bool load(const char *text, struct sluice_models **out, struct sluice_yaml_error *error)
{
    struct sluice_yaml *document = NULL;
    *out = sluice_models_new(directory);
    assert_non_null(*out);
    if (!sluice_yaml_parse(text, strlen(text), "t", &document, error)) {
        return false;
    }
    const struct sluice_yaml_node *root = sluice_yaml_root(document);
    const struct sluice_yaml_node *use = sluice_yaml_get(root, "use");
    bool good = (use == NULL || sluice_models_add_use(*out, use, error)) &&
                sluice_models_add_classes(*out, sluice_yaml_get(root, "classes"), error) &&
                sluice_models_finish(*out, error);
    sluice_yaml_free(document);
    return good;
}

static struct sluice_models *load_good(const char *text)
{
    struct sluice_models *models = NULL;
    struct sluice_yaml_error error = {0};
    if (!load(text, &models, &error)) {
        char message[SLUICE_YAML_ERROR_TEXT];
        fail_msg("%s", sluice_yaml_error_text(&error, message));
    }
    return models;
}

static const struct sluice_class_model *find(const struct sluice_models *models, const char *name)
{
    size_t count = 0;
    const struct sluice_class_model *array = sluice_models_array(models, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(array[i].name, name) == 0) {
            return &array[i];
        }
    }
    fail_msg("no model %s", name);
    return NULL;
}

/* --- good ------------------------------------------------------------------------------------- */

static void test_head(void **state)
{
    (void)state;
    struct sluice_models *models = load_good(
        "classes:\n"
        "  - {name: a.I, construct: interface}\n"
        "  - {name: a.J, construct: interface, implements: [a.I]}\n"
        "  - {name: a.P, construct: abstract, suid: -5}\n"
        "  - {name: a.C, construct: atomic, parent: a.P, implements: [a.J, a.I],\n"
        "     mutable: true, suid: 0x7fffffffffffffff}\n"
        "  - {name: a.E, construct: enum, constants: [A, \"B\"]}\n"
        "  - {name: a.N, construct: not-serializable}\n"
        "  - {name: a.X, construct: absent}\n"
        "  - {name: a.D, construct: denied, fields: {x: I}}\n"
        "  - {name: a.S, construct: stateless, resolve: refuse}\n"
        "  - {name: a.G, construct: permitted}\n");
    size_t count = 0;
    const struct sluice_class_model *array = sluice_models_array(models, &count);
    static const enum sluice_construct constructs[] = {
        SLUICE_CONSTRUCT_INTERFACE, SLUICE_CONSTRUCT_INTERFACE, SLUICE_CONSTRUCT_ABSTRACT,
        SLUICE_CONSTRUCT_ATOMIC,    SLUICE_CONSTRUCT_ENUM,      SLUICE_CONSTRUCT_NOT_SERIALIZABLE,
        SLUICE_CONSTRUCT_ABSENT,    SLUICE_CONSTRUCT_DENIED,    SLUICE_CONSTRUCT_STATELESS,
        SLUICE_CONSTRUCT_PERMITTED,
    };
    assert_int_equal(count, COUNT(constructs));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(array[i].construct, constructs[i]);
    }
    assert_true(array[2].has_suid);
    assert_true(array[2].suid == -5);
    assert_string_equal(array[3].parent, "a.P");
    assert_true(array[3].suid == INT64_MAX);
    assert_true(array[3].is_mutable);
    assert_int_equal(array[3].interface_count, 2);
    assert_string_equal(array[3].interfaces[0], "a.J");
    assert_false(array[7].has_suid);
    assert_int_equal(array[4].constant_count, 2);
    assert_string_equal(array[4].constants[1], "B");
    assert_int_equal(array[8].resolve, SLUICE_RESOLVE_REFUSE);
    assert_non_null(sluice_models_policy(models));
    sluice_models_free(models);
}

static void test_fields(void **state)
{
    (void)state;
    struct sluice_models *models = load_good(
        "classes:\n"
        "  - {name: a.A, construct: atomic, fields: {i: I, s: Ljava/lang/String;, a: \"[[J\"}}\n"
        "  - name: a.B\n"
        "    construct: atomic\n"
        "    fields:\n"
        "      - {name: i, type: I, default: -3}\n"
        "      - {name: c, type: C, default: 0xFFFF}\n"
        "      - {name: z, type: Z, default: true}\n"
        "      - {name: d, type: D, default: -.inf}\n"
        "      - {name: f, type: F, default: 1.5}\n"
        "      - {name: o, type: Ljava/lang/Object;, default: null, shared: true}\n"
        "      - {name: r, type: \"[B\", required: true}\n"
        "    resolve: {field: o}\n");
    const struct sluice_class_model *a = find(models, "a.A");
    assert_int_equal(a->field_count, 3);
    assert_string_equal(a->fields[0].name, "i");
    assert_string_equal(a->fields[1].signature, "Ljava/lang/String;");
    assert_string_equal(a->fields[2].signature, "[[J");
    assert_false(a->fields[0].required);
    assert_true(a->fields[0].default_integer == 0);
    const struct sluice_class_model *b = find(models, "a.B");
    assert_int_equal(b->field_count, 7);
    assert_true(b->fields[0].default_integer == -3);
    assert_true(b->fields[1].default_integer == 0xFFFF);
    assert_true(b->fields[2].default_integer == 1);
    assert_true(isinf(b->fields[3].default_floating) != 0);
    assert_true(b->fields[4].default_floating > 1.4 && b->fields[4].default_floating < 1.6);
    assert_true(b->fields[5].shared);
    assert_false(b->fields[5].required);
    assert_true(b->fields[6].required);
    assert_int_equal(b->resolve, SLUICE_RESOLVE_FIELD);
    assert_string_equal(b->resolve_field, "o");
    sluice_models_free(models);
}

static void test_layout(void **state)
{
    (void)state;
    struct sluice_models *models = load_good("classes:\n"
                                             "  - name: a.A\n"
                                             "    construct: atomic\n"
                                             "    form: external\n"
                                             "    layout: [{int: size}, {objects: items, count: "
                                             "size}, {utf: s}, {object: o},\n"
                                             "             {long: null}, {boolean: z}, {pairs: "
                                             "rest}]\n"
                                             "  - {name: a.B, construct: atomic, form: data, "
                                             "layout: []}\n"
                                             "  - {name: a.C, construct: atomic, form: both, "
                                             "fields: {x: I}, layout: [{byte: y}]}\n");
    static const struct {
        enum sluice_layout_kind kind;
        char type;
        const char *name;
        const char *count;
    } pieces[] = {
        {SLUICE_LAYOUT_PRIMITIVE, 'I', "size", NULL},
        {SLUICE_LAYOUT_OBJECTS, 0, "items", "size"},
        {SLUICE_LAYOUT_UTF, 0, "s", NULL},
        {SLUICE_LAYOUT_OBJECT, 0, "o", NULL},
        {SLUICE_LAYOUT_PRIMITIVE, 'J', NULL, NULL},
        {SLUICE_LAYOUT_PRIMITIVE, 'Z', "z", NULL},
        {SLUICE_LAYOUT_PAIRS, 0, "rest", NULL},
    };
    const struct sluice_class_model *a = find(models, "a.A");
    assert_int_equal(a->form, SLUICE_FORM_EXTERNAL);
    assert_int_equal(a->layout_count, COUNT(pieces));
    for (size_t i = 0; i < COUNT(pieces); i++) {
        assert_int_equal(a->layout[i].kind, pieces[i].kind);
        assert_int_equal(a->layout[i].type, pieces[i].type);
        if (pieces[i].name == NULL) {
            assert_null(a->layout[i].name);
        } else {
            assert_string_equal(a->layout[i].name, pieces[i].name);
        }
        if (pieces[i].count == NULL) {
            assert_null(a->layout[i].count);
        } else {
            assert_string_equal(a->layout[i].count, pieces[i].count);
        }
    }
    assert_int_equal(find(models, "a.B")->form, SLUICE_FORM_DATA);
    assert_int_equal(find(models, "a.B")->layout_count, 0);
    assert_int_equal(find(models, "a.C")->form, SLUICE_FORM_BOTH);
    sluice_models_free(models);
}

static const char checks[] =
    "use: [collections, dates]\n"
    "classes:\n"
    "  - {name: a.P, construct: abstract, fields: {base: I}}\n"
    "  - name: a.A\n"
    "    construct: atomic\n"
    "    parent: a.P\n"
    "    form: both\n"
    "    fields: {start: Ljava/util/Date;, end: Ljava/util/Date;, n: I,\n"
    "             mode: Ljava/lang/String;, o: Ljava/lang/Object;,\n"
    "             list: Ljava/util/ArrayList;, anyList: Ljava/util/List;}\n"
    "    layout: [{int: k}, {objects: items, count: k}, {pairs: entries}]\n"
    "    check:\n"
    "      - not-null: [start, end]\n"
    "      - not-null: mode\n"
    "      - range: {field: n, max: 1.5}\n"
    "      - relation: start.time <= end.time\n"
    "      - relation: size(items)!=-2e3\n"
    "      - relation: [base > n, o.deep.path == n]\n"
    "      - type: {field: o, is: [java.util.Date, \"[I\"]}\n"
    "      - elements: {field: items, is: [java.lang.String], allow-null: true}\n"
    "      - keys: {field: entries, is: [java.util.Date]}\n"
    "      - values: {field: entries, is: [java.lang.Object], allow-null: false}\n"
    "      - size: {field: items, min: 1, max: 10}\n"
    "      - one-of: {field: mode, values: [r, \"1\"]}\n"
    "      - one-of: {field: n, values: [-1, 0x10]}\n"
    "      - no-duplicates: [items, list.elements]\n"
    "      - elements: {field: anyList.elements, is: [java.lang.String]}\n";

static void test_checks(void **state)
{
    (void)state;
    struct sluice_models *models = load_good(checks);
    const struct sluice_class_model *a = find(models, "a.A");
    static const enum sluice_invariant_kind kinds[] = {
        SLUICE_INVARIANT_NOT_NULL,      SLUICE_INVARIANT_NOT_NULL,
        SLUICE_INVARIANT_NOT_NULL,      SLUICE_INVARIANT_RANGE,
        SLUICE_INVARIANT_RELATION,      SLUICE_INVARIANT_RELATION,
        SLUICE_INVARIANT_RELATION,      SLUICE_INVARIANT_RELATION,
        SLUICE_INVARIANT_TYPE,          SLUICE_INVARIANT_ELEMENT_TYPE,
        SLUICE_INVARIANT_KEY_TYPE,      SLUICE_INVARIANT_VALUE_TYPE,
        SLUICE_INVARIANT_SIZE,          SLUICE_INVARIANT_ONE_OF,
        SLUICE_INVARIANT_ONE_OF,        SLUICE_INVARIANT_NO_DUPLICATES,
        SLUICE_INVARIANT_NO_DUPLICATES, SLUICE_INVARIANT_ELEMENT_TYPE,
    };
    assert_int_equal(a->invariant_count, COUNT(kinds));
    for (size_t i = 0; i < COUNT(kinds); i++) {
        assert_int_equal(a->invariants[i].kind, kinds[i]);
    }
    const struct sluice_invariant *check = a->invariants;
    assert_string_equal(check[1].field, "end");
    assert_string_equal(check[2].field, "mode");
    assert_true(isinf(check[3].minimum) && check[3].minimum < 0);
    assert_true(check[3].maximum > 1.4 && check[3].maximum < 1.6);
    assert_int_equal(check[4].relation, SLUICE_LESS_EQUAL);
    assert_int_equal(check[4].left.kind, SLUICE_OPERAND_FIELD);
    assert_string_equal(check[4].left.field, "start.time");
    assert_string_equal(check[4].right.field, "end.time");
    assert_int_equal(check[5].relation, SLUICE_NOT_EQUAL);
    assert_int_equal(check[5].left.kind, SLUICE_OPERAND_SIZE);
    assert_string_equal(check[5].left.field, "items");
    assert_int_equal(check[5].right.kind, SLUICE_OPERAND_CONSTANT);
    assert_true(check[5].right.constant < -1999 && check[5].right.constant > -2001);
    assert_int_equal(check[6].relation, SLUICE_GREATER);
    assert_string_equal(check[6].left.field, "base");
    assert_int_equal(check[7].relation, SLUICE_EQUAL);
    assert_string_equal(check[7].left.field, "o.deep.path");
    assert_int_equal(check[8].name_count, 2);
    assert_string_equal(check[8].names[1], "[I");
    assert_true(check[9].allow_null);
    assert_false(check[10].allow_null);
    assert_false(check[11].allow_null);
    assert_true(check[12].minimum > 0 && check[12].maximum < 11);
    assert_int_equal(check[13].name_count, 2);
    assert_string_equal(check[13].names[1], "1");
    assert_int_equal(check[14].number_count, 2);
    assert_true(check[14].numbers[0] == -1 && check[14].numbers[1] == 16);
    sluice_models_free(models);
}

static const char containers[] =
    "use: [collections]\n"
    "classes:\n"
    "  - name: a.Set\n"
    "    construct: atomic\n"
    "    equality: fields\n"
    "    container: {kind: sorted-set, items: list, item-count: n, comparator: order}\n"
    "    form: both\n"
    "    fields:\n"
    "      - {name: n, type: I}\n"
    "      - {name: order, type: Ljava/util/Comparator;, self-is-null: true}\n"
    "    layout: [{objects: list, until-null: true}, {pairs: rest, until-null: true}]\n"
    "    check:\n"
    "      - ascending: {field: list, comparator: order}\n"
    "      - heap-order: [list, rest]\n"
    "      - when: {n: 3}\n"
    "        no-duplicates: [list, {field: rest, by: identity, in-pairs: true}]\n"
    "  - {name: a.Same, construct: atomic, equality: identity}\n"
    "  - {name: a.Empty, construct: stateless, container: {kind: other}}\n";

static void test_containers(void **state)
{
    (void)state;
    struct sluice_models *models = load_good(containers);
    const struct sluice_class_model *set = find(models, "a.Set");
    assert_int_equal(set->equality, SLUICE_EQUAL_FIELDS);
    assert_int_equal(set->container, SLUICE_CONTAINER_SORTED_SET);
    assert_string_equal(set->items, "list");
    assert_string_equal(set->item_count, "n");
    assert_string_equal(set->comparator, "order");
    assert_false(set->fields[0].self_is_null);
    assert_true(set->fields[1].self_is_null);
    assert_true(set->layout[0].until_null && set->layout[1].until_null);
    assert_int_equal(set->invariant_count, 5);
    const struct sluice_invariant *check = set->invariants;
    assert_int_equal(check[0].kind, SLUICE_INVARIANT_ASCENDING);
    assert_string_equal(check[0].comparator, "order");
    assert_null(check[0].when);
    assert_int_equal(check[2].kind, SLUICE_INVARIANT_HEAP_ORDER);
    assert_string_equal(check[2].field, "rest");
    assert_null(check[2].comparator);
    assert_int_equal(check[3].kind, SLUICE_INVARIANT_NO_DUPLICATES);
    assert_false(check[3].by_identity || check[3].in_pairs);
    assert_true(check[4].by_identity && check[4].in_pairs);
    for (size_t i = 3; i < 5; i++) {
        assert_string_equal(check[i].when, "n");
        assert_int_equal(check[i].when_is, 3);
    }
    assert_int_equal(find(models, "a.Same")->equality, SLUICE_EQUAL_IDENTITY);
    assert_int_equal(find(models, "a.Empty")->container, SLUICE_CONTAINER_OTHER);
    sluice_models_free(models);
}

/* --- groups ----------------------------------------------------------------------------------- */

static const char overriding[] =
    "use: [boxes, collections]\n"
    "classes:\n"
    "  - {name: java.util.LinkedList, construct: denied, fields: {mine: I}}\n"
    "  - {name: a.A, construct: atomic, parent: java.lang.Number,\n"
    "     fields: {list: Ljava/util/ArrayList;}, check: [{no-duplicates: list.elements}]}\n";

/* Groups give classes that a source may name; a source's own model of one of them wins. */
static void test_groups(void **state)
{
    (void)state;
    struct sluice_models *models = load_good(overriding);
    assert_int_equal(find(models, "java.util.LinkedList")->construct, SLUICE_CONSTRUCT_DENIED);
    assert_string_equal(find(models, "java.util.LinkedList")->fields[0].name, "mine");
    assert_int_equal(find(models, "java.util.ArrayList")->construct, SLUICE_CONSTRUCT_ATOMIC);
    assert_int_equal(find(models, "java.lang.Integer")->construct, SLUICE_CONSTRUCT_ATOMIC);
    size_t count = 0;
    const struct sluice_class_model *array = sluice_models_array(models, &count);
    for (size_t i = 0; i < count; i++) {
        assert_string_not_equal(array[i].name, "java.math.BigInteger");
    }
    assert_string_equal(array[0].name, "java.util.LinkedList"); /* sources come first */
    sluice_models_free(models);
}

/* A file wins over a group of its name. */
static void test_file_before_group(void **state)
{
    (void)state;
    struct sluice_yaml_error error = {0};
    struct sluice_models *models = sluice_models_new("tests");
    assert_true(sluice_models_add_file(models, "tests/uses-text.yaml", &error));
    assert_true(sluice_models_finish(models, &error));
    size_t count = 0;
    assert_string_equal(sluice_models_array(models, &count)->name, "a.Text");
    assert_int_equal(count, 1);
    sluice_models_free(models);
}

/* --- bad -------------------------------------------------------------------------------------- */

struct bad {
    const char *text; /* of the list under `classes`, from line 2 on */
    const char *error;
};

static void assert_bad(const struct bad *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char text[1024];
        char message[SLUICE_YAML_ERROR_TEXT];
        struct sluice_models *models = NULL;
        struct sluice_yaml_error error = {0};
        (void)snprintf(text, sizeof(text), "classes:\n%s\n", table[i].text);
        bool good = load(text, &models, &error);
        assert_false(good);
        assert_string_equal(sluice_yaml_error_text(&error, message), table[i].error);
        sluice_models_free(models);
    }
}

static void test_bad_heads(void **state)
{
    static const struct bad table[] = {
        {"  name: x",
         "t:2:3: expected a list of class models, as in [{name: a.B, construct: atomic}], found a map"},
        {"- x",
         "t:2:3: expected a map with the keys name, construct, form, suid, parent, implements, mutable, fields, layout, check, resolve, constants, equality, container, code, careless, found \"x\""},
        {"- {construct: atomic}",
         "t:2:3: the key \"name\" is missing here; add it, as in name: org.example.Period"},
        {"- {name: a.A}",
         "t:2:3: the key \"construct\" is missing here; add it, as in construct: atomic"},
        {"- {name: a.A, construct: atomic, suidd: 1}",
         "t:2:34: unknown key \"suidd\"; did you mean suid?"},
        {"- {name: a.A, construct: atomc}",
         "t:2:26: unknown construct \"atomc\"; did you mean atomic? Allowed: denied, atomic, "
         "stateless, permitted, enum, interface, abstract, not-serializable, absent"},
        {"- {name: a.A, construct: [x]}",
         "t:2:26: expected one construct of: denied, atomic, stateless, permitted, enum, interface, abstract, not-serializable, absent, found a list"},
        {"- {name: a/A, construct: atomic}", "t:2:10: a class name has dots, not slashes: "
                                             "java.util.Date, java.util.Map$Entry"},
        {"- {name: \"[I\", construct: atomic}",
         "t:2:10: expected the name of a class such as java.util.Date, no array"},
        {"- {name: a..A, construct: atomic}",
         "t:2:10: expected the name of a class such as java.util.Date, no array"},
        {"- {name: \"\", construct: atomic}",
         "t:2:10: expected the name of a class such as java.util.Date, no array"},
        {"- {name: null, construct: atomic}",
         "t:2:10: expected a text (in quotes if it reads null), found null"},
        {"- {name: a.A, construct: atomic, suid: 1.5}",
         "t:2:40: expected a whole number such as 12 or 0x7E0000, found \"1.5\""},
        {"- {name: a.A, construct: atomic, suid: 9223372036854775808}",
         "t:2:40: 9223372036854775808 is out of range: -9223372036854775808 to "
         "9223372036854775807 are allowed"},
        {"- {name: a.A, construct: atomic, mutable: yes}",
         "t:2:43: expected true or false, found \"yes\""},
        {"- {name: a.A, construct: interface, fields: {x: I}}",
         "t:2:37: a class with construct: interface has no fields; remove it or choose another "
         "construct"},
        {"- {name: a.A, construct: atomic, constants: [X]}",
         "t:2:34: a class with construct: atomic has no constants; remove it or choose another "
         "construct"},
        {"- {name: a.A, construct: enum}",
         "t:2:3: the key \"constants\" is missing here; add it, as in constants: [READ, WRITE]"},
        {"- {name: a.A, construct: enum, constants: []}",
         "t:2:43: an enum needs at least one constant, as in [READ, WRITE]"},
        {"- {name: a.A, construct: enum, constants: [X, Y, X]}",
         "t:2:50: \"X\" stands twice in this list; keep one"},
        {"- {name: a.A, construct: atomic, form: field}",
         "t:2:40: unknown form \"field\"; did you mean fields? Allowed: fields, data, both, "
         "external"},
        {"- {name: a.A, construct: atomic, form: data}",
         "t:2:3: form: data needs a layout ([] when nothing is written)"},
        {"- {name: a.A, construct: atomic, layout: []}",
         "t:2:34: a layout needs form: both (after the fields), data (without fields) or external; add it"},
        {"- {name: a.A, construct: atomic, form: external, layout: [], fields: {x: I}}",
         "t:2:62: form: external has no fields; describe its data in layout"},
    };
    (void)state;
    assert_bad(table, COUNT(table));
}

#define CONTAINER(text)                                                                                \
    "- {name: a.A, construct: atomic, fields: {n: I, a: \"[Ljava/lang/String;\"},\n  container: " text \
    "}"

static void test_bad_containers(void **state)
{
    static const struct bad table[] = {
        {CONTAINER("list"),
         "t:3:14: expected a map with the keys kind, items, item-count, comparator, found \"list\""},
        {CONTAINER("{items: a}"),
         "t:3:14: the key \"kind\" is missing here; add it, as in kind: list"},
        {CONTAINER("{kind: bag, items: a}"),
         "t:3:21: unknown kind \"bag\"; allowed: none, list, set, map, linked-set, linked-map, "
         "sorted-set, sorted-map, other"},
        {CONTAINER("{kind: list}"),
         "t:3:14: say where its elements stand, as in items: elementData"},
        {CONTAINER("{kind: list, items: bag}"), "t:3:34: a.A has no field \"bag\"; it has: n, a"},
        {CONTAINER("{kind: list, items: n}"),
         "t:3:34: n is not a list, an array or an object; here are: a"},
        {CONTAINER("{kind: list, items: a, item-count: a}"),
         "t:3:49: a is not a number; here are: n"},
        {CONTAINER("{kind: list, items: a, comparator: n}"),
         "t:3:49: n is not an object; here are: a"},
        {"- {name: a.A, construct: atomic, equality: deep}",
         "t:2:44: unknown equality \"deep\"; allowed: identity, fields"},
    };
    (void)state;
    assert_bad(table, COUNT(table));
}

#define FIELDS(text) "- {name: a.A, construct: atomic, fields: " text "}"

static void test_bad_fields(void **state)
{
    static const struct bad table[] = {
        {FIELDS("x"),
         "t:2:42: expected fields as a map, as in {start: I}, or a list, as in [{name: start, type: I}], found \"x\""},
        {FIELDS("{x: int}"), "t:2:46: \"int\" is no type as in a stream; write \"I\""},
        {FIELDS("{x: java.util.Date}"),
         "t:2:46: \"java.util.Date\" is no type as in a stream; write \"Ljava/util/Date;\""},
        {FIELDS("{x: \"boolean[][]\"}"),
         "t:2:46: \"boolean[][]\" is no type as in a stream; write \"[[Z\""},
        {FIELDS("{x: Ljava/util/Date}"),
         "t:2:46: \"Ljava/util/Date\" is no type as in a stream; write \"Ljava/util/Date;\""},
        {FIELDS("{x: \"L;\"}"), "t:2:46: \"L;\" is no type; write one of B C D F I J S Z, "
                                "\"Ljava/util/Date;\", or either after ["},
        {FIELDS("{x: \"[\"}"), "t:2:46: \"[\" is no type; write one of B C D F I J S Z, "
                               "\"Ljava/util/Date;\", or either after ["},
        {FIELDS("{x: {type: I}}"),
         "t:2:46: expected a type; fields with more than a type are written as a list: - {name: "
         "..., type: ..., required: true}"},
        {FIELDS("{x: null}"), "t:2:46: expected a text (in quotes if it reads null), found null"},
        {FIELDS("[{name: x}]"),
         "t:2:43: the key \"type\" is missing here; add it, as in type: Ljava/util/Date;"},
        {FIELDS("[{name: x, type: I, kind: 3}]"),
         "t:2:62: unknown key \"kind\"; allowed: name, type, required, shared, default, "
         "self-is-null, holds, of"},
        {FIELDS("[{name: x, type: I}, {name: x, type: J}]"),
         "t:2:70: the name \"x\" is already taken in this class: choose another"},
        {FIELDS("[{name: x, type: I, default: 2147483648}]"),
         "t:2:71: 2147483648 is out of range: -2147483648 to 2147483647 are allowed"},
        {FIELDS("[{name: x, type: B, default: true}]"),
         "t:2:71: expected a whole number such as 12 or 0x7E0000, found \"true\""},
        {FIELDS("[{name: x, type: Z, default: 1}]"), "t:2:71: expected true or false, found \"1\""},
        {FIELDS("[{name: x, type: Ljava/lang/String;, default: a}]"),
         "t:2:88: an object field that is not in the stream is null; it cannot have another "
         "default"},
        {FIELDS("[{name: x, type: I, default: 1, required: true}]"),
         "t:2:62: a required field has no default; remove one of the two"},
        {FIELDS("[{name: x, type: I, self-is-null: true}]"),
         "t:2:76: a number refers to no object; remove self-is-null"},
        {FIELDS("[{name: x, type: I, required: 1}]"),
         "t:2:72: expected true or false, found \"1\""},
    };
    (void)state;
    assert_bad(table, COUNT(table));
}

#define LAYOUT(text) "- {name: a.A, construct: atomic, form: data, layout: " text "}"

static void test_bad_layouts(void **state)
{
    static const struct bad table[] = {
        {LAYOUT("{int: x}"), "t:2:54: expected a list of pieces such as {int: size}, found a map"},
        {LAYOUT("[{integer: x}]"),
         "t:2:56: unknown key \"integer\"; allowed: byte, char, double, float, int, long, short, "
         "boolean, utf, object, objects, pairs, count, until-null, shared, holds, "
         "of, same-as"},
        {LAYOUT("[{int: x, long: y}]"),
         "t:2:64: one piece has one type; write the next piece as an item of its own"},
        {LAYOUT("[{}]"), "t:2:55: a piece needs a type and a name, for example {int: size}"},
        {LAYOUT("[{int: x}, {utf: x}]"),
         "t:2:71: the name \"x\" is already taken in this class: choose another"},
        {LAYOUT("[{objects: x, count: n}]"),
         "t:2:75: no piece before this one is called \"n\"; add {int: n}"},
        {LAYOUT("[{long: n}, {objects: x, count: n}]"),
         "t:2:86: a count is a piece of type int: declare {int: n} before this one"},
        {LAYOUT("[{int: n}, {int: x, count: n}]"),
         "t:2:74: only objects and pairs are counted: take count away, as in {int: size}"},
        {LAYOUT("[{objects: x}, {int: n}]"),
         "t:2:55: without a count this takes all that follows, so it must be the last piece: move it to the end, or add count"},
        {LAYOUT("[{int: n}, {objects: x, count: n, until-null: true}]"),
         "t:2:88: only objects and pairs without a count end before a null: take until-null away"},
        {LAYOUT("[{utf: x, shared: true}]"),
         "t:2:64: only a single object is kept by its class; remove shared"},
        {LAYOUT("[{utf: x, until-null: true}]"),
         "t:2:64: only objects and pairs without a count end before a null: take until-null away"},
        {LAYOUT("[{int: [x]}]"),
         "t:2:61: expected a text (in quotes if it reads null), found a list"},
    };
    (void)state;
    assert_bad(table, COUNT(table));
}

#define CHECK(text)                                                                                                 \
    "- {name: a.N, construct: atomic, form: both, fields: {n: I, s: Ljava/lang/String;, m: "                        \
    "La/N;, a: \"[I\"}, layout: [{boolean: z}, {int: k}, {objects: list, count: k}, {pairs: map}],\n  check: " text \
    "}"

static void test_bad_checks(void **state)
{
    static const struct bad table[] = {
        {CHECK("{not-null: s}"),
         "t:3:10: expected a list of checks, as in [not-null: start], found a map"},
        {CHECK("[not-null]"),
         "t:3:11: expected a map with the keys not-null, range, relation, type, elements, keys, values, size, one-of, no-duplicates, ascending, heap-order, when, found \"not-null\""},
        {CHECK("[{notnull: s, range: 3}]"),
         "t:3:12: unknown key \"notnull\"; did you mean not-null?"},
        {CHECK("[{not-null: s, no-duplicates: list}]"),
         "t:3:11: one check a list item, for example - not-null: [start, end]"},
        {CHECK("[{not-null: [s, mm]}]"), "t:3:26: a.N has no field \"mm\"; did you mean m?"},
        {CHECK("[{not-null: other}]"),
         "t:3:22: a.N has no field \"other\"; it has: n, s, m, a, z, k, list, map"},
        {CHECK("[{not-null: n}]"), "t:3:22: n is not an object; here are: s, m, a"},
        {CHECK("[{range: {field: s, min: 1}}]"), "t:3:27: s is not a number; here are: n, k"},
        {CHECK("[{range: {field: z, min: 1}}]"), "t:3:27: z is not a number; here are: n, k"},
        {CHECK("[{range: {min: 1}}]"),
         "t:3:19: the key \"field\" is missing here; add it, as in field: start"},
        {CHECK("[{range: {field: n}}]"), "t:3:19: give min, max or both, as in {field: n, min: 0}"},
        {CHECK("[{range: {field: n, min: 2, max: 1}}]"),
         "t:3:43: max is less than min, so that nothing would pass: exchange them"},
        {CHECK("[{range: {field: n, min: .nan}}]"),
         "t:3:35: .nan is no bound: write a number, or leave it out"},
        {CHECK("[{range: {field: n, minimum: 1}}]"),
         "t:3:30: unknown key \"minimum\"; allowed: field, min, max"},
        {CHECK("[{range: n}]"),
         "t:3:19: expected a map with the keys field, min, max, found \"n\""},
        {CHECK("[{size: {field: n, max: 3}}]"),
         "t:3:26: n is not a string, an array, a list or made of pairs; here are: s, a, list, map"},
        {CHECK("[{type: {field: m, is: [a.M]}}]"),
         "t:3:34: the class \"a.M\" is not declared; did you mean a.N?"},
        {CHECK("[{type: {field: m, is: [java.util.Dictionary]}}]"),
         "t:3:34: the class \"java.util.Dictionary\" is not declared; declare it under classes, or "
         "add the file or group that does under use"},
        {CHECK("[{type: {field: m, is: []}}]"), "t:3:33: an empty list allows nothing; for any "
                                                "object write [java.lang.Object]"},
        {CHECK("[{type: {field: m, is: a.N}}]"),
         "t:3:33: expected a list of classes, as in [java.util.Date], found \"a.N\""},
        {CHECK("[{elements: {field: a, is: [a.N]}}]"),
         "t:3:30: a is not an array or a list of objects; here are: list"},
        {CHECK("[{keys: {field: list, is: [a.N]}}]"),
         "t:3:26: list is not made of pairs; here are: map"},
        {CHECK("[{no-duplicates: n}]"),
         "t:3:27: n is not an array, a list or made of pairs; here are: a, list, map"},
        {CHECK("[{ascending: n}]"),
         "t:3:23: n is not an array, a list or made of pairs; here are: a, list, map"},
        {CHECK("[{ascending: {field: list, by: identity}}]"),
         "t:3:37: unknown key \"by\"; allowed: field, in-pairs, comparator"},
        {CHECK("[{heap-order: {field: list, comparator: k}}]"),
         "t:3:50: k is not an object; here are: s, m, a"},
        {CHECK("[{no-duplicates: {field: list, by: name}}]"),
         "t:3:45: unknown by \"name\"; allowed: equality, identity"},
        {CHECK("[{no-duplicates: {field: list, in-pairs: 1}}]"),
         "t:3:51: expected true or false, found \"1\""},
        {CHECK("[{when: {n: 1}}]"),
         "t:3:11: one check a list item, for example - not-null: [start, end]"},
        {CHECK("[{not-null: s, when: n}]"),
         "t:3:31: expected a condition such as {tag: 2}, found \"n\""},
        {CHECK("[{not-null: s, when: {}}]"), "t:3:31: one condition, such as {tag: 2}"},
        {CHECK("[{not-null: s, when: {s: 1}}]"), "t:3:32: s is not a whole number; here are: n, k"},
        {CHECK("[{not-null: s, when: {n: x}}]"),
         "t:3:35: expected a whole number such as 12 or 0x7E0000, found \"x\""},
        {CHECK("[{one-of: {field: n, values: [a, b]}}]"),
         "t:3:39: n is a number; list whole numbers without quotes"},
        {CHECK("[{one-of: {field: s, values: [1, 2]}}]"),
         "t:3:39: s is not a number; quote the values if texts are meant"},
        {CHECK("[{one-of: {field: n, values: [1, b]}}]"),
         "t:3:43: this list begins with a number, so all of it must be whole numbers; quote the "
         "numbers if texts are meant"},
        {CHECK("[{one-of: {field: n, values: []}}]"),
         "t:3:39: an empty list allows nothing: write the values that are allowed"},
        {CHECK("[{relation: n}]"), "t:3:22: expected two operands with one of < <= == != >= > "
                                   "between them, such as start.time <= end.time"},
        {CHECK("[{relation: n = 3}]"), "t:3:22: expected two operands with one of < <= == != >= > "
                                       "between them, such as start.time <= end.time"},
        {CHECK("[{relation: 1 < n < 3}]"), "t:3:22: expected two operands with one of < <= == != "
                                           ">= > between them, such as start.time <= end.time"},
        {CHECK("[{relation: n < }]"), "t:3:22: expected two operands with one of < <= == != >= > "
                                      "between them, such as start.time <= end.time"},
        {CHECK("[{relation: n < q}]"), "t:3:22: a.N has no field \"q\"; did you mean n?"},
        {CHECK("[{relation: n < n + 1}]"), "t:3:22: \"n + 1\" is no operand; write a field, a "
                                           "dotted path, size(field) or a number"},
        {CHECK("[{relation: n < m..n}]"),
         "t:3:22: \"m..n\" is no field; write a name, or a path such as start.time"},
        {CHECK("[{relation: m.n < m.m.q}]"), "t:3:22: a.N has no field \"q\"; did you mean n?"},
        {CHECK("[{relation: n.x < 3}]"), "t:3:22: n is not an object: nothing follows its dot"},
        {CHECK("[{relation: m < 3}]"), "t:3:22: m has no order; relations compare numbers: name "
                                       "one inside it (start.time), or its size"},
        {CHECK("[{size: {field: m, max: 3}}]"),
         "t:3:26: m is not a string, an array, a list or made of pairs; here are: s, a, list, map"},
        {CHECK("[{elements: {field: m.s, is: [a.N]}}]"),
         "t:3:30: m.s is not an array or a list of objects; here are: list"},
        {CHECK("[{range: {field: m.m.q, min: 3}}]"),
         "t:3:27: a.N has no field \"q\"; did you mean n?"},
        {CHECK("[{not-null: m.}]"),
         "t:3:22: \"m.\" is no field; write a name, or a path such as start.time"},
        {CHECK("[{not-null: \"\"}]"),
         "t:3:22: \"\" is no field; write a name, or a path such as start.time"},
        {CHECK("[]\n  , resolve: {field: m.m}"),
         "t:4:22: readResolve returns a field of the class itself: write a name without dots"},
        {CHECK("[{relation: size(n) < 3}]"),
         "t:3:22: n has no size; size() takes strings, arrays, lists and pairs: name one inside it (list.elements)"},
        {CHECK("[]\n  , resolve: reject"), "t:4:14: unknown resolve \"reject\"; allowed: refuse"},
        {CHECK("[]\n  , resolve: {field: n}"), "t:4:22: n is not an object; here are: s, m, a"},
        {CHECK("[]\n  , resolve: [n]"),
         "t:4:14: expected resolve: refuse, or resolve: {field: name}"},
    };
    (void)state;
    assert_bad(table, COUNT(table));
}

static void test_bad_links(void **state)
{
    static const struct bad table[] = {
        {"- {name: a.A, construct: atomic}\n- {name: a.B, construct: atomic}\n"
         "- {name: a.A, construct: absent}",
         "t:4:10: the class a.A is already declared at t:2:10; keep one"},
        {"- {name: a.A, construct: atomic, parent: a.B}",
         "t:2:42: the parent \"a.B\" is not declared; did you mean a.A?"},
        {"- {name: a.A, construct: atomic, parent: other.C}",
         "t:2:42: the parent \"other.C\" is not declared; declare it under classes, or add the file "
         "or group that does under use"},
        {"- {name: a.A, construct: atomic, parent: a.I}\n- {name: a.I, construct: interface}",
         "t:2:42: a parent is a class; an enum, an interface or an absent class cannot be one: an interface stands under implements"},
        {"- {name: a.A, construct: atomic, implements: [a.C]}\n- {name: a.C, construct: atomic}",
         "t:2:47: not an interface: it is declared with another construct; write it as parent, or declare it with construct: interface"},
        {"- {name: a.A, construct: atomic, implements: [b.II]}",
         "t:2:47: the interface \"b.II\" is not declared; declare it under classes, or add the file "
         "or group that does under use"},
        {"- {name: a.A, construct: atomic, parent: a.A}",
         "t:2:42: the class a.A is among its own ancestors: give one of them another parent, or none"},
        {"- {name: a.A, construct: atomic, parent: a.B}\n"
         "- {name: a.B, construct: atomic, parent: a.C}\n"
         "- {name: a.C, construct: atomic, parent: a.B}",
         "t:3:42: the class a.B is among its own ancestors: give one of them another parent, or none"},
    };
    (void)state;
    assert_bad(table, COUNT(table));
}

/* --- sources ---------------------------------------------------------------------------------- */

static void assert_file_error(const char *path, const char *expected)
{
    char message[SLUICE_YAML_ERROR_TEXT];
    struct sluice_yaml_error error = {0};
    struct sluice_models *models = sluice_models_new(NULL);
    assert_false(sluice_models_add_file(models, path, &error) &&
                 sluice_models_finish(models, &error));
    assert_string_equal(sluice_yaml_error_text(&error, message), expected);
    sluice_models_free(models);
}

#define GROUPS                                                                                     \
    "interfaces, boxes, text, math, dates, time, values, net, collections, immutable, "            \
    "concurrent, throwables"

static void test_bad_files(void **state)
{
    (void)state;
    assert_file_error("no-such.yaml", "no-such.yaml: no such file");
    assert_file_error("tests", "tests: is a directory; name a YAML file in it");
    assert_file_error("/dev/zero", "/dev/zero: not a regular file; to read from a pipe, give - and "
                                   "redirect it");
    assert_file_error(
        "tests/list.yaml",
        "tests/list.yaml:1:1: expected a map with the keys use, classes, found a list");
    assert_file_error("tests/uses-missing.yaml",
                      "tests/uses-missing.yaml:2:7: no model file tests/no-such.yaml, and no group "
                      "of this name; groups are all, " GROUPS);
    assert_file_error("tests/uses-path.yaml",
                      "tests/uses-path.yaml:2:7: expected the name of a group such as collections, "
                      "or of a model file without its folder");
    assert_file_error("tests/redeclares.yaml",
                      "tests/loop-a.yaml:4:11: the class a.A is already declared at "
                      "tests/redeclares.yaml:4:11; keep one");
}

static void test_missing_use_names_both_places(void **state)
{
    (void)state;
    char message[SLUICE_YAML_ERROR_TEXT];
    struct sluice_models *models = NULL;
    struct sluice_yaml_error error = {0};
    assert_false(load("use: [no-such]\nclasses: []", &models, &error));
    assert_string_equal(sluice_yaml_error_text(&error, message),
                        "t:1:7: no model file no-such.yaml or ../../corpora/models/no-such.yaml, "
                        "and no group of this name; groups are all, " GROUPS);
    sluice_models_free(models);
}

/* Two files that use each other, the first given by two names: each is read once. */
static void test_files_that_use_each_other(void **state)
{
    (void)state;
    struct sluice_yaml_error error = {0};
    struct sluice_models *models = sluice_models_new(NULL);
    assert_true(sluice_models_add_file(models, "tests/loop-a.yaml", &error));
    assert_true(sluice_models_add_file(models, "tests/../tests/loop-a.yaml", &error));
    assert_true(sluice_models_finish(models, &error));
    size_t count = 0;
    const struct sluice_class_model *array = sluice_models_array(models, &count);
    assert_int_equal(count, 2);
    assert_string_equal(array[0].name, "a.A");
    assert_string_equal(array[1].name, "a.B");
    sluice_models_free(models);
}

static void test_empty_set(void **state)
{
    (void)state;
    struct sluice_yaml_error error = {0};
    struct sluice_models *models = sluice_models_new(NULL);
    assert_true(sluice_models_finish(models, &error));
    size_t count = 1;
    (void)sluice_models_array(models, &count);
    assert_int_equal(count, 0);
    assert_non_null(sluice_models_policy(models));
    sluice_models_free(models);
    sluice_models_free(NULL);
}

/* An interface model lists all above it, those that are above each other in a circle too. */
static void test_interfaces_spread(void **state)
{
    (void)state;
    struct sluice_models *models = load_good(
        "classes:\n"
        "  - {name: a.A, construct: interface, implements: [a.B, a.C]}\n"
        "  - {name: a.B, construct: interface, implements: [a.D]}\n"
        "  - {name: a.C, construct: interface, implements: [java.lang.Comparable]}\n"
        "  - {name: a.D, construct: interface, implements: [a.E, a.C]}\n"
        "  - {name: a.E, construct: interface, implements: [a.A]}\n");
    static const char *const names[] = {"a.B", "a.C", "a.D", "java.lang.Comparable", "a.E", "a.A"};
    const struct sluice_class_model *a = find(models, "a.A");
    assert_int_equal(a->interface_count, COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_string_equal(a->interfaces[i], names[i]);
    }
    assert_int_equal(find(models, "a.C")->interface_count, 1);
    sluice_models_free(models);
}

/* A chain of interfaces that is too long is refused, at its first link that is. */
static void test_too_many_interfaces(void **state)
{
    enum { CLASSES = 257, ROOM = 80 };
    (void)state;
    char text[CLASSES * ROOM];
    char message[SLUICE_YAML_ERROR_TEXT];
    struct sluice_yaml_error error = {0};
    struct sluice_models *models = NULL;
    size_t used = (size_t)snprintf(text, ROOM, "classes:\n- {name: i0, construct: interface}\n");
    for (int i = 1; i < CLASSES; i++) {
        used += (size_t)snprintf(text + used, ROOM,
                                 "- {name: i%d, construct: interface, implements: [i%d]}\n", i,
                                 i - 1);
    }
    assert_false(load(text, &models, &error));
    assert_string_equal(sluice_yaml_error_text(&error, message),
                        "t:258:3: more than 255 interfaces above this one: take some away");
    sluice_models_free(models);
}

/* A long chain of parents is walked once, not once for each of its classes. */
static void test_long_chain(void **state)
{
    enum { CLASSES = 5000, ROOM = 64 };
    (void)state;
    char *text = malloc((size_t)CLASSES * ROOM + ROOM);
    assert_non_null(text);
    size_t used = (size_t)snprintf(text, ROOM, "classes:\n- {name: c0, construct: atomic}\n");
    for (int i = 1; i < CLASSES; i++) {
        used += (size_t)snprintf(text + used, ROOM,
                                 "- {name: c%d, construct: atomic, parent: c%d}\n", i, i - 1);
    }
    struct sluice_models *models = load_good(text);
    sluice_models_free(models);
    free(text);
}

static void test_corpus(void **state)
{
    (void)state;
    char path[100];
    char message[SLUICE_YAML_ERROR_TEXT];
    struct sluice_yaml_error error = {0};
    struct sluice_models *models = sluice_models_new(NULL);
    (void)snprintf(path, sizeof(path), "%s/examples.yaml", directory);
    if (!sluice_models_add_file(models, path, &error) || !sluice_models_finish(models, &error)) {
        fail_msg("%s", sluice_yaml_error_text(&error, message));
    }
    sluice_models_free(models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_checks),
        cmocka_unit_test(test_containers),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_file_before_group),
        cmocka_unit_test(test_bad_heads),
        cmocka_unit_test(test_bad_containers),
        cmocka_unit_test(test_bad_fields),
        cmocka_unit_test(test_bad_layouts),
        cmocka_unit_test(test_bad_checks),
        cmocka_unit_test(test_bad_links),
        cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_missing_use_names_both_places),
        cmocka_unit_test(test_files_that_use_each_other),
        cmocka_unit_test(test_empty_set),
        cmocka_unit_test(test_interfaces_spread),
        cmocka_unit_test(test_too_many_interfaces),
        cmocka_unit_test(test_long_chain),
        cmocka_unit_test(test_corpus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
