/* OUT-2: containers of a graph are replaced by safe, immutable ones, if every place where they stand
 * admits that. A graph has no cycles; so one walk over it, before anything is written, sees all places. */
#include "check.h"
#include "write_graph.h"

/* Marks of a handle. */
enum {
    MARK_SEEN = 1,
    MARK_CONTAINER = 2, /* of a kind that is replaced */
    MARK_PLACE = 4,     /* a place where it stands does not admit the replacement */
    MARK_EXPOSED = 8,   /* it stands elsewhere than in an unmodifiable container */
    MARK_REPLACED = 16,
    MARK_SHARED = 32 /* it stands in several places */
};

struct items {
    const uint32_t *slots;
    uint32_t count;
    uint32_t comparator;
    uint8_t shift; /* 1: keys and values stand in turn, and the keys are the items */
    bool has_nulls;
};

/* --- containers ------------------------------------------------------------------------------- */

/* The model of an object if it is a container of a kind that is replaced, else NULL. */
static const struct sluice_class_model *container_of(const struct sluice_graph_writer *writer,
                                                     uint32_t id)
{
    const struct sluice_result *result = writer->result;
    const struct sluice_words_node *object = sluice_store_at(&result->store, id);
    const struct sluice_bytes name = sluice_class_name(result, object->descriptor);
    if (name.data == NULL) {
        return NULL;
    }
    const uint32_t model = sluice_policy_find(writer->safe_policy, name);
    const struct sluice_class_model *declared = model != 0 ? &writer->safe_policy->models[model - 1]
                                                           : NULL;
    return declared != NULL && sluice_safe_needs(declared->container) != 0 ? declared : NULL;
}

static bool is_map(const struct sluice_class_model *model)
{
    return (sluice_safe_needs(model->container) & (SLUICE_ADMITS_MAP | SLUICE_ADMITS_SORTED_MAP)) !=
           0;
}

/* What a container has in the field of its items: an array, an object or 0. */
static uint32_t part_of(const struct sluice_graph_writer *writer, uint32_t id,
                        const struct sluice_class_model *model)
{
    struct sluice_level_words level;
    const struct sluice_object_at object = sluice_object_at_node(writer->result, id, &level);
    const struct sluice_subject subject = sluice_object_subject(
        &object, sluice_text(model->items != NULL ? model->items : ""));
    const uint32_t part = subject.slot & ~SLUICE_SLOT_COPY;
    return subject.kind == SLUICE_SUBJECT_SLOT && part >= SLUICE_SLOT_FIRST_NODE ? part : 0;
}

/* The object that a container has in the field of its items, or 0: some are made of another one. */
static uint32_t inside_of(const struct sluice_graph_writer *writer, uint32_t id,
                          const struct sluice_class_model *model)
{
    const uint32_t part = part_of(writer, id, model);
    return part != 0 && sluice_store_kind(&writer->result->store, part) == SLUICE_NODE_OBJECT ? part
                                                                                              : 0;
}

static bool is_named(const char *name, const char *wanted)
{
    return name != NULL && wanted != NULL && strcmp(name, wanted) == 0;
}

static bool is_object(const struct sluice_graph_writer *writer,
                      const struct sluice_subject *subject)
{
    const uint32_t id = subject->slot & ~SLUICE_SLOT_COPY;
    return subject->kind == SLUICE_SUBJECT_SLOT && id >= SLUICE_SLOT_FIRST_NODE &&
           sluice_store_kind(&writer->result->store, id) == SLUICE_NODE_OBJECT;
}

/* True for a piece of custom data that would be lost. */
static bool is_more(const struct sluice_layout_item *piece, const struct sluice_subject *subject,
                    const struct sluice_class_model *container)
{
    switch (piece->kind) {
    case SLUICE_LAYOUT_PRIMITIVE:
        return false;
    case SLUICE_LAYOUT_OBJECT:
        return !is_named(piece->name, container->comparator) && subject->slot != SLUICE_SLOT_NULL;
    case SLUICE_LAYOUT_UTF:
    case SLUICE_LAYOUT_OBJECTS:
    case SLUICE_LAYOUT_PAIRS:
        break;
    }
    return !is_named(piece->name, container->items);
}

