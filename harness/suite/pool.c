#define _POSIX_C_SOURCE 200809L

#include "harness/suite/pool.h"

#include "harness/suite/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum {
    TICK_MILLISECONDS = 100,
    /* A worker that dies before it was given anything is no job's fault: so often in a row, and
       the machine is to blame. */
    START_ATTEMPTS = 5,
    LAST_TURNS = 8192 /* reads from a dead worker's line */
};

struct sluice_pool {
    const struct sluice_pool_settings *settings;
    struct sluice_worker *workers;
    size_t worker_count;
    struct pollfd *polled; /* two for each worker: its socket, its standard error */
    size_t jobs;           /* that are due so far */
    size_t next_job;
    size_t ended_jobs;
    unsigned failed_starts;
    uint64_t looked; /* microseconds: when the workers were last looked after */
};

static bool stopping(const struct sluice_pool *pool)
{
    const volatile sig_atomic_t *stop = pool->settings->stop;
    return (stop != NULL && *stop != 0) || pool->failed_starts >= START_ATTEMPTS;
}

static struct sluice_bytes text_bytes(const struct sluice_text *text)
{
    return (struct sluice_bytes){(const uint8_t *)sluice_text_get(text), text->length};
}

/* Reports the end of the worker's job, if it has one. */
static void end_job(struct sluice_pool *pool, struct sluice_worker *worker,
                    struct sluice_job_outcome outcome)
{
    if (!worker->busy) {
        return;
    }
    worker->busy = false;
    outcome.microseconds = sluice_worker_clock() - worker->since;
    outcome.note = text_bytes(&worker->note);
    if (outcome.end == SLUICE_JOB_ANSWERED) {
        outcome.answer = text_bytes(&worker->answer);
    }
    outcome.errors = sluice_text_get(&worker->error_text);
    pool->ended_jobs++;
    pool->failed_starts = 0;
    pool->settings->done(pool->settings->context, worker->job, &outcome);
}

/* The worker closed its line: find out how it ended. */
static void worker_is_gone(struct sluice_pool *pool, struct sluice_worker *worker)
{
    bool forced;
    if (!worker->busy) {
        pool->failed_starts++;
    }
    int status = sluice_worker_end(worker, true, &forced);
    struct sluice_job_outcome outcome = {.end = SLUICE_JOB_NOISE};
    if (!forced && WIFSIGNALED(status)) {
        outcome.end = SLUICE_JOB_SIGNALED;
        outcome.signal = WTERMSIG(status);
    } else if (!forced && WIFEXITED(status)) {
        outcome.end = SLUICE_JOB_EXITED;
        outcome.exit_status = WEXITSTATUS(status);
    }
    end_job(pool, worker, outcome);
}

static void end_worker(struct sluice_pool *pool, struct sluice_worker *worker,
                       enum sluice_job_end end)
{
    (void)sluice_worker_end(worker, false, NULL);
    end_job(pool, worker, (struct sluice_job_outcome){.end = end});
}

static void handle_end_of_job(struct sluice_pool *pool, struct sluice_worker *worker, bool leaving)
{
    if (worker->busy && (!worker->answered || worker->answer.failed || worker->note.failed)) {
        end_worker(pool, worker, SLUICE_JOB_NOISE);
        return;
    }
    /* What the job wrote before this message is in the pipe by now. */
    sluice_worker_read_errors(worker);
    end_job(pool, worker, (struct sluice_job_outcome){.end = SLUICE_JOB_ANSWERED});
    if (leaving) {
        end_worker(pool, worker, SLUICE_JOB_NOISE); /* no job is left to be reported */
    } else {
        worker->ready = true;
    }
}

static void keep(struct sluice_text *text, const struct sluice_frame *frame)
{
    sluice_text_clear(text);
    sluice_text_add(text, frame->data, frame->length);
}

