/* How the texts of examples.txt become objects: one pass over the text, with what is open on a stack. */
#include "harness/fuzz/mutate/examples_reading.h"

#include "harness/fuzz/mutate/breaks.h"
#include "harness/stream/chain.h"
#include "harness/stream/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sluice_open *sluice_open_top(struct sluice_examples_reading *reading)
{
    return &reading->open[reading->depth - 1];
}

bool sluice_open_push(struct sluice_examples_reading *reading, struct sluice_open open)
{
    if (reading->depth == SLUICE_MOST_OPEN) {
        return false;
    }
    reading->open[reading->depth++] = open;
    return true;
}

bool sluice_open_number(struct sluice_examples_reading *reading, sluice_node_id id,
                        const char *word)
{
    uint8_t bytes[SLUICE_STREAM_VALUE_MAX];
    const struct sluice_node *node = sluice_at(reading->mutation, id);
    const size_t size = sluice_stream_value_size(node->code);
    if (node->kind != SLUICE_NODE_VALUES || size == 0) {
        return false;
    }
    sluice_stream_value_put(bytes, (uint64_t)sluice_words_number(word, (char)node->code), size);
    sluice_put_bytes(reading->mutation, id, bytes, size);
    return true;
}

static sluice_node_id add_number(struct sluice_examples_reading *reading, sluice_node_id parent,
                                 enum sluice_node_role role, const char *word, char type)
{
    return sluice_add_number(reading->mutation, parent, role, type,
                             sluice_words_number(word, type));
}

/* Lists say how many items they have, if their class writes that. */
static bool count_items(struct sluice_examples_reading *reading, const struct sluice_open *list)
{
    const struct sluice_layout_item *piece = list->list.piece;
    const bool pairs = piece->kind == SLUICE_LAYOUT_PAIRS;
    char word[SLUICE_WORD_SIZE];
    struct sluice_member member;
    if (piece->count == NULL) {
        return true;
    }
    (void)snprintf(word, sizeof word, "%lu",
                   (unsigned long)(pairs ? list->count / 2 : list->count));
    return sluice_member_find(reading->mutation, list->id, list->model,
                              sluice_text_bytes(piece->count), &member) &&
           sluice_open_number(reading, member.value, word);
}

/* --- what is open ---------------------------------------------------------------------------------------------------- */

static bool read_item(struct sluice_examples_reading *reading, struct sluice_open *list)
{
    struct sluice_mutation *mutation = reading->mutation;
    const sluice_node_id item = sluice_new_place(mutation);
    sluice_program_insert(mutation->program, list->list.level, list->before, item);
    sluice_at(mutation, item)->role = SLUICE_ROLE_DATA;
    list->count++;
    return sluice_examples_value(reading, item);
}

static bool read_element(struct sluice_examples_reading *reading, struct sluice_open *array)
{
    array->count++;
    return sluice_examples_value(
        reading, sluice_add(reading->mutation, array->id, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL));
}

/* FIELD=VALUE of a proxy. */
static bool read_proxy_field(struct sluice_examples_reading *reading,
                             const struct sluice_open *proxy)
{
    static const char handler[] = "Ljava/lang/reflect/InvocationHandler;";
    struct sluice_mutation *mutation = reading->mutation;
    char name[SLUICE_WORD_SIZE];
    if (!sluice_words_word(&reading->words, "=}", name) ||
        !sluice_words_take(&reading->words, '=')) {
        return false;
    }
    const sluice_node_id desc = sluice_child(mutation->program, proxy->id, SLUICE_ROLE_DESC);
    const sluice_node_id level = sluice_child(mutation->program, proxy->id, SLUICE_ROLE_LEVEL);
    (void)sluice_make_field(
        mutation, sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER), name, strlen(name),
        sluice_text_bytes(strcmp(name, "h") == 0 ? handler : "Ljava/lang/Object;"));
    return sluice_examples_value(reading,
                                 sluice_add(mutation, level, SLUICE_ROLE_VALUE, SLUICE_NODE_NULL));
}

