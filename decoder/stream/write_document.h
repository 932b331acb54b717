/* Writing a document: the work stack and what its parts share.
 *
 *   write_document.c    the entry point: records, and the loop over the work stack
 *   write_value.c       one item: strings, references, the begin of containers
 *   write_object.c      the data of objects, level by level
 *   write_descriptor.c  class and proxy descriptors
 *   write_plan.c        OUT-2: which containers are replaced (write_items.c: what they hold)
 *   write_replace.c     the container that stands for another
 *   write_path.c        where in the document a run stands, for error messages */
#ifndef SLUICE_STREAM_WRITE_DOCUMENT_H
#define SLUICE_STREAM_WRITE_DOCUMENT_H

#include "emit.h"
#include "engine.h"
#include "write_plan.h"

/* What comes next in a container that is open. */
enum sluice_write_state {
    SLUICE_WRITE_ELEMENTS,      /* array: its descriptor is written */
    SLUICE_WRITE_CONSTANT,      /* enum: its descriptor is written */
    SLUICE_WRITE_CLASS_HANDLE,  /* class: its descriptor is written */
    SLUICE_WRITE_DATA,          /* object: its descriptor is written */
    SLUICE_WRITE_FIELDS,        /* object: reference fields of a level */
    SLUICE_WRITE_NEXT_LEVEL,    /* object: one level is written */
    SLUICE_WRITE_CLOSE,         /* nothing: it closes */
    SLUICE_WRITE_EXCEPTION,     /* TC_EXCEPTION: its object, then nothing */
    SLUICE_WRITE_ITEMS,         /* the words of a node one after the other */
    SLUICE_WRITE_ITEMS_AND_END, /* the same, then TC_ENDBLOCKDATA */
    SLUICE_WRITE_SUPER,         /* descriptor: its annotation is written */
    SLUICE_WRITE_CHAIN,         /* descriptor: its superclass is written */
    SLUICE_WRITE_COMPARATOR,    /* replaced container: its comparator comes next */
    SLUICE_WRITE_SIZE,          /* replaced container: its size comes next */
    SLUICE_WRITE_REPLACED       /* replaced container: its items */
};

struct sluice_write_frame {
    uint8_t state;
    bool counts;    /* the reader counts its depth */
    uint8_t form;   /* replaced container */
    uint8_t stride; /* replaced container: words from one item to the next */
    uint32_t id;    /* its node */
    uint32_t next;  /* index of the word that comes next */
    uint32_t left;  /* words of this run that are still to come */
    union {
        uint32_t level;         /* object: the data level */
        uint32_t elements_from; /* custom data, in the plan: first word that is an element */
        uint32_t inner;         /* replaced container: see struct sluice_safe_object */
    };
    union {
        uint32_t custom;      /* object: contents of the level's custom data, or SLUICE_SLOT_NONE */
        uint32_t elements_to; /* custom data, in the plan: behind the last word that is one */
        uint32_t words;       /* replaced container: node with its items */
    };
    uint32_t comparator; /* replaced container: slot */
};

struct sluice_document_writer {
    struct sluice_emitter emitter;
    const struct sluice_result *document;
    struct sluice_write_frame *frames;
    uint32_t frame_count;
    uint32_t frame_capacity;
    uint32_t handle_count;
    /* By handle of the document, counted over its whole stream: */
    uint32_t *numbers; /* the number of the handle that was written last; 0: none */
    uint8_t *marks;    /* NULL when nothing is ever written anew */
    uint64_t steps;
    uint32_t item;    /* index of the top-level item */
    bool interrupted; /* TC_EXCEPTION follows: what is open never closes */
    bool in_class;    /* the descriptor of the top frame is being written */
    uint32_t anew;    /* 1 + index of the frame of what is written once more; 0: none is */
    bool is_ahead; /* something was written on behalf of a reference to it, and may come up again */
    struct sluice_write_plan plan;
};

/* --- the work stack --------------------------------------------------------------------------- */

/* Slow path of sluice_write_push(). */
SLUICE_NODISCARD bool sluice_write_grow_frames(struct sluice_document_writer *writer);

static inline struct sluice_write_frame *
sluice_write_top(const struct sluice_document_writer *writer)
{
    return &writer->frames[writer->frame_count - 1];
}

SLUICE_NODISCARD static inline bool sluice_write_push(struct sluice_document_writer *writer,
                                                      struct sluice_write_frame frame)
{
    if (writer->frame_count == writer->frame_capacity && !sluice_write_grow_frames(writer)) {
        return false;
    }
    writer->frames[writer->frame_count++] = frame;
    return true;
}

/* Takes the top frame away. What TC_EXCEPTION interrupts stays open for the reader. */
static inline void sluice_write_pop(struct sluice_document_writer *writer)
{
    if (sluice_write_top(writer)->counts && !writer->interrupted) {
        sluice_emit_close(&writer->emitter);
    }
    writer->frame_count--;
}

