/* Examples: what a stream may cost, alone and beside other runs of it. */
#include "rules/tests/examples.h"

/* --- GOLD-1, GOLD-2, BOUND-HEAP ------------------------------------------------------------------ */

#define CLAIMED_INTS SCENE_HEADER "75" INTS_CLASS "7fffffff"

static void memory_as_it_comes(struct scene *scene)
{
    example_two_ints(scene, 2);
    scene->run.trace_count--;
    scene_amount(scene, SLUICE_TRACE_MEMORY_GROWN, 0, NULL, 4096, 4096);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, scene->context.length, NULL, 1, 0);
    scene->run.resources.peak_heap = 4096;
}

static void claim_allocated(struct scene *scene)
{
    scene_stream(scene, CLAIMED_INTS);
    scene_amount(scene, SLUICE_TRACE_MEMORY_GROWN, 0, NULL, 1 << 20, 1 << 20);
    scene_refusal(scene, SLUICE_TRACE_FAILED, 0, 26, NULL, "truncated");
    scene_refused(scene, "EOFException", "truncated", 26);
}

static void claim_allocated_unseen(struct scene *scene)
{
    scene_stream(scene, CLAIMED_INTS);
    scene->run.shows = 0;
    scene->run.resources.peak_heap = 1 << 20;
    scene_refused(scene, "EOFException", "truncated", 26);
}

static void claim_not_allocated_unseen(struct scene *scene)
{
    claim_allocated_unseen(scene);
    scene->run.resources.peak_heap = 4096;
}

static void claims_add_up(struct scene *scene)
{
    scene_stream(scene, CLAIMED_INTS);
    for (uint64_t held = 40000; held <= 120000; held += 40000) {
        scene_amount(scene, SLUICE_TRACE_MEMORY_GROWN, 26, NULL, 40000, held);
    }
    scene_refusal(scene, SLUICE_TRACE_FAILED, 0, 26, NULL, "truncated");
    scene_refused(scene, "EOFException", "truncated", 26);
}

static void empty_array_created(struct scene *scene)
{
    scene_stream(scene, CLAIMED_INTS);
    scene_event(scene, SLUICE_TRACE_PUBLISHED, 1, 31, NULL);
    scene_refused(scene, "EOFException", "truncated", 26);
}

static void heap_over_bound(struct scene *scene)
{
    scene->run.resources.peak_heap = 16 * 4 + 65536 + 1;
}

static void heap_at_bound(struct scene *scene)
{
    scene->run.resources.peak_heap = 16 * 4 + 65536;
}

/* Six bytes may make an instance. */
static void instances_at_bound(struct scene *scene)
{
    const uint64_t bytes = scene->context.length;
    scene->context.instance_bytes = 1000;
    scene->run.resources.peak_heap = 16 * bytes + 65536 + bytes / 6 * 1000;
}

static void instances_over_bound(struct scene *scene)
{
    instances_at_bound(scene);
    scene->run.resources.peak_heap++;
}

/* What constructors copy comes on top. */
static void copies_at_bound(struct scene *scene)
{
    instances_at_bound(scene);
    scene->run.resources.copied = 500;
    scene->run.resources.peak_heap += 500;
    scene->run.resources.steps = 4096 + 16 * 4 + 500;
}

static void copies_over_bound(struct scene *scene)
{
    copies_at_bound(scene);
    scene->run.resources.peak_heap++;
}

static void too_many_steps_for_copies(struct scene *scene)
{
    copies_at_bound(scene);
    scene->run.resources.copied -= 16;
}

/* So does what checks and constructors ask for. */
static void questions_at_bound(struct scene *scene)
{
    copies_at_bound(scene);
    scene->run.resources.asked = 300;
    scene->run.resources.steps += 300;
}

static void too_many_steps_for_questions(struct scene *scene)
{
    questions_at_bound(scene);
    scene->run.resources.asked -= 16;
}

static void heap_over_bound_in_trace(struct scene *scene)
{
    heap_at_bound(scene);
    scene_amount(scene, SLUICE_TRACE_MEMORY_GROWN, 0, NULL, 100, 100000);
}

/* --- BOUND-STEPS, BOUND-STACK --------------------------------------------------------------------- */

/* The same shape at four sizes, in line but for the largest. */
static void growth(struct scene *scene, uint64_t last_steps, uint64_t last_heap)
{
    scene->set.growth_count = SCENE_RUNS;
    for (size_t i = 0; i < SCENE_RUNS; i++) {
        const uint64_t scale = UINT64_C(1) << i;
        scene->scaled[i] = (struct sluice_scaled_run){.scale = scale,
                                                      .bytes = 1000 * scale,
                                                      .steps = 100 * scale,
                                                      .peak_heap = 3000 * scale,
                                                      .stack = SLUICE_NOT_MEASURED};
    }
    scene->scaled[SCENE_RUNS - 1].steps = last_steps;
    scene->scaled[SCENE_RUNS - 1].peak_heap = last_heap;
}

