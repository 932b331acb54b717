/* Places, values and classes as short texts for people, in printable ASCII.
 * Private to this room. */
#ifndef SLUICE_DIFF_SHOW_H
#define SLUICE_DIFF_SHOW_H

#include "harness/base/text.h"
#include "harness/diff/tree.h"

/** The way to a node: "root.entries[3].value". False: a deep one, in which "..." stands for steps. */
bool sluice_diff_show_path(struct sluice_text *text, const struct sluice_diff_tree *tree,
                           uint32_t node);

/** ".name" of a field of a class. */
void sluice_diff_show_field(struct sluice_text *text, const struct sluice_diff_tree *tree,
                            uint32_t class_number, uint32_t field);

/** The whole name of the class that owns a node: of the nearest object or array above it. */
void sluice_diff_show_owner(struct sluice_text *text, const struct sluice_diff_tree *tree,
                            uint32_t node);

/** The whole name of a class. */
void sluice_diff_show_class(struct sluice_text *text, const struct sluice_diff_names *names,
                            uint32_t class_number);

/** The value of a node, in at most some 100 characters. */
void sluice_diff_show_value(struct sluice_text *text, const struct sluice_diff_tree *tree,
                            uint32_t node);

/** A string without its first `skip` bytes. */
void sluice_diff_show_string(struct sluice_text *text, struct sluice_bytes string, size_t skip);

/** A name: unit by unit, escaped where it is not printable, at most 64 of them. */
void sluice_diff_show_name(struct sluice_text *text, struct sluice_bytes name);

/** One primitive of a type letter, big endian. */
void sluice_diff_show_primitive(struct sluice_text *text, uint8_t letter, const uint8_t *at);

/** Primitives of a type letter, one after the other: bytes as hex, chars as text, others as a list. */
void sluice_diff_show_primitives(struct sluice_text *text, uint8_t letter,
                                 struct sluice_bytes elements);

#endif
