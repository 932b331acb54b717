/* Text that grows: what values, results and the summary are written into.
 *
 * Failure is sticky: after an allocation has failed nothing more is added, and `failed` stays set.
 * Whoever hands the text on checks it once, at the end. */
#ifndef SLUICE_BASE_TEXT_H
#define SLUICE_BASE_TEXT_H

#include <sluice/base.h>
#include <stdarg.h>

/** Zero-initialize before use. `data` is NUL-terminated as soon as anything was added. */
struct sluice_text {
    char *data;
    size_t length; /* bytes, without the terminator */
    size_t capacity;
    bool failed;
};

/** Adds bytes as they are. */
void sluice_text_add(struct sluice_text *text, const void *data, size_t length);

/** Adds a NUL-terminated string as it is. */
void sluice_text_string(struct sluice_text *text, const char *string);

/** Adds what printf would print. */
void sluice_text_format(struct sluice_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Adds a number in decimal digits: what is written often is written so, since it is faster. */
void sluice_text_number(struct sluice_text *text, uint64_t number);

/* Most digits of a number. */
enum { SLUICE_DIGITS = 20 };

/** Writes a number in decimal digits, without a NUL. @return how many they are. */
size_t sluice_digits(uint64_t number, char out[SLUICE_DIGITS]);

/** Adds two lower-case hexadecimal digits for each byte. */
void sluice_text_hex(struct sluice_text *text, const uint8_t *data, size_t length);

/** Adds a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void sluice_text_json(struct sluice_text *text, const char *string, size_t length);

/** The same for a NUL-terminated string; NULL becomes the literal null. */
void sluice_text_json_string(struct sluice_text *text, const char *string);

/** Adds a JSON array of NUL-terminated strings. */
void sluice_text_json_list(struct sluice_text *text, const char *const *strings, size_t count);

/** The text so far, "" when it is empty; never NULL. */
const char *sluice_text_get(const struct sluice_text *text);

/** Makes the text empty and keeps its memory. */
void sluice_text_clear(struct sluice_text *text);

/** True for two strings that are the same, or both NULL. */
bool sluice_text_same(const char *a, const char *b);

/** Frees the text and makes it empty. */
void sluice_text_free(struct sluice_text *text);

#endif