static void steps_in_line(struct scene *scene)
{
    growth(scene, 800, SLUICE_NOT_MEASURED);
    scene->run.resources.steps = 4096 + 16 * 4;
}

static void steps_grow_too_fast(struct scene *scene)
{
    growth(scene, 1000, SLUICE_NOT_MEASURED);
}

static void heap_in_line(struct scene *scene)
{
    growth(scene, SLUICE_NOT_MEASURED, 24000);
    scene->run.resources.peak_heap = 3000;
}

static void heap_grows_too_fast(struct scene *scene)
{
    growth(scene, SLUICE_NOT_MEASURED, 26000);
    scene->run.resources.peak_heap = 3000;
}

static void heap_over_bound_when_larger(struct scene *scene)
{
    growth(scene, SLUICE_NOT_MEASURED, 24000);
    scene->scaled[0].peak_heap = 16 * 1000 + 65536 + 1;
    scene->run.resources.peak_heap = 3000;
}

static void too_many_steps_when_larger(struct scene *scene)
{
    growth(scene, 800, SLUICE_NOT_MEASURED);
    scene->scaled[0].steps = 4096 + 16 * 1001;
}

static void too_many_steps(struct scene *scene)
{
    scene->run.resources.steps = 4096 + 16 * 5;
}

static void work_at_bound(struct scene *scene)
{
    scene->run.resources.steps = 3;
    scene->run.resources.work = 64 * 1024 + 3 * 4096 + 4 * 128;
}

static void too_much_work(struct scene *scene)
{
    work_at_bound(scene);
    scene->run.resources.work++;
}

static void too_much_work_when_larger(struct scene *scene)
{
    growth(scene, 800, SLUICE_NOT_MEASURED);
    scene->scaled[3].work = 64 * 1024 + 800 * 4096 + 8000 * 128 + 1;
}

static void stack_pair(struct scene *scene, uint64_t shallow, uint64_t deep)
{
    growth(scene, 800, SLUICE_NOT_MEASURED);
    scene->set.growth_count = 0;
    scene->set.stack_count = 2;
    scene->scaled[0].stack = shallow;
    scene->scaled[1].stack = deep;
}

static void stack_level(struct scene *scene)
{
    stack_pair(scene, 2000, 2500);
    scene->run.resources.stack = 16384;
}

static void stack_grows(struct scene *scene)
{
    stack_pair(scene, 2000, 2513);
}

static void stack_too_deep(struct scene *scene)
{
    stack_pair(scene, 16400, 16400);
}

static void stack_too_large(struct scene *scene)
{
    scene->run.resources.stack = 16385;
}

/* --- BOUND-ALLOCATION, BOUND-CHUNKS --------------------------------------------------------------- */

static void allocations_refused(struct scene *scene)
{
    scene->set.failure_count = 2;
    scene->failures[0] = (struct sluice_allocation_failure){
        .index = 1,
        .reached = true,
        .outcome = SLUICE_OUTCOME_REJECT,
        .java_class = "OutOfMemoryError",
    };
    scene->failures[1] = (struct sluice_allocation_failure){
        .index = 2, .outcome = SLUICE_OUTCOME_ACCEPT, .returned_result = true};
    scene->run.resources.live_after_free = 0;
}

static void bytes_stay_behind(struct scene *scene)
{
    allocations_refused(scene);
    scene->failures[0].live_after = 24;
}

static void accepted_without_memory(struct scene *scene)
{
    allocations_refused(scene);
    scene->failures[0].outcome = SLUICE_OUTCOME_ACCEPT;
}

static void result_without_memory(struct scene *scene)
{
    allocations_refused(scene);
    scene->failures[0].returned_result = true;
}

static void crash_without_memory(struct scene *scene)
{
    allocations_refused(scene);
    scene->failures[0].signal = 11;
}

static void wrong_error_without_memory(struct scene *scene)
{
    allocations_refused(scene);
    scene->failures[0].java_class = "StreamCorruptedException";
}

static void never_freed(struct scene *scene)
{
    scene->run.resources.live_after_free = 1;
}

static void kept_after_refusal(struct scene *scene)
{
    example_check_refuses(scene);
    scene->run.resources.live_after_run = 1;
}

static void same_in_pieces(struct scene *scene)
{
    scene->run.answer.value = "{\"content\":[]}";
    scene->set.chunk_count = 2;
    for (size_t i = 0; i < 2; i++) {
        scene->chunks[i] = (struct sluice_chunk_run){
            .cut = "1 byte at a time", .length_known = i == 0, .answer = scene->run.answer};
    }
}

