#include "harness/models/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "harness/models/names.h"

/* --- pieces of JSON --------------------------------------------------------------------------- */

static void add_key(struct sluice_text *out, const char *key)
{
    sluice_text_format(out, ",\"%s\":", key);
}

/* A member that says nothing is left out. */
static void add_text(struct sluice_text *out, const char *key, const char *text)
{
    if (text != NULL) {
        add_key(out, key);
        sluice_text_json_string(out, text);
    }
}

static void add_true(struct sluice_text *out, const char *key, bool is_true)
{
    if (is_true) {
        add_key(out, key);
        sluice_text_string(out, "true");
    }
}

static void add_texts(struct sluice_text *out, const char *key, const char *const *texts,
                      size_t count)
{
    if (count > 0) {
        add_key(out, key);
        sluice_text_json_list(out, texts, count);
    }
}

static void add_bits(struct sluice_text *out, const char *key, unsigned bits,
                     const char *const *names)
{
    const char *texts[sizeof bits * 8];
    size_t count = 0;
    for (size_t i = 0; names[i] != NULL; i++) {
        if ((bits & 1U << i) != 0) {
            texts[count++] = names[i];
        }
    }
    add_texts(out, key, texts, count);
}

static bool is_same(double a, double b)
{
    return !(a < b) && !(a > b);
}

/* A whole number as such; others so that they are the same when read again. JSON has no word for those that
 * are none. */
static void write_number(struct sluice_text *out, double number)
{
    if (number > -1e15 && number < 1e15 && is_same(number, (double)(int64_t)number)) {
        sluice_text_format(out, "%" PRId64, (int64_t)number);
    } else if (!isfinite(number)) {
        sluice_text_string(out, "null");
    } else {
        sluice_text_format(out, "%.17g", number);
    }
}

static void add_bound(struct sluice_text *out, const char *key, double bound)
{
    if (isfinite(bound)) {
        add_key(out, key);
        write_number(out, bound);
    }
}

/* --- fields and pieces ------------------------------------------------------------------------ */

static void add_meaning(struct sluice_text *out, const struct sluice_models_meaning *meant)
{
    if (meant == NULL) {
        return;
    }
    add_text(out, "holds", meant->holds);
    if (meant->of_values != NULL) {
        add_texts(out, "of", (const char *const[]){meant->of, meant->of_values}, 2);
    } else {
        add_text(out, "of", meant->of);
    }
    add_text(out, "same-as", meant->same_as);
}

static void add_default(struct sluice_text *out, const struct sluice_field_model *field)
{
    const char type = field->signature[0];
    if (type == 'Z') {
        add_true(out, "default", field->default_integer != 0);
    } else if ((type == 'D' || type == 'F') && !is_same(field->default_floating, 0)) {
        add_key(out, "default");
        write_number(out, field->default_floating);
    } else if (field->default_integer != 0) {
        add_key(out, "default");
        sluice_text_format(out, "%" PRId64, field->default_integer);
    }
}

static void add_fields(struct sluice_text *out, const struct sluice_models_declared *declared)
{
    const struct sluice_class_model *model = declared->model;
    if (model->field_count == 0) {
        return;
    }
    add_key(out, "fields");
    for (size_t i = 0; i < model->field_count; i++) {
        const struct sluice_field_model *field = &model->fields[i];
        sluice_text_string(out, i == 0 ? "[{\"name\":" : ",{\"name\":");
        sluice_text_json_string(out, field->name);
        add_text(out, "type", field->signature);
        add_true(out, "required", field->required);
        add_true(out, "shared", field->shared);
        add_true(out, "self-is-null", field->self_is_null);
        add_default(out, field);
        add_meaning(out, declared->fields != NULL ? &declared->fields[i] : NULL);
        sluice_text_string(out, "}");
    }
    sluice_text_string(out, "]");
}

static const char *piece_name(const struct sluice_layout_item *piece)
{
    switch (piece->kind) {
    case SLUICE_LAYOUT_UTF:
        return "utf";
    case SLUICE_LAYOUT_OBJECT:
        return "object";
    case SLUICE_LAYOUT_OBJECTS:
        return "objects";
    case SLUICE_LAYOUT_PAIRS:
        return "pairs";
    case SLUICE_LAYOUT_PRIMITIVE:
        break;
    }
    return sluice_models_primitive_name(piece->type);
}

