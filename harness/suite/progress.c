#include "harness/suite/progress.h"

#include "harness/base/text.h"
#include "harness/suite/worker.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { BAR = 24, PERIOD = 100000, LINE_PERIOD = 5000000 }; /* columns; microseconds */

/* What an execution costs beside its bytes, in bytes. */
enum { EXECUTION = 240 };

static const char clear_line[] = "\r\033[K";

struct sluice_progress_cell {
    struct sluice_planned_work planned;
    double done; /* of the work */
    uint64_t executions;
};

/* --- what is planned ---------------------------------------------------------------------------- */

/* Executions of the variants: some for each byte, fewer of long streams. */
static double variants_of(double length)
{
    const double most = 2e7 / (length + 1);
    double count = 55 + 4.8 * length;
    count = count < 4000 ? count : 4000;
    return count < most ? count : most + 16;
}

static double executions_of(double length, bool variants)
{
    enum { OF_A_CASE = 20 };
    return OF_A_CASE + (variants ? variants_of(length) : 0);
}

struct sluice_planned_work sluice_plan_work(const struct sluice_case *item, bool variants)
{
    enum { GROWTH = 15 }; /* n, 2n, 4n and 8n */
    struct sluice_planned_work planned = {1, EXECUTION};
    struct sluice_assembly assembly;
    if (item->program != NULL && sluice_assemble(item->program, NULL, &assembly, NULL)) {
        const double length = (double)assembly.length;
        sluice_assembly_free(&assembly);
        planned.executions = executions_of(length, variants);
        planned.work = planned.executions * (EXECUTION + length) +
                       (item->growth ? GROWTH * length : 0);
    }
    return planned;
}

bool sluice_progress_begin(struct sluice_progress *progress, FILE *out, bool lines, size_t planned)
{
    progress->start = sluice_worker_clock();
    if (out == NULL) {
        return true;
    }
    progress->cells = calloc(planned + 1, sizeof *progress->cells);
    if (progress->cells == NULL) {
        return false;
    }
    progress->out = out;
    progress->lines = lines;
    progress->planned = planned;
    progress->shown = lines ? progress->start : 0;
    return true;
}

void sluice_progress_plan(struct sluice_progress *progress, size_t cell,
                          struct sluice_planned_work planned)
{
    progress->cells[cell].planned = planned;
    progress->work += planned.work;
}

/* --- what is done ------------------------------------------------------------------------------- */

static void take_done(struct sluice_progress *progress, struct sluice_progress_cell *cell,
                      double part)
{
    const double done = part * cell->planned.work;
    if (done > cell->done) {
        progress->done += done - cell->done;
        cell->done = done;
    }
}

void sluice_progress_count(struct sluice_progress *progress, size_t cell, uint64_t executions)
{
    /* The plan is a guess: a cell that takes longer is not done before it has ended. */
    static const double most = 0.95;
    struct sluice_progress_cell *at = &progress->cells[cell];
    if (executions <= at->executions) {
        return;
    }
    progress->executions += executions - at->executions;
    at->executions = executions;
    const double part = (double)executions / at->planned.executions;
    take_done(progress, at, part < most ? part : most);
}

void sluice_progress_ended(struct sluice_progress *progress, size_t cell)
{
    take_done(progress, &progress->cells[cell], 1);
}

/* --- what is shown ------------------------------------------------------------------------------ */

static void add_bar(struct sluice_text *out, double part)
{
    char bar[BAR + 1];
    const int full = (int)(part * BAR);
    memset(bar, '.', BAR);
    memset(bar, '#', (size_t)full);
    bar[BAR] = '\0';
    sluice_text_format(out, "[%s] ", bar);
}

/* 1234567 as 1,234,567. */
static void add_count(struct sluice_text *out, uint64_t count)
{
    uint64_t group = 1;
    while (count / group >= 1000) {
        group *= 1000;
    }
    sluice_text_format(out, "%" PRIu64, count / group);
    while (group > 1) {
        group /= 1000;
        sluice_text_format(out, ",%03" PRIu64, count / group % 1000);
    }
}

/* Nothing is said before anything is known. */
static void add_time_left(struct sluice_text *out, double part, double seconds)
{
    static const double least_part = 0.01;
    if (part < least_part || part >= 1 || seconds < 1) {
        return;
    }
    const uint64_t left = (uint64_t)(seconds * (1 - part) / part) + 1;
    if (left < 100) {
        sluice_text_format(out, ", about %" PRIu64 " s left", left);
    } else {
        sluice_text_format(out, ", about %" PRIu64 " min left", (left + 59) / 60);
    }
}

static void write_line(struct sluice_progress *progress, const struct sluice_totals *totals,
                       uint64_t now)
{
    struct sluice_text line = {0};
    double part = progress->work > 0 ? progress->done / progress->work : 0;
    part = part < 1 ? part : 1;
    if (!progress->lines) {
        sluice_text_string(&line, clear_line);
        add_bar(&line, part);
    }
    sluice_text_format(&line, "%3d %%, %zu of %zu cases, ", (int)(part * 100 + 0.001),
                       totals->results, progress->planned);
    add_count(&line, progress->executions);
    sluice_text_string(&line, " executions");
    if (totals->failed > 0) {
        sluice_text_format(&line, ", %zu failed", totals->failed);
    }
    add_time_left(&line, part, (double)(now - progress->start) / 1e6);
    (void)fprintf(progress->out, "%s%s", sluice_text_get(&line), progress->lines ? "\n" : "");
    (void)fflush(progress->out);
    sluice_text_free(&line);
}

void sluice_progress_show(struct sluice_progress *progress, const struct sluice_totals *totals)
{
    const uint64_t now = sluice_worker_clock();
    const uint64_t period = progress->lines ? LINE_PERIOD : PERIOD;
    if (progress->out == NULL || now - progress->shown < period) {
        return;
    }
    progress->shown = now;
    write_line(progress, totals, now);
}

void sluice_progress_end(struct sluice_progress *progress, const struct sluice_totals *totals)
{
    if (progress->out != NULL && progress->lines) {
        write_line(progress, totals, sluice_worker_clock());
    } else if (progress->out != NULL && progress->shown != 0) {
        (void)fputs(clear_line, progress->out);
        (void)fflush(progress->out);
    }
    free(progress->cells);
    *progress = (struct sluice_progress){0};
}
