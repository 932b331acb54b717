#include "harness/cli/triage_say.h"

#include "harness/cli/triage_files.h"

#include <inttypes.h>
#include <string.h>

static const char *target_of(const struct sluice_triage *triage,
                             const struct sluice_triage_bucket *bucket)
{
    const char *target = triage->files[bucket->best].target;
    return target != NULL ? target : "?";
}

static const char *or_none(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : "-";
}

/* The case that tells of it; "" if there is none. */
static const char *case_of(const struct sluice_triage_bucket *bucket,
                           const struct sluice_triage_index *index)
{
    if (bucket->known == SIZE_MAX) {
        return sluice_text_get(&bucket->case_id);
    }
    const char *id = index->rows[bucket->known].case_id;
    return strcmp(id, "-") == 0 ? "" : id;
}

/* The file to look at. */
static const char *input_of(const struct sluice_triage *triage,
                            const struct sluice_triage_bucket *bucket)
{
    return bucket->kept.length > 0 ? sluice_text_get(&bucket->kept)
                                   : triage->files[bucket->best].path;
}

/* What replays it here and now. */
static void add_replay(const struct sluice_triage *triage,
                       const struct sluice_triage_bucket *bucket, struct sluice_text *out)
{
    struct sluice_text program = {0};
    const bool found = sluice_triage_program(&triage->settings, target_of(triage, bucket),
                                             &program);
    sluice_text_format(out, "%s %s%s", found ? sluice_text_get(&program) : "?",
                       bucket->thorough ? "--thorough " : "", input_of(triage, bucket));
    sluice_text_free(&program);
}

/* --- for people --------------------------------------------------------------------------------- */

static const char *state_of(const struct sluice_triage_bucket *bucket)
{
    if (bucket->known != SIZE_MAX) {
        return "known";
    }
    return bucket->minimized && !bucket->complete ? "new, not minimal" : "new";
}

static void say_bucket(const struct sluice_triage *triage, const struct sluice_triage_index *index,
                       const struct sluice_triage_bucket *bucket, struct sluice_text *out)
{
    const char *rule = sluice_triage_finding_rule(&bucket->finding);
    sluice_text_format(out, "%-10s %-9s %-16s %5zu %7zu %7zu  %-16s %s\n",
                       target_of(triage, bucket), sluice_triage_kind_name(bucket->finding.kind),
                       or_none(rule), bucket->count, triage->files[bucket->best].bytes,
                       bucket->length, state_of(bucket), or_none(case_of(bucket, index)));
    sluice_text_format(out, "    %s\n    ", sluice_text_get(&bucket->finding.sentence));
    add_replay(triage, bucket, out);
    sluice_text_string(out, "\n");
    if (bucket->note.length > 0) {
        sluice_text_format(out, "    %s\n", sluice_text_get(&bucket->note));
    }
}

static void say_files(const struct sluice_triage *triage, struct sluice_text *out)
{
    for (size_t i = 0; i < triage->file_count; i++) {
        const struct sluice_triage_file *file = &triage->files[i];
        if (file->bucket == SIZE_MAX) {
            sluice_text_format(out, "%s: %s\n", file->path,
                               file->note.length > 0 ? sluice_text_get(&file->note)
                                                     : "does not reproduce");
        }
    }
}

static size_t count_new(const struct sluice_triage *triage)
{
    size_t count = 0;
    for (size_t i = 0; i < triage->bucket_count; i++) {
        count += triage->buckets[i].known == SIZE_MAX ? 1 : 0;
    }
    return count;
}

static size_t count_loose(const struct sluice_triage *triage)
{
    size_t count = 0;
    for (size_t i = 0; i < triage->file_count; i++) {
        count += triage->files[i].bucket == SIZE_MAX ? 1 : 0;
    }
    return count;
}

void sluice_triage_say(const struct sluice_triage *triage, const struct sluice_triage_index *index,
                       struct sluice_text *out)
{
    if (triage->bucket_count > 0) {
        sluice_text_format(out, "%-10s %-9s %-16s %5s %7s %7s  %-16s %s\n", "target", "kind",
                           "rule", "files", "before", "after", "state", "case");
    }
    for (size_t i = 0; i < triage->bucket_count; i++) {
        say_bucket(triage, index, &triage->buckets[i], out);
    }
    say_files(triage, out);
    const size_t fresh = count_new(triage);
    sluice_text_format(out,
                       "%zu files: %zu findings, %zu of them new; %zu files show nothing or "
                       "could not be judged\n",
                       triage->file_count, triage->bucket_count, fresh, count_loose(triage));
    if (triage->stopped) {
        sluice_text_string(out, "stopped: what was not reached is listed as it was found\n");
    }
    if (fresh > 0 && triage->settings.write == NULL) {
        sluice_text_string(out, "next: --write corpora/attacks/NAME.yaml makes cases of them\n");
    } else if (fresh > 0) {
        sluice_text_format(out, "next: write what is marked TODO, then `sluice check %s`\n",
                           triage->settings.write);
    }
}

