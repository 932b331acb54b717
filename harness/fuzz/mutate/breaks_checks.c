/* Objects that their classes must refuse: IN-7, IN-11, CON-2, DEV-*. All are made as the policy's models have
 * them, and stand at the top, where they are built. */
#include "harness/fuzz/mutate/breaks.h"

#include "harness/stream/value.h"

#include <string.h>

/* --- finding something to break ------------------------------------------------------------------------------------ */

static bool is_atomic_of_fields(const struct sluice_class_model *model)
{
    return model->construct == SLUICE_CONSTRUCT_ATOMIC &&
           (model->form == SLUICE_FORM_FIELDS || model->form == SLUICE_FORM_BOTH);
}

static const struct sluice_field_model *field_named(const struct sluice_class_model *model,
                                                    const char *name)
{
    for (size_t i = 0; name != NULL && i < model->field_count; i++) {
        if (strcmp(model->fields[i].name, name) == 0) {
            return &model->fields[i];
        }
    }
    return NULL;
}

/* The one invariant of a kind whose field is the class's own, and that holds for all objects; the last such
 * model and invariant of a random order. */
static const struct sluice_class_model *find_invariant(struct sluice_mutation *mutation,
                                                       enum sluice_invariant_kind kind,
                                                       const struct sluice_invariant **out)
{
    const struct sluice_class_model *found = NULL;
    uint32_t seen = 0;
    for (size_t i = 0; i < mutation->class_count; i++) {
        const struct sluice_class_model *model = &mutation->classes[i];
        for (size_t k = 0; is_atomic_of_fields(model) && k < model->invariant_count; k++) {
            const struct sluice_invariant *invariant = &model->invariants[k];
            if (invariant->kind == kind && invariant->when == NULL &&
                field_named(model, invariant->field) != NULL &&
                sluice_random_one_in(&mutation->random, ++seen)) {
                found = model;
                *out = invariant;
            }
        }
    }
    return found;
}

/* The descriptor of an object that was made, and the data of its own class: the last level. */
static sluice_node_id own_class(const struct sluice_mutation *mutation, sluice_node_id id)
{
    return sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
}

bool sluice_break_find_field(const struct sluice_mutation *mutation, sluice_node_id id,
                             const char *name, sluice_node_id *field, sluice_node_id *value)
{
    const struct sluice_program *program = mutation->program;
    const sluice_node_id level = sluice_program_peek(program, id)->last;
    if (sluice_program_peek(program, id)->kind != SLUICE_NODE_OBJECT ||
        sluice_program_peek(program, level)->kind != SLUICE_NODE_LEVEL) {
        return false;
    }
    /* Made fields stand in the order of their values. */
    *field = sluice_child(program, own_class(mutation, id), SLUICE_ROLE_FIELD);
    *value = sluice_child(program, level, SLUICE_ROLE_VALUE);
    while (*field != SLUICE_NODE_NONE && *value != SLUICE_NODE_NONE &&
           sluice_program_peek(program, *field)->role == SLUICE_ROLE_FIELD) {
        const struct sluice_bytes text = sluice_program_bytes(
            program, sluice_program_peek(program, *field)->first);
        if (text.length == strlen(name) && memcmp(text.data, name, text.length) == 0) {
            return sluice_program_peek(program, *value)->role == SLUICE_ROLE_VALUE;
        }
        *field = sluice_program_peek(program, *field)->next;
        *value = sluice_program_peek(program, *value)->next;
    }
    return false;
}

/* What was chosen for the item that is being made. */
static struct {
    const struct sluice_class_model *model;
    const struct sluice_invariant *invariant;
    const struct sluice_field_model *field;
} chosen;

static bool prepare_invariant(struct sluice_mutation *mutation, sluice_node_id id,
                              enum sluice_invariant_kind kind)
{
    chosen.model = find_invariant(mutation, kind, &chosen.invariant);
    if (chosen.model == NULL) {
        return false;
    }
    chosen.field = field_named(chosen.model, chosen.invariant->field);
    sluice_make_model(mutation, id, chosen.model);
    return true;
}

/* --- a number outside its range ------------------------------------------------------------------------------------- */

static bool prepare_range(struct sluice_mutation *mutation, sluice_node_id id)
{
    return prepare_invariant(mutation, id, SLUICE_INVARIANT_RANGE);
}

