#include "output.h"

#include "engine.h"
#include "utf.h"

#include <stdio.h>
#include <string.h>

void sluice_output_init(struct sluice_output *output, const struct sluice_allocator *allocator,
                        sluice_write_fn write, void *context, bool compact)
{
    output->write = write;
    output->context = context;
    output->compact = compact;
    sluice_heap_init(&output->heap, allocator, UINT64_MAX, NULL);
}

static void flush(struct sluice_output *output)
{
    if (output->failure == SLUICE_OK && output->length > 0 &&
        !output->write(output->context, output->buffer, output->length)) {
        output->failure = SLUICE_SOURCE_FAILED;
    }
    output->length = 0;
}

static void drop_block(struct sluice_output *output)
{
    struct sluice_task_block *below = output->block->below;
    sluice_heap_put(&output->heap, output->block, sizeof *output->block);
    output->block = below;
    output->in_block = SLUICE_TASKS_BLOCK; /* of the one below, if there is one */
}

enum sluice_reason sluice_output_end(struct sluice_output *output)
{
    flush(output);
    while (output->block != NULL) {
        drop_block(output);
    }
    return output->failure;
}

void sluice_output_push(struct sluice_output *output, struct sluice_task task)
{
    if (output->failure != SLUICE_OK) {
        return;
    }
    if (output->block == NULL || output->in_block == SLUICE_TASKS_BLOCK) {
        struct sluice_task_block *block = sluice_heap_get(&output->heap, sizeof *block);
        if (block == NULL) {
            output->failure = SLUICE_OUT_OF_MEMORY;
            return;
        }
        block->below = output->block;
        output->block = block;
        output->in_block = 0;
    }
    output->block->tasks[output->in_block++] = task;
}

void sluice_output_push_text(struct sluice_output *output, const char *text)
{
    const uint32_t length = (uint32_t)strlen(text);
    if (output->block != NULL) {
        struct sluice_task *last = &output->block->tasks[output->in_block - 1];
        if (last->kind == SLUICE_TASK_TEXT && last->item + length <= sizeof last->text) {
            memmove(last->text + length, last->text, last->item);
            memcpy(last->text, text, length);
            last->item += length;
            return;
        }
    }
    struct sluice_task task = {.kind = SLUICE_TASK_TEXT, .item = length};
    memcpy(task.text, text, length);
    sluice_output_push(output, task);
}

bool sluice_output_pop(struct sluice_output *output, struct sluice_task *task)
{
    if (output->failure != SLUICE_OK || output->block == NULL) {
        return false;
    }
    *task = output->block->tasks[--output->in_block];
    if (output->in_block == 0) {
        drop_block(output);
    }
    return true;
}

static void put_bytes(struct sluice_output *output, const char *text, size_t length)
{
    while (length > 0) {
        if (output->length == sizeof output->buffer) {
            flush(output);
        }
        const size_t room = sizeof output->buffer - output->length;
        const size_t part = length < room ? length : room;
        memcpy(output->buffer + output->length, text, part);
        output->length += part;
        text += part;
        length -= part;
    }
}

void sluice_output_put_text(struct sluice_output *output, const struct sluice_task *task)
{
    put_bytes(output, task->text, task->item);
}

void sluice_put(struct sluice_output *output, const char *text)
{
    put_bytes(output, text, strlen(text));
}

void sluice_put_char(struct sluice_output *output, char c)
{
    put_bytes(output, &c, 1);
}

void sluice_put_integer(struct sluice_output *output, int64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = (uint64_t)number;
    if (number < 0) {
        sluice_put_char(output, '-');
        rest = 0 - rest;
    }
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    put_bytes(output, digits + at, sizeof digits - at);
}

static void put_hex_byte(struct sluice_output *output, uint8_t byte)
{
    static const char digits[] = "0123456789abcdef";
    const char pair[2] = {digits[byte >> 4], digits[byte & 15]};
    put_bytes(output, pair, sizeof pair);
}

void sluice_put_hex(struct sluice_output *output, struct sluice_bytes bytes)
{
    for (size_t i = 0; i < bytes.length; i++) {
        put_hex_byte(output, bytes.data[i]);
    }
}

