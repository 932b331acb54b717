/* The assembler against bytes that were written by hand from the protocol's grammar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stream/tests/support.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static void test_words(void **state)
{
    (void)state;
    expect_bytes("[]", "");
    expect_bytes("[null, ~, end, reset, none]", "70 70 78 79");
    expect_bytes("[{sequence: [null, {sequence: []}, null]}]", "70 70");
    expect_bytes("[{raw: \"7071\"}, {raw: 00 ff 7F}, {raw: {hex: \"01\", times: 3}}]",
                 "70 71 00 FF 7F 01 01 01");
    expect_bytes("[{raw: {text: ab}}]", "61 62");
}

static void test_header(void **state)
{
    struct sluice_program *program = load("[{header: none}, null]");
    struct sluice_assembly assembly = assemble(program);

    (void)state;
    assert_int_equal(assembly.length, 1);
    assert_int_equal(assembly.bytes[0], 0x70);
    expect_fixpoint(program);
    sluice_assembly_free(&assembly);
    sluice_program_free(program);

    program = load("[{magic: ACED0006}, {magic: ACED}]");
    assembly = assemble(program);
    assert_int_equal(assembly.length, 6);
    assert_memory_equal(assembly.bytes, "\xAC\xED\x00\x06\xAC\xED", 6);
    expect_fixpoint(program);
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
}

static void test_strings(void **state)
{
    (void)state;
    expect_bytes("[\"ab\", {string: ab}, {string: {text: ab}}]",
                 "74 0002 6162 74 0002 6162 74 0002 6162");
    expect_bytes("[\"\", {string: \"null\"}]", "74 0000 74 0004 6E756C6C");
    /* NUL is C0 80; characters beyond 16 bits are two surrogates. */
    expect_bytes("[\"a\\0b\"]", "74 0004 61C08062");
    expect_bytes("[\"\\U0001F600\\u00e9\\u20ac\"]", "74 000B EDA0BDEDB880 C3A9 E282AC");
    expect_bytes("[{string: {hex: FFC1}}]", "74 0002 FFC1");
    expect_bytes("[{string: {text: ab, length: 65535}}]", "74 FFFF 6162");
    expect_bytes("[{string: {text: ab, length: -1}}]", "74 FFFF 6162");
    expect_bytes("[{string: {text: ab, long: true}}]", "7C 0000000000000002 6162");
    expect_bytes("[{string: {text: ab, long: true, length: -2}}]", "7C FFFFFFFFFFFFFFFE 6162");
    expect_bytes("[{string: {text: xy, times: 2}}, {string: {text: c, counter: true}}]",
                 "74 0004 78797879 74 0002 6330");
    expect_bytes("[{utf: ab}, {utf: {text: ab, length: 9}}]", "0002 6162 0009 6162");
}

/* 65,535 bytes are the most that TC_STRING holds. */
static void test_long_strings(void **state)
{
    struct sluice_program *program = load("[{string: {text: a, times: 65535}}]");
    struct sluice_assembly assembly = assemble(program);

    (void)state;
    assert_int_equal(assembly.length, 4 + 3 + 65535);
    assert_int_equal(assembly.bytes[4], 0x74);
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
    program = load("[{string: {text: a, times: 65536}}]");
    assembly = assemble(program);
    assert_int_equal(assembly.length, 4 + 9 + 65536);
    assert_memory_equal(assembly.bytes + 4, "\x7C\0\0\0\0\0\1\0\0aa", 11);
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
}

static void test_values(void **state)
{
    (void)state;
    expect_bytes("[{byte: -1}, {byte: 255}, {short: -2}, {int: [1, 0x80000000]}, {long: -1}]",
                 "FF FF FFFE 00000001 80000000 FFFFFFFFFFFFFFFF");
    expect_bytes("[{long: 0xFFFFFFFFFFFFFFFF}]", "FFFFFFFFFFFFFFFF");
    expect_bytes("[{char: a}, {char: 5}, {char: \"5\"}, {char: \"\\u20ac\"}]",
                 "0061 0005 0035 20AC");
    expect_bytes("[{boolean: [true, false, 7]}]", "01 00 07");
    expect_bytes("[{float: 1.5}, {double: -2}, {float: .nan}, {double: .inf}]",
                 "3FC00000 C000000000000000 7FC00000 7FF0000000000000");
    expect_bytes("[{double: 0x7FF8000000000001}, {float: 0x7F800001}]",
                 "7FF8000000000001 7F800001");
    expect_bytes("[{double: 0.1}, {float: 0.1}]", "3FB999999999999A 3DCCCCCD");
}

