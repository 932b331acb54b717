#define _GNU_SOURCE /* close_range, prctl: Linux */

#include "harness/suite/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Where a worker's socket is put, so that every other descriptor can be closed. */
enum { WORKER_SOCKET = 3 };

/* A worker whose line is closed is ending as a rule: it gets this long to do so by itself, so that
   its signal is known. */
enum { GRACE_STEPS = 500, GRACE_STEP_MICROSECONDS = 1000 };

uint64_t sluice_worker_clock(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000U + (uint64_t)now.tv_nsec / 1000U;
}

/* Sends a frame behind all that is not sent yet. */
static bool say(const struct sluice_pool_line *line, enum sluice_frame_kind kind, const void *data,
                size_t length)
{
    struct sluice_text alone = {0};
    struct sluice_text *unsent = line->unsent != NULL ? line->unsent : &alone;
    const bool said = sluice_frame_add(unsent, kind, data, length) &&
                      sluice_frame_send(line->socket, unsent);
    sluice_text_free(&alone);
    return said;
}

bool sluice_pool_note(const struct sluice_pool_line *line, const void *data, size_t length)
{
    return say(line, SLUICE_FRAME_NOTE, data, length);
}

/* The end of the job follows soon: to wake the parent for each would cost more than most jobs do. */
bool sluice_pool_answer(const struct sluice_pool_line *line, const void *data, size_t length)
{
    return line->unsent != NULL ? sluice_frame_add(line->unsent, SLUICE_FRAME_ANSWER, data, length)
                                : say(line, SLUICE_FRAME_ANSWER, data, length);
}

bool sluice_pool_count(const struct sluice_pool_line *line, uint64_t count)
{
    return say(line, SLUICE_FRAME_COUNT, &count, sizeof count);
}

/* --- the worker's side ------------------------------------------------------------------------ */

/* Closes all descriptors from `first` on. */
static void close_from(int first)
{
    if (close_range((unsigned)first, ~0U, 0) == 0) {
        return;
    }
    /* An old kernel, or a container that forbids the call. */
    long most = sysconf(_SC_OPEN_MAX);
    most = most > 0 && most < 65536 ? most : 65536;
    for (int file = first; file < most; file++) {
        (void)close(file);
    }
}

/* A worker reaches nothing of the run: not its results, not the other workers, not the terminal. */
static bool isolate(int line, int errors, pid_t parent)
{
    const int plain[] = {SIGINT, SIGTERM, SIGPIPE, SIGALRM, SIGCHLD};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        (void)signal(plain[i], SIG_DFL);
    }
    (void)setpgid(0, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        return false;
    }
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);

    /* Out of the way first: either may stand where the other is to go. */
    line = fcntl(line, F_DUPFD, WORKER_SOCKET + 1);
    errors = fcntl(errors, F_DUPFD, WORKER_SOCKET + 1);
    int null = open("/dev/null", O_RDWR);
    if (line < 0 || errors < 0 || null < 0) {
        return false;
    }
    bool moved = dup2(null, STDIN_FILENO) >= 0 && dup2(null, STDOUT_FILENO) >= 0 &&
                 dup2(errors, STDERR_FILENO) >= 0 && dup2(line, WORKER_SOCKET) >= 0;
    close_from(WORKER_SOCKET + 1);
    return moved;
}

static bool next_job(struct sluice_frame_reader *reader, size_t *job)
{
    for (;;) {
        struct sluice_frame frame;
        enum sluice_frame_next next = sluice_frame_next(reader, &frame);
        uint64_t number;
        if (next == SLUICE_NEXT_FRAME) {
            if (frame.kind != SLUICE_FRAME_JOB || frame.length != sizeof number) {
                return false;
            }
            memcpy(&number, frame.data, sizeof number);
            *job = (size_t)number;
            return true;
        }
        if (next == SLUICE_NEXT_NOISE ||
            sluice_frame_fill(reader, WORKER_SOCKET) != SLUICE_FILL_SOME) {
            return false;
        }
    }
}

