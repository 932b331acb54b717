#include "harness/targets/said.h"

#include "harness/base/text.h"

#include <string.h>

void sluice_said_keep(const char *said, struct sluice_observation *out)
{
    const size_t length = said != NULL ? strlen(said) : 0;
    struct sluice_text shorter = {0};
    if (length > SLUICE_SAID_BEGINNING + SLUICE_SAID_ENDING) {
        sluice_text_add(&shorter, said, SLUICE_SAID_BEGINNING);
        sluice_text_format(&shorter, "\n[%zu bytes more]\n",
                           length - SLUICE_SAID_BEGINNING - SLUICE_SAID_ENDING);
        sluice_text_string(&shorter, said + length - SLUICE_SAID_ENDING);
        said = sluice_text_get(&shorter);
    }
    if (length > 0) {
        out->process.said = sluice_observation_keep(out, said);
    }
    sluice_text_free(&shorter);
}
