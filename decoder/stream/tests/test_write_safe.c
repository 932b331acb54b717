/* OUT-2: containers are replaced by immutable ones where the place admits it. That a JDK reads them is
 * tested in harness/interchange; here, what is replaced and what is kept, and that the accounts hold. */
#include "write_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bombs.h"
#include "write_safe.h"

#define STREAMS "../../../corpora/valid/streams"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* --- models ----------------------------------------------------------------------------------- */

static const struct sluice_field_model size_field[] = {{.name = "size", .signature = "I"}};
static const struct sluice_field_model array_field[] = {
    {.name = "a", .signature = "[Ljava/lang/Object;"}};
static const struct sluice_field_model vector_fields[] = {
    {.name = "capacityIncrement", .signature = "I"},
    {.name = "elementCount", .signature = "I"},
    {.name = "elementData", .signature = "[Ljava/lang/Object;"}};
static const struct sluice_field_model comparator_field[] = {
    {.name = "comparator", .signature = "Ljava/util/Comparator;"}};
static const struct sluice_field_model defaults_field[] = {
    {.name = "defaults", .signature = "Ljava/util/Properties;"}};

#define INT(piece)                                                                                 \
    {                                                                                              \
        .kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = (piece)                              \
    }
#define LIST(piece, counter)                                                                       \
    {                                                                                              \
        .kind = SLUICE_LAYOUT_OBJECTS, .name = (piece), .count = (counter)                         \
    }
#define PAIRS(piece, counter)                                                                      \
    {                                                                                              \
        .kind = SLUICE_LAYOUT_PAIRS, .name = (piece), .count = (counter)                           \
    }

static const struct sluice_layout_item list_layout[] = {INT("capacity"), LIST("elements", NULL)};
static const struct sluice_layout_item linked_layout[] = {INT("size"), LIST("elements", "size")};
static const struct sluice_layout_item set_layout[] = {
    INT("capacity"),
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'F', .name = "loadFactor"},
    INT("size"),
    LIST("elements", "size")};
static const struct sluice_layout_item map_layout[] = {INT("buckets"), INT("size"),
                                                       PAIRS("entries", "size")};
static const struct sluice_layout_item tree_set_layout[] = {
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "comparator"}, INT("size"), LIST("elements", "size")};
static const struct sluice_layout_item tree_map_layout[] = {INT("size"), PAIRS("entries", "size")};
static const struct sluice_field_model al_field[] = {
    {.name = "al", .signature = "Ljava/util/concurrent/CopyOnWriteArrayList;"}};
static const struct sluice_field_model m_field[] = {
    {.name = "m", .signature = "Ljava/util/concurrent/ConcurrentNavigableMap;"}};
static const char *const navigable[] = {"java.util.concurrent.ConcurrentNavigableMap"};
static const struct sluice_layout_item skip_layout[] = {
    {.kind = SLUICE_LAYOUT_PAIRS, .name = "entries", .until_null = true}};
static const struct sluice_layout_item null_end_layout[] = {
    {.kind = SLUICE_LAYOUT_PAIRS, .name = "entries", .until_null = true},
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "end"}};

#define MODEL(class_name) .name = (class_name), .construct = SLUICE_CONSTRUCT_ATOMIC
#define FIELDS(list) .fields = (list), .field_count = COUNT(list)
#define INTERFACES(list) .interfaces = (list), .interface_count = COUNT(list)
#define LAYOUT(list) .form = SLUICE_FORM_BOTH, .layout = (list), .layout_count = COUNT(list)
#define HOLDS(what, where) .container = SLUICE_CONTAINER_##what, .items = (where)

