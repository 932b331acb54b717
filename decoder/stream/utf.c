#include "utf.h"

#include <string.h>

/* A shift automaton: each byte has a word in which, at the bit position of the current state, the
 * bit position of the next one stands. So one load and one shift serve a byte, without a branch. */
enum { COMPLETE = 0, ONE_MORE = 5, TWO_MORE = 10, BAD = 15, STATE_MASK = 31 };

#define ROW(in_complete, in_one_more, in_two_more)                                                 \
    ((uint32_t)(in_complete) << COMPLETE | (uint32_t)(in_one_more) << ONE_MORE |                   \
     (uint32_t)(in_two_more) << TWO_MORE | (uint32_t)BAD << BAD)
#define ASCII ROW(COMPLETE, BAD, BAD)
#define TAIL ROW(BAD, COMPLETE, ONE_MORE)
#define LEAD_2 ROW(ONE_MORE, BAD, BAD)
#define LEAD_3 ROW(TWO_MORE, BAD, BAD)
#define NEVER ROW(BAD, BAD, BAD)
#define X16(row) row, row, row, row, row, row, row, row, row, row, row, row, row, row, row, row

static const uint32_t rows[256] = {
    X16(ASCII),  X16(ASCII),  X16(ASCII),  X16(ASCII), X16(ASCII), X16(ASCII),
    X16(ASCII),  X16(ASCII),  X16(TAIL),   X16(TAIL),  X16(TAIL),  X16(TAIL),
    X16(LEAD_2), X16(LEAD_2), X16(LEAD_3), X16(NEVER),
};

static bool all_ascii(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

static bool valid_from(const uint8_t *bytes, const uint8_t *end)
{
    uint32_t state = COMPLETE;
    while (bytes < end) {
        if (state == COMPLETE) {
            while (end - bytes >= 8 && all_ascii(bytes)) {
                bytes += 8;
            }
        }
        const uint8_t *stop = end - bytes > 64 ? bytes + 64 : end;
        while (bytes < stop) {
            state = rows[*bytes++] >> state & STATE_MASK;
        }
    }
    return state == COMPLETE;
}

bool sluice_utf_valid(const uint8_t *bytes, size_t length)
{
    if (length < 8) {
        return length == 0 || valid_from(bytes, bytes + length);
    }
    const uint8_t *end = bytes + length;
    while (end - bytes >= 8 && all_ascii(bytes)) {
        bytes += 8;
    }
    /* What is left of an ASCII string is checked with the last word, which overlaps the one before:
     * without it the number of bytes left decides a branch, and costs more. */
    return (end - bytes < 8 && all_ascii(end - 8)) || valid_from(bytes, end);
}

uint16_t sluice_utf_next(const uint8_t **bytes)
{
    const uint8_t *at = *bytes;
    if (at[0] < 0x80) {
        *bytes = at + 1;
        return at[0];
    }
    if (at[0] < 0xE0) {
        *bytes = at + 2;
        return (uint16_t)((at[0] & 0x1F) << 6 | (at[1] & 0x3F));
    }
    *bytes = at + 3;
    return (uint16_t)((at[0] & 0x0F) << 12 | (at[1] & 0x3F) << 6 | (at[2] & 0x3F));
}

size_t sluice_utf_units(const uint8_t *bytes, size_t length)
{
    size_t units = 0;
    for (size_t i = 0; i < length; i++) {
        units += (bytes[i] & 0xC0) != 0x80;
    }
    return units;
}
