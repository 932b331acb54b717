/* The inside of the stream map: the walk through the grammar that makes it. Private to rules/. */
#ifndef SLUICE_RULES_STREAM_WALK_H
#define SLUICE_RULES_STREAM_WALK_H

#include "rules/stream_codes.h"
#include "rules/stream_map.h"

enum { FIRST_HANDLE = 0x7E0000 };

enum sluice_walk_state {
    AT_TOP,
    IN_ANNOTATION,
    DESCRIPTOR,       /* a class descriptor is due */
    DESCRIPTOR_SUPER, /* its annotation is over */
    DESCRIPTOR_DONE,  /* its superclass descriptor is over */
    CLASS_BODY,       /* the next four: the descriptor is over */
    ARRAY_BODY,
    ENUM_BODY,
    OBJECT_BODY,
    ARRAY_ITEMS,
    OBJECT_LEVEL,
    OBJECT_FIELDS,
    EXCEPTION_BODY,
    EXCEPTION_DONE
};

/* An open element. The frames are the stack that a recursive walk would put on the C stack. */
struct sluice_walk_frame {
    enum sluice_walk_state state;
    bool needed;
    bool in_blocks;              /* the item before was block data */
    bool level_needed;           /* object: data of the level is kept */
    struct sluice_map_edge edge; /* an item: where it stands; an annotation: its items' place */
    uint32_t handle;             /* its own, once it has one */
    uint32_t descriptor;         /* index */
    uint32_t level;              /* object: index of the level's descriptor */
    uint32_t next_depth; /* object: data depth of the next level; its data: the piece under way */
    uint32_t
        field; /* object: next object field of the level; its data: values of that piece so far */
    uint32_t depth; /* open elements, this one included */
    uint64_t left;  /* array: elements; data: those of the list under way or the next one */
    uint64_t start; /* offset of the type code; data: bytes of blocks read so far */
};

struct sluice_walker {
    const struct sluice_judge_context *context;
    struct sluice_stream_map *map;
    uint64_t at;
    uint64_t work;
    uint64_t epoch_start;    /* offset behind the last reset */
    uint32_t epoch_base;     /* first handle since then, or since an exception */
    uint32_t counted_base;   /* first handle since the last reset */
    uint64_t epoch_elements; /* since the last reset */
    uint32_t result;         /* index of the descriptor read last */
    bool stopped;
    bool no_memory;
    struct sluice_walk_frame *frames;
    uint32_t frame_count;
    uint32_t frame_capacity;
};

/* The place of what nobody holds: class annotations, exceptions. */
extern const struct sluice_map_edge sluice_walk_nowhere;

/* --- stream_walk.c: tables, bytes, and what holds nothing else ---------------------------------- */

/** `table` with room for one more; the same table, and the walk stopped, when memory ran out. */
void *sluice_walk_grown(struct sluice_walker *walker, void *table, uint32_t count,
                        uint32_t *capacity, size_t size);

#define GROW(walker, table, count, capacity)                                                       \
    ((table) = sluice_walk_grown((walker), (table), (count), &(capacity), sizeof *(table)),        \
     !(walker)->no_memory)

/** Ends the walk: nothing is taken from now on. */
void sluice_walk_stop(struct sluice_walker *walker, enum sluice_map_status status, const char *why);
void sluice_walk_malformed(struct sluice_walker *walker, const char *why);

/** The same for what began before: at `offset`. */
void sluice_walk_malformed_at(struct sluice_walker *walker, uint64_t offset, const char *why);

void sluice_walk_uncertain(struct sluice_walker *walker, const char *why);

static inline uint64_t sluice_walk_remaining(const struct sluice_walker *walker)
{
    return walker->context->length - walker->at;
}

/** The next `count` bytes, passed; NULL when they are not there. */
const uint8_t *sluice_walk_take(struct sluice_walker *walker, uint64_t count);

/** The number in the next `bytes` bytes; 0 when the walk ended. */
uint64_t sluice_walk_take_number(struct sluice_walker *walker, unsigned bytes);

/** False, and the walk ended, if the `length` bytes before this place, which begin at `offset`, are no modified
 * UTF-8 that any reader takes. The fault is that of what begins at `whole`. */
bool sluice_walk_text(struct sluice_walker *walker, uint64_t offset, uint64_t length,
                      uint64_t whole);

/** Keeps the larger number. */
void sluice_walk_raise(uint64_t *most, uint64_t value);

/** A new handle; SLUICE_MAP_NONE when the walk ended. */
uint32_t sluice_walk_assign(struct sluice_walker *walker, enum sluice_map_kind kind, uint64_t start,
                            bool needed);

/** What has the handle ends here; SLUICE_MAP_NONE is passed over. */
void sluice_walk_finish_handle(struct sluice_walker *walker, uint32_t handle);

/** Handles start anew; and so do counters, which only a reset does. */
void sluice_walk_forget_handles(struct sluice_walker *walker);
void sluice_walk_forget_counters(struct sluice_walker *walker);

/** Notes that `value`, or null, stands in the place `edge`. */
void sluice_walk_add_edge(struct sluice_walker *walker, struct sluice_map_edge edge,
                          uint32_t value);
void sluice_walk_add_null(struct sluice_walker *walker, struct sluice_map_edge edge);

/** Notes a mark that ends here. */
void sluice_walk_add_mark(struct sluice_walker *walker, struct sluice_map_mark mark);

/** Opens an element, or what is only a part of the one around it; and one whose descriptor is due. */
void sluice_walk_push(struct sluice_walker *walker, struct sluice_walk_frame frame);
void sluice_walk_push_descriptor(struct sluice_walker *walker);

/** The next three: what follows a type code that has been taken. A string gets a handle; of a block, the
 * number of bytes in it is returned, 0 when the walk ended. */
bool sluice_walk_take_string(struct sluice_walker *walker, uint8_t code);
void sluice_walk_read_reference(struct sluice_walker *walker, struct sluice_map_edge edge);
uint64_t sluice_walk_read_blocks(struct sluice_walker *walker, uint8_t code);

/** A handle of this epoch; SLUICE_MAP_NONE when the walk ended. */
uint32_t sluice_walk_take_reference(struct sluice_walker *walker);

/* --- stream_walk_class.c: class descriptors ----------------------------------------------------- */

/** A descriptor is due, and is over with its superclass. */
void sluice_walk_begin_descriptor(struct sluice_walker *walker, struct sluice_walk_frame *frame);
void sluice_walk_end_descriptor(struct sluice_walker *walker,
                                const struct sluice_walk_frame *frame);

/* --- stream_walk_data.c: custom data ------------------------------------------------------------- */

/**
 * Looks for the numbers of lists in a block of custom data that has just been read.
 *
 * @param length of its content.
 */
void sluice_walk_note_counts(const struct sluice_walker *walker, struct sluice_walk_frame *frame,
                             uint64_t length);

/** Says of the next value of custom data, or null, what its class makes of it. What belongs to no piece of
 * a class that has some is nobody's. */
void sluice_walk_place_value(const struct sluice_walker *walker, struct sluice_walk_frame *frame,
                             bool is_null, struct sluice_map_edge *edge);

/* --- stream_walk_item.c: items that hold others -------------------------------------------------- */

/** One step of the walk. */
void sluice_walk_step(struct sluice_walker *walker);

#endif
