/* Declared invariants, one function a kind. */
#include "check.h"
#include "hash.h"
#include "utf.h"

#include <math.h>
#include <string.h>

struct checker {
    struct sluice_engine *engine;
    const struct sluice_get_arg *argument;
    const struct sluice_class_model *model;
    const struct sluice_invariant *invariant;
    const struct sluice_compiled_invariant *compiled;
};

static bool broken(const struct checker *checker, enum sluice_reason reason, const char *field)
{
    struct sluice_engine *engine = checker->engine;
    engine->fails_whole = true;
    engine->failed_member = sluice_text(field);
    return sluice_fail_class(engine, reason, engine->top->start, "object.check",
                             sluice_text(checker->model->name));
}

static bool is_null(const struct sluice_subject *subject)
{
    return subject->kind == SLUICE_SUBJECT_SLOT && subject->slot == SLUICE_SLOT_NULL;
}

/* Integers of 64 bits and doubles in one type that holds both exactly. */
static long double number_of(const struct sluice_subject *subject)
{
    return subject->kind == SLUICE_SUBJECT_FLOATING ? (long double)subject->floating
                                                    : (long double)subject->integer;
}

static bool is_number(const struct sluice_subject *subject)
{
    return subject->kind == SLUICE_SUBJECT_INTEGER || subject->kind == SLUICE_SUBJECT_FLOATING;
}

static bool in_range(const struct sluice_invariant *invariant, long double number)
{
    return number >= (long double)invariant->minimum && number <= (long double)invariant->maximum;
}

static bool check_range(const struct checker *checker, const struct sluice_subject *subject)
{
    return (is_number(subject) && in_range(checker->invariant, number_of(subject))) ||
           broken(checker, SLUICE_BROKEN_RANGE, checker->invariant->field);
}

static bool check_size(const struct checker *checker, const struct sluice_subject *subject)
{
    uint64_t size;
    if (is_null(subject)) {
        return true;
    }
    return (sluice_subject_size(checker->engine->result, subject, &size) &&
            in_range(checker->invariant, (long double)size)) ||
           broken(checker, SLUICE_BROKEN_SIZE, checker->invariant->field);
}

/* --- relations -------------------------------------------------------------------------------- */

/* Follows a dotted path through objects that are built already. */
static struct sluice_subject follow(const struct checker *checker, const char *path,
                                    const struct sluice_compiled_name *name)
{
    if (name->kind == SLUICE_NAME_FIELD) {
        return sluice_object_field(&checker->argument->object, name->model, name->index);
    }
    if (name->kind == SLUICE_NAME_PIECE) {
        return sluice_object_piece(&checker->argument->object, name->model, name->index);
    }
    struct sluice_level_words level;
    struct sluice_object_at object = checker->argument->object;
    for (;;) {
        const size_t length = strcspn(path, ".");
        const struct sluice_subject subject = sluice_object_subject(
            &object, (struct sluice_bytes){(const uint8_t *)path, length});
        if (path[length] == '\0' || subject.kind != SLUICE_SUBJECT_SLOT ||
            subject.slot == SLUICE_SLOT_NULL) {
            return subject;
        }
        const uint32_t id = subject.slot & ~SLUICE_SLOT_COPY;
        if (sluice_store_kind(&checker->engine->result->store, id) != SLUICE_NODE_OBJECT) {
            return (struct sluice_subject){.kind = SLUICE_SUBJECT_ABSENT};
        }
        object = sluice_object_at_node(checker->engine->result, id, &level);
        path += length + 1;
    }
}

/* False when the operand has no value that could be compared; `*skip` when that is because of null. */
static bool operand_value(const struct checker *checker, const struct sluice_operand *operand,
                          const struct sluice_compiled_name *name, long double *value, bool *skip)
{
    if (operand->kind == SLUICE_OPERAND_CONSTANT) {
        *value = (long double)operand->constant;
        return true;
    }
    const struct sluice_subject subject = follow(checker, operand->field, name);
    *skip = is_null(&subject);
    if (operand->kind == SLUICE_OPERAND_SIZE) {
        uint64_t size = 0;
        const bool has_size = !*skip &&
                              sluice_subject_size(checker->engine->result, &subject, &size);
        *value = (long double)size;
        return has_size;
    }
    *value = number_of(&subject);
    return is_number(&subject);
}

static bool holds(enum sluice_relation relation, long double left, long double right)
{
    switch (relation) {
    case SLUICE_LESS:
        return left < right;
    case SLUICE_LESS_EQUAL:
        return left <= right;
    case SLUICE_EQUAL:
        return left >= right && left <= right;
    case SLUICE_NOT_EQUAL:
        return left < right || left > right;
    case SLUICE_GREATER_EQUAL:
        return left >= right;
    case SLUICE_GREATER:
        return left > right;
    }
    return false;
}

