#include "rules/case.h"

#include "rules/memory.h"

#include <string.h>

/* Handles that the trace may name: a target that invents larger ones does not cost memory for it. */
static uint32_t handles_in(const struct sluice_observation *run,
                           const struct sluice_stream_map *map)
{
    uint64_t most = map->entry_count;
    const uint64_t believable = most + run->trace_count;
    for (size_t i = 0; i < run->trace_count; i++) {
        const uint64_t handle = run->trace[i].handle;
        if (handle >= most && handle < believable) {
            most = handle + 1;
        }
    }
    return most < UINT32_MAX ? (uint32_t)most : UINT32_MAX;
}

static void first(size_t *index, size_t event)
{
    if (*index == SLUICE_NO_EVENT) {
        *index = event;
    }
}

bool sluice_is_call(const struct sluice_trace_event *event, const char *code)
{
    return event->type == SLUICE_TRACE_CALLED && sluice_same_text(event->reason, code);
}

bool sluice_is_placed(const struct sluice_trace_event *event)
{
    return event->offset != SLUICE_NOT_MEASURED;
}

bool sluice_is_elsewhere(const struct sluice_trace_event *event,
                         const struct sluice_trace_event *other)
{
    return sluice_is_placed(event) && sluice_is_placed(other) && event->offset != other->offset;
}

const struct sluice_judge_class *sluice_case_parent(const struct sluice_case *seen,
                                                    const struct sluice_judge_class *of)
{
    return of->parent != NULL
               ? sluice_judge_find_class(seen->context, of->parent, strlen(of->parent))
               : NULL;
}

static bool is_below(const struct sluice_case *made, const struct sluice_judge_class *of,
                     const struct sluice_judge_class *above)
{
    for (unsigned i = 0; i < SLUICE_CHAIN_MAX && of != NULL && of != above; i++) {
        of = sluice_case_parent(made, of);
    }
    return of != NULL && of == above;
}

static void called(const struct sluice_case *made, struct sluice_life *life,
                   const struct sluice_trace_event *event, size_t index)
{
    const struct sluice_judge_class *known = made->event_classes[index];
    if (sluice_is_call(event, "read-object")) {
        life->reads++;
    } else if (sluice_is_call(event, "constructor")) {
        first(&life->constructor, index);
    } else if (sluice_is_call(event, "check")) {
        first(&life->check_code, index);
        life->check_codes++;
        if (life->checker != NULL && known != NULL && !is_below(made, known, life->checker)) {
            first(&life->disorder, index);
        }
        life->checker = known;
    }
}

static void live(const struct sluice_case *made, struct sluice_life *life,
                 const struct sluice_trace_event *event, size_t index)
{
    switch (event->type) {
    case SLUICE_TRACE_CHECK_BEGAN:
        first(&life->check_began, index);
        life->checks++;
        break;
    case SLUICE_TRACE_CHECK_ENDED:
        first(&life->check_ended, index);
        if (!event->ok) {
            first(&life->refused, index);
        }
        break;
    case SLUICE_TRACE_CONSTRUCTED:
        first(&life->constructed, index);
        life->constructions++;
        break;
    case SLUICE_TRACE_RESOLVED:
        first(event->ok ? &life->resolved : &life->refused, index);
        break;
    case SLUICE_TRACE_PUBLISHED:
        first(&life->published, index);
        break;
    case SLUICE_TRACE_SKIPPED:
        first(&life->skipped, index);
        break;
    case SLUICE_TRACE_COPIED:
        life->copies++;
        break;
    case SLUICE_TRACE_REFERENCED:
        first(&life->referred, index);
        break;
    case SLUICE_TRACE_BYTES_PULLED:
    case SLUICE_TRACE_MEMORY_GROWN:
    case SLUICE_TRACE_COUNTER_CHARGED:
    case SLUICE_TRACE_RESET:
    case SLUICE_TRACE_RESTARTED:
    case SLUICE_TRACE_HANDLE_ASSIGNED:
    case SLUICE_TRACE_CLASS_CHECKED:
    case SLUICE_TRACE_FAILED:
    case SLUICE_TRACE_RESULT_PUBLISHED:
        break;
    case SLUICE_TRACE_CALLED:
        called(made, life, event, index);
        break;
    }
}

static const struct sluice_life no_life = {
    .check_began = SLUICE_NO_EVENT,
    .check_ended = SLUICE_NO_EVENT,
    .constructed = SLUICE_NO_EVENT,
    .resolved = SLUICE_NO_EVENT,
    .published = SLUICE_NO_EVENT,
    .refused = SLUICE_NO_EVENT,
    .skipped = SLUICE_NO_EVENT,
    .referred = SLUICE_NO_EVENT,
    .check_code = SLUICE_NO_EVENT,
    .constructor = SLUICE_NO_EVENT,
    .disorder = SLUICE_NO_EVENT,
};

