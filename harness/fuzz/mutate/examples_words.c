/* The words of examples.txt. */
#include "harness/fuzz/mutate/examples_words.h"

#include <stdlib.h>
#include <string.h>

static char peek(const struct sluice_words *words)
{
    return words->at < words->end ? *words->at : '\0';
}

bool sluice_words_take(struct sluice_words *words, char c)
{
    const bool is_there = peek(words) == c && c != '\0';
    words->at += is_there;
    return is_there;
}

void sluice_words_skip(struct sluice_words *words)
{
    while (peek(words) == ' ') {
        words->at++;
    }
}

/* Up to one of `ends`, a blank, or the end; false: nothing, or too much. */
/* One byte of a text, which an escape may stand for. */
static char take_byte(struct sluice_words *words)
{
    char c = *words->at++;
    if (c == '\\' && words->end - words->at > 2 && *words->at == 'x') {
        const char digits[] = {words->at[1], words->at[2], '\0'};
        c = (char)strtol(digits, NULL, 16);
        words->at += 3;
    }
    return c;
}

bool sluice_words_word(struct sluice_words *words, const char *ends, char *word)
{
    size_t length = 0;
    while (words->at < words->end && *words->at != ' ' && strchr(ends, *words->at) == NULL &&
           length + 1 < SLUICE_WORD_SIZE) {
        word[length++] = take_byte(words);
    }
    word[length] = '\0';
    return length > 0;
}

/* A text behind its first quote: `\xHH` is a byte. */
bool sluice_words_text(struct sluice_words *words, char *out, size_t room, size_t *length)
{
    *length = 0;
    while (words->at < words->end && *words->at != '"' && *length < room) {
        out[(*length)++] = take_byte(words);
    }
    return sluice_words_take(words, '"');
}

/* --- numbers -------------------------------------------------------------------------------------------------- */

static int64_t bits_of_double(double value)
{
    int64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static int64_t bits_of_float(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* As a type has it; what begins with # is bits. */
int64_t sluice_words_number(const char *word, char type)
{
    if (word[0] == '#') {
        return (int64_t)strtoull(word + 1, NULL, 16);
    }
    if (type == 'D') {
        return bits_of_double(strtod(word, NULL));
    }
    if (type == 'F') {
        return bits_of_float(strtof(word, NULL));
    }
    return strtoll(word, NULL, 10);
}
