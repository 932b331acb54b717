/* OUT-1: what is written fits the limits of its reader. */
#include "rules/oracles/writing.h"

#include "rules/registry.h"

#include <stdio.h>
#include <string.h>

static bool is_refused(const struct sluice_answer *answer)
{
    return answer->outcome == SLUICE_OUTCOME_REJECT || answer->outcome == SLUICE_OUTCOME_LIMIT;
}

/* Behind a reset of the writer's own, which another limit asks for, what a reference leads to is written
 * anew inside what refers to it. */
static bool may_be_deeper(const struct sluice_case *seen, const struct sluice_byte_limit *original)
{
    bool refers = false;
    for (uint32_t i = 0; i < seen->map.mark_count; i++) {
        refers = refers || seen->map.marks[i].kind == SLUICE_MAP_MARK_REFERENCE;
    }
    return refers && seen->context->reader_count > 1 && strcmp(original->limit, "depth") == 0;
}

/* A refusal that names a limit which the stream, as it came, never passes. */
static bool is_in_vain(const struct sluice_case *seen, const struct sluice_byte_limit *original,
                       uint64_t limit)
{
    return sluice_is_in_vain(sluice_whole_answer(seen), original, limit) && !seen->context->safe &&
           seen->map.status == SLUICE_MAP_COMPLETE && !seen->map.has_exception &&
           !may_be_deeper(seen, original);
}

/* Returns how many limits there are. */
static uint64_t judge_reader_limits(const struct sluice_case *seen, struct sluice_judged *out)
{
    struct sluice_byte_limit original[SLUICE_BYTE_LIMITS];
    struct sluice_byte_limit written[SLUICE_BYTE_LIMITS];
    uint64_t count = 0;
    sluice_byte_limits_of(&seen->map, original);
    sluice_byte_limits_of(&seen->written, written);
    for (size_t i = 0; i < SLUICE_BYTE_LIMITS && !sluice_is_violated(out); i++) {
        uint64_t limit;
        if (!sluice_case_reader_limit(seen, written[i].limit, &limit)) {
            continue;
        }
        count++;
        if (written[i].most > limit) {
            sluice_violated(out, SLUICE_NOT_MEASURED,
                            "%llu are written between two resets for a reader whose limit %s is "
                            "%llu",
                            (unsigned long long)written[i].most, written[i].limit,
                            (unsigned long long)limit);
        } else if (is_in_vain(seen, &original[i], limit)) {
            sluice_violated(out, sluice_whole_answer(seen)->offset,
                            "refused as %s, though the stream never holds more than %llu between "
                            "two resets",
                            original[i].reason, (unsigned long long)original[i].most);
        }
    }
    return count;
}

/* True if a refusal names a limit that the reader has: "limit-array-length" is array_length. */
static bool names_a_limit(const struct sluice_case *seen, const char *reason)
{
    static const char prefix[] = "limit-";
    char name[64];
    uint64_t limit;
    if (reason == NULL || strncmp(reason, prefix, sizeof prefix - 1) != 0 ||
        strlen(reason) >= sizeof name) {
        return false;
    }
    (void)snprintf(name, sizeof name, "%s", reason + sizeof prefix - 1);
    for (char *at = name; *at != '\0'; at++) {
        *at = (char)(*at == '-' ? '_' : *at);
    }
    return sluice_case_reader_limit(seen, name, &limit);
}

SLUICE_ORACLE(sluice_oracle_reader_limits)
{
    if (sluice_nothing_written(seen, out)) {
        return;
    }
    const struct sluice_answer *answer = sluice_whole_answer(seen);
    if (answer->written_length > 0 && seen->written.status == SLUICE_MAP_MALFORMED &&
        is_refused(answer)) {
        sluice_violated(out, seen->written.stopped,
                        "refused with half a record written: %s at offset %llu", seen->written.why,
                        (unsigned long long)seen->written.stopped);
        return;
    }
    if (seen->context->reader_count == 0) {
        sluice_not_applicable(out, "the reader has no limits");
        return;
    }
    uint64_t count = judge_reader_limits(seen, out);
    const struct sluice_answer *reread = seen->set->reread;
    if (!sluice_is_violated(out) && answer->outcome == SLUICE_OUTCOME_LIMIT) {
        count++;
        if (!names_a_limit(seen, answer->reason)) {
            sluice_violated(out, answer->offset, "refused as %s, which is no limit of the reader",
                            answer->reason != NULL ? answer->reason : "nothing");
        }
    }
    if (!sluice_is_violated(out) && reread != NULL && !sluice_has_two_readings(seen)) {
        count++;
        if (reread->outcome == SLUICE_OUTCOME_LIMIT) {
            sluice_violated(out, reread->offset,
                            "a reader with these limits refuses what was written for it: %s",
                            reread->reason != NULL ? reread->reason : "limit");
        }
    }
    if (!sluice_is_violated(out)) {
        sluice_conclude(seen, out, 0, count, "limits of the reader");
    }
}
