#include "harness/suite/writing.h"

#include "harness/suite/question.h"
#include "harness/suite/rulings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- rulings ------------------------------------------------------------------------------------ */

void sluice_writing_violate(struct sluice_writing *writing, const char *rule, uint64_t offset,
                            const char *detail)
{
    sluice_rulings_violate(writing->results, rule, offset, "what was built, written: %.200s",
                           detail);
}

void sluice_writing_hold(struct sluice_writing *writing, const char *rule, const char *detail)
{
    struct sluice_judged *judged = &writing->results[sluice_rule_index(rule)];
    if (judged->ruling == SLUICE_RULING_NOT_APPLICABLE) {
        judged->ruling = SLUICE_RULING_HELD;
        (void)snprintf(judged->detail, sizeof judged->detail, "what was built, written: %.200s",
                       detail);
    }
}

/* --- runs --------------------------------------------------------------------------------------- */

bool sluice_writing_run(struct sluice_writing *writing, struct sluice_bytes stream,
                        const struct sluice_target_request *request,
                        struct sluice_observation *observation, struct sluice_target_facts *facts)
{
    const struct sluice_target *target = writing->target;
    struct sluice_target_facts unused;
    sluice_observation_clear(observation);
    if (!target->load(target->context, stream) ||
        !target->run(target->context, request, observation, facts != NULL ? facts : &unused)) {
        writing->why = "the target failed when it wrote what it had built";
        return false;
    }
    return true;
}

struct sluice_bytes sluice_writing_written(const struct sluice_answer *answer)
{
    return (struct sluice_bytes){answer->written, answer->written_length};
}

bool sluice_writing_is_accepted(const struct sluice_answer *answer)
{
    return answer->outcome == SLUICE_OUTCOME_ACCEPT;
}

/* --- by the rules for writers ------------------------------------------------------------------- */

static bool judge(const struct sluice_case *item, struct sluice_bytes read,
                  const struct sluice_observation_set *set, struct sluice_judged *results)
{
    struct sluice_question question;
    const bool good = sluice_question_make(item, read, &question) &&
                      sluice_judge_all(&question.context, set, results);
    sluice_question_free(&question);
    return good;
}

static bool counts_alike(const struct sluice_target_wrote *says,
                         const struct sluice_observation *read,
                         const struct sluice_target_facts *facts)
{
    return !sluice_writing_is_accepted(&read->answer) ||
           (says->depth == facts->depth && says->objects == read->resources.objects &&
            says->elements == read->resources.elements);
}

bool sluice_writing_judge(struct sluice_writing *writing, const struct sluice_writing_step *how,
                          const struct sluice_answer *wrote)
{
    static const char *const rules[] = {"OUT-1", "OUT-2", "OUT-3"};
    struct sluice_case item = *writing->item;
    const struct sluice_target_request inspect = {.mode = SLUICE_MODE_INSPECT,
                                                  .policy = sluice_models_policy(item.models),
                                                  .limits = how->limits,
                                                  .value = true};
    struct sluice_judged *results = calloc(sluice_rule_count(), sizeof *results);
    struct sluice_observation reread;
    struct sluice_target_facts facts;
    item.mode = SLUICE_MODE_REWRITE;
    item.safe = how->safe;
    item.limits = how->limits != NULL ? *how->limits : (struct sluice_limits){0};
    sluice_observation_init(&reread);
    bool good = results != NULL && sluice_writing_run(writing, sluice_writing_written(wrote),
                                                      &inspect, &reread, &facts);
    if (good && how->says != NULL && !counts_alike(how->says, &reread, &facts)) {
        sluice_writing_violate(writing, "OUT-1", SLUICE_NOT_MEASURED,
                               "a reader counts otherwise than its writer");
    }
    const struct sluice_observation run = {.answer = *wrote};
    const struct sluice_observation_set set = {.run = &run, .reread = &reread.answer};
    good = good && judge(&item, how->read, &set, results);
    for (size_t i = 0; good && i < sizeof rules / sizeof rules[0]; i++) {
        const struct sluice_judged *judged = &results[sluice_rule_index(rules[i])];
        if (how->unsound && strcmp(rules[i], "OUT-2") == 0) {
            continue;
        }
        if (judged->ruling == SLUICE_RULING_VIOLATED) {
            sluice_writing_violate(writing, rules[i], judged->offset, judged->detail);
        } else if (judged->ruling == SLUICE_RULING_HELD) {
            sluice_writing_hold(writing, rules[i], judged->detail);
        }
    }
    if (!good && writing->why == NULL) {
        writing->why = "out of memory for the judge of what was written";
    }
    sluice_observation_free(&reread);
    free(results);
    return good;
}
