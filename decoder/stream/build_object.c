/* The record of the object that is open. */
#include "build_parts.h"

#include <string.h>

static bool put_primitive(struct sluice_emitter *emitter, char type, uint64_t bits)
{
    uint8_t bytes[8];
    const uint32_t size = sluice_primitive_size((uint8_t)type);
    sluice_set_be64(bytes, bits);
    return sluice_emit_bytes(emitter, bytes + 8 - size, size);
}

static bool put_fields(struct sluice_builder *builder, const struct sluice_wire_class *class,
                       const struct sluice_build_member *members)
{
    for (uint32_t i = 0; i < class->field_count; i++) {
        const struct sluice_wire_field *field = &class->fields[i];
        const struct sluice_build_member *member = &members[field->index];
        const bool good = field->type != NULL
                              ? sluice_build_put_value(builder, (uint32_t)member->bits)
                              : put_primitive(&builder->emitter, field->model->signature[0],
                                              member->is_set ? member->bits
                                                             : sluice_default_bits(field->model));
        if (!good) {
            return false;
        }
    }
    return true;
}

static bool put_slots(struct sluice_builder *builder, const struct sluice_build_chunk *chunk)
{
    if (!sluice_emit_data_end(&builder->emitter)) {
        return false;
    }
    for (size_t i = 0; chunk != NULL && i < chunk->length / sizeof *chunk->contents; i++) {
        if (!sluice_build_put_value(builder, chunk->contents[i])) {
            return false;
        }
    }
    return true;
}

static bool put_text(struct sluice_emitter *emitter, const struct sluice_build_chunk *chunk)
{
    uint8_t head[2] = {0};
    if (chunk == NULL) {
        return sluice_emit_data(emitter, head, sizeof head);
    }
    sluice_set_be16(head, (uint32_t)chunk->length);
    return sluice_emit_data(emitter, head, sizeof head) &&
           sluice_emit_data(emitter, (const uint8_t *)chunk->contents, chunk->length);
}

static bool put_piece(struct sluice_builder *builder, const struct sluice_layout_item *piece,
                      const struct sluice_build_member *member)
{
    struct sluice_emitter *emitter = &builder->emitter;
    uint8_t bytes[8];
    const uint32_t size = sluice_primitive_size((uint8_t)piece->type);
    switch (piece->kind) {
    case SLUICE_LAYOUT_PRIMITIVE:
        sluice_set_be64(bytes, member->bits);
        return sluice_emit_data(emitter, bytes + 8 - size, size);
    case SLUICE_LAYOUT_UTF:
        return put_text(emitter, member->chunk);
    case SLUICE_LAYOUT_OBJECT:
        return sluice_emit_data_end(emitter) &&
               sluice_build_put_value(builder, (uint32_t)member->bits);
    case SLUICE_LAYOUT_OBJECTS:
    case SLUICE_LAYOUT_PAIRS:
        return put_slots(builder, member->chunk) &&
               (!piece->until_null || sluice_build_put_value(builder, SLUICE_SLOT_NULL));
    }
    return false;
}

static bool put_pieces(struct sluice_builder *builder, const struct sluice_class_model *model,
                       const struct sluice_build_member *pieces)
{
    for (size_t i = 0; i < model->layout_count; i++) {
        if (!put_piece(builder, &model->layout[i], &pieces[i])) {
            return false;
        }
    }
    return true;
}

/* What was added for a class that reads it itself. */
static bool put_added(struct sluice_builder *builder, uint32_t model)
{
    for (const struct sluice_build_chunk *chunk = builder->open->first; chunk != NULL;
         chunk = chunk->next) {
        if (chunk->model == model &&
            !(chunk->is_value
                  ? put_slots(builder, chunk)
                  : sluice_emit_data(&builder->emitter, (const uint8_t *)chunk->contents,
                                     chunk->length))) {
            return false;
        }
    }
    return true;
}

