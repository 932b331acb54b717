/* The readings, on streams that a JDK wrote. */
#include "patches.h"
#include "sluice/readings.h"

#include "sluice/get_arg.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sluice_policy *policy;

static int make_policy(void **state)
{
    (void)state;
    policy = policy_of_groups(SLUICE_GROUP_ALL, NULL, 0);
    return 0;
}

static int free_policy(void **state)
{
    (void)state;
    sluice_policy_free(policy);
    return 0;
}

/* A decoded stream, its root, and the root's elements if it is an array. */
struct read {
    struct stream bytes;
    struct built built;
    const struct sluice_graph *graph;
    struct sluice_value root;
};

static struct read begin(const char *id)
{
    struct read read;
    read.built = decode_valid(&read.bytes, id, policy);
    read.graph = read.built.graph;
    read.root = sluice_graph_root(read.graph);
    return read;
}

static void end(struct read *read)
{
    built_free(&read->built);
    stream_free(&read->bytes);
}

/* --- numbers ---------------------------------------------------------------------------------- */

static void test_boxed(void **state)
{
    static const struct {
        const char *id;
        char type;
    } boxes[] = {
        {"boxed-boolean", 'Z'}, {"boxed-byte", 'B'},    {"boxed-character", 'C'},
        {"boxed-short", 'S'},   {"boxed-integer", 'I'}, {"boxed-long", 'J'},
        {"boxed-float", 'F'},   {"boxed-double", 'D'},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(boxes); i++) {
        struct read read = begin(boxes[i].id);
        struct sluice_boxed boxed;
        struct sluice_container_view container;
        const struct sluice_value value = sluice_value_kind(read.graph, read.root) ==
                                                  SLUICE_VALUE_ARRAY
                                              ? sluice_value_element(read.graph, read.root, 0)
                                              : read.root;
        assert_int_equal(sluice_as_boxed(read.graph, value, &boxed), SLUICE_GET_OK);
        assert_int_equal(boxed.type, boxes[i].type);
        assert_int_equal(sluice_as_container(read.graph, value, &container), SLUICE_GET_WRONG_TYPE);
        end(&read);
    }
    struct read read = begin("atomic-scalars");
    struct sluice_boxed boxed;
    static const int64_t values[] = {1, -1, 7};
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(
            sluice_as_boxed(read.graph, sluice_value_element(read.graph, read.root, i), &boxed),
            SLUICE_GET_OK);
        assert_int_equal(boxed.integer, values[i]);
        assert_int_equal(boxed.type, "ZIJ"[i]);
    }
    assert_int_equal(sluice_as_boxed(read.graph, read.root, &boxed), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_as_boxed(read.graph, (struct sluice_value){0}, &boxed),
                     SLUICE_GET_NULL);
    end(&read);
}

static void test_big_numbers(void **state)
{
    struct sluice_big_integer integer;
    struct sluice_big_decimal decimal;
    (void)state;
    struct read read = begin("math-big-integer");
    static const struct {
        int sign;
        size_t length;
        uint8_t first;
    } integers[] = {{-1, 1, 1}, {0, 0, 0}, {1, 1, 10}, {1, 26, 1}};
    for (uint32_t i = 0; i < COUNT(integers); i++) {
        assert_int_equal(sluice_as_big_integer(
                             read.graph, sluice_value_element(read.graph, read.root, i), &integer),
                         SLUICE_GET_OK);
        assert_int_equal(integer.sign, integers[i].sign);
        assert_int_equal(integer.magnitude.length, integers[i].length);
        if (integers[i].length > 0) {
            assert_int_equal(integer.magnitude.data[0], integers[i].first);
        }
    }
    assert_int_equal(
        sluice_as_big_decimal(read.graph, sluice_value_element(read.graph, read.root, 0), &decimal),
        SLUICE_GET_WRONG_TYPE);
    end(&read);
    read = begin("math-big-decimal"); /* -12345.6789 */
    static const uint8_t digits[] = {0x07, 0x5B, 0xCD, 0x15};
    assert_int_equal(sluice_as_big_decimal(read.graph, read.root, &decimal), SLUICE_GET_OK);
    assert_int_equal(decimal.scale, 4);
    assert_int_equal(decimal.unscaled.sign, -1);
    assert_int_equal(decimal.unscaled.magnitude.length, sizeof digits);
    assert_memory_equal(decimal.unscaled.magnitude.data, digits, sizeof digits);
    end(&read);
}

