/* The words of examples.txt, one behind the other. */
#ifndef SLUICE_FUZZ_EXAMPLES_WORDS_H
#define SLUICE_FUZZ_EXAMPLES_WORDS_H

#include <sluice/base.h>

enum { SLUICE_WORD_SIZE = 96 };

/* A text, and how far it has been read. */
struct sluice_words {
    const char *at;
    const char *end;
};

/** Takes a character if it comes next. */
bool sluice_words_take(struct sluice_words *words, char c);

/** Passes over blanks. */
void sluice_words_skip(struct sluice_words *words);

/** Takes what stands before one of `ends`, a blank or the end; `word` has room for SLUICE_WORD_SIZE, and `\xHH` is a byte. False:
 * nothing. */
bool sluice_words_word(struct sluice_words *words, const char *ends, char *word);

/** Takes a text behind its first quote, and the other one: `\xHH` is a byte. False: it does not end, or not in time. */
bool sluice_words_text(struct sluice_words *words, char *out, size_t room, size_t *length);

/** The number that a word is, as the bits of a primitive type. */
int64_t sluice_words_number(const char *word, char type);

#endif