/* A number of the type that lies outside; false: all of them lie inside. */
static bool number_outside(char type, const struct sluice_invariant *invariant, int64_t *out)
{
    static const struct {
        char type;
        double least;
        double most;
    } types[] = {{'B', -128, 127},
                 {'S', -32768, 32767},
                 {'C', 0, 65535},
                 {'I', -2147483648.0, 2147483647},
                 {'J', -4e18, 4e18}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (types[i].type != type) {
            continue;
        }
        if (invariant->minimum - 1 >= types[i].least && invariant->minimum - 1 <= types[i].most) {
            *out = (int64_t)(invariant->minimum - 1);
            return true;
        }
        if (invariant->maximum + 1 <= types[i].most && invariant->maximum + 1 >= types[i].least) {
            *out = (int64_t)(invariant->maximum + 1);
            return true;
        }
    }
    return false;
}

static bool spoil_range(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_node_id field;
    sluice_node_id value;
    int64_t number;
    uint8_t bytes[SLUICE_STREAM_VALUE_MAX];
    const char type = chosen.field->signature[0];
    const size_t size = sluice_stream_value_size((uint8_t)type);
    if (!sluice_break_find_field(mutation, id, chosen.field->name, &field, &value) ||
        !number_outside(type, chosen.invariant, &number)) {
        return false;
    }
    sluice_stream_value_put(bytes, (uint64_t)number, size);
    sluice_put_bytes(mutation, value, bytes, size);
    return true;
}

/* The same, and junk behind it that nobody ought to look at. */
static bool spoil_range_and_more(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const uint8_t junk = 0;
    if (!spoil_range(mutation, id)) {
        return false;
    }
    const sluice_node_id raw = sluice_add_bytes(mutation, SLUICE_NODE_NONE, SLUICE_ROLE_ITEM,
                                                SLUICE_NODE_RAW, &junk, 1);
    sluice_program_insert(mutation->program, SLUICE_NODE_ROOT, sluice_at(mutation, id)->next, raw);
    return true;
}

/* --- nulls, types and sizes ------------------------------------------------------------------------------------------------ */

static bool prepare_not_null(struct sluice_mutation *mutation, sluice_node_id id)
{
    return prepare_invariant(mutation, id, SLUICE_INVARIANT_NOT_NULL);
}

static bool spoil_not_null(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_node_id field;
    sluice_node_id value;
    if (!sluice_break_find_field(mutation, id, chosen.field->name, &field, &value)) {
        return false;
    }
    sluice_clear(mutation, value);
    return true;
}

/* Makes an object of a class that has a field to the purpose; any of those fields. */
static bool prepare_field(struct sluice_mutation *mutation, sluice_node_id id,
                          bool (*suits)(const struct sluice_field_model *field))
{
    uint32_t seen = 0;
    chosen.model = NULL;
    for (size_t i = 0; i < mutation->class_count; i++) {
        const struct sluice_class_model *model = &mutation->classes[i];
        for (size_t k = 0; is_atomic_of_fields(model) && k < model->field_count; k++) {
            if (suits(&model->fields[k]) && sluice_random_one_in(&mutation->random, ++seen)) {
                chosen.model = model;
                chosen.field = &model->fields[k];
            }
        }
    }
    if (chosen.model == NULL) {
        return false;
    }
    sluice_make_model(mutation, id, chosen.model);
    return true;
}

/* Of a class that an array is no instance of. */
static bool takes_no_array(const struct sluice_field_model *field)
{
    return field->signature[0] == 'L' && strcmp(field->signature, "Ljava/lang/Object;") != 0 &&
           strcmp(field->signature, "Ljava/io/Serializable;") != 0 &&
           strcmp(field->signature, "Ljava/lang/Cloneable;") != 0;
}

static bool prepare_typed(struct sluice_mutation *mutation, sluice_node_id id)
{
    return prepare_field(mutation, id, takes_no_array);
}

static bool spoil_typed(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_node_id field;
    sluice_node_id value;
    if (!sluice_break_find_field(mutation, id, chosen.field->name, &field, &value)) {
        return false;
    }
    sluice_break_array(mutation, value, "[I");
    return true;
}

/* --- itself ------------------------------------------------------------------------------------------------- */

