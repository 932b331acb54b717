/* What the tests of this room share: streams made in memory, sources that cut them, an allocator that
 * counts and refuses, and runs that leave their result in one place. */
#ifndef SLUICE_STREAM_TESTS_SUPPORT_H
#define SLUICE_STREAM_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sluice/json.h"

/* --- a stream that is being written ----------------------------------------------------------- */

struct stream {
    uint8_t *bytes;
    size_t length;
    size_t capacity;
};

/* An empty one; stream_free() it. */
struct stream stream_new(void);
/* The same with the header AC ED 00 05. */
struct stream stream_begin(void);
void stream_free(struct stream *stream);

void put_raw(struct stream *stream, const void *bytes, size_t length);
void put_u8(struct stream *stream, unsigned value);
void put_u16(struct stream *stream, unsigned value);
void put_u32(struct stream *stream, uint32_t value);
void put_u64(struct stream *stream, uint64_t value);
/* "73 72 0003 41 42 43": white space is ignored. */
void put_hex(struct stream *stream, const char *hex);
/* Two length bytes and the text. */
void put_utf(struct stream *stream, const char *text);
/* TC_STRING. */
void put_string(struct stream *stream, const char *text);
/* TC_REFERENCE to handle number `index`. */
void put_reference(struct stream *stream, uint32_t index);
/* TC_CLASSDESC up to the field count, suid 1. Fields, 78 and the superclass are the caller's. */
void put_class(struct stream *stream, const char *name, unsigned flags, unsigned fields);
/* TC_CLASSDESC without fields, annotation and superclass. */
void put_plain_class(struct stream *stream, const char *name, unsigned flags);
/* One field; `signature` NULL for a primitive type. */
void put_field(struct stream *stream, char code, const char *name, const char *signature);

/* The bytes of a file; fails the test when it cannot be read. */
struct stream stream_of_file(const char *path);

/* --- the allocator ---------------------------------------------------------------------------- */

struct meter {
    struct sluice_allocator allocator;
    uint64_t live; /* bytes */
    uint64_t live_blocks;
    uint64_t peak;
    uint64_t calls;
    uint64_t fail_at; /* refuse this call, counted from 1; 0: none */
    bool fail_after;  /* and all later ones */
};

/* `meter` must not move afterwards. */
void meter_init(struct meter *meter);

/* --- a source that cuts ----------------------------------------------------------------------- */

struct chunks {
    const uint8_t *bytes;
    size_t length;
    size_t given;
    size_t most;     /* bytes at a time */
    size_t error_at; /* -1 when so many were given; SIZE_MAX: never */
    unsigned calls;
    unsigned calls_after_end; /* calls after 0 or -1 was returned */
    bool ended;
};

struct sluice_source chunked_source(struct chunks *chunks, const struct stream *stream, size_t most,
                                    uint64_t promised);

/* --- runs ------------------------------------------------------------------------------------- */

struct outcome {
    enum sluice_reason reason;
    struct sluice_status status;
    struct sluice_document *document; /* NULL on failure */
};

/* Runs sluice_inspect() over an exact copy of the bytes, so that a byte too far is noticed. */
struct outcome inspect(const struct stream *stream, const struct sluice_options *options);
void outcome_free(struct outcome *outcome);

/* The canonical JSON, on the heap; NULL when it could not be written. */
char *json_of(const struct sluice_document *document);
char *compact_of(const struct sluice_document *document);

/* Inspects hex, expects success, and compares the JSON. */
void expect_json(const char *hex, const char *json);

/* --- decode ----------------------------------------------------------------------------------- */

struct built {
    enum sluice_reason reason;
    struct sluice_status status;
    struct sluice_graph *graph; /* NULL on failure */
};

/* How often the check of a class is asked about one object: debug builds want the same answer twice. */
#ifdef SLUICE_KIT_CHECKS
enum { ASKED = 2 };
#else
enum { ASKED = 1 };
#endif

/* A policy of models that must be usable. */
struct sluice_policy *policy_of(const struct sluice_class_model *models, size_t count);

/* Runs sluice_decode() over an exact copy of the bytes. */
struct built decode(const struct stream *stream, const struct sluice_policy *policy,
                    const struct sluice_options *options);
/* The same over the header and hex; the bytes must outlive the graph. */
struct built decode_hex(struct stream *bytes, const char *hex, const struct sluice_policy *policy);
void built_free(struct built *built);

char *graph_json_of(const struct sluice_graph *graph);
char *graph_compact_of(const struct sluice_graph *graph);

/* Decodes hex, expects success, and compares the JSON of the graph. */
void expect_graph(const struct sluice_policy *policy, const char *hex, const char *json);

/* Decodes hex and expects this refusal; `path` NULL: not compared. */
void expect_refusal(const struct sluice_policy *policy, const char *hex, enum sluice_reason reason,
                    const char *path);

/* --- files ------------------------------------------------------------------------------------ */

/* Calls `visit` for every file of a folder with this ending, in the order of their names. */
void for_each_file(const char *folder, const char *ending,
                   void (*visit)(const char *path, const char *id, void *context), void *context);

/* The value of a key in a flat JSON line as written by our scripts; false when it is not there.
 * Strings without quotes; an escape is kept as it stands. */
bool line_value(const char *line, const char *key, char *value, size_t size);

#endif
