/* The contract of a target: something that reads a stream under a policy and limits, and whose
 * conduct can be observed.
 *
 * The runner loads a stream once and has it read as often as it needs, each time in another way. A
 * target says by its capabilities which ways it has; what it lacks stays unmeasured, and the rules
 * that need it are not applicable.
 *
 * A target belongs to one process at a time: it is created before the workers are forked, and each
 * worker uses its own copy. */
#ifndef SLUICE_TARGETS_TARGET_H
#define SLUICE_TARGETS_TARGET_H

#include "rules/observation.h"

#include <sluice/base.h>
#include <sluice/limits.h>
#include <sluice/policy.h>

/** How a target is run. */
enum sluice_target_kind {
    SLUICE_TARGET_IN_PROCESS, /* in the worker itself */
    SLUICE_TARGET_PROCESS     /* in a program that the worker talks to: CONTRACT.md */
};

/** The name of a kind as it stands in results ("in-process"); never NULL. */
const char *sluice_target_kind_name(enum sluice_target_kind kind);

/* What a target can do beyond reading a stream. Bits. */
enum sluice_target_capability {
    SLUICE_CAN_TRACE = 1 << 0,           /* shows what it does, event by event */
    SLUICE_CAN_COUNT_HEAP = 1 << 1,      /* knows each byte it holds */
    SLUICE_CAN_FAIL_ALLOCATION = 1 << 2, /* can be refused its k-th allocation */
    SLUICE_CAN_CHUNK = 1 << 3,           /* takes the stream piece by piece */
    SLUICE_CAN_MEASURE_STACK = 1 << 4,   /* knows how deep its C stack went */
    SLUICE_CAN_INSPECT = 1 << 5,         /* can read a stream without building anything */
    SLUICE_CAN_REWRITE = 1 << 6,         /* can write what it has inspected as a stream again */
    SLUICE_CAN_WRITE_BACK = 1 << 7,      /* the same of what it has built */
    SLUICE_CAN_FAIL_SOURCE = 1 << 8,     /* can be given a source that fails */
    SLUICE_CAN_DECODE = 1 << 9,          /* builds objects */
    SLUICE_CAN_POLICY = 1 << 10,         /* with it: only those that the policy lets it build */
    SLUICE_CAN_LIMIT = 1 << 11,          /* keeps the limits that it is given */
    SLUICE_CAN_VALUE = 1 << 12,          /* tells what it has read */
    SLUICE_CAN_ARCHIVE = 1 << 13         /* judges signed archives */
};

enum sluice_target_mode {
    SLUICE_MODE_DECODE,  /* build what the policy allows */
    SLUICE_MODE_INSPECT, /* read, build nothing */
    SLUICE_MODE_REWRITE  /* the same, and write what was read */
};

/** The name of a mode ("decode"); never NULL. */
const char *sluice_target_mode_name(enum sluice_target_mode mode);

/** One way to read the loaded stream. Zero-initialize, then set what matters. */
struct sluice_target_request {
    enum sluice_target_mode mode;
    /* decode: what may be built, not NULL. Else: forms and layouts of classes that cannot be read
       without, or NULL. */
    const struct sluice_policy *policy;
    const struct sluice_limits *limits; /* NULL: the target's defaults */
    /* rewrite, write_back: the limits of the reader that it is written for; NULL, and members of 0:
       none. And whether containers are to be replaced by immutable ones. */
    const struct sluice_limits *reader;
    bool safe;

    size_t chunk;  /* bytes delivered at a time; 0: all at once */
    uint32_t vary; /* with it: pieces of 1 to that many bytes, others for each number; 0: not so */
    size_t split;  /* delivered in two pieces, the first this long; 0: not so */
    bool hide_length; /* with these two: the source does not tell its length beforehand */
    uint64_t
        fail_source; /* with these two: the source fails in place of its k-th byte, from 1; 0: never */
    bool boasts;     /* and fails by telling of more bytes than it was asked for */
    bool falls_short;  /* with these two: the source tells of one byte more than it has */
    bool keep_partial; /* inspect: of a malformed stream, what came before the fault is the value */
    uint64_t fail_allocation; /* the k-th allocation is refused, from 1; 0: none */
    bool fail_for_good;       /* and all after it */
    bool trace;               /* fill in the observation's trace */
    bool value;               /* fill in the answer's value, in canonical form */
    bool compact;             /* fill in the answer's compact form */
    bool promises;   /* first: put the policy, and what is promised without a stream, to the test */
    bool write_back; /* decode: what was built is written, as the answer's `written` */
    bool rebuild; /* with write_back: it is built once more, by a program, and that is written; what
                     cannot be is `unsupported` */
    bool clumsy;  /* decode: before anything is read, the builder is misused in many ways */
    bool own_sink;       /* what is written goes to a sink of the target's own, record by record */
    uint64_t fail_write; /* with own_sink: the k-th call of it fails, from 1; 0: none */
    bool measure_stack;  /* nothing else is measured then */
};

