/* SEC06-J: code is taken only from archives that a trusted signer has signed as they stand. */
#include "rules/oracles/archive.h"

#include <stdio.h>
#include <string.h>

static const char *const odd_texts[] = {
#define X(member, text) text,
    SLUICE_ODDITIES_SIGNED(X) SLUICE_ODDITIES_SEALED(X)
#undef X
};

enum {
    SIGNED_COUNT = 0
#define X(member, text) +1
    SLUICE_ODDITIES_SIGNED(X)
#undef X
};

const char *sluice_archive_odd(const struct sluice_archive_facts *facts, uint32_t tolerated,
                               bool sealed)
{
    const uint32_t odd = facts->odd & ~tolerated;
    const size_t from = sealed ? SIGNED_COUNT : 0;
    const size_t to = sealed ? sizeof odd_texts / sizeof odd_texts[0] : SIGNED_COUNT;
    for (size_t i = from; i < to; i++) {
        if ((odd & UINT32_C(1) << i) != 0) {
            return odd_texts[i];
        }
    }
    return NULL;
}

/* What forbids an entry. */
static bool entry_breach(const struct sluice_archive_fact *entry, char *out, size_t size)
{
    if (entry->is_metadata || (entry->is_directory && entry->is_as_signed)) {
        return false;
    }
    const char *fault = NULL;
    if (!entry->is_covered && !entry->is_directory) {
        fault = "no signature covers";
    } else if (!entry->is_as_signed) {
        fault = "changed since it was signed:";
    }
    if (fault != NULL) {
        (void)snprintf(out, size, "%s %.*s", fault, (int)entry->name.length,
                       (const char *)entry->name.data);
    }
    return fault != NULL;
}

static bool archive_breach(const struct sluice_archive_facts *facts, uint32_t tolerated, char *out,
                           size_t size)
{
    const struct {
        enum sluice_known known;
        const char *text;
    } demands[] = {
        {facts->is_signed, "it is not signed"},
        {facts->is_sound, "its block is no signature over its signature file"},
        {facts->is_manifest, "its manifest is not the one that was signed"},
        {facts->is_trusted, "its signer is not trusted"},
        {facts->is_usable, "its signer, or the signature, may not be used"},
        {facts->is_granted, "it must not come from where it comes"},
    };
    const char *odd = sluice_archive_odd(facts, tolerated, false);
    for (size_t i = 0; i < sizeof demands / sizeof demands[0] && odd == NULL; i++) {
        if (demands[i].known == SLUICE_KNOWN_NO) {
            odd = demands[i].text;
        }
    }
    if (odd == NULL && facts->missing > 0) {
        odd = "entries are missing that were signed";
    }
    if (odd != NULL) {
        (void)snprintf(out, size, "%s", odd);
        return true;
    }
    for (size_t i = 0; i < facts->entry_count; i++) {
        if (entry_breach(&facts->entries[i], out, size)) {
            return true;
        }
    }
    return false;
}

static bool is_all_known(const struct sluice_archive_facts *facts)
{
    return facts->is_signed != SLUICE_UNKNOWN && facts->is_sound != SLUICE_UNKNOWN &&
           facts->is_trusted != SLUICE_UNKNOWN && facts->is_usable != SLUICE_UNKNOWN &&
           facts->is_manifest != SLUICE_UNKNOWN;
}

static bool is_named(const uint8_t signer[32])
{
    static const uint8_t none[32];
    return memcmp(signer, none, sizeof none) != 0;
}

/* A signer is named who did not sign, or whose signature is none. */
static bool names_another(const struct sluice_archive_facts *facts,
                          const struct sluice_archive_answer *answer, size_t index)
{
    if (answer->signers == NULL || !is_named(answer->signers[index])) {
        return answer->signers != NULL && answer->accepted;
    }
    return memcmp(answer->signers[index], facts->signer, sizeof facts->signer) != 0 ||
           facts->is_sound == SLUICE_KNOWN_NO || facts->is_trusted == SLUICE_KNOWN_NO;
}

SLUICE_ARCHIVE_ORACLE(sluice_oracle_signed_archives)
{
    char why[SLUICE_DETAIL_SIZE - 64] = "";
    bool known = true;
    if (!answer->answered) {
        sluice_not_applicable(out, "the verifier gave no answer about the archives");
        return;
    }
    for (size_t i = 0; i < question->count; i++) {
        const struct sluice_archive_facts *facts = &question->archives[i];
        if (names_another(facts, answer, i)) {
            sluice_violated(out, SLUICE_NOT_MEASURED,
                            "archive %zu: the signer that is named did not sign it", i);
            return;
        }
        if (why[0] == '\0' && archive_breach(facts, question->tolerated, why, sizeof why) &&
            answer->accepted) {
            sluice_violated(out, SLUICE_NOT_MEASURED, "archive %zu is accepted: %s", i, why);
            return;
        }
        known = known && is_all_known(facts);
    }
    if (why[0] != '\0') {
        sluice_held(out, "refused: %s", why);
    } else if (answer->accepted && known) {
        sluice_held(out, "all of %zu archives are as their trusted signer signed them",
                    question->count);
    } else {
        sluice_not_applicable(out, "nothing is known that speaks against the archives");
    }
}
