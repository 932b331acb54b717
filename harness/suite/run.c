#include "harness/suite/run.h"

#include "harness/suite/progress.h"
#include "harness/suite/run_case.h"
#include "harness/suite/worker.h"
#include "harness/suite/write_safe.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

struct running {
    const struct sluice_run_settings *settings;
    struct sluice_run *run;
    struct sluice_results results;
    struct sluice_progress progress;
    struct sluice_control_runs *controls; /* one for each target; each worker has its own copy */
};

static const struct sluice_case *case_of(const struct running *running, size_t cell)
{
    const struct sluice_run_settings *settings = running->settings;
    return &settings->suite->cases[settings->plan->cells[cell].case_index];
}

/* --- the worker's side ------------------------------------------------------------------------ */

static bool is_any(const struct sluice_case *item)
{
    return item != NULL;
}

/* What depends on models alone is asked once in each file, of the first case that has them and is one to
 * ask it of. */
static bool is_first_with_models(const struct running *running, size_t cell,
                                 bool (*is_one)(const struct sluice_case *))
{
    const struct sluice_plan *plan = running->settings->plan;
    const struct sluice_case *item = case_of(running, cell);
    if (!is_one(item)) {
        return false;
    }
    for (size_t i = cell; i > 0 && case_of(running, i - 1)->file == item->file; i--) {
        if (case_of(running, i - 1)->models == item->models && is_one(case_of(running, i - 1)) &&
            plan->cells[i - 1].target_index == plan->cells[cell].target_index) {
            return false;
        }
    }
    return true;
}

static bool work(void *context, size_t job, const struct sluice_pool_line *line)
{
    const struct running *running = context;
    size_t target = running->settings->plan->cells[job].target_index;
    const struct sluice_case *item = case_of(running, job);
    if (item->kind != NULL) {
        return item->kind->run(item, &running->settings->targets[target],
                               running->settings->variants, line);
    }
    const struct sluice_case_run run = {
        .item = item,
        .target = &running->settings->targets[target],
        .variants = running->settings->variants,
        .promises = is_first_with_models(running, job, is_any),
        .clumsy = is_first_with_models(running, job, sluice_write_safe_misuses),
        .records = running->settings->results != NULL,
        .counts = running->settings->progress != NULL,
    };
    return sluice_run_case(&run, &running->controls[target], line);
}

/* --- replay ----------------------------------------------------------------------------------- */

void sluice_run_shell_word(const char *word, struct sluice_text *out)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./+:,=@%";
    if (word[0] != '\0' && strspn(word, plain) == strlen(word)) {
        sluice_text_string(out, word);
        return;
    }
    sluice_text_string(out, "'");
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            sluice_text_string(out, "'\\''");
        } else {
            sluice_text_add(out, word, 1);
        }
    }
    sluice_text_string(out, "'");
}

void sluice_run_replay(const char *program, const struct sluice_case *item,
                       const struct sluice_target *target, struct sluice_text *out)
{
    sluice_run_shell_word(program, out);
    sluice_text_format(out, " %s ", item->kind != NULL ? item->kind->command : "run");
    sluice_run_shell_word(item->file, out);
    sluice_text_string(out, " --case ");
    sluice_run_shell_word(item->id, out);
    if (target != NULL && target->arguments != NULL) {
        sluice_text_string(out, " ");
        sluice_text_string(out, target->arguments);
    }
}

/* --- results ---------------------------------------------------------------------------------- */

/* The cell of the case's twin on the same target, or NULL when it has none. */
static const struct sluice_cell_result *twin_result(const struct running *running, size_t cell)
{
    const struct sluice_plan *plan = running->settings->plan;
    size_t twin = case_of(running, cell)->twin;
    if (twin == SLUICE_NO_CASE) {
        return NULL;
    }
    size_t twin_cell = sluice_plan_find(plan, twin, plan->cells[cell].target_index);
    return twin_cell == SIZE_MAX ? NULL : &running->run->cells[twin_cell];
}

static bool is_refusal(enum sluice_verdict verdict)
{
    return verdict == SLUICE_VERDICT_REJECT || verdict == SLUICE_VERDICT_LIMIT;
}

/* A rejection whose twin was not accepted proves nothing: the target may reject everything. A program may pass
 * by what is no refusal, and may accept the twin and break a rule on it. */
static void look_at_twin(struct running *running, size_t cell)
{
    struct sluice_cell_result *result = &running->run->cells[cell];
    const struct sluice_case *item = case_of(running, cell);
    const struct sluice_cell_result *twin = twin_result(running, cell);
    const size_t target = running->settings->plan->cells[cell].target_index;
    const bool is_program = running->settings->targets[target].kind == SLUICE_TARGET_PROCESS;
    if (!result->pass || twin == NULL ||
        (is_program ? twin->accepted || !is_refusal(result->verdict)
                    : twin->verdict == SLUICE_VERDICT_ACCEPT)) {
        return;
    }
    if (is_program && twin->verdict == SLUICE_VERDICT_UNSUPPORTED) {
        /* Who does not claim to read the twin has said nothing of what tells the two apart. */
        result->verdict = SLUICE_VERDICT_UNSUPPORTED;
        return;
    }
    result->pass = false;
    result->key = SLUICE_KEY_TWIN;
    sluice_text_format(
        &result->message, "the verdict %s does not count: twin %s was to be accepted and got %s",
        sluice_verdict_name(result->verdict), running->settings->suite->cases[item->twin].id,
        sluice_verdict_name(twin->verdict));
}

