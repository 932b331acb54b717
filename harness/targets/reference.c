/* The reference decoder as a target, in the calling process. */
#include "harness/base/counting_heap.h"
#include "harness/base/work.h"
#include "harness/targets/delivery.h"
#include "harness/targets/guarded_input.h"
#include "harness/targets/painted_stack.h"
#include "harness/targets/render.h"
#include "harness/targets/target.h"
#include "harness/trials/decoder/accounts.h"
#include "harness/trials/decoder/clumsy.h"
#include "harness/trials/decoder/hashing.h"
#include "harness/trials/decoder/policies.h"
#include "harness/trials/decoder/promises.h"
#include "harness/trials/decoder/rebuild.h"
#include "harness/trials/decoder/shown.h"
#include "harness/trials/decoder/views.h"

#include <sluice/classes.h>
#include <sluice/decode.h>
#include <sluice/limits.h>
#include <sluice/write.h>
#include <stdlib.h>
#include <string.h>

enum { UNUSED_BYTE = 0xA5, INPUTS = 4 };

struct reference {
    struct sluice_guarded_input placed[INPUTS]; /* the last ones; the first is the newest */
    struct sluice_bytes input;                  /* what is read: there, or the caller's own */
    struct sluice_counting_heap heap;
    struct sluice_painted_stack stack;
    struct sluice_policy *containers; /* says what to replace when safe containers are asked for */
};

/* --- the trace -------------------------------------------------------------------------------- */

static const enum sluice_trace_type trace_types[] = {
#define X(member, name) [SLUICE_EVENT_##member] = SLUICE_TRACE_##member,
    SLUICE_EVENTS(X)
#undef X
};

static void note_event(void *context, const struct sluice_event *event)
{
    struct sluice_observation *observation = context;
    const struct sluice_trace_event noted = {
        .type = trace_types[event->type],
        .ok = event->reason == SLUICE_OK,
        .depth = event->depth,
        .handle = event->handle,
        .offset = event->offset,
        .amount = event->amount,
        .total = event->total,
        .reason = event->what != NULL ? event->what : sluice_reason_name(event->reason),
    };
    sluice_observation_add(observation, &noted, event->name.data, event->name.length);
}

/* --- one run ---------------------------------------------------------------------------------- */

/* What a run works with; on the painted stack it is handed over as one argument. */
struct run {
    const struct sluice_target_request *request;
    struct sluice_source source;
    struct sluice_options options;
    struct sluice_document *document;
    struct sluice_graph *graph;
    struct sluice_status status;
    const struct sluice_policy *containers;
    struct sluice_counting_heap *heap; /* NULL: nobody counts */
    uint64_t held;                     /* when writing began */
    struct sluice_buffer written;      /* its memory is not the target's */
    struct sluice_status writing;
    struct sluice_write_report report;
    uint64_t calls; /* of the run's own sink */
    bool wrote;
};

/* The run's own sink: what it takes is kept, until a call that is to fail. */
static bool take(void *context, const uint8_t *bytes, size_t length)
{
    struct run *run = context;
    const struct sluice_sink keep = sluice_sink_buffer(&run->written);
    run->calls++;
    return run->calls != run->request->fail_write && keep.write(keep.context, bytes, length);
}

/* Whatever cannot be written is said by the answer, which then has nothing written. */
static void write_result(struct run *run)
{
    const struct sluice_sink sink = run->request->own_sink ? (struct sluice_sink){take, run}
                                                           : sluice_sink_buffer(&run->written);
    const struct sluice_write_options options = {
        .reader = run->request->reader,
        .safe = run->request->safe ? run->containers : NULL,
        .allocator = run->options.allocator,
        .report = &run->report,
    };
    if (run->heap != NULL) {
        run->held = run->heap->live;
        run->heap->peak = run->held;
    }
    const enum sluice_reason reason = run->graph != NULL
                                          ? sluice_write_graph(run->graph, &sink, &options,
                                                               &run->writing)
                                          : sluice_write_document(run->document, &sink, &options,
                                                                  &run->writing);
    (void)reason; /* also in the status */
    run->wrote = true;
}

/* The graph of the builder takes the place of the one that was read. */
static bool rebuild(struct run *run)
{
    struct sluice_graph *built;
    const enum sluice_reason reason = sluice_rebuild(run->graph, run->request->policy,
                                                     run->options.allocator, &built);
    sluice_graph_free(run->graph);
    run->graph = built;
    if (reason != SLUICE_OK) {
        run->status.reason = reason;
    }
    return reason == SLUICE_OK;
}

