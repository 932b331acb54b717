/* Whether a program is a tree: for tests of whoever edits programs. */
#ifndef SLUICE_STREAM_INTEGRITY_H
#define SLUICE_STREAM_INTEGRITY_H

#include "harness/stream/program.h"

/**
 * Looks at every node of a program, those that are detached too: that it has been written, that its kind and role are
 * ones that there are and go with those of its parent, that its bytes and labels are there, that parent and siblings
 * know it as it knows them, and that it stands in one tree alone. Time and memory are linear in the program.
 * @param where receives the node that is at fault, NONE if it is none of them; may be NULL.
 * @return what is wrong in a few words, static text; NULL: nothing is.
 */
const char *sluice_integrity_fault(const struct sluice_program *program, sluice_node_id *where);

#endif
