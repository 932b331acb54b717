/* One descriptor in two roles: what it was good for once says nothing of what it is referred to for next. IN-3, DEV-12.
 *
 * The sound item is an Object[] of two elements: one that brings the descriptor in one role, and null. In the place of null
 * comes something else of the same descriptor. */
#include "harness/fuzz/mutate/breaks.h"

#include "harness/stream/chain.h"

#include <string.h>

#define NOT_THERE "sluice.NotThere"

/* --- what brings it ----------------------------------------------------------------------------------------------- */

typedef bool (*bring_fn)(struct sluice_mutation *mutation, sluice_node_id id);

/* Where it stands: the class of the element; the one above that; that of the item in the annotation of its class. */
enum where { OWN, ABOVE, ANNOTATED };

static sluice_node_id class_of(const struct sluice_mutation *mutation, sluice_node_id id)
{
    return sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
}

static bool bring_object(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_pick_model(mutation,
                                                               (struct sluice_bytes){NULL, 0});
    if (model != NULL) {
        sluice_make_model(mutation, id, model);
    }
    return sluice_at(mutation, id)->kind == SLUICE_NODE_OBJECT;
}

static bool bring_constant(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_pick_enum(mutation);
    if (model != NULL && model->constant_count > 0) {
        sluice_make_model(mutation, id, model);
    }
    return sluice_at(mutation, id)->kind == SLUICE_NODE_ENUM;
}

static bool bring_array(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char *const names[] = {"[Ljava.lang.Object;", "[I", "[B", "[[J",
                                        "[Ljava.lang.String;"};
    sluice_break_array(mutation, id, names[sluice_random_below(&mutation->random, 5)]);
    return true;
}

/* A Class object with a null for a descriptor, which is yet to be made. */
static sluice_node_id name_class(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_CLASS;
    return sluice_add(mutation, id, SLUICE_ROLE_DESC, SLUICE_NODE_NULL);
}

static bool name_model(struct sluice_mutation *mutation, sluice_node_id id,
                       const struct sluice_class_model *model)
{
    if (model == NULL) {
        return false;
    }
    const sluice_node_id desc = name_class(mutation, id);
    sluice_make_class(mutation, desc, model);
    sluice_at(mutation, desc)->marks = 0;
    return true;
}

static bool bring_array_name(struct sluice_mutation *mutation, sluice_node_id id)
{
    (void)bring_array(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_CLASS;
    return true;
}

static bool bring_string_name(struct sluice_mutation *mutation, sluice_node_id id)
{
    (void)sluice_break_class(mutation, id);
    return true;
}

static bool bring_enum_name(struct sluice_mutation *mutation, sluice_node_id id)
{
    return name_model(mutation, id, sluice_pick_enum(mutation));
}

static bool bring_object_name(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_pick_model(mutation,
                                                               (struct sluice_bytes){NULL, 0});
    return model != NULL && model->construct != SLUICE_CONSTRUCT_ENUM &&
           name_model(mutation, id, model);
}

/* The receiver has the class, but no objects of it. */
static bool is_only_named(const struct sluice_class_model *model)
{
    return model->construct == SLUICE_CONSTRUCT_DENIED ||
           model->construct == SLUICE_CONSTRUCT_NOT_SERIALIZABLE ||
           model->construct == SLUICE_CONSTRUCT_INTERFACE ||
           model->construct == SLUICE_CONSTRUCT_ABSTRACT;
}

static bool bring_bare_name(struct sluice_mutation *mutation, sluice_node_id id)
{
    return name_model(mutation, id, sluice_break_find_model(mutation, is_only_named));
}

static bool bring_proxy_name(struct sluice_mutation *mutation, sluice_node_id id)
{
    (void)sluice_break_proxy(mutation, id);
    sluice_program_detach(mutation->program,
                          sluice_child(mutation->program, id, SLUICE_ROLE_LEVEL));
    sluice_at(mutation, id)->kind = SLUICE_NODE_CLASS;
    return true;
}

/* An object with a class above its own that nobody knows. */
static bool bring_unknown_above(struct sluice_mutation *mutation, sluice_node_id id)
{
    if (!bring_object(mutation, id) ||
        sluice_at(mutation, class_of(mutation, id))->kind != SLUICE_NODE_CLASSDESC) {
        return false;
    }
    sluice_add_classes(mutation, class_of(mutation, id), 1);
    return true;
}

/* What nobody builds, in an annotation: of no class that may be built. */
static bool bring_passed_over(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id item = sluice_new_place(mutation);
    (void)sluice_break_class(mutation, id);
    switch (sluice_random_below(&mutation->random, 3)) {
    case 0:
        (void)sluice_break_object(mutation, item, NOT_THERE, SLUICE_FLAG_SERIALIZABLE);
        break;
    case 1:
        sluice_break_array(mutation, item, "[L" NOT_THERE ";");
        break;
    default:
        (void)sluice_break_object(mutation, item, NOT_THERE, SLUICE_FLAG_SERIALIZABLE);
        sluice_at(mutation, item)->kind = SLUICE_NODE_CLASS;
        break;
    }
    sluice_put_into_list(mutation, class_of(mutation, id), item);
    return true;
}

/* --- what it is used for then ------------------------------------------------------------------------------------- */

enum { OBJECT = 1, ARRAY = 2, ENUM = 4, CLASS = 8 };

static const struct role {
    bring_fn bring;
    enum where where;
    unsigned wrong;   /* a class of another kind */
    unsigned no_enum; /* a constant of what is no enum */
    unsigned refused; /* a class that may not be used so at all */
} roles[] = {
    {bring_object, OWN, ARRAY, ENUM, 0},
    {bring_constant, OWN, OBJECT | ARRAY, 0, 0},
    {bring_array, OWN, OBJECT, ENUM, 0},
    {bring_array_name, OWN, OBJECT, ENUM, 0},
    {bring_string_name, OWN, ARRAY, ENUM, OBJECT},
    {bring_enum_name, OWN, OBJECT | ARRAY, 0, 0},
    {bring_object_name, OWN, ARRAY, ENUM, 0},
    {bring_bare_name, OWN, ARRAY, ENUM, OBJECT},
    {bring_proxy_name, OWN, 0, ARRAY | ENUM, OBJECT},
    {bring_unknown_above, ABOVE, ARRAY, ENUM, OBJECT | CLASS},
    {bring_passed_over, ANNOTATED, 0, ENUM, OBJECT | ARRAY | CLASS},
};

enum { ROLES = sizeof roles / sizeof roles[0] };

static const struct role *chosen;

/* As what `chosen` must not be used. */
static unsigned uses;

static bool prepare(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_array(mutation, id, "[Ljava.lang.Object;");
    const sluice_node_id first = sluice_add(mutation, id, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL);
    (void)sluice_add(mutation, id, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL);
    return chosen->bring(mutation, first);
}

static bool prepare_wrong(struct sluice_mutation *mutation, sluice_node_id id)
{
    do {
        chosen = &roles[sluice_random_below(&mutation->random, ROLES)];
        uses = chosen->wrong;
    } while (uses == 0);
    return prepare(mutation, id);
}

static bool prepare_no_enum(struct sluice_mutation *mutation, sluice_node_id id)
{
    do {
        chosen = &roles[sluice_random_below(&mutation->random, ROLES)];
        uses = chosen->no_enum;
    } while (uses == 0);
    return prepare(mutation, id);
}

static bool prepare_refused(struct sluice_mutation *mutation, sluice_node_id id)
{
    do {
        chosen = &roles[sluice_random_below(&mutation->random, ROLES)];
        uses = chosen->refused;
    } while (uses == 0);
    return prepare(mutation, id);
}

static sluice_node_id descriptor_of(const struct sluice_mutation *mutation, sluice_node_id element)
{
    const sluice_node_id desc = class_of(mutation, element);
    switch (chosen->where) {
    case OWN:
        break;
    case ABOVE:
        return sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER);
    case ANNOTATED:
        return class_of(mutation, sluice_child(mutation->program, desc, SLUICE_ROLE_ANNOTATION));
    }
    return desc;
}

