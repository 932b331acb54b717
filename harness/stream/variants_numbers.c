#include "harness/stream/variants_maker.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/stream/value.h"

/* --- where numbers stand -------------------------------------------------------------------------- */

/* True for an int that a class writes as one of its fields, or first in block data: the size of a
 * collection, a capacity. Elements of arrays are what they are. */
static bool is_int_of_class(const struct sluice_layout_row *row)
{
    const bool is_int = strcmp(row->label, "int") == 0 || strcmp(row->label, "block.bytes") == 0;
    return is_int && row->end - row->start >= 4 && strstr(row->path, ".elements") == NULL;
}

/* The bytes of the length, count or size that a row of the layout begins with; 0: none. */
static unsigned length_width(const struct sluice_layout_row *row)
{
    static const char *const names[] = {"class.name", "field.name", "proxy.interface"};
    const char *dot = strchr(row->label, '.');
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(row->label, names[i]) == 0) {
            return 2; /* the length that the name begins with */
        }
    }
    if (dot != NULL && (strcmp(dot, ".length") == 0 || strcmp(dot, ".field-count") == 0 ||
                        strcmp(dot, ".interface-count") == 0)) {
        return (unsigned)(row->end - row->start);
    }
    return is_int_of_class(row) ? 4 : 0;
}

/* --- other numbers ---------------------------------------------------------------------------------- */

/* Puts a number in place of another, hands the stream out, and puts the old one back. */
static bool replace(struct sluice_variant_maker *maker, struct sluice_variant *variant,
                    const struct sluice_layout_row *row, unsigned width, uint64_t number)
{
    uint8_t *at = maker->bytes + row->start;
    const uint64_t old = sluice_stream_value_get(at, width);
    variant->offset = row->start;
    sluice_stream_value_put(at, number, width);
    const bool more = sluice_variant_hand_out(maker, variant, maker->base->length);
    sluice_stream_value_put(at, old, width);
    return more;
}

/* True if a number stands at the place already, or stood there before in the list. */
static bool is_spent(uint64_t old, const uint64_t *numbers, size_t index, uint64_t mask)
{
    bool seen = (numbers[index] & mask) == old;
    for (size_t i = 0; i < index && !seen; i++) {
        seen = (numbers[i] & mask) == (numbers[index] & mask);
    }
    return seen;
}

static bool vary_length(struct sluice_variant_maker *maker, const struct sluice_layout_row *row,
                        unsigned width)
{
    const uint64_t mask = width < 8 ? (UINT64_C(1) << (8 * width)) - 1 : UINT64_MAX;
    const uint64_t remaining = maker->base->length - (row->start + width);
    const uint64_t real = sluice_stream_value_get(maker->bytes + row->start, width);
    const uint64_t largest = (UINT64_C(1) << (8 * width - 1)) - 1;
    const uint64_t numbers[] = {0,        1,        UINT64_MAX, largest,       largest + 1,
                                real - 1, real + 1, remaining,  remaining - 1, remaining + 1};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sluice_variant variant = {.rule = SLUICE_VARIANT_LENGTH};
        (void)snprintf(variant.name, sizeof variant.name, "length-fields@%" PRIu64 " %s=%#" PRIx64,
                       row->start, row->label, numbers[i] & mask);
        if (!is_spent(real, numbers, i, mask) &&
            !replace(maker, &variant, row, width, numbers[i] & mask)) {
            return false;
        }
    }
    return true;
}

enum { ABOUT_EACH = 8 /* variants of one number */ };

void sluice_variant_lengths(struct sluice_variant_maker *maker)
{
    size_t fields = 0;
    for (size_t i = 0; i < maker->base->row_count; i++) {
        fields += length_width(&maker->base->rows[i]) != 0;
    }
    const size_t stride = sluice_variant_stride(maker, fields * ABOUT_EACH);
    size_t number = 0;
    for (size_t i = 0; i < maker->base->row_count; i++) {
        const struct sluice_layout_row *row = &maker->base->rows[i];
        const unsigned width = length_width(row);
        if (width != 0 && row->end - row->start >= width && number++ % stride == 0 &&
            !vary_length(maker, row, width)) {
            return;
        }
    }
}

