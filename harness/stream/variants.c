#include "harness/stream/variants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/stream/variants_maker.h"
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

size_t sluice_variant_stride(const struct sluice_variant_maker *maker, size_t count)
{
    return maker->most == 0 || count <= maker->most ? 1 : (count + maker->most - 1) / maker->most;
}

bool sluice_variant_hand_out(struct sluice_variant_maker *maker, struct sluice_variant *variant,
                             size_t length)
{
    variant->bytes = (struct sluice_bytes){maker->bytes, length};
    maker->enough = !maker->each(maker->context, variant);
    return !maker->enough;
}

/* --- truncation ------------------------------------------------------------------------------- */

static void truncate_everywhere(struct sluice_variant_maker *maker)
{
    const size_t stride = sluice_variant_stride(maker, maker->base->length);
    for (size_t length = 0; length < maker->base->length; length += stride) {
        struct sluice_variant variant = {.rule = SLUICE_VARIANT_TRUNCATE, .offset = length};
        (void)snprintf(variant.name, sizeof variant.name, "truncate-everywhere@%zu", length);
        if (!sluice_variant_hand_out(maker, &variant, length)) {
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

static bool trail(struct sluice_variant_maker *maker, const char *name, const uint8_t *bytes,
                  size_t length)
{
    struct sluice_variant variant = {.rule = SLUICE_VARIANT_TRAILING,
                                     .offset = maker->base->length};
    (void)snprintf(variant.name, sizeof variant.name, "trailing %s", name);
    memcpy(maker->bytes + maker->base->length, bytes, length);
    return sluice_variant_hand_out(maker, &variant, maker->base->length + length);
}

static void trail_each(struct sluice_variant_maker *maker)
{
    const struct sluice_assembly *base = maker->base;
    const size_t count = sizeof tails / sizeof tails[0];
    for (size_t i = 0; i < count; i += sluice_variant_stride(maker, count)) {
        if (!trail(maker, tails[i].name, tails[i].bytes, tails[i].length)) {
            return;
        }
    }
    if (base->length > HEADER && trail(maker, "whole-again", base->bytes, base->length)) {
        (void)trail(maker, "items-again", base->bytes + HEADER, base->length - HEADER);
    }
}

/* --- in containers ---------------------------------------------------------------------------- */

/* One kind of container at one depth. False when memory ran out. */
static bool wrap(struct sluice_variant_maker *maker, const struct sluice_containers *containers,
                 struct sluice_variant *variant, unsigned mixed)
{
    struct sluice_program *wrapped;
    struct sluice_assembly assembly;
    struct sluice_yaml_error error = {0};
    if (!sluice_variant_wrap(maker->program, containers, variant->container, mixed, variant->depth,
                             &wrapped)) {
        return false;
    }
    /* What cannot be assembled is left out: a stream too long, say. */
    if (wrapped != NULL && sluice_assemble(wrapped, NULL, &assembly, &error)) {
        variant->bytes = (struct sluice_bytes){assembly.bytes, assembly.length};
        (void)snprintf(variant->name, sizeof variant->name, "wrap-in-each-container %s*%u",
                       sluice_wrap_name(variant->container), variant->depth);
        maker->enough = !maker->each(maker->context, variant);
        sluice_assembly_free(&assembly);
    }
    sluice_program_free(wrapped);
    return true;
}

/* Each kind that is wanted: once, in itself, and in itself many times. Arrays and all kinds in turn also
 * deep down; at depth 1 all in turn would be an array again. */
static bool is_depth(enum sluice_wrap_kind kind, unsigned kinds, uint32_t depth)
{
    enum { TWICE = 2, MANY = 5 };
    if (kind == SLUICE_WRAP_MIXED) {
        return depth >= MANY && (kinds & (kinds - 1)) != 0;
    }
    return kind == SLUICE_WRAP_ARRAY || depth <= TWICE;
}

/* False when memory ran out. */
static bool wrap_each(struct sluice_variant_maker *maker, unsigned kinds)
{
    static const uint32_t depths[] = {1, 2, 5, 30};
    enum { DEPTHS = sizeof depths / sizeof depths[0], ALL = DEPTHS * (SLUICE_WRAP_COUNT + 1) };
    struct sluice_containers containers;
    if (kinds == 0) {
        return true;
    }
    bool good = sluice_containers_load(&containers);
    const size_t stride = sluice_variant_stride(maker, ALL);
    for (size_t i = 0; i < ALL && good && !maker->enough; i += stride) {
        struct sluice_variant variant = {.rule = SLUICE_VARIANT_WRAP,
                                         .offset = HEADER,
                                         .container = (enum sluice_wrap_kind)(i / DEPTHS),
                                         .depth = depths[i % DEPTHS]};
        if ((variant.container == SLUICE_WRAP_MIXED || (kinds & 1U << variant.container) != 0) &&
            is_depth(variant.container, kinds, variant.depth)) {
            good = wrap(maker, &containers, &variant, kinds);
        }
    }
    sluice_containers_free(&containers);
    return good;
}

/* --- all of them ------------------------------------------------------------------------------ */

bool sluice_variants_each(const struct sluice_program *program,
                          const struct sluice_assembly *assembly,
                          const struct sluice_variant_choice *choice, sluice_variant_fn each,
                          void *context)
{
    struct sluice_variant_maker maker = {.program = program,
                                         .base = assembly,
                                         .each = each,
                                         .context = context,
                                         .most = choice->most};
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
            sluice_variant_lengths(&maker);
            break;
        case SLUICE_VARIANT_HANDLE:
            good = sluice_variant_handles(&maker);
            break;
        case SLUICE_VARIANT_TRAILING:
            trail_each(&maker);
            break;
        case SLUICE_VARIANT_WRAP:
            good = wrap_each(&maker, choice->containers);
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
