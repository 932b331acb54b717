/* The promises of decode: the same bounds as inspect, all or nothing, and nothing that depends on how
 * the bytes arrive. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SUID "0000000000000001"

static const char *const constants[] = {"A"};
static const char *const handler[] = {"java.lang.reflect.InvocationHandler"};
static const struct sluice_field_model n_fields[] = {
    {.name = "i", .signature = "I"}, {.name = "o", .signature = "Ljava/lang/Object;"}};
static const struct sluice_field_model k_fields[] = {{.name = "a", .signature = "[I"}};
static const struct sluice_invariant n_invariants[] = {
    {.kind = SLUICE_INVARIANT_RANGE, .field = "i", .minimum = 0, .maximum = 1000}};
static const struct sluice_layout_item c_layout[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "n"},
    {.kind = SLUICE_LAYOUT_UTF, .name = "t"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "list"}};
static const struct sluice_invariant c_invariants[] = {
    {.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "list"}};

static const struct sluice_class_model models[] = {
    {.name = "N",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .fields = n_fields,
     .field_count = 2,
     .invariants = n_invariants,
     .invariant_count = 1},
    {.name = "C",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .form = SLUICE_FORM_BOTH,
     .layout = c_layout,
     .layout_count = 3,
     .invariants = c_invariants,
     .invariant_count = 1},
    {.name = "X",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .form = SLUICE_FORM_EXTERNAL,
     .layout = c_layout,
     .layout_count = 3},
    {.name = "S", .construct = SLUICE_CONSTRUCT_STATELESS},
    {.name = "K", .construct = SLUICE_CONSTRUCT_ATOMIC, .fields = k_fields, .field_count = 1},
    {.name = "E", .construct = SLUICE_CONSTRUCT_ENUM, .constants = constants, .constant_count = 1},
    {.name = "I1", .construct = SLUICE_CONSTRUCT_INTERFACE},
    {.name = "H",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .interfaces = handler,
     .interface_count = 1},
    {.name = "R",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .fields = n_fields,
     .field_count = 2,
     .resolve = SLUICE_RESOLVE_FIELD,
     .resolve_field = "o"},
};

#define OBJECT_TYPE "74 0012 4c6a6176612f6c616e672f4f626a6563743b"
#define N_FIELDS "0002 49 0001 69 4c 0001 6f"

/* Something of everything that decode does. */
static const char rich[] =
    "73 72 0001 4e" SUID "02" N_FIELDS OBJECT_TYPE "78 70 00000001"
    "75 72 0013 5b4c6a6176612e6c616e672e4f626a6563743b" SUID "02 0000 78 70 00000007"
    "73 72 0001 53" SUID "02 0000 78 70"
    "73 72 0001 43" SUID "03 0000 78 70 77 06 00000001 0000 74 0001 61 74 0001 62 78"
    "73 72 0001 4b" SUID "02 0001 5b 0001 61 74 0002 5b49 78 70"
    "75 72 0002 5b49" SUID "02 0000 78 70 00000002 00000001 00000002"
    "7e 72 0001 45 0000000000000000 12 0000 78 70 74 0001 41"
    "73 7d 00000001 0002 4931 78 72 0017 6a6176612e6c616e672e7265666c6563742e50726f7879" SUID
    "02 0001 4c 0001 68 74 0001 4c 78 70 73 72 0001 48" SUID "02 0000 78 70"
    "73 72 0001 52" SUID "02" N_FIELDS "71 007e0001 78 70 00000002 74 0001 7a"
    "76 71 007e0000"
    "77 03 010203 79 70 74 0001 71"
    "73 72 0001 58" SUID "0c 0000 78 70 77 08 00000009 0002 6869 78"
    "73 72 0001 4e" SUID "03 0003 49 0001 69 4a 0001 7a 4c 0001 79 74 0001 4c 78 70 00000002"
    "0000000000000009 73 72 0001 5a" SUID "03 0000 78 70 77 00 78 78";