/* True when an object of a container's class has other objects than its items, which would be lost. */
static bool holds_more(const struct sluice_graph_writer *writer, uint32_t id,
                       const struct sluice_class_model *container)
{
    const struct sluice_policy *policy = writer->result->policy;
    struct sluice_level_words level;
    const struct sluice_object_at object = sluice_object_at_node(writer->result, id, &level);
    for (uint32_t at = sluice_object_model(&object) + 1; at != 0;
         at = policy->compiled[at - 1].parent) {
        const struct sluice_class_model *model = &policy->models[at - 1];
        for (size_t i = 0; i < model->field_count; i++) {
            const char *name = model->fields[i].name;
            const struct sluice_subject field = sluice_object_field(&object, at - 1, i);
            if (!is_named(name, container->items) && !is_named(name, container->comparator) &&
                is_object(writer, &field)) {
                return true;
            }
        }
        for (size_t i = 0; i < model->layout_count; i++) {
            const struct sluice_subject piece = sluice_object_piece(&object, at - 1, i);
            if (is_more(&model->layout[i], &piece, container)) {
                return true;
            }
        }
    }
    return false;
}

/* What an object of a container's class holds itself. */
static bool find_own_items(const struct sluice_graph_writer *writer, uint32_t id,
                           const struct sluice_class_model *model, struct items *items)
{
    const struct sluice_subject object = {.kind = SLUICE_SUBJECT_SLOT, .type = 'L', .slot = id};
    struct sluice_contained contained;
    if (holds_more(writer, id, model) ||
        !sluice_subject_contains(writer->result, &object, &contained)) {
        return false;
    }
    *items = (struct items){
        .slots = contained.items, .count = contained.count, .comparator = SLUICE_SLOT_NULL};
    if (model->comparator != NULL) {
        struct sluice_level_words level;
        const struct sluice_object_at at = sluice_object_at_node(writer->result, id, &level);
        const struct sluice_subject order = sluice_object_subject(&at,
                                                                  sluice_text(model->comparator));
        items->comparator = order.kind == SLUICE_SUBJECT_SLOT ? order.slot
                                                              : (uint32_t)SLUICE_SLOT_NULL;
    }
    return true;
}

/* What the container holds: the items of the one inside it, or the keys of a map inside a set. False
 * when the graph does not have it in the form of its model, which the policy of the graph need not know. */
static bool find_items(const struct sluice_graph_writer *writer, uint32_t id,
                       const struct sluice_class_model *model, struct items *items)
{
    const uint32_t part = part_of(writer, id, model);
    if (part != 0 && !sluice_safe_takes_part(writer->safe_policy, model,
                                             sluice_class_of(writer->result, part))) {
        return false;
    }
    const uint32_t inner = inside_of(writer, id, model);
    const struct sluice_class_model *within = inner != 0 ? container_of(writer, inner) : NULL;
    if (within != NULL) {
        if (is_map(model) || holds_more(writer, id, model) ||
            !find_own_items(writer, inner, within, items)) {
            return false;
        }
        items->shift = is_map(within) ? 1 : 0;
        items->count >>= items->shift;
    } else if (!find_own_items(writer, id, model, items)) {
        return false;
    }
    for (uint32_t i = 0; i < items->count; i++) {
        items->has_nulls = items->has_nulls || items->slots[i << items->shift] == SLUICE_SLOT_NULL;
    }
    return true;
}

/* --- the walk --------------------------------------------------------------------------------- */

/* A value stands in a place that admits so much. */
static bool visit(struct sluice_graph_writer *writer, uint32_t slot, uint8_t admits, bool guarded)
{
    const uint32_t id = slot & ~SLUICE_SLOT_COPY;
    writer->steps++;
    if (id < SLUICE_SLOT_FIRST_NODE) {
        return true;
    }
    const uint8_t kind = sluice_store_kind(&writer->result->store, id);
    if (kind != SLUICE_NODE_OBJECT && kind != SLUICE_NODE_ARRAY) {
        return true;
    }
    uint8_t *marks = &writer->marks[sluice_handle_of(writer, id)];
    const struct sluice_class_model *model = kind == SLUICE_NODE_OBJECT ? container_of(writer, id)
                                                                        : NULL;
    if (model != NULL) {
        *marks |= MARK_CONTAINER;
        *marks |= guarded ? 0 : MARK_EXPOSED;
        *marks |= (admits & sluice_safe_needs(model->container)) == 0 ? MARK_PLACE : 0;
    }
    if ((*marks & MARK_SEEN) != 0) {
        *marks |= MARK_SHARED;
        return true;
    }
    *marks |= MARK_SEEN;
    return sluice_words_push(&writer->to_visit, &writer->emitter.heap, id) ||
           sluice_write_fails_memory(writer);
}

static bool visit_all(struct sluice_graph_writer *writer, const uint32_t *slots, uint32_t count,
                      uint8_t admits)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!visit(writer, slots[i], admits, false)) {
            return false;
        }
    }
    return true;
}

