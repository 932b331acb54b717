#include "base64.h"

/* 0..63, or 64 for any other character. */
static uint32_t value_of(uint8_t byte)
{
    if (byte >= 'A' && byte <= 'Z') {
        return byte - (uint32_t)'A';
    }
    if (byte >= 'a' && byte <= 'z') {
        return byte - (uint32_t)'a' + 26;
    }
    if (byte >= '0' && byte <= '9') {
        return byte - (uint32_t)'0' + 52;
    }
    return byte == '+' ? 62 : byte == '/' ? 63 : 64;
}

bool sluice_base64_decode(struct sluice_bytes text, uint8_t *bytes, size_t length)
{
    const size_t digits = (length * 8 + 5) / 6;
    if (text.length != (length + 2) / 3 * 4) {
        return false;
    }
    uint32_t bits = 0;
    uint32_t held = 0;
    size_t made = 0;
    for (size_t i = 0; i < digits; i++) {
        const uint32_t value = value_of(text.data[i]);
        if (value == 64) {
            return false;
        }
        bits = bits << 6 | value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes[made++] = (uint8_t)(bits >> held);
            bits &= (1U << held) - 1;
        }
    }
    for (size_t i = digits; i < text.length; i++) {
        if (text.data[i] != '=') {
            return false;
        }
    }
    return bits == 0 && made == length;
}
