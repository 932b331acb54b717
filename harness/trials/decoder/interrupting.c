/* A stream that TC_EXCEPTION interrupts where a value could begin: what a document holds then is partly
 * there, and is written as it was read. */
#include "harness/trials/decoder/views.h"

#include <sluice/decode.h>
#include <sluice/write.h>
#include <string.h>

/* Each case is interrupted in some places; which ones depends on its length, so that together they see
 * every kind of place. */
enum { PLACES = 8, LONGEST = 1024, FIRST_CODE = 0x70, LAST_CODE = 0x7E };

/* TC_EXCEPTION, and what was thrown: an object of a class E without fields. */
static const uint8_t thrown[] = {0x7B, 0x73, 0x72, 0, 1, 'E', 0, 0,    0,   0,
                                 0,    0,    0,    1, 2, 0,   0, 0x78, 0x70};

static void note_restart(void *context, const struct sluice_event *event)
{
    bool *restarted = context;
    *restarted |= event->type == SLUICE_EVENT_RESTARTED;
}

/* False for a stream that is no stream: malformed in the first way in which it can be read. Where bytes can
 * be read in several ways, a class that is described anew behind each reset has them all once more, and no
 * reader tries so many. */
static bool is_stream(struct sluice_bytes bytes)
{
    bool restarted = false;
    const struct sluice_observer observer = {.on_event = note_restart, .context = &restarted};
    const struct sluice_source source = sluice_source_memory(bytes.data, bytes.length);
    const struct sluice_options options = {.observer = &observer};
    struct sluice_document *document = NULL;
    const enum sluice_reason reason = sluice_inspect(&source, &options, &document, NULL);
    sluice_document_free(document);
    return restarted || !sluice_reason_is_malformed(reason);
}

/* With an own reset before each record that needs one, and with safe containers: read again, it is a
 * stream. What had to be described anew within its own description cannot be written so. */
static bool is_written_otherwise(const struct sluice_document *document,
                                 const struct sluice_policy *containers, uint32_t objects)
{
    const struct sluice_limits reader = {.objects = objects};
    const struct sluice_write_options options = {.safe = containers, .reader = &reader};
    struct sluice_buffer buffer = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&buffer);
    const enum sluice_reason reason = sluice_write_document(document, &sink, &options, NULL);
    const bool good = reason == SLUICE_OK
                          ? is_stream((struct sluice_bytes){buffer.bytes, buffer.length})
                          : sluice_reason_is_limit(reason) ||
                                reason == SLUICE_DESCRIPTOR_UNFINISHED;
    sluice_buffer_free(&buffer);
    return good;
}

static const char *fault_of(const struct sluice_viewed *viewed, struct sluice_bytes bytes)
{
    const struct sluice_source source = sluice_source_memory(bytes.data, bytes.length);
    const struct sluice_options options = {.layouts = viewed->layouts};
    struct sluice_document *document = NULL;
    const char *fault = NULL;
    if (sluice_inspect(&source, &options, &document, NULL) == SLUICE_OK) {
        fault = sluice_rewriting_fault(document, bytes);
        for (uint32_t objects = 4; fault == NULL && objects <= 8; objects += 4) {
            if (!is_written_otherwise(document, viewed->containers, objects)) {
                fault = "what an exception has interrupted is not written whole";
            }
        }
    }
    sluice_document_free(document);
    return fault;
}

const char *sluice_interrupting_fault(const struct sluice_viewed *viewed)
{
    const struct sluice_bytes stream = viewed->stream;
    uint8_t bytes[LONGEST + sizeof thrown];
    const char *fault = NULL;
    if (stream.length > LONGEST || viewed->status->reason != SLUICE_OK) {
        return NULL;
    }
    memcpy(bytes, stream.data, stream.length);
    const size_t step = stream.length / PLACES + 1;
    size_t next = 4 + stream.length % step;
    for (size_t at = next; fault == NULL && at < stream.length; at++) {
        if (at >= next && stream.data[at] >= FIRST_CODE && stream.data[at] <= LAST_CODE) {
            memcpy(bytes + at, thrown, sizeof thrown);
            fault = fault_of(viewed, (struct sluice_bytes){bytes, at + sizeof thrown});
            const size_t left = stream.length - at;
            memcpy(bytes + at, stream.data + at, left < sizeof thrown ? left : sizeof thrown);
            next = at + step;
        }
    }
    return fault;
}
