#include "path_text.h"
#include "write_document.h"

/* What the items of a list are, by the container below it. */
static const char *list_name(const struct sluice_document_writer *writer, uint32_t index)
{
    const struct sluice_words_node *node = sluice_write_node(writer, writer->frames[index].id);
    if (node->node.kind == SLUICE_NODE_ARRAY) {
        return "";
    }
    const uint8_t below = writer->frames[index - 1].state;
    if (below == SLUICE_WRITE_CLOSE) {
        return ".external";
    }
    return below == SLUICE_WRITE_SUPER ? ".annotation" : ".custom";
}

static void put_field(const struct sluice_document_writer *writer,
                      const struct sluice_write_frame *frame, struct sluice_path_text *text)
{
    const struct sluice_descriptor *level = sluice_write_level(writer, frame);
    if (frame->left >= level->reference_count) {
        return;
    }
    const struct sluice_field field = sluice_field_at(writer->document, level,
                                                      level->field_count - frame->left - 1);
    const uint8_t *name = writer->document->bytes + field.name;
    sluice_path_put_field(text, (struct sluice_bytes){name + 2, sluice_be16(name)});
}

/* The step from a container to what is being written of it. */
static void put_step(const struct sluice_document_writer *writer, uint32_t index,
                     struct sluice_path_text *text)
{
    const struct sluice_write_frame *frame = &writer->frames[index];
    const bool is_last = index + 1 == writer->frame_count && !writer->in_class;
    switch ((enum sluice_write_state)frame->state) {
    case SLUICE_WRITE_ELEMENTS:
    case SLUICE_WRITE_CONSTANT:
    case SLUICE_WRITE_CLASS_HANDLE:
    case SLUICE_WRITE_DATA:
        sluice_path_put(text, is_last ? "" : ".class");
        return;
    case SLUICE_WRITE_FIELDS:
        put_field(writer, frame, text);
        return;
    case SLUICE_WRITE_ITEMS:
    case SLUICE_WRITE_ITEMS_AND_END:
        if (frame->next > 0) {
            sluice_path_put_index(text, list_name(writer, index), frame->next - 1);
        }
        return;
    case SLUICE_WRITE_REPLACED:
        if (frame->next > 0) {
            sluice_path_put_index(text, ".items", frame->next - frame->stride);
        }
        return;
    case SLUICE_WRITE_COMPARATOR:
    case SLUICE_WRITE_SIZE:
        sluice_path_put(text, is_last ? "" : ".comparator");
        return;
    case SLUICE_WRITE_CHAIN:
        sluice_path_put(text, is_last ? "" : ".super");
        return;
    case SLUICE_WRITE_EXCEPTION:
        sluice_path_put(text, ".exception");
        return;
    case SLUICE_WRITE_NEXT_LEVEL:
    case SLUICE_WRITE_CLOSE:
    case SLUICE_WRITE_SUPER:
        return;
    }
}

/* Frames that only wait for the one above them are no steps. */
static bool is_step(const struct sluice_write_frame *frame)
{
    switch ((enum sluice_write_state)frame->state) {
    case SLUICE_WRITE_NEXT_LEVEL:
    case SLUICE_WRITE_CLOSE:
    case SLUICE_WRITE_SUPER:
        return false;
    case SLUICE_WRITE_ELEMENTS:
    case SLUICE_WRITE_CONSTANT:
    case SLUICE_WRITE_CLASS_HANDLE:
    case SLUICE_WRITE_DATA:
    case SLUICE_WRITE_FIELDS:
    case SLUICE_WRITE_ITEMS:
    case SLUICE_WRITE_ITEMS_AND_END:
    case SLUICE_WRITE_REPLACED:
    case SLUICE_WRITE_COMPARATOR:
    case SLUICE_WRITE_SIZE:
    case SLUICE_WRITE_CHAIN:
    case SLUICE_WRITE_EXCEPTION:
        break;
    }
    return true;
}

/* Of many steps, the first and the last, as the reader has them. */
static void put_steps(const struct sluice_document_writer *writer, struct sluice_path_text *text)
{
    uint32_t count = 1; /* the first step is the item */
    for (uint32_t i = 0; i < writer->frame_count; i++) {
        count += is_step(&writer->frames[i]);
    }
    const bool is_cut = count > SLUICE_PATH_FIRST_STEPS + SLUICE_PATH_LAST_STEPS;
    uint32_t step = 1;
    for (uint32_t i = 0; i < writer->frame_count; i++) {
        if (!is_step(&writer->frames[i])) {
            continue;
        }
        if (is_cut && step == SLUICE_PATH_FIRST_STEPS) {
            sluice_path_put(text, "...");
        }
        if (!is_cut || step < SLUICE_PATH_FIRST_STEPS || step >= count - SLUICE_PATH_LAST_STEPS) {
            put_step(writer, i, text);
        }
        step++;
    }
}

/* The bytes are counted for a whole record, wherever its making was stopped on account of them. */
static bool is_of_record(enum sluice_reason reason)
{
    return reason == SLUICE_LIMIT_BYTES || reason == SLUICE_LIMIT_STREAM_BYTES;
}

void sluice_write_path(const struct sluice_document_writer *writer, char *path, size_t size)
{
    char whole[SLUICE_PATH_WHOLE];
    struct sluice_path_text text = {whole, sizeof whole};
    sluice_path_put(&text, "root");
    if (writer->item != 0) {
        sluice_path_put_index(&text, "", writer->item);
    }
    if (!is_of_record(writer->emitter.failure)) {
        put_steps(writer, &text);
    }
    sluice_path_cut(whole, path, size);
}
