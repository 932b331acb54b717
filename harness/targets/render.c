#include "harness/targets/render.h"

#include "harness/base/text.h"
#include "harness/targets/target.h"

#include <inttypes.h>

/* FNV-1a, of eight bytes at a time, each mixed once more: enough to tell two values apart that nobody made
 * to collide, and fast. */
static const uint64_t fnv_start = UINT64_C(0xCBF29CE484222325);
static const uint64_t fnv_prime = UINT64_C(0x100000001B3);

enum { WORD = 8, HIGH = 32 };

struct rendering {
    struct sluice_text text;
    uint64_t digest;   /* of what was written but not kept, but for the last bytes, */
    uint64_t word;     /* which are here, the first lowest, */
    unsigned gathered; /* so many */
    uint64_t length;   /* bytes written, kept or not */
};

static uint64_t mix(uint64_t digest, uint64_t word)
{
    const uint64_t mixed = (digest ^ word) * fnv_prime;
    return mixed ^ (mixed >> HIGH);
}

static void digest_byte(struct rendering *rendering, uint8_t byte)
{
    rendering->word |= (uint64_t)byte << (8 * rendering->gathered++);
    if (rendering->gathered == WORD) {
        rendering->digest = mix(rendering->digest, rendering->word);
        rendering->word = 0;
        rendering->gathered = 0;
    }
}

/* In whatever pieces the bytes come, the digest is the same. */
static void digest(struct rendering *rendering, const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length && rendering->gathered != 0) {
        digest_byte(rendering, (uint8_t)bytes[at++]);
    }
    for (; length - at >= WORD; at += WORD) {
        uint64_t word = 0;
        for (unsigned i = 0; i < WORD; i++) {
            word |= (uint64_t)(uint8_t)bytes[at + i] << (8 * i);
        }
        rendering->digest = mix(rendering->digest, word);
    }
    for (; at < length; at++) {
        digest_byte(rendering, (uint8_t)bytes[at]);
    }
}

static bool keep_part(void *context, const char *text, size_t length)
{
    struct rendering *rendering = context;
    const size_t room = SLUICE_TARGET_VALUE_BYTES - rendering->text.length;
    const size_t kept = length < room ? length : room;
    if (kept > 0) {
        sluice_text_add(&rendering->text, text, kept);
    }
    digest(rendering, text + kept, length - kept);
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
                           rendering.length, mix(rendering.digest, rendering.word));
    }
    *out = NULL;
    if (good && !rendering.text.failed) {
        *out = sluice_observation_text(observation, sluice_text_get(&rendering.text),
                                       rendering.text.length);
    }
    sluice_text_free(&rendering.text);
    return *out != NULL;
}
