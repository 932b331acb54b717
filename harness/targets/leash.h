/* Nothing that a program has started outlives this process, however it ends: SIGKILL leaves nobody time to clean up.
 *
 * A helper process waits at the end of a pipe that only this process holds. When the pipe closes, the helper
 * kills every process group that is still on the leash. It is started with the first program, in a session of
 * its own, and does no more than wait. A process that was forked gets a helper of its own when it starts a
 * program. What leaves its process group on purpose gets away. Private to the targets. */
#ifndef SLUICE_TARGETS_LEASH_H
#define SLUICE_TARGETS_LEASH_H

#include "harness/base/text.h"

#include <sys/types.h>

/** Sees to it that there is a helper. Where there can be none, programs die with us, though what they started may
 * not. */
void sluice_leash_ready(void);

/** Between fork() and exec(), behind sluice_leash_ready(): puts the group of the calling process on the leash of its
 * parent. */
void sluice_leash_join(void);

/** Takes a group off, which this process has killed itself. To be called while the group's first process is not
 * reaped, so that its number is nobody else's. */
void sluice_leash_remove(pid_t group);

#endif
