/* Mistakes in what has no members. */
#include "harness/trials/decoder/clumsy_parts.h"
#include "harness/trials/decoder/view_parts.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool refuses(struct sluice_clumsy *clumsy, enum sluice_reason got, const char *what,
                    enum sluice_reason reason, const char *class_name)
{
    return sluice_clumsy_is_refused(
        clumsy, got,
        &(struct sluice_clumsy_refusal){.what = what, .reason = reason, .class_name = class_name});
}

/* --- texts and numbers -------------------------------------------------------------------------- */

static bool try_texts(struct sluice_clumsy *clumsy)
{
    static const char *const texts[] = {"\xFF", "a\x80", "\xE2\x82"};
    bool good = true;
    for (size_t i = 0; good && i < COUNT(texts); i++) {
        good = sluice_clumsy_begin(clumsy) &&
               refuses(clumsy,
                       sluice_build_string(clumsy->builder, texts[i], strlen(texts[i]),
                                           sluice_clumsy_out(clumsy)),
                       "a text that is none", SLUICE_BAD_UTF, NULL);
    }
    return good;
}

static bool try_numbers(struct sluice_clumsy *clumsy)
{
    static const struct {
        char type;
        uint32_t count;
        const char *what;
    } wrong[] = {
        {'L', 0, "an array of objects, as one of numbers"},
        {'[', 1, "an array of arrays, as one of numbers"},
        {'V', 0, "an array of void"},
        {'\0', 2, "an array of no type"},
        {'B', UINT32_C(0x80000000), "more bytes than an array can have"},
        {'Z', UINT32_MAX, "more booleans than an array can have"},
        {'J', UINT32_C(1) << 29, "more longs than there is room for"},
        {'D', INT32_MAX, "more doubles than there is room for"},
    };
    /* As many as there may be: nobody has that much memory here. */
    bool good = sluice_clumsy_begin(clumsy) &&
                refuses(clumsy,
                        sluice_build_primitives(clumsy->builder, 'C', NULL, INT32_MAX,
                                                sluice_clumsy_out(clumsy)),
                        "as many chars as an array can have", SLUICE_OUT_OF_MEMORY, NULL);
    for (size_t i = 0; good && i < COUNT(wrong); i++) {
        good = sluice_clumsy_begin(clumsy) &&
               refuses(clumsy,
                       sluice_build_primitives(clumsy->builder, wrong[i].type, NULL, wrong[i].count,
                                               sluice_clumsy_out(clumsy)),
                       wrong[i].what, SLUICE_BAD_ARGUMENT, NULL);
    }
    return good;
}

/* --- arrays ------------------------------------------------------------------------------------- */

static bool try_array(struct sluice_clumsy *clumsy, const char *class_name,
                      struct sluice_value element, uint32_t count,
                      const struct sluice_clumsy_refusal *expected)
{
    return sluice_clumsy_is_refused(
        clumsy,
        sluice_build_array(clumsy->builder, class_name, &element, count, sluice_clumsy_out(clumsy)),
        expected);
}

static bool try_arrays(struct sluice_clumsy *clumsy)
{
    const char *const wrong[] = {NULL, "", "a.B", "java.lang.Object", "[I", "[Z", clumsy->letters};
    const struct sluice_value none = {0};
    bool good = true;
    for (size_t i = 0; good && i < COUNT(wrong); i++) {
        const struct sluice_clumsy_refusal expected = {
            .what = "an array of a class that is none of objects",
            .reason = SLUICE_BAD_ARGUMENT,
            .class_name = wrong[i]};
        good = sluice_clumsy_begin(clumsy) && try_array(clumsy, wrong[i], none, 1, &expected);
    }
    const struct sluice_clumsy_refusal unknown = {.what = "an array of an unknown class",
                                                  .reason = SLUICE_CLASS_NOT_IN_POLICY,
                                                  .class_name = "no.such.Class"};
    const struct sluice_clumsy_refusal wrong_type = {.what = "a text in an array of arrays",
                                                     .reason = SLUICE_VALUE_TYPE,
                                                     .class_name = "[I",
                                                     .is_element = true};
    const struct sluice_clumsy_refusal foreign = {.what = "an array of what is no value",
                                                  .reason = SLUICE_BAD_ARGUMENT,
                                                  .class_name = "[Ljava.lang.Object;",
                                                  .at = "array.elements"};
    const struct sluice_clumsy_refusal too_many = {.what = "more elements than an array can have",
                                                   .reason = SLUICE_BAD_ARGUMENT,
                                                   .class_name = "[Ljava.lang.Object;",
                                                   .at = "array.class"};
    good = good && sluice_clumsy_begin(clumsy) &&
           try_array(clumsy, "[Lno.such.Class;", none, 1, &unknown) &&
           sluice_clumsy_begin(clumsy) && try_array(clumsy, "[[I", clumsy->text, 1, &wrong_type) &&
           sluice_clumsy_begin(clumsy) &&
           try_array(clumsy, "[Ljava.lang.Object;", (struct sluice_value){clumsy->text.id + 1}, 1,
                     &foreign) &&
           sluice_clumsy_begin(clumsy) &&
           try_array(clumsy, "[Ljava.lang.Object;", (struct sluice_value){clumsy->text.id + 1},
                     INT32_MAX, &foreign) &&
           sluice_clumsy_begin(clumsy);
    const struct sluice_value last[] = {clumsy->text, none, {clumsy->text.id + 1}};
    return good &&
           sluice_clumsy_is_refused(clumsy,
                                    sluice_build_array(clumsy->builder, "[Ljava.lang.Object;", last,
                                                       3, sluice_clumsy_out(clumsy)),
                                    &foreign) &&
           sluice_clumsy_begin(clumsy) &&
           try_array(clumsy, "[Ljava.lang.Object;", none, UINT32_C(0x80000000), &too_many);
}