static bool is_null_for_self(const struct sluice_field_model *field)
{
    return field->self_is_null;
}

/* A field in which an object may not have itself. That is best tried where it may have itself in another one. */
static bool is_never_self(const struct sluice_field_model *field)
{
    return !field->self_is_null && (field->signature[0] == 'L' || field->signature[0] == '[');
}

static bool prepare_self(struct sluice_mutation *mutation, sluice_node_id id)
{
    uint32_t seen = 0;
    if (sluice_random_one_in(&mutation->random, 2) ||
        !prepare_field(mutation, id, is_null_for_self)) {
        return prepare_field(mutation, id, is_never_self);
    }
    for (size_t i = 0; i < chosen.model->field_count; i++) {
        const struct sluice_field_model *field = &chosen.model->fields[i];
        if (is_never_self(field) && sluice_random_one_in(&mutation->random, ++seen)) {
            chosen.field = field;
        }
    }
    return seen != 0;
}

static bool spoil_self(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_node_id field;
    sluice_node_id value;
    if (!sluice_break_find_field(mutation, id, chosen.field->name, &field, &value)) {
        return false;
    }
    sluice_break_refer(mutation, value, id);
    return true;
}

/* --- descriptors where values are due ------------------------------------------------------------------------- */

static bool is_reference(const struct sluice_field_model *field)
{
    return field->signature[0] == 'L' || field->signature[0] == '[';
}

/* Makes a Class object that of a proxy of an interface that every receiver knows. */
static void be_of_proxy(struct sluice_mutation *mutation, sluice_node_id class)
{
    static const char interface[] = "java.lang.Comparable";
    const sluice_node_id desc = sluice_child(mutation->program, class, SLUICE_ROLE_DESC);
    sluice_clear(mutation, desc);
    sluice_at(mutation, desc)->kind = SLUICE_NODE_PROXYDESC;
    (void)sluice_add_bytes(mutation, desc, SLUICE_ROLE_INTERFACE, SLUICE_NODE_UTF, interface,
                           strlen(interface));
    (void)sluice_add(mutation, desc, SLUICE_ROLE_SUPER, SLUICE_NODE_NULL);
}

/* A Class object, and an object twice: whoever takes a shorter way does so with the second. */
static bool prepare_described(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_group(mutation, id);
    const sluice_node_id class = sluice_add(mutation, id, SLUICE_ROLE_BODY, SLUICE_NODE_NULL);
    const sluice_node_id object = sluice_add(mutation, id, SLUICE_ROLE_BODY, SLUICE_NODE_NULL);
    (void)sluice_break_class(mutation, class);
    if (sluice_random_one_in(&mutation->random, 2)) {
        be_of_proxy(mutation, class);
    }
    if (!prepare_field(mutation, object, is_reference)) {
        return false;
    }
    const sluice_node_id again = sluice_program_graft(mutation->program, mutation->program, object);
    mutation->failed = mutation->failed || again == SLUICE_NODE_NONE;
    if (mutation->failed) {
        return false;
    }
    sluice_at(mutation, again)->role = SLUICE_ROLE_BODY;
    sluice_program_insert(mutation->program, id, SLUICE_NODE_NONE, again);
    return true;
}

static bool spoil_described(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_node_id field;
    sluice_node_id value;
    const sluice_node_id class = sluice_at(mutation, id)->first;
    const sluice_node_id object = sluice_random_one_in(&mutation->random, 3)
                                      ? sluice_at(mutation, class)->next
                                      : sluice_at(mutation, id)->last;
    if (!sluice_break_find_field(mutation, object, chosen.field->name, &field, &value)) {
        return false;
    }
    sluice_break_refer(mutation, value, sluice_child(mutation->program, class, SLUICE_ROLE_DESC));
    return true;
}

/* --- fields that are missing --------------------------------------------------------------------------------------------------- */

static bool is_required(const struct sluice_field_model *field)
{
    return field->required;
}

static bool prepare_required(struct sluice_mutation *mutation, sluice_node_id id)
{
    return prepare_field(mutation, id, is_required);
}

static bool spoil_required(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_node_id field;
    sluice_node_id value;
    if (!sluice_break_find_field(mutation, id, chosen.field->name, &field, &value)) {
        return false;
    }
    sluice_at(mutation, own_class(mutation, id))->marks = 0;
    sluice_program_detach(mutation->program, field);
    sluice_program_detach(mutation->program, value);
    return true;
}

