/* A class that takes nobody's word: of each of its fields it asks every getter of the view, and compares what
 * they say with one another and with the graph. A decoder whose view is wrong has its objects refused by
 * their own classes, in whatever case they stand. */
#include <sluice/get_arg.h>
#include <sluice/graph.h>
#include <string.h>

#include "harness/models/build.h"

/* Longer lists are not gone through: looking at them is counted against the checks that follow. */
enum { LOOKED_AT = 8 };

#define NO_FIELD "no such field"
#define ANY_CLASS "java.lang.Object"
#define NO_CLASS "no.such.Class"

enum getter { INTEGER, FLOATING, STRING, SIZE, VALUE, ELEMENT, GETTERS };

/* What each getter says of one field, and gives. */
struct answers {
    enum sluice_get said[GETTERS];
    int64_t integer;
    double floating;
    struct sluice_bytes text;
    uint64_t size;
    struct sluice_value value;
    struct sluice_value element;
};

static struct answers ask(const struct sluice_get_arg *argument, const char *field)
{
    struct answers answers = {.value = {UINT32_MAX}};
    answers.said[INTEGER] = sluice_get_integer(argument, field, &answers.integer);
    answers.said[FLOATING] = sluice_get_floating(argument, field, &answers.floating);
    answers.said[STRING] = sluice_get_string(argument, field, &answers.text);
    answers.said[SIZE] = sluice_get_size(argument, field, &answers.size);
    answers.said[VALUE] = sluice_get_value(argument, field, &answers.value);
    answers.said[ELEMENT] = sluice_get_element(argument, field, 0, &answers.element);
    return answers;
}

/* These getters, bits, give something; all others say `otherwise`. */
static bool only_these(const struct answers *answers, unsigned these, enum sluice_get otherwise)
{
    for (unsigned i = 0; i < GETTERS; i++) {
        if (answers->said[i] != ((these & 1U << i) != 0 ? SLUICE_GET_OK : otherwise)) {
            return false;
        }
    }
    return true;
}

static bool is_null(struct sluice_value value)
{
    return sluice_value_same(value, (struct sluice_value){0});
}

/* A field that the class does not have. */
static bool absent_fits(const struct sluice_get_arg *argument)
{
    const struct answers answers = ask(argument, NO_FIELD);
    return only_these(&answers, 0, SLUICE_GET_ABSENT) && is_null(answers.value) &&
           !sluice_get_is_defaulted(argument, NO_FIELD) &&
           !sluice_is_instance(argument, NO_FIELD, ANY_CLASS, true) &&
           !sluice_is_in_range(argument, NO_FIELD, INT64_MIN, INT64_MAX) &&
           !sluice_is_size_in(argument, NO_FIELD, 0, UINT64_MAX) &&
           !sluice_are_elements(argument, NO_FIELD, ANY_CLASS, true);
}

static bool integer_fits(const struct sluice_get_arg *argument, const char *field,
                         const struct answers *answers)
{
    const int64_t number = answers->integer;
    return only_these(answers, 1U << INTEGER, SLUICE_GET_WRONG_TYPE) && is_null(answers->value) &&
           sluice_is_in_range(argument, field, number, number) &&
           (number == INT64_MAX || !sluice_is_in_range(argument, field, number + 1, INT64_MAX)) &&
           (number == INT64_MIN || !sluice_is_in_range(argument, field, INT64_MIN, number - 1)) &&
           !sluice_is_size_in(argument, field, 0, UINT64_MAX);
}

static bool size_fits(const struct sluice_get_arg *argument, const char *field, uint64_t size)
{
    return sluice_is_size_in(argument, field, size, size) &&
           !sluice_is_size_in(argument, field, size + 1, UINT64_MAX) &&
           (size == 0 || !sluice_is_size_in(argument, field, 0, size - 1));
}

/* --- elements ----------------------------------------------------------------------------------- */

/* What was found among the elements: of pairs, keys and values apart. */
struct found {
    bool null[2];
};

static bool element_fits(const struct sluice_get_arg *argument, const char *field,
                         const struct answers *answers, uint64_t index, bool *null)
{
    const struct sluice_graph *graph = sluice_get_graph(argument);
    struct sluice_value element = {UINT32_MAX};
    const enum sluice_get got = sluice_get_element(argument, field, index, &element);
    *null = *null || got == SLUICE_GET_NULL;
    return got == (is_null(element) ? SLUICE_GET_NULL : SLUICE_GET_OK) &&
           (sluice_value_kind(graph, answers->value) != SLUICE_VALUE_ARRAY ||
            sluice_value_same(element,
                              sluice_value_element(graph, answers->value, (uint32_t)index)));
}

