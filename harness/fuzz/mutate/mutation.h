/* The inside of the mutator: an input that is being edited, and what edits it.
 *
 * Want of memory is sticky (`failed`) and looked at once, at the end: until then functions hand out node
 * 0, which nobody reads and which may be written to. */
#ifndef SLUICE_FUZZ_MUTATION_H
#define SLUICE_FUZZ_MUTATION_H

#include "harness/fuzz/input.h"
#include "harness/fuzz/mutate/kin.h"
#include "harness/fuzz/mutate/random.h"
#include "harness/stream/program.h"

#include <sluice/policy.h>

struct sluice_mutation {
    struct sluice_random random;
    struct sluice_program *program; /* owned */
    struct sluice_fuzz_settings settings;
    bool bare;                                /* it has no settings, and need not have any */
    const struct sluice_class_model *classes; /* of its policy */
    size_t class_count;
    const struct sluice_kin *kin;       /* who is who among them */
    const struct sluice_program *other; /* where parts may come from; NULL: nowhere */
    uint64_t omits;                     /* new classes lack some of their fields; 0: none */
    bool keep_links;                    /* references shall stay as they are, however wrong */
    bool roomy;                         /* it has become long on purpose */
    bool failed;                        /* out of memory */
};

/** Looks up the classes of the policy that the settings name. */
void sluice_mutation_find_classes(struct sluice_mutation *mutation);

/** Turns an edited input into bytes; 0: it has become too long, or cannot be written. */
size_t sluice_mutation_finish(struct sluice_mutation *mutation, uint8_t *out, size_t max);

/* --- pick.c: nodes and where they stand --------------------------------------------------------- */

/** Whether a node is one of those that are looked for. */
typedef bool (*sluice_node_test)(const struct sluice_program *program, sluice_node_id id);

/** One of the nodes below the root that pass, each as likely as the others; NONE if there is none. */
sluice_node_id sluice_pick(struct sluice_mutation *mutation, sluice_node_test test);

/** Somebody's value or any other item: all that could be exchanged for null and stay well formed. */
bool sluice_is_value(const struct sluice_program *program, sluice_node_id id);

/** The same, in a list: it could be taken out. */
bool sluice_is_listed(const struct sluice_program *program, sluice_node_id id);

/** It takes a handle, so that there can be references to it. */
bool sluice_takes_handle(const struct sluice_program *program, sluice_node_id id);

/** It has a list that takes any items. */
bool sluice_has_list(const struct sluice_program *program, sluice_node_id id);

static inline struct sluice_node *sluice_at(const struct sluice_mutation *mutation,
                                            sluice_node_id id)
{
    return sluice_program_node(mutation->program, id);
}

/** A new node, as the last child of `parent` (NONE: detached). */
sluice_node_id sluice_add(struct sluice_mutation *mutation, sluice_node_id parent,
                          enum sluice_node_role role, enum sluice_node_kind kind);

/** The same with bytes. */
sluice_node_id sluice_add_bytes(struct sluice_mutation *mutation, sluice_node_id parent,
                                enum sluice_node_role role, enum sluice_node_kind kind,
                                const void *data, size_t length);

/** The same with a primitive value. */
sluice_node_id sluice_add_number(struct sluice_mutation *mutation, sluice_node_id parent,
                                 enum sluice_node_role role, char type, int64_t value);

/** Lets a node have these bytes. */
void sluice_put_bytes(struct sluice_mutation *mutation, sluice_node_id id, const void *data,
                      size_t length);

/** A detached null to be made into something else. */
sluice_node_id sluice_new_place(struct sluice_mutation *mutation);

/** Empties a node: it becomes a null in its place. */
void sluice_clear(struct sluice_mutation *mutation, sluice_node_id id);

/** Puts a detached node in the place of another one, which becomes detached. */
void sluice_replace(struct sluice_mutation *mutation, sluice_node_id old, sluice_node_id put);

/** Puts a detached node anywhere into the list of `parent` (sluice_has_list()). */
void sluice_put_into_list(struct sluice_mutation *mutation, sluice_node_id parent,
                          sluice_node_id id);

/** The block that has this part becomes two: cut within the part, or in front of it if that cannot be cut. */
void sluice_cut_block_in(struct sluice_mutation *mutation, sluice_node_id part);

/** The role that the items of a list have. */
enum sluice_node_role sluice_list_role(const struct sluice_program *program, sluice_node_id id);

/** The label of a node, given to it if it has none. */
uint32_t sluice_label_of(struct sluice_mutation *mutation, sluice_node_id id);

