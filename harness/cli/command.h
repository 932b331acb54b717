/* What the commands of the program have in common: options, messages, exit statuses.
 * Private to the command line. */
#ifndef SLUICE_CLI_COMMAND_H
#define SLUICE_CLI_COMMAND_H

#include <sluice/base.h>

/* Exit statuses. `run` has its own meaning of 1: regressions. */
enum {
    SLUICE_EXIT_ACCEPTED = 0,
    SLUICE_EXIT_REJECTED = 1,
    SLUICE_EXIT_USAGE = 2 /* wrong usage, unreadable input, output that cannot be written */
};

/** A command, `sluice NAME ...`. */
struct sluice_command {
    const char *name;
    const char *summary; /* one line, for the list of commands */
    const char *help;    /* the whole help text, with an example */
    /* `arguments` are the words after the command's name. Returns the exit status. */
    int (*run)(const struct sluice_command *command, int count, char **arguments);
};

extern const struct sluice_command sluice_command_add;
extern const struct sluice_command sluice_command_archive;
extern const struct sluice_command sluice_command_assemble;
extern const struct sluice_command sluice_command_check;
extern const struct sluice_command sluice_command_conform;
extern const struct sluice_command sluice_command_decode;
extern const struct sluice_command sluice_command_diff;
extern const struct sluice_command sluice_command_disassemble;
extern const struct sluice_command sluice_command_explain;
extern const struct sluice_command sluice_command_hash;
extern const struct sluice_command sluice_command_inspect;
extern const struct sluice_command sluice_command_models;
extern const struct sluice_command sluice_command_new;
extern const struct sluice_command sluice_command_rewrite;
extern const struct sluice_command sluice_command_run;
extern const struct sluice_command sluice_command_targets;
extern const struct sluice_command sluice_command_triage;

/** The command line as it was given, ended by NULL. */
const char *const *sluice_command_line(void);

/** Writes one line to standard error; characters that would make more of it become '?'. */
void sluice_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Writes "sluice: " and one sentence to standard error. Returns SLUICE_EXIT_USAGE. */
int sluice_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* --- options ---------------------------------------------------------------------------------- */

/** An option of a command. A list of them ends with a NULL name. */
struct sluice_option {
    const char *name;  /* "--limit" */
    const char *value; /* what it takes, for messages: "NAME=NUMBER"; NULL: nothing */
    char letter;       /* 'o' for -o; 0: none */
};

/** A walk over the words of a command. Zero-initialize, then set the first four members. */
struct sluice_arguments {
    const struct sluice_command *command;
    const struct sluice_option *options;
    int count;
    char **words;
    int at;
    bool only_operands; /* after -- */
};

enum {
    SLUICE_ARGUMENT_OPERAND = -1, /* *value is the word */
    SLUICE_ARGUMENT_END = -2,
    SLUICE_ARGUMENT_BAD = -3, /* a complaint was written */
    SLUICE_ARGUMENT_HELP = -4 /* the help was written */
};

/**
 * The next word: the index of an option, with its value, or one of the above. -h and --help are
 * answered here. `-` is an operand.
 */
SLUICE_NODISCARD int sluice_arguments_next(struct sluice_arguments *arguments, const char **value);

/** The exit status for SLUICE_ARGUMENT_BAD and SLUICE_ARGUMENT_HELP. */
int sluice_arguments_status(int found);

/** Reads a size ("4096", "4 KiB", "1GiB"); complains, naming the option, when it is none. */
SLUICE_NODISCARD bool sluice_argument_size(const char *option, const char *text, uint64_t minimum,
                                           uint64_t maximum, uint64_t *out);

#endif
