/* Laying flat: over the streams of a real JDK each node is where its type code stands, and the parts
 * make up the whole. */
#include "harness/diff/tree.h"

#include "decoder/stream/tests/support.h"

#include <string.h>

#define STREAMS "../../../corpora/valid/streams"
enum { FEWEST_STREAMS = 300 };

static bool has_type_code(uint8_t kind, uint8_t byte)
{
    static const char *const codes[] = {
        [SLUICE_ITEM_NULL] = "\x70",       [SLUICE_ITEM_REFERENCE] = "\x71",
        [SLUICE_ITEM_CLASS_DESC] = "\x72", [SLUICE_ITEM_PROXY_DESC] = "\x7D",
        [SLUICE_ITEM_OBJECT] = "\x73",     [SLUICE_ITEM_STRING] = "\x74\x7C",
        [SLUICE_ITEM_ARRAY] = "\x75",      [SLUICE_ITEM_CLASS] = "\x76",
        [SLUICE_ITEM_BLOCKS] = "\x77\x7A", [SLUICE_ITEM_RESET] = "\x79",
        [SLUICE_ITEM_EXCEPTION] = "\x7B",  [SLUICE_ITEM_ENUM] = "\x7E",
        [SLUICE_ITEM_NONE] = "",
    };
    return kind >= sizeof codes / sizeof codes[0] || strchr(codes[kind], byte) != NULL;
}

static void check_tree(const char *path, const char *id, void *context)
{
    struct stream stream = stream_of_file(path);
    struct outcome outcome = inspect(&stream, NULL);
    if (outcome.reason == SLUICE_OK) {
        struct sluice_diff_names names = {0};
        struct sluice_diff_tree tree;
        sluice_diff_key_fill(&names.texts.key);
        assert_true(sluice_diff_tree_build(&tree, outcome.document, &names));
        if (tree.length != stream.length) {
            fail_msg("%s: %u bytes of %zu", id, tree.length, stream.length);
        }
        for (uint32_t i = 0; i < tree.count; i++) {
            const struct sluice_diff_node *node = &tree.nodes[i];
            assert_true(node->end > i && node->end <= tree.nodes[node->parent].end);
            if (node->kind != SLUICE_ITEM_CONTENTS && node->kind != SLUICE_DIFF_LEVEL &&
                !has_type_code(node->kind, stream.bytes[node->offset])) {
                fail_msg("%s: node %u of kind %u at %u", id, i, node->kind, node->offset);
            }
        }
        sluice_diff_tree_free(&tree);
        sluice_diff_texts_free(&names.texts);
        sluice_diff_classes_free(&names.classes);
        (*(unsigned *)context)++;
    }
    outcome_free(&outcome);
    stream_free(&stream);
}

static void nodes_are_where_they_say(void **state)
{
    (void)state;
    unsigned checked = 0;
    for_each_file(STREAMS, ".ser", check_tree, &checked);
    assert_true(checked >= FEWEST_STREAMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nodes_are_where_they_say)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
