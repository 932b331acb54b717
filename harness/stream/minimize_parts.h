/* What the files of the minimizer share: the best program so far, and how a candidate becomes it. */
#ifndef SLUICE_STREAM_MINIMIZE_PARTS_H
#define SLUICE_STREAM_MINIMIZE_PARTS_H

#include "harness/stream/minimize.h"
#include "harness/stream/tree.h"

/* Which of two programs is the smaller one: the first member that differs decides. */
struct sluice_minimize_size {
    size_t bytes;
    uint64_t nodes;
    uint64_t weight; /* of numbers, marks and texts that are not the plainest */
};

/* Hashes of the bytes that were asked for. */
struct sluice_minimize_seen {
    uint64_t *slots; /* 0: free */
    size_t capacity; /* a power of two */
    size_t count;
};

struct sluice_minimizer {
    const struct sluice_minimize_settings *settings;
    struct sluice_program *best;
    struct sluice_assembly bytes; /* of the best */
    struct sluice_minimize_size size;
    struct sluice_minimize_seen seen;
    uint64_t trials;
    bool changed; /* the best one has other bytes than at the start of the round */
    bool over;    /* no more trials */
    bool failed;  /* out of memory; sets `over` too */
};

/** A copy of the best program, to be edited; NULL and `failed` when out of memory. Its nodes have the
 * same ids. */
struct sluice_program *sluice_minimize_copy(struct sluice_minimizer *minimizer);

/**
 * Offers an edited copy, which now belongs to the minimizer; NULL is allowed. References whose item is
 * gone are mended first, in two ways: the item moves to where it is referred to, or null stands there.
 * @return true if it is the best now.
 */
bool sluice_minimize_offer(struct sluice_minimizer *minimizer, struct sluice_program *candidate);

/** Asks for a candidate as it is, unless it is no smaller or was asked for before. Takes it over. */
bool sluice_minimize_try(struct sluice_minimizer *minimizer, struct sluice_program *candidate);

/** An edit ran out of memory: ends everything. Frees the candidate; returns false. */
bool sluice_minimize_give_up(struct sluice_minimizer *minimizer, struct sluice_program *candidate);

/* --- minimize_mend.c -------------------------------------------------------------------------- */

enum sluice_minimize_mend { SLUICE_MEND_BY_MOVING, SLUICE_MEND_BY_NULL };

/** How many references have lost their item. False: out of memory. */
SLUICE_NODISCARD bool sluice_minimize_count_lost(const struct sluice_program *program,
                                                 size_t *lost);

/** Mends these references. `before` is the program that was edited. False: out of memory. */
SLUICE_NODISCARD bool sluice_minimize_mend_lost(struct sluice_program *program,
                                                const struct sluice_program *before,
                                                enum sluice_minimize_mend how);

/** Makes a node a null in its place, whatever is below it. */
void sluice_minimize_to_null(struct sluice_program *program, sluice_node_id id);

/** Puts a node, wherever it is, in the place of another one, which becomes detached. */
void sluice_minimize_replace(struct sluice_program *program, sluice_node_id old,
                             sluice_node_id put);

/* --- passes: each tries its edits at one node of the best program. True: there is a new best one,
 * --- and the node may be gone. --------------------------------------------------------------- */

typedef bool (*sluice_minimize_pass)(struct sluice_minimizer *minimizer, sluice_node_id id);

bool sluice_minimize_marks(struct sluice_minimizer *minimizer, sluice_node_id id);
bool sluice_minimize_drop_children(struct sluice_minimizer *minimizer, sluice_node_id id);
bool sluice_minimize_nullify(struct sluice_minimizer *minimizer, sluice_node_id id);
bool sluice_minimize_hoist(struct sluice_minimizer *minimizer, sluice_node_id id);
bool sluice_minimize_drop_fields(struct sluice_minimizer *minimizer, sluice_node_id id);
bool sluice_minimize_drop_super(struct sluice_minimizer *minimizer, sluice_node_id id);
bool sluice_minimize_drop_data(struct sluice_minimizer *minimizer, sluice_node_id id);
bool sluice_minimize_drop_alone(struct sluice_minimizer *minimizer, sluice_node_id id);
bool sluice_minimize_rename(struct sluice_minimizer *minimizer, sluice_node_id id);
bool sluice_minimize_cut_bytes(struct sluice_minimizer *minimizer, sluice_node_id id);
bool sluice_minimize_plain_bytes(struct sluice_minimizer *minimizer, sluice_node_id id);
bool sluice_minimize_numbers(struct sluice_minimizer *minimizer, sluice_node_id id);

/* --- for the measure -------------------------------------------------------------------------- */

/** How far a node is from the plainest of its kind. */
uint64_t sluice_minimize_weight(const struct sluice_program *program, sluice_node_id id);

#endif
