/* The fields of a class, and the pieces of its custom data. */
#include <stdio.h>
#include <string.h>

#include "harness/models/build.h"
#include "harness/models/names.h"
#include "harness/yaml/faults.h"

/* A class descriptor counts its fields in a signed short. */
enum { FIELDS_MAX = 32767, LAYOUT_MAX = 1000 };

static const struct {
    const char *name;
    char letter;
    int64_t minimum; /* of its default; 0..0 for other than integers */
    int64_t maximum;
} primitives[] = {
    {"byte", 'B', INT8_MIN, INT8_MAX},
    {"char", 'C', 0, UINT16_MAX},
    {"double", 'D', 0, 0},
    {"float", 'F', 0, 0},
    {"int", 'I', INT32_MIN, INT32_MAX},
    {"long", 'J', INT64_MIN, INT64_MAX},
    {"short", 'S', INT16_MIN, INT16_MAX},
    {"boolean", 'Z', 0, 0},
};

enum { PRIMITIVES = sizeof(primitives) / sizeof(*primitives) };

/* Index of a primitive type by letter or Java name; PRIMITIVES when there is none. */
static size_t primitive_of(const char *text)
{
    for (size_t i = 0; i < PRIMITIVES; i++) {
        bool letter = text[0] == primitives[i].letter && text[1] == '\0';
        if (letter || strcmp(text, primitives[i].name) == 0) {
            return i;
        }
    }
    return PRIMITIVES;
}

const char *sluice_models_primitive_name(char type)
{
    return primitives[primitive_of((const char[]){type, '\0'})].name;
}

/* --- types ------------------------------------------------------------------------------------ */

static bool is_signature(const char *text)
{
    size_t dimensions = strspn(text, "[");
    const char *element = text + dimensions;
    size_t length = strlen(element);
    if (dimensions > 255 || length == 0) {
        return false;
    }
    if (element[0] != 'L') {
        return length == 1 && primitive_of(element) < PRIMITIVES;
    }
    return length > 2 && element[length - 1] == ';' &&
           strcspn(element, ".[; \t\r\n") == length - 1 && element[1] != '/' &&
           element[length - 2] != '/' && strstr(element, "//") == NULL;
}

/* Of the classes that Java needs no package for, and those that everybody imports. */
static const char *package_of(const char *name)
{
    static const char *const lang[] = {"Boolean", "Byte",  "Character", "Class",     "Double",
                                       "Enum",    "Float", "Integer",   "Long",      "Number",
                                       "Object",  "Short", "String",    "Throwable", NULL};
    static const char *const util[] = {"ArrayList", "Collection", "Comparator", "Date",
                                       "HashMap",   "HashSet",    "List",       "Map",
                                       "Set",       "UUID",       NULL};
    for (size_t i = 0; lang[i] != NULL; i++) {
        if (strcmp(lang[i], name) == 0) {
            return "java/lang/";
        }
    }
    for (size_t i = 0; util[i] != NULL; i++) {
        if (strcmp(util[i], name) == 0) {
            return "java/util/";
        }
    }
    return "";
}

/* What somebody who writes Java would have meant: "int" is I, "java.util.Date[]" [Ljava/util/Date; */
static void guess_signature(const char *text, char *out, size_t size)
{
    size_t length = strlen(text);
    size_t used = 0;
    while (length > 2 && strncmp(text + length - 2, "[]", 2) == 0 && used + 1 < size) {
        out[used++] = '[';
        length -= 2;
    }
    char element[100];
    (void)snprintf(element, sizeof(element), "%.*s", (int)(length < 99 ? length : 99), text);
    size_t primitive = primitive_of(element);
    if (primitive < PRIMITIVES) {
        (void)snprintf(out + used, size - used, "%c", primitives[primitive].letter);
        return;
    }
    if (element[0] == 'L' && strchr(element, '/') != NULL) {
        (void)snprintf(out + used, size - used, "%s;", element);
        return;
    }
    const char *package = strpbrk(element, "./") == NULL ? package_of(element) : "";
    for (char *at = element; *at != '\0'; at++) {
        *at = (char)(*at == '.' ? '/' : *at);
    }
    (void)snprintf(out + used, size - used, "L%s%s;", package, element);
}

