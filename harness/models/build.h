/* Private to harness/models: a set of models under construction.
 *
 * First pass, as sources are added (source.c, class.c, member.c): each class for itself.
 * Second pass, in sluice_models_finish() (link.c, invariant.c, relation.c): what names other classes
 * or members, when all are known. */
#ifndef SLUICE_MODELS_BUILD_H
#define SLUICE_MODELS_BUILD_H

#include "harness/models/models.h"
#include "harness/yaml/arena.h"

/* A class between the passes. */
struct sluice_models_entry {
    struct sluice_class_model model;
    struct sluice_models_declared declared; /* what the source says beside the model */
    const struct sluice_yaml_node *node; /* its map in the source; NULL: of a group, or finished */
    size_t parent;                       /* index of the parent's entry, or SIZE_MAX */
    size_t listed;  /* interfaces that the source lists; spread() adds others */
    size_t reached; /* 1 + index of the interface that last came by here */
    enum { SLUICE_MODELS_NEW, SLUICE_MODELS_WALKED, SLUICE_MODELS_ROOTED } walk; /* see link.c */
};

/* A file that has been read. */
struct sluice_models_file {
    struct sluice_yaml *document; /* NULL once finished */
    const char *path;             /* canonical, in the arena */
};

/* The instances that the code of classes has made, and what it has found amiss. */
struct sluice_models_ledger {
    uint64_t made;     /* parts of instances, ever */
    uint64_t copied;   /* bytes of the copies that they asked for, ever */
    uint64_t asked;    /* steps that their questions may have cost, ever */
    uint64_t live;     /* and of those, not destroyed */
    const void *graph; /* whose instances were being destroyed, and the number of the last one */
    uint64_t last;
    const char *fault; /* NULL: none */
};

struct sluice_models {
    struct sluice_arena arena;
    const char *directory;
    uint32_t groups; /* of well-known classes, that sources use */
    struct sluice_models_entry *entries;
    size_t count;
    size_t own; /* so many, the first, are not of groups; known when they are connected */
    size_t capacity;
    size_t *by_name; /* entry indices sorted by class name */
    size_t sorted;   /* how many */
    struct sluice_models_file *files;
    size_t file_count;
    size_t file_capacity;
    struct sluice_class_model *array;
    struct sluice_models_declared *declared; /* of the same order */
    struct sluice_policy *policy;
    struct sluice_models_ledger ledger;
};

/* A field or a piece of custom data, as checks see it. Neither: the end of a path through a type that
 * leaves open what it holds; it passes for any kind. */
struct sluice_models_member {
    const struct sluice_field_model *field; /* or */
    const struct sluice_layout_item *piece;
};

/* An array that grows by doubling: makes room for one item more, zeroed. NULL: no memory. */
void *sluice_models_grow(void *items, size_t *capacity, size_t count, size_t item_size);

/* Reports that memory is short, at a node; returns false. */
bool sluice_models_no_memory(const struct sluice_yaml_node *node, struct sluice_yaml_error *error);

/* Copies the text of a scalar into the arena. */
SLUICE_NODISCARD bool sluice_models_copy(struct sluice_models *models,
                                         const struct sluice_yaml_node *node, const char **out,
                                         struct sluice_yaml_error *error);

/* A list of names: copies of distinct texts. `what`: "a list of constants". */
SLUICE_NODISCARD bool sluice_models_names(struct sluice_models *models,
                                          const struct sluice_yaml_node *list, const char *what,
                                          const char *const **out, size_t *count,
                                          struct sluice_yaml_error *error);

/* --- class.c, member.c: first pass ----------------------------------------------------------- */

SLUICE_NODISCARD bool
sluice_models_read_class(struct sluice_models *models, const struct sluice_yaml_node *node,
                         struct sluice_class_model *out, struct sluice_yaml_error *error);

/* Class.getName() form, not an array; reports anything else. */
SLUICE_NODISCARD bool sluice_models_check_class_name(const struct sluice_yaml_node *node,
                                                     struct sluice_yaml_error *error);

SLUICE_NODISCARD bool
sluice_models_read_fields(struct sluice_models *models, const struct sluice_yaml_node *node,
                          struct sluice_class_model *out, struct sluice_yaml_error *error);

SLUICE_NODISCARD bool
sluice_models_read_layout(struct sluice_models *models, const struct sluice_yaml_node *node,
                          struct sluice_class_model *out, struct sluice_yaml_error *error);

/* --- groups.c: second pass ------------------------------------------------------------------- */

/* Adds an entry without a node for each class of the groups in use that is not among the sorted
 * entries. They have to be sorted again. */
SLUICE_NODISCARD bool sluice_models_add_group_entries(struct sluice_models *models,
                                                      struct sluice_yaml_error *error);

/* --- link.c: second pass --------------------------------------------------------------------- */

/* Sorts by name, finds duplicates, connects parents and interfaces. */
SLUICE_NODISCARD bool sluice_models_link(struct sluice_models *models,
                                         struct sluice_yaml_error *error);

/* The entry of a class, or NULL. After sluice_models_link() has sorted. */
struct sluice_models_entry *sluice_models_find(const struct sluice_models *models,
                                               const char *name);

/* Reports an unknown class at `node`: "<what> "x" is not declared ..."; returns false. */
bool sluice_models_unknown_class(const struct sluice_models *models,
                                 const struct sluice_yaml_node *node, const char *what,
                                 struct sluice_yaml_error *error);

/* Types that the decoder knows without a model: arrays, java.lang.String, java.lang.Object, ... */
bool sluice_models_is_built_in(const char *name);

/* The field or named piece of a class with this name, not one above; false if there is none. */
bool sluice_models_own_member(const struct sluice_class_model *model, const char *name,
                              struct sluice_models_member *out);

