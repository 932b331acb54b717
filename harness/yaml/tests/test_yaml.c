#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/yaml/arena.h"
#include "harness/yaml/yaml.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static struct sluice_yaml *parse(const char *text)
{
    struct sluice_yaml *document = NULL;
    struct sluice_yaml_error error = {0};
    if (!sluice_yaml_parse(text, strlen(text), "t", &document, &error)) {
        char message[SLUICE_YAML_ERROR_TEXT];
        fail_msg("%s", sluice_yaml_error_text(&error, message));
    }
    return document;
}

static void assert_error(const struct sluice_yaml_error *error, const char *expected)
{
    char message[SLUICE_YAML_ERROR_TEXT];
    assert_true(error->set);
    assert_string_equal(sluice_yaml_error_text(error, message), expected);
}

/* --- what is refused -------------------------------------------------------------------------- */

#define EMPTY "t:1:1: the file is empty: write its keys, each as key: value"

static void test_bad_documents(void **state)
{
    static const struct {
        const char *text;
        const char *error;
    } table[] = {
        {"", EMPTY},
        {"# only a remark\n", EMPTY},
        {"a: 1\nb: 2\na: 3\n", "t:3:1: the key \"a\" is given twice, first in line 1; keep one"},
        {"x:\n  - {k: 1, j: 2, \"k\": 3}\n",
         "t:2:18: the key \"k\" is given twice, first in line 2; keep one"},
        {"a: &x [1]\n",
         "t:1:4: anchors (&name) are not supported; write the value out where it is used"},
        {"a: &x 1\n",
         "t:1:4: anchors (&name) are not supported; write the value out where it is used"},
        {"a: &x {b: 1}\n",
         "t:1:4: anchors (&name) are not supported; write the value out where it is used"},
        {"b: *x\n",
         "t:1:4: aliases (*name) are not supported; write the value out, or quote a text that "
         "begins with *"},
        {"b: !!binary aaa\n", "t:1:4: tags (!name) are not supported; write the value without one"},
        {"b: ! [a]\n", "t:1:4: tags (!name) are not supported; write the value without one"},
        {"a: 1\n---\nb: 1\n",
         "t:2:1: a second document begins here: take the line away, or put what follows into a file "
         "of its own"},
        {"? [a]\n: b\n", "t:1:3: a list or map stands where a key is due: write a word as the key"},
        {"? {a: 1}\n: b\n",
         "t:1:3: a list or map stands where a key is due: write a word as the key"},
        {"? \n: b\n", "t:1:2: a key is missing before the colon: write key: value"},
        {"\"a\\0b\": 1\n", "t:1:1: a key contains a NUL character: take it away"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct sluice_yaml *document = NULL;
        struct sluice_yaml_error error = {0};
        assert_false(
            sluice_yaml_parse(table[i].text, strlen(table[i].text), "t", &document, &error));
        assert_null(document);
        assert_error(&error, table[i].error);
    }
}

/* Where it is wrong, which may be before the place where it is found out, and what to write there. */
static void test_syntax(void **state)
{
    static const struct {
        const char *text;
        const char *error; /* without "not valid YAML: " */
    } table[] = {
        {"a: [1, 2\nb: 3\n", "t:1:4: this [ is never closed: write ] at its end"},
        {"a: {b: c\n", "t:1:4: this { is never closed: write } at its end"},
        {"a: [1, {b: 2]\n",
         "t:1:13: before this a comma is missing, or the } that closes line 1, column 8; a text with "
         "a bracket, brace or quote in it stands in quotes"},
        {"a:\n  - {b: [x\n     c]}\nd: [\"1\" 2]\n",
         "t:4:9: before this a comma is missing, or the ] that closes line 4, column 4; a text with "
         "a bracket, brace or quote in it stands in quotes"},
        {"a: \"b\nc: 1\nd: \"e\"\n",
         "t:1:4: this quote is not closed before another line: write one where the text ends"},
        {"a: 'b\nc: 1\n", "t:1:4: this quote is never closed: write one at the text's end"},
        {"a: 1\nb 2\nc: 3\n",
         "t:2:1: a colon and a blank are missing after this key: write key: value"},
        {"a:\n  - b c\n    d: e\n",
         "t:2:5: a colon and a blank are missing after this key: write key: value"},
        {"a:\n  b: 1\n  c:2\nd: 1\n",
         "t:3:3: a colon and a blank are missing after this key: write key: value"},
        {"a: b: c\n",
         "t:1:5: a text with a colon and a blank in it stands in quotes: key: 'one: two'"},
        {"a: 1\n  b: 2\n",
         "t:2:3: this key is indented more than the one before, which has a value "
         "already: begin it in column 1"},
        {"a:\n    b: 1\n  c: 2\n",
         "t:3:3: a key is due here in column 1, as in line 1: indent this line like that one"},
        {"a: 1\n: 2\n", "t:2:1: a key is missing before the colon: write key: value"},
        {"a: \"b\" c\n", "t:1:8: the value ends before this: take it away, or put all of the value "
                         "into one pair of quotes"},
        {"a:\n  - b\n  c: d\n",
         "t:3:3: an item of the list from line 2 is due here: begin it with \"- \" in column 3, or indent this line like those before"},
        {"a: - b\n", "t:1:4: a list item stands in a line of its own, or the list in brackets: "
                     "[one, two]"},
        {"a: [1,, 2]\n", "t:1:7: a value is missing before this, or a comma is one too many"},
        {"a:\n\t- b\n", "t:2:1: a tab: indent with blanks"},
        {"a: @b\n", "t:1:4: a text that begins with @ stands in quotes: '@...'"},
        {"a: \"\\q\"\n", "t:1:5: there is no such escape in double quotes: write \\\\ for a "
                         "backslash, or use single quotes"},
        {"a: \"\\xZZ\"\n", "t:1:7: after \\x stand two hexadecimal digits, after \\u four, after "
                           "\\U eight"},
        {"a: \"\\uD800\"\n",
         "t:1:7: this is no character: write one above U+FFFF as \\U0001F600; for bytes that are no "
         "text there is {hex: EDA080}"},
        {"a: \xE9\n", "t:1:4: this is no UTF-8: save the file in that encoding"},
        {"a: 1\n\xC3\xA9: \x01\n",
         "t:2:4: a control character: write it as \"\\x01\", in double quotes"},
        {"\xEF\xBB\xBF"
         "a: 1\nb 2\nc: 3\n",
         "t:2:1: a colon and a blank are missing after this key: write key: value"},
        {"a: 1\r\nb 2\r\nc: 3\r\n",
         "t:2:1: a colon and a blank are missing after this key: write key: value"},
        {"%x\n", "t:1:1: a line that begins with % stands in quotes: '%...'"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct sluice_yaml *document = NULL;
        struct sluice_yaml_error error = {0};
        char said[SLUICE_YAML_ERROR_TEXT];
        static const char cut[] = "not valid YAML: ";
        assert_false(
            sluice_yaml_parse(table[i].text, strlen(table[i].text), "t", &document, &error));
        (void)sluice_yaml_error_text(&error, said);
        char *prefix = strstr(said, cut);
        assert_non_null(prefix);
        memmove(prefix, prefix + strlen(cut), strlen(prefix + strlen(cut)) + 1);
        assert_string_equal(said, table[i].error);
    }
}

static void test_columns_count_characters(void **state)
{
    (void)state;
    struct sluice_yaml *document = parse("\"\xC3\xA9\xE2\x82\xAC\": [b]\n");
    const struct sluice_yaml_node *list = sluice_yaml_first(sluice_yaml_root(document));
    assert_int_equal(sluice_yaml_line(list), 1);
    assert_int_equal(sluice_yaml_column(list), 7);
    sluice_yaml_free(document);
}

/* `count` times `unit`. */
static char *repeat(const char *unit, size_t count)
{
    size_t length = strlen(unit);
    char *text = malloc(length * count + 1);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + i * length, unit, length);
    }
    text[length * count] = '\0';
    return text;
}

