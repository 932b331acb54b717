/* One archive under verification: what all checks share, and how they end it. */
#ifndef SLUICE_ARCHIVE_RUN_H
#define SLUICE_ARCHIVE_RUN_H

#include "heap.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* What a file is to the signature. */
enum role {
    ROLE_PAYLOAD,
    ROLE_DIRECTORY,
    ROLE_MANIFEST,
    ROLE_SIGNATURE_FILE,
    ROLE_BLOCK,
    ROLE_OTHER_SIGNATURE /* of which the policy wants to know nothing */
};

/* One entry, from its directory record. Offsets fit: archives are shorter than 4 GiB. */
struct zip_entry {
    uint32_t record; /* its directory record */
    uint32_t local;  /* its local header */
    uint32_t data;   /* its compressed bytes */
    uint32_t csize;
    uint32_t usize;
    uint32_t crc;
    uint16_t name_length;
    uint16_t flags;
    uint16_t method;
    uint8_t role; /* enum role */
};

enum { END_SIZE = 22, RECORD_SIZE = 46, LOCAL_SIZE = 30, DESCRIPTOR_SIZE = 16 };
enum { FLAG_ENCRYPTED = 1, FLAG_DESCRIPTOR = 8, FLAG_UTF8 = 0x800 };
enum { METHOD_STORED = 0, METHOD_DEFLATED = 8 };

struct zip {
    uint32_t end;       /* offset of the end record */
    uint32_t directory; /* offset of the directory */
    uint32_t count;
    struct zip_entry *entries;
    uint32_t *by_name; /* indices of entries, ascending by the bytes of their names */
};

struct run {
    const uint8_t *bytes;
    size_t length;
    const struct sluice_archive_policy *policy; /* all limits and digests filled in */
    const struct sluice_trust *trust;
    const struct sluice_archive_observer *observer;
    struct heap *heap;
    struct sluice_archive_verdict *verdict;
    size_t archive;
    enum sluice_archive_check check; /* the one that is being made */
    struct zip zip;
    const struct zip_entry *manifest;
    const struct zip_entry *signature_file;
    const struct zip_entry *block;
};

/* Where something stands: entry NULL when it is none's. */
struct place {
    const struct zip_entry *entry;
    uint64_t offset;
    uint64_t length;
    bool in_entry;
};

/* Ends the run with a refusal; always false. A later one never replaces the first. */
bool sluice_refuse(struct run *run, enum sluice_archive_reason reason, const char *at,
                   struct place place);

/* The same for a limit, by its name. */
bool sluice_refuse_limit(struct run *run, enum sluice_archive_reason reason, const char *limit,
                         struct place place);

/* The same for memory that sluice_archive_get() refused. */
bool sluice_refuse_memory(struct run *run);

/* Tells the observer that the check `run->check` passed there; always true. */
bool sluice_passed(struct run *run, struct place place);

static inline void sluice_step(struct run *run, uint64_t steps)
{
    run->verdict->steps += steps;
}

static inline struct place sluice_at(uint64_t offset, uint64_t length)
{
    return (struct place){NULL, offset, length, false};
}

/* In the archive, on account of an entry. */
static inline struct place sluice_at_entry(const struct zip_entry *entry, uint64_t offset,
                                           uint64_t length)
{
    return (struct place){entry, offset, length, false};
}

/* In the expanded bytes of an entry. */
static inline struct place sluice_in_entry(const struct zip_entry *entry, uint64_t offset,
                                           uint64_t length)
{
    return (struct place){entry, offset, length, true};
}

static inline struct sluice_bytes sluice_name_of(const struct run *run,
                                                 const struct zip_entry *entry)
{
    return (struct sluice_bytes){run->bytes + entry->record + RECORD_SIZE, entry->name_length};
}

/* -1, 0, 1: by their bytes, a shorter one before what it begins. */
int sluice_compare_bytes(struct sluice_bytes left, struct sluice_bytes right);

static inline bool sluice_bytes_are(struct sluice_bytes bytes, const char *text)
{
    return sluice_compare_bytes(
               bytes, (struct sluice_bytes){(const uint8_t *)text, __builtin_strlen(text)}) == 0;
}

/* Writes bytes for people: printable ASCII, others as \xHH, cut where `size` ends. */
void sluice_print_name(char *text, size_t size, struct sluice_bytes name);

static inline uint16_t sluice_le16(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t sluice_le32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

#endif
