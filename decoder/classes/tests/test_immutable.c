/* Immutable collections and wrappers: what JDKs wrote is accepted (test_collections.c), and refused when
 * one thing about it does not hold. */
#include "patches.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define TAG_1 "7870000000017704"
#define TAG_2 "7870000000027704"
#define TAG_3 "7870000000037704"
#define A1B2 "74000161740001317400016274000132"

static const struct patch immutable[] = {
    /* the tags: a list, a set, a map, a list with nulls; another */
    {"jdk17/list-of", TAG_1, TAG_2, SLUICE_OK, false},
    {"jdk17/list-of", TAG_1, "7870000000047704", SLUICE_OK, false},
    {"jdk17/list-of", TAG_1, TAG_3, SLUICE_BROKEN_TYPE, false}, /* a key without a value */
    {"jdk17/list-of", TAG_1, "7870000000007704", SLUICE_BROKEN_RANGE, false},
    {"jdk17/list-of", TAG_1, "7870000000057704", SLUICE_BROKEN_RANGE, false},
    {"jdk17/list-of", TAG_1, "7870000001017704", SLUICE_BROKEN_RANGE, false},
    /* the size */
    {"jdk17/list-of", "770400000003", "770400000004", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/list-of", "770400000003", "7704ffffffff", SLUICE_OPTIONAL_DATA, false},
    /* null is in Stream.toList() only */
    {"jdk17/list-of", "740001 6378", "7078", SLUICE_BROKEN_TYPE, false},
    {"jdk17/stream-to-list", NULL, NULL, SLUICE_OK, false},
    {"jdk17/stream-to-list", "7870000000047704", TAG_1, SLUICE_BROKEN_TYPE, false},
    {"jdk17/stream-to-list", "7870000000047704", TAG_2, SLUICE_BROKEN_TYPE, false},
    {"jdk17/stream-to-list", "7870000000047704", TAG_3, SLUICE_BROKEN_TYPE, false},
    /* a list may have equal elements, a set not, a map no equal keys */
    {"jdk17/list-of", "74000162", "74000161", SLUICE_OK, false},
    {"jdk17/set-of", "74000162", "74000161", SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/map-of", A1B2, "74000161740001317400016174000132", SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/map-of", A1B2, "74000161740001317400016274000131", SLUICE_OK, false},
    {"jdk17/map-of", A1B2, "7400016170 7400016274000132", SLUICE_BROKEN_TYPE, false},
    /* classes that never stand in a stream by themselves */
    {"jdk17/singleton-list", "6f6c6c656374696f6e732453696e676c65746f6e4c697374",
     "6f6c6c656374696f6e732453696e676c65746f6e4c697375", SLUICE_CLASS_NOT_IN_POLICY, false},
    /* the count of nCopies: however large, never made */
    {"jdk17/n-copies", "787000000003", "78707fffffff", SLUICE_OK, false},
    {"jdk17/n-copies", "787000000003", "787000000000", SLUICE_OK, false},
    {"jdk17/n-copies", "787000000003", "7870ffffffff", SLUICE_BROKEN_RANGE, false},
};

#define LIST_BEGINS "737200136a6176612e7574696c2e41727261794c697374"
#define SET_BEGINS "737200116a6176612e7574696c2e54726565536574dd98509395ed875b03000078 70"
#define MAP_BEGINS "737200116a6176612e7574696c2e486173684d6170"
#define TREE_SET_AGAIN "7371007e0007 70 770400000002 7400016174000162 78"

static const struct patch wrappers[] = {
    /* nothing inside, or something else */
    {"jdk17/unmodifiable-random-access-list", LIST_BEGINS, "7070", SLUICE_BROKEN_NULL, true},
    {"jdk17/unmodifiable-random-access-list", LIST_BEGINS, "740000 71007e0005", SLUICE_VALUE_TYPE,
     true},
    {"jdk17/unmodifiable-map", MAP_BEGINS, "70", SLUICE_BROKEN_NULL, true},
    {"jdk17/unmodifiable-map", MAP_BEGINS, "740000", SLUICE_VALUE_TYPE, true},
    {"jdk17/unmodifiable-sorted-set", SET_BEGINS, "7070", SLUICE_BROKEN_NULL, true},
    /* both fields hold the same object: here another list, and null */
    {"jdk17/unmodifiable-random-access-list", "7871007e0006",
     "78 7371007e0005 00000000 7704 00000000 78", SLUICE_CHECK_FAILED, false},
    {"jdk17/unmodifiable-random-access-list", "7871007e0006", "7870", SLUICE_BROKEN_NULL, false},
    {"jdk17/unmodifiable-sorted-set", "7871007e0007", "78 7371007e0006 70 7704 00000000 78",
     SLUICE_CHECK_FAILED, false},
    /* unless a writeReplace has made them, twice */
    {"jdk17/unmodifiable-list-of-proxy", NULL, NULL, SLUICE_OK, false},
    {"jdk17/synchronized-list-of-proxy", NULL, NULL, SLUICE_OK, false},
    {"jdk17/unmodifiable-list-of-synchronized", NULL, NULL, SLUICE_OK, false},
    /* a lock that is not the wrapper itself may be any object */
    {"jdk17/synchronized-map", "7871007e0003", "7870", SLUICE_OK, false},
    {"jdk17/synchronized-map", "7871007e0003", "78740000", SLUICE_OK, false},
    {"jdk17/synchronized-map", MAP_BEGINS, "707078", SLUICE_BROKEN_NULL, true},
    /* no type to check for */
    {"jdk17/checked-collection", "767200106a6176612e6c616e672e537472696e67", "7070",
     SLUICE_BROKEN_NULL, true},
    {"jdk17/checked-map", "767200106a6176612e6c616e672e537472696e67", "707070", SLUICE_BROKEN_NULL,
     true},
    {"jdk17/lifo-queue", "737200146a6176612e7574696c2e41727261794465717565", "70",
     SLUICE_BROKEN_NULL, true},
};

static void test_immutable(void **state)
{
    (void)state;
    expect_patches(SLUICE_GROUP_IMMUTABLE, immutable, COUNT(immutable));
}

static void test_wrappers(void **state)
{
    (void)state;
    expect_patches(SLUICE_GROUP_IMMUTABLE | SLUICE_GROUP_COLLECTIONS, wrappers, COUNT(wrappers));
}

/* --- what a CollSer stands for ------------------------------------------------------------------- */

static const struct sluice_field_model list_field[] = {
    {.name = "list", .signature = "Ljava/util/List;"}};
static const struct sluice_field_model map_field[] = {
    {.name = "list", .signature = "Ljava/util/Map;"}};

static enum sluice_reason decode_holder(const struct sluice_field_model *field, const char *id)
{
    const struct sluice_class_model holder = {
        .name = "H", .construct = SLUICE_CONSTRUCT_ATOMIC, .fields = field, .field_count = 1};
    struct sluice_policy *policy = policy_of_groups(SLUICE_GROUP_IMMUTABLE, &holder, 1);
    struct stream stream = stream_begin();
    struct stream value = patched(id, NULL, NULL, false);
    put_raw(&stream, "\x73", 1);
    put_class(&stream, "H", 2, 1);
    put_field(&stream, 'L', "list", field->signature);
    put_hex(&stream, "78 70");
    put_raw(&stream, value.bytes + 4, value.length - 4);
    struct built built = decode(&stream, policy, NULL);
    const enum sluice_reason reason = built.reason;
    built_free(&built);
    stream_free(&value);
    stream_free(&stream);
    sluice_policy_free(policy);
    return reason;
}

static void test_what_it_stands_for(void **state)
{
    (void)state;
    assert_int_equal(decode_holder(list_field, "jdk17/list-of"), SLUICE_OK);
    assert_int_equal(decode_holder(list_field, "jdk17/stream-to-list"), SLUICE_OK);
    assert_int_equal(decode_holder(list_field, "jdk17/set-of"), SLUICE_VALUE_TYPE);
    assert_int_equal(decode_holder(list_field, "jdk17/map-of"), SLUICE_VALUE_TYPE);
    assert_int_equal(decode_holder(map_field, "jdk17/map-of"), SLUICE_OK);
    assert_int_equal(decode_holder(map_field, "jdk17/list-of"), SLUICE_VALUE_TYPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_immutable),
        cmocka_unit_test(test_wrappers),
        cmocka_unit_test(test_what_it_stands_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
