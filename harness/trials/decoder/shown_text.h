/* Canonical JSON held against what it is to say, piece by piece. Private to shown_text.c,
 * shown_document.c and shown_graph.c. */
#ifndef SLUICE_TRIALS_SHOWN_TEXT_H
#define SLUICE_TRIALS_SHOWN_TEXT_H

#include "harness/base/text.h"
#include "harness/trials/decoder/showing.h"

struct sluice_shown_text {
    const char *at;
    const char *end;
    bool differs;
    bool is_unsure; /* what comes next is not known here: nothing more is compared */
};

/** Shows a document or a graph (the other is NULL) into `whole`, which is to be freed either way, and points to
 * its begin. False without memory, or when there is more of it than is worth comparing. */
bool sluice_shown_begin(const struct sluice_document *document, const struct sluice_graph *graph,
                        struct sluice_text *whole, struct sluice_shown_text *shown);

/** True while everything was as it should be, and more of it is to be compared. */
bool sluice_shown_goes_on(const struct sluice_shown_text *shown);

/** True if all of it has been compared and is right, or somebody was unsure. */
bool sluice_shown_is_right(const struct sluice_shown_text *shown);

/* What comes next is this. */
void sluice_shown_expect(struct sluice_shown_text *shown, const char *text);
void sluice_shown_number(struct sluice_shown_text *shown, int64_t number);
void sluice_shown_string(struct sluice_shown_text *shown, struct sluice_bytes text);
void sluice_shown_hex(struct sluice_shown_text *shown, struct sluice_bytes bytes);

/** A key, then a number. */
void sluice_shown_member(struct sluice_shown_text *shown, const char *key, int64_t number);

/** Bytes of a value of a primitive type; 0 for another type. */
size_t sluice_shown_width(char type);

/** A value of a primitive type, by its bytes on the wire; several of them in a row, with commas. */
void sluice_shown_primitive(struct sluice_shown_text *shown, char type, const uint8_t *at);
void sluice_shown_primitives(struct sluice_shown_text *shown, char type, struct sluice_bytes all);

/** Whatever comes next until this, and this. */
void sluice_shown_skip(struct sluice_shown_text *shown, const char *until);

#endif
