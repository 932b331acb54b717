/* The disassembler is total: whatever the bytes are, the same bytes come out again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>

#include <cmocka.h>

#include "harness/stream/tests/support.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* xorshift64*: the same inputs in every run, on every machine. */
static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * UINT64_C(2685821657736338717);
}

static uint32_t below(uint64_t *seed, uint32_t bound)
{
    return (uint32_t)((next_random(seed) >> 32) % bound);
}

/* --- streams to start from -------------------------------------------------------------------- */

struct stream {
    uint8_t *bytes;
    size_t length;
};

static struct stream streams[2000];
static size_t stream_count;

static void add_file(const char *folder, const char *name)
{
    char path[512];
    struct stream *stream = &streams[stream_count];
    FILE *file;
    long length;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    length = ftell(file);
    assert_true(length >= 0);
    assert_int_equal(fseek(file, 0, SEEK_SET), 0);
    stream->length = (size_t)length;
    stream->bytes = malloc(stream->length + 1);
    assert_non_null(stream->bytes);
    assert_int_equal(fread(stream->bytes, 1, stream->length, file), stream->length);
    (void)fclose(file);
    stream_count++;
}

static int by_name(const void *a, const void *b)
{
    return strcmp((const char *)a, (const char *)b);
}

/* All files of a folder with this ending, in the order of their names. */
static void add_folder(const char *folder, const char *ending)
{
    static char names[1500][256];
    size_t count = 0;
    DIR *listing = opendir(folder);
    const struct dirent *entry;

    if (listing == NULL) {
        return;
    }
    while ((entry = readdir(listing)) != NULL) {
        size_t length = strlen(entry->d_name);

        if (count < LENGTH(names) && length > strlen(ending) &&
            strcmp(entry->d_name + length - strlen(ending), ending) == 0) {
            memcpy(names[count++], entry->d_name, length + 1);
        }
    }
    (void)closedir(listing);
    qsort(names, count, sizeof names[0], by_name);
    for (size_t i = 0; i < count && stream_count < LENGTH(streams); i++) {
        add_file(folder, names[i]);
    }
}

static int load_streams(void **state)
{
    (void)state;
    add_folder("../../corpora/vectors/streams", ".bin");
    add_folder("../../corpora/vectors", ".bin");
    add_folder("../../corpora/valid/streams", ".ser");
    return 0;
}

static int free_streams(void **state)
{
    (void)state;
    for (size_t i = 0; i < stream_count; i++) {
        free(streams[i].bytes);
    }
    return 0;
}

/* --- round trips ------------------------------------------------------------------------------ */

/* Every stream of the corpora, and through YAML too. */
static void test_corpora(void **state)
{
    (void)state;
    assert_true(stream_count >= 600);
    for (size_t i = 0; i < stream_count; i++) {
        expect_round_trip(streams[i].bytes, streams[i].length, streams[i].length < 100000);
    }
}

/* Every stream of less than 2,000 bytes, cut in up to 40 places. */
static void test_truncations(void **state)
{
    (void)state;
    for (size_t i = 0; i < stream_count; i++) {
        size_t step = streams[i].length / 40 + 1;

        for (size_t cut = 0; streams[i].length < 2000 && cut < streams[i].length; cut += step) {
            expect_round_trip(streams[i].bytes, cut, cut % 7 == 0);
        }
    }
}

/* Changes one to four places: a byte, a type code, a count, a piece taken out or doubled. */
static size_t mutate(uint8_t *bytes, size_t length, uint64_t *seed)
{
    static const uint8_t codes[] = {0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77,
                                    0x78, 0x79, 0x7A, 0x7B, 0x7C, 0x7D, 0x7E, 0xFF};

    for (uint32_t changes = 1 + below(seed, 4); changes > 0 && length > 8; changes--) {
        size_t at = 4 + below(seed, (uint32_t)length - 8);
        size_t piece = 1 + below(seed, 16);

        switch (below(seed, 5)) {
        case 0:
            bytes[at] = (uint8_t)next_random(seed);
            break;
        case 1:
            bytes[at] = codes[below(seed, LENGTH(codes))];
            break;
        case 2:
            bytes[at] = (uint8_t)(bytes[at] + 1 + 254 * below(seed, 2));
            break;
        case 3:
            piece = at + piece < length ? piece : length - at;
            memmove(bytes + at, bytes + at + piece, length - at - piece);
            length -= piece;
            break;
        default:
            piece = at + piece < length ? piece : length - at;
            memmove(bytes + at + piece, bytes + at, length - at);
            length += piece;
            break;
        }
    }
    return length;
}

