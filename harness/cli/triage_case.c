#define _POSIX_C_SOURCE 200809L

#include "harness/cli/triage_case.h"

#include "harness/base/sanitized.h"
#include "harness/cli/add_entries.h"
#include "harness/cli/add_setting.h"
#include "harness/cli/cases.h"
#include "harness/cli/command.h"
#include "harness/cli/running.h"
#include "harness/cli/triage_claim.h"
#include "harness/cli/triage_files.h"
#include "harness/cli/triage_keep.h"
#include "harness/cli/triage_prune.h"
#include "harness/cli/triage_twin.h"
#include "harness/fuzz/input.h"
#include "harness/fuzz/policies.h"
#include "harness/suite/rehash.h"

#include <string.h>
#include <unistd.h>

enum { FAMILY = 128, CASE_DEADLINE = 300000 };

/* A case that is being made. */
struct making {
    const struct sluice_triage *triage;
    struct sluice_triage_bucket *bucket;
    const char *target;
    struct sluice_fuzz_input input;
    struct sluice_triage_claim claim;
    struct sluice_triage_pruned pruned; /* the policy, if it is not that of the input */
    char family[FAMILY];
    struct sluice_adding adding;
    struct sluice_add_setting setting;
    struct sluice_find find;
    struct sluice_text title;
    struct sluice_text source;
    struct sluice_text note;
};

/* --- the file ----------------------------------------------------------------------------------- */

/* "found" of "path/found.yaml". */
static bool family_of(const char *file, char out[FAMILY])
{
    const char *name = strrchr(file, '/');
    name = name != NULL ? name + 1 : file;
    const char *end = strrchr(name, '.');
    const size_t length = end != NULL && strcmp(end, ".yaml") == 0 ? (size_t)(end - name) : 0;
    if (length == 0 || length >= FAMILY) {
        return false;
    }
    memcpy(out, name, length);
    out[length] = '\0';
    return sluice_adding_is_name(out);
}

bool sluice_triage_check_family(const char *file)
{
    char family[FAMILY];
    char folder[4096] = ".";
    const char *slash = strrchr(file, '/');
    if (!family_of(file, family)) {
        (void)sluice_complain("--write takes the file of a family, its name in lower case letters, "
                              "digits and single -, such as corpora/attacks/found-by-fuzzing.yaml, "
                              "not %s",
                              file);
        return false;
    }
    if (slash != NULL && (size_t)(slash - file) < sizeof folder) {
        memcpy(folder, file, (size_t)(slash - file) + 1);
        folder[slash - file + 1] = '\0';
    }
    if (access(folder, W_OK) != 0) {
        (void)sluice_complain("--write %s: there is no folder %s, or it cannot be written to", file,
                              folder);
        return false;
    }
    return true;
}

/* --- its parts ---------------------------------------------------------------------------------- */

/* The modes in which the case may show it, the likeliest first. */
static size_t modes_of(const char *target, const struct sluice_triage_claim *claim,
                       enum sluice_target_mode modes[3])
{
    if (claim->there) {
        modes[0] = claim->decode ? SLUICE_MODE_DECODE : SLUICE_MODE_INSPECT;
        modes[1] = SLUICE_MODE_INSPECT;
        return claim->decode && claim->inspect ? 2 : 1;
    }
    const bool reads = strcmp(target, "inspect") == 0;
    const bool writes = strcmp(target, "roundtrip") == 0;
    modes[0] = reads ? SLUICE_MODE_INSPECT : writes ? SLUICE_MODE_REWRITE : SLUICE_MODE_DECODE;
    modes[1] = reads || writes ? SLUICE_MODE_DECODE : SLUICE_MODE_INSPECT;
    modes[2] = writes ? SLUICE_MODE_INSPECT : SLUICE_MODE_REWRITE;
    return 3;
}

/* A text in single quotes. */
static void quote(struct sluice_text *out, const char *text)
{
    sluice_text_string(out, "'");
    for (; *text != '\0'; text++) {
        sluice_text_add(out, text, 1);
        if (*text == '\'') {
            sluice_text_string(out, "'");
        }
    }
    sluice_text_string(out, "'");
}

