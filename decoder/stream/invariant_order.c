/* The natural order of elements, and containers that promise it. No comparator is ever called, and no
 * code of a class that comes from the stream: what is compared are values that are known here. */
#include "invariant.h"
#include "utf.h"
#include "value_hash.h"

#include <string.h>

/* What an element is ordered by. */
enum order { ORDER_UNKNOWN, ORDER_TEXT, ORDER_BOX, ORDER_ENUM, ORDER_MODEL };

struct ordered {
    enum order order;
    uint32_t slot;
    uint32_t model; /* 1 + index; ORDER_MODEL: of the topmost class with an order */
};

/* --- what is known of an element ---------------------------------------------------------------- */

/* The topmost class of the chain that has an order; 0 if none has. */
static uint32_t model_with_order(const struct sluice_policy *policy, uint32_t model)
{
    uint32_t topmost = 0;
    for (uint32_t at = model; at != 0; at = policy->compiled[at - 1].parent) {
        topmost = policy->models[at - 1].compare != NULL ? at : topmost;
    }
    return topmost;
}

static struct ordered look_at(const struct sluice_result *result, uint32_t slot)
{
    struct ordered ordered = {.order = ORDER_UNKNOWN, .slot = slot & ~SLUICE_SLOT_COPY};
    const uint8_t kind = sluice_store_kind(&result->store, ordered.slot);
    if (kind == SLUICE_NODE_STRING) {
        ordered.order = ORDER_TEXT;
        return ordered;
    }
    ordered.model = sluice_model_of(result, ordered.slot);
    if (ordered.model == 0) {
        return ordered;
    }
    if (kind == SLUICE_NODE_ENUM) {
        ordered.order = ORDER_ENUM;
    } else if (result->policy->compiled[ordered.model - 1].box != '\0') {
        ordered.order = ORDER_BOX;
    } else if (model_with_order(result->policy, ordered.model) != 0) {
        ordered.order = ORDER_MODEL;
        ordered.model = model_with_order(result->policy, ordered.model);
    }
    return ordered;
}

/* --- comparing ---------------------------------------------------------------------------------- */

static int sign(bool less, bool greater)
{
    return greater - less;
}

/* By UTF-16 units, as String.compareTo(). The bytes are in another order: a surrogate and a NUL take
 * other bytes than their numbers suggest, and a unit may be written in more than one way. */
static int compare_texts(struct sluice_engine *engine, uint32_t a, uint32_t b)
{
    const struct sluice_result *result = engine->result;
    const struct sluice_string *one = sluice_store_at(&result->store, a);
    const struct sluice_string *other = sluice_store_at(&result->store, b);
    const uint8_t *start = result->bytes + one->offset;
    const uint8_t *left = start;
    const uint8_t *right = result->bytes + other->offset;
    const uint8_t *left_end = left + one->length;
    const uint8_t *right_end = right + other->length;
    while (left < left_end && right < right_end && *left == *right) {
        left++;
        right++;
    }
    /* Texts are valid: none begins with a byte of the kind that goes on with a letter. */
    while (left < left_end && (*left & 0xC0) == 0x80) {
        left--;
        right--;
    }
    int order = 0;
    while (order == 0 && left < left_end && right < right_end) {
        const uint16_t left_unit = sluice_utf_next(&left);
        const uint16_t right_unit = sluice_utf_next(&right);
        order = sign(left_unit<right_unit, left_unit> right_unit);
    }
    sluice_look(engine, (uint64_t)(left - start));
    return order != 0 ? order : sign(right < right_end, left < left_end);
}

/* As Double.compare(): -0.0 before 0.0, NaN behind all others and equal to itself. */
static int compare_doubles(double a, double b)
{
    if (a < b || a > b) {
        return sign(a<b, a> b);
    }
    const bool a_is_nan = __builtin_isnan(a);
    const bool b_is_nan = __builtin_isnan(b);
    if (a_is_nan || b_is_nan) {
        return sign(!a_is_nan, !b_is_nan);
    }
    return sign(__builtin_signbit(a) && !__builtin_signbit(b),
                !__builtin_signbit(a) && __builtin_signbit(b));
}

/* Two values of one primitive type. */
static int compare_values(const struct sluice_subject *a, const struct sluice_subject *b)
{
    return a->kind == SLUICE_SUBJECT_FLOATING ? compare_doubles(a->floating, b->floating)
                                              : sign(a->integer<b->integer, a->integer> b->integer);
}

