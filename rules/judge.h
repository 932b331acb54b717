/* The judge: each rule of the catalogue as an oracle over (stream, policy, limits, observation).
 *
 * The suite, the fuzzers and every target are judged by the same code. An oracle decides from what the
 * stream's bytes and the policy say, and from what the trace and the measurements show; a target's own
 * word is taken only where it speaks against itself. What a target cannot show, or the stream does not
 * put to the test, is "not applicable", never "held". */
#ifndef SLUICE_RULES_JUDGE_H
#define SLUICE_RULES_JUDGE_H

#include "rules/observation.h"

/* --- the question that the target was asked --------------------------------------------------- */

enum sluice_judge_mode {
    SLUICE_JUDGE_DECODE,  /* build objects under the policy */
    SLUICE_JUDGE_INSPECT, /* build nothing, describe the stream */
    SLUICE_JUDGE_REWRITE  /* the same, and write the stream again for another reader */
};

/** The ground on which objects of a class may be built (CON-1..4), or the reason why not. */
enum sluice_ground {
    SLUICE_GROUND_DENIED,
    SLUICE_GROUND_ATOMIC,
    SLUICE_GROUND_STATELESS,
    SLUICE_GROUND_PERMITTED,
    SLUICE_GROUND_ENUM,
    SLUICE_GROUND_INTERFACE,
    SLUICE_GROUND_ABSTRACT,
    SLUICE_GROUND_NOT_SERIALIZABLE,
    SLUICE_GROUND_ABSENT
};

/**
 * What the developer of a class means a field, or a piece of its custom data, to hold: classes with
 * dots, arrays as "[I"; null is always allowed. Members are NULL where nothing is meant. Nobody but the
 * class itself can check it: whatever its model or code does, an object that stands must have it so.
 */
struct sluice_judge_meaning {
    const char *holds; /* the value is an instance of this class */
    const char *of;    /* what an array or container holds: its elements, or keys */
    const char *of_values;
};

/** A serializable field of a class. */
struct sluice_judge_field {
    const char *name;
    const char *signature; /* "I", "Ljava/lang/String;", "[J" */
    bool shared;           /* the class keeps the value itself on purpose: GOLD-3, GOLD-4 waived */
    bool required;         /* the class cannot do without it */
    bool self_is_null;     /* a reference to the object itself means null, as in Throwable.cause */
    struct sluice_judge_meaning meant;
};

/** A piece of the custom data of a class that consists of objects. */
enum sluice_judge_piece_kind {
    SLUICE_PIECE_OBJECT,  /* one */
    SLUICE_PIECE_OBJECTS, /* all that follow */
    SLUICE_PIECE_PAIRS    /* the same, keys and values in turn */
};

struct sluice_judge_piece {
    enum sluice_judge_piece_kind kind;
    bool kept; /* SLUICE_PIECE_OBJECT: the class keeps it like a field that is not shared */
    /* The others: the end, among the bytes of all blocks of the data, of the int that says how many there
       are, if no other list stands between it and them. 0: all that follow, or nobody knows how many. */
    uint32_t count_end;
    bool until_null; /* the others: they end before the first null, or null key */
    struct sluice_judge_meaning meant;
};

/* What a class has code for: bits. Only of what a target shows by `called` events. */
enum sluice_judge_code {
    SLUICE_CODE_READ = 1 << 0,       /* a reader of its custom data (DEV-7) */
    SLUICE_CODE_CHECK = 1 << 1,      /* a check of its invariants (DEV-1) */
    SLUICE_CODE_CONSTRUCTOR = 1 << 2 /* a constructor */
};

/** A class as the receiver knows it. */
struct sluice_judge_class {
    const char *name; /* with dots */
    enum sluice_ground ground;
    const char *parent; /* nearest superclass that the policy names, or NULL */
    const char *const *interfaces;
    size_t interface_count;
    bool is_mutable; /* objects are to be copied by atomic objects that keep them */
    bool resolves; /* objects of it may be replaced: by a readResolve, or as what they stand for */
    bool has_resolve;  /* by a readResolve, of which each call is an event */
    bool skips_fields; /* its writeObject writes custom data only, no default fields */
    bool reads_data;   /* custom or external data is read and kept, not passed over */
    unsigned code;     /* that the class should have: enum sluice_judge_code */
    bool is_external;  /* it is java.io.Externalizable */
    const struct sluice_judge_field *fields;
    size_t field_count;
    const struct sluice_judge_piece *pieces; /* in the order of the data, primitive ones left out */
    size_t piece_count;
    /* The field that holds its elements as an array, as another container, or as a single Object; NULL
       if it contains nothing, or in its pieces. */
    const char *items;
    const char *item_count; /* the number that says how many of them are its elements; NULL: all */
    bool has_suid;          /* another serialVersionUID is refused */
    int64_t suid;
    const char *const *constants; /* of an enum */
    size_t constant_count;
};