/* --- numbers of classes, types of fields --------------------------------------------------------------------------------------------- */

static bool is_numbered(const struct sluice_class_model *model)
{
    return is_atomic_of_fields(model) && model->has_suid;
}

static bool prepare_numbered(struct sluice_mutation *mutation, sluice_node_id id)
{
    chosen.model = sluice_break_find_model(mutation, is_numbered);
    if (chosen.model == NULL) {
        return false;
    }
    sluice_make_model(mutation, id, chosen.model);
    return true;
}

static bool spoil_numbered(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id desc = own_class(mutation, id);
    sluice_at(mutation, desc)->marks = 0;
    sluice_at(mutation, desc)->number ^= INT64_C(1) << sluice_random_below(&mutation->random, 62);
    return true;
}

/* --- readResolve --------------------------------------------------------------------------------------------------------------------- */

/* It holds numbers only, so that nothing else can be wrong with it than its own invariants. */
static bool holds_numbers(const struct sluice_class_model *model)
{
    size_t numbers = 0;
    while (numbers < model->field_count &&
           strchr("L[", model->fields[numbers].signature[0]) == NULL) {
        numbers++;
    }
    return numbers == model->field_count && model->layout_count == 0 && model->read == NULL &&
           model->parent == NULL && model->construct != SLUICE_CONSTRUCT_ENUM;
}

static bool refuses(const struct sluice_class_model *model)
{
    return model->resolve == SLUICE_RESOLVE_REFUSE && sluice_model_is_built(model) &&
           holds_numbers(model);
}

/* The stream without it is the base: null stands there. */
static bool spoil_resolve(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_break_find_model(mutation, refuses);
    if (model == NULL) {
        return false;
    }
    sluice_make_model(mutation, id, model);
    return sluice_at(mutation, id)->kind == SLUICE_NODE_OBJECT;
}

/* --- the list ----------------------------------------------------------------------------------------------------------------------------- */

/* clang-format off */
#define DECODE true, false
/* One value may break several invariants, and which is looked at first is not said. */
#define ANY_INVARIANT {SLUICE_BROKEN_RANGE, SLUICE_BROKEN_RELATION, SLUICE_BROKEN_SIZE, SLUICE_BROKEN_ONE_OF, \
                       SLUICE_BROKEN_NULL, SLUICE_BROKEN_TYPE, SLUICE_CHECK_FAILED, SLUICE_OPTIONAL_DATA}
static const struct sluice_break breaks[] = {
    {"CON-2", "range", DECODE, prepare_range, spoil_range, ANY_INVARIANT},
    {"DEV-6", "range", DECODE, prepare_range, spoil_range, ANY_INVARIANT},
    {"IN-7", "range-and-more", DECODE, prepare_range, spoil_range_and_more, ANY_INVARIANT},
    {"DEV-1", "null", DECODE, prepare_not_null, spoil_not_null, ANY_INVARIANT},
    {"DEV-3", "value-type", DECODE, prepare_typed, spoil_typed, {SLUICE_VALUE_TYPE, SLUICE_BROKEN_TYPE}},
    {"IN-1", "self-in-field", DECODE, prepare_self, spoil_self, {SLUICE_REFERENCE_UNDER_CONSTRUCTION}},
    {"IN-8", "descriptor-for-value", DECODE, prepare_described, spoil_described, {SLUICE_VALUE_TYPE}},
    {"DEV-10", "field-missing", DECODE, prepare_required, spoil_required, {SLUICE_FIELD_MISSING}},
    {"GOLD-5", "suid", DECODE, prepare_numbered, spoil_numbered, {SLUICE_SUID_MISMATCH}},
    {"IN-11", "resolve-refused", DECODE, NULL, spoil_resolve,
     {SLUICE_RESOLVE_REFUSED, SLUICE_BROKEN_RANGE, SLUICE_BROKEN_RELATION, SLUICE_BROKEN_ONE_OF, SLUICE_CHECK_FAILED}},
};
/* clang-format on */

const struct sluice_breaks sluice_breaks_of_checks = {breaks, sizeof breaks / sizeof breaks[0]};
