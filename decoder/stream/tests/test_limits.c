/* Every limit: what a stream needs is accepted exactly, one less is refused with the limit's name;
 * those that run until reset start anew there. */
#include "support.h"

#include <string.h>

#define A "72 0001 41 0000000000000001 02 0000 78 70"
#define B "72 0001 42 0000000000000001 02 0001 42 0001 62 78 70"
#define REF0 "71 007e0000"

struct need {
    const char *limit;
    const char *hex; /* behind the header */
    uint64_t need;
};

static const struct need needs[] = {
    {"stream_bytes", "70 70 70", 7},
    {"stream_bytes", "74 0002 6161 79 70", 11},
    {"bytes", "70 70 70", 7},
    {"bytes", "70 79 70 70 79 70", 6}, /* the header, two items: the longest stretch */
    {"bytes", "79 70 70 70 70 70 70 70", 7},
    {"objects", "74 0000 74 0000 74 0000", 3},
    {"objects", "73" A "73" REF0, 3},
    {"objects", "74 0000 74 0000 79 74 0000 74 0000 79 74 0000", 2},
    /* objects of one class by reference, with a field: the short way through the decoder */
    {"objects", "73" B "01 73" REF0 "02 73" REF0 "03", 4},
    {"depth", "75" A "00000002 73" B "01 73 71 007e0002 02", 3},
    {"depth", "76" B "75" A "00000001 73" REF0 "02", 2},
    {"elements", "75" A "00000002 70 70", 2},
    {"elements", "75" A "00000002 70 70 75" REF0 "00000003 70 70 70", 5},
    {"elements", "75" A "00000002 75" REF0 "00000001 70 70", 3},
    {"elements", "75" A "00000002 70 70 79 75" A "00000003 70 70 70", 3},
    {"elements", "75 72 0002 5b42 0000000000000001 02 0000 78 70 00000003 010203", 3},
    {"array_length", "75" A "00000002 70 70 75" REF0 "00000001 70", 2},
    {"array_length", "75 72 0002 5b4a 0000000000000001 02 0000 78 70 00000001 0000000000000000", 1},
    {"string_bytes", "74 0004 61c3a462 74 0001 61", 4},
    {"string_bytes", "7c 0000000000000003 616263", 3},
    {"depth", "73 72 0001 41 0000000000000001 03 0000 78 70 73" REF0 "78 78", 2},
    {"depth", "75" A "00000001 75" REF0 "00000001 75" REF0 "00000000", 3},
    {"depth", "72 0001 41 0000000000000001 02 0000 76 7d 00000000 78 70 78 70", 3},
    {"hierarchy",
     "72 0001 41 0000000000000001 02 0000 78 72 0001 42 0000000000000001 02 0000 78"
     "7d 00000000 78 70",
     3},
    {"fields", "72 0001 41 0000000000000001 02 0003 42 0001 61 42 0001 62 42 0001 63 78 70", 3},
    {"interfaces", "7d 00000002 0000 0000 78 70", 2},
    {"block_bytes", "77 01 00 77 03 000000", 3},
    {"block_bytes", "7a 00000002 0000 77 01 00", 2},
};

enum { NEEDS = sizeof needs / sizeof needs[0] };

static struct stream stream_of(const struct need *need)
{
    struct stream stream = stream_begin();
    put_hex(&stream, need->hex);
    return stream;
}

static struct sluice_limits limited(const char *name, uint64_t value)
{
    struct sluice_limits limits = {0};
    uint64_t *member = sluice_limit_by_name(&limits, name);
    assert_non_null(member);
    *member = value;
    return limits;
}

static void refuse(const struct need *need, const struct stream *stream, uint64_t most)
{
    const struct sluice_limits limits = limited(need->limit, most);
    const struct sluice_options options = {.limits = &limits};
    struct outcome outcome = inspect(stream, &options);
    const char *hit = sluice_limit_of_reason(outcome.reason);
    if (hit == NULL || strcmp(hit, need->limit) != 0) {
        fail_msg("%s = %llu for %s: %s", need->limit, (unsigned long long)most, need->hex,
                 sluice_reason_name(outcome.reason));
    }
    assert_true(sluice_reason_is_limit(outcome.reason));
    assert_true(outcome.status.offset <= stream->length);

    struct chunks chunks;
    const struct sluice_source source = chunked_source(&chunks, stream, 1, SLUICE_UNKNOWN_LENGTH);
    struct sluice_document *document;
    struct sluice_status status;
    assert_int_equal(sluice_inspect(&source, &options, &document, &status), outcome.reason);
    assert_null(document);
    assert_int_equal(status.offset, outcome.status.offset);
    assert_string_equal(status.path, outcome.status.path);
}

static void test_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < NEEDS; i++) {
        struct stream stream = stream_of(&needs[i]);
        const struct sluice_limits limits = limited(needs[i].limit, needs[i].need);
        const struct sluice_options options = {.limits = &limits};
        struct outcome outcome = inspect(&stream, &options);
        if (outcome.reason != SLUICE_OK) {
            fail_msg("%s = %llu for %s: %s", needs[i].limit, (unsigned long long)needs[i].need,
                     needs[i].hex, sluice_reason_name(outcome.reason));
        }
        outcome_free(&outcome);
        /* A limit of 0 is the default. */
        if (needs[i].need > 1) {
            refuse(&needs[i], &stream, needs[i].need - 1);
        }
        stream_free(&stream);
    }
}