static void test_blocks(void **state)
{
    (void)state;
    expect_bytes("[{block: 0102}, {block: \"\"}, {block: []}]", "77 02 0102 77 00 77 00");
    expect_bytes("[{block: [{int: 42}, {utf: x}, {raw: FF}]}]", "77 08 0000002A 000178 FF");
    expect_bytes("[{block: {parts: [{byte: 1}], length: 200}}]", "77 C8 01");
    expect_bytes("[{block: {hex: \"01\", long: true}}]", "7A 00000001 01");
    expect_bytes("[{block: {hex: \"01\", long: true, length: -1}}]", "7A FFFFFFFF 01");
    expect_bytes("[{block: {text: ab, times: 2}}]", "77 04 61626162");
}

/* Without a form the longer one is used above 255 bytes. */
static void test_long_blocks(void **state)
{
    struct sluice_program *program = load("[{block: {hex: \"00\", times: 255}}, "
                                          "{block: {hex: \"00\", times: 256}}]");
    struct sluice_assembly assembly = assemble(program);

    (void)state;
    assert_int_equal(assembly.length, 4 + 2 + 255 + 5 + 256);
    assert_int_equal(assembly.bytes[4], 0x77);
    assert_int_equal(assembly.bytes[4 + 257], 0x7A);
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
}

static void test_class_descriptors(void **state)
{
    (void)state;
    expect_bytes("[{classdesc: {name: A}}]", "72 0001 41 0000000000000001 02 0000 78 70");
    expect_bytes("[{classdesc: {name: A, suid: -2, flags: [write-method, serializable]}}]",
                 "72 0001 41 FFFFFFFFFFFFFFFE 03 0000 78 70");
    expect_bytes("[{classdesc: {name: A, suid: 0xFFFFFFFFFFFFFFFF, flags: 0xE2, end: false, "
                 "super: none}}]",
                 "72 0001 41 FFFFFFFFFFFFFFFF E2 0000");
    expect_bytes("[{classdesc: {name: A, annotation: [null, \"u\"], super: {name: B}}}]",
                 "72 0001 41 0000000000000001 02 0000 70 74 0001 75 78 "
                 "72 0001 42 0000000000000001 02 0000 78 70");
    expect_bytes("[{classdesc: {name: {text: A, length: 3}, field-count: -1}}]",
                 "72 0003 41 0000000000000001 02 FFFF 78 70");
    expect_bytes("[{classdesc: {name: \"[I\"}}]", "72 0002 5B49 4DBA602676EAB2A5 02 0000 78 70");
}

static void test_fields(void **state)
{
    (void)state;
    /* A map is sorted as a JDK does, primitive fields first; a list stays as it is. */
    expect_bytes("[{classdesc: {name: A, fields: {o: LO;, i: I}}}]",
                 "72 0001 41 0000000000000001 02 0002 49 0001 69 4C 0001 6F 74 0003 4C4F3B 78 70");
    expect_bytes("[{classdesc: {name: A, fields: [{name: o, type: LO;}, {name: i, type: I}]}}]",
                 "72 0001 41 0000000000000001 02 0002 4C 0001 6F 74 0003 4C4F3B 49 0001 69 78 70");
    /* Type strings: new once, then by reference; or as the case says. */
    expect_bytes("[{classdesc: {name: A, fields: {a: LO;, b: LO;}}}]",
                 "72 0001 41 0000000000000001 02 0002 4C 0001 61 74 0003 4C4F3B "
                 "4C 0001 62 71 007E0001 78 70");
    expect_bytes("[{classdesc: {name: A, fields: [{name: a, type: LO;}, "
                 "{name: b, type: L, signature: {string: LO;}}, "
                 "{name: c, code: L, signature: {ref: 0x7E0002}}, {name: d, type: L}]}}]",
                 "72 0001 41 0000000000000001 02 0004 4C 0001 61 74 0003 4C4F3B "
                 "4C 0001 62 74 0003 4C4F3B 4C 0001 63 71 007E0002 4C 0001 64 78 70");
    expect_bytes(
        "[{classdesc: {name: A, fields: [{name: a, code: 0x51}, {raw: 49 0001 78}, "
        "{name: b, code: \"[\", signature: \"[I\"}, {name: c, code: I, signature: null}]}}]",
        "72 0001 41 0000000000000001 02 0004 51 0001 61 49 0001 78 "
        "5B 0001 62 74 0002 5B49 49 0001 63 70 78 70");
    expect_bytes(
        "[{classdesc: {name: A, fields: [{repeat: {times: 3, body: [{name: {text: f, "
        "counter: true}, type: I}]}}]}}]",
        "72 0001 41 0000000000000001 02 0003 49 0002 6630 49 0002 6631 49 0002 6632 78 70");
}