static void test_mutations(void **state)
{
    uint64_t seed = 0x5EED;
    uint8_t *bytes = malloc(4000);

    (void)state;
    assert_non_null(bytes);
    for (size_t round = 0; round < 20000; round++) {
        const struct stream *stream = &streams[below(&seed, (uint32_t)stream_count)];
        size_t length = stream->length < 3500 ? stream->length : 3500;

        memcpy(bytes, stream->bytes, length);
        length = mutate(bytes, length, &seed);
        expect_round_trip(bytes, length, round % 10 == 0);
    }
    free(bytes);
}

/* Random bytes behind a header, most of them type codes and small numbers. */
static void test_random(void **state)
{
    uint64_t seed = 0xBADCAFE;
    uint8_t bytes[600] = {0xAC, 0xED, 0x00, 0x05};

    (void)state;
    for (size_t round = 0; round < 20000; round++) {
        size_t length = 4 + below(&seed, sizeof bytes - 4);

        for (size_t i = 4; i < length; i++) {
            switch (below(&seed, 4)) {
            case 0:
                bytes[i] = (uint8_t)next_random(&seed);
                break;
            case 1:
                bytes[i] = (uint8_t)below(&seed, 4);
                break;
            default:
                bytes[i] = (uint8_t)(0x70 + below(&seed, 15));
                break;
            }
        }
        expect_round_trip(bytes, length, round % 10 == 0);
    }
}

/* Not a stream at all. */
static void test_no_stream(void **state)
{
    uint8_t bytes[64] = {0};
    uint64_t seed = 1;

    (void)state;
    expect_round_trip(bytes, 0, true);
    for (size_t length = 1; length < sizeof bytes; length++) {
        for (size_t i = 0; i < length; i++) {
            bytes[i] = (uint8_t)next_random(&seed);
        }
        expect_round_trip(bytes, length, true);
    }
    expect_round_trip((const uint8_t *)"\xAC\xED\x00", 3, true);
    expect_round_trip((const uint8_t *)"\xAC\xED\x00\x06p", 5, true);
}

/* --- size and depth --------------------------------------------------------------------------- */

/* A megabyte of one piece again and again; what is quadratic anywhere takes minutes here. */
static void test_megabytes(void **state)
{
    static const char *const shapes[] = {"null",
                                         "end",
                                         "reset",
                                         "\"\"",
                                         "{ref: 0x7E0000}",
                                         "{block: []}",
                                         "{array: {class: null, elements: []}}",
                                         "{exception: null}",
                                         "{classdesc: {name: A, fields: {a: LO;}}}",
                                         "{object: {class: {name: A, fields: {a: I}}}}",
                                         "{proxydesc: {interfaces: [], super: null}}"};

    (void)state;
    for (size_t i = 0; i < LENGTH(shapes); i++) {
        char yaml[300];
        struct sluice_program *program;
        struct sluice_assembly assembly;

        (void)snprintf(yaml, sizeof yaml, "[{repeat: {times: 100000, body: [%s]}}]", shapes[i]);
        program = load(yaml);
        assembly = assemble(program);
        expect_round_trip(assembly.bytes, assembly.length, false);
        sluice_assembly_free(&assembly);
        sluice_program_free(program);
    }
}

/* Long chains and many fields, used by many objects. */
static void test_wide_and_long(void **state)
{
    static const char *const programs[] = {
        /* 30,000 fields, and objects that leave them out */
        ("- object: {class: {name: A, flags: 3, label: A, fields: [{repeat: {times: 30000, body: "
         "[{name: {text: f, counter: true}, type: I}]}}]}, content: [end]}\n"
         "- repeat: {times: 50000, body: [{object: {class: {ref: A}, content: [end]}}]}\n"),
        /* 20,000 superclasses, and objects of the lowest class */
        ("- object: {class: {name: A, label: A, super: {nest: {times: 20000, "
         "around: {classdesc: {name: "
         "{text: S, counter: true}, super: hole}}, inside: null}}}}\n"
         "- repeat: {times: 50000, body: [{object: {class: {ref: A}}}]}\n"),
        /* 1,000 superclasses with data, and objects within objects */
        ("- classdesc: {name: A, label: A, super: {nest: {times: 1000, around: "
         "{classdesc: {name: {text: "
         "S, counter: true}, fields: {o: LO;}, super: hole}}, inside: null}}}\n"
         "- nest: {times: 100000, around: {object: {class: {ref: A}, content: "
         "[hole]}}, inside: none}\n"),
        ("- proxydesc: {interfaces: [{repeat: {times: 65535, body: [{utf: I}]}}], super: null}\n"
         "- array: {type: \"[B\", length: 2147483647, hex: \"00\"}\n")};

    (void)state;
    for (size_t i = 0; i < LENGTH(programs); i++) {
        struct sluice_program *program = load(programs[i]);
        struct sluice_assembly assembly = assemble(program);

        expect_round_trip(assembly.bytes, assembly.length, false);
        sluice_assembly_free(&assembly);
        sluice_program_free(program);
    }
}

