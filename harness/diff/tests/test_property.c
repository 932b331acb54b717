/* Properties over the streams of a real JDK and over bombs: a stream equals itself and what is
 * written of it, every change of a byte is told by an exact comparison, and nothing costs more than
 * its size allows. */
#include "differences.h"
#include "harness/base/sanitized.h"

#include "decoder/stream/tests/bombs.h"

#include <sluice/write.h>
#include <string.h>

#define STREAMS "../../../corpora/valid/streams"

/* Sanitizers make each change cost ten times as much. */
enum { FEWEST_STREAMS = 300, LONGEST_CHANGED = 400, PARTS = SLUICE_SANITIZED ? 31 : 7 };

struct tally {
    unsigned streams;
    unsigned changes;
};

static void check_itself(const char *path, const char *id, void *context)
{
    struct tally *tally = context;
    const struct sluice_diff_options exact = {.exact = true};
    struct stream stream = stream_of_file(path);
    struct outcome a = inspect(&stream, NULL);
    struct outcome b = inspect(&stream, NULL);
    struct sluice_buffer written = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&written);
    uint64_t count = 0;
    if (a.reason == SLUICE_OK) {
        tally->streams++;
        assert_int_equal(sluice_diff(a.document, b.document, &exact, &count), SLUICE_OK);
        if (count != 0) {
            fail_msg("%s differs from itself", id);
        }
        assert_int_equal(sluice_write_document(a.document, &sink, NULL, NULL), SLUICE_OK);
        const struct stream again = {written.bytes, written.length, written.capacity};
        if (count_differences(&stream, &again, true) != 0) {
            fail_msg("%s differs from what is written of it", id);
        }
    }
    sluice_buffer_free(&written);
    outcome_free(&a);
    outcome_free(&b);
    stream_free(&stream);
}

static void streams_equal_themselves(void **state)
{
    (void)state;
    struct tally tally = {0};
    for_each_file(STREAMS, ".ser", check_itself, &tally);
    assert_true(tally.streams >= FEWEST_STREAMS);
}

/* One byte changed: if the stream can still be read, the change is told, from both sides. */
static void check_change(const struct stream *stream, const struct sluice_document *document,
                         size_t at, const char *id, struct tally *tally)
{
    static const struct sluice_diff_options exact = {.exact = true};
    static const struct sluice_diff_options meaning = {0};
    const struct sluice_options keep = {.keep_partial = true};
    struct outcome changed = inspect(stream, &keep);
    uint64_t told = 0;
    uint64_t back = 0;
    uint64_t meant = 0;
    if (changed.document != NULL) {
        assert_int_equal(sluice_diff(document, changed.document, &exact, &told), SLUICE_OK);
        assert_int_equal(sluice_diff(changed.document, document, &exact, &back), SLUICE_OK);
        assert_int_equal(sluice_diff(document, changed.document, &meaning, &meant), SLUICE_OK);
    }
    if (changed.reason == SLUICE_OK) {
        tally->changes++;
        if (told == 0 || back == 0) {
            fail_msg("%s: a change at %zu is not told", id, at);
        }
    }
    outcome_free(&changed);
}

static void check_changes(const char *path, const char *id, void *context)
{
    static const uint8_t flips[] = {0x01, 0x02, 0x08, 0x80, 0xFF};
    struct tally *tally = context;
    struct stream original = stream_of_file(path);
    struct stream stream = stream_of_file(path);
    struct outcome outcome = inspect(&original, NULL);
    if (outcome.reason == SLUICE_OK && stream.length <= LONGEST_CHANGED) {
        tally->streams++;
        for (size_t at = 4 + tally->streams % PARTS; at < stream.length; at += PARTS) {
            for (size_t i = 0; i < sizeof flips; i++) {
                stream.bytes[at] ^= flips[i];
                check_change(&stream, outcome.document, at, id, tally);
                stream.bytes[at] ^= flips[i];
            }
        }
    }
    outcome_free(&outcome);
    stream_free(&original);
    stream_free(&stream);
}

static void every_change_is_told(void **state)
{
    (void)state;
    struct tally tally = {0};
    for_each_file(STREAMS, ".ser", check_changes, &tally);
    assert_true(tally.streams >= 100);
    assert_true(tally.changes >= 1000);
}

/* A bomb against itself, and against the one with a little more. */
static void check_bomb(const struct bomb *bomb, uint32_t n)
{
    struct stream a = stream_begin();
    struct stream b = stream_begin();
    bomb->write(&a, n);
    bomb->write(&b, n + n / 8 + 1);
    const struct sluice_options keep = {.keep_partial = true};
    struct outcome in_a = inspect(&a, &keep);
    struct outcome in_b = inspect(&b, &keep);
    if (in_a.document != NULL && in_b.document != NULL) {
        struct differences same = differences_of(in_a.document, in_a.document, true);
        assert_int_equal(same.count, 0);
        sluice_text_free(&same.lines);
        struct differences other = differences_of(in_a.document, in_b.document, false);
        sluice_text_free(&other.lines);
    }
    outcome_free(&in_a);
    outcome_free(&in_b);
    stream_free(&a);
    stream_free(&b);
}

static void bombs_are_harmless(void **state)
{
    (void)state;
    for (size_t i = 0; i < bomb_count; i++) {
        check_bomb(&bombs[i], bombs[i].small * 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_equal_themselves),
        cmocka_unit_test(every_change_is_told),
        cmocka_unit_test(bombs_are_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