static void test_proxies(void **state)
{
    (void)state;
    expect_bytes("[{proxydesc: {interfaces: [I, {text: J, length: 9}], super: null}}]",
                 "7D 00000002 0001 49 0009 4A 78 70");
    expect_bytes("[{proxydesc: {interfaces: [], count: -1, end: false, super: none}}]",
                 "7D FFFFFFFF");
    expect_bytes("[{proxydesc: {interfaces: [{repeat: {times: 3, body: [{utf: I}]}}], "
                 "annotation: [null], super: null}}]",
                 "7D 00000003 0001 49 0001 49 0001 49 70 78 70");
    expect_bytes("[{object: {class: {interfaces: [I]}, fields: {h: null}}}]",
                 "73 7D 00000001 0001 49 78 72 0017 6A6176612E6C616E672E7265666C6563742E50726F7879 "
                 "E127DA20CC1043CB 02 0001 4C 0001 68 74 0025 "
                 "4C6A6176612F6C616E672F7265666C6563742F496E766F636174696F6E48616E646C65723B "
                 "78 70 70");
}

static void test_objects(void **state)
{
    (void)state;
    /* Values are laid out by the descriptor; what is not named is 0 or null. */
    expect_bytes("[{object: {class: {name: A, fields: {b: B, i: I, o: LO;}}, "
                 "fields: {o: \"x\", i: 5}}}]",
                 "73 72 0001 41 0000000000000001 02 0003 42 0001 62 49 0001 69 4C 0001 6F "
                 "74 0003 4C4F3B 78 70 00 00000005 74 0001 78");
    expect_bytes("[{object: {class: {name: A, flags: [write-method, serializable], "
                 "fields: {i: I}}, fields: {i: 1}, data: [{block: FF}, null]}}]",
                 "73 72 0001 41 0000000000000001 03 0001 49 0001 69 78 70 00000001 77 01 FF 70 78");
    expect_bytes("[{object: {class: {name: A, flags: 3, fields: {i: I}}, fields: none, "
                 "end: false}}]",
                 "73 72 0001 41 0000000000000001 03 0001 49 0001 69 78 70");
    expect_bytes("[{object: {class: {name: A, fields: {i: I, o: LO;}}, "
                 "fields: {i: {raw: FF}, o: none}}}]",
                 "73 72 0001 41 0000000000000001 02 0002 49 0001 69 4C 0001 6F 74 0003 4C4F3B "
                 "78 70 FF");
    expect_bytes("[{object: {class: {name: A, fields: {i: I}}, values: [{byte: 1}, null]}}]",
                 "73 72 0001 41 0000000000000001 02 0001 49 0001 69 78 70 01 70");
    expect_bytes("[{object: {class: {name: A, flags: 3}, content: [{int: 1}, end, end]}}]",
                 "73 72 0001 41 0000000000000001 03 0000 78 70 00000001 78 78");
    expect_bytes("[{object: {class: {ref: 0x7E0007}, values: [null], data: [null], end: true}}]",
                 "73 71 007E0007 70 70 78");
    expect_bytes("[{object: {class: null}}, {object: {class: {string: s}}}]",
                 "73 70 73 74 0001 73");
}

