/* YAML in, with the place of every value kept: what stream programs, class models and cases load from.
 *
 * A small subset of YAML, so that a file means what it seems to mean: one document; no anchors,
 * aliases or tags; keys are plain or quoted words, none twice in a map. A value's type is decided by
 * who reads it, not by how it looks: nothing turns `no` into false behind the writer's back.
 *
 * Nodes live as long as their document. No function here recurses; walk nested nodes with
 * sluice_yaml_first(), _next() and _parent(). Functions that take a node accept NULL (a value that is
 * not there), except where they say otherwise.
 *
 * Errors: fallible functions return false or NULL and fill a struct sluice_yaml_error, unless it
 * already holds an error: the first one wins. Zero-initialize it before use. To be told of all that is
 * wrong, give it a list (harness/yaml/faults.h): then a failed function may have left its error there. */
#ifndef SLUICE_YAML_H
#define SLUICE_YAML_H

#include <stdarg.h>

#include "sluice/base.h"

/* What is accepted at most; beyond it, loading fails with a sentence that names the bound. */
#define SLUICE_YAML_BYTES_MAX ((size_t)16 * 1024 * 1024) /* bytes in one file */
#define SLUICE_YAML_DEPTH_MAX 1000u                      /* lists and maps inside each other */
#define SLUICE_YAML_NODES_MAX 4000000u                   /* values and keys in one file */

struct sluice_yaml_faults; /* harness/yaml/faults.h */
struct sluice_yaml;        /* a loaded document */
struct sluice_yaml_node;   /* a value in it */

enum sluice_yaml_kind {
    SLUICE_YAML_NONE, /* a NULL node */
    SLUICE_YAML_SCALAR,
    SLUICE_YAML_SEQUENCE,
    SLUICE_YAML_MAPPING
};

/* --- errors ------------------------------------------------------------------------------------ */

/** Where and what. `line` and `column` count from 1, columns in characters; 0: the file as a whole. */
struct sluice_yaml_error {
    bool set;
    unsigned line;
    unsigned column;
    char file[256];
    char message[512];                 /* one sentence without a full stop */
    struct sluice_yaml_faults *faults; /* NULL: the first error ends the loading */
};

/** Bytes that sluice_yaml_error_text() needs at most. */
#define SLUICE_YAML_ERROR_TEXT 800

/** Writes "file:line:column: message" (or "file: message") into `text`, NUL-terminated; returns it. */
const char *sluice_yaml_error_text(const struct sluice_yaml_error *error,
                                   char text[SLUICE_YAML_ERROR_TEXT]);

/**
 * Reports an error at a node, unless `error` already holds one. `error` may be NULL.
 * @return false, always: `return sluice_yaml_fail(error, node, "...")`.
 */
bool sluice_yaml_fail(struct sluice_yaml_error *error, const struct sluice_yaml_node *node,
                      const char *format, ...) __attribute__((format(printf, 3, 4)));

