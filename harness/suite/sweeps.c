#include "harness/suite/sweeps.h"

/* What all refused allocations of a case may cost together. */
static const struct sluice_refusal_budget refusal_budget = {
    .steps = 1500000, .at_least = 10, .at_most = 4000};

enum { LARGE_STREAM = 256 * 1024 };

struct sluice_target_request sluice_sweep_request(const struct sluice_case *item)
{
    const bool rewrites = item->mode == SLUICE_MODE_REWRITE;
    return (struct sluice_target_request){
        .mode = item->mode,
        .policy = sluice_models_policy(item->models),
        .limits = rewrites ? NULL : &item->limits,
        .reader = rewrites ? &item->limits : NULL,
        .safe = item->safe,
    };
}

bool sluice_sweep_run(const struct sluice_case *item, const struct sluice_target *target,
                      const struct sluice_target_request *request,
                      struct sluice_observation *observation, struct sluice_target_facts *facts)
{
    const uint64_t copied = sluice_models_copied(item->models);
    const uint64_t asked = sluice_models_asked(item->models);
    if (!target->run(target->context, request, observation, facts)) {
        return false;
    }
    observation->resources.copied = sluice_models_copied(item->models) - copied;
    observation->resources.asked = sluice_models_asked(item->models) - asked;
    return true;
}

/* --- pieces ----------------------------------------------------------------------------------- */

struct cut {
    const char *name;
    size_t chunk; /* 0: half of the stream */
    bool hide_length;
    bool always; /* for large streams too, where each run takes its time */
};

static const struct cut cuts[SLUICE_SWEEP_CHUNKS] = {
    {"1 byte at a time", 1, false, false},
    {"1 byte at a time, length unknown", 1, true, true},
    {"3 bytes at a time", 3, false, false},
    {"two halves", 0, false, false},
    {"4096 bytes at a time, length unknown", 4096, true, false},
};

static bool sweep_chunks(const struct sluice_case *item, const struct sluice_target *target,
                         size_t length, struct sluice_sweeps *out, const char **why)
{
    for (size_t i = 0; i < SLUICE_SWEEP_CHUNKS; i++) {
        if (length > LARGE_STREAM && !cuts[i].always) {
            continue;
        }
        struct sluice_target_request request = sluice_sweep_request(item);
        request.chunk = cuts[i].chunk != 0 ? cuts[i].chunk : length / 2 + 1;
        request.hide_length = cuts[i].hide_length;
        request.value = true;
        struct sluice_observation *observation = &out->observations[out->chunk_count];
        struct sluice_target_facts facts;
        sluice_observation_init(observation);
        bool ran = target->run(target->context, &request, observation, &facts);
        out->chunks[out->chunk_count++] = (struct sluice_chunk_run){
            .cut = cuts[i].name,
            .length_known = !cuts[i].hide_length,
            .answer = observation->answer,
            .peak_heap = observation->resources.peak_heap,
            .live_after_free = observation->resources.live_after_free};
        if (!ran) {
            *why = observation->process.adapter_error;
            return false;
        }
    }
    return true;
}

/* --- what was built, written again ------------------------------------------------------------ */

static bool is_written_back(const struct sluice_sweeps *sweeps)
{
    return sweeps->written_back && sweeps->back.answer.outcome == SLUICE_OUTCOME_ACCEPT;
}

bool sluice_sweep_write_back(const struct sluice_case *item, const struct sluice_target *target,
                             const struct sluice_observation *plain, struct sluice_sweeps *out,
                             const char **why)
{
    struct sluice_target_request request = sluice_sweep_request(item);
    struct sluice_target_facts facts;
    if (item->mode != SLUICE_MODE_DECODE || plain->answer.outcome != SLUICE_OUTCOME_ACCEPT ||
        (target->capabilities & SLUICE_CAN_WRITE_BACK) == 0) {
        return true;
    }
    out->written_back = true;
    sluice_observation_init(&out->back);
    request.write_back = true;
    bool good = target->run(target->context, &request, &out->back, &facts);
    if (!good) {
        const char *error = out->back.process.adapter_error;
        *why = error != NULL ? error : "the target failed when it was to write what it had built";
    }
    return good;
}