/* Without the place, "event 12 at offset 27: ". */
static const char *what_is_wrong(const char *sentence)
{
    const bool has_place = strncmp(sentence, "event ", 6) == 0 ||
                           strncmp(sentence, "offset ", 7) == 0;
    const char *behind = has_place ? strstr(sentence, ": ") : NULL;
    return behind != NULL ? behind + 2 : sentence;
}

static void write_texts(struct making *making)
{
    const struct sluice_triage_finding *finding = &making->bucket->finding;
    struct sluice_text text = {0};
    const char *wrong = what_is_wrong(sluice_text_get(&finding->sentence));
    const char *input = making->claim.there ? strstr(wrong, "the input ") : NULL;
    if (input != NULL) {
        sluice_text_format(&text, "Found by fuzzing %s: broken in one place (%s), %.160s",
                           making->target, making->claim.way, input);
    } else {
        sluice_text_format(&text, "Found by fuzzing %s: %.160s", making->target, wrong);
    }
    quote(&making->title, sluice_text_get(&text));
    sluice_text_format(&making->source, "{kind: tool, ref: \"fuzz target %s\"}", making->target);
    sluice_text_clear(&text);
    sluice_text_string(&text, "replay: ");
    sluice_triage_replay(making->bucket, making->target, &text);
    quote(&making->note, sluice_text_get(&text));
    sluice_text_free(&text);
}

static bool begin(struct making *making, enum sluice_target_mode mode, const char *rule)
{
    making->adding = (struct sluice_adding){
        .rule = rule, .family = making->family, .file = making->triage->settings.write};
    making->setting = (struct sluice_add_setting){
        .mode = mode, .has_mode = true, .limits = sluice_fuzz_limits(&making->input.settings)};
    making->setting.policy = sluice_fuzz_policy_node(making->input.settings.policy,
                                                     &making->setting.policy_text);
    if (making->pruned.document != NULL) {
        making->setting.policy = sluice_yaml_root(making->pruned.document);
        making->setting.policy_text = sluice_text_get(&making->pruned.text);
    }
    return sluice_adding_begin(&making->adding) == SLUICE_EXIT_ACCEPTED &&
           sluice_add_setting_finish(&making->setting, &making->adding);
}

static void end(struct making *making)
{
    sluice_probe_close(making->find.probe);
    sluice_find_free(&making->find);
    making->find = (struct sluice_find){0};
    sluice_add_setting_free(&making->setting);
    making->setting = (struct sluice_add_setting){0};
    sluice_adding_free(&making->adding);
    making->adding = (struct sluice_adding){0};
}

/* What the decoder of this program makes of it, and the twin. */
static bool look(struct making *making, const struct sluice_case *item,
                 const struct sluice_target *target)
{
    enum { NEIGHBOR_BYTES = 4096 };
    const struct sluice_bytes stream = making->input.stream;
    const struct sluice_probe_settings settings = {.item = item,
                                                   .target = target,
                                                   .max_bytes = stream.length + NEIGHBOR_BYTES,
                                                   .deadline = SLUICE_SANITIZED ? 60000 : 10000,
                                                   .stop = &sluice_running_stop};
    making->find = (struct sluice_find){.name = sluice_text_get(&making->bucket->kept),
                                        .probe = sluice_probe_open(&settings),
                                        .rule = sluice_rule_index(making->adding.rule),
                                        .max_bytes = settings.max_bytes,
                                        .defective = true,
                                        .classes = making->setting.class_names};
    struct sluice_find *find = &making->find;
    struct sluice_program *program = sluice_disassemble(stream.data, stream.length);
    if (find->probe == NULL || program == NULL) {
        sluice_program_free(program);
        (void)sluice_complain("out of memory for a case");
        return false;
    }
    find->least = (struct sluice_minimized){
        .program = program, .state = {0, stream.length, sluice_program_node_count(program)}};
    return sluice_find_look(find, stream) && sluice_triage_find_twin(find, &making->claim) &&
           sluice_find_tidy(find);
}

