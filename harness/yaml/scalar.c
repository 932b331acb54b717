/* Scalars as values, and words compared with other words. */
#include "harness/yaml/yaml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/yaml/node.h"

/* The longest word that sluice_yaml_nearest() looks at. */
enum { WORD_MAX = 63 };

const char *sluice_yaml_text(const struct sluice_yaml_node *node, size_t *length)
{
    if (sluice_yaml_kind(node) != SLUICE_YAML_SCALAR) {
        return NULL;
    }
    if (length != NULL) {
        *length = node->length;
    }
    return node->text;
}

bool sluice_yaml_is_plain(const struct sluice_yaml_node *node)
{
    return sluice_yaml_kind(node) == SLUICE_YAML_SCALAR && node->plain;
}

bool sluice_yaml_is_null(const struct sluice_yaml_node *node)
{
    return sluice_yaml_is_plain(node) &&
           (node->length == 0 || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

static bool expect(const struct sluice_yaml_node *node, const char *what,
                   struct sluice_yaml_error *error)
{
    char found[SLUICE_YAML_QUOTE + 24];
    return sluice_yaml_fail(error, node, "expected %s, found %s", what,
                            sluice_yaml_describe(node, found));
}

bool sluice_yaml_string(const struct sluice_yaml_node *node, const char **out,
                        struct sluice_yaml_error *error)
{
    if (sluice_yaml_kind(node) != SLUICE_YAML_SCALAR || sluice_yaml_is_null(node)) {
        return expect(node, "a text (in quotes if it reads null)", error);
    }
    if (strlen(node->text) != node->length) {
        return sluice_yaml_fail(error, node,
                                "a NUL character is not allowed in this text: take it away");
    }
    *out = node->text;
    return true;
}

bool sluice_yaml_bool(const struct sluice_yaml_node *node, bool *out,
                      struct sluice_yaml_error *error)
{
    if (sluice_yaml_is_plain(node)) {
        *out = strcmp(node->text, "true") == 0;
        if (*out || strcmp(node->text, "false") == 0) {
            return true;
        }
    }
    return expect(node, "true or false", error);
}

/* --- numbers ---------------------------------------------------------------------------------- */

struct magnitude {
    bool negative;
    bool overflow; /* more than 64 bits */
    uint64_t value;
    const char *rest; /* what follows the digits */
};

static int digit_of(char character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    if (character >= 'a' && character <= 'f') {
        return character - 'a' + 10;
    }
    if (character >= 'A' && character <= 'F') {
        return character - 'A' + 10;
    }
    return 16;
}

/* Reads an optional minus sign and digits; false when there is no digit. */
static bool read_digits(const char *text, struct magnitude *out)
{
    *out = (struct magnitude){.negative = text[0] == '-'};
    const char *at = text + (out->negative ? 1 : 0);
    unsigned base = 10;
    if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
        base = 16;
        at += 2;
    }
    const char *first = at;
    for (; digit_of(*at) < (int)base; at++) {
        unsigned digit = (unsigned)digit_of(*at);
        if (out->value > (UINT64_MAX - digit) / base) {
            out->overflow = true;
        } else {
            out->value = out->value * base + digit;
        }
    }
    out->rest = at;
    return at > first;
}

/* True when the whole of a plain scalar is a whole number. */
static bool read_whole(const struct sluice_yaml_node *node, struct magnitude *out)
{
    return sluice_yaml_is_plain(node) && read_digits(node->text, out) &&
           out->rest == node->text + node->length;
}

bool sluice_yaml_looks_like_integer(const struct sluice_yaml_node *node)
{
    struct magnitude number = {0};
    return read_whole(node, &number);
}

/* 010 is eight for some, and ten for others. */
static bool is_clear(const struct sluice_yaml_node *node, const struct magnitude *number,
                     struct sluice_yaml_error *error)
{
    const char *digits = node->text + (number->negative ? 1 : 0);
    return digits[0] != '0' || digits[1] < '0' || digits[1] > '9' ||
           expect(node, "a whole number that does not begin with 0", error);
}

static bool need_whole(const struct sluice_yaml_node *node, struct magnitude *out,
                       struct sluice_yaml_error *error)
{
    return read_whole(node, out) ? is_clear(node, out, error)
                                 : expect(node, "a whole number such as 12 or 0x7E0000", error);
}

/* The signed value, if it has one. */
static bool to_signed(const struct magnitude *number, int64_t *out)
{
    if (number->overflow) {
        return false;
    }
    if (!number->negative) {
        *out = (int64_t)(number->value & INT64_MAX);
        return number->value <= INT64_MAX;
    }
    if (number->value > (uint64_t)INT64_MAX + 1) {
        return false;
    }
    *out = number->value > INT64_MAX ? INT64_MIN : -(int64_t)number->value;
    return true;
}

bool sluice_yaml_integer(const struct sluice_yaml_node *node, int64_t minimum, int64_t maximum,
                         int64_t *out, struct sluice_yaml_error *error)
{
    struct magnitude number = {0};
    if (!need_whole(node, &number, error)) {
        return false;
    }
    int64_t value = 0;
    if (!to_signed(&number, &value) || value < minimum || value > maximum) {
        return sluice_yaml_fail(error, node, "%s is out of range: %lld to %lld are allowed",
                                number.overflow ? "the number" : node->text, (long long)minimum,
                                (long long)maximum);
    }
    *out = value;
    return true;
}

static bool fail_unsigned(const struct sluice_yaml_node *node, uint64_t maximum,
                          struct sluice_yaml_error *error)
{
    char quoted[SLUICE_YAML_QUOTE];
    return sluice_yaml_fail(error, node, "%s is out of range: 0 to %llu are allowed",
                            sluice_yaml_quote(node->text, node->length, quoted),
                            (unsigned long long)maximum);
}

bool sluice_yaml_unsigned(const struct sluice_yaml_node *node, uint64_t maximum, uint64_t *out,
                          struct sluice_yaml_error *error)
{
    struct magnitude number = {0};
    if (!need_whole(node, &number, error)) {
        return false;
    }
    if (number.negative || number.overflow || number.value > maximum) {
        return fail_unsigned(node, maximum, error);
    }
    *out = number.value;
    return true;
}

/* How far a unit shifts the number; -1 for an unknown unit. */
static int unit_shift(const char *unit)
{
    static const struct {
        const char *name;
        int shift;
    } units[] = {{"", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}};
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        if (strcmp(unit, units[i].name) == 0) {
            return units[i].shift;
        }
    }
    return -1;
}