static void test_bits(void **state)
{
    struct sluice_bits bits;
    (void)state;
    struct read read = begin("set-bits"); /* words 8000000000000002 ffffffffffffffff 3 */
    assert_int_equal(sluice_as_bits(read.graph, read.root, &bits), SLUICE_GET_OK);
    assert_int_equal(bits.length, 130);
    static const uint64_t set[] = {1, 63, 64, 127, 128, 129};
    static const uint64_t clear[] = {0, 2, 62, 130, 192, UINT64_MAX};
    for (size_t i = 0; i < COUNT(set); i++) {
        assert_true(sluice_bit_at(&bits, set[i]));
        assert_false(sluice_bit_at(&bits, clear[i]));
    }
    end(&read);
    read = begin("set-bits-empty");
    assert_int_equal(sluice_as_bits(read.graph, read.root, &bits), SLUICE_GET_OK);
    assert_int_equal(bits.length, 0);
    assert_false(sluice_bit_at(&bits, 0));
    end(&read);
    /* a set made with room: the words of 0 at its end are not there */
    struct stream roomy = patched("set-bits", "0000000000000003", "0000000000000000", false);
    struct built built = decode(&roomy, policy, NULL);
    assert_int_equal(sluice_as_bits(built.graph, sluice_graph_root(built.graph), &bits),
                     SLUICE_GET_OK);
    assert_int_equal(bits.length, 128);
    built_free(&built);
    stream_free(&roomy);
}

/* --- dates and times -------------------------------------------------------------------------- */

static void test_dates(void **state)
{
    struct sluice_date date;
    (void)state;
    struct read read = begin("util-date");
    assert_int_equal(sluice_as_date(read.graph, read.root, &date), SLUICE_GET_OK);
    assert_int_equal(date.millis, 1795305600123);
    assert_int_equal(date.nanos, 123000000);
    end(&read);
    read = begin("util-date-before");
    assert_int_equal(sluice_as_date(read.graph, read.root, &date), SLUICE_GET_OK);
    assert_int_equal(date.millis, -1);
    assert_int_equal(date.nanos, 999000000);
    end(&read);
    read = begin("util-calendar");
    assert_int_equal(sluice_as_date(read.graph, read.root, &date), SLUICE_GET_OK);
    assert_int_equal(date.millis, 1795305600000);
    end(&read);
    read = begin("util-timestamp");
    assert_int_equal(
        sluice_as_date(read.graph, sluice_value_element(read.graph, read.root, 0), &date),
        SLUICE_GET_OK);
    assert_int_equal(date.millis, 1795305600123);
    assert_int_equal(date.nanos, 123456789);
    assert_int_equal(sluice_as_date(read.graph, read.root, &date), SLUICE_GET_WRONG_TYPE);
    end(&read);
}

static const struct {
    const char *id;
    struct sluice_time time;
} times[] = {
    {"time-duration", {.kind = SLUICE_TIME_DURATION, .seconds = -5, .nano = 7}},
    {"time-instant", {.kind = SLUICE_TIME_INSTANT, .seconds = 1795305600, .nano = 123456789}},
    {"time-local-date", {.kind = SLUICE_TIME_LOCAL_DATE, .year = 2026, .month = 11, .day = 22}},
    {"time-local-time-hour", {.kind = SLUICE_TIME_LOCAL_TIME, .hour = 13}},
    {"time-local-time-nano",
     {.kind = SLUICE_TIME_LOCAL_TIME, .hour = 13, .minute = 5, .second = 7, .nano = 999999999}},
    {"time-zoned-utc", {.kind = SLUICE_TIME_ZONED_DATE_TIME, .year = 2026, .month = 11, .day = 22}},
    {"time-offset-time",
     {.kind = SLUICE_TIME_OFFSET_TIME, .hour = 1, .minute = 2, .second = 3, .offset = 19800}},
    {"time-year", {.kind = SLUICE_TIME_YEAR, .year = -44}},
    {"time-month-day", {.kind = SLUICE_TIME_MONTH_DAY, .month = 2, .day = 29}},
    {"time-period", {.kind = SLUICE_TIME_PERIOD, .year = 1, .month = -2, .day = 3}},
    {"zone-quarters", {.kind = SLUICE_TIME_ZONE_OFFSET, .offset = 19800}},
    {"zone-seconds", {.kind = SLUICE_TIME_ZONE_OFFSET, .offset = -3723}},
    {"chrono-japanese", {.kind = SLUICE_TIME_JAPANESE_DATE, .year = 2026, .month = 11, .day = 22}},
    {"chrono-minguo", {.kind = SLUICE_TIME_MINGUO_DATE, .year = 115, .month = 11, .day = 22}},
};

