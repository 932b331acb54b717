#define _POSIX_C_SOURCE 200809L

#include "harness/base/sanitized.h"
#include "harness/cli/cases.h"
#include "harness/cli/check_changes.h"
#include "harness/cli/check_removed.h"
#include "harness/cli/check_report.h"
#include "harness/cli/command.h"
#include "harness/cli/output.h"
#include "harness/cli/running.h"
#include "harness/suite/lint.h"
#include "harness/suite/rehash.h"
#include "harness/suite/run.h"
#include "harness/yaml/faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
    "sluice check makes sure that new and changed cases are fit for the suite: it checks the files,\n"
    "records the hash of each case that has none, and runs the cases that differ from git's HEAD,\n"
    "with their twins and the streams derived from them.\n"
    "\n"
    "usage: sluice check [OPTION...] [PATH...]\n"
    "\n"
    "PATH is a file of cases or a folder of such files; without one, corpora/attacks. Beside a\n"
    "case.schema.json the other files of the folder are loaded too: twins may stand there, and no id\n"
    "may be taken twice. Of files that are named and do not differ, or without git, all cases run.\n"
    "An id that stands in HEAD and is gone must be retired: ids are never used again.\n"
    "\n"
    "  --all            run all cases of the files\n"
    "  --json           one JSON object: what is to be changed, hashes, and what came of each case\n"
    "\n"
    "exit: 0 fit; 1 something is to be changed, or a case is not as expected; 2 wrong usage, or the\n"
    "      harness failed\n"
    "\n"
    "example: sluice check corpora/attacks/huge-arrays.yaml\n";

static const struct sluice_option options[] = {
    {"--all", NULL, '\0'}, {"--json", NULL, '\0'}, {NULL, NULL, '\0'}};

enum { ALL, JSON };

struct checking {
    const char **paths;
    size_t path_count;
    bool named; /* the paths were given */
    bool all;
    struct sluice_suite suite;
    const char **wanted; /* ids */
    size_t wanted_count;
    struct sluice_text *folders; /* of the paths, where they hold a schema */
    struct sluice_check_report report;
};

/* What has a place in a file is to be changed there; the rest is about the command. */
static int complain_about(struct checking *checking, struct sluice_yaml_error *error)
{
    bool has_place = error->line > 0;
    (void)sluice_complain_about(error);
    sluice_check_report_findings(&checking->report, error);
    for (size_t i = 0; error->faults != NULL && i < error->faults->count; i++) {
        has_place = has_place || error->faults->items[i].line > 0;
    }
    return has_place ? SLUICE_EXIT_REJECTED : SLUICE_EXIT_USAGE;
}

/* --- loading ---------------------------------------------------------------------------------- */

/* The folder of a case file, if it is one of the suite's. */
static bool find_folder(const char *path, struct sluice_text *out)
{
    struct sluice_text schema = {0};
    const char *slash = strrchr(path, '/');
    struct stat status;
    if (stat(path, &status) != 0 || S_ISDIR(status.st_mode)) {
        return false;
    }
    sluice_text_format(out, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 1,
                       slash != NULL ? path : ".");
    sluice_text_format(&schema, "%s/case.schema.json", sluice_text_get(out));
    bool found = !schema.failed && !out->failed && access(sluice_text_get(&schema), F_OK) == 0;
    sluice_text_free(&schema);
    return found;
}

/* Loads the paths, and the files around them. */
static bool load(struct checking *checking, struct sluice_yaml_error *error)
{
    const char **paths = calloc(2 * checking->path_count, sizeof *paths);
    size_t count = checking->path_count;
    if (paths == NULL) {
        return sluice_yaml_fail_at(error, "sluice", 0, 0, "out of memory");
    }
    memcpy(paths, checking->paths, checking->path_count * sizeof *paths);
    for (size_t i = 0; i < checking->path_count; i++) {
        sluice_text_clear(&checking->folders[i]);
        if (find_folder(checking->paths[i], &checking->folders[i])) {
            paths[count++] = sluice_text_get(&checking->folders[i]);
        }
    }
    sluice_suite_free(&checking->suite);
    bool good = sluice_suite_load(&checking->suite, paths, count, error);
    free(paths);
    return good;
}

