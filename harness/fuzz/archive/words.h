/* Words that archives are made of. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_WORDS_H
#define SLUICE_FUZZ_WORDS_H

#include "harness/fuzz/mutate/random.h"

/* The lists, by what their words are. */
enum sluice_word_list {
    SLUICE_WORDS_NAMES,     /* of entries, as they may be */
    SLUICE_WORDS_BAD_NAMES, /* and as they may not */
    SLUICE_WORDS_MAIN,      /* lines of the main section, as they may be */
    SLUICE_WORDS_BAD_MAIN,  /* and as they may not under the strict policy */
    SLUICE_WORDS_SECTIONS,  /* sections without the empty line, as they may be */
    SLUICE_WORDS_BAD_SECTIONS,
    SLUICE_WORDS_LINES,  /* any lines of a manifest or a signature file */
    SLUICE_WORDS_PIECES, /* bytes of ZIP files: signatures, extra fields, records */
    SLUICE_WORD_LISTS
};

/** One word of a list; of a piece sometimes no more than its mark, or a part of that. */
struct sluice_bytes sluice_word(struct sluice_random *random, enum sluice_word_list list);

#endif
