/* What is known of an archive by whoever made it, in the form in which the judge asks for it
 * (rules/archive.h). No verifier has a part in it: manifests, names and classes are read here once more, in the
 * plainest way. */
#ifndef SLUICE_ARCHIVE_FACTS_H
#define SLUICE_ARCHIVE_FACTS_H

#include "harness/archive/jar_program.h"
#include "rules/archive.h"
#include "sluice/archive.h"

/** An archive and how it was made. All pointers are the caller's. */
struct sluice_made_archive {
    /* As they were when they were signed. */
    struct sluice_bytes manifest;
    struct sluice_bytes signature_file;
    struct sluice_bytes block;
    const struct sluice_identity *signer;
    const struct sluice_block_plan *plan;
    /* As it stands. */
    const struct sluice_zip_program *zip;
    struct sluice_bytes bytes;
    enum sluice_known is_granted; /* it may come from its codebase */
};

/** Who and what is trusted. */
struct sluice_made_trust {
    const uint8_t (*pinned)[32]; /* SHA-256 of certificates */
    size_t pinned_count;
    const struct sluice_identity *const *timestampers; /* who may tell the time */
    size_t timestamper_count;
    const struct sluice_archive_policy *policy; /* clock, digests and keys */
};

struct sluice_arena;

/**
 * Fills in facts, which live as long as the arena and the archive.
 * @return false without memory.
 */
SLUICE_NODISCARD bool sluice_archive_facts_make(const struct sluice_made_archive *made,
                                                const struct sluice_made_trust *trust,
                                                struct sluice_arena *arena,
                                                struct sluice_archive_facts *out);

/** The oddities that a policy allows: SLUICE_ODD() bits. */
uint32_t sluice_archive_facts_tolerated(const struct sluice_archive_policy *policy);

/* --- parts of it ---------------------------------------------------------------------------------- */

/** An attribute of a manifest or signature file, unfolded. */
struct sluice_fact_attribute {
    size_t section; /* 0: the main one */
    struct sluice_bytes name;
    struct sluice_bytes value;
};

/** The attributes of a text, in their order. */
struct sluice_fact_manifest {
    struct sluice_fact_attribute *items;
    size_t count;
    size_t sections; /* the main one among them */
    uint32_t odd;    /* SLUICE_ODD() bits */
};

/** Reads a text as readers do that take nearly everything. `version` is the name of its first attribute. */
SLUICE_NODISCARD bool sluice_fact_manifest_read(struct sluice_bytes text, const char *version,
                                                struct sluice_arena *arena,
                                                struct sluice_fact_manifest *out);

/** The value of an attribute, its name in any case; data NULL: there is none. */
struct sluice_bytes sluice_fact_attribute(const struct sluice_fact_manifest *manifest,
                                          size_t section, const char *name);

/** The section of a name; 0: there is none. */
size_t sluice_fact_section(const struct sluice_fact_manifest *manifest, struct sluice_bytes name);

/** The oddities of names that can be taken for other files, or for each other: SLUICE_ODD() bits. */
uint32_t sluice_fact_names(const struct sluice_zip_program *zip);

/** The name that a class file declares and the texts among its constants; false: it is none, or no memory. */
SLUICE_NODISCARD bool sluice_fact_class_read(struct sluice_bytes file, struct sluice_arena *arena,
                                             struct sluice_archive_fact *out);

/** Whether an archive has the bytes that a plain writer would give it; `*comment`: with a comment;
 * extra fields are left as they are if asked for. */
SLUICE_NODISCARD bool sluice_fact_is_plain(const struct sluice_zip_program *zip,
                                           struct sluice_bytes bytes, bool keep_extras,
                                           bool *comment, bool *failed);

/** Whether the certificate of a signer that has expired was good when a timestamp was made that counts. */
bool sluice_fact_is_stamped(const struct sluice_made_archive *made,
                            const struct sluice_made_trust *trust);

/** Whether a key is of approved kind and size. */
bool sluice_fact_is_strong(const EVP_PKEY *key, const struct sluice_archive_policy *policy);

/** The digests that are approved: SLUICE_DIGEST_* bits. */
uint32_t sluice_fact_approved(const struct sluice_archive_policy *policy);

/** True for bytes that are one text, in any case if asked for. */
bool sluice_fact_is(struct sluice_bytes bytes, const char *text, bool any_case);

/** True for well-formed UTF-8. */
bool sluice_fact_is_utf8(struct sluice_bytes bytes);

#endif
