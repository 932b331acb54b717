/* The entry points: set up, run, hand over or clean up. */
#include "watch.h"

#include <string.h>

#define MOST_INPUT (UINT32_MAX - UINT64_C(1))

/* Members of 0 take the default. */
static struct sluice_limits effective_limits(const struct sluice_limits *given,
                                             const struct sluice_limits *defaults)
{
    struct sluice_limits limits = *defaults;
    if (given != NULL) {
#define X(member, upper, text)                                                                     \
    if (given->member != 0) {                                                                      \
        limits.member = given->member;                                                             \
    }
        SLUICE_LIMIT_LIST(X)
#undef X
    }
    if (limits.stream_bytes > MOST_INPUT) {
        limits.stream_bytes = MOST_INPUT;
    }
    return limits;
}

struct sluice_result *sluice_result_new(struct sluice_heap *heap)
{
    struct sluice_result *result = sluice_heap_get(heap, sizeof *result);
    if (result != NULL) {
        *result = (struct sluice_result){.heap = *heap};
    }
    return result;
}

void sluice_result_free(struct sluice_result *result)
{
    if (result != NULL) {
        struct sluice_heap heap = result->heap;
        sluice_own_free(result, &heap);
        sluice_watch_free(result, &heap);
        sluice_store_free(&result->store, &heap);
        sluice_words_free(&result->handles, &heap);
        sluice_words_free(&result->epochs, &heap);
        sluice_heap_put(&heap, result->buffer, result->buffer_capacity);
        sluice_heap_put(&heap, result, sizeof *result);
    }
}

/* Everything that only the run needs. */
void sluice_engine_free(struct sluice_engine *engine)
{
    struct sluice_heap *heap = &engine->result->heap;
    sluice_words_free(&engine->values, heap);
    sluice_frames_free(&engine->frames, heap);
    sluice_names_free(&engine->names, heap);
    sluice_known_free(&engine->known, heap);
    engine->top = NULL;
}

static void limit_bytes(struct sluice_engine *engine)
{
    const bool whole = engine->limits.stream_bytes <= engine->limits.bytes;
    sluice_reader_stop_at(&engine->reader,
                          whole ? engine->limits.stream_bytes : engine->limits.bytes,
                          whole ? SLUICE_LIMIT_STREAM_BYTES : SLUICE_LIMIT_BYTES);
}

/* Back to the first byte, with nothing read; the bytes that a callback has delivered stay. */
static void rewind_engine(struct sluice_engine *engine)
{
    struct sluice_result *result = engine->result;
    sluice_engine_free(engine);
    sluice_store_free(&result->store, &result->heap);
    sluice_words_free(&result->handles, &result->heap);
    sluice_words_free(&result->epochs, &result->heap);
    engine->reader.current = engine->reader.base;
    engine->owed = 0;
    engine->objects = 0;
    engine->elements = 0;
    engine->epoch = 0;
    engine->depth = 0;
    engine->window.leaf = 0;
    *engine->status = (struct sluice_status){.at = ""};
    engine->fails_whole = false;
    engine->overclaim = (struct sluice_status){0};
    engine->failed_member = (struct sluice_bytes){0};
    limit_bytes(engine);
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_RESTARTED);
}

static void take_bytes(struct sluice_engine *engine)
{
    struct sluice_result *result = engine->result;
    result->buffer = engine->reader.buffer;
    result->buffer_capacity = engine->reader.capacity;
    result->length = engine->covered;
}

/* Turns round the last decision that has not been, and forgets those that came after it. False when
 * there is none. Only for documents: building twice would be seen. */
static bool turn_round(struct sluice_engine *engine)
{
    struct sluice_guesses *guesses = &engine->guesses;
    if (engine->policy != NULL || !sluice_reason_is_malformed(engine->status->reason)) {
        return false;
    }
    while (guesses->count > 0 && guesses->taken[guesses->count - 1].is_second) {
        guesses->count--;
    }
    if (guesses->count == 0) {
        return false;
    }
    struct sluice_guess *last = &guesses->taken[guesses->count - 1];
    last->no_fields = !last->no_fields;
    last->is_second = true;
    return true;
}

