/* Keys of cases that are kept from run to run. Private to the suite of archives. */
#ifndef SLUICE_ARCHIVE_SUITE_KEY_FILE_H
#define SLUICE_ARCHIVE_SUITE_KEY_FILE_H

#include "harness/base/text.h"

#include <openssl/evp.h>

/**
 * The key of a name and kind ("RSA-2048") that stands in the text of such a file, to be freed; NULL: none
 * that can be read.
 */
EVP_PKEY *sluice_key_file_find(const struct sluice_text *file, const char *name, const char *kind);

/** Adds a key to the text of such a file, as a line: its name, its kind, PKCS#8 in base64. */
void sluice_key_file_add(struct sluice_text *file, const char *name, const char *kind,
                         const EVP_PKEY *key);

/** Reads such a file; nothing is added when there is none. */
void sluice_key_file_read(const char *path, struct sluice_text *file);

/** Writes it in one piece, for its owner alone; what cannot be written is not kept. */
void sluice_key_file_write(const char *path, const struct sluice_text *file);

#endif
