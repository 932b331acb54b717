/* The streams of a real JDK: the decoder's view of each is the JDK's, byte for byte, and every way
 * to cut them gives what the cut allows. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INDEX "../../../corpora/valid/index.json"
#define STREAMS "../../../corpora/valid/streams"

/* The index line of a stream: one line an entry. */
static const char *index_line(const struct stream *index, const char *id)
{
    char key[600];
    (void)snprintf(key, sizeof key, "{\"id\":\"%s\",", id);
    const char *line = strstr((const char *)index->bytes, key);
    if (line == NULL) {
        fail_msg("%s does not list %s", INDEX, id);
    }
    return line;
}

static bool needs_layout(const char *line)
{
    const char *end = strchr(line, '\n');
    const char *needs = strstr(line, "\"needs\":");
    return needs != NULL && (end == NULL || needs < end);
}

struct corpus {
    struct stream index;
    unsigned wrong;
    unsigned checked;
};

static void corpus_init(struct corpus *corpus)
{
    *corpus = (struct corpus){.index = stream_of_file(INDEX)};
    put_u8(&corpus->index, 0);
}

/* At least as many as the issue of the day asks for: an empty folder must not pass. */
enum { FEWEST_STREAMS = 300 };

static void corpus_end(struct corpus *corpus)
{
    stream_free(&corpus->index);
    assert_true(corpus->checked >= FEWEST_STREAMS);
    assert_int_equal(corpus->wrong, 0);
}

/* --- the JDK's view --------------------------------------------------------------------------- */

static size_t first_difference(const char *a, const char *b)
{
    size_t at = 0;
    while (a[at] != '\0' && a[at] == b[at]) {
        at++;
    }
    return at;
}

static void compare_view(const char *path, const char *id, void *context)
{
    struct corpus *corpus = context;
    if (needs_layout(index_line(&corpus->index, id))) {
        return; /* test_layouts.c */
    }
    corpus->checked++;
    char json_path[1024];
    (void)snprintf(json_path, sizeof json_path, "%s/%s.json", STREAMS, id);
    struct stream stream = stream_of_file(path);
    struct stream expected = stream_of_file(json_path);
    assert_true(expected.length > 0 && expected.bytes[expected.length - 1] == '\n');
    expected.bytes[expected.length - 1] = '\0';
    struct outcome outcome = inspect(&stream, NULL);
    if (outcome.reason != SLUICE_OK) {
        print_error("%s: %s at %llu (%s, %s)\n", id, sluice_reason_name(outcome.reason),
                    (unsigned long long)outcome.status.offset, outcome.status.at,
                    outcome.status.path);
        corpus->wrong++;
    } else {
        char *text = json_of(outcome.document);
        if (strcmp(text, (const char *)expected.bytes) != 0) {
            const size_t at = first_difference(text, (const char *)expected.bytes);
            const size_t from = at > 40 ? at - 40 : 0;
            print_error("%s: differs at %zu: %.80s instead of %.80s\n", id, at, text + from,
                        (const char *)expected.bytes + from);
            corpus->wrong++;
        }
        free(text);
        assert_false(sluice_document_is_partial(outcome.document));
        assert_int_equal(sluice_document_length(outcome.document), stream.length);
        assert_int_equal(outcome.status.consumed, stream.length);
        assert_int_equal(outcome.status.offset, stream.length);
    }
    outcome_free(&outcome);
    stream_free(&expected);
    stream_free(&stream);
}

static void test_views(void **state)
{
    (void)state;
    struct corpus corpus;
    corpus_init(&corpus);
    for_each_file(STREAMS, ".ser", compare_view, &corpus);
    corpus_end(&corpus);
}

/* --- prefixes --------------------------------------------------------------------------------- */

/* All of the first and last bytes of a stream, and a sample of those between. */
enum { PREFIX_HEAD = 1500, PREFIX_TAIL = 200, PREFIX_SAMPLES = 61 };

static size_t next_prefix(size_t length, size_t whole)
{
    const bool between = length >= PREFIX_HEAD && length + PREFIX_TAIL < whole;
    const size_t step = between ? 1 + (whole - PREFIX_HEAD - PREFIX_TAIL) / PREFIX_SAMPLES : 1;
    return length + step;
}

static bool is_cut(enum sluice_reason reason)
{
    return reason == SLUICE_TRUNCATED || reason == SLUICE_TRUNCATED_BLOCK ||
           reason == SLUICE_CLAIM_EXCEEDS_INPUT;
}

static void cut_everywhere(const char *path, const char *id, void *context)
{
    struct corpus *corpus = context;
    if (needs_layout(index_line(&corpus->index, id))) {
        return;
    }
    corpus->checked++;
    const struct stream whole = stream_of_file(path);
    for (size_t length = 0; length < whole.length; length = next_prefix(length, whole.length)) {
        const struct stream prefix = {.bytes = whole.bytes, .length = length};
        struct outcome outcome = inspect(&prefix, NULL);
        const bool good = outcome.reason == SLUICE_OK
                              ? length >= 4 && outcome.status.consumed == length
                              : is_cut(outcome.reason) && outcome.status.offset <= length &&
                                    outcome.status.consumed <= length;
        if (!good) {
            print_error("%s cut at %zu: %s at %llu\n", id, length,
                        sluice_reason_name(outcome.reason),
                        (unsigned long long)outcome.status.offset);
            corpus->wrong++;
        }
        outcome_free(&outcome);
    }
    stream_free((struct stream[]){whole});
}

