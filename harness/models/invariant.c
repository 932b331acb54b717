/* `check` and `resolve`: what must hold of an object, and what stands for it in the end. */
#include <math.h>
#include <string.h>

#include "harness/models/build.h"
#include "harness/models/names.h"
#include "harness/yaml/faults.h"

/* More than anybody writes; each is looked up among the members of its class. */
enum { CHECKS_MAX = 1000 };

/* What the readers of the checks below need. */
struct context {
    struct sluice_models *models;
    const struct sluice_models_entry *entry;
    struct sluice_yaml_error *error;
};

/* --- members and classes named in a check ----------------------------------------------------- */

static bool has_value(const struct sluice_models_member *member)
{
    return sluice_models_is_number(member) || sluice_models_is_object(member) ||
           sluice_models_is_string(member);
}

/* The member that `node` names, if it is of the right sort. `sort`: "a number". */
static bool read_member(const struct context *context, const struct sluice_yaml_node *node,
                        bool (*fits)(const struct sluice_models_member *), const char *sort,
                        const char **out)
{
    struct sluice_models_member member = {0};
    if (!sluice_models_copy(context->models, node, out, context->error) ||
        !sluice_models_need_path(context->models, context->entry, node, *out, &member,
                                 context->error)) {
        return false;
    }
    return fits(&member) ||
           sluice_models_unfit(context->models, context->entry, node, fits, sort, context->error);
}

/* The member under the key `field` of a check. */
static bool read_field(const struct context *context, const struct sluice_yaml_node *map,
                       bool (*fits)(const struct sluice_models_member *), const char *sort,
                       const char **out)
{
    const struct sluice_yaml_node *node = sluice_yaml_require(map, "field", "start",
                                                              context->error);
    return node != NULL && read_member(context, node, fits, sort, out);
}

static bool read_classes(const struct context *context, const struct sluice_yaml_node *map,
                         struct sluice_invariant *out)
{
    const struct sluice_yaml_node *list = sluice_yaml_require(map, "is", "[java.util.Date]",
                                                              context->error);
    if (list == NULL ||
        !sluice_models_names(context->models, list, "a list of classes, as in [java.util.Date]",
                             &out->names, &out->name_count, context->error)) {
        return false;
    }
    if (out->name_count == 0) {
        return sluice_yaml_fail(context->error, list,
                                "an empty list allows nothing; for any object write "
                                "[java.lang.Object]");
    }
    for (const struct sluice_yaml_node *node = sluice_yaml_first(list); node != NULL;
         node = sluice_yaml_next(node)) {
        const char *name = sluice_yaml_text(node, NULL);
        if (sluice_models_is_built_in(name)) {
            continue;
        }
        if (!sluice_models_check_class_name(node, context->error)) {
            return false;
        }
        if (sluice_models_find(context->models, name) == NULL) {
            return sluice_models_unknown_class(context->models, node, "class", context->error);
        }
    }
    return true;
}

/* --- the checks ------------------------------------------------------------------------------- */

static bool read_bound(const struct context *context, const struct sluice_yaml_node *map,
                       const char *key, double *out)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(map, key);
    if (node == NULL) {
        return true;
    }
    return sluice_yaml_double(node, out, context->error) &&
           (!isnan(*out) || sluice_yaml_fail(context->error, node,
                                             ".nan is no bound: write a number, or leave it out"));
}

/* `min` and `max`, one of which may be missing. */
static bool read_bounds(const struct context *context, const struct sluice_yaml_node *map,
                        struct sluice_invariant *out)
{
    out->minimum = -(double)INFINITY;
    out->maximum = (double)INFINITY;
    if (!read_bound(context, map, "min", &out->minimum) ||
        !read_bound(context, map, "max", &out->maximum)) {
        return false;
    }
    if (sluice_yaml_get(map, "min") == NULL && sluice_yaml_get(map, "max") == NULL) {
        return sluice_yaml_fail(context->error, map,
                                "give min, max or both, as in {field: n, min: 0}");
    }
    return out->minimum <= out->maximum ||
           sluice_yaml_fail(context->error, sluice_yaml_get(map, "max"),
                            "max is less than min, so that nothing would pass: exchange them");
}

