#define _GNU_SOURCE /* pipe2, close_range: Linux */

#include "harness/targets/leash.h"

#include "harness/base/grow.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

/* What goes through the pipe: a group, or the negative number of one that is off the leash. */
static struct {
    pid_t
        owner; /* 0: nobody, or its helper is dead; another process: this one was forked from it */
    int pipe;
} leash;

/* --- the helper ------------------------------------------------------------------------------- */

struct groups {
    pid_t *numbers;
    size_t count;
    size_t capacity;
};

static void add_group(struct groups *groups, pid_t group)
{
    pid_t *numbers = sluice_grow(groups->numbers, &groups->capacity, groups->count + 1,
                                 sizeof *numbers);
    if (numbers != NULL) {
        groups->numbers = numbers;
        numbers[groups->count++] = group;
    }
}

static void remove_group(struct groups *groups, pid_t group)
{
    for (size_t i = groups->count; i > 0; i--) {
        if (groups->numbers[i - 1] == group) {
            groups->numbers[i - 1] = groups->numbers[--groups->count];
            return;
        }
    }
}

/* Holds nothing of the process that it came from: no pipe of its, which would never close, and no terminal. The
 * leash becomes descriptor 3. */
static void let_go(int pipe)
{
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; i < 3; i++) {
        (void)dup2(null, i);
    }
    (void)dup2(pipe, 3);
    if (close_range(4, ~0U, 0) != 0) {
        for (int file = 4; file < 1024; file++) {
            (void)close(file);
        }
    }
}

static _Noreturn void watch(int pipe)
{
    struct groups groups = {0};
    pid_t number;
    ssize_t got;
    (void)setsid();
    (void)prctl(PR_SET_NAME, "leash");
    for (int i = 1; i < NSIG; i++) {
        (void)signal(i, SIG_IGN); /* a Ctrl-C is for the others */
    }
    let_go(pipe);
    while ((got = read(3, &number, sizeof number)) != 0) {
        if (got == (ssize_t)sizeof number && number > 0) {
            add_group(&groups, number);
        } else if (got == (ssize_t)sizeof number) {
            remove_group(&groups, -number);
        } else if (got > 0 || errno != EINTR) {
            break;
        }
    }
    for (size_t i = 0; i < groups.count; i++) {
        (void)kill(-groups.numbers[i], SIGKILL);
    }
    _exit(0);
}

/* --- who is on it ----------------------------------------------------------------------------- */

static void say(pid_t number)
{
    ssize_t put;
    do {
        put = write(leash.pipe, &number, sizeof number);
    } while (put < 0 && errno == EINTR);
    if (put < 0 && leash.owner == getpid()) {
        (void)close(leash.pipe); /* the helper is dead; the next program gets another */
        leash.owner = 0;
    }
}

/* Away from the numbers of standard streams, which may be closed here and are opened in a child. */
static int move_up(int file)
{
    const int moved = fcntl(file, F_DUPFD_CLOEXEC, 4);
    (void)close(file);
    return moved;
}

void sluice_leash_ready(void)
{
    int ends[2];
    if (leash.owner == getpid() || pipe2(ends, O_CLOEXEC) != 0) {
        return;
    }
    ends[0] = move_up(ends[0]);
    ends[1] = move_up(ends[1]);
    const pid_t helper = ends[0] >= 0 && ends[1] >= 0 ? fork() : -1;
    if (helper == 0) {
        (void)close(ends[1]);
        watch(ends[0]);
    }
    (void)close(ends[0]);
    if (helper < 0) {
        (void)close(ends[1]);
        return;
    }
    leash.owner = getpid();
    leash.pipe = ends[1];
}

void sluice_leash_join(void)
{
    if (leash.owner == getppid()) {
        say(getpid());
    }
}

void sluice_leash_remove(pid_t group)
{
    if (leash.owner == getpid()) {
        say(-group);
    }
}
