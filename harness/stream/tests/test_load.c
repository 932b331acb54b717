/* What the loader says about programs that cannot be loaded: place and one sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stream/tests/support.h"

static void test_items(void **state)
{
    (void)state;
    expect_error("- nul\n", "case:1:3: \"nul\" is no item; did you mean null?");
    expect_error("- null\n- {strin: x}\n", "case:2:4: \"strin\" is no item; did you mean string?");
    expect_error("- 5\n", "case:1:3: a number needs its type here, as in {int: 5}");
    expect_error("- [null]\n", "case:1:3: expected an item, found a list: a group of items is "
                               "{sequence: [...]}");
    expect_error(
        "- array: {type: \"[I\"}\n  length: 5\n",
        "case:2:3: an item is a map with one key, here array: indent length more to have it inside of that, or begin another item");
    expect_error("stream: []\n",
                 "case:1:1: expected a list of stream items, as in [{string: home}], found a map");
    expect_error("- array: {type: \"[I\", size: 5}\n",
                 "case:1:23: unknown key \"size\"; allowed: type, class, length, "
                 "elements, hex, label");
    expect_error("- array: {elements: []}\n",
                 "case:1:10: the array needs a type, as in type: \"[I\", or a class: add one");
    expect_error(
        "- array: [1]\n",
        "case:1:10: expected a map with the keys type, class, length, elements, hex, label, found a list");
}

static void test_texts(void **state)
{
    (void)state;
    expect_error("- raw: 123\n",
                 "case:1:8: an odd number of hexadecimal digits: a byte takes two, as in 0A");
    expect_error(
        "- raw: 12 3x\n",
        "case:1:8: expected pairs of hexadecimal digits, as in 7372 0001; character 5 is none, or stands inside of a pair");
    expect_error("- raw: null\n", "case:1:8: expected hexadecimal digits, as in 7372 0001");
    expect_error("- string: null\n",
                 "case:1:11: expected a text, or a map with text or hex (put quotes "
                 "around a text that is empty or reads null)");
    expect_error("- string: {label: A}\n",
                 "case:1:11: expected one of the keys text and hex, as in {text: abc}");
    expect_error("- string: {text: a, hex: 61}\n",
                 "case:1:11: expected one of the keys text and hex, as in {text: abc}");
    expect_error("- string: {text: a, times: -1}\n",
                 "case:1:28: -1 is out of range: 0 to 4294967295 are allowed");
    expect_error("- string: {text: a, length: x}\n",
                 "case:1:29: expected a whole number such as 12 or 0x7E0000, found \"x\"");
    expect_error("- string: {text: a, long: yes}\n",
                 "case:1:27: expected true or false, found \"yes\"");
    expect_error("- block: {long: true}\n",
                 "case:1:10: expected one of the keys parts, hex and text, as in {hex: 0000002A}");
    expect_error(
        "- block: [null]\n",
        "case:1:11: block data consists of primitive values, utf and raw, as in {int: 42}");
}

static void test_values(void **state)
{
    (void)state;
    expect_error("- byte: 256\n", "case:1:9: 256 is out of range: -128 to 255 are allowed");
    expect_error("- byte: -129\n", "case:1:9: -129 is out of range: -128 to 255 are allowed");
    expect_error("- int: x\n",
                 "case:1:8: expected a whole number such as 12 or 0x7E0000, found \"x\"");
    expect_error(
        "- int: \"5\"\n",
        "case:1:8: expected a whole number such as 12 or 0x7E0000, found the quoted text \"5\"");
    expect_error("- char: ab\n",
                 "case:1:9: expected one character of at most 16 bits, or a number from "
                 "0 to 65535");
    expect_error("- boolean: maybe\n", "case:1:12: expected true or false, found \"maybe\"");
    expect_error("- double: x\n",
                 "case:1:11: expected a number such as 3, -1.5 or .inf, found \"x\"");
    expect_error("- array: {type: \"[I\", elements: [1, x]}\n",
                 "case:1:37: expected a whole number such as 12 or 0x7E0000, found \"x\"");
    expect_error("- array: {type: \"[LA;\", elements: [1]}\n",
                 "case:1:36: a number needs its type here, as in {int: 1}");
    expect_error("- array: {type: \"[I\", hex: 000000}\n",
                 "case:1:28: the bytes are no whole number of elements: write {raw: "
                 "...} among the elements");
    expect_error("- array: {type: \"[LA;\", hex: 00}\n",
                 "case:1:30: hex needs a primitive array: write {raw: ...} among the "
                 "elements");
    expect_error("- array: {type: \"[I\", hex: 00, elements: []}\n",
                 "case:1:28: give either elements or hex: take one of them away");
    expect_error("- array: {type: \"[I\", class: {name: \"[I\"}, elements: [1]}",
                 "case:1:17: give either type or class: take one of them away");
}

static void test_labels(void **state)
{
    (void)state;
    expect_error(
        "- null\n- {ref: A}\n",
        "case:2:3: no item has the label A: give it to one, as in {string: {text: home, label: S}}");
    expect_error(
        "- object: {class: {ref: A}, fields: {i: 1}}\n",
        "case:1:19: no item has the label A: give it to one, as in {string: {text: home, label: S}}");
    expect_error(
        "- array: {class: {ref: A}, elements: [1]}\n",
        "case:1:18: no item has the label A: give it to one, as in {string: {text: home, label: S}}");
    expect_error("- string: {text: a, label: A}\n- string: {text: b, label: A}\n",
                 "case:2:28: the label A is taken: it stands at line 1 already; choose another");
    expect_error("- string: {text: a, label: \"a b\"}\n",
                 "case:1:28: a label consists of letters, digits and _ . $ -, as in S1");
    expect_error("- string: {text: a, label: 1}\n",
                 "case:1:28: a label starts with a letter, as in S1");
    expect_error(
        "- raw: {hex: 70, label: A}\n",
        "case:1:8: a label of raw bytes needs handles, how many handles they take: add handles: 1");
    expect_error("- block: {hex: 70, label: A}\n",
                 "case:1:20: unknown key \"label\"; allowed: parts, text, hex, times, "
                 "counter, length, long");
    expect_error(
        "- ref: {offset: 1}\n",
        "case:1:8: expected either a handle, as in {handle: 0x7E0005}, or a label, as in {label: S, offset: 1}");
    expect_error(
        "- ref: {handle: 1, offset: 1}\n",
        "case:1:8: expected either a handle, as in {handle: 0x7E0005}, or a label, as in {label: S, offset: 1}");
    expect_error("- ref: {handle: 4294967296}\n",
                 "case:1:17: 4294967296 is out of range: -2147483648 to 4294967295 are "
                 "allowed");
}

static void test_classes(void **state)
{
    (void)state;
    expect_error(
        "- object: {fields: {}}\n",
        "case:1:11: the key \"class\" is missing here; add it, as in class: {name: a.B, fields: {i: I}}");
    expect_error("- object: {class: a.B}\n",
                 "case:1:19: expected a class descriptor: {name: ...}, {ref: LABEL}, "
                 "null or another item in braces");
    expect_error(
        "- object: {class: {nam: a.B}}\n",
        "case:1:20: unknown key \"nam\"; did you mean name? Allowed: name, suid, flags, fields, field-count, annotation, end, super, label, once");
    expect_error("- classdesc: {suid: 1}\n",
                 "case:1:14: the key \"name\" is missing here; add it, as in name: a.B");
    expect_error("- classdesc: {name: A, flags: serializable}\n",
                 "case:1:31: expected a list of flags, as in [serializable], or a number");
    expect_error("- classdesc: {name: A, flags: [serialisable]}\n",
                 "case:1:32: unknown flag \"serialisable\"; did you mean serializable? "
                 "Allowed: write-method, serializable, externalizable, block-data, enum");
    expect_error("- classdesc: {name: A, flags: 256}\n",
                 "case:1:31: \"256\" is out of range: 0 to 255 are allowed");
    expect_error("- classdesc: {name: A, suid: x}\n",
                 "case:1:30: expected a whole number such as 12 or 0x7E0000, found \"x\"");
    expect_error("- classdesc: {name: A, fields: {i: int}}\n",
                 "case:1:36: int is written I as a type");
    expect_error("- classdesc: {name: A, fields: [{name: i}]}\n",
                 "case:1:33: the field needs a type, as in type: I");
    expect_error("- classdesc: {name: A, fields: [{name: i, type: I, kind: J}]}\n",
                 "case:1:52: unknown key \"kind\"; allowed: name, type, code, signature");
    expect_error(
        "- classdesc: {name: A, fields: 5}\n",
        "case:1:32: expected fields as a map, as in {i: I}, or a list, as in [{name: i, type: I}], found \"5\"");
    expect_error(
        "- proxydesc: {count: 1}\n",
        "case:1:14: the key \"interfaces\" is missing here; add it, as in interfaces: [a.I]");
}

static void test_objects(void **state)
{
    (void)state;
    expect_error("- object: {class: {name: A, fields: {i: I}}, fields: {j: 1}}\n",
                 "case:1:55: the descriptor of \"A\" has no field j; did you mean i?");
    expect_error("- object: {class: {name: A, fields: {i: I}}, fields: {i: x}}\n",
                 "case:1:58: expected a whole number such as 12 or 0x7E0000, found \"x\"");
    expect_error("- object: {class: {name: A, fields: {o: LA;}}, fields: {o: 5}}\n",
                 "case:1:60: a number needs its type here, as in {int: 5}");
    expect_error(
        "- object: {class: {name: A, fields: {i: I}}, fields: [1]}\n",
        "case:1:54: expected a map from field names to values, as in {i: 5}, or none, found a list");
    expect_error(
        "- object: {class: {name: A}, fields: {i: 1}}\n",
        "case:1:38: the descriptor of the class has no fields: declare them there, as in class: {name: a.B, fields: {i: I}}");
    expect_error("- object: {class: {raw: \"\"}, fields: {i: 1}}\n",
                 "case:1:38: fields need a descriptor that is written in this stream: "
                 "give values in wire order");
    expect_error("- object: {class: {name: A, flags: [externalizable]}, fields: {i: 1}}\n",
                 "case:1:63: an externalizable class has no fields in the stream: give "
                 "data");
    expect_error("- object: {class: {name: A, fields: [{repeat: {times: 2, body: [{name: i, type: "
                 "I}]}}]}}\n",
                 "case:1:11: the descriptor's fields are not listed one by one: give "
                 "values in wire order");
    expect_error("- object: {class: {name: A, fields: {i: I}}, fields: {i: 1}, values: "
                 "[]}\n",
                 "case:1:70: give either fields or values: take one of them away");
    expect_error("- object: {class: {name: A}, content: [], data: []}\n",
                 "case:1:11: give content alone, or levels alone, or fields, values, "
                 "data and end");
    expect_error(
        "- object: {class: {name: A, fields: {i: I}}, levels: [{class: B}]}\n",
        "case:1:63: the object has no such class with data at this place of its superclass chain, topmost first; there are: A");
    expect_error("- object: {class: {name: A, fields: {i: I}}, levels: [{}, {}]}\n",
                 "case:1:54: expected 1 levels, one for each class of the object that "
                 "has data, found 2: give all of them, or name their classes");
    expect_error(
        "- object: {class: {name: A, flags: 3, super: {name: B, flags: 3}}, levels: [{class: "
        "A}, {class: B}]}\n",
        "case:1:97: the object has no such class with data at this place of its superclass chain, topmost first; there are: B, A");
    expect_error(
        "- object: {class: {name: A, flags: 3, super: {name: B, flags: 3}}, levels: [{class: "
        "A}, {}]}\n",
        "case:1:89: either all levels name their class or none does: add class: a.B");
}

static void test_repetitions(void **state)
{
    (void)state;
    expect_error("- repeat: {times: -1, body: []}\n",
                 "case:1:19: -1 is out of range: 0 to 4294967295 are allowed");
    expect_error("- repeat: {times: 2}\n",
                 "case:1:11: the key \"body\" is missing here; add it, as in body: [null]");
    expect_error(
        "- hole\n",
        "case:1:3: a hole can stand only inside around of a nest: write an item such as null");
    expect_error(
        "- nest: {times: 2, around: null, inside: null}\n",
        "case:1:3: around of a nest needs exactly one hole, and this has none: write hole where the next level goes");
    expect_error(
        "- nest: {times: 2, around: {sequence: [hole, hole]}, inside: null}\n",
        "case:1:3: around of a nest needs exactly one hole, and this has more: write null for the others");
    expect_error(
        "- nest: {times: 2, around: {class: hole}, inside: hole}\n",
        "case:1:51: a hole can stand only inside around of a nest: write an item such as null");
    expect_error(
        "- {part: p}\n",
        "case:1:10: no part is named p: give it in the list of the stream, as in {parts: {inner: null}}");
    expect_error("- {part: p}\n- parts: {p: {class: {part: p}}}\n",
                 "case:2:29: the part p contains itself: write another item here");
    expect_error("- {part: p}\n- parts: {p: {part: q}, q: {part: p}}\n",
                 "case:2:35: the part p contains itself: write another item here");
    expect_error("- parts: {p: null}\n- parts: {p: null}\n",
                 "case:2:14: the part p is given twice: give one of them another name");
    expect_error("- sequence: [{parts: {}}]\n",
                 "case:1:22: parts can stand only in the list of the stream: move it there");
    expect_error(
        "- null\n- header: none\n",
        "case:2:11: header: none can stand only as the first item of the stream: move it there");
    expect_error("- header: ACED\n",
                 "case:1:11: header can only be none: another header is written {magic: ACED0006}");
}

/* A part may be used many times; its labels then mean the latest instance. */
static void test_parts_twice(void **state)
{
    struct sluice_program *program = load(
        "[{part: p}, {part: p}, {ref: L}, {parts: {p: {string: {text: a, label: L}}}}]");
    struct sluice_assembly assembly = assemble(program);

    (void)state;
    assert_int_equal(assembly.length, 4 + 4 + 4 + 5);
    assert_int_equal(assembly.bytes[assembly.length - 1], 1);
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
}

