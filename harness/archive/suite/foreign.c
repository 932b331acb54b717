#include "harness/archive/suite/foreign.h"

#include "harness/suite/foreign.h"
#include "harness/suite/record.h"
#include "harness/targets/archive_request.h"
#include "harness/targets/process_target.h"

#include <stdlib.h>
#include <string.h>

/* --- what cannot be asked --------------------------------------------------------------------------- */

static bool has_limits(const struct sluice_archive_limits *limits)
{
    return false
#define X(member, normal, text) || limits->member != 0
        SLUICE_ARCHIVE_LIMITS(X)
#undef X
            ;
}

/* A store that the verifier is to find wrong is none that could be handed to anybody else. */
static bool has_store(const struct sluice_archive_case *own,
                      const struct sluice_archive_scene *scene)
{
    enum sluice_archive_reason reason = SLUICE_ARCHIVE_OK;
    struct sluice_trust *trust = sluice_archive_scene_trust(own, scene, &reason);
    const bool opened = trust != NULL;
    sluice_trust_free(trust);
    return opened;
}

/* Trials of our own judge; and what the request has no words for: limits of the case's own. */
static bool is_unsupported(const struct sluice_case *item, const struct sluice_archive_scene *scene)
{
    const struct sluice_archive_case *own = item->own;
    return own->lies || item->expect.violate_count > 0 || !has_store(own, scene) ||
           (item->expect.verdict == SLUICE_OUTCOME_LIMIT && has_limits(&scene->policy.limits));
}

/* --- what is asked ------------------------------------------------------------------------------------ */

/* A request, and what it is made of. */
struct asking {
    struct sluice_archive_request request;
    struct sluice_archive_file *files;
    struct sluice_text *names; /* of files */
    struct sluice_archive_trusted *trust;
    struct sluice_archive_trusted *timestampers;
    struct sluice_text body;
};

static void free_certificates(struct sluice_archive_trusted *items, size_t count)
{
    for (size_t i = 0; items != NULL && i < count; i++) {
        OPENSSL_free((void *)(uintptr_t)items[i].der.data);
    }
    free(items);
}

static void free_asking(struct asking *asking)
{
    for (size_t i = 0; asking->names != NULL && i < asking->request.file_count; i++) {
        sluice_text_free(&asking->names[i]);
    }
    free_certificates(asking->trust, asking->request.trust_count);
    free_certificates(asking->timestampers, asking->request.timestamper_count);
    free(asking->files);
    free(asking->names);
    sluice_text_free(&asking->body);
}

static bool add_files(const struct sluice_archive_case *own,
                      const struct sluice_archive_scene *scene, struct asking *asking)
{
    asking->files = calloc(scene->count + 1, sizeof *asking->files);
    asking->names = calloc(scene->count + 1, sizeof *asking->names);
    if (asking->files == NULL || asking->names == NULL) {
        return false;
    }
    asking->request.files = asking->files;
    for (size_t i = 0; i < scene->count; i++) {
        sluice_archive_scene_file(own, i, &asking->names[i]);
        asking->files[i] = (struct sluice_archive_file){
            sluice_text_get(&asking->names[i]),
            {scene->inputs[i].bytes, scene->inputs[i].length},
            scene->inputs[i].codebase};
        asking->request.file_count++;
    }
    return true;
}

/* The certificates of keys by their names. */
static bool add_certificates(const struct sluice_keyring *keys, const char *const *names,
                             size_t count, struct sluice_archive_trusted **out, size_t *out_count)
{
    *out = calloc(count + 1, sizeof **out);
    for (size_t i = 0; *out != NULL && i < count; i++) {
        const struct sluice_identity *identity = sluice_keyring_get(keys, names[i]);
        unsigned char *der = NULL;
        const int length = identity == NULL ? -1 : i2d_X509(identity->certificate, &der);
        if (length < 0) {
            return false;
        }
        (*out)[i] = (struct sluice_archive_trusted){names[i], {der, (size_t)length}};
        (*out_count)++;
    }
    return *out != NULL;
}

static bool add_trust(const struct sluice_archive_case *own, struct asking *asking)
{
    struct sluice_archive_request *request = &asking->request;
    const bool added = add_certificates(&own->keys, own->trusted, own->trusted_count,
                                        &asking->trust, &request->trust_count) &&
                       add_certificates(&own->keys, own->timestampers, own->timestamper_count,
                                        &asking->timestampers, &request->timestamper_count);
    request->trust = asking->trust;
    request->timestampers = asking->timestampers;
    return added;
}

