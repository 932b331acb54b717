#include "harness/fuzz/unseen.h"

#include <stddef.h>

/* AFL++ has these in its programs, and asks for the first: there is no header. */
/* NOLINTBEGIN(bugprone-reserved-identifier, cert-dcl37-c, cert-dcl51-cpp) */
extern int __afl_selective_coverage;
extern void __afl_coverage_off(void) __attribute__((weak));
extern void __afl_coverage_on(void) __attribute__((weak));

int __afl_selective_coverage = 1;

void sluice_unseen_begin(void)
{
    if (__afl_coverage_off != NULL) {
        __afl_coverage_off();
    }
}

void sluice_unseen_end(void)
{
    if (__afl_coverage_on != NULL) {
        __afl_coverage_on();
    }
}
/* NOLINTEND(bugprone-reserved-identifier, cert-dcl37-c, cert-dcl51-cpp) */
