#include "harness/cli/triage_twin.h"

#include "harness/cli/command.h"

/* Behind "the attack". */
static const char no_twin[] =
    "has no valid neighbor: TODO make this the valid stream that is closest";

/* Makes a stream the twin. *fits: it is accepted, and breaks no rule. False after a complaint. */
static bool try_twin(struct sluice_find *find, struct sluice_bytes stream, const char *what,
                     bool *fits)
{
    *fits = false;
    if (!sluice_probe_ask(find->probe, stream, &find->twin_seen)) {
        return sluice_complain("out of memory for a twin") == SLUICE_EXIT_ACCEPTED;
    }
    if (find->twin_seen.verdict == SLUICE_VERDICT_ACCEPT &&
        sluice_probed_violated(&find->twin_seen, 0) == sluice_rule_count()) {
        find->twin = sluice_disassemble(stream.data, stream.length);
        sluice_text_clear(&find->twin_what);
        sluice_text_string(&find->twin_what, what);
        *fits = find->twin != NULL;
    }
    return true;
}

bool sluice_triage_find_twin(struct sluice_find *find, const struct sluice_triage_claim *claim)
{
    static const uint8_t null[] = {0xAC, 0xED, 0, 5, 0x70};
    bool found = false;
    bool good = !claim->there || !claim->same_settings ||
                try_twin(find, claim->base, "as it was before it was broken", &found);
    good = good && (found || sluice_find_twin(find));
    return good && (find->twin != NULL ||
                    try_twin(find, (struct sluice_bytes){null, sizeof null}, no_twin, &found));
}
