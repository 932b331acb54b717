#include "harness/cli/triage_buckets.h"

#include "harness/base/grow.h"
#include "harness/cli/command.h"
#include "harness/cli/input.h"
#include "harness/cli/running.h"
#include "harness/cli/triage_files.h"
#include "harness/cli/triage_progress.h"
#include "harness/cli/triage_shrink.h"

#include <inttypes.h>
#include <string.h>

void sluice_triage_free(struct sluice_triage *triage)
{
    for (size_t i = 0; i < triage->file_count; i++) {
        free(triage->files[i].path);
        free(triage->files[i].target);
        sluice_text_free(&triage->files[i].note);
    }
    for (size_t i = 0; i < triage->bucket_count; i++) {
        struct sluice_triage_bucket *bucket = &triage->buckets[i];
        sluice_triage_finding_free(&bucket->finding);
        free(bucket->input);
        sluice_text_free(&bucket->kept);
        sluice_text_free(&bucket->case_id);
        sluice_text_free(&bucket->case_text);
        sluice_text_free(&bucket->expected);
        sluice_text_free(&bucket->note);
    }
    free(triage->files);
    free(triage->buckets);
}

/* --- buckets ------------------------------------------------------------------------------------ */

/* A file that was run: what it shows. */
struct shown {
    struct sluice_bytes bytes;
    struct sluice_triage_finding finding;
    bool thorough;
};

struct sorting {
    struct sluice_triage *triage;
    size_t capacity; /* of buckets */
    struct sluice_triage_progress progress;
};

static size_t find_bucket(const struct sluice_triage *triage, const char *key)
{
    size_t i = 0;
    while (i < triage->bucket_count &&
           strcmp(sluice_text_get(&triage->buckets[i].finding.key), key) != 0) {
        i++;
    }
    return i;
}

static bool open_bucket(struct sorting *sorting)
{
    struct sluice_triage *triage = sorting->triage;
    struct sluice_triage_bucket *grown = sluice_grow(
        triage->buckets, &sorting->capacity, triage->bucket_count + 1, sizeof *triage->buckets);
    if (grown == NULL) {
        return false;
    }
    triage->buckets = grown;
    triage->buckets[triage->bucket_count++] = (struct sluice_triage_bucket){.best = SIZE_MAX,
                                                                            .known = SIZE_MAX};
    return true;
}

/* Takes the finding and the bytes of a file that is smaller than all before it. */
static bool take_best(struct sluice_triage_bucket *bucket, size_t file, struct shown *shown)
{
    uint8_t *copy = malloc(shown->bytes.length + 1);
    if (copy == NULL) {
        return false;
    }
    if (shown->bytes.length > 0) {
        memcpy(copy, shown->bytes.data, shown->bytes.length);
    }
    free(bucket->input);
    bucket->input = copy;
    bucket->length = shown->bytes.length;
    bucket->best = file;
    bucket->thorough = shown->thorough;
    const struct sluice_triage_finding old = bucket->finding;
    bucket->finding = shown->finding;
    shown->finding = old;
    return true;
}

static bool put(struct sorting *sorting, size_t number, struct shown *shown)
{
    struct sluice_triage *triage = sorting->triage;
    struct sluice_triage_file *file = &triage->files[number];
    const size_t found = find_bucket(triage, sluice_text_get(&shown->finding.key));
    if (found == triage->bucket_count && !open_bucket(sorting)) {
        return false;
    }
    struct sluice_triage_bucket *bucket = &triage->buckets[found];
    file->bucket = found;
    bucket->count++;
    return (bucket->best != SIZE_MAX && bucket->length <= shown->bytes.length) ||
           take_best(bucket, number, shown);
}

/* --- one file ----------------------------------------------------------------------------------- */

static struct sluice_triage_ask asker(const struct sluice_triage *triage, const char *program,
                                      const char *target, bool thorough)
{
    return (struct sluice_triage_ask){.program = program,
                                      .target = target,
                                      .thorough = thorough,
                                      .deadline = (unsigned)triage->settings.deadline,
                                      .memory = triage->settings.memory};
}

