/* Mutation of manifests and signature files: lines, sections, bytes. */
#include "harness/fuzz/archive/change.h"
#include "harness/fuzz/archive/mutate.h"
#include "harness/fuzz/archive/usual_texts.h"
#include "harness/fuzz/archive/words.h"
#include "harness/fuzz/mutate/bytes.h"

#include <string.h>

/* Of so many inputs this many are made in each way, the rest by edits of lines. */
enum { ALL = 16, ANEW = 4, BYTES = 2 };

static void edit(struct sluice_random *random, struct sluice_text *text)
{
    static const enum sluice_word_list lists[] = {
        SLUICE_WORDS_LINES, SLUICE_WORDS_LINES,    SLUICE_WORDS_BAD_MAIN,
        SLUICE_WORDS_MAIN,  SLUICE_WORDS_SECTIONS, SLUICE_WORDS_BAD_SECTIONS,
    };
    struct sluice_program_step step = {
        .item = (uint8_t)sluice_random_below(random, 24),
        .field = (uint8_t)sluice_random_below(random, SLUICE_CHANGES),
        .value = sluice_random_below(random, 4096),
    };
    step.text = sluice_word(random, lists[sluice_random_below(random, 6)]);
    if (sluice_random_one_in(random, 4)) {
        static uint8_t byte;
        byte = (uint8_t)sluice_random_below(random, 256);
        step.text = (struct sluice_bytes){&byte, 1};
    }
    sluice_change_text(text, &step);
}

static size_t finish(struct sluice_text *text, uint8_t head, uint8_t *data, size_t max)
{
    const size_t length = text->length < max - 1 ? text->length : max - 1;
    data[0] = head;
    if (length > 0) {
        memcpy(data + 1, text->data, length);
    }
    sluice_text_free(text);
    return length + 1;
}

static size_t mutate(uint8_t *data, size_t size, size_t max, uint32_t seed,
                     sluice_mutate_bytes_fn bytes)
{
    struct sluice_random random = {seed};
    struct sluice_text text = {0};
    const uint32_t roll = sluice_random_below(&random, ALL);
    if (max == 0) {
        return 0;
    }
    if (roll < BYTES && size > 0) {
        return sluice_mutate_bytes(&random, data, size, max, bytes);
    }
    uint8_t head = size == 0 ? 0 : data[0];
    if (roll < BYTES + ANEW || size < 2) {
        head = (uint8_t)sluice_random_below(&random, 2);
        const struct sluice_bytes usual = head == 0 ? sluice_usual_manifest()
                                                    : sluice_usual_signature_file();
        sluice_text_add(&text, usual.data, usual.length);
    } else {
        sluice_text_add(&text, data + 1, size - 1);
    }
    if (sluice_random_one_in(&random, 6)) {
        head ^= (uint8_t)(2U << sluice_random_below(&random, 7));
    }
    for (uint32_t times = sluice_random_below(&random, 3) + (roll < BYTES + ANEW ? 0 : 1);
         times > 0; times--) {
        edit(&random, &text);
    }
    return finish(&text, head, data, max);
}

/* The end of the second behind the beginning of the first. */
static size_t cross(struct sluice_bytes first, struct sluice_bytes second, uint8_t *out, size_t max,
                    uint32_t seed)
{
    struct sluice_random random = {seed};
    struct sluice_text text = {0};
    const size_t kept = sluice_random_below(&random, (uint32_t)first.length + 1);
    const size_t left_out = sluice_random_below(&random, (uint32_t)second.length + 1);
    if (max == 0) {
        return 0;
    }
    if (kept > 1) {
        sluice_text_add(&text, first.data + 1, kept - 1);
    }
    if (second.length > left_out) {
        sluice_text_add(&text, second.data + left_out, second.length - left_out);
    }
    return finish(&text, first.length == 0 ? 0 : first.data[0], out, max);
}

const struct sluice_mutate_kind sluice_mutate_manifests = {mutate, cross};