static void test_times(void **state)
{
    struct sluice_time time;
    (void)state;
    for (size_t i = 0; i < COUNT(times); i++) {
        struct read read = begin(times[i].id);
        const struct sluice_time *wanted = &times[i].time;
        assert_int_equal(sluice_as_time(read.graph, read.root, &time), SLUICE_GET_OK);
        if (time.kind != wanted->kind || time.seconds != wanted->seconds ||
            time.nano != wanted->nano || time.year != wanted->year || time.month != wanted->month ||
            time.day != wanted->day || time.hour != wanted->hour || time.minute != wanted->minute ||
            time.second != wanted->second || time.offset != wanted->offset ||
            time.zone.length != 0) {
            fail_msg("%s is read as %d-%d-%dT%d:%d:%d.%d %d", times[i].id, time.year, time.month,
                     time.day, time.hour, time.minute, time.second, time.nano, time.offset);
        }
        end(&read);
    }
    struct read read = begin("time-zoned-region");
    assert_int_equal(sluice_as_time(read.graph, read.root, &time), SLUICE_GET_OK);
    assert_int_equal(time.offset, 3600);
    assert_text(time.zone, "Europe/Berlin");
    end(&read);
    read = begin("util-date");
    assert_int_equal(sluice_as_time(read.graph, read.root, &time), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_as_time(read.graph, (struct sluice_value){0}, &time), SLUICE_GET_NULL);
    end(&read);
}

/* --- text ------------------------------------------------------------------------------------- */