/* False when the worker has ended. */
static bool handle_frame(struct sluice_pool *pool, struct sluice_worker *worker,
                         const struct sluice_frame *frame)
{
    bool in_turn = worker->busy && !worker->answered;
    bool leaving = frame->kind == SLUICE_FRAME_LEAVING && worker->busy;
    if (leaving || (frame->kind == SLUICE_FRAME_READY && !worker->ready)) {
        handle_end_of_job(pool, worker, leaving);
        return worker->pid != 0;
    }
    if (frame->kind == SLUICE_FRAME_NOTE && in_turn) {
        keep(&worker->note, frame);
        return true;
    }
    uint64_t count;
    if (frame->kind == SLUICE_FRAME_COUNT && in_turn && frame->length == sizeof count) {
        memcpy(&count, frame->data, sizeof count);
        if (pool->settings->counted != NULL) {
            pool->settings->counted(pool->settings->context, worker->job, count);
        }
        return true;
    }
    if (frame->kind == SLUICE_FRAME_ANSWER && in_turn) {
        keep(&worker->answer, frame);
        worker->answered = true;
        return true;
    }
    end_worker(pool, worker, SLUICE_JOB_NOISE);
    return false;
}

/* Takes what has come. True if more may be there. */
static bool listen_to(struct sluice_pool *pool, struct sluice_worker *worker)
{
    enum sluice_frame_fill fill = sluice_frame_fill(&worker->reader, worker->socket);
    struct sluice_frame frame;
    enum sluice_frame_next next;
    while ((next = sluice_frame_next(&worker->reader, &frame)) == SLUICE_NEXT_FRAME) {
        if (!handle_frame(pool, worker, &frame)) {
            return false;
        }
    }
    if (next == SLUICE_NEXT_NOISE || fill == SLUICE_FILL_FAILED) {
        end_worker(pool, worker, SLUICE_JOB_NOISE);
    } else if (fill == SLUICE_FILL_END) {
        worker_is_gone(pool, worker);
    }
    return fill == SLUICE_FILL_SOME && worker->pid != 0;
}

/* A process that a worker left behind may keep its line open: then no end of the line tells that
   the worker is dead. What it said before is still to be taken: all of it, but not without end. */
