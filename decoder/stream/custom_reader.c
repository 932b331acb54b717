/* The read channel: custom data of one class, taken by the class's own code (DEV-7). There is no way
 * from here to the default fields (DEV-9), to the data of another class, or past its end. */
#include "sluice/custom_data.h"

#include "utf.h"
#include "watch.h"

static bool fail(struct sluice_custom_data *data, enum sluice_reason reason)
{
    if (data->failure == SLUICE_OK) {
        data->failure = reason;
    }
    return false;
}

static bool take(struct sluice_custom_data *data, uint8_t *out, size_t length)
{
    if (sluice_channel_is_over(data)) {
        return false;
    }
    data->engine->steps++;
    return data->failure == SLUICE_OK &&
           (sluice_cursor_take(&data->cursor, out, length) || fail(data, SLUICE_OPTIONAL_DATA));
}

bool sluice_custom_bytes(struct sluice_custom_data *data, uint8_t *out, size_t length)
{
    return take(data, out, length);
}

/* A primitive value of one of the types in `types`. */
static bool take_primitive(struct sluice_custom_data *data, char type, bool floating,
                           struct sluice_subject *subject)
{
    uint8_t bytes[8] = {0};
    const uint32_t size = sluice_primitive_size((uint8_t)type);
    const bool is_floating = type == 'F' || type == 'D';
    if (size == 0 || floating != is_floating) {
        return fail(data, SLUICE_OPTIONAL_DATA);
    }
    if (!take(data, bytes, size)) {
        return false;
    }
    *subject = sluice_primitive_subject(type, bytes);
    return true;
}

bool sluice_custom_integer(struct sluice_custom_data *data, char type, int64_t *out)
{
    struct sluice_subject subject;
    if (!take_primitive(data, type, false, &subject)) {
        return false;
    }
    *out = subject.integer;
    return true;
}

bool sluice_custom_floating(struct sluice_custom_data *data, char type, double *out)
{
    struct sluice_subject subject;
    if (!take_primitive(data, type, true, &subject)) {
        return false;
    }
    *out = subject.floating;
    return true;
}

bool sluice_custom_utf(struct sluice_custom_data *data, char *out, size_t capacity, size_t *length)
{
    uint8_t head[2];
    if (!take(data, head, sizeof head)) {
        return false;
    }
    const size_t bytes = sluice_be16(head);
    if (bytes > capacity) {
        return fail(data, SLUICE_OPTIONAL_DATA);
    }
    if (!take(data, (uint8_t *)out, bytes)) {
        return false;
    }
    *length = bytes;
    return sluice_utf_valid((const uint8_t *)out, bytes) || fail(data, SLUICE_BAD_UTF);
}

bool sluice_custom_object(struct sluice_custom_data *data, const char *class_name,
                          struct sluice_value *out)
{
    uint32_t slot;
    if (sluice_channel_is_over(data) || data->failure != SLUICE_OK) {
        return false;
    }
    data->engine->steps++;
    if (!sluice_cursor_object(&data->cursor, &slot)) {
        return fail(data, SLUICE_OPTIONAL_DATA);
    }
    if (class_name != NULL &&
        !sluice_fits_class(data->engine->result, slot, sluice_text(class_name))) {
        return fail(data, SLUICE_VALUE_TYPE);
    }
    out->id = sluice_slot_is_mutable(data->engine->result, slot) ? slot | SLUICE_SLOT_COPY : slot;
    return true;
}

bool sluice_custom_at_end(const struct sluice_custom_data *data)
{
    if (sluice_channel_is_over(data)) {
        return true;
    }
    struct sluice_cursor ahead = data->cursor;
    data->engine->steps++;
    return sluice_cursor_at_end(&ahead);
}

const struct sluice_graph *sluice_custom_graph(const struct sluice_custom_data *data)
{
    return sluice_channel_is_over(data)
               ? NULL
               : (const struct sluice_graph *)(const void *)data->engine->result;
}