static void test_superclasses(void **state)
{
    static const char bytes[] = "73 72 0001 43 0000000000000001 02 0001 49 0001 63 78 "
                                "72 0001 42 0000000000000001 02 0000 78 "
                                "72 0001 41 0000000000000001 03 0001 42 0001 61 78 70 "
                                "07 70 78 00000009";

    (void)state;
    expect_bytes(
        "[{object: {class: {name: C, fields: {c: I}, super: {name: B, super: "
        "{name: A, flags: 3, fields: {a: B}}}}, "
        "levels: [{class: A, fields: {a: 7}, data: [null]}, {class: C, fields: {c: 9}}]}}]",
        bytes);
    expect_bytes("[{object: {class: {name: C, fields: {c: I}, super: {name: B, super: "
                 "{name: A, flags: 3, fields: {a: B}}}}, "
                 "levels: [{fields: {a: 7}, data: [null]}, {fields: {c: 9}}]}}]",
                 bytes);
    /* `fields` alone belongs to the class itself. */
    expect_bytes("[{object: {class: {name: C, fields: {c: I}, super: {name: A, fields: {a: B}}}, "
                 "fields: {c: 9}}}]",
                 "73 72 0001 43 0000000000000001 02 0001 49 0001 63 78 "
                 "72 0001 41 0000000000000001 02 0001 42 0001 61 78 70 00 00000009");
    /* Externalizable: its own data only, whatever its superclasses have. */
    expect_bytes("[{object: {class: {name: E, flags: [externalizable, block-data], super: "
                 "{name: A, fields: {a: B}}}, data: [{block: FF}]}}]",
                 "73 72 0001 45 0000000000000001 0C 0000 78 "
                 "72 0001 41 0000000000000001 02 0001 42 0001 61 78 70 77 01 FF 78");
    /* A superclass has its data though its flags say that it is externalizable or an enum. */
    expect_bytes(
        "[{object: {class: {name: C, fields: {c: B}, super: {name: E, flags: [externalizable], "
        "fields: {e: B}}}, levels: [{class: E, fields: {e: 7}}, {class: C, fields: {c: 9}}]}}]",
        "73 72 0001 43 0000000000000001 02 0001 42 0001 63 78 "
        "72 0001 45 0000000000000001 04 0001 42 0001 65 78 70 07 09");
    expect_bytes(
        "[{object: {class: {name: C, fields: {c: B}, super: {name: E, suid: 0, flags: 0x13}}, "
        "levels: [{class: E, data: [null]}, {class: C, fields: {c: 9}}]}}]",
        "73 72 0001 43 0000000000000001 02 0001 42 0001 63 78 "
        "72 0001 45 0000000000000000 13 0000 78 70 70 78 09");
}

static void test_arrays(void **state)
{
    static const char ints[] = "72 0002 5B49 4DBA602676EAB2A5 02 0000 78 70";
    char expected[200];

    (void)state;
    (void)snprintf(expected, sizeof expected, "75 %s 00000003 00000001 00000002 FFFFFFFF", ints);
    expect_bytes("[{array: {type: \"[I\", elements: [1, 2, -1]}}]", expected);
    expect_bytes("[{array: {class: {name: \"[I\"}, elements: [1, 2, -1]}}]", expected);
    (void)snprintf(expected, sizeof expected, "75 %s 7FFFFFFF", ints);
    expect_bytes("[{array: {type: \"[I\", length: 2147483647, elements: []}}]", expected);
    (void)snprintf(expected, sizeof expected, "75 %s FFFFFFFF 00000001", ints);
    expect_bytes("[{array: {type: \"[I\", length: -1, elements: [1]}}]", expected);
    (void)snprintf(expected, sizeof expected,
                   "75 %s 00000005 00000001 00000007 00000007 00000007 FF", ints);
    expect_bytes("[{array: {type: \"[I\", elements: [1, {repeat: {times: 3, body: [{int: 7}]}}, "
                 "{raw: FF}]}}]",
                 expected);
    /* The descriptor of a type is written once. */
    (void)snprintf(expected, sizeof expected, "75 %s 00000000 75 71 007E0000 00000001 00000001",
                   ints);
    expect_bytes("[{array: {type: \"[I\"}}, {array: {type: \"[I\", elements: [1]}}]", expected);
    expect_bytes("[{array: {type: \"[B\", hex: CAFE}}]",
                 "75 72 0002 5B42 ACF317F8060854E0 02 0000 78 70 00000002 CAFE");
    expect_bytes("[{array: {type: \"[LA;\", elements: [null, \"x\"]}}]",
                 "75 72 0004 5B4C413B 0000000000000000 02 0000 78 70 00000002 70 74 0001 78");
    expect_bytes("[{array: {class: {ref: 0x7E0000}, elements: [null]}}]",
                 "75 71 007E0000 00000001 70");
}

