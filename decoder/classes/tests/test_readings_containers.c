/* The readings of containers, on streams that a JDK wrote. */
#include "sluice/readings.h"

#include <stdio.h>

#include "patches.h"
#include "sluice/get_arg.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sluice_policy *policy;

static int make_policy(void **state)
{
    (void)state;
    policy = policy_of_groups(SLUICE_GROUP_ALL, NULL, 0);
    return 0;
}

static int free_policy(void **state)
{
    (void)state;
    sluice_policy_free(policy);
    return 0;
}

static struct reading begin(const char *id)
{
    return reading_begin(id, policy);
}

/* --- containers ------------------------------------------------------------------------------- */

static const struct {
    const char *id;
    enum sluice_container_kind kind;
    uint32_t count;
    bool is_sorted;
    const char *first; /* a string; NULL: not looked at */
} containers[] = {
    {"list-array", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"list-array-empty", SLUICE_CONTAINER_IS_LIST, 0, false, NULL},
    {"list-as-list", SLUICE_CONTAINER_IS_LIST, 3, false, "a"},
    {"list-linked", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"list-vector", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"list-stack", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"queue-array-deque", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"queue-priority", SLUICE_CONTAINER_IS_LIST, 4, false, "alpha"},
    {"map-hash", SLUICE_CONTAINER_IS_MAP, 4, false, "bravo"},
    {"map-hash-empty", SLUICE_CONTAINER_IS_MAP, 0, false, NULL},
    {"map-linked", SLUICE_CONTAINER_IS_MAP, 4, false, "delta"},
    {"map-tree", SLUICE_CONTAINER_IS_MAP, 4, true, "alpha"},
    {"map-properties", SLUICE_CONTAINER_IS_MAP, 1, false, "size"},
    {"map-identity", SLUICE_CONTAINER_IS_MAP, 1, false, "key"},
    {"set-hash", SLUICE_CONTAINER_IS_SET, 4, false, "bravo"},
    {"set-linked", SLUICE_CONTAINER_IS_SET, 4, false, "delta"},
    {"set-tree", SLUICE_CONTAINER_IS_SET, 4, true, "alpha"},
    {"of-list-five", SLUICE_CONTAINER_IS_LIST, 5, false, NULL},
    {"of-set-one", SLUICE_CONTAINER_IS_SET, 1, false, "one"},
    {"of-map-one", SLUICE_CONTAINER_IS_MAP, 1, false, "key"},
    {"of-map-empty", SLUICE_CONTAINER_IS_MAP, 0, false, NULL},
    {"concurrent-hash-map", SLUICE_CONTAINER_IS_MAP, 4, false, "bravo"},
    {"concurrent-cow-set", SLUICE_CONTAINER_IS_SET, 4, false, "delta"},
    {"concurrent-skip-map", SLUICE_CONTAINER_IS_MAP, 4, true, "alpha"},
    {"wrap-unmodifiable-list", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"wrap-unmodifiable-map", SLUICE_CONTAINER_IS_MAP, 4, true, "alpha"},
    {"wrap-synchronized-sorted", SLUICE_CONTAINER_IS_SET, 4, true, "alpha"},
    {"wrap-checked-list", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"wrap-set-from-map", SLUICE_CONTAINER_IS_SET, 4, true, "alpha"},
    {"wrap-as-lifo", SLUICE_CONTAINER_IS_LIST, 4, false, "delta"},
    {"wrap-copies", SLUICE_CONTAINER_IS_LIST, 1000000, false, "copy"},
    {"wrap-singletons", SLUICE_CONTAINER_IS_LIST, 3, false, NULL},
};