static bool is_own(const struct checking *checking, const struct sluice_case_file *file)
{
    struct stat there;
    struct stat here;
    for (size_t i = 0; i < checking->path_count; i++) {
        size_t length = strlen(checking->paths[i]);
        if (stat(checking->paths[i], &here) != 0 || stat(file->path, &there) != 0) {
            continue;
        }
        if ((S_ISDIR(here.st_mode) && strncmp(file->path, checking->paths[i], length) == 0) ||
            (here.st_dev == there.st_dev && here.st_ino == there.st_ino)) {
            return true;
        }
    }
    return false;
}

/* --- files ------------------------------------------------------------------------------------ */

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Marks that are left, ids that are gone: false when something is to be changed. */
static bool lint(const struct checking *checking, struct sluice_yaml_error *error)
{
    const struct sluice_suite *suite = &checking->suite;
    bool good = true;
    for (size_t i = 0; i < suite->file_count; i++) {
        const struct sluice_case_file *file = &suite->files[i];
        if (is_own(checking, file)) {
            good = sluice_lint_file(file->path, error) && good;
            good = sluice_lint_rows(suite, file, error) && good;
            good = sluice_check_removed(suite, file, error) && good;
        }
    }
    for (size_t i = 0; i < checking->path_count; i++) {
        good = (!is_folder(checking->paths[i]) ||
                sluice_check_removed_files(suite, checking->paths[i], error)) &&
               good;
    }
    return good;
}

static bool write_hashes(struct checking *checking, struct sluice_yaml_error *error)
{
    size_t total = 0;
    for (size_t i = 0; i < checking->suite.file_count; i++) {
        const struct sluice_case_file *file = &checking->suite.files[i];
        size_t changed = 0;
        if (!is_own(checking, file)) {
            continue;
        }
        if (!sluice_rehash_file(&checking->suite, file, true, &changed, error)) {
            return false;
        }
        if (changed > 0) {
            sluice_check_report_hashes(&checking->report, file->path, changed);
        }
        total += changed;
    }
    return total == 0 || load(checking, error);
}

/* --- which cases ------------------------------------------------------------------------------ */

static void want(struct checking *checking, size_t index)
{
    const struct sluice_case *item = &checking->suite.cases[index];
    for (size_t i = 0; i < checking->wanted_count; i++) {
        if (checking->wanted[i] == item->id) {
            return;
        }
    }
    checking->wanted[checking->wanted_count++] = item->id;
}

/* Lines from one case to the next belong to the first; what stands before all cases, to each. */
static bool is_touched(const struct checking *checking, size_t index,
                       const struct sluice_changes *changes)
{
    const struct sluice_case *item = &checking->suite.cases[index];
    const struct sluice_case *next = index + 1 < checking->suite.case_count ? item + 1 : NULL;
    unsigned last = next != NULL && next->file == item->file ? sluice_yaml_line(next->node) - 1
                                                             : UINT32_MAX;
    const struct sluice_yaml_node *list = sluice_yaml_parent(item->node);
    unsigned head = sluice_yaml_line(list) > 1 ? sluice_yaml_line(list) - 1 : 1;
    return sluice_changes_touch(changes, sluice_yaml_line(item->node), last) ||
           sluice_changes_touch(changes, 1, head);
}

static void choose_of(struct checking *checking, const struct sluice_case_file *file, bool every)
{
    struct sluice_changes changes = {0};
    if (!every) {
        sluice_changes_of(file->path, &changes);
    }
    for (size_t i = 0; i < checking->suite.case_count; i++) {
        const struct sluice_case *item = &checking->suite.cases[i];
        if (item->file != file->path || (!every && !is_touched(checking, i, &changes))) {
            continue;
        }
        want(checking, i);
        for (size_t k = 0; k < item->attack_count; k++) {
            want(checking, item->attacks[k]);
        }
    }
    sluice_changes_free(&changes);
}

static bool choose(struct checking *checking, bool every)
{
    free(checking->wanted);
    checking->wanted_count = 0;
    checking->wanted = calloc(checking->suite.case_count + 1, sizeof *checking->wanted);
    for (size_t i = 0; checking->wanted != NULL && i < checking->suite.file_count; i++) {
        if (is_own(checking, &checking->suite.files[i])) {
            choose_of(checking, &checking->suite.files[i], every);
        }
    }
    return checking->wanted != NULL;
}

/* --- the run ---------------------------------------------------------------------------------- */

