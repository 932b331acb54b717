/* Canonical forms: one text for one meaning, byte for byte.
 *
 * The JSON of a document is one line without white space, in ASCII: strings are sequences of UTF-16
 * units, those below 0x20 and above 0x7E as \uXXXX. Handles are wire handles less 0x7E0000. Floats
 * and doubles are the hexadecimal digits of their bits. The grammars stand at the top of
 * decoder/stream/document_json.c and graph_json.c.
 *
 * The compact form is for people: one line such as P{i=1 s="ss" a=int[2]{1,2}}. */
#ifndef SLUICE_JSON_H
#define SLUICE_JSON_H

#include "sluice/document.h"
#include "sluice/graph.h"

/** Where text goes, piece by piece. Returns false to stop; the writer then returns false too. */
typedef bool (*sluice_write_fn)(void *context, const char *text, size_t length);

/**
 * Writes the canonical JSON of a document or graph. The work stack comes from `allocator` (NULL:
 * malloc/free) and grows with the nesting; the C stack does not.
 * @return SLUICE_OK; SLUICE_OUT_OF_MEMORY; SLUICE_SOURCE_FAILED when `write` returned false.
 */
SLUICE_API SLUICE_NODISCARD enum sluice_reason
sluice_document_json(const struct sluice_document *document,
                     const struct sluice_allocator *allocator, sluice_write_fn write,
                     void *context);
SLUICE_API SLUICE_NODISCARD enum sluice_reason
sluice_graph_json(const struct sluice_graph *graph, const struct sluice_allocator *allocator,
                  sluice_write_fn write, void *context);

/** The compact form. */
SLUICE_API SLUICE_NODISCARD enum sluice_reason
sluice_document_compact(const struct sluice_document *document,
                        const struct sluice_allocator *allocator, sluice_write_fn write,
                        void *context);
SLUICE_API SLUICE_NODISCARD enum sluice_reason
sluice_graph_compact(const struct sluice_graph *graph, const struct sluice_allocator *allocator,
                     sluice_write_fn write, void *context);

#endif
