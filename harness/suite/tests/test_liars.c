/* Targets that lie, break and die: each gets exactly its verdict, and no other case notices. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/suite/run.h"

/* Where the worker has its line to the runner. */
enum { LINE = 3 };

/* The fake target: what the text of the loaded stream says, it does. */
struct fake {
    char told[64];
    size_t length; /* of the stream */
    bool poisoned; /* from then on nothing is as it was */
};

static bool load(void *context, struct sluice_bytes stream)
{
    struct fake *fake = context;
    /* The header, TC_STRING and two length bytes stand before the text. */
    size_t length = stream.length > 7 ? stream.data[6] : 0;
    length = length < sizeof fake->told ? length : sizeof fake->told - 1;
    length = 7 + length <= stream.length ? length : 0;
    memcpy(fake->told, stream.data + 7, length);
    fake->told[length] = '\0';
    fake->length = stream.length;
    return true;
}

static bool told(const struct fake *fake, const char *what)
{
    return strcmp(fake->told, what) == 0;
}

static void die_by(int number)
{
    (void)signal(number, SIG_DFL); /* past a sanitizer's handler */
    (void)raise(number);
}

static void misbehave(struct fake *fake)
{
    if (told(fake, "crash")) {
        die_by(SIGSEGV);
    } else if (told(fake, "abort")) {
        (void)fputs("heap is broken\n", stderr);
        die_by(SIGABRT);
    } else if (told(fake, "hang")) {
        (void)pause();
    } else if (told(fake, "exit-zero")) {
        _exit(0);
    } else if (told(fake, "exit-nine")) {
        _exit(9);
    } else if (told(fake, "noise")) {
        (void)!write(LINE, "accepted, thank you very much\n", 30);
    } else if (told(fake, "chatter")) {
        (void)fputs("warning: error: FATAL: this is only talk\n", stderr);
    } else if (told(fake, "report")) {
        (void)fputs("==1==ERROR: AddressSanitizer: heap-buffer-overflow\n    #0 here\n", stderr);
        _exit(99);
    } else if (told(fake, "poison")) {
        fake->poisoned = true;
    }
}

static bool is_accepted(const struct fake *fake)
{
    static const char *const rejected[] = {"cut-blind",   "keeps-memory", "ignores-refusal",
                                           "other-error", "wrong-place",  "wrong-path",
                                           "steep-steps", "steep-stack",  "even",
                                           "late-steps",  "log-steps",    "steep-heap",
                                           "bad",         "chatter",      "leak",
                                           "poison",      "wrong-class",  "lonely",
                                           "refused",     "over-budget",  "last"};
    for (size_t i = 0; i < sizeof rejected / sizeof rejected[0]; i++) {
        if (told(fake, rejected[i])) {
            return false;
        }
    }
    return true;
}

/* Takes more steps than the rules allow. */
static bool is_careless(const struct fake *fake)
{
    return told(fake, "caught") || told(fake, "caught-and-more") || told(fake, "caught-and-wrong");
}

/* What a stream costs. */
static uint64_t steps_of(const struct fake *fake)
{
    const uint64_t length = fake->length;
    uint64_t log = 0;
    while (length >> (log + 1) != 0) {
        log++;
    }
    return told(fake, "steep-steps")                  ? length * length / 20
           : told(fake, "late-steps") && length > 100 ? length * length / 100
           : told(fake, "log-steps")                  ? length * log
           : is_careless(fake)                        ? 1000000
                                                      : length;
}

/* An allocation is refused. */
static bool run_refused(const struct fake *fake, struct sluice_observation *observation,
                        struct sluice_target_facts *facts)
{
    struct sluice_answer *answer = &observation->answer;
    bool ignored = told(fake, "ignores-refusal");
    facts->refused = true;
    facts->returned_result = ignored;
    answer->offset = SLUICE_NOT_MEASURED;
    answer->outcome = ignored ? SLUICE_OUTCOME_ACCEPT : SLUICE_OUTCOME_REJECT;
    answer->java_class = told(fake, "other-error") ? "EOFException" : "OutOfMemoryError";
    observation->resources.live_after_free = told(fake, "keeps-memory") ? 64 : 0;
    return true;
}

