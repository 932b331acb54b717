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
    X(WRAP, "wrap-in-each-container", "the items stand in containers, at several depths")          \
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
    SLUICE_VARIANT_NAME = 128,
    SLUICE_VARIANT_ALL = (1 << SLUICE_VARIANT_RULE_COUNT) - 1 /* the bits of all rules */
};

/** What items are wrapped in. The names stand in the names of variants. */
enum sluice_wrap_kind {
    SLUICE_WRAP_ARRAY, /* Object[]: takes several items; between others and them, if need be */
    SLUICE_WRAP_TYPED_ARRAY, /* of the item's own class */
    SLUICE_WRAP_ARRAY_LIST,
    SLUICE_WRAP_LINKED_LIST,
    SLUICE_WRAP_HASH_SET,
    SLUICE_WRAP_MAP_KEY, /* of a HashMap */
    SLUICE_WRAP_MAP_VALUE,
    SLUICE_WRAP_TREE_VALUE, /* of a TreeMap */
    SLUICE_WRAP_REFERENCE,  /* an AtomicReference */
    SLUICE_WRAP_FIELD,      /* of an ordinary object */
    SLUICE_WRAP_DATA,       /* what a writeObject writes behind block data */
    SLUICE_WRAP_EXTERNAL,   /* what a writeExternal writes */
    SLUICE_WRAP_HANDLER,    /* a field of the invocation handler of a proxy */
    /* Where nobody's values stand; only for who builds nothing. */
    SLUICE_WRAP_CLASS,  /* the annotation of a class descriptor */
    SLUICE_WRAP_UNREAD, /* custom data of a class that nobody knows */
    SLUICE_WRAP_COUNT,
    SLUICE_WRAP_MIXED = SLUICE_WRAP_COUNT /* all that are wanted, in turn */
};

enum { SLUICE_WRAP_NOBODYS = 1 << SLUICE_WRAP_CLASS | 1 << SLUICE_WRAP_UNREAD };

/** The name of a kind of container ("hash-map-key"); never NULL. */
const char *sluice_wrap_name(enum sluice_wrap_kind kind);

/** The classes that a receiver must know to read such a container, ended by NULL. */
const char *const *sluice_wrap_classes(enum sluice_wrap_kind kind);

/** The stable name of a rule, and what it does; never NULL. */
const char *sluice_variant_rule_name(enum sluice_variant_rule rule);
const char *sluice_variant_rule_text(enum sluice_variant_rule rule);

/** The rule with that name; false if there is none. */
bool sluice_variant_rule_parse(const char *name, enum sluice_variant_rule *out);

/** HANDLE: what the handle that was put in means where it stands. */
enum sluice_variant_handle {
    SLUICE_HANDLE_UNKNOWN, /* the layout does not tell: it lies, or is cut short */
    SLUICE_HANDLE_FITTING, /* another finished item of a kind that may stand there */
    SLUICE_HANDLE_UNASSIGNED,
    SLUICE_HANDLE_FUTURE,             /* assigned further on */
    SLUICE_HANDLE_WRONG_KIND,         /* no class, or no string, where one is due */
    SLUICE_HANDLE_CLASS,              /* a class descriptor where somebody's value is due */
    SLUICE_HANDLE_UNDER_CONSTRUCTION, /* what the reference itself stands in */
    SLUICE_HANDLE_BEFORE_RESET        /* assigned before the last reset, and not yet again */
};

/** One variant. Valid during the callback. */
struct sluice_variant {
    enum sluice_variant_rule rule;
    char name[SLUICE_VARIANT_NAME]; /* unique in its base: "length-fields@23 array.length=-1" */
    struct sluice_bytes bytes;
    uint64_t offset; /* where it begins to differ from the base; its length if it is a prefix */
    uint32_t depth;  /* WRAP: containers put around the items, else 0 */
    enum sluice_wrap_kind container;   /* WRAP: of this kind */
    enum sluice_variant_handle handle; /* HANDLE: what the new one means */
};

/** Returns false to have no more. */
typedef bool (*sluice_variant_fn)(void *context, const struct sluice_variant *variant);

/** Which variants are wanted. */
struct sluice_variant_choice {
    unsigned rules;      /* bits, 1 << rule; those of the runner do nothing here */
    size_t most;         /* about so many by one rule, spread evenly over the stream; 0: all */
    unsigned containers; /* WRAP: in these kinds: bits, 1 << enum sluice_wrap_kind */
};

/**
 * Hands out the variants of a stream.
 *
 * @param program  the stream; WRAP leaves out what cannot be a value, and streams with raw
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
