/* Objects that may not be built, and references to what is not built: IN-1..3, CON-1..4, DEV-12, DEV-13. */
#include "harness/fuzz/mutate/breaks.h"

#include "harness/stream/chain.h"

#include <string.h>

#define NOT_THERE "sluice.NotThere"

/* --- references --------------------------------------------------------------------------------------------------- */

static bool make_objects(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_array(mutation, id, "[Ljava.lang.Object;");
    (void)sluice_add(mutation, id, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL);
    return true;
}

static bool spoil_self(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_refer(mutation, sluice_child(mutation->program, id, SLUICE_ROLE_ELEMENT), id);
    return true;
}

/* What takes a handle and is not built where nobody wants it. */
static void make_unwanted(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char *const arrays[] = {"[B",
                                         "[C",
                                         "[D",
                                         "[F",
                                         "[I",
                                         "[J",
                                         "[S",
                                         "[Z",
                                         "[Ljava.lang.Object;",
                                         "[Ljava.lang.String;",
                                         "[[I"};
    enum { ARRAYS = sizeof arrays / sizeof arrays[0] };
    const uint32_t which = sluice_random_below(&mutation->random, ARRAYS + 4);
    const struct sluice_class_model *model = which == ARRAYS
                                                 ? sluice_pick_model(mutation,
                                                                     (struct sluice_bytes){NULL, 0})
                                                 : NULL;
    if (model != NULL) {
        sluice_make_model(mutation, id, model);
    } else if (which == ARRAYS + 1) {
        (void)sluice_break_object(mutation, id, NOT_THERE, SLUICE_FLAG_SERIALIZABLE);
    } else {
        sluice_break_array(mutation, id, arrays[which % ARRAYS]);
    }
}

/* An array or object in a class's annotation, which nobody builds, and null behind it. */
static bool make_skipped(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_group(mutation, id);
    const sluice_node_id class = sluice_add(mutation, id, SLUICE_ROLE_BODY, SLUICE_NODE_NULL);
    const sluice_node_id desc = sluice_break_class(mutation, class);
    const sluice_node_id array = sluice_new_place(mutation);
    make_unwanted(mutation, array);
    sluice_put_into_list(mutation, desc, array);
    (void)sluice_add(mutation, id, SLUICE_ROLE_BODY, SLUICE_NODE_NULL);
    return true;
}

static bool spoil_skipped(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id class = sluice_at(mutation, id)->first;
    const sluice_node_id desc = sluice_child(mutation->program, class, SLUICE_ROLE_DESC);
    sluice_break_refer(mutation, sluice_at(mutation, id)->last,
                       sluice_child(mutation->program, desc, SLUICE_ROLE_ANNOTATION));
    return true;
}

/* --- classes --------------------------------------------------------------------------------------------------------- */

static bool spoil_unknown(struct sluice_mutation *mutation, sluice_node_id id)
{
    (void)sluice_break_object(mutation, id, NOT_THERE, SLUICE_FLAG_SERIALIZABLE);
    return true;
}

static bool spoil_unknown_elements(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char *const names[] = {"[L" NOT_THERE ";", "[[L" NOT_THERE ";",
                                        "[[[L" NOT_THERE ";"};
    sluice_break_array(mutation, id, names[sluice_random_below(&mutation->random, 3)]);
    return true;
}

