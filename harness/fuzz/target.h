/* Fuzz targets: what one program of the fuzzers does with an input.
 *
 * Each file in targets/ defines `sluice_fuzz_target`, and is linked with an engine: engine.c for
 * libFuzzer, AFL++ and whatever else calls LLVMFuzzerTestOneInput(), or replay.c, a plain program over
 * files. No target exits, prints or keeps anything of an input: the same bytes have the same result,
 * whatever came before. */
#ifndef SLUICE_FUZZ_TARGET_H
#define SLUICE_FUZZ_TARGET_H

#include <sluice/base.h>

enum { SLUICE_FINDING_DETAIL = 400 };

/** What is wrong. */
struct sluice_finding {
    /* The id of the rule that is broken, or a word for what no rule states: "accounts", "identity",
       "neighbor", "code", "harness". Static text. NULL: nothing was found. */
    const char *rule;
    char detail[SLUICE_FINDING_DETAIL]; /* one sentence, printable */
    /* An input that shows it by itself, where this one does not; valid until the next mutation. Length 0:
     * this one does. */
    struct sluice_bytes input;
};

/** Notes a finding, unless there is one already. Returns false. */
bool sluice_finding_note(struct sluice_finding *finding, const char *rule, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** What became of an input, for whoever replays it. Texts are static, or live until the next input. */
struct sluice_fuzz_answer {
    const char *verdict; /* "accept", "reject", "limit", "unsupported", or "none" */
    const char *reason;  /* NULL if there is none */
    uint64_t offset;     /* bytes in the stream; UINT64_MAX if there is none */
};

struct sluice_mutate_kind;

/** A target. */
struct sluice_fuzz_target {
    const char *name; /* "decode": the program is fuzz-decode */
    const char *text; /* what it looks for, one sentence */
    bool on_streams;  /* its inputs are those of harness/fuzz/input.h */
    const struct sluice_mutate_kind
        *mutation; /* how its inputs are made; NULL: as those of streams are
                                                  if it is on them, else as the engine does it */
    /* Makes what is made once, before the first input, lest it look like something new that the input does;
     * may be called again. NULL: nothing. */
    void (*prepare)(void);
    /**
     * Runs an input; what it finds is noted, the first of it.
     *
     * @param bytes a block of exactly that size.
     * @return true if nothing was found.
     */
    bool (*run)(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding);
};

/** Asks for each of the runs that are made of a few inputs only when there are many. */
extern bool sluice_fuzz_thorough;

/** The target of this program. */
extern const struct sluice_fuzz_target sluice_fuzz_target;

#endif
