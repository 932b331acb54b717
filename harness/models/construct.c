/* The constructor of a class as a developer writes it who knows the rules: it copies what it keeps (DEV-4). And its
 * destructor. Both see to it that the decoder keeps its word: what a copy holds, and which instances come and
 * go, and when. */
#include <sluice/get_arg.h>
#include <sluice/graph.h>
#include <stdalign.h>
#include <stddef.h>
#include <string.h>

#include "harness/models/build.h"

/* Longer lists of containers are not compared: each look at one is counted. */
enum { LOOKED_AT = 8 };

/* What a constructor keeps of its own. */
struct kept {
    uint64_t values;
    uint64_t bytes; /* with what is needed beside each copy, at most */
};

static void keep(struct kept *kept, size_t count, size_t size)
{
    enum { BESIDE = 64 };
    kept->values += count;
    kept->bytes += BESIDE + (uint64_t)count * size;
}

/* --- texts -------------------------------------------------------------------------------------- */

/* Every other text is asked for without its length. */
static enum sluice_get copy_text(const struct sluice_get_arg *argument, const char *field,
                                 bool *good, struct kept *kept)
{
    struct sluice_bytes seen = {0};
    char *text = (char *)(void *)&seen;
    const enum sluice_get wanted = sluice_get_string(argument, field, &seen);
    const bool asks = seen.length % 2 == 0;
    size_t length = asks ? SIZE_MAX : seen.length;
    const enum sluice_get got = sluice_copy_string(argument, field, &text, asks ? &length : NULL);
    if (got == SLUICE_GET_ABSENT) {
        return got;
    }
    if (got != SLUICE_GET_OK) {
        *good = *good && got == wanted && text == NULL;
        return got;
    }
    *good = *good && wanted == SLUICE_GET_OK && length == seen.length && text[length] == '\0' &&
            memcmp(text, seen.data, length) == 0;
    keep(kept, length, 1);
    return got;
}

/* --- numbers ------------------------------------------------------------------------------------ */

/* The element of a copy, as wide as its type. */
static uint64_t native_at(const void *copy, size_t index, size_t size)
{
    uint8_t one;
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    const uint8_t *at = (const uint8_t *)copy + index * size;
    switch (size) {
    case 1:
        memcpy(&one, at, sizeof one);
        return one;
    case 2:
        memcpy(&two, at, sizeof two);
        return two;
    case 4:
        memcpy(&four, at, sizeof four);
        return four;
    default:
        memcpy(&eight, at, sizeof eight);
        return eight;
    }
}

/* The same of the stream; of booleans there are two. */
static uint64_t wire_at(struct sluice_bytes bytes, size_t index, size_t size, char type)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) {
        number = number << 8 | bytes.data[index * size + i];
    }
    return type == 'Z' ? number != 0 : number;
}

static bool same_numbers(const void *copy, size_t count, struct sluice_bytes bytes, char type)
{
    for (size_t i = 0; i < count; i++) {
        const size_t size = bytes.length / count;
        if (native_at(copy, i, size) != wire_at(bytes, i, size, type)) {
            return false;
        }
    }
    return true;
}

static enum sluice_get copy_numbers(const struct sluice_get_arg *argument, const char *field,
                                    bool *good, struct kept *kept)
{
    const struct sluice_graph *graph = sluice_get_graph(argument);
    struct sluice_value value;
    void *copy = &value;
    size_t count = SIZE_MAX;
    char type = 'I';
    const enum sluice_get wanted = sluice_get_value(argument, field, &value);
    const struct sluice_bytes bytes = sluice_value_bytes(graph, value, &type);
    const bool is_numbers = sluice_value_kind(graph, value) == SLUICE_VALUE_PRIMITIVES;
    enum sluice_get got = sluice_copy_primitives(argument, field, type == 'I' ? 'F' : 'I', &copy,
                                                 &count);
    *good = *good && got == (wanted == SLUICE_GET_OK ? SLUICE_GET_WRONG_TYPE : wanted) &&
            copy == NULL && count == 0;
    if (!is_numbers) {
        return got;
    }
    copy = &value;
    got = sluice_copy_primitives(argument, field, type, &copy, &count);
    if (got != SLUICE_GET_ABSENT) {
        *good = *good && got == SLUICE_GET_OK && count == sluice_value_length(graph, value) &&
                (copy == NULL) == (count == 0) && same_numbers(copy, count, bytes, type);
        keep(kept, count, sizeof(uint64_t));
    }
    return got;
}

