#include "harness/fuzz/checks.h"
#include "harness/fuzz/sharing.h"
#include "harness/suite/sweeps.h"

#include <string.h>

enum { BASE_BYTES = 3000, SIZES = 7, FIRST = 1, FIRST_LARGE = 4 };

/* Bytes of the smallest of the four streams, about, in percent of BASE_BYTES: growth is measured again where
 * it is found too fast, and must be so each time. Buffers double, and at a size each of them may just have
 * done so; up to a size a stream is read in one way, from there on in another; and what stands but once
 * is much of a short stream, and costs little. None of that is so at all sizes, and what grows too fast is. What is shared
 * shows that in short streams already: those are looked at first, as they cost little. */
static const unsigned percents[SIZES] = {24, 100, 129, 167, 900, 1170, 1500};

/* --- what it costs -------------------------------------------------------------------------------- */

/* Parts that anybody may have written are not of one kind at every size: up to one it is read in one way,
 * from there on in another. What grows too fast does so up to the largest size, and a stack goes deeper than at
 * the size before. */
static bool grows_to_the_end(const struct sluice_sweeps *sweeps, const char *rule,
                             uint64_t stack_before)
{
    const struct sluice_scaled_run *last = &sweeps->scales[SLUICE_SWEEP_SCALES - 1];
    if (strcmp(rule, "BOUND-STACK") == 0) {
        return last->stack > SLUICE_BOUND_STACK ||
               last->stack > stack_before + SLUICE_BOUND_STACK_SLACK;
    }
    if (sluice_is_too_much_work(last->work, last->steps, last->bytes)) {
        return true;
    }
    const uint64_t before = last[-1].steps - last[-2].steps;
    const uint64_t added = last->steps - last[-1].steps;
    if (strcmp(rule, "BOUND-STEPS") != 0 || last[-1].steps < last[-2].steps ||
        last[-1].consumed <= last[-2].consumed || last->consumed <= last[-1].consumed) {
        return true;
    }
    /* What was not read has cost nothing. */
    const uint64_t read_before = last[-1].consumed - last[-2].consumed;
    const uint64_t read = last->consumed - last[-1].consumed;
    return added * read_before * 100 > before * read * 105;
}

/* What looks at what is shared tells so in steps, and how much work each of them stands for depends on what is looked
 * for. */
static void forget_work(struct sluice_sweeps *sweeps)
{
    for (size_t i = 0; i < sweeps->scale_count; i++) {
        sweeps->scales[i].work = SLUICE_NOT_MEASURED;
    }
}

/* Whether all is well; `finding` says what is not. `stack` is that of the largest stream of the size before, if there
 * was one, and becomes that of this one. */
static bool measure(struct sluice_execution *execution, bool shares, uint64_t *stack,
                    struct sluice_finding *finding)
{
    struct sluice_sweeps sweeps = {0};
    struct sluice_observation_set set = {0};
    const char *why = NULL;
    bool good = true;
    execution->finding = finding;
    if (sluice_sweep_growth(&execution->item, execution->target, &sweeps, &why)) {
        if (shares) {
            forget_work(&sweeps);
        }
        sluice_sweeps_join(&sweeps, &set);
        good = sluice_execution_judge(execution, &set) ||
               !grows_to_the_end(&sweeps, finding->rule, *stack);
        *stack = sweeps.scales[SLUICE_SWEEP_SCALES - 1].stack;
    } else if (sweeps.failed) {
        good = sluice_execution_failed(execution, why);
    }
    sluice_sweeps_free(&sweeps);
    return good;
}

/* What grows: the parts of a group, and what is shared by them, if they share anything. */
struct grown {
    sluice_node_id group; /* NONE: nothing can */
    sluice_node_id shared;
};

/* About so many bytes: half of them go into what is shared. */
static void set_size(const struct sluice_execution *execution, struct sluice_program *program,
                     struct grown grown, size_t wanted, size_t unit)
{
    if (grown.shared != SLUICE_NODE_NONE) {
        wanted /= 2;
        sluice_share_more(program, grown.shared,
                          sluice_execution_choose(execution, SLUICE_CHOICE_SHARED, UINT32_MAX),
                          wanted);
    }
    sluice_program_node(program, grown.group)->number = (int64_t)(1 + wanted / unit);
}

