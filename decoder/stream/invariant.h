/* What the files of invariants share: invariant.c (most kinds), invariant_member.c (what they speak of),
 * invariant_equal.c (no duplicates), invariant_order.c (ascending, heap order). */
#ifndef SLUICE_STREAM_INVARIANT_H
#define SLUICE_STREAM_INVARIANT_H

#include "check.h"

/* Elements, or bytes of a string, that are looked at again for each object that refers to them: what is
 * larger is remembered (known.h). */
enum { SLUICE_MANY = 64 };

/* An invariant of an object that is being checked. */
struct sluice_checker {
    struct sluice_engine *engine;
    const struct sluice_get_arg *argument;
    uint32_t index; /* 0-based, of the class of the invariant */
    const struct sluice_class_model *model;
    const struct sluice_invariant *invariant;
    const struct sluice_compiled_invariant *compiled;
};

/* The elements (keys) that an invariant is about. */
struct sluice_elements {
    const uint32_t *items;                      /* slots; NULL for an array of primitives: */
    const struct sluice_primitives *primitives; /* or NULL */
    uint32_t count;
    uint32_t stride;
};

/* The run has failed: `field` breaks the invariant. Returns false. */
bool sluice_broken(const struct sluice_checker *checker, enum sluice_reason reason,
                   const char *field);

/* A field, a piece, or what a dotted path leads to through objects that are built already. `*holder`
 * (may be NULL) is the node that holds its elements if other objects may refer to it too; else 0. */
struct sluice_subject sluice_follow(const struct sluice_checker *checker, const char *path,
                                    const struct sluice_compiled_name *name, uint32_t *holder);

/* As sluice_subject_size(), but a long string is counted once in a run. False also when memory is
 * refused. */
bool sluice_size_of(const struct sluice_checker *checker, const struct sluice_subject *subject,
                    uint64_t *size);

/* False for a value that has no elements. */
bool sluice_elements_of(const struct sluice_checker *checker, const struct sluice_subject *subject,
                        struct sluice_elements *elements);

static inline bool sluice_subject_is_null(const struct sluice_subject *subject)
{
    return subject->kind == SLUICE_SUBJECT_SLOT && subject->slot == SLUICE_SLOT_NULL;
}

/* invariant_equal.c: no two elements are equal. */
SLUICE_NODISCARD bool sluice_check_distinct(const struct sluice_checker *checker,
                                            const struct sluice_elements *elements);

/* invariant_order.c: each element comes after the one before it, or, in a heap, not before its
 * parent. */
SLUICE_NODISCARD bool sluice_check_order(const struct sluice_checker *checker,
                                         const struct sluice_elements *elements);

#endif
