#include "harness/diff/diff.h"
#include "harness/fuzz/results.h"

#include <sluice/source.h>

#include <string.h>

enum { MOST_TOLD = 16 };

static struct sluice_document *inspect(struct sluice_bytes stream)
{
    const struct sluice_source source = sluice_source_memory(stream.data, stream.length);
    const struct sluice_options options = {.keep_partial = true};
    struct sluice_document *document = NULL;
    struct sluice_status status;
    return sluice_inspect(&source, &options, &document, &status) == SLUICE_OUT_OF_MEMORY ? NULL
                                                                                         : document;
}

/* Texts are printable, and not without end. */
static bool is_printable(const char *text)
{
    const size_t length = text != NULL ? strlen(text) : 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < ' ' || text[i] > '~') {
            return false;
        }
    }
    return length < 64 * (size_t)1024;
}

static bool tell(void *context, const struct sluice_difference *difference)
{
    struct sluice_finding *finding = context;
    if (!is_printable(difference->class_name) || !is_printable(difference->a.path) ||
        !is_printable(difference->a.value) || !is_printable(difference->b.path) ||
        !is_printable(difference->b.value)) {
        (void)sluice_finding_note(finding, "harness", "a difference is told in unprintable words");
    }
    return true;
}

static bool count_differences(const struct sluice_document *a, const struct sluice_document *b,
                              bool exact, struct sluice_finding *finding, uint64_t *count)
{
    const struct sluice_diff_options options = {
        .exact = exact, .most = MOST_TOLD, .tell = tell, .context = finding};
    return sluice_diff(a, b, &options, count) == SLUICE_OK;
}

static bool are_same(struct sluice_bytes a, struct sluice_bytes b)
{
    return a.length == b.length && memcmp(a.data, b.data, a.length) == 0;
}

/* Whether there is any, of meaning or of form, is the same from both sides, and what means another is written in other
 * bytes. How many are told depends on which elements of two lists stand for each other: a reset is one for an exact
 * comparison, which may find a partner where none was left. */
static bool agree(const uint64_t meant[2], const uint64_t exact[2])
{
    return (meant[0] == 0) == (meant[1] == 0) && (exact[0] == 0) == (exact[1] == 0) &&
           (meant[0] == 0 || exact[0] > 0);
}

static bool compare(struct sluice_bytes left, struct sluice_bytes right,
                    const struct sluice_document *a, const struct sluice_document *b,
                    struct sluice_finding *finding)
{
    const bool whole = !sluice_document_is_partial(a) && !sluice_document_is_partial(b);
    uint64_t meant[2] = {0, 0};
    uint64_t exact[2] = {0, 0};
    if (!count_differences(a, b, false, finding, &meant[0]) ||
        !count_differences(b, a, false, finding, &meant[1]) ||
        !count_differences(a, b, true, finding, &exact[0]) ||
        !count_differences(b, a, true, finding, &exact[1])) {
        return true;
    }
    if (finding->rule != NULL) {
        return false;
    }
    if (!agree(meant, exact)) {
        return sluice_finding_note(
            finding, "harness",
            "%llu differences, %llu exactly, and %llu and %llu from the other side",
            (unsigned long long)meant[0], (unsigned long long)exact[0],
            (unsigned long long)meant[1], (unsigned long long)exact[1]);
    }
    return !whole || (exact[0] == 0) == are_same(left, right) ||
           sluice_finding_note(finding, "harness", "%llu exact differences between streams that %s",
                               (unsigned long long)exact[0],
                               exact[0] == 0 ? "are not the same" : "are the same");
}

bool sluice_results_diff(struct sluice_bytes bytes, struct sluice_finding *finding)
{
    enum { HEAD = 2 };
    if (bytes.length < HEAD) {
        return true;
    }
    const size_t rest = bytes.length - HEAD;
    const size_t wanted = (size_t)bytes.data[0] << 8 | bytes.data[1];
    const size_t cut = wanted < rest ? wanted : rest;
    const struct sluice_bytes left = {bytes.data + HEAD, cut};
    const struct sluice_bytes right = {bytes.data + HEAD + cut, rest - cut};
    struct sluice_document *a = inspect(left);
    struct sluice_document *b = inspect(right);
    const bool good = a == NULL || b == NULL ||
                      (compare(left, left, a, a, finding) && compare(left, right, a, b, finding));
    sluice_document_free(a);
    sluice_document_free(b);
    return good;
}
