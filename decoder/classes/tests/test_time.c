/* java.time: each type that its Ser writes, at the borders of what it may hold, and in order. */
#include "patches.h"
#include "sluice/readings.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TIME "7372000d6a6176612e74696d652e536572955d84ba1b2248b20c0000 7870"
#define CHRONO "737200146a6176612e74696d652e6368726f6e6f2e536572ab4c7918e278137f0c0000 7870"

struct row {
    const char *data; /* block data with its head */
    enum sluice_reason reason;
};

static const struct row times[] = {
    /* duration: seconds and nanoseconds */
    {"770d 01 8000000000000000 3b9ac9ff", SLUICE_OK},
    {"770d 01 0000000000000000 3b9aca00", SLUICE_CHECK_FAILED},
    {"770d 01 0000000000000000 ffffffff", SLUICE_CHECK_FAILED},
    {"770c 01 0000000000000000 3b9ac9", SLUICE_OPTIONAL_DATA},
    /* instant: from the first to the last second of all years */
    {"770d 02 ff8fe31014641400 00000000", SLUICE_OK},
    {"770d 02 ff8fe310146413ff 3b9ac9ff", SLUICE_CHECK_FAILED},
    {"770d 02 00701cd2fa9578ff 3b9ac9ff", SLUICE_OK},
    {"770d 02 00701cd2fa957900 00000000", SLUICE_CHECK_FAILED},
    {"770d 02 0000000000000000 3b9aca00", SLUICE_CHECK_FAILED},
    /* date: year, month, day */
    {"7707 03 000007ea 0b 16", SLUICE_OK},
    {"7707 03 3b9ac9ff 0c 1f", SLUICE_OK},
    {"7707 03 3b9aca00 0c 1f", SLUICE_CHECK_FAILED},
    {"7707 03 c4653601 01 01", SLUICE_OK},
    {"7707 03 c4653600 01 01", SLUICE_CHECK_FAILED},
    {"7707 03 000007ea 00 01", SLUICE_CHECK_FAILED},
    {"7707 03 000007ea 0d 01", SLUICE_CHECK_FAILED},
    {"7707 03 000007ea ff 01", SLUICE_CHECK_FAILED},
    {"7707 03 000007ea 0b 00", SLUICE_CHECK_FAILED},
    {"7707 03 000007ea 0b 1f", SLUICE_CHECK_FAILED},
    {"7707 03 000007d0 02 1d", SLUICE_OK},           /* 2000 */
    {"7707 03 0000076c 02 1d", SLUICE_CHECK_FAILED}, /* 1900 */
    {"7707 03 fffffffc 02 1d", SLUICE_OK},           /* -4 */
    {"7707 03 000007ea 02 1d", SLUICE_CHECK_FAILED}, /* 2026 */
    /* time of day, as short as it goes */
    {"7702 04 e8", SLUICE_OK},
    {"7702 04 e7", SLUICE_CHECK_FAILED},
    {"7703 04 17 c4", SLUICE_OK},
    {"7703 04 18 c4", SLUICE_CHECK_FAILED},
    {"7703 04 17 c3", SLUICE_CHECK_FAILED},
    {"7704 04 17 3b c4", SLUICE_OK},
    {"7704 04 17 3b c3", SLUICE_CHECK_FAILED},
    {"7704 04 17 3c c4", SLUICE_CHECK_FAILED},
    {"7708 04 17 3b 3b 3b9ac9ff", SLUICE_OK},
    {"7708 04 17 3b 3b 3b9aca00", SLUICE_CHECK_FAILED},
    {"7704 04 17 3b 3b", SLUICE_OPTIONAL_DATA},
    /* both, and with an offset of quarters or seconds */
    {"7708 05 000007ea 0b 16 f3", SLUICE_OK},
    {"7708 05 000007ea 0b 16 e7", SLUICE_CHECK_FAILED},
    {"7703 09 f3 48", SLUICE_OK},
    {"7703 09 f3 b8", SLUICE_OK},
    {"7703 09 f3 49", SLUICE_CHECK_FAILED},
    {"7703 09 f3 b7", SLUICE_CHECK_FAILED},
    {"7707 09 f3 7f 0000fd20", SLUICE_OK},
    {"7707 09 f3 7f 0000fd21", SLUICE_CHECK_FAILED},
    {"7707 09 f3 7f ffff02df", SLUICE_CHECK_FAILED},
    {"7709 0a 000007ea 0b 16 f3 04", SLUICE_OK},
    {"7702 08 04", SLUICE_OK},
    {"7702 08 7f", SLUICE_OPTIONAL_DATA},
    /* a zone: a region, the offset itself, another offset, no zone at all */
    {"7719 06 000007ea 0b 16 f3 04 07 000d 4575726f70652f4265726c696e", SLUICE_OK},
    {"770b 06 000007ea 0b 16 f3 04 08 04", SLUICE_OK},
    {"770b 06 000007ea 0b 16 f3 04 08 00", SLUICE_CHECK_FAILED},
    {"770b 06 000007ea 0b 16 f3 04 09 04", SLUICE_OPTIONAL_DATA},
    {"7709 06 000007ea 0b 16 f3 04", SLUICE_OPTIONAL_DATA},
    /* ids of zones: UTC, UTC+1, UTC+01:00, GMT-01:30, GMT-01:30:00, UTC+x, UTC+, X, 1X, A/B:C, "A ", A\0 */
    {"7706 07 0003 555443", SLUICE_OK},
    {"7708 07 0005 5554432b31", SLUICE_CHECK_FAILED},
    {"770c 07 0009 5554432b30313a3030", SLUICE_OK},
    {"770c 07 0009 474d542d30313a3330", SLUICE_OK},
    {"770f 07 000c 474d542d30313a33303a3030", SLUICE_CHECK_FAILED},
    {"7708 07 0005 5554432b78", SLUICE_CHECK_FAILED},
    {"7707 07 0004 5554432b", SLUICE_CHECK_FAILED},
    {"7704 07 0001 58", SLUICE_CHECK_FAILED},
    {"7705 07 0002 3158", SLUICE_CHECK_FAILED},
    {"7708 07 0005 412f423a43", SLUICE_CHECK_FAILED},
    {"7705 07 0002 4120", SLUICE_CHECK_FAILED},
    {"7706 07 0003 41c080", SLUICE_CHECK_FAILED},
    {"7703 07 0000", SLUICE_CHECK_FAILED},
    /* year, year and month, month and day, period */
    {"7705 0b 3b9ac9ff", SLUICE_OK},
    {"7705 0b 3b9aca00", SLUICE_CHECK_FAILED},
    {"7706 0c 000007ea 0c", SLUICE_OK},
    {"7706 0c 000007ea 0d", SLUICE_CHECK_FAILED},
    {"7703 0d 02 1d", SLUICE_OK},
    {"7703 0d 02 1e", SLUICE_CHECK_FAILED},
    {"7703 0d 00 01", SLUICE_CHECK_FAILED},
    {"770d 0e 80000000 7fffffff 00000000", SLUICE_OK},
    /* types that there are not, and none */
    {"7701 00", SLUICE_OPTIONAL_DATA},
    {"770d 0f 00000000 00000000 00000000", SLUICE_OPTIONAL_DATA},
    {"770d ff 00000000 00000000 00000000", SLUICE_OPTIONAL_DATA},
    {"", SLUICE_OPTIONAL_DATA},
};

