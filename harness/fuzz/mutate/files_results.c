/* What the target `results` reads: messages of workers, frames of streams, streams that are compared or explained. */
#include "harness/base/text.h"
#include "harness/fuzz/mutate/bytes.h"
#include "harness/fuzz/mutate/files.h"
#include "harness/fuzz/mutate/grown.h"

#include <string.h>

static uint32_t below(struct sluice_random *random, uint32_t bound)
{
    return sluice_random_below(random, bound);
}

/* --- messages and frames -------------------------------------------------------------------------- */

static void add_number(struct sluice_text *text, uint64_t value, unsigned size)
{
    for (unsigned i = size; i > 0; i--) {
        const uint8_t byte = (uint8_t)(value >> (8 * (i - 1)));
        sluice_text_add(text, &byte, 1);
    }
}

static void add_noise(struct sluice_random *random, struct sluice_text *text, uint32_t length)
{
    for (; length > 0; length--) {
        add_number(text, sluice_random_next(random), 1);
    }
}

/* A length that is true, or a little off. */
static uint32_t length_said(struct sluice_random *random, uint32_t length)
{
    return sluice_random_one_in(random, 6) ? length + below(random, 40) - 8 : length;
}

/* As harness/suite/frame.c has them, numbers as they stand in memory. */
static void add_message(struct sluice_random *random, struct sluice_text *text)
{
    enum { KINDS = 8, MOST = 48 };
    const uint32_t length = below(random, MOST);
    const uint32_t head[] = {0x53A7C0DEU, below(random, KINDS), length_said(random, length)};
    sluice_text_add(text, head, sizeof head);
    add_noise(random, text, length);
}

/* As harness/interchange/frames.c has them. */
static void add_frame(struct sluice_random *random, struct sluice_text *text)
{
    enum { STATES = 6, MOST = 48 };
    const uint32_t length = below(random, MOST);
    add_number(text, sluice_random_next(random), 8);
    add_number(text, below(random, STATES), 4);
    add_number(text, length_said(random, length), 4);
    add_noise(random, text, length);
}

static void add_several(struct sluice_random *random, struct sluice_text *text,
                        void (*add)(struct sluice_random *random, struct sluice_text *text))
{
    for (uint32_t left = 1 + below(random, 4); left > 0; left--) {
        add(random, text);
    }
    if (sluice_random_one_in(random, 3)) {
        text->length -= below(random, (uint32_t)text->length < 24 ? (uint32_t)text->length : 24);
    }
}

/* --- streams that are compared -------------------------------------------------------------------- */

/* Two streams, of which one was the other once, behind the length of the first. */
static void add_alike(struct sluice_random *random, struct sluice_text *text)
{
    static struct sluice_grown stream; /* too large for a stack */
    static struct sluice_grown other;
    stream.size = 0;
    sluice_grown_change(random, &stream, 1 + below(random, 3));
    other = stream;
    if (sluice_random_one_in(random, 3)) {
        sluice_grown_change(random, &other, 1);
    } else if (other.size > 0) {
        other.bytes[below(random, (uint32_t)other.size)] ^= (uint8_t)(1U << below(random, 8));
    }
    const struct sluice_bytes left = sluice_grown_stream(&stream);
    const struct sluice_bytes right = sluice_grown_stream(&other);
    add_number(text, left.length, 2);
    sluice_text_add(text, left.data, left.length);
    sluice_text_add(text, right.data, right.length);
}

static size_t mutate_result(uint8_t *data, size_t size, size_t max, uint32_t seed,
                            sluice_mutate_bytes_fn bytes)
{
    /* Where the values of the first byte begin that mean each reader (harness/fuzz/targets/results.c). */
    enum { MESSAGES = 0, FRAMES = 96, ALIKE = 160, EXPLAINED = 252 };
    enum { ALL = 16, BYTES = 8 };
    struct sluice_random random = {seed};
    struct sluice_text text = {0};
    if (max == 0) {
        return 0;
    }
    if (below(&random, ALL) < BYTES && size > 0) {
        return sluice_mutate_bytes(&random, data, size, max, bytes);
    }
    switch (below(&random, 8)) {
    case 0:
    case 1:
        add_number(&text, MESSAGES + below(&random, FRAMES - MESSAGES), 1);
        add_several(&random, &text, add_message);
        break;
    case 2:
        add_number(&text, FRAMES + below(&random, ALIKE - FRAMES), 1);
        add_several(&random, &text, add_frame);
        break;
    default: {
        static struct sluice_grown stream; /* too large for a stack */
        const bool is_explained = sluice_random_one_in(&random, 16);
        add_number(&text, is_explained ? EXPLAINED : ALIKE, 1);
        if (is_explained) {
            stream.size = 0;
            sluice_grown_change(&random, &stream, 1 + below(&random, 3));
            const struct sluice_bytes own = sluice_grown_stream(&stream);
            sluice_text_add(&text, own.data, own.length);
        } else {
            add_alike(&random, &text);
        }
        break;
    }
    }
    return sluice_mutate_text(&text, data, max);
}

/* The end of the second behind the beginning of the first. */
static size_t cross_results(struct sluice_bytes first, struct sluice_bytes second, uint8_t *out,
                            size_t max, uint32_t seed)
{
    struct sluice_random random = {seed};
    struct sluice_text text = {0};
    const size_t kept = below(&random, (uint32_t)first.length + 1);
    const size_t left_out = below(&random, (uint32_t)second.length + 1);
    if (max == 0) {
        return 0;
    }
    sluice_text_add(&text, first.data, kept);
    sluice_text_add(&text, second.data + left_out, second.length - left_out);
    return sluice_mutate_text(&text, out, max);
}

const struct sluice_mutate_kind sluice_mutate_results = {mutate_result, cross_results};