static void add_layout(struct sluice_text *out, const struct sluice_models_declared *declared)
{
    const struct sluice_class_model *model = declared->model;
    if (model->form == SLUICE_FORM_FIELDS) {
        return;
    }
    add_key(out, "layout");
    sluice_text_string(out, "[");
    for (size_t i = 0; i < model->layout_count; i++) {
        const struct sluice_layout_item *piece = &model->layout[i];
        sluice_text_format(out, "%s{\"%s\":", i == 0 ? "" : ",", piece_name(piece));
        sluice_text_json_string(out, piece->name);
        add_text(out, "count", piece->count);
        add_true(out, "until-null", piece->until_null);
        add_true(out, "shared", piece->shared);
        add_meaning(out, declared->pieces != NULL ? &declared->pieces[i] : NULL);
        sluice_text_string(out, "}");
    }
    sluice_text_string(out, "]");
}

/* --- checks ----------------------------------------------------------------------------------- */

static void write_operand(struct sluice_text *out, const struct sluice_operand *operand)
{
    switch (operand->kind) {
    case SLUICE_OPERAND_FIELD:
        sluice_text_string(out, operand->field);
        break;
    case SLUICE_OPERAND_SIZE:
        sluice_text_format(out, "size(%s)", operand->field);
        break;
    case SLUICE_OPERAND_CONSTANT:
        write_number(out, operand->constant);
        break;
    }
}

static void write_relation(struct sluice_text *out, const struct sluice_invariant *check)
{
    static const char *const signs[] = {
        [SLUICE_LESS] = "<",       [SLUICE_LESS_EQUAL] = "<=",    [SLUICE_EQUAL] = "==",
        [SLUICE_NOT_EQUAL] = "!=", [SLUICE_GREATER_EQUAL] = ">=", [SLUICE_GREATER] = ">"};
    struct sluice_text text = {0};
    write_operand(&text, &check->left);
    sluice_text_format(&text, " %s ", signs[check->relation]);
    write_operand(&text, &check->right);
    sluice_text_json_string(out, sluice_text_get(&text));
    out->failed = out->failed || text.failed;
    sluice_text_free(&text);
}

static void add_values(struct sluice_text *out, const struct sluice_invariant *check)
{
    add_key(out, "values");
    if (check->number_count == 0) {
        sluice_text_json_list(out, check->names, check->name_count);
        return;
    }
    for (size_t i = 0; i < check->number_count; i++) {
        sluice_text_format(out, "%s%" PRId64, i == 0 ? "[" : ",", check->numbers[i]);
    }
    sluice_text_string(out, "]");
}

static void write_details(struct sluice_text *out, const struct sluice_invariant *check)
{
    sluice_text_string(out, "{\"field\":");
    sluice_text_json_string(out, check->field);
    switch (check->kind) {
    case SLUICE_INVARIANT_RANGE:
    case SLUICE_INVARIANT_SIZE:
        add_bound(out, "min", check->minimum);
        add_bound(out, "max", check->maximum);
        break;
    case SLUICE_INVARIANT_TYPE:
    case SLUICE_INVARIANT_ELEMENT_TYPE:
    case SLUICE_INVARIANT_KEY_TYPE:
    case SLUICE_INVARIANT_VALUE_TYPE:
        add_texts(out, "is", check->names, check->name_count);
        break;
    case SLUICE_INVARIANT_ONE_OF:
        add_values(out, check);
        break;
    case SLUICE_INVARIANT_NOT_NULL:
    case SLUICE_INVARIANT_RELATION:
    case SLUICE_INVARIANT_NO_DUPLICATES:
    case SLUICE_INVARIANT_ASCENDING:
    case SLUICE_INVARIANT_HEAP_ORDER:
        break;
    }
    add_true(out, "allow-null", check->allow_null);
    add_true(out, "in-pairs", check->in_pairs);
    add_text(out, "by", check->by_identity ? "identity" : NULL);
    add_text(out, "comparator", check->comparator);
    sluice_text_string(out, "}");
}

