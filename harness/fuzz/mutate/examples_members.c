/* Members of objects as examples.txt writes them. */
#include "harness/fuzz/mutate/examples_reading.h"

#include "harness/fuzz/mutate/breaks.h"
#include "harness/stream/chain.h"
#include "harness/stream/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- members ------------------------------------------------------------------------------------------------------ */

static void leave_out(struct sluice_examples_reading *reading, const struct sluice_member *member)
{
    sluice_at(reading->mutation, member->desc)->marks = 0;
    sluice_program_detach(reading->mutation->program, member->field);
    sluice_program_detach(reading->mutation->program, member->value);
}

/* What stands for all the custom data: {J5 B3 "text"}, or `absent`. Without blocks it could not end. */
static bool begin_data(struct sluice_examples_reading *reading, const struct sluice_open *object)
{
    struct sluice_mutation *mutation = reading->mutation;
    const sluice_node_id level = sluice_at(mutation, object->id)->last;
    const sluice_node_id desc = sluice_child(mutation->program, object->id, SLUICE_ROLE_DESC);
    char word[SLUICE_WORD_SIZE];
    const bool absent = !sluice_words_take(&reading->words, '{');
    if ((absent &&
         (!sluice_words_word(&reading->words, "}", word) || strcmp(word, "absent") != 0)) ||
        level == SLUICE_NODE_NONE || sluice_at(mutation, level)->kind != SLUICE_NODE_LEVEL) {
        return false;
    }
    if ((sluice_at(mutation, desc)->code & SLUICE_FLAG_EXTERNALIZABLE) != 0) {
        sluice_at(mutation, desc)->code |= SLUICE_FLAG_BLOCK_DATA;
    }
    sluice_at(mutation, level)->marks = absent ? SLUICE_NODE_NO_END : 0;
    sluice_node_id data;
    while ((data = sluice_child(mutation->program, level, SLUICE_ROLE_DATA)) != SLUICE_NODE_NONE) {
        sluice_program_detach(mutation->program, data);
    }
    if (absent) {
        return true;
    }
    const sluice_node_id block = sluice_add(mutation, level, SLUICE_ROLE_DATA, SLUICE_NODE_BLOCK);
    return sluice_open_push(reading, (struct sluice_open){.kind = SLUICE_OPEN_DATA, .id = block});
}

/* Of a constant: its name. */
static bool read_constant(struct sluice_examples_reading *reading, sluice_node_id id)
{
    char word[SLUICE_WORD_SIZE];
    if (sluice_at(reading->mutation, id)->kind != SLUICE_NODE_ENUM ||
        !sluice_words_word(&reading->words, "}", word)) {
        return false;
    }
    sluice_put_bytes(reading->mutation,
                     sluice_child(reading->mutation->program, id, SLUICE_ROLE_CONSTANT), word,
                     strlen(word));
    return true;
}

/* A text in block data. */
static bool read_utf(struct sluice_examples_reading *reading, sluice_node_id id)
{
    char text[SLUICE_WORD_SIZE];
    size_t length;
    if (!sluice_words_take(&reading->words, '"') ||
        !sluice_words_text(&reading->words, text, sizeof text, &length)) {
        return false;
    }
    sluice_put_bytes(reading->mutation, id, text, length);
    return true;
}

/* Lets the stream declare a field of another type. */
static bool declare(struct sluice_examples_reading *reading, const struct sluice_member *member,
                    const char *type)
{
    struct sluice_mutation *mutation = reading->mutation;
    const size_t size = sluice_stream_value_size((uint8_t)type[0]);
    if (member->field == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_at(mutation, member->desc)->marks = 0;
    const sluice_node_id text = sluice_child(mutation->program, member->field, SLUICE_ROLE_TYPE);
    if ((size > 0) != (text == SLUICE_NODE_NONE)) {
        return false; /* it would have to stand elsewhere */
    }
    sluice_at(mutation, member->field)->code = (uint8_t)type[0];
    if (size > 0) {
        sluice_at(mutation, member->value)->code = (uint8_t)type[0];
    } else {
        sluice_put_bytes(mutation, text, type, strlen(type));
    }
    return true;
}

/* The class has the same data under another name. */
static bool rename_class(struct sluice_examples_reading *reading, sluice_node_id desc)
{
    char name[SLUICE_WORD_SIZE];
    if (!sluice_words_word(&reading->words, "}", name)) {
        return false;
    }
    sluice_at(reading->mutation, desc)->marks = 0;
    sluice_put_bytes(reading->mutation,
                     sluice_child(reading->mutation->program, desc, SLUICE_ROLE_NAME), name,
                     strlen(name));
    return true;
}

/* MEMBER=VALUE of an object, MEMBER:TYPE=VALUE; suid=NUMBER and class-flags=NUMBER are those of its class. */
bool sluice_examples_member(struct sluice_examples_reading *reading)
{
    struct sluice_mutation *mutation = reading->mutation;
    const struct sluice_open object = *sluice_open_top(reading);
    const sluice_node_id desc = sluice_child(mutation->program, object.id, SLUICE_ROLE_DESC);
    char name[SLUICE_WORD_SIZE];
    char word[SLUICE_WORD_SIZE];
    struct sluice_member member;
    char type[SLUICE_WORD_SIZE] = "";
    const bool named = sluice_words_word(&reading->words, ":=}", name);
    const bool typed = sluice_words_take(&reading->words, ':');
    if (!named || (typed && !sluice_words_word(&reading->words, "=}", type)) ||
        !sluice_words_take(&reading->words, '=')) {
        return false;
    }
    if (strcmp(name, "custom") == 0) {
        return begin_data(reading, &object);
    }
    if (strcmp(name, "constant") == 0) {
        return read_constant(reading, object.id);
    }
    if (strcmp(name, "class") == 0) {
        return rename_class(reading, desc);
    }
    const bool is_suid = strcmp(name, "suid") == 0;
    if (is_suid || strcmp(name, "class-flags") == 0) {
        struct sluice_node *node = sluice_at(mutation, desc);
        node->marks = 0;
        if (!sluice_words_word(&reading->words, "}", word)) {
            return false;
        }
        node->number = is_suid ? strtoll(word, NULL, 10) : node->number;
        node->code = is_suid ? node->code : (uint8_t)strtol(word, NULL, 10);
        return true;
    }
    if (!sluice_member_find(mutation, object.id, object.model, sluice_text_bytes(name), &member)) {
        return false;
    }
    if (typed && !declare(reading, &member, type)) {
        return false;
    }
    if (sluice_words_take(&reading->words, '(')) {
        return member.piece != NULL && member.value == SLUICE_NODE_NONE &&
               sluice_open_push(
                   reading, (struct sluice_open){.kind = SLUICE_OPEN_LIST,
                                                 .id = object.id,
                                                 .model = object.model,
                                                 .list = member,
                                                 .before = sluice_member_clear(mutation, &member)});
    }
    if (member.value == SLUICE_NODE_NONE) {
        return false;
    }
    const char *start = reading->words.at;
    if (member.field != SLUICE_NODE_NONE && sluice_words_word(&reading->words, "}", word) &&
        strcmp(word, "absent") == 0) {
        leave_out(reading, &member);
        return true;
    }
    reading->words.at = start;
    if (sluice_at(mutation, member.value)->kind == SLUICE_NODE_VALUES) {
        return sluice_words_word(&reading->words, "}", word) &&
               sluice_open_number(reading, member.value, word);
    }
    if (sluice_at(mutation, member.value)->kind == SLUICE_NODE_UTF) {
        return read_utf(reading, member.value);
    }
    return sluice_examples_value(reading, member.value);
}
