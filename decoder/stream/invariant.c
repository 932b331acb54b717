/* Declared invariants, one function a kind; those about all elements of a container have files of
 * their own. */
#include "invariant.h"
#include "known.h"
#include "utf.h"

#include <math.h>
#include <string.h>

bool sluice_broken(const struct sluice_checker *checker, enum sluice_reason reason,
                   const char *field)
{
    struct sluice_engine *engine = checker->engine;
    engine->fails_whole = true;
    engine->failed_member = sluice_text(field);
    return sluice_fail_class(engine, reason, engine->top->start, "object.check",
                             sluice_text(checker->model->name));
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

static bool check_range(const struct sluice_checker *checker, const struct sluice_subject *subject)
{
    return (is_number(subject) && in_range(checker->invariant, number_of(subject))) ||
           sluice_broken(checker, SLUICE_BROKEN_RANGE, checker->invariant->field);
}

/* --- sizes and relations ------------------------------------------------------------------------ */

static bool check_size(const struct sluice_checker *checker, const struct sluice_subject *subject)
{
    uint64_t size;
    if (sluice_subject_is_null(subject)) {
        return true;
    }
    return (sluice_size_of(checker, subject, &size) &&
            in_range(checker->invariant, (long double)size)) ||
           sluice_broken(checker, SLUICE_BROKEN_SIZE, checker->invariant->field);
}

/* False when the operand has no value that could be compared; `*skip` when that is because of null. */
static bool operand_value(const struct sluice_checker *checker,
                          const struct sluice_operand *operand,
                          const struct sluice_compiled_name *name, long double *value, bool *skip)
{
    if (operand->kind == SLUICE_OPERAND_CONSTANT) {
        *value = (long double)operand->constant;
        return true;
    }
    const struct sluice_subject subject = sluice_follow(checker, operand->field, name, NULL);
    *skip = sluice_subject_is_null(&subject);
    if (operand->kind == SLUICE_OPERAND_SIZE) {
        uint64_t size;
        if (*skip || !sluice_size_of(checker, &subject, &size)) {
            return false;
        }
        *value = (long double)size;
        return true;
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

static bool check_relation(const struct sluice_checker *checker)
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
           sluice_broken(checker, SLUICE_BROKEN_RELATION, field != NULL ? field : "");
}

/* --- types ------------------------------------------------------------------------------------ */

static bool type_allowed(const struct sluice_checker *checker, uint32_t slot, bool allow_null)
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

/* Every `stride`-th item from `first` on. */
static bool check_items(const struct sluice_checker *checker, const struct sluice_subject *subject,
                        uint32_t first, uint32_t stride)
{
    const uint32_t *items;
    uint32_t count;
    if (sluice_subject_is_null(subject)) {
        return true;
    }
    if (!sluice_subject_items(checker->engine->result, subject, &items, &count)) {
        return sluice_broken(checker, SLUICE_BROKEN_TYPE, checker->invariant->field);
    }
    for (uint32_t i = first; i < count; i += stride) {
        checker->engine->steps++;
        if (!type_allowed(checker, items[i], checker->invariant->allow_null)) {
            return sluice_broken(checker, SLUICE_BROKEN_TYPE, checker->invariant->field);
        }
    }
    return true;
}

static bool check_type(const struct sluice_checker *checker, const struct sluice_subject *subject)
{
    return (subject->kind == SLUICE_SUBJECT_SLOT && type_allowed(checker, subject->slot, true)) ||
           sluice_broken(checker, SLUICE_BROKEN_TYPE, checker->invariant->field);
}

/* --- one of ----------------------------------------------------------------------------------- */

/* The text of a string or of an enum constant; false for other values. It is not null. */
static bool text_of(const struct sluice_result *result, uint32_t slot, struct sluice_bytes *text)
{
    slot &= ~SLUICE_SLOT_COPY;
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

static bool is_listed(const struct sluice_checker *checker, const struct sluice_subject *subject)
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

/* --- elements --------------------------------------------------------------------------------- */

bool sluice_elements_of(const struct sluice_checker *checker, const struct sluice_subject *subject,
                        struct sluice_elements *elements)
{
    const struct sluice_result *result = checker->engine->result;
    const uint32_t slot = subject->slot & ~SLUICE_SLOT_COPY;
    *elements = (struct sluice_elements){.stride = 1};
    if (subject->kind == SLUICE_SUBJECT_SLOT &&
        sluice_store_kind(&result->store, slot) == SLUICE_NODE_PRIMITIVES) {
        elements->primitives = sluice_store_at(&result->store, slot);
        elements->count = elements->primitives->length;
        return true;
    }
    if (!sluice_subject_items(result, subject, &elements->items, &elements->count)) {
        return false;
    }
    if (subject->kind == SLUICE_SUBJECT_PAIRS || checker->invariant->in_pairs) {
        const bool is_even = elements->count % 2 == 0;
        elements->stride = 2;
        elements->count /= 2;
        return is_even;
    }
    return true;
}

static bool check_elements(const struct sluice_checker *checker,
                           const struct sluice_subject *subject)
{
    struct sluice_elements elements;
    if (sluice_subject_is_null(subject)) {
        return true;
    }
    if (!sluice_elements_of(checker, subject, &elements)) {
        return sluice_broken(checker, SLUICE_BROKEN_TYPE, checker->invariant->field);
    }
    return checker->invariant->kind == SLUICE_INVARIANT_NO_DUPLICATES
               ? sluice_check_distinct(checker, &elements)
               : sluice_check_order(checker, &elements);
}

/* An invariant with a condition is for some objects only. */
static bool is_meant(const struct sluice_checker *checker)
{
    if (checker->invariant->when == NULL) {
        return true;
    }
    const struct sluice_subject subject = sluice_follow(checker, checker->invariant->when,
                                                        &checker->compiled->when, NULL);
    return subject.kind == SLUICE_SUBJECT_INTEGER && subject.integer == checker->invariant->when_is;
}

static bool check_kind(const struct sluice_checker *checker, const struct sluice_subject *subject)
{
    switch (checker->invariant->kind) {
    case SLUICE_INVARIANT_NOT_NULL:
        return !sluice_subject_is_null(subject) ||
               sluice_broken(checker, SLUICE_BROKEN_NULL, checker->invariant->field);
    case SLUICE_INVARIANT_RANGE:
        return check_range(checker, subject);
    case SLUICE_INVARIANT_TYPE:
        return check_type(checker, subject);
    case SLUICE_INVARIANT_ELEMENT_TYPE:
        return check_items(checker, subject, 0, 1);
    case SLUICE_INVARIANT_KEY_TYPE:
        return check_items(checker, subject, 0, 2);
    case SLUICE_INVARIANT_VALUE_TYPE:
        return check_items(checker, subject, 1, 2);
    case SLUICE_INVARIANT_SIZE:
        return check_size(checker, subject);
    case SLUICE_INVARIANT_ONE_OF:
        return sluice_subject_is_null(subject) || is_listed(checker, subject) ||
               sluice_broken(checker, SLUICE_BROKEN_ONE_OF, checker->invariant->field);
    case SLUICE_INVARIANT_NO_DUPLICATES:
    case SLUICE_INVARIANT_ASCENDING:
    case SLUICE_INVARIANT_HEAP_ORDER:
        return check_elements(checker, subject);
    case SLUICE_INVARIANT_RELATION:
        break;
    }
    return false;
}

/* Is very much looked at, with a result that is the same whichever object holds it? Then a node that many
 * objects refer to is looked at once. */
static bool is_remembered(const struct sluice_checker *checker,
                          const struct sluice_subject *subject, uint32_t holder)
{
    uint64_t size;
    return holder != 0 && checker->invariant->comparator == NULL &&
           sluice_subject_size(checker->engine->result, subject, &size) && size > SLUICE_MANY;
}

bool sluice_check_invariant(struct sluice_engine *engine, const struct sluice_get_arg *argument,
                            uint32_t model, size_t index)
{
    const struct sluice_class_model *declared = &engine->policy->models[model];
    const struct sluice_invariant *invariant = &declared->invariants[index];
    const struct sluice_checker checker = {
        .engine = engine,
        .argument = argument,
        .index = model,
        .model = declared,
        .invariant = invariant,
        .compiled = &engine->policy->compiled[model].invariants[index],
    };
    if (!is_meant(&checker)) {
        return true;
    }
    if (invariant->kind == SLUICE_INVARIANT_RELATION) {
        return check_relation(&checker);
    }
    if (invariant->kind == SLUICE_INVARIANT_NOT_NULL &&
        checker.compiled->field.kind == SLUICE_NAME_FIELD &&
        sluice_object_reference(&argument->object, checker.compiled->field.model,
                                checker.compiled->field.index) != SLUICE_SLOT_NULL) {
        return true; /* by far the most common invariant, and it holds */
    }
    uint32_t holder;
    const struct sluice_subject subject = sluice_follow(&checker, invariant->field,
                                                        &checker.compiled->field, &holder);
    if (!is_remembered(&checker, &subject, holder)) {
        return check_kind(&checker, &subject);
    }
    const uint32_t what = SLUICE_KNOWN_INVARIANTS +
                          (uint32_t)(checker.compiled - engine->policy->invariants);
    uint64_t holds;
    return sluice_recall(engine, holder, what, &holds) ||
           (check_kind(&checker, &subject) && sluice_remember(engine, holder, what, 1));
}
