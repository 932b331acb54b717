/* A scene verified, and judged. Private to the suite of archives. */
#ifndef SLUICE_ARCHIVE_SUITE_VERIFY_H
#define SLUICE_ARCHIVE_SUITE_VERIFY_H

#include "harness/archive/suite/archive_case.h"
#include "harness/suite/verdict.h"

/** What a run of the verifier showed. Zero-initialize; free with sluice_archive_seen_free(). */
struct sluice_archive_seen {
    struct sluice_archive_verdict verdict; /* of the set */
    struct sluice_archive_verdict *verdicts;
    bool accepted;
    uint64_t peak;            /* bytes */
    uint64_t calls;           /* of the allocator */
    uint64_t left;            /* bytes that were not given back */
    uint64_t refused;         /* allocations that were refused in turn, with --thorough */
    char broken[256];         /* what was not right when they were; "" for nothing */
    struct sluice_text trace; /* members of the record: events */
    size_t trace_count;
    struct sluice_judged *results; /* one for each rule */
};

/** Verifies and judges; false with a sentence in `why` when the harness failed. */
SLUICE_NODISCARD bool sluice_archive_verify_scene(const struct sluice_archive_case *item,
                                                  const struct sluice_archive_scene *scene,
                                                  bool thorough, struct sluice_archive_seen *seen,
                                                  const char **why);

/** Compares what was seen with what the case expects. */
void sluice_archive_decide(const struct sluice_case *item, const struct sluice_archive_scene *scene,
                           const struct sluice_archive_seen *seen, struct sluice_case_verdict *out);

/** What the verifier says, in the words of the suite. */
enum sluice_outcome sluice_archive_outcome(const struct sluice_archive_seen *seen);

void sluice_archive_seen_free(struct sluice_archive_seen *seen);

#endif
