/* The work stack: one frame for each container that is open. No function of the decoder calls itself
 * on account of the input; nesting costs a frame here. */
#ifndef SLUICE_STREAM_FRAMES_H
#define SLUICE_STREAM_FRAMES_H

#include "heap.h"

enum sluice_frame_kind {
    SLUICE_FRAME_TOP,
    SLUICE_FRAME_OBJECT,
    SLUICE_FRAME_ARRAY,
    SLUICE_FRAME_ENUM,
    SLUICE_FRAME_CLASS,
    SLUICE_FRAME_DESCRIPTOR,
    SLUICE_FRAME_PROXY,
    SLUICE_FRAME_EXCEPTION
};

/* What is read next inside a frame. */
enum sluice_frame_state {
    SLUICE_STATE_DESCRIPTOR, /* the descriptor, or a descriptor's superclass */
    SLUICE_STATE_LEVEL,      /* object: a level begins, its primitive fields come next */
    SLUICE_STATE_COMPLETE,   /* object: nothing; it is being closed */
    SLUICE_STATE_ITEMS,      /* items up to the end of the input or TC_ENDBLOCKDATA */
    SLUICE_STATE_REFERENCES, /* object: reference fields of a level */
    SLUICE_STATE_CUSTOM,     /* object: custom data of a level, up to TC_ENDBLOCKDATA */
    SLUICE_STATE_EXTERNAL,   /* object: external data, up to TC_ENDBLOCKDATA */
    SLUICE_STATE_RAW,        /* object: external data of protocol 1, by its layout */
    SLUICE_STATE_ELEMENTS,   /* array */
    SLUICE_STATE_VALUE       /* exception: the exception object */
};

enum {
    SLUICE_FRAME_SKIP = 1,          /* decode: nothing in here is built */
    SLUICE_FRAME_LEVEL_DROPPED = 2, /* decode: the class lacks this level; its values are skipped */
    SLUICE_FRAME_CUSTOM_DROPPED = 4, /* decode: nobody reads this custom data */
    SLUICE_FRAME_NO_FIELDS = 8,      /* object: this level's default fields are not in the stream */
    SLUICE_FRAME_UNOWED = 16, /* object: this level's reference fields may turn out to be missing */
    SLUICE_FRAME_ALL_FIELDS = 32, /* decode: the class has every field of this level */
    /* array: more was owed than there is when it began, so that its claim meant nothing; what comes of
       it is charged when it ends */
    SLUICE_FRAME_UNCHARGED = 64
};

struct sluice_frame {
    uint8_t kind;
    uint8_t state;
    uint8_t flags;
    uint8_t code;        /* array: element type, a letter */
    uint32_t start;      /* offset of the type code */
    uint32_t handle;     /* counted over the whole stream */
    uint32_t descriptor; /* slot; descriptors: of the superclass */
    uint32_t leaf;       /* node of the descriptor, when it has been read; object: then its deepest
                            descriptor with data; descriptors: their annotation */
    uint32_t level;      /* object: current data level, from 0; array: claimed length */
    uint32_t remaining;  /* reference fields or elements still to come; in custom data: where its
                            first item stands on the value stack */
    uint32_t base;       /* value stack height when the frame was opened */
};

enum { SLUICE_FRAMES_BLOCK = 64 };

struct sluice_frames {
    struct sluice_frame **blocks;
    uint32_t block_count;
    uint32_t block_capacity;
    uint32_t count;
};

/* Adds a block if the stack is full; false when memory is refused. */
SLUICE_NODISCARD bool sluice_frames_reserve(struct sluice_frames *frames, struct sluice_heap *heap);

/* Removes the top frame; memory that is no longer needed is given back at once, so that frames and
 * the nodes made of them do not add up. */
void sluice_frames_pop(struct sluice_frames *frames, struct sluice_heap *heap);

void sluice_frames_free(struct sluice_frames *frames, struct sluice_heap *heap);

static inline struct sluice_frame *sluice_frames_at(const struct sluice_frames *frames,
                                                    uint32_t index)
{
    return &frames->blocks[index / SLUICE_FRAMES_BLOCK][index % SLUICE_FRAMES_BLOCK];
}

#endif
