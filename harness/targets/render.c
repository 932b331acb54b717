#include "harness/targets/render.h"

#include "harness/base/sha256.h"
#include "harness/base/text.h"
#include "harness/targets/target.h"

struct rendering {
    struct sluice_text text;
    struct sluice_sha256 digest;
    uint64_t length; /* bytes written, kept or not */
};

static bool keep_part(void *context, const char *text, size_t length)
{
    struct rendering *rendering = context;
    size_t room = SLUICE_TARGET_VALUE_BYTES - rendering->text.length;
    sluice_text_add(&rendering->text, text, length < room ? length : room);
    sluice_sha256_add(&rendering->digest, text, length);
    rendering->length += length;
    return !rendering->text.failed;
}

static enum sluice_reason write_form(const struct sluice_document *document,
                                     const struct sluice_graph *graph,
                                     enum sluice_render_form form, struct rendering *rendering)
{
    if (form == SLUICE_RENDER_JSON) {
        return document != NULL ? sluice_document_json(document, NULL, keep_part, rendering)
                                : sluice_graph_json(graph, NULL, keep_part, rendering);
    }
    return document != NULL ? sluice_document_compact(document, NULL, keep_part, rendering)
                            : sluice_graph_compact(graph, NULL, keep_part, rendering);
}

bool sluice_render(const struct sluice_document *document, const struct sluice_graph *graph,
                   enum sluice_render_form form, struct sluice_observation *observation,
                   const char **out)
{
    struct rendering rendering = {0};
    sluice_sha256_begin(&rendering.digest);
    bool good = write_form(document, graph, form, &rendering) == SLUICE_OK;
    if (good && rendering.length > SLUICE_TARGET_VALUE_BYTES) {
        char digest[SLUICE_SHA256_TEXT];
        sluice_sha256_end(&rendering.digest, digest);
        sluice_text_format(&rendering.text, "... (%llu bytes, sha256 %s)",
                           (unsigned long long)rendering.length, digest);
    }
    *out = NULL;
    if (good && !rendering.text.failed) {
        *out = sluice_observation_text(observation, sluice_text_get(&rendering.text),
                                       rendering.text.length);
    }
    sluice_text_free(&rendering.text);
    return *out != NULL;
}
