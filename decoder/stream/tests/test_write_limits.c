/* OUT-1: the writer counts as the reader will. For every limit: with the least that lets a reader take
 * a stream, the writer leaves the stream alone; with one less, it resets or refuses, and what it wrote
 * is what that reader takes. */
#include "write_support.h"

#include <stdlib.h>
#include <string.h>

#define STREAMS "../../../corpora/valid/streams"
#define VECTORS "../../../corpora/vectors/streams"

struct sums {
    unsigned tried;
    unsigned reset;
    unsigned refused;
    unsigned wrong;
};

static bool is_until_reset(const char *limit)
{
    return strcmp(limit, "bytes") == 0 || strcmp(limit, "objects") == 0 ||
           strcmp(limit, "elements") == 0;
}

static struct sluice_limits limits_with(const char *name, uint64_t value)
{
    struct sluice_limits limits = {0};
    *sluice_limit_by_name(&limits, name) = value;
    return limits;
}

static enum sluice_reason read_with(const struct stream *stream, const char *name, uint64_t value)
{
    const struct sluice_limits limits = limits_with(name, value);
    const struct sluice_options options = {.limits = &limits};
    struct outcome outcome = inspect(stream, &options);
    const enum sluice_reason reason = outcome.reason;
    outcome_free(&outcome);
    return reason;
}

