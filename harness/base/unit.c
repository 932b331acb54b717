#include "harness/base/unit.h"

uint16_t sluice_unit_take(const uint8_t **at)
{
    const uint8_t *bytes = *at;
    if (bytes[0] < 0x80) {
        *at = bytes + 1;
        return bytes[0];
    }
    if (bytes[0] < 0xE0) {
        *at = bytes + 2;
        return (uint16_t)((bytes[0] & 0x1F) << 6 | (bytes[1] & 0x3F));
    }
    *at = bytes + 3;
    return (uint16_t)((bytes[0] & 0x0F) << 12 | (bytes[1] & 0x3F) << 6 | (bytes[2] & 0x3F));
}
