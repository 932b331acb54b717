/* The two cases that are made of what was found: what is written of them and what is expected.
 * Private to `sluice add`. */
#ifndef SLUICE_CLI_ADD_ENTRIES_H
#define SLUICE_CLI_ADD_ENTRIES_H

#include "harness/cli/add_find.h"
#include "harness/suite/scaffold.h"

/** Free with sluice_add_entries_free(). */
struct sluice_add_entries {
    struct sluice_scaffold_entry attack;
    struct sluice_scaffold_entry twin; /* if there is one: find->twin */
    struct sluice_text violated;       /* "IN-1, IN-7"; empty: no rule */
    struct sluice_text expect;
    struct sluice_text twin_expect;
    struct sluice_text twin_remark;
    bool careless; /* class models break these rules, perhaps on purpose */
    bool red;      /* `sluice check` cannot pass before the decoder is mended */
};

/** Whose cases they are, and under what. */
struct sluice_add_entries_context {
    const struct sluice_suite *suite;
    const struct sluice_limits *limits; /* that the case sets */
    const char *said;                   /* of the rule, by an oracle; NULL: what is said here */
    const char *claimed;                /* what is to be expected, if that is known; else NULL */
    bool may_be_careless;               /* the class models, on purpose */
    bool right; /* the target is: what it answers is to be expected, also that it accepts */
};

/**
 * Says what is to be expected: what the target answers, if it keeps the rules; that they are violated
 * where class models break them; else what the rule asks for: that a limit is reached; that what must not
 * be accepted, or built, is refused, as by the cases of the rule; else that the stream is accepted, in
 * another way.
 */
void sluice_add_entries_make(const struct sluice_find *find,
                             const struct sluice_add_entries_context *context,
                             struct sluice_add_entries *out);

/** Frees the texts. */
void sluice_add_entries_free(struct sluice_add_entries *entries);

#endif
