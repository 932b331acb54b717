/* The inside of the assembler: what is open, and how bytes, handles and leaves are written. */
#ifndef SLUICE_STREAM_ASSEMBLE_H
#define SLUICE_STREAM_ASSEMBLE_H

#include "harness/stream/handles.h"
#include "harness/stream/output.h"
#include "harness/stream/tree.h"

#define SLUICE_NO_FRAME UINT32_MAX

/* Where an item stands among repetitions. */
struct sluice_asm_context {
    uint32_t nest;      /* frame of the innermost nest that is between AROUND and INSIDE */
    uint64_t remaining; /* its levels still to come, this one included */
    uint64_t counter;   /* number of the innermost repetition, from 0 */
};

/* An open item. Groups (repeat, nest) are transparent: what they hold belongs to their owner. */
struct sluice_asm_frame {
    sluice_node_id node;
    sluice_node_id next; /* child to write next */
    struct sluice_asm_context context;
    uint32_t owner; /* frame whose list is being written: its own, but for groups */
    uint8_t role;   /* what this item is to its owner */
    uint8_t phase;  /* how far the item has got; see begin_phase() */
    uint64_t left;  /* repeat: rounds still to come, this one included */
    uint64_t index; /* place in the owner's list */
    uint64_t count; /* items written in the role `list` */
    uint8_t list;
    size_t patch; /* where the count belongs */
};

/* Where a reference by label stands that was written before its label had a handle. */
struct sluice_asm_fixup {
    size_t offset;
    sluice_node_id node;
};

/* What is known of a label: the first handle and the latest of its items. */
struct sluice_asm_handle {
    bool known;
    uint32_t first;
    uint32_t latest;
};

struct sluice_assembler {
    const struct sluice_program *program;
    struct sluice_yaml_error *error;
    struct sluice_stream_output output;
    uint64_t repeat_factor;
    struct sluice_asm_frame *frames;
    size_t frame_count;
    size_t frame_capacity;
    struct sluice_asm_handle *labels; /* by label, from 1 */
    struct sluice_asm_fixup *fixups;
    size_t fixup_count;
    size_t fixup_capacity;
    uint32_t next_handle;
    uint32_t most_handles; /* between two resets */
    struct sluice_stream_once strings;
    struct sluice_stream_once descriptors;
    uint32_t abandoned; /* frames below this were cut short by an exception: no handles for them */
    size_t last_length; /* of the output when the last item began */
    uint64_t idle;
    uint64_t top_index;
};

/* An item that is being written: its node and its place. */
struct sluice_asm_item {
    sluice_node_id node;
    uint32_t owner;
    uint8_t role;
    uint64_t index;
};

/* --- assemble_write.c: bytes, labels, handles ------------------------------------------------- */

/** Reports an error at a node; returns false. */
bool sluice_asm_fail(struct sluice_assembler *a, sluice_node_id id, const char *text);

/** Reports that memory ran out; returns false. */
bool sluice_asm_fail_memory(struct sluice_assembler *a, sluice_node_id id);

/** Appends `times` times `length` bytes. */
bool sluice_asm_bytes(struct sluice_assembler *a, const struct sluice_asm_item *item,
                      const void *data, size_t length, uint64_t times);

/** Labels what an item has appended since `start` in the layout; `text` is static. */
bool sluice_asm_label(struct sluice_assembler *a, const struct sluice_asm_item *item, size_t start,
                      const char *text);

/** Appends and labels the low `size` bytes of a number. */
bool sluice_asm_number(struct sluice_assembler *a, const struct sluice_asm_item *item,
                       uint64_t number, unsigned size, const char *text);

/** Reports that a length or count does not fit its field, be it read as signed or unsigned. */
bool sluice_asm_check_fit(struct sluice_assembler *a, sluice_node_id id, const char *what,
                          int64_t number, unsigned size);

/** The length or count to write: the claim of a node, or the real one. */
int64_t sluice_asm_claimed(const struct sluice_node *node, uint64_t real);

/** How often something is written that stands `times` times in the program. */
uint64_t sluice_asm_times(const struct sluice_assembler *a, uint64_t times);

/** The bytes of a text with what its counter adds. */
uint64_t sluice_asm_text_length(const struct sluice_assembler *a, const struct sluice_node *node,
                                const struct sluice_asm_context *context, char counter[24]);

/** Appends the bytes of a text and what its counter adds. */
bool sluice_asm_text(struct sluice_assembler *a, const struct sluice_asm_item *item,
                     const char *counter);

/** Notes the handle of a label. */
void sluice_asm_set_label(struct sluice_assembler *a, uint32_t number, uint32_t handle);

/** Gives a node the next handle. */
uint32_t sluice_asm_assign(struct sluice_assembler *a, sluice_node_id id);

/** Handles start again, and what was written once is written anew. */
void sluice_asm_reset_handles(struct sluice_assembler *a);

/** A REFERENCE node. */
bool sluice_asm_reference(struct sluice_assembler *a, const struct sluice_asm_item *item);

/** Fills in the references by labels that came later in the stream. */
bool sluice_asm_apply_fixups(struct sluice_assembler *a);

/** Writes a reference to what was written before. `*done` false: it was not, write it. */
bool sluice_asm_refer_once(struct sluice_assembler *a, const struct sluice_asm_item *item,
                           struct sluice_stream_once *once, bool *done);

/** Notes that an item has been written and under which handle. */
bool sluice_asm_note_once(struct sluice_assembler *a, sluice_node_id id,
                          struct sluice_stream_once *once, uint32_t handle);

/* --- assemble_leaf.c: items without others in them -------------------------------------------- */

/** Each writes one item of its kind. */
bool sluice_asm_utf(struct sluice_assembler *a, const struct sluice_asm_item *item,
                    const struct sluice_asm_context *context);

/** Whether the form with the long length is written. */
bool sluice_asm_is_long(const struct sluice_node *node, uint64_t length, uint64_t short_max);

bool sluice_asm_string(struct sluice_assembler *a, const struct sluice_asm_item *item,
                       const struct sluice_asm_context *context);

bool sluice_asm_magic(struct sluice_assembler *a, const struct sluice_asm_item *item);

bool sluice_asm_values(struct sluice_assembler *a, const struct sluice_asm_item *item);

bool sluice_asm_raw(struct sluice_assembler *a, const struct sluice_asm_item *item,
                    const struct sluice_asm_context *context);

/** How many elements or fields a leaf counts for in its owner's list. */
uint64_t sluice_asm_weight(const struct sluice_assembler *a, sluice_node_id id, uint32_t owner);

#endif
