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

const char *sluice_said_line(const char *said, size_t *length)
{
    enum { MOST = 300 };
    const char *line = said;
    size_t end = strcspn(said, "\n");
    if (strncmp(said, "Traceback", 9) == 0) {
        end = strlen(said);
        while (end > 0 && said[end - 1] == '\n') {
            end--;
        }
        size_t start = end;
        while (start > 0 && said[start - 1] != '\n') {
            start--;
        }
        line += start;
        end -= start;
    }
    *length = end < MOST ? end : MOST;
    return line;
}
