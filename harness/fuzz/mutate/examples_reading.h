/* The inside of reading examples.txt: what is open. */
#ifndef SLUICE_FUZZ_EXAMPLES_READING_H
#define SLUICE_FUZZ_EXAMPLES_READING_H

#include "harness/fuzz/mutate/examples.h"
#include "harness/fuzz/mutate/examples_words.h"

enum { SLUICE_MOST_OPEN = 12 };

enum sluice_open_kind {
    SLUICE_OPEN_OBJECT,
    SLUICE_OPEN_LIST,
    SLUICE_OPEN_ARRAY,
    SLUICE_OPEN_NUMBERS,
    SLUICE_OPEN_DATA,
    SLUICE_OPEN_PROXY
};

/* Something that is open. */
struct sluice_open {
    enum sluice_open_kind kind;
    sluice_node_id id;
    const struct sluice_class_model *model; /* SLUICE_OPEN_OBJECT */
    struct sluice_member list;              /* SLUICE_OPEN_LIST */
    sluice_node_id before;
    uint32_t count;
    char type; /* SLUICE_OPEN_NUMBERS */
};

struct sluice_examples_reading {
    struct sluice_mutation *mutation;
    struct sluice_words words;
    struct sluice_open open[SLUICE_MOST_OPEN];
    size_t depth;
};

/** What was opened last. */
struct sluice_open *sluice_open_top(struct sluice_examples_reading *reading);

/** Opens something. False: too much is open. */
bool sluice_open_push(struct sluice_examples_reading *reading, struct sluice_open open);

/** Lets a primitive value be the number that a word is. False: it is none. */
bool sluice_open_number(struct sluice_examples_reading *reading, sluice_node_id id,
                        const char *word);

/** --- examples_values.c: makes a node the value that comes next, or begins to. False: that is none. */
bool sluice_examples_value(struct sluice_examples_reading *reading, sluice_node_id id);

/** --- examples_members.c: lets the object that is open have the member that comes next, or begins to. */
bool sluice_examples_member(struct sluice_examples_reading *reading);

#endif