static bool read_signature(struct sluice_models *models, const struct sluice_yaml_node *node,
                           const char **out, struct sluice_yaml_error *error)
{
    if (!sluice_models_copy(models, node, out, error)) {
        return false;
    }
    if (is_signature(*out)) {
        return true;
    }
    char guess[128];
    char quoted[SLUICE_YAML_QUOTE];
    guess_signature(*out, guess, sizeof(guess));
    (void)sluice_yaml_quote(*out, strlen(*out), quoted);
    if (!is_signature(guess)) {
        return sluice_yaml_fail(error, node,
                                "%s is no type; write one of B C D F I J S Z, "
                                "\"Ljava/util/Date;\", or either after [",
                                quoted);
    }
    return sluice_yaml_fail(error, node, "%s is no type as in a stream; write \"%s\"", quoted,
                            guess);
}

/* --- fields ----------------------------------------------------------------------------------- */

static bool read_default(const struct sluice_yaml_node *node, struct sluice_field_model *field,
                         struct sluice_yaml_error *error)
{
    size_t primitive = primitive_of(field->signature);
    if (primitive == PRIMITIVES) {
        return sluice_yaml_is_null(node) ||
               sluice_yaml_fail(error, node,
                                "an object field that is not in the stream is null; it cannot "
                                "have another default");
    }
    char letter = primitives[primitive].letter;
    if (letter == 'F' || letter == 'D') {
        return sluice_yaml_double(node, &field->default_floating, error);
    }
    if (letter == 'Z') {
        bool value = false;
        if (!sluice_yaml_bool(node, &value, error)) {
            return false;
        }
        field->default_integer = value ? 1 : 0;
        return true;
    }
    return sluice_yaml_integer(node, primitives[primitive].minimum, primitives[primitive].maximum,
                               &field->default_integer, error);
}

static bool read_name(struct sluice_models *models, const struct sluice_yaml_node *node,
                      const char **out, struct sluice_yaml_error *error)
{
    if (!sluice_models_copy(models, node, out, error)) {
        return false;
    }
    return (*out)[0] != '\0' ||
           sluice_yaml_fail(error, node, "a name is empty: write one, as in start");
}

static bool read_bool(const struct sluice_yaml_node *map, const char *key, bool *out,
                      struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(map, key);
    return node == NULL || sluice_yaml_bool(node, out, error);
}

/* The long form: {name, type, required, shared, default}. */
static bool read_field(struct sluice_models *models, const struct sluice_yaml_node *node,
                       struct sluice_field_model *out, struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"name",         "type",  "required", "shared", "default",
                                       "self-is-null", "holds", "of",       NULL};
    if (!sluice_yaml_check_keys(node, keys, error)) {
        return false;
    }
    const struct sluice_yaml_node *name = sluice_yaml_require(node, "name", "start", error);
    const struct sluice_yaml_node *type = sluice_yaml_require(node, "type", "Ljava/util/Date;",
                                                              error);
    if (name == NULL || type == NULL || !read_name(models, name, &out->name, error) ||
        !read_signature(models, type, &out->signature, error) ||
        !read_bool(node, "required", &out->required, error) ||
        !read_bool(node, "shared", &out->shared, error) ||
        !read_bool(node, "self-is-null", &out->self_is_null, error)) {
        return false;
    }
    if (out->self_is_null && primitive_of(out->signature) != PRIMITIVES) {
        return sluice_yaml_fail(error, sluice_yaml_get(node, "self-is-null"),
                                "a number refers to no object; remove self-is-null");
    }
    const struct sluice_yaml_node *value = sluice_yaml_get(node, "default");
    if (value != NULL && out->required) {
        return sluice_yaml_fail(error, sluice_yaml_key(value),
                                "a required field has no default; remove one of the two");
    }
    return value == NULL || read_default(value, out, error);
}

/* The short form: the entry `name: type` of a map. */
static bool read_short_field(struct sluice_models *models, const struct sluice_yaml_node *type,
                             struct sluice_field_model *out, struct sluice_yaml_error *error)
{
    if (sluice_yaml_kind(type) == SLUICE_YAML_MAPPING) {
        return sluice_yaml_fail(error, type,
                                "expected a type; fields with more than a type are written as a "
                                "list: - {name: ..., type: ..., required: true}");
    }
    return read_name(models, sluice_yaml_key(type), &out->name, error) &&
           read_signature(models, type, &out->signature, error);
}

/* Members so far; the caller bounds `count`. */
static bool is_taken(const struct sluice_class_model *model, const char *name)
{
    struct sluice_models_member member;
    return sluice_models_own_member(model, name, &member);
}