/** A limit in force, by its stable name ("objects", "array_length"). */
struct sluice_judge_limit {
    const char *name;
    uint64_t value;
};

/** The question. All that it points to belongs to the caller and must outlive the judging. */
struct sluice_judge_context {
    const uint8_t *bytes;
    size_t length;
    enum sluice_judge_mode mode;
    const struct sluice_judge_class
        *classes; /* NULL: no policy is known, rules about it do not apply */
    size_t class_count;
    /* The same, ascending by name (of one name, the first of `classes` first), for who has many; NULL: they
       are looked at one by one. */
    const struct sluice_judge_class *const *by_name;
    const struct sluice_judge_limit *limits; /* a limit that is not listed is not judged */
    size_t limit_count;
    /* rewrite: the limits of the reader that the stream is written again for, and whether its
       containers were to be replaced by immutable ones */
    const struct sluice_judge_limit *reader;
    size_t reader_count;
    bool safe;
    size_t instance_bytes; /* of the largest instance that a class of the policy asks for */
    const struct sluice_rules_memory *memory; /* NULL: that of malloc */
    bool
        terse; /* results have details of violations only: for who judges many thousands a second */
};

/* --- the promises in numbers ------------------------------------------------------------------ */

#define SLUICE_BOUND_HEAP_FACTOR UINT64_C(16)         /* bytes held per byte of input */
#define SLUICE_BOUND_HEAP_FIXED (UINT64_C(64) * 1024) /* bytes on top */
#define SLUICE_BOUND_SMALLEST_OBJECT                                                               \
    UINT64_C(6) /* bytes: its type code and a reference to its class */
#define SLUICE_BOUND_STEPS_PER_BYTE UINT64_C(16)
#define SLUICE_BOUND_STEPS_FIXED UINT64_C(4096)
/* Pieces of code that a target goes through (struct sluice_resources, work) for each step that it tells of and each byte.
 * Most streams cost 8 for each of them together, the worst of the suite 125. An element that the code of a class looks
 * at is a quarter of a step, and up to 130 pieces; a byte of text is a 64th, and up to 33 (the syntax of a URI). */
#define SLUICE_BOUND_WORK_PER_STEP UINT64_C(4096)
#define SLUICE_BOUND_WORK_PER_BYTE UINT64_C(128)
#define SLUICE_BOUND_WORK_FIXED (UINT64_C(64) * 1024)
#define SLUICE_BOUND_EXPONENT 1.05 /* of the growth of steps and heap: rules/growth.h */
#define SLUICE_BOUND_STACK (UINT64_C(16) * 1024) /* bytes */
#define SLUICE_BOUND_STACK_SLACK UINT64_C(512)   /* bytes that two depths may differ by */

/** Whether a run did more than the steps that it told of can stand for. What was not measured is not too much. */
bool sluice_is_too_much_work(uint64_t work, uint64_t steps, uint64_t length);

/* --- the result -------------------------------------------------------------------------------- */

enum sluice_ruling { SLUICE_RULING_NOT_APPLICABLE, SLUICE_RULING_HELD, SLUICE_RULING_VIOLATED };

/** "not-applicable", "held" or "violated"; never NULL. */
const char *sluice_ruling_name(enum sluice_ruling ruling);

enum { SLUICE_DETAIL_SIZE = 256 };
#define SLUICE_NO_EVENT SIZE_MAX

/** How one rule was decided. Plain data. */
struct sluice_judged {
    const char *rule; /* "IN-1", static text */
    enum sluice_ruling ruling;
    size_t event;    /* index in the trace of the event that shows it, or SLUICE_NO_EVENT */
    uint64_t offset; /* bytes, or SLUICE_NOT_MEASURED */
    bool terse;      /* as the context has it */
    char detail[SLUICE_DETAIL_SIZE]; /* one sentence, printable */
};