static bool read_not_null(const struct context *context, const struct sluice_yaml_node *node,
                          struct sluice_invariant *out)
{
    return read_member(context, node, sluice_models_is_object, "an object", &out->field);
}

/* no-duplicates, ascending, heap-order: a name, or {field, and what is said of its elements} */
static bool read_about_parts(const struct context *context, const struct sluice_yaml_node *node,
                             struct sluice_invariant *out)
{
    static const char *const distinct_keys[] = {"field", "in-pairs", "by", NULL};
    static const char *const order_keys[] = {"field", "in-pairs", "comparator", NULL};
    static const char *const ways[] = {"equality", "identity", NULL};
    const char *sort = "an array, a list or made of pairs";
    if (sluice_yaml_kind(node) != SLUICE_YAML_MAPPING) {
        return read_member(context, node, sluice_models_has_parts, sort, &out->field);
    }
    const bool distinct = out->kind == SLUICE_INVARIANT_NO_DUPLICATES;
    const struct sluice_yaml_node *in_pairs = sluice_yaml_get(node, "in-pairs");
    const struct sluice_yaml_node *by = sluice_yaml_get(node, "by");
    const struct sluice_yaml_node *comparator = sluice_yaml_get(node, "comparator");
    size_t way = 0;
    if (!sluice_yaml_check_keys(node, distinct ? distinct_keys : order_keys, context->error) ||
        !read_field(context, node, sluice_models_has_parts, sort, &out->field) ||
        (in_pairs != NULL && !sluice_yaml_bool(in_pairs, &out->in_pairs, context->error)) ||
        (by != NULL && !sluice_yaml_choice(by, "by", ways, &way, context->error)) ||
        (comparator != NULL && !read_member(context, comparator, sluice_models_is_object,
                                            "an object", &out->comparator))) {
        return false;
    }
    out->by_identity = way == 1;
    return true;
}

static bool read_relation(const struct context *context, const struct sluice_yaml_node *node,
                          struct sluice_invariant *out)
{
    return sluice_models_read_relation(context->models, context->entry, node, out, context->error);
}

static bool read_range(const struct context *context, const struct sluice_yaml_node *map,
                       struct sluice_invariant *out)
{
    static const char *const keys[] = {"field", "min", "max", NULL};
    return sluice_yaml_check_keys(map, keys, context->error) &&
           read_field(context, map, sluice_models_is_number, "a number", &out->field) &&
           read_bounds(context, map, out);
}

static bool read_size(const struct context *context, const struct sluice_yaml_node *map,
                      struct sluice_invariant *out)
{
    static const char *const keys[] = {"field", "min", "max", NULL};
    return sluice_yaml_check_keys(map, keys, context->error) &&
           read_field(context, map, sluice_models_has_size,
                      "a string, an array, a list or made of pairs", &out->field) &&
           read_bounds(context, map, out);
}

static bool read_type(const struct context *context, const struct sluice_yaml_node *map,
                      struct sluice_invariant *out)
{
    static const char *const keys[] = {"field", "is", NULL};
    return sluice_yaml_check_keys(map, keys, context->error) &&
           read_field(context, map, sluice_models_is_object, "an object", &out->field) &&
           read_classes(context, map, out);
}

/* elements, keys, values: {field, is, allow-null} */
static bool read_parts(const struct context *context, const struct sluice_yaml_node *map,
                       struct sluice_invariant *out)
{
    static const char *const keys[] = {"field", "is", "allow-null", NULL};
    bool elements = out->kind == SLUICE_INVARIANT_ELEMENT_TYPE;
    const struct sluice_yaml_node *allow_null = sluice_yaml_get(map, "allow-null");
    return sluice_yaml_check_keys(map, keys, context->error) &&
           read_field(context, map, elements ? sluice_models_has_elements : sluice_models_has_pairs,
                      elements ? "an array or a list of objects" : "made of pairs", &out->field) &&
           read_classes(context, map, out) &&
           (allow_null == NULL || sluice_yaml_bool(allow_null, &out->allow_null, context->error));
}