/* Thousands of levels, in YAML too: equal ones become a nest, others are printed as parts. */
static void test_deep_text(void **state)
{
    static const char *const programs[] = {
        "[{nest: {times: 10000, around: {array: {type: \"[LA;\", elements: [null, hole]}}, inside: "
        "null}}]",
        "[{nest: {times: 10000, around: {object: {class: {name: A, flags: 3, once: true, fields: {o: "
        "LO;}}, fields: {o: hole}, data: [end]}}, inside: null}}]",
        "[{nest: {times: 5000, around: {classdesc: {name: A, annotation: [hole]}}, inside: null}}]",
        "[{nest: {times: 5000, around: {classdesc: {name: {text: A, counter: true}, annotation: "
        "[hole]}}, inside: null}}]",
        "[{nest: {times: 5000, around: {classdesc: {name: {text: A, counter: true}, super: hole}}, "
        "inside: null}}]",
        "[{nest: {times: 10000, around: {class: hole}, inside: null}}]",
        "[{nest: {times: 10000, around: {exception: hole}, inside: null}}]",
        "[{nest: {times: 10000, around: {array: {type: \"[LA;\", elements: [{string: {text: s, "
        "counter: true}}, hole]}}, inside: null}}]"};

    (void)state;
    for (size_t i = 0; i < LENGTH(programs); i++) {
        struct sluice_program *program = load(programs[i]);
        struct sluice_assembly assembly = assemble(program);

        expect_round_trip(assembly.bytes, assembly.length, true);
        sluice_assembly_free(&assembly);
        sluice_program_free(program);
    }
}

/* --- what comes out --------------------------------------------------------------------------- */

/* Fails the test unless the program of the bytes prints as this. */
static void expect_text(const char *yaml, const char *expected)
{
    struct sluice_program *program = load(yaml);
    struct sluice_assembly assembly = assemble(program);
    struct sluice_program *again = sluice_disassemble(assembly.bytes, assembly.length);
    struct sluice_text text = {0};

    assert_non_null(again);
    assert_true(sluice_program_print(again, &text));
    assert_string_equal(sluice_text_get(&text), expected);
    sluice_text_free(&text);
    sluice_program_free(again);
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
}

/* Fails the test unless the program, which no bytes give, is printed as one of the same bytes. */
static void expect_reload(const char *yaml)
{
    struct sluice_program *program = load(yaml);
    struct sluice_assembly first = assemble(program);
    struct sluice_text text = {0};

    assert_true(sluice_program_print(program, &text));
    struct sluice_program *again = load(sluice_text_get(&text) + sizeof "stream:" - 1);
    struct sluice_assembly second = assemble(again);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    sluice_assembly_free(&second);
    sluice_program_free(again);
    sluice_text_free(&text);
    sluice_assembly_free(&first);
    sluice_program_free(program);
}

static void test_reload(void **state)
{
    (void)state;
    expect_reload("[{magic: ACED0005}, {magic: ACED0005}, null]");
    expect_reload("[{magic: ACED0005}, {magic: ACED0006}, null]");
    expect_reload("[{object: {class: {name: A}, fields: none}}]");
}

