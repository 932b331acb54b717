/* Modified UTF-8, exhaustively for one to three bytes, against a slow model written from the
 * description in the specification of DataInput.readUTF. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "utf.h"

/* One code unit at a time, by the table of readUTF: -1 when the bytes are malformed. */
static int model_units(const uint8_t *bytes, size_t length, uint16_t *units)
{
    int count = 0;
    size_t at = 0;
    while (at < length) {
        const unsigned group = bytes[at] >> 4;
        size_t size;
        unsigned unit;
        if (group <= 7) { /* 0xxxxxxx */
            size = 1;
            unit = bytes[at];
        } else if (group == 12 || group == 13) { /* 110xxxxx 10xxxxxx */
            size = 2;
            unit = bytes[at] % 32u;
        } else if (group == 14) { /* 1110xxxx 10xxxxxx 10xxxxxx */
            size = 3;
            unit = bytes[at] % 16u;
        } else {
            return -1;
        }
        if (length - at < size) {
            return -1;
        }
        for (size_t i = 1; i < size; i++) {
            if (bytes[at + i] / 64u != 2) {
                return -1;
            }
            unit = unit * 64 + bytes[at + i] % 64u;
        }
        units[count++] = (uint16_t)unit;
        at += size;
    }
    return count;
}

/* False, with a message, when the decoder and the model differ. */
static bool agrees(const uint8_t *bytes, size_t length)
{
    uint16_t expected[128];
    const int count = model_units(bytes, length, expected);
    if (sluice_utf_valid(bytes, length) != (count >= 0)) {
        print_error("%02x %02x.. (%zu bytes): model %d\n", bytes[0], bytes[1], length, count);
        return false;
    }
    if (count < 0) {
        return true;
    }
    const uint8_t *at = bytes;
    bool same = sluice_utf_units(bytes, length) == (size_t)count;
    for (int i = 0; i < count && same; i++) {
        same = sluice_utf_next(&at) == expected[i];
    }
    return same && at == bytes + length;
}

static void test_short(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (unsigned value = 0; value < 1u << 24; value++) {
        const uint8_t bytes[3] = {(uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};
        wrong += !agrees(bytes, 3);
        if ((value & 0xFF) == 0) {
            wrong += !agrees(bytes, 2);
            wrong += (value & 0xFFFF) == 0 && !agrees(bytes, 1);
        }
    }
    assert_int_equal(wrong, 0);
    assert_true(sluice_utf_valid(NULL, 0));
    assert_int_equal(sluice_utf_units(NULL, 0), 0);
}

/* Every pair of bytes at every place around the borders of the fast paths (8 and 64 bytes). */
static void test_places(void **state)
{
    (void)state;
    static const uint8_t kinds[] = {0x00, 0x41, 0x7F, 0x80, 0xBF, 0xC0, 0xC1,
                                    0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xFF};
    enum { KINDS = sizeof kinds };
    unsigned wrong = 0;
    for (size_t length = 1; length <= 80; length++) {
        for (size_t place = 0; place < length; place++) {
            for (size_t kind = 0; kind < KINDS * (size_t)KINDS; kind++) {
                uint8_t bytes[80];
                memset(bytes, 'a', sizeof bytes);
                bytes[place] = kinds[kind / KINDS];
                if (place + 1 < length) {
                    bytes[place + 1] = kinds[kind % KINDS];
                }
                wrong += !agrees(bytes, length);
            }
        }
    }
    assert_int_equal(wrong, 0);
}

/* Long runs of two- and three-byte forms, whole and cut, so that a form lies over every border. */
static void test_runs(void **state)
{
    (void)state;
    for (size_t length = 1; length < 2000; length++) {
        uint8_t *two = malloc(length);
        uint8_t *three = malloc(length);
        for (size_t i = 0; i < length; i++) {
            two[i] = i % 2 == 0 ? 0xC3 : 0xA4;
            three[i] = i % 3 == 0 ? 0xE3 : 0x81;
        }
        assert_int_equal(sluice_utf_valid(two, length), length % 2 == 0);
        assert_int_equal(sluice_utf_valid(three, length), length % 3 == 0);
        free(two);
        free(three);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_runs),
    };
    return cmocka_run_group_tests_name("utf", tests, NULL, NULL);
}
