/* The minimizer: the smallest stream program that still shows what a large one shows.
 *
 * It edits the program and not its bytes, so that lengths, counts and handles stay right where they
 * are right: items are dropped in halves, an item takes the place of the one around it, nulls take the
 * place of items, texts and raw bytes are cut, numbers go towards 0 and 1, fields, superclasses and
 * custom data go with their values in all objects, names become short ones. An item that others refer
 * to moves to the first of them when it is taken out, or they become null.
 *
 * What "still shows it" means is the caller's: a rule that stays broken, a refusal that stays the same,
 * a process that dies in the same way. The minimizer never runs anything itself. */
#ifndef SLUICE_MINIMIZE_H
#define SLUICE_MINIMIZE_H

#include "harness/stream/program.h"

/** What the caller says of a candidate. */
enum sluice_minimize_answer {
    SLUICE_MINIMIZE_LOST, /* it does not show it any more */
    SLUICE_MINIMIZE_KEPT, /* it still does: go on from here */
    SLUICE_MINIMIZE_STOP  /* no more candidates are wanted; the best so far is the result */
};

/** How far it has come. */
struct sluice_minimize_state {
    uint64_t trials; /* candidates that were asked for */
    size_t bytes;    /* of the best one so far */
    uint32_t nodes;
};

enum { SLUICE_MINIMIZE_TRIALS = 20000 };

/** What to keep, and for how long to try. Zero-initialize, then set what matters. */
struct sluice_minimize_settings {
    /* Asked for each candidate; all of them can be assembled, `bytes` is what they assemble to. No
       bytes are asked for twice. The answer must depend on the bytes alone. */
    enum sluice_minimize_answer (*still)(void *context, const struct sluice_program *candidate,
                                         struct sluice_bytes bytes);
    /* NULL, or called after each trial. */
    void (*progress)(void *context, const struct sluice_minimize_state *state);
    void *context;
    uint64_t max_trials; /* 0: SLUICE_MINIMIZE_TRIALS */
    /* A length or count that is a lie goes altogether or stays the lie it is: an attack that claims two
       thousand million elements is not the same when it claims one. */
    bool keep_claims;
};

/** What came of it. Free `program` with sluice_program_free(). */
struct sluice_minimized {
    struct sluice_program *program;
    struct sluice_minimize_state state;
    bool complete; /* no single edit makes it smaller; false: the trials were used up, or stopped */
};

/**
 * Minimizes a program, which must show it (the caller has made sure).
 *
 * The result is what sluice_disassemble() makes of its bytes; it has at most as many bytes as `program`
 * assembles to, and was answered KEPT, or is `program` itself in other words. The same answers give the
 * same result. Memory: a few copies of the program, and 16 bytes for each trial.
 *
 * @return false when memory ran out or the program cannot be assembled; `error` says so.
 */
SLUICE_NODISCARD bool sluice_minimize(const struct sluice_program *program,
                                      const struct sluice_minimize_settings *settings,
                                      struct sluice_minimized *out,
                                      struct sluice_yaml_error *error);

/**
 * For people, who will edit the program: lengths and counts that stand as claims and are true become no
 * claims. The bytes stay the same.
 * @return false when memory ran out or the program cannot be assembled.
 */
SLUICE_NODISCARD bool sluice_minimize_tidy(struct sluice_program *program);

#endif
