#include "rules/tests/scene.h"

#include <stdlib.h>
#include <string.h>

static const struct sluice_judge_field int_field[] = {{.name = "x", .signature = "I"}};
static const struct sluice_judge_field object_fields[] = {
    {.name = "v", .signature = "Ljava/lang/Object;"},
    {.name = "s", .signature = "Ljava/lang/Object;", .shared = true},
};

static const struct sluice_judge_field cause_field[] = {
    {.name = "v", .signature = "Ljava/lang/Object;", .self_is_null = true}};
static const struct sluice_judge_field view_fields[] = {
    {.name = "v", .signature = "Ljava/util/List;"}};
static const struct sluice_judge_field meant_fields[] = {
    {.name = "v", .signature = "Ljava/lang/Object;", .meant = {.of = "P"}},
    {.name = "s", .signature = "Ljava/lang/Object;", .required = true, .meant = {.holds = "P"}},
};
static const struct sluice_judge_piece elements[] = {{.kind = SLUICE_PIECE_OBJECTS}};
static const struct sluice_judge_piece meant_elements[] = {
    {.kind = SLUICE_PIECE_OBJECT, .meant = {.holds = "M"}},
    {.kind = SLUICE_PIECE_OBJECTS, .meant = {.of = "P"}}};
static const struct sluice_judge_piece meant_pairs[] = {
    {.kind = SLUICE_PIECE_PAIRS, .meant = {.of = "P", .of_values = "M"}}};

static const char *const constants[] = {"A"};
static const char *const interfaces_of_handlers[] = {"java.lang.reflect.InvocationHandler"};
static const char *const interfaces_of_i[] = {"J"};
static const char *const interfaces_of_y[] = {"I"};
static const char *const interfaces_of_lists[] = {"java.util.List"};
static const struct sluice_judge_field interface_field[] = {{.name = "v", .signature = "LJ;"}};

static const struct sluice_judge_class classes[] = {
    {.name = "A",
     .ground = SLUICE_GROUND_ATOMIC,
     .interfaces = interfaces_of_handlers,
     .interface_count = 1,
     .resolves = true,
     .fields = int_field,
     .field_count = 1},
    {.name = "H", .ground = SLUICE_GROUND_ATOMIC, .fields = object_fields, .field_count = 2},
    {.name = "S", .ground = SLUICE_GROUND_STATELESS},
    {.name = "P", .ground = SLUICE_GROUND_PERMITTED, .fields = int_field, .field_count = 1},
    {.name = "M",
     .ground = SLUICE_GROUND_PERMITTED,
     .is_mutable = true,
     .fields = int_field,
     .field_count = 1},
    {.name = "D", .ground = SLUICE_GROUND_DENIED, .fields = int_field, .field_count = 1},
    {.name = "N", .ground = SLUICE_GROUND_NOT_SERIALIZABLE},
    {.name = "C", .ground = SLUICE_GROUND_ATOMIC, .reads_data = true},
    {.name = "I",
     .ground = SLUICE_GROUND_INTERFACE,
     .interfaces = interfaces_of_i,
     .interface_count = 1},
    {.name = "J", .ground = SLUICE_GROUND_INTERFACE},
    {.name = "Y",
     .ground = SLUICE_GROUND_PERMITTED,
     .interfaces = interfaces_of_y,
     .interface_count = 1},
    {.name = "F", .ground = SLUICE_GROUND_ATOMIC, .fields = interface_field, .field_count = 1},
    {.name = "B",
     .ground = SLUICE_GROUND_ATOMIC,
     .code = SLUICE_CODE_CHECK | SLUICE_CODE_CONSTRUCTOR},
    {.name = "K",
     .ground = SLUICE_GROUND_ATOMIC,
     .parent = "B",
     .code = SLUICE_CODE_READ | SLUICE_CODE_CHECK | SLUICE_CODE_CONSTRUCTOR,
     .fields = int_field,
     .field_count = 1},
    {.name = "T", .ground = SLUICE_GROUND_ATOMIC, .fields = meant_fields, .field_count = 2},
    {.name = "U", .ground = SLUICE_GROUND_ATOMIC, .parent = "T"},
    {.name = "G",
     .ground = SLUICE_GROUND_ATOMIC,
     .reads_data = true,
     .pieces = meant_elements,
     .piece_count = 2},
    {.name = "W",
     .ground = SLUICE_GROUND_ATOMIC,
     .reads_data = true,
     .pieces = meant_pairs,
     .piece_count = 1},
    {.name = "Q",
     .ground = SLUICE_GROUND_PERMITTED,
     .interfaces = interfaces_of_lists,
     .interface_count = 1,
     .is_mutable = true,
     .reads_data = true,
     .pieces = elements,
     .piece_count = 1},
    {.name = "V",
     .ground = SLUICE_GROUND_PERMITTED,
     .interfaces = interfaces_of_lists,
     .interface_count = 1,
     .fields = view_fields,
     .field_count = 1,
     .items = "v"},
    {.name = "Z",
     .ground = SLUICE_GROUND_PERMITTED,
     .fields = object_fields,
     .field_count = 1,
     .items = "v"},
    {.name = "O",
     .ground = SLUICE_GROUND_ATOMIC,
     .is_mutable = true,
     .fields = cause_field,
     .field_count = 1},
    {.name = "E", .ground = SLUICE_GROUND_ENUM, .constants = constants, .constant_count = 1},
    {.name = "X", .ground = SLUICE_GROUND_ATOMIC, .parent = "java.lang.reflect.Proxy"},
    {.name = "R", .ground = SLUICE_GROUND_PERMITTED, .resolves = true, .has_resolve = true},
    {.name = "a", .ground = SLUICE_GROUND_ATOMIC, .has_suid = true, .suid = 1},
};

