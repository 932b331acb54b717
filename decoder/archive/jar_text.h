/* Manifests and signature files: sections of `Name: value` lines. */
#ifndef SLUICE_ARCHIVE_JAR_TEXT_H
#define SLUICE_ARCHIVE_JAR_TEXT_H

#include "digest.h"

/* Places: of a name in `raw`; of a value in `raw`, or, from `length` on, in `unfolded`. */
struct header {
    uint32_t name;
    uint32_t name_length;
    uint32_t value;
    uint32_t value_length;
};

struct section {
    uint32_t raw; /* its bytes, the empty line that ends it included */
    uint32_t raw_length;
    uint32_t first; /* header */
    uint32_t count;
};

struct jar_text {
    const struct zip_entry *entry;
    uint8_t *raw;
    uint32_t length;
    uint8_t *unfolded; /* the values that go over several lines */
    uint32_t unfolded_length;
    struct header *headers;
    uint32_t header_count;
    struct section *sections; /* the first is the main one */
    uint32_t section_count;
    uint32_t *by_name; /* indices of sections but the main one, ascending by name */
    uint32_t named;    /* how many those are */
};

/* Takes over `raw`, of entry->usize bytes, and reads it. Also frees what it has when it refuses. */
SLUICE_NODISCARD bool sluice_jar_text_read(struct run *run, struct jar_text *text,
                                           const struct zip_entry *entry, uint8_t *raw);

void sluice_jar_text_free(struct run *run, struct jar_text *text);

/* Name and value of a header. */
struct sluice_bytes sluice_header_name(const struct jar_text *text, const struct header *header);
struct sluice_bytes sluice_header_value(const struct jar_text *text, const struct header *header);

/* The name of a section other than the main one. */
struct sluice_bytes sluice_section_name(const struct jar_text *text, uint32_t section);

/* The section of that name, or 0. */
uint32_t sluice_section_find(const struct jar_text *text, struct sluice_bytes name);

/* The value of an attribute by name, without case; data NULL when there is none. */
struct sluice_bytes sluice_attribute(const struct jar_text *text, uint32_t section,
                                     const char *name);

/* The place of a section in the expanded entry. */
struct place sluice_section_place(const struct jar_text *text, uint32_t section);

/* The digests that a section states. */
struct claims {
    uint32_t known; /* bits */
    bool unknown;   /* others, too */
    uint8_t values[DIGEST_COUNT][DIGEST_MAX];
};

/* Reads those attributes that end in `suffix` ("-Digest"). */
SLUICE_NODISCARD bool sluice_claims_read(struct run *run, const struct jar_text *text,
                                         uint32_t section, const char *suffix,
                                         struct claims *claims);

/* Refuses claims without an approved digest (`missing` when there is none at all). */
SLUICE_NODISCARD bool sluice_claims_check(struct run *run, const struct claims *claims,
                                          enum sluice_archive_reason missing, struct place place);

/* Compares all claims with the digests' values; an approved one that differs is `mismatch`. */
SLUICE_NODISCARD bool
sluice_claims_compare(struct run *run, const struct claims *claims, const struct digests *digests,
                      enum sluice_archive_reason mismatch, struct place place);

#endif