/** The first child in a role, or NONE; the number of them. */
sluice_node_id sluice_child(const struct sluice_program *program, sluice_node_id id,
                            enum sluice_node_role role);
uint32_t sluice_count(const struct sluice_program *program, sluice_node_id id,
                      enum sluice_node_role role);

/** The value of that number in a level, or what stands behind the last one. */
sluice_node_id sluice_value_at(const struct sluice_mutation *mutation, sluice_node_id level,
                               uint32_t number);

/** True if `id` is `top` or stands below it. */
bool sluice_is_within(const struct sluice_program *program, sluice_node_id top, sluice_node_id id);

/* --- make.c, make_object.c, make_class.c: new items ---------------------------------------------- */

/** Makes a node that has nothing below it into a value of a class, or array class: as the policy's
 * models have it, if it is one of theirs. An empty name: of any class. */
void sluice_make_value(struct sluice_mutation *mutation, sluice_node_id id,
                       struct sluice_bytes class_name);

/** The same into an object, or enum constant, of a model. */
void sluice_make_model(struct sluice_mutation *mutation, sluice_node_id id,
                       const struct sluice_class_model *model);

/** The same into anything that can stand at the top of a stream. */
void sluice_make_item(struct sluice_mutation *mutation, sluice_node_id id);

/** Makes a node the descriptor of an array class, of an enum's class, or of a class without a model. */
void sluice_make_array_class(struct sluice_mutation *mutation, sluice_node_id id, const char *name,
                             size_t length);
void sluice_make_enum_class(struct sluice_mutation *mutation, sluice_node_id id, const char *name);
void sluice_make_plain_class(struct sluice_mutation *mutation, sluice_node_id id, const char *name,
                             int64_t suid, uint8_t flags);

/** Makes a node the descriptor of a model's class and of those above it. */
void sluice_make_class(struct sluice_mutation *mutation, sluice_node_id id,
                       const struct sluice_class_model *model);

/** Whether classes that are made lack a field of their model, which they can do without; of one input, each time
 * alike. */
bool sluice_is_omitted(const struct sluice_mutation *mutation,
                       const struct sluice_field_model *field);

/** Adds a field to the descriptor `desc`; it gets no value anywhere. */
sluice_node_id sluice_make_field(struct sluice_mutation *mutation, sluice_node_id desc,
                                 const char *name, size_t length, struct sluice_bytes signature);

/** Gives a primitive field the type code of an object or array, and the letter that it had as its type string: its
 * values are what they were. False: it is no primitive one. */
bool sluice_miscode_field(struct sluice_mutation *mutation, sluice_node_id field);

/** --- edit_width.c: adds so many fields of one type to a descriptor, and their values to some levels: nothing, or one. */
void sluice_add_fields(struct sluice_mutation *mutation, sluice_node_id desc, const char *type,
                       uint32_t width, const sluice_node_id *levels, size_t count);

/** Adds so many classes without data between a class and the one above it, which is there: their names are all as
 * long, and begin or end alike. */
void sluice_add_classes(struct sluice_mutation *mutation, sluice_node_id desc, uint32_t width);

/** How wide something is that is wide: around powers of two, half of one and three quarters, since tables grow there. */
uint32_t sluice_some_width(struct sluice_mutation *mutation);

/** How deep something is that is very deep: around what a block of a stack holds, and around the limit of who builds.
 * The result may be longer than others then. */
uint32_t sluice_some_depth(struct sluice_mutation *mutation);

/** The model of that name, NULL if there is none; `class_name` with dots or slashes. */
const struct sluice_class_model *sluice_model_named(const struct sluice_mutation *mutation,
                                                    struct sluice_bytes class_name);

/** True if objects of the model may be built. */
bool sluice_model_is_built(const struct sluice_class_model *model);

/** One of the enums, or NULL. */
const struct sluice_class_model *sluice_pick_enum(struct sluice_mutation *mutation);

/** One of the models of which objects may be built, also as a `class_name` unless that is empty; or NULL. */
const struct sluice_class_model *sluice_pick_model(struct sluice_mutation *mutation,
                                                   struct sluice_bytes class_name);

/** An interesting number for a primitive type. */
int64_t sluice_some_number(struct sluice_mutation *mutation, char type);

/** An interesting name of a class or an array class, with dots. */
struct sluice_bytes sluice_some_name(struct sluice_mutation *mutation);

