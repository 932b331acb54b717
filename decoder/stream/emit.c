#include "emit.h"

#include "sink.h"

enum { FIRST_RECORD = 4096, HEADER_BYTES = 4, RESET_BYTES = 1 };

/* Handles that fit the wire, as the JDK counts them. */
#define MOST_HANDLES (UINT32_C(0x7FFFFFFF) - SLUICE_BASE_HANDLE)

/* --- the run ---------------------------------------------------------------------------------- */

static struct sluice_limits effective_limits(const struct sluice_limits *given)
{
    struct sluice_limits limits;
#define X(member, upper, text)                                                                     \
    limits.member = given != NULL && given->member != 0 ? given->member : UINT64_MAX;
    SLUICE_LIMIT_LIST(X)
#undef X
    return limits;
}

/* The reader's counters begin anew. */
static void count_anew(struct sluice_emitter *emitter)
{
    const uint32_t numbers = emitter->numbers;
    const uint64_t objects = emitter->limits.objects;
    const uint32_t most = objects < MOST_HANDLES ? (uint32_t)objects : MOST_HANDLES;
    emitter->epoch = numbers;
    emitter->reset_number = numbers;
    emitter->last_number = UINT32_MAX - numbers < most ? UINT32_MAX : numbers + most;
    emitter->elements = 0;
}

static void note_counters(struct sluice_emitter *emitter)
{
    const uint64_t objects = emitter->numbers - emitter->reset_number;
    if (objects > emitter->most_objects) {
        emitter->most_objects = objects;
    }
    if (emitter->elements > emitter->most_elements) {
        emitter->most_elements = emitter->elements;
    }
}

void sluice_emitter_init(struct sluice_emitter *emitter, const struct sluice_sink *sink,
                         const struct sluice_write_options *options)
{
    emitter->record = NULL;
    emitter->target = NULL;
    sluice_heap_init(&emitter->heap, options != NULL ? options->allocator : NULL, UINT64_MAX, NULL);
    sluice_emitter_start(emitter, sink, options);
}

static void free_record(struct sluice_emitter *emitter)
{
    if (emitter->target == NULL && emitter->record != NULL) {
        sluice_heap_put(&emitter->heap, emitter->record, (size_t)(emitter->end - emitter->record));
    }
    emitter->record = NULL;
}

void sluice_emitter_start(struct sluice_emitter *emitter, const struct sluice_sink *sink,
                          const struct sluice_write_options *options)
{
    free_record(emitter);
    const struct sluice_heap heap = emitter->heap;
    *emitter = (struct sluice_emitter){
        .target = sluice_sink_target(sink),
        .limits = effective_limits(options != NULL ? options->reader : NULL),
        .sink = *sink,
    };
    emitter->heap = heap;
    const uint64_t block = emitter->limits.block_bytes;
    emitter->block_most = block < SLUICE_EMIT_BLOCK ? (uint32_t)block : SLUICE_EMIT_BLOCK;
    count_anew(emitter);
}

/* A stream without items has its header all the same. */
static void write_header_alone(struct sluice_emitter *emitter)
{
    if (!sluice_emit_begin(emitter)) {
        return;
    }
    switch (sluice_emit_end(emitter, false)) {
    case SLUICE_EMIT_DONE:
        emitter->report.records--;
        return;
    case SLUICE_EMIT_AGAIN: /* no reset makes the header shorter */
        (void)sluice_emit_fail(emitter, SLUICE_LIMIT_BYTES);
        return;
    case SLUICE_EMIT_FAILED:
        return;
    }
}

enum sluice_reason sluice_emitter_finish(struct sluice_emitter *emitter,
                                         struct sluice_status *status)
{
    if (emitter->sent == 0 && emitter->failure == SLUICE_OK) {
        write_header_alone(emitter);
    }
    note_counters(emitter);
    free_record(emitter);
    if (status != NULL) {
        status->reason = emitter->failure;
        status->consumed = emitter->sent;
        status->offset = emitter->sent;
        status->objects = emitter->most_objects;
        status->elements = emitter->most_elements;
        status->depth = emitter->most_depth;
        status->peak_heap = emitter->heap.peak;
        status->allocations = emitter->heap.calls;
    }
    return emitter->failure;
}

bool sluice_emit_fail(struct sluice_emitter *emitter, enum sluice_reason reason)
{
    if (emitter->failure == SLUICE_OK) {
        emitter->failure = reason;
    }
    return false;
}

/* --- records ---------------------------------------------------------------------------------- */

/* The record goes on where the bytes of the sink end. */
static void point_to_target(struct sluice_emitter *emitter, size_t used)
{
    const struct sluice_buffer *target = emitter->target;
    if (target->bytes != NULL) {
        emitter->record = target->bytes + target->length;
        emitter->at = emitter->record + used;
        emitter->end = target->bytes + target->capacity;
    }
}

/* The record that is being made moves with the bytes before it: for the time of the copy it counts as
 * sent. */
static bool grow_target(struct sluice_emitter *emitter, size_t used, size_t bytes)
{
    struct sluice_buffer *target = emitter->target;
    target->length += used;
    const bool grown = sluice_buffer_reserve(target, bytes);
    target->length -= used;
    point_to_target(emitter, used);
    return grown || sluice_emit_fail(emitter, SLUICE_OUT_OF_MEMORY);
}

