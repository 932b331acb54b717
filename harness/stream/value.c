#include "harness/stream/value.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    uint8_t code;
    uint8_t size;
    const char *word;
} primitives[] = {{'B', 1, "byte"}, {'C', 2, "char"}, {'D', 8, "double"}, {'F', 4, "float"},
                  {'I', 4, "int"},  {'J', 8, "long"}, {'S', 2, "short"},  {'Z', 1, "boolean"}};

enum { PRIMITIVES = sizeof primitives / sizeof primitives[0] };

size_t sluice_stream_value_size(uint8_t code)
{
    for (size_t i = 0; i < PRIMITIVES; i++) {
        if (primitives[i].code == code) {
            return primitives[i].size;
        }
    }
    return 0;
}

const char *sluice_stream_value_word(uint8_t code)
{
    for (size_t i = 0; i < PRIMITIVES; i++) {
        if (primitives[i].code == code) {
            return primitives[i].word;
        }
    }
    return NULL;
}

uint8_t sluice_stream_value_code(const char *word)
{
    for (size_t i = 0; i < PRIMITIVES; i++) {
        if (strcmp(primitives[i].word, word) == 0) {
            return primitives[i].code;
        }
    }
    return 0;
}

void sluice_stream_value_put(uint8_t *out, uint64_t number, size_t size)
{
    for (size_t i = size; i-- > 0; number >>= 8) {
        out[i] = (uint8_t)(number & 0xFF);
    }
}

