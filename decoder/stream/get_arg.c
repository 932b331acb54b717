/* The get-argument view: what a class's own code sees of an object that does not exist yet. */
#include "watch.h"

#include <string.h>

/* The field or piece `name` of the class whose code is running; absent through a view whose call is
 * over. */
static struct sluice_subject subject_of(const struct sluice_get_arg *argument, const char *name)
{
    if (sluice_view_is_over(argument)) {
        return (struct sluice_subject){.kind = SLUICE_SUBJECT_ABSENT};
    }
    argument->engine->steps++;
    return sluice_object_subject_from(&argument->object, argument->model, sluice_text(name));
}

/* What a getter finds that looks for another kind of value. */
static enum sluice_get other_kind(const struct sluice_subject *subject)
{
    if (subject->kind == SLUICE_SUBJECT_ABSENT) {
        return SLUICE_GET_ABSENT;
    }
    return subject->kind == SLUICE_SUBJECT_SLOT && subject->slot == SLUICE_SLOT_NULL
               ? SLUICE_GET_NULL
               : SLUICE_GET_WRONG_TYPE;
}

/* The node behind a reference, if it is of this kind. */
static const void *node_of(const struct sluice_get_arg *argument,
                           const struct sluice_subject *subject, enum sluice_node_kind kind)
{
    const struct sluice_store *store = &argument->object.result->store;
    const uint32_t id = subject->slot & ~SLUICE_SLOT_COPY;
    return subject->kind == SLUICE_SUBJECT_SLOT && id >= SLUICE_SLOT_FIRST_NODE &&
                   sluice_store_kind(store, id) == (uint8_t)kind
               ? sluice_store_at(store, id)
               : NULL;
}

/* --- getters ---------------------------------------------------------------------------------- */

enum sluice_get sluice_get_integer(const struct sluice_get_arg *argument, const char *field,
                                   int64_t *out)
{
    const struct sluice_subject subject = subject_of(argument, field);
    if (subject.kind != SLUICE_SUBJECT_INTEGER) {
        return other_kind(&subject);
    }
    *out = subject.integer;
    return SLUICE_GET_OK;
}

enum sluice_get sluice_get_floating(const struct sluice_get_arg *argument, const char *field,
                                    double *out)
{
    const struct sluice_subject subject = subject_of(argument, field);
    if (subject.kind != SLUICE_SUBJECT_FLOATING) {
        return other_kind(&subject);
    }
    *out = subject.floating;
    return SLUICE_GET_OK;
}

/* The bytes of a string field or UTF piece, where they stand. */
static enum sluice_get text_of(const struct sluice_get_arg *argument, const char *field,
                               struct sluice_bytes *out)
{
    const struct sluice_subject subject = subject_of(argument, field);
    const struct sluice_string *string = node_of(argument, &subject, SLUICE_NODE_STRING);
    if (subject.kind == SLUICE_SUBJECT_TEXT) {
        *out = subject.text;
    } else if (string != NULL) {
        *out = (struct sluice_bytes){argument->object.result->bytes + string->offset,
                                     string->length};
        sluice_look(argument->engine, string->length);
    } else {
        return other_kind(&subject);
    }
    return SLUICE_GET_OK;
}

enum sluice_get sluice_get_string(const struct sluice_get_arg *argument, const char *field,
                                  struct sluice_bytes *out)
{
    const enum sluice_get found = text_of(argument, field, out);
    if (found == SLUICE_GET_OK) {
        *out = sluice_watch_text(argument, *out);
    }
    return found;
}

enum sluice_get sluice_get_size(const struct sluice_get_arg *argument, const char *field,
                                uint64_t *out)
{
    const struct sluice_result *result = argument->object.result;
    const struct sluice_subject subject = subject_of(argument, field);
    struct sluice_contained contained;
    if (sluice_subject_contains(result, &subject, &contained)) {
        *out = contained.is_pairs ? contained.count / 2 : contained.count;
        return SLUICE_GET_OK;
    }
    if (!sluice_subject_size(result, &subject, out)) {
        return other_kind(&subject);
    }
    if (node_of(argument, &subject, SLUICE_NODE_STRING) != NULL) {
        sluice_look(argument->engine, *out);
    }
    return SLUICE_GET_OK;
}

