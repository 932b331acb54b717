/* A pass over names: what is called by a name becomes called by a letter, wherever the name stands. */
#include <stdlib.h>
#include <string.h>

#include "harness/stream/minimize_parts.h"

/* A text in which a name is to be exchanged; `prefix` and `suffix` stand around the name. */
static bool has_name(struct sluice_bytes text, struct sluice_bytes name, size_t *prefix)
{
    size_t arrays = 0;

    *prefix = 0;
    if (text.length == name.length) {
        return memcmp(text.data, name.data, name.length) == 0;
    }
    while (arrays < text.length && text.data[arrays] == '[') {
        arrays++;
    }
    *prefix = arrays + 1;
    return text.length == arrays + name.length + 2 && text.data[arrays] == 'L' &&
           text.data[text.length - 1] == ';' &&
           memcmp(text.data + arrays + 1, name.data, name.length) == 0;
}

/* Fields and classes have names of their own; types name classes. */
static bool may_hold(const struct sluice_program *program, sluice_node_id id, bool of_field)
{
    const struct sluice_node *node = &program->nodes[id];
    const bool in_field = node->role == SLUICE_ROLE_NAME &&
                          program->nodes[node->parent].kind == SLUICE_NODE_FIELD;

    if (node->kind != SLUICE_NODE_UTF && node->kind != SLUICE_NODE_STRING) {
        return false;
    }
    if (of_field || in_field) {
        return of_field && in_field;
    }
    return node->role == SLUICE_ROLE_NAME || node->role == SLUICE_ROLE_TYPE ||
           node->role == SLUICE_ROLE_INTERFACE;
}

/* Writes a slash for each dot: types are written with slashes. */
static void with_slashes(const uint8_t *from, size_t length, uint8_t *to)
{
    for (size_t i = 0; i < length; i++) {
        to[i] = from[i] == '.' ? '/' : from[i];
    }
}

/* Writes `letter` for a name, everywhere. False: out of memory. */
static bool exchange(struct sluice_program *program, struct sluice_bytes name, uint8_t letter,
                     bool of_field)
{
    const size_t length = name.length;
    uint8_t *names = malloc(2 * length + 1); /* the program's bytes move */
    bool good = names != NULL;

    if (!good) {
        return false;
    }
    memcpy(names, name.data, length);
    with_slashes(name.data, length, names + length);
    for (sluice_node_id id = SLUICE_NODE_ROOT; good && id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        const struct sluice_bytes text = sluice_program_bytes(program, id);
        size_t at;

        if (!may_hold(program, id, of_field) ||
            !(has_name(text, (struct sluice_bytes){names, length}, &at) ||
              has_name(text, (struct sluice_bytes){names + length, length}, &at))) {
            continue;
        }
        uint8_t shorter[SLUICE_YAML_QUOTE];
        const size_t end = text.length - at - length;
        if (at + 1 + end <= sizeof shorter) {
            memcpy(shorter, text.data, at);
            shorter[at] = letter;
            memcpy(shorter + at + 1, text.data + at + length, end);
            good = sluice_program_set_bytes(program, id, shorter, at + 1 + end);
        }
    }
    free(names);
    return good;
}

/* The first letter that no other name of its kind is; 0: all are taken. */
static uint8_t free_letter(const struct sluice_program *program, bool of_field)
{
    bool taken[26] = {false};
    const uint8_t first = of_field ? 'a' : 'A';

    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        const struct sluice_bytes text = sluice_program_bytes(program, id);

        if (may_hold(program, id, of_field) && text.length == 1 && text.data[0] >= first &&
            text.data[0] < first + 26) {
            taken[text.data[0] - first] = true;
        }
    }
    for (uint8_t i = 0; i < 26; i++) {
        if (!taken[i]) {
            return (uint8_t)(first + i);
        }
    }
    return 0;
}

/* The name of a class, field or interface becomes one letter, wherever it stands. */
bool sluice_minimize_rename(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    const struct sluice_node *node = &minimizer->best->nodes[id];
    const struct sluice_bytes name = sluice_program_bytes(minimizer->best, id);
    const bool of_field = minimizer->best->nodes[node->parent].kind == SLUICE_NODE_FIELD;

    if ((node->role != SLUICE_ROLE_NAME && node->role != SLUICE_ROLE_INTERFACE) ||
        node->kind != SLUICE_NODE_UTF || name.length < 2 || name.data[0] == '[') {
        return false;
    }
    const uint8_t letter = free_letter(minimizer->best, of_field);
    struct sluice_program *copy = letter != 0 ? sluice_minimize_copy(minimizer) : NULL;
    if (copy != NULL && !exchange(copy, name, letter, of_field)) {
        return sluice_minimize_give_up(minimizer, copy);
    }
    return sluice_minimize_offer(minimizer, copy);
}
