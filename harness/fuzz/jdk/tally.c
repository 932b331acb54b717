#include "harness/fuzz/jdk/tally.h"

#include <string.h>

enum { MOST = 32 };

static struct {
    char words[SLUICE_JDK_WORDS];
    uint64_t count;
} said[MOST];

void sluice_tally_add(const char *words)
{
    size_t at = 0;
    while (at < MOST - 1 && said[at].count > 0 && strcmp(said[at].words, words) != 0) {
        at++;
    }
    if (said[at].count == 0) {
        (void)snprintf(said[at].words, sizeof said[at].words, "%s",
                       at < MOST - 1 ? words : "others");
        for (char *each = said[at].words; *each != '\0'; each++) {
            *each = (char)(*each < ' ' || *each > '~' || *each == '"' || *each == '\\' ? '?'
                                                                                       : *each);
        }
    }
    said[at].count++;
}

void sluice_tally_write(FILE *file)
{
    for (size_t i = 0; i < MOST && said[i].count > 0; i++) {
        (void)fprintf(file, "%s\"%s\":%llu", i > 0 ? "," : "{", said[i].words,
                      (unsigned long long)said[i].count);
    }
    (void)fputs(said[0].count > 0 ? "}" : "{}", file);
}