enum sluice_get sluice_get_value(const struct sluice_get_arg *argument, const char *field,
                                 struct sluice_value *out)
{
    const struct sluice_subject subject = subject_of(argument, field);
    *out = (struct sluice_value){SLUICE_SLOT_NULL};
    if (subject.kind != SLUICE_SUBJECT_SLOT || subject.slot == SLUICE_SLOT_NULL) {
        return other_kind(&subject);
    }
    out->id = subject.slot;
    return SLUICE_GET_OK;
}

enum sluice_get sluice_get_element(const struct sluice_get_arg *argument, const char *field,
                                   uint64_t index, struct sluice_value *out)
{
    const struct sluice_subject subject = subject_of(argument, field);
    struct sluice_contained contained;
    if (!sluice_subject_contains(argument->object.result, &subject, &contained)) {
        return other_kind(&subject);
    }
    if (index >= contained.count) {
        return SLUICE_GET_ABSENT;
    }
    sluice_look_at_elements(argument->engine, 1);
    out->id = contained.items[index];
    return out->id == SLUICE_SLOT_NULL ? SLUICE_GET_NULL : SLUICE_GET_OK;
}

const struct sluice_graph *sluice_get_graph(const struct sluice_get_arg *argument)
{
    return sluice_view_is_over(argument)
               ? NULL
               : (const struct sluice_graph *)(const void *)argument->object.result;
}

void sluice_count_looked_at(const struct sluice_get_arg *argument, uint64_t elements)
{
    if (!sluice_view_is_over(argument)) {
        sluice_look_at_elements(argument->engine, elements);
    }
}

const void *sluice_get_state(const struct sluice_get_arg *argument)
{
    return sluice_view_is_over(argument)
               ? NULL
               : sluice_own_state(argument->object.result, argument->own, argument->model);
}

bool sluice_get_is_defaulted(const struct sluice_get_arg *argument, const char *field)
{
    return !sluice_view_is_over(argument) &&
           sluice_object_lacks(&argument->object, argument->model, sluice_text(field));
}

/* --- helpers ---------------------------------------------------------------------------------- */

bool sluice_is_in_range(const struct sluice_get_arg *argument, const char *field, int64_t minimum,
                        int64_t maximum)
{
    int64_t number;
    return sluice_get_integer(argument, field, &number) == SLUICE_GET_OK && number >= minimum &&
           number <= maximum;
}

bool sluice_is_size_in(const struct sluice_get_arg *argument, const char *field, uint64_t minimum,
                       uint64_t maximum)
{
    uint64_t size;
    return sluice_get_size(argument, field, &size) == SLUICE_GET_OK && size >= minimum &&
           size <= maximum;
}

static bool is_of(const struct sluice_get_arg *argument, uint32_t slot, const char *class_name,
                  bool allow_null)
{
    return slot == SLUICE_SLOT_NULL
               ? allow_null
               : sluice_fits_class(argument->object.result, slot, sluice_text(class_name));
}

bool sluice_is_instance(const struct sluice_get_arg *argument, const char *field,
                        const char *class_name, bool allow_null)
{
    const struct sluice_subject subject = subject_of(argument, field);
    return subject.kind == SLUICE_SUBJECT_SLOT &&
           is_of(argument, subject.slot, class_name, allow_null);
}

/* All elements; of pairs, all keys (`offset` 0) or all values (1). */
static bool all_are(const struct sluice_get_arg *argument, const char *field, bool of_pairs,
                    uint32_t offset, const char *class_name, bool allow_null)
{
    const struct sluice_subject subject = subject_of(argument, field);
    struct sluice_contained contained;
    if (!sluice_subject_contains(argument->object.result, &subject, &contained) ||
        contained.is_pairs != of_pairs) {
        return false;
    }
    sluice_look_at_elements(argument->engine, contained.count);
    for (uint32_t i = offset; i < contained.count && !sluice_looks_too_often(argument->engine);
         i += of_pairs ? 2 : 1) {
        if (!is_of(argument, contained.items[i], class_name, allow_null)) {
            return false;
        }
    }
    return true;
}

bool sluice_are_elements(const struct sluice_get_arg *argument, const char *field,
                         const char *class_name, bool allow_null)
{
    return all_are(argument, field, false, 0, class_name, allow_null);
}

bool sluice_are_keys(const struct sluice_get_arg *argument, const char *field,
                     const char *class_name, bool allow_null)
{
    return all_are(argument, field, true, 0, class_name, allow_null);
}

bool sluice_are_values(const struct sluice_get_arg *argument, const char *field,
                       const char *class_name, bool allow_null)
{
    return all_are(argument, field, true, 1, class_name, allow_null);
}
