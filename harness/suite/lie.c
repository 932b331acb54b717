#include "harness/suite/lie.h"

#include "harness/base/text.h"
#include "harness/stream/program.h"

#include <inttypes.h>
#include <string.h>

/* --- members ------------------------------------------------------------------------------------ */

#define MEMBER(key, type, place, member)                                                           \
    {                                                                                              \
        key, SLUICE_LIE_##type, offsetof(struct place, member)                                     \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, SLUICE_LIE_U64, 0                                                                    \
    }

#define ANSWER(place, prefix)                                                                      \
    MEMBER("verdict", OUTCOME, place, prefix outcome),                                             \
        MEMBER("error", TEXT, place, prefix java_class),                                           \
        MEMBER("reason", TEXT, place, prefix reason), MEMBER("offset", U64, place, prefix offset), \
        MEMBER("at", TEXT, place, prefix at), MEMBER("path", TEXT, place, prefix path),            \
        MEMBER("class", TEXT, place, prefix class_name),                                           \
        MEMBER("value", TEXT, place, prefix value),                                                \
        MEMBER("compact", TEXT, place, prefix compact),                                            \
        MEMBER("written-length", U64, place, prefix written_length)

static const struct sluice_lie_member events[] = {
    MEMBER("event", TRACE_TYPE, sluice_trace_event, type),
    MEMBER("ok", BOOL, sluice_trace_event, ok),
    MEMBER("depth", U32, sluice_trace_event, depth),
    MEMBER("handle", U32, sluice_trace_event, handle),
    MEMBER("offset", U64, sluice_trace_event, offset),
    MEMBER("amount", U64, sluice_trace_event, amount),
    MEMBER("total", U64, sluice_trace_event, total),
    MEMBER("name", TEXT, sluice_trace_event, name),
    MEMBER("reason", TEXT, sluice_trace_event, reason),
    END};

static const struct sluice_lie_member answers[] = {ANSWER(sluice_answer, ), END};

static const struct sluice_lie_member resources[] = {
    MEMBER("peak", U64, sluice_resources, peak_heap),
    MEMBER("live-after-run", U64, sluice_resources, live_after_run),
    MEMBER("live", U64, sluice_resources, live_after_free),
    MEMBER("allocations", U64, sluice_resources, allocations),
    MEMBER("steps", U64, sluice_resources, steps),
    MEMBER("work", U64, sluice_resources, work),
    MEMBER("consumed", U64, sluice_resources, consumed),
    MEMBER("stack", U64, sluice_resources, stack),
    MEMBER("objects", U64, sluice_resources, objects),
    MEMBER("elements", U64, sluice_resources, elements),
    END};

static const struct sluice_lie_member pieces[] = {
    ANSWER(sluice_chunk_run, answer.), MEMBER("peak", U64, sluice_chunk_run, peak_heap),
    MEMBER("live", U64, sluice_chunk_run, live_after_free), END};

static const struct sluice_lie_member refusals[] = {
    MEMBER("reached", BOOL, sluice_allocation_failure, reached),
    MEMBER("verdict", OUTCOME, sluice_allocation_failure, outcome),
    MEMBER("error", TEXT, sluice_allocation_failure, java_class),
    MEMBER("result", BOOL, sluice_allocation_failure, returned_result),
    MEMBER("live", U64, sluice_allocation_failure, live_after),
    MEMBER("signal", INT, sluice_allocation_failure, signal),
    END};

static const struct sluice_lie_member scaled[] = {
    MEMBER("steps", U64, sluice_scaled_run, steps),
    MEMBER("work", U64, sluice_scaled_run, work),
    MEMBER("peak", U64, sluice_scaled_run, peak_heap),
    MEMBER("stack", U64, sluice_scaled_run, stack),
    MEMBER("verdict", OUTCOME, sluice_scaled_run, outcome),
    END};

