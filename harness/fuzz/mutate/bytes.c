#include "harness/fuzz/mutate/bytes.h"

#include <string.h>

static size_t insert(struct sluice_random *random, uint8_t *data, size_t size, size_t max)
{
    const size_t room = max - size;
    if (room == 0) {
        return size;
    }
    const size_t count = 1 + sluice_random_below(random, (uint32_t)(room < 8 ? room : 8));
    const size_t added = count < room ? count : room;
    const size_t at = sluice_random_below(random, (uint32_t)size + 1);
    memmove(data + at + added, data + at, size - at);
    for (size_t i = 0; i < added; i++) {
        data[at + i] = (uint8_t)sluice_random_next(random);
    }
    return size + added;
}

static size_t drop(struct sluice_random *random, uint8_t *data, size_t size)
{
    const size_t at = sluice_random_below(random, (uint32_t)size);
    const size_t most = size - at < 16 ? size - at : 16;
    const size_t count = 1 + sluice_random_below(random, (uint32_t)most);
    const size_t gone = count < most ? count : most;
    if (gone >= size) {
        return size;
    }
    memmove(data + at, data + at + gone, size - at - gone);
    return size - gone;
}

static void copy(struct sluice_random *random, uint8_t *data, size_t size)
{
    const size_t from = sluice_random_below(random, (uint32_t)size);
    const size_t to = sluice_random_below(random, (uint32_t)size);
    const size_t most = size - (from > to ? from : to);
    memmove(data + to, data + from, 1 + sluice_random_below(random, (uint32_t)most));
}

static size_t change(struct sluice_random *random, uint8_t *data, size_t size, size_t max)
{
    static const uint8_t interesting[] = {0x00, 0x01, 0x7F, 0x80, 0xFF, 0x70, 0x71, 0x72,
                                          0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A,
                                          0x7B, 0x7C, 0x7D, 0x7E, 0x02, 0x04, 0x10, 0x20};
    const size_t at = sluice_random_below(random, (uint32_t)size);
    switch (sluice_random_below(random, 7)) {
    case 0:
        data[at] ^= (uint8_t)(1U << sluice_random_below(random, 8));
        return size;
    case 1:
        data[at] = (uint8_t)sluice_random_next(random);
        return size;
    case 2:
        data[at] = interesting[sluice_random_below(random, sizeof interesting)];
        return size;
    case 3:
        data[at] = (uint8_t)(data[at] + sluice_random_below(random, 5) - 2);
        return size;
    case 4:
        return insert(random, data, size, max);
    case 5:
        return drop(random, data, size);
    default:
        copy(random, data, size);
        return size;
    }
}

size_t sluice_mutate_plain(struct sluice_random *random, uint8_t *data, size_t size, size_t max)
{
    if (size == 0) {
        data[0] = (uint8_t)sluice_random_next(random);
        return 1;
    }
    for (uint32_t times = 1 + sluice_random_below(random, 4); times > 0; times--) {
        size = change(random, data, size, max);
    }
    return size;
}

size_t sluice_mutate_bytes(struct sluice_random *random, uint8_t *data, size_t size, size_t max,
                           sluice_mutate_bytes_fn bytes)
{
    const size_t made = bytes != NULL ? bytes(data, size, max) : 0;
    return made > 0 && made <= max ? made : sluice_mutate_plain(random, data, size, max);
}

size_t sluice_mutate_text(struct sluice_text *text, uint8_t *data, size_t max)
{
    const size_t length = text->length < max ? text->length : max;
    memcpy(data, sluice_text_get(text), length);
    sluice_text_free(text);
    if (length == 0) {
        data[0] = '\n';
    }
    return length == 0 ? 1 : length;
}
