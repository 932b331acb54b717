/* The stream map: what the bytes say, for good streams, bad ones and any others. */
#include "rules/stream_map.h"
#include "rules/tests/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void map_of(struct scene *scene, const char *hex, struct sluice_stream_map *map)
{
    scene_init(scene);
    scene_stream(scene, hex);
    assert_true(sluice_stream_map_make(&scene->context, map));
}

static void done(struct scene *scene, struct sluice_stream_map *map)
{
    sluice_stream_map_free(map);
    scene_free(scene);
}

#define STRING_A "74000141"
#define INTS                                                                                       \
    "75"                                                                                           \
    "720002"                                                                                       \
    "5b49" SCENE_SUID "02"                                                                         \
    "00007870"                                                                                     \
    "00000002"                                                                                     \
    "0000000100000002"
#define OBJECTS(count)                                                                             \
    "75"                                                                                           \
    "720002"                                                                                       \
    "5b4c" SCENE_SUID "02"                                                                         \
    "00007870" count

static void test_object(void **state)
{
    (void)state;
    struct scene scene;
    struct sluice_stream_map map;
    map_of(&scene, SCENE_ONE_A STRING_A INTS, &map);
    assert_int_equal(map.status, SLUICE_MAP_COMPLETE);
    assert_int_equal(map.entry_count, 5);
    assert_int_equal(map.top_items, 3);
    const struct sluice_map_entry *object = sluice_map_entry_at(&map, 1);
    assert_int_equal(object->kind, SLUICE_MAP_OBJECT);
    assert_int_equal(object->start, 4);
    assert_int_equal(object->end, 30);
    assert_true(object->needed);
    assert_true(object->has_data);
    assert_string_equal(sluice_map_descriptor_of(&map, object)->model->name, "A");
    assert_int_equal(sluice_map_entry_at(&map, 0)->end, 26);
    assert_int_equal(sluice_map_entry_at(&map, 2)->kind, SLUICE_MAP_STRING);
    assert_int_equal(sluice_map_entry_at(&map, 4)->length, 2);
    assert_int_equal(map.most.objects, 5);
    assert_int_equal(map.most.elements, 2);
    assert_int_equal(map.most.fields, 1);
    assert_int_equal(map.most.string_bytes, 1);
    assert_int_equal(map.most.bytes, map.stopped);
    assert_int_equal(map.most.depth, 2);
    assert_int_equal(map.most.hierarchy, 1);
    assert_null(sluice_map_entry_at(&map, 5));
    done(&scene, &map);
}

/* An object that refers to itself where that means null is in nobody's hands but its holder's. */
static void test_itself_can_mean_null(void **state)
{
    (void)state;
    struct scene scene;
    struct sluice_stream_map map;
    map_of(&scene,
           SCENE_HEADER "73" SCENE_CLASS("4f", "0001"
                                               "4c000176"
                                               "740012"
                                               "4c6a6176612f6c616e672f4f626a6563743b") "71007e0002",
           &map);
    assert_int_equal(map.status, SLUICE_MAP_COMPLETE);
    assert_false(map.open_reference);
    assert_int_equal(map.edge_count, 2);
    assert_int_equal(map.edges[0].value, 2);
    assert_int_equal(map.edges[1].owner, 2);
    assert_int_equal(map.edges[1].value, SLUICE_MAP_NONE);
    done(&scene, &map);
}

static void test_resets_restart_counts(void **state)
{
    (void)state;
    struct scene scene;
    struct sluice_stream_map map;
    map_of(&scene,
           SCENE_HEADER STRING_A STRING_A "71007e0001"
                                          "79" STRING_A "71007e0000",
           &map);
    assert_int_equal(map.status, SLUICE_MAP_COMPLETE);
    assert_int_equal(map.entry_count, 3);
    assert_int_equal(map.most.objects, 2);
    assert_int_equal(map.resets, 1);
    assert_int_equal(map.reset_offsets[0], 18);
    assert_int_equal(map.most.bytes, 18);
    assert_int_equal(map.most.depth, 0);
    done(&scene, &map);
    map_of(&scene, SCENE_HEADER STRING_A STRING_A "79" STRING_A "71007e0001", &map);
    assert_int_equal(map.status, SLUICE_MAP_MALFORMED);
    done(&scene, &map);
}

