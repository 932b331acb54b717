#include "harness/fuzz/archive/judge.h"

#include "harness/fuzz/archive/codebase.h"
#include "harness/fuzz/archive/model.h"
#include "harness/fuzz/archive/need.h"
#include "harness/fuzz/archive/reason.h"
#include "harness/fuzz/archive/truth.h"
#include "harness/fuzz/archive/verify.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What lives as long as the process. */
static struct {
    struct sluice_built built;
    struct sluice_built other;
    struct sluice_fuzz_codebase codebase;
    struct sluice_model_archive models[SLUICE_VERIFY_ARCHIVES];
} shared;

/* Bytes that manifest, signature file and block may hold at most: whatever expands, counts. */
static uint64_t held_bytes(const struct sluice_unzip *archive)
{
    uint64_t held = 0;
    for (size_t i = 0; i < archive->count; i++) {
        const struct sluice_unzip_entry *entry = &archive->entries[i];
        held += entry->name.length > 9 &&
                        strncasecmp((const char *)entry->name.data, "META-INF/", 9) == 0
                    ? entry->data.length
                    : 0;
    }
    return held;
}

static uint64_t held_by(const struct sluice_built *built)
{
    static struct sluice_unzip unzip;
    sluice_unzip_backward(&unzip, sluice_built_bytes(built));
    const uint64_t held = held_bytes(&unzip);
    sluice_unzip_clear(&unzip);
    return held;
}

static uint64_t held_by_companion(void)
{
    static uint64_t held;
    held = held == 0 ? held_by(sluice_build_companion()) : held;
    return held;
}

/* Of archives that all stand. False: what they need is not known. */
static bool ask_needs(size_t count, uint64_t needs[SLUICE_NEED_LIMITS])
{
    const struct sluice_model_archive *all[SLUICE_VERIFY_ARCHIVES] = {NULL};
    for (size_t i = 0; i < count; i++) {
        all[i] = &shared.models[i];
        if (all[i]->stage != SLUICE_MODEL_ALL) {
            return false;
        }
    }
    sluice_need_fill(all, count, needs);
    return true;
}

static struct sluice_model_answer ask_model(const struct sluice_verify_question *question,
                                            size_t own, const struct sluice_built *other,
                                            bool *own_unsure)
{
    const struct sluice_model_archive *all[SLUICE_VERIFY_ARCHIVES];
    struct sluice_model_answer answer = sluice_model_archive(&shared.models[own], &shared.built,
                                                             &question->policy);
    all[own] = &shared.models[own];
    *own_unsure = answer.unsure;
    if (answer.rule == NULL && question->inputs[own].codebase != NULL) {
        answer.rule = shared.codebase.fault == NULL ? NULL : "SEC06-J";
        answer.fault = shared.codebase.fault;
    }
    for (size_t i = 0; i < question->count; i++) {
        if (i != own && answer.rule == NULL) {
            const bool unsure = answer.unsure;
            answer = sluice_model_archive(&shared.models[i], other, &question->policy);
            answer.unsure = answer.unsure || unsure;
            all[i] = &shared.models[i];
        }
    }
    if (answer.rule != NULL) {
        return answer;
    }
    const bool unsure = answer.unsure;
    answer = sluice_model_set(all, question->count, &question->policy);
    answer.unsure = answer.unsure || unsure;
    return answer;
}

/* Who is not trusted, and stands in front of one who is, with a class of his package, gets it loaded instead. */
static bool judge_order(const struct sluice_verify_answer *answer, struct sluice_bytes own,
                        struct sluice_bytes other, struct sluice_finding *finding)
{
    const enum sluice_archive_range range = sluice_archive_reason_range(answer->verdicts[0].reason);
    const bool untrusted = range == SLUICE_ARCHIVE_RANGE_JAR || range == SLUICE_ARCHIVE_RANGE_CMS;
    bool unsure = false;
    const bool shares = sluice_truth_share(own, other, &unsure);
    const bool intrudes = untrusted && answer->verdicts[1].reason == SLUICE_ARCHIVE_OK && shares;
    return unsure || intrudes == (answer->verdict.reason == SLUICE_ARCHIVE_POLICY_LOAD_ORDER) ||
           sluice_finding_note(finding, "ENV01-J",
                               intrudes ? "an untrusted class stands before the trusted one: %s"
                                        : "no untrusted class stands before a trusted one: %s",
                               sluice_archive_reason_name(answer->verdict.reason));
}

/* How one archive was judged by itself. */
struct judged {
    const struct sluice_archive_policy *policy;
    bool unsure;
};

/* A block that is as its signer made it is well formed, whatever else is wrong with it. */
static const char *block_fault(enum sluice_archive_reason reason,
                               const struct sluice_model_archive *own)
{
    const struct sluice_bytes made = {(const uint8_t *)sluice_text_get(&own->built->block),
                                      own->built->block.length};
    const bool malformed = reason == SLUICE_ARCHIVE_CMS_PARSE ||
                           reason == SLUICE_ARCHIVE_CMS_NOT_DER ||
                           reason == SLUICE_ARCHIVE_CMS_TRAILING;
    return malformed && own->files[2] != NULL &&
                   sluice_unzip_same(sluice_unzip_data(own->files[2]), made)
               ? "the block is as its signer made it"
               : NULL;
}

