#define _GNU_SOURCE /* memmem */

#include "harness/mutants/liars/liar.h"

#include "harness/suite/pool.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where a worker has its line to the runner. */
static const struct sluice_pool_line line = {3, NULL};

enum { ANSWER_BYTES = 1024 };

struct sluice_liar {
    const struct sluice_target *truth;
    enum sluice_liar_kind kind;
    struct sluice_bytes victim;
    size_t length;   /* of the loaded stream */
    bool at_victim;  /* it is the one */
    bool at_control; /* it is the control stream */
    bool poisoned;
    char control_value[ANSWER_BYTES]; /* what the control stream says */
};

/* --- at one stream -------------------------------------------------------------------------------- */

static void die_by(int number)
{
    (void)signal(number, SIG_DFL); /* past a sanitizer's handler */
    (void)raise(number);
}

static void hang(void)
{
    for (;;) {
        (void)pause();
    }
}

static void answer_early(void)
{
    (void)!sluice_pool_answer(&line, "early", 5);
}

static void never_answer(void)
{
    (void)close(line.socket);
}

static void die_after_answer(void)
{
    answer_early();
    die_by(SIGSEGV);
}

static void hang_after_answer(void)
{
    answer_early();
    hang();
}

static void die(void)
{
    die_by(SIGKILL);
}

/* --- in place of a run: nothing is shown or measured ---------------------------------------------- */

static bool accept_all(const struct sluice_liar *liar, struct sluice_answer *answer)
{
    (void)liar;
    answer->outcome = SLUICE_OUTCOME_ACCEPT;
    return true;
}

static bool reject_all(const struct sluice_liar *liar, struct sluice_answer *answer)
{
    (void)liar;
    answer->outcome = SLUICE_OUTCOME_REJECT;
    answer->java_class = "InvalidObjectException";
    return true;
}

static bool answer_as_control(const struct sluice_liar *liar, struct sluice_answer *answer)
{
    if (liar->at_control) {
        return false;
    }
    answer->outcome = SLUICE_OUTCOME_ACCEPT;
    answer->value = liar->control_value;
    answer->compact = liar->control_value;
    return true;
}

/* --- after a run ---------------------------------------------------------------------------------- */

static bool is_refusal(const struct sluice_answer *answer)
{
    return answer->outcome == SLUICE_OUTCOME_REJECT || answer->outcome == SLUICE_OUTCOME_LIMIT;
}

static void chatter(struct sluice_liar *liar, const struct sluice_target_request *request,
                    struct sluice_observation *seen)
{
    (void)liar;
    (void)seen;
    if (request->trace) {
        (void)fputs("WARNING: error: this is only talk\n", stderr);
    }
}

static void crash_on_reject(struct sluice_liar *liar, const struct sluice_target_request *request,
                            struct sluice_observation *seen)
{
    (void)liar;
    if (request->trace && is_refusal(&seen->answer)) {
        die_by(SIGSEGV);
    }
}

static void exit_on_reject(struct sluice_liar *liar, const struct sluice_target_request *request,
                           struct sluice_observation *seen)
{
    (void)liar;
    if (request->trace && is_refusal(&seen->answer)) {
        (void)fputs("error: the stream is refused\n", stderr);
        _exit(0);
    }
}

static void change_class(struct sluice_liar *liar, const struct sluice_target_request *request,
                         struct sluice_observation *seen)
{
    (void)liar;
    if (request->trace && is_refusal(&seen->answer)) {
        seen->answer.java_class = "Exception";
        seen->answer.reason = NULL;
    }
}

static void be_vague(struct sluice_liar *liar, const struct sluice_target_request *request,
                     struct sluice_observation *seen)
{
    (void)liar;
    (void)request;
    seen->answer.at = NULL;
    seen->answer.path = NULL;
}

static void muddle(struct sluice_observation *seen)
{
    if (seen->answer.outcome == SLUICE_OUTCOME_ACCEPT) {
        seen->answer.value = "mud";
        seen->answer.compact = "mud";
    }
}

static void change_value(struct sluice_liar *liar, const struct sluice_target_request *request,
                         struct sluice_observation *seen)
{
    (void)request;
    if (!liar->at_control) {
        muddle(seen);
    }
}

static void leak(struct sluice_liar *liar, const struct sluice_target_request *request,
                 struct sluice_observation *seen)
{
    (void)liar;
    if (request->trace) {
        seen->resources.live_after_free = 24;
    }
}

/* The first case is answered well, and everything that is asked after it otherwise. */
static void poison(struct sluice_liar *liar, const struct sluice_target_request *request,
                   struct sluice_observation *seen)
{
    if (liar->poisoned && liar->at_control) {
        muddle(seen);
    }
    liar->poisoned = liar->poisoned || request->trace;
}

/* No limit is set when growth is measured. */
static void climb(struct sluice_liar *liar, const struct sluice_target_request *request,
                  struct sluice_observation *seen)
{
    if (request->limits != NULL && request->limits->depth == UINT32_MAX) {
        seen->resources.steps = (uint64_t)liar->length * liar->length / 1000000 + 1;
    }
}

/* --- all of them ---------------------------------------------------------------------------------- */

/* What a liar does; NULL: nothing of the kind. */
struct conduct {
    const char *name;
    void (*at_victim)(void);
    bool (*invent)(const struct sluice_liar *liar, struct sluice_answer *answer);
    void (*after)(struct sluice_liar *liar, const struct sluice_target_request *request,
                  struct sluice_observation *seen);
};

