/* What counts as a difference of meaning, and how it is told. Streams stand as hex. */
#include "differences.h"

#include <string.h>

/* class demo.P { int x; Object o; }: TC_CLASSDESC, handle 0; its type string has handle 1. */
#define POINT_DESC(suid)                                                                           \
    "72 0006 64656d6f2e50 " suid " 02 0002 49 0001 78 4c 0001 6f 74 0012 "                         \
    "4c6a6176612f6c616e672f4f626a6563743b 78 70 "
#define POINT "73 " POINT_DESC("0000000000000001")
#define POINT_AGAIN "73 71 007e0000 "
/* class demo.P { int x; }; Object[] is a class of its own */
#define SMALL_POINT "73 72 0006 64656d6f2e50 0000000000000001 02 0001 49 0001 78 78 70 "
#define OBJECTS "75 72 0013 5b4c6a6176612e6c616e672e4f626a6563743b 90ce589f1073296c 02 0000 78 70 "
#define INTS "75 72 0002 5b49 4dba602676eab2a5 02 0000 78 70 "
#define BOOLEANS "75 72 0002 5b5a 57 8f203914b85de2 02 0000 78 70 "
/* a class with writeObject: demo.L, handle 0 */
#define LIST "73 72 0006 64656d6f2e4c 0000000000000001 03 0000 78 70 "

static void equal_values_are_equal(void **state)
{
    (void)state;
    expect_differences("70", "70", false, "");
    expect_differences(POINT "00000001 70", POINT "00000001 70", false, "");
    /* long and short strings */
    expect_differences("74 0001 61", "7c 0000000000000001 61", false, "");
    /* overlong and short characters: the same text in Java */
    expect_differences("74 0001 61", "74 0002 c1a1", false, "");
    /* a string that is shared or not, before and after a reset */
    expect_differences("74 0001 61 71 007e0000", "74 0001 61 74 0001 61", false, "");
    expect_differences("74 0001 61 79 74 0001 61", "74 0001 61 71 007e0000", false, "");
    /* block data, however it is cut, and blocks without a byte */
    expect_differences("77 02 0102 77 01 03", "77 03 010203", false, "");
    expect_differences("7a 00000003 010203", "77 03 010203", false, "");
    expect_differences("77 00 70", "70", false, "");
    /* any byte but 0 is true */
    expect_differences(BOOLEANS "00000002 0001", BOOLEANS "00000002 0002", false, "");
}

static void values_are_told(void **state)
{
    (void)state;
    expect_differences("70", "74 0001 61", false, "root: -null +\"a\"\n");
    expect_differences(POINT "00000001 70", POINT "00000002 70", false, "root.x: -1 +2\n");
    expect_differences(POINT "00000001 70", POINT "00000001 74 0001 61", false,
                       "root.o: -null +\"a\"\n");
    expect_differences(POINT "00000001 70 " POINT_AGAIN "00000001 70",
                       POINT "00000001 70 " POINT_AGAIN "ffffffff 74 0001 0a", false,
                       "root[1].x: -1 +-1\nroot[1].o: -null +\"\\n\"\n");
    expect_differences("77 02 0102", "77 02 0103", false, "root: -data:0102 +data:0103\n");
    expect_differences(POINT "00000001 70", OBJECTS "00000000", false,
                       "root: -P{x=1 o=null} +Object[0]{}\n");
    expect_differences("73 72 0003 612e50 0000000000000001 02 0000 78 70",
                       "73 72 0003 622e50 0000000000000001 02 0000 78 70", false,
                       "root: -P{} of class a.P +P{} of class b.P\n");
}

static void elements_are_aligned(void **state)
{
    (void)state;
    expect_differences(INTS "00000003 00000001 00000002 00000003",
                       INTS "00000004 00000001 00000009 00000002 00000003", false,
                       "|root[1]: +9\n");
    expect_differences(INTS "00000003 00000001 00000002 00000003",
                       INTS "00000002 00000001 00000003", false, "root[1]: -2\n");
    expect_differences(INTS "00000004 00000001 00000002 00000003 00000004",
                       INTS "00000004 00000001 00000008 00000009 00000004", false,
                       "root[1..2]: -2,3 +8,9\n");
    expect_differences(OBJECTS "00000002 74 0001 61 74 0001 62",
                       OBJECTS "00000003 74 0001 63 74 0001 61 74 0001 62", false,
                       "|root[0]: +\"c\"\n");
    expect_differences(LIST "74 0001 61 74 0001 62 78", LIST "74 0001 62 78", false,
                       "root.custom[0]: -\"a\"\n");
    /* what has changed is found beside what is new: by what it has in itself, and by its class */
    expect_differences(OBJECTS "00000001 " POINT "00000001 75 71 007e0000 00000000",
                       OBJECTS "00000002 " POINT "00000007 70 73 71 007e0002 00000001 70", false,
                       "|root[0]: +P{x=7 o=null}\nroot[0].o|root[1].o: -Object[0]{} +null\n");
    expect_differences(OBJECTS "00000002 70 " POINT "00000001 70",
                       OBJECTS "00000001 " POINT "00000002 70", false,
                       "root[0]: -null\nroot[1].x|root[0].x: -1 +2\n");
}

