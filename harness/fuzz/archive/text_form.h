/* Manifests and signature files, read a second time: line by line, as the JAR specification and the strict
 * profile have it, with nothing in common with decoder/archive. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_TEXT_FORM_H
#define SLUICE_FUZZ_TEXT_FORM_H

#include "harness/base/text.h"
#include "sluice/archive.h"

enum { SLUICE_TEXT_HEADERS = 1024, SLUICE_TEXT_SECTIONS = 256 };

/** One header. */
struct sluice_text_header {
    struct sluice_bytes name;
    struct sluice_text value; /* without folds */
};

/** One section: the headers from `first` on, and its bytes with the empty line. */
struct sluice_text_section {
    struct sluice_bytes raw;
    size_t first;
    size_t count;
};

/** A manifest or signature file. Zero-initialize before the first time; memory is kept. */
struct sluice_text_form {
    struct sluice_text_header headers[SLUICE_TEXT_HEADERS];
    struct sluice_text_section sections[SLUICE_TEXT_SECTIONS]; /* the first is the main one */
    size_t header_count;
    size_t section_count;
    const char *fault; /* static text: why it is refused; NULL: it is not */
    bool unsure;       /* there is more than can be told here */
};

/** Reads a text. The bytes must outlive what is read. */
void sluice_text_form_read(struct sluice_text_form *form, struct sluice_bytes text,
                           const struct sluice_archive_policy *policy);

/** The value of an attribute of a section by its name, without case; data NULL if there is none. */
struct sluice_bytes sluice_text_form_get(const struct sluice_text_form *form, size_t section,
                                         const char *name);

/** The name of a section but the first. */
struct sluice_bytes sluice_text_form_name(const struct sluice_text_form *form, size_t section);

/** The section of that name, or 0. */
size_t sluice_text_form_find(const struct sluice_text_form *form, struct sluice_bytes name);

/** What a section says of the digests of some bytes. */
struct sluice_text_claims {
    const char
        *fault;    /* one is not that of the bytes, or not approved, or not known; static text */
    bool any;      /* there is one that is known */
    bool approved; /* one of those is approved */
    bool wrong;    /* one of those is not that of the bytes */
    bool approved_wrong; /* one that is approved, too */
    bool unknown;        /* there is one of another kind */
};

/** Compares the digests that a section states, by attributes that end in `suffix`, with those of bytes. */
struct sluice_text_claims
sluice_text_form_claims(const struct sluice_text_form *form, size_t section, const char *suffix,
                        struct sluice_bytes bytes, const struct sluice_archive_policy *policy);

/** The values of bytes without case, "TRUE" as "true". */
bool sluice_text_form_is(struct sluice_bytes value, const char *word);

#endif
