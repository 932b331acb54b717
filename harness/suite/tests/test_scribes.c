/* Targets that write streams, and what they do wrong: each gets exactly its verdict. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/suite/run.h"

enum { MOST = 256, HEAD = 7 }; /* header, TC_STRING and two length bytes */

/* What the first string of the loaded stream says, it does. */
struct scribe {
    uint8_t stream[MOST];
    size_t length;
};

static bool load(void *context, struct sluice_bytes stream)
{
    struct scribe *scribe = context;
    scribe->length = stream.length < MOST ? stream.length : 0;
    memcpy(scribe->stream, stream.data, scribe->length);
    return true;
}

static bool told(const struct scribe *scribe, const char *what)
{
    const size_t length = strlen(what);
    return scribe->length >= HEAD + length && memcmp(scribe->stream + HEAD, what, length) == 0;
}

static void write_bytes(struct sluice_observation *observation, const uint8_t *bytes, size_t length)
{
    observation->answer.written = (const uint8_t *)sluice_observation_text(observation, bytes,
                                                                           length);
    observation->answer.written_length = length;
}

/* The string as TC_LONGSTRING. */
static void write_long_form(const struct scribe *scribe, struct sluice_observation *observation)
{
    uint8_t out[MOST + 8] = {0xAC, 0xED, 0, 5, 0x7C};
    const size_t text = scribe->length - HEAD;
    out[12] = (uint8_t)text;
    memcpy(out + 13, scribe->stream + HEAD, text);
    write_bytes(observation, out, 13 + text);
}

static void write_stream(const struct scribe *scribe, const struct sluice_target_request *request,
                         struct sluice_observation *observation)
{
    struct sluice_answer *answer = &observation->answer;
    const size_t half = scribe->length - 2;
    if (told(scribe, "long-forms")) {
        write_long_form(scribe, observation);
    } else if (told(scribe, "halves") || told(scribe, "breaks-off")) {
        write_bytes(observation, scribe->stream, half);
    } else if (told(scribe, "other-when-cut") && request->chunk != 0) {
        write_bytes(observation, scribe->stream, half);
    } else {
        write_bytes(observation, scribe->stream, scribe->length);
    }
    if (told(scribe, "breaks-off")) {
        answer->outcome = SLUICE_OUTCOME_LIMIT;
        answer->java_class = "StreamCorruptedException";
        answer->reason = "limit-objects";
    }
}

static bool run(void *context, const struct sluice_target_request *request,
                struct sluice_observation *observation, struct sluice_target_facts *facts)
{
    struct scribe *scribe = context;
    struct sluice_answer *answer = &observation->answer;
    *facts = (struct sluice_target_facts){0};
    answer->offset = SLUICE_NOT_MEASURED;
    answer->outcome = SLUICE_OUTCOME_ACCEPT;
    answer->value = "value";
    if (request->mode == SLUICE_MODE_REWRITE) {
        write_stream(scribe, request, observation);
    } else if (request->mode == SLUICE_MODE_INSPECT && told(scribe, "cannot-read-it")) {
        answer->outcome = SLUICE_OUTCOME_REJECT;
        answer->java_class = "StreamCorruptedException";
        answer->reason = "bad-handle";
    }
    return true;
}

static void destroy(void *context)
{
    (void)context;
}

static const struct {
    const char *id;
    const char *verdict;
    bool pass;
    const char *message; /* part of it */
} expected[] = {
    {"scribes/copies", "accept", true, ""},
    {"scribes/halves", "wrong-value", false, "breaks rule OUT-3: "},
    {"scribes/never-resets", "budget", false, "breaks rule OUT-1: "},
    {"scribes/breaks-off", "wrong-value", false, "breaks rule OUT-3: "},
    {"scribes/forgets-reset", "accept", false, "0 resets were written, expected 1"},
    {"scribes/long-forms", "accept", false, "were written, expected those that were read"},
    {"scribes/cannot-read-it", "wrong-value", false,
     "read again, the stream is refused: bad-handle"},
    {"scribes/keeps-lists", "wrong-value", false, "breaks rule OUT-2: "},
    {"scribes/caught", "accept", true, ""},
    {"scribes/other-when-cut", "wrong-value", false, "gives another written stream"},
};

enum { EXPECTED = sizeof expected / sizeof expected[0] };

static void check_cells(const struct sluice_suite *suite, const struct sluice_plan *plan,
                        const struct sluice_run *run_result)
{
    assert_int_equal(plan->count, EXPECTED);
    for (size_t i = 0; i < EXPECTED; i++) {
        const size_t index = sluice_suite_find(suite, expected[i].id);
        assert_true(index != SLUICE_NO_CASE);
        const struct sluice_cell_result *result =
            &run_result->cells[sluice_plan_find(plan, index, 0)];
        const char *verdict = sluice_verdict_name(result->verdict);
        const char *message = sluice_text_get(&result->message);
        if (strcmp(verdict, expected[i].verdict) != 0 || result->pass != expected[i].pass ||
            strstr(message, expected[i].message) == NULL) {
            fail_msg("%s: %s, pass %d: %s", expected[i].id, verdict, result->pass, message);
        }
    }
}

static void every_scribe_gets_its_verdict(void **state)
{
    (void)state;
    struct scribe scribe = {.length = 0};
    const struct sluice_target target = {.name = "scribe",
                                         .version = "1",
                                         .kind = SLUICE_TARGET_IN_PROCESS,
                                         .capabilities = SLUICE_CAN_CHUNK | SLUICE_CAN_INSPECT |
                                                         SLUICE_CAN_REWRITE,
                                         .load = load,
                                         .run = run,
                                         .destroy = destroy,
                                         .context = &scribe};
    static const char *const command[] = {"sluice", "run", NULL};
    static const char *const paths[] = {"tests/cases/scribes.yaml"};
    struct sluice_yaml_error error = {0};
    char text[SLUICE_YAML_ERROR_TEXT];
    struct sluice_suite suite = {0};
    struct sluice_plan plan = {0};
    struct sluice_run result = {0};
    if (!sluice_suite_load(&suite, paths, 1, &error) ||
        !sluice_plan_make(&suite, NULL, 0, 1, &plan, &error)) {
        fail_msg("%s", sluice_yaml_error_text(&error, text));
    }
    const struct sluice_run_settings settings = {.suite = &suite,
                                                 .plan = &plan,
                                                 .targets = &target,
                                                 .target_count = 1,
                                                 .workers = 1,
                                                 .deadline = 1000,
                                                 .command = command};
    assert_true(sluice_run_suite(&settings, &result));
    check_cells(&suite, &plan, &result);
    sluice_run_free(&result, &plan);
    sluice_plan_free(&plan);
    sluice_suite_free(&suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scribe_gets_its_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