/** An interesting signature of a field. */
struct sluice_bytes sluice_some_signature(struct sluice_mutation *mutation);

struct sluice_bytes sluice_text_bytes(const char *text);

/* --- links.c -------------------------------------------------------------------------------------- */

/** Lets every reference mean something that stands before it: what was taken away, or is behind it,
 * comes back as a copy. */
void sluice_mend_links(struct sluice_mutation *mutation);

/* --- operators ------------------------------------------------------------------------------------ */

/** Edits the input. False: there is nothing to do it to. */
typedef bool (*sluice_operator_fn)(struct sluice_mutation *mutation);

/* X(name, weight, function): the one list. */
#define SLUICE_MUTATE_OPERATORS(X)                                                                 \
    X("insert-item", 6, sluice_op_insert_item)                                                     \
    X("insert-object", 6, sluice_op_insert_object)                                                 \
    X("insert-example", 5, sluice_op_insert_example)                                               \
    X("remake", 5, sluice_op_remake)                                                               \
    X("delete", 5, sluice_op_delete)                                                               \
    X("nullify", 2, sluice_op_nullify)                                                             \
    X("duplicate", 3, sluice_op_duplicate)                                                         \
    X("move", 2, sluice_op_move)                                                                   \
    X("swap", 2, sluice_op_swap)                                                                   \
    X("copy-over", 3, sluice_op_copy_over)                                                         \
    X("alike", 4, sluice_op_alike)                                                                 \
    X("share", 3, sluice_op_share)                                                                 \
    X("show", 2, sluice_op_show)                                                                   \
    X("kin", 3, sluice_op_kin)                                                                     \
    X("splice", 8, sluice_op_splice)                                                               \
    X("wrap", 4, sluice_op_wrap)                                                                   \
    X("unwrap", 3, sluice_op_unwrap)                                                               \
    X("repeat", 2, sluice_op_repeat)                                                               \
    X("nest", 1, sluice_op_nest)                                                                   \
    X("nest-kind", 2, sluice_op_nest_kind)                                                         \
    X("reset", 1, sluice_op_reset)                                                                 \
    X("exception", 1, sluice_op_exception)                                                         \
    X("claim", 2, sluice_op_claim)                                                                 \
    X("honest-claim", 2, sluice_op_honest_claim)                                                   \
    X("end-mark", 1, sluice_op_end_mark)                                                           \
    X("form", 1, sluice_op_form)                                                                   \
    X("cut-block", 3, sluice_op_cut_block)                                                         \
    X("join-blocks", 2, sluice_op_join_blocks)                                                     \
    X("number", 8, sluice_op_number)                                                               \
    X("text", 4, sluice_op_text)                                                                   \
    X("same-text", 2, sluice_op_same_text)                                                         \
    X("raw", 2, sluice_op_raw)                                                                     \
    X("refer", 4, sluice_op_refer)                                                                 \
    X("retarget", 3, sluice_op_retarget)                                                           \
    X("wrong-handle", 1, sluice_op_wrong_handle)                                                   \
    X("class-flags", 2, sluice_op_class_flags)                                                     \
    X("class-suid", 1, sluice_op_class_suid)                                                       \
    X("class-name", 2, sluice_op_class_name)                                                       \
    X("field-add", 3, sluice_op_field_add)                                                         \
    X("field-drop", 3, sluice_op_field_drop)                                                       \
    X("field-type", 2, sluice_op_field_type)                                                       \
    X("field-name", 1, sluice_op_field_name)                                                       \
    X("field-order", 1, sluice_op_field_order)                                                     \
    X("widen-fields", 1, sluice_op_widen_fields)                                                   \
    X("super-add", 2, sluice_op_super_add)                                                         \
    X("super-drop", 2, sluice_op_super_drop)                                                       \
    X("widen-classes", 1, sluice_op_widen_classes)                                                 \
    X("interfaces", 1, sluice_op_interfaces)                                                       \
    X("widen-interfaces", 1, sluice_op_widen_interfaces)                                           \
    X("two-readings", 1, sluice_op_two_readings)                                                   \
    X("constant", 2, sluice_op_constant)                                                           \
    X("policy", 3, sluice_op_policy)                                                               \
    X("limit", 3, sluice_op_limit)                                                                 \
    X("flags", 1, sluice_op_flags)                                                                 \
    X("choice", 2, sluice_op_choice)

#define X(name, weight, function) bool function(struct sluice_mutation *mutation);
SLUICE_MUTATE_OPERATORS(X)
#undef X

#endif