/* Asks plainly; then with everything tried, which does not depend on what the bytes happen to choose. Where
 * that shows the same, or only that shows something, it is what is asked from now on. */
static bool ask_both(struct sluice_triage_ask *ask, struct shown *shown)
{
    struct sluice_triage_finding thorough = {0};
    ask->thorough = false;
    bool good = sluice_triage_ask(ask, shown->bytes, &shown->finding);
    const bool may_differ = shown->finding.kind == SLUICE_TRIAGE_RULE ||
                            shown->finding.kind == SLUICE_TRIAGE_NONE ||
                            shown->finding.kind == SLUICE_TRIAGE_SANITIZER;
    if (good && may_differ && sluice_running_stop == 0) {
        ask->thorough = true;
        good = sluice_triage_ask(ask, shown->bytes, &thorough);
        shown->thorough = strcmp(sluice_text_get(&thorough.key),
                                 sluice_text_get(&shown->finding.key)) == 0;
        if (shown->finding.kind == SLUICE_TRIAGE_NONE) {
            const struct sluice_triage_finding old = shown->finding;
            shown->finding = thorough;
            thorough = old;
            shown->thorough = shown->finding.kind != SLUICE_TRIAGE_NONE;
        }
    }
    sluice_triage_finding_free(&thorough);
    return good;
}

static bool run_bytes(struct sorting *sorting, size_t number, const char *program,
                      struct sluice_bytes bytes)
{
    struct sluice_triage_file *file = &sorting->triage->files[number];
    struct sluice_triage_ask ask = asker(sorting->triage, program, file->target, false);
    struct shown shown = {.bytes = bytes};
    bool good = ask_both(&ask, &shown);
    if (good && shown.finding.kind == SLUICE_TRIAGE_UNJUDGED) {
        sluice_text_format(&file->note, "not judged: %s", sluice_text_get(&shown.finding.sentence));
    } else if (good && shown.finding.kind != SLUICE_TRIAGE_NONE) {
        good = put(sorting, number, &shown);
        if (!good) {
            (void)sluice_complain("out of memory");
        }
    }
    sluice_triage_finding_free(&shown.finding);
    sluice_triage_ask_free(&ask);
    return good;
}

static bool run_file(struct sorting *sorting, size_t number)
{
    struct sluice_triage *triage = sorting->triage;
    struct sluice_triage_file *file = &triage->files[number];
    struct sluice_text program = {0};
    struct sluice_input input = {.file = -1};
    struct sluice_bytes bytes;
    bool good = true;
    if (file->target == NULL) {
        sluice_text_string(&file->note, "not judged: no folder around it is named after a fuzz "
                                        "target; say which with --target");
    } else if (!sluice_triage_program(&triage->settings, file->target, &program)) {
        sluice_text_format(&file->note, "not judged: there is no program %s",
                           sluice_text_get(&program));
    } else if (file->bytes > triage->settings.max_input) {
        sluice_text_format(&file->note, "not judged: %zu bytes are more than --max-input",
                           file->bytes);
    } else if (!sluice_input_open(&input, file->path, triage->settings.max_input) ||
               !sluice_input_read(&input, &bytes)) {
        sluice_text_string(&file->note, "not judged: it cannot be read");
    } else {
        good = run_bytes(sorting, number, sluice_text_get(&program), bytes);
    }
    sluice_input_close(&input);
    sluice_text_free(&program);
    return good;
}

bool sluice_triage_sort(struct sluice_triage *triage)
{
    struct sorting sorting = {.triage = triage};
    bool good = true;
    sluice_triage_progress_begin(&sorting.progress);
    for (size_t i = 0; good && i < triage->file_count; i++) {
        if (sluice_running_stop != 0) {
            sluice_text_string(&triage->files[i].note, "not judged: stopped");
            continue;
        }
        good = run_file(&sorting, i);
        sluice_triage_progress_show(
            &sorting.progress,
            sluice_triage_progress_left(&sorting.progress, i + 1, triage->file_count),
            "%zu of %zu files run, %zu kinds of findings", i + 1, triage->file_count,
            triage->bucket_count);
    }
    sluice_triage_progress_end(&sorting.progress);
    return good;
}

