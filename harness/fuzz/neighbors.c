#include "harness/fuzz/neighbors.h"

#include "harness/base/text.h"
#include "harness/fuzz/mutate/mutate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_RULES = 64,
    PATIENCE = 512 /* neighbors between two times that the counts are written */
};

static struct {
    const struct sluice_mutate_neighbor
        *awaited;                   /* its base was accepted, it has not been run yet */
    uint64_t accepting[MOST_RULES]; /* in the order of sluice_mutate_rules() */
    uint64_t rejecting[MOST_RULES];
    uint64_t unwritten;
} matrix;

/* --- the counts ---------------------------------------------------------------------------------- */

static size_t number_of(const char *rule)
{
    const char *const *rules = sluice_mutate_rules();
    size_t number = 0;
    while (number < MOST_RULES && rules[number] != NULL && strcmp(rules[number], rule) != 0) {
        number++;
    }
    return number < MOST_RULES && rules[number] != NULL ? number : MOST_RULES;
}

static void format_counts(struct sluice_text *text)
{
    const char *const *rules = sluice_mutate_rules();
    for (size_t i = 0; i < MOST_RULES && rules[i] != NULL; i++) {
        sluice_text_format(text, "%s\"%s\":{\"accepting\":%llu,\"rejecting\":%llu}",
                           i == 0 ? "{" : ",", rules[i], (unsigned long long)matrix.accepting[i],
                           (unsigned long long)matrix.rejecting[i]);
    }
    sluice_text_string(text, "}\n");
}

/* Whoever reads the file meanwhile must see all of it, or what was there before. */
static void write_counts(void)
{
    const char *path = getenv("SLUICE_FUZZ_MATRIX");
    if (path == NULL || *path == '\0') {
        return;
    }
    struct sluice_text text = {0};
    struct sluice_text half = {0};
    format_counts(&text);
    sluice_text_format(&half, "%s.part", path);
    FILE *file = half.failed || text.failed ? NULL : fopen(sluice_text_get(&half), "w");
    if (file != NULL) {
        const bool written = fputs(sluice_text_get(&text), file) != EOF;
        if (fclose(file) == 0 && written) {
            (void)rename(sluice_text_get(&half), path);
        }
    }
    sluice_text_free(&text);
    sluice_text_free(&half);
    matrix.unwritten = 0;
}

static void count(uint64_t counts[MOST_RULES], const char *rule)
{
    static bool written_at_exit = false;
    const size_t number = number_of(rule);
    if (number == MOST_RULES) {
        return;
    }
    written_at_exit = written_at_exit || atexit(write_counts) == 0;
    counts[number]++;
    matrix.unwritten++;
    if (counts[number] == 1 || matrix.unwritten >= PATIENCE) {
        write_counts();
    }
}

/* --- both sides ----------------------------------------------------------------------------------- */

/* Whether what the target does with an input must refuse it. */
static bool must_refuse(const struct sluice_mutate_neighbor *neighbor)
{
    return strcmp(sluice_fuzz_target.name, "inspect") == 0 ? neighbor->inspect : neighbor->decode;
}

static bool is_accepted(struct sluice_bytes bytes)
{
    struct sluice_fuzz_answer answer = {0};
    struct sluice_finding finding = {0};
    uint8_t *copy = malloc(bytes.length > 0 ? bytes.length : 1);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, bytes.data, bytes.length);
    const bool clean = sluice_fuzz_target.run((struct sluice_bytes){copy, bytes.length}, &answer,
                                              &finding);
    free(copy);
    return clean && answer.verdict != NULL && strcmp(answer.verdict, "accept") == 0;
}

void sluice_neighbors_made(void)
{
    const struct sluice_mutate_neighbor *neighbor = sluice_mutate_last_neighbor();
    matrix.awaited = NULL;
    if (sluice_fuzz_target.on_streams && neighbor->rule != NULL && must_refuse(neighbor) &&
        is_accepted(neighbor->base)) {
        count(matrix.accepting, neighbor->rule);
        matrix.awaited = neighbor;
    }
}

static bool is_reason(const struct sluice_mutate_neighbor *neighbor, const char *reason)
{
    const char *const *claimed = neighbor->reasons;
    while (*claimed != NULL && strcmp(*claimed, reason) != 0) {
        claimed++;
    }
    return *claimed != NULL;
}

bool sluice_neighbors_judge(struct sluice_bytes bytes, const struct sluice_fuzz_answer *answer,
                            struct sluice_finding *finding)
{
    const struct sluice_mutate_neighbor *neighbor = matrix.awaited;
    matrix.awaited = NULL;
    if (neighbor == NULL || neighbor->made.length != bytes.length ||
        memcmp(neighbor->made.data, bytes.data, bytes.length) != 0) {
        return true;
    }
    const char *reason = answer->reason != NULL ? answer->reason : "ok";
    if (!is_reason(neighbor, reason)) {
        return sluice_finding_note(finding, neighbor->rule,
                                   "made to be refused (%s) of an input that is accepted, and it "
                                   "is answered with %s",
                                   neighbor->name, reason);
    }
    count(matrix.rejecting, neighbor->rule);
    return true;
}
