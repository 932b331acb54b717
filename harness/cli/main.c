#define _POSIX_C_SOURCE 200809L

#include "harness/cli/command.h"
#include "harness/cli/output.h"
#include "harness/yaml/yaml.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct sluice_command *const commands[] = {
    &sluice_command_run,         &sluice_command_inspect, &sluice_command_decode,
    &sluice_command_rewrite,     &sluice_command_diff,    &sluice_command_assemble,
    &sluice_command_disassemble, &sluice_command_hash,    &sluice_command_explain,
    &sluice_command_check,       &sluice_command_new,     &sluice_command_add,
    &sluice_command_triage,      &sluice_command_targets, &sluice_command_conform,
    &sluice_command_models,
#ifdef SLUICE_HAS_ARCHIVE
    &sluice_command_archive,
#endif
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static char **command_line;

const char *const *sluice_command_line(void)
{
    return (const char *const *)command_line;
}

static int general_help(void)
{
    char line[128];
    sluice_output_text(
        "sluice tests deserializers of the Java Object Serialization Stream Protocol.\n"
        "\n"
        "usage: sluice COMMAND [ARGUMENT...]\n"
        "\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        (void)snprintf(line, sizeof line, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
        sluice_output_text(line);
    }
    sluice_output_text("\n"
                       "  --version    print the version\n"
                       "  --help       this text; `sluice COMMAND --help` explains a command\n"
                       "\n"
                       "example: sluice inspect object.ser\n");
    return sluice_output_finish();
}

static int unknown_command(const char *word)
{
    const char *names[COMMAND_COUNT + 1];
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = commands[i]->name;
    }
    names[COMMAND_COUNT] = NULL;
    const char *nearest = sluice_yaml_nearest(word, names);
    if (nearest != NULL) {
        return sluice_complain("unknown command %s; did you mean %s?", word, nearest);
    }
    return sluice_complain("unknown command %s; `sluice --help` lists the commands", word);
}

/* Descriptors 0 to 2 must be taken: a file opened as 2 would receive complaints. What was closed fails
 * when it is used, as it would without this: output that nobody gets is not a success. */
static void claim_standard_descriptors(void)
{
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) {
        if (fcntl(i, F_GETFD) < 0) {
            (void)open("/dev/null", i == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
}

int main(int argc, char **argv)
{
    command_line = argv;
    claim_standard_descriptors();
    /* A closed pipe is an error like any other, and gets its sentence. */
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        return sluice_complain("no command given; `sluice --help` lists the commands");
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        return general_help();
    }
    if (strcmp(word, "--version") == 0) {
        sluice_output_text("sluice " SLUICE_VERSION "\n");
        return sluice_output_finish();
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i]->name, word) == 0) {
            return commands[i]->run(commands[i], argc - 2, argv + 2);
        }
    }
    return unknown_command(word);
}
