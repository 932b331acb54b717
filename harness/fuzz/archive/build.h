/* The archive that a program of program.h makes, signed with the keys of this process. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_BUILD_H
#define SLUICE_FUZZ_BUILD_H

#include "harness/archive/stamping.h"
#include "harness/fuzz/archive/keys.h"
#include "harness/fuzz/archive/program.h"

/** What whoever judges the verdict on an archive must know beside its bytes. */
struct sluice_built {
    struct sluice_text archive;
    struct sluice_text signed_file; /* the signature file as it was signed */
    struct sluice_text block;       /* the block as the signer made it */
    enum sluice_fuzz_signer signer;
    struct sluice_block_plan plan;
    struct sluice_timestamp_plan stamp; /* that of the plan, if it has one */
};

/* How archives stand in their set. */
enum sluice_set_shape { SLUICE_SET_ALONE, SLUICE_SET_FIRST, SLUICE_SET_LAST, SLUICE_SET_SHAPES };

/** Makes keys and companion, once; ends the process when it cannot. To be called before all else. */
void sluice_build_prepare(void);

/** Makes the archive. Zero-initialize before the first time; memory is kept. False when libcrypto or memory
 * fail. */
SLUICE_NODISCARD bool sluice_build(const struct sluice_archive_program_input *program,
                                   struct sluice_built *built);

/** The bytes of an archive that was made. */
struct sluice_bytes sluice_built_bytes(const struct sluice_built *built);

/** Makes the other archive of a set, as steps say; without them it is the companion, made once more. */
SLUICE_NODISCARD bool sluice_build_other(const struct sluice_archive_program_input *program,
                                         struct sluice_built *built);

/** Whether steps say something of it. */
bool sluice_build_has_other(const struct sluice_archive_program_input *program);

/** The policy of a program; its limits are the defaults, spelled out. */
struct sluice_archive_policy
sluice_build_policy(const struct sluice_archive_program_input *program);

/** The sound archive that others stand beside: classes in `companion` and `shared`. */
const struct sluice_built *sluice_build_companion(void);

/** A policy's limits, where they are 0, as the defaults that they stand for. */
void sluice_build_limits(struct sluice_archive_limits *limits);

#endif
