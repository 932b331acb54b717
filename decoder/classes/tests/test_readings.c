/* The readings of single values, on streams that a JDK wrote. */
#include "sluice/readings.h"

#include "patches.h"

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

static struct reading begin(const char *id)
{
    return reading_begin(id, policy);
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
        struct reading read = begin(boxes[i].id);
        struct sluice_boxed boxed;
        struct sluice_container_view container;
        const struct sluice_value value = sluice_value_kind(read.graph, read.root) ==
                                                  SLUICE_VALUE_ARRAY
                                              ? sluice_value_element(read.graph, read.root, 0)
                                              : read.root;
        assert_int_equal(sluice_as_boxed(read.graph, value, &boxed), SLUICE_GET_OK);
        assert_int_equal(boxed.type, boxes[i].type);
        assert_int_equal(sluice_as_container(read.graph, value, &container), SLUICE_GET_WRONG_TYPE);
        reading_end(&read);
    }
    struct reading read = begin("atomic-scalars");
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
    reading_end(&read);
}

static void test_big_numbers(void **state)
{
    struct sluice_big_integer integer;
    struct sluice_big_decimal decimal;
    (void)state;
    struct reading read = begin("math-big-integer");
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
    reading_end(&read);
    read = begin("math-big-decimal"); /* -12345.6789 */
    static const uint8_t digits[] = {0x07, 0x5B, 0xCD, 0x15};
    assert_int_equal(sluice_as_big_decimal(read.graph, read.root, &decimal), SLUICE_GET_OK);
    assert_int_equal(decimal.scale, 4);
    assert_int_equal(decimal.unscaled.sign, -1);
    assert_int_equal(decimal.unscaled.magnitude.length, sizeof digits);
    assert_memory_equal(decimal.unscaled.magnitude.data, digits, sizeof digits);
    reading_end(&read);
}

static void test_bits(void **state)
{
    struct sluice_bits bits;
    (void)state;
    struct reading read = begin("set-bits"); /* words 8000000000000002 ffffffffffffffff 3 */
    assert_int_equal(sluice_as_bits(read.graph, read.root, &bits), SLUICE_GET_OK);
    assert_int_equal(bits.length, 130);
    static const uint64_t set[] = {1, 63, 64, 127, 128, 129};
    static const uint64_t clear[] = {0, 2, 62, 130, 192, UINT64_MAX};
    for (size_t i = 0; i < COUNT(set); i++) {
        assert_true(sluice_bit_at(&bits, set[i]));
        assert_false(sluice_bit_at(&bits, clear[i]));
    }
    reading_end(&read);
    read = begin("set-bits-empty");
    assert_int_equal(sluice_as_bits(read.graph, read.root, &bits), SLUICE_GET_OK);
    assert_int_equal(bits.length, 0);
    assert_false(sluice_bit_at(&bits, 0));
    reading_end(&read);
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
    struct reading read = begin("util-date");
    assert_int_equal(sluice_as_date(read.graph, read.root, &date), SLUICE_GET_OK);
    assert_int_equal(date.millis, 1795305600123);
    assert_int_equal(date.nanos, 123000000);
    reading_end(&read);
    read = begin("util-date-before");
    assert_int_equal(sluice_as_date(read.graph, read.root, &date), SLUICE_GET_OK);
    assert_int_equal(date.millis, -1);
    assert_int_equal(date.nanos, 999000000);
    reading_end(&read);
    read = begin("util-calendar");
    assert_int_equal(sluice_as_date(read.graph, read.root, &date), SLUICE_GET_OK);
    assert_int_equal(date.millis, 1795305600000);
    reading_end(&read);
    read = begin("util-timestamp");
    assert_int_equal(
        sluice_as_date(read.graph, sluice_value_element(read.graph, read.root, 0), &date),
        SLUICE_GET_OK);
    assert_int_equal(date.millis, 1795305600123);
    assert_int_equal(date.nanos, 123456789);
    assert_int_equal(sluice_as_date(read.graph, read.root, &date), SLUICE_GET_WRONG_TYPE);
    reading_end(&read);
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
        struct reading read = begin(times[i].id);
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
        reading_end(&read);
    }
    struct reading read = begin("time-zoned-region");
    assert_int_equal(sluice_as_time(read.graph, read.root, &time), SLUICE_GET_OK);
    assert_int_equal(time.offset, 3600);
    assert_text(time.zone, "Europe/Berlin");
    reading_end(&read);
    read = begin("util-date");
    assert_int_equal(sluice_as_time(read.graph, read.root, &time), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_as_time(read.graph, (struct sluice_value){0}, &time), SLUICE_GET_NULL);
    reading_end(&read);
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
        struct reading read = begin(texts[i][0]);
        assert_int_equal(sluice_as_text(read.graph, read.root, &text), SLUICE_GET_OK);
        assert_false(text.is_utf16);
        if (texts[i][1] != NULL) {
            assert_text(text.bytes, texts[i][1]);
        }
        reading_end(&read);
    }
    struct reading read = begin("text-builder");
    static const uint8_t start[] = {0, 'b', 0, 'u'};
    assert_int_equal(sluice_as_text(read.graph, read.root, &text), SLUICE_GET_OK);
    assert_true(text.is_utf16);
    assert_int_equal(text.bytes.length, 2 * 9); /* and not as long as its capacity */
    assert_memory_equal(text.bytes.data, start, sizeof start);
    reading_end(&read);
    read = begin("util-date");
    assert_int_equal(sluice_as_text(read.graph, read.root, &text), SLUICE_GET_WRONG_TYPE);
    reading_end(&read);
}