void scene_init(struct scene *scene)
{
    *scene = (struct scene){0};
    sluice_observation_init(&scene->run);
    scene->run.shows = SLUICE_SHOWS_REFERENCE;
    scene->run.answer.outcome = SLUICE_OUTCOME_ACCEPT;
    scene->context.bytes = scene->bytes;
    scene->context.classes = classes;
    scene->context.class_count = sizeof classes / sizeof *classes;
    scene->context.limits = scene->limits;
    scene->context.reader = scene->reader;
    scene->set.run = &scene->run;
    scene->set.failures = scene->failures;
    scene->set.chunks = scene->chunks;
    scene->set.growth = scene->scaled;
    scene->set.stacks = scene->scaled;
    scene_stream(scene, SCENE_HEADER);
}

void scene_free(struct scene *scene)
{
    sluice_observation_free(&scene->run);
}

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static size_t read_hex(const char *hex, uint8_t *out)
{
    const size_t length = strlen(hex) / 2;
    if (length > SCENE_BYTES || strlen(hex) % 2 != 0) {
        abort();
    }
    for (size_t i = 0; i < length; i++) {
        out[i] = (uint8_t)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
    }
    return length;
}

void scene_stream(struct scene *scene, const char *hex)
{
    scene->context.length = read_hex(hex, scene->bytes);
}

void scene_written(struct scene *scene, const char *hex)
{
    scene->context.mode = SLUICE_JUDGE_REWRITE;
    scene->run.shows = 0;
    scene->run.answer.written = scene->written;
    scene->run.answer.written_length = read_hex(hex, scene->written);
}

void scene_reader(struct scene *scene, const char *name, uint64_t value)
{
    scene->reader[scene->context.reader_count++] = (struct sluice_judge_limit){.name = name,
                                                                               .value = value};
}

void scene_limit(struct scene *scene, const char *name, uint64_t value)
{
    scene->limits[scene->context.limit_count++] = (struct sluice_judge_limit){.name = name,
                                                                              .value = value};
}

static void add(struct scene *scene, struct sluice_trace_event event, const char *name)
{
    sluice_observation_add(&scene->run, &event, name, name != NULL ? strlen(name) : 0);
}

void scene_event(struct scene *scene, enum sluice_trace_type type, uint32_t handle, uint64_t offset,
                 const char *name)
{
    add(scene,
        (struct sluice_trace_event){.type = type, .ok = true, .handle = handle, .offset = offset},
        name);
}

void scene_refusal(struct scene *scene, enum sluice_trace_type type, uint32_t handle,
                   uint64_t offset, const char *name, const char *reason)
{
    add(scene,
        (struct sluice_trace_event){
            .type = type, .ok = false, .handle = handle, .offset = offset, .reason = reason},
        name);
}

void scene_call(struct scene *scene, uint32_t handle, uint64_t offset, const char *name,
                const char *code, bool ok)
{
    add(scene,
        (struct sluice_trace_event){.type = SLUICE_TRACE_CALLED,
                                    .ok = ok,
                                    .handle = handle,
                                    .offset = offset,
                                    .reason = code},
        name);
}

void scene_amount(struct scene *scene, enum sluice_trace_type type, uint64_t offset,
                  const char *name, uint64_t amount, uint64_t total)
{
    add(scene,
        (struct sluice_trace_event){
            .type = type, .ok = true, .offset = offset, .amount = amount, .total = total},
        name);
}

void scene_handle(struct scene *scene, uint32_t handle, uint64_t offset, uint64_t total)
{
    scene_amount(scene, SLUICE_TRACE_COUNTER_CHARGED, offset, "objects", 1, total);
    scene_event(scene, SLUICE_TRACE_HANDLE_ASSIGNED, handle, offset, NULL);
}

void scene_build(struct scene *scene, uint32_t handle, uint64_t offset, const char *name)
{
    scene_event(scene, SLUICE_TRACE_CHECK_BEGAN, handle, offset, name);
    scene_event(scene, SLUICE_TRACE_CHECK_ENDED, handle, offset, name);
    scene_event(scene, SLUICE_TRACE_CONSTRUCTED, handle, offset, name);
    scene_event(scene, SLUICE_TRACE_PUBLISHED, handle, offset, NULL);
}

void scene_one_a(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_CLASS_CHECKED, 0, 26, "A");
    scene_handle(scene, 1, 26, 2);
    scene_build(scene, 1, 30, "A");
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, 30, NULL, 1, 0);
    scene->run.resources.consumed = 30;
}

void scene_refused(struct scene *scene, const char *java_class, const char *reason, uint64_t offset)
{
    scene->run.answer.outcome = SLUICE_OUTCOME_REJECT;
    scene->run.answer.java_class = java_class;
    scene->run.answer.reason = reason;
    scene->run.answer.offset = offset;
}
