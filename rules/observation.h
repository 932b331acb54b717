/* The observation: what a target did with a stream. The one type that crosses the border between the
 * targets and the judge.
 *
 * It is neutral: plain C types and names as text, so that the reference, a JVM and a program in any
 * other language fill in the same structure. What a target cannot show stays "not shown", and a rule
 * that needs it is not applicable; it is never taken for good conduct.
 *
 * Ownership: an observation owns its texts and its trace. Texts handed out by
 * sluice_observation_text() live until sluice_observation_clear() or _free(); every `const char *`
 * inside an observation is such a text, static text, or NULL. */
#ifndef SLUICE_RULES_OBSERVATION_H
#define SLUICE_RULES_OBSERVATION_H

#include "rules/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Value of a number that the target or the runner did not measure. */
#define SLUICE_NOT_MEASURED UINT64_MAX

/* --- the answer ------------------------------------------------------------------------------ */

/* X(member, stable name) */
#define SLUICE_OUTCOMES(X)                                                                         \
    /* no answer: the process died, hung, or was never started */                                  \
    X(NONE, "none")                                                                                \
    X(ACCEPT, "accept")                                                                            \
    X(REJECT, "reject")                                                                            \
    /* rejected since a limit was reached */                                                       \
    X(LIMIT, "limit")                                                                              \
    X(UNSUPPORTED, "unsupported")

enum sluice_outcome {
#define X(member, name) SLUICE_OUTCOME_##member,
    SLUICE_OUTCOMES(X)
#undef X
};

/** The stable name of an outcome ("accept"); never NULL. */
const char *sluice_outcome_name(enum sluice_outcome outcome);

/** The outcome with that name; false if there is none. */
bool sluice_outcome_parse(const char *name, enum sluice_outcome *out);

/**
 * What a target answered. Texts are NULL where there is nothing to say (on accept, all of the error's;
 * otherwise `value` and `compact`). `offset` is in bytes, SLUICE_NOT_MEASURED if the target does not
 * know it.
 */
struct sluice_answer {
    enum sluice_outcome outcome;
    const char *java_class; /* simple name, "InvalidObjectException" */
    const char *reason;     /* stable reason code of the target, "invariant-range" */
    uint64_t offset;        /* start of the element that failed */
    const char *at;         /* grammar element, "array.length" */
    const char *path;       /* "root.entries[3].value" */
    const char *class_name; /* class concerned */
    const char *value;      /* canonical JSON of what was decoded or inspected */
    const char *compact;    /* the same on one line, for people */
    /* rewrite: what was written, owned like the texts; NULL if writing never began. The bytes are
       there whatever the outcome. */
    const uint8_t *written;
    size_t written_length;
};

/* --- the trace ------------------------------------------------------------------------------- */

/* X(member, stable name). Order of events is the order of acts. For the meaning of the fields see
 * struct sluice_trace_event. */
#define SLUICE_TRACE_TYPES(X)                                                                         \
    /* bytes were taken from the source; amount = bytes, total = bytes so far */                      \
    X(BYTES_PULLED, "bytes-pulled")                                                                   \
    /* memory was taken; amount = bytes, total = bytes held now */                                    \
    X(MEMORY_GROWN, "memory-grown")                                                                   \
    /* a counter until reset was charged; name = "objects" or "elements", amount, total */            \
    X(COUNTER_CHARGED, "counter-charged")                                                             \
    X(RESET, "reset")                                                                                 \
    /* the target reads the stream anew in another way; all events before are void and dropped */     \
    X(RESTARTED, "restarted")                                                                         \
    X(HANDLE_ASSIGNED, "handle-assigned")                                                             \
    /* the policy decided on a class; name, ok, reason */                                             \
    X(CLASS_CHECKED, "class-checked")                                                                 \
    /* all data of an object is read, its check begins and ends; name, handle, ok, reason */          \
    X(CHECK_BEGAN, "check-began")                                                                     \
    X(CHECK_ENDED, "check-ended")                                                                     \
    /* the object now exists; name, handle */                                                         \
    X(CONSTRUCTED, "constructed")                                                                     \
    /* readResolve replaced the object, or refused to; name, handle, ok */                            \
    X(RESOLVED, "resolved")                                                                           \
    /* from now on the handle yields the object; name, handle */                                      \
    /* (reason "finalizer": when the run was over, the finalizer of the object got it) */             \
    X(PUBLISHED, "published")                                                                         \
    /* a back reference was read; handle, ok, reason */                                               \
    X(REFERENCED, "referenced")                                                                       \
    /* an object was passed over unbuilt; handle */                                                   \
    X(SKIPPED, "skipped")                                                                             \
    /* an object kept a private copy of a mutable value; name = its class, handle = the value's */    \
    X(COPIED, "copied")                                                                               \
    X(FAILED, "failed")                                                                               \
    /* the finished result is about to reach the caller; amount = top-level items */                  \
    X(RESULT_PUBLISHED, "result-published")                                                           \
    /* code of a class ran; name = class, handle, ok = what it came to, reason = which code:        \
       "read-object" (its reader of custom data), "check", "constructor", "destructor"; code that   \
       should not run at all: "readObject", "readObjectNoData", "defaultReadObject",                \
       "protected-constructor", "superclass-constructor"; code that did what it must not:           \
       "kept-view" (used a view or channel after its call), "copy-in-check" */ \
    X(CALLED, "called")

