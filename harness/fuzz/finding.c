#include "harness/fuzz/target.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

bool sluice_fuzz_thorough = false;

bool sluice_finding_note(struct sluice_finding *finding, const char *rule, const char *format, ...)
{
    if (finding->rule != NULL) {
        return false;
    }
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(finding->detail, sizeof finding->detail, format, arguments);
    va_end(arguments);
    for (char *at = finding->detail; *at != '\0'; at++) {
        *at = (char)(isprint((unsigned char)*at) ? *at : '?');
    }
    finding->rule = rule;
    return false;
}
