#include "harness/trials/decoder/rebuild.h"

#include "harness/trials/decoder/rebuild_parts.h"

#include <stdlib.h>
#include <string.h>

bool sluice_rebuilding_stop(struct sluice_rebuilding *work, enum sluice_reason reason)
{
    work->reason = work->reason != SLUICE_OK ? work->reason : reason;
    return false;
}

/* --- what was made ------------------------------------------------------------------------------ */

/* A private copy stands for its original: the class that keeps it makes one of its own. */
uint32_t sluice_rebuilding_id(struct sluice_value value)
{
    return value.id & ~SLUICE_PRIVATE_COPY;
}

static struct sluice_rebuilding_made *slot_of(const struct sluice_rebuilding *work, uint32_t id)
{
    size_t at = (size_t)(id * UINT32_C(2654435761)) & (work->made_capacity - 1);
    while (work->made[at].id != 0 && work->made[at].id != id) {
        at = (at + 1) & (work->made_capacity - 1);
    }
    return &work->made[at];
}

static bool widen(struct sluice_rebuilding *work)
{
    const struct sluice_rebuilding old = *work;
    work->made_capacity = old.made_capacity != 0 ? 2 * old.made_capacity : 64;
    work->made = calloc(work->made_capacity, sizeof *work->made);
    if (work->made == NULL) {
        work->made = old.made;
        work->made_capacity = old.made_capacity;
        return sluice_rebuilding_stop(work, SLUICE_OUT_OF_MEMORY);
    }
    for (size_t i = 0; i < old.made_capacity; i++) {
        if (old.made[i].id != 0) {
            *slot_of(work, old.made[i].id) = old.made[i];
        }
    }
    free(old.made);
    return true;
}

static bool keep(struct sluice_rebuilding *work, struct sluice_value old, struct sluice_value made)
{
    if (2 * work->made_count >= work->made_capacity && !widen(work)) {
        return false;
    }
    *slot_of(work, sluice_rebuilding_id(old)) = (struct sluice_rebuilding_made){
        sluice_rebuilding_id(old), made};
    work->made_count++;
    return true;
}

/* A builder has one value for each constant and each class; a stream may have several. */
static bool is_made_before(const struct sluice_rebuilding *work, struct sluice_value made)
{
    for (size_t i = 0; i < work->made_capacity; i++) {
        if (work->made[i].id != 0 && work->made[i].value.id == made.id) {
            return true;
        }
    }
    return false;
}

/* The new value for an old one that was made, or is null. */
bool sluice_rebuilding_find(const struct sluice_rebuilding *work, struct sluice_value old,
                            struct sluice_value *out)
{
    *out = (struct sluice_value){0};
    if (sluice_value_kind(work->graph, old) == SLUICE_VALUE_NULL) {
        return true;
    }
    if (work->made_capacity == 0) {
        return false;
    }
    const struct sluice_rebuilding_made *made = slot_of(work, sluice_rebuilding_id(old));
    *out = made->value;
    return made->id != 0;
}

/* --- making ------------------------------------------------------------------------------------- */

bool sluice_rebuilding_said(struct sluice_rebuilding *work, enum sluice_reason reason)
{
    return reason == SLUICE_OK || sluice_rebuilding_stop(work, reason);
}

struct sluice_value *sluice_rebuilding_room(struct sluice_rebuilding *work, uint32_t count)
{
    if (count > work->item_capacity) {
        struct sluice_value *larger = realloc(work->items, count * sizeof *larger);
        if (larger == NULL) {
            (void)sluice_rebuilding_stop(work, SLUICE_OUT_OF_MEMORY);
            return NULL;
        }
        work->items = larger;
        work->item_capacity = count;
    }
    return work->items;
}

/* A name that the builder takes; those of the graph have no NUL at their end. */
static bool name_of(struct sluice_rebuilding *work, struct sluice_bytes name, char text[512])
{
    if (name.length >= 512) {
        return sluice_rebuilding_stop(work, SLUICE_NEEDS_CLASS);
    }
    memcpy(text, name.data, name.length);
    text[name.length] = '\0';
    return true;
}

static bool make_array(struct sluice_rebuilding *work, struct sluice_value old,
                       struct sluice_value *out)
{
    char name[512];
    const uint32_t count = sluice_value_length(work->graph, old);
    struct sluice_value *items = sluice_rebuilding_room(work, count + 1);
    for (uint32_t i = 0; items != NULL && i < count; i++) {
        if (!sluice_rebuilding_find(work, sluice_value_element(work->graph, old, i), &items[i])) {
            return sluice_rebuilding_stop(work, SLUICE_NEEDS_CLASS);
        }
    }
    return items != NULL && name_of(work, sluice_value_class(work->graph, old), name) &&
           sluice_rebuilding_said(work, sluice_build_array(work->builder, name, items, count, out));
}

