/* The generators: each writes one kind of stream, the same bytes on every machine, which a JDK with
 * the classes of jdk/ on its class path reads too. `count` is what the name says. */
#ifndef SLUICE_BENCH_MAKE_H
#define SLUICE_BENCH_MAKE_H

#include "harness/bench/emit.h"

/** Object[] of sluice.bench.Small: int, long, double, boolean and one of 16 strings; 32 bytes each. */
void sluice_make_small_objects(struct sluice_bench_emit *out, uint32_t count);

/** String[] of ASCII strings of 20 to 40 bytes. */
void sluice_make_ascii_strings(struct sluice_bench_emit *out, uint32_t count);

/** String[] of strings of 20 to 40 units with two- and three-byte forms and surrogate pairs. */
void sluice_make_mixed_strings(struct sluice_bench_emit *out, uint32_t count);

/** ArrayList of Integer. */
void sluice_make_list(struct sluice_bench_emit *out, uint32_t count);

/** LinkedHashMap of String to Long. */
void sluice_make_map(struct sluice_bench_emit *out, uint32_t count);

/** byte[], int[], long[] of `count` elements. */
void sluice_make_bytes(struct sluice_bench_emit *out, uint32_t count);
void sluice_make_ints(struct sluice_bench_emit *out, uint32_t count);
void sluice_make_longs(struct sluice_bench_emit *out, uint32_t count);

/** A chain of sluice.bench.Link, each in the field of the one before: `count` levels. */
void sluice_make_chain(struct sluice_bench_emit *out, uint32_t count);

#endif