static void test_enums_and_classes(void **state)
{
    (void)state;
    expect_bytes("[{enum: {class: {name: C}, constant: RED}}]",
                 "7E 72 0001 43 0000000000000000 12 0000 78 70 74 0003 524544");
    expect_bytes("[{enum: {class: null, constant: null}}, {enum: {class: none, constant: none}}]",
                 "7E 70 70 7E");
    expect_bytes("[{enum: {class: null, constant: {ref: 0x7E0001}}}]", "7E 70 71 007E0001");
    expect_bytes("[{class: {name: A}}, {class: {of: null, label: K}}, {ref: K}]",
                 "76 72 0001 41 0000000000000001 02 0000 78 70 76 70 71 007E0002");
}

/* --- handles ---------------------------------------------------------------------------------- */

/* protocol 2.3: P{int i; int[] a; Object o; String s}: desc 0, type strings 1-3, object 4, [I desc
 * 5, array 6, strings 7, 8. */
static void test_handles_of_an_object(void **state)
{
    (void)state;
    expect_bytes("- object:\n"
                 "    class: {name: P, fields: {i: I, a: \"[I\", o: LO;, s: LS;}, label: P}\n"
                 "    label: object\n"
                 "    fields:\n"
                 "      a: {array: {class: {name: \"[I\", label: ints}, label: array}}\n"
                 "      o: {string: {text: o, label: o}}\n"
                 "      s: {string: {text: s, label: s}}\n"
                 "- {ref: P}\n- {ref: object}\n- {ref: ints}\n- {ref: array}\n- {ref: o}\n"
                 "- {ref: s}\n- {ref: {label: P, offset: 3}}\n",
                 "73 72 0001 50 0000000000000001 02 0004 49 0001 69 5B 0001 61 74 0002 5B49 "
                 "4C 0001 6F 74 0003 4C4F3B 4C 0001 73 74 0003 4C533B 78 70 00000000 "
                 "75 72 0002 5B49 4DBA602676EAB2A5 02 0000 78 70 00000000 74 0001 6F 74 0001 73 "
                 "71 007E0000 71 007E0004 71 007E0005 71 007E0006 71 007E0007 71 007E0008 "
                 "71 007E0003");
}

/* protocol 2.3: desc 0, annotation 1, super desc 2, object 3. */
static void test_handles_of_a_superclass(void **state)
{
    (void)state;
    expect_bytes("- object:\n"
                 "    label: O\n"
                 "    class: {name: A, annotation: [{string: {text: n, label: N}}], "
                 "super: {name: B, label: B}}\n"
                 "- {ref: N}\n- {ref: B}\n- {ref: O}\n",
                 "73 72 0001 41 0000000000000001 02 0000 74 0001 6E 78 "
                 "72 0001 42 0000000000000001 02 0000 78 70 71 007E0001 71 007E0002 71 007E0003");
}

/* The enum constant before its name; a proxy's descriptor before its super; null and blocks:
 * none. */
static void test_handles_of_other_items(void **state)
{
    (void)state;
    expect_bytes("- enum: {class: {name: C, label: C}, constant: {string: {text: R, label: R}}, "
                 "label: E}\n- {ref: C}\n- {ref: E}\n- {ref: R}\n",
                 "7E 72 0001 43 0000000000000000 12 0000 78 70 74 0001 52 "
                 "71 007E0000 71 007E0001 71 007E0002");
    expect_bytes("- null\n- block: FF\n- string: {text: a, label: A}\n- ref: A\n"
                 "- raw: {hex: \"740000\", handles: 2, label: W}\n"
                 "- string: {text: b, label: B}\n- ref: W\n- ref: B\n",
                 "70 77 01 FF 74 0001 61 71 007E0000 740000 74 0001 62 71 007E0001 71 007E0003");
    expect_bytes("- string: {text: a, long: true, label: A}\n- class: {of: null, label: K}\n"
                 "- ref: A\n- ref: K\n",
                 "7C 0000000000000001 61 76 70 71 007E0000 71 007E0001");
}

