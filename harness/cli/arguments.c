#include "harness/cli/command.h"
#include "harness/cli/output.h"
#include "harness/yaml/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 4096 };

__attribute__((format(printf, 2, 0))) static void say_line(const char *before, const char *format,
                                                           va_list arguments)
{
    char line[LINE_SIZE];
    if (vsnprintf(line, sizeof line, format, arguments) < 0) {
        line[0] = '\0';
    }
    for (char *at = line; *at != '\0'; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7F) {
            *at = '?';
        }
    }
    (void)fprintf(stderr, "%s%s\n", before, line);
}

void sluice_say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say_line("", format, arguments);
    va_end(arguments);
}

int sluice_complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say_line("sluice: ", format, arguments);
    va_end(arguments);
    return SLUICE_EXIT_USAGE;
}

static int bad(const struct sluice_command *command, const char *what, const char *word)
{
    (void)sluice_complain("%s: %s %s; see `sluice %s --help`", command->name, what, word,
                          command->name);
    return SLUICE_ARGUMENT_BAD;
}

static int unknown_option(const struct sluice_arguments *arguments, const char *word)
{
    const char *names[32];
    size_t count = 0;
    for (const struct sluice_option *option = arguments->options; option->name != NULL; option++) {
        if (count + 1 < sizeof names / sizeof names[0]) {
            names[count++] = option->name;
        }
    }
    names[count] = NULL;
    const char *nearest = sluice_yaml_nearest(word, names);
    if (nearest == NULL) {
        return bad(arguments->command, "unknown option", word);
    }
    (void)sluice_complain("%s: unknown option %s; did you mean %s?", arguments->command->name, word,
                          nearest);
    return SLUICE_ARGUMENT_BAD;
}

/* The index of the option that `word` names, and what stands behind its = in *value; -1: none. */
static int find_option(const struct sluice_option *options, const char *word, const char **value)
{
    *value = NULL;
    for (int i = 0; options[i].name != NULL; i++) {
        size_t length = strlen(options[i].name);
        if (strncmp(word, options[i].name, length) == 0 &&
            (word[length] == '\0' || word[length] == '=')) {
            *value = word[length] == '=' ? word + length + 1 : NULL;
            return i;
        }
        if (options[i].letter != '\0' && word[1] == options[i].letter && word[2] == '\0') {
            return i;
        }
    }
    return -1;
}

int sluice_arguments_next(struct sluice_arguments *arguments, const char **value)
{
    *value = NULL;
    if (!arguments->only_operands && arguments->at < arguments->count &&
        strcmp(arguments->words[arguments->at], "--") == 0) {
        arguments->only_operands = true;
        arguments->at++;
    }
    if (arguments->at >= arguments->count) {
        return SLUICE_ARGUMENT_END;
    }
    const char *word = arguments->words[arguments->at++];
    if (arguments->only_operands || word[0] != '-' || word[1] == '\0') {
        *value = word;
        return SLUICE_ARGUMENT_OPERAND;
    }
    if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0) {
        sluice_output_text(arguments->command->help);
        return SLUICE_ARGUMENT_HELP;
    }
    int index = find_option(arguments->options, word, value);
    if (index < 0) {
        return unknown_option(arguments, word);
    }
    const struct sluice_option *option = &arguments->options[index];
    if (option->value == NULL) {
        return *value == NULL ? index
                              : bad(arguments->command, "a value is given to", option->name);
    }
    if (*value == NULL && arguments->at < arguments->count) {
        *value = arguments->words[arguments->at++];
    }
    if (*value == NULL || **value == '\0') {
        (void)sluice_complain("%s: %s needs a value: %s", arguments->command->name, option->name,
                              option->value);
        return SLUICE_ARGUMENT_BAD;
    }
    return index;
}

int sluice_arguments_status(int found)
{
    return found == SLUICE_ARGUMENT_HELP ? sluice_output_finish() : SLUICE_EXIT_USAGE;
}

bool sluice_argument_size(const char *option, const char *text, uint64_t minimum, uint64_t maximum,
                          uint64_t *out)
{
    static const struct {
        const char *unit;
        unsigned shift;
    } units[] = {{"", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}};
    uint64_t number = 0;
    size_t digits = strspn(text, "0123456789");
    bool good = digits > 0;
    for (size_t i = 0; i < digits; i++) {
        uint64_t digit = (uint64_t)(text[i] - '0');
        good = good && number <= (UINT64_MAX - digit) / 10;
        number = good ? number * 10 + digit : 0;
    }
    const char *unit = text + digits + strspn(text + digits, " ");
    bool known = false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(unit, units[i].unit) == 0) {
            known = true;
            good = good && number <= UINT64_MAX >> units[i].shift;
            number = good ? number << units[i].shift : 0;
        }
    }
    if (!good || !known) {
        (void)sluice_complain("%s takes a number, with KiB, MiB or GiB if you like, not \"%.60s\"",
                              option, text);
        return false;
    }
    if (number < minimum || number > maximum) {
        (void)sluice_complain("%s takes a number from %llu to %llu, not %.60s", option,
                              (unsigned long long)minimum, (unsigned long long)maximum, text);
        return false;
    }
    *out = number;
    return true;
}