/* A model of one's own may check less than that of a group. */
static void test_unchecked(void **state)
{
    static const struct sluice_layout_item builder[] = {
        {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "count"},
        {.kind = SLUICE_LAYOUT_OBJECT, .name = "value"}};
    static const struct sluice_class_model model = {.name = "java.lang.StringBuilder",
                                                    .construct = SLUICE_CONSTRUCT_ATOMIC,
                                                    .form = SLUICE_FORM_BOTH,
                                                    .layout = builder,
                                                    .layout_count = COUNT(builder)};
    static const char *const counts[] = {"0000001a757200025b43", "ffffffff757200025b43"};
    struct sluice_policy *unchecked = policy_of(&model, 1);
    (void)state;
    for (size_t i = 0; i < COUNT(counts); i++) {
        struct stream bytes = patched("text-builder", "00000009757200025b43", counts[i], false);
        struct built built = decode(&bytes, unchecked, NULL);
        struct sluice_characters text;
        assert_int_equal(built.reason, SLUICE_OK);
        assert_int_equal(sluice_as_text(built.graph, sluice_graph_root(built.graph), &text),
                         SLUICE_GET_WRONG_TYPE);
        built_free(&built);
        stream_free(&bytes);
    }
    sluice_policy_free(unchecked);
}

static void test_parts(void **state)
{
    struct sluice_url url;
    struct sluice_locale locale;
    struct sluice_uuid uuid;
    (void)state;
    struct reading read = begin("net-url");
    assert_int_equal(sluice_as_url(read.graph, read.root, &url), SLUICE_GET_OK);
    assert_text(url.protocol, "http");
    assert_text(url.authority, "127.0.0.1:8080");
    assert_text(url.host, "127.0.0.1");
    assert_text(url.file, "/path?query");
    assert_text(url.ref, "ref");
    assert_int_equal(url.port, 8080);
    assert_int_equal(sluice_as_locale(read.graph, read.root, &locale), SLUICE_GET_WRONG_TYPE);
    reading_end(&read);
    read = begin("text-locale");
    assert_int_equal(sluice_as_locale(read.graph, read.root, &locale), SLUICE_GET_OK);
    assert_text(locale.language, "zh");
    assert_text(locale.script, "Hant");
    assert_text(locale.country, "TW");
    assert_text(locale.variant, "POSIX");
    assert_text(locale.extensions, "u-ca-roc");
    reading_end(&read);
    read = begin("util-uuid");
    static const uint8_t bytes[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF,
                                    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE};
    assert_int_equal(sluice_as_uuid(read.graph, read.root, &uuid), SLUICE_GET_OK);
    assert_memory_equal(uuid.bytes, bytes, sizeof bytes);
    assert_int_equal(sluice_as_url(read.graph, read.root, &url), SLUICE_GET_WRONG_TYPE);
    reading_end(&read);
}

/* --- exceptions ------------------------------------------------------------------------------- */

static void test_throwables(void **state)
{
    struct sluice_throwable throwable;
    struct sluice_throwable cause;
    struct sluice_stack_frame frame;
    struct sluice_container_view suppressed;
    (void)state;
    struct reading read = begin("throwable-cause");
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
    reading_end(&read);
    read = begin("throwable-no-message");
    assert_int_equal(sluice_as_throwable(read.graph, read.root, &throwable), SLUICE_GET_OK);
    assert_null(throwable.message.data);
    reading_end(&read);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boxed),      cmocka_unit_test(test_big_numbers),
        cmocka_unit_test(test_bits),       cmocka_unit_test(test_dates),
        cmocka_unit_test(test_times),      cmocka_unit_test(test_text),
        cmocka_unit_test(test_unchecked),  cmocka_unit_test(test_parts),
        cmocka_unit_test(test_throwables), cmocka_unit_test(test_no_value_is_two_things),
    };
    return cmocka_run_group_tests(tests, make_policy, free_policy);
}
