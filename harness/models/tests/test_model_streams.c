/* The well-known classes and the models of corpora/models against bytes that a JDK wrote: what they describe is built, and what
 * breaks an invariant is refused for that reason. */
#define _POSIX_C_SOURCE 200809L /* opendir */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/models/models.h"
#include "sluice/decode.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static int load_models(void **state)
{
    struct sluice_yaml_error error = {0};
    struct sluice_models *models = sluice_models_new(NULL);
    *state = models;
    sluice_models_add_groups(models, SLUICE_GROUP_ALL);
    return sluice_models_add_file(models, "../../corpora/models/examples.yaml", &error) &&
                   sluice_models_finish(models, &error)
               ? 0
               : 1;
}

static int free_models(void **state)
{
    sluice_models_free(*state);
    return 0;
}

/* Decodes a file from a block of exactly its size. */
static struct sluice_status decode(const struct sluice_models *models, const char *path)
{
    struct sluice_status status;
    struct sluice_graph *graph = NULL;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("cannot open %s", path);
    }
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long length = ftell(file);
    assert_true(length > 0);
    rewind(file);
    unsigned char *bytes = malloc((size_t)length);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)length, file), length);
    assert_int_equal(fclose(file), 0);
    struct sluice_source source = sluice_source_memory(bytes, (size_t)length);
    (void)!sluice_decode(&source, sluice_models_policy(models), NULL, &graph, &status);
    assert_int_equal(graph != NULL, status.reason == SLUICE_OK);
    sluice_graph_free(graph);
    free(bytes);
    return status;
}

static void assert_accepted(const struct sluice_models *models, const char *path)
{
    struct sluice_status status = decode(models, path);
    if (status.reason != SLUICE_OK) {
        fail_msg("%s: %s at %s, class %s", path, sluice_reason_name(status.reason), status.path,
                 status.class_name);
    }
}

static void test_examples(void **state)
{
    static const struct {
        const char *name;
        const char *reason; /* NULL: built */
        const char *path;
    } table[] = {
        {"good-Account", NULL, NULL},
        {"good-array", NULL, NULL},
        {"good-Bag", NULL, NULL},
        {"good-Handle", NULL, NULL},
        {"good-Legacy", NULL, NULL},
        {"good-Marker", NULL, NULL},
        {"good-Mixed", NULL, NULL},
        {"good-Mode", NULL, NULL},
        {"good-Node", NULL, NULL},
        {"good-Period", NULL, NULL},
        {"good-PeriodSame", NULL, NULL},
        {"good-PeriodSql", NULL, NULL}, /* a Timestamp is a Date */
        {"good-Point1", NULL, NULL},
        {"good-Point2", NULL, NULL},
        {"good-Polygon", NULL, NULL},
        {"good-Proxy", NULL, NULL},
        {"good-Range", NULL, NULL},
        {"good-Table", NULL, NULL},
        {"good-Wrapper", NULL, NULL},
        {"bad-AccountBalance", "invariant-range", "root.balance"},
        {"bad-AccountCurrency", "invariant-one-of", "root.currency"},
        {"bad-AccountNone", "invariant-size", "root.owners"},
        {"bad-AccountNull", "invariant-type", "root.owners"},
        {"bad-AccountOwners", "invariant-duplicate", "root.owners"},
        {"bad-AccountRate", "invariant-range", "root.rate"},
        {"bad-array", "not-permitted", "root[0]"},
        {"bad-Bag", "invariant-type", "root.items"},
        {"bad-Gadget", "not-permitted", "root"},
        {"bad-Handle", "invariant-one-of", "root.mode"},
        {"bad-Mixed", "not-permitted", "root.custom[2]"},
        {"bad-NodeCycle", "reference-under-construction", "root.next"},
        {"bad-Period", "invariant-relation", "root.start.time"},
        {"bad-PeriodNull", "invariant-null", "root.end"},
        {"bad-Point1", "invariant-range", "root.external[1].y"},
        {"bad-Point2", "invariant-range", "root.external[1].y"},
        {"bad-Polygon2", "invariant-range", "root.sides"},
        {"bad-Polygon4", "invariant-relation", "root.lengths"},
        {"bad-Proxy", "invariant-range", "root.h.port"},
        {"bad-ProxyIf", "class-not-in-policy", "root"},
        {"bad-Range", "invariant-relation", "root.lo"},
        {"bad-Registry", "resolve-refused", "root"},
        {"bad-TableDup", "invariant-duplicate", "root.cells"},
        {"bad-TableKey", "invariant-type", "root.cells"},
        {"bad-Wrapper", "invariant-null", "root.value"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        char path[100];
        (void)snprintf(path, sizeof(path), "tests/streams/%s.ser", table[i].name);
        if (table[i].reason == NULL) {
            assert_accepted(*state, path);
            continue;
        }
        struct sluice_status status = decode(*state, path);
        assert_string_equal(sluice_reason_name(status.reason), table[i].reason);
        assert_string_equal(status.path, table[i].path);
    }
}

/* jdk-streams.txt lists the streams of corpora/valid that hold nothing but classes with a model, and
 * that can be built. */
static void test_jdk_streams(void **state)
{
    FILE *list = fopen("tests/jdk-streams.txt", "r");
    assert_non_null(list);
    char name[100];
    size_t count = 0;
    while (fscanf(list, "%99s", name) == 1) {
        char path[200];
        (void)snprintf(path, sizeof(path), "../../corpora/valid/streams/%s.ser", name);
        assert_accepted(*state, path);
        count++;
    }
    assert_int_equal(fclose(list), 0);
    assert_true(count >= 330);
}

/* What no JDK can have written: data that breaks an invariant of the JDK's own classes. */
static bool blames_the_data(enum sluice_reason reason)
{
    return (reason >= SLUICE_FIELD_TYPE_MISMATCH && reason <= SLUICE_CHECK_FAILED &&
            reason != SLUICE_VALUE_TYPE) ||
           reason == SLUICE_BROKEN_ORDER || reason == SLUICE_SUID_MISMATCH;
}

/* Every other stream of the corpus is refused for another reason: a class without a model, a cycle,
 * depth, what cannot be built at all. */
static void test_no_jdk_stream_breaks_an_invariant(void **state)
{
    DIR *folder = opendir("../../corpora/valid/streams");
    size_t count = 0;
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[400];
        const size_t length = strlen(entry->d_name);
        if (length < 4 || strcmp(entry->d_name + length - 4, ".ser") != 0) {
            continue;
        }
        (void)snprintf(path, sizeof(path), "../../corpora/valid/streams/%s", entry->d_name);
        struct sluice_status status = decode(*state, path);
        if (blames_the_data(status.reason)) {
            fail_msg("%s: %s at %s, class %s", path, sluice_reason_name(status.reason), status.path,
                     status.class_name);
        }
        count++;
    }
    assert_int_equal(closedir(folder), 0);
    assert_true(count > 600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_jdk_streams),
        cmocka_unit_test(test_no_jdk_stream_breaks_an_invariant),
    };
    return cmocka_run_group_tests(tests, load_models, free_models);
}