static void test_text(void **state)
{
    (void)state;
    expect_text("[]", "stream: []\n");
    expect_text(
        "[{object: {class: {name: a.B, suid: -5, flags: 3, fields: {i: I, o: LO;}}, fields: "
        "{i: 7, o: \"x\"}, data: [null]}}, {ref: 0x7E0002}, {ref: 0x7E0009}]",
        "stream:\n"
        "  - object:\n"
        "      label: h2\n"
        "      class:\n"
        "        name: a.B\n"
        "        suid: -5\n"
        "        flags: [write-method, serializable]\n"
        "        fields:\n"
        "          i: I\n"
        "          o: LO;\n"
        "      fields:\n"
        "        i: 7\n"
        "        o: \"x\"\n"
        "      data:\n"
        "        - null\n"
        "  - {ref: h2}\n"
        "  - {ref: 0x007E0009}\n");
    /* What is malformed stays as it is, in its place. */
    expect_text("[{array: {type: \"[LA;\", length: 5, elements: [null, {raw: \"0102\"}]}}]",
                "stream:\n"
                "  - array:\n"
                "      length: 5\n"
                "      type: \"[LA;\"\n"
                "      elements:\n"
                "        - null\n"
                "        - {raw: \"0102\"}\n");
    expect_text("[{object: {class: {name: A, flags: 3, fields: {i: I}}, fields: none}}]",
                "stream:\n"
                "  - object:\n"
                "      class:\n"
                "        name: A\n"
                "        flags: [write-method, serializable]\n"
                "        fields:\n"
                "          i: I\n"
                "      fields: none\n");
    expect_text(
        "[{object: {class: {name: B, fields: {b: B}, super: {name: A, flags: 3, fields: {o: "
        "LO;}}}, levels: [{fields: none, data: [{block: FF}]}, {fields: {b: 1}}]}}]",
        "stream:\n"
        "  - object:\n"
        "      class:\n"
        "        name: B\n"
        "        fields:\n"
        "          b: B\n"
        "        super:\n"
        "          name: A\n"
        "          flags: [write-method, serializable]\n"
        "          fields:\n"
        "            o: LO;\n"
        "      levels:\n"
        "        - class: A\n"
        "          fields: none\n"
        "          data:\n"
        "            - {block: \"ff\"}\n"
        "        - class: B\n"
        "          fields:\n"
        "            b: 1\n");
    /* A superclass has its data whatever its flags say. */
    expect_text(
        "[{object: {class: {name: B, fields: {b: B}, super: {name: A, flags: [externalizable], "
        "fields: {a: B}}}, levels: [{fields: {a: 2}}, {fields: {b: 1}}]}}]",
        "stream:\n"
        "  - object:\n"
        "      class:\n"
        "        name: B\n"
        "        fields:\n"
        "          b: B\n"
        "        super:\n"
        "          name: A\n"
        "          flags: [externalizable]\n"
        "          fields:\n"
        "            a: B\n"
        "      levels:\n"
        "        - class: A\n"
        "          fields:\n"
        "            a: 2\n"
        "        - class: B\n"
        "          fields:\n"
        "            b: 1\n");
    expect_text("[{repeat: {times: 20, body: [null]}}, {string: {text: x, long: true, length: 9}}]",
                "stream:\n"
                "  - repeat:\n"
                "      times: 20\n"
                "      body:\n"
                "        - null\n"
                "  - {string: {text: x, length: 9, long: true}}\n");
}

/* Many equal items, and levels of up to six items that are equal, become one of them. */
static void test_folding(void **state)
{
    (void)state;
    expect_text(
        "[{nest: {times: 300, around: {object: {class: {name: A, once: true, fields: {o: LO;}}, "
        "fields: {o: hole}}}, inside: null}}, {repeat: {times: 100, body: [\"x\"]}}]",
        "stream:\n"
        "  - object:\n"
        "      class:\n"
        "        name: A\n"
        "        label: h0\n"
        "        fields:\n"
        "          o: LO;\n"
        "      fields:\n"
        "        o:\n"
        "          nest:\n"
        "            times: 299\n"
        "            around:\n"
        "              object:\n"
        "                class: {ref: h0}\n"
        "                fields:\n"
        "                  o: hole\n"
        "            inside: null\n"
        "  - repeat:\n"
        "      times: 100\n"
        "      body:\n"
        "        - \"x\"\n");
    /* Sixteen are enough: of items, and of levels that are alike down to what is inside. */
    expect_text("[{repeat: {times: 16, body: [null]}}]", "stream:\n"
                                                         "  - repeat:\n"
                                                         "      times: 16\n"
                                                         "      body:\n"
                                                         "        - null\n");
    expect_text("[{nest: {times: 16, around: {exception: hole}, inside: null}}]",
                "stream:\n"
                "  - nest:\n"
                "      times: 16\n"
                "      around:\n"
                "        exception: hole\n"
                "      inside: null\n");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_corpora),       cmocka_unit_test(test_truncations),
        cmocka_unit_test(test_mutations),     cmocka_unit_test(test_random),
        cmocka_unit_test(test_no_stream),     cmocka_unit_test(test_megabytes),
        cmocka_unit_test(test_wide_and_long), cmocka_unit_test(test_deep_text),
        cmocka_unit_test(test_reload),        cmocka_unit_test(test_text),
        cmocka_unit_test(test_folding),
    };

    return cmocka_run_group_tests(tests, load_streams, free_streams);
}