static void test_containers(void **state)
{
    struct sluice_container_view view;
    (void)state;
    for (size_t i = 0; i < COUNT(containers); i++) {
        struct reading read = begin(containers[i].id);
        if (sluice_as_container(read.graph, read.root, &view) != SLUICE_GET_OK ||
            view.kind != containers[i].kind || view.count != containers[i].count ||
            view.is_sorted != containers[i].is_sorted) {
            fail_msg("%s: kind %d, %u items", containers[i].id, (int)view.kind, view.count);
        }
        if (containers[i].first != NULL) {
            assert_text(sluice_value_text(read.graph, sluice_container_item(read.graph, &view, 0)),
                        containers[i].first);
        }
        assert_int_equal(
            sluice_value_kind(read.graph, sluice_container_item(read.graph, &view, view.count)),
            SLUICE_VALUE_NULL);
        const bool is_mapped = view.count > 0 &&
                               sluice_value_kind(read.graph,
                                                 sluice_container_mapped(read.graph, &view, 0)) !=
                                   SLUICE_VALUE_NULL;
        assert_int_equal(is_mapped, view.kind == SLUICE_CONTAINER_IS_MAP && view.count > 0);
        reading_end(&read);
    }
}

static void test_small_containers(void **state)
{
    struct sluice_container_view view;
    (void)state;
    struct reading read = begin("wrap-singletons");
    static const enum sluice_container_kind kinds[] = {
        SLUICE_CONTAINER_IS_SET, SLUICE_CONTAINER_IS_LIST, SLUICE_CONTAINER_IS_MAP};
    for (uint32_t i = 0; i < COUNT(kinds); i++) {
        assert_int_equal(
            sluice_as_container(read.graph, sluice_value_element(read.graph, read.root, i), &view),
            SLUICE_GET_OK);
        assert_int_equal(view.kind, kinds[i]);
        assert_int_equal(view.count, 1);
    }
    assert_text(sluice_value_text(read.graph, sluice_container_item(read.graph, &view, 0)), "k");
    assert_text(sluice_value_text(read.graph, sluice_container_mapped(read.graph, &view, 0)), "v");
    reading_end(&read);
    read = begin("wrap-empties");
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(
            sluice_as_container(read.graph, sluice_value_element(read.graph, read.root, i), &view),
            SLUICE_GET_OK);
        assert_int_equal(view.count, 0);
    }
    reading_end(&read);
    read = begin("map-tree-comparator");
    assert_int_equal(sluice_as_container(read.graph, read.root, &view), SLUICE_GET_OK);
    assert_int_equal(sluice_value_kind(read.graph, view.comparator), SLUICE_VALUE_OBJECT);
    reading_end(&read);
    read = begin("wrap-copies");
    assert_int_equal(sluice_as_container(read.graph, read.root, &view), SLUICE_GET_OK);
    assert_true(view.is_repeated);
    reading_end(&read);
}

/* Lists in unmodifiable collections in unmodifiable collections, `depth` of them. */
static enum sluice_get wrapped(unsigned depth)
{
    struct sluice_container_view view;
    struct stream bytes = stream_begin();
    put_hex(&bytes, "73 72 002c 6a6176612e7574696c2e436f6c6c656374696f6e7324556e6d6f646966696162"
                    "6c65436f6c6c656374696f6e 19420080cb5ef71e 02 0001 4c 0001 63"
                    "74 0016 4c6a6176612f7574696c2f436f6c6c656374696f6e3b 78 70");
    for (unsigned i = 1; i < depth; i++) {
        put_hex(&bytes, "73 71 007e0000");
    }
    put_hex(&bytes, "73 72 001f 6a6176612e7574696c2e436f6c6c656374696f6e7324456d7074794c697374"
                    "7ab817b43ca79ede 02 0000 78 70");
    struct built built = decode(&bytes, policy, NULL);
    assert_int_equal(built.reason, SLUICE_OK);
    const enum sluice_get got = sluice_as_container(built.graph, sluice_graph_root(built.graph),
                                                    &view);
    built_free(&built);
    stream_free(&bytes);
    return got;
}

static void test_wrappers_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(wrapped(1), SLUICE_GET_OK);
    assert_int_equal(wrapped(SLUICE_WRAPPERS_MAX), SLUICE_GET_OK);
    assert_int_equal(wrapped(SLUICE_WRAPPERS_MAX + 1), SLUICE_GET_WRONG_TYPE);
}

/* --- checks ----------------------------------------------------------------------------------- */

static bool check_strings(const struct sluice_get_arg *argument, void *context)
{
    (void)context;
    return sluice_are_elements(argument, "a", "java.lang.String", false);
}

