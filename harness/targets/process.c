#define _GNU_SOURCE /* pipe2, prctl: Linux */

#include "harness/targets/process.h"

#include "harness/targets/leash.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    TICK = 20,        /* milliseconds between looks where the system does not tell of an end */
    READ_TURNS = 64,  /* reads in a row, so that who writes without end keeps nobody here */
    PIECE = 64 * 1024 /* bytes of a read */
};

uint64_t sluice_process_clock(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000U + (uint64_t)now.tv_nsec / 1000000U;
}

void sluice_process_init(struct sluice_process *process)
{
    *process = (struct sluice_process){.input = -1, .output = -1, .errors = -1, .end = -1};
}

/* --- starting --------------------------------------------------------------------------------- */

/* The two ends of each pipe. */
struct pipes {
    int input[2];
    int output[2];
    int errors[2];
    int trouble[2]; /* tells why the program could not be started; closed when it was */
};

static void close_all(const struct pipes *pipes)
{
    const int *ends = &pipes->input[0];
    for (size_t i = 0; i < sizeof *pipes / sizeof *ends; i++) {
        if (ends[i] >= 0) {
            (void)close(ends[i]);
        }
    }
}

static bool open_all(struct pipes *pipes)
{
    memset(pipes, 0xFF, sizeof *pipes);
    return pipe2(pipes->input, O_CLOEXEC) == 0 && pipe2(pipes->output, O_CLOEXEC) == 0 &&
           pipe2(pipes->errors, O_CLOEXEC) == 0 && pipe2(pipes->trouble, O_CLOEXEC) == 0;
}

/* Pipes may have numbers below 3 themselves: all three are moved out of the way first. */
static bool take_pipes(const struct pipes *pipes)
{
    const int from[] = {pipes->input[0], pipes->output[1], pipes->errors[1]};
    int moved[3];
    bool good = true;
    for (int i = 0; i < 3; i++) {
        moved[i] = fcntl(from[i], F_DUPFD_CLOEXEC, 3);
        good = good && moved[i] >= 0;
    }
    for (int i = 0; good && i < 3; i++) {
        good = dup2(moved[i], i) >= 0;
    }
    return good;
}

/* Whatever this process ignores or blocks: the program begins as from a shell, and dies with us. */
static void behave_as_usual(pid_t parent)
{
    sigset_t none;
    (void)setpgid(0, 0);
    sluice_leash_join();
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < NSIG; number++) {
        (void)signal(number, SIG_DFL); /* those that cannot be changed stay as they are */
    }
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    const struct rlimit no_core = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &no_core);
    if (getppid() != parent) {
        _exit(127);
    }
}

static void be_program(const struct pipes *pipes, const char *const *command, pid_t parent)
{
    int trouble = fcntl(pipes->trouble[1], F_DUPFD_CLOEXEC, 3);
    if (trouble >= 0 && take_pipes(pipes)) {
        behave_as_usual(parent);
        /* execvp() does not change the words. */
        (void)execvp(command[0], (char *const *)(uintptr_t)command);
    }
    const int number = errno;
    (void)!write(trouble, &number, sizeof number);
    _exit(127);
}

/* True if the program runs; else what is the matter. */
static bool has_begun(int trouble, const char *name, struct sluice_text *why)
{
    int number = 0;
    ssize_t got;
    do {
        got = read(trouble, &number, sizeof number);
    } while (got < 0 && errno == EINTR);
    if (got != (ssize_t)sizeof number) {
        return true;
    }
    char text[128] = "";
    sluice_text_format(why, "%s cannot be started: %s", name,
                       strerror_r(number, text, sizeof text));
    return false;
}

static void keep_ends(struct sluice_process *process, struct pipes *pipes)
{
    process->input = pipes->input[1];
    process->output = pipes->output[0];
    process->errors = pipes->errors[0];
    (void)fcntl(process->input, F_SETFL, O_NONBLOCK);
    (void)fcntl(process->output, F_SETFL, O_NONBLOCK);
    (void)fcntl(process->errors, F_SETFL, O_NONBLOCK);
    pipes->input[1] = -1;
    pipes->output[0] = -1;
    pipes->errors[0] = -1;
    process->end = (int)syscall(SYS_pidfd_open, process->pid, 0);
}

