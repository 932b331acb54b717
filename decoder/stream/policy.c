#include "policy.h"

#include "hash.h"

#include <stdio.h>
#include <string.h>

/* --- finding models --------------------------------------------------------------------------- */

uint32_t sluice_policy_find(const struct sluice_policy *policy, struct sluice_bytes name)
{
    if (policy->capacity == 0) {
        return 0;
    }
    uint32_t at = (uint32_t)sluice_hash(policy->key, name.data, name.length) &
                  (policy->capacity - 1);
    while (policy->slots[at] != 0) {
        if (sluice_same(name, sluice_text(policy->models[policy->slots[at] - 1].name))) {
            return policy->slots[at];
        }
        at = (at + 1) & (policy->capacity - 1);
    }
    return 0;
}

bool sluice_policy_descends(const struct sluice_policy *policy, uint32_t index, uint32_t ancestor)
{
    for (uint32_t at = index + 1; at != 0; at = policy->compiled[at - 1].parent) {
        if (at - 1 == ancestor) {
            return true;
        }
    }
    return false;
}

uint32_t sluice_policy_at(const struct sluice_policy *policy, uint32_t leaf, uint32_t below)
{
    uint32_t at = leaf;
    for (uint32_t up = policy->compiled[leaf].depth; up > below; up--) {
        at = policy->compiled[at].parent - 1;
    }
    return at;
}

static bool implements(const struct sluice_class_model *model, struct sluice_bytes name)
{
    for (size_t i = 0; i < model->interface_count; i++) {
        if (sluice_same(name, sluice_text(model->interfaces[i]))) {
            return true;
        }
    }
    return false;
}

/* Is `name` among the interfaces of `model`, or one of theirs? One step up is as far as interface
 * models go: an interface lists all that it extends. */
static bool has_interface(const struct sluice_policy *policy,
                          const struct sluice_class_model *model, struct sluice_bytes name)
{
    if (implements(model, name)) {
        return true;
    }
    for (size_t i = 0; i < model->interface_count; i++) {
        const uint32_t at = sluice_policy_find(policy, sluice_text(model->interfaces[i]));
        if (at != 0 && implements(&policy->models[at - 1], name)) {
            return true;
        }
    }
    return false;
}

bool sluice_policy_is_a(const struct sluice_policy *policy, uint32_t index,
                        struct sluice_bytes name)
{
    for (uint32_t at = index + 1; at != 0; at = policy->compiled[at - 1].parent) {
        const struct sluice_class_model *model = &policy->models[at - 1];
        if (sluice_same(name, sluice_text(model->name)) || has_interface(policy, model, name)) {
            return true;
        }
    }
    return false;
}

const struct sluice_class_model *sluice_policy_models(const struct sluice_policy *policy,
                                                      size_t *count)
{
    *count = policy->count;
    return policy->models;
}

/* --- checking models -------------------------------------------------------------------------- */

static bool refuse(struct sluice_policy_error *error, size_t model, const char *class_name,
                   const char *sentence, const char *member)
{
    if (error != NULL) {
        error->model = model;
        (void)snprintf(error->message, sizeof error->message, "class %s: %s%s%s", class_name,
                       sentence, member != NULL ? ": " : "", member != NULL ? member : "");
    }
    return false;
}

static bool is_signature(const char *text)
{
    const char *base = text;
    while (*base == '[') {
        base++;
    }
    const size_t length = strlen(base);
    if (*base == 'L') {
        return length > 2 && base[length - 1] == ';' && strchr(base, ';') == base + length - 1;
    }
    return length == 1 && strchr("BCDFIJSZ", *base) != NULL;
}

/* Does the class, or one above it, declare a field or a piece of custom data of this name (up to the
 * first dot)? */