/** The same for an error that belongs to a file and not to a node (line 0: the file as a whole). */
bool sluice_yaml_fail_at(struct sluice_yaml_error *error, const char *file, unsigned line,
                         unsigned column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/** Bytes of a quoted excerpt, NUL included. */
#define SLUICE_YAML_QUOTE 72

/** `length` bytes of text in double quotes, shortened and without control characters, for messages. */
const char *sluice_yaml_quote(const char *text, size_t length, char out[SLUICE_YAML_QUOTE]);

/** "a, b, c" from `names` (ends with NULL), for messages; cut with an ellipsis to fit `size` > 5. */
void sluice_yaml_join(const char *const *names, char *out, size_t size);

/**
 * The one of `candidates` (ends with NULL) that `word` most likely stands for: one or two typing
 * errors away, or equal but for case and the characters - and _. NULL when none is near.
 */
const char *sluice_yaml_nearest(const char *word, const char *const *candidates);

/* --- documents --------------------------------------------------------------------------------- */

/**
 * Loads a file: a regular file of at most SLUICE_YAML_BYTES_MAX bytes, or "-" for standard input.
 * @param out receives the document, to be freed with sluice_yaml_free(), or NULL on failure.
 */
SLUICE_NODISCARD bool sluice_yaml_load(const char *path, struct sluice_yaml **out,
                                       struct sluice_yaml_error *error);

/** The same from memory; `file` is the name for messages. Nothing of `bytes` or `file` is kept. */
SLUICE_NODISCARD bool sluice_yaml_parse(const char *bytes, size_t length, const char *file,
                                        struct sluice_yaml **out, struct sluice_yaml_error *error);

/** Frees a document and all its nodes; NULL is allowed. */
void sluice_yaml_free(struct sluice_yaml *document);

/** The top value; never NULL. */
const struct sluice_yaml_node *sluice_yaml_root(const struct sluice_yaml *document);

/** The name the document was loaded under ("standard input" for "-"). */
const char *sluice_yaml_file(const struct sluice_yaml *document);

/* --- nodes ------------------------------------------------------------------------------------- */

enum sluice_yaml_kind sluice_yaml_kind(const struct sluice_yaml_node *node);

/** Line and column of a value, from 1; of a value in block style, where its first key or dash stands. */
unsigned sluice_yaml_line(const struct sluice_yaml_node *node);
unsigned sluice_yaml_column(const struct sluice_yaml_node *node);

/** The name of the file a node stands in; "" for NULL. */
const char *sluice_yaml_node_file(const struct sluice_yaml_node *node);

/** What a value looks like, for messages: "a list", "a map", "the quoted text \"a\"", "nothing", ... */
const char *sluice_yaml_describe(const struct sluice_yaml_node *node,
                                 char out[SLUICE_YAML_QUOTE + 24]);

/** Number of elements of a list or entries of a map; 0 for anything else. */
size_t sluice_yaml_count(const struct sluice_yaml_node *node);

/** The first element of a list or the first value of a map, in file order; NULL when there is none. */
const struct sluice_yaml_node *sluice_yaml_first(const struct sluice_yaml_node *node);

/** The element or value after this one in its list or map; NULL at the end. */
const struct sluice_yaml_node *sluice_yaml_next(const struct sluice_yaml_node *node);

/** The list or map a value stands in; NULL for the root. */
const struct sluice_yaml_node *sluice_yaml_parent(const struct sluice_yaml_node *node);

/** The key of a value of a map, itself a scalar node (for errors about the key); NULL elsewhere. */
const struct sluice_yaml_node *sluice_yaml_key(const struct sluice_yaml_node *node);

/** The text of that key; NULL elsewhere. Keys never contain a NUL character. */
const char *sluice_yaml_key_text(const struct sluice_yaml_node *node);

/** The value of `key` in a map, or NULL. Looks at every entry. */
const struct sluice_yaml_node *sluice_yaml_get(const struct sluice_yaml_node *map, const char *key);

/* --- what must be so --------------------------------------------------------------------------- */

/** Reports "expected <what>, found ..." unless the node is of this kind. `what`: "a list of classes". */
SLUICE_NODISCARD bool sluice_yaml_expect(const struct sluice_yaml_node *node,
                                         enum sluice_yaml_kind kind, const char *what,
                                         struct sluice_yaml_error *error);

/**
 * Reports the keys of a map that are not in `allowed` (ends with NULL), with the nearest allowed
 * key and all of them; or that the node is no map at all.
 */
SLUICE_NODISCARD bool sluice_yaml_check_keys(const struct sluice_yaml_node *map,
                                             const char *const *allowed,
                                             struct sluice_yaml_error *error);

/** A key that stands elsewhere: "peak", "under budget, as in budget: {peak: 64 KiB}". */
struct sluice_yaml_home {
    const char *key;
    const char *home;
};

/** The same; a key that is among `homes` (ends with a NULL key) is reported with its place. */
SLUICE_NODISCARD bool
sluice_yaml_check_keys_at(const struct sluice_yaml_node *map, const char *const *allowed,
                          const struct sluice_yaml_home *homes, struct sluice_yaml_error *error);

/** The value of `key` in a map; reports at the map that it is missing, with an example of a value. NULL
 * then. */
SLUICE_NODISCARD const struct sluice_yaml_node *
sluice_yaml_require(const struct sluice_yaml_node *map, const char *key, const char *example,
                    struct sluice_yaml_error *error);

/* --- scalars ----------------------------------------------------------------------------------- */

/** The text of a scalar as UTF-8, escapes resolved, NUL behind it; NULL for other kinds. */
const char *sluice_yaml_text(const struct sluice_yaml_node *node, size_t *length);

/** True for a scalar without quotes that is no block text either: only these can be numbers. */
bool sluice_yaml_is_plain(const struct sluice_yaml_node *node);

/** True for a plain scalar that is empty, `~` or `null`. A NULL node (no value at all) is none. */
bool sluice_yaml_is_null(const struct sluice_yaml_node *node);

/** True for a plain scalar in the form that sluice_yaml_integer() reads, of any size. */
bool sluice_yaml_looks_like_integer(const struct sluice_yaml_node *node);

/** The text of a scalar, plain or quoted, without NUL characters; null is refused. */
SLUICE_NODISCARD bool sluice_yaml_string(const struct sluice_yaml_node *node, const char **out,
                                         struct sluice_yaml_error *error);

/** A whole number, plain, decimal or 0x, with or without a minus sign, in minimum..maximum. */
SLUICE_NODISCARD bool sluice_yaml_integer(const struct sluice_yaml_node *node, int64_t minimum,
                                          int64_t maximum, int64_t *out,
                                          struct sluice_yaml_error *error);

/** The same for numbers up to 2^64-1, no minus sign. */
SLUICE_NODISCARD bool sluice_yaml_unsigned(const struct sluice_yaml_node *node, uint64_t maximum,
                                           uint64_t *out, struct sluice_yaml_error *error);

/** As sluice_yaml_unsigned(), with an optional unit KiB, MiB or GiB ("4 KiB" is 4096). */
SLUICE_NODISCARD bool sluice_yaml_size(const struct sluice_yaml_node *node, uint64_t maximum,
                                       uint64_t *out, struct sluice_yaml_error *error);

/** A number, plain: decimal with or without fraction and exponent, 0x, .inf, -.inf, .nan. */
SLUICE_NODISCARD bool sluice_yaml_double(const struct sluice_yaml_node *node, double *out,
                                         struct sluice_yaml_error *error);

/** Plain `true` or `false`; nothing else. */
SLUICE_NODISCARD bool sluice_yaml_bool(const struct sluice_yaml_node *node, bool *out,
                                       struct sluice_yaml_error *error);

/**
 * A scalar that is one of `names` (ends with NULL): its index. Otherwise reports "unknown <what>
 * ...", with the nearest and all of the names.
 */
SLUICE_NODISCARD bool sluice_yaml_choice(const struct sluice_yaml_node *node, const char *what,
                                         const char *const *names, size_t *out,
                                         struct sluice_yaml_error *error);

#endif