static void put_unit(struct sluice_output *output, uint16_t unit)
{
    if (unit == '"' || unit == '\\') {
        sluice_put_char(output, '\\');
        sluice_put_char(output, (char)unit);
    } else if (unit >= 0x20 && unit <= 0x7E) {
        sluice_put_char(output, (char)unit);
    } else {
        sluice_put(output, "\\u");
        put_hex_byte(output, (uint8_t)(unit >> 8));
        put_hex_byte(output, (uint8_t)unit);
    }
}

static void put_units(struct sluice_output *output, struct sluice_bytes text)
{
    if (text.length == 0) {
        return; /* a name that is not there has no bytes to point to */
    }
    const uint8_t *end = text.data + text.length;
    while (text.data < end) {
        put_unit(output, sluice_utf_next(&text.data));
    }
}

void sluice_put_string(struct sluice_output *output, struct sluice_bytes text)
{
    sluice_put_char(output, '"');
    put_units(output, text);
    sluice_put_char(output, '"');
}

void sluice_put_short_name(struct sluice_output *output, struct sluice_bytes name)
{
    for (size_t i = name.length; i > 0; i--) {
        if (name.data[i - 1] == '.') {
            name.data += i;
            name.length -= i;
            break;
        }
    }
    put_units(output, name);
}

static const char *primitive_name(uint8_t letter)
{
    switch (letter) {
    case 'B':
        return "byte";
    case 'C':
        return "char";
    case 'D':
        return "double";
    case 'F':
        return "float";
    case 'I':
        return "int";
    case 'J':
        return "long";
    case 'S':
        return "short";
    case 'Z':
        return "boolean";
    default:
        return NULL;
    }
}

void sluice_put_array_name(struct sluice_output *output, struct sluice_bytes name, uint32_t length)
{
    if (name.length == 0) {
        return;
    }
    size_t dimensions = 0;
    while (dimensions < name.length && name.data[dimensions] == '[') {
        dimensions++;
    }
    struct sluice_bytes base = {name.data + dimensions, name.length - dimensions};
    const char *primitive = base.length == 1 ? primitive_name(base.data[0]) : NULL;
    if (primitive != NULL) {
        sluice_put(output, primitive);
    } else {
        if (base.length > 1 && base.data[0] == 'L' && base.data[base.length - 1] == ';') {
            base.data++;
            base.length -= 2;
        }
        sluice_put_short_name(output, base);
    }
    sluice_put_char(output, '[');
    sluice_put_integer(output, length);
    sluice_put_char(output, ']');
    for (size_t i = 1; i < dimensions; i++) {
        sluice_put(output, "[]");
    }
}

/* Floating point values: canonical as their bits, compact as a number. */
static void put_floating(struct sluice_output *output, uint8_t type, const uint8_t *at)
{
    if (!output->compact) {
        sluice_put_char(output, '"');
        sluice_put_hex(output, (struct sluice_bytes){at, type == 'F' ? 4 : 8});
        sluice_put_char(output, '"');
        return;
    }
    double number;
    if (type == 'F') {
        const uint32_t bits = sluice_be32(at);
        float single;
        memcpy(&single, &bits, sizeof single);
        number = (double)single;
    } else {
        const uint64_t bits = sluice_be64(at);
        memcpy(&number, &bits, sizeof number);
    }
    char digits[40];
    (void)snprintf(digits, sizeof digits, "%.17g", number);
    sluice_put(output, digits);
}

void sluice_put_primitive(struct sluice_output *output, uint8_t type, const uint8_t *at)
{
    switch (type) {
    case 'B':
        sluice_put_integer(output, (int8_t)at[0]);
        return;
    case 'Z':
        sluice_put(output, at[0] != 0 ? "true" : "false");
        return;
    case 'S':
        sluice_put_integer(output, (int16_t)sluice_be16(at));
        return;
    case 'C':
        sluice_put_integer(output, sluice_be16(at));
        return;
    case 'I':
        sluice_put_integer(output, (int32_t)sluice_be32(at));
        return;
    case 'J':
        sluice_put_integer(output, (int64_t)sluice_be64(at));
        return;
    default:
        put_floating(output, type, at);
        return;
    }
}
