/* The compiled form of a policy: models by name, parents by index. */
#ifndef SLUICE_STREAM_POLICY_H
#define SLUICE_STREAM_POLICY_H

#include "heap.h"
#include "sluice/policy.h"

/* What is known of a field before any object is seen. */
struct sluice_compiled_field {
    bool is_string; /* java.lang.String */
    bool is_typed;  /* the type of its values is to be checked */
    bool is_own;    /* an atomic object keeps a private copy of what is mutable */
};

/* A field or piece that an invariant names, looked up. */
struct sluice_compiled_name {
    enum { SLUICE_NAME_PATH, SLUICE_NAME_FIELD, SLUICE_NAME_PIECE } kind; /* path: has dots */
    uint32_t model;
    uint32_t index;
};

struct sluice_compiled_invariant {
    struct sluice_compiled_name field;
    struct sluice_compiled_name left;
    struct sluice_compiled_name right;
    struct sluice_compiled_name comparator;
    struct sluice_compiled_name when;
};

struct sluice_compiled_model {
    uint32_t parent; /* 1 + index, 0 = none */
    uint32_t depth;  /* models above it */
    uint32_t typed_count;
    uint32_t state_at;    /* bytes before its state among those of its chain; see own.h */
    uint32_t state_bytes; /* of all states of its chain */
    bool has_own;         /* members that keep private copies, its own or its superclasses' */
    bool has_layout;      /* custom data with a layout, its own or its superclasses' */
    bool has_read;        /* code that reads custom data, its own or its superclasses' */
    char box;             /* a boxed type: the letter of its primitive type; else 0 */
    bool is_plain; /* only the types of its own fields are to be checked, and nothing follows */
    struct sluice_compiled_field *fields;
    uint32_t *typed; /* indexes of the fields whose values have a type to be checked */
    struct sluice_compiled_invariant *invariants;
};

struct sluice_policy {
    struct sluice_heap heap;
    struct sluice_class_model *models; /* never written to once the policy stands */
    size_t count;
    struct sluice_compiled_model *compiled;
    struct sluice_compiled_field *fields; /* of all models */
    uint32_t *typed;
    size_t field_total;
    struct sluice_compiled_invariant *invariants;
    size_t invariant_total;
    uint32_t *slots; /* open addressing: 1 + index by hash of the name */
    uint32_t capacity;
    uint64_t key[2];
};

/* 1 + index of the model with this name; 0 if there is none. */
uint32_t sluice_policy_find(const struct sluice_policy *policy, struct sluice_bytes name);

/* policy_code.c: what is wrong with the code that model `index` (0-based) brings with it, as the rest of
 * a sentence; NULL if nothing is. Parents are known. */
const char *sluice_model_code_fault(const struct sluice_policy *policy, uint32_t index);

/* True when model `index` is `ancestor` or stands below it (indexes count from 0). */
bool sluice_policy_descends(const struct sluice_policy *policy, uint32_t index, uint32_t ancestor);

/* The model `below` steps under the topmost of the chain of model `leaf` (indexes count from 0). */
uint32_t sluice_policy_at(const struct sluice_policy *policy, uint32_t leaf, uint32_t below);

/* True when model `index` is, extends or implements the class `name`. */
bool sluice_policy_is_a(const struct sluice_policy *policy, uint32_t index,
                        struct sluice_bytes name);

static inline struct sluice_bytes sluice_text(const char *text)
{
    return (struct sluice_bytes){(const uint8_t *)text, __builtin_strlen(text)};
}

static inline bool sluice_same(struct sluice_bytes a, struct sluice_bytes b)
{
    return a.length == b.length && __builtin_memcmp(a.data, b.data, a.length) == 0;
}

/* True for a piece of custom data that an atomic object keeps a private copy of. */
static inline bool sluice_piece_is_own(const struct sluice_layout_item *piece)
{
    return piece->kind == SLUICE_LAYOUT_OBJECT && piece->name != NULL && !piece->shared;
}

/* Is a field whose type begins with this letter a reference? */
static inline bool sluice_is_reference(char type)
{
    return type == 'L' || type == '[';
}

static inline bool sluice_is_one_of(struct sluice_bytes name, const char *const *names,
                                    size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (sluice_same(name, sluice_text(names[i]))) {
            return true;
        }
    }
    return false;
}

#endif