/* One of the uses, as the kind of an item. */
static enum sluice_node_kind some_use(struct sluice_mutation *mutation)
{
    static const enum sluice_node_kind kinds[] = {SLUICE_NODE_OBJECT, SLUICE_NODE_ARRAY,
                                                  SLUICE_NODE_ENUM, SLUICE_NODE_CLASS};
    uint32_t which = sluice_random_below(&mutation->random, 4);
    while ((uses >> which & 1) == 0) {
        which = (which + 1) % 4;
    }
    return kinds[which];
}

static bool spoil(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id element = sluice_child(mutation->program, id, SLUICE_ROLE_ELEMENT);
    const sluice_node_id item = sluice_at(mutation, id)->last;
    const sluice_node_id desc = descriptor_of(mutation, element);
    const bool is_told = sluice_at(mutation, desc)->kind == SLUICE_NODE_REFERENCE;
    const uint32_t label = is_told ? sluice_at(mutation, desc)->target
                                   : sluice_label_of(mutation, desc);
    const enum sluice_node_kind kind = some_use(mutation);
    sluice_at(mutation, item)->kind = (uint8_t)kind;
    const sluice_node_id again = sluice_add(mutation, item, SLUICE_ROLE_DESC,
                                            SLUICE_NODE_REFERENCE);
    sluice_at(mutation, again)->target = label;
    if (kind ==
        SLUICE_NODE_OBJECT) { /* whose class is refused, unless it is a proxy without a handler */
        const sluice_node_id level = sluice_add(mutation, item, SLUICE_ROLE_LEVEL,
                                                SLUICE_NODE_LEVEL);
        sluice_at(mutation, level)->marks = SLUICE_NODE_NO_END;
        (void)sluice_add(mutation, level, SLUICE_ROLE_VALUE, SLUICE_NODE_NULL);
    } else if (kind == SLUICE_NODE_ENUM) {
        (void)sluice_add_bytes(mutation, item, SLUICE_ROLE_CONSTANT, SLUICE_NODE_STRING, "A", 1);
    }
    return label != 0;
}

/* --- the list ----------------------------------------------------------------------------------------------------- */

/* clang-format off */
#define DECODE true, false
static const struct sluice_break breaks[] = {
    {"DEV-12", "role-of-another-kind", DECODE, prepare_wrong, spoil, {SLUICE_KIND_MISMATCH}},
    {"DEV-12", "role-of-no-enum", DECODE, prepare_no_enum, spoil,
     {SLUICE_ENUM_DESCRIPTOR, SLUICE_REFERENCE_KIND}},
    {"IN-3", "role-not-allowed", DECODE, prepare_refused, spoil,
     {SLUICE_CLASS_NOT_IN_POLICY, SLUICE_NOT_PERMITTED, SLUICE_NOT_SERIALIZABLE, SLUICE_KIND_MISMATCH,
      SLUICE_RESERVED_CLASS, SLUICE_PROXY_HANDLER}},
};
/* clang-format on */

const struct sluice_breaks sluice_breaks_of_roles = {breaks, sizeof breaks / sizeof breaks[0]};
