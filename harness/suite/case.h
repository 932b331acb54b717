/* Cases of the attack suite as they are loaded from YAML. FORMAT.md says what the files hold. */
#ifndef SLUICE_SUITE_CASE_H
#define SLUICE_SUITE_CASE_H

#include "harness/models/models.h"
#include "harness/stream/names.h"
#include "harness/stream/variants.h"
#include "harness/targets/target.h"
#include "harness/yaml/yaml.h"
#include "rules/judge.h"

#include <sluice/limits.h>

/* X(member, stable name), from mild to grave */
#define SLUICE_SEVERITIES(X)                                                                       \
    X(LOW, "low")                                                                                  \
    X(MEDIUM, "medium")                                                                            \
    X(HIGH, "high")                                                                                \
    X(CRITICAL, "critical")

enum sluice_severity {
#define X(member, name) SLUICE_SEVERITY_##member,
    SLUICE_SEVERITIES(X)
#undef X
};

/** The name of a severity; never NULL. */
const char *sluice_severity_name(enum sluice_severity severity);

/** What a case expects of a target. Texts are NULL where the case does not say. */
struct sluice_expectation {
    enum sluice_outcome verdict;
    const char **errors; /* any of these Java exception classes */
    size_t error_count;
    const char *reason;
    const char *at;
    const char *path;
    const char *class_name; /* class concerned */
    uint64_t offset;        /* where the run must end, or SLUICE_NOT_MEASURED */
    const char *value;      /* compact form */
    const char *json;       /* canonical form */
    /* The rules that a careless developer or writer breaks: they must be found violated, and only
       they. */
    const char **violates;
    size_t violate_count;
    /* Rules that must be found to hold, and rules on which the judge must not decide. */
    const char **holds;
    size_t hold_count;
    const char **undecided;
    size_t undecided_count;
    /* With a lie: what the runner must make of it, one of its own verdicts; ACCEPT: nothing. */
    enum sluice_verdict befalls;
    const char *written; /* rewrite: sha256 of what is written, or "same": what was read */
    uint64_t resets;     /* rewrite: resets in what is written, or SLUICE_NOT_MEASURED */
};

/** True if the case is more than the harmless neighbor of another: something is to be refused, or to be
 * found out. */
static inline bool sluice_expects_trouble(const struct sluice_expectation *expect)
{
    return expect->verdict != SLUICE_OUTCOME_ACCEPT || expect->violate_count > 0 ||
           expect->befalls != SLUICE_VERDICT_ACCEPT;
}

/** What the plain run may take; SLUICE_NOT_MEASURED where the case does not say. */
struct sluice_budget {
    uint64_t peak; /* bytes of heap */
    uint64_t steps;
    uint64_t work; /* steps at least: work that nobody counts is bounded by nothing */
};

/* A budget that allows everything. */
#define SLUICE_NO_BUDGET                                                                           \
    {                                                                                              \
        SLUICE_NOT_MEASURED, SLUICE_NOT_MEASURED, SLUICE_NOT_MEASURED                              \
    }

struct sluice_lie;
struct sluice_case;
struct sluice_case_defaults;
struct sluice_pool_line;

/* Most keys that a kind adds. */
enum { SLUICE_CASE_KIND_KEYS = 24 };

/**
 * What cases are about, if not about streams: who loads what is special in them, and runs it. Ids, titles,
 * sources and twins are those of all cases.
 */
struct sluice_case_kind {
    const char *name;             /* the mode, in results: "archive" */
    const char *command;          /* that runs such cases: "archive run" */
    const char *const *file_keys; /* of a file, ended by NULL */
    const char *const *keys;      /* of a case, those of all cases left out, ended by NULL */
    const char *const *rules;     /* that the cases are about, ended by NULL */
    const char *row;              /* a row of their catalogue, as an example */
    bool (*is_row)(const char *text);
    /* Loads the keys of its own, and checks what parts of the case say of each other. */
    bool (*load)(const struct sluice_yaml_node *node, const struct sluice_case_defaults *defaults,
                 struct sluice_case *out, struct sluice_yaml_error *error);
    void (*free)(struct sluice_case *item);
    /* In a worker: runs the case, and answers. `thorough` as --variants. False: the process is not fit
       for another one. */
    bool (*run)(const struct sluice_case *item, const struct sluice_target *target, bool thorough,
                const struct sluice_pool_line *line);
};

