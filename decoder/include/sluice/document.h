/* The document: a stream as it stands, item by item, nothing built. What sluice_inspect() yields.
 *
 * Items are small numbers (struct sluice_item), cheap to copy, valid until the document is freed.
 * Every accessor takes an item of the kind it names; for another kind it gives an empty view.
 * Offsets are bytes from the start of the stream; byte views point into the stream. A document keeps
 * every detail of the syntax, so that the same bytes can be made of it again. */
#ifndef SLUICE_DOCUMENT_H
#define SLUICE_DOCUMENT_H

#include "sluice/decode.h"

enum sluice_item_kind {
    SLUICE_ITEM_NONE, /* not there: the unread part of a partial document */
    SLUICE_ITEM_NULL,
    SLUICE_ITEM_REFERENCE,  /* TC_REFERENCE */
    SLUICE_ITEM_STRING,     /* TC_STRING, TC_LONGSTRING */
    SLUICE_ITEM_BLOCKS,     /* a run of consecutive TC_BLOCKDATA and TC_BLOCKDATALONG */
    SLUICE_ITEM_ARRAY,      /* TC_ARRAY */
    SLUICE_ITEM_OBJECT,     /* TC_OBJECT */
    SLUICE_ITEM_ENUM,       /* TC_ENUM */
    SLUICE_ITEM_CLASS,      /* TC_CLASS */
    SLUICE_ITEM_CLASS_DESC, /* TC_CLASSDESC */
    SLUICE_ITEM_PROXY_DESC, /* TC_PROXYCLASSDESC */
    SLUICE_ITEM_RESET,      /* TC_RESET */
    SLUICE_ITEM_EXCEPTION,  /* TC_EXCEPTION */
    SLUICE_ITEM_CONTENTS    /* a list of items: the top level, an annotation, custom data */
};

struct sluice_item {
    uint32_t id;
};

/** The kind of an item. */
SLUICE_API enum sluice_item_kind sluice_item_kind(const struct sluice_document *document,
                                                  struct sluice_item item);

/**
 * True when the stream ended, failed or was aborted by TC_EXCEPTION inside this item: what follows
 * its last part is missing. Never true for an item of a complete document without TC_EXCEPTION.
 */
SLUICE_API bool sluice_item_is_partial(const struct sluice_document *document,
                                       struct sluice_item item);

/**
 * The handle that an item took, as on the wire less 0x7E0000, so from 0 after each reset; for a
 * reference the handle it names. 0 for items without one.
 */
SLUICE_API uint32_t sluice_item_handle(const struct sluice_document *document,
                                       struct sluice_item item);

/* --- the document ----------------------------------------------------------------------------- */

/** The top level: a contents item, in stream order. */
SLUICE_API struct sluice_item sluice_document_contents(const struct sluice_document *document);

/** True when the stream was malformed and keep_partial kept what came before. */
SLUICE_API bool sluice_document_is_partial(const struct sluice_document *document);

/** Bytes from the start of the stream that the items stand for; with a whole document, all. */
SLUICE_API uint64_t sluice_document_length(const struct sluice_document *document);

/** What a reference stands for; SLUICE_ITEM_NONE if that is not in the document (abandoned). */
SLUICE_API struct sluice_item sluice_item_target(const struct sluice_document *document,
                                                 struct sluice_item reference);

/* --- lists ------------------------------------------------------------------------------------ */

/** Number of items in contents, or of elements in an array of objects, and the i-th. */
SLUICE_API uint32_t sluice_item_count(const struct sluice_document *document,
                                      struct sluice_item list);
SLUICE_API struct sluice_item sluice_item_at(const struct sluice_document *document,
                                             struct sluice_item list, uint32_t index);

/* --- single kinds ----------------------------------------------------------------------------- */

struct sluice_string_view {
    struct sluice_bytes text; /* modified UTF-8, well formed */
    bool is_long;             /* TC_LONGSTRING */
};
SLUICE_API struct sluice_string_view sluice_string_view(const struct sluice_document *document,
                                                        struct sluice_item item);

struct sluice_blocks_view {
    struct sluice_bytes
        wire;         /* all blocks with their headers; external data of protocol 1: payload */
    uint64_t payload; /* bytes without headers */
    bool is_raw;      /* external data of protocol 1: no headers */
};
SLUICE_API struct sluice_blocks_view sluice_blocks_view(const struct sluice_document *document,
                                                        struct sluice_item item);

/**
 * Takes the next block off `*wire` (of a view that is not raw) and gives its payload; `*is_long` says
 * whether it was TC_BLOCKDATALONG. False when there is none left.
 */
