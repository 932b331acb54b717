/* The client of tier 1 with many cases under way: each gets its own result, whatever the program does. The
 * programs are those of harness/cli/tests/fake_target.py. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/targets/client.h"

enum { CASES = 20, PATIENT = 60000, HASTY = 3000 };

static const uint8_t text[] = "\xAC\xED\x00\x05\x74\x00\x05water";
static const uint8_t cut[] = "\xAC\xED\x00\x05\x74\x00\x05wa";
static const uint8_t claim[] = "\xAC\xED\x00\x05\x75\x7F\xFF\xFF\xFF";

static struct sluice_client *open_fake(const char *const *command, unsigned deadline, bool once)
{
    const struct sluice_client_settings settings = {
        .command = command, .deadline = deadline, .start_deadline = PATIENT, .once = once};
    struct sluice_client *client = sluice_client_open(&settings);
    assert_non_null(client);
    return client;
}

#define FAKE(way)                                                                                  \
    ((const char *const[]){"python3", "-S", "-E", "../cli/tests/fake_target.py", way, NULL})

static void send(struct sluice_client *client, const uint8_t *stream, size_t size,
                 const char *setting)
{
    const struct sluice_client_case item = {
        .mode = "inspect",
        .setting = {(const uint8_t *)setting, strlen(setting)},
        .stream = {stream, size - 1},
    };
    assert_true(sluice_client_send(client, &item));
}

/* Every fifth stream is the one that a way cannot bear, every third is refused. */
static void send_all(struct sluice_client *client)
{
    for (int i = 0; i < CASES; i++) {
        if (i % 5 == 4) {
            send(client, claim, sizeof claim, "");
        } else if (i % 3 == 2) {
            send(client, cut, sizeof cut, "");
        } else {
            send(client, text, sizeof text, "");
        }
    }
    assert_int_equal(sluice_client_outstanding(client), CASES);
}

static void receive(struct sluice_client *client, enum sluice_client_end end, int number,
                    char verdict)
{
    struct sluice_client_result result;
    assert_true(sluice_client_receive(client, &result));
    if (result.end != end) {
        fail_msg("%d instead of %d: %s", (int)result.end, (int)end, result.why);
    }
    assert_int_equal(result.signal, number);
    if (end == SLUICE_CLIENT_ANSWERED) {
        assert_true(result.reply.length >= 1);
        assert_int_equal(result.reply.data[0], verdict);
    } else {
        assert_true(result.why[0] != '\0');
    }
}

static void receive_all(struct sluice_client *client, enum sluice_client_end end, int number)
{
    struct sluice_client_result result;
    for (int i = 0; i < CASES; i++) {
        if (i % 5 == 4) {
            receive(client, end, number, 'R');
        } else {
            receive(client, SLUICE_CLIENT_ANSWERED, 0, i % 3 == 2 ? 'R' : 'A');
        }
    }
    assert_int_equal(sluice_client_outstanding(client), 0);
    assert_false(sluice_client_receive(client, &result));
}

static void batch(const char *way, enum sluice_client_end end, int number)
{
    struct sluice_client *client = open_fake(FAKE(way), PATIENT, false);
    send_all(client);
    receive_all(client, end, number);
    /* And once more: nothing has stayed behind. */
    send_all(client);
    receive_all(client, end, number);
    sluice_client_free(client);
}

static void a_batch_is_answered(void **state)
{
    (void)state;
    batch("honest", SLUICE_CLIENT_ANSWERED, 0);
}

static void noise_is_harmless(void **state)
{
    (void)state;
    batch("noisy", SLUICE_CLIENT_ANSWERED, 0);
}

/* What it has answered and not sent before it died is lost, and is asked again. */
static void a_crash_is_one_case_s(void **state)
{
    (void)state;
    batch("crashes", SLUICE_CLIENT_SIGNALED, SIGSEGV);
}

static void a_child_that_keeps_the_pipes_keeps_nobody(void **state)
{
    (void)state;
    batch("child-keeps-pipes", SLUICE_CLIENT_SIGNALED, SIGSEGV);
}

static void an_end_is_one_case_s(void **state)
{
    (void)state;
    batch("exits-0", SLUICE_CLIENT_BROKE, 0);
}

static void a_report_is_one_case_s(void **state)
{
    (void)state;
    batch("reports-and-exits", SLUICE_CLIENT_REPORTED, 0);
    batch("reports-and-lives", SLUICE_CLIENT_REPORTED, 0);
}

static void a_wrong_number_is_one_case_s(void **state)
{
    (void)state;
    batch("wrong-number", SLUICE_CLIENT_BROKE, 0);
    batch("wrong-verdict", SLUICE_CLIENT_BROKE, 0);
    batch("too-long", SLUICE_CLIENT_BROKE, 0);
}

static void a_hang_is_one_case_s(void **state)
{
    (void)state;
    struct sluice_client *client = open_fake(FAKE("hangs"), HASTY, false);
    send(client, text, sizeof text, "");
    send(client, claim, sizeof claim, "");
    send(client, cut, sizeof cut, "");
    receive(client, SLUICE_CLIENT_ANSWERED, 0, 'A');
    receive(client, SLUICE_CLIENT_HUNG, 0, 0);
    receive(client, SLUICE_CLIENT_ANSWERED, 0, 'R');
    sluice_client_free(client);
}

