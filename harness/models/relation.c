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

static bool fail_operand(const struct sluice_yaml_node *node, const char *text,
                         struct sluice_yaml_error *error)
{
    char quoted[SLUICE_YAML_QUOTE];
    return sluice_yaml_fail(error, node,
                            "%s is no operand; write a field, a dotted path, size(field) or a "
                            "number",
                            sluice_yaml_quote(text, strlen(text), quoted));
}

static bool read_path(struct sluice_models *models, const struct sluice_models_entry *entry,
                      const struct sluice_yaml_node *node, const char *path,
                      struct sluice_operand *out, struct sluice_yaml_error *error)
{
    if (strpbrk(path, " \t()+-*/,") != NULL) {
        return fail_operand(node, path, error);
    }
    struct sluice_models_member member = {0};
    if (!sluice_models_need_path(models, entry, node, path, &member, error)) {
        return false;
    }
    out->field = path;
    if (out->kind == SLUICE_OPERAND_SIZE) {
        return sluice_models_has_size(&member) ||
               sluice_yaml_fail(error, node,
                                "%s has no size; size() takes strings, arrays, lists and pairs: "
                                "name one inside it (list.elements)",
                                path);
    }
    return sluice_models_is_number(&member) ||
           sluice_yaml_fail(error, node,
                            "%s has no order; relations compare numbers: name one inside it "
                            "(start.time), or its size",
                            path);
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
