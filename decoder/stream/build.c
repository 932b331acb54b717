#include "build_parts.h"

#include <string.h>

/* --- the bytes -------------------------------------------------------------------------------- */

enum { FIRST_BYTES = 4096 };
#define MOST_BYTES (UINT32_MAX - UINT64_C(1))

/* The sink of the emitter: the bytes that the graph will point into. */
static bool append(void *context, const uint8_t *bytes, size_t length)
{
    struct sluice_result *result = context;
    uint64_t capacity = result->buffer_capacity != 0 ? result->buffer_capacity : FIRST_BYTES;
    if (length > MOST_BYTES - result->length) {
        return false;
    }
    while (capacity < result->length + length) {
        capacity *= 2;
    }
    if (capacity != result->buffer_capacity) {
        uint8_t *buffer = sluice_heap_get(&result->heap, (size_t)capacity);
        if (buffer == NULL) {
            return false;
        }
        if (result->buffer != NULL) {
            memcpy(buffer, result->buffer, result->length);
            sluice_heap_put(&result->heap, result->buffer, result->buffer_capacity);
        }
        result->buffer = buffer;
        result->buffer_capacity = (size_t)capacity;
        result->bytes = buffer;
    }
    memcpy(result->buffer + result->length, bytes, length);
    result->length += (uint32_t)length;
    return true;
}

/* The emitter's memory is the builder's own. */
static void *get_memory(void *context, size_t bytes)
{
    return sluice_heap_get(context, bytes);
}

static void put_memory(void *context, void *memory, size_t bytes)
{
    sluice_heap_put(context, memory, bytes);
}

/* --- life ------------------------------------------------------------------------------------- */

static size_t models_size(const struct sluice_policy *policy)
{
    return (policy->count + 1) * sizeof(struct sluice_wire_class *);
}

/* Everything but the graph. */
static void free_builder(struct sluice_builder *builder)
{
    struct sluice_result *result = builder->engine.result;
    struct sluice_heap *heap = &result->heap;
    while (builder->open != NULL) {
        sluice_build_drop(builder);
    }
    (void)sluice_emitter_finish(&builder->emitter, NULL);
    sluice_wire_classes_free(&builder->classes);
    sluice_names_free(&builder->names, heap);
    sluice_words_free(&builder->added, heap);
    sluice_heap_put(heap, builder->models, models_size(builder->engine.policy));
    sluice_engine_free(&builder->engine);
    sluice_heap_put(heap, builder, sizeof *builder);
}

static void begin_engine(struct sluice_builder *builder, struct sluice_result *result,
                         const struct sluice_policy *policy)
{
    struct sluice_engine *engine = &builder->engine;
    *engine = (struct sluice_engine){
        .result = result,
        .policy = policy,
        .layouts = policy,
        .status = &builder->status,
    };
#define X(member, upper, text) engine->limits.member = UINT64_MAX;
    SLUICE_LIMIT_LIST(X)
#undef X
    builder->status.at = "";
    result->policy = policy;
}

enum sluice_reason sluice_builder_create(const struct sluice_policy *policy,
                                         const struct sluice_allocator *allocator,
                                         struct sluice_builder **out)
{
    struct sluice_heap heap;
    *out = NULL;
    sluice_heap_init(&heap, allocator, UINT64_MAX, NULL);
    struct sluice_result *result = sluice_result_new(&heap);
    if (result == NULL) {
        return SLUICE_OUT_OF_MEMORY;
    }
    struct sluice_builder *builder = sluice_heap_get(&result->heap, sizeof *builder);
    struct sluice_wire_class **models = builder != NULL
                                            ? sluice_heap_get(&result->heap, models_size(policy))
                                            : NULL;
    if (models == NULL) {
        sluice_heap_put(&result->heap, builder, sizeof *builder);
        sluice_result_free(result);
        return SLUICE_OUT_OF_MEMORY;
    }
    memset(models, 0, models_size(policy));
    *builder = (struct sluice_builder){.models = models};
    begin_engine(builder, result, policy);
    builder->classes.heap = &result->heap;
    const struct sluice_sink sink = {append, result};
    const struct sluice_allocator memory = {get_memory, put_memory, &result->heap};
    const struct sluice_write_options options = {.allocator = &memory};
    sluice_emitter_init(&builder->emitter, &sink, &options);
    builder->emitter.sent = 1; /* records only: nobody reads a header */
    if (!sluice_push_frame(&builder->engine, SLUICE_FRAME_TOP, SLUICE_STATE_ITEMS, 0)) {
        sluice_builder_free(builder);
        return SLUICE_OUT_OF_MEMORY;
    }
    *out = builder;
    return SLUICE_OK;
}

void sluice_builder_free(struct sluice_builder *builder)
{
    if (builder != NULL) {
        struct sluice_result *result = builder->engine.result;
        free_builder(builder);
        sluice_result_free(result);
    }
}

/* The values that were added become the graph's contents. */
static bool make_top(struct sluice_builder *builder)
{
    struct sluice_engine *engine = &builder->engine;
    engine->values.count = 0;
    for (uint32_t i = 0; i < builder->added.count; i++) {
        if (!sluice_push_value(engine, *sluice_words_at(&builder->added, i))) {
            return false;
        }
    }
    return sluice_make_contents(engine, 0, 0, &engine->result->top);
}

