/* The collections of java.util: what JDKs wrote is accepted, and refused when one thing about it does
 * not hold. */
#include "patches.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The elements "a" and "b" of the streams, and others in their place. */
#define AB "7400016174000162"
#define BA "7400016274000161"
#define AA "7400016174000161"
#define SAME_A "7400016171007e0002"
/* The entries a=1 and b=2. */
#define A1B2 "74000161740001317400016274000132"
#define TWO "770400000002"

static const struct patch lists[] = {
    /* the size of an ArrayList; a capacity that is larger, and one that is nonsense */
    {"jdk17/array-list", "787000000002", "787000000003", SLUICE_BROKEN_RELATION, false},
    {"jdk17/array-list", "787000000002", "787000000001", SLUICE_BROKEN_RELATION, false},
    {"jdk17/array-list", "787000000002", "7870ffffffff", SLUICE_BROKEN_RELATION, false},
    {"jdk17/array-list", TWO, "77047fffffff", SLUICE_OK, false},
    {"jdk17/array-list", TWO, "770480000000", SLUICE_OK, false},
    {"jdk17/array-list", TWO, "", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/array-list", AB "78", AB "770101 78", SLUICE_OPTIONAL_DATA, false},
    /* the size of a LinkedList */
    {"jdk17/linked-list", TWO, "770400000003", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/linked-list", TWO, "770400000001", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/linked-list", TWO, "7704ffffffff", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/linked-list", AB, "7400016170", SLUICE_OK, false},
    /* a Vector of 2 in 4: less than none, more than there is room; what is in the room counts not */
    {"jdk17/vector-room", "0000000000000002", "00000000ffffffff", SLUICE_BROKEN_RANGE, false},
    {"jdk17/vector-room", "0000000000000002", "0000000000000005", SLUICE_BROKEN_RELATION, false},
    {"jdk17/vector-room", "0000000000000002", "0000000000000003", SLUICE_OK, false},
    {"jdk17/vector-room", "0000000000000002", "0000000000000001", SLUICE_OK, false},
    {"jdk17/vector-room", "7070 78", "7074000078", SLUICE_OK, false},
    {"jdk17/vector-room", "757200135b4c", "7078", SLUICE_BROKEN_NULL, true},
    {"jdk17/stack", "757200135b4c", "7078", SLUICE_BROKEN_NULL, true},
    {"jdk17/arrays-as-list", "757200135b4c6a6176612e6c616e672e53", "70", SLUICE_BROKEN_NULL, true},
    {"jdk17/arrays-as-list", "757200135b4c6a6176612e6c616e672e53", "740000", SLUICE_VALUE_TYPE,
     true},
    /* null in an ArrayDeque */
    {"jdk17/array-deque", AB, "7400016170", SLUICE_BROKEN_TYPE, false},
    {"jdk17/array-deque", TWO, "77047fffffff", SLUICE_OPTIONAL_DATA, false},
};

/* the Integers 1, 3, 2 of a PriorityQueue: what stands behind the first's descriptor */
#define HEAP "000000017371007e0003000000037371007e000300000002 78"

static const struct patch queues[] = {
    {"jdk17/priority-queue", "7870000000037077", "7870000000047077", SLUICE_BROKEN_RELATION, false},
    {"jdk17/priority-queue", "7704 00000004", "770480000000", SLUICE_OK, false},
    /* 1 1 1, 1 2 3; 2 1 3; 1 null 2; 1 "" 2 */
    {"jdk17/priority-queue", HEAP, "000000017371007e0003000000017371007e000300000001 78", SLUICE_OK,
     false},
    {"jdk17/priority-queue", HEAP, "000000017371007e0003000000027371007e000300000003 78", SLUICE_OK,
     false},
    {"jdk17/priority-queue", HEAP, "000000027371007e0003000000017371007e000300000003 78",
     SLUICE_BROKEN_ORDER, false},
    {"jdk17/priority-queue", HEAP, "00000002 7371007e0003 00000003 7371007e0003 ffffffff 78",
     SLUICE_BROKEN_ORDER, false},
    {"jdk17/priority-queue", HEAP, "00000001 70 7371007e0003 00000002 78", SLUICE_BROKEN_TYPE,
     false},
    {"jdk17/priority-queue", HEAP, "00000001 740000 7371007e0003 00000002 78", SLUICE_BROKEN_ORDER,
     false},
    /* by reverse order: 3 1 2 and not 1 3 2 */
    {"jdk17/priority-queue-reverse", NULL, NULL, SLUICE_OK, false},
    {"jdk17/priority-queue-reverse", "787000000003 7371007e0005 00000001",
     "787000000001 7371007e0005 00000003", SLUICE_BROKEN_ORDER, false},
};

static const struct patch sets[] = {
    /* capacity, load factor, size */
    {"jdk17/hash-set", "770c00000010", "770c7fffffff", SLUICE_OK, false},
    {"jdk17/hash-set", "770c00000010", "770cffffffff", SLUICE_BROKEN_RANGE, false},
    {"jdk17/hash-set", "3f400000", "00000001", SLUICE_OK, false}, /* next to 0 */
    {"jdk17/hash-set", "3f400000", "00000000", SLUICE_BROKEN_RANGE, false},
    {"jdk17/hash-set", "3f400000", "bf400000", SLUICE_BROKEN_RANGE, false},
    {"jdk17/hash-set", "3f400000", "7f800000", SLUICE_BROKEN_RANGE, false}, /* infinite */
    {"jdk17/hash-set", "3f400000", "7fc00000", SLUICE_BROKEN_RANGE, false}, /* NaN */
    {"jdk17/hash-set", "00000002" AB, "00000003" AB, SLUICE_OPTIONAL_DATA, false},
    {"jdk17/hash-set", "00000002" AB, "ffffffff" AB, SLUICE_OPTIONAL_DATA, false},
    {"jdk17/hash-set", AB, AA, SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/hash-set", AB, SAME_A, SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/hash-set", AB, "740001617400 02c1a1", SLUICE_BROKEN_DUPLICATE, false}, /* an "a" too */
    {"jdk17/hash-set", AB, "7400016170", SLUICE_OK, false},
    {"jdk17/hash-set", AB, "7070", SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/linked-hash-set", AB, AA, SLUICE_BROKEN_DUPLICATE, false},
    /* order */
    {"jdk17/tree-set", AB, BA, SLUICE_BROKEN_ORDER, false},
    {"jdk17/tree-set", AB, AA, SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/tree-set", AB, "7400016170", SLUICE_BROKEN_NULL, false},
    {"jdk17/tree-set", "7870 70", "7870 740000", SLUICE_BROKEN_TYPE, false},
    {"jdk17/tree-set-reverse", NULL, NULL, SLUICE_OK, false},
    {"jdk17/tree-set-reverse", BA, AB, SLUICE_BROKEN_ORDER, false},
    {"jdk17/tree-set-reverse", BA, AA, SLUICE_BROKEN_DUPLICATE, false},
    /* by an order that is not known here: none twice */
    {"jdk17/tree-set-no-case", NULL, NULL, SLUICE_OK, false},
    {"jdk17/tree-set-no-case", "7400016174000142", "7400014274000161", SLUICE_OK, false},
    {"jdk17/tree-set-no-case", "7400016174000142", "7400016174000161", SLUICE_BROKEN_DUPLICATE,
     false},
    /* constants: twice the same, null, none; of another enum */
    {"jdk17/enum-set", "740004 44415953", "740005484f555253", SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/enum-set", "740004 44415953", "740005 4d4f4e4453", SLUICE_UNKNOWN_CONSTANT, false},
    {"jdk17/enum-set", "7e71007e0004740004 44415953", "70", SLUICE_CHECK_FAILED, false},
    {"jdk17/enum-set", "7e71007e0004740004 44415953",
     "7e720016 6a6176612e6d6174682e526f756e64696e674d6f6465 0000000000000000 12 0000 78 71007e0005"
     "740002 5550",
     SLUICE_CHECK_FAILED, false},
    {"jdk17/enum-set", "757200115b4c6a6176612e6c616e672e45", "70", SLUICE_BROKEN_NULL, true},
    {"jdk17/set-from-map", "737200266a6176612e7574696c2e636f6e", "70", SLUICE_BROKEN_NULL, true},
};

static const struct patch maps[] = {
    {"jdk17/hash-map", "3f400000", "7fc00000", SLUICE_BROKEN_RANGE, false},
    {"jdk17/hash-map", "3f400000", "80000000", SLUICE_BROKEN_RANGE, false},
    {"jdk17/hash-map", "7708 00000004", "77087fffffff", SLUICE_OK, false},
    {"jdk17/hash-map", "7708 00000004", "7708ffffffff", SLUICE_BROKEN_RANGE, false},
    {"jdk17/hash-map", "00000002 74", "00000003 74", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/hash-map", A1B2, "74000161740001317400016174000132", SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/hash-map", A1B2, "7074000131740001 6270", SLUICE_OK, false},
    {"jdk17/linked-hash-map", A1B2, "74000161740001317400016174000132", SLUICE_BROKEN_DUPLICATE,
     false},
    {"jdk17/tree-map", A1B2, "74000162740001317400016174000132", SLUICE_BROKEN_ORDER, false},
    {"jdk17/tree-map", A1B2, "74000161740001317400016174000132", SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/tree-map", A1B2, "7074000131 7400016174000132", SLUICE_BROKEN_NULL, false},
    {"jdk17/tree-map", A1B2, "74000161707400016270", SLUICE_OK, false},
    {"jdk17/tree-map-reverse", "74000162740001327400016174000131", A1B2, SLUICE_BROKEN_ORDER,
     false},
    /* -1 and 1; 2 and 1; 1 and "" */
    {"jdk17/tree-map-integers", "ffffffff7400", "000000027400", SLUICE_BROKEN_ORDER, false},
    {"jdk17/tree-map-integers", "ffffffff7400", "000000017400", SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/tree-map-integers", "7371007e000300000001", "740000", SLUICE_BROKEN_ORDER, false},
    /* -0.0, 0.0 and NaN */
    {"jdk17/tree-map-doubles", "78708000000000000000", "78700000000000000000",
     SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/tree-map-doubles", "7ff8000000000000", "7ff0000000000000", SLUICE_OK, false},
    {"jdk17/tree-map-doubles", "78708000000000000000", "7870fff8000000000001", SLUICE_BROKEN_ORDER,
     false},
    {"jdk17/hashtable", "3f400000", "00000000", SLUICE_BROKEN_RANGE, false},
    {"jdk17/hashtable", "77080000000b", "7708ffffffff", SLUICE_BROKEN_RANGE, false},
    {"jdk17/hashtable", "740001327400016174000131", "74000132 7074000131", SLUICE_BROKEN_TYPE,
     false},
    {"jdk17/hashtable", "740001327400016174000131", "740001327400016170", SLUICE_BROKEN_TYPE,
     false},
    {"jdk17/hashtable", "740001327400016174000131", "740001327400016274000131",
     SLUICE_BROKEN_DUPLICATE, false},
    /* equal keys, the same key; the other size */
    {"jdk17/identity-hash-map", NULL, NULL, SLUICE_OK, false},
    {"jdk17/identity-hash-map", "74000132740001617400013178", "7400013271007e000274000131 78",
     SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/identity-hash-map", "787000000002", "787000000003", SLUICE_BROKEN_RELATION, false},
    {"jdk17/identity-hash-map", "7400016174000132740001617400013178", "7074000132707400013178",
     SLUICE_BROKEN_DUPLICATE, false},
    /* keys of an EnumMap */
    {"jdk17/enum-map", "740004 44415953", "740005484f555253", SLUICE_BROKEN_DUPLICATE, false},
    {"jdk17/enum-map", "7e71007e0003740004 44415953", "70", SLUICE_CHECK_FAILED, false},
    {"jdk17/enum-map", "7e71007e0003740004 44415953", "740000", SLUICE_CHECK_FAILED, false},
    {"jdk17/enum-map", "767200 1d6a", "70770400000000 78", SLUICE_BROKEN_NULL, true},
    /* views: no map; lo and hi may be null */
    {"jdk17/sub-map", "737200116a6176612e7574696c2e547265654d6170", "70", SLUICE_BROKEN_NULL, true},
};

static const struct patch comparators[] = {
    {"jdk17/reverse-comparator-2", "7372002a", "70", SLUICE_BROKEN_NULL, true},
    {"jdk17/reverse-comparator-2", "7372002a", "740000", SLUICE_VALUE_TYPE, true},
    {"jdk17/natural-order", "494e5354414e4345", "494e5354414e4346", SLUICE_UNKNOWN_CONSTANT, false},
    /* a stateless class with a field */
    {"jdk17/reverse-comparator", "0200007870", "02000149000161 7870 00000001", SLUICE_NOT_PERMITTED,
     false},
};

#define TEST(table)                                                                                \
    static void test_##table(void **state)                                                         \
    {                                                                                              \
        (void)state;                                                                               \
        expect_patches(SLUICE_GROUP_ALL, table, COUNT(table));                                     \
    }
TEST(lists)
TEST(queues)
TEST(sets)
TEST(maps)
TEST(comparators)

/* --- what JDKs wrote ---------------------------------------------------------------------------- */

static void accept_file(const char *path, const char *id, void *context)
{
    struct stream bytes = stream_of_file(path);
    struct built built = decode(&bytes, context, NULL);
    if (built.reason != SLUICE_OK) {
        fail_msg("%s: %s (%s at %s)", id, sluice_reason_name(built.reason), built.status.class_name,
                 built.status.path);
    }
    built_free(&built);
    stream_free(&bytes);
}

static void test_streams(void **state)
{
    struct sluice_policy *policy = policy_of_groups(SLUICE_GROUP_BOXES | SLUICE_GROUP_COLLECTIONS |
                                                        SLUICE_GROUP_IMMUTABLE |
                                                        SLUICE_GROUP_CONCURRENT,
                                                    NULL, 0);
    (void)state;
    for_each_file("streams/jdk17", ".ser", accept_file, policy);
    for_each_file("streams/jdk25", ".ser", accept_file, policy);
    sluice_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_streams), cmocka_unit_test(test_lists),
        cmocka_unit_test(test_queues),  cmocka_unit_test(test_sets),
        cmocka_unit_test(test_maps),    cmocka_unit_test(test_comparators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