static const struct sluice_lie_member process[] = {
    MEMBER("not-run", BOOL, sluice_process_facts, not_run),
    MEMBER("signal", INT, sluice_process_facts, signal),
    MEMBER("hang", BOOL, sluice_process_facts, hang),
    MEMBER("sanitizer", TEXT, sluice_process_facts, sanitizer),
    MEMBER("adapter-error", TEXT, sluice_process_facts, adapter_error),
    MEMBER("side-effect", TEXT, sluice_process_facts, side_effect),
    END};

const struct sluice_lie_member *sluice_lie_members(enum sluice_lie_kind kind)
{
    static const struct sluice_lie_member none[] = {END};
    switch (kind) {
    case SLUICE_LIE_ADD:
    case SLUICE_LIE_CHANGE:
        return events;
    case SLUICE_LIE_ANSWER:
    case SLUICE_LIE_REREAD:
    case SLUICE_LIE_BACK:
    case SLUICE_LIE_CONTROL:
        return answers;
    case SLUICE_LIE_MEASURED:
        return resources;
    case SLUICE_LIE_PIECES:
        return pieces;
    case SLUICE_LIE_REFUSED:
        return refusals;
    case SLUICE_LIE_GROWN:
        return scaled;
    case SLUICE_LIE_PROCESS:
        return process;
    case SLUICE_LIE_DROP:
    case SLUICE_LIE_REPEAT:
    case SLUICE_LIE_MOVE:
    case SLUICE_LIE_HIDE:
    case SLUICE_LIE_WRITTEN:
    case SLUICE_LIE_BACK_WRITTEN:
        break;
    }
    return none;
}

static void put(const struct sluice_lie_member *member, const struct sluice_lie_value *value,
                void *object)
{
    void *to = (char *)object + member->offset;
    const uint32_t narrow = (uint32_t)value->number;
    const int number = (int)value->number;
    const bool truth = value->number != 0;
    const enum sluice_outcome outcome = (enum sluice_outcome)value->number;
    const enum sluice_trace_type type = (enum sluice_trace_type)value->number;
    switch (member->type) {
    case SLUICE_LIE_U64:
        memcpy(to, &value->number, sizeof value->number);
        break;
    case SLUICE_LIE_U32:
        memcpy(to, &narrow, sizeof narrow);
        break;
    case SLUICE_LIE_INT:
        memcpy(to, &number, sizeof number);
        break;
    case SLUICE_LIE_BOOL:
        memcpy(to, &truth, sizeof truth);
        break;
    case SLUICE_LIE_TEXT:
        memcpy(to, &value->text, sizeof value->text);
        break;
    case SLUICE_LIE_OUTCOME:
        memcpy(to, &outcome, sizeof outcome);
        break;
    case SLUICE_LIE_TRACE_TYPE:
        memcpy(to, &type, sizeof type);
        break;
    }
}

static void put_all(const struct sluice_lie *lie, void *object)
{
    const struct sluice_lie_member *members = sluice_lie_members(lie->kind);
    for (size_t i = 0; i < lie->value_count; i++) {
        put(&members[lie->values[i].member], &lie->values[i], object);
    }
}

/* --- the trace ---------------------------------------------------------------------------------- */

struct telling {
    struct sluice_observation *plain;
    struct sluice_sweeps *sweeps;
    struct sluice_control *control;
    struct sluice_text *why;
};

static bool matches(const struct sluice_lie_event *wanted, const struct sluice_trace_event *event)
{
    return event->type == wanted->type &&
           (!wanted->has_handle || event->handle == wanted->handle) &&
           (wanted->name == NULL || sluice_text_same(event->name, wanted->name)) &&
           (wanted->reason == NULL || sluice_text_same(event->reason, wanted->reason));
}

static bool find(const struct telling *telling, const struct sluice_lie_event *wanted,
                 size_t *index)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < telling->plain->trace_count; i++) {
        if (matches(wanted, &telling->plain->trace[i]) && ++seen == wanted->nth) {
            *index = i;
            return true;
        }
    }
    sluice_text_format(telling->why,
                       "the lie is about event %" PRIu64 " of type %s%s%s, and there "
                       "are %" PRIu64 " such",
                       wanted->nth, sluice_trace_name(wanted->type),
                       wanted->name != NULL ? " of " : "", wanted->name != NULL ? wanted->name : "",
                       seen);
    return false;
}