/* --- the smallest input ------------------------------------------------------------------------- */

struct shrinking {
    struct sluice_triage_progress progress;
    size_t number; /* of the bucket, from 1 */
    size_t count;
    size_t bytes;
};

static void show(void *context, const struct sluice_triage_shrink *shrink)
{
    struct shrinking *shrinking = context;
    const uint64_t now = sluice_running_milliseconds();
    const uint64_t by_time = now < shrink->end ? (shrink->end - now) / 1000 : 0;
    const uint64_t by_trials = sluice_triage_progress_left(&shrinking->progress, shrink->trials,
                                                           shrink->max_trials);
    sluice_triage_progress_show(&shrinking->progress, by_time < by_trials ? by_time : by_trials,
                                "finding %zu of %zu: %" PRIu64 " trials, %zu of %zu bytes",
                                shrinking->number, shrinking->count, shrink->trials, shrink->length,
                                shrinking->bytes);
}

static bool shrink_with(struct sluice_triage *triage, struct sluice_triage_bucket *bucket,
                        struct shrinking *shrinking, struct sluice_triage_ask *ask, uint64_t end)
{
    struct sluice_triage_shrink shrink = {.ask = ask,
                                          .key = sluice_text_get(&bucket->finding.key),
                                          .on_streams = sluice_triage_on_streams(ask->target),
                                          .max_trials = triage->settings.trials,
                                          .end = end,
                                          .progress = show,
                                          .context = shrinking};
    sluice_triage_progress_begin(&shrinking->progress);
    const bool good = sluice_triage_shrink(&shrink,
                                           (struct sluice_bytes){bucket->input, bucket->length});
    sluice_triage_progress_end(&shrinking->progress);
    if (shrink.best != NULL) {
        free(bucket->input);
        bucket->input = shrink.best;
        bucket->length = shrink.length;
        bucket->trials = shrink.trials;
        bucket->minimized = true;
        bucket->complete = good && shrink.complete;
    }
    return good;
}

bool sluice_triage_minimize(struct sluice_triage *triage, size_t number, uint64_t end)
{
    struct sluice_triage_bucket *bucket = &triage->buckets[number];
    const char *target = triage->files[bucket->best].target;
    struct sluice_text program = {0};
    struct sluice_triage_finding again = {0};
    bool good = sluice_triage_program(&triage->settings, target, &program);
    if (!good) {
        (void)sluice_complain("%s is no longer there", sluice_text_get(&program));
    }
    struct sluice_triage_ask ask = asker(triage, sluice_text_get(&program), target,
                                         bucket->thorough);
    struct shrinking shrinking = {
        .number = number + 1, .count = triage->bucket_count, .bytes = bucket->length};
    if (good && triage->settings.trials > 0) {
        good = shrink_with(triage, bucket, &shrinking, &ask, end);
    }
    /* Once more, for the sentence of the smallest one; and what comes and goes is to be said. */
    if (good && bucket->minimized && sluice_running_stop == 0) {
        good = sluice_triage_ask(&ask, (struct sluice_bytes){bucket->input, bucket->length},
                                 &again);
        if (good &&
            strcmp(sluice_text_get(&again.key), sluice_text_get(&bucket->finding.key)) != 0) {
            sluice_text_string(&bucket->note, "not always the same: it comes and goes");
        } else if (good) {
            const struct sluice_triage_finding old = bucket->finding;
            bucket->finding = again;
            again = old;
        }
    }
    sluice_triage_finding_free(&again);
    sluice_triage_ask_free(&ask);
    sluice_text_free(&program);
    return good;
}