static bool fail_taken(const struct sluice_yaml_node *node, const char *name,
                       struct sluice_yaml_error *error)
{
    char quoted[SLUICE_YAML_QUOTE];
    return sluice_yaml_fail(error, node,
                            "the name %s is already taken in this class: choose another",
                            sluice_yaml_quote(name, strlen(name), quoted));
}

bool sluice_models_read_fields(struct sluice_models *models, const struct sluice_yaml_node *node,
                               struct sluice_class_model *out, struct sluice_yaml_error *error)
{
    size_t count = sluice_yaml_count(node);
    bool map = sluice_yaml_kind(node) == SLUICE_YAML_MAPPING;
    if (!map && !sluice_yaml_expect(node, SLUICE_YAML_SEQUENCE,
                                    "fields as a map, as in {start: I}, or a list, as in "
                                    "[{name: start, type: I}]",
                                    error)) {
        return false;
    }
    if (count > FIELDS_MAX) {
        return sluice_yaml_fail(
            error, node, "more than 32,767 fields; the protocol has no more: take some away");
    }
    struct sluice_field_model *fields = sluice_arena_get(&models->arena, count, sizeof(*fields));
    if (fields == NULL) {
        return sluice_models_no_memory(node, error);
    }
    out->fields = fields;
    bool good = true;
    bool more = true;
    for (const struct sluice_yaml_node *item = sluice_yaml_first(node); more && item != NULL;
         item = sluice_yaml_next(item)) {
        struct sluice_field_model *field = &fields[out->field_count];
        bool done = map ? read_short_field(models, item, field, error)
                        : read_field(models, item, field, error);
        /* A map has no key twice. */
        if (done && !map && is_taken(out, field->name)) {
            done = fail_taken(sluice_yaml_get(item, "name"), field->name, error);
        }
        out->field_count += done ? 1 : 0;
        more = sluice_yaml_tried(done, &good, error);
    }
    return good;
}

/* --- layout ----------------------------------------------------------------------------------- */

/* The keys of a piece: the primitive types in the order of `primitives`, then these. */
static const char *const piece_keys[] = {"byte",    "char",  "double",  "float", "int",
                                         "long",    "short", "boolean", "utf",   "object",
                                         "objects", "pairs", NULL};

static bool piece_kind(const char *key, struct sluice_layout_item *out)
{
    static const enum sluice_layout_kind kinds[] = {SLUICE_LAYOUT_UTF, SLUICE_LAYOUT_OBJECT,
                                                    SLUICE_LAYOUT_OBJECTS, SLUICE_LAYOUT_PAIRS};
    for (size_t i = 0; piece_keys[i] != NULL; i++) {
        if (strcmp(key, piece_keys[i]) != 0) {
            continue;
        }
        if (i < PRIMITIVES) {
            out->kind = SLUICE_LAYOUT_PRIMITIVE;
            out->type = primitives[i].letter;
        } else {
            out->kind = kinds[i - PRIMITIVES];
        }
        return true;
    }
    return false;
}

/* `count` names a piece of type int that stands before. */
static bool check_count(const struct sluice_class_model *model, const struct sluice_yaml_node *node,
                        const char *name, struct sluice_yaml_error *error)
{
    for (size_t i = 0; i < model->layout_count; i++) {
        const struct sluice_layout_item *piece = &model->layout[i];
        if (piece->name != NULL && strcmp(piece->name, name) == 0) {
            bool is_int = piece->kind == SLUICE_LAYOUT_PRIMITIVE && piece->type == 'I';
            return is_int ||
                   sluice_yaml_fail(
                       error, node,
                       "a count is a piece of type int: declare {int: %s} before this one", name);
        }
    }
    char quoted[SLUICE_YAML_QUOTE];
    return sluice_yaml_fail(error, node, "no piece before this one is called %s; add {int: %s}",
                            sluice_yaml_quote(name, strlen(name), quoted), name);
}

static bool read_count(struct sluice_models *models, const struct sluice_yaml_node *map,
                       const struct sluice_class_model *model, struct sluice_layout_item *out,
                       struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *count = sluice_yaml_get(map, "count");
    if (count == NULL) {
        return true;
    }
    if (out->kind != SLUICE_LAYOUT_OBJECTS && out->kind != SLUICE_LAYOUT_PAIRS) {
        return sluice_yaml_fail(
            error, sluice_yaml_key(count),
            "only objects and pairs are counted: take count away, as in {int: size}");
    }
    if (sluice_yaml_is_null(count)) {
        return true;
    }
    return read_name(models, count, &out->count, error) &&
           check_count(model, count, out->count, error);
}

