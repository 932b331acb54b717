#include "harness/trials/decoder/rebuild.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The members of an object in turn: fields and pieces of its class, then of each superclass. */
struct place {
    const struct sluice_class_model *model; /* NULL: past the last */
    size_t member;                          /* fields first, then pieces */
    uint32_t item;                          /* of a list */
};

/* A value whose parts are being built. */
struct frame {
    struct sluice_value value;
    struct place place; /* of the part to be looked at next */
    uint32_t element;   /* the same of an array */
};

struct made {
    uint32_t id; /* of the value in the old graph */
    struct sluice_value value;
};

struct rebuilding {
    const struct sluice_graph *graph;
    struct sluice_builder *builder;
    struct frame *frames;
    size_t frame_count;
    size_t frame_capacity;
    struct made *made; /* open addressing; id 0 is none, since no value has it but null */
    size_t made_count;
    size_t made_capacity;
    struct sluice_value *items; /* of the array or list at hand */
    size_t item_capacity;
    enum sluice_reason reason;
};

static bool stop(struct rebuilding *work, enum sluice_reason reason)
{
    work->reason = work->reason != SLUICE_OK ? work->reason : reason;
    return false;
}

/* --- what was made ------------------------------------------------------------------------------ */

#define PRIVATE_COPY UINT32_C(0x80000000)

/* A private copy stands for its original: the class that keeps it makes one of its own. */
static uint32_t id_of(struct sluice_value value)
{
    return value.id & ~PRIVATE_COPY;
}

static struct made *slot_of(const struct rebuilding *work, uint32_t id)
{
    size_t at = (size_t)(id * UINT32_C(2654435761)) & (work->made_capacity - 1);
    while (work->made[at].id != 0 && work->made[at].id != id) {
        at = (at + 1) & (work->made_capacity - 1);
    }
    return &work->made[at];
}

static bool widen(struct rebuilding *work)
{
    const struct rebuilding old = *work;
    work->made_capacity = old.made_capacity != 0 ? 2 * old.made_capacity : 64;
    work->made = calloc(work->made_capacity, sizeof *work->made);
    if (work->made == NULL) {
        work->made = old.made;
        work->made_capacity = old.made_capacity;
        return stop(work, SLUICE_OUT_OF_MEMORY);
    }
    for (size_t i = 0; i < old.made_capacity; i++) {
        if (old.made[i].id != 0) {
            *slot_of(work, old.made[i].id) = old.made[i];
        }
    }
    free(old.made);
    return true;
}

static bool keep(struct rebuilding *work, struct sluice_value old, struct sluice_value made)
{
    if (2 * work->made_count >= work->made_capacity && !widen(work)) {
        return false;
    }
    *slot_of(work, id_of(old)) = (struct made){id_of(old), made};
    work->made_count++;
    return true;
}

/* A builder has one value for each constant and each class; a stream may have several. */
static bool is_made_before(const struct rebuilding *work, struct sluice_value made)
{
    for (size_t i = 0; i < work->made_capacity; i++) {
        if (work->made[i].id != 0 && work->made[i].value.id == made.id) {
            return true;
        }
    }
    return false;
}

/* The new value for an old one that was made, or is null. */
static bool find(const struct rebuilding *work, struct sluice_value old, struct sluice_value *out)
{
    *out = (struct sluice_value){0};
    if (sluice_value_kind(work->graph, old) == SLUICE_VALUE_NULL) {
        return true;
    }
    if (work->made_capacity == 0) {
        return false;
    }
    const struct made *made = slot_of(work, id_of(old));
    *out = made->value;
    return made->id != 0;
}

/* --- going through members ---------------------------------------------------------------------- */

static bool is_reference(const struct sluice_field_model *field)
{
    return field->signature[0] == 'L' || field->signature[0] == '[';
}

/* Past classes without members. */
static void skip_empty(const struct rebuilding *work, struct place *place)
{
    while (place->model != NULL && place->model->field_count + place->model->layout_count == 0) {
        place->model = sluice_model_parent(work->graph, place->model);
    }
}

static void go_on(const struct rebuilding *work, struct place *place)
{
    place->item = 0;
    place->member++;
    if (place->member >= place->model->field_count + place->model->layout_count) {
        place->model = sluice_model_parent(work->graph, place->model);
        place->member = 0;
        skip_empty(work, place);
    }
}

static struct place first_place(const struct rebuilding *work, struct sluice_value object)
{
    struct place place = {.model = sluice_value_model(work->graph, object)};
    skip_empty(work, &place);
    return place;
}