/* What stands behind the brackets is no type. */
static bool spoil_letter(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const struct {
        const char *text;
        size_t length;
    } names[] = {{"[", 1},
                 {"[\0", 2},
                 {"[V", 2},
                 {"[Q", 2},
                 {"[i", 2},
                 {"[[", 2},
                 {"[L;", 3},
                 {"[L", 2},
                 {"[II", 3},
                 {"[I;", 3},
                 {"[[\0", 3},
                 {"[;", 2},
                 {"[LI", 3},
                 {"[\xC0\x80", 3},
                 {"[[[Z ", 5},
                 {"[Ljava.lang.String", 18},
                 {"[java.lang.String;", 18},
                 {"[Ljava/lang/String;", 19}};
    const uint32_t which = sluice_random_below(&mutation->random, sizeof names / sizeof names[0]);
    const bool as_class = sluice_random_one_in(&mutation->random, 4);
    sluice_break_array(mutation, id, "[I");
    sluice_at(mutation, id)->kind = as_class ? SLUICE_NODE_CLASS : SLUICE_NODE_ARRAY;
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    sluice_put_bytes(mutation, sluice_child(mutation->program, desc, SLUICE_ROLE_NAME),
                     names[which].text, names[which].length);
    return true;
}

/* A class, its array or its proxy that is only named. */
static bool spoil_unknown_class_object(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char *const names[] = {NOT_THERE, "[L" NOT_THERE ";", "[[L" NOT_THERE ";"};
    const uint32_t which = sluice_random_below(&mutation->random, 4);
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_CLASS;
    const sluice_node_id desc = sluice_add(mutation, id, SLUICE_ROLE_DESC, SLUICE_NODE_NULL);
    if (which < 3) {
        sluice_make_plain_class(mutation, desc, names[which], 1, SLUICE_FLAG_SERIALIZABLE);
        sluice_at(mutation, desc)->marks = 0;
        return true;
    }
    sluice_at(mutation, desc)->kind = SLUICE_NODE_PROXYDESC;
    (void)sluice_add_bytes(mutation, desc, SLUICE_ROLE_INTERFACE, SLUICE_NODE_UTF, NOT_THERE,
                           sizeof NOT_THERE - 1);
    (void)sluice_add(mutation, desc, SLUICE_ROLE_SUPER, SLUICE_NODE_NULL);
    return true;
}

static bool has_number(const struct sluice_class_model *model)
{
    return model->has_suid && sluice_model_is_built(model) &&
           model->construct != SLUICE_CONSTRUCT_ENUM;
}

/* A class object of one of the policy's classes. */
static bool make_class_object(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_break_find_model(mutation, has_number);
    if (model == NULL) {
        return false;
    }
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_CLASS;
    const sluice_node_id desc = sluice_add(mutation, id, SLUICE_ROLE_DESC, SLUICE_NODE_NULL);
    sluice_make_class(mutation, desc, model);
    sluice_at(mutation, desc)->marks = 0;
    return true;
}

/* Of a version that the receiver does not have. */
static bool spoil_class_object(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    sluice_at(mutation, desc)->number ^= INT64_C(1) << sluice_random_below(&mutation->random, 63);
    return true;
}

/* An array whose class says that it writes its own data, or is an enum. */
static bool spoil_array_flags(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_array(mutation, id, "[Ljava.lang.Object;");
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    if (sluice_random_one_in(&mutation->random, 2)) {
        sluice_at(mutation, desc)->code = SLUICE_FLAG_SERIALIZABLE | SLUICE_FLAG_ENUM;
        sluice_at(mutation, desc)->number = 0;
    } else {
        sluice_at(mutation, desc)->code = SLUICE_FLAG_EXTERNALIZABLE | SLUICE_FLAG_BLOCK_DATA;
    }
    return true;
}

/* An array, and null. */
static bool make_array_and_null(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_group(mutation, id);
    const sluice_node_id array = sluice_add(mutation, id, SLUICE_ROLE_BODY, SLUICE_NODE_NULL);
    sluice_break_array(mutation, array, "[Ljava.lang.Object;");
    (void)sluice_add(mutation, id, SLUICE_ROLE_BODY, SLUICE_NODE_NULL);
    return true;
}

/* An object of the class of the array. */
static bool spoil_object_of_array(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id array = sluice_at(mutation, id)->first;
    const sluice_node_id object = sluice_at(mutation, id)->last;
    const uint32_t label = sluice_label_of(
        mutation, sluice_child(mutation->program, array, SLUICE_ROLE_DESC));
    sluice_at(mutation, object)->kind = SLUICE_NODE_OBJECT;
    const sluice_node_id desc = sluice_add(mutation, object, SLUICE_ROLE_DESC,
                                           SLUICE_NODE_REFERENCE);
    sluice_at(mutation, desc)->target = label;
    return true;
}