static void test_handles_restart(void **state)
{
    (void)state;
    expect_bytes("- \"a\"\n- reset\n- string: {text: b, label: B}\n- ref: B\n",
                 "74 0001 61 79 74 0001 62 71 007E0000");
    /* TC_EXCEPTION restarts before and after, and abandons what is open: no handle for the
     * array. */
    expect_bytes("- \"a\"\n- array: {class: {name: \"[LA;\"}, elements: [{exception: {string: "
                 "{text: x, label: X}}}, {ref: X}]}\n- string: {text: b, label: B}\n- ref: B\n",
                 "74 0001 61 75 72 0004 5B4C413B 0000000000000000 02 0000 78 70 00000002 "
                 "7B 74 0001 78 71 007E0000 74 0001 62 71 007E0000");
    expect_bytes("- object: {class: {exception: null}}\n- string: {text: b, label: B}\n- ref: B\n",
                 "73 7B 70 74 0001 62 71 007E0000");
    /* What was written once is new again. */
    expect_bytes("- array: {type: \"[LA;\"}\n- reset\n- array: {type: \"[LA;\"}\n",
                 "75 72 0004 5B4C413B 0000000000000000 02 0000 78 70 00000000 79 "
                 "75 72 0004 5B4C413B 0000000000000000 02 0000 78 70 00000000");
}

/* A label may come after the reference; in repetitions it is the latest instance. */
static void test_labels(void **state)
{
    (void)state;
    expect_bytes("[{ref: B}, \"a\", {string: {text: b, label: B}}]",
                 "71 007E0001 74 0001 61 74 0001 62");
    expect_bytes("[{ref: A}, {repeat: {times: 2, body: [{string: {text: a, label: A}}]}}]",
                 "71 007E0000 74 0001 61 74 0001 61");
    expect_bytes(
        "[{repeat: {times: 2, body: [{string: {text: a, label: A}}, {ref: A}]}}, {ref: A}]",
        "74 0001 61 71 007E0000 74 0001 61 71 007E0001 71 007E0001");
    expect_bytes("[{object: {class: {ref: D}, fields: {i: 5}}}, "
                 "{classdesc: {name: D, fields: {i: I}, label: D}}]",
                 "73 71 007E0001 00000005 72 0001 44 0000000000000001 02 0001 49 0001 69 78 70");
}

static void test_once(void **state)
{
    (void)state;
    expect_bytes("[{repeat: {times: 3, body: [{object: {class: {name: A, once: true}}}]}}]",
                 "73 72 0001 41 0000000000000001 02 0000 78 70 73 71 007E0000 73 71 007E0000");
    expect_bytes("[{string: {text: a, once: true}}, {string: {text: a, once: true, label: A}}, "
                 "{ref: A}]",
                 "74 0001 61 71 007E0000 71 007E0000");
}

/* --- repetitions ------------------------------------------------------------------------------ */

static void test_repeat(void **state)
{
    (void)state;
    expect_bytes("[{repeat: {times: 0, body: [null]}}]", "");
    expect_bytes("[{repeat: {times: 2, body: [null, {repeat: {times: 2, body: [end]}}]}}]",
                 "70 78 78 70 78 78");
    expect_bytes("[{repeat: {times: 2, body: [{string: {text: a, counter: true}}, {repeat: {times: "
                 "2, body: [{utf: {text: b, counter: true}}]}}]}}]",
                 "74 0002 6130 0002 6230 0002 6231 74 0002 6131 0002 6230 0002 6231");
    /* A group is no repetition of its own. */
    expect_bytes("[{repeat: {times: 2, body: [{sequence: [{utf: {text: a, counter: true}}]}]}}]",
                 "0002 6130 0002 6131");
}

static void test_nest(void **state)
{
    (void)state;
    expect_bytes("[{nest: {times: 2, around: {array: {class: null, elements: [null, hole, end]}}, "
                 "inside: \"x\"}}]",
                 "75 70 00000003 70 75 70 00000003 70 74 0001 78 78 78");
    expect_bytes("[{nest: {times: 0, around: {array: {class: null, elements: [hole]}}, inside: "
                 "null}}]",
                 "70");
    expect_bytes("[{nest: {times: 1, around: hole, inside: none}}]", "");
    /* A nest within a nest, in both places. */
    expect_bytes("[{nest: {times: 2, around: {sequence: [{raw: \"01\"}, {nest: {times: 2, around: "
                 "{sequence: [{raw: \"02\"}, hole]}, inside: hole}}]}, inside: {raw: \"03\"}}}]",
                 "01 02 02 01 02 02 03");
    expect_bytes(
        "[{classdesc: {name: A, super: {nest: {times: 2, around: {classdesc: {name: {text: "
        "S, counter: true}, super: hole}}, inside: null}}}}]",
        "72 0001 41 0000000000000001 02 0000 78 72 0002 5330 0000000000000001 02 0000 78 "
        "72 0002 5331 0000000000000001 02 0000 78 70");
}

