/* The end of a job in a worker, made into the result of a cell. Private to the suite. */
#ifndef SLUICE_SUITE_OUTCOME_H
#define SLUICE_SUITE_OUTCOME_H

#include "harness/base/sanitizer_report.h"
#include "harness/base/text.h"
#include "harness/stream/variants.h"
#include "harness/suite/pool.h"
#include "harness/suite/verdict.h"
#include "rules/judge.h"

/** What is known about a cell in the parent. Zero-initialize. */
struct sluice_cell_result {
    bool ended;
    bool written;
    bool pass;
    bool accepted; /* what the target itself said, whatever was found */
    enum sluice_verdict verdict;
    enum sluice_case_key key;     /* where in the case that stands */
    struct sluice_text message;   /* why it did not pass; empty when it did */
    struct sluice_text stream;    /* members about the stream; empty: not known */
    struct sluice_text run;       /* members about the run; empty: it was not run to the end */
    int signal;                   /* 0: none */
    struct sluice_text sanitizer; /* its report; empty: none */
    struct sluice_text said;      /* the last of standard error, when the process was ended */
    uint64_t microseconds;
    uint64_t derived[SLUICE_VARIANT_RULE_COUNT]; /* executions of its variants, by rule */
};

/** Fills in the result of a cell whose job has ended. `deadline` is in milliseconds. */
void sluice_cell_take(struct sluice_cell_result *result, const struct sluice_job_outcome *outcome,
                      unsigned deadline);

/** Frees the texts about stream and run, which are large; the rest stays for the summary. */
void sluice_cell_shrink(struct sluice_cell_result *result);

/** Frees what a result holds. */
void sluice_cell_free(struct sluice_cell_result *result);

/** The name of a signal, "SIGSEGV"; "signal" for one without a name here. */
const char *sluice_signal_name(int number);

#endif
