#include "harness/trials/decoder/view_parts.h"

#include <string.h>

struct sluice_value sluice_part_value(const struct sluice_graph *graph, struct sluice_value object,
                                      const char *field)
{
    struct sluice_value value = {0};
    const bool has = sluice_value_field(graph, object, field, &value) == SLUICE_GET_OK;
    return has ? value : (struct sluice_value){0};
}

int64_t sluice_part_number(const struct sluice_graph *graph, struct sluice_value object,
                           const char *field, int64_t otherwise)
{
    int64_t number = 0;
    return sluice_value_integer(graph, object, field, &number) == SLUICE_GET_OK ? number
                                                                                : otherwise;
}

bool sluice_part_is(struct sluice_bytes bytes, const char *text)
{
    return bytes.length == strlen(text) && memcmp(bytes.data, text, bytes.length) == 0;
}
