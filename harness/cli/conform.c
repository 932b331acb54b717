#include "harness/cli/command.h"
#include "harness/cli/conform_demands.h"
#include "harness/cli/output.h"
#include "harness/targets/process.h"

#include <stdlib.h>

static const char help[] =
    "sluice conform says whether a program keeps the contract of a target.\n"
    "\n"
    "usage: sluice conform [OPTION...] -- COMMAND...\n"
    "\n"
    "harness/targets/CONTRACT.md is the contract. One line for each of its demands.\n"
    "\n"
    "  --tier N         0: the program is started for each stream, and its exit status is its answer;\n"
    "                   1: it stays, and answers in frames (1)\n"
    "  --timeout S      seconds for one answer (10)\n"
    "  --json           print one JSON object per demand\n"
    "\n"
    "exit: 0 it keeps the contract; 1 it does not; 2 it cannot be started\n"
    "\n"
    "example: sluice conform -- java -cp build/targets/jvm.jar sluice.Adapter plain\n";

static const struct sluice_option options[] = {{"--tier", "N", '\0'},
                                               {"--timeout", "SECONDS", '\0'},
                                               {"--json", NULL, '\0'},
                                               {NULL, NULL, '\0'}};

enum { TIER, TIMEOUT, JSON };

static void show(const struct sluice_conform *conform, const struct sluice_demand *demand,
                 const char *how, const char *why)
{
    struct sluice_text line = {0};
    if (conform->json) {
        sluice_text_format(&line, "{\"demand\":\"%s\",\"result\":\"%s\",\"why\":", demand->name,
                           how);
        sluice_text_json_string(&line, why);
        sluice_text_string(&line, "}\n");
    } else {
        sluice_text_format(&line, "%-9s %-15s  %s%s%s\n", how, demand->name, demand->text,
                           why != NULL ? ": " : "", why != NULL ? why : "");
    }
    sluice_output_text(sluice_text_get(&line));
    sluice_text_free(&line);
}

static struct sluice_client *open_client(const struct sluice_conform *conform)
{
    const struct sluice_client_settings settings = {
        .command = conform->command,
        .deadline = conform->deadline,
        .start_deadline = conform->deadline,
        .once = true,
    };
    return sluice_client_open(&settings);
}

/* What one demand has left behind is no matter to the next. */
static bool begin_anew(struct sluice_conform *conform)
{
    if (conform->client == NULL) {
        return true;
    }
    sluice_client_free(conform->client);
    conform->client = open_client(conform);
    return conform->client != NULL;
}

static void check_all(struct sluice_conform *conform, const struct sluice_demand *demands)
{
    bool talks = true; /* who says no hello cannot be asked */
    for (size_t i = 0; demands[i].name != NULL; i++) {
        struct sluice_text why = {0};
        if (!talks) {
            show(conform, &demands[i], "not-asked", NULL);
            continue;
        }
        const bool kept = demands[i].check(conform, &why);
        show(conform, &demands[i], kept ? "kept" : "broken", kept ? NULL : sluice_text_get(&why));
        sluice_text_free(&why);
        conform->unmet = conform->unmet || !kept;
        talks = kept || ((i > 0 || conform->client == NULL) && begin_anew(conform));
    }
}

static bool can_start(const char *const *command)
{
    struct sluice_process process;
    struct sluice_text why = {0};
    int status;
    sluice_process_init(&process);
    const bool started = sluice_process_start(&process, command, &why);
    if (!started) {
        (void)sluice_complain("%s", sluice_text_get(&why));
    }
    (void)sluice_process_end(&process, 0, &status);
    sluice_process_free(&process);
    sluice_text_free(&why);
    return started;
}

static int conform_to_tier_1(struct sluice_conform *conform)
{
    conform->client = open_client(conform);
    if (conform->client == NULL) {
        return sluice_complain("out of memory");
    }
    check_all(conform, sluice_demands_of_tier_1);
    sluice_client_free(conform->client);
    return SLUICE_EXIT_ACCEPTED;
}

static int conform_to(struct sluice_conform *conform, uint64_t tier)
{
    int status = SLUICE_EXIT_ACCEPTED;
    if (!can_start(conform->command)) {
        return SLUICE_EXIT_USAGE;
    }
    if (tier == 0) {
        check_all(conform, sluice_demands_of_tier_0);
    } else {
        status = conform_to_tier_1(conform);
    }
    sluice_text_free(&conform->stream);
    sluice_text_free(&conform->notes);
    const int output = sluice_output_finish();
    if (status != SLUICE_EXIT_ACCEPTED || output != SLUICE_EXIT_ACCEPTED) {
        return status != SLUICE_EXIT_ACCEPTED ? status : output;
    }
    return conform->unmet ? SLUICE_EXIT_REJECTED : SLUICE_EXIT_ACCEPTED;
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    const char **program = calloc((size_t)count + 1, sizeof *program);
    struct sluice_conform conform = {.command = program};
    uint64_t tier = 1;
    uint64_t seconds = SLUICE_TARGET_DEADLINE / 1000;
    size_t length = 0;
    const char *value;
    int found = SLUICE_ARGUMENT_OPERAND;
    bool good = program != NULL;
    while (good && (found = sluice_arguments_next(&arguments, &value)) >= SLUICE_ARGUMENT_OPERAND) {
        if (found == SLUICE_ARGUMENT_OPERAND) {
            program[length++] = value;
        } else if (found == TIER) {
            good = sluice_argument_size("--tier", value, 0, 1, &tier);
        } else if (found == TIMEOUT) {
            good = sluice_argument_size("--timeout", value, 1, 3600, &seconds);
        }
        conform.json = conform.json || found == JSON;
    }
    int status = SLUICE_EXIT_USAGE;
    conform.deadline = (unsigned)seconds * 1000U;
    if (good && found != SLUICE_ARGUMENT_END) {
        status = sluice_arguments_status(found);
    } else if (good && length == 0) {
        status = sluice_complain("no program is given; write sluice conform -- COMMAND...");
    } else if (good) {
        status = conform_to(&conform, tier);
    }
    free(program);
    return status;
}

const struct sluice_command sluice_command_conform = {
    "conform", "say whether a program keeps the contract of a target", help, run};
