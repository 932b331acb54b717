#define _GNU_SOURCE /* sched_getaffinity */

#include "harness/cli/running.h"

#include <sched.h>
#include <stddef.h>
#include <time.h>

volatile sig_atomic_t sluice_running_stop;

static void note_signal(int number)
{
    (void)number;
    sluice_running_stop = 1;
}

void sluice_running_catch_signals(void)
{
    struct sigaction action = {.sa_handler = note_signal};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

uint64_t sluice_running_milliseconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

unsigned sluice_running_deadline(const struct sluice_target *targets, size_t count,
                                 unsigned seconds)
{
    uint64_t most = seconds * UINT64_C(1000);
    for (size_t i = 0; i < count; i++) {
        const uint64_t one = 2 * (uint64_t)SLUICE_TARGET_START_DEADLINE +
                             4 * (uint64_t)targets[i].deadline;
        most = targets[i].kind == SLUICE_TARGET_PROCESS && one > most ? one : most;
    }
    return most < UINT32_MAX ? (unsigned)most : UINT32_MAX;
}

uint64_t sluice_running_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) {
        return 2;
    }
    int count = CPU_COUNT(&set);
    return count > 0 ? (uint64_t)count : 1;
}
