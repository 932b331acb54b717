#include "harness/fuzz/case_truth.h"

#include <string.h>

/* --- numbers -------------------------------------------------------------------------------------- */

/* A whole number: its sign, and how much it is. */
struct number {
    bool whole;
    bool negative;
    bool huge; /* more than 128 bits */
    __uint128_t magnitude;
};

static unsigned digit_in(char character, unsigned base)
{
    static const char digits[] = "0123456789abcdef";
    const char lower = character >= 'A' && character <= 'F' ? (char)(character + 32) : character;
    const char *found = character == '\0' ? NULL : strchr(digits, lower);
    return found != NULL && found - digits < (long)base ? (unsigned)(found - digits) : base;
}

static struct number number_of(const char *text, size_t length)
{
    struct number number = {.negative = length > 0 && text[0] == '-'};
    size_t at = number.negative ? 1 : 0;
    unsigned base = 10;
    if (length > at + 1 && text[at] == '0' && (text[at + 1] | 0x20) == 'x') {
        base = 16;
        at += 2;
    }
    number.whole = at < length;
    for (; at < length; at++) {
        const unsigned digit = digit_in(text[at], base);
        number.whole = number.whole && digit < base;
        number.huge = number.huge || number.magnitude >> 120 != 0;
        number.magnitude = number.magnitude * base + digit;
    }
    return number;
}

static bool check_unsigned(const struct sluice_yaml_node *node, const struct number *number)
{
    uint64_t value = 0;
    const bool fits = number->whole && !number->negative && !number->huge &&
                      number->magnitude <= UINT64_MAX;
    return !sluice_yaml_unsigned(node, UINT64_MAX, &value, NULL) ||
           (fits && value == (uint64_t)number->magnitude);
}

static bool check_integer(const struct sluice_yaml_node *node, const struct number *number)
{
    int64_t value = 0;
    const __uint128_t most = (__uint128_t)INT64_MAX + (number->negative ? 1 : 0);
    const bool fits = number->whole && !number->huge && number->magnitude <= most;
    if (!sluice_yaml_integer(node, INT64_MIN, INT64_MAX, &value, NULL)) {
        return true;
    }
    const uint64_t bits = number->negative ? 0 - (uint64_t)number->magnitude
                                           : (uint64_t)number->magnitude;
    return fits && (uint64_t)value == bits;
}

static bool check_number(const struct sluice_yaml_node *node, struct sluice_finding *finding)
{
    size_t length = 0;
    const char *text = sluice_yaml_text(node, &length);
    if (text == NULL || !sluice_yaml_is_plain(node)) {
        return true;
    }
    const struct number number = number_of(text, length);
    return (check_unsigned(node, &number) && check_integer(node, &number)) ||
           sluice_finding_note(finding, "harness", "%.64s is read as another number", text);
}

/* --- documents ------------------------------------------------------------------------------------ */

/* The value behind a node and all that is in it: into it, beside it, or out of what it ends. */
static const struct sluice_yaml_node *next_of(const struct sluice_yaml_node *node)
{
    const struct sluice_yaml_node *next = sluice_yaml_first(node);
    while (next == NULL && node != NULL) {
        next = sluice_yaml_next(node);
        node = sluice_yaml_parent(node);
    }
    return next;
}

static bool check_keys(const struct sluice_yaml_node *map, struct sluice_finding *finding)
{
    const struct sluice_yaml_node *one = sluice_yaml_first(map);
    for (; one != NULL; one = sluice_yaml_next(one)) {
        const char *key = sluice_yaml_key_text(one);
        const struct sluice_yaml_node *other = sluice_yaml_first(map);
        for (; other != one; other = sluice_yaml_next(other)) {
            if (strcmp(key, sluice_yaml_key_text(other)) == 0) {
                return sluice_finding_note(finding, "harness",
                                           "the key %.64s is there twice in one map", key);
            }
        }
    }
    return true;
}

bool sluice_case_truth_document(const struct sluice_yaml_node *root, struct sluice_finding *finding)
{
    enum { MOST_KEYS = 256 };
    bool good = true;
    for (const struct sluice_yaml_node *node = root; good && node != NULL; node = next_of(node)) {
        if (sluice_yaml_kind(node) == SLUICE_YAML_MAPPING && sluice_yaml_count(node) <= MOST_KEYS) {
            good = check_keys(node, finding);
        } else if (sluice_yaml_kind(node) == SLUICE_YAML_SCALAR) {
            good = check_number(node, finding);
        }
    }
    return good;
}

/* --- labels --------------------------------------------------------------------------------------- */

bool sluice_case_truth_labels(const struct sluice_program *program, const char *id,
                              struct sluice_finding *finding)
{
    enum { MOST_NODES = 512 };
    const uint32_t all = sluice_program_node_count(program);
    const uint32_t count = all < MOST_NODES ? all : MOST_NODES;
    for (sluice_node_id i = 1; i <= count; i++) {
        const struct sluice_node *one = sluice_program_peek(program, i);
        for (sluice_node_id j = 1; j < i && one->label != 0; j++) {
            const struct sluice_node *other = sluice_program_peek(program, j);
            if (one->label == other->label &&
                (one->line != other->line || one->column != other->column)) {
                return sluice_finding_note(finding, "harness",
                                           "%.64s: the label %.64s stands at two places", id,
                                           sluice_program_label_name(program, one->label));
            }
        }
    }
    return true;
}
