/* A case of archives in a worker, from its programs to its record. */
#include "harness/archive/suite/archive_case.h"
#include "harness/archive/suite/foreign.h"
#include "harness/archive/suite/verify.h"
#include "harness/suite/pool.h"
#include "harness/suite/record.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <string.h>

/* --- the record ------------------------------------------------------------------------------------------------ */

/* The archive that the record shows: the one that the answer is about. */
static size_t shown_archive(const struct sluice_archive_scene *scene, size_t index)
{
    return index < scene->count ? index : 0;
}

static void record_bytes(const struct sluice_archive_scene *scene, size_t index,
                         struct sluice_text *out)
{
    const struct sluice_archive_input *input = &scene->inputs[shown_archive(scene, index)];
    const size_t shown = input->length < SLUICE_RECORD_HEX_BYTES ? input->length
                                                                 : SLUICE_RECORD_HEX_BYTES;
    uint8_t digest[32] = {0};
    unsigned length = 0;
    out->failed = out->failed ||
                  EVP_Digest(input->bytes, input->length, digest, &length, EVP_sha256(), NULL) != 1;
    sluice_text_format(out, "\"bytes\":%zu,\"sha256\":\"", input->length);
    sluice_text_hex(out, digest, sizeof digest);
    sluice_text_string(out, "\",\"hex\":\"");
    sluice_text_hex(out, input->bytes, shown);
    sluice_text_string(out, "\",\"layout\":[]");
}

static void record_error(const struct sluice_archive_seen *seen, struct sluice_text *out)
{
    const struct sluice_archive_verdict *verdict = &seen->verdict;
    if (seen->accepted) {
        sluice_text_string(out, "\"error\":null");
        return;
    }
    const char *java = sluice_archive_reason_java(verdict->reason);
    sluice_text_string(out, "\"error\":{\"java_class\":");
    sluice_text_json_string(out, java[0] != '\0' ? java : NULL);
    sluice_text_format(out, ",\"reason\":\"%s\",\"offset\":%" PRIu64 ",\"at\":",
                       sluice_archive_reason_name(verdict->reason), verdict->offset);
    sluice_text_json_string(out,
                            verdict->at != NULL && verdict->at[0] != '\0' ? verdict->at : NULL);
    sluice_text_string(out, ",\"path\":");
    sluice_text_json_string(out, verdict->entry[0] != '\0' ? verdict->entry : NULL);
    sluice_text_string(out, ",\"class_name\":null}");
}

/* What was accepted, in one line: who signed what. */
static void record_value(const struct sluice_archive_scene *scene,
                         const struct sluice_archive_seen *seen, struct sluice_text *out)
{
    struct sluice_text line = {0};
    for (size_t i = 0; i < scene->count; i++) {
        sluice_text_format(&line, "%s%" PRIu64 " entries of %s", i > 0 ? ", " : "",
                           seen->verdicts[i].entries, seen->verdicts[i].alias);
    }
    sluice_text_string(out, ",\"value\":");
    sluice_text_json_string(out, seen->accepted ? sluice_text_get(&line) : NULL);
    sluice_text_free(&line);
}

static void record_run(const struct sluice_archive_scene *scene,
                       const struct sluice_archive_seen *seen, bool same, struct sluice_text *out)
{
    enum { EVENTS = SLUICE_RECORD_TRACE_EVENTS };
    const size_t count = seen->trace_count;
    uint64_t entries = 0;
    uint64_t steps = seen->verdict.steps;
    uint64_t bytes = 0;
    record_error(seen, out);
    sluice_record_judged(out, seen->results);
    record_value(scene, seen, out);
    for (size_t i = 0; i < scene->count; i++) {
        entries += seen->verdicts[i].entries;
        steps = seen->verdicts[i].steps > steps ? seen->verdicts[i].steps : steps;
        bytes += scene->inputs[i].length;
    }
    sluice_text_format(out, ",\"trace\":[%s],\"trace_dropped\":%zu", sluice_text_get(&seen->trace),
                       count > EVENTS ? count - EVENTS : 0);
    sluice_text_format(out,
                       ",\"resources\":{\"peak_heap\":%" PRIu64 ",\"steps\":%" PRIu64
                       ",\"stack_bytes\":null,\"allocations\":%" PRIu64 ",\"consumed\":%" PRIu64
                       ",\"objects\":%" PRIu64 ",\"elements\":0},\"control\":\"%s\"",
                       seen->peak, steps, seen->calls, bytes, entries, same ? "same" : "different");
}

