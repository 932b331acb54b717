/* The records of a ZIP file as steps of a program leave them. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_BUILD_RECORDS_H
#define SLUICE_FUZZ_BUILD_RECORDS_H

#include "harness/archive/zip_program.h"
#include "harness/fuzz/archive/program.h"

/** Does the steps that are about items and records, and adds the archive to `out`. `make_data` gives the bytes of
 * an entry that is added. */
void sluice_build_records(const struct sluice_archive_program_input *program,
                          struct sluice_zip_program *zip,
                          struct sluice_bytes (*make_data)(struct sluice_bytes name,
                                                           uint32_t value),
                          struct sluice_text *out);

#endif
