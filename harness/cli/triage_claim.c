#include "harness/cli/triage_claim.h"

#include "harness/fuzz/mutate/mutate.h"

#include <string.h>

#include <sluice/error.h>

static enum sluice_reason reason_named(const char *name)
{
    static const enum sluice_reason all[] = {
#define X(member, number, java, stable, text) SLUICE_##member,
        SLUICE_REASONS(X)
#undef X
    };
    enum sluice_reason found = SLUICE_OK;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        found = strcmp(sluice_reason_name(all[i]), name) == 0 ? all[i] : found;
    }
    return found;
}

/* The errors of all reasons that are no limits, each once; how many reasons those are. */
static size_t list_errors(const char *const *reasons, struct sluice_text *out)
{
    size_t count = 0;
    unsigned seen = 0;
    for (; *reasons != NULL; reasons++) {
        const enum sluice_reason reason = reason_named(*reasons);
        const enum sluice_java_class java = sluice_reason_java_class(reason);
        if (sluice_reason_is_limit(reason)) {
            continue;
        }
        if ((seen >> java & 1) == 0) {
            sluice_text_format(out, "%s%s", count > 0 ? ", " : "", sluice_java_class_name(java));
        }
        seen |= 1U << java;
        count++;
    }
    return count;
}

/* Where limits are set that have nothing to do with it, reasons other than limits say what is due. */
static void expect(const char *const *reasons, struct sluice_text *out)
{
    struct sluice_text errors = {0};
    const size_t count = list_errors(reasons, &errors);
    const char *list = sluice_text_get(&errors);
    const bool several = strchr(list, ',') != NULL;
    if (reasons[0] == NULL) {
        sluice_text_string(out, "{verdict: accept}");
    } else if (count == 0) {
        sluice_text_format(out, "{verdict: limit, reason: %s}", reasons[0]);
    } else {
        sluice_text_format(out, "{verdict: reject, error: %s%s%s", several ? "[" : "", list,
                           several ? "]" : "");
        for (; count == 1 && *reasons != NULL; reasons++) {
            if (!sluice_reason_is_limit(reason_named(*reasons))) {
                sluice_text_format(out, ", reason: %s", *reasons);
            }
        }
        sluice_text_string(out, "}");
    }
    sluice_text_free(&errors);
}

bool sluice_triage_claim_read(struct sluice_bytes input, struct sluice_triage_claim *claim)
{
    const struct sluice_mutate_neighbor *neighbor = sluice_mutate_neighbor_again(input);
    *claim = (struct sluice_triage_claim){.there = neighbor != NULL};
    if (neighbor == NULL) {
        return true;
    }
    const struct sluice_fuzz_input base = sluice_fuzz_input_read(neighbor->base);
    claim->way = neighbor->name;
    claim->decode = neighbor->decode;
    claim->inspect = neighbor->inspect;
    claim->made = sluice_fuzz_input_read(neighbor->made);
    claim->base = base.stream;
    claim->same_settings = memcmp(base.settings.limits, claim->made.settings.limits,
                                  sizeof base.settings.limits) == 0;
    static const char *const none[] = {NULL};
    expect(neighbor->harmless ? none : neighbor->reasons, &claim->expectation);
    return !claim->expectation.failed;
}

void sluice_triage_claim_free(struct sluice_triage_claim *claim)
{
    sluice_text_free(&claim->expectation);
}
