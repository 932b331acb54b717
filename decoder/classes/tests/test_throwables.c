/* Exceptions: those that JDKs wrote, and what is wrong with others. */
#include "patches.h"
#include "sluice/readings.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define EMPTY_LIST                                                                                 \
    "7372001f6a6176612e7574696c2e436f6c6c656374696f6e7324456d7074794c6973747ab817b43ca79ede020000" \
    "7870"
#define ARRAY_LIST                                                                                 \
    "737200136a6176612e7574696c2e41727261794c6973747881d21d99c7619d03000149000473697a657870"
/* Collections.nCopies(2^31-1, ...) */
#define COPIES                                                                                     \
    "737200206a6176612e7574696c2e436f6c6c656374696f6e7324436f706965734c69737426033c45b17003f80200" \
    "024900016e4c0007656c656d656e747400124c6a6176612f6c616e672f4f626a6563743b78707fffffff"
#define NO_FRAMES "000078700000000073"
#define CAUSE "787071007e0006"

static const struct patch throwables[] = {
    {"throwable-exception", NULL, NULL, SLUICE_OK, false},
    {"throwable-cause", NULL, NULL, SLUICE_OK, false},
    {"throwable-cause-chain", NULL, NULL, SLUICE_OK, false},
    {"throwable-cause-and-suppressed", NULL, NULL, SLUICE_OK, false},
    {"throwable-no-message", NULL, NULL, SLUICE_OK, false},
    {"throwable-no-trace", NULL, NULL, SLUICE_OK, false},
    {"throwable-array", NULL, NULL, SLUICE_OK, false},
    {"throwable-element", NULL, NULL, SLUICE_OK, false},
    {"throwable-elements", NULL, NULL, SLUICE_OK, false},
    {"throwable-errors", NULL, NULL, SLUICE_OK, false},
    {"throwable-io", NULL, NULL, SLUICE_OK, false},
    {"throwable-reflective", NULL, NULL, SLUICE_OK, false},
    {"throwable-runtime", NULL, NULL, SLUICE_OK, false},
    {"throwable-sql", NULL, NULL, SLUICE_OK, false},
    {"throwable-batch", NULL, NULL, SLUICE_OK, false},
    {"throwable-uri", NULL, NULL, SLUICE_OK, false},
    {"throwable-util", NULL, NULL, SLUICE_OK, false},
    /* two that name each other as their cause */
    {"throwable-cause-cycle", NULL, NULL, SLUICE_REFERENCE_UNDER_CONSTRUCTION, false},
    /* a cause that is known to be none; one that is no exception */
    {"throwable-no-trace", CAUSE, "787070", SLUICE_OK, false},
    {"throwable-no-trace", CAUSE, "7870740000", SLUICE_VALUE_TYPE, false},
    /* the exception itself among those that it suppressed, a string, null, none at all */
    {"throwable-no-trace", EMPTY_LIST, "71007e0006", SLUICE_REFERENCE_UNDER_CONSTRUCTION, false},
    {"throwable-no-trace", EMPTY_LIST, ARRAY_LIST "0000000177040000000171007e000678",
     SLUICE_REFERENCE_UNDER_CONSTRUCTION, false},
    {"throwable-no-trace", EMPTY_LIST, ARRAY_LIST "0000000177040000000174000078",
     SLUICE_CHECK_FAILED, false},
    {"throwable-no-trace", EMPTY_LIST, ARRAY_LIST "000000017704000000017078", SLUICE_CHECK_FAILED,
     false},
    {"throwable-no-trace", EMPTY_LIST, ARRAY_LIST "0000000077040000000078", SLUICE_OK, false},
    {"throwable-no-trace", EMPTY_LIST, COPIES "7371007e00007070707078", SLUICE_OK, false},
    {"throwable-no-trace", EMPTY_LIST, COPIES "70", SLUICE_CHECK_FAILED, false},
    {"throwable-no-trace", EMPTY_LIST, COPIES "740000", SLUICE_CHECK_FAILED, false},
    {"throwable-no-trace", EMPTY_LIST, "70", SLUICE_OK, false},
    {"throwable-no-trace", EMPTY_LIST, "740000", SLUICE_VALUE_TYPE, false},
    /* a frame that is null, that is a string, and 2^31-1 of them */
    {"throwable-no-trace", NO_FRAMES, "00007870000000017073", SLUICE_BROKEN_TYPE, false},
    {"throwable-no-trace", NO_FRAMES, "000078700000000174000073", SLUICE_VALUE_TYPE, false},
    {"throwable-no-trace", NO_FRAMES, "000078707fffffff73", SLUICE_CLAIM_EXCEEDS_INPUT, false},
    {"throwable-no-trace", NO_FRAMES, "00007870ffffffff73", SLUICE_NEGATIVE_LENGTH, false},
    /* frames without a class, without a method; without a file they are all right */
    {"throwable-element", "74000f6578616d706c652e53657276696365", "70", SLUICE_BROKEN_NULL, false},
    {"throwable-element", "74000463616c6c", "70", SLUICE_BROKEN_NULL, false},
    {"throwable-element", "74000c536572766963652e6a617661", "70", SLUICE_OK, false},
    /* another version of a superclass */
    {"throwable-no-trace", "d0fd1f3e1a3b1cc4", "d0fd1f3e1a3b1cc5", SLUICE_SUID_MISMATCH, false},
    /* Throwable left out of its chain: the fields are missing */
    {"throwable-no-trace", "d0fd1f3e1a3b1cc402000078", "d0fd1f3e1a3b1cc40200007870",
     SLUICE_FIELD_MISSING, true},
};