/* What stands in several places with one label is printed as a part, and means the same when it is loaded again. */
static void expect_reprinted(const char *text, size_t parts)
{
    struct sluice_program *program = load(text);
    struct sluice_assembly before = assemble(program);
    struct sluice_text printed = {0};
    assert_true(sluice_program_print(program, &printed));

    struct sluice_yaml *yaml = NULL;
    struct sluice_yaml_error error = {0};
    assert_true(
        sluice_yaml_parse(sluice_text_get(&printed), printed.length, "again", &yaml, &error));
    struct sluice_program *again = NULL;
    assert_true(
        sluice_program_load(sluice_yaml_get(sluice_yaml_root(yaml), "stream"), &again, &error));
    assert_true(sluice_program_equal(program, again));
    struct sluice_assembly after = assemble(again);
    assert_int_equal(before.length, after.length);
    assert_memory_equal(before.bytes, after.bytes, before.length);

    size_t named = 0;
    for (const char *at = sluice_text_get(&printed); (at = strstr(at, "{part: ")) != NULL; at++) {
        named++;
    }
    assert_int_equal(named, parts);
    sluice_assembly_free(&after);
    sluice_program_free(again);
    sluice_yaml_free(yaml);
    sluice_text_free(&printed);
    sluice_assembly_free(&before);
    sluice_program_free(program);
}

