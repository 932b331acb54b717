/* What is meant, or what there is, when a name is not known. */
#include <stdio.h>
#include <stdlib.h>

#include "harness/stream/load.h"

void sluice_load_hint(const struct sluice_stream_names *known, const char *word,
                      char out[SLUICE_LOAD_HINT])
{
    const char **names = calloc((size_t)known->count + 1, sizeof *names);
    char list[SLUICE_LOAD_HINT - 16];

    out[0] = '\0';
    if (names == NULL || known->count == 0) {
        free(names);
        return;
    }
    for (uint32_t i = 0; i < known->count; i++) {
        names[i] = sluice_stream_names_text(known, i + 1);
    }
    const char *nearest = word != NULL ? sluice_yaml_nearest(word, names) : NULL;
    sluice_yaml_join(names, list, sizeof list);
    (void)snprintf(out, SLUICE_LOAD_HINT,
                   nearest != NULL ? "; did you mean %s?" : "; there are: %s",
                   nearest != NULL ? nearest : list);
    free(names);
}
