/* What an invariant speaks of: a field, a piece, or the end of a dotted path. */
#include "invariant.h"
#include "known.h"
#include "value_hash.h"

#include <string.h>

/* The node that holds the elements of a subject: an array, or the object whose piece it is. */
static uint32_t holder_of(const struct sluice_result *result, const struct sluice_subject *subject,
                          uint32_t object)
{
    const uint32_t slot = subject->slot & ~SLUICE_SLOT_COPY;
    if (subject->kind != SLUICE_SUBJECT_SLOT || slot < SLUICE_SLOT_FIRST_NODE) {
        return object;
    }
    const uint8_t kind = sluice_store_kind(&result->store, slot);
    return kind == SLUICE_NODE_ARRAY || kind == SLUICE_NODE_PRIMITIVES ? slot : 0;
}

static struct sluice_subject follow_path(const struct sluice_checker *checker, const char *path,
                                         uint32_t *object_id)
{
    struct sluice_level_words level;
    struct sluice_object_at object = checker->argument->object;
    bool is_own = true; /* a path begins in the class of the invariant */
    for (;;) {
        const size_t length = strcspn(path, ".");
        const struct sluice_bytes first = {(const uint8_t *)path, length};
        const struct sluice_subject subject = is_own ? sluice_object_subject_from(
                                                           &object, checker->index, first)
                                                     : sluice_object_subject(&object, first);
        is_own = false;
        if (path[length] == '\0' || subject.kind != SLUICE_SUBJECT_SLOT ||
            subject.slot == SLUICE_SLOT_NULL) {
            return subject;
        }
        const uint32_t id = subject.slot & ~SLUICE_SLOT_COPY;
        if (sluice_store_kind(&checker->engine->result->store, id) != SLUICE_NODE_OBJECT) {
            return (struct sluice_subject){.kind = SLUICE_SUBJECT_ABSENT};
        }
        object = sluice_object_at_node(checker->engine->result, id, &level);
        *object_id = id;
        path += length + 1;
    }
}

struct sluice_subject sluice_follow(const struct sluice_checker *checker, const char *path,
                                    const struct sluice_compiled_name *name, uint32_t *holder)
{
    uint32_t object = 0;
    const struct sluice_subject subject = name->kind == SLUICE_NAME_FIELD
                                              ? sluice_object_field(&checker->argument->object,
                                                                    name->model, name->index)
                                          : name->kind == SLUICE_NAME_PIECE
                                              ? sluice_object_piece(&checker->argument->object,
                                                                    name->model, name->index)
                                              : follow_path(checker, path, &object);
    if (holder != NULL) {
        *holder = holder_of(checker->engine->result, &subject, object);
    }
    return subject;
}

bool sluice_size_of(const struct sluice_checker *checker, const struct sluice_subject *subject,
                    uint64_t *size)
{
    struct sluice_engine *engine = checker->engine;
    const uint32_t slot = subject->slot & ~SLUICE_SLOT_COPY;
    const bool is_long = subject->kind == SLUICE_SUBJECT_SLOT &&
                         sluice_leaf_size(engine->result, slot) > SLUICE_MANY &&
                         sluice_store_kind(&engine->result->store, slot) == SLUICE_NODE_STRING;
    if (is_long && sluice_recall(engine, slot, SLUICE_KNOWN_UNITS, size)) {
        return true;
    }
    if (!sluice_subject_size(engine->result, subject, size)) {
        return false;
    }
    engine->steps += is_long ? *size / SLUICE_MANY : 0;
    return !is_long || sluice_remember(engine, slot, SLUICE_KNOWN_UNITS, *size);
}