static const struct sluice_class_model models[] = {
    {MODEL("java.util.ArrayList"), FIELDS(size_field), LAYOUT(list_layout),
     HOLDS(LIST, "elements")},
    {MODEL("java.util.LinkedList"), LAYOUT(linked_layout), HOLDS(LIST, "elements")},
    {MODEL("java.util.Arrays$ArrayList"), FIELDS(array_field), HOLDS(LIST, "a")},
    {MODEL("java.util.Vector"), FIELDS(vector_fields), HOLDS(LIST, "elementData"),
     .item_count = "elementCount"},
    {MODEL("java.util.HashSet"), LAYOUT(set_layout), HOLDS(SET, "elements")},
    {MODEL("java.util.LinkedHashSet"), .parent = "java.util.HashSet",
     HOLDS(LINKED_SET, "elements")},
    {MODEL("java.util.HashMap"), LAYOUT(map_layout), HOLDS(MAP, "entries")},
    {MODEL("java.util.LinkedHashMap"), .parent = "java.util.HashMap", HOLDS(LINKED_MAP, "entries")},
    {MODEL("java.util.TreeSet"), LAYOUT(tree_set_layout), HOLDS(SORTED_SET, "elements"),
     .comparator = "comparator"},
    {MODEL("java.util.TreeMap"), FIELDS(comparator_field), LAYOUT(tree_map_layout),
     HOLDS(SORTED_MAP, "entries"), .comparator = "comparator"},
    {MODEL("java.util.Hashtable"), LAYOUT(map_layout), HOLDS(MAP, "entries")},
    {MODEL("java.util.Properties"), .parent = "java.util.Hashtable", FIELDS(defaults_field),
     HOLDS(MAP, "entries")},
    {MODEL("java.util.concurrent.CopyOnWriteArrayList"), LAYOUT(linked_layout),
     HOLDS(LIST, "elements")},
    {MODEL("java.util.concurrent.CopyOnWriteArraySet"), FIELDS(al_field), HOLDS(LINKED_SET, "al")},
    {MODEL("java.util.concurrent.ConcurrentSkipListMap"), INTERFACES(navigable),
     FIELDS(comparator_field), LAYOUT(skip_layout), HOLDS(SORTED_MAP, "entries"),
     .comparator = "comparator"},
    {MODEL("java.util.concurrent.ConcurrentSkipListSet"), FIELDS(m_field), HOLDS(SORTED_SET, "m")},
    {MODEL("java.util.concurrent.ConcurrentHashMap"), LAYOUT(null_end_layout),
     HOLDS(MAP, "entries")},
};

static struct sluice_policy *policy;

static int make_policy(void **state)
{
    (void)state;
    policy = policy_of(models, COUNT(models));
    return 0;
}

static int free_policy(void **state)
{
    (void)state;
    sluice_policy_free(policy);
    return 0;
}

/* --- single containers ------------------------------------------------------------------------ */