SLUICE_API bool sluice_block_next(struct sluice_bytes *wire, struct sluice_bytes *payload,
                                  bool *is_long);

struct sluice_array_view {
    struct sluice_item descriptor;
    char type;                    /* element type letter; 'L' for objects and arrays */
    bool has_length;              /* false: partial, and the length is missing too */
    uint32_t length;              /* as claimed on the wire */
    struct sluice_bytes elements; /* primitive arrays: big endian, as on the wire */
};
SLUICE_API struct sluice_array_view sluice_array_view(const struct sluice_document *document,
                                                      struct sluice_item item);

struct sluice_enum_view {
    struct sluice_item descriptor;
    struct sluice_item constant; /* a string */
};
SLUICE_API struct sluice_enum_view sluice_enum_view(const struct sluice_document *document,
                                                    struct sluice_item item);

/** The descriptor of TC_CLASS. */
SLUICE_API struct sluice_item sluice_class_view(const struct sluice_document *document,
                                                struct sluice_item item);

/** The object of TC_EXCEPTION. Objects that it interrupted stand before it, marked partial. */
SLUICE_API struct sluice_item sluice_exception_view(const struct sluice_document *document,
                                                    struct sluice_item item);

/* --- descriptors ------------------------------------------------------------------------------ */

struct sluice_class_desc_view {
    struct sluice_bytes name;
    int64_t suid;
    uint8_t flags;
    uint32_t field_count;
    struct sluice_item annotation; /* contents; SLUICE_ITEM_NULL when it is empty */
    struct sluice_item super;      /* a descriptor, a reference to one, or null */
};
SLUICE_API struct sluice_class_desc_view
sluice_class_desc_view(const struct sluice_document *document, struct sluice_item item);

struct sluice_field_view {
    struct sluice_bytes name;
    uint8_t code;                 /* type code as on the wire */
    uint8_t type;                 /* what the field is: the first letter of its type string */
    struct sluice_item signature; /* code 'L' or '[': a string or a reference to one */
    struct sluice_bytes text;     /* the type string; for a primitive type code that one letter */
};
SLUICE_API struct sluice_field_view sluice_field_view(const struct sluice_document *document,
                                                      struct sluice_item class_desc,
                                                      uint32_t index);

struct sluice_proxy_desc_view {
    uint32_t interface_count;
    struct sluice_bytes interfaces; /* as on the wire: two length bytes and a name, repeated */
    struct sluice_item annotation;
    struct sluice_item super;
};
SLUICE_API struct sluice_proxy_desc_view
sluice_proxy_desc_view(const struct sluice_document *document, struct sluice_item item);

/** Takes the next name off a proxy's `*interfaces`. False when there is none left. */
SLUICE_API bool sluice_interface_next(struct sluice_bytes *interfaces, struct sluice_bytes *name);

/* --- objects ---------------------------------------------------------------------------------- */

struct sluice_object_view {
    struct sluice_item descriptor;
    bool is_external;            /* Externalizable: `external` instead of levels */
    bool external_is_raw;        /* protocol 1: no TC_ENDBLOCKDATA */
    struct sluice_item external; /* contents; SLUICE_ITEM_NULL when it is empty */
};
SLUICE_API struct sluice_object_view sluice_object_view(const struct sluice_document *document,
                                                        struct sluice_item item);

/** One class of an object's chain with its data, from the topmost superclass down. */
struct sluice_level_view {
    struct sluice_item descriptor;  /* class descriptor of the level; never a reference */
    bool has_fields;                /* false: writeObject skipped the default fields */
    struct sluice_bytes primitives; /* big endian, packed in field order; empty if missing */
    uint32_t reference_count;       /* present; fewer than the class has only in a partial object */
    bool has_custom;                /* SC_WRITE_METHOD, and the custom data was reached */
    struct sluice_item custom;      /* contents; SLUICE_ITEM_NULL when it is empty */
    uint32_t first;                 /* private */
};

/** Walks the levels of one object. Zero-initialize, set `object`, call sluice_level_next(). */
struct sluice_level_cursor {
    struct sluice_item object;
    uint32_t level; /* private */
    uint32_t word;  /* private */
};

/**
 * Gives the next level that has data (declares fields or has SC_WRITE_METHOD); false after the last.
 * Always false for external objects.
 */
SLUICE_API bool sluice_level_next(const struct sluice_document *document,
                                  struct sluice_level_cursor *cursor,
                                  struct sluice_level_view *level);

/** The i-th reference field of a level, in descriptor order. */
SLUICE_API struct sluice_item
sluice_level_reference(const struct sluice_document *document, struct sluice_item object,
                       const struct sluice_level_view *level, uint32_t index);

#endif