static void test_parts(void **state)
{
    struct sluice_program *program = load("[{parts: {p: {array: {class: null, elements: [{part: "
                                          "q}]}}, q: null}}, {part: p}, {part: q}]");
    struct sluice_assembly assembly = assemble(program);

    (void)state;
    assert_int_equal(assembly.length, 12);
    assert_memory_equal(assembly.bytes + 4, "\x75\x70\0\0\0\1\x70\x70", 8);
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
}

/* 100,000 levels in three lines, in time and memory linear in them. */
static void test_depth(void **state)
{
    static const char *const programs[] = {
        ("[{nest: {times: 100000, around: {array: {type: \"[LA;\", elements: "
         "[hole]}}, inside: null}}]"),
        ("[{nest: {times: 100000, around: {object: {class: {name: A, once: true, fields: {o: LO;}}, "
         "fields: {o: hole}}}, inside: null}}]"),
        ("[{classdesc: {name: A, super: {nest: {times: 100000, around: {classdesc: {name: {text: S, "
         "counter: true}, super: hole}}, inside: null}}}}]"),
        ("[{nest: {times: 100000, around: {classdesc: {name: A, annotation: "
         "[hole]}}, inside: null}}]"),
        "[{nest: {times: 100000, around: {exception: hole}, inside: null}}]",
        "[{nest: {times: 100000, around: {class: hole}, inside: null}}]",
        "[{nest: {times: 100000, around: {enum: {class: null, constant: hole}}, inside: null}}]"};

    (void)state;
    for (size_t i = 0; i < LENGTH(programs); i++) {
        struct sluice_program *program = load(programs[i]);
        struct sluice_assembly assembly = assemble(program);

        assert_true(assembly.length > 100000);
        expect_round_trip(assembly.bytes, assembly.length, false);
        sluice_assembly_free(&assembly);
        sluice_program_free(program);
    }
}

static void test_repeat_factor(void **state)
{
    struct sluice_program *program = load(
        "[{repeat: {times: 3, body: [null]}}, {sequence: [end]}, "
        "{nest: {times: 2, around: {class: hole}, inside: null}}, "
        "{string: {text: ab, times: 2}}, {string: ab}, {block: {hex: '00', times: 4}}]");
    struct sluice_assembly_options options = {.repeat_factor = 10};
    struct sluice_assembly assembly;

    (void)state;
    assert_true(sluice_assemble(program, &options, &assembly, NULL));
    assert_int_equal(assembly.length, 4 + 30 + 1 + 21 + 3 + 40 + 3 + 2 + 2 + 40);
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
}

/* --- layout ----------------------------------------------------------------------------------- */

static void test_layout(void **state)
{
    static const struct {
        uint64_t start;
        const char *label;
        const char *path;
    } rows[] = {{0, "magic", "stream[0]"},
                {2, "version", "stream[0]"},
                {4, "TC_OBJECT", "stream[0]"},
                {5, "TC_CLASSDESC", "stream[0].class"},
                {6, "class.name", "stream[0].class.name"},
                {9, "class.suid", "stream[0].class"},
                {17, "class.flags", "stream[0].class"},
                {18, "class.field-count", "stream[0].class"},
                {20, "field.type", "stream[0].class.fields[0]"},
                {21, "field.name", "stream[0].class.fields[0].name"},
                {24, "field.type", "stream[0].class.fields[1]"},
                {25, "field.name", "stream[0].class.fields[1].name"},
                {28, "TC_STRING", "stream[0].class.fields[1].type"},
                {29, "string.length", "stream[0].class.fields[1].type"},
                {31, "field.signature", "stream[0].class.fields[1].type"},
                {34, "TC_ENDBLOCKDATA", "stream[0].class"},
                {35, "TC_NULL", "stream[0].class.super"},
                {36, "int", "stream[0].levels[0].values[0]"},
                {40, "TC_NULL", "stream[0].levels[0].values[1]"},
                {41, "TC_BLOCKDATA", "stream[1]"},
                {42, "block.length", "stream[1]"},
                {43, "block.bytes", "stream[1].parts[0]"},
                {44, "TC_ARRAY", "stream[2]"},
                {45, "TC_REFERENCE", "stream[2].class"},
                {46, "reference.handle", "stream[2].class"},
                {50, "array.length", "stream[2]"},
                {54, "TC_NULL", "stream[2].elements[0]"},
                {55, "TC_NULL", "stream[2].elements[1]"}};
    struct sluice_program *program = load(
        "[{object: {class: {name: A, fields: {i: I, o: LO;}}}}, {block: FF}, "
        "{array: {class: {ref: 0}, elements: [{repeat: {times: 2, body: [null]}}]}}]");
    struct sluice_assembly assembly = assemble(program);

    (void)state;
    assert_int_equal(assembly.row_count, LENGTH(rows));
    assert_int_equal(assembly.rows_dropped, 0);
    for (size_t i = 0; i < LENGTH(rows); i++) {
        assert_int_equal(assembly.rows[i].start, rows[i].start);
        assert_int_equal(assembly.rows[i].end,
                         i + 1 < LENGTH(rows) ? rows[i + 1].start : assembly.length);
        assert_string_equal(assembly.rows[i].label, rows[i].label);
        assert_string_equal(assembly.rows[i].path, rows[i].path);
    }
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
}