static void test_malformed(void **state)
{
    (void)state;
    const char *const streams[] = {
        "",
        "aced",
        "aced0006",
        SCENE_HEADER "6f",
        SCENE_HEADER "78",
        SCENE_HEADER "7400",
        SCENE_HEADER "71007e0000",
        SCENE_HEADER "7105",
        SCENE_HEADER "73"
                     "75",
        SCENE_HEADER OBJECTS("00000001") "79",
        SCENE_HEADER OBJECTS("00000001"),
        SCENE_HEADER OBJECTS("ffffffff"),
        SCENE_HEADER "7affffffff",
        SCENE_HEADER "77054142",
        SCENE_HEADER "73" SCENE_A "0000",
    };
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        struct scene scene;
        struct sluice_stream_map map;
        map_of(&scene, streams[i], &map);
        if (map.status != SLUICE_MAP_MALFORMED) {
            print_error("%s: %s\n", streams[i], map.why != NULL ? map.why : "complete");
        }
        assert_int_equal(map.status, SLUICE_MAP_MALFORMED);
        assert_non_null(map.why);
        done(&scene, &map);
    }
}

/* Streams that readers take differently are never called malformed. */
static void test_uncertain(void **state)
{
    (void)state;
    const char *const streams[] = {
        /* external data of protocol 1 */
        SCENE_HEADER "73"
                     "7200014c" SCENE_SUID "04"
                     "0000"
                     "7870"
                     "00",
        /* writeObject that may have skipped its field, and then a type code that is none */
        SCENE_HEADER "73"
                     "7200014c" SCENE_SUID "03" SCENE_INT_FIELD "7870"
                     "7700000078"
                     "00",
        /* one that has skipped its fields: where the second one is due there is block data */
        SCENE_HEADER "73"
                     "7200014c" SCENE_SUID "03"
                     "00024c000178740003"
                     "4c413b4c00017971007e00017870"
                     "70770078",
        /* a negative long string, a negative number of fields: the JDK takes either for 0 */
        SCENE_HEADER "7cffffffffffffffff",
        SCENE_HEADER "7200014c" SCENE_SUID "02"
                     "ffff"
                     "7870",
        /* a type string of a primitive type where the type code is that of an object */
        SCENE_HEADER "7200014c" SCENE_SUID "02"
                     "00014c000178740001497870",
    };
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        struct scene scene;
        struct sluice_stream_map map;
        map_of(&scene, streams[i], &map);
        if (map.status != SLUICE_MAP_UNCERTAIN) {
            print_error("%s: %s\n", streams[i], map.why != NULL ? map.why : "complete");
        }
        assert_int_equal(map.status, SLUICE_MAP_UNCERTAIN);
        assert_true(map.has_two_readings);
        done(&scene, &map);
    }
}

/* What every reader refuses, and where it begins. */
static void test_places_of_faults(void **state)
{
    (void)state;
    static const struct {
        const char *stream;
        unsigned at;
    } faults[] = {
        {SCENE_HEADER "7370", 4},                     /* no class descriptor */
        {SCENE_HEADER "757000000000", 4},             /* of an array */
        {SCENE_HEADER "7e70740000", 4},               /* of a constant */
        {SCENE_HEADER "7670", 4},                     /* of a class */
        {SCENE_HEADER "757d00000000787000000000", 4}, /* an array of a proxy */
        {SCENE_HEADER "7e" SCENE_CLASS("45", SCENE_NO_FIELDS) "740000", 4},
        {SCENE_HEADER "7e7200014500000000000000001200007870"
                      "70",
         22},                         /* a name that is none */
        {SCENE_HEADER "74000180", 7}, /* text: a tail that stands alone */
        {SCENE_HEADER "740001c2", 7}, /* a character that is cut */
        {SCENE_HEADER "740002c241", 7},
        {SCENE_HEADER "740003e0a041", 7},
        {SCENE_HEADER "740004f0808080", 7},                    /* no character begins so */
        {SCENE_HEADER "720001c2" SCENE_SUID "0200007870", 5},  /* a name */
        {SCENE_HEADER "7200014c" SCENE_SUID "0600007870", 16}, /* flags that conflict */
        {SCENE_HEADER "7200014c" SCENE_SUID "1000007870", 8},  /* an enum with a number */
        {SCENE_HEADER "7200014c0000000000000000100001490001787870", 17}, /* with a field */
        {SCENE_HEADER "7200014c" SCENE_SUID "02000151000178"
                      "7870",
         19},                                                            /* no type */
        {SCENE_HEADER "7200014c" SCENE_SUID "0200014c000178707870", 23}, /* no type string */
        {SCENE_HEADER "7200014c" SCENE_SUID "0200014c00017871007e00007870", 23},
        {SCENE_HEADER "7200014c" SCENE_SUID "0200014c0001787400007870", 23},
        {SCENE_HEADER "7200014c" SCENE_SUID "0200014c000178740001517870", 23},
        {SCENE_HEADER "7200014c" SCENE_SUID "0200025b0001617400025b49490001627870", 28}, /* order */
        {SCENE_HEADER "7d000100007870", 5}, /* interfaces */
        {SCENE_HEADER "7d8000000078", 5},
        {SCENE_HEADER "7d000000010001f87870", 9},
        {SCENE_HEADER "74000141"
                      "7371007e0000",
         9},                                                           /* what is no descriptor */
        {SCENE_HEADER "7200014c" SCENE_SUID "0200007371007e0000", 20}, /* that is not finished */
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct scene scene;
        struct sluice_stream_map map;
        map_of(&scene, faults[i].stream, &map);
        if (map.status != SLUICE_MAP_MALFORMED || map.stopped != faults[i].at) {
            print_error("%s: %s at %llu\n", faults[i].stream,
                        map.why != NULL ? map.why : "complete", (unsigned long long)map.stopped);
        }
        assert_int_equal(map.status, SLUICE_MAP_MALFORMED);
        assert_int_equal(map.stopped, faults[i].at);
        assert_true(map.reached >= map.stopped);
        done(&scene, &map);
    }
}