static const struct sluice_field_model *field_at(const struct place *place)
{
    return place->member < place->model->field_count ? &place->model->fields[place->member] : NULL;
}

static const struct sluice_layout_item *piece_at(const struct place *place)
{
    return &place->model->layout[place->member - place->model->field_count];
}

static bool is_list(const struct sluice_layout_item *piece)
{
    return piece->kind == SLUICE_LAYOUT_OBJECTS || piece->kind == SLUICE_LAYOUT_PAIRS;
}

/* The next value that the object of a frame refers to; false when there is none. */
static bool next_part(struct rebuilding *work, struct frame *frame, struct sluice_value *out)
{
    const struct sluice_graph *graph = work->graph;
    struct place *place = &frame->place;
    while (place->model != NULL) {
        const struct sluice_field_model *field = field_at(place);
        const struct sluice_layout_item *piece = field == NULL ? piece_at(place) : NULL;
        const char *name = field != NULL ? field->name : piece->name;
        if (piece != NULL && name != NULL && is_list(piece) &&
            place->item < sluice_value_items(graph, frame->value, name)) {
            *out = sluice_value_item(graph, frame->value, name, place->item++);
            return true;
        }
        const bool refers = field != NULL ? is_reference(field)
                                          : piece->kind == SLUICE_LAYOUT_OBJECT && name != NULL;
        go_on(work, place);
        if (refers && sluice_value_field(graph, frame->value, name, out) == SLUICE_GET_OK) {
            return true;
        }
    }
    return false;
}

/* --- making ------------------------------------------------------------------------------------- */

static bool said(struct rebuilding *work, enum sluice_reason reason)
{
    return reason == SLUICE_OK || stop(work, reason);
}

static struct sluice_value *room_for(struct rebuilding *work, uint32_t count)
{
    if (count > work->item_capacity) {
        struct sluice_value *larger = realloc(work->items, count * sizeof *larger);
        if (larger == NULL) {
            (void)stop(work, SLUICE_OUT_OF_MEMORY);
            return NULL;
        }
        work->items = larger;
        work->item_capacity = count;
    }
    return work->items;
}

/* A name that the builder takes; those of the graph have no NUL at their end. */
static bool name_of(struct rebuilding *work, struct sluice_bytes name, char text[512])
{
    if (name.length >= 512) {
        return stop(work, SLUICE_NEEDS_CLASS);
    }
    memcpy(text, name.data, name.length);
    text[name.length] = '\0';
    return true;
}

static bool set_primitive(struct rebuilding *work, struct sluice_value object, const char *name,
                          char type)
{
    int64_t integer;
    double floating;
    if (type == 'F' || type == 'D') {
        return sluice_value_floating(work->graph, object, name, &floating) != SLUICE_GET_OK ||
               (isnan(floating) ? stop(work, SLUICE_NEEDS_CLASS)
                                : said(work, sluice_build_floating(work->builder, name, floating)));
    }
    return sluice_value_integer(work->graph, object, name, &integer) != SLUICE_GET_OK ||
           said(work, sluice_build_integer(work->builder, name, integer));
}

static bool set_utf(struct rebuilding *work, struct sluice_value object, const char *name)
{
    struct sluice_bytes text;
    return sluice_value_utf(work->graph, object, name, &text) != SLUICE_GET_OK ||
           said(work, sluice_build_utf(work->builder, name, (const char *)text.data, text.length));
}

static bool set_value(struct rebuilding *work, struct sluice_value object, const char *name)
{
    struct sluice_value old;
    struct sluice_value made;
    return sluice_value_field(work->graph, object, name, &old) != SLUICE_GET_OK ||
           !find(work, old, &made) || said(work, sluice_build_value(work->builder, name, made));
}

static bool set_items(struct rebuilding *work, struct sluice_value object, const char *name)
{
    const int64_t count = sluice_value_items(work->graph, object, name);
    if (count < 0) {
        return true;
    }
    struct sluice_value *items = room_for(work, (uint32_t)count + 1);
    for (uint32_t i = 0; items != NULL && i < count; i++) {
        if (!find(work, sluice_value_item(work->graph, object, name, i), &items[i])) {
            return stop(work, SLUICE_NEEDS_CLASS);
        }
    }
    return items != NULL &&
           said(work, sluice_build_items(work->builder, name, items, (uint32_t)count));
}

/* True if another piece says how many items a list has: that one is set with the list. */
static bool is_count(const struct sluice_class_model *model, const char *name)
{
    for (size_t i = 0; i < model->layout_count; i++) {
        if (model->layout[i].count != NULL && strcmp(model->layout[i].count, name) == 0) {
            return true;
        }
    }
    return false;
}

