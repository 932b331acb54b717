/* Modified UTF-8 as a JDK reads it: overlong forms, raw NUL and lone surrogates are accepted,
 * four-byte forms and stray continuation bytes are not (protocol facts 2.8). */
#ifndef SLUICE_STREAM_UTF_H
#define SLUICE_STREAM_UTF_H

#include "sluice/base.h"

/* True when all `length` bytes are well formed. */
bool sluice_utf_valid(const uint8_t *bytes, size_t length);

/* Takes one UTF-16 code unit from well-formed bytes and moves `*bytes` past it. */
uint16_t sluice_utf_next(const uint8_t **bytes);

/* Number of UTF-16 code units in well-formed bytes. */
size_t sluice_utf_units(const uint8_t *bytes, size_t length);

#endif
