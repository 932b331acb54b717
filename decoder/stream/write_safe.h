/* The immutable containers of the JDK that stand for others (OUT-2), as its own classes write them.
 *
 *     container              without nulls           with nulls
 *     LIST                   List.of (CollSer)       unmodifiable list over an array
 *     SET, MAP               Set.of, Map.of          unmodifiable over LinkedHashSet, LinkedHashMap
 *     LINKED_SET, _MAP       unmodifiable over LinkedHashSet, LinkedHashMap
 *     SORTED_SET, _MAP       unmodifiable over TreeSet, TreeMap with the same comparator
 *
 * To write one: sluice_safe_begin(); with a comparator that, if the form has one; sluice_safe_size();
 * the elements, or keys and values in turn; sluice_safe_end(). */
#ifndef SLUICE_STREAM_WRITE_SAFE_H
#define SLUICE_STREAM_WRITE_SAFE_H

#include "emit.h"
#include "sluice/policy.h"

enum sluice_safe_form {
    SLUICE_SAFE_NONE, /* not a container that is replaced */
    SLUICE_SAFE_LIST,
    SLUICE_SAFE_SET,
    SLUICE_SAFE_MAP,
    SLUICE_SAFE_NULL_LIST,
    SLUICE_SAFE_LINKED_SET,
    SLUICE_SAFE_LINKED_MAP,
    SLUICE_SAFE_SORTED_SET,
    SLUICE_SAFE_SORTED_MAP
};

enum { SLUICE_SAFE_CLASSES = 17, SLUICE_SAFE_SIGNATURES = 9 };

/* Which of their descriptors and type strings are written: numbers of handles. Zero-initialize. */
struct sluice_safe {
    uint32_t classes[SLUICE_SAFE_CLASSES];
    uint32_t signatures[SLUICE_SAFE_SIGNATURES];
};

/* One that is being written. */
struct sluice_safe_object {
    enum sluice_safe_form form;
    uint32_t inner; /* number of what an unmodifiable one stands before */
};

/* The form for a container; `has_nulls`: among its elements, keys or values. */
enum sluice_safe_form sluice_safe_form_of(enum sluice_container container, bool has_nulls);

static inline bool sluice_safe_has_comparator(enum sluice_safe_form form)
{
    return form == SLUICE_SAFE_SORTED_SET || form == SLUICE_SAFE_SORTED_MAP;
}

/* Begins one; `*number` receives its handle. */
SLUICE_NODISCARD bool sluice_safe_begin(struct sluice_safe *safe, struct sluice_emitter *emitter,
                                        enum sluice_safe_form form,
                                        struct sluice_safe_object *object, uint32_t *number);

/* `slots`: elements, or keys and values together. */
SLUICE_NODISCARD bool sluice_safe_size(struct sluice_safe *safe, struct sluice_emitter *emitter,
                                       const struct sluice_safe_object *object, uint32_t slots);

SLUICE_NODISCARD bool sluice_safe_end(struct sluice_emitter *emitter,
                                      const struct sluice_safe_object *object);

/* --- places ----------------------------------------------------------------------------------- */

/* Bits of what a place admits, by what the replacement is to those who use it. */
enum {
    SLUICE_ADMITS_LIST = 1,
    SLUICE_ADMITS_SET = 2,
    SLUICE_ADMITS_SORTED_SET = 4,
    SLUICE_ADMITS_MAP = 8,
    SLUICE_ADMITS_SORTED_MAP = 16,
    SLUICE_ADMITS_ALL = 31
};

/* What a place of this type admits: "Ljava/util/List;" or "Ljava.util.List;"; 0: nothing. */
uint8_t sluice_safe_admits(struct sluice_bytes signature);

/* The bit that a place must admit for the container to be replaced there; 0: it never is. */
uint8_t sluice_safe_needs(enum sluice_container container);

/* --- parts ------------------------------------------------------------------------------------ */

/* True when the class `level` (NULL: none) declares the field in which containers of another class, or of
 * this one, have their elements. */
bool sluice_safe_has_items_field(const struct sluice_class_model *container,
                                 const struct sluice_class_model *level);

/* True when that field takes a value of this class, an array or another container: else its class refuses
 * it, and what the value holds are no elements. */
bool sluice_safe_takes_part(const struct sluice_policy *policy,
                            const struct sluice_class_model *container,
                            struct sluice_bytes class_name);

#endif