/* A builder does not take what the class does not write. */
static bool is_written(const struct rebuilding *work, struct sluice_value object,
                       const struct place *place)
{
    const struct sluice_class_model *leaf = sluice_value_model(work->graph, object);
    const enum sluice_form form = place->model->form;
    return (leaf == place->model || leaf->form != SLUICE_FORM_EXTERNAL) &&
           (field_at(place) == NULL || form == SLUICE_FORM_FIELDS || form == SLUICE_FORM_BOTH);
}

static bool set_member(struct rebuilding *work, struct sluice_value object,
                       const struct place *place)
{
    const struct sluice_field_model *field = field_at(place);
    if (field != NULL) {
        return is_reference(field) ? set_value(work, object, field->name)
                                   : set_primitive(work, object, field->name, field->signature[0]);
    }
    const struct sluice_layout_item *piece = piece_at(place);
    if (piece->name == NULL) {
        return stop(work, SLUICE_NEEDS_CLASS);
    }
    if (piece->kind == SLUICE_LAYOUT_UTF) {
        return set_utf(work, object, piece->name);
    }
    if (piece->kind == SLUICE_LAYOUT_PRIMITIVE) {
        return is_count(place->model, piece->name) ||
               set_primitive(work, object, piece->name, piece->type);
    }
    return piece->kind == SLUICE_LAYOUT_OBJECT ? set_value(work, object, piece->name)
                                               : set_items(work, object, piece->name);
}

/* What the code of a class has read is not in the graph any more. */
static bool reads_itself(const struct rebuilding *work, const struct sluice_class_model *model)
{
    while (model != NULL && model->read == NULL) {
        model = sluice_model_parent(work->graph, model);
    }
    return model != NULL;
}

/* What the code of classes leaves with an object is never all zeros. */
static bool is_left(const void *bytes, size_t count)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; bytes != NULL && i < count; i++) {
        if (at[i] != 0) {
            return true;
        }
    }
    return bytes == NULL && count == 0;
}

/* The object has an instance, and states, where its classes make some; a private copy has no instance. */
static bool has_its_own(const struct rebuilding *work, struct sluice_value old)
{
    const struct sluice_class_model *model = sluice_value_model(work->graph, old);
    const struct sluice_value original = {id_of(old)};
    const struct sluice_value copy = {id_of(old) | PRIVATE_COPY};
    if (!is_left(sluice_value_instance(work->graph, original), model->instance_size) ||
        sluice_value_instance(work->graph, copy) != NULL) {
        return false;
    }
    for (; model != NULL; model = sluice_model_parent(work->graph, model)) {
        if (!is_left(sluice_value_state(work->graph, old, model->name), model->state_size)) {
            return false;
        }
    }
    return true;
}

static bool make_object(struct rebuilding *work, struct sluice_value old, struct sluice_value *out)
{
    const struct sluice_class_model *model = sluice_value_model(work->graph, old);
    if (!has_its_own(work, old)) {
        return stop(work, SLUICE_CLASS_CODE_BROKEN);
    }
    if (reads_itself(work, model)) {
        return stop(work, SLUICE_NEEDS_CLASS);
    }
    if (!said(work, sluice_build_begin(work->builder, model->name))) {
        return false;
    }
    for (struct place place = first_place(work, old); place.model != NULL;) {
        if (is_written(work, old, &place) && !set_member(work, old, &place)) {
            return false;
        }
        go_on(work, &place);
    }
    return said(work, sluice_build_end(work->builder, out));
}

static bool make_array(struct rebuilding *work, struct sluice_value old, struct sluice_value *out)
{
    char name[512];
    const uint32_t count = sluice_value_length(work->graph, old);
    struct sluice_value *items = room_for(work, count + 1);
    for (uint32_t i = 0; items != NULL && i < count; i++) {
        if (!find(work, sluice_value_element(work->graph, old, i), &items[i])) {
            return stop(work, SLUICE_NEEDS_CLASS);
        }
    }
    return items != NULL && name_of(work, sluice_value_class(work->graph, old), name) &&
           said(work, sluice_build_array(work->builder, name, items, count, out));
}

static bool is_one_for_all(enum sluice_value_kind kind)
{
    return kind == SLUICE_VALUE_ENUM || kind == SLUICE_VALUE_CLASS;
}

