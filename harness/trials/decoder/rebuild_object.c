/* Objects that are built once more: what they refer to, and how each of their members is set. */
#include "harness/trials/decoder/rebuild_parts.h"

#include <math.h>
#include <string.h>

/* --- going through members ---------------------------------------------------------------------- */

static bool is_reference(const struct sluice_field_model *field)
{
    return field->signature[0] == 'L' || field->signature[0] == '[';
}

/* Past classes without members. */
static void skip_empty(const struct sluice_rebuilding *work, struct sluice_rebuilding_place *place)
{
    while (place->model != NULL && place->model->field_count + place->model->layout_count == 0) {
        place->model = sluice_model_parent(work->graph, place->model);
    }
}

static void go_on(const struct sluice_rebuilding *work, struct sluice_rebuilding_place *place)
{
    place->item = 0;
    place->member++;
    if (place->member >= place->model->field_count + place->model->layout_count) {
        place->model = sluice_model_parent(work->graph, place->model);
        place->member = 0;
        skip_empty(work, place);
    }
}

struct sluice_rebuilding_place sluice_rebuilding_first_place(const struct sluice_rebuilding *work,
                                                             struct sluice_value object)
{
    struct sluice_rebuilding_place place = {.model = sluice_value_model(work->graph, object)};
    skip_empty(work, &place);
    return place;
}

static const struct sluice_field_model *field_at(const struct sluice_rebuilding_place *place)
{
    return place->member < place->model->field_count ? &place->model->fields[place->member] : NULL;
}

static const struct sluice_layout_item *piece_at(const struct sluice_rebuilding_place *place)
{
    return &place->model->layout[place->member - place->model->field_count];
}

static bool is_list(const struct sluice_layout_item *piece)
{
    return piece->kind == SLUICE_LAYOUT_OBJECTS || piece->kind == SLUICE_LAYOUT_PAIRS;
}