static bool check_relation(const struct checker *checker)
{
    const struct sluice_invariant *invariant = checker->invariant;
    long double left;
    long double right;
    bool skip_left = false;
    bool skip_right = false;
    const bool known = operand_value(checker, &invariant->left, &checker->compiled->left, &left,
                                     &skip_left);
    const bool both = operand_value(checker, &invariant->right, &checker->compiled->right, &right,
                                    &skip_right) &&
                      known;
    if (skip_left || skip_right) {
        return true;
    }
    const char *field = invariant->left.kind != SLUICE_OPERAND_CONSTANT ? invariant->left.field
                                                                        : invariant->right.field;
    return (both && holds(invariant->relation, left, right)) ||
           broken(checker, SLUICE_BROKEN_RELATION, field != NULL ? field : "");
}

/* --- types ------------------------------------------------------------------------------------ */

static bool type_allowed(const struct checker *checker, uint32_t slot, bool allow_null)
{
    const struct sluice_invariant *invariant = checker->invariant;
    if (slot == SLUICE_SLOT_NULL) {
        return allow_null;
    }
    for (size_t i = 0; i < invariant->name_count; i++) {
        if (sluice_fits_class(checker->engine->result, slot, sluice_text(invariant->names[i]))) {
            return true;
        }
    }
    return false;
}

/* The elements of an array of objects or of a list. */
static bool items_of(const struct checker *checker, const struct sluice_subject *subject,
                     const uint32_t **items, uint32_t *count)
{
    *items = subject->items;
    *count = subject->item_count;
    if (subject->kind == SLUICE_SUBJECT_LIST || subject->kind == SLUICE_SUBJECT_PAIRS) {
        return true;
    }
    const uint32_t slot = subject->slot & ~SLUICE_SLOT_COPY;
    if (subject->kind != SLUICE_SUBJECT_SLOT || slot < SLUICE_SLOT_FIRST_NODE ||
        sluice_store_kind(&checker->engine->result->store, slot) != SLUICE_NODE_ARRAY) {
        return false;
    }
    const struct sluice_words_node *array = sluice_store_at(&checker->engine->result->store, slot);
    *items = sluice_node_words(array);
    *count = array->count;
    return true;
}

/* Every `stride`-th item from `first` on. */
static bool check_items(const struct checker *checker, const struct sluice_subject *subject,
                        uint32_t first, uint32_t stride)
{
    const uint32_t *items;
    uint32_t count;
    if (is_null(subject)) {
        return true;
    }
    if (!items_of(checker, subject, &items, &count)) {
        return broken(checker, SLUICE_BROKEN_TYPE, checker->invariant->field);
    }
    for (uint32_t i = first; i < count; i += stride) {
        checker->engine->steps++;
        if (!type_allowed(checker, items[i], checker->invariant->allow_null)) {
            return broken(checker, SLUICE_BROKEN_TYPE, checker->invariant->field);
        }
    }
    return true;
}

static bool check_type(const struct checker *checker, const struct sluice_subject *subject)
{
    return (subject->kind == SLUICE_SUBJECT_SLOT && type_allowed(checker, subject->slot, true)) ||
           broken(checker, SLUICE_BROKEN_TYPE, checker->invariant->field);
}

/* --- one of ----------------------------------------------------------------------------------- */

/* The text of a string or of an enum constant; false for other values. */
static bool text_of(const struct sluice_result *result, uint32_t slot, struct sluice_bytes *text)
{
    slot &= ~SLUICE_SLOT_COPY;
    if (slot < SLUICE_SLOT_FIRST_NODE) {
        return false;
    }
    if (sluice_store_kind(&result->store, slot) == SLUICE_NODE_ENUM) {
        slot = ((const struct sluice_pair_node *)sluice_store_at(&result->store, slot))->value;
    }
    if (sluice_store_kind(&result->store, slot) != SLUICE_NODE_STRING) {
        return false;
    }
    const struct sluice_string *string = sluice_store_at(&result->store, slot);
    *text = (struct sluice_bytes){result->bytes + string->offset, string->length};
    return true;
}

static bool is_listed(const struct checker *checker, const struct sluice_subject *subject)
{
    const struct sluice_invariant *invariant = checker->invariant;
    struct sluice_bytes text = subject->text;
    if (subject->kind == SLUICE_SUBJECT_INTEGER) {
        for (size_t i = 0; i < invariant->number_count; i++) {
            if (invariant->numbers[i] == subject->integer) {
                return true;
            }
        }
        return false;
    }
    if (subject->kind == SLUICE_SUBJECT_SLOT &&
        !text_of(checker->engine->result, subject->slot, &text)) {
        return false;
    }
    for (size_t i = 0; i < invariant->name_count && text.data != NULL; i++) {
        if (sluice_same(text, sluice_text(invariant->names[i]))) {
            return true;
        }
    }
    return false;
}

