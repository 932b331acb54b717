/* Each liar over the whole suite of attacks: every cell comes to what its case says must come of such a
 * liar, and the run is red. What is expected is computed from the cases, nothing is recorded.
 *
 * A liar costs a worker at almost every case, and to start one costs as much as there is in memory. So the files
 * are dealt out to several processes, each with a small suite of its own. */
#define _POSIX_C_SOURCE 200809L

#include "harness/mutants/liars/liar.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/stream/program.h"
#include "harness/suite/run.h"

enum { HANDS = 8, WORKERS = 2, SHOWN = 10 };

/* Milliseconds for a case. Nobody waits for it to pass but where a liar hangs. */
enum { DEADLINE = 60000, DEADLINE_OF_HANGING = 10000 };

/* Which of the hands this process plays. */
static size_t hand;

/* What must come of a cell. */
struct wanted {
    bool pass;
    enum sluice_verdict verdict;
    bool or_worse; /* a rule may be found broken as well */
};

struct stage {
    struct sluice_suite suite;
    struct sluice_plan plan;
    struct sluice_target truth;
    struct wanted *wanted; /* by cell */
    size_t victim;         /* the case whose stream is lied at */
    struct sluice_assembly stream;
};

static const struct sluice_case *case_of(const struct stage *stage, size_t cell)
{
    return &stage->suite.cases[stage->plan.cells[cell].case_index];
}

/* --- what must come of it ------------------------------------------------------------------------- */

static enum sluice_verdict own_verdict(enum sluice_outcome outcome)
{
    enum sluice_verdict verdict = SLUICE_VERDICT_NOT_RUN;
    assert_true(sluice_verdict_parse(sluice_outcome_name(outcome), &verdict));
    return verdict;
}

/* What a container or a field holds, and that the stream keeps to the protocol, shows in the stream,
   once it is accepted. Most others show in what a target does. */
static bool shows_in_the_stream(const char *rule)
{
    return strcmp(rule, "DEV-2") == 0 || strcmp(rule, "DEV-3") == 0 || strcmp(rule, "IN-8") == 0;
}

static bool show_in_the_stream(const char *const *rules, size_t count)
{
    bool all = true;
    for (size_t i = 0; i < count; i++) {
        all = all && shows_in_the_stream(rules[i]);
    }
    return all;
}

/* True if the case looks at more of an accepted stream than that it is accepted. */
static bool looks_closer(const struct sluice_case *item)
{
    const struct sluice_expectation *expect = &item->expect;
    return !show_in_the_stream(expect->violates, expect->violate_count) ||
           !show_in_the_stream(expect->holds, expect->hold_count) || expect->value != NULL ||
           expect->written != NULL || expect->resets != SLUICE_NOT_MEASURED;
}

/* True if more than its header is in the stream. */
static bool has_items(const struct sluice_program *program)
{
    const sluice_node_id first = sluice_program_peek(program, SLUICE_NODE_ROOT)->first;
    return first != SLUICE_NODE_NONE &&
           (sluice_program_peek(program, first)->kind != SLUICE_NODE_MAGIC ||
            sluice_program_peek(program, first)->next != SLUICE_NODE_NONE);
}

/* What is built is also written for readers with limits: a refusal must say of which value,
   if there is any. */
static bool is_refused_as_written(const struct sluice_case *item)
{
    return sluice_case_names(item, "OUT-1") && item->mode == SLUICE_MODE_DECODE &&
           item->expect.verdict == SLUICE_OUTCOME_ACCEPT && has_items(item->program);
}

static bool is_refused(const struct sluice_case *item)
{
    return item->expect.verdict == SLUICE_OUTCOME_REJECT ||
           item->expect.verdict == SLUICE_OUTCOME_LIMIT;
}

/* An answer that is made up is `verdict`; without a trace little else can be told. */
static struct wanted invented(const struct sluice_case *item, enum sluice_verdict verdict)
{
    const bool right = own_verdict(item->expect.verdict) == verdict;
    return (struct wanted){right && !looks_closer(item), verdict, !right || looks_closer(item)};
}

