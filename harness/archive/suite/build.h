/* An archive out of its program (harness/archive/FORMAT.md), stage by stage. Private to the suite of
 * archives. */
#ifndef SLUICE_ARCHIVE_SUITE_BUILD_H
#define SLUICE_ARCHIVE_SUITE_BUILD_H

#include "harness/archive/jar_program.h"
#include "harness/archive/stamping.h"
#include "harness/archive/suite/keyring.h"
#include "harness/yaml/arena.h"

/** An archive that is being made. Zero-initialize but for the first two; free with
 * sluice_archive_build_free(). */
struct sluice_archive_build {
    const struct sluice_keyring *keys;
    struct sluice_yaml_error *error;
    struct sluice_arena arena; /* names and bytes */
    struct sluice_jar_program *jar;
    bool has_items; /* the archive's items are made: what changes now is not signed */
    const struct sluice_identity *signer;
    struct sluice_block_plan block;
    struct sluice_timestamp_plan timestamp; /* of the block, if it has one */
    /* As they were when they were signed. */
    struct sluice_bytes manifest;
    struct sluice_bytes signature_file;
    struct sluice_bytes made_block;
    struct sluice_text out; /* the archive */
    const char *codebase;   /* NULL: none */
    /* Bytes that are made of other bytes, so many deep; called by these, since that is bounded. */
    unsigned depth;
    bool (*nested)(struct sluice_archive_build *build, const struct sluice_yaml_node *node,
                   struct sluice_bytes *out);
    bool (*plain)(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                  struct sluice_text *out);
};

/**
 * Makes the archive of a program. What is wrong with the program is reported to build->error: the first
 * fault of each stage.
 */
SLUICE_NODISCARD bool sluice_archive_build(struct sluice_archive_build *build,
                                           const struct sluice_yaml_node *program);

void sluice_archive_build_free(struct sluice_archive_build *build);

/* --- the language of bytes: bytes.c ----------------------------------------------------------------- */

/** Bytes as they stand at a node; they live as long as the build. */
SLUICE_NODISCARD bool sluice_archive_bytes(struct sluice_archive_build *build,
                                           const struct sluice_yaml_node *node,
                                           struct sluice_bytes *out);

/** The same at a key that may be missing; then *out stays as it is. */
SLUICE_NODISCARD bool sluice_archive_bytes_at(struct sluice_archive_build *build,
                                              const struct sluice_yaml_node *map, const char *key,
                                              struct sluice_bytes *out);

/** A copy that lives as long as the build. */
SLUICE_NODISCARD bool
sluice_archive_keep(struct sluice_archive_build *build, const struct sluice_text *text,
                    const struct sluice_yaml_node *node, struct sluice_bytes *out);

/** The class file for a path "trusted/Main.class", which mentions `mention`. */
SLUICE_NODISCARD bool sluice_archive_class_of(struct sluice_archive_build *build,
                                              struct sluice_bytes path, const char *mention,
                                              const struct sluice_yaml_node *node,
                                              struct sluice_bytes *out);

/* --- timestamps: timestamp.c -------------------------------------------------------------------------- */

/** Loads the timestamp that the signature gets; a map, or NULL for none. */
SLUICE_NODISCARD bool sluice_archive_timestamp(struct sluice_archive_build *build,
                                               const struct sluice_yaml_node *map);

/* --- another signature: second_signature.c ------------------------------------------------------------ */

/** Makes the signature file and the block that a step adds to an archive that is signed. */
SLUICE_NODISCARD bool sluice_archive_sign_too(struct sluice_archive_build *build,
                                              const struct sluice_yaml_node *step,
                                              struct sluice_zip_item items[2]);

/* --- edits: edits.c ------------------------------------------------------------------------------------ */

/** Applies the list of edits at a node (NULL: none) to a text. */
SLUICE_NODISCARD bool sluice_archive_edit(struct sluice_archive_build *build,
                                          const struct sluice_yaml_node *list,
                                          struct sluice_text *text);

/* --- entries and structure: entries.c, structure.c -------------------------------------------------------- */

/** Loads an entry: {name: .., data: ..} and what is special in its structure. `*unlisted` may be NULL. */
SLUICE_NODISCARD bool
sluice_archive_entry_load(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                          const char *name_key, struct sluice_zip_item *out, bool *unlisted);

/** Sets what a map says of the structure of an entry. Its keys were checked. */
SLUICE_NODISCARD bool sluice_archive_structure(struct sluice_archive_build *build,
                                               const struct sluice_yaml_node *map,
                                               struct sluice_zip_item *item);

/** Keys of entries that sluice_archive_structure() reads: ended by NULL. */
extern const char *const sluice_archive_structure_keys[];

/** The item or entry that `key` of a map names, the `nth` of that name. NULL, and a report: none. */
SLUICE_NODISCARD struct sluice_zip_item *
sluice_archive_item_named(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                          const char *key);

/** Applies the steps that change entries after they were signed. */
SLUICE_NODISCARD bool sluice_archive_steps(struct sluice_archive_build *build,
                                           const struct sluice_yaml_node *list);

/** Sets what a map (NULL: nothing) says of the archive around the entries. */
SLUICE_NODISCARD bool sluice_archive_framing(struct sluice_archive_build *build,
                                             const struct sluice_yaml_node *map);

/** Loads an archive without a signature into memory: {entries: [..], ..}. */
SLUICE_NODISCARD bool sluice_archive_plain(struct sluice_archive_build *build,
                                           const struct sluice_yaml_node *map,
                                           struct sluice_text *out);

#endif
