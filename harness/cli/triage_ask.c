#include "harness/cli/triage_ask.h"

#include "harness/cli/command.h"
#include "harness/cli/running.h"

/* Without a place that tells one from another, they are told apart by target at least. */
static void name_target(const struct sluice_triage_ask *ask, struct sluice_triage_finding *out)
{
    if (out->kind == SLUICE_TRIAGE_HANG || out->kind == SLUICE_TRIAGE_MEMORY ||
        out->kind == SLUICE_TRIAGE_CRASH) {
        sluice_text_format(&out->key, " (%s)", ask->target);
    }
}

bool sluice_triage_ask(struct sluice_triage_ask *ask, struct sluice_bytes input,
                       struct sluice_triage_finding *out)
{
    const char *const words[] = {ask->program, ask->thorough ? "--thorough" : SLUICE_CHILD_INPUT,
                                 ask->thorough ? SLUICE_CHILD_INPUT : NULL, NULL};
    const struct sluice_child_request request = {.words = words,
                                                 .input = input,
                                                 .deadline = ask->deadline,
                                                 .memory = ask->memory,
                                                 .stop = &sluice_running_stop};
    ask->runs++;
    if (!sluice_child_run(&request, &ask->child)) {
        (void)sluice_complain("%s cannot be run: is it a program, and is there memory for it?",
                              ask->program);
        return false;
    }
    if (!sluice_triage_finding_read(&ask->child, out)) {
        (void)sluice_complain("out of memory");
        return false;
    }
    name_target(ask, out);
    return true;
}

void sluice_triage_ask_free(struct sluice_triage_ask *ask)
{
    sluice_child_free(&ask->child);
}