static int run_planned(struct checking *checking, struct sluice_run_settings *settings)
{
    struct sluice_run run = {0};
    sluice_running_catch_signals();
    if (!sluice_run_suite(settings, &run) || run.cells == NULL) {
        sluice_run_free(&run, settings->plan);
        return sluice_complain("out of memory");
    }
    sluice_check_report_run(&checking->report, settings, &run);
    if (run.stopped) {
        (void)sluice_complain("stopped: %zu cases were not run", run.totals.not_run);
    }
    int status = run.exit_status;
    sluice_run_free(&run, settings->plan);
    return status;
}

static int run_wanted(struct checking *checking)
{
    struct sluice_plan plan = {0};
    struct sluice_yaml_error error = {0};
    struct sluice_target target;
    if (!sluice_plan_make(&checking->suite, checking->wanted, checking->wanted_count, 1, &plan,
                          &error)) {
        sluice_plan_free(&plan);
        return complain_about(checking, &error);
    }
    if (!sluice_target_create("reference", &target)) {
        sluice_plan_free(&plan);
        return sluice_complain("out of memory for the target");
    }
    struct sluice_run_settings settings = {.suite = &checking->suite,
                                           .plan = &plan,
                                           .targets = &target,
                                           .target_count = 1,
                                           .workers = (size_t)sluice_running_processors(),
                                           .deadline = SLUICE_SANITIZED ? 600000 : 100000,
                                           .variants = true,
                                           .progress = isatty(STDERR_FILENO) != 0 ? stderr : NULL,
                                           .stop = &sluice_running_stop,
                                           .command = sluice_command_line()};
    int status = run_planned(checking, &settings);
    target.destroy(target.context);
    sluice_plan_free(&plan);
    return status;
}

static int check_loaded(struct checking *checking, struct sluice_yaml_error *error)
{
    if (!load(checking, error)) {
        return complain_about(checking, error);
    }
    if (!lint(checking, error)) {
        (void)complain_about(checking, error);
        return SLUICE_EXIT_REJECTED;
    }
    if (!write_hashes(checking, error)) {
        return complain_about(checking, error);
    }
    if (!choose(checking, checking->all) ||
        (checking->wanted_count == 0 && checking->named && !choose(checking, true))) {
        return sluice_complain("out of memory");
    }
    if (checking->wanted_count == 0) {
        if (!checking->report.json) {
            sluice_output_text("all files are fit, and no case differs from git's HEAD; "
                               "`sluice check --all` runs them\n");
        }
        return SLUICE_EXIT_ACCEPTED;
    }
    return run_wanted(checking);
}

static int check(struct checking *checking)
{
    struct sluice_yaml_faults faults = {0};
    struct sluice_yaml_error error = {.faults = &faults};
    int status = sluice_check_report_end(&checking->report, check_loaded(checking, &error));
    sluice_yaml_faults_free(&faults);
    sluice_check_report_free(&checking->report);
    return status;
}

static int check_paths(struct checking *checking)
{
    checking->folders = calloc(checking->path_count, sizeof *checking->folders);
    int status = checking->folders != NULL ? check(checking) : sluice_complain("out of memory");
    for (size_t i = 0; checking->folders != NULL && i < checking->path_count; i++) {
        sluice_text_free(&checking->folders[i]);
    }
    free(checking->folders);
    free(checking->wanted);
    sluice_suite_free(&checking->suite);
    return status;
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    struct checking checking = {.paths = calloc((size_t)count + 1, sizeof *checking.paths)};
    const char *value;
    int status;
    int found = SLUICE_ARGUMENT_BAD;
    while (checking.paths != NULL &&
           (found = sluice_arguments_next(&arguments, &value)) >= SLUICE_ARGUMENT_OPERAND) {
        if (found == SLUICE_ARGUMENT_OPERAND) {
            checking.paths[checking.path_count++] = value;
        } else {
            checking.all = checking.all || found == ALL;
            checking.report.json = checking.report.json || found == JSON;
        }
    }
    checking.named = checking.path_count > 0;
    if (checking.paths == NULL) {
        status = sluice_complain("out of memory");
    } else if (found != SLUICE_ARGUMENT_END) {
        status = sluice_arguments_status(found);
    } else {
        if (!checking.named) {
            checking.paths[checking.path_count++] = "corpora/attacks";
        }
        status = check_paths(&checking);
    }
    free(checking.paths);
    return status;
}

const struct sluice_command sluice_command_check = {
    "check", "check new and changed cases, record hashes, run them", help, run};