static void test_bounds(void **state)
{
    static const struct {
        const char *unit;
        size_t count;
        const char *error; /* NULL: accepted up to the missing end */
    } table[] = {
        {"[", 1001, "t:1:1001: lists and maps are nested more than 1,000 deep: take some away"},
        {"- ", 1001, "t:1:2001: lists and maps are nested more than 1,000 deep: take some away"},
        {"[", 1000000, "t:1:1001: lists and maps are nested more than 1,000 deep: take some away"},
        {"- a\n", 4000000, "t:4000000:3: the file holds more than 4,000,000 values; split it"},
        {"a", SLUICE_YAML_BYTES_MAX + 1, "t: more than 16 MiB; split the file"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char *text = repeat(table[i].unit, table[i].count);
        struct sluice_yaml *document = NULL;
        struct sluice_yaml_error error = {0};
        assert_false(sluice_yaml_parse(text, strlen(text), "t", &document, &error));
        assert_error(&error, table[i].error);
        free(text);
    }
}

static void test_deepest_and_most(void **state)
{
    (void)state;
    char *open = repeat("[", 1000);
    char *close = repeat("]", 1000);
    char *text = malloc(2001);
    assert_non_null(text);
    (void)snprintf(text, 2001, "%s%s", open, close);
    struct sluice_yaml *document = parse(text);
    unsigned depth = 0;
    for (const struct sluice_yaml_node *node = sluice_yaml_root(document); node != NULL;
         node = sluice_yaml_first(node)) {
        depth++;
    }
    assert_int_equal(depth, 1000);
    sluice_yaml_free(document);
    free(open);
    free(close);
    free(text);
}

/* --- files ------------------------------------------------------------------------------------ */

static void assert_load_error(const char *path, const char *expected)
{
    struct sluice_yaml *document = NULL;
    struct sluice_yaml_error error = {0};
    assert_false(sluice_yaml_load(path, &document, &error));
    assert_null(document);
    assert_error(&error, expected);
}

static void test_bad_files(void **state)
{
    (void)state;
    assert_load_error("no-such.yaml", "no-such.yaml: no such file");
    assert_load_error("test_yaml.c/x", "test_yaml.c/x: no such file");
    assert_load_error(".", ".: is a directory; name a YAML file in it");
    assert_load_error("/dev/zero", "/dev/zero: not a regular file; to read from a pipe, give - and "
                                   "redirect it");
}

/* Puts `path` in the place of standard input. */
static int redirect(const char *path)
{
    int saved = dup(STDIN_FILENO);
    assert_true(saved >= 0);
    assert_non_null(freopen(path, "rb", stdin));
    return saved;
}

static void restore(int saved)
{
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    close(saved);
}

static void test_standard_input(void **state)
{
    (void)state;
    char path[] = "/tmp/sluice-yaml-test-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, "a: 5\n", 5), 5);
    close(descriptor);
    int saved = redirect(path);
    struct sluice_yaml *document = NULL;
    struct sluice_yaml_error error = {0};
    bool good = sluice_yaml_load("-", &document, &error);
    restore(saved);
    assert_true(good);
    assert_string_equal(sluice_yaml_file(document), "standard input");
    sluice_yaml_free(document);

    saved = redirect("/dev/zero");
    good = sluice_yaml_load("-", &document, &error);
    restore(saved);
    assert_false(good);
    assert_error(&error, "standard input: more than 16 MiB; split the file");
    assert_int_equal(unlink(path), 0);
}

/* --- moving ----------------------------------------------------------------------------------- */

static void test_moving(void **state)
{
    (void)state;
    struct sluice_yaml *document = parse("b: 1\na:\n  - x\n  - 'y'\n  - {}\nc: {d: e}\n");
    const struct sluice_yaml_node *root = sluice_yaml_root(document);
    assert_int_equal(sluice_yaml_kind(root), SLUICE_YAML_MAPPING);
    assert_int_equal(sluice_yaml_count(root), 3);
    const struct sluice_yaml_node *value = sluice_yaml_first(root);
    assert_string_equal(sluice_yaml_key_text(value), "b");
    value = sluice_yaml_next(value);
    assert_string_equal(sluice_yaml_key_text(value), "a");
    assert_int_equal(sluice_yaml_line(sluice_yaml_key(value)), 2);
    assert_int_equal(sluice_yaml_count(value), 3);
    assert_ptr_equal(sluice_yaml_parent(value), root);
    const struct sluice_yaml_node *item = sluice_yaml_first(value);
    assert_string_equal(sluice_yaml_text(item, NULL), "x");
    assert_true(sluice_yaml_is_plain(item));
    assert_null(sluice_yaml_key(item));
    item = sluice_yaml_next(item);
    assert_false(sluice_yaml_is_plain(item));
    assert_int_equal(sluice_yaml_line(item), 4);
    assert_int_equal(sluice_yaml_column(item), 5);
    item = sluice_yaml_next(item);
    assert_int_equal(sluice_yaml_kind(item), SLUICE_YAML_MAPPING);
    assert_null(sluice_yaml_first(item));
    assert_null(sluice_yaml_next(item));
    assert_null(sluice_yaml_get(root, "z"));
    assert_null(sluice_yaml_get(value, "a"));
    assert_string_equal(sluice_yaml_text(sluice_yaml_get(sluice_yaml_get(root, "c"), "d"), NULL),
                        "e");
    sluice_yaml_free(document);
}

static void test_nothing_is_a_node_too(void **state)
{
    (void)state;
    assert_int_equal(sluice_yaml_kind(NULL), SLUICE_YAML_NONE);
    assert_int_equal(sluice_yaml_count(NULL), 0);
    assert_null(sluice_yaml_first(NULL));
    assert_null(sluice_yaml_next(NULL));
    assert_null(sluice_yaml_parent(NULL));
    assert_null(sluice_yaml_key_text(NULL));
    assert_null(sluice_yaml_get(NULL, "a"));
    assert_null(sluice_yaml_text(NULL, NULL));
    assert_false(sluice_yaml_is_null(NULL));
    const char *text = NULL;
    struct sluice_yaml_error error = {0};
    assert_false(sluice_yaml_string(NULL, &text, &error));
    assert_error(&error, "expected a text (in quotes if it reads null), found nothing");
}

/* --- scalars ---------------------------------------------------------------------------------- */

enum reader { STRING, INTEGER, BYTE, UNSIGNED, SIZE, DOUBLE, BOOL, CHOICE };

/* Reads a scalar in one of the ways; what it read as text in `out`. */
static bool read_as(enum reader reader, const struct sluice_yaml_node *node, char out[64],
                    struct sluice_yaml_error *error)
{
    static const char *const names[] = {"reject", "accept", NULL};
    const char *text = "";
    int64_t integer = 0;
    uint64_t number = 0;
    double floating = 0;
    bool truth = false;
    size_t index = 0;
    bool good = false;
    switch (reader) {
    case STRING:
        good = sluice_yaml_string(node, &text, error);
        (void)snprintf(out, 64, "%s", text);
        break;
    case INTEGER:
        good = sluice_yaml_integer(node, INT64_MIN, INT64_MAX, &integer, error);
        (void)snprintf(out, 64, "%lld", (long long)integer);
        break;
    case BYTE:
        good = sluice_yaml_integer(node, -128, 127, &integer, error);
        (void)snprintf(out, 64, "%lld", (long long)integer);
        break;
    case UNSIGNED:
        good = sluice_yaml_unsigned(node, UINT64_MAX, &number, error);
        (void)snprintf(out, 64, "%llu", (unsigned long long)number);
        break;
    case SIZE:
        good = sluice_yaml_size(node, (uint64_t)1 << 40, &number, error);
        (void)snprintf(out, 64, "%llu", (unsigned long long)number);
        break;
    case DOUBLE:
        good = sluice_yaml_double(node, &floating, error);
        (void)snprintf(out, 64, "%g", floating);
        break;
    case BOOL:
        good = sluice_yaml_bool(node, &truth, error);
        (void)snprintf(out, 64, "%s", truth ? "true" : "false");
        break;
    case CHOICE:
        good = sluice_yaml_choice(node, "verdict", names, &index, error);
        (void)snprintf(out, 64, "%zu", index);
        break;
    }
    return good;
}

static void test_scalars(void **state)
{
    static const struct {
        enum reader reader;
        const char *text;
        const char *value; /* or */
        const char *error;
    } table[] = {
        {STRING, "abc", "abc", NULL},
        {STRING, "\"a\\u20acb\"",
         "a\xE2\x82\xAC"
         "b",
         NULL},
        {STRING, "5", "5", NULL},
        {STRING, "''", "", NULL},
        {STRING, "'null'", "null", NULL},
        {STRING, "null", NULL, "t:1:4: expected a text (in quotes if it reads null), found null"},
        {STRING, "~", NULL, "t:1:4: expected a text (in quotes if it reads null), found null"},
        {STRING, "", NULL, "t:1:3: expected a text (in quotes if it reads null), found nothing"},
        {STRING, "[a]", NULL, "t:1:4: expected a text (in quotes if it reads null), found a list"},
        {STRING, "\"a\\0\"", NULL,
         "t:1:4: a NUL character is not allowed in this text: take it away"},
        {INTEGER, "0", "0", NULL},
        {INTEGER, "-17", "-17", NULL},
        {INTEGER, "0x7fffFFFF", "2147483647", NULL},
        {INTEGER, "-0x80", "-128", NULL},
        {INTEGER, "9223372036854775807", "9223372036854775807", NULL},
        {INTEGER, "-9223372036854775808", "-9223372036854775808", NULL},
        {INTEGER, "9223372036854775808", NULL,
         "t:1:4: 9223372036854775808 is out of range: -9223372036854775808 to 9223372036854775807 "
         "are allowed"},
        {INTEGER, "99999999999999999999", NULL,
         "t:1:4: the number is out of range: -9223372036854775808 to 9223372036854775807 are "
         "allowed"},
        {INTEGER, "\"5\"", NULL,
         "t:1:4: expected a whole number such as 12 or 0x7E0000, found the quoted text \"5\""},
        {INTEGER, "5.0", NULL,
         "t:1:4: expected a whole number such as 12 or 0x7E0000, found \"5.0\""},
        {INTEGER, "0x", NULL,
         "t:1:4: expected a whole number such as 12 or 0x7E0000, found \"0x\""},
        {INTEGER, "0xg", NULL,
         "t:1:4: expected a whole number such as 12 or 0x7E0000, found \"0xg\""},
        {INTEGER, "1_000", NULL,
         "t:1:4: expected a whole number such as 12 or 0x7E0000, found \"1_000\""},
        {INTEGER, "+1", NULL,
         "t:1:4: expected a whole number such as 12 or 0x7E0000, found \"+1\""},
        {INTEGER, "0777", NULL,
         "t:1:4: expected a whole number that does not begin with 0, found \"0777\""},
        {INTEGER, "-00", NULL,
         "t:1:4: expected a whole number that does not begin with 0, found \"-00\""},
        {INTEGER, "{}", NULL, "t:1:4: expected a whole number such as 12 or 0x7E0000, found a map"},
        {BYTE, "127", "127", NULL},
        {BYTE, "128", NULL, "t:1:4: 128 is out of range: -128 to 127 are allowed"},
        {BYTE, "-129", NULL, "t:1:4: -129 is out of range: -128 to 127 are allowed"},
        {UNSIGNED, "18446744073709551615", "18446744073709551615", NULL},
        {UNSIGNED, "0xFFFFFFFFFFFFFFFF", "18446744073709551615", NULL},
        {UNSIGNED, "18446744073709551616", NULL,
         "t:1:4: \"18446744073709551616\" is out of range: 0 to 18446744073709551615 are allowed"},
        {UNSIGNED, "-1", NULL,
         "t:1:4: \"-1\" is out of range: 0 to 18446744073709551615 are allowed"},
        {UNSIGNED, "4 KiB", NULL,
         "t:1:4: expected a whole number such as 12 or 0x7E0000, found \"4 KiB\""},
        {SIZE, "4096", "4096", NULL},
        {SIZE, "4 KiB", "4096", NULL},
        {SIZE, "16MiB", "16777216", NULL},
        {SIZE, "1 GiB", "1073741824", NULL},
        {SIZE, "1 TiB", NULL,
         "t:1:4: expected a number of bytes such as 4096 or 4 KiB (units: KiB, MiB, GiB), found "
         "\"1 TiB\""},
        {SIZE, "4  KiB", NULL,
         "t:1:4: expected a number of bytes such as 4096 or 4 KiB (units: KiB, MiB, GiB), found "
         "\"4  KiB\""},
        {SIZE, "1025 GiB", NULL,
         "t:1:4: \"1025 GiB\" is out of range: 0 to 1099511627776 are allowed"},
        {SIZE, "18014398509481985 KiB", NULL,
         "t:1:4: \"18014398509481985 KiB\" is out of range: 0 to 1099511627776 are allowed"},
        {DOUBLE, "1", "1", NULL},
        {DOUBLE, "-1.5e3", "-1500", NULL},
        {DOUBLE, ".5", "0.5", NULL},
        {DOUBLE, "5.", "5", NULL},
        {DOUBLE, "0x10", "16", NULL},
        {DOUBLE, ".inf", "inf", NULL},
        {DOUBLE, "-.inf", "-inf", NULL},
        {DOUBLE, ".nan", "nan", NULL},
        {DOUBLE, "nan", NULL, "t:1:4: expected a number such as 3, -1.5 or .inf, found \"nan\""},
        {DOUBLE, "0x1p3", NULL,
         "t:1:4: expected a number such as 3, -1.5 or .inf, found \"0x1p3\""},
        {DOUBLE, "1e", NULL, "t:1:4: expected a number such as 3, -1.5 or .inf, found \"1e\""},
        {DOUBLE, ".", NULL, "t:1:4: expected a number such as 3, -1.5 or .inf, found \".\""},
        {DOUBLE, "'1'", NULL,
         "t:1:4: expected a number such as 3, -1.5 or .inf, found the quoted text \"1\""},
        {BOOL, "true", "true", NULL},
        {BOOL, "false", "false", NULL},
        {BOOL, "yes", NULL, "t:1:4: expected true or false, found \"yes\""},
        {BOOL, "'true'", NULL, "t:1:4: expected true or false, found the quoted text \"true\""},
        {CHOICE, "accept", "1", NULL},
        {CHOICE, "acept", NULL,
         "t:1:4: unknown verdict \"acept\"; did you mean accept? Allowed: reject, accept"},
        {CHOICE, "maybe", NULL, "t:1:4: unknown verdict \"maybe\"; allowed: reject, accept"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char text[128];
        char value[64];
        (void)snprintf(text, sizeof(text), "v: %s\n", table[i].text);
        struct sluice_yaml *document = parse(text);
        struct sluice_yaml_error error = {0};
        bool good = read_as(table[i].reader, sluice_yaml_first(sluice_yaml_root(document)), value,
                            &error);
        if (table[i].error != NULL) {
            assert_false(good);
            assert_error(&error, table[i].error);
        } else {
            assert_true(good);
            assert_false(error.set);
            assert_string_equal(value, table[i].value);
        }
        sluice_yaml_free(document);
    }
}

static void test_null_and_integer_looks(void **state)
{
    (void)state;
    struct sluice_yaml *document = parse(
        "[~, null, 'null', '', 12, '12', 1.2, 99999999999999999999]");
    static const bool is_null[] = {true, true, false, false, false, false, false, false};
    static const bool is_integer[] = {false, false, false, false, true, false, false, true};
    size_t i = 0;
    for (const struct sluice_yaml_node *node = sluice_yaml_first(sluice_yaml_root(document));
         node != NULL; node = sluice_yaml_next(node)) {
        assert_int_equal(sluice_yaml_is_null(node), is_null[i]);
        assert_int_equal(sluice_yaml_looks_like_integer(node), is_integer[i]);
        i++;
    }
    assert_int_equal(i, COUNT(is_null));
    sluice_yaml_free(document);
}

/* --- keys ------------------------------------------------------------------------------------- */

static void assert_keys_error(const char *text, const char *expected)
{
    static const char *const allowed[] = {"name", "no-duplicates", "severity", NULL};
    struct sluice_yaml *document = parse(text);
    struct sluice_yaml_error error = {0};
    bool good = sluice_yaml_check_keys(sluice_yaml_root(document), allowed, &error);
    assert_int_equal(good, expected == NULL);
    if (expected != NULL) {
        assert_error(&error, expected);
    }
    sluice_yaml_free(document);
}

static void test_keys(void **state)
{
    (void)state;
    assert_keys_error("{name: 1, severity: 2}", NULL);
    assert_keys_error("{}", NULL);
    assert_keys_error("name: 1\nsverity: 2\n", "t:2:1: unknown key \"sverity\"; did you mean "
                                               "severity? Allowed: name, no-duplicates, severity");
    assert_keys_error("No_Duplicates: 2\n",
                      "t:1:1: unknown key \"No_Duplicates\"; did you mean no-duplicates? Allowed: "
                      "name, no-duplicates, severity");
    assert_keys_error("other: 2\n",
                      "t:1:1: unknown key \"other\"; allowed: name, no-duplicates, severity");
    assert_keys_error("[name]", "t:1:1: expected a map with the keys name, no-duplicates, "
                                "severity, found a list");
    assert_keys_error("name", "t:1:1: expected a map with the keys name, no-duplicates, severity, "
                              "found \"name\"");
}

static void test_require(void **state)
{
    (void)state;
    struct sluice_yaml *document = parse("- {a: 1}\n");
    const struct sluice_yaml_node *map = sluice_yaml_first(sluice_yaml_root(document));
    struct sluice_yaml_error error = {0};
    assert_non_null(sluice_yaml_require(map, "a", "1", &error));
    assert_null(sluice_yaml_require(map, "b", "1", &error));
    assert_error(&error, "t:1:3: the key \"b\" is missing here; add it, as in b: 1");
    /* The first error wins. */
    assert_null(sluice_yaml_require(map, "c", "1", &error));
    assert_error(&error, "t:1:3: the key \"b\" is missing here; add it, as in b: 1");
    error = (struct sluice_yaml_error){0};
    assert_null(sluice_yaml_require(sluice_yaml_root(document), "a", "1", &error));
    assert_error(&error, "t:1:1: expected a map with a: 1, found a list");
    sluice_yaml_free(document);
}

/* --- words ------------------------------------------------------------------------------------ */

static void test_nearest(void **state)
{
    static const char *const names[] = {"atomic", "stateless", "is", "range", NULL};
    static const struct {
        const char *word;
        const char *nearest;
    } table[] = {
        {"atomic", "atomic"},
        {"Atomic", "atomic"},
        {"atmoic", "atomic"},
        {"atoms", "atomic"},
        {"stateles", "stateless"},
        {"state-less", "stateless"},
        {"it", "is"},
        {"to", NULL},
        {"rangge", "range"},
        {"orange", "range"},
        {"something else", NULL},
        {"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        const char *nearest = sluice_yaml_nearest(table[i].word, names);
        if (table[i].nearest == NULL) {
            assert_null(nearest);
        } else {
            assert_non_null(nearest);
            assert_string_equal(nearest, table[i].nearest);
        }
    }
    char *word = repeat("x", 1000);
    assert_null(sluice_yaml_nearest(word, names));
    free(word);
}

static void test_quote(void **state)
{
    static const struct {
        const char *text;
        const char *quoted;
    } table[] = {
        {"", "\"\""},
        {"plain", "\"plain\""},
        {"a\x1B[31mb\n", "\"a?[31mb?\""},
        {"\xC2\x9B!", "\"?!\""},
        /* What is no UTF-8: an 8-bit control, NUL and ESC written too long, half a character. */
        {"a\x9B"
         "31m",
         "\"a?31m\""},
        {"a\xC0\x80z", "\"a??z\""},
        {"\xE0\x80\x9Bz", "\"???z\""},
        {"\xED\xA0\x80", "\"???\""},
        {"\xE2\x82", "\"??\""},
        {"\xE2\x82\xAC", "\"\xE2\x82\xAC\""},
    };
    char out[SLUICE_YAML_QUOTE];
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_string_equal(sluice_yaml_quote(table[i].text, strlen(table[i].text), out),
                            table[i].quoted);
    }
    for (size_t length = 0; length < 200; length++) {
        char *text = repeat("\xE2\x82\xAC", length);
        const char *quoted = sluice_yaml_quote(text, 3 * length, out);
        size_t used = strlen(quoted);
        assert_true(used < SLUICE_YAML_QUOTE);
        assert_int_equal(quoted[used - 1], '"');
        /* Whole characters: quotes and ellipsis apart, a multiple of three bytes. */
        bool cut = strstr(quoted, "...") != NULL;
        assert_int_equal((used - 2 - (cut ? 3 : 0)) % 3, 0);
        free(text);
    }
}

static void test_join(void **state)
{
    static const char *const names[] = {"alpha", "beta", "gamma", NULL};
    char out[32];
    (void)state;
    sluice_yaml_join(names, out, 19);
    assert_string_equal(out, "alpha, beta, gamma");
    sluice_yaml_join(names, out, 18);
    assert_string_equal(out, "alpha, beta, ...");
    sluice_yaml_join(names, out, 12);
    assert_string_equal(out, "alpha, ...");
    sluice_yaml_join(names + 3, out, 12);
    assert_string_equal(out, "");
}

static void test_long_file_name_keeps_its_end(void **state)
{
    (void)state;
    char *path = repeat("d/", 500);
    path[998] = '/';
    path[999] = 'x';
    struct sluice_yaml_error error = {0};
    assert_false(sluice_yaml_fail_at(&error, path, 3, 4, "no"));
    assert_true(strlen(error.file) < sizeof(error.file));
    assert_memory_equal(error.file, "...", 3);
    assert_string_equal(error.file + strlen(error.file) - 3, "//x");
    free(path);
}

static void test_arena(void **state)
{
    (void)state;
    struct sluice_arena arena = {0};
    assert_null(sluice_arena_get(&arena, SIZE_MAX / 2, 4));
    assert_null(sluice_arena_get(&arena, SIZE_MAX, 1));
    assert_null(sluice_arena_text(&arena, "", SIZE_MAX));
    for (size_t i = 0; i < 100; i++) {
        unsigned char *memory = sluice_arena_get(&arena, i * 1000, 1);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t j = 0; j < i * 1000; j++) {
            assert_int_equal(memory[j], 0);
            memory[j] = 0xFF;
        }
    }
    assert_string_equal(sluice_arena_text(&arena, "abcdef", 3), "abc");
    sluice_arena_free(&arena);
    assert_null(arena.blocks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_documents),
        cmocka_unit_test(test_syntax),
        cmocka_unit_test(test_columns_count_characters),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_deepest_and_most),
        cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_standard_input),
        cmocka_unit_test(test_moving),
        cmocka_unit_test(test_nothing_is_a_node_too),
        cmocka_unit_test(test_scalars),
        cmocka_unit_test(test_null_and_integer_looks),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_require),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_quote),
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_long_file_name_keeps_its_end),
        cmocka_unit_test(test_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