/* --- no duplicates ---------------------------------------------------------------------------- */

/* What an element is equal by. */
struct identity {
    struct sluice_bytes type; /* strings: empty; else the class, so that "A" is no constant A */
    struct sluice_bytes value;
    bool is_text;  /* `value` is modified UTF-8 */
    uint32_t slot; /* what `value` points to when only the object itself counts */
};

static bool is_boxed(struct sluice_bytes name)
{
    static const char *const boxes[] = {
        "java.lang.Boolean", "java.lang.Byte", "java.lang.Character", "java.lang.Short",
        "java.lang.Integer", "java.lang.Long", "java.lang.Float",     "java.lang.Double"};
    return sluice_is_one_of(name, boxes, sizeof boxes / sizeof boxes[0]);
}

/* A boxed number's bytes; false for other objects. */
static bool boxed_value(const struct sluice_result *result, uint32_t slot,
                        struct sluice_bytes *value)
{
    const struct sluice_words_node *object = sluice_store_at(&result->store, slot);
    const struct sluice_proxy *base = sluice_store_at(&result->store, object->descriptor);
    if (base->data == 0 || object->count != 1 || !is_boxed(sluice_class_of(result, slot))) {
        return false;
    }
    const struct sluice_descriptor *level = sluice_store_at(&result->store, base->data);
    if (level->data_depth != 0 || level->primitive_bytes == 0) {
        return false;
    }
    *value = (struct sluice_bytes){result->bytes + sluice_node_words(object)[0],
                                   level->primitive_bytes};
    return true;
}

static void identify_slot(const struct sluice_result *result, uint32_t slot,
                          struct identity *identity)
{
    slot &= ~SLUICE_SLOT_COPY;
    identity->slot = slot;
    identity->value = (struct sluice_bytes){(const uint8_t *)&identity->slot, sizeof slot};
    identity->type = sluice_text("object");
    if (slot < SLUICE_SLOT_FIRST_NODE) {
        return;
    }
    const uint8_t kind = sluice_store_kind(&result->store, slot);
    if (text_of(result, slot, &identity->value)) {
        identity->is_text = true;
        identity->type = kind == SLUICE_NODE_ENUM ? sluice_class_of(result, slot)
                                                  : (struct sluice_bytes){(const uint8_t *)"", 0};
    } else if (kind == SLUICE_NODE_OBJECT && boxed_value(result, slot, &identity->value)) {
        identity->type = sluice_class_of(result, slot);
    }
}

static void identify(const struct checker *checker, const struct sluice_subject *subject,
                     uint32_t index, uint32_t stride, struct identity *identity)
{
    const struct sluice_result *result = checker->engine->result;
    const uint32_t slot = subject->slot & ~SLUICE_SLOT_COPY;
    *identity = (struct identity){.type = sluice_text("primitive")};
    if (subject->kind == SLUICE_SUBJECT_SLOT &&
        sluice_store_kind(&result->store, slot) == SLUICE_NODE_PRIMITIVES) {
        const struct sluice_primitives *array = sluice_store_at(&result->store, slot);
        const uint32_t size = sluice_primitive_size((uint8_t)array->node.small);
        identity->value = (struct sluice_bytes){
            result->bytes + array->offset + (size_t)index * size, size};
        return;
    }
    const uint32_t *items = NULL;
    uint32_t count;
    if (items_of(checker, subject, &items, &count) && items != NULL) {
        identify_slot(result, items[(size_t)index * stride], identity);
    }
}

static bool same_identity(const struct identity *a, const struct identity *b)
{
    return a->is_text == b->is_text && sluice_same(a->type, b->type) &&
           (a->is_text ? sluice_utf_same(a->value, b->value) : sluice_same(a->value, b->value));
}

static uint64_t hash_identity(const uint64_t key[2], const struct identity *identity)
{
    const uint64_t chained[2] = {sluice_hash(key, identity->type.data, identity->type.length),
                                 key[1]};
    return identity->is_text
               ? sluice_hash_text(chained, identity->value.data, identity->value.length)
               : sluice_hash(chained, identity->value.data, identity->value.length);
}

/* Distinct values that an element of this many bytes can have at most; more elements must repeat. */
static uint64_t most_distinct(const struct checker *checker, const struct sluice_subject *subject)
{
    const struct sluice_result *result = checker->engine->result;
    const uint32_t slot = subject->slot & ~SLUICE_SLOT_COPY;
    if (subject->kind != SLUICE_SUBJECT_SLOT || slot < SLUICE_SLOT_FIRST_NODE ||
        sluice_store_kind(&result->store, slot) != SLUICE_NODE_PRIMITIVES) {
        return UINT32_MAX;
    }
    const struct sluice_primitives *array = sluice_store_at(&result->store, slot);
    const uint32_t size = sluice_primitive_size((uint8_t)array->node.small);
    return size < 4 ? UINT64_C(1) << (8 * size) : UINT32_MAX;
}