bool sluice_sweep_loaded(const struct sluice_case *item, const struct sluice_target *target,
                         size_t length, const struct sluice_observation *plain,
                         struct sluice_sweeps *out, const char **why)
{
    struct sluice_target_request request = sluice_sweep_request(item);
    if (((target->capabilities & SLUICE_CAN_CHUNK) != 0 &&
         !sweep_chunks(item, target, length, out, why)) ||
        !sluice_sweep_write_back(item, target, plain, out, why)) {
        return false;
    }
    request.write_back = is_written_back(out);
    const struct sluice_observation *whole = request.write_back ? &out->back : plain;
    return (target->capabilities & SLUICE_CAN_FAIL_ALLOCATION) == 0 ||
           sluice_refusals_run(target, &request, &whole->resources, &refusal_budget, &out->refusals,
                               why);
}

/* --- growth ----------------------------------------------------------------------------------- */

/* No limit may end the larger run before it has grown. */
struct sluice_limits sluice_sweep_no_limits(void)
{
    struct sluice_limits limits;
#define X(member, upper, text) limits.member = UINT32_MAX;
    SLUICE_LIMIT_LIST(X)
#undef X
    return limits;
}

/* How deep the stack goes, at the smallest and the largest size. */
static bool measure_scaled_stack(const struct sluice_target *target,
                                 struct sluice_target_request *request,
                                 struct sluice_scaled_run *run)
{
    struct sluice_observation observation;
    struct sluice_target_facts facts;
    if ((target->capabilities & SLUICE_CAN_MEASURE_STACK) == 0 ||
        (run->scale != 1 && run->scale != SLUICE_SWEEP_LARGEST)) {
        return true;
    }
    request->measure_stack = true;
    sluice_observation_init(&observation);
    const bool good = target->run(target->context, request, &observation, &facts);
    run->stack = observation.resources.stack;
    sluice_observation_free(&observation);
    return good;
}

static bool run_scaled(const struct sluice_case *item, const struct sluice_target *target,
                       uint64_t scale, struct sluice_bytes stream, struct sluice_scaled_run *run)
{
    const struct sluice_limits limits = sluice_sweep_no_limits();
    struct sluice_target_request request = sluice_sweep_request(item);
    struct sluice_observation observation;
    struct sluice_target_facts facts;
    request.limits = &limits;
    request.reader = NULL;
    sluice_observation_init(&observation);
    const bool good = target->load(target->context, stream) &&
                      sluice_sweep_run(item, target, &request, &observation, &facts);
    *run = (struct sluice_scaled_run){
        .scale = scale,
        .bytes = stream.length,
        .steps = observation.resources.steps,
        .asked = observation.resources.asked,
        .work = observation.resources.work,
        .consumed = observation.resources.consumed,
        .peak_heap = observation.resources.peak_heap,
        .stack = SLUICE_NOT_MEASURED,
        .outcome = observation.answer.outcome,
    };
    sluice_observation_free(&observation);
    return good && measure_scaled_stack(target, &request, run);
}

/* NULL, or why the last of the runs can tell nothing about the growth of the cost. */
static const char *unlike(const struct sluice_sweeps *out)
{
    const struct sluice_scaled_run *last = &out->scales[out->scale_count - 1];
    if (out->scale_count > 1 && last->bytes <= last[-1].bytes) {
        return "nothing in the stream is repeated, so that it cannot grow";
    }
    if (last->outcome != out->scales[0].outcome) {
        return "larger, and without limits, the stream is answered otherwise: growth cannot be "
               "measured on it";
    }
    return NULL;
}

