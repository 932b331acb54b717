/* What the verdict on an archive must be, told from its bytes and from what was really signed: SEC06-J and
 * ENV01-J as a list of conditions, which shares nothing with decoder/archive. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_MODEL_H
#define SLUICE_FUZZ_MODEL_H

#include "harness/fuzz/archive/build.h"
#include "harness/fuzz/archive/class_form.h"
#include "harness/fuzz/archive/text_form.h"
#include "harness/fuzz/archive/unzip.h"

enum { SLUICE_MODEL_PACKAGES = 32 };

/** One package that holds classes. */
struct sluice_model_package {
    struct sluice_bytes path; /* "trusted", in the archive; "" is the unnamed one */
    bool sealed;
};

/** How far an archive stands: what is looked at first stands first. */
enum sluice_model_stage {
    SLUICE_MODEL_ZIP,       /* as a ZIP file */
    SLUICE_MODEL_FILES,     /* manifest, signature file and block are there */
    SLUICE_MODEL_SIGNATURE, /* the block, its signer, and what it signs */
    SLUICE_MODEL_TEXTS,     /* what manifest and signature file are written like */
    SLUICE_MODEL_MANIFEST,  /* what is signed of the manifest */
    SLUICE_MODEL_ENTRIES,   /* what the manifest says of entries */
    SLUICE_MODEL_CLASSES,   /* classes, attributes and seals */
    SLUICE_MODEL_ALL
};

/** What is known of one archive. Zero-initialize before the first time. */
struct sluice_model_archive {
    struct sluice_bytes bytes;
    const struct sluice_built *built;
    struct sluice_unzip forward;
    struct sluice_unzip backward;
    struct sluice_text_form manifest;
    struct sluice_text_form signature_file;
    const struct sluice_unzip_entry *files[3]; /* manifest, signature file, block */
    struct sluice_model_package packages[SLUICE_MODEL_PACKAGES];
    size_t package_count;
    bool depends; /* a class speaks of one of another package */
    struct sluice_class_form_dependencies dependencies;
    enum sluice_model_stage stage; /* the first that does not stand */
};

/** What can be said for certain. */
struct sluice_model_answer {
    const char *rule;  /* that would be broken by accepting it, static text; NULL: none */
    const char *fault; /* why, static text */
    bool unsure;       /* it may be refused for something that is not told here */
};

/** The archive by itself. Limits of the policy must be spelled out. */
struct sluice_model_answer sluice_model_archive(struct sluice_model_archive *archive,
                                                const struct sluice_built *built,
                                                const struct sluice_archive_policy *policy);

/** Archives of a set, each of which stands by itself. */
struct sluice_model_answer sluice_model_set(const struct sluice_model_archive *const *archives,
                                            size_t count,
                                            const struct sluice_archive_policy *policy);

#endif