static void test_text(void **state)
{
    struct sluice_characters text;
    static const char *const texts[][2] = {
        {"string-ascii", NULL},
        {"net-uri", "http://user@127.0.0.1:8080/a/b?q=1#f"},
        {"net-file", "some/file"},
        {"util-currency", "EUR"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct read read = begin(texts[i][0]);
        assert_int_equal(sluice_as_text(read.graph, read.root, &text), SLUICE_GET_OK);
        assert_false(text.is_utf16);
        if (texts[i][1] != NULL) {
            assert_text(text.bytes, texts[i][1]);
        }
        end(&read);
    }
    struct read read = begin("text-builder");
    static const uint8_t start[] = {0, 'b', 0, 'u'};
    assert_int_equal(sluice_as_text(read.graph, read.root, &text), SLUICE_GET_OK);
    assert_true(text.is_utf16);
    assert_int_equal(text.bytes.length, 2 * 9); /* and not as long as its capacity */
    assert_memory_equal(text.bytes.data, start, sizeof start);
    end(&read);
    read = begin("util-date");
    assert_int_equal(sluice_as_text(read.graph, read.root, &text), SLUICE_GET_WRONG_TYPE);
    end(&read);
}

static void test_parts(void **state)
{
    struct sluice_url url;
    struct sluice_locale locale;
    struct sluice_uuid uuid;
    (void)state;
    struct read read = begin("net-url");
    assert_int_equal(sluice_as_url(read.graph, read.root, &url), SLUICE_GET_OK);
    assert_text(url.protocol, "http");
    assert_text(url.authority, "127.0.0.1:8080");
    assert_text(url.host, "127.0.0.1");
    assert_text(url.file, "/path?query");
    assert_text(url.ref, "ref");
    assert_int_equal(url.port, 8080);
    assert_int_equal(sluice_as_locale(read.graph, read.root, &locale), SLUICE_GET_WRONG_TYPE);
    end(&read);
    read = begin("text-locale");
    assert_int_equal(sluice_as_locale(read.graph, read.root, &locale), SLUICE_GET_OK);
    assert_text(locale.language, "zh");
    assert_text(locale.script, "Hant");
    assert_text(locale.country, "TW");
    assert_text(locale.variant, "POSIX");
    assert_text(locale.extensions, "u-ca-roc");
    end(&read);
    read = begin("util-uuid");
    static const uint8_t bytes[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF,
                                    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE};
    assert_int_equal(sluice_as_uuid(read.graph, read.root, &uuid), SLUICE_GET_OK);
    assert_memory_equal(uuid.bytes, bytes, sizeof bytes);
    assert_int_equal(sluice_as_url(read.graph, read.root, &url), SLUICE_GET_WRONG_TYPE);
    end(&read);
}

/* --- exceptions ------------------------------------------------------------------------------- */

static void test_throwables(void **state)
{
    struct sluice_throwable throwable;
    struct sluice_throwable cause;
    struct sluice_stack_frame frame;
    struct sluice_container_view suppressed;
    (void)state;
    struct read read = begin("throwable-cause");
    assert_int_equal(sluice_as_throwable(read.graph, read.root, &throwable), SLUICE_GET_OK);
    assert_text(throwable.class_name, "java.lang.IllegalStateException");
    assert_true(throwable.frame_count > 0);
    assert_int_equal(sluice_throwable_frame(read.graph, &throwable, 0, &frame), SLUICE_GET_OK);
    assert_text(frame.class_name, "example.Service");
    assert_text(frame.method, "call");
    assert_text(frame.file, "Service.java");
    assert_text(frame.module, "module.name");
    assert_int_equal(frame.line, 42);
    assert_int_equal(sluice_throwable_frame(read.graph, &throwable, throwable.frame_count, &frame),
                     SLUICE_GET_ABSENT);
    assert_int_equal(sluice_as_throwable(read.graph, throwable.cause, &cause), SLUICE_GET_OK);
    assert_int_equal(sluice_as_throwable(read.graph, cause.cause, &cause), SLUICE_GET_NULL);
    assert_int_equal(sluice_as_container(read.graph, throwable.suppressed, &suppressed),
                     SLUICE_GET_OK);
    assert_int_equal(suppressed.count, 0);
    end(&read);
    read = begin("throwable-no-message");
    assert_int_equal(sluice_as_throwable(read.graph, read.root, &throwable), SLUICE_GET_OK);
    assert_null(throwable.message.data);
    end(&read);
}

/* --- containers ------------------------------------------------------------------------------- */

static const struct {
    const char *id;
    enum sluice_container_kind kind;
    uint32_t count;
    bool is_sorted;
    const char *first; /* a string; NULL: not looked at */
} containers[] = {
    {"list-array", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"list-array-empty", SLUICE_CONTAINER_IS_LIST, 0, false, NULL},
    {"list-as-list", SLUICE_CONTAINER_IS_LIST, 3, false, "a"},
    {"list-linked", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"list-vector", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"list-stack", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"queue-array-deque", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"queue-priority", SLUICE_CONTAINER_IS_LIST, 4, false, "alpha"},
    {"map-hash", SLUICE_CONTAINER_IS_MAP, 4, false, "bravo"},
    {"map-hash-empty", SLUICE_CONTAINER_IS_MAP, 0, false, NULL},
    {"map-linked", SLUICE_CONTAINER_IS_MAP, 4, false, "delta"},
    {"map-tree", SLUICE_CONTAINER_IS_MAP, 4, true, "alpha"},
    {"map-properties", SLUICE_CONTAINER_IS_MAP, 1, false, "size"},
    {"map-identity", SLUICE_CONTAINER_IS_MAP, 1, false, "key"},
    {"set-hash", SLUICE_CONTAINER_IS_SET, 4, false, "bravo"},
    {"set-linked", SLUICE_CONTAINER_IS_SET, 4, false, "delta"},
    {"set-tree", SLUICE_CONTAINER_IS_SET, 4, true, "alpha"},
    {"of-list-five", SLUICE_CONTAINER_IS_LIST, 5, false, NULL},
    {"of-set-one", SLUICE_CONTAINER_IS_SET, 1, false, "one"},
    {"of-map-one", SLUICE_CONTAINER_IS_MAP, 1, false, "key"},
    {"of-map-empty", SLUICE_CONTAINER_IS_MAP, 0, false, NULL},
    {"concurrent-hash-map", SLUICE_CONTAINER_IS_MAP, 4, false, "bravo"},
    {"concurrent-cow-set", SLUICE_CONTAINER_IS_SET, 4, false, "delta"},
    {"concurrent-skip-map", SLUICE_CONTAINER_IS_MAP, 4, true, "alpha"},
    {"wrap-unmodifiable-list", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"wrap-unmodifiable-map", SLUICE_CONTAINER_IS_MAP, 4, true, "alpha"},
    {"wrap-synchronized-sorted", SLUICE_CONTAINER_IS_SET, 4, true, "alpha"},
    {"wrap-checked-list", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"wrap-set-from-map", SLUICE_CONTAINER_IS_SET, 4, true, "alpha"},
    {"wrap-as-lifo", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"wrap-copies", SLUICE_CONTAINER_IS_LIST, 1000000, false, "copy"},
    {"wrap-singletons", SLUICE_CONTAINER_IS_LIST, 3, false, NULL},
};

static void test_containers(void **state)
{
    struct sluice_container_view view;
    (void)state;
    for (size_t i = 0; i < COUNT(containers); i++) {
        struct read read = begin(containers[i].id);
        if (sluice_as_container(read.graph, read.root, &view) != SLUICE_GET_OK ||
            view.kind != containers[i].kind || view.count != containers[i].count ||
            view.is_sorted != containers[i].is_sorted) {
            fail_msg("%s: kind %d, %u items", containers[i].id, (int)view.kind, view.count);
        }
        if (containers[i].first != NULL) {
            assert_text(sluice_value_text(read.graph, sluice_container_item(read.graph, &view, 0)),
                        containers[i].first);
        }
        assert_int_equal(
            sluice_value_kind(read.graph, sluice_container_item(read.graph, &view, view.count)),
            SLUICE_VALUE_NULL);
        const bool is_mapped = view.count > 0 &&
                               sluice_value_kind(read.graph,
                                                 sluice_container_mapped(read.graph, &view, 0)) !=
                                   SLUICE_VALUE_NULL;
        assert_int_equal(is_mapped, view.kind == SLUICE_CONTAINER_IS_MAP && view.count > 0);
        end(&read);
    }
}

static void test_small_containers(void **state)
{
    struct sluice_container_view view;
    (void)state;
    struct read read = begin("wrap-singletons");
    static const enum sluice_container_kind kinds[] = {
        SLUICE_CONTAINER_IS_SET, SLUICE_CONTAINER_IS_LIST, SLUICE_CONTAINER_IS_MAP};
    for (uint32_t i = 0; i < COUNT(kinds); i++) {
        assert_int_equal(
            sluice_as_container(read.graph, sluice_value_element(read.graph, read.root, i), &view),
            SLUICE_GET_OK);
        assert_int_equal(view.kind, kinds[i]);
        assert_int_equal(view.count, 1);
    }
    assert_text(sluice_value_text(read.graph, sluice_container_item(read.graph, &view, 0)), "k");
    assert_text(sluice_value_text(read.graph, sluice_container_mapped(read.graph, &view, 0)), "v");
    end(&read);
    read = begin("wrap-empties");
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(
            sluice_as_container(read.graph, sluice_value_element(read.graph, read.root, i), &view),
            SLUICE_GET_OK);
        assert_int_equal(view.count, 0);
    }
    end(&read);
    read = begin("map-tree-comparator");
    assert_int_equal(sluice_as_container(read.graph, read.root, &view), SLUICE_GET_OK);
    assert_int_equal(sluice_value_kind(read.graph, view.comparator), SLUICE_VALUE_OBJECT);
    end(&read);
    read = begin("wrap-copies");
    assert_int_equal(sluice_as_container(read.graph, read.root, &view), SLUICE_GET_OK);
    assert_true(view.is_repeated);
    end(&read);
}

