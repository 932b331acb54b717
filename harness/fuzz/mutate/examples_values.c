/* Values as examples.txt writes them. */
#include "harness/fuzz/mutate/examples_reading.h"

#include "harness/fuzz/mutate/breaks.h"
#include "harness/stream/chain.h"
#include "harness/stream/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- objects --------------------------------------------------------------------------------------------------- */

/* Nothing is in it that the text does not tell of. */
static void forget_references(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_program *program = mutation->program;
    sluice_node_id level = sluice_child(program, id, SLUICE_ROLE_LEVEL);
    for (; level != SLUICE_NODE_NONE; level = sluice_program_peek(program, level)->next) {
        sluice_node_id value = sluice_child(program, level, SLUICE_ROLE_VALUE);
        for (; value != SLUICE_NODE_NONE; value = sluice_program_peek(program, value)->next) {
            const struct sluice_node *node = sluice_program_peek(program, value);
            if (node->role == SLUICE_ROLE_VALUE && node->kind != SLUICE_NODE_VALUES) {
                sluice_clear(mutation, value);
            }
        }
    }
}

void sluice_examples_make(struct sluice_mutation *mutation, sluice_node_id id,
                          const struct sluice_class_model *model)
{
    sluice_make_model(mutation, id, model);
    forget_references(mutation, id);
}

static bool make_object(struct sluice_examples_reading *reading, sluice_node_id id,
                        struct sluice_bytes name, const struct sluice_class_model **model)
{
    struct sluice_mutation *mutation = reading->mutation;
    *model = sluice_model_named(mutation, name);
    if (*model == NULL || !sluice_model_is_built(*model)) {
        return false;
    }
    sluice_clear(mutation, id);
    sluice_examples_make(mutation, id, *model);
    return true;
}

/* A boxed number: its last letter tells the type. */
static bool make_box(struct sluice_examples_reading *reading, sluice_node_id id, char *word)
{
    static const char *const boxes[][2] = {
        {"i", "java.lang.Integer"}, {"l", "java.lang.Long"},      {"s", "java.lang.Short"},
        {"b", "java.lang.Byte"},    {"c", "java.lang.Character"}, {"f", "java.lang.Float"},
        {"d", "java.lang.Double"},  {"z", "java.lang.Boolean"}};
    const size_t last = strlen(word) - 1;
    const struct sluice_class_model *model;
    struct sluice_member member;
    for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
        if (word[last] == boxes[i][0][0]) {
            word[last] = '\0';
            return make_object(reading, id, sluice_text_bytes(boxes[i][1]), &model) &&
                   sluice_member_find(reading->mutation, id, model, sluice_text_bytes("value"),
                                      &member) &&
                   sluice_open_number(reading, member.value, word);
        }
    }
    return false;
}

static sluice_node_id add_desc(struct sluice_examples_reading *reading, sluice_node_id id,
                               enum sluice_node_kind kind)
{
    sluice_clear(reading->mutation, id);
    sluice_at(reading->mutation, id)->kind = (uint8_t)kind;
    return sluice_add(reading->mutation, id, SLUICE_ROLE_DESC, SLUICE_NODE_NULL);
}

/* @CLASS:NAME */
static bool make_constant(struct sluice_examples_reading *reading, sluice_node_id id)
{
    char name[SLUICE_WORD_SIZE];
    char constant[SLUICE_WORD_SIZE];
    if (!sluice_words_word(&reading->words, ":", name) ||
        !sluice_words_take(&reading->words, ':') ||
        !sluice_words_word(&reading->words, ")]}", constant)) {
        return false;
    }
    const sluice_node_id desc = add_desc(reading, id, SLUICE_NODE_ENUM);
    sluice_make_enum_class(reading->mutation, desc, name);
    (void)sluice_add_bytes(reading->mutation, id, SLUICE_ROLE_CONSTANT, SLUICE_NODE_STRING,
                           constant, strlen(constant));
    return true;
}

/* ~INTERFACE,INTERFACE{ */
static bool begin_proxy(struct sluice_examples_reading *reading, sluice_node_id id)
{
    struct sluice_mutation *mutation = reading->mutation;
    const sluice_node_id level = sluice_break_proxy(mutation, id);
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    const sluice_node_id super = sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER);
    char name[SLUICE_WORD_SIZE];
    sluice_program_detach(mutation->program, sluice_at(mutation, desc)->first);
    sluice_program_detach(mutation->program, sluice_at(mutation, level)->first);
    sluice_program_detach(mutation->program,
                          sluice_child(mutation->program, super, SLUICE_ROLE_FIELD));
    do {
        if (!sluice_words_word(&reading->words, ",{", name)) {
            return false;
        }
        const sluice_node_id interface = sluice_add_bytes(
            mutation, SLUICE_NODE_NONE, SLUICE_ROLE_INTERFACE, SLUICE_NODE_UTF, name, strlen(name));
        sluice_program_insert(mutation->program, desc, super, interface);
        sluice_at(mutation, interface)->role = SLUICE_ROLE_INTERFACE;
    } while (sluice_words_take(&reading->words, ','));
    return sluice_words_take(&reading->words, '{') &&
           sluice_open_push(reading, (struct sluice_open){.kind = SLUICE_OPEN_PROXY, .id = id});
}