static void read_stream(struct run *run)
{
    const struct sluice_target_request *request = run->request;
    enum sluice_reason reason;
    if (request->mode != SLUICE_MODE_DECODE) {
        run->options.layouts = request->policy;
        reason = sluice_inspect(&run->source, &run->options, &run->document, &run->status);
    } else {
        reason = sluice_decode(&run->source, request->policy, &run->options, &run->graph,
                               &run->status);
    }
    if (reason == SLUICE_OK && (request->mode == SLUICE_MODE_REWRITE || request->write_back)) {
        if (!request->rebuild || rebuild(run)) {
            write_result(run);
        }
    }
}

static void free_result(struct run *run)
{
    sluice_document_free(run->document);
    sluice_graph_free(run->graph);
    sluice_buffer_free(&run->written);
    run->document = NULL;
    run->graph = NULL;
}

static void read_and_free(void *argument)
{
    struct run *run = argument;
    read_stream(run);
    free_result(run);
}

static enum sluice_outcome outcome_of(enum sluice_reason reason)
{
    if (reason == SLUICE_OK) {
        return SLUICE_OUTCOME_ACCEPT;
    }
    if (sluice_reason_is_limit(reason)) {
        return SLUICE_OUTCOME_LIMIT;
    }
    return reason == SLUICE_NEEDS_CLASS ? SLUICE_OUTCOME_UNSUPPORTED : SLUICE_OUTCOME_REJECT;
}

static const char *copy_text(struct sluice_observation *observation, const char *text)
{
    return sluice_observation_keep(observation, text != NULL && text[0] != '\0' ? text : NULL);
}

/* How the run ended: where it was read, or where it was written. */
static const struct sluice_status *ending(const struct run *run)
{
    return run->wrote ? &run->writing : &run->status;
}

/* The two statuses stand for two runs; the second had no input. */
static bool fill_written(struct sluice_observation *observation, const struct run *run)
{
    static const uint8_t nothing[1];
    if (!run->wrote) {
        return true;
    }
    observation->answer.written_length = run->written.length;
    observation->answer.written = (const uint8_t *)sluice_observation_text(
        observation, run->written.length > 0 ? run->written.bytes : nothing, run->written.length);
    return observation->answer.written != NULL;
}

static void fill_answer(struct sluice_observation *observation, const struct sluice_status *status)
{
    struct sluice_answer *answer = &observation->answer;
    answer->outcome = outcome_of(status->reason);
    if (status->reason == SLUICE_OK) {
        answer->offset = SLUICE_NOT_MEASURED;
        return;
    }
    answer->java_class = sluice_java_class_name(sluice_reason_java_class(status->reason));
    answer->reason = sluice_reason_name(status->reason);
    answer->offset = status->offset;
    answer->at = status->at;
    answer->path = copy_text(observation, status->path);
    answer->class_name = copy_text(observation, status->class_name);
}

/* The promises on heap and steps are about reading; what writing costs is added to the steps. */
static void fill_resources(struct sluice_observation *observation,
                           const struct reference *reference, const struct run *run)
{
    struct sluice_resources *resources = &observation->resources;
    const struct sluice_status *status = &run->status;
    resources->peak_heap = run->wrote ? status->peak_heap : reference->heap.peak;
    resources->live_after_run = reference->heap.live;
    resources->allocations = reference->heap.calls;
    resources->steps = status->steps + run->writing.steps;
    resources->consumed = status->consumed;
    resources->objects = status->objects;
    resources->elements = status->elements;
}

static bool fill_values(struct sluice_observation *observation, const struct run *run)
{
    struct sluice_answer *answer = &observation->answer;
    const bool partial = run->request->keep_partial && run->document != NULL;
    if (observation->answer.outcome != SLUICE_OUTCOME_ACCEPT && !partial) {
        return true;
    }
    return (!run->request->value || sluice_render(run->document, run->graph, SLUICE_SHOW_JSON,
                                                  observation, &answer->value)) &&
           (!run->request->compact || sluice_render(run->document, run->graph, SLUICE_SHOW_COMPACT,
                                                    observation, &answer->compact));
}

