#include "characters.h"

static bool take(struct sluice_bytes *rest, size_t length)
{
    rest->data += length;
    rest->length -= length;
    return true;
}

bool sluice_next_unit(struct sluice_bytes *rest, uint32_t *unit)
{
    const uint8_t *at = rest->data;
    if (rest->length == 0) {
        return false;
    }
    if (at[0] >= 0xE0 && rest->length >= 3) {
        *unit = (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
        return take(rest, 3);
    }
    if (at[0] >= 0xC0 && rest->length >= 2) {
        *unit = (at[0] & 0x1Fu) << 6 | (at[1] & 0x3Fu);
        return take(rest, 2);
    }
    *unit = at[0];
    return take(rest, 1);
}