static void test_shared_labels(void **state)
{
    (void)state;
    expect_reprinted(
        "[{part: p}, {part: p}, {ref: L}, {parts: {p: {string: {text: a, label: L}}}}]", 2);
    expect_reprinted("[{ref: L}, {repeat: {times: 2, body: [{ref: L}, {part: p}, {part: p}]}}, "
                     "{parts: {p: {class: {of: {name: a.A}, label: L}}}}]",
                     2);
    expect_reprinted("[{part: b}, {part: b}, {ref: R}, "
                     "{parts: {b: {block: [{byte: 1}, {raw: {hex: 70, handles: 1, label: R}}]}}}]",
                     2);
    /* A descriptor, an enum of it, and who refers to both. */
    expect_reprinted(
        "[{object: {class: {name: a.B, fields: [{name: o, type: La/E;}, "
        "{name: o, type: La/E;}]}, "
        "fields: {o: {enum: {class: {name: a.E, label: C}, constant: X, label: V}}}}}, "
        "{enum: {class: {ref: C}, constant: Y}}, {ref: V}]",
        3);
    expect_reprinted("[{object: {class: {part: d}}}, {object: {class: {part: d}, fields: {i: 7}}}, "
                     "{object: {class: {ref: D}}}, "
                     "{parts: {d: {classdesc: {name: a.D, label: D, fields: {i: I}}}}}]",
                     2);
    /* Once is not several times. */
    expect_reprinted("[{string: {text: a, label: L}}, {ref: L}, {ref: L}]", 0);
}