bool sluice_yaml_size(const struct sluice_yaml_node *node, uint64_t maximum, uint64_t *out,
                      struct sluice_yaml_error *error)
{
    static const char what[] = "a number of bytes such as 4096 or 4 KiB (units: KiB, MiB, GiB)";
    struct magnitude number = {0};
    if (!sluice_yaml_is_plain(node) || !read_digits(node->text, &number)) {
        return expect(node, what, error);
    }
    const char *unit = number.rest;
    if (unit[0] == ' ') {
        unit++;
    }
    int shift = unit_shift(unit);
    if (shift < 0 || strlen(node->text) != node->length) {
        return expect(node, what, error);
    }
    if (!is_clear(node, &number, error)) {
        return false;
    }
    if (number.negative || number.overflow || number.value > maximum >> shift) {
        return fail_unsigned(node, maximum, error);
    }
    *out = number.value << shift;
    return true;
}

/* Skips digits; true when there was one. */
static bool skip_digits(const char **at)
{
    const char *first = *at;
    while (**at >= '0' && **at <= '9') {
        (*at)++;
    }
    return *at > first;
}

/* Decimal only: strtod() takes more forms than YAML, "nan" and hexadecimal fractions among them. */
static bool is_decimal(const char *text, size_t length)
{
    const char *at = text + (text[0] == '-' || text[0] == '+' ? 1 : 0);
    bool digits = skip_digits(&at);
    if (*at == '.') {
        at++;
        digits = skip_digits(&at) || digits;
    }
    if (digits && (*at == 'e' || *at == 'E')) {
        at++;
        at += *at == '-' || *at == '+' ? 1 : 0;
        digits = skip_digits(&at);
    }
    return digits && at == text + length;
}

bool sluice_yaml_double(const struct sluice_yaml_node *node, double *out,
                        struct sluice_yaml_error *error)
{
    if (!sluice_yaml_is_plain(node)) {
        return expect(node, "a number such as 3, -1.5 or .inf", error);
    }
    struct magnitude number = {0};
    if (strcmp(node->text, ".inf") == 0) {
        *out = (double)INFINITY;
    } else if (strcmp(node->text, "-.inf") == 0) {
        *out = -(double)INFINITY;
    } else if (strcmp(node->text, ".nan") == 0) {
        *out = (double)NAN;
    } else if (is_decimal(node->text, node->length)) {
        *out = strtod(node->text, NULL);
    } else if (read_whole(node, &number) && !number.overflow) {
        *out = number.negative ? -(double)number.value : (double)number.value;
    } else {
        return expect(node, "a number such as 3, -1.5 or .inf", error);
    }
    return true;
}

/* --- nearest words ---------------------------------------------------------------------------- */

/* Lower case, without - and _; false when the word is too long to compare. */
static bool fold(const char *word, char out[WORD_MAX + 1], size_t *length)
{
    size_t used = 0;
    for (const char *at = word; *at != '\0'; at++) {
        if (*at == '-' || *at == '_') {
            continue;
        }
        if (used == WORD_MAX) {
            return false;
        }
        out[used++] = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
    }
    out[used] = '\0';
    *length = used;
    return true;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insertions, deletions, changes and swaps of neighbours that lead from one word to the other. */
static size_t edits(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][WORD_MAX + 1];
    for (size_t j = 0; j <= b_length; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = least(change, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], rows[(i + 1) % 3][j - 2] + 1);
            }
        }
    }
    return rows[a_length % 3][b_length];
}

const char *sluice_yaml_nearest(const char *word, const char *const *candidates)
{
    char folded[WORD_MAX + 1];
    size_t length = 0;
    if (!fold(word, folded, &length)) {
        return NULL;
    }
    const char *nearest = NULL;
    size_t best = SIZE_MAX;
    for (size_t i = 0; candidates[i] != NULL; i++) {
        char other[WORD_MAX + 1];
        size_t other_length = 0;
        if (!fold(candidates[i], other, &other_length)) {
            continue;
        }
        size_t distance = edits(folded, length, other, other_length);
        /* One error in a short word, two in a longer one: more would be guessing. */
        if (distance <= (other_length < 5 ? 1 : 2) && distance < best) {
            best = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}
