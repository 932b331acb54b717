/* Files of cases: a stream in them grows, lines and values come, go and change. */
#include "harness/base/text.h"
#include "harness/fuzz/mutate/bytes.h"
#include "harness/fuzz/mutate/files.h"
#include "harness/fuzz/mutate/grown.h"
#include "harness/stream/program.h"

#include <string.h>

static uint32_t below(struct sluice_random *random, uint32_t bound)
{
    return sluice_random_below(random, bound);
}

/* What stands in the place of a value. Numbers are those on both sides of an edge. */
static const char *const values[] = {
    "0",
    "1",
    "-1",
    "2",
    "127",
    "128",
    "255",
    "256",
    "-128",
    "-129",
    "32767",
    "32768",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "18446744073709551617",
    "18446744073709551619",
    "184467440737095516150",
    "0x7FFFFFFFFFFFFFFF",
    "0xFFFFFFFFFFFFFFFF",
    "0x10000000000000000",
    "0x1FFFFFFFFFFFFFFFF",
    "007",
    "-0",
    "1.5",
    "1e400",
    "-.inf",
    ".nan",
    "0x7FF0000000000001",
    "true",
    "false",
    "null",
    "~",
    "''",
    "a",
    "\"\\0\"",
    "\"\\0\\0\\0\\0\\0\\0\\0\\0\"",
    "\"\\x85\"",
    "\"a\\x85b\"",
    "\"\\u2028\"",
    "\"\\uFEFF\"",
    "\"\\U0001F600\"",
    "\"\\xA0\"",
    "'a: b'",
    "[1, 2]",
    "{text: a}",
    "{hex: C285}",
    "{hex: ''}",
    "{text: a, text: b}",
    "{text: a, times: 3}",
    "{text: a, length: 7}",
    "16 MiB",
    "S1",
    "h0",
    "[]",
    "{}",
};

/* Keys of streams that many of its parts may have, and values that fit them. */
static const char *const pairs[] = {
    "label: S1", "label: S1", "label: S2",  "long: true", "once: true",
    "length: 3", "count: 2",  "end: false", "times: 2",   "counter: true",
    "string: a", "ref: S1",   "null: true", "text: b",    "hex: C285",
};

/* Where a line begins, and where the next one does. */
struct line {
    size_t from;
    size_t to;
};

static struct line line_at(const struct sluice_text *text, uint32_t number)
{
    struct line line = {0, 0};
    do {
        line.from = line.to;
        const char *end = line.from < text->length
                              ? memchr(text->data + line.from, '\n', text->length - line.from)
                              : NULL;
        line.to = end == NULL ? text->length : (size_t)(end - text->data) + 1;
    } while (number-- > 0 && line.to < text->length);
    return line;
}

static uint32_t count_lines(const struct sluice_text *text)
{
    uint32_t count = 1;
    for (size_t i = 0; i < text->length; i++) {
        count += text->data[i] == '\n';
    }
    return count;
}

/* Bytes of a text give way to others. */
static void splice(struct sluice_text *text, struct line gone, const char *bytes, size_t length)
{
    struct sluice_text made = {0};
    sluice_text_add(&made, sluice_text_get(text), gone.from);
    sluice_text_add(&made, bytes, length);
    sluice_text_add(&made, sluice_text_get(text) + gone.to, text->length - gone.to);
    sluice_text_free(text);
    *text = made;
}

/* The value of a key or an item in a line, up to its end or the next comma. */
static struct line value_in(struct sluice_random *random, const struct sluice_text *text,
                            struct line line)
{
    static const char before[] = ":[-,";
    size_t places[16];
    uint32_t count = 0;
    for (size_t i = line.from; i + 1 < line.to && count < 16; i++) {
        if (strchr(before, text->data[i]) != NULL &&
            (text->data[i + 1] == ' ' || text->data[i] == '[')) {
            places[count++] = i + (text->data[i + 1] == ' ' ? 2 : 1);
        }
    }
    struct line value = {line.to, line.to};
    if (count > 0) {
        value.from = places[below(random, count)];
        value.to = value.from;
        while (value.to < line.to && strchr("\n,]}", text->data[value.to]) == NULL) {
            value.to++;
        }
    }
    return value;
}

