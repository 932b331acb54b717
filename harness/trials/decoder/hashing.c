#include "harness/trials/decoder/hashing.h"

#include "decoder/stream/hash.h"

#include <string.h>

enum { MOST = 40, LONGEST_TEXT = 3 * MOST };

/* --- the definition: SipHash-1-3 ------------------------------------------------------------------ */

struct sip {
    uint64_t v[4];
};

static void add_and_turn(struct sip *sip, unsigned to, unsigned with, unsigned bits)
{
    sip->v[to] += sip->v[with];
    sip->v[with] = sip->v[with] << bits ^ sip->v[with] >> (64 - bits) ^ sip->v[to];
}

static void turn_half(struct sip *sip, unsigned at)
{
    sip->v[at] = sip->v[at] << 32 ^ sip->v[at] >> 32;
}

static void sip_round(struct sip *sip)
{
    add_and_turn(sip, 0, 1, 13);
    turn_half(sip, 0);
    add_and_turn(sip, 2, 3, 16);
    add_and_turn(sip, 0, 3, 21);
    add_and_turn(sip, 2, 1, 17);
    turn_half(sip, 2);
}

static uint64_t defined(const uint64_t key[2], const uint8_t *bytes, size_t length)
{
    static const char start[] = "uespemosmodnarodarenegylsetybdet";
    struct sip sip;
    uint64_t word = 0;
    for (unsigned i = 0; i < 4; i++) {
        memcpy(&word, start + (size_t)8 * i, sizeof word);
        sip.v[i] = key[i % 2] ^ word;
    }
    for (size_t at = 0; at <= length; at += 8) {
        word = length - at < 8 ? (uint64_t)length << 56 : 0;
        for (size_t i = 0; i < 8 && at + i < length; i++) {
            word ^= (uint64_t)bytes[at + i] << (8 * i);
        }
        sip.v[3] ^= word;
        sip_round(&sip);
        sip.v[0] ^= word;
    }
    sip.v[2] ^= 0xFF;
    for (unsigned i = 0; i < 3; i++) {
        sip_round(&sip);
    }
    return sip.v[0] ^ sip.v[1] ^ sip.v[2] ^ sip.v[3];
}

/* --- texts ---------------------------------------------------------------------------------------- */

/* Modified UTF-8: as short as it goes, or not. */
static size_t put_unit(uint8_t *text, uint16_t unit, bool is_short)
{
    if (unit > 0 && unit < 0x80 && is_short) {
        text[0] = (uint8_t)unit;
        return 1;
    }
    if (unit < 0x800 && is_short) {
        text[0] = (uint8_t)(0xC0 | unit >> 6);
        text[1] = (uint8_t)(0x80 | (unit & 0x3F));
        return 2;
    }
    text[0] = (uint8_t)(0xE0 | unit >> 12);
    text[1] = (uint8_t)(0x80 | (unit >> 6 & 0x3F));
    text[2] = (uint8_t)(0x80 | (unit & 0x3F));
    return 3;
}

static uint64_t hash_units(const uint64_t key[2], const uint16_t *units, size_t count,
                           bool is_short)
{
    struct sluice_hash_state state;
    uint8_t text[LONGEST_TEXT];
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        length += put_unit(text + length, units[i], is_short);
    }
    sluice_hash_begin(&state, key);
    sluice_hash_text(&state, text, length);
    return sluice_hash_end(&state);
}

/* One text, however it is written, has one hash, and one that differs in a unit has another. */
static bool texts_hold(const uint64_t key[2], const uint8_t *bytes, size_t length)
{
    uint16_t units[MOST] = {0};
    for (size_t i = 0; i < length; i++) {
        /* Much of it ASCII, the rest of any size. */
        const unsigned high = bytes[length - 1 - i] % 3 == 0 ? bytes[i] : 0U;
        units[i] = (uint16_t)(high << 8 | (bytes[i] & 0x7F));
    }
    const uint64_t hash = hash_units(key, units, length, true);
    bool good = hash_units(key, units, length, false) == hash &&
                hash_units(key, units, length - 1, true) != hash;
    for (size_t i = 0; i < length && good; i += 7) {
        const uint16_t unit = units[i];
        units[i] = unit ^ 1;
        good = hash_units(key, units, length, true) != hash;
        units[i] = unit ^ 0x100;
        good = good && hash_units(key, units, length, true) != hash;
        units[i] = unit;
    }
    return good;
}

/* A unit of two bytes is no other units that are written with these bytes. */
static bool units_hold(const uint64_t key[2], const uint8_t *bytes)
{
    const uint16_t low = (bytes[0] & 0x7E) | 1;
    const uint16_t high = (bytes[1] & 0x7E) | 1;
    const uint16_t unit = (uint16_t)(high << 8 | low);
    const uint16_t apart[3] = {low, high, low};
    return hash_units(key, &unit, 1, true) != hash_units(key, apart, 3, true) &&
           hash_units(key, &unit, 1, true) != hash_units(key, apart + 1, 2, true);
}

const char *sluice_hashing_fault(struct sluice_bytes stream)
{
    uint64_t key[2];
    if (stream.length < sizeof key) {
        return NULL;
    }
    const size_t length = stream.length < MOST ? stream.length : MOST - stream.length % 16;
    const uint8_t *bytes = stream.data + stream.length - length;
    memcpy(key, bytes, sizeof key);
    for (size_t least = length - 8; least <= length; least++) {
        if (sluice_hash(key, bytes, least) != defined(key, bytes, least)) {
            return "the keyed hash is another than SipHash-1-3";
        }
    }
    return texts_hold(key, bytes, length) && units_hold(key, bytes)
               ? NULL
               : "texts that are alike have unlike hashes, or the other way round";
}