/* What is faulty as a whole is known to be so behind its descriptor. */
static void test_reached(void **state)
{
    (void)state;
    struct scene scene;
    struct sluice_stream_map map;
    map_of(&scene, SCENE_HEADER "7e7d00000000740001417870740000", &map);
    assert_int_equal(map.status, SLUICE_MAP_MALFORMED);
    assert_int_equal(map.stopped, 4);
    assert_int_equal(map.reached, 16);
    done(&scene, &map);
}

static void test_every_type_code(void **state)
{
    (void)state;
    const char *const streams[] = {
        SCENE_HEADER,
        SCENE_HEADER "70",
        SCENE_HEADER STRING_A "71007e0000",
        SCENE_HEADER SCENE_A,
        SCENE_HEADER "73" SCENE_A "00000001",
        SCENE_HEADER INTS,
        SCENE_HEADER "76" SCENE_A,
        SCENE_HEADER "770141"
                     "7a0000000142",
        SCENE_HEADER "79",
        SCENE_HEADER "7b"
                     "73" SCENE_A "00000001" STRING_A "71007e0000",
        SCENE_HEADER "7c0000000000000001"
                     "41",
        /* an enum constant */
        SCENE_HEADER "7e"
                     "720001"
                     "45"
                     "0000000000000000"
                     "12"
                     "0000"
                     "7870" STRING_A,
        /* characters of one, two and three bytes */
        SCENE_HEADER "7400087fc280efbfbf0041",
        /* custom data after the fields, annotation of the class */
        SCENE_HEADER "73"
                     "720001"
                     "43" SCENE_SUID "03"
                     "0000" STRING_A "770100"
                     "78"
                     "70"
                     "770141" STRING_A "78",
        /* a superclass that is sent as an enum, and one that is sent as externalizable */
        SCENE_HEADER "73"
                     "720001"
                     "42" SCENE_SUID "02" SCENE_INT_FIELD "78720001"
                     "45"
                     "0000000000000000"
                     "13"
                     "0000"
                     "7870"
                     "770141"
                     "78"
                     "00000001",
        SCENE_HEADER "73"
                     "720001"
                     "42" SCENE_SUID "02" SCENE_INT_FIELD "78720001"
                     "58" SCENE_SUID "04" SCENE_INT_FIELD "7870"
                     "00000001"
                     "00000002",
        /* external data in blocks */
        SCENE_HEADER "73"
                     "720001"
                     "43" SCENE_SUID "0c"
                     "0000"
                     "7870"
                     "770141"
                     "78",
    };
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        struct scene scene;
        struct sluice_stream_map map;
        map_of(&scene, streams[i], &map);
        if (map.status != SLUICE_MAP_COMPLETE) {
            print_error("%s: %s at %llu\n", streams[i], map.why, (unsigned long long)map.stopped);
        }
        assert_int_equal(map.status, SLUICE_MAP_COMPLETE);
        assert_int_equal(map.stopped, strlen(streams[i]) / 2);
        done(&scene, &map);
    }
}

