#include "write_document.h"

/* --- what is kept by handle -------------------------------------------------------------------- */

static uint32_t *get_words(struct sluice_document_writer *writer)
{
    struct sluice_heap *heap = &writer->emitter.heap;
    const size_t bytes = writer->handle_count * sizeof(uint32_t);
    uint32_t *words = sluice_heap_get(heap, bytes);
    if (words == NULL) {
        (void)sluice_emit_fail(&writer->emitter, sluice_heap_refusal(heap));
        return NULL;
    }
    memset(words, 0, bytes);
    return words;
}

bool sluice_write_plan_begin(struct sluice_document_writer *writer)
{
    struct sluice_write_plan *plan = &writer->plan;
    if (plan->policy == NULL || writer->handle_count == 0) {
        plan->policy = NULL;
        return true;
    }
    uint32_t **const words[] = {&plan->models, &plan->lowest, &plan->open, &plan->pending};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        *words[i] = get_words(writer);
        if (*words[i] == NULL) {
            return false;
        }
    }
    plan->is_making = true;
    return true;
}

void sluice_write_plan_free(struct sluice_document_writer *writer)
{
    struct sluice_write_plan *plan = &writer->plan;
    struct sluice_heap *heap = &writer->emitter.heap;
    uint32_t *const words[] = {plan->models, plan->lowest, plan->open, plan->pending};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        sluice_heap_put(heap, words[i], writer->handle_count * sizeof(uint32_t));
    }
}

void sluice_write_plan_end(struct sluice_document_writer *writer)
{
    struct sluice_write_report *report = &writer->emitter.report;
    writer->plan.is_making = false;
    for (uint32_t i = 0; i < writer->handle_count; i++) {
        const uint8_t marks = writer->marks[i];
        if ((marks & SLUICE_MARK_EXPOSED) == 0) {
            continue;
        }
        if ((marks & SLUICE_MARK_PLACE) != 0) {
            report->kept_by_place++;
        } else if ((marks & SLUICE_MARK_INSIDE) != 0) {
            report->kept_in_cycle++;
        } else if ((marks & SLUICE_MARK_OTHER_FORM) != 0) {
            report->kept_as_read++;
        } else {
            report->replaced++;
        }
    }
}

/* --- models ----------------------------------------------------------------------------------- */

const struct sluice_class_model *sluice_write_plan_model(struct sluice_document_writer *writer,
                                                         const struct sluice_descriptor *descriptor)
{
    const struct sluice_write_plan *plan = &writer->plan;
    uint32_t *model = &plan->models[descriptor->base.handle];
    if (*model == 0) {
        const uint8_t *name = writer->document->bytes + descriptor->base.offset + 1;
        *model = sluice_policy_find(plan->policy,
                                    (struct sluice_bytes){name + 2, sluice_be16(name)});
        *model = *model != 0 ? *model : UINT32_MAX;
    }
    return *model != UINT32_MAX ? &plan->policy->models[*model - 1] : NULL;
}

const struct sluice_class_model *sluice_write_plan_container(struct sluice_document_writer *writer,
                                                             const struct sluice_words_node *object)
{
    if ((object->node.flags & SLUICE_NODE_PARTIAL) != 0) {
        return NULL; /* it may not even have a class */
    }
    const uint32_t id = sluice_descriptor_of(writer->document, object->descriptor);
    if (sluice_store_kind(&writer->document->store, id) != SLUICE_NODE_DESCRIPTOR) {
        return NULL;
    }
    const struct sluice_class_model *model = sluice_write_plan_model(writer,
                                                                     sluice_write_node(writer, id));
    return model != NULL && sluice_safe_needs(model->container) != 0 ? model : NULL;
}

/* --- places ----------------------------------------------------------------------------------- */

/* True when a frame writes a field of a class whose name begins so. */
static bool is_field_of(const struct sluice_document_writer *writer,
                        const struct sluice_write_frame *frame, const char *class)
{
    const size_t length = strlen(class);
    if (frame->state != SLUICE_WRITE_FIELDS) {
        return false;
    }
    const struct sluice_descriptor *level = sluice_write_level(writer, frame);
    const uint8_t *name = writer->document->bytes + level->base.offset + 1;
    return sluice_be16(name) >= length && memcmp(name + 2, class, length) == 0;
}

