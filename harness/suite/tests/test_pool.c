/* Workers: each way in which one can end gets its own outcome, and the other jobs do not notice. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/suite/pool.h"
#include "harness/suite/worker.h"

enum behavior {
    GOOD,
    SEGV,
    ABORT,
    KILLED,
    EXIT_ZERO,
    EXIT_SEVEN,
    HANG,
    STOPPED,
    NOISE,
    SHORT_NOISE,
    NO_ANSWER,
    TWO_ANSWERS,
    DEATH_AFTER_ANSWER,
    HANG_AFTER_ANSWER,
    CLOSED_LINE,
    GRANDCHILD,
    COUNT_AFTER_ANSWER,
    FLOOD
};

static const struct {
    enum behavior behavior;
    enum sluice_job_end end;
    int signal;
    int status;
} rows[] = {
    {GOOD, SLUICE_JOB_ANSWERED, 0, 0},
    {SEGV, SLUICE_JOB_SIGNALED, SIGSEGV, 0},
    {GOOD, SLUICE_JOB_ANSWERED, 0, 0},
    {ABORT, SLUICE_JOB_SIGNALED, SIGABRT, 0},
    {KILLED, SLUICE_JOB_SIGNALED, SIGKILL, 0},
    {EXIT_ZERO, SLUICE_JOB_EXITED, 0, 0},
    {EXIT_SEVEN, SLUICE_JOB_EXITED, 0, 7},
    {HANG, SLUICE_JOB_HUNG, 0, 0},
    {STOPPED, SLUICE_JOB_HUNG, 0, 0},
    {NOISE, SLUICE_JOB_NOISE, 0, 0},
    {SHORT_NOISE, SLUICE_JOB_NOISE, 0, 0},
    {NO_ANSWER, SLUICE_JOB_NOISE, 0, 0},
    {TWO_ANSWERS, SLUICE_JOB_NOISE, 0, 0},
    {COUNT_AFTER_ANSWER, SLUICE_JOB_NOISE, 0, 0},
    {DEATH_AFTER_ANSWER, SLUICE_JOB_SIGNALED, SIGSEGV, 0},
    {HANG_AFTER_ANSWER, SLUICE_JOB_HUNG, 0, 0},
    {CLOSED_LINE, SLUICE_JOB_NOISE, 0, 0},
    {GRANDCHILD, SLUICE_JOB_SIGNALED, SIGKILL, 0},
    {FLOOD, SLUICE_JOB_ANSWERED, 0, 0},
    {GOOD, SLUICE_JOB_ANSWERED, 0, 0},
};

enum { ROWS = sizeof rows / sizeof rows[0], DEADLINE = 1000 };

static void die_by(int number)
{
    (void)signal(number, SIG_DFL); /* past a sanitizer's handler */
    (void)raise(number);
}

static void hang(void)
{
    for (;;) {
        (void)pause();
    }
}

static void flood(void)
{
    char buffer[4096];
    memset(buffer, 'x', sizeof buffer);
    for (int i = 0; i < 500; i++) {
        (void)!write(STDERR_FILENO, buffer, sizeof buffer);
    }
}

/* Shared with the workers: the last grandchild. */
static volatile pid_t *grandchild;

/* A child of the worker that keeps its descriptors open. */
static void leave_grandchild(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        hang();
    }
    *grandchild = pid;
    die_by(SIGKILL);
}

/* True when the process is gone, or a zombie that nobody has fetched yet. */
static bool is_dead(pid_t pid)
{
    char path[64];
    char state = 'Z';
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1) {
            state = '?';
        }
        (void)fclose(file);
    }
    return state == 'Z' || state == 'X';
}

static bool dies_soon(pid_t pid)
{
    for (int i = 0; i < 30000 && !is_dead(pid); i++) {
        (void)usleep(1000);
    }
    return is_dead(pid);
}