/* The rows above say what the status measures, where it does. */
static void test_status_measures(void **state)
{
    (void)state;
    for (size_t i = 0; i < NEEDS; i++) {
        struct stream stream = stream_of(&needs[i]);
        struct outcome outcome = inspect(&stream, NULL);
        assert_int_equal(outcome.reason, SLUICE_OK);
        const struct sluice_status *status = &outcome.status;
        const struct {
            const char *limit;
            uint64_t measured;
        } measures[] = {
            {"stream_bytes", status->consumed},
            {"objects", status->objects},
            {"elements", status->elements},
            {"depth", status->depth},
        };
        for (size_t m = 0; m < sizeof measures / sizeof measures[0]; m++) {
            if (strcmp(measures[m].limit, needs[i].limit) == 0) {
                assert_int_equal(measures[m].measured, needs[i].need);
            }
        }
        outcome_free(&outcome);
        stream_free(&stream);
    }
}

static void test_every_limit_is_seen(void **state)
{
    (void)state;
    struct sluice_limits limits = {0};
    for (size_t l = 0; l < sluice_limit_count(); l++) {
        const char *name = sluice_limit_name(l);
        bool seen = strcmp(name, "heap") == 0; /* test_heap() */
        for (size_t i = 0; i < NEEDS; i++) {
            seen = seen || strcmp(needs[i].limit, name) == 0;
        }
        if (!seen) {
            fail_msg("no row for %s", name);
        }
        assert_non_null(sluice_limit_by_name(&limits, name));
    }
    assert_null(sluice_limit_name(sluice_limit_count()));
    assert_null(sluice_limit_by_name(&limits, "no_such_limit"));
    assert_null(sluice_limit_of_reason(SLUICE_BAD_MAGIC));
    assert_null(sluice_limit_of_reason(SLUICE_OK));
}

static void test_heap(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    for (unsigned i = 0; i < 5000; i++) {
        put_string(&stream, "abc");
    }
    struct outcome outcome = inspect(&stream, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    const uint64_t peak = outcome.status.peak_heap;
    outcome_free(&outcome);
    const struct sluice_limits enough = limited("heap", peak);
    outcome = inspect(&stream, &(struct sluice_options){.limits = &enough});
    assert_int_equal(outcome.reason, SLUICE_OK);
    assert_int_equal(outcome.status.peak_heap, peak);
    outcome_free(&outcome);
    for (uint64_t less = 1; less < peak; less = less * 3 + 1) {
        const struct sluice_limits limits = limited("heap", peak - less);
        outcome = inspect(&stream, &(struct sluice_options){.limits = &limits});
        assert_int_equal(outcome.reason, SLUICE_LIMIT_HEAP);
        assert_true(outcome.status.peak_heap <= peak - less);
        outcome_free(&outcome);
    }
    stream_free(&stream);
}

/* What nothing can hold is malformed, whatever the limits are; what is there but too much is not. */
static void test_claims_come_first(void **state)
{
    (void)state;
    static const struct {
        const char *limit;
        const char *hex;
    } claims[] = {
        {"array_length", "75" A "7fffffff 70"},
        {"elements", "75" A "7fffffff 70"},
        {"string_bytes", "74 ffff 61"},
        {"string_bytes", "7c 7fffffffffffffff 61"},
        {"block_bytes", "7a 7fffffff 61"},
        {"fields", "72 0001 41 0000000000000001 02 7fff 42"},
        {"interfaces", "7d 0000ffff 0000"},
    };
    for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++) {
        struct stream stream = stream_begin();
        put_hex(&stream, claims[i].hex);
        const struct sluice_limits limits = limited(claims[i].limit, 1);
        struct outcome outcome = inspect(&stream, &(struct sluice_options){.limits = &limits});
        if (!sluice_reason_is_malformed(outcome.reason)) {
            fail_msg("%s: %s", claims[i].hex, sluice_reason_name(outcome.reason));
        }
        stream_free(&stream);
    }
}

/* Limits do not stop a stream that is exactly as long as they allow, nor ask for more of it than the
 * one byte that shows that it goes on. */
static void test_nothing_behind_the_limit_is_asked_for(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    for (unsigned i = 0; i < 100000; i++) {
        put_u8(&stream, 0x70);
    }
    static const size_t sizes[] = {1, 7, 4096, 100000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct chunks chunks;
        const struct sluice_source source = chunked_source(&chunks, &stream, sizes[i],
                                                           SLUICE_UNKNOWN_LENGTH);
        const struct sluice_limits limits = limited("stream_bytes", 5000);
        const struct sluice_options options = {.limits = &limits};
        struct sluice_document *document;
        struct sluice_status status;
        assert_int_equal(sluice_inspect(&source, &options, &document, &status),
                         SLUICE_LIMIT_STREAM_BYTES);
        assert_int_equal(status.offset, 5000);
        assert_int_equal(chunks.given, 5001);
    }
    stream_free(&stream);
}

static void test_defaults(void **state)
{
    (void)state;
#define X(member, upper, text)                                                                     \
    assert_true(sluice_limits_decode.member > 0);                                                  \
    assert_true(sluice_limits_inspect.member >= sluice_limits_decode.member);
    SLUICE_LIMIT_LIST(X)
#undef X
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact),
        cmocka_unit_test(test_status_measures),
        cmocka_unit_test(test_every_limit_is_seen),
        cmocka_unit_test(test_heap),
        cmocka_unit_test(test_claims_come_first),
        cmocka_unit_test(test_nothing_behind_the_limit_is_asked_for),
        cmocka_unit_test(test_defaults),
    };
    return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