/* --- values ------------------------------------------------------------------------------------- */

static bool is_mutable(const struct sluice_graph *graph, struct sluice_value value)
{
    const enum sluice_value_kind kind = sluice_value_kind(graph, value);
    const struct sluice_class_model *model = sluice_value_model(graph, value);
    return kind == SLUICE_VALUE_PRIMITIVES || kind == SLUICE_VALUE_ARRAY ||
           (kind == SLUICE_VALUE_OBJECT && model != NULL && model->is_mutable);
}

bool sluice_models_is_copy(const struct sluice_graph *graph, struct sluice_value copy,
                           struct sluice_value original)
{
    return sluice_value_same(copy, original) != is_mutable(graph, original) &&
           sluice_value_kind(graph, copy) == sluice_value_kind(graph, original) &&
           sluice_value_length(graph, copy) == sluice_value_length(graph, original) &&
           sluice_value_model(graph, copy) == sluice_value_model(graph, original);
}

static bool same_values(const struct sluice_get_arg *argument, const char *field,
                        const struct sluice_value *copies, size_t count)
{
    const struct sluice_graph *graph = sluice_get_graph(argument);
    struct sluice_value value;
    const bool is_array = sluice_get_value(argument, field, &value) == SLUICE_GET_OK &&
                          sluice_value_kind(graph, value) == SLUICE_VALUE_ARRAY;
    for (size_t i = 0; i < count && (is_array || i < LOOKED_AT); i++) {
        struct sluice_value original;
        if (is_array) {
            original = sluice_value_element(graph, value, (uint32_t)i);
        } else if (sluice_get_element(argument, field, i, &original) == SLUICE_GET_ABSENT) {
            return false;
        }
        if (!sluice_models_is_copy(graph, copies[i], original)) {
            return false;
        }
    }
    return true;
}

static enum sluice_get copy_values(const struct sluice_get_arg *argument, const char *field,
                                   bool *good, struct kept *kept)
{
    struct sluice_value *copies = (struct sluice_value *)(void *)&copies;
    struct sluice_value first;
    uint64_t size = 0;
    size_t count = SIZE_MAX;
    const enum sluice_get wanted = sluice_get_element(argument, field, 0, &first);
    const enum sluice_get got = sluice_copy_elements(argument, field, &copies, &count);
    if (got == SLUICE_GET_OK) {
        *good = *good && sluice_get_size(argument, field, &size) == SLUICE_GET_OK &&
                (count == size || count == 2 * size) && (copies == NULL) == (count == 0) &&
                (count == 0) == (wanted == SLUICE_GET_ABSENT) &&
                same_values(argument, field, copies, count);
        keep(kept, count, sizeof *copies);
    } else if (got != SLUICE_GET_ABSENT) {
        *good = *good && got == wanted && copies == NULL && count == 0;
    }
    return got;
}

/* --- the constructor ---------------------------------------------------------------------------- */

/* Asks for each kind of copy. Memory is the only thing that one of them can lack (`*refused`); what else is not
 * as it should be is the decoder's fault. */
static bool copy_field(const struct sluice_get_arg *argument,
                       const struct sluice_field_model *field, struct kept *kept, bool *refused)
{
    bool good = true;
    *refused = copy_text(argument, field->name, &good, kept) == SLUICE_GET_ABSENT ||
               copy_numbers(argument, field->name, &good, kept) == SLUICE_GET_ABSENT ||
               copy_values(argument, field->name, &good, kept) == SLUICE_GET_ABSENT;
    return good;
}

