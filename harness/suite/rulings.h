/* Rulings that change after the judge has given them, by what further runs show. Private to the suite. */
#ifndef SLUICE_SUITE_RULINGS_H
#define SLUICE_SUITE_RULINGS_H

#include "rules/judge.h"

/** Changes the ruling on a rule to violated, unless it is already. `results` has one for each rule. */
void sluice_rulings_violate(struct sluice_judged *results, const char *rule, uint64_t offset,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
