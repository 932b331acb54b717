/* The work stack of writing graphs: blocks that never move, so that what it costs is what it holds. */
#include "write_graph.h"

enum { FRAMES_IN_BLOCK = 64 };

struct sluice_write_block {
    struct sluice_write_block *below;
    struct sluice_write_block *spare; /* above this one: a stack that swings must not thrash */
    struct sluice_write_frame frames[FRAMES_IN_BLOCK];
};

static void free_spare(struct sluice_graph_writer *writer, struct sluice_write_block *block)
{
    sluice_heap_put(&writer->emitter.heap, block->spare, sizeof *block);
    block->spare = NULL;
}

/* Room for one more block; NULL when memory is refused. */
static struct sluice_write_block *next_block(struct sluice_graph_writer *writer)
{
    struct sluice_write_block *top = writer->block;
    if (top != NULL && top->spare != NULL) {
        return top->spare;
    }
    struct sluice_write_block *block = sluice_heap_get(&writer->emitter.heap, sizeof *block);
    if (block == NULL) {
        (void)sluice_write_fails_memory(writer);
        return NULL;
    }
    block->below = top;
    block->spare = NULL;
    if (top != NULL) {
        top->spare = block;
    }
    return block;
}

struct sluice_write_frame *sluice_push_task(struct sluice_graph_writer *writer,
                                            enum sluice_write_task task)
{
    if (writer->block == NULL || writer->in_block == FRAMES_IN_BLOCK) {
        struct sluice_write_block *block = next_block(writer);
        if (block == NULL) {
            return NULL;
        }
        writer->block = block;
        writer->in_block = 0;
    }
    struct sluice_write_frame *frame = &writer->block->frames[writer->in_block++];
    *frame = (struct sluice_write_frame){.task = (uint8_t)task};
    return frame;
}

struct sluice_write_frame *sluice_top_task(const struct sluice_graph_writer *writer)
{
    return writer->in_block > 0 ? &writer->block->frames[writer->in_block - 1] : NULL;
}

void sluice_pop_task(struct sluice_graph_writer *writer)
{
    writer->in_block--;
    if (writer->in_block == 0 && writer->block->below != NULL) {
        free_spare(writer, writer->block);
        writer->block = writer->block->below;
        writer->in_block = FRAMES_IN_BLOCK;
    }
}

void sluice_drop_tasks(struct sluice_graph_writer *writer)
{
    while (sluice_top_task(writer) != NULL) {
        sluice_pop_task(writer);
    }
}

void sluice_free_tasks(struct sluice_graph_writer *writer)
{
    sluice_drop_tasks(writer);
    if (writer->block != NULL) {
        free_spare(writer, writer->block);
        sluice_heap_put(&writer->emitter.heap, writer->block, sizeof *writer->block);
    }
}
