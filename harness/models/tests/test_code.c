/* What the developers of classes mean, the code that they have, and what the careless ones forget. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/models/models.h"

static bool load(const char *text, struct sluice_models **out, struct sluice_yaml_error *error)
{
    struct sluice_yaml *document = NULL;
    *out = sluice_models_new(NULL);
    assert_non_null(*out);
    bool good = sluice_yaml_parse(text, strlen(text), "t", &document, error) &&
                sluice_models_add_classes(*out, sluice_yaml_root(document), error) &&
                sluice_models_finish(*out, error);
    sluice_yaml_free(document);
    return good;
}

static struct sluice_models *load_good(const char *text)
{
    struct sluice_models *models = NULL;
    struct sluice_yaml_error error = {0};
    if (!load(text, &models, &error)) {
        char message[SLUICE_YAML_ERROR_TEXT];
        fail_msg("%s", sluice_yaml_error_text(&error, message));
    }
    return models;
}

static const struct sluice_models_declared *declared(const struct sluice_models *models, size_t at)
{
    size_t count = 0;
    const struct sluice_models_declared *array = sluice_models_declared(models, &count);
    assert_true(at < count);
    return &array[at];
}

static const struct sluice_class_model *given(const struct sluice_models *models, size_t at)
{
    size_t count = 0;
    const struct sluice_class_model *array = sluice_models_array(models, &count);
    assert_true(at < count);
    return &array[at];
}

static void what_is_meant(void **state)
{
    (void)state;
    struct sluice_models *models = load_good(
        "- name: a.A\n"
        "  construct: atomic\n"
        "  form: both\n"
        "  fields:\n"
        "    - {name: x, type: Ljava/lang/Object;, holds: java.lang.String}\n"
        "    - {name: y, type: Ljava/lang/Object;, of: [a.A, '[I']}\n"
        "  layout: [{int: n}, {objects: o, of: a.A}]\n");
    const struct sluice_models_declared *class = declared(models, 0);
    assert_string_equal(class->fields[0].holds, "java.lang.String");
    assert_null(class->fields[0].of);
    assert_string_equal(class->fields[1].of, "a.A");
    assert_string_equal(class->fields[1].of_values, "[I");
    assert_null(class->pieces[0].of);
    assert_string_equal(class->pieces[1].of, "a.A");
    assert_int_equal(class->code, 0);
    /* It is no business of the decoder's. */
    assert_int_equal(given(models, 0)->invariant_count, 0);
    assert_null(given(models, 0)->check);
    sluice_models_free(models);
}

static void code_is_attached(void **state)
{
    (void)state;
    struct sluice_models *models = load_good("- name: a.A\n"
                                             "  construct: atomic\n"
                                             "  code: [check, constructor]\n"
                                             "- name: a.B\n"
                                             "  construct: atomic\n"
                                             "  parent: a.A\n"
                                             "- name: a.C\n"
                                             "  construct: atomic\n"
                                             "  parent: a.B\n"
                                             "  form: data\n"
                                             "  code: [read]\n"
                                             "  layout: [{int: n}]\n");
    assert_non_null(given(models, 0)->check);
    assert_non_null(given(models, 0)->constructor);
    assert_null(given(models, 0)->read);
    assert_non_null(given(models, 0)->destructor);
    const size_t part = given(models, 0)->instance_size;
    assert_true(part > 0);
    assert_null(given(models, 1)->check);
    assert_int_equal(given(models, 1)->instance_size, 2 * part);
    assert_non_null(given(models, 2)->read);
    assert_int_equal(given(models, 2)->layout_count, 0);
    assert_int_equal(declared(models, 2)->model->layout_count, 1);
    assert_int_equal(given(models, 2)->instance_size, 3 * part);
    sluice_models_free(models);
}