static bool write_request(const struct sluice_case *item, const struct sluice_archive_scene *scene,
                          struct asking *asking)
{
    asking->request.pins = scene->policy.pinned;
    asking->request.pin_count = scene->policy.pinned_count;
    asking->request.has_clock = true;
    asking->request.clock = scene->policy.now;
    if (!add_files(item->own, scene, asking) || !add_trust(item->own, asking)) {
        return false;
    }
    sluice_archive_request_write(&asking->request, &asking->body);
    return !asking->body.failed;
}

/* --- the run, and the judgement -------------------------------------------------------------------------- */

static bool ask(const struct sluice_case *item, const struct sluice_archive_scene *scene,
                const struct sluice_target *target, struct sluice_observation *out,
                const char **why)
{
    const struct sluice_target_request how = {.mode = SLUICE_MODE_INSPECT};
    struct sluice_target_facts facts;
    struct asking asking = {.files = NULL};
    bool good = write_request(item, scene, &asking);
    const struct sluice_bytes body = {(const uint8_t *)sluice_text_get(&asking.body),
                                      asking.body.length};
    *why = "out of memory for the archives";
    if (good) {
        target->set(target->context, (struct sluice_bytes){NULL, 0});
        good = target->load(target->context, body);
    }
    if (good && !target->run(target->context, &how, out, &facts)) {
        *why = out->process.adapter_error;
        good = false;
    }
    free_asking(&asking);
    return good;
}

static enum sluice_foreign_demand demand_of(const struct sluice_case *item)
{
    return item->expect.verdict == SLUICE_OUTCOME_ACCEPT ? SLUICE_FOREIGN_ACCEPT
                                                         : SLUICE_FOREIGN_REFUSE;
}

/* What the program itself has said is worth more than that it was wrong. */
static void add_words(const struct sluice_answer *answer, struct sluice_case_verdict *verdict)
{
    if (verdict->miss == SLUICE_MISS_ACCEPTED && answer->compact != NULL) {
        sluice_text_format(&verdict->message, ": %s", answer->compact);
    }
}

static void judge(const struct sluice_case *item, const struct sluice_archive_scene *scene,
                  const struct sluice_observation *seen, struct sluice_case_verdict *verdict,
                  struct sluice_text *members)
{
    const enum sluice_outcome outcome = seen->answer.outcome;
    const struct sluice_archive_answer answer = {.answered = outcome == SLUICE_OUTCOME_ACCEPT ||
                                                             outcome == SLUICE_OUTCOME_REJECT ||
                                                             outcome == SLUICE_OUTCOME_LIMIT,
                                                 .accepted = outcome == SLUICE_OUTCOME_ACCEPT};
    const struct sluice_observation_set set = {.run = seen};
    struct sluice_judged *results = calloc(sluice_rule_count() + 1, sizeof *results);
    if (results == NULL) {
        sluice_case_decide_broken("out of memory for the judge", verdict);
        sluice_record_no_run(members);
        return;
    }
    sluice_judge_archives(&scene->question, &answer, results);
    struct sluice_case asked = *item;
    asked.sha256 = ""; /* the bytes are others in each run, and no hash of them is recorded */
    asked.expect.error_count = 0; /* every tool has exceptions of its own */
    const struct sluice_attempt attempt = {.item = &asked, .results = results};
    sluice_foreign_decide(&attempt, &set, demand_of(item), true, verdict);
    add_words(&seen->answer, verdict);
    sluice_record_run(members, &set, results);
    sluice_record_answer(members, outcome, verdict->miss);
    free(results);
}

void sluice_archive_foreign_run(const struct sluice_case *item,
                                const struct sluice_archive_scene *scene,
                                const struct sluice_target *target,
                                struct sluice_case_verdict *verdict, struct sluice_text *members)
{
    struct sluice_observation seen;
    const char *why = NULL;
    if (is_unsupported(item, scene)) {
        verdict->verdict = SLUICE_VERDICT_UNSUPPORTED;
        verdict->pass = true;
        sluice_record_no_run(members);
        return;
    }
    sluice_observation_init(&seen);
    if (ask(item, scene, target, &seen, &why)) {
        judge(item, scene, &seen, verdict, members);
    } else {
        sluice_case_decide_broken(why, verdict);
        sluice_record_no_run(members);
    }
    sluice_observation_free(&seen);
}