#define INTEGER                                                                                      \
    "7200116a6176612e6c616e672e496e746567657212e2a0a4f781873802000149000576616c7565787200106a617661" \
    "2e6c616e672e4e756d62657286ac951d0b94e08b0200007870"
#define EMPTY_LIST                                                                                 \
    "7372001f6a6176612e7574696c2e436f6c6c656374696f6e7324456d7074794c6973747ab817b43ca79ede020000" \
    "7870"
#define ARRAY_OF_NO_OBJECTS                                                                        \
    "757200135b4c6a6176612e6c616e672e4f626a6563743b90ce589f1073296c020000787000000000"
#define SINGLETON_LIST                                                                               \
    "737200236a6176612e7574696c2e436f6c6c656374696f6e732453696e676c65746f6e4c6973742aef29103ca79b97" \
    "0200014c0007656c656d656e747400124c6a6176612f6c616e672f4f626a6563743b7870"
#define COPIES_LIST                                                                                \
    "737200206a6176612e7574696c2e436f6c6c656374696f6e7324436f706965734c69737426033c45b17003f80200" \
    "024900016e4c0007656c656d656e747400124c6a6176612f6c616e672f4f626a6563743b787000000003"
#define UNMODIFIABLE_LIST                                                                            \
    "737200266a6176612e7574696c2e436f6c6c656374696f6e7324556e6d6f6469666961626c654c697374fc0f2531b5" \
    "ec8e100200014c00046c6973747400104c6a6176612f7574696c2f4c6973743b7872002c6a6176612e7574696c2e43" \
    "6f6c6c656374696f6e7324556e6d6f6469666961626c65436f6c6c656374696f6e19420080cb5ef71e0200014c0001" \
    "637400164c6a6176612f7574696c2f436f6c6c656374696f6e3b7870737200136a6176612e7574696c2e4172726179" \
    "4c6973747881d21d99c7619d03000149000473697a65787000000001770400000001"

/* A check of elements does not see what a wrapper or a singleton holds: it must refuse them, and not
 * take them for empty. */
static void test_checks_do_not_take_singletons_for_empty(void **state)
{
    static const struct sluice_field_model fields[] = {
        {.name = "a", .signature = "Ljava/util/List;"}};
    static const struct sluice_class_model own[] = {{.name = "H",
                                                     .construct = SLUICE_CONSTRUCT_ATOMIC,
                                                     .fields = fields,
                                                     .field_count = 1,
                                                     .check = check_strings}};
    static const struct {
        const char *list;
        enum sluice_reason reason;
    } rows[] = {
        {EMPTY_LIST, SLUICE_OK},
        {SINGLETON_LIST "76" INTEGER, SLUICE_CHECK_FAILED},
        {SINGLETON_LIST ARRAY_OF_NO_OBJECTS, SLUICE_CHECK_FAILED},
        {COPIES_LIST "76" INTEGER, SLUICE_CHECK_FAILED},
        /* the same ArrayList by reference */
        {UNMODIFIABLE_LIST "76" INTEGER "7871007e0009", SLUICE_CHECK_FAILED},
    };
    (void)state;
    struct sluice_policy *with_own = policy_of_groups(SLUICE_GROUP_ALL, own, 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char hex[900];
        struct stream bytes;
        (void)snprintf(hex, sizeof hex,
                       "73 72 0001 48 0000000000000001 02 0001 4c 0001 61"
                       "740010 4c6a6176612f7574696c2f4c6973743b 78 70 %s",
                       rows[i].list);
        struct built built = decode_hex(&bytes, hex, with_own);
        if (built.reason != rows[i].reason) {
            fail_msg("row %zu: %s (%s)", i, sluice_reason_name(built.reason), built.status.path);
        }
        built_free(&built);
        stream_free(&bytes);
    }
    sluice_policy_free(with_own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_containers),
        cmocka_unit_test(test_small_containers),
        cmocka_unit_test(test_wrappers_are_bounded),
        cmocka_unit_test(test_checks_do_not_take_singletons_for_empty),
    };
    return cmocka_run_group_tests(tests, make_policy, free_policy);
}
