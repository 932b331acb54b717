#include "harness/stream/variants.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/stream/value.h"
#include "harness/stream/variants_wrap.h"

/* --- names ------------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    const char *text;
} rules_table[] = {
#define X(member, name, text) {name, text},
    SLUICE_VARIANT_RULES(X)
#undef X
};

const char *sluice_variant_rule_name(enum sluice_variant_rule rule)
{
    return rules_table[rule].name;
}

const char *sluice_variant_rule_text(enum sluice_variant_rule rule)
{
    return rules_table[rule].text;
}

bool sluice_variant_rule_parse(const char *name, enum sluice_variant_rule *out)
{
    for (unsigned i = 0; i < SLUICE_VARIANT_RULE_COUNT; i++) {
        if (strcmp(name, rules_table[i].name) == 0) {
            *out = (enum sluice_variant_rule)i;
            return true;
        }
    }
    return false;
}

/* --- handing out ------------------------------------------------------------------------------ */

struct maker {
    const struct sluice_assembly *base;
    uint8_t *bytes; /* a copy of the base, and room behind it */
    sluice_variant_fn each;
    void *context;
    size_t most;
    bool enough;
};

/* Of `count` places, every so many-th is to be used. */
static size_t stride_of(const struct maker *maker, size_t count)
{
    return maker->most == 0 || count <= maker->most ? 1 : (count + maker->most - 1) / maker->most;
}

static bool hand_out(struct maker *maker, struct sluice_variant *variant, size_t length)
{
    variant->bytes = (struct sluice_bytes){maker->bytes, length};
    maker->enough = !maker->each(maker->context, variant);
    return !maker->enough;
}

/* --- truncation ------------------------------------------------------------------------------- */

static void truncate_everywhere(struct maker *maker)
{
    const size_t stride = stride_of(maker, maker->base->length);
    for (size_t length = 0; length < maker->base->length; length += stride) {
        struct sluice_variant variant = {.rule = SLUICE_VARIANT_TRUNCATE, .offset = length};
        (void)snprintf(variant.name, sizeof variant.name, "truncate-everywhere@%zu", length);
        if (!hand_out(maker, &variant, length)) {
            return;
        }
    }
}

/* --- one field with another number ------------------------------------------------------------ */

/* The bytes of a length or count that a row of the layout holds; 0: it holds none. */
static unsigned length_width(const struct sluice_layout_row *row)
{
    static const char *const names[] = {"class.name", "field.name", "proxy.interface"};
    const char *dot = strchr(row->label, '.');
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(row->label, names[i]) == 0) {
            return 2; /* the length that the name begins with */
        }
    }
    if (dot != NULL && (strcmp(dot, ".length") == 0 || strcmp(dot, ".field-count") == 0 ||
                        strcmp(dot, ".interface-count") == 0)) {
        return (unsigned)(row->end - row->start);
    }
    return 0;
}

static bool is_handle(const struct sluice_layout_row *row)
{
    return strcmp(row->label, "reference.handle") == 0;
}

/* Puts a number in place of another, hands the stream out, and puts the old one back. */
static bool replace(struct maker *maker, enum sluice_variant_rule rule,
                    const struct sluice_layout_row *row, unsigned width, uint64_t number)
{
    uint8_t *at = maker->bytes + row->start;
    const uint64_t old = sluice_stream_value_get(at, width);
    struct sluice_variant variant = {.rule = rule, .offset = row->start};
    (void)snprintf(variant.name, sizeof variant.name, "%s@%" PRIu64 " %s=%#" PRIx64,
                   sluice_variant_rule_name(rule), row->start, row->label, number);
    sluice_stream_value_put(at, number, width);
    const bool more = hand_out(maker, &variant, maker->base->length);
    sluice_stream_value_put(at, old, width);
    return more;
}

/* Each number once, and none that stands there already. */
static bool replace_each(struct maker *maker, enum sluice_variant_rule rule,
                         const struct sluice_layout_row *row, unsigned width,
                         const uint64_t *numbers, size_t count)
{
    const uint64_t mask = width < 8 ? (UINT64_C(1) << (8 * width)) - 1 : UINT64_MAX;
    const uint64_t old = sluice_stream_value_get(maker->bytes + row->start, width);
    for (size_t i = 0; i < count; i++) {
        bool seen = (numbers[i] & mask) == old;
        for (size_t j = 0; j < i && !seen; j++) {
            seen = (numbers[j] & mask) == (numbers[i] & mask);
        }
        if (!seen && !replace(maker, rule, row, width, numbers[i] & mask)) {
            return false;
        }
    }
    return true;
}

