/* The stream map: what the bytes themselves say, found by walking the grammar once.
 *
 * It is written apart from every target on purpose. An oracle that holds a target's trace against the
 * target's own reading of the stream would share its mistakes. The map builds nothing, resolves
 * nothing and checks no policy beyond what is needed to know which objects a receiver must build. */
#ifndef SLUICE_RULES_STREAM_MAP_H
#define SLUICE_RULES_STREAM_MAP_H

#include "rules/judge.h"

#define SLUICE_MAP_NONE UINT32_MAX

enum sluice_map_status {
    SLUICE_MAP_COMPLETE,  /* well formed to the last byte */
    SLUICE_MAP_MALFORMED, /* certainly malformed at `stopped` */
    SLUICE_MAP_UNCERTAIN  /* from `stopped` on, nothing is known */
};

enum sluice_map_kind {
    SLUICE_MAP_STRING,
    SLUICE_MAP_DESCRIPTOR, /* class or proxy descriptor */
    SLUICE_MAP_ARRAY,
    SLUICE_MAP_OBJECT,
    SLUICE_MAP_ENUM,
    SLUICE_MAP_CLASS
};

/** What a handle stands for. Handles are counted over the whole stream, resets included. */
struct sluice_map_entry {
    enum sluice_map_kind kind;
    /* The receiver keeps it: it hangs on the top level through fields and elements that classes of
       the policy declare. False: passed over, or not known. */
    bool needed;
    bool has_data;       /* object: the stream declares fields or carries custom data for it */
    bool in_cycle;       /* referred to while it was open */
    uint32_t descriptor; /* index of its class in `descriptors`; SLUICE_MAP_NONE: null, unknown */
    uint64_t start;      /* offset of the type code */
    uint64_t end;        /* offset behind the last byte; 0 while it is open or cut off */
    uint64_t length;     /* array: elements */
    uint64_t content;    /* array: offset behind its length */
    uint32_t order;      /* descriptor: index in `descriptors` */
    uint32_t left;       /* array: elements that an exception kept from being begun */
};

/** A class or proxy descriptor. Names are modified UTF-8 inside the stream. */
struct sluice_map_descriptor {
    bool proxy;
    bool finished;
    uint8_t flags;
    const uint8_t *name; /* NULL for a proxy */
    size_t name_length;
    int64_t suid;         /* 0 if the stream ends before it */
    uint32_t first_field; /* object fields, in `fields`; primitive ones stand before them */
    uint32_t field_count;
    uint32_t primitive_count;
    uint32_t primitive_bytes;
    uint32_t declared_fields;
    uint32_t super;      /* index in `descriptors`, or SLUICE_MAP_NONE */
    uint32_t data_above; /* nearest one above that takes data, or SLUICE_MAP_NONE */
    uint32_t data_depth; /* how many above take data */
    uint32_t hierarchy;  /* it and those above */
    uint64_t start;      /* offset of its type code */
    bool takes_data;
    const struct sluice_judge_class *model; /* NULL: none in the policy */
};

/** A field of a descriptor. */
struct sluice_map_field {
    const uint8_t *name;
    uint16_t name_length;
    size_t type_length;
    const uint8_t *type;                    /* its type string; NULL for a primitive one */
    const struct sluice_judge_field *model; /* NULL: the receiver drops it */
};

/* Places that are no fields: the top level; an element of an array; in the custom data of an object; in
 * the annotation of a class or in an exception, where it is nobody's value. */
#define SLUICE_MAP_AT_TOP (UINT32_MAX - 1)
#define SLUICE_MAP_AT_ELEMENT (UINT32_MAX - 2)
#define SLUICE_MAP_AT_DATA (UINT32_MAX - 3)
#define SLUICE_MAP_AT_ANNOTATION (UINT32_MAX - 4)

/** A place that holds a value. Those of one owner stand in the order of the stream. */
struct sluice_map_edge {
    uint32_t owner; /* handle of the object or array, or SLUICE_MAP_NONE for the top level */
    /* Read here or referred to. SLUICE_MAP_NONE for null, which has no edge in an array. */
    uint32_t value;
    uint32_t place; /* index in `fields`, or one of the above */
    uint32_t level; /* object: index of the descriptor whose data it is, or SLUICE_MAP_NONE */
    uint64_t start; /* offset of what stands there: an item, a reference or null */
    uint32_t
        piece; /* custom data: index of the piece of its class that it belongs to, or SLUICE_MAP_NONE */
    bool needed;
    bool shared; /* in an object, and not kept by it alone: so declared, or read by its own code */
    bool second; /* the value of a pair */
};

/** Something that two streams of one value may write differently. */
enum sluice_map_mark_kind {
    SLUICE_MAP_MARK_REFERENCE,
    SLUICE_MAP_MARK_BLOCK,
    SLUICE_MAP_MARK_RESET
};

struct sluice_map_mark {
    enum sluice_map_mark_kind kind;
    uint32_t handle;  /* a reference's */
    uint64_t start;   /* offset of the type code */
    uint64_t content; /* a block's first byte */
    uint64_t end;
};

/** Most of anything between two resets, for the limits. */
struct sluice_map_extremes {
    uint64_t bytes; /* the reset included */
    uint64_t depth; /* open objects, arrays, enums, classes, descriptors */
    uint64_t hierarchy;
    uint64_t objects;
    uint64_t elements;
    uint64_t array_length;
    uint64_t string_bytes;
    uint64_t fields;
    uint64_t interfaces;
    uint64_t block_bytes;
};

