/* sluice-mutate: what becomes of inputs when they are mutated, operator by operator. For tuning the mutator;
 * fuzzing itself does not need it.
 *
 *     sluice-mutate [--rounds N] [FILE...]
 *
 * Each file is an input (harness/fuzz/input.h); without any, the empty input is. Prints how many inputs each
 * operator took part in and what share of those was accepted, and the rate. Of files, those that are
 * accepted themselves are used. */
#include "harness/fuzz/input.h"
#include "harness/fuzz/mutate/mutate.h"
#include "harness/fuzz/policies.h"

#include <sluice/decode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct tally {
    uint64_t made;
    uint64_t accepted;
};

static struct {
    struct tally operators[SLUICE_MUTATE_MARKS];
    struct tally bytes;
    struct tally breaks;
    struct tally all;
    struct tally size;
    double seconds;
} tallies;

static bool is_accepted(struct sluice_bytes bytes)
{
    const struct sluice_fuzz_input input = sluice_fuzz_input_read(bytes);
    const struct sluice_models *models = sluice_fuzz_policy(input.settings.policy);
    const struct sluice_limits limits = sluice_fuzz_limits(&input.settings);
    const struct sluice_options options = {.limits = &limits};
    struct sluice_source source = sluice_source_memory(input.stream.data, input.stream.length);
    struct sluice_graph *graph = NULL;
    const bool accepted = models != NULL && sluice_decode(&source, sluice_models_policy(models),
                                                          &options, &graph, NULL) == SLUICE_OK;
    sluice_graph_free(graph);
    return accepted;
}

static void count(struct tally *tally, bool accepted)
{
    tally->made++;
    tally->accepted += accepted;
}

static double now(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

/* Mutates an input `rounds` times, each time anew; one that grew from nothing goes on growing. */
static void measure(const uint8_t *data, size_t size, uint32_t rounds)
{
    uint8_t made[SLUICE_FUZZ_MAX_INPUT];
    size_t length = size;
    if (size > 0) {
        memcpy(made, data, size);
    }
    for (uint32_t i = 0; i < rounds; i++) {
        if (size > 0 || i % 16 == 0) {
            if (size > 0) {
                memcpy(made, data, size);
            }
            length = size;
        }
        const double start = now();
        length = sluice_mutate(made, length, sizeof made, i, NULL);
        tallies.seconds += now() - start;
        const bool accepted = is_accepted((struct sluice_bytes){made, length});
        const struct sluice_mutate_trace *trace = sluice_mutate_last_trace();
        count(&tallies.all, accepted);
        tallies.size.made += length;
        if (trace->bytes) {
            count(&tallies.bytes, accepted);
        }
        if (trace->breaks) {
            count(&tallies.breaks, accepted);
        }
        for (size_t k = 0; k < SLUICE_MUTATE_MARKS; k++) {
            if ((trace->operators >> k & 1) != 0) {
                count(&tallies.operators[k], accepted);
            }
        }
    }
}

static void print(const char *name, const struct tally *tally)
{
    (void)printf("%-16s %10llu %7.1f %%\n", name, (unsigned long long)tally->made,
                 tally->made > 0 ? 100.0 * (double)tally->accepted / (double)tally->made : 0);
}

static bool measure_file(const char *path, uint32_t rounds)
{
    uint8_t data[SLUICE_FUZZ_MAX_INPUT];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        (void)fprintf(stderr, "sluice-mutate: %s cannot be opened\n", path);
        return false;
    }
    const size_t size = fread(data, 1, sizeof data, file);
    const bool whole = fgetc(file) == EOF;
    const bool readable = ferror(file) == 0;
    (void)fclose(file);
    if (!readable) {
        (void)fprintf(stderr, "sluice-mutate: %s cannot be read: name files, not folders\n", path);
        return false;
    }
    if (whole && is_accepted((struct sluice_bytes){data, size})) {
        measure(data, size, rounds);
    }
    return true;
}

int main(int count_of, char **arguments)
{
    uint32_t rounds = 1000;
    bool good = true;
    int at = 1;
    if (count_of > 2 && strcmp(arguments[1], "--rounds") == 0) {
        rounds = (uint32_t)strtoul(arguments[2], NULL, 10);
        at = 3;
    }
    if (at == count_of) {
        measure(NULL, 0, rounds);
    }
    for (; at < count_of; at++) {
        good = measure_file(arguments[at], rounds) && good;
    }
    (void)printf("%-16s %10s %9s\n", "operator", "inputs", "accepted");
    for (size_t i = 0; sluice_mutate_operator_name(i) != NULL; i++) {
        print(sluice_mutate_operator_name(i), &tallies.operators[i]);
    }
    print("(bytes)", &tallies.bytes);
    print("(breaks a rule)", &tallies.breaks);
    print("all", &tallies.all);
    (void)printf("%.0f mutations a second, %.0f bytes on average\n",
                 tallies.seconds > 0 ? (double)tallies.all.made / tallies.seconds : 0,
                 tallies.all.made > 0 ? (double)tallies.size.made / (double)tallies.all.made : 0);
    return good ? 0 : 1;
}