/* A member of a class or of its ancestors; false when there is none of that name. */
bool sluice_models_member(const struct sluice_models *models,
                          const struct sluice_models_entry *entry, const char *name,
                          struct sluice_models_member *out);

/* The same for a name in the source, reported at `node` when unknown. `name` may be a part of its
 * text. */
SLUICE_NODISCARD bool sluice_models_need_member(const struct sluice_models *models,
                                                const struct sluice_models_entry *entry,
                                                const struct sluice_yaml_node *node,
                                                const char *name, struct sluice_models_member *out,
                                                struct sluice_yaml_error *error);

/* Reports that what `node` names is not `sort` ("a number"), with the members that are; returns
 * false. */
bool sluice_models_unfit(const struct sluice_models *models,
                         const struct sluice_models_entry *entry,
                         const struct sluice_yaml_node *node,
                         bool (*fits)(const struct sluice_models_member *), const char *sort,
                         struct sluice_yaml_error *error);

/* --- invariant.c, relation.c: second pass ---------------------------------------------------- */

SLUICE_NODISCARD bool
sluice_models_read_checks(struct sluice_models *models, struct sluice_models_entry *entry,
                          const struct sluice_yaml_node *node, struct sluice_yaml_error *error);

SLUICE_NODISCARD bool
sluice_models_read_resolve(struct sluice_models *models, struct sluice_models_entry *entry,
                           const struct sluice_yaml_node *node, struct sluice_yaml_error *error);

/* --- meaning.c: second pass ------------------------------------------------------------------- */

/* What the class means its fields and pieces to hold, and which code it has. */
SLUICE_NODISCARD bool sluice_models_read_meanings(struct sluice_models *models,
                                                  struct sluice_models_entry *entry,
                                                  struct sluice_yaml_error *error);

/* --- code.c, view.c, read.c, construct.c, careless.c ------------------------------------------- */

/* The code of one class: the context of its functions. */
struct sluice_models_code {
    const struct sluice_models_declared *declared;
    size_t part; /* of the instance, that is the class's: an index */
    size_t
        above; /* the same of the nearest superclass with a constructor, or SLUICE_MODELS_NO_PART */
    struct sluice_models_ledger *ledger;
};

#define SLUICE_MODELS_NO_PART SIZE_MAX

/** Tells the ledger that a check or a constructor is going to ask for all fields of its class: of each a few
 * times, with another getter each. */
void sluice_models_ask(const struct sluice_models_code *code);

/* What a constructor leaves in the instance. */
struct sluice_models_part {
    uint64_t kept;   /* one, and all elements and characters that it has copied */
    uint64_t number; /* how many parts were made when it was; 0: it is not there */
    const void *graph;
};

/* Gives model `index` of the array the code that its class declares, careless or not. False: no
 * memory. */
SLUICE_NODISCARD bool sluice_models_attach_code(struct sluice_models *models, size_t index);

/* Changes the model, and the functions that were attached, as the careless developer would have
 * them. */
SLUICE_NODISCARD bool sluice_models_be_careless(struct sluice_models *models,
                                                struct sluice_class_model *model,
                                                const struct sluice_models_declared *declared);

/* What the reader of a class leaves for its check and its constructor. */
struct sluice_models_state {
    uint32_t pieces;            /* read */
    uint32_t values;            /* objects read */
    uint64_t sum;               /* over the pieces that are to be the same as fields */
    struct sluice_value object; /* the last object of these */
};

bool sluice_models_check(const struct sluice_get_arg *argument, void *context);
bool sluice_models_read(struct sluice_custom_data *data, void *state, void *context);
bool sluice_models_construct(const struct sluice_get_arg *argument, void *instance, void *context);
void sluice_models_destroy(void *instance, void *context);

/* Is what the view says of the fields of this class consistent? */
bool sluice_models_view_fits(const struct sluice_get_arg *argument,
                             const struct sluice_class_model *model);

/* Do the fields hold what was read of the pieces that are to be the same? */
bool sluice_models_is_same(const struct sluice_get_arg *argument,
                           const struct sluice_models_declared *declared,
                           const struct sluice_models_state *state);

/* Is this what a class keeps of a value: a private copy of what is mutable, or the value itself? */
bool sluice_models_is_copy(const struct sluice_graph *graph, struct sluice_value copy,
                           struct sluice_value original);

/* container.c */
SLUICE_NODISCARD bool
sluice_models_read_container(struct sluice_models *models, struct sluice_models_entry *entry,
                             const struct sluice_yaml_node *node, struct sluice_yaml_error *error);

/* "left op right" */
SLUICE_NODISCARD bool
sluice_models_read_relation(struct sluice_models *models, const struct sluice_models_entry *entry,
                            const struct sluice_yaml_node *node, struct sluice_invariant *out,
                            struct sluice_yaml_error *error);

/* --- path.c: second pass ---------------------------------------------------------------------- */

/* The member at the end of a path ("start.time"), through the declared types of the fields on its
 * way. Reports at `node` what is unknown. */
SLUICE_NODISCARD bool
sluice_models_need_path(struct sluice_models *models, const struct sluice_models_entry *entry,
                        const struct sluice_yaml_node *node, const char *path,
                        struct sluice_models_member *out, struct sluice_yaml_error *error);

bool sluice_models_is_object(const struct sluice_models_member *member);
bool sluice_models_is_number(const struct sluice_models_member *member); /* char too, not boolean */
bool sluice_models_is_string(const struct sluice_models_member *member);
bool sluice_models_has_elements(const struct sluice_models_member *member); /* objects */
bool sluice_models_has_pairs(const struct sluice_models_member *member);
bool sluice_models_has_parts(const struct sluice_models_member *member); /* elements of any type */
bool sluice_models_has_size(const struct sluice_models_member *member);

#endif
