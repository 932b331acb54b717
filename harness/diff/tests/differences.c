#include "differences.h"

#include <string.h>

static bool add_line(void *context, const struct sluice_difference *difference)
{
    struct differences *out = context;
    if (difference->aspect != SLUICE_DIFF_VALUE) {
        sluice_text_format(&out->lines, "%s ", sluice_diff_aspect_name(difference->aspect));
    }
    sluice_text_string(&out->lines, difference->a.path != NULL ? difference->a.path : "");
    if (difference->b.path != NULL &&
        (difference->a.path == NULL || strcmp(difference->a.path, difference->b.path) != 0)) {
        sluice_text_format(&out->lines, "|%s", difference->b.path);
    }
    sluice_text_string(&out->lines, ":");
    if (difference->a.value != NULL) {
        sluice_text_format(&out->lines, " -%s", difference->a.value);
    }
    if (difference->b.value != NULL) {
        sluice_text_format(&out->lines, " +%s", difference->b.value);
    }
    sluice_text_string(&out->lines, "\n");
    return true;
}

struct differences differences_of(const struct sluice_document *a, const struct sluice_document *b,
                                  bool exact)
{
    struct differences out = {0};
    const struct sluice_diff_options options = {
        .exact = exact, .most = 50, .tell = add_line, .context = &out};
    uint64_t count = 0;
    assert_int_equal(sluice_diff(a, b, &options, &count), SLUICE_OK);
    out.count = count;
    return out;
}

uint64_t count_differences(const struct stream *a, const struct stream *b, bool exact)
{
    const struct sluice_diff_options options = {.exact = exact};
    struct outcome in_a = inspect(a, NULL);
    struct outcome in_b = inspect(b, NULL);
    uint64_t count = 0;
    assert_int_equal(in_a.reason, SLUICE_OK);
    assert_int_equal(in_b.reason, SLUICE_OK);
    assert_int_equal(sluice_diff(in_a.document, in_b.document, &options, &count), SLUICE_OK);
    outcome_free(&in_a);
    outcome_free(&in_b);
    return count;
}

void expect_differences(const char *a, const char *b, bool exact, const char *lines)
{
    struct stream stream_a = stream_begin();
    struct stream stream_b = stream_begin();
    put_hex(&stream_a, a);
    put_hex(&stream_b, b);
    struct outcome in_a = inspect(&stream_a, NULL);
    struct outcome in_b = inspect(&stream_b, NULL);
    assert_int_equal(in_a.reason, SLUICE_OK);
    assert_int_equal(in_b.reason, SLUICE_OK);
    struct differences found = differences_of(in_a.document, in_b.document, exact);
    assert_string_equal(sluice_text_get(&found.lines), lines);
    sluice_text_free(&found.lines);
    outcome_free(&in_a);
    outcome_free(&in_b);
    stream_free(&stream_a);
    stream_free(&stream_b);
}