enum sluice_trace_type {
#define X(member, name) SLUICE_TRACE_##member,
    SLUICE_TRACE_TYPES(X)
#undef X
};

enum { SLUICE_TRACE_TYPE_COUNT = SLUICE_TRACE_CALLED + 1 };

/** The stable name of an event type ("check-began"); never NULL. */
const char *sluice_trace_name(enum sluice_trace_type type);

/** The event type with that name; false if there is none. */
bool sluice_trace_parse(const char *name, enum sluice_trace_type *out);

/** The bit of a type in sluice_observation.shows. */
#define SLUICE_SHOWS(type) (UINT32_C(1) << (unsigned)(type))

/** What the reference decoder shows: everything. */
#define SLUICE_SHOWS_REFERENCE ((SLUICE_SHOWS(SLUICE_TRACE_CALLED) << 1) - 1)

/** One event. Fields that mean nothing for its type are 0, NULL, and `ok` true. */
struct sluice_trace_event {
    enum sluice_trace_type type;
    bool ok;         /* false: a refusal, or FAILED */
    uint32_t depth;  /* open containers */
    uint32_t handle; /* counted over the whole stream, from 0, resets included */
    uint64_t
        offset; /* bytes used when the event happened; SLUICE_NOT_MEASURED: the target does not say */
    uint64_t amount;
    uint64_t total;
    const char *name;   /* NULL or text; control bytes are shown as '?' */
    const char *reason; /* NULL or "ok" when ok; else why not */
};

/* --- resources and the process --------------------------------------------------------------- */

/** Each member is SLUICE_NOT_MEASURED unless measured; bytes unless said otherwise. */
struct sluice_resources {
    uint64_t peak_heap;       /* most held at one time */
    uint64_t live_after_run;  /* still held when the run returned, result included */
    uint64_t live_after_free; /* still held when the result was freed */
    uint64_t allocations;     /* calls */
    uint64_t steps;           /* units of work, as the target counts them */
    uint64_t work; /* pieces of code that the target went through, as its compiler counts them */
    uint64_t consumed; /* of the stream, used */
    uint64_t stack;    /* of the C stack, at the deepest point */
    uint64_t objects;  /* most between two resets */
    uint64_t elements; /* most between two resets */
    /* What the code of classes asked for comes on top of what the stream costs: */
    uint64_t copied; /* bytes of the copies of its constructors */
    uint64_t asked;  /* steps of its questions, at most */
};

/** What befell the process. All zero: nothing. Texts are the runner's findings, NULL if none. */
struct sluice_process_facts {
    bool not_run;              /* planned, never started */
    int signal;                /* that ended the process, 0 if none */
    bool hang;                 /* killed at the deadline */
    const char *sanitizer;     /* a sanitizer's report */
    const char *adapter_error; /* the target broke its own contract (exit code, framing) */
    const char *side_effect;   /* a forbidden act outside: file, socket, canary */
    const char *said;          /* the last of its standard error; decides nothing */
};

/* --- the observation ------------------------------------------------------------------------- */

enum { SLUICE_TRACE_DEFAULT_LIMIT = 1000000, SLUICE_OBSERVATION_CACHE = 64 };

struct sluice_text_block;

/** Initialize with sluice_observation_init(); fill in; judge; clear and use again, or free. */
struct sluice_observation {
    struct sluice_answer answer;
    struct sluice_resources resources;
    struct sluice_process_facts process;

