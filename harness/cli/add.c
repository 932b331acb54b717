#define _POSIX_C_SOURCE 200809L

#include "harness/base/sanitized.h"
#include "harness/cli/add_entries.h"
#include "harness/cli/add_setting.h"
#include "harness/cli/adding.h"
#include "harness/cli/command.h"
#include "harness/cli/input.h"
#include "harness/cli/output.h"
#include "harness/cli/running.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "sluice add makes a case of a stream: a crash file, a captured stream, anything that breaks a\n"
    "rule or is refused. It turns the bytes into a stream program, makes that as small as it gets\n"
    "while what comes of it stays the same, looks for the nearest valid stream, and adds both to a\n"
    "file of corpora/attacks, with TODO where you have to write.\n"
    "\n"
    "usage: sluice add FILE|- --rule RULE [OPTION...]\n"
    "\n"
    "  --rule RULE          the rule that the stream is about, an id of rules/catalogue\n"
    "  --family NAME        corpora/attacks/NAME.yaml, made if it is not there; without it, the file\n"
    "                       of the nearest case of that rule\n"
    "  --id NAME            name of the case in its family; without it, made from the rule\n"
    "  --mode MODE          decode, inspect or rewrite; without it, decode with class models, else\n"
    "                       inspect\n"
    "  --use NAME,...       class models: files of corpora/models, or groups of well-known classes\n"
    "  --models FILE        class models, which are copied into the case\n"
    "  --limit NAME=NUMBER  a limit, as in `limits` of a case; may be given more than once\n"
    "  --trials N           run at most N smaller streams (20000)\n"
    "  --timeout S          seconds for one stream (10; 60 in a build with sanitizers)\n"
    "  --max-input SIZE     read at most so much (16 MiB)\n"
    "  --json               say what was written as a JSON object\n"
    "\n"
    "What stays the same: that the rule is violated; else the way in which the process died; else\n"
    "the verdict, the Java class, the reason, the element of the grammar, and that the rule is put to\n"
    "the test, if it was. The expectation is what the decoder answers, but where it accepts what the\n"
    "rule forbids: then it is what the rule asks for, and `sluice check` stays red until the decoder\n"
    "is mended.\n"
    "\n"
    "exit: 0 done; 2 wrong usage, input or output failed, or it was stopped\n"
    "\n"
    "example: sluice add crash-1f3a --rule IN-10 --family huge-arrays --id vector-of-vectors\n";

static const struct sluice_option options[] = {
    {"--rule", "RULE", '\0'},         {"--family", "NAME", '\0'},  {"--id", "NAME", '\0'},
    {"--mode", "MODE", '\0'},         {"--use", "NAME,...", '\0'}, {"--models", "FILE", '\0'},
    {"--limit", "NAME=NUMBER", '\0'}, {"--trials", "N", '\0'},     {"--timeout", "SECONDS", '\0'},
    {"--max-input", "SIZE", '\0'},    {"--json", NULL, '\0'},      {NULL, NULL, '\0'},
};

enum { RULE, FAMILY, ID, MODE, USE, MODELS, LIMIT, TRIALS, TIMEOUT, MAX_INPUT, JSON };

struct request {
    const struct sluice_command *command;
    const char *path;
    struct sluice_adding adding;
    struct sluice_add_setting setting;
    uint64_t trials;
    uint64_t timeout; /* seconds */
    uint64_t max_input;
    bool json;
    size_t bytes; /* of the input */
};

/* --- what was done ---------------------------------------------------------------------------- */

static const char *twin_pattern(const struct request *request)
{
    const struct sluice_suite *suite = &request->adding.suite;
    return suite->cases[suite->cases[request->adding.pattern].twin].id;
}

static void say_json(const struct request *request, const struct sluice_find *find,
                     const struct sluice_add_entries *entries, struct sluice_text *out)
{
    const char *id = sluice_text_get(&request->adding.id);
    sluice_text_string(out, "{\"file\":");
    sluice_text_json_string(out, sluice_text_get(&request->adding.path));
    sluice_text_format(out, ",\"id\":\"%s\",\"twin\":\"%s-twin\",\"rule\":\"%s\",\"shows\":", id,
                       id, request->adding.rule);
    sluice_text_json_string(out, sluice_text_get(&find->said));
    sluice_text_format(out,
                       ",\"verdict\":\"%s\",\"bytes_before\":%zu,\"bytes\":%zu,\"trials\":%" PRIu64
                       ",\"minimized\":%s,\"complete\":%s,\"violated\":[",
                       sluice_verdict_name(find->seen.verdict), request->bytes,
                       find->least.state.bytes, find->least.state.trials + find->twin_trials,
                       sluice_find_shows(find) ? "true" : "false",
                       find->least.complete ? "true" : "false");
    for (size_t rule = sluice_probed_violated(&find->seen, 0), first = 1;
         rule < sluice_rule_count(); rule = sluice_probed_violated(&find->seen, rule + 1)) {
        sluice_text_format(out, "%s\"%s\"", first != 0 ? "" : ",", sluice_rule_id(rule));
        first = 0;
    }
    sluice_text_format(out, "],\"expect\":\"%s\",\"red\":%s,\"twin_from\":",
                       entries->careless ? "careless"
                       : entries->red    ? "rule"
                                         : "seen",
                       entries->red ? "true" : "false");
    sluice_text_json_string(out, find->twin != NULL ? sluice_text_get(&entries->twin_remark)
                                                    : twin_pattern(request));
    sluice_text_string(out, "}\n");
}