static struct sluice_policy *policy;

static int make_policy(void **state)
{
    (void)state;
    policy = policy_of(models, COUNT(models));
    return 0;
}

static int free_policy(void **state)
{
    (void)state;
    sluice_policy_free(policy);
    return 0;
}

static struct stream rich_stream(void)
{
    struct stream stream = stream_begin();
    put_hex(&stream, rich);
    return stream;
}

static enum sluice_reason run(const struct sluice_source *source,
                              const struct sluice_options *options, char **json,
                              struct sluice_status *status)
{
    struct sluice_graph *graph;
    const enum sluice_reason reason = sluice_decode(source, policy, options, &graph, status);
    assert_int_equal(graph != NULL, reason == SLUICE_OK);
    *json = graph != NULL ? graph_json_of(graph) : NULL;
    sluice_graph_free(graph);
    return reason;
}

static void test_rich(void **state)
{
    (void)state;
    struct stream stream = rich_stream();
    struct built built = decode(&stream, policy, NULL);
    if (built.reason != SLUICE_OK) {
        fail_msg("%s at %llu (%s, %s)", sluice_reason_name(built.reason),
                 (unsigned long long)built.status.offset, built.status.at, built.status.path);
    }
    assert_int_equal(built.status.consumed, stream.length);
    char *compact = graph_compact_of(built.graph);
    assert_non_null(compact);
    free(compact);
    built_free(&built);
    stream_free(&stream);
}

static void test_chunks(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 7, 4096};
    struct stream stream = rich_stream();
    struct sluice_source source = sluice_source_memory(stream.bytes, stream.length);
    struct sluice_status whole;
    char *expected;
    assert_int_equal(run(&source, NULL, &expected, &whole), SLUICE_OK);
    for (size_t i = 0; i < 2 * COUNT(sizes); i++) {
        struct chunks chunks;
        struct sluice_status status;
        char *text;
        source = chunked_source(&chunks, &stream, sizes[i / 2],
                                i % 2 ? stream.length : SLUICE_UNKNOWN_LENGTH);
        assert_int_equal(run(&source, NULL, &text, &status), SLUICE_OK);
        assert_string_equal(text, expected);
        assert_int_equal(status.steps, whole.steps);
        assert_int_equal(status.objects, whole.objects);
        assert_int_equal(status.elements, whole.elements);
        assert_int_equal(status.depth, whole.depth);
        free(text);
    }
    free(expected);
    stream_free(&stream);
}

/* A prefix is either whole items, or cut; nothing else becomes of it. */
static void test_prefixes(void **state)
{
    (void)state;
    struct stream stream = rich_stream();
    unsigned accepted = 0;
    for (size_t length = 4; length < stream.length; length++) {
        const struct sluice_source source = sluice_source_memory(stream.bytes, length);
        struct sluice_status status;
        char *text;
        const enum sluice_reason reason = run(&source, NULL, &text, &status);
        accepted += reason == SLUICE_OK;
        if (reason != SLUICE_OK && reason != SLUICE_TRUNCATED && reason != SLUICE_TRUNCATED_BLOCK &&
            reason != SLUICE_CLAIM_EXCEEDS_INPUT) {
            fail_msg("cut at %zu: %s", length, sluice_reason_name(reason));
        }
        free(text);
    }
    assert_in_range(accepted, 4, 12);
    stream_free(&stream);
}