bool sluice_process_start(struct sluice_process *process, const char *const *command,
                          struct sluice_text *why)
{
    struct pipes pipes;
    (void)signal(SIGPIPE, SIG_IGN);
    sluice_leash_ready();
    sluice_text_clear(&process->said);
    if (!open_all(&pipes)) {
        close_all(&pipes);
        sluice_text_format(why, "%s cannot be started: no pipe could be opened", command[0]);
        return false;
    }
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid == 0) {
        be_program(&pipes, command, parent);
    }
    (void)close(pipes.trouble[1]);
    pipes.trouble[1] = -1;
    if (pid < 0) {
        close_all(&pipes);
        sluice_text_format(why, "%s cannot be started: no process could be made", command[0]);
        return false;
    }
    (void)setpgid(pid, pid);
    process->pid = pid;
    keep_ends(process, &pipes);
    const bool begun = has_begun(pipes.trouble[0], command[0], why);
    close_all(&pipes);
    if (!begun) {
        int status;
        (void)sluice_process_end(process, 0, &status);
    }
    return begun;
}

/* --- talking ---------------------------------------------------------------------------------- */

void sluice_process_wait(const struct sluice_process *process, bool writes, uint64_t milliseconds)
{
    struct pollfd polled[] = {
        {process->output, POLLIN, 0},
        {process->errors, POLLIN, 0},
        {process->end, POLLIN, 0},
        {writes ? process->input : -1, POLLOUT, 0},
    };
    const uint64_t most = process->end < 0 ? TICK : 1000;
    (void)poll(polled, sizeof polled / sizeof polled[0],
               (int)(milliseconds < most ? milliseconds : most));
}

bool sluice_process_write(struct sluice_process *process, struct sluice_bytes data, size_t *at)
{
    while (process->input >= 0 && *at < data.length) {
        const ssize_t put = write(process->input, data.data + *at, data.length - *at);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return errno == EAGAIN;
        }
        *at += (size_t)put;
    }
    return process->input >= 0;
}

void sluice_process_close_input(struct sluice_process *process)
{
    if (process->input >= 0) {
        (void)close(process->input);
        process->input = -1;
    }
}

/* Reads a bounded part of what there is. At the end of the file it is closed. */
static bool read_some(int *file, struct sluice_text *out, int turns)
{
    bool any = false;
    for (int turn = 0; turn < turns && *file >= 0; turn++) {
        char piece[PIECE];
        const ssize_t got = read(*file, piece, sizeof piece);
        if (got > 0) {
            any = true;
            if (out != NULL) {
                sluice_text_add(out, piece, (size_t)got);
            }
        } else if (got < 0 && errno == EAGAIN) {
            break;
        } else if (got == 0 || errno != EINTR) {
            (void)close(*file);
            *file = -1;
        }
    }
    return any;
}

static void read_errors(struct sluice_process *process)
{
    struct sluice_text *said = &process->said;
    size_t seen = said->length;
    for (int turn = 0; turn < READ_TURNS && read_some(&process->errors, said, 1); turn++) {
        for (; seen < said->length; seen++) {
            said->data[seen] = said->data[seen] == '\0' ? '?' : said->data[seen];
        }
        if (said->length > SLUICE_PROCESS_ERRORS) {
            const size_t gone = said->length - SLUICE_PROCESS_ERRORS / 2;
            memmove(said->data, said->data + gone, said->length - gone);
            said->length -= gone;
            said->data[said->length] = '\0';
            seen = said->length;
        }
    }
}

/* What it says of a case on standard error is there before its answer is: that is read last. */
bool sluice_process_read(struct sluice_process *process, struct sluice_text *out)
{
    const bool any = read_some(&process->output, out, READ_TURNS);
    read_errors(process);
    return any;
}

/* --- ending ----------------------------------------------------------------------------------- */

bool sluice_process_has_ended(const struct sluice_process *process)
{
    siginfo_t info = {0};
    return process->pid == 0 ||
           (waitid(P_PID, (id_t)process->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
            info.si_pid != 0);
}

static void close_one(int *file)
{
    if (*file >= 0) {
        (void)close(*file);
        *file = -1;
    }
}

bool sluice_process_end(struct sluice_process *process, uint64_t grace, int *status)
{
    *status = 0;
    if (process->pid == 0) {
        return true;
    }
    const uint64_t start = sluice_process_clock();
    bool ended = sluice_process_has_ended(process);
    while (!ended && sluice_process_clock() - start < grace) {
        sluice_process_wait(process, false, TICK);
        (void)sluice_process_read(process,
                                  NULL); /* it may wait for somebody to take its last words */
        ended = sluice_process_has_ended(process);
    }
    /* Not reaped yet, it still keeps the number of the group for itself. */
    (void)kill(-process->pid, SIGKILL);
    (void)kill(process->pid, SIGKILL);
    sluice_leash_remove(process->pid);
    while (waitpid(process->pid, status, 0) < 0 && errno == EINTR) {
    }
    read_errors(process);
    close_one(&process->input);
    close_one(&process->output);
    close_one(&process->errors);
    close_one(&process->end);
    process->pid = 0;
    return ended;
}

void sluice_process_free(struct sluice_process *process)
{
    sluice_text_free(&process->said);
}
