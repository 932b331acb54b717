#include "build_parts.h"

#include <string.h>

/* --- failing ---------------------------------------------------------------------------------- */

enum sluice_reason sluice_build_refuse(struct sluice_builder *builder, enum sluice_reason reason,
                                       const char *at, const char *class_name, const char *member)
{
    struct sluice_engine *engine = &builder->engine;
    struct sluice_frame frame = {.kind = SLUICE_FRAME_OBJECT,
                                 .state = SLUICE_STATE_COMPLETE,
                                 .descriptor = SLUICE_SLOT_NONE};
    struct sluice_frame *below = engine->top;
    engine->top = &frame;
    engine->fails_whole = member != NULL;
    engine->failed_member = sluice_text(member != NULL ? member : "");
    (void)sluice_fail_class(engine, reason, 0, at,
                            sluice_text(class_name != NULL ? class_name : ""));
    engine->top = below;
    return builder->status.reason;
}

enum sluice_reason sluice_build_fails_memory(struct sluice_builder *builder)
{
    return sluice_build_refuse(builder, sluice_heap_refusal(&builder->engine.result->heap),
                               "memory", NULL, NULL);
}

/* --- records ---------------------------------------------------------------------------------- */

bool sluice_build_begin_record(struct sluice_builder *builder)
{
    return sluice_build_goes_on(builder) && sluice_emit_begin(&builder->emitter);
}

/* Shows the engine the bytes, which may have moved, and lets it read what is new of them. */
static bool read_record(struct sluice_builder *builder, uint32_t start)
{
    struct sluice_engine *engine = &builder->engine;
    struct sluice_result *result = engine->result;
    const struct sluice_source source = sluice_source_memory(result->buffer, result->length);
    sluice_reader_init(&engine->reader, &source, &result->heap, NULL, &result->bytes);
    engine->reader.current += start;
    engine->ended = false;
    /* Nothing was read since the last value, so the path of a failure begins at the root. */
    engine->values.count = 0;
    return sluice_run_on(engine);
}

enum sluice_reason sluice_build_record(struct sluice_builder *builder, bool good,
                                       struct sluice_value *out)
{
    struct sluice_engine *engine = &builder->engine;
    const uint32_t start = engine->result->length;
    if (!good || sluice_emit_end(&builder->emitter, true) != SLUICE_EMIT_DONE) {
        const enum sluice_reason reason = builder->emitter.failure;
        return reason == SLUICE_SINK_FAILED
                   ? sluice_build_fails_memory(builder)
                   : sluice_build_refuse(builder, reason, "build", NULL, NULL);
    }
    if (!read_record(builder, start)) {
        return builder->status.reason;
    }
    out->id = *sluice_words_at(&engine->values, engine->values.count - 1);
    return SLUICE_OK;
}

/* --- values ----------------------------------------------------------------------------------- */

static uint32_t handle_at(const struct sluice_builder *builder, uint32_t slot)
{
    uint32_t handle;
    memcpy(&handle, (const uint8_t *)sluice_store_at(&builder->engine.result->store, slot) + 4,
           sizeof handle);
    return handle;
}

bool sluice_build_is_value(const struct sluice_builder *builder, uint32_t slot)
{
    const struct sluice_result *result = builder->engine.result;
    const struct sluice_store *store = &result->store;
    const uint32_t block = slot >> SLUICE_STORE_SHIFT;
    if (slot < SLUICE_SLOT_FIRST_NODE || block >= store->block_count ||
        (block + 1 == store->block_count && (slot & (SLUICE_STORE_UNITS - 1)) >= store->used)) {
        return slot == SLUICE_SLOT_NULL;
    }
    /* Handles stand for values and descriptors, and a value knows its handle. */
    const uint32_t handle = handle_at(builder, slot);
    return handle < result->handles.count && *sluice_words_at(&result->handles, handle) == slot &&
           sluice_store_kind(store, slot) <= SLUICE_NODE_CLASS;
}

bool sluice_build_put_value(struct sluice_builder *builder, uint32_t slot)
{
    return slot == SLUICE_SLOT_NULL
               ? sluice_emit_byte(&builder->emitter, TC_NULL)
               : sluice_emit_reference(&builder->emitter, handle_at(builder, slot) + 1);
}

/* --- names that stand for values -------------------------------------------------------------- */

bool sluice_build_is_name(const char *name)
{
    return name != NULL && name[0] != '\0' && strlen(name) <= UINT16_MAX;
}

bool sluice_build_name(struct sluice_builder *builder, const char *text, const char *more,
                       uint32_t *place, uint32_t *number)
{
    struct sluice_result *result = builder->engine.result;
    const struct sluice_sink sink = builder->emitter.sink;
    static const uint8_t nothing[4];
    const uint32_t before = result->length;
    const size_t length = strlen(text) + 1 + strlen(more);
    bool known = false;
    /* The bytes between records are nobody's. */
    if (!sluice_build_goes_on(builder) || !sink.write(sink.context, nothing, sizeof nothing) ||
        !sink.write(sink.context, (const uint8_t *)text, strlen(text) + 1) ||
        !sink.write(sink.context, (const uint8_t *)more, strlen(more)) ||
        !sluice_names_number(&builder->names, &result->heap, result->buffer, before + 4,
                             (uint32_t)length, place, &known)) {
        (void)sluice_build_fails_memory(builder);
        return false;
    }
    if (known) {
        result->length = before;
    }
    *number = sluice_be32(result->buffer + *place - 4);
    return true;
}

void sluice_build_set_name(struct sluice_builder *builder, uint32_t place, uint32_t number)
{
    sluice_set_be32(builder->engine.result->buffer + place - 4, number);
}

/* --- classes ---------------------------------------------------------------------------------- */

static struct sluice_wire_class *describe(struct sluice_builder *builder, uint32_t model,
                                          struct sluice_wire_class *super)
{
    const struct sluice_class_model *declared = &builder->engine.policy->models[model];
    const bool is_enum = declared->construct == SLUICE_CONSTRUCT_ENUM;
    const struct sluice_wire_class head = {
        .name = sluice_text(declared->name),
        .suid = is_enum ? 0 : declared->suid,
        .flags = sluice_wire_flags(declared, sluice_wire_has_custom(declared)),
        .super = is_enum ? sluice_wire_enum_class(&builder->classes) : super,
    };
    if (!is_enum && !declared->has_suid) {
        (void)sluice_build_refuse(builder, SLUICE_NOT_SERIALIZABLE, "class.suid", declared->name,
                                  NULL);
        return NULL;
    }
    if (is_enum && head.super == NULL) {
        return NULL;
    }
    return sluice_wire_class_new(&builder->classes, &head, is_enum ? NULL : declared);
}

struct sluice_wire_class *sluice_build_class_of(struct sluice_builder *builder, uint32_t model)
{
    const struct sluice_policy *policy = builder->engine.policy;
    struct sluice_wire_class *super = NULL;
    for (uint32_t i = 0; i <= policy->compiled[model].depth; i++) {
        const uint32_t at = sluice_policy_at(policy, model, i);
        if (builder->models[at] == NULL) {
            builder->models[at] = describe(builder, at, super);
        }
        super = builder->models[at];
        if (super == NULL) {
            (void)sluice_build_fails_memory(builder);
            return NULL;
        }
    }
    return super;
}