static bool is_one_for_all(enum sluice_value_kind kind)
{
    return kind == SLUICE_VALUE_ENUM || kind == SLUICE_VALUE_CLASS;
}

/* A value all of whose parts are made. */
static bool make(struct sluice_rebuilding *work, struct sluice_value old)
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
        good = sluice_rebuilding_said(
            work, sluice_build_string(work->builder, (const char *)text.data, text.length, &made));
        break;
    case SLUICE_VALUE_PRIMITIVES:
        bytes = sluice_value_bytes(work->graph, old, &type);
        good = sluice_rebuilding_said(
            work, sluice_build_primitives(work->builder, type, bytes.data,
                                          sluice_value_length(work->graph, old), &made));
        break;
    case SLUICE_VALUE_ARRAY:
        good = make_array(work, old, &made);
        break;
    case SLUICE_VALUE_OBJECT:
        good = sluice_rebuilding_object(work, old, &made);
        break;
    case SLUICE_VALUE_ENUM:
        good = name_of(work, sluice_value_class(work->graph, old), name) &&
               name_of(work, text, constant) &&
               sluice_rebuilding_said(work,
                                      sluice_build_enum(work->builder, name, constant, &made));
        break;
    case SLUICE_VALUE_CLASS:
        good = name_of(work, sluice_value_class(work->graph, old), name) &&
               sluice_rebuilding_said(work, sluice_build_class(work->builder, name, &made));
        break;
    case SLUICE_VALUE_NULL:
    case SLUICE_VALUE_BLOCKS:
    case SLUICE_VALUE_RESET:
    case SLUICE_VALUE_SKIPPED:
        return sluice_rebuilding_stop(work, SLUICE_NEEDS_CLASS);
    }
    if (good && is_one_for_all(sluice_value_kind(work->graph, old)) && is_made_before(work, made)) {
        return sluice_rebuilding_stop(work, SLUICE_NEEDS_CLASS);
    }
    return good && keep(work, old, made);
}

/* --- the walk ----------------------------------------------------------------------------------- */

static bool push(struct sluice_rebuilding *work, struct sluice_value value)
{
    if (work->frame_count == work->frame_capacity) {
        const size_t wanted = work->frame_capacity != 0 ? 2 * work->frame_capacity : 64;
        struct sluice_rebuilding_frame *larger = realloc(work->frames, wanted * sizeof *larger);
        if (larger == NULL) {
            return sluice_rebuilding_stop(work, SLUICE_OUT_OF_MEMORY);
        }
        work->frames = larger;
        work->frame_capacity = wanted;
    }
    struct sluice_rebuilding_frame frame = {.value = value};
    if (sluice_value_kind(work->graph, value) == SLUICE_VALUE_OBJECT) {
        if (sluice_value_model(work->graph, value) == NULL) {
            return sluice_rebuilding_stop(work, SLUICE_NEEDS_CLASS);
        }
        frame.place = sluice_rebuilding_first_place(work, value);
    }
    work->frames[work->frame_count++] = frame;
    return true;
}

static bool step(struct sluice_rebuilding *work)
{
    struct sluice_rebuilding_frame *top = &work->frames[work->frame_count - 1];
    struct sluice_value part;
    struct sluice_value unused;
    bool more = false;
    if (sluice_value_kind(work->graph, top->value) == SLUICE_VALUE_ARRAY) {
        more = top->element < sluice_value_length(work->graph, top->value);
        if (more) {
            part = sluice_value_element(work->graph, top->value, top->element++);
        }
    } else {
        more = sluice_rebuilding_next_part(work, top, &part);
    }
    if (more) {
        return sluice_rebuilding_find(work, part, &unused) || push(work, part);
    }
    const struct sluice_value value = top->value;
    work->frame_count--;
    return make(work, value);
}

static bool rebuild(struct sluice_rebuilding *work, struct sluice_value root)
{
    struct sluice_value made;
    if (!sluice_rebuilding_find(work, root, &made)) {
        if (!push(work, root)) {
            return false;
        }
        while (work->frame_count > 0) {
            if (!step(work)) {
                return false;
            }
        }
    }
    return sluice_rebuilding_find(work, root, &made) &&
           sluice_rebuilding_said(work, sluice_build_add(work->builder, made));
}

enum sluice_reason
sluice_rebuild(const struct sluice_graph *graph, const struct sluice_policy *policy,
               const struct sluice_allocator *allocator, struct sluice_graph **out)
{
    struct sluice_rebuilding work = {.graph = graph};
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
