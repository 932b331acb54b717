/* What a program of tier 1 is asked about archives, as bytes: CONTRACT.md, Archives. */
#ifndef SLUICE_TARGETS_ARCHIVE_REQUEST_H
#define SLUICE_TARGETS_ARCHIVE_REQUEST_H

#include "harness/base/text.h"

/** An archive of the class path, under the file name that others know it by. */
struct sluice_archive_file {
    const char *name; /* NULL: none of its own */
    struct sluice_bytes bytes;
    const char *codebase; /* the URL that it is said to come from; NULL: none */
};

/** A certificate that is trusted, under its alias. */
struct sluice_archive_trusted {
    const char *alias;
    struct sluice_bytes der;
};

/** All that is asked. What it points to is the caller's. */
struct sluice_archive_request {
    const struct sluice_archive_file *files; /* in the order of the class path */
    size_t file_count;
    const struct sluice_archive_trusted *trust; /* the trust store */
    size_t trust_count;
    const struct sluice_archive_trusted *timestampers; /* who may say when a signature was made */
    size_t timestamper_count;
    const char *const *pins; /* aliases that may sign; none: all of the store */
    size_t pin_count;
    bool has_clock;
    int64_t clock; /* seconds since 1970 */
};

/** Adds the request to `out`, which fails where there is no memory or a part has 4 GiB and more. */
void sluice_archive_request_write(const struct sluice_archive_request *request,
                                  struct sluice_text *out);

#endif
