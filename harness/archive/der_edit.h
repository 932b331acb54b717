/* An element of a DER structure is changed, and the lengths of all that it stands in with it. */
#ifndef SLUICE_ARCHIVE_DER_EDIT_H
#define SLUICE_ARCHIVE_DER_EDIT_H

#include "harness/base/text.h"

/* What is done with the element. */
enum sluice_der_change {
    SLUICE_DER_BECOMES,    /* the bytes stand in its place, tag and length among them */
    SLUICE_DER_APPEND,     /* the bytes stand behind its contents */
    SLUICE_DER_LONG_LENGTH /* its length takes a byte more than it needs */
};

enum { SLUICE_DER_DEPTH = 16 };

/**
 * Changes the element at `path`: in the outermost element the path[0]-th one, from 0, in that the
 * path[1]-th...; numbers below 0 count from the end. An empty path is the outermost element.
 * @return NULL, or a sentence that says why not: there is no such element, or no memory.
 */
const char *sluice_der_edit(struct sluice_text *der, const int64_t *path, size_t depth,
                            enum sluice_der_change change, struct sluice_bytes bytes);

#endif
