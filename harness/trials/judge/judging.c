#include "harness/trials/judge/judging.h"

#include "harness/trials/judge/watched_memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lengths at which a trace is cut short. */
enum { MOST_TRACES = 24 };

enum { LEAD = 64 };

/* Judges with the `fail`-th allocation refused; false when the judge said that memory ran out. */
static bool judge(struct sluice_judge_context *context, const struct sluice_observation_set *set,
                  uint64_t fail, struct sluice_watched_memory *watched,
                  struct sluice_judged *results)
{
    const struct sluice_rules_memory memory = sluice_watched_memory_of(watched);
    *watched = (struct sluice_watched_memory){.fail = fail};
    context->memory = &memory;
    const bool made = sluice_judge_all(context, set, results);
    context->memory = NULL;
    return made;
}

/* --- too little memory -------------------------------------------------------------------------- */

/* True if a rule is found broken of which `known` does not say so. */
static bool accuses(const struct sluice_judged *results, const struct sluice_judged *known)
{
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        if (results[i].ruling == SLUICE_RULING_VIOLATED &&
            known[i].ruling != SLUICE_RULING_VIOLATED) {
            return true;
        }
    }
    return false;
}

static bool decides(const struct sluice_judged *results)
{
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        if (results[i].ruling != SLUICE_RULING_NOT_APPLICABLE) {
            return true;
        }
    }
    return false;
}

static bool
judge_refused(struct sluice_judge_context *context, const struct sluice_observation_set *set,
              const struct sluice_judged *known, struct sluice_judged *room, const char **why)
{
    struct sluice_watched_memory watched = {.calls = 1, .fail = 0};
    for (uint64_t fail = 1; *why == NULL && watched.calls >= watched.fail; fail++) {
        const bool made = judge(context, set, fail, &watched, room);
        if (watched.live != 0) {
            *why = "the judge keeps memory when it is refused some";
        } else if (made ? accuses(room, known) : decides(room)) {
            *why = "the judge decides without the memory for it";
        } else if (!made && watched.calls < watched.fail) {
            *why = "the judge says that memory ran out, and it did not";
        }
    }
    return *why == NULL;
}

/* --- too short a trace -------------------------------------------------------------------------- */

static bool
judge_shortened(struct sluice_judge_context *context, const struct sluice_observation_set *set,
                const struct sluice_judged *known, struct sluice_judged *room, const char **why)
{
    struct sluice_observation run = *set->run;
    struct sluice_observation_set told = *set;
    struct sluice_watched_memory watched;
    told.run = &run;
    const size_t step = 1 + set->run->trace_count / MOST_TRACES;
    for (size_t kept = 0; kept < set->run->trace_count; kept += step) {
        run.trace_count = kept;
        run.trace_dropped = set->run->trace_count - kept;
        if (!judge(context, &told, 0, &watched, room)) {
            *why = "out of memory for the judge";
            return false;
        }
        if (accuses(room, known)) {
            *why = "the judge takes events that were dropped for acts that did not happen";
            return false;
        }
    }
    return true;
}

/* --- what is said ------------------------------------------------------------------------------- */

/* The lead of a sentence about a violation; at most LEAD bytes. */
static void lead_of(const struct sluice_judged *judged, char *out)
{
    out[0] = '\0';
    if (judged->event != SLUICE_NO_EVENT) {
        (void)snprintf(out, LEAD, "event %zu at offset %" PRIu64 ": ", judged->event,
                       judged->offset);
    } else if (judged->offset != SLUICE_NOT_MEASURED) {
        (void)snprintf(out, LEAD, "offset %" PRIu64 ": ", judged->offset);
    }
}

/* A sentence that people can read; that of a violation names the event that shows it, or the offset, and
 * they are those that it is about. */
static bool is_well_said(const struct sluice_observation *run, const struct sluice_judged *judged)
{
    char lead[LEAD];
    size_t length = 0;
    while (judged->detail[length] >= ' ' && judged->detail[length] <= '~') {
        length++;
    }
    if (length < 8 || judged->detail[length] != '\0' || length >= sizeof judged->detail) {
        return false;
    }
    if (judged->ruling != SLUICE_RULING_VIOLATED) {
        return judged->event == SLUICE_NO_EVENT && judged->offset == SLUICE_NOT_MEASURED;
    }
    lead_of(judged, lead);
    return strncmp(judged->detail, lead, strlen(lead)) == 0 &&
           (judged->event == SLUICE_NO_EVENT ||
            (judged->event < run->trace_count &&
             run->trace[judged->event].offset == judged->offset));
}

static bool check_sentences(const struct sluice_observation *run,
                            const struct sluice_judged *results, const char **why)
{
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        if (!is_well_said(run, &results[i])) {
            *why = "a ruling says nothing that people can read, or names another event";
            return false;
        }
    }
    return true;
}

/* --- all ---------------------------------------------------------------------------------------- */

/* The rules about several runs say the same without the others. */
static bool runs_alike(const struct sluice_judge_context *context,
                       const struct sluice_observation_set *set, const struct sluice_judged *known)
{
    struct sluice_judged runs[SLUICE_RUN_RULES];
    if (set->run->answer.outcome == SLUICE_OUTCOME_UNSUPPORTED ||
        set->run->answer.outcome == SLUICE_OUTCOME_NONE) {
        return true; /* then nothing is judged */
    }
    sluice_judge_runs(context, set, runs);
    for (size_t i = 0; i < SLUICE_RUN_RULES; i++) {
        const size_t rule = sluice_rule_index(runs[i].rule);
        if (rule == sluice_rule_count() || known[rule].ruling != runs[i].ruling ||
            strcmp(known[rule].detail, runs[i].detail) != 0) {
            return false;
        }
    }
    return strcmp(runs[0].rule, runs[1].rule) < 0;
}

bool sluice_judging_run(struct sluice_judge_context *context,
                        const struct sluice_observation_set *set, bool closely,
                        struct sluice_judged *results, const char **why)
{
    struct sluice_watched_memory watched;
    if (!judge(context, set, 0, &watched, results)) {
        *why = "out of memory for the judge";
        return false;
    }
    if (watched.live != 0) {
        *why = "the judge keeps memory";
        return false;
    }
    if (!runs_alike(context, set, results)) {
        *why = "the judge says something else of the runs of a case alone";
        return false;
    }
    if (!check_sentences(set->run, results, why) || !closely) {
        return *why == NULL;
    }
    struct sluice_judged *room = calloc(sluice_rule_count() + 1, sizeof *room);
    if (room == NULL) {
        *why = "out of memory for the judge";
        return false;
    }
    const bool good = judge_refused(context, set, results, room, why) &&
                      judge_shortened(context, set, results, room, why);
    free(room);
    return good;
}