/* --- the run ------------------------------------------------------------------------------------------------------- */

/* The same process verifies once more, and must say the same. */
static bool is_the_same_again(const struct sluice_archive_case *own,
                              const struct sluice_archive_scene *scene,
                              const struct sluice_archive_seen *seen)
{
    struct sluice_archive_seen again = {.accepted = false};
    const char *why = NULL;
    const bool same = sluice_archive_verify_scene(own, scene, false, &again, &why) &&
                      again.accepted == seen->accepted &&
                      again.verdict.reason == seen->verdict.reason &&
                      again.verdict.offset == seen->verdict.offset &&
                      strcmp(again.verdict.entry, seen->verdict.entry) == 0;
    sluice_archive_seen_free(&again);
    return same;
}

static bool run_scene(const struct sluice_case *item, const struct sluice_archive_scene *scene,
                      bool thorough, struct sluice_case_verdict *verdict,
                      struct sluice_text *members)
{
    const struct sluice_archive_case *own = item->own;
    struct sluice_archive_seen seen = {.accepted = false};
    const char *why = NULL;
    const bool good = sluice_archive_verify_scene(own, scene, thorough, &seen, &why);
    if (good) {
        const bool same = is_the_same_again(own, scene, &seen);
        sluice_archive_decide(item, scene, &seen, verdict);
        record_run(scene, &seen, same, members);
        if (verdict->pass && !same) {
            verdict->pass = false;
            verdict->verdict = SLUICE_VERDICT_WRONG_VALUE;
            sluice_text_string(&verdict->message, "asked again, the verifier says something else");
        }
    } else {
        sluice_case_decide_broken(why, verdict);
        sluice_record_no_run(members);
    }
    sluice_archive_seen_free(&seen);
    return good;
}

bool sluice_archive_case_run(const struct sluice_case *item, const struct sluice_target *target,
                             bool thorough, const struct sluice_pool_line *line)
{
    const struct sluice_archive_case *own = item->own;
    struct sluice_archive_scene scene = {.count = 0};
    struct sluice_case_verdict verdict = {.pass = false};
    struct sluice_text members = {0};
    struct sluice_text note = {0};
    struct sluice_text answer = {0};
    struct sluice_yaml_error error = {0};
    bool sent = true;
    if (sluice_archive_scene_make(own, &scene, &error)) {
        record_bytes(&scene, own->archive, &note);
        sent = !note.failed && sluice_pool_note(line, sluice_text_get(&note), note.length);
        if (target->kind == SLUICE_TARGET_PROCESS) {
            sluice_archive_foreign_run(item, &scene, target, &verdict, &members);
        } else {
            (void)run_scene(item, &scene, thorough, &verdict, &members);
        }
    } else {
        sluice_case_decide_broken(error.message, &verdict);
        sluice_record_no_run(&members);
    }
    /* What a program has done to itself does nothing to this process. */
    const bool fit = target->kind == SLUICE_TARGET_PROCESS ||
                     sluice_verdict_is_targets_own(verdict.verdict);
    sent = sent && sluice_record_pack(&verdict, &members, &answer) &&
           sluice_pool_answer(line, sluice_text_get(&answer), answer.length);
    sluice_text_free(&answer);
    sluice_text_free(&note);
    sluice_text_free(&members);
    sluice_text_free(&verdict.message);
    sluice_archive_scene_free(&scene);
    return sent && fit;
}