enum sluice_reason sluice_builder_finish(struct sluice_builder *builder, struct sluice_graph **out,
                                         struct sluice_status *status)
{
    struct sluice_result *result = builder->engine.result;
    *out = NULL;
    if (sluice_build_goes_on(builder) && builder->open != NULL) {
        (void)sluice_build_refuse(builder, SLUICE_BAD_ARGUMENT, "build.finish",
                                  builder->engine.policy->models[builder->open->model].name, NULL);
    }
    const bool good = sluice_build_goes_on(builder) && make_top(builder);
    sluice_note_counters(&builder->engine);
    const struct sluice_status end = builder->status;
    if (status != NULL) {
        *status = end;
        status->offset = 0; /* nobody has seen those bytes */
        status->steps = builder->engine.steps;
        status->peak_heap = result->heap.peak;
        status->allocations = result->heap.calls;
    }
    free_builder(builder);
    if (!good) {
        sluice_result_free(result);
        return end.reason;
    }
    *out = (struct sluice_graph *)(void *)result;
    return SLUICE_OK;
}

/* --- values without members ------------------------------------------------------------------- */

static enum sluice_reason bad_argument(struct sluice_builder *builder, const char *at,
                                       const char *class_name)
{
    return sluice_build_refuse(builder, SLUICE_BAD_ARGUMENT, at, class_name, NULL);
}

enum sluice_reason sluice_build_string(struct sluice_builder *builder, const char *text,
                                       size_t length, struct sluice_value *out)
{
    uint32_t number;
    out->id = SLUICE_SLOT_NULL;
    const bool good = sluice_build_begin_record(builder) &&
                      sluice_emit_string(&builder->emitter,
                                         (struct sluice_bytes){(const uint8_t *)text, length},
                                         &number);
    return sluice_build_record(builder, good, out);
}

/* The JDK's serialVersionUID of an array class where it is known; no reader looks at it. */
static int64_t array_suid(const char *name)
{
    static const struct {
        const char *name;
        int64_t suid;
    } known[] = {
        {"[B", INT64_C(-5984413125824719648)},
        {"[C", INT64_C(-5753798564021173076)},
        {"[D", INT64_C(4514449696888150558)},
        {"[F", INT64_C(836686056779680834)},
        {"[I", INT64_C(5600894804908749477)},
        {"[J", INT64_C(8655923659555304851)},
        {"[S", INT64_C(-1188055269542874886)},
        {"[Z", INT64_C(6309297032502205922)},
        {"[Ljava.lang.Object;", INT64_C(-8012369246846506644)},
        {"[Ljava.lang.String;", INT64_C(-5921575005990323385)},
        {NULL, 0},
    };
    size_t i = 0;
    while (known[i].name != NULL && strcmp(known[i].name, name) != 0) {
        i++;
    }
    return known[i].suid;
}

/* Readers match the serialVersionUID of a class object only if it says serializable; whether it is of an enum
 * they match always. */
static uint8_t flags_of(const struct sluice_builder *builder, const char *name)
{
    const struct sluice_policy *policy = builder->engine.policy;
    const uint32_t model = sluice_policy_find(policy, sluice_text(name));
    if ((model != 0 && policy->models[model - 1].construct == SLUICE_CONSTRUCT_ENUM) ||
        strcmp(name, "java.lang.Enum") == 0) {
        return SC_SERIALIZABLE | SC_ENUM;
    }
    return name[0] == '[' ? SC_SERIALIZABLE : 0;
}

/* Puts the description of a class as if it had no model, or a reference to it; `place` is that of its name,
 * `number` what that stands for. */
static bool put_unmodeled(struct sluice_builder *builder, const char *name, uint32_t place,
                          uint32_t number)
{
    struct sluice_emitter *emitter = &builder->emitter;
    if (number != 0) {
        return sluice_emit_reference(emitter, number);
    }
    const struct sluice_wire_class head = {
        .name = sluice_text(name),
        .suid = array_suid(name),
        .flags = flags_of(builder, name),
    };
    struct sluice_wire_class class = head;
    if (!sluice_put_class(emitter, &class)) {
        return false;
    }
    sluice_build_set_name(builder, place, class.number);
    return true;
}

static bool put_array_head(struct sluice_builder *builder, const char *name, uint32_t place,
                           uint32_t class_number, uint32_t count)
{
    struct sluice_emitter *emitter = &builder->emitter;
    uint32_t number;
    return sluice_emit_byte(emitter, TC_ARRAY) &&
           put_unmodeled(builder, name, place, class_number) &&
           sluice_emit_array(emitter, count, &number);
}