/* Fields and custom data of one class of the chain. */
static bool put_level(struct sluice_builder *builder, uint32_t model)
{
    const struct sluice_class_model *declared = &builder->engine.policy->models[model];
    const struct sluice_build_member *members = sluice_build_members(builder, builder->open, model);
    struct sluice_emitter *emitter = &builder->emitter;
    if (sluice_build_has_fields(builder, model) &&
        !put_fields(builder, builder->models[model], members)) {
        return false;
    }
    return !sluice_build_has_custom(builder, model) ||
           (put_pieces(builder, declared, members + declared->field_count) &&
            put_added(builder, model) && sluice_emit_data_end(emitter) &&
            sluice_emit_byte(emitter, TC_ENDBLOCKDATA));
}

static bool put_object(struct sluice_builder *builder)
{
    const struct sluice_policy *policy = builder->engine.policy;
    const uint32_t leaf = builder->open->model;
    const uint32_t depth = policy->compiled[leaf].depth;
    uint32_t number;
    if (!sluice_build_begin_record(builder) || !sluice_emit_byte(&builder->emitter, TC_OBJECT) ||
        !sluice_put_class(&builder->emitter, builder->models[leaf]) ||
        !sluice_emit_handle(&builder->emitter, &number)) {
        return false;
    }
    for (uint32_t i = 0; i <= depth; i++) {
        if (!put_level(builder, sluice_policy_at(policy, leaf, i))) {
            return false;
        }
    }
    return true;
}

/* --- counts of lists -------------------------------------------------------------------------- */

static uint64_t items_of(const struct sluice_layout_item *piece,
                         const struct sluice_build_member *member)
{
    const size_t slots = member->chunk != NULL
                             ? member->chunk->length / sizeof *member->chunk->contents
                             : 0;
    return piece->kind == SLUICE_LAYOUT_PAIRS ? slots / 2 : slots;
}

static struct sluice_build_member *count_of(const struct sluice_class_model *model,
                                            struct sluice_build_member *pieces, const char *name)
{
    for (size_t i = 0; i < model->layout_count; i++) {
        if (model->layout[i].name != NULL && strcmp(model->layout[i].name, name) == 0) {
            return &pieces[i];
        }
    }
    return NULL;
}

/* Sets the counts of the lists of one class; one that was set to something else is refused. */
static void count_lists(struct sluice_builder *builder, uint32_t model)
{
    const struct sluice_class_model *declared = &builder->engine.policy->models[model];
    struct sluice_build_member *pieces = sluice_build_members(builder, builder->open, model) +
                                         declared->field_count;
    for (size_t i = 0; i < declared->layout_count; i++) {
        const struct sluice_layout_item *piece = &declared->layout[i];
        const bool counted = (piece->kind == SLUICE_LAYOUT_OBJECTS ||
                              piece->kind == SLUICE_LAYOUT_PAIRS) &&
                             piece->count != NULL;
        struct sluice_build_member *count = counted ? count_of(declared, pieces, piece->count)
                                                    : NULL;
        if (count == NULL) {
            continue;
        }
        const uint64_t items = items_of(piece, &pieces[i]);
        if (count->is_set && count->bits != items) {
            (void)sluice_build_refuse(builder, SLUICE_BAD_ARGUMENT, "build.count", declared->name,
                                      piece->count);
        }
        count->is_set = true;
        count->bits = items;
    }
}

enum sluice_reason sluice_build_end(struct sluice_builder *builder, struct sluice_value *out)
{
    const struct sluice_policy *policy = builder->engine.policy;
    out->id = SLUICE_SLOT_NULL;
    if (builder->open == NULL) {
        return sluice_build_refuse(builder, SLUICE_BAD_ARGUMENT, "build.end", NULL, NULL);
    }
    for (uint32_t at = builder->open->model + 1; at != 0; at = policy->compiled[at - 1].parent) {
        count_lists(builder, at - 1);
    }
    const enum sluice_reason reason = sluice_build_record(builder, put_object(builder), out);
    sluice_build_drop(builder);
    return reason;
}