/* The next value that the object of a frame refers to; false when there is none. */
bool sluice_rebuilding_next_part(struct sluice_rebuilding *work,
                                 struct sluice_rebuilding_frame *frame, struct sluice_value *out)
{
    const struct sluice_graph *graph = work->graph;
    struct sluice_rebuilding_place *place = &frame->place;
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

static bool set_primitive(struct sluice_rebuilding *work, struct sluice_value object,
                          const char *name, char type)
{
    int64_t integer;
    double floating;
    if (type == 'F' || type == 'D') {
        return sluice_value_floating(work->graph, object, name, &floating) != SLUICE_GET_OK ||
               (isnan(floating) ? sluice_rebuilding_stop(work, SLUICE_NEEDS_CLASS)
                                : sluice_rebuilding_said(
                                      work, sluice_build_floating(work->builder, name, floating)));
    }
    return sluice_value_integer(work->graph, object, name, &integer) != SLUICE_GET_OK ||
           sluice_rebuilding_said(work, sluice_build_integer(work->builder, name, integer));
}

static bool set_utf(struct sluice_rebuilding *work, struct sluice_value object, const char *name)
{
    struct sluice_bytes text;
    return sluice_value_utf(work->graph, object, name, &text) != SLUICE_GET_OK ||
           sluice_rebuilding_said(
               work, sluice_build_utf(work->builder, name, (const char *)text.data, text.length));
}

static bool set_value(struct sluice_rebuilding *work, struct sluice_value object, const char *name)
{
    struct sluice_value old;
    struct sluice_value made;
    return sluice_value_field(work->graph, object, name, &old) != SLUICE_GET_OK ||
           !sluice_rebuilding_find(work, old, &made) ||
           sluice_rebuilding_said(work, sluice_build_value(work->builder, name, made));
}

static bool set_items(struct sluice_rebuilding *work, struct sluice_value object, const char *name)
{
    const int64_t count = sluice_value_items(work->graph, object, name);
    if (count < 0) {
        return true;
    }
    struct sluice_value *items = sluice_rebuilding_room(work, (uint32_t)count + 1);
    for (uint32_t i = 0; items != NULL && i < count; i++) {
        if (!sluice_rebuilding_find(work, sluice_value_item(work->graph, object, name, i),
                                    &items[i])) {
            return sluice_rebuilding_stop(work, SLUICE_NEEDS_CLASS);
        }
    }
    return items != NULL &&
           sluice_rebuilding_said(work,
                                  sluice_build_items(work->builder, name, items, (uint32_t)count));
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
static bool is_written(const struct sluice_rebuilding *work, struct sluice_value object,
                       const struct sluice_rebuilding_place *place)
{
    const struct sluice_class_model *leaf = sluice_value_model(work->graph, object);
    const enum sluice_form form = place->model->form;
    return (leaf == place->model || leaf->form != SLUICE_FORM_EXTERNAL) &&
           (field_at(place) == NULL || form == SLUICE_FORM_FIELDS || form == SLUICE_FORM_BOTH);
}

/* True for a piece of a class that has no data in the stream: the object is written with them. */
static bool lacks_piece(const struct sluice_rebuilding *work, struct sluice_value object,
                        const struct sluice_layout_item *piece)
{
    struct sluice_bytes text;
    struct sluice_value value;
    int64_t integer;
    double floating;
    switch (piece->kind) {
    case SLUICE_LAYOUT_UTF:
        return sluice_value_utf(work->graph, object, piece->name, &text) != SLUICE_GET_OK;
    case SLUICE_LAYOUT_PRIMITIVE:
        return piece->type == 'F' || piece->type == 'D'
                   ? sluice_value_floating(work->graph, object, piece->name, &floating) !=
                         SLUICE_GET_OK
                   : sluice_value_integer(work->graph, object, piece->name, &integer) !=
                         SLUICE_GET_OK;
    case SLUICE_LAYOUT_OBJECT:
        return sluice_value_field(work->graph, object, piece->name, &value) != SLUICE_GET_OK;
    case SLUICE_LAYOUT_OBJECTS:
    case SLUICE_LAYOUT_PAIRS:
        break;
    }
    return sluice_value_items(work->graph, object, piece->name) < 0;
}

static bool has_member(const struct sluice_class_model *model, const char *name)
{
    bool has = false;
    for (size_t i = 0; !has && i < model->field_count; i++) {
        has = strcmp(model->fields[i].name, name) == 0;
    }
    for (size_t i = 0; !has && i < model->layout_count; i++) {
        has = model->layout[i].name != NULL && strcmp(model->layout[i].name, name) == 0;
    }
    return has;
}

/* True for a member that can be neither asked for nor set, since a subclass has one of its name. */
static bool is_hidden(const struct sluice_rebuilding *work, struct sluice_value object,
                      const struct sluice_rebuilding_place *place)
{
    const struct sluice_field_model *field = field_at(place);
    const char *name = field != NULL ? field->name : piece_at(place)->name;
    const struct sluice_class_model *model = sluice_value_model(work->graph, object);
    while (name != NULL && model != place->model && !has_member(model, name)) {
        model = sluice_model_parent(work->graph, model);
    }
    return name != NULL && model != place->model;
}

static bool set_member(struct sluice_rebuilding *work, struct sluice_value object,
                       const struct sluice_rebuilding_place *place)
{
    const struct sluice_field_model *field = field_at(place);
    if (is_hidden(work, object, place)) {
        return sluice_rebuilding_stop(work, SLUICE_NEEDS_CLASS);
    }
    if (field != NULL) {
        return is_reference(field) ? set_value(work, object, field->name)
                                   : set_primitive(work, object, field->name, field->signature[0]);
    }
    const struct sluice_layout_item *piece = piece_at(place);
    if (piece->name == NULL || lacks_piece(work, object, piece)) {
        return sluice_rebuilding_stop(work, SLUICE_NEEDS_CLASS);
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
static bool reads_itself(const struct sluice_rebuilding *work,
                         const struct sluice_class_model *model)
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
static bool has_its_own(const struct sluice_rebuilding *work, struct sluice_value old)
{
    const struct sluice_class_model *model = sluice_value_model(work->graph, old);
    const struct sluice_value original = {sluice_rebuilding_id(old)};
    const struct sluice_value copy = {sluice_rebuilding_id(old) | SLUICE_PRIVATE_COPY};
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

bool sluice_rebuilding_object(struct sluice_rebuilding *work, struct sluice_value old,
                              struct sluice_value *out)
{
    const struct sluice_class_model *model = sluice_value_model(work->graph, old);
    if (!has_its_own(work, old)) {
        return sluice_rebuilding_stop(work, SLUICE_CLASS_CODE_BROKEN);
    }
    if (reads_itself(work, model)) {
        return sluice_rebuilding_stop(work, SLUICE_NEEDS_CLASS);
    }
    if (!sluice_rebuilding_said(work, sluice_build_begin(work->builder, model->name))) {
        return false;
    }
    for (struct sluice_rebuilding_place place = sluice_rebuilding_first_place(work, old);
         place.model != NULL;) {
        if (is_written(work, old, &place) && !set_member(work, old, &place)) {
            return false;
        }
        go_on(work, &place);
    }
    return sluice_rebuilding_said(work, sluice_build_end(work->builder, out));
}
