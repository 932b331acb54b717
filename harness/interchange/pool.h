/* What a built graph is made of: values with the text that each must be read as.
 *
 * The text is written down while a value is built, from what went into it, so it owes nothing to the
 * decoder or the writer; java/sluice/interchange/Digest.java makes the same text of what a JDK read.
 *
 *     null   "text"   java.lang.Integer:5   java.lang.Double:<hex bits>   [I:<hex>   enum.CONSTANT
 *     class name   name[element,...]   name{sorted,...}   name(part,...)
 *
 * A text of more than 200 bytes is replaced by # and the 64 bits of its FNV-1a hash, in hex. */
#ifndef SLUICE_INTERCHANGE_POOL_H
#define SLUICE_INTERCHANGE_POOL_H

#include "harness/base/text.h"
#include "sluice/build.h"

struct sluice_made {
    struct sluice_value value;
    char *text;
    bool is_null;
    bool has_identity; /* false: read as something that may be shared by the reader */
};

struct sluice_pool {
    struct sluice_builder *builder;
    uint64_t random;
    struct sluice_made *made;
    size_t count;
    size_t capacity;
    bool failed; /* memory is short */
};

/** A number in 0..bound - 1; bound is at least 1. */
uint32_t sluice_pool_below(struct sluice_pool *pool, uint32_t bound);
uint64_t sluice_pool_bits(struct sluice_pool *pool);
bool sluice_pool_one_in(struct sluice_pool *pool, uint32_t chances);

/** Any value made so far; one that is not null if asked. The pool is never empty: it begins with
 * null and a string. */
const struct sluice_made *sluice_pool_any(struct sluice_pool *pool);
const struct sluice_made *sluice_pool_not_null(struct sluice_pool *pool);

/** Adds a value with its text, which is copied and shortened if it is long; returns the new one. */
const struct sluice_made *sluice_pool_add(struct sluice_pool *pool, struct sluice_value value,
                                          const struct sluice_text *text, bool has_identity);

/** Ends the object begun last and adds it; `text` is freed. */
void sluice_pool_finish(struct sluice_pool *pool, struct sluice_text *text, bool has_identity);

/** A new string of `length` UTF-16 units. */
const struct sluice_made *sluice_pool_string(struct sluice_pool *pool, const uint16_t *units,
                                             size_t length);
/** The same for ASCII. */
const struct sluice_made *sluice_pool_ascii(struct sluice_pool *pool, const char *text);
/** A random one. */
const struct sluice_made *sluice_pool_some_string(struct sluice_pool *pool);
const struct sluice_made *sluice_pool_integer(struct sluice_pool *pool, int32_t number);

/** A fresh pool with null and a string. `builder` is borrowed. */
void sluice_pool_begin(struct sluice_pool *pool, struct sluice_builder *builder, uint64_t seed);
void sluice_pool_end(struct sluice_pool *pool);

/* The makers of values: each adds one or more values to the pool. */
void sluice_make_value(struct sluice_pool *pool);     /* make_values.c: no other values in them */
void sluice_make_container(struct sluice_pool *pool); /* make_containers.c */
void sluice_make_own(struct sluice_pool *pool);       /* make_own.c: the generator's own classes */
void sluice_make_large(struct sluice_pool *pool);     /* make_containers.c: of 70,000 elements */

#endif