/** What a writer says of what it has written, and how often it called the sink. */
struct sluice_target_wrote {
    uint64_t bytes;    /* that the sink took */
    uint64_t objects;  /* most between two resets */
    uint64_t elements; /* most between two resets */
    uint64_t depth;
    uint64_t records;
    uint64_t resets;        /* of its own */
    uint64_t replaced;      /* containers */
    uint64_t kept_by_place; /* containers of a kind that is replaced elsewhere */
    uint64_t kept_in_cycle;
    uint64_t kept_as_read;
    uint64_t calls; /* of a sink of the target's own, those behind the failed one included */
};

enum { SLUICE_TARGET_MISUSE = 192 };

/** What a run yields beside its observation. */
struct sluice_target_facts {
    bool returned_result;              /* a document or graph was handed out */
    bool refused;                      /* the allocation to be refused was asked for */
    uint64_t depth;                    /* deepest nesting of what was read */
    struct sluice_target_wrote wrote;  /* if anything was written */
    char misuse[SLUICE_TARGET_MISUSE]; /* what was not right when the builder was misused, or "" */
};

/* Milliseconds that a target of kind PROCESS has for one run if nobody says otherwise, and to start. */
enum { SLUICE_TARGET_DEADLINE = 10000, SLUICE_TARGET_START_DEADLINE = 60000 };

/** A target. The struct itself is constant; what changes is behind `context`. */
struct sluice_target {
    const char *name; /* as in results and on the command line: "reference" */
    const char *version;
    enum sluice_target_kind kind;
    unsigned capabilities; /* enum sluice_target_capability */
    unsigned deadline;     /* PROCESS: milliseconds for one run */
    const char *arguments; /* that choose it on the command line, for a shell; NULL: none */

    /**
     * Makes `stream` the one that is read from now on, until the next load. The bytes are copied.
     * False when there is no memory for it.
     */
    bool (*load)(void *context, struct sluice_bytes stream);

    /**
     * Makes `setting` (JSON: CONTRACT.md) the classes and limits of the runs from now on; empty: none. The
     * bytes must live until the next call. NULL: the target takes them from the request.
     */
    void (*set)(void *context, struct sluice_bytes setting);

    /**
     * Reads the loaded stream. `observation` is initialized and empty; it is filled in with what was
     * asked for and measured. Returns false when the target itself failed, with
     * observation->process.adapter_error set; a rejected stream is not a failure.
     */
    bool (*run)(void *context, const struct sluice_target_request *request,
                struct sluice_observation *observation, struct sluice_target_facts *facts);

    void (*destroy)(void *context);
    void *context;
};

/* A value longer than this is cut; then its length and a digest of the rest follow, so that two long
   values compare as they would in full. */
enum { SLUICE_TARGET_VALUE_BYTES = 256 * 1024 };

/**
 * The reference decoder, in the calling process. Its allocator counts exactly, its input ends at an
 * unmapped page and is read-only, and its stack is measured on a stack of its own.
 *
 * @return false when there is no memory for it. End with target->destroy(target->context).
 */
SLUICE_NODISCARD bool sluice_reference_create(struct sluice_target *target);

/**
 * The same, for those who run it a hundred thousand times a second: what is loaded is not copied, and must
 * live until the next load. What lies behind it is the caller's to guard.
 */
SLUICE_NODISCARD bool sluice_reference_create_borrowing(struct sluice_target *target);

/** All names of targets that sluice_target_create() knows, ended by NULL. */
const char *const *sluice_target_names(void);

/** Creates a target by name; false when there is none of that name or no memory. */
SLUICE_NODISCARD bool sluice_target_create(const char *name, struct sluice_target *target);

#endif
