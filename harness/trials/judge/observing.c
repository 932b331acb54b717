#include "harness/trials/judge/observing.h"

#include "harness/trials/judge/watched_memory.h"

#include <string.h>

/* Events that are taken in once more, and a name that no class has. */
enum { MOST_EVENTS = 700, LONG_NAME = 5000 };
static const char odd_name[] = "a\x01"
                               "b\x1F c\x7F~";
static const char odd_name_shown[] = "a?b? c?~";

/* --- names -------------------------------------------------------------------------------------- */

static bool names_go_both_ways(void)
{
    enum sluice_trace_type type;
    enum sluice_outcome outcome;
    enum sluice_verdict verdict;
    bool good = !sluice_trace_parse("unknown", &type) &&
                !sluice_outcome_parse("unknown", &outcome) &&
                !sluice_verdict_parse("unknown", &verdict);
    for (unsigned i = 0; i < SLUICE_TRACE_TYPE_COUNT; i++) {
        good = good && sluice_trace_parse(sluice_trace_name((enum sluice_trace_type)i), &type) &&
               type == i;
    }
    for (unsigned i = SLUICE_OUTCOME_NONE; i <= SLUICE_OUTCOME_UNSUPPORTED; i++) {
        good = good &&
               sluice_outcome_parse(sluice_outcome_name((enum sluice_outcome)i), &outcome) &&
               outcome == i;
    }
    for (unsigned i = SLUICE_VERDICT_ACCEPT; i <= SLUICE_VERDICT_NOT_RUN; i++) {
        good = good &&
               sluice_verdict_parse(sluice_verdict_name((enum sluice_verdict)i), &verdict) &&
               verdict == i;
    }
    return good &&
           strcmp(sluice_trace_name((enum sluice_trace_type)SLUICE_TRACE_TYPE_COUNT), "unknown") ==
               0 &&
           strcmp(sluice_outcome_name((enum sluice_outcome)(SLUICE_OUTCOME_UNSUPPORTED + 1)),
                  "unknown") == 0 &&
           strcmp(sluice_verdict_name((enum sluice_verdict)(SLUICE_VERDICT_NOT_RUN + 1)),
                  "unknown") == 0;
}

static bool rules_go_both_ways(void)
{
    const size_t count = sluice_rule_count();
    bool good = sluice_rule_id(count) == NULL && sluice_rule_index("IN-0") == count &&
                sluice_rule_verdict(count) == SLUICE_VERDICT_ACCEPT &&
                !sluice_rule_is_planned("IN-0") && sluice_planned_rule_id(0) != NULL;
    for (size_t i = 0; i < count; i++) {
        good = good && sluice_rule_index(sluice_rule_id(i)) == i &&
               !sluice_verdict_is_targets_own(sluice_rule_verdict(i)) &&
               !sluice_rule_is_planned(sluice_rule_id(i));
    }
    for (size_t i = 0; good && sluice_planned_rule_id(i) != NULL; i++) {
        good = sluice_rule_is_planned(sluice_planned_rule_id(i)) &&
               sluice_rule_index(sluice_planned_rule_id(i)) == count && i < count;
    }
    return good;
}

/* --- taking in ---------------------------------------------------------------------------------- */

static bool is_empty(const struct sluice_observation *observation)
{
    static const struct sluice_answer no_answer = {.offset = SLUICE_NOT_MEASURED};
    static const struct sluice_process_facts nothing;
    const struct sluice_resources *resources = &observation->resources;
    const uint64_t measured[] = {resources->peak_heap,       resources->live_after_run,
                                 resources->live_after_free, resources->allocations,
                                 resources->steps,           resources->consumed,
                                 resources->stack,           resources->objects,
                                 resources->elements,        resources->work};
    bool good = observation->answer.outcome == no_answer.outcome &&
                observation->answer.offset == no_answer.offset &&
                observation->answer.value == NULL && observation->answer.written == NULL &&
                observation->process.signal == nothing.signal &&
                observation->process.hang == nothing.hang &&
                observation->process.adapter_error == NULL && observation->shows == 0 &&
                observation->trace_count == 0 && observation->trace_dropped == 0;
    for (size_t i = 0; i < sizeof measured / sizeof measured[0]; i++) {
        good = good && measured[i] == SLUICE_NOT_MEASURED;
    }
    for (size_t i = 0; i < SLUICE_OBSERVATION_CACHE; i++) {
        good = good && observation->cache[i] == NULL;
    }
    return good;
}