/* A source of unknown length has ended too soon. Now its length is known, and reading once more finds
 * the claim that it could not hold, as if the length had been known from the start: in an earlier reading,
 * maybe, than the one that came to the end. */
static bool learn_length(struct sluice_engine *engine)
{
    struct sluice_reader *reader = &engine->reader;
    if (engine->policy != NULL || reader->source.length != SLUICE_UNKNOWN_LENGTH ||
        reader->over != SLUICE_TRUNCATED ||
        (engine->status->reason != SLUICE_TRUNCATED &&
         engine->status->reason != SLUICE_TRUNCATED_BLOCK)) {
        return false;
    }
    reader->source.length = reader->received;
    engine->guesses.count = 0;
    return true;
}

/* How far a failed reading got: one that wants more input has read all that there is. */
static uint64_t reach(const struct sluice_status *status)
{
    return status->reason == SLUICE_TRUNCATED || status->reason == SLUICE_TRUNCATED_BLOCK ||
                   status->reason == SLUICE_CLAIM_EXCEEDS_INPUT
               ? UINT64_MAX
               : status->offset;
}

/* What the readings of a stream have cost, since its length is known. */
struct readings {
    uint32_t count;
    uint64_t begun;    /* steps before the first one */
    uint64_t last;     /* steps before the last one */
    uint64_t largest;  /* steps of the one that took most */
    uint64_t consumed; /* bytes that one of them has read, at most */
};

/* The promise about steps is for all readings together (BOUND-STEPS), those before the length was known among
 * them: another one is tried while there is room for it, and for the best one once more. What counts is what was
 * read, not what has arrived, so it does not matter how the bytes are cut. */
static bool was_last_reading(const struct sluice_engine *engine, struct readings *readings)
{
    const uint64_t steps = engine->steps - readings->last;
    const uint64_t consumed = sluice_reader_offset(&engine->reader);
    readings->count++;
    readings->last = engine->steps;
    readings->largest = steps > readings->largest ? steps : readings->largest;
    readings->consumed = consumed > readings->consumed ? consumed : readings->consumed;
    const uint64_t most = SLUICE_READINGS_STEPS * readings->consumed + SLUICE_READINGS_FIXED;
    return readings->count == SLUICE_MOST_READINGS ||
           engine->steps - readings->begun + 2 * readings->largest > most;
}

/* Tries the readings that the stream allows, one after the other. If none succeeds, the one that got
 * furthest is the answer. */
static bool try_readings(struct sluice_engine *engine)
{
    struct sluice_guesses best = engine->guesses;
    uint64_t furthest = 0;
    uint32_t best_reading = 0;
    struct readings readings = {0};
    while (!sluice_run(engine)) {
        if (learn_length(engine)) {
            furthest = 0;
            readings = (struct readings){.begun = engine->steps, .last = engine->steps};
            rewind_engine(engine);
            continue;
        }
        if (reach(engine->status) > furthest) {
            furthest = reach(engine->status);
            best = engine->guesses;
            best_reading = readings.count;
        }
        if (was_last_reading(engine, &readings) || !turn_round(engine)) {
            break;
        }
        rewind_engine(engine);
    }
    if (engine->status->reason == SLUICE_OK) {
        return true;
    }
    if (best_reading + 1 != readings.count && sluice_reason_is_malformed(engine->status->reason)) {
        engine->guesses = best;
        rewind_engine(engine);
        return sluice_run(engine);
    }
    return false;
}

static bool run_to_the_end(struct sluice_engine *engine)
{
    if (try_readings(engine)) {
        return true;
    }
    if (engine->policy == NULL) {
        SLUICE_EMIT(engine, .type = SLUICE_EVENT_FAILED, .reason = engine->status->reason);
    }
    return false;
}

static void finish_status(struct sluice_engine *engine)
{
    struct sluice_status *status = engine->status;
    sluice_note_counters(engine);
    const struct sluice_heap *heap = &engine->result->heap;
    status->consumed = sluice_reader_offset(&engine->reader);
    if (status->reason == SLUICE_OK) {
        status->offset = status->consumed;
    }
    status->steps = engine->steps;
    status->peak_heap = heap->peak;
    status->allocations = heap->calls;
}