static void never_freed_in_pieces(struct scene *scene)
{
    same_in_pieces(scene);
    scene->chunks[1].live_after_free = 1;
}

static void heap_over_bound_in_pieces(struct scene *scene)
{
    same_in_pieces(scene);
    scene->chunks[1].peak_heap = 1 << 20;
}

static void other_value_in_pieces(struct scene *scene)
{
    same_in_pieces(scene);
    scene->chunks[1].answer.value = "{\"content\":[null]}";
}

static void other_offset_in_pieces(struct scene *scene)
{
    scene_refused(scene, "EOFException", "truncated", 7);
    same_in_pieces(scene);
    scene->chunks[1].answer.offset = 8;
}

static void claim_refused_later(struct scene *scene)
{
    scene_stream(scene, CLAIMED_INTS);
    scene_refused(scene, "EOFException", "claim-exceeds-input", 26);
    scene->set.chunk_count = 1;
    scene->chunks[0] = (struct sluice_chunk_run){
        .cut = "1 byte at a time",
        .answer = {.outcome = SLUICE_OUTCOME_REJECT,
                   .java_class = "StreamCorruptedException",
                   .reason = "bad-type-code",
                   .offset = 27},
    };
}

static void limit_reached_by_claim(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "70770541");
    scene_refused(scene, "StreamCorruptedException", "truncated-block", 7);
    scene->set.chunk_count = 1;
    scene->chunks[0] = (struct sluice_chunk_run){
        .cut = "1 byte at a time",
        .answer = {.outcome = SLUICE_OUTCOME_LIMIT,
                   .java_class = "StreamCorruptedException",
                   .reason = "limit-block-bytes",
                   .offset = 5},
    };
}

static void buffer_fills_memory(struct scene *scene)
{
    scene_refused(scene, "StreamCorruptedException", "limit-heap", 9);
    scene->set.chunk_count = 1;
    scene->chunks[0] = (struct sluice_chunk_run){
        .cut = "1 byte at a time",
        .length_known = true,
        .answer = {.outcome = SLUICE_OUTCOME_LIMIT,
                   .java_class = "StreamCorruptedException",
                   .reason = "limit-heap",
                   .offset = 7},
    };
}

static void limit_reached_for_nothing(struct scene *scene)
{
    limit_reached_by_claim(scene);
    scene->chunks[0].length_known = true;
}

/* Read as data, the second half of the numbers is a text that cannot come. */
static void other_reading_reaches_limit(struct scene *scene)
{
    scene->context.mode = SLUICE_JUDGE_INSPECT;
    scene->run.shows = 0;
    scene_stream(scene, SCENE_HEADER "737200014c0000000000000001030001" /* class L: */
                                     "4a00016e7870"                     /* long n */
                                     "7701007470707070"
                                     "78");
    scene->run.answer.value = "{\"content\":[]}";
    scene->set.chunk_count = 1;
    scene->chunks[0] = (struct sluice_chunk_run){
        .cut = "1 byte at a time",
        .answer = {.outcome = SLUICE_OUTCOME_LIMIT,
                   .java_class = "StreamCorruptedException",
                   .reason = "limit-bytes",
                   .offset = 30},
    };
}

static void other_reading_with_length(struct scene *scene)
{
    other_reading_reaches_limit(scene);
    scene->chunks[0].length_known = true;
}

static void limit_reached_in_pieces_alone(struct scene *scene)
{
    limit_reached_by_claim(scene);
    scene->context.mode = SLUICE_JUDGE_INSPECT;
    scene_stream(scene, SCENE_HEADER "70");
    scene->run.answer = (struct sluice_answer){.outcome = SLUICE_OUTCOME_ACCEPT,
                                               .value = "{\"content\":[null]}"};
}

static void claim_refused_later_for_nothing(struct scene *scene)
{
    claim_refused_later(scene);
    scene->chunks[0].length_known = true;
}

/* --- all ---------------------------------------------------------------------------------------- */