/* --- the top ------------------------------------------------------------------------------------ */

static bool try_top(struct sluice_clumsy *clumsy)
{
    enum { NEAR = 10, BLOCK = 2048 };
    bool good = true;
    for (uint32_t i = 1; good && i <= NEAR + 5; i++) {
        good = sluice_clumsy_begin(clumsy);
        const uint32_t id = clumsy->text.id;
        const uint32_t far[] = {1, id - 1, BLOCK + id, id | UINT32_C(0x80000000), UINT32_MAX};
        const struct sluice_value value = {i <= NEAR ? id + i : far[i - NEAR - 1]};
        good = good && refuses(clumsy, sluice_build_add(clumsy->builder, value),
                               "what is no value, at the top", SLUICE_BAD_ARGUMENT, NULL);
    }
    return good;
}

/* --- without an object -------------------------------------------------------------------------- */

static enum sluice_reason set_nothing(struct sluice_clumsy *clumsy, uint32_t way, const char *name)
{
    struct sluice_builder *builder = clumsy->builder;
    switch (way) {
    case 0:
        return sluice_build_integer(builder, name, 0);
    case 1:
        return sluice_build_floating(builder, name, 0);
    case 2:
        return sluice_build_value(builder, name, clumsy->text);
    case 3:
        return sluice_build_utf(builder, name, "text", 4);
    default:
        return sluice_build_items(builder, name, NULL, 0);
    }
}

static bool try_without_object(struct sluice_clumsy *clumsy)
{
    bool good = true;
    for (uint32_t way = 0; good && way < 5; way++) {
        const struct sluice_clumsy_refusal expected = {.what = "a field without an object",
                                                       .reason = SLUICE_BAD_ARGUMENT,
                                                       .member = way % 2 == 0 ? "i" : NULL};
        good = sluice_clumsy_begin(clumsy) &&
               sluice_clumsy_is_refused(clumsy, set_nothing(clumsy, way, expected.member),
                                        &expected);
    }
    const uint8_t byte = 0;
    good = good && sluice_clumsy_begin(clumsy) &&
           refuses(clumsy, sluice_build_end(clumsy->builder, sluice_clumsy_out(clumsy)),
                   "an end without an object", SLUICE_BAD_ARGUMENT, NULL) &&
           sluice_clumsy_begin(clumsy) &&
           refuses(clumsy, sluice_build_custom_bytes(clumsy->builder, "no.such.Class", &byte, 1),
                   "custom data without an object", SLUICE_BAD_ARGUMENT, "no.such.Class");
    return good && sluice_clumsy_begin(clumsy) &&
           refuses(clumsy, sluice_build_begin(clumsy->builder, "no.such.Class"),
                   "an object of an unknown class", SLUICE_CLASS_NOT_IN_POLICY, "no.such.Class");
}

/* --- names of classes --------------------------------------------------------------------------- */

