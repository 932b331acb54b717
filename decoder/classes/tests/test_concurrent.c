/* The collections of java.util.concurrent: what JDKs wrote is accepted (test_collections.c), and refused
 * when one thing about it does not hold. */
#include "patches.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define A1B2 "74000161740001317400016274000132"

static const struct patch maps[] = {
    {"jdk17/concurrent-hash-map", A1B2, "74000161740001317400016174000132", SLUICE_BROKEN_DUPLICATE,
     false},
    {"jdk17/concurrent-hash-map", A1B2, "7400016170 7400016274000132", SLUICE_BROKEN_TYPE, false},
    /* the nulls at the end: a null key ends the entries, and nothing follows */
    {"jdk17/concurrent-hash-map", A1B2 "7070", A1B2, SLUICE_OPTIONAL_DATA, false},
    {"jdk17/concurrent-hash-map", A1B2 "7070", A1B2 "70", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/concurrent-hash-map", A1B2 "7070", A1B2 "70740000", SLUICE_BROKEN_TYPE, false},
    {"jdk17/concurrent-hash-map", A1B2 "7070", "740001617400013170 70", SLUICE_OK, false},
    {"jdk17/concurrent-hash-map", A1B2 "7070", "7070", SLUICE_OK, false},
    {"jdk17/concurrent-hash-map", A1B2 "7070", "7070" A1B2, SLUICE_OPTIONAL_DATA, false},
    /* since Java 8 nobody needs the segments */
    {"jdk17/concurrent-hash-map", "757200315b4c", "70" A1B2 "707078", SLUICE_OK, true},
    {"jdk17/key-set-view", "737200266a6176612e7574696c2e636f6e", "7070", SLUICE_BROKEN_NULL, true},
    {"jdk17/skip-list-map", A1B2, "74000162740001327400016174000131", SLUICE_BROKEN_ORDER, false},
    {"jdk17/skip-list-map", A1B2, "74000161740001317400016174000132", SLUICE_BROKEN_DUPLICATE,
     false},
    {"jdk17/skip-list-map", A1B2, "7400016170 7400016274000132", SLUICE_BROKEN_TYPE, false},
    {"jdk17/skip-list-map", A1B2 "70", A1B2, SLUICE_OPTIONAL_DATA, false},
    {"jdk17/skip-list-set",
     "7372002a6a6176612e7574696c2e636f6e63757272656e742e436f6e63757272656e"
     "74536b69704c6973744d6170",
     "70", SLUICE_BROKEN_NULL, true},
    {"jdk17/copy-on-write-list", "770400000002", "77047fffffff", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/copy-on-write-set", "7400016174000162", "7400016174000161", SLUICE_BROKEN_DUPLICATE,
     false},
    {"jdk17/copy-on-write-set", "737200296a6176612e7574696c2e636f6e63757272656e742e436f70794f6e",
     "70", SLUICE_BROKEN_NULL, true},
};

#define LBQ_LOCKS                                                                                  \
    "737200286a6176612e7574696c2e636f6e63757272656e742e6c6f636b732e5265656e7472616e744c6f636b"

static const struct patch queues[] = {
    {"jdk17/concurrent-linked-queue", "7400016174000162 70", "7400016174000162",
     SLUICE_OPTIONAL_DATA, false},
    {"jdk17/concurrent-linked-queue", "7400016174000162 70", "7400016170 74000162",
     SLUICE_OPTIONAL_DATA, false},
    {"jdk17/concurrent-linked-queue", "7400016174000162 70", "70", SLUICE_OK, false},
    /* room for 3: more elements, no room */
    {"jdk17/linked-blocking-queue", "7400016174000162 70", "74000161740001617400016274000163 70",
     SLUICE_BROKEN_RELATION, false},
    {"jdk17/linked-blocking-queue", "7400016174000162 70", "740001617400016274000163 70", SLUICE_OK,
     false},
    {"jdk17/linked-blocking-queue", "7870 00000003 7372", "7870 00000000 7372", SLUICE_BROKEN_RANGE,
     false},
    {"jdk17/linked-blocking-queue", "7870 00000003 7372", "7870 7fffffff 7372", SLUICE_OK, false},
    /* the count as it was when writing began is not used */
    {"jdk17/linked-blocking-queue", "7870 00000002", "7870 7fffffff", SLUICE_OK, false},
    {"jdk17/linked-blocking-queue", LBQ_LOCKS, "7070 70 78", SLUICE_BROKEN_NULL, true},
    {"jdk17/linked-blocking-deque", "7400016174000162 70", "74000161740001617400016274000163 70",
     SLUICE_BROKEN_RELATION, false},
    {"jdk17/linked-blocking-deque", "7870 00000003 7372", "7870 80000000 7372", SLUICE_BROKEN_RANGE,
     false},
    {"jdk17/linked-blocking-deque", LBQ_LOCKS, "707070 70 78", SLUICE_BROKEN_NULL, true},
    /* a ring of 3 with 2 from place 1 on: count, putIndex, takeIndex */
    {"jdk17/array-blocking-queue", "000000020000000000000001", "000000030000000000000001",
     SLUICE_CHECK_FAILED, false},
    {"jdk17/array-blocking-queue", "000000020000000000000001", "000000010000000000000001",
     SLUICE_CHECK_FAILED, false},
    {"jdk17/array-blocking-queue", "000000020000000000000001", "000000010000000200000001",
     SLUICE_CHECK_FAILED, false},
    {"jdk17/array-blocking-queue", "000000020000000000000001", "000000020000000100000001",
     SLUICE_CHECK_FAILED, false},
    {"jdk17/array-blocking-queue", "000000020000000000000001", "000000020000000000000004",
     SLUICE_CHECK_FAILED, false},
    {"jdk17/array-blocking-queue", "000000020000000000000001", "00000002ffffffffffffffff",
     SLUICE_CHECK_FAILED, false},
    {"jdk17/array-blocking-queue", "000000020000000000000001", "800000020000000000000001",
     SLUICE_CHECK_FAILED, false},
    {"jdk17/array-blocking-queue", "0000000370740001 61", "0000000374000161 70",
     SLUICE_CHECK_FAILED, false},
    {"jdk17/array-blocking-queue-full", NULL, NULL, SLUICE_OK, false},
    {"jdk17/array-blocking-queue", "757200135b4c6a", "70707070", SLUICE_BROKEN_NULL, true},
    {"jdk17/array-blocking-queue", LBQ_LOCKS, "707070", SLUICE_BROKEN_NULL, true},
    /* the heap inside; none */
    {"jdk17/priority-blocking-queue", "00000001 7371007e0013 00000003",
     "00000004 7371007e0013 00000003", SLUICE_BROKEN_ORDER, false},
    {"jdk17/priority-blocking-queue", "737200176a6176612e7574696c2e5072696f72697479517565756594",
     "7078", SLUICE_BROKEN_NULL, true},
    {"jdk17/reentrant-lock", "73720034", "70", SLUICE_BROKEN_NULL, true},
};

static void test_maps(void **state)
{
    (void)state;
    expect_patches(SLUICE_GROUP_CONCURRENT | SLUICE_GROUP_BOXES, maps, COUNT(maps));
}

static void test_queues(void **state)
{
    (void)state;
    expect_patches(SLUICE_GROUP_CONCURRENT | SLUICE_GROUP_BOXES, queues, COUNT(queues));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maps),
        cmocka_unit_test(test_queues),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
