/* The mutator: makes an input for the fuzzers from another one, by editing its stream program.
 *
 * Edits keep what they need not change: lengths, counts and handles stay right unless an operator is
 * there to make them wrong. Bytes that are no well-formed stream are edited too, as the raw items that
 * the disassembler makes of them. An empty input grows from nothing.
 *
 * The same arguments give the same result, in any process. Engine-neutral: libFuzzer links it
 * (LLVMFuzzerCustomMutator), AFL++ loads it as a library (afl.c). */
#ifndef SLUICE_FUZZ_MUTATE_H
#define SLUICE_FUZZ_MUTATE_H

#include <sluice/base.h>

struct sluice_fuzz_mutator;

/** Mutates plain bytes in place, as an engine does it: returns the new size, at most `max`. */
typedef size_t (*sluice_mutate_bytes_fn)(uint8_t *data, size_t size, size_t max);

/**
 * Changes an input (harness/fuzz/input.h) in place.
 *
 * @param data  `size` bytes, with room for `max`.
 * @param bytes the engine's own mutation of bytes, used now and then; NULL: one of our own.
 * @return the new size, from 1 to `max`. Without memory, what the byte mutation makes of it.
 */
size_t sluice_mutate(uint8_t *data, size_t size, size_t max, uint32_t seed,
                     sluice_mutate_bytes_fn bytes);

/** Makes an input of two: parts of the second stand in the first. At most `max` bytes at `out`. */
size_t sluice_mutate_cross(struct sluice_bytes first, struct sluice_bytes second, uint8_t *out,
                           size_t max, uint32_t seed);

/* --- neighbors with a known verdict ------------------------------------------------------------ */

/**
 * What sluice_mutate() did last, if that was to break one rule and nothing else of an input: `base` is the
 * input (now and then a very short one, under a policy that has the classes for it) with one more sound
 * item in it, `made`, what sluice_mutate() has given, is the same with that item
 * broken, or a limit too low for it. Whoever runs `made` can run `base` as well, by sluice_decode() or
 * sluice_inspect(); if that is accepted, the same way of reading must refuse `made` for one of `reasons`.
 */
struct sluice_mutate_neighbor {
    const char *rule; /* the rule it breaks, static text; NULL: the last mutation is no such */
    const char *name; /* in which way ("stray-end"), static text */
    const char *const *reasons; /* as sluice_reason_name() has them, ended by NULL */
    bool harmless;              /* instead, it is to be accepted: nothing is broken, and `reasons`
                                   are those of limits that may be reached all the same */
    bool decode;                /* decoding must refuse it */
    bool inspect;               /* inspecting must; without SLUICE_FUZZ_PARTIAL */
    struct sluice_bytes base;   /* all are valid until the next mutation */
    struct sluice_bytes made;
    /* An input that says all of this by itself, for sluice_mutate_neighbor_again(): what it was made of,
     * with SLUICE_FUZZ_NEIGHBOR and the way of breaking it in its settings. */
    struct sluice_bytes again;
};

/** Of the last call in this process. */
const struct sluice_mutate_neighbor *sluice_mutate_last_neighbor(void);

/**
 * Makes the neighbor that an input with SLUICE_FUZZ_NEIGHBOR tells of, as the last one.
 * @return NULL if it tells of none, or of one that cannot be made of it.
 */
const struct sluice_mutate_neighbor *sluice_mutate_neighbor_again(struct sluice_bytes input);

/** These, for sluice_fuzz_mutator (harness/fuzz/checks.h). */
extern const struct sluice_fuzz_mutator sluice_mutate_neighbors;

/** The rules that there is an operator for: ids, ended by NULL. Of those for which decoding must refuse,
 * or inspecting, or either. */
const char *const *sluice_mutate_rules(bool decode, bool inspect);

/* --- what has been done -------------------------------------------------------------------------- */

enum { SLUICE_MUTATE_MARKS = 64 };

/** How the last input was made. */
struct sluice_mutate_trace {
    uint64_t operators; /* bits: 1 << number of an operator */
    bool bytes;         /* as plain bytes */
    bool breaks;        /* to break one rule: see sluice_mutate_last_neighbor() */
};

/** Of the last call in this process; for statistics. */
const struct sluice_mutate_trace *sluice_mutate_last_trace(void);

/** The name of an operator ("field-add"); NULL when there are no more. */
const char *sluice_mutate_operator_name(size_t index);

#endif
