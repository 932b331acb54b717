/* The code of a class, as a developer who knows the rules writes it: a reader of the custom data, a check
 * that looks at every field and what is meant of it, a constructor that copies what it keeps. */
#include <sluice/custom_data.h>
#include <sluice/get_arg.h>
#include <string.h>

#include "harness/models/build.h"

/* Longest text and most pieces that a reader takes. */
enum { TEXT_BYTES = 256, PIECES = 16 };

static bool is_object(const char *signature)
{
    return signature[0] == 'L' || signature[0] == '[';
}

/* --- the check (DEV-1..3, DEV-10) ---------------------------------------------------------------- */

static bool can_be_got(const struct sluice_get_arg *argument,
                       const struct sluice_field_model *field)
{
    int64_t integer;
    double floating;
    struct sluice_value value;
    if (is_object(field->signature)) {
        const enum sluice_get got = sluice_get_value(argument, field->name, &value);
        return got == SLUICE_GET_OK || got == SLUICE_GET_NULL;
    }
    if (field->signature[0] == 'F' || field->signature[0] == 'D') {
        return sluice_get_floating(argument, field->name, &floating) == SLUICE_GET_OK;
    }
    return sluice_get_integer(argument, field->name, &integer) == SLUICE_GET_OK;
}

/* The types that are meant, wherever the elements of a container stand (DEV-2, DEV-3). */
static bool is_as_meant(const struct sluice_get_arg *argument, const char *field,
                        const struct sluice_models_meaning *meant)
{
    struct sluice_value value;
    if (sluice_get_value(argument, field, &value) != SLUICE_GET_OK) {
        return true;
    }
    if (meant->holds != NULL && !sluice_is_instance(argument, field, meant->holds, true)) {
        return false;
    }
    if (meant->of_values != NULL) {
        return sluice_are_keys(argument, field, meant->of, true) &&
               sluice_are_values(argument, field, meant->of_values, true);
    }
    return meant->of == NULL || sluice_are_elements(argument, field, meant->of, true);
}

static bool checks_types(const struct sluice_models_declared *declared)
{
    return declared->fields != NULL &&
           (declared->careless & 1U << SLUICE_MODELS_CARELESS_NO_TYPE_CHECK) == 0;
}

bool sluice_models_check(const struct sluice_get_arg *argument, void *context)
{
    const struct sluice_models_code *code = context;
    const struct sluice_models_declared *declared = code->declared;
    const struct sluice_class_model *model = declared->model;
    for (size_t i = 0; i < model->field_count; i++) {
        const struct sluice_field_model *field = &model->fields[i];
        if (!can_be_got(argument, field) ||
            (field->required && sluice_get_is_defaulted(argument, field->name)) ||
            (checks_types(declared) && !is_as_meant(argument, field->name, &declared->fields[i]))) {
            return false;
        }
    }
    const struct sluice_models_state *state = sluice_get_state(argument);
    return state == NULL || state->pieces == model->layout_count;
}

/* --- the reader (DEV-7, DEV-9) ------------------------------------------------------------------ */

struct reading {
    struct sluice_custom_data *data;
    const struct sluice_models_declared *declared;
    struct sluice_models_state *state;
    int64_t integers[PIECES];
};

static const char *wanted(const struct reading *reading, size_t piece, bool is_value)
{
    const struct sluice_models_meaning *pieces = reading->declared->pieces;
    const unsigned careless = 1U << SLUICE_MODELS_CARELESS_NO_TYPE_CHECK;
    if (pieces == NULL || (reading->declared->careless & careless) != 0) {
        return NULL;
    }
    if (reading->declared->model->layout[piece].kind == SLUICE_LAYOUT_OBJECT) {
        return pieces[piece].holds;
    }
    return is_value ? pieces[piece].of_values : pieces[piece].of;
}

static bool read_object(struct reading *reading, size_t piece, bool is_value)
{
    struct sluice_value value;
    reading->state->values++;
    return sluice_custom_object(reading->data, wanted(reading, piece, is_value), &value);
}

static bool count_of(const struct reading *reading, size_t piece, int64_t *out)
{
    const struct sluice_layout_item *layout = reading->declared->model->layout;
    for (size_t i = 0; i < piece; i++) {
        if (layout[i].name != NULL && strcmp(layout[i].name, layout[piece].count) == 0) {
            *out = reading->integers[i];
            return *out >= 0;
        }
    }
    return false;
}

/* As many as announced, or all that follow. Nothing is sized by the count. */
static bool read_objects(struct reading *reading, size_t piece)
{
    const struct sluice_layout_item *item = &reading->declared->model->layout[piece];
    const bool pairs = item->kind == SLUICE_LAYOUT_PAIRS;
    int64_t count = INT64_MAX;
    if (item->count != NULL && !count_of(reading, piece, &count)) {
        return false;
    }
    for (int64_t i = 0; i < count; i++) {
        if (item->count == NULL && sluice_custom_at_end(reading->data)) {
            break;
        }
        if (!read_object(reading, piece, false) || (pairs && !read_object(reading, piece, true))) {
            return false;
        }
    }
    return true;
}

