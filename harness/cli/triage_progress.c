#define _POSIX_C_SOURCE 200809L

#include "harness/cli/triage_progress.h"

#include "harness/cli/running.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { ON_TERMINAL = 100, IN_LOG = 10000 }; /* milliseconds between two lines */

void sluice_triage_progress_begin(struct sluice_triage_progress *progress)
{
    progress->terminal = isatty(STDERR_FILENO) != 0;
    progress->start = sluice_running_milliseconds();
    progress->shown = progress->start;
}

void sluice_triage_progress_show(struct sluice_triage_progress *progress, uint64_t left,
                                 const char *format, ...)
{
    const uint64_t now = sluice_running_milliseconds();
    char line[256];
    char rest[64] = "";
    if (now - progress->shown < (progress->terminal ? ON_TERMINAL : IN_LOG)) {
        return;
    }
    progress->shown = now;
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(line, sizeof line, format, arguments) < 0) {
        line[0] = '\0';
    }
    va_end(arguments);
    if (left != UINT64_MAX) {
        (void)snprintf(rest, sizeof rest, ", about %" PRIu64 ":%02" PRIu64 " left", left / 60,
                       left % 60);
    }
    (void)fprintf(stderr, progress->terminal ? "\r\033[K%s%s" : "%s%s\n", line, rest);
    (void)fflush(stderr);
}

uint64_t sluice_triage_progress_left(const struct sluice_triage_progress *progress, uint64_t done,
                                     uint64_t all)
{
    const uint64_t passed = sluice_running_milliseconds() - progress->start;
    return done == 0 || all < done ? UINT64_MAX : passed * (all - done) / done / 1000;
}

void sluice_triage_progress_end(const struct sluice_triage_progress *progress)
{
    if (progress->terminal) {
        (void)fputs("\r\033[K", stderr);
    }
}
