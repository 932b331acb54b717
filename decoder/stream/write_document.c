#include "write_document.h"
#include "sink.h"

enum { FIRST_FRAMES = 32, FEW_FRAMES = 512 };

bool sluice_write_grow_frames(struct sluice_document_writer *writer)
{
    struct sluice_heap *heap = &writer->emitter.heap;
    /* Old and new stand side by side for a moment, while a level may cost 6 bytes of input: many grow
       by an eighth, so that this stays below the promised 16 bytes for each. */
    const uint32_t had = writer->frame_capacity;
    const uint32_t capacity = had < FEW_FRAMES ? (had != 0 ? had * 2 : FIRST_FRAMES)
                                               : had + had / 8;
    struct sluice_write_frame *frames = sluice_heap_get(heap, capacity * sizeof *frames);
    if (frames == NULL) {
        return sluice_emit_fail(&writer->emitter, sluice_heap_refusal(heap));
    }
    if (writer->frames != NULL) {
        memcpy(frames, writer->frames, writer->frame_count * sizeof *frames);
        sluice_heap_put(heap, writer->frames, writer->frame_capacity * sizeof *frames);
    }
    writer->frames = frames;
    writer->frame_capacity = capacity;
    return true;
}

static bool step(struct sluice_document_writer *writer)
{
    switch ((enum sluice_write_state)sluice_write_top(writer)->state) {
    case SLUICE_WRITE_ELEMENTS:
        return sluice_write_elements(writer);
    case SLUICE_WRITE_CONSTANT:
        return sluice_write_constant(writer);
    case SLUICE_WRITE_CLASS_HANDLE:
        return sluice_write_class_handle(writer);
    case SLUICE_WRITE_DATA:
        return sluice_write_data(writer);
    case SLUICE_WRITE_FIELDS:
        return sluice_write_fields(writer);
    case SLUICE_WRITE_NEXT_LEVEL:
        return sluice_write_next_level(writer);
    case SLUICE_WRITE_CLOSE:
        return sluice_write_close(writer);
    case SLUICE_WRITE_EXCEPTION:
        return sluice_write_exception(writer);
    case SLUICE_WRITE_ITEMS:
    case SLUICE_WRITE_ITEMS_AND_END:
        return sluice_write_items(writer);
    case SLUICE_WRITE_SUPER:
        return sluice_write_super(writer);
    case SLUICE_WRITE_CHAIN:
        return sluice_write_chain(writer);
    case SLUICE_WRITE_COMPARATOR:
        return sluice_write_comparator(writer);
    case SLUICE_WRITE_SIZE:
        return sluice_write_size(writer);
    case SLUICE_WRITE_REPLACED:
        return sluice_write_replaced_items(writer);
    }
    return false;
}

/* One item of the top level with all that belongs to it. */
static bool write_item(struct sluice_document_writer *writer, uint32_t slot)
{
    if (slot == SLUICE_SLOT_RESET) {
        return sluice_emit_reset(&writer->emitter);
    }
    if (!sluice_write_value(writer, slot)) {
        return false;
    }
    while (writer->frame_count > 0) {
        if (!step(writer)) {
            return false;
        }
    }
    return true;
}

/* A record has failed: what was open is not written. A class that is marked as open has no live handle
 * then, and is looked at as such only behind being written anew. */
static void drop_frames(struct sluice_document_writer *writer)
{
    writer->frame_count = 0; /* and so nothing is written anew */
}

/* What TC_EXCEPTION has interrupted is one record with it: only so it can be read. It stands behind it
 * in a document that is whole. */
static bool write_items_of_record(struct sluice_document_writer *writer, const uint32_t *items)
{
    if (!sluice_emit_begin(&writer->emitter) || !write_item(writer, items[writer->item])) {
        return false;
    }
    if (writer->interrupted) {
        writer->interrupted = false;
        writer->item++;
        return write_item(writer, items[writer->item]);
    }
    return true;
}

/* The record that begins with top-level item `*next`; gives the item behind it. */
static bool write_record(struct sluice_document_writer *writer, const uint32_t *items,
                         uint32_t count, uint32_t *next)
{
    enum sluice_emit_end end;
    const uint32_t first = *next;
    do {
        drop_frames(writer);
        writer->interrupted = false;
        writer->item = first;
        if (!write_items_of_record(writer, items)) {
            /* in case that nobody has said why: half a record must not be sent */
            (void)sluice_emit_fail(&writer->emitter, SLUICE_BAD_ARGUMENT);
        }
        *next = writer->item + 1;
        end = sluice_emit_end(&writer->emitter, *next < count);
    } while (end == SLUICE_EMIT_AGAIN);
    return end == SLUICE_EMIT_DONE;
}

static void write_records(struct sluice_document_writer *writer)
{
    const struct sluice_result *document = writer->document;
    if (document->top == 0) {
        return;
    }
    const struct sluice_words_node *top = sluice_write_node(writer, document->top);
    for (uint32_t next = 0; next < top->count;) {
        if (!write_record(writer, sluice_node_words(top), top->count, &next)) {
            return;
        }
    }
}

