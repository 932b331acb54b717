#include "harness/targets/render.h"

#include "harness/base/text.h"
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

bool sluice_render(const struct sluice_document *document, const struct sluice_graph *graph,
                   enum sluice_showing_form form, struct sluice_observation *observation,
                   const char **out)
{
    struct rendering rendering = {.digest = fnv_start};
    bool good = sluice_show(document, graph, form, NULL, keep_part, &rendering) == SLUICE_OK;
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