static int compare_boxes(const struct sluice_result *result, uint32_t a, uint32_t b)
{
    const struct sluice_subject one = sluice_box_value(result, a);
    const struct sluice_subject other = sluice_box_value(result, b);
    return compare_values(&one, &other);
}

static size_t ordinal_of(const struct sluice_result *result, const struct sluice_class_model *model,
                         uint32_t slot)
{
    const struct sluice_pair_node *constant = sluice_store_at(&result->store, slot);
    const struct sluice_string *name = sluice_store_at(&result->store, constant->value);
    const struct sluice_bytes text = {result->bytes + name->offset, name->length};
    size_t i = 0;
    while (i < model->constant_count && !sluice_same(text, sluice_text(model->constants[i]))) {
        i++;
    }
    return i;
}

/* Bytes of strings and arrays that the order of a class may have to look at: those in the fields of a
 * value, and of objects in its fields. */
static uint64_t weight_of(const struct sluice_result *result, uint32_t slot)
{
    enum { MOST = 8 };
    uint32_t objects[MOST] = {slot};
    uint32_t count = 1;
    uint64_t weight = 1;
    for (uint32_t i = 0; i < count; i++) {
        struct sluice_level_words level;
        const struct sluice_object_at object = sluice_object_at_node(result, objects[i], &level);
        for (uint32_t at = sluice_object_model(&object) + 1; at != 0;
             at = object.policy->compiled[at - 1].parent) {
            const struct sluice_class_model *model = &object.policy->models[at - 1];
            for (size_t field = 0; field < model->field_count; field++) {
                const char type = model->fields[field].signature[0];
                if (type != 'L' && type != '[') {
                    continue;
                }
                const uint32_t value = sluice_object_reference(&object, at - 1, field) &
                                       ~SLUICE_SLOT_COPY;
                weight += sluice_leaf_size(result, value);
                if (count < MOST && sluice_model_of(result, value) != 0 &&
                    sluice_store_kind(&result->store, value) == SLUICE_NODE_OBJECT) {
                    objects[count++] = value;
                }
            }
        }
    }
    return weight;
}

static int compare(struct sluice_engine *engine, const struct ordered *a, const struct ordered *b)
{
    const struct sluice_result *result = engine->result;
    switch (a->order) {
    case ORDER_TEXT:
        return compare_texts(engine, a->slot, b->slot);
    case ORDER_BOX:
        return compare_boxes(result, a->slot, b->slot);
    case ORDER_ENUM: {
        const struct sluice_class_model *model = &engine->policy->models[a->model - 1];
        const size_t one = ordinal_of(result, model, a->slot);
        const size_t other = ordinal_of(result, model, b->slot);
        return sign(one<other, one> other);
    }
    case ORDER_MODEL: {
        const uint64_t one = weight_of(result, a->slot);
        const uint64_t other = weight_of(result, b->slot);
        sluice_look(engine, one < other ? one : other);
        return engine->policy->models[a->model - 1].compare(
            (const struct sluice_graph *)(const void *)result, (struct sluice_value){a->slot},
            (struct sluice_value){b->slot});
    }
    case ORDER_UNKNOWN:
        break;
    }
    return 0;
}

/* --- containers --------------------------------------------------------------------------------- */

enum direction { NATURAL, REVERSE, BY_ANOTHER };

static enum direction direction_of(const struct sluice_checker *checker)
{
    const struct sluice_result *result = checker->engine->result;
    if (checker->invariant->comparator == NULL) {
        return NATURAL;
    }
    const struct sluice_subject subject = sluice_follow(checker, checker->invariant->comparator,
                                                        &checker->compiled->comparator, NULL);
    if (subject.kind != SLUICE_SUBJECT_SLOT || sluice_subject_is_null(&subject)) {
        return NATURAL;
    }
    const struct sluice_bytes name = sluice_class_of(result, subject.slot);
    return sluice_same(name, sluice_text("java.util.Comparators$NaturalOrderComparator")) ? NATURAL
           : sluice_same(name, sluice_text("java.util.Collections$ReverseComparator"))    ? REVERSE
                                                                                       : BY_ANOTHER;
}