/* [NUMBER*LETTER has so many dimensions. */
static void make_array_class(struct sluice_mutation *mutation, sluice_node_id desc,
                             const char *name)
{
    enum { MOST_DIMENSIONS = 300 };
    char whole[MOST_DIMENSIONS + SLUICE_WORD_SIZE];
    char *rest = NULL;
    const unsigned long dimensions = strtoul(name + 1, &rest, 10);
    if (dimensions == 0 || dimensions > MOST_DIMENSIONS || *rest != '*') {
        sluice_make_array_class(mutation, desc, name, strlen(name));
        return;
    }
    memset(whole, '[', dimensions);
    memcpy(whole + dimensions, rest + 1, strlen(rest));
    sluice_make_array_class(mutation, desc, whole, strlen(whole));
}

/* <CLASS> */
static bool make_class_object(struct sluice_examples_reading *reading, sluice_node_id id)
{
    char name[SLUICE_WORD_SIZE];
    if (!sluice_words_word(&reading->words, ">", name) ||
        !sluice_words_take(&reading->words, '>')) {
        return false;
    }
    const sluice_node_id desc = add_desc(reading, id, SLUICE_NODE_CLASS);
    const struct sluice_class_model *model = sluice_model_named(reading->mutation,
                                                                sluice_text_bytes(name));
    if (model != NULL) {
        sluice_make_class(reading->mutation, desc, model);
    } else if (name[0] == '[') {
        make_array_class(reading->mutation, desc, name);
    } else {
        sluice_make_plain_class(reading->mutation, desc, name, 0, 0);
    }
    return true;
}

/* CLASS[...: numbers if the class is the letter of a type. */
static bool begin_array(struct sluice_examples_reading *reading, sluice_node_id id, const char *of)
{
    char name[SLUICE_WORD_SIZE + 4];
    const bool numbers = strlen(of) == 1 && sluice_stream_value_size((uint8_t)of[0]) > 0;
    (void)snprintf(name, sizeof name, numbers ? "[%s" : "[L%s;", of);
    const sluice_node_id desc = add_desc(reading, id, SLUICE_NODE_ARRAY);
    sluice_make_array_class(reading->mutation, desc, name, strlen(name));
    return sluice_open_push(
        reading, (struct sluice_open){.kind = numbers ? SLUICE_OPEN_NUMBERS : SLUICE_OPEN_ARRAY,
                                      .id = id,
                                      .type = of[0]});
}

/* The item of that number in what is open, or the value of a member: somebody else has it, too. */
static bool refer(struct sluice_examples_reading *reading, sluice_node_id id)
{
    struct sluice_mutation *mutation = reading->mutation;
    const struct sluice_open *open = sluice_open_top(reading);
    char word[SLUICE_WORD_SIZE];
    struct sluice_member member;
    if (!sluice_words_word(&reading->words, ")]}", word)) {
        return false;
    }
    if (open->kind == SLUICE_OPEN_OBJECT) {
        if (strcmp(word, "self") == 0) {
            sluice_break_refer(mutation, id, open->id);
            return true;
        }
        if (!sluice_member_find(mutation, open->id, open->model, sluice_text_bytes(word),
                                &member) ||
            !sluice_takes_handle(mutation->program, member.value)) {
            return false;
        }
        sluice_break_refer(mutation, id, member.value);
        return true;
    }
    const unsigned long number = strtoul(word, NULL, 10);
    sluice_node_id item = id;
    if (number + 1 >= open->count) {
        return false;
    }
    for (unsigned long back = open->count - 1 - number; back > 0; back--) {
        item = sluice_at(mutation, item)->previous;
    }
    sluice_break_refer(mutation, id, item);
    return true;
}

/* --- values ------------------------------------------------------------------------------------------------------ */

static bool is_of_number(const char *word)
{
    return strchr("-#0123456789", word[0]) != NULL || strncmp(word, "nan", 3) == 0 ||
           strncmp(word, "inf", 3) == 0;
}

/* Makes a node what the text says next. */
bool sluice_examples_value(struct sluice_examples_reading *reading, sluice_node_id id)
{
    char text[4 * SLUICE_WORD_SIZE];
    char word[SLUICE_WORD_SIZE];
    size_t length;
    const struct sluice_class_model *model;
    if (sluice_words_take(&reading->words, '"')) {
        if (!sluice_words_text(&reading->words, text, sizeof text, &length)) {
            return false;
        }
        sluice_break_string(reading->mutation, id, text, length);
        return true;
    }
    if (sluice_words_take(&reading->words, '@')) {
        return make_constant(reading, id);
    }
    if (sluice_words_take(&reading->words, '<')) {
        return make_class_object(reading, id);
    }
    if (sluice_words_take(&reading->words, '~')) {
        return begin_proxy(reading, id);
    }
    if (sluice_words_take(&reading->words, '^')) {
        return refer(reading, id);
    }
    if (!sluice_words_word(&reading->words, "{[)]}", word)) {
        return false;
    }
    if (sluice_words_take(&reading->words, '{')) {
        return make_object(reading, id, sluice_text_bytes(word), &model) &&
               sluice_open_push(reading, (struct sluice_open){
                                             .kind = SLUICE_OPEN_OBJECT, .id = id, .model = model});
    }
    if (sluice_words_take(&reading->words, '[')) {
        return begin_array(reading, id, word);
    }
    if (strcmp(word, "null") == 0 || strcmp(word, "block") == 0) {
        sluice_clear(reading->mutation, id);
        if (word[0] == 'b') { /* what is no value at all */
            sluice_at(reading->mutation, id)->kind = SLUICE_NODE_BLOCK;
            (void)sluice_add_number(reading->mutation, id, SLUICE_ROLE_PART, 'B', 1);
        }
        return true;
    }
    return is_of_number(word) && make_box(reading, id, word);
}
