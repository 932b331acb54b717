#define _GNU_SOURCE /* memfd_create, pipe2, close_range: Linux */

#include "harness/cli/triage_child.h"

#include "harness/cli/running.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    INPUT = 3,         /* the descriptor of SLUICE_CHILD_INPUT */
    TICK = 20,         /* milliseconds between two looks at its memory */
    KEPT = 256 * 1024, /* bytes of what it writes */
    CANNOT_START = 127
};

/* --- the child's side -------------------------------------------------------------------------- */

/* What the user has set comes last, and so it counts. */
static void prefer(const char *name, const char *options)
{
    char joined[2048];
    const char *set = getenv(name);
    const int length = snprintf(joined, sizeof joined, "%s:%s", options, set != NULL ? set : "");
    if (length > 0 && (size_t)length < sizeof joined) {
        (void)setenv(name, joined, 1);
    }
}

static void tell_sanitizers(void)
{
    prefer("ASAN_OPTIONS", "symbolize=1:abort_on_error=0:handle_abort=1:detect_leaks=1:"
                           "allocator_may_return_null=1");
    prefer("UBSAN_OPTIONS", "symbolize=1:print_stacktrace=1:halt_on_error=1");
    prefer("LSAN_OPTIONS", "symbolize=1");
    prefer("MSAN_OPTIONS", "symbolize=1:abort_on_error=0");
}

static _Noreturn void become(const struct sluice_child_request *request, int input, int out,
                             int errors, pid_t parent)
{
    const int plain[] = {SIGINT, SIGTERM, SIGPIPE, SIGALRM, SIGCHLD};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        (void)signal(plain[i], SIG_DFL);
    }
    (void)setpgid(0, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    /* Out of the way first: any may stand where another is to go. */
    input = fcntl(input, F_DUPFD, INPUT + 1);
    out = fcntl(out, F_DUPFD, INPUT + 1);
    errors = fcntl(errors, F_DUPFD, INPUT + 1);
    const int null = open("/dev/null", O_RDONLY);
    if (getppid() != parent || dup2(input, INPUT) < 0 || dup2(null, STDIN_FILENO) < 0 ||
        dup2(out, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0) {
        _exit(CANNOT_START);
    }
    (void)close_range(INPUT + 1, ~0U, 0);
    tell_sanitizers();
    (void)execv(request->words[0], (char *const *)(uintptr_t)request->words);
    _exit(CANNOT_START);
}

/* --- the parent's side ------------------------------------------------------------------------- */

/* A file in memory that holds the bytes; -1: there can be none. */
static int hold(struct sluice_bytes bytes)
{
    const int file = memfd_create("input", MFD_CLOEXEC);
    size_t written = 0;
    while (file >= 0 && written < bytes.length) {
        const ssize_t count = write(file, bytes.data + written, bytes.length - written);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            (void)close(file);
            return -1;
        }
        written += (size_t)count;
    }
    return file;
}

/* The second number of statm, in pages; 0 when it is not there any more. */
static uint64_t resident(pid_t pid)
{
    char path[64];
    char line[128] = "";
    (void)snprintf(path, sizeof path, "/proc/%ld/statm", (long)pid);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return 0;
    }
    const bool read = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    const char *second = read ? strchr(line, ' ') : NULL;
    const uint64_t pages = second != NULL ? strtoull(second, NULL, 10) : 0;
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Takes what there is to read. False at the end. */
static bool take(int file, struct sluice_text *text)
{
    char buffer[4096];
    const ssize_t count = read(file, buffer, sizeof buffer);
    if (count > 0) {
        const size_t room = KEPT - text->length;
        sluice_text_add(text, buffer, (size_t)count < room ? (size_t)count : room);
    }
    return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
}

static bool has_ended(pid_t pid)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

/* SLUICE_CHILD_EXITED: go on. */
static enum sluice_child_end check_bounds(const struct sluice_child_request *request, pid_t pid,
                                          uint64_t since)
{
    if (request->stop != NULL && *request->stop != 0) {
        return SLUICE_CHILD_STOPPED;
    }
    if (request->deadline != 0 && sluice_running_milliseconds() - since >= request->deadline) {
        return SLUICE_CHILD_HUNG;
    }
    return request->memory != 0 && resident(pid) > request->memory ? SLUICE_CHILD_LARGE
                                                                   : SLUICE_CHILD_EXITED;
}

/* Listens until it has ended, or has to. What it has started may hold the lines longer than it lives. */
static enum sluice_child_end listen_to(const struct sluice_child_request *request, pid_t pid,
                                       int out, int errors, struct sluice_child *child)
{
    const uint64_t since = sluice_running_milliseconds();
    struct pollfd lines[2] = {{.fd = out, .events = POLLIN}, {.fd = errors, .events = POLLIN}};
    struct sluice_text *const texts[2] = {&child->out, &child->errors};
    enum sluice_child_end end = SLUICE_CHILD_EXITED;
    bool quiet = false;
    while (end == SLUICE_CHILD_EXITED && !(quiet && has_ended(pid))) {
        const bool closed = lines[0].fd < 0 && lines[1].fd < 0;
        quiet = poll(lines, 2, closed ? 1 : TICK) <= 0 || closed;
        for (size_t i = 0; i < 2; i++) {
            if (lines[i].fd >= 0 && lines[i].revents != 0 && !take(lines[i].fd, texts[i])) {
                lines[i].fd = -1;
            }
        }
        quiet = quiet || (lines[0].fd < 0 && lines[1].fd < 0);
        end = check_bounds(request, pid, since);
    }
    return end;
}

static void bury(pid_t pid, enum sluice_child_end end, struct sluice_child *child)
{
    int status = 0;
    if (end != SLUICE_CHILD_EXITED) {
        (void)kill(-pid, SIGKILL);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    (void)kill(-pid, SIGKILL); /* what it has started */
    child->end = end;
    child->number = 0;
    if (end == SLUICE_CHILD_EXITED) {
        child->end = WIFSIGNALED(status) ? SLUICE_CHILD_SIGNALED : SLUICE_CHILD_EXITED;
        child->number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }
}

static void close_both(const int ends[2])
{
    for (size_t i = 0; i < 2; i++) {
        if (ends[i] >= 0) {
            (void)close(ends[i]);
        }
    }
}

bool sluice_child_run(const struct sluice_child_request *request, struct sluice_child *child)
{
    int out[2] = {-1, -1};
    int errors[2] = {-1, -1};
    const int input = hold(request->input);
    const pid_t parent = getpid();
    pid_t pid = -1;
    sluice_text_clear(&child->out);
    sluice_text_clear(&child->errors);
    if (input >= 0 && pipe2(out, O_CLOEXEC) == 0 && pipe2(errors, O_CLOEXEC) == 0) {
        (void)fflush(NULL); /* what is buffered must not be written twice */
        pid = fork();
    }
    if (pid == 0) {
        become(request, input, out[1], errors[1], parent);
    }
    if (pid > 0) {
        (void)setpgid(pid, pid);
        (void)close(out[1]);
        (void)close(errors[1]);
        out[1] = errors[1] = -1;
        bury(pid, listen_to(request, pid, out[0], errors[0], child), child);
    }
    close_both(out);
    close_both(errors);
    if (input >= 0) {
        (void)close(input);
    }
    return pid > 0 && !child->out.failed && !child->errors.failed &&
           !(child->end == SLUICE_CHILD_EXITED && child->number == CANNOT_START);
}

void sluice_child_free(struct sluice_child *child)
{
    sluice_text_free(&child->out);
    sluice_text_free(&child->errors);
}
