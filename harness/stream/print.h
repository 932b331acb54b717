/* The inside of the printer. Like the loader it works off a stack of tasks, each of which prints
 * the beginning of something and leaves the rest to the tasks it pushes. */
#ifndef SLUICE_STREAM_PRINT_H
#define SLUICE_STREAM_PRINT_H

#include "harness/stream/chain.h"

struct sluice_printer;
struct sluice_print_task;

typedef void (*sluice_print_fn)(struct sluice_printer *printer,
                                const struct sluice_print_task *task);

struct sluice_print_task {
    sluice_print_fn run;
    sluice_node_id node;
    unsigned column;     /* where keys and dashes of what is printed begin */
    unsigned depth;      /* items around it, from the top or from the last part */
    uint8_t role;        /* of a list: that of its entries; of groups: what they stand for */
    bool is_enum;        /* a descriptor directly in an enum, which has other defaults */
    const char *key;     /* printed before the value, or NULL */
    sluice_node_id desc; /* of a level or value: the descriptor or field it belongs to */
    bool is_named;       /* of a level: printed with the name of its class */
    bool is_super;       /* of a level: its class is not the object's own */
};

struct sluice_printer {
    const struct sluice_program *program;
    struct sluice_text *text;
    struct sluice_definitions definitions;
    struct sluice_print_task *tasks;
    size_t task_count;
    size_t task_capacity;
    sluice_node_id *parts; /* items that are printed at the end, under a name */
    size_t part_count;
    size_t part_capacity;
    sluice_node_id whole; /* the part that is being printed, or NONE */
    uint32_t *shared;     /* by label: 0, SLUICE_PRINT_SHARED, or the number of the part, from 1 */
    bool at_dash;         /* the cursor stands behind "- ", where the next key belongs */
    bool failed;          /* out of memory */
    struct sluice_chain chain; /* scratch */
};

/* --- print.c ---------------------------------------------------------------------------------- */

void sluice_print_push(struct sluice_printer *printer, struct sluice_print_task task);

/** Spaces up to a column, or nothing behind a dash. */
void sluice_print_indent(struct sluice_printer *printer, unsigned column);

/** A line "key: value". */
void sluice_print_line(struct sluice_printer *printer, unsigned column, const char *key,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

/** Pushes `key:` and the children of `parent` in a role as one item: none, it, or a sequence. */
void sluice_print_push_slot(struct sluice_printer *printer, const struct sluice_print_task *at,
                            const char *key, sluice_node_id parent, uint8_t role);

/** Pushes `key:` and a list of the children of `parent` in a role. */
void sluice_print_push_list(struct sluice_printer *printer, const struct sluice_print_task *at,
                            const char *key, sluice_node_id parent, uint8_t role);

/** Pushes list entries: `node` and what follows it in its role, with dashes at the column of
 * `at`. */
void sluice_print_push_entries(struct sluice_printer *printer, const struct sluice_print_task *at,
                               sluice_node_id node);

/** Task: any item, behind `key:` if there is one, else where the cursor stands. */
void sluice_print_item(struct sluice_printer *printer, const struct sluice_print_task *task);

/* --- print_leaf.c ----------------------------------------------------------------------------- */

/** True for items that are printed on one line. */
bool sluice_print_is_leaf(const struct sluice_program *program, sluice_node_id id);

/** Prints such an item; `column` is for the lines of long texts. */
void sluice_print_leaf(struct sluice_printer *printer, sluice_node_id id, unsigned column);

/** A TEXT; in flow style if it is a map. */
void sluice_print_text(struct sluice_printer *printer, sluice_node_id id, unsigned column);

/** True if the bytes of a node are text that can be printed as such. */
bool sluice_print_is_text(const struct sluice_program *program, sluice_node_id id);

/** The same for a name without marks that is short enough for a key. */
bool sluice_print_is_name(const struct sluice_program *program, sluice_node_id id);

/** A word or quoted text. */
void sluice_print_word(struct sluice_printer *printer, struct sluice_bytes bytes, bool quote);

/** Hexadecimal digits in quotes. */
void sluice_print_hex(struct sluice_printer *printer, struct sluice_bytes bytes, unsigned column);

/** Primitive values, separated by commas. */
void sluice_print_values(struct sluice_printer *printer, sluice_node_id id, unsigned column);

/* --- print_class.c ---------------------------------------------------------------------------- */

/** The keys of a classdesc or proxydesc. */
void sluice_print_classdesc(struct sluice_printer *printer, const struct sluice_print_task *task);
void sluice_print_proxydesc(struct sluice_printer *printer, const struct sluice_print_task *task);

/** A field of a descriptor, as an entry of a list. */
void sluice_print_field(struct sluice_printer *printer, const struct sluice_print_task *task);

/** True if `type:` of an array says all about its descriptor. */
bool sluice_print_is_array_type(const struct sluice_program *program, sluice_node_id desc);

/* --- print_object.c --------------------------------------------------------------------------- */

/** True for an element of a primitive array, where a scalar by itself is a number. */
bool sluice_print_is_among_numbers(const struct sluice_printer *printer, sluice_node_id id);

/** The keys of an object or array. */
void sluice_print_object(struct sluice_printer *printer, const struct sluice_print_task *task);
void sluice_print_array(struct sluice_printer *printer, const struct sluice_print_task *task);

/* --- print_shared.c --------------------------------------------------------------------------- */

/** A label that several nodes carry, and that is not part of the text yet. */
#define SLUICE_PRINT_SHARED UINT32_MAX

/** Finds the labels that several nodes carry, into `shared`. False: out of memory. */
SLUICE_NODISCARD bool sluice_print_find_shared(struct sluice_printer *printer);

/** The label of an item, or of what is in a block, if several nodes carry it; else 0. */
uint32_t sluice_print_shared_label(const struct sluice_printer *printer, sluice_node_id id);

#endif