static struct wanted wanted_of(const struct stage *stage, enum sluice_liar_kind kind,
                               const struct sluice_case *item)
{
    const struct sluice_expectation *expect = &item->expect;
    const struct wanted truth = {true, own_verdict(expect->verdict), false};
    const struct wanted wrong = {false, own_verdict(expect->verdict), false};
    const struct wanted wrong_or_worse = {false, wrong.verdict, true};
    const bool at_victim = strcmp(item->sha256, stage->suite.cases[stage->victim].sha256) == 0;
    switch (kind) {
    case SLUICE_LIAR_HONEST:
    case SLUICE_LIAR_CHATTERS:
        return truth;
    case SLUICE_LIAR_ACCEPTS_ALL:
    case SLUICE_LIAR_ONE_ANSWER:
        return invented(item, SLUICE_VERDICT_ACCEPT);
    case SLUICE_LIAR_REJECTS_ALL:
        return invented(item, SLUICE_VERDICT_REJECT);
    case SLUICE_LIAR_CRASHES_ON_REJECT:
        return is_refused(item) ? (struct wanted){false, SLUICE_VERDICT_CRASH, false} : truth;
    case SLUICE_LIAR_EXITS_ON_REJECT:
        return is_refused(item) ? (struct wanted){false, SLUICE_VERDICT_ADAPTER_ERROR, false}
                                : truth;
    case SLUICE_LIAR_WRONG_CLASS:
        return is_refused(item) ? wrong_or_worse : truth;
    case SLUICE_LIAR_VAGUE:
        if (is_refused_as_written(item)) {
            return (struct wanted){false, SLUICE_VERDICT_BUDGET, false};
        }
        return expect->at != NULL || expect->path != NULL ? wrong : truth;
    case SLUICE_LIAR_WRONG_VALUE:
        return expect->value != NULL ? wrong : truth;
    case SLUICE_LIAR_LEAKS:
        return (struct wanted){false, SLUICE_VERDICT_LEAK, false};
    case SLUICE_LIAR_POISONED:
        return (struct wanted){false, SLUICE_VERDICT_SIDE_EFFECT, false};
    case SLUICE_LIAR_STEEP:
        return item->growth ? (struct wanted){false, SLUICE_VERDICT_BUDGET, false} : truth;
    case SLUICE_LIAR_HANGS:
    case SLUICE_LIAR_HANGS_AFTER_ANSWER:
        return at_victim ? (struct wanted){false, SLUICE_VERDICT_HANG, false} : truth;
    case SLUICE_LIAR_OUT_OF_ORDER:
    case SLUICE_LIAR_NO_ANSWER:
        return at_victim ? (struct wanted){false, SLUICE_VERDICT_ADAPTER_ERROR, false} : truth;
    case SLUICE_LIAR_DIES_AFTER_ANSWER:
    case SLUICE_LIAR_DIES:
        return at_victim ? (struct wanted){false, SLUICE_VERDICT_CRASH, false} : truth;
    case SLUICE_LIAR_COUNT:
        break;
    }
    return wrong;
}

/* Whatever a case comes to, it does not count unless its twin was accepted. */
static void look_at_twins(struct stage *stage)
{
    for (size_t cell = 0; cell < stage->plan.count; cell++) {
        const size_t twin = case_of(stage, cell)->twin;
        if (twin != SLUICE_NO_CASE) {
            const struct wanted *of_twin = &stage->wanted[sluice_plan_find(&stage->plan, twin, 0)];
            stage->wanted[cell].pass = stage->wanted[cell].pass &&
                                       of_twin->verdict == SLUICE_VERDICT_ACCEPT;
        }
    }
}

/* --- what comes of it ----------------------------------------------------------------------------- */

static bool is_as_wanted(const struct wanted *wanted, const struct sluice_cell_result *result)
{
    const bool worse = wanted->or_worse && !sluice_verdict_is_targets_own(result->verdict);
    return result->ended && result->pass == wanted->pass &&
           (result->verdict == wanted->verdict || worse) &&
           (result->message.length == 0) == result->pass;
}

/* Returns how many cells are not as they must be. */
static size_t check_cells(const struct stage *stage, const char *liar, const struct sluice_run *run)
{
    size_t wrong = 0;
    size_t passed = 0;
    for (size_t cell = 0; cell < stage->plan.count; cell++) {
        const struct wanted *wanted = &stage->wanted[cell];
        const struct sluice_cell_result *result = &run->cells[cell];
        passed += wanted->pass ? 1 : 0;
        if (!is_as_wanted(wanted, result) && wrong++ < SHOWN) {
            print_error("%s: %s: %s, pass %d, but %s, pass %d is due (%s)\n", liar,
                        case_of(stage, cell)->id, sluice_verdict_name(result->verdict),
                        result->pass, sluice_verdict_name(wanted->verdict), wanted->pass,
                        sluice_text_get(&result->message));
        }
    }
    print_message("%zu: %-18s %zu of %zu cells pass\n", hand, liar, run->totals.passed,
                  stage->plan.count);
    assert_int_equal(run->totals.results, stage->plan.count);
    assert_int_equal(run->totals.passed, passed);
    assert_int_equal(run->totals.failed, stage->plan.count - passed);
    assert_int_equal(run->exit_status,
                     passed == stage->plan.count ? SLUICE_EXIT_CLEAN : SLUICE_EXIT_REGRESSIONS);
    return wrong;
}