/* One order for both, or, where none is known, one class. */
static bool can_be_compared(const struct sluice_result *result, const struct ordered *a,
                            const struct ordered *b)
{
    return a->order == b->order &&
           (a->order != ORDER_UNKNOWN
                ? a->model == b->model
                : sluice_same(sluice_class_of(result, a->slot), sluice_class_of(result, b->slot)));
}

/* `before` stands before `after`, or is its parent in a heap. */
static bool check_pair(const struct sluice_checker *checker, enum direction direction,
                       const struct ordered *before, const struct ordered *after)
{
    struct sluice_engine *engine = checker->engine;
    const bool is_heap = checker->invariant->kind == SLUICE_INVARIANT_HEAP_ORDER;
    if (!can_be_compared(engine->result, before, after)) {
        return sluice_broken(checker, SLUICE_BROKEN_ORDER, checker->invariant->field);
    }
    if (before->order == ORDER_UNKNOWN) {
        return true;
    }
    const int order = direction == REVERSE ? compare(engine, after, before)
                                           : compare(engine, before, after);
    engine->steps++;
    if (sluice_looks_too_often(engine)) {
        return sluice_broken(checker, SLUICE_LOOKED_TOO_OFTEN, checker->invariant->field);
    }
    if (order > 0) {
        return sluice_broken(checker, SLUICE_BROKEN_ORDER, checker->invariant->field);
    }
    return order < 0 || is_heap ||
           sluice_broken(checker, SLUICE_BROKEN_DUPLICATE, checker->invariant->field);
}

static bool check_objects(const struct sluice_checker *checker,
                          const struct sluice_elements *elements, enum direction direction)
{
    const struct sluice_result *result = checker->engine->result;
    const bool is_heap = checker->invariant->kind == SLUICE_INVARIANT_HEAP_ORDER;
    struct ordered before = {.order = ORDER_UNKNOWN};
    for (uint32_t i = 0; i < elements->count; i++) {
        const uint32_t slot = elements->items[(size_t)i * elements->stride];
        if (slot < SLUICE_SLOT_FIRST_NODE) {
            return sluice_broken(checker, SLUICE_BROKEN_NULL, checker->invariant->field);
        }
        const struct ordered after = look_at(result, slot);
        if (is_heap && i > 0) {
            before = look_at(result, elements->items[(size_t)((i - 1) / 2) * elements->stride]);
        }
        if (i > 0 && !check_pair(checker, direction, &before, &after)) {
            return false;
        }
        before = after;
    }
    return is_heap || before.order != ORDER_UNKNOWN || sluice_check_distinct(checker, elements);
}

/* The i-th of an array of primitives. */
static struct sluice_subject primitive_at(const struct sluice_result *result,
                                          const struct sluice_primitives *array, uint32_t index)
{
    const char type = (char)array->node.small;
    const size_t offset = (size_t)index * sluice_primitive_size((uint8_t)type);
    return sluice_primitive_subject(type, result->bytes + array->offset + offset);
}

static bool check_primitives(const struct sluice_checker *checker,
                             const struct sluice_elements *elements)
{
    const struct sluice_result *result = checker->engine->result;
    const bool is_heap = checker->invariant->kind == SLUICE_INVARIANT_HEAP_ORDER;
    for (uint32_t i = 1; i < elements->count; i++) {
        const struct sluice_subject before = primitive_at(result, elements->primitives,
                                                          is_heap ? (i - 1) / 2 : i - 1);
        const struct sluice_subject after = primitive_at(result, elements->primitives, i);
        const int order = compare_values(&before, &after);
        checker->engine->steps++;
        if (order > 0 || (order == 0 && !is_heap)) {
            return sluice_broken(checker, order > 0 ? SLUICE_BROKEN_ORDER : SLUICE_BROKEN_DUPLICATE,
                                 checker->invariant->field);
        }
    }
    return true;
}

bool sluice_check_order(const struct sluice_checker *checker,
                        const struct sluice_elements *elements)
{
    if (elements->primitives != NULL) {
        return check_primitives(checker, elements);
    }
    const enum direction direction = direction_of(checker);
    if (direction != BY_ANOTHER) {
        return check_objects(checker, elements, direction);
    }
    return checker->invariant->kind == SLUICE_INVARIANT_HEAP_ORDER ||
           sluice_check_distinct(checker, elements);
}
