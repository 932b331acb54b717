/* The inside of the loader. Work is a stack of tasks: a node is made first, by whoever knows its
 * place, and filled from its YAML value later, in the order of the file. */
#ifndef SLUICE_STREAM_LOAD_H
#define SLUICE_STREAM_LOAD_H

#include "harness/stream/chain.h"

struct sluice_loader;

/** Fills node `id` from `yaml`. */
typedef bool (*sluice_task_fn)(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                               sluice_node_id id);

struct sluice_task {
    sluice_task_fn run;
    const struct sluice_yaml_node *yaml;
    sluice_node_id id;
};

struct sluice_part {
    const struct sluice_yaml_node *yaml;
    bool open; /* being loaded: it must not contain itself */
};

struct sluice_loader {
    struct sluice_program *program;
    struct sluice_yaml_error *error;
    struct sluice_task *tasks;
    size_t task_count;
    size_t task_capacity;
    struct sluice_task *later; /* tasks that wait for a label to be defined */
    size_t later_count;
    size_t later_capacity;
    bool last_round; /* nothing more will be defined */
    bool broken;     /* an item was left out: what refers to it is not to blame */
    struct sluice_stream_names part_names;
    struct sluice_part *parts; /* by name, from 1 */
    size_t part_capacity;
    struct sluice_definitions definitions;
    struct sluice_chain chain; /* scratch: too large for the stack of a small thread */
};

/* --- load.c ----------------------------------------------------------------------------------- */

/** Reports that memory ran out; returns false. */
bool sluice_load_no_memory(struct sluice_loader *loader, const struct sluice_yaml_node *yaml);

/** A new last child that remembers where it stands in the file; NONE, with an error, on failure. */
SLUICE_NODISCARD sluice_node_id sluice_load_child(struct sluice_loader *loader,
                                                  sluice_node_id parent, enum sluice_node_role role,
                                                  enum sluice_node_kind kind,
                                                  const struct sluice_yaml_node *yaml);

/** Has a node filled after the running task, before tasks that were there already. */
SLUICE_NODISCARD bool sluice_load_push(struct sluice_loader *loader, sluice_task_fn run,
                                       const struct sluice_yaml_node *yaml, sluice_node_id id);

/** A new last child, to be filled from any item. */
SLUICE_NODISCARD bool sluice_load_item_child(struct sluice_loader *loader, sluice_node_id parent,
                                             enum sluice_node_role role,
                                             const struct sluice_yaml_node *yaml);

/** The same for every entry of a list; a NULL list is empty. `what` names it in messages. */
SLUICE_NODISCARD bool sluice_load_items(struct sluice_loader *loader, sluice_node_id parent,
                                        enum sluice_node_role role, const char *what,
                                        const struct sluice_yaml_node *list);

/** Runs a task again when everything else is loaded, for the sake of a label that comes later. */
SLUICE_NODISCARD bool sluice_load_later(struct sluice_loader *loader, sluice_task_fn run,
                                        const struct sluice_yaml_node *yaml, sluice_node_id id);

/* --- load_hint.c ------------------------------------------------------------------------------ */

/* Bytes of a hint, NUL included. */
#define SLUICE_LOAD_HINT 200

/** "; did you mean x?", or "; there are: a, b": for the end of a message about an unknown name. `word` NULL:
 * always the second. "" when there are none. */
void sluice_load_hint(const struct sluice_stream_names *known, const char *word,
                      char out[SLUICE_LOAD_HINT]);

/* --- load_item.c ------------------------------------------------------------------------------ */

/** Task: any item. */
bool sluice_load_item(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id id);

/** True for a plain scalar that equals a word. */
bool sluice_load_is_word(const struct sluice_yaml_node *yaml, const char *word);

/** True if an item can begin with this key. */
bool sluice_load_is_item_key(const char *key);

/** True for the words that are items: end, reset, hole, none. */
bool sluice_load_is_item_word(const struct sluice_yaml_node *yaml);

/* --- load_value.c ----------------------------------------------------------------------------- */

/** A TEXT: a scalar, or the keys text, hex, times, counter, length of a map (other keys:
 * caller's). */
bool sluice_load_text(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id id);

/** A TEXT whose map must have no other keys. */
bool sluice_load_plain_text(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                            sluice_node_id id);

/** A new UTF child from a TEXT. */
SLUICE_NODISCARD bool sluice_load_utf_child(struct sluice_loader *loader, sluice_node_id parent,
                                            enum sluice_node_role role,
                                            const struct sluice_yaml_node *yaml);

/** A scalar of hexadecimal digits. */
SLUICE_NODISCARD bool sluice_load_hex(struct sluice_loader *loader,
                                      const struct sluice_yaml_node *yaml, sluice_node_id id);

/** A primitive value as bytes, as many as its type has. */
SLUICE_NODISCARD bool sluice_load_primitive(struct sluice_loader *loader,
                                            const struct sluice_yaml_node *yaml, uint8_t code,
                                            uint8_t *out);

/** A VALUES node from one value or a list of them. */
SLUICE_NODISCARD bool sluice_load_values(struct sluice_loader *loader,
                                         const struct sluice_yaml_node *yaml, sluice_node_id id,
                                         uint8_t code);

/** The claim under a key of a map, if it is there. */
SLUICE_NODISCARD bool sluice_load_claim(struct sluice_loader *loader,
                                        const struct sluice_yaml_node *map, const char *key,
                                        sluice_node_id id);

/** `end: false`, if it is there. */
SLUICE_NODISCARD bool sluice_load_end(struct sluice_loader *loader,
                                      const struct sluice_yaml_node *map, sluice_node_id id);

/** `long:`, if it is there. */
SLUICE_NODISCARD bool sluice_load_form(struct sluice_loader *loader,
                                       const struct sluice_yaml_node *map, sluice_node_id id);

/** `once: true`, if it is there. */
SLUICE_NODISCARD bool sluice_load_once(struct sluice_loader *loader,
                                       const struct sluice_yaml_node *map, sluice_node_id id);

/** `label:`, if it is there. */
SLUICE_NODISCARD bool sluice_load_label(struct sluice_loader *loader,
                                        const struct sluice_yaml_node *map, sluice_node_id id);

/** The text of a label name, checked. */
SLUICE_NODISCARD bool sluice_load_label_name(struct sluice_loader *loader,
                                             const struct sluice_yaml_node *yaml, uint32_t *label);

/* --- load_class.c: descriptors ---------------------------------------------------------------- */

bool sluice_load_desc(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                      sluice_node_id id);
bool sluice_load_enum_desc(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                           sluice_node_id id);
bool sluice_load_classdesc(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                           sluice_node_id id);
bool sluice_load_proxydesc(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                           sluice_node_id id);

/** The descriptor that `type` of an array makes, as its DESC. */
SLUICE_NODISCARD bool sluice_load_array_type(struct sluice_loader *loader, sluice_node_id array,
                                             const struct sluice_yaml_node *yaml);

/* --- load_object.c ---------------------------------------------------------------------------- */

bool sluice_load_object(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                        sluice_node_id id);
bool sluice_load_array(struct sluice_loader *loader, const struct sluice_yaml_node *yaml,
                       sluice_node_id id);

#endif
