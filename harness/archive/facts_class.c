/* Class files, read as far as names go. */
#include "harness/archive/facts.h"
#include "harness/yaml/arena.h"

#include <string.h>

struct reader {
    struct sluice_bytes file;
    size_t at;
    bool failed;
};

static size_t number(struct reader *reader, size_t bytes)
{
    size_t value = 0;
    if (reader->file.length - reader->at < bytes) {
        reader->failed = true;
        reader->at = reader->file.length;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++) {
        value = value << 8 | reader->file.data[reader->at++];
    }
    return value;
}

/* Bytes behind the tag of a constant; 0: texts, SIZE_MAX: no constant. */
static size_t size_of(size_t tag)
{
    switch (tag) {
    case 1:
        return 0;
    case 3:
    case 4:
    case 9:
    case 10:
    case 11:
    case 12:
    case 17:
    case 18:
        return 4;
    case 5:
    case 6:
        return 8;
    case 7:
    case 8:
    case 16:
    case 19:
    case 20:
        return 2;
    case 15:
        return 3;
    default:
        return SIZE_MAX;
    }
}

/* A constant: its text, or the number that it begins with. */
struct constant {
    struct sluice_bytes text;
    size_t number;
};

/* Reads one constant. @return how many places it takes. */
static size_t read_constant(struct reader *reader, struct constant *out)
{
    const size_t tag = number(reader, 1);
    const size_t size = size_of(tag);
    if (size == SIZE_MAX) {
        reader->failed = true;
    } else if (size == 0) {
        const size_t length = number(reader, 2);
        out->text = (struct sluice_bytes){reader->file.data + reader->at, length};
        reader->failed = reader->failed || reader->file.length - reader->at < length;
        reader->at += reader->failed ? 0 : length;
    } else {
        out->number = number(reader, 2);
        (void)number(reader, size - 2);
    }
    return tag == 5 || tag == 6 ? 2 : 1;
}

/* Behind the constants: nothing is cut off. Members are passed over. */
static void skip_rest(struct reader *reader)
{
    (void)number(reader, 2);
    const size_t interfaces = number(reader, 2);
    (void)number(reader, 0);
    for (size_t i = 0; i < interfaces && !reader->failed; i++) {
        (void)number(reader, 2);
    }
    (void)number(reader, 2);
}

bool sluice_fact_class_read(struct sluice_bytes file, struct sluice_arena *arena,
                            struct sluice_archive_fact *out)
{
    struct reader reader = {.file = file};
    out->class_name = NULL;
    if (file.length < 10 || number(&reader, 4) != 0xCAFEBABE) {
        return true;
    }
    (void)number(&reader, 4);
    const size_t count = number(&reader, 2);
    struct constant *constants = sluice_arena_get(arena, count + 2, sizeof *constants);
    struct sluice_archive_text *texts = sluice_arena_get(arena, count + 1, sizeof *texts);
    if (constants == NULL || texts == NULL) {
        return false;
    }
    out->mentions = texts;
    out->mention_count = 0;
    for (size_t i = 1; i < count && !reader.failed;) {
        struct constant *one = &constants[i];
        i += read_constant(&reader, one);
        if (one->text.data != NULL) {
            texts[out->mention_count++] = (struct sluice_archive_text){one->text.data,
                                                                       one->text.length};
        }
    }
    (void)number(&reader, 2);
    const size_t self = number(&reader, 2);
    skip_rest(&reader);
    const size_t name = self < count ? constants[self].number : count;
    if (!reader.failed && name < count && constants[name].text.data != NULL) {
        out->class_name = sluice_arena_text(arena, (const char *)constants[name].text.data,
                                            constants[name].text.length);
        return out->class_name != NULL;
    }
    return true;
}
