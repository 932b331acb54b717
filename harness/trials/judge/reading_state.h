/* The inside of reading.h: how far the comparison has got. */
#ifndef SLUICE_TRIALS_READING_STATE_H
#define SLUICE_TRIALS_READING_STATE_H

#include "rules/stream_map.h"

#include <sluice/document.h>

enum sluice_reading_task_kind {
    ITEM,       /* an item in a place */
    BODY,       /* an object, array, constant or class whose descriptor is over */
    CONTENTS,   /* the items of a list, from `index` */
    ELEMENTS,   /* those of an array */
    LEVELS,     /* the data of an object, class by class */
    REFERENCES, /* the object fields of one class */
    END,        /* TC_ENDBLOCKDATA */
    CLOSE,      /* all of a handle has been read */
    CLOSE_DESCRIPTOR
};

/* What is still to be compared: a stack, the next on top. */
struct sluice_reading_task {
    enum sluice_reading_task_kind kind;
    struct sluice_item item;
    struct sluice_map_edge edge; /* where it stands, or what stands in it */
    uint32_t index;
    uint32_t handle;
    uint64_t start;
    struct sluice_level_cursor cursor;
    struct sluice_level_view level;
};

struct sluice_reading {
    const struct sluice_judge_context *context;
    const struct sluice_document *document;
    struct sluice_stream_map map;
    const uint8_t *bytes;
    uint64_t at;
    uint32_t base;  /* first handle since the last reset */
    uint64_t epoch; /* offset behind the last reset */
    uint64_t elements;
    struct sluice_map_extremes most;
    /* Of each table of the map: how much has been compared. */
    uint32_t entries;
    uint32_t descriptors;
    uint32_t fields;
    uint32_t edges;
    uint32_t marks;
    uint32_t ended;
    uint32_t resets;
    uint32_t top_items;
    bool *in_cycle; /* per handle */
    struct sluice_reading_task *tasks;
    size_t task_count;
    size_t task_capacity;
    bool guessed; /* that an object has no fields, where the map takes them for written */
    const char *fault;
};

/* The place of what nobody holds. */
extern const struct sluice_map_edge sluice_reading_nowhere;

/** Notes a fault unless something holds; gives whether it does. The first fault is kept. */
bool sluice_reading_expect(struct sluice_reading *reading, bool holds, const char *fault);

/** Puts off what is still to be compared. */
void sluice_reading_push(struct sluice_reading *reading, struct sluice_reading_task task);

/** Keeps the larger number. */
void sluice_reading_raise(uint64_t *most, uint64_t value);

/* --- reading_tables.c: the tables of the map, and items without others in them -------------------- */

/** The next handle is of this kind, starts there, and is of the descriptor with this index. */
uint32_t sluice_reading_meet_entry(struct sluice_reading *reading, enum sluice_map_kind kind,
                                   struct sluice_item item, uint64_t start, uint32_t descriptor);

/** It ends here. */
void sluice_reading_meet_end(struct sluice_reading *reading, uint32_t handle);

/** The next place that the map notes is this one, with this value. */
void sluice_reading_meet_edge(struct sluice_reading *reading, const struct sluice_map_edge *place,
                              uint32_t value);

/** Each compares an item of its kind. `is_value`: a reference to a value, not to a descriptor or a type. */
void sluice_reading_string(struct sluice_reading *reading, struct sluice_item item,
                           const struct sluice_map_edge *edge);
void sluice_reading_reference(struct sluice_reading *reading, struct sluice_item item,
                              const struct sluice_map_edge *edge, bool is_value);
void sluice_reading_blocks(struct sluice_reading *reading, struct sluice_item item);
void sluice_reading_reset(struct sluice_reading *reading);

/* --- reading_class.c: class descriptors ----------------------------------------------------------- */

/** The index of a descriptor that was read, of a reference to one, or of none. */
uint32_t sluice_reading_index_of(const struct sluice_reading *reading,
                                 struct sluice_item descriptor);

/** Each compares a new descriptor of its kind, as far as its annotation. */
void sluice_reading_class(struct sluice_reading *reading, struct sluice_item item);
void sluice_reading_proxy(struct sluice_reading *reading, struct sluice_item item);

/** And what follows from its superclass. */
void sluice_reading_close_class(struct sluice_reading *reading,
                                const struct sluice_reading_task *task);

/* --- reading_walk.c: what holds others ------------------------------------------------------------ */

/** Compares the next thing that was put off. */
void sluice_reading_step(struct sluice_reading *reading);

#endif