/* A model of that kind, NULL if the policy has none. */
static const struct sluice_class_model *find(struct sluice_mutation *mutation,
                                             enum sluice_construct construct)
{
    const struct sluice_class_model *found = NULL;
    uint32_t seen = 0;
    for (size_t i = 0; i < mutation->class_count; i++) {
        if (mutation->classes[i].construct == construct &&
            sluice_random_one_in(&mutation->random, ++seen)) {
            found = &mutation->classes[i];
        }
    }
    return found;
}

/* An object of a class that is built on no such ground. */
static bool spoil_by_model(struct sluice_mutation *mutation, sluice_node_id id,
                           enum sluice_construct construct)
{
    const struct sluice_class_model *model = find(mutation, construct);
    if (model == NULL) {
        return false;
    }
    (void)sluice_break_object(mutation, id, model->name, SLUICE_FLAG_SERIALIZABLE);
    return true;
}

static bool spoil_denied(struct sluice_mutation *mutation, sluice_node_id id)
{
    return spoil_by_model(mutation, id, SLUICE_CONSTRUCT_DENIED);
}

static bool spoil_not_serializable(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const enum sluice_construct grounds[] = {
        SLUICE_CONSTRUCT_NOT_SERIALIZABLE, SLUICE_CONSTRUCT_ABSENT, SLUICE_CONSTRUCT_INTERFACE,
        SLUICE_CONSTRUCT_ABSTRACT};
    return spoil_by_model(mutation, id, grounds[sluice_random_below(&mutation->random, 4)]);
}

/* A constant that comes as an ordinary object. */
static bool spoil_constant_object(struct sluice_mutation *mutation, sluice_node_id id)
{
    return spoil_by_model(mutation, id, SLUICE_CONSTRUCT_ENUM);
}

static bool make_stateless(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = find(mutation, SLUICE_CONSTRUCT_STATELESS);
    if (model == NULL || model->form == SLUICE_FORM_EXTERNAL) {
        return false;
    }
    (void)sluice_break_object(mutation, id, model->name, SLUICE_FLAG_SERIALIZABLE);
    return true;
}

static bool spoil_stateless(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    if (sluice_random_one_in(&mutation->random, 3)) { /* that comes from above */
        const sluice_node_id super = sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER);
        sluice_make_plain_class(mutation, super, NOT_THERE, 1, SLUICE_FLAG_SERIALIZABLE);
        (void)sluice_make_field(mutation, super, "x", 1, sluice_text_bytes("I"));
        const sluice_node_id above = sluice_add(mutation, id, SLUICE_ROLE_LEVEL, SLUICE_NODE_LEVEL);
        sluice_at(mutation, above)->marks = SLUICE_NODE_NO_END;
        (void)sluice_add_number(mutation, above, SLUICE_ROLE_VALUE, 'I', 1);
        return true;
    }
    if (sluice_random_one_in(&mutation->random,
                             3)) { /* data that it writes itself, be it nothing */
        sluice_at(mutation, desc)->code = SLUICE_FLAG_EXTERNALIZABLE | SLUICE_FLAG_BLOCK_DATA;
        (void)sluice_add(mutation, id, SLUICE_ROLE_LEVEL, SLUICE_NODE_LEVEL);
        return true;
    }
    (void)sluice_make_field(mutation, desc, "x", 1, sluice_text_bytes("I"));
    const sluice_node_id level = sluice_add(mutation, id, SLUICE_ROLE_LEVEL, SLUICE_NODE_LEVEL);
    sluice_at(mutation, level)->marks = SLUICE_NODE_NO_END;
    (void)sluice_add_number(mutation, level, SLUICE_ROLE_VALUE, 'I', 1);
    return true;
}

