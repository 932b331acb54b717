/* The inside of the variants: how those of one stream are handed out. */
#ifndef SLUICE_STREAM_VARIANTS_MAKER_H
#define SLUICE_STREAM_VARIANTS_MAKER_H

#include "harness/stream/variants.h"

struct sluice_variant_maker {
    const struct sluice_program *program;
    const struct sluice_assembly *base;
    uint8_t *bytes; /* a copy of the base, and room behind it */
    sluice_variant_fn each;
    void *context;
    size_t most;
    bool enough; /* no more are wanted */
};

/** Of `count` places, every so many-th is to be used. */
size_t sluice_variant_stride(const struct sluice_variant_maker *maker, size_t count);

/** Hands out the first `length` bytes of `maker->bytes`. False: no more. */
bool sluice_variant_hand_out(struct sluice_variant_maker *maker, struct sluice_variant *variant,
                             size_t length);

/* --- variants_numbers.c ------------------------------------------------------------------------- */

/** By LENGTH. */
void sluice_variant_lengths(struct sluice_variant_maker *maker);

/** By HANDLE. False when memory ran out. */
SLUICE_NODISCARD bool sluice_variant_handles(struct sluice_variant_maker *maker);

/* --- variants_handles.c: what a handle means where a reference stands ----------------------------- */

struct sluice_handle_table;

/** NULL when memory ran out. */
struct sluice_handle_table *sluice_handle_table_make(const struct sluice_variant_maker *maker);

/** What the wire handle `number` means in the reference whose handle is `row`. */
enum sluice_variant_handle sluice_handle_table_ask(const struct sluice_handle_table *table,
                                                   const struct sluice_layout_row *row,
                                                   uint32_t number);

void sluice_handle_table_free(struct sluice_handle_table *table);

#endif