/* Enters all into a table keyed at random; false when one is there already. */
static bool all_distinct(const struct checker *checker, const struct sluice_subject *subject,
                         uint32_t count, uint32_t *table, uint32_t capacity)
{
    const uint32_t stride = subject->kind == SLUICE_SUBJECT_PAIRS ? 2 : 1;
    uint64_t key[2];
    sluice_hash_key(key);
    memset(table, 0, (size_t)capacity * sizeof *table);
    for (uint32_t i = 0; i < count; i++) {
        struct identity one;
        identify(checker, subject, i, stride, &one);
        uint32_t at = (uint32_t)hash_identity(key, &one) & (capacity - 1);
        checker->engine->steps++;
        while (table[at] != 0) {
            struct identity other;
            identify(checker, subject, table[at] - 1, stride, &other);
            if (same_identity(&one, &other)) {
                return false;
            }
            at = (at + 1) & (capacity - 1);
        }
        table[at] = i + 1;
    }
    return true;
}

static bool check_duplicates(const struct checker *checker, const struct sluice_subject *subject)
{
    struct sluice_heap *heap = &checker->engine->result->heap;
    uint64_t count;
    if (is_null(subject)) {
        return true;
    }
    if (!sluice_subject_size(checker->engine->result, subject, &count) ||
        count > most_distinct(checker, subject)) {
        return broken(checker, SLUICE_BROKEN_DUPLICATE, checker->invariant->field);
    }
    uint32_t capacity = 8;
    while (capacity < count + count / 2) {
        capacity *= 2;
    }
    uint32_t *table = sluice_heap_get(heap, (size_t)capacity * sizeof *table);
    if (table == NULL) {
        return sluice_fail_memory(checker->engine);
    }
    const bool distinct = all_distinct(checker, subject, (uint32_t)count, table, capacity);
    sluice_heap_put(heap, table, (size_t)capacity * sizeof *table);
    return distinct || broken(checker, SLUICE_BROKEN_DUPLICATE, checker->invariant->field);
}

bool sluice_check_invariant(struct sluice_engine *engine, const struct sluice_get_arg *argument,
                            uint32_t model, size_t index)
{
    const struct sluice_class_model *declared = &engine->policy->models[model];
    const struct sluice_invariant *invariant = &declared->invariants[index];
    const struct checker checker = {
        .engine = engine,
        .argument = argument,
        .model = declared,
        .invariant = invariant,
        .compiled = &engine->policy->compiled[model].invariants[index],
    };
    if (invariant->kind == SLUICE_INVARIANT_RELATION) {
        return check_relation(&checker);
    }
    if (invariant->kind == SLUICE_INVARIANT_NOT_NULL &&
        checker.compiled->field.kind == SLUICE_NAME_FIELD &&
        sluice_object_reference(&argument->object, checker.compiled->field.model,
                                checker.compiled->field.index) != SLUICE_SLOT_NULL) {
        return true; /* by far the most common invariant, and it holds */
    }
    const struct sluice_subject subject = follow(&checker, invariant->field,
                                                 &checker.compiled->field);
    switch (invariant->kind) {
    case SLUICE_INVARIANT_NOT_NULL:
        return !is_null(&subject) || broken(&checker, SLUICE_BROKEN_NULL, invariant->field);
    case SLUICE_INVARIANT_RANGE:
        return check_range(&checker, &subject);
    case SLUICE_INVARIANT_TYPE:
        return check_type(&checker, &subject);
    case SLUICE_INVARIANT_ELEMENT_TYPE:
        return check_items(&checker, &subject, 0, 1);
    case SLUICE_INVARIANT_KEY_TYPE:
        return check_items(&checker, &subject, 0, 2);
    case SLUICE_INVARIANT_VALUE_TYPE:
        return check_items(&checker, &subject, 1, 2);
    case SLUICE_INVARIANT_SIZE:
        return check_size(&checker, &subject);
    case SLUICE_INVARIANT_ONE_OF:
        return is_null(&subject) || is_listed(&checker, &subject) ||
               broken(&checker, SLUICE_BROKEN_ONE_OF, invariant->field);
    case SLUICE_INVARIANT_NO_DUPLICATES:
        return check_duplicates(&checker, &subject);
    case SLUICE_INVARIANT_ASCENDING:
    case SLUICE_INVARIANT_HEAP_ORDER:
        return broken(&checker, SLUICE_BROKEN_ORDER, invariant->field);
    case SLUICE_INVARIANT_RELATION:
        break;
    }
    return false;
}
