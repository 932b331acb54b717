/* Members and what can be said of them; dotted paths from one object into the next. */
#include <string.h>

#include "harness/models/build.h"

/* --- kinds of members ------------------------------------------------------------------------- */

/* A field whose type says little: it may hold a string, an array, or nearly anything. */
static bool is_open(const struct sluice_models_member *member)
{
    static const char *const types[] = {
        "Ljava/lang/Object;",     "Ljava/io/Serializable;",   "Ljava/lang/Cloneable;",
        "Ljava/lang/Comparable;", "Ljava/lang/CharSequence;",
    };
    if (member->field == NULL) {
        return member->piece == NULL || member->piece->kind == SLUICE_LAYOUT_OBJECT;
    }
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
        if (strcmp(member->field->signature, types[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The first letter of a field's type or the type of a primitive piece; NUL for other pieces. */
static char letter_of(const struct sluice_models_member *member)
{
    if (member->field != NULL) {
        return member->field->signature[0];
    }
    bool primitive = member->piece != NULL && member->piece->kind == SLUICE_LAYOUT_PRIMITIVE;
    return (char)(primitive ? member->piece->type : '\0');
}

static bool is_unknown(const struct sluice_models_member *member)
{
    return member->field == NULL && member->piece == NULL;
}

static bool is_piece(const struct sluice_models_member *member, enum sluice_layout_kind kind)
{
    return member->piece != NULL && member->piece->kind == kind;
}

bool sluice_models_is_object(const struct sluice_models_member *member)
{
    char letter = letter_of(member);
    return letter == 'L' || letter == '[' || is_piece(member, SLUICE_LAYOUT_OBJECT) ||
           is_unknown(member);
}

bool sluice_models_is_number(const struct sluice_models_member *member)
{
    char letter = letter_of(member);
    return (letter != '\0' && strchr("BCDFIJS", letter) != NULL) || is_unknown(member);
}

bool sluice_models_is_string(const struct sluice_models_member *member)
{
    return member->field != NULL ? strcmp(member->field->signature, "Ljava/lang/String;") == 0
                                 : is_piece(member, SLUICE_LAYOUT_UTF);
}

bool sluice_models_has_elements(const struct sluice_models_member *member)
{
    bool array = letter_of(member) == '[' &&
                 (member->field->signature[1] == 'L' || member->field->signature[1] == '[');
    return array || is_piece(member, SLUICE_LAYOUT_OBJECTS) || is_open(member);
}

bool sluice_models_has_pairs(const struct sluice_models_member *member)
{
    return is_piece(member, SLUICE_LAYOUT_PAIRS) || is_unknown(member);
}

bool sluice_models_has_parts(const struct sluice_models_member *member)
{
    return letter_of(member) == '[' || sluice_models_has_elements(member) ||
           sluice_models_has_pairs(member);
}

bool sluice_models_has_size(const struct sluice_models_member *member)
{
    return sluice_models_has_parts(member) || sluice_models_is_string(member);
}

/* --- paths ------------------------------------------------------------------------------------ */

/* The model of the class that a field is declared with, when what it holds must have its members. */
static const struct sluice_models_entry *declared_class(const struct sluice_models *models,
                                                        const struct sluice_models_member *member,
                                                        char *scratch)
{
    if (member->field == NULL || member->field->signature[0] != 'L') {
        return NULL;
    }
    size_t length = strlen(member->field->signature) - 2;
    for (size_t i = 0; i < length; i++) {
        char character = member->field->signature[i + 1];
        scratch[i] = (char)(character == '/' ? '.' : character);
    }
    scratch[length] = '\0';
    const struct sluice_models_entry *entry = sluice_models_find(models, scratch);
    bool open = entry != NULL && (entry->model.construct == SLUICE_CONSTRUCT_INTERFACE ||
                                  entry->model.construct == SLUICE_CONSTRUCT_ABSTRACT);
    return open ? NULL : entry; /* a class below an open one may have the member */
}

/* Looks up the segments of a path one by one; `segment` is writable. */
static bool follow(struct sluice_models *models, const struct sluice_models_entry *entry,
                   const struct sluice_yaml_node *node, char *segment,
                   struct sluice_models_member *out, struct sluice_yaml_error *error)
{
    for (;;) {
        char *dot = strchr(segment, '.');
        if (dot != NULL) {
            *dot = '\0';
        }
        if (!sluice_models_need_member(models, entry, node, segment, out, error)) {
            return false;
        }
        if (dot == NULL) {
            return true;
        }
        if (!sluice_models_is_object(out)) {
            return sluice_yaml_fail(error, node, "%s is not an object: nothing follows its dot",
                                    segment);
        }
        segment = dot + 1;
        size_t room = out->field == NULL ? 1 : strlen(out->field->signature);
        char *scratch = sluice_arena_get(&models->arena, room, 1);
        if (scratch == NULL) {
            return sluice_models_no_memory(node, error);
        }
        entry = declared_class(models, out, scratch);
        if (entry == NULL) {
            *out = (struct sluice_models_member){0};
            return true;
        }
    }
}

bool sluice_models_need_path(struct sluice_models *models, const struct sluice_models_entry *entry,
                             const struct sluice_yaml_node *node, const char *path,
                             struct sluice_models_member *out, struct sluice_yaml_error *error)
{
    size_t length = strlen(path);
    if (length == 0 || path[0] == '.' || path[length - 1] == '.' || strstr(path, "..") != NULL) {
        char quoted[SLUICE_YAML_QUOTE];
        return sluice_yaml_fail(error, node,
                                "%s is no field; write a name, or a path such as "
                                "start.time",
                                sluice_yaml_quote(path, length, quoted));
    }
    char *copy = sluice_arena_text(&models->arena, path, length);
    if (copy == NULL) {
        return sluice_models_no_memory(node, error);
    }
    return follow(models, entry, node, copy, out, error);
}