/* It answers the batch from its end: asked one by one, it makes no mistake. */
static void who_answers_backwards_is_asked_one_by_one(void **state)
{
    (void)state;
    batch("answers-backwards", SLUICE_CLIENT_ANSWERED, 0);
    struct sluice_client *client = open_fake(FAKE("answers-backwards"), PATIENT, true);
    send(client, text, sizeof text, "");
    send(client, cut, sizeof cut, "");
    receive(client, SLUICE_CLIENT_BROKE, 0, 0);
    sluice_client_free(client);
}

/* A program that ends after its answer is found out by the next case, which is answered all the same. */
static void an_end_between_cases_is_told(void **state)
{
    (void)state;
    struct sluice_client *client = open_fake(FAKE("answers-and-dies"), PATIENT, false);
    struct sluice_client_result result;
    send(client, claim, sizeof claim, "");
    receive(client, SLUICE_CLIENT_ANSWERED, 0, 'R');
    send(client, text, sizeof text, "");
    assert_true(sluice_client_receive(client, &result));
    /* Either it was dead before, or it died with this one in its pipe. */
    if (result.before != SLUICE_CLIENT_ANSWERED) {
        assert_int_equal(result.before, SLUICE_CLIENT_SIGNALED);
        assert_int_equal(result.before_signal, SIGBUS);
        assert_int_equal(result.end, SLUICE_CLIENT_ANSWERED);
    } else {
        assert_int_equal(result.end, SLUICE_CLIENT_SIGNALED);
        assert_int_equal(result.signal, SIGBUS);
    }
    sluice_client_free(client);
}

/* A setting goes with the first case that names it, and again to a fresh process. */
static void settings_are_there_when_they_are_named(void **state)
{
    (void)state;
    struct sluice_client *client = open_fake(FAKE("crashes"), PATIENT, false);
    for (int round = 0; round < 100; round++) {
        char setting[64];
        (void)snprintf(setting, sizeof setting, "{\"%s\": %d}", round % 2 == 0 ? "a" : "unheard-of",
                       round / 4);
        send(client, text, sizeof text, setting);
        if (round % 7 == 0) {
            send(client, claim, sizeof claim, "");
        }
        receive(client, SLUICE_CLIENT_ANSWERED, 0, round % 2 == 0 ? 'A' : 'U');
        if (round % 7 == 0) {
            receive(client, SLUICE_CLIENT_SIGNALED, SIGSEGV, 0);
        }
    }
    sluice_client_free(client);
}

/* Where something always waits, too: what is not named any more makes room, and nothing else does. */
static void settings_change_places(void **state)
{
    (void)state;
    enum { ALL = 2000, WAITING = 200 };
    struct sluice_client *client = open_fake(FAKE("honest"), PATIENT, false);
    for (int i = 0; i < ALL + WAITING; i++) {
        if (i < ALL) {
            char setting[64];
            (void)snprintf(setting, sizeof setting, "{\"%s\": %d}", i % 3 == 0 ? "unheard-of" : "a",
                           i / 2);
            send(client, text, sizeof text, setting);
        }
        if (i >= WAITING) {
            receive(client, SLUICE_CLIENT_ANSWERED, 0, (i - WAITING) % 3 == 0 ? 'U' : 'A');
        }
    }
    assert_int_equal(sluice_client_outstanding(client), 0);
    sluice_client_free(client);
}

static void what_is_no_program_is_not_started(void **state)
{
    (void)state;
    struct sluice_text why = {0};
    struct sluice_client *client = open_fake((const char *const[]){"no-such-program", NULL},
                                             PATIENT, false);
    assert_null(sluice_client_hello(client, &why));
    assert_string_equal(sluice_text_get(&why),
                        "no-such-program cannot be started: No such file or directory");
    send(client, text, sizeof text, "");
    send(client, text, sizeof text, "");
    receive(client, SLUICE_CLIENT_NOT_STARTED, 0, 0);
    receive(client, SLUICE_CLIENT_NOT_STARTED, 0, 0);
    sluice_text_free(&why);
    sluice_client_free(client);
}

/* More than any pipe holds, both ways. */
static void what_is_large_blocks_nobody(void **state)
{
    (void)state;
    enum { LARGE = 3 * 1024 * 1024, COUNT = 12 };
    uint8_t *stream = calloc(LARGE, 1);
    struct sluice_client *client = open_fake(FAKE("noisy"), PATIENT, false);
    assert_non_null(stream);
    for (int i = 0; i < COUNT; i++) {
        send(client, stream, LARGE, "");
    }
    for (int i = 0; i < COUNT; i++) {
        receive(client, SLUICE_CLIENT_ANSWERED, 0, 'R');
    }
    sluice_client_free(client);
    free(stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_answered),
        cmocka_unit_test(noise_is_harmless),
        cmocka_unit_test(a_crash_is_one_case_s),
        cmocka_unit_test(a_child_that_keeps_the_pipes_keeps_nobody),
        cmocka_unit_test(an_end_is_one_case_s),
        cmocka_unit_test(a_report_is_one_case_s),
        cmocka_unit_test(a_wrong_number_is_one_case_s),
        cmocka_unit_test(a_hang_is_one_case_s),
        cmocka_unit_test(who_answers_backwards_is_asked_one_by_one),
        cmocka_unit_test(an_end_between_cases_is_told),
        cmocka_unit_test(settings_are_there_when_they_are_named),
        cmocka_unit_test(settings_change_places),
        cmocka_unit_test(what_is_no_program_is_not_started),
        cmocka_unit_test(what_is_large_blocks_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
