#include "harness/trials/decoder/showing.h"

#include "harness/base/counting_heap.h"

enum sluice_reason sluice_show(const struct sluice_document *document,
                               const struct sluice_graph *graph, enum sluice_showing_form form,
                               const struct sluice_allocator *allocator, sluice_write_fn write,
                               void *context)
{
    if (form == SLUICE_SHOW_JSON) {
        return document != NULL ? sluice_document_json(document, allocator, write, context)
                                : sluice_graph_json(graph, allocator, write, context);
    }
    return document != NULL ? sluice_document_compact(document, allocator, write, context)
                            : sluice_graph_compact(graph, allocator, write, context);
}

/* Counts its calls; takes what it is given, or nothing. */
struct taker {
    uint64_t calls;
    bool refuses;
};

static bool take_part(void *context, const char *text, size_t length)
{
    struct taker *taker = context;
    (void)text;
    (void)length;
    taker->calls++;
    return !taker->refuses;
}

static bool survives_refusals(const struct sluice_document *document,
                              const struct sluice_graph *graph, enum sluice_showing_form form)
{
    enum { MOST_REFUSED = 3 };
    struct sluice_counting_heap heap = {.refused = true};
    bool good = true;
    for (uint64_t fail = 1; good && heap.refused && fail <= MOST_REFUSED; fail++) {
        const struct sluice_allocator allocator = sluice_counting_heap_allocator(&heap);
        struct taker taker = {0};
        sluice_counting_heap_begin(&heap, fail);
        const enum sluice_reason reason = sluice_show(document, graph, form, &allocator, take_part,
                                                      &taker);
        good = heap.live == 0 && reason == (heap.refused ? SLUICE_OUT_OF_MEMORY : SLUICE_OK);
    }
    return good;
}

static bool stops_when_refused(const struct sluice_document *document,
                               const struct sluice_graph *graph, enum sluice_showing_form form)
{
    struct taker taker = {.refuses = true};
    return sluice_show(document, graph, form, NULL, take_part, &taker) ==
               (taker.calls > 0 ? SLUICE_SOURCE_FAILED : SLUICE_OK) &&
           taker.calls <= 1;
}

const char *sluice_showing_fault(const struct sluice_document *document,
                                 const struct sluice_graph *graph)
{
    static const enum sluice_showing_form forms[] = {SLUICE_SHOW_JSON, SLUICE_SHOW_COMPACT};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (!survives_refusals(document, graph, forms[i])) {
            return "a value is shown without memory, or keeps some";
        }
        if (!stops_when_refused(document, graph, forms[i])) {
            return "a value is shown to somebody who no longer listens";
        }
    }
    return NULL;
}
