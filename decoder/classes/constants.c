#include "constants.h"

#include <string.h>

#include "sluice/graph.h"

bool sluice_are_constants_of(const struct sluice_get_arg *argument, const char *type,
                             const char *elements, uint64_t stride)
{
    const struct sluice_graph *graph = sluice_get_graph(argument);
    struct sluice_value value;
    if (sluice_get_value(argument, type, &value) != SLUICE_GET_OK) {
        return false;
    }
    const struct sluice_class_model *model = sluice_named_model(graph, value);
    if (model == NULL || model->construct != SLUICE_CONSTRUCT_ENUM) {
        return false;
    }
    const struct sluice_bytes wanted = sluice_value_class(graph, value);
    enum sluice_get got;
    for (uint64_t i = 0; (got = sluice_get_element(argument, elements, i, &value)) == SLUICE_GET_OK;
         i += stride) {
        const struct sluice_bytes name = sluice_value_class(graph, value);
        if (sluice_value_kind(graph, value) != SLUICE_VALUE_ENUM || name.length != wanted.length ||
            memcmp(name.data, wanted.data, name.length) != 0) {
            return false;
        }
    }
    return got == SLUICE_GET_ABSENT;
}
