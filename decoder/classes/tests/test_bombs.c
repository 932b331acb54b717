/* The promises of sluice/decode.h over containers made to break them: heap of at most 16 * input +
 * 64 KiB, steps linear. What costs other readers exponential or quadratic time is told apart by hashes
 * that nobody can prepare, each large value is hashed once, and no order is looked into for ever. */
#include "patches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { HEAP_FACTOR = 16, HEAP_BASE = 64 * 1024, MANY = 1 << 24 };

/* --- claims -------------------------------------------------------------------------------------- */

/* The size that a container says it has: 2^31 - 1. */
static const struct patch claims[] = {
    {"jdk17/array-list", "787000000002", "78707fffffff", SLUICE_BROKEN_RELATION, false},
    {"jdk17/linked-list", "770400000002", "77047fffffff", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/vector-room", "787000000004", "78707fffffff", SLUICE_CLAIM_EXCEEDS_INPUT, false},
    {"jdk17/arrays-as-list", "787000000002", "78707fffffff", SLUICE_CLAIM_EXCEEDS_INPUT, false},
    {"jdk17/array-deque", "770400000002", "77047fffffff", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/priority-queue", "7870000000037077", "78707fffffff7077", SLUICE_BROKEN_RELATION, false},
    {"jdk17/hash-set", "000000027400", "7fffffff7400", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/linked-hash-set", "000000027400", "7fffffff7400", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/tree-set", "770400000002", "77047fffffff", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/enum-set", "787000000002", "78707fffffff", SLUICE_CLAIM_EXCEEDS_INPUT, false},
    {"jdk17/hash-map", "000000027400", "7fffffff7400", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/linked-hash-map", "000000027400", "7fffffff7400", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/tree-map", "770400000002", "77047fffffff", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/hashtable", "000000027400", "7fffffff7400", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/identity-hash-map", "770400000002", "77047fffffff", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/enum-map", "770400000002", "77047fffffff", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/list-of", "770400000003", "77047fffffff", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/copy-on-write-list", "770400000002", "77047fffffff", SLUICE_OPTIONAL_DATA, false},
    {"jdk17/array-blocking-queue", "787000000003", "78707fffffff", SLUICE_CLAIM_EXCEEDS_INPUT,
     false},
    {"jdk17/n-copies", "787000000003", "78707fffffff", SLUICE_OK, false},
};

static void test_claims(void **state)
{
    struct sluice_policy *policy = policy_of_groups(SLUICE_GROUP_ALL, NULL, 0);
    (void)state;
    for (size_t i = 0; i < COUNT(claims); i++) {
        struct stream bytes = patched(claims[i].stream, claims[i].find, claims[i].put, false);
        struct built built = decode(&bytes, policy, NULL);
        if (built.reason != claims[i].reason ||
            built.status.peak_heap > HEAP_FACTOR * bytes.length + HEAP_BASE) {
            fail_msg("%s: %s, %llu bytes of heap", claims[i].stream,
                     sluice_reason_name(built.reason), (unsigned long long)built.status.peak_heap);
        }
        built_free(&built);
        stream_free(&bytes);
    }
    sluice_policy_free(policy);
}

/* --- a stream of many containers ------------------------------------------------------------------ */

/* Classes, as class objects at the top level, and the handles of their descriptors. */
enum { HASH_SET = 0, TREE_SET = 2, ENTRY = 4, INTEGER = 7, LIST = 10, BIG = 12, BYTES = 15 };
enum { FIRST_HANDLE = 17 };

static const char classes[] =
    "76 72 0011 6a6176612e7574696c2e48617368536574 ba44859596b8b734 03 0000 78 70"
    "76 72 0011 6a6176612e7574696c2e54726565536574 dd98509395ed875b 03 0000 78 70"
    "76 72 002a 6a6176612e7574696c2e41627374726163744d61702453696d706c6"
    "5496d6d757461626c65456e747279 6310708932e65f81 02 0002 4c 0003 6b6579"
    "74 0012 4c6a6176612f6c616e672f4f626a6563743b"
    "4c 0005 76616c7565 71 007e0005 78 70"
    "76 72 0011 6a6176612e6c616e672e496e7465676572 12e2a0a4f7818738 02 0001 49 0005 76616c7565 78"
    "72 0010 6a6176612e6c616e672e4e756d626572 86ac951d0b94e08b 02 0000 78 70"
    "76 72 0013 6a6176612e7574696c2e41727261794c697374 7881d21d99c7619d 03 0001 49 0004 73697a65"
    "78 70"
    "76 72 0014 6a6176612e6d6174682e426967496e7465676572 8cfc9f1fa93bfb1d 03 0002"
    "49 0006 7369676e756d 5b 0009 6d61676e6974756465 74 0002 5b42 78 71 007e0008"
    "75 72 0002 5b42 acf317f8060854e0 02 0000 78 70 00000000";

struct maker {
    struct stream stream;
    uint32_t handles;
};

static void begin(struct maker *maker)
{
    put_hex(&maker->stream, classes);
    maker->handles = FIRST_HANDLE;
}

/* TC_OBJECT of a class; its handle. */
static uint32_t object(struct maker *maker, uint32_t class)
{
    put_u8(&maker->stream, 0x73);
    put_reference(&maker->stream, class);
    return maker->handles++;
}

static uint32_t begin_hash_set(struct maker *maker, uint32_t size)
{
    const uint32_t handle = object(maker, HASH_SET);
    put_hex(&maker->stream, "77 0c 00000010 3f400000");
    put_u32(&maker->stream, size);
    return handle;
}

static uint32_t begin_tree_set(struct maker *maker, uint32_t size)
{
    const uint32_t handle = object(maker, TREE_SET);
    put_hex(&maker->stream, "70 77 04");
    put_u32(&maker->stream, size);
    return handle;
}

static void end(struct maker *maker)
{
    put_u8(&maker->stream, 0x78);
}

/* A long string that differs from others in its last letter only. */
static uint32_t long_string(struct maker *maker, uint32_t length, char last)
{
    put_u8(&maker->stream, 0x7C);
    put_u64(&maker->stream, length);
    for (uint32_t i = 1; i < length; i++) {
        put_u8(&maker->stream, 'x');
    }
    put_u8(&maker->stream, (unsigned char)last);
    return maker->handles++;
}

static uint32_t big_integer(struct maker *maker, uint32_t length, uint8_t last)
{
    const uint32_t handle = object(maker, BIG);
    put_u32(&maker->stream, 1);
    put_u8(&maker->stream, 0x75);
    put_reference(&maker->stream, BYTES);
    put_u32(&maker->stream, length);
    for (uint32_t i = 1; i < length; i++) {
        put_u8(&maker->stream, 1);
    }
    put_u8(&maker->stream, last);
    put_u8(&maker->stream, 0x78);
    maker->handles++;
    return handle;
}

static void integer(struct maker *maker, uint32_t value)
{
    (void)object(maker, INTEGER);
    put_u32(&maker->stream, value);
}

/* --- bombs ---------------------------------------------------------------------------------------- */

/* SerialDOS: two sets a level, each of which holds both sets of the level below, and a string. */
static void serial_dos(struct maker *maker, uint32_t n)
{
    uint32_t below[2] = {0, 0};
    for (uint32_t i = 0; i < n; i++) {
        uint32_t level[2];
        for (unsigned j = 0; j < 2; j++) {
            level[j] = begin_hash_set(maker, (i == 0 ? 0U : 2U) + 1U - j);
            if (i > 0) {
                put_reference(&maker->stream, below[0]);
                put_reference(&maker->stream, below[1]);
            }
            if (j == 0) {
                put_string(&maker->stream, "foo");
                maker->handles++;
            }
            end(maker);
        }
        memcpy(below, level, sizeof below);
    }
}

/* The same nested rather than side by side, so that the depth grows too. */
static void nested_sets(struct maker *maker, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        (void)begin_hash_set(maker, 1);
    }
    put_u8(&maker->stream, 0x70);
    for (uint32_t i = 0; i < n; i++) {
        end(maker);
    }
}

/* Lists in pairs of themselves as elements of a set: 2^n paths. */
static void shared_lists(struct maker *maker, uint32_t n)
{
    uint32_t below = 0;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t list = object(maker, LIST);
        put_u32(&maker->stream, i == 0 ? 0 : 2);
        put_hex(&maker->stream, "77 04 00000002");
        if (i > 0) {
            put_reference(&maker->stream, below);
            put_reference(&maker->stream, below);
        }
        end(maker);
        below = list;
        (void)begin_hash_set(maker, 1);
        put_reference(&maker->stream, list);
        end(maker);
    }
}

/* Entries of entries, each in the set: 2^n paths through equal fields. */
static void shared_entries(struct maker *maker, uint32_t n)
{
    (void)begin_hash_set(maker, n);
    uint32_t below = 0;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t entry = object(maker, ENTRY);
        for (unsigned j = 0; j < 2; j++) {
            if (i == 0) {
                put_u8(&maker->stream, 0x70);
            } else {
                put_reference(&maker->stream, below);
            }
        }
        below = entry;
    }
    end(maker);
}

/* Many sets of the same two long strings: hashed once. */
static void sets_of_long_strings(struct maker *maker, uint32_t n)
{
    const uint32_t a = long_string(maker, 10 * n, 'a');
    const uint32_t b = long_string(maker, 10 * n, 'b');
    for (uint32_t i = 0; i < n; i++) {
        (void)begin_hash_set(maker, 2);
        put_reference(&maker->stream, a);
        put_reference(&maker->stream, b);
        end(maker);
    }
}

/* Many sets of objects that are equal by a long string, or by a large array. */
static void sets_of_large_entries(struct maker *maker, uint32_t n)
{
    const uint32_t text = long_string(maker, 10 * n, 'a');
    const uint32_t number = big_integer(maker, 10 * n, 7);
    for (uint32_t i = 0; i < n; i++) {
        (void)begin_hash_set(maker, 2);
        (void)object(maker, ENTRY);
        put_reference(&maker->stream, text);
        put_u8(&maker->stream, 0x70);
        (void)object(maker, ENTRY);
        put_reference(&maker->stream, number);
        put_u8(&maker->stream, 0x70);
        end(maker);
    }
}

/* Many objects that refer to one large array or list, and look at all of it in their checks. */
static void shared_arrays(struct maker *maker, uint32_t n)
{
    put_hex(&maker->stream, "75 72 001e");
    put_raw(&maker->stream, "[Ljava.lang.StackTraceElement;", 30);
    put_hex(&maker->stream, "02462a3c3cfd2239 02 0000 78 70");
    put_u32(&maker->stream, 10 * n);
    /* Elements that are one and the same. */
    put_hex(&maker->stream, "73 72 001b");
    put_raw(&maker->stream, "java.lang.StackTraceElement", 27);
    put_hex(&maker->stream, "6109c59a2636dd85 02 0004 49 000a 6c696e654e756d626572"
                            "4c 000e 6465636c6172696e67436c617373 74 0012"
                            "4c6a6176612f6c616e672f537472696e673b 4c 0008 66696c654e616d65");
    put_reference(&maker->stream, maker->handles + 3);
    put_hex(&maker->stream, "4c 000a 6d6574686f644e616d65");
    put_reference(&maker->stream, maker->handles + 3);
    put_hex(&maker->stream, "78 70 00000001 740000 70 740000");
    for (uint32_t i = 1; i < 10 * n; i++) {
        put_reference(&maker->stream, maker->handles + 4);
    }
    const uint32_t array = maker->handles + 1;
    maker->handles += 7;
    for (uint32_t i = 0; i < n; i++) {
        put_u8(&maker->stream, 0x73);
        if (i == 0) {
            put_hex(&maker->stream, "72 0013");
            put_raw(&maker->stream, "java.lang.Throwable", 19);
            put_hex(&maker->stream, "d5c635273977b8cb 02 0003 4c 0005 6361757365 74 0015"
                                    "4c6a6176612f6c616e672f5468726f7761626c653b"
                                    "4c 000d 64657461696c4d657373616765");
            put_reference(&maker->stream, array + 2);
            put_hex(&maker->stream, "5b 000a 737461636b5472616365 74 001e"
                                    "5b4c6a6176612f6c616e672f537461636b5472616365456c656d656e743b"
                                    "78 70");
        } else {
            put_reference(&maker->stream, array + 6);
        }
        put_hex(&maker->stream, "70 70");
        put_reference(&maker->stream, array);
    }
}

static void shared_lists_in_sets(struct maker *maker, uint32_t n)
{
    put_hex(&maker->stream, "73 72 0029");
    put_raw(&maker->stream, "java.util.concurrent.CopyOnWriteArrayList", 41);
    put_hex(&maker->stream, "785d9fd546ab90c3 03 0000 78 70 77 04");
    put_u32(&maker->stream, 10 * n);
    const uint32_t list = maker->handles + 1;
    maker->handles += 2;
    for (uint32_t i = 0; i < 10 * n; i++) {
        integer(maker, i);
    }
    end(maker);
    const uint32_t set = maker->handles;
    for (uint32_t i = 0; i < n; i++) {
        put_u8(&maker->stream, 0x73);
        if (i == 0) {
            put_hex(&maker->stream, "72 0028");
            put_raw(&maker->stream, "java.util.concurrent.CopyOnWriteArraySet", 40);
            put_hex(&maker->stream, "4bbdd092901569d7 02 0001 4c 0002 616c 74 002b");
            put_raw(&maker->stream, "Ljava/util/concurrent/CopyOnWriteArrayList;", 43);
            put_hex(&maker->stream, "78 70");
        } else {
            put_reference(&maker->stream, set);
        }
        put_reference(&maker->stream, list);
    }
}

/* Many objects whose check reads one long string. */
static void shared_text(struct maker *maker, uint32_t n)
{
    const uint32_t text = long_string(maker, 100 * n, 'a');
    const uint32_t class = maker->handles;
    for (uint32_t i = 0; i < 10 * n; i++) {
        put_u8(&maker->stream, 0x73);
        if (i == 0) {
            put_hex(&maker->stream, "72 000c");
            put_raw(&maker->stream, "java.net.URI", 12);
            put_hex(&maker->stream, "ac01782e439e49ab 03 0001 4c 0006 737472696e67 74 0012"
                                    "4c6a6176612f6c616e672f537472696e673b 78 70");
        } else {
            put_reference(&maker->stream, class);
        }
        put_reference(&maker->stream, text);
        end(maker);
    }
}

/* Many exceptions that share one long list of suppressed ones, which the check of each goes through. */
static void shared_suppressed(struct maker *maker, uint32_t n)
{
    const uint32_t list = object(maker, LIST);
    const uint32_t class = maker->handles;
    put_u32(&maker->stream, 10 * n);
    put_hex(&maker->stream, "77 04");
    put_u32(&maker->stream, 10 * n);
    put_hex(&maker->stream, "73 72 0013");
    put_raw(&maker->stream, "java.lang.Throwable", 19);
    put_hex(&maker->stream, "d5c635273977b8cb 02 0004 4c 0005 6361757365 74 0015"
                            "4c6a6176612f6c616e672f5468726f7761626c653b"
                            "4c 000d 64657461696c4d657373616765 74 0012"
                            "4c6a6176612f6c616e672f537472696e673b"
                            "5b 000a 737461636b5472616365 74 001e"
                            "5b4c6a6176612f6c616e672f537461636b5472616365456c656d656e743b"
                            "4c 0014 73757070726573736564457863657074696f6e73 74 0010"
                            "4c6a6176612f7574696c2f4c6973743b 78 70 70 70 70 70");
    maker->handles += 6;
    for (uint32_t i = 1; i < 10 * n; i++) {
        put_reference(&maker->stream, class + 5);
    }
    end(maker);
    for (uint32_t i = 0; i < 10 * n; i++) {
        put_u8(&maker->stream, 0x73);
        put_reference(&maker->stream, class);
        put_hex(&maker->stream, "70 70 70");
        put_reference(&maker->stream, list);
    }
}

/* Many sorted sets of two long strings, or numbers, that differ at their end: this many are refused. */
static void sorted_long_strings(struct maker *maker, uint32_t n)
{
    const uint32_t a = long_string(maker, 100 * n, 'a');
    const uint32_t b = long_string(maker, 100 * n, 'b');
    for (uint32_t i = 0; i < 10 * n; i++) {
        (void)begin_tree_set(maker, 2);
        put_reference(&maker->stream, a);
        put_reference(&maker->stream, b);
        end(maker);
    }
}

static void sorted_big_integers(struct maker *maker, uint32_t n)
{
    const uint32_t a = big_integer(maker, 100 * n, 1);
    const uint32_t b = big_integer(maker, 100 * n, 2);
    for (uint32_t i = 0; i < 10 * n; i++) {
        (void)begin_tree_set(maker, 2);
        put_reference(&maker->stream, a);
        put_reference(&maker->stream, b);
        end(maker);
    }
}

/* Strings of one hash code: "Aa" and "BB" in all combinations. */
static void colliding_strings(struct maker *maker, uint32_t n)
{
    (void)begin_hash_set(maker, n);
    for (uint32_t i = 0; i < n; i++) {
        put_hex(&maker->stream, "74 0028");
        for (unsigned bit = 0; bit < 20; bit++) {
            put_raw(&maker->stream, (i >> bit & 1) != 0 ? "Aa" : "BB", 2);
        }
    }
    end(maker);
}

static void many_integers(struct maker *maker, uint32_t n)
{
    (void)begin_hash_set(maker, n);
    for (uint32_t i = 0; i < n; i++) {
        integer(maker, i);
    }
    end(maker);
}

/* The shortest distinct elements. */
static void short_strings(struct maker *maker, uint32_t n)
{
    (void)begin_hash_set(maker, n);
    for (uint32_t i = 0; i < n; i++) {
        char text[8];
        int length = 0;
        for (uint32_t left = i; left != 0; left >>= 6) {
            text[length++] = (char)('0' + (left & 63));
        }
        put_u8(&maker->stream, 0x74);
        put_u16(&maker->stream, (unsigned)length);
        put_raw(&maker->stream, text, (size_t)length);
    }
    end(maker);
}

static void many_nulls(struct maker *maker, uint32_t n)
{
    (void)begin_hash_set(maker, n);
    for (uint32_t i = 0; i < n; i++) {
        put_u8(&maker->stream, 0x70);
    }
    end(maker);
}

static void sorted_integers(struct maker *maker, uint32_t n)
{
    (void)begin_tree_set(maker, n);
    for (uint32_t i = 0; i < n; i++) {
        integer(maker, i);
    }
    end(maker);
}

static const struct {
    const char *name;
    void (*write)(struct maker *maker, uint32_t n);
    uint32_t small; /* n; the large one has 10 n */
    enum sluice_reason small_reason;
    enum sluice_reason reason;
} bombs[] = {
    {"SerialDOS", serial_dos, 100, SLUICE_OK, SLUICE_OK},
    {"nested sets", nested_sets, 1000, SLUICE_OK, SLUICE_OK},
    {"shared lists", shared_lists, 100, SLUICE_OK, SLUICE_OK},
    {"shared entries", shared_entries, 1000, SLUICE_OK, SLUICE_OK},
    {"sets of long strings", sets_of_long_strings, 1000, SLUICE_OK, SLUICE_OK},
    {"sets of large entries", sets_of_large_entries, 1000, SLUICE_OK, SLUICE_OK},
    {"shared arrays", shared_arrays, 500, SLUICE_OK, SLUICE_OK},
    {"shared lists in sets", shared_lists_in_sets, 300, SLUICE_OK, SLUICE_OK},
    {"shared text", shared_text, 300, SLUICE_LOOKED_TOO_OFTEN, SLUICE_LOOKED_TOO_OFTEN},
    {"shared suppressed", shared_suppressed, 500, SLUICE_LOOKED_TOO_OFTEN, SLUICE_LOOKED_TOO_OFTEN},
    {"sorted long strings", sorted_long_strings, 200, SLUICE_LOOKED_TOO_OFTEN,
     SLUICE_LOOKED_TOO_OFTEN},
    {"sorted big integers", sorted_big_integers, 200, SLUICE_LOOKED_TOO_OFTEN,
     SLUICE_LOOKED_TOO_OFTEN},
    {"colliding strings", colliding_strings, 2000, SLUICE_OK, SLUICE_OK},
    {"many integers", many_integers, 3000, SLUICE_OK, SLUICE_OK},
    {"short strings", short_strings, 5000, SLUICE_OK, SLUICE_OK},
    {"many nulls", many_nulls, 10000, SLUICE_BROKEN_DUPLICATE, SLUICE_BROKEN_DUPLICATE},
    {"sorted integers", sorted_integers, 3000, SLUICE_OK, SLUICE_OK},
};

static uint64_t steps_of(size_t bomb, uint32_t n, enum sluice_reason reason,
                         const struct sluice_policy *policy)
{
    const struct sluice_limits limits = {.depth = MANY, .objects = MANY};
    const struct sluice_options options = {.limits = &limits};
    struct maker maker = {.stream = stream_begin()};
    begin(&maker);
    bombs[bomb].write(&maker, n);
    struct built built = decode(&maker.stream, policy, &options);
    if (built.reason != reason) {
        fail_msg("%s of %u: %s (%s at %s)", bombs[bomb].name, n, sluice_reason_name(built.reason),
                 built.status.class_name, built.status.path);
    }
    if (built.status.peak_heap > HEAP_FACTOR * maker.stream.length + HEAP_BASE) {
        fail_msg("%s of %u: %llu bytes of heap for %llu bytes", bombs[bomb].name, n,
                 (unsigned long long)built.status.peak_heap,
                 (unsigned long long)maker.stream.length);
    }
    const uint64_t steps = built.status.steps;
    built_free(&built);
    stream_free(&maker.stream);
    return steps;
}

static void test_heap_and_steps(void **state)
{
    struct sluice_policy *policy = policy_of_groups(SLUICE_GROUP_ALL, NULL, 0);
    (void)state;
    for (size_t i = 0; i < COUNT(bombs); i++) {
        const uint64_t small = steps_of(i, bombs[i].small, bombs[i].small_reason, policy);
        const uint64_t large = steps_of(i, 10 * bombs[i].small, bombs[i].reason, policy);
        if (large > 11 * small) {
            fail_msg("%s: %llu steps, ten times as long %llu", bombs[i].name,
                     (unsigned long long)small, (unsigned long long)large);
        }
    }
    sluice_policy_free(policy);
}

/* What no bomb comes near to: many sorted sets of long strings of their own. */
static void test_long_strings_are_compared(void **state)
{
    struct sluice_policy *policy = policy_of_groups(SLUICE_GROUP_ALL, NULL, 0);
    struct maker maker = {.stream = stream_begin()};
    (void)state;
    begin(&maker);
    for (uint32_t i = 0; i < 200; i++) {
        (void)begin_tree_set(&maker, 3);
        (void)long_string(&maker, 2000, 'a');
        (void)long_string(&maker, 2000, 'b');
        (void)long_string(&maker, 2000, 'c');
        end(&maker);
    }
    struct built built = decode(&maker.stream, policy, NULL);
    assert_int_equal(built.reason, SLUICE_OK);
    built_free(&built);
    stream_free(&maker.stream);
    sluice_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_heap_and_steps),
        cmocka_unit_test(test_long_strings_are_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
