/* The inside of the disassembler: a reading of the grammar of its own, tolerant where the decoder
 * under test is strict. It shares no code with the decoder on purpose: it must take apart the very
 * inputs on which the decoder fails. */
#ifndef SLUICE_STREAM_SCAN_H
#define SLUICE_STREAM_SCAN_H

#include "harness/stream/chain.h"
#include "harness/stream/handles.h"

#define SLUICE_NO_CLASS UINT32_MAX

/* What a handle stands for. */
struct sluice_scan_handle {
    sluice_node_id node;
    uint32_t class; /* of a descriptor: index in `classes`, else SLUICE_NO_CLASS */
};

/* A descriptor and what its objects have. */
struct sluice_scan_class {
    sluice_node_id desc;
    uint32_t super;  /* index, or SLUICE_NO_CLASS: null or unknown */
    bool complete;   /* read to its end, and its superclasses are known */
    bool has_levels; /* `levels` has been made */
    bool is_counted;
    bool has_references;  /* has fields that are items */
    uint64_t primitive;   /* bytes of its primitive fields */
    uint32_t level_count; /* classes with data, topmost first */
    uint32_t *levels;     /* indices; owned */
};

/* An item that is being read. */
struct sluice_scan_frame {
    sluice_node_id node;
    uint8_t state;               /* see the steps in disassemble.c */
    uint8_t code;                /* array: type of its elements, 0 for items */
    bool has_end;                /* level: data with an end mark is due */
    bool data;                   /* level: custom data is due */
    uint32_t class;              /* descriptor, or class of an object or level */
    int64_t claim;               /* elements, fields, interfaces that were announced */
    uint64_t left;               /* ... and are still to come */
    uint32_t next;               /* object: the level to read next */
    struct sluice_fields fields; /* level: the field whose value is due */
};

struct sluice_scan {
    struct sluice_program *program;
    const uint8_t *bytes; /* in the program: nodes point into them */
    uint32_t base;        /* offset of `bytes` in the program's bytes */
    uint32_t length;
    uint32_t at;
    struct sluice_scan_frame *frames;
    size_t frame_count;
    size_t frame_capacity;
    struct sluice_scan_handle *handles;
    size_t handle_count;
    size_t handle_capacity;
    uint32_t resets; /* how often handles have started again */
    struct sluice_scan_class *classes;
    size_t class_count;
    size_t class_capacity;
    uint32_t last_class; /* of the descriptor that was read last, new or by reference */
    struct sluice_stream_once strings;
    struct sluice_stream_once descriptors;
    bool failed; /* out of memory */
};

/* --- scan.c: bytes, nodes, handles ------------------------------------------------------------ */

/** Bytes that are left. */
static inline uint32_t sluice_scan_left(const struct sluice_scan *scan)
{
    return scan->length - scan->at;
}

/** A new last child. NONE when out of memory. */
sluice_node_id sluice_scan_add(struct sluice_scan *scan, sluice_node_id parent, uint8_t role,
                               enum sluice_node_kind kind);

/** Lets a node have the next `length` bytes, which must be there, and passes over them. */
void sluice_scan_take(struct sluice_scan *scan, sluice_node_id id, uint32_t length);

/** A RAW child of everything from `from` to the end of the input. */
void sluice_scan_rest(struct sluice_scan *scan, sluice_node_id parent, uint8_t role, uint32_t from);

/** Sets the claim of a node. */
void sluice_scan_claim(struct sluice_scan *scan, sluice_node_id id, int64_t claim);

/** Opens a frame for a node. The pointer is valid until the next one is opened; NULL: out of
 * memory. */
struct sluice_scan_frame *sluice_scan_open(struct sluice_scan *scan, sluice_node_id id);

/** Gives a node the next handle. */
void sluice_scan_assign(struct sluice_scan *scan, sluice_node_id id, uint32_t class);

/** Handles start again. */
void sluice_scan_reset(struct sluice_scan *scan);

/** What a wire handle stands for, or NULL. */
const struct sluice_scan_handle *sluice_scan_find(const struct sluice_scan *scan, uint32_t wire);

/** Lets a REFERENCE node refer to a wire handle: by label if its item is known. */
void sluice_scan_refer(struct sluice_scan *scan, sluice_node_id id, uint32_t wire);

/** A UTF child of two length bytes and text. False: the input ends in it, and it is raw. */
bool sluice_scan_utf(struct sluice_scan *scan, sluice_node_id parent, uint8_t role);

/** Frees what a scan holds, but for the program. */
void sluice_scan_free(struct sluice_scan *scan);

/* --- scan_item.c ------------------------------------------------------------------------------ */

/** Closes everything but the stream, the innermost item first. */
void sluice_scan_close_all(struct sluice_scan *scan);

/** The rest of the input from `from` on cannot be read. */
void sluice_scan_give_up(struct sluice_scan *scan, sluice_node_id parent, uint8_t role,
                         uint32_t from);

/** Reads the item that is next, or opens it. */
void sluice_scan_item(struct sluice_scan *scan, sluice_node_id parent, uint8_t role);

/** Many nulls in a list, at most `most`, as one repeat. Returns how many were read. */
uint64_t sluice_scan_nulls(struct sluice_scan *scan, sluice_node_id parent, uint8_t role,
                           uint64_t most);

/** An item of a list without a known end. */
void sluice_scan_listed(struct sluice_scan *scan, sluice_node_id parent, uint8_t role);

/** True, and passed over, if an end mark is next. */
bool sluice_scan_end(struct sluice_scan *scan);

/* --- scan_class.c: descriptors ---------------------------------------------------------------- */

/** Notes a new descriptor; SLUICE_NO_CLASS when out of memory. */
uint32_t sluice_scan_class(struct sluice_scan *scan, sluice_node_id desc);

/** A descriptor has been read; `super` is that of its superclass. */
void sluice_scan_finish_class(struct sluice_scan *scan, uint32_t class, uint32_t super,
                              bool is_null);

/** Makes the list of classes with data. False: out of memory. */
bool sluice_scan_levels(struct sluice_scan *scan, uint32_t class);

/** True if the writer of this class seems to have left out the default fields. */
bool sluice_scan_skips_fields(const struct sluice_scan *scan, struct sluice_scan_class *class);

/** Element type of arrays of a class: a primitive type, or 0. */
uint8_t sluice_scan_element(const struct sluice_scan *scan, uint32_t class);

/** Marks the descriptor of an array as one that `type` makes, if it is. */
void sluice_scan_mark_array(struct sluice_scan *scan, sluice_node_id desc);

/** Marks a new type string as one that is written once, if the assembler would write it here. */
void sluice_scan_mark_type(struct sluice_scan *scan, sluice_node_id string);

/** Replaces a reference by the item written once that it stands for, if there is one. */
void sluice_scan_recall(struct sluice_scan *scan, sluice_node_id reference, uint32_t wire);

#endif
