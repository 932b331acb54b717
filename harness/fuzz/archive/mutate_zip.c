/* Mutation of ZIP files: as entries with their records where they can be told apart, else as bytes. */
#include "harness/fuzz/archive/mutate.h"
#include "harness/fuzz/archive/words.h"
#include "harness/fuzz/mutate/bytes.h"

#include <string.h>

enum { MOST = 4096, ENTRIES = 32, LOCAL = 30, RECORD = 46, END = 22 };

/* Of so many inputs this many are made in each way, the rest by edits. */
enum { ALL = 16, ANEW = 5, BYTES = 2 };

/* An entry: its local header with all that follows, and its record. */
struct chunk {
    uint8_t local[MOST];
    size_t local_length;
    uint8_t record[512];
    size_t record_length;
};

static struct {
    struct chunk chunks[ENTRIES];
    size_t count;
    uint8_t end[END];
    uint8_t out[2 * MOST];
} work;

static uint32_t get(const uint8_t *at, size_t size)
{
    uint32_t value = 0;
    for (size_t i = size; i > 0; i--) {
        value = value << 8 | at[i - 1];
    }
    return value;
}

static void put(uint8_t *at, size_t size, uint32_t value)
{
    for (size_t i = 0; i < size; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

/* --- taking apart, and putting together ---------------------------------------------------------- */

static size_t record_length(const uint8_t *data, size_t at, size_t end)
{
    if (at + RECORD > end || get(data + at, 4) != 0x02014B50) {
        return 0;
    }
    const size_t length = RECORD + get(data + at + 28, 2) + get(data + at + 30, 2) +
                          get(data + at + 32, 2);
    return at + length <= end && length <= sizeof work.chunks[0].record ? length : 0;
}

/* False if the file is not made of entries one behind the other. */
static bool take_apart(const uint8_t *data, size_t size)
{
    work.count = 0;
    if (size < END || size > MOST) {
        return false;
    }
    const size_t end = size - END;
    size_t at = get(data + end + 16, 4);
    if (get(data + end, 4) != 0x06054B50 || at > end) {
        return false;
    }
    const size_t directory = at;
    memcpy(work.end, data + end, END);
    while (at < end && work.count < ENTRIES) {
        struct chunk *chunk = &work.chunks[work.count];
        chunk->record_length = record_length(data, at, end);
        if (chunk->record_length == 0) {
            return false;
        }
        memcpy(chunk->record, data + at, chunk->record_length);
        at += chunk->record_length;
        work.count++;
    }
    for (size_t i = 0; i < work.count; i++) {
        const size_t from = get(work.chunks[i].record + 42, 4);
        const size_t to = i + 1 < work.count ? get(work.chunks[i + 1].record + 42, 4) : directory;
        if (from > to || to > directory || to - from < LOCAL) {
            return false;
        }
        memcpy(work.chunks[i].local, data + from, to - from);
        work.chunks[i].local_length = to - from;
    }
    return true;
}

/* Offsets and the end record are made to fit. */
static size_t put_together(uint8_t *data, size_t max)
{
    size_t length = 0;
    for (size_t i = 0; i < work.count; i++) {
        put(work.chunks[i].record + 42, 4, (uint32_t)length);
        if (length + work.chunks[i].local_length > MOST) {
            return 0;
        }
        memcpy(work.out + length, work.chunks[i].local, work.chunks[i].local_length);
        length += work.chunks[i].local_length;
    }
    const size_t directory = length;
    for (size_t i = 0; i < work.count; i++) {
        if (length + work.chunks[i].record_length > sizeof work.out - END) {
            return 0;
        }
        memcpy(work.out + length, work.chunks[i].record, work.chunks[i].record_length);
        length += work.chunks[i].record_length;
    }
    put(work.end + 8, 2, (uint32_t)work.count);
    put(work.end + 10, 2, (uint32_t)work.count);
    put(work.end + 12, 4, (uint32_t)(length - directory));
    put(work.end + 16, 4, (uint32_t)directory);
    memcpy(work.out + length, work.end, END);
    length += END;
    if (length > max) {
        return 0;
    }
    memcpy(data, work.out, length);
    return length;
}

/* --- entries ------------------------------------------------------------------------------------- */

/* Behind what is stored nobody expects one. */
static void store(struct chunk *chunk)
{
    uint8_t *data = chunk->local + chunk->local_length - 18;
    put(chunk->local + 8, 2, 0);
    put(chunk->record + 10, 2, 0);
    put(chunk->record + 20, 4, 0);
    memmove(data, data + 2, 16);
    put(data + 8, 4, 0);
    chunk->local_length -= 2;
}

/* An entry of that name with nothing in it, and natural everywhere else; some carry a descriptor. */
static void add_entry(struct sluice_bytes name, bool descriptor)
{
    if (work.count == ENTRIES || name.length > 300) {
        return;
    }
    struct chunk *chunk = &work.chunks[work.count++];
    uint32_t flags = descriptor ? 8 : 0;
    for (size_t i = 0; i < name.length; i++) {
        flags |= name.data[i] >= 0x80 ? 0x800 : 0;
    }
    memset(chunk->local, 0, LOCAL);
    memset(chunk->record, 0, RECORD);
    put(chunk->local, 4, 0x04034B50);
    put(chunk->local + 4, 2, 20);
    put(chunk->local + 6, 2, flags);
    put(chunk->local + 8, 2, descriptor ? 8 : 0);
    put(chunk->local + 10, 4, 0x5C210000);
    put(chunk->local + 26, 2, (uint32_t)name.length);
    put(chunk->record, 4, 0x02014B50);
    put(chunk->record + 4, 2, 20);
    memcpy(chunk->record + 6, chunk->local + 4, 26);
    if (name.length > 0) {
        memcpy(chunk->local + LOCAL, name.data, name.length);
        memcpy(chunk->record + RECORD, name.data, name.length);
    }
    chunk->local_length = LOCAL + name.length;
    chunk->record_length = RECORD + name.length;
    if (descriptor) {
        uint8_t *data = chunk->local + chunk->local_length;
        put(chunk->record + 20, 4, 2);
        put(data, 2, 3); /* what nothing is deflated to */
        put(data + 2, 4, 0x08074B50);
        put(data + 6, 4, 0);
        put(data + 10, 4, 2);
        put(data + 14, 4, 0);
        chunk->local_length += 18;
    }
}

static void make_anew(struct sluice_random *random)
{
    work.count = 0;
    memset(work.end, 0, END);
    put(work.end, 4, 0x06054B50);
    for (uint32_t left = sluice_random_below(random, 5); left > 0; left--) {
        add_entry(sluice_word(random, SLUICE_WORDS_NAMES), sluice_random_one_in(random, 3));
    }
}

static void insert(uint8_t *data, size_t *length, size_t room, size_t at, struct sluice_bytes piece)
{
    if (*length + piece.length > room || at > *length || piece.length == 0) {
        return;
    }
    memmove(data + at + piece.length, data + at, *length - at);
    memcpy(data + at, piece.data, piece.length);
    *length += piece.length;
}

/* A number in a header or record: another one, or a little more or less. */
static uint32_t other_number(struct sluice_random *random, uint32_t value)
{
    static const uint32_t usual[] = {0, 1, 8, 20, 0x800, 0xFFFF, 0xFFFFFFFF, 12, 0x2000, 4, 22};
    switch (sluice_random_below(random, 3)) {
    case 0:
        return usual[sluice_random_below(random, sizeof usual / sizeof usual[0])];
    case 1:
        return value ^ 1U << sluice_random_below(random, 32);
    default:
        return value + sluice_random_below(random, 9) - 4;
    }
}

/* Fields that both have: where they are in a local header; two bytes later in a record. */
static const uint8_t common[][2] = {{4, 2}, {6, 2}, {8, 2}, {10, 4}, {14, 4}, {18, 4}, {22, 4}};
static const uint8_t of_record[][2] = {{4, 2}, {32, 2}, {34, 2}, {36, 2}, {38, 4}};

static void change_field(struct sluice_random *random, struct chunk *chunk)
{
    const uint32_t where = sluice_random_below(random, 4);
    if (where == 3) {
        const uint8_t *field = of_record[sluice_random_below(random, 5)];
        put(chunk->record + field[0], field[1],
            other_number(random, get(chunk->record + field[0], field[1])));
        return;
    }
    const uint8_t *field = common[sluice_random_below(random, 7)];
    const uint32_t value = other_number(random, get(chunk->record + field[0] + 2, field[1]));
    if (where != 1) {
        put(chunk->local + field[0], field[1], value);
    }
    if (where != 0) {
        put(chunk->record + field[0] + 2, field[1], value);
    }
}

/* A comment of an entry, or a descriptor behind one that is stored. */
static void add_odd(struct sluice_random *random)
{
    if (sluice_random_one_in(random, 2)) {
        const size_t before = work.count;
        add_entry(sluice_word(random, SLUICE_WORDS_NAMES), true);
        if (work.count > before) {
            store(&work.chunks[before]);
        }
        return;
    }
    if (work.count > 0) {
        struct chunk *chunk = &work.chunks[sluice_random_below(random, (uint32_t)work.count)];
        const struct sluice_bytes comment = sluice_word(random, SLUICE_WORDS_PIECES);
        const size_t length = chunk->record_length;
        insert(chunk->record, &chunk->record_length, sizeof chunk->record, length, comment);
        put(chunk->record + 32, 2,
            get(chunk->record + 32, 2) + (uint32_t)(chunk->record_length - length));
    }
}

/* An extra field in one of both, or in both. */
static void add_extra(struct sluice_random *random, struct chunk *chunk)
{
    const struct sluice_bytes extra = sluice_word(random, SLUICE_WORDS_PIECES);
    const uint32_t where = sluice_random_below(random, 4);
    if (where != 1) {
        const size_t at = LOCAL + get(chunk->local + 26, 2);
        put(chunk->local + 28, 2, get(chunk->local + 28, 2) + (uint32_t)extra.length);
        insert(chunk->local, &chunk->local_length, sizeof chunk->local, at, extra);
    }
    if (where != 0) {
        const size_t at = RECORD + get(chunk->record + 28, 2);
        put(chunk->record + 30, 2, get(chunk->record + 30, 2) + (uint32_t)extra.length);
        insert(chunk->record, &chunk->record_length, sizeof chunk->record, at, extra);
    }
}

static void edit(struct sluice_random *random)
{
    const uint32_t way = sluice_random_below(random, 11);
    const size_t at = sluice_random_below(random, (uint32_t)work.count);
    if (work.count == 0 || way == 0) {
        add_entry(sluice_word(random, SLUICE_WORDS_BAD_NAMES), false);
    } else if (way == 1) {
        add_entry(sluice_word(random, SLUICE_WORDS_NAMES), sluice_random_one_in(random, 2));
    } else if (way == 2) {
        work.count--;
        work.chunks[at] = work.chunks[work.count];
    } else if (way == 3 && work.count < ENTRIES) {
        work.chunks[work.count++] = work.chunks[at];
    } else if (way == 4) {
        struct chunk *chunk = &work.chunks[at];
        insert(chunk->local, &chunk->local_length, sizeof chunk->local,
               sluice_random_one_in(random, 2) ? 0 : chunk->local_length,
               sluice_word(random, SLUICE_WORDS_PIECES));
    } else if (way == 5) {
        add_extra(random, &work.chunks[at]);
    } else if (way == 6) {
        struct chunk *chunk = &work.chunks[at];
        uint8_t *byte = chunk->record + sluice_random_below(random, (uint32_t)chunk->record_length);
        *byte ^= (uint8_t)(1U << sluice_random_below(random, 8));
    } else if (way == 7) {
        add_odd(random);
    } else {
        change_field(random, &work.chunks[at]);
    }
}

/* What is done when all fits: the end record, and what stands around it. */
static size_t edit_end(struct sluice_random *random, uint8_t *data, size_t size, size_t max)
{
    static const uint8_t fields[][2] = {{4, 2}, {6, 2}, {8, 2}, {10, 2}, {12, 4}, {16, 4}, {20, 2}};
    const struct sluice_bytes piece = sluice_word(random, SLUICE_WORDS_PIECES);
    const size_t end = size - END;
    switch (sluice_random_below(random, 5)) {
    case 0: {
        const uint8_t *field = fields[sluice_random_below(random, 7)];
        uint8_t *at = data + end + field[0];
        put(at, field[1], other_number(random, get(at, field[1])));
        break;
    }
    case 1:
        insert(data, &size, max, size, piece);
        break;
    case 2:
        put(data + end + 20, 2, (uint32_t)piece.length);
        insert(data, &size, max, size, piece);
        break;
    case 3:
        insert(data, &size, max, end, piece);
        break;
    default:
        /* Before all, with offsets that count on it, or without. */
        if (sluice_random_one_in(random, 2)) {
            put(data + end + 16, 4, get(data + end + 16, 4) + (uint32_t)piece.length);
        }
        insert(data, &size, max, 0, piece);
        break;
    }
    return size;
}

/* --- what engines call --------------------------------------------------------------------------- */

static size_t mutate(uint8_t *data, size_t size, size_t max, uint32_t seed,
                     sluice_mutate_bytes_fn bytes)
{
    struct sluice_random random = {seed};
    const uint32_t roll = sluice_random_below(&random, ALL);
    size_t made = 0;
    if (max == 0) {
        return 0;
    }
    if (roll < ANEW || (roll >= ANEW + BYTES && take_apart(data, size))) {
        if (roll < ANEW) {
            make_anew(&random);
        }
        for (uint32_t left = sluice_random_below(&random, 3) + (roll < ANEW ? 0 : 1); left > 0;
             left--) {
            edit(&random);
        }
        made = put_together(data, max);
        if (made > 0 && sluice_random_one_in(&random, 4)) {
            made = edit_end(&random, data, made, max);
        }
    }
    if (made == 0) {
        made = bytes != NULL && size > 0 ? bytes(data, size, max)
                                         : sluice_mutate_plain(&random, data, size, max);
    }
    return made;
}

/* Entries of the second among those of the first. */
static size_t cross(struct sluice_bytes first, struct sluice_bytes second, uint8_t *out, size_t max,
                    uint32_t seed)
{
    static struct chunk taken[ENTRIES];
    struct sluice_random random = {seed};
    size_t count = 0;
    if (take_apart(second.data, second.length)) {
        for (size_t i = 0; i < work.count; i++) {
            if (sluice_random_one_in(&random, 2)) {
                taken[count++] = work.chunks[i];
            }
        }
    }
    if (!take_apart(first.data, first.length)) {
        return 0;
    }
    for (size_t i = 0; i < count && work.count < ENTRIES; i++) {
        work.chunks[work.count++] = taken[i];
    }
    return put_together(out, max);
}

const struct sluice_mutate_kind sluice_mutate_zips = {mutate, cross};