/* What is shared may cost the square of its size until it is refused for that. That takes its time, and of the large
 * sizes the largest tells. */
static bool is_left_out(size_t size, bool shares)
{
    return shares ? size >= FIRST_LARGE && size < SIZES - 1 : size < FIRST;
}

static bool measure_sizes(struct sluice_execution *execution, struct sluice_program *program,
                          struct grown grown)
{
    const size_t unit = sluice_unit_bytes(program, grown.group);
    struct sluice_finding *finding = execution->finding;
    struct sluice_finding found = {0};
    uint64_t stack = 0;
    bool good = unit == 0;
    execution->item.program = program;
    execution->item.growth = true;
    const bool shares = grown.shared != SLUICE_NODE_NONE;
    for (size_t i = 0; !good && i < SIZES; i++) {
        if (is_left_out(i, shares)) {
            continue;
        }
        found = (struct sluice_finding){0};
        const size_t wanted = (size_t)BASE_BYTES * percents[i] / 100;
        set_size(execution, program, grown, wanted + i * unit, unit);
        good = measure(execution, shares, &stack, &found);
    }
    execution->finding = finding;
    execution->item.program = NULL;
    execution->item.growth = false;
    return good || sluice_finding_note(finding, found.rule, "%s", found.detail);
}

/* One part of a stream often, inside itself, or in many places as large as they are many: referred to, or with its values
 * in objects like it. */
enum way { REPEATED, NESTED, SHARED, SHARED_ANEW };

static struct grown put_group(const struct sluice_execution *execution,
                              struct sluice_program *program, enum way way)
{
    const bool shares = way == SHARED || way == SHARED_ANEW;
    const sluice_node_id id = shares ? sluice_share_choose(execution, program)
                                     : sluice_unit_choose(execution, program, way == NESTED);
    if (id == SLUICE_NODE_NONE) {
        return (struct grown){SLUICE_NODE_NONE, SLUICE_NODE_NONE};
    }
    if (shares) {
        return (struct grown){sluice_share(program, id, way == SHARED_ANEW), id};
    }
    return (struct grown){way == NESTED ? sluice_unit_nest(program, id)
                                        : sluice_unit_repeat(program, id),
                          SLUICE_NODE_NONE};
}

static bool check(struct sluice_execution *execution, enum way way)
{
    const struct sluice_bytes stream = execution->input.stream;
    struct sluice_program *program = sluice_disassemble(stream.data, stream.length);
    bool good = true;
    if (program != NULL) {
        sluice_unit_keep_single(program);
        const struct grown grown = put_group(execution, program, way);
        good = grown.group == SLUICE_NODE_NONE || measure_sizes(execution, program, grown);
    }
    sluice_program_free(program);
    return execution->target->load(execution->target->context, stream) && good;
}

/* One of two ways, or both. */
static bool check_one_of(struct sluice_execution *execution, enum way one, enum way other)
{
    const bool is_first = sluice_execution_choose(execution, SLUICE_CHOICE_UNIT_KIND, 2) == 0;
    if (execution->input.stream.length > SLUICE_FUZZ_MAX_INPUT) {
        return true; /* long enough as it is, and judged */
    }
    return sluice_fuzz_thorough ? check(execution, one) && check(execution, other)
                                : check(execution, is_first ? one : other);
}

bool sluice_check_growth(struct sluice_execution *execution)
{
    return check_one_of(execution, REPEATED, NESTED);
}

/* Of what is accepted: what is refused may have been refused for being looked at too often. What classes with code of their
 * own copy for each of their objects is theirs to answer for. */
bool sluice_check_sharing(struct sluice_execution *execution)
{
    return !sluice_execution_is_accepted(execution) ||
           execution->question->context.instance_bytes != 0 ||
           check_one_of(execution, SHARED, SHARED_ANEW);
}
