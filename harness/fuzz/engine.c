/* What libFuzzer, AFL++ and others call: a finding is a crash with the rule's name. */
#include "harness/fuzz/engine.h"

#include "harness/fuzz/checks.h"
#include "harness/fuzz/mutate/mutate.h"
#include "harness/fuzz/policies.h"
#include "harness/fuzz/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An engine's buffer may be longer than the input, and writable; a block of its size is neither. */
static uint8_t *exact_copy(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    if (copy != NULL && size > 0) {
        memcpy(copy, data, size);
    }
    return copy;
}

/* The engine keeps the input that it ran; where another one shows it, that is to be kept. */
static void print_input(struct sluice_bytes input)
{
    if (input.length > 0) {
        (void)fputs("\nSLUICE-INPUT ", stderr);
    }
    for (size_t i = 0; i < input.length; i++) {
        (void)fprintf(stderr, "%02x", input.data[i]);
    }
}

/* What is made once would look like something new that an input does. */
/* NOLINTNEXTLINE(readability-non-const-parameter): as libFuzzer declares it */
int LLVMFuzzerInitialize(int *count, char ***words)
{
    (void)count;
    (void)words;
    sluice_fuzz_mutator = &sluice_mutate_neighbors;
    for (size_t i = 0; sluice_fuzz_target.on_streams && i < sluice_fuzz_policy_count(); i++) {
        (void)sluice_fuzz_policy(i);
    }
    if (sluice_fuzz_target.prepare != NULL) {
        sluice_fuzz_target.prepare();
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sluice_fuzz_answer answer = {0};
    struct sluice_finding finding = {0};
    uint8_t *copy = exact_copy(data, size);
    if (copy == NULL) {
        return 0;
    }
    const bool clean = sluice_fuzz_target.run((struct sluice_bytes){copy, size}, &answer, &finding);
    free(copy);
    if (!clean) {
        print_input(finding.input);
        (void)fprintf(stderr, "\nSLUICE-FINDING target=%s rule=%s: %s\n", sluice_fuzz_target.name,
                      finding.rule, finding.detail);
        abort();
    }
    return 0;
}