/* Puts a copy of `event` at `index`. */
static bool insert(const struct telling *telling, size_t index,
                   const struct sluice_trace_event *event)
{
    struct sluice_observation *plain = telling->plain;
    const struct sluice_trace_event kept = *event;
    const size_t count = plain->trace_count;
    sluice_observation_add(plain, &kept, NULL, 0);
    if (plain->trace_count == count) {
        sluice_text_string(telling->why, "there is no room in the trace for what the lie adds");
        return false;
    }
    memmove(plain->trace + index + 1, plain->trace + index, (count - index) * sizeof *plain->trace);
    plain->trace[index] = kept;
    return true;
}

static void take(struct sluice_observation *plain, size_t index)
{
    plain->trace_count--;
    memmove(plain->trace + index, plain->trace + index + 1,
            (plain->trace_count - index) * sizeof *plain->trace);
}

/* Where something is to be put: before or behind an event, or at the end. */
static bool find_place(const struct telling *telling, const struct sluice_lie *lie, size_t *index)
{
    *index = telling->plain->trace_count;
    if (!lie->place.given) {
        return true;
    }
    if (!find(telling, &lie->place, index)) {
        return false;
    }
    *index += lie->before ? 0 : 1;
    return true;
}

static bool move(const struct telling *telling, const struct sluice_lie *lie, size_t from)
{
    const struct sluice_trace_event event = telling->plain->trace[from];
    size_t to;
    take(telling->plain, from);
    return find_place(telling, lie, &to) && insert(telling, to, &event);
}

/* The new event has the offset and the depth of its neighbor, and the same handle, unless it says. */
static bool add(const struct telling *telling, const struct sluice_lie *lie)
{
    size_t at;
    if (!find_place(telling, lie, &at)) {
        return false;
    }
    struct sluice_trace_event event = {.ok = true, .reason = "ok"};
    if (telling->plain->trace_count > 0) {
        const size_t count = telling->plain->trace_count;
        const size_t neighbor = lie->before ? at : at - 1;
        const struct sluice_trace_event *near =
            &telling->plain->trace[neighbor < count ? neighbor : 0];
        event.offset = near->offset;
        event.depth = near->depth;
        event.handle = near->handle;
    }
    event.type = lie->event.type;
    put_all(lie, &event);
    return insert(telling, at, &event);
}

static bool tell_of_event(const struct telling *telling, const struct sluice_lie *lie)
{
    size_t at;
    if (lie->kind == SLUICE_LIE_ADD) {
        return add(telling, lie);
    }
    if (lie->kind == SLUICE_LIE_HIDE) {
        telling->plain->shows &= ~SLUICE_SHOWS(lie->event.type);
        for (size_t i = telling->plain->trace_count; i > 0; i--) {
            if (telling->plain->trace[i - 1].type == lie->event.type) {
                take(telling->plain, i - 1);
            }
        }
        return true;
    }
    if (!find(telling, &lie->event, &at)) {
        return false;
    }
    if (lie->kind == SLUICE_LIE_DROP) {
        take(telling->plain, at);
    } else if (lie->kind == SLUICE_LIE_MOVE) {
        return move(telling, lie, at);
    } else if (lie->kind == SLUICE_LIE_REPEAT) {
        return insert(telling, at + 1, &telling->plain->trace[at]);
    } else {
        put_all(lie, &telling->plain->trace[at]);
    }
    return true;
}

/* --- the rest ----------------------------------------------------------------------------------- */

static bool tell_of_one(const struct telling *telling, const struct sluice_lie *lie, void *objects,
                        size_t count, size_t size)
{
    if (lie->index >= count) {
        sluice_text_format(telling->why, "the lie is about run %" PRIu64 ", and there are %zu such",
                           lie->index, count);
        return false;
    }
    put_all(lie, (char *)objects + (size_t)lie->index * size);
    return true;
}

