/* A new case and its twin, begun from the nearest case of the same rule. */
#ifndef SLUICE_SUITE_SCAFFOLD_H
#define SLUICE_SUITE_SCAFFOLD_H

#include "harness/base/text.h"
#include "harness/suite/case.h"

/** What is known of one of the two entries already. Texts stand as they are written, in YAML. */
struct sluice_scaffold_entry {
    const struct sluice_program *program;
    const char *remark; /* comment before the stream, one line; NULL: none */
    const char *expect; /* "{verdict: accept}" */
    const char *doubt;  /* what a reviewer has to make sure of about it; NULL: nothing */
};

/** What to begin. */
struct sluice_scaffold_request {
    const struct sluice_suite *suite;
    const char *rule;
    const char *family;
    const char *id; /* of the attack; the twin's is the same with "-twin" behind it */
    size_t pattern; /* index of the attack to begin from */
    /* NULL: those of the pattern */
    const struct sluice_scaffold_entry *attack;
    const struct sluice_scaffold_entry *twin;
    const char *rules; /* with `attack`: "IN-1, IN-7"; NULL: `rule` */
    const char
        *setting; /* with `attack`: the keys mode, use, classes, limits, as lines in column 5 */
    const char *title;  /* of the attack, as a YAML scalar; NULL: still to be written */
    const char *source; /* of both, "{kind: tool, ref: x}"; NULL: still to be written */
    const char *note;   /* of the attack, as a YAML scalar; NULL: none */
    bool alone;         /* the attack is to be accepted, and has no twin */
};

/**
 * The attack to begin from: one about the rule, of the family if that has one (NULL: any), rather one
 * that names the rule first, rather a short one. SLUICE_NO_CASE if there is none.
 */
size_t sluice_scaffold_pattern(const struct sluice_suite *suite, const char *rule,
                               const char *family);

/**
 * Writes the two entries of a list of cases: streams, classes and expectations as they are given, or
 * those of the pattern and its twin, and TODO where a reviewer has to write. What the files of the
 * patterns say for all their cases is written into them if the new ones go to another file.
 */
SLUICE_NODISCARD bool sluice_scaffold_write(const struct sluice_scaffold_request *request,
                                            struct sluice_text *out,
                                            struct sluice_yaml_error *error);

/** Copies a key with its value, and the comments in it, from the text of its file, so that it stands in
 * column 5. */
void sluice_scaffold_copy_key(const char *text, const struct sluice_yaml_node *value,
                              struct sluice_text *out);

/** Reads a file; for the pieces that are copied, and to add to it. */
SLUICE_NODISCARD bool sluice_scaffold_read(const char *path, struct sluice_text *out,
                                           struct sluice_yaml_error *error);

#endif
