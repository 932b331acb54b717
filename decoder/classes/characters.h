/* Going through modified UTF-8 by UTF-16 unit, as Java sees it. */
#ifndef SLUICE_CLASSES_CHARACTERS_H
#define SLUICE_CLASSES_CHARACTERS_H

#include "sluice/base.h"

/* Takes the first unit off `rest`; false at the end. Long forms of short units are read as Java reads
 * them. The text is well formed: the decoder has seen to it. */
bool sluice_next_unit(struct sluice_bytes *rest, uint32_t *unit);

#endif
