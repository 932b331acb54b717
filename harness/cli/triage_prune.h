/* The class models that a case needs, of all those of a policy. Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_PRUNE_H
#define SLUICE_CLI_TRIAGE_PRUNE_H

#include "harness/fuzz/input.h"
#include "harness/suite/case.h"
#include "harness/yaml/yaml.h"

/** A policy of its own: a mapping with `use` and `classes`, and its text. Zero-initialize; free with
 * sluice_triage_pruned_free(). */
struct sluice_triage_pruned {
    struct sluice_text text;
    struct sluice_yaml *document;
    size_t left_out; /* of what the policy has */
};

/** What is to come to the same. */
struct sluice_triage_prune {
    uint16_t policy;
    const struct sluice_case *item; /* mode and limits; its models are not looked at */
    const struct sluice_target *target;
    struct sluice_bytes stream;
    struct sluice_bytes
        other; /* a second stream, of which the same holds; length 0: there is none */
};

/**
 * Leaves out of a policy whatever may go without a change of what the target answers and of how the
 * rules are kept, one entry after another. False after a complaint.
 */
SLUICE_NODISCARD bool sluice_triage_prune(const struct sluice_triage_prune *prune,
                                          struct sluice_triage_pruned *out);

void sluice_triage_pruned_free(struct sluice_triage_pruned *pruned);

#endif
