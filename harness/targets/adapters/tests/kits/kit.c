/* A parser whose streams say what it shall do: test_kits.py. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

static int parse(const uint8_t *bytes, size_t length);

#define SLUICE_ADAPTER_NAME "kit"
#define SLUICE_ADAPTER_VERSION "1"
#define SLUICE_ADAPTER_PARSE parse
#include "sluice_adapter.h"

static int parse(const uint8_t *bytes, size_t length)
{
    switch (length > 0 ? bytes[0] : 0) {
    case 'r':
        sluice_adapter_error("EOFException");
        sluice_adapter_offset(7);
        return 1;
    case 'u':
        return SLUICE_ADAPTER_UNSUPPORTED;
    case 'l':
        return SLUICE_ADAPTER_LIMIT;
    case 'e':
        return 2;
    case 'p':
        printf("noise on standard output\n");
        break;
    case 'c':
        abort();
    default:
        break;
    }
    return SLUICE_ADAPTER_ACCEPTED;
}
