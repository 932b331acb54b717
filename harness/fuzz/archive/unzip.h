/* Two readings of a ZIP file that share no code with decoder/archive, and do not trust each other: from the
 * front, as whoever gets the bytes one by one must do it, and from the back, by the directory. Both are as
 * credulous as readers are; an archive with one meaning is read alike by both. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_UNZIP_H
#define SLUICE_FUZZ_UNZIP_H

#include "harness/base/text.h"

enum { SLUICE_UNZIP_ENTRIES = 128 };

/** What a reading found of one entry. */
struct sluice_unzip_entry {
    struct sluice_bytes name; /* in the archive */
    struct sluice_text data;  /* expanded */
    size_t from;              /* the bytes of its local header, its data and its descriptor */
    size_t to;
    bool expanded; /* the data was there, and of the length that is said */
};

struct sluice_unzip {
    struct sluice_unzip_entry entries[SLUICE_UNZIP_ENTRIES];
    size_t count;
    size_t accounted;  /* bytes of the archive that the reading has looked at */
    const char *fault; /* static text: why it stopped; NULL: it came to its end */
    bool too_many;     /* there are more entries than it can hold, or larger ones */
};

/** Reads local headers one after another, then the directory and the end record that follow them. */
void sluice_unzip_forward(struct sluice_unzip *unzip, struct sluice_bytes archive);

/** Looks for the end record, then for the directory, then for each entry. */
void sluice_unzip_backward(struct sluice_unzip *unzip, struct sluice_bytes archive);

/** Makes it empty, for the next archive; memory is kept. Zero-initialize before the first time. */
void sluice_unzip_clear(struct sluice_unzip *unzip);

/** Why the two readings of an archive are not the same, or do not account for all bytes; NULL when they are and
 * do. Static text. */
const char *sluice_unzip_difference(const struct sluice_unzip *forward,
                                    const struct sluice_unzip *backward,
                                    struct sluice_bytes archive);

/** The entry of that name, or NULL. */
const struct sluice_unzip_entry *sluice_unzip_find(const struct sluice_unzip *unzip,
                                                   struct sluice_bytes name);

/** The bytes of a text. */
static inline struct sluice_bytes sluice_unzip_data(const struct sluice_unzip_entry *entry)
{
    return (struct sluice_bytes){(const uint8_t *)sluice_text_get(&entry->data),
                                 entry->data.length};
}

/** Two bytes, or four, of an archive; 0 where it has ended. */
static inline uint32_t sluice_unzip_u16(struct sluice_bytes archive, size_t at)
{
    return at + 2 > archive.length ? 0 : (uint32_t)(archive.data[at] | archive.data[at + 1] << 8);
}

static inline uint32_t sluice_unzip_u32(struct sluice_bytes archive, size_t at)
{
    return sluice_unzip_u16(archive, at) | sluice_unzip_u16(archive, at + 2) << 16;
}

/** Whether two strings of bytes are the same. */
bool sluice_unzip_same(struct sluice_bytes one, struct sluice_bytes other);

#endif