/* The reference field that is being written. */
static struct sluice_field current_field(const struct sluice_document_writer *writer,
                                         const struct sluice_write_frame *top)
{
    const struct sluice_descriptor *level = sluice_write_level(writer, top);
    return sluice_field_at(writer->document, level, level->field_count - top->left - 1);
}

/* True in the fields of the JDK's unmodifiable containers, and in the field where a container has
 * another one that holds its items: what stands there only need not be replaced itself. */
static bool is_guarded(struct sluice_document_writer *writer)
{
    if (writer->frame_count == 0 || sluice_write_top(writer)->state != SLUICE_WRITE_FIELDS) {
        return false;
    }
    const struct sluice_write_frame *top = sluice_write_top(writer);
    const struct sluice_class_model *holder = sluice_write_plan_container(
        writer, sluice_write_node(writer, top->id));
    if (holder == NULL || holder->items == NULL) {
        return is_field_of(writer, top, "java.util.Collections$Unmodifiable");
    }
    const uint8_t *name = writer->document->bytes + current_field(writer, top).name;
    return sluice_same((struct sluice_bytes){name + 2, sluice_be16(name)},
                       sluice_text(holder->items));
}

/* What the elements of an array of objects may be: by its class name. */
static uint8_t admitted_by_array(const struct sluice_document_writer *writer,
                                 const struct sluice_words_node *array)
{
    const struct sluice_bytes name = sluice_class_name(
        writer->document, sluice_descriptor_of(writer->document, array->descriptor));
    return name.length < 2
               ? 0
               : sluice_safe_admits((struct sluice_bytes){name.data + 1, name.length - 1});
}

/* What the reference field that was written last may be: by its type string. */
static uint8_t admitted_by_field(const struct sluice_document_writer *writer,
                                 const struct sluice_write_frame *top)
{
    uint32_t id = current_field(writer, top).signature;
    if ((id & SLUICE_SLOT_REFERENCE) != 0) {
        id = sluice_write_target(writer, id & ~SLUICE_SLOT_REFERENCE);
    }
    if (id < SLUICE_SLOT_FIRST_NODE) {
        return 0;
    }
    const struct sluice_string *text = sluice_write_node(writer, id);
    return sluice_safe_admits(
        (struct sluice_bytes){writer->document->bytes + text->offset, text->length});
}

/* What the place of the value that comes next admits. Elsewhere than here, a class's own code reads the
 * value and may expect any class. */
static uint8_t admitted(struct sluice_document_writer *writer)
{
    if (writer->frame_count == 0) {
        return SLUICE_ADMITS_ALL;
    }
    const struct sluice_write_frame *top = sluice_write_top(writer);
    const struct sluice_words_node *node = sluice_write_node(writer, top->id);
    if ((node->node.flags & SLUICE_NODE_PARTIAL) != 0) {
        return 0;
    }
    if (top->state == SLUICE_WRITE_FIELDS) {
        return admitted_by_field(writer, top);
    }
    if (top->state != SLUICE_WRITE_ITEMS && top->state != SLUICE_WRITE_ITEMS_AND_END) {
        return 0;
    }
    if (node->node.kind == SLUICE_NODE_ARRAY) {
        /* What a lambda has captured is an array of objects, but it knows their classes. */
        const bool is_captured = writer->frame_count > 1 &&
                                 is_field_of(writer, top - 1, "java.lang.invoke.SerializedLambda");
        return is_captured ? 0 : admitted_by_array(writer, node);
    }
    const bool is_element = top->next > top->elements_from && top->next <= top->elements_to;
    return is_element ? SLUICE_ADMITS_ALL : 0;
}

void sluice_write_plan_custom(struct sluice_document_writer *writer)
{
    struct sluice_write_frame *top = sluice_write_top(writer);
    const struct sluice_descriptor *level = sluice_write_level(writer, top - 1);
    const struct sluice_class_model *model = sluice_write_plan_model(writer, level);
    struct sluice_write_plan_items items = {0};
    if (model != NULL && model->container != SLUICE_CONTAINER_NONE && model->items != NULL &&
        sluice_write_plan_find_custom(writer, model, top->id, model->items, NULL, &items)) {
        top->elements_from = items.from;
        top->elements_to = items.from + items.count;
    }
}

/* --- references ------------------------------------------------------------------------------- */

