#include "harness/fuzz/jdk/divergences.h"

#include "harness/fuzz/jdk/divergences_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 128, COLUMNS = 4, CELL = 200 };

static const char *const words[] = {"agrees", "refuses", "accepts", "reads",
                                    "later",  "sooner",  "names"};
static const char heading[] = "| row | how | decoder says | JDK says |";

static struct {
    struct sluice_divergence rows[ROWS];
    size_t count;
    bool read;
} table;

const char *sluice_divergence_word(enum sluice_divergence_how how)
{
    return words[how];
}

/* The text is a part of the program: a fault in it is one of the build. */
static _Noreturn void broken(const char *row, size_t length)
{
    (void)fprintf(stderr, "decoder/DIVERGENCES.md: this row cannot be read: %.*s\n", (int)length,
                  row);
    abort();
}

/* Takes the next cell of a row off, without the blanks around it. */
static bool next_cell(const char **at, const char *end, char out[CELL])
{
    const char *bar = memchr(*at, '|', (size_t)(end - *at));
    if (bar == NULL) {
        return false;
    }
    const char *from = *at;
    const char *to = bar;
    while (from < to && *from == ' ') {
        from++;
    }
    while (to > from && to[-1] == ' ') {
        to--;
    }
    const size_t length = (size_t)(to - from);
    if (length >= CELL) {
        return false;
    }
    memcpy(out, from, length);
    out[length] = '\0';
    *at = bar + 1;
    return true;
}

static bool fits(char *out, size_t room, const char *text)
{
    const size_t length = strlen(text);
    if (length >= room) {
        return false;
    }
    memcpy(out, text, length + 1);
    return true;
}

static bool is_word(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

/* Words with a plus between. */
static bool read_hows(const char *cell, unsigned *hows)
{
    for (const char *at = cell; *at != '\0'; at += at[0] == '+' ? 1 : 0) {
        const size_t length = strcspn(at, "+");
        unsigned how = SLUICE_HOW_REFUSES;
        while (how <= SLUICE_HOW_NAMES && !is_word(at, length, words[how])) {
            how++;
        }
        if (how > SLUICE_HOW_NAMES) {
            return false;
        }
        *hows |= 1U << how;
        at += length;
    }
    return *hows != 0;
}

/* "accepts", "StreamCorruptedException", or "StreamCorruptedException: words" */
static bool read_jdk(const char *cell, struct sluice_divergence *row)
{
    if (strcmp(cell, "accepts") == 0) {
        return true;
    }
    const char *colon = strstr(cell, ": ");
    const size_t length = colon == NULL ? strlen(cell) : (size_t)(colon - cell);
    if (length == 0 || length >= sizeof row->error) {
        return false;
    }
    memcpy(row->error, cell, length);
    row->error[length] = '\0';
    return colon == NULL || fits(row->words, sizeof row->words, colon + 2);
}

static bool read_row(const char *line, const char *end, struct sluice_divergence *row)
{
    char cells[COLUMNS][CELL];
    const char *at = line + 1;
    for (size_t i = 0; i < COLUMNS; i++) {
        if (!next_cell(&at, end, cells[i])) {
            return false;
        }
    }
    return fits(row->id, sizeof row->id, cells[0]) && read_hows(cells[1], &row->hows) &&
           fits(row->own, sizeof row->own, cells[2]) && read_jdk(cells[3], row);
}

/* Rows stand below their heading, up to the first line that is none. */
static void read_table(void)
{
    const char *at = sluice_fuzz_divergences_text;
    const char *all = at + sluice_fuzz_divergences_length;
    bool inside = false;
    while (at < all) {
        const char *end = memchr(at, '\n', (size_t)(all - at));
        end = end == NULL ? all : end;
        const size_t length = (size_t)(end - at);
        if (!inside) {
            inside = length == sizeof heading - 1 && memcmp(at, heading, length) == 0;
        } else if (length == 0 || at[0] != '|') {
            inside = false;
        } else if (length > 1 && at[1] != '-' && at[2] != '-') {
            if (table.count == ROWS || !read_row(at, end, &table.rows[table.count])) {
                broken(at, length);
            }
            table.count++;
        }
        at = end < all ? end + 1 : all;
    }
    table.read = true;
}

/* The decoder's column: words with a plus between, all of which hold. */
static bool holds(const char *words_of_row, const struct sluice_own_reading *own)
{
    const char *at = words_of_row;
    while (*at != '\0') {
        const size_t length = strcspn(at, "+");
        const char *reason = sluice_reason_name(own->reason);
        const bool one = is_word(at, length, "any") ||
                         (is_word(at, length, "skips") && own->skips) ||
                         (is_word(at, length, "aborts") && own->aborts) ||
                         is_word(at, length, reason);
        if (!one) {
            return false;
        }
        at += length + (at[length] == '+' ? 1 : 0);
    }
    return true;
}

static bool is_about(const struct sluice_divergence *row, enum sluice_divergence_how how,
                     const struct sluice_own_reading *own, const struct sluice_jdk_answer *jdk)
{
    return (row->hows & 1U << how) != 0 && holds(row->own, own) &&
           (strcmp(row->error, "any") == 0 || strcmp(row->error, jdk->error) == 0) &&
           strstr(jdk->words, row->words) != NULL;
}

struct sluice_divergence *sluice_divergence_find(enum sluice_divergence_how how,
                                                 const struct sluice_own_reading *own,
                                                 const struct sluice_jdk_answer *jdk)
{
    if (!table.read) {
        read_table();
    }
    for (size_t i = 0; i < table.count; i++) {
        if (is_about(&table.rows[i], how, own, jdk)) {
            table.rows[i].seen++;
            return &table.rows[i];
        }
    }
    return NULL;
}

const struct sluice_divergence *sluice_divergence_at(size_t index)
{
    if (!table.read) {
        read_table();
    }
    return index < table.count ? &table.rows[index] : NULL;
}