/* The bytes are owned by the plain observation, whichever answer they belong to. */
static bool write(const struct telling *telling, const struct sluice_lie *lie,
                  struct sluice_answer *answer)
{
    const struct sluice_assembly_options options = {0};
    struct sluice_assembly assembly;
    struct sluice_yaml_error error = {0};
    char text[SLUICE_YAML_ERROR_TEXT];
    if (!sluice_assemble(lie->program, &options, &assembly, &error)) {
        sluice_text_format(telling->why, "the stream of the lie cannot be assembled: %s",
                           sluice_yaml_error_text(&error, text));
        return false;
    }
    answer->written = (const uint8_t *)sluice_observation_text(telling->plain, assembly.bytes,
                                                               assembly.length);
    answer->written_length = assembly.length;
    sluice_assembly_free(&assembly);
    if (answer->written == NULL) {
        sluice_text_string(telling->why, "out of memory for the stream of the lie");
    }
    return answer->written != NULL;
}

/* Also when the stream came in pieces: the lie is about what is written, not about the cuts. */
static bool write_everywhere(const struct telling *telling, const struct sluice_lie *lie)
{
    const struct sluice_answer *plain = &telling->plain->answer;
    if (!write(telling, lie, &telling->plain->answer)) {
        return false;
    }
    for (size_t i = 0; i < telling->sweeps->chunk_count; i++) {
        struct sluice_answer *answer = &telling->sweeps->chunks[i].answer;
        answer->written = plain->written;
        answer->written_length = plain->written_length;
    }
    return true;
}

static bool tell(const struct telling *telling, const struct sluice_lie *lie)
{
    struct sluice_sweeps *sweeps = telling->sweeps;
    switch (lie->kind) {
    case SLUICE_LIE_DROP:
    case SLUICE_LIE_REPEAT:
    case SLUICE_LIE_MOVE:
    case SLUICE_LIE_ADD:
    case SLUICE_LIE_CHANGE:
    case SLUICE_LIE_HIDE:
        return tell_of_event(telling, lie);
    case SLUICE_LIE_ANSWER:
        put_all(lie, &telling->plain->answer);
        return true;
    case SLUICE_LIE_MEASURED:
        put_all(lie, &telling->plain->resources);
        return true;
    case SLUICE_LIE_PIECES:
        return tell_of_one(telling, lie, sweeps->chunks, sweeps->chunk_count,
                           sizeof sweeps->chunks[0]);
    case SLUICE_LIE_REFUSED:
        return tell_of_one(telling, lie, sweeps->refusals.failures, sweeps->refusals.count,
                           sizeof sweeps->refusals.failures[0]);
    case SLUICE_LIE_GROWN:
        return tell_of_one(telling, lie, sweeps->scales, sweeps->scale_count,
                           sizeof sweeps->scales[0]);
    case SLUICE_LIE_REREAD:
        return tell_of_one(telling, lie, &sweeps->reread.answer, sweeps->read_again ? 1 : 0,
                           sizeof sweeps->reread.answer);
    case SLUICE_LIE_BACK:
        return tell_of_one(telling, lie, &sweeps->back.answer, sweeps->written_back ? 1 : 0,
                           sizeof sweeps->back.answer);
    case SLUICE_LIE_CONTROL:
        put_all(lie, &telling->control->after);
        return true;
    case SLUICE_LIE_PROCESS:
        put_all(lie, &telling->plain->process);
        return true;
    case SLUICE_LIE_WRITTEN:
        return write_everywhere(telling, lie);
    case SLUICE_LIE_BACK_WRITTEN:
        return write(telling, lie, &sweeps->back.answer);
    }
    return true;
}

bool sluice_lies_tell(const struct sluice_lie *lies, size_t count, struct sluice_observation *plain,
                      struct sluice_sweeps *sweeps, struct sluice_control *control,
                      struct sluice_text *why)
{
    const struct telling telling = {plain, sweeps, control, why};
    for (size_t i = 0; i < count; i++) {
        if (!tell(&telling, &lies[i])) {
            return false;
        }
    }
    return true;
}
