#include "harness/cli/triage_policies.h"

#include "harness/fuzz/policies.h"
#include "harness/suite/scaffold.h"

#include <stdlib.h>

struct sized {
    size_t size;
    uint16_t number;
};

/* Characters, as a case would have it. */
static size_t size_of(size_t number)
{
    static const char *const keys[] = {"use", "classes"};
    struct sluice_text text = {0};
    const char *file;
    const struct sluice_yaml_node *node = sluice_fuzz_policy_node(number, &file);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct sluice_yaml_node *value = sluice_yaml_get(node, keys[i]);
        if (value != NULL) {
            sluice_scaffold_copy_key(file, value, &text);
        }
    }
    const size_t size = text.failed ? SIZE_MAX : text.length;
    sluice_text_free(&text);
    return size;
}

static int by_size(const void *a, const void *b)
{
    const struct sized *one = a;
    const struct sized *other = b;
    if (one->size != other->size) {
        return one->size < other->size ? -1 : 1;
    }
    return (int)one->number - (int)other->number;
}

bool sluice_triage_policies_smaller(uint16_t number, struct sluice_triage_policies *out)
{
    const size_t count = sluice_fuzz_policy_count();
    const struct sized mine = {size_of(number), (uint16_t)(number % count)};
    struct sized *all = calloc(count, sizeof *all);
    size_t found = 0;
    *out = (struct sluice_triage_policies){.numbers = calloc(count, sizeof *out->numbers)};
    if (all == NULL || out->numbers == NULL) {
        free(all);
        sluice_triage_policies_free(out);
        return false;
    }
    for (size_t i = 0; i < count && i <= UINT16_MAX; i++) {
        const struct sized other = {size_of(i), (uint16_t)i};
        if (by_size(&other, &mine) < 0) {
            all[found++] = other;
        }
    }
    qsort(all, found, sizeof *all, by_size);
    for (size_t i = 0; i < found; i++) {
        out->numbers[i] = all[i].number;
    }
    out->count = found;
    free(all);
    return true;
}

void sluice_triage_policies_free(struct sluice_triage_policies *policies)
{
    free(policies->numbers);
    *policies = (struct sluice_triage_policies){0};
}