    /* The types of events that this target raises whenever the act happens (SLUICE_SHOWS bits). Only
       for these is the absence of an event evidence. 0: the target has no trace. */
    uint32_t shows;
    struct sluice_trace_event *trace;
    size_t trace_count;
    size_t trace_limit;     /* events kept at most; set after init, before the run */
    uint64_t trace_dropped; /* events that came after the limit, or when memory ran out */
    /* Set after init, before anything is added; NULL: that of malloc. */
    const struct sluice_rules_memory *memory;

    /* private */
    size_t trace_capacity;
    struct sluice_text_block *texts;
    const char *cache[SLUICE_OBSERVATION_CACHE];
};

/** An empty observation: outcome none, nothing measured, nothing shown. Allocates nothing. */
void sluice_observation_init(struct sluice_observation *observation);

/** Back to empty; keeps some memory for the next run. All its texts become invalid. */
void sluice_observation_clear(struct sluice_observation *observation);

/** Frees all that the observation owns; it may be initialized again. */
void sluice_observation_free(struct sluice_observation *observation);

/**
 * A copy of `length` bytes plus a terminator, owned by the observation. NULL for a NULL `bytes`, or
 * when memory ran out.
 */
const char *sluice_observation_text(struct sluice_observation *observation, const void *bytes,
                                    size_t length);

/** The same of a text; NULL for NULL. */
const char *sluice_observation_keep(struct sluice_observation *observation, const char *text);

/**
 * Appends an event whose name is the `name_length` bytes at `name` (NULL: none; `event->name` is
 * ignored) and whose reason is static text. Past the trace limit, or without memory, it only counts
 * the event as dropped.
 *
 * May be called from an allocation or observer callback: it touches nothing but the observation.
 */
void sluice_observation_add(struct sluice_observation *observation,
                            const struct sluice_trace_event *event, const void *name,
                            size_t name_length);

/** True if the target raises all event types of `mask` and none of its events was dropped. */
bool sluice_observation_shows(const struct sluice_observation *observation, uint32_t mask);

/* --- what takes several runs ----------------------------------------------------------------- */

/** The k-th allocation of the run was refused, and every later one was granted. */
struct sluice_allocation_failure {
    uint64_t index; /* k, from 1 */
    bool reached;   /* false: the run made fewer than k allocations */
    enum sluice_outcome outcome;
    const char *java_class; /* "OutOfMemoryError" expected; NULL if the target names none */
    bool returned_result;   /* a document or graph was handed out */
    uint64_t live_after; /* bytes held when the run returned (and its result, if any, was freed) */
    int signal;          /* 0, or the signal that ended the run */
};

/** The same bytes, delivered in pieces. */
struct sluice_chunk_run {
    const char *cut;   /* how: "1 byte at a time", "cut at 17" */
    bool length_known; /* the source told its length beforehand */
    struct sluice_answer answer;
    uint64_t peak_heap;       /* SLUICE_NOT_MEASURED if not measured, as the next */
    uint64_t live_after_free; /* still held when the result was freed */
};

/** One run of a shape at a size, for growth; or at a depth, for the stack. */
struct sluice_scaled_run {
    uint64_t scale; /* what was scaled: repetitions, or nesting depth */
    uint64_t bytes; /* of the stream */
    uint64_t steps; /* SLUICE_NOT_MEASURED if not measured, as the next four */
    uint64_t asked; /* 0: nothing, as in sluice_resources */
    uint64_t work;
    uint64_t consumed;
    uint64_t peak_heap;
    uint64_t stack;
    enum sluice_outcome outcome;
};

/** The control stream, decoded by the same process before and after the case. */
struct sluice_control {
    bool run;
    struct sluice_answer before;
    struct sluice_answer after;
};

/**
 * All that was seen of one case on one target. The runner makes the runs and owns everything here;
 * the judge only reads. Parts that were not run are NULL and 0.
 */
struct sluice_observation_set {
    const struct sluice_observation *run; /* the plain run; never NULL */
    const struct sluice_allocation_failure *failures;
    size_t failure_count;
    const struct sluice_chunk_run *chunks;
    size_t chunk_count;
    const struct sluice_scaled_run *growth; /* same shape at n, 2n, 4n, 8n */
    size_t growth_count;
    const struct sluice_scaled_run *stacks; /* same shape, ascending in depth; two or more */
    size_t stack_count;
    /* rewrite: what the target says of the bytes that it wrote, when it inspects them under the limits
       of their reader; NULL: not asked */
    const struct sluice_answer *reread;
    /* decode: the answer when what was built is to be written too, with what was `written`; `reread` is
       what the target says when it decodes that; NULL: not asked */
    const struct sluice_answer *back;
    struct sluice_control control;
};

#endif