const struct sluice_life *sluice_case_life(const struct sluice_case *seen, uint32_t handle)
{
    return handle < seen->life_count ? &seen->lives[handle] : &no_life;
}

static bool has_handle(enum sluice_trace_type type)
{
    const uint32_t without = SLUICE_SHOWS(SLUICE_TRACE_BYTES_PULLED) |
                             SLUICE_SHOWS(SLUICE_TRACE_MEMORY_GROWN) |
                             SLUICE_SHOWS(SLUICE_TRACE_COUNTER_CHARGED) |
                             SLUICE_SHOWS(SLUICE_TRACE_RESET) |
                             SLUICE_SHOWS(SLUICE_TRACE_CLASS_CHECKED) |
                             SLUICE_SHOWS(SLUICE_TRACE_FAILED) |
                             SLUICE_SHOWS(SLUICE_TRACE_RESULT_PUBLISHED);
    return (without & SLUICE_SHOWS(type)) == 0;
}

/* The class of each event's name. Equal names mostly are one text: the last answers are kept. */
static void find_classes(struct sluice_case *made)
{
    enum { KEPT = 64 };
    struct {
        const char *name;
        const struct sluice_judge_class *known;
    } kept[KEPT] = {{NULL, NULL}};
    for (size_t i = 0; i < made->run->trace_count; i++) {
        const char *name = made->run->trace[i].name;
        if (name == NULL) {
            continue;
        }
        const size_t slot = ((uintptr_t)name >> 3) % KEPT;
        if (kept[slot].name != name) {
            kept[slot].name = name;
            kept[slot].known = sluice_judge_find_class(made->context, name, strlen(name));
        }
        made->event_classes[i] = kept[slot].known;
    }
}

static void read_trace(struct sluice_case *made)
{
    for (uint32_t i = 0; i < made->life_count; i++) {
        made->lives[i] = no_life;
    }
    for (size_t i = 0; i < made->context->class_count; i++) {
        made->class_allowed[i] = SLUICE_NO_EVENT;
    }
    find_classes(made);
    for (size_t i = 0; i < made->run->trace_count; i++) {
        const struct sluice_trace_event *event = &made->run->trace[i];
        if (has_handle(event->type) && event->handle < made->life_count) {
            live(made, &made->lives[event->handle], event, i);
        }
        const struct sluice_judge_class *known = made->event_classes[i];
        if (event->type == SLUICE_TRACE_CLASS_CHECKED && event->ok && known != NULL) {
            first(&made->class_allowed[known - made->context->classes], i);
        }
        const bool refuses = event->type == SLUICE_TRACE_FAILED ||
                             (!event->ok && (event->type == SLUICE_TRACE_CHECK_ENDED ||
                                             event->type == SLUICE_TRACE_RESOLVED));
        if (refuses) {
            first(&made->refusal, i);
        }
    }
}

/* True if the object that owns the place keeps what stands there for good, and is atomic. */
static bool keeps_privately(const struct sluice_case *made, const struct sluice_map_edge *edge)
{
    const struct sluice_map_entry *owner = sluice_map_entry_at(&made->map, edge->owner);
    if (owner == NULL || owner->kind != SLUICE_MAP_OBJECT || edge->shared) {
        return false;
    }
    const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&made->map, owner);
    return descriptor != NULL && descriptor->model != NULL &&
           descriptor->model->ground == SLUICE_GROUND_ATOMIC;
}

static void find_class_objects(struct sluice_case *made)
{
    for (uint32_t h = 0; h < made->map.entry_count; h++) {
        const struct sluice_map_entry *entry = &made->map.entries[h];
        const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&made->map,
                                                                                  entry);
        if (entry->kind == SLUICE_MAP_CLASS && descriptor != NULL && descriptor->model != NULL) {
            made->class_named[descriptor->model - made->context->classes] = true;
        }
    }
}

static bool is_replaced(const struct sluice_case *made, uint32_t handle)
{
    return sluice_case_life(made, handle)->resolved != SLUICE_NO_EVENT;
}

/* What takes the place of an object that readResolve replaced: the value that it held, if it held one. */
static void find_replacements(struct sluice_case *made)
{
    for (uint32_t i = 0; i < made->map.edge_count; i++) {
        const struct sluice_map_edge *edge = &made->map.edges[i];
        if (edge->needed && edge->value != SLUICE_MAP_NONE && edge->owner < made->map.entry_count &&
            is_replaced(made, edge->owner)) {
            struct sluice_holders *owner = &made->holders[edge->owner];
            owner->held += owner->held < 2;
            owner->replacement = edge->value;
        }
    }
}

