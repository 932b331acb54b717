/* Arrays in arrays: what may be an element of what, by dimensions and by classes. DEV-3. */
#include "harness/fuzz/mutate/breaks.h"

static const struct pair {
    const char *array;
    const char *element; /* the class of one */
    bool fits;
} pairs[] = {
    {"[[Ljava.lang.Object;", "[Ljava.lang.String;", true},
    {"[[Ljava.lang.Object;", "[[I", true},
    {"[[Ljava.lang.Object;", "[[[J", true},
    {"[[Ljava.lang.Object;", "[I", false},
    {"[[[Ljava.lang.Object;", "[[Ljava.lang.String;", true},
    {"[[[Ljava.lang.Object;", "[[Ljava.lang.Comparable;", true},
    {"[[[Ljava.lang.Object;", "[[[I", true},
    {"[[[Ljava.lang.Object;", "[[I", false},
    {"[[[Ljava.lang.Object;", "[Ljava.lang.Object;", false},
    {"[[[[Ljava.lang.Object;", "[[[Ljava.lang.String;", true},
    {"[[Ljava.lang.String;", "[Ljava.lang.String;", true},
    {"[[Ljava.lang.String;", "[Ljava.lang.Object;", false},
    {"[[Ljava.lang.String;", "[[Ljava.lang.String;", false},
    {"[[Ljava.lang.Comparable;", "[Ljava.lang.String;", true},
    {"[[[Ljava.lang.Comparable;", "[[Ljava.lang.String;", true},
    {"[[[Ljava.lang.Comparable;", "[[Ljava.lang.Object;", false},
    {"[[Ljava.lang.Comparable;", "[[I", false},
    {"[Ljava.lang.Cloneable;", "[I", true},
    {"[[Ljava.lang.Cloneable;", "[[I", true},
    {"[[Ljava.lang.Cloneable;", "[I", false},
    {"[[Ljava.io.Serializable;", "[[D", true},
    {"[Ljava.io.Serializable;", "[Ljava.lang.String;", true},
    {"[Ljava.lang.String;", "[Ljava.lang.String;", false},
    {"[Ljava.lang.Comparable;", "[C", false},
    {"[[I", "[I", true},
    {"[[I", "[J", false},
    {"[[I", "[[I", false},
    {"[[[I", "[[I", true},
    {"[[[I", "[I", false},
    {"[[[I", "[[J", false},
    {"[[B", "[Z", false},
    {"[[C", "[S", false},
};

static const struct pair *chosen;

static bool prepare(struct sluice_mutation *mutation, sluice_node_id id, bool fits)
{
    do {
        chosen = &pairs[sluice_random_below(&mutation->random, sizeof pairs / sizeof pairs[0])];
    } while (chosen->fits != fits);
    sluice_break_array(mutation, id, chosen->array);
    for (uint32_t i = sluice_random_below(&mutation->random, 3); i > 0; i--) {
        (void)sluice_add(mutation, id, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL);
    }
    (void)sluice_add(mutation, id, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL);
    return true;
}

static bool prepare_fit(struct sluice_mutation *mutation, sluice_node_id id)
{
    return sluice_break_is_by_labels(mutation->program) && prepare(mutation, id, true);
}

static bool prepare_unfit(struct sluice_mutation *mutation, sluice_node_id id)
{
    return prepare(mutation, id, false);
}

/* The last of the nulls becomes an array, without elements. */
static bool put_element(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_array(mutation, sluice_at(mutation, id)->last, chosen->element);
    return true;
}

/* clang-format off */
#define DECODE true, false
static const struct sluice_break breaks[] = {
    {"DEV-3", "array-that-fits", DECODE, prepare_fit, put_element, {SLUICE_OK}},
    {"DEV-3", "array-that-does-not", DECODE, prepare_unfit, put_element, {SLUICE_VALUE_TYPE}},
};
/* clang-format on */

const struct sluice_breaks sluice_breaks_of_arrays = {breaks, sizeof breaks / sizeof breaks[0]};
