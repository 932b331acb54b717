/* The items of a record: strings, arrays, descriptors, block data. */
#include "emit.h"

bool sluice_emit_name(struct sluice_emitter *emitter, struct sluice_bytes name)
{
    if (!sluice_emit_room(emitter, 2 + name.length)) {
        return false;
    }
    sluice_set_be16(emitter->at, (uint32_t)name.length);
    emitter->at += 2;
    return sluice_emit_bytes(emitter, name.data, name.length);
}

bool sluice_emit_array(struct sluice_emitter *emitter, uint32_t length, uint32_t *number)
{
    const struct sluice_limits *limits = &emitter->limits;
    if (length > limits->array_length) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_ARRAY_LENGTH);
    }
    if (length > limits->elements || emitter->elements > limits->elements - length) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_ELEMENTS);
    }
    if (!sluice_emit_room(emitter, 4)) {
        return false;
    }
    emitter->elements += length;
    sluice_set_be32(emitter->at, length);
    emitter->at += 4;
    return sluice_emit_handle(emitter, number);
}

bool sluice_emit_long_string(struct sluice_emitter *emitter, struct sluice_bytes text,
                             uint32_t *number)
{
    if (text.length > emitter->limits.string_bytes) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_STRING_BYTES);
    }
    if (!sluice_emit_room(emitter, 9 + text.length)) {
        return false;
    }
    *emitter->at = TC_LONGSTRING;
    sluice_set_be64(emitter->at + 1, text.length);
    emitter->at += 9;
    return sluice_emit_bytes(emitter, text.data, text.length) &&
           sluice_emit_handle(emitter, number);
}

bool sluice_emit_string(struct sluice_emitter *emitter, struct sluice_bytes text, uint32_t *number)
{
    if (text.length > UINT16_MAX) {
        return sluice_emit_long_string(emitter, text, number);
    }
    if (text.length > emitter->limits.string_bytes) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_STRING_BYTES);
    }
    return sluice_emit_byte(emitter, TC_STRING) && sluice_emit_name(emitter, text) &&
           sluice_emit_handle(emitter, number);
}

bool sluice_emit_class_desc(struct sluice_emitter *emitter, struct sluice_bytes name, int64_t suid,
                            uint8_t flags, uint32_t field_count, uint32_t *number)
{
    if (!sluice_emit_byte(emitter, TC_CLASSDESC) || !sluice_emit_handle(emitter, number) ||
        !sluice_emit_name(emitter, name) || !sluice_emit_room(emitter, 11)) {
        return false;
    }
    if (field_count > emitter->limits.fields) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_FIELDS);
    }
    sluice_set_be64(emitter->at, (uint64_t)suid);
    emitter->at[8] = flags;
    sluice_set_be16(emitter->at + 9, field_count);
    emitter->at += 11;
    return true;
}

bool sluice_emit_field(struct sluice_emitter *emitter, uint8_t code, struct sluice_bytes name)
{
    return sluice_emit_byte(emitter, code) && sluice_emit_name(emitter, name);
}

bool sluice_emit_proxy_desc(struct sluice_emitter *emitter, uint32_t interface_count,
                            uint32_t *number)
{
    if (!sluice_emit_room(emitter, 5) || !sluice_emit_handle(emitter, number)) {
        return false;
    }
    if (interface_count > emitter->limits.interfaces) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_INTERFACES);
    }
    *emitter->at = TC_PROXYCLASSDESC;
    sluice_set_be32(emitter->at + 1, interface_count);
    emitter->at += 5;
    return true;
}

bool sluice_emit_chain(struct sluice_emitter *emitter, uint64_t above)
{
    return above < emitter->limits.hierarchy || sluice_emit_fail(emitter, SLUICE_LIMIT_HIERARCHY);
}

/* --- block data ------------------------------------------------------------------------------- */

bool sluice_emit_data_end(struct sluice_emitter *emitter)
{
    const uint32_t length = emitter->block_length;
    if (length == 0) {
        return true;
    }
    const size_t head = length <= UINT8_MAX ? 2 : 5;
    if (!sluice_emit_room(emitter, head)) {
        return false;
    }
    if (length <= UINT8_MAX) {
        emitter->at[0] = TC_BLOCKDATA;
        emitter->at[1] = (uint8_t)length;
    } else {
        emitter->at[0] = TC_BLOCKDATALONG;
        sluice_set_be32(emitter->at + 1, length);
    }
    emitter->at += head;
    emitter->block_length = 0;
    return sluice_emit_bytes(emitter, emitter->block, length);
}

bool sluice_emit_data(struct sluice_emitter *emitter, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        if (emitter->block_length == emitter->block_most && !sluice_emit_data_end(emitter)) {
            return false;
        }
        const size_t room = emitter->block_most - emitter->block_length;
        const size_t part = length < room ? length : room;
        memcpy(emitter->block + emitter->block_length, bytes, part);
        emitter->block_length += (uint32_t)part;
        bytes += part;
        length -= part;
    }
    return true;
}

bool sluice_emit_blocks(struct sluice_emitter *emitter, struct sluice_bytes wire)
{
    struct sluice_bytes rest = wire;
    struct sluice_bytes payload;
    bool is_long;
    if (emitter->limits.block_bytes < INT32_MAX) {
        while (sluice_block_next(&rest, &payload, &is_long)) {
            if (payload.length > emitter->limits.block_bytes) {
                return sluice_emit_fail(emitter, SLUICE_LIMIT_BLOCK_BYTES);
            }
        }
    }
    return sluice_emit_bytes(emitter, wire.data, wire.length);
}
