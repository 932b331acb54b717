#include "harness/cli/chosen.h"
#include "harness/cli/command.h"
#include "harness/cli/output.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "sluice targets lists what can be tested here, and why the rest cannot.\n"
    "\n"
    "usage: sluice targets [OPTION...]\n"
    "\n"
    "  --adapters DIR   look for adapters in DIR, not in harness/targets/adapters\n"
    "  --json           print one JSON object per target\n"
    "\n"
    "exit: 0, also when a target cannot be run; 2 a manifest is wrong\n"
    "\n"
    "example: sluice targets\n";

static const struct sluice_option options[] = {
    {"--adapters", "DIR", '\0'}, {"--json", NULL, '\0'}, {NULL, NULL, '\0'}};

enum { ADAPTERS, JSON };

/* One target, as it is shown. */
struct row {
    const char *name;
    const char *title;
    const char *path; /* NULL: it has no manifest */
    unsigned tier;
    const char *asks; /* what it can be asked about: "archives" */
    const char *why;  /* it cannot be run; NULL: it can */
};

static void show_json(const struct row *row)
{
    struct sluice_text line = {0};
    sluice_text_string(&line, "{\"name\":");
    sluice_text_json_string(&line, row->name);
    sluice_text_string(&line, ",\"title\":");
    sluice_text_json_string(&line, row->title);
    sluice_text_string(&line, ",\"manifest\":");
    sluice_text_json_string(&line, row->path);
    if (row->path == NULL) {
        sluice_text_string(&line, ",\"tier\":null");
    } else {
        sluice_text_format(&line, ",\"tier\":%u", row->tier);
    }
    sluice_text_string(&line, ",\"asks\":");
    sluice_text_json_string(&line, row->asks);
    sluice_text_format(&line, ",\"available\":%s,\"why\":", row->why == NULL ? "true" : "false");
    sluice_text_json_string(&line, row->why);
    sluice_text_string(&line, "}\n");
    sluice_output_text(sluice_text_get(&line));
    sluice_text_free(&line);
}

static void show_text(const struct row *row)
{
    struct sluice_text line = {0};
    sluice_text_format(&line, "%-24s %s  %s\n", row->name, row->why == NULL ? "yes" : "no ",
                       row->title);
    if (row->why != NULL) {
        sluice_text_format(&line, "%-24s      %s\n", "", row->why);
    }
    sluice_output_text(sluice_text_get(&line));
    sluice_text_free(&line);
}

static void show_all(const struct sluice_manifests *manifests, bool json)
{
    void (*show)(const struct row *) = json ? show_json : show_text;
    show(&(struct row){"reference", "the decoder of this project", NULL, 0, "streams", NULL});
    for (size_t i = 0; i < manifests->count; i++) {
        const struct sluice_manifest *manifest = &manifests->items[i];
        struct sluice_text why = {0};
        const bool can_run = sluice_manifest_can_run(manifest, &why);
        show(&(struct row){manifest->name, manifest->title, manifest->path, manifest->tier,
                           manifest->archives ? "archives" : "streams",
                           can_run ? NULL : sluice_text_get(&why)});
        sluice_text_free(&why);
    }
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    struct sluice_manifests manifests = {0};
    const char *folder = SLUICE_ADAPTERS;
    const char *value;
    bool json = false;
    int found;
    while ((found = sluice_arguments_next(&arguments, &value)) >= SLUICE_ARGUMENT_OPERAND) {
        if (found == SLUICE_ARGUMENT_OPERAND) {
            return sluice_complain("targets takes no operand; `sluice targets --help` explains");
        }
        folder = found == ADAPTERS ? value : folder;
        json = json || found == JSON;
    }
    if (found != SLUICE_ARGUMENT_END) {
        return sluice_arguments_status(found);
    }
    int status = sluice_manifests_load(folder, &manifests);
    if (status == SLUICE_EXIT_ACCEPTED) {
        show_all(&manifests, json);
        status = sluice_output_finish();
    }
    sluice_manifests_free(&manifests);
    return status;
}

const struct sluice_command sluice_command_targets = {
    "targets", "list what can be tested here, and why the rest cannot", help, run};