static void test_proxy(void **state)
{
    (void)state;
    struct scene scene;
    struct sluice_stream_map map;
    map_of(&scene,
           SCENE_HEADER "73"
                        "7d"
                        "00000001"
                        "000149"
                        "78"
                        "720001"
                        "58" SCENE_SUID "02"
                        "0001"
                        "4c000168"
                        "7400024c3b"
                        "78"
                        "70"
                        "70",
           &map);
    assert_int_equal(map.status, SLUICE_MAP_COMPLETE);
    assert_int_equal(map.most.interfaces, 1);
    assert_int_equal(map.most.depth, 3); /* its class, and the class above that */
    assert_int_equal(map.most.hierarchy, 2);
    assert_int_equal(map.entry_count, 4); /* proxy class, its superclass, type string, object */
    assert_true(sluice_map_descriptor_of(&map, sluice_map_entry_at(&map, 3))->proxy);
    done(&scene, &map);
}

/* A proxy whose only field, of this name in hexadecimal, holds an object. */
#define PROXY_WITH(field)                                                                          \
    SCENE_HEADER                                                                                   \
    "737d00000001000149787200176a6176612e6c616e672e7265666c6563742e50726f7879" SCENE_SUID          \
    "0200014c0001" field "7400024c3b7870"                                                          \
    "7372000158" SCENE_SUID "0200007870"

/* Of what stands behind a proxy the handler is kept, and nothing else. */
static void test_handler(void **state)
{
    (void)state;
    static const char *const streams[] = {PROXY_WITH("68"), PROXY_WITH("69")};
    for (size_t i = 0; i < 2; i++) {
        struct scene scene;
        struct sluice_stream_map map;
        map_of(&scene, streams[i], &map);
        assert_int_equal(map.status, SLUICE_MAP_COMPLETE);
        assert_int_equal(map.entry_count, 6);
        assert_int_equal(sluice_map_entry_at(&map, 5)->needed, i == 0);
        done(&scene, &map);
    }
}

/* What hangs on nothing that the receiver declares is not needed. */
static void test_needed(void **state)
{
    (void)state;
    struct scene scene;
    struct sluice_stream_map map;
    /* in the annotation of a class: object of A with handle 2, behind its class 1 */
    map_of(&scene,
           SCENE_HEADER "73"
                        "720001"
                        "53" SCENE_SUID "02"
                        "0000"
                        "73" SCENE_A "00000007"
                        "78"
                        "70",
           &map);
    assert_int_equal(map.status, SLUICE_MAP_COMPLETE);
    assert_int_equal(sluice_map_entry_at(&map, 2)->kind, SLUICE_MAP_OBJECT);
    assert_false(sluice_map_entry_at(&map, 2)->needed);
    assert_true(sluice_map_entry_at(&map, 3)->needed);
    assert_false(sluice_map_entry_at(&map, 3)->has_data);
    done(&scene, &map);
    /* in a field that the class does not have: object of A behind its type string and classes */
    map_of(&scene,
           SCENE_HEADER "73"
                        "720001"
                        "41" SCENE_SUID "02"
                        "0001"
                        "4c00017a"
                        "7400024c3b"
                        "78"
                        "70"
                        "73"
                        "720001"
                        "48" SCENE_SUID "02"
                        "0000"
                        "7870",
           &map);
    assert_int_equal(map.status, SLUICE_MAP_COMPLETE);
    assert_int_equal(sluice_map_entry_at(&map, 4)->kind, SLUICE_MAP_OBJECT);
    assert_false(sluice_map_entry_at(&map, 4)->needed);
    assert_true(sluice_map_entry_at(&map, 2)->needed);
    done(&scene, &map);
}

/* What is open at an exception is over behind it. Only a reset begins the counters anew. */
static void test_exceptions_cut_short(void **state)
{
    (void)state;
    struct scene scene;
    struct sluice_stream_map map;
    scene_init(&scene);
    scene_stream(&scene, SCENE_HEADER OBJECTS("000003e8") "707b"
                                                          "73" SCENE_A "00000001" INTS);
    assert_true(sluice_stream_map_make(&scene.context, &map));
    assert_int_equal(map.status, SLUICE_MAP_COMPLETE);
    assert_true(map.has_exception && map.cuts_array);
    assert_int_equal(map.most.objects, 6);
    assert_int_equal(map.most.elements, 1002);
    assert_int_equal(map.most.depth, 4); /* the class in the object in the exception in the array */
    const struct sluice_map_entry *cut = sluice_map_entry_at(&map, 1);
    assert_int_equal(cut->left, 998);
    assert_int_equal(cut->content, 27);
    assert_int_equal(cut->end, 0);
    assert_int_equal(sluice_map_entry_at(&map, 5)->left, 0);
    done(&scene, &map);
}

