#include "harness/archive/suite/verify.h"
#include "harness/cli/archive_cases.h"
#include "harness/cli/cases.h"
#include "harness/cli/output.h"

#include <inttypes.h>
#include <string.h>

static const struct sluice_option options[] = {{"--cases", "FOLDER", '\0'}, {NULL, NULL, '\0'}};

/* Text of the archive as it stands, each line behind a bar. */
static void add_lines(struct sluice_text *out, const struct sluice_text *text)
{
    bool begins = true;
    for (size_t i = 0; i < text->length; i++) {
        const char byte = text->data[i];
        if (begins) {
            sluice_text_string(out, "  | ");
        }
        begins = byte == '\n';
        if (byte == '\n' || (byte >= 0x20 && byte < 0x7F)) {
            sluice_text_add(out, &byte, 1);
        } else if (byte != '\r' || (i + 1 < text->length && text->data[i + 1] != '\n')) {
            sluice_text_format(out, "\\x%02x", (unsigned char)byte);
        }
    }
    sluice_text_string(out, begins ? "" : "\n");
}

static void add_archive(const struct sluice_archive_case *own,
                        const struct sluice_archive_scene *scene, size_t index,
                        struct sluice_text *out)
{
    const struct sluice_archive_build *build = &scene->builds[index];
    const struct sluice_zip_program *zip = &build->jar->zip;
    sluice_text_format(out, "archive %zu, ", index);
    sluice_archive_scene_file(own, index, out);
    sluice_text_format(out, ": %zu bytes\n", build->out.length);
    for (size_t i = 0; i < zip->count; i++) {
        struct sluice_text name = {0};
        sluice_text_add(&name, zip->items[i].name.data, zip->items[i].name.length);
        sluice_text_format(out, "  %6zu  ", zip->items[i].data.length);
        add_lines(out, &name);
        sluice_text_free(&name);
    }
    sluice_text_string(out, "manifest:\n");
    add_lines(out, &build->jar->manifest);
    sluice_text_string(out, "signature file:\n");
    add_lines(out, &build->jar->signature_file);
    sluice_text_format(out, "block: %zu bytes\n\n", build->jar->block.length);
}

static void add_rules(const struct sluice_archive_seen *seen, struct sluice_text *out)
{
    sluice_text_string(out, "rules:\n");
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        const struct sluice_judged *judged = &seen->results[i];
        if (strcmp(judged->detail, "it is about streams") != 0) {
            sluice_text_format(out, "  %-8s %-15s %s\n", judged->rule,
                               sluice_ruling_name(judged->ruling), judged->detail);
        }
    }
}

static bool explain_scene(const struct sluice_case *item, const struct sluice_archive_scene *scene,
                          struct sluice_text *out)
{
    struct sluice_archive_seen seen = {.accepted = false};
    struct sluice_case_verdict verdict = {.pass = false};
    const char *why = NULL;
    sluice_text_format(out, "%s: %s\n\n", item->id, item->title);
    for (size_t i = 0; i < scene->count; i++) {
        add_archive(item->own, scene, i, out);
    }
    if (!sluice_archive_verify_scene(item->own, scene, false, &seen, &why)) {
        sluice_text_format(out, "%s\n", why);
        return false;
    }
    sluice_archive_decide(item, scene, &seen, &verdict);
    sluice_text_format(out, "answer: %s: %s",
                       seen.accepted ? "accepted" : sluice_archive_reason_name(seen.verdict.reason),
                       sluice_archive_reason_text(seen.verdict.reason));
    sluice_text_format(out, "; archive %zu", seen.verdict.archive);
    if (seen.verdict.at != NULL && seen.verdict.at[0] != '\0') {
        sluice_text_format(out, ", %s", seen.verdict.at);
    }
    if (seen.verdict.entry[0] != '\0') {
        sluice_text_format(out, " of %s", seen.verdict.entry);
    }
    sluice_text_format(out, "\nafter %zu checks, with at most %" PRIu64 " bytes of heap\n",
                       seen.trace_count, seen.peak);
    add_rules(&seen, out);
    sluice_text_format(out, "%s%s%s\n", verdict.pass ? "as expected" : "NOT as expected",
                       verdict.pass ? "" : ": ", sluice_text_get(&verdict.message));
    const bool pass = verdict.pass;
    sluice_text_free(&verdict.message);
    sluice_archive_seen_free(&seen);
    return pass;
}

static int explain(const char *id, const char *cases)
{
    struct sluice_suite suite = {.kind = NULL};
    struct sluice_archive_scene scene = {.count = 0};
    struct sluice_yaml_error error = {0};
    struct sluice_text out = {0};
    int status = SLUICE_EXIT_USAGE;
    const struct sluice_case *item = sluice_archive_case_find(&suite, cases, id);
    if (item != NULL && sluice_archive_scene_make(item->own, &scene, &error)) {
        status = explain_scene(item, &scene, &out) ? SLUICE_EXIT_ACCEPTED : SLUICE_EXIT_REJECTED;
        sluice_output_text(sluice_text_get(&out));
        const int finished = sluice_output_finish();
        status = finished != SLUICE_EXIT_ACCEPTED ? finished : status;
    } else if (item != NULL) {
        status = sluice_complain_about(&error);
    }
    sluice_text_free(&out);
    sluice_archive_scene_free(&scene);
    sluice_archive_cases_free(&suite);
    return status;
}

int sluice_archive_explain(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    const char *value = NULL;
    const char *id = NULL;
    const char *cases = NULL;
    int found = SLUICE_ARGUMENT_END;
    while ((found = sluice_arguments_next(&arguments, &value)) >= SLUICE_ARGUMENT_OPERAND) {
        *(found == 0 ? &cases : &id) = value;
    }
    if (found != SLUICE_ARGUMENT_END) {
        return sluice_arguments_status(found);
    }
    if (id == NULL) {
        return sluice_complain("archive explain needs a case, as in: sluice archive explain "
                               "zip-framing/appended-bytes");
    }
    return explain(id, cases);
}