static void misbehave(enum behavior behavior, const struct sluice_pool_line *line)
{
    switch (behavior) {
    case SEGV:
        (void)fputs("before the end\n", stderr);
        die_by(SIGSEGV);
        break;
    case ABORT:
        die_by(SIGABRT);
        break;
    case KILLED:
        die_by(SIGKILL);
        break;
    case EXIT_ZERO:
        _exit(0);
    case EXIT_SEVEN:
        _exit(7);
    case HANG:
        hang();
        break;
    case STOPPED:
        (void)raise(SIGSTOP);
        break;
    case NOISE:
        (void)!write(line->socket, "Exception in thread \"main\"\n", 27);
        hang();
        break;
    case SHORT_NOISE:
        (void)!write(line->socket, "x", 1);
        break;
    case CLOSED_LINE:
        (void)close(line->socket);
        hang();
        break;
    case GRANDCHILD:
        leave_grandchild();
        break;
    case FLOOD:
        flood();
        break;
    case GOOD:
    case NO_ANSWER:
    case TWO_ANSWERS:
    case COUNT_AFTER_ANSWER:
    case DEATH_AFTER_ANSWER:
    case HANG_AFTER_ANSWER:
        break;
    }
}

static bool work(void *context, size_t job, const struct sluice_pool_line *line)
{
    (void)context;
    enum behavior behavior = rows[job].behavior;
    const uint64_t answer = 1000 + job;
    if (!sluice_pool_note(line, "noted", 5) || !sluice_pool_count(line, job) ||
        !sluice_pool_count(line, 100 + job)) {
        return false;
    }
    misbehave(behavior, line);
    if (behavior == NO_ANSWER) {
        return true;
    }
    bool sent = sluice_pool_answer(line, &answer, sizeof answer);
    if (behavior == TWO_ANSWERS) {
        sent = sluice_pool_answer(line, &answer, sizeof answer);
    }
    if (behavior == COUNT_AFTER_ANSWER) {
        sent = sluice_pool_count(line, 1);
    }
    if (behavior == DEATH_AFTER_ANSWER) {
        die_by(SIGSEGV);
    }
    if (behavior == HANG_AFTER_ANSWER) {
        hang();
    }
    return sent;
}

struct seen {
    int calls[ROWS];
    struct sluice_job_outcome outcomes[ROWS];
    uint64_t answers[ROWS];
    uint64_t counts[ROWS];
    char errors[ROWS][32];
    char notes[ROWS][8];
};

static void done(void *context, size_t job, const struct sluice_job_outcome *outcome)
{
    struct seen *seen = context;
    assert_in_range(job, 0, ROWS - 1);
    seen->calls[job]++;
    seen->outcomes[job] = *outcome;
    (void)snprintf(seen->errors[job], sizeof seen->errors[job], "%s", outcome->errors);
    if (outcome->note.length == 5) {
        memcpy(seen->notes[job], outcome->note.data, 5);
    }
    if (outcome->answer.length == sizeof seen->answers[job]) {
        memcpy(&seen->answers[job], outcome->answer.data, sizeof seen->answers[job]);
    }
}

static void counted(void *context, size_t job, uint64_t count)
{
    struct seen *seen = context;
    assert_int_equal(count, seen->counts[job] == 0 ? job : 100 + job);
    seen->counts[job] = count + 1;
}

static void check_rows(const struct seen *seen)
{
    for (size_t i = 0; i < ROWS; i++) {
        assert_int_equal(seen->calls[i], 1);
        if (seen->outcomes[i].end != rows[i].end || seen->outcomes[i].signal != rows[i].signal ||
            seen->outcomes[i].exit_status != rows[i].status) {
            fail_msg("row %zu: end %d, signal %d, status %d", i, (int)seen->outcomes[i].end,
                     seen->outcomes[i].signal, seen->outcomes[i].exit_status);
        }
        if (rows[i].end == SLUICE_JOB_ANSWERED) {
            assert_int_equal(seen->answers[i], 1000 + i);
        }
        assert_string_equal(seen->notes[i], "noted");
        assert_int_equal(seen->counts[i], 101 + i);
    }
    assert_string_equal(seen->errors[1], "before the end\n");
    assert_string_equal(seen->errors[0], "");
}

