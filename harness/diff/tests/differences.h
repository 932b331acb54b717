/* What the tests of this room share: comparisons whose differences are texts. */
#ifndef SLUICE_DIFF_TESTS_DIFFERENCES_H
#define SLUICE_DIFF_TESTS_DIFFERENCES_H

#include "decoder/stream/tests/support.h"
#include "harness/base/text.h"
#include "harness/diff/diff.h"

/* Differences as lines: "path|path: -value +value", with the aspect before those that are not about
 * a value. */
struct differences {
    uint64_t count;
    struct sluice_text lines;
};

struct differences differences_of(const struct sluice_document *a, const struct sluice_document *b,
                                  bool exact);

/* The number of differences between two streams that must be well formed. */
uint64_t count_differences(const struct stream *a, const struct stream *b, bool exact);

/* Compares two streams given as hex behind the header, and expects these lines. */
void expect_differences(const char *a, const char *b, bool exact, const char *lines);

#endif