/* A region's id of 32 characters is the longest there is; one of 39 does not fit. */
#define LETTERS_8 "4142434445464748"
static const struct row ids[] = {
    {"7723 07 0020" LETTERS_8 LETTERS_8 LETTERS_8 LETTERS_8, SLUICE_OK},
    {"772a 07 0027" LETTERS_8 LETTERS_8 LETTERS_8 LETTERS_8 "41424344454647", SLUICE_OPTIONAL_DATA},
};

static const struct row chrono[] = {
    {"7706 01 0003 49534f", SLUICE_OK},
    {"7706 01 0003 492053", SLUICE_CHECK_FAILED},
    {"7707 04 000007ea 0b 16", SLUICE_OK},
    {"7707 04 00000750 0b 16", SLUICE_CHECK_FAILED}, /* 1872 */
    {"7702 05 03", SLUICE_OK},
    {"7702 05 04", SLUICE_CHECK_FAILED},
    {"7707 07 00000059 02 1d", SLUICE_OK},           /* 89 is 2000 */
    {"7707 07 0000005a 02 1d", SLUICE_CHECK_FAILED}, /* 90 is 2001 */
    {"7707 08 000009ef 02 1d", SLUICE_OK},           /* 2543 is 2000 */
    {"7707 08 000009f0 02 1d", SLUICE_CHECK_FAILED},
    {"7713 09 0004 54686169 00000001 fffffffe 00000003", SLUICE_CHECK_FAILED},
    {"7712 09 0003 49534f 00000001 fffffffe 00000003", SLUICE_OK},
    {"7707 06 000007ea 0b 16", SLUICE_OPTIONAL_DATA},
};