static void test_throwables(void **state)
{
    (void)state;
    expect_patches(SLUICE_GROUP_THROWABLES, throwables, COUNT(throwables));
}

/* Exceptions of one's own extend those that are known. */
static const struct sluice_class_model own[] = {{.name = "sluice.corpus.ThrowableStreams$Traceless",
                                                 .construct = SLUICE_CONSTRUCT_ATOMIC,
                                                 .parent = "java.lang.RuntimeException"}};

static void test_a_trace_that_was_never_written(void **state)
{
    struct sluice_throwable throwable;
    struct sluice_stack_frame frame;
    struct stream bytes;
    (void)state;
    struct sluice_policy *policy = policy_of_groups(SLUICE_GROUP_THROWABLES, own, 1);
    struct built built = decode_valid(&bytes, "throwable-not-writable", policy);
    assert_int_equal(sluice_as_throwable(built.graph, sluice_graph_root(built.graph), &throwable),
                     SLUICE_GET_OK);
    assert_text(throwable.class_name, "sluice.corpus.ThrowableStreams$Traceless");
    assert_int_equal(throwable.frame_count, 1);
    assert_int_equal(sluice_throwable_frame(built.graph, &throwable, 0, &frame), SLUICE_GET_OK);
    assert_int_equal(frame.line, INT32_MIN);
    assert_text(frame.class_name, "");
    assert_null(frame.file.data);
    assert_int_equal(sluice_value_kind(built.graph, throwable.suppressed), SLUICE_VALUE_NULL);
    built_free(&built);
    stream_free(&bytes);
    sluice_policy_free(policy);
}

/* --- bombs ------------------------------------------------------------------------------------ */

/* Throwables, each the cause of the one before it: `count` of them. */
static struct stream chain_of_causes(unsigned count)
{
    struct stream chain = stream_begin();
    /* 73 72 java.lang.Throwable ... the fields in the order of their names */
    put_hex(&chain,
            "73 72 0013 6a6176612e6c616e672e5468726f7761626c65 d5c635273977b8cb 03 0004"
            "4c 0005 6361757365 74 0015 4c6a6176612f6c616e672f5468726f7761626c653b"
            "4c 000d 64657461696c4d657373616765 74 0012 4c6a6176612f6c616e672f537472696e673b"
            "5b 000a 737461636b5472616365"
            "74 001e 5b4c6a6176612f6c616e672f537461636b5472616365456c656d656e743b"
            "4c 0014 73757070726573736564457863657074696f6e73"
            "74 0010 4c6a6176612f7574696c2f4c6973743b 78 70");
    for (unsigned i = 1; i < count; i++) {
        put_hex(&chain, "73 71 007e0000");
    }
    put_hex(&chain, "70");
    for (unsigned i = 0; i < count; i++) {
        put_hex(&chain, "70 70 70 78");
    }
    return chain;
}

static void test_long_chains_of_causes(void **state)
{
    enum { LONG = 20000 };
    struct sluice_limits limits = {.depth = LONG + 1};
    const struct sluice_options deep = {.limits = &limits};
    (void)state;
    struct sluice_policy *policy = policy_of_groups(SLUICE_GROUP_THROWABLES, NULL, 0);
    struct stream bytes = chain_of_causes(LONG);
    struct built built = decode(&bytes, policy, NULL);
    assert_int_equal(built.reason, SLUICE_LIMIT_DEPTH);
    built_free(&built);
    built = decode(&bytes, policy, &deep);
    assert_int_equal(built.reason, SLUICE_OK);
    struct sluice_throwable throwable;
    unsigned count = 0;
    for (struct sluice_value at = sluice_graph_root(built.graph);
         sluice_as_throwable(built.graph, at, &throwable) == SLUICE_GET_OK; at = throwable.cause) {
        count++;
    }
    assert_int_equal(count, LONG);
    built_free(&built);
    stream_free(&bytes);
    sluice_policy_free(policy);
}

/* Claims of 2^31-1 of something, in streams of some hundred bytes. */
static void test_claims_cost_nothing(void **state)
{
    static const struct patch claims[] = {
        {"math-big-integer", "000000010a78", "7fffffff0a78", SLUICE_CLAIM_EXCEEDS_INPUT, false},
        {"set-bits", "7870000000038000", "78707fffffff8000", SLUICE_CLAIM_EXCEEDS_INPUT, false},
        {"text-builder", "7870000000190062", "78707fffffff0062", SLUICE_CLAIM_EXCEEDS_INPUT, false},
        {"throwable-no-trace", NO_FRAMES, "000078707fffffff73", SLUICE_CLAIM_EXCEEDS_INPUT, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(claims); i++) {
        struct sluice_policy *policy = policy_of_groups(SLUICE_GROUP_ALL, NULL, 0);
        struct stream bytes = patched(claims[i].stream, claims[i].find, claims[i].put, false);
        struct meter meter;
        meter_init(&meter);
        const struct sluice_options options = {.allocator = &meter.allocator};
        struct built built = decode(&bytes, policy, &options);
        assert_int_equal(built.reason, claims[i].reason);
        assert_true(meter.peak <= 16 * bytes.length + 65536);
        built_free(&built);
        assert_int_equal(meter.live, 0);
        stream_free(&bytes);
        sluice_policy_free(policy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_throwables),
        cmocka_unit_test(test_a_trace_that_was_never_written),
        cmocka_unit_test(test_long_chains_of_causes),
        cmocka_unit_test(test_claims_cost_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
