#include "harness/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct sluice_text *text, size_t more)
{
    if (text->failed || more > SIZE_MAX / 2 - text->length - 1) {
        text->failed = true;
        return false;
    }
    size_t needed = text->length + more + 1;
    if (needed <= text->capacity) {
        return true;
    }
    size_t capacity = needed < 64 ? 64 : needed + needed / 2;
    char *data = realloc(text->data, capacity);
    if (data == NULL) {
        text->failed = true;
        return false;
    }
    text->data = data;
    text->capacity = capacity;
    return true;
}

void sluice_text_add(struct sluice_text *text, const void *data, size_t length)
{
    if (!reserve(text, length)) {
        return;
    }
    if (length > 0) {
        memcpy(text->data + text->length, data, length);
    }
    text->length += length;
    text->data[text->length] = '\0';
}

void sluice_text_string(struct sluice_text *text, const char *string)
{
    sluice_text_add(text, string, strlen(string));
}

void sluice_text_format(struct sluice_text *text, const char *format, ...)
{
    enum { USUAL = 100 }; /* most of what is written fits, and is formatted once */
    va_list first;
    va_list again;
    if (!reserve(text, USUAL)) {
        return;
    }
    va_start(first, format);
    va_copy(again, first);
    const size_t room = text->capacity - text->length;
    const int length = vsnprintf(text->data + text->length, room, format, first);
    va_end(first);
    const bool fits = length >= 0 && (size_t)length < room;
    if (length < 0) {
        text->failed = true;
    } else if (!fits && reserve(text, (size_t)length)) {
        (void)vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
    }
    va_end(again);
    text->length += text->failed ? 0 : (size_t)length;
    text->data[text->length] = '\0';
}

size_t sluice_digits(uint64_t number, char out[SLUICE_DIGITS])
{
    char digits[SLUICE_DIGITS];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    memcpy(out, digits + at, sizeof digits - at);
    return sizeof digits - at;
}

void sluice_text_number(struct sluice_text *text, uint64_t number)
{
    char digits[SLUICE_DIGITS];
    sluice_text_add(text, digits, sluice_digits(number, digits));
}

void sluice_text_hex(struct sluice_text *text, const uint8_t *data, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    if (length > SIZE_MAX / 4 || !reserve(text, 2 * length)) {
        text->failed = true;
        return;
    }
    char *out = text->data + text->length;
    for (size_t i = 0; i < length; i++) {
        *out++ = digits[data[i] >> 4];
        *out++ = digits[data[i] & 15];
    }
    *out = '\0';
    text->length += 2 * length;
}

/* The length of the well-formed UTF-8 sequence at `s`, or 0. */
static size_t utf8_length(const uint8_t *s, size_t available)
{
    static const struct {
        uint8_t first, last, low, high;
        uint8_t length;
    } rows[] = {
        {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
        {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
        {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        if (s[0] < rows[row].first || s[0] > rows[row].last) {
            continue;
        }
        if (rows[row].length > available || s[1] < rows[row].low || s[1] > rows[row].high) {
            return 0;
        }
        for (size_t i = 2; i < rows[row].length; i++) {
            if ((s[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return rows[row].length;
    }
    return 0;
}

static size_t add_json_unit(struct sluice_text *text, const uint8_t *s, size_t available)
{
    if (s[0] == '"' || s[0] == '\\') {
        const char escaped[2] = {'\\', (char)s[0]};
        sluice_text_add(text, escaped, 2);
        return 1;
    }
    if (s[0] < 0x80) {
        sluice_text_format(text, "\\u%04x", (unsigned)s[0]);
        return 1;
    }
    size_t length = utf8_length(s, available);
    if (length == 0) {
        sluice_text_string(text, "\\ufffd");
        return 1;
    }
    sluice_text_add(text, s, length);
    return length;
}

/* How many bytes from `s` on stand in JSON as they are. */
static size_t plain_length(const uint8_t *s, size_t available)
{
    size_t length = 0;
    while (length < available && s[length] >= 0x20 && s[length] < 0x7F && s[length] != '"' &&
           s[length] != '\\') {
        length++;
    }
    return length;
}

void sluice_text_json(struct sluice_text *text, const char *string, size_t length)
{
    const uint8_t *bytes = (const uint8_t *)string;
    sluice_text_add(text, "\"", 1);
    for (size_t i = 0; i < length;) {
        const size_t plain = plain_length(bytes + i, length - i);
        sluice_text_add(text, bytes + i, plain);
        i += plain;
        i += i < length ? add_json_unit(text, bytes + i, length - i) : 0;
    }
    sluice_text_add(text, "\"", 1);
}

void sluice_text_json_string(struct sluice_text *text, const char *string)
{
    if (string == NULL) {
        sluice_text_string(text, "null");
    } else {
        sluice_text_json(text, string, strlen(string));
    }
}

void sluice_text_json_list(struct sluice_text *text, const char *const *strings, size_t count)
{
    sluice_text_string(text, "[");
    for (size_t i = 0; i < count; i++) {
        sluice_text_string(text, i == 0 ? "" : ",");
        sluice_text_json_string(text, strings[i]);
    }
    sluice_text_string(text, "]");
}

const char *sluice_text_get(const struct sluice_text *text)
{
    return text->data != NULL ? text->data : "";
}

void sluice_text_clear(struct sluice_text *text)
{
    text->length = 0;
    text->failed = false;
    if (text->data != NULL) {
        text->data[0] = '\0';
    }
}

void sluice_text_free(struct sluice_text *text)
{
    free(text->data);
    *text = (struct sluice_text){0};
}

bool sluice_text_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}