/* Lists in unmodifiable collections in unmodifiable collections, `depth` of them. */
static enum sluice_get wrapped(unsigned depth)
{
    struct sluice_container_view view;
    struct stream bytes = stream_begin();
    put_hex(&bytes, "73 72 002c 6a6176612e7574696c2e436f6c6c656374696f6e7324556e6d6f646966696162"
                    "6c65436f6c6c656374696f6e 19420080cb5ef71e 02 0001 4c 0001 63"
                    "74 0016 4c6a6176612f7574696c2f436f6c6c656374696f6e3b 78 70");
    for (unsigned i = 1; i < depth; i++) {
        put_hex(&bytes, "73 71 007e0000");
    }
    put_hex(&bytes, "73 72 001f 6a6176612e7574696c2e436f6c6c656374696f6e7324456d7074794c697374"
                    "7ab817b43ca79ede 02 0000 78 70");
    struct built built = decode(&bytes, policy, NULL);
    assert_int_equal(built.reason, SLUICE_OK);
    const enum sluice_get got = sluice_as_container(built.graph, sluice_graph_root(built.graph),
                                                    &view);
    built_free(&built);
    stream_free(&bytes);
    return got;
}

static void test_wrappers_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(wrapped(1), SLUICE_GET_OK);
    assert_int_equal(wrapped(SLUICE_WRAPPERS_MAX), SLUICE_GET_OK);
    assert_int_equal(wrapped(SLUICE_WRAPPERS_MAX + 1), SLUICE_GET_WRONG_TYPE);
}

