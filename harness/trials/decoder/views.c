#include "harness/trials/decoder/views.h"

#include "harness/trials/decoder/showing.h"
#include "harness/trials/decoder/shown.h"

#include <sluice/decode.h>
#include <string.h>

/* What can be kept of the stream, malformed or not, is shown as it stands; and what is made of it is
 * counted in the same way. */
static const char *document_fault(const struct sluice_viewed *viewed)
{
    const struct sluice_bytes input = viewed->stream;
    const struct sluice_source source = sluice_source_memory(input.data, input.length);
    const struct sluice_options options = {.layouts = viewed->layouts, .keep_partial = true};
    struct sluice_document *document = NULL;
    struct sluice_status status;
    const char *fault = NULL;
    const enum sluice_reason reason = sluice_inspect(&source, &options, &document, &status);
    if (document != NULL) {
        fault = sluice_document_views_fault(document, input, &status);
        fault = fault != NULL ? fault : sluice_document_shown_fault(document);
        if (fault == NULL && reason == SLUICE_TRUNCATED &&
            (strcmp(status.at, "type-code") == 0 || strcmp(status.at, "field.value") == 0) &&
            sluice_document_length(document) != status.offset) {
            fault = "what came whole before the end is not kept";
        }
        fault = fault != NULL ? fault : sluice_rewriting_fault(document, input);
    } else if (reason == SLUICE_OK || sluice_reason_is_malformed(reason)) {
        fault = "nothing is kept of a stream that is malformed";
    }
    sluice_document_free(document);
    if (fault == NULL && reason == SLUICE_OK && viewed->status->reason == SLUICE_OK &&
        (status.depth != viewed->status->depth || status.objects != viewed->status->objects ||
         status.elements != viewed->status->elements ||
         status.consumed != viewed->status->consumed)) {
        fault = "what is made of a stream is counted otherwise";
    }
    return fault;
}

const char *sluice_views_fault(const struct sluice_viewed *viewed)
{
    enum { LONGEST = 4096 };
    const char *fault = NULL;
    if (viewed->stream.length > LONGEST) {
        return NULL;
    }
    if (viewed->document != NULL || viewed->graph != NULL) {
        fault = sluice_showing_fault(viewed->document, viewed->graph);
        fault = fault != NULL ? fault : sluice_tight_fault(viewed);
        fault = fault != NULL ? fault : sluice_shallow_fault(viewed);
    }
    if (fault == NULL && viewed->graph != NULL) {
        fault = sluice_graph_views_fault(viewed->graph);
        fault = fault != NULL ? fault : sluice_graph_shown_fault(viewed->graph);
    }
    fault = fault != NULL ? fault : sluice_interrupting_fault(viewed);
    return fault != NULL ? fault : document_fault(viewed);
}