static bool vary_length(struct maker *maker, const struct sluice_layout_row *row, unsigned width)
{
    const uint64_t remaining = maker->base->length - (row->start + width);
    const uint64_t real = sluice_stream_value_get(maker->bytes + row->start, width);
    const uint64_t largest = (UINT64_C(1) << (8 * width - 1)) - 1;
    const uint64_t numbers[] = {0,        1,        UINT64_MAX, largest,       largest + 1,
                                real - 1, real + 1, remaining,  remaining - 1, remaining + 1};
    return replace_each(maker, SLUICE_VARIANT_LENGTH, row, width, numbers,
                        sizeof numbers / sizeof numbers[0]);
}

enum { BASE_HANDLE = 0x7E0000, ALL_HANDLES = 32 };

/* All handles of the stream, or, if it has many, those at both ends and around the one that stands
 * there; the first that is never assigned, one far beyond, one below the first, and a negative one. */
static bool vary_handle(struct maker *maker, const struct sluice_layout_row *row)
{
    uint64_t numbers[ALL_HANDLES + 8];
    size_t count = 0;
    const uint32_t handles = maker->base->handles;
    const uint32_t real = (uint32_t)sluice_stream_value_get(maker->bytes + row->start, 4);
    const uint32_t shown = handles < ALL_HANDLES ? handles : ALL_HANDLES / 2;
    for (uint32_t i = 0; i < shown; i++) {
        numbers[count++] = BASE_HANDLE + i;
    }
    for (uint32_t i = shown < handles ? ALL_HANDLES / 2 : 0; i > 0; i--) {
        numbers[count++] = BASE_HANDLE + handles - i;
    }
    const uint64_t others[] = {
        real - 1,        real + 1,  BASE_HANDLE + handles, BASE_HANDLE + handles + 1000,
        BASE_HANDLE - 1, UINT32_MAX};
    memcpy(numbers + count, others, sizeof others);
    count += sizeof others / sizeof others[0];
    return replace_each(maker, SLUICE_VARIANT_HANDLE, row, 4, numbers, count);
}

/* By one of the two rules that replace numbers. */
static void vary_numbers(struct maker *maker, enum sluice_variant_rule rule)
{
    enum { ABOUT_EACH = 8 }; /* variants of one number */
    size_t fields = 0;
    for (size_t i = 0; i < maker->base->row_count; i++) {
        const struct sluice_layout_row *row = &maker->base->rows[i];
        fields += rule == SLUICE_VARIANT_HANDLE ? is_handle(row) : length_width(row) != 0;
    }
    const size_t stride = stride_of(maker, fields * ABOUT_EACH);
    size_t number = 0;
    for (size_t i = 0; i < maker->base->row_count; i++) {
        const struct sluice_layout_row *row = &maker->base->rows[i];
        const unsigned width = rule == SLUICE_VARIANT_HANDLE ? 0 : length_width(row);
        const bool is_one = rule == SLUICE_VARIANT_HANDLE ? is_handle(row) : width != 0;
        if (!is_one || row->end - row->start < width || number++ % stride != 0) {
            continue;
        }
        if (!(rule == SLUICE_VARIANT_HANDLE ? vary_handle(maker, row)
                                            : vary_length(maker, row, width))) {
            return;
        }
    }
}

/* --- what follows the stream ------------------------------------------------------------------ */

enum { HEADER = 4, JUNK = 16 };

static const struct {
    const char *name;
    uint8_t length;
    uint8_t bytes[JUNK];
} tails[] = {
    {"null", 1, {0x70}},
    {"zero", 1, {0x00}},
    {"ff", 1, {0xFF}},
    {"end-mark", 1, {0x78}},
    {"reset", 1, {0x79}},
    {"two-resets", 2, {0x79, 0x79}},
    {"empty-block", 2, {0x77, 0x00}},
    {"block", 3, {0x77, 0x01, 0x2A}},
    {"cut-block", 2, {0x77, 0x01}},
    {"string", 4, {0x74, 0x00, 0x01, 0x61}},
    {"first-handle", 5, {0x71, 0x00, 0x7E, 0x00, 0x00}},
    {"no-handle", 5, {0x71, 0x00, 0xFF, 0xFF, 0xFF}},
    {"header", 4, {0xAC, 0xED, 0x00, 0x05}},
    {"unknown-code", 1, {0x7F}},
};

