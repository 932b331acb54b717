/* The control stream: a harmless stream that the same process decodes before and after each case.
 * Whatever an attack leaves behind in the process shows as another answer. */
#ifndef SLUICE_SUITE_CONTROL_H
#define SLUICE_SUITE_CONTROL_H

#include "harness/base/text.h"
#include "harness/targets/target.h"

/** Zero-initialize. */
struct sluice_control_runs {
    struct sluice_policy *policy;
    struct sluice_observation before; /* of the process when it was fresh */
    struct sluice_observation after;
    struct sluice_text setting; /* the same for a program: JSON */
    bool ready;
};

/** True if nothing befell the program: no signal, no hang, no report, no broken contract. */
bool sluice_is_well(const struct sluice_process_facts *process);

/** Decodes the control stream in the fresh process, and in another one if that dies of it, three times at most. False when there is no memory. */
SLUICE_NODISCARD bool sluice_control_begin(struct sluice_control_runs *control,
                                           const struct sluice_target *target);

/** Decodes it again; the answers point into `control` until the next call. */
struct sluice_control sluice_control_again(struct sluice_control_runs *control,
                                           const struct sluice_target *target);

/** True when both answers are the same in all that a target says. */
bool sluice_answer_equal(const struct sluice_answer *a, const struct sluice_answer *b);

/** Frees what the runs hold. */
void sluice_control_end(struct sluice_control_runs *control);

#endif
