/* Going through modified UTF-8 as Java does. */
#ifndef SLUICE_BASE_UNIT_H
#define SLUICE_BASE_UNIT_H

#include <stdint.h>

/** Takes one UTF-16 unit from well-formed modified UTF-8, whose forms may be long ones, and moves `*at` past it. */
uint16_t sluice_unit_take(const uint8_t **at);

#endif
