/* Attacks of the corpus, buried among valid items and in arrays, come back to about their own size; and
 * whatever a stream does to the process that reads it, the probe tells. */
#define _POSIX_C_SOURCE 200809L

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/sanitized.h"
#include "harness/stream/minimize.h"
#include "harness/stream/variants_wrap.h"
#include "harness/suite/probe.h"

static const char folder[] = "../../corpora/attacks";

enum { LONGEST = 600, WANTED = SLUICE_SANITIZED ? 30 : 60, LEVELS = 3 };

static const char before[] = "[\"noise\", {array: {type: \"[I\", elements: [1, 2, 3]}},"
                             "{array: {type: \"[Ljava.lang.String;\", elements: [\"a\", \"b\"]}},"
                             "{repeat: {times: 40, body: [null]}}]";
static const char behind[] = "[null, {array: {type: \"[J\", elements: [7]}}, \"more noise\"]";

/* --- burying ---------------------------------------------------------------------------------- */

static struct sluice_program *load(const char *yaml)
{
    struct sluice_yaml *document = NULL;
    struct sluice_program *program = NULL;
    struct sluice_yaml_error error = {0};
    assert_true(sluice_yaml_parse(yaml, strlen(yaml), "t", &document, &error));
    assert_true(sluice_program_load(sluice_yaml_root(document), &program, &error));
    sluice_yaml_free(document);
    return program;
}

/* Copies the items of a stream, without its header, to the place before `place`. */
static void add_items(struct sluice_program *program, sluice_node_id place, const char *yaml)
{
    struct sluice_program *items = load(yaml);
    sluice_node_id id = sluice_program_peek(items, SLUICE_NODE_ROOT)->first;
    for (id = sluice_program_peek(items, id)->next; id != SLUICE_NODE_NONE;
         id = sluice_program_peek(items, id)->next) {
        sluice_node_id copy = sluice_program_graft(program, items, id);
        assert_int_not_equal(copy, SLUICE_NODE_NONE);
        sluice_program_insert(program, SLUICE_NODE_ROOT, place, copy);
    }
    sluice_program_free(items);
}

/* In arrays, among valid items. NULL: it cannot stand in an array. */
static struct sluice_program *bury(const struct sluice_program *program)
{
    struct sluice_containers containers;
    struct sluice_program *buried;
    assert_true(sluice_containers_load(&containers));
    assert_true(sluice_variant_wrap(program, &containers, SLUICE_WRAP_ARRAY, 0, LEVELS, &buried));
    sluice_containers_free(&containers);
    if (buried != NULL) {
        sluice_node_id header = sluice_program_peek(buried, SLUICE_NODE_ROOT)->first;
        add_items(buried, sluice_program_peek(buried, header)->next, before);
        add_items(buried, SLUICE_NODE_NONE, behind);
    }
    return buried;
}

/* --- minimizing ------------------------------------------------------------------------------- */

struct hunt {
    struct sluice_probe_settings settings;
    struct sluice_text wanted;
    struct sluice_text got;
    size_t rule;
};

static void look(struct hunt *hunt, struct sluice_bytes bytes, struct sluice_text *out)
{
    struct sluice_probed probed = {0};
    assert_true(sluice_probe_here(&hunt->settings, bytes, &probed));
    sluice_text_clear(out);
    sluice_probed_say(&probed, hunt->rule, out);
    sluice_probed_free(&probed);
}

static enum sluice_minimize_answer still(void *context, const struct sluice_program *candidate,
                                         struct sluice_bytes bytes)
{
    struct hunt *hunt = context;
    (void)candidate;
    look(hunt, bytes, &hunt->got);
    return strcmp(sluice_text_get(&hunt->got), sluice_text_get(&hunt->wanted)) == 0
               ? SLUICE_MINIMIZE_KEPT
               : SLUICE_MINIMIZE_LOST;
}

static struct sluice_bytes assemble(const struct sluice_program *program,
                                    struct sluice_assembly *assembly)
{
    struct sluice_yaml_error error = {0};
    assert_true(sluice_assemble(program, NULL, assembly, &error));
    return (struct sluice_bytes){assembly->bytes, assembly->length};
}

/* True if the case was put to the test. */
static bool comes_back(struct hunt *hunt, const struct sluice_case *item)
{
    struct sluice_assembly original;
    struct sluice_assembly buried_bytes = {0};
    struct sluice_program *buried = bury(item->program);
    look(hunt, assemble(item->program, &original), &hunt->wanted);
    if (buried != NULL) {
        look(hunt, assemble(buried, &buried_bytes), &hunt->got);
    }
    bool fits = buried != NULL && original.length <= LONGEST &&
                strcmp(sluice_text_get(&hunt->got), sluice_text_get(&hunt->wanted)) == 0;
    if (fits) {
        const struct sluice_minimize_settings settings = {.still = still, .context = hunt};
        struct sluice_minimized result;
        struct sluice_yaml_error error = {0};
        assert_true(sluice_minimize(buried, &settings, &result, &error));
        assert_true(result.complete);
        if (result.state.bytes > original.length + 4) {
            struct sluice_text text = {0};
            assert_true(sluice_program_print(result.program, &text));
            print_error("%s: %zu bytes, not %zu:\n%s\n", item->id, result.state.bytes,
                        original.length, sluice_text_get(&text));
            fail();
        }
        sluice_program_free(result.program);
    }
    sluice_assembly_free(&original);
    sluice_assembly_free(&buried_bytes);
    sluice_program_free(buried);
    return fits;
}

