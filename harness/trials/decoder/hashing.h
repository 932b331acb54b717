/* The keyed hash that keeps a sender from choosing what collides: no stream shows from outside how good it
 * is, so it is held to its definition. */
#ifndef SLUICE_TRIALS_HASHING_H
#define SLUICE_TRIALS_HASHING_H

#include <sluice/base.h>

/** NULL, or what is not as it should be about the hash of a part of the stream, and of texts made of it. */
const char *sluice_hashing_fault(struct sluice_bytes stream);

#endif