/* Rows over the limit are counted; paths that are too long lose their middle. */
static void test_layout_limits(void **state)
{
    struct sluice_program *program = load(
        "[null, {nest: {times: 500, around: {class: hole}, inside: {string: x}}}]");
    struct sluice_assembly_options options = {.max_rows = 400};
    struct sluice_assembly assembly;
    const struct sluice_layout_row *last;

    (void)state;
    assert_true(sluice_assemble(program, &options, &assembly, NULL));
    assert_int_equal(assembly.row_count, 400);
    assert_int_equal(assembly.rows_dropped, 2 + 1 + 500 + 3 - 400);
    last = &assembly.rows[399];
    assert_true(strlen(last->path) < SLUICE_LAYOUT_PATH);
    assert_memory_equal(last->path, "stream[1]....class.class", 24);
    assert_string_equal(last->path + strlen(last->path) - 6, ".class");
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
}

/* --- errors ----------------------------------------------------------------------------------- */

static void test_errors(void **state)
{
    struct sluice_program *program = load("[{repeat: {times: 1000, body: [\"x\"]}}]");
    struct sluice_assembly_options options = {.max_bytes = 100};
    struct sluice_yaml_error error = {0};
    struct sluice_assembly assembly;
    char text[SLUICE_YAML_ERROR_TEXT];

    (void)state;
    assert_false(sluice_assemble(program, &options, &assembly, &error));
    assert_string_equal(sluice_yaml_error_text(&error, text),
                        "case:1:32: the stream is longer than the allowed 100 bytes: repeat less");
    sluice_program_free(program);
    expect_error("[{string: {text: a, length: 65536}}]",
                 "case:1:2: a string length of 65536 does not fit into 2 bytes");
    expect_error("[{string: {text: a, times: 65536, long: false}}]",
                 "case:1:2: a string length of 65536 does not fit into 2 bytes");
    expect_error("[{utf: {text: a, times: 65536}}]",
                 "case:1:2: a text length of 65536 does not fit into 2 bytes");
    expect_error("[{block: {hex: \"00\", length: 256}}]",
                 "case:1:2: a block length of 256 does not fit into 1 byte");
    expect_error("[{array: {class: null, length: 4294967296, elements: []}}]",
                 "case:1:2: an array length of 4294967296 does not fit into 4 bytes");
    expect_error("[{repeat: {times: 0, body: [{string: {text: a, label: A}}]}}, {ref: A}]",
                 "case:1:63: the label A never gets a handle: its item is not written");
    expect_error("[{repeat: {times: 4000000000, body: [{raw: \"\"}]}}]",
                 "case:1:38: too many items that write nothing: repeat less");
    expect_error("[{nest: {times: 4000000000, around: {class: hole}, inside: null}}]",
                 "case:1:37: the items are nested too deeply: nest less");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_header),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_long_strings),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_long_blocks),
        cmocka_unit_test(test_class_descriptors),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_proxies),
        cmocka_unit_test(test_objects),
        cmocka_unit_test(test_superclasses),
        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_enums_and_classes),
        cmocka_unit_test(test_handles_of_an_object),
        cmocka_unit_test(test_handles_of_a_superclass),
        cmocka_unit_test(test_handles_of_other_items),
        cmocka_unit_test(test_handles_restart),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_once),
        cmocka_unit_test(test_repeat),
        cmocka_unit_test(test_nest),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_repeat_factor),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_layout_limits),
        cmocka_unit_test(test_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