/* --- what is written already ------------------------------------------------------------------- */

static inline bool sluice_write_is_live(const struct sluice_document_writer *writer,
                                        uint32_t handle)
{
    return sluice_emit_is_live(&writer->emitter, writer->numbers[handle]);
}

SLUICE_NODISCARD static inline bool sluice_write_handle(struct sluice_document_writer *writer,
                                                        uint32_t handle)
{
    return sluice_emit_handle(&writer->emitter, &writer->numbers[handle]);
}

SLUICE_NODISCARD static inline bool sluice_write_reference(struct sluice_document_writer *writer,
                                                           uint32_t handle)
{
    return sluice_emit_reference(&writer->emitter, writer->numbers[handle]);
}

static inline const void *sluice_write_node(const struct sluice_document_writer *writer,
                                            uint32_t id)
{
    return sluice_store_at(&writer->document->store, id);
}

/* What a reference stands for: the node, or 0 if it was abandoned. */
static inline uint32_t sluice_write_target(const struct sluice_document_writer *writer,
                                           uint32_t handle)
{
    const uint32_t slot = *sluice_words_at(&writer->document->handles, handle);
    return slot >= SLUICE_SLOT_FIRST_NODE ? slot : 0;
}

/* The data level of an object's frame. */
static inline const struct sluice_descriptor *
sluice_write_level(const struct sluice_document_writer *writer,
                   const struct sluice_write_frame *frame)
{
    const struct sluice_result *document = writer->document;
    const struct sluice_words_node *object = sluice_write_node(writer, frame->id);
    const struct sluice_proxy *class = sluice_write_node(
        writer, sluice_descriptor_of(document, object->descriptor));
    uint64_t steps = 0;
    return sluice_level_at(&document->store, class->data, frame->level, &steps);
}

/* --- the parts -------------------------------------------------------------------------------- */

/* write_value.c: one value, or its begin, with a frame for the rest. */
SLUICE_NODISCARD bool sluice_write_value(struct sluice_document_writer *writer, uint32_t slot);

/* write_value.c: a string, always written out. */
SLUICE_NODISCARD bool sluice_write_string(struct sluice_document_writer *writer, uint32_t id);

/* write_value.c: goes on with the container of the top frame. */
SLUICE_NODISCARD bool sluice_write_elements(struct sluice_document_writer *writer);
SLUICE_NODISCARD bool sluice_write_constant(struct sluice_document_writer *writer);
SLUICE_NODISCARD bool sluice_write_class_handle(struct sluice_document_writer *writer);
SLUICE_NODISCARD bool sluice_write_exception(struct sluice_document_writer *writer);
SLUICE_NODISCARD bool sluice_write_items(struct sluice_document_writer *writer);

/* write_value.c: opens a list of items, custom data or an annotation, up to its end mark. */
SLUICE_NODISCARD bool sluice_write_contents(struct sluice_document_writer *writer, uint32_t id);

/* write_object.c: an object whose data are primitives, nulls, strings and what is written already, in
 * one go; `*done` says whether it was one. */
SLUICE_NODISCARD bool sluice_write_flat(struct sluice_document_writer *writer, uint32_t id,
                                        bool *done);
SLUICE_NODISCARD bool sluice_write_data(struct sluice_document_writer *writer);
SLUICE_NODISCARD bool sluice_write_fields(struct sluice_document_writer *writer);
SLUICE_NODISCARD bool sluice_write_next_level(struct sluice_document_writer *writer);
SLUICE_NODISCARD bool sluice_write_close(struct sluice_document_writer *writer);

/* write_replace.c: `*done`: another container is begun in the place of this one. */
SLUICE_NODISCARD bool sluice_write_replaced(struct sluice_document_writer *writer, uint32_t id,
                                            bool *done);
SLUICE_NODISCARD bool sluice_write_comparator(struct sluice_document_writer *writer);
SLUICE_NODISCARD bool sluice_write_size(struct sluice_document_writer *writer);
SLUICE_NODISCARD bool sluice_write_replaced_items(struct sluice_document_writer *writer);

/* write_path.c: the item that is being written. */
void sluice_write_path(const struct sluice_document_writer *writer, char *path, size_t size);

/* write_descriptor.c: a descriptor where a class is due: a null, a reference, or its begin. */
SLUICE_NODISCARD bool sluice_write_class(struct sluice_document_writer *writer, uint32_t slot);
/* The same for one that stands where an object is due. */
SLUICE_NODISCARD bool sluice_write_descriptor(struct sluice_document_writer *writer, uint32_t id);
SLUICE_NODISCARD bool sluice_write_super(struct sluice_document_writer *writer);
SLUICE_NODISCARD bool sluice_write_chain(struct sluice_document_writer *writer);

#endif