static bool is_candidate(const struct sluice_case *item)
{
    return item->expect.verdict == SLUICE_OUTCOME_REJECT && item->mode != SLUICE_MODE_REWRITE &&
           item->lie_count == 0;
}

static void attacks_are_dug_out_again(void **state)
{
    (void)state;
    const char *const paths[] = {folder};
    struct sluice_suite suite = {0};
    struct sluice_yaml_error error = {0};
    struct sluice_target target;
    struct hunt hunt = {.rule = sluice_rule_count()};
    size_t candidates = 0;
    size_t tested = 0;
    assert_true(sluice_suite_load(&suite, paths, 1, &error));
    assert_true(sluice_target_create("reference", &target));
    for (size_t i = 0; i < suite.case_count; i++) {
        candidates += is_candidate(&suite.cases[i]);
    }
    for (size_t i = 0, number = 0; i < suite.case_count; i++) {
        const struct sluice_case *item = &suite.cases[i];
        if (!is_candidate(item) || number++ % (1 + candidates / WANTED / 2) != 0) {
            continue;
        }
        hunt.settings = (struct sluice_probe_settings){.item = item, .target = &target};
        tested += comes_back(&hunt, item);
    }
    assert_true(tested >= 30);
    print_message("%zu attacks dug out\n", tested);
    sluice_text_free(&hunt.wanted);
    sluice_text_free(&hunt.got);
    target.destroy(target.context);
    sluice_suite_free(&suite);
}

/* --- the probe -------------------------------------------------------------------------------- */

/* A target that does to its process what the fifth and last byte of the stream says. */
static uint8_t order;

static bool load_order(void *context, struct sluice_bytes stream)
{
    (void)context;
    order = stream.length == 5 ? stream.data[4] : 0; /* not the control stream */
    return true;
}

static bool obey(void *context, const struct sluice_target_request *request,
                 struct sluice_observation *observation, struct sluice_target_facts *facts)
{
    (void)context;
    (void)request;
    *facts = (struct sluice_target_facts){.returned_result = true};
    observation->answer.outcome = SLUICE_OUTCOME_ACCEPT;
    switch (order) {
    case 1:
        (void)signal(SIGSEGV, SIG_DFL);
        (void)raise(SIGSEGV);
        break;
    case 2:
        for (;;) {
            (void)pause();
        }
    case 3:
        (void)fprintf(stderr, "a.c:1:2: runtime error: index 4 out of bounds\n");
        (void)fflush(stderr);
        break;
    case 4:
        (void)fprintf(stderr, "==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x1\n");
        (void)fflush(stderr);
        _exit(1);
    case 5:
        _exit(7);
    default:
        break;
    }
    return true;
}

static const struct sluice_target obedient = {
    .name = "obedient", .version = "1", .load = load_order, .run = obey};

static void expect_said(struct sluice_probe *probe, uint8_t what, enum sluice_verdict verdict,
                        const char *said)
{
    const uint8_t bytes[] = {0xAC, 0xED, 0, 5, what};
    struct sluice_probed probed = {0};
    struct sluice_text text = {0};
    assert_true(sluice_probe_ask(probe, (struct sluice_bytes){bytes, sizeof bytes}, &probed));
    sluice_probed_say(&probed, sluice_rule_count(), &text);
    assert_string_equal(sluice_text_get(&text), said);
    assert_int_equal(probed.verdict, verdict);
    assert_int_equal(probed.answered, what == 0);
    sluice_text_free(&text);
    sluice_probed_free(&probed);
}

static void each_end_of_the_process_is_told(void **state)
{
    (void)state;
    struct sluice_models *models = sluice_models_new(NULL);
    struct sluice_yaml_error error = {0};
    assert_true(sluice_models_finish(models, &error));
    const struct sluice_case item = {.id = "probe",
                                     .mode = SLUICE_MODE_DECODE,
                                     .models = models,
                                     .twin = SLUICE_NO_CASE,
                                     .budget = SLUICE_NO_BUDGET};
    const struct sluice_probe_settings settings = {
        .item = &item, .target = &obedient, .max_bytes = 5, .deadline = 300};
    struct sluice_probe *probe = sluice_probe_open(&settings);
    assert_non_null(probe);
    for (int turn = 0; turn < 2; turn++) {
        expect_said(probe, 1, SLUICE_VERDICT_CRASH, "crash, killed by SIGSEGV");
        expect_said(probe, 2, SLUICE_VERDICT_HANG, "hang, no answer in time");
        expect_said(probe, 3, SLUICE_VERDICT_SANITIZER, "sanitizer, runtime error: index ");
        expect_said(probe, 4, SLUICE_VERDICT_SANITIZER, "sanitizer, heap-use-after-free");
        expect_said(probe, 5, SLUICE_VERDICT_ADAPTER_ERROR, "adapter-error, ended with status 7");
    }
    struct sluice_probed probed = {0};
    const uint8_t bytes[6] = {0};
    assert_false(sluice_probe_ask(probe, (struct sluice_bytes){bytes, sizeof bytes}, &probed));
    sluice_probed_free(&probed);
    sluice_probe_close(probe);
    sluice_probe_close(NULL);
    sluice_models_free(models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_end_of_the_process_is_told),
        cmocka_unit_test(attacks_are_dug_out_again),
    };
    return cmocka_run_group_tests_name("suite minimize", tests, NULL, NULL);
}
