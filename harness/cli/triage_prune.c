#include "harness/cli/triage_prune.h"

#include "harness/base/sanitized.h"
#include "harness/cli/command.h"
#include "harness/cli/running.h"
#include "harness/fuzz/policies.h"
#include "harness/suite/probe.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ENTRIES = 256 };

/* What a policy has: names under `use`, and models under `classes`. */
struct entries {
    const struct sluice_yaml_node *nodes[MOST_ENTRIES];
    bool is_use[MOST_ENTRIES];
    bool kept[MOST_ENTRIES];
    size_t count;
    const char *text; /* that all of them stand in */
};

static void list_entries(const struct sluice_yaml_node *policy, struct entries *entries)
{
    static const char *const keys[] = {"use", "classes"};
    for (size_t i = 0; i < 2; i++) {
        const struct sluice_yaml_node *list = sluice_yaml_get(policy, keys[i]);
        const struct sluice_yaml_node *node = list != NULL ? sluice_yaml_first(list) : NULL;
        for (; node != NULL && entries->count < MOST_ENTRIES; node = sluice_yaml_next(node)) {
            entries->nodes[entries->count] = node;
            entries->is_use[entries->count] = i == 0;
            entries->kept[entries->count++] = true;
        }
    }
}

/* --- as text ------------------------------------------------------------------------------------ */

static const char *line_at(const char *text, unsigned number)
{
    for (; number > 1; number--) {
        text += strcspn(text, "\n");
        text += *text == '\n' ? 1 : 0;
    }
    return text;
}

/* An entry of a list with its dash: all lines that are not left of it. */
static void add_lines(const struct sluice_yaml_node *node, const char *text,
                      struct sluice_text *out)
{
    const size_t column = sluice_yaml_column(node) - 1;
    const char *line = line_at(text, sluice_yaml_line(node));
    size_t length = strcspn(line, "\n");
    sluice_text_format(out, "  - %.*s\n", (int)(length - column), line + column);
    for (line += length; *line == '\n'; line += length) {
        line++;
        length = strcspn(line, "\n");
        if (length == 0 || strspn(line, " ") < column) {
            break;
        }
        sluice_text_format(out, "    %.*s\n", (int)(length - column), line + column);
    }
}

static void write_policy(const struct entries *entries, struct sluice_text *out)
{
    bool any[2] = {false, false}; /* of `classes`, of `use` */
    sluice_text_clear(out);
    for (size_t i = 0; i < entries->count; i++) {
        const struct sluice_yaml_node *node = entries->nodes[i];
        const bool use = entries->is_use[i];
        if (!entries->kept[i]) {
            continue;
        }
        if (use) {
            sluice_text_format(out, "%s%s", any[1] ? ", " : "use: [", sluice_yaml_text(node, NULL));
        } else {
            sluice_text_string(out, any[0] ? "" : any[1] ? "]\nclasses:\n" : "classes:\n");
            add_lines(node, entries->text, out);
        }
        any[use] = true;
    }
    sluice_text_string(out, any[0] ? "" : any[1] ? "]\n" : "{}\n");
}

/* --- what comes of it --------------------------------------------------------------------------- */

/* NULL: these models do not go together; that is no complaint. */
static struct sluice_models *load(const struct sluice_yaml_node *policy)
{
    struct sluice_yaml_error error = {0};
    struct sluice_models *models = sluice_models_new(NULL);
    if (models != NULL && !sluice_fuzz_policy_models(policy, models, &error)) {
        sluice_models_free(models);
        models = NULL;
    }
    return models;
}

static void say(const struct sluice_probed *probed, struct sluice_text *out)
{
    const size_t count = sluice_rule_count();
    sluice_text_format(out, "%s %s %s %s %s %s %s", sluice_verdict_name(probed->verdict),
                       probed->java_class, probed->reason, probed->at, probed->path, probed->value,
                       probed->end);
    for (size_t rule = sluice_probed_violated(probed, 0); rule < count;
         rule = sluice_probed_violated(probed, rule + 1)) {
        sluice_text_format(out, " %s", sluice_rule_id(rule));
    }
    sluice_text_string(out, "\n");
}