/* --- all of them on everything ------------------------------------------------------------------ */

/* How many readings take this value. */
static unsigned readings_of(const struct sluice_graph *graph, struct sluice_value value)
{
    struct sluice_boxed boxed;
    struct sluice_big_integer integer;
    struct sluice_big_decimal decimal;
    struct sluice_bits bits;
    struct sluice_date date;
    struct sluice_time time;
    struct sluice_characters text;
    struct sluice_url url;
    struct sluice_locale locale;
    struct sluice_uuid uuid;
    struct sluice_throwable throwable;
    struct sluice_container_view container;
    const enum sluice_get got[] = {
        sluice_as_boxed(graph, value, &boxed),
        sluice_as_big_integer(graph, value, &integer),
        sluice_as_big_decimal(graph, value, &decimal),
        sluice_as_bits(graph, value, &bits),
        sluice_as_date(graph, value, &date),
        sluice_as_time(graph, value, &time),
        sluice_as_text(graph, value, &text),
        sluice_as_url(graph, value, &url),
        sluice_as_locale(graph, value, &locale),
        sluice_as_uuid(graph, value, &uuid),
        sluice_as_throwable(graph, value, &throwable),
        sluice_as_container(graph, value, &container),
    };
    const bool is_null = sluice_value_kind(graph, value) == SLUICE_VALUE_NULL;
    unsigned taken = 0;
    for (size_t i = 0; i < COUNT(got); i++) {
        taken += got[i] == SLUICE_GET_OK;
        assert_true(got[i] == SLUICE_GET_OK ||
                    got[i] == (is_null ? SLUICE_GET_NULL : SLUICE_GET_WRONG_TYPE));
    }
    return taken;
}

static void read_everything(const char *path, const char *id, void *context)
{
    unsigned *decoded = context;
    struct stream bytes = stream_of_file(path);
    struct built built = decode(&bytes, policy, NULL);
    for (uint32_t i = 0; built.graph != NULL && i < sluice_graph_count(built.graph); i++) {
        struct sluice_container_view view;
        const struct sluice_value value = sluice_graph_at(built.graph, i);
        (*decoded)++;
        if (readings_of(built.graph, value) > 1) {
            fail_msg("%s: two readings take one value", id);
        }
        if (sluice_as_container(built.graph, value, &view) != SLUICE_GET_OK) {
            continue;
        }
        for (uint32_t j = 0; j < view.count && j < 100; j++) {
            assert_true(readings_of(built.graph, sluice_container_item(built.graph, &view, j)) <=
                        1);
            assert_true(readings_of(built.graph, sluice_container_mapped(built.graph, &view, j)) <=
                        1);
        }
    }
    built_free(&built);
    stream_free(&bytes);
}

static void test_no_value_is_two_things(void **state)
{
    unsigned decoded = 0;
    (void)state;
    for_each_file("../../../corpora/valid/streams", ".ser", read_everything, &decoded);
    assert_true(decoded >= 300);
}