static bool read_numbers(const struct context *context, const struct sluice_yaml_node *list,
                         struct sluice_invariant *out)
{
    int64_t *numbers = sluice_arena_get(&context->models->arena, sluice_yaml_count(list),
                                        sizeof(*numbers));
    if (numbers == NULL) {
        return sluice_models_no_memory(list, context->error);
    }
    out->numbers = numbers;
    for (const struct sluice_yaml_node *node = sluice_yaml_first(list); node != NULL;
         node = sluice_yaml_next(node)) {
        if (!sluice_yaml_looks_like_integer(node)) {
            return sluice_yaml_fail(context->error, node,
                                    "this list begins with a number, so all of it must be whole "
                                    "numbers; quote the numbers if texts are meant");
        }
        if (!sluice_yaml_integer(node, INT64_MIN, INT64_MAX, &numbers[out->number_count++],
                                 context->error)) {
            return false;
        }
    }
    return true;
}

static bool read_one_of(const struct context *context, const struct sluice_yaml_node *map,
                        struct sluice_invariant *out)
{
    static const char *const keys[] = {"field", "values", NULL};
    struct sluice_models_member member = {0};
    if (!sluice_yaml_check_keys(map, keys, context->error) ||
        !read_field(context, map, has_value, "a number, a string or an enum", &out->field)) {
        return false;
    }
    const struct sluice_yaml_node *list = sluice_yaml_require(map, "values", "[READ, WRITE]",
                                                              context->error);
    if (list == NULL ||
        !sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of values, as in [READ, WRITE]",
                            context->error)) {
        return false;
    }
    if (sluice_yaml_count(list) == 0) {
        return sluice_yaml_fail(context->error, list,
                                "an empty list allows nothing: write the values that are allowed");
    }
    bool numbers = sluice_yaml_looks_like_integer(sluice_yaml_first(list));
    if (!sluice_models_need_path(context->models, context->entry, list, out->field, &member,
                                 context->error)) {
        return false;
    }
    if (numbers ? !sluice_models_is_number(&member)
                : !sluice_models_is_object(&member) && !sluice_models_is_string(&member)) {
        return sluice_yaml_fail(context->error, list,
                                numbers ? "%s is not a number; quote the values if texts are meant"
                                        : "%s is a number; list whole numbers without quotes",
                                out->field);
    }
    return numbers
               ? read_numbers(context, list, out)
               : sluice_models_names(context->models, list, "a list of values, as in [READ, WRITE]",
                                     &out->names, &out->name_count, context->error);
}

/* --- the list --------------------------------------------------------------------------------- */

static const char *const check_names[] = {
    [SLUICE_INVARIANT_NOT_NULL] = "not-null",
    [SLUICE_INVARIANT_RANGE] = "range",
    [SLUICE_INVARIANT_RELATION] = "relation",
    [SLUICE_INVARIANT_TYPE] = "type",
    [SLUICE_INVARIANT_ELEMENT_TYPE] = "elements",
    [SLUICE_INVARIANT_KEY_TYPE] = "keys",
    [SLUICE_INVARIANT_VALUE_TYPE] = "values",
    [SLUICE_INVARIANT_SIZE] = "size",
    [SLUICE_INVARIANT_ONE_OF] = "one-of",
    [SLUICE_INVARIANT_NO_DUPLICATES] = "no-duplicates",
    [SLUICE_INVARIANT_ASCENDING] = "ascending",
    [SLUICE_INVARIANT_HEAP_ORDER] = "heap-order",
    [SLUICE_INVARIANT_HEAP_ORDER + 1] = "when", /* no check, but what it is for */
    [SLUICE_INVARIANT_HEAP_ORDER + 2] = NULL,
};

const char *sluice_models_check_name(enum sluice_invariant_kind kind)
{
    return check_names[kind];
}

