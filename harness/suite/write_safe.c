#include "harness/suite/write_safe.h"

#include "harness/base/text.h"
#include "harness/suite/sweeps.h"
#include "harness/suite/write_limits.h"
#include "harness/suite/writing.h"
#include "rules/stream_map.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer streams are read often enough; allocations refused at most. */
enum { LONGEST = 160 * 1024, MOST_REFUSED = 100 };

/* --- whether a stream is as a writer has it ------------------------------------------------------- */

enum {
    SC_WRITE_METHOD = 1,
    SC_SERIALIZABLE = 2,
    SC_EXTERNALIZABLE = 4,
    SC_BLOCK_DATA = 8,
    SC_ENUM = 0x10,
    CLASS_HEAD = 11,    /* serialVersionUID, flags, count */
    CODE_AND_LENGTH = 3 /* in front of a field's name */
};

/* Names of fields as a writer sorts them: by their bytes. */
static int compare_names(const uint8_t *a, size_t a_length, const uint8_t *b, size_t b_length)
{
    const int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

/* The primitive fields of a descriptor stand behind its head, the object fields in the map. */
static bool is_sorted(const struct sluice_stream_map *map,
                      const struct sluice_map_descriptor *descriptor)
{
    const uint8_t *at = descriptor->name + descriptor->name_length + CLASS_HEAD;
    const uint8_t *before = NULL;
    size_t before_length = 0;
    for (uint32_t i = 0; i < descriptor->primitive_count; i++) {
        const size_t length = (size_t)at[1] << 8 | at[2];
        if (before != NULL && compare_names(before, before_length, at + 3, length) >= 0) {
            return false;
        }
        before = at + 3;
        before_length = length;
        at = before + length;
    }
    for (uint32_t i = 1; i < descriptor->field_count; i++) {
        const struct sluice_map_field *field = &map->fields[descriptor->first_field + i];
        if (compare_names(field[-1].name, field[-1].name_length, field->name, field->name_length) >=
            0) {
            return false;
        }
    }
    return true;
}

/* The superclass that the model names, and the types of fields that it declares. */
static bool is_as_declared(const struct sluice_stream_map *map,
                           const struct sluice_map_descriptor *descriptor)
{
    const struct sluice_judge_class *model = descriptor->model;
    if (descriptor->super == SLUICE_MAP_NONE
            ? model->parent != NULL
            : model->parent == NULL ||
                  !sluice_map_is_named(&map->descriptors[descriptor->super], model->parent)) {
        return false;
    }
    for (uint32_t i = 1; i <= descriptor->primitive_count; i++) {
        const struct sluice_map_field *field = &map->fields[descriptor->first_field - i];
        const uint8_t *code = field->name - CODE_AND_LENGTH;
        if (field->model == NULL || field->model->signature[0] != (char)*code) {
            return false;
        }
    }
    for (uint32_t i = 0; i < descriptor->field_count; i++) {
        const struct sluice_map_field *field = &map->fields[descriptor->first_field + i];
        const uint8_t *code = field->name - CODE_AND_LENGTH;
        if (field->model == NULL || field->model->signature[0] != (char)*code ||
            field->type_length != strlen(field->model->signature) ||
            memcmp(field->type, field->model->signature, field->type_length) != 0) {
            return false;
        }
    }
    return true;
}

/* The superclass of all proxies has its own serialVersionUID when it is written, and no superclass, whatever was
 * read. */
static bool is_other_proxy(const struct sluice_map_descriptor *descriptor)
{
    static const uint8_t suid[] = {0xE1, 0x27, 0xDA, 0x20, 0xCC, 0x10, 0x43, 0xCB};
    return sluice_map_is_named(descriptor, "java.lang.reflect.Proxy") &&
           (descriptor->super != SLUICE_MAP_NONE ||
            memcmp(descriptor->name + descriptor->name_length, suid, sizeof suid) != 0);
}

/* The flags that a writer gives a class of a model. */
static uint8_t flags_of(const struct sluice_judge_class *model)
{
    return model->is_external  ? SC_EXTERNALIZABLE | SC_BLOCK_DATA
           : model->reads_data ? SC_SERIALIZABLE | SC_WRITE_METHOD
                               : SC_SERIALIZABLE;
}

/* A class as a writer describes it that knows it as the receiver does. */
static bool is_described_in_full(const struct sluice_stream_map *map,
                                 const struct sluice_map_descriptor *descriptor)
{
    const struct sluice_judge_class *model = descriptor->model;
    if (descriptor->proxy) {
        /* A writer says that it is Proxy. */
        return descriptor->super != SLUICE_MAP_NONE &&
               sluice_map_is_named(&map->descriptors[descriptor->super], "java.lang.reflect.Proxy");
    }
    if (is_other_proxy(descriptor)) {
        return false;
    }
    if ((descriptor->flags & SC_ENUM) != 0) {
        const bool is_enum = sluice_map_is_named(descriptor, "java.lang.Enum");
        return descriptor->flags == (SC_SERIALIZABLE | SC_ENUM) &&
               descriptor->declared_fields == 0 &&
               (is_enum || (model != NULL && model->ground == SLUICE_GROUND_ENUM)) &&
               (is_enum ? descriptor->super == SLUICE_MAP_NONE
                        : descriptor->super != SLUICE_MAP_NONE &&
                              sluice_map_is_named(&map->descriptors[descriptor->super],
                                                  "java.lang.Enum"));
    }
    return model == NULL
               ? descriptor->name[0] == '[' && descriptor->flags == SC_SERIALIZABLE &&
                     descriptor->declared_fields == 0 && descriptor->super == SLUICE_MAP_NONE
               : descriptor->flags == flags_of(model) &&
                     descriptor->declared_fields == model->field_count &&
                     is_as_declared(map, descriptor) && is_sorted(map, descriptor);
}

static bool has_annotations(const struct sluice_program *program)
{
    sluice_node_id id = SLUICE_NODE_ROOT;
    do {
        if (sluice_program_peek(program, id)->role == SLUICE_ROLE_ANNOTATION) {
            return true;
        }
        id = sluice_program_walk(program, SLUICE_NODE_ROOT, id);
    } while (id != SLUICE_NODE_NONE);
    return false;
}

/* True if a type string stands in the place of a value: it need not be one and the same text again. */
static bool is_type_string(const struct sluice_stream_map *map, const struct sluice_map_edge *edge,
                           const uint8_t *bytes)
{
    const struct sluice_map_entry *value = sluice_map_entry_at(map, edge->value);
    for (uint32_t i = 0; value != NULL && value->kind == SLUICE_MAP_STRING && i < map->field_count;
         i++) {
        if (map->fields[i].type == sluice_map_string(bytes, value).bytes) {
            return true;
        }
    }
    return false;
}

/* True if the stream says anew what a writer refers to, whatever class it is about: a type string, and
 * the superclass of all enums or of all proxies. */
static bool repeats_itself(const struct sluice_stream_map *map)
{
    uint32_t enums = 0;
    uint32_t proxies = 0;
    for (uint32_t i = 0; i < map->descriptor_count; i++) {
        enums += sluice_map_is_named(&map->descriptors[i], "java.lang.Enum");
        proxies += sluice_map_is_named(&map->descriptors[i], "java.lang.reflect.Proxy");
    }
    for (uint32_t i = 1; i < map->field_count; i++) {
        const struct sluice_map_field *field = &map->fields[i];
        for (uint32_t j = 0; field->type != NULL && j < i; j++) {
            const struct sluice_map_field *before = &map->fields[j];
            if (before->type != NULL && before->type != field->type &&
                before->type_length == field->type_length &&
                memcmp(before->type, field->type, field->type_length) == 0) {
                return true;
            }
        }
    }
    return enums > 1 || proxies > 1;
}

/* True for a class that the receiver knows, of which the stream holds a Class object and no object: nobody
 * has compared its description with that of the receiver, which is what is written. */
static bool is_only_named(const struct sluice_stream_map *map, const struct sluice_map_entry *named)
{
    if (named->kind != SLUICE_MAP_CLASS || named->descriptor == SLUICE_MAP_NONE ||
        map->descriptors[named->descriptor].model == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < map->entry_count; i++) {
        const struct sluice_map_entry *entry = &map->entries[i];
        if (entry->descriptor == named->descriptor &&
            (entry->kind == SLUICE_MAP_OBJECT || entry->kind == SLUICE_MAP_ENUM)) {
            return false;
        }
    }
    return true;
}

/* True for a null where a writer writes the object itself, which means the same. */
static bool is_plain_null(const struct sluice_stream_map *map, const struct sluice_map_edge *edge,
                          const uint8_t *bytes)
{
    enum { TC_NULL = 0x70 };
    const struct sluice_judge_field *model = edge->place < map->field_count
                                                 ? map->fields[edge->place].model
                                                 : NULL;
    return model != NULL && model->self_is_null && bytes[edge->start] == TC_NULL;
}

/* True if nothing of the stream is passed over or replaced, and nothing is missing: then a writer that
 * knows the same classes writes it as it was. Careless classes may lose what they like. */
static bool is_as_written(const struct sluice_case *item, const struct sluice_stream_map *map,
                          const uint8_t *bytes, const struct sluice_observation *plain)
{
    enum { WORK = 1000000 };
    bool is = item->expect.violate_count == 0 && map->status == SLUICE_MAP_COMPLETE &&
              map->resets == 0 && !has_annotations(item->program) &&
              ((uint64_t)map->edge_count + map->field_count) * map->field_count < WORK &&
              !repeats_itself(map);
    for (uint32_t i = 0; is && i < map->descriptor_count; i++) {
        is = is_described_in_full(map, &map->descriptors[i]);
    }
    for (uint32_t i = 0; is && i < map->entry_count; i++) {
        is = !is_only_named(map, &map->entries[i]);
    }
    for (uint32_t i = 0; is && i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        /* Itself may mean null; then nobody needs it. */
        is = (edge->needed || edge->value == edge->owner) &&
             edge->place != SLUICE_MAP_AT_ANNOTATION && !is_type_string(map, edge, bytes) &&
             !is_plain_null(map, edge, bytes);
    }
    for (size_t i = 0; is && i < plain->trace_count; i++) {
        is = plain->trace[i].type != SLUICE_TRACE_RESOLVED &&
             plain->trace[i].type != SLUICE_TRACE_SKIPPED;
    }
    return is;
}

/* --- the same value ----------------------------------------------------------------------------- */

static uint64_t first_difference(struct sluice_bytes a, struct sluice_bytes b)
{
    size_t at = 0;
    while (at < a.length && at < b.length && a.data[at] == b.data[at]) {
        at++;
    }
    return at;
}

/* What was written is built and written again: the bytes are the same. */
static bool judge_again(struct sluice_writing *writing, const struct sluice_observation_set *set)
{
    const struct sluice_limits unlimited = sluice_sweep_no_limits();
    struct sluice_target_request request = sluice_sweep_request(writing->item);
    const struct sluice_bytes first = sluice_writing_written(set->back);
    struct sluice_observation again;
    request.write_back = true;
    request.limits = &unlimited;
    sluice_observation_init(&again);
    const bool ran = sluice_writing_run(writing, first, &request, &again, NULL);
    if (ran && sluice_writing_is_accepted(&again.answer)) {
        const struct sluice_bytes second = sluice_writing_written(&again.answer);
        if (first.length != second.length || memcmp(first.data, second.data, first.length) != 0) {
            sluice_writing_violate(writing, "OUT-3", first_difference(first, second),
                                   "a second time, the bytes differ");
        }
    }
    sluice_observation_free(&again);
    return ran;
}

/* --- refused allocations ------------------------------------------------------------------------ */

/* A build that watches the code of classes takes memory for that, and says only when the code has ended
 * that it lacked some. */
#ifdef SLUICE_KIT_CHECKS
static const bool is_watched = true;
#else
static const bool is_watched = false;
#endif

/* The writer's allocations come last: those of the plain run are refused elsewhere. */
static bool judge_refusals(struct sluice_writing *writing,
                           const struct sluice_target_request *written, uint64_t reading,
                           uint64_t all)
{
    const struct sluice_target *target = writing->target;
    struct sluice_observation observation;
    bool good = true;
    sluice_observation_init(&observation);
    for (uint64_t index = reading + 1; good && index <= all && index <= reading + MOST_REFUSED;
         index++) {
        struct sluice_target_request request = *written;
        struct sluice_target_facts facts;
        request.fail_allocation = index;
        sluice_observation_clear(&observation);
        good = target->run(target->context, &request, &observation, &facts);
        if (good && facts.refused &&
            (sluice_writing_is_accepted(&observation.answer) ||
             observation.resources.live_after_free != 0 ||
             (!is_watched && observation.resources.allocations != index) ||
             !sluice_text_same(observation.answer.java_class, "OutOfMemoryError"))) {
            char detail[128];
            (void)snprintf(
                detail, sizeof detail,
                "with allocation %" PRIu64 " refused, the writer answers %s, asks for %" PRIu64
                " and %" PRIu64 " bytes stay",
                index, sluice_outcome_name(observation.answer.outcome),
                observation.resources.allocations, observation.resources.live_after_free);
            sluice_writing_violate(writing, "BOUND-ALLOCATION", SLUICE_NOT_MEASURED, detail);
        }
    }
    if (!good) {
        writing->why = "the target failed when an allocation of its writer was refused";
    }
    sluice_observation_free(&observation);
    return good;
}

/* --- built by a program ------------------------------------------------------------------------- */

/* A builder names classes by models that say their serialVersionUID, and only such as may be named. */
static bool cannot_be_built(const struct sluice_answer *answer)
{
    return answer->outcome == SLUICE_OUTCOME_UNSUPPORTED ||
           sluice_text_same(answer->reason, "not-serializable") ||
           sluice_text_same(answer->reason, "class-not-in-policy");
}

/* What was read is built once more, by calls, and written: it reads as the same value. */
static bool judge_rebuilt(struct sluice_writing *writing, struct sluice_bytes stream,
                          const struct sluice_observation *run, bool clumsy)
{
    const struct sluice_limits unlimited = sluice_sweep_no_limits();
    struct sluice_target_request request = sluice_sweep_request(writing->item);
    struct sluice_target_facts facts = {0};
    struct sluice_observation rebuilt;
    struct sluice_observation reread;
    request.write_back = true;
    request.rebuild = true;
    request.clumsy = clumsy && sluice_case_names(writing->item, "OUT-3");
    sluice_observation_init(&rebuilt);
    sluice_observation_init(&reread);
    bool ran = sluice_writing_run(writing, stream, &request, &rebuilt, &facts);
    request.clumsy = false;
    if (ran && facts.misuse[0] != '\0') {
        sluice_writing_violate(writing, "OUT-3", SLUICE_NOT_MEASURED, facts.misuse);
    }
    if (ran && sluice_case_names(writing->item, "OUT-3")) {
        ran = judge_refusals(writing, &request, run->resources.allocations,
                             rebuilt.resources.allocations);
    }
    if (ran && sluice_writing_is_accepted(&rebuilt.answer)) {
        request = sluice_sweep_request(writing->item);
        request.limits = &unlimited;
        request.value = true;
        ran = sluice_writing_run(writing, sluice_writing_written(&rebuilt.answer), &request,
                                 &reread, NULL);
        if (ran && !sluice_writing_is_accepted(&reread.answer)) {
            sluice_writing_violate(writing, "OUT-3", reread.answer.offset, reread.answer.reason);
        } else if (ran && !sluice_text_same(run->answer.value, reread.answer.value)) {
            sluice_writing_violate(writing, "OUT-3", SLUICE_NOT_MEASURED,
                                   "built by a program, it reads as another value");
        }
    } else if (ran && !cannot_be_built(&rebuilt.answer)) {
        sluice_writing_violate(writing, "OUT-3", SLUICE_NOT_MEASURED, rebuilt.answer.reason);
    }
    sluice_observation_free(&rebuilt);
    sluice_observation_free(&reread);
    return ran;
}

/* --- as a document ------------------------------------------------------------------------------- */

/* What the writer of graphs wrote is a document, and its writer writes the same, with safe containers too,
 * and says the same of them. */
static bool judge_document(struct sluice_writing *writing, const struct sluice_answer *back,
                           const struct sluice_answer *expected,
                           const struct sluice_target_wrote *says)
{
    const bool safe = says != NULL;
    const struct sluice_target_request request = {
        .mode = SLUICE_MODE_REWRITE,
        .policy = sluice_models_policy(writing->item->models),
        .safe = safe,
    };
    const struct sluice_bytes left = sluice_writing_written(expected);
    struct sluice_observation wrote;
    struct sluice_target_facts facts;
    sluice_observation_init(&wrote);
    const bool ran = sluice_writing_run(writing, sluice_writing_written(back), &request, &wrote,
                                        &facts);
    const struct sluice_bytes right = sluice_writing_written(&wrote.answer);
    if (!ran || wrote.answer.outcome == SLUICE_OUTCOME_UNSUPPORTED) {
        sluice_observation_free(&wrote);
        return ran;
    }
    if (left.length != right.length || memcmp(left.data, right.data, left.length) != 0) {
        sluice_writing_violate(writing, safe ? "OUT-2" : "OUT-3", first_difference(left, right),
                               safe ? "as a document with safe containers, the bytes differ"
                                    : "as a document, the bytes differ");
    } else if (safe && (facts.wrote.replaced != says->replaced ||
                        facts.wrote.kept_by_place != says->kept_by_place ||
                        facts.wrote.kept_as_read != says->kept_as_read ||
                        facts.wrote.kept_in_cycle != 0 || says->kept_in_cycle != 0)) {
        sluice_writing_violate(writing, "OUT-2", SLUICE_NOT_MEASURED,
                               "as a document, other containers are said to be kept");
    }
    sluice_observation_free(&wrote);
    return true;
}

/* --- all ---------------------------------------------------------------------------------------- */

static bool judge_step(struct sluice_writing *writing, struct sluice_bytes read,
                       const struct sluice_target_wrote *says, const struct sluice_answer *wrote)
{
    const struct sluice_writing_step how = {.read = read, .safe = says != NULL, .says = says};
    return sluice_writing_judge(writing, &how, wrote);
}

/* How much is made of it: all, or what a few runs show. */
struct extent {
    bool all; /* with allocations refused, too, and built by a program, for readers with limits */
    bool clumsy;     /* by a clumsy program */
    uint64_t choice; /* not all: which of these, if any */
};

static bool judge_further(struct sluice_writing *writing, struct sluice_bytes stream,
                          const struct sluice_observation_set *set, const struct extent *extent)
{
    enum { WAYS = 4 };
    if (extent->all) {
        return judge_rebuilt(writing, stream, set->run, extent->clumsy) &&
               sluice_write_limits(writing, set->back);
    }
    switch (extent->choice % WAYS) {
    case 0:
        return true;
    case 1:
        return judge_rebuilt(writing, stream, set->run, false);
    default:
        return sluice_write_limits_one(writing, set->back, extent->choice / WAYS);
    }
}

static bool judge_writing(struct sluice_writing *writing,
                          const struct sluice_judge_context *context,
                          const struct sluice_observation_set *set, const struct extent *extent)
{
    const struct sluice_bytes stream = {context->bytes, context->length};
    struct sluice_target_request request = sluice_sweep_request(writing->item);
    struct sluice_observation safe;
    struct sluice_target_facts facts;
    struct sluice_stream_map map;
    if (!sluice_stream_map_make(context, &map)) {
        writing->why = "out of memory for the map of the stream";
        return false;
    }
    sluice_observation_init(&safe);
    request.write_back = true;
    request.safe = true;
    const bool good =
        sluice_writing_run(writing, stream, &request, &safe, &facts) &&
        (!extent->all || judge_refusals(writing, &request, set->run->resources.allocations,
                                        safe.resources.allocations)) &&
        judge_step(writing, sluice_writing_written(set->back), &facts.wrote, &safe.answer) &&
        (!is_as_written(writing->item, &map, stream.data, set->run) ||
         judge_step(writing, stream, NULL, set->back)) &&
        judge_again(writing, set) && judge_document(writing, set->back, set->back, NULL) &&
        judge_document(writing, set->back, &safe.answer, &facts.wrote) &&
        judge_further(writing, stream, set, extent);
    sluice_observation_free(&safe);
    sluice_stream_map_free(&map);
    return good;
}

/* What is not built is a document all the same. If it has containers, sound or not, it is written with
 * safe ones. */
static bool judge_unbuilt(struct sluice_writing *writing, struct sluice_bytes stream)
{
    const struct sluice_target_request request = {
        .mode = SLUICE_MODE_REWRITE,
        .policy = sluice_models_policy(writing->item->models),
        .safe = true,
    };
    struct sluice_target_facts facts;
    struct sluice_observation wrote;
    sluice_observation_init(&wrote);
    bool good = sluice_writing_run(writing, stream, &request, &wrote, &facts);
    if (good && sluice_writing_is_accepted(&wrote.answer) &&
        facts.wrote.replaced + facts.wrote.kept_by_place + facts.wrote.kept_in_cycle +
                facts.wrote.kept_as_read >
            0) {
        const struct sluice_writing_step how = {.read = stream, .safe = true, .unsound = true};
        good = sluice_writing_judge(writing, &how, &wrote.answer);
    }
    sluice_observation_free(&wrote);
    return good;
}

bool sluice_write_safe_misuses(const struct sluice_case *item)
{
    return item->mode == SLUICE_MODE_DECODE && item->lie_count == 0 &&
           !sluice_expects_trouble(&item->expect) && sluice_case_names(item, "OUT-3");
}

static bool write_again(const struct sluice_case *item, const struct sluice_target *target,
                        const struct sluice_judge_context *context,
                        const struct sluice_observation_set *set, const struct extent *extent,
                        struct sluice_judged *results, const char **why)
{
    struct sluice_writing writing = {.item = item, .target = target, .results = results};
    if (item->mode != SLUICE_MODE_DECODE || context->length > LONGEST) {
        return true;
    }
    const bool is_built = set->back != NULL && sluice_writing_is_accepted(set->back);
    const bool good = is_built ? judge_writing(&writing, context, set, extent)
                               : judge_unbuilt(&writing, (struct sluice_bytes){context->bytes,
                                                                               context->length});
    *why = writing.why;
    return good;
}

bool sluice_write_safe(const struct sluice_case *item, const struct sluice_target *target,
                       const struct sluice_judge_context *context,
                       const struct sluice_observation_set *set, bool clumsy,
                       struct sluice_judged *results, const char **why)
{
    const struct extent extent = {.all = true, .clumsy = clumsy};
    return write_again(item, target, context, set, &extent, results, why);
}

bool sluice_write_once_more(const struct sluice_case *item, const struct sluice_target *target,
                            const struct sluice_judge_context *context,
                            const struct sluice_observation_set *set, uint64_t choice,
                            struct sluice_judged *results, const char **why)
{
    const struct extent extent = {.choice = choice};
    return write_again(item, target, context, set, &extent, results, why);
}