/* --- checks ----------------------------------------------------------------------------------- */

static bool check_strings(const struct sluice_get_arg *argument, void *context)
{
    (void)context;
    return sluice_are_elements(argument, "a", "java.lang.String", false);
}

#define INTEGER                                                                                      \
    "7200116a6176612e6c616e672e496e746567657212e2a0a4f781873802000149000576616c7565787200106a617661" \
    "2e6c616e672e4e756d62657286ac951d0b94e08b0200007870"
#define EMPTY_LIST                                                                                 \
    "7372001f6a6176612e7574696c2e436f6c6c656374696f6e7324456d7074794c6973747ab817b43ca79ede020000" \
    "7870"
#define SINGLETON_LIST                                                                               \
    "737200236a6176612e7574696c2e436f6c6c656374696f6e732453696e676c65746f6e4c6973742aef29103ca79b97" \
    "0200014c0007656c656d656e747400124c6a6176612f6c616e672f4f626a6563743b7870"
#define COPIES_LIST                                                                                \
    "737200206a6176612e7574696c2e436f6c6c656374696f6e7324436f706965734c69737426033c45b17003f80200" \
    "024900016e4c0007656c656d656e747400124c6a6176612f6c616e672f4f626a6563743b787000000003"
#define UNMODIFIABLE_LIST                                                                            \
    "737200266a6176612e7574696c2e436f6c6c656374696f6e7324556e6d6f6469666961626c654c697374fc0f2531b5" \
    "ec8e100200014c00046c6973747400104c6a6176612f7574696c2f4c6973743b7872002c6a6176612e7574696c2e43" \
    "6f6c6c656374696f6e7324556e6d6f6469666961626c65436f6c6c656374696f6e19420080cb5ef71e0200014c0001" \
    "637400164c6a6176612f7574696c2f436f6c6c656374696f6e3b7870737200136a6176612e7574696c2e4172726179" \
    "4c6973747881d21d99c7619d03000149000473697a65787000000001770400000001"

/* A check of elements does not see what a wrapper or a singleton holds: it must refuse them, and not
 * take them for empty. */
static void test_checks_do_not_take_singletons_for_empty(void **state)
{
    static const struct sluice_field_model fields[] = {
        {.name = "a", .signature = "Ljava/util/List;"}};
    static const struct sluice_class_model own[] = {{.name = "H",
                                                     .construct = SLUICE_CONSTRUCT_ATOMIC,
                                                     .fields = fields,
                                                     .field_count = 1,
                                                     .check = check_strings}};
    static const struct {
        const char *list;
        enum sluice_reason reason;
    } rows[] = {
        {EMPTY_LIST, SLUICE_OK},
        {SINGLETON_LIST "76" INTEGER, SLUICE_CHECK_FAILED},
        {COPIES_LIST "76" INTEGER, SLUICE_CHECK_FAILED},
        /* the same ArrayList by reference */
        {UNMODIFIABLE_LIST "76" INTEGER "7871007e0009", SLUICE_CHECK_FAILED},
    };
    (void)state;
    struct sluice_policy *with_own = policy_of_groups(SLUICE_GROUP_ALL, own, 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char hex[900];
        struct stream bytes;
        (void)snprintf(hex, sizeof hex,
                       "73 72 0001 48 0000000000000001 02 0001 4c 0001 61"
                       "740010 4c6a6176612f7574696c2f4c6973743b 78 70 %s",
                       rows[i].list);
        struct built built = decode_hex(&bytes, hex, with_own);
        if (built.reason != rows[i].reason) {
            fail_msg("row %zu: %s (%s)", i, sluice_reason_name(built.reason), built.status.path);
        }
        built_free(&built);
        stream_free(&bytes);
    }
    sluice_policy_free(with_own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boxed),
        cmocka_unit_test(test_big_numbers),
        cmocka_unit_test(test_bits),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_throwables),
        cmocka_unit_test(test_containers),
        cmocka_unit_test(test_small_containers),
        cmocka_unit_test(test_wrappers_are_bounded),
        cmocka_unit_test(test_no_value_is_two_things),
        cmocka_unit_test(test_checks_do_not_take_singletons_for_empty),
    };
    return cmocka_run_group_tests(tests, make_policy, free_policy);
}
