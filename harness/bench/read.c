#include "harness/bench/read.h"

#include <string.h>

static size_t size_of(char type)
{
    switch (type) {
    case 'B':
    case 'Z':
        return 1;
    case 'C':
    case 'S':
        return 2;
    case 'F':
    case 'I':
        return 4;
    default:
        return 8;
    }
}

struct sluice_bytes sluice_bench_document_array(const struct sluice_document *document,
                                                size_t *size)
{
    const struct sluice_item root = sluice_item_at(document, sluice_document_contents(document), 0);
    const struct sluice_array_view view = sluice_array_view(document, root);
    *size = size_of(view.type);
    return view.elements;
}

struct sluice_bytes sluice_bench_graph_array(const struct sluice_graph *graph, size_t *size)
{
    char type = 'B';
    const struct sluice_bytes bytes = sluice_value_bytes(graph, sluice_graph_root(graph), &type);
    *size = size_of(type);
    return bytes;
}

void sluice_bench_copy_out(uint8_t *target, struct sluice_bytes elements, size_t size)
{
    const size_t count = elements.length / size;
    switch (size) {
    case 2:
        for (size_t i = 0; i < count; i++) {
            uint16_t value;
            memcpy(&value, elements.data + 2 * i, sizeof value);
            value = __builtin_bswap16(value);
            memcpy(target + 2 * i, &value, sizeof value);
        }
        break;
    case 4:
        for (size_t i = 0; i < count; i++) {
            uint32_t value;
            memcpy(&value, elements.data + 4 * i, sizeof value);
            value = __builtin_bswap32(value);
            memcpy(target + 4 * i, &value, sizeof value);
        }
        break;
    case 8:
        for (size_t i = 0; i < count; i++) {
            uint64_t value;
            memcpy(&value, elements.data + 8 * i, sizeof value);
            value = __builtin_bswap64(value);
            memcpy(target + 8 * i, &value, sizeof value);
        }
        break;
    default:
        memcpy(target, elements.data, elements.length);
        break;
    }
}
