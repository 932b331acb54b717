/* Variants: streams derived by rule from one stream.
 *
 * Each rule breaks or keeps the stream in one known way, at every place where it can, so what a
 * receiver has to do with a variant follows from the rules and the variant's own bytes and never from
 * a recording. Variants are handed out one at a time and in a fixed order; nothing of the base stream
 * is kept or changed.
 *
 * Delivery (piece by piece, refused allocations, the last byte before an unmapped page) does not change
 * the bytes and is the runner's. */
#ifndef SLUICE_VARIANTS_H
#define SLUICE_VARIANTS_H

#include "harness/stream/program.h"

/* X(member, stable name, what is done) */
#define SLUICE_VARIANT_RULES(X)                                                                    \
    X(TRUNCATE, "truncate-everywhere", "the stream ends after each of its bytes but the last")     \
    X(LENGTH, "length-fields",                                                                     \
      "each length and count is 0, 1, -1, the largest, the smallest, and about what remains")      \
    X(HANDLE, "handles", "each reference names each handle of the stream, and some beyond")        \
    X(TRAILING, "trailing", "junk, marks and whole streams follow the stream")                     \
    X(WRAP, "wrap-in-each-container", "the items stand in arrays, at several depths")              \
    /* the same bytes, run in another way: by the runner */                                        \
    X(CHUNK, "chunk-1", "the stream comes byte by byte, with and without a known length")          \
    X(SPLIT, "split-everywhere", "the stream comes in two parts, cut at each of its offsets")      \
    X(REFUSAL, "allocation-failure",                                                               \
      "each allocation is refused, of the stream and of some derived from it")

enum sluice_variant_rule {
#define X(member, name, text) SLUICE_VARIANT_##member,
    SLUICE_VARIANT_RULES(X)
#undef X
};

enum {
    SLUICE_VARIANT_RULE_COUNT = SLUICE_VARIANT_REFUSAL + 1,
    SLUICE_VARIANT_NAME = 96,
    SLUICE_VARIANT_ALL = (1 << SLUICE_VARIANT_RULE_COUNT) - 1 /* the bits of all rules */
};

/** The stable name of a rule, and what it does; never NULL. */
const char *sluice_variant_rule_name(enum sluice_variant_rule rule);
const char *sluice_variant_rule_text(enum sluice_variant_rule rule);

/** The rule with that name; false if there is none. */
bool sluice_variant_rule_parse(const char *name, enum sluice_variant_rule *out);

/** One variant. Valid during the callback. */
struct sluice_variant {
    enum sluice_variant_rule rule;
    char name[SLUICE_VARIANT_NAME]; /* unique in its base: "length-fields@23 array.length=-1" */
    struct sluice_bytes bytes;
    uint64_t offset; /* where it begins to differ from the base; its length if it is a prefix */
    uint32_t depth;  /* WRAP: containers put around the items, else 0 */
};

/** Returns false to have no more. */
typedef bool (*sluice_variant_fn)(void *context, const struct sluice_variant *variant);

/** Which variants are wanted. */
struct sluice_variant_choice {
    unsigned rules; /* bits, 1 << rule; those of the runner do nothing here */
    size_t most;    /* about so many by one rule, spread evenly over the stream; 0: all */
};

/**
 * Hands out the variants of a stream.
 *
 * @param program  the stream; WRAP leaves out what cannot stand in an array, and streams with raw
 *                 bytes or references by number, whose meaning would change.
 * @param assembly the same program, assembled with all rows of its layout.
 * @return false when memory ran out. A callback that wants no more is no failure.
 *
 * One stream of n bytes has at most about n + 12 for each length field + 48 for each reference + 20.
 */
SLUICE_NODISCARD bool sluice_variants_each(const struct sluice_program *program,
                                           const struct sluice_assembly *assembly,
                                           const struct sluice_variant_choice *choice,
                                           sluice_variant_fn each, void *context);

#endif
