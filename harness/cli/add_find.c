#include "harness/cli/add_find.h"

#include "harness/cli/command.h"
#include "harness/cli/running.h"
#include "harness/stream/neighbors.h"
#include "harness/stream/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    NEIGHBORS_MAX = 500,    /* that are run */
    NEIGHBOR_NODES = 20000, /* a larger program has too many */
    REFRESH = 100           /* milliseconds between two lines of progress */
};

/* --- looking ---------------------------------------------------------------------------------- */

static bool ask(struct sluice_find *find, struct sluice_bytes bytes, struct sluice_probed *out)
{
    if (!sluice_probe_ask(find->probe, bytes, out)) {
        (void)sluice_complain("%s: the target cannot be run: out of memory or of processes",
                              find->name);
        return false;
    }
    return true;
}

static bool is_stopped(void)
{
    if (sluice_running_stop != 0) {
        (void)sluice_complain("stopped: nothing was written");
    }
    return sluice_running_stop != 0;
}

bool sluice_find_look(struct sluice_find *find, struct sluice_bytes bytes)
{
    if (!ask(find, bytes, &find->seen) || is_stopped()) {
        return false;
    }
    sluice_probed_say(&find->seen, find->rule, &find->said);
    return true;
}

bool sluice_find_shows(const struct sluice_find *find)
{
    return find->seen.verdict != SLUICE_VERDICT_ACCEPT ||
           sluice_probed_ruling(&find->seen, find->rule) == SLUICE_RULING_VIOLATED;
}

/* --- minimizing ------------------------------------------------------------------------------- */

/* Rules about numbers that a stream only claims. */
static bool is_about_claims(size_t rule)
{
    static const char *const rules[] = {"GOLD-1", "GOLD-2", "IN-10", "BOUND-HEAP",
                                        "BOUND-COUNTERS"};
    bool is = false;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        is = is || sluice_rule_index(rules[i]) == rule;
    }
    return is;
}

/* The numbers in values and block data that are more than the stream has bytes, together: any of them may
 * be a count for the class that reads it. */
static uint64_t sum_of_values(const struct sluice_program *program, sluice_node_id id, size_t more)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    const struct sluice_bytes bytes = sluice_program_bytes(program, id);
    const bool is_values = node->kind == SLUICE_NODE_VALUES;
    const bool counts = node->kind == SLUICE_NODE_RAW ||
                        (is_values && (node->code == 'I' || node->code == 'J'));
    const size_t size = is_values && node->code == 'J' ? 8 : 4;
    uint64_t sum = 0;
    for (size_t at = 0; counts && at + size <= bytes.length; at += size) {
        const uint64_t value = sluice_stream_value_get(bytes.data + at, size);
        const bool is_negative = value >> (8 * size - 1) != 0;
        sum += !is_negative && value > more ? value : 0;
    }
    return sum;
}

/* What the stream claims and cannot hold: the largest of its lengths, or else what stands in its values. 0
 * if that is nothing. */
static uint64_t claim_of(const struct sluice_program *program, size_t bytes)
{
    uint64_t length = 0;
    uint64_t values = 0;
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = sluice_program_peek(program, id);
        const uint64_t claim = (node->marks & SLUICE_NODE_CLAIM) != 0 && node->claim > 0
                                   ? (uint64_t)node->claim
                                   : 0;
        length = claim > length ? claim : length;
        values += sum_of_values(program, id, bytes);
    }
    return length > bytes ? length : values;
}

struct hunt {
    struct sluice_find *find;
    uint64_t claim; /* that must stay, or 0 */
    struct sluice_probed probed;
    struct sluice_text said;
    size_t bytes; /* of the input */
    uint64_t shown;
    bool failed;
};

static enum sluice_minimize_answer still(void *context, const struct sluice_program *candidate,
                                         struct sluice_bytes bytes)
{
    struct hunt *hunt = context;
    if (hunt->claim != 0 && claim_of(candidate, hunt->bytes) != hunt->claim) {
        return SLUICE_MINIMIZE_LOST;
    }
    if (!ask(hunt->find, bytes, &hunt->probed)) {
        hunt->failed = true;
    }
    if (hunt->failed || sluice_running_stop != 0) {
        return SLUICE_MINIMIZE_STOP;
    }
    sluice_text_clear(&hunt->said);
    sluice_probed_say(&hunt->probed, hunt->find->rule, &hunt->said);
    return strcmp(sluice_text_get(&hunt->said), sluice_text_get(&hunt->find->said)) == 0
               ? SLUICE_MINIMIZE_KEPT
               : SLUICE_MINIMIZE_LOST;
}

static void show(void *context, const struct sluice_minimize_state *state)
{
    struct hunt *hunt = context;
    const uint64_t now = sluice_running_milliseconds();
    if (hunt->find->progress && now - hunt->shown >= REFRESH) {
        hunt->shown = now;
        (void)fprintf(stderr,
                      "\r\033[K%" PRIu64 " trials, %zu of %zu bytes left, %" PRIu32 " items",
                      state->trials, state->bytes, hunt->bytes, state->nodes);
        (void)fflush(stderr);
    }
}

static void end_line(const struct sluice_find *find)
{
    if (find->progress) {
        (void)fputs("\r\033[K", stderr);
    }
}

static bool hunt_down(struct sluice_find *find, const struct sluice_program *program, size_t bytes)
{
    struct hunt hunt = {.find = find, .bytes = bytes};
    hunt.claim = is_about_claims(find->rule) ? claim_of(program, bytes) : 0;
    const struct sluice_minimize_settings settings = {.still = still,
                                                      .progress = show,
                                                      .context = &hunt,
                                                      .max_trials = find->max_trials,
                                                      .keep_claims = true};
    struct sluice_yaml_error error = {0};
    bool good = sluice_minimize(program, &settings, &find->least, &error);
    end_line(find);
    if (!good) {
        (void)sluice_complain("%s: %s", find->name, error.message);
    }
    sluice_probed_free(&hunt.probed);
    sluice_text_free(&hunt.said);
    return good && !hunt.failed && !is_stopped();
}

