#include "harness/cli/triage.h"

#include "harness/base/sanitized.h"
#include "harness/cli/command.h"
#include "harness/cli/output.h"
#include "harness/cli/running.h"
#include "harness/cli/triage_buckets.h"
#include "harness/cli/triage_case.h"
#include "harness/cli/triage_files.h"
#include "harness/cli/triage_say.h"
#include "harness/cli/triage_shrink.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "sluice triage makes sense of what fuzzers have found. It runs each file of a folder again,\n"
    "puts those together that show the same (the rule that is broken and what is said of it, or the\n"
    "sanitizer's word and the three topmost functions), makes one of each as small as it gets, keeps\n"
    "that, and writes a case of it.\n"
    "\n"
    "usage: sluice triage [OPTION...] DIR\n"
    "\n"
    "DIR holds files in folders that are named after fuzz targets, as scripts/fuzz leaves them in\n"
    "build/fuzz/findings; all folders below it are looked into. It may be a single file, too.\n"
    "\n"
    "  --write FILE         add a case and its twin for each new finding to this file of a family,\n"
    "                       and keep the input that it is made of\n"
    "  --target NAME        the files are inputs of this fuzz target\n"
    "  --program PATH       run them by this program, or by the fuzz-NAME of this folder, such as\n"
    "                       build/dev/bin with its sanitizers; without it, beside this program\n"
    "  --regressions DIR    where inputs are kept (corpora/regressions/fuzz); what its index.tsv\n"
    "                       lists is known already\n"
    "  --time SECONDS       stop making inputs smaller after that (600)\n"
    "  --trials N           run at most N smaller inputs for a finding; 0: none (20000)\n"
    "  --timeout SECONDS    for one run (10; 60 in a build with sanitizers)\n"
    "  --memory SIZE        for one run (2 GiB)\n"
    "  --max-input SIZE     do not run longer files (1 MiB)\n"
    "  --json               all that is found out as a JSON object\n"
    "\n"
    "Without --write nothing is written. A case expects what the rule asks for: what this program's\n"
    "decoder answers if it breaks no rule there, else what other cases of the rule expect. It is run\n"
    "at once, by the `sluice` beside the fuzz programs and by this one: what fails with neither is no\n"
    "case, and only its input is kept. Findings of the targets case and results become inputs alone.\n"
    "Ctrl-C ends it early; what is done stays.\n"
    "\n"
    "exit: 0 nothing new was found; 1 something was; 2 wrong usage, or input or output failed\n"
    "\n"
    "example: sluice triage build/fuzz/findings --write corpora/attacks/found-by-fuzzing.yaml\n";

static const struct sluice_option options[] = {
    {"--write", "FILE", 'w'},       {"--target", "NAME", '\0'},  {"--program", "PATH", '\0'},
    {"--regressions", "DIR", '\0'}, {"--time", "SECONDS", '\0'}, {"--trials", "N", '\0'},
    {"--timeout", "SECONDS", '\0'}, {"--memory", "SIZE", '\0'},  {"--max-input", "SIZE", '\0'},
    {"--json", NULL, '\0'},         {NULL, NULL, '\0'},
};

enum { WRITE, TARGET, PROGRAM, REGRESSIONS, TIME, TRIALS, TIMEOUT, MEMORY, MAX_INPUT, JSON };

/* --- the work ----------------------------------------------------------------------------------- */

/* What is new of a bucket is written at once, so that nothing is lost when the next one ends it all. */
static bool keep(struct sluice_triage *triage, struct sluice_triage_index *index,
                 struct sluice_triage_bucket *bucket)
{
    const char *folder = triage->settings.regressions;
    const char *target = triage->files[bucket->best].target;
    if (triage->settings.write == NULL) {
        return true;
    }
    bool good = sluice_triage_keep(folder, target, bucket);
    if (good && sluice_triage_on_streams(target)) {
        good = sluice_triage_write_case(triage, bucket);
    }
    return bucket->kept.length > 0 && sluice_triage_index_add(index, folder, target, bucket) &&
           good;
}

static size_t count_new(const struct sluice_triage *triage, size_t from)
{
    size_t count = 0;
    for (size_t i = from; i < triage->bucket_count; i++) {
        count += triage->buckets[i].known == SIZE_MAX ? 1 : 0;
    }
    return count;
}

static bool work_off(struct sluice_triage *triage, struct sluice_triage_index *index)
{
    const uint64_t end = sluice_running_milliseconds() + triage->settings.seconds * 1000;
    bool good = true;
    for (size_t i = 0; i < triage->bucket_count; i++) {
        const char *key = sluice_text_get(&triage->buckets[i].finding.key);
        triage->buckets[i].known = sluice_triage_index_find(index, key);
    }
    for (size_t i = 0; good && i < triage->bucket_count && sluice_running_stop == 0; i++) {
        if (triage->buckets[i].known == SIZE_MAX) {
            /* An equal share of what is left to each. */
            const uint64_t now = sluice_running_milliseconds();
            const uint64_t share = now < end ? (end - now) / count_new(triage, i) : 0;
            good = sluice_triage_minimize(triage, i, now + share) &&
                   (sluice_running_stop != 0 || keep(triage, index, &triage->buckets[i]));
        }
    }
    return good;
}