/* A value all of whose parts are made. */
static bool make(struct rebuilding *work, struct sluice_value old)
{
    const struct sluice_bytes text = sluice_value_text(work->graph, old);
    struct sluice_value made = {0};
    struct sluice_bytes bytes;
    char name[512];
    char constant[512];
    char type;
    bool good = false;
    switch (sluice_value_kind(work->graph, old)) {
    case SLUICE_VALUE_STRING:
        good = said(
            work, sluice_build_string(work->builder, (const char *)text.data, text.length, &made));
        break;
    case SLUICE_VALUE_PRIMITIVES:
        bytes = sluice_value_bytes(work->graph, old, &type);
        good = said(work, sluice_build_primitives(work->builder, type, bytes.data,
                                                  sluice_value_length(work->graph, old), &made));
        break;
    case SLUICE_VALUE_ARRAY:
        good = make_array(work, old, &made);
        break;
    case SLUICE_VALUE_OBJECT:
        good = make_object(work, old, &made);
        break;
    case SLUICE_VALUE_ENUM:
        good = name_of(work, sluice_value_class(work->graph, old), name) &&
               name_of(work, text, constant) &&
               said(work, sluice_build_enum(work->builder, name, constant, &made));
        break;
    case SLUICE_VALUE_CLASS:
        good = name_of(work, sluice_value_class(work->graph, old), name) &&
               said(work, sluice_build_class(work->builder, name, &made));
        break;
    case SLUICE_VALUE_NULL:
    case SLUICE_VALUE_BLOCKS:
    case SLUICE_VALUE_RESET:
    case SLUICE_VALUE_SKIPPED:
        return stop(work, SLUICE_NEEDS_CLASS);
    }
    if (good && is_one_for_all(sluice_value_kind(work->graph, old)) && is_made_before(work, made)) {
        return stop(work, SLUICE_NEEDS_CLASS);
    }
    return good && keep(work, old, made);
}

/* --- the walk ----------------------------------------------------------------------------------- */

static bool push(struct rebuilding *work, struct sluice_value value)
{
    if (work->frame_count == work->frame_capacity) {
        const size_t wanted = work->frame_capacity != 0 ? 2 * work->frame_capacity : 64;
        struct frame *larger = realloc(work->frames, wanted * sizeof *larger);
        if (larger == NULL) {
            return stop(work, SLUICE_OUT_OF_MEMORY);
        }
        work->frames = larger;
        work->frame_capacity = wanted;
    }
    struct frame frame = {.value = value};
    if (sluice_value_kind(work->graph, value) == SLUICE_VALUE_OBJECT) {
        if (sluice_value_model(work->graph, value) == NULL) {
            return stop(work, SLUICE_NEEDS_CLASS);
        }
        frame.place = first_place(work, value);
    }
    work->frames[work->frame_count++] = frame;
    return true;
}

static bool step(struct rebuilding *work)
{
    struct frame *top = &work->frames[work->frame_count - 1];
    struct sluice_value part;
    struct sluice_value unused;
    bool more = false;
    if (sluice_value_kind(work->graph, top->value) == SLUICE_VALUE_ARRAY) {
        more = top->element < sluice_value_length(work->graph, top->value);
        if (more) {
            part = sluice_value_element(work->graph, top->value, top->element++);
        }
    } else {
        more = next_part(work, top, &part);
    }
    if (more) {
        return find(work, part, &unused) || push(work, part);
    }
    const struct sluice_value value = top->value;
    work->frame_count--;
    return make(work, value);
}

static bool rebuild(struct rebuilding *work, struct sluice_value root)
{
    struct sluice_value made;
    if (!find(work, root, &made)) {
        if (!push(work, root)) {
            return false;
        }
        while (work->frame_count > 0) {
            if (!step(work)) {
                return false;
            }
        }
    }
    return find(work, root, &made) && said(work, sluice_build_add(work->builder, made));
}

enum sluice_reason
sluice_rebuild(const struct sluice_graph *graph, const struct sluice_policy *policy,
               const struct sluice_allocator *allocator, struct sluice_graph **out)
{
    struct rebuilding work = {.graph = graph};
    *out = NULL;
    work.reason = sluice_builder_create(policy, allocator, &work.builder);
    for (uint32_t i = 0; work.reason == SLUICE_OK && i < sluice_graph_count(graph); i++) {
        (void)rebuild(&work, sluice_graph_at(graph, i));
    }
    free(work.frames);
    free(work.made);
    free(work.items);
    if (work.reason != SLUICE_OK) {
        sluice_builder_free(work.builder);
        return work.reason;
    }
    struct sluice_status status;
    const enum sluice_reason reason = sluice_builder_finish(work.builder, out, &status);
    return status.reason == reason && (reason == SLUICE_OK) == (*out != NULL) ? reason
                                                                              : SLUICE_BAD_ARGUMENT;
}