/* --- constants and proxies -------------------------------------------------------------------------------------------- */

static bool make_constant(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = find(mutation, SLUICE_CONSTRUCT_ENUM);
    if (model == NULL || model->constant_count == 0) {
        return false;
    }
    sluice_make_model(mutation, id, model);
    return sluice_at(mutation, id)->kind == SLUICE_NODE_ENUM;
}

static bool spoil_constant(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char *const tails[] = {".NO_SUCH_CONSTANT", ".", "_X.Y"};
    const sluice_node_id constant = sluice_child(mutation->program, id, SLUICE_ROLE_CONSTANT);
    const struct sluice_bytes old = sluice_program_bytes(mutation->program, constant);
    const char *tail = tails[sluice_random_below(&mutation->random, 3)];
    uint8_t text[64];
    /* Behind as much of the constant's own name as there is room for, or behind some of it. */
    size_t kept = old.length < 32 ? old.length : 32;
    kept = sluice_random_one_in(&mutation->random, 2)
               ? kept
               : sluice_random_below(&mutation->random, (uint32_t)kept + 1);
    if (kept > 0) {
        memcpy(text, old.data, kept);
    }
    memcpy(text + kept, tail, strlen(tail));
    sluice_put_bytes(mutation, constant, text, kept + strlen(tail));
    return true;
}

sluice_node_id sluice_break_proxy(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char interface[] = "java.lang.Comparable";
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_OBJECT;
    const sluice_node_id desc = sluice_add(mutation, id, SLUICE_ROLE_DESC, SLUICE_NODE_PROXYDESC);
    (void)sluice_add_bytes(mutation, desc, SLUICE_ROLE_INTERFACE, SLUICE_NODE_UTF, interface,
                           sizeof interface - 1);
    const sluice_node_id super = sluice_add(mutation, desc, SLUICE_ROLE_SUPER, SLUICE_NODE_NULL);
    sluice_make_plain_class(mutation, super, "java.lang.reflect.Proxy",
                            INT64_C(-2222568056686623797), SLUICE_FLAG_SERIALIZABLE);
    sluice_at(mutation, super)->marks = 0;
    (void)sluice_make_field(mutation, super, "h", 1,
                            sluice_text_bytes("Ljava/lang/reflect/InvocationHandler;"));
    const sluice_node_id level = sluice_add(mutation, id, SLUICE_ROLE_LEVEL, SLUICE_NODE_LEVEL);
    sluice_at(mutation, level)->marks = SLUICE_NODE_NO_END;
    (void)sluice_add(mutation, level, SLUICE_ROLE_VALUE, SLUICE_NODE_NULL);
    return level;
}

static bool spoil_proxy(struct sluice_mutation *mutation, sluice_node_id id)
{
    (void)sluice_break_proxy(mutation, id);
    return true;
}

/* --- descriptors of what cannot be ------------------------------------------------------------------------------------------ */

static bool is_alone(const struct sluice_class_model *model)
{
    return model->construct == SLUICE_CONSTRUCT_ATOMIC && model->form == SLUICE_FORM_FIELDS &&
           model->parent == NULL;
}

/* Neither serializable nor externalizable. */
static bool spoil_flags_of_none(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_break_find_model(mutation, is_alone);
    if (model != NULL) {
        (void)sluice_break_object(
            mutation, id, model->name,
            sluice_random_one_in(&mutation->random, 2) ? 0 : SLUICE_FLAG_WRITE_METHOD);
    }
    return model != NULL;
}

/* What stands above proxies and constants alone stands above an ordinary class. */
static bool spoil_above(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_break_find_model(mutation, is_alone);
    if (model == NULL) {
        return false;
    }
    const sluice_node_id desc = sluice_break_object(mutation, id, model->name,
                                                    SLUICE_FLAG_SERIALIZABLE);
    const sluice_node_id super = sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER);
    const bool is_enum = sluice_random_one_in(&mutation->random, 2);
    sluice_make_plain_class(mutation, super, is_enum ? "java.lang.Enum" : "java.lang.reflect.Proxy",
                            is_enum ? 0 : INT64_C(-2222568056686623797), SLUICE_FLAG_SERIALIZABLE);
    sluice_at(mutation, super)->marks = 0;
    return true;
}

