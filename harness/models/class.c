/* One class, for itself: everything but `check` and `resolve`, which name members. */
#include <string.h>

#include "harness/models/build.h"
#include "harness/models/names.h"
#include "harness/yaml/faults.h"

static const char *const constructs[] = {
    [SLUICE_CONSTRUCT_DENIED] = "denied",
    [SLUICE_CONSTRUCT_ATOMIC] = "atomic",
    [SLUICE_CONSTRUCT_STATELESS] = "stateless",
    [SLUICE_CONSTRUCT_PERMITTED] = "permitted",
    [SLUICE_CONSTRUCT_ENUM] = "enum",
    [SLUICE_CONSTRUCT_INTERFACE] = "interface",
    [SLUICE_CONSTRUCT_ABSTRACT] = "abstract",
    [SLUICE_CONSTRUCT_NOT_SERIALIZABLE] = "not-serializable",
    [SLUICE_CONSTRUCT_ABSENT] = "absent",
    [SLUICE_CONSTRUCT_ABSENT + 1] = NULL,
};

static const char *const forms[] = {
    [SLUICE_FORM_FIELDS] = "fields",   [SLUICE_FORM_DATA] = "data",
    [SLUICE_FORM_BOTH] = "both",       [SLUICE_FORM_EXTERNAL] = "external",
    [SLUICE_FORM_EXTERNAL + 1] = NULL,
};

const char *sluice_models_construct_name(enum sluice_construct construct)
{
    return constructs[construct];
}

const char *sluice_models_form_name(enum sluice_form form)
{
    return forms[form];
}

static const char *const all_keys[] = {
    "name",     "construct", "form",   "suid",     "parent",  "implements",
    "mutable",  "fields",    "layout", "check",    "resolve", "constants",
    "equality", "container", "code",   "careless", NULL,
};

/* Keys of what a class consists of, met in the class itself. */
static const struct sluice_yaml_home homes[] = {
    {"type", "in an item of fields, as in [{name: start, type: Ljava/util/Date;}]"},
    {"required", "in an item of fields, as in [{name: n, type: I, required: true}]"},
    {"default", "in an item of fields, as in [{name: n, type: I, default: 3}]"},
    {"shared", "in an item of fields, as in [{name: o, type: Ljava/util/Map;, shared: true}]"},
    {"holds", "in an item of fields or layout, as in {object: owner, holds: java.util.Date}"},
    {"of", "in an item of fields or layout, as in {objects: items, of: java.lang.String}"},
    {"count", "in a piece of layout, as in {objects: items, count: size}"},
    {"not-null", "in an item of check, as in - not-null: [start, end]"},
    {"range", "in an item of check, as in - range: {field: n, min: 0}"},
    {"relation", "in an item of check, as in - relation: start.time <= end.time"},
    {"elements", "in an item of check, as in - elements: {field: items, is: [java.lang.String]}"},
    {"size", "in an item of check, as in - size: {field: items, max: 10}"},
    {"one-of", "in an item of check, as in - one-of: {field: mode, values: [READ]}"},
    {"no-duplicates", "in an item of check, as in - no-duplicates: items"},
    {"ascending", "in an item of check, as in - ascending: items"},
    {"min", "in range or size, as in - range: {field: n, min: 0}"},
    {"max", "in range or size, as in - size: {field: items, max: 10}"},
    {"items", "under container, as in container: {kind: list, items: elementData}"},
    {"kind", "under container, as in container: {kind: list, items: elementData}"},
    {"use", "at the top of the file or case, as in use: [collections]"},
    {NULL, NULL},
};

/* Which keys mean something for a construct. */
static const char *const *keys_of(enum sluice_construct construct)
{
    static const char *const built[] = {
        "name",      "construct", "form",     "suid",  "parent",  "implements",
        "mutable",   "fields",    "layout",   "check", "resolve", "equality",
        "container", "code",      "careless", NULL,
    };
    static const char *const stateless[] = {
        "name",    "construct", "suid",      "parent", "implements",
        "mutable", "resolve",   "container", NULL,
    };
    static const char *const enumeration[] = {"name", "construct", "implements", "constants", NULL};
    static const char *const interface[] = {"name", "construct", "implements", NULL};
    static const char *const not_serializable[] = {
        "name", "construct", "parent", "implements", NULL,
    };
    static const char *const absent[] = {"name", "construct", NULL};
    switch (construct) {
    case SLUICE_CONSTRUCT_STATELESS:
        return stateless;
    case SLUICE_CONSTRUCT_ENUM:
        return enumeration;
    case SLUICE_CONSTRUCT_INTERFACE:
        return interface;
    case SLUICE_CONSTRUCT_NOT_SERIALIZABLE:
        return not_serializable;
    case SLUICE_CONSTRUCT_ABSENT:
        return absent;
    case SLUICE_CONSTRUCT_DENIED:
    case SLUICE_CONSTRUCT_ATOMIC:
    case SLUICE_CONSTRUCT_PERMITTED:
    case SLUICE_CONSTRUCT_ABSTRACT:
        break;
    }
    return built;
}

