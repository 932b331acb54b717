/* Copies for constructors: what an object keeps is its own (DEV-4, GOLD-3, GOLD-4). */
#include "sluice/graph.h"

#include "watch.h"

#include <string.h>

/* Copies are made in constructors only. */
static bool may_copy(const struct sluice_get_arg *argument)
{
    if (sluice_view_is_over(argument)) {
        return false;
    }
    if (!argument->constructing) {
        sluice_copies_in_check(argument);
    }
    return argument->constructing;
}

/* Room for `count` (not 0) elements; what was refused first ends the run when the constructor is over. */
static void *room_for(const struct sluice_get_arg *argument, size_t count, size_t size)
{
    struct sluice_engine *engine = argument->engine;
    struct sluice_result *result = engine->result;
    void *room = sluice_own_copy(result, count, size);
    engine->steps += count;
    if (room == NULL && engine->refused_copy == SLUICE_OK) {
        engine->refused_copy = sluice_heap_refusal(&result->heap);
    }
    return room;
}

enum sluice_get sluice_copy_string(const struct sluice_get_arg *argument, const char *field,
                                   char **out, size_t *length)
{
    struct sluice_bytes text;
    *out = NULL;
    if (!may_copy(argument)) {
        return SLUICE_GET_WRONG_TYPE;
    }
    const enum sluice_get found = sluice_get_string(argument, field, &text);
    if (found != SLUICE_GET_OK) {
        return found;
    }
    char *copy = room_for(argument, text.length + 1, 1);
    if (copy == NULL) {
        return SLUICE_GET_ABSENT;
    }
    if (text.length != 0) {
        memcpy(copy, text.data, text.length);
    }
    copy[text.length] = '\0';
    *out = copy;
    if (length != NULL) {
        *length = text.length;
    }
    return SLUICE_GET_OK;
}

/* Elements from the order of the wire to that of the machine. */
static void put_primitives(void *to, const uint8_t *from, size_t count, char type)
{
    for (size_t i = 0; i < count; i++) {
        switch (type) {
        case 'Z':
            ((uint8_t *)to)[i] = from[i] != 0;
            break;
        case 'B':
            ((uint8_t *)to)[i] = from[i];
            break;
        case 'C':
        case 'S':
            ((uint16_t *)to)[i] = sluice_be16(from + 2 * i);
            break;
        case 'I':
        case 'F':
            ((uint32_t *)to)[i] = sluice_be32(from + 4 * i);
            break;
        default:
            ((uint64_t *)to)[i] = sluice_be64(from + 8 * i);
            break;
        }
    }
}

enum sluice_get sluice_copy_primitives(const struct sluice_get_arg *argument, const char *field,
                                       char type, void **out, size_t *count)
{
    struct sluice_value value;
    *out = NULL;
    *count = 0;
    if (!may_copy(argument)) {
        return SLUICE_GET_WRONG_TYPE;
    }
    const enum sluice_get found = sluice_get_value(argument, field, &value);
    if (found != SLUICE_GET_OK) {
        return found;
    }
    char stored = '\0';
    const struct sluice_graph *graph = sluice_get_graph(argument);
    const struct sluice_bytes bytes = sluice_value_bytes(graph, value, &stored);
    const size_t length = sluice_value_length(graph, value);
    if (sluice_value_kind(graph, value) != SLUICE_VALUE_PRIMITIVES || stored != type) {
        return SLUICE_GET_WRONG_TYPE;
    }
    if (length == 0) {
        return SLUICE_GET_OK;
    }
    void *copy = room_for(argument, length, bytes.length / length);
    if (copy == NULL) {
        return SLUICE_GET_ABSENT;
    }
    put_primitives(copy, bytes.data, length, type);
    *out = copy;
    *count = length;
    return SLUICE_GET_OK;
}

enum sluice_get sluice_copy_elements(const struct sluice_get_arg *argument, const char *field,
                                     struct sluice_value **out, size_t *count)
{
    struct sluice_value first;
    *out = NULL;
    *count = 0;
    if (!may_copy(argument)) {
        return SLUICE_GET_WRONG_TYPE;
    }
    const struct sluice_result *result = argument->object.result;
    const struct sluice_subject subject = sluice_object_subject_from(
        &argument->object, argument->model, sluice_text(field));
    struct sluice_contained contained;
    if (!sluice_subject_contains(result, &subject, &contained)) {
        return sluice_get_element(argument, field, 0, &first);
    }
    if (contained.count == 0) {
        return SLUICE_GET_OK;
    }
    struct sluice_value *copy = room_for(argument, contained.count, sizeof *copy);
    if (copy == NULL) {
        return SLUICE_GET_ABSENT;
    }
    for (uint32_t i = 0; i < contained.count; i++) {
        const uint32_t item = contained.items[i];
        copy[i].id = sluice_slot_is_mutable(result, item) ? item | SLUICE_SLOT_COPY : item;
    }
    *out = copy;
    *count = contained.count;
    return SLUICE_GET_OK;
}
