/* When something was signed, as its signer says. */
#ifndef SLUICE_ARCHIVE_SIGNING_TIME_H
#define SLUICE_ARCHIVE_SIGNING_TIME_H

#include <openssl/cms.h>
#include <sluice/base.h>

/** Adds the attribute to those that a signer signs; without it libcrypto asks the clock. */
SLUICE_NODISCARD bool sluice_signing_time_add(CMS_SignerInfo *signer, int64_t seconds);

#endif
