#include "harness/trials/decoder/telling.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_TASKS = 64 };

bool sluice_telling_is_none(const struct sluice_document *document, struct sluice_item item)
{
    return sluice_item_kind(document, item) == SLUICE_ITEM_NONE;
}

void sluice_telling_fail(struct sluice_telling *telling, const char *fault)
{
    telling->fault = telling->fault != NULL ? telling->fault : fault;
}

void sluice_telling_expect(struct sluice_telling *telling, bool good, const char *fault)
{
    if (!good) {
        sluice_telling_fail(telling, fault);
    }
}

/* --- bytes -------------------------------------------------------------------------------------- */

void sluice_telling_bytes(struct sluice_telling *telling, struct sluice_bytes bytes)
{
    if (bytes.length > telling->left.length ||
        (bytes.length > 0 && memcmp(bytes.data, telling->left.data, bytes.length) != 0)) {
        sluice_telling_fail(telling, "the views of a document show another stream");
        return;
    }
    telling->left.data += bytes.length;
    telling->left.length -= bytes.length;
}

/* A number, big endian. */
void sluice_telling_number(struct sluice_telling *telling, uint64_t number, size_t size)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(number >> 8 * (size - 1 - i));
    }
    sluice_telling_bytes(telling, (struct sluice_bytes){bytes, size});
}

void sluice_telling_byte(struct sluice_telling *telling, uint8_t byte)
{
    sluice_telling_number(telling, byte, 1);
}

void sluice_telling_name(struct sluice_telling *telling, struct sluice_bytes name)
{
    sluice_telling_number(telling, name.length, 2);
    sluice_telling_bytes(telling, name);
}

/* --- what is open ------------------------------------------------------------------------------- */

void sluice_telling_push(struct sluice_telling *telling, struct sluice_telling_task task)
{
    if (telling->count == telling->capacity) {
        const size_t capacity = telling->capacity != 0 ? 2 * telling->capacity : FIRST_TASKS;
        struct sluice_telling_task *tasks = realloc(telling->tasks, capacity * sizeof *tasks);
        if (tasks == NULL) {
            sluice_telling_fail(telling, "no memory to look at the document");
            return;
        }
        telling->tasks = tasks;
        telling->capacity = capacity;
    }
    telling->tasks[telling->count++] = task;
}

void sluice_telling_later(struct sluice_telling *telling, enum sluice_telling_kind kind,
                          struct sluice_item item)
{
    sluice_telling_push(telling, (struct sluice_telling_task){.kind = kind, .item = item});
}

void sluice_telling_open(struct sluice_telling *telling)
{
    telling->depth++;
    telling->deepest = telling->depth > telling->deepest ? telling->depth : telling->deepest;
}

void sluice_telling_handle(struct sluice_telling *telling, struct sluice_item item)
{
    sluice_telling_expect(telling, sluice_item_handle(telling->document, item) == telling->handles,
                          "an item of a document has another handle");
    telling->handles++;
    telling->objects++;
}

void sluice_telling_note(struct sluice_telling *telling)
{
    telling->most_objects = telling->objects > telling->most_objects ? telling->objects
                                                                     : telling->most_objects;
    telling->most_elements = telling->elements > telling->most_elements ? telling->elements
                                                                        : telling->most_elements;
}
