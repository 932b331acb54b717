/* Memory that is refused where what a run keeps has just filled a block: in the middle of any item. An
 * array of nulls, as long as a block, brings each of the items behind it to that place. */
#include "harness/trials/decoder/clumsy_parts.h"

#include <sluice/decode.h>
#include <sluice/document.h>
#include <sluice/write.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Words in a block, and how many before its end the items begin at most. */
enum { BLOCK = 1024, BEFORE = 16, MOST = BLOCK + 512 };

static const char *const colors[] = {"RED"};
static const struct sluice_field_model flat_fields[] = {{.name = "i", .signature = "I"}};
static const struct sluice_field_model low_fields[] = {{.name = "b", .signature = "B"}};
static const struct sluice_layout_item list[] = {{.kind = SLUICE_LAYOUT_OBJECTS, .name = "items"}};
static const struct sluice_layout_item number[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "n"}};

#define BUILT .construct = SLUICE_CONSTRUCT_ATOMIC, .has_suid = true, .suid = 1
static const struct sluice_class_model models[] = {
    {.name = "o.F", BUILT, .fields = flat_fields, .field_count = 1},
    {.name = "o.L", BUILT, .parent = "o.F", .fields = low_fields, .field_count = 1},
    {.name = "o.D", BUILT, .form = SLUICE_FORM_BOTH, .layout = list, .layout_count = 1},
    {.name = "o.X", BUILT, .form = SLUICE_FORM_EXTERNAL, .layout = number, .layout_count = 1},
    {.name = "o.E",
     .construct = SLUICE_CONSTRUCT_ENUM,
     .constants = colors,
     .constant_count = COUNT(colors)},
};

#define ONE "0000000000000001"
/* Object[] of %08x elements: an o.F, an o.L below it; then the nulls. */
static const char head[] = "aced000575720013" /* "[Ljava.lang.Object;" */
                           "5b4c6a6176612e6c616e672e4f626a6563743b90ce589f1073296c020000"
                           "7870%08x"
                           "737200036f2e46" ONE "0200014900016978700000000773"
                           "7200036f2e4c" ONE "02000142000162"
                           "7871007e00020000000701";
/* The same classes again, a constant, a list, and external data. */
static const char items[] = "7371007e00020000000973"
                            "71007e000400000009027e7200036f2e4500000000000000001200007872000e"
                            "6a6176612e6c616e672e456e756d0000000000000000120000787074000352454473"
                            "7200036f2e44" ONE "030000787074000161740001627873"
                            "7200036f2e58" ONE "0400007870"
                            "00000005";
enum { ITEMS = 5, FIRST = 2 };

static size_t make(uint32_t nulls, uint8_t *bytes)
{
    char digits[sizeof head + 8];
    (void)snprintf(digits, sizeof digits, head, FIRST + nulls + ITEMS);
    size_t length = sluice_clumsy_digits(digits, bytes);
    memset(bytes + length, 0x70, nulls);
    length += nulls;
    return length + sluice_clumsy_digits(items, bytes + length);
}

/* Reads, and writes what was read. */
static enum sluice_reason run(const struct sluice_policy *policy, bool decodes,
                              struct sluice_bytes stream, const struct sluice_allocator *allocator)
{
    const struct sluice_source source = sluice_source_memory(stream.data, stream.length);
    const struct sluice_options options = {.allocator = allocator,
                                           .layouts = decodes ? NULL : policy};
    struct sluice_document *document = NULL;
    struct sluice_graph *graph = NULL;
    struct sluice_buffer buffer = {0}; /* its memory is its own: it may do with less */
    const struct sluice_sink sink = sluice_sink_buffer(&buffer);
    const struct sluice_write_options writing = {.allocator = allocator, .safe = policy};
    enum sluice_reason reason = decodes ? sluice_decode(&source, policy, &options, &graph, NULL)
                                        : sluice_inspect(&source, &options, &document, NULL);
    if (reason == SLUICE_OK) {
        reason = decodes ? sluice_write_graph(graph, &sink, &writing, NULL)
                         : sluice_write_document(document, &sink, &writing, NULL);
    }
    sluice_buffer_free(&buffer);
    sluice_document_free(document);
    sluice_graph_free(graph);
    return reason;
}

static bool try_length(struct sluice_clumsy *clumsy, const struct sluice_policy *policy,
                       bool decodes, struct sluice_bytes stream)
{
    bool refused = true;
    bool good = true;
    for (uint64_t k = 1; good && refused; k++) {
        sluice_counting_heap_begin(&clumsy->heap, k);
        const struct sluice_allocator allocator = sluice_counting_heap_allocator(&clumsy->heap);
        const enum sluice_reason reason = run(policy, decodes, stream, &allocator);
        refused = clumsy->heap.refused;
        good = reason == (refused ? SLUICE_OUT_OF_MEMORY : SLUICE_OK) && clumsy->heap.live == 0;
    }
    return good;
}

bool sluice_clumsy_full(struct sluice_clumsy *clumsy)
{
    uint8_t bytes[MOST];
    struct sluice_policy *policy = NULL;
    bool good = sluice_policy_create(models, COUNT(models), NULL, &policy, NULL) == SLUICE_OK;
    for (uint32_t nulls = BLOCK - BEFORE; good && nulls <= BLOCK; nulls++) {
        const struct sluice_bytes stream = {bytes, make(nulls, bytes)};
        good = try_length(clumsy, policy, false, stream) &&
               try_length(clumsy, policy, true, stream);
    }
    sluice_policy_free(policy);
    return sluice_clumsy_note(clumsy, good, "memory refused at the end of a block", NULL, NULL);
}
