/* Scalars on the wire: integers, primitive values, modified UTF-8. */
#ifndef SLUICE_STREAM_VALUE_H
#define SLUICE_STREAM_VALUE_H

#include "sluice/base.h"

/* The longest primitive value, and the longest text that prints one (NUL included). */
enum { SLUICE_STREAM_VALUE_MAX = 8, SLUICE_STREAM_VALUE_TEXT = 40 };

/** Bytes of a primitive value of type B C D F I J S Z; 0 for any other letter. */
size_t sluice_stream_value_size(uint8_t code);

/** The word for a primitive type ("int" for I), or NULL. */
const char *sluice_stream_value_word(uint8_t code);

/** The type of a word ("int"), or 0. */
uint8_t sluice_stream_value_code(const char *word);

/** Writes the low `size` bytes of a number, most significant first. */
void sluice_stream_value_put(uint8_t *out, uint64_t number, size_t size);

/** Reads `size` bytes, at most 8, as an unsigned number, most significant first. */
uint64_t sluice_stream_value_get(const uint8_t *bytes, size_t size);

/** Prints a primitive value so that the loader reads the same bytes again. */
void sluice_stream_value_print(uint8_t code, const uint8_t *bytes,
                               char out[SLUICE_STREAM_VALUE_TEXT]);

/**
 * Turns UTF-8 into modified UTF-8. `out` needs room for twice the length.
 * @return bytes written.
 */
size_t sluice_stream_utf_encode(const char *text, size_t length, uint8_t *out);

/**
 * Turns modified UTF-8 into UTF-8 if it is what sluice_stream_utf_encode() makes of a text of
 * printable characters; `out` needs room for `length` bytes.
 * @return false: it is not; print it as hexadecimal.
 */
SLUICE_NODISCARD bool sluice_stream_utf_decode(const uint8_t *bytes, size_t length, char *out,
                                               size_t *out_length);

/** The value of a hexadecimal digit, or -1. */
int sluice_stream_hex_digit(char c);

#endif
