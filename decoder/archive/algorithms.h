/* Which algorithms and keys a signature may have been made with. */
#ifndef SLUICE_ARCHIVE_ALGORITHMS_H
#define SLUICE_ARCHIVE_ALGORITHMS_H

#include "sluice/archive.h"

#include <openssl/cms.h>

/* OK, or why the algorithms that a signer names are refused; then `*at` says which. */
enum sluice_archive_reason sluice_check_algorithms(const struct sluice_archive_policy *policy,
                                                   CMS_SignerInfo *signer, const char **at);

/* Whether the algorithm that a signer names is one for such keys. */
SLUICE_NODISCARD bool sluice_algorithm_is_of(CMS_SignerInfo *signer, const EVP_PKEY *key);

/* OK, or weak key; on success, `*extension` is that of blocks which such keys sign. */
enum sluice_archive_reason sluice_check_key(const struct sluice_archive_policy *policy,
                                            const EVP_PKEY *key, const char **extension);

#endif
