#include "write_document.h"

/* What has kept the container as it is while the plan was made; and, in what is written once more on
 * behalf of a reference, cycles begin elsewhere than in the document, so that none of those that lie on
 * one is replaced. */
static bool is_kept(const struct sluice_document_writer *writer, uint32_t handle)
{
    const uint8_t marks = writer->marks[handle];
    const uint8_t reasons = SLUICE_MARK_PLACE | SLUICE_MARK_INSIDE | SLUICE_MARK_OTHER_FORM;
    return (marks & reasons) != 0 || (marks & SLUICE_MARK_EXPOSED) == 0 ||
           (writer->anew != 0 && (marks & SLUICE_MARK_CYCLE) != 0);
}

bool sluice_write_replaced(struct sluice_document_writer *writer, uint32_t id, bool *done)
{
    const struct sluice_words_node *object = sluice_write_node(writer, id);
    struct sluice_write_plan_items items;
    struct sluice_safe_object safe;
    if (writer->plan.is_making) {
        return true;
    }
    const struct sluice_class_model *model = sluice_write_plan_container(writer, object);
    if (model == NULL || is_kept(writer, object->handle) ||
        !sluice_write_plan_find(writer, id, model, &items)) {
        return true;
    }
    *done = true;
    const enum sluice_safe_form form = sluice_safe_form_of(model->container, items.has_nulls);
    if (!sluice_safe_begin(&writer->plan.safe, &writer->emitter, form, &safe,
                           &writer->numbers[object->handle])) {
        return false;
    }
    const struct sluice_write_frame frame = {
        .state = sluice_safe_has_comparator(form) ? SLUICE_WRITE_COMPARATOR : SLUICE_WRITE_SIZE,
        .form = (uint8_t)form,
        .stride = (uint8_t)items.stride,
        .id = id,
        .next = items.from,
        .left = items.count,
        .inner = safe.inner,
        .words = items.node,
        .comparator = items.comparator,
    };
    return sluice_write_push(writer, frame);
}

bool sluice_write_comparator(struct sluice_document_writer *writer)
{
    struct sluice_write_frame *top = sluice_write_top(writer);
    top->state = SLUICE_WRITE_SIZE;
    return sluice_write_value(writer, top->comparator);
}

static struct sluice_safe_object safe_object(const struct sluice_write_frame *frame)
{
    return (struct sluice_safe_object){(enum sluice_safe_form)frame->form, frame->inner};
}

bool sluice_write_size(struct sluice_document_writer *writer)
{
    struct sluice_write_frame *top = sluice_write_top(writer);
    const struct sluice_safe_object object = safe_object(top);
    top->state = SLUICE_WRITE_REPLACED;
    return sluice_safe_size(&writer->plan.safe, &writer->emitter, &object, top->left);
}

bool sluice_write_replaced_items(struct sluice_document_writer *writer)
{
    const uint32_t height = writer->frame_count;
    struct sluice_write_frame *top = sluice_write_top(writer);
    const uint32_t *words = sluice_node_words(sluice_write_node(writer, top->words));
    while (top->left > 0) {
        const uint32_t slot = words[top->next];
        top->next += top->stride;
        top->left--;
        if (!sluice_write_value(writer, slot)) {
            return false;
        }
        if (writer->frame_count != height) {
            return true;
        }
    }
    const struct sluice_safe_object object = safe_object(top);
    sluice_write_pop(writer);
    return sluice_safe_end(&writer->emitter, &object);
}