static void test_refused_memory(void **state)
{
    (void)state;
    struct stream stream = rich_stream();
    for (unsigned manner = 0; manner < 4; manner++) {
        struct meter meter;
        uint64_t calls = 1;
        for (uint64_t at = 0; at <= calls; at++) {
            struct chunks chunks;
            const struct sluice_source source = manner & 1 ? chunked_source(&chunks, &stream, 50,
                                                                            SLUICE_UNKNOWN_LENGTH)
                                                           : sluice_source_memory(stream.bytes,
                                                                                  stream.length);
            meter_init(&meter);
            meter.fail_at = at;
            meter.fail_after = (manner & 2) != 0;
            struct sluice_graph *graph;
            struct sluice_status status;
            const struct sluice_options options = {.allocator = &meter.allocator};
            const enum sluice_reason reason = sluice_decode(&source, policy, &options, &graph,
                                                            &status);
            assert_int_equal(reason, at == 0 ? SLUICE_OK : SLUICE_OUT_OF_MEMORY);
            assert_int_equal(graph != NULL, at == 0);
            calls = at == 0 ? meter.calls : calls;
            sluice_graph_free(graph);
            assert_int_equal(meter.live, 0);
            assert_int_equal(meter.live_blocks, 0);
        }
    }
    stream_free(&stream);
}

/* --- every byte changed ----------------------------------------------------------------------- */

struct sums {
    uint64_t began;
    uint64_t constructed;
    uint64_t published;
    unsigned failed;
    unsigned after;
    bool checking;
    bool wrong;
};

/* A check ends before the next begins; what is constructed was checked; nothing after a failure. */
static void watch(void *context, const struct sluice_event *event)
{
    struct sums *sums = context;
    sums->after += sums->failed > 0;
    if (event->type == SLUICE_EVENT_CHECK_BEGAN) {
        sums->wrong = sums->wrong || sums->checking;
        sums->checking = true;
        sums->began++;
    } else if (event->type == SLUICE_EVENT_CHECK_ENDED) {
        sums->wrong = sums->wrong || !sums->checking;
        sums->checking = false;
    } else if (event->type == SLUICE_EVENT_CONSTRUCTED) {
        sums->wrong = sums->wrong || sums->checking || sums->constructed == sums->began;
        sums->constructed++;
    } else if (event->type == SLUICE_EVENT_FAILED) {
        sums->failed++;
    }
}

static bool sane(const struct stream *stream)
{
    struct meter meter;
    struct sums sums = {0};
    const struct sluice_observer observer = {watch, &sums};
    meter_init(&meter);
    const struct sluice_options options = {.allocator = &meter.allocator, .observer = &observer};
    const struct sluice_source source = sluice_source_memory(stream->bytes, stream->length);
    struct sluice_graph *graph;
    struct sluice_status status;
    const enum sluice_reason reason = sluice_decode(&source, policy, &options, &graph, &status);
    bool good = (graph != NULL) == (reason == SLUICE_OK) && status.offset <= stream->length &&
                status.consumed <= stream->length && meter.peak <= 16 * stream->length + 65536;
    good = good && !sums.wrong && sums.after == 0 && sums.failed == (reason != SLUICE_OK);
    good = good && reason != SLUICE_OUT_OF_MEMORY && reason != SLUICE_BAD_ARGUMENT;
    if (graph != NULL) {
        char *text = graph_json_of(graph);
        char *compact = graph_compact_of(graph);
        good = good && text != NULL && compact != NULL;
        free(text);
        free(compact);
    }
    sluice_graph_free(graph);
    return good && meter.live == 0;
}

static void test_changes(void **state)
{
    (void)state;
    struct stream stream = rich_stream();
    unsigned wrong = 0;
    for (size_t at = 4; at < stream.length; at++) {
        const uint8_t old = stream.bytes[at];
        for (unsigned value = 0; value<256; value += value> 0x80 ? 7 : 1) {
            stream.bytes[at] = (uint8_t)value;
            if (!sane(&stream)) {
                print_error("byte %zu as %02x\n", at, value);
                wrong++;
            }
        }
        stream.bytes[at] = old;
    }
    stream_free(&stream);
    assert_int_equal(wrong, 0);
}

/* --- growth ----------------------------------------------------------------------------------- */

static void n_class(struct stream *stream)
{
    put_class(stream, "N", 2, 2);
    put_field(stream, 'I', "i", NULL);
    put_field(stream, 'L', "o", "Ljava/lang/Object;");
    put_hex(stream, "78 70");
}