static bool write_hashes(const struct making *making)
{
    const char *paths[] = {sluice_text_get(&making->adding.path)};
    struct sluice_suite suite = {0};
    struct sluice_yaml_error error = {0};
    size_t changed;
    bool good = sluice_cases_load(&suite, paths, 1) == SLUICE_EXIT_ACCEPTED;
    if (good && !sluice_rehash_file(&suite, &suite.files[0], true, &changed, &error)) {
        (void)sluice_complain_about(&error);
        good = false;
    }
    sluice_suite_free(&suite);
    return good;
}

/* Accepted by a decoder that is right: what is wrong with another one shows in how it does it. */
static bool is_harmless(const struct sluice_add_entries *entries)
{
    static const char accept[] = "{verdict: accept";
    return strncmp(entries->attack.expect, accept, sizeof accept - 1) == 0;
}

static bool write_entries(struct making *making)
{
    struct sluice_find *find = &making->find;
    const struct sluice_add_entries_context context = {
        .suite = &making->adding.suite,
        .limits = &making->setting.limits,
        .said = making->bucket->finding.kind == SLUICE_TRIAGE_RULE
                    ? sluice_text_get(&making->bucket->finding.sentence)
                    : NULL,
        .claimed = making->claim.there ? sluice_text_get(&making->claim.expectation) : NULL,
        .right = find->seen.answered &&
                 sluice_probed_violated(&find->seen, 0) == sluice_rule_count()};
    struct sluice_add_entries entries;
    sluice_add_entries_make(find, &context, &entries);
    struct sluice_scaffold_request what = {.attack = &entries.attack,
                                           .twin = find->twin != NULL ? &entries.twin : NULL,
                                           .setting = sluice_text_get(&making->setting.lines),
                                           .title = sluice_text_get(&making->title),
                                           .source = sluice_text_get(&making->source),
                                           .note = sluice_text_get(&making->note),
                                           .alone = is_harmless(&entries)};
    sluice_text_clear(&making->bucket->expected);
    sluice_text_string(&making->bucket->expected, entries.attack.expect);
    const bool good = sluice_adding_write(&making->adding, &what) == SLUICE_EXIT_ACCEPTED;
    sluice_add_entries_free(&entries);
    return good && write_hashes(making);
}

/* --- whether it shows --------------------------------------------------------------------------- */

enum shown { NOT_RUN, PASSES, FAILS };

static enum shown run_case(const struct making *making, const char *sluice)
{
    const char *const words[] = {sluice,
                                 "run",
                                 "--case",
                                 sluice_text_get(&making->adding.id),
                                 sluice_text_get(&making->adding.path),
                                 NULL};
    const struct sluice_child_request request = {
        .words = words, .deadline = CASE_DEADLINE, .stop = &sluice_running_stop};
    struct sluice_child child = {0};
    enum shown shown = NOT_RUN;
    if (sluice_child_run(&request, &child) && child.end == SLUICE_CHILD_EXITED &&
        child.number <= 1) {
        shown = child.number == 1 ? FAILS : PASSES;
    }
    sluice_child_free(&child);
    return shown;
}

/* Runs it by both programs, if they are two; says what came of it. True: it fails with one of them. */
static bool is_shown(struct making *making)
{
    struct sluice_text self = {0};
    struct sluice_text beside = {0};
    struct sluice_text *note = &making->bucket->note;
    const bool two = sluice_triage_self(&self) &&
                     sluice_triage_sluice(&making->triage->settings, &beside) &&
                     strcmp(sluice_text_get(&self), sluice_text_get(&beside)) != 0;
    const enum shown here = run_case(making, sluice_text_get(&self));
    const enum shown there = two ? run_case(making, sluice_text_get(&beside)) : NOT_RUN;
    sluice_text_clear(note);
    if (there == FAILS) {
        sluice_text_format(note, "the case fails with %s, %s with this sluice",
                           sluice_text_get(&beside), here == FAILS ? "and" : "passes");
    } else {
        sluice_text_string(note, here == FAILS ? "the case fails with this sluice" : "");
    }
    sluice_text_free(&self);
    sluice_text_free(&beside);
    return here == FAILS || there == FAILS;
}

/* --- all of it ---------------------------------------------------------------------------------- */