static bool read_check(const struct context *context, enum sluice_invariant_kind kind,
                       const struct sluice_yaml_node *node, struct sluice_invariant *out)
{
    static bool (*const readers[])(const struct context *, const struct sluice_yaml_node *,
                                   struct sluice_invariant *) = {
        [SLUICE_INVARIANT_NOT_NULL] = read_not_null,
        [SLUICE_INVARIANT_RANGE] = read_range,
        [SLUICE_INVARIANT_RELATION] = read_relation,
        [SLUICE_INVARIANT_TYPE] = read_type,
        [SLUICE_INVARIANT_ELEMENT_TYPE] = read_parts,
        [SLUICE_INVARIANT_KEY_TYPE] = read_parts,
        [SLUICE_INVARIANT_VALUE_TYPE] = read_parts,
        [SLUICE_INVARIANT_SIZE] = read_size,
        [SLUICE_INVARIANT_ONE_OF] = read_one_of,
        [SLUICE_INVARIANT_NO_DUPLICATES] = read_about_parts,
        [SLUICE_INVARIANT_ASCENDING] = read_about_parts,
        [SLUICE_INVARIANT_HEAP_ORDER] = read_about_parts,
    };
    *out = (struct sluice_invariant){.kind = kind};
    return readers[kind](context, node, out);
}

/* Some checks may have a list as their value, which stands for so many checks. */
static bool takes_list(enum sluice_invariant_kind kind)
{
    return kind == SLUICE_INVARIANT_NOT_NULL || kind == SLUICE_INVARIANT_NO_DUPLICATES ||
           kind == SLUICE_INVARIANT_RELATION || kind == SLUICE_INVARIANT_ASCENDING ||
           kind == SLUICE_INVARIANT_HEAP_ORDER;
}

/* An item of the list is a map of one check, and perhaps the condition `when`. */
static bool read_item_kind(const struct sluice_yaml_node *item, size_t *kind,
                           const struct sluice_yaml_node **value, struct sluice_yaml_error *error)
{
    const bool has_condition = sluice_yaml_get(item, "when") != NULL;
    if (!sluice_yaml_check_keys(item, check_names, error)) {
        return false;
    }
    *value = sluice_yaml_first(item);
    if (sluice_yaml_count(item) != (has_condition ? 2 : 1)) {
        return sluice_yaml_fail(error, item,
                                "one check a list item, for example - not-null: [start, end]");
    }
    if (strcmp(sluice_yaml_key_text(*value), "when") == 0) {
        *value = sluice_yaml_next(*value);
    }
    return sluice_yaml_choice(sluice_yaml_key(*value), "check", check_names, kind, error);
}

/* {tag: 2}: the check is for objects only in which the whole number `tag` is 2. */
static bool read_condition(const struct context *context, const struct sluice_yaml_node *item,
                           struct sluice_invariant *out)
{
    const struct sluice_yaml_node *map = sluice_yaml_get(item, "when");
    if (map == NULL) {
        return true;
    }
    if (!sluice_yaml_expect(map, SLUICE_YAML_MAPPING, "a condition such as {tag: 2}",
                            context->error)) {
        return false;
    }
    const struct sluice_yaml_node *value = sluice_yaml_first(map);
    if (sluice_yaml_count(map) != 1) {
        return sluice_yaml_fail(context->error, map, "one condition, such as {tag: 2}");
    }
    return read_member(context, sluice_yaml_key(value), sluice_models_is_number, "a whole number",
                       &out->when) &&
           sluice_yaml_integer(value, INT64_MIN, INT64_MAX, &out->when_is, context->error);
}

/* How many invariants an item stands for. */
static size_t count_of(enum sluice_invariant_kind kind, const struct sluice_yaml_node *value)
{
    bool list = takes_list(kind) && sluice_yaml_kind(value) == SLUICE_YAML_SEQUENCE;
    return list ? sluice_yaml_count(value) : 1;
}