static bool read_primitive(struct reading *reading, size_t piece, char type)
{
    double floating;
    return type == 'F' || type == 'D'
               ? sluice_custom_floating(reading->data, type, &floating)
               : sluice_custom_integer(reading->data, type, &reading->integers[piece]);
}

static bool read_piece(struct reading *reading, size_t piece)
{
    char text[TEXT_BYTES];
    size_t length;
    const struct sluice_layout_item *item = &reading->declared->model->layout[piece];
    switch (item->kind) {
    case SLUICE_LAYOUT_PRIMITIVE:
        return read_primitive(reading, piece, item->type);
    case SLUICE_LAYOUT_UTF:
        return sluice_custom_utf(reading->data, text, sizeof text, &length);
    case SLUICE_LAYOUT_OBJECT:
        return read_object(reading, piece, false);
    case SLUICE_LAYOUT_OBJECTS:
    case SLUICE_LAYOUT_PAIRS:
        break;
    }
    return read_objects(reading, piece);
}

bool sluice_models_read(struct sluice_custom_data *data, void *state, void *context)
{
    const struct sluice_models_code *code = context;
    struct reading reading = {.data = data, .declared = code->declared, .state = state};
    for (size_t i = 0; i < code->declared->model->layout_count && i < PIECES; i++) {
        if (!read_piece(&reading, i)) {
            return false;
        }
        reading.state->pieces++;
    }
    return true;
}

/* --- the constructor (DEV-4, DEV-8) ------------------------------------------------------------- */

/* Memory is the only thing that a copy of a field that was checked can lack. */
static bool copy_field(const struct sluice_get_arg *argument,
                       const struct sluice_field_model *field, uint64_t *kept)
{
    char *text;
    void *numbers;
    struct sluice_value *values;
    size_t count = 0;
    enum sluice_get got = SLUICE_GET_OK;
    if (strcmp(field->signature, "Ljava/lang/String;") == 0) {
        got = sluice_copy_string(argument, field->name, &text, &count);
    } else if (field->signature[0] == '[' && !is_object(field->signature + 1)) {
        got = sluice_copy_primitives(argument, field->name, field->signature[1], &numbers, &count);
    } else if (is_object(field->signature)) {
        got = sluice_copy_elements(argument, field->name, &values, &count);
    }
    *kept += count;
    return got != SLUICE_GET_ABSENT;
}

bool sluice_models_construct(const struct sluice_get_arg *argument, void *instance, void *context)
{
    const struct sluice_models_code *code = context;
    const struct sluice_class_model *model = code->declared->model;
    uint64_t kept = 1;
    for (size_t i = 0; i < model->field_count; i++) {
        if (!copy_field(argument, &model->fields[i], &kept)) {
            return false;
        }
    }
    const struct sluice_models_state *state = sluice_get_state(argument);
    kept += state != NULL ? state->values : 0;
    memcpy((char *)instance + code->part, &kept, sizeof kept);
    return true;
}

/* --- attaching ---------------------------------------------------------------------------------- */

/* Classes above, as declared. */
static size_t depth_of(const struct sluice_models *models, size_t index)
{
    size_t depth = 0;
    for (size_t at = models->entries[index].parent; at != SIZE_MAX;
         at = models->entries[at].parent) {
        depth++;
    }
    return depth;
}

static bool has_constructor(const struct sluice_models *models, size_t index)
{
    const unsigned bit = 1U << SLUICE_MODELS_CODE_CONSTRUCTOR;
    for (size_t at = index; at != SIZE_MAX; at = models->entries[at].parent) {
        if ((models->declared[at].code & bit) != 0) {
            return true;
        }
    }
    return false;
}

static bool has_code(const struct sluice_models_declared *declared, enum sluice_models_code_bit bit)
{
    return (declared->code & 1U << bit) != 0;
}

bool sluice_models_attach_code(struct sluice_models *models, size_t index)
{
    const struct sluice_models_declared *declared = &models->declared[index];
    struct sluice_class_model *model = &models->array[index];
    if (has_constructor(models, index)) {
        model->instance_size = (depth_of(models, index) + 1) * sizeof(uint64_t);
    }
    if (declared->code == 0 && declared->careless == 0) {
        return true;
    }
    struct sluice_models_code *code = sluice_arena_get(&models->arena, 1, sizeof *code);
    if (code == NULL) {
        return false;
    }
    *code = (struct sluice_models_code){.declared = declared,
                                        .part = depth_of(models, index) * sizeof(uint64_t)};
    model->context = code;
    if (has_code(declared, SLUICE_MODELS_CODE_CHECK)) {
        model->check = sluice_models_check;
    }
    if (has_code(declared, SLUICE_MODELS_CODE_CONSTRUCTOR)) {
        model->constructor = sluice_models_construct;
    }
    if (has_code(declared, SLUICE_MODELS_CODE_READ)) {
        model->read = sluice_models_read;
        model->state_size = sizeof(struct sluice_models_state);
        model->layout = NULL;
        model->layout_count = 0;
    }
    return sluice_models_be_careless(models, model, declared);
}