/* Adds what is said of both streams under these models. False without an answer. */
static bool ask(const struct sluice_triage_prune *prune, const struct sluice_models *models,
                struct sluice_text *out)
{
    const struct sluice_bytes streams[] = {prune->stream, prune->other};
    struct sluice_case item = *prune->item;
    item.models = models;
    const struct sluice_probe_settings settings = {.item = &item,
                                                   .target = prune->target,
                                                   .max_bytes = prune->stream.length +
                                                                prune->other.length,
                                                   .deadline = SLUICE_SANITIZED ? 60000 : 10000,
                                                   .stop = &sluice_running_stop};
    struct sluice_probe *probe = sluice_probe_open(&settings);
    struct sluice_probed probed = {0};
    bool good = probe != NULL;
    for (size_t i = 0; good && i < 2; i++) {
        if (streams[i].length > 0) {
            good = sluice_probe_ask(probe, streams[i], &probed);
            say(&probed, out);
        }
    }
    sluice_probed_free(&probed);
    sluice_probe_close(probe);
    return good && !out->failed;
}

/* Whether the entries that are kept do as well. */
static bool do_as_well(const struct sluice_triage_prune *prune, const struct entries *entries,
                       const struct sluice_text *wanted)
{
    struct sluice_text text = {0};
    struct sluice_text said = {0};
    struct sluice_yaml *document = NULL;
    struct sluice_yaml_error error = {0};
    struct sluice_models *models = NULL;
    write_policy(entries, &text);
    if (!text.failed && sluice_yaml_parse(text.data, text.length, "policy", &document, &error)) {
        models = load(sluice_yaml_root(document));
    }
    const bool same = models != NULL && ask(prune, models, &said) &&
                      strcmp(sluice_text_get(&said), sluice_text_get(wanted)) == 0;
    sluice_models_free(models);
    sluice_yaml_free(document);
    sluice_text_free(&said);
    sluice_text_free(&text);
    return same;
}

/* --- all of it ---------------------------------------------------------------------------------- */

/* What others need goes when they have gone: once more, until nothing goes. */
static size_t leave_out(const struct sluice_triage_prune *prune, struct entries *entries,
                        const struct sluice_text *wanted)
{
    size_t gone = 0;
    bool again = true;
    while (again && sluice_running_stop == 0) {
        again = false;
        for (size_t i = entries->count; i-- > 0 && sluice_running_stop == 0;) {
            if (!entries->kept[i]) {
                continue;
            }
            entries->kept[i] = false;
            if (do_as_well(prune, entries, wanted)) {
                gone++;
                again = true;
            } else {
                entries->kept[i] = true;
            }
        }
    }
    return gone;
}

bool sluice_triage_prune(const struct sluice_triage_prune *prune, struct sluice_triage_pruned *out)
{
    struct entries *entries = calloc(1, sizeof *entries);
    struct sluice_text wanted = {0};
    struct sluice_yaml_error error = {0};
    bool good = entries != NULL;
    if (good) {
        list_entries(sluice_fuzz_policy_node(prune->policy, &entries->text), entries);
        good = ask(prune, sluice_fuzz_policy(prune->policy), &wanted);
    }
    if (good) {
        out->left_out = leave_out(prune, entries, &wanted);
        write_policy(entries, &out->text);
        good = !out->text.failed && sluice_yaml_parse(out->text.data, out->text.length, "policy",
                                                      &out->document, &error);
    }
    if (!good) {
        (void)sluice_complain("out of memory for the class models of a case");
    }
    sluice_text_free(&wanted);
    free(entries);
    return good;
}

void sluice_triage_pruned_free(struct sluice_triage_pruned *pruned)
{
    sluice_yaml_free(pruned->document);
    sluice_text_free(&pruned->text);
    *pruned = (struct sluice_triage_pruned){0};
}
