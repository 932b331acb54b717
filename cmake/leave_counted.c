/* Only in builds for coverage: a process that leaves by _exit(), or is killed by its parent, writes its
 * counters first, as one that returns from main() does. The runner's workers end in these ways. */
#define _GNU_SOURCE /* waitid's WNOWAIT */

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LAST_WORD = SIGUSR2, PATIENCE_STEPS = 10000, PATIENCE_STEP_MICROSECONDS = 1000 };

int __llvm_profile_write_file(void);
void __real__exit(int status) __attribute__((noreturn));
void __wrap__exit(int status) __attribute__((noreturn));
int __real_kill(pid_t pid, int number);
int __wrap_kill(pid_t pid, int number);

void __wrap__exit(int status)
{
    (void)__llvm_profile_write_file();
    __real__exit(status);
}

static void write_and_leave(int number)
{
    __wrap__exit(128 + number);
}

static void __attribute__((constructor)) listen(void)
{
    (void)signal(LAST_WORD, write_and_leave);
}

/* The parent asks for the counters before it kills; what does not answer is killed all the same. */
int __wrap_kill(pid_t pid, int number)
{
    const pid_t leader = pid < 0 ? -pid : pid;
    if (number == SIGKILL && leader > 1 && __real_kill(leader, LAST_WORD) == 0) {
        for (int step = 0; step < PATIENCE_STEPS; step++) {
            siginfo_t info = {0};
            if (waitid(P_PID, (id_t)leader, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
                info.si_pid == leader) {
                break;
            }
            (void)usleep(PATIENCE_STEP_MICROSECONDS);
        }
    }
    return __real_kill(pid, number);
}