static const struct example examples[] = {
    {"GOLD-1", HELD, "memory as the bytes come", memory_as_it_comes},
    {"GOLD-1", HELD, "a claim that costs nothing, by the peak", claim_not_allocated_unseen},
    {"GOLD-1", VIOLATED, "a claim is allocated", claim_allocated},
    {"GOLD-1", VIOLATED, "a claim is allocated, by the peak", claim_allocated_unseen},
    {"GOLD-2", HELD, "memory as the bytes come", memory_as_it_comes},
    {"GOLD-2", VIOLATED, "small claims add up", claims_add_up},
    {"GOLD-2", VIOLATED, "an array without its elements", empty_array_created},
    {"BOUND-HEAP", HELD, "the peak at the bound", heap_at_bound},
    {"BOUND-HEAP", VIOLATED, "the peak over the bound", heap_over_bound},
    {"BOUND-HEAP", HELD, "with instances at the bound", instances_at_bound},
    {"BOUND-HEAP", VIOLATED, "with instances over the bound", instances_over_bound},
    {"BOUND-HEAP", HELD, "with copies at the bound", copies_at_bound},
    {"BOUND-HEAP", VIOLATED, "with copies over the bound", copies_over_bound},
    {"BOUND-HEAP", VIOLATED, "over the bound in the trace", heap_over_bound_in_trace},
    {"BOUND-HEAP", VIOLATED, "over the bound in pieces", heap_over_bound_in_pieces},
    {"BOUND-HEAP", HELD, "the peak grows as the bytes do", heap_in_line},
    {"BOUND-HEAP", VIOLATED, "the peak grows faster", heap_grows_too_fast},
    {"BOUND-HEAP", VIOLATED, "over the bound when larger", heap_over_bound_when_larger},
    {"BOUND-STEPS", HELD, "steps grow as the bytes do", steps_in_line},
    {"BOUND-STEPS", VIOLATED, "steps grow faster", steps_grow_too_fast},
    {"BOUND-STEPS", VIOLATED, "too many for the bytes", too_many_steps},
    {"BOUND-STEPS", HELD, "as many as copies take", copies_at_bound},
    {"BOUND-STEPS", VIOLATED, "more than copies take", too_many_steps_for_copies},
    {"BOUND-STEPS", HELD, "as many as questions take", questions_at_bound},
    {"BOUND-STEPS", VIOLATED, "more than questions take", too_many_steps_for_questions},
    {"BOUND-STEPS", VIOLATED, "too many when larger", too_many_steps_when_larger},
    {"BOUND-STEPS", HELD, "as much work as steps and bytes stand for", work_at_bound},
    {"BOUND-STEPS", VIOLATED, "more work than steps and bytes stand for", too_much_work},
    {"BOUND-STEPS", VIOLATED, "more work when larger", too_much_work_when_larger},
    {"BOUND-STACK", HELD, "as deep at any depth", stack_level},
    {"BOUND-STACK", VIOLATED, "deeper with depth", stack_grows},
    {"BOUND-STACK", VIOLATED, "too deep at any depth", stack_too_deep},
    {"BOUND-STACK", VIOLATED, "too deep in the run itself", stack_too_large},
    {"BOUND-ALLOCATION", HELD, "all or nothing", allocations_refused},
    {"BOUND-ALLOCATION", VIOLATED, "bytes stay behind", bytes_stay_behind},
    {"BOUND-ALLOCATION", VIOLATED, "never freed in pieces", never_freed_in_pieces},
    {"BOUND-ALLOCATION", VIOLATED, "accepted without memory", accepted_without_memory},
    {"BOUND-ALLOCATION", VIOLATED, "a result without memory", result_without_memory},
    {"BOUND-ALLOCATION", VIOLATED, "a crash without memory", crash_without_memory},
    {"BOUND-ALLOCATION", VIOLATED, "the wrong error", wrong_error_without_memory},
    {"BOUND-ALLOCATION", VIOLATED, "never freed", never_freed},
    {"BOUND-ALLOCATION", VIOLATED, "kept after a refusal", kept_after_refusal},
    {"BOUND-CHUNKS", HELD, "the same in pieces", same_in_pieces},
    {"BOUND-CHUNKS", HELD, "a claim refused later", claim_refused_later},
    {"BOUND-CHUNKS", VIOLATED, "another value", other_value_in_pieces},
    {"BOUND-CHUNKS", VIOLATED, "another offset", other_offset_in_pieces},
    {"BOUND-CHUNKS", VIOLATED, "a claim refused later for nothing",
     claim_refused_later_for_nothing},
    {"BOUND-CHUNKS", HELD, "a limit reached by a claim that cannot come", limit_reached_by_claim},
    {"BOUND-CHUNKS", HELD, "memory used up earlier, by the buffer of the source",
     buffer_fills_memory},
    {"BOUND-CHUNKS", HELD, "a limit reached by another reading that cannot come",
     other_reading_reaches_limit},
    {"BOUND-CHUNKS", VIOLATED, "the same, though the length is known", other_reading_with_length},
    {"BOUND-CHUNKS", VIOLATED, "a limit reached where there is one reading",
     limit_reached_in_pieces_alone},
    {"BOUND-CHUNKS", VIOLATED, "a limit reached, though the length is known",
     limit_reached_for_nothing},
};

const struct example_list sluice_cost_examples = {examples, sizeof examples / sizeof *examples};
