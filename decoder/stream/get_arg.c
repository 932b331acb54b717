/* The get-argument view: what a class's own code sees of an object that does not exist yet. */
#include "own.h"

static struct sluice_subject subject_of(const struct sluice_get_arg *argument, const char *name)
{
    return sluice_object_subject_from(&argument->object, argument->model, sluice_text(name));
}

/* --- the get-argument view -------------------------------------------------------------------- */

enum sluice_get sluice_get_integer(const struct sluice_get_arg *argument, const char *field,
                                   int64_t *out)
{
    const struct sluice_subject subject = subject_of(argument, field);
    if (subject.kind != SLUICE_SUBJECT_INTEGER) {
        return subject.kind == SLUICE_SUBJECT_ABSENT ? SLUICE_GET_ABSENT : SLUICE_GET_WRONG_TYPE;
    }
    *out = subject.integer;
    return SLUICE_GET_OK;
}

enum sluice_get sluice_get_floating(const struct sluice_get_arg *argument, const char *field,
                                    double *out)
{
    const struct sluice_subject subject = subject_of(argument, field);
    if (subject.kind != SLUICE_SUBJECT_FLOATING) {
        return subject.kind == SLUICE_SUBJECT_ABSENT ? SLUICE_GET_ABSENT : SLUICE_GET_WRONG_TYPE;
    }
    *out = subject.floating;
    return SLUICE_GET_OK;
}

enum sluice_get sluice_get_string(const struct sluice_get_arg *argument, const char *field,
                                  struct sluice_bytes *out)
{
    const struct sluice_result *result = argument->object.result;
    const struct sluice_subject subject = subject_of(argument, field);
    if (subject.kind == SLUICE_SUBJECT_TEXT) {
        *out = subject.text;
        return SLUICE_GET_OK;
    }
    if (subject.kind != SLUICE_SUBJECT_SLOT) {
        return subject.kind == SLUICE_SUBJECT_ABSENT ? SLUICE_GET_ABSENT : SLUICE_GET_WRONG_TYPE;
    }
    if (subject.slot == SLUICE_SLOT_NULL) {
        return SLUICE_GET_NULL;
    }
    const struct sluice_string *string = sluice_store_at(&result->store,
                                                         subject.slot & ~SLUICE_SLOT_COPY);
    if (string->node.kind != SLUICE_NODE_STRING) {
        return SLUICE_GET_WRONG_TYPE;
    }
    *out = (struct sluice_bytes){result->bytes + string->offset, string->length};
    return SLUICE_GET_OK;
}

enum sluice_get sluice_get_size(const struct sluice_get_arg *argument, const char *field,
                                uint64_t *out)
{
    const struct sluice_subject subject = subject_of(argument, field);
    if (subject.kind == SLUICE_SUBJECT_ABSENT) {
        return SLUICE_GET_ABSENT;
    }
    if (subject.kind == SLUICE_SUBJECT_SLOT && subject.slot == SLUICE_SLOT_NULL) {
        return SLUICE_GET_NULL;
    }
    return sluice_subject_size(argument->object.result, &subject, out) ? SLUICE_GET_OK
                                                                       : SLUICE_GET_WRONG_TYPE;
}

const struct sluice_graph *sluice_get_graph(const struct sluice_get_arg *argument)
{
    return (const struct sluice_graph *)(const void *)argument->object.result;
}

const void *sluice_get_state(const struct sluice_get_arg *argument)
{
    return sluice_own_state(argument->object.result, argument->own, argument->model);
}
