/* The syntax of URIs and of the parts of URLs, as far as a reader must not be fooled by it. Nothing is
 * looked up. Each is linear in the text and takes the characters that java.net takes, control
 * characters and blanks excepted. */
#ifndef SLUICE_CLASSES_NET_SYNTAX_H
#define SLUICE_CLASSES_NET_SYNTAX_H

#include "sluice/base.h"

/* Would java.net.URI take this text? Of addresses in brackets only the characters are checked. */
bool sluice_is_uri(struct sluice_bytes text);

/* A letter, then letters, digits, "+", "-", ".". */
bool sluice_is_scheme(struct sluice_bytes text);

/* No character that ends a host, or that separates it from something else. May be empty. */
bool sluice_is_host(struct sluice_bytes text);

/* Is this authority `host` and `port` (-1: none), with or without user information? */
bool sluice_is_authority(struct sluice_bytes authority, struct sluice_bytes host, int64_t port);

#endif