static void write_result(struct running *running, size_t cell)
{
    const struct sluice_run_settings *settings = running->settings;
    struct sluice_cell_result *result = &running->run->cells[cell];
    const struct sluice_case *item = case_of(running, cell);
    look_at_twin(running, cell);
    sluice_totals_add(&running->run->totals, result);
    result->written = true;
    if (settings->results != NULL && !running->run->results_failed) {
        struct sluice_text replay = {0};
        size_t target = settings->plan->cells[cell].target_index;
        sluice_run_replay(settings->command[0], item, &settings->targets[target], &replay);
        if (!sluice_results_write(&running->results, settings->suite, item,
                                  &settings->targets[target], result, sluice_text_get(&replay))) {
            running->run->results_failed = true;
        }
        sluice_text_free(&replay);
    }
    sluice_cell_shrink(result);
}

/* Writes the cell's result if nothing it depends on is still to come. */
static void write_if_decided(struct running *running, size_t cell)
{
    const struct sluice_cell_result *result = &running->run->cells[cell];
    const struct sluice_cell_result *twin = twin_result(running, cell);
    if (result->ended && !result->written && (twin == NULL || twin->ended)) {
        write_result(running, cell);
    }
}

static void done(void *context, size_t job, const struct sluice_job_outcome *outcome)
{
    struct running *running = context;
    const struct sluice_plan *plan = running->settings->plan;
    sluice_cell_take(&running->run->cells[job], outcome, running->settings->deadline);
    if (running->settings->progress != NULL) {
        sluice_progress_ended(&running->progress, job);
    }
    write_if_decided(running, job);
    const struct sluice_case *item = case_of(running, job);
    for (size_t i = 0; i < item->attack_count; i++) {
        size_t attack = sluice_plan_find(plan, item->attacks[i], plan->cells[job].target_index);
        if (attack != SIZE_MAX) {
            write_if_decided(running, attack);
        }
    }
}

static void counted(void *context, size_t job, uint64_t count)
{
    struct running *running = context;
    sluice_progress_count(&running->progress, job, count);
}

static void tick(void *context)
{
    struct running *running = context;
    sluice_progress_show(&running->progress, &running->run->totals);
}

/* --- the run ---------------------------------------------------------------------------------- */

static void begin_results(struct running *running)
{
    const struct sluice_run_settings *settings = running->settings;
    if (settings->results == NULL) {
        return;
    }
    running->run->results_failed = !sluice_results_header(
                                       &running->results, settings->targets, settings->target_count,
                                       settings->plan->count, settings->command) ||
                                   !sluice_results_planned(&running->results, settings->suite,
                                                           settings->targets, settings->plan);
}

static void end_results(struct running *running)
{
    struct sluice_run *run = running->run;
    run->exit_status = SLUICE_EXIT_CLEAN;
    if (run->totals.passed < running->settings->plan->count) {
        run->exit_status = SLUICE_EXIT_REGRESSIONS;
    }
    if (run->stopped || run->workers_failed || run->results_failed ||
        running->settings->plan->count == 0) {
        run->exit_status = SLUICE_EXIT_FAULT;
    }
    if (running->settings->results != NULL && !run->results_failed &&
        !sluice_results_footer(&running->results, &run->totals, run->seconds, run->exit_status)) {
        run->results_failed = true;
        run->exit_status = SLUICE_EXIT_FAULT;
    }
}

static bool begin_progress(struct running *running)
{
    const struct sluice_run_settings *settings = running->settings;
    const size_t count = settings->plan->count;
    if (!sluice_progress_begin(&running->progress, settings->progress, settings->progress_lines,
                               count)) {
        return false;
    }
    for (size_t cell = 0; settings->progress != NULL && cell < count; cell++) {
        sluice_progress_plan(&running->progress, cell,
                             sluice_plan_work(case_of(running, cell), settings->variants));
    }
    return true;
}

/* Each case of a worker needs about the same memory again: to return it to the system in between
   costs more than the cases themselves. */
static void keep_freed_memory(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
    (void)mallopt(M_TRIM_THRESHOLD, 512 * 1024 * 1024);
    (void)mallopt(M_TOP_PAD, 16 * 1024 * 1024);
}

bool sluice_run_suite(const struct sluice_run_settings *settings, struct sluice_run *run)
{
    struct running running = {.settings = settings, .run = run, .results = {settings->results}};
    uint64_t start = sluice_worker_clock();
    run->cells = calloc(settings->plan->count + 1, sizeof *run->cells);
    running.controls = calloc(settings->target_count + 1, sizeof *running.controls);
    if (run->cells == NULL || running.controls == NULL || !begin_progress(&running)) {
        free(running.controls);
        return false;
    }
    size_t workers = settings->workers < settings->plan->count ? settings->workers
                                                               : settings->plan->count;
    const struct sluice_pool_settings pool = {
        .jobs = settings->plan->count,
        .workers = workers,
        .deadline = settings->deadline,
        .stop = settings->stop,
        .work = work,
        .done = done,
        .counted = settings->progress != NULL ? counted : NULL,
        .tick = settings->progress != NULL ? tick : NULL,
        .context = &running,
    };
    keep_freed_memory();
    begin_results(&running);
    run->workers_failed = settings->plan->count > 0 && !sluice_pool_run(&pool);
    sluice_progress_end(&running.progress, &run->totals);
    run->stopped = settings->stop != NULL && *settings->stop != 0;
    run->seconds = (double)(sluice_worker_clock() - start) / 1e6;
    end_results(&running);
    free(running.controls);
    return true;
}

void sluice_run_free(struct sluice_run *run, const struct sluice_plan *plan)
{
    for (size_t i = 0; run->cells != NULL && i < plan->count; i++) {
        sluice_cell_free(&run->cells[i]);
    }
    free(run->cells);
    *run = (struct sluice_run){0};
}
