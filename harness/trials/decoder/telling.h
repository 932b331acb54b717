/* Telling a document byte by byte: the bytes that are still due, what is open, and what was counted.
 * Private to document_views.c, document_parts.c and telling.c. */
#ifndef SLUICE_TRIALS_TELLING_H
#define SLUICE_TRIALS_TELLING_H

#include <sluice/document.h>

enum sluice_telling_kind {
    SLUICE_TELLING_ITEM,
    SLUICE_TELLING_BEHIND,     /* what follows the descriptor of an item */
    SLUICE_TELLING_LIST,       /* items of a list from `at` on */
    SLUICE_TELLING_END,        /* TC_ENDBLOCKDATA */
    SLUICE_TELLING_SUPER,      /* the superclass of a descriptor */
    SLUICE_TELLING_LEVELS,     /* levels of an object from its cursor on */
    SLUICE_TELLING_REFERENCES, /* reference fields of a level, from `at` on */
    SLUICE_TELLING_FORGET,     /* behind TC_EXCEPTION: handles begin anew */
    SLUICE_TELLING_CLOSE
};

struct sluice_telling_task {
    enum sluice_telling_kind kind;
    struct sluice_item item;
    uint32_t at;
    struct sluice_level_cursor cursor; /* before the level */
};

struct sluice_telling {
    const struct sluice_document *document;
    struct sluice_bytes left; /* of the stream */
    struct sluice_telling_task *tasks;
    size_t count;
    size_t capacity;
    const char *fault;
    uint32_t depth;
    uint32_t deepest;
    uint32_t handles; /* since they were forgotten */
    uint64_t objects; /* since a reset */
    uint64_t elements;
    uint64_t most_objects;
    uint64_t most_elements;
    bool has_claims; /* of arrays that TC_EXCEPTION has interrupted */
};

/** True if there is no item. */
bool sluice_telling_is_none(const struct sluice_document *document, struct sluice_item item);

/** Keeps the first fault. */
void sluice_telling_fail(struct sluice_telling *telling, const char *fault);

/** The same unless it is good. */
void sluice_telling_expect(struct sluice_telling *telling, bool good, const char *fault);

/** These bytes come next in the stream. */
void sluice_telling_bytes(struct sluice_telling *telling, struct sluice_bytes bytes);

/** A number of so many bytes, big endian; one byte; two bytes of length and a name. */
void sluice_telling_number(struct sluice_telling *telling, uint64_t number, size_t size);
void sluice_telling_byte(struct sluice_telling *telling, uint8_t byte);
void sluice_telling_name(struct sluice_telling *telling, struct sluice_bytes name);

/** What is to be done next, once what comes now is done. */
void sluice_telling_push(struct sluice_telling *telling, struct sluice_telling_task task);
void sluice_telling_later(struct sluice_telling *telling, enum sluice_telling_kind kind,
                          struct sluice_item item);

/** A container opens. */
void sluice_telling_open(struct sluice_telling *telling);

/** The next handle is that of this item. */
void sluice_telling_handle(struct sluice_telling *telling, struct sluice_item item);

/** Keeps the most that was counted between two resets. */
void sluice_telling_note(struct sluice_telling *telling);

/* --- document_parts.c --------------------------------------------------------------------------- */

/** Each tells an item of its kind; a descriptor as far as its annotation, the rest of it later. */
void sluice_telling_put_reference(struct sluice_telling *telling, struct sluice_item item);
void sluice_telling_put_string(struct sluice_telling *telling, struct sluice_item item);
void sluice_telling_put_blocks(struct sluice_telling *telling, struct sluice_item item);
void sluice_telling_put_descriptor(struct sluice_telling *telling, struct sluice_item item);

/** Tells a list later, with its end; nothing where it was not reached. */
void sluice_telling_put_contents(struct sluice_telling *telling, struct sluice_item list,
                                 bool has_end);

/** True if the chain of a descriptor is there up to its end. */
bool sluice_telling_is_whole_class(const struct sluice_document *document,
                                   struct sluice_item descriptor);

/** The superclass of a descriptor of either kind. */
struct sluice_item sluice_telling_super_of(const struct sluice_document *document,
                                           struct sluice_item item);

#endif