/* A class may do without a copy that was refused to it: the object is given up in any case, and what its
 * constructor says is made is destroyed. One class in four does. */
static bool does_without(const struct sluice_class_model *model)
{
    return strlen(model->name) % 4 == 0;
}

static bool all_zero(const void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (((const uint8_t *)bytes)[i] != 0) {
            return false;
        }
    }
    return true;
}

static struct sluice_models_part *part_at(void *instance, size_t part)
{
    return (struct sluice_models_part *)(void *)((uint8_t *)instance +
                                                 part * sizeof(struct sluice_models_part));
}

static void fault(struct sluice_models_ledger *ledger, const char *what)
{
    ledger->fault = ledger->fault != NULL ? ledger->fault : what;
}

/* What the decoder owes to a constructor. */
static void look_at_room(const struct sluice_models_code *code, void *instance)
{
    struct sluice_models_ledger *ledger = code->ledger;
    if ((uintptr_t)instance % alignof(max_align_t) != 0) {
        fault(ledger, "an instance is not aligned");
    }
    if (!all_zero(part_at(instance, code->part), sizeof(struct sluice_models_part))) {
        fault(ledger, "a constructor is given room that is not zero");
    }
    if (code->above != SLUICE_MODELS_NO_PART && part_at(instance, code->above)->number == 0) {
        fault(ledger, "a constructor runs before that of the superclass");
    }
}

bool sluice_models_construct(const struct sluice_get_arg *argument, void *instance, void *context)
{
    const struct sluice_models_code *code = context;
    const struct sluice_class_model *model = code->declared->model;
    struct sluice_models_ledger *ledger = code->ledger;
    struct sluice_models_part *part = part_at(instance, code->part);
    struct kept kept = {.values = 1};
    sluice_models_ask(code);
    look_at_room(code, instance);
    bool made = true;
    for (size_t i = 0; made && i < model->field_count; i++) {
        bool refused;
        made = copy_field(argument, &model->fields[i], &kept, &refused) &&
               (!refused || does_without(model));
    }
    ledger->copied += kept.bytes;
    if (!made) {
        return false;
    }
    const struct sluice_models_state *state = sluice_get_state(argument);
    kept.values += state != NULL ? state->values : 0;
    *part = (struct sluice_models_part){
        .kept = kept.values, .number = ++ledger->made, .graph = sluice_get_graph(argument)};
    ledger->live++;
    ledger->graph = ledger->graph == part->graph ? NULL : ledger->graph;
    return true;
}

void sluice_models_destroy(void *instance, void *context)
{
    const struct sluice_models_code *code = context;
    struct sluice_models_ledger *ledger = code->ledger;
    struct sluice_models_part *part = part_at(instance, code->part);
    if (part->kept == 0 || part->number == 0 || ledger->live == 0) {
        fault(ledger, "an instance is destroyed that was not made");
        return;
    }
    if (code->above != SLUICE_MODELS_NO_PART && part_at(instance, code->above)->number == 0) {
        fault(ledger, "a superclass is destroyed before its subclass");
    }
    if (ledger->graph == part->graph && part->number > ledger->last) {
        fault(ledger, "an instance is destroyed after those that it may refer to");
    }
    ledger->graph = part->graph;
    ledger->last = part->number;
    ledger->live--;
    *part = (struct sluice_models_part){0};
}

const char *sluice_models_code_fault(const struct sluice_models *models)
{
    return models->ledger.fault != NULL ? models->ledger.fault
           : models->ledger.live != 0   ? "instances are left that nobody has destroyed"
                                        : NULL;
}

uint64_t sluice_models_copied(const struct sluice_models *models)
{
    return models->ledger.copied;
}

uint64_t sluice_models_asked(const struct sluice_models *models)
{
    return models->ledger.asked;
}