/* --- FORMAT.md -------------------------------------------------------------------------------- */

/* Assembles an example if it is a whole one: the list of a stream, or lines with one each. */
static bool try_example(const char *text)
{
    struct sluice_yaml_error error = {0};
    struct sluice_program *program;
    struct sluice_assembly assembly;
    char message[SLUICE_YAML_ERROR_TEXT];
    bool whole = strncmp(text, "stream:", 7) == 0;

    if (!whole && strncmp(text, "- ", 2) != 0) {
        return false;
    }
    program = try_load(whole ? text + 7 : text, &error);
    if (program == NULL || !sluice_assemble(program, NULL, &assembly, &error)) {
        fail_msg("%s\n%s", sluice_yaml_error_text(&error, message), text);
    }
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
    return true;
}

/* Every example of the documentation can be loaded and assembled. */
static void test_documentation(void **state)
{
    static char text[20000];
    static char block[20000];
    FILE *file = fopen("FORMAT.md", "r");
    size_t used = 0;
    size_t examples = 0;
    char *line;

    (void)state;
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    (void)fclose(file);
    for (line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n") + 1;
        bool indented = strncmp(line, "    ", 4) == 0;

        if (used > 0 && (!indented || strncmp(line + 4, "stream:", 7) == 0) && *line != '\n') {
            examples += try_example(block);
            used = 0;
        }
        if (indented) {
            memcpy(block + used, line + 4, length - 4);
            used += length - 4;
            block[used] = '\0';
        }
        line += length;
    }
    assert_int_equal(examples, 15);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items),         cmocka_unit_test(test_texts),
        cmocka_unit_test(test_values),        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_classes),       cmocka_unit_test(test_objects),
        cmocka_unit_test(test_repetitions),   cmocka_unit_test(test_parts_twice),
        cmocka_unit_test(test_shared_labels), cmocka_unit_test(test_documentation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
