/* Models as JSON: what is written can be loaded again, and is then written the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/models/json.h"

static struct sluice_models *load_text(const char *text)
{
    struct sluice_yaml_error error = {0};
    struct sluice_yaml *document = NULL;
    struct sluice_models *models = sluice_models_new("../../corpora/models");
    char said[SLUICE_YAML_ERROR_TEXT];
    bool good = sluice_yaml_parse(text, strlen(text), "test", &document, &error);
    const struct sluice_yaml_node *root = good ? sluice_yaml_root(document) : NULL;
    const struct sluice_yaml_node *use = sluice_yaml_get(root, "use");
    const struct sluice_yaml_node *classes = sluice_yaml_get(root, "classes");
    good = good && (use == NULL || sluice_models_add_use(models, use, &error)) &&
           (classes == NULL || sluice_models_add_classes(models, classes, &error)) &&
           sluice_models_finish(models, &error);
    if (!good) {
        fail_msg("%s", sluice_yaml_error_text(&error, said));
    }
    sluice_yaml_free(document);
    return models;
}

/* {"classes": [...]}; free it. */
static struct sluice_text written(const struct sluice_models *models)
{
    struct sluice_text text = {0};
    size_t count;
    const struct sluice_models_declared *declared = sluice_models_declared(models, &count);
    sluice_text_string(&text, "{\"classes\": ");
    sluice_models_json(declared, count, &text);
    sluice_text_string(&text, "}");
    assert_false(text.failed);
    return text;
}

/* And says it again, once it is loaded. */
static void says(const char *text, const char *expected)
{
    struct sluice_models *models = load_text(text);
    struct sluice_text json = written(models);
    assert_string_equal(sluice_text_get(&json), expected);
    sluice_text_free(&json);
    sluice_models_free(models);
    models = load_text(expected);
    json = written(models);
    assert_string_equal(sluice_text_get(&json), expected);
    sluice_text_free(&json);
    sluice_models_free(models);
}

/* Groups name interfaces that nobody declares, so that this cannot be loaded as a file of its own. */
static void groups_are_json(void **state)
{
    (void)state;
    struct sluice_models *models = load_text("use: [all]\n");
    struct sluice_text json = written(models);
    struct sluice_yaml_error error = {0};
    struct sluice_yaml *document = NULL;
    size_t count;
    assert_true(sluice_yaml_parse(sluice_text_get(&json), json.length, "json", &document, &error));
    const struct sluice_yaml_node *classes = sluice_yaml_get(sluice_yaml_root(document), "classes");
    (void)sluice_models_declared(models, &count);
    assert_int_equal(sluice_yaml_count(classes), count);
    assert_true(count > 200);
    sluice_yaml_free(document);
    sluice_text_free(&json);
    sluice_models_free(models);
}

static void all_that_can_be_said_is_said(void **state)
{
    (void)state;
    says(
        "classes:\n"
        "  - name: a.B\n"
        "    construct: atomic\n"
        "    suid: -9223372036854775808\n"
        "    mutable: true\n"
        "    form: both\n"
        "    equality: fields\n"
        "    code: [read, check, constructor]\n"
        "    careless: [shares]\n"
        "    fields:\n"
        "      - {name: n, type: I, required: true}\n"
        "      - {name: d, type: D, default: 0.5}\n"
        "      - {name: z, type: Z, default: true}\n"
        "      - {name: o, type: Ljava/lang/Object;, shared: true, of: [java.lang.String, java.lang.Object]}\n"
        "    layout:\n"
        "      - {int: size, same-as: n}\n"
        "      - {objects: items, count: size, of: java.lang.String}\n"
        "    check:\n"
        "      - not-null: o\n"
        "      - range: {field: n, min: 0, max: 100}\n"
        "      - relation: n <= 12\n"
        "      - one-of: {field: n, values: [1, -2]}\n"
        "        when: {n: 3}\n"
        "    resolve: {field: o}\n"
        "  - {name: a.E, construct: enum, constants: [X, \"Y\\\"\"]}\n",
        "{\"classes\": [\n"
        "{\"name\":\"a.B\",\"construct\":\"atomic\",\"suid\":-9223372036854775808,\"mutable\":true,"
        "\"form\":\"both\",\"fields\":[{\"name\":\"n\",\"type\":\"I\",\"required\":true},"
        "{\"name\":\"d\",\"type\":\"D\",\"default\":0.5},"
        "{\"name\":\"z\",\"type\":\"Z\",\"default\":true},"
        "{\"name\":\"o\",\"type\":\"Ljava/lang/Object;\",\"shared\":true,"
        "\"of\":[\"java.lang.String\",\"java.lang.Object\"]}],"
        "\"layout\":[{\"int\":\"size\",\"same-as\":\"n\"},"
        "{\"objects\":\"items\",\"count\":\"size\",\"of\":\"java.lang.String\"}],"
        "\"check\":[{\"not-null\":\"o\"},{\"range\":{\"field\":\"n\",\"min\":0,\"max\":100}},"
        "{\"relation\":\"n <= 12\"},{\"one-of\":{\"field\":\"n\",\"values\":[1,-2]},"
        "\"when\":{\"n\":3}}],\"resolve\":{\"field\":\"o\"},\"equality\":\"fields\","
        "\"code\":[\"read\",\"check\",\"constructor\"],\"careless\":[\"shares\"]},\n"
        "{\"name\":\"a.E\",\"construct\":\"enum\",\"constants\":[\"X\",\"Y\\\"\"]}]}");
}

static void one_model_is_a_list_of_one(void **state)
{
    (void)state;
    struct sluice_text text = {0};
    sluice_models_json_model(
        &(struct sluice_class_model){.name = "a.B", .construct = SLUICE_CONSTRUCT_STATELESS},
        &text);
    assert_string_equal(sluice_text_get(&text),
                        "[\n{\"name\":\"a.B\",\"construct\":\"stateless\"}]");
    sluice_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_are_json),
        cmocka_unit_test(all_that_can_be_said_is_said),
        cmocka_unit_test(one_model_is_a_list_of_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
