#define _POSIX_C_SOURCE 200809L

#include "harness/cli/run_cases.h"

#include "harness/cli/cases.h"
#include "harness/cli/chosen.h"
#include "harness/cli/output.h"
#include "harness/cli/running.h"
#include "harness/suite/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CASE, LIST, RESULTS, JSON, JOBS, TIMEOUT, TARGET, PROGRESS, ADAPTERS, MORE };

/* What the command was told. The lists point into the command line. */
struct request {
    const struct sluice_run_kind *kind;
    const char **paths;
    size_t path_count;
    const char **cases;
    size_t case_count;
    const char *results;
    const char **targets;
    size_t target_count;
    const char *adapters; /* NULL: the usual place */
    const char *progress; /* NULL: a bar on a terminal */
    bool list;
    bool json;
    bool more; /* the kind's own option */
    uint64_t jobs;
    uint64_t timeout; /* seconds; 0: as usual */
};

/* --- the command line ------------------------------------------------------------------------- */

static bool take_progress(struct request *request, const char *how)
{
    static const char *const ways[] = {"bar", "lines", "none", NULL};
    for (size_t i = 0; ways[i] != NULL; i++) {
        if (strcmp(ways[i], how) == 0) {
            request->progress = ways[i];
            return true;
        }
    }
    (void)sluice_complain("--progress takes bar, lines or none, not %s", how);
    return false;
}

static bool take(struct request *request, int option, const char *value)
{
    switch (option) {
    case CASE:
        request->cases[request->case_count++] = value;
        return true;
    case LIST:
        request->list = true;
        return true;
    case RESULTS:
        request->results = value;
        return true;
    case JSON:
        request->json = true;
        return true;
    case JOBS:
        return sluice_argument_size("--jobs", value, 1, 1024, &request->jobs);
    case TIMEOUT:
        return sluice_argument_size("--timeout", value, 1, 86400, &request->timeout);
    case TARGET:
        request->targets[request->target_count++] = value;
        return true;
    case ADAPTERS:
        request->adapters = value;
        return true;
    case MORE:
        request->more = true;
        return true;
    case PROGRESS:
        return take_progress(request, value);
    default:
        request->paths[request->path_count++] = value;
        return true;
    }
}

/* --- the run ---------------------------------------------------------------------------------- */

static int list_cases(const struct sluice_run_settings *settings)
{
    for (size_t i = 0; i < settings->plan->count; i += settings->target_count) {
        const struct sluice_case *item =
            &settings->suite->cases[settings->plan->cells[i].case_index];
        sluice_output_text(item->id);
        sluice_output_text("\t");
        sluice_output_text(item->title);
        sluice_output_text("\n");
    }
    return sluice_output_finish();
}

static int say_how_it_went(const struct request *request,
                           const struct sluice_run_settings *settings, const struct sluice_run *run)
{
    if (!request->json) {
        struct sluice_text summary = {0};
        sluice_run_summary(settings, run, &summary);
        sluice_output_text(sluice_text_get(&summary));
        sluice_text_free(&summary);
    }
    if (run->stopped) {
        (void)sluice_complain("stopped: %zu cases were not run", run->totals.not_run);
    }
    if (run->workers_failed) {
        (void)sluice_complain("no worker process could be kept running, so cases were not run");
    }
    if (run->results_failed) {
        (void)sluice_complain("the results cannot be written to %s",
                              request->results != NULL ? request->results : "standard output");
    }
    int output = sluice_output_finish();
    return output != SLUICE_EXIT_ACCEPTED ? output : run->exit_status;
}

static void choose_progress(const struct request *request, struct sluice_run_settings *settings)
{
    const char *how = request->progress;
    if (how == NULL) {
        how = isatty(STDERR_FILENO) != 0 ? "bar" : "none";
    }
    settings->progress = strcmp(how, "none") != 0 ? stderr : NULL;
    settings->progress_lines = strcmp(how, "lines") == 0;
}

static int run_planned(const struct request *request, struct sluice_run_settings *settings)
{
    struct sluice_run run = {0};
    if (request->json) {
        settings->results = stdout;
    }
    if (request->results != NULL) {
        settings->results = fopen(request->results, "w");
        if (settings->results == NULL) {
            return sluice_complain("%s cannot be written: %s", request->results, strerror(errno));
        }
    }
    choose_progress(request, settings);
    sluice_running_catch_signals();
    if (!sluice_run_suite(settings, &run)) {
        (void)sluice_complain("out of memory");
        run.exit_status = SLUICE_EXIT_FAULT;
    }
    if (request->results != NULL && fclose(settings->results) != 0) {
        run.results_failed = true;
        run.exit_status = SLUICE_EXIT_FAULT;
    }
    int status = run.cells != NULL ? say_how_it_went(request, settings, &run) : run.exit_status;
    sluice_run_free(&run, settings->plan);
    return status;
}

