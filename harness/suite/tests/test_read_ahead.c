/* Files read ahead: the same documents, the same errors, each where its file is asked for. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/suite/read_ahead.h"

enum { FILES = 40, PATH = 64 };

static char folder[] = "/tmp/sluice-ahead-XXXXXX";
static char paths[FILES][PATH];
static const char *names[FILES];

/* Some are no YAML, some are not there, and they are of different lengths. */
static void write_text(FILE *file, size_t index)
{
    (void)fprintf(file, "number: %zu\nitems: [\n", index);
    for (size_t i = 0; i < index % 7 * 500; i++) {
        (void)fprintf(file, "  item %zu,\n", i);
    }
    (void)fputs(index % 5 == 3 ? "" : "]\n", file);
}

static int write_files(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    for (size_t i = 0; i < FILES; i++) {
        (void)snprintf(paths[i], PATH, "%s/%zu.yaml", folder, i);
        names[i] = paths[i];
        FILE *file = i % 11 != 7 ? fopen(paths[i], "w") : NULL;
        if (file != NULL) {
            write_text(file, i);
            (void)fclose(file);
        }
    }
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILES; i++) {
        (void)unlink(paths[i]);
    }
    return rmdir(folder);
}

static size_t number_of(const struct sluice_yaml *document)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(sluice_yaml_root(document), "number");
    const char *text = sluice_yaml_text(node, NULL);
    assert_non_null(text);
    return strtoul(text, NULL, 10);
}

static void loads_as_alone(struct sluice_read_ahead *ahead, size_t index, const char *path)
{
    struct sluice_yaml *document;
    struct sluice_yaml *alone;
    struct sluice_yaml_error error = {0};
    struct sluice_yaml_error expected = {0};
    const bool good = sluice_read_ahead_load(ahead, index, path, &document, &error);
    assert_int_equal(good, sluice_yaml_load(path, &alone, &expected));
    assert_memory_equal(&error, &expected, sizeof error);
    if (good) {
        assert_int_equal(number_of(document), number_of(alone));
        assert_string_equal(sluice_yaml_file(document), path);
    } else {
        assert_true(error.set);
        assert_null(document);
    }
    sluice_yaml_free(document);
    sluice_yaml_free(alone);
}

static void all_are_as_if_read_when_asked_for(void **state)
{
    (void)state;
    struct sluice_read_ahead *ahead = sluice_read_ahead_begin(names, FILES);
    assert_non_null(ahead);
    for (size_t i = 0; i < FILES; i++) {
        loads_as_alone(ahead, i, names[i]);
    }
    loads_as_alone(ahead, FILES, names[0]);
    sluice_read_ahead_end(ahead);
}

static void another_path_is_read_itself(void **state)
{
    (void)state;
    struct sluice_read_ahead *ahead = sluice_read_ahead_begin(names, FILES);
    assert_non_null(ahead);
    for (size_t i = 0; i + 1 < FILES; i++) {
        loads_as_alone(ahead, i, names[i + 1]);
    }
    sluice_read_ahead_end(ahead);
}

static void whoever_stops_early_leaves_nothing(void **state)
{
    (void)state;
    for (size_t asked = 0; asked < 4; asked++) {
        struct sluice_read_ahead *ahead = sluice_read_ahead_begin(names, FILES);
        assert_non_null(ahead);
        for (size_t i = 0; i < asked; i++) {
            loads_as_alone(ahead, i, names[i]);
        }
        sluice_read_ahead_end(ahead);
    }
}

static void the_first_error_is_kept(void **state)
{
    (void)state;
    struct sluice_yaml_error error = {0};
    struct sluice_yaml *document;
    struct sluice_read_ahead *ahead = sluice_read_ahead_begin(names + 3, 2);
    assert_non_null(ahead);
    (void)sluice_yaml_fail_at(&error, "before", 1, 1, "what was wrong before");
    assert_false(sluice_read_ahead_load(ahead, 0, names[3], &document, &error));
    assert_string_equal(error.message, "what was wrong before");
    sluice_read_ahead_end(ahead);
}

static void one_file_is_read_when_it_is_asked_for(void **state)
{
    (void)state;
    assert_null(sluice_read_ahead_begin(names, 1));
    assert_null(sluice_read_ahead_begin(names, 0));
    loads_as_alone(NULL, 0, names[0]);
    sluice_read_ahead_end(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_as_if_read_when_asked_for),
        cmocka_unit_test(another_path_is_read_itself),
        cmocka_unit_test(whoever_stops_early_leaves_nothing),
        cmocka_unit_test(the_first_error_is_kept),
        cmocka_unit_test(one_file_is_read_when_it_is_asked_for),
    };
    return cmocka_run_group_tests(tests, write_files, remove_files);
}
