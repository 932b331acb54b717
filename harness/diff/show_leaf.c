#include "harness/diff/show.h"

#include "harness/base/unit.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAME_UNITS = 64, STRING_UNITS = 72, HEX_BYTES = 32, LIST_CHARACTERS = 80 };

static uint64_t big_endian(const uint8_t *at, uint8_t size)
{
    uint64_t word = 0;
    for (uint8_t i = 0; i < size; i++) {
        word = word << 8 | at[i];
    }
    return word;
}

static void put_unit(struct sluice_text *text, uint16_t unit, char quote)
{
    const char plain = (char)unit;
    if (unit == '\n' || unit == '\t' || unit == '\r') {
        sluice_text_string(text, unit == '\n' ? "\\n" : unit == '\t' ? "\\t" : "\\r");
    } else if (unit == '\\' || (quote != '\0' && unit == (uint8_t)quote)) {
        sluice_text_format(text, "\\%c", plain);
    } else if (unit >= 0x20 && unit < 0x7F && (quote != '\0' || unit != ' ')) {
        sluice_text_add(text, &plain, 1);
    } else {
        sluice_text_format(text, "\\u%04x", (unsigned)unit);
    }
}

/* False when there was more. */
static bool put_units(struct sluice_text *text, struct sluice_bytes bytes, unsigned most,
                      char quote)
{
    const uint8_t *at = bytes.data;
    while (at != NULL && at < bytes.data + bytes.length) {
        if (most-- == 0) {
            return false;
        }
        put_unit(text, sluice_unit_take(&at), quote);
    }
    return true;
}

void sluice_diff_show_name(struct sluice_text *text, struct sluice_bytes name)
{
    sluice_text_string(text, put_units(text, name, NAME_UNITS, '\0') ? "" : "...");
}

void sluice_diff_show_string(struct sluice_text *text, struct sluice_bytes string, size_t skip)
{
    if (skip > 0) {
        string.data += skip;
        string.length -= skip;
    }
    sluice_text_string(text, skip > 0 ? "...\"" : "\"");
    sluice_text_string(text, put_units(text, string, STRING_UNITS, '"') ? "\"" : "\"...");
}

/* A number that reads as another with other bits (a NaN) shows its bits. */
static void show_floating(struct sluice_text *text, uint8_t letter, const uint8_t *at)
{
    double number;
    const uint64_t bits = big_endian(at, letter == 'F' ? 4 : 8);
    if (letter == 'F') {
        const uint32_t half = (uint32_t)bits;
        float single;
        memcpy(&single, &half, sizeof single);
        number = (double)single;
    } else {
        memcpy(&number, &bits, sizeof number);
    }
    if (isnan(number)) {
        sluice_text_format(text, "NaN(0x%" PRIx64 ")", bits);
    } else {
        sluice_text_format(text, letter == 'F' ? "%.9g" : "%.17g", number);
    }
}

void sluice_diff_show_primitive(struct sluice_text *text, uint8_t letter, const uint8_t *at)
{
    switch (letter) {
    case 'B':
        sluice_text_format(text, "%d", (int8_t)at[0]);
        return;
    case 'Z':
        sluice_text_string(text, at[0] != 0 ? "true" : "false");
        if (at[0] > 1) {
            sluice_text_format(text, "(0x%02x)", at[0]);
        }
        return;
    case 'C':
        sluice_text_string(text, "'");
        put_unit(text, (uint16_t)big_endian(at, 2), '\'');
        sluice_text_string(text, "'");
        return;
    case 'S':
        sluice_text_format(text, "%d", (int16_t)big_endian(at, 2));
        return;
    case 'I':
        sluice_text_format(text, "%" PRId32, (int32_t)big_endian(at, 4));
        return;
    case 'J':
        sluice_text_format(text, "%" PRId64, (int64_t)big_endian(at, 8));
        return;
    default:
        show_floating(text, letter, at);
        return;
    }
}

static void show_chars(struct sluice_text *text, struct sluice_bytes elements)
{
    const size_t count = elements.length / 2;
    sluice_text_string(text, "\"");
    for (size_t i = 0; i < count && i < STRING_UNITS; i++) {
        put_unit(text, (uint16_t)big_endian(elements.data + 2 * i, 2), '"');
    }
    sluice_text_string(text, count > STRING_UNITS ? "\"..." : "\"");
}

void sluice_diff_show_primitives(struct sluice_text *text, uint8_t letter,
                                 struct sluice_bytes elements)
{
    const uint8_t size = sluice_diff_primitive_size(letter);
    const size_t start = text->length;
    if (letter == 'B') {
        const bool whole = elements.length <= HEX_BYTES;
        sluice_text_hex(text, elements.data, whole ? elements.length : HEX_BYTES);
        sluice_text_string(text, whole ? "" : "...");
        return;
    }
    if (letter == 'C') {
        show_chars(text, elements);
        return;
    }
    for (size_t at = 0; size != 0 && at + size <= elements.length; at += size) {
        sluice_text_string(text, at > 0 ? "," : "");
        if (text->length - start > LIST_CHARACTERS) {
            sluice_text_string(text, "...");
            return;
        }
        sluice_diff_show_primitive(text, letter, elements.data + at);
    }
}