/** Number of rules, and the id of the i-th; NULL when i is out of range. */
size_t sluice_rule_count(void);
const char *sluice_rule_id(size_t index);

/** Index of a rule by its id, or sluice_rule_count() if there is no such rule. */
size_t sluice_rule_index(const char *id);

/** The i-th rule that is planned: stated in rules/catalogue, judged by nothing yet. NULL behind the last. */
const char *sluice_planned_rule_id(size_t index);

/** Whether the id is that of a planned rule. No such rule has an index. */
bool sluice_rule_is_planned(const char *id);

/** Whether the rule is judged on archives (rules/archive.h): of a stream it says nothing. */
bool sluice_rule_is_about_archives(const char *id);

/**
 * Judges one case by every rule.
 *
 * @param results room for sluice_rule_count() results; result i is rule i.
 * @return false when memory ran out: then all results are not applicable and say so.
 *
 * Time and memory linear in the stream and the trace, whatever they hold. Thread-safe.
 */
bool sluice_judge_all(const struct sluice_judge_context *context,
                      const struct sluice_observation_set *set, struct sluice_judged *results)
    __attribute__((warn_unused_result));

/**
 * Judges several runs over the same bytes by the rules about them alone: BOUND-ALLOCATION and
 * BOUND-CHUNKS. The bytes are not looked at. For those who make many more runs of a case that is judged
 * by all rules elsewhere.
 */
enum { SLUICE_RUN_RULES = 2 };
void sluice_judge_runs(const struct sluice_judge_context *context,
                       const struct sluice_observation_set *set,
                       struct sluice_judged results[SLUICE_RUN_RULES]);

/** NULL if two answers agree, else the name of the first member in which they differ. */
const char *sluice_answer_difference(const struct sluice_answer *left,
                                     const struct sluice_answer *right);

/* --- from rulings to a verdict ----------------------------------------------------------------- */

/* X(member, stable name), from mild to grave: where several apply, the last one is the verdict. The
 * first four are a target's own; the others are the runner's and fail a case whatever it expects. */
#define SLUICE_VERDICTS(X)                                                                         \
    X(ACCEPT, "accept")                                                                            \
    X(REJECT, "reject")                                                                            \
    X(LIMIT, "limit")                                                                              \
    X(UNSUPPORTED, "unsupported")                                                                  \
    X(BUDGET, "budget")                                                                            \
    X(LEAK, "leak")                                                                                \
    X(WRONG_VALUE, "wrong-value")                                                                  \
    X(SIDE_EFFECT, "side-effect")                                                                  \
    X(PARTIAL_OBJECT, "partial-object")                                                            \
    X(ADAPTER_ERROR, "adapter-error")                                                              \
    X(HANG, "hang")                                                                                \
    X(CRASH, "crash")                                                                              \
    X(SANITIZER, "sanitizer")                                                                      \
    X(NOT_RUN, "not-run")

enum sluice_verdict {
#define X(member, name) SLUICE_VERDICT_##member,
    SLUICE_VERDICTS(X)
#undef X
};

/** The stable name of a verdict; never NULL. */
const char *sluice_verdict_name(enum sluice_verdict verdict);

/** The verdict with that name; false if there is none. */
bool sluice_verdict_parse(const char *name, enum sluice_verdict *out);

/** True for accept, reject, limit and unsupported. */
bool sluice_verdict_is_targets_own(enum sluice_verdict verdict);

/** BOUND-HEAP: the most that an input of `bytes` may take. */
uint64_t sluice_heap_bound(uint64_t bytes);

/** The verdict that a violation of rule `index` leads to. */
enum sluice_verdict sluice_rule_verdict(size_t index);

/**
 * The verdict on a case: the gravest of what befell the process, of the violated rules, of a control
 * stream that answers differently, and of the target's own answer.
 *
 * @param results as filled by sluice_judge_all().
 * @param cause   may be NULL; receives the index of the violated rule that made the verdict, or
 *                sluice_rule_count().
 */
enum sluice_verdict sluice_verdict_of(const struct sluice_observation_set *set,
                                      const struct sluice_judged *results, size_t *cause);

#endif