static void measure_stack(struct reference *reference, struct run *run,
                          struct sluice_observation *observation)
{
    struct sluice_allocator arena = sluice_painted_stack_allocator(&reference->stack);
    run->options.allocator = &arena;
    uint64_t used = sluice_painted_stack_run(&reference->stack, read_and_free, run);
    observation->resources.stack = used;
    observation->resources.steps = run->status.steps + run->writing.steps;
    fill_answer(observation, ending(run));
}

static bool writes_the_same(const struct reference *reference, const struct run *run)
{
    const struct sluice_bytes input = reference->input;
    return run->wrote && run->writing.reason == SLUICE_OK && run->report.resets == 0 &&
           run->written.length == input.length &&
           memcmp(run->written.bytes, input.data, input.length) == 0;
}

static bool run_counted(struct reference *reference, struct run *run,
                        struct sluice_observation *observation, struct sluice_target_facts *facts)
{
    struct sluice_allocator heap = sluice_counting_heap_allocator(&reference->heap);
    run->options.allocator = &heap;
    run->heap = &reference->heap;
    sluice_counting_heap_begin(&reference->heap, run->request->fail_allocation);
    reference->heap.for_good = run->request->fail_for_good;
    const uint64_t work = sluice_work_done();
    read_stream(run);
    if (sluice_work_is_counted() && !run->request->rebuild) {
        observation->resources.work = sluice_work_done() - work;
    }
    facts->returned_result = run->wrote ? run->writing.reason == SLUICE_OK
                                        : run->document != NULL || run->graph != NULL;
    facts->refused = reference->heap.refused;
    facts->depth = run->status.depth;
    facts->wrote = (struct sluice_target_wrote){
        .bytes = run->writing.consumed,
        .objects = run->writing.objects,
        .elements = run->writing.elements,
        .depth = run->writing.depth,
        .records = run->report.records,
        .resets = run->report.resets,
        .replaced = run->report.replaced,
        .kept_by_place = run->report.kept_by_place,
        .kept_in_cycle = run->report.kept_in_cycle,
        .kept_as_read = run->report.kept_as_read,
        .calls = run->calls,
    };
    fill_answer(observation, ending(run));
    fill_resources(observation, reference, run);
    const struct sluice_account account = {
        .status = &run->status,
        .heap = &reference->heap,
        .seen = observation,
        .traced = run->request->trace,
        .writing = run->wrote ? &run->writing : NULL,
        .same = writes_the_same(reference, run),
        .held = run->held,
        .rebuilt = run->request->rebuild,
    };
    observation->process.adapter_error = sluice_account_fault(&account);
    if (run->request->trace && run->request->compact &&
        observation->process.adapter_error == NULL) {
        observation->process.adapter_error = sluice_views_fault(
            &(struct sluice_viewed){.stream = reference->input,
                                    .layouts = run->request->policy,
                                    .document = run->document,
                                    .graph = run->graph,
                                    .status = &run->status,
                                    .containers = run->containers});
    }
    if (run->request->trace && run->request->value && !run->request->compact &&
        run->graph != NULL && observation->process.adapter_error == NULL) {
        observation->process.adapter_error = sluice_graph_shown_fault(run->graph);
    }
    /* Rendering has memory of its own; none of it is refused or counted. */
    bool rendered = fill_values(observation, run) && fill_written(observation, run);
    free_result(run);
    observation->resources.live_after_free = reference->heap.live;
    return rendered;
}

