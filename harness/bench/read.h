/* Reads the values of a primitive array out into memory of the host's byte order: what a JVM does
 * as it reads one, and the library leaves to its caller. */
#ifndef SLUICE_BENCH_READ_H
#define SLUICE_BENCH_READ_H

#include <sluice/document.h>
#include <sluice/graph.h>
#include <sluice/memory.h>

/** The elements of the array that is the root. `*size` receives the bytes of an element. */
struct sluice_bytes sluice_bench_document_array(const struct sluice_document *document,
                                                size_t *size);
struct sluice_bytes sluice_bench_graph_array(const struct sluice_graph *graph, size_t *size);

/** Copies `elements` of `size` bytes each (1, 2, 4 or 8) to `target` in the host's byte order. */
void sluice_bench_copy_out(uint8_t *target, struct sluice_bytes elements, size_t size);

#endif
