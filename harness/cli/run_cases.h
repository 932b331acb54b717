/* One command over two kinds of cases: `sluice run` and `sluice archive run`. Private to the command line. */
#ifndef SLUICE_CLI_RUN_CASES_H
#define SLUICE_CLI_RUN_CASES_H

#include "harness/cli/command.h"
#include "harness/suite/case.h"

/* What is special about a kind of cases. */
struct sluice_run_kind {
    const char *name;       /* of the command */
    const char *usual_path; /* of cases, if none is given */
    const char *more;       /* the option that does more with each case */
    unsigned seconds;       /* that a case may take */
    unsigned more_seconds;  /* that it may take then */
    bool archives;          /* for targets that are asked about archives */
    int (*load)(struct sluice_suite *suite, const char *const *paths, size_t count);
    void (*release)(struct sluice_suite *suite); /* called whatever `load` returned */
};

/** Does what the words behind the command's name ask for. @return the exit status. */
int sluice_run_cases(const struct sluice_run_kind *kind, const struct sluice_command *command,
                     int count, char **words);

#endif