static unsigned seconds_for_a_case(const struct request *request)
{
    if (request->timeout != 0) {
        return (unsigned)request->timeout;
    }
    return request->more ? request->kind->more_seconds : request->kind->seconds;
}

static int run_on_targets(const struct request *request, const struct sluice_suite *suite,
                          const struct sluice_plan *plan, const struct sluice_chosen *chosen)
{
    struct sluice_run_settings settings = {
        .suite = suite,
        .plan = plan,
        .targets = chosen->targets,
        .target_count = chosen->count,
        .workers = (size_t)request->jobs,
        .deadline = sluice_running_deadline(chosen->targets, chosen->count,
                                            seconds_for_a_case(request)),
        .variants = request->more,
        .stop = &sluice_running_stop,
        .command = sluice_command_line(),
    };
    return request->list ? list_cases(&settings) : run_planned(request, &settings);
}

static int run_suite(const struct request *request, const struct sluice_chosen *chosen)
{
    struct sluice_suite suite = {.kind = NULL};
    struct sluice_plan plan = {0};
    struct sluice_yaml_error error = {0};
    const bool named = request->path_count > 0;
    int status = request->kind->load(&suite, named ? request->paths : &request->kind->usual_path,
                                     named ? request->path_count : 1);
    if (status == SLUICE_EXIT_ACCEPTED &&
        !sluice_plan_make(&suite, request->cases, request->case_count, chosen->count, &plan,
                          &error)) {
        status = sluice_complain_about(&error);
    } else if (status == SLUICE_EXIT_ACCEPTED) {
        status = run_on_targets(request, &suite, &plan, chosen);
    }
    sluice_plan_free(&plan);
    request->kind->release(&suite);
    return status;
}

static int run_request(const struct request *request)
{
    static const char *const usual[] = {"reference"};
    const bool named = request->target_count > 0;
    const struct sluice_choice choice = {
        .names = named ? request->targets : usual,
        .count = named ? request->target_count : 1,
        .folder = request->adapters,
        .archives = request->kind->archives,
        .deadline = (unsigned)request->timeout * 1000U,
    };
    struct sluice_chosen chosen = {0};
    int status = sluice_choose(&choice, &chosen);
    if (status == SLUICE_EXIT_ACCEPTED) {
        status = run_suite(request, &chosen);
    }
    sluice_chosen_free(&chosen);
    return status;
}

int sluice_run_cases(const struct sluice_run_kind *kind, const struct sluice_command *command,
                     int count, char **words)
{
    const struct sluice_option options[] = {
        {"--case", "ID", '\0'},     {"--list", NULL, '\0'},      {"--results", "FILE", '\0'},
        {"--json", NULL, '\0'},     {"--jobs", "N", 'j'},        {"--timeout", "SECONDS", '\0'},
        {"--target", "NAME", '\0'}, {"--progress", "HOW", '\0'}, {"--adapters", "DIR", '\0'},
        {kind->more, NULL, '\0'},   {NULL, NULL, '\0'},
    };
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    struct request request = {.kind = kind, .jobs = sluice_running_processors()};
    const char *value;
    int status = SLUICE_EXIT_USAGE;
    int found;
    request.paths = calloc((size_t)count + 1, sizeof *request.paths);
    request.cases = calloc((size_t)count + 1, sizeof *request.cases);
    request.targets = calloc((size_t)count + 1, sizeof *request.targets);
    bool good = request.paths != NULL && request.cases != NULL && request.targets != NULL;
    do {
        found = sluice_arguments_next(&arguments, &value);
        if (found >= SLUICE_ARGUMENT_OPERAND) {
            good = good && take(&request, found, value);
        }
    } while (good && found >= SLUICE_ARGUMENT_OPERAND);
    if (good && found != SLUICE_ARGUMENT_END) {
        status = sluice_arguments_status(found);
    } else if (good && request.json && request.results != NULL) {
        status = sluice_complain("%s takes --json or --results, not both", kind->name);
    } else if (good) {
        status = run_request(&request);
    }
    free(request.paths);
    free(request.cases);
    free(request.targets);
    return status;
}
