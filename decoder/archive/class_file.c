#include "class_file.h"

#include <string.h>

enum { TAG_TEXT = 1, TAG_LONG = 5, TAG_DOUBLE = 6, TAG_CLASS = 7 };

/* Bytes behind a tag; of a text, those of its length. 0: no such tag. */
static uint32_t bytes_behind(uint8_t tag)
{
    static const uint8_t sizes[] = {0, 2, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2};
    return tag < sizeof sizes ? sizes[tag] : 0;
}

static void expect(struct class_reader *reader, enum class_state state, uint32_t wanted)
{
    reader->state = state;
    reader->wanted = wanted;
    reader->held_length = 0;
}

void sluice_class_begin(struct class_reader *reader, struct sluice_bytes expected,
                        const struct class_watcher *watcher)
{
    reader->expected = expected;
    reader->watcher = watcher;
    reader->count = 0;
    reader->index = 0;
    reader->is_class = false;
    expect(reader, CLASS_HEADER, 10);
}

static void next_constant(struct class_reader *reader)
{
    reader->index += reader->tag == TAG_LONG || reader->tag == TAG_DOUBLE ? 2 : 1;
    if (reader->index < reader->count) {
        expect(reader, CLASS_TAG, 1);
    } else if (reader->index == reader->count) {
        expect(reader, CLASS_THIS, 4);
    } else {
        reader->state = CLASS_BAD; /* a constant of two places in the last one */
    }
}

static uint16_t be16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static void read_header(struct class_reader *reader)
{
    static const uint8_t magic[] = {0xCA, 0xFE, 0xBA, 0xBE};
    reader->count = be16(reader->held + 8);
    if (memcmp(reader->held, magic, sizeof magic) != 0 || reader->count == 0) {
        reader->state = CLASS_BAD;
        return;
    }
    memset(reader->names, 0, reader->count * sizeof reader->names[0]);
    memset(reader->matches, 0, reader->count / 8 + 1);
    reader->tag = 0;
    reader->index = 0;
    next_constant(reader);
}

static void end_text(struct class_reader *reader)
{
    if (reader->text_fits && reader->text_length == reader->expected.length) {
        reader->matches[reader->index / 8] |= (uint8_t)(1U << reader->index % 8);
    }
    if (reader->watcher != NULL) {
        reader->watcher->on_text(reader->watcher->context,
                                 (struct sluice_bytes){reader->watcher->text, reader->text_length});
    }
    next_constant(reader);
}

static void read_value(struct class_reader *reader)
{
    if (reader->tag == TAG_TEXT) {
        reader->text_length = be16(reader->held);
        reader->text_read = 0;
        reader->text_fits = true;
        reader->state = CLASS_TEXT;
        if (reader->text_length == 0) {
            end_text(reader);
        }
        return;
    }
    if (reader->tag == TAG_CLASS) {
        reader->names[reader->index] = be16(reader->held);
    }
    next_constant(reader);
}

/* Access flags and the class's own constant, behind the constants. */
static void read_this(struct class_reader *reader)
{
    const uint32_t index = be16(reader->held + 2);
    const uint32_t text = index < reader->count ? reader->names[index] : 0;
    reader->state = text > 0 && text < reader->count ? CLASS_DONE : CLASS_BAD;
    reader->is_class = reader->state == CLASS_DONE &&
                       (reader->matches[text / 8] & 1U << text % 8) != 0;
}

static void step(struct class_reader *reader)
{
    switch (reader->state) {
    case CLASS_HEADER:
        read_header(reader);
        break;
    case CLASS_TAG:
        reader->tag = reader->held[0];
        expect(reader, CLASS_VALUE, bytes_behind(reader->tag));
        if (reader->wanted == 0) {
            reader->state = CLASS_BAD;
        }
        break;
    case CLASS_VALUE:
        read_value(reader);
        break;
    case CLASS_THIS:
        read_this(reader);
        break;
    case CLASS_TEXT:
    case CLASS_DONE:
    case CLASS_BAD:
        break;
    }
}

/* Takes of `bytes` what belongs to the text. */
static size_t add_text(struct class_reader *reader, struct sluice_bytes bytes)
{
    const uint32_t left = reader->text_length - reader->text_read;
    const uint32_t taken = bytes.length < left ? (uint32_t)bytes.length : left;
    const uint32_t end = reader->text_read + taken;
    reader->text_fits = reader->text_fits && reader->text_length == reader->expected.length &&
                        memcmp(reader->expected.data + reader->text_read, bytes.data, taken) == 0;
    if (reader->watcher != NULL) {
        memcpy(reader->watcher->text + reader->text_read, bytes.data, taken);
    }
    reader->text_read = end;
    if (end == reader->text_length) {
        end_text(reader);
    }
    return taken;
}

void sluice_class_add(struct class_reader *reader, struct sluice_bytes bytes)
{
    while (bytes.length > 0 && reader->state != CLASS_DONE && reader->state != CLASS_BAD) {
        size_t taken = 0;
        if (reader->state == CLASS_TEXT) {
            taken = add_text(reader, bytes);
        } else {
            const uint32_t left = reader->wanted - reader->held_length;
            taken = bytes.length < left ? bytes.length : left;
            memcpy(reader->held + reader->held_length, bytes.data, taken);
            reader->held_length += (uint32_t)taken;
            if (reader->held_length == reader->wanted) {
                step(reader);
            }
        }
        bytes.data += taken;
        bytes.length -= taken;
    }
}

enum sluice_archive_reason sluice_class_end(const struct class_reader *reader)
{
    if (reader->state != CLASS_DONE) {
        return SLUICE_ARCHIVE_POLICY_CLASS_FILE;
    }
    return reader->is_class ? SLUICE_ARCHIVE_OK : SLUICE_ARCHIVE_POLICY_CLASS_PACKAGE;
}