/* What was added to the file: the case, and its twin behind it. */
static bool take_text(struct making *making)
{
    struct sluice_text file = {0};
    struct sluice_text start = {0};
    struct sluice_yaml_error error = {0};
    const bool good = sluice_scaffold_read(sluice_text_get(&making->adding.path), &file, &error);
    sluice_text_format(&start, "  - id: %s\n", sluice_text_get(&making->adding.id));
    const char *found = good ? strstr(sluice_text_get(&file), sluice_text_get(&start)) : NULL;
    if (!good) {
        (void)sluice_complain_about(&error);
    } else if (found != NULL) {
        sluice_text_string(&making->bucket->case_text, found);
    }
    sluice_text_free(&file);
    sluice_text_free(&start);
    return good;
}

/* Writes the case. *done: it stands. False after a complaint. */
static bool try_case(struct making *making, enum sluice_target_mode mode, const char *rule,
                     const struct sluice_target *target, bool *done)
{
    bool good = begin(making, mode, rule);
    const struct sluice_case item = sluice_add_setting_case(&making->setting, making->target);
    good = good && look(making, &item, target) && write_entries(making);
    if (good && is_shown(making)) {
        sluice_text_string(&making->bucket->case_id, sluice_text_get(&making->adding.id));
        good = take_text(making);
        *done = true;
    } else if (good) {
        good = sluice_adding_undo(&making->adding) == SLUICE_EXIT_ACCEPTED;
    }
    end(making);
    return good;
}

/* Leaves as few class models as do. False after a complaint. */
static bool prune(struct making *making, enum sluice_target_mode mode,
                  const struct sluice_target *target)
{
    const struct sluice_fuzz_settings *settings = &making->input.settings;
    const struct sluice_case item = {.id = making->target,
                                     .mode = mode,
                                     .limits = sluice_fuzz_limits(settings),
                                     .twin = SLUICE_NO_CASE,
                                     .budget = SLUICE_NO_BUDGET};
    const struct sluice_triage_prune what = {.policy = settings->policy,
                                             .item = &item,
                                             .target = target,
                                             .stream = making->input.stream,
                                             .other = making->claim.base};
    return sluice_triage_prune(&what, &making->pruned);
}

/* One mode, under few models; if that does not show it, under all of the policy. *done: the case stands.
 * False after a complaint. */
static bool try_mode(struct making *making, enum sluice_target_mode mode, const char *rule,
                     bool *done)
{
    struct sluice_target target;
    *done = false;
    if (!sluice_target_create("reference", &target)) {
        (void)sluice_complain("out of memory for the target");
        return false;
    }
    bool good = prune(making, mode, &target);
    const bool pruned = good && making->pruned.left_out > 0;
    if (pruned) {
        good = try_case(making, mode, rule, &target, done);
    }
    sluice_triage_pruned_free(&making->pruned);
    if (good && !*done) {
        good = try_case(making, mode, rule, &target, done);
    }
    target.destroy(target.context);
    return good;
}

bool sluice_triage_write_case(const struct sluice_triage *triage,
                              struct sluice_triage_bucket *bucket)
{
    struct making making = {
        .triage = triage, .bucket = bucket, .target = triage->files[bucket->best].target};
    const char *rule = sluice_triage_finding_rule(&bucket->finding);
    enum sluice_target_mode modes[3];
    const struct sluice_bytes input = {bucket->input, bucket->length};
    bool good = family_of(triage->settings.write, making.family);
    bool done = false;
    if (rule == NULL) {
        sluice_text_format(&bucket->note, "no rule says that, so there can be no case");
        return true;
    }
    if (!sluice_triage_claim_read(input, &making.claim)) {
        (void)sluice_complain("out of memory for a case");
        good = false;
    }
    making.input = making.claim.there ? making.claim.made : sluice_fuzz_input_read(input);
    write_texts(&making);
    const size_t count = modes_of(making.target, &making.claim, modes);
    for (size_t i = 0; good && !done && i < count && sluice_running_stop == 0; i++) {
        good = try_mode(&making, modes[i], rule, &done);
    }
    if (good && !done) {
        sluice_text_clear(&bucket->expected);
        sluice_text_string(&bucket->note, "no case shows it: the kept input does");
    }
    sluice_triage_claim_free(&making.claim);
    sluice_text_free(&making.title);
    sluice_text_free(&making.source);
    sluice_text_free(&making.note);
    return good;
}