static void sharing_is_told(void **state)
{
    (void)state;
    expect_differences(POINT "00000001 70 71 007e0002",
                       POINT "00000001 70 " POINT_AGAIN "00000001 70", false,
                       "sharing root[1]: -@root +P{x=1 o=null}\n");
    expect_differences(POINT "00000001 70 " POINT_AGAIN "00000001 70 71 007e0002",
                       POINT "00000001 70 " POINT_AGAIN "00000001 70 71 007e0003", false,
                       "sharing root[2]: -@root +@root[1]\n");
    /* a cycle, and an object of its own in its place */
    expect_differences(POINT "00000001 71 007e0002", POINT "00000001 " POINT_AGAIN "00000001 70",
                       false, "sharing root.o: -@root +P{x=1 o=null}\n");
    expect_differences(POINT "00000001 71 007e0002", POINT "00000001 71 007e0002", false, "");
    /* the first of two places with one object is gone: the second has it now */
    expect_differences("70 " POINT "00000001 70 " OBJECTS "00000001 71 007e0002",
                       "70 " OBJECTS "00000001 " POINT "00000001 70", false,
                       "root[1]: -P{x=1 o=null}\n");
}

static void classes_are_told_once(void **state)
{
    (void)state;
    expect_differences(POINT "00000001 70 " POINT_AGAIN "00000002 70",
                       "73 " POINT_DESC("00000000000000ff") "00000001 70 " POINT_AGAIN
                                                            "00000002 70",
                       false, "class class demo.P: -serialVersionUID 1 +serialVersionUID 255\n");
    /* a field that is missing counts as its default */
    expect_differences(
        POINT "00000001 70 " POINT_AGAIN "00000002 70 " POINT_AGAIN "00000003 74 0001 61",
        SMALL_POINT "00000001 " POINT_AGAIN "00000002 " POINT_AGAIN "00000003", false,
        "class class demo.P: -field o: Ljava/lang/Object;\nroot[2].o: -\"a\"\n");
    expect_differences(SMALL_POINT "00000005",
                       "73 72 0006 64656d6f2e50 0000000000000001 02 0001 4a 0001 78 78 70 "
                       "0000000000000005",
                       false, "class class demo.P: -field x: I +field x: J\n");
    expect_differences(SMALL_POINT "00000005",
                       "73 72 0006 64656d6f2e50 0000000000000001 02 0001 4a 0001 78 78 70 "
                       "0000000000000006",
                       false, "class class demo.P: -field x: I +field x: J\nroot.x: -5 +6\n");
    /* a superclass, with its data */
    expect_differences(SMALL_POINT "00000005",
                       "73 72 0006 64656d6f2e50 0000000000000001 02 0001 49 0001 78 78 "
                       "72 0006 64656d6f2e42 0000000000000001 02 0001 49 0001 79 78 70 "
                       "00000007 00000005",
                       false,
                       "class class demo.P: -no superclass +superclass demo.B\n|root: +y=7\n");
    expect_differences("76 72 0006 64656d6f2e50 0000000000000001 02 0000 78 70",
                       "76 72 0006 64656d6f2e51 0000000000000001 02 0000 78 70", false,
                       "root: -P.class +Q.class\n");
    expect_differences("73 7d 00000001 0001 61 78 70", "73 7d 00000002 0001 61 0001 62 78 70",
                       false, "class class Proxy[a]|class Proxy[a,b]: +interface b\n");
}

static void names_are_escaped(void **state)
{
    (void)state;
    expect_differences("73 72 0003 61201b 0000000000000001 02 0001 49 0002 0a78 78 70 00000001",
                       "73 72 0003 61201b 0000000000000001 02 0001 49 0002 0a78 78 70 00000002",
                       false, "root.\\nx: -1 +2\n");
}

static void long_texts_are_shortened(void **state)
{
    (void)state;
    struct stream a = stream_begin();
    struct stream b = stream_begin();
    struct stream *both[] = {&a, &b};
    for (int side = 0; side < 2; side++) {
        put_hex(both[side], "7c 0000000000010000");
        for (unsigned i = 0; i < 0x10000; i++) {
            put_u8(both[side], i == 1000 ? (unsigned)('0' + side) : 'x');
        }
    }
    struct outcome in_a = inspect(&a, NULL);
    struct outcome in_b = inspect(&b, NULL);
    struct differences found = differences_of(in_a.document, in_b.document, false);
    assert_int_equal(found.count, 1);
    assert_true(found.lines.length < 300);
    assert_non_null(strstr(sluice_text_get(&found.lines), "xxx0xxx"));
    assert_non_null(strstr(sluice_text_get(&found.lines), "xxx1xxx"));
    sluice_text_free(&found.lines);
    outcome_free(&in_a);
    outcome_free(&in_b);
    stream_free(&a);
    stream_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_values_are_equal),   cmocka_unit_test(values_are_told),
        cmocka_unit_test(elements_are_aligned),     cmocka_unit_test(sharing_is_told),
        cmocka_unit_test(classes_are_told_once),    cmocka_unit_test(names_are_escaped),
        cmocka_unit_test(long_texts_are_shortened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