static void test_prefixes(void **state)
{
    (void)state;
    struct corpus corpus;
    corpus_init(&corpus);
    for_each_file(STREAMS, ".ser", cut_everywhere, &corpus);
    corpus_end(&corpus);
}

/* --- chunks ----------------------------------------------------------------------------------- */

/* Steps count only with the length known: without it, a claim may be looked for once more. */
static bool same_status(const struct sluice_status *a, const struct sluice_status *b, bool steps)
{
    return a->reason == b->reason && a->offset == b->offset && strcmp(a->at, b->at) == 0 &&
           strcmp(a->path, b->path) == 0 && strcmp(a->class_name, b->class_name) == 0 &&
           a->consumed == b->consumed && (!steps || a->steps == b->steps) &&
           a->objects == b->objects && a->elements == b->elements && a->depth == b->depth;
}

static bool same_document(const struct sluice_document *a, const struct sluice_document *b)
{
    char *text_a = json_of(a);
    char *text_b = json_of(b);
    const bool same = strcmp(text_a, text_b) == 0;
    free(text_a);
    free(text_b);
    return same;
}

/* The whole stream and one that lacks its last byte. */
static bool chunks_agree(const struct stream *stream, size_t most, bool length_known)
{
    struct outcome whole = inspect(stream, NULL);
    struct chunks chunks;
    const struct sluice_source source = chunked_source(
        &chunks, stream, most, length_known ? stream->length : SLUICE_UNKNOWN_LENGTH);
    struct sluice_document *document;
    struct sluice_status status;
    bool same = sluice_inspect(&source, NULL, &document, &status) == whole.reason;
    same = same && same_status(&status, &whole.status, length_known);
    same = same && chunks.calls_after_end == 0;
    if (same && document != NULL) {
        same = same_document(document, whole.document);
    }
    sluice_document_free(document);
    outcome_free(&whole);
    return same;
}

static void cut_in_chunks(const char *path, const char *id, void *context)
{
    static const size_t sizes[] = {1, 2, 3, 7, 4096};
    struct corpus *corpus = context;
    if (needs_layout(index_line(&corpus->index, id))) {
        return;
    }
    corpus->checked++;
    const struct stream whole = stream_of_file(path);
    const struct stream cut = {.bytes = whole.bytes, .length = whole.length - 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        if (!chunks_agree(&whole, sizes[i], true) || !chunks_agree(&whole, sizes[i], false) ||
            !chunks_agree(&cut, sizes[i], true) || !chunks_agree(&cut, sizes[i], false)) {
            print_error("%s differs in chunks of %zu\n", id, sizes[i]);
            corpus->wrong++;
        }
    }
    stream_free((struct stream[]){whole});
}

static void test_chunks(void **state)
{
    (void)state;
    struct corpus corpus;
    corpus_init(&corpus);
    for_each_file(STREAMS, ".ser", cut_in_chunks, &corpus);
    corpus_end(&corpus);
}

/* --- partial documents ------------------------------------------------------------------------ */

/* Whatever is cut off, the rest is kept, is written, and stands for no byte behind the fault. */
static void keep_what_is_left(const char *path, const char *id, void *context)
{
    struct corpus *corpus = context;
    if (needs_layout(index_line(&corpus->index, id))) {
        return;
    }
    corpus->checked++;
    const struct sluice_options options = {.keep_partial = true};
    const struct stream whole = stream_of_file(path);
    for (size_t length = 0; length < whole.length && length < 600; length++) {
        const struct stream prefix = {.bytes = whole.bytes, .length = length};
        struct outcome outcome = inspect(&prefix, &options);
        bool good = outcome.document != NULL;
        if (good) {
            const uint64_t kept = sluice_document_length(outcome.document);
            good = sluice_document_is_partial(outcome.document) == (outcome.reason != SLUICE_OK) &&
                   kept <= length && (outcome.reason != SLUICE_OK || kept == length);
            char *text = json_of(outcome.document);
            good = good && text != NULL && text[strlen(text) - 1] == '}';
            free(text);
        }
        if (!good) {
            print_error("%s cut at %zu is not kept well\n", id, length);
            corpus->wrong++;
        }
        outcome_free(&outcome);
    }
    stream_free((struct stream[]){whole});
}

static void test_partial(void **state)
{
    (void)state;
    struct corpus corpus;
    corpus_init(&corpus);
    for_each_file(STREAMS, ".ser", keep_what_is_left, &corpus);
    corpus_end(&corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_views),
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_partial),
    };
    return cmocka_run_group_tests_name("corpus", tests, NULL, NULL);
}
