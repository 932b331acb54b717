#include "der.h"

#include <string.h>

/* Reads tag and length; DER_OK when the content fits `bytes`. */
static enum der_fault read_element(struct sluice_bytes bytes, struct der_element *element)
{
    if (bytes.length < 2 || (bytes.data[0] & 0x1F) == 0x1F) {
        return DER_MALFORMED;
    }
    size_t header = 2;
    size_t length = bytes.data[1];
    if (length == 0x80) {
        return DER_NOT_DER; /* a length that is told later */
    }
    if (length > 0x80) {
        const size_t octets = length - 0x80;
        if (octets > 3 || bytes.length < 2 + octets) {
            return DER_MALFORMED;
        }
        length = 0;
        for (size_t i = 0; i < octets; i++) {
            length = length << 8 | bytes.data[2 + i];
        }
        header += octets;
        if (length < 0x80 || length >> (8 * (octets - 1)) == 0) {
            return DER_NOT_DER;
        }
    }
    if (length > bytes.length - header) {
        return DER_MALFORMED;
    }
    *element = (struct der_element){
        .tag = bytes.data[0],
        .whole = {bytes.data, header + length},
        .content = {bytes.data + header, length},
    };
    return DER_OK;
}

static bool is_minimal_integer(struct sluice_bytes content)
{
    if (content.length < 2) {
        return content.length == 1;
    }
    const bool negative = (content.data[1] & 0x80) != 0;
    return content.data[0] != (negative ? 0xFF : 0x00);
}

static bool is_bit_string(struct sluice_bytes content)
{
    if (content.length == 0 || content.data[0] > 7) {
        return false;
    }
    const unsigned unused = content.data[0];
    return content.length == 1 ? unused == 0
                               : (content.data[content.length - 1] & ((1U << unused) - 1)) == 0;
}

/* What one element by itself is wrong in. */
static enum der_fault check_element(const struct der_element *element)
{
    const struct sluice_bytes content = element->content;
    switch (element->tag) {
    case DER_SEQUENCE:
    case DER_SET:
        return DER_OK;
    case 0x01: /* BOOLEAN */
        if (content.length != 1) {
            return DER_MALFORMED;
        }
        return content.data[0] == 0 || content.data[0] == 0xFF ? DER_OK : DER_NOT_DER;
    case DER_INTEGER:
    case 0x0A: /* ENUMERATED */
        if (content.length == 0) {
            return DER_MALFORMED;
        }
        return is_minimal_integer(content) ? DER_OK : DER_NOT_DER;
    case 0x03: /* BIT STRING */
        return is_bit_string(content) ? DER_OK : DER_NOT_DER;
    case 0x05: /* NULL */
        return content.length == 0 ? DER_OK : DER_MALFORMED;
    case DER_OID:
        return content.length > 0 && (content.data[content.length - 1] & 0x80) == 0 ? DER_OK
                                                                                    : DER_MALFORMED;
    default:
        break;
    }
    if (element->tag >= 0x40) {
        return DER_OK; /* not a universal type */
    }
    /* Other universal types are primitive; end-of-contents is none, SEQUENCE and SET never are. */
    const uint8_t type = element->tag & 0x1F;
    if (element->tag == 0 || type == 0x10 || type == 0x11) {
        return DER_MALFORMED;
    }
    return (element->tag & 0x20) != 0 ? DER_NOT_DER : DER_OK;
}

enum der_fault sluice_der_check(struct sluice_bytes bytes, size_t max_depth, size_t max_elements,
                                size_t *at, size_t *elements)
{
    size_t ends[DER_MAX_DEPTH]; /* of the open containers */
    size_t depth = 0;
    size_t position = 0;
    *elements = 0;
    do {
        *at = position;
        const size_t end = depth == 0 ? bytes.length : ends[depth - 1];
        const struct sluice_bytes rest = {bytes.data + position, end - position};
        struct der_element element;
        enum der_fault fault = read_element(rest, &element);
        if (fault == DER_OK) {
            fault = check_element(&element);
        }
        if (fault == DER_OK && ++*elements > max_elements) {
            fault = DER_TOO_MANY;
        }
        if (fault != DER_OK) {
            return fault;
        }
        if ((element.tag & 0x20) != 0) {
            if (depth == max_depth || depth == DER_MAX_DEPTH) {
                return DER_TOO_DEEP;
            }
            ends[depth++] = position + element.whole.length;
            position = (size_t)(element.content.data - bytes.data);
        } else {
            position += element.whole.length;
        }
        while (depth > 0 && position == ends[depth - 1]) {
            depth--;
        }
    } while (depth > 0);
    *at = position;
    return DER_OK;
}

struct der_element sluice_der_next(struct sluice_bytes *bytes)
{
    struct der_element element = {0};
    if (bytes->length > 0 && read_element(*bytes, &element) == DER_OK) {
        bytes->data += element.whole.length;
        bytes->length -= element.whole.length;
    }
    return element;
}

bool sluice_der_take(struct sluice_bytes *bytes, uint8_t tag, struct der_element *element)
{
    if (bytes->length == 0 || bytes->data[0] != tag) {
        *element = (struct der_element){0};
        return false;
    }
    *element = sluice_der_next(bytes);
    return element->tag == tag;
}

bool sluice_der_is_sorted(struct sluice_bytes elements)
{
    struct der_element last = sluice_der_next(&elements);
    while (elements.length > 0) {
        const struct der_element next = sluice_der_next(&elements);
        if (last.tag == 0 || next.tag == 0) {
            return false;
        }
        const size_t common = last.whole.length < next.whole.length ? last.whole.length
                                                                    : next.whole.length;
        const int order = memcmp(last.whole.data, next.whole.data, common);
        if (order > 0 || (order == 0 && last.whole.length > next.whole.length)) {
            return false;
        }
        last = next;
    }
    return true;
}