static bool run(void *context, const struct sluice_target_request *request,
                struct sluice_observation *observation, struct sluice_target_facts *facts)
{
    struct fake *fake = context;
    *facts = (struct sluice_target_facts){0};
    misbehave(fake);
    if (request->fail_allocation != 0) {
        return run_refused(fake, observation, facts);
    }
    struct sluice_answer *answer = &observation->answer;
    answer->offset = SLUICE_NOT_MEASURED;
    observation->resources.peak_heap = told(fake, "steep-heap") ? fake->length * fake->length
                                                                : 4096;
    observation->resources.steps = steps_of(fake);
    if (request->measure_stack) {
        observation->resources.stack = told(fake, "steep-stack") ? 40 * fake->length : 2000;
        observation->resources.stack = told(fake, "caught-and-more") ? 100000
                                                                     : observation->resources.stack;
    }
    observation->resources.allocations = 3;
    observation->resources.live_after_free = told(fake, "leak") ? 24 : 0;
    if (told(fake, "failing")) {
        observation->process.adapter_error = "the fake is out of order";
        return false;
    }
    if (is_accepted(fake)) {
        answer->outcome = SLUICE_OUTCOME_ACCEPT;
        answer->value = fake->poisoned ? "mud" : "water";
        answer->compact = answer->value;
    } else {
        answer->outcome = SLUICE_OUTCOME_REJECT;
        answer->at = "string.bytes";
        answer->path = "root.y";
        answer->java_class = told(fake, "wrong-class") ||
                                     (told(fake, "cut-blind") && request->chunk == 1)
                                 ? "InvalidClassException"
                                 : "InvalidObjectException";
    }
    return true;
}

static void destroy(void *context)
{
    (void)context;
}

/* What each case must come to. */
static const struct {
    const char *id;
    const char *verdict;
    bool pass;
    const char *message; /* part of it */
} expected[] = {
    {"liars/good", "accept", true, ""},
    {"liars/refused", "reject", false, "expected accept, got reject with InvalidObjectException"},
    {"liars/bad", "reject", true, ""},
    {"liars/crash", "crash", false, "killed by signal 11 (SIGSEGV)"},
    {"liars/abort", "crash", false, "killed by signal 6 (SIGABRT); it wrote: heap is broken"},
    {"liars/hang", "hang", false, "no answer within 1000 ms"},
    {"liars/exit-zero", "adapter-error", false, "ended with status 0 in the middle of the case"},
    {"liars/exit-nine", "adapter-error", false, "ended with status 9 in the middle of the case"},
    {"liars/noise", "adapter-error", false, "said what no worker says"},
    {"liars/chatter", "reject", true, ""},
    {"liars/report", "sanitizer", false, "AddressSanitizer: heap-buffer-overflow"},
    {"liars/leak", "leak", false, "24"},
    {"liars/poison", "side-effect", false, "control stream is answered otherwise"},
    {"liars/failing", "adapter-error", false, "the fake is out of order"},
    {"liars/wrong-class", "reject", false,
     "expected reject with InvalidObjectException, got reject with InvalidClassException"},
    {"liars/over-budget", "budget", false, "took 4096 bytes of heap, the case's budget is 1024"},
    {"liars/accepted", "accept", false, "expected reject with InvalidObjectException, got accept"},
    {"liars/lonely", "reject", false, "does not count: twin liars/refused"},
    {"liars/last", "reject", true, ""},
    {"liars/cut-blind", "wrong-value", false, "BOUND-CHUNKS"},
    {"liars/keeps-memory", "leak", false, "BOUND-ALLOCATION"},
    {"liars/ignores-refusal", "leak", false, "BOUND-ALLOCATION"},
    {"liars/other-error", "leak", false, "BOUND-ALLOCATION"},
    {"liars/wrong-place", "reject", false, "expected the error at array.length, got string.bytes"},
    {"liars/wrong-path", "reject", false, "expected path root.x, got root.y"},
    {"liars/steep-steps", "budget", false, "BOUND-STEPS: the exponent of the steps is 1."},
    {"liars/late-steps", "budget", false, "BOUND-STEPS: the exponent of the steps is 1."},
    {"liars/log-steps", "budget", false, "BOUND-STEPS: the exponent of the steps is 1."},
    {"liars/steep-heap", "budget", false, "BOUND-HEAP: the exponent of the heap is "},
    {"liars/steep-stack", "budget", false, "BOUND-STACK"},
    {"liars/even", "reject", true, ""},
    {"liars/hash-differs", "reject", false, "but the case records 00000000"},
    {"liars/cannot-write", "unsupported", false, "expected accept, got unsupported"},
    {"liars/caught", "accept", true, ""},
    {"liars/not-caught", "accept", false,
     "expected BOUND-STEPS to be found violated, it is held: "},
    {"liars/caught-and-more", "budget", false, "breaks rule BOUND-STACK: "},
    {"liars/caught-and-wrong", "accept", false, "expected value mud, got water"},
    {"liars/hash-missing", "reject", false, "the case records no sha256"},
};

