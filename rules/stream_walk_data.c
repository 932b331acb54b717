/* Custom data: which piece of its class a value belongs to. */
#include "rules/stream_walk.h"

/* The class whose custom data a frame is; NULL for other data, and for classes that nobody knows. */
static const struct sluice_judge_class *class_of_data(const struct sluice_walker *walker,
                                                      const struct sluice_walk_frame *frame)
{
    return frame->edge.place == SLUICE_MAP_AT_DATA
               ? walker->map->descriptors[frame->edge.level].model
               : NULL;
}

/* True if no further value belongs to a piece. */
static bool is_over(const struct sluice_walk_frame *frame, const struct sluice_judge_piece *piece)
{
    if (piece->kind == SLUICE_PIECE_OBJECT) {
        return frame->field > 0;
    }
    const uint64_t values = piece->kind == SLUICE_PIECE_PAIRS ? 2 * frame->left : frame->left;
    return piece->count_end != 0 && frame->start >= piece->count_end && frame->field >= values;
}

static void begin_next_piece(struct sluice_walk_frame *frame)
{
    frame->next_depth++;
    frame->field = 0;
}

/* The piece that the next value belongs to; NULL if it belongs to none. */
static const struct sluice_judge_piece *piece_due(struct sluice_walk_frame *frame,
                                                  const struct sluice_judge_class *model)
{
    const size_t count = model != NULL ? model->piece_count : 0;
    while (frame->next_depth < count && is_over(frame, &model->pieces[frame->next_depth])) {
        begin_next_piece(frame);
    }
    return frame->next_depth < count ? &model->pieces[frame->next_depth] : NULL;
}

/* Where the number of values of the next list ends, the one under way included, if the data tells it. */
static uint32_t next_count_end(struct sluice_walk_frame *frame,
                               const struct sluice_judge_class *model)
{
    if (piece_due(frame, model) == NULL) {
        return 0;
    }
    size_t i = frame->next_depth;
    while (i < model->piece_count && model->pieces[i].kind == SLUICE_PIECE_OBJECT) {
        i++;
    }
    return i < model->piece_count ? model->pieces[i].count_end : 0;
}

/* Blocks may part a number anywhere. */
void sluice_walk_note_counts(const struct sluice_walker *walker, struct sluice_walk_frame *frame,
                             uint64_t length)
{
    const struct sluice_judge_class *model = class_of_data(walker, frame);
    const uint64_t end = frame->start + length;
    const uint8_t *content = walker->context->bytes + walker->at - length;
    if (model == NULL) {
        return;
    }
    /* A list of no values is over with its number, and the next one may follow in the same block. */
    while (frame->start < end && frame->start < next_count_end(frame, model)) {
        frame->start++;
        frame->left = (frame->left << 8 | *content++) & UINT32_MAX;
    }
    frame->start = end;
}

void sluice_walk_place_value(const struct sluice_walker *walker, struct sluice_walk_frame *frame,
                             bool is_null, struct sluice_map_edge *edge)
{
    const struct sluice_judge_class *model = class_of_data(walker, frame);
    const struct sluice_judge_piece *piece = piece_due(frame, model);
    edge->piece = piece != NULL ? frame->next_depth : SLUICE_MAP_NONE;
    edge->second = piece != NULL && piece->kind == SLUICE_PIECE_PAIRS && frame->field % 2 == 1;
    edge->shared = piece == NULL || piece->kind != SLUICE_PIECE_OBJECT || !piece->kept;
    edge->needed = edge->needed && (piece != NULL || model == NULL || model->piece_count == 0);
    frame->field++;
    if (piece != NULL && piece->until_null && is_null && !edge->second) {
        begin_next_piece(frame);
    }
}
