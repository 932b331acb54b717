/* Boxes, text, math, dates, values and net: what a JDK wrote is accepted, and refused when one thing
 * about it does not hold. */
#include "patches.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct patch boxes[] = {
    {"boxed-boolean", NULL, NULL, SLUICE_OK, false},
    {"boxed-byte", NULL, NULL, SLUICE_OK, false},
    {"boxed-character", NULL, NULL, SLUICE_OK, false},
    {"boxed-short", NULL, NULL, SLUICE_OK, false},
    {"boxed-integer", NULL, NULL, SLUICE_OK, false},
    {"boxed-long", NULL, NULL, SLUICE_OK, false},
    {"boxed-float", NULL, NULL, SLUICE_OK, false},
    {"boxed-double", NULL, NULL, SLUICE_OK, false},
    /* another serialVersionUID; the field by another name */
    {"boxed-integer", "12e2a0a4f7818738", "12e2a0a4f7818739", SLUICE_SUID_MISMATCH, false},
    {"boxed-integer", "49000576616c7565", "49000576616c7566", SLUICE_FIELD_MISSING, false},
};

static const struct patch text[] = {
    {"text-builder", NULL, NULL, SLUICE_OK, false},
    {"text-buffer", NULL, NULL, SLUICE_OK, false},
    /* the count: all, one more than there is, negative */
    {"text-builder", "77040000000975", "77040000001975", SLUICE_OK, false},
    {"text-builder", "77040000000975", "77040000001a75", SLUICE_BROKEN_RELATION, false},
    {"text-builder", "77040000000975", "7704ffffffff75", SLUICE_BROKEN_RANGE, false},
    {"text-buffer", "7870000000060075", "7870000000160075", SLUICE_OK, false},
    {"text-buffer", "7870000000060075", "7870000000170075", SLUICE_BROKEN_RELATION, false},
    {"text-buffer", "7870000000060075", "7870800000000075", SLUICE_BROKEN_RANGE, false},
    /* null, and no array of chars */
    {"text-builder", "77040000000975", "7704000000007078", SLUICE_BROKEN_NULL, true},
    {"text-builder", "77040000000975", "77040000000074000078", SLUICE_BROKEN_TYPE, true},
    /* a pattern's text and flags */
    {"text-pattern", NULL, NULL, SLUICE_OK, false},
    {"text-pattern", "00000002740008", "000001ff740008", SLUICE_OK, false},
    {"text-pattern", "00000002740008", "00000200740008", SLUICE_BROKEN_RANGE, false},
    {"text-pattern", "00000002740008", "0000000270", SLUICE_BROKEN_NULL, true},
};

static const struct patch math[] = {
    {"math-big-integer", NULL, NULL, SLUICE_OK, false},
    {"math-big-integer-2000-bits", NULL, NULL, SLUICE_OK, false},
    {"math-big-decimal", NULL, NULL, SLUICE_OK, false},
    {"math-big-decimal-scales", NULL, NULL, SLUICE_OK, false},
    {"math-context", NULL, NULL, SLUICE_OK, false},
    {"math-rounding-mode", NULL, NULL, SLUICE_OK, false},
    /* the sign of -1: 1, 2, -2, 0 */
    {"math-big-integer", "fffffffeffffffff7572", "fffffffe000000017572", SLUICE_OK, false},
    {"math-big-integer", "fffffffeffffffff7572", "fffffffe000000027572", SLUICE_BROKEN_RANGE,
     false},
    {"math-big-integer", "fffffffeffffffff7572", "fffffffefffffffe7572", SLUICE_BROKEN_RANGE,
     false},
    {"math-big-integer", "fffffffeffffffff7572", "fffffffe000000007572", SLUICE_CHECK_FAILED,
     false},
    /* 0 with a sign, 0 with a magnitude */
    {"math-big-integer", "000000007571007e00060000000078", "000000017571007e00060000000078",
     SLUICE_CHECK_FAILED, false},
    {"math-big-integer", "000000007571007e00060000000078", "000000007571007e0006000000010178",
     SLUICE_CHECK_FAILED, false},
    /* 10 as 00 0A */
    {"math-big-integer", "000000010a78", "00000002000a78", SLUICE_CHECK_FAILED, false},
    /* no magnitude, and one that is no array of bytes */
    {"math-big-integer", "7571007e00060000000078", "7078", SLUICE_BROKEN_NULL, false},
    {"math-big-integer", "7571007e00060000000078", "74000078", SLUICE_VALUE_TYPE, false},
    /* no number to scale */
    {"math-big-decimal", "00000004737200146a", "000000047078", SLUICE_BROKEN_NULL, true},
    /* precision and rounding of a context */
    {"math-context", "7870000000227e", "7870000000007e", SLUICE_OK, false},
    {"math-context", "7870000000227e", "7870ffffffff7e", SLUICE_BROKEN_RANGE, false},
    {"math-context", "7870000000227e", "78700000002270", SLUICE_BROKEN_NULL, true},
    {"math-context", "4556454e", "4556454f", SLUICE_UNKNOWN_CONSTANT, false},
};