/* Writes hex safely and compares the compact form; -1: replaced is not compared. */
static void expect_safe(const char *hex, const char *text, uint64_t replaced)
{
    const struct sluice_write_options options = {.safe = policy};
    struct stream bytes;
    struct outcome outcome = inspect_hex(&bytes, hex);
    struct written written = write_document(outcome.document, &options);
    assert_int_equal(written.reason, SLUICE_OK);
    struct stream result = written_stream(&written);
    struct outcome again = inspect(&result, NULL);
    assert_int_equal(again.reason, SLUICE_OK);
    char *compact = compact_of(again.document);
    assert_string_equal(compact, text);
    assert_int_equal(written.report.replaced, replaced);
    assert_int_equal(written.status.objects, again.status.objects);
    assert_int_equal(written.status.elements, again.status.elements);
    assert_int_equal(written.status.depth, again.status.depth);
    free(compact);
    outcome_free(&again);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

/* class java.util.ArrayList {int size} with custom data, up to the superclass */
#define ARRAY_LIST                                                                                 \
    "72 0013 6a6176612e7574696c2e41727261794c697374 0000000000000001 03 0001 49 0004 73697a65 78 70"
#define HASH_SET "72 0011 6a6176612e7574696c2e48617368536574 0000000000000001 03 0000 78 70"
#define HASH_MAP "72 0011 6a6176612e7574696c2e486173684d6170 0000000000000001 03 0000 78 70"
#define TREE_SET "72 0011 6a6176612e7574696c2e54726565536574 0000000000000001 03 0000 78 70"
#define A_STRING "74 0001 61"
#define B_STRING "74 0001 62"

static void test_lists(void **state)
{
    (void)state;
    expect_safe("73" ARRAY_LIST "00000002 77 04 00000002" A_STRING B_STRING "78",
                "CollSer{tag=1 data={data:00000002,\"a\",\"b\"}}", 1);
    expect_safe("73" ARRAY_LIST "00000000 77 04 00000000 78", "CollSer{tag=1 data={data:00000000}}",
                1);
    expect_safe("73" ARRAY_LIST "00000002 77 04 00000002" A_STRING "70 78",
                "Collections$UnmodifiableList{c=Arrays$ArrayList{a=Object[2]{\"a\",null}} list=@7}",
                1);
}

static void test_sets_and_maps(void **state)
{
    const char *set = "73" HASH_SET "77 0c 00000010 3f400000 00000001";
    char hex[512];
    (void)state;
    (void)snprintf(hex, sizeof hex, "%s %s 78", set, A_STRING);
    expect_safe(hex, "CollSer{tag=2 data={data:00000001,\"a\"}}", 1);
    (void)snprintf(hex, sizeof hex, "%s 70 78", set);
    expect_safe(
        hex,
        "Collections$UnmodifiableSet{c=LinkedHashSet{data={data:000000103f40000000000001,null}}}",
        1);
    expect_safe("73" HASH_MAP "77 08 00000010 00000001" A_STRING B_STRING "78",
                "CollSer{tag=3 data={data:00000002,\"a\",\"b\"}}", 1);
    expect_safe("73" HASH_MAP "77 08 00000010 00000001" A_STRING "70 78",
                "Collections$UnmodifiableMap{m=LinkedHashMap{loadFactor=0.75 threshold=12 "
                "data={data:0000001000000001,\"a\",null} accessOrder=false}}",
                1);
    expect_safe(
        "73" TREE_SET "70 77 04 00000001" A_STRING "78",
        "Collections$UnmodifiableNavigableSet{c=TreeSet{data={null,data:00000001,\"a\"}} ss=@9 "
        "ns=@9}",
        1);
}

/* --- places ----------------------------------------------------------------------------------- */

/* An object with a field of this type that holds an ArrayList. */
static void expect_in_field(const char *type, bool is_replaced)
{
    const struct sluice_write_options options = {.safe = policy};
    struct stream bytes = stream_begin();
    put_hex(&bytes, "73");
    put_class(&bytes, "A", 2, 1);
    put_field(&bytes, 'L', "f", type);
    put_hex(&bytes, "78 70 73" ARRAY_LIST "00000000 77 04 00000000 78");
    struct outcome outcome = inspect(&bytes, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    struct written written = write_document(outcome.document, &options);
    assert_int_equal(written.reason, SLUICE_OK);
    if (written.report.replaced != is_replaced || written.report.kept_by_place == is_replaced) {
        fail_msg("a list in a field of type %s", type);
    }
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

static void test_field_types(void **state)
{
    (void)state;
    expect_in_field("Ljava/lang/Object;", true);
    expect_in_field("Ljava/io/Serializable;", true);
    expect_in_field("Ljava/lang/Iterable;", true);
    expect_in_field("Ljava/util/Collection;", true);
    expect_in_field("Ljava/util/List;", true);
    expect_in_field("Ljava/util/RandomAccess;", true);
    expect_in_field("Ljava/util/ArrayList;", false);
    expect_in_field("Ljava/util/AbstractList;", false);
    expect_in_field("Ljava/util/Set;", false);
    expect_in_field("Ljava/util/Map;", false);
    expect_in_field("Ljava/lang/Cloneable;", false);
    expect_in_field("Ljava/util/Lis;", false);
    expect_in_field("Ljava/util/Listt;", false);
}

/* An object with an array of these elements, which holds an ArrayList. */
static void expect_in_array(const char *holder, const char *array, bool is_replaced)
{
    const struct sluice_write_options options = {.safe = policy};
    struct stream bytes = stream_begin();
    put_hex(&bytes, "73");
    put_class(&bytes, holder, 2, 1);
    put_field(&bytes, '[', "f", "[Ljava/lang/Object;");
    put_hex(&bytes, "78 70 75");
    put_plain_class(&bytes, array, 2);
    put_hex(&bytes, "00000001 73" ARRAY_LIST "00000000 77 04 00000000 78");
    struct outcome outcome = inspect(&bytes, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    struct written written = write_document(outcome.document, &options);
    assert_int_equal(written.reason, SLUICE_OK);
    assert_int_equal(written.report.replaced, is_replaced);
    assert_int_equal(written.report.kept_by_place, !is_replaced);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

static void test_arrays(void **state)
{
    (void)state;
    expect_in_array("A", "[Ljava.lang.Object;", true);
    expect_in_array("A", "[Ljava.util.Collection;", true);
    expect_in_array("A", "[Ljava.util.ArrayList;", false);
    expect_in_array("A", "[[Ljava.lang.Object;", false);
    /* a lambda casts what it has captured */
    expect_in_array("java.lang.invoke.SerializedLambda", "[Ljava.lang.Object;", false);
}

/* What stands in an unmodifiable container only is safe; elsewhere as well, it is replaced. */
static void test_guarded(void **state)
{
    const struct sluice_write_options options = {.safe = policy};
    (void)state;
    for (unsigned exposed = 0; exposed < 2; exposed++) {
        struct stream bytes = stream_begin();
        put_hex(&bytes, "73");
        put_class(&bytes, "java.util.Collections$UnmodifiableCollection", 2, 1);
        put_field(&bytes, 'L', "c", "Ljava/util/Collection;");
        put_hex(&bytes, "78 70 73" ARRAY_LIST "00000000 77 04 00000000 78");
        if (exposed != 0) {
            put_reference(&bytes, 4);
        }
        struct outcome outcome = inspect(&bytes, NULL);
        assert_int_equal(outcome.reason, SLUICE_OK);
        struct written written = write_document(outcome.document, &options);
        assert_int_equal(written.reason, SLUICE_OK);
        assert_int_equal(written.report.replaced, exposed);
        assert_int_equal(written.report.kept_by_place, 0);
        written_free(&written);
        outcome_free(&outcome);
        stream_free(&bytes);
    }
}

static void test_admitted_types(void **state)
{
    static const struct {
        const char *type;
        unsigned admits;
    } rows[] = {
        {"Ljava/util/Set;", SLUICE_ADMITS_SET | SLUICE_ADMITS_SORTED_SET},
        {"Ljava/util/NavigableSet;", SLUICE_ADMITS_SORTED_SET},
        {"Ljava/util/Map;", SLUICE_ADMITS_MAP | SLUICE_ADMITS_SORTED_MAP},
        {"Ljava.util.SortedMap;", SLUICE_ADMITS_SORTED_MAP},
        {"Ljava.lang.Object;", SLUICE_ADMITS_ALL},
        {"Ljava/lang/Object", 0},
        {"L;", 0},
        {"L", 0},
        {"", 0},
        {"[Ljava/lang/Object;", 0},
        {"I", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct sluice_bytes type = {(const uint8_t *)rows[i].type, strlen(rows[i].type)};
        assert_int_equal(sluice_safe_admits(type), rows[i].admits);
    }
}

/* A list in the custom data of a class that is no container: its readObject may cast it. */
static void test_other_custom_data(void **state)
{
    (void)state;
    expect_safe("73 72 0001 41 0000000000000001 03 0000 78 70 73" ARRAY_LIST
                "00000000 77 04 00000000 78 78",
                "A{data={ArrayList{size=0 data={data:00000000}}}}", 0);
}

/* In a list, the place is safe; and a list inside itself stays what it is. */
static void test_nested_and_cyclic(void **state)
{
    (void)state;
    expect_safe("73" ARRAY_LIST
                "00000001 77 04 00000001 73 71 007e0000 00000000 77 04 00000000 78 78",
                "CollSer{tag=1 data={data:00000001,CollSer{tag=1 data={data:00000000}}}}", 2);
    expect_safe("73" ARRAY_LIST "00000001 77 04 00000001 71 007e0001 78",
                "ArrayList{size=1 data={data:00000001,@1}}", 0);
    /* the inner one refers to the outer one, and stands in it: it is no list of itself */
    expect_safe("73" ARRAY_LIST "00000001 77 04 00000001 73 71 007e0000 00000001 77 04 00000001"
                " 71 007e0001 78 78",
                "ArrayList{size=1 data={data:00000001,CollSer{tag=1 data={data:00000001,@1}}}}", 1);
}

/* Twice the same list: once more as a reference, or kept in both places. */
static void test_shared(void **state)
{
    (void)state;
    expect_safe("73" ARRAY_LIST "00000000 77 04 00000000 78 71 007e0001",
                "CollSer{tag=1 data={data:00000000}},@1", 1);
    struct stream bytes = stream_begin();
    const struct sluice_write_options options = {.safe = policy};
    put_hex(&bytes, "73" ARRAY_LIST "00000000 77 04 00000000 78 73");
    put_class(&bytes, "A", 2, 1);
    put_field(&bytes, 'L', "f", "Ljava/util/ArrayList;");
    put_hex(&bytes, "78 70");
    put_reference(&bytes, 1);
    struct outcome outcome = inspect(&bytes, NULL);
    struct written written = write_document(outcome.document, &options);
    assert_int_equal(written.reason, SLUICE_OK);
    assert_int_equal(written.report.kept_by_place, 1);
    assert_int_equal(written.bytes.length, bytes.length);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

/* Not in the form of its model: kept. */
static void test_other_forms(void **state)
{
    (void)state;
    /* block data among the elements */
    expect_safe("73" ARRAY_LIST "00000002 77 04 00000002 70 77 01 00 78",
                "ArrayList{size=2 data={data:00000002,null,data:00}}", 0);
    /* no capacity */
    expect_safe("73" ARRAY_LIST "00000000 78", "ArrayList{size=0 data={}}", 0);
    /* fewer elements than the size says */
    expect_safe("73" HASH_SET "77 0c 00000010 3f400000 00000002" A_STRING "78",
                "HashSet{data={data:000000103f40000000000002,\"a\"}}", 0);
    expect_safe("73" HASH_SET "77 0c 00000010 3f400000 ffffffff" A_STRING "78",
                "HashSet{data={data:000000103f400000ffffffff,\"a\"}}", 0);
}

/* The file's first object is replaced, and shown like this. */
static void expect_file(const char *id, const char *text)
{
    char path[256];
    const struct sluice_write_options options = {.safe = policy};
    (void)snprintf(path, sizeof path, STREAMS "/%s.ser", id);
    struct stream stream = stream_of_file(path);
    struct outcome outcome = inspect(&stream, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    struct written written = write_document(outcome.document, &options);
    struct stream result = written_stream(&written);
    struct outcome again = inspect(&result, NULL);
    char *compact = compact_of(again.document);
    assert_string_equal(compact, text);
    assert_int_equal(written.report.replaced, 1);
    assert_int_equal(written.report.kept_by_place, 0);
    free(compact);
    outcome_free(&again);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&stream);
}

/* Sets whose elements are those of a list, or the keys of a map, inside them. */
static void test_containers_inside(void **state)
{
    (void)state;
    expect_file("concurrent-cow-set",
                "Collections$UnmodifiableSet{c=LinkedHashSet{data={data:000000103f40000000000004,"
                "\"delta\",\"alpha\",\"charlie\",\"bravo\"}}}");
    expect_file("concurrent-skip-set",
                "Collections$UnmodifiableNavigableSet{c=TreeSet{data={null,data:00000004,"
                "\"alpha\",\"bravo\",\"charlie\",\"delta\"}} ss=@9 ns=@9}");
}

/* Many lists over one array: all of them stay, or the result would be as long as all of them together. */
static void test_lists_over_one_array(void **state)
{
    enum { LISTS = 1000, ELEMENTS = 1000 };
    const struct sluice_write_options options = {.safe = policy};
    struct stream bytes = stream_begin();
    (void)state;
    put_hex(&bytes, "73");
    put_class(&bytes, "java.util.Arrays$ArrayList", 2, 1);
    put_field(&bytes, '[', "a", "[Ljava/lang/Object;");
    put_hex(&bytes, "78 70 75");
    put_plain_class(&bytes, "[Ljava.lang.Object;", 2);
    put_u32(&bytes, ELEMENTS);
    for (int i = 0; i < ELEMENTS; i++) {
        put_hex(&bytes, "70");
    }
    for (int i = 0; i < LISTS; i++) {
        put_hex(&bytes, "73 71 007e0000");
        put_reference(&bytes, 4);
    }
    struct outcome outcome = inspect(&bytes, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    struct written written = write_document(outcome.document, &options);
    assert_int_equal(written.reason, SLUICE_OK);
    assert_int_equal(written.report.replaced, 0);
    assert_int_equal(written.report.kept_as_read, LISTS + 1);
    assert_int_equal(written.bytes.length, bytes.length);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

/* Not all of an array counts, and a list may end with a null. */
static void test_other_counts(void **state)
{
    (void)state;
    /* Vector: capacityIncrement 0, elementCount 1, elementData of two */
    expect_safe("73 72 0010 6a6176612e7574696c2e566563746f72 0000000000000001 02 0003"
                "49 0011 6361706163697479496e6372656d656e74 49 000c 656c656d656e74436f756e74"
                "5b 000b 656c656d656e7444617461 74 0013 5b4c6a6176612f6c616e672f4f626a6563743b"
                "78 70 00000000 00000001 75 72 0013 5b4c6a6176612e6c616e672e4f626a6563743b"
                "0000000000000001 02 0000 78 70 00000002" A_STRING "70",
                "CollSer{tag=1 data={data:00000001,\"a\"}}", 1);
    /* ConcurrentHashMap: a key, a value, and twice null */
    expect_safe("73 72 0026 6a6176612e7574696c2e636f6e63757272656e742e436f6e63757272656e7448617368"
                "4d6170 0000000000000001 03 0000 78 70" A_STRING B_STRING "70 70 78",
                "CollSer{tag=3 data={data:00000002,\"a\",\"b\"}}", 1);
}

/* Properties: their defaults would be lost. */
static void test_more_than_items(void **state)
{
    const struct sluice_write_options options = {.safe = policy};
    (void)state;
    for (unsigned with_defaults = 0; with_defaults < 2; with_defaults++) {
        struct stream bytes = stream_begin();
        put_hex(&bytes, "73");
        put_class(&bytes, "java.util.Properties", 2, 1);
        put_field(&bytes, 'L', "defaults", "Ljava/util/Properties;");
        put_hex(&bytes, "78");
        put_plain_class(&bytes, "java.util.Hashtable", 3);
        put_hex(&bytes, "77 08 00000010 00000000 78");
        put_hex(&bytes, with_defaults != 0 ? "73 71 007e0000 77 08 00000010 00000000 78 70" : "70");
        struct outcome outcome = inspect(&bytes, NULL);
        assert_int_equal(outcome.reason, SLUICE_OK);
        struct written written = write_document(outcome.document, &options);
        assert_int_equal(written.reason, SLUICE_OK);
        assert_int_equal(written.report.replaced, !with_defaults);
        assert_int_equal(written.report.kept_as_read, with_defaults);
        assert_int_equal(written.report.kept_by_place, with_defaults);
        written_free(&written);
        outcome_free(&outcome);
        stream_free(&bytes);
    }
}

/* An object and a list that hold each other: from the object on, the list may be replaced; when a
 * reset makes the list come first, it would be referred to before it is there. */
static void test_cycle_from_its_middle(void **state)
{
    const struct sluice_limits limits = {.objects = 6};
    const struct sluice_write_options options = {.safe = policy, .reader = &limits};
    struct stream bytes = stream_begin();
    (void)state;
    put_hex(&bytes, "73");
    put_class(&bytes, "A", 2, 1);
    put_field(&bytes, 'L', "f", "Ljava/lang/Object;");
    put_hex(&bytes, "78 70 73" ARRAY_LIST "00000001 77 04 00000001");
    put_reference(&bytes, 2);
    put_hex(&bytes, "78" A_STRING B_STRING);
    put_reference(&bytes, 4);
    struct outcome outcome = inspect(&bytes, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    struct written written = write_document(outcome.document, &options);
    assert_int_equal(written.reason, SLUICE_OK);
    struct stream result = written_stream(&written);
    struct outcome again = inspect(&result, NULL);
    char *text = compact_of(again.document);
    assert_string_equal(text, "A{f=CollSer{tag=1 data={data:00000001,@2}}},\"a\",reset,\"b\","
                              "ArrayList{size=1 data={data:00000001,A{f=@2}}}");
    free(text);
    outcome_free(&again);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

/* --- all real streams --------------------------------------------------------------------------- */

struct tally {
    unsigned files;
    unsigned wrong;
    uint64_t replaced;
};

/* The accounts are those of a reader, within limits as well; what is safe is not replaced again. */
static void rewrite_file(const char *path, const char *id, void *context)
{
    struct tally *tally = context;
    const struct sluice_write_options options = {.safe = policy};
    struct stream stream = stream_of_file(path);
    struct outcome outcome = inspect(&stream, NULL);
    if (outcome.reason == SLUICE_OK) {
        tally->files++;
        struct written written = write_document(outcome.document, &options);
        struct stream result = written_stream(&written);
        struct outcome again = inspect(&result, NULL);
        bool good = written.reason == SLUICE_OK && again.reason == SLUICE_OK &&
                    again.status.objects == written.status.objects &&
                    again.status.elements == written.status.elements &&
                    again.status.depth == written.status.depth;
        if (good) {
            struct written twice = write_document(again.document, &options);
            good = twice.report.replaced == 0 && twice.bytes.length == result.length &&
                   memcmp(twice.bytes.bytes, result.bytes, result.length) == 0;
            written_free(&twice);
        }
        const struct sluice_limits limits = {.objects = again.status.objects / 2 + 1};
        const struct sluice_write_options tight = {.safe = policy, .reader = &limits};
        const struct sluice_options reader = {.limits = &limits};
        struct written parts = write_document(outcome.document, &tight);
        struct stream taken = written_stream(&parts);
        if (taken.length != 0) {
            struct outcome read = inspect(&taken, &reader);
            good = good && read.reason == SLUICE_OK;
            outcome_free(&read);
        }
        if (!good) {
            print_error("%s: %s, read %s\n", id, sluice_reason_name(written.reason),
                        sluice_reason_name(again.reason));
            tally->wrong++;
        }
        tally->replaced += written.report.replaced;
        written_free(&parts);
        outcome_free(&again);
        written_free(&written);
    }
    outcome_free(&outcome);
    stream_free(&stream);
}

static void test_real_streams(void **state)
{
    struct tally tally = {0};
    (void)state;
    for_each_file(STREAMS, ".ser", rewrite_file, &tally);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.files > 600 && tally.replaced > 150);
}

static void test_bombs(void **state)
{
    const struct sluice_write_options options = {.safe = policy};
    (void)state;
    for (size_t i = 0; i < bomb_count; i++) {
        uint64_t steps[2] = {0, 0};
        for (uint32_t large = 0; large < 2; large++) {
            struct stream stream = stream_begin();
            bombs[i].write(&stream, large != 0 ? 10 * bombs[i].small : bombs[i].small);
            struct outcome outcome = inspect(&stream, NULL);
            if (outcome.reason == SLUICE_OK) {
                struct written written = write_document(outcome.document, &options);
                assert_int_equal(written.reason, SLUICE_OK);
                assert_int_equal(written.bytes.length, stream.length);
                steps[large] = written.status.steps;
                written_free(&written);
            }
            outcome_free(&outcome);
            stream_free(&stream);
        }
        if (steps[1] > 11 * steps[0] + 100) {
            fail_msg("%s: %llu steps, then %llu for ten times as much", bombs[i].name,
                     (unsigned long long)steps[0], (unsigned long long)steps[1]);
        }
    }
}

/* Lists in lists, 20,000 deep, and each but the last refers to the one before: linear all the same. */
static void test_deep_lists(void **state)
{
    enum { DEPTH = 20000 };
    const struct sluice_write_options options = {.safe = policy};
    struct stream bytes = stream_begin();
    (void)state;
    put_hex(&bytes, "73" ARRAY_LIST "00000001 77 04 00000001");
    for (int i = 1; i < DEPTH; i++) {
        put_hex(&bytes, "73 71 007e0000 00000001 77 04 00000001");
    }
    put_hex(&bytes, "70");
    for (int i = 0; i < DEPTH; i++) {
        put_hex(&bytes, "78");
    }
    struct outcome outcome = inspect(&bytes, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    struct written written = write_document(outcome.document, &options);
    assert_int_equal(written.reason, SLUICE_OK);
    assert_int_equal(written.report.replaced, DEPTH);
    assert_true(written.status.steps < UINT64_C(10) * DEPTH);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

/* The cheapest nesting there is, 6 bytes a level, just behind a doubling of what holds the levels: 16
 * bytes of heap for each byte all the same. */
static void test_deep_objects_in_bounds(void **state)
{
    enum { DEPTH = 16500, HEAP_FACTOR = 16, HEAP_BASE = 64 * 1024 };
    struct stream bytes = stream_begin();
    (void)state;
    put_hex(&bytes, "73 72 0001 4e 0000000000000001 02 0001 4c 0001 6e 74 0012"
                    " 4c6a6176612f6c616e672f4f626a6563743b 78 70");
    for (int i = 1; i < DEPTH; i++) {
        put_hex(&bytes, "73 71 007e0000");
    }
    put_hex(&bytes, "70");
    struct outcome outcome = inspect(&bytes, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    struct meter meter;
    meter_init(&meter);
    const struct sluice_write_options options = {.safe = policy, .allocator = &meter.allocator};
    struct written written = write_document(outcome.document, &options);
    assert_int_equal(written.reason, SLUICE_OK);
    assert_true(meter.peak <= HEAP_FACTOR * bytes.length + HEAP_BASE);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

static void test_failing_memory(void **state)
{
    struct stream bytes;
    (void)state;
    struct outcome outcome = inspect_hex(
        &bytes, "73" ARRAY_LIST "00000001 77 04 00000001 73 71 007e0000 00000000 77 04 00000000"
                " 78 78 73" HASH_MAP "77 08 00000010 00000001" A_STRING "70 78");
    enum sluice_reason reason = SLUICE_OUT_OF_MEMORY;
    unsigned failures = 0;
    for (uint64_t at = 1; reason != SLUICE_OK; at++) {
        struct meter meter;
        meter_init(&meter);
        meter.fail_at = at;
        const struct sluice_write_options options = {.safe = policy, .allocator = &meter.allocator};
        struct written written = write_document(outcome.document, &options);
        reason = written.reason;
        assert_true(reason == SLUICE_OK || reason == SLUICE_OUT_OF_MEMORY);
        assert_int_equal(meter.live, 0);
        assert_true(reason == SLUICE_OK || (written.bytes.length == 0 && meter.calls == at));
        written_free(&written);
        failures++;
    }
    assert_true(failures > 6);
    outcome_free(&outcome);
    stream_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_sets_and_maps),
        cmocka_unit_test(test_field_types),
        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_guarded),
        cmocka_unit_test(test_other_counts),
        cmocka_unit_test(test_containers_inside),
        cmocka_unit_test(test_lists_over_one_array),
        cmocka_unit_test(test_more_than_items),
        cmocka_unit_test(test_cycle_from_its_middle),
        cmocka_unit_test(test_admitted_types),
        cmocka_unit_test(test_other_custom_data),
        cmocka_unit_test(test_nested_and_cyclic),
        cmocka_unit_test(test_shared),
        cmocka_unit_test(test_other_forms),
        cmocka_unit_test(test_real_streams),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_deep_lists),
        cmocka_unit_test(test_deep_objects_in_bounds),
        cmocka_unit_test(test_failing_memory),
    };
    return cmocka_run_group_tests(tests, make_policy, free_policy);
}
