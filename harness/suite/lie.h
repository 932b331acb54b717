/* Lies: changes of what was seen of a target before it is judged.
 *
 * The reference keeps the rules, so nothing that it does shows whether an oracle would notice one being
 * broken. A case with `lie` plays a target that breaks it: the stream is read as ever, then the trace,
 * the answer or the measurements are changed as the case says, and the judge must find exactly the rules
 * violated that the case names.
 *
 * Private to the suite. */
#ifndef SLUICE_SUITE_LIE_H
#define SLUICE_SUITE_LIE_H

#include "harness/suite/case.h"
#include "harness/suite/sweeps.h"

/* X(member, key in YAML): what is changed */
#define SLUICE_LIES(X)                                                                             \
    X(DROP, "drop")                 /* an event did not happen */                                  \
    X(REPEAT, "repeat")             /* it happened twice */                                        \
    X(MOVE, "move")                 /* it happened before or after another */                      \
    X(ADD, "add")                   /* one more happened, before or after another */               \
    X(CHANGE, "change")             /* it was another */                                           \
    X(HIDE, "hide")                 /* the target does not show such events */                     \
    X(ANSWER, "answer")             /* the answer */                                               \
    X(MEASURED, "measured")         /* the resources */                                            \
    X(PIECES, "pieces")             /* the run with the stream in pieces, by index */              \
    X(REFUSED, "refused")           /* the run with an allocation refused, by index */             \
    X(GROWN, "grown")               /* the run with a larger stream, by index */                   \
    X(REREAD, "reread")             /* what was read of what was written */                        \
    X(BACK, "back")                 /* what was written of what was built */                       \
    X(CONTROL, "control")           /* the control stream, after the case */                       \
    X(PROCESS, "process")           /* what befell the process */                                  \
    X(WRITTEN, "written")           /* rewrite: the stream that was written */                     \
    X(BACK_WRITTEN, "back-written") /* the stream that was written of what was built */

enum sluice_lie_kind {
#define X(member, key) SLUICE_LIE_##member,
    SLUICE_LIES(X)
#undef X
};

/** Which event: the `nth` of a type, and of a handle, a name and a reason where those are given. */
struct sluice_lie_event {
    bool given;
    enum sluice_trace_type type;
    bool has_handle;
    uint32_t handle;
    const char *name;
    const char *reason;
    uint64_t nth; /* from 1 */
};

/** A new value of one member of what is changed; lie.c knows the members by their keys. */
struct sluice_lie_value {
    size_t member;
    uint64_t number;
    const char *text;
};

enum { SLUICE_LIE_VALUES = 12 };

struct sluice_lie {
    enum sluice_lie_kind kind;
    struct sluice_lie_event event; /* DROP, REPEAT, MOVE, CHANGE, HIDE; ADD: its type */
    struct sluice_lie_event place; /* MOVE, ADD; not given: at the end */
    bool before;                   /* the place, not behind it */
    uint64_t index;                /* PIECES, REFUSED, GROWN, from 0 */
    struct sluice_lie_value values[SLUICE_LIE_VALUES];
    size_t value_count;
    struct sluice_program *program;      /* WRITTEN, BACK_WRITTEN: the stream */
    const struct sluice_yaml_node *node; /* for messages */
};

/** Loads the key `lie`. The lies belong to the case. */
SLUICE_NODISCARD bool sluice_lies_load(const struct sluice_yaml_node *value,
                                       struct sluice_lie **out, size_t *count,
                                       struct sluice_yaml_error *error);

/** Frees lies that were loaded. */
void sluice_lies_free(struct sluice_lie *lies, size_t count);

/**
 * Changes what was seen.
 *
 * @return false when a lie is about what was not there, or memory ran out: `why` says which.
 */
SLUICE_NODISCARD bool sluice_lies_tell(const struct sluice_lie *lies, size_t count,
                                       struct sluice_observation *plain,
                                       struct sluice_sweeps *sweeps, struct sluice_control *control,
                                       struct sluice_text *why);

/* --- the members that can be changed, by the kind of lie ------------------------------------------ */

enum sluice_lie_type {
    SLUICE_LIE_U64,
    SLUICE_LIE_U32,
    SLUICE_LIE_INT,
    SLUICE_LIE_BOOL,
    SLUICE_LIE_TEXT,
    SLUICE_LIE_OUTCOME,
    SLUICE_LIE_TRACE_TYPE
};

struct sluice_lie_member {
    const char *key;
    enum sluice_lie_type type;
    size_t offset;
};

/** The members of what a kind of lie is about; the last has no key. */
const struct sluice_lie_member *sluice_lie_members(enum sluice_lie_kind kind);

#endif
