/* Class models written in YAML (FORMAT.md), made into the policy that the decoder asks.
 *
 * Models come from files, from the `use` and `classes` of a case, or from several of these together:
 *
 *     struct sluice_yaml_error error = {0};
 *     struct sluice_models *models = sluice_models_new("corpora/models");
 *     bool good = sluice_models_add_file(models, "period.yaml", &error) &&
 *                 sluice_models_finish(models, &error);
 *     ... sluice_models_policy(models) ...
 *     sluice_models_free(models);
 *
 * Errors have file, line and column of the value to change. After a failed call only
 * sluice_models_free() is allowed. Not thread-safe while it is built; a finished one may be shared.
 *
 * Rules: CON-1..4, and the checks of IN-3..IN-6, DEV-1, DEV-3, DEV-10, DEV-12 that can be declared. */
#ifndef SLUICE_MODELS_H
#define SLUICE_MODELS_H

#include "harness/yaml/yaml.h"
#include "sluice/classes.h"

/** What the developer of a class means a field or a piece of custom data to hold; NULL: nothing said. */
struct sluice_models_meaning {
    const char *holds;     /* class of the value */
    const char *of;        /* class of its elements, or keys */
    const char *of_values; /* class of the values of its pairs */
    const char *same_as;   /* of a piece: the field that holds the same */
};

/* X(member, name): code that a class can have. */
#define SLUICE_MODELS_CODE(X)                                                                      \
    X(READ, "read")                                                                                \
    X(CHECK, "check")                                                                              \
    X(CONSTRUCTOR, "constructor")

/* X(member, name): what a careless developer does; FORMAT.md. */
#define SLUICE_MODELS_CARELESS(X)                                                                  \
    X(CHECKS_IN_CONSTRUCTOR, "checks-in-constructor")                                              \
    X(NO_CHECK, "no-check")                                                                        \
    X(NO_TYPE_CHECK, "no-type-check")                                                              \
    X(SHARES, "shares")                                                                            \
    X(NO_SUPERCLASS, "no-superclass")                                                              \
    X(NO_REQUIRED_CHECK, "no-required-check")                                                      \
    X(NO_READER, "no-reader")                                                                      \
    X(READS_DEFAULT_FIELDS, "reads-default-fields")                                                \
    X(MISREADS, "misreads")                                                                        \
    X(IGNORES_FAILURES, "ignores-failures")

enum sluice_models_code_bit {
#define X(member, name) SLUICE_MODELS_CODE_##member,
    SLUICE_MODELS_CODE(X)
#undef X
};

enum sluice_models_careless_bit {
#define X(member, name) SLUICE_MODELS_CARELESS_##member,
    SLUICE_MODELS_CARELESS(X)
#undef X
};

/** A class as its developer means it. What the decoder is given differs where he was careless. */
struct sluice_models_declared {
    const struct sluice_class_model *model;
    const struct sluice_models_meaning *fields; /* of each field; NULL if nothing is said of any */
    const struct sluice_models_meaning *pieces; /* of each piece of the layout; the same */
    unsigned code;                              /* bits: 1 << enum sluice_models_code_bit */
    unsigned careless;                          /* bits: 1 << enum sluice_models_careless_bit */
};

/** A set of class models. Owns all that its array and policy point to. */
struct sluice_models;

/**
 * An empty set. `directory` (copied; NULL: none) is where the names under `use` are looked up when no
 * such file lies beside the file that uses it.
 * @return NULL when memory is short.
 */
SLUICE_NODISCARD struct sluice_models *sluice_models_new(const char *directory);

/**
 * Adds the models of a file ("-": standard input) and of all files that it uses. A file that is
 * already part of the set is not read again.
 */
SLUICE_NODISCARD bool sluice_models_add_file(struct sluice_models *models, const char *path,
                                             struct sluice_yaml_error *error);

/**
 * Adds what a `use` list names, as in a case or a model file: "examples" is the file examples.yaml
 * beside the file of the list, or in the directory given to sluice_models_new(); without such a file,
 * "collections" is the group of well-known classes of that name (sluice/classes.h).
 */
SLUICE_NODISCARD bool sluice_models_add_use(struct sluice_models *models,
                                            const struct sluice_yaml_node *names,
                                            struct sluice_yaml_error *error);

/** Adds groups of well-known classes (enum sluice_group). A source's own model of such a class wins. */
void sluice_models_add_groups(struct sluice_models *models, uint32_t groups);

/**
 * Adds the models of a `classes` list. Its document must live until sluice_models_finish() returns
 * and is not needed afterwards.
 */
SLUICE_NODISCARD bool sluice_models_add_classes(struct sluice_models *models,
                                                const struct sluice_yaml_node *classes,
                                                struct sluice_yaml_error *error);

/**
 * Connects the models (parents, fields that checks name, ...), reports classes that are declared
 * twice with both places, and makes the policy. To be called once, after everything is added.
 */
SLUICE_NODISCARD bool sluice_models_finish(struct sluice_models *models,
                                           struct sluice_yaml_error *error);

/** The models of a finished set as the decoder has them, in the order they were added, those of groups
 * last. Valid until the set is freed. */
const struct sluice_class_model *sluice_models_array(const struct sluice_models *models,
                                                     size_t *count);

/** The same models as their developers mean them, for whoever judges. */
const struct sluice_models_declared *sluice_models_declared(const struct sluice_models *models,
                                                            size_t *count);

/** So many of them, the first, are declared by sources; the others are of groups. */
size_t sluice_models_own(const struct sluice_models *models);

/** The policy of a finished set; never NULL. Valid until the set is freed. */
const struct sluice_policy *sluice_models_policy(const struct sluice_models *models);

/** What the code of the classes has found amiss in how the decoder uses it, or NULL. When no graph is
 * left, all instances must have been destroyed. */
const char *sluice_models_code_fault(const struct sluice_models *models);

/** Bytes of the copies that constructors have asked for since the set was made, with what is needed beside
 * each of them. They come on top of what a stream may cost: how much is copied is said by the classes. */
uint64_t sluice_models_copied(const struct sluice_models *models);

/** Steps that the questions of checks and constructors have cost since the set was made, at most. They come on
 * top of what a stream may cost, too: a class may have many fields, and an object of it none in the stream. */
uint64_t sluice_models_asked(const struct sluice_models *models);

/** Frees the set, its models and its policy; NULL is allowed. */
void sluice_models_free(struct sluice_models *models);

#endif