/* 100,000 levels deep: the walk keeps its own stack. */
static void test_deep(void **state)
{
    (void)state;
    enum { LEVELS = 100000 };
    static uint8_t bytes[4 + 21 + 10 * LEVELS];
    struct scene scene;
    scene_init(&scene);
    scene_stream(&scene, SCENE_HEADER OBJECTS("00000001"));
    size_t length = scene.context.length;
    memcpy(bytes, scene.bytes, length);
    static const uint8_t level[] = {0x75, 0x71, 0, 0x7e, 0, 0, 0, 0, 0, 1};
    for (size_t i = 0; i < LEVELS - 1; i++) {
        memcpy(bytes + length, level, sizeof level);
        length += sizeof level;
    }
    bytes[length++] = 0x70;
    scene.context.bytes = bytes;
    scene.context.length = length;
    struct sluice_stream_map map;
    assert_true(sluice_stream_map_make(&scene.context, &map));
    assert_int_equal(map.status, SLUICE_MAP_COMPLETE);
    assert_int_equal(map.most.elements, LEVELS);
    done(&scene, &map);
}

/* Any bytes: every prefix and every changed byte of a stream that has nearly everything. */
static void test_any_bytes(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene);
    scene_stream(&scene, SCENE_ONE_A STRING_A INTS OBJECTS("00000002") "70"
                                                                       "71007e0001"
                                                                       "7b"
                                                                       "73" SCENE_A "00000001"
                                                                       "76" SCENE_A "770141");
    const size_t length = scene.context.length;
    for (size_t at = 0; at < length; at++) {
        for (unsigned value = 0; value < 256; value++) {
            const uint8_t kept = scene.bytes[at];
            struct sluice_stream_map map;
            scene.bytes[at] = (uint8_t)value;
            assert_true(sluice_stream_map_make(&scene.context, &map));
            assert_true(map.stopped <= scene.context.length);
            sluice_stream_map_free(&map);
            scene.bytes[at] = kept;
        }
        scene.context.length = at;
        struct sluice_stream_map map;
        assert_true(sluice_stream_map_make(&scene.context, &map));
        sluice_stream_map_free(&map);
        scene.context.length = length;
    }
    scene_free(&scene);
}

/* Sorted or not, the same classes are found: of one name the first. */
static void test_classes_by_name(void **state)
{
    (void)state;
    static const struct sluice_judge_class classes[] = {{.name = "m"}, {.name = "ab"},
                                                        {.name = "b"}, {.name = "a"},
                                                        {.name = "b"}, {.name = "\xC3"}};
    static const struct sluice_judge_class *const by_name[] = {
        &classes[3], &classes[1], &classes[2], &classes[4], &classes[0], &classes[5]};
    static const char *const names[] = {"a", "ab", "abc", "b", "m", "n", "", "\xC3", "A", "\xC4"};
    enum { COUNT = sizeof classes / sizeof classes[0] };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (size_t count = 0; count <= COUNT; count += COUNT) {
            struct sluice_judge_context context = {.classes = classes, .class_count = count};
            const size_t length = strlen(names[i]);
            const struct sluice_judge_class *found = sluice_judge_find_class(&context, names[i],
                                                                             length);
            context.by_name = by_name;
            assert_ptr_equal(sluice_judge_find_class(&context, names[i], length), found);
            assert_true(found == NULL || strcmp(found->name, names[i]) == 0);
            assert_int_equal(found != NULL, count > 0 && strchr("abm\xC3", names[i][0]) != NULL &&
                                                length > 0 && length < 3);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_object),
        cmocka_unit_test(test_itself_can_mean_null),
        cmocka_unit_test(test_resets_restart_counts),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_uncertain),
        cmocka_unit_test(test_places_of_faults),
        cmocka_unit_test(test_reached),
        cmocka_unit_test(test_every_type_code),
        cmocka_unit_test(test_proxy),
        cmocka_unit_test(test_handler),
        cmocka_unit_test(test_needed),
        cmocka_unit_test(test_exceptions_cut_short),
        cmocka_unit_test(test_deep),
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_classes_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