static void expect_rows(const char *head, const struct row *rows, size_t count)
{
    struct sluice_policy *policy = policy_of_groups(SLUICE_GROUP_TIME, NULL, 0);
    for (size_t i = 0; i < count; i++) {
        char hex[400];
        (void)snprintf(hex, sizeof hex, "%s %s 78", head, rows[i].data);
        struct stream bytes;
        struct built built = decode_hex(&bytes, hex, policy);
        if (built.reason != rows[i].reason) {
            fail_msg("%s: %s, not %s", rows[i].data, sluice_reason_name(built.reason),
                     sluice_reason_name(rows[i].reason));
        }
        built_free(&built);
        stream_free(&bytes);
    }
    sluice_policy_free(policy);
}

static void test_time(void **state)
{
    (void)state;
    expect_rows(TIME, times, COUNT(times));
    expect_rows(TIME, ids, COUNT(ids));
}

static void test_chrono(void **state)
{
    (void)state;
    expect_rows(CHRONO, chrono, COUNT(chrono));
}

static const struct patch written[] = {
    {"time-duration", NULL, NULL, SLUICE_OK, false},
    {"time-duration-zero", NULL, NULL, SLUICE_OK, false},
    {"time-instant", NULL, NULL, SLUICE_OK, false},
    {"time-instant-bounds", NULL, NULL, SLUICE_OK, false},
    {"time-local-date", NULL, NULL, SLUICE_OK, false},
    {"time-local-date-bounds", NULL, NULL, SLUICE_OK, false},
    {"time-local-time-hour", NULL, NULL, SLUICE_OK, false},
    {"time-local-time-minute", NULL, NULL, SLUICE_OK, false},
    {"time-local-time-second", NULL, NULL, SLUICE_OK, false},
    {"time-local-time-nano", NULL, NULL, SLUICE_OK, false},
    {"time-local-date-time", NULL, NULL, SLUICE_OK, false},
    {"time-zoned-region", NULL, NULL, SLUICE_OK, false},
    {"time-zoned-utc", NULL, NULL, SLUICE_OK, false},
    {"time-offset-time", NULL, NULL, SLUICE_OK, false},
    {"time-offset-date-time", NULL, NULL, SLUICE_OK, false},
    {"time-year", NULL, NULL, SLUICE_OK, false},
    {"time-year-month", NULL, NULL, SLUICE_OK, false},
    {"time-month-day", NULL, NULL, SLUICE_OK, false},
    {"time-period", NULL, NULL, SLUICE_OK, false},
    {"time-chrono-period", NULL, NULL, SLUICE_OK, false},
    {"time-enums", NULL, NULL, SLUICE_OK, false},
    {"time-value-range", NULL, NULL, SLUICE_OK, false},
    {"time-week-fields", NULL, NULL, SLUICE_OK, false},
    {"time-clock-fixed", NULL, NULL, SLUICE_OK, false},
    {"time-clock-offset", NULL, NULL, SLUICE_OK, false},
    {"zone-region", NULL, NULL, SLUICE_OK, false},
    {"zone-prefixed", NULL, NULL, SLUICE_OK, false},
    {"zone-quarters", NULL, NULL, SLUICE_OK, false},
    {"zone-seconds", NULL, NULL, SLUICE_OK, false},
    {"zone-utc", NULL, NULL, SLUICE_OK, false},
    {"chrono-iso", NULL, NULL, SLUICE_OK, false},
    {"chrono-japanese", NULL, NULL, SLUICE_OK, false},
    {"chrono-japanese-era", NULL, NULL, SLUICE_OK, false},
    {"chrono-minguo", NULL, NULL, SLUICE_OK, false},
    {"chrono-thai", NULL, NULL, SLUICE_OK, false},
    /* a serialized form of the class itself, which its readObject refuses */
    {"time-local-date", "000d6a6176612e74696d652e536572", "00106a6176612e74696d652e506572696f64",
     SLUICE_KIND_MISMATCH, false},
};

static void test_what_a_jdk_writes(void **state)
{
    (void)state;
    expect_patches(SLUICE_GROUP_TIME, written, COUNT(written));
}

/* --- types ------------------------------------------------------------------------------------ */

