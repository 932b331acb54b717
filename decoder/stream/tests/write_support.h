/* What the tests of the writer share. */
#ifndef SLUICE_STREAM_TESTS_WRITE_SUPPORT_H
#define SLUICE_STREAM_TESTS_WRITE_SUPPORT_H

#include "sluice/write.h"
#include "support.h"

struct written {
    enum sluice_reason reason;
    struct sluice_status status;
    struct sluice_write_report report;
    struct sluice_buffer bytes; /* what the sink took */
    uint64_t calls;             /* of the sink */
};

/* Writes a document into memory. */
struct written write_document(const struct sluice_document *document,
                              const struct sluice_write_options *options);
void written_free(struct written *written);

/* The bytes as a stream; valid until written_free(). */
struct stream written_stream(const struct written *written);

/* Inspects hex behind a header, expects success; outcome_free() it, then stream_free() the bytes. */
struct outcome inspect_hex(struct stream *bytes, const char *hex);

#endif