/* What is no check counts for nothing: reading it says why. */
static bool count_checks(const struct sluice_yaml_node *list, size_t *out,
                         struct sluice_yaml_error *error)
{
    *out = 0;
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        size_t kind = 0;
        const struct sluice_yaml_node *value = NULL;
        if (read_item_kind(item, &kind, &value, NULL)) {
            *out += count_of((enum sluice_invariant_kind)kind, value);
        }
    }
    return *out <= CHECKS_MAX ||
           sluice_yaml_fail(error, list, "more than 1,000 checks in one class: take some away");
}

static bool read_one(const struct context *context, const struct sluice_yaml_node *item,
                     enum sluice_invariant_kind kind, const struct sluice_yaml_node *value,
                     struct sluice_invariant *out)
{
    return read_check(context, kind, value, out) && read_condition(context, item, out);
}

static bool read_item(const struct context *context, const struct sluice_yaml_node *item,
                      struct sluice_invariant *out, size_t *used)
{
    size_t kind = 0;
    const struct sluice_yaml_node *value = NULL;
    if (!read_item_kind(item, &kind, &value, context->error)) {
        return false;
    }
    enum sluice_invariant_kind chosen = (enum sluice_invariant_kind)kind;
    if (!takes_list(chosen) || sluice_yaml_kind(value) != SLUICE_YAML_SEQUENCE) {
        return read_one(context, item, chosen, value, &out[(*used)++]);
    }
    if (sluice_yaml_count(value) == 0) {
        return sluice_yaml_fail(
            context->error, value,
            "an empty list checks nothing: name a field, or take the check away");
    }
    for (value = sluice_yaml_first(value); value != NULL; value = sluice_yaml_next(value)) {
        if (!read_one(context, item, chosen, value, &out[(*used)++])) {
            return false;
        }
    }
    return true;
}

bool sluice_models_read_checks(struct sluice_models *models, struct sluice_models_entry *entry,
                               const struct sluice_yaml_node *node, struct sluice_yaml_error *error)
{
    size_t count = 0;
    if (node == NULL) {
        return true;
    }
    if (!sluice_yaml_expect(node, SLUICE_YAML_SEQUENCE, "a list of checks, as in [not-null: start]",
                            error) ||
        !count_checks(node, &count, error)) {
        return false;
    }
    struct sluice_invariant *invariants = sluice_arena_get(&models->arena, count,
                                                           sizeof(*invariants));
    if (invariants == NULL) {
        return sluice_models_no_memory(node, error);
    }
    const struct context context = {models, entry, error};
    size_t used = 0;
    bool good = true;
    bool more = true;
    for (const struct sluice_yaml_node *item = sluice_yaml_first(node); more && item != NULL;
         item = sluice_yaml_next(item)) {
        more = sluice_yaml_tried(read_item(&context, item, invariants, &used), &good, error);
    }
    entry->model.invariants = invariants;
    entry->model.invariant_count = used;
    return good;
}

bool sluice_models_read_resolve(struct sluice_models *models, struct sluice_models_entry *entry,
                                const struct sluice_yaml_node *node,
                                struct sluice_yaml_error *error)
{
    static const char *const words[] = {"refuse", NULL};
    static const char *const keys[] = {"field", NULL};
    if (node == NULL) {
        return true;
    }
    if (sluice_yaml_kind(node) != SLUICE_YAML_MAPPING) {
        size_t index = 0;
        if (sluice_yaml_kind(node) != SLUICE_YAML_SCALAR || sluice_yaml_is_null(node)) {
            return sluice_yaml_fail(error, node,
                                    "expected resolve: refuse, or resolve: {field: name}");
        }
        entry->model.resolve = SLUICE_RESOLVE_REFUSE;
        return sluice_yaml_choice(node, "resolve", words, &index, error);
    }
    const struct context context = {models, entry, error};
    entry->model.resolve = SLUICE_RESOLVE_FIELD;
    if (!sluice_yaml_check_keys(node, keys, error) ||
        !read_field(&context, node, sluice_models_is_object, "an object",
                    &entry->model.resolve_field)) {
        return false;
    }
    return strchr(entry->model.resolve_field, '.') == NULL ||
           sluice_yaml_fail(error, sluice_yaml_get(node, "field"),
                            "readResolve returns a field of the class itself: write a name "
                            "without dots");
}