static void notice_dead(struct sluice_pool *pool, struct sluice_worker *worker)
{
    siginfo_t info = {0};
    if (worker->pid == 0 ||
        waitid(P_PID, (id_t)worker->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
        info.si_pid == 0) {
        return;
    }
    for (int turn = 0; turn < LAST_TURNS && listen_to(pool, worker); turn++) {
    }
    if (worker->pid != 0) {
        worker_is_gone(pool, worker);
    }
}

static void give_job(struct sluice_pool *pool, struct sluice_worker *worker)
{
    if (sluice_worker_give(worker, pool->next_job)) {
        pool->next_job++;
        return;
    }
    /* It died while it waited. The job goes to the next worker. */
    worker_is_gone(pool, worker);
}

/* Starts workers and hands out jobs as far as there are any. */
static void supply(struct sluice_pool *pool)
{
    for (size_t i = 0; i < pool->worker_count; i++) {
        struct sluice_worker *worker = &pool->workers[i];
        if (pool->next_job >= pool->jobs || stopping(pool)) {
            return;
        }
        if (worker->pid == 0 && !sluice_worker_start(worker, pool->settings)) {
            pool->failed_starts++;
        } else if (worker->pid != 0 && worker->ready) {
            give_job(pool, worker);
        }
    }
}

/* Ends what hangs, and what is dead without having said so. */
static void look_after_workers(struct sluice_pool *pool)
{
    const uint64_t tick = (uint64_t)TICK_MILLISECONDS * 1000U;
    uint64_t now = sluice_worker_clock();
    uint64_t allowed = (uint64_t)pool->settings->deadline * 1000U;
    for (size_t i = 0; i < pool->worker_count; i++) {
        struct sluice_worker *worker = &pool->workers[i];
        if (now - pool->looked >= tick) {
            notice_dead(pool, worker);
        }
        if (worker->pid == 0 || worker->ready || now - worker->since < allowed) {
            continue;
        }
        if (!worker->busy) {
            pool->failed_starts++;
        }
        end_worker(pool, worker, SLUICE_JOB_HUNG);
    }
    if (now - pool->looked >= tick) {
        pool->looked = now;
    }
}

/* Milliseconds until the next deadline, at most one tick. */
static int waiting_time(const struct sluice_pool *pool)
{
    uint64_t now = sluice_worker_clock();
    uint64_t allowed = (uint64_t)pool->settings->deadline * 1000U;
    uint64_t least = TICK_MILLISECONDS;
    for (size_t i = 0; i < pool->worker_count; i++) {
        const struct sluice_worker *worker = &pool->workers[i];
        if (worker->pid != 0 && !worker->ready) {
            uint64_t spent = now - worker->since;
            uint64_t left = spent >= allowed ? 0 : (allowed - spent) / 1000U + 1;
            least = left < least ? left : least;
        }
    }
    return (int)least;
}

static void wait_and_listen(struct sluice_pool *pool)
{
    const size_t workers = pool->worker_count;
    for (size_t i = 0; i < workers; i++) {
        const struct sluice_worker *worker = &pool->workers[i];
        bool there = worker->pid != 0;
        pool->polled[2 * i] = (struct pollfd){there ? worker->socket : -1, POLLIN, 0};
        pool->polled[2 * i + 1] = (struct pollfd){there ? worker->errors : -1, POLLIN, 0};
    }
    if (poll(pool->polled, 2 * workers, waiting_time(pool)) <= 0) {
        return;
    }
    for (size_t i = 0; i < workers; i++) {
        struct sluice_worker *worker = &pool->workers[i];
        if (pool->polled[2 * i + 1].revents != 0) {
            sluice_worker_read_errors(worker);
        }
        if (pool->polled[2 * i].revents != 0 && worker->pid != 0) {
            (void)listen_to(pool, worker);
        }
    }
}

static void run_jobs(struct sluice_pool *pool)
{
    while (pool->ended_jobs < pool->jobs && !stopping(pool)) {
        supply(pool);
        wait_and_listen(pool);
        look_after_workers(pool);
        if (pool->settings->tick != NULL) {
            pool->settings->tick(pool->settings->context);
        }
    }
}

static void finish(struct sluice_pool *pool)
{
    for (size_t i = 0; i < pool->worker_count; i++) {
        struct sluice_worker *worker = &pool->workers[i];
        if (worker->pid != 0) {
            end_worker(pool, worker, SLUICE_JOB_NOT_RUN);
        }
        sluice_worker_free(worker);
    }
    const struct sluice_job_outcome not_run = {.end = SLUICE_JOB_NOT_RUN, .errors = ""};
    for (; pool->next_job < pool->jobs; pool->next_job++) {
        pool->settings->done(pool->settings->context, pool->next_job, &not_run);
    }
}

/* Without memory there are no workers, and every job ends as not run. */
static void begin(struct sluice_pool *pool, const struct sluice_pool_settings *settings)
{
    *pool = (struct sluice_pool){.settings = settings, .failed_starts = START_ATTEMPTS};
    if (settings->workers == 0 || settings->workers > SIZE_MAX / 2) {
        return;
    }
    pool->workers = calloc(settings->workers, sizeof *pool->workers);
    pool->polled = calloc(2 * settings->workers, sizeof *pool->polled);
    if (pool->workers != NULL && pool->polled != NULL) {
        pool->worker_count = settings->workers;
        pool->failed_starts = 0;
    }
}

static void end(struct sluice_pool *pool)
{
    finish(pool);
    free(pool->workers);
    free(pool->polled);
}

bool sluice_pool_run(const struct sluice_pool_settings *settings)
{
    struct sluice_pool pool;
    begin(&pool, settings);
    pool.jobs = settings->jobs;
    run_jobs(&pool);
    end(&pool);
    return pool.failed_starts < START_ATTEMPTS;
}

struct sluice_pool *sluice_pool_open(const struct sluice_pool_settings *settings)
{
    struct sluice_pool *pool = malloc(sizeof *pool);
    if (pool != NULL) {
        begin(pool, settings);
    }
    return pool;
}

bool sluice_pool_next(struct sluice_pool *pool, size_t count)
{
    pool->jobs += count;
    run_jobs(pool);
    if (stopping(pool)) {
        finish(pool);
        return false;
    }
    return true;
}

void sluice_pool_close(struct sluice_pool *pool)
{
    if (pool != NULL) {
        end(pool);
        free(pool);
    }
}