/* As a run leaves it behind. */
static void fill(struct sluice_observation *observation)
{
    observation->answer = (struct sluice_answer){.outcome = SLUICE_OUTCOME_ACCEPT, .value = "1"};
    observation->resources = (struct sluice_resources){.steps = 7};
    observation->process = (struct sluice_process_facts){.signal = 9, .hang = true};
    observation->shows = SLUICE_SHOWS_REFERENCE;
    observation->trace_dropped = 3;
}

static size_t events_of(const struct sluice_observation *seen)
{
    return seen->trace_count < MOST_EVENTS ? seen->trace_count : MOST_EVENTS;
}

static void take_in(struct sluice_observation *observation, const struct sluice_observation *seen)
{
    for (size_t i = 0; i < events_of(seen); i++) {
        const char *name = seen->trace[i].name;
        sluice_observation_add(observation, &seen->trace[i], name, name != NULL ? strlen(name) : 0);
    }
}

/* Whether the first `count` events are those that were seen. */
static bool holds(const struct sluice_observation *observation,
                  const struct sluice_observation *seen, size_t count)
{
    bool good = observation->trace_count == count;
    for (size_t i = 0; good && i < count; i++) {
        const struct sluice_trace_event *one = &observation->trace[i];
        const struct sluice_trace_event *other = &seen->trace[i];
        good = one->type == other->type && one->handle == other->handle &&
               one->offset == other->offset && one->amount == other->amount &&
               (one->name != NULL) == (other->name != NULL) &&
               (one->name == NULL || strcmp(one->name, other->name) == 0);
    }
    return good;
}

static bool shows_odd_names(struct sluice_observation *observation)
{
    const struct sluice_trace_event event = {.type = SLUICE_TRACE_CONSTRUCTED, .ok = true};
    const size_t first = observation->trace_count;
    for (int i = 0; i < 2; i++) {
        sluice_observation_add(observation, &event, odd_name, sizeof odd_name - 1);
        sluice_observation_add(observation, &event, odd_name, 1);
        sluice_observation_add(observation, &event, "", 0);
    }
    const struct sluice_trace_event *added = observation->trace + first;
    return observation->trace_count == first + 6 && strcmp(added[0].name, odd_name_shown) == 0 &&
           strcmp(added[1].name, "a") == 0 && strcmp(added[2].name, "") == 0 &&
           added[3].name == added[0].name && added[4].name == added[1].name;
}

/* More names than there is room for at once, each the beginning of those before it. */
static bool tells_names_apart(struct sluice_observation *observation)
{
    enum { NAMES = 2 * SLUICE_OBSERVATION_CACHE };
    const struct sluice_trace_event event = {.type = SLUICE_TRACE_CONSTRUCTED, .ok = true};
    const size_t first = observation->trace_count;
    char name[NAMES];
    bool good = true;
    memset(name, 'n', sizeof name);
    for (size_t length = NAMES; length > 0; length--) {
        sluice_observation_add(observation, &event, name, length);
    }
    for (size_t i = first; i < observation->trace_count; i++) {
        good = good && strlen(observation->trace[i].name) == NAMES - (i - first);
    }
    return good && observation->trace_count == first + NAMES;
}

/* Long texts stand for themselves, short ones beside each other. */
static bool keeps_texts(struct sluice_observation *observation,
                        const struct sluice_watched_memory *watched)
{
    static char large[LONG_NAME];
    memset(large, 'x', sizeof large);
    const char *first = sluice_observation_text(observation, large, sizeof large);
    const uint64_t blocks = watched->live;
    const char *second = sluice_observation_text(observation, "ab", 2);
    const char *third = sluice_observation_text(observation, "c", 1);
    return sluice_observation_text(observation, NULL, 1) == NULL && first != NULL &&
           strlen(first) == LONG_NAME && second != NULL && strcmp(second, "ab") == 0 &&
           third == second + 3 && strcmp(third, "c") == 0 && watched->live == blocks + 1;
}

