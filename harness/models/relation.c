/* "start.time <= end.time": a relation between two members, sizes or numbers. */
#include <stdlib.h>
#include <string.h>

#include "harness/models/build.h"

/* A part of the text of a relation. */
struct part {
    const char *text;
    size_t length;
};

static const struct {
    const char *text;
    enum sluice_relation relation;
} operators[] = {
    {"<=", SLUICE_LESS_EQUAL}, {">=", SLUICE_GREATER_EQUAL}, {"==", SLUICE_EQUAL},
    {"!=", SLUICE_NOT_EQUAL},  {"<", SLUICE_LESS},           {">", SLUICE_GREATER},
};

static bool is_space(char character)
{
    return character == ' ' || character == '\t';
}

static struct part trim(const char *text, size_t length)
{
    while (length > 0 && is_space(text[0])) {
        text++;
        length--;
    }
    while (length > 0 && is_space(text[length - 1])) {
        length--;
    }
    return (struct part){text, length};
}

/* Cuts "left op right"; false when there is no operator, or more than one. */
static bool split(const char *text, struct part *left, struct part *right,
                  enum sluice_relation *relation)
{
    size_t at = strcspn(text, "<>=!");
    for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
        size_t length = strlen(operators[i].text);
        if (strncmp(text + at, operators[i].text, length) == 0) {
            const char *rest = text + at + length;
            *left = trim(text, at);
            *right = trim(rest, strlen(rest));
            *relation = operators[i].relation;
            return left->length > 0 && right->length > 0 && strpbrk(rest, "<>=!") == NULL;
        }
    }
    return false;
}

/* A number, and nothing after it. Only forms that begin like one: strtod() knows "infinity" too. */
static bool read_number(const char *text, double *out)
{
    char *end = NULL;
    if (strspn(text, "+-.0123456789eE") != strlen(text)) {
        return false;
    }
    *out = strtod(text, &end);
    return end != text && *end == '\0';
}

/* The model of the class that an object field is declared with, if the path can be checked there. */
static const struct sluice_models_entry *declared_class(const struct sluice_models *models,
                                                        const struct sluice_models_member *member)
{
    if (member->field == NULL || member->field->signature[0] != 'L') {
        return NULL;
    }
    size_t length = strlen(member->field->signature) - 2;
    char *name = malloc(length + 1);
    if (name == NULL) {
        return NULL; /* the path stays unchecked, as with any type that has no model */
    }
    for (size_t i = 0; i < length; i++) {
        char character = member->field->signature[i + 1];
        name[i] = (char)(character == '/' ? '.' : character);
    }
    name[length] = '\0';
    const struct sluice_models_entry *entry = sluice_models_find(models, name);
    free(name);
    if (entry == NULL || entry->model.construct == SLUICE_CONSTRUCT_INTERFACE ||
        entry->model.construct == SLUICE_CONSTRUCT_ABSTRACT) {
        return NULL; /* a class below it may have the member */
    }
    return entry;
}

/* Follows "start.time" as far as the declared types lead. `path` is cut at its dots on the way. */
static bool follow(const struct sluice_models *models, const struct sluice_models_entry *entry,
                   const struct sluice_yaml_node *node, char *path,
                   struct sluice_models_member *out, bool *known, struct sluice_yaml_error *error)
{
    char *segment = path;
    *known = true;
    while (*known) {
        char *dot = strchr(segment, '.');
        if (dot != NULL) {
            *dot = '\0';
        }
        bool good = sluice_models_need_member(models, entry, node, segment, out, error);
        if (good && dot != NULL && !sluice_models_is_object(out)) {
            char quoted[SLUICE_YAML_QUOTE];
            good = sluice_yaml_fail(error, node, "%s is not an object: nothing follows its dot",
                                    sluice_yaml_quote(segment, strlen(segment), quoted));
        }
        if (!good || dot == NULL) {
            return good;
        }
        *dot = '.';
        segment = dot + 1;
        entry = declared_class(models, out);
        *known = entry != NULL;
    }
    return true;
}

static bool check_path_form(const char *path)
{
    return path[0] != '.' && strstr(path, "..") == NULL && path[strlen(path) - 1] != '.' &&
           strpbrk(path, " \t()+-*/,") == NULL;
}

static bool fail_operand(const struct sluice_yaml_node *node, const char *text,
                         struct sluice_yaml_error *error)
{
    char quoted[SLUICE_YAML_QUOTE];
    return sluice_yaml_fail(error, node,
                            "%s is no operand; write a field, a dotted path, size(field) or a "
                            "number",
                            sluice_yaml_quote(text, strlen(text), quoted));
}

static bool read_path(const struct sluice_models *models, const struct sluice_models_entry *entry,
                      const struct sluice_yaml_node *node, char *path, struct sluice_operand *out,
                      struct sluice_yaml_error *error)
{
    if (path[0] == '\0' || !check_path_form(path)) {
        return fail_operand(node, path, error);
    }
    struct sluice_models_member member = {0};
    bool known = false;
    if (!follow(models, entry, node, path, &member, &known, error)) {
        return false;
    }
    out->field = path;
    bool size = out->kind == SLUICE_OPERAND_SIZE;
    if (known && (size ? !sluice_models_has_size(&member) : !sluice_models_is_number(&member))) {
        return sluice_yaml_fail(error, node, "%s has no %s; %s", path, size ? "size" : "order",
                                size ? "size() takes strings, arrays, lists and pairs"
                                     : "relations compare numbers: name one inside it "
                                       "(start.time), or its size");
    }
    return true;
}

static bool read_operand(struct sluice_models *models, const struct sluice_models_entry *entry,
                         const struct sluice_yaml_node *node, struct part part,
                         struct sluice_operand *out, struct sluice_yaml_error *error)
{
    static const char size[] = "size(";
    const size_t head = sizeof(size) - 1;
    char *text = sluice_arena_text(&models->arena, part.text, part.length);
    if (text == NULL) {
        return sluice_models_no_memory(node, error);
    }
    if (read_number(text, &out->constant)) {
        out->kind = SLUICE_OPERAND_CONSTANT;
        return true;
    }
    if (part.length > head && strncmp(text, size, head) == 0 && text[part.length - 1] == ')') {
        text[part.length - 1] = '\0';
        out->kind = SLUICE_OPERAND_SIZE;
        return read_path(models, entry, node, text + head, out, error);
    }
    out->kind = SLUICE_OPERAND_FIELD;
    return read_path(models, entry, node, text, out, error);
}

bool sluice_models_read_relation(struct sluice_models *models,
                                 const struct sluice_models_entry *entry,
                                 const struct sluice_yaml_node *node, struct sluice_invariant *out,
                                 struct sluice_yaml_error *error)
{
    const char *text = NULL;
    struct part left = {0};
    struct part right = {0};
    if (!sluice_yaml_string(node, &text, error)) {
        return false;
    }
    if (!split(text, &left, &right, &out->relation)) {
        return sluice_yaml_fail(error, node,
                                "expected two operands with one of < <= == != >= > between them, "
                                "such as start.time <= end.time");
    }
    return read_operand(models, entry, node, left, &out->left, error) &&
           read_operand(models, entry, node, right, &out->right, error);
}