/* The helpers find what the getters have found. */
static bool helpers_fit(const struct sluice_get_arg *argument, const char *field, bool pairs,
                        uint64_t size, const struct found *found)
{
    return sluice_are_elements(argument, field, ANY_CLASS, true) == !pairs &&
           sluice_are_keys(argument, field, ANY_CLASS, true) == pairs &&
           sluice_are_values(argument, field, ANY_CLASS, true) == pairs &&
           sluice_are_elements(argument, field, ANY_CLASS, false) == (!pairs && !found->null[0]) &&
           sluice_are_keys(argument, field, ANY_CLASS, false) == (pairs && !found->null[0]) &&
           sluice_are_values(argument, field, ANY_CLASS, false) == (pairs && !found->null[1]) &&
           (sluice_are_elements(argument, field, NO_CLASS, false) == (!pairs && size == 0));
}

static bool elements_fit(const struct sluice_get_arg *argument, const char *field,
                         const struct answers *answers)
{
    struct found found = {{false, false}};
    struct sluice_value end;
    if (answers->said[ELEMENT] == SLUICE_GET_WRONG_TYPE ||
        !size_fits(argument, field, answers->size)) {
        return false;
    }
    if (answers->size > LOOKED_AT) {
        return true;
    }
    const bool pairs = sluice_are_keys(argument, field, ANY_CLASS, true);
    const uint64_t count = pairs ? 2 * answers->size : answers->size;
    for (uint64_t i = 0; i < count; i++) {
        if (!element_fits(argument, field, answers, i, &found.null[pairs ? i % 2 : 0])) {
            return false;
        }
    }
    return sluice_get_element(argument, field, count, &end) == SLUICE_GET_ABSENT &&
           helpers_fit(argument, field, pairs, answers->size, &found);
}

/* --- references --------------------------------------------------------------------------------- */

static bool null_fits(const struct sluice_get_arg *argument, const char *field,
                      const struct answers *answers)
{
    return only_these(answers, 0, SLUICE_GET_NULL) && is_null(answers->value) &&
           sluice_is_instance(argument, field, NO_CLASS, true) &&
           !sluice_is_instance(argument, field, ANY_CLASS, false) &&
           !sluice_are_elements(argument, field, ANY_CLASS, true);
}

static bool text_fits(const struct sluice_get_arg *argument, const char *field,
                      const struct answers *answers)
{
    const struct sluice_bytes same = sluice_value_text(sluice_get_graph(argument), answers->value);
    return only_these(answers, 1U << STRING | 1U << SIZE | 1U << VALUE, SLUICE_GET_WRONG_TYPE) &&
           same.length == answers->text.length &&
           memcmp(same.data, answers->text.data, same.length) == 0 &&
           size_fits(argument, field, answers->size);
}

/* How many elements the array or list behind a container holds; of pairs, keys and values. -1: there is none. */
static int64_t items_of(const struct sluice_graph *graph, struct sluice_value container,
                        const struct sluice_class_model *model)
{
    struct sluice_value array;
    int64_t used = 0;
    int64_t count = sluice_value_items(graph, container, model->items);
    if (count < 0 && sluice_value_field(graph, container, model->items, &array) == SLUICE_GET_OK &&
        sluice_value_kind(graph, array) == SLUICE_VALUE_ARRAY) {
        count = sluice_value_length(graph, array);
    }
    const bool counts = model->item_count != NULL &&
                        sluice_value_integer(graph, container, model->item_count, &used) ==
                            SLUICE_GET_OK;
    return counts && used >= 0 && used < count ? used : count;
}

/* What the model of a container says of it is what the view finds. */
static bool container_fits(const struct sluice_graph *graph, const struct answers *answers)
{
    const struct sluice_value container = answers->value;
    const struct sluice_class_model *model = sluice_value_model(graph, container);
    while (model != NULL && model->container == SLUICE_CONTAINER_NONE) {
        model = sluice_model_parent(graph, model);
    }
    const bool pairs = sluice_value_is(graph, container, "java.util.Map");
    const int64_t count = model == NULL          ? -1
                          : model->items == NULL ? 0
                                                 : items_of(graph, container, model);
    if (count < 0 || (pairs && count % 2 != 0)) {
        return answers->said[SIZE] == SLUICE_GET_WRONG_TYPE;
    }
    return answers->said[SIZE] == SLUICE_GET_OK &&
           answers->size == (uint64_t)(pairs ? count / 2 : count);
}

