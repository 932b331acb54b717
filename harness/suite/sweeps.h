/* The further runs of a case: the same bytes in pieces, each allocation refused in turn, the same
 * shape twice, four and eight times as large. Private to the suite. */
#ifndef SLUICE_SUITE_SWEEPS_H
#define SLUICE_SUITE_SWEEPS_H

#include "harness/suite/case.h"
#include "harness/suite/refusals.h"

enum {
    SLUICE_SWEEP_CHUNKS = 5,
    SLUICE_SWEEP_SCALES = 4,
    SLUICE_SWEEP_LARGEST = 1 << (SLUICE_SWEEP_SCALES - 1)
};

/** What the sweeps found, as parts of an observation set. Zero-initialize. */
struct sluice_sweeps {
    struct sluice_observation observations[SLUICE_SWEEP_CHUNKS];
    struct sluice_chunk_run chunks[SLUICE_SWEEP_CHUNKS];
    size_t chunk_count;
    struct sluice_refusals refusals;
    struct sluice_scaled_run scales[SLUICE_SWEEP_SCALES];
    size_t scale_count;
    bool failed; /* the target, when it was to read a larger stream */
    bool read_again;
    struct sluice_observation reread; /* of what was written, if it was read again */
    bool written_back;
    struct sluice_observation back; /* decode: what was built, as a stream again */
};

/** Limits so high that nothing is refused by them. */
struct sluice_limits sluice_sweep_no_limits(void);

/** A request for one plain run of the case, to be adapted. */
struct sluice_target_request sluice_sweep_request(const struct sluice_case *item);

/** Runs the target on what is loaded, and counts what the constructors of the case copy. False, with the reason in
 * the observation, if the target failed. */
SLUICE_NODISCARD bool
sluice_sweep_run(const struct sluice_case *item, const struct sluice_target *target,
                 const struct sluice_target_request *request,
                 struct sluice_observation *observation, struct sluice_target_facts *facts);

/**
 * Reads the loaded stream in pieces and with refused allocations; what a decode has built from it is
 * written as a stream. `plain` is the observation of the
 * plain run: it says how many allocations there are, and how many runs are affordable.
 * @return false when the harness ran out of memory or the target failed; `why` says so.
 */
SLUICE_NODISCARD bool sluice_sweep_loaded(const struct sluice_case *item,
                                          const struct sluice_target *target, size_t length,
                                          const struct sluice_observation *plain,
                                          struct sluice_sweeps *out, const char **why);

/** Of that, only what a decode has built, written as a stream. */
SLUICE_NODISCARD bool sluice_sweep_write_back(const struct sluice_case *item,
                                              const struct sluice_target *target,
                                              const struct sluice_observation *plain,
                                              struct sluice_sweeps *out, const char **why);

/** For a case with `growth`: runs its program as it is, twice, four and eight times as long, without
 * limits. Loads other streams. */
SLUICE_NODISCARD bool sluice_sweep_growth(const struct sluice_case *item,
                                          const struct sluice_target *target,
                                          struct sluice_sweeps *out, const char **why);

/** Reads what a `rewrite` has written, under the limits that it was written for, or decodes what was
 * written of the objects that a decode has built. Loads that stream. */
SLUICE_NODISCARD bool sluice_sweep_reread(const struct sluice_case *item,
                                          const struct sluice_target *target,
                                          const struct sluice_observation *plain,
                                          struct sluice_sweeps *out, const char **why);

/**
 * The same into an observation that is initialized. If nothing was written, nothing happens, and its
 * outcome stays none.
 */
SLUICE_NODISCARD bool sluice_sweep_read_written(const struct sluice_case *item,
                                                const struct sluice_target *target,
                                                const struct sluice_observation *run,
                                                struct sluice_observation *out, const char **why);

/** Adds what was found to a set; it points into `sweeps`. */
void sluice_sweeps_join(const struct sluice_sweeps *sweeps, struct sluice_observation_set *set);

/** Frees what the sweeps hold. */
void sluice_sweeps_free(struct sluice_sweeps *sweeps);

#endif