static void say_text(const struct request *request, const struct sluice_find *find,
                     const struct sluice_add_entries *entries, struct sluice_text *out)
{
    const char *path = sluice_text_get(&request->adding.path);
    const char *id = sluice_text_get(&request->adding.id);
    sluice_text_format(out, "%s: %s\n", request->path, sluice_text_get(&find->said));
    if (find->seen.detail[0] != '\0') {
        sluice_text_format(out, "  %s\n", find->seen.detail);
    }
    if (sluice_find_shows(find)) {
        sluice_text_format(out, "  %zu bytes became %zu in %" PRIu64 " trials%s\n", request->bytes,
                           find->least.state.bytes, find->least.state.trials,
                           find->least.complete ? "" : "; more trials may make them fewer");
    } else {
        sluice_text_string(out, "  it is accepted and no rule is violated: nothing tells what "
                                "matters in it, so it stays as it is\n");
    }
    sluice_text_format(out, "%s: %s and %s-twin added; the twin is %s\n", path, id, id,
                       find->twin != NULL ? sluice_text_get(&entries->twin_remark)
                                          : "that of the nearest case, to be changed");
    if (entries->red && !sluice_find_shows(find)) {
        sluice_text_string(out, "RED while the decoder accepts it: if it is right to, this is no "
                                "attack, and nothing is to be added\n");
    } else if (entries->red) {
        sluice_text_format(out,
                           "RED until the decoder is mended: %s, so `sluice check` cannot pass\n",
                           sluice_text_get(&find->said));
    }
    sluice_text_format(out, "next: write what is marked TODO, then `sluice check %s`\n", path);
}

static int say(const struct request *request, const struct sluice_find *find,
               const struct sluice_add_entries *entries)
{
    struct sluice_text text = {0};
    if (request->json) {
        say_json(request, find, entries, &text);
    } else {
        say_text(request, find, entries, &text);
    }
    sluice_output_text(sluice_text_get(&text));
    sluice_text_free(&text);
    return sluice_output_finish();
}

/* --- the work --------------------------------------------------------------------------------- */

/* The rule may be another one than was thought. */
static void say_other_rules(const struct sluice_find *find,
                            const struct sluice_add_entries *entries)
{
    const enum sluice_ruling ruling = sluice_probed_ruling(&find->seen, find->rule);
    if (entries->violated.length > 0 && ruling != SLUICE_RULING_VIOLATED) {
        sluice_say("sluice: note: %s is not violated, but %s; should the case be about that?",
                   sluice_rule_id(find->rule), sluice_text_get(&entries->violated));
    } else if (find->seen.answered && ruling == SLUICE_RULING_NOT_APPLICABLE) {
        sluice_say("sluice: note: %s decides nothing on this stream; `sluice explain` shows which "
                   "rules do, and the case should name one of those",
                   sluice_rule_id(find->rule));
    }
}

static int write_entries(struct request *request, struct sluice_find *find)
{
    const struct sluice_add_entries_context context = {
        .suite = &request->adding.suite,
        .limits = &request->setting.limits,
        .may_be_careless = request->setting.has_models};
    struct sluice_add_entries entries;
    sluice_add_entries_make(find, &context, &entries);
    say_other_rules(find, &entries);
    struct sluice_scaffold_request what = {
        .attack = &entries.attack,
        .twin = find->twin != NULL ? &entries.twin : NULL,
        .rules = entries.careless ? sluice_text_get(&entries.violated) : NULL,
        .setting = sluice_text_get(&request->setting.lines)};
    int status = sluice_adding_write(&request->adding, &what);
    status = status == SLUICE_EXIT_ACCEPTED ? say(request, find, &entries) : status;
    sluice_add_entries_free(&entries);
    return status;
}