static bool try_class_names(struct sluice_clumsy *clumsy)
{
    const char *const wrong[] = {NULL, "", clumsy->letters};
    bool good = true;
    for (size_t i = 0; good && i < COUNT(wrong); i++) {
        struct sluice_builder **builder = &clumsy->builder;
        const char *name = wrong[i];
        good = sluice_clumsy_begin(clumsy) &&
               refuses(clumsy, sluice_build_class(*builder, name, sluice_clumsy_out(clumsy)),
                       "a class object of no name", SLUICE_BAD_ARGUMENT, name) &&
               sluice_clumsy_begin(clumsy) &&
               refuses(clumsy, sluice_build_enum(*builder, name, "RED", sluice_clumsy_out(clumsy)),
                       "a constant of no enum", SLUICE_BAD_ARGUMENT, name) &&
               sluice_clumsy_begin(clumsy) &&
               refuses(clumsy, sluice_build_enum(*builder, "a.E", name, sluice_clumsy_out(clumsy)),
                       "a constant without a name", SLUICE_BAD_ARGUMENT, "a.E") &&
               sluice_clumsy_begin(clumsy) &&
               refuses(clumsy, sluice_build_begin(*builder, name), "an object of no class",
                       SLUICE_BAD_ARGUMENT, name) &&
               sluice_clumsy_begin(clumsy) &&
               refuses(clumsy, sluice_build_custom_value(*builder, name, clumsy->text),
                       "custom data of no class", SLUICE_BAD_ARGUMENT, name);
    }
    return good && sluice_clumsy_begin(clumsy) &&
           refuses(clumsy,
                   sluice_build_class(clumsy->builder, "no.such.Class", sluice_clumsy_out(clumsy)),
                   "a class object of an unknown class", SLUICE_CLASS_NOT_IN_POLICY,
                   "no.such.Class") &&
           sluice_clumsy_begin(clumsy) &&
           refuses(
               clumsy,
               sluice_build_class(clumsy->builder, clumsy->letters + 1, sluice_clumsy_out(clumsy)),
               "a class object of a name of all length", SLUICE_CLASS_NOT_IN_POLICY,
               clumsy->letters + 1) &&
           sluice_clumsy_begin(clumsy) &&
           refuses(
               clumsy,
               sluice_build_enum(clumsy->builder, "no.such.Enum", "RED", sluice_clumsy_out(clumsy)),
               "a constant of an unknown class", SLUICE_CLASS_NOT_IN_POLICY, "no.such.Enum");
}

bool sluice_clumsy_calls(struct sluice_clumsy *clumsy)
{
    return try_texts(clumsy) && try_numbers(clumsy) && try_arrays(clumsy) && try_top(clumsy) &&
           try_without_object(clumsy) && try_class_names(clumsy);
}

/* --- one class ---------------------------------------------------------------------------------- */

/* A value that is made twice is one, and what it says it is. */
static bool try_twice(struct sluice_clumsy *clumsy, const char *class_name, const char *constant)
{
    struct sluice_value other = {0};
    struct sluice_graph *graph = NULL;
    bool good = sluice_clumsy_begin(clumsy);
    for (uint32_t i = 0; good && i < 2; i++) {
        other = clumsy->made;
        good = (constant != NULL
                    ? sluice_build_enum(clumsy->builder, class_name, constant, &clumsy->made)
                    : sluice_build_class(clumsy->builder, class_name, &clumsy->made)) ==
                   SLUICE_OK &&
               sluice_build_add(clumsy->builder, clumsy->made) == SLUICE_OK;
    }
    if (!sluice_clumsy_note(clumsy, good && sluice_value_same(other, clumsy->made),
                            "one value twice", class_name, constant) ||
        !sluice_clumsy_finish(clumsy, class_name, &graph)) {
        return false;
    }
    good = sluice_graph_count(graph) == 3 &&
           sluice_value_kind(graph, other) ==
               (constant != NULL ? SLUICE_VALUE_ENUM : SLUICE_VALUE_CLASS) &&
           sluice_part_is(sluice_value_class(graph, other), class_name) &&
           (constant == NULL || sluice_part_is(sluice_value_text(graph, other), constant));
    return sluice_clumsy_note(clumsy, good, "one value is another", class_name, constant) &&
           sluice_clumsy_end(clumsy, graph);
}

static bool try_constants(struct sluice_clumsy *clumsy, const struct sluice_class_model *model)
{
    const char *const wrong[] = {"NO_SUCH_CONSTANT", clumsy->letters + 1};
    bool good = true;
    for (size_t i = 0; good && i < model->constant_count; i++) {
        good = try_twice(clumsy, model->name, model->constants[i]);
    }
    for (size_t i = 0; good && i < COUNT(wrong); i++) {
        good = sluice_clumsy_begin(clumsy) &&
               refuses(clumsy,
                       sluice_build_enum(clumsy->builder, model->name, wrong[i],
                                         sluice_clumsy_out(clumsy)),
                       "a constant that there is not", SLUICE_UNKNOWN_CONSTANT, model->name);
    }
    return good;
}

bool sluice_clumsy_names(struct sluice_clumsy *clumsy, const struct sluice_class_model *model)
{
    const char *concerned;
    const enum sluice_reason refusal = sluice_clumsy_refusal_of(clumsy, model, &concerned);
    if (refusal != SLUICE_OK &&
        !(sluice_clumsy_begin(clumsy) &&
          refuses(clumsy, sluice_build_begin(clumsy->builder, model->name),
                  "an object of a class that cannot be built", refusal, concerned))) {
        return false;
    }
    if (model->construct == SLUICE_CONSTRUCT_ENUM) {
        return try_constants(clumsy, model) && try_twice(clumsy, model->name, NULL);
    }
    return sluice_clumsy_begin(clumsy) &&
           refuses(
               clumsy,
               sluice_build_enum(clumsy->builder, model->name, "RED", sluice_clumsy_out(clumsy)),
               "a constant of a class that is no enum", SLUICE_KIND_MISMATCH, model->name) &&
           (model->construct == SLUICE_CONSTRUCT_ABSENT || try_twice(clumsy, model->name, NULL));
}
