/* The streams that JDKs have written, read and written again by the reference: no rule is ever broken. */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/suite/question.h"
#include "harness/suite/sweeps.h"

enum { MOST_BYTES = 1 << 20 };
static const char folder[] = "../../corpora/valid/streams";

struct fixture {
    struct sluice_target target;
    struct sluice_models *models; /* all well-known classes */
    struct sluice_judged *results;
    uint8_t *bytes;
    size_t streams;
    size_t accepted;
    size_t violations;
};

static struct sluice_models *load_models(void)
{
    static const char use[] = "[all]";
    struct sluice_yaml_error error = {0};
    struct sluice_yaml *document = NULL;
    struct sluice_models *models = sluice_models_new(NULL);
    assert_non_null(models);
    assert_true(sluice_yaml_parse(use, strlen(use), "t", &document, &error));
    assert_true(sluice_models_add_use(models, sluice_yaml_root(document), &error));
    assert_true(sluice_models_finish(models, &error));
    sluice_yaml_free(document);
    return models;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    if (fixture == NULL || !sluice_target_create("reference", &fixture->target)) {
        free(fixture);
        return -1;
    }
    fixture->models = load_models();
    fixture->bytes = malloc(MOST_BYTES);
    fixture->results = calloc(sluice_rule_count(), sizeof *fixture->results);
    *state = fixture;
    return fixture->bytes != NULL && fixture->results != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    fixture->target.destroy(fixture->target.context);
    sluice_models_free(fixture->models);
    free(fixture->bytes);
    free(fixture->results);
    free(fixture);
    return 0;
}

/* One stream, in the way that `item` says. */
static void judge(struct fixture *fixture, struct sluice_case *item, const char *name,
                  struct sluice_bytes stream)
{
    const struct sluice_target *target = &fixture->target;
    struct sluice_target_request request = sluice_sweep_request(item);
    struct sluice_observation observation;
    struct sluice_sweeps sweeps = {.chunk_count = 0};
    struct sluice_question question;
    struct sluice_target_facts facts;
    const char *why = NULL;
    request.trace = true;
    request.value = true;
    sluice_observation_init(&observation);
    assert_true(target->load(target->context, stream));
    assert_true(target->run(target->context, &request, &observation, &facts));
    assert_true(sluice_sweep_reread(item, target, &observation, &sweeps, &why));
    struct sluice_observation_set set = {.run = &observation};
    sluice_sweeps_join(&sweeps, &set);
    assert_true(sluice_question_make(item, stream, &question));
    assert_true(sluice_judge_all(&question.context, &set, fixture->results));
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        if (fixture->results[i].ruling == SLUICE_RULING_VIOLATED) {
            print_error("%s: %s: %s\n", name, fixture->results[i].rule, fixture->results[i].detail);
            fixture->violations++;
        }
    }
    fixture->streams++;
    fixture->accepted += observation.answer.outcome == SLUICE_OUTCOME_ACCEPT;
    sluice_question_free(&question);
    sluice_sweeps_free(&sweeps);
    sluice_observation_free(&observation);
}

/* Streams by name, so that a failure is the same each time. */
static int is_stream(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name);
    return length > 4 && strcmp(entry->d_name + length - 4, ".ser") == 0;
}

static void judge_all(struct fixture *fixture, struct sluice_case *item,
                      const char *const *exceptions)
{
    struct dirent **entries = NULL;
    const int count = scandir(folder, &entries, is_stream, alphasort);
    assert_true(count > 0);
    item->models = fixture->models;
    for (int i = 0; i < count; i++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        const size_t length = fread(fixture->bytes, 1, MOST_BYTES, file);
        (void)fclose(file);
        bool skipped = length == MOST_BYTES;
        for (size_t j = 0; exceptions[j] != NULL; j++) {
            skipped = skipped || strcmp(exceptions[j], entries[i]->d_name) == 0;
        }
        if (!skipped) {
            judge(fixture, item, entries[i]->d_name, (struct sluice_bytes){fixture->bytes, length});
        }
        free(entries[i]);
    }
    free((void *)entries);
    assert_int_equal(fixture->violations, 0);
    print_message("%zu of %zu accepted\n", fixture->accepted, fixture->streams);
    assert_true(fixture->accepted * 2 > fixture->streams);
}

static const char *const none[] = {NULL};

static void decoded(void **state)
{
    struct sluice_case item = {.mode = SLUICE_MODE_DECODE};
    judge_all(*state, &item, none);
}

static void written_again(void **state)
{
    struct sluice_case item = {.mode = SLUICE_MODE_REWRITE};
    judge_all(*state, &item, none);
}

static void written_for_a_small_reader(void **state)
{
    struct sluice_case item = {.mode = SLUICE_MODE_REWRITE, .limits = {.objects = 40}};
    judge_all(*state, &item, none);
}

static void written_safely(void **state)
{
    /* Sets that hold a container in a field: the writer knows them as no containers themselves. */
    static const char *const exceptions[] = {"concurrent-cow-set.ser", "concurrent-skip-set.ser",
                                             NULL};
    struct sluice_case item = {.mode = SLUICE_MODE_REWRITE, .safe = true};
    judge_all(*state, &item, exceptions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(decoded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(written_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(written_for_a_small_reader, set_up, tear_down),
        cmocka_unit_test_setup_teardown(written_safely, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