static bool declares(const struct sluice_policy *policy, uint32_t index, const char *name)
{
    const size_t length = strcspn(name, ".");
    for (uint32_t at = index + 1; at != 0; at = policy->compiled[at - 1].parent) {
        const struct sluice_class_model *model = &policy->models[at - 1];
        for (size_t i = 0; i < model->field_count; i++) {
            if (strlen(model->fields[i].name) == length &&
                memcmp(model->fields[i].name, name, length) == 0) {
                return true;
            }
        }
        for (size_t i = 0; i < model->layout_count; i++) {
            const char *piece = model->layout[i].name;
            if (piece != NULL && strlen(piece) == length && memcmp(piece, name, length) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool check_fields(const struct sluice_class_model *model, size_t index,
                         struct sluice_policy_error *error)
{
    if (model->construct == SLUICE_CONSTRUCT_STATELESS && model->field_count != 0) {
        return refuse(error, index, model->name, "a stateless class cannot have fields", NULL);
    }
    for (size_t i = 0; i < model->field_count; i++) {
        const struct sluice_field_model *field = &model->fields[i];
        if (field->name == NULL || field->name[0] == '\0') {
            return refuse(error, index, model->name, "a field has no name", NULL);
        }
        if (field->signature == NULL || !is_signature(field->signature)) {
            return refuse(
                error, index, model->name,
                "a field's type is neither one of B C D F I J S Z, nor L...;, nor an array",
                field->name);
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(field->name, model->fields[j].name) == 0) {
                return refuse(error, index, model->name, "a field is declared twice", field->name);
            }
        }
    }
    return true;
}

static bool is_int_piece(const struct sluice_class_model *model, size_t before, const char *name)
{
    for (size_t i = 0; i < before; i++) {
        const struct sluice_layout_item *piece = &model->layout[i];
        if (piece->kind == SLUICE_LAYOUT_PRIMITIVE && piece->type == 'I' && piece->name != NULL &&
            strcmp(piece->name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_layout(const struct sluice_class_model *model, size_t index,
                         struct sluice_policy_error *error)
{
    for (size_t i = 0; i < model->layout_count; i++) {
        const struct sluice_layout_item *piece = &model->layout[i];
        const bool is_list = piece->kind == SLUICE_LAYOUT_OBJECTS ||
                             piece->kind == SLUICE_LAYOUT_PAIRS;
        if (piece->kind == SLUICE_LAYOUT_PRIMITIVE &&
            (piece->type == '\0' || strchr("BCDFIJSZ", piece->type) == NULL)) {
            return refuse(error, index, model->name, "a piece of custom data has no primitive type",
                          piece->name);
        }
        if (is_list && piece->count != NULL && !is_int_piece(model, i, piece->count)) {
            return refuse(error, index, model->name,
                          "the count of a list is no earlier int piece of the custom data",
                          piece->count);
        }
        if (piece->until_null && (!is_list || piece->count != NULL)) {
            return refuse(error, index, model->name,
                          "what ends before a null is no list, or has a count too", piece->name);
        }
        if (is_list && piece->count == NULL && !piece->until_null && i + 1 != model->layout_count) {
            return refuse(error, index, model->name,
                          "a list without a count must be the last piece of the custom data",
                          piece->name);
        }
    }
    return true;
}

static bool check_operand(const struct sluice_policy *policy, uint32_t index,
                          const struct sluice_operand *operand, struct sluice_policy_error *error)
{
    if (operand->kind == SLUICE_OPERAND_CONSTANT) {
        return true;
    }
    return (operand->field != NULL && declares(policy, index, operand->field)) ||
           refuse(error, index, policy->models[index].name,
                  "a relation names a field that the class does not have", operand->field);
}

static bool declares_or_null(const struct sluice_policy *policy, uint32_t index, const char *name)
{
    return name == NULL || declares(policy, index, name);
}

/* What a container says of itself. */
static bool check_container(const struct sluice_policy *policy, uint32_t index,
                            struct sluice_policy_error *error)
{
    const struct sluice_class_model *model = &policy->models[index];
    if (declares_or_null(policy, index, model->items) &&
        declares_or_null(policy, index, model->item_count) &&
        declares_or_null(policy, index, model->comparator)) {
        return true;
    }
    return refuse(error, index, model->name,
                  "a container names items, a count or a comparator that the class does not have",
                  NULL);
}

static bool check_invariants(const struct sluice_policy *policy, uint32_t index,
                             struct sluice_policy_error *error)
{
    const struct sluice_class_model *model = &policy->models[index];
    for (size_t i = 0; i < model->invariant_count; i++) {
        const struct sluice_invariant *invariant = &model->invariants[i];
        if (invariant->kind == SLUICE_INVARIANT_RELATION) {
            if (!check_operand(policy, index, &invariant->left, error) ||
                !check_operand(policy, index, &invariant->right, error)) {
                return false;
            }
        } else if (invariant->field == NULL || !declares(policy, index, invariant->field)) {
            return refuse(error, index, model->name,
                          "an invariant names a field that the class does not have",
                          invariant->field);
        }
        if (!declares_or_null(policy, index, invariant->comparator) ||
            !declares_or_null(policy, index, invariant->when)) {
            return refuse(error, index, model->name,
                          "an invariant names a comparator, or a condition, that the class does "
                          "not have",
                          invariant->field);
        }
    }
    if (model->resolve == SLUICE_RESOLVE_FIELD &&
        (model->resolve_field == NULL || !declares(policy, index, model->resolve_field))) {
        return refuse(error, index, model->name,
                      "readResolve names a field that the class does not have",
                      model->resolve_field);
    }
    return true;
}

static bool link_parent(struct sluice_policy *policy, uint32_t index,
                        struct sluice_policy_error *error)
{
    const struct sluice_class_model *model = &policy->models[index];
    if (model->parent == NULL) {
        return true;
    }
    const uint32_t parent = sluice_policy_find(policy, sluice_text(model->parent));
    if (parent == 0) {
        return refuse(error, index, model->name, "there is no model of its parent", model->parent);
    }
    policy->compiled[index].parent = parent;
    return true;
}

/* Counts the models above; each is counted once, because a chain that ends at a counted one is
 * counted. Depths are 1 higher than they mean until all are known. */
static bool measure_depth(struct sluice_policy *policy, uint32_t index,
                          struct sluice_policy_error *error)
{
    uint32_t steps = 0;
    uint32_t at = index + 1;
    while (at != 0 && policy->compiled[at - 1].depth == 0) {
        if (++steps > policy->count) {
            return refuse(error, index, policy->models[index].name,
                          "the class is its own superclass", NULL);
        }
        at = policy->compiled[at - 1].parent;
    }
    uint32_t depth = steps + (at != 0 ? policy->compiled[at - 1].depth : 0);
    for (at = index + 1; at != 0 && policy->compiled[at - 1].depth == 0;
         at = policy->compiled[at - 1].parent) {
        policy->compiled[at - 1].depth = depth--;
    }
    return true;
}

static bool enter_name(struct sluice_policy *policy, uint32_t index,
                       struct sluice_policy_error *error)
{
    const char *name = policy->models[index].name;
    if (name == NULL || name[0] == '\0') {
        return refuse(error, index, "?", "a model has no class name", NULL);
    }
    const struct sluice_bytes text = sluice_text(name);
    if (sluice_policy_find(policy, text) != 0) {
        return refuse(error, index, name, "the class has two models", NULL);
    }
    uint32_t at = (uint32_t)sluice_hash(policy->key, text.data, text.length) &
                  (policy->capacity - 1);
    while (policy->slots[at] != 0) {
        at = (at + 1) & (policy->capacity - 1);
    }
    policy->slots[at] = index + 1;
    return true;
}

/* --- compiling -------------------------------------------------------------------------------- */

/* Every value is an Object, and every value in a stream is Serializable. */
static bool fits_all(struct sluice_bytes type)
{
    return sluice_same(type, sluice_text("Ljava/lang/Object;")) ||
           sluice_same(type, sluice_text("Ljava/io/Serializable;"));
}

static struct sluice_compiled_field compile_field(const struct sluice_field_model *field)
{
    const struct sluice_bytes type = sluice_text(field->signature);
    const bool is_string = sluice_same(type, sluice_text("Ljava/lang/String;"));
    return (struct sluice_compiled_field){
        .is_string = is_string,
        .is_own = sluice_is_reference(field->signature[0]) && !is_string && !field->shared,
    };
}

/* Looks in the class first, then upward; a name with dots stays a path. */
static struct sluice_compiled_name compile_name(const struct sluice_policy *policy, uint32_t index,
                                                const char *name)
{
    const struct sluice_compiled_name path = {.kind = SLUICE_NAME_PATH};
    if (name == NULL || strchr(name, '.') != NULL) {
        return path;
    }
    for (uint32_t at = index + 1; at != 0; at = policy->compiled[at - 1].parent) {
        const struct sluice_class_model *model = &policy->models[at - 1];
        for (uint32_t i = 0; i < model->field_count; i++) {
            if (strcmp(model->fields[i].name, name) == 0) {
                return (struct sluice_compiled_name){SLUICE_NAME_FIELD, at - 1, i};
            }
        }
        for (uint32_t i = 0; i < model->layout_count; i++) {
            if (model->layout[i].name != NULL && strcmp(model->layout[i].name, name) == 0) {
                return (struct sluice_compiled_name){SLUICE_NAME_PIECE, at - 1, i};
            }
        }
    }
    return path;
}

/* The letter of a boxed type whose model has its one field. */
static char box_of(const struct sluice_class_model *model)
{
    static const struct {
        const char *name;
        const char *type;
    } boxes[] = {
        {"java.lang.Boolean", "Z"}, {"java.lang.Byte", "B"},  {"java.lang.Character", "C"},
        {"java.lang.Double", "D"},  {"java.lang.Float", "F"}, {"java.lang.Integer", "I"},
        {"java.lang.Long", "J"},    {"java.lang.Short", "S"},
    };
    for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
        if (strcmp(model->name, boxes[i].name) == 0 && model->field_count == 1 &&
            strcmp(model->fields[0].signature, boxes[i].type) == 0) {
            return boxes[i].type[0];
        }
    }
    return '\0';
}

static void compile_model(struct sluice_policy *policy, uint32_t index)
{
    const struct sluice_class_model *model = &policy->models[index];
    struct sluice_compiled_model *compiled = &policy->compiled[index];
    compiled->box = box_of(model);
    for (size_t i = 0; i < model->field_count; i++) {
        compiled->fields[i] = compile_field(&model->fields[i]);
        const struct sluice_bytes type = sluice_text(model->fields[i].signature);
        compiled->fields[i].is_typed = sluice_is_reference((char)type.data[0]) && !fits_all(type);
        if (compiled->fields[i].is_typed) {
            compiled->typed[compiled->typed_count++] = (uint32_t)i;
        }
    }
    for (size_t i = 0; i < model->invariant_count; i++) {
        const struct sluice_invariant *invariant = &model->invariants[i];
        const bool relation = invariant->kind == SLUICE_INVARIANT_RELATION;
        compiled->invariants[i] = (struct sluice_compiled_invariant){
            .field = compile_name(policy, index, relation ? NULL : invariant->field),
            .left = compile_name(policy, index, relation ? invariant->left.field : NULL),
            .right = compile_name(policy, index, relation ? invariant->right.field : NULL),
            .comparator = compile_name(policy, index, invariant->comparator),
            .when = compile_name(policy, index, invariant->when),
        };
    }
}

static uint32_t aligned_state(const struct sluice_class_model *model)
{
    return ((uint32_t)model->state_size + 7) & ~UINT32_C(7);
}

/* What holds for a class because it holds for one of its superclasses. */
static void inherit(struct sluice_policy *policy, uint32_t index)
{
    struct sluice_compiled_model *compiled = &policy->compiled[index];
    bool checks = policy->models[index].resolve != SLUICE_RESOLVE_NONE;
    const uint32_t own_state = aligned_state(&policy->models[index]);
    for (uint32_t at = index + 1; at != 0; at = policy->compiled[at - 1].parent) {
        const struct sluice_class_model *model = &policy->models[at - 1];
        checks = checks || model->invariant_count != 0 || model->check != NULL;
        compiled->has_layout = compiled->has_layout || model->layout_count != 0;
        compiled->has_read = compiled->has_read || model->read != NULL;
        for (size_t i = 0; i < model->field_count; i++) {
            compiled->has_own = compiled->has_own || policy->compiled[at - 1].fields[i].is_own;
        }
        for (size_t i = 0; i < model->layout_count; i++) {
            compiled->has_own = compiled->has_own || sluice_piece_is_own(&model->layout[i]);
        }
        compiled->state_bytes += aligned_state(model);
    }
    compiled->state_at = compiled->state_bytes - own_state;
    compiled->is_plain = !checks && !compiled->has_layout && !compiled->has_own &&
                         !compiled->has_read && policy->models[index].instance_size == 0;
}

static bool check_code(const struct sluice_policy *policy, uint32_t index,
                       struct sluice_policy_error *error)
{
    const char *fault = sluice_model_code_fault(policy, index);
    return fault == NULL || refuse(error, index, policy->models[index].name, fault, NULL);
}

static bool compile(struct sluice_policy *policy, struct sluice_policy_error *error)
{
    const uint32_t count = (uint32_t)policy->count;
    for (uint32_t i = 0; i < count; i++) {
        if (!enter_name(policy, i, error)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!link_parent(policy, i, error)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct sluice_class_model *model = &policy->models[i];
        if (!measure_depth(policy, i, error) || !check_fields(model, i, error) ||
            !check_layout(model, i, error) || !check_code(policy, i, error)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        policy->compiled[i].depth--;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!check_invariants(policy, i, error) || !check_container(policy, i, error)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        compile_model(policy, i);
    }
    for (uint32_t i = 0; i < count; i++) {
        inherit(policy, i);
    }
    return true;
}

/* --- life ------------------------------------------------------------------------------------- */

enum { MOST_MODELS = 1 << 20 };

/* One array for the fields of all models, one for their invariants. */
static bool allocate_members(struct sluice_policy *policy)
{
    for (size_t i = 0; i < policy->count; i++) {
        policy->field_total += policy->models[i].field_count;
        policy->invariant_total += policy->models[i].invariant_count;
    }
    const size_t fields_size = (policy->field_total + 1) * sizeof *policy->fields;
    const size_t invariants_size = (policy->invariant_total + 1) * sizeof *policy->invariants;
    const size_t typed_size = (policy->field_total + 1) * sizeof *policy->typed;
    if ((policy->fields = sluice_heap_get(&policy->heap, fields_size)) == NULL ||
        (policy->invariants = sluice_heap_get(&policy->heap, invariants_size)) == NULL ||
        (policy->typed = sluice_heap_get(&policy->heap, typed_size)) == NULL) {
        return false;
    }
    struct sluice_compiled_field *fields = policy->fields;
    uint32_t *typed = policy->typed;
    struct sluice_compiled_invariant *invariants = policy->invariants;
    for (size_t i = 0; i < policy->count; i++) {
        policy->compiled[i].fields = fields;
        policy->compiled[i].typed = typed;
        policy->compiled[i].invariants = invariants;
        fields += policy->models[i].field_count;
        typed += policy->models[i].field_count;
        invariants += policy->models[i].invariant_count;
    }
    return true;
}

static bool allocate(struct sluice_policy *policy)
{
    const size_t count = policy->count;
    policy->capacity = 8;
    while (policy->capacity < 2 * count) {
        policy->capacity *= 2;
    }
    const size_t models = (count != 0 ? count : 1) * sizeof *policy->compiled;
    const size_t slots = policy->capacity * sizeof *policy->slots;
    if ((policy->compiled = sluice_heap_get(&policy->heap, models)) == NULL ||
        (policy->slots = sluice_heap_get(&policy->heap, slots)) == NULL) {
        return false;
    }
    memset(policy->compiled, 0, models);
    memset(policy->slots, 0, slots);
    return allocate_members(policy);
}

/* One array of all models of the sets; what they point to stays where it is. */
static bool gather(struct sluice_policy *policy, const struct sluice_model_set *sets, size_t count)
{
    struct sluice_class_model *models = sluice_heap_get(
        &policy->heap, (policy->count != 0 ? policy->count : 1) * sizeof *models);
    if (models == NULL) {
        return false;
    }
    policy->models = models;
    for (size_t i = 0; i < count; i++) {
        if (sets[i].count != 0) {
            memcpy(models, sets[i].models, sets[i].count * sizeof *models);
            models += sets[i].count;
        }
    }
    return true;
}

enum sluice_reason sluice_policy_create_from(const struct sluice_model_set *sets, size_t count,
                                             const struct sluice_allocator *allocator,
                                             struct sluice_policy **out,
                                             struct sluice_policy_error *error)
{
    size_t total = 0;
    *out = NULL;
    for (size_t i = 0; i < count; i++) {
        if (sets[i].count > MOST_MODELS - total || (sets[i].models == NULL && sets[i].count > 0)) {
            (void)refuse(error, total, "?", "there are no models, or too many", NULL);
            return SLUICE_BAD_ARGUMENT;
        }
        total += sets[i].count;
    }
    struct sluice_heap heap;
    sluice_heap_init(&heap, allocator, UINT64_MAX, NULL);
    struct sluice_policy *policy = sluice_heap_get(&heap, sizeof *policy);
    if (policy == NULL) {
        return SLUICE_OUT_OF_MEMORY;
    }
    *policy = (struct sluice_policy){.heap = heap, .count = total};
    sluice_hash_key(policy->key);
    if (!gather(policy, sets, count) || !allocate(policy)) {
        sluice_policy_free(policy);
        return SLUICE_OUT_OF_MEMORY;
    }
    if (!compile(policy, error)) {
        sluice_policy_free(policy);
        return SLUICE_BAD_ARGUMENT;
    }
    *out = policy;
    return SLUICE_OK;
}

enum sluice_reason sluice_policy_create(const struct sluice_class_model *models, size_t count,
                                        const struct sluice_allocator *allocator,
                                        struct sluice_policy **out,
                                        struct sluice_policy_error *error)
{
    const struct sluice_model_set set = {models, count};
    return sluice_policy_create_from(&set, 1, allocator, out, error);
}

void sluice_policy_free(struct sluice_policy *policy)
{
    if (policy == NULL) {
        return;
    }
    struct sluice_heap heap = policy->heap;
    const size_t count = policy->count != 0 ? policy->count : 1;
    sluice_heap_put(&heap, policy->models, count * sizeof *policy->models);
    sluice_heap_put(&heap, policy->compiled, count * sizeof *policy->compiled);
    sluice_heap_put(&heap, policy->slots, policy->capacity * sizeof *policy->slots);
    sluice_heap_put(&heap, policy->fields, (policy->field_total + 1) * sizeof *policy->fields);
    sluice_heap_put(&heap, policy->typed, (policy->field_total + 1) * sizeof *policy->typed);
    sluice_heap_put(&heap, policy->invariants,
                    (policy->invariant_total + 1) * sizeof *policy->invariants);
    sluice_heap_put(&heap, policy, sizeof *policy);
}
