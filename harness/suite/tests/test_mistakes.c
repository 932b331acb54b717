/* What is said about case files in which something is wrong: mistakes.yaml has them. */
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

#include "harness/base/text.h"
#include "harness/suite/case.h"
#include "harness/yaml/faults.h"

static char folder[] = "/tmp/sluice-mistakes-XXXXXX";
static char path[sizeof folder + 16];

static const char *text_of(const struct sluice_yaml_node *map, const char *key)
{
    const char *text = sluice_yaml_text(sluice_yaml_get(map, key), NULL);
    assert_non_null(text);
    return text;
}

/* The base with one piece replaced. */
static void write_case(const char *base, const char *cut, const char *put)
{
    struct sluice_text text = {0};
    const char *at = strstr(base, cut);
    assert_non_null(at);
    sluice_text_add(&text, base, (size_t)(at - base));
    sluice_text_string(&text, put);
    sluice_text_string(&text, at + strlen(cut));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(sluice_text_get(&text), file) >= 0);
    assert_int_equal(fclose(file), 0);
    sluice_text_free(&text);
}

/* All that is said, one line each, without the name of the file. */
static void load(struct sluice_text *said)
{
    const char *const paths[] = {path};
    struct sluice_suite suite = {0};
    struct sluice_yaml_faults faults = {0};
    struct sluice_yaml_error error = {.faults = &faults};
    struct sluice_yaml_error first = {0};
    const bool good = sluice_suite_load(&suite, paths, 1, &error);
    sluice_yaml_faults_finish(&error);
    assert_true(good == (faults.count == 0));
    for (size_t i = 0; i < faults.count; i++) {
        const struct sluice_yaml_error *fault = &faults.items[i];
        assert_string_equal(fault->file, path);
        sluice_text_format(said, "%u:%u: %s\n", fault->line, fault->column, fault->message);
    }
    sluice_suite_free(&suite);
    /* Without a list, one of them ends the loading. */
    assert_true(sluice_suite_load(&suite, paths, 1, &first) == good);
    assert_true(first.set != good);
    sluice_suite_free(&suite);
    sluice_yaml_faults_free(&faults);
}

static void add_expected(const struct sluice_yaml_node *mistake, struct sluice_text *out)
{
    const struct sluice_yaml_node *line = sluice_yaml_first(sluice_yaml_get(mistake, "says"));
    assert_non_null(line);
    for (; line != NULL; line = sluice_yaml_next(line)) {
        /* The place of the file is another each time. */
        const char *text = sluice_yaml_text(line, NULL);
        const char *name = strstr(text, "FILE");
        sluice_text_add(out, text, name != NULL ? (size_t)(name - text) : strlen(text));
        if (name != NULL) {
            sluice_text_string(out, path);
            sluice_text_string(out, name + strlen("FILE"));
        }
        sluice_text_string(out, "\n");
    }
}

static void every_mistake_is_said(void **state)
{
    (void)state;
    struct sluice_yaml *document = NULL;
    struct sluice_yaml_error error = {0};
    assert_true(sluice_yaml_load("tests/mistakes.yaml", &document, &error));
    const struct sluice_yaml_node *root = sluice_yaml_root(document);
    const char *base = text_of(root, "base");
    const struct sluice_yaml_node *mistakes = sluice_yaml_get(root, "mistakes");
    size_t wrong = 0;
    assert_true(sluice_yaml_count(mistakes) > 100);
    const struct sluice_yaml_node *mistake = sluice_yaml_first(mistakes);
    for (; mistake != NULL; mistake = sluice_yaml_next(mistake)) {
        struct sluice_text expected = {0};
        struct sluice_text said = {0};
        write_case(base, text_of(mistake, "cut"), text_of(mistake, "put"));
        load(&said);
        add_expected(mistake, &expected);
        if (strcmp(sluice_text_get(&expected), sluice_text_get(&said)) != 0) {
            wrong++;
            print_error("mistakes.yaml:%u: expected\n%sand found\n%s\n", sluice_yaml_line(mistake),
                        sluice_text_get(&expected), sluice_text_get(&said));
        }
        sluice_text_free(&expected);
        sluice_text_free(&said);
    }
    assert_int_equal(wrong, 0);
    sluice_yaml_free(document);
}

static void the_base_is_right(void **state)
{
    (void)state;
    struct sluice_yaml *document = NULL;
    struct sluice_yaml_error error = {0};
    struct sluice_text said = {0};
    assert_true(sluice_yaml_load("tests/mistakes.yaml", &document, &error));
    write_case(text_of(sluice_yaml_root(document), "base"), "", "");
    load(&said);
    assert_string_equal(sluice_text_get(&said), "");
    sluice_text_free(&said);
    sluice_yaml_free(document);
}

static int make_folder(void **state)
{
    (void)state;
    const bool made = mkdtemp(folder) != NULL;
    (void)snprintf(path, sizeof path, "%s/demo.yaml", folder);
    return made ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_base_is_right),
        cmocka_unit_test(every_mistake_is_said),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
