#define _POSIX_C_SOURCE 200809L

#include "harness/suite/run.h"

#include "harness/base/sanitized.h"
#include "harness/cli/cases.h"
#include "harness/cli/chosen.h"
#include "harness/cli/command.h"
#include "harness/cli/output.h"
#include "harness/cli/running.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "sluice run runs attack cases and judges what the target does with them.\n"
    "\n"
    "usage: sluice run [OPTION...] [PATH...]\n"
    "\n"
    "PATH is a file of cases or a folder of such files; without one, corpora/attacks.\n"
    "\n"
    "  --case ID        run this case and its twin; may be given more than once\n"
    "  --variants       run also what is derived from each case: cut, with other lengths and\n"
    "                   handles, with something behind it, inside containers, in pieces\n"
    "  --list           print the ids of the cases that would run\n"
    "  --results FILE   write results.jsonl (reports/results.schema.json)\n"
    "  --json           write results.jsonl to standard output in place of the summary\n"
    "  --jobs N         workers at a time; as many as there are processors\n"
    "  --timeout S      seconds for one case (10; 60 in a build with sanitizers; ten times as\n"
    "                   many with --variants)\n"
    "  --target NAME    what is tested, as `sluice targets` lists it, or the path of a manifest; may\n"
    "                   be given more than once (reference)\n"
    "  --adapters DIR   look for targets in DIR, not in harness/targets/adapters\n"
    "  --progress HOW   how to show how far it is: bar (usual on a terminal), lines (one every few\n"
    "                   seconds, for a log) or none\n"
    "\n"
    "exit: 0 every case is as expected; 1 regressions; 2 the harness failed, or was stopped\n"
    "\n"
    "example: sluice run corpora/attacks/huge-arrays.yaml\n";

static const struct sluice_option options[] = {
    {"--case", "ID", '\0'},      {"--list", NULL, '\0'},     {"--results", "FILE", '\0'},
    {"--json", NULL, '\0'},      {"--jobs", "N", 'j'},       {"--timeout", "SECONDS", '\0'},
    {"--target", "NAME", '\0'},  {"--variants", NULL, '\0'}, {"--progress", "HOW", '\0'},
    {"--adapters", "DIR", '\0'}, {NULL, NULL, '\0'},
};

enum { CASE, LIST, RESULTS, JSON, JOBS, TIMEOUT, TARGET, VARIANTS, PROGRESS, ADAPTERS };

/* What the command was told. The lists point into the command line. */
struct request {
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
    bool variants;
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
    case VARIANTS:
        request->variants = true;
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
    const unsigned usual = SLUICE_SANITIZED ? 60 : 10;
    if (request->timeout != 0) {
        return (unsigned)request->timeout;
    }
    return request->variants ? 10 * usual : usual;
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
        .variants = request->variants,
        .stop = &sluice_running_stop,
        .command = sluice_command_line(),
    };
    return request->list ? list_cases(&settings) : run_planned(request, &settings);
}

static int run_suite(const struct request *request, const struct sluice_chosen *chosen)
{
    static const char *const usual[] = {"corpora/attacks"};
    struct sluice_suite suite = {0};
    struct sluice_plan plan = {0};
    struct sluice_yaml_error error = {0};
    const char *const *paths = request->path_count > 0 ? request->paths : usual;
    size_t count = request->path_count > 0 ? request->path_count : 1;
    int status = sluice_cases_load(&suite, paths, count);
    if (status == SLUICE_EXIT_ACCEPTED &&
        !sluice_plan_make(&suite, request->cases, request->case_count, chosen->count, &plan,
                          &error)) {
        status = sluice_complain_about(&error);
    } else if (status == SLUICE_EXIT_ACCEPTED) {
        status = run_on_targets(request, &suite, &plan, chosen);
    }
    sluice_plan_free(&plan);
    sluice_suite_free(&suite);
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

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    struct request request = {.jobs = sluice_running_processors()};
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
        status = sluice_complain("run takes --json or --results, not both");
    } else if (good) {
        status = run_request(&request);
    }
    free(request.paths);
    free(request.cases);
    free(request.targets);
    return status;
}

const struct sluice_command sluice_command_run = {
    "run", "run attack cases and judge what the target does", help, run};
