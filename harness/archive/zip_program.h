/* A ZIP archive as a program: entries, and any field of any record set to what it should not be.
 *
 * Every field is natural unless it is set: what a correct writer would put there. So an attack says
 * what is wrong, and nothing else. */
#ifndef SLUICE_ARCHIVE_ZIP_PROGRAM_H
#define SLUICE_ARCHIVE_ZIP_PROGRAM_H

#include "harness/base/text.h"

/** A field that is natural unless it is set. */
struct sluice_field {
    bool set;
    uint64_t value;
};

#define SLUICE_SET(number)                                                                         \
    {                                                                                              \
        true, (number)                                                                             \
    }

/* X(member, bytes): the fields of a local header, in their order. */
#define SLUICE_LOC_FIELDS(X)                                                                       \
    X(signature, 4)                                                                                \
    X(version, 2)                                                                                  \
    X(flags, 2)                                                                                    \
    X(method, 2)                                                                                   \
    X(time, 4)                                                                                     \
    X(crc, 4)                                                                                      \
    X(csize, 4)                                                                                    \
    X(usize, 4)                                                                                    \
    X(name_length, 2)                                                                              \
    X(extra_length, 2)

/* Those of a directory record. */
#define SLUICE_CEN_FIELDS(X)                                                                       \
    X(signature, 4)                                                                                \
    X(made_by, 2)                                                                                  \
    X(version, 2)                                                                                  \
    X(flags, 2)                                                                                    \
    X(method, 2)                                                                                   \
    X(time, 4)                                                                                     \
    X(crc, 4)                                                                                      \
    X(csize, 4)                                                                                    \
    X(usize, 4)                                                                                    \
    X(name_length, 2)                                                                              \
    X(extra_length, 2)                                                                             \
    X(comment_length, 2)                                                                           \
    X(disk, 2)                                                                                     \
    X(internal, 2)                                                                                 \
    X(external, 4)                                                                                 \
    X(offset, 4)

/* Those of a data descriptor. */
#define SLUICE_DD_FIELDS(X)                                                                        \
    X(signature, 4)                                                                                \
    X(crc, 4)                                                                                      \
    X(csize, 4)                                                                                    \
    X(usize, 4)

/* Those of the end record. */
#define SLUICE_EOCD_FIELDS(X)                                                                      \
    X(signature, 4)                                                                                \
    X(disk, 2)                                                                                     \
    X(directory_disk, 2)                                                                           \
    X(count_here, 2)                                                                               \
    X(count, 2)                                                                                    \
    X(size, 4)                                                                                     \
    X(offset, 4)                                                                                   \
    X(comment_length, 2)

struct sluice_loc {
#define X(member, bytes) struct sluice_field member;
    SLUICE_LOC_FIELDS(X)
#undef X
};

struct sluice_cen {
#define X(member, bytes) struct sluice_field member;
    SLUICE_CEN_FIELDS(X)
#undef X
};

struct sluice_dd {
#define X(member, bytes) struct sluice_field member;
    SLUICE_DD_FIELDS(X)
#undef X
};

struct sluice_eocd {
#define X(member, bytes) struct sluice_field member;
    SLUICE_EOCD_FIELDS(X)
#undef X
};

/** One entry. Bytes are the caller's; data NULL: none, or what is natural. */
struct sluice_zip_item {
    struct sluice_bytes name;
    struct sluice_bytes data;   /* expanded */
    bool stored;                /* else deflated */
    bool descriptor;            /* sizes and CRC stand behind the bytes */
    bool no_local;              /* only in the directory */
    bool no_record;             /* not in the directory */
    struct sluice_bytes packed; /* instead of what `data` compresses to */
    struct sluice_bytes tail;   /* behind the compressed bytes, counted as theirs */
    struct sluice_bytes before; /* before the local header, and of no entry */
    struct sluice_bytes after;  /* behind the entry, and of none */
    struct sluice_bytes extra;
    struct sluice_bytes comment;
    struct sluice_bytes loc_name; /* instead of `name` in one of the two */
    struct sluice_bytes cen_name;
    struct sluice_bytes loc_extra; /* instead of `extra` */
    struct sluice_bytes cen_extra;
    struct sluice_loc loc;
    struct sluice_cen cen;
    struct sluice_dd dd;
};

struct sluice_zip_program {
    struct sluice_zip_item *items;
    size_t count;
    struct sluice_bytes prefix; /* before all; offsets count from behind it if `offsets_skip` */
    bool offsets_skip;
    struct sluice_bytes gap;       /* before the directory */
    const size_t *directory_order; /* item numbers, as many as items; NULL: theirs */
    struct sluice_eocd eocd;
    struct sluice_bytes comment; /* of the archive */
    struct sluice_bytes suffix;  /* behind all */
};

/** Bytes of a string. */
struct sluice_bytes sluice_bytes_of(const char *string);

/** Adds the archive to `out`, whose `failed` tells of missing memory. */
void sluice_zip_assemble(const struct sluice_zip_program *program, struct sluice_text *out);

/** Where the local header of an item begins. */
size_t sluice_zip_offset_of(const struct sluice_zip_program *program, size_t item);

#endif