static bool visit_array(struct sluice_graph_writer *writer, const struct sluice_words_node *array)
{
    const struct sluice_bytes name = sluice_class_name(writer->result, array->descriptor);
    const struct sluice_bytes element = {name.data + 1, name.length - 1};
    return visit_all(writer, sluice_node_words(array), array->count, sluice_safe_admits(element));
}

/* A container's own items may be any class; all else in custom data is read by a class's own code,
 * which may expect what was there. */
static bool visit_pieces(struct sluice_graph_writer *writer, uint32_t pieces, uint32_t model)
{
    const struct sluice_class_model *declared = &writer->result->policy->models[model];
    const bool is_container = declared->container != SLUICE_CONTAINER_NONE &&
                              declared->items != NULL;
    for (size_t i = 0; i < declared->layout_count; i++) {
        const struct sluice_layout_item *piece = &declared->layout[i];
        const struct sluice_subject subject = sluice_piece_at(writer->result, pieces, piece, i);
        const bool is_items = is_container && piece->name != NULL &&
                              strcmp(piece->name, declared->items) == 0;
        const bool good = subject.kind == SLUICE_SUBJECT_SLOT
                              ? visit(writer, subject.slot, 0, false)
                              : visit_all(writer, subject.items, subject.item_count,
                                          is_items ? SLUICE_ADMITS_ALL : 0);
        if (!good) {
            return false;
        }
    }
    return true;
}

static bool visit_custom(struct sluice_graph_writer *writer, uint32_t slot, uint32_t model)
{
    if (slot < SLUICE_SLOT_FIRST_NODE) {
        return true;
    }
    if (sluice_store_kind(&writer->result->store, slot) == SLUICE_NODE_PIECES) {
        return visit_pieces(writer, slot, model);
    }
    const struct sluice_words_node *contents = sluice_store_at(&writer->result->store, slot);
    return visit_all(writer, sluice_node_words(contents), contents->count, 0);
}

/* The JDK's unmodifiable containers: what stands in their fields only is safe already. */
static bool is_guard(const struct sluice_wire_class *class)
{
    static const char guard[] = "java.util.Collections$Unmodifiable";
    return class->name.length >= sizeof guard - 1 &&
           memcmp(class->name.data, guard, sizeof guard - 1) == 0;
}

/* The field where a container has another one that holds its items: only the outer one is replaced. */
static bool holds_items(const struct sluice_class_model *container,
                        const struct sluice_plan_level *level, uint32_t field)
{
    const struct sluice_wire_class *class = level->class;
    return container != NULL && container->items != NULL &&
           strcmp(class->fields[class->primitive_count + field].model->name, container->items) == 0;
}

static bool visit_level(struct sluice_graph_writer *writer, uint32_t id,
                        const struct sluice_plan *plan, const struct sluice_plan_level *level)
{
    const uint32_t *words = sluice_node_words(sluice_store_at(&writer->result->store, id));
    const struct sluice_plan_level at = sluice_level_in(writer, id, plan, level);
    const struct sluice_class_model *container = container_of(writer, id);
    const bool guarded = is_guard(level->class);
    for (uint32_t i = 0; level->writes_fields && i < level->reference_count; i++) {
        const struct sluice_plan_reference *field = &level->fields[i];
        const bool within = guarded || holds_items(container, level, i);
        if (field->place != 0 &&
            !visit(writer, words[at.references + field->place - 1], field->admits, within)) {
            return false;
        }
    }
    return !level->has_custom || visit_custom(writer, words[at.custom], level->model);
}

static bool visit_object(struct sluice_graph_writer *writer, uint32_t id,
                         const struct sluice_words_node *node)
{
    if (sluice_store_kind(&writer->result->store, node->descriptor) == SLUICE_NODE_PROXY) {
        struct sluice_level_words level;
        const struct sluice_object_at object = sluice_object_at_node(writer->result, id, &level);
        return visit(writer, sluice_object_handler(&object), 0, false);
    }
    const struct sluice_plan *plan = sluice_plan_of(writer, node->descriptor);
    if (plan == NULL) {
        return sluice_write_fails_memory(writer);
    }
    for (uint32_t i = 0; i < plan->level_count; i++) {
        if (!visit_level(writer, id, plan, &plan->levels[i])) {
            return false;
        }
    }
    return true;
}

static bool walk(struct sluice_graph_writer *writer)
{
    struct sluice_words *to_visit = &writer->to_visit;
    while (to_visit->count > 0) {
        const uint32_t id = *sluice_words_at(to_visit, --to_visit->count);
        const struct sluice_words_node *node = sluice_store_at(&writer->result->store, id);
        if (!(node->node.kind == SLUICE_NODE_ARRAY ? visit_array(writer, node)
                                                   : visit_object(writer, id, node))) {
            return false;
        }
    }
    return true;
}

