/* The parts of the clumsy program.
 *
 *   clumsy.c         a builder for each mistake, and what must come of it
 *   clumsy_calls.c   mistakes in what has no members: texts, arrays, constants, class objects
 *   clumsy_member.c  mistakes in the fields and pieces of an object, member by member
 *   clumsy_right.c   the same members as they should be set, to their bounds, and what stands in the graph
 *   clumsy_own.c     classes of its own, and custom data that a class reads itself
 *   clumsy_more.c    many values, the same ones again, memory that is refused
 *   clumsy_full.c    memory that is refused at the end of a block
 *   clumsy_odd.c     containers that nobody would declare like this
 *   clumsy_tight.c   records that end where the memory does
 *   clumsy_bytes.c   how classes without a model are described */
#ifndef SLUICE_TRIALS_CLUMSY_PARTS_H
#define SLUICE_TRIALS_CLUMSY_PARTS_H

#include "harness/base/counting_heap.h"
#include "harness/trials/decoder/clumsy.h"

#include <sluice/build.h>

enum { SLUICE_CLUMSY_MEMBERS = 48, SLUICE_CLUMSY_LONG = UINT16_MAX + 1 };

struct sluice_clumsy {
    const struct sluice_policy *policy;
    const struct sluice_class_model *models; /* of the policy */
    size_t model_count;
    const char *letters; /* SLUICE_CLUMSY_LONG of them, and a NUL */
    struct sluice_counting_heap heap;
    struct sluice_allocator allocator;
    struct sluice_builder *builder;
    struct sluice_value text; /* of the builder, added at its top */
    struct sluice_value made; /* by the last call that makes something */
    uint32_t turn;            /* mistakes so far */
    char *fault;
};

/* What a mistake is refused for. */
struct sluice_clumsy_refusal {
    const char *what; /* "an integer that does not fit" */
    enum sluice_reason reason;
    const char *class_name; /* NULL: none is concerned */
    const char *member;     /* the same */
    bool is_element;        /* not a member, but the first element */
    const char *at;         /* the argument that is wrong, or NULL */
};

/* A field or a named piece of a class or one above, the one that its name stands for. */
struct sluice_clumsy_member {
    const struct sluice_class_model *owner;
    const struct sluice_field_model *field; /* or */
    const struct sluice_layout_item *piece;
    const char *name;
    char type;     /* the letter of a primitive, else 'L' */
    bool is_count; /* of a list */
    bool is_written;
};

/* Notes what is wrong, if it is. Returns `good`. */
bool sluice_clumsy_note(struct sluice_clumsy *clumsy, bool good, const char *what,
                        const char *class_name, const char *member);

/* A new builder, with one text. */
SLUICE_NODISCARD bool sluice_clumsy_begin(struct sluice_clumsy *clumsy);
SLUICE_NODISCARD bool sluice_clumsy_begin_object(struct sluice_clumsy *clumsy,
                                                 const char *class_name);

/* Where the next call puts what it makes: nothing may stand there when it fails. */
struct sluice_value *sluice_clumsy_out(struct sluice_clumsy *clumsy);

/* `got` is the answer to a mistake: it is the right one, it sticks, and the builder leaves nothing. */
SLUICE_NODISCARD bool sluice_clumsy_is_refused(struct sluice_clumsy *clumsy, enum sluice_reason got,
                                               const struct sluice_clumsy_refusal *expected);

/* A graph of what was added, which is written, read again and found the same. To be freed; the heap is
 * empty afterwards. */
SLUICE_NODISCARD bool sluice_clumsy_finish(struct sluice_clumsy *clumsy, const char *class_name,
                                           struct sluice_graph **out);
SLUICE_NODISCARD bool sluice_clumsy_end(struct sluice_clumsy *clumsy, struct sluice_graph *graph);

/* The class above, or NULL. */
const struct sluice_class_model *sluice_clumsy_above(const struct sluice_clumsy *clumsy,
                                                     const struct sluice_class_model *model);
const struct sluice_class_model *sluice_clumsy_model(const struct sluice_clumsy *clumsy,
                                                     const char *name);

/* The members that a program may set in an object of `model`. */
size_t sluice_clumsy_members(const struct sluice_clumsy *clumsy,
                             const struct sluice_class_model *model,
                             struct sluice_clumsy_member members[SLUICE_CLUMSY_MEMBERS]);

/* SLUICE_OK if objects of the class can be built by calls, else why not; `*concerned` says which class
 * of its chain is the reason, NULL if it is one of several. */
enum sluice_reason sluice_clumsy_refusal_of(const struct sluice_clumsy *clumsy,
                                            const struct sluice_class_model *model,
                                            const char **concerned);

bool sluice_clumsy_is_list(const struct sluice_layout_item *piece);

/* --- the mistakes ------------------------------------------------------------------------------ */

SLUICE_NODISCARD bool sluice_clumsy_calls(struct sluice_clumsy *clumsy);
SLUICE_NODISCARD bool sluice_clumsy_names(struct sluice_clumsy *clumsy,
                                          const struct sluice_class_model *model);
SLUICE_NODISCARD bool sluice_clumsy_object(struct sluice_clumsy *clumsy,
                                           const struct sluice_class_model *model);
SLUICE_NODISCARD bool sluice_clumsy_right(struct sluice_clumsy *clumsy,
                                          const struct sluice_class_model *model);
SLUICE_NODISCARD bool sluice_clumsy_own(struct sluice_clumsy *clumsy);
SLUICE_NODISCARD bool sluice_clumsy_more(struct sluice_clumsy *clumsy);
SLUICE_NODISCARD bool sluice_clumsy_bytes(struct sluice_clumsy *clumsy);
SLUICE_NODISCARD bool sluice_clumsy_containers(struct sluice_clumsy *clumsy);
SLUICE_NODISCARD bool sluice_clumsy_limits(struct sluice_clumsy *clumsy);
SLUICE_NODISCARD bool sluice_clumsy_tight(struct sluice_clumsy *clumsy);
SLUICE_NODISCARD bool sluice_clumsy_odd(struct sluice_clumsy *clumsy);
SLUICE_NODISCARD bool sluice_clumsy_full(struct sluice_clumsy *clumsy);

/* The bytes of hexadecimal digits; how many. */
size_t sluice_clumsy_digits(const char *digits, uint8_t *bytes);

/* Builds an own.Log, whose two classes read their custom data themselves. */
enum sluice_reason sluice_clumsy_log(struct sluice_clumsy *clumsy, struct sluice_value *out);

/* The classes of its own; NULL without memory. */
struct sluice_policy *sluice_clumsy_own_policy(void);

#endif