/* Known keys first, with the nearest one; then the ones that do not go with the construct. */
static bool check_keys(const struct sluice_yaml_node *node, enum sluice_construct construct,
                       struct sluice_yaml_error *error)
{
    const char *const *allowed = keys_of(construct);
    for (const struct sluice_yaml_node *value = sluice_yaml_first(node); value != NULL;
         value = sluice_yaml_next(value)) {
        const char *key = sluice_yaml_key_text(value);
        size_t i = 0;
        while (allowed[i] != NULL && strcmp(allowed[i], key) != 0) {
            i++;
        }
        if (allowed[i] == NULL) {
            return sluice_yaml_fail(error, sluice_yaml_key(value),
                                    "a class with construct: %s has no %s; remove it or choose "
                                    "another construct",
                                    constructs[construct], key);
        }
    }
    return true;
}

bool sluice_models_check_class_name(const struct sluice_yaml_node *node,
                                    struct sluice_yaml_error *error)
{
    const char *name = NULL;
    if (!sluice_yaml_string(node, &name, error)) {
        return false;
    }
    if (strchr(name, '/') != NULL) {
        return sluice_yaml_fail(error, node,
                                "a class name has dots, not slashes: java.util.Date, "
                                "java.util.Map$Entry");
    }
    const char *bad = strpbrk(name, " \t\r\n[];()<>,:\"'");
    const size_t length = strlen(name);
    bool dots = length > 0 &&
                (name[0] == '.' || strstr(name, "..") != NULL || name[length - 1] == '.');
    if (length == 0 || bad != NULL || dots) {
        return sluice_yaml_fail(error, node,
                                "expected the name of a class such as java.util.Date, no array");
    }
    return true;
}

static bool read_class_name(struct sluice_models *models, const struct sluice_yaml_node *node,
                            const char **out, struct sluice_yaml_error *error)
{
    return sluice_models_check_class_name(node, error) &&
           sluice_models_copy(models, node, out, error);
}

static bool read_choice(const struct sluice_yaml_node *node, const char *what,
                        const char *const *names, unsigned *out, struct sluice_yaml_error *error)
{
    size_t index = 0;
    if (!sluice_yaml_choice(node, what, names, &index, error)) {
        return false;
    }
    *out = (unsigned)index;
    return true;
}

/* Which of the descriptions of data go with the form. */
static bool check_form(const struct sluice_yaml_node *node, const struct sluice_class_model *model,
                       struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *fields = sluice_yaml_get(node, "fields");
    const struct sluice_yaml_node *layout = sluice_yaml_get(node, "layout");
    bool has_fields = model->form == SLUICE_FORM_FIELDS || model->form == SLUICE_FORM_BOTH;
    bool has_layout = model->form != SLUICE_FORM_FIELDS;
    if (fields != NULL && !has_fields) {
        return sluice_yaml_fail(error, sluice_yaml_key(fields),
                                "form: %s has no fields; describe its data in layout",
                                forms[model->form]);
    }
    if (layout != NULL && !has_layout) {
        return sluice_yaml_fail(error, sluice_yaml_key(layout),
                                "a layout needs form: both (after the fields), data (without "
                                "fields) or external; add it");
    }
    if (layout == NULL && has_layout) {
        return sluice_yaml_fail(error, node, "form: %s needs a layout ([] when nothing is written)",
                                forms[model->form]);
    }
    return true;
}

