#include "harness/bench/emit.h"

#include <stdlib.h>
#include <string.h>

enum {
    TC_NULL = 0x70,
    TC_REFERENCE = 0x71,
    TC_CLASSDESC = 0x72,
    TC_OBJECT = 0x73,
    TC_STRING = 0x74,
    TC_ARRAY = 0x75,
    TC_BLOCKDATA = 0x77,
    TC_ENDBLOCKDATA = 0x78,
    BASE_HANDLE = 0x7E0000,
    FIRST_CAPACITY = 4096
};

void sluice_bench_emit_free(struct sluice_bench_emit *out)
{
    free(out->data);
    *out = (struct sluice_bench_emit){0};
}

static bool reserve(struct sluice_bench_emit *out, size_t length)
{
    if (out->capacity - out->length >= length) {
        return true;
    }
    size_t capacity = out->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : out->capacity;
    while (capacity - out->length < length && capacity <= SIZE_MAX / 2) {
        capacity *= 2;
    }
    uint8_t *data = capacity - out->length < length ? NULL : realloc(out->data, capacity);
    if (data == NULL) {
        out->failed = true;
        return false;
    }
    out->data = data;
    out->capacity = capacity;
    return true;
}

uint8_t *sluice_bench_emit_room(struct sluice_bench_emit *out, size_t length)
{
    if (out->failed || !reserve(out, length)) {
        return NULL;
    }
    uint8_t *room = out->data + out->length;
    out->length += length;
    return room;
}

void sluice_bench_emit_bytes(struct sluice_bench_emit *out, const void *data, size_t length)
{
    uint8_t *room = sluice_bench_emit_room(out, length);
    if (room != NULL) {
        memcpy(room, data, length);
    }
}

void sluice_bench_emit_8(struct sluice_bench_emit *out, uint8_t value)
{
    sluice_bench_emit_bytes(out, &value, sizeof value);
}

void sluice_bench_emit_16(struct sluice_bench_emit *out, uint16_t value)
{
    sluice_bench_emit_8(out, (uint8_t)(value >> 8));
    sluice_bench_emit_8(out, (uint8_t)value);
}

void sluice_bench_emit_32(struct sluice_bench_emit *out, uint32_t value)
{
    sluice_bench_emit_16(out, (uint16_t)(value >> 16));
    sluice_bench_emit_16(out, (uint16_t)value);
}

void sluice_bench_emit_64(struct sluice_bench_emit *out, uint64_t value)
{
    sluice_bench_emit_32(out, (uint32_t)(value >> 32));
    sluice_bench_emit_32(out, (uint32_t)value);
}

static void emit_utf(struct sluice_bench_emit *out, const char *text, size_t length)
{
    if (length > UINT16_MAX) {
        out->failed = true;
        return;
    }
    sluice_bench_emit_16(out, (uint16_t)length);
    sluice_bench_emit_bytes(out, text, length);
}

void sluice_bench_emit_header(struct sluice_bench_emit *out)
{
    sluice_bench_emit_32(out, UINT32_C(0xACED0005));
}

void sluice_bench_emit_null(struct sluice_bench_emit *out)
{
    sluice_bench_emit_8(out, TC_NULL);
}

void sluice_bench_emit_reference(struct sluice_bench_emit *out, uint32_t handle)
{
    sluice_bench_emit_8(out, TC_REFERENCE);
    sluice_bench_emit_32(out, BASE_HANDLE + handle);
}

/* A type string takes a handle but is no object of the application. */
static uint32_t emit_string(struct sluice_bench_emit *out, const char *text, size_t length)
{
    sluice_bench_emit_8(out, TC_STRING);
    emit_utf(out, text, length);
    return out->handles++;
}

uint32_t sluice_bench_emit_string(struct sluice_bench_emit *out, const char *text, size_t length)
{
    out->objects++;
    return emit_string(out, text, length);
}

uint32_t sluice_bench_emit_class(struct sluice_bench_emit *out,
                                 const struct sluice_bench_emit_class *class_desc)
{
    sluice_bench_emit_8(out, TC_CLASSDESC);
    emit_utf(out, class_desc->name, strlen(class_desc->name));
    sluice_bench_emit_64(out, (uint64_t)class_desc->suid);
    const uint32_t handle = out->handles++;
    sluice_bench_emit_8(out, class_desc->flags);
    sluice_bench_emit_16(out, class_desc->field_count);
    for (uint16_t i = 0; i < class_desc->field_count; i++) {
        const struct sluice_bench_emit_field *field = &class_desc->fields[i];
        sluice_bench_emit_8(out, (uint8_t)field->signature[0]);
        emit_utf(out, field->name, strlen(field->name));
        if (field->signature[1] != '\0') {
            (void)emit_string(out, field->signature, strlen(field->signature));
        }
    }
    sluice_bench_emit_end_block(out);
    return handle;
}

void sluice_bench_emit_object(struct sluice_bench_emit *out)
{
    sluice_bench_emit_8(out, TC_OBJECT);
}

uint32_t sluice_bench_emit_begin(struct sluice_bench_emit *out)
{
    out->objects++;
    return out->handles++;
}

uint32_t sluice_bench_emit_array(struct sluice_bench_emit *out, const char *name, int64_t suid,
                                 uint32_t length)
{
    const struct sluice_bench_emit_class class_desc = {.name = name, .suid = suid, .flags = 2};
    sluice_bench_emit_8(out, TC_ARRAY);
    (void)sluice_bench_emit_class(out, &class_desc);
    sluice_bench_emit_null(out);
    const uint32_t handle = sluice_bench_emit_begin(out);
    sluice_bench_emit_32(out, length);
    return handle;
}

void sluice_bench_emit_block(struct sluice_bench_emit *out, uint8_t length)
{
    sluice_bench_emit_8(out, TC_BLOCKDATA);
    sluice_bench_emit_8(out, length);
}

void sluice_bench_emit_end_block(struct sluice_bench_emit *out)
{
    sluice_bench_emit_8(out, TC_ENDBLOCKDATA);
}
