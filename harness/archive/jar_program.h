/* A signed JAR as a program: its entries, its manifest and signature file as text, its block, and the
 * archive around them. Each part is made from the ones before it, and can be changed in between. */
#ifndef SLUICE_ARCHIVE_JAR_PROGRAM_H
#define SLUICE_ARCHIVE_JAR_PROGRAM_H

#include "harness/archive/signing.h"
#include "harness/archive/zip_program.h"

enum { SLUICE_JAR_ITEMS = 160 };

/** Zero-initialize, then fill `main`, `digest` and the entries. */
struct sluice_jar_program {
    const char *main;   /* attributes of the manifest's main section, each with its line end */
    const char *digest; /* of entries and sections: "SHA-256" */
    size_t count;       /* entries, those of the signature left out */
    struct sluice_zip_item entries[SLUICE_JAR_ITEMS];
    bool unlisted[SLUICE_JAR_ITEMS]; /* the manifest says nothing of it */
    const char *base;                /* "SIGNER" */
    const char *extension;           /* "RSA" */
    struct sluice_text manifest;
    struct sluice_text signature_file;
    struct sluice_text block;
    struct sluice_zip_program zip; /* its items are manifest, signature file, block, entries */
    struct sluice_zip_item items[SLUICE_JAR_ITEMS + 3];
    struct sluice_text names; /* of those three */
};

/** Adds an entry; bytes stay the caller's. @return it, or NULL when there is no more room. */
struct sluice_zip_item *sluice_jar_add(struct sluice_jar_program *jar, const char *name,
                                       struct sluice_bytes data);

/** Makes the manifest: the main section, and one for each entry that is listed. */
SLUICE_NODISCARD bool sluice_jar_make_manifest(struct sluice_jar_program *jar);

/** Makes the signature file over the manifest as it is now. */
SLUICE_NODISCARD bool sluice_jar_make_signature_file(struct sluice_jar_program *jar);

/** Makes the block over the signature file as it is now. */
SLUICE_NODISCARD bool sluice_jar_make_block(struct sluice_jar_program *jar,
                                            const struct sluice_identity *identity,
                                            const struct sluice_block_plan *plan);

/** Makes the items of the archive out of the parts as they are now. */
SLUICE_NODISCARD bool sluice_jar_make_items(struct sluice_jar_program *jar);

/** All four with the usual plan. */
SLUICE_NODISCARD bool sluice_jar_make(struct sluice_jar_program *jar,
                                      const struct sluice_identity *identity);

void sluice_jar_free(struct sluice_jar_program *jar);

/** Adds one attribute, folded at 72 bytes. */
void sluice_jar_add_attribute(struct sluice_text *text, const char *name,
                              struct sluice_bytes value);

/** Replaces the first `from` by `to`; false when there is none. */
SLUICE_NODISCARD bool sluice_jar_replace(struct sluice_text *text, const char *from,
                                         const char *to);

#endif
