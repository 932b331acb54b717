#define _DEFAULT_SOURCE
#include "harness/base/tests/dying.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

bool dies(void (*act)(void *argument), void *argument)
{
    pid_t pid = fork();
    if (pid == 0) {
        /* cmocka would turn these into a failed test, and go on in the child. */
        (void)signal(SIGSEGV, SIG_DFL);
        (void)signal(SIGBUS, SIG_DFL);
        (void)signal(SIGABRT, SIG_DFL);
        (void)close(STDERR_FILENO);
        act(argument);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}