static void edit(struct sluice_random *random, struct sluice_text *text)
{
    const uint32_t count = count_lines(text);
    struct line line = line_at(text, below(random, count));
    const struct line other = line_at(text, below(random, count));
    struct sluice_text copy = {0};
    sluice_text_add(&copy, sluice_text_get(text) + other.from, other.to - other.from);
    const char *pair = pairs[below(random, sizeof pairs / sizeof pairs[0])];
    const char *value = values[below(random, sizeof values / sizeof values[0])];
    switch (below(random, 8)) {
    case 0: /* a line again, somewhere */
        line.to = line.from;
        splice(text, line, sluice_text_get(&copy), copy.length);
        break;
    case 1:
        splice(text, line, "", 0);
        break;
    case 2: /* one more key beside another one, in a line of its own */
        sluice_text_clear(&copy);
        for (size_t i = line.from; i < line.to && strchr(" -", text->data[i]) != NULL; i++) {
            sluice_text_string(&copy, " ");
        }
        sluice_text_format(&copy, "%s\n", pair);
        line.from = line.to;
        splice(text, line, sluice_text_get(&copy), copy.length);
        break;
    case 3: { /* or in braces */
        const char *brace = line.from < line.to
                                ? memchr(text->data + line.from, '{', line.to - line.from)
                                : NULL;
        if (brace != NULL) {
            line.from = (size_t)(brace - text->data) + 1;
            line.to = line.from;
            sluice_text_clear(&copy);
            sluice_text_format(&copy, "%s, ", pair);
            splice(text, line, sluice_text_get(&copy), copy.length);
        }
        break;
    }
    default:
        line = value_in(random, text, line);
        splice(text, line, value, strlen(value));
        break;
    }
    sluice_text_free(&copy);
}

/* A stream from nothing, as a file says it. */
static void grow(struct sluice_random *random, struct sluice_text *text)
{
    static struct sluice_grown stream; /* too large for a stack */
    stream.size = 0;
    sluice_grown_change(random, &stream, 1 + below(random, 3));
    const struct sluice_bytes bytes = sluice_grown_stream(&stream);
    struct sluice_program *program = sluice_disassemble(bytes.data, bytes.length);
    if (program == NULL || !sluice_program_print(program, text)) {
        sluice_text_clear(text);
    }
    sluice_program_free(program);
}

/* Few values, so that an edit meets one of them. */
static void add_usual(struct sluice_random *random, struct sluice_text *text)
{
    static const char *const items[] = {
        "  - string: abc\n",
        "  - string: {text: abc, label: S1}\n",
        ("  - array:\n      type: \"[Ljava.lang.Object;\"\n      elements:"
         " [{string: {text: a, label: S1}}, {string: {text: b, label: S2}}, {ref: S1}]\n"),
        "  - array:\n      type: \"[I\"\n      elements: [1, 2, 3]\n",
        "  - array:\n      type: \"[Z\"\n      elements: [true, 2, false]\n",
        "  - array:\n      type: \"[J\"\n      elements: [1, -1]\n",
        "  - array:\n      type: \"[D\"\n      elements: [1.5]\n",
        "  - block: 0102\n",
        "  - null\n",
        "  - reset\n",
    };
    sluice_text_string(text, "stream:\n");
    for (uint32_t left = 1 + below(random, 3); left > 0; left--) {
        sluice_text_string(text, items[below(random, sizeof items / sizeof items[0])]);
    }
}

static size_t mutate_case(uint8_t *data, size_t size, size_t max, uint32_t seed,
                          sluice_mutate_bytes_fn bytes)
{
    enum { ALL = 16, BYTES = 2, GROWN = 4, USUAL = 2 };
    struct sluice_random random = {seed};
    struct sluice_text text = {0};
    const uint32_t roll = below(&random, ALL);
    if (max == 0) {
        return 0;
    }
    if (roll < BYTES && size > 0) {
        return sluice_mutate_bytes(&random, data, size, max, bytes);
    }
    const bool is_new = roll < BYTES + GROWN + USUAL || size < 2;
    if (is_new && roll < BYTES + GROWN) {
        grow(&random, &text);
    } else if (is_new) {
        add_usual(&random, &text);
    } else {
        sluice_text_add(&text, data, size);
    }
    for (uint32_t times = below(&random, 3) + !is_new; times > 0; times--) {
        edit(&random, &text);
    }
    return sluice_mutate_text(&text, data, max);
}

/* Lines of the second stand among those of the first. */
static size_t cross_cases(struct sluice_bytes first, struct sluice_bytes second, uint8_t *out,
                          size_t max, uint32_t seed)
{
    struct sluice_random random = {seed};
    struct sluice_text text = {0};
    struct sluice_text other = {0};
    if (max == 0) {
        return 0;
    }
    sluice_text_add(&text, first.data, first.length);
    sluice_text_add(&other, second.data, second.length);
    struct line at = line_at(&text, below(&random, count_lines(&text)));
    const struct line from = line_at(&other, below(&random, count_lines(&other)));
    const struct line to = line_at(&other, below(&random, count_lines(&other)));
    at.to = at.from;
    if (from.from < to.to) {
        splice(&text, at, sluice_text_get(&other) + from.from, to.to - from.from);
    }
    sluice_text_free(&other);
    return sluice_mutate_text(&text, out, max);
}

const struct sluice_mutate_kind sluice_mutate_cases = {mutate_case, cross_cases};
