/* The items of a record: strings, arrays, descriptors, block data. */
#include "emit.h"

bool sluice_emit_name(struct sluice_emitter *emitter, struct sluice_bytes name)
{
    uint8_t length[2];
    sluice_set_be16(length, (uint32_t)name.length);
    return sluice_emit_bytes(emitter, length, sizeof length) &&
           sluice_emit_bytes(emitter, name.data, name.length);
}

bool sluice_emit_array(struct sluice_emitter *emitter, uint32_t length, uint32_t *number)
{
    const struct sluice_limits *limits = &emitter->limits;
    uint8_t bytes[4];
    if (length > limits->array_length) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_ARRAY_LENGTH);
    }
    if (length > limits->elements || emitter->elements > limits->elements - length) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_ELEMENTS);
    }
    emitter->elements += length;
    sluice_set_be32(bytes, length);
    return sluice_emit_bytes(emitter, bytes, sizeof bytes) && sluice_emit_handle(emitter, number);
}

bool sluice_emit_long_string(struct sluice_emitter *emitter, struct sluice_bytes text,
                             uint32_t *number)
{
    if (text.length > emitter->limits.string_bytes) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_STRING_BYTES);
    }
    uint8_t length[8];
    sluice_set_be64(length, text.length);
    return sluice_emit_byte(emitter, TC_LONGSTRING) &&
           sluice_emit_bytes(emitter, length, sizeof length) &&
           sluice_emit_bytes(emitter, text.data, text.length) &&
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
    uint8_t number_of_class[8];
    uint8_t count[2];
    sluice_set_be64(number_of_class, (uint64_t)suid);
    sluice_set_be16(count, field_count);
    if (!sluice_emit_byte(emitter, TC_CLASSDESC) || !sluice_emit_handle(emitter, number) ||
        !sluice_emit_name(emitter, name)) {
        return false;
    }
    if (field_count > emitter->limits.fields) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_FIELDS);
    }
    return sluice_emit_bytes(emitter, number_of_class, sizeof number_of_class) &&
           sluice_emit_byte(emitter, flags) && sluice_emit_bytes(emitter, count, sizeof count);
}

bool sluice_emit_field(struct sluice_emitter *emitter, uint8_t code, struct sluice_bytes name)
{
    return sluice_emit_byte(emitter, code) && sluice_emit_name(emitter, name);
}

bool sluice_emit_proxy_desc(struct sluice_emitter *emitter, uint32_t interface_count,
                            uint32_t *number)
{
    uint8_t count[4];
    sluice_set_be32(count, interface_count);
    if (!sluice_emit_handle(emitter, number)) {
        return false;
    }
    if (interface_count > emitter->limits.interfaces) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_INTERFACES);
    }
    return sluice_emit_byte(emitter, TC_PROXYCLASSDESC) &&
           sluice_emit_bytes(emitter, count, sizeof count);
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
    uint8_t head[5];
    const bool is_short = length <= UINT8_MAX;
    head[0] = is_short ? TC_BLOCKDATA : TC_BLOCKDATALONG;
    head[1] = (uint8_t)length;
    if (!is_short) {
        sluice_set_be32(head + 1, length);
    }
    emitter->block_length = 0;
    return sluice_emit_bytes(emitter, head, is_short ? 2 : sizeof head) &&
           sluice_emit_bytes(emitter, emitter->block, length);
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