static const char *test_keeping(const struct sluice_observation *seen)
{
    struct sluice_watched_memory watched = {0};
    const struct sluice_rules_memory memory = sluice_watched_memory_of(&watched);
    struct sluice_observation observation;
    const char *fault = NULL;
    memset(&observation, 0x55, sizeof observation);
    sluice_observation_init(&observation);
    fault = is_empty(&observation) && observation.texts == NULL
                ? NULL
                : "an observation does not begin empty";
    observation.memory = &memory;
    take_in(&observation, seen);
    if (!holds(&observation, seen, events_of(seen)) || observation.trace_dropped != 0) {
        fault = "an observation does not keep what it is given";
    }
    if (!shows_odd_names(&observation) || !tells_names_apart(&observation) ||
        !keeps_texts(&observation, &watched)) {
        fault = "an observation keeps texts wrongly";
    }
    const struct sluice_trace_event restarted = {.type = SLUICE_TRACE_RESTARTED};
    observation.trace_dropped = 2;
    sluice_observation_add(&observation, &restarted, NULL, 0);
    if (observation.trace_count != 0 || observation.trace_dropped != 0) {
        fault = "an observation keeps what came before a run began again";
    }
    take_in(&observation, seen);
    fill(&observation);
    sluice_observation_clear(&observation);
    const uint64_t calls = watched.calls;
    /* Kept are the trace and a block of texts. */
    if (!is_empty(&observation) || watched.live > 2) {
        fault = "an observation is not empty when it was cleared";
    }
    sluice_observation_add(&observation, &(struct sluice_trace_event){0}, NULL, 0);
    if (watched.calls != calls) {
        fault = "an observation forgets the memory of its trace";
    }
    sluice_observation_free(&observation);
    if (watched.live != 0 || observation.trace != NULL || observation.trace_capacity != 0) {
        fault = "an observation keeps memory when it was freed";
    }
    return fault;
}

/* Up to a limit, and with one allocation refused: the beginning is kept, the rest is counted. */
static const char *test_dropping(const struct sluice_observation *seen, size_t limit, uint64_t fail,
                                 uint64_t *calls)
{
    struct sluice_watched_memory watched = {.fail = fail};
    const struct sluice_rules_memory memory = sluice_watched_memory_of(&watched);
    struct sluice_observation observation;
    const char *fault = NULL;
    sluice_observation_init(&observation);
    observation.memory = &memory;
    observation.trace_limit = limit;
    observation.shows = SLUICE_SHOWS_REFERENCE;
    take_in(&observation, seen);
    const size_t kept = observation.trace_count;
    if (!holds(&observation, seen, kept) || kept > limit ||
        kept + observation.trace_dropped != events_of(seen) ||
        (fail == 0 && kept < limit && observation.trace_dropped != 0)) {
        fault = "an observation drops other events than the last ones";
    }
    if (sluice_observation_shows(&observation, 1) != (observation.trace_dropped == 0)) {
        fault = "an observation says that nothing was dropped";
    }
    sluice_observation_free(&observation);
    *calls = watched.calls;
    return watched.live != 0 ? "an observation keeps memory" : fault;
}

/* --- all ---------------------------------------------------------------------------------------- */

const char *sluice_observing_fault(const struct sluice_observation *seen)
{
    uint64_t calls = 1;
    if (!names_go_both_ways() || !rules_go_both_ways()) {
        return "a name of the judge does not lead back to what it names";
    }
    const char *fault = test_keeping(seen);
    for (size_t limit = 0; fault == NULL && limit < events_of(seen); limit += 1 + limit / 2) {
        fault = test_dropping(seen, limit, 0, &calls);
    }
    calls = 1;
    for (uint64_t fail = 1; fault == NULL && fail <= calls; fail++) {
        fault = test_dropping(seen, SLUICE_TRACE_DEFAULT_LIMIT, fail, &calls);
    }
    return fault;
}