static void lower(struct sluice_write_plan *plan, uint32_t handle)
{
    if (plan->open_count > 0) {
        uint32_t *lowest = &plan->lowest[plan->open[plan->open_count - 1]];
        *lowest = handle < *lowest ? handle : *lowest;
    }
}

/* What the container has its elements in. */
static void own_parts(struct sluice_document_writer *writer, uint32_t container,
                      const struct sluice_write_plan_items *items)
{
    const uint32_t parts[] = {items->inside, items->node};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const struct sluice_words_node *part = parts[i] != 0 ? sluice_write_node(writer, parts[i])
                                                             : NULL;
        if (part != NULL && part->handle != container &&
            (part->node.kind == SLUICE_NODE_ARRAY || part->node.kind == SLUICE_NODE_OBJECT)) {
            writer->plan.models[part->handle] = container + 1;
        }
    }
}

/* There is a reference to an array or object: it is not the own part of a container, of which nothing is
 * left when that is replaced. Whoever refers to it would write it anew, and with it containers that are
 * replaced, though they can be reached from themselves. */
static void share(struct sluice_document_writer *writer, uint32_t handle)
{
    uint32_t owner;
    while ((owner = writer->plan.models[handle]) != 0) {
        handle = owner - 1; /* which comes before its parts */
        writer->marks[handle] |= SLUICE_MARK_OTHER_FORM;
    }
}

void sluice_write_plan_value(struct sluice_document_writer *writer, uint32_t slot)
{
    const bool is_reference = (slot & SLUICE_SLOT_REFERENCE) != 0;
    uint32_t handle = slot & ~SLUICE_SLOT_REFERENCE;
    if (is_reference) {
        if ((writer->marks[handle] & SLUICE_MARK_PENDING) != 0) {
            lower(&writer->plan, handle);
        }
        slot = sluice_write_target(writer, handle);
    }
    if (slot < SLUICE_SLOT_FIRST_NODE) {
        return;
    }
    const struct sluice_words_node *object = sluice_write_node(writer, slot);
    const bool is_object = object->node.kind == SLUICE_NODE_OBJECT;
    if (is_reference && (is_object || object->node.kind == SLUICE_NODE_ARRAY)) {
        share(writer, handle);
    }
    const struct sluice_class_model *model = is_object ? sluice_write_plan_container(writer, object)
                                                       : NULL;
    if (model == NULL) {
        return;
    }
    uint8_t *marks = &writer->marks[object->handle];
    if (is_reference && (*marks & SLUICE_MARK_OPEN) != 0) {
        *marks |= SLUICE_MARK_INSIDE;
    }
    if (!is_guarded(writer)) {
        *marks |= SLUICE_MARK_EXPOSED;
    }
    if ((admitted(writer) & sluice_safe_needs(model->container)) == 0) {
        *marks |= SLUICE_MARK_PLACE;
    }
    struct sluice_write_plan_items items;
    if (!is_reference) {
        if (sluice_write_plan_find(writer, slot, model, &items)) {
            own_parts(writer, object->handle, &items);
        } else {
            *marks |= SLUICE_MARK_OTHER_FORM;
        }
    }
}

/* Handles are assigned in the order in which containers open, so they serve as the numbers of a
 * depth-first search; what can be reached from itself is found as strongly connected components. */
void sluice_write_plan_open(struct sluice_document_writer *writer, uint32_t handle)
{
    struct sluice_write_plan *plan = &writer->plan;
    plan->lowest[handle] = handle;
    plan->open[plan->open_count++] = handle;
    plan->pending[plan->pending_count++] = handle;
    writer->marks[handle] |= SLUICE_MARK_OPEN | SLUICE_MARK_PENDING;
}

void sluice_write_plan_close(struct sluice_document_writer *writer, uint32_t handle)
{
    struct sluice_write_plan *plan = &writer->plan;
    const uint32_t lowest = plan->lowest[handle];
    plan->open_count--;
    writer->marks[handle] &= (uint8_t)~SLUICE_MARK_OPEN;
    lower(plan, lowest);
    if (lowest != handle) {
        return;
    }
    const bool is_alone = plan->pending[plan->pending_count - 1] == handle;
    uint32_t member;
    do {
        member = plan->pending[--plan->pending_count];
        writer->marks[member] &= (uint8_t)~SLUICE_MARK_PENDING;
        writer->marks[member] |= is_alone ? 0 : SLUICE_MARK_CYCLE;
    } while (member != handle);
}
