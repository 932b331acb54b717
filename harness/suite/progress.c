#include "harness/suite/progress.h"

#include "harness/suite/worker.h"

enum { PERIOD = 100000 }; /* microseconds */

static const char clear_line[] = "\r\033[K";

void sluice_progress_begin(struct sluice_progress *progress, FILE *terminal, size_t planned)
{
    *progress = (struct sluice_progress){terminal, planned, sluice_worker_clock(), 0};
}

void sluice_progress_show(struct sluice_progress *progress, const struct sluice_totals *totals)
{
    uint64_t now = sluice_worker_clock();
    if (progress->terminal == NULL || now - progress->shown < PERIOD) {
        return;
    }
    progress->shown = now;
    (void)fprintf(progress->terminal, "%s%zu of %zu cases", clear_line, totals->results,
                  progress->planned);
    if (totals->failed > 0) {
        (void)fprintf(progress->terminal, ", %zu failed", totals->failed);
    }
    if (totals->results > 0 && totals->results < progress->planned) {
        uint64_t each = (now - progress->start) / totals->results;
        uint64_t left = each * (progress->planned - totals->results) / 1000000U + 1;
        (void)fprintf(progress->terminal, ", about %llu s left", (unsigned long long)left);
    }
    (void)fflush(progress->terminal);
}

void sluice_progress_end(struct sluice_progress *progress)
{
    if (progress->terminal != NULL && progress->shown != 0) {
        (void)fputs(clear_line, progress->terminal);
        (void)fflush(progress->terminal);
    }
}
