#include "harness/base/sanitizer_report.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* What the same words mean in a language that checks its bounds. A report has the place in front of them. */
static bool is_panic(const char *errors, const char *found)
{
    static const char panic[] = "panic";
    const size_t length = sizeof panic - 1;
    return (size_t)(found - errors) >= length && strncmp(found - length, panic, length) == 0;
}

static const char *find(const char *errors, const char *mark)
{
    const char *found = strstr(errors, mark);
    while (found != NULL && is_panic(errors, found)) {
        found = strstr(found + 1, mark);
    }
    return found;
}

const char *sluice_sanitizer_report(const char *errors)
{
    static const char *const marks[] = {
        "ERROR: AddressSanitizer",  "ERROR: LeakSanitizer", "WARNING: MemorySanitizer",
        "WARNING: ThreadSanitizer", ": runtime error: ",    "ERROR: HWAddressSanitizer",
    };
    const char *first = NULL;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const char *found = find(errors, marks[i]);
        if (found != NULL && (first == NULL || found < first)) {
            first = found;
        }
    }
    /* The report begins with the line that the mark stands in. */
    while (first != NULL && first > errors && first[-1] != '\n') {
        first--;
    }
    return first;
}