/* What came of the result, once more and in full: an outcome that comes and goes is no case. */
static bool look_again(struct sluice_find *find)
{
    struct sluice_assembly assembly;
    struct sluice_yaml_error error = {0};
    struct sluice_text said = {0};
    if (!sluice_assemble(find->least.program, NULL, &assembly, &error)) {
        (void)sluice_complain("%s: %s", find->name, error.message);
        return false;
    }
    bool good = ask(find, (struct sluice_bytes){assembly.bytes, assembly.length}, &find->seen);
    sluice_assembly_free(&assembly);
    if (good) {
        sluice_probed_say(&find->seen, find->rule, &said);
    }
    if (good && strcmp(sluice_text_get(&said), sluice_text_get(&find->said)) != 0) {
        (void)sluice_complain("%s: the outcome is not always the same: first %s, then %s",
                              find->name, sluice_text_get(&find->said), sluice_text_get(&said));
        good = false;
    }
    sluice_text_free(&said);
    return good;
}

bool sluice_find_minimize(struct sluice_find *find, struct sluice_bytes bytes)
{
    struct sluice_program *program = sluice_disassemble(bytes.data, bytes.length);
    if (program == NULL) {
        (void)sluice_complain("%s: out of memory for its program", find->name);
        return false;
    }
    if (!sluice_find_shows(find)) {
        find->least = (struct sluice_minimized){
            .program = program,
            .state = {0, bytes.length, sluice_program_node_count(program)},
            .complete = true};
        return true;
    }
    bool good = hunt_down(find, program, bytes.length) && look_again(find);
    sluice_program_free(program);
    return good;
}

/* --- the twin --------------------------------------------------------------------------------- */

enum fit {
    NO_TWIN,
    ACCEPTED, /* and some other rule is broken: a defect may show in sound streams, too */
    VALID,
    PUT_TO_THE_TEST /* and the rule is */
};

struct choice {
    struct sluice_find *find;
    struct sluice_probed probed;
    enum fit fit; /* of the one that was chosen */
    bool failed;
};

static uint32_t count_nodes(const struct sluice_program *program)
{
    uint32_t count = 0;
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        count++;
    }
    return count;
}

/* Valid, and not merely since hardly anything is left of it. */
static enum fit fit_of(const struct choice *choice, const struct sluice_neighbor *neighbor)
{
    const struct sluice_probed *probed = &choice->probed;
    const enum sluice_ruling ruling = sluice_probed_ruling(probed, choice->find->rule);
    if (2 * count_nodes(neighbor->program) < choice->find->least.state.nodes || !probed->answered ||
        probed->outcome != SLUICE_OUTCOME_ACCEPT || ruling == SLUICE_RULING_VIOLATED) {
        return NO_TWIN;
    }
    if (probed->verdict != SLUICE_VERDICT_ACCEPT ||
        sluice_probed_violated(probed, 0) < sluice_rule_count()) {
        return choice->find->defective ? ACCEPTED : NO_TWIN;
    }
    return ruling == SLUICE_RULING_HELD ? PUT_TO_THE_TEST : VALID;
}

static bool choose(void *context, const struct sluice_neighbor *neighbor)
{
    struct choice *choice = context;
    struct sluice_find *find = choice->find;
    if (neighbor->bytes.length > find->max_bytes) {
        return true;
    }
    find->twin_trials++;
    if (!ask(find, neighbor->bytes, &choice->probed)) {
        choice->failed = true;
        return false;
    }
    const enum fit fit = fit_of(choice, neighbor);
    if (fit > choice->fit) {
        sluice_program_free(find->twin);
        find->twin = sluice_disassemble(neighbor->bytes.data, neighbor->bytes.length);
        choice->failed = find->twin == NULL;
        choice->fit = fit;
        sluice_text_clear(&find->twin_what);
        sluice_text_string(&find->twin_what, neighbor->what);
        const struct sluice_probed old = find->twin_seen;
        find->twin_seen = choice->probed;
        choice->probed = old;
    }
    return !choice->failed && choice->fit < PUT_TO_THE_TEST && find->twin_trials < NEIGHBORS_MAX &&
           sluice_running_stop == 0;
}

bool sluice_find_twin(struct sluice_find *find)
{
    struct choice choice = {.find = find};
    if (!sluice_find_shows(find) || find->least.state.nodes > NEIGHBOR_NODES) {
        return true;
    }
    bool good = sluice_neighbors_each(find->least.program, find->classes, choose, &choice);
    sluice_probed_free(&choice.probed);
    if (!good) {
        (void)sluice_complain("%s: out of memory for its twin", find->name);
    }
    return good && !choice.failed && !is_stopped();
}

bool sluice_find_tidy(struct sluice_find *find)
{
    if (!sluice_minimize_tidy(find->least.program) ||
        (find->twin != NULL && !sluice_minimize_tidy(find->twin))) {
        (void)sluice_complain("%s: out of memory", find->name);
        return false;
    }
    return true;
}

void sluice_find_free(struct sluice_find *find)
{
    sluice_probed_free(&find->seen);
    sluice_probed_free(&find->twin_seen);
    sluice_text_free(&find->said);
    sluice_text_free(&find->twin_what);
    sluice_program_free(find->least.program);
    sluice_program_free(find->twin);
}