static const struct conduct conducts[] = {
    [SLUICE_LIAR_HONEST] = {.name = "honest"},
    [SLUICE_LIAR_CHATTERS] = {.name = "chatters", .after = chatter},
    [SLUICE_LIAR_ACCEPTS_ALL] = {.name = "accepts-all", .invent = accept_all},
    [SLUICE_LIAR_REJECTS_ALL] = {.name = "rejects-all", .invent = reject_all},
    [SLUICE_LIAR_ONE_ANSWER] = {.name = "one-answer", .invent = answer_as_control},
    [SLUICE_LIAR_CRASHES_ON_REJECT] = {.name = "crashes-on-reject", .after = crash_on_reject},
    [SLUICE_LIAR_EXITS_ON_REJECT] = {.name = "exits-on-reject", .after = exit_on_reject},
    [SLUICE_LIAR_WRONG_CLASS] = {.name = "wrong-class", .after = change_class},
    [SLUICE_LIAR_VAGUE] = {.name = "vague", .after = be_vague},
    [SLUICE_LIAR_WRONG_VALUE] = {.name = "wrong-value", .after = change_value},
    [SLUICE_LIAR_LEAKS] = {.name = "leaks", .after = leak},
    [SLUICE_LIAR_POISONED] = {.name = "poisoned", .after = poison},
    [SLUICE_LIAR_STEEP] = {.name = "steep", .after = climb},
    [SLUICE_LIAR_HANGS] = {.name = "hangs", .at_victim = hang},
    [SLUICE_LIAR_HANGS_AFTER_ANSWER] = {.name = "hangs-after-answer",
                                        .at_victim = hang_after_answer},
    [SLUICE_LIAR_OUT_OF_ORDER] = {.name = "out-of-order", .at_victim = answer_early},
    [SLUICE_LIAR_NO_ANSWER] = {.name = "no-answer", .at_victim = never_answer},
    [SLUICE_LIAR_DIES_AFTER_ANSWER] = {.name = "dies-after-answer", .at_victim = die_after_answer},
    [SLUICE_LIAR_DIES] = {.name = "dies", .at_victim = die},
};

_Static_assert(sizeof conducts / sizeof conducts[0] == SLUICE_LIAR_COUNT,
               "each liar has a conduct");

const char *sluice_liar_name(enum sluice_liar_kind kind)
{
    return conducts[kind].name;
}

/* --- the target ----------------------------------------------------------------------------------- */

static bool load(void *context, struct sluice_bytes stream)
{
    static const char control[] = "sluice.Control";
    struct sluice_liar *liar = context;
    liar->length = stream.length;
    liar->at_victim = liar->victim.length == stream.length &&
                      memcmp(liar->victim.data, stream.data, stream.length) == 0;
    liar->at_control = memmem(stream.data, stream.length, control, sizeof control - 1) != NULL;
    return liar->truth->load(liar->truth->context, stream);
}

static bool run(void *context, const struct sluice_target_request *request,
                struct sluice_observation *observation, struct sluice_target_facts *facts)
{
    struct sluice_liar *liar = context;
    const struct conduct *conduct = &conducts[liar->kind];
    *facts = (struct sluice_target_facts){0};
    observation->answer.offset = SLUICE_NOT_MEASURED;
    if (conduct->invent != NULL && conduct->invent(liar, &observation->answer)) {
        return true;
    }
    if (conduct->at_victim != NULL && request->trace && liar->at_victim) {
        conduct->at_victim();
    }
    if (!liar->truth->run(liar->truth->context, request, observation, facts)) {
        return false;
    }
    /* What is asked for beside the case is answered as it is. */
    const bool beside = request->fail_allocation != 0 || request->write_back || request->rebuild ||
                        request->own_sink;
    if (conduct->after != NULL && !beside) {
        conduct->after(liar, request, observation);
    }
    if (liar->at_control && observation->answer.value != NULL) {
        (void)snprintf(liar->control_value, sizeof liar->control_value, "%s",
                       observation->answer.value);
    }
    return true;
}

static void destroy(void *context)
{
    free(context);
}

bool sluice_liar_make(enum sluice_liar_kind kind, const struct sluice_target *truth,
                      struct sluice_bytes victim, struct sluice_target *out)
{
    struct sluice_liar *liar = calloc(1, sizeof *liar);
    if (liar == NULL) {
        return false;
    }
    liar->truth = truth;
    liar->kind = kind;
    liar->victim = victim;
    *out = *truth;
    out->name = conducts[kind].name;
    out->load = load;
    out->run = run;
    out->destroy = destroy;
    out->context = liar;
    /* What takes most of the time, and is not what they lie about. */
    out->capabilities &= ~((unsigned)SLUICE_CAN_FAIL_ALLOCATION |
                           (unsigned)SLUICE_CAN_MEASURE_STACK | (unsigned)SLUICE_CAN_CHUNK |
                           (unsigned)SLUICE_CAN_FAIL_SOURCE);
    if (conducts[kind].invent != NULL) {
        /* Nor do they write what they say they have built. */
        out->capabilities &= (unsigned)SLUICE_CAN_INSPECT | (unsigned)SLUICE_CAN_REWRITE;
    }
    return true;
}