/* --- handles ---------------------------------------------------------------------------------------- */

static const char *const handle_names[] = {
    [SLUICE_HANDLE_UNKNOWN] = "any",
    [SLUICE_HANDLE_FITTING] = "fitting",
    [SLUICE_HANDLE_UNASSIGNED] = "unassigned",
    [SLUICE_HANDLE_FUTURE] = "future",
    [SLUICE_HANDLE_WRONG_KIND] = "wrong-kind",
    [SLUICE_HANDLE_CLASS] = "class-for-value",
    [SLUICE_HANDLE_UNDER_CONSTRUCTION] = "under-construction",
    [SLUICE_HANDLE_BEFORE_RESET] = "before-reset",
};

enum { BASE_HANDLE = 0x7E0000, ALL_HANDLES = 32, MOST_NUMBERS = ALL_HANDLES + 8 };

/* All handles of the stream, or, if it has many, those at both ends and around the one that stands
 * there; the first that is never assigned, one far beyond, one below the first, and a negative one. */
static size_t handles_to_try(const struct sluice_assembly *base, uint32_t real,
                             uint64_t numbers[MOST_NUMBERS])
{
    size_t count = 0;
    const uint32_t handles = base->handles;
    const uint32_t shown = handles < ALL_HANDLES ? handles : ALL_HANDLES / 2;
    for (uint32_t i = 0; i < shown; i++) {
        numbers[count++] = BASE_HANDLE + i;
    }
    for (uint32_t i = shown < handles ? ALL_HANDLES / 2 : 0; i > 0; i--) {
        numbers[count++] = BASE_HANDLE + handles - i;
    }
    const uint64_t others[] = {
        real - 1,        real + 1,  BASE_HANDLE + handles, BASE_HANDLE + handles + 1000,
        BASE_HANDLE - 1, UINT32_MAX};
    memcpy(numbers + count, others, sizeof others);
    return count + sizeof others / sizeof others[0];
}

static bool vary_handle(struct sluice_variant_maker *maker, const struct sluice_handle_table *table,
                        const struct sluice_layout_row *row)
{
    uint64_t numbers[MOST_NUMBERS];
    const uint64_t real = sluice_stream_value_get(maker->bytes + row->start, 4);
    const size_t count = handles_to_try(maker->base, (uint32_t)real, numbers);
    for (size_t i = 0; i < count; i++) {
        const uint32_t number = (uint32_t)numbers[i];
        struct sluice_variant variant = {.rule = SLUICE_VARIANT_HANDLE,
                                         .handle = sluice_handle_table_ask(table, row, number)};
        (void)snprintf(variant.name, sizeof variant.name, "handles@%" PRIu64 " %s %#" PRIx32,
                       row->start, handle_names[variant.handle], number);
        if (!is_spent(real, numbers, i, UINT32_MAX) && !replace(maker, &variant, row, 4, number)) {
            return false;
        }
    }
    return true;
}

static bool is_handle(const struct sluice_layout_row *row)
{
    return strcmp(row->label, "reference.handle") == 0;
}

bool sluice_variant_handles(struct sluice_variant_maker *maker)
{
    size_t references = 0;
    for (size_t i = 0; i < maker->base->row_count; i++) {
        references += is_handle(&maker->base->rows[i]);
    }
    if (references == 0) {
        return true;
    }
    struct sluice_handle_table *table = sluice_handle_table_make(maker);
    const size_t stride = sluice_variant_stride(maker, references * ABOUT_EACH);
    size_t number = 0;
    const bool made = table != NULL;
    bool more = made;
    for (size_t i = 0; i < maker->base->row_count && more; i++) {
        const struct sluice_layout_row *row = &maker->base->rows[i];
        if (is_handle(row) && number++ % stride == 0) {
            more = vary_handle(maker, table, row);
        }
    }
    sluice_handle_table_free(table);
    return made;
}