/* What is said of the archive's structure, of its signature and its digests is true. */
static bool judge_reason(const struct sluice_verify_answer *answer,
                         const struct sluice_model_archive *own, size_t place,
                         const struct judged *judged, struct sluice_finding *finding)
{
    const struct sluice_verify_told *told = &answer->told[place];
    const struct sluice_archive_verdict *verdict = told->verdict;
    const char *untrue = sluice_truth_fault(own->bytes, verdict);
    if (untrue == NULL) {
        untrue = block_fault(verdict->reason, own);
    }
    if (untrue == NULL && !judged->unsure) {
        untrue = sluice_reason_fault(own, judged->policy, told);
    }
    if (untrue != NULL) {
        return sluice_finding_note(finding, "SEC06-J", "refused with %s, but %s",
                                   sluice_archive_reason_name(verdict->reason), untrue);
    }
    untrue = sluice_reason_facts_fault(own, judged->policy->now, told);
    return untrue == NULL ||
           sluice_finding_note(finding, "SEC06-J", "the verdict is %s, and beside that: %s",
                               sluice_archive_reason_name(verdict->reason), untrue);
}

static bool judge(const struct sluice_verify_answer *answer, struct sluice_model_answer model,
                  struct sluice_finding *finding)
{
    if (answer->accepted && model.rule != NULL) {
        return sluice_finding_note(finding, model.rule, "accepted: %s", model.fault);
    }
    const enum sluice_archive_range range = sluice_archive_reason_range(answer->verdict.reason);
    if (!answer->accepted && model.rule == NULL && !model.unsure) {
        const bool policy = range == SLUICE_ARCHIVE_RANGE_POLICY;
        return sluice_finding_note(finding, policy ? "ENV01-J" : "SEC06-J",
                                   "refused, but nothing is wrong with it: %s at %s (%s)",
                                   sluice_archive_reason_name(answer->verdict.reason),
                                   answer->verdict.at, answer->verdict.entry);
    }
    return true;
}

/* On a block of exactly its size, where an over-read shows. */
static void *exact_copy(const struct sluice_text *text)
{
    void *copy = malloc(text->length > 0 ? text->length : 1);
    if (copy != NULL && text->length > 0) {
        memcpy(copy, text->data, text->length);
    }
    return copy;
}

/* Another version of libcrypto may make other signatures, of another length, too: then a place in the block or the
 * archive is something else. */
static bool depends_on_keys(const struct sluice_archive_program_input *program)
{
    for (size_t i = 0; i < program->count; i++) {
        if (program->steps[i].kind == SLUICE_STEP_BLOCK ||
            program->steps[i].kind == SLUICE_STEP_BYTES) {
            return true;
        }
    }
    return false;
}

bool sluice_judge_program(const struct sluice_archive_program_input *program, uint64_t choice,
                          struct sluice_fuzz_answer *answer, struct sluice_finding *finding)
{
    *answer = (struct sluice_fuzz_answer){.offset = UINT64_MAX};
    sluice_build_prepare();
    void *copy = sluice_build(program, &shared.built) ? exact_copy(&shared.built.archive) : NULL;
    if (copy == NULL) {
        return true; /* without memory nobody is accused */
    }
    const enum sluice_set_shape shape = (enum sluice_set_shape)(program->set % SLUICE_SET_SHAPES);
    const size_t own = shape == SLUICE_SET_LAST ? 1 : 0;
    const bool has_other = shape != SLUICE_SET_ALONE && sluice_build_has_other(program);
    if (has_other && !sluice_build_other(program, &shared.other)) {
        free(copy);
        return true;
    }
    const struct sluice_built *other = has_other ? &shared.other : sluice_build_companion();
    struct sluice_verify_question question = {
        .count = shape == SLUICE_SET_ALONE ? 1 : 2,
        .policy = sluice_build_policy(program),
        .choice = choice,
    };
    question.inputs[1 - own] = (struct sluice_archive_input){.bytes = other->archive.data,
                                                             .length = other->archive.length};
    question.inputs[own] = (struct sluice_archive_input){
        .bytes = copy,
        .length = shared.built.archive.length,
        .codebase = sluice_fuzz_codebase(&shared.codebase, program, &shared.built,
                                         &question.policy),
    };
    uint64_t needs[SLUICE_NEED_LIMITS];
    struct judged judged = {.policy = &question.policy};
    shared.models[1 - own].stage = SLUICE_MODEL_ZIP;
    const struct sluice_model_answer model = ask_model(&question, own, other, &judged.unsure);
    question.needs = ask_needs(question.count, needs) ? needs : NULL;
    struct sluice_verify_answer verdict;
    const uint64_t held = held_bytes(&shared.models[own].backward) + (question.count == 1 ? 0
                                                                      : has_other
                                                                          ? held_by(other)
                                                                          : held_by_companion());
    const bool clean = sluice_verify(&question, held, &verdict, finding);
    free(copy);
    if (!depends_on_keys(program)) {
        *answer = sluice_verify_say(&verdict);
    }
    return clean && judge(&verdict, model, finding) &&
           judge_reason(&verdict, &shared.models[own], own, &judged, finding) &&
           (question.count == 1 || judge_order(&verdict, sluice_built_bytes(&shared.built),
                                               sluice_built_bytes(other), finding));
}