static void many_objects(struct stream *stream, uint32_t n)
{
    put_hex(stream, "76");
    n_class(stream);
    for (uint32_t i = 0; i < n; i++) {
        put_hex(stream, "73 71 007e0000 00000007 70");
    }
}

static void nested_objects(struct stream *stream, uint32_t n)
{
    put_hex(stream, "76");
    n_class(stream);
    for (uint32_t i = 0; i < n / 100; i++) {
        for (uint32_t k = 0; k < 100; k++) {
            put_hex(stream, "73 71 007e0000 00000007");
        }
        put_hex(stream, "70");
    }
}

static void many_descriptors(struct stream *stream, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        put_hex(stream, "73");
        put_plain_class(stream, "S", 2);
    }
}

static void one_list(struct stream *stream, uint32_t n)
{
    put_hex(stream, "73");
    put_plain_class(stream, "C", 3);
    put_hex(stream, "77 06 00000000 0000");
    for (uint32_t i = 0; i < n; i++) {
        char text[12];
        (void)snprintf(text, sizeof text, "%x", i);
        put_string(stream, text);
    }
    put_hex(stream, "78");
}

static void many_lists(struct stream *stream, uint32_t n)
{
    put_hex(stream, "76");
    put_plain_class(stream, "C", 3);
    for (uint32_t i = 0; i < n; i++) {
        put_hex(stream, "73 71 007e0000 77 06 00000000 0000 78");
    }
}

/* The text claims more than there is, in a stream that is too short for it. */
static void text_claim(struct stream *stream, uint32_t n)
{
    put_hex(stream, "73");
    put_plain_class(stream, "C", 3);
    put_hex(stream, "77 06 00000000 ffff");
    for (uint32_t i = 0; i < n; i++) {
        put_hex(stream, "77 01 61");
    }
    put_hex(stream, "78");
}

/* Arrays of arrays of many dimensions: the type of each element is compared with the array's. */
static void put_dimensions(struct stream *stream, uint32_t count, uint32_t n)
{
    struct stream name = stream_new();
    for (uint32_t i = 0; i < count; i++) {
        put_u8(&name, '[');
    }
    put_raw(&name, "LN;", 4);
    put_hex(stream, "75");
    put_plain_class(stream, (const char *)name.bytes + 1, 2);
    put_hex(stream, "00000000 75");
    put_plain_class(stream, (const char *)name.bytes, 2);
    put_u32(stream, n);
    for (uint32_t i = 0; i < n; i++) {
        put_reference(stream, 1);
    }
    stream_free(&name);
}

static void too_many_dimensions(struct stream *stream, uint32_t n)
{
    put_dimensions(stream, n, n);
}

static void dimensions(struct stream *stream, uint32_t n)
{
    put_dimensions(stream, 255, n);
}

static void copies(struct stream *stream, uint32_t n)
{
    put_hex(stream, "75 72 0002 5b49" SUID "02 0000 78 70 00000000 76");
    put_class(stream, "K", 2, 1);
    put_field(stream, '[', "a", "[I");
    put_hex(stream, "78 70");
    for (uint32_t i = 0; i < n; i++) {
        put_hex(stream, "73 71 007e0002 71 007e0001");
    }
}

static void skipped(struct stream *stream, uint32_t n)
{
    put_hex(stream, "73");
    put_class(stream, "N", 2, 1);
    put_field(stream, 'L', "zz", "LZ;");
    put_hex(stream, "78 70 75");
    put_plain_class(stream, "[LZ;", 2);
    put_u32(stream, n);
    for (uint32_t i = 0; i < n; i++) {
        put_hex(stream, "74 0000");
    }
}

