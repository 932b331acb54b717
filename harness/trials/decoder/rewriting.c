/* A document is written as it was read, byte for byte; one that is not whole is not written at all. */
#include "harness/trials/decoder/views.h"

#include <sluice/write.h>
#include <string.h>

/* Takes nothing. */
static bool refuse(void *context, const uint8_t *bytes, size_t length)
{
    bool *called = context;
    (void)bytes;
    (void)length;
    *called = true;
    return false;
}

static bool is_refused(const struct sluice_document *document, const struct sluice_sink *sink,
                       const char *fault)
{
    struct sluice_status status;
    const enum sluice_reason reason = sluice_write_document(document, sink, NULL, &status);
    return reason == SLUICE_BAD_ARGUMENT && status.reason == reason && status.at != NULL &&
           strcmp(status.at, fault) == 0;
}

/* A call that cannot be carried out comes to nothing. */
static bool refuses_misuse(const struct sluice_document *document)
{
    bool called = false;
    const struct sluice_sink sink = {refuse, &called};
    const struct sluice_sink none = {NULL, NULL};
    return is_refused(document, NULL, "sink") && is_refused(document, &none, "sink") &&
           is_refused(NULL, &sink, "document") &&
           (!sluice_document_is_partial(document) || is_refused(document, &sink, "document")) &&
           !called;
}

static bool is_written_so(const struct sluice_document *document, struct sluice_bytes stream,
                          const struct sluice_limits *reader)
{
    struct sluice_buffer buffer = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&buffer);
    struct sluice_write_report report = {.resets = 1};
    const struct sluice_write_options options = {.reader = reader, .report = &report};
    const bool good = sluice_write_document(document, &sink, reader != NULL ? &options : NULL,
                                            NULL) == SLUICE_OK &&
                      buffer.length == stream.length &&
                      memcmp(buffer.bytes, stream.data, stream.length) == 0 &&
                      (reader == NULL || report.resets + report.replaced == 0);
    sluice_buffer_free(&buffer);
    return good;
}

const char *sluice_rewriting_fault(const struct sluice_document *document,
                                   struct sluice_bytes stream)
{
    static const struct sluice_limits none;
    if (!refuses_misuse(document)) {
        return "what cannot be written is not refused";
    }
    if (!sluice_document_is_partial(document) &&
        (!is_written_so(document, stream, NULL) || !is_written_so(document, stream, &none))) {
        return "a document is not written as it was read";
    }
    return NULL;
}