static const struct sluice_field_model fields[] = {
    {.name = "d", .signature = "Ljava/time/LocalDate;"},
    {.name = "t", .signature = "Ljava/time/temporal/Temporal;"},
    {.name = "z", .signature = "Ljava/time/ZoneId;"},
};
static const struct sluice_class_model holder[] = {
    {.name = "H", .construct = SLUICE_CONSTRUCT_ATOMIC, .fields = fields, .field_count = 3}};

#define HOLDER "73 72 0001 48 0000000000000001 02 0001 4c 0001"
#define OBJECT "740012 4c6a6176612f6c616e672f4f626a6563743b 78 70"

/* A Ser fits a field of the class that it stands for, and of no other. */
static void test_a_ser_has_the_type_of_what_it_stands_for(void **state)
{
    static const struct {
        const char *field;
        const char *data;
        enum sluice_reason reason;
    } rows[] = {
        {"64", "7707 03 000007ea 0b 16", SLUICE_OK}, {"64", "7705 0b 000007ea", SLUICE_VALUE_TYPE},
        {"74", "7707 03 000007ea 0b 16", SLUICE_OK}, {"74", "7705 0b 000007ea", SLUICE_OK},
        {"74", "7702 08 04", SLUICE_VALUE_TYPE},     {"7a", "7702 08 04", SLUICE_OK},
        {"7a", "7706 07 0003 555443", SLUICE_OK},    {"7a", "7705 0b 000007ea", SLUICE_VALUE_TYPE},
    };
    (void)state;
    struct sluice_policy *policy = policy_of_groups(SLUICE_GROUP_TIME, holder, 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char hex[400];
        (void)snprintf(hex, sizeof hex, "%s %s %s %s %s 78", HOLDER, rows[i].field, OBJECT, TIME,
                       rows[i].data);
        struct stream bytes;
        struct built built = decode_hex(&bytes, hex, policy);
        assert_int_equal(built.reason, rows[i].reason);
        built_free(&built);
        stream_free(&bytes);
    }
    sluice_policy_free(policy);
}

/* --- order ------------------------------------------------------------------------------------ */

static const struct sluice_class_model *model_of(const struct sluice_policy *policy,
                                                 const char *name)
{
    size_t count;
    const struct sluice_class_model *models = sluice_policy_models(policy, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(models[i].name, name) == 0) {
            return &models[i];
        }
    }
    fail_msg("there is no model of %s", name);
    return NULL;
}

/* Each comes before the next of its kind; 0 at the first of a kind. */
static const char *const ascending[] = {
    "770d 01 ffffffffffffffff 00000005",
    "770d 01 ffffffffffffffff 00000006",
    "770d 01 0000000000000000 00000000",
    NULL,
    "7707 03 ffffffff 0c 1f",
    "7707 03 00000000 01 01",
    "7707 03 000007ea 0b 16",
    "7707 03 000007ea 0c 01",
    NULL,
    "7702 04 f3",
    "7708 04 0c 00 00 00000001",
    "7703 04 0d fe",
    NULL,
    "7702 08 48", /* the later time of day comes first */
    "7702 08 00",
    NULL,
    "7709 0a 000007ea 0b 16 f4 00", /* 11:00Z */
    "7709 0a 000007ea 0b 16 f3 04", /* 12:00+01:00, the same instant: by local time */
    "7709 0a 000007ea 0b 16 f3 00",
    NULL,
    "770b 06 000007ea 0b 16 f3 04 08 04",
    "7719 06 000007ea 0b 16 f3 04 07 000d 4575726f70652f4265726c696e",
    "7719 06 000007ea 0b 16 f3 04 07 000d 4575726f70652f4265726c696f",
    NULL,
    "7703 09 f3 04",
    "7703 09 f3 00",
    NULL,
    "7706 0c 000007ea 0b",
    "7706 0c 000007ea 0c",
};

static struct sluice_value root_of(struct stream *bytes, struct built *built, const char *data,
                                   const struct sluice_policy *policy)
{
    char hex[400];
    (void)snprintf(hex, sizeof hex,
                   "75 720013 5b4c6a6176612e6c616e672e4f626a6563743b"
                   "90ce589f1073296c 020000 7870 00000002 %s",
                   data);
    *built = decode_hex(bytes, hex, policy);
    assert_int_equal(built->reason, SLUICE_OK);
    return sluice_graph_root(built->graph);
}

