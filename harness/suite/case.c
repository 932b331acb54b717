#include "harness/suite/case.h"

#include <string.h>

bool sluice_case_names(const struct sluice_case *item, const char *rule)
{
    for (size_t i = 0; i < item->rule_count; i++) {
        if (strcmp(item->rules[i], rule) == 0) {
            return true;
        }
    }
    return false;
}

size_t sluice_suite_find(const struct sluice_suite *suite, const char *id)
{
    const uint32_t number = sluice_stream_names_find(&suite->ids, id, strlen(id));
    return number != 0 ? suite->by_id[number - 1] : SLUICE_NO_CASE;
}