/* Index of a case that is not there. */
#define SLUICE_NO_CASE SIZE_MAX

/** A case. Texts live in the suite's YAML documents. */
struct sluice_case {
    const char *id;
    const char *family;
    const char *file; /* path as it was given or found */
    const char *title;
    const char *effect; /* NULL: none given */
    const char **rules;
    size_t rule_count;
    enum sluice_severity severity;
    const char *source_kind;
    const char *source_ref;
    const char **rows; /* of corpora/attacks/CATALOGUE.md that it shows: "AT65" */
    size_t row_count;
    const char **cves; /* advisories about the same attack */
    size_t cve_count;
    const struct sluice_case_kind *kind; /* NULL: it is about a stream */
    void *own;                           /* what its kind knows of it */
    enum sluice_target_mode mode;
    bool safe; /* rewrite: containers are to be replaced by immutable ones */
    struct sluice_limits
        limits; /* members of 0: the target's defaults; rewrite: the next reader's */
    const struct sluice_models *models;
    struct sluice_models *own_models; /* the same, if they are this case's alone; else NULL */
    const char **model_names;         /* model files it uses, classes written in its file */
    size_t model_name_count;
    struct sluice_program *program;
    struct sluice_lie *lies; /* what is changed of what was seen: harness/suite/lie.h */
    size_t lie_count;
    struct sluice_expectation expect;
    struct sluice_budget budget;
    const char *sha256; /* of the assembled bytes; NULL: not recorded yet */
    bool growth;
    unsigned derive; /* which variants: bits, 1 << enum sluice_variant_rule */
    size_t twin;     /* index in the suite, or SLUICE_NO_CASE */
    size_t *attacks; /* the cases that this one is the twin of */
    size_t attack_count;

    /* Where things stand, for messages and for tools that change the file. */
    const struct sluice_yaml_node *node;
    const struct sluice_yaml_node *twin_node;
};

/** True if the case names the rule among those that it is about. */
bool sluice_case_names(const struct sluice_case *item, const char *rule);

/** One loaded file. */
struct sluice_case_file {
    struct sluice_yaml *yaml;
    char *path;
    struct sluice_models *models; /* of the cases that declare none of their own */
};

/** All cases of a run. Zero-initialize; free with sluice_suite_free(). */
struct sluice_suite {
    const struct sluice_case_kind *kind; /* set before loading; NULL: the cases are about streams */
    struct sluice_case_file *files;
    size_t file_count;
    struct sluice_case *cases; /* in the order of files, then of the file */
    size_t case_count;
    /* Of both: those that were asked for. What stands behind them counts only as twins of theirs. */
    size_t named_file_count;
    size_t named_case_count;
    struct sluice_stream_names ids;
    size_t *by_id; /* indexes of the cases: of id number 1, of id number 2 ... */
};

/**
 * Loads case files; a folder stands for all .yaml files in it, sorted by name. Files beside them that
 * hold the twin of a case are found and loaded behind these. What is wrong is said with
 * file, line, column and what to write instead: the first of it in `error`, or, if that has a list, all
 * of it (harness/yaml/faults.h). Whatever was loaded is in `suite`, to be freed.
 */
SLUICE_NODISCARD bool sluice_suite_load(struct sluice_suite *suite, const char *const *paths,
                                        size_t path_count, struct sluice_yaml_error *error);

/**
 * Loads the cases of one document, which is taken over, as if it stood at `path`. What stands beside that
 * is looked for there.
 */
SLUICE_NODISCARD bool sluice_suite_load_document(struct sluice_suite *suite,
                                                 struct sluice_yaml *yaml, const char *path,
                                                 struct sluice_yaml_error *error);

/** Frees a suite and all its cases. */
void sluice_suite_free(struct sluice_suite *suite);

/** Index of the case with that id, or SLUICE_NO_CASE. */
size_t sluice_suite_find(const struct sluice_suite *suite, const char *id);

#endif