static bool read_head(struct sluice_models *models, const struct sluice_yaml_node *node,
                      struct sluice_class_model *out, struct sluice_yaml_error *error)
{
    if (!sluice_yaml_check_keys_at(node, all_keys, homes, error)) {
        return false;
    }
    const struct sluice_yaml_node *name = sluice_yaml_require(node, "name", "org.example.Period",
                                                              error);
    const struct sluice_yaml_node *construct = sluice_yaml_require(node, "construct", "atomic",
                                                                   error);
    unsigned choice = 0;
    if (name == NULL || construct == NULL || !read_class_name(models, name, &out->name, error) ||
        !read_choice(construct, "construct", constructs, &choice, error)) {
        return false;
    }
    out->construct = (enum sluice_construct)choice;
    return check_keys(node, out->construct, error);
}

static bool read_equality(const struct sluice_yaml_node *node, struct sluice_class_model *out,
                          struct sluice_yaml_error *error)
{
    static const char *const names[] = {
        [SLUICE_EQUAL_IDENTITY] = "identity", [SLUICE_EQUAL_FIELDS] = "fields", NULL};
    const struct sluice_yaml_node *equality = sluice_yaml_get(node, "equality");
    unsigned choice = SLUICE_EQUAL_IDENTITY;
    if (equality != NULL && !read_choice(equality, "equality", names, &choice, error)) {
        return false;
    }
    out->equality = (enum sluice_equality)choice;
    return true;
}

static bool read_form(const struct sluice_yaml_node *node, struct sluice_class_model *out,
                      struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *form = sluice_yaml_get(node, "form");
    unsigned choice = SLUICE_FORM_FIELDS;
    if (form != NULL && !read_choice(form, "form", forms, &choice, error)) {
        return false;
    }
    out->form = (enum sluice_form)choice;
    return check_form(node, out, error);
}

static bool read_constants(struct sluice_models *models, const struct sluice_yaml_node *node,
                           struct sluice_class_model *out, struct sluice_yaml_error *error)
{
    if (out->construct != SLUICE_CONSTRUCT_ENUM) {
        return true;
    }
    const struct sluice_yaml_node *list = sluice_yaml_require(node, "constants", "[READ, WRITE]",
                                                              error);
    if (list == NULL ||
        !sluice_models_names(models, list, "a list of constants, as in [READ, WRITE]",
                             &out->constants, &out->constant_count, error)) {
        return false;
    }
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        if (sluice_yaml_text(item, NULL)[0] == '\0') {
            return sluice_yaml_fail(error, item, "a constant has a name: write it, as in READ");
        }
    }
    return out->constant_count > 0 ||
           sluice_yaml_fail(error, list,
                            "an enum needs at least one constant, as in [READ, WRITE]");
}

static bool read_rest(struct sluice_models *models, const struct sluice_yaml_node *node,
                      struct sluice_class_model *out, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *suid = sluice_yaml_get(node, "suid");
    const struct sluice_yaml_node *parent = sluice_yaml_get(node, "parent");
    const struct sluice_yaml_node *implements = sluice_yaml_get(node, "implements");
    const struct sluice_yaml_node *is_mutable = sluice_yaml_get(node, "mutable");
    out->has_suid = suid != NULL;
    if (suid != NULL && !sluice_yaml_integer(suid, INT64_MIN, INT64_MAX, &out->suid, error)) {
        return false;
    }
    if (parent != NULL && !read_class_name(models, parent, &out->parent, error)) {
        return false;
    }
    if (implements != NULL &&
        !sluice_models_names(models, implements,
                             "a list of interfaces, as in [org.example.Service]", &out->interfaces,
                             &out->interface_count, error)) {
        return false;
    }
    return (is_mutable == NULL || sluice_yaml_bool(is_mutable, &out->is_mutable, error)) &&
           read_equality(node, out, error) && read_constants(models, node, out, error);
}

bool sluice_models_read_class(struct sluice_models *models, const struct sluice_yaml_node *node,
                              struct sluice_class_model *out, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *fields = sluice_yaml_get(node, "fields");
    const struct sluice_yaml_node *layout = sluice_yaml_get(node, "layout");
    bool good = true;
    return read_head(models, node, out, error) &&
           sluice_yaml_tried(read_form(node, out, error), &good, error) &&
           sluice_yaml_tried(read_rest(models, node, out, error), &good, error) &&
           sluice_yaml_tried(fields == NULL ||
                                 sluice_models_read_fields(models, fields, out, error),
                             &good, error) &&
           sluice_yaml_tried(layout == NULL ||
                                 sluice_models_read_layout(models, layout, out, error),
                             &good, error) &&
           good;
}