enum { EXPECTED = sizeof expected / sizeof expected[0] };

static void load_liars(struct sluice_suite *suite, struct sluice_plan *plan)
{
    static const char *const paths[] = {"tests/cases/liars.yaml"};
    struct sluice_yaml_error error = {0};
    char text[SLUICE_YAML_ERROR_TEXT];
    if (!sluice_suite_load(suite, paths, 1, &error) ||
        !sluice_plan_make(suite, NULL, 0, 1, plan, &error)) {
        fail_msg("%s", sluice_yaml_error_text(&error, text));
    }
}

static void check_cells(const struct sluice_suite *suite, const struct sluice_plan *plan,
                        const struct sluice_run *run_result)
{
    assert_int_equal(plan->count, EXPECTED);
    for (size_t i = 0; i < EXPECTED; i++) {
        size_t index = sluice_suite_find(suite, expected[i].id);
        assert_true(index != SLUICE_NO_CASE);
        size_t cell = sluice_plan_find(plan, index, 0);
        assert_true(cell != SIZE_MAX);
        const struct sluice_cell_result *result = &run_result->cells[cell];
        const char *verdict = sluice_verdict_name(result->verdict);
        const char *message = sluice_text_get(&result->message);
        if (strcmp(verdict, expected[i].verdict) != 0 || result->pass != expected[i].pass ||
            strstr(message, expected[i].message) == NULL) {
            fail_msg("%s: %s, pass %d: %s", expected[i].id, verdict, result->pass, message);
        }
        assert_true(result->pass == (message[0] == '\0'));
    }
}

static size_t count_lines(const char *text, const char *start)
{
    size_t count = 0;
    while (text != NULL && *text != '\0') {
        count += strncmp(text, start, strlen(start)) == 0 ? 1 : 0;
        text = strchr(text, '\n');
        text = text != NULL ? text + 1 : NULL;
    }
    return count;
}

static void check_results(const char *text)
{
    static const char footer[] = "{\"type\":\"footer\",\"results\":38,\"passed\":6,\"failed\":32";
    assert_ptr_equal(strstr(text, "{\"type\":\"header\""), text);
    assert_int_equal(count_lines(text, "{\"type\":\"planned\""), EXPECTED);
    assert_int_equal(count_lines(text, "{\"type\":\"result\""), EXPECTED);
    assert_int_equal(count_lines(text, footer), 1);
    const char *last_planned = strstr(text, "{\"type\":\"result\"");
    assert_non_null(last_planned);
    assert_null(strstr(last_planned, "{\"type\":\"planned\""));
    assert_true(strlen(strstr(text, footer)) < 300); /* nothing behind it */
    /* The stream of a case that died is known all the same. */
    const char *crash = strstr(text, "{\"type\":\"result\",\"case\":\"liars/crash\"");
    assert_non_null(crash);
    assert_non_null(strstr(crash, "\"hex\":\"aced00057400056372617368\""));
}

static void every_liar_gets_its_verdict(void **state)
{
    (void)state;
    for (size_t workers = 1; workers <= 4; workers += 3) {
        struct fake fake = {0};
        const struct sluice_target target = {
            .name = "fake",
            .version = "1",
            .kind = SLUICE_TARGET_IN_PROCESS,
            .capabilities = SLUICE_CAN_CHUNK | SLUICE_CAN_FAIL_ALLOCATION |
                            SLUICE_CAN_MEASURE_STACK | SLUICE_CAN_INSPECT,
            .load = load,
            .run = run,
            .destroy = destroy,
            .context = &fake};
        static const char *const command[] = {"sluice", "run", NULL};
        struct sluice_suite suite = {0};
        struct sluice_plan plan = {0};
        struct sluice_run result = {0};
        char *text = NULL;
        size_t length = 0;
        load_liars(&suite, &plan);
        FILE *results = open_memstream(&text, &length);
        assert_non_null(results);
        const struct sluice_run_settings settings = {.suite = &suite,
                                                     .plan = &plan,
                                                     .targets = &target,
                                                     .target_count = 1,
                                                     .workers = workers,
                                                     .deadline = 1000,
                                                     .results = results,
                                                     .command = command};
        assert_true(sluice_run_suite(&settings, &result));
        (void)fclose(results);
        check_cells(&suite, &plan, &result);
        assert_int_equal(result.exit_status, SLUICE_EXIT_REGRESSIONS);
        check_results(text);
        free(text);
        sluice_run_free(&result, &plan);
        sluice_plan_free(&plan);
        sluice_suite_free(&suite);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_liar_gets_its_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
