/* Differences of form: told by an exact comparison, and by no other. */
#include "differences.h"

#define POINT                                                                                      \
    "73 72 0006 64656d6f2e50 0000000000000001 02 0001 4c 0001 6f 74 0012 "                         \
    "4c6a6176612f6c616e672f4f626a6563743b 78 70 "

static void expect_form(const char *a, const char *b, const char *lines)
{
    expect_differences(a, b, false, "");
    expect_differences(a, b, true, lines);
    expect_differences(a, a, true, "");
    expect_differences(b, b, true, "");
}

static void form_is_told(void **state)
{
    (void)state;
    expect_form("77 02 0102 77 01 03", "77 03 010203", "form root: -blocks of 2 1 +blocks of 3\n");
    expect_form("7a 00000001 01", "77 01 01", "form root: -blocks of 1 (long) +blocks of 1\n");
    expect_form("74 0001 61", "7c 0000000000000001 61", "form root: -TC_STRING +TC_LONGSTRING\n");
    expect_form("74 0001 61", "74 0002 c1a1", "root: -\"a\" +\"a\"\n");
    expect_form("74 0001 61 71 007e0000", "74 0001 61 74 0001 61",
                "form root[1]: -a reference +in full\n");
    expect_form("74 0001 61 74 0001 61 71 007e0000", "74 0001 61 74 0001 61 71 007e0001",
                "form root[2]: -handle 0 +handle 1\n");
    expect_form("70 79", "70", "root[1]: -reset\n");
    /* a descriptor that is written again, and the type string in it */
    expect_form(POINT "70 73 71 007e0000 70", POINT "70 " POINT "70",
                "form root[1]: -class descriptor by reference +class descriptor in full\n");
    expect_form(POINT "70",
                "73 72 0006 64656d6f2e50 0000000000000001 02 0001 4c 0001 6f "
                "7c 0000000000000012 4c6a6176612f6c616e672f4f626a6563743b 78 70 70",
                "form root.class.fields[0]: -TC_STRING +TC_LONGSTRING\n");
}

#define OBJECTS "75 72 0013 5b4c6a6176612e6c616e672e4f626a6563743b 90ce589f1073296c 02 0000 78 70 "
#define THROWN "7b 73 72 0001 45 0000000000000001 02 0000 78 70 "

/* An exception leaves open what the array would have held, but not how much. */
static void claims_are_told(void **state)
{
    (void)state;
    expect_form(OBJECTS "00000003 70" THROWN, OBJECTS "00000004 70" THROWN,
                "form root: -length 3 +length 4\n");
}

/* Two fields of one name, the second of which an exception interrupts. */
#define TWINS                                                                                      \
    "73 72 0001 54 0000000000000001 02 0002 4c 0001 6f 74 0012 "                                   \
    "4c6a6176612f6c616e672f4f626a6563743b 4c 0001 6f 71 007e0001 78 70 "

static void fields_of_a_part_are_told(void **state)
{
    (void)state;
    expect_differences(TWINS "70" THROWN, TWINS "74 0001 61 70", false,
                       "root.o: -null +\"a\"\nroot[1]: -exception{E{}}\n");
}

#define OWN                                                                                        \
    "73 72 0001 54 0000000000000001 03 0001 4c 0001 6f 74 0012 "                                   \
    "4c6a6176612f6c616e672f4f626a6563743b 78 70 "

/* What means the same when it is not there: null, and the end of what an exception interrupts. */
static void what_is_left_out_is_told(void **state)
{
    (void)state;
    expect_form(OWN "70 77 01 01 78", OWN "77 01 01 78", "root.o: -null\n");
    expect_form(OWN "70 78" THROWN, OWN "70" THROWN, "form root: -whole +a part\n");
}

static void annotations_are_told(void **state)
{
    (void)state;
    expect_form("76 72 0001 61 0000000000000001 02 0000 78 70",
                "76 72 0001 61 0000000000000001 02 0000 74 0001 62 78 70",
                "|root.class: +data={\"b\"}\n");
    expect_form("76 72 0001 61 0000000000000001 02 0000 74 0001 61 78 70",
                "76 72 0001 61 0000000000000001 02 0000 74 0001 62 78 70",
                "root.class.annotation[0]: -\"a\" +\"b\"\n");
}

/* One more string shifts all handles: what refers to the same is not told. */
static void shifted_handles_are_no_news(void **state)
{
    (void)state;
    expect_differences(POINT "71 007e0002 71 007e0002 73 71 007e0000 70",
                       "74 0001 61 73 72 0006 64656d6f2e50 0000000000000001 02 0001 4c 0001 6f "
                       "74 0012 4c6a6176612f6c616e672f4f626a6563743b 78 70 71 007e0003 71 007e0003 "
                       "73 71 007e0001 70",
                       true, "|root: +\"a\"\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(form_is_told),
        cmocka_unit_test(claims_are_told),
        cmocka_unit_test(fields_of_a_part_are_told),
        cmocka_unit_test(what_is_left_out_is_told),
        cmocka_unit_test(annotations_are_told),
        cmocka_unit_test(shifted_handles_are_no_news),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
