#include "harness/targets/render.h"

#include "harness/base/text.h"
#include "harness/targets/counting_heap.h"
#include "harness/targets/target.h"

#include <inttypes.h>

/* FNV-1a, 64 bits: enough to tell two values apart that nobody made to collide, and fast. */
static const uint64_t fnv_start = UINT64_C(0xCBF29CE484222325);
static const uint64_t fnv_prime = UINT64_C(0x100000001B3);

struct rendering {
    struct sluice_text text;
    uint64_t digest; /* of what was written but not kept */
    uint64_t length; /* bytes written, kept or not */
};

static bool keep_part(void *context, const char *text, size_t length)
{
    struct rendering *rendering = context;
    size_t room = SLUICE_TARGET_VALUE_BYTES - rendering->text.length;
    size_t kept = length < room ? length : room;
    if (kept > 0) {
        sluice_text_add(&rendering->text, text, kept);
    }
    uint64_t digest = rendering->digest;
    for (size_t i = kept; i < length; i++) {
        digest = (digest ^ (uint8_t)text[i]) * fnv_prime;
    }
    rendering->digest = digest;
    rendering->length += length;
    return !rendering->text.failed;
}

static enum sluice_reason write_form(const struct sluice_document *document,
                                     const struct sluice_graph *graph, enum sluice_render_form form,
                                     const struct sluice_allocator *allocator,
                                     sluice_write_fn write, void *context)
{
    if (form == SLUICE_RENDER_JSON) {
        return document != NULL ? sluice_document_json(document, allocator, write, context)
                                : sluice_graph_json(graph, allocator, write, context);
    }
    return document != NULL ? sluice_document_compact(document, allocator, write, context)
                            : sluice_graph_compact(graph, allocator, write, context);
}

bool sluice_render(const struct sluice_document *document, const struct sluice_graph *graph,
                   enum sluice_render_form form, struct sluice_observation *observation,
                   const char **out)
{
    struct rendering rendering = {.digest = fnv_start};
    bool good = write_form(document, graph, form, NULL, keep_part, &rendering) == SLUICE_OK;
    if (good && rendering.length > SLUICE_TARGET_VALUE_BYTES) {
        sluice_text_format(&rendering.text, "... (%" PRIu64 " bytes, digest %016" PRIx64 ")",
                           rendering.length, rendering.digest);
    }
    *out = NULL;
    if (good && !rendering.text.failed) {
        *out = sluice_observation_text(observation, sluice_text_get(&rendering.text),
                                       rendering.text.length);
    }
    sluice_text_free(&rendering.text);
    return *out != NULL;
}

/* --- without memory, and without room ----------------------------------------------------------- */

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
                              const struct sluice_graph *graph, enum sluice_render_form form)
{
    enum { MOST_REFUSED = 3 };
    struct sluice_counting_heap heap = {.refused = true};
    bool good = true;
    for (uint64_t fail = 1; good && heap.refused && fail <= MOST_REFUSED; fail++) {
        const struct sluice_allocator allocator = sluice_counting_heap_allocator(&heap);
        struct taker taker = {0};
        sluice_counting_heap_begin(&heap, fail);
        const enum sluice_reason reason = write_form(document, graph, form, &allocator, take_part,
                                                     &taker);
        good = heap.live == 0 && reason == (heap.refused ? SLUICE_OUT_OF_MEMORY : SLUICE_OK);
    }
    return good;
}

static bool stops_when_refused(const struct sluice_document *document,
                               const struct sluice_graph *graph, enum sluice_render_form form)
{
    struct taker taker = {.refuses = true};
    return write_form(document, graph, form, NULL, take_part, &taker) ==
               (taker.calls > 0 ? SLUICE_SOURCE_FAILED : SLUICE_OK) &&
           taker.calls <= 1;
}

const char *sluice_render_fault(const struct sluice_document *document,
                                const struct sluice_graph *graph)
{
    static const enum sluice_render_form forms[] = {SLUICE_RENDER_JSON, SLUICE_RENDER_COMPACT};
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
