#include "harness/fuzz/archive/change.h"

#include <string.h>

void sluice_change_splice(struct sluice_text *text, size_t at, size_t length,
                          struct sluice_bytes piece)
{
    struct sluice_text changed = {0};
    if (at > 0) {
        sluice_text_add(&changed, text->data, at);
    }
    if (piece.length > 0) {
        sluice_text_add(&changed, piece.data, piece.length);
    }
    if (at + length < text->length) {
        sluice_text_add(&changed, text->data + at + length, text->length - at - length);
    }
    changed.failed = changed.failed || text->failed;
    sluice_text_free(text);
    *text = changed;
}

/* Where the line after the one at `at` begins. */
static size_t next_line(const struct sluice_text *text, size_t at)
{
    const char *end = at < text->length ? memchr(text->data + at, '\n', text->length - at) : NULL;
    return end == NULL ? text->length : (size_t)(end - text->data) + 1;
}

static size_t count_lines(const struct sluice_text *text)
{
    size_t count = 0;
    for (size_t at = 0; at < text->length; at = next_line(text, at)) {
        count++;
    }
    return count;
}

static size_t find_line(const struct sluice_text *text, size_t number)
{
    size_t at = 0;
    for (size_t left = number % (count_lines(text) + 1); left > 0; left--) {
        at = next_line(text, at);
    }
    return at;
}

static void insert_line(struct sluice_text *text, const struct sluice_program_step *step)
{
    struct sluice_text line = {0};
    if (step->text.length > 0) {
        sluice_text_add(&line, step->text.data, step->text.length);
    }
    sluice_text_string(&line, "\r\n");
    sluice_change_splice(
        text, find_line(text, step->item), 0,
        (struct sluice_bytes){(const uint8_t *)sluice_text_get(&line), line.length});
    sluice_text_free(&line);
}

static void drop_lines(struct sluice_text *text, const struct sluice_program_step *step)
{
    const size_t from = find_line(text, step->item);
    size_t to = from;
    for (uint32_t left = step->value % 4 + 1; left > 0; left--) {
        to = next_line(text, to);
    }
    sluice_change_splice(text, from, to - from, (struct sluice_bytes){NULL, 0});
}

static void change_line_end(struct sluice_text *text, const struct sluice_program_step *step)
{
    static const char *const ends[] = {"\n", "\r", "", "\r\n \r\n"};
    const size_t from = find_line(text, step->item);
    const size_t to = next_line(text, from);
    if (to - from >= 2 && text->data[to - 2] == '\r') {
        const char *end = ends[step->value % 4];
        sluice_change_splice(text, to - 2, 2,
                             (struct sluice_bytes){(const uint8_t *)end, strlen(end)});
    }
}

/* A section may be repeated with all its repetitions, which doubles the text: it ends in time. */
static void repeat_section(struct sluice_text *text, const struct sluice_program_step *step)
{
    enum { MOST = 1 << 16 };
    const size_t from = find_line(text, step->item);
    size_t to = from;
    while (to < text->length && text->data[to] != '\r' && text->data[to] != '\n') {
        to = next_line(text, to);
    }
    to = next_line(text, to);
    if (text->length + (to - from) > MOST) {
        return;
    }
    struct sluice_text copy = {0};
    sluice_text_add(&copy, text->data + from, to - from);
    sluice_text_add(text, sluice_text_get(&copy), copy.length);
    sluice_text_free(&copy);
}

static size_t smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

static void change_bytes(struct sluice_text *text, const struct sluice_program_step *step,
                         enum sluice_change change)
{
    const size_t at = step->value % (text->length + 1);
    const size_t left = text->length - at;
    if (change == SLUICE_CHANGE_OVERWRITE) {
        sluice_change_splice(text, at, smaller(left, step->text.length), step->text);
    } else if (change == SLUICE_CHANGE_INSERT) {
        sluice_change_splice(text, at, 0, step->text);
    } else if (change == SLUICE_CHANGE_DELETE) {
        sluice_change_splice(text, at, smaller(left, step->item % 16U + 1U),
                             (struct sluice_bytes){NULL, 0});
    } else if (left > 0) {
        text->data[at] = (char)(text->data[at] ^ (step->item == 0 ? 1 : step->item));
    }
}

void sluice_change_text(struct sluice_text *text, const struct sluice_program_step *step)
{
    const enum sluice_change change = (enum sluice_change)(step->field % SLUICE_CHANGES);
    if (text->data == NULL) {
        return;
    }
    switch (change) {
    case SLUICE_CHANGE_LINE:
        insert_line(text, step);
        break;
    case SLUICE_CHANGE_DROP_LINES:
        drop_lines(text, step);
        break;
    case SLUICE_CHANGE_LINE_END:
        change_line_end(text, step);
        break;
    case SLUICE_CHANGE_REPEAT:
        repeat_section(text, step);
        break;
    case SLUICE_CHANGE_OVERWRITE:
    case SLUICE_CHANGE_INSERT:
    case SLUICE_CHANGE_DELETE:
    case SLUICE_CHANGE_FLIP:
    case SLUICE_CHANGES:
        change_bytes(text, step, change);
        break;
    }
}
