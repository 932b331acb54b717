/* A case before the judge: the question, what was seen, and what follows from both, worked out once
 * so that each oracle is short. Private to rules/. */
#ifndef SLUICE_RULES_CASE_H
#define SLUICE_RULES_CASE_H

#include "rules/stream_map.h"

/* What the trace says of one handle: indexes of events, SLUICE_NO_EVENT where there was none. */
struct sluice_life {
    size_t check_began; /* first */
    size_t check_ended; /* first */
    size_t constructed; /* first */
    size_t resolved;    /* first that was not refused */
    size_t published;   /* first */
    size_t refused;     /* first refused check or resolve */
    size_t skipped;     /* first */
    size_t referred;    /* first reference to it, refused or not */
    uint32_t checks;    /* how often a check began */
    uint32_t constructions;
    uint32_t copies;   /* private copies of the value */
    size_t check_code; /* the next two: first call of such code of a class */
    size_t constructor;
    size_t disorder; /* first check of a superclass that came after one of a subclass */
    uint32_t reads;  /* the next two: how many calls there were */
    uint32_t check_codes;
    const struct sluice_judge_class *checker; /* whose check came last */
};

/* Who keeps the value of a handle, by the bytes: needed places only. */
struct sluice_holders {
    uint32_t atomic; /* places in atomic objects that may not share it */
    uint32_t others; /* the top level, arrays, other objects, fields that share on purpose */
    /* Of an object that readResolve replaced: the last value that it held, and how many, up to two. */
    uint32_t replacement;
    uint32_t held;
};

struct sluice_case {
    const struct sluice_judge_context *context;
    const struct sluice_observation_set *set;
    /* What the reading of the stream shows: `attempt`, or what the set has. */
    const struct sluice_observation *run;
    /* An inspection may read a stream once more from its first byte, when it took a wrong turn at
       data that only the class could tell apart. The events of the last reading are what counts. And
       when writing began, reading was over and well. */
    struct sluice_observation attempt;
    size_t attempt_start; /* index of its first event */
    struct sluice_stream_map map;
    struct sluice_stream_map written; /* of what was written; empty if nothing was */
    struct sluice_life *lives;
    uint32_t life_count;
    struct sluice_holders *holders; /* per handle of the map */
    size_t *
        class_allowed; /* per class of the policy: first event in which it was checked and passed */
    bool *class_named; /* per class of the policy: the stream has a Class object of it */
    const struct sluice_judge_class **event_classes; /* per event: the class that its name names */
    size_t refusal; /* first refused check or resolve, or FAILED: the point of no return;
                       SLUICE_NO_EVENT if there is none */
};

/* Works out a case. False when memory ran out. Free it either way. */
bool sluice_case_make(const struct sluice_judge_context *context,
                      const struct sluice_observation_set *set, struct sluice_case *made)
    __attribute__((warn_unused_result));
void sluice_case_free(struct sluice_case *made);

typedef void (*sluice_oracle_fn)(const struct sluice_case *seen, struct sluice_judged *out);

/* Every oracle of the registry. */
#define SLUICE_ORACLE(function)                                                                    \
    void function(const struct sluice_case *seen, struct sluice_judged *out)

/* --- what oracles ask ------------------------------------------------------------------------- */

/* True if the event says that this code of a class ran. */
bool sluice_is_call(const struct sluice_trace_event *event, const char *code);

/** True if the target says how far it was in the stream. */
bool sluice_is_placed(const struct sluice_trace_event *event);

/** True if the target says of both how far it was, and that was not the same. */
bool sluice_is_elsewhere(const struct sluice_trace_event *event,
                         const struct sluice_trace_event *other);

/* True if the target was to build objects. */
static inline bool sluice_case_builds(const struct sluice_case *seen)
{
    return seen->context->mode == SLUICE_JUDGE_DECODE;
}

static inline bool sluice_case_accepted(const struct sluice_case *seen)
{
    return seen->run->answer.outcome == SLUICE_OUTCOME_ACCEPT;
}

/* True if the whole stream is known and the target accepted it: then every needed object was built. */
static inline bool sluice_case_built_all(const struct sluice_case *seen)
{
    return sluice_case_builds(seen) && seen->context->classes != NULL &&
           sluice_case_accepted(seen) && seen->map.status == SLUICE_MAP_COMPLETE;
}

/* True if the target refused the stream by its own word. */
static inline bool sluice_case_rejected(const struct sluice_case *seen)
{
    return seen->run->answer.outcome == SLUICE_OUTCOME_REJECT ||
           seen->run->answer.outcome == SLUICE_OUTCOME_LIMIT;
}

/* True if the target raises all types of `mask`; whether events were dropped does not matter. */
static inline bool sluice_case_raises(const struct sluice_case *seen, uint32_t mask)
{
    return (seen->run->shows & mask) == mask;
}

/* True if objects were to be built of a stream that is known as a whole, and the target took or refused
 * it by its own word. */
static inline bool sluice_case_decided(const struct sluice_case *seen)
{
    return sluice_case_built_all(seen) ||
           (sluice_case_builds(seen) && seen->context->classes != NULL &&
            sluice_case_rejected(seen) && seen->map.status == SLUICE_MAP_COMPLETE);
}

/* The life of a handle; a life without events for a handle that the trace does not name. */
const struct sluice_life *sluice_case_life(const struct sluice_case *seen, uint32_t handle);

/* The superclass of a class in the policy, or NULL. */
const struct sluice_judge_class *sluice_case_parent(const struct sluice_case *seen,
                                                    const struct sluice_judge_class *of);

/* Classes above one that are looked at; real chains are shorter than 30. */
enum { SLUICE_CHAIN_MAX = 64 };

/* The value of a limit; false if it is not in force. */
bool sluice_case_limit(const struct sluice_case *seen, const char *name, uint64_t *out);

/* The same for the limits of the reader that the stream was written again for. */
bool sluice_case_reader_limit(const struct sluice_case *seen, const char *name, uint64_t *out);

/* True if an answer names this limit, though a stream that is known as a whole never passes `value`. */
bool sluice_is_in_vain(const struct sluice_answer *answer, const struct sluice_byte_limit *known,
                       uint64_t value);

/* The most that an input of `bytes` may take, with the instances that the receiver's classes may make of it
 * and the copies that they asked for: how large and how many those are is said by them, and by no stream. */
uint64_t sluice_case_heap_bound(const struct sluice_case *seen, uint64_t bytes);

/* True if something was refused for want of memory or at a limit: that says nothing about the object. */
bool sluice_is_about_resources(const char *reason);

/* True if both are NULL or equal. */
bool sluice_same_text(const char *left, const char *right);

/* --- how oracles answer ----------------------------------------------------------------------- */

/* Rules that the event `event` violates; the sentence is led by the event's index and offset. */
void sluice_violated_at(const struct sluice_case *seen, struct sluice_judged *out, size_t event,
                        const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A violation that no single event shows; `offset` may be SLUICE_NOT_MEASURED. */
void sluice_violated(struct sluice_judged *out, uint64_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void sluice_held(struct sluice_judged *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void sluice_not_applicable(struct sluice_judged *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The end of an oracle that found nothing wrong: held if `count` acts (named `what`) were put to the
   test and the target shows all of `mask`, else not applicable. */
void sluice_conclude(const struct sluice_case *seen, struct sluice_judged *out, uint32_t mask,
                     uint64_t count, const char *what);

static inline bool sluice_is_violated(const struct sluice_judged *out)
{
    return out->ruling == SLUICE_RULING_VIOLATED;
}

#endif