/* --- exceptions ----------------------------------------------------------------------------------------------------------- */

/* The writer gave up: the receiver gets what it threw, and nothing else. */
static bool spoil_aborted(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_pick_model(
        mutation, sluice_text_bytes("java.lang.Throwable"));
    if (model == NULL) {
        return false;
    }
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_EXCEPTION;
    const sluice_node_id thrown = sluice_add(mutation, id, SLUICE_ROLE_EXCEPTION, SLUICE_NODE_NULL);
    sluice_make_model(mutation, thrown, model);
    return true;
}

/* --- the list ---------------------------------------------------------------------------------------------------------------- */

/* clang-format off */
#define DECODE true, false
static const struct sluice_break breaks[] = {
    {"IN-1", "self-reference", DECODE, make_objects, spoil_self, {SLUICE_REFERENCE_UNDER_CONSTRUCTION}},
    {"IN-2", "skipped", DECODE, make_skipped, spoil_skipped, {SLUICE_REFERENCE_NOT_BUILT}},
    {"IN-3", "unknown-class", DECODE, NULL, spoil_unknown, {SLUICE_CLASS_NOT_IN_POLICY}},
    {"GOLD-5", "unknown-elements", DECODE, NULL, spoil_unknown_elements, {SLUICE_CLASS_NOT_IN_POLICY}},
    {"GOLD-5", "array-letter", DECODE, NULL, spoil_letter, {SLUICE_CLASS_NOT_IN_POLICY, SLUICE_KIND_MISMATCH}},
    {"GOLD-5", "unknown-class-object", DECODE, NULL, spoil_unknown_class_object, {SLUICE_CLASS_NOT_IN_POLICY}},
    {"GOLD-5", "class-object-suid", DECODE, make_class_object, spoil_class_object, {SLUICE_SUID_MISMATCH}},
    {"DEV-12", "array-flags", DECODE, NULL, spoil_array_flags, {SLUICE_KIND_MISMATCH}},
    {"DEV-12", "object-of-array-class", DECODE, make_array_and_null, spoil_object_of_array, {SLUICE_KIND_MISMATCH}},
    {"CON-4", "denied", DECODE, NULL, spoil_denied, {SLUICE_NOT_PERMITTED}},
    {"CON-1", "not-serializable", DECODE, NULL, spoil_not_serializable,
     {SLUICE_NOT_SERIALIZABLE, SLUICE_CLASS_ABSENT, SLUICE_KIND_MISMATCH}},
    {"CON-3", "stateless-with-data", DECODE, make_stateless, spoil_stateless, {SLUICE_NOT_PERMITTED}},
    {"DEV-12", "constant-as-object", DECODE, NULL, spoil_constant_object, {SLUICE_KIND_MISMATCH}},
    {"DEV-12", "unknown-constant", DECODE, make_constant, spoil_constant, {SLUICE_UNKNOWN_CONSTANT}},
    {"DEV-13", "proxy-without-handler", DECODE, NULL, spoil_proxy, {SLUICE_PROXY_HANDLER}},
    {"CON-1", "flags-of-none", DECODE, NULL, spoil_flags_of_none, {SLUICE_KIND_MISMATCH}},
    {"DEV-12", "special-class-above", DECODE, NULL, spoil_above, {SLUICE_KIND_MISMATCH}},
    {"IN-8", "aborted", DECODE, NULL, spoil_aborted, {SLUICE_WRITE_ABORTED}},
};
/* clang-format on */

const struct sluice_breaks sluice_breaks_of_classes = {breaks, sizeof breaks / sizeof breaks[0]};