static int find_and_write(struct request *request, struct sluice_bytes bytes,
                          const struct sluice_target *target)
{
    enum { NEIGHBOR_BYTES = 4096 }; /* that a neighbor may have more than the input */
    const struct sluice_case item = sluice_add_setting_case(&request->setting, request->path);
    const struct sluice_probe_settings settings = {.item = &item,
                                                   .target = target,
                                                   .max_bytes = bytes.length + NEIGHBOR_BYTES,
                                                   .deadline = (unsigned)request->timeout * 1000,
                                                   .stop = &sluice_running_stop};
    struct sluice_find find = {.name = request->path,
                               .probe = sluice_probe_open(&settings),
                               .rule = sluice_rule_index(request->adding.rule),
                               .max_bytes = settings.max_bytes,
                               .max_trials = request->trials,
                               .progress = isatty(STDERR_FILENO) != 0,
                               .classes = request->setting.class_names};
    int status = SLUICE_EXIT_USAGE;
    if (find.probe == NULL) {
        (void)sluice_complain("out of memory");
    } else if (sluice_find_look(&find, bytes) && sluice_find_minimize(&find, bytes) &&
               sluice_find_twin(&find) && sluice_find_tidy(&find)) {
        status = write_entries(request, &find);
    }
    sluice_probe_close(find.probe);
    sluice_find_free(&find);
    return status;
}

static int add(struct request *request, struct sluice_bytes bytes)
{
    struct sluice_target target;
    int status = sluice_adding_begin(&request->adding);
    if (status != SLUICE_EXIT_ACCEPTED) {
        return status;
    }
    if (!sluice_add_setting_finish(&request->setting, &request->adding)) {
        return SLUICE_EXIT_USAGE;
    }
    if (!sluice_target_create("reference", &target)) {
        return sluice_complain("out of memory for the target");
    }
    request->bytes = bytes.length;
    sluice_running_catch_signals();
    status = find_and_write(request, bytes, &target);
    target.destroy(target.context);
    return status;
}

static int add_file(struct request *request)
{
    struct sluice_input input = {.file = -1};
    struct sluice_bytes bytes;
    int status = SLUICE_EXIT_USAGE;
    if (sluice_input_open(&input, request->path, request->max_input) &&
        sluice_input_read(&input, &bytes)) {
        status = add(request, bytes);
    }
    sluice_input_close(&input);
    return status;
}

/* --- the command ------------------------------------------------------------------------------ */

static bool take_name(const char *option, const char *value, const char **out)
{
    if (!sluice_adding_is_name(value)) {
        (void)sluice_complain("%s: expected lower case letters, digits and single -, found %s",
                              option, value);
        return false;
    }
    *out = value;
    return true;
}

static bool take(struct request *request, int option, const char *value)
{
    switch (option) {
    case RULE:
        request->adding.rule = value;
        return true;
    case FAMILY:
        return take_name("--family", value, &request->adding.family);
    case ID:
        return take_name("--id", value, &request->adding.name);
    case MODE:
        return sluice_add_setting_mode(&request->setting, value);
    case USE:
        return sluice_add_setting_use(&request->setting, value);
    case MODELS:
        return sluice_add_setting_models(&request->setting, value);
    case LIMIT:
        return sluice_reading_take_limit(request->command, &request->setting.limits, value);
    case TRIALS:
        return sluice_argument_size("--trials", value, 1, UINT32_MAX, &request->trials);
    case TIMEOUT:
        return sluice_argument_size("--timeout", value, 1, 86400, &request->timeout);
    case MAX_INPUT:
        return sluice_argument_size("--max-input", value, 1, UINT64_C(256) << 20,
                                    &request->max_input);
    case JSON:
        request->json = true;
        return true;
    default:
        if (request->path != NULL) {
            (void)sluice_complain("add takes one stream, not %s and %s", request->path, value);
            return false;
        }
        request->path = value;
        return true;
    }
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    struct request request = {
        .command = command, .timeout = SLUICE_SANITIZED ? 60 : 10, .max_input = UINT64_C(16) << 20};
    const char *value;
    bool good = true;
    int found;
    do {
        found = sluice_arguments_next(&arguments, &value);
        good = found < SLUICE_ARGUMENT_OPERAND || take(&request, found, value);
    } while (good && found >= SLUICE_ARGUMENT_OPERAND);
    int status = SLUICE_EXIT_USAGE;
    if (good && found != SLUICE_ARGUMENT_END) {
        status = sluice_arguments_status(found);
    } else if (good && request.path == NULL) {
        status = sluice_complain("add needs a stream: a file, or - for standard input");
    } else if (good && request.adding.rule == NULL) {
        status = sluice_complain("add needs the rule that the stream is about, as in `sluice add "
                                 "%s --rule GOLD-1`",
                                 request.path);
    } else if (good && sluice_adding_check_rule(request.adding.rule)) {
        status = add_file(&request);
    }
    sluice_add_setting_free(&request.setting);
    sluice_adding_free(&request.adding);
    return status;
}

const struct sluice_command sluice_command_add = {
    "add", "make a case of a stream that breaks a rule", help, run};
