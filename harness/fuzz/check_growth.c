#include "harness/fuzz/checks.h"
#include "harness/fuzz/units.h"
#include "harness/suite/sweeps.h"

#include <string.h>

enum { STACK_SLACK = 4 }; /* a refusal goes deeper than what is accepted */
enum { BASE_BYTES = 3000, SIZES = 6 };

/* Bytes of the smallest of the four streams, about, in percent of BASE_BYTES: growth is measured again where
 * it is found too fast, and must be so each time. Buffers double, and at a size each of them may just have
 * done so; up to a size a stream is read in one way, from there on in another; and what stands but once
 * is much of a short stream, and costs little. None of that is so at all sizes, and what grows too fast is. */
static const unsigned percents[SIZES] = {100, 129, 167, 900, 1170, 1500};

/* --- what it costs -------------------------------------------------------------------------------- */

/* Parts that anybody may have written are not of one kind at every size: up to one it is read in one way,
 * from there on in another. What grows too fast does so up to the largest size. */
static bool grows_to_the_end(const struct sluice_sweeps *sweeps, const char *rule)
{
    const struct sluice_scaled_run *runs = sweeps->scales;
    const struct sluice_scaled_run *last = &runs[SLUICE_SWEEP_SCALES - 1];
    if (strcmp(rule, "BOUND-STACK") == 0) {
        return last->stack > SLUICE_BOUND_STACK ||
               last->stack > runs[0].stack + STACK_SLACK * SLUICE_BOUND_STACK_SLACK;
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

/* Whether all is well; `finding` says what is not. */
static bool measure(struct sluice_execution *execution, struct sluice_finding *finding)
{
    struct sluice_sweeps sweeps = {0};
    struct sluice_observation_set set = {0};
    const char *why = NULL;
    bool good = true;
    execution->finding = finding;
    if (sluice_sweep_growth(&execution->item, execution->target, &sweeps, &why)) {
        sluice_sweeps_join(&sweeps, &set);
        good = sluice_execution_judge(execution, &set) || !grows_to_the_end(&sweeps, finding->rule);
    } else if (sweeps.failed) {
        good = sluice_execution_failed(execution, why);
    }
    sluice_sweeps_free(&sweeps);
    return good;
}

static bool measure_sizes(struct sluice_execution *execution, struct sluice_program *program,
                          sluice_node_id group)
{
    const size_t unit = sluice_unit_bytes(program, group);
    struct sluice_finding *finding = execution->finding;
    struct sluice_finding found = {0};
    bool good = unit == 0;
    execution->item.program = program;
    execution->item.growth = true;
    for (size_t i = 0; !good && i < SIZES; i++) {
        found = (struct sluice_finding){0};
        const size_t wanted = (size_t)BASE_BYTES * percents[i] / 100;
        sluice_program_node(program, group)->number = (int64_t)(1 + i + wanted / unit);
        good = measure(execution, &found);
    }
    execution->finding = finding;
    execution->item.program = NULL;
    execution->item.growth = false;
    return good || sluice_finding_note(finding, found.rule, "%s", found.detail);
}

static bool check(struct sluice_execution *execution, bool nests)
{
    const struct sluice_bytes stream = execution->input.stream;
    struct sluice_program *program = sluice_disassemble(stream.data, stream.length);
    bool good = true;
    if (program != NULL) {
        sluice_unit_keep_single(program);
        const sluice_node_id id = sluice_unit_choose(execution, program, nests);
        const sluice_node_id group = id == SLUICE_NODE_NONE ? SLUICE_NODE_NONE
                                     : nests                ? sluice_unit_nest(program, id)
                                                            : sluice_unit_repeat(program, id);
        good = group == SLUICE_NODE_NONE || measure_sizes(execution, program, group);
    }
    sluice_program_free(program);
    return execution->target->load(execution->target->context, stream) && good;
}

bool sluice_check_growth(struct sluice_execution *execution)
{
    const uint64_t kind = sluice_execution_choose(execution, SLUICE_CHOICE_UNIT_KIND, 2);
    if (execution->input.stream.length > SLUICE_FUZZ_MAX_INPUT) {
        return true; /* long enough as it is, and judged */
    }
    return sluice_fuzz_thorough ? check(execution, false) && check(execution, true)
                                : check(execution, kind != 0);
}