/* A list that ends before a null needs no count, and others may follow it. */
static bool read_until_null(const struct sluice_yaml_node *map, struct sluice_layout_item *out,
                            struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(map, "until-null");
    if (!read_bool(map, "until-null", &out->until_null, error)) {
        return false;
    }
    const bool is_list = out->kind == SLUICE_LAYOUT_OBJECTS || out->kind == SLUICE_LAYOUT_PAIRS;
    return !out->until_null || (is_list && out->count == NULL) ||
           sluice_yaml_fail(
               error, sluice_yaml_key(node),
               "only objects and pairs without a count end before a null: take until-null away");
}

static bool read_piece_shared(const struct sluice_yaml_node *map, struct sluice_layout_item *out,
                              struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(map, "shared");
    return read_bool(map, "shared", &out->shared, error) &&
           (node == NULL || out->kind == SLUICE_LAYOUT_OBJECT ||
            sluice_yaml_fail(error, sluice_yaml_key(node),
                             "only a single object is kept by its class; remove shared"));
}

/* {int: size}, {objects: items, count: size}, {long: null} */
static bool read_piece(struct sluice_models *models, const struct sluice_yaml_node *map,
                       const struct sluice_class_model *model, struct sluice_layout_item *out,
                       struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"byte",    "char",  "double",  "float",      "int",
                                       "long",    "short", "boolean", "utf",        "object",
                                       "objects", "pairs", "count",   "until-null", "shared",
                                       "holds",   "of",    "same-as", NULL};
    if (!sluice_yaml_check_keys(map, keys, error)) {
        return false;
    }
    const struct sluice_yaml_node *name = NULL;
    for (const struct sluice_yaml_node *value = sluice_yaml_first(map); value != NULL;
         value = sluice_yaml_next(value)) {
        struct sluice_layout_item kind;
        if (!piece_kind(sluice_yaml_key_text(value), &kind)) {
            continue;
        }
        if (name != NULL) {
            return sluice_yaml_fail(error, sluice_yaml_key(value),
                                    "one piece has one type; write the next piece as an item of "
                                    "its own");
        }
        name = value;
        (void)piece_kind(sluice_yaml_key_text(value), out);
    }
    if (name == NULL) {
        return sluice_yaml_fail(error, map,
                                "a piece needs a type and a name, for example {int: size}");
    }
    if (!sluice_yaml_is_null(name)) {
        if (!read_name(models, name, &out->name, error)) {
            return false;
        }
        if (is_taken(model, out->name)) {
            return fail_taken(name, out->name, error);
        }
    }
    return read_count(models, map, model, out, error) && read_until_null(map, out, error) &&
           read_piece_shared(map, out, error);
}

bool sluice_models_read_layout(struct sluice_models *models, const struct sluice_yaml_node *node,
                               struct sluice_class_model *out, struct sluice_yaml_error *error)
{
    if (!sluice_yaml_expect(node, SLUICE_YAML_SEQUENCE, "a list of pieces such as {int: size}",
                            error)) {
        return false;
    }
    size_t count = sluice_yaml_count(node);
    if (count > LAYOUT_MAX) {
        return sluice_yaml_fail(
            error, node, "more than 1,000 pieces of custom data in one class: take some away");
    }
    struct sluice_layout_item *pieces = sluice_arena_get(&models->arena, count, sizeof(*pieces));
    if (pieces == NULL) {
        return sluice_models_no_memory(node, error);
    }
    out->layout = pieces;
    for (const struct sluice_yaml_node *item = sluice_yaml_first(node); item != NULL;
         item = sluice_yaml_next(item)) {
        struct sluice_layout_item *piece = &pieces[out->layout_count];
        if (!read_piece(models, item, out, piece, error)) {
            return false;
        }
        bool to_the_end = piece->count == NULL && !piece->until_null &&
                          (piece->kind == SLUICE_LAYOUT_OBJECTS ||
                           piece->kind == SLUICE_LAYOUT_PAIRS);
        if (to_the_end && sluice_yaml_next(item) != NULL) {
            return sluice_yaml_fail(error, item,
                                    "without a count this takes all that follows, so it must be "
                                    "the last piece: move it to the end, or add count");
        }
        out->layout_count++;
    }
    return true;
}