/* What is kept by handle. */
static bool get_maps(struct sluice_document_writer *writer, bool needs_marks)
{
    struct sluice_heap *heap = &writer->emitter.heap;
    const size_t count = writer->handle_count;
    if (count == 0) {
        return true;
    }
    writer->numbers = sluice_heap_get(heap, count * sizeof *writer->numbers);
    writer->marks = needs_marks && writer->numbers != NULL ? sluice_heap_get(heap, count) : NULL;
    if (writer->numbers == NULL || (needs_marks && writer->marks == NULL)) {
        return sluice_emit_fail(&writer->emitter, sluice_heap_refusal(heap));
    }
    memset(writer->numbers, 0, count * sizeof *writer->numbers);
    if (needs_marks) {
        memset(writer->marks, 0, count);
    }
    return true;
}

static void free_writer(struct sluice_document_writer *writer)
{
    struct sluice_heap *heap = &writer->emitter.heap;
    sluice_heap_put(heap, writer->frames, writer->frame_capacity * sizeof *writer->frames);
    sluice_heap_put(heap, writer->numbers, writer->handle_count * sizeof *writer->numbers);
    sluice_heap_put(heap, writer->marks, writer->handle_count);
    sluice_write_plan_free(writer);
}

static bool swallow(void *context, const uint8_t *bytes, size_t length)
{
    (void)context;
    (void)bytes;
    (void)length;
    return true;
}

/* Writes the document for the plan, to nowhere, then begins anew. */
static bool make_plan(struct sluice_document_writer *writer, const struct sluice_sink *sink,
                      const struct sluice_write_options *options)
{
    const struct sluice_sink nowhere = {swallow, NULL};
    if (!sluice_write_plan_begin(writer)) {
        return false;
    }
    if (writer->plan.policy == NULL) {
        return true;
    }
    sluice_emitter_start(&writer->emitter, &nowhere, NULL);
    write_records(writer);
    const enum sluice_reason failure = writer->emitter.failure;
    sluice_emitter_start(&writer->emitter, sink, options);
    if (failure != SLUICE_OK) {
        return sluice_emit_fail(&writer->emitter, failure);
    }
    memset(writer->numbers, 0, writer->handle_count * sizeof *writer->numbers);
    sluice_write_plan_end(writer);
    return true;
}

/* A call that cannot be carried out: which argument is at fault; NULL: none. */
static const char *unusable(const struct sluice_document *document, const struct sluice_sink *sink)
{
    if (sink == NULL || sink->write == NULL) {
        return "sink";
    }
    return document == NULL || sluice_document_is_partial(document) ? "document" : NULL;
}

/* What is written is about as long as what was read: a buffer makes room for it once, where doubling
 * would copy it. Without memory for that, growing will fail, or will do with less. */
static void expect_length(const struct sluice_document *document, const struct sluice_sink *sink)
{
    enum { MARGIN = 64 }; /* that small writes ask for before they know their length */
    struct sluice_buffer *buffer = sluice_sink_target(sink);
    if (buffer != NULL) {
        const bool made = sluice_buffer_reserve(buffer,
                                                (size_t)sluice_document_length(document) + MARGIN);
        (void)made;
    }
}

enum sluice_reason
sluice_write_document(const struct sluice_document *document, const struct sluice_sink *sink,
                      const struct sluice_write_options *options, struct sluice_status *status)
{
    struct sluice_status unused;
    struct sluice_status *to = status != NULL ? status : &unused;
    const char *fault = unusable(document, sink);
    *to = (struct sluice_status){.reason = SLUICE_BAD_ARGUMENT, .at = fault};
    if (fault != NULL) {
        return SLUICE_BAD_ARGUMENT;
    }
    static const struct sluice_write_options none;
    const struct sluice_write_options *with = options != NULL ? options : &none;
    struct sluice_document_writer writer = {
        .document = (const struct sluice_result *)(const void *)document,
        .plan = {.policy = with->safe},
    };
    writer.handle_count = writer.document->handles.count;
    expect_length(document, sink);
    sluice_emitter_init(&writer.emitter, sink, with);
    const bool needs_maps = with->reader != NULL || with->safe != NULL;
    if (get_maps(&writer, needs_maps) && make_plan(&writer, sink, with)) {
        write_records(&writer);
    }
    to->at = "";
    if (writer.emitter.failure != SLUICE_OK) {
        to->at = "record";
        sluice_write_path(&writer, to->path, sizeof to->path);
    }
    to->steps = writer.steps;
    free_writer(&writer);
    const enum sluice_reason reason = sluice_emitter_finish(&writer.emitter, to);
    if (reason != SLUICE_OK && to->at[0] == '\0') {
        to->at = "header"; /* of a stream without items */
    }
    if (with->report != NULL) {
        *with->report = writer.emitter.report;
    }
    return reason;
}