/* The least value of a limit with which the stream is read; 1 when it is of no account. */
static uint64_t least(const struct stream *stream, const char *name)
{
    uint64_t low = 1;
    uint64_t high = stream->length + 1;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (read_with(stream, name, middle) == SLUICE_OK) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static void complain(struct sums *sums, const char *id, const char *limit, uint64_t value,
                     const char *what)
{
    print_error("%s, %s %llu: %s\n", id, limit, (unsigned long long)value, what);
    sums->wrong++;
}

/* With enough, nothing is changed. */
static void write_with_enough(const char *id, const struct stream *stream,
                              const struct sluice_document *document, const char *limit,
                              uint64_t value, struct sums *sums)
{
    const struct sluice_limits limits = limits_with(limit, value);
    const struct sluice_write_options options = {.reader = &limits};
    struct written written = write_document(document, &options);
    if (written.reason != SLUICE_OK || written.bytes.length != stream->length ||
        memcmp(written.bytes.bytes, stream->bytes, stream->length) != 0) {
        complain(sums, id, limit, value, "not written as it is, though it fits");
    }
    written_free(&written);
}

/* With less, the reader refuses the stream as it is; what is written it takes. */
static void write_with_less(const char *id, const struct sluice_document *document,
                            const char *limit, uint64_t value, struct sums *sums)
{
    const struct sluice_limits limits = limits_with(limit, value);
    const struct sluice_write_options options = {.reader = &limits};
    struct written written = write_document(document, &options);
    struct stream result = written_stream(&written);
    if (written.reason == SLUICE_OK) {
        sums->reset++;
        if (!is_until_reset(limit) || written.report.resets == 0) {
            complain(sums, id, limit, value, "written without a reset, though it does not fit");
        }
    } else {
        const char *named = sluice_limit_of_reason(written.reason);
        sums->refused++;
        if (named == NULL || strcmp(named, limit) != 0) {
            complain(sums, id, limit, value, sluice_reason_name(written.reason));
        }
    }
    if (result.length != 0 && read_with(&result, limit, value) != SLUICE_OK) {
        complain(sums, id, limit, value, "the reader does not take what was written for it");
    }
    written_free(&written);
}

/* Claims inside what TC_EXCEPTION interrupts are counted only where the input could hold them; a writer
 * does not know what follows, so it always counts them (write.h). */
static bool has_open_claims(const char *id)
{
    return strncmp(id, "abort", 5) == 0 || strncmp(id, "exc", 3) == 0;
}

static void try_limits(const char *path, const char *id, void *context)
{
    struct sums *sums = context;
    struct stream stream = stream_of_file(path);
    struct outcome outcome = inspect(&stream, NULL);
    if (outcome.reason == SLUICE_OK && stream.length <= 20000) {
        for (size_t i = 0; i < sluice_limit_count(); i++) {
            const char *limit = sluice_limit_name(i);
            if (strcmp(limit, "heap") == 0 ||
                (strcmp(limit, "array_length") == 0 && has_open_claims(id)) ||
                (strcmp(limit, "elements") == 0 && has_open_claims(id))) {
                continue;
            }
            const uint64_t value = least(&stream, limit);
            sums->tried++;
            write_with_enough(id, &stream, outcome.document, limit, value, sums);
            if (value > 1) {
                write_with_less(id, outcome.document, limit, value - 1, sums);
            }
            if (value > 8 && is_until_reset(limit)) {
                write_with_less(id, outcome.document, limit, value / 2, sums);
            }
        }
    }
    outcome_free(&outcome);
    stream_free(&stream);
}

static void test_real_streams(void **state)
{
    struct sums sums = {0};
    (void)state;
    for_each_file(STREAMS, ".ser", try_limits, &sums);
    assert_int_equal(sums.wrong, 0);
    assert_true(sums.tried > 6000 && sums.reset > 100 && sums.refused > 1000);
}

static void test_vectors(void **state)
{
    struct sums sums = {0};
    (void)state;
    for_each_file(VECTORS, ".bin", try_limits, &sums);
    assert_int_equal(sums.wrong, 0);
    assert_true(sums.tried > 3000 && sums.reset > 50 && sums.refused > 500);
}

/* Many records that share what came first: each is written anew once in each epoch, and no epoch is
 * shorter than it must be. */
static void test_shared_records(void **state)
{
    struct stream bytes = stream_begin();
    (void)state;
    /* class A {L f;}: an object with a string, then many objects with references to both */
    put_hex(&bytes, "73");
    put_class(&bytes, "A", 2, 1);
    put_field(&bytes, 'L', "f", "Ljava/lang/Object;");
    put_hex(&bytes, "78 70 74 0003 616263");
    for (int i = 0; i < 100; i++) {
        put_hex(&bytes, "73 71 007e0000");
        put_reference(&bytes, 3);
    }
    struct outcome outcome = inspect(&bytes, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    for (uint64_t objects = 1; objects <= 104; objects++) {
        const struct sluice_limits limits = {.objects = objects};
        const struct sluice_write_options options = {.reader = &limits};
        struct written written = write_document(outcome.document, &options);
        struct stream result = written_stream(&written);
        if (objects < 4) {
            assert_int_equal(written.reason, SLUICE_LIMIT_OBJECTS);
            assert_int_equal(written.calls, 0);
            static const char *const places[] = {[1] = "root.class", [2] = "root", [3] = "root.f"};
            assert_string_equal(written.status.path, places[objects]);
        } else {
            /* an epoch: class, type string, and string, and one object after the other */
            const uint64_t epoch = objects - 3;
            assert_int_equal(written.reason, SLUICE_OK);
            assert_int_equal(written.report.resets, (101 + epoch - 1) / epoch - 1);
            assert_int_equal(written.status.objects, objects < 104 ? objects : 104);
            assert_int_equal(read_with(&result, "objects", objects), SLUICE_OK);
        }
        written_free(&written);
    }
    outcome_free(&outcome);
    stream_free(&bytes);
}

/* Parts of a cycle, written anew from another place. */
static void test_cycle_from_its_middle(void **state)
{
    struct stream bytes = stream_begin();
    const struct sluice_limits limits = {.objects = 5};
    const struct sluice_write_options options = {.reader = &limits};
    (void)state;
    /* class A {L f;}: A{A{the first}}, then the second one, then the first */
    put_hex(&bytes, "73");
    put_class(&bytes, "A", 2, 1);
    put_field(&bytes, 'L', "f", "Ljava/lang/Object;");
    put_hex(&bytes, "78 70 73 71 007e0000");
    put_reference(&bytes, 2);
    put_hex(&bytes, "74 0001 61 74 0001 62");
    put_reference(&bytes, 3);
    put_reference(&bytes, 2);
    struct outcome outcome = inspect(&bytes, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    struct written written = write_document(outcome.document, &options);
    struct stream result = written_stream(&written);
    assert_int_equal(written.reason, SLUICE_OK);
    assert_int_equal(written.report.resets, 1);
    struct outcome again = inspect(&result, NULL);
    assert_int_equal(again.reason, SLUICE_OK);
    char *text = compact_of(again.document);
    assert_string_equal(text, "A{f=A{f=@2}},\"a\",reset,\"b\",A{f=A{f=@3}},@4");
    free(text);
    outcome_free(&again);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

/* Written anew, an object may come upon its own class before that is complete: no reader takes that. */
static void test_class_inside_itself(void **state)
{
    struct stream bytes = stream_begin();
    const struct sluice_limits limits = {.objects = 6};
    const struct sluice_write_options options = {.reader = &limits};
    (void)state;
    /* A{f = B{}}, and the annotation of class B refers to the first object */
    put_hex(&bytes, "73");
    put_class(&bytes, "A", 2, 1);
    put_field(&bytes, 'L', "f", "Ljava/lang/Object;");
    put_hex(&bytes, "78 70 73");
    put_class(&bytes, "B", 2, 0);
    put_reference(&bytes, 2);
    put_hex(&bytes, "78 70 74 0001 61 74 0001 62");
    put_reference(&bytes, 4);
    struct outcome outcome = inspect(&bytes, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    struct written written = write_document(outcome.document, &options);
    struct stream result = written_stream(&written);
    assert_int_equal(written.reason, SLUICE_DESCRIPTOR_UNFINISHED);
    assert_string_equal(written.status.path, "root[3].class.annotation[0].f.class");
    assert_int_equal(read_with(&result, "objects", 6), SLUICE_OK);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

/* Arrays in arrays, as deep as paths are cut, and deeper: an innermost one that is too long is where the reader says. */
static void test_path_of_what_is_deep(void **state)
{
    enum { DEEPEST = 24 };
    const struct sluice_limits limits = {.array_length = 3};
    const struct sluice_write_options options = {.reader = &limits};
    const struct sluice_options reading = {.limits = &limits};
    (void)state;
    for (unsigned depth = 1; depth <= DEEPEST; depth++) {
        struct stream bytes = stream_begin();
        put_hex(&bytes, "75");
        put_class(&bytes, "[Ljava.lang.Object;", 2, 0);
        put_hex(&bytes, "78 70 00000001");
        for (unsigned i = 1; i < depth; i++) {
            put_hex(&bytes, "75");
            put_reference(&bytes, 0);
            put_hex(&bytes, "00000001");
        }
        put_hex(&bytes, "75");
        put_class(&bytes, "[B", 2, 0);
        put_hex(&bytes, "78 70 00000004 00000000");
        struct outcome outcome = inspect(&bytes, NULL);
        assert_int_equal(outcome.reason, SLUICE_OK);
        struct outcome refused = inspect(&bytes, &reading);
        struct written written = write_document(outcome.document, &options);
        assert_int_equal(refused.reason, SLUICE_LIMIT_ARRAY_LENGTH);
        assert_int_equal(written.reason, SLUICE_LIMIT_ARRAY_LENGTH);
        assert_string_equal(written.status.path, refused.status.path);
        written_free(&written);
        outcome_free(&refused);
        outcome_free(&outcome);
        stream_free(&bytes);
    }
}

/* A record of just the limit leaves no room for the reset that the next one needs. */
static void test_room_for_a_reset(void **state)
{
    struct stream bytes;
    (void)state;
    struct outcome outcome = inspect_hex(&bytes, "74 0001 61 74 0001 62 70");
    for (uint64_t most = 1; most <= 13; most++) {
        const struct sluice_limits limits = {.bytes = most};
        const struct sluice_write_options options = {.reader = &limits};
        struct written written = write_document(outcome.document, &options);
        struct stream result = written_stream(&written);
        /* 4 + 4 + 4 + 1; an epoch but the last also has its reset, the first one the header */
        const bool fits = most >= 5;
        assert_int_equal(written.reason, fits ? SLUICE_OK : SLUICE_LIMIT_BYTES);
        if (result.length != 0) {
            assert_int_equal(read_with(&result, "bytes", most), SLUICE_OK);
        }
        assert_true(fits || result.length <= 9);
        written_free(&written);
    }
    outcome_free(&outcome);
    stream_free(&bytes);
}

/* The records before the one that is refused are a complete stream. */
static void test_refused_record(void **state)
{
    const struct sluice_limits limits = {.string_bytes = 3};
    const struct sluice_write_options options = {.reader = &limits};
    struct stream bytes;
    (void)state;
    struct outcome outcome = inspect_hex(&bytes, "74 0003 616263 70 74 0004 61626364 70");
    struct written written = write_document(outcome.document, &options);
    assert_int_equal(written.reason, SLUICE_LIMIT_STRING_BYTES);
    assert_string_equal(written.status.path, "root[2]");
    assert_int_equal(written.report.records, 2);
    assert_int_equal(written.bytes.length, 4 + 6 + 1);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_streams),        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_shared_records),      cmocka_unit_test(test_cycle_from_its_middle),
        cmocka_unit_test(test_class_inside_itself), cmocka_unit_test(test_room_for_a_reset),
        cmocka_unit_test(test_refused_record),      cmocka_unit_test(test_path_of_what_is_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