static void the_careless_forget_what_they_mean(void **state)
{
    (void)state;
    struct sluice_models *models = load_good(
        "- name: a.A\n"
        "  construct: atomic\n"
        "- name: a.B\n"
        "  construct: atomic\n"
        "  parent: a.A\n"
        "  code: [check, constructor]\n"
        "  careless: [no-superclass, no-required-check, shares, checks-in-constructor]\n"
        "  fields: [{name: x, type: I, required: true}]\n"
        "  check: [{range: {field: x, min: 1}}]\n"
        "- name: a.C\n"
        "  construct: atomic\n"
        "  form: data\n"
        "  code: [read]\n"
        "  careless: [no-reader]\n"
        "  layout: [{int: n}]\n");
    const struct sluice_class_model *model = given(models, 1);
    const struct sluice_class_model *meant = declared(models, 1)->model;
    assert_null(model->parent);
    assert_string_equal(meant->parent, "a.A");
    assert_false(model->fields[0].required);
    assert_true(meant->fields[0].required);
    assert_true(model->fields[0].shared);
    assert_false(meant->fields[0].shared);
    assert_null(model->check);
    assert_int_equal(model->invariant_count, 0);
    assert_int_equal(meant->invariant_count, 1);
    assert_null(given(models, 2)->read);
    assert_int_equal(given(models, 2)->state_size, 0);
    assert_true((declared(models, 2)->code & 1U << SLUICE_MODELS_CODE_READ) != 0);
    sluice_models_free(models);
}

/* A class with this in it, and what is said about it. */
#define CLASS "- name: a.A\n  construct: atomic\n"
#define READER CLASS "  form: both\n  code: [read, check]\n  fields: {x: J}\n"

static void mistakes_are_said(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *said;
    } rows[] = {
        {CLASS "  fields: [{name: x, type: '[I', of: a.B}]", "t:3:38: "},
        {CLASS "  fields: [{name: x, type: '[I', holds: a.B}]", "class \"a.B\""},
        {CLASS "  fields: [{name: x, type: '[I', of: [a.A]}]", "or two, of keys and values"},
        {CLASS "  code: [think]", "unknown kind of code \"think\""},
        {CLASS "  code: check", "t:3:9: "},
        {CLASS "  code: [read]", "code: [read] needs a layout to read"},
        {CLASS "  careless: [sleeps]", "unknown carelessness \"sleeps\""},
        {CLASS "  careless: [no-check]", "t:3:13: careless: no-check needs code: [check]"},
        {CLASS "  careless: [checks-in-constructor]", "needs code: [constructor]"},
        {CLASS "  careless: [no-reader]", "needs code: [read]"},
        {CLASS "  careless: [no-type-check]", "needs code: [read] or [check]"},
        {CLASS "  careless: [misreads]", "needs code: [read]"},
        {CLASS "  careless: [ignores-failures]", "needs code: [read]"},
        {READER "  layout: [{int: n, same-as: y}]", "the class has no field \"y\""},
        {READER "  layout: [{int: n, same-as: x}]", "t:6:30: the field x is of another type"},
        {READER "  layout: [{utf: n, same-as: x}]", "the field x is of another type"},
        {READER "  layout: [{object: n, same-as: x}]", "the field x is of another type"},
        {READER "  layout: [{pairs: n, same-as: x}]", "the field x is of another type"},
        {CLASS "  form: both\n  fields: {x: J}\n  layout: [{long: n, same-as: x}]",
         "t:5:22: same-as is for what a class reads and checks itself"},
        {"- {name: a.A, construct: interface, code: [check]}", "has no code"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sluice_models *models = NULL;
        struct sluice_yaml_error error = {0};
        char said[SLUICE_YAML_ERROR_TEXT];
        bool good = load(rows[i].text, &models, &error);
        sluice_models_free(models);
        if (good || strstr(sluice_yaml_error_text(&error, said), rows[i].said) == NULL) {
            fail_msg("row %zu: %s", i, good ? "was accepted" : said);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_meant),
        cmocka_unit_test(code_is_attached),
        cmocka_unit_test(the_careless_forget_what_they_mean),
        cmocka_unit_test(mistakes_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
