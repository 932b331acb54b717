/* For tests of what ends its process. */
#ifndef SLUICE_BASE_TESTS_DYING_H
#define SLUICE_BASE_TESTS_DYING_H

#include <stdbool.h>

/* True when `act` ends its process other than by returning. */
bool dies(void (*act)(void *argument), void *argument);

#endif
