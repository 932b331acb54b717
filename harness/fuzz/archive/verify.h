/* Verdicts on archives, and what must hold of each, whatever it is. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_VERIFY_H
#define SLUICE_FUZZ_VERIFY_H

#include "harness/fuzz/archive/keys.h"
#include "harness/fuzz/target.h"

enum { SLUICE_VERIFY_ARCHIVES = 2 };

/** What is asked. */
struct sluice_verify_question {
    struct sluice_archive_input inputs[SLUICE_VERIFY_ARCHIVES];
    size_t count;
    struct sluice_archive_policy policy;
    /* Which runs that are made of a few inputs only are made of this one. */
    uint64_t choice;
    /* What is needed of each limit where all is accepted, 0 where that is not known; NULL: of none (need.h). */
    const uint64_t *needs;
};

/** What was told of one archive. */
struct sluice_verify_told {
    const struct sluice_archive_verdict *verdict;
    enum sluice_archive_check check; /* the one that failed, if it was refused by itself */
    bool signature_stands;           /* the observer was told so */
};

/** The answer. */
struct sluice_verify_answer {
    bool accepted;
    struct sluice_archive_verdict verdict; /* of the set */
    struct sluice_archive_verdict verdicts[SLUICE_VERIFY_ARCHIVES];
    struct sluice_verify_told told[SLUICE_VERIFY_ARCHIVES];
    bool structure_stands; /* of the last archive: names were looked at, and are unique */
};

/**
 * Has archives verified, with everything watched: the verdict is that of a second run, under the other stores,
 * under limits that just suffice, and not under those that just do not; memory is bounded, and given back, and an
 * allocation that fails is said to have failed; what can be read afterwards is what was looked at, and what has
 * changed since is not handed out.
 *
 * @param held the bytes that count for the bound of memory beside those of the archives.
 * @return true if nothing was found.
 */
SLUICE_NODISCARD bool sluice_verify(const struct sluice_verify_question *question, uint64_t held,
                                    struct sluice_verify_answer *answer,
                                    struct sluice_finding *finding);

/** The answer for whoever replays: verdict and reason; places depend on signatures, which differ. */
struct sluice_fuzz_answer sluice_verify_say(const struct sluice_verify_answer *answer);

/** A number for choices, from bytes. */
uint64_t sluice_verify_choice(struct sluice_bytes bytes);

#endif