/* J5, or a text; behind | another block begins. */
static bool read_part(struct sluice_examples_reading *reading, struct sluice_open *data)
{
    char text[SLUICE_WORD_SIZE];
    size_t length;
    if (sluice_words_take(&reading->words, '|')) {
        const sluice_node_id level = sluice_at(reading->mutation, data->id)->parent;
        data->id = sluice_add(reading->mutation, level, SLUICE_ROLE_DATA, SLUICE_NODE_BLOCK);
        return true;
    }
    if (sluice_words_take(&reading->words, '"')) {
        if (!sluice_words_text(&reading->words, text, sizeof text, &length)) {
            return false;
        }
        (void)sluice_add_bytes(reading->mutation, data->id, SLUICE_ROLE_PART, SLUICE_NODE_UTF, text,
                               length);
        return true;
    }
    if (!sluice_words_word(&reading->words, "}", text) || strchr("BCDFIJSZ", text[0]) == NULL) {
        return false;
    }
    (void)add_number(reading, data->id, SLUICE_ROLE_PART, text + 1, text[0]);
    return true;
}

static bool read_number(struct sluice_examples_reading *reading, const struct sluice_open *array)
{
    char word[SLUICE_WORD_SIZE];
    if (!sluice_words_word(&reading->words, "]", word)) {
        return false;
    }
    (void)add_number(reading, array->id, SLUICE_ROLE_ELEMENT, word, array->type);
    return true;
}

/* One step further. False: the text is none. */
static bool read_on(struct sluice_examples_reading *reading)
{
    static const char ends[] = {
        [SLUICE_OPEN_OBJECT] = '}',  [SLUICE_OPEN_LIST] = ')', [SLUICE_OPEN_ARRAY] = ']',
        [SLUICE_OPEN_NUMBERS] = ']', [SLUICE_OPEN_DATA] = '}', [SLUICE_OPEN_PROXY] = '}'};
    struct sluice_open *open = sluice_open_top(reading);
    if (sluice_words_take(&reading->words, ends[open->kind])) {
        const bool good = open->kind != SLUICE_OPEN_LIST || count_items(reading, open);
        reading->depth--;
        return good;
    }
    switch (open->kind) {
    case SLUICE_OPEN_OBJECT:
        return sluice_examples_member(reading);
    case SLUICE_OPEN_LIST:
        return read_item(reading, open);
    case SLUICE_OPEN_ARRAY:
        return read_element(reading, open);
    case SLUICE_OPEN_NUMBERS:
        return read_number(reading, open);
    case SLUICE_OPEN_PROXY:
        return read_proxy_field(reading, open);
    case SLUICE_OPEN_DATA:
        break;
    }
    return read_part(reading, open);
}

/* Reads on while more is open than `depth`. */
static bool read_until(struct sluice_examples_reading *reading, size_t depth)
{
    bool good = true;
    for (sluice_words_skip(&reading->words);
         good && reading->depth > depth && reading->words.at < reading->words.end;
         sluice_words_skip(&reading->words)) {
        good = read_on(reading);
    }
    return good;
}

bool sluice_examples_apply(struct sluice_mutation *mutation, sluice_node_id id,
                           const struct sluice_class_model *model, struct sluice_bytes text)
{
    struct sluice_examples_reading reading = {
        .mutation = mutation,
        .words = {(const char *)text.data, (const char *)text.data + text.length}};
    return sluice_open_push(
               &reading,
               (struct sluice_open){.kind = SLUICE_OPEN_OBJECT, .id = id, .model = model}) &&
           read_until(&reading, 0) && reading.depth == 1;
}

bool sluice_examples_put(struct sluice_mutation *mutation, sluice_node_id id,
                         struct sluice_bytes text)
{
    struct sluice_examples_reading reading = {
        .mutation = mutation,
        .words = {(const char *)text.data, (const char *)text.data + text.length}};
    return sluice_examples_value(&reading, id) && read_until(&reading, 0) && reading.depth == 0;
}
