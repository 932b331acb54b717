/* Objects whose data lacks the fields of one of their classes. No stream tells so: the decoder has decided it. A
 * reader that has the class knows it of the class, and this is how it learns of it. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_SKIPS_H
#define SLUICE_FUZZ_SKIPS_H

#include "harness/base/text.h"

#include <sluice/document.h>

/**
 * Adds a JSON string for each such level of an object, "RESETS.HANDLE:CLASS" (how many resets stand before the
 * object, and its handle), with commas between. Of partial documents, and of what TC_EXCEPTION interrupted, too.
 */
void sluice_skips_find(const struct sluice_document *document, struct sluice_text *out);

#endif