static int order_of(const struct sluice_policy *policy, const char *one, const char *other)
{
    char hex[300];
    struct stream bytes;
    struct built built;
    (void)snprintf(hex, sizeof hex, "%s %s 78 73 71 007e0002 %s 78", TIME, one, other);
    const struct sluice_value pair = root_of(&bytes, &built, hex, policy);
    const int order = model_of(policy, "java.time.Ser")
                          ->compare(built.graph, sluice_value_element(built.graph, pair, 0),
                                    sluice_value_element(built.graph, pair, 1));
    built_free(&built);
    stream_free(&bytes);
    return order;
}

static void test_order(void **state)
{
    (void)state;
    struct sluice_policy *policy = policy_of_groups(SLUICE_GROUP_TIME, NULL, 0);
    for (size_t i = 0; i + 1 < COUNT(ascending); i++) {
        if (ascending[i] == NULL || ascending[i + 1] == NULL) {
            continue;
        }
        if (order_of(policy, ascending[i], ascending[i + 1]) >= 0 ||
            order_of(policy, ascending[i + 1], ascending[i]) <= 0 ||
            order_of(policy, ascending[i], ascending[i]) != 0) {
            fail_msg("%s does not come before %s", ascending[i], ascending[i + 1]);
        }
    }
    /* no order at all: periods, and different kinds */
    assert_int_equal(order_of(policy, "770d 0e 00000001 00000000 00000000",
                              "770d 0e 00000002 00000000 00000000"),
                     0);
    assert_int_equal(order_of(policy, "7702 04 f3", "7702 08 48"), 0);
    sluice_policy_free(policy);
}

/* In containers: what is equal must not stand twice, and what has an order must keep it. */
static void test_containers_of_times(void **state)
{
#define SET(name, suid) "73 72 0011 6a6176612e7574696c2e" name suid "03 0000 78 70"
#define HASH_SET SET("48617368536574", "ba44859596b8b734") "77 0c 00000010 3f400000 00000002"
#define TREE_SET SET("54726565536574", "dd98509395ed875b") "70 77 04 00000002"
    static const struct {
        const char *set;
        const char *one;
        const char *other;
        enum sluice_reason reason;
    } rows[] = {
        {HASH_SET, "7707 03 000007ea 0b 16", "7707 03 000007ea 0b 17", SLUICE_OK},
        {HASH_SET, "7707 03 000007ea 0b 16", "7707 03 000007ea 0b 16", SLUICE_BROKEN_DUPLICATE},
        /* the same time of day, written in two ways */
        {HASH_SET, "7702 04 f3", "7708 04 0c 00 00 00000000", SLUICE_BROKEN_DUPLICATE},
        /* the same numbers, but a duration and an instant */
        {HASH_SET, "770d 01 0000000000000001 00000000", "770d 02 0000000000000001 00000000",
         SLUICE_OK},
        {TREE_SET, "7707 03 000007ea 0b 16", "7707 03 000007ea 0b 17", SLUICE_OK},
        {TREE_SET, "7707 03 000007ea 0b 16", "7707 03 000007ea 0b 15", SLUICE_BROKEN_ORDER},
        {TREE_SET, "7707 03 000007ea 0b 16", "7707 03 000007ea 0b 16", SLUICE_BROKEN_DUPLICATE},
        /* without an order none comes after the other */
        {TREE_SET, "7705 0b 000007ea", "7707 03 000007ea 0b 16", SLUICE_BROKEN_DUPLICATE},
    };
    (void)state;
    struct sluice_policy *policy = policy_of_groups(SLUICE_GROUP_TIME | SLUICE_GROUP_COLLECTIONS,
                                                    NULL, 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char hex[600];
        (void)snprintf(hex, sizeof hex, "%s %s %s 78 73 71 007e0002 %s 78 78", rows[i].set, TIME,
                       rows[i].one, rows[i].other);
        struct stream bytes;
        struct built built = decode_hex(&bytes, hex, policy);
        if (built.reason != rows[i].reason) {
            fail_msg("%s, %s: %s, not %s", rows[i].one, rows[i].other,
                     sluice_reason_name(built.reason), sluice_reason_name(rows[i].reason));
        }
        built_free(&built);
        stream_free(&bytes);
    }
    sluice_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time),
        cmocka_unit_test(test_chrono),
        cmocka_unit_test(test_what_a_jdk_writes),
        cmocka_unit_test(test_a_ser_has_the_type_of_what_it_stands_for),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_containers_of_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
