#include "harness/fuzz/input.h"

enum { EXACT = 128, STEPS = 8 };

static uint32_t big_endian(const uint8_t *bytes, size_t count)
{
    uint32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

struct sluice_fuzz_input sluice_fuzz_input_read(struct sluice_bytes bytes)
{
    struct sluice_fuzz_input input = {.bare = true, .stream = bytes};
    if (bytes.length < SLUICE_FUZZ_SETTINGS || bytes.data[0] != SLUICE_FUZZ_MARK) {
        return input;
    }
    const uint8_t *at = bytes.data;
    input.bare = false;
    input.settings.policy = (uint16_t)big_endian(at + 1, 2);
    input.settings.flags = at[3] & (SLUICE_FUZZ_FLAGS | SLUICE_FUZZ_NEIGHBOR);
    for (size_t i = 0; i < SLUICE_FUZZ_LIMITS; i++) {
        input.settings.limits[i] = at[4 + i];
    }
    input.settings.choice = big_endian(at + 4 + SLUICE_FUZZ_LIMITS, 4);
    input.stream = (struct sluice_bytes){at + SLUICE_FUZZ_SETTINGS,
                                         bytes.length - SLUICE_FUZZ_SETTINGS};
    return input;
}

void sluice_fuzz_settings_write(const struct sluice_fuzz_settings *settings,
                                uint8_t out[SLUICE_FUZZ_SETTINGS])
{
    out[0] = SLUICE_FUZZ_MARK;
    out[1] = (uint8_t)(settings->policy >> 8);
    out[2] = (uint8_t)settings->policy;
    out[3] = settings->flags;
    for (size_t i = 0; i < SLUICE_FUZZ_LIMITS; i++) {
        out[4 + i] = settings->limits[i];
    }
    for (size_t i = 0; i < 4; i++) {
        out[4 + SLUICE_FUZZ_LIMITS + i] = (uint8_t)(settings->choice >> (24 - 8 * i));
    }
}

uint64_t sluice_fuzz_limit_of_code(uint8_t code)
{
    if (code <= EXACT) {
        return code;
    }
    const unsigned above = code - EXACT;
    const uint64_t octave = (uint64_t)EXACT << (above / STEPS);
    return octave + octave / STEPS * (above % STEPS);
}

uint8_t sluice_fuzz_code_of_limit(uint64_t value)
{
    uint8_t code = 0;
    while (code < UINT8_MAX && sluice_fuzz_limit_of_code(code) < value) {
        code++;
    }
    return code;
}

struct sluice_limits sluice_fuzz_limits(const struct sluice_fuzz_settings *settings)
{
    struct sluice_limits limits;
    size_t at = 0;
#define X(member, upper, text) limits.member = sluice_fuzz_limit_of_code(settings->limits[at++]);
    SLUICE_LIMIT_LIST(X)
#undef X
    return limits;
}

#define X(member, upper, text) +1
_Static_assert(0 SLUICE_LIMIT_LIST(X) == SLUICE_FUZZ_LIMITS, "a code for each limit");
#undef X