/* The value that stands where the stream has this one. */
static uint32_t standing_for(const struct sluice_case *made, uint32_t value)
{
    for (unsigned i = 0;
         i < SLUICE_CHAIN_MAX && is_replaced(made, value) && made->holders[value].held == 1; i++) {
        value = made->holders[value].replacement;
    }
    return value;
}

static void count_holders(struct sluice_case *made)
{
    find_replacements(made);
    for (uint32_t i = 0; i < made->map.edge_count; i++) {
        const struct sluice_map_edge *edge = &made->map.edges[i];
        /* An object that readResolve replaced is gone, and its fields with it. */
        if (!edge->needed || edge->value == SLUICE_MAP_NONE || is_replaced(made, edge->owner)) {
            continue;
        }
        struct sluice_holders *holders = &made->holders[standing_for(made, edge->value)];
        if (keeps_privately(made, edge)) {
            holders->atomic++;
        } else {
            holders->others++;
        }
    }
}

/* True if the run goes back to the first byte after the FAILED at `index`. */
static bool starts_again(const struct sluice_observation *run, size_t index)
{
    const uint32_t says_nothing = SLUICE_SHOWS(SLUICE_TRACE_MEMORY_GROWN) |
                                  SLUICE_SHOWS(SLUICE_TRACE_BYTES_PULLED);
    const uint64_t failed_at = sluice_is_placed(&run->trace[index]) ? run->trace[index].offset : 0;
    for (size_t i = index + 1; i < run->trace_count; i++) {
        const struct sluice_trace_event *event = &run->trace[i];
        if ((says_nothing & SLUICE_SHOWS(event->type)) == 0) {
            return event->offset < failed_at ||
                   (event->type == SLUICE_TRACE_COUNTER_CHARGED && event->total == event->amount);
        }
    }
    return false;
}

static void find_last_attempt(struct sluice_case *made)
{
    const struct sluice_observation *run = made->set->run;
    if (made->context->mode == SLUICE_JUDGE_DECODE) {
        return;
    }
    for (size_t i = 0; i < run->trace_count; i++) {
        if (run->trace[i].type == SLUICE_TRACE_FAILED && starts_again(run, i)) {
            made->attempt_start = i + 1;
        }
    }
    made->attempt = *run;
    made->attempt.trace_count -= made->attempt_start;
    if (made->attempt_start > 0) {
        made->attempt.trace += made->attempt_start;
    }
    if (run->answer.written != NULL) {
        made->attempt.answer = (struct sluice_answer){.outcome = SLUICE_OUTCOME_ACCEPT,
                                                      .offset = SLUICE_NOT_MEASURED};
    }
    made->run = &made->attempt;
}

static bool map_written(struct sluice_case *made)
{
    const struct sluice_answer *answer = &made->set->run->answer;
    struct sluice_judge_context context = *made->context;
    context.bytes = answer->written;
    context.length = answer->written_length;
    return answer->written == NULL || sluice_stream_map_make(&context, &made->written);
}

bool sluice_case_make(const struct sluice_judge_context *context,
                      const struct sluice_observation_set *set, struct sluice_case *made)
{
    *made = (struct sluice_case){
        .context = context, .set = set, .run = set->run, .refusal = SLUICE_NO_EVENT};
    find_last_attempt(made);
    if (!sluice_stream_map_make(context, &made->map) || !map_written(made)) {
        return false;
    }
    made->life_count = handles_in(made->run, &made->map);
    const struct sluice_rules_memory *memory = context->memory;
    made->lives = sluice_rules_zeros(memory, made->life_count, sizeof *made->lives);
    made->class_allowed = sluice_rules_zeros(memory, context->class_count,
                                             sizeof *made->class_allowed);
    made->class_named = sluice_rules_zeros(memory, context->class_count, sizeof *made->class_named);
    made->holders = sluice_rules_zeros(memory, made->map.entry_count, sizeof *made->holders);
    made->event_classes = sluice_rules_zeros(memory, made->run->trace_count, sizeof(const void *));
    if (made->lives == NULL || made->class_allowed == NULL || made->event_classes == NULL ||
        made->class_named == NULL || made->holders == NULL) {
        return false;
    }
    read_trace(made);
    find_class_objects(made);
    count_holders(made);
    return true;
}

void sluice_case_free(struct sluice_case *made)
{
    sluice_rules_release(made->context->memory, made->lives);
    sluice_rules_release(made->context->memory, made->class_named);
    sluice_rules_release(made->context->memory, made->holders);
    sluice_rules_release(made->context->memory, made->class_allowed);
    sluice_rules_release(made->context->memory, (void *)made->event_classes);
    sluice_stream_map_free(&made->map);
    sluice_stream_map_free(&made->written);
}
