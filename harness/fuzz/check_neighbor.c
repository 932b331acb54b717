#include "harness/base/text.h"
#include "harness/fuzz/checks.h"
#include "harness/fuzz/matrix.h"
#include "harness/fuzz/mutate/mutate.h"
#include "rules/stream_map.h"

#include <stdio.h>
#include <string.h>

const struct sluice_fuzz_mutator *sluice_fuzz_mutator = NULL;

enum { REASON_SIZE = 64 };

/* How the input was answered. */
struct answer {
    enum sluice_outcome outcome;
    char reason[REASON_SIZE];
};

static struct answer answer_of(const struct sluice_execution *execution)
{
    const char *reason = execution->plain.answer.reason;
    struct answer answer = {.outcome = execution->plain.answer.outcome};
    (void)snprintf(answer.reason, sizeof answer.reason, "%s", reason != NULL ? reason : "");
    return answer;
}

static bool is_expected(const struct answer *answer, const char *const *reasons)
{
    for (size_t i = 0; reasons != NULL && reasons[i] != NULL; i++) {
        if (strcmp(answer->reason, reasons[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* `made`: what was done to the stream, and `what` comes to that answer. */
static bool accuse(struct sluice_finding *finding, const struct sluice_mutate_neighbor *neighbor,
                   const struct answer *answer, const char *made, const char *what)
{
    finding->input = neighbor->again;
    return sluice_finding_note(finding, neighbor->rule, "%s (%s)%s comes to %s (%s)", made,
                               neighbor->name, what, sluice_outcome_name(answer->outcome),
                               answer->reason[0] != '\0' ? answer->reason : "no reason");
}

static bool judge(struct sluice_finding *finding, const struct sluice_mutate_neighbor *neighbor,
                  const struct answer *answer)
{
    if (neighbor->harmless) {
        return answer->outcome == SLUICE_OUTCOME_ACCEPT || is_expected(answer, neighbor->reasons) ||
               accuse(finding, neighbor, answer, "changed in a way that does not matter",
                      ", a stream that is accepted");
    }
    const bool refused = answer->outcome == SLUICE_OUTCOME_REJECT ||
                         answer->outcome == SLUICE_OUTCOME_LIMIT;
    const bool expected = refused && is_expected(answer, neighbor->reasons);
    sluice_matrix_note(neighbor->rule, true, expected);
    return expected || accuse(finding, neighbor, answer, "made to break the rule",
                              " in a stream that is accepted, the input");
}

static bool must_refuse(const struct sluice_mutate_neighbor *neighbor, enum sluice_target_mode mode)
{
    return mode == SLUICE_MODE_DECODE ? neighbor->decode
                                      : mode == SLUICE_MODE_INSPECT && neighbor->inspect;
}

/* The rules that this way of reading is put to the test about. */
static void expect(enum sluice_target_mode mode)
{
    static bool told[SLUICE_MODE_REWRITE + 1];
    const bool decode = mode == SLUICE_MODE_DECODE;
    const bool inspect = mode == SLUICE_MODE_INSPECT;
    if (!told[mode] && (decode || inspect)) {
        told[mode] = true;
        sluice_matrix_expect(sluice_fuzz_mutator->rules(decode, inspect));
    }
}

/* What can be read in two ways was taken apart in one, and may be accepted for the other. */
static bool has_one_reading(const struct sluice_execution *base)
{
    struct sluice_stream_map map;
    const bool made = sluice_stream_map_make(&base->question->context, &map);
    const bool has_one = made && !map.has_two_readings;
    sluice_stream_map_free(&map);
    return has_one;
}

/* Whether it is accepted what the neighbor is made of. */
static bool accepts_base(const struct sluice_mutate_neighbor *neighbor,
                         enum sluice_target_mode mode)
{
    struct sluice_finding unused = {0};
    struct sluice_execution *base = sluice_execution_begin(neighbor->base, mode, &unused);
    return base != NULL && sluice_execution_plain(base) && sluice_execution_is_accepted(base) &&
           has_one_reading(base);
}

/* The input is the neighbor that was made last. */
static bool check_last(struct sluice_execution *execution,
                       const struct sluice_mutate_neighbor *neighbor)
{
    struct sluice_finding *finding = execution->finding;
    const struct answer answer = answer_of(execution);
    if (!accepts_base(neighbor, execution->item.mode)) {
        if (!neighbor->harmless) {
            sluice_matrix_note(neighbor->rule, false, false);
        }
        return true;
    }
    return judge(finding, neighbor, &answer);
}

/* The input tells of a neighbor. */
static bool check_again(struct sluice_execution *execution, struct sluice_bytes bytes)
{
    const enum sluice_target_mode mode = execution->item.mode;
    struct sluice_finding *finding = execution->finding;
    const struct sluice_mutate_neighbor *neighbor = sluice_fuzz_mutator->neighbor_again(bytes);
    if (neighbor == NULL || !must_refuse(neighbor, mode) || !accepts_base(neighbor, mode)) {
        return true;
    }
    struct sluice_execution *made = sluice_execution_begin(neighbor->made, mode, finding);
    if (made == NULL || !sluice_execution_plain(made)) {
        return made == NULL;
    }
    const struct answer answer = answer_of(made);
    return judge(finding, neighbor, &answer);
}

bool sluice_check_neighbor(struct sluice_execution *execution, struct sluice_bytes bytes)
{
    if (sluice_fuzz_mutator == NULL) {
        return true;
    }
    const struct sluice_mutate_neighbor *neighbor = sluice_fuzz_mutator->last_neighbor();
    expect(execution->item.mode);
    if ((execution->input.settings.flags & SLUICE_FUZZ_NEIGHBOR) != 0) {
        return check_again(execution, bytes);
    }
    const bool is_last = neighbor->rule != NULL && neighbor->made.length == bytes.length &&
                         memcmp(neighbor->made.data, bytes.data, bytes.length) == 0;
    return !is_last || !must_refuse(neighbor, execution->item.mode) ||
           check_last(execution, neighbor);
}