static bool reference_fits(const struct sluice_get_arg *argument, const char *field,
                           const struct answers *answers)
{
    const struct sluice_graph *graph = sluice_get_graph(argument);
    if (answers->said[VALUE] == SLUICE_GET_NULL) {
        return null_fits(argument, field, answers);
    }
    if (answers->said[VALUE] != SLUICE_GET_OK || is_null(answers->value) ||
        !sluice_is_instance(argument, field, ANY_CLASS, false) ||
        sluice_is_instance(argument, field, NO_CLASS, true)) {
        return false;
    }
    const enum sluice_value_kind kind = sluice_value_kind(graph, answers->value);
    if (kind == SLUICE_VALUE_STRING) {
        return text_fits(argument, field, answers);
    }
    if (kind == SLUICE_VALUE_PRIMITIVES) {
        return only_these(answers, 1U << SIZE | 1U << VALUE, SLUICE_GET_WRONG_TYPE) &&
               answers->size == sluice_value_length(graph, answers->value) &&
               size_fits(argument, field, answers->size);
    }
    if (kind == SLUICE_VALUE_ARRAY &&
        (answers->said[SIZE] != SLUICE_GET_OK ||
         answers->size != sluice_value_length(graph, answers->value))) {
        return false;
    }
    if (kind == SLUICE_VALUE_OBJECT && !container_fits(graph, answers)) {
        return false;
    }
    /* An array, a container, or nothing that holds several values. */
    return answers->said[SIZE] == SLUICE_GET_OK
               ? elements_fit(argument, field, answers)
               : only_these(answers, 1U << VALUE, SLUICE_GET_WRONG_TYPE);
}

/* --- copies ------------------------------------------------------------------------------------- */

/* Nothing is copied for a check; debug builds end the run over a check that asks. */
static bool is_not_copied(const struct sluice_get_arg *argument, const char *field)
{
#ifdef SLUICE_KIT_CHECKS
    (void)argument;
    (void)field;
    return true;
#else
    char *text = (char *)(void *)&text;
    void *numbers = &text;
    struct sluice_value *values = (struct sluice_value *)(void *)&text;
    size_t count;
    return sluice_copy_string(argument, field, &text, &count) == SLUICE_GET_WRONG_TYPE &&
           sluice_copy_primitives(argument, field, 'I', &numbers, &count) ==
               SLUICE_GET_WRONG_TYPE &&
           sluice_copy_elements(argument, field, &values, &count) == SLUICE_GET_WRONG_TYPE &&
           text == NULL && numbers == NULL && values == NULL;
#endif
}

/* Two that are the same, NaN and zeros of both signs included, have the same. */
static uint64_t bits_of(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

/* A field that the stream did not have, holds its default. */
static bool default_fits(const struct sluice_get_arg *argument,
                         const struct sluice_field_model *field, const struct answers *answers)
{
    if (!sluice_get_is_defaulted(argument, field->name)) {
        return true;
    }
    if (answers->said[INTEGER] == SLUICE_GET_OK) {
        return answers->integer == field->default_integer;
    }
    return answers->said[FLOATING] == SLUICE_GET_OK
               ? bits_of(answers->floating) == bits_of(field->default_floating)
               : answers->said[VALUE] == SLUICE_GET_NULL;
}

bool sluice_models_view_fits(const struct sluice_get_arg *argument,
                             const struct sluice_class_model *model)
{
    if (!absent_fits(argument)) {
        return false;
    }
    for (size_t i = 0; i < model->field_count; i++) {
        const char *field = model->fields[i].name;
        const char type = model->fields[i].signature[0];
        const struct answers answers = ask(argument, field);
        const bool fits = type == 'L' || type == '[' ? reference_fits(argument, field, &answers)
                          : type == 'F' || type == 'D'
                              ? only_these(&answers, 1U << FLOATING, SLUICE_GET_WRONG_TYPE)
                              : integer_fits(argument, field, &answers);
        if (!fits || !default_fits(argument, &model->fields[i], &answers) ||
            !is_not_copied(argument, field)) {
            return false;
        }
    }
    return true;
}