static bool run_reference(void *context, const struct sluice_target_request *request,
                          struct sluice_observation *observation, struct sluice_target_facts *facts)
{
    struct reference *reference = context;
    struct sluice_delivery delivery;
    const struct sluice_observer observer = {note_event, observation};
    struct run run = {.request = request};
    run.source = sluice_delivery_source(&delivery, request, reference->input);
    run.options.limits = request->limits;
    run.options.keep_partial = request->keep_partial;
    /* What is in it before a run is nobody's business. */
    memset(&run.status, UNUSED_BYTE, sizeof run.status);
    run.containers = reference->containers;
    *facts = (struct sluice_target_facts){0};
    if (request->mode == SLUICE_MODE_DECODE && request->policy == NULL) {
        observation->process.adapter_error = "decoding needs a policy";
        return false;
    }
    if (request->measure_stack) {
        if (reference->stack.mapping != NULL) {
            measure_stack(reference, &run, observation);
        }
        return true;
    }
    if (request->promises && request->policy != NULL) {
        observation->process.adapter_error = sluice_policies_fault(request->policy);
    }
    if (request->promises && observation->process.adapter_error == NULL) {
        observation->process.adapter_error = sluice_promises_fault(request->policy);
    }
    if (request->trace && request->compact && observation->process.adapter_error == NULL) {
        observation->process.adapter_error = sluice_hashing_fault(reference->input);
    }
    if (observation->process.adapter_error != NULL) {
        return false;
    }
    _Static_assert(sizeof facts->misuse == SLUICE_CLUMSY_FAULT, "one sentence");
    if (request->clumsy) {
        (void)sluice_clumsy_program(request->policy, facts->misuse); /* it says so itself */
    }
    if (request->trace) {
        run.options.observer = &observer;
        observation->shows = SLUICE_SHOWS_REFERENCE;
    }
    if (!run_counted(reference, &run, observation, facts)) {
        observation->process.adapter_error = "no memory to render the value";
    } else if (delivery.fault != NULL) {
        observation->process.adapter_error = delivery.fault;
    }
    return observation->process.adapter_error == NULL;
}

/* --- the target ------------------------------------------------------------------------------- */

static bool is_placed(const struct sluice_guarded_input *input, struct sluice_bytes stream)
{
    return input->mapping != NULL && input->bytes.length == stream.length &&
           (stream.length == 0 || memcmp(input->bytes.data, stream.data, stream.length) == 0);
}

/* A few streams are read in turn, most of them many times: one that is placed already is taken as it
 * is, since nobody can have written to it. */
static bool place_stream(void *context, struct sluice_bytes stream)
{
    struct reference *reference = context;
    struct sluice_guarded_input *inputs = reference->placed;
    size_t at = 0;
    while (at < INPUTS - 1 && !is_placed(&inputs[at], stream)) {
        at++;
    }
    const struct sluice_guarded_input input = inputs[at];
    memmove(&inputs[1], &inputs[0], at * sizeof input);
    inputs[0] = input;
    const bool placed = is_placed(&input, stream) || sluice_guarded_input_place(&inputs[0], stream);
    reference->input = inputs[0].bytes;
    return placed;
}

static bool borrow_stream(void *context, struct sluice_bytes stream)
{
    struct reference *reference = context;
    reference->input = stream;
    return true;
}

static void destroy_reference(void *context)
{
    struct reference *reference = context;
    for (size_t i = 0; i < INPUTS; i++) {
        sluice_guarded_input_free(&reference->placed[i]);
    }
    sluice_painted_stack_free(&reference->stack);
    sluice_policy_free(reference->containers);
    free(reference);
}

/* The well-known classes know what is a container. */
static bool make_containers(struct reference *reference)
{
    struct sluice_model_set sets[SLUICE_GROUP_SETS_MAX];
    const size_t count = sluice_group_sets(SLUICE_GROUP_ALL, sets);
    return sluice_policy_create_from(sets, count, NULL, &reference->containers, NULL) == SLUICE_OK;
}

bool sluice_reference_create(struct sluice_target *target)
{
    struct reference *reference = calloc(1, sizeof *reference);
    if (reference == NULL || !make_containers(reference)) {
        free(reference);
        return false;
    }
    unsigned capabilities = SLUICE_CAN_TRACE | SLUICE_CAN_COUNT_HEAP | SLUICE_CAN_FAIL_ALLOCATION |
                            SLUICE_CAN_CHUNK | SLUICE_CAN_INSPECT | SLUICE_CAN_REWRITE |
                            SLUICE_CAN_WRITE_BACK | SLUICE_CAN_FAIL_SOURCE | SLUICE_CAN_DECODE |
                            SLUICE_CAN_POLICY | SLUICE_CAN_LIMIT | SLUICE_CAN_VALUE;
    if (sluice_painted_stack_create(&reference->stack)) {
        capabilities |= SLUICE_CAN_MEASURE_STACK;
    }
    *target = (struct sluice_target){
        .name = "reference",
        .version = SLUICE_VERSION,
        .kind = SLUICE_TARGET_IN_PROCESS,
        .capabilities = capabilities,
        .load = place_stream,
        .run = run_reference,
        .destroy = destroy_reference,
        .context = reference,
    };
    return true;
}

bool sluice_reference_create_borrowing(struct sluice_target *target)
{
    const bool created = sluice_reference_create(target);
    target->load = borrow_stream;
    return created;
}
