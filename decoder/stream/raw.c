/* External data of protocol 1 has no frame of its own: only the class knows where it ends. With a
 * layout it is read piece by piece; without one the stream cannot be read further. */
#include "engine.h"
#include "policy.h"
#include "utf.h"

bool sluice_raw_begin(struct sluice_engine *engine, uint32_t id)
{
    struct sluice_frame *top = engine->top;
    const struct sluice_descriptor *descriptor = sluice_store_at(&engine->result->store, id);
    const struct sluice_class_model *model = sluice_layout_model(engine, descriptor);
    if (model == NULL || model->form != SLUICE_FORM_EXTERNAL || model->read != NULL) {
        return sluice_fail_class(engine, SLUICE_NEEDS_CLASS, top->start, "object.external",
                                 sluice_class_name(engine->result, id));
    }
    top->leaf = id;
    top->level = 0; /* pieces read */
    top->remaining = engine->values.count;
    top->state = SLUICE_STATE_RAW;
    return true;
}

static uint32_t piece_bytes(struct sluice_engine *engine, const struct sluice_layout_item *piece)
{
    if (piece->kind == SLUICE_LAYOUT_UTF) {
        return sluice_reader_need(&engine->reader, 2)
                   ? 2 + (uint32_t)sluice_be16(engine->reader.current)
                   : 2;
    }
    return sluice_primitive_size((uint8_t)piece->type);
}

/* Neighboring primitive pieces become one run of raw bytes. */
static bool read_raw_bytes(struct sluice_engine *engine, uint32_t bytes)
{
    struct sluice_result *result = engine->result;
    const struct sluice_frame *top = engine->top;
    if (!sluice_need(engine, bytes, "object.external")) {
        return false;
    }
    const uint32_t start = sluice_reader_offset(&engine->reader);
    engine->reader.current += bytes;
    engine->steps++;
    if (engine->values.count > top->remaining) {
        const uint32_t last = *sluice_words_at(&engine->values, engine->values.count - 1);
        if (last >= SLUICE_SLOT_FIRST_NODE && (last & SLUICE_SLOT_REFERENCE) == 0 &&
            sluice_store_kind(&result->store, last) == SLUICE_NODE_BLOCKS) {
            struct sluice_blocks *run = sluice_store_at(&result->store, last);
            run->end += bytes;
            run->bytes += bytes;
            sluice_covered(engine);
            return true;
        }
    }
    uint32_t id;
    struct sluice_blocks *run = sluice_store_add(&result->store, &result->heap, sizeof *run, &id);
    if (run == NULL) {
        return sluice_fail_memory(engine);
    }
    *run = (struct sluice_blocks){
        .node = {.kind = SLUICE_NODE_BLOCKS, .flags = SLUICE_NODE_RAW},
        .start = start,
        .end = start + bytes,
        .bytes = bytes,
    };
    if (!sluice_push_value(engine, id)) {
        return false;
    }
    sluice_covered(engine);
    return true;
}

enum sluice_step sluice_read_raw(struct sluice_engine *engine)
{
    struct sluice_frame *top = engine->top;
    const struct sluice_descriptor *descriptor = sluice_store_at(&engine->result->store, top->leaf);
    const struct sluice_class_model *model = sluice_layout_model(engine, descriptor);
    sluice_covered(engine);
    if (top->level == model->layout_count) {
        const bool skipped = (top->flags & SLUICE_FRAME_SKIP) != 0;
        uint32_t contents = SLUICE_SLOT_SKIPPED;
        if (!skipped && !sluice_make_contents(engine, top->remaining, SLUICE_NODE_RAW, &contents)) {
            return SLUICE_STEP_FAILED;
        }
        top->state = SLUICE_STATE_COMPLETE;
        return sluice_push_value(engine, contents) && sluice_close_words(engine)
                   ? SLUICE_STEP_DONE
                   : SLUICE_STEP_FAILED;
    }
    const struct sluice_layout_item *piece = &model->layout[top->level];
    switch (piece->kind) {
    case SLUICE_LAYOUT_PRIMITIVE:
    case SLUICE_LAYOUT_UTF:
        top->level++;
        return read_raw_bytes(engine, piece_bytes(engine, piece)) ? SLUICE_STEP_DONE
                                                                  : SLUICE_STEP_FAILED;
    case SLUICE_LAYOUT_OBJECT:
        top->level++;
        return sluice_read_value(engine);
    case SLUICE_LAYOUT_OBJECTS:
    case SLUICE_LAYOUT_PAIRS:
        break;
    }
    /* How many follow would have to be taken from data that has no end of its own. */
    (void)sluice_fail_class(engine, SLUICE_NEEDS_CLASS, top->start, "object.external",
                            sluice_class_name(engine->result, top->leaf));
    return SLUICE_STEP_FAILED;
}
