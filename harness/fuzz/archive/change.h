/* Changes of texts and bytes by steps of a program. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_CHANGE_H
#define SLUICE_FUZZ_CHANGE_H

#include "harness/base/text.h"
#include "harness/fuzz/archive/program.h"

/* What a step does with a text: the lower three bits of its field. */
enum sluice_change {
    SLUICE_CHANGE_LINE,       /* a line before the item-th */
    SLUICE_CHANGE_DROP_LINES, /* without `value` % 4 + 1 lines from the item-th on */
    SLUICE_CHANGE_OVERWRITE,  /* bytes from `value` on */
    SLUICE_CHANGE_INSERT,     /* bytes at `value` */
    SLUICE_CHANGE_DELETE,     /* `item` % 16 + 1 bytes from `value` on */
    SLUICE_CHANGE_FLIP,       /* bits of the byte at `value`: `item`, or the lowest */
    SLUICE_CHANGE_LINE_END,   /* of the item-th line: LF, CR, nothing, or a fold behind it */
    SLUICE_CHANGE_REPEAT,     /* the item-th line to the next empty one, at the end once more */
    SLUICE_CHANGES
};

/** Changes a text as a step says; places are taken modulo its length. */
void sluice_change_text(struct sluice_text *text, const struct sluice_program_step *step);

/** Puts `piece` in the place of `length` bytes at `at`. */
void sluice_change_splice(struct sluice_text *text, size_t at, size_t length,
                          struct sluice_bytes piece);

#endif