bool sluice_sweep_growth(const struct sluice_case *item, const struct sluice_target *target,
                         struct sluice_sweeps *out, const char **why)
{
    for (uint64_t scale = 1; item->growth && scale <= SLUICE_SWEEP_LARGEST; scale *= 2) {
        const struct sluice_assembly_options options = {.repeat_factor = scale};
        struct sluice_assembly assembly;
        if (!sluice_assemble(item->program, &options, &assembly, NULL)) {
            *why = "the stream cannot be assembled eight times as long";
            return false;
        }
        const struct sluice_bytes stream = {assembly.bytes, assembly.length};
        const bool good = run_scaled(item, target, scale, stream, &out->scales[out->scale_count++]);
        sluice_assembly_free(&assembly);
        out->failed = !good;
        *why = good ? unlike(out) : "the target failed on a larger stream of the same shape";
        if (*why != NULL) {
            return false;
        }
    }
    return true;
}

/* --- what was written ------------------------------------------------------------------------- */

/* Loads what was written and reads it. */
static bool read_again(const struct sluice_target *target, const struct sluice_answer *written,
                       const struct sluice_target_request *request, struct sluice_observation *out,
                       const char **why)
{
    const struct sluice_bytes stream = {written->written, written->written_length};
    struct sluice_target_facts facts;
    bool good = target->load(target->context, stream) &&
                target->run(target->context, request, out, &facts);
    if (!good) {
        *why = "the target failed on what it wrote";
    }
    return good;
}

bool sluice_sweep_read_written(const struct sluice_case *item, const struct sluice_target *target,
                               const struct sluice_observation *run, struct sluice_observation *out,
                               const char **why)
{
    const struct sluice_target_request request = {.mode = SLUICE_MODE_INSPECT,
                                                  .policy = sluice_models_policy(item->models),
                                                  .limits = &item->limits,
                                                  .value = true};
    return run->answer.written_length == 0 || read_again(target, &run->answer, &request, out, why);
}

bool sluice_sweep_reread(const struct sluice_case *item, const struct sluice_target *target,
                         const struct sluice_observation *plain, struct sluice_sweeps *out,
                         const char **why)
{
    const struct sluice_limits unlimited = sluice_sweep_no_limits();
    const bool written_back = is_written_back(out);
    const struct sluice_target_request request = {.mode = SLUICE_MODE_DECODE,
                                                  .policy = sluice_models_policy(item->models),
                                                  .limits = &unlimited,
                                                  .value = true};
    sluice_observation_init(&out->reread);
    out->read_again = true;
    return written_back ? read_again(target, &out->back.answer, &request, &out->reread, why)
                        : sluice_sweep_read_written(item, target, plain, &out->reread, why);
}

/* --- all -------------------------------------------------------------------------------------- */

void sluice_sweeps_join(const struct sluice_sweeps *sweeps, struct sluice_observation_set *set)
{
    set->chunks = sweeps->chunks;
    set->chunk_count = sweeps->chunk_count;
    set->failures = sweeps->refusals.failures;
    set->failure_count = sweeps->refusals.count;
    set->reread = sweeps->read_again && sweeps->reread.answer.outcome != SLUICE_OUTCOME_NONE
                      ? &sweeps->reread.answer
                      : NULL;
    set->back = sweeps->written_back ? &sweeps->back.answer : NULL;
    if (sweeps->scale_count == SLUICE_SWEEP_SCALES) {
        set->growth = sweeps->scales;
        set->growth_count = sweeps->scale_count;
        set->stacks = sweeps->scales;
        set->stack_count = sweeps->scale_count;
    }
}

void sluice_sweeps_free(struct sluice_sweeps *sweeps)
{
    for (size_t i = 0; i < sweeps->chunk_count; i++) {
        sluice_observation_free(&sweeps->observations[i]);
    }
    if (sweeps->read_again) {
        sluice_observation_free(&sweeps->reread);
    }
    if (sweeps->written_back) {
        sluice_observation_free(&sweeps->back);
    }
    sluice_refusals_free(&sweeps->refusals);
    *sweeps = (struct sluice_sweeps){0};
}
