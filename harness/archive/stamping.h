/* Timestamps (RFC 3161) over signatures, made when a test runs, by any key and for any time. */
#ifndef SLUICE_ARCHIVE_STAMPING_H
#define SLUICE_ARCHIVE_STAMPING_H

#include "signing.h"

/** What a timestamp is to say. All false and NULL: what it should. */
struct sluice_timestamp_plan {
    const struct sluice_identity *by;
    int64_t at;                  /* seconds since 1970 */
    const char *imprint;         /* digest of what is stamped; "SHA256" */
    const char *digest;          /* of the timestamper's signature; "SHA256" */
    struct sluice_bytes stamped; /* instead of the signature; data NULL: the signature */
    bool no_binding;             /* the token does not name its certificate */
    bool no_certificate;         /* nor carries it */
    bool as_data;                /* the token says that it carries data, not a timestamp */
    bool twice;                  /* the attribute is there twice */
};

/** Adds the token, in DER, to `out`; false when libcrypto fails. */
SLUICE_NODISCARD bool sluice_timestamp_make(const struct sluice_timestamp_plan *plan,
                                            struct sluice_bytes stamped, struct sluice_text *out);

#endif