struct sluice_stream_map {
    const struct sluice_rules_memory *memory; /* the context's */
    enum sluice_map_status status;
    uint64_t
        stopped; /* offset where the walk ended: of what is malformed, if it is known as a whole */
    uint64_t reached; /* offset behind all that was looked at */
    const char *why;  /* static text, NULL when complete */
    bool has_header;
    bool has_exception; /* TC_EXCEPTION: what was open is over, and handles are not comparable */
    bool cuts_array;    /* in an array: what of that counts depends on when */
    /* A writeObject need not write the fields that its class declares. There was one of which the bytes
       do not say; its fields are taken for written. */
    bool guessed;
    /* There was one whose class nobody knows, and the bytes can be read as fields and as what is written in
       their stead: `stopped` is there. Which of the two a reader takes depends on all that follows. Or the walk
       is uncertain, or stumbled behind fields that were taken for written, and nobody can tell whether there
       is such a one. */
    bool has_two_readings;
    uint32_t resets;
    uint32_t top_items; /* resets not counted; each run of block data once */
    struct sluice_map_extremes most;
    bool unmet_claim; /* a length or count that the rest of the bytes cannot hold */
    uint64_t unmet_offset;
    /* The first reference, in a needed place, to an object or array that is still open. */
    bool open_reference;
    uint64_t open_reference_offset;
    uint32_t open_reference_handle;

    struct sluice_map_entry *entries;
    uint32_t entry_count;
    uint32_t entry_capacity;
    struct sluice_map_descriptor *descriptors;
    uint32_t descriptor_count;
    uint32_t descriptor_capacity;
    struct sluice_map_field *fields;
    uint32_t field_count;
    uint32_t field_capacity;
    struct sluice_map_edge *edges;
    uint32_t edge_count;
    uint32_t edge_capacity;
    /* The arrays in the order in which they end, and the resets, merged: see counters. */
    uint32_t *ended_arrays;
    uint32_t ended_count;
    uint32_t ended_capacity;
    uint64_t *reset_offsets;
    uint32_t reset_capacity;
    struct sluice_map_mark *marks; /* in the order of the stream */
    uint32_t mark_count;
    uint32_t mark_capacity;
};

/** Finds the policy's class of a name that is not NUL-terminated; NULL if there is none. */
const struct sluice_judge_class *sluice_judge_find_class(const struct sluice_judge_context *context,
                                                         const void *name, size_t length);

/** True if a descriptor is of the class with this name. Descriptors of proxies, and NULL, have none. */
bool sluice_map_is_named(const struct sluice_map_descriptor *descriptor, const char *name);

/** True if its name begins so. */
bool sluice_map_name_begins(const struct sluice_map_descriptor *descriptor, const char *prefix);

/** True if it is of one of these classes; `names` ends with NULL. */
bool sluice_map_is_one_of(const struct sluice_map_descriptor *descriptor, const char *const *names);

/**
 * Walks the stream of `context`. False when memory ran out; the map is then empty. Free it either way.
 * Time and memory linear in the stream: a walk that would cost more ends as uncertain.
 */
bool sluice_stream_map_make(const struct sluice_judge_context *context,
                            struct sluice_stream_map *map) __attribute__((warn_unused_result));

void sluice_stream_map_free(struct sluice_stream_map *map);

/** The entry of a handle, or NULL when the walk did not see it. */
const struct sluice_map_entry *sluice_map_entry_at(const struct sluice_stream_map *map,
                                                   uint32_t handle);

/** The text of a string: its modified UTF-8, behind type code and length. */
struct sluice_map_text {
    const uint8_t *bytes;
    size_t length;
};
struct sluice_map_text sluice_map_string(const uint8_t *stream,
                                         const struct sluice_map_entry *entry);

/** True if the string is the name of an enum constant: it is written out there, whatever came before. */
bool sluice_map_is_constant_name(const struct sluice_stream_map *map, uint32_t handle);

/** True if the bytes are modified UTF-8 as every reader takes it. */
bool sluice_map_is_text(const uint8_t *bytes, uint64_t length);

/** The descriptor of an object, array or enum entry; NULL if it has none. */
const struct sluice_map_descriptor *sluice_map_descriptor_of(const struct sluice_stream_map *map,
                                                             const struct sluice_map_entry *entry);

/** Bytes of a value of a primitive type; 0 for another type. */
uint32_t sluice_map_primitive_width(uint8_t type);

/** A limit that the bytes of a stream alone let one judge. */
struct sluice_byte_limit {
    const char *limit;
    const char *reason; /* of a refusal */
    uint64_t most;      /* between two resets */
    bool exact;         /* false: an exception makes it depend on when it is counted */
};
enum { SLUICE_BYTE_LIMITS = 10 };

/** All of them, as a stream needs them. */
void sluice_byte_limits_of(const struct sluice_stream_map *map,
                           struct sluice_byte_limit limits[SLUICE_BYTE_LIMITS]);

/** True for the field `h` of java.lang.reflect.Proxy, at this level of an object of a proxy class; a
 * class above Proxy may have a field of the same name. */
bool sluice_map_is_handler(const struct sluice_stream_map *map,
                           const struct sluice_map_descriptor *of, uint32_t level, uint32_t field);

#endif