/* --- the decision ----------------------------------------------------------------------------- */

/* True if nobody else refers to what the container has its items in, and the one inside it has its own
 * in. Nothing is left of these when it is replaced: whoever else refers to them would write them once more. */
static bool owns_parts(const struct sluice_graph_writer *writer, uint32_t id,
                       const struct sluice_class_model *model)
{
    while (model != NULL && (id = part_of(writer, id, model)) != 0) {
        if ((writer->marks[sluice_handle_of(writer, id)] & MARK_SHARED) != 0) {
            return false;
        }
        const bool is_object = sluice_store_kind(&writer->result->store, id) == SLUICE_NODE_OBJECT;
        model = is_object ? container_of(writer, id) : NULL;
    }
    return true;
}

static void decide(struct sluice_graph_writer *writer)
{
    struct sluice_write_report *report = &writer->emitter.report;
    const struct sluice_words *handles = &writer->result->handles;
    for (uint32_t i = 0; i < handles->count; i++) {
        uint8_t *marks = &writer->marks[i];
        struct items items;
        if ((*marks & MARK_CONTAINER) == 0 || (*marks & MARK_EXPOSED) == 0) {
            continue;
        }
        const uint32_t id = *sluice_words_at(handles, i);
        if ((*marks & MARK_PLACE) != 0) {
            report->kept_by_place++;
        } else if (!owns_parts(writer, id, container_of(writer, id)) ||
                   !find_items(writer, id, container_of(writer, id), &items)) {
            report->kept_as_read++;
        } else {
            report->replaced++;
            *marks |= MARK_REPLACED;
        }
    }
}

bool sluice_safe_plan(struct sluice_graph_writer *writer, const struct sluice_graph *graph)
{
    const size_t size = (size_t)writer->result->handles.count + 1;
    if (writer->safe_policy == NULL) {
        return true;
    }
    writer->marks = sluice_heap_get(&writer->emitter.heap, size);
    if (writer->marks == NULL) {
        return sluice_write_fails_memory(writer);
    }
    memset(writer->marks, 0, size);
    for (uint32_t i = 0; i < sluice_graph_count(graph); i++) {
        if (!visit(writer, sluice_graph_at(graph, i).id, SLUICE_ADMITS_ALL, false) ||
            !walk(writer)) {
            return false;
        }
    }
    decide(writer);
    return true;
}

void sluice_safe_plan_free(struct sluice_graph_writer *writer)
{
    struct sluice_heap *heap = &writer->emitter.heap;
    sluice_heap_put(heap, writer->marks, (size_t)writer->result->handles.count + 1);
    sluice_words_free(&writer->to_visit, heap);
}

/* --- writing ---------------------------------------------------------------------------------- */

bool sluice_is_replaced(const struct sluice_graph_writer *writer, uint32_t handle)
{
    return writer->marks != NULL && (writer->marks[handle] & MARK_REPLACED) != 0;
}

bool sluice_put_replacement(struct sluice_graph_writer *writer, uint32_t id, uint32_t handle)
{
    struct items items;
    struct sluice_safe_object object;
    const struct sluice_class_model *model = container_of(writer, id);
    if (!find_items(writer, id, model, &items)) {
        return sluice_emit_fail(&writer->emitter, SLUICE_NOT_SERIALIZABLE);
    }
    const enum sluice_safe_form form = sluice_safe_form_of(model->container, items.has_nulls);
    if (!sluice_safe_begin(&writer->safe, &writer->emitter, form, &object,
                           &writer->numbers[handle])) {
        return false;
    }
    struct sluice_write_frame *frame = sluice_push_task(
        writer, sluice_safe_has_comparator(form) ? SLUICE_WRITE_COMPARATOR : SLUICE_WRITE_SIZE);
    if (frame == NULL) {
        return false;
    }
    frame->form = (uint8_t)object.form;
    frame->number = object.inner;
    frame->node = items.comparator;
    frame->slots = items.slots;
    frame->count = items.count;
    frame->shift = items.shift;
    return true;
}

bool sluice_safe_step(struct sluice_graph_writer *writer)
{
    struct sluice_write_frame *top = sluice_top_task(writer);
    const struct sluice_safe_object object = {(enum sluice_safe_form)top->form, top->number};
    if (top->task == SLUICE_WRITE_COMPARATOR) {
        top->task = SLUICE_WRITE_SIZE;
        return sluice_put_value(writer, top->node);
    }
    top->task = SLUICE_WRITE_ITEMS;
    return sluice_safe_size(&writer->safe, &writer->emitter, &object, top->count);
}