static size_t play(struct stage *stage, enum sluice_liar_kind kind)
{
    static const char *const command[] = {"sluice", "run", NULL};
    const struct sluice_bytes victim = {stage->stream.bytes, stage->stream.length};
    struct sluice_target liar;
    struct sluice_run run = {0};
    assert_true(sluice_liar_make(kind, &stage->truth, victim, &liar));
    for (size_t cell = 0; cell < stage->plan.count; cell++) {
        stage->wanted[cell] = wanted_of(stage, kind, case_of(stage, cell));
    }
    look_at_twins(stage);
    const bool hangs = kind == SLUICE_LIAR_HANGS || kind == SLUICE_LIAR_HANGS_AFTER_ANSWER;
    const struct sluice_run_settings settings = {
        .suite = &stage->suite,
        .plan = &stage->plan,
        .targets = &liar,
        .target_count = 1,
        .workers = WORKERS,
        .deadline = hangs ? DEADLINE_OF_HANGING : DEADLINE,
        .command = command,
    };
    assert_true(sluice_run_suite(&settings, &run));
    const size_t wrong = check_cells(stage, liar.name, &run);
    sluice_run_free(&run, &stage->plan);
    liar.destroy(liar.context);
    return wrong;
}

/* --- the stage ------------------------------------------------------------------------------------ */

/* The third case of the run, a twin: others depend on it. */
static void choose_victim(struct stage *stage, size_t cell)
{
    stage->victim = stage->plan.cells[cell].case_index;
    sluice_assembly_free(&stage->stream);
    assert_true(
        sluice_assemble(stage->suite.cases[stage->victim].program, NULL, &stage->stream, NULL));
}

/* All but the families of lies, since of two lies one cannot tell which was noticed: what must be decided
 * there hangs on runs which are left out here. Of files that are there for the twins in them, the twins. */
static void make_plan(struct stage *stage)
{
    struct sluice_yaml_error error = {0};
    size_t count = 0;
    const char **ids = calloc(stage->suite.named_case_count, sizeof *ids);
    assert_non_null(ids);
    for (size_t i = 0; i < stage->suite.named_case_count; i++) {
        const struct sluice_case *item = &stage->suite.cases[i];
        if (item->lie_count == 0 && strncmp(item->family, "liars-", 6) != 0) {
            ids[count++] = stage->suite.cases[i].id;
        }
    }
    assert_true(sluice_plan_make(&stage->suite, ids, count, 1, &stage->plan, &error));
    assert_true(stage->plan.count >= count); /* with their twins */
    free(ids);
}

/* Every eighth file, from that of this hand on; NULL behind the last. */
static const char **deal(glob_t *files)
{
    assert_int_equal(glob("../../../corpora/attacks/*.yaml", 0, NULL, files), 0);
    assert_true(files->gl_pathc > HANDS);
    const char **dealt = calloc(files->gl_pathc / HANDS + 2, sizeof *dealt);
    assert_non_null(dealt);
    for (size_t i = hand; i < files->gl_pathc; i += HANDS) {
        dealt[i / HANDS] = files->gl_pathv[i];
    }
    return dealt;
}

static void every_liar_is_found_out(void **state)
{
    struct stage stage = {0};
    struct sluice_yaml_error error = {0};
    char text[SLUICE_YAML_ERROR_TEXT];
    size_t wrong = 0;
    (void)state;
    glob_t files;
    const char **dealt = deal(&files);
    size_t count = 0;
    while (dealt[count] != NULL) {
        count++;
    }
    if (!sluice_suite_load(&stage.suite, dealt, count, &error)) {
        fail_msg("%s", sluice_yaml_error_text(&error, text));
    }
    make_plan(&stage);
    assert_true(sluice_reference_create(&stage.truth));
    stage.wanted = calloc(stage.plan.count, sizeof *stage.wanted);
    assert_non_null(stage.wanted);
    for (int kind = 0; kind < SLUICE_LIAR_COUNT; kind++) {
        choose_victim(&stage, kind == SLUICE_LIAR_DIES ? stage.plan.count - 1 : 2);
        wrong += play(&stage, (enum sluice_liar_kind)kind);
    }
    assert_int_equal(wrong, 0);
    sluice_assembly_free(&stage.stream);
    free(stage.wanted);
    stage.truth.destroy(stage.truth.context);
    sluice_plan_free(&stage.plan);
    sluice_suite_free(&stage.suite);
    free(dealt);
    globfree(&files);
}

static int play_hand(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_liar_is_found_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The exit status of the hand that ended next; a hand that did not end by itself has failed. */
static int status_of_next(void)
{
    int status = 0;
    return wait(&status) > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

int main(void)
{
    int result = EXIT_SUCCESS;
    size_t begun = 0;
    for (hand = 0; hand < HANDS; hand++) {
        const pid_t pid = fork();
        if (pid == 0) {
            exit(play_hand());
        }
        begun += pid > 0;
        result = pid > 0 ? result : EXIT_FAILURE;
    }
    for (; begun > 0; begun--) {
        const int status = status_of_next();
        result = status == EXIT_SUCCESS ? result : status;
    }
    return result;
}
