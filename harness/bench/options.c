#include "harness/bench/options.h"

#include "harness/bench/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 31, QUICK_RUNS = 7, MOST_REPEATS = 1000000 };

static bool complain(const char *what, const char *word)
{
    (void)fprintf(stderr, "sluice-bench: %s '%s'; see sluice-bench --help\n", what, word);
    return false;
}

static bool read_number(const char *option, const char *text, unsigned most, unsigned *number)
{
    char *end = NULL;
    const unsigned long value = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || value == 0 || value > most) {
        (void)fprintf(stderr, "sluice-bench: %s takes a number from 1 to %u, not '%s'\n", option,
                      most, text);
        return false;
    }
    *number = (unsigned)value;
    return true;
}

static bool read_mode(const char *text, enum sluice_bench_mode *mode)
{
    for (int i = 0; i < SLUICE_BENCH_MODES; i++) {
        if (strcmp(text, sluice_bench_mode_name((enum sluice_bench_mode)i)) == 0) {
            *mode = (enum sluice_bench_mode)i;
            return true;
        }
    }
    return complain(
        "--mode takes inspect, decode, inspect+read, decode+read, write or write-graph, not", text);
}

static bool add_name(struct sluice_bench_options *options, const char *name)
{
    const struct sluice_bench_plan *plan = sluice_bench_plan_find(name);
    if (plan == NULL) {
        (void)fprintf(stderr, "sluice-bench: there is no file '%s'; see sluice-bench --list\n",
                      name);
        return false;
    }
    if (options->only_count == SLUICE_BENCH_MOST_NAMES) {
        return complain("too many --only, the last is", name);
    }
    options->only[options->only_count++] = plan;
    return true;
}

/* Options without a value. */
static bool is_switch(struct sluice_bench_options *options, const char *word)
{
    if (strcmp(word, "--quick") == 0) {
        options->quick = true;
    } else if (strcmp(word, "--list") == 0) {
        options->task = SLUICE_BENCH_LIST;
    } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        options->task = SLUICE_BENCH_HELP;
    } else {
        return false;
    }
    return true;
}

static bool read_valued(struct sluice_bench_options *options, const char *word, const char *value)
{
    if (strcmp(word, "--only") == 0) {
        return add_name(options, value);
    }
    if (strcmp(word, "--runs") == 0) {
        return read_number(word, value, SLUICE_BENCH_MOST_RUNS, &options->runs);
    }
    if (strcmp(word, "--json") == 0) {
        options->json = value;
        return true;
    }
    if (strcmp(word, "--write") == 0) {
        options->write = value;
        options->task = SLUICE_BENCH_WRITE;
        return true;
    }
    if (strcmp(word, "--repeat") == 0) {
        options->task = SLUICE_BENCH_REPEAT;
        return read_number(word, value, MOST_REPEATS, &options->repeat);
    }
    return read_mode(value, &options->mode);
}

static bool takes_value(const char *word)
{
    static const char *const names[] = {"--only",  "--runs",   "--json",
                                        "--write", "--repeat", "--mode"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(word, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool sluice_bench_options(int argc, char **argv, struct sluice_bench_options *options)
{
    *options = (struct sluice_bench_options){.mode = SLUICE_BENCH_INSPECT};
    for (int i = 1; i < argc; i++) {
        if (is_switch(options, argv[i])) {
            if (options->task == SLUICE_BENCH_HELP) {
                return true;
            }
            continue;
        }
        if (!takes_value(argv[i])) {
            return complain("unknown argument", argv[i]);
        }
        if (i + 1 == argc) {
            return complain("a value is missing after", argv[i]);
        }
        if (!read_valued(options, argv[i], argv[i + 1])) {
            return false;
        }
        i++;
    }
    if (options->runs == 0) {
        options->runs = options->quick ? QUICK_RUNS : RUNS;
    }
    if (options->task == SLUICE_BENCH_REPEAT && options->only_count != 1) {
        return complain("--repeat needs one file, named by", "--only");
    }
    return true;
}

bool sluice_bench_chosen(const struct sluice_bench_options *options,
                         const struct sluice_bench_plan *plan)
{
    for (size_t i = 0; i < options->only_count; i++) {
        if (options->only[i] == plan) {
            return true;
        }
    }
    return options->only_count == 0 && sluice_bench_count_of(options, plan) != 0;
}

uint32_t sluice_bench_count_of(const struct sluice_bench_options *options,
                               const struct sluice_bench_plan *plan)
{
    if (options->quick && (plan->quick_count != 0 || options->only_count == 0)) {
        return plan->quick_count;
    }
    return plan->count;
}