/* Runs the engine; afterwards the result holds everything that outlives the run. */
static bool run(struct sluice_engine *engine, bool keep_partial)
{
    struct sluice_result *result = engine->result;
    limit_bytes(engine);
    bool usable = run_to_the_end(engine);
    const bool failed = !usable;
    struct sluice_status status = *engine->status;
    if (failed && keep_partial && sluice_reason_is_malformed(status.reason)) {
        usable = engine->frames.count == 0 || sluice_abandon(engine);
        result->partial = true;
    }
    if (usable && engine->frames.count != 0) {
        usable = sluice_make_contents(engine, 0, 0, &result->top);
    }
    if (failed) {
        /* What went wrong while keeping the rest is not what the caller asked about. */
        *engine->status = status;
    }
    take_bytes(engine);
    finish_status(engine);
    sluice_engine_free(engine);
    return usable;
}

static bool unusable_source(const struct sluice_source *source, struct sluice_status *status)
{
    const bool both = (source->bytes == NULL) == (source->read == NULL);
    const bool long_memory = source->bytes != NULL && source->length > MOST_INPUT;
    if (both || long_memory) {
        status->reason = SLUICE_BAD_ARGUMENT;
        status->at = "source";
        return true;
    }
    return false;
}

static struct sluice_result *start(const struct sluice_source *source,
                                   const struct sluice_options *options,
                                   const struct sluice_policy *policy, struct sluice_status *status)
{
    static const struct sluice_options none;
    const struct sluice_options *with = options != NULL ? options : &none;
    *status = (struct sluice_status){.at = ""};
    if (unusable_source(source, status)) {
        return NULL;
    }
    struct sluice_engine engine = {
        .observer = with->observer,
        .policy = policy,
        .layouts = policy != NULL ? policy : with->layouts,
        .status = status,
        .limits = effective_limits(with->limits,
                                   policy != NULL ? &sluice_limits_decode : &sluice_limits_inspect),
    };
    struct sluice_heap heap;
    sluice_heap_init(&heap, with->allocator, engine.limits.heap, with->observer);
    engine.result = sluice_result_new(&heap);
    if (engine.result == NULL) {
        status->reason = sluice_heap_refusal(&heap);
        status->at = "memory";
        return NULL;
    }
    engine.result->policy = policy;
    sluice_reader_init(&engine.reader, source, &engine.result->heap, with->observer,
                       &engine.result->bytes);
    engine.result->heap.current = &engine.reader.current;
    engine.result->heap.base = &engine.reader.base;
    const bool usable = run(&engine, policy == NULL && with->keep_partial);
    engine.result->heap.current = NULL;
    engine.result->heap.base = NULL;
    engine.result->heap.observer = NULL;
    if (!usable) {
        sluice_result_free(engine.result);
        return NULL;
    }
    if (with->observer != NULL) {
        sluice_emit_slow(&engine, (struct sluice_event){.type = SLUICE_EVENT_RESULT_PUBLISHED,
                                                        .amount = engine.result->top != 0});
    }
    return engine.result;
}

enum sluice_reason sluice_inspect(const struct sluice_source *source,
                                  const struct sluice_options *options,
                                  struct sluice_document **out, struct sluice_status *status)
{
    struct sluice_status unused;
    struct sluice_status *to = status != NULL ? status : &unused;
    *out = (struct sluice_document *)(void *)start(source, options, NULL, to);
    return to->reason;
}

enum sluice_reason sluice_decode(const struct sluice_source *source,
                                 const struct sluice_policy *policy,
                                 const struct sluice_options *options, struct sluice_graph **out,
                                 struct sluice_status *status)
{
    struct sluice_status unused;
    struct sluice_status *to = status != NULL ? status : &unused;
    *out = (struct sluice_graph *)(void *)start(source, options, policy, to);
    return to->reason;
}

void sluice_document_free(struct sluice_document *document)
{
    sluice_result_free((struct sluice_result *)(void *)document);
}

void sluice_graph_free(struct sluice_graph *graph)
{
    sluice_result_free((struct sluice_result *)(void *)graph);
}
