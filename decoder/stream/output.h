/* Text for the canonical forms: buffered, with an explicit stack of what is still to be written, so
 * that no depth of nesting uses the C stack. */
#ifndef SLUICE_STREAM_OUTPUT_H
#define SLUICE_STREAM_OUTPUT_H

#include "heap.h"
#include "sluice/json.h"

/* The kind of tasks that are literals; writers number their own from 1. */
enum { SLUICE_TASK_TEXT = 0, SLUICE_TASK_TEXT_SIZE = 20 };

/* One piece of pending work; what the numbers mean is up to the writer that pushed it. */
struct sluice_task {
    uint32_t kind;
    uint32_t item; /* text: its length */
    union {
        struct {
            uint32_t a, b, c, d, e;
        };
        char text[SLUICE_TASK_TEXT_SIZE];
    };
};

enum { SLUICE_TASKS_BLOCK = 128, SLUICE_OUTPUT_BUFFER = 2048 };

struct sluice_task_block {
    struct sluice_task_block *below;
    struct sluice_task tasks[SLUICE_TASKS_BLOCK];
};

struct sluice_output {
    sluice_write_fn write;
    void *context;
    struct sluice_heap heap;
    struct sluice_task_block *block; /* topmost; NULL at first */
    uint32_t in_block;
    size_t length;
    bool compact;
    enum sluice_reason failure; /* SLUICE_OK until something went wrong; then nothing is written */
    char buffer[SLUICE_OUTPUT_BUFFER];
};

/* `output` is all zeroes. */
void sluice_output_init(struct sluice_output *output, const struct sluice_allocator *allocator,
                        sluice_write_fn write, void *context, bool compact);

/* Flushes, frees the stack, and says how it went. */
enum sluice_reason sluice_output_end(struct sluice_output *output);

/* The task is written after those pushed later. */
void sluice_output_push(struct sluice_output *output, struct sluice_task task);

/* The same for a short literal. Literals that follow each other share a task, so that what closes
 * many open containers takes little room. */
void sluice_output_push_text(struct sluice_output *output, const char *text);

/* Writes a task of that kind. */
void sluice_output_put_text(struct sluice_output *output, const struct sluice_task *task);

/* Takes the last task; false when there is none or writing has failed. */
bool sluice_output_pop(struct sluice_output *output, struct sluice_task *task);

void sluice_put(struct sluice_output *output, const char *text);
void sluice_put_char(struct sluice_output *output, char c);
void sluice_put_integer(struct sluice_output *output, int64_t number);
void sluice_put_hex(struct sluice_output *output, struct sluice_bytes bytes);

/* Modified UTF-8 as a quoted string of escaped UTF-16 units. */
void sluice_put_string(struct sluice_output *output, struct sluice_bytes text);

/* The same without quotes, from the last '.' on: a class name for people. */
void sluice_put_short_name(struct sluice_output *output, struct sluice_bytes name);

/* An array for people: "[Ljava.lang.Object;" of 2 is Object[2], "[[I" of 3 is int[3][]. */
void sluice_put_array_name(struct sluice_output *output, struct sluice_bytes name, uint32_t length);

/* One primitive value of type letter `type`, big endian at `at`. */
void sluice_put_primitive(struct sluice_output *output, uint8_t type, const uint8_t *at);

#endif
