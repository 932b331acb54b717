#include "text.h"
#include "unicode_tables.h"

/* What a lead byte says: how many follow, and the least character of that length. */
static uint32_t lead(uint8_t byte, uint32_t *character, uint32_t *least)
{
    if (byte >= 0xC2 && byte < 0xE0) {
        *character = byte & 0x1FU;
        *least = 0x80;
        return 1;
    }
    if (byte >= 0xE0 && byte < 0xF0) {
        *character = byte & 0x0FU;
        *least = 0x800;
        return 2;
    }
    if (byte >= 0xF0 && byte < 0xF5) {
        *character = byte & 0x07U;
        *least = 0x10000;
        return 3;
    }
    return 0;
}

uint32_t sluice_utf8_next(const uint8_t **at, const uint8_t *end)
{
    const uint8_t *bytes = *at;
    *at = bytes + 1;
    if (bytes[0] < 0x80) {
        return bytes[0];
    }
    uint32_t character = 0;
    uint32_t least = 0;
    const uint32_t tail = lead(bytes[0], &character, &least);
    if (tail == 0 || (size_t)(end - bytes) <= tail) {
        return UINT32_MAX;
    }
    for (uint32_t i = 1; i <= tail; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            return UINT32_MAX;
        }
        character = character << 6 | (bytes[i] & 0x3FU);
    }
    *at = bytes + tail + 1;
    const bool surrogate = character >= 0xD800 && character < 0xE000;
    return character < least || character > 0x10FFFF || surrogate ? UINT32_MAX : character;
}

bool sluice_utf8_valid(struct sluice_bytes bytes)
{
    const uint8_t *at = bytes.data;
    for (const uint8_t *end = at + bytes.length; at < end;) {
        if (sluice_utf8_next(&at, end) == UINT32_MAX) {
            return false;
        }
    }
    return true;
}

static bool is_in(const struct unicode_range *ranges, size_t count, uint32_t character)
{
    size_t low = 0;
    while (count > low) {
        const size_t middle = low + (count - low) / 2;
        if (character > ranges[middle].last) {
            low = middle + 1;
        } else if (character < ranges[middle].first) {
            count = middle;
        } else {
            return true;
        }
    }
    return false;
}

bool sluice_utf8_composed(struct sluice_bytes bytes)
{
    bool after_combining = false;
    const uint8_t *at = bytes.data;
    for (const uint8_t *end = at + bytes.length; at < end;) {
        const uint32_t character = sluice_utf8_next(&at, end);
        if (character < 0x300) {
            after_combining = false;
            continue;
        }
        const bool combining = is_in(sluice_combining, sluice_combining_count, character);
        if ((combining && after_combining) ||
            is_in(sluice_not_composed, sluice_not_composed_count, character)) {
            return false;
        }
        after_combining = combining;
    }
    return true;
}

struct folding sluice_fold(struct sluice_bytes bytes)
{
    return (struct folding){.at = bytes.data, .end = bytes.data + bytes.length};
}

static uint32_t fold_one(uint32_t character)
{
    size_t low = 0;
    size_t high = sluice_folds_count;
    while (high > low) {
        const size_t middle = low + (high - low) / 2;
        const struct unicode_fold *fold = &sluice_folds[middle];
        if (character > fold->last) {
            low = middle + 1;
        } else if (character < fold->first) {
            high = middle;
        } else {
            return (character - fold->first) % fold->step == 0
                       ? (uint32_t)((int32_t)character + fold->delta)
                       : character;
        }
    }
    return character;
}

static const struct unicode_expansion *expansion_of(uint32_t character)
{
    size_t low = 0;
    size_t high = sluice_expansions_count;
    while (high > low) {
        const size_t middle = low + (high - low) / 2;
        if (sluice_expansions[middle].code == character) {
            return &sluice_expansions[middle];
        }
        if (sluice_expansions[middle].code < character) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

uint32_t sluice_fold_next(struct folding *folding)
{
    if (folding->left > 0) {
        folding->left--;
        return *folding->more++;
    }
    if (folding->at == folding->end) {
        return 0;
    }
    const uint32_t character = sluice_utf8_next(&folding->at, folding->end);
    if (character < 0x80) {
        return character >= 'A' && character <= 'Z' ? character + 32 : character;
    }
    const struct unicode_expansion *expansion = expansion_of(character);
    if (expansion == NULL) {
        return fold_one(character);
    }
    folding->more = expansion->to + 1;
    folding->left = expansion->to[2] != 0 ? 2 : 1;
    return expansion->to[0];
}