static void every_end_has_its_outcome(void **state)
{
    (void)state;
    for (size_t workers = 1; workers <= 3; workers += 2) {
        struct seen *seen = calloc(1, sizeof *seen);
        assert_non_null(seen);
        const struct sluice_pool_settings settings = {.jobs = ROWS,
                                                      .workers = workers,
                                                      .deadline = DEADLINE,
                                                      .work = work,
                                                      .done = done,
                                                      .counted = counted,
                                                      .context = seen};
        *grandchild = 0;
        assert_true(sluice_pool_run(&settings));
        check_rows(seen);
        assert_true(*grandchild > 0 && dies_soon(*grandchild));
        free(seen);
    }
}

/* --- stopping and starting -------------------------------------------------------------------- */

static volatile sig_atomic_t stop;

struct ends {
    int jobs;
    int not_run;
};

static void count_ends(void *context, size_t job, const struct sluice_job_outcome *outcome)
{
    struct ends *ends = context;
    ends->jobs++;
    ends->not_run += outcome->end == SLUICE_JOB_NOT_RUN ? 1 : 0;
    if (job == 3) {
        stop = 1;
    }
}

static bool answer_nothing(void *context, size_t job, const struct sluice_pool_line *line)
{
    (void)context;
    (void)job;
    return sluice_pool_answer(line, "", 0);
}

static void a_stop_leaves_no_job_without_end(void **state)
{
    (void)state;
    struct ends ends = {0};
    const struct sluice_pool_settings settings = {.jobs = 1000,
                                                  .workers = 2,
                                                  .deadline = DEADLINE,
                                                  .stop = &stop,
                                                  .work = answer_nothing,
                                                  .done = count_ends,
                                                  .context = &ends};
    stop = 0;
    assert_true(sluice_pool_run(&settings));
    assert_int_equal(ends.jobs, 1000);
    assert_in_range(ends.not_run, 1, 997);
}

static void without_workers_every_job_is_not_run(void **state)
{
    (void)state;
    struct ends ends = {0};
    const struct sluice_pool_settings settings = {.jobs = 10,
                                                  .workers = 0,
                                                  .deadline = DEADLINE,
                                                  .work = answer_nothing,
                                                  .done = count_ends,
                                                  .context = &ends};
    assert_false(sluice_pool_run(&settings));
    assert_int_equal(ends.jobs, 10);
    assert_int_equal(ends.not_run, 10);
}

/* Each job is one that the parent thought of after the last one had ended: what a worker that is there
 * already reads of it is in memory that both share. */
static size_t *chosen;

static bool work_chosen(void *context, size_t job, const struct sluice_pool_line *line)
{
    (void)job;
    return work(context, *chosen, line);
}