static void work_until_told(const struct sluice_pool_settings *settings)
{
    struct sluice_text unsent = {0};
    const struct sluice_pool_line line = {WORKER_SOCKET, &unsent};
    struct sluice_frame_reader reader = {0};
    size_t job;
    enum sluice_frame_kind state = SLUICE_FRAME_READY;
    while (say(&line, state, NULL, 0) && state == SLUICE_FRAME_READY && next_job(&reader, &job)) {
        state = settings->work(settings->context, job, &line) ? SLUICE_FRAME_READY
                                                              : SLUICE_FRAME_LEAVING;
    }
    sluice_frame_reader_free(&reader);
    sluice_text_free(&unsent);
}

/* --- the parent's side ------------------------------------------------------------------------ */

bool sluice_worker_start(struct sluice_worker *worker, const struct sluice_pool_settings *settings)
{
    int line[2];
    int errors[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) != 0) {
        return false;
    }
    if (pipe2(errors, O_CLOEXEC) != 0) {
        (void)close(line[0]);
        (void)close(line[1]);
        return false;
    }
    /* What is still buffered must not be written twice. */
    (void)fflush(NULL);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        if (isolate(line[1], errors[1], parent)) {
            work_until_told(settings);
        }
        _exit(0);
    }
    (void)close(line[1]);
    (void)close(errors[1]);
    if (pid < 0) {
        (void)close(line[0]);
        (void)close(errors[0]);
        return false;
    }
    (void)setpgid(pid, pid);
    (void)fcntl(line[0], F_SETFL, O_NONBLOCK);
    (void)fcntl(errors[0], F_SETFL, O_NONBLOCK);
    worker->pid = pid;
    worker->socket = line[0];
    worker->errors = errors[0];
    worker->ready = false;
    worker->busy = false;
    worker->since = sluice_worker_clock();
    return true;
}

bool sluice_worker_give(struct sluice_worker *worker, size_t job)
{
    const uint64_t number = job;
    sluice_text_clear(&worker->note);
    sluice_text_clear(&worker->answer);
    sluice_text_clear(&worker->error_text);
    worker->answered = false;
    worker->ready = false;
    if (!say(&(struct sluice_pool_line){worker->socket, NULL}, SLUICE_FRAME_JOB, &number,
             sizeof number)) {
        return false;
    }
    worker->busy = true;
    worker->job = job;
    worker->since = sluice_worker_clock();
    return true;
}

void sluice_worker_read_errors(struct sluice_worker *worker)
{
    /* A worker that writes without end must not keep the parent here. */
    for (int turn = 0; turn < 64 && worker->errors >= 0; turn++) {
        char buffer[4096];
        ssize_t got = read(worker->errors, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0 && errno == EAGAIN) {
            return;
        }
        if (got <= 0) {
            (void)close(worker->errors);
            worker->errors = -1;
            return;
        }
        size_t room = SLUICE_WORKER_ERRORS - worker->error_text.length;
        size_t kept = (size_t)got < room ? (size_t)got : room;
        sluice_text_add(&worker->error_text, buffer, kept);
    }
}

static bool reap_within_grace(struct sluice_worker *worker, int *status)
{
    for (int step = 0; step < GRACE_STEPS; step++) {
        if (waitpid(worker->pid, status, WNOHANG) == worker->pid) {
            return true;
        }
        /* It may be waiting for us to take its last words. */
        sluice_worker_read_errors(worker);
        (void)usleep(GRACE_STEP_MICROSECONDS);
    }
    return false;
}

int sluice_worker_end(struct sluice_worker *worker, bool grace, bool *forced)
{
    int status = 0;
    bool reaped = grace && reap_within_grace(worker, &status);
    (void)kill(-worker->pid, SIGKILL);
    if (!reaped) {
        (void)kill(worker->pid, SIGKILL);
        while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR) {
        }
    }
    if (forced != NULL) {
        *forced = !reaped;
    }
    sluice_worker_read_errors(worker);
    (void)close(worker->socket);
    if (worker->errors >= 0) {
        (void)close(worker->errors);
    }
    worker->socket = -1;
    worker->errors = -1;
    worker->pid = 0;
    worker->ready = false;
    sluice_frame_reader_free(&worker->reader);
    return status;
}

void sluice_worker_free(struct sluice_worker *worker)
{
    sluice_frame_reader_free(&worker->reader);
    sluice_text_free(&worker->note);
    sluice_text_free(&worker->answer);
    sluice_text_free(&worker->error_text);
}