static bool trail(struct maker *maker, const char *name, const uint8_t *bytes, size_t length)
{
    struct sluice_variant variant = {.rule = SLUICE_VARIANT_TRAILING,
                                     .offset = maker->base->length};
    (void)snprintf(variant.name, sizeof variant.name, "trailing %s", name);
    memcpy(maker->bytes + maker->base->length, bytes, length);
    return hand_out(maker, &variant, maker->base->length + length);
}

static void trail_each(struct maker *maker)
{
    const struct sluice_assembly *base = maker->base;
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        if (!trail(maker, tails[i].name, tails[i].bytes, tails[i].length)) {
            return;
        }
    }
    if (base->length > HEADER && trail(maker, "whole-again", base->bytes, base->length)) {
        (void)trail(maker, "items-again", base->bytes + HEADER, base->length - HEADER);
    }
}

/* --- in containers ---------------------------------------------------------------------------- */

/* False when memory ran out. */
static bool wrap_each(struct maker *maker, const struct sluice_program *program)
{
    static const uint32_t depths[] = {1, 2, 5, 30};
    for (size_t i = 0; i < sizeof depths / sizeof depths[0] && !maker->enough; i++) {
        struct sluice_program *wrapped;
        struct sluice_assembly assembly;
        struct sluice_yaml_error error = {0};
        if (!sluice_variant_wrap(program, depths[i], &wrapped)) {
            return false;
        }
        if (wrapped == NULL) {
            return true;
        }
        /* What cannot be assembled is left out: a stream too long, say. */
        if (sluice_assemble(wrapped, NULL, &assembly, &error)) {
            struct sluice_variant variant = {.rule = SLUICE_VARIANT_WRAP,
                                             .bytes = {assembly.bytes, assembly.length},
                                             .offset = HEADER,
                                             .depth = depths[i]};
            (void)snprintf(variant.name, sizeof variant.name, "wrap-in-each-container array*%u",
                           depths[i]);
            maker->enough = !maker->each(maker->context, &variant);
            sluice_assembly_free(&assembly);
        }
        sluice_program_free(wrapped);
    }
    return true;
}

/* --- all of them ------------------------------------------------------------------------------ */

bool sluice_variants_each(const struct sluice_program *program,
                          const struct sluice_assembly *assembly,
                          const struct sluice_variant_choice *choice, sluice_variant_fn each,
                          void *context)
{
    struct maker maker = {.base = assembly, .each = each, .context = context, .most = choice->most};
    bool good = true;
    if (assembly->length > SIZE_MAX / 2 - JUNK) {
        return false;
    }
    maker.bytes = malloc(2 * assembly->length + JUNK);
    if (maker.bytes == NULL) {
        return false;
    }
    memcpy(maker.bytes, assembly->bytes, assembly->length);
    for (unsigned rule = 0; rule < SLUICE_VARIANT_RULE_COUNT && good && !maker.enough; rule++) {
        if ((choice->rules & 1U << rule) == 0) {
            continue;
        }
        switch ((enum sluice_variant_rule)rule) {
        case SLUICE_VARIANT_TRUNCATE:
            truncate_everywhere(&maker);
            break;
        case SLUICE_VARIANT_LENGTH:
        case SLUICE_VARIANT_HANDLE:
            vary_numbers(&maker, (enum sluice_variant_rule)rule);
            break;
        case SLUICE_VARIANT_TRAILING:
            trail_each(&maker);
            break;
        case SLUICE_VARIANT_WRAP:
            good = wrap_each(&maker, program);
            break;
        case SLUICE_VARIANT_CHUNK:
        case SLUICE_VARIANT_SPLIT:
        case SLUICE_VARIANT_REFUSAL:
            break; /* the runner's */
        }
    }
    free(maker.bytes);
    return good;
}