uint64_t sluice_stream_value_get(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;

    for (size_t i = 0; i < size; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

/* The signed number that `size` bytes stand for. */
static int64_t signed_value(uint64_t bits, size_t size)
{
    uint64_t sign = size > 0 ? UINT64_C(1) << (8 * size - 1) : 0;

    return (int64_t)((bits ^ sign) - sign);
}

/* Decimal where it gives the same bits when read back, else the bits. */
static void print_floating(uint8_t code, uint64_t bits, char out[SLUICE_STREAM_VALUE_TEXT])
{
    bool is_float = code == 'F';
    uint32_t narrow = (uint32_t)bits;
    float single = 0;
    double value = 0;
    double again;
    uint64_t again_bits = 0;

    memcpy(&single, &narrow, sizeof single);
    memcpy(&value, &bits, sizeof value);
    value = is_float ? (double)single : value;
    if (isfinite(value)) {
        (void)snprintf(out, SLUICE_STREAM_VALUE_TEXT, is_float ? "%.9g" : "%.17g", value);
        again = strtod(out, NULL);
        single = (float)again;
        if (is_float) {
            memcpy(&narrow, &single, sizeof narrow);
            again_bits = narrow;
        } else {
            memcpy(&again_bits, &again, sizeof again_bits);
        }
        if (again_bits == bits) {
            return;
        }
    }
    (void)snprintf(out, SLUICE_STREAM_VALUE_TEXT, is_float ? "0x%08" PRIX64 : "0x%016" PRIX64,
                   bits);
}

void sluice_stream_value_print(uint8_t code, const uint8_t *bytes,
                               char out[SLUICE_STREAM_VALUE_TEXT])
{
    size_t size = sluice_stream_value_size(code);
    uint64_t bits = sluice_stream_value_get(bytes, size);

    switch (code) {
    case 'C':
        (void)snprintf(out, SLUICE_STREAM_VALUE_TEXT, "%" PRIu64, bits);
        break;
    case 'D':
    case 'F':
        print_floating(code, bits, out);
        break;
    case 'Z':
        if (bits > 1) {
            (void)snprintf(out, SLUICE_STREAM_VALUE_TEXT, "%" PRIu64, bits);
        } else {
            (void)snprintf(out, SLUICE_STREAM_VALUE_TEXT, "%s", bits == 1 ? "true" : "false");
        }
        break;
    default:
        (void)snprintf(out, SLUICE_STREAM_VALUE_TEXT, "%" PRId64, signed_value(bits, size));
        break;
    }
}

/* --- modified UTF-8 --------------------------------------------------------------------------- */

/* Writes a UTF-16 unit above 0x7F in two or three bytes. */
static size_t put_unit(uint32_t unit, uint8_t *out)
{
    if (unit < 0x800) {
        out[0] = (uint8_t)(0xC0 | unit >> 6);
        out[1] = (uint8_t)(0x80 | (unit & 0x3F));
        return 2;
    }
    out[0] = (uint8_t)(0xE0 | unit >> 12);
    out[1] = (uint8_t)(0x80 | (unit >> 6 & 0x3F));
    out[2] = (uint8_t)(0x80 | (unit & 0x3F));
    return 3;
}

size_t sluice_stream_utf_encode(const char *text, size_t length, uint8_t *out)
{
    const uint8_t *bytes = (const uint8_t *)text;
    size_t used = 0;

    for (size_t i = 0; i < length; i++) {
        uint8_t c = bytes[i];

        if (c == 0) {
            used += put_unit(0, out + used);
        } else if (c >= 0xF0 && length - i >= 4) {
            uint32_t point = ((c & 7u) << 18) + ((bytes[i + 1] & 0x3Fu) << 12) +
                             ((bytes[i + 2] & 0x3Fu) << 6) + (bytes[i + 3] & 0x3Fu) - 0x10000;

            used += put_unit(0xD800 + (point >> 10 & 0x3FF), out + used);
            used += put_unit(0xDC00 + (point & 0x3FF), out + used);
            i += 3;
        } else {
            out[used++] = c;
        }
    }
    return used;
}

/* A unit of two or three bytes in its shortest form, or 0. */
static uint32_t get_unit(const uint8_t *bytes, size_t length, size_t *size)
{
    uint32_t unit;

    if (length >= 2 && (bytes[0] & 0xE0) == 0xC0 && (bytes[1] & 0xC0) == 0x80) {
        *size = 2;
        unit = (bytes[0] & 0x1Fu) << 6 | (bytes[1] & 0x3Fu);
        return unit >= 0x80 ? unit : 0;
    }
    if (length >= 3 && (bytes[0] & 0xF0) == 0xE0 && (bytes[1] & 0xC0) == 0x80 &&
        (bytes[2] & 0xC0) == 0x80) {
        *size = 3;
        unit = (bytes[0] & 0xFu) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu);
        return unit >= 0x800 ? unit : 0;
    }
    return 0;
}

/* Characters that YAML allows unescaped and that do not end a line or mark the byte order. */
static bool is_printable(uint32_t unit)
{
    return unit >= 0xA0 && unit != 0x2028 && unit != 0x2029 && unit != 0xFEFF && unit < 0xFFFE &&
           (unit < 0xD800 || unit > 0xDFFF);
}

/* A pair of surrogates, as the four bytes that UTF-8 has for it. */
static bool decode_pair(const uint8_t *bytes, size_t length, char *out)
{
    size_t size = 0;
    uint32_t high = get_unit(bytes, length, &size);
    uint32_t low = length > 3 ? get_unit(bytes + 3, length - 3, &size) : 0;
    uint32_t point;

    if (high < 0xD800 || high > 0xDBFF || low < 0xDC00 || low > 0xDFFF) {
        return false;
    }
    point = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    out[0] = (char)(uint8_t)(0xF0 | point >> 18);
    out[1] = (char)(uint8_t)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(uint8_t)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(uint8_t)(0x80 | (point & 0x3F));
    return true;
}

bool sluice_stream_utf_decode(const uint8_t *bytes, size_t length, char *out, size_t *out_length)
{
    size_t used = 0;
    size_t i = 0;

    while (i < length) {
        size_t size = 1;
        uint32_t unit;

        if (bytes[i] >= 0x20 && bytes[i] < 0x7F) {
            out[used++] = (char)bytes[i++];
            continue;
        }
        unit = get_unit(bytes + i, length - i, &size);
        if (unit >= 0xD800 && unit <= 0xDFFF) {
            if (!decode_pair(bytes + i, length - i, out + used)) {
                return false;
            }
            used += 4;
            i += 6;
            continue;
        }
        if (!is_printable(unit)) {
            return false;
        }
        memcpy(out + used, bytes + i, size);
        used += size;
        i += size;
    }
    *out_length = used;
    return true;
}

int sluice_stream_hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}