static bool grow_record(struct sluice_emitter *emitter, size_t used, size_t bytes)
{
    const size_t capacity = (size_t)(emitter->end - emitter->record);
    size_t wanted = capacity != 0 ? capacity : FIRST_RECORD;
    while (wanted - used < bytes) {
        if (wanted > SIZE_MAX / 2) {
            return sluice_emit_fail(emitter, SLUICE_OUT_OF_MEMORY);
        }
        wanted *= 2;
    }
    uint8_t *record = sluice_heap_get(&emitter->heap, wanted);
    if (record == NULL) {
        return sluice_emit_fail(emitter, sluice_heap_refusal(&emitter->heap));
    }
    if (emitter->record != NULL) {
        memcpy(record, emitter->record, used);
        sluice_heap_put(&emitter->heap, emitter->record, capacity);
    }
    emitter->record = record;
    emitter->at = record + used;
    emitter->end = record + wanted;
    return true;
}

bool sluice_emit_grow(struct sluice_emitter *emitter, size_t bytes)
{
    const size_t used = (size_t)(emitter->at - emitter->record);
    const size_t around = HEADER_BYTES + RESET_BYTES;
    /* What cannot be sent need not be made; sluice_emit_end() has the exact accounts. */
    if (used > around && used - around > emitter->limits.bytes) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_BYTES);
    }
    if (used > emitter->limits.stream_bytes) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_STREAM_BYTES);
    }
    return emitter->target != NULL ? grow_target(emitter, used, bytes)
                                   : grow_record(emitter, used, bytes);
}

bool sluice_emit_reset(struct sluice_emitter *emitter)
{
    if (!sluice_emit_byte(emitter, TC_RESET)) {
        return false;
    }
    note_counters(emitter);
    count_anew(emitter);
    emitter->reset = (size_t)(emitter->at - emitter->record);
    return true;
}

bool sluice_emit_begin(struct sluice_emitter *emitter)
{
    static const uint8_t header[HEADER_BYTES] = {0xAC, 0xED, 0, 5};
    emitter->at = emitter->record;
    if (emitter->target != NULL) {
        point_to_target(emitter, 0);
    }
    emitter->reset = 0;
    emitter->depth = 0;
    emitter->block_length = 0;
    if (emitter->sent == 0 && !sluice_emit_bytes(emitter, header, sizeof header)) {
        return false;
    }
    return !emitter->is_again || sluice_emit_reset(emitter);
}

/* The accounts of the bytes: which limit the record would break, or SLUICE_OK. `*in_epoch` receives
 * the bytes since the last TC_RESET. */
static enum sluice_reason check_bytes(const struct sluice_emitter *emitter, bool more,
                                      uint64_t *in_epoch)
{
    const struct sluice_limits *limits = &emitter->limits;
    const uint64_t length = (uint64_t)(emitter->at - emitter->record);
    uint64_t room = limits->bytes;
    if (length > limits->stream_bytes || emitter->sent > limits->stream_bytes - length) {
        return SLUICE_LIMIT_STREAM_BYTES;
    }
    if (emitter->reset != 0) {
        *in_epoch = length - emitter->reset;
        return emitter->sent_in_epoch + emitter->reset > room || *in_epoch > room
                   ? SLUICE_LIMIT_BYTES
                   : SLUICE_OK;
    }
    *in_epoch = emitter->sent_in_epoch + length;
    /* The reader charges a reset to what it ends. */
    room -= more && room != UINT64_MAX ? RESET_BYTES : 0;
    return *in_epoch > room ? SLUICE_LIMIT_BYTES : SLUICE_OK;
}

static bool helped_by_reset(enum sluice_reason reason)
{
    return reason == SLUICE_LIMIT_BYTES || reason == SLUICE_LIMIT_OBJECTS ||
           reason == SLUICE_LIMIT_ELEMENTS;
}

/* The record does not fit: once more, behind a reset, if it had none. */
static enum sluice_emit_end reset_and_retry(struct sluice_emitter *emitter)
{
    if (!helped_by_reset(emitter->failure) || emitter->reset != 0) {
        return SLUICE_EMIT_FAILED;
    }
    emitter->failure = SLUICE_OK;
    emitter->is_again = true;
    return SLUICE_EMIT_AGAIN;
}

enum sluice_emit_end sluice_emit_end(struct sluice_emitter *emitter, bool more)
{
    uint64_t in_epoch = 0;
    if (emitter->failure == SLUICE_OK && !sluice_emit_data_end(emitter)) {
        return SLUICE_EMIT_FAILED;
    }
    if (emitter->failure == SLUICE_OK) {
        emitter->failure = check_bytes(emitter, more, &in_epoch);
    }
    if (emitter->failure != SLUICE_OK) {
        return reset_and_retry(emitter);
    }
    const size_t length = (size_t)(emitter->at - emitter->record);
    if (emitter->target != NULL) {
        emitter->target->length += length;
    } else if (!emitter->sink.write(emitter->sink.context, emitter->record, length)) {
        (void)sluice_emit_fail(emitter, SLUICE_SINK_FAILED);
        return SLUICE_EMIT_FAILED;
    }
    emitter->sent += length;
    emitter->sent_in_epoch = in_epoch;
    emitter->report.records++;
    emitter->report.resets += emitter->is_again;
    emitter->is_again = false;
    return SLUICE_EMIT_DONE;
}
