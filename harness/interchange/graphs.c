#include "harness/interchange/graphs.h"

#include "harness/base/text.h"
#include "sluice/json.h"

#include <string.h>

/* The streams are trusted to be long and deep: only the variant with resets is about limits. */
#define ALL UINT32_MAX

const struct sluice_limits sluice_wide_limits = {
    .stream_bytes = ALL,
    .bytes = ALL,
    .objects = ALL,
    .elements = ALL,
    .array_length = ALL,
    .string_bytes = ALL,
    .depth = ALL,
    .hierarchy = ALL,
    .fields = ALL,
    .interfaces = ALL,
    .block_bytes = ALL,
    .heap = UINT64_MAX,
};

enum sluice_reason sluice_graph_decode(const void *bytes, size_t length,
                                       const struct sluice_policy *policy,
                                       struct sluice_graph **out, struct sluice_status *status)
{
    const struct sluice_source source = sluice_source_memory(bytes, length);
    const struct sluice_options options = {.limits = &sluice_wide_limits};
    return sluice_decode(&source, policy, &options, out, status);
}

static bool add_text(void *context, const char *text, size_t length)
{
    sluice_text_add(context, text, length);
    return true;
}

bool sluice_graph_is_same(const struct sluice_graph *one, const struct sluice_graph *other)
{
    struct sluice_text texts[2] = {{0}, {0}};
    const bool made = sluice_graph_json(one, NULL, add_text, &texts[0]) == SLUICE_OK &&
                      sluice_graph_json(other, NULL, add_text, &texts[1]) == SLUICE_OK &&
                      !texts[0].failed && !texts[1].failed;
    const bool same = made && strcmp(sluice_text_get(&texts[0]), sluice_text_get(&texts[1])) == 0;
    sluice_text_free(&texts[0]);
    sluice_text_free(&texts[1]);
    return same;
}