enum sluice_reason sluice_build_primitives(struct sluice_builder *builder, char type,
                                           const uint8_t *bytes, uint32_t count,
                                           struct sluice_value *out)
{
    const char name[] = {'[', type, '\0'};
    const uint64_t length = (uint64_t)count * sluice_primitive_size((uint8_t)type);
    uint32_t place;
    uint32_t number;
    out->id = SLUICE_SLOT_NULL;
    if ((length == 0 && count != 0) || sluice_primitive_size((uint8_t)type) == 0 ||
        count > INT32_MAX || length > MOST_BYTES) {
        return bad_argument(builder, "array.length", NULL);
    }
    const bool good = sluice_build_name(builder, name, "", &place, &number) &&
                      sluice_build_begin_record(builder) &&
                      put_array_head(builder, name, place, number, count) &&
                      sluice_emit_bytes(&builder->emitter, bytes, (size_t)length);
    return sluice_build_record(builder, good, out);
}

enum sluice_reason sluice_build_array(struct sluice_builder *builder, const char *class_name,
                                      const struct sluice_value *elements, uint32_t count,
                                      struct sluice_value *out)
{
    uint32_t place;
    uint32_t number;
    out->id = SLUICE_SLOT_NULL;
    if (!sluice_build_is_name(class_name) || class_name[0] != '[' || strlen(class_name) == 2 ||
        count > INT32_MAX) {
        return bad_argument(builder, "array.class", class_name);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!sluice_build_is_value(builder, elements[i].id)) {
            return bad_argument(builder, "array.elements", class_name);
        }
    }
    bool good = sluice_build_name(builder, class_name, "", &place, &number) &&
                sluice_build_begin_record(builder) &&
                put_array_head(builder, class_name, place, number, count);
    for (uint32_t i = 0; good && i < count; i++) {
        good = sluice_build_put_value(builder, elements[i].id);
    }
    return sluice_build_record(builder, good, out);
}

static bool put_enum(struct sluice_builder *builder, struct sluice_wire_class *class,
                     const char *constant)
{
    struct sluice_emitter *emitter = &builder->emitter;
    uint32_t number;
    return class != NULL && sluice_build_begin_record(builder) &&
           sluice_emit_byte(emitter, TC_ENUM) && sluice_put_class(emitter, class) &&
           sluice_emit_handle(emitter, &number) &&
           sluice_emit_string(emitter, sluice_text(constant), &number);
}

enum sluice_reason sluice_build_enum(struct sluice_builder *builder, const char *class_name,
                                     const char *constant, struct sluice_value *out)
{
    const struct sluice_policy *policy = builder->engine.policy;
    uint32_t place;
    out->id = SLUICE_SLOT_NULL;
    if (!sluice_build_is_name(class_name) || !sluice_build_is_name(constant)) {
        return bad_argument(builder, "enum.constant", class_name);
    }
    const uint32_t model = sluice_policy_find(policy, sluice_text(class_name));
    if (model == 0 || policy->models[model - 1].construct != SLUICE_CONSTRUCT_ENUM) {
        return sluice_build_refuse(builder,
                                   model == 0 ? SLUICE_CLASS_NOT_IN_POLICY : SLUICE_KIND_MISMATCH,
                                   "class.name", class_name, NULL);
    }
    if (!sluice_build_name(builder, class_name, constant, &place, &out->id) || out->id != 0) {
        return builder->status.reason;
    }
    const bool good = put_enum(builder, sluice_build_class_of(builder, model - 1), constant);
    const enum sluice_reason reason = sluice_build_record(builder, good, out);
    sluice_build_set_name(builder, place, out->id);
    return reason;
}

/* By its name alone, whatever the policy knows of it: a class object is no object of the class. */
static bool put_class(struct sluice_builder *builder, const char *name, uint32_t place,
                      uint32_t number)
{
    struct sluice_emitter *emitter = &builder->emitter;
    uint32_t handle;
    return sluice_build_begin_record(builder) && sluice_emit_byte(emitter, TC_CLASS) &&
           put_unmodeled(builder, name, place, number) && sluice_emit_handle(emitter, &handle);
}

enum sluice_reason sluice_build_class(struct sluice_builder *builder, const char *class_name,
                                      struct sluice_value *out)
{
    uint32_t place;
    uint32_t described;
    uint32_t number;
    out->id = SLUICE_SLOT_NULL;
    if (!sluice_build_is_name(class_name)) {
        return bad_argument(builder, "class.name", class_name);
    }
    /* Once for the class object, once for its description: arrays share that. */
    if (!sluice_build_name(builder, "", class_name, &place, &out->id) || out->id != 0 ||
        !sluice_build_name(builder, class_name, "", &described, &number)) {
        return builder->status.reason;
    }
    const bool good = put_class(builder, class_name, described, number);
    const enum sluice_reason reason = sluice_build_record(builder, good, out);
    sluice_build_set_name(builder, place, out->id);
    return reason;
}

enum sluice_reason sluice_build_add(struct sluice_builder *builder, struct sluice_value value)
{
    if (!sluice_build_goes_on(builder)) {
        return builder->status.reason;
    }
    if (!sluice_build_is_value(builder, value.id)) {
        return bad_argument(builder, "build.add", NULL);
    }
    return sluice_words_push(&builder->added, &builder->engine.result->heap, value.id)
               ? SLUICE_OK
               : sluice_build_fails_memory(builder);
}
