#include "harness/base/work.h"

#include <stddef.h>

#ifdef SLUICE_COUNTED_BUILD

/* The linker puts these around the counters of all files. */
extern const uint64_t __start___llvm_prf_cnts[];
extern const uint64_t __stop___llvm_prf_cnts[];
extern const uint64_t __start_sluice_moved[];
extern const uint64_t __stop_sluice_moved[];

static uint64_t sum(const uint64_t *from, const uint64_t *to)
{
    uint64_t all = 0;
    for (; from != to; from++) {
        all += *from;
    }
    return all;
}

bool sluice_work_is_counted(void)
{
    return true;
}

uint64_t sluice_work_done(void)
{
    return sum(__start___llvm_prf_cnts, __stop___llvm_prf_cnts) +
           sum(__start_sluice_moved, __stop_sluice_moved) / SLUICE_WORK_BYTES;
}

#else

bool sluice_work_is_counted(void)
{
    return false;
}

uint64_t sluice_work_done(void)
{
    return 0;
}

#endif
