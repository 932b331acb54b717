#include "harness/suite/rulings.h"

#include <stdarg.h>
#include <stdio.h>

void sluice_rulings_violate(struct sluice_judged *results, const char *rule, uint64_t offset,
                            const char *format, ...)
{
    struct sluice_judged *judged = &results[sluice_rule_index(rule)];
    if (judged->ruling != SLUICE_RULING_VIOLATED) {
        judged->ruling = SLUICE_RULING_VIOLATED;
        judged->event = SLUICE_NO_EVENT;
        judged->offset = offset;
        va_list arguments;
        va_start(arguments, format);
        (void)vsnprintf(judged->detail, sizeof judged->detail, format, arguments);
        va_end(arguments);
    }
}