static void write_check(struct sluice_text *out, const struct sluice_invariant *check)
{
    sluice_text_format(out, "{\"%s\":", sluice_models_check_name(check->kind));
    if (check->kind == SLUICE_INVARIANT_NOT_NULL) {
        sluice_text_json_string(out, check->field);
    } else if (check->kind == SLUICE_INVARIANT_RELATION) {
        write_relation(out, check);
    } else {
        write_details(out, check);
    }
    if (check->when != NULL) {
        sluice_text_string(out, ",\"when\":{");
        sluice_text_json_string(out, check->when);
        sluice_text_format(out, ":%" PRId64 "}", check->when_is);
    }
    sluice_text_string(out, "}");
}

static void add_checks(struct sluice_text *out, const struct sluice_class_model *model)
{
    if (model->invariant_count == 0) {
        return;
    }
    add_key(out, "check");
    for (size_t i = 0; i < model->invariant_count; i++) {
        sluice_text_string(out, i == 0 ? "[" : ",");
        write_check(out, &model->invariants[i]);
    }
    sluice_text_string(out, "]");
}

/* --- the class -------------------------------------------------------------------------------- */

static void add_resolve(struct sluice_text *out, const struct sluice_class_model *model)
{
    switch (model->resolve) {
    case SLUICE_RESOLVE_NONE:
        break;
    case SLUICE_RESOLVE_REFUSE:
        add_text(out, "resolve", "refuse");
        break;
    case SLUICE_RESOLVE_FIELD:
        add_key(out, "resolve");
        sluice_text_string(out, "{\"field\":");
        sluice_text_json_string(out, model->resolve_field);
        sluice_text_string(out, "}");
        break;
    }
}

static void add_container(struct sluice_text *out, const struct sluice_class_model *model)
{
    if (model->container == SLUICE_CONTAINER_NONE) {
        return;
    }
    add_key(out, "container");
    sluice_text_string(out, "{\"kind\":");
    sluice_text_json_string(out, sluice_models_container_name(model->container));
    add_text(out, "items", model->items);
    add_text(out, "item-count", model->item_count);
    add_text(out, "comparator", model->comparator);
    sluice_text_string(out, "}");
}

static void write_class(struct sluice_text *out, const struct sluice_models_declared *declared)
{
    const struct sluice_class_model *model = declared->model;
    sluice_text_string(out, "{\"name\":");
    sluice_text_json_string(out, model->name);
    add_text(out, "construct", sluice_models_construct_name(model->construct));
    if (model->has_suid) {
        add_key(out, "suid");
        sluice_text_format(out, "%" PRId64, model->suid);
    }
    add_text(out, "parent", model->parent);
    add_texts(out, "implements", model->interfaces, model->interface_count);
    add_true(out, "mutable", model->is_mutable);
    if (model->form != SLUICE_FORM_FIELDS) {
        add_text(out, "form", sluice_models_form_name(model->form));
    }
    add_fields(out, declared);
    add_layout(out, declared);
    add_checks(out, model);
    add_resolve(out, model);
    add_text(out, "equality", model->equality == SLUICE_EQUAL_FIELDS ? "fields" : NULL);
    add_container(out, model);
    add_bits(out, "code", declared->code, sluice_models_code_names);
    add_bits(out, "careless", declared->careless, sluice_models_careless_names);
    add_texts(out, "constants", model->constants, model->constant_count);
    sluice_text_string(out, "}");
}

void sluice_models_json(const struct sluice_models_declared *classes, size_t count,
                        struct sluice_text *out)
{
    sluice_text_string(out, "[");
    for (size_t i = 0; i < count; i++) {
        sluice_text_string(out, i == 0 ? "\n" : ",\n");
        write_class(out, &classes[i]);
    }
    sluice_text_string(out, "]");
}

void sluice_models_json_model(const struct sluice_class_model *model, struct sluice_text *out)
{
    sluice_models_json(&(struct sluice_models_declared){.model = model}, 1, out);
}