static void one_job_after_another(void **state)
{
    (void)state;
    struct seen *seen = calloc(1, sizeof *seen);
    chosen = mmap(NULL, sizeof *chosen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_non_null(seen);
    assert_true(chosen != MAP_FAILED);
    const struct sluice_pool_settings settings = {.workers = 1,
                                                  .deadline = DEADLINE,
                                                  .work = work_chosen,
                                                  .counted = counted,
                                                  .done = done,
                                                  .context = seen};
    struct sluice_pool *pool = sluice_pool_open(&settings);
    assert_non_null(pool);
    *grandchild = 0;
    for (size_t i = 0; i < ROWS; i++) {
        *chosen = i;
        assert_true(sluice_pool_next(pool, 1));
        assert_int_equal(seen->calls[i], 1);
    }
    check_rows(seen);
    sluice_pool_close(pool);
    sluice_pool_close(NULL);
    (void)munmap(chosen, sizeof *chosen);
    free(seen);
}

static void a_stop_ends_the_steps(void **state)
{
    (void)state;
    struct ends ends = {0};
    const struct sluice_pool_settings settings = {.workers = 2,
                                                  .deadline = DEADLINE,
                                                  .stop = &stop,
                                                  .work = answer_nothing,
                                                  .done = count_ends,
                                                  .context = &ends};
    struct sluice_pool *pool = sluice_pool_open(&settings);
    assert_non_null(pool);
    stop = 0;
    assert_true(sluice_pool_next(pool, 3));
    assert_int_equal(ends.jobs, 3);
    assert_false(sluice_pool_next(pool, 100));
    assert_false(sluice_pool_next(pool, 1));
    assert_int_equal(ends.jobs, 104);
    assert_in_range(ends.not_run, 1, 101); /* how far the other worker gets is not told */
    sluice_pool_close(pool);
    stop = 0;
}

/* More than is read at once, and then an end. */
static bool answer_at_length(void *context, size_t job, const struct sluice_pool_line *line)
{
    static uint8_t answer[170000];
    (void)context;
    (void)job;
    (void)!sluice_pool_answer(line, answer, sizeof answer);
    return false;
}

static void count_answers(void *context, size_t job, const struct sluice_job_outcome *outcome)
{
    size_t *count = context;
    (void)job;
    *count += outcome->end == SLUICE_JOB_ANSWERED && outcome->answer.length == 170000 ? 1 : 0;
}

/* The parent is so slow that workers are dead before it has heard them out. */
static void dawdle(void *context)
{
    (void)context;
    (void)usleep(150000);
}

static void last_words_are_heard(void **state)
{
    (void)state;
    size_t count = 0;
    const struct sluice_pool_settings settings = {.jobs = 5,
                                                  .workers = 1,
                                                  .deadline = 60000,
                                                  .work = answer_at_length,
                                                  .done = count_answers,
                                                  .tick = dawdle,
                                                  .context = &count};
    assert_true(sluice_pool_run(&settings));
    assert_int_equal(count, 5);
}

static bool answer_with_process(void *context, size_t job, const struct sluice_pool_line *line)
{
    return sluice_pool_count(line, (uint64_t)getpid()) && answer_nothing(context, job, line);
}

struct processes {
    struct ends ends; /* what count_ends() fills in */
    uint64_t ids[2];
};

static void note_process(void *context, size_t job, uint64_t id)
{
    struct processes *processes = context;
    (void)job;
    for (size_t i = 0; i < 2; i++) {
        if (processes->ids[i] == 0 || processes->ids[i] == id) {
            processes->ids[i] = id;
            return;
        }
    }
    fail_msg("a third process for two workers");
}

/* A process is begun for each worker, not for each job. */
static void jobs_are_cheap(void **state)
{
    (void)state;
    struct processes processes = {0};
    const struct sluice_pool_settings settings = {.jobs = 20000,
                                                  .workers = 2,
                                                  .deadline = 60000,
                                                  .work = answer_with_process,
                                                  .done = count_ends,
                                                  .counted = note_process,
                                                  .context = &processes};
    assert_true(sluice_pool_run(&settings));
    assert_int_equal(processes.ends.jobs, 20000);
    assert_int_equal(processes.ends.not_run, 0);
}

int main(void)
{
    grandchild = mmap(NULL, sizeof *grandchild, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                      -1, 0);
    if (grandchild == MAP_FAILED) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_end_has_its_outcome),
        cmocka_unit_test(a_stop_leaves_no_job_without_end),
        cmocka_unit_test(without_workers_every_job_is_not_run),
        cmocka_unit_test(one_job_after_another),
        cmocka_unit_test(a_stop_ends_the_steps),
        cmocka_unit_test(last_words_are_heard),
        cmocka_unit_test(jobs_are_cheap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