static int say(const struct sluice_triage *triage, const struct sluice_triage_index *index)
{
    struct sluice_text text = {0};
    if (triage->settings.json) {
        sluice_triage_say_json(triage, index, &text);
    } else {
        sluice_triage_say(triage, index, &text);
    }
    if (text.failed) {
        sluice_text_free(&text);
        return sluice_complain("out of memory");
    }
    sluice_output_text(sluice_text_get(&text));
    sluice_text_free(&text);
    return sluice_output_finish();
}

/* If no file can be run there is one reason, which is said once. */
static bool check_targets(const struct sluice_triage *triage)
{
    struct sluice_text program = {0};
    bool any = triage->file_count == 0;
    bool named = false;
    for (size_t i = 0; i < triage->file_count && !any; i++) {
        const char *target = triage->files[i].target;
        named = named || target != NULL;
        any = target != NULL && sluice_triage_program(&triage->settings, target, &program);
    }
    if (!any && !named) {
        (void)sluice_complain("%s: no folder around its files is named after a fuzz target whose "
                              "program is there: say which with --target, or where with --program",
                              triage->settings.folder);
    } else if (!any) {
        (void)sluice_complain("there is no program %s: build it, or say where with --program",
                              sluice_text_get(&program));
    }
    sluice_text_free(&program);
    return any;
}

static int triage_folder(struct sluice_triage *triage)
{
    struct sluice_triage_index index = {0};
    int status = SLUICE_EXIT_USAGE;
    if (sluice_triage_list(triage) && check_targets(triage) &&
        sluice_triage_index_load(triage->settings.regressions, &index)) {
        sluice_running_catch_signals();
        const bool good = sluice_triage_sort(triage) && work_off(triage, &index);
        triage->stopped = sluice_running_stop != 0;
        /* Also after a failure: what was found out is not lost. */
        status = say(triage, &index);
        if (status == SLUICE_EXIT_ACCEPTED && count_new(triage, 0) > 0) {
            status = SLUICE_EXIT_REJECTED;
        }
        status = good && !triage->stopped ? status : SLUICE_EXIT_USAGE;
    }
    sluice_triage_index_free(&index);
    return status;
}

/* --- the command -------------------------------------------------------------------------------- */

static bool take_operand(struct sluice_triage_settings *settings, const char *word)
{
    if (settings->folder != NULL) {
        (void)sluice_complain("triage takes one folder, not %s and %s", settings->folder, word);
        return false;
    }
    settings->folder = word;
    return true;
}

static bool take_target(struct sluice_triage_settings *settings, const char *word)
{
    if (word[strspn(word, "abcdefghijklmnopqrstuvwxyz-")] != '\0') {
        (void)sluice_complain("--target takes the name of a fuzz target, such as decode, not %s",
                              word);
        return false;
    }
    settings->target = word;
    return true;
}

static bool take(struct sluice_triage_settings *settings, int option, const char *value)
{
    switch (option) {
    case WRITE:
        settings->write = value;
        return sluice_triage_check_family(value);
    case TARGET:
        return take_target(settings, value);
    case PROGRAM:
        settings->program = value;
        return true;
    case REGRESSIONS:
        settings->regressions = value;
        return true;
    case TIME:
        return sluice_argument_size("--time", value, 0, 864000, &settings->seconds);
    case TRIALS:
        return sluice_argument_size("--trials", value, 0, UINT32_MAX, &settings->trials);
    case TIMEOUT:
        if (!sluice_argument_size("--timeout", value, 1, 86400, &settings->deadline)) {
            return false;
        }
        settings->deadline *= 1000;
        return true;
    case MEMORY:
        return sluice_argument_size("--memory", value, UINT64_C(1) << 20, UINT64_C(1) << 44,
                                    &settings->memory);
    case MAX_INPUT:
        return sluice_argument_size("--max-input", value, 1, UINT64_C(64) << 20,
                                    &settings->max_input);
    case JSON:
        settings->json = true;
        return true;
    default:
        return take_operand(settings, value);
    }
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    struct sluice_triage triage = {.settings = {.regressions = "corpora/regressions/fuzz",
                                                .trials = 20000,
                                                .deadline = SLUICE_SANITIZED ? 60000 : 10000,
                                                .memory = UINT64_C(2) << 30,
                                                .seconds = 600,
                                                .max_input = UINT64_C(1) << 20}};
    const char *value;
    bool good = true;
    int found;
    do {
        found = sluice_arguments_next(&arguments, &value);
        good = found < SLUICE_ARGUMENT_OPERAND || take(&triage.settings, found, value);
    } while (good && found >= SLUICE_ARGUMENT_OPERAND);
    int status = SLUICE_EXIT_USAGE;
    if (good && found != SLUICE_ARGUMENT_END) {
        status = sluice_arguments_status(found);
    } else if (good && triage.settings.folder == NULL) {
        status = sluice_complain("triage needs a folder of findings, such as build/fuzz/findings");
    } else if (good) {
        status = triage_folder(&triage);
    }
    sluice_triage_free(&triage);
    return status;
}

const struct sluice_command sluice_command_triage = {
    "triage", "sort what fuzzers have found, and make cases of it", help, run};