/* --- for programs ------------------------------------------------------------------------------- */

static void add_text(struct sluice_text *out, const char *key, const char *text)
{
    sluice_text_format(out, ",\"%s\":", key);
    sluice_text_json_string(out, text != NULL && text[0] != '\0' ? text : NULL);
}

static void say_bucket_files(const struct sluice_triage *triage, size_t bucket,
                             struct sluice_text *out)
{
    const char *between = "";
    sluice_text_string(out, ",\"files\":[");
    for (size_t i = 0; i < triage->file_count; i++) {
        if (triage->files[i].bucket == bucket) {
            sluice_text_string(out, between);
            sluice_text_json_string(out, triage->files[i].path);
            between = ",";
        }
    }
    sluice_text_string(out, "]");
}

static void say_bucket_json(const struct sluice_triage *triage,
                            const struct sluice_triage_index *index, size_t number,
                            struct sluice_text *out)
{
    const struct sluice_triage_bucket *bucket = &triage->buckets[number];
    const struct sluice_triage_finding *finding = &bucket->finding;
    struct sluice_text replay = {0};
    add_replay(triage, bucket, &replay);
    sluice_text_string(out, "{\"bucket\":");
    sluice_text_json_string(out, sluice_text_get(&finding->key));
    add_text(out, "target", target_of(triage, bucket));
    add_text(out, "kind", sluice_triage_kind_name(finding->kind));
    add_text(out, "rule", sluice_triage_finding_rule(finding));
    add_text(out, "detail", sluice_text_get(&finding->sentence));
    sluice_text_format(out,
                       ",\"known\":%s,\"bytes_before\":%zu,\"bytes\":%zu,\"minimized\":%s"
                       ",\"complete\":%s,\"trials\":%" PRIu64,
                       bucket->known != SIZE_MAX ? "true" : "false",
                       triage->files[bucket->best].bytes, bucket->length,
                       bucket->minimized ? "true" : "false", bucket->complete ? "true" : "false",
                       bucket->trials);
    add_text(out, "input", input_of(triage, bucket));
    add_text(out, "replay", sluice_text_get(&replay));
    add_text(out, "case_id", case_of(bucket, index));
    add_text(out, "case_file", bucket->case_id.length > 0 ? triage->settings.write : NULL);
    add_text(out, "case", sluice_text_get(&bucket->case_text));
    add_text(out, "expect", sluice_text_get(&bucket->expected));
    add_text(out, "note", sluice_text_get(&bucket->note));
    say_bucket_files(triage, number, out);
    sluice_text_string(out, "}");
    sluice_text_free(&replay);
}

void sluice_triage_say_json(const struct sluice_triage *triage,
                            const struct sluice_triage_index *index, struct sluice_text *out)
{
    const char *between = "";
    sluice_text_string(out, "{\"folder\":");
    sluice_text_json_string(out, triage->settings.folder);
    add_text(out, "write", triage->settings.write);
    sluice_text_format(out, ",\"files\":%zu,\"new\":%zu,\"stopped\":%s,\"buckets\":[",
                       triage->file_count, count_new(triage), triage->stopped ? "true" : "false");
    for (size_t i = 0; i < triage->bucket_count; i++) {
        sluice_text_string(out, i > 0 ? "," : "");
        say_bucket_json(triage, index, i, out);
    }
    sluice_text_string(out, "],\"others\":[");
    for (size_t i = 0; i < triage->file_count; i++) {
        const struct sluice_triage_file *file = &triage->files[i];
        if (file->bucket == SIZE_MAX) {
            sluice_text_format(out, "%s{\"file\":", between);
            sluice_text_json_string(out, file->path);
            add_text(out, "why",
                     file->note.length > 0 ? sluice_text_get(&file->note) : "does not reproduce");
            sluice_text_string(out, "}");
            between = ",";
        }
    }
    sluice_text_string(out, "]}\n");
}