#define LONGS "757200025b4a782004b512b175930200007870"
#define INTS "757200025b494dba602676eab2a50200007870"

static const struct patch dates[] = {
    {"util-date", NULL, NULL, SLUICE_OK, false},
    {"util-date-before", NULL, NULL, SLUICE_OK, false},
    {"util-timestamp", NULL, NULL, SLUICE_OK, false},
    /* no time */
    {"util-date", "7708", "78", SLUICE_OPTIONAL_DATA, true},
    /* nanoseconds: the most, one more, negative */
    {"util-timestamp", "075bcd15", "3b9ac9ff", SLUICE_OK, false},
    {"util-timestamp", "075bcd15", "3b9aca00", SLUICE_BROKEN_RANGE, false},
    {"util-timestamp", "075bcd15", "ffffffff", SLUICE_BROKEN_RANGE, false},
    /* milliseconds in a timestamp's date */
    {"util-timestamp", "000001a2008d7400", "000001a2008d7401", SLUICE_CHECK_FAILED, false},
    {"util-calendar", NULL, NULL, SLUICE_OK, false},
    {"util-simple-time-zone", NULL, NULL, SLUICE_OK, false},
    {"util-time-zone", NULL, NULL, SLUICE_OK, false},
    /* a week that begins on no day, a field less, and a zone that is none (CVE-2008-5353) */
    {"util-calendar", "7870010000000101", "7870010000000001", SLUICE_BROKEN_RANGE, false},
    {"util-calendar", "78700000001100000001", "787000000010", SLUICE_BROKEN_SIZE, false},
    {"util-calendar", "787078fffff4e2", "7874000078fffff4e2", SLUICE_BROKEN_TYPE, false},
    /* a month that is none, five bytes of rules, no times */
    {"util-simple-time-zone", "00000009006ddd00", "0000000c006ddd00", SLUICE_BROKEN_RANGE, false},
    {"util-simple-time-zone", "770a00000006", "770a00000005", SLUICE_BROKEN_RANGE, false},
    {"util-simple-time-zone", "ff01ff0100007572", "ff01ff0100007078", SLUICE_BROKEN_NULL, true},
    /* no id; a transition to an offset that is not there; a number of parameters */
    {"util-time-zone", "740003474d54", "70", SLUICE_BROKEN_NULL, false},
    {"util-time-zone", "00707070", "007070" LONGS "000000010000000000000000", SLUICE_CHECK_FAILED,
     false},
    {"util-time-zone", "00707070", "00" INTS "000000010000000070" LONGS "000000010000000000000000",
     SLUICE_OK, false},
    {"util-time-zone", "00707070", "00" INTS "000000010000000070" LONGS "000000010000000000000001",
     SLUICE_CHECK_FAILED, false},
    {"util-time-zone", "00707070", "00" INTS "000000010000000070" LONGS "000000010000000000000010",
     SLUICE_CHECK_FAILED, false},
    {"util-time-zone", "00707070", "0070" INTS "000000010000000070", SLUICE_CHECK_FAILED, false},
};

static const struct patch values[] = {
    {"util-uuid", NULL, NULL, SLUICE_OK, false},
    {"util-currency", NULL, NULL, SLUICE_OK, false},
    {"key-public", NULL, NULL, SLUICE_OK, false},
    {"key-principal", NULL, NULL, SLUICE_OK, false},
    {"awt-point", NULL, NULL, SLUICE_OK, false},
    {"awt-point2d", NULL, NULL, SLUICE_OK, false},
    {"awt-rectangle", NULL, NULL, SLUICE_OK, false},
    /* a key without an algorithm, of a kind that there is not; a name that is no array */
    {"key-public", "740003525341", "70", SLUICE_BROKEN_NULL, false},
    {"key-public", "5055424c4943", "5055424c4944", SLUICE_UNKNOWN_CONSTANT, false},
    {"key-principal", "7870757200025b42", "787074000078", SLUICE_BROKEN_TYPE, true},
    {"util-event", NULL, NULL, SLUICE_OK, false},
    {"util-random", NULL, NULL, SLUICE_OK, false},
    {"set-bits", NULL, NULL, SLUICE_OK, false},
    {"set-bits-empty", NULL, NULL, SLUICE_OK, false},
    {"text-locale", NULL, NULL, SLUICE_OK, false},
    {"text-locales", NULL, NULL, SLUICE_OK, false},
    {"net-file", NULL, NULL, SLUICE_OK, false},
    {"atomic-scalars", NULL, NULL, SLUICE_OK, false},
    {"atomic-arrays", NULL, NULL, SLUICE_OK, false},
    {"atomic-adder", NULL, NULL, SLUICE_OK, false},
    {"enum-of-jdk", NULL, NULL, SLUICE_OK, false},
    /* codes: small letters, two of them, four, none */
    {"util-currency", "0003455552", "0003457552", SLUICE_CHECK_FAILED, false},
    {"util-currency", "0003455552", "00024555", SLUICE_CHECK_FAILED, false},
    {"util-currency", "0003455552", "000445555555", SLUICE_CHECK_FAILED, false},
    {"util-currency", "740003455552", "70", SLUICE_BROKEN_NULL, false},
    /* bits: words of 0 at the end are a size given, no words are none */
    {"set-bits", "ffffffffffffffff0000000000000003", "ffffffffffffffff0000000000000000", SLUICE_OK,
     false},
    {"set-bits", "787075720002", "78707078", SLUICE_BROKEN_NULL, true},
    {"text-locale", "7400027a68", "70", SLUICE_BROKEN_NULL, false},
    /* paths: none, and two ways to write a NUL into one; no separator */
    {"net-file", "740009736f6d652f66696c65", "70", SLUICE_BROKEN_NULL, false},
    {"net-file", "0009736f6d65", "000ac0806f6d65", SLUICE_CHECK_FAILED, false},
    {"net-file", "0009736f6d65", "000be080806f6d65", SLUICE_CHECK_FAILED, false},
    {"net-file", "0009736f6d65", "0009006f6d65", SLUICE_CHECK_FAILED, false},
    {"net-file", "7702002f", "", SLUICE_OPTIONAL_DATA, false},
    {"atomic-scalars", "000000017372", "000000027372", SLUICE_BROKEN_RANGE, false},
    {"atomic-arrays", "7571007e00000000000274000161", "70", SLUICE_BROKEN_NULL, true},
};

