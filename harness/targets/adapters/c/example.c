/* A parser that reads texts, and says of all else that it does not; and its adapter, which is the header.
 *
 *     cc -o example example.c
 *     sluice conform -- ./example */
#include <stddef.h>
#include <stdint.h>

static int parse(const uint8_t *bytes, size_t length);

#define SLUICE_ADAPTER_NAME "example-c"
#define SLUICE_ADAPTER_VERSION "1"
#define SLUICE_ADAPTER_PARSE parse
#include "sluice_adapter.h"

enum { REFUSED = 1, HEAD = 4 };

static int refuse(const char *error, size_t offset)
{
    sluice_adapter_error(error);
    sluice_adapter_offset(offset);
    return REFUSED;
}

/* The bytes of a length, of which there must be so many. */
static uint64_t number(const uint8_t *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

static int parse(const uint8_t *bytes, size_t length)
{
    size_t at = HEAD;
    if (length < HEAD || number(bytes, HEAD) != 0xACED0005) {
        return refuse("StreamCorruptedException", 0);
    }
    while (at < length) {
        const uint8_t type = bytes[at];
        const size_t width = type == 0x74 ? 2 : 8;
        if (type < 0x70 || type > 0x7E) {
            return refuse("StreamCorruptedException", at);
        }
        if (type != 0x74 && type != 0x7C) {
            return SLUICE_ADAPTER_UNSUPPORTED;
        }
        if (length - at - 1 < width ||
            number(bytes + at + 1, width) > (uint64_t)(length - at - 1 - width)) {
            return refuse("EOFException", at + 1);
        }
        at += 1 + width + (size_t)number(bytes + at + 1, width);
    }
    return SLUICE_ADAPTER_ACCEPTED;
}
