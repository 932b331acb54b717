/* The inside of rebuild.h: how far it has got. */
#ifndef SLUICE_TRIALS_REBUILD_PARTS_H
#define SLUICE_TRIALS_REBUILD_PARTS_H

#include <sluice/build.h>

/* The bit of the number of a private copy; the rest is that of its original. */
#define SLUICE_PRIVATE_COPY UINT32_C(0x80000000)

/* The members of an object in turn: fields and pieces of its class, then of each superclass. */
struct sluice_rebuilding_place {
    const struct sluice_class_model *model; /* NULL: past the last */
    size_t member;                          /* fields first, then pieces */
    uint32_t item;                          /* of a list */
};

/* A value whose parts are being built. */
struct sluice_rebuilding_frame {
    struct sluice_value value;
    struct sluice_rebuilding_place place; /* of the part to be looked at next */
    uint32_t element;                     /* the same of an array */
};

struct sluice_rebuilding_made {
    uint32_t id; /* of the value in the old graph */
    struct sluice_value value;
};

struct sluice_rebuilding {
    const struct sluice_graph *graph;
    struct sluice_builder *builder;
    struct sluice_rebuilding_frame *frames;
    size_t frame_count;
    size_t frame_capacity;
    /* Open addressing; id 0 is none, since no value has it but null. */
    struct sluice_rebuilding_made *made;
    size_t made_count;
    size_t made_capacity;
    struct sluice_value *items; /* of the array or list at hand */
    size_t item_capacity;
    enum sluice_reason reason;
};

/* Ends it for this reason, unless it has ended. Returns false. */
bool sluice_rebuilding_stop(struct sluice_rebuilding *work, enum sluice_reason reason);

/* Whether the builder took what it was given; if not, that is the end. */
bool sluice_rebuilding_said(struct sluice_rebuilding *work, enum sluice_reason reason);

/* The number of a value or of the original that it is a private copy of. */
uint32_t sluice_rebuilding_id(struct sluice_value value);

/* The new value for an old one that was made, or is null. */
bool sluice_rebuilding_find(const struct sluice_rebuilding *work, struct sluice_value old,
                            struct sluice_value *out);

/* Room for so many values; NULL without memory. */
struct sluice_value *sluice_rebuilding_room(struct sluice_rebuilding *work, uint32_t count);

/* --- rebuild_object.c --------------------------------------------------------------------------- */

/* The first member of an object. */
struct sluice_rebuilding_place sluice_rebuilding_first_place(const struct sluice_rebuilding *work,
                                                             struct sluice_value object);

/* The next value that the object of a frame refers to; false when there is none. */
bool sluice_rebuilding_next_part(struct sluice_rebuilding *work,
                                 struct sluice_rebuilding_frame *frame, struct sluice_value *out);

/* Builds an object all of whose parts are made. */
bool sluice_rebuilding_object(struct sluice_rebuilding *work, struct sluice_value old,
                              struct sluice_value *out);

#endif