#define URL_HOST "7400093132372e302e302e3174"

static const struct patch net[] = {
    {"net-uri", NULL, NULL, SLUICE_OK, false},
    {"net-url", NULL, NULL, SLUICE_OK, false},
    {"net-inet4", NULL, NULL, SLUICE_OK, false},
    {"net-inet6", NULL, NULL, SLUICE_OK, false},
    {"net-socket-address", NULL, NULL, SLUICE_OK, false},
    /* a family that there is not, a name with a blank, no name; an address of 15 bytes */
    {"net-inet4", "0000000274", "0000000374", SLUICE_BROKEN_RANGE, false},
    {"net-inet4", "74000c686f73742e", "74000c686f737420", SLUICE_CHECK_FAILED, false},
    {"net-inet4", "74000c686f73742e696e76616c6964", "70", SLUICE_OK, false},
    {"net-inet6", "0000001020010db8000000", "0000000f20010db80000", SLUICE_BROKEN_SIZE, false},
    /* ports, and neither a name nor an address */
    {"net-socket-address", "000001bb70", "0000ffff70", SLUICE_OK, false},
    {"net-socket-address", "000001bb70", "0001000070", SLUICE_BROKEN_RANGE, false},
    {"net-socket-address", "74000d6c617465722e696e76616c6964", "70", SLUICE_CHECK_FAILED, false},
    {"net-uri", "2f612f623f71", "20612f623f71", SLUICE_CHECK_FAILED, false},
    {"net-uri", "740024", "7078", SLUICE_BROKEN_NULL, true},
    /* another port than in the authority; none; one that cannot be */
    {"net-url", "00001f90", "00001f91", SLUICE_CHECK_FAILED, false},
    {"net-url", "00001f90", "ffffffff", SLUICE_CHECK_FAILED, false},
    {"net-url", "00001f90", "fffffffe", SLUICE_BROKEN_RANGE, false},
    /* another host than in the authority; none; one with a user's name */
    {"net-url", URL_HOST, "7400093132372e302e302e3274", SLUICE_CHECK_FAILED, false},
    {"net-url", URL_HOST, "7074", SLUICE_CHECK_FAILED, false},
    {"net-url", URL_HOST, "7400093132372e302e40302e74", SLUICE_CHECK_FAILED, false},
    /* without an authority, host and port make one */
    {"net-url", "74000e3132372e302e302e313a38303830", "70", SLUICE_OK, false},
    /* a file that goes on with the host's name */
    {"net-url", "74000b2f70", "74000b2e70", SLUICE_CHECK_FAILED, false},
    {"net-url", "74000b2f706174683f7175657279", "740000", SLUICE_OK, false},
    {"net-url", "74000468747470", "74000468742070", SLUICE_CHECK_FAILED, false},
    {"net-url", "74000468747470", "70", SLUICE_BROKEN_NULL, false},
};

static void test_boxes(void **state)
{
    (void)state;
    expect_patches(SLUICE_GROUP_BOXES, boxes, COUNT(boxes));
}

static void test_text(void **state)
{
    (void)state;
    expect_patches(SLUICE_GROUP_TEXT, text, COUNT(text));
}

static void test_math(void **state)
{
    (void)state;
    expect_patches(SLUICE_GROUP_MATH, math, COUNT(math));
}

static void test_dates(void **state)
{
    (void)state;
    expect_patches(SLUICE_GROUP_DATES, dates, COUNT(dates));
}

static void test_values(void **state)
{
    (void)state;
    expect_patches(SLUICE_GROUP_VALUES, values, COUNT(values));
}

static void test_net(void **state)
{
    (void)state;
    expect_patches(SLUICE_GROUP_NET, net, COUNT(net));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boxes), cmocka_unit_test(test_text),   cmocka_unit_test(test_math),
        cmocka_unit_test(test_dates), cmocka_unit_test(test_values), cmocka_unit_test(test_net),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
