#include "harness/trials/decoder/shown_text.h"

#include "harness/base/unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MOST_TEXT = 256 * 1024, LONGEST_PIECE = 40 };

static bool keep(void *context, const char *text, size_t length)
{
    struct sluice_text *whole = context;
    sluice_text_add(whole, text, length);
    return !whole->failed && whole->length <= MOST_TEXT;
}

bool sluice_shown_begin(const struct sluice_document *document, const struct sluice_graph *graph,
                        struct sluice_text *whole, struct sluice_shown_text *shown)
{
    const bool good = sluice_show(document, graph, SLUICE_SHOW_JSON, NULL, keep, whole) ==
                          SLUICE_OK &&
                      !whole->failed;
    const char *text = sluice_text_get(whole);
    *shown = (struct sluice_shown_text){.at = text, .end = text + whole->length};
    return good;
}

bool sluice_shown_goes_on(const struct sluice_shown_text *shown)
{
    return !shown->differs && !shown->is_unsure;
}

bool sluice_shown_is_right(const struct sluice_shown_text *shown)
{
    return shown->is_unsure || (!shown->differs && shown->at == shown->end);
}

static void expect(struct sluice_shown_text *shown, const char *text, size_t length)
{
    if ((size_t)(shown->end - shown->at) < length || memcmp(shown->at, text, length) != 0) {
        shown->differs = true;
        return;
    }
    shown->at += length;
}

void sluice_shown_expect(struct sluice_shown_text *shown, const char *text)
{
    expect(shown, text, strlen(text));
}

void sluice_shown_number(struct sluice_shown_text *shown, int64_t number)
{
    char digits[LONGEST_PIECE];
    (void)snprintf(digits, sizeof digits, "%" PRId64, number);
    sluice_shown_expect(shown, digits);
}

void sluice_shown_member(struct sluice_shown_text *shown, const char *key, int64_t number)
{
    sluice_shown_expect(shown, key);
    sluice_shown_number(shown, number);
}

void sluice_shown_string(struct sluice_shown_text *shown, struct sluice_bytes text)
{
    char piece[LONGEST_PIECE];
    const uint8_t *at = text.data;
    sluice_shown_expect(shown, "\"");
    while (text.length > 0 && at < text.data + text.length && !shown->differs) {
        const unsigned unit = sluice_unit_take(&at);
        if (unit >= ' ' && unit <= '~') {
            const char marked[] = {'\\', (char)unit};
            const size_t mark = unit == '"' || unit == '\\' ? 0 : 1;
            expect(shown, marked + mark, sizeof marked - mark);
        } else {
            (void)snprintf(piece, sizeof piece, "\\u%04x", unit);
            sluice_shown_expect(shown, piece);
        }
    }
    sluice_shown_expect(shown, "\"");
}

void sluice_shown_hex(struct sluice_shown_text *shown, struct sluice_bytes bytes)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.length && !shown->differs; i++) {
        const char pair[] = {digits[bytes.data[i] >> 4], digits[bytes.data[i] & 15]};
        expect(shown, pair, sizeof pair);
    }
}

size_t sluice_shown_width(char type)
{
    static const char letters[] = "ZBCSIFJD";
    static const size_t widths[] = {1, 1, 2, 2, 4, 4, 8, 8};
    const char *at = type != '\0' ? strchr(letters, type) : NULL;
    return at != NULL ? widths[at - letters] : 0;
}

void sluice_shown_primitive(struct sluice_shown_text *shown, char type, const uint8_t *at)
{
    const size_t width = sluice_shown_width(type);
    uint64_t bits = 0;
    for (size_t i = 0; i < width; i++) {
        bits = bits << 8 | at[i];
    }
    const uint64_t half = width != 0 ? UINT64_C(1) << (8 * width - 1) : 0;
    switch (type) {
    case 'Z':
        sluice_shown_expect(shown, bits != 0 ? "true" : "false");
        return;
    case 'F':
    case 'D':
        sluice_shown_expect(shown, "\"");
        sluice_shown_hex(shown, (struct sluice_bytes){at, width});
        sluice_shown_expect(shown, "\"");
        return;
    case 'C':
        sluice_shown_number(shown, (int64_t)bits);
        return;
    default: /* the highest bit counts less than nothing */
        sluice_shown_number(shown, (int64_t)((bits ^ half) - half));
        return;
    }
}

void sluice_shown_primitives(struct sluice_shown_text *shown, char type, struct sluice_bytes all)
{
    const size_t width = sluice_shown_width(type);
    for (size_t at = 0; width != 0 && at + width <= all.length && !shown->differs; at += width) {
        sluice_shown_expect(shown, at > 0 ? "," : "");
        sluice_shown_primitive(shown, type, all.data + at);
    }
}

void sluice_shown_skip(struct sluice_shown_text *shown, const char *until)
{
    const size_t length = strlen(until);
    while ((size_t)(shown->end - shown->at) >= length && memcmp(shown->at, until, length) != 0) {
        shown->at++;
    }
    sluice_shown_expect(shown, until);
}