static const struct {
    const char *name;
    void (*write)(struct stream *stream, uint32_t n);
    uint32_t small;
    enum sluice_reason reason;
} bombs[] = {
    {"objects", many_objects, 5000, SLUICE_OK},
    {"nested objects", nested_objects, 5000, SLUICE_OK},
    {"descriptors", many_descriptors, 3000, SLUICE_OK},
    {"one list", one_list, 5000, SLUICE_OK},
    {"lists", many_lists, 5000, SLUICE_OK},
    {"a claim of text", text_claim, 100, SLUICE_OPTIONAL_DATA},
    {"dimensions", dimensions, 2000, SLUICE_OK},
    {"too many dimensions", too_many_dimensions, 2000, SLUICE_CLASS_NOT_IN_POLICY},
    {"copies", copies, 5000, SLUICE_OK},
    {"skipped strings", skipped, 5000, SLUICE_OK},
};

static void test_growth(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < COUNT(bombs); i++) {
        uint64_t steps[2];
        for (unsigned large = 0; large < 2; large++) {
            struct stream stream = stream_begin();
            bombs[i].write(&stream, bombs[i].small * (large ? 10 : 1));
            struct meter meter;
            meter_init(&meter);
            struct built built = decode(&stream, policy,
                                        &(struct sluice_options){.allocator = &meter.allocator});
            steps[large] = built.status.steps;
            if (built.reason != bombs[i].reason) {
                print_error("%s: %s at %llu\n", bombs[i].name, sluice_reason_name(built.reason),
                            (unsigned long long)built.status.offset);
                wrong++;
            }
            const uint64_t most = 16 * stream.length + 65536;
            if (meter.peak > most) {
                print_error("%s: %llu bytes of heap, %llu are promised (%s)\n", bombs[i].name,
                            (unsigned long long)meter.peak, (unsigned long long)most,
                            sluice_reason_name(built.reason));
                wrong++;
            }
            built_free(&built);
            assert_int_equal(meter.live, 0);
            stream_free(&stream);
        }
        if (steps[1] > 11 * steps[0]) {
            print_error("%s: %llu steps, ten times as long %llu\n", bombs[i].name,
                        (unsigned long long)steps[0], (unsigned long long)steps[1]);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* Limits hold in decode as in inspect, on objects that need no frame too, and start anew at a reset. */
static void test_limits(void **state)
{
    (void)state;
    static const struct {
        const char *limit;
        uint64_t need;
    } needs[] = {{"objects", 12}, {"depth", 2}, {"hierarchy", 1}, {"fields", 2}};
    struct stream stream = stream_begin();
    for (unsigned epoch = 0; epoch < 3; epoch++) {
        many_objects(&stream, 9); /* the class, a type string, the Class object, nine objects */
        put_u8(&stream, 0x79);
    }
    for (size_t i = 0; i < COUNT(needs); i++) {
        struct sluice_limits limits = {0};
        const struct sluice_options options = {.limits = &limits};
        uint64_t *limit = sluice_limit_by_name(&limits, needs[i].limit);
        *limit = needs[i].need;
        struct built built = decode(&stream, policy, &options);
        if (built.reason != SLUICE_OK) {
            fail_msg("%s = %llu: %s", needs[i].limit, (unsigned long long)*limit,
                     sluice_reason_name(built.reason));
        }
        built_free(&built);
        (*limit)--;
        if (*limit != 0) { /* 0 is the default */
            built = decode(&stream, policy, &options);
            const char *hit = sluice_limit_of_reason(built.reason);
            assert_string_equal(hit != NULL ? hit : "none", needs[i].limit);
        }
    }
    stream_free(&stream);
    /* The defaults are those of decode. */
    stream = stream_begin();
    many_objects(&stream, 65536);
    struct built built = decode(&stream, policy, NULL);
    assert_int_equal(built.reason, SLUICE_LIMIT_OBJECTS);
    stream_free(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rich),     cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_prefixes), cmocka_unit_test(test_refused_memory),
        cmocka_unit_test(test_changes),  cmocka_unit_test(test_growth),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests_name("decode bounds", tests, make_policy, free_policy);
}
